"""Who descends from whom: one neighbourhood block of a few hundred people in three to four generations.

A block is grown whole, written, and dropped, so that a city of a million needs no more memory than one of
forty thousand. Partners come from the same block (never from the same parents) or move in from outside.
"""

from dataclasses import dataclass, field
from random import Random

from seed.days import YEAR
from seed.words import FAMILY, GIVEN

_FOUNDER_SHARE = 18
"""One founding couple for so many people at first; further lineages follow until the block is nearly full."""
_LATER_COUPLES = 3
_SINGLES = 8
"""The last of a block come alone: neighbours, mentors, clergy without family on file."""


@dataclass(slots=True, eq=False)
class Human:
    """One invented person while its block is in hand. Days as in seed.days; sex 0 female, 1 male."""

    id: str
    born: int
    sex: int
    given: str
    family: str
    mother: "Human | None" = None
    father: "Human | None" = None
    children: "list[Human]" = field(default_factory=list)
    partner: "Human | None" = None
    former: "Human | None" = None
    died: int | None = None
    home: str = ""
    household: str = ""
    gang: int = -1
    enrolled: bool = False
    named: bool = False

    def years(self, on: int = 0) -> int:
        """Age on a day."""
        return int((on - self.born) / YEAR)


class Block:
    """Grows exactly `want` people; `people` holds them in order of creation."""

    def __init__(self, rng: Random, first: int, want: int) -> None:
        self._rng, self._next, self._want = rng, first, want
        self.people: list[Human] = []
        self.couples: list[tuple[Human, Human]] = []
        self._grow()

    @property
    def full(self) -> bool:
        """Whether everybody wanted is there."""
        return len(self.people) >= self._want

    def _grow(self) -> None:
        self._lineages(max(1, self._want // _FOUNDER_SHARE))
        while len(self.people) < self._want - _SINGLES:
            self._lineages(_LATER_COUPLES)
        while not self.full:
            self.person(-self._days(25, 70), self._rng.randrange(2))

    def _lineages(self, couples: int) -> None:
        """Founding couples, their children, grandchildren and great-grandchildren."""
        fresh = self._founders(couples)
        for _ in range(3):
            children = [child for couple in fresh for child in self._children(couple)]
            fresh = self._pair([c for c in children if c.years() >= 20])

    def _days(self, low: float, high: float) -> int:
        return int(self._rng.uniform(low, high) * YEAR)

    def person(self, born: int, sex: int, family: str = "") -> Human:
        """A new person of the block."""
        rng = self._rng
        human = Human(f"c{self._next:08d}", born, sex, rng.choice(GIVEN[sex]), family or rng.choice(FAMILY))
        human.died = _death(rng, born)
        self._next += 1
        self.people.append(human)
        return human

    def _founders(self, couples: int) -> list[tuple[Human, Human]]:
        fresh = []
        for _ in range(couples):
            if len(self.people) + 2 > self._want:
                break
            born = -self._days(58, 84)
            husband = self.person(born - self._rng.randrange(2000), 1)
            fresh.append(self._join(self.person(born, 0), husband))
        return fresh

    def _join(self, woman: Human, man: Human) -> tuple[Human, Human]:
        woman.partner, man.partner = man, woman
        self.couples.append((woman, man))
        return woman, man

    def _children(self, couple: tuple[Human, Human]) -> list[Human]:
        """Children in order of birth; some mothers have the first with an earlier partner, a half-sibling's father."""
        mother, father = couple
        born, born_all = mother.born + self._days(17, 30), []
        for number in range(self._rng.choices((0, 1, 2, 3, 4, 5), (4, 14, 30, 28, 15, 9))[0]):
            if self.full or born > min(-40, mother.born + 44 * YEAR, _last(mother), _last(father) + 200):
                break
            real = father if number or self._rng.random() > 0.16 else self._earlier(mother, born)
            born_all.append(self._child(mother, real, born))
            born += self._days(1.1, 4.5)
        return born_all

    def _earlier(self, mother: Human, born: int) -> Human | None:
        """An earlier partner, or None where no father stands in the register."""
        if self._rng.random() < 0.3 or self.full:
            return None
        mother.former = self.person(mother.born - self._days(0, 5), 1)
        mother.former.former = mother
        mother.former.died = None if _last(mother.former) < born else mother.former.died
        return mother.former

    def _child(self, mother: Human, father: Human | None, born: int) -> Human:
        if self.full:
            return mother
        child = self.person(born, self._rng.randrange(2), father.family if father else mother.family)
        child.mother, child.father = mother, father
        mother.children.append(child)
        if father:
            father.children.append(child)
        return child

    def _pair(self, grown: list[Human]) -> list[tuple[Human, Human]]:
        """Couples of the next generation: within the block where parents differ, else with somebody who moved in."""
        men = [h for h in grown if h.sex]
        self._rng.shuffle(men)
        fresh = [self._join(w, m) for w in grown if not w.sex and (m := self._match(w, men))]
        for man in men:
            if not man.partner and not self.full and self._rng.random() < 0.45:
                fresh.append(self._join(self.person(man.born + self._rng.randrange(1500), 0), man))
        return fresh

    def _match(self, woman: Human, men: list[Human]) -> Human | None:
        if self._rng.random() < 0.2:
            return None
        for man in men:
            if not man.partner and man.mother is not woman.mother and -9 * YEAR < man.born - woman.born < YEAR:
                return man
        return None if self.full else self.person(woman.born - self._rng.randrange(1500), 1)


def _last(person: Human) -> int:
    """The last day of somebody's life so far."""
    return 0 if person.died is None else person.died


def _death(rng: Random, born: int) -> int | None:
    """A day of death for some of the old and few of the young; never before the twentieth year."""
    years = -born / YEAR
    chance = 0.004 if years < 55 else 0.06 if years < 70 else 0.28
    if years < 21 or rng.random() > chance:
        return None
    return -int(rng.uniform(1, min(years - 20, 18) * YEAR))


def siblings(person: Human) -> list[tuple[Human, bool]]:
    """Brothers and sisters, with whether they share both parents; in order of birth, each once."""
    mother, father = person.mother, person.father
    shared = [c for c in (mother.children if mother else []) if c is not person]
    other = [c for c in (father.children if father else []) if c is not person and c not in shared]
    return [(c, c.father is father and c.mother is mother) for c in (*shared, *other)]


def parents(person: Human) -> list[Human]:
    """Mother, then father, where on file."""
    return [p for p in (person.mother, person.father) if p]
