"""The writer for an empty local store: files for Neo4j's admin tool, which builds the store in one go.

    tables → CSV in a staging store → admin tool → the staging store's data becomes the real one's, by one rename

Killed at any moment, the real store is as empty as before. Constraints and indexes come with the next start.
"""

import csv
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from graphsvc.database.store import Store, configure, is_new, run_admin
from graphsvc.errors import StoreInUse
from graphsvc.importing.cells import Cell
from graphsvc.importing.stored import (
    AccessClass,
    AccessClasses,
    Field,
    Link,
    Loaded,
    Values,
    columns_of,
    ends_of,
    fields_of,
    instant_text,
    links_of,
    mapped,
    plain_text,
)
from graphsvc.importing.tables import Table
from graphsvc.model.agencies import AGENCIES
from graphsvc.model.nouns import NOUN, Kind, Noun

DATABASE = "neo4j"
TYPES = {
    Kind.TEXTS: "string[]",
    Kind.CODES: "string[]",
    Kind.DATE: "date",
    Kind.INSTANT: "datetime",
    Kind.WHOLE: "long",
    Kind.NUMBER: "double",
    Kind.YES_NO: "boolean",
}
"""Kind → the admin tool's type; the others are strings."""


@dataclass(frozen=True)
class OfflineFile:
    """One file for the admin tool: nodes of a label or relationships of a type."""

    option: str
    name: str
    path: Path

    @property
    def argument(self) -> str:
        return f"--{self.option}={self.name}={self.path}"


class OfflineWriter:
    """Collects tables as files in a staging store; `finish` builds the real one. `now` is when rows come on file."""

    def __init__(self, store: Store, now: datetime) -> None:
        self._store = store
        self._staging = replace(store, folder=store.folder.with_name(store.folder.name + ".import"))
        self._now = now
        self._classes = AccessClasses({})
        self._new_classes: list[AccessClass] = []
        self._agencies: set[str] = set()
        self._files: list[OfflineFile] = []

    async def load(self, table: Table, step: Callable[[int], None]) -> Loaded:
        """Write the table's files."""
        self._new_classes += self._classes.new_in(table)
        noun = table.noun
        if noun.name == "agencies":
            self._agencies = set(table.ids)
        columns = columns_of(table, self._classes)
        texts = [self._texts(field, values) for field, values in zip(fields_of(noun), columns, strict=True)]
        if noun.shape == "TIE":
            self._ties(noun, texts)
        else:
            self._nodes(noun, texts)
            for link in links_of(noun):
                self._links(noun, link, texts[0], table.columns[link.column])
        step(len(table))
        return Loaded(len(table), 0)

    def finish(self) -> str:
        """Build the store. Returns the admin tool's words. Raises ServerError, StoreInUse."""
        if not is_new(self._store):
            raise StoreInUse("This store was used already.", "Import into the running server instead.")
        self._bookkeeping()
        configure(self._staging, 0)
        said = run_admin(
            self._staging,
            "database",
            "import",
            "full",
            DATABASE,
            "--overwrite-destination",
            "--array-delimiter=U+001E",
            "--id-type=string",
            "--threads=2",
            *(file.argument for file in self._files),
        )
        shutil.rmtree(self._store.folder / "data", ignore_errors=True)
        (self._staging.folder / "data").rename(self._store.folder / "data")
        return said

    @contextmanager
    def staging(self) -> Iterator["OfflineWriter"]:
        """The writer with an empty staging store, which is gone afterwards, whatever happens."""
        shutil.rmtree(self._staging.folder, ignore_errors=True)
        (self._staging.folder / "conf").mkdir(parents=True)
        try:
            yield self
        finally:
            shutil.rmtree(self._staging.folder, ignore_errors=True)

    def _texts(self, field: Field, values: Values) -> list[str | None]:
        texts = mapped(values, plain_text)
        if field.name == "recorded_at":
            now = instant_text(self._now)
            return [text or now for text in texts]
        return texts

    def _nodes(self, noun: Noun, texts: Sequence[Sequence[str | None]]) -> None:
        header = [f"id:ID({noun.label})", *(_typed(field) for field in fields_of(noun)[1:])]
        if noun.name == "places":
            header.append("point:point{crs:WGS-84}")
            texts = [*texts, _points(noun, texts)]
        self._write("nodes", noun.label, noun.name, header, zip(*texts, strict=True))

    def _ties(self, noun: Noun, texts: Sequence[Sequence[str | None]]) -> None:
        a, b = (NOUN[column.of].label for column in ends_of(noun))
        header = ["id:string", f":START_ID({a})", f":END_ID({b})", *(_typed(field) for field in fields_of(noun)[3:])]
        self._write("relationships", noun.label, noun.name, header, zip(*texts, strict=True))

    def _links(self, noun: Noun, link: Link, ids: Sequence[str | None], others: Sequence[Cell]) -> None:
        ends = [f":START_ID({noun.label})", f":END_ID({link.label})"]
        columns: list[Sequence[Cell]] = [ids, others]
        if link.inward:
            ends = [f":START_ID({link.label})", f":END_ID({noun.label})"]
            columns.reverse()
        pairs = (pair for pair in zip(*columns, strict=True) if None not in pair)
        self._write("relationships", link.type, f"{noun.name}-{link.column}", ends, pairs)

    def _bookkeeping(self) -> None:
        """What a running server has from its migrations, and the access classes."""
        rest = [(a.id, a.name, a.sector) for a in AGENCIES if a.id not in self._agencies]
        self._write("nodes", "Agency", "agencies-there", ["id:ID(Agency)", "name", "sector"], rest)
        header = ["id:long", "key", "compartment", "owner", "sensitivity", "sharing", ":ID(AccessClass)"]
        rows = ((c.id, c.key, c.compartment, c.owner, c.sensitivity, c.sharing, c.id) for c in self._new_classes)
        self._write("nodes", "AccessClass", "access-classes", header, rows)

    def feed(self, as_of: datetime, mode: str) -> None:
        """The node that says how old the orders are."""
        row = ("orders", instant_text(as_of), mode, instant_text(self._now))
        header = ["id:ID(Feed)", "as_of:datetime", "mode", "loaded_at:datetime"]
        self._write("nodes", "Feed", "feed", header, [row])

    def _write(
        self, option: str, name: str, stem: str, header: Sequence[str], rows: Iterable[Iterable[object]]
    ) -> None:
        path = self._staging.folder / f"{len(self._files):03}-{stem}.csv"  # a noun may come twice: matches do
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(header)
            out.writerows(rows)
        self._files.append(OfflineFile(option, name, path))


def _typed(field: Field) -> str:
    return f"{field.name}:{TYPES.get(field.kind, 'string')}"


def _points(noun: Noun, texts: Sequence[Sequence[str | None]]) -> list[str]:
    """The point of each place that has both coordinates."""
    names = [field.name for field in fields_of(noun)]
    pairs = zip(texts[names.index("latitude")], texts[names.index("longitude")], strict=True)
    return [f"{{latitude: {lat}, longitude: {lon}}}" if lat and lon else "" for lat, lon in pairs]
