"""A snapshot is whole or not there: opened as saved, refused when damaged, replaced under those who have it mapped."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from graphsvc.engine import snapshot
from graphsvc.engine.columns import Columns
from graphsvc.engine.rows import GroupRow, TieRow, columns_of
from graphsvc.engine.snapshot import Snapshot, open_snapshot, save, saving
from graphsvc.model.quality import TieFacts


def columns(ties: int = 3) -> Columns:
    people = [f"p{n}" for n in range(ties + 1)]
    rows = [TieRow(TieFacts(f"t{n}", "SUPPORTS", f"p{n}", f"p{n + 1}"), 1 + n % 3, "case-é") for n in range(ties)]
    rows.append(TieRow(TieFacts("m", "MEMBER_OF_HOUSEHOLD", "p0", "h"), 1))
    return columns_of(people, rows, [GroupRow("household:h", 2)])


def same(one: Columns, other: Columns) -> bool:
    first, second = one.arrays(), other.arrays()
    equal = all(np.array_equal(first[name], second[name]) and first[name].dtype == second[name].dtype for name in first)
    return equal and first.keys() == second.keys() and (one.cases, one.classes) == (other.cases, other.classes)


def opened(folder: Path) -> Snapshot:
    found = open_snapshot(folder)
    assert found is not None
    return found


def test_what_is_opened_is_what_was_saved(tmp_path: Path) -> None:
    for made in (columns(), columns_of([], [], [])):
        save(made, 7, "token", tmp_path)
        found = opened(tmp_path)
        assert (found.revision, found.token) == (7, "token") and same(found.columns, made)


def test_it_is_mapped_read_only_and_for_nobody_else(tmp_path: Path) -> None:
    folder = tmp_path / "snapshot"
    save(columns(), 1, "t", folder)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / "arrays")] == [0o700, 0o600]
    array = opened(folder).columns.base_entries
    while isinstance(array.base, np.ndarray):
        array = array.base
    assert isinstance(array, np.memmap) and not array.flags.writeable


def test_an_older_one_stays_whole_for_who_has_it(tmp_path: Path) -> None:
    save(columns(3), 1, "a", tmp_path)
    old = opened(tmp_path)
    save(columns(900), 2, "b", tmp_path)
    assert same(old.columns, columns(3)) and same(opened(tmp_path).columns, columns(900))


def test_nothing_is_opened_where_nothing_is(tmp_path: Path) -> None:
    assert open_snapshot(tmp_path / "none") is None


@pytest.mark.parametrize("cut", [0, 5, 20, 60, 200, -64, -1])
def test_a_file_cut_short_is_not_used(tmp_path: Path, cut: int) -> None:
    save(columns(50), 1, "t", tmp_path)
    whole = (tmp_path / "arrays").read_bytes()
    (tmp_path / "arrays").write_bytes(whole[:cut])
    assert open_snapshot(tmp_path) is None
    (tmp_path / "arrays").write_bytes(whole)
    assert opened(tmp_path).revision == 1


def test_a_file_too_long_or_with_another_header_is_not_used(tmp_path: Path) -> None:
    save(columns(50), 1, "t", tmp_path)
    whole = (tmp_path / "arrays").read_bytes()
    for wrong in (whole + b"\0", b"X" + whole[1:], *(bytes_with(whole, at) for at in range(16, 300, 7))):
        (tmp_path / "arrays").write_bytes(wrong)
        assert open_snapshot(tmp_path) is None


def bytes_with(whole: bytes, at: int) -> bytes:
    """The same with one byte of the beginning changed."""
    return whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]


def test_one_made_by_other_code_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(columns(), 1, "t", tmp_path)
    monkeypatch.setattr(snapshot, "made_by", lambda: "another")
    assert open_snapshot(tmp_path) is None


@pytest.mark.parametrize(
    "changed", ["graphsvc/model/quality.py", "graphsvc/engine/load.py", "cypher/read/engine_ties.cypher"]
)
def test_other_code_is_any_that_decides_what_the_arrays_mean(tmp_path: Path, changed: str) -> None:
    root = Path(snapshot.__file__).parents[2]
    for name in ("graphsvc/model", "graphsvc/engine", "cypher/read"):
        shutil.copytree(root / name, tmp_path / "now" / name)
    shutil.copytree(tmp_path / "now", tmp_path / "then")
    with (tmp_path / "then" / changed).open("a") as file:
        file.write("\n")
    now, then = (snapshot.made_by(tmp_path / when / "graphsvc") for when in ("now", "then"))
    assert now == snapshot.made_by() != then


def test_a_full_disk_leaves_the_old_one_and_no_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(columns(3), 1, "a", tmp_path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        save(columns(9), 2, "b", tmp_path)
    assert opened(tmp_path).revision == 1 and [path.name for path in tmp_path.iterdir()] == ["arrays"]


def test_one_process_saves_at_a_time(tmp_path: Path) -> None:
    with saving(tmp_path) as first, saving(tmp_path) as second:
        assert (first, second) == (True, False)
    with saving(tmp_path) as again:
        assert again


SAVER = """
import sys
from pathlib import Path
from graphsvc.engine.snapshot import save
from tests.unit.test_snapshot import columns
small, large, n = columns(2000), columns(20000), 0
print("ready", flush=True)
while True:
    n += 1
    save((small, large)[n % 2], n, str(n), Path(sys.argv[1]))
"""


def test_killed_while_saving_it_leaves_a_whole_one(tmp_path: Path) -> None:
    sizes = {2000: columns(2000), 20_000: columns(20_000)}
    for delay in (0.0, 0.003, 0.01, 0.02, 0.05):
        with subprocess.Popen([sys.executable, "-c", SAVER, str(tmp_path)], stdout=subprocess.PIPE, text=True) as saver:
            assert saver.stdout and saver.stdout.readline() == "ready\n"
            with pytest.raises(subprocess.TimeoutExpired):
                saver.wait(0.05 + delay)
            saver.send_signal(signal.SIGKILL)
        found = open_snapshot(tmp_path)
        if found is not None:
            assert found.token == str(found.revision)
            assert same(found.columns, sizes[20_000 if found.revision % 2 else 2000])
    assert opened(tmp_path)
    save(columns(), 1, "t", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["arrays"]
