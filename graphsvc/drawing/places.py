"""Where everybody stands, and the ways of the lines that a picture hangs on.

x    by kiwisolver: neighbours keep their distance, always; a hub stands under its couple and over its children, lines
     that pass a level stay straight and everybody stays close, as far as that goes (in this order)
y    a row for each generation; between two rows a track for each stretch that would otherwise lie on another one
"""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kiwisolver import Solver, Variable

from graphsvc.drawing.family import COUPLE, Family
from graphsvc.drawing.levels import HUB, PASSING, PERSON, Web, web_of
from graphsvc.drawing.nouns import Point

CELL, PASS = 118.0, 18.0
"""Widths of a person with the name below, and of a line."""
HALF, FOOT = 23.0, 76.0
"""From the middle of a symbol to its edge, and down to the end of the words below it, where there are most of them."""
TRACK, PAD = 9.0, 15.0
PORT, PORTS = 9.0, 42.0
"""Between two lines that leave one person, and between the first and the last of many."""
WISHES = {
    "couple": 300.0,
    "within": 60.0,
    "straight": 8.0,
    "child": 30.0,
    "top": 3.0,
    "end": 2.0,
    "middle": 1.0,
    "near": 0.05,
}
"""How much each is wanted: a hub in the middle of its couple; between its first and last child; over an only child or
under an only parent; under, or else over, the end of a line that is no child's; everybody close to the next."""


@dataclass(frozen=True)
class Places:
    """`middle`: each person's symbol; `order`: place in the row; `ways`: of each line that hangs, by its place among
    the family's ties."""

    middle: Mapping[str, Point]
    order: Mapping[str, int]
    ways: Mapping[int, tuple[Point, ...]]
    width: float
    height: float


