"""The only file that imports neo4j: statements by name go in, plain Python rows come out.

    graph.read(name, …)   one read transaction, READ access mode, retried when the fault was passing
    graph.write(name, …)  one write transaction
    graph.write_unit(f)   several statements, all or nothing; f may run more than once
    graph.run_alone(text) one auto-commit statement (schema changes), for migrations

Every foreign exception is translated at one gate (`translated`, a table). Messages name statements, never values.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import NoneType
from typing import Any, TypeVar, cast

import neo4j
from neo4j import exceptions as foreign
from neo4j.spatial import WGS84Point
from neo4j.time import Date, DateTime

from graphsvc.catalogue import Catalogue, Row, Statement, Value
from graphsvc.database.connection import Connection
from graphsvc.errors import (
    CatalogueError,
    Conflict,
    DatabaseError,
    DatabaseGone,
    GraphsvcError,
    ServerTooOld,
    SettingError,
    StatementLate,
    WrongPassword,
)

Answer = TypeVar("Answer")
OLDEST = (2026, 1)  # Cypher 25 with SHORTEST k, ACYCLIC and allReduce
LANGUAGE = "CYPHER 25 "  # said in each statement, so that the server's default does not matter
RETRY_SECONDS = 5.0  # deadlocks and a database that restarts; longer would outlast a request
GRACE_SECONDS = 2.0  # beyond a statement's own bound, for a server that answers nothing at all
CONNECT_SECONDS = 5.0

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


class Unit:
    """One open transaction: statements by name."""

    def __init__(self, transaction: neo4j.AsyncManagedTransaction, catalogue: Catalogue) -> None:
        self._transaction = transaction
        self._catalogue = catalogue

    async def run(self, name: str, /, **params: Any) -> list[Row]:
        """The rows of a statement, read or write. Raises CatalogueError for params the header does not name."""
        statement = _fitting(self._catalogue[name], params)
        _note(name)
        result = await self._transaction.run(LANGUAGE + statement.text, params)
        return _rows(result.keys(), await result.values())


@dataclass(frozen=True)
class Graph:
    """One database, for one event loop. Reads see what this process wrote (bookmarks)."""

    driver: neo4j.AsyncDriver
    catalogue: Catalogue
    database: str
    deadline_seconds: float
    bookmarks: neo4j.api.AsyncBookmarkManager

    @staticmethod
    async def open(connection: Connection, catalogue: Catalogue, *, deadline_seconds: float = 10.0) -> "Graph":
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
        return Graph(driver, catalogue, connection.database, deadline_seconds, bookmarks)

    async def close(self) -> None:
        """Close every connection."""
        await self.driver.close()

    async def read(
        self, name: str, /, *, timeout_seconds: float | None = None, fetch_size: int = 1000, **params: Any
    ) -> list[Row]:
        """The rows of a read statement. `fetch_size` is rows per network batch: 20,000 suits whole-graph reads."""
        if self.catalogue[name].mode != "read":
            raise CatalogueError(f"{name} is not a read statement.", "Ask it through write.")
        seconds = self.deadline_seconds if timeout_seconds is None else timeout_seconds
        async with self._session(name, neo4j.READ_ACCESS, seconds, fetch_size) as session:
            return await session.execute_read(self._unit(lambda unit: unit.run(name, **params), seconds))

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
        async with self._session(label, neo4j.WRITE_ACCESS, seconds, 1000) as session:
            return await session.execute_write(self._unit(work, seconds))

    async def run_alone(
        self, text: str, /, *, label: str = "a migration", timeout_seconds: float = 600.0, **params: Any
    ) -> list[Row]:
        """Run one text in an auto-commit transaction: schema changes, and statements that commit in batches."""
        async with self._session(label, neo4j.WRITE_ACCESS, timeout_seconds, 1000) as session:
            _note(label)
            query = neo4j.Query(LANGUAGE + text, timeout=timeout_seconds)
            result = await session.run(query, params)
            return _rows(result.keys(), await result.values())

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


def _fitting(statement: Statement, params: dict[str, Any]) -> Statement:
    if params.keys() != statement.params.keys():
        differ = ", ".join(sorted(params.keys() ^ statement.params.keys()))
        raise CatalogueError(f"{statement.name} was asked with other parameters than it names: {differ}.", "Fix it.")
    return statement


def _note(name: str) -> None:
    names = _ASKED.get()
    if names is not None:
        names.append(name)


# ---- rows -----------------------------------------------------------------------------------------------------

_PLAIN = {NoneType, bool, int, float, str}
_READ: dict[type, Callable[[Any], Value]] = {
    Date: lambda raw: cast(date, raw.to_native()),
    DateTime: lambda raw: _instant(raw.to_native()),
    WGS84Point: lambda raw: (raw.latitude, raw.longitude),
    dict: lambda raw: {key: _value(each) for key, each in raw.items()},
    list: lambda raw: raw if _PLAIN.issuperset(map(type, raw)) else [_value(each) for each in raw],
}


def _rows(keys: tuple[str, ...], table: list[list[Any]]) -> list[Row]:
    return [dict(zip(keys, map(_value, values), strict=True)) for values in table]


def _value(raw: Any) -> Value:
    """Plain Python. Whole columns of plain values pass untouched: that is what makes bulk reads fast."""
    kind = type(raw)
    if kind in _PLAIN:
        return cast(Value, raw)
    if kind not in _READ:
        raise DatabaseError(f"A statement returned a {kind.__name__}.", "Return flat named columns, not nodes.")
    return _READ[kind](raw)


def _instant(raw: datetime) -> datetime:
    """Aware, in UTC; a local one is taken as UTC, since that is what we write."""
    return raw.astimezone(UTC) if raw.tzinfo else raw.replace(tzinfo=UTC)


# ---- the gate -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    """A row of the gate: a foreign exception (and how its code begins) is this error of ours, with this next step."""

    kind: type[BaseException]
    code: str
    ours: type[GraphsvcError]
    says: str
    next_step: str


_GONE = "Check that the server runs and GRAPHSVC_NEO4J_URI is right, then ask again."
_AGAIN = "Ask again."
_LOGIN = "Check the user and the password file."
_FAULTY = "Report it with the statement's name."
_TIMED_OUT = "Neo.ClientError.Transaction.TransactionTimedOut"
_LOCKED = "Neo.TransientError.Transaction.LockAcquisitionTimeout"
_DEADLOCK = "Neo.TransientError.Transaction.DeadlockDetected"
_NO_DATABASE = "Neo.ClientError.Database.DatabaseNotFound"
FAULTS: tuple[Fault, ...] = (
    # the first row that fits decides, so the special stands before the general
    Fault(foreign.Neo4jError, _TIMED_OUT, StatementLate, "took too long", _AGAIN),
    Fault(foreign.Neo4jError, _LOCKED, Conflict, "waited too long for another writer", _AGAIN),
    Fault(foreign.Neo4jError, _DEADLOCK, Conflict, "met another writer", _AGAIN),
    Fault(foreign.Neo4jError, "Neo.ClientError.Security", WrongPassword, "was refused", _LOGIN),
    Fault(foreign.AuthError, "", WrongPassword, "was refused", _LOGIN),
    Fault(foreign.Forbidden, "", WrongPassword, "was refused", "Use a login that may read and write."),
    Fault(foreign.ConstraintError, "", Conflict, "broke a constraint", "Read what is there, then decide."),
    Fault(foreign.DatabaseUnavailable, "", DatabaseGone, "found its database unavailable", _GONE),
    Fault(foreign.NotALeader, "", DatabaseGone, "found no leader", _AGAIN),
    Fault(foreign.ForbiddenOnReadOnlyDatabase, "", DatabaseGone, "found its database read-only", _AGAIN),
    Fault(foreign.Neo4jError, _NO_DATABASE, SettingError, "found no such database", "Set GRAPHSVC_NEO4J_DATABASE."),
    Fault(foreign.TransientError, "", DatabaseGone, "was turned away for now", _AGAIN),
    Fault(foreign.UnsupportedServerProduct, "", ServerTooOld, "met a server that is no Neo4j of ours", _GONE),
    Fault(foreign.ConfigurationError, "", SettingError, "cannot use this address", "Check GRAPHSVC_NEO4J_URI."),
    Fault(foreign.SessionExpired, "", DatabaseGone, "lost its connection", _GONE),
    Fault(foreign.ServiceUnavailable, "", DatabaseGone, "found no database", _GONE),
    Fault(foreign.ConnectionPoolError, "", DatabaseGone, "got no connection in time", _GONE),
    Fault(TimeoutError, "", StatementLate, "got no answer in time", _AGAIN),
    Fault(OSError, "", DatabaseGone, "found no database", _GONE),
    Fault(foreign.GqlError, "", DatabaseError, "failed", _FAULTY),
)


@contextmanager
def gate(name: str) -> Iterator[None]:
    """Nothing foreign leaves the block: it becomes ours, with the foreign one as its cause."""
    try:
        yield
    except (foreign.GqlError, OSError) as fault:
        raise translated(name, fault) from fault


def translated(name: str, fault: BaseException) -> GraphsvcError:
    """Our error for a foreign one. The foreign message may hold values of people, so only its code is repeated."""
    code = getattr(fault, "code", None) or ""
    for row in FAULTS:
        if isinstance(fault, row.kind) and code.startswith(row.code):
            return row.ours(f"Statement {name} {row.says}{f' ({code})' if code else ''}.", row.next_step)
    return DatabaseError(f"Statement {name} failed ({type(fault).__name__}).", _FAULTY)
