"""Places of an invented grid city in the open Atlantic: districts, hotspots, segments, intersections, facilities.

Streets run in equal steps; the grid grows with the number of people so that density stays. A hotspot holds the
few segments and corners where most contacts happen.
"""

from dataclasses import dataclass
from math import isqrt
from random import Random

from seed.statements import STREET_LIST
from seed.table import Bundle
from seed.words import STREETS

_SOUTH, _WEST, _STEP = 24.0, 40.2, 0.002
"""Degrees north, degrees west, and between corners: about 220 m."""
_SIDE = 10
"""Corners along one side of a district."""
_FACILITIES = (("School", 3), ("Clinic", 1), ("Court", 1), ("Shelter", 1), ("Gym", 2), ("Church", 2))


@dataclass(frozen=True)
class District:
    """A district's places by id. `hot` are the segments and corners of its hotspots, hottest first."""

    id: str
    hot: tuple[str, ...]
    segments: tuple[str, ...]
    facilities: tuple[str, ...]
    south: float
    west: float


class Grid:
    """All districts, and new addresses inside them."""

    def __init__(self, bundle: Bundle, rng: Random, people: int) -> None:
        self._key = bundle.shape("locations")
        place = ("location", "kind", "label", "latitude", "longitude", "within")
        since = {"valid_from": "2000-01-01", "recorded_at": "2023-01-02T09:00:00Z"}
        self._place = bundle.shape("places", *place, verification="PROVEN", **since, **STREET_LIST)
        self._rng = rng
        side = max(2, isqrt(people // 2_000))
        self.districts = [self._district(row, column) for row in range(side) for column in range(side)]

    def place(self, kind: str, label: str, at: tuple[float, float], within: str) -> str:
        """A new location with its description; returns the location's id."""
        location = self._key()
        self._place(location, kind, label, f"{at[0]:.6f}", f"-{at[1]:.6f}", within)
        return location

    def address(self, district: District) -> str:
        """A new home in a district."""
        rng = self._rng
        at = district.south + rng.random() * _SIDE * _STEP, district.west - rng.random() * _SIDE * _STEP
        label = f"{rng.randrange(1, 400)} {rng.choice(STREETS)} Street"
        return self.place("ADDRESS", label, at, district.id)

    def _district(self, row: int, column: int) -> District:
        south, west = _SOUTH + row * _SIDE * _STEP, _WEST - column * _SIDE * _STEP
        name = f"{STREETS[(row * 7 + column) % len(STREETS)]} {row + 1}-{column + 1}"
        district = self.place("DISTRICT", f"{name} district", (south + 0.01, west - 0.01), "")
        hot = self._hotspots(district, name, south, west)
        segments = self._segments(district, name, south, west)
        return District(
            district, tuple(hot), tuple(segments), tuple(self._facilities(district, name, south, west)), south, west
        )

    def _hotspots(self, district: str, name: str, south: float, west: float) -> list[str]:
        """Two or three hotspots of a few segments and one corner each."""
        found: list[str] = []
        for number in range(self._rng.choice((2, 2, 3))):
            at = south + self._rng.random() * 0.018, west - self._rng.random() * 0.018
            spot = self.place("HOTSPOT", f"{name} hotspot {number + 1}", at, district)
            corner = f"Corner of {self._street()} and {self._street()}"
            found.append(self.place("INTERSECTION", corner, at, spot))
            for step in range(1, 4):
                near = at[0] + step * 0.0004, at[1] - step * 0.0004
                found.append(self.place("STREET_SEGMENT", f"{self._street()} Street block {step}", near, spot))
        return found

    def _segments(self, district: str, name: str, south: float, west: float) -> list[str]:
        return [
            self.place(
                "STREET_SEGMENT",
                f"{self._street()} Street block {n + 1}",
                (south + n * 0.0006, west - n * 0.0006),
                district,
            )
            for n in range(30)
        ]

    def _facilities(self, district: str, name: str, south: float, west: float) -> list[str]:
        kinds = [kind for kind, count in _FACILITIES for _ in range(count)]
        return [
            self.place("FACILITY", f"{name} {kind.lower()} {n + 1}", (south + n * 0.0015, west - n * 0.0012), district)
            for n, kind in enumerate(kinds)
        ]

    def _street(self) -> str:
        return self._rng.choice(STREETS)
