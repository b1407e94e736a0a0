"""Influence paths over the arrays: the asker's Sight and question go in as small tables, paths come out.

Pure but for scratch memory, which is kept for each thread and stamped instead of being cleared.
"""

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphsvc.engine import desk as places
from graphsvc.engine import kernels
from graphsvc.engine.bounds import DEEPEST
from graphsvc.engine.columns import KINDS, VERIFICATIONS, Columns
from graphsvc.engine.kernels import S_GROUP, S_QUALITY, S_SLOT, S_TIE, S_TIE_2, STEP_WIDTH
from graphsvc.engine.predicate import (
    ALLOWED,
    ALSO_PAIRED,
    CONSENTED,
    CONTACT_AT,
    IN_CIRCLE,
    IN_KIN_CIRCLE,
    NO_END,
    OUTSIDE,
    SPARED,
    STRENGTH_AT,
    WITH_CONSENT,
)
from graphsvc.engine.scratch import Longs, Scratch, place_of
from graphsvc.model.asker import Sight
from graphsvc.model.quality import CLOSENESS, FALLS, older_than
from graphsvc.model.site import Site

ORDERS = {
    "WEAKEST_LINK": kernels.WEAKEST_LINK,
    "FEWEST_STEPS": kernels.FEWEST_STEPS,
    "LEAST_COST": kernels.LEAST_COST,
}
"""Of which the API offers two."""
MOST_STEPS = DEEPEST
MOST_VIA = 2
MASKS_KEPT = 64
FEW = 3000
LATELY_DAYS = 180
Bytes = NDArray[np.uint8]
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
    a search looks no further than it must. `stopped`: it was ended early, and tells no path.
    """

    found: tuple[Route, ...]
    total: int
    explored: int
    stopped: bool
    explored_ties: int = 0


@dataclass(frozen=True)
class Search:
    """One question made ready: what the kernels are called with. `view`: arrays that the desk shows, kept alive."""

    engine: "Engine"
    wanted: Wanted
    view: tuple[Any, ...]
    ends: Longs
    via: Longs
    halt: Bytes

    def run(self, kernel: Callable[..., Any], *said: Any, width: int, found: tuple[Any, ...] = ()) -> Any:
        """What a kernel returns, with as much room as it needs."""
        scratch = self.engine.scratch
        while True:
            returned = kernel(*said, scratch.seat(width), *found)
            if not scratch.desk[places.C_FULL]:
                return returned
            scratch.allot(4)

    def best(self, ends: Longs, most_found: int) -> tuple[Any, Longs]:
        """The best paths to one of these ends."""
        most, order = self.wanted.most_steps, ORDERS[self.wanted.order]
        found = _room_for(most_found, most)
        said = (ends, self.via, most, order, self.engine.few, _floors(self.wanted.today))
        self.run(kernels.search, *said, width=(most + 1) << len(self.via), found=found)
        return found

    def first_to(self, end: int) -> Longs:
        """The steps of the first path to somebody by number; none where no path leads there."""
        found, lengths = self.best(np.array([end]), 1)
        steps: Longs = found[0][: lengths[0] if self.counts[places.C_FOUND] else 0]
        return steps

    def everybody(self, *, sure: bool = False) -> Longs:
        """Who can be reached, by walks: (number, quality, steps) of each; `sure`: by those that are paths."""
        most = self.wanted.most_steps
        found: Longs = self.run(kernels.everybody, most, ORDERS[self.wanted.order], sure, width=most + 1)
        return found

    @property
    def alone(self) -> bool:
        """Whether each end is looked for by itself: there are people to pass, or time to respect."""
        return len(self.via) > 0 or self.wanted.period is not None

    @property
    def doubtful(self) -> bool:
        """Whether what `everybody` found are walks of which some may be no paths."""
        return self.alone or self.counts[places.C_DROPPED] > 0

    @property
    def counts(self) -> list[int]:
        """What the last search counted."""
        counts: list[int] = self.engine.scratch.desk[: places.COUNTED].tolist()
        return counts


def _room_for(most_found: int, most: int) -> tuple[Any, Longs]:
    """Room for so many paths: the steps of each, and how many they are."""
    return np.empty((most_found, most, STEP_WIDTH), np.int64), np.empty(most_found, np.int64)


@dataclass(frozen=True)
class Engine:
    """Searches over one graph. `few`: so many steps around source and ends are looked at all together, not floor by
    floor; no answer depends on it."""

    columns: Columns
    few: int = FEW
    scratch: Scratch = field(default_factory=Scratch)
    _bits: dict[tuple[object, ...], tuple[object, Bytes]] = field(default_factory=dict)
    _one: threading.Lock = field(default_factory=threading.Lock)

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

        `sources`: each with whom the safety lines bar for it, besides those of `wanted.outside`; itself stands on its
        paths, whatever bars others from it.
        """
        ends = self.columns.numbers(wanted.ends)
        asked = {
            one: replace(wanted, source=one, outside=wanted.outside | own, spared=wanted.spared | {one})
            for one, own in sources.items()
        }
        return {one: self.paths(sight, site, each, stop, ends) for one, each in asked.items()}

    def reached(self, sight: Sight, site: Site, wanted: Wanted, stop: Bytes | None = None) -> frozenset[str]:
        """To which of the ends a path leads: one walk, however many the ends are. Raises ValueError as `paths`."""
        ends = self.columns.numbers(wanted.ends)
        ends = np.unique(ends[ends >= 0])
        with self.ready(sight, site, replace(wanted, ends=()), stop) as search:
            numbers = NOBODY if search is None or not len(ends) else self._reached(search, ends)
        return frozenset(self.columns.persons(numbers.tolist()))

    def _reached(self, search: Search, ends: Longs) -> Longs:
        """The numbers of those reached."""
        people = search.everybody()
        people = people[np.isin(people[:, 0], ends)]
        return (self._so(search, people) if search.doubtful else people)[:, 0]

    def _so(self, search: Search, people: Longs) -> Longs:
        """The rows of `everybody` for paths, where a walk to somebody may be none: whoever is reached as well by walks
        that surely are paths needs no look, every other end is looked for by itself."""
        sure = set() if search.alone else {tuple(row) for row in search.everybody(sure=True).tolist()}
        rows = []
        for row in people.tolist():
            if search.halt[0]:
                break
            if tuple(row) in sure:
                rows.append(row)
            elif len(path := search.first_to(row[0])):
                rows.append([row[0], int(path[:, S_QUALITY].min()), len(path)])
        return np.array(rows, np.int64).reshape(-1, 3)

    def joining(self, sight: Sight, site: Site, wanted: Wanted, groups: Collection[str]) -> frozenset[str]:
        """Which of these groups (by key) are a step of this question."""
        numbers = self.columns.group_numbers(sorted(groups))
        numbers = numbers[numbers >= 0]
        with self.ready(sight, site, wanted, None) as search:
            joins = () if search is None else search.run(kernels.joining, numbers, width=1)
        return frozenset(self.columns.group_key(int(each)) for each, yes in zip(numbers, joins, strict=False) if yes)

    @contextmanager
    def ready(
        self, sight: Sight, site: Site, wanted: Wanted, stop: Bytes | None, ends: Longs | None = None
    ) -> Iterator[Search | None]:
        """The question made ready; None when the source is not there. What it marked is clear afterwards.

        Whoever else it names and who is not there is looked for like somebody whom the asker may not see: an answer
        that ended sooner, or counted one person less, would tell the two apart.
        """
        columns, scratch = self.columns, self.scratch
        passed = tuple(sorted(set(wanted.via) - {wanted.source}))
        own = wanted.ends if ends is None else ()
        (source, *via), found, *marked = _looked_up(columns, (wanted.source, *passed), own, *_marking(wanted))
        ends = found if ends is None else ends
        if source < 0:
            yield None
            return
        scratch.sit_at(columns)
        keys = tuple(id for id in wanted.outside if ":" in id)
        grouped = columns.group_numbers(keys) if keys else NOBODY
        grouped = grouped[grouped >= 0]
        scratch.group_marks[grouped] = OUTSIDE
        try:
            halt = np.zeros(1, np.uint8) if stop is None else stop
            classes, cases = _opened(columns, sight)
            bits, pairs = self._bits_for(sight, wanted), _pairs(columns, wanted)
            named, marks = _marked(int(source), marked)
            view = (classes, cases, bits, named, marks, pairs, halt)
            first = (place_of(each) for each in (classes, cases, bits, named, marks))
            scratch.desk[places.VIEW] = (*first, len(named), place_of(pairs), len(pairs), place_of(halt))
            scratch.desk[places.ASKED] = _asked(site, wanted, int(source))
            yield Search(self, wanted, view, _each_once(ends, wanted), np.array(via, np.int64), halt)
        finally:
            scratch.group_marks[grouped] = 0

    def _bits_for(self, sight: Sight, wanted: Wanted) -> Bytes:
        """What everybody is for this asker; kept, since a circle is the same from question to question."""
        columns, shut = self.columns, wanted.protected.shut if wanted.protected else None
        lists = (sight.circle, sight.kin_circle, shut)
        key = (id(columns.people), len(columns.spans), *map(id, lists), sight.consented)
        with self._one:
            found = self._bits.get(key)
        if found is None:
            bits = _bits_of(columns, sight)
            found = (columns.people, *lists), bits if shut is None else bits | shut  # held, so that no id comes again
            with self._one:
                if len(self._bits) >= MASKS_KEPT:
                    self._bits.pop(next(iter(self._bits)))
                self._bits[key] = found
        return found[1]

    # ---- targets ------------------------------------------------------------------------------------------------

    def _targeted(self, search: Search) -> Routes:
        wanted = search.wanted
        found, lengths = search.best(search.ends, wanted.first + 1)
        counts = search.counts
        count = 0 if search.halt[0] else counts[places.C_FOUND]
        routes = self._routes([found[n][: lengths[n]] for n in range(min(count, wanted.first))])
        return Routes(routes, count, counts[places.C_MET], bool(search.halt[0]), counts[places.C_STEPPED])

    # ---- an open end --------------------------------------------------------------------------------------------

    def _open(self, search: Search) -> Routes:
        """The best path to each person who may be an end: first how good it can be, then the paths of those shown."""
        people = search.everybody()
        counts = search.counts
        if search.alone:
            total, routes = self._one_by_one(search, people)
        else:
            people = self._so(search, people) if search.doubtful else people
            total, routes = len(people), self._by_groups(search, people)
        if search.halt[0]:
            total, routes = 0, ()
        return Routes(routes, total, counts[places.C_MET], bool(search.halt[0]), counts[places.C_STEPPED])

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
            said = (people[group, 0], int(length), int(quality))
            found, lengths = room = _room_for(min(left, len(group)), int(length))
            search.run(kernels.each_end, *said, width=int(length) + 1, found=room)
            routes += self._routes([found[n][: lengths[n]] for n in range(search.counts[places.C_FOUND])])
        return tuple(routes)

    def _one_by_one(self, search: Search, people: Longs) -> tuple[int, tuple[Route, ...]]:
        """Where a way to somebody may be no path (people to pass, time), each end by itself."""
        routes = []
        for person in people[:, 0]:
            if search.halt[0]:
                break
            path = search.first_to(person)
            if len(path) and not search.halt[0]:
                routes.append((_key(path, search.wanted.order), path))
        routes.sort(key=lambda each: each[0])
        return len(routes), self._routes([rows for _, rows in routes[: search.wanted.first]])

    # ---- what was found -----------------------------------------------------------------------------------------

    def _routes(self, found: Sequence[NDArray[np.int64]]) -> tuple[Route, ...]:
        """The paths found, with their ids: all are looked up together."""
        paths = [rows.tolist() for rows in found]
        steps = [step for rows in paths for step in rows]
        ends = iter(self.columns.persons([step[S_SLOT] for step in steps]))
        ties = iter(self.columns.ids_of([tie for step in steps for tie in step[S_TIE : S_TIE_2 + 1] if tie >= 0]))
        return tuple(Route(tuple(self._stride(step, next(ends), ties) for step in rows)) for rows in paths)

    def _stride(self, step: list[int], end: str, ties: Iterator[str]) -> Stride:
        packed, number = step[S_QUALITY], step[S_GROUP]
        ids, group = ((next(ties),), "") if number < 0 else ((next(ties), next(ties)), self.columns.group_key(number))
        contact = packed >> CONTACT_AT & ((1 << STRENGTH_AT - CONTACT_AT) - 1)
        return Stride(end, ids, (packed >> STRENGTH_AT, contact, packed & ((1 << CONTACT_AT) - 1)), group)


