"""A circle walked over the arrays (definitions.md §1): what access/circle.py says of ties that it is told of, without
asking for any.

Whole frontiers at once, in numpy: each of at most five looks reads the entries of everybody on it side by side, shut
ones too, since a circle ends at them. A tie that the asker may not see gives the circle of one that is not there.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graphsvc.engine.assemble import member_in, shut_in
from graphsvc.engine.columns import (
    CASE,
    CLS,
    DOWN,
    G_CASE,
    G_CLS,
    G_JOINS,
    G_KIND_JOINS,
    G_SINCE,
    G_UNTIL,
    KIND_BITS,
    KINDS,
    LINEAL_AT,
    NEAR_AT,
    SINCE,
    TO,
    TRAITS,
    UNTIL,
    UP,
    Columns,
    Numbers,
    Places,
)
from graphsvc.model.circle import DEGREES, STEPS, Shown

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class _Ways:
    """Ways to other people, one row each. `line`: UP to a parent, DOWN to a child."""

    whose: Places
    whom: Places
    walkable: Flags
    line: Numbers

    def those(self, chosen: Flags) -> "_Ways":
        return _Ways(self.whose[chosen], self.whom[chosen], self.walkable[chosen], self.line[chosen])

    @staticmethod
    def of(parts: Collection["_Ways"]) -> "_Ways":
        return _Ways(*(np.concatenate([getattr(part, name) for part in parts]) for name in _Ways.__annotations__))


@dataclass(frozen=True)
class Around:
    """The arrays as one asker sees them today."""

    columns: Columns
    shown: Shown

    def circle(self, caseload: Collection[str], absent: Collection[str] = ()) -> tuple[str, ...]:
        """The circle of that caseload, which is in it, over ties that touch nobody who is `absent`; sorted."""
        own = tuple(caseload)
        numbers = self.columns.numbers(own)
        edge = start = self._once(numbers[numbers >= 0])
        gone = self._marked(self._known(absent)) if absent else None
        walked, found = self._marked(start), list[_Ways]()
        for _ in range(STEPS):
            ways = _left(self._ways(edge), gone)
            found.append(ways)
            ahead = ways.whom[ways.walkable]
            edge = self._once(ahead[~walked[ahead]])
            walked[edge] = True
        near = _Ways.of(found)
        people = self._once(np.concatenate((start, near.whom, self._last_in_line(start, near, gone))))
        ids = self.columns.persons(np.sort(people).tolist())
        return tuple(sorted((*ids, *{one for one, number in zip(own, numbers, strict=True) if number < 0})))

    def _last_in_line(self, start: Places, near: _Ways, gone: Flags | None) -> Places:
        """Everyone at the end of as many ties of parents and children as there are degrees: up, then down."""
        lines = near.those(near.walkable & (near.line > 0))
        rising, falling = start, start[:0]
        for _ in range(DEGREES - 1):
            up = (lines.line == UP) & self._marked(rising)[lines.whose]
            down = (lines.line == DOWN) & self._marked(np.concatenate((rising, falling)))[lines.whose]
            rising, falling = lines.whom[up], lines.whom[down]
        last = _left(self._direct(*self._entries(self._once(np.concatenate((rising, falling))))), gone)
        return np.asarray(last.whom[(last.line == DOWN) | ((last.line == UP) & self._marked(rising)[last.whose])])

    # ---- people, as places in the arrays ----------------------------------------------------------------------

    def _known(self, people: Collection[str]) -> Places:
        numbers = self.columns.numbers(tuple(people))
        return numbers[numbers >= 0]

    def _marked(self, people: Places) -> Flags:
        flags = np.zeros(len(self.columns.spans), bool)
        flags[people] = True
        return flags

    @cached_property
    def _turns(self) -> Numbers:
        return np.empty(len(self.columns.spans), np.int32)

    def _once(self, people: Places) -> Places:
        """Each of these people once, in no order."""
        return each_once(people, self._turns)

    # ---- what the asker may see -------------------------------------------------------------------------------

    @cached_property
    def _classes(self) -> tuple[Flags, Flags]:
        """(allowed, with consent) by class."""
        numbers = np.arange(self.columns.classes)
        return np.isin(numbers, self.shown.allowed), np.isin(numbers, self.shown.conditional)

    @cached_property
    def _cases(self) -> Flags:
        return np.isin(np.arange(1 + len(self.columns.cases)), self.columns.case_numbers(self.shown.cases))

    @cached_property
    def _consented(self) -> Flags:
        return self._marked(self._known(self.shown.consented))

    def _seen(self, rows: Numbers, consented: Flags) -> Flags:
        """Which statements she may see that stand today; `consented`: by everybody whom they are about."""
        allowed, conditional = self._classes
        cls = rows[:, CLS]
        open_to_her = allowed[cls] | self._cases[rows[:, CASE]] | (conditional[cls] & consented)
        return open_to_her & self._stands(rows[:, SINCE], rows[:, UNTIL])

    def _stands(self, since: Numbers, until: Numbers) -> Flags:
        today = self.shown.today.toordinal()
        return np.asarray((since <= today) & (until >= today))

    # ---- ways -------------------------------------------------------------------------------------------------

    def _entries(self, people: Places) -> tuple[Places, Places, Numbers]:
        """(whose, where it leads, the rest) of each SUPPORT entry of these people that is open to her by its kind."""
        columns, spans = self.columns, self.columns.spans[people]
        which, places = places_in(spans[:, 0], spans[:, 3])
        rows = taken(columns.base_entries, columns.late_entries, places)
        traits = rows[:, TRAITS]
        kept = traits & KIND_BITS == KINDS["SUPPORT"]
        if not self.shown.kin:
            kept &= (traits >> NEAR_AT) & 1 == 0
        heads = taken(columns.base_heads, columns.late_heads, places[kept])
        return people[which[kept]], heads[:, TO].astype(np.int64), rows[kept]

    def _ways(self, people: Places) -> _Ways:
        entries = self._entries(people)
        return _Ways.of((self._direct(*entries), self._through_households(*entries)))

    def _direct(self, whose: Places, whom: Places, rows: Numbers) -> _Ways:
        direct = ~member_in(rows)
        whose, whom, rows = whose[direct], whom[direct], rows[direct]
        line = (rows[:, TRAITS] >> LINEAL_AT) & 3
        return _Ways(whose, whom, ~shut_in(rows), line).those(self._seen(rows, self._both(whose, whom)))

    def _both(self, whose: Places, whom: Places) -> Flags:
        return np.asarray(self._consented[whose] & self._consented[whom])

    def _through_households(self, whose: Places, group: Places, rows: Numbers) -> _Ways:
        """From each member to each other one, where she sees both memberships and the household."""
        mine = member_in(rows) & self._seen_members(rows, whose)
        whose, sure = whose[mine], ~shut_in(rows[mine])
        group, turns = group[mine], np.empty(len(self.columns.group_spans), np.int32)
        groups = each_once(group, turns)
        turns[groups] = np.arange(len(groups), dtype=np.int32)
        own = turns[group]
        member, ends, theirs_sure = self._members(groups)
        which, places = places_in(ends[own], ends[own + 1])
        verified = self.columns.groups[groups, G_JOINS] == 1
        walkable = sure[which] & theirs_sure[places] & verified[own[which]]
        ways = _Ways(whose[which], member[places], walkable, np.zeros(len(which), np.int32))
        return ways.those(ways.whose != ways.whom)

    def _seen_members(self, rows: Numbers, whose: Places) -> Flags:
        return self._seen(rows, self._consented[whose])

    def _members(self, groups: Places) -> tuple[Places, Places, Flags]:
        """(members, where each group's begin and end, how sure) of those of these groups that are a step: no more
        members that she sees than the cap, whatever is said of them."""
        columns, spans = self.columns, self.columns.group_spans[groups]
        joins = self._joins(columns.groups[groups])
        which, places = places_in(spans[:, 0], np.where(joins, spans[:, 2], spans[:, 0]))
        rows = taken(columns.base_members, columns.late_members, places)
        member = taken(columns.base_member_heads, columns.late_member_heads, places)[:, TO].astype(np.int64)
        seen = self._seen_members(rows, member)
        each = np.unique(which[seen] * len(columns.spans) + member[seen]) // len(columns.spans)
        small = np.bincount(each, minlength=len(groups)) <= self.shown.member_cap
        kept = seen & small[which]
        ends = np.concatenate((np.zeros(1, np.int64), np.cumsum(np.bincount(which[kept], minlength=len(groups)))))
        return member[kept], ends, ~shut_in(rows[kept])

    def _joins(self, table: Numbers) -> Flags:
        allowed, _ = self._classes
        open_to_her = allowed[table[:, G_CLS]] | self._cases[table[:, G_CASE]]
        return np.asarray(
            open_to_her & (table[:, G_KIND_JOINS] == 1) & self._stands(table[:, G_SINCE], table[:, G_UNTIL])
        )


def _left(ways: _Ways, gone: Flags | None) -> _Ways:
    """Those that touch nobody who is gone."""
    return ways if gone is None else ways.those(~(gone[ways.whose] | gone[ways.whom]))


def each_once(places: Places, turns: Numbers) -> Places:
    """Each of these places once, in no order: each writes its turn at its place, and the one that is read there stays.
    No sorting and no hashing; `turns` is as long as what the places are in, and needs no values."""
    turn = np.arange(len(places), dtype=np.int32)
    turns[places] = turn
    return np.asarray(places[turns[places] == turn])


def places_in(first: Places | Numbers, end: Places | Numbers) -> tuple[Places, Places]:
    """(which span, place) of every place in these spans, one after another."""
    counts = (end - first).astype(np.int64)
    which = np.repeat(np.arange(len(counts)), counts)
    return which, np.arange(len(which)) + np.repeat(first - np.cumsum(counts) + counts, counts)


def taken(base: Numbers, late: Numbers, places: Places) -> Numbers:
    """The rows at these places, of the base or of the late ones behind it."""
    if not len(late):
        return base[places]
    in_base = places < len(base)
    rows = np.empty((len(places), base.shape[1]), np.int32)
    rows[in_base] = base[places[in_base]]
    rows[~in_base] = late[places[~in_base] - len(base)]
    return rows
