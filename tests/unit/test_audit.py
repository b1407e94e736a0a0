"""The audit log: on disk before an answer leaves, nothing in it about a person, and a full disk is an error."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from graphsvc.audit.log import AuditLine, AuditLog, audit_line
from graphsvc.clock import Clock
from graphsvc.errors import AuditFailed
from graphsvc.model.asker import OpenPurpose, Principal

NOW = datetime(2026, 4, 20, 13, tzinfo=UTC)
SAM = Principal("s-sam", "EOHHS", "HUMAN_SERVICES", ("SOCIAL_WORKER",), "t-1")
OPEN = OpenPurpose("h-1", "FAMILY_SUPPORT", None, "COURT", NOW + timedelta(hours=8))


def line(purpose: OpenPurpose | None = OPEN) -> AuditLine:
    return audit_line(Clock(fixed=NOW), SAM, purpose, field="person", decision="ALLOWED", rows=1, policy_version="abc")


def test_a_line_says_who_asked_what_for_what_and_nothing_else(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit")
    log.append(line())
    assert [orjson.loads(text) for text in log.path.read_bytes().splitlines()] == [
        {
            "at": "2026-04-20T13:00:00+00:00",
            "user": "s-sam",
            "agency": "EOHHS",
            "roles": ["SOCIAL_WORKER"],
            "token": "t-1",
            "purpose": "FAMILY_SUPPORT",
            "case": None,
            "reason": "COURT",
            "handle": "h-1",
            "field": "person",
            "decision": "ALLOWED",
            "rows": 1,
            "policy_version": "abc",
        }
    ]


def test_lines_are_only_ever_appended_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    first, second = AuditLog(tmp_path / "audit"), AuditLog(tmp_path / "audit")
    first.append(line(), line(None))
    second.append(line())
    assert len(first.path.read_bytes().splitlines()) == 3
    assert stat.S_IMODE(first.path.stat().st_mode) == 0o600


def test_a_line_that_cannot_be_written_fails_the_read(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit")
    log.close()
    with pytest.raises(AuditFailed):
        log.append(line())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_full_disk_fails_the_read(tmp_path: Path) -> None:
    (tmp_path / "audit").mkdir()
    (tmp_path / "audit" / "audit.jsonl").symlink_to("/dev/full")
    with pytest.raises(AuditFailed):
        AuditLog(tmp_path / "audit").append(line())


def test_a_folder_that_cannot_be_made_is_said_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(AuditFailed):
        AuditLog(tmp_path / "file" / "audit")
