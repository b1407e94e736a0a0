"""What writers say for those who subscribe, read from the change records: once a process, however many listen.

    poll, every 50 ms while somebody listens ──> the newest records, kept for all ──> whoever listens is woken

A revision whose record is missing, or says nothing of the kind, is `Lost`: never a silent gap.
"""

import asyncio
import hashlib
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import islice

from graphsvc.clock import Clock
from graphsvc.database.driver import Graph
from graphsvc.engine.changes import ASK_SECONDS, LOOK_SECONDS, LOOKS, marked_revision
from graphsvc.errors import GraphsvcError
from graphsvc.logs import log_event
from graphsvc.model.news import News, news_in

POLL_SECONDS = 0.05  # how late a process may learn of another one's write
PURPOSES_EVERY = 10  # polls: half a second until what a closed purpose had open closes
MOST_RECORDS = 100  # read at once
KEPT_RECORDS, KEPT_NEWS = 1_000, 20_000  # in memory, for those who are a moment behind


class Lost(Exception):
    """Something was written that nobody can name any more."""


class PurposeEnded(Exception):
    """The purpose that somebody listens for was closed, or its time is over."""


@dataclass(frozen=True)
class Place:
    """Where somebody has come to: a revision, and what tells its record from another database's."""

    revision: int
    mark: bytes


@dataclass(frozen=True)
class Record:
    """One revision: its token and what it is news of."""

    revision: int
    token: str
    news: tuple[News, ...]

    @property
    def place(self) -> Place:
        """Right after it."""
        return Place(self.revision, mark_of(self.token))


def mark_of(token: str) -> bytes:
    """Eight bytes by which a record is known again."""
    return hashlib.blake2b(token.encode(), digest_size=8).digest()


async def here(graph: Graph) -> Place:
    """The place of now."""
    revision, token = await marked_revision(graph)
    return Place(revision, mark_of(token))


async def read_news(graph: Graph, after: Place) -> list[Record]:
    """The records after a place, some MOST_RECORDS at most. Raises Lost.

    The database reads what is committed, not one moment: the newest revision may be there before its record is.
    """
    for _ in range(LOOKS):
        (row,) = await graph.read(
            "engine_news", timeout_seconds=ASK_SECONDS, since=after.revision, most=MOST_RECORDS + 1
        )
        numbers = row["numbers"]
        last = min(row["revision"], after.revision + MOST_RECORDS)
        without_gap = numbers == list(range(after.revision + 1, after.revision + 1 + len(numbers)))
        if mark_of(row["then"]) != after.mark or not without_gap or row["revision"] < after.revision:
            raise Lost
        if after.revision + len(numbers) >= last:  # else a commit is being applied
            break
        await asyncio.sleep(LOOK_SECONDS)
    else:
        raise Lost
    if any(said is None for said in row["news"]):
        raise Lost
    return [
        Record(number, token, tuple(map(news_in, said)))
        for number, token, said in zip(numbers, row["tokens"], row["news"], strict=True)
    ]


@dataclass(eq=False)
class Listener:
    """One who listens, and where she has come to."""

    feed: "Feed"
    place: Place
    handle: str
    ended: bool = False
    lost: bool = False
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    async def next(self) -> list[Record]:
        """The next records, waited for. Raises Lost and PurposeEnded, and DatabaseError as it comes."""
        while True:
            self.woken.clear()
            if self.ended:
                raise PurposeEnded
            if self.lost:
                raise Lost
            found = await self.feed.after(self.place)
            if found:
                self.place = found[-1].place
                return found
            await self.woken.wait()


class Feed:
    """The newest records of one graph, for one event loop; `_before`: the place that they begin at. Whoever comes with
    a place of another database, or of before it was restored, is answered by the database."""

    def __init__(self, graph: Graph, clock: Clock) -> None:
        self._graph, self._clock = graph, clock
        self._listeners: set[Listener] = set()
        self._recent: deque[Record] = deque()
        self._head: Place | None = None
        self._before: Place | None = None
        self._poller: asyncio.Task[None] | None = None

    @property
    def listeners(self) -> int:
        """How many listen."""
        return len(self._listeners)

    @asynccontextmanager
    async def listening(self, place: Place, handle: str) -> AsyncIterator[Listener]:
        """Somebody who listens from a place on, for as long as the block runs and the purpose is open."""
        listener = Listener(self, place, handle)
        self._listeners.add(listener)
        if self._poller is None:
            self._recent.clear()
            self._head = None
            self._poller = asyncio.create_task(self._poll())
        try:
            yield listener
        finally:
            self._listeners.discard(listener)
            if not self._listeners and self._poller:
                self._poller.cancel()
                self._poller = None

    async def after(self, place: Place) -> list[Record]:
        """The records after a place: from memory for whoever is only a moment behind."""
        if self._head == place:
            return []
        if self._recent and self._before:
            at = place.revision - self._before.revision
            if place == self._before or (0 < at <= len(self._recent) and self._recent[at - 1].place == place):
                return list(islice(self._recent, at, None))
        return await read_news(self._graph, place)

    async def _poll(self) -> None:
        """Look again and again; a database that is gone is asked until it is back."""
        turn = 0
        while True:
            try:
                await self._look()
                if turn % PURPOSES_EVERY == 0:
                    await self._look_at_purposes()
            except GraphsvcError:
                pass
            except Exception as fault:  # a record that cannot be read: nobody may wait for what is not told
                log_event("news_unread", kind=type(fault).__name__)
                self._lose()
            turn += 1
            await asyncio.sleep(POLL_SECONDS)

    async def _look(self) -> None:
        try:
            found = await read_news(self._graph, self._head) if self._head else []
        except Lost:
            self._lose()
            return
        if found:
            if not self._recent:
                self._before = self._head
            self._keep(found)
            self._head = found[-1].place
            self._wake(self._listeners)
        elif self._head is None:
            self._head = await here(self._graph)
            self._wake(self._listeners)

    def _lose(self) -> None:
        """Everybody is told to read anew; whoever comes then begins at what is there."""
        for each in self._listeners:
            each.lost = True
        self._recent.clear()
        self._head = None
        self._wake(self._listeners)

    def _keep(self, found: list[Record]) -> None:
        """The newest records; a large import is read again by whoever is behind it."""
        self._recent.extend(found)
        said = sum(len(each.news) for each in self._recent)
        while len(self._recent) > KEPT_RECORDS or said > KEPT_NEWS:
            gone = self._recent.popleft()
            said, self._before = said - len(gone.news), gone.place

    async def _look_at_purposes(self) -> None:
        handles = sorted({each.handle for each in self._listeners})
        if not handles:
            return
        rows = await self._graph.read("access_purposes_ended", handles=handles, now=self._clock.now())
        ended = {row["id"] for row in rows}
        for each in self._listeners:
            each.ended = each.ended or each.handle in ended
        self._wake({each for each in self._listeners if each.ended})

    def _wake(self, whom: set[Listener]) -> None:
        for each in whom:
            each.woken.set()
