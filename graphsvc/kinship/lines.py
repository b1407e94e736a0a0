"""Every line between two people, nearest first.

A line is one of descent, or has one joint in it: a union, or a tie of a foster or step parent. Civil-law degree: the
steps up and down, a joint counting one. Bounded whatever the pedigree: `WORK` ways are tried.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain

from graphsvc.kinship.ascent import Ascent
from graphsvc.kinship.descent import BLOOD, LAW, Descent, degrees_around, descents, no_step, topped, turned
from graphsvc.kinship.joints import MARRIAGE, Joint, fits, joints
from graphsvc.kinship.pedigree import FOSTER, Pedigree

BASES = (BLOOD, LAW, FOSTER, MARRIAGE)
"""What a line rests on, in the order in which equally near ones are told: the last of those that its parts rest on. One
adoption makes a line one of law."""
DEEPEST = 100
"""Generations that are looked at: more than any pedigree on file has, and the end of a loop of parents."""
JOINED_DEGREE = 4
"""Steps up and down of a line with a joint: kin to the fourth degree (definitions.md §8)."""
SIBLING_DEGREE = 2
WORK = 20_000
MOST_LINES = 20
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
    for descent in descents(mine, theirs, 2 * DEEPEST, [WORK]):
        if descent is None or len(found) > most:
            over = True
            break
        found.append(Line((descent,)))
    lines = sorted([*found, *joined], key=nearest)
    return Kinship(tuple(lines[:most]), over or work[0] <= 0 or len(lines) > most)


def nearest(line: Line) -> tuple[object, ...]:
    """The order of lines: by degree, then what they rest on, then who is on the way."""
    return (line.degree, BASES.index(line.basis), line.people, line.ties)


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
        found = descents(self._ascent(one), self._ascent(other), most, self.work)
        return [descent for descent in found if descent]

    def _ascent(self, person: str) -> Ascent:
        if person not in self._above:
            self._above[person] = Ascent.of(self.pedigree, person, JOINED_DEGREE)
        return self._above[person]


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


def without_steps(descent: Descent) -> tuple[Part, ...]:
    """The part of a line that it is: none where it has no step."""
    return (descent,) if descent.up + descent.down else ()
