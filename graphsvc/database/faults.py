"""What each foreign exception becomes: a table of class names, so that the driver alone imports the driver.

Messages name statements, never values: the foreign message may hold what people told, so only its code is repeated.
"""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class Fault:
    """A class of the driver (by name; its children too), how its code begins, and what it is of ours."""

    kind: str
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
    Fault("Neo4jError", _TIMED_OUT, StatementLate, "took too long", _AGAIN),
    Fault("Neo4jError", _LOCKED, Conflict, "waited too long for another writer", _AGAIN),
    Fault("Neo4jError", _DEADLOCK, Conflict, "met another writer", _AGAIN),
    Fault("Neo4jError", "Neo.ClientError.Security", WrongPassword, "was refused", _LOGIN),
    Fault("AuthError", "", WrongPassword, "was refused", _LOGIN),
    Fault("Forbidden", "", WrongPassword, "was refused", "Use a login that may read and write."),
    Fault("ConstraintError", "", Conflict, "broke a constraint", "Read what is there, then decide."),
    Fault("DatabaseUnavailable", "", DatabaseGone, "found its database unavailable", _GONE),
    Fault("NotALeader", "", DatabaseGone, "found no leader", _AGAIN),
    Fault("ForbiddenOnReadOnlyDatabase", "", DatabaseGone, "found its database read-only", _AGAIN),
    Fault("Neo4jError", _NO_DATABASE, SettingError, "found no such database", "Set GRAPHSVC_NEO4J_DATABASE."),
    Fault("TransientError", "", DatabaseGone, "was turned away for now", _AGAIN),
    Fault("UnsupportedServerProduct", "", ServerTooOld, "met a server that is no Neo4j of ours", _GONE),
    Fault("ConfigurationError", "", SettingError, "cannot use this address", "Check GRAPHSVC_NEO4J_URI."),
    Fault("SessionExpired", "", DatabaseGone, "lost its connection", _GONE),
    Fault("ServiceUnavailable", "", DatabaseGone, "found no database", _GONE),
    Fault("ConnectionPoolError", "", DatabaseGone, "got no connection in time", _GONE),
    Fault("TimeoutError", "", StatementLate, "got no answer in time", _AGAIN),
    Fault("OSError", "", DatabaseGone, "found no database", _GONE),
    Fault("GqlError", "", DatabaseError, "failed", _FAULTY),
)


def translated(name: str, fault: BaseException) -> GraphsvcError:
    """Our error for a foreign one, met by the statement `name`."""
    code = getattr(fault, "code", None) or ""
    kinds = {kind.__name__ for kind in type(fault).__mro__}
    for row in FAULTS:
        if row.kind in kinds and code.startswith(row.code):
            return row.ours(f"Statement {name} {row.says}{f' ({code})' if code else ''}.", row.next_step)
    return DatabaseError(f"Statement {name} failed ({type(fault).__name__}).", _FAULTY)
