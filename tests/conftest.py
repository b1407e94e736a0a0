"""What live tests share: one local Neo4j for the whole session, opened once, and a second one for who asks.

connection     where the session's server is (started at first use on a copy of a prepared store, see prepared.py;
               killed at the end)
graph          an open Graph on it, migrations applied; call `await wipe(graph)` before writing your data
second_graph   the same on a server of its own: the physically reduced graph
server_settings / second_settings   the Settings of those servers
"""

import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest

from graphsvc.catalogue import read_catalogue
from graphsvc.clock import Clock
from graphsvc.database import store
from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph
from graphsvc.database.local import running_server
from graphsvc.database.migrations import migrate, read_migrations
from graphsvc.errors import NoNetwork
from graphsvc.settings import DEFAULTS, Settings, read_settings
from tests.prepared import copy_prepared_store

LONGEST = (
    "test_noninterference",
    "test_policies",  # needs no server: the other process goes on while the first one prepares the store
    "test_subscriptions_noninterference",
    "test_statements_alone",
    "test_safety_lines",
    "test_server_lives",
    "test_two_years",
    "test_influence_bruteforce",
)
"""The files that take longest, first: of two processes none is then left with a long one at the end."""
store.CONFIGURATION = (
    *store.CONFIGURATION,
    ("dbms.cypher.min_replan_interval", "1h", "else every small world has each statement planned anew"),
)
_SCHEMA = re.compile(r"(CREATE|DROP)\s+(FULLTEXT|POINT|RANGE|TEXT|LOOKUP)?\s*(CONSTRAINT|INDEX)", re.IGNORECASE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    rank = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.stem, len(rank)))


def settings_at(home: object, **said: str) -> Settings:
    """Settings with a home of their own; the jar cache is this machine's (GRAPHSVC_CACHE or the default)."""
    cache = os.environ.get("GRAPHSVC_CACHE", DEFAULTS["GRAPHSVC_CACHE"])
    small = {"GRAPHSVC_HOME": str(home), "GRAPHSVC_CACHE": cache, "GRAPHSVC_NEO4J_HEAP_MB": "1024"}
    patient = {"GRAPHSVC_NEO4J_START_SECONDS": "300"}  # a busy machine is no fault of the code
    patient["GRAPHSVC_DEADLINE_SECONDS"] = "60"
    patient["GRAPHSVC_RATE_PER_MINUTE"] = "0"  # tests ask as fast as they can
    return read_settings({**small, **patient, **said})


@contextmanager
def server_or_skip(settings: Settings, *, prepared: bool = False) -> Iterator[Connection]:
    """A running server on a throw-away store, new or with every migration applied.

    Without a network, and without the jars, live tests are skipped; in CI they fail.
    """
    try:
        if prepared:
            copy_prepared_store(settings)
        server = running_server(settings, throw_away=True)
        connection = server.__enter__()
    except NoNetwork as fault:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"live tests need Neo4j's jars once: {fault}")
    try:
        yield connection
    finally:
        server.__exit__(None, None, None)


@pytest.fixture(scope="session")
def server_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return settings_at(tmp_path_factory.mktemp("server"))


@pytest.fixture(scope="session")
def second_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return settings_at(tmp_path_factory.mktemp("second"))


@pytest.fixture(scope="session")
def connection(server_settings: Settings) -> Iterator[Connection]:
    with server_or_skip(server_settings, prepared=True) as found:
        yield found


@pytest.fixture(scope="session")
def second_connection(second_settings: Settings) -> Iterator[Connection]:
    with server_or_skip(second_settings, prepared=True) as found:
        yield found


@pytest.fixture(scope="session")
async def graph(connection: Connection) -> AsyncIterator[Graph]:
    opened = await opened_graph(connection)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
async def second_graph(second_connection: Connection) -> AsyncIterator[Graph]:
    opened = await opened_graph(second_connection)
    yield opened
    await opened.close()


async def opened_graph(connection: Connection) -> Graph:
    """An open Graph with every migration applied."""
    opened = await Graph.open(connection, read_catalogue(), deadline_seconds=30)
    await migrate(opened, Clock())
    return opened


async def wipe(graph: Graph) -> None:
    """Delete all data but the Migration nodes, then write again what migrations seed. The schema stays."""
    await graph.run_alone(
        "MATCH (n) WHERE NOT n:Migration CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 1000 ROWS", label="wipe"
    )
    for migration in read_migrations():
        for statement in migration.statements:
            if not _SCHEMA.match(statement):
                await graph.run_alone(statement, label="seed again")
