"""What answers were made of, by asker and day, kept while neither the graph's revision nor what the asker sees moves: a
worker asks about one family several times over.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar

from graphsvc.access.kept import KeptNow
from graphsvc.access.sees import seen_by
from graphsvc.model.asker import Sight

KEPT_ASKERS = 16


class Shelf(Protocol):
    """What one asker was shown."""

    @property
    def full(self) -> bool:
        """Whether it is to begin anew."""


Held = TypeVar("Held", bound=Shelf)


@dataclass(frozen=True)
class Shelves:
    """All that is kept, for all requests of a process."""

    _kept: KeptNow[Shelf] = field(default_factory=lambda: KeptNow(KEPT_ASKERS))

    def of(self, sight: Sight, as_of: date, make: Callable[[], Held]) -> Held:
        """That of this asker and day, by all that decides what statements answer, and who is concealed from her today
        (her caseload does): `make` begins a new one."""
        key = (make, as_of, sight.today, sight.caseload, seen_by(sight))
        found = self._kept.get(sight.revision, key)
        if found is None or found.full:
            return self._kept.keep(sight.revision, key, make())  # type: ignore[return-value]  # the key names `make`
        return found  # type: ignore[return-value]  # as made by `make`
