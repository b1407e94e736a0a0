"""What every answer carries (definitions.md §10): reasons, and the typed problems of a question."""

import datetime
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Reason:
    """One reason, structured and as a sentence ready to read."""

    code: str
    sentence: str
    params: tuple[tuple[str, str], ...] = ()
    date: datetime.date | None = None
    source: str | None = None


@dataclass(frozen=True)
class Basis:
    """What every Answer carries besides its content; `revision` is worked out from the finished answer."""

    as_of: datetime.date
    policy_version: str
    explanation: str
    limits: tuple[str, ...] = ()


@dataclass(frozen=True)
class Problem:
    """A typed problem: a row of `PROBLEMS`, with the next step that fits the asker. `about`: who was looked at where
    the question names nobody; for the audit log, never told."""

    code: str
    message: str
    retryable: bool
    next_step: str
    about: tuple[str, ...] = ()


PROBLEMS = MappingProxyType(
    {
        p.code: p
        for p in (
            Problem("PURPOSE_REQUIRED", "This question needs an open purpose.", True, "Call openPurpose first."),
            Problem("CONSENT_REQUIRED", "This needs a consent that is not on file.", True, "Ask, then recordConsent."),
            Problem("SAFETY_CHECK_REQUIRED", "This needs a passed safety screen.", True, "Call recordScreen first."),
            Problem("FORBIDDEN_FOR_ROLE", "Your role may not ask this for this purpose.", False, "Request a worker."),
            Problem("NOT_FOUND", "Nothing by that id is shared with you.", False, "Check the id, or search by name."),
            Problem(
                "READ_ANEW", "What changed since that cursor is not known.", True, "Read anew, then leave out after."
            ),
            Problem("LATE", "The answer took too long.", True, "Ask for fewer steps or people, or try again."),
        )
    }
)


def problem(code: str, next_step: str | None = None) -> Problem:
    """The problem of that code, with its usual next step or the one given."""
    row = PROBLEMS[code]
    return row if next_step is None else Problem(row.code, row.message, row.retryable, next_step)
