"""Settings: a frozen record read once, each named and described where it is declared.

`SETTINGS` is the table; the README's table and a test read the same rows.
"""

import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from graphsvc.clock import clock_from
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
        "Folder for the local server, its store, the keys, the audit log and reports; one for all processes of a host.",
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
        "OpenID Connect issuer whose tokens are the only ones taken, as it writes its own name (SECURITY.md). "
        "Empty: tokens of the local key.",
    ),
    Setting(
        "GRAPHSVC_AUDIENCE",
        "",
        "What the issuer's tokens must name as their audience; needed with GRAPHSVC_ISSUER.",
    ),
    Setting(
        "GRAPHSVC_DEADLINE_SECONDS", "10", "The longest a request may take, statements included (the demo says 60)."
    ),
    Setting(
        "GRAPHSVC_PATHS",
        "auto",
        "How influence paths are found: engine (in memory only), cypher (statements only: no whatIf, no period), or "
        "auto (in memory as soon as the graph is loaded, by statements until then and where it does not fit).",
    ),
    Setting(
        "GRAPHSVC_IDE",
        "false",
        "Whether the GraphQL IDE, introspection and queries by GET are served: for development (the demo says true).",
    ),
    Setting(
        "GRAPHSVC_DOCUMENTS",
        "",
        "Trusted documents, checked at the start: a folder of .graphql files, or a JSON manifest by SHA-256.",
    ),
    Setting(
        "GRAPHSVC_DOCUMENTS_ONLY",
        "",
        "Roles that may run trusted documents only, parted by commas; all: everybody. Empty: nobody is held to them.",
    ),
    Setting("GRAPHSVC_RATE_PER_MINUTE", "600", "Requests a minute that one user may make of one process; 0: no bound."),
    Setting("GRAPHSVC_RATE_BURST", "120", "How many of them may come at once."),
    Setting(
        "GRAPHSVC_ORIGINS", "", "Browser origins that may ask (https://app.example), parted by commas. Empty: none."
    ),
    Setting(
        "GRAPHSVC_HOSTS",
        "",
        "Host names under which the service is reached (*.example allowed), parted by commas. Empty: any.",
    ),
    Setting(
        "GRAPHSVC_HTTPS",
        "false",
        "Whether clients come by https, through a proxy; answers then tell browsers to stay with it.",
    ),
    Setting(
        "GRAPHSVC_TLS_CERTIFICATE", "", "PEM file with the certificate chain: the service then speaks https itself."
    ),
    Setting("GRAPHSVC_TLS_KEY", "", "PEM file with its private key, without a passphrase."),
)
WAYS = ("engine", "cypher", "auto")
FLAGS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}
LOOPBACK = ("127.0.0.1", "::1", "localhost")
DEFAULTS = {setting.name: setting.default for setting in SETTINGS}
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d+)?|https?://\[[0-9a-f:]+\](:\d+)?")
_HOST = re.compile(r"(\*\.)?[a-z0-9.-]+|[0-9a-f:]+")


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
    audience: str
    deadline_seconds: float
    paths: str
    ide: bool
    documents: Path | None
    documents_only: tuple[str, ...]
    rate_per_minute: int
    rate_burst: int
    origins: tuple[str, ...]
    hosts: tuple[str, ...]
    https: bool
    tls_certificate: Path | None
    tls_key: Path | None


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process.

    Raises SettingError for an unknown GRAPHSVC_* name, a number that is none, a word that is neither true nor false, an
    issuer that is no safe address or has no audience, or a fixed clock beside it.
    """
    unknown = sorted(n for n in environ if n.startswith("GRAPHSVC_") and n not in DEFAULTS)
    if unknown:
        raise SettingError(f"Unknown setting {unknown[0]}.", "See the settings table in README.md.")
    said = {name: environ.get(name, default) for name, default in DEFAULTS.items()}
    if said["GRAPHSVC_CLOCK"] and said["GRAPHSVC_ISSUER"]:
        raise SettingError("GRAPHSVC_CLOCK is for demo and tests only.", "Unset it beside GRAPHSVC_ISSUER.")
    if bool(said["GRAPHSVC_TLS_CERTIFICATE"]) != bool(said["GRAPHSVC_TLS_KEY"]):
        raise SettingError(
            "A certificate and its key go together.", "Set GRAPHSVC_TLS_CERTIFICATE and GRAPHSVC_TLS_KEY."
        )
    return Settings(
        home=_path(said, "GRAPHSVC_HOME"),
        cache=_path(said, "GRAPHSVC_CACHE"),
        neo4j_uri=said["GRAPHSVC_NEO4J_URI"],
        neo4j_user=said["GRAPHSVC_NEO4J_USER"],
        neo4j_password_file=_optional_path(said, "GRAPHSVC_NEO4J_PASSWORD_FILE"),
        neo4j_database=said["GRAPHSVC_NEO4J_DATABASE"],
        neo4j_port=_port(said, "GRAPHSVC_NEO4J_PORT"),
        neo4j_heap_mb=_whole(said, "GRAPHSVC_NEO4J_HEAP_MB"),
        neo4j_start_seconds=_number(said, "GRAPHSVC_NEO4J_START_SECONDS"),
        host=said["GRAPHSVC_HOST"],
        port=_port(said, "GRAPHSVC_PORT"),
        clock=_clock(said),
        zone=_zone(said),
        site=_optional_path(said, "GRAPHSVC_SITE"),
        policies=_optional_path(said, "GRAPHSVC_POLICIES"),
        issuer=_issuer(said),
        audience=said["GRAPHSVC_AUDIENCE"],
        deadline_seconds=_number(said, "GRAPHSVC_DEADLINE_SECONDS"),
        paths=_one_of(said, "GRAPHSVC_PATHS", WAYS),
        ide=_flag(said, "GRAPHSVC_IDE"),
        documents=_optional_path(said, "GRAPHSVC_DOCUMENTS"),
        documents_only=_list(said, "GRAPHSVC_DOCUMENTS_ONLY"),
        rate_per_minute=_whole(said, "GRAPHSVC_RATE_PER_MINUTE"),
        rate_burst=_whole(said, "GRAPHSVC_RATE_BURST"),
        origins=_list(said, "GRAPHSVC_ORIGINS", _ORIGIN),
        hosts=_list(said, "GRAPHSVC_HOSTS", _HOST),
        https=_flag(said, "GRAPHSVC_HTTPS") or bool(said["GRAPHSVC_TLS_KEY"]),
        tls_certificate=_optional_path(said, "GRAPHSVC_TLS_CERTIFICATE"),
        tls_key=_optional_path(said, "GRAPHSVC_TLS_KEY"),
    )


def refuse_issuer(settings: Settings) -> None:
    """Raise SettingError where an identity provider is named: nobody takes a token of the local key there."""
    if settings.issuer:
        raise SettingError("GRAPHSVC_ISSUER gives the tokens here.", "Sign in there, or unset GRAPHSVC_ISSUER.")


def is_safe_url(text: str) -> bool:
    """Whether it is an address over TLS, or one on this machine."""
    try:
        url = urlsplit(text)
    except ValueError:
        return False
    return url.username is None and bool(
        url.hostname and (url.scheme == "https" or (url.scheme == "http" and url.hostname in LOOPBACK))
    )


def _issuer(said: Mapping[str, str]) -> str:
    issuer = said["GRAPHSVC_ISSUER"]
    if issuer and (not is_safe_url(issuer) or "?" in issuer or "#" in issuer):
        raise SettingError("GRAPHSVC_ISSUER is no issuer.", "An https address without query; http on loopback only.")
    if issuer and not said["GRAPHSVC_AUDIENCE"]:
        raise SettingError("GRAPHSVC_ISSUER needs GRAPHSVC_AUDIENCE.", "Name this API as the issuer's tokens do.")
    return issuer


def _path(said: Mapping[str, str], name: str) -> Path:
    return Path(said[name]).expanduser().absolute()


def _optional_path(said: Mapping[str, str], name: str) -> Path | None:
    return _path(said, name) if said[name] else None


def _zone(said: Mapping[str, str]) -> str:
    zone = said["GRAPHSVC_ZONE"]
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):  # no such name; a path; a folder of names
        raise SettingError(f"GRAPHSVC_ZONE={zone!r} is no time zone.", f"As in {DEFAULTS['GRAPHSVC_ZONE']}.") from None
    return zone


def _clock(said: Mapping[str, str]) -> str:
    text = said["GRAPHSVC_CLOCK"]
    try:
        clock_from(text, _zone(said)).now()
    except (ValueError, OverflowError):
        raise SettingError(f"GRAPHSVC_CLOCK={text!r} is no instant.", "As in 2026-04-20T09:00:00.") from None
    return text


def _one_of(said: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    if said[name] not in choices:
        raise SettingError(f"{name}={said[name]!r} is no choice.", f"One of: {', '.join(choices)}.")
    return said[name]


def _flag(said: Mapping[str, str], name: str) -> bool:
    word = said[name].lower()
    if word not in FLAGS:
        raise SettingError(
            f"{name}={said[name]!r} is neither true nor false.", f"One of: {', '.join(filter(None, FLAGS))}."
        )
    return FLAGS[word]


def _list(said: Mapping[str, str], name: str, shape: re.Pattern[str] | None = None) -> tuple[str, ...]:
    """The parts between commas; each has the shape, if one is given."""
    parts = tuple(part.strip() for part in said[name].split(",") if part.strip())
    for part in parts:
        if shape and not shape.fullmatch(part):
            raise SettingError(f"{name} holds {part!r}, which is none.", "See the settings table in README.md.")
    return parts


def _number(said: Mapping[str, str], name: str) -> float:
    try:
        value = float(said[name])
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise SettingError(f"{name}={said[name]!r} is not a number.", f"Default: {DEFAULTS[name]}.")
    if value < 0:
        raise SettingError(f"{name} must not be negative.", f"Default: {DEFAULTS[name]}.")
    return value


def _whole(said: Mapping[str, str], name: str) -> int:
    value = _number(said, name)
    if value != int(value):
        raise SettingError(f"{name}={said[name]!r} is not a whole number.", f"Default: {DEFAULTS[name]}.")
    return int(value)


def _port(said: Mapping[str, str], name: str) -> int:
    value = _whole(said, name)
    if value > 65535:
        raise SettingError(f"{name}={value} is no port.", "From 0, which picks a free one, to 65535.")
    return value
