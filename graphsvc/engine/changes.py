"""Change records: what each revision touched, appended in the transaction that raised it.

A revision without a record is a writer that is none of ours, and counts as everything. A record's token tells a
restored database from the one that was read before, even where both have come to the same number.
"""

import asyncio
import uuid
from dataclasses import dataclass
from datetime import datetime

from graphsvc.database.driver import Graph

ASK_SECONDS = 2.0  # a question for one row; longer, and the database is as good as gone
LOOKS, LOOK_SECONDS = 3, 0.017  # at a newest record that is not there yet
MOST_RECORDS = 5_000  # more than a minute of every writer there can be; reading anew costs less then
KEPT_RECORDS = 10_000  # for other hosts, whose arrays are older than ours
TRIM_ROWS = 1_000  # a transaction of a few milliseconds


@dataclass(frozen=True)
class Changes:
    """What was touched after one revision, up to `revision`, whose record bears `token`.

    `closed`: how often a purpose was closed by then, which raises no revision.
    `everything`: more than can be named. `elsewhere`: this is not the database that had the first revision.
    """

    revision: int
    token: str
    closed: int = 0
    everything: bool = False
    elsewhere: bool = False
    people: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


async def read_revision(graph: Graph) -> tuple[int, str]:
    """The graph's revision and its token, empty where there is no record of it."""
    (row,) = await graph.read("engine_revision", timeout_seconds=ASK_SECONDS)
    return row["revision"], row["token"]


async def marked_revision(graph: Graph) -> tuple[int, str]:
    """The graph's revision and its token, given now where there is no record of it."""
    revision, token = await read_revision(graph)
    if token:
        return revision, token
    (row,) = await graph.write("engine_mark", token=uuid.uuid4().hex)
    return row["revision"], row["token"]


async def read_changes(graph: Graph, since: int, token: str, looks: int = LOOKS) -> Changes:
    """What was touched after the revision `since`, whose record bore `token`.

    The database reads what is committed, not one moment: the newest revision may be there before its record is, for
    which is looked so many times.
    """
    for look in range(looks):
        if look:
            await asyncio.sleep(LOOK_SECONDS)
        (row,) = await graph.read("engine_changes", timeout_seconds=ASK_SECONDS, since=since, most=MOST_RECORDS)
        revision, numbers = row["revision"], row["numbers"]
        complete = numbers == list(range(since + 1, revision + 1))
        if complete or len(numbers) >= MOST_RECORDS - 1 or numbers != list(range(since + 1, since + 1 + len(numbers))):
            break  # else a commit is being applied, or somebody wrote without a record
    return Changes(
        revision=revision,
        token=row["token"],
        closed=row["closed"],
        everything=row["everything"] or not complete,
        elsewhere=row["then"] != token or revision < since,
        people=frozenset(id for each in row["people"] for id in each),
        groups=frozenset(key for each in row["groups"] for key in each),
    )


async def trim(graph: Graph, before: int, since: datetime | None = None) -> int:
    """Delete the records before a revision, but for the newest KEPT_RECORDS and for those that a cursor given after
    `since` may need; returns how many went."""
    newest, _ = await read_revision(graph)
    gone, last = 0, TRIM_ROWS
    while last == TRIM_ROWS:
        most = min(before, newest - KEPT_RECORDS + 1)
        (row,) = await graph.write("engine_trim", before=most, rows=TRIM_ROWS, since=since)
        last = row["gone"]
        gone += last
    return gone
