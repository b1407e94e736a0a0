"""Work beside the importer: functions that run in forked children, which see its memory as it was at that moment.

Nothing is packed or copied, so a table of a million cells costs a fork. A child computes, writes its files and goes;
it says over a pipe what went wrong. It ends with its parent, however that ends. Elsewhere than on Linux, where a fork
may not be safe and the kernel makes no such promise, the functions run at once in the importer itself.
"""

import ctypes
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from graphsvc.errors import ServerError

AT_ONCE = 8  # some tens of MB each; with fewer the importer, which has the longest way to go, would wait for them
NICE = 5  # they leave the processor to the importer while both want it
PR_SET_PDEATHSIG = 1  # <sys/prctl.h>
FORKS = sys.platform == "linux" and (os.cpu_count() or 1) > 1
_LIBC = ctypes.CDLL(None) if FORKS else None  # loaded before any fork: a child should load nothing


@dataclass(frozen=True)
class Child:
    """A child under way, and the end of the pipe on which it says what went wrong."""

    pid: int
    said: int


class Beside:
    """Children under way, the oldest first."""

    def __init__(self) -> None:
        self._children: deque[Child] = deque()

    def run(self, work: Callable[[], None]) -> None:
        """Start the work, when there is room. Raises what an earlier child met."""
        if not FORKS:
            return work()
        while len(self._children) >= AT_ONCE:
            _wait(self._children.popleft())
        self._children.append(_forked(work))
        return None

    def finish(self) -> None:
        """Wait for everything. Raises OSError or ServerError when a child failed."""
        while self._children:
            _wait(self._children.popleft())

    def end(self) -> None:
        """Kill what is under way."""
        for child in self._children:
            with suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGKILL)
            with suppress(ServerError, OSError):
                _wait(child)
        self._children.clear()


@contextmanager
def beside() -> Iterator[Beside]:
    """A place for work; leaving it leaves no child behind."""
    place = Beside()
    try:
        yield place
    finally:
        place.end()


def _forked(work: Callable[[], None]) -> Child:
    parent = os.getpid()
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        _child(work, parent, write)
    os.close(write)
    return Child(pid, read)


def _child(work: Callable[[], None], parent: int, pipe: int) -> None:
    """The child's whole life. It never returns: the stack below it is its parent's."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then kills this
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.nice(NICE)
        if _LIBC:
            _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == parent:
            work()
            code = 0
    except OSError as fault:
        os.write(pipe, f"{fault.errno or 0} {fault.strerror}".encode())
    except BaseException as fault:  # whatever it is, the parent shall say it
        os.write(pipe, f"0 {fault!r}"[:2000].encode())
    finally:
        os._exit(code)


def _wait(child: Child) -> None:
    with os.fdopen(child.said, "rb") as pipe:
        number, _, words = pipe.read().decode().partition(" ")
    _, status = os.waitpid(child.pid, 0)
    if number not in ("", "0"):
        raise OSError(int(number), words)
    if status:
        raise ServerError(f"Writing the import files failed: {words or f'status {status}'}.", "Run the import again.")
