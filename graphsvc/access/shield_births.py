"""Everybody's birth days in memory: two numbers a person for those with one record, exactly what is on file for others.

Ids are kept sorted as bytes beside their days: 12 bytes a person for ids of 8 letters, and no Python object.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from graphsvc.access.layers import Layered
from graphsvc.access.safety_rules import ADULT_YEARS, FactRow, grown_up
from graphsvc.model.safety_lines import Fact

WIDEST = 36
"""Bytes of an id kept in the array (a UUID as text): a longer one would widen every other, so it is kept apart."""
Ids: TypeAlias = npt.NDArray[np.bytes_]
Codes: TypeAlias = npt.NDArray[np.int32]


class Birth(NamedTuple):
    """One record: the day as `date.toordinal` counts (0: unknown), and whether it was sealed or erased."""

    day: int
    erased: bool


NONE = (Birth(0, False),)
"""No birth, which counts as one of unknown day, and hides what the arrays say."""


@dataclass(frozen=True)
class Births:
    """Person → births. `codes` is twice the day, and one more where erased; `exact` decides before the arrays do."""

    ids: Ids
    codes: Codes
    exact: Layered[str, tuple[Birth, ...]]

    def of(self, person: str) -> tuple[Birth, ...]:
        """Every birth on file, earliest first."""
        known = self.exact.get(person)
        if known is not None:
            return known
        place = place_of(self.ids, person)
        if place is None:
            return ()
        code = int(self.codes[place])
        return (Birth(code >> 1, bool(code & 1)),)

    def changed(self, people: Collection[str], births: Mapping[str, tuple[Birth, ...]]) -> "Births":
        """With these births in the place of all that these people had."""
        return Births(self.ids, self.codes, self.exact.changed({one: births.get(one, NONE) for one in people}))

    def rows(self, relative: str, record: str) -> Iterator[FactRow]:
        """What one record says of the age: its youngest birth, and that one was erased with its day.

        No more of births counts in `decide`; they bear no id here.
        """
        births = self.of(record)
        youngest = max((birth.day for birth in births), default=0)
        if youngest:
            yield FactRow(Fact.BIRTH, "", relative, record, at=date.fromordinal(youngest))
        if any(birth.erased and not birth.day for birth in births):
            yield FactRow(Fact.BIRTH, "", relative, record, erased=True)

    def grown(self, person: str, day: date | None) -> bool:
        """Whether every record says that the person was 18 or more on that day, and none lost its day of birth."""
        births = self.of(person)
        youngest = max((birth.day for birth in births), default=0)
        if day is None or day.year <= ADULT_YEARS or any(birth.erased and not birth.day for birth in births):
            return False
        return youngest > 0 and grown_up(date.fromordinal(youngest), day)

    def minors(self, adult_since: date) -> "Minors":
        """Those of the arrays who were born after that day."""
        return Minors(self.ids, (self.codes >> 1) > adult_since.toordinal())


@dataclass(frozen=True, eq=False)
class Minors(Set[str]):
    """The people of the marked places."""

    ids: Ids
    marked: npt.NDArray[np.bool_]

    def __contains__(self, person: object) -> bool:
        place = place_of(self.ids, person) if isinstance(person, str) else None
        return place is not None and bool(self.marked[place])

    def __iter__(self) -> Iterator[str]:
        return (each.decode() for each in self.ids[self.marked].tolist())

    def __len__(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        return int(np.count_nonzero(self.marked))


def place_of(ids: Ids, person: str) -> int | None:
    """Where the person stands in the sorted ids."""
    said = person.encode()
    if len(said) > ids.itemsize:
        return None
    place = int(ids.searchsorted(np.array(said, ids.dtype)))
    return place if place < len(ids) and ids[place] == said else None


def births_from(people: Iterable[str], days: Iterable[int], erased: Iterable[bool]) -> dict[str, tuple[Birth, ...]]:
    """Person → births, from columns."""
    found: dict[str, list[Birth]] = defaultdict(list)
    for person, day, gone in zip(people, days, erased, strict=True):
        found[person].append(Birth(day, gone))
    return {person: tuple(sorted(births)) for person, births in found.items()}


@dataclass(frozen=True)
class Page:
    """Some births as columns: whose, which day, whether erased."""

    ids: Ids
    codes: Codes
    wide: tuple[tuple[str, int, bool], ...]
    """Those of people whose id is too long for the array."""

    @staticmethod
    def of(people: Sequence[str], days: Sequence[int], erased: Sequence[bool]) -> "Page":
        """The page of these columns."""
        said = [person.encode() for person in people]
        codes = np.array(days, np.int32) * 2 + np.array(erased, np.int32)
        fits = np.array([len(each) <= WIDEST for each in said], np.bool_)
        wide = tuple((people[i], days[i], erased[i]) for i in np.flatnonzero(~fits).tolist())
        return Page(np.array(said, np.bytes_)[fits], codes[fits], wide)


def births_of(pages: Iterable[Page]) -> Births:
    """The births of all pages, each person's once where there is one."""
    parts = [Page(np.array([], "S1"), np.array([], np.int32), ()), *pages]
    ids = np.concatenate([part.ids for part in parts])
    codes = np.concatenate([part.codes for part in parts])
    ids = ids.astype(f"S{np.char.str_len(ids).max(initial=1)}")
    order = np.argsort(ids, kind="stable")
    ids, codes = ids[order], codes[order]
    again = ids[1:] == ids[:-1]
    several = np.zeros(len(ids), np.bool_)
    several[1:] |= again
    several[:-1] |= again
    rows = [(each.decode(), code >> 1, bool(code & 1)) for each, code in _pairs(ids[several], codes[several])]
    exact = births_from(*_columns([*rows, *(row for part in parts for row in part.wide)]))
    return Births(ids[~several], codes[~several], Layered(exact))


def _pairs(ids: Ids, codes: Codes) -> Iterator[tuple[bytes, int]]:
    return zip(ids.tolist(), codes.tolist(), strict=True)


def _columns(rows: Sequence[tuple[str, int, bool]]) -> tuple[list[str], list[int], list[bool]]:
    return [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]
