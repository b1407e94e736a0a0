"""What Java learned is kept only from a run that was to learn and ended well."""

from pathlib import Path

import pytest

from graphsvc.database.archive import QUIET, archive_file, archive_flags


def output(flags: tuple[str, ...]) -> Path:
    """Where a learning run was told to write."""
    return Path(flags[0].removeprefix("-XX:AOTCacheOutput="))


def test_a_run_that_need_not_learn_writes_nothing(tmp_path: Path) -> None:
    with archive_flags(tmp_path, "server", learn=False) as flags:
        assert flags == (QUIET,)


def test_a_learning_run_that_ended_well_is_used_by_the_next(tmp_path: Path) -> None:
    with archive_flags(tmp_path, "server", learn=True) as flags:
        output(flags).write_text("learned")
        assert not archive_file(tmp_path, "server").exists()
    with archive_flags(tmp_path, "server", learn=True) as flags:
        assert flags == (f"-XX:AOTCache={archive_file(tmp_path, 'server')}", QUIET)
    assert [path.name for path in tmp_path.iterdir()] == [archive_file(tmp_path, "server").name]


def test_a_learning_run_that_failed_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), archive_flags(tmp_path, "server", learn=True) as flags:
        output(flags).write_text("half")
        output(flags).with_name(f"{output(flags).name}.config").write_text("half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_java_that_wrote_nothing_is_no_fault(tmp_path: Path) -> None:
    with archive_flags(tmp_path, "server", learn=True):
        pass
    assert list(tmp_path.iterdir()) == []


def test_server_and_import_learn_for_themselves(tmp_path: Path) -> None:
    assert archive_file(tmp_path, "import") != archive_file(tmp_path, "server")
