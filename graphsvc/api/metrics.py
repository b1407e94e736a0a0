"""What a monitor reads: GET /metrics in Prometheus text. Counts, seconds and revisions; nothing about people.

Only from this machine: the path engine's revision moves with hidden writes, so an asker is not told of it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request

from graphsvc.questions.influence.choose import Following, Walks

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2.0, 10.0)
"""Bounds of the buckets: from a search in memory to the deadline of a request."""
FORWARDED = frozenset({"forwarded", "x-forwarded-for", "x-real-ip"})
"""Headers that a proxy adds: then the one who asks is somebody else."""


GAUGES: tuple[tuple[str, str, Callable[[Following], float]], ...] = (
    ("graphsvc_engine_revision", "Revision of the graph in memory.", lambda now: now.revision),
    ("graphsvc_engine_lag_revisions", "Revisions known of that the graph in memory lacks.", lambda now: now.lag),
    (
        "graphsvc_engine_lag_seconds",
        "Seconds since the graph in memory was last known to be as new as the database.",
        lambda now: now.lag_seconds,
    ),
    ("graphsvc_engine_rebuilding", "1 while the graph is being read whole.", lambda now: now.rebuilding),
)


@dataclass(frozen=True, eq=False)
class _Engine(Collector):
    """The engine's state, read when it is asked for."""

    walks: Walks

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("graphsvc_engine_ready", "1 when questions go as they should.", int(self.walks.ready))
        followed = self.walks.follower
        if followed is not None:
            for name, words, value in GAUGES:
                yield GaugeMetricFamily(name, words, value(followed))
        words = "Rows of the arrays that changed since they were made whole."
        yield GaugeMetricFamily("graphsvc_engine_late_rows", words, self.walks.late_rows)


@dataclass
class Metrics:
    """The figures of one process."""

    walks: Walks
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def __post_init__(self) -> None:
        self.registry.register(_Engine(self.walks))
        words = "Influence path searches, by the way they went and the kind of path."
        self._searches = Histogram(
            "graphsvc_search_seconds", words, ("way", "kind"), registry=self.registry, buckets=SECONDS
        )
        words = "Requests that went no further than the wall, by their code."
        self._refused = Counter("graphsvc_refused_requests", words, ("code",), registry=self.registry)

    def refused(self, code: str) -> None:
        """Note a request that was refused."""
        self._refused.labels(code).inc()

    def searched(self, way: str, kind: str, seconds: list[float]) -> None:
        """Note the searches of one question."""
        for each in seconds:
            self._searches.labels(way, kind).observe(each)

    def text(self) -> bytes:
        """All figures, as Prometheus reads them."""
        return generate_latest(self.registry)


def from_here(request: Request) -> bool:
    """Whether somebody on this machine asks, and for nobody else."""
    if request.client is None or not FORWARDED.isdisjoint(request.headers.keys()):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False
