"""Ends a Java process when whoever started it is gone, however it went. Both ends of the pipe are in this file.

    graphsvc (parent) ──pipe──> watchdog ──owns the process group of──> java

The parent holds the pipe's only writing end, so the kernel closes it even after kill -9. The store's lock is an
inheritable file descriptor, so both children hold it too: nobody works on the store before the last of them is gone.

    usage as a script: watchdog.py LOG_FILE COMMAND…

The pipe is standard input. A parent that ends in order writes first how many seconds the process may take to end;
none for a throw-away store, which nobody reads again.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PR_SET_PDEATHSIG = 1  # <sys/prctl.h>
GRACE_SECONDS = 15.0  # after a parent that just died; a store killed then recovers from its log at the next start
AT_ONCE = signal.SIGUSR1  # to the watchdog: kill, as after a parent that died
ORDERLY_SECONDS = 180  # that an end may take: a run that learns (archive.py) writes a file as it ends


@contextmanager
def watched(
    command: list[str],
    log_file: Path,
    environment: Mapping[str, str] | None = None,
    *,
    end_seconds: int = ORDERLY_SECONDS,
) -> Iterator["subprocess.Popen[bytes]"]:
    """The watchdog with `command` under it, its output in `log_file`. Leaving the block ends both, and waits.

    `end_seconds`: how long it may take to end in order before it is killed.
    """
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", __file__, str(log_file), *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C in the terminal is for the parent, which then ends this in order
        close_fds=False,  # only the store's lock is inheritable
        umask=0o077,  # what Java writes, the store and its logs, is its owner's alone
        env={**os.environ, **(environment or {})},
    )
    try:
        yield process
    finally:
        if process.stdin:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(b"%d" % end_seconds)
                process.stdin.close()
        try:
            process.wait()
        except KeyboardInterrupt:  # Ctrl-C again, while it ends: whoever waits has had enough
            process.send_signal(AT_ONCE)
            process.wait()
            raise


def main(arguments: list[str]) -> int:
    """The process's exit code, once it ended or was ended."""
    log_file, *command = arguments
    with Path(log_file).open("ab") as log:
        java = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            close_fds=False,
            preexec_fn=_die_with_watchdog if sys.platform == "linux" else None,
        )
    signal.signal(AT_ONCE, lambda *_: _signal_group(java.pid, signal.SIGKILL))
    threading.Thread(target=_end_when_parent_gone, args=(java,), daemon=True).start()
    code = java.wait()
    _signal_group(java.pid, signal.SIGKILL)  # whom it forked
    return code


def _die_with_watchdog() -> None:
    """Even kill -9 of the watchdog leaves nothing behind: the kernel then ends the process (Linux only)."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _end_when_parent_gone(java: "subprocess.Popen[bytes]") -> None:
    said = b""
    while more := os.read(0, 1024):
        said += more
    _signal_group(java.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        java.wait(float(said or GRACE_SECONDS))
    _signal_group(java.pid, signal.SIGKILL)


def _signal_group(group: int, which: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, which)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
