"""What follows the graph: a write is seen at its revision, nothing is torn, everything comes back by itself."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from graphsvc.catalogue import read_catalogue
from graphsvc.clock import Clock, monotonic
from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph, counted
from graphsvc.database.local import running_server
from graphsvc.database.migrations import migrate
from graphsvc.database.word import Word, host_word
from graphsvc.engine import follow
from graphsvc.engine.changes import Changes, read_revision
from graphsvc.engine.columns import Columns
from graphsvc.engine.follow import Follower, Standing, World
from graphsvc.engine.load import load_columns
from graphsvc.engine.snapshot import open_snapshot
from graphsvc.errors import DatabaseGone, GraphsvcError
from tests.conftest import settings_at, wipe
from tests.live.engine_rows import columns_by_rows, told
from tests.live.scribbles import scribble, set_up

PATIENCE = 240.0  # seconds for what comes to be at once, on a machine that is busy


@asynccontextmanager
async def following(graph: Graph, folder: Path, **more: Any) -> AsyncIterator[Follower]:
    follower = Follower(graph, folder, **more)
    await follower.start()
    try:
        yield follower
    finally:
        await follower.close()


async def seen(follower: Follower, revision: int, seconds: float = PATIENCE) -> World:
    """A version of that revision, waited for."""
    until = monotonic() + seconds
    while monotonic() < until:
        world = await follower.at(revision)
        if world:
            return world
        await asyncio.sleep(0.02)
    raise AssertionError("no version in time")


async def test_a_write_is_seen_at_its_revision(scribbled: Graph, tmp_path: Path) -> None:
    async with following(scribbled, tmp_path) as follower:
        for number in range(100, 120):
            revision = await scribble(scribbled, Random(number))
            world = await follower.at(revision)
            assert world and world.revision >= revision
            assert told(world.columns) == told(await columns_by_rows(scribbled))
        assert (follower.lag, follower.rebuilding) == (0, False)
        assert follower.lag_seconds < 1


async def test_what_was_published_stays_as_it_was(scribbled: Graph, tmp_path: Path) -> None:
    async with following(scribbled, tmp_path) as follower:
        before = await seen(follower, 0)
        said = told(before.columns)
        for number in range(20):
            await follower.at(await scribble(scribbled, Random(number)))
        assert told(before.columns) == said != told((await seen(follower, before.revision + 20)).columns)


async def test_a_poll_alone_brings_it(scribbled: Graph, tmp_path: Path) -> None:
    async with following(scribbled, tmp_path) as follower:
        revision = await scribble(scribbled, Random(7))
        until = monotonic() + 2
        while follower.revision < revision and monotonic() < until:  # noqa: ASYNC110  (nobody tells us)
            await asyncio.sleep(0.005)
        assert follower.revision == revision


async def test_what_is_fresh_costs_no_statement(scribbled: Graph, tmp_path: Path) -> None:
    async with following(scribbled, tmp_path) as follower:
        await follower.at(0)
        with counted() as names:
            await follower.at(follower.revision)
        assert names == []


async def stands(follower: Follower, seconds: float = 10) -> Standing:
    """What the database said, waited for."""
    until = monotonic() + seconds
    while monotonic() < until:
        if found := follower.standing():
            return found
        await asyncio.sleep(0.005)
    raise AssertionError("nothing stood in time")


async def test_what_the_database_said_stands_until_somebody_of_this_host_writes(
    scribbled: Graph, tmp_path: Path
) -> None:
    ours, other = (replace(scribbled, word=host_word(tmp_path / "home")) for _ in "ab")
    async with following(ours, tmp_path / "arrays") as follower:
        for number in range(10):
            before = await stands(follower)
            world = await follower.at(before.revision)  # what was said stands a moment before what it says is loaded
            assert world and world.revision == before.revision
            revision = await scribble(other, Random(number))
            assert follower.standing() is None
            after = await stands(follower)
            assert (after.revision, after.mark == before.mark) == (revision, False)


async def test_a_purpose_that_is_closed_moves_what_stands_and_no_revision(scribbled: Graph, tmp_path: Path) -> None:
    away = replace(scribbled, word=Word())  # another host: it is heard of by asking alone
    await away.run_alone("CREATE (:Purpose {id: 'h', user: 'u'})")
    async with following(scribbled, tmp_path) as follower:
        before = await stands(follower)
        assert await away.write("close_purpose", id="h", user="u", closed_at=Clock().now())
        until = monotonic() + 5
        while (await stands(follower)).mark == before.mark and monotonic() < until:  # noqa: ASYNC110  (nobody tells us)
            await asyncio.sleep(0.005)
        after = await stands(follower)
        assert (after.mark[2] - before.mark[2], after.revision) == (1, before.revision)
        assert await away.write("close_purpose", id="h", user="u", closed_at=Clock().now()) == []
        await asyncio.sleep(0.2)
        assert (await stands(follower)).mark == after.mark


async def test_a_write_of_somebody_else_is_loaded(scribbled: Graph, tmp_path: Path) -> None:
    async with following(scribbled, tmp_path) as follower:
        old = follower.revision
        await scribbled.run_alone("""MATCH (r:Revision {id: 'graph'}), (a:Person {id: 'w00'}), (b:Person {id: 'w01'})
            SET r.n = r.n + 1 CREATE (a)-[:SUPPORTS {id: 'raw', cls: 1, verification: 'PROVEN'}]->(b)""")
        assert await follower.at(old + 1) is None and follower.rebuilding
        assert await follower.at(old)
        world = await seen(follower, old + 1)
        assert told(world.columns) == told(await columns_by_rows(scribbled))
        kept = open_snapshot(tmp_path)
        assert kept and kept.revision == old + 1


async def test_many_late_rows_become_a_new_base(scribbled: Graph, tmp_path: Path) -> None:
    async with following(scribbled, tmp_path, most_late=30) as follower:
        for number in range(30):
            assert await follower.at(await scribble(scribbled, Random(number)))
        world = await seen(follower, follower.revision)
        until = monotonic() + PATIENCE
        while (follower.rebuilding or world.columns.lateness > 30) and monotonic() < until:
            await asyncio.sleep(0.05)
            world = await seen(follower, 0)
        assert world.columns.lateness <= 30
        assert told(world.columns) == told(await columns_by_rows(scribbled))


@dataclass(frozen=True)
class Names:
    """A part: how many ties each person has."""

    fails: bool = False

    async def load(self, graph: Graph) -> dict[str, int]:
        rows = await graph.run_alone("MATCH (p:Person) RETURN p.id AS id, COUNT { (p)-[]-() } AS n")
        return {row["id"]: row["n"] for row in rows}

    async def change(self, graph: Graph, held: dict[str, int], people: Collection[str]) -> dict[str, int]:
        fresh = await self.load(graph)
        return {**held, **{id: fresh[id] for id in people}}


async def test_parts_are_of_the_same_revision(scribbled: Graph, tmp_path: Path) -> None:
    async with following(scribbled, tmp_path, parts={"names": Names()}) as follower:
        for number in range(200, 215):
            world = await follower.at(await scribble(scribbled, Random(number)))
            assert world and world.parts["names"] == await Names().load(scribbled)


@dataclass
class Meddler:
    """A part during whose first change somebody writes."""

    written: int = -1

    async def load(self, graph: Graph) -> None:
        """Nothing is held."""

    async def change(self, graph: Graph, held: None, people: Collection[str]) -> None:
        if self.written < 0:
            self.written = await scribble(graph, Random(3))


async def test_no_version_is_published_of_a_moment_at_which_somebody_wrote(scribbled: Graph, tmp_path: Path) -> None:
    meddler = Meddler()
    async with following(scribbled, tmp_path, parts={"meddler": meddler}) as follower:
        revision = await scribble(scribbled, Random(4))
        world = await follower.at(revision)
        assert world and world.revision == meddler.written == revision + 1
        assert told(world.columns) == told(await columns_by_rows(scribbled))


class Half(Follower):
    """Of a commit whose record is there the rows are not, until it was waited for."""

    waited = False

    async def _applied(self) -> int:
        self.waited = True
        return await super()._applied()

    async def _said(self, world: World) -> Changes:
        self.waited = False
        return await super()._said(world)

    async def _columns(self, world: World, found: Changes) -> Columns:
        return await super()._columns(world, found) if self.waited else world.columns


async def test_rows_are_read_once_they_are_applied(scribbled: Graph, tmp_path: Path) -> None:
    follower = Half(scribbled, tmp_path)
    await follower.start()
    try:
        for number in range(10):
            revision = await scribble(scribbled, Random(number))
            world = await follower.at(revision)
            assert world and told(world.columns) == told(await columns_by_rows(scribbled))
    finally:
        await follower.close()


async def test_a_writer_that_never_rests_does_not_keep_it_back(scribbled: Graph, tmp_path: Path) -> None:
    async with following(scribbled, tmp_path) as follower:
        stop = asyncio.Event()

        async def write(seed: int) -> None:
            random = Random(seed)
            while not stop.is_set():
                await scribble(scribbled, random)

        writers = [asyncio.create_task(write(seed)) for seed in range(3)]
        for _ in range(20):
            revision, _ = await read_revision(scribbled)
            assert await follower.at(revision)
        stop.set()
        await asyncio.gather(*writers)
        world = await follower.at((await read_revision(scribbled))[0])
        assert world and told(world.columns) == told(await columns_by_rows(scribbled))


async def test_a_snapshot_is_used_and_caught_up(
    scribbled: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with following(scribbled, tmp_path):
        pass
    revision = await scribble(scribbled, Random(5))

    async def no_load(*_: object) -> None:
        raise AssertionError("everything was loaded")

    monkeypatch.setattr(follow, "load_columns", no_load)
    async with following(scribbled, tmp_path) as follower:
        world = await follower.at(revision)
        assert world and told(world.columns) == told(await columns_by_rows(scribbled))


async def test_a_restored_database_is_noticed(scribbled: Graph, tmp_path: Path) -> None:
    """Restored under a running follower, and again under a snapshot: the revision is the same, the token is not."""
    async with following(scribbled, tmp_path) as follower:
        revision = follower.revision
        for times in (1, 2):
            await wipe(scribbled)
            await set_up(scribbled)
            await scribbled.run_alone(
                "MATCH (r:Revision {id: 'graph'}) SET r.n = $n CREATE (:Change {n: $n, token: $token, people: [], "
                "groups: [], all: false})",
                n=revision,
                token=f"restored-{times}",
            )
            if times == 2:
                break
            await follower.at(revision + 1)
            other = await follower.at(0)
            assert other is None or other.token == "restored-1"  # nothing of the other database answers any more
            until = monotonic() + PATIENCE
            while monotonic() < until:
                world = await follower.at(revision)
                if world and world.token == "restored-1":
                    break
                await asyncio.sleep(0.02)
            assert world and told(world.columns) == told(await columns_by_rows(scribbled))
    await scribble(scribbled, Random(1))
    async with following(scribbled, tmp_path) as follower:
        world = await seen(follower, revision + 1)
        assert told(world.columns) == told(await columns_by_rows(scribbled))


async def test_a_database_that_is_gone_is_an_error_and_comes_back(tmp_path: Path) -> None:
    settings = settings_at(tmp_path / "own")
    with running_server(settings) as connection:
        port = connection.uri.rpartition(":")[2]
        graph = await Graph.open(connection, read_catalogue(), deadline_seconds=10)
        await migrate(graph, Clock())
        await set_up(graph)
        await scribble(graph, Random(1))
        follower = Follower(graph, tmp_path / "arrays")
        await follower.start()
    await asyncio.sleep(1.5)
    with pytest.raises(GraphsvcError) as fault:
        await follower.at(0)
    assert follower.lag == 0 and follower.lag_seconds > 1.5  # nobody can say what was written
    assert follower.standing() is None
    assert fault.value.retryable or isinstance(fault.value, DatabaseGone)
    with running_server(settings_at(tmp_path / "own", GRAPHSVC_NEO4J_PORT=port)):
        until = monotonic() + PATIENCE
        world = None
        while world is None and monotonic() < until:
            try:
                world = await follower.at(await scribble(graph, Random(2)))
            except GraphsvcError:
                await asyncio.sleep(0.1)
        assert world and told(world.columns) == told(await columns_by_rows(graph))
        assert follower.lag_seconds < 1
        await follower.close()
        await graph.close()


WORKER = """
import asyncio, sys
from pathlib import Path
from random import Random
from graphsvc.catalogue import read_catalogue
from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph
from graphsvc.database.word import host_word
from graphsvc.engine.follow import FRESH_SECONDS, Follower
from graphsvc.engine.lookout import Lookout
from tests.live.engine_rows import columns_by_rows, told
from tests.live.scribbles import scribble
import numpy as np

