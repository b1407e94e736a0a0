"""Which safety lines apply between a person P and some relatives: two statements, however many relatives.

What they read acts for everyone and reaches no answer as such: only a finding's effect and route do. Everything
is as of today, whatever day a question asks about (definitions.md §3).
"""

from collections.abc import Iterable
from datetime import date

from graphsvc.access.safety_rules import ADULT_YEARS, FactRow, Near, Reading, decide, years_before
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.model.asker import Sight
from graphsvc.model.kin import KIN_ROLES
from graphsvc.model.safety_lines import Fact, Finding, Sphere, concealed
from graphsvc.model.site import Site

HOUSEHOLD_MONTHS = 12


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


async def safety_reading(graph: Graph, person_id: str, relative_ids: Iterable[str], today: date) -> Reading:
    """Every protective fact that counts between P and these relatives."""
    near = await graph.read(
        "safety_sphere",
        person_id=person_id,
        household_since=years_before(today, HOUSEHOLD_MONTHS // 12),
        today=today,
        roles=_ROLES,
    )
    people = tuple(_near(row) for row in near)
    facts = await graph.read(
        "safety_facts",
        relative_ids=sorted(set(relative_ids)),
        self_ids=sorted({n.id for n in people if n.sphere is Sphere.SELF}),
        sphere_ids=sorted({n.id for n in people}),
        today=today,
        adult_since=years_before(today, ADULT_YEARS),
    )
    return Reading(people, tuple(_fact(row) for row in facts))


async def safety_findings(
    graph: Graph, sight: Sight, site: Site, person_id: str, relative_ids: Iterable[str]
) -> dict[str, tuple[Finding, ...]]:
    """Relative → what lines apply between P and that relative now; every id has an entry, an unknown one too."""
    wanted = sorted(set(relative_ids))
    reading = await safety_reading(graph, person_id, wanted, sight.today)
    return {relative: decide(reading, relative, sight.today, site) for relative in wanted}


async def concealed_about(
    graph: Graph, sight: Sight, site: Site, person_id: str, relative_ids: Iterable[str]
) -> frozenset[str]:
    """Those of these relatives who must be absent from every output about P."""
    findings = await safety_findings(graph, sight, site, person_id, relative_ids)
    return frozenset(relative for relative, found in findings.items() if concealed(found))


def _near(row: Row) -> Near:
    return Near(row["other"], Sphere[row["sphere"]], row["lapsed"], row["born_on"])


def _fact(row: Row) -> FactRow:
    return FactRow(
        **{
            **row,
            "fact": Fact[row["fact"]],
            "code": row["code"] or "",
            "conditions": tuple(row["conditions"]),
            "settles": tuple(row["settles"]),
        }
    )
