"""The writer for a running server: batch by batch, each one transaction that also raises the revision.

A batch first reads what is there and writes only what differs, so that an import can stop anywhere and simply be
run again: what was loaded is found unchanged, the rest follows.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import TypeVar

from graphsvc.catalogue import Row as Found
from graphsvc.database.driver import Graph, Unit
from graphsvc.importing.rules import Edge, parent_edges
from graphsvc.importing.stored import (
    SEALED,
    AccessClasses,
    Link,
    Row,
    ends_of,
    links_of,
    property_columns,
    recorded,
    rows_of,
    update_of,
)
from graphsvc.importing.tables import Table
from graphsvc.model.kin import CHILD_ROLES, PARENT_ROLES
from graphsvc.model.nouns import NOUN, Noun

BATCH_ROWS = 10_000  # a round trip costs 5 ms, so fewer would pay for nothing; more only holds memory in the server
BATCH_SECONDS = 120.0  # two hundred times what a batch takes on two cores


@dataclass(frozen=True)
class Record:
    """One row on its way: its id, its ends (ties) or its links (nodes), and its properties."""

    id: str
    ends: tuple[str, str] | tuple[()]
    links: tuple[str | None, ...]
    row: Row


@dataclass(frozen=True)
class Change:
    """What the graph lacks of one record. `moved` when a tie must leave its old ends or a node its old links."""

    record: Record
    properties: Mapping[str, object]
    new: bool
    moved: bool


@dataclass(frozen=True)
class Loaded:
    """How many rows of a table were written and how many stood there already."""

    loaded: int
    unchanged: int


class BoltLookup:
    """What the graph knows, for the checker."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    async def ids(self, noun: Noun, ids: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for some in _batches(ids):
            rows = await self._read("import_known_ids", label=noun.label, ids=some)
            found |= {row["id"] for row in rows}
        return found

    async def births(self, people: Sequence[str]) -> dict[str, date]:
        found: dict[str, date] = {}
        for some in _batches(people):
            rows = await self._read("import_births", people=some)
            found |= {row["person"]: row["born_on"] for row in rows}
        return found

    async def parents(self) -> list[Edge]:
        rows = await self._read("import_parents", roles=[*PARENT_ROLES, *CHILD_ROLES])
        return [
            edge
            for row in rows
            for edge in parent_edges(zip(row["ids"], row["relatives"], row["people"], row["roles_said"], strict=True))
        ]

    async def _read(self, name: str, **params: object) -> list[Found]:
        return await self._graph.read(name, timeout_seconds=BATCH_SECONDS, fetch_size=20_000, **params)


class BoltWriter:
    """Loads tables into one graph. `now` is when new statements come on file."""

    def __init__(self, graph: Graph, classes: AccessClasses, now: datetime) -> None:
        self._graph = graph
        self._classes = classes
        self._now = now

    @staticmethod
    async def open(graph: Graph, now: datetime) -> "BoltWriter":
        """A writer that goes on with the graph's access classes."""
        rows = await graph.read("import_access_classes", timeout_seconds=BATCH_SECONDS)
        return BoltWriter(graph, AccessClasses({row["key"]: row["id"] for row in rows}), now)

    async def load(self, table: Table, step: Callable[[int], None]) -> Loaded:
        """Write what the graph lacks of the table; `step` is told the rows of each finished batch."""
        await self._add_classes(table)
        columns = property_columns(table, self._classes)
        names = tuple(columns)
        written = 0
        for some in _batches(_records(table, rows_of(columns))):
            there = await self._there(table.noun, [record.id for record in some])
            changes = changes_of(some, there, names, table.noun)
            if changes:
                await self._write(table.noun, changes)
            written += len(changes)
            step(len(some))
        return Loaded(written, len(table) - written)

    async def _add_classes(self, table: Table) -> None:
        new = self._classes.new_in(table)
        if new:
            rows = [{**vars(each), "key": each.key} for each in new]
            await self._unit([("import_classes", {"rows": rows})])

    async def _there(self, noun: Noun, ids: list[str]) -> dict[str, Found]:
        """The records of these ids that are in the graph: properties, and for ties their ends."""
        if noun.shape == "NODE":
            asked: dict[str, object] = {"label": noun.label}
            name = "import_found_nodes"
        else:
            asked, name = {"type": noun.label}, "import_found_ties"
        rows = await self._graph.read(name, timeout_seconds=BATCH_SECONDS, fetch_size=20_000, ids=ids, **asked)
        return {row["id"]: row for row in rows}

    async def _write(self, noun: Noun, changes: Sequence[Change]) -> None:
        work = _node_work(noun, changes, self._now) if noun.shape == "NODE" else _tie_work(noun, changes, self._now)
        await self._unit(work)

    async def _unit(self, work: Sequence[tuple[str, Mapping[str, object]]]) -> None:
        async def run(unit: Unit) -> None:
            for name, params in work:
                await unit.run(name, **params)
            await unit.run("import_revision")

        await self._graph.write_unit(run, timeout_seconds=BATCH_SECONDS)


