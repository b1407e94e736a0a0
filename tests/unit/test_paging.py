"""Pages and cursors, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.errors import InputRefused
from graphsvc.model.paging import Window, cursor_of, page_of


def key(row: tuple[int, str]) -> tuple[int, str]:
    return row


@given(st.lists(st.tuples(st.integers(-9, 9), st.text(max_size=3)), unique=True), st.integers(1, 100))
def test_pages_one_after_the_other_give_every_row_once_in_order(rows: list[tuple[int, str]], first: int) -> None:
    seen: list[tuple[int, str]] = []
    page = page_of(rows, key, Window(first))
    seen += page.rows
    while page.more_after:
        page = page_of(rows, key, Window(first, page.cursors[-1]))
        assert page.more_before and page.total == len(rows)
        seen += page.rows
    assert seen == sorted(rows)


def test_a_row_that_goes_does_not_make_the_next_page_skip_one() -> None:
    rows = [(1, "a"), (2, "b"), (3, "c"), (4, "d")]
    first = page_of(rows, key, Window(2))
    later = page_of(rows[1:], key, Window(2, first.cursors[-1]))
    assert later.rows == ((3, "c"), (4, "d"))


@pytest.mark.parametrize("after", ["", "%%%", "bnVsbA", "e30", cursor_of(("a", 1)), cursor_of((1,)), "W1tdXQ"])
def test_a_cursor_of_another_shape_is_refused(after: str) -> None:
    with pytest.raises(InputRefused):
        page_of([(1, "a")], key, Window(1, after))
