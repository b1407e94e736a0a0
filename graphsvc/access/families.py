"""The family ties of people as one asker sees them on a day, kept while neither the graph's revision nor that moves.

A worker asks about one family several times over: whoever was looked at once is not read again.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from graphsvc.access.kept import KeptNow, This
from graphsvc.access.sees import sees
from graphsvc.database.driver import Graph
from graphsvc.kinship.known import Known
from graphsvc.kinship.ties import FamilyTie
from graphsvc.model.asker import Sight

PARAMS = ("allowed", "cases", "consented", "consent_classes", "kin_circle")
KEPT_ASKERS, KEPT_PEOPLE = 16, 5_000
"""Some kB a person at most: a tie stands with both its ends, and is held once. Who knows more begins anew."""
MOST_TIES = 20_000
"""The statement's own limit."""


@dataclass(frozen=True)
class Families:
    """What is kept, for all requests of a process."""

    _kept: KeptNow[Known] = field(default_factory=lambda: KeptNow(KEPT_ASKERS))

    def known(self, sight: Sight, as_of: date, revision: int, arrays: object = None) -> Known:
        """What was read so far, for all that decides what this asker sees. The revision is that of when the asker was
        let in, or a later one was read: either is true; or that of the graph in memory, whose `arrays` say where each
        tie lies in them."""
        seen = (sight.allowed, sight.cases, sight.consented, sight.consent_classes)
        key = (as_of, sight.today, *seen, This(sight.kin_circle), This(arrays))
        found = self._kept.get(revision, key)
        return found if found and len(found.own) <= KEPT_PEOPLE else self._kept.keep(revision, key, Known())


class Ties(Protocol):
    """Where family ties are read, for one asker and day."""

    async def of(self, people: Collection[str]) -> list[FamilyTie]:
        """The ties that touch these people, by type and id, MOST_TIES at most."""


@dataclass(frozen=True)
class StatedTies:
    """By statement, one each time."""

    graph: Graph
    sight: Sight
    as_of: date

    async def of(self, people: Collection[str]) -> list[FamilyTie]:
        """The ties that touch these people, by type and id, MOST_TIES at most."""
        seen = sees(self.sight, PARAMS)
        rows = await self.graph.read("family_ties", people=sorted(people), as_of=self.as_of, **seen)
        return [FamilyTie(**row) for row in rows]


async def read_more(ties: Ties, known: Known, people: frozenset[str]) -> tuple[Known, bool]:
    """(what is known with the ties of these people too, whether there may be more of them).

    Where there may be, it is another one than was given: that one is not to know less than it seems to.
    """
    found = await ties.of(people)
    cut = len(found) >= MOST_TIES
    more = known.copy() if cut else known
    more.take(people, found)
    return more, cut
