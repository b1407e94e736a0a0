"""The audit log: an entry on disk before an answer leaves; one that cannot be written fails the read.

Who, agency, purpose, field, decision, counts, policy version, and keyed hashes of the people in the answer: never a
name, an id of a person, a query or a variable. What all requests of a moment say shares one write,
which returns when the disk has it.
"""

import asyncio
import os
from collections import defaultdict
from collections.abc import Awaitable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import NamedTuple, TypeAlias

import orjson

from graphsvc.audit.disclosures import append
from graphsvc.audit.looks import Entry, Look, entries_in, looks_in
from graphsvc.audit.people import Pseudonyms
from graphsvc.audit.trees import new_tree, set_aside
from graphsvc.clock import Clock
from graphsvc.errors import AuditFailed
from graphsvc.keys import private_folder
from graphsvc.logs import log_event
from graphsvc.model.asker import OpenPurpose, Principal

Beside: TypeAlias = Sequence[tuple[Path, bytes]]
"""A line of another file each, and that file: of the disclosure log (disclosures.py)."""
Waiting: TypeAlias = tuple[bytes, Beside, asyncio.Future[None]]
"""Entries, what goes with them, and who is told that all of it is on disk, or that it is not."""
PATIENCE_SECONDS = 5.0  # a disk that takes longer is one that does not write
_put = os.write  # the file was opened so that this waits for the disk: one system call, one wait for the interpreter


class AuditLine(NamedTuple):
    """One field of one request: who asked what for what, what was decided, how much left, and about whom.

    `answer` is the id that the answer carried, `known_at` the instant as of which it was made, `people` their ids:
    they are hashed as the entry is written. A tuple: every answer makes one, and a dataclass that is frozen takes
    three times as long to make.
    """

    answer: str
    known_at: str
    at: datetime
    user: str
    agency: str
    roles: tuple[str, ...]
    token: str
    actor: str | None
    purpose: str | None
    case: str | None
    reason: str | None
    handle: str | None
    field: str
    decision: str
    rows: int
    people: frozenset[str]
    policy_version: str


def audit_line(
    clock: Clock,
    principal: Principal,
    purpose: OpenPurpose | None,
    *,
    answer: str,
    known_at: str,
    field: str,
    decision: str,
    rows: int,
    people: frozenset[str],
    policy_version: str,
) -> AuditLine:
    """The line of one field of one request.

    `decision` is ALLOWED or the code of the problem; INTENT before a write begins; CANCELLED when the client went away.
    """
    return AuditLine(
        answer=answer,
        known_at=known_at,
        at=clock.now(),
        user=principal.user,
        agency=principal.agency,
        roles=principal.roles,
        token=principal.token_id,
        actor=principal.actor or None,
        purpose=purpose.purpose if purpose else None,
        case=purpose.case_id if purpose else None,
        reason=purpose.reason_code if purpose else None,
        handle=purpose.handle_id if purpose else None,
        field=field,
        decision=decision,
        rows=rows,
        people=people,
        policy_version=policy_version,
    )


