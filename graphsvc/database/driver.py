"""The only file that imports neo4j: statements by name go in, plain Python rows come out.

    graph.read(name, …)   one read transaction, READ access mode, retried when the fault was passing
    graph.lists(name, …)  the same for a statement of one row of lists, as columns: whole-graph reads
    graph.write(name, …)  one write transaction
    graph.write_unit(f)   several statements, all or nothing; f may run more than once
    graph.run_alone(text) one auto-commit statement (schema changes), for migrations
    graph.read_together() several read statements in one round trip

Every foreign exception is translated at one gate, by the table in faults.py.
"""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import zip_longest
from types import NoneType
from typing import Any, TypeVar, cast

import neo4j
from neo4j import exceptions as foreign
from neo4j.spatial import WGS84Point
from neo4j.time import Date, DateTime

from graphsvc.catalogue import Catalogue, Row, Statement, Value
from graphsvc.database.connection import Connection
from graphsvc.database.faults import translated
from graphsvc.database.word import Word
from graphsvc.errors import CatalogueError, DatabaseError, ServerTooOld

Answer = TypeVar("Answer")
OLDEST = (2026, 5)  # the first whose SHORTEST k takes ACYCLIC (its release note)
LANGUAGE = "CYPHER 25 "  # said in each statement, so that the server's default does not matter
RETRY_SECONDS = 5.0  # deadlocks and a database that restarts; longer would outlast a request
GRACE_SECONDS = 2.0  # beyond a statement's own bound, for a server that answers nothing at all
CONNECT_SECONDS = 5.0
UNTOLD = frozenset({"engine_hold", "engine_mark", "engine_trim"})
"""Writes that change nothing of which an answer is made, so nobody is told of them."""

