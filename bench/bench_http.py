"""The questions over HTTP, one after another, against the demo city: uvicorn in a process of its own.

The peers in the same run: the emptiest thing a client can ask the same server, `__typename`, and beside
`relatives_to_reach`, about the same people through the driver, one hand-written Cypher statement (bench_lists.py): a
part of the work, without access, safety lines and bands.
"""

import asyncio
import csv
import os
import random
import secrets
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import Any

import httpx
import orjson

from bench.bench_lists import CYPHER
from bench.client import Client
from bench.timing import milliseconds, spread
from graphsvc.access.tokens import local_key, sign
from graphsvc.api.ids import global_id
from graphsvc.catalogue import read_catalogue
from graphsvc.clock import clock_from, monotonic
from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph, Unit
from graphsvc.database.local import running_server
from graphsvc.demo import CLOCK, OPEN, PATHS, REACH, prepare_city
from graphsvc.model.asker import Principal
from graphsvc.settings import Settings, read_settings

ROUNDS = 300
WARMUP = 300
"""Uncounted rounds: a server that just started still compiles its plans and its own code."""
WRITTEN, KNOWN_SECONDS = 60, 0.12
"""Questions after a write, and how long the service takes to hear of one."""
PORT = 18_431
PERSON = "query P($person: ID!) { person(id: $person) { ... on PersonAnswer { person { id names { given } } } } }"


def numbers(home: Path) -> dict[str, float]:
    """http.<question>.demo.*_ms: each question over people of the personas' caseloads."""
    environ = {
        "GRAPHSVC_HOME": str(home),
        "GRAPHSVC_CLOCK": CLOCK,
        "GRAPHSVC_PORT": str(PORT),
        "GRAPHSVC_RATE_PER_MINUTE": "0",
    }
    settings = read_settings({**{k: v for k, v in os.environ.items() if k == "GRAPHSVC_CACHE"}, **environ})
    prepare_city(settings, 40_000)
    with (
        running_server(settings) as connection,
        serving(environ | given(home, connection)),
        Client(PORT, 30) as client,
    ):
        worker, people = busiest_worker(home / "bundle")
        ask = asker(client, settings, worker)
        random.Random(1).shuffle(people)
        found: dict[str, float] = {}
        for name, document in (("person", PERSON), ("influence_paths", PATHS), ("relatives_to_reach", REACH)):
            found |= spread(f"http.{name}.demo", milliseconds(turns(ask, document, people), ROUNDS, warmup=WARMUP))
        name = "http.relatives_to_reach_written.demo"
        with writing(connection, somebody_else(home / "bundle", people)) as write:
            found |= spread(name, after_each(write, turns(ask, REACH, people), WRITTEN))
        return (
            found
            | spread("http.cypher_reach.demo", by_cypher(connection, people))
            | spread("http.typename.demo", milliseconds(lambda: ask("{ __typename }", {}), ROUNDS, warmup=WARMUP))
        )


def somebody_else(bundle: Path, people: list[str]) -> str:
    """The last person of the city who is on nobody's list here."""
    with (bundle / "people.csv").open(encoding="utf-8", newline="") as file:
        return max(row["id"] for row in csv.DictReader(file) if row["id"] not in people)


def after_each(before: Callable[[], None], ask: Callable[[], object], rounds: int) -> list[float]:
    """How long each call took, ms, right after what comes before it."""
    took = []
    for _ in range(rounds):
        before()
        begun = monotonic()
        ask()
        took.append((monotonic() - begun) * 1000)
    return took


def given(home: Path, connection: Connection) -> dict[str, str]:
    """What makes a service use a database that runs already."""
    password = home / "password-of-the-bench"
    password.touch(mode=0o600)
    password.write_text(connection.password, encoding="utf-8")
    return {"GRAPHSVC_NEO4J_URI": connection.uri, "GRAPHSVC_NEO4J_PASSWORD_FILE": str(password)}


