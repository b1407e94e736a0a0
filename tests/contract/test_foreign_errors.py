"""Nothing of the driver's own exceptions gets past the gate."""

import asyncio
import errno
import inspect
from collections.abc import AsyncIterator

import pytest
from neo4j import exceptions as foreign

from graphsvc.catalogue import read_catalogue
from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph, gate, refuse_old
from graphsvc.database.faults import translated
from graphsvc.errors import (
    Conflict,
    DatabaseError,
    DatabaseGone,
    GraphsvcError,
    ServerTooOld,
    SettingError,
    StatementLate,
    WrongPassword,
)

FOREIGN = [
    kind
    for _, kind in inspect.getmembers(foreign, inspect.isclass)
    if issubclass(kind, Exception) and kind.__module__ == foreign.__name__
]
# what each class of the driver becomes when no code says more; a class missing here fails the walk below
BECOMES: dict[str, type[GraphsvcError]] = {
    "AuthConfigurationError": SettingError,
    "AuthError": WrongPassword,
    "BrokenRecordError": DatabaseError,
    "CertificateConfigurationError": SettingError,
    "ClientError": DatabaseError,
    "ConfigurationError": SettingError,
    "ConnectionAcquisitionTimeoutError": DatabaseGone,
    "ConnectionPoolError": DatabaseGone,
    "ConstraintError": Conflict,
    "CypherSyntaxError": DatabaseError,
    "CypherTypeError": DatabaseError,
    "DatabaseError": DatabaseError,
    "DatabaseUnavailable": DatabaseGone,
    "DriverError": DatabaseError,
    "Forbidden": WrongPassword,
    "ForbiddenOnReadOnlyDatabase": DatabaseGone,
    "GqlError": DatabaseError,
    "IncompleteCommit": DatabaseGone,
    "Neo4jError": DatabaseError,
    "NotALeader": DatabaseGone,
    "ReadServiceUnavailable": DatabaseGone,
    "ResultConsumedError": DatabaseError,
    "ResultError": DatabaseError,
    "ResultFailedError": DatabaseError,
    "ResultNotSingleError": DatabaseError,
    "RoutingServiceUnavailable": DatabaseGone,
    "ServiceUnavailable": DatabaseGone,
    "SessionError": DatabaseError,
    "SessionExpired": DatabaseGone,
    "TokenExpired": WrongPassword,
    "TransactionError": DatabaseError,
    "TransactionNestingError": DatabaseError,
    "TransientError": DatabaseGone,
    "UnsupportedServerProduct": ServerTooOld,
    "WriteServiceUnavailable": DatabaseGone,
}


def bare(kind: type[Exception]) -> Exception:
    """An exception of the driver, as little filled in as can be."""
    return kind.__new__(kind)


@pytest.mark.parametrize("kind", FOREIGN, ids=lambda kind: kind.__name__)
def test_each_class_of_the_driver_becomes_ours(kind: type[Exception]) -> None:
    with pytest.raises(GraphsvcError) as ours, gate("some_statement"):
        raise bare(kind)
    assert type(ours.value) is BECOMES[kind.__name__]
    assert isinstance(ours.value.__cause__, kind)


def test_the_table_names_no_class_that_is_gone() -> None:
    assert sorted(BECOMES) == sorted(kind.__name__ for kind in FOREIGN)


@pytest.mark.parametrize(
    ("code", "ours"),
    [
        ("Neo.ClientError.Transaction.TransactionTimedOut", StatementLate),
        ("Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration", StatementLate),
        ("Neo.TransientError.Transaction.DeadlockDetected", Conflict),
        ("Neo.TransientError.Transaction.LockAcquisitionTimeout", Conflict),
        ("Neo.ClientError.Security.Unauthorized", WrongPassword),
        ("Neo.ClientError.Security.AuthenticationRateLimit", WrongPassword),
        ("Neo.ClientError.Schema.ConstraintValidationFailed", Conflict),
        ("Neo.ClientError.Database.DatabaseNotFound", SettingError),
        ("Neo.TransientError.General.DatabaseUnavailable", DatabaseGone),
        ("Neo.ClientError.Statement.SyntaxError", DatabaseError),
        ("Neo.ClientError.Statement.AccessMode", DatabaseError),
        ("Neo.DatabaseError.General.UnknownError", DatabaseError),
    ],
)
def test_the_servers_code_decides(code: str, ours: type[GraphsvcError]) -> None:
    fault = foreign.Neo4jError._hydrate_neo4j(code=code, message="Ada Example was born on 2001-02-03")
    found = translated("some_statement", fault)
    assert type(found) is ours
    assert code in found.message and "some_statement" in found.message
    assert "Ada" not in str(found)


@pytest.mark.parametrize(
    ("fault", "ours"),
    [
        (ConnectionResetError(errno.ECONNRESET, "reset"), DatabaseGone),
        (OSError(errno.ENETUNREACH, "unreachable"), DatabaseGone),
        (TimeoutError(), StatementLate),
    ],
)
def test_faults_of_the_network_become_ours(fault: Exception, ours: type[GraphsvcError]) -> None:
    with pytest.raises(ours), gate("some_statement"):
        raise fault


def test_our_own_errors_pass_untouched() -> None:
    with pytest.raises(StatementLate, match="mine"), gate("some_statement"):
        raise StatementLate("mine", "")


@pytest.mark.parametrize("agent", ["Neo4j/5.26.1", "Neo4j/2026.04.2", "Neo4j/dev", "Other/2026.08.1", ""])
def test_a_server_too_old_is_refused(agent: str) -> None:
    with pytest.raises(ServerTooOld):
        refuse_old(agent)


def test_a_server_new_enough_is_taken() -> None:
    assert refuse_old("Neo4j/2026.05.0") is None


@pytest.fixture(params=[b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\0\0\0\0", b"\0\0\0\1", b"\xff" * 64])
async def impostor(request: pytest.FixtureRequest) -> AsyncIterator[asyncio.AbstractServer]:
    """Something that listens and is no Neo4j of ours."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(20)
        writer.write(request.param)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield server
    server.close()


async def test_a_server_that_is_no_neo4j_is_ours_to_name(impostor: asyncio.AbstractServer) -> None:
    port = impostor.sockets[0].getsockname()[1]
    with pytest.raises((DatabaseError, SettingError)):
        await Graph.open(Connection(f"bolt://127.0.0.1:{port}", "neo4j", "x"), read_catalogue())
