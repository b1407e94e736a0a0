"""What else a user could take for influence paths, asked for the same pairs. None of them answers the whole question.

    cypher_shortest   Neo4j's SHORTEST 5 through the driver, one round trip: counts steps; no strength, no filter
    cypher_filtered   the same with the question's filters inside, as far as a pattern takes them; no strength
    cypher_exact      our own Cypher way, through the driver: the same answer; refused beyond 4 steps
    igraph            get_k_shortest_paths (Yen): additive costs; no limit of steps, no filter inside
    networkx          shortest_simple_paths (Yen): the same

The two libraries get the graph that this asker may walk (her circle aside), filtered before the clock starts, its
households expanded to pairs. They take no limit of steps: the one measurement stands in the rows of 4 and of 6.
"""

import asyncio
import multiprocessing
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing.connection import Connection as Pipe
from typing import Any

import igraph
import neo4j
import networkx as nx
import numpy as np
from neo4j.exceptions import Neo4jError
from numpy.typing import NDArray

from bench.cities import AS_OF, KINDS_OF_PAIRS, QUESTIONS, City
from bench.city_questions import Pair, Question, Standing
from bench.timing import BOUND_SECONDS
from graphsvc.catalogue import read_catalogue
from graphsvc.clock import Clock, monotonic
from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph
from graphsvc.database.local import running_server
from graphsvc.database.migrations import migrate
from graphsvc.errors import StatementLate
from graphsvc.model.asker import Sight
from graphsvc.model.nouns import SUPPORT_TYPES
from graphsvc.model.quality import UNWALKED_ROLES
from graphsvc.model.site import Site
from graphsvc.questions.influence.answer import PathAsked
from graphsvc.questions.influence.select import found_in
from graphsvc.questions.influence.statements import walked
from graphsvc.settings import Settings

K = 5
PEER_STEPS = (4, 6)
WARM = 5
"""Uncounted questions of a database peer: its plans are compiled."""
START_SECONDS = 120.0
"""How long a library may take to take in the graph."""
EVERY_PAIR = dict.fromkeys(KINDS_OF_PAIRS, QUESTIONS)
ONE_PROBE = dict.fromkeys(KINDS_OF_PAIRS, 0) | {"random": 1}
SHORTEST = """CYPHER 25 MATCH p = SHORTEST {k} (a:Person {{id: $a}})-[:{types}]-{{1,{steps}}}(b:Person {{id: $b}})
RETURN [r IN relationships(p) | r.id] AS ids"""
FILTERED = """CYPHER 25 MATCH p = SHORTEST {k} (a:Person {{id: $a}})
  (()-[t:{types} WHERE (t.cls IN $allowed OR t.case_id IN $cases)
     AND (t.valid_from IS NULL OR t.valid_from <= $as_of) AND (t.valid_to IS NULL OR t.valid_to >= $as_of)
     AND t.verification IN ['PROVEN', 'STATED'] AND t.contested_at IS NULL
     AND NOT coalesce(t.tone, 'UNKNOWN') IN ['CUTOFF', 'ABUSIVE'] AND NOT coalesce(t.role, '') IN $unwalked_roles]-
   (n WHERE NOT n.id IN $outside AND (n:Person OR n.kind = 'FAMILY' AND n.cls IN $allowed))){{1,{steps}}}
  (b:Person {{id: $b}})
RETURN [r IN relationships(p) | r.id] AS ids"""
Ask = Callable[[Pair], float | None]
"""Asks about one pair: how long it took, ms; None when it hit the bound."""


@dataclass(frozen=True)
class Peer:
    """One peer: its row, the steps that its figures stand for, and how many pairs of each kind it is asked."""

    row: str
    steps: tuple[int, ...]
    ask: Ask
    pairs: Mapping[str, int]


@dataclass(frozen=True)
class Served:
    """A running database, and an event loop with this product's graph over it."""

    connection: Connection
    runner: asyncio.Runner
    graph: Graph


