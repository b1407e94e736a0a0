"""How many streams one user, and everybody together, may hold open in this process; and their end when it goes down."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from graphsvc.api.request import Refused

MOST_OF_A_USER = 4  # a telephone, a desk, and one of each that has not noticed yet that it is gone
MOST_STREAMS = 200  # each write asks the policy once for every one of them


@dataclass
class Streams:
    """A WebSocket counts as one, whatever runs over it; so does a response of server-sent events."""

    closing: asyncio.Event = field(default_factory=asyncio.Event)
    _held: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def slot(self, user: str) -> Iterator[None]:
        """A place while the block runs. Raises Refused where there is none."""
        if self.closing.is_set():
            raise Refused(503, "GOING_DOWN")
        if self._held[user] >= MOST_OF_A_USER:
            raise Refused(429, "TOO_MANY_STREAMS")
        if self.held >= MOST_STREAMS:
            raise Refused(503, "OVERLOADED")
        self._held[user] += 1
        try:
            yield
        finally:
            self._held[user] -= 1
            self._held += Counter()  # forgets who holds none

    @property
    def held(self) -> int:
        """How many are open."""
        return self._held.total()

    def close(self) -> None:
        """Ends all of them, and lets none begin: the process goes down."""
        self.closing.set()
