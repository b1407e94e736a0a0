"""An import in a process of its own, so that a test can kill it."""

import asyncio
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

from graphsvc.catalogue import read_catalogue
from graphsvc.clock import clock_from
from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph
from graphsvc.importing import bolt
from graphsvc.importing.run import import_bundle
from tests.conftest import settings_at

CLOCK = clock_from("2026-04-20T09:00")
BATCH_ROWS = 40  # small batches, so that there are many moments to be killed in between


async def import_small(folder: Path, home: Path, server: Connection) -> None:
    """One import, in small batches."""
    bolt.BATCH_ROWS = BATCH_ROWS
    graph = await Graph.open(server, read_catalogue())
    try:
        await import_bundle(folder, graph, settings_at(home), CLOCK)
    finally:
        await graph.close()


def child(folder: Path, home: Path, server: Connection, pipe: Pipe) -> None:
    """Say that the import begins, import, say that it ended."""
    pipe.send("begins")
    asyncio.run(import_small(folder, home, server))
    pipe.send("ended")
