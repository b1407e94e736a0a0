"""A bar on the terminal for what takes longer than two seconds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from graphsvc.clock import monotonic

Step: TypeAlias = Callable[[str, int, int], None]
"""Told what is under way, how many of its rows are done, and how many there are."""
QUIET_SECONDS = 2.0  # what lasts longer shows a bar


def quiet(what: str, done: int, rows: int) -> None:
    """A step that tells nobody."""


@contextmanager
def bar(console: Console) -> Iterator[Step]:
    """A step that draws a bar for what is under way, once it has lasted two seconds."""
    began = monotonic()
    columns = (
        TextColumn("{task.description:<20}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} rows"),
        TimeElapsedColumn(),
    )
    progress = Progress(*columns, console=console, transient=True)
    task = progress.add_task("", total=None)

    def step(what: str, done: int, rows: int) -> None:
        progress.update(task, description=what, completed=done, total=rows)
        if not progress.live.is_started and monotonic() - began > QUIET_SECONDS:
            progress.start()

    try:
        yield step
    finally:
        progress.stop()
