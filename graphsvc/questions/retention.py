"""What is due: affiliations to be validated, submissions to be decided, and what a purge would delete on a day.

Both show record ids as far as the asker's classes do, and nobody whom a line conceals. The purge itself asks the same
statement with every class (records/purge.py).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from graphsvc.access.safety import concealed_from
from graphsvc.access.sees import sees
from graphsvc.access.touchpoints import proof_params
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.model.answers import Basis
from graphsvc.model.asker import Sight
from graphsvc.model.intel import KIND_OF_LABEL
from graphsvc.model.outreach import TOLD_DAYS
from graphsvc.model.paging import Page, Window, page_of
from graphsvc.model.site import Site

DUE_DAYS = 90
"""AC-2.2."""


@dataclass(frozen=True)
class DueRecord:
    """An affiliation whose last day comes near, or a submission that waits for a second person."""

    id: str
    kind: str
    person: str
    gang: str
    status: str
    due: date
    owner: str


@dataclass(frozen=True)
class DueAnswer:
    """What is due within 90 days."""

    basis: Basis
    page: Page[DueRecord]


@dataclass(frozen=True)
class PurgeRecord:
    """A record past its time on the day asked about. `held`: a legal hold keeps it."""

    id: str
    kind: str
    owner: str
    due: date
    held: bool


@dataclass(frozen=True)
class PurgeCount:
    """How many of an owner's records of one kind."""

    owner: str
    kind: str
    held: bool
    records: int


@dataclass(frozen=True)
class PurgeAnswer:
    """What a purge on that day would delete, and what it would leave because of a hold."""

    basis: Basis
    page: Page[PurgeRecord]
    counts: tuple[PurgeCount, ...]


async def due_for_review(graph: Graph, sight: Sight, site: Site, *, window: Window) -> DueAnswer:
    """The next to fall due first. What is not validated by its last day is purged."""
    until = sight.today + timedelta(days=DUE_DAYS)
    rows = await graph.read("due_for_review", today=sight.today, until=until, **sees(sight))
    shown = await _shown(graph, sight, site, rows)
    page = page_of([DueRecord(**row) for row in shown], lambda row: (row.due.isoformat(), row.id), window)
    return DueAnswer(Basis(sight.today, sight.policy_version, _DUE_WORDS, _LIMITS), page)


async def purge_preview(graph: Graph, sight: Sight, site: Site, *, on: date, window: Window) -> PurgeAnswer:
    """As far as shared with the asker: the whole is shown to whoever runs the purge."""
    access: dict[str, Any] = {"told_days": TOLD_DAYS, **sees(sight), **proof_params(sight)}
    rows = await graph.read("purge_due", people=None, on=on, years=site.intel_years, **access)
    records = [
        PurgeRecord(row["id"], KIND_OF_LABEL[row["label"]], row["owner"], row["due"], row["held"])
        for row in await _shown(graph, sight, site, rows)
    ]
    sums = sorted(Counter((each.owner, each.kind, each.held) for each in records).items())
    counts = tuple(PurgeCount(*key, number) for key, number in sums)
    page = page_of(records, lambda row: (row.owner, row.kind, row.id), window)
    return PurgeAnswer(Basis(sight.today, sight.policy_version, _PURGE_WORDS, _LIMITS), page, counts)


async def _shown(graph: Graph, sight: Sight, site: Site, rows: Iterable[Row]) -> list[Row]:
    """Without whoever must not exist for this asker."""
    rows = list(rows)
    people = {str(row[end]) for row in rows for end in ("person", "other") if row.get(end)}
    absent = await concealed_from(graph, sight, site, people)
    return [row for row in rows if row["person"] not in absent and row.get("other") not in absent]


_DUE_WORDS = "Affiliations whose last day comes within 90 days, and submissions that wait; the next one first."
_PURGE_WORDS = "What a purge on that day deletes, by owner; what a legal hold keeps is marked and stays."
_LIMITS = ("Built from what is shared with you.",)
