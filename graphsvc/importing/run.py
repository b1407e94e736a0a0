"""An import from end to end: check, load what is good, link records, report.

import_bundle ── graph given ──> through Bolt into that running server
              ├─ none ─────────> the local store, which must be empty, through the admin tool
              └─ dry_run ──────> checks only (against the graph, when there is one)
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

import orjson

from graphsvc.clock import Clock, monotonic
from graphsvc.database.driver import Graph
from graphsvc.database.store import is_new, local_store, store_lock
from graphsvc.errors import BundleError
from graphsvc.importing.ahead import ahead
from graphsvc.importing.bolt import BoltLookup, BoltWriter
from graphsvc.importing.cells import now_of
from graphsvc.importing.check import Checked, Lookup, NothingThere, checked_tables
from graphsvc.importing.gedcom.book import Stating
from graphsvc.importing.gedcom.source import Gedcom
from graphsvc.importing.link import Facts, matches_table, pairs_of
from graphsvc.importing.mapping import Mapped, read_mapping
from graphsvc.importing.offline import OfflineWriter
from graphsvc.importing.problems import Problem, problem
from graphsvc.importing.report import ImportReport, NounCount, write_report
from graphsvc.importing.stored import Loaded
from graphsvc.importing.tables import FEED_FILE, Folder, Source, Table
from graphsvc.model.codes import CODES
from graphsvc.model.nouns import NOUN
from graphsvc.progress import Step, quiet
from graphsvc.settings import Settings


class Writer(Protocol):
    """Loads checked tables; the two of them are bolt.py and offline.py."""

    async def load(self, table: Table, step: Callable[[int], None]) -> Loaded:
        """Write a table; tell `step` of rows as they are done."""


class CheckOnly:
    """Writes nothing: a dry run."""

    async def load(self, table: Table, step: Callable[[int], None]) -> Loaded:
        step(len(table))
        return Loaded(len(table), 0)


@dataclass(frozen=True)
class Feed:
    """bundle.json: how old the orders of this bundle are, and how the site screens."""

    as_of: datetime
    mode: str


@dataclass
class Job:
    """One import under way: what it reads, and what it found so far."""

    source: Source
    clock: Clock
    step: Step
    problems: list[Problem] = field(default_factory=list)
    counts: list[NounCount] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)
    matched: set[tuple[str, str]] = field(default_factory=set)


async def import_bundle(
    folder: Path,
    graph: Graph | None,
    settings: Settings,
    clock: Clock,
    *,
    dry_run: bool = False,
    mapping: Path | None = None,
    stating: Stating | None = None,
    progress: Step = quiet,
) -> ImportReport:
    """Load the good rows of a bundle, and report the bad ones. `stating` makes the folder a GEDCOM file.

    Raises BundleError when the folder, the file or the mapping cannot be used, or the local store is not empty;
    StoreInUse, ServerError, DatabaseError as they come.
    """
    began = monotonic()
    job = Job(source_of(folder, mapping, stating), clock, progress)
    job.problems += job.source.strangers()
    feed = read_feed(folder, clock.now(), job.problems)
    with no_collection():
        way, matches = await _done(job, graph, settings, feed, dry_run=dry_run)
    path = settings.home / "reports" / f"import-{folder.name}.jsonl"
    write_report(path, job.problems)
    return ImportReport(
        bundle=str(folder),
        dry_run=dry_run,
        way=way,
        nouns=tuple(job.counts),
        problems=tuple(job.problems),
        matches=matches,
        seconds=monotonic() - began,
        accounts=job.source.accounts(job.problems),
        report_file=path,
    )


@contextmanager
def no_collection() -> Iterator[None]:
    """The cycle collector off: it would walk millions of cells again and again, a third of the time, and find none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


async def _done(
    job: Job, graph: Graph | None, settings: Settings, feed: Feed | None, *, dry_run: bool
) -> tuple[str, int]:
    """The way taken, in words, and how many new pairs wait for a decision."""
    if dry_run:
        matches = await _load(job, BoltLookup(graph) if graph else NothingThere(), CheckOnly())
        _taken(job, feed)
        return "a dry run", matches
    if graph:
        return "Bolt", await _through_bolt(job, graph, feed)
    return "the admin tool", await _into_empty_store(job, settings, feed)


