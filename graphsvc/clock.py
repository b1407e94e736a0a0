"""The one place that reads the time. A test forbids it everywhere else.

`GRAPHSVC_CLOCK` fixes "now" so that worked examples stay true and two runs are equal byte for byte.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Clock:
    """Now, for everything that decides. `fixed` is an aware instant, or None for the real time."""

    fixed: datetime | None = None
    zone: str = "America/New_York"

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        return self.fixed.astimezone(UTC) if self.fixed else datetime.now(UTC)

    def today(self) -> date:
        """The local calendar day of now: what `asOf` is when nobody says."""
        return self.now().astimezone(ZoneInfo(self.zone)).date()


def clock_from(text: str | None, zone: str = "America/New_York") -> Clock:
    """A clock fixed at an ISO 8601 instant (a local one is read in `zone`), or the real one for None."""
    if not text:
        return Clock(zone=zone)
    at = datetime.fromisoformat(text)
    return Clock(fixed=at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone)), zone=zone)


monotonic: Callable[[], float] = time.monotonic
"""Seconds for measuring durations and deadlines; never for deciding what is true."""