def _key(rows: NDArray[np.int64], order: str) -> tuple[object, ...]:
    """The key of a path found; lower comes first."""
    weakest, steps = -int(rows[:, S_QUALITY].min()), len(rows)
    ids = tuple(int(tie) for row in rows for tie in (row[S_TIE], row[S_TIE_2]) if tie >= 0)
    return (steps, weakest, ids) if order == "FEWEST_STEPS" else (weakest, steps, ids)


@lru_cache(maxsize=64)
def _floors(today: date) -> Longs:
    """Qualities from the best down at which a search for the strongest weakest tie lets more ties in: a strength at a
    time, of the moderate ones, which are many, first those with a contact not long ago. The same whatever the graph
    holds: what an asker may not see moves nothing."""
    lately = (today.toordinal() - LATELY_DAYS) << CONTACT_AT
    floors = [strength << STRENGTH_AT for strength in CLOSENESS.values()]
    return np.array(sorted([*floors, (CLOSENESS["MODERATE"] << STRENGTH_AT) | lately], reverse=True), np.int64)


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
    one = sight.circle is sight.kin_circle  # as most are: ten thousands of ids are looked up once then
    circles = (
        ((IN_CIRCLE | IN_KIN_CIRCLE, sight.circle),)
        if one
        else ((IN_CIRCLE, sight.circle), (IN_KIN_CIRCLE, sight.kin_circle))
    )
    for bit, ids in (*circles, (CONSENTED, sight.consented)):
        numbers = columns.numbers(ids or ())
        bits[numbers[numbers >= 0]] |= bit
    return bits