def by_cypher(connection: Connection, people: list[str]) -> list[float]:
    """How long the statement takes about the next person each time, ms."""
    order = iter(people * ((ROUNDS + WARMUP) // len(people) + 1))
    with asyncio.Runner() as runner:
        graph = runner.run(Graph.open(connection, read_catalogue()))

        def ask() -> None:
            runner.run(graph.run_alone(CYPHER, label="bench", people=[next(order)]))

        try:
            return milliseconds(ask, ROUNDS, warmup=WARMUP)
        finally:
            runner.run(graph.close())


@contextmanager
def writing(connection: Connection, somebody: str) -> Iterator[Callable[[], None]]:
    """What writes about that person, and waits until the service knows."""
    with asyncio.Runner() as runner:
        graph = runner.run(Graph.open(connection, read_catalogue()))

        async def raised(unit: Unit) -> None:
            await unit.run("import_revision", people=[somebody], groups=[], all=False, token=secrets.token_hex(8))

        def write() -> None:
            runner.run(graph.write_unit(raised, label="bench"))
            sleep(KNOWN_SECONDS)

        try:
            yield write
        finally:
            runner.run(graph.close())


def turns(ask: Callable[[str, dict[str, str]], object], document: str, people: list[str]) -> Callable[[], object]:
    """A call that asks about the next person each time."""
    order = iter(people * ((ROUNDS + WARMUP) // len(people) + 1))
    return lambda: ask(document, {"person": global_id("Person", next(order))})


def busiest_worker(bundle: Path) -> tuple[Principal, list[str]]:
    """The social worker of the city with the largest caseload, and whom it holds."""
    with (bundle / "staff.csv").open(encoding="utf-8", newline="") as file:
        workers = {row["id"] for row in csv.DictReader(file) if row["roles"] == "SOCIAL_WORKER"}
    with (bundle / "assignments.csv").open(encoding="utf-8", newline="") as file:
        pairs = [(row["staff"], row["person"]) for row in csv.DictReader(file) if not row["valid_to"]]
    loads = Counter(staff for staff, _ in pairs if staff in workers)
    busiest = min(loads, key=lambda staff: (-loads[staff], staff))
    principal = Principal(busiest, "EOHHS", "HUMAN_SERVICES", ("SOCIAL_WORKER",), "bench")
    return principal, sorted({person for staff, person in pairs if staff == busiest})


def asker(client: Client, settings: Settings, who: Principal) -> Callable[[str, dict[str, Any]], object]:
    """A function that asks as this principal with an open purpose; raises when an answer is a problem."""
    clock = clock_from(settings.clock, settings.zone)
    client.headers["authorization"] = f"Bearer {sign(local_key(settings.home), who, clock)}"
    purpose = {"purpose": "FAMILY_SUPPORT", "reasonCode": "PLAN_REVIEW"}
    opened = orjson.loads(client.post("/graphql", {"query": OPEN, "variables": {"input": purpose}}))
    client.headers["graphsvc-purpose"] = opened["data"]["openPurpose"]["handle"]

    def ask(document: str, variables: dict[str, Any]) -> object:
        said = orjson.loads(client.post("/graphql", {"query": document, "variables": variables}))
        if said.get("errors") or '"code"' in str(said.get("data")).replace("'", '"'):
            raise RuntimeError(str(said)[:400])
        return said

    return ask


@contextmanager
def serving(environ: dict[str, str]) -> Iterator[None]:
    """`graphsvc serve` while the block runs."""
    process = subprocess.Popen([sys.executable, "-m", "graphsvc", "serve"], env={**os.environ, **environ})
    try:
        begun = monotonic()
        while monotonic() - begun < 90 and process.poll() is None and not healthy():
            pass
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


def healthy() -> bool:
    """Whether the service answers and its database too."""
    try:
        return httpx.get(f"http://127.0.0.1:{PORT}/health", timeout=1).status_code == 200
    except httpx.HTTPError:
        return False
