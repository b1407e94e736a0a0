"""Influence paths over the arrays: the asker's Sight and question go in as small tables, paths come out.

Pure but for scratch memory, which is kept for each thread and stamped instead of being cleared.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from graphsvc.engine import kernels
from graphsvc.engine.columns import KINDS, VERIFICATIONS, Columns
from graphsvc.engine.kernels import (
    ALLOWED,
    AN_END,
    CONSENTED,
    IN_CIRCLE,
    IN_KIN_CIRCLE,
    NO_END,
    OUTSIDE,
    Q_LEAST,
    S_GROUP,
    S_QUALITY,
    S_TIE,
    S_TIE_2,
    S_TO,
    STRENGTH_BITS,
    WITH_CONSENT,
)
from graphsvc.model.asker import Sight
from graphsvc.model.quality import CLOSENESS, FALLS, older_than
from graphsvc.model.site import Site

ORDERS = {"WEAKEST_LINK": kernels.WEAKEST_LINK, "FEWEST_STEPS": kernels.FEWEST_STEPS}
MOST_STEPS = 8
Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Wanted:
    """One search. `outside`: people and groups (by key) left out, the barred among them; `no_end`: may only carry a
    message; `apart`: pairs whom a protective fact keeps from each other. `ends` empty: an open end."""

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


@dataclass(frozen=True)
class Stride:
    """One step of a path found. `ids`: the tie, or the two memberships in walking order through `group`."""

    end: str
    ids: tuple[str, ...]
    strength: int
    group: str = ""


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

    `explored`: how many people were met, visible and barred by nothing. `stopped`: the search was ended early.
    """

    found: tuple[Route, ...]
    total: int
    explored: int
    stopped: bool


class _Scratch(threading.local):
    """What a thread's searches write on, as long as the graph."""

    def __init__(self) -> None:
        self.people = self.groups = -1
        self.tables: tuple[NDArray[np.generic], ...] = ()

    def of(self, columns: Columns) -> tuple[NDArray[np.generic], ...]:
        people, groups = len(columns.people), len(columns.group_keys)
        if (people, groups) != (self.people, self.groups):
            self.people, self.groups = people, groups
            self.tables = (
                np.zeros(people, np.int64),
                np.zeros(people, np.int64),
                np.zeros(2, np.int64),
                np.zeros(groups, np.int64),
                np.zeros(groups, np.uint8),
                np.zeros(people, np.int64),
                np.zeros(people, np.int64),
            )
        return self.tables


@dataclass(frozen=True)
class Engine:
    """Searches over one graph."""

    columns: Columns
    _scratch: _Scratch = field(default_factory=_Scratch)

    def paths(self, sight: Sight, site: Site, wanted: Wanted, stop: Bytes | None = None) -> Routes:
        """The paths that a question asks for, as far as this asker may see. `stop[0]` = 1 from another thread ends it.

        Raises ValueError for more than MOST_STEPS steps.
        """
        if not 1 <= wanted.most_steps <= MOST_STEPS:
            raise ValueError(f"1 to {MOST_STEPS} steps, not {wanted.most_steps}")
        columns, number_of = self.columns, self.columns.number_of
        if wanted.source not in number_of or any(person not in number_of for person in wanted.via):
            return Routes((), 0, 0, False)
        ends = _numbers(number_of[person] for person in wanted.ends if person in number_of)
        if wanted.ends and not len(ends):
            return Routes((), 0, 0, False)
        web = (
            columns.ties,
            columns.starts,
            columns.touch,
            columns.groups,
            columns.group_starts,
            columns.members,
        )
        halt = np.zeros(1, np.uint8) if stop is None else stop
        via, view = _numbers(number_of[person] for person in wanted.via), view_of(columns, sight, site, wanted)
        for most, least in stages(wanted):
            view[-1][Q_LEAST] = least << STRENGTH_BITS
            count, rows, lengths, steps, explored = kernels.search(
                number_of[wanted.source],
                ends,
                via,
                most,
                ORDERS[wanted.order],
                wanted.first + 1 if wanted.ends else wanted.first,
                not wanted.ends,
                web,
                view,
                self._scratch.of(columns),
                halt,
            )
            if count > wanted.first or halt[0]:
                break
        shown = min(int(count), wanted.first)
        found = tuple(Route(tuple(self._stride(steps[row]) for row in rows[n][: lengths[n]])) for n in range(shown))
        return Routes(found, int(count), int(explored), bool(halt[0]))

    def _stride(self, step: NDArray[np.int64]) -> Stride:
        ids = self.columns.tie_ids
        second = () if step[S_TIE_2] < 0 else (ids[step[S_TIE_2]],)
        group = "" if step[S_GROUP] < 0 else self.columns.group_keys[step[S_GROUP]]
        return Stride(
            self.columns.people[step[S_TO]], (ids[step[S_TIE]], *second), int(step[S_QUALITY]) >> STRENGTH_BITS, group
        )


