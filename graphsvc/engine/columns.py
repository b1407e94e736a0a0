"""The graph's ties as arrays: what a search reads, and nothing that it does not.

    base   made at once, shared: mapped from a snapshot's files, the same for every process of a host
    late   what changed since, small, by process

    spans    of each person: (first entry, first membership, end, end of the shut ones); places from the length of the
             base on are late ones
    entries  the ways out of each person, one row a tie: direct ones, those to one other person side by side and the
             most that they could be worth first, then memberships, then shut ones       compressed sparse rows
    words    what each family tie says of itself (word.py) and how that was said (filed.py), 0 for other ties: by tie in
             the base, by entry of late ones
    filed    what answers tell and no search reads (filed.py)
    heads    where each entry leads and what it could be worth at most: what decides whether the entry is read
    members  the memberships of each group, by person, then shut ones; their heads likewise
    groups   one row a household or gang

Every tie stands in the entries of both its ends with all that decides whether it may be walked, so that a search
reads memory in one piece for each person it meets. Ties that can never be walked, whoever asks and for whatever day
(contested, disproven, cut off), are shut: no search looks at them, but a circle ends at them (definitions.md §1), so
those of SUPPORT have their entries behind the others, and family ties of no kind (a neighbour) too. Days are proleptic
ordinals (`date.toordinal`); a day that is not known has the value that decides nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphsvc.engine.filed import WORDS_WIDTH, Filed, still
from graphsvc.engine.texts import Texts
from graphsvc.model.quality import (
    PEER_STRENGTHS,
    peer_strength,
)

Numbers = NDArray[np.int32]
Places = NDArray[np.int64]
TO, UPPER = range(2)
"""Columns of a head, what a search looks at first. TO: the person it leads to, a group's number for a membership.
UPPER: the most that the ties to that person could be worth, whoever asks."""
HEAD_WIDTH = 2
SPAN_WIDTH, GROUP_SPAN_WIDTH = 4, 3
"""How many numbers `spans` and `group_spans` have for each."""
ROW, TRAITS, CLS, CASE, SAID, CONTACT, SOURCES, SINCE, UNTIL, EXTRA = range(10)
"""Columns of an entry, the rest of it. EXTRA: an incident's number, or the last day an affiliation is kept."""
ENTRY_WIDTH = 10
KIND_BITS, TYPE_AT, VERIFIED_AT, TONE_AT, CLOSE_AT, NEAR_AT, LINEAL_AT, OUTWARD_AT = 3, 2, 4, 6, 8, 11, 12, 14
"""TRAITS, two bits each but for closeness (three), nearness and direction (one): family ties are stored from the one
whose entry it is, or to them."""
NO_LINE, UP, DOWN = range(3)
"""Whether a tie leads to a parent or a child, by blood or adoption. In `TieColumns.lineal`: as `b` sees `a`."""
CONTACT_BITS = 22
"""UPPER holds strength above so many bits of the last contact's day."""
G_CLS, G_CASE, G_SINCE, G_UNTIL, G_JOINS, G_KIND_JOINS = range(6)
"""Columns of `groups`. G_KIND_JOINS: 1 where it is of a kind that joins its members; G_JOINS: and is verified."""
GROUP_WIDTH = 6
KINDS = {"": 0, "SUPPORT": 1, "PEER": 2}
DIRECT, MEMBER, INCIDENTS = 0, 1, 2
"""Types, as far as quality tells them apart."""
VERIFICATIONS = {"PROVEN": 2, "STATED": 1}
UNWALKED = 3
"""A tone that is not walked; of the others the column says by how much they lower."""
BY_INCIDENTS = np.array([peer_strength("CO_ARRESTED", n) for n in range(1 + max(n for n, _ in PEER_STRENGTHS))])
RANK_BITS = 20
"""A tie's rank is its place among the base's ids as text, and below these bits its place among the late ones there."""


@dataclass(frozen=True)
class TieColumns:
    """Ties in any order, one place a tie in every array. `b`: a person's number, a group's for a membership."""

    ids: NDArray[np.bytes_]
    a: Numbers
    b: Numbers
    kind: NDArray[np.int8]
    type: NDArray[np.int8]
    near: NDArray[np.int8]
    lineal: NDArray[np.int8]
    cls: Numbers
    case: Numbers
    close: NDArray[np.int8]
    tone: NDArray[np.int8]
    verified: NDArray[np.int8]
    said: Numbers
    contact: Numbers
    sources: Numbers
    since: Numbers
    until: Numbers
    incident: Numbers
    kept: Numbers
    word: Numbers
    told: Numbers

    def __len__(self) -> int:
        return len(self.a)


SMALL = frozenset({"kind", "type", "near", "lineal", "close", "tone", "verified"})
"""Columns of a byte each."""


@dataclass(frozen=True)
class GroupColumns:
    """Groups in the order of their keys."""

    cls: Numbers
    case: Numbers
    since: Numbers
    until: Numbers
    joins: Numbers
    kind_joins: Numbers


