"""Reading what protects: all of it or no answer; every statement that protects is read in that one way."""

import asyncio
import re
from pathlib import Path
from typing import Any, cast

import pytest

from graphsvc.access.protective import MOST, read_whole
from graphsvc.catalogue import read_catalogue
from graphsvc.database.driver import Graph
from graphsvc.errors import StatementLate

PACKAGE = Path(__file__).parents[2] / "graphsvc"
STATEMENTS = read_catalogue().statements


class Rows:
    """A graph that answers anything with so many rows."""

    def __init__(self, number: int) -> None:
        self.number = number

    async def read(self, name: str, **params: Any) -> list[dict[str, object]]:
        return [{}] * self.number


@pytest.mark.parametrize("name", MOST)
def test_the_table_says_the_limit_of_the_text(name: str) -> None:
    assert re.findall(r"LIMIT (\d+)\s*$", STATEMENTS[name].text) == [str(MOST[name])]


def test_every_safety_statement_stands_in_the_table() -> None:
    assert {name for name in STATEMENTS if name.startswith("safety_")} == {n for n in MOST if n.startswith("safety_")}


@pytest.mark.parametrize("name", MOST)
def test_a_protective_statement_is_read_whole_and_in_no_other_way(name: str) -> None:
    calls = [
        call
        for path in PACKAGE.rglob("*.py")
        for call in re.findall(rf"(\w+)\(\s*(?:\w+,\s*)?\"{name}\"", path.read_text(encoding="utf-8"))
    ]
    assert set(calls) == {"read_whole"}


@pytest.mark.parametrize("name", MOST)
def test_a_full_answer_fails_closed(name: str) -> None:
    assert len(asyncio.run(read_whole(cast(Graph, Rows(MOST[name] - 1)), name))) == MOST[name] - 1
    with pytest.raises(StatementLate):
        asyncio.run(read_whole(cast(Graph, Rows(MOST[name])), name))
