"""Which way a question walks (GRAPHSVC_PATHS), request by request.

engine   the arrays, and nothing else
auto     the arrays as soon and as long as they are there, else statements
cypher   statements; what they cannot answer is refused with ENGINE_REQUIRED
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from graphsvc.access import gate
from graphsvc.access.families import Families
from graphsvc.access.safety import Protective, Spheres
from graphsvc.access.shelves import Shelves
from graphsvc.access.shields import SHIELDS
from graphsvc.database.driver import Graph
from graphsvc.engine.columns import Columns
from graphsvc.engine.search import Engine
from graphsvc.errors import EngineRequired
from graphsvc.model.answers import Problem, problem
from graphsvc.model.asker import Sight
from graphsvc.model.site import Site
from graphsvc.questions.influence import shelf
from graphsvc.questions.influence.answer import PathAsked
from graphsvc.questions.influence.arrays import ByArrays
from graphsvc.questions.influence.masks import Masks
from graphsvc.questions.influence.statements import ByStatements
from graphsvc.questions.influence.ways import Way, needs_arrays

LOADING = "The graph is being read into memory. Ask again in a minute."


class World(gate.World, Protocol):
    """One version of the graph in memory: what the gate asks of it, and its arrays."""

    @property
    def columns(self) -> Columns: ...


class Following(Protocol):
    """What keeps the arrays true: graphsvc.engine.follow.Follower, or a fake in tests."""

    @property
    def revision(self) -> int:
        """That of the graph in memory."""

    @property
    def lag(self) -> int:
        """How many revisions of the graph are known of that it lacks."""

    @property
    def lag_seconds(self) -> float:
        """How long ago it was last known to be as new as the database."""

    @property
    def rebuilding(self) -> bool:
        """Whether the graph is being read whole."""

    async def at(self, revision: int) -> World | None:
        """A world of that revision or a later one; None while it is being rebuilt."""

    def standing(self) -> gate.Standing | None:
        """What the database said a moment ago, while nobody of this host has written since."""

    async def close(self) -> None:
        """Stop following."""


class State(StrEnum):
    """How far the arrays are."""

    OFF = "OFF"
    STARTING = "STARTING"
    WAITING = "WAITING"
    """For a database that is gone or slow for now: the start is tried again."""
    READY = "READY"
    FAILED = "FAILED"


@dataclass
class Walks:
    """The choice, for all requests of a process."""

    mode: str = "cypher"
    follower: Following | None = None
    state: State = State.OFF
    _engine: Engine | None = field(default=None)
    _masks: Masks = field(default_factory=Masks)
    _spheres: Spheres = field(default_factory=Spheres)
    shown: shelf.Shelves = field(default_factory=shelf.Shelves)
    families: Families = field(default_factory=Families)
    shelves: Shelves = field(default_factory=Shelves)

    @property
    def ready(self) -> bool:
        """Whether questions are answered as the setting says. Where no arrays come, auto goes on by statements."""
        by_statements = self.mode == "auto" and self.state in (State.WAITING, State.FAILED)
        return by_statements or self.state in (State.OFF, State.READY)

    async def close(self) -> None:
        """Stop following the graph."""
        if self.follower is not None:
            await self.follower.close()

    async def way(self, graph: Graph, sight: Sight, site: Site, asked: PathAsked) -> Way | Problem:
        """The way for one question. Raises EngineRequired where only the arrays could answer and there are none."""
        world = await self.world(sight.revision)
        if world is None and self.mode != "engine" and not needs_arrays(asked):
            return ByStatements(graph, site)
        return self._over(world, graph, site)

    async def by_arrays(self, graph: Graph, sight: Sight, site: Site) -> ByArrays | Problem:
        """The way over the arrays, for what only they answer. Raises EngineRequired where there are none."""
        return self._over(await self.world(sight.revision), graph, site)

    def _over(self, world: World | None, graph: Graph, site: Site) -> ByArrays | Problem:
        if world is not None:
            engine, shields = self.engine_of(world), world.parts[SHIELDS]
            return ByArrays(graph, site, engine, shields, self._masks, self._spheres, world.revision, self.shown)
        if self.state in (State.OFF, State.FAILED):
            raise EngineRequired(
                "Only the path engine answers this, and it is off.",
                "Set GRAPHSVC_PATHS; or leave out whatIf and period.",
            )
        return problem("LATE", LOADING)

    async def world(self, revision: int) -> World | None:
        """The graph in memory at that revision or a later one; None where it is not there."""
        ready = self.state is State.READY and self.follower is not None
        return await self.follower.at(revision) if ready and self.follower else None

    async def protective(self, graph: Graph, revision: int) -> Protective:
        """Where a question whose asker's facts are of that revision reads protective facts."""
        return self.protective_in(await self.world(revision), graph)

    def protective_in(self, world: World | None, graph: Graph) -> Protective:
        """The protective facts of a world; without one by statements."""
        return Protective(graph) if world is None else Protective(graph, world.parts[SHIELDS], self._spheres)

    def standing(self) -> gate.Standing | None:
        """What the database said a moment ago and still holds; None where it must be asked."""
        ready = self.state is State.READY and self.follower is not None
        return self.follower.standing() if ready and self.follower else None

    @property
    def late_rows(self) -> int:
        """How many rows of the arrays changed since they were made whole."""
        return self._engine.columns.lateness if self._engine else 0

    def engine_of(self, world: World) -> Engine:
        """The engine over a world's arrays: one for all requests, since its scratch memory is as long as the graph."""
        if self._engine is None:
            self._engine = Engine(world.columns)
        elif self._engine.columns is not world.columns:
            self._engine = self._engine.with_columns(world.columns)
        return self._engine
