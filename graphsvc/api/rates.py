"""How often one user may ask of this process: some at once, then so many a minute (the cell rate algorithm).

The user is whom the verified token names. Nothing is kept by address: behind a proxy everybody has the proxy's.
"""

from dataclasses import dataclass, field

MOST_USERS = 10_000  # more than a site has staff; beyond it, whoever asked longest ago is forgotten


@dataclass
class Rates:
    """One number a user: when the requests so far would have come, had they come evenly. 0 a minute: no bound."""

    per_minute: int
    burst: int
    _due: dict[str, float] = field(default_factory=dict)

    def wait(self, user: str, now: float) -> float:
        """Seconds until this user may ask (monotonic `now`); 0: at once, and this request counts."""
        if not self.per_minute:
            return 0.0
        gap = 60.0 / self.per_minute
        due = max(self._due.pop(user, now), now)
        late = due - now - gap * (max(self.burst, 1) - 1)
        self._due[user] = due if late > 0 else due + gap  # put last: the order is that of the latest request
        if len(self._due) > MOST_USERS:
            del self._due[next(iter(self._due))]
        return max(late, 0.0)