def source_of(folder: Path, mapping: Path | None, stating: Stating | None) -> Source:
    """A bundle's folder, foreign files through a mapping, or a GEDCOM file. Raises BundleError for none of them."""
    if folder.is_file():
        if not stating or mapping:
            raise BundleError(
                f"{folder.name} is a file: GEDCOM says neither whose its statements are nor by which rules they fall.",
                "For a GEDCOM file say --agency and --prefix, and no mapping; for anything else name a folder.",
            )
        return Gedcom(folder, stating)
    if not folder.is_dir():
        raise BundleError(f"There is no folder {folder}.", "Name the folder that holds the bundle's files.")
    if stating:
        raise BundleError(f"{folder} is a folder.", "--agency and what goes with it are for a GEDCOM file.")
    return Mapped(folder, read_mapping(mapping)) if mapping else Folder(folder)


async def _through_bolt(job: Job, graph: Graph, feed: Feed | None) -> int:
    writer = await BoltWriter.open(graph, job.clock.now())
    matches = await _load(job, BoltLookup(graph), writer)
    if feed := _taken(job, feed):
        await graph.write("import_feed", as_of=feed.as_of, mode=feed.mode, loaded_at=job.clock.now())
    return matches


async def _into_empty_store(job: Job, settings: Settings, feed: Feed | None) -> int:
    store = local_store(settings)
    with store_lock(store):
        if not is_new(store):
            raise BundleError("The local store is not empty.", "Start the server and import into it.")
        with OfflineWriter(store, job.clock.now()).staging() as writer:
            matches = await _load(job, NothingThere(), writer)
            if feed := _taken(job, feed):
                writer.feed(feed.as_of, feed.mode)
            writer.finish()
    return matches


async def _load(job: Job, lookup: Lookup, writer: Writer) -> int:
    """Check and load noun after noun, then link; returns how many new pairs wait for a decision.

    A noun is checked while the server writes the one before: its check knows from the bundle what is on its way.
    """
    async with aclosing(ahead(checked_tables(job.source, lookup, now_of(job.clock), job.problems))) as tables:
        async for checked in tables:
            await _load_one(job, checked, writer)
    return 0 if isinstance(writer, CheckOnly) else await _link(job, lookup, writer)


async def _load_one(job: Job, checked: Checked, writer: Writer) -> None:
    table = checked.table
    done = await writer.load(table, _steps(job.step, table))
    rejected = checked.read - len(table)
    job.counts.append(NounCount(table.noun.name, checked.read, done.loaded, done.unchanged, rejected))
    job.facts.add(table)
    if table.noun.name == "matches":
        job.matched |= set(zip(table.texts("person_a"), table.texts("person_b"), strict=True))


async def _link(job: Job, lookup: Lookup, writer: Writer) -> int:
    touched = set(job.facts.people)
    if not touched:
        return 0
    await lookup.add_facts(job.facts)
    known = job.matched | await lookup.matched()
    new = [p for p in pairs_of(job.facts, touched) if (p.a, p.b) not in known and (p.b, p.a) not in known]
    table = matches_table(new)
    return (await writer.load(table, _steps(job.step, table))).loaded if new else 0


def _steps(step: Step, table: Table) -> Callable[[int], None]:
    """A step that adds up the batches of one table."""
    done = 0

    def told(rows: int) -> None:
        nonlocal done
        done += rows
        step(table.noun.name, done, len(table))

    return told


def _taken(job: Job, feed: Feed | None) -> Feed | None:
    """The feed when its orders were loaded, every one of them: its age is that of the last successful load (§3)."""
    files = job.source.files(NOUN["orders"])
    if feed and (not files or any(each.file in files for each in job.problems)):
        job.problems.append(problem(FEED_FILE, 1, "FEED_NOT_LOADED", column="feedAsOf", value=feed.as_of.isoformat()))
        return None
    return feed


def read_feed(folder: Path, now: datetime, problems: list[Problem]) -> Feed | None:
    """What bundle.json says; nothing when there is none. A wrong one is a problem and counts as none."""
    path = folder / FEED_FILE
    if not path.is_file():
        return None
    try:
        said = orjson.loads(path.read_bytes())
        as_of = datetime.fromisoformat(said["feedAsOf"])
        mode = said.get("screenMode", "FEED")
    except (orjson.JSONDecodeError, OSError, KeyError, TypeError, ValueError, AttributeError):
        problems.append(problem(path.name, 1, "MALFORMED", why="it needs feedAsOf, a moment with its offset"))
        return None
    if as_of.tzinfo is None or mode not in CODES["screen_mode"]:
        problems.append(problem(path.name, 1, "MALFORMED", why="feedAsOf needs an offset, screenMode FEED or MANUAL"))
        return None
    if as_of > now:
        problems.append(problem(path.name, 1, "FUTURE", column="feedAsOf", value=said["feedAsOf"]))
        return None
    return Feed(as_of, mode)
