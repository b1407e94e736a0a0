"""The session's graph as arrays and protective facts, read the slow way: what the follower keeps is compared with it.

engine = await engine_of(graph)                        every tie, whatever its class
shields = await brute_shields(graph, {person: who})    the statements' own answers, asked beforehand
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import httpx

from graphsvc.access.shields import load_shields
from graphsvc.app import app_of
from graphsvc.database.driver import Graph
from graphsvc.engine.around import Around
from graphsvc.engine.columns import Columns
from graphsvc.engine.search import Engine
from graphsvc.engine.told import STAFF
from graphsvc.model.circle import Shown
from graphsvc.questions.influence.choose import SHIELDS, State, Walks
from graphsvc.questions.influence.memory import StaffNames
from tests.live.api import Api
from tests.live.engine_rows import columns_by_rows


async def engine_of(graph: Graph) -> Engine:
    """Every tie of the graph."""
    return Engine(await columns_by_rows(graph))


@dataclass(frozen=True)
class Version:
    revision: int
    columns: Columns
    parts: Mapping[str, object]

    def untouched(self, people: frozenset[str], since: int) -> bool:
        return since == self.revision

    def around(self, shown: Shown) -> Around:
        return Around(self.columns, shown)


@dataclass
class Reading:
    """A follower that reads everything whenever the revision moved."""

    graph: Graph
    lag: int = 0
    lag_seconds: float = 0
    rebuilding: bool = False
    version: Version | None = None

    @property
    def revision(self) -> int:
        return self.version.revision if self.version else -1

    def standing(self) -> None:
        """The database is asked each time."""

    async def close(self) -> None:
        self.version = None

    async def at(self, revision: int) -> Version:
        if self.version is None or self.version.revision != revision:
            columns = await columns_by_rows(self.graph)
            parts = {SHIELDS: await load_shields(self.graph), STAFF: await StaffNames().load(self.graph)}
            self.version = Version(revision, columns, parts)
        return self.version


def in_memory(graph: Graph) -> Walks:
    """Every question over the arrays."""
    return Walks("engine", Reading(graph), State.READY)


def over_arrays(api: Api) -> Api:
    """The same API, whose influence paths are found over the arrays."""
    walks = in_memory(api.served.graph)
    gate = replace(api.served.gate, memory=walks.world)  # type: ignore[type-var]
    served = replace(api.served, walks=walks, gate=gate)
    transport = httpx.ASGITransport(app=app_of(served))
    return Api(served, httpx.AsyncClient(transport=transport, base_url="http://test"))
