"""The arrays kept as true as the graph: every write reaches them through its change record.

    start  ── snapshot of this very database? ── no ──> load, save ──> catch up ──> published
    poll   ── the host's lookout (lookout.py) has heard nothing new ──> nothing to do
           └─ else every 50 ms: nothing new │ few people touched: read again, patch ──> quiet? ──> published
                                            └ everything, or too many: load in the background; nothing waits for it

A version is published only when no writer was between its revision and its commit while the rows were read: they are
read, then the revision is asked for under the lock that every writer takes first. So no version is torn.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from rich.console import Console

from graphsvc.clock import monotonic
from graphsvc.database.driver import Graph, Unit
from graphsvc.engine.around import Around
from graphsvc.engine.changes import LOOKS, Changes, marked_revision, read_changes, read_revision, trim
from graphsvc.engine.columns import Columns
from graphsvc.engine.load import load_columns, read_facts, read_people
from graphsvc.engine.lookout import ASKED_SECONDS, Lookout, Mark, sign
from graphsvc.engine.patch import patched
from graphsvc.engine.snapshot import Snapshot, open_snapshot, save, saving
from graphsvc.errors import GraphsvcError
from graphsvc.logs import log_event
from graphsvc.model.circle import Shown
from graphsvc.progress import Step, bar, quiet

LISTEN_SECONDS = 0.02  # with ASKED_SECONDS and what a patch takes, less than a tenth of a second
SILENT_SECONDS = 0.25  # after which a process no longer waits for its lookout; who is asked meanwhile asks for itself
FRESH_SECONDS = 0.1  # for so long what the database said stands where nobody of this host wrote since
STALE_SECONDS = 1.0  # what was not compared with the database for so long answers nobody
MOST_PEOPLE = 2_000  # to read these again takes a second; beyond, everything is read
MOST_LATE = 200_000  # late rows: a patch copies them, so they may cost some milliseconds and no more
ROUNDS = 10  # tries to find the graph quiet before its writers are held up for one
LOGGED = 255  # what was written before is forgotten
RETRY_SECONDS = 0.5
Held = TypeVar("Held")


class Part(Protocol[Held]):
    """Something else of the graph that is kept in memory beside the arrays."""

    async def load(self, graph: Graph) -> Held:
        """All of it."""

    async def change(self, graph: Graph, held: Held, people: Collection[str]) -> Held:
        """A new version in which everything that touches these people was read again; the old one stays as it is."""


@dataclass(frozen=True)
class Moved:
    """What was written after one revision, up to another: who was touched at either end of it, and whoever shares a
    group with them; None where that is not told."""

    after: int
    revision: int
    people: frozenset[str] | None


@dataclass(frozen=True)
class Standing:
    """What the database said last. `mark`: the same one, and no purpose was closed nor anything written meanwhile."""

    revision: int
    mark: Mark
    sign: int
    word: int
    """The host's word (database/word.py) as it was before the database was asked."""
    asked_at: float


@dataclass(frozen=True)
class World:
    """The graph as it was at one revision."""

    revision: int
    columns: Columns
    parts: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    token: str = ""
    """That of the revision's change record."""
    log: tuple[Moved, ...] = ()
    """What was written lately, the oldest first, without a gap."""

    def untouched(self, people: frozenset[str], since: int) -> bool:
        """Whether nothing was written about these people, nor about a group, after that revision up to this one."""
        if since >= self.revision:
            return since == self.revision
        lately = [each for each in self.log if each.revision > since]
        told = bool(lately) and lately[0].after <= since
        return told and all(each.people is not None and each.people.isdisjoint(people) for each in lately)

    def around(self, shown: Shown) -> Around:
        """The ties as an asker sees them who is shown so much."""
        return Around(self.columns, shown)


