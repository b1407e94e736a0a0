"""The writer for a running server: batch by batch, each one transaction that also raises the revision.

A batch first asks what is there and writes only what differs, so that an import can stop anywhere and simply be
run again: what was loaded is found unchanged, the rest follows.
"""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import TypeAlias, TypeVar

from graphsvc.access.statements import seal_corrections
from graphsvc.catalogue import Row as Found
from graphsvc.database.driver import Graph, Unit
from graphsvc.errors import Conflict
from graphsvc.importing.ahead import ahead
from graphsvc.importing.cells import Cell
from graphsvc.importing.guards import GUARDS, left_behind
from graphsvc.importing.link import Facts
from graphsvc.importing.rules import Edge, parent_edges
from graphsvc.importing.stored import (
    CLASS_COLUMNS,
    AccessClasses,
    Loaded,
    columns_of,
    day_text,
    fields_of,
    instant_text,
    mapped,
    texts_of,
)
from graphsvc.importing.tables import Table
from graphsvc.importing.touched import NOTHING, Lacking, Sent, Touched, touched
from graphsvc.model.kin import CHILD_ROLES, PARENT_ROLES
from graphsvc.model.news import News, news_of
from graphsvc.model.nouns import Kind, Noun

Item = TypeVar("Item")
BATCH_ROWS = 10_000  # a round trip costs 5 ms, so fewer would pay for nothing; more only holds memory in the server
BATCH_SECONDS = 120.0  # two hundred times what a batch takes on two cores


First: TypeAlias = Callable[[Unit], Awaitable[frozenset[str]]]
"""What comes first in a transaction, and whom it touches."""


