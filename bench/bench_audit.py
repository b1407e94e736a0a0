"""What the audit log costs: CPU for an entry and for each person in it, and the wait that it adds to an answer.

The peer in the same run is the disk itself: one write of an entry that waits for it, by one thread, again and again.
The goal for CPU is one of a server at work, the disk's share included: it says how many answers a processor carries.
One client who comes after a rest is shown without a goal: there a processor's caches are empty, and the same lines
of code cost many times what they cost at work.
"""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from statistics import median

import uvloop

from bench.timing import milliseconds, quantile
from graphsvc.audit.log import AuditLine, AuditLog, audit_line
from graphsvc.audit.people import people_in, pseudonyms
from graphsvc.clock import Clock, monotonic
from graphsvc.model.asker import OpenPurpose, Principal
from graphsvc.model.paging import Page
from graphsvc.model.person import Person

CLOCK = Clock()
ASKER = Principal("u", "EOHHS", "HUMAN_SERVICES", ("SOCIAL_WORKER",), "t")
PURPOSE = OpenPurpose("h", "FAMILY_SUPPORT", None, "COURT", CLOCK.now())
MANY = 1_000
CLIENTS, REQUESTS, TURNS = 16, 100, 9
WRITES, ENTRY = 400, b"x" * 500
WARMUP, ROUNDS = 10, 40


def line(people: frozenset[str]) -> AuditLine:
    """An entry as a request makes it."""
    return audit_line(
        CLOCK,
        ASKER,
        PURPOSE,
        answer="0" * 24,
        known_at="2026-04-20T13:00:00+00:00",
        field="people",
        decision="ALLOWED",
        rows=len(people),
        people=people,
        policy_version="0" * 16,
    )


def numbers(home: Path) -> dict[str, float]:
    """audit.<clients>.*: ms until an entry is on disk, and us of CPU for it; the disk's own are in all but `own`."""
    home.mkdir(parents=True, exist_ok=True)
    return {**uvloop.run(_entries(home)), **uvloop.run(_people(home)), **_disk(home / "disk")}


async def _people(home: Path) -> dict[str, float]:
    """CPU that a person more in an answer costs; each answer is about other people."""
    log = AuditLog(home / "people", CLOCK, pseudonyms(home))
    nobody, everybody = await _burnt(log, 0), await _burnt(log, MANY)
    log.close()
    return {"audit.person.cpu_us": (everybody - nobody) / MANY}


def _answer(people: int, turn: int = 0) -> Page[Person]:
    rows = tuple(Person(f"p-{turn:03d}{number:05d}", "") for number in range(people))
    return Page(rows, ("",) * people, people, False, False)


async def _burnt(log: AuditLog, people: int) -> float:
    answers = [_answer(people, turn) for turn in range(WARMUP + ROUNDS)]
    for answer in answers[:WARMUP]:
        await log.append(line(frozenset(people_in(answer))))
    begun = time.process_time()
    for answer in answers[WARMUP:]:
        await log.append(line(frozenset(people_in(answer))))
    return (time.process_time() - begun) / ROUNDS * 1e6


async def _entries(home: Path) -> dict[str, float]:
    """One client, and several that ask at once, each again soon after it was answered: medians of turns.

    The clients' own timers are in no figure: the same clients are counted without a log. One who waits for nobody has
    the disk's write to herself, and after a rest it costs twice what it costs in a row: `own` is without it too.
    """
    log, handle = AuditLog(home / "clients", CLOCK, pseudonyms(home)), _opened(home / "alone")
    ways = {"log": partial(_logged, log), "nowhere": _nowhere, "disk": partial(_written, handle)}
    found: dict[str, float] = {}
    for clients in (1, CLIENTS):
        burnt, waits = dict[str, list[float]](), list[float]()
        for _ in range(TURNS):
            for name, way in ways.items():
                each, waited = await _clients(clients, way)
                burnt.setdefault(name, []).append(each)
                waits += waited if name == "log" else []
        logged = burnt["log"]
        found[f"audit.{clients}.cpu_us"] = _beyond(logged, burnt["nowhere"])
        found |= {f"audit.{clients}.added.p{share}_ms": quantile(waits, share / 100) for share in (50, 99)}
        if clients == 1:
            found["audit.1.own_cpu_us"] = _beyond(logged, burnt["disk"])
    log.close()
    os.close(handle)
    return found


def _beyond(costs: list[float], others: list[float]) -> float:
    """By how much the one costs more than the other, turn by turn: the median."""
    return median(cost - other for cost, other in zip(costs, others, strict=True))


Answered = Page[Person]


async def _nowhere(answer: Answered) -> None:
    """Nothing of it is on record."""


async def _logged(log: AuditLog, answer: Answered) -> None:
    await log.append(line(frozenset(people_in(answer))))


async def _written(handle: int, _: Answered) -> None:
    os.write(handle, ENTRY)


async def _clients(many: int, record: Callable[[Answered], Awaitable[None]]) -> tuple[float, list[float]]:
    """(us of CPU for a request, ms that each waited)."""
    waits, begun = list[float](), time.process_time()
    await asyncio.gather(*(_client(record, waits) for _ in range(many)))
    return (time.process_time() - begun) / len(waits) * 1e6, waits


async def _client(record: Callable[[Answered], Awaitable[None]], waits: list[float]) -> None:
    for _ in range(REQUESTS):
        answer, begun = _answer(1), monotonic()
        await record(answer)
        waits.append((monotonic() - begun) * 1000)
        await asyncio.sleep(0.002)  # what a question takes at the least


def _opened(path: Path) -> int:
    """A file as the log opens its own."""
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_DSYNC, 0o600)


def _disk(path: Path) -> dict[str, float]:
    """The same bytes without us."""
    handle, begun = _opened(path), time.process_time()
    times = milliseconds(lambda: os.write(handle, ENTRY), WRITES, warmup=0)
    burnt = time.process_time() - begun
    os.close(handle)
    return {"audit.disk.cpu_us": burnt / WRITES * 1e6} | {
        f"audit.disk.p{share}_ms": quantile(times, share / 100) for share in (50, 99)
    }
