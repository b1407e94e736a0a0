"""`graphsvc import`: picks the way into the database, shows a bar over two seconds, prints the summary."""

import asyncio
from pathlib import Path

from rich.console import Console

from graphsvc.catalogue import read_catalogue
from graphsvc.clock import Clock, clock_from
from graphsvc.database.driver import Graph
from graphsvc.database.local import running_server
from graphsvc.database.migrations import migrate
from graphsvc.database.store import Store, is_new
from graphsvc.database.word import host_word
from graphsvc.importing.gedcom.book import Stating
from graphsvc.importing.report import ImportReport
from graphsvc.importing.run import import_bundle
from graphsvc.progress import Step, bar
from graphsvc.settings import Settings


def import_command(
    settings: Settings,
    bundle: Path,
    *,
    dry_run: bool = False,
    mapping: Path | None = None,
    stating: Stating | None = None,
    console: Console | None = None,
) -> int:
    """Import a bundle or a GEDCOM file, print what happened. Returns the exit code: 0 all loaded, 3 rows were refused.

    Into an empty local store through the admin tool, otherwise through Bolt into the running or just started server.
    Raises GraphsvcError for what stops the whole import.
    """
    out = console or Console()
    clock = clock_from(settings.clock or None, settings.zone)
    with bar(out) as step:
        if _empty_local(settings):
            report = asyncio.run(
                import_bundle(
                    bundle, None, settings, clock, dry_run=dry_run, mapping=mapping, stating=stating, progress=step
                )
            )
        else:
            report = _through_server(settings, bundle, clock, dry_run, mapping, stating, step)
    out.print(report.summary(), markup=False, highlight=False, soft_wrap=True)
    return report.exit_code


def _empty_local(settings: Settings) -> bool:
    """Whether the local store was never started; looks only, makes nothing."""
    return not settings.neo4j_uri and is_new(Store(settings.home / "neo4j", Path(), settings.neo4j_heap_mb))


def _through_server(
    settings: Settings,
    bundle: Path,
    clock: Clock,
    dry_run: bool,
    mapping: Path | None,
    stating: Stating | None,
    step: Step,
) -> ImportReport:
    async def work() -> ImportReport:
        word, seconds = host_word(settings.home), settings.deadline_seconds
        graph = await Graph.open(connection, read_catalogue(), deadline_seconds=seconds, word=word)
        try:
            await migrate(graph, clock)
            return await import_bundle(
                bundle, graph, settings, clock, dry_run=dry_run, mapping=mapping, stating=stating, progress=step
            )
        finally:
            await graph.close()

    with running_server(settings) as connection:
        return asyncio.run(work())
