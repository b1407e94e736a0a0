"""Cases as they were worked out, kept while neither the graph's revision nor what their asker sees moves.

A list is looked at many times a day, and whoever looked at one asks about its people next: nothing is read again, nor
decided again. A write of anybody, another day or another asker begins anew.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from graphsvc.access.kept import KeptNow
from graphsvc.access.safety import Protective
from graphsvc.access.sees import seen_by
from graphsvc.database.driver import Graph
from graphsvc.model.asker import Sight
from graphsvc.model.site import Site
from graphsvc.questions.reach.answer import Case, Halted
from graphsvc.questions.reach.question import read_cases

KEPT_CASES, KEPT_ASKERS = 600, 64
"""About a hundred kB a case."""


@dataclass(frozen=True)
class _Read:
    """A case, and the moment for which it was read."""

    at: datetime
    found: Case | Halted

    def stands(self, now: datetime) -> bool:
        """Whether it says the same now: no consent on file for then was taken back since."""
        return not any(each.revoked(now) and not each.revoked(self.at) for each in self.found.focus.consents)


@dataclass(frozen=True)
class Cases:
    """All that is kept, for all requests of a process."""

    _kept: KeptNow[_Read] = field(default_factory=lambda: KeptNow(KEPT_CASES))
    _askers: KeptNow[object] = field(default_factory=lambda: KeptNow(KEPT_ASKERS))
    """Something small that stands for all that one asker sees: her circle is long."""

    async def read(
        self,
        graph: Graph,
        sight: Sight,
        site: Site,
        person_ids: Iterable[str],
        as_of: date,
        protective: Protective | None = None,
    ) -> dict[str, Case | Halted]:
        """As read_cases, which is asked about whom nothing is kept."""
        wanted, asker = sorted(set(person_ids)), self._asker(sight, site, as_of)
        held = {one: self._held(sight, (asker, one)) for one in wanted}
        lacking = [one for one, found in held.items() if found is None]
        new = await read_cases(graph, sight, site, lacking, as_of, protective) if lacking else {}
        for one, found in new.items():
            self._kept.keep(sight.revision, (asker, one), _Read(sight.now, found))
        return new | {one: found for one, found in held.items() if found is not None}

    def _held(self, sight: Sight, key: Hashable) -> Case | Halted | None:
        """What is kept, as of this moment."""
        read = self._kept.get(sight.revision, key)
        if read is None or not read.stands(sight.now):
            return None
        return replace(read.found, now=sight.now) if isinstance(read.found, Case) else read.found

    def _asker(self, sight: Sight, site: Site, as_of: date) -> object:
        """What stands for all that decides what is read and worked out, but for the person."""
        key = (sight.today, as_of, site, sight.principal.agency, sight.caseload, seen_by(sight))
        found = self._askers.get(sight.revision, key)
        return self._askers.keep(sight.revision, key, object()) if found is None else found
