"""The word that says on a host that something was written: seen by every process of a home, by nobody else."""

import subprocess
import sys
from pathlib import Path

import pytest

from graphsvc.database.word import FILE, Word, host_word
from graphsvc.errors import SettingError

CHANGE = """import sys, pathlib, graphsvc.database.word as word
word.host_word(pathlib.Path(sys.argv[1])).change()"""


def test_whoever_shares_a_home_sees_each_change(tmp_path: Path) -> None:
    one, other, alone = host_word(tmp_path), host_word(tmp_path), Word()
    seen = {one.read()}
    for _ in range(100):
        one.change()
        assert one.read() == other.read() not in seen
        seen.add(one.read())
    assert alone.read() == 0 and (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


def test_a_change_by_another_process_is_seen(tmp_path: Path) -> None:
    ours = host_word(tmp_path)
    before = ours.read()
    subprocess.run([sys.executable, "-c", CHANGE, str(tmp_path)], check=True)
    assert ours.read() != before


def test_a_home_that_cannot_be_written_is_said_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingError):
        host_word(tmp_path / "file")
