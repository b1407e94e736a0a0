"""The audit log: one line of JSON before an answer leaves; a line that cannot be written fails the read.

Who, agency, purpose, field, counts, decision, policy version: never a name, an id of a person, a query or a variable.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from graphsvc.clock import Clock
from graphsvc.errors import AuditFailed
from graphsvc.model.asker import OpenPurpose, Principal


@dataclass(frozen=True)
class AuditLine:
    """One read or one write: who asked what for what, what was decided, and how many rows left."""

    at: str
    user: str
    agency: str
    roles: tuple[str, ...]
    token: str
    purpose: str | None
    case: str | None
    reason: str | None
    handle: str | None
    field: str
    decision: str
    rows: int
    policy_version: str


def audit_line(
    clock: Clock,
    principal: Principal,
    purpose: OpenPurpose | None,
    *,
    field: str,
    decision: str,
    rows: int,
    policy_version: str,
) -> AuditLine:
    """The line of one field of one request.

    `decision` is ALLOWED or the code of the problem; INTENT before a write begins; CANCELLED when the client went away.
    """
    return AuditLine(
        at=clock.now().isoformat(),
        user=principal.user,
        agency=principal.agency,
        roles=principal.roles,
        token=principal.token_id,
        purpose=purpose.purpose if purpose else None,
        case=purpose.case_id if purpose else None,
        reason=purpose.reason_code if purpose else None,
        handle=purpose.handle_id if purpose else None,
        field=field,
        decision=decision,
        rows=rows,
        policy_version=policy_version,
    )


class AuditLog:
    """A file that is only ever appended to. One write call a batch, so that lines of two processes never mix."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "audit.jsonl"
        with _failing():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def append(self, *lines: AuditLine) -> None:
        """Write the lines and wait until the disk has them (0.2 ms). Raises AuditFailed."""
        if not lines:
            return
        text = b"".join(orjson.dumps(asdict(line)) + b"\n" for line in lines)
        with _failing():
            written = os.write(self._file, text)
            os.fdatasync(self._file)
        if written != len(text):
            raise _failure()

    def close(self) -> None:
        """Close the file; a line after that fails its read."""
        os.close(self._file)


@contextmanager
def _failing() -> Iterator[None]:
    """An OSError inside the block is an AuditFailed outside."""
    try:
        yield
    except OSError as fault:
        raise _failure() from fault


def _failure() -> AuditFailed:
    return AuditFailed("The audit line could not be written, so nothing is answered.", "Tell the administrator.")