def stages(wanted: Wanted) -> Iterator[tuple[int, int]]:
    """(steps at most, strength at least) of one search after another; the first one with enough paths has the answer.

    What comes first in an order is found in a part of the graph: with fewest steps first, the first paths of a longer
    limit are those of a shorter one that has enough; with the weakest link first, those over strong ties alone.
    """
    if not wanted.ends:
        yield wanted.most_steps, 0
    elif wanted.order == "FEWEST_STEPS":
        yield from ((most, 0) for most in range(1, wanted.most_steps + 1))
    else:
        yield from ((wanted.most_steps, least) for least in range(max(CLOSENESS.values()), -1, -1))


def view_of(columns: Columns, sight: Sight, site: Site, wanted: Wanted) -> tuple[NDArray[np.generic], ...]:
    """What the asker may see and what the question leaves out, as the kernels read it."""
    classes = np.zeros(columns.classes, np.uint8)
    for bit, numbers in ((ALLOWED, sight.allowed), (WITH_CONSENT, sight.consent_classes)):
        for number in numbers:
            if number < columns.classes:
                classes[number] |= bit
    cases = np.zeros(len(columns.cases) + 1, np.uint8)
    cases[[columns.case_number_of[case] for case in sight.cases if case in columns.case_number_of]] = 1
    outside_groups = np.zeros(len(columns.group_keys), np.uint8)
    outside_groups[[columns.group_number_of[key] for key in wanted.outside if key in columns.group_number_of]] = 1
    return classes, cases, _people(columns, sight, wanted), outside_groups, _pairs(columns, wanted), _q(site, wanted)


def _people(columns: Columns, sight: Sight, wanted: Wanted) -> Bytes:
    everywhere = (IN_CIRCLE if sight.circle is None else 0) | (IN_KIN_CIRCLE if sight.kin_circle is None else 0)
    people = np.full(len(columns.people), everywhere, np.uint8)
    marked: tuple[tuple[int, Iterable[str]], ...] = (
        (IN_CIRCLE, sight.circle or ()),
        (IN_KIN_CIRCLE, sight.kin_circle or ()),
        (CONSENTED, sight.consented),
        (OUTSIDE | NO_END, wanted.outside),
        (NO_END, (*wanted.no_end, wanted.source)),
        (AN_END, wanted.ends),
    )
    for bits, ids in marked:
        people[[columns.number_of[id] for id in ids if id in columns.number_of]] |= bits
    return people


def _pairs(columns: Columns, wanted: Wanted) -> NDArray[np.int64]:
    numbered = (sorted(columns.number_of.get(person, -1) for person in pair) for pair in wanted.apart)
    both = (pair for pair in numbered if len(pair) == 2 and pair[0] >= 0)
    return np.array(sorted(low * len(columns.people) + high for low, high in both), np.int64)


def _q(site: Site, wanted: Wanted) -> NDArray[np.int64]:
    (fallen, _), (twice, _) = FALLS
    return np.array(
        (
            KINDS[wanted.kind],
            wanted.as_of.toordinal(),
            wanted.today.toordinal(),
            VERIFICATIONS[wanted.min_verification],
            site.group_member_cap,
            last_day(lambda day: older_than(day, site.closeness_lapses_months, wanted.as_of), wanted.as_of),
            last_day(lambda day: older_than(day, fallen, wanted.as_of), wanted.as_of),
            last_day(lambda day: older_than(day, twice, wanted.as_of), wanted.as_of),
            0,
        ),
        np.int64,
    )


def last_day(old: Callable[[date], bool], as_of: date) -> int:
    """The last day, as an ordinal, that is too old: every day before it is too. 0 when none is."""
    low, high = 0, as_of.toordinal()
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if old(date.fromordinal(middle)) else (low, middle - 1)
    return low


def _numbers(people: Iterable[int]) -> NDArray[np.int64]:
    return np.array(list(people), np.int64)
