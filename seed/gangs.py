"""Groups, rivalries, alliances and turf, as an audit with front-line workers would give them (domain.md §3)."""

from dataclasses import dataclass, field
from random import Random

from seed.days import iso, recorded
from seed.grid import District, Grid
from seed.statements import INTEL
from seed.table import Bundle, Shape
from seed.words import GANG_FIRST, GANG_LAST

_DRIVING = 1.9
"""How much larger a group that drives violence is."""
_MEAN = 1.27
"""The mean of those weights, so that estimates come near the real sizes."""
_NEIGHBOURS = 14
"""Rivals and allies are among so many groups that come next on the map."""
_BASES = ("gang audit", "shooting review", "street workers' account", "group interview")


@dataclass
class Gang:
    """One group. `members` grows while blocks are written: ids of its affiliates."""

    id: str
    activity: str
    district: District
    weight: float
    members: list[str] = field(default_factory=list)


class Gangs:
    """Writes `count` groups, `driving` of them driving violence, of about `size` affiliates each."""

    def __init__(self, bundle: Bundle, rng: Random, grid: Grid, *, count: int, driving: int, size: float) -> None:
        self._rng, self._grid = rng, grid
        gang = "name activity organisation size_estimate sensitivity sources stated_at valid_from recorded_at"
        self._gang = bundle.shape("gangs", *gang.split(), stated_by="s-ivan", **INTEL)
        self._turf = bundle.shape("turfs", "gang", "location", "stated_at", "valid_from", "recorded_at", **INTEL)
        between = ("gang_a", "gang_b", "intensity", "basis", "reviewed_at")
        kept = ("stated_at", "valid_from", "valid_to", "recorded_at")
        self._rival = bundle.shape("rivalries", *between, *kept, **INTEL)
        self._ally = bundle.shape("alliances", *between, *kept, **INTEL)
        self.all: list[Gang] = []
        for number in range(count):
            drives = number * driving // count != (number - 1) * driving // count
            self.all.append(self._found(number, count, drives, size))
        self._between(count)

    def _found(self, number: int, count: int, drives: bool, size: float) -> Gang:
        rng = self._rng
        district = self._grid.districts[number * len(self._grid.districts) // count]
        activity = "DRIVING_VIOLENCE" if drives else rng.choices(("ACTIVE", "LOW", "DISSOLVED"), (60, 32, 8))[0]
        weight = (_DRIVING if drives else 1.0) * rng.uniform(0.5, 1.5)
        on, since = -rng.randrange(20, 900), -rng.randrange(1500, 5000)
        organised, estimate = rng.choice(("LOW", "LOW", "MEDIUM", "HIGH")), str(round(weight * size / _MEAN))
        sensitivity = rng.choices(("OPEN", "AGENCY_NAME_ONLY", "RESTRICTED"), (90, 7, 3))[0]
        said = (f"gang-audit/{number + 1:04d}", iso(on), iso(since), recorded(on))
        key = self._gang(_name(number), activity, organised, estimate, sensitivity, *said)
        for place in (*rng.sample(district.segments, 2), rng.choice(district.hot)):
            self._turf(key, place, iso(on), iso(on), recorded(on))
        return Gang(key, activity, district, weight)

    def _between(self, count: int) -> None:
        """About three rivalries for two groups and half as many alliances; a pair is stored once, lower id first."""
        taken: dict[tuple[int, int], bool] = {}
        for write, wanted in ((self._rival, count * 3 // 2), (self._ally, count * 3 // 4)):
            for _ in range(wanted):
                a = self._rng.randrange(count)
                b = (a + self._rng.randrange(1, min(_NEIGHBOURS, count))) % count
                pair = (min(a, b), max(a, b))
                if pair not in taken:
                    taken[pair] = True
                    self._pair(write, self.all[pair[0]].id, self.all[pair[1]].id)

    def _pair(self, write: Shape, a: str, b: str) -> None:
        """Held since some day and reviewed later: half of the reviews are older than the 180 days of AC-3.1."""
        rng = self._rng
        since = -rng.randrange(60, 2500)
        reviewed = -rng.randrange(3, min(-since, 420))
        ended = iso(-rng.randrange(1, -since)) if rng.random() < 0.08 else ""
        intensity, basis = rng.choice(("LOW", "MEDIUM", "HIGH")), rng.choice(_BASES)
        write(a, b, intensity, basis, iso(reviewed), iso(since), iso(since), ended, recorded(since))


def _name(number: int) -> str:
    """An invented name, numbered when the words run out."""
    turn, rest = divmod(number, len(GANG_FIRST) * len(GANG_LAST))
    words = f"{GANG_FIRST[rest % len(GANG_FIRST)]} {GANG_LAST[rest // len(GANG_FIRST)]}"
    return f"{words} {turn + 1}" if turn else words
