"""Influence paths over the arrays: the asker's Sight and question go in as small tables, paths come out.

Pure but for scratch memory, which is kept for each thread and stamped instead of being cleared.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphsvc.engine import kernels
from graphsvc.engine.columns import KINDS, VERIFICATIONS, Columns
from graphsvc.engine.expansion import (
    ALLOWED,
    ALSO_PAIRED,
    C_DROPPED,
    C_FOUND,
    C_FULL,
    C_MET,
    C_STEPPED,
    CONSENTED,
    CONTACT_AT,
    IN_CIRCLE,
    IN_KIN_CIRCLE,
    NO_END,
    OUTSIDE,
    PLACES,
    Q_WIDTH,
    S_GROUP,
    S_QUALITY,
    S_SLOT,
    S_TIE,
    S_TIE_2,
    SPARED,
    STEP_WIDTH,
    STRENGTH_AT,
    WITH_CONSENT,
)
from graphsvc.model.asker import Sight
from graphsvc.model.quality import CLOSENESS, FALLS, older_than
from graphsvc.model.site import Site

ORDERS = {
    "WEAKEST_LINK": kernels.WEAKEST_LINK,
    "FEWEST_STEPS": kernels.FEWEST_STEPS,
    "LEAST_COST": kernels.LEAST_COST,
}
"""Of which the API offers two."""
MOST_STEPS = kernels.DEEPEST
MOST_VIA = 2
ROOM = (1 << 14, 1 << 16)
"""People and steps that a thread's tables hold at first."""
MASKS_KEPT = 64
Bytes = NDArray[np.uint8]
Longs = NDArray[np.int64]
NOBODY: Longs = np.empty(0, np.int64)


@dataclass(frozen=True)
class Protected:
    """What protective facts say of everybody, by person number: `shut` has the bits SHUT (barred whoever P is) and
    PAIRED (kept apart from somebody); `pairs` are those kept apart, sorted, lower number in the upper half."""

    shut: Bytes
    pairs: Longs


@dataclass(frozen=True)
class Wanted:
    """One search. `outside`: people and groups (by key) left out, the barred among them; `no_end`: may only carry a
    message; `apart`: pairs whom a protective fact keeps from each other. `ends` empty: an open end.

    `protected` adds what holds for everybody; of those barred by it, `spared` are not. `period`: the path respects
    time, its ties need not hold at `as_of` but within these days; `undated`: ties of no known beginning may be walked.
    """

    source: str
    kind: str
    as_of: date
    today: date
    most_steps: int
    order: str = "WEAKEST_LINK"
    first: int = 20
    ends: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    min_verification: str = "STATED"
    outside: frozenset[str] = frozenset()
    no_end: frozenset[str] = frozenset()
    apart: frozenset[frozenset[str]] = frozenset()
    protected: Protected | None = None
    spared: frozenset[str] = frozenset()
    period: tuple[date | None, date | None] | None = None
    undated: bool = True


@dataclass(frozen=True)
class Stride:
    """One step of a path found. `ids`: the tie, or the two memberships in walking order through `group`; `quality`:
    (strength, last contact as an ordinal, sources)."""

    end: str
    ids: tuple[str, ...]
    quality: tuple[int, int, int]
    group: str = ""

    @property
    def strength(self) -> int:
        """Its ordinal 0 to 5."""
        return self.quality[0]


