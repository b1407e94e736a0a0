"""Every line between two people, nearest first.

A line of descent goes up from one of them to a common ancestor and down to the other; it is full where a couple of
ancestors stands at its top. A line by law or marriage has one joint in it: a union, or a tie of a foster or step
parent. Nobody stands twice in a line, so an ancestor above a nearer common one makes a line of his own only where the
two ways to him keep apart.

Civil-law degree: the steps up and down, a joint counting one. Bounded whatever the pedigree: `WORK` ways are tried.
"""

import heapq
from collections.abc import Container, Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from itertools import chain, product
from typing import NamedTuple

from graphsvc.kinship.ascent import HERE, Ascent, Up
from graphsvc.kinship.pedigree import BIRTH, DESCENT, FOSTER, Parenthood, Pedigree

BLOOD, LAW, MARRIAGE = "BLOOD", "LAW", "MARRIAGE"
BASES = (BLOOD, LAW, FOSTER, MARRIAGE)
"""What a line rests on, in the order in which equally near ones are told: the last of those that its parts rest on. One
adoption makes a line one of law."""
FULL, HALF, UNKNOWN = "FULL", "HALF", "UNKNOWN"
"""Whether two children of one parent share the other too; UNKNOWN where one's other parent is not on file."""
DEEPEST = 100
"""Generations that are looked at: more than any pedigree on file has, and the end of a loop of parents."""
JOINED_DEGREE = 4
"""Steps up and down of a line with a joint: kin to the fourth degree (definitions.md §8)."""
SIBLING_DEGREE = 2
WORK = 20_000
MOST_LINES = 20


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


@dataclass(frozen=True)
class Joint:
    """From somebody to a partner, or to a foster or step parent ("FOSTER+") or child ("FOSTER-")."""

    people: tuple[str, str]
    ties: tuple[str, ...]
    mark: str
    current: bool = True
    union: str = ""

    @property
    def basis(self) -> str:
        """FOSTER or MARRIAGE."""
        return FOSTER if self.mark.startswith(FOSTER) else MARRIAGE


Part = Descent | Joint


