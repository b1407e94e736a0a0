"""One person's ancestors, and the ways up to them and down from them.

Ways come in the order of the people whom they pass, none worked out before it is asked for: of a pedigree in which
ancestors meet again and again, where there are more ways than could be counted, the first are found as fast as of any.
"""

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, field
from itertools import product
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
Step = tuple[str, tuple[Parenthood, ...]]
"""To whom, and the ties that say so: of those by blood the first, and of those by law where these count."""
Onward = Callable[[str, int], Iterable[Step]]
"""The steps from somebody who is so many steps from the end, by whom they lead to."""
_parent, _child = attrgetter("parent"), attrgetter("child")


@dataclass(frozen=True)
class Ascent:
    """Of `person`: who stands at each generation above, the person at 0. `endless`: there may be a loop, or more
    generations than were looked at. `adoptions`: ties by law that were come upon."""

    person: str
    pedigree: Pedigree
    levels: list[set[str]]
    endless: bool
    adoptions: set[str] = field(default_factory=set)
    _down: dict[tuple[str, int, bool], list[Step]] = field(default_factory=dict)

    @staticmethod
    def of(pedigree: Pedigree, person: str, deepest: int) -> "Ascent":
        """So many generations at most."""
        edge = {person}
        found, levels = set(edge), [edge]
        for number in range(1, deepest + 1):
            edge = pedigree.above(edge)
            if not edge:
                break
            levels.append(edge)
            found |= edge
            if len(found) <= number:  # whoever goes further passes somebody twice
                break
        return Ascent(person, pedigree, levels, bool(edge))

    def under(self, top: str, left: int) -> set[str]:
        """The children of an ancestor who stand so many generations above the person."""
        return self.levels[left].intersection(self.pedigree.down.get(top, ()))

    def rises(self, tops: Set[str], count: int, by_law: bool, work: list[int]) -> Iterator[list[Up]]:
        """Every way of exactly so many generations up to one of `tops`, nobody twice: those that pass the same people
        together. `by_law`: over ties by law too. `work` holds how many more steps may be tried, and is used up."""
        if not count:
            yield [HERE]
            return
        led = [tops]  # who leads to them, by the steps left
        for left in range(count - 1, 0, -1):
            led.append(self.levels[left] & self.pedigree.below(led[-1]))

        def onward(at: str, left: int) -> Iterable[Step]:
            return self._steps(self.pedigree.parents.get(at, ()), _parent, led[left], by_law)

        for way in self._walks(self.person, count - 1, onward, (self.person,), work):
            at = way[-1][0].parent if way else self.person
            yield [up for _, links in onward(at, 0) for up in _ups((*way, links))]

    def falls(
        self, tops: Set[str], count: int, by_law: bool, passed: tuple[str, ...], work: list[int]
    ) -> Iterator[list[Up]]:
        """Every way of exactly so many generations down from one of `tops` to the person, as ways up, nobody twice and
        nobody who was `passed`: those that pass the same people together, of the first of `tops` first."""
        if not count:
            yield [HERE]
            return

        def onward(at: str, left: int) -> Iterable[Step]:
            return self._below(at, left, by_law)

        first: dict[str, list[Parenthood]] = {}
        for top in sorted(tops):
            for child, links in onward(top, count):
                first.setdefault(child, []).extend(links)
        for child, every in first.items():
            if child not in passed:
                before = (child, *passed) if self.endless else passed
                for way in self._walks(child, count - 1, onward, before, work):
                    yield list(_ups((*way[::-1], tuple(every))))

    def _below(self, at: str, left: int, by_law: bool) -> list[Step]:
        """The steps down from an ancestor who stands so many generations above the person."""
        found = self._down.get((at, left, by_law))
        if found is None:
            found = self._steps(self.pedigree.children.get(at, ()), _child, self.levels[left - 1], by_law)
            self._down[at, left, by_law] = found
        return found

    def _steps(
        self, ties: Iterable[Parenthood], end: Callable[[Parenthood], str], those: Set[str], by_law: bool
    ) -> list[Step]:
        """The steps over these ties of descent whose end is one of those."""
        found: dict[str, dict[str, Parenthood]] = {}
        for tie in ties:
            to = end(tie)
            if to not in those or tie.kind not in DESCENT:
                continue
            if tie.kind == ADOPTION:
                self.adoptions.add(tie.id)
                if not by_law:
                    continue
            found.setdefault(to, {}).setdefault(tie.kind, tie)
        return sorted([(to, tuple(said.values())) for to, said in found.items()])

    def _walks(
        self, at: str, left: int, onward: Onward, passed: tuple[str, ...], work: list[int]
    ) -> Iterator[tuple[tuple[Parenthood, ...], ...]]:
        """The ties of each walk of so many steps, by step."""
        if not left:
            yield ()
            return
        for to, links in onward(at, left):
            work[0] -= 1
            if work[0] < 0:
                return
            if to not in passed:
                before = (to, *passed) if self.endless else passed
                for way in self._walks(to, left - 1, onward, before, work):
                    yield (links, *way)


def _ups(steps: Iterable[tuple[Parenthood, ...]]) -> Iterator[Up]:
    """The ways up over these steps, by any of the ties of each, that do not end at somebody whom they pass."""
    for links in product(*steps):
        below = tuple([link.child for link in links])
        if links[-1].parent not in below:
            yield Up(links, below, ADOPTION in [link.kind for link in links])
