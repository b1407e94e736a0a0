"""Whom break-glass may open at all (AC-12.3): nobody whom a line conceals, neither everywhere (lines 6 and 15) nor from
one of the asker's own people, nor from another one behind glass (line 3, P of R; line 6). Places are apart: line 7
conceals them in placeless.py, whose exception for the asker's own people does not hold here."""

from collections.abc import Iterable

from graphsvc.access.safety import concealed_for_each
from graphsvc.database.driver import Graph
from graphsvc.model.asker import Sight
from graphsvc.model.site import Site

DANGER = "IMMINENT_DANGER"


async def openable(
    graph: Graph, sight: Sight, site: Site, caseload: Iterable[str], glass: Iterable[str]
) -> tuple[str, ...]:
    """Those of these people who are not concealed, sorted."""
    wanted = frozenset(glass)
    absent = await concealed_for_each(graph, sight, site, {*caseload, *wanted}, wanted)
    return tuple(sorted(one for one in wanted if not any(one in found for found in absent.values())))
