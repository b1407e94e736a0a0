"""The part of a circle that a statement is told."""

from hypothesis import given
from hypothesis import strategies as st

from graphsvc.model.circle import within

IDS = st.text("abc", min_size=1, max_size=3)


@given(st.frozensets(IDS), st.lists(IDS))
def test_within_is_the_intersection_sorted(circle: frozenset[str], ids: list[str]) -> None:
    assert within(tuple(sorted(circle)), ids) == sorted(circle.intersection(ids))


def test_everybody_stays_everybody() -> None:
    assert within(None, ["a"]) is None
