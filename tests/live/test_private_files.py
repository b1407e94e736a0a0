"""No other account of the machine reads the store, the bulk import's files or a report (SECURITY.md)."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphsvc.clock import clock_from
from graphsvc.importing.offline import OfflineWriter
from graphsvc.importing.run import import_bundle
from tests.bundle import write_bundle
from tests.conftest import settings_at

CLOCK = clock_from("2026-04-20T09:00")
SAID = {"compartment": "FAMILY", "owner": "EOHHS"}
NAMES = [
    {"id": "n1", "person": "p1", "given": "Ann", **SAID},
    {"id": "n 2", "person": "p1", "given": "Refused", **SAID},
]

pytestmark = pytest.mark.live


@pytest.fixture(autouse=True)
def usual_mask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_a_first_import_leaves_nothing_that_others_may_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_at(tmp_path / "installation" / "home")
    bundle = write_bundle(tmp_path / "b", {"people": [{"id": "p1"}], "names": NAMES})
    staged, finish = list[int](), OfflineWriter.finish

    def looked_at(writer: OfflineWriter) -> str:
        staged.append(mode(settings.home / "neo4j.import"))
        return finish(writer)

    monkeypatch.setattr(OfflineWriter, "finish", looked_at)
    report = await import_bundle(bundle, None, settings, CLOCK)
    assert report.report_file and [each.code for each in report.problems] == ["BAD_ID"]
    assert (staged, mode(report.report_file)) == ([0o700], 0o600)
    folders = (settings.home.parent, settings.home, settings.home / "neo4j", settings.home / "reports")
    assert [mode(folder) for folder in folders] == [0o700] * 4
    stored = [path for path in (settings.home / "neo4j" / "data").rglob("*") if path.is_file()]
    assert stored and [path for path in stored if mode(path) & 0o077] == []


async def test_folders_that_stood_open_are_shut(tmp_path: Path) -> None:
    """An earlier version made them so. The home itself may hold what is not ours, and stays as it is."""
    settings = settings_at(tmp_path / "home")
    for name in ("neo4j", "reports"):
        (settings.home / name).mkdir(parents=True)
    await import_bundle(write_bundle(tmp_path / "b", {"people": [{"id": "p1"}]}), None, settings, CLOCK)
    assert [mode(settings.home / name) for name in (".", "neo4j", "reports")] == [0o755, 0o700, 0o700]
