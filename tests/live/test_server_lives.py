"""Starts and ends of a server: nothing is left behind, whatever dies; a store recovers; the driver comes back."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graphsvc.catalogue import read_catalogue
from graphsvc.database.driver import Graph
from graphsvc.database.local import running_server
from graphsvc.database.store import local_store, run_admin, store_lock
from graphsvc.errors import DatabaseGone, ServerError, StartTooSlow, StoreInUse
from graphsvc.settings import Settings
from tests.conftest import settings_at
from tests.live.processes import pid_of, processes_on, seconds_until_gone, wait_until
from tests.prepared import copy_prepared_store

PARENT = """
import asyncio, sys, time
from graphsvc.catalogue import read_catalogue
from graphsvc.database.driver import Graph
from graphsvc.database.local import running_server
from graphsvc.settings import read_settings

async def work(connection):
    graph = await Graph.open(connection, read_catalogue())
    await graph.run_alone("MERGE (n:Kept {number: 7})")

with running_server(read_settings()) as connection:
    asyncio.run(work(connection))
    print("ready", flush=True)
    time.sleep(300)
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a store that only this module uses."""
    return settings_at(tmp_path_factory.mktemp("own"))


@contextmanager
def started(program: str, settings: Settings) -> Iterator["subprocess.Popen[str]"]:
    """Another process that runs the program with these settings, and has said that it is ready."""
    said = {"GRAPHSVC_HOME": str(settings.home), "GRAPHSVC_CACHE": str(settings.cache), "GRAPHSVC_NEO4J_HEAP_MB": "512"}
    environment = {**os.environ, **said}
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=environment) as found:
        assert found.stdout and found.stdout.readline() == "ready\n"
        yield found
        found.kill()


@pytest.fixture
def parent(own: Settings) -> Iterator["subprocess.Popen[str]"]:
    """Another process that runs a server on the store and has written one node."""
    with started(PARENT, own) as found:
        yield found


async def kept(settings: Settings) -> list[dict[str, int]]:
    with running_server(settings) as connection:
        graph = await Graph.open(connection, read_catalogue())
        rows = await graph.run_alone("MATCH (n:Kept) RETURN n.number AS number")
        await graph.close()
    return rows


async def test_after_kill_9_of_the_parent_nothing_is_left_and_the_store_recovers(
    own: Settings, parent: "subprocess.Popen[str]"
) -> None:
    folder = own.home / "neo4j"
    with pytest.raises(StoreInUse, match=str(parent.pid)), running_server(own):
        pass
    assert sorted(processes_on(folder).values()) == ["java", "watchdog"]
    parent.kill()
    parent.wait()
    assert seconds_until_gone(folder, 20) < 20
    assert await kept(own) == [{"number": 7}]


async def test_a_start_right_after_kill_9_waits_for_the_old_server_to_go(
    own: Settings, parent: "subprocess.Popen[str]"
) -> None:
    parent.kill()
    parent.wait()
    assert await kept(own) == [{"number": 7}]


async def test_kill_9_of_java_itself_recovers_too(own: Settings, parent: "subprocess.Popen[str]") -> None:
    os.kill(pid_of("java", own.home / "neo4j"), signal.SIGKILL)
    assert seconds_until_gone(own.home / "neo4j", 20) < 20
    parent.kill()
    parent.wait()
    assert await kept(own) == [{"number": 7}]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_after_kill_9_of_the_watchdog_nothing_is_left(own: Settings, parent: "subprocess.Popen[str]") -> None:
    os.kill(pid_of("watchdog", own.home / "neo4j"), signal.SIGKILL)
    assert seconds_until_gone(own.home / "neo4j", 20) < 20


def test_a_server_is_stopped_in_order(own: Settings) -> None:
    with running_server(own):
        pass
    assert "Stopped." in (own.home / "neo4j" / "logs" / "neo4j.log").read_text().splitlines()[-1]


def test_the_server_of_a_throw_away_store_is_killed(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    copy_prepared_store(settings)
    with running_server(settings, throw_away=True):
        assert sorted(processes_on(tmp_path / "neo4j").values()) == ["java", "watchdog"]
    assert processes_on(tmp_path / "neo4j") == {}
    assert "Stopp" not in (tmp_path / "neo4j" / "logs" / "neo4j.log").read_text()


async def test_a_graph_comes_back_when_its_database_does(own: Settings) -> None:
    with running_server(own) as connection:
        port = connection.uri.rpartition(":")[2]
        graph = await Graph.open(connection, read_catalogue())
    with pytest.raises(DatabaseGone):
        await graph.read("migrations_applied")
    with running_server(settings_at(own.home, GRAPHSVC_NEO4J_PORT=port)):
        assert await graph.read("migrations_applied") == []
    await graph.close()


def test_a_server_too_slow_to_start_is_ended_and_quoted(own: Settings) -> None:
    slow = settings_at(own.home, GRAPHSVC_NEO4J_START_SECONDS="0.5")
    with pytest.raises(StartTooSlow, match="It said"), running_server(slow):
        pass
    assert processes_on(own.home / "neo4j") == {}


def test_a_server_that_cannot_start_is_quoted(own: Settings) -> None:
    with (
        pytest.raises(ServerError, match=r"[Hh]eap"),
        running_server(settings_at(own.home, GRAPHSVC_NEO4J_HEAP_MB="1")),
    ):
        pass
    assert processes_on(own.home / "neo4j") == {}


IMPORTER = """
from graphsvc.database.store import local_store, run_admin, store_lock
from graphsvc.settings import read_settings

store = local_store(read_settings())
with store_lock(store):
    print("ready", flush=True)
    run_admin(store, "database", "import", "full", "neo4j", "--nodes=Kept=/dev/stdin")
"""


def test_after_kill_9_of_an_import_nothing_is_left(tmp_path: Path) -> None:
    with started(IMPORTER, settings_at(tmp_path)) as importer:
        folder = tmp_path / "neo4j"
        assert wait_until(lambda: "java" in processes_on(folder).values())
        importer.kill()
        importer.wait()
        assert seconds_until_gone(folder, 20) < 20


async def test_the_admin_tool_fills_a_new_store(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    rows = tmp_path / "kept.csv"
    rows.write_text("id:ID,number:LONG\na,7\n")
    store = local_store(settings)
    with store_lock(store):
        run_admin(store, "database", "import", "full", "neo4j", f"--nodes=Kept={rows}")
    assert await kept(settings) == [{"number": 7}]


def test_the_admin_tools_own_words_reach_the_error(own: Settings) -> None:
    store = local_store(own)
    with pytest.raises(ServerError, match=r"missing\.csv"), store_lock(store):
        run_admin(store, "database", "import", "full", "neo4j", "--nodes=Kept=missing.csv")