@dataclass(frozen=True)
class Line:
    """One way in which two people are related, from the one asked about outward."""

    parts: tuple[Part, ...]

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody on the way, both ends included; of a couple at the top the first."""
        if len(self.parts) == 1:
            return self.parts[0].people
        return (self.parts[0].people[0], *chain.from_iterable([part.people[1:] for part in self.parts]))

    @property
    def ties(self) -> tuple[str, ...]:
        """The ids of the ties it is worked out from."""
        return self.parts[0].ties if len(self.parts) == 1 else tuple(chain.from_iterable([p.ties for p in self.parts]))

    @property
    def degree(self) -> int:
        """Civil-law degree, a joint counting one."""
        degree = 0
        for part in self.parts:
            degree += part.up + part.down if isinstance(part, Descent) else 1
        return degree

    @property
    def basis(self) -> str:
        """BLOOD, LAW, FOSTER or MARRIAGE."""
        every = [part.basis for part in self.parts]
        return every[0] if len(every) == 1 else max(every, key=BASES.index)


@dataclass(frozen=True)
class Kinship:
    """The lines between two people. `more`: there may be others, further than those shown."""

    lines: tuple[Line, ...]
    more: bool = False


def kinship(pedigree: Pedigree, one: str, other: str, most: int = MOST_LINES) -> Kinship:
    """Every line from `one` to `other`, nearest first; none is "no known tie", which is not "unrelated"."""
    if one == other:
        return Kinship(())
    found: list[Line] = []
    over = False
    work = [WORK]
    joined = _joined(pedigree, one, other, work)
    mine, theirs = (Ascent.of(pedigree, each, DEEPEST) for each in (one, other))
    for descent in _descents(mine, theirs, 2 * DEEPEST, [WORK]):
        if descent is None or len(found) > most:
            over = True
            break
        found.append(Line((descent,)))
    lines = sorted([*found, *joined], key=nearest)
    return Kinship(tuple(lines[:most]), over or work[0] <= 0 or len(lines) > most)


def nearest(line: Line) -> tuple[object, ...]:
    """The order of lines: by degree, then what they rest on, then who is on the way."""
    return (line.degree, BASES.index(line.basis), line.people, line.ties)


# ---- descent -----------------------------------------------------------------------------------------------------


def _descents(mine: Ascent, theirs: Ascent, most: int, work: list[int]) -> Iterator[Descent | None]:
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


# ---- one joint ---------------------------------------------------------------------------------------------------


def _joined(pedigree: Pedigree, one: str, other: str, work: list[int]) -> list[Line]:
    """Lines with a joint: in the middle, at one end, or alone. Foster parents' and children's own kin are none."""
    mine, theirs = (degrees_around(pedigree, each, JOINED_DEGREE) for each in (one, other))
    ways = _Ways(pedigree, work)
    found = [*_foster_siblings(pedigree, one, other), *_spouses_of_siblings(pedigree, one, other, ways)]
    for near, steps in mine.items():
        if theirs.keys().isdisjoint(pedigree.beside.get(near, ())):
            continue
        for joint in joints(pedigree, near, theirs):
            if steps + theirs[joint.people[1]] > JOINED_DEGREE:
                continue
            left = ways.between(one, near, JOINED_DEGREE - theirs[joint.people[1]])
            right = ways.between(other, joint.people[1], JOINED_DEGREE - steps)
            for before, behind in parted(left, right):
                if fits(pedigree, before, joint, behind):
                    found.append(Line((*without_steps(before), joint, *without_steps(turned(behind)))))
    return one_each(found)


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


@dataclass
class _Ways:
    """The near lines of descent between two people, worked out when they are asked for."""

    pedigree: Pedigree
    work: list[int]
    _above: dict[str, Ascent] = field(default_factory=dict)

    def between(self, one: str, other: str, most: int) -> list[Descent]:
        """Those of at most so many steps; of no step from one to himself."""
        if one == other:
            return [no_step(one)]
        if most < 1:
            return []
        found = _descents(self._ascent(one), self._ascent(other), most, self.work)
        return [descent for descent in found if descent]

    def _ascent(self, person: str) -> Ascent:
        if person not in self._above:
            self._above[person] = Ascent.of(self.pedigree, person, JOINED_DEGREE)
        return self._above[person]


def no_step(person: str) -> Descent:
    """The line from somebody to himself."""
    return Descent((person,), (), 0, 0)


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


def parted(before: Iterable[Descent], behind: Iterable[Descent]) -> Iterator[tuple[Descent, Descent]]:
    """Pairs that are near enough and have nobody in common. Of a couple at a top only those stand there who are
    nowhere else in the line."""
    for left in before:
        for right in behind:
            if left.degree + right.degree > JOINED_DEGREE:
                continue
            if {*left.people, *left.common}.isdisjoint((*right.people, *right.common)):
                yield left, right
                continue
            mine, theirs = set(left.beside_top), set(right.beside_top)
            if not mine.isdisjoint(theirs):
                continue
            tops = [
                (one, other)
                for one in left.common or ("",)
                for other in right.common or ("",)
                if one not in theirs and other not in mine and (one != other or not one)
            ]
            if tops:
                yield topped(left, (one for one, _ in tops)), topped(right, (other for _, other in tops))


def topped(descent: Descent, tops: Iterable[str]) -> Descent:
    """The same line with only these at its top."""
    if not descent.common:
        return descent
    common = tuple(sorted(set(tops)))
    if common == descent.common:
        return descent
    people = (*descent.people[: descent.up], common[0], *descent.people[descent.up + 1 :])
    return Descent(people, descent.ties, descent.up, descent.down, descent.basis, common, descent.whole)


def joints(pedigree: Pedigree, person: str, to: Container[str] | None = None) -> Iterator[Joint]:
    """The joints from one person: unions, and foster and step ties that are not worked out otherwise. `to`: whom they
    may lead to; None: anybody."""
    if not pedigree.beside.get(person):
        return
    for union in pedigree.unions.get(person, ()):
        if to is None or union.partner(person) in to:
            yield Joint((person, union.partner(person)), (union.id,), "M", union.current, union.kind)
    for link in _one_tie(pedigree.parents.get(person, ())):
        if (to is None or link.parent in to) and _stated(pedigree, link):
            yield Joint((person, link.parent), (link.id,), f"{link.kind}+")
    for link in _one_tie(pedigree.children.get(person, ())):
        if (to is None or link.child in to) and _stated(pedigree, link):
            yield Joint((person, link.child), (link.id,), f"{link.kind}-")


def _one_tie(links: Iterable[Parenthood]) -> Iterable[Parenthood]:
    """Where several ties say the same of two people, the first stands for them."""
    stated = [link for link in links if link.kind not in DESCENT]
    if not stated:
        return ()
    first: dict[tuple[str, str, str], Parenthood] = {}
    for link in stated:
        first.setdefault((link.parent, link.child, link.kind), link)
    return first.values()


def _stated(pedigree: Pedigree, link: Parenthood) -> bool:
    """Whether a tie is a joint of its own: no foster or step parent is one who became a parent, and no step parent
    one whose union with a parent is on file."""
    if link.kind in DESCENT:
        return False
    parents = pedigree.parents_of(link.child, DESCENT)
    if link.parent in parents:
        return False
    return link.kind == FOSTER or not any(pedigree.joined(parent, link.parent) for parent in parents)


def fits(pedigree: Pedigree, left: Descent, joint: Joint, right: Descent) -> bool:
    """Whether it is a line: the partner is no parent of the child through whom it comes or goes. `right` is seen from
    its far end."""
    if joint.mark.startswith(FOSTER):
        return (left.mark, right.mark) in _FOSTERED[joint.mark]
    here, there = joint.people
    return not (_own(pedigree, left, here, there, joint) or _own(pedigree, right, there, here, joint))


_FOSTERED = {
    f"{FOSTER}+": (("0.0", "0.0"), ("0.0", "1.0")),
    f"{FOSTER}-": (("0.0", "0.0"), ("1.0", "0.0")),
}
"""What stands before and behind: foster parents and children, and those parents' own children."""


