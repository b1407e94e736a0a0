"""Entries for tests, and what stands in an audit folder."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from graphsvc.audit.log import AuditLine, AuditLog, audit_line
from graphsvc.audit.people import Pseudonyms
from graphsvc.audit.trees import entries, trees
from graphsvc.clock import Clock
from graphsvc.model.asker import OpenPurpose, Principal

NOW = Clock(fixed=datetime(2026, 4, 20, 13, tzinfo=UTC))
SAM = Principal("s-sam", "EOHHS", "HUMAN_SERVICES", ("SOCIAL_WORKER",), "t-1")
OPEN = OpenPurpose("h-1", "FAMILY_SUPPORT", None, "COURT", NOW.now() + timedelta(hours=8))
KEY = bytes(range(32))
NAMED = Pseudonyms((KEY,))


def line(answer: str = "a-1", *people: str, purpose: OpenPurpose | None = OPEN, user: Principal = SAM) -> AuditLine:
    """One entry, still unwritten."""
    return audit_line(
        NOW,
        user,
        purpose,
        answer=answer,
        known_at=NOW.now().isoformat(),
        field="person",
        decision="ALLOWED",
        rows=1,
        people=frozenset(people),
        policy_version="abc",
    )


def log_in(folder: Path) -> AuditLog:
    """A log of its own in that folder."""
    return AuditLog(folder, NOW, NAMED)


def lines_in(folder: Path) -> list[dict[str, Any]]:
    """Every entry of a folder."""
    return [orjson.loads(entry) for tree in trees(folder) for entry in entries(tree)]
