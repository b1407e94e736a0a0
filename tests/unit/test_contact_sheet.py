"""A page to take along: whoever has no room on it is told of."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from graphsvc.api.pictures import fitting, sheet_page
from graphsvc.model.answers import Basis
from graphsvc.questions.reach.sheet import ContactSheetAnswer

TODAY = date(2026, 4, 20)
MORE = "More people wait for a next sheet."


def relative(number: int, band: str = "REACH_FIRST") -> Any:
    """Somebody of whom as much is said as a plan and a way make."""
    step = SimpleNamespace(mode="PHONE", language="kea", interpreter=True, sentence="Call, and ask how they are.")
    plan = SimpleNamespace(state="APPROVED", words="Ask about the weekend and about the school meeting.")
    way = SimpleNamespace(label="mobile", kind="PHONE", best_times="evenings after six")
    who = {"id": f"p-{number}", "name": f"Name{number} Exemplard", "relation": "aunt", "band": band}
    said = {"first_step": step, "plan": plan, "routes": (way,), "best_next_time": "Tuesday evening", "cautions": ()}
    return SimpleNamespace(**who, **said)


def sheet_for(*rows: Any) -> ContactSheetAnswer:
    until = datetime(2026, 4, 21, 13, tzinfo=UTC)
    return ContactSheetAnswer(Basis(TODAY, "v", "", ()), "p-marcus", "Marcus", rows, False, TODAY, until)


@pytest.mark.parametrize(
    ("rows", "placed"),
    [
        ((), []),
        (tuple(relative(n) for n in range(3)), ["Name0", "Name1", "Name2"]),
        (tuple(relative(n) for n in range(7)), ["Name0", "Name1", "Name2", "Name3", "Name4", "Name5"]),
        (
            (*(relative(n) for n in range(6)), relative(6, "REACH_NEXT")),
            ["Name0", "Name1", "Name2", "Name3", "Name4", "Name5"],
        ),
    ],
)
def test_the_answer_holds_whoever_is_on_the_page_and_says_that_more_wait(
    rows: tuple[Any, ...], placed: list[str]
) -> None:
    found = fitting(sheet_for(*rows))
    parts = sheet_page(found).parts
    assert [part.title.split()[0] for part in parts if part.role == "row"] == placed
    assert ([each.id for each in found.rows], found.more) == ([each.id for each in rows[: len(placed)]], len(rows) > 6)
    text = " ".join(mark.text for part in parts for mark in part.marks if hasattr(mark, "text"))
    assert (MORE in text) == found.more
    assert "REACH NEXT" not in text
