"""Who is told of to a control official, by hand: police of another agency, never who works with the family."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from graphsvc.audit.looks import Look
from graphsvc.questions.tasks import asked_about

SINCE = datetime(2026, 4, 1, tzinfo=UTC)
ROW: dict[str, Any] = {
    "kind": "RESTRICTED_ASKED",
    "id": "af-1",
    "person": "p-1",
    "since": SINCE,
    "police": ["BPD", "EOPSS"],
}


def look(answer: str, user: str = "s-etta", agency: str = "EOPSS", *hashes: str, day: int = 2) -> Look:
    at = SINCE + timedelta(days=day)
    named = frozenset(hashes or ("h-1",))
    return Look(answer, at, user, agency, (), "INVESTIGATION", None, None, "person", "NOT_FOUND", named)


def told(kind: str, *looks: Look, **more: Any) -> list[tuple[str | None, str | None, int | None]]:
    found = asked_about({**ROW, "kind": kind, **more}, frozenset({"h-1", "h-old"}), looks)
    return [(task.by, task.agency, task.answers) for task in found]


CASES = [
    ((look("a"), look("a"), look("b")), [("s-etta", "EOPSS", 2)], [("s-etta", "EOPSS", 2)]),
    ((look("a", "s-sam", "EOHHS"), look("b", "s-hana", "BPHC")), [], [(None, None, 2)]),
    ((look("a", "s-etta", "EOPSS", "h-2"),), [], []),
    ((look("a", "s-etta", "EOPSS", "h-old", "h-2"),), [("s-etta", "EOPSS", 1)], [("s-etta", "EOPSS", 1)]),
    ((look("a", day=-1),), [], []),
]


@pytest.mark.parametrize(("looks", "restricted", "concealed"), CASES)
def test_who_asked_is_told_as_far_as_police(looks: tuple[Look, ...], restricted: Any, concealed: Any) -> None:
    assert told("RESTRICTED_ASKED", *looks) == restricted
    assert told("CONCEALED_ASKED", *looks) == concealed


def test_a_record_of_which_nobody_knows_since_when_counts_from_ever() -> None:
    assert told("RESTRICTED_ASKED", look("a", day=-9), since=None) == [("s-etta", "EOPSS", 1)]


def test_the_last_time_is_told() -> None:
    (task,) = asked_about(ROW, frozenset({"h-1"}), [look("b", day=5), look("a", day=3)])
    assert (task.at, task.record_id, task.person) == (SINCE + timedelta(days=5), "af-1", "p-1")
