"""Whose places an asker is told of in no field: an address is a way to somebody (a letter, a visit at home).

A line that bars contact between one of the asker's own people and somebody (definitions.md §7) takes that one's
address out of every answer to this asker, whomever it is about, and so does one that conceals the place.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from graphsvc.access.safety import read_facts, read_nears
from graphsvc.access.safety_rules import FactRow, Near, Reading, decide, may_bar
from graphsvc.database.driver import Graph
from graphsvc.model.asker import Sight
from graphsvc.model.safety_lines import Fact, Sphere, barred, place_concealed
from graphsvc.model.site import Site

PAIRED = frozenset({Fact.SCREEN, Fact.WISH})
"""Facts of one pair: a screen or a later wish for somebody else settles nothing here."""


async def placeless_for(graph: Graph, sight: Sight, site: Site, ids: Iterable[str]) -> frozenset[str]:
    """Those of these people whose places this asker is not told of: two statements, however many people.

    The asker's own people are never among them, unless they are hers by break-glass alone (AC-12.3); for an asker
    without people of her own, nobody is.
    """
    wanted = sorted(set(ids) - (sight.caseload - sight.glass))
    if not wanted or not sight.caseload:
        return frozenset()
    nears = await read_nears(graph, sight.caseload, sight.today)
    everybody = tuple(near for own in nears.values() for near in own)
    reading = await read_facts(graph, everybody, wanted, sight.today)
    return frozenset(one for one in wanted if placeless(one, reading.about(one), nears, sight.today, site))


def placeless(
    one: str, rows: Sequence[FactRow], nears: Mapping[str, tuple[Near, ...]], today: date, site: Site
) -> bool:
    """Whether some line bars contact with this person, or conceals the place, for anybody of `nears`. Pure."""
    if not may_bar(rows, today):
        return False
    readings = (Reading(near, tuple(row for row in rows if _counts(row, near))) for near in nears.values())
    return any(barred(found) or place_concealed(found) for found in (decide(r, one, today, site) for r in readings))


def _counts(row: FactRow, near: Sequence[Near]) -> bool:
    return row.fact not in PAIRED or row.other in {n.id for n in near if n.sphere is Sphere.SELF}