_ASKED: ContextVar[list[str] | None] = ContextVar("asked", default=None)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The names of the statements asked inside the block, in order, by it and the tasks it starts."""
    names: list[str] = []
    token = _ASKED.set(names)
    try:
        yield names
    finally:
        _ASKED.reset(token)


@contextmanager
def gate(name: str) -> Iterator[None]:
    """Nothing foreign leaves the block: it becomes ours (faults.py), with the foreign one as its cause."""
    try:
        yield
    except (foreign.GqlError, OSError) as fault:
        raise translated(name, fault) from fault


class _Passing(Exception):
    """A fault that may be gone at the next attempt."""


class Unit:
    """One open transaction: statements by name."""

    def __init__(self, transaction: neo4j.AsyncManagedTransaction, catalogue: Catalogue) -> None:
        self._transaction = transaction
        self._catalogue = catalogue

    async def run(self, name: str, /, **params: Any) -> list[Row]:
        """The rows of a statement, read or write. Raises CatalogueError for params the header does not name."""
        statement = _fitting(self._catalogue[name], params)
        _note(name)
        result = await self._transaction.run(LANGUAGE + statement.text, _sent(params))
        return _rows(result.keys(), await result.values())

    async def read(self, name: str, /, **params: Any) -> list[Row]:
        """As `run`, for what reads either inside a transaction or by itself."""
        return await self.run(name, **params)


@dataclass(frozen=True)
class Graph:
    """One database, for one event loop. Reads see what this process wrote (bookmarks).

    `word` is changed after each write, whatever came of it: a commit whose reply is lost is a commit.
    """

    driver: neo4j.AsyncDriver
    catalogue: Catalogue
    database: str
    deadline_seconds: float
    bookmarks: neo4j.api.AsyncBookmarkManager
    word: Word = field(default_factory=Word)

    @staticmethod
    async def open(
        connection: Connection, catalogue: Catalogue, *, deadline_seconds: float = 10.0, word: Word | None = None
    ) -> "Graph":
        """A graph whose server was reached, accepted the password and is new enough.

        Raises DatabaseGone, WrongPassword, ServerTooOld, SettingError.
        """
        with gate("open"):
            driver = _driver(connection)
        try:
            with gate("open"):
                refuse_old((await driver.get_server_info()).agent)
        except BaseException:
            await driver.close()
            raise
        bookmarks = neo4j.AsyncGraphDatabase.bookmark_manager()
        return Graph(driver, catalogue, connection.database, deadline_seconds, bookmarks, word or Word())

    async def close(self) -> None:
        """Close every connection."""
        await self.driver.close()

    async def read(
        self, name: str, /, *, timeout_seconds: float | None = None, fetch_size: int = 0, **params: Any
    ) -> list[Row]:
        """The rows of a read statement, in one message.

        `fetch_size` streams them instead, so many a batch, so that the server holds no more of a whole-graph read.
        """
        if self.catalogue[name].mode != "read":
            raise CatalogueError(f"{name} is not a read statement.", "Ask it through write.")
        seconds = self.deadline_seconds if timeout_seconds is None else timeout_seconds
        async with self._session(name, neo4j.READ_ACCESS, seconds, fetch_size or 1000) as session:
            if not fetch_size:
                with contextlib.suppress(_Passing):
                    return await self._at_once(session, name, seconds, params)
            return await session.execute_read(self._unit(lambda unit: unit.run(name, **params), seconds))

    async def read_together(self, asked: Mapping[str, Mapping[str, Any]]) -> dict[str, list[Row]]:
        """The rows of several read statements, name → params, in one round trip and in one transaction.

        Parameters of one name have one value. Raises CatalogueError where they do not.
        """
        if len(asked) < 2:
            return {name: await self.read(name, **params) for name, params in asked.items()}
        statements, params = self._together(asked)
        label = "+".join(asked)
        async with self._session(label, neo4j.READ_ACCESS, self.deadline_seconds, 1000) as session:
            with contextlib.suppress(_Passing):
                text = together(statements)
                (tables,) = await _asked_at_once(session, label, text, self.deadline_seconds, params)
                return {each.name: _table(each, rows) for each, rows in zip(statements, tables, strict=True)}
        return {name: await self.read(name, **params) for name, params in asked.items()}

    def _together(self, asked: Mapping[str, Mapping[str, Any]]) -> tuple[list[Statement], dict[str, Any]]:
        statements, params = [_fitting(self.catalogue[name], each) for name, each in asked.items()], dict[str, Any]()
        for statement in statements:
            said = asked[statement.name]
            if statement.mode != "read" or any(params.get(name, value) != value for name, value in said.items()):
                raise CatalogueError(f"{statement.name} cannot be asked with the others.", "Ask it by itself.")
            params |= said
        return statements, params

    async def lists(self, name: str, /, *, timeout_seconds: float | None = None, **params: Any) -> list[list[Any]]:
        """The columns of a read statement that answers one row of lists of plain values, as they come.

        No object a row is made: a million rows cost a tenth of what `read` takes for them.
        """
        statement = _fitting(self.catalogue[name], params)
        seconds = self.deadline_seconds if timeout_seconds is None else timeout_seconds

        async def asked(transaction: neo4j.AsyncManagedTransaction) -> list[list[Any]]:
            _note(name)
            result = await transaction.run(LANGUAGE + statement.text, _sent(params))
            return cast(list[list[Any]], (await result.values())[0])

        async with self._session(name, neo4j.READ_ACCESS, seconds, 1000) as session:
            return await session.execute_read(neo4j.unit_of_work(timeout=seconds)(asked))

    async def _at_once(
        self, session: neo4j.AsyncSession, name: str, seconds: float, params: dict[str, Any]
    ) -> list[Row]:
        """One round trip where a managed transaction takes three; one message where a row each costs more than the row.

        Raises _Passing for a fault that a managed transaction would try again.
        """
        statement = _fitting(self.catalogue[name], params)
        ((rows,),) = await _asked_at_once(session, name, gathered(statement), seconds, params)
        return _table(statement, rows)

    async def write(self, name: str, /, *, timeout_seconds: float | None = None, **params: Any) -> list[Row]:
        """The rows of one statement in a write transaction of its own."""
        return await self.write_unit(lambda unit: unit.run(name, **params), timeout_seconds=timeout_seconds, label=name)

    async def write_unit(
        self,
        work: Callable[[Unit], Awaitable[Answer]],
        *,
        timeout_seconds: float | None = None,
        label: str = "several statements",
    ) -> Answer:
        """What `work` returns, its statements committed together or not at all.

        `work` runs again after a passing fault (deadlock, lost connection), so all it does goes through its unit.
        """
        seconds = self.deadline_seconds if timeout_seconds is None else timeout_seconds
        try:
            async with self._session(label, neo4j.WRITE_ACCESS, seconds, 1000) as session:
                return await session.execute_write(self._unit(work, seconds))
        finally:
            if label not in UNTOLD:
                self.word.change()

    async def run_alone(
        self, text: str, /, *, label: str = "a migration", timeout_seconds: float = 600.0, **params: Any
    ) -> list[Row]:
        """Run one text in an auto-commit transaction: schema changes, and statements that commit in batches."""
        try:
            async with self._session(label, neo4j.WRITE_ACCESS, timeout_seconds, 1000) as session:
                _note(label)
                query = neo4j.Query(LANGUAGE + text, timeout=timeout_seconds)
                result = await session.run(query, _sent(params))
                return _rows(result.keys(), await result.values())
        finally:
            self.word.change()

    async def columns(self, statement: Statement) -> list[str]:
        """The column names that the server would answer with; nothing runs."""
        async with self._session(statement.name, neo4j.READ_ACCESS, self.deadline_seconds, 1000) as session:
            result = await session.run(f"{LANGUAGE}EXPLAIN {statement.text}", no_values(statement))
            return list(result.keys())

    @asynccontextmanager
    async def _session(
        self, name: str, access: str, seconds: float, fetch_size: int
    ) -> AsyncIterator[neo4j.AsyncSession]:
        """A session inside the gate and inside the time bound; a cancelled one takes its statement with it."""
        with gate(name):
            async with (
                asyncio.timeout(seconds + GRACE_SECONDS),
                self.driver.session(
                    database=self.database,
                    default_access_mode=access,
                    bookmark_manager=self.bookmarks,
                    fetch_size=fetch_size,
                ) as session,
            ):
                yield session

    def _unit(
        self, work: Callable[[Unit], Awaitable[Answer]], seconds: float
    ) -> Callable[[neo4j.AsyncManagedTransaction], Awaitable[Answer]]:
        @neo4j.unit_of_work(timeout=seconds)
        async def unit(transaction: neo4j.AsyncManagedTransaction) -> Answer:
            return await work(Unit(transaction, self.catalogue))

        return unit


def gathered(statement: Statement, column: str = "rows") -> str:
    """The statement's text with its rows, in their order, as one list of lists; days as text, which is read faster."""
    said = (f"toString(`{name}`)" if kind == "DATE" else f"`{name}`" for name, kind in statement.returns.items())
    return f"CALL () {{\n{statement.text}\n}}\nRETURN collect([{', '.join(said)}]) AS {column}"


