"""Every error this product raises on purpose.

GraphsvcError                   code, message, next_step: always all three
├── SettingError                a GRAPHSVC_* value that cannot work
├── ServerError                 the local Neo4j could not be fetched, started or kept
│   ├── NoNetwork               the jars cannot be downloaded
│   ├── NoSpace                 the disk is full
│   ├── PortTaken               the wanted port is in use
│   ├── StoreInUse              another process already runs a server on this store
│   └── StartTooSlow            the server did not answer in time
├── DatabaseError               a database that was reached, or should have been
│   ├── DatabaseGone            no connection; retryable
│   ├── WrongPassword           credentials refused
│   ├── ServerTooOld            the server cannot run our Cypher
│   ├── StatementLate           the statement's time bound ended it; retryable
│   └── Conflict                a constraint or another writer said no
├── CatalogueError              a Cypher file whose header lies
├── BundleError                 an import that cannot even begin (no such folder, no space)
├── TokenRefused                a bearer token that is not accepted
├── InputRefused                an argument out of bounds, named
└── AuditFailed                 the audit line could not be written, so the read fails
"""


class GraphsvcError(Exception):
    """Base of the tree. `code` is stable and upper-case; `next_step` tells a person what to do."""

    code = "FAULT"
    retryable = False

    def __init__(self, message: str, next_step: str) -> None:
        super().__init__(f"{message} {next_step}".strip())
        self.message = message
        self.next_step = next_step


class SettingError(GraphsvcError):
    code = "SETTING"


class ServerError(GraphsvcError):
    code = "SERVER"


class NoNetwork(ServerError):
    code = "NO_NETWORK"
    retryable = True


class NoSpace(ServerError):
    code = "NO_SPACE"


class PortTaken(ServerError):
    code = "PORT_TAKEN"


class StoreInUse(ServerError):
    code = "STORE_IN_USE"


class StartTooSlow(ServerError):
    code = "START_TOO_SLOW"
    retryable = True


class DatabaseError(GraphsvcError):
    code = "DATABASE"


class DatabaseGone(DatabaseError):
    code = "DATABASE_GONE"
    retryable = True


class WrongPassword(DatabaseError):
    code = "WRONG_PASSWORD"


class ServerTooOld(DatabaseError):
    code = "SERVER_TOO_OLD"


class StatementLate(DatabaseError):
    code = "LATE"
    retryable = True


class Conflict(DatabaseError):
    code = "CONFLICT"


class CatalogueError(GraphsvcError):
    code = "CATALOGUE"


class BundleError(GraphsvcError):
    code = "BUNDLE"


class TokenRefused(GraphsvcError):
    code = "TOKEN_REFUSED"


class InputRefused(GraphsvcError):
    code = "BAD_INPUT"


class AuditFailed(GraphsvcError):
    code = "AUDIT_FAILED"
    retryable = True
