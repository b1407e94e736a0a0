"""A word in memory that whoever wrote to the graph changes, after its commit and before its reply.

    worker A:  commit ── word = a fresh number ── reply
    worker B:            word as it was when the database was last asked? ── yes: nothing of this host was written since

Named a file, the processes of a host share it (engine.md), so that a reader needs no round trip to know whether one of
them wrote. Each change is one store of eight bytes, of a number that never comes again: no lock, and nothing to lose
between two writers, whichever stores last. Other hosts are heard of by asking the database (engine/lookout.py).
"""

import mmap
import os
import secrets
from pathlib import Path

from graphsvc.errors import SettingError
from graphsvc.keys import private_folder

FILE = "written"  # in GRAPHSVC_HOME
_BYTES = 8


class Word:
    """One word: that of a host where a file is named, else of whoever holds it."""

    def __init__(self, file: Path | None = None) -> None:
        self._cell = memoryview(bytearray(_BYTES)).cast("Q") if file is None else shared_numbers(file, 1)

    def read(self) -> int:
        """What it is now: equal to what it was only while nobody has written."""
        return int(self._cell[0])

    def change(self) -> None:
        """Say that something was written, or may have been."""
        self._cell[0] = secrets.randbits(64)


def host_word(home: Path) -> Word:
    """The word of a home's processes. Raises SettingError where it cannot be kept there."""
    try:
        private_folder(home)
        return Word(home / FILE)
    except OSError as fault:
        raise SettingError(f"{home} cannot be written.", "Name another folder in GRAPHSVC_HOME.") from fault


def shared_numbers(file: Path, many: int) -> memoryview:
    """So many numbers of eight bytes that whoever names the file shares: zero in a new one. Raises OSError."""
    handle, size = os.open(file, os.O_RDWR | os.O_CREAT, 0o600), many * _BYTES
    try:
        if os.fstat(handle).st_size < size:
            os.ftruncate(handle, size)  # two that do so at once come to the same
        return memoryview(mmap.mmap(handle, size)).cast("Q")
    finally:
        os.close(handle)