def places_of(family: Family, feet: Mapping[str, float] | None = None) -> Places:
    """The places of a family. The same family gives the same places, to the last digit. `feet`: from the middle of a
    person's symbol down to the end of the words below, where it is less than `FOOT`."""
    web = web_of(family)
    x = _across(family, web)
    drawn = _Ways(family, web, x, feet or {})
    rows = [[web.nodes[n].of for n in level if web.nodes[n].kind == PERSON] for level in web.levels[1::2]]
    return Places(
        middle={who: (x[n], drawn.row[(web.nodes[n].level - 1) // 2]) for who, n in web.people.items()},
        order={str(who): at for row in rows for at, who in enumerate(row)},
        ways={at: drawn.way(at) for at in sorted(family.hung)},
        width=max(x, default=0.0) + CELL / 2,
        height=drawn.height,
    )


# ---- across --------------------------------------------------------------------------------------------------------


def _across(family: Family, web: Web) -> list[float]:
    solver, x = Solver(), [Variable(f"x{n}") for n in range(len(web.nodes))]
    wide = [CELL if node.kind == PERSON else PASS for node in web.nodes]
    for level in web.levels:
        for left, right in itertools.pairwise(level):
            least = (wide[left] + wide[right]) / 2
            solver.addConstraint(x[right] - x[left] >= least)
            solver.addConstraint((x[right] - x[left] == least) | WISHES["near"])
    stands = {node: at for level in web.levels for at, node in enumerate(level)}
    childless = frozenset(range(len(family.hubs))) - {family.hung[at] for at in family.hung if family.ties[at].hangs}
    for at, hub in enumerate(family.hubs):
        node, over, under = x[web.hubs[at]], *(("top", "end") if at in childless else ("child", "child"))
        above = [web.ways[at, who][-2] for who in hub.tops]
        below = sorted((web.ways[at, who][1] for who in hub.bottoms), key=stands.__getitem__)
        if len(above) == 2:
            solver.addConstraint((node * 2 == x[above[0]] + x[above[1]]) | WISHES["couple"])
        elif above:
            solver.addConstraint((node * len(above) == sum(x[end] for end in above)) | WISHES[over])
        if len(below) > 1:
            solver.addConstraint((node >= x[below[0]]) | WISHES["within"])
            solver.addConstraint((node <= x[below[-1]]) | WISHES["within"])
            solver.addConstraint((node * len(below) == sum(x[end] for end in below)) | WISHES["middle"])
        elif below:
            solver.addConstraint((node == x[below[0]]) | WISHES[under])
    for upper, lower in web.edges:
        if PASSING in (web.nodes[upper].kind, web.nodes[lower].kind):
            solver.addConstraint((x[upper] == x[lower]) | WISHES["straight"])
    if x:
        solver.addConstraint(x[0] == 0)
    solver.updateVariables()
    first = min((each.value() - width / 2 for each, width in zip(x, wide, strict=True)), default=0.0)
    return [round(each.value() - first, 1) for each in x]


# ---- down ----------------------------------------------------------------------------------------------------------


@dataclass
class _Stretch:
    """What a hub, or a line that passes, needs of one gap: from how far left to how far right."""

    node: int
    at: float
    ends: tuple[float, ...]
    track: int = 0

    @property
    def left(self) -> float:
        return min(self.at, *self.ends)

    @property
    def right(self) -> float:
        return max(self.at, *self.ends)

    @property
    def level(self) -> bool:
        return self.right - self.left < 0.05


@dataclass
class _Ways:
    family: Family
    web: Web
    x: list[float]
    feet: Mapping[str, float]
    row: list[float] = field(default_factory=list)
    """The middle of each row of symbols."""
    height: float = 0.0
    _upper: dict[int, float] = field(default_factory=dict)
    _lower: dict[int, float] = field(default_factory=dict)
    _ports: dict[tuple[int, int], float] = field(default_factory=dict)
    """(person's node, node beside it) → where the line leaves, beside the middle."""

    def __post_init__(self) -> None:
        couples = (at for at, tie in enumerate(self.family.ties) if tie.kind == COUPLE and at in self.family.hung)
        self._joined = frozenset(self.family.hung[at] for at in couples)
        self._beside = [self._is_beside(at) for at in range(len(self.family.hubs))]
        self._make_ports()
        top = 0.0
        for gap in range(len(self.web.levels) // 2 + 1):
            top = self._gap(gap - 1, top)
        self.height = top

    def _is_beside(self, at: int) -> bool:
        """Whether a couple stands side by side with its hub between: then the line joins the two symbols straight."""
        hub = self.family.hubs[at]
        if len(hub.tops) != 2 or any(len(self.web.ways[at, who]) != 2 for who in hub.tops):
            return False
        row = self.web.levels[2 * hub.gap + 1]
        one, other = sorted((self.web.people[who] for who in hub.tops), key=row.index)
        free = (self.x[other] - self.x[one] - CELL) / 2 + 6
        between = abs(self.x[self.web.hubs[at]] - (self.x[one] + self.x[other]) / 2) <= free
        return row.index(other) == row.index(one) + 1 and between

    def _make_ports(self) -> None:
        """Lines that leave one person side by side; that of a couple side by side leaves from the symbol."""
        beside = {self.web.hubs[at] for at, is_so in enumerate(self._beside) if is_so}
        for n in self.web.people.values():
            above = [upper for upper, lower in self.web.edges if lower == n]
            below = [lower for upper, lower in self.web.edges if upper == n and lower not in beside]
            for ends in (above, below):
                ends.sort(key=lambda end: self.web.levels[self.web.nodes[end].level].index(end))
                step = min(PORT, PORTS / max(len(ends) - 1, 1))
                self._ports.update({(n, end): (at - (len(ends) - 1) / 2) * step for at, end in enumerate(ends)})

    def _gap(self, gap: int, top: float) -> float:
        """Makes one gap and the row below it; the y at which the next gap begins."""
        level = self.web.levels[2 * gap + 2] if 2 * gap + 2 < len(self.web.levels) else ()
        upper, lower = self._stretches(level, up=True), self._stretches(level, up=False)
        over, under = _tracks(upper, down=False), _tracks(lower, down=True)
        hanging = any(not each.level for each in (*upper, *lower)) or bool(level)
        begin = top + PAD if hanging and gap >= 0 else top
        middle = begin + max(over, 1) * TRACK
        end = middle + max(under, 1) * TRACK if level else top
        self._upper.update({each.node: begin + each.track * TRACK for each in upper})
        self._lower.update({each.node: middle + each.track * TRACK for each in lower})
        if len(self.row) <= gap + 1 and 2 * gap + 3 < len(self.web.levels):
            foot = end + (PAD if level else 0.0)
            self.row.append(round(foot + HALF, 1))
            return round(foot + HALF + FOOT, 1)
        return round(end, 1)

    def _stretches(self, level: Iterable[int], *, up: bool) -> list[_Stretch]:
        """What each node of a level needs above it (or below); lines that go straight need no track but the first."""
        found = []
        for n in level:
            ends = [u if up else v for u, v in self.web.edges if (v if up else u) == n]
            if up and self.web.nodes[n].kind == HUB and self._beside[int(self.web.nodes[n].of)]:
                ends = []
            found.append(_Stretch(n, self.x[n], tuple(self._end(end, n) for end in ends) or (self.x[n],)))
        return found

    def _end(self, end: int, n: int) -> float:
        return self.x[end] + self._ports.get((end, n), 0.0)

    # ---- ways ----

    def way(self, at: int) -> tuple[Point, ...]:
        """The way of one line, from its lower end up, so that broken lines of one bundle break alike."""
        tie = self.family.ties[at]
        number = self.family.hung[at]
        hub = self.family.hubs[number]
        above = [who for who in (tie.a, tie.b) if who in hub.tops]
        below = [who for who in (tie.b, tie.a) if who in hub.bottoms and who not in above]
        if len(above) == 2:
            return _clean(self._couple(number, above))
        if len(below) == 2:
            one, other = below
            return _clean([*reversed(self._down(number, one)), *self._down(number, other)])
        return _clean([*reversed(self._down(number, below[0])), *reversed(self._up(number, above[0]))])

    def _couple(self, number: int, two: list[str]) -> list[Point]:
        if self._beside[number]:
            one, other = sorted(two, key=lambda who: self.x[self.web.people[who]])
            y = self.row[self.family.hubs[number].gap]
            return [(self.x[self.web.people[one]] + HALF, y), (self.x[self.web.people[other]] - HALF, y)]
        return [*self._up(number, two[0])[:-1], *reversed(self._up(number, two[1])[:-1])]

    def _up(self, number: int, who: str) -> list[Point]:
        """From a person above down to the hub."""
        node = self.web.hubs[number]
        if self._beside[number]:
            y, x = self.row[self.family.hubs[number].gap], self.x[self.web.people[who]]
            side = HALF if self.x[node] > x else -HALF
            start = [] if number in self._joined else [(x + side, y)]  # the line of the couple is there already
            return [*start, (self.x[node], y), (self.x[node], self._upper[node])]
        return self._passed(self.web.ways[number, who])

    def _down(self, number: int, who: str) -> list[Point]:
        """From the hub down to a person below."""
        return [(self.x[self.web.hubs[number]], self._lower[self.web.hubs[number]]),
                *self._passed(self.web.ways[number, who])]  # fmt: skip

    def _passed(self, way: tuple[int, ...]) -> list[Point]:
        """Along some nodes from above to below: rows are left at their foot and entered at their head."""
        points: list[Point] = []
        for upper, lower in itertools.pairwise(way):
            if self.web.nodes[upper].level % 2:  # from a row into a gap
                x, y = self._end(upper, lower), self._upper[lower]
                points += [(x, self._foot(upper)), (x, y), (self.x[lower], y)]
            else:
                x, y = self._end(lower, upper), self._lower[upper]
                points += [(self.x[upper], y), (x, y), (x, self._head(lower))]
        return points

    def _foot(self, node: int) -> float:
        own = self.feet.get(str(self.web.nodes[node].of), FOOT) if self.web.nodes[node].kind == PERSON else FOOT
        return self.row[(self.web.nodes[node].level - 1) // 2] + own

    def _head(self, node: int) -> float:
        return self.row[(self.web.nodes[node].level - 1) // 2] - HALF


def _tracks(stretches: list[_Stretch], *, down: bool) -> int:
    """Gives each stretch its track, from above: what passes under (over) another's end lies beyond it. How many."""
    wide = [each for each in stretches if not each.level]
    for _ in wide:
        moved = False
        for at, one in enumerate(wide):
            for other in wide[at + 1 :]:
                if one.right < other.left - 0.05:
                    continue
                low, high = _lower_of(one, other, down)
                if low.track <= high.track:
                    low.track, moved = high.track + 1, True
        if not moved:
            break
    return max((each.track for each in stretches), default=-1) + 1


def _lower_of(one: _Stretch, other: _Stretch, down: bool) -> tuple[_Stretch, _Stretch]:
    """(the one that lies lower, the other) of two neighbours that overlap, the first left of the second."""
    if down:  # over whose head: one's ends reach under the other's way down
        return (one, other) if max(one.ends) > other.at else (other, one)
    return (one, other) if one.at > min(other.ends) else (other, one)


def _clean(points: Iterable[Point]) -> tuple[Point, ...]:
    """Without points that stand on each other or on the way between two."""
    found: list[Point] = []
    for x, y in points:
        point = (round(x, 1), round(y, 1))
        if found and found[-1] == point:
            continue
        if len(found) > 1 and _straight(found[-2], found[-1], point):
            found.pop()
        found.append(point)
    return tuple(found)


def _straight(a: Point, b: Point, c: Point) -> bool:
    across = a[0] == b[0] == c[0] and (b[1] - a[1]) * (c[1] - b[1]) >= 0
    along = a[1] == b[1] == c[1] and (b[0] - a[0]) * (c[0] - b[0]) >= 0
    return across or along
