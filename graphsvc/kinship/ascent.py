"""One person's ancestors, and every way up to each of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
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


HERE = Up()
"""The way of no step."""


@dataclass(frozen=True)
class Ascent:
    """Ancestor → the generations at which he stands, a bit each; the person at 0. `endless`: there may be a loop, or
    more generations than were looked at."""

    pedigree: Pedigree
    generations: dict[str, int]
    endless: bool
    _under: dict[str, tuple[Parenthood, ...]] = field(default_factory=dict)
    _ways: dict[tuple[str, int], list[Up]] = field(default_factory=dict)

    @staticmethod
    def of(pedigree: Pedigree, person: str, deepest: int) -> "Ascent":
        """So many generations at most."""
        found, edge = {person: 1}, {person}
        for number in range(1, deepest + 1):
            edge = pedigree.above(edge)
            if not edge:
                break
            bit = 1 << number
            for each in edge:
                found[each] = found.get(each, 0) | bit
        return Ascent(pedigree, found, bool(edge))

    def under(self, top: str, left: int) -> list[str]:
        """The children of an ancestor who stand so many generations above the person."""
        of, asked = self.generations.get, self.pedigree.down.get(top, ())
        return [child for child in asked if of(child, 0) >> left & 1]

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
            found, before, of = [], left - 1, self.generations
            for link in self._children(top):
                if of[link.child] >> before & 1:
                    ways = self._straight(link.child, before, work)
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
            if self.generations[link.child] >> (left - 1) & 1 and link.child not in passed:
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
