"""One process of a host asks the database for all of them, every 50 ms, and writes what it heard where they read it.

    lookout:  word ── the database's revision, token, closed purposes ── (word, sign, when it asked) ── 50 ms ── again
    worker:   what I was told last has this word and this sign? ── yes: it still stood when the lookout asked
                                                               └─ no, or nothing new for a while: ask the database

A question to the database costs an event loop some milliseconds, and whoever is being answered waits for them. The
lookout's word is never all that a worker has: it only says that nothing moved since the worker itself asked, with its
own bookmarks. So a lookout that dies, or hears of a replica that is behind, costs questions and nothing else.
"""

import asyncio
import fcntl
import json
import os
import sys
from contextlib import suppress
from dataclasses import asdict
from hashlib import blake2b
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from graphsvc.catalogue import read_catalogue
from graphsvc.clock import monotonic
from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph
from graphsvc.database.word import host_word, shared_numbers
from graphsvc.engine.changes import read_changes, read_revision
from graphsvc.errors import GraphsvcError
from graphsvc.keys import private_folder
from graphsvc.logs import log_event

FILE, LOCK = "heard", "lookout"
ASKED_SECONDS = 0.05  # how late a host may learn of another one's write
TURN_SECONDS = 5.0  # after which a process sees again whether its host has a lookout
END_SECONDS = 5.0  # for one that was told to end
_SECOND = 1_000_000_000

Mark = tuple[int, str, int]
"""Revision, token of its change record, how often a purpose was closed: the same one, and nothing was written."""


class Heard(NamedTuple):
    """What the database said when the lookout asked last."""

    word: int
    """The host's word (database/word.py) as it was before."""
    sign: int
    """Of which database it is, and what it said: see `sign`."""
    asked_at: float


def sign(database: str, mark: Mark) -> int:
    """Eight bytes for a mark of that database: two services of one home may have been given two."""
    return int.from_bytes(blake2b(repr((database, mark)).encode(), digest_size=8).digest())


def database_of(connection: Connection) -> str:
    """How a database is told from others: where it is."""
    return f"{connection.uri} {connection.database}"


class Board:
    """Where a host's lookout writes and its workers read, in their folder. Raises OSError.

    Four numbers, the last one the other three together: what is read while it is written is nothing, not half of it.
    """

    def __init__(self, folder: Path) -> None:
        private_folder(folder)
        self._numbers = shared_numbers(folder / FILE, 4)

    def read(self) -> Heard | None:
        """What was heard last; None before, and while it is written."""
        word, said, asked_at, check = self._numbers
        return Heard(word, said, asked_at / _SECOND) if asked_at and word ^ said ^ asked_at == check else None

    def tell(self, heard: Heard) -> None:
        """Say it to everybody."""
        asked_at = int(heard.asked_at * _SECOND)
        for place, number in enumerate((heard.word, heard.sign, asked_at, heard.word ^ heard.sign ^ asked_at)):
            self._numbers[place] = number

    def clear(self) -> None:
        """Nothing was heard: what stands there may be of before this machine started, when its clock began anew."""
        self._numbers[2] = 0


class Lookout:
    """One process's part in it: read what the lookout heard, and keep one where this host has none.

    `home`: GRAPHSVC_HOME, whose word it minds; `folder`: where the processes of the host share what it hears.
    """

    def __init__(self, connection: Connection, home: Path, folder: Path) -> None:
        self._order = json.dumps({**asdict(connection), "home": str(home), "folder": str(folder)}).encode() + b"\n"
        self.database = database_of(connection)
        self._folder = folder
        self._board: Board | None = None
        self._keeper: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Keep one from now on. A folder that cannot be written has none: the workers ask for themselves."""
        try:
            self._board = Board(self._folder)
            self._board.clear()
        except OSError as fault:
            log_event("lookout_failed", errno=fault.errno)
            return
        self._keeper = asyncio.create_task(self._kept())

    def heard(self) -> Heard | None:
        """What the database said when it was asked last."""
        return self._board.read() if self._board else None

    async def close(self) -> None:
        """End the one that this process keeps."""
        if self._keeper:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper

    async def _kept(self) -> None:
        while True:
            try:
                await self._run()
            except OSError as fault:
                log_event("lookout_failed", errno=fault.errno)
            await asyncio.sleep(TURN_SECONDS)

    async def _run(self) -> None:
        """Be the one that keeps it, until it ends; at once where another process is. Raises OSError."""
        turn = os.open(self._folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            with suppress(BlockingIOError):
                fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
                process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", "graphsvc.engine.lookout"),
                    stdin=asyncio.subprocess.PIPE,
                    pass_fds=(turn,),  # the lock is its own from here on: it goes when the lookout does
                    start_new_session=True,  # a Ctrl-C in the terminal is for us; the lookout ends with its input
                )
                await self._ended(process)
        finally:
            os.close(turn)

    async def _ended(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin
        try:
            process.stdin.write(self._order)
            code = await process.wait()
            log_event("lookout_ended", code=code)
        finally:
            process.stdin.close()
            if process.returncode is None:
                await _told_to_end(process)


async def _told_to_end(process: asyncio.subprocess.Process) -> None:
    """Its input has ended; one that does not see it, or hangs, is killed."""
    try:
        async with asyncio.timeout(END_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


# ---- the process itself ---------------------------------------------------------------------------------------------


def main() -> None:
    """Ask until standard input ends, whose first line says whom, and where to write it. For Lookout alone."""
    order = json.loads(sys.stdin.buffer.readline())
    Thread(target=_until_told, name="until told", daemon=True).start()
    home, folder = Path(order.pop("home")), Path(order.pop("folder"))
    asyncio.run(_asking(Connection(**order), home, folder))


def _until_told() -> None:
    sys.stdin.buffer.read()
    os._exit(0)  # nothing is held that must be put away, and the database may be silent


async def _asking(connection: Connection, home: Path, folder: Path) -> None:
    board, word, graph = Board(folder), host_word(home), await _opened(connection)
    known: tuple[int, str] | None = None
    while True:
        with suppress(GraphsvcError):  # a silence says enough
            said, asked_at = word.read(), monotonic()
            found = await read_changes(graph, *(known or await read_revision(graph)))
            known = found.revision, found.token
            board.tell(Heard(said, sign(database_of(connection), (*known, found.closed)), asked_at))
        await asyncio.sleep(ASKED_SECONDS)


async def _opened(connection: Connection) -> Graph:
    while True:
        with suppress(GraphsvcError):
            return await Graph.open(connection, read_catalogue())
        await asyncio.sleep(TURN_SECONDS)


if __name__ == "__main__":
    main()
