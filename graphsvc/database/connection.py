"""Where a database is and how to log in; all that the driver needs to know."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Connection:
    """One Neo4j. The password never shows in a repr, so that it cannot reach a log."""

    uri: str
    user: str
    password: str = field(repr=False)
    database: str = "neo4j"
