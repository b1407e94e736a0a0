"""Work beside the importer: its faults come back, its children are gone; and the quick ways of reading read alike."""

import errno
import os
import time
from pathlib import Path

import pytest

from graphsvc.clock import clock_from
from graphsvc.errors import ServerError
from graphsvc.importing.beside import FORKS, beside
from graphsvc.importing.cells import ONE, Bad, all_identities, now_of
from graphsvc.importing.read import _parsed, _plain_columns
from graphsvc.model.nouns import ID, Kind

forks = pytest.mark.skipif(not FORKS, reason="one processor, or not Linux")


def children() -> list[str]:
    """This process's children."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


def no_space() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_what_was_written_beside_is_there_after_finish(tmp_path: Path) -> None:
    with beside() as place:
        for n in range(5):
            place.run(lambda n=n: (tmp_path / str(n)).write_text("done") and None)  # type: ignore[misc]  # mypy infers no type for n
        place.finish()
        assert sorted(path.name for path in tmp_path.iterdir()) == ["0", "1", "2", "3", "4"]


@forks
def test_a_full_disk_is_the_same_error_as_without_a_child() -> None:
    with pytest.raises(OSError, match="No space") as fault, beside() as place:
        place.run(no_space)
        place.finish()
    assert fault.value.errno == errno.ENOSPC


@forks
def test_any_other_fault_of_a_child_is_said() -> None:
    with pytest.raises(ServerError, match="KeyError"), beside() as place:
        place.run(lambda: {}["x"])
        place.finish()


@forks
def test_leaving_early_leaves_no_child_behind() -> None:
    before = children()
    with pytest.raises(KeyboardInterrupt), beside() as place:
        place.run(lambda: time.sleep(60))
        assert len(children()) == len(before) + 1
        raise KeyboardInterrupt
    assert children() == before


LINES = [["a,b", ",", "ü,"], ["a,b", "a"], ["a,b,c"], ['"a",b'], ["a\r,b"], ["a,b", "x" * 140_000 + ","], []]


@pytest.mark.parametrize("lines", LINES)
def test_lines_split_without_the_parser_are_what_the_parser_makes_of_them(lines: list[str]) -> None:
    plain = _plain_columns(lines, 2)
    assert plain is None or list(map(list, zip(*plain, strict=True))) == _parsed(lines)
    assert (plain is None) == (lines not in (LINES[0], []))


def test_all_identities_agrees_with_the_check_of_one() -> None:
    now = now_of(clock_from("2026-04-20T09:00"))
    for code in (*range(0x3100), 0xFEFF, 0x1F600):
        for text in (chr(code), f"a{chr(code)}", f"a{chr(code)}b"):
            good = not isinstance(ONE[Kind.ID](text, ID, now), Bad)
            assert all_identities([text]) == all_identities(["x", text, "y"]) == good, text
    assert not any(map(all_identities, ([""], ["x" * 201], [("a",)])))
