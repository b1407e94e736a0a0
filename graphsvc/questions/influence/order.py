"""Influence paths put in order (definitions.md §6): pure, exact, total. No products, no centrality, no weights.

    WEAKEST_LINK    (1) quality of the weakest tie, better first  (2) fewer steps  (3) path id
    FEWEST_STEPS    (1) fewer steps  (2) quality of the weakest tie  (3) path id

Path id: the tie ids from P outward, compared id by id as text. A step through a household or gang stands in it as
its two memberships in the order walked, and is one step. Two people are joined by one step only, the best that the
question admits (equal quality: lowest ids); what runs parallel is listed with it. A path is simple: no person twice
and no group twice.

The search is best-first. Each unfinished path is kept under the best key that any way of finishing it could have,
so finished ones come out in order and nothing after the last one wanted is looked at.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from types import MappingProxyType
from typing import TypeAlias

from graphsvc.model.quality import Quality

BEST: Quality = (9, 9_999_999, 9_999_999)
"""Better than any tie: the weakest tie of a path that has none yet."""
Ids: TypeAlias = tuple[str, ...]
Key: TypeAlias = tuple[object, ...]


@dataclass(frozen=True)
class Step:
    """One step. `ids`: the tie, or the two memberships in walking order, of which `group` is then the household or
    gang. `parallels`: the ids of what else joins the two, best first."""

    start: str
    end: str
    ids: Ids
    quality: Quality
    group: str = ""
    parallels: tuple[Ids, ...] = ()


@dataclass(frozen=True)
class Path:
    """A chain of steps from P outward, or the beginning of one; `weakest` is the quality of its weakest tie."""

    start: str
    steps: tuple[Step, ...] = ()
    weakest: Quality = BEST
    ids: Ids = ()
    people: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()

    @property
    def end(self) -> str:
        """Where it ends."""
        return self.steps[-1].end if self.steps else self.start

    def then(self, step: Step) -> "Path":
        """This path and one more step."""
        return Path(
            self.start,
            (*self.steps, step),
            min(self.weakest, step.quality),
            self.ids + step.ids,
            self.people | {step.end},
            self.groups | {step.group} if step.group else self.groups,
        )

    def admits(self, step: Step) -> bool:
        """Whether it stays simple with that step."""
        return step.end not in self.people and not (step.group and step.group in self.groups)


def start_at(person: str) -> Path:
    """The path of no steps."""
    return Path(person, people=frozenset({person}))


def _minus(quality: Quality) -> Quality:
    return (-quality[0], -quality[1], -quality[2])


Order: TypeAlias = Callable[[Quality, int, Ids], Key]
ORDERS: Mapping[str, Order] = MappingProxyType(
    {
        "WEAKEST_LINK": lambda weakest, steps, ids: (_minus(weakest), steps, ids),
        "FEWEST_STEPS": lambda weakest, steps, ids: (steps, _minus(weakest), ids),
    }
)
"""Name → the key of a path; lower comes first."""

Steps: TypeAlias = Callable[[str], Iterable[Step]]
"""The steps that leave a person, at most one to each other person."""


@dataclass(frozen=True)
class Wanted:
    """What the paths must be. `ends` None: any end that `is_end` admits, the best path to each; else every path to
    one of them. `via`: people that must stand in the middle."""

    order: str
    max_steps: int
    is_end: Callable[[str], bool]
    ends: frozenset[str] | None = None
    via: frozenset[str] = frozenset()


def key_of(path: Path, order: str) -> Key:
    """The key of a whole path in that order."""
    return ORDERS[order](path.weakest, len(path.steps), path.ids)


def in_order(start: str, steps: Steps, wanted: Wanted) -> Iterator[Path]:
    """Every wanted path, best first; with no target, the best one to each person."""
    search = _Search(steps, wanted, _bounds(steps, wanted), _distances(steps, wanted))
    search.push(start_at(start))
    reached: set[str] = set()
    while search.heap:
        _, finished, _, path = heappop(search.heap)
        if not finished:
            search.grow(path)
        elif wanted.ends is not None or path.end not in reached:
            reached.add(path.end)
            yield path


@dataclass
class _Search:
    """One search. In the heap: (best key it can still have, whether it is finished, when it came, path)."""

    steps: Steps
    wanted: Wanted
    bounds: tuple[Mapping[str, Quality], ...]
    distances: tuple[Mapping[str, int], ...]
    heap: list[tuple[Key, bool, int, Path]] = field(default_factory=list)
    grown: dict[str, list[Path]] = field(default_factory=dict)
    pushed: int = 0

    def push(self, path: Path) -> None:
        """Keep a path: as finished where it may end here, as a beginning where it may go on."""
        if self._may_end(path):
            self._keep(key_of(path, self.wanted.order), True, path)
        onward = self._best_onward(path)
        if onward is not None:
            self._keep(onward, False, path)

    def _keep(self, key: Key, finished: bool, path: Path) -> None:
        self.pushed += 1
        heappush(self.heap, (key, finished, self.pushed, path))

    def grow(self, path: Path) -> None:
        """Push every path that is one step longer."""
        if self._outdone(path):
            return
        for step in self.steps(path.end):
            if path.admits(step):
                self.push(path.then(step))

    def _may_end(self, path: Path) -> bool:
        ends, end = self.wanted.ends, path.end
        admitted = self.wanted.is_end(end) and (ends is None or end in ends)
        return bool(path.steps) and admitted and self.wanted.via <= path.people - {end}

    def _best_onward(self, path: Path) -> Key | None:
        """The best key that a longer path beginning so could have; None when none can be wanted."""
        walked, most = len(path.steps), self.wanted.max_steps
        if walked >= most or not self._reaches_via(path):
            return None
        order = ORDERS[self.wanted.order]
        if self.wanted.ends is None:
            return order(path.weakest, walked + 1, path.ids)
        finishes = (
            order(min(path.weakest, self.bounds[more][path.end]), walked + more, path.ids)
            for more in range(1, most - walked + 1)
            if path.end in self.bounds[more]
        )
        return min(finishes, default=None)

    def _reaches_via(self, path: Path) -> bool:
        """Whether each person still to be passed is near enough that one step remains after."""
        left = self.wanted.max_steps - len(path.steps) - 1
        return all(
            person in path.people or distances.get(path.end, left + 1) <= left
            for person, distances in zip(sorted(self.wanted.via), self.distances, strict=True)
        )

    def _outdone(self, path: Path) -> bool:
        """Whether some path grown earlier can do all that this one could, better. Only where just the best path to
        each person is wanted and nobody must be passed: there a beginning with fewer steps, or as many and lower
        ids, through no other groups, leaves no end to this one (it was no worse at its weakest: it came earlier)."""
        if self.wanted.ends is not None or self.wanted.via:
            return False
        others = self.grown.setdefault(path.end, [])
        if any(_outdoes(other, path) for other in others):
            return True
        others.append(path)
        return False


def _outdoes(other: Path, path: Path) -> bool:
    shorter = len(other.steps) < len(path.steps)
    return (shorter or (len(other.steps) == len(path.steps) and other.ids < path.ids)) and other.groups <= path.groups


def _bounds(steps: Steps, wanted: Wanted) -> tuple[Mapping[str, Quality], ...]:
    """[n][person]: the best that the weakest tie of exactly n steps from there to a target can be."""
    if wanted.ends is None:
        return ()
    layers: list[dict[str, Quality]] = [{end: BEST for end in wanted.ends if wanted.is_end(end)}]
    for _ in range(wanted.max_steps):
        layer: dict[str, Quality] = {}
        for person, best in layers[-1].items():
            for step in steps(person):
                reach = min(step.quality, best)
                if step.end not in layer or reach > layer[step.end]:
                    layer[step.end] = reach
        layers.append(layer)
    return tuple(layers)


def _distances(steps: Steps, wanted: Wanted) -> tuple[Mapping[str, int], ...]:
    """For each person to be passed, in order of id: how many steps away everybody near is."""
    return tuple(_near(person, steps, wanted.max_steps - 1) for person in sorted(wanted.via))


def _near(person: str, steps: Steps, most: int) -> Mapping[str, int]:
    found, edge = {person: 0}, [person]
    for distance in range(1, most + 1):
        edge = sorted({step.end for each in edge for step in steps(each)} - found.keys())
        found.update(dict.fromkeys(edge, distance))
    return found
