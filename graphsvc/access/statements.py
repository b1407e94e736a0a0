"""Which statements an asker may see: by their ids, of whatever kind, or all that are about one person."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from graphsvc.access.facts import people_seen
from graphsvc.access.safety import concealed_from
from graphsvc.access.sees import TIE_PARAMS, sees
from graphsvc.access.touchpoints import proof_params
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph, Unit
from graphsvc.model.asker import Sight
from graphsvc.model.nouns import NOUNS, Noun
from graphsvc.model.person import Person
from graphsvc.model.safety_lines import PROTECTING
from graphsvc.model.site import Site

BY_LABEL: Mapping[str, Noun] = MappingProxyType({noun.label: noun for noun in NOUNS})
"""Label, or type of a tie → what it is a row of."""


def named_params(sight: Sight, ids: Iterable[str]) -> dict[str, Any]:
    """The parameters of statements_named."""
    return {"ids": sorted(set(ids)), "today": sight.today, **sees(sight, TIE_PARAMS), **proof_params(sight)}


async def seal_corrections(unit: Unit, label: str, ids: Iterable[str]) -> None:
    """Before these statements of a label are sealed: what was stated in their place is, and in the place of that. What
    protects goes on protecting as a sealed fact does (definitions.md §4)."""
    found: list[str] = []
    wanted = sorted(set(ids))
    while wanted:
        rows = await unit.run("access_corrections", label=label, ids=wanted)
        wanted = [row["id"] for row in rows]
        found += wanted
    if found:
        await unit.run("seal_corrections", label=label, ids=found)


def protects(label: str, facts: Mapping[str, object]) -> bool:
    """Whether a statement of this label that says this protects somebody: whoever ends it is a safety reviewer (§4)."""
    noun = BY_LABEL[label]
    rows = (row for row in PROTECTING if noun.name in row.nouns and facts.get(row.column) is not None)
    return noun.protective or any(not row.values or facts[row.column] in row.values for row in rows)


async def on_file(graph: Graph | Unit, asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Row]:
    """(label, id) → `element`, `people` and `facts` of the statement as it is now, whoever may see it."""
    wanted = [{"label": label, "id": id} for label, id in sorted(set(asked))]
    rows = await graph.read("access_statements", asked=wanted)
    return {(row["label"], row["id"]): row for row in rows}


async def as_they_are(graph: Graph | Unit, rows: list[Row]) -> list[Row]:
    """Contests with their statement as it is now: `people`, `element` and `facts`. Records may have been merged or
    split since somebody asked; of what is on file no more, whom it was about is all that is known."""
    gone: Row = {"element": None, "facts": {}}
    found = await on_file(graph, ((row["label"], row["statement"]) for row in rows))
    return [{**gone, **row, **_now(found.get((row["label"], row["statement"])))} for row in rows]


def _now(found: Row | None) -> Row:
    return {name: found[name] for name in ("people", "element", "facts")} if found else {}


async def subject_rows(graph: Graph, sight: Sight, site: Site, person_id: str) -> tuple[Person | None, list[Row]]:
    """The person, None where unknown or hidden, and every statement about her that the asker may see, of any day."""
    params = {"person_id": person_id, **sees(sight, TIE_PARAMS), **proof_params(sight)}
    rows = await graph.read("subject_statements", **params)
    absent = await concealed_from(graph, sight, site, [person_id])  # rows or none: a statement less would be heard
    if not rows or absent:
        return None, []
    return (await people_seen(graph, sight, site, [person_id], sight.today))[person_id], rows
