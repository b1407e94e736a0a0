"""Numbered migrations: cypher/migrations/NNNN_name.cypher, each applied once and recorded in the graph.

Schema statements and data cannot share a transaction, so a file's statements (each ends in `;`) are committed one
by one and the record is written last. A crash in between runs the file again: every statement must bear that
(IF NOT EXISTS, MERGE).
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from graphsvc.catalogue import cypher_folder
from graphsvc.clock import Clock
from graphsvc.database.driver import Graph
from graphsvc.errors import CatalogueError

_FILE = re.compile(r"(\d{4})_(\w+)\.cypher")
_PIECES = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`|//[^\n]*|/\*.*?\*/|;|[^;'\"`/]+|/", re.DOTALL)


@dataclass(frozen=True)
class Migration:
    """One file."""

    number: int
    name: str
    text: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def statements(self) -> tuple[str, ...]:
        return split_statements(self.text)


def read_migrations(folder: Path | None = None) -> tuple[Migration, ...]:
    """The migrations in order. Raises CatalogueError for a wrong name, a gap or a number used twice."""
    root = folder or cypher_folder() / "migrations"
    found = tuple(_migration(path) for path in sorted(root.glob("*.cypher")))
    numbers = [migration.number for migration in found]
    if numbers != list(range(1, len(found) + 1)):
        raise CatalogueError(f"Migrations are not numbered one by one: {numbers}.", "Rename the files.")
    return found


def _migration(path: Path) -> Migration:
    named = _FILE.fullmatch(path.name)
    if not named:
        raise CatalogueError(f"{path.name} is no migration's name.", "Call it NNNN_words.cypher.")
    return Migration(int(named[1]), named[2], path.read_text(encoding="utf-8"))


def split_statements(text: str) -> tuple[str, ...]:
    """The statements of a file, without comments; a `;` inside quotes ends nothing."""
    statements = [""]
    for piece in _PIECES.findall(text):
        if piece == ";":
            statements.append("")
        elif not piece.startswith(("//", "/*")):
            statements[-1] += piece
    return tuple(statement.strip() for statement in statements if statement.strip())


async def migrate(graph: Graph, clock: Clock, *, folder: Path | None = None) -> tuple[Migration, ...]:
    """Apply what the graph does not have yet; returns what was applied now.

    Raises CatalogueError when an applied file was changed since, or the graph has migrations this version lacks.
    """
    migrations = read_migrations(folder)
    applied = {row["number"]: row["checksum"] for row in await graph.read("migrations_applied")}
    _refuse_changed(migrations, applied)
    missing = tuple(migration for migration in migrations if migration.number not in applied)
    for migration in missing:
        await _apply(graph, migration, clock)
    return missing


def _refuse_changed(migrations: tuple[Migration, ...], applied: dict[int, str]) -> None:
    known = {migration.number: migration.checksum for migration in migrations}
    for number, checksum in sorted(applied.items()):
        if number not in known:
            raise CatalogueError(f"The graph has migration {number}, which is unknown here.", "Use a newer graphsvc.")
        if known[number] != checksum:
            raise CatalogueError(f"Migration {number} was changed after it was applied.", "Add a new file instead.")


async def _apply(graph: Graph, migration: Migration, clock: Clock) -> None:
    for statement in migration.statements:
        await graph.run_alone(statement, label=f"migration {migration.number:04}")
    await graph.write(
        "record_migration",
        number=migration.number,
        name=migration.name,
        checksum=migration.checksum,
        applied_at=clock.now(),
    )
