"""The purge: what is past its time is deleted from the graph, from memory and from this host's disk, and nothing else.

    said = await preview(keeper, on)          what would go on a day, and a token that stands for exactly that
    gone = await purge(keeper, on, said.token)    deletes it; refuses where something else would go by now

`purge_due` decides both, and once more inside each batch's transaction: what was validated or held meanwhile stays.
A purge that is cut off is taken up again with the same token. A protective fact leaves its pair marked (`APART`),
without its content, so that nobody comes free by it (definitions.md §4).
"""

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, partial
from pathlib import Path

from graphsvc.access.protective import read_whole
from graphsvc.access.tokens import local_key
from graphsvc.access.touchpoints import every_touchpoint
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph, Unit
from graphsvc.engine.snapshot import forget
from graphsvc.errors import PurgeRefused
from graphsvc.logs import log_event
from graphsvc.model.intel import KIND_OF_LABEL, REACH
from graphsvc.model.outreach import DRAFT_DAYS, TOLD_DAYS
from graphsvc.model.site import Site
from graphsvc.records.ledger import new_id

BATCH = 500  # records a transaction: some tenths of a second in which nobody else writes
LONG_SECONDS = 600.0
Ask = Callable[..., Awaitable[list[Row]]]


@dataclass(frozen=True)
class Due:
    """A record past its time. `person` and `other`: whom it is about; `held`: a legal hold keeps it."""

    label: str
    id: str
    owner: str
    due: date
    person: str
    other: str | None
    held: bool

    @property
    def kind(self) -> str:
        """What it is called."""
        return KIND_OF_LABEL[self.label]


@dataclass(frozen=True)
class Previewed:
    """What would go on that day and what a legal hold keeps; `token` stands for exactly what would go."""

    records: tuple[Due, ...]
    token: str

    @property
    def counts(self) -> Mapping[tuple[str, str, bool], int]:
        """(owner, kind, held) → how many."""
        return Counter((each.owner, each.kind, each.held) for each in self.records)

    @property
    def text(self) -> str:
        """For whoever runs the service: a line a record, the counts, the token."""
        rows = [f"{each.kind} {each.id} {each.owner} {each.due}{' held' * each.held}" for each in self.records]
        sums = [f"{n} {kind} of {owner}{' held' * held}" for (owner, kind, held), n in sorted(self.counts.items())]
        return "\n".join([*rows, *sums, f"token {self.token}"])


@dataclass(frozen=True)
class Keeper:
    """What a purge needs: the graph, the site, the installation's folder and the policy in force."""

    graph: Graph
    site: Site
    home: Path
    policy_version: str

    @cached_property
    def key(self) -> bytes:
        """What marks are made with: an id is chosen by its sender, and may be guessed."""
        return str(local_key(self.home).as_dict(private=True)["d"]).encode()

    def mark(self, *parts: str) -> str:
        """What tells a thing again without naming it: a keyed hash."""
        return hmac.digest(self.key, json.dumps(parts).encode(), "sha256").hex()[:32]


async def preview(keeper: Keeper, on: date) -> Previewed:
    """What a purge on that day would delete, in every compartment: for whoever runs the service."""
    records = await _due(_at_length(keeper.graph), keeper.site, on)
    return Previewed(records, _token(_marks(keeper, (each for each in records if not each.held))))


async def purge(keeper: Keeper, on: date, token: str | None) -> int:
    """Deletes what is due on that day; returns how many records went.

    Raises PurgeRefused when `token` is not that of what is left to go and what went under it already.
    """
    said = await preview(keeper, on)
    going = tuple(each for each in said.records if not each.held)
    if token is not None:
        rows = await keeper.graph.read("purge_known", token=token)
        if _token({*_marks(keeper, going), *rows[0]["ids"]}) != token:
            raise PurgeRefused("What is due has changed since that preview.", "Preview again, and purge what it shows.")
    await keeper.graph.write_unit(partial(_forms_go, on), label="purge", timeout_seconds=LONG_SECONDS)
    forget(keeper.home / "arrays")
    batches = [going[first : first + BATCH] for first in range(0, len(going), BATCH)]
    gone = sum([await _batch(keeper, on, token or said.token, batch) for batch in batches])
    forget(keeper.home / "arrays")
    log_event("purged", records=gone)
    return gone


