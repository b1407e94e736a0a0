"""The engine against brute force on graphs that Hypothesis draws: up to nine people, parallel ties, ties of somebody to
themselves, every predicate on or off, both orders, up to eight steps, with and without respect for time (AC-10.4).

`make test` draws a thousand, `make test-nightly` ten thousand.
"""

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.brute_paths import Case, expected, random_case, timed_case
from tests.live.test_influence_bruteforce import ORDERS
from tests.unit.test_engine import told

BY_DAY, BY_NIGHT = 1_000, 10_000
SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A case of any number, further out than the API goes, with a few ties that lead back to where they begin."""
    number = draw(st.integers(0, 10**9))
    case = draw(st.sampled_from((random_case, random_case, timed_case)))(number)
    rng = random.Random(number)
    loops = [tie | {"id": f"{tie['id']}-o", "b": tie["a"]} for tie in case.ties if rng.random() < 0.1]
    direct = [tie for tie in loops if tie["type"] not in ("MEMBER_OF_HOUSEHOLD", "AFFILIATED_WITH")]
    return replace(case, ties=[*case.ties, *direct], max_steps=draw(st.integers(1, 8)))


def check(case: Case, order: str) -> None:
    assert told(case, order) == expected(case, order)


@settings(max_examples=BY_DAY, deadline=None, suppress_health_check=SLOW)
@given(cases(), st.sampled_from(ORDERS))
def test_paths_order_and_ids_equal_brute_force(case: Case, order: str) -> None:
    check(case, order)


@pytest.mark.nightly
@settings(max_examples=BY_NIGHT, deadline=None, suppress_health_check=SLOW)
@given(cases(), st.sampled_from(ORDERS))
def test_so_do_ten_thousand(case: Case, order: str) -> None:
    check(case, order)
