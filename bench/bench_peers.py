"""One more peer, for `make bench-peers`: SHORTEST 5 behind a @cypher field of npm's @neo4j/graphql, over HTTP.

    paths.neo4j_graphql.50000.<kind>.k5.s6.*_ms

Needs node 20 or newer, and npm with its registry. Without them there is no row: nothing is made up for it.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson

from bench.bench_import import settings_at
from bench.cities import KINDS_OF_PAIRS, QUESTIONS, City, city
from bench.city_files import make_store
from bench.city_questions import Pair, questions
from bench.client import Client
from bench.path_peers import SHORTEST, K, served
from bench.timing import BOUND_SECONDS, timed
from graphsvc.clock import monotonic
from graphsvc.database.connection import Connection
from graphsvc.database.store import local_store
from graphsvc.model.nouns import SUPPORT_TYPES

PEOPLE, STEPS, ROUNDS, KIND_SECONDS = 50_000, 6, 3, 60.0
PORT = 18_432
PACKAGE = Path(__file__).parent / "neo4j_graphql"
DOCUMENT = "query Paths($a: String!, $b: String!) { paths(a: $a, b: $b) { ids } }"


class NoNode(RuntimeError):
    """node or npm is not on this machine."""


def numbers(home: Path) -> dict[str, float]:
    """The rows. Raises NoNode."""
    if not shutil.which("node") or not shutil.which("npm"):
        raise NoNode("make bench-peers needs node 20 or newer and npm; without them this peer has no row.")
    drawn, settings = city(PEOPLE), settings_at(home / str(PEOPLE))
    make_store(drawn, local_store(settings), home / "csv", facts=False)
    with served(settings) as there, node_server(there.connection, home / "node"):
        return _rows(drawn)


def _rows(drawn: City) -> dict[str, float]:
    found: dict[str, float] = {}
    asked = questions(drawn)
    with Client(PORT, BOUND_SECONDS) as client:

        def ask(pair: Pair) -> float | None:
            variables = dict(zip("ab", map(drawn.person, pair), strict=True))
            begun = monotonic()
            try:
                said = orjson.loads(client.post("/", {"query": DOCUMENT, "variables": variables}))
            except TimeoutError:
                return None
            if "errors" in said:
                raise RuntimeError(str(said["errors"])[:400])
            return (monotonic() - begun) * 1000

        for kind in KINDS_OF_PAIRS:
            pairs = [each.pair for each in asked[kind]]
            name = f"paths.neo4j_graphql.{drawn.count}.{kind}.k{K}.s{STEPS}"
            found |= timed(ask, pairs, ROUNDS, KIND_SECONDS).rows(name, QUESTIONS)
    return found


@contextmanager
def node_server(connection: Connection, folder: Path) -> Iterator[None]:
    """The peer's server while the block runs, its packages installed in `folder` as the lock file says."""
    shutil.copytree(PACKAGE, folder)
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True)
    environment = {
        **os.environ,
        "URI": connection.uri,
        "USER": connection.user,
        "PASSWORD": connection.password,
        "PORT": str(PORT),
        "STATEMENT": statement(),
    }
    command = ["node", "server.mjs"]
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        if not process.stdout or process.stdout.readline().strip() != "ready":
            raise RuntimeError("the node server did not start; its words stand above")
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def statement() -> str:
    """SHORTEST 5 as the other peer asks it, each path as a map."""
    text = SHORTEST.format(k=K, types="|".join(SUPPORT_TYPES), steps=STEPS)
    return text.removeprefix("CYPHER 25 ").replace("RETURN [r", "RETURN {ids: [r").replace("] AS ids", "]} AS path")
