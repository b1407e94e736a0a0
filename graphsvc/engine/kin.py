"""Family ties out of the arrays as one asker sees them on a day: what the statement `family_ties` says, without asking.

The predicate is that statement's, tie by tie, before anything leaves the arrays; a live test compares the two.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from graphsvc.engine.around import places_in, taken
from graphsvc.engine.columns import CASE, CLS, OUTWARD_AT, ROW, SINCE, TO, TRAITS, UNTIL, Columns
from graphsvc.engine.filed import WORD
from graphsvc.engine.opened import Opened
from graphsvc.engine.word import said_in
from graphsvc.kinship.ties import FamilyTie
from graphsvc.model.asker import Sight
from graphsvc.model.circle import within


@dataclass(frozen=True)
class KinTies:
    """The arrays, and who asks for which day."""

    columns: Columns
    sight: Sight
    as_of: date

    def of(self, people: Collection[str]) -> list[FamilyTie]:
        """The ties that touch these people, by type and id."""
        columns = self.columns
        numbers = columns.numbers(tuple(people))
        numbers = numbers[numbers >= 0]
        spans = columns.spans[numbers]
        which, places = places_in(spans[:, 0], spans[:, 3])
        words = columns.words(places)
        kept = np.flatnonzero(words[:, WORD])
        places, owners = places[kept], numbers[which[kept]].tolist()
        others = taken(columns.base_heads, columns.late_heads, places)[:, TO].tolist()
        entries = taken(columns.base_entries, columns.late_entries, places).tolist()
        names = self._names([*owners, *others])
        near = within(self.sight.kin_circle, names.values())
        circle = None if near is None else frozenset(near)
        said = zip(owners, others, entries, words[kept, WORD].tolist(), places.tolist(), strict=True)
        first = {each[2][ROW]: each for each in reversed(tuple(said))}
        seen = {
            row: (entry, names[owner], names[other], word, place)
            for row, (owner, other, entry, word, place) in first.items()
            if self._seen(entry, names[owner], names[other], word, circle)
        }
        ids = columns.ids_in(list(seen))
        ties = [self._tie(id, *each) for id, each in zip(ids, seen.values(), strict=True)]
        return sorted(ties, key=lambda tie: (tie.type, tie.id))

    def _names(self, numbers: list[int]) -> Mapping[int, str]:
        unique = sorted(set(numbers))
        return dict(zip(unique, self.columns.persons(unique), strict=True))

    def _seen(self, entry: list[int], one: str, other: str, word: int, circle: frozenset[str] | None) -> bool:
        """Whether the asker sees it, and it counts on the day: a union that ended made somebody a former spouse.
        `circle`: those of these people who are in the asker's."""
        if not self._opened.to(entry[CLS], entry[CASE], one, other):
            return False
        if circle is not None and not (one in circle and other in circle):
            return False
        return entry[SINCE] <= self._day and (entry[UNTIL] >= self._day or said_in(word).type == "UNION_WITH")

    def _tie(self, id: str, entry: list[int], one: str, other: str, word: int, place: int) -> FamilyTie:
        said = said_in(word)
        a, b = (one, other) if (entry[TRAITS] >> OUTWARD_AT) & 1 else (other, one)
        over = entry[UNTIL] < self._day
        parts: dict[str, Any] = vars(said)
        return FamilyTie(id, a=a, b=b, over=over, place=place, **parts)

    @cached_property
    def _day(self) -> int:
        return self.as_of.toordinal()

    @cached_property
    def _opened(self) -> Opened:
        return Opened(self.columns, self.sight)
