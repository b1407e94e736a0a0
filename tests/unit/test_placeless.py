"""Whose places an asker is not told of: by rows alone."""

from dataclasses import replace
from datetime import date

import pytest

from graphsvc.access.placeless import placeless
from graphsvc.access.safety_rules import FactRow, Near
from graphsvc.model.safety_lines import Fact, Sphere
from graphsvc.model.site import Site

TODAY = date(2026, 4, 20)
ADULT = FactRow(Fact.BIRTH, "b", "r", at=date(1980, 1, 1))
NEARS = {"p": (Near("p", Sphere.SELF), Near("m", Sphere.PARENT)), "q": (Near("q", Sphere.SELF),)}
ORDER = FactRow(Fact.ORDER, "o", "r", "r", "m", "ABUSE_PREVENTION_209A", "ACTIVE", acts=True)
HOLD = FactRow(Fact.SCREEN, "s", "r", "r", "p", "HOLD", at=TODAY, reviewer=True, revision=1)
NO = FactRow(Fact.WISH, "w", "r", "r", "p", "NO", at=date(2026, 4, 1))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], False),
        ([ORDER], True),
        ([replace(ORDER, other="x")], False),
        ([replace(ORDER, ends=date(2026, 4, 1))], True),
        ([replace(ORDER, other="q", acts=False)], True),
        ([FactRow(Fact.BIRTH, "c", "r", at=date(2012, 1, 1))], True),
        ([HOLD], True),
        ([HOLD, replace(HOLD, id="t", code="CLEAR", revision=2)], False),
        ([replace(HOLD, revision=2), replace(HOLD, id="t", code="CLEAR")], True),
        ([HOLD, replace(HOLD, id="t", code="CLEAR", other="q", revision=2)], True),
        ([NO, replace(NO, id="v", code="YES", at=TODAY, own=True)], False),
        ([NO, replace(NO, id="v", code="YES", at=TODAY, own=True, other="q")], True),
    ],
    ids=["nothing", "order for a parent", "order for a stranger", "lapsed order", "order against one's own",
         "minor too", "held", "cleared", "cleared before", "cleared for another", "wanted again", "wanted by another"],
)  # fmt: skip
def test_a_place_is_kept_from_an_asker_whose_own_people_a_line_keeps_apart(rows: list[FactRow], expected: bool) -> None:
    assert placeless("r", [ADULT, *rows], NEARS, TODAY, Site()) is expected
