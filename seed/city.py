"""The demo city as a bundle: one seed, the same bytes, in every process and on every machine.

Everything random comes from `random.Random` with a text seed (never hash order, never a set), one stream a part
and one a block, so that a part changed leaves the others as they were. Numbers below are at 40,000 people and
grow with the city.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random

from seed.affiliations import Affiliations
from seed.clans import Block
from seed.gangs import Gangs
from seed.grid import Grid
from seed.homes import Homes
from seed.incidents import Incidents
from seed.persons import Persons
from seed.programme import Programme
from seed.safety import Safety
from seed.staff import Staff
from seed.table import Bundle
from seed.ties import Ties
from seed.touchpoints import Touchpoints

PEOPLE = 40_000
SEED = 2026
BLOCK = 200
FAMILIES = Path(__file__).parent / "families"
_OTHERS_A_BLOCK = 25
"""People without a group kept in mind for incidents: victims, witnesses, arrested by chance."""


@dataclass(frozen=True)
class Size:
    """How much of everything there is."""

    people: int
    affiliates: int
    gangs: int
    driving: int
    enrolled: int
    touchpoints: int
    incidents: int
    observations: int
    conflicts: int

    @property
    def blocks(self) -> int:
        """Blocks of about BLOCK people."""
        return max(1, self.people // BLOCK)


def size_of(people: int) -> Size:
    """The sizes of a city of so many people; the two enrolled of the families are counted in."""
    part = people / PEOPLE
    gangs = max(4, round(100 * part))
    return Size(
        people=people,
        affiliates=round(3_500 * part),
        gangs=gangs,
        driving=max(1, round(0.3 * gangs)),
        enrolled=max(2, round(240 * part)) - 2,
        touchpoints=round(230_000 * part),
        incidents=round(20_000 * part),
        observations=round(6_000 * part),
        conflicts=round(30 * part),
    )


def build(out: Path, people: int = PEOPLE, seed: int = SEED) -> Size:
    """Writes the bundle into `out` and says its sizes. Raises ValueError below 100 people."""
    if people < 100:
        raise ValueError("A city has at least 100 people.")
    size, bundle = size_of(people), Bundle(out, FAMILIES)
    city = _City(bundle, size, seed)
    for number in range(size.blocks):
        city.block(number)
    city.incidents()
    bundle.close()
    said = json.loads((FAMILIES / "bundle.json").read_text(encoding="utf-8"))
    (out / "bundle.json").write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")
    return size


class _City:
    """The parts that write, and what they share while blocks come and go."""

    def __init__(self, bundle: Bundle, size: Size, seed: int) -> None:
        self._bundle, self._size, self._seed = bundle, size, seed
        self._staff = Staff(bundle, self._stream("staff"), FAMILIES, size.people / PEOPLE)
        self._grid = Grid(bundle, self._stream("grid"), size.people)
        members = size.affiliates / size.gangs
        how_many = {"count": size.gangs, "driving": size.driving}
        self._gangs = Gangs(bundle, self._stream("gangs"), self._grid, size=members, **how_many)
        self._affiliations = Affiliations(bundle, self._stream("affiliations"), self._staff, self._gangs.all)
        self._persons = Persons(bundle, self._stream("persons"))
        self._homes = Homes(bundle, self._stream("homes"), self._grid)
        self._ties = Ties(bundle, self._stream("ties"))
        self._programme = Programme(bundle, self._stream("programme"), self._staff)
        self._safety = Safety(bundle, self._stream("safety"), self._staff)
        self._touchpoints = Touchpoints(bundle, self._stream("touchpoints"), self._staff, FAMILIES.parent)
        self._others: list[str] = []

    def _stream(self, part: str) -> Random:
        return Random(f"{self._seed}/{part}")

    def _share(self, total: int, number: int) -> int:
        """Block `number`'s part of a total: the parts add up to the total exactly."""
        blocks = self._size.blocks
        return (number + 1) * total // blocks - number * total // blocks

    def block(self, number: int) -> None:
        """Grows one block, writes everything about it, and keeps only what incidents need."""
        size, first = self._size, number * self._size.people // self._size.blocks + 1
        block = Block(self._stream(f"block/{number}"), first, self._share(size.people, number))
        district = self._grid.districts[number * len(self._grid.districts) // size.blocks]
        chosen = self._affiliations.choose(block, district, self._share(size.affiliates, number))
        enrolled = self._programme.choose(chosen, self._share(size.enrolled, number))
        for human in block.people:
            self._persons.write(human)
        self._homes.write(block, district)
        self._ties.write(block)
        self._affiliations.write(chosen)
        self._programme.write(block, enrolled)
        self._safety.write(block)
        self._touchpoints.write(block, district, self._share(size.touchpoints, number))
        free = [h.id for h in block.people if h.gang < 0 and h.died is None and 14 <= h.years() < 60]
        self._others += free[:_OTHERS_A_BLOCK]

    def incidents(self) -> None:
        """What happened between people of different blocks, once all are there."""
        size = self._size
        incidents = Incidents(self._bundle, self._stream("incidents"), self._staff, self._gangs.all, self._others)
        incidents.write(size.incidents, size.observations, size.conflicts)
