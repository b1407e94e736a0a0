"""Everybody related to one person up to a degree, each with the lines there: those that `kinship` finds between two.

Bounded as `kinship` is: `more` says when the pedigree was not walked to its end.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter

from graphsvc.kinship.descent import (
    BLOOD,
    LAW,
    Descent,
    Way,
    degrees_around,
    merged,
    no_step,
    topped,
    turned,
    ways_around,
)
from graphsvc.kinship.joints import Joint, fits, joints
from graphsvc.kinship.lines import JOINED_DEGREE, SIBLING_DEGREE, WORK, Line, nearest, one_each, parted, without_steps
from graphsvc.kinship.pedigree import FOSTER, Pedigree

BRANCHES = KIN, SPOUSE, STEP_KIN, IN_LAW, FOSTERED = "KIN", "SPOUSE", "STEP", "IN_LAW", "FOSTER"


@dataclass(frozen=True)
class Relatives:
    """Person → lines, nearest first, for everybody within the degree. `more`: there may be others."""

    lines: Mapping[str, tuple[Line, ...]]
    more: bool = False


@dataclass(frozen=True)
class Nearest:
    """The nearest line to somebody: its degree and what it rests on. `line` puts it together."""

    degree: int
    basis: str
    line: Callable[[], Line]

    @staticmethod
    def of(line: Line) -> "Nearest":
        """One that is put together already."""
        return Nearest(line.degree, line.basis, lambda: line)


def relatives(pedigree: Pedigree, one: str, degree: int) -> Relatives:
    """Everybody within that civil-law degree of `one`, a joint counting one, by every line."""
    work = [WORK]
    around = _Around(pedigree, work)
    found: dict[str, list[Line]] = {
        other: [Line((descent,)) for descent in merged(pedigree, ways)]
        for other, ways in around.ways(one, degree).items()
        if other != one
    }
    for line in _joined(around, one, degree, None):
        found.setdefault(line.people[-1], []).append(line)
    return Relatives({other: _in_order(lines) for other, lines in found.items()}, work[0] <= 0)


def nearest_relatives(
    pedigree: Pedigree, one: str, degree: int, left_out: Container[str] = ()
) -> tuple[Mapping[str, Nearest], bool]:
    """(the same people, each by the nearest line of any branch that is not `left_out`; whether there may be others)."""
    work = [WORK]
    around = _Around(pedigree, work)
    near, ways = around.nearest(one, degree), around.ways(one, degree)
    found = {other: _by_descent(pedigree, ways[other], steps) for other, steps in near.items() if other != one}
    bar, joined = {other: steps - 1 for other, steps in near.items()}, dict[str, list[Line]]()
    for line in _joined(around, one, degree, bar):
        if not left_out or branch_of(line) not in left_out:
            other, steps = line.people[-1], line.degree
            joined.setdefault(other, []).append(line)
            bar[other] = min(bar.get(other, steps), steps)
    for other, lines in joined.items():
        line = lines[0] if len(lines) == 1 else min(lines, key=nearest)
        if other not in found or line.degree < found[other].degree:  # of one degree, descent comes first
            found[other] = Nearest.of(line)
    return found, work[0] <= 0


def _by_descent(pedigree: Pedigree, ways: list[Way], steps: int) -> Nearest:
    """The first of the lines of so many steps."""
    told = [way for way in ways if _steps(way) == steps]
    by_law = all(rise.by_law or fall.by_law for rise, fall in told)
    return Nearest(
        steps,
        LAW if by_law else BLOOD,
        lambda: min([Line((each,)) for each in merged(pedigree, told)], key=nearest),
    )


def _in_order(lines: list[Line]) -> tuple[Line, ...]:
    """Nearest first; most people have one line, and need no order."""
    return tuple(sorted(one_each(lines), key=nearest)) if len(lines) > 1 else tuple(lines)


@dataclass
class _Around:
    """Who is around people and by which ways, worked out when it is asked for."""

    pedigree: Pedigree
    work: list[int]
    _ways: dict[tuple[str, int], dict[str, list[Way]]] = field(default_factory=dict)
    _nearest: dict[tuple[str, int], dict[str, int]] = field(default_factory=dict)
    _lines: dict[tuple[str, int, str], list[Descent]] = field(default_factory=dict)

    def ways(self, person: str, degree: int) -> dict[str, list[Way]]:
        """Everybody to that degree of descent."""
        key = (person, degree)
        if key not in self._ways:
            self._ways[key] = ways_around(self.pedigree, person, degree, self.work)
        return self._ways[key]

    def lines(self, person: str, degree: int, other: str) -> list[Descent]:
        """The lines to one of them."""
        if person == other:
            return [no_step(person)]
        key = (person, degree, other)
        if key not in self._lines:
            self._lines[key] = merged(self.pedigree, self.ways(person, degree).get(other, ()))
        return self._lines[key]

    def nearest(self, person: str, degree: int) -> dict[str, int]:
        """The fewest steps to each of them."""
        key = (person, degree)
        if key not in self._nearest:
            ways_to = self.ways(person, degree).items()
            self._nearest[key] = {other: min(map(_steps, ways)) for other, ways in ways_to}
        return self._nearest[key]


def _steps(way: Way) -> int:
    return len(way[0].links) + len(way[1].links)


def branch_of(line: Line) -> str:
    """KIN by blood or law, SPOUSE, STEP (through a partner of an ancestor, or down from one's own or a relative's
    partner), IN_LAW, or FOSTER."""
    at = next((place for place, part in enumerate(line.parts) if isinstance(part, Joint)), None)
    if at is None:
        return KIN
    joint = line.parts[at]
    if joint.mark != "M":
        return FOSTERED if joint.mark.startswith(FOSTER) else STEP_KIN
    if len(line.parts) == 1:
        return SPOUSE
    before, behind = line.parts[at - 1] if at else None, line.parts[at + 1] if at + 1 < len(line.parts) else None
    rises = isinstance(before, Descent) and before.up > 0 and before.down == 0
    falls = isinstance(behind, Descent) and behind.down > 0 and behind.up == 0
    return STEP_KIN if rises or falls else IN_LAW


def _joined(around: _Around, one: str, degree: int, bar: Mapping[str, int] | None) -> Iterator[Line]:
    """The lines with a joint, each once for every pair of ways before and behind it, the nearest joints first. `bar`:
    to whom only a line of so many steps at most counts, as it stands when it is looked for."""
    most = min(degree - 1, JOINED_DEGREE)
    for near, steps in sorted(around.nearest(one, degree).items(), key=itemgetter(1)):
        if steps <= most:
            for joint in joints(around.pedigree, near):
                yield from _behind(around, one, (near, steps, degree, most), joint, bar)
    if degree >= SIBLING_DEGREE:
        yield from _foster_siblings(around.pedigree, one)
    if degree >= SIBLING_DEGREE + 2:
        yield from _spouses_of_siblings(around, one)


def _behind(
    around: _Around, one: str, at: tuple[str, int, int, int], joint: Joint, bar: Mapping[str, int] | None
) -> Iterator[Line]:
    """`at`: (who stands before the joint, in how many steps, the degree asked for, the most steps beside the joint)."""
    near, steps, degree, most = at
    left, partner = most - steps, joint.people[1]
    for other, more in degrees_around(around.pedigree, partner, left).items():
        if other == one or (bar and steps + 1 + more > bar.get(other, degree)):
            continue
        behind = around.lines(partner, left, other)
        for first, last in parted(around.lines(one, degree, near), behind) if behind else ():
            if first.degree + last.degree <= most and fits(around.pedigree, first, joint, turned(last)):
                yield Line((*without_steps(first), joint, *without_steps(last)))


def _foster_siblings(pedigree: Pedigree, one: str) -> Iterator[Line]:
    for up in joints(pedigree, one):
        for down in joints(pedigree, up.people[1]) if up.mark == f"{FOSTER}+" else ():
            if down.mark == f"{FOSTER}-" and down.people[1] != one:
                yield Line((up, down))


def _spouses_of_siblings(around: _Around, one: str) -> Iterator[Line]:
    for first in joints(around.pedigree, one):
        for sibling in around.ways(first.people[1], SIBLING_DEGREE) if first.mark == "M" else ():
            for last in (joint for joint in joints(around.pedigree, sibling) if joint.mark == "M"):
                yield from _in_laws(one, first, around.lines(first.people[1], SIBLING_DEGREE, sibling), last)


def _in_laws(one: str, first: Joint, ways: Iterable[Descent], last: Joint) -> Iterator[Line]:
    ends = {one, last.people[1]}
    for way in ways:
        tops = set(way.common) - ends
        if len(ends) == 2 and way.mark == "1.1" and tops and ends.isdisjoint(way.beside_top):
            yield Line((first, topped(way, tops), last))
