"""A person's family, household and ties, seen from that person's side; safety lines are always those of today."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from graphsvc.access.facts import is_there, people_seen, source_of
from graphsvc.access.safety import concealed_from, safety_findings
from graphsvc.access.sees import TIE_PARAMS, sees
from graphsvc.access.speakers import with_speakers
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.errors import InputRefused
from graphsvc.model.answers import Basis, Problem, problem
from graphsvc.model.asker import Sight
from graphsvc.model.paging import Page, Window, page_of
from graphsvc.model.person import Person, Source
from graphsvc.model.safety_lines import Effect
from graphsvc.model.site import Site
from graphsvc.model.ties import KINDS, Tie, role_seen, side_seen, words_seen

JOINING_HOUSEHOLDS = ("FAMILY",)
"""A shelter, group home, school, hospital or jail never joins people (definitions.md §6)."""
SURE = frozenset({"PROVEN", "STATED"})
_CLASS_PARAMS = ("allowed", "cases", "consented", "consent_classes", "kin_circle")


@dataclass(frozen=True)
class Edge:
    """A tie and the person at its other end."""

    tie: Tie
    person: Person


@dataclass(frozen=True)
class TiesAnswer:
    """Ties of one person."""

    basis: Basis
    person: Person
    page: Page[Edge]


@dataclass(frozen=True)
class Member:
    """One membership of a household."""

    id: str
    person: Person
    closeness: str
    tone: str
    source: Source


@dataclass(frozen=True)
class Household:
    """A household and those of its members whom the asker may see."""

    id: str
    label: str | None
    kind: str
    agency: str
    members: tuple[Member, ...]


@dataclass(frozen=True)
class HouseholdAnswer:
    """The households of one person."""

    basis: Basis
    person: Person
    households: tuple[Household, ...]


async def kin(
    graph: Graph, sight: Sight, site: Site, *, person_id: str, as_of: date, window: Window
) -> TiesAnswer | Problem:
    """Kin, unions and guardians, nearest first."""
    if not await is_there(graph, sight, site, person_id):
        return problem("NOT_FOUND")
    rows = await graph.read("kin_ties", person_id=person_id, as_of=as_of, **sees(sight, _CLASS_PARAMS))
    return await _answered(graph, sight, site, person_id, as_of, rows, window, _KIN_WORDS)


async def ties(
    graph: Graph, sight: Sight, site: Site, *, person_id: str, kinds: Iterable[str], as_of: date, window: Window
) -> TiesAnswer | Problem:
    """Ties to other people, of the kinds asked for. Raises InputRefused for an unknown kind."""
    wanted = sorted(set(kinds))
    if any(kind not in KINDS for kind in wanted):
        raise InputRefused("kinds names what is no kind of tie.", f"One of: {', '.join(KINDS)}.")
    types = [KINDS[kind] for kind in wanted or KINDS]
    if not await is_there(graph, sight, site, person_id):
        return problem("NOT_FOUND")
    rows = await graph.read("person_ties", person_id=person_id, types=types, as_of=as_of, **sees(sight, TIE_PARAMS))
    return await _answered(graph, sight, site, person_id, as_of, rows, window, _TIE_WORDS)


async def household(
    graph: Graph, sight: Sight, site: Site, *, person_id: str, as_of: date
) -> HouseholdAnswer | Problem:
    """The person's households on that day with the members whom the asker may see."""
    if not await is_there(graph, sight, site, person_id):
        return problem("NOT_FOUND")
    rows = await household_rows(graph, sight, as_of, people=[person_id])
    rows, seen, said = await _about(graph, sight, site, person_id, "person", rows, as_of)
    basis = Basis(as_of, sight.policy_version, "Households whose memberships and group are shared with you.", _LIMITS)
    return HouseholdAnswer(basis, seen[person_id], gathered(rows, seen, said))


async def households_by_id(
    graph: Graph, sight: Sight, site: Site, ids: Iterable[str], as_of: date
) -> tuple[Household, ...]:
    """Those of these households of which the asker may see the group and a membership."""
    rows = await household_rows(graph, sight, as_of, households=ids)
    people = {row["person"] for row in rows}
    absent = await concealed_from(graph, sight, site, people)
    seen = await people_seen(graph, sight, site, people - absent, as_of)
    told, said = await with_speakers(graph, sight, site, rows, lambda row: (row["person"],))
    return gathered(told, seen, said)


async def household_rows(
    graph: Graph, sight: Sight, as_of: date, *, people: Iterable[str] = (), households: Iterable[str] = ()
) -> list[Row]:
    """Memberships of the households of these people, or of these households."""
    return await graph.read(
        "household_members",
        person_ids=sorted(people),
        household_ids=sorted(households),
        kinds=list(JOINING_HOUSEHOLDS),
        as_of=as_of,
        **sees(sight, _CLASS_PARAMS),
    )


