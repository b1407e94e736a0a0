"""The arrays in one file, mapped read-only and so shared by the processes of a host.

    magic · length and checksum of the header · header (JSON) · arrays, each from a multiple of 64 bytes on

Written beside and renamed, so that a process killed or a disk full at any moment leaves the old file or none; a file
that is replaced stays whole for whoever has it mapped. It holds everybody's ties and names: its folder is 0700, the
file 0600.
"""

import fcntl
import hashlib
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphsvc.catalogue import cypher_folder
from graphsvc.engine.columns import Columns
from graphsvc.engine.compiled import SOURCES
from graphsvc.keys import private_folder

MAGIC = b"graphsvc arrays\n"
FILE, LOCK = "arrays", "lock"
ALIGNED = 64


@dataclass(frozen=True)
class Snapshot:
    """Arrays as loaded, with all that was written up to `revision` in them; later writes may be too.

    `token`: that of the change record of this revision, which a restored database does not have.
    """

    columns: Columns
    revision: int
    token: str


def save(columns: Columns, revision: int, token: str, folder: Path) -> None:
    """Keep the arrays in the folder, in the place of older ones. Raises OSError (no space), and leaves no part then.

    Only one process of a host saves at a time: the caller holds `saving`.
    """
    _private(folder)
    for part in folder.glob(f"{FILE}.*"):  # of one that was killed; nobody else writes now
        part.unlink(missing_ok=True)
    arrays = {name: np.ascontiguousarray(array) for name, array in columns.arrays().items()}
    header = json.dumps(_header(columns, arrays, revision, token)).encode()
    part = folder / f"{FILE}.{os.getpid()}"
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(MAGIC + len(header).to_bytes(8, "little") + zlib.crc32(header).to_bytes(4, "little") + header)
            for array in arrays.values():
                file.write(bytes(-file.tell() % ALIGNED))
                file.write(array.reshape(-1).view(np.uint8).data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / FILE)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync(folder)


def open_snapshot(folder: Path) -> Snapshot | None:
    """What is kept, mapped; None when there is none, or it is damaged, or another version made it."""
    try:
        return _opened(folder / FILE)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def forget(folder: Path) -> None:
    """Take what is kept off this host's disk; whoever has it mapped keeps it until a change record says otherwise."""
    (folder / FILE).unlink(missing_ok=True)


@contextmanager
def saving(folder: Path) -> Iterator[bool]:
    """Whether this process may save now; False while another one of this host does. Kill -9 frees it."""
    _private(folder)
    with (folder / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _header(columns: Columns, arrays: Mapping[str, NDArray[Any]], revision: int, token: str) -> dict[str, object]:
    return {
        "made_by": made_by(),
        "revision": revision,
        "token": token,
        "cases": columns.cases,
        "classes": columns.classes,
        "arrays": [[name, array.dtype.str, array.shape] for name, array in arrays.items()],
    }


def _opened(path: Path) -> Snapshot | None:
    with path.open("rb") as file:
        begin = file.read(len(MAGIC) + 12)
        length, check = int.from_bytes(begin[-12:-4], "little"), int.from_bytes(begin[-4:], "little")
        size = os.fstat(file.fileno()).st_size
        if not begin.startswith(MAGIC) or length > size:
            return None
        header = file.read(length)
        if zlib.crc32(header) != check:
            return None
        said = json.loads(header)
        if said["made_by"] != made_by():
            return None
        whole = np.memmap(file, np.uint8, "r")
    at, arrays = len(MAGIC) + 12 + length, {}
    for name, kind, shape in said["arrays"]:
        at += -at % ALIGNED
        end = at + np.dtype(kind).itemsize * int(np.prod(shape, dtype=np.int64))
        arrays[name] = whole[at:end].view(kind).reshape(shape)  # ValueError where the file ends too early
        at = end
    if at != size:
        return None
    columns = Columns.of_arrays(arrays, tuple(said["cases"]), int(said["classes"]))
    return Snapshot(columns, int(said["revision"]), str(said["token"]))


@cache
def made_by(package: Path = Path(__file__).parent.parent) -> str:
    """A fingerprint of all that decides what the arrays mean: the code of SOURCES, the statements that they are loaded
    by, this machine's order of bytes. A file made by another version is not used."""
    files = [path for name in SOURCES for path in sorted((package / name).glob("*.py"))]
    files += sorted((cypher_folder(package) / "read").glob("engine_*.cypher"))
    texts = (path.name.encode() + b"\0" + path.read_bytes() for path in files)
    return hashlib.blake2b(b"\0".join((np.dtype(np.int64).str.encode(), *texts)), digest_size=16).hexdigest()


def _private(folder: Path) -> None:
    private_folder(folder)
    folder.chmod(0o700)


def _sync(folder: Path) -> None:
    """Make the new name last, where the file system can be asked to."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
