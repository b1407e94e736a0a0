"""Timing in one process: repeated calls, quantiles by rank, milliseconds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from graphsvc.clock import monotonic


def milliseconds(call: Callable[[], object], rounds: int, warmup: int = 3) -> list[float]:
    """How long each of `rounds` calls took, ms, after `warmup` uncounted ones."""
    for _ in range(warmup):
        call()
    times = []
    for _ in range(rounds):
        begun = monotonic()
        call()
        times.append((monotonic() - begun) * 1000)
    return times


def quantile(times: list[float], share: float) -> float:
    """The value below which `share` of the times lie (nearest rank)."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(name: str, times: list[float]) -> dict[str, float]:
    """p50, p95 and worst of one figure."""
    return {
        f"{name}.p50_ms": quantile(times, 0.5),
        f"{name}.p95_ms": quantile(times, 0.95),
        f"{name}.max_ms": max(times),
    }


BOUND_SECONDS = 10.0
"""The longest that a path search is waited for, its own or a peer's; one that takes longer counts as this long."""
Asked = TypeVar("Asked")


@dataclass(frozen=True)
class Timed:
    """Times of bounded calls, ms, and how many of them hit the bound."""

    times: tuple[float, ...] = ()
    bounded: int = 0

    @property
    def seconds(self) -> float:
        """All of them together."""
        return sum(self.times) / 1000

    def and_(self, took: float | None) -> "Timed":
        """One more call; None: it hit the bound."""
        return Timed((*self.times, BOUND_SECONDS * 1000 if took is None else took), self.bounded + (took is None))

    def rows(self, name: str, full: int = 0) -> dict[str, float]:
        """The figures; besides `bounded`, how many hit the bound, and `asked`, how many calls there were, where these
        are not none and (for a peer) not all of `full`."""
        if not self.times:
            return {}
        short = {f"{name}.asked": float(len(self.times))} if len(self.times) < full else {}
        hit = {f"{name}.bounded": float(self.bounded)} if self.bounded else {}
        return spread(name, list(self.times)) | short | hit


def timed(ask: Callable[[Asked], float | None], each: Sequence[Asked], rounds: int, seconds: float) -> Timed:
    """Each asked in rounds, after one uncounted call, until the time is over; one round is always finished."""
    ask(each[0])
    begun, found = monotonic(), Timed()
    for number in range(rounds):
        for asked in each:
            if number and monotonic() - begun > seconds:
                return found
            found = found.and_(ask(asked))
    return found
