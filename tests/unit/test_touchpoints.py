"""Which contacts have a row of their own, and until which day."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from graphsvc.questions.touchpoints import is_row

TODAY = date(2026, 4, 20)
UNTIL, INJURED_SINCE = datetime(2026, 4, 21, 4, tzinfo=UTC), datetime(2025, 12, 17, 5, tzinfo=UTC)


def row(**said: Any) -> dict[str, Any]:
    return {"type": "T", "at": datetime(2020, 1, 1, tzinfo=UTC), "next_date": None, "valid_to": None, **said}


@pytest.mark.parametrize(
    ("word", "said", "expected"),
    [
        ("yes", {}, True),
        ("yes", {"at": UNTIL}, False),
        ("next_date+consent", {}, False),
        ("next_date+consent", {"next_date": date(2026, 4, 19)}, False),
        ("next_date+consent", {"next_date": TODAY}, True),
        ("recent_injury_flag+consent", {}, False),
        ("recent_injury_flag+consent", {"at": INJURED_SINCE}, True),
        ("officer+contact_conditions", {}, True),
        ("officer+contact_conditions", {"valid_to": date(2026, 4, 19)}, False),
        ("officer+contact_conditions", {"valid_to": TODAY}, True),
        ("connected4", {}, False),
        ("agg", {}, False),
        ("-", {}, False),
    ],
)
def test_a_contact_has_a_row_while_what_its_cell_shows_counts(word: str, said: dict[str, Any], expected: bool) -> None:
    assert is_row(row(**said), {"T": word}, UNTIL, INJURED_SINCE, TODAY) is expected


def test_a_type_that_no_cell_names_has_none() -> None:
    assert not is_row(row(), {}, UNTIL, INJURED_SINCE, TODAY)
