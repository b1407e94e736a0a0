"""How long after a write another process's subscriber hears of it, over a WebSocket on loopback.

changes.other_process.*_ms   from the moment that the writer has its answer (the write is committed, its audit line
                             on disk) to the event at the client: poll, policy, audit line and wire
"""

import asyncio
import multiprocessing
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

from bench.timing import spread
from graphsvc.catalogue import read_catalogue
from graphsvc.clock import Clock, monotonic
from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph
from graphsvc.database.local import running_server
from graphsvc.database.migrations import migrate
from tests.conftest import settings_at
from tests.live.api import api_on
from tests.live.phones import Phone, owner, phone, serving
from tests.live.record_queries import record

ROUNDS, WARMUP = 100, 10
HELD = {"person": "p-joe", "forPerson": "p-marcus"}


def numbers(home: Path) -> dict[str, float]:
    """The figures."""
    with running_server(settings_at(home / "server")) as connection:
        return asyncio.run(_told(home, connection))


async def _told(home: Path, connection: Connection) -> dict[str, float]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    graph = await Graph.open(connection, read_catalogue(), deadline_seconds=60)
    await migrate(graph, Clock())
    api = await api_on(graph, home)
    other = context.Process(target=writer, args=(home, connection, theirs))
    other.start()
    try:
        await asyncio.to_thread(ours.recv)
        async with serving(api) as port, phone(port, await owner(api, "s-sam")) as mine:
            took = [await _one(ours, mine, number) for number in range(WARMUP + ROUNDS)]
    finally:
        ours.send(None)
        await asyncio.to_thread(other.join, 20)
        if other.is_alive():
            other.kill()
        api.served.audit.close()
        await graph.close()
    return spread("changes.other_process", took[WARMUP:])


async def _one(ours: Pipe, mine: Phone, number: int) -> float:
    heard = asyncio.create_task(_heard(mine))
    ours.send({**HELD, "reason": f"No. {number}", "idempotencyKey": f"k{number}"})
    written = await asyncio.to_thread(ours.recv)
    return max(await heard - written, 0.0) * 1000


async def _heard(mine: Phone) -> float:
    await mine.hear()
    return monotonic()


def writer(home: Path, server: Connection, pipe: Pipe) -> None:
    """The other process: says when each write was answered, by the clock that all processes share."""
    asyncio.run(_write(home, server, pipe))


async def _write(home: Path, server: Connection, pipe: Pipe) -> None:
    graph = await Graph.open(server, read_catalogue(), deadline_seconds=60)
    api = await api_on(graph, home, bundle=None)
    pipe.send("ready")
    while said := await asyncio.to_thread(pipe.recv):
        await record(api, "placeHold", "s-cora", **said)
        pipe.send(monotonic())
    api.served.audit.close()
    await graph.close()
