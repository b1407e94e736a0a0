"""Every Cypher file keeps the house's rules that can be read off its text."""

import re

import pytest

from graphsvc.catalogue import Statement, read_catalogue
from graphsvc.database.migrations import read_migrations

STATEMENTS = list(read_catalogue().statements.values())
READS = [statement for statement in STATEMENTS if statement.mode == "read"]
WRITING = re.compile(r"\b(CREATE|MERGE|DELETE|SET|REMOVE|FOREACH|LOAD\s+CSV)\b")
OPEN_BOUND = re.compile(r"\{\s*\d*\s*,\s*\}|\{\s*[\d,\s]*\$|\*\s*\.\.|\][-]>?[+*]|\*\d+\.\.\s*\]")
ONE_ROW = re.compile(r"\s*(collect|count|sum|min|max|exists)\s*\(")  # columns collected: one row, no list
WORD = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|//[^\n]*", re.DOTALL)


def body(statement: Statement) -> str:
    return WORD.sub(" ", statement.text)


def by_name(statement: Statement) -> str:
    return statement.name


@pytest.mark.parametrize("statement", STATEMENTS, ids=by_name)
def test_name_is_snake_case(statement: Statement) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", statement.name)


@pytest.mark.parametrize("statement", STATEMENTS, ids=by_name)
def test_a_read_statement_returns_something(statement: Statement) -> None:
    assert statement.returns or statement.mode == "write"


@pytest.mark.parametrize("statement", READS, ids=by_name)
def test_a_read_statement_writes_nothing(statement: Statement) -> None:
    assert WRITING.findall(body(statement)) == []


@pytest.mark.parametrize("statement", STATEMENTS, ids=by_name)
def test_every_path_has_a_literal_upper_bound(statement: Statement) -> None:
    assert OPEN_BOUND.findall(body(statement)) == []


@pytest.mark.parametrize("statement", READS, ids=by_name)
def test_a_list_has_an_order_and_a_limit(statement: Statement) -> None:
    last = body(statement).rpartition("RETURN")[2]
    assert ONE_ROW.match(last) or ("ORDER BY" in last and "LIMIT" in last)


def test_migrations_are_numbered_from_one_without_a_gap() -> None:
    assert [migration.number for migration in read_migrations()] == list(range(1, len(read_migrations()) + 1))


def test_migrations_can_run_again() -> None:
    again = re.compile(r"IF (NOT )?EXISTS|MERGE|MATCH", re.IGNORECASE)
    assert [s for migration in read_migrations() for s in migration.statements if not again.search(s)] == []
