"""Who stands beside whom on each level, without crossings where none is needed.

Two lines between neighbouring levels keep apart exactly if their upper ends stand in the same order as their lower
ends. So each pair of a level is bound to pairs of the levels beside it, and a whole class of pairs is decided at once
(the vertex exchange graph of Healy and Kuusik, as equalities kept in a union-find); what follows from a decision by
"a before b before c" is decided with it. Where both ways of a class contradict what stands, the lines cross.
"""

import itertools
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Levels = tuple[tuple[int, ...], ...]
Edge = tuple[int, int]
"""(node of a level, node of the next one)."""
WORK = 400_000
"""Steps of one way to decide: a family of sixty takes a tenth of them, unless it cannot be drawn without crossings."""
SWEEPS = 12


@dataclass(frozen=True)
class Wishes:
    """What is wanted besides: `together`: nodes of one level between which nobody but the others named may stand, the
    most wanted first; `before`: in which order nodes are wanted, by their place in this list."""

    together: tuple[tuple[tuple[int, ...], frozenset[int]], ...] = ()
    before: tuple[int, ...] = ()


def ordered(levels: Levels, edges: Sequence[Edge], wishes: Wishes) -> Levels:
    """The levels in order: of a few ways to decide, the one with the fewest crossings and the most wishes kept."""
    plain = Wishes((), wishes.before)
    best = _wanted(levels, wishes)
    cost = (crossings(best, edges), _apart(best, wishes))
    for way in (wishes, plain, Wishes(wishes.together, wishes.before[::-1])):
        tried = _decided(levels, edges, way)
        if tried is None:
            continue
        found = (crossings(tried, edges), _apart(tried, wishes))
        if found < cost:
            best, cost = tried, found
        if not cost[0]:
            return best
    for start in (best, _wanted(levels, wishes)):
        tried = _sifted(_swept(start, edges), edges)
        found = (crossings(tried, edges), _apart(tried, wishes))
        if found < cost:
            best, cost = tried, found
    return best


def _wanted(levels: Levels, wishes: Wishes) -> Levels:
    place = {node: at for at, node in enumerate(wishes.before)}
    return tuple(tuple(sorted(level, key=lambda node: (place.get(node, len(place)), node))) for level in levels)


def _swept(levels: Levels, edges: Sequence[Edge]) -> Levels:
    """Each level by the middle of what its nodes are tied to on the level before, down and up a few times."""
    sides: tuple[dict[int, list[int]], dict[int, list[int]]] = ({}, {})
    for upper, lower in edges:
        sides[0].setdefault(lower, []).append(upper)
        sides[1].setdefault(upper, []).append(lower)
    now, best = list(levels), levels
    fewest = crossings(levels, edges)
    for turn in range(SWEEPS):
        side = sides[turn % 2]
        for at in range(len(now)) if turn % 2 == 0 else reversed(range(len(now))):
            place = {node: n for level in now for n, node in enumerate(level)}
            ends = {node: [place[end] for end in side.get(node, ())] or [place[node]] for node in now[at]}
            now[at] = tuple(sorted(now[at], key=lambda node: (sum(ends[node]) / len(ends[node]), place[node])))
        count = crossings(now, edges)
        if count < fewest:
            fewest, best = count, tuple(now)
    return best


def crossings(levels: Sequence[Sequence[int]], edges: Iterable[Edge]) -> int:
    """How many pairs of lines cross: inversions between each two levels."""
    place = {node: at for level in levels for at, node in enumerate(level)}
    level_of = {node: number for number, level in enumerate(levels) for node in level}
    gaps: dict[int, list[tuple[int, int]]] = {}
    for upper, lower in edges:
        gaps.setdefault(level_of[upper], []).append((place[upper], place[lower]))
    return sum(_inversions(sorted(ends)) for ends in gaps.values())


def _inversions(ends: Sequence[tuple[int, int]]) -> int:
    count, seen = 0, list[int]()
    at = 0
    while at < len(ends):
        beside = [ends[at][1]]
        while at + len(beside) < len(ends) and ends[at + len(beside)][0] == ends[at][0]:
            beside.append(ends[at + len(beside)][1])
        count += sum(len(seen) - bisect_left(seen, lower + 1) for lower in beside)
        for lower in beside:
            seen.insert(bisect_left(seen, lower), lower)
        at += len(beside)
    return count


def _apart(levels: Levels, wishes: Wishes) -> int:
    """How many stand between those who are wanted together."""
    place = {node: at for level in levels for at, node in enumerate(level)}
    count = 0
    for group, among in wishes.together:
        places = [place[node] for node in group]
        own = sum(min(places) <= place[node] <= max(places) for node in {*group, *among})
        count += max(places) - min(places) + 1 - own
    return count


def _decided(levels: Levels, edges: Sequence[Edge], wishes: Wishes) -> Levels | None:
    """The levels as decided; None where that takes too long."""
    pairs = _Pairs(levels)
    for (a, c), (b, d) in _beside(levels, edges):
        pairs.bind(a, b, c, d)
    for group, among in wishes.together:
        for other in pairs.level_of(group[0]):
            if other not in group and other not in among:
                for one, next_one in itertools.pairwise(group):
                    pairs.bind(other, one, other, next_one)
    wanted = {node: at for at, node in enumerate(wishes.before)}
    for level in levels:
        line = sorted(level, key=lambda node: (wanted.get(node, len(wanted)), node))
        for gap in range(1, len(line)):
            for at in range(len(line) - gap):
                pairs.decide(line[at], line[at + gap])
                if pairs.work > WORK:
                    return None
    return tuple(pairs.sorted(level) for level in levels)


