"""What a circle is made of (definitions.md §1): how far it goes, and what of the graph it is worked out from."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

STEPS = 3
DEGREES = 4
"""SUPPORT steps from the caseload, and degrees of kin."""


@dataclass(frozen=True)
class Shown:
    """What the asker may see, today. `conditional`: the classes that need the consent of everybody concerned. `kin`:
    whether she is shown family ties and households at all. `member_cap`: a larger household joins nobody."""

    allowed: tuple[int, ...]
    conditional: tuple[int, ...]
    cases: tuple[str, ...]
    consented: tuple[str, ...]
    today: date
    member_cap: int
    kin: bool


def within(circle: tuple[str, ...] | None, ids: Iterable[str]) -> list[str] | None:
    """Those of these people who are in a circle, which is sorted; None for everybody.

    It is all of the circle that a statement about nobody else needs: thousands of ids cost more than its answer.
    """
    if circle is None:
        return None
    places = ((id, bisect_left(circle, id)) for id in sorted(set(ids)))
    return [id for id, at in places if circle[at : at + 1] == (id,)]
