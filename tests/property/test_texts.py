"""Texts by number and numbers by text, as Python's own sorted list has them."""

from bisect import bisect_left

from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.engine.texts import Texts

COMMON = st.sampled_from(("", "p", "person-2f6a91", "gang:é", "\0"))
WORDS = st.text("ab\0é9", max_size=12)


@settings(deadline=None)
@given(COMMON, st.sets(WORDS, max_size=150), st.lists(WORDS, max_size=20))
def test_every_text_has_its_place_and_every_other_one_the_place_it_would_take(
    common: str, words: set[str], others: list[str]
) -> None:
    held = sorted((common + word for word in words), key=str.encode)
    texts = Texts.of(held)
    asked = [*held, *others, *(common + other for other in others), common]
    places = [bisect_left(held, one.encode(), key=str.encode) for one in asked]
    expected = [place if one in held else -1 - place for one, place in zip(asked, places, strict=True)]
    assert texts.places(asked).tolist() == expected
    assert texts.many(range(len(held))) == held == [texts[number] for number in range(len(held))]