@dataclass(frozen=True)
class Route:
    """One path found, from the source outward."""

    strides: tuple[Stride, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The tie ids from the source outward."""
        return tuple(id for stride in self.strides for id in stride.ids)


@dataclass(frozen=True)
class Routes:
    """Paths in order. `total`: of all, where they were counted (an open end), else at most one more than shown.

    `explored`, `explored_ties`: how many people were met and how many ties looked at, visible and barred by nothing;
    a search looks no further than it must. `stopped`: it was ended early.
    """

    found: tuple[Route, ...]
    total: int
    explored: int
    stopped: bool
    explored_ties: int = 0


class _Scratch(threading.local):
    """What a thread's searches write on: as long as the graph, or as the people met and the steps made are many."""

    def __init__(self) -> None:
        self.people = self.groups = -1
        self.met, self.steps = ROOM
        self.bounds: Longs = NOBODY
        self.tables: tuple[Any, ...] = ()

    def fit(self, people: int, groups: int) -> None:
        """Make room for a graph of that size."""
        if (people, groups) == (self.people, self.groups):
            return
        self.people, self.groups = people, groups
        self.seen, self.group_marks = np.zeros(people, np.uint8), np.zeros(groups, np.uint8)
        self.slots, self.joined = np.zeros(people + 1, np.int64), np.zeros(groups, np.int64)
        self.allot()

    def allot(self, more: int = 1) -> None:
        """Make so many times more room for what a search meets."""
        self.met, self.steps = min(self.met * more, self.people + 16), self.steps * more
        lists = [np.zeros(self.met, np.int64) for _ in range(12)]
        self.who, self.first, self.last, self.far, self.near, self.place, self.place_of, self.state, *stamped = lists
        self.bounds = np.empty(max(len(self.bounds) * more, self.met * (MOST_STEPS + 1) * PLACES), np.int64)
        self.made = np.empty((self.steps, STEP_WIDTH), np.int64)
        layers = [np.empty(self.met, np.int64) for _ in range(4)]
        by_depth = [np.zeros(MOST_STEPS + 1, np.int64) for _ in range(5)]
        self.tables = (*layers[:3], *by_depth, *stamped[:3], layers[3])

    def lists(self, width: int) -> tuple[Any, ...]:
        """The tables of one search whose bounds are so many for each person."""
        rows = len(self.bounds) // (width * PLACES)
        bounds = self.bounds[: rows * width * PLACES].reshape(rows, width * PLACES)
        found = (self.slots, self.who, self.first, self.last, bounds, self.far, self.near, self.made)
        return (*found, self.place, self.place_of, self.joined, self.state, self.seen)


@dataclass(frozen=True)
class Search:
    """One question made ready: what the kernels are called with."""

    engine: "Engine"
    wanted: Wanted
    view: tuple[Any, ...]
    ends: Longs
    via: Longs
    halt: Bytes

    def run(self, kernel: Callable[..., Any], *said: Any, width: int) -> tuple[Any, ...]:
        """What a kernel found, with as much room as it needs."""
        scratch, web = self.engine.scratch, self.engine.columns.web
        while True:
            *found, counts = kernel(*said, web, self.view, scratch.lists(width), scratch.tables, self.halt)
            if not counts[C_FULL]:
                return (*found, counts)
            scratch.allot(4)

    def best(self, ends: Longs, most_found: int) -> tuple[Any, ...]:
        """The best paths to one of these ends."""
        wanted, order = self.wanted, ORDERS[self.wanted.order]
        said = (ends, self.via, wanted.most_steps, order, most_found, FLOORS)
        return self.run(kernels.search, *said, width=(wanted.most_steps + 1) << len(self.via))


@dataclass(frozen=True)
class Engine:
    """Searches over one graph."""

    columns: Columns
    scratch: _Scratch = field(default_factory=_Scratch)
    _bits: dict[tuple[object, ...], tuple[object, Bytes]] = field(default_factory=dict)

    def with_columns(self, columns: Columns) -> "Engine":
        """The same over a later version of the graph."""
        return replace(self, columns=columns)

    def paths(
        self, sight: Sight, site: Site, wanted: Wanted, stop: Bytes | None = None, ends: Longs | None = None
    ) -> Routes:
        """The paths that a question asks for, as far as this asker may see. `stop[0]` = 1 from another thread ends it.

        `ends`: the numbers of those wanted, where they are known.
        Raises ValueError for more than MOST_STEPS steps or MOST_VIA people to pass.
        """
        if not 1 <= wanted.most_steps <= MOST_STEPS or len(wanted.via) > MOST_VIA:
            raise ValueError(f"1 to {MOST_STEPS} steps and at most {MOST_VIA} people to pass.")
        with self.ready(sight, site, wanted, stop, ends) as search:
            if search is None:
                return Routes((), 0, 0, False)
            return self._targeted(search) if wanted.ends else self._open(search)

    def spread(
        self,
        sight: Sight,
        site: Site,
        wanted: Wanted,
        sources: Mapping[str, frozenset[str]],
        stop: Bytes | None = None,
    ) -> dict[str, Routes]:
        """The paths from each of many sources to any of the ends: one search a source, however many the ends are.

        `sources`: each with whom the safety lines bar for it, besides those of `wanted.outside`.
        """
        ends = self.columns.numbers(wanted.ends)
        asked = {one: replace(wanted, source=one, outside=wanted.outside | own) for one, own in sources.items()}
        return {one: self.paths(sight, site, each, stop, ends) for one, each in asked.items()}

    @contextmanager
    def ready(
        self, sight: Sight, site: Site, wanted: Wanted, stop: Bytes | None, ends: Longs | None = None
    ) -> Iterator[Search | None]:
        """The question made ready; None when somebody it names is not there. What it marked is clear afterwards."""
        columns, scratch = self.columns, self.scratch
        passed = tuple(sorted(set(wanted.via) - {wanted.source}))
        source, *via = columns.numbers((wanted.source, *passed))
        ends = columns.numbers(wanted.ends) if ends is None else ends
        ends = ends[ends >= 0]
        if source < 0 or min(via, default=0) < 0 or (wanted.ends and not len(ends)):
            yield None
            return
        scratch.fit(len(columns.spans), len(columns.groups))
        keys = tuple(id for id in wanted.outside if ":" in id)
        grouped = columns.group_numbers(keys) if keys else NOBODY
        grouped = grouped[grouped >= 0]
        scratch.group_marks[grouped] = OUTSIDE
        try:
            view = (
                *_opened(columns, sight),
                self._bits_for(sight, wanted),
                _marked(columns, wanted, int(source)),
                scratch.group_marks,
                _pairs(columns, wanted),
                _q(site, wanted, int(source)),
            )
            halt = np.zeros(1, np.uint8) if stop is None else stop
            yield Search(self, wanted, view, np.unique(ends), np.array(via, np.int64), halt)
        finally:
            scratch.group_marks[grouped] = 0

    def _bits_for(self, sight: Sight, wanted: Wanted) -> Bytes:
        """What everybody is for this asker; kept, since a circle is the same from question to question."""
        columns, shut = self.columns, wanted.protected.shut if wanted.protected else None
        lists = (sight.circle, sight.kin_circle, shut)
        key = (id(columns.people), len(columns.spans), *map(id, lists), sight.consented)
        if key not in self._bits:
            if len(self._bits) >= MASKS_KEPT:
                self._bits.pop(next(iter(self._bits)), None)
            bits = _bits_of(columns, sight)
            made = bits if shut is None else bits | shut
            self._bits[key] = ((columns.people, *lists), made)  # held, so that no id comes again
        return self._bits[key][1]

    # ---- targets ------------------------------------------------------------------------------------------------

    def _targeted(self, search: Search) -> Routes:
        wanted = search.wanted
        found, lengths, counts = search.best(search.ends, wanted.first + 1)
        count = int(counts[C_FOUND])
        routes = tuple(self._route(found[n][: lengths[n]]) for n in range(min(count, wanted.first)))
        return Routes(routes, count, int(counts[C_MET]), bool(search.halt[0]), int(counts[C_STEPPED]))

    # ---- an open end --------------------------------------------------------------------------------------------

    def _open(self, search: Search) -> Routes:
        """The best path to each person who may be an end: first how good it can be, then the paths of those shown."""
        wanted, order = search.wanted, ORDERS[search.wanted.order]
        people, counts = search.run(kernels.everybody, wanted.most_steps, order, width=wanted.most_steps + 1)
        if len(search.via) or wanted.period or counts[C_DROPPED]:
            total, routes = self._one_by_one(search, people)
        else:
            total, routes = len(people), self._by_groups(search, people)
        return Routes(routes, total, int(counts[C_MET]), bool(search.halt[0]), int(counts[C_STEPPED]))

    def _by_groups(self, search: Search, people: Longs) -> tuple[Route, ...]:
        """Ends that only ids tell apart are looked for together: their first paths come in the order of ids."""
        routes: list[Route] = []
        first, second = (2, 1) if search.wanted.order == "FEWEST_STEPS" else (1, 2)
        signs = {1: -1, 2: 1}
        keys = np.stack((people[:, second] * signs[second], people[:, first] * signs[first]))
        order = np.lexsort(keys)
        alike = np.ones(len(order), bool)
        alike[1:] = (np.diff(keys[:, order]) != 0).any(axis=0)
        for group in np.split(order, np.flatnonzero(alike)[1:]):
            left = search.wanted.first - len(routes)
            if left <= 0 or not len(group) or search.halt[0]:
                break
            _, quality, length = people[group[0]]
            said = (people[group, 0], int(length), int(quality), min(left, len(group)))
            found, lengths, counts = search.run(kernels.each_end, *said, width=int(length) + 1)
            routes += [self._route(found[n][: lengths[n]]) for n in range(int(counts[C_FOUND]))]
        return tuple(routes)

    def _one_by_one(self, search: Search, people: Longs) -> tuple[int, tuple[Route, ...]]:
        """Where a way to somebody may be no path (people to pass, time, pairs kept apart), each end by itself."""
        routes = []
        for person in people[:, 0]:
            found, lengths, counts = search.best(np.array([person]), 1)
            if counts[C_FOUND] and not search.halt[0]:
                routes.append((_key(found[0][: lengths[0]], search.wanted.order), found[0][: lengths[0]]))
        routes.sort(key=lambda each: each[0])
        return len(routes), tuple(self._route(rows) for _, rows in routes[: search.wanted.first])

    # ---- what was found -----------------------------------------------------------------------------------------

    def _route(self, rows: Longs) -> Route:
        return Route(tuple(map(self._stride, rows.tolist())))

    def _stride(self, step: list[int]) -> Stride:
        columns, packed = self.columns, step[S_QUALITY]
        ids = tuple(columns.tie_id(tie) for tie in (step[S_TIE], step[S_TIE_2]) if tie >= 0)
        group = "" if step[S_GROUP] < 0 else columns.group_key(step[S_GROUP])
        contact = packed >> CONTACT_AT & ((1 << STRENGTH_AT - CONTACT_AT) - 1)
        quality = (packed >> STRENGTH_AT, contact, packed & ((1 << CONTACT_AT) - 1))
        return Stride(columns.person(step[S_SLOT]), ids, quality, group)


def _key(rows: NDArray[np.int64], order: str) -> tuple[object, ...]:
    """The key of a path found; lower comes first."""
    weakest, steps = -int(rows[:, S_QUALITY].min()), len(rows)
    ids = tuple(int(tie) for row in rows for tie in (row[S_TIE], row[S_TIE_2]) if tie >= 0)
    return (steps, weakest, ids) if order == "FEWEST_STEPS" else (weakest, steps, ids)


FLOORS = np.arange(max(CLOSENESS.values()), -1, -1, dtype=np.int64) << STRENGTH_AT
"""Qualities from the best down, a strength at a time, at which a search for the strongest weakest tie lets more ties
in. The same whatever the graph holds: what an asker may not see moves nothing."""


# ---- the asker and the question as tables -----------------------------------------------------------------------


def _opened(columns: Columns, sight: Sight) -> tuple[Bytes, Bytes]:
    """(what each access class is for the asker, which cases are open)."""
    classes = _classes(columns.classes, tuple(sight.allowed), tuple(sight.consent_classes))
    cases = np.zeros(len(columns.cases) + 1, np.uint8)
    if sight.cases:
        cases[columns.case_numbers(sight.cases)] = 1
    return classes, cases


@lru_cache(maxsize=1024)
def _classes(count: int, allowed: tuple[int, ...], with_consent: tuple[int, ...]) -> Bytes:
    classes = np.zeros(count, np.uint8)
    for bit, numbers in ((ALLOWED, allowed), (WITH_CONSENT, with_consent)):
        classes[[number for number in numbers if number < count]] |= bit
    return classes


def _bits_of(columns: Columns, sight: Sight) -> Bytes:
    everywhere = (IN_CIRCLE if sight.circle is None else 0) | (IN_KIN_CIRCLE if sight.kin_circle is None else 0)
    bits = np.full(len(columns.spans), everywhere, np.uint8)
    marked = ((IN_CIRCLE, sight.circle), (IN_KIN_CIRCLE, sight.kin_circle), (CONSENTED, sight.consented))
    for bit, ids in marked:
        numbers = columns.numbers(ids or ())
        bits[numbers[numbers >= 0]] |= bit
    return bits


def _marked(columns: Columns, wanted: Wanted, source: int) -> tuple[Longs, Bytes]:
    """(people, what each is for this question)."""
    paired = {person for pair in wanted.apart for person in pair}
    marking = ((OUTSIDE | NO_END, wanted.outside), (NO_END, wanted.no_end), (SPARED, wanted.spared))
    people, marks = [np.array([source])], [np.array([NO_END], np.uint8)]
    for mark, ids in (*marking, (ALSO_PAIRED, paired)):
        numbers = columns.numbers(tuple(ids)) if ids else NOBODY
        people.append(numbers[numbers >= 0])
        marks.append(np.full(len(people[-1]), mark, np.uint8))
    return np.concatenate(people), np.concatenate(marks)


def _pairs(columns: Columns, wanted: Wanted) -> Longs:
    held = wanted.protected.pairs if wanted.protected else NOBODY
    if not wanted.apart:
        return held
    both = [sorted(columns.numbers(tuple(pair))) for pair in wanted.apart if len(pair) == 2]
    added = np.array([low << 32 | high for low, high in both if low >= 0], np.int64)
    return np.unique(np.concatenate((held, added)))


def _q(site: Site, wanted: Wanted, source: int) -> Longs:
    as_of = wanted.as_of
    since, until = wanted.period or (as_of, as_of)
    (fallen, _), (twice, _) = FALLS
    lapsed = _last_day(as_of, site.closeness_lapses_months)
    q = np.zeros(Q_WIDTH, np.int64)
    q[:] = (
        KINDS[wanted.kind],
        0 if since is None else since.toordinal(),
        2**31 - 1 if until is None else until.toordinal(),
        wanted.undated,
        wanted.today.toordinal(),
        VERIFICATIONS[wanted.min_verification],
        site.group_member_cap,
        lapsed,
        _last_day(as_of, fallen),
        _last_day(as_of, twice),
        0,
        0,
        source,
        wanted.period is not None,
        0,
    )
    return q


@lru_cache(maxsize=256)
def _last_day(as_of: date, months: int) -> int:
    return last_day(lambda day: older_than(day, months, as_of), as_of)


def last_day(old: Callable[[date], bool], as_of: date) -> int:
    """The last day, as an ordinal, that is too old: every day before it is too. 0 when none is."""
    low, high = 0, as_of.toordinal()
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if old(date.fromordinal(middle)) else (low, middle - 1)
    return low
