"""Lines of descent: up from one of two people to a common ancestor and down to the other.

A line is full where a couple of ancestors stands at its top. Nobody stands twice in one, so an ancestor above a nearer
common one makes a line of his own only where the two ways to him keep apart. Between two people they are told nearest
first, none put together before it is asked for; around one, with all ways to everybody.
"""

import heapq
from collections.abc import Iterable, Iterator, Set
from itertools import product
from typing import NamedTuple

from graphsvc.kinship.ascent import HERE, Ascent, Up
from graphsvc.kinship.pedigree import BIRTH, DESCENT, Parenthood, Pedigree

BLOOD, LAW = "BLOOD", "LAW"
FULL, HALF, UNKNOWN = "FULL", "HALF", "UNKNOWN"
"""Whether two children of one parent share the other too; UNKNOWN where one's other parent is not on file."""


class Descent(NamedTuple):
    """Up from the first of `people` to the top, down to the last. `common`: who stands at the top, one or a couple;
    empty where one of the two is the other's ancestor. `whole`: FULL, HALF or UNKNOWN where there is a top."""

    people: tuple[str, ...]
    ties: tuple[str, ...]
    up: int
    down: int
    basis: str = BLOOD
    common: tuple[str, ...] = ()
    whole: str = ""

    @property
    def degree(self) -> int:
        """Civil-law degree: the steps up and down."""
        return self.up + self.down

    @property
    def mark(self) -> str:
        """Its shape, as tables of names have it."""
        return f"{self.up}.{self.down}"

    @property
    def beside_top(self) -> tuple[str, ...]:
        """Everybody in it but who stands at the top."""
        return self.people[: self.up] + self.people[self.up + 1 :] if self.common else self.people


def descents(mine: Ascent, theirs: Ascent, most: int, work: list[int]) -> Iterator[Descent | None]:
    """Lines of descent nearest first, to the degree `most`; None when the work is used up before the pedigree is. Those
    behind the last one taken are not worked out."""
    for degree in range(1, min(most, len(mine.levels) + len(theirs.levels) - 2) + 1):
        shapes = _shapes(mine, theirs, degree)
        for by_law in (False, True):
            told = [_over(mine, theirs, (up, degree - up), tops, by_law, work) for up, tops in shapes]
            yield from told[0] if len(told) == 1 else heapq.merge(*told, key=_way)
            if work[0] < 0:
                yield None
                return
            if not (mine.adoptions or theirs.adoptions):
                break


def _way(descent: Descent) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return descent.people, descent.ties


def _over(
    mine: Ascent, theirs: Ascent, shape: tuple[int, int], tops: Set[str], by_law: bool, work: list[int]
) -> Iterator[Descent]:
    """Lines of one shape over some of these tops, by who is on the way: those by blood, or those by law."""
    up, down = shape
    apart = {top for top in tops if not (up and down) or _apart(mine, theirs, up, down, top)}
    for rises in mine.rises(apart, up, by_law, work):
        passed = rises[0].below if rises else ()
        over = {rise.links[-1].parent for rise in rises} if up else {mine.person}
        adopted: list[Way] = []
        for falls in theirs.falls(over, down, by_law, passed, work):
            ways = [way for way in product(rises, falls) if not (up and down) or _joins(*way)]
            if by_law:
                adopted += [way for way in ways if way[0].by_law or way[1].by_law]
            elif ways:
                yield _line_of(mine.pedigree, ways, BLOOD)
        yield from sorted(merged(mine.pedigree, adopted), key=_way)  # who of a couple is the first shows at the end
        if work[0] < 0:
            return


def _joins(rise: Up, fall: Up) -> bool:
    return rise.links[-1].parent == fall.links[-1].parent


def _shapes(mine: Ascent, theirs: Ascent, degree: int) -> list[tuple[int, set[str]]]:
    """(generations up, who may stand at the top) of lines of that degree."""
    ups = range(max(0, degree + 1 - len(theirs.levels)), min(degree, len(mine.levels) - 1) + 1)
    tops = [(up, mine.levels[up] & theirs.levels[degree - up]) for up in ups]
    return [(up, some) for up, some in tops if some]


Way = tuple[Up, Up]
"""The ties from one of the two up to the top, and from the other up to it."""


def _apart(mine: Ascent, theirs: Ascent, up: int, down: int, top: str) -> bool:
    """Whether two different children of his lead to the two."""
    left, right = mine.under(top, up - 1), theirs.under(top, down - 1)
    return bool(left and right) and len(left | right) > 1


def merged(pedigree: Pedigree, ways: Iterable[Way]) -> list[Descent]:
    """The lines of some ways: those that differ in who of a couple is at the top, or in which tie says so, are one."""
    return [_line_of(pedigree, same, basis) for basis, same in _alike(ways)]


