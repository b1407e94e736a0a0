"""The graph as the asker assumes it: an overlay on the arrays, made for one question and never stored.

What is assumed is ties, and people left out of the walk. Protective facts are no part of it: whom the lines bar, and
whom they keep apart, is worked out from the graph as it stands, so no assumption adds or removes one. People and ties
that are not there for the asker count as absent: naming them changes nothing, and nothing says so.
"""

from asyncio import gather
from collections.abc import Sequence
from dataclasses import dataclass

from graphsvc.access.sees import TIE_PARAMS, sees
from graphsvc.access.speakers import Conceal
from graphsvc.database.driver import Graph
from graphsvc.engine.load import read_people
from graphsvc.engine.patch import patched
from graphsvc.engine.rows import TieRow
from graphsvc.engine.search import Engine
from graphsvc.model.asker import Sight
from graphsvc.model.quality import GROUP_TYPES, TieFacts
from graphsvc.questions.influence.answer import ASSUMED, WhatIf
from graphsvc.questions.influence.ways import Moved


@dataclass(frozen=True)
class Assumed:
    """The graph as it stands and as it would be, both read at one moment; who and what is left out, what is added."""

    stands: Engine
    would_be: Engine
    without_people: frozenset[str] = frozenset()
    without_ties: frozenset[str] = frozenset()
    without_members: frozenset[str] = frozenset()
    """The groups (by key) that a membership is left out of."""
    ties: tuple[TieFacts, ...] = ()


async def assumed(graph: Graph, sight: Sight, what_if: WhatIf, engine: Engine, there: Conceal) -> Assumed:
    """The overlay. `there`: those of these people who are there for the asker. Raises Moved where somebody was recorded
    since the arrays were read: what is known of everybody is as long as those."""
    columns = engine.columns
    ends = frozenset(end for tie in what_if.with_ties for end in (tie.a, tie.b))
    known, named = await gather(there(sight, ends), _named(graph, sight, what_if.without_ties))
    added = tuple(tie for tie in _facts(what_if, sight) if known.issuperset((tie.a, tie.b)))
    touched = {*(end for tie in added for end in (tie.a, tie.b)), *(person for _, person in named)}
    without, out = frozenset(id for id, _ in named), frozenset(what_if.without_people)
    if not touched or not sight.allowed:
        return Assumed(engine, engine, out)
    rows, groups = await read_people(graph, touched)
    kept = [row for row in rows if row.facts.id not in without]
    cls = sight.allowed[0]  # one that she sees: her own assumption is hidden from her by nothing but the circle

    left = frozenset(
        f"{GROUP_TYPES[row.facts.type]}:{row.facts.b}"
        for row in rows
        if row.facts.id in without and row.facts.type in GROUP_TYPES
    )

    def over(ties: Sequence[TieRow]) -> Engine:
        return engine.with_columns(patched(columns, touched, ties, groups, ()))

    stands, would_be = over(rows), over([*kept, *(TieRow(facts, cls) for facts in added)])
    if len(stands.columns.spans) != len(columns.spans):
        raise Moved
    return Assumed(stands, would_be, out, without, left, added)


async def _named(graph: Graph, sight: Sight, ids: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    """(tie, somebody whose it is) of those ties that are there for the asker."""
    if not ids:
        return frozenset()
    rows = await graph.read("influence_ties_named", ties=sorted(ids), **sees(sight, TIE_PARAMS))
    return frozenset((row["id"], row["person"]) for row in rows)


def _facts(what_if: WhatIf, sight: Sight) -> tuple[TieFacts, ...]:
    """The assumed ties as if they were on file: said today, by the asker's agency, each incident one of its own."""
    return tuple(
        TieFacts(
            id=f"{ASSUMED}{place:02}",
            type=tie.type,
            a=tie.a,
            b=tie.b,
            role=tie.role,
            closeness=tie.closeness,
            tone=tie.tone,
            verification=tie.verification,
            quality_at=sight.today,
            stated_as="WORKER",
            last_contact=tie.last_contact,
            owner=sight.principal.agency,
            incident=f"{ASSUMED}{place:02}",
        )
        for place, tie in enumerate(what_if.with_ties, 1)
    )