class Follower:
    """The newest version, for one event loop. `folder`: where the processes of this host share a snapshot.

    `lookout`: who asks the database for all of them; without one this process asks for itself.
    `kept_since`: change records of writes from then on stay when old ones are deleted, for those who subscribe.
    """

    def __init__(
        self,
        graph: Graph,
        folder: Path,
        parts: Mapping[str, Part[Any]] | None = None,
        *,
        most_late: int = MOST_LATE,
        console: Console | None = None,
        kept_since: Callable[[], datetime] | None = None,
        lookout: Lookout | None = None,
    ) -> None:
        self._graph = graph
        self._folder = folder
        self._parts = dict(parts or {})
        self._most_late = most_late
        self._console = console or Console(stderr=True)
        self._kept_since = kept_since
        self._lookout = lookout
        self._world: World | None = None
        self._base_revision = -1
        self._seen = 0
        self._asked_at = float("-inf")
        self._true_at = monotonic()
        self._standing: Standing | None = None
        self._fault: GraphsvcError | None = None
        self._turn = asyncio.Lock()
        self._poller: asyncio.Task[None] | None = None
        self._rebuilder: asyncio.Task[None] | None = None

    # ---- what callers ask ---------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Load, with a bar when it takes long, then follow in the background. Raises DatabaseError as it comes."""
        with bar(self._console) as step:
            await self._renew(-1, step)
        if self._lookout:
            self._lookout.start()
        self._poller = asyncio.create_task(self._poll())

    async def at(self, revision: int) -> World | None:
        """A version of that revision or a later one; None while that can be had by a load of everything only.

        Raises DatabaseError where the database cannot be asked whether there is a newer one.
        """
        if not self._serves(revision):
            if self._fault and self._stale:
                raise self._fault
            async with self._turn:
                if not self._serves(revision):
                    await self._look()
        world = self._world
        return world if world and world.revision >= revision else None

    def standing(self) -> Standing | None:
        """What the database said last, if it was a moment ago and nobody of this host has written since; None: ask."""
        self._listen()
        said = self._standing
        if said is None or said.word != self._graph.word.read() or monotonic() - said.asked_at > FRESH_SECONDS:
            return None
        return said

    @property
    def revision(self) -> int:
        """That of the newest version; -1 when there is none."""
        return self._world.revision if self._world else -1

    @property
    def lag(self) -> int:
        """How many revisions of the graph are known of that the newest version lacks."""
        return max(0, self._seen - self.revision)

    @property
    def lag_seconds(self) -> float:
        """How long ago the newest version was last known to be as new as the database."""
        return monotonic() - self._true_at

    @property
    def rebuilding(self) -> bool:
        """Whether everything is being loaded."""
        return self._rebuilder is not None and not self._rebuilder.done()

    async def close(self) -> None:
        """Stop following."""
        for task in (self._poller, self._rebuilder):
            if task:
                task.cancel()
                with suppress(asyncio.CancelledError, GraphsvcError):
                    await task
        if self._lookout:
            await self._lookout.close()

    # ---- following ----------------------------------------------------------------------------------------------

    @property
    def _stale(self) -> bool:
        return monotonic() - self._asked_at > STALE_SECONDS

    def _serves(self, revision: int) -> bool:
        return self._world is not None and self._world.revision >= revision and not self._stale

    async def _poll(self) -> None:
        """Look again and again, unless the lookout does; a database that is gone is asked until it is back."""
        looked_at = float("-inf")
        while True:
            await asyncio.sleep(LISTEN_SECONDS)
            if self._listen() or (self._standing and monotonic() - looked_at < ASKED_SECONDS):
                continue
            try:
                async with self._turn:
                    await self._look()
            except GraphsvcError:
                pass  # told to whoever asks
            except Exception as fault:  # whatever it is: nobody else would ask again
                log_event("poll_failed", kind=type(fault).__name__)
                self._rebuild()
            looked_at = monotonic()

    def _listen(self) -> bool:
        """Whether the lookout heard a moment ago what the database had told us, and we have all of that: then we are
        as true as if we had asked when it did. Where it heard something else since, nothing stands any more."""
        heard, said = self._lookout.heard() if self._lookout else None, self._standing
        if heard is None or said is None:
            return False
        newer = heard.asked_at > said.asked_at
        if (heard.word, heard.sign) != (said.word, said.sign):
            if newer:
                self._standing = None
            return False
        if self._world is None or self.lag:
            return False
        if newer:
            self._standing = replace(said, asked_at=heard.asked_at)
            self._asked_at = max(self._asked_at, heard.asked_at)
            self._true()
        return monotonic() - heard.asked_at <= SILENT_SECONDS

    async def _look(self) -> None:
        """Bring the newest version up to the graph's revision, or have everything loaded."""
        try:
            await self._catch_up()
        except GraphsvcError as fault:
            self._fault = fault
            raise
        self._fault = None
        self._asked_at = monotonic()
        self._true()

    def _true(self) -> None:
        """Note that the newest version has everything, if it has."""
        if self._world and not self.lag:
            self._true_at = self._asked_at

    async def _catch_up(self) -> None:
        world = self._world
        if world is None:
            self._seen, _ = await read_revision(self._graph)
            self._rebuild()
            return
        found = await self._said(world)
        self._seen = found.revision
        if found.elsewhere:
            self._world = None  # another database's: none of it may answer
        if _nameless(found):
            self._rebuild()
        elif found.revision > world.revision:
            newer = await self._advanced(world)
            if newer:
                self._world, self._seen = newer, newer.revision
            else:
                self._rebuild()
        if self._world and self._world.columns.lateness > self._most_late:
            self._rebuild()

    async def _said(self, world: World) -> Changes:
        """What was written since; what else the database says stands until the word changes."""
        word, asked_at = self._graph.word.read(), monotonic()
        found = await read_changes(self._graph, world.revision, world.token, 1 if self.rebuilding else LOOKS)
        mark, database = (found.revision, found.token, found.closed), self._lookout.database if self._lookout else ""
        self._standing = Standing(found.revision, mark, sign(database, mark), word, asked_at)
        return found

    async def _advanced(self, world: World) -> World | None:
        """The version of a quiet moment from now on; None where what changed cannot be named.

        What is not of a quiet moment is a beginning for the next round: what was written since has its records.
        """
        for _ in range(ROUNDS):
            newer = await self._patched(world)
            if newer is None or await self._applied() == newer.revision:
                return newer
            world = newer

        async def held(unit: Unit) -> World | None:
            await unit.run("engine_hold")
            return await self._patched(world, held=True)

        return await self._graph.write_unit(held, label="engine_hold")

    async def _applied(self) -> int:
        """The revision up to which all is applied, while no writer commits or is about to."""
        (row,) = await self._graph.write("engine_hold")
        return int(row["revision"])

    async def _patched(self, world: World, *, held: bool = False) -> World | None:
        """The version with what changed since read again; None where that cannot be named.

        Revision and record of a commit may be read while its rows are still being applied: those are read once it is
        over. `held`: the caller holds the writers up.
        """
        found = await read_changes(self._graph, world.revision, world.token)
        if _nameless(found):
            return None
        if found.revision == world.revision:
            return replace(world, token=found.token)
        columns, parts = world.columns, world.parts
        if found.people or found.groups:
            if not held:
                await self._applied()
            columns, parts = await asyncio.gather(self._columns(world, found), self._changed(world, found))
        around = found.people | world.columns.beside(found.people) | columns.beside(found.people)
        moved = Moved(world.revision, found.revision, None if found.groups else around)
        log = (*world.log[-LOGGED:], moved)
        return replace(world, revision=found.revision, token=found.token, columns=columns, parts=parts, log=log)

    async def _columns(self, world: World, found: Changes) -> Columns:
        """Ties first: the groups that they lead to are then there, or the moment was not quiet."""
        ties, groups = await read_people(self._graph, found.people, found.groups)
        facts = await read_facts(self._graph, found.people)
        gone = found.groups - {group.key for group in groups}
        return await asyncio.to_thread(patched, world.columns, found.people, ties, groups, sorted(gone), facts)

    async def _changed(self, world: World, found: Changes) -> Mapping[str, Any]:
        if not found.people:
            return world.parts
        changed = (part.change(self._graph, world.parts[name], found.people) for name, part in self._parts.items())
        return dict(zip(self._parts, await asyncio.gather(*changed), strict=True))

    # ---- everything ---------------------------------------------------------------------------------------------

    def _rebuild(self) -> None:
        """Have everything loaded in the background, if it is not under way."""
        if not self.rebuilding:
            self._rebuilder = asyncio.create_task(self._rebuilt())

    async def _rebuilt(self) -> None:
        """Load until it succeeds; the database may be gone meanwhile."""
        while True:
            try:
                await self._renew(self._base_revision, quiet)
                return
            except Exception as fault:  # whatever it is: nobody else would load again
                log_event("arrays_not_loaded", kind=type(fault).__name__)
                await asyncio.sleep(RETRY_SECONDS)

    async def _renew(self, after: int, step: Step) -> None:
        """Publish a version over a base that is newer than `after`: another process's snapshot, or one's own load."""
        began = monotonic()
        while True:
            with saving(self._folder) as mine:
                base = await self._shared(after)
                if base is None and mine:
                    base = await self._loaded(step)
            if base is None:  # another process of this host loads
                await asyncio.sleep(RETRY_SECONDS)
                continue
            held = await asyncio.gather(*(part.load(self._graph) for part in self._parts.values()))
            parts = dict(zip(self._parts, held, strict=True))
            world = await self._advanced(World(base.revision, base.columns, parts, base.token))
            if world:
                break
            await asyncio.sleep(RETRY_SECONDS)  # a large import goes on
        self._publish(world, base.revision)
        log_event("arrays_loaded", revision=world.revision, milliseconds=round(1000 * (monotonic() - began)))

    def _publish(self, world: World, base_revision: int) -> None:
        if self._world is None or world.revision >= self._world.revision:
            self._world = world
        self._base_revision = base_revision
        self._seen = max(self._seen, world.revision)
        self._asked_at = monotonic()
        self._true()

    async def _shared(self, after: int) -> Snapshot | None:
        """The snapshot of this host, when it is one of this database and what was written since can be named."""
        found = await asyncio.to_thread(open_snapshot, self._folder)
        if found is None or found.revision <= after:
            return None
        since = await read_changes(self._graph, found.revision, found.token)
        return None if _nameless(since) else found

    async def _loaded(self, step: Step) -> Snapshot:
        """Everything anew, mapped from the file that is now shared. What is written meanwhile has its records."""
        revision, token = await marked_revision(self._graph)
        await self._applied()
        columns = await load_columns(self._graph, step)
        try:
            await asyncio.to_thread(save, columns, revision, token, self._folder)
        except OSError as fault:
            log_event("snapshot_not_saved", errno=fault.errno)
            return Snapshot(columns, revision, token)
        await trim(self._graph, revision, self._kept_since() if self._kept_since else None)
        return await asyncio.to_thread(open_snapshot, self._folder) or Snapshot(columns, revision, token)


def _nameless(found: Changes) -> bool:
    """Whether everything must be read: what changed cannot be named, or is too much."""
    return found.everything or found.elsewhere or len(found.people) + len(found.groups) > MOST_PEOPLE
