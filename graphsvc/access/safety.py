"""Which safety lines apply between a person P and some relatives: two statements, however many P and relatives.

What they read acts for everyone and reaches no answer as such: only a finding's effect and route do. Everything
is as of today, whatever day a question asks about (definitions.md §3).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from graphsvc.access.kept import KeptNow
from graphsvc.access.protective import read_whole
from graphsvc.access.safety_rules import FactRow, Near, Reading, decide, years_before
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.model.asker import Sight
from graphsvc.model.kin import KIN_ROLES
from graphsvc.model.safety_lines import Fact, Finding, Sphere, concealed
from graphsvc.model.site import Site

HOUSEHOLD_YEARS = 1
SPHERES_KEPT = 4096
"""Some kB each."""
Nears = Mapping[str, tuple[Near, ...]]
"""Person → that person's people."""
Relatives = Mapping[str, Iterable[str]]
"""Person → whom the lines are asked about for that person."""


def _roles(*groups: str) -> list[str]:
    return [role.code for role in KIN_ROLES.values() if role.group in groups]


_ROLES = {
    "parent": _roles("PRN", "ADOPTP", "STPPRN", "PRNFOST", "x-PRNPARTNER"),
    "child": _roles("CHILD", "CHLDADOPT", "STPCHLD", "CHLDFOST", "x-PARTNERCHILD"),
    "sibling": _roles("SIB", "HSIB", "STPSIB"),
    "guard": _roles("GUARD"),
    "ward": _roles("x-WARD"),
}
"""Step, foster and adoptive ties protect like birth ones: fail closed."""


async def read_near(graph: Graph, person_id: str, today: date) -> tuple[Near, ...]:
    """P's people: whose orders, harm and refusals count."""
    return (await read_nears(graph, [person_id], today)).get(person_id, ())


async def read_nears(graph: Graph, person_ids: Iterable[str], today: date) -> dict[str, tuple[Near, ...]]:
    """Each of these persons' people; nobody's for an unknown person. Raises StatementLate when there are too many."""
    since = years_before(today, HOUSEHOLD_YEARS)
    asked = sorted(set(person_ids))
    rows = await read_whole(graph, "safety_sphere", person_ids=asked, household_since=since, today=today, roles=_ROLES)
    found: dict[str, list[Near]] = defaultdict(list)
    for row in rows:
        found[row["person"]].append(_near(row))
    return {person: tuple(near) for person, near in found.items()}


@dataclass
class Spheres:
    """P's people, kept for as long as neither the graph's revision nor the day moves."""

    _kept: KeptNow[tuple[Near, ...]] = field(default_factory=lambda: KeptNow(SPHERES_KEPT))

    async def near(self, graph: Graph, person_id: str, today: date, revision: int) -> tuple[Near, ...]:
        """As read_near. `revision`: what the graph was at, or had passed, when the asker was let in."""
        return (await self.nears(graph, [person_id], today, revision))[person_id]

    async def nears(self, graph: Graph, person_ids: Iterable[str], today: date, revision: int) -> Nears:
        """As read_nears, those of an unknown person nobody: one statement for all that are not kept."""
        found = {person: self._kept.get(revision, (person, today)) for person in person_ids}
        lacking = [person for person, near in found.items() if near is None]
        read = await read_nears(graph, lacking, today) if lacking else {}
        new = {person: self._kept.keep(revision, (person, today), read.get(person, ())) for person in lacking}
        return {person: new[person] if near is None else near for person, near in found.items()}


async def read_facts(graph: Graph, near: tuple[Near, ...], relative_ids: Iterable[str], today: date) -> Reading:
    """Every protective fact that counts between P's people and these relatives. Raises StatementLate for too many."""
    return (await read_readings(graph, {"": near}, {"": relative_ids}, today))[""]


async def read_readings(graph: Graph, nears: Nears, relatives: Relatives, today: date) -> dict[str, Reading]:
    """As read_facts, for each of these persons: one statement. Raises StatementLate for too many facts."""
    if not relatives:
        return {}
    plans = [_plan(person, nears.get(person, ())) for person in sorted(relatives)]
    said = {"relatives": {person: sorted(set(ids)) for person, ids in relatives.items()}, "today": today}
    facts: dict[str, list[FactRow]] = defaultdict(list)
    for row in await read_whole(graph, "safety_facts", plans=plans, **said):
        facts[row.pop("person")].append(_fact(row))
    return {person: Reading(nears.get(person, ()), tuple(facts[person])) for person in relatives}


def _plan(person: str, near: tuple[Near, ...]) -> Row:
    return {
        "person": person,
        "selves": sorted({n.id for n in near if n.sphere is Sphere.SELF}),
        "sphere": sorted({n.id for n in near}),
    }


class Held(Protocol):
    """The protective facts of the whole graph in memory (access/shields.py)."""

    def reading(self, near: tuple[Near, ...], relatives: Iterable[str], today: date) -> Reading: ...

    def concealed_for_each(
        self, focal_ids: Iterable[str], ids: Iterable[str], today: date, site: Site
    ) -> Mapping[str, frozenset[str]]: ...


