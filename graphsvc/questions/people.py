"""Who is who: the asker's own account, the agencies, one person, and people by name or birth date."""

from dataclasses import dataclass
from datetime import date

from graphsvc.access.facts import is_there, people_seen
from graphsvc.database.driver import Graph
from graphsvc.model.answers import Basis, Problem, problem
from graphsvc.model.asker import OpenPurpose, Sight
from graphsvc.model.person import Person
from graphsvc.model.site import Site


@dataclass(frozen=True)
class Agency:
    """An agency at the table."""

    id: str
    name: str
    sector: str


@dataclass(frozen=True)
class ViewerAnswer:
    """The asker: account, roles, open purpose, caseload size."""

    basis: Basis
    id: str
    name: str
    agency: Agency
    roles: tuple[str, ...]
    purpose: str | None
    case_id: str | None
    may_open: tuple[str, ...]


@dataclass(frozen=True)
class AgenciesAnswer:
    """All agencies."""

    basis: Basis
    agencies: tuple[Agency, ...]


@dataclass(frozen=True)
class PersonAnswer:
    """One person."""

    basis: Basis
    person: Person


async def viewer(graph: Graph, sight: Sight, *, purpose: OpenPurpose | None, may_open: tuple[str, ...]) -> ViewerAnswer:
    """Who asks, and for what. An account that the graph does not hold still has what its token says."""
    asker, handle = sight.principal, purpose.handle_id if purpose else None
    rows = await graph.read("staff_member", staff_id=asker.user, handle_id=handle)
    still = purpose if rows and rows[0]["purpose_open"] else None
    row = rows[0] if rows else {"name": asker.user, "agency_id": asker.agency, "agency_name": asker.agency}
    return ViewerAnswer(
        basis=Basis(sight.today, sight.policy_version, "Your account, as your token and your agency say."),
        id=asker.user,
        name=row["name"],
        agency=Agency(
            asker.agency, row["agency_name"] if row["agency_id"] == asker.agency else asker.agency, asker.sector
        ),
        roles=asker.roles,
        purpose=still.purpose if still else None,
        case_id=still.case_id if still else None,
        may_open=may_open,
    )


async def agencies(graph: Graph, sight: Sight) -> AgenciesAnswer:
    """Every agency at the table, by code."""
    rows = await graph.read("agencies")
    basis = Basis(sight.today, sight.policy_version, "The agencies at the table.")
    return AgenciesAnswer(basis, tuple(Agency(r["id"], r["name"], r["sector"]) for r in rows))


async def person(graph: Graph, sight: Sight, site: Site, *, person_id: str, as_of: date) -> PersonAnswer | Problem:
    """One person as the asker may see them on that day; NOT_FOUND alike for unknown and hidden."""
    if not await is_there(graph, sight, site, person_id):
        return problem("NOT_FOUND")
    found = (await people_seen(graph, sight, site, [person_id], as_of))[person_id]
    return PersonAnswer(Basis(as_of, sight.policy_version, _EXPLANATION, _LIMITS), found)


_EXPLANATION = "Every value that is shared with you, each with its source; values that disagree stand side by side."
_LIMITS = ("Built from what is shared with you.",)