async def _batch(keeper: Keeper, on: date, token: str, batch: tuple[Due, ...]) -> int:
    """One transaction: what of the batch is still due goes, with its marks; everybody's memory is read again."""
    wanted = {(each.label, each.id) for each in batch}

    async def unit(tx: Unit) -> int:
        await tx.run("engine_hold")  # writers wait, so that what is decided here is what goes
        people = sorted({each.person for each in batch})
        due = [each for each in await _due(tx.run, keeper.site, on, people) if not each.held]
        rows = [_row(keeper, each) for each in due if (each.label, each.id) in wanted]
        if not rows:
            return 0
        await _leave_apart(tx, on, keeper, rows)
        await tx.run("purge_records", rows=rows, on=on, policy_version=keeper.policy_version, token=token)
        await tx.run("import_revision", people=[], groups=[], all=True, token=new_id("v"))
        await tx.run("change_news", news=[], at=_end_of(on))  # that something went is nobody's to know
        return len(rows)

    return await keeper.graph.write_unit(unit, label="purge", timeout_seconds=LONG_SECONDS)


async def _forms_go(on: date, tx: Unit) -> None:
    await tx.run("purge_drafts", old=datetime.combine(on - timedelta(days=DRAFT_DAYS), time.min, UTC))


def _end_of(day: date) -> datetime:
    """The instant after that day, wherever: records are kept until then at least."""
    return datetime.combine(day + timedelta(days=2), time.min, UTC)


async def _leave_apart(tx: Unit, on: date, keeper: Keeper, rows: list[Row]) -> None:
    """The pairs that would come free, before what keeps them goes."""
    gone = {str(row["id"]) for row in rows}
    people = sorted({str(row[name]) for row in rows for name in ("person", "other") if row[name]})
    facts = await read_whole(tx, "shields_facts", ids=people)
    lost = await read_whole(tx, "safety_pairs", rows=[row for row in rows if row["label"] == "AFFILIATED_WITH"])
    kept = {*((*pair, "") for pair in apart(facts, gone))}
    kept |= {(row["a"], row["b"], "SELF", row["id"], row["record"] or "") for row in lost}
    sent: list[Row] = [
        {"id": f"apart-{keeper.mark(*sorted((a, record or b)), reach, old)}", "a": a, "b": b, "reach": reach}
        | {"old": old, "record": record or None}
        for a, b, reach, old, record in sorted(kept)
    ]
    if not sent:
        return
    left = await tx.run("purge_apart", rows=sent, gone=sorted(gone), on=on)
    if left[0]["records"]:
        await tx.run("merge_settle", records=left[0]["records"], today=on)


def apart(facts: Iterable[Row], gone: set[str]) -> Iterator[tuple[str, str, str, str]]:
    """(one, another, for whose plans, the fact's id) for each protective fact that goes.

    A sexual harm may count for every plan with a child in it (line 5), so whoever did it waits in everybody's.
    """
    for row in facts:
        if row["id"] in gone and row["kind"] in REACH:
            yield row["a"], row["b"], REACH[row["kind"]], row["id"]
            if row["code"] == "SEXUAL":
                yield row["a"], row["a"], "ALONE", row["id"]


async def _due(ask: Ask, site: Site, on: date, people: list[str] | None = None) -> tuple[Due, ...]:
    """Everything due, sealed records too: every class is asked for."""
    classes = [0, *(int(row["id"]) for row in await ask("import_access_classes"))]
    nobody: dict[str, object] = {"cases": [], "consent_classes": [], "consented": [], "circle": None}
    times = {"on": on, "years": site.intel_years, "told_days": TOLD_DAYS}
    rows = await ask("purge_due", people=people, allowed=classes, **times, **nobody, **every_touchpoint(classes))
    return tuple(Due(**row) for row in rows)


def _at_length(graph: Graph) -> Ask:
    return partial(graph.read, timeout_seconds=LONG_SECONDS, fetch_size=20_000)


def _row(keeper: Keeper, each: Due) -> Row:
    named = {"label": each.label, "id": each.id, "person": each.person, "other": each.other, "kind": each.kind}
    return {**named, "quoted": json.dumps(each.id), "mark": keeper.mark(each.kind, each.id, each.due.isoformat())}


def _marks(keeper: Keeper, records: Iterable[Due]) -> set[str]:
    return {str(_row(keeper, each)["mark"]) for each in records}


def _token(marks: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(marks)).encode()).hexdigest()[:32]