MARKS = (OUTSIDE | NO_END, NO_END, SPARED, ALSO_PAIRED)
"""Of the lists of `_marking`."""


def _marking(wanted: Wanted) -> tuple[Collection[str], ...]:
    """The people whom the question names, by what they are for it."""
    return wanted.outside, wanted.no_end, wanted.spared, {person for pair in wanted.apart for person in pair}


def _marked(source: int, lists: Sequence[Longs]) -> tuple[Longs, Bytes]:
    """(people, what each is for this question)."""
    people = np.concatenate(([source], *lists))
    marks = np.repeat(np.array((NO_END, *MARKS), np.uint8), (1, *map(len, lists)))
    there = people >= 0
    return people[there], marks[there]


def _each_once(ends: Longs, wanted: Wanted) -> Longs:
    """The numbers of the ends, -1 for each who is not there."""
    there = np.unique(ends[ends >= 0])
    return np.concatenate((np.full(len(set(wanted.ends)) - len(there), -1, np.int64), there))


def _looked_up(columns: Columns, *lists: Collection[str]) -> list[Longs]:
    """The numbers of the people of each list, -1 for those that are not there: all are looked up together."""
    numbers = columns.numbers([person for each in lists for person in each])
    ends = [0, *accumulate(map(len, lists))]
    return [numbers[first:end] for first, end in pairwise(ends)]


def _pairs(columns: Columns, wanted: Wanted) -> Longs:
    held = wanted.protected.pairs if wanted.protected else NOBODY
    if not wanted.apart:
        return held
    both = [sorted(columns.numbers(tuple(pair))) for pair in wanted.apart if len(pair) == 2]
    added = np.array([low << 32 | high for low, high in both if low >= 0], np.int64)
    return np.unique(np.concatenate((held, added)))


def _asked(site: Site, wanted: Wanted, source: int) -> tuple[int, ...]:
    """The numbers of a question, in the order of places.ASKED."""
    as_of = wanted.as_of
    since, until = wanted.period or (as_of, as_of)
    (fallen, _), (twice, _) = FALLS
    lapsed = _last_day(as_of, site.closeness_lapses_months)
    return (
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
        source,
        wanted.period is not None,
    )


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
