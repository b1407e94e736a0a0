"""The graph's ties as Python rows, read property by property: what arrays are compared with."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np

from graphsvc.database.driver import Graph
from graphsvc.engine.columns import CASE, MEMBER, ROW, TO, TRAITS, TYPE_AT, UPPER, Columns
from graphsvc.engine.filed import BETWEEN, PARTS, FactRow, fact_text
from graphsvc.engine.rows import GroupRow, TieRow, columns_of
from graphsvc.engine.word import FAMILY_TYPES
from graphsvc.model.nouns import PEER_TYPES, SUPPORT_TYPES
from graphsvc.model.quality import TieFacts

FACTS = set(TieFacts.__dataclass_fields__)


async def columns_by_rows(graph: Graph) -> Columns:
    """The arrays of what is stored now, by way of Python rows."""
    people = [row["id"] for row in await graph.run_alone("MATCH (p:Person) RETURN p.id AS id")]
    ties = await graph.run_alone(
        f"MATCH (a:Person)-[t:{'|'.join((*SUPPORT_TYPES, *PEER_TYPES))}]->(b) WHERE t.id IS NOT NULL "
        "RETURN a.id AS a, b.id AS b, type(t) AS type, properties(t) AS said"
    )
    groups = await graph.run_alone(
        "MATCH (g) WHERE g:Household OR g:Gang RETURN labels(g)[0] AS label, properties(g) AS said"
    )
    facts = await graph.run_alone(
        "MATCH (p:Person)-[:HAS_NAME|HAS_BIRTH|HAS_DEATH]->(s) "
        "RETURN p.id AS person, labels(s)[0] AS label, properties(s) AS said"
    )
    return columns_of(people, map(_tie, ties), map(_group, groups), map(_fact, facts))


def _tie(row: dict[str, Any]) -> TieRow:
    said = row["said"]
    known = {name: value for name, value in said.items() if name in FACTS}
    known["sources"] = tuple(said.get("sources", ()))
    known |= {"verification": said.get("verification", "")}
    facts = TieFacts(**{**known, "type": row["type"], "a": row["a"], "b": row["b"]})
    rest = (said.get(name) for name in ("case_id", "status", "retain_until", "side", "basis", "category"))
    how = BETWEEN.join(str(said.get(part) or "") for part in PARTS) if row["type"] in FAMILY_TYPES else ""
    return TieRow(facts, said.get("cls", 0), *rest, told=how)


def _fact(row: dict[str, Any]) -> FactRow:
    said = row["said"]
    questioned = "contested_at" in said or said.get("verification") in ("CHALLENGED", "DISPROVEN")
    day = said.get("born_on") or said.get("died_on")
    own = (said.get("given"), said.get("family")) if row["label"] == "Name" else (_iso(day), said.get("sex"))
    head = (row["label"], said["id"], said.get("owner"), _iso(said.get("stated_at")), "1" if questioned else None)
    text = fact_text(*head, *own, said.get("kind"))
    return FactRow(
        row["person"], said.get("cls", 0), said.get("case_id"), said.get("valid_from"), said.get("valid_to"), text
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _group(row: dict[str, Any]) -> GroupRow:
    said, gang = row["said"], row["label"] == "Gang"
    return GroupRow(
        key=f"{row['label'].lower()}:{said['id']}",
        cls=said.get("cls", 0),
        case=said.get("case_id"),
        verified=said.get("verification") in ("STATED", "PROVEN") and "contested_at" not in said,
        joins=gang or said.get("kind") == "FAMILY",
        valid_from=said.get("valid_from"),
        valid_to=said.get("valid_to"),
    )


def told(columns: Columns) -> dict[str, object]:
    """What the arrays say, in words that depend neither on numbers nor on what is late."""
    ways = {columns.person(n): _ways(columns, n) for n in range(len(columns.spans))}
    groups = {columns.group_key(n): _group_said(columns, n) for n in range(len(columns.groups))}
    said = {person: found for person, found in ways.items() if found}
    facts = {f"facts of {columns.person(n)}": found for n in range(len(columns.spans)) if (found := _facts(columns, n))}
    return {**said, **facts, **{key: found for key, found in groups.items() if found}}


def _facts(columns: Columns, person: int) -> list[tuple[Any, ...]]:
    held = (fact for _, fact in columns.filed.facts_of([person]))
    return sorted((cls, _case(columns, case), *rest) for cls, case, *rest in held)


def _ways(columns: Columns, person: int) -> list[tuple[Any, ...]]:
    first, member, _, last = (int(place) for place in columns.spans[person])
    direct = [_entry(columns, place, columns.person, late=False) for place in range(first, member)]
    return sorted(_without_numbers(direct)) + sorted(
        _entry(columns, place, columns.group_key if _joins_group(columns, place) else columns.person, late=False)
        for place in range(member, last)
    )


def _joins_group(columns: Columns, place: int) -> bool:
    base = len(columns.base_entries)
    row = columns.base_entries[place] if place < base else columns.late_entries[place - base]
    return (int(row[TRAITS]) >> TYPE_AT) & 3 == MEMBER


def _group_said(columns: Columns, group: int) -> tuple[Any, ...] | None:
    """A group that joins nobody says nothing."""
    cls, case, since, until, joins, kind_joins = (int(value) for value in columns.groups[group])
    first, end, last = (int(place) for place in columns.group_spans[group])
    members, shut = (
        sorted(_entry(columns, place, columns.person, late=True)[:3] for place in range(*bounds))
        for bounds in ((first, end), (end, last))
    )
    return (cls, _case(columns, case), since, until, joins, members, shut) if kind_joins else None


def _entry(columns: Columns, place: int, name: Callable[[int], str], *, late: bool) -> tuple[Any, ...]:
    """(whom it leads to, tie, case, upper, the other columns). `late`: of the members of groups."""
    heads, entries = (
        ((columns.base_member_heads, columns.late_member_heads), (columns.base_members, columns.late_members))
        if late
        else ((columns.base_heads, columns.late_heads), (columns.base_entries, columns.late_entries))
    )
    base = len(heads[0])
    head = heads[0][place] if place < base else heads[1][place - base]
    row = [int(value) for value in (entries[0][place] if place < base else entries[1][place - base])]
    tie, known = row[ROW], len(columns.tie_ids)
    id = columns.tie_ids[tie] if tie < known else columns.late.tie_ids[tie - known]
    rest = tuple(value for column, value in enumerate(row) if column not in (ROW, CASE))
    word, how = (0, 0) if late else columns.words(np.array([place]))[0].tolist()
    said = tuple(columns.filed.telling(how).values()) if how else ()
    return (name(int(head[TO])), id, _case(columns, row[CASE]), int(head[UPPER]), word, said, *rest)


def _without_numbers(entries: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """An incident's number becomes the ties of the pair that share it: only that counts."""
    shared: dict[tuple[str, int], list[str]] = {}
    for entry in entries:
        shared.setdefault((entry[0], entry[-1]), []).append(entry[1])
    return [(*entry[:-1], *sorted(shared[entry[0], entry[-1]])) for entry in entries]


def _case(columns: Columns, number: int) -> str:
    return columns.cases[number - 1] if number else ""