async def _nothing(_unit: Unit) -> frozenset[str]:
    return frozenset()


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

    async def others(self, noun: Noun, owners: Mapping[str, str]) -> set[str]:
        found: set[str] = set()
        for some in _batches(owners.items()):
            ids, said = zip(*some, strict=True)
            name = "import_others_nodes" if noun.shape == "NODE" else "import_others_ties"
            rows = await self._read(name, label=noun.label, ids=list(ids), owners=list(said))
            found |= {row["id"] for row in rows}
        return found

    async def births(self, people: Sequence[str]) -> dict[str, date]:
        found: dict[str, date] = {}
        for some in _batches(people):
            rows = await self._read("import_known_births", people=some)
            found |= {row["person"]: row["born_on"] for row in rows}
        return found

    async def parents(self) -> list[Edge]:
        rows = await self._read("import_known_parents", roles=[*PARENT_ROLES, *CHILD_ROLES])
        return [
            edge
            for row in rows
            for edge in parent_edges(zip(row["ids"], row["relatives"], row["people"], row["roles_said"], strict=True))
        ]

    async def add_facts(self, facts: Facts) -> None:
        """Everybody's facts, for record linkage."""
        for row in await self._read("import_facts"):
            facts.add_rows(row["noun"], (row["people"], row["firsts"], row["seconds"]))

    async def matched(self) -> set[tuple[str, str]]:
        """The pairs compared before."""
        rows = await self._read("import_known_matches")
        return {pair for row in rows for pair in zip(row["firsts"], row["seconds"], strict=True)}

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
        """Write what the graph lacks of the table; `step` is told the rows of each finished batch.

        The next batch is asked about while one is written: no two share an id, so that changes no answer.
        """
        await self._add_classes(table)
        written = 0
        async with aclosing(ahead(self._lacking(table))) as batches:
            async for some, lacking in batches:
                await self._write(table.noun, lacking)
                written += len(lacking)
                step(len(some))
        return Loaded(written, len(table) - written)

    async def _lacking(self, table: Table) -> AsyncIterator[tuple[list[Sent], Lacking]]:
        """Each batch, with those of its rows that the graph lacks."""
        for some in _batches(zip(*bolt_columns(table, self._classes), strict=True)):
            yield some, lacking_of(some, await self._there(table.noun, [row[0] for row in some]), table.noun)

    async def _add_classes(self, table: Table) -> None:
        """The graph numbers the new ones: other writers make classes too, at the same time."""
        new = self._classes.lacking(table)
        if not new:
            return

        async def run(unit: Unit) -> list[int]:
            await unit.run("engine_hold")  # nobody else numbers until this is committed
            made = [await unit.run("record_class", **dict(zip(CLASS_COLUMNS, each, strict=True))) for each in new]
            await self._raise(unit, NOTHING)
            return [int(rows[0]["cls"]) for rows in made]

        for parts, number in zip(new, await self._graph.write_unit(run, timeout_seconds=BATCH_SECONDS), strict=True):
            self._classes.learn(parts, number)

    async def _there(self, noun: Noun, ids: Sequence[object]) -> dict[str, int]:
        """Id → row_hash of those that are in the graph; one row of lists, ten times faster than a row each."""
        name = "import_found_nodes" if noun.shape == "NODE" else "import_found_ties"
        rows = await self._graph.read(name, timeout_seconds=BATCH_SECONDS, label=noun.label, ids=ids)
        return {key: value for row in rows for key, value in zip(row["found"], row["row_hashes"], strict=True)}

    async def _write(self, noun: Noun, lacking: Lacking) -> None:
        """A new row may be there after all: another writer's, or ours, when the answer to a commit was lost."""
        now = {"now": self._now} if noun.statement else {}
        try:
            rows_of = {f"import_new_{noun.name}": lacking.new, f"import_{noun.name}": lacking.changed}
            new, first = news_in(noun, lacking), self._left_behind(noun, lacking)
            await self._unit(rows_of | _after(noun, lacking), touched(noun, lacking), new, first, **now)
        except Conflict:
            lacking = Lacking([], [*lacking.new, *lacking.changed])
            again = {f"import_{noun.name}": lacking.changed}
            new, first = news_in(noun, lacking), self._left_behind(noun, lacking)
            await self._unit(again | _after(noun, lacking), touched(noun, lacking), new, first, **now)

    async def _unit(
        self,
        rows_of: Mapping[str, Sequence[object]],
        touched: Touched,
        news: Sequence[News] = (),
        first: First = _nothing,
        **params: object,
    ) -> None:
        """Statements with rows, all or none of them, after what comes first; statements without rows are left out."""
        given = {name: rows for name, rows in rows_of.items() if rows}
        if not given:
            return

        async def run(unit: Unit) -> None:
            before = await self._before(unit, touched)
            others = await first(unit)
            for name, rows in given.items():
                await unit.run(name, rows=rows, **params)
            about = touched.people.union(before, others)
            people, groups = await self._settled(unit, about)
            await self._raise(unit, replace(touched, people=about | people, groups=touched.groups | groups), news)

        await self._graph.write_unit(run, timeout_seconds=BATCH_SECONDS)

    async def _raise(self, unit: Unit, touched: Touched, news: Sequence[News] = ()) -> None:
        """Raise the revision, with what was touched and what it is to those who subscribe."""
        people, groups = sorted(touched.people), sorted(touched.groups)
        await unit.run("import_revision", people=people, groups=groups, all=touched.all, token=uuid.uuid4().hex)
        await unit.run("change_news", news=[each.text() for each in news], at=self._now)

    def _left_behind(self, noun: Noun, lacking: Lacking) -> First:
        """What must stay of what protects, before the changed rows are written over it (definitions.md §4); and what is
        sealed takes along what was stated in its place."""
        names = [field.name for field in fields_of(noun)]
        sent = [dict(zip(names, row, strict=True)) for row in lacking.changed] if noun.name in GUARDS else []
        today, at = self._now.date(), names.index
        shut = [str(r[0]) for r in lacking.changed if r[at("sealed")]] if noun.statement and noun.about else []

        async def leave(unit: Unit) -> frozenset[str]:
            await seal_corrections(unit, noun.label, shut)
            if not sent:
                return frozenset()
            stood = await unit.run("import_stood", label=noun.label, ids=[row["id"] for row in sent])
            behind = left_behind(noun, stood, sent)
            screened: list[Found] = []
            if behind.kept:
                rows = [{"id": id, "kept": f"stood-{uuid.uuid4().hex}"} for id in behind.kept]
                await unit.run("import_left_behind", label=noun.label, rows=rows, today=today)
            if behind.apart:
                pairs = [{"id": f"apart-{uuid.uuid4().hex}", "a": a, "b": b} for a, b in behind.apart]
                await unit.run("import_kept_apart", rows=pairs, today=today)
            if behind.unsettled:
                facts = {"ids": list(behind.unsettled), "people": list(behind.about)}
                screened = await unit.run("import_unsettled", **facts)
            if behind.again:
                await unit.run("void_screens", relatives=list(behind.again), plans=None, today=today)
            return frozenset(row["id"] for row in screened).union(behind.again)

        return leave

    async def _settled(self, unit: Unit, about: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
        """What the bundle says of a merged record is put where the rest of it is; the people and groups it changed."""
        ones = {row["record"]: row["one"] for row in await unit.run("access_merged")}
        if not ones:
            return frozenset(), frozenset()
        rows = await unit.run("merge_settle", records=sorted(ones), today=self._now.date())
        return frozenset(ones[id] for id in about & frozenset(ones)), frozenset(rows[0]["groups"])

    async def _before(self, unit: Unit, touched: Touched) -> list[str]:
        """Whom the changed rows were about: a row that moves leaves them."""
        if not touched.changed:
            return []
        rows = await unit.run("import_joined_people", label=touched.label, ids=list(touched.changed))
        return list(rows[0]["people"])


def _after(noun: Noun, lacking: Lacking) -> dict[str, Sequence[object]]:
    """What follows from rows just written: whoever left the programme is referred to nobody any more (AC-6.2)."""
    return {"end_exited_referrals": [*lacking.new, *lacking.changed]} if noun.name == "enrolments" else {}


def bolt_columns(table: Table, classes: AccessClasses) -> list[Sequence[Cell | None]]:
    """The columns as the statements take them: days and moments as text, which packs ten times faster."""
    forms = {Kind.DATE: day_text, Kind.INSTANT: instant_text}
    fields = fields_of(table.noun)
    pairs = zip(fields, columns_of(table, classes, texts_of(table)), strict=True)
    return [mapped(values, forms[field.kind]) if field.kind in forms else values for field, values in pairs]


def lacking_of(batch: Sequence[Sent], there: Mapping[str, int | None], noun: Noun) -> Lacking:
    """The rows that the graph does not have as sent. A bare key only has to be there."""
    new = [row for row in batch if row[0] not in there]
    if not noun.columns:
        return Lacking(new, [])
    at = [field.name for field in fields_of(noun)].index("row_hash")
    return Lacking(new, [row for row in batch if there.get(str(row[0]), row[at]) != row[at]])


def news_in(noun: Noun, lacking: Lacking) -> list[News]:
    """What these rows are to those who subscribe, each by itself."""
    names = [field.name for field in fields_of(noun)]
    found = (news_of(noun, dict(zip(names, row, strict=True))) for row in (*lacking.new, *lacking.changed))
    return [news for news in found if news]


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while some := list(islice(rest, BATCH_ROWS)):
        yield some
