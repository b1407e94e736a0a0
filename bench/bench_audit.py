"""What the audit log costs: CPU for an entry and for each person in it, and the wait that it adds to an answer.

The peer in the same run is the disk itself: one write and one fdatasync of an entry, by one thread, again and again.
"""

import asyncio
import os
import time
from pathlib import Path

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
CLIENTS, REQUESTS = 16, 400
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
    """audit.<clients>.*: ms until an entry is on disk, and us of CPU for it; the disk's own are in both."""
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
    """One client, and several that ask at once, each again soon after it was answered."""
    found: dict[str, float] = {}
    for clients in (1, CLIENTS):
        log, waits = AuditLog(home / f"clients-{clients}", CLOCK, pseudonyms(home)), list[float]()
        begun = time.process_time()
        await asyncio.gather(*(_client(log, waits) for _ in range(clients)))
        burnt = time.process_time() - begun
        log.close()
        found[f"audit.{clients}.cpu_us"] = burnt / len(waits) * 1e6
        found |= {f"audit.{clients}.added.p{share}_ms": quantile(waits, share / 100) for share in (50, 99)}
    return found


async def _client(log: AuditLog, waits: list[float]) -> None:
    for _ in range(REQUESTS):
        begun = monotonic()
        await log.append(line(frozenset(people_in(_answer(1)))))
        waits.append((monotonic() - begun) * 1000)
        await asyncio.sleep(0.002)  # what a question takes at the least


def _disk(path: Path) -> dict[str, float]:
    """The same bytes without us."""
    handle, begun = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), time.process_time()
    times = milliseconds(lambda: (os.write(handle, b"x" * 500), os.fdatasync(handle)), REQUESTS, warmup=0)
    burnt = time.process_time() - begun
    os.close(handle)
    return {"audit.disk.cpu_us": burnt / REQUESTS * 1e6} | {
        f"audit.disk.p{share}_ms": quantile(times, share / 100) for share in (50, 99)
    }