async def work(uri, password, folder, seed, writes, checks):
    connection, home = Connection(uri, "neo4j", password), Path(folder)
    graph = await Graph.open(connection, read_catalogue(), deadline_seconds=60, word=host_word(home))
    follower = Follower(graph, home, lookout=Lookout(connection, home, home))
    random, wrong, none, stood = Random(seed), 0, 0, 0
    await follower.start()
    print("ready", flush=True)
    for number in range(writes):
        revision = await scribble(graph, random)
        world = await follower.at(revision)
        none += world is None
        if world and world.revision < revision:
            wrong += 1
        if world and number % checks == 0:
            async def held(unit):
                nonlocal wrong, stood
                await unit.run("engine_hold")
                (row,) = await graph.read("engine_revision")
                await asyncio.sleep(FRESH_SECONDS)  # nobody writes meanwhile, so what stands now is of since then
                said = follower.standing()
                stood += said is not None
                wrong += said is not None and said.revision != row["revision"]
                now = await without_lock(follower, row["revision"])
                return told(now.columns) == told(await columns_by_rows(graph))
            wrong += not await graph.write_unit(held)
    base = world.columns.base_entries if world else None
    while base is not None and isinstance(base.base, np.ndarray):
        base = base.base
    print(wrong, none, int(isinstance(base, np.memmap)), stood, flush=True)
    await follower.close()
    await graph.close()

