"""The files of the audit log: a tree of entries for each process that wrote, `<when>-<id>.jsonl`, a line an entry.

A file is locked while its process lives. What a killed process left of a line that it had not finished, and so had told
nobody about, is set aside in `<tree>.torn` by the next process that starts.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

FOLDER = "audit"  # in GRAPHSVC_HOME
BLOCK = 65_536
ENTRIES, TORN = ".jsonl", ".torn"
PARTS = frozenset(
    ["answer", "at", "user", "agency", "roles", "purpose", "case", "reason", "field", "decision", "people"]
)
"""What every entry says, of whatever version."""


def new_tree(folder: Path, at: datetime) -> int:
    """A new file, locked and open for appending: what is written to it is on disk when the write returns (O_DSYNC), and
    so is its name. Raises OSError."""
    path = folder / f"{at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(6)}{ENTRIES}"
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_DSYNC, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    at_folder = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(at_folder)
    finally:
        os.close(at_folder)
    return handle


def trees(folder: Path) -> list[Path]:
    """The files of a folder, the oldest first."""
    return sorted(folder.glob(f"*{ENTRIES}"))


def entries(path: Path) -> Iterator[bytes]:
    """The entries of a tree in their order; not the last one if it is torn."""
    with path.open("rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                yield line[:-1]


def said_in(entry: bytes) -> dict[str, Any]:
    """What an entry says; nothing where it is none: `graphsvc audit verify` names such lines."""
    try:
        said = orjson.loads(entry)
    except orjson.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) and said.keys() >= PARTS else {}


def set_aside(folder: Path) -> dict[str, int]:
    """Cut what is torn off the trees that nobody writes any more: tree → bytes. Raises OSError."""
    return {path.stem: cut for path in trees(folder) if (cut := _mended(path))}


def torn(path: Path) -> int:
    """How many bytes at the end of a tree are no finished line."""
    with path.open("rb") as file:
        return file.seek(0, os.SEEK_END) - _finished(file.fileno())


def _mended(path: Path) -> int:
    with path.open("r+b") as file, _locked(file.fileno()) as ours:
        size, finished = file.seek(0, os.SEEK_END), _finished(file.fileno()) if ours else 0
        if not ours or size == finished:
            return 0
        with path.with_suffix(TORN).open("wb") as aside:
            aside.write(os.pread(file.fileno(), size - finished, finished))
            aside.flush()
            os.fsync(aside.fileno())
        file.truncate(finished)
        os.fsync(file.fileno())
        return size - finished


@contextmanager
def _locked(handle: int) -> Iterator[bool]:
    """Whether nobody else holds the file's lock; then we do."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True


def _finished(handle: int) -> int:
    """Where the last finished line of a file ends."""
    end = os.fstat(handle).st_size
    while end:
        begin = max(0, end - BLOCK)
        at = os.pread(handle, end - begin, begin).rfind(b"\n")
        if at >= 0:
            return begin + at + 1
        end = begin
    return 0
