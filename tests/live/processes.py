"""What runs on a store and where it listens, read from /proc: the tests' eyes on the server's processes."""

import time
from collections.abc import Callable
from pathlib import Path

from graphsvc.clock import monotonic


def processes_on(folder: Path) -> dict[int, str]:
    """The living processes that work on the store, by pid: "java" or "watchdog". The admin tool is told by variable."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            words = _words(entry)
            if f"--home-dir={folder}" in words or f"NEO4J_HOME={folder}" in _words(entry, "environ"):
                found[int(entry.name)] = "watchdog" if any(w.endswith("watchdog.py") for w in words) else "java"
    return found


def pid_of(kind: str, folder: Path) -> int:
    """The pid of the store's "java" or "watchdog"; there is exactly one."""
    (pid,) = [pid for pid, found in processes_on(folder).items() if found == kind]
    return pid


def seconds_until_gone(folder: Path, limit: float) -> float:
    """How long until no process works on the store; `limit` when one stays."""
    began = monotonic()
    while processes_on(folder) and monotonic() - began < limit:
        time.sleep(0.05)
    return monotonic() - began


def wait_until(is_so: Callable[[], bool], limit: float = 20) -> bool:
    """Whether it came to be so within `limit` seconds."""
    began = monotonic()
    while not is_so() and monotonic() - began < limit:
        time.sleep(0.05)
    return is_so()


def listening(pid: int) -> set[str]:
    """The addresses (hex, as the kernel writes them) that a process takes TCP connections or UDP packets on."""
    links = [link.readlink().name for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()]
    inodes = {name.removeprefix("socket:[").removesuffix("]") for name in links if name.startswith("socket:")}
    rows = [
        line.split()
        for table in ("tcp", "tcp6", "udp", "udp6")
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]
    ]
    return {row[1].partition(":")[0] for row in rows if row[9] in inodes and row[3] in ("0A", "07")}


def _words(entry: Path, file: str = "cmdline") -> list[str]:
    try:
        return (entry / file).read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []
