"""An import killed at any moment is simply run again: the store is that of one clean run."""

import asyncio
import multiprocessing
import time
from pathlib import Path
from random import Random

import pytest

from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph
from graphsvc.model.nouns import NOUN
from tests.bundle import sample_row, write_bundle
from tests.conftest import wipe
from tests.live.import_child import BATCH_ROWS, child, import_small
from tests.live.stores import dump

MOMENTS = 20
NOUNS = ("people", "locations", "cases", "names", "births", "addresses", "kin", "touchpoints")
ROWS = 2 * BATCH_ROWS

pytestmark = pytest.mark.live


def small_bundle(folder: Path) -> Path:
    tables = {name: [sample_row(NOUN[name], n, ROWS) | _plain(name, n) for n in range(ROWS)] for name in NOUNS}
    return write_bundle(folder, tables)


def _plain(name: str, n: int) -> dict[str, str]:
    own = {"names": {"given": f"Given{n // 2}", "family": "Testby"}, "cases": {"agency": "BPD"}}
    said = {} if name in ("people", "locations", "cases") else {"owner": "BPD"}
    return {**own.get(name, {}), **said, **({"agency": "BPD"} if name == "touchpoints" else {})}


async def test_twenty_imports_killed_and_run_again_end_as_one_clean_run(
    graph: Graph, connection: Connection, tmp_path: Path
) -> None:
    folder = small_bundle(tmp_path / "bundle")
    await wipe(graph)
    await import_small(folder, tmp_path, connection)
    await wipe(graph)
    began = time.perf_counter()
    await import_small(folder, tmp_path, connection)
    seconds = time.perf_counter() - began
    clean = await dump(graph)
    moments = Random(20)
    left = []
    for _ in range(MOMENTS):
        await wipe(graph)
        await asyncio.to_thread(killed_after, moments.uniform(0, seconds), folder, tmp_path, connection)
        left.append(len(await dump(graph)))
        await import_small(folder, tmp_path, connection)
        assert await dump(graph) == clean
    assert len(set(left)) > 3, "the kills did not fall into the import"


def killed_after(seconds: float, folder: Path, home: Path, server: Connection) -> None:
    """Begin an import in another process and kill it (SIGKILL) so many seconds later."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.live.import_child"])
    ours, theirs = context.Pipe()
    process = context.Process(target=child, args=(folder, home, server, theirs))
    process.start()
    assert ours.recv() == "begins"
    ours.poll(seconds)
    process.kill()
    process.join()
