"""What is hidden is not even fetched: every statement that takes access parameters answers, whatever it is asked about,
as over a graph without all that those parameters hide (definitions.md §1).

`make mutants` asks the same of each statement with one filter less, and each must be caught within these draws.
"""

import re

import pytest

from graphsvc.catalogue import Statement
from graphsvc.database.driver import Graph
from tests.conftest import wipe
from tests.live.alone import STATEMENTS, access_taken, trial

SELDOM = {"household_members": 1500}
"""Statements of which a filter shows by a rare constellation: a home that is seen, one's own part in it hidden."""


def draws_of(statement: Statement) -> int:
    """The more it filters, the more draws it takes to miss each filter."""
    return max(
        SELDOM.get(statement.name, 240),
        2 * sum(len(re.findall(rf"\${name}\b", statement.text)) - 1 for name in access_taken(statement)),
    )


@pytest.fixture(scope="module")
async def empty(graph: Graph) -> Graph:
    await wipe(graph)
    return graph


@pytest.mark.nightly
@pytest.mark.parametrize("name", sorted(STATEMENTS))
async def test_a_statement_fetches_nothing_hidden(empty: Graph, name: str) -> None:
    statement, found = STATEMENTS[name], 0
    for number in range(draws_of(statement)):
        seen = await trial(empty, statement, (), number)
        assert seen.whole[statement.text] == seen.left[statement.text], (number, seen.about)
        found += bool(seen.left[statement.text])
    assert found, "nothing was ever found: that proves nothing"
