"""A family as levels of nodes: a row of people, the hubs below it, the next row … A line that passes a level by has a
node of its own there, so that nothing stands in its way."""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from graphsvc.drawing.family import Family, Hub
from graphsvc.drawing.order import Edge, Levels, Wishes, ordered

PERSON, HUB, PASSING = "PERSON", "HUB", "PASSING"


@dataclass(frozen=True)
class Node:
    """A place on a level; `of`: a person's id or a hub's number."""

    kind: str
    level: int
    of: str | int


@dataclass(frozen=True)
class Web:
    """Nodes by number, in order on each level. Levels 1, 3, 5 … are rows of people. `down`: (hub, person above) → the
    nodes from that person to the hub; (hub, person below) → those from the hub to that person."""

    nodes: tuple[Node, ...]
    levels: Levels
    edges: tuple[Edge, ...]
    ways: Mapping[tuple[int, str], tuple[int, ...]]
    people: Mapping[str, int]
    hubs: tuple[int, ...]


@dataclass
class _Building:
    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)

    def node(self, kind: str, level: int, of: str | int) -> int:
        self.nodes.append(Node(kind, level, of))
        return len(self.nodes) - 1

    def way(self, start: int, end: int, of: int) -> tuple[int, ...]:
        """The nodes from one down to the other, with one for each level passed."""
        passed = range(self.nodes[start].level + 1, self.nodes[end].level)
        whole = (start, *(self.node(PASSING, level, of) for level in passed), end)
        self.edges += itertools.pairwise(whole)
        return whole


def web_of(family: Family) -> Web:
    """The levels of a family, in order."""
    made = _Building()
    people = {who: made.node(PERSON, 2 * row + 1, who) for who, row in sorted(family.generations.items())}
    hubs = tuple(made.node(HUB, 2 * hub.gap + 2, at) for at, hub in enumerate(family.hubs))
    ways: dict[tuple[int, str], tuple[int, ...]] = {}
    for at, hub in enumerate(family.hubs):
        ways.update({(at, who): made.way(people[who], hubs[at], at) for who in hub.tops})
        ways.update({(at, who): made.way(hubs[at], people[who], at) for who in hub.bottoms})
    depth = max((node.level for node in made.nodes), default=0) + 1
    levels = tuple(tuple(n for n, node in enumerate(made.nodes) if node.level == level) for level in range(depth))
    walked = _Walk(family, ways).order()
    before = tuple(
        dict.fromkeys(
            n for step in walked for n in ([people[step]] if isinstance(step, str) else _of(step, hubs, ways))
        )
    )
    wishes = Wishes(_together(family, people, made.nodes), before)
    return Web(tuple(made.nodes), ordered(levels, made.edges, wishes), tuple(made.edges), ways, people, hubs)


def _of(at: int, hubs: tuple[int, ...], ways: Mapping[tuple[int, str], tuple[int, ...]]) -> Iterable[int]:
    """A hub's node and those of the lines that pass levels on their way to it or from it."""
    return (hubs[at], *(n for (hub, _), way in sorted(ways.items()) if hub == at for n in way[1:-1]))


def _together(
    family: Family, people: Mapping[str, int], nodes: list[Node]
) -> tuple[tuple[tuple[int, ...], frozenset[int]], ...]:
    """Couples stand together; so do brothers and sisters, with their partners among them."""
    couples = [hub.tops for hub in family.hubs if len(hub.tops) == 2]
    beside: dict[str, set[int]] = {}
    for one, other in couples:
        beside.setdefault(one, set()).add(people[other])
        beside.setdefault(other, set()).add(people[one])
    sets: list[tuple[tuple[str, ...], frozenset[int]]] = [(each, frozenset()) for each in couples]
    sets += [(hub.bottoms, frozenset().union(*(beside.get(b, ()) for b in hub.bottoms))) for hub in family.hubs]
    found = []
    for names, among in sets:
        rows: dict[int, list[int]] = {}
        for who in names:
            rows.setdefault(nodes[people[who]].level, []).append(people[who])
        found += [(tuple(row), among) for row in rows.values() if len(row) > 1]
    return tuple(found)


class _Walk:
    """Everybody and every hub, as one would tell the family: parents (a man first), then their children by age."""

    def __init__(self, family: Family, ways: Mapping[tuple[int, str], tuple[int, ...]]) -> None:
        self._family = family
        self._above: dict[str, list[int]] = {}
        self._below: dict[str, list[int]] = {}
        for at, hub in enumerate(family.hubs):
            for who in hub.tops:
                self._below.setdefault(who, []).append(at)
            for who in hub.bottoms:
                self._above.setdefault(who, []).append(at)
        self._met: dict[str | int, None] = {}

    def order(self) -> tuple[str | int, ...]:
        for who in (self._family.focal, *self._family.figures):
            self._person(who)
        return tuple(self._met)

    def _person(self, who: str) -> None:
        if who in self._met:
            return
        for at in sorted(self._above.get(who, ()), key=lambda at: (self._family.hubs[at].side, at)):
            self._hub(at)
        if who in self._met:
            return
        self._met[who] = None
        for at in sorted(self._below.get(who, ()), key=lambda at: (self._eldest(self._family.hubs[at]), at)):
            self._hub(at)

    def _hub(self, at: int) -> None:
        if at in self._met:
            return
        self._met[at] = None
        hub, figures = self._family.hubs[at], self._family.figures
        for who in sorted(hub.tops, key=lambda who: (figures[who].sex != "MALE", who)):
            self._person(who)
        for who in sorted(hub.bottoms, key=self._age):
            self._person(who)

    def _age(self, who: str) -> tuple[date, str]:
        return self._family.figures[who].born or date.max, who

    def _eldest(self, hub: Hub) -> date:
        return min((self._age(who)[0] for who in hub.bottoms), default=date.max)
