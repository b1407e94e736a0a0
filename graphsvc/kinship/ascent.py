"""One person's ancestors, and every way up to each of them."""

from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from graphsvc.kinship.pedigree import ADOPTION, DESCENT, Parenthood, Pedigree


class Up(NamedTuple):
    """A way up: its ties from the person to whoever stands at its end, everybody below that one, and whether one of
    the ties is an adoption."""

    links: tuple[Parenthood, ...] = ()
    below: tuple[str, ...] = ()
    by_law: bool = False

    def on(self, link: Parenthood) -> "Up":
        """The way that goes on by one more tie."""
        return Up((*self.links, link), (*self.below, link.child), self.by_law or link.kind == ADOPTION)

    def under(self, link: Parenthood) -> "Up":
        """The way that begins with one more tie."""
        return Up((link, *self.links), (link.child, *self.below), self.by_law or link.kind == ADOPTION)


HERE = Up()
"""The way of no step."""
_PARENT = attrgetter("parent")


@dataclass(frozen=True)
class Ascent:
    """Of `person`: ancestor → the generations at which he stands, a bit each; the person at 0. `levels`: who stands at
    each of them. `endless`: there may be a loop, or more generations than were looked at."""

    person: str
    pedigree: Pedigree
    generations: dict[str, int]
    levels: list[set[str]]
    endless: bool
    _under: dict[str, tuple[Parenthood, ...]] = field(default_factory=dict)
    _ways: dict[tuple[str, int], list[Up]] = field(default_factory=dict)

    @staticmethod
    def of(pedigree: Pedigree, person: str, deepest: int) -> "Ascent":
        """So many generations at most."""
        found, edge = {person: 1}, {person}
        levels = [edge]
        for number in range(1, deepest + 1):
            edge = pedigree.above(edge)
            if not edge:
                break
            bit = 1 << number
            levels.append(edge)
            for each in edge:
                found[each] = found.get(each, 0) | bit
        return Ascent(person, pedigree, found, levels, bool(edge))

    def under(self, top: str, left: int) -> set[str]:
        """The children of an ancestor who stand so many generations above the person."""
        return self.levels[left].intersection(self.pedigree.down.get(top, ()))

    def rises(self, tops: Set[str], count: int, work: list[int]) -> Iterator[list[Up]]:
        """Every way of exactly so many generations up to one of `tops`, nobody twice: those that pass the same people
        together, in the order of these. None is worked out before it is asked for; `work` as for `ways`."""
        led = [tops]
        for left in range(count - 1, 0, -1):
            led.append(self.levels[left] & self.pedigree.below(led[-1]))
        if count:
            yield from self._rising([HERE], self.person, led, count - 1, work)
        elif self.person in tops:
            yield [HERE]

    def _rising(self, ways: list[Up], at: str, led: list[Set[str]], left: int, work: list[int]) -> Iterator[list[Up]]:
        """Those that go on from the end of these. `led`: who leads to the tops, the tops first, of `left` generations
        more behind the next one."""
        onward, passed = led[left], ways[0].below if self.endless else ()
        links = [
            link
            for link in self.pedigree.parents.get(at, ())
            if link.parent in onward and link.kind in DESCENT and link.parent not in passed
        ]
        work[0] -= len(links) * len(ways)
        if work[0] < 0 or not links:
            return
        if left == 0:
            yield [way.on(link) for link in links for way in ways]
            return
        for parent, alike in groupby(sorted(links, key=_PARENT), key=_PARENT):
            yield from self._rising([way.on(link) for link in alike for way in ways], parent, led, left - 1, work)

    def ways(self, top: str, left: int, work: list[int]) -> list[Up]:
        """Every way of exactly so many generations up to `top`, nobody twice. `work` holds how many more steps may be
        tried, and is used up."""
        if not self.endless:
            return self._straight(top, left, work)
        return list(self._winding(top, left, frozenset([top]), work))

    def _straight(self, top: str, left: int, work: list[int]) -> list[Up]:
        """Where nobody can stand twice in a way; each is put together once."""
        if left == 0:
            return [HERE] if self.generations[top] & 1 else []
        found = self._ways.get((top, left))
        if found is None:
            found, before = [], self.levels[left - 1]
            for link in self._children(top):
                if link.child in before:
                    ways = self._straight(link.child, left - 1, work)
                    work[0] -= 1 + len(ways)
                    if work[0] < 0:
                        return found
                    found += [way.on(link) for way in ways]
            self._ways[top, left] = found
        return found

    def _winding(self, top: str, left: int, passed: frozenset[str], work: list[int]) -> Iterator[Up]:
        if left == 0:
            if self.generations[top] & 1:
                yield HERE
            return
        for link in self._children(top):
            work[0] -= 1
            if work[0] < 0:
                return
            if link.child in self.levels[left - 1] and link.child not in passed:
                for way in self._winding(link.child, left - 1, passed | {link.child}, work):
                    yield way.on(link)

    def _children(self, top: str) -> tuple[Parenthood, ...]:
        """The ties to children of his who are ancestors too, or the person."""
        found = self._under.get(top)
        if found is None:
            links = self.pedigree.children.get(top, ())
            found = tuple([link for link in links if link.child in self.generations and link.kind in DESCENT])
            self._under[top] = found
        return found
