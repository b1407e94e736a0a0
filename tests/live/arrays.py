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
from graphsvc.engine.columns import Columns, GroupRow, TieRow, columns_of
from graphsvc.engine.search import Engine
from graphsvc.model.circle import Shown
from graphsvc.model.quality import KIND_OF, TieFacts
from graphsvc.questions.influence.choose import SHIELDS, State, Walks
from tests.live.api import Api

TIES = """MATCH (a:Person)-[t]->(b) WHERE type(t) IN $types
RETURN type(t) AS type, a.id AS a, b.id AS b, properties(t) AS facts"""
GROUPS = "MATCH (g:Household|Gang) RETURN labels(g)[0] AS label, properties(g) AS facts"
KEYS = {"Household": "household", "Gang": "gang"}


async def engine_of(graph: Graph) -> Engine:
    """Every tie of the graph."""
    people = [row["id"] for row in await graph.run_alone("MATCH (p:Person) RETURN p.id AS id")]
    ties = [tie_row(row) for row in await graph.run_alone(TIES, types=list(KIND_OF))]
    groups = [group_row(row["label"], row["facts"]) for row in await graph.run_alone(GROUPS)]
    return Engine(columns_of(people, ties, groups))


def tie_row(row: Mapping[str, object]) -> TieRow:
    facts = dict(row["facts"])  # type: ignore[call-overload]
    known = {name: facts[name] for name in TieFacts.__dataclass_fields__ if facts.get(name) is not None}
    known |= {"type": row["type"], "a": row["a"], "b": row["b"], "sources": tuple(facts.get("sources") or ())}
    more = {name: facts.get(name) for name in ("status", "retain_until", "side", "basis", "category")}
    return TieRow(TieFacts(**known), cls=facts["cls"], case=facts.get("case_id"), **more)


def group_row(label: str, facts: Mapping[str, object]) -> GroupRow:
    return GroupRow(
        key=f"{KEYS[label]}:{facts['id']}",
        cls=facts["cls"],  # type: ignore[arg-type]
        case=facts.get("case_id"),  # type: ignore[arg-type]
        verified=facts.get("verification") in ("STATED", "PROVEN") and facts.get("contested_at") is None,
        joins=label == "Gang" or facts.get("kind") == "FAMILY",
        valid_from=facts.get("valid_from"),  # type: ignore[arg-type]
        valid_to=facts.get("valid_to"),  # type: ignore[arg-type]
    )


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
            columns = (await engine_of(self.graph)).columns
            self.version = Version(revision, columns, {SHIELDS: await load_shields(self.graph)})
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
