"""The database of this process: a server of one's own, or a local one that lives as long as the `with` block.

running_server ── GRAPHSVC_NEO4J_URI set ──> that server; nothing is started
               └─ empty ──> lock the store, configure, start under the watchdog, wait for Bolt
"""

import errno
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from rich.console import Console

from graphsvc.clock import monotonic
from graphsvc.database.archive import archive_flags, learns
from graphsvc.database.connection import Connection
from graphsvc.database.store import DATABASE, USER, Store, configure, local_store, set_first_password, store_lock
from graphsvc.database.watchdog import ORDERLY_SECONDS, watched
from graphsvc.errors import PortTaken, ServerError, SettingError, StartTooSlow
from graphsvc.settings import Settings

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")  # ssc: a certificate signed by itself
SERVER_FLAGS = ("-XX:+UseParallelGC",)
"""On two cores a quarter more work a second than the default collector, which works beside the statements; the pauses
of a heap of 1 GiB are shorter than an answer."""
QUIET_SECONDS = 2.0  # a start longer than this says so
TAKEN = (errno.EADDRINUSE, errno.EACCES)
LEARNING = "Keeping what makes the next starts twice as fast (once, up to a minute; Ctrl-C leaves it) …"
HANDSHAKE = bytes.fromhex("6060b017 00000005 00000104 00000004 00000000")  # Bolt's magic, then versions we would speak


@contextmanager
def running_server(
    settings: Settings, *, learn: bool = False, throw_away: bool = False, console: Console | None = None
) -> Iterator[Connection]:
    """The database that the settings name, running while the block runs.

    `learn`: when this machine's starts are still slow, this run takes some seconds more at its end and makes the
    next ones fast (see archive.py); for runs that ask typical statements.
    `throw_away`: the store is never read again, so its server is killed instead of stopped. For tests.
    Raises SettingError (no password file), NoNetwork, NoSpace, PortTaken, StoreInUse, StartTooSlow, ServerError.
    """
    if settings.neo4j_uri:
        yield given_server(settings)
        return
    store = local_store(settings)
    port = free_port("127.0.0.1", settings.neo4j_port, "GRAPHSVC_NEO4J_PORT")
    with store_lock(store, port=port):
        configure(store, port)
        set_first_password(store)
        seconds = 0 if throw_away else ORDERLY_SECONDS
        with archive_flags(store.jars, "server", learn=learn) as flags, _server(store, flags, seconds) as process:
            out = console or Console(stderr=True)
            _wait(store, process, port, settings.neo4j_start_seconds, out)
            yield Connection(f"bolt://127.0.0.1:{port}", USER, store.password, DATABASE)
            if learns(flags):
                out.print(LEARNING)


def given_server(settings: Settings) -> Connection:
    """The server that the settings name. Raises SettingError when its password file cannot be read."""
    _check_address(settings.neo4j_uri)
    path = settings.neo4j_password_file
    try:
        password = path.read_text(encoding="utf-8").strip() if path else ""
    except OSError as fault:
        raise SettingError(f"Cannot read {path}: {fault.strerror}.", "Set GRAPHSVC_NEO4J_PASSWORD_FILE.") from fault
    if not password:
        raise SettingError("GRAPHSVC_NEO4J_URI needs a password.", "Set GRAPHSVC_NEO4J_PASSWORD_FILE.")
    return Connection(settings.neo4j_uri, settings.neo4j_user, password, settings.neo4j_database)


def _check_address(uri: str) -> None:
    parts = urlsplit(uri)
    if parts.scheme not in SCHEMES or not parts.hostname or parts.path.strip("/"):
        raise SettingError(
            f"GRAPHSVC_NEO4J_URI={uri!r} is no address.", f"Use {', '.join(SCHEMES)}, then ://HOST:PORT."
        )


def free_port(host: str, wanted: int, setting: str) -> int:
    """The wanted port, or any free one for 0. Raises PortTaken, SettingError for a host that is not this machine."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does: TIME_WAIT is no owner
        try:
            probe.bind((host, wanted))
        except OSError as fault:
            if fault.errno in TAKEN:
                said = f"Port {wanted} of {host} cannot be used: {fault.strerror}."
                raise PortTaken(said, f"Set {setting} to another one, or 0.") from fault
            said = f"Nothing can listen on {host}: {fault.strerror}."
            raise SettingError(said, "Set GRAPHSVC_HOST to an address of this machine.") from fault
        return int(probe.getsockname()[1])


@contextmanager
def _server(store: Store, flags: tuple[str, ...], end_seconds: int) -> Iterator["subprocess.Popen[bytes]"]:
    """The watchdog with the server under it, until the block ends."""
    home, configuration = f"--home-dir={store.folder}", f"--config-dir={store.folder / 'conf'}"
    for log in (store.log, store.console):
        log.unlink(missing_ok=True)
    command = store.java("org.neo4j.server.Neo4jCommunity", home, configuration, flags=(*SERVER_FLAGS, *flags))
    with watched(command, store.console, end_seconds=end_seconds) as process:
        yield process


def _wait(store: Store, process: subprocess.Popen[bytes], port: int, seconds: float, console: Console) -> None:
    """Return when Bolt answers. Raises StartTooSlow, PortTaken or ServerError, with the log's last words."""
    began = monotonic()
    told = False
    while not bolt_answers(port):
        waited = monotonic() - began
        if process.poll() is not None:
            raise _ended(store, port)
        if waited > seconds:
            raise StartTooSlow(
                f"Neo4j did not answer within {seconds:g} s. {last_words(store)}",
                "Raise GRAPHSVC_NEO4J_START_SECONDS, or see what keeps this machine busy.",
            )
        if waited > QUIET_SECONDS and not told:
            console.print("Starting Neo4j …")
            told = True
        time.sleep(0.05)


def bolt_answers(port: int) -> bool:
    """Whether a Bolt server on loopback chooses one of our versions."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as knock:
            knock.sendall(HANDSHAKE)
            return len(knock.recv(4)) == 4
    except OSError:
        return False


def _ended(store: Store, port: int) -> ServerError:
    words = last_words(store)
    if "Address already in use" in words:
        return PortTaken(f"Port {port} was taken during the start.", "Start again, or set GRAPHSVC_NEO4J_PORT.")
    return ServerError(f"Neo4j ended while starting. {words}", f"Its log: {store.log}.")


def last_words(store: Store, lines: int = 15) -> str:
    """The last lines of the server's log and of Java's own output."""
    said: list[str] = []
    for path in (store.log, store.console):
        if path.exists():
            said += path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
    return "It said last:\n" + "\n".join(said) if said else "It said nothing."
