"""Ids as the API is given them."""

import pytest

from graphsvc.api.ids import MOST_LETTERS, global_id, key_of, split_id
from graphsvc.api.paths import _keys
from graphsvc.errors import InputRefused


def test_an_id_says_its_type_and_key_and_a_plain_key_stands_for_itself() -> None:
    assert split_id(global_id("Person", "p-1")) == ("Person", "p-1")
    assert [key_of("Person", said) for said in (global_id("Person", "p-1"), "p-1")] == ["p-1", "p-1"]
    assert key_of("Gang", global_id("Person", "p-1")) == global_id("Person", "p-1")


def test_a_question_about_paths_takes_ids_of_each_type_that_it_names_each_once() -> None:
    said = [global_id("Person", "p-1"), "p-1", global_id("Gang", "g-1"), global_id("Household", "h-1")]
    assert _keys(said) == ("g-1", "h-1", "p-1")
    assert _keys(None) == ()


@pytest.mark.parametrize("said", ["", "x" * (MOST_LETTERS + 1), global_id("Person", "p" * MOST_LETTERS)])
def test_what_is_too_long_or_empty_is_no_id(said: str) -> None:
    with pytest.raises(InputRefused):
        _keys([said])
    with pytest.raises(InputRefused):
        key_of("Person", said)
