"""Who said a statement, by name: staff for everybody, people only where nothing conceals them.

A speaker who is absent from every output about one of the people whom a statement is about (definitions.md §7) is
not named with that statement, though with others perhaps.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, TypeAlias

from graphsvc.access.safety import Protective, concealed_from, from_asker
from graphsvc.access.sees import sees
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.model.asker import Sight
from graphsvc.model.circle import within
from graphsvc.model.person import name_rank
from graphsvc.model.site import Site

Said: TypeAlias = tuple[str, str]
"""(id of a statement, its speaker)."""
About: TypeAlias = Callable[[Row], Iterable[str]]
"""The people whom the statement of a row is about."""
NameRank: TypeAlias = tuple[bool, int, int, str, str]


Conceal: TypeAlias = Callable[[Sight, frozenset[str]], Awaitable[frozenset[str]]]
"""Those of these people who must not exist for the asker."""


async def speakers(
    graph: Graph, sight: Sight, site: Site, ids: Iterable[str | None], conceal: Conceal | None = None
) -> dict[str, str]:
    """Speaker's id → name, where it matters not whom the statements are about. `conceal`: when it is known already."""

    async def asked(sight: Sight, people: frozenset[str]) -> frozenset[str]:
        return await concealed_from(graph, sight, site, people)

    return await names_in(await _named(graph, sight, ids), sight, conceal or asked)


async def names_in(rows: Iterable[Row], sight: Sight, conceal: Conceal) -> dict[str, str]:
    """Speaker's id → name, from the rows of the statement `speakers`."""
    rows = list(rows)
    absent = await conceal(sight, frozenset(row["id"] for row in rows if row["staff"] is None))
    return _names(row for row in rows if row["id"] not in absent)


def named_by(sight: Sight, ids: Iterable[str]) -> dict[str, Any]:
    """The parameters of the statement `speakers`."""
    wanted = sorted(set(ids))
    return {"ids": wanted, **sees(sight), "circle": within(sight.circle, wanted)}


async def with_speakers(
    graph: Graph,
    sight: Sight,
    site: Site,
    rows: Iterable[Row],
    about: About,
    more: Iterable[str | None] = (),
    protective: Protective | None = None,
) -> tuple[list[Row], dict[str, str]]:
    """(the rows, without the speakers who are not named with them; names by speaker). `more` are ids to be named
    besides. At most two statements, none of them when only staff spoke and the rows say so."""
    rows = (
        [{**row, "stated_by": sight.one(row["stated_by"] or "") or None} for row in rows]
        if sight.merged
        else list(rows)
    )
    staff = {row["stated_by"]: row["said_by_staff"] for row in rows if row.get("said_by_staff")}
    named = await _named(graph, sight, ({row["stated_by"] for row in rows} | set(more)) - staff.keys())
    people = frozenset(row["id"] for row in named if row["staff"] is None)
    others = _others(rows, people, about)
    absent = await (protective or Protective(graph)).concealed_for_each(
        sight,
        site,
        sight.caseload.union(*others.values()),
        {speaker for _, speaker in others} | people - sight.caseload,
    )
    hidden = from_asker(sight, absent)
    told = [{**row, "stated_by": None} if _apart(row, others, absent) else row for row in rows]
    return told, {**staff, **_names(row for row in named if row["id"] not in hidden)}


def _others(rows: Iterable[Row], people: frozenset[str], about: About) -> dict[Said, frozenset[str]]:
    """What somebody said about somebody else: about whom."""
    said = {_said(row): frozenset(about(row)) - {row["stated_by"]} for row in rows if row["stated_by"] in people}
    return {pair: focals for pair, focals in said.items() if focals}


def _apart(row: Row, others: Mapping[Said, frozenset[str]], absent: Mapping[str, frozenset[str]]) -> bool:
    focals = others.get(_said(row))
    return focals is not None and any(row["stated_by"] in absent.get(focal, ()) for focal in (*focals, ""))


def _said(row: Row) -> Said:
    return row["id"], row["stated_by"]


async def _named(graph: Graph, sight: Sight, ids: Iterable[str | None]) -> list[Row]:
    wanted = sorted({id for id in ids if id})
    return await graph.read("speakers", **named_by(sight, wanted)) if wanted else []


def _names(rows: Iterable[Row]) -> dict[str, str]:
    named: dict[str, list[NameRank]] = defaultdict(list)
    for row in rows:
        named[row["id"]].append(_rank(row))
    return {id: min(ranks)[-1] for id, ranks in named.items()}


def _rank(row: Row) -> NameRank:
    text = row["staff"] or " ".join(part for part in (row["given"], row["family"]) if part)
    return name_rank(row["questioned"], row["kind"] or "LEGAL", row["stated_at"], row["name_id"] or "", text)
