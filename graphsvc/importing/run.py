"""An import from end to end: check, load what is good, link records, report.

    import_bundle(folder, graph, …)   through Bolt into a running server; graph None only checks
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson

from graphsvc.clock import Clock, monotonic
from graphsvc.database.driver import Graph
from graphsvc.errors import BundleError
from graphsvc.importing.bolt import BoltLookup, BoltWriter
from graphsvc.importing.cells import now_of
from graphsvc.importing.check import Lookup, NothingThere, checked_tables
from graphsvc.importing.problems import Problem, problem
from graphsvc.importing.report import ImportReport, NounCount, write_report
from graphsvc.importing.tables import Folder, Source
from graphsvc.model.codes import CODES
from graphsvc.settings import Settings

Step = Callable[[str, int], None]
"""Told a noun and how many of its rows are done; for a progress bar."""


@dataclass(frozen=True)
class Feed:
    """bundle.json: how old the orders of this bundle are, and how the site screens."""

    as_of: datetime | None = None
    mode: str = ""


def quiet(noun: str, rows: int) -> None:
    """A step that tells nobody."""


async def import_bundle(
    folder: Path,
    graph: Graph | None,
    settings: Settings,
    clock: Clock,
    *,
    dry_run: bool = False,
    mapping: Path | None = None,
    progress: Step = quiet,
) -> ImportReport:
    """Load the good rows of a bundle into a running graph; report the bad ones.

    Without a graph the bundle is checked against an empty one. Raises BundleError when the folder cannot be used.
    """
    began = monotonic()
    problems: list[Problem] = []
    source = source_of(folder, mapping, problems)
    feed = read_feed(folder, problems)
    lookup: Lookup = BoltLookup(graph) if graph else NothingThere()
    writer = await BoltWriter.open(graph, clock.now()) if graph and not dry_run else None
    counts = []
    async for checked in checked_tables(source, lookup, now_of(clock), problems):
        name, good = checked.table.noun.name, len(checked.table)
        written, same = good, 0
        if writer:
            done = await writer.load(checked.table, lambda rows, name=name: progress(name, rows))  # type: ignore[misc]
            written, same = done.loaded, done.unchanged
        counts.append(NounCount(name, checked.read, written, same, checked.read - good))
    if graph and feed.as_of and not dry_run:
        await graph.write("import_feed", as_of=feed.as_of, mode=feed.mode, loaded_at=clock.now())
    way = "a dry run" if dry_run or not graph else "Bolt"
    report_file = settings.home / "reports" / f"import-{folder.name}.jsonl"
    write_report(report_file, problems)
    seconds = monotonic() - began
    return ImportReport(
        str(folder), writer is None, way, tuple(counts), tuple(problems), 0, seconds, (), report_file
    )


def source_of(folder: Path, mapping: Path | None, problems: list[Problem]) -> Source:
    """Where the rows come from. Raises BundleError for a folder that is none or has nothing to load."""
    if not folder.is_dir():
        raise BundleError(f"There is no folder {folder}.", "Name the folder that holds the bundle's files.")
    source = Folder(folder)
    strangers = source.strangers()
    problems += strangers
    return source


def read_feed(folder: Path, problems: list[Problem]) -> Feed:
    """What bundle.json says; nothing when there is none. A wrong one is a problem and counts as none."""
    path = folder / "bundle.json"
    if not path.is_file():
        return Feed()
    try:
        said = orjson.loads(path.read_bytes())
        as_of = datetime.fromisoformat(said["feedAsOf"])
        mode = said.get("screenMode", "FEED")
    except (orjson.JSONDecodeError, OSError, KeyError, TypeError, ValueError, AttributeError):
        problems.append(problem(path.name, 1, "MALFORMED", why="it needs feedAsOf, a moment with its offset"))
        return Feed()
    if as_of.tzinfo is None or mode not in CODES["screen_mode"]:
        problems.append(problem(path.name, 1, "MALFORMED", why="feedAsOf needs an offset, screenMode FEED or MANUAL"))
        return Feed()
    return Feed(as_of, mode)
