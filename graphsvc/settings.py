"""Settings: a frozen record read once, each named and described where it is declared.

`SETTINGS` is the table; the README's table and a test read the same rows.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graphsvc.errors import SettingError


@dataclass(frozen=True)
class Setting:
    """One GRAPHSVC_* variable: its field here, its default as text, and what it means."""

    name: str
    default: str
    meaning: str


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "GRAPHSVC_HOME",
        ".graphsvc",
        "Folder for the local server, its store, the keys, the audit log and reports.",
    ),
    Setting(
        "GRAPHSVC_CACHE",
        "~/.cache/graphsvc",
        "Folder for the downloaded Neo4j jars, shared by all stores of one user.",
    ),
    Setting(
        "GRAPHSVC_NEO4J_URI",
        "",
        "A server of your own: bolt://, neo4j:// (cluster, routed) or neo4j+s://. Empty: start the local one.",
    ),
    Setting("GRAPHSVC_NEO4J_USER", "neo4j", "User name at that server."),
    Setting(
        "GRAPHSVC_NEO4J_PASSWORD_FILE",
        "",
        "File that holds the password for that server; secrets never stand in a variable.",
    ),
    Setting("GRAPHSVC_NEO4J_DATABASE", "neo4j", "Database name at that server."),
    Setting("GRAPHSVC_NEO4J_PORT", "0", "Port of the local server; 0 picks a free one."),
    Setting("GRAPHSVC_NEO4J_HEAP_MB", "1024", "Java heap of the local server, MiB."),
    Setting("GRAPHSVC_NEO4J_START_SECONDS", "90", "How long to wait for the local server to answer."),
    Setting("GRAPHSVC_HOST", "127.0.0.1", "Address that GraphQL listens on."),
    Setting("GRAPHSVC_PORT", "8080", "Port that GraphQL listens on; 0 picks a free one."),
    Setting(
        "GRAPHSVC_CLOCK",
        "",
        "Fixes now (ISO 8601). Demo and tests only; refused with a real identity provider.",
    ),
    Setting("GRAPHSVC_ZONE", "America/New_York", "Time zone that decides which day it is."),
    Setting("GRAPHSVC_SITE", "", "Path of site.toml; empty uses the defaults shipped in policies/site.toml."),
    Setting("GRAPHSVC_POLICIES", "", "Folder with Cedar policies and tables; empty uses the shipped policies/."),
    Setting(
        "GRAPHSVC_ISSUER",
        "",
        "Reserved for an OpenID Connect issuer, not built yet: serving beside it is refused. Empty: local tokens.",
    ),
    Setting("GRAPHSVC_DEADLINE_SECONDS", "10", "The longest a request may take, statements included."),
    Setting(
        "GRAPHSVC_PATHS",
        "auto",
        "How influence paths are found: engine (in memory only), cypher (statements only: no whatIf, no period), or "
        "auto (in memory as soon as the graph is loaded, by statements until then and where it does not fit).",
    ),
    Setting("GRAPHSVC_IDE", "false", "Whether the GraphQL IDE and introspection are served (the demo says true)."),
)
WAYS = ("engine", "cypher", "auto")
DEFAULTS = {setting.name: setting.default for setting in SETTINGS}


@dataclass(frozen=True)
class Settings:
    """What the environment said, checked. Paths are expanded and absolute."""

    home: Path
    cache: Path
    neo4j_uri: str
    neo4j_user: str
    neo4j_password_file: Path | None
    neo4j_database: str
    neo4j_port: int
    neo4j_heap_mb: int
    neo4j_start_seconds: float
    host: str
    port: int
    clock: str
    zone: str
    site: Path | None
    policies: Path | None
    issuer: str
    deadline_seconds: float
    paths: str
    ide: bool


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process.

    Raises SettingError for an unknown GRAPHSVC_* name, a number that is none, or a fixed clock beside a
    real identity provider.
    """
    unknown = sorted(n for n in environ if n.startswith("GRAPHSVC_") and n not in DEFAULTS)
    if unknown:
        raise SettingError(f"Unknown setting {unknown[0]}.", "See the settings table in README.md.")
    said = {name: environ.get(name, default) for name, default in DEFAULTS.items()}
    if said["GRAPHSVC_CLOCK"] and said["GRAPHSVC_ISSUER"]:
        raise SettingError("GRAPHSVC_CLOCK is for demo and tests only.", "Unset it beside GRAPHSVC_ISSUER.")
    return Settings(
        home=_path(said, "GRAPHSVC_HOME"),
        cache=_path(said, "GRAPHSVC_CACHE"),
        neo4j_uri=said["GRAPHSVC_NEO4J_URI"],
        neo4j_user=said["GRAPHSVC_NEO4J_USER"],
        neo4j_password_file=_optional_path(said, "GRAPHSVC_NEO4J_PASSWORD_FILE"),
        neo4j_database=said["GRAPHSVC_NEO4J_DATABASE"],
        neo4j_port=_whole(said, "GRAPHSVC_NEO4J_PORT"),
        neo4j_heap_mb=_whole(said, "GRAPHSVC_NEO4J_HEAP_MB"),
        neo4j_start_seconds=_number(said, "GRAPHSVC_NEO4J_START_SECONDS"),
        host=said["GRAPHSVC_HOST"],
        port=_whole(said, "GRAPHSVC_PORT"),
        clock=said["GRAPHSVC_CLOCK"],
        zone=said["GRAPHSVC_ZONE"],
        site=_optional_path(said, "GRAPHSVC_SITE"),
        policies=_optional_path(said, "GRAPHSVC_POLICIES"),
        issuer=said["GRAPHSVC_ISSUER"],
        deadline_seconds=_number(said, "GRAPHSVC_DEADLINE_SECONDS"),
        paths=_one_of(said, "GRAPHSVC_PATHS", WAYS),
        ide=said["GRAPHSVC_IDE"].lower() in ("1", "true", "yes"),
    )


def refuse_issuer(settings: Settings) -> None:
    """Raise SettingError where an identity provider is named: our own tokens are none that it gave."""
    if settings.issuer:
        raise SettingError("Tokens of an identity provider are not understood yet.", "Unset GRAPHSVC_ISSUER.")


def _path(said: Mapping[str, str], name: str) -> Path:
    return Path(said[name]).expanduser().absolute()


def _optional_path(said: Mapping[str, str], name: str) -> Path | None:
    return _path(said, name) if said[name] else None


def _one_of(said: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    if said[name] not in choices:
        raise SettingError(f"{name}={said[name]!r} is no choice.", f"One of: {', '.join(choices)}.")
    return said[name]


def _number(said: Mapping[str, str], name: str) -> float:
    try:
        value = float(said[name])
    except ValueError:
        raise SettingError(f"{name}={said[name]!r} is not a number.", f"Default: {DEFAULTS[name]}.") from None
    if value < 0:
        raise SettingError(f"{name} must not be negative.", f"Default: {DEFAULTS[name]}.")
    return value


def _whole(said: Mapping[str, str], name: str) -> int:
    value = _number(said, name)
    if value != int(value):
        raise SettingError(f"{name}={said[name]!r} is not a whole number.", f"Default: {DEFAULTS[name]}.")
    return int(value)