@dataclass(frozen=True)
class Late:
    """People, groups and ties that the base does not know; their numbers go on from its own."""

    people: tuple[str, ...] = ()
    group_keys: tuple[str, ...] = ()
    tie_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Columns:
    """The whole graph. Every array is read-only; `base_*` are the shared ones."""

    people: Texts
    group_keys: Texts
    tie_ids: Texts
    cases: tuple[str, ...]
    classes: int
    """The highest access class, plus one."""
    base_heads: Numbers
    base_entries: Numbers
    base_member_heads: Numbers
    base_members: Numbers
    base_words: Numbers
    spans: Numbers
    group_spans: Numbers
    groups: Numbers
    late_heads: Numbers
    late_entries: Numbers
    late_member_heads: Numbers
    late_members: Numbers
    late_words: Numbers
    late_ranks: Places
    filed: Filed
    late: Late = Late()

    def numbers(self, people: Sequence[str]) -> Places:
        """The number of each person, -1 for those that are not there."""
        return _numbered(self.people, self.late.people, people)

    def group_numbers(self, keys: Sequence[str]) -> Places:
        """The number of each group, -1 for those that are not there."""
        return _numbered(self.group_keys, self.late.group_keys, keys)

    def person(self, number: int) -> str:
        """The id of that person."""
        return _text(self.people, self.late.people, number)

    def group_key(self, number: int) -> str:
        """The key of that group."""
        return _text(self.group_keys, self.late.group_keys, number)

    def tie_id(self, rank: int) -> str:
        """The id of the tie of that rank."""
        if rank & ((1 << RANK_BITS) - 1) == 0:
            return self.tie_ids[(rank >> RANK_BITS) - 1]
        return self.late.tie_ids[int(np.flatnonzero(self.late_ranks == rank)[0])]

    def ids_in(self, rows: Sequence[int]) -> list[str]:
        """The ids of the ties in those rows."""
        return _texts(self.tie_ids, self.late.tie_ids, rows)

    def persons(self, numbers: Sequence[int]) -> list[str]:
        """The ids of those people."""
        return _texts(self.people, self.late.people, numbers)

    def ids_of(self, ranks: Sequence[int]) -> list[str]:
        """The ids of the ties of those ranks."""
        if any(rank & ((1 << RANK_BITS) - 1) for rank in ranks):
            return [self.tie_id(rank) for rank in ranks]
        return self.tie_ids.many([(rank >> RANK_BITS) - 1 for rank in ranks])

    def beside(self, people: Iterable[str]) -> frozenset[str]:
        """These people and whoever belongs to a group with one of them, by whatever memberships, shut ones too."""
        known = [number for number in self.numbers(tuple(people)).tolist() if number >= 0]
        groups = {int(group) for number in known for group in self._heads(number)}
        members = {int(other) for group in groups for other in self._members(group)}
        return frozenset(self.person(number) for number in {*known, *members})

    def _heads(self, person: int) -> Numbers:
        _, first, _, end = self.spans[person].tolist()
        member = (cut(self.base_entries, self.late_entries, first, end)[:, TRAITS] >> TYPE_AT) & 3 == MEMBER
        return np.asarray(cut(self.base_heads, self.late_heads, first, end)[member, TO])

    def _members(self, group: int) -> Numbers:
        first, _, end = self.group_spans[group].tolist()
        return cut(self.base_member_heads, self.late_member_heads, first, end)[:, TO]

    def words(self, places: Places) -> Numbers:
        """What the ties of the entries at these places say of themselves, and how: two numbers a row."""
        base = len(self.base_entries)
        late = places >= base
        found = np.empty((len(places), WORDS_WIDTH), np.int32)
        found[~late] = self.base_words[self.base_entries[places[~late], ROW]]
        found[late] = self.late_words[places[late] - base]
        return found

    def case_numbers(self, cases: Iterable[str]) -> list[int]:
        """The numbers of those cases that any statement here belongs to."""
        return [self.cases.index(case) + 1 for case in cases if case in self.cases]

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Every array of a base by name: what a snapshot keeps, with `cases` and `classes`."""
        named: dict[str, NDArray[np.generic]] = {}
        for whole, each in [*((self, one) for one in fields(self)), *((self.filed, one) for one in fields(Filed))]:
            value = getattr(whole, each.name)
            if isinstance(value, Texts):
                named |= {f"{each.name}_blob": value.blob, f"{each.name}_offsets": value.offsets}
            elif isinstance(value, np.ndarray):
                named[each.name] = value
        return named

    @staticmethod
    def of_arrays(named: Mapping[str, NDArray[np.generic]], cases: tuple[str, ...], classes: int) -> "Columns":
        """The columns of those arrays."""
        plain: Mapping[str, Any] = {name: still(array) for name, array in named.items()}
        texts: dict[str, Any] = {name: Texts(plain[f"{name}_blob"], plain[f"{name}_offsets"]) for name in TEXTS}
        rest = {name: array for name, array in plain.items() if not name.startswith(TEXTS)}
        filed = Filed(**{name: (texts | rest).pop(name) for name in FILED})
        own = {name: value for name, value in (texts | rest).items() if name not in FILED}
        return Columns(cases=cases, classes=classes, filed=filed, **own)

    @property
    def lateness(self) -> int:
        """How many rows and people are late: what a new base would take in."""
        return len(self.late_entries) + len(self.late_members) + len(self.filed.late)


TEXTS = ("people", "group_keys", "tie_ids", "tellings", "fact_texts")
FILED = ("tellings", "facts", "fact_texts", "fact_spans")
"""Those of the arrays that are of `filed`."""


def cut(base: Numbers, late: Numbers, first: int, end: int) -> Numbers:
    """Rows of the base, or of the late ones behind it."""
    back, rows = (0, base) if first < len(base) else (len(base), late)
    return rows[first - back : end - back]


def _numbered(base: Texts, late: tuple[str, ...], texts: Sequence[str]) -> Places:
    found = base.numbers(texts)
    for place in np.flatnonzero(found < 0) if late else ():
        if texts[int(place)] in late:
            found[place] = len(base) + late.index(texts[int(place)])
    return found


def _text(base: Texts, late: tuple[str, ...], number: int) -> str:
    return base[number] if number < len(base) else late[number - len(base)]


def _texts(base: Texts, late: tuple[str, ...], numbers: Sequence[int]) -> list[str]:
    if late and max(numbers, default=0) >= len(base):
        return [_text(base, late, number) for number in numbers]
    return base.many(numbers)
