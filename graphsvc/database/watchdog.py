"""Ends the server when whoever started it is gone, however it went. A script of its own, standard library only.

    graphsvc (parent) ──pipe──> watchdog ──owns the process group of──> java

The parent holds the pipe's only writing end, so the kernel closes it even after kill -9. The store's lock is
inherited by both children: nobody can start on the store before the last of them is gone.

    usage: watchdog.py LOCK_FD LOG_FILE COMMAND…

The pipe is standard input. A parent that ends in order writes first how many seconds the server may take to end.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading

PR_SET_PDEATHSIG = 1  # <sys/prctl.h>
GRACE_SECONDS = 15.0  # after a parent that just died; a store killed then recovers from its log at the next start


def main(arguments: list[str]) -> int:
    """The server's exit code, once it ended or was ended."""
    lock, log_file, *command = arguments
    with open(log_file, "ab") as log:  # noqa: PTH123  (as a script it stays free of imports it can do without)
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            pass_fds=(int(lock),),
            preexec_fn=_die_with_watchdog if sys.platform == "linux" else None,
        )
    threading.Thread(target=_end_when_parent_gone, args=(server,), daemon=True).start()
    return server.wait()


def _die_with_watchdog() -> None:
    """Even kill -9 of the watchdog leaves nothing behind: the kernel then ends the server (Linux only)."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _end_when_parent_gone(server: "subprocess.Popen[bytes]") -> None:
    said = b""
    while more := os.read(0, 1024):
        said += more
    _signal_group(server.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        server.wait(float(said or GRACE_SECONDS))
    _signal_group(server.pid, signal.SIGKILL)


def _signal_group(group: int, which: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, which)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
