"""Households and addresses of a block."""

from random import Random

from seed.clans import Block, Human
from seed.days import YEAR, iso, recorded
from seed.grid import District, Grid
from seed.statements import FAMILY_SAID, STREET_LIST
from seed.table import Bundle

_PROTECTED = 0.004
"""Share of addresses under address confidentiality."""


class Homes:
    """Writes households, who lives in them and where, and remembers home and household on each person."""

    def __init__(self, bundle: Bundle, rng: Random, grid: Grid) -> None:
        self._rng, self._grid = rng, grid
        holes = ("label", "location", "valid_from", "recorded_at")
        self._household = bundle.shape("households", *holes, kind="FAMILY", **STREET_LIST)
        member = ("person", "household", "valid_from", "valid_to", "recorded_at")
        self._member = bundle.shape("household_members", *member, **STREET_LIST)
        self._member_said = bundle.shape("household_members", *member, **FAMILY_SAID)
        address = ("person", "location", "kind", "confidential", "valid_from", "valid_to", "recorded_at")
        self._address = bundle.shape("addresses", *address, **STREET_LIST)
        alert = ("person", "stated_at", "valid_from", "recorded_at")
        owner = {"compartment": "VICTIM_VAWA", "owner": "BPHC", "stated_as": "WORKER"}
        self._alert = bundle.shape("alerts", *alert, kind="ADDRESS_CONFIDENTIALITY", **owner)

    def write(self, block: Block, district: District) -> None:
        """Each living person of the block gets one home."""
        for woman, man in block.couples:
            if not woman.household:
                self._home((woman, man), district)
        for human in block.people:
            at_home = None if human.household else self._lives_with(human)
            if at_home and at_home.household:
                since = max(human.born, -self._rng.randrange(400, 9000)) if human.years() > 24 else human.born
                self._join(human, at_home.household, at_home.home, since)
        for human in block.people:
            if not human.household:
                self._home((human,), district)

    def _lives_with(self, human: Human) -> Human | None:
        """Whose home a person without one of their own shares: the mother's, a grandmother's, a grown child's."""
        chance, mother, years = self._rng.random(), human.mother, human.years()
        if mother and mother.mother and years < 18 and chance < 0.05:
            return mother.mother
        if mother and (years < 20 or (years < 34 and chance < 0.7)):
            return mother
        return human.children[0] if years > 60 and human.children and chance < 0.4 else None

    def _home(self, people: tuple[Human, ...], district: District) -> None:
        since = max(max(p.born for p in people) + int(18 * YEAR), -self._rng.randrange(200, 9000))
        since = max(min(since, -1), max(p.born for p in people))
        where = self._grid.address(district)
        label = f"Home of the {people[0].family} family"
        household = self._household(label, where, iso(since), recorded(max(since, -1095)))
        for person in people:
            self._join(person, household, where, since)

    def _join(self, person: Human, household: str, where: str, since: int) -> None:
        person.household, person.home = household, where
        until = iso(person.died) if person.died is not None and person.died > since else ""
        if person.died is not None and not until:
            return
        on = recorded(max(since, -1095))
        member = self._member if self._rng.random() < 0.7 else self._member_said
        member(person.id, household, iso(since), until, on)
        hidden = self._rng.random() < _PROTECTED
        self._address(person.id, where, "HOME", "yes" if hidden else "", iso(since), until, on)
        if hidden:
            self._alert(person.id, iso(max(since, -400)), iso(max(since, -400)), on)
