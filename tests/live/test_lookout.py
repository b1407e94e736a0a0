"""The host's lookout: what it hears spares the workers their questions, and is never all that they have."""

import asyncio
import fcntl
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest

from graphsvc.clock import Clock, monotonic
from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph, counted
from graphsvc.database.word import Word, host_word
from graphsvc.engine import lookout as module
from graphsvc.engine.follow import FRESH_SECONDS, Follower, Standing
from graphsvc.engine.lookout import LOCK, Board, Heard, Lookout, sign
from tests.live.engine_rows import columns_by_rows, told
from tests.live.scribbles import scribble

PATIENCE = 60.0


async def until(true: Callable[[], object], seconds: float = PATIENCE) -> None:
    end = monotonic() + seconds
    while not true():
        assert monotonic() < end, "not in time"
        await asyncio.sleep(0.005)


async def reached(follower: Follower, revision: int) -> None:
    """By itself: nobody asks it to."""
    await until(lambda: follower.revision == revision)


@asynccontextmanager
async def looked_out(connection: Connection, home: Path) -> AsyncIterator[Lookout]:
    found = Lookout(connection, home, home / "arrays")
    found.start()
    try:
        yield found
    finally:
        await found.close()


@asynccontextmanager
async def following(graph: Graph, connection: Connection, home: Path) -> AsyncIterator[Follower]:
    """A process of a home, once its lookout has been heard of."""
    lookout = Lookout(connection, home, home / "arrays")
    follower = Follower(graph, home / "arrays", lookout=lookout)
    await follower.start()
    try:
        await until(lambda: (heard := lookout.heard()) and heard.asked_at > monotonic() - FRESH_SECONDS)
        yield follower
    finally:
        await follower.close()


def test_what_is_read_while_it_is_written_is_nothing(tmp_path: Path) -> None:
    ours, theirs = Board(tmp_path), Board(tmp_path)
    assert theirs.read() is None
    ours.tell(Heard(7, 2**64 - 1, 1.5))
    assert theirs.read() == Heard(7, 2**64 - 1, 1.5)
    for place, number in ((0, 8), (1, 5), (2, 1_600_000_000), (3, 1)):
        ours.tell(Heard(7, 2**64 - 1, 1.5))
        ours._numbers[place] = number  # the half of what the lookout says next
        assert theirs.read() is None
    ours.tell(Heard(7, 2**64 - 1, 1.5))
    ours.clear()
    assert theirs.read() is None
    assert (tmp_path / "heard").stat().st_mode & 0o777 == 0o600


async def test_while_nobody_writes_a_worker_asks_nothing_and_what_was_said_stands(
    scribbled: Graph, connection: Connection, tmp_path: Path
) -> None:
    graph = replace(scribbled, word=host_word(tmp_path))
    with counted() as names:  # by its tasks too
        async with following(graph, connection, tmp_path) as follower:
            await until(follower.standing)
            for _ in range(5):  # a machine that is busy lets a lookout be late now and then
                names.clear()
                stood = 0
                for _ in range(50):
                    await asyncio.sleep(0.01)
                    stood += follower.standing() is not None
                if (names, stood) == ([], 50):
                    break
            assert (names, stood) == ([], 50)
            assert follower.lag_seconds < 1


async def test_what_another_host_writes_is_heard_of(scribbled: Graph, connection: Connection, tmp_path: Path) -> None:
    ours, away = replace(scribbled, word=host_word(tmp_path)), replace(scribbled, word=Word())
    async with following(ours, connection, tmp_path) as follower:
        for number in range(10):
            revision = await scribble(away, Random(number))
            await reached(follower, revision)
            await until(follower.standing)
            said = follower.standing()
            assert said is None or said.revision == revision
        world = await follower.at(follower.revision)
        assert world and told(world.columns) == told(await columns_by_rows(scribbled))