def together(statements: Iterable[Statement]) -> str:
    """The texts of several statements, each gathered, as one."""
    each = [f"CALL () {{\n{gathered(statement, f'rows_{place}')}\n}}" for place, statement in enumerate(statements)]
    return "\n".join((*each, "RETURN " + ", ".join(f"rows_{place}" for place in range(len(each)))))


async def _asked_at_once(
    session: neo4j.AsyncSession, name: str, text: str, seconds: float, params: dict[str, Any]
) -> list[list[Any]]:
    """What an auto-commit statement answers. Raises _Passing for a fault that a managed transaction would try again."""
    _note(name)
    try:
        result = await session.run(neo4j.Query(LANGUAGE + text, timeout=seconds), _sent(params))
        return await result.values()
    except (foreign.Neo4jError, foreign.DriverError) as fault:
        raise (_Passing if fault.is_retryable() else fault) from fault


def _table(statement: Statement, rows: list[list[Any]]) -> list[Row]:
    return _rows(statement.returns, rows, statement.returns.values())


def no_values(statement: Statement) -> dict[str, None]:
    """A null for each parameter: enough for EXPLAIN."""
    return dict.fromkeys(statement.params)


def _driver(connection: Connection) -> neo4j.AsyncDriver:
    return neo4j.AsyncGraphDatabase.driver(
        connection.uri,
        auth=(connection.user, connection.password),
        user_agent="graphsvc",
        connection_timeout=CONNECT_SECONDS,
        connection_acquisition_timeout=2 * CONNECT_SECONDS,
        max_transaction_retry_time=RETRY_SECONDS,
        notifications_min_severity="OFF",
        telemetry_disabled=True,
    )


