"""What a changed row leaves behind, row by row; and that the table of what protects leaves no protective noun out."""

from typing import Any

import pytest

from graphsvc.importing.guards import EVEN_UNSAID, GUARDS, SAID, Behind, left_behind
from graphsvc.importing.stored import UNLOWERED
from graphsvc.model.codes import CODES
from graphsvc.model.nouns import NOUN, NOUNS, Kind

Told = dict[str, Any]
NOTHING = Behind((), (), (), (), ())


def behind(noun: str, stood: Told, sent: Told) -> Behind:
    """What stays of the record `x` that stood between a and b, or was about a."""
    ends = [column.name for column in NOUN[noun].columns[:2]] if NOUN[noun].shape == "TIE" else []
    empty = dict.fromkeys(column.name for column in NOUN[noun].all_columns)
    said = {**empty, **dict(zip(ends, "ab", strict=False)), **stood}
    people = ["a", "b"] if len(NOUN[noun].about) == 2 else ["a"]
    row = {"id": "x", "ends": [said[name] for name in ends], "people": people, "told": said}
    return left_behind(NOUN[noun], [row], [{**said, "id": "x", **sent}])


CASES: tuple[tuple[str, Told, Told, Behind], ...] = (
    ("orders", {"type": "TPR"}, {"sources": ("doc 2",)}, NOTHING),
    ("orders", {"type": "TPR"}, {"docket": "7"}, Behind((), (), (), ("x",), ("a", "b"))),
    ("orders", {"type": "TPR"}, {"protected": "c"}, Behind(("x",), (("a", "b"),), (), ("x",), ("a", "b"))),
    ("orders", {"type": "TPR", "sealed": True}, {"protected": "c", "sealed": False}, NOTHING),
    ("orders", {"conditions": ["STAY_AWAY"]}, {"conditions": ("NO_CONTACT", "STAY_AWAY")},
     Behind((), (), (), ("x",), ("a", "b"))),
    ("holds", {"person": "a", "for_person": None}, {"for_person": "b"}, Behind(("x",), (), (), ("x",), ("a",))),
    ("screens", {"result": "CLEAR"}, {"person": "c"}, Behind((), (), (), ("x",), ("a", "b"))),
    ("screens", {"result": "HOLD"}, {"person": "c"}, Behind(("x",), (("a", "b"),), (), ("x",), ("a", "b"))),
    ("screens", {"result": "HOLD"}, {"result": "CLEAR"}, Behind((), (), (), ("x",), ("a", "b"))),
    ("mentors", {"tone": "GOOD"}, {"person": "c"}, NOTHING),
    ("mentors", {"tone": "ABUSIVE"}, {"tone": "GOOD"}, Behind(("x",), (("a", "b"),), ("a", "b"), (), ())),
    ("kin", {"role": "MTH"}, {"person": "c"}, Behind(("x",), (), (), (), ())),
    ("kin", {"role": "MTH"}, {"role": "AUNT"}, Behind(("x",), (), (), (), ())),
    ("wishes", {"wish": "YES"}, {"wish": "NO"}, NOTHING),
    ("births", {"person": "a", "born_on": None}, {"born_on": "1990-01-01"}, NOTHING),
    ("births", {"person": "a", "born_on": "2011-01-01"}, {"born_on": "1990-01-01"}, Behind(("x",), (), (), (), ())),
)  # fmt: skip


@pytest.mark.parametrize(("noun", "stood", "sent", "expected"), CASES)
def test_what_protects_stays_where_a_row_says_less_or_goes(
    noun: str, stood: Told, sent: Told, expected: Behind
) -> None:
    assert behind(noun, stood, sent) == expected


def test_every_protective_noun_is_guarded_by_columns_and_codes_that_there_are() -> None:
    assert {noun.name for noun in NOUNS if noun.protective} <= GUARDS.keys()
    for name, guard in GUARDS.items():
        for column, values in guard.columns.items():
            found = NOUN[name].column(column)
            assert values in (SAID, EVEN_UNSAID) or found.kind is Kind.YES_NO or values <= set(CODES[found.of])
        assert all(NOUN[name].column(column) for column in guard.whose)
    assert all(NOUN[noun].column(column) for noun, column in UNLOWERED)
