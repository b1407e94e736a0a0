"""What the audit log costs: CPU for an entry and for each person in it, and the wait that it adds to an answer.

The peer in the same run is the disk itself: one write and one fdatasync of an entry, by one thread, again and again.
"""

import asyncio
import os
import time
from pathlib import Path

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
CLIENTS, REQUESTS = 16, 250


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
    """audit.cpu.*, audit.added.<clients>.*: microseconds of CPU, and milliseconds until an entry is on disk."""
    home.mkdir(parents=True, exist_ok=True)
    return {**asyncio.run(_cpu(home)), **asyncio.run(_added(home)), **_disk(home / "disk")}


async def _cpu(home: Path) -> dict[str, float]:
    """CPU of this process for a whole append, alone in its commit, and what a person adds to it."""
    log = AuditLog(home / "cpu", CLOCK, pseudonyms(home))
    nobody, everybody = _answer(0), _answer(MANY)
    entry, large = await _burnt(log, nobody, 400), await _burnt(log, everybody, 40)
    log.close()
    return {"audit.cpu.entry.us": entry, "audit.cpu.person.us": (large - entry) / MANY}


def _answer(people: int) -> Page[Person]:
    rows = tuple(Person(f"p-{number:06d}", "") for number in range(people))
    return Page(rows, ("",) * people, people, False, False)


async def _burnt(log: AuditLog, answer: Page[Person], rounds: int) -> float:
    for _ in range(10):
        await log.append(line(frozenset(people_in(answer))))
    begun = time.process_time()
    for _ in range(rounds):
        await log.append(line(frozenset(people_in(answer))))
    return (time.process_time() - begun) / rounds * 1e6


async def _added(home: Path) -> dict[str, float]:
    """What an answer waits, for one client and for several that ask at once, each again as soon as it is answered."""
    found: dict[str, float] = {}
    for clients in (1, CLIENTS):
        log, waits = AuditLog(home / f"clients-{clients}", CLOCK, pseudonyms(home)), list[float]()
        await asyncio.gather(*(_client(log, waits) for _ in range(clients)))
        log.close()
        found |= {f"audit.added.{clients}.p{share}_ms": quantile(waits, share / 100) for share in (50, 99)}
    return found


async def _client(log: AuditLog, waits: list[float]) -> None:
    people = frozenset(people_in(_answer(25)))
    for _ in range(REQUESTS):
        begun = monotonic()
        await log.append(line(people))
        waits.append((monotonic() - begun) * 1000)
        await asyncio.sleep(0.002)  # what a question takes at the least


def _disk(path: Path) -> dict[str, float]:
    """The same bytes without us."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    times = milliseconds(lambda: (os.write(handle, b"x" * 1400), os.fdatasync(handle)), REQUESTS)
    os.close(handle)
    return {f"audit.disk.p{share}_ms": quantile(times, share / 100) for share in (50, 99)}
