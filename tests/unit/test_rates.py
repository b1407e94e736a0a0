"""How often one user may ask: some at once, then evenly; told how long to wait; and no memory that grows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.api import rates
from graphsvc.api.rates import Rates
from tests.unit.test_api_http import AGENCIES, Parts, codes


def test_a_burst_is_let_through_and_then_one_a_gap() -> None:
    kept = Rates(60, 3)
    assert [kept.wait("a", 100.0) for _ in range(5)] == [0.0, 0.0, 0.0, 1.0, 1.0]
    assert [kept.wait("a", 101.0) for _ in range(2)] == [0.0, 1.0]
    assert [kept.wait("a", 1_000.0) for _ in range(4)] == [0.0, 0.0, 0.0, 1.0]


def test_one_users_haste_is_not_anothers() -> None:
    kept = Rates(60, 1)
    assert [kept.wait("a", 0.0), kept.wait("a", 0.0), kept.wait("b", 0.0)] == [0.0, 1.0, 0.0]


def test_no_bound_is_none() -> None:
    assert {Rates(0, 0).wait("a", 0.0) for _ in range(1_000)} == {0.0}


@given(st.lists(st.floats(0, 5), min_size=1, max_size=60), st.integers(1, 300), st.integers(1, 10))
def test_no_minute_holds_more_than_the_rate_and_a_burst(gaps: list[float], per_minute: int, burst: int) -> None:
    kept, now, let = Rates(per_minute, burst), 0.0, list[float]()
    for gap in gaps:
        now += gap
        let += [now] if kept.wait("a", now) == 0 else []
    for begin in let:
        within = [at for at in let if begin <= at <= begin + 60]
        assert len(within) <= per_minute + burst


@given(st.integers(1, 300), st.integers(1, 10), st.floats(0, 100))
def test_after_the_wait_that_was_told_one_may_ask(per_minute: int, burst: int, now: float) -> None:
    kept = Rates(per_minute, burst)
    while not (wait := kept.wait("a", now)):
        pass
    assert kept.wait("a", now + wait + 1e-6) == 0.0


def test_who_asked_longest_ago_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MOST_USERS", 2)
    kept = Rates(60, 1)
    for user in ("a", "b", "a", "c"):
        kept.wait(user, 0.0)
    assert (kept.wait("a", 0.0), kept.wait("b", 0.0), len(kept._due)) == (1.0, 0.0, 2)


async def test_too_many_requests_are_told_when_to_come_back_before_their_body_is_read() -> None:
    parts = Parts(more={"GRAPHSVC_RATE_PER_MINUTE": "6", "GRAPHSVC_RATE_BURST": "2"})
    replies = [await parts.post(content=b"{", reuse=True) for _ in range(3)]
    assert [codes(reply) for reply in replies] == [["BAD_REQUEST"], ["BAD_REQUEST"], ["RATE_LIMITED"]]
    assert (replies[2].status_code, replies[2].headers["retry-after"]) == (429, "10")


async def test_a_refused_token_counts_for_nobody() -> None:
    parts = Parts(more={"GRAPHSVC_RATE_PER_MINUTE": "6", "GRAPHSVC_RATE_BURST": "1"})
    for _ in range(5):
        assert (await parts.post({}, authorization="Bearer x", reuse=True)).status_code == 401
    assert (await parts.post({"query": AGENCIES}, reuse=True)).status_code == 200
