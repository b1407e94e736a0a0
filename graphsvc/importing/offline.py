"""The writer for an empty local store: files for Neo4j's admin tool, which builds the store in one go.

    tables → CSV in a staging store → admin tool → the staging store's data becomes the real one's, by one rename

Killed at any moment, the real store is as empty as before. Constraints and indexes come with the next start.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial

from graphsvc.database.archive import archive_flags
from graphsvc.database.store import Store, configure, is_new, run_admin
from graphsvc.errors import StoreInUse
from graphsvc.importing.beside import Beside, beside
from graphsvc.importing.sheets import Numbers, OfflineFile, Sheet, csv_texts, instant, link_sheet, sheet_of, write_sheet
from graphsvc.importing.stored import (
    CLASS_COLUMNS,
    AccessClass,
    AccessClasses,
    Link,
    Loaded,
    columns_of,
    links_of,
    texts_of,
)
from graphsvc.importing.tables import Table
from graphsvc.keys import private_folder
from graphsvc.model.agencies import AGENCIES

DATABASE = "neo4j"
ADMIN_FLAGS = (
    "-XX:+UseParallelGC",
    "-XX:NewRatio=1",
)  # a run of seconds of which nobody sees the pauses; little lives long
ADMIN_OPTIONS = (
    "--overwrite-destination",
    "--array-delimiter=U+001E",
    "--id-type=actual",  # our own numbers: no index of ids to build and search
    "--threads=2",
    "--read-buffer-size=512k",  # over the largest cell; it reads that much of each file to estimate
)
PART_ROWS = 50_000  # a child's work of a second: the largest noun would else keep one processor busy at the end
LARGE_ROWS = 100_000  # in all: the first such import on a machine takes 6 s more, for each later one to take 2 s less
SMALL_ROWS = 5_000  # written at once: after a fork each page of memory that either side touches is copied


class OfflineWriter:
    """Collects tables as files in a staging store; `finish` builds the real one. `now` is when rows come on file."""

    def __init__(self, store: Store, now: datetime) -> None:
        self._store = store
        self._staging = replace(store, folder=store.folder.with_name(store.folder.name + ".import"))
        self._now = now
        self._classes = AccessClasses({})
        self._new_classes: list[AccessClass] = []
        self._agencies: set[str] = set()
        self._numbers = Numbers()
        self._numbers.add("Agency", (agency.id for agency in AGENCIES))
        self._rows = 0
        self._files: list[OfflineFile] = []
        self._beside = Beside()

    async def load(self, table: Table, step: Callable[[int], None]) -> Loaded:
        """Write the table's files, beside what the importer does next."""
        self._new_classes += self._classes.new_in(table)
        noun = table.noun
        if noun.shape == "NODE":
            self._numbers.add(noun.label, table.ids)
        if noun.name == "agencies":
            self._agencies = set(table.ids)
        for start in range(0, len(table), PART_ROWS):
            own = self._file("relationships" if noun.shape == "TIE" else "nodes", noun.label, noun.name)
            links = [
                (each, self._file("relationships", each.type, f"{noun.name}-{each.column}")) for each in links_of(noun)
            ]
            write = partial(self._write, table, slice(start, start + PART_ROWS), own, links)
            self._beside.run(write) if len(table) > SMALL_ROWS else write()
        self._rows += len(table)
        step(len(table))
        return Loaded(len(table), 0)

    def finish(self) -> str:
        """Build the store. Returns the admin tool's words. Raises ServerError, StoreInUse, OSError."""
        if not is_new(self._store):
            raise StoreInUse("This store was used already.", "Import into the running server instead.")
        self._bookkeeping()
        self._beside.finish()
        configure(self._staging, 0)
        files = (file.argument for file in self._files)
        large = self._rows >= LARGE_ROWS
        with archive_flags(self._store.jars, "import" if large else "server", learn=large) as flags:
            task = ("database", "import", "full", DATABASE, *ADMIN_OPTIONS, *files)
            said = run_admin(self._staging, *task, flags=(*ADMIN_FLAGS, *flags))
        shutil.rmtree(self._store.folder / "data", ignore_errors=True)
        (self._staging.folder / "data").rename(self._store.folder / "data")
        return said

    @contextmanager
    def staging(self) -> Iterator["OfflineWriter"]:
        """The writer with an empty staging store, which is gone afterwards, whatever happens."""
        shutil.rmtree(self._staging.folder, ignore_errors=True)
        private_folder(self._staging.folder / "conf")
        try:
            with beside() as self._beside:
                yield self
        finally:
            shutil.rmtree(self._staging.folder, ignore_errors=True)

    def _write(self, table: Table, rows: slice, own: OfflineFile, links: list[tuple[Link, OfflineFile]]) -> None:
        """In a child: some rows of a noun, its own file and one a link."""
        table = table.part(rows)
        texts = texts_of(table)
        columns = columns_of(table, self._classes, texts)
        write_sheet(own.path, sheet_of(table, columns, texts, self._numbers, self._now))
        for link, file in links:
            write_sheet(file.path, link_sheet(table.noun, link, table, self._numbers))

    def _bookkeeping(self) -> None:
        """What a running server has from its migrations, and the access classes."""
        rest = [agency for agency in AGENCIES if agency.id not in self._agencies]
        ids = [agency.id for agency in rest]
        sheet = {"id:string": ids, "name": [a.name for a in rest], "sector": [a.sector for a in rest]}
        self._nodes("Agency", "agencies-there", ids, sheet)
        ids = [str(each.id) for each in self._new_classes]
        sheet = {name: [getattr(c, name) for c in self._new_classes] for name in ("key", *CLASS_COLUMNS)}
        self._nodes("AccessClass", "access-classes", ids, {"id:long": ids, **sheet})

    def feed(self, as_of: datetime, mode: str) -> None:
        """The node that says how old the orders are."""
        sheet = {"as_of:datetime": [instant(as_of)], "mode": [mode], "loaded_at:datetime": [instant(self._now)]}
        self._nodes("Feed", "feed", ["orders"], {"id:string": ["orders"], **sheet})

    def _nodes(self, label: str, stem: str, ids: list[str], sheet: Sheet) -> None:
        self._numbers.add(label, ids)
        quoted = {header: csv_texts(texts) for header, texts in sheet.items()}
        write_sheet(self._file("nodes", label, stem).path, {":ID": self._numbers.texts(label, ids), **quoted})

    def _file(self, option: str, name: str, stem: str) -> OfflineFile:
        path = self._staging.folder / f"{len(self._files):03}-{stem}.csv"  # a noun may come twice: matches do
        self._files.append(OfflineFile(option, name, path))
        return self._files[-1]
