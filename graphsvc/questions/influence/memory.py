"""The graph in memory for influence paths: arrays and protective facts followed together, kernels warm before use."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from graphsvc.access.shields import SHIELDS, Shields, changed, load_shields
from graphsvc.clock import Clock
from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph
from graphsvc.engine.columns import Columns
from graphsvc.engine.follow import Follower, Part
from graphsvc.engine.lookout import Lookout
from graphsvc.engine.rows import TieRow, columns_of
from graphsvc.engine.search import Engine, Wanted
from graphsvc.engine.told import STAFF
from graphsvc.errors import DatabaseError, GraphsvcError, ServerTooOld, WrongPassword
from graphsvc.logs import log_event
from graphsvc.model.asker import Principal, Sight
from graphsvc.model.quality import TieFacts
from graphsvc.model.site import Site
from graphsvc.questions.influence.arrays import in_thread
from graphsvc.questions.influence.choose import State, Walks
from graphsvc.questions.influence.masks import Masks

ARRAYS = "arrays"
"""Folder in GRAPHSVC_HOME where the processes of this host share the arrays."""
AGAIN_SECONDS = 5.0
"""After a start for which the database was gone or too slow."""


class ProtectiveFacts:
    """The part of a world that the safety lines are decided from."""

    async def load(self, graph: Graph) -> Shields:
        """All of them."""
        return await load_shields(graph)

    async def change(self, graph: Graph, held: Shields, people: Collection[str]) -> Shields:
        """A new version, in which everything about these people was read again."""
        return await changed(graph, held, people)


class StaffNames:
    """The part of a world that names staff. Whoever changes one says that everything changed (importing/touched.py)."""

    async def load(self, graph: Graph) -> Mapping[str, str]:
        """All of them."""
        return {row["id"]: row["name"] for row in await graph.read("engine_staff")}

    async def change(self, graph: Graph, held: Mapping[str, str], people: Collection[str]) -> Mapping[str, str]:
        """The same: no staff is among the people who were written about."""
        return held


async def begin(
    walks: Walks, graph: Graph, home: Path, clock: Clock, site: Site, connection: Connection | None = None
) -> None:
    """Load the graph and the kernels, then follow it, by the host's lookout where `connection` is told.

    A failure is logged; `walks` says what comes of it. A database that is gone or slow for now is asked again until the
    graph is there; not one that refuses us, nor for what this host lacks.
    """
    kept = timedelta(hours=site.changes_kept_hours)
    lookout = Lookout(connection, home, home / ARRAYS) if connection else None
    parts: Mapping[str, Part[Any]] = {SHIELDS: ProtectiveFacts(), STAFF: StaffNames()}
    follower = Follower(graph, home / ARRAYS, parts, kept_since=lambda: clock.now() - kept, lookout=lookout)
    walks.state = State.STARTING
    try:
        await in_thread(lambda _: warm(clock))
        await _started(walks, follower)
    except (GraphsvcError, OSError, MemoryError) as fault:
        await follower.close()
        _came_to(State.FAILED, walks, fault)
        return
    walks.follower, walks.state = follower, State.READY


async def _started(walks: Walks, follower: Follower) -> None:
    while True:
        try:
            await follower.start()
            return
        except (WrongPassword, ServerTooOld):
            raise
        except DatabaseError as fault:
            _came_to(State.WAITING, walks, fault)
            await asyncio.sleep(AGAIN_SECONDS)


def _came_to(state: State, walks: Walks, fault: Exception) -> None:
    walks.state = state
    log_event("path_engine_failed", why=fault.code if isinstance(fault, GraphsvcError) else type(fault).__name__)


def warm(clock: Clock) -> None:
    """Run a search of every shape on a graph of three people, so that no question waits for a compiler."""
    ties = [TieRow(TieFacts(f"t{a}{b}", "SUPPORTS", a, b), cls=1) for a, b in ("ab", "bc", "ac")]
    made = columns_of("abc", ties, [])
    columns = Columns.of_arrays(made.arrays(), made.cases, made.classes)  # as they come out of a snapshot
    engine, today = Engine(columns), clock.today()
    barred = Masks().protected(engine.columns, frozenset(), frozenset())
    sight = Sight(Principal("", "", "", (), ""), None, "", "yes", "", clock.now(), today, allowed=(1,))
    for wanted in _shapes(today):
        engine.paths(sight, Site(), replace(wanted, protected=barred))
    engine.joining(sight, Site(), wanted, ("household:h",))


def _shapes(today: date) -> list[Wanted]:
    return [
        Wanted("a", "SUPPORT", today, today, 3, order=order, ends=ends, via=via, period=period)
        for order in ("WEAKEST_LINK", "FEWEST_STEPS")
        for ends in ((), ("c",))
        for via in ((), ("b",))
        for period in (None, (None, today))
    ]