def _own(pedigree: Pedigree, side: Descent, end: str, partner: str, joint: Joint) -> bool:
    """Whether the child through whom a line comes to its joint is that of both: then the joint is no step."""
    if side.down or not side.up:
        return False
    parents = pedigree.parents_of(side.people[-2], DESCENT)
    if joint.mark == "M":
        return partner in parents
    child = joint.people[0 if joint.mark.endswith("+") else 1]
    return end != child and bool((parents - {end}) & pedigree.parents_of(child, DESCENT))


def _foster_siblings(pedigree: Pedigree, one: str, other: str) -> list[Line]:
    """Two children of one foster family."""
    ups = [joint for joint in joints(pedigree, one) if joint.mark == f"{FOSTER}+"]
    downs = [joint for up in ups for joint in joints(pedigree, up.people[1]) if joint.mark == f"{FOSTER}-"]
    return [Line((up, down)) for up in ups for down in downs if down.people == (up.people[1], other)]


def _spouses_of_siblings(pedigree: Pedigree, one: str, other: str, ways: _Ways) -> list[Line]:
    """A spouse's brother's wife: the one line of two unions that HL7 counts among the in-laws (BROINLAW, SISINLAW)."""
    found = []
    for first in (joint for joint in joints(pedigree, one) if joint.mark == "M"):
        for last in (joint for joint in joints(pedigree, other) if joint.mark == "M"):
            for way in ways.between(first.people[1], last.people[1], SIBLING_DEGREE):
                tops = set(way.common) - {one, other}
                if way.mark == "1.1" and tops and {one, other}.isdisjoint(way.beside_top):
                    found.append(Line((first, topped(way, tops), replace(last, people=last.people[::-1]))))
    return found


def one_each(lines: Iterable[Line]) -> list[Line]:
    """Of foster lines of one shape, by either of a couple, the first."""
    found: dict[object, Line] = {}
    for line in sorted(lines, key=nearest):
        shape = tuple(part.mark for part in line.parts) if line.basis == FOSTER else line
        found.setdefault(shape, line)
    return list(found.values())


def turned(descent: Descent) -> Descent:
    """The same line seen from its other end."""
    people, ties = descent.people[::-1], descent.ties[::-1]
    return Descent(people, ties, descent.down, descent.up, descent.basis, descent.common, descent.whole)


def without_steps(descent: Descent) -> tuple[Part, ...]:
    """The part of a line that it is: none where it has no step."""
    return (descent,) if descent.up + descent.down else ()
