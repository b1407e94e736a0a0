"""The family ties of people as one asker sees them on a day, kept while neither the graph's revision nor that moves.

A worker asks about one family several times over: whoever was looked at once is not read again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from graphsvc.access.kept import Kept
from graphsvc.access.sees import sees
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.kinship.ties import FamilyTie
from graphsvc.model.asker import Sight

PARAMS = ("allowed", "cases", "consented", "consent_classes", "kin_circle")
KEPT_ASKERS, KEPT_PEOPLE = 16, 5_000
"""Some kB a person at most: a tie stands with both its ends, and is held once."""
MOST_TIES = 20_000
"""The statement's own limit."""
Ties = dict[str, tuple[FamilyTie, ...]]


@dataclass(frozen=True)
class Families:
    """What is kept, for all requests of a process."""

    _kept: Kept[Ties] = field(default_factory=lambda: Kept(KEPT_ASKERS))

    async def around(
        self, graph: Graph, sight: Sight, as_of: date, people: Iterable[str]
    ) -> tuple[set[FamilyTie], bool]:
        """(the ties that touch these people, whether there may be more of them). At most one statement."""
        known, wanted = self._of(sight, as_of), frozenset(people)
        missing = sorted(wanted - known.keys())
        cut = False
        if missing:
            rows = await graph.read("family_ties", people=missing, as_of=as_of, **sees(sight, PARAMS))
            found, cut = _by_person(missing, rows), len(rows) >= MOST_TIES
            if cut or len(known) + len(found) > KEPT_PEOPLE:
                known = {**known, **found}  # for this question alone
            else:
                known.update(found)
        return {tie for person in wanted for tie in known[person]}, cut

    def _of(self, sight: Sight, as_of: date) -> Ties:
        """By person, for all that decides what this asker sees. The revision is that of when the asker was let in, or a
        later one was read: either is true."""
        seen = (sight.allowed, sight.cases, sight.consented, sight.consent_classes, sight.kin_circle)
        key = (sight.revision, as_of, sight.today, seen)
        found = self._kept.get(key)
        return self._kept.keep(key, {}) if found is None else found


def _by_person(people: Iterable[str], rows: Iterable[Row]) -> Ties:
    found: dict[str, list[FamilyTie]] = {person: [] for person in people}
    for row in rows:
        tie = FamilyTie(**row)
        for end in {tie.a, tie.b} & found.keys():
            found[end].append(tie)
    return {person: tuple(ties) for person, ties in found.items()}