def _alike(ways: Iterable[Way]) -> list[tuple[str, list[Way]]]:
    """(basis, the ways that are one line)."""
    tops: dict[tuple[tuple[str, ...], tuple[str, ...], str, str], list[Way]] = {}
    for rise, fall in ways:
        top = "" if rise.links and fall.links else _top((rise, fall))
        under = (rise.below, fall.below, top, LAW if rise.by_law or fall.by_law else BLOOD)
        tops.setdefault(under, []).append((rise, fall))
    return [(under[-1], same) for under, same in tops.items()]


def _line_of(pedigree: Pedigree, same: list[Way], basis: str) -> Descent:
    """One line; where several ties say that the same one is a parent, the first stands for them."""
    if len(same) == 1:
        rise, fall = same[0]
        tops: tuple[str, ...] = (_top(same[0]),)
        ties = tuple([link.id for link in (*rise.links, *fall.links[::-1])])
    else:
        by_top = {_top(way): way for way in sorted(same, key=_tie_ids, reverse=True)}
        tops = tuple(sorted(by_top))
        rise, fall = by_top[tops[0]]
        every = [link.id for top in tops for link in (*by_top[top][0].links, *by_top[top][1].links[::-1])]
        ties = tuple(dict.fromkeys(every))
    people, up, down = (*rise.below, tops[0], *fall.below[::-1]), len(rise.links), len(fall.links)
    if not up or not down:
        return Descent(people, ties, up, down, basis)
    whole = FULL if len(tops) > 1 else _whole(pedigree, rise.links[-1], fall.links[-1], basis)
    return Descent(people, ties, up, down, basis, tops, whole)


def _tie_ids(way: Way) -> tuple[str, ...]:
    return tuple([link.id for walk in way for link in walk.links])


def _top(way: Way) -> str:
    return (way[0].links or way[1].links)[-1].parent


def _whole(pedigree: Pedigree, left: Parenthood, right: Parenthood, basis: str) -> str:
    """Of two children of one parent: FULL where another one is the same, HALF where both have one and none is."""
    kinds = DESCENT if basis == LAW else (BIRTH,)
    mine, theirs = (pedigree.parents_of(link.child, kinds) - {link.parent} for link in (left, right))
    if mine & theirs:
        return FULL
    return HALF if mine and theirs else UNKNOWN


def no_step(person: str) -> Descent:
    """The line from somebody to himself."""
    return Descent((person,), (), 0, 0)


def turned(descent: Descent) -> Descent:
    """The same line seen from its other end."""
    people, ties = descent.people[::-1], descent.ties[::-1]
    return Descent(people, ties, descent.down, descent.up, descent.basis, descent.common, descent.whole)


def topped(descent: Descent, tops: Iterable[str]) -> Descent:
    """The same line with only these at its top."""
    if not descent.common:
        return descent
    common = tuple(sorted(set(tops)))
    if common == descent.common:
        return descent
    people = (*descent.people[: descent.up], common[0], *descent.people[descent.up + 1 :])
    return Descent(people, descent.ties, descent.up, descent.down, descent.basis, common, descent.whole)


def ways_around(pedigree: Pedigree, person: str, degree: int, work: list[int]) -> dict[str, list[Way]]:
    """Everybody to that degree of descent, each with every way there; the person with the one of no step. `work` holds
    how many more steps may be tried, and is used up."""
    found: dict[str, list[Way]] = {}
    for rise in _rises(pedigree, person, degree, work):
        top = rise.links[-1].parent if rise.links else person
        passed = frozenset([top, *rise.below])
        for fall in _falls(pedigree, top, degree - len(rise.links), passed, work):
            found.setdefault(fall.below[0] if fall.below else top, []).append((rise, fall))
    return found


def _rises(pedigree: Pedigree, person: str, left: int, work: list[int], passed: Up = HERE) -> Iterator[Up]:
    yield passed
    if left == 0:
        return
    for link in pedigree.parents.get(person, ()):
        work[0] -= 1
        if work[0] > 0 and link.kind in DESCENT and link.parent not in passed.below:
            yield from _rises(pedigree, link.parent, left - 1, work, passed.on(link))


def _falls(pedigree: Pedigree, person: str, left: int, passed: frozenset[str], work: list[int]) -> Iterator[Up]:
    """Ways down, as ways up from where they end; the shorter ones first."""
    edge = [HERE]
    yield HERE
    for _ in range(left):
        further = []
        for fall in edge:
            for link in pedigree.children.get(fall.below[0] if fall.below else person, ()):
                work[0] -= 1
                if work[0] > 0 and link.kind in DESCENT and link.child not in passed and link.child not in fall.below:
                    further.append(fall.under(link))
        yield from further
        edge = further


def degrees_around(pedigree: Pedigree, person: str, most: int) -> dict[str, int]:
    """Everybody whom so many steps up and then down may reach, with the fewest."""
    if most < 1:
        return {person: 0}
    found, rising, falling = {person: 0}, {person}, set[str]()
    for degree in range(1, most + 1):
        falling = pedigree.below(rising | falling)
        rising = pedigree.above(rising)
        found |= dict.fromkeys((rising | falling) - found.keys(), degree)
    return found