@dataclass(frozen=True)
class Protective:
    """Where a question reads protective facts: in memory where the graph is there at its asker's revision or a later
    one, else by statements. Both say the same (tests/live/test_shields.py)."""

    graph: Graph
    held: Held | None = None
    spheres: Spheres = field(default_factory=Spheres)

    async def nears(self, person_ids: Iterable[str], sight: Sight) -> Nears:
        """The people of each of these persons."""
        if self.held is None:
            return await read_nears(self.graph, person_ids, sight.today)
        return await self.spheres.nears(self.graph, person_ids, sight.today, sight.revision)

    async def readings(self, nears: Nears, relatives: Relatives, today: date) -> dict[str, Reading]:
        """Every protective fact that counts between each person's people and those of whom it is asked."""
        if self.held is None:
            return await read_readings(self.graph, nears, relatives, today)
        return {person: self.held.reading(nears.get(person, ()), some, today) for person, some in relatives.items()}

    async def absent(self, sight: Sight, site: Site, person_id: str, ids: Iterable[str]) -> frozenset[str]:
        """Those of these people who must be absent from an output about this person to this asker."""
        found = await self.concealed_for_each(sight, site, sight.caseload | {person_id}, ids)
        return from_asker(sight, found) | found.get(person_id, frozenset())

    async def concealed_for_each(
        self, sight: Sight, site: Site, focal_ids: Iterable[str], ids: Iterable[str]
    ) -> Mapping[str, frozenset[str]]:
        """Focal person → those of these people who are absent from every output about that person; under "" whoever
        is absent whoever it is about."""
        if self.held is None:
            return await concealed_for_each(self.graph, sight, site, focal_ids, ids)
        return self.held.concealed_for_each(focal_ids, ids, sight.today, site)


async def safety_reading(graph: Graph, person_id: str, relative_ids: Iterable[str], today: date) -> Reading:
    """Every protective fact that counts between P and these relatives."""
    return await read_facts(graph, await read_near(graph, person_id, today), relative_ids, today)


async def safety_findings(
    graph: Graph, sight: Sight, site: Site, person_id: str, relative_ids: Iterable[str]
) -> dict[str, tuple[Finding, ...]]:
    """Relative → what lines apply between P and that relative now; every id has an entry, an unknown one too."""
    wanted = sorted(set(relative_ids))
    reading = await safety_reading(graph, person_id, wanted, sight.today)
    return {one: decide(reading, one, sight.today, site) for one in wanted}


async def concealed_about(
    graph: Graph, sight: Sight, site: Site, person_id: str, relative_ids: Iterable[str]
) -> frozenset[str]:
    """Those of these relatives who must be absent from every output about P."""
    findings = await safety_findings(graph, sight, site, person_id, relative_ids)
    return frozenset(relative for relative, found in findings.items() if concealed(found))


async def concealed_from(graph: Graph, sight: Sight, site: Site, ids: Iterable[str]) -> frozenset[str]:
    """Those of these people who must not exist for this asker, whatever the question is about.

    Protected witnesses and sources; and whoever one of the asker's own people harmed or stands against in an open
    matter, since all that such an asker sees is seen for those people. The asker's own people are never concealed.
    """
    return from_asker(
        sight, await concealed_for_each(graph, sight, site, sight.caseload, frozenset(ids) - sight.caseload)
    )


def from_asker(sight: Sight, absent: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Of those absent by focal person, whoever must not exist for this asker whatever the question is about."""
    return frozenset().union(*(absent.get(focal, frozenset()) for focal in (*sight.caseload, ""))) - sight.caseload


async def concealed_for_each(
    graph: Graph, sight: Sight, site: Site, focal_ids: Iterable[str], ids: Iterable[str]
) -> Mapping[str, frozenset[str]]:
    """Focal person → those of these people who are absent from every output about that person: one statement.

    Under "" stands whoever is absent whoever it is about. Raises StatementLate when there are too many facts.
    """
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    rows = await read_whole(graph, "safety_concealed", ids=wanted, focal_ids=sorted(set(focal_ids)))
    by_focal: dict[str, list[FactRow]] = defaultdict(list)
    for row in rows:
        by_focal[row.pop("focal")].append(_fact(row))
    return {
        focal: _concealed_in(Reading((Near(focal, Sphere.SELF),), tuple(facts)), sight.today, site)
        for focal, facts in by_focal.items()
    }


def _concealed_in(reading: Reading, today: date, site: Site) -> frozenset[str]:
    people = {row.relative for row in reading.rows}
    return frozenset(one for one in people if concealed(decide(reading, one, today, site)))


def _near(row: Row) -> Near:
    return Near(row["other"], Sphere[row["sphere"]], row["lapsed"], row["born_on"], row["record"])


def _fact(row: Row) -> FactRow:
    """The row, which is used up."""
    row["fact"], row["code"] = Fact[row["fact"]], row["code"] or ""
    row["conditions"], row["settles"] = tuple(row["conditions"]), tuple(row["settles"])
    return FactRow(**row)