def _beside(levels: Levels, edges: Sequence[Edge]) -> Iterator[tuple[Edge, Edge]]:
    """Each two lines of one gap that have no end in common."""
    level_of = {node: number for number, level in enumerate(levels) for node in level}
    gaps: dict[int, list[Edge]] = {}
    for edge in sorted(edges):
        gaps.setdefault(level_of[edge[0]], []).append(edge)
    for _, lines in sorted(gaps.items()):
        for at, one in enumerate(lines):
            yield from ((one, other) for other in lines[at + 1 :] if one[0] != other[0] and one[1] != other[1])


class _Pairs:
    """Pairs of nodes of one level: which are bound to be in the same order, and which are decided."""

    def __init__(self, levels: Levels) -> None:
        self._level = {node: level for level in levels for node in level}
        self._head: dict[Edge, tuple[Edge, int]] = {}
        self._members: dict[Edge, list[tuple[Edge, int]]] = {}
        self._before: set[Edge] = set()
        self._bound: dict[Edge, list[Edge]] = {}
        self._broken: set[Edge] = set()
        self.work = 0

    def level_of(self, node: int) -> tuple[int, ...]:
        """The nodes beside it, itself included."""
        return self._level[node]

    def bind(self, a: int, b: int, c: int, d: int) -> None:
        """`a` before `b` if and only if `c` before `d`. A contradiction of what is bound already is left out."""
        (one, sign), (other, turn) = self._find(a, b), self._find(c, d)
        if one == other:
            return
        self._bound.setdefault((a, b), []).append((c, d))
        self._bound.setdefault((c, d), []).append((a, b))
        if len(self._members[one]) < len(self._members[other]):
            one, other = other, one
        flip = sign * turn
        for member, way in self._members.pop(other):
            self._head[member] = (one, way * flip)
            self._members[one].append((member, way * flip))

    def decide(self, a: int, b: int) -> None:
        """`a` before `b` with all that is bound to it; else the other way round; else as much of it as goes."""
        if (a, b) in self._before or (b, a) in self._before:
            return
        head, _ = self._find(a, b)
        if head not in self._broken:
            if self._try([(a, b)], bound=True) or self._try([(b, a)], bound=True):
                return
            self._broken.add(head)  # what contradicts itself now contradicts itself for good: orders only grow
        self._follow(a, b)

    def _follow(self, a: int, b: int) -> None:
        """From one pair to those bound to it, as far as nothing stands against them: there the lines cross."""
        left = deque([(a, b)])
        while left:
            pair = left.popleft()
            for x, y in self._try([pair], bound=False):
                left.extend(self._bound.get((x, y), ()))
                left.extend((v, u) for u, v in self._bound.get((y, x), ()))

    def sorted(self, level: tuple[int, ...]) -> tuple[int, ...]:
        """The level in its order: everybody is decided."""
        return tuple(sorted(level, key=lambda node: sum((other, node) in self._before for other in level)))

    def _find(self, a: int, b: int) -> tuple[Edge, int]:
        key, sign = ((a, b), 1) if a < b else ((b, a), -1)
        if key not in self._head:
            self._head[key] = (key, 1)
            self._members[key] = [(key, 1)]
        head, way = self._head[key]
        return head, way * sign

    def _try(self, left: list[Edge], *, bound: bool) -> list[Edge]:
        """Decides these pairs and what follows from them; returns what is new, nothing where it contradicts itself."""
        trail = list[Edge]()
        while left:
            x, y = left.pop()
            self.work += 1
            if (x, y) in self._before:
                continue
            if (y, x) in self._before:
                self._before.difference_update(trail)
                return []
            self._before.add((x, y))
            trail.append((x, y))
            if bound:
                head, sign = self._find(x, y)
                left += [(u, v) if way == sign else (v, u) for (u, v), way in self._members[head]]
            for other in self._level[x]:
                if (y, other) in self._before:
                    left.append((x, other))
                if (other, x) in self._before:
                    left.append((other, y))
        return trail


def _sifted(levels: Levels, edges: Sequence[Edge]) -> Levels:
    """Fewer crossings by moving one node at a time to its best place, until no move helps."""
    above: dict[int, list[int]] = {}
    below: dict[int, list[int]] = {}
    for upper, lower in edges:
        below.setdefault(upper, []).append(lower)
        above.setdefault(lower, []).append(upper)
    now = [list(level) for level in levels]
    for _ in range(len(levels) * 2):
        place = {node: at for level in now for at, node in enumerate(level)}
        moved = False
        for level in now:
            cost = {
                (u, v): sum(_crossed(side.get(u, ()), side.get(v, ()), place) for side in (above, below))
                for u in level
                for v in level
                if u != v
            }
            for node in tuple(level):
                moved |= _sift(level, node, cost)
            place.update({node: at for at, node in enumerate(level)})
        if not moved:
            break
    return tuple(tuple(level) for level in now)


def _crossed(left: Iterable[int], right: Iterable[int], place: Mapping[int, int]) -> int:
    """How many lines cross when the first node stands left of the second."""
    return sum(place[a] > place[b] for a in left for b in right)


def _sift(level: list[int], node: int, cost: Mapping[Edge, int]) -> bool:
    at = level.index(node)
    rest = level[:at] + level[at + 1 :]
    costs = [sum(cost[node, other] for other in rest)]
    for other in rest:
        costs.append(costs[-1] + cost[other, node] - cost[node, other])
    best = min(range(len(costs)), key=lambda place: (costs[place], abs(place - at)))
    if costs[best] >= costs[at]:
        return False
    level[:] = [*rest[:best], node, *rest[best:]]
    return True