class AuditLog:
    """The tree that this process appends to, in a folder with those of others.

    commit:  write, synced ──> tell all who wait; meanwhile whoever comes next waits together for the next one

    A thread of its own commits, so that a slow disk holds up those who wait for it and nobody else.
    """

    def __init__(self, folder: Path, clock: Clock, named: Pseudonyms) -> None:
        self.folder, self._clock, self._named = folder, clock, named
        self._waiting: list[Waiting] = []
        self._given: SimpleQueue[tuple[asyncio.AbstractEventLoop, list[Waiting]] | None] = SimpleQueue()
        self._busy = self._late = self._closed = False
        self._out: list[Waiting] = []
        self._since = 0.0
        self._watched: asyncio.AbstractEventLoop | None = None
        self._tree: int | None = None
        self._size = 0
        with _failing():
            private_folder(folder)
            for tree, size in set_aside(folder).items():
                log_event("audit_torn", tree=tree, bytes=size)
            self._begin()
        self._writer = Thread(target=self._write, name="audit", daemon=True)
        self._writer.start()

    def append(self, *lines: AuditLine, beside: Beside = ()) -> Awaitable[None]:
        """Begin to write the lines, all in one commit, and what goes `beside` them, in whichever order. Whoever awaits
        what is returned waits until the disk has both, or is told that it has not: AuditFailed, for a log that is
        closed too. Nobody need wait for the lines to stay.
        """
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        waiting = b"".join(map(self._entry, lines)), beside, done
        nothing, failing = not (lines or beside), self._late or self._closed
        if nothing or failing:
            _say(not failing, True, [waiting])
        if nothing or self._closed:
            return done
        self._waiting.append(waiting)
        if not self._busy:
            self._busy, self._since = True, loop.time()
            loop.call_soon(self._give, loop)  # whoever else comes in this turn of the loop shares the write
        return done

    def close(self) -> None:
        """Let the last commits end and the file go; a line after that fails its read."""
        self._closed = True
        if self._waiting:  # behind a commit that is under way
            self._given.put((self._waiting[0][-1].get_loop(), self._waiting))
            self._waiting = []
        self._given.put(None)
        self._writer.join(PATIENCE_SECONDS)
        if self._tree is not None:
            os.close(self._tree)
            self._tree = None

    def hashes(self, person: str) -> frozenset[str]:
        """Under which hashes a person may stand in the log."""
        return self._named.any_of(person)

    def looks(self, about: frozenset[str] | None = None) -> list[Look]:
        """Who looked at somebody with one of these hashes, or at anybody: every tree of the folder is read."""
        return looks_in(self.folder, about)

    def entries(self, answer_id: str) -> list[Entry]:
        """What is on record of one answer."""
        return entries_in(self.folder, answer_id)

    def _entry(self, line: AuditLine) -> bytes:
        entry = line._asdict()
        entry["people"] = self._named.of(line.people)
        return orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE)

    def _give(self, loop: asyncio.AbstractEventLoop) -> None:
        self._out, self._waiting, self._since = self._waiting, [], loop.time()
        if self._watched is not loop:  # one timer that stays: one for each commit would cost what handing it over does
            self._watch(loop, PATIENCE_SECONDS)
        self._given.put((loop, self._out))

    def _watch(self, loop: asyncio.AbstractEventLoop, seconds: float) -> None:
        self._watched = loop
        loop.call_later(seconds, self._look, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Has the disk hung for too long? Then whoever waits for it, and whoever comes until it is back, is refused.
        What they say is still written when it can be."""
        self._watched = None
        if not self._busy or self._late:
            return
        if (left := self._since + PATIENCE_SECONDS - loop.time()) > 0:
            self._watch(loop, left)
            return
        self._late = True
        _say(False, False, self._out)
        _say(False, False, self._waiting)

    def _tell(self, loop: asyncio.AbstractEventLoop, batch: list[Waiting], written: bool, disclosed: bool) -> None:
        _say(written, disclosed, batch)
        self._late, self._busy = False, bool(self._waiting)
        if self._busy:
            self._give(loop)

    # ---- the writer's thread ---------------------------------------------------------------------------------------

    def _write(self) -> None:
        while (given := self._given.get()) is not None:
            loop, batch = given
            disclosed = _disclosed(line for _, beside, _ in batch for line in beside)
            written = self._commit(b"".join([text for text, _, _ in batch]))
            with suppress(RuntimeError):  # the loop ended, and with it everybody who waited
                loop.call_soon_threadsafe(self._tell, loop, batch, written, disclosed)

    def _begin(self) -> None:
        self._tree = new_tree(self.folder, self._clock.now())
        self._size = 0

    def _commit(self, text: bytes) -> bool:
        """Is the text on disk? If not, nothing of it stays, so that the next entry begins a line of its own."""
        try:
            if self._tree is None:
                self._begin()
            assert self._tree is not None
            if _put(self._tree, text) != len(text):
                raise OSError("only a part was written")
        except OSError as fault:
            self._take_back()
            log_event("audit_failed", number=fault.errno)
            return False
        self._size += len(text)
        return True

    def _take_back(self) -> None:
        """A file that does not even let us is not written again: another tree begins with the next entry."""
        if self._tree is None:
            return
        try:
            os.ftruncate(self._tree, self._size)
        except OSError:
            os.close(self._tree)
            self._tree = None


def _disclosed(lines: Iterable[tuple[Path, bytes]]) -> bool:
    """Whether all of it is on disk: one write a file."""
    files: dict[Path, list[bytes]] = defaultdict(list)
    for file, line in lines:
        files[file].append(line)
    try:
        for file, said in files.items():
            append(file, b"".join(said))
    except OSError as fault:
        log_event("disclosures_failed", number=fault.errno)
        return False
    return True


def _say(written: bool, disclosed: bool, waiting: list[Waiting]) -> None:
    for _, beside, done in waiting:
        if done.done():
            continue
        if written and (disclosed or not beside):
            done.set_result(None)
        else:
            done.set_exception(_failure())
            done.exception()  # seen: who was cut off meanwhile is not told, and nobody else either


@contextmanager
def _failing() -> Iterator[None]:
    """An OSError inside the block is an AuditFailed outside."""
    try:
        yield
    except OSError as fault:
        raise _failure() from fault


def _failure() -> AuditFailed:
    return AuditFailed("The audit line could not be written, so nothing is answered.", "Tell the administrator.")