async def test_what_was_said_ends_with_a_purpose_that_another_host_closes(
    scribbled: Graph, connection: Connection, tmp_path: Path
) -> None:
    ours, away = replace(scribbled, word=host_word(tmp_path)), replace(scribbled, word=Word())
    await away.run_alone("CREATE (:Purpose {id: 'h', user: 'u'})")
    async with following(ours, connection, tmp_path) as follower:
        await until(follower.standing)
        before = follower.standing()
        await away.write("close_purpose", id="h", user="u", closed_at=Clock().now())
        await until(lambda: (now := follower.standing()) and before and now.mark[2] == before.mark[2] + 1)


async def test_one_of_a_host_asks_and_another_takes_over(
    scribbled: Graph, connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TURN_SECONDS", 0.05)
    async with looked_out(connection, tmp_path) as second:
        async with looked_out(connection, tmp_path) as first:
            await until(first.heard)
            assert len(lookouts(os.getpid())) == 1
            (before,) = lookouts(os.getpid())
            os.kill(before, signal.SIGKILL)
            await until(lambda: before not in lookouts(os.getpid()) and lookouts(os.getpid()))
            heard = second.heard()
            await until(lambda: second.heard() not in (None, heard))
        await until(lambda: lookouts(os.getpid()))
        heard = second.heard()
        await until(lambda: second.heard() not in (None, heard))
    assert lookouts(os.getpid()) == []
    with (tmp_path / "arrays" / LOCK).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def lookouts(parent: int) -> list[int]:
    """Processes of that parent."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    names = {int(pid): Path(f"/proc/{pid}/cmdline") for pid in children}
    return [pid for pid, name in names.items() if name.exists() and b"graphsvc.engine.lookout" in name.read_bytes()]


async def test_without_it_a_worker_asks_for_itself(
    scribbled: Graph, connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, away = replace(scribbled, word=host_word(tmp_path)), replace(scribbled, word=Word())
    async with following(ours, connection, tmp_path) as follower:
        monkeypatch.setattr(module, "TURN_SECONDS", PATIENCE)
        (pid,) = lookouts(os.getpid())
        os.kill(pid, signal.SIGKILL)
        await until(lambda: lookouts(os.getpid()) == [])
        revision = await scribble(away, Random(1))
        await reached(follower, revision)
        await until(follower.standing)


@dataclass
class Told(Lookout):
    """A lookout that says what a test lets it say."""

    database: str = "ours"
    said: Heard | None = None

    def start(self) -> None:
        """Nobody is started."""

    def heard(self) -> Heard | None:
        """What it was told to."""
        return self.said

    async def close(self) -> None:
        """Nobody ends."""


async def test_what_a_lookout_says_is_never_more_than_what_a_worker_heard_itself(
    scribbled: Graph, tmp_path: Path
) -> None:
    """A replica that is behind, a word of before, a question of long ago: each costs a question, and lets nothing
    stand that does not."""
    graph, lookout = replace(scribbled, word=host_word(tmp_path)), Told()
    follower = Follower(graph, tmp_path, lookout=lookout)
    await follower.start()
    try:
        await until(follower.standing)
        said = follower.standing()
        assert said

        def says(word: int = said.word, mark: int = said.sign, ago: float = 0.0) -> Standing | None:
            follower._standing = replace(said, asked_at=monotonic() - 0.09)
            lookout.said = Heard(word, mark, monotonic() - ago)
            found = follower.standing()
            if found:
                assert (found.revision, found.mark, found.word) == (said.revision, said.mark, said.word)
            return found

        now = monotonic()
        fresh = says()
        assert fresh and fresh.asked_at >= now
        assert says(mark=sign("ours", said.mark)) is not None
        for database, mark in (
            ("another", said.mark),
            ("ours", (said.revision - 1, said.mark[1], said.mark[2])),
            ("ours", (said.revision, "another", said.mark[2])),
            ("ours", (said.revision, said.mark[1], said.mark[2] + 1)),
        ):
            assert says(mark=sign(database, mark)) is None
        assert says(word=said.word ^ 1) is None
        old = says(ago=5)
        assert old and old.asked_at < now + 60 and monotonic() - old.asked_at > 0.08
        graph.word.change()
        assert says() is None
    finally:
        await follower.close()
