"""A store with every migration applied, made once per machine and copied for each session's servers.

What it saves each of them: the admin tool that sets the password, the first start's own schema, a hundred statements
of ours. The run that makes it also makes the archive that speeds up every later start (database/archive.py).

CACHE/test-stores/KEY/neo4j     password and data; KEY is the hash of whatever they are made from
"""

import asyncio
import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from graphsvc.catalogue import read_catalogue
from graphsvc.clock import Clock
from graphsvc.database import jars, store
from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph
from graphsvc.database.local import running_server
from graphsvc.database.migrations import migrate, read_migrations
from graphsvc.settings import Settings

KEPT_SECONDS = 14 * 86400  # a store that nobody copied for so long is removed
PARTS = ("password", "data")  # the server writes its configuration, logs and lock anew


def copy_prepared_store(settings: Settings) -> None:
    """Give the settings' new home a store of its own that has been prepared. Called outside of an event loop."""
    shelf = settings.cache / "test-stores"
    shelf.mkdir(parents=True, exist_ok=True)
    with _locked(shelf / "lock"):
        ready = shelf / _key()
        if not ready.exists():
            _make(ready, settings)
        os.utime(ready)
        for part in PARTS:
            _copy(ready / "neo4j" / part, settings.home / "neo4j" / part)
        _remove_old(shelf)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _key() -> str:
    made_from = [Path(jars.__file__).with_name("jars.lock").read_text(), Path(store.__file__).read_text()]
    made_from += [migration.text for migration in read_migrations()]
    return hashlib.sha256("\0".join(made_from).encode()).hexdigest()[:16]


def _make(ready: Path, settings: Settings) -> None:
    """Whole when it has its name; what a killed run left is removed first."""
    part = ready.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    with running_server(replace(settings, home=part), learn=True) as connection:
        asyncio.run(_fill(connection))
    part.rename(ready)


async def _fill(connection: Connection) -> None:
    graph = await Graph.open(connection, read_catalogue(), deadline_seconds=60)
    await migrate(graph, Clock())
    await graph.close()


def _copy(found: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    if found.is_dir():
        shutil.copytree(found, to)
    else:
        shutil.copy2(found, to)


def _remove_old(shelf: Path) -> None:
    for folder in shelf.iterdir():
        if folder.is_dir() and folder.stat().st_mtime < time.time() - KEPT_SECONDS:
            shutil.rmtree(folder)