@contextmanager
def served(settings: Settings) -> Iterator[Served]:
    """The database of these settings with the product's schema, while the block runs."""
    with running_server(settings) as connection, asyncio.Runner() as runner:
        graph = runner.run(Graph.open(connection, read_catalogue(), deadline_seconds=BOUND_SECONDS))
        try:
            runner.run(_ready(graph))
            yield Served(connection, runner, graph)
        finally:
            runner.run(graph.close())


async def _ready(graph: Graph) -> None:
    await migrate(graph, Clock())
    await graph.run_alone("CALL db.awaitIndexes(300)")


@contextmanager
def peers(
    there: Served, drawn: City, sight: Sight, asked: Mapping[str, tuple[Question, ...]], *, whole: bool
) -> Iterator[tuple[Peer, ...]]:
    """The peers while the block runs. `whole`: all of them, else SHORTEST 5 for every pair and one probe of Yen."""
    with ExitStack() as held:
        session = held.enter_context(_session(there.connection))
        shortest = tuple(Peer("cypher_shortest", (n,), _shortest(session, drawn, n), EVERY_PAIR) for n in PEER_STEPS)
        yen = held.enter_context(Beside(_igraph, _costs(drawn)))
        if not whole:
            yield (*shortest, Peer("igraph", PEER_STEPS, yen.ask, ONE_PROBE))
            return
        filtered = (
            Peer("cypher_filtered", (n,), _filtered(session, drawn, sight, asked, n), EVERY_PAIR) for n in PEER_STEPS
        )
        other = held.enter_context(Beside(_networkx, _costs(drawn)))
        yield (
            *shortest,
            *filtered,
            Peer("cypher_exact", (4,), _exact(there, drawn, sight), EVERY_PAIR),
            Peer("igraph", PEER_STEPS, yen.ask, EVERY_PAIR),
            Peer("networkx", PEER_STEPS, other.ask, EVERY_PAIR),
        )


# ---- the database ------------------------------------------------------------------------------------------------


@contextmanager
def _session(connection: Connection) -> Iterator[neo4j.Session]:
    """A session of the plain driver, as a client without this product has it."""
    auth = (connection.user, connection.password)
    with (
        neo4j.GraphDatabase.driver(connection.uri, auth=auth, notifications_min_severity="OFF") as driver,
        driver.session(database=connection.database, default_access_mode=neo4j.READ_ACCESS) as session,
    ):
        yield session


def _shortest(session: neo4j.Session, drawn: City, steps: int) -> Ask:
    return _asked(session, drawn, SHORTEST, steps, lambda pair: {})


def _filtered(
    session: neo4j.Session, drawn: City, sight: Sight, asked: Mapping[str, tuple[Question, ...]], steps: int
) -> Ask:
    """Without the circle, as `_exact`, and without what protective facts say of everybody."""
    outside = {
        each.pair: list(map(drawn.person, (*each.avoid, *each.barred))) for kind in asked.values() for each in kind
    }
    said = {
        "allowed": list(sight.allowed),
        "cases": list(sight.cases),
        "as_of": AS_OF,
        "unwalked_roles": sorted(UNWALKED_ROLES),
    }
    return _asked(session, drawn, FILTERED, steps, lambda pair: said | {"outside": outside.get(pair, [])})


def _asked(
    session: neo4j.Session, drawn: City, statement: str, steps: int, said: Callable[[Pair], Mapping[str, object]]
) -> Ask:
    """Asks that statement about a pair, with what else is said of it."""
    text = statement.format(k=K, types="|".join(SUPPORT_TYPES), steps=steps)
    query = neo4j.Query(text, timeout=BOUND_SECONDS)  # type: ignore[arg-type]

    def ask(pair: Pair) -> float | None:
        params = {"a": drawn.person(pair[0]), "b": drawn.person(pair[1]), **said(pair)}
        begun = monotonic()
        try:
            session.run(query, params).values()
        except Neo4jError as fault:
            if "TransactionTimedOut" not in fault.code:
                raise
            return None
        return (monotonic() - begun) * 1000

    return warmed(ask, drawn)


