"""How names are compared, and that the index's candidates hold every name that is alike enough."""

import re
from fnmatch import fnmatchcase
from random import Random
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.errors import InputRefused
from graphsvc.questions.search import ALIKE, alike, best, folded, pattern_of, terms_of, variants

MOST_CLAUSES = 1024
"""Of Lucene, for one query."""
WORDS = st.text(alphabet=ascii_lowercase, min_size=3, max_size=12)


@pytest.mark.parametrize(
    ("search", "name", "likeness"),
    [
        ("marcus sampleton", "marcus sampleton", 100.0),
        ("Sampleton, Márcus", "marcus sampleton", 100.0),
        ("Samp", "marcus sampleton", 95.0),
        ("markus", "marcus sampleton", 83.3),
        ("mary", "marcus sampleton", 60.0),
        ("marcus quill", "marcus sampleton", 59.1),
        ("anyone", "", 0.0),
    ],
)
def test_names_are_compared_word_by_word(search: str, name: str, likeness: float) -> None:
    assert alike(terms_of(search), name) == likeness


def test_a_person_has_the_likeness_of_the_best_name_and_strangers_have_none() -> None:
    names = [("p-1", "peppo"), ("p-1", "jose testerworth"), ("p-2", "carl other")]
    rows = [{"person": person, "folded": name} for person, name in names]
    assert best(rows, ("jose",)) == {"p-1": 100.0}


def test_accents_and_signs_part_or_vanish() -> None:
    assert folded("Ñandú O'Brien-Ōta").split() == ["nandu", "o", "brien", "ota"]


@pytest.mark.parametrize("search", ["a" * 101, "a b c d e f", "\ufb03" * 34, "\u00df" * 51, "\u0301" * 101])
def test_too_much_text_is_refused(search: str) -> None:
    with pytest.raises(InputRefused):
        terms_of(search)


@pytest.mark.parametrize(
    "word", ["\ufb03" * 33, "abcdefghijklmnopqrstuvwxyz" * 3, " ".join(["abcdefghijklmnopqrs"] * 5)]
)
def test_the_longest_text_has_fewer_patterns_than_the_index_takes(word: str) -> None:
    assert pattern_of(terms_of(word)).count(" OR ") < MOST_CLAUSES


@given(st.text(max_size=60))
def test_whatever_is_typed_the_pattern_holds_letters_digits_and_our_own_signs_only(search: str) -> None:
    try:
        pattern = pattern_of(terms_of(search))
    except InputRefused:
        return
    words = pattern.replace("folded:", "").replace(" OR ", "")
    assert re.fullmatch(r"[\w?*]*", words)


@given(WORDS, st.randoms(use_true_random=False))
def test_one_mistake_anywhere_is_always_a_candidate(word: str, rng: Random) -> None:
    place, letter = rng.randrange(len(word)), rng.choice(ascii_lowercase)
    mistakes = {
        word[:place] + letter + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + word[place + 1 :],
        word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :],
    }
    for typed in mistakes:
        if len(typed) > 1 and alike((typed,), word) >= ALIKE:
            assert any(fnmatchcase(word, each) for each in variants(typed)), (typed, word)


@given(st.text(alphabet=ascii_lowercase, min_size=8, max_size=12), st.randoms(use_true_random=False))
def test_two_changed_letters_of_a_long_word_are_a_candidate(word: str, rng: Random) -> None:
    letters = list(word)
    for place in rng.sample(range(len(word)), 2):
        letters[place] = rng.choice(ascii_lowercase)
    assert any(fnmatchcase(word, each) for each in variants("".join(letters)))
