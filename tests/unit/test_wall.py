"""The wall: each hostile request has its own refusal and reaches no statement, over any transport; work is linear."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from graphql import parse

from bench.hostile import GRAPHQL, HOSTILE, Hostile, chain, mesh
from graphsvc.api import check, limits
from graphsvc.api.documents import Documents
from graphsvc.api.guard import MISFIT, coded
from graphsvc.api.schema import graphql_schema
from graphsvc.demo import EXAMPLES, OPEN
from tests.unit.test_api_http import AGENCIES, SAM, Parts, codes

SCHEMA = graphql_schema()
DOCUMENTS = [row for row in HOSTILE if row.status == 400 and row.body.startswith(b'{"query": "')]


@pytest.mark.parametrize("row", HOSTILE, ids=lambda row: row.name)
async def test_a_hostile_request_is_refused_with_its_code_and_reaches_no_statement(row: Hostile) -> None:
    parts = Parts()
    reply = await parts.post(content=row.body, **{"accept": GRAPHQL, **row.headers})
    assert (reply.status_code, row.code in codes(reply), "data" in reply.json()) == (row.status, True, False)
    assert (parts.graph.asked, parts.audit.lines) == ([], [])


def said_in(row: Hostile) -> dict[str, Any]:
    try:
        return dict(orjson.loads(row.body))
    except ValueError:
        return {}  # no transport could read it


@pytest.mark.parametrize("row", [row for row in DOCUMENTS if said_in(row)], ids=lambda row: row.name)
async def test_what_http_refuses_the_entry_of_streams_refuses_too(row: Hostile) -> None:
    said = said_in(row)
    if "documentId" in said or row.code == "DUPLICATE_KEY" or b'"query": "{ __typename }"' in row.body:
        return  # refused where parameters are read, before a document is
    context: Any = SimpleNamespace(documents=Documents(), principal=SAM, streaming=True)
    name = said.get("operationName")
    stream: Any = await SCHEMA.stream(said["query"], said.get("variables"), context_value=context, operation_name=name)
    first = await anext(stream)
    assert first.data is None
    assert row.code in [coded(error)["extensions"]["code"] for error in first.errors or ()]


@pytest.mark.parametrize("row", DOCUMENTS, ids=lambda row: row.name)
async def test_no_refusal_repeats_what_was_asked(row: Hostile) -> None:
    reply = await Parts().post(content=row.body.replace(b"viewer", b"Canary").replace(b"name", b"canary"))
    assert "canary" not in reply.text.lower()


@pytest.mark.parametrize(
    "document",
    [
        "{ viewer(Canary: 1) { __typename } }",
        "{ agencies { ... on Canary { code } } }",
        '{ people(first: "Canary") { __typename } }',
        '{ people(search: "x", order: CANARY) { __typename } }',
        "{ viewer { ...Canary } }",
        "{ viewer @Canary { __typename } }",
        "query Canary { a: viewer { __typename } a: agencies { __typename } }",
        "query A { viewer { __typename } } query A { viewer { __typename } }  # Canary",
        "query ($x: Canary) { person(id: $x) { __typename } }",
        '{ person(id: "Canary, without an end) { __typename } }',
        "{ viewer { Canary: nothing } } Canary",
        '{ ties(person: "p", kinds: ["Canary"]) { __typename } }',
    ],
)
async def test_no_error_repeats_a_name_or_a_literal(document: str) -> None:
    reply = await Parts().ask(document)
    assert reply.json()["errors"] and "canary" not in reply.text.lower()


@pytest.mark.parametrize("value", ["Canary", {"Canary": 1}, ["Canary"], {"a": {"b": "Canary"}}])
async def test_no_error_repeats_a_variable(value: object) -> None:
    document = "query Q($n: Int!) { people(first: $n) { __typename } }"
    reply = await Parts().post({"query": document, "variables": {"n": value, "Canary": "Canary"}})
    assert reply.json()["errors"][0]["message"] == MISFIT and "Canary" not in reply.text


async def test_an_unforeseen_fault_is_a_coded_answer_and_leaves_no_trace_of_its_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("Canary")

    monkeypatch.setattr("graphsvc.api.serving.shaped", broken)
    reply = await Parts().ask(AGENCIES)  # would raise here if it left the app
    assert (reply.status_code, codes(reply), "Canary" in reply.text) == (500, ["FAULT"], False)


def test_nothing_but_the_check_reads_or_runs_a_document() -> None:
    ways, found = {"parse", "validate", "execute", "execute_sync", "subscribe", "graphql", "graphql_sync"}, set[str]()
    for file in sorted((Path(__file__).parents[2] / "graphsvc").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "graphql":
                found |= {f"{file.name}: {each.name}" for each in node.names if each.name in ways}
    assert found == {"check.py: parse", "check.py: validate"}


@dataclass
class Counted:
    visits: int = 0


@pytest.fixture
def walk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counted]:
    """Counts the selections that the single pass visits."""
    counted, real = Counted(), limits._Walk._selection

    def visit(self: Any, *given: Any) -> Any:
        counted.visits += 1
        assert counted.visits < 100_000, "fragments are visited again and again"
        return real(self, *given)

    monkeypatch.setattr(limits._Walk, "_selection", visit)
    yield counted


@pytest.mark.parametrize("shape", ["chain", "wide"])
def test_twice_the_document_is_twice_the_work(walk: Counted, shape: str) -> None:
    def visits(size: int) -> int:
        text = chain(size) if shape == "chain" else "{ " + "viewer { __typename } " * size + " }"
        limits._measured.cache_clear()
        walk.visits = 0
        limits.refusals(parse(text), None, {}, SCHEMA._schema)
        return walk.visits

    assert [visits(2 * size) / visits(size) for size in (10, 20, 40, 80)] == [
        pytest.approx(2, rel=0.1) for _ in range(4)
    ]


def test_each_selection_of_a_mesh_of_fragments_is_visited_once(walk: Counted) -> None:
    limits._measured.cache_clear()
    document = parse(mesh(40))
    limits.refusals(document, None, {}, SCHEMA._schema)
    assert walk.visits == 1 + sum(40 - i for i in range(40)) + 40  # spreads, fields, and what the fields select


@pytest.mark.parametrize("length", [20, 30, 60])
def test_what_is_beyond_a_limit_is_not_validated(monkeypatch: pytest.MonkeyPatch, length: int) -> None:
    monkeypatch.setattr(check, "validated", lambda *_: pytest.fail("validated"))
    assert check.wrong_with(SCHEMA._schema, check.parsed(chain(length)), None, {}, check.RULES)


@pytest.mark.parametrize("document", [OPEN, *(example.document for example in EXAMPLES)])
def test_our_own_documents_pass(document: str) -> None:
    assert not [*check.wrong_with(SCHEMA._schema, check.parsed(document), None, {}, check.RULES)]


def test_long_lists_of_variables_are_kept_by_their_length_alone() -> None:
    found = dict(limits._counting({"ids": ["n"] * 50_000, "n": 3, "name": "Marcus"}))
    assert found == {"ids": range(50_000), "n": 3}