def _exact(there: Served, drawn: City, sight: Sight) -> Ask:
    """Without the circle: as a list of tens of thousands of ids it would only make this peer slower."""
    site, sight = Site(), replace(sight, circle=None, kin_circle=None)

    async def found(asked: PathAsked) -> None:
        found_in(await walked(there.graph, sight, site, asked), asked, site)

    def ask(pair: Pair) -> float | None:
        one, other = map(drawn.person, pair)
        asked = PathAsked(one, "SUPPORT", AS_OF, to=other, max_steps=4, first=K)
        begun = monotonic()
        try:
            there.runner.run(asyncio.wait_for(found(asked), BOUND_SECONDS))
        except (StatementLate, TimeoutError):
            return None
        return (monotonic() - begun) * 1000

    return warmed(ask, drawn)


def warmed(ask: Ask, drawn: City) -> Ask:
    """The same, asked a few times about anybody."""
    for number in range(WARM):
        ask((number, drawn.count // 2 + number))
    return ask


# ---- the libraries: each in a process of its own, which is ended when it hits the bound -----------------------------

Costs = tuple[int, NDArray[np.int64], NDArray[np.int64]]
"""People, pairs (two columns), and the cost of each: 1 for the strongest tie, 6 for the weakest."""


def _costs(drawn: City) -> Costs:
    """The pairs that this asker may walk on the day asked about, the best tie of each."""
    pairs, strength = Standing(drawn).pairs()
    return drawn.count, pairs, 6 - strength


class Beside:
    """A library in a process of its own."""

    def __init__(self, work: Callable[[Pipe, Costs], None], costs: Costs) -> None:
        self._work, self._costs = work, costs
        self._process: Any = None

    def __enter__(self) -> "Beside":
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def ask(self, pair: Pair) -> float | None:
        """How long it took, by the child's own clock, ms; None: it hit the bound and is started anew."""
        self._pipe.send(pair)
        if self._pipe.poll(BOUND_SECONDS):
            return float(self._pipe.recv())
        self._end()
        self._start()
        return None

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")  # this process has threads: a fork of it could hang
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=self._work, args=(theirs, self._costs), daemon=True)
        self._process.start()
        theirs.close()  # so that the end of a child that failed is seen at once
        if not self._pipe.poll(START_SECONDS):
            raise TimeoutError("the library did not take in the graph")
        self._pipe.recv()

    def _end(self) -> None:
        self._process.kill()
        self._process.join()


def _igraph(pipe: Pipe, costs: Costs) -> None:
    people, pairs, weights = costs
    graph = igraph.Graph(n=people, edges=pairs, edge_attrs={"cost": weights.tolist()})
    _answer(pipe, lambda a, b: graph.get_k_shortest_paths(a, to=b, k=K, weights="cost"))


def _networkx(pipe: Pipe, costs: Costs) -> None:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(costs[0]))
    graph.add_weighted_edges_from(
        (a, b, cost) for (a, b), cost in zip(costs[1].tolist(), costs[2].tolist(), strict=True)
    )
    _answer(pipe, lambda a, b: _none_if_apart(graph, a, b))


def _none_if_apart(graph: "nx.Graph[int]", a: int, b: int) -> list[list[int]]:
    try:
        return list(islice(nx.shortest_simple_paths(graph, a, b, weight="weight"), K))
    except nx.NetworkXNoPath:
        return []


def _answer(pipe: Pipe, paths: Callable[[int, int], object]) -> None:
    """Say ready, then answer pairs with how long each took, until the other end is gone."""
    pipe.send(0.0)
    while True:
        a, b = pipe.recv()
        begun = monotonic()
        paths(a, b)
        pipe.send((monotonic() - begun) * 1000)
