"""What a thread's searches write on, and the desk that says where that and the columns lie (desk.py)."""

import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphsvc.engine import desk as places
from graphsvc.engine.bounds import DEEPEST
from graphsvc.engine.columns import (
    ENTRY_WIDTH,
    GROUP_SPAN_WIDTH,
    GROUP_WIDTH,
    HEAD_WIDTH,
    SPAN_WIDTH,
    Columns,
)
from graphsvc.engine.expansion import (
    PERSON_WIDTH,
    PLACES,
    REST_WIDTH,
    SEEN_EACH,
    SLOT,
)

Longs = NDArray[np.int64]
ROOM = (1 << 14, 1 << 16)
"""People and steps that a thread's tables hold at first."""
DEEPEST_BOUNDS = (DEEPEST + 1) * PLACES
LAYERS = (places.A_EDGE, places.A_OTHER_EDGE, places.A_OUTWARD, places.A_INWARD)


class Scratch(threading.local):
    """What a thread's searches write on: as long as the graph, or as the people met and the steps made are many. Its
    desk says where all of it lies, and what is held lies there as long as a search may read it."""

    def __init__(self) -> None:
        self.people = self.groups = 0
        self.met, self.steps = ROOM
        self.desk: Longs = np.zeros(places.DESK_WIDTH, np.int64)
        self.columns: Columns | None = None
        self.tables: tuple[NDArray[Any], ...] = ()
        self.fit(1, 1)
        self.allot()

    def sit_at(self, columns: Columns) -> None:
        """Let the desk show that graph, with room for as many people and groups."""
        if columns is not self.columns:
            self.fit(len(columns.spans), len(columns.groups))
            self.columns, self.desk[places.COLUMNS] = columns, _places_of(columns)

    def fit(self, people: int, groups: int) -> None:
        """Make room for so many people and groups. Between searches all of it is 0."""
        if people > self.people:
            self.people, self.known = people, np.zeros(people, np.int32)
            self.seen = np.zeros(people // SEEN_EACH + 1, np.uint8)
            self.desk[places.A_KNOWN], self.desk[places.A_SEEN] = place_of(self.known), place_of(self.seen)
        if groups > self.groups:
            self.groups, self.group_marks = groups, np.zeros(groups, np.uint8)
            self.joined, self.touched = np.zeros(groups, np.uint8), np.zeros(groups, np.int32)
            self.desk[places.A_JOINED] = place_of(self.joined)
            self.desk[places.A_TOUCHED] = place_of(self.touched)
            self.desk[places.A_GROUP_MARKS] = place_of(self.group_marks)

    def allot(self, more: int = 1) -> None:
        """Make so many times more room for what a search meets."""
        self.met, self.steps, self.width = min(self.met * more, SLOT), self.steps * more, 0
        self.bounds = np.empty(max(ROOM[0] * DEEPEST_BOUNDS, self.met * DEEPEST_BOUNDS), np.int64)
        met, steps, narrow, wide = self.met, self.steps, np.int32, np.int64
        made: tuple[tuple[int, NDArray[Any]], ...] = (
            (places.A_PEOPLE, np.empty((met, PERSON_WIDTH), narrow)),
            (places.A_BOUNDS, self.bounds),
            (places.A_TO, np.empty(steps, narrow)),
            (places.A_QUALITY, np.empty(steps, wide)),
            (places.A_TIES, np.empty((steps, 2), wide)),
            (places.A_REST, np.empty((steps, REST_WIDTH), narrow)),
            (places.A_CHOSEN, np.empty(steps, narrow)),
            *((each, np.empty(met, narrow)) for each in LAYERS),
        )
        for at, table in made:
            self.desk[at] = place_of(table)
        self.tables = tuple(table for _, table in made)
        self.desk[places.A_STEPS_ROOM] = steps

    def seat(self, width: int) -> Longs:
        """The desk for a search whose bounds are so many for each person."""
        if width != self.width:
            self.width, self.desk[places.A_WIDTH] = width, width * PLACES
            self.desk[places.A_PEOPLE_ROOM] = min(self.met, len(self.bounds) // (width * PLACES))
        return self.desk


def place_of(array: NDArray[Any]) -> int:
    """Where it lies."""
    place: int = array.__array_interface__["data"][0]
    return place


def _as_read(columns: Columns) -> None:
    """Nothing, or ValueError where the rows of these columns do not lie as the kernels read them: an address says
    nothing about what is there."""
    heads = (columns.base_heads, columns.late_heads, columns.base_member_heads, columns.late_member_heads)
    entries = (columns.base_entries, columns.late_entries, columns.base_members, columns.late_members)
    tables = [(each, HEAD_WIDTH) for each in heads] + [(each, ENTRY_WIDTH) for each in entries]
    tables += [(columns.spans, SPAN_WIDTH), (columns.group_spans, GROUP_SPAN_WIDTH), (columns.groups, GROUP_WIDTH)]
    for table, width in tables:
        if table.dtype != np.int32 or table.shape[1] != width or not table.flags.c_contiguous:
            raise ValueError(
                f"a table of {table.shape} {table.dtype} is not what the kernels read, {width} numbers a row"
            )
    if columns.late_ranks.dtype != np.int64:
        raise ValueError("ranks of late ties are not what the kernels read")


def _places_of(columns: Columns) -> tuple[int, ...]:
    """What a desk says of the columns, in the order of places.COLUMNS."""
    _as_read(columns)
    base, members = len(columns.base_heads), len(columns.base_member_heads)
    head, entry = HEAD_WIDTH * 4, ENTRY_WIDTH * 4
    return (
        place_of(columns.spans),
        base,
        place_of(columns.base_heads),
        place_of(columns.base_entries),
        place_of(columns.late_heads) - base * head,
        place_of(columns.late_entries) - base * entry,
        place_of(columns.groups),
        place_of(columns.group_spans),
        members,
        place_of(columns.base_member_heads),
        place_of(columns.base_members),
        place_of(columns.late_member_heads) - members * head,
        place_of(columns.late_members) - members * entry,
        place_of(columns.late_ranks),
        len(columns.tie_ids),
    )
