"""`graphsvc gedcom BUNDLE FILE`: a bundle, or a GEDCOM file of any version, as GEDCOM 7.0."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from graphsvc.clock import clock_from
from graphsvc.errors import BundleError
from graphsvc.importing.cells import now_of
from graphsvc.importing.check import NothingThere, checked_tables
from graphsvc.importing.gedcom.book import Stating
from graphsvc.importing.gedcom.export import Wish, Written, written
from graphsvc.importing.problems import Problem
from graphsvc.importing.run import source_of
from graphsvc.importing.tables import Source, Table
from graphsvc.settings import Settings


def gedcom_command(settings: Settings, bundle: Path, file: Path, wish: Wish) -> str:
    """Write the file and say what is in it, what stayed out, and which rows were bad.

    It reads the bundle and never the database, so that nothing leaves but what its sender has already. Raises
    BundleError, OSError.
    """
    not_there_yet(file)
    said = Stating(wish.owner, wish.compartment, prefix=wish.prefix)
    source = source_of(bundle, None, said if bundle.is_file() else None)
    problems: list[Problem] = [*source.strangers()]
    tables = asyncio.run(_tables(settings, source, problems))
    try:
        made = written(tables, wish)
    except ValueError as fault:
        raise BundleError(f"This cannot be written as GEDCOM: {fault}.", "Mend the row it comes from.") from fault
    write_whole(file, made.text)
    return told(file, made, problems)


def not_there_yet(file: Path) -> None:
    """Raises BundleError where there is such a file."""
    if file.exists():
        raise BundleError(f"{file} is there already.", "Name a file that does not exist yet.")


async def _tables(settings: Settings, source: Source, problems: list[Problem]) -> dict[str, Table]:
    now = now_of(clock_from(settings.clock or None, settings.zone))
    found = checked_tables(source, NothingThere(), now, problems)
    return {each.table.noun.name: each.table async for each in found}


def write_whole(file: Path, text: str) -> None:
    """Complete when it has its name, and its owner's alone."""
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", newline="") as to:
        to.write(text)
    part.replace(file)


def told(file: Path, made: Written, problems: Sequence[Problem] = ()) -> str:
    """What is in the file, what stayed out, and which rows were bad."""
    lines = [f"{file}: {made.people:,} people and {made.families:,} families in GEDCOM 7.0."]
    lines += [f"  {rows:,} rows stayed out: {why}" for why, rows in made.left.items()]
    lines += [f"  {each.file}:{each.line} {each.column}: {each.reason}" for each in problems]
    return "\n".join(lines)