Item = TypeVar("Item")


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while some := list(islice(rest, BATCH_ROWS)):
        yield some


def _records(table: Table, rows: Iterable[Row]) -> Iterable[Record]:
    ends = [table.texts(column.name) for column in ends_of(table.noun)]
    links = [table.columns[link.column] for link in links_of(table.noun)]
    pairs: Iterable[tuple[str, ...]] = zip(*ends, strict=True) if ends else ((),) * len(table)
    others: Iterable[tuple[object, ...]] = zip(*links, strict=True) if links else ((),) * len(table)
    for identity, pair, other, row in zip(table.ids, pairs, others, rows, strict=True):
        yield Record(identity, pair, other, row)  # type: ignore[arg-type]  # two ends or none; REF cells are texts


def changes_of(batch: Sequence[Record], there: Mapping[str, Found], names: Sequence[str], noun: Noun) -> list[Change]:
    """What the graph lacks of a batch: nothing for records that stand there as sent."""
    changes = []
    for record in batch:
        found = there.get(record.id)
        if found is None:
            changes.append(Change(record, record.row, True, False))
            continue
        update = update_of(found["properties"], record.row, names)
        moved = _moved(found, record, noun)
        if moved and noun.shape == "TIE":  # it is made anew between its new ends, so it takes all it had along
            update = {**found["properties"], **(update or {})}
        if update is not None or moved:
            changes.append(Change(record, update or {}, False, moved))
    return changes


def _moved(found: Found, record: Record, noun: Noun) -> bool:
    """Whether the record has other ends, or refers to others, than the graph's."""
    if found["properties"].get("cls") == SEALED and record.row.get("cls") != SEALED:
        return False
    if noun.shape == "TIE":
        return (found["from_id"], found["to_id"]) != record.ends
    return tuple(found["properties"].get(link.column) for link in links_of(noun)) != record.links


Work = list[tuple[str, dict[str, object]]]
"""The statements of one transaction with their parameters."""


def _node_work(noun: Noun, changes: Sequence[Change], now: datetime) -> Work:
    work: Work = [("import_nodes", {"label": noun.label, "rows": [_sent(change, noun, now) for change in changes]})]
    if noun.name == "places":
        work.append(("import_points", {"ids": [change.record.id for change in changes]}))
    touched = [change for change in changes if change.new or change.moved]
    for position, link in enumerate(links_of(noun)):
        work += _link_work(noun, link, position, touched)
    return work


def _link_work(noun: Noun, link: Link, position: int, touched: Sequence[Change]) -> Work:
    work: Work = []
    moved = [change.record.id for change in touched if change.moved]
    if moved:
        cut = {"label": noun.label, "type": link.type, "ids": moved, "inward": link.inward}
        work.append(("import_unlink", cut))
    pairs = ((change.record.id, change.record.links[position]) for change in touched)
    rows = [{"id": identity, "other": other} for identity, other in pairs if other is not None]
    if rows:
        name = "import_links_in" if link.inward else "import_links_out"
        work.append((name, {"label": noun.label, "type": link.type, "other": link.label, "rows": rows}))
    return work


def _tie_work(noun: Noun, changes: Sequence[Change], now: datetime) -> Work:
    moved = [change.record.id for change in changes if change.moved]
    work: Work = [("import_untie", {"type": noun.label, "ids": moved})] if moved else []
    a, b = (NOUN[column.of].label for column in ends_of(noun))
    rows = [
        {**_sent(change, noun, now), "from_id": change.record.ends[0], "to_id": change.record.ends[1]}
        for change in changes
        if change.record.ends
    ]
    work.append(("import_ties", {"type": noun.label, "from_label": a, "to_label": b, "rows": rows}))
    return work


def _sent(change: Change, noun: Noun, now: datetime) -> dict[str, object]:
    """A row of the statement's parameter; a new statement's says when it came on file."""
    statement = change.new and noun.statement
    properties = recorded(change.record.row, now) if statement else change.properties
    return {"id": change.record.id, "properties": properties}