async def without_lock(follower, revision):
    # this process holds the writers up, and so what confirms a version: it is made without
    world = follower._world
    while world.revision < revision:
        world = await follower._patched(world, held=True) or world
    return world

asyncio.run(work(sys.argv[1], sys.argv[2], *sys.argv[3:4], *map(int, sys.argv[4:])))
"""


async def two_workers(connection: Connection, folder: Path, writes: int, checks: int) -> list[list[int]]:
    """What two processes of one host said: (wrong answers, none, whether the arrays are mapped, how often what the
    database had said stood)."""

    async def worker(seed: int) -> list[int]:
        said = (connection.uri, connection.password, str(folder), str(seed), str(writes), str(checks))
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", WORKER, *said, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": "."}
        )
        out, _ = await process.communicate()
        assert process.returncode == 0
        return [int(word) for word in out.decode().split()[1:]]

    return await asyncio.gather(worker(1), worker(2))


async def test_two_processes_over_one_snapshot_see_every_write(
    scribbled: Graph, connection: Connection, tmp_path: Path
) -> None:
    """On a machine that two servers and two workers share, the database may be silent for a second: then there is no
    answer (engine.md), which is never a wrong one."""
    found = await two_workers(connection, tmp_path, writes=100, checks=10)
    assert [(wrong, none <= 1, mapped) for wrong, none, mapped, _ in found] == [(0, True, 1)] * 2
    assert sum(stood for *_, stood in found) > 0
    kept = open_snapshot(tmp_path)
    assert kept is not None and (await load_columns(scribbled)).arrays().keys() == kept.columns.arrays().keys()


@pytest.mark.nightly
async def test_so_they_do_over_ten_thousand_writes(scribbled: Graph, connection: Connection, tmp_path: Path) -> None:
    found = await two_workers(connection, tmp_path, writes=5_000, checks=50)
    assert [(wrong, none <= 5, mapped, stood > 0) for wrong, none, mapped, stood in found] == [(0, True, 1, True)] * 2
