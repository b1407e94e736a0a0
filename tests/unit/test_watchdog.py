"""Ctrl-C twice: the first one asks the process to end in order, the second one ends it at once."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.live.processes import wait_until

STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, lambda *_: print("asked to end", flush=True))
print(os.getpid(), flush=True)
while True:
    time.sleep(1)
"""
PARENT = f"""
import signal, sys, time
from pathlib import Path
from graphsvc.database.watchdog import watched

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job is started with it ignored
with watched([sys.executable, "-c", {STUBBORN!r}], Path("log")):
    time.sleep(600)
"""


def test_a_second_ctrl_c_ends_what_does_not_end_in_order(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with subprocess.Popen([sys.executable, "-c", PARENT], cwd=tmp_path, stderr=subprocess.PIPE, text=True) as parent:
        assert wait_until(lambda: log.exists() and log.read_text().endswith("\n"), 60)
        parent.send_signal(signal.SIGINT)
        assert wait_until(lambda: "asked to end" in log.read_text(), 60)
        assert parent.poll() is None
        parent.send_signal(signal.SIGINT)
        assert parent.wait(60) == -signal.SIGINT
    pid = int(log.read_text().split()[0])
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
