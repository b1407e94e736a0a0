"""The server's jars: named and summed in jars.lock, fetched without resolving anything.

Remaking the lock (only for a new Neo4j): `jgo.build("org.neo4j:neo4j:V+org.neo4j.app:neo4j-server:V")` resolves
once and leaves a jgo.lock.toml beside its jars; write its groupId, artifactId, version, classifier (or -),
packaging and sha256 into jars.lock, sorted, and change NEO4J_VERSION here.

The repository's address is the package client's own: its configuration's `central`, else its built-in one.
"""

import errno
import fcntl
import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from jgo.config import GlobalSettings
from jgo.constants import MAVEN_CENTRAL_URL
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from graphsvc.errors import NoNetwork, NoSpace, ServerError

NEO4J_VERSION = "2026.08.1"
LOCK_FILE = Path(__file__).with_name("jars.lock")
CONNECTIONS = 8  # 32 separate connections were seen to make the name resolver give up
ATTEMPTS = 3  # per jar, for passing network faults


@dataclass(frozen=True)
class Jar:
    """One line of the lock."""

    group: str
    artifact: str
    version: str
    classifier: str
    packaging: str
    sha256: str

    @property
    def name(self) -> str:
        """The file's name; the lock is checked for two jars of one name."""
        classifier = f"-{self.classifier}" if self.classifier else ""
        return f"{self.artifact}-{self.version}{classifier}.{self.packaging}"

    @property
    def path(self) -> str:
        """Where a Maven repository keeps it, below the base address."""
        return f"{self.group.replace('.', '/')}/{self.artifact}/{self.version}/{self.name}"


def locked_jars(text: str | None = None) -> tuple[Jar, ...]:
    """The jars of the lock, in its order. Raises ServerError for a line that is none."""
    lines = (text if text is not None else LOCK_FILE.read_text(encoding="ascii")).splitlines()
    jars = tuple(_jar(line) for line in lines if line and not line.startswith("#"))
    if len({jar.name for jar in jars}) != len(jars):
        raise ServerError("jars.lock names one file twice.", "Remake the lock.")
    return jars


def _jar(line: str) -> Jar:
    match line.split():
        case [group, artifact, version, classifier, packaging, sha256] if len(sha256) == 64:
            return Jar(group, artifact, version, "" if classifier == "-" else classifier, packaging, sha256)
        case _:
            raise ServerError(f"jars.lock has a line that is none: {line!r}.", "Remake the lock.")


def base_address() -> str:
    """The repository that the package client is configured for."""
    return str(GlobalSettings.load().repositories.get("central", MAVEN_CENTRAL_URL)).rstrip("/")


def jar_folder(cache: Path) -> Path:
    """Where the jars of this lock are kept; another lock has another folder."""
    return cache / f"neo4j-{NEO4J_VERSION}-{hashlib.sha256(LOCK_FILE.read_bytes()).hexdigest()[:12]}"


def fetch_jars(
    cache: Path,
    *,
    jars: tuple[Jar, ...] | None = None,
    transport: httpx.BaseTransport | None = None,
    console: Console | None = None,
) -> Path:
    """The folder that holds every jar, each with the right sum; downloads what is missing.

    A jar gets its name only after its sum was right, so a run that died is taken up where it stopped.
    Raises NoNetwork, NoSpace, or ServerError for a jar whose sum is wrong twice.
    """
    wanted = locked_jars() if jars is None else jars
    folder = jar_folder(cache)
    if all((folder / jar.name).exists() for jar in wanted):
        return folder
    with writable(cache), one_at_a_time(folder):
        missing = [jar for jar in wanted if not (folder / jar.name).exists()]
        _download(missing, folder, transport, console or Console(stderr=True))
    return folder


@contextmanager
def writable(folder: Path, *, setting: str = "GRAPHSVC_CACHE") -> Iterator[None]:
    """Names a full disk (NoSpace) and a folder that cannot be written (ServerError), with the setting to change."""
    try:
        yield
    except OSError as fault:
        raise of_file(fault, folder, setting) from fault


def of_file(fault: OSError, folder: Path | None = None, setting: str = "GRAPHSVC_HOME") -> ServerError:
    """The fault of a file as one that says what to do; without a folder, what the fault itself names."""
    where = folder or fault.filename
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return NoSpace(
            f"No space left {f'in {where}' if where else 'on the disk'}.", f"Free about 500 MB, or set {setting}."
        )
    return ServerError(f"Cannot use {where or 'a file'}: {fault.strerror or fault}.", f"Look at it, or set {setting}.")


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Two first starts at once: the second waits, then finds everything there."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _download(missing: list[Jar], folder: Path, transport: httpx.BaseTransport | None, console: Console) -> None:
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    with (
        httpx.Client(limits=limits, timeout=30, follow_redirects=True, transport=transport) as client,
        _bar(console) as bar,
        ThreadPoolExecutor(CONNECTIONS) as threads,
    ):
        task = bar.add_task("Fetching Neo4j's jars", total=len(missing))
        base = base_address()
        _each(
            [threads.submit(_fetch_checked, client, f"{base}/{jar.path}", jar, folder) for jar in missing],
            lambda: bar.advance(task),
        )


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    )


def _each(futures: list[Future[None]], done: Callable[[], None]) -> None:
    """Wait for all; the first fault ends the rest, since what is there already is kept for the next run."""
    try:
        for future in as_completed(futures):
            future.result()
            done()
    finally:
        for future in futures:
            future.cancel()


def _fetch_checked(client: httpx.Client, address: str, jar: Jar, folder: Path) -> None:
    """One jar under its name. A wrong sum (a torn download, a lying mirror) is fetched once more, then refused."""
    for _ in range(2):
        content = _fetch(client, address, jar)
        if hashlib.sha256(content).hexdigest() == jar.sha256:
            part = folder / f"{jar.name}.part"
            part.write_bytes(content)
            part.replace(folder / jar.name)
            return
    raise ServerError(f"{jar.name} does not have the locked SHA-256.", "Ask who runs your package mirror.")


def _fetch(client: httpx.Client, address: str, jar: Jar) -> bytes:
    said = ""
    for _ in range(ATTEMPTS):
        try:
            answer = client.get(address)
            if answer.is_success:
                return answer.content
            said = f"the repository answered {answer.status_code}"
        except httpx.TransportError as fault:
            said = str(fault) or type(fault).__name__
    raise NoNetwork(
        f"Cannot download {jar.name}: {said}.", "The first start needs the network; try again, what came is kept."
    )
