"""Who may be asked to carry a message: by their own words, dated, standing; a no protects, in doubt or not."""

from datetime import date
from typing import Any

import pytest

from graphsvc.model.site import Site
from graphsvc.questions.influence.offers import offers_in

TODAY, SITE = date(2026, 4, 20), Site()
GOOD: dict[str, Any] = {
    "messenger": "m",
    "person": "p",
    "id": "a1",
    "owner": "EOHHS",
    "willingness": "YES",
    "roles": ["MENTOR"],
    "capacity": "AVAILABLE",
    "wait": "NONE",
    "stated_at": date(2026, 4, 1),
    "recorded": 1,
    "safe": True,
    "safe_on": date(2026, 4, 1),
    "standing": True,
    "declined_on": None,
}


def offers(*rows: dict[str, Any]) -> dict[str, tuple[int, frozenset[str]]]:
    whole = [{**GOOD, **row} for row in rows]
    unsafe_on = max((row["safe_on"] for row in whole if row["safe"] is False), default=None)
    found = offers_in([{**row, "unsafe_on": unsafe_on} for row in whole], TODAY, SITE)
    return {one: (offer.room, offer.not_for) for one, offer in found.items()}


NOBODY: dict[str, tuple[int, frozenset[str]]] = {}
LATER = {"id": "a2", "person": "q", "stated_at": date(2026, 4, 10), "safe": None, "safe_on": None}


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([{}], {"m": (3, frozenset())}),
        ([{"capacity": "LIMITED"}], {"m": (1, frozenset())}),
        ([{"standing": False}], NOBODY),
        ([{"id": "a9"}, {"id": "a1", "recorded": 2, "willingness": "DECLINED", "safe": None}], NOBODY),
        ([{"declined_on": date(2026, 3, 31)}], {"m": (3, frozenset())}),  # said yes since
        ([{"declined_on": date(2026, 4, 1)}], NOBODY),
        ([{"declined_on": date(2026, 4, 2)}], NOBODY),
        ([{"declined_on": date(2026, 4, 2)}, {**LATER, "safe": True, "safe_on": TODAY}], {"m": (3, frozenset("p"))}),
        ([{"safe_on": None}], NOBODY),
        ([{"safe_on": date(2026, 4, 21)}], NOBODY),
        ([{}, {**LATER, "willingness": "DECLINED"}], {"m": (3, frozenset({"q"}))}),
        ([{}, {**LATER, "person": "p", "willingness": "DECLINED"}], NOBODY),
        ([{}, {**LATER, "person": "p", "willingness": "DECLINED", "standing": False}], {"m": (3, frozenset())}),
        ([{}, {**LATER, "safe": False, "safe_on": date(2026, 4, 2)}], NOBODY),
        ([{}, {**LATER, "safe": False, "safe_on": date(2026, 4, 2), "standing": False}], NOBODY),
        ([{}, {**LATER, "safe": False, "safe_on": date(2026, 4, 1)}], NOBODY),
        ([{}, {**LATER, "safe": False, "safe_on": date(2026, 3, 1)}], {"m": (3, frozenset())}),
    ],
)
def test_what_was_said_last_decides(rows: list[dict[str, Any]], found: dict[str, tuple[int, frozenset[str]]]) -> None:
    assert offers(*rows) == offers(*reversed(rows)) == found