def refuse_old(agent: str) -> None:
    """Raise ServerTooOld unless `agent` (such as "Neo4j/2026.08.1") can run our Cypher."""
    numbers = re.match(r"Neo4j/(\d+)\.(\d+)", agent)
    if not numbers or (int(numbers[1]), int(numbers[2])) < OLDEST:
        raise ServerTooOld(f"{agent} cannot run Cypher 25.", f"Use Neo4j {OLDEST[0]}.{OLDEST[1]:02} or newer.")


def _fitting(statement: Statement, params: Mapping[str, Any]) -> Statement:
    if params.keys() != statement.params.keys():
        differ = ", ".join(sorted(params.keys() ^ statement.params.keys()))
        raise CatalogueError(f"{statement.name} was asked with other parameters than it names: {differ}.", "Fix it.")
    return statement


def _note(name: str) -> None:
    names = _ASKED.get()
    if names is not None:
        names.append(name)


# ---- values that go in ------------------------------------------------------------------------------------------


def _sent(value: Any) -> Any:
    """The value with every instant in UTC. Tuples are an import's rows, whose instants are text: they go as they are.

    An instant in a zoneinfo zone must not reach the driver: it asks the zone of an instant of its own class, which
    CPython's zoneinfo reads past its end (github.com/python/cpython/issues/125318): an hour off, a hang, or a crash.
    """
    kind = type(value)
    if kind is datetime:
        return value.astimezone(UTC) if value.tzinfo else value
    if kind is dict:
        return {key: _sent(each) for key, each in value.items()}
    if kind is list and not _PLAIN.issuperset(map(type, value)):
        return [_sent(each) for each in value]
    return value


# ---- rows -----------------------------------------------------------------------------------------------------

_PLAIN = {NoneType, bool, int, float, str}
_READ: dict[type, Callable[[Any], Value]] = {
    Date: lambda raw: cast(date, raw.to_native()),
    DateTime: lambda raw: _instant(raw.to_native()),
    WGS84Point: lambda raw: (raw.latitude, raw.longitude),
    dict: lambda raw: {key: each if type(each) in _PLAIN else _value(each) for key, each in raw.items()},
    list: lambda raw: raw if _PLAIN.issuperset(map(type, raw)) else [_value(each) for each in raw],
}


def _rows(names: Iterable[str], table: list[list[Any]], kinds: Iterable[str] = ()) -> list[Row]:
    """Rows by name. Where `kinds` are given, a DATE comes as text."""
    columns = zip(*table, strict=True)
    read = (
        [_days(each) if kind == "DATE" else _column(each) for each, kind in zip_longest(columns, kinds)]
        if table
        else []
    )
    names = tuple(names)
    return [dict(zip(names, values, strict=True)) for values in zip(*read, strict=True)]


def _column(values: tuple[Any, ...]) -> Iterable[Value]:
    """Whole columns of plain values pass untouched: that is what makes bulk reads fast."""
    return values if _PLAIN.issuperset(map(type, values)) else list(map(_value, values))


def _days(values: tuple[str | None, ...]) -> list[date | None]:
    return [None if text is None else date.fromisoformat(text) for text in values]


def _value(raw: Any) -> Value:
    """Plain Python."""
    kind = type(raw)
    if kind in _PLAIN:
        return cast(Value, raw)
    if kind not in _READ:
        raise DatabaseError(f"A statement returned a {kind.__name__}.", "Return flat named columns, not nodes.")
    return _READ[kind](raw)


def _instant(raw: datetime) -> datetime:
    """Aware, in UTC; a local one is taken as UTC, since that is what we write."""
    return raw.astimezone(UTC) if raw.tzinfo else raw.replace(tzinfo=UTC)
