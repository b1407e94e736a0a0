"""Timing in one process: repeated calls, quantiles by rank, milliseconds."""

from collections.abc import Callable

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
