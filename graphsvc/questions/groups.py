"""Gangs, who is at odds or allied with whom, and, for those who may, their members."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from graphsvc.access.facts import people_seen, source_of
from graphsvc.access.safety import concealed_from
from graphsvc.access.sees import sees
from graphsvc.access.speakers import speakers, with_speakers
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.model.answers import Basis, Problem, problem
from graphsvc.model.asker import Sight
from graphsvc.model.paging import Page, Window, page_of
from graphsvc.model.person import Person, Source
from graphsvc.model.site import Site

SMALLEST_COUNT = 10
"""Counts below are left out (AC-8.3)."""


@dataclass(frozen=True)
class GangTie:
    """A rivalry or alliance with another gang; stale when nobody reviewed it lately."""

    id: str
    type: str
    gang: str
    name: str
    intensity: str
    basis: str | None
    reviewed_at: date | None
    stale: bool
    source: Source


@dataclass(frozen=True)
class Gang:
    """A gang as the asker may see it."""

    id: str
    name: str
    activity: str
    organisation: str
    size_estimate: int | None
    rivals: tuple[GangTie, ...]
    allies: tuple[GangTie, ...]
    source: Source


@dataclass(frozen=True)
class GangCount:
    """How many gangs are so active; None when the number is too small to say."""

    activity: str
    gangs: int | None


@dataclass(frozen=True)
class GangsAnswer:
    """Gangs by name, or for those who may see totals only, how many."""

    basis: Basis
    page: Page[Gang] | None
    totals: tuple[GangCount, ...]


@dataclass(frozen=True)
class GangAnswer:
    """One gang."""

    basis: Basis
    gang: Gang


@dataclass(frozen=True)
class Affiliation:
    """A member of a gang: an accusing fact, so it shows its criteria, sources and end."""

    id: str
    person: Person
    status: str
    role: str | None
    criteria: tuple[str, ...]
    documents: int
    retain_until: date
    source: Source


@dataclass(frozen=True)
class MembersAnswer:
    """The members of one gang."""

    basis: Basis
    page: Page[Affiliation]


async def gangs(graph: Graph, sight: Sight, site: Site, *, as_of: date, window: Window) -> GangsAnswer:
    """All gangs that the asker may see, or totals for whom there is nothing else."""
    basis = Basis(as_of, sight.policy_version, _EXPLANATION, _LIMITS)
    if sight.scope == "agg":
        return GangsAnswer(basis, None, await _totals(graph, sight, as_of))
    rows = await graph.read("gangs", ids=None, as_of=as_of, **sees(sight, _CLASSES))
    page = page_of(rows, lambda row: (row["name"], row["id"]), window)
    seen = await _gangs(graph, sight, site, page.rows, as_of)
    shown = Page(seen, page.cursors, page.total, page.more_before, page.more_after)
    return GangsAnswer(basis, shown, counted((row["activity"], 1) for row in rows))


async def gang(graph: Graph, sight: Sight, site: Site, *, gang_id: str, as_of: date) -> GangAnswer | Problem:
    """One gang. Whoever sees totals only has no single gang to see."""
    found = await gangs_by_id(graph, sight, site, [gang_id], as_of)
    if not found:
        return problem("NOT_FOUND")
    return GangAnswer(Basis(as_of, sight.policy_version, _EXPLANATION, _LIMITS), found[0])


async def gangs_by_id(graph: Graph, sight: Sight, site: Site, ids: Iterable[str], as_of: date) -> tuple[Gang, ...]:
    """Those of these gangs that the asker may see, by id."""
    if sight.scope == "agg":
        return ()
    rows = await graph.read("gangs", ids=sorted(set(ids)), as_of=as_of, **sees(sight, _CLASSES))
    return await _gangs(graph, sight, site, rows, as_of)


async def members(
    graph: Graph, sight: Sight, site: Site, *, gang_ids: Iterable[str], as_of: date, window: Window
) -> dict[str, MembersAnswer]:
    """Gang → its members: one statement for all gangs of a page. Accusing facts past their time are gone."""
    wanted = sorted(set(gang_ids))
    rows = await graph.read("gang_members", ids=wanted, as_of=as_of, today=sight.today, **sees(sight))
    absent = await concealed_from(graph, sight, site, [row["person"] for row in rows])
    pages = {
        id: page_of([r for r in rows if r["gang"] == id and r["person"] not in absent], _by_person, window)
        for id in wanted
    }
    listed = [row for page in pages.values() for row in page.rows]
    seen, (told, said) = await asyncio.gather(
        people_seen(graph, sight, site, [row["person"] for row in listed], as_of),
        with_speakers(graph, sight, site, listed, lambda row: (row["person"],)),
    )
    by_id = {row["id"]: row for row in told}
    basis = Basis(as_of, sight.policy_version, _MEMBER_WORDS, _LIMITS)
    return {id: MembersAnswer(basis, _affiliations(page, by_id, seen, said)) for id, page in pages.items()}


def _affiliations(
    page: Page[Row], by_id: Mapping[str, Row], seen: Mapping[str, Person], said: Mapping[str, str]
) -> Page[Affiliation]:
    rows = tuple(
        Affiliation(
            id=row["id"],
            person=seen[row["person"]],
            status="CONTESTED" if row["contested_at"] else row["status"],
            role=row["role"],
            criteria=tuple(row["criteria"] or ()),
            documents=len(row["evidence"] or ()),
            retain_until=row["retain_until"],
            source=source_of(row, said),
        )
        for row in (by_id[row["id"]] for row in page.rows)
    )
    return Page(rows, page.cursors, page.total, page.more_before, page.more_after)


async def _gangs(graph: Graph, sight: Sight, site: Site, rows: Iterable[Row], as_of: date) -> tuple[Gang, ...]:
    rows = tuple(rows)
    ids = [row["id"] for row in rows]
    tied = await graph.read("gang_ties", ids=ids, as_of=as_of, **sees(sight, _CLASSES)) if ids else []
    said = await speakers(graph, sight, site, [row["stated_by"] for row in (*rows, *tied)])

    def fresh(reviewed: date) -> bool:
        return (as_of - reviewed).days <= site.rivalry_fresh_days

    return tuple(_gang(row, [t for t in tied if t["gang"] == row["id"]], said, fresh) for row in rows)


def _gang(row: Row, tied: Iterable[Row], said: Mapping[str, str], fresh: Callable[[date], bool]) -> Gang:
    ties = [_tie(each, said, fresh) for each in tied]
    return Gang(
        id=row["id"],
        name=row["name"],
        activity=row["activity"],
        organisation=row["organisation"],
        size_estimate=row["size_estimate"],
        rivals=tuple(tie for tie in ties if tie.type == "RIVAL_OF"),
        allies=tuple(tie for tie in ties if tie.type == "ALLIED_WITH"),
        source=source_of(row, said),
    )


def _tie(row: Row, said: Mapping[str, str], fresh: Callable[[date], bool]) -> GangTie:
    reviewed = row["reviewed_at"]
    return GangTie(
        id=row["id"],
        type=row["type"],
        gang=row["other"],
        name=row["other_name"],
        intensity=row["intensity"],
        basis=row["basis"],
        reviewed_at=reviewed,
        stale=reviewed is None or not fresh(reviewed),
        source=source_of(row, said),
    )


async def _totals(graph: Graph, sight: Sight, as_of: date) -> tuple[GangCount, ...]:
    rows = await graph.read("gang_totals", ids=None, as_of=as_of, counted=list(sight.counted), **sees(sight, _CLASSES))
    return counted((row["activity"], row["gangs"]) for row in rows)


def counted(found: Iterable[tuple[str, int]]) -> tuple[GangCount, ...]:
    """Totals by activity, small ones left out; when exactly one would be, the next smallest goes as well, so that
    nobody works it out from the sum."""
    sums: dict[str, int] = {}
    for activity, number in found:
        sums[activity] = sums.get(activity, 0) + number
    small = {activity for activity, number in sums.items() if number < SMALLEST_COUNT}
    rest = sorted((number, activity) for activity, number in sums.items() if activity not in small)
    small |= {rest[0][1]} if len(small) == 1 and rest else set()
    return tuple(GangCount(activity, None if activity in small else sums[activity]) for activity in sorted(sums))


def _by_person(row: Row) -> tuple[str, str]:
    return (row["person"], row["id"])


_CLASSES = ("allowed", "cases")
_EXPLANATION = "Gangs as those who work with them assess them; a rivalry or alliance not reviewed lately is stale."
_MEMBER_WORDS = "Affiliations that still count today, each with its criteria; relatives are never members by kinship."
_LIMITS = ("Built from what is shared with you.",)