def gathered(rows: Iterable[Row], seen: Mapping[str, Person], said: Mapping[str, str]) -> tuple[Household, ...]:
    """Households from their memberships, in the order of the rows; whoever is not in `seen` is absent."""
    found: dict[str, Household] = {}
    for row in rows:
        one = found.get(row["household"])
        member = _member(row, seen[row["person"]], said) if row["person"] in seen else None
        members = (*(one.members if one else ()), *((member,) if member else ()))
        found[row["household"]] = Household(
            row["household"], row["label"], row["household_kind"], row["household_owner"], members
        )
    return tuple(each for each in found.values() if each.members)


def _member(row: Row, person: Person, said: Mapping[str, str]) -> Member:
    return Member(row["id"], person, row["closeness"], row["tone"], source_of(row, said))


async def _answered(
    graph: Graph,
    sight: Sight,
    site: Site,
    person_id: str,
    as_of: date,
    rows: list[Row],
    window: Window,
    explanation: str,
) -> TiesAnswer:
    rows, seen, said = await _about(graph, sight, site, person_id, "other", rows, as_of)
    edges = [Edge(tie_of(row, seen[row["other"]], said), seen[row["other"]]) for row in rows if row["other"] in seen]
    basis = Basis(as_of, sight.policy_version, explanation, _LIMITS)
    return TiesAnswer(basis, seen[person_id], page_of(edges, _order, window))


async def _about(
    graph: Graph, sight: Sight, site: Site, person_id: str, column: str, rows: list[Row], as_of: date
) -> tuple[list[Row], dict[str, Person], dict[str, str]]:
    """(rows, people, speakers) of an output about this person and the people of that column, asked at once: the
    absent are taken out afterwards."""
    apart = frozenset(row[column] for row in rows) - {person_id}
    seen, (absent, placeless), (told, said) = await asyncio.gather(
        people_seen(graph, sight, site, {person_id, *apart}, as_of, about=person_id),
        _apart(graph, sight, site, person_id, apart),
        with_speakers(graph, sight, site, rows, lambda row: (person_id, row[column])),
    )
    placeless |= _doubtful(rows, column)
    kept = {id: replace(one, addresses=()) if id in placeless else one for id, one in seen.items()}
    return told, {id: one for id, one in kept.items() if id not in absent}, said


def _doubtful(rows: Iterable[Row], column: str) -> frozenset[str]:
    """Whoever only ties in doubt join to this person: held (line 12), so no way to them either."""
    sure = {row[column] for row in rows if not row["contested_at"] and row["verification"] in SURE}
    return frozenset(row[column] for row in rows) - sure


async def _apart(
    graph: Graph, sight: Sight, site: Site, person_id: str, others: Iterable[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """(absent, placeless) in an output about this person: CONCEAL takes people out; whoever any other line bars
    from contact, or whose place is concealed, keeps the name and the tie and loses the address."""
    wanted = sorted(set(others))
    absent = await concealed_from(graph, sight, site, wanted)
    findings = await safety_findings(graph, sight, site, person_id, wanted) if wanted else {}
    effects = {id: {finding.effect for finding in found} for id, found in findings.items()}
    hidden = frozenset(id for id, found in effects.items() if Effect.CONCEAL in found)
    barred = frozenset(id for id, found in effects.items() if found - {Effect.SCREEN})
    return absent | hidden, barred


def tie_of(row: Row, other: Person, said: Mapping[str, str]) -> Tie:
    """A row as a tie, in the asked-about person's words."""
    role = role_seen(row["type"], row["outward"], row, sex_of(other))
    return Tie(
        id=row["id"],
        type=row["type"],
        other=row["other"],
        outward=row["outward"],
        role=role,
        words=words_seen(row["type"], row["outward"], role),
        side=side_seen(row["type"], row["outward"], row["side"]),
        basis=row["basis"],
        status=row["status"],
        closeness=row["closeness"] or "UNKNOWN",
        frequency=row["frequency"] or "UNKNOWN",
        tone=row["tone"] or "UNKNOWN",
        quality_at=row["quality_at"] or row["stated_at"],
        last_contact=row["last_contact"],
        incident=row.get("incident"),
        at=row.get("at"),
        own_role=row.get("own_role"),
        other_role=row.get("other_role"),
        source=source_of(row, said),
    )


def sex_of(person: Person) -> str:
    """The recorded sex when the visible records agree on one, else nothing."""
    said = {birth.sex for birth in person.births if not birth.source.questioned} - {"UNKNOWN"}
    return said.pop() if len(said) == 1 else ""


def _order(edge: Edge) -> tuple[int, str, str, str]:
    return (edge.tie.degree, edge.tie.role or edge.tie.type, edge.person.id, edge.tie.id)


_KIN_WORDS = "Kin, partners and guardians whose ties are shared with you, nearest first, in this person's own words."
_TIE_WORDS = "Ties to other people that are shared with you; support and peer ties are told apart by their kind."
_LIMITS = ("Built from what is shared with you. Before a first contact, run the screen.",)
