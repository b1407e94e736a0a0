"""What is hidden is not even fetched: every statement that takes access parameters answers, whatever it is asked about,
as over a graph without all that those parameters hide (definitions.md §1).

`make mutants` asks the same of each statement with one filter less, and each must be caught within these draws.
"""

from datetime import date, datetime
from random import Random

import pytest

from graphsvc.catalogue import Statement
from graphsvc.database.driver import Graph
from tests.conftest import wipe
from tests.live.alone import OWN, STATEMENTS, asked, drawn, nouns_of, trial

SELDOM = {"household_members": 1500, "influence_peer_ties": 2500, "influence_step_ties": 2500}
"""Statements of which a filter shows by a rare constellation: a home that is seen, one's own part in it hidden; a
group that would be small enough without whoever is hidden in it."""
ALL, EACH = 240, 60
"""So many draws of a statement, and so many for each noun that it reads: each has its turn to be drawn alone."""


FITS = {
    "BOOLEAN": bool,
    "DATE": date,
    "DATETIME": datetime,
    "FLOAT": float,
    "INTEGER": int,
    "MAP": dict,
    "STRING": str,
}


def draws_of(statement: Statement) -> int:
    """The more it reads, the more draws it takes to miss each filter."""
    return max(SELDOM.get(statement.name, ALL), EACH * len(nouns_of(statement)))


@pytest.fixture(scope="module")
async def empty(graph: Graph) -> Graph:
    await wipe(graph)
    return graph


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_what_is_drawn_fits_what_a_statement_takes(name: str) -> None:
    """Else nobody hears before the night that it cannot be asked."""
    statement, rng = STATEMENTS[name], Random(name)
    said = asked(statement, *drawn(statement, rng, 0), rng)
    kinds = {each: list if kind.startswith("LIST") else FITS[kind] for each, kind in statement.params.items()}
    assert {
        each: type(value) for each, value in said.items() if value is not None and type(value) is not kinds[each]
    } == {}


@pytest.mark.nightly
@pytest.mark.parametrize("name", sorted(STATEMENTS))
async def test_a_statement_fetches_nothing_hidden(empty: Graph, name: str) -> None:
    statement, found = STATEMENTS[name], 0
    for number in range(draws_of(statement)):
        seen = await trial(empty, statement, number)
        assert not seen.differs(OWN), (number, seen.about)
        found += bool(seen.left[OWN])
    assert found, "nothing was ever found: that proves nothing"
