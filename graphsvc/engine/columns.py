"""The graph's ties as arrays: what a search reads, and nothing that it does not.

    base   made at once, shared: mapped from a snapshot's files, the same for every process of a host
    late   what changed since, small, by process

    spans    of each person: (first entry, first membership, end); places from the length of the base on are late ones
    entries  the ways out of each person, one row a tie: direct ones, those to one other person side by side and the
             most that they could be worth first, then memberships                      compressed sparse rows
    heads    where each entry leads and what it could be worth at most: what decides whether the entry is read
    members  the memberships of each group, by person; their heads likewise
    groups   one row a household or gang

Every tie stands in the entries of both its ends with all that decides whether it may be walked, so that a search
reads memory in one piece for each person it meets. Ties that can never be walked, whoever asks and for whatever day
(contested, disproven, cut off, of no kind), have no entry. Days are proleptic ordinals (`date.toordinal`); a day
that is not known has the value that decides nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphsvc.engine.texts import Texts
from graphsvc.model.nouns import KIN_ROW_TYPES
from graphsvc.model.quality import (
    AFFILIATION,
    CLOSENESS,
    GROUP_TYPES,
    INCIDENT_TYPES,
    LOWERING_TONES,
    PEER_STRENGTHS,
    UNWALKED_TONES,
    TieFacts,
    peer_strength,
)

Numbers = NDArray[np.int32]
Places = NDArray[np.int64]

NEVER, ALWAYS = 0, 2**31 - 1
"""Days before and after all others."""
TO, UPPER = range(2)
"""Columns of a head, what a search looks at first. TO: the person it leads to, a group's number for a membership.
UPPER: the most that the ties to that person could be worth, whoever asks."""
HEAD_WIDTH = 2
SPAN_WIDTH, GROUP_SPAN_WIDTH = 3, 2
"""How many numbers `spans` and `group_spans` have for each."""
ROW, TRAITS, CLS, CASE, SAID, CONTACT, SOURCES, SINCE, UNTIL, EXTRA = range(10)
"""Columns of an entry, the rest of it. EXTRA: an incident's number, or the last day an affiliation is kept."""
ENTRY_WIDTH = 10
KIND_BITS, TYPE_AT, VERIFIED_AT, TONE_AT, CLOSE_AT, NEAR_AT = 3, 2, 4, 6, 8, 11
"""TRAITS, two bits each but for closeness (three) and nearness (one)."""
CONTACT_BITS = 22
"""UPPER holds strength above so many bits of the last contact's day."""
G_CLS, G_CASE, G_SINCE, G_UNTIL, G_JOINS = range(5)
"""Columns of `groups`. G_JOINS: 1 where it is verified and of a kind that joins its members."""
GROUP_WIDTH = 5
KINDS = {"": 0, "SUPPORT": 1, "PEER": 2}
DIRECT, MEMBER, INCIDENTS = 0, 1, 2
"""Types, as far as quality tells them apart."""
VERIFICATIONS = {"PROVEN": 2, "STATED": 1}
UNWALKED = 3
"""A tone that is not walked; of the others the column says by how much they lower."""
LISTED = frozenset({"VERIFIED_ASSOCIATE", "VERIFIED_MEMBER"})
BY_INCIDENTS = np.array([peer_strength("CO_ARRESTED", n) for n in range(1 + max(n for n, _ in PEER_STRENGTHS))])
RANK_BITS = 20
"""A tie's rank is its place among the base's ids as text, and below these bits its place among the late ones there."""


@dataclass(frozen=True)
class TieRow:
    """One tie as stored: its facts, and what decides who sees it and how long it may be kept."""

    facts: TieFacts
    cls: int
    case: str | None = None
    status: str | None = None
    retain_until: date | None = None


@dataclass(frozen=True)
class GroupRow:
    """One household or gang as stored. `joins`: a kind that is a step of a path (no shelter, no school)."""

    key: str
    """Its kind before its id, as in GROUP_TYPES: one id may name one of each."""
    cls: int
    case: str | None = None
    verified: bool = True
    joins: bool = True
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class TieColumns:
    """Ties in any order, one place a tie in every array. `b`: a person's number, a group's for a membership."""

    ids: NDArray[np.bytes_]
    a: Numbers
    b: Numbers
    kind: NDArray[np.int8]
    type: NDArray[np.int8]
    near: NDArray[np.int8]
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

    def __len__(self) -> int:
        return len(self.a)


@dataclass(frozen=True)
class GroupColumns:
    """Groups in the order of their keys."""

    cls: Numbers
    case: Numbers
    since: Numbers
    until: Numbers
    joins: Numbers


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
    spans: Numbers
    group_spans: Numbers
    groups: Numbers
    late_heads: Numbers
    late_entries: Numbers
    late_member_heads: Numbers
    late_members: Numbers
    late_ranks: Places
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

    def persons(self, numbers: Sequence[int]) -> list[str]:
        """The ids of those people."""
        return _texts(self.people, self.late.people, numbers)

    def ids_of(self, ranks: Sequence[int]) -> list[str]:
        """The ids of the ties of those ranks."""
        if any(rank & ((1 << RANK_BITS) - 1) for rank in ranks):
            return [self.tie_id(rank) for rank in ranks]
        return self.tie_ids.many([(rank >> RANK_BITS) - 1 for rank in ranks])

    def beside(self, people: Iterable[str]) -> frozenset[str]:
        """These people and whoever belongs to a group with one of them, by memberships that stand on some day."""
        known = [number for number in self.numbers(tuple(people)).tolist() if number >= 0]
        groups = {int(group) for number in known for group in self._heads(number)}
        members = {int(other) for group in groups for other in self._members(group)}
        return frozenset(self.person(number) for number in {*known, *members})

    def _heads(self, person: int) -> Numbers:
        _, first, end = self.spans[person].tolist()
        return cut(self.base_heads, self.late_heads, first, end)[:, TO]

    def _members(self, group: int) -> Numbers:
        first, end = self.group_spans[group].tolist()
        return cut(self.base_member_heads, self.late_member_heads, first, end)[:, TO]

    def case_numbers(self, cases: Iterable[str]) -> list[int]:
        """The numbers of those cases that any statement here belongs to."""
        return [self.cases.index(case) + 1 for case in cases if case in self.cases]

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Every array of a base by name: what a snapshot keeps, with `cases` and `classes`."""
        named: dict[str, NDArray[np.generic]] = {}
        for each in fields(self):
            value = getattr(self, each.name)
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
        return Columns(cases=cases, classes=classes, **texts, **rest)

    @property
    def lateness(self) -> int:
        """How many rows are late: what a new base would take in."""
        return len(self.late_entries) + len(self.late_members)


TEXTS = ("people", "group_keys", "tie_ids")


def still(array: NDArray[Any]) -> NDArray[Any]:
    """The same array, plain and read-only: one type for the kernels, wherever it lies."""
    view = np.asarray(array).view()
    view.setflags(write=False)
    return view


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


# ---- a new base -------------------------------------------------------------------------------------------------


def assemble(
    people: Texts, group_keys: Texts, cases: tuple[str, ...], ties: TieColumns, groups: GroupColumns
) -> Columns:
    """The arrays of these ties: two sorts over all of them."""
    order = np.argsort(ties.ids, kind="stable")
    rows = np.empty(len(ties), np.int32)
    rows[order] = np.arange(len(ties), dtype=np.int32)
    heads, entries, owners = entries_of(ties, rows, len(people), len(group_keys))
    member_heads, members, member_groups = members_of(ties, rows)
    table = np.empty((len(group_keys), GROUP_WIDTH), np.int32)
    for column, values in enumerate((groups.cls, groups.case, groups.since, groups.until, groups.joins)):
        table[:, column] = values
    return Columns(
        people=people,
        group_keys=group_keys,
        tie_ids=Texts.of_bytes(ties.ids[order]),
        cases=cases,
        classes=1 + int(max(ties.cls.max(initial=0), groups.cls.max(initial=0))),
        base_heads=still(heads),
        base_entries=still(entries),
        base_member_heads=still(member_heads),
        base_members=still(members),
        spans=still(_spans(owners, entries, len(people))),
        group_spans=still(_bounds(member_groups, len(group_keys))),
        groups=still(table),
        late_heads=still(np.empty((0, HEAD_WIDTH), np.int32)),
        late_entries=still(np.empty((0, ENTRY_WIDTH), np.int32)),
        late_member_heads=still(np.empty((0, HEAD_WIDTH), np.int32)),
        late_members=still(np.empty((0, ENTRY_WIDTH), np.int32)),
        late_ranks=still(np.empty(0, np.int64)),
    )


def entries_of(ties: TieColumns, rows: Numbers, people: int, groups: int) -> tuple[Numbers, Numbers, Numbers]:
    """(heads, entries, whose each is), in the order of the module's first lines."""
    walked = (ties.kind > 0) & (ties.verified > 0) & (ties.tone != UNWALKED)
    member = walked & (ties.type == MEMBER)
    direct = walked & (ties.type != MEMBER) & (ties.a != ties.b)
    inward, outward = np.flatnonzero(direct), np.flatnonzero(direct | member)
    owner = np.concatenate((ties.a[outward], ties.b[inward]))
    other = np.concatenate((ties.b[outward], ties.a[inward]))
    tie = np.concatenate((outward, inward)).astype(np.int32)
    joining = member[tie]
    by_pair = np.argsort(owner.astype(np.int64) * (people + groups) + other + people * joining, kind="stable")
    owner, other, tie, joining = owner[by_pair], other[by_pair], tie[by_pair], joining[by_pair]
    first = np.ones(len(tie), bool)
    first[1:] = (owner[1:] != owner[:-1]) | (other[1:] != other[:-1]) | joining[1:]
    run = np.cumsum(first) - 1
    _sort_runs(run, tie, ties, rows)
    upper = _uppers(ties, tie, run, joining)
    best = np.maximum.reduceat(upper, np.flatnonzero(first))[run] if len(tie) else upper
    later = (owner.astype(np.int64) << 33) | (joining.astype(np.int64) << 32) | (ALWAYS - best)
    order = np.argsort(later, kind="stable")
    return *_filled(ties, rows, tie[order], other[order], best[order]), owner[order]


def _sort_runs(run: Places, tie: Numbers, ties: TieColumns, rows: Numbers) -> None:
    """Put parallel ties in the order of their incidents, then rows, in place."""
    many = np.flatnonzero(np.bincount(run, minlength=1)[run] > 1)
    inside = tie[many]
    tie[many] = inside[np.lexsort((rows[inside], ties.incident[inside], run[many]))]


def _uppers(ties: TieColumns, tie: Numbers, run: Places, joining: NDArray[np.bool_]) -> Places:
    """The most that each tie could be worth, on any day: its strength as stated, less what its tone takes."""
    peer = (ties.kind[tie] == KINDS["PEER"]) & ~joining
    counted = np.flatnonzero(ties.type[tie] == INCIDENTS)
    pairs = np.unique(np.stack((run[counted], ties.incident[tie[counted]])), axis=1)[0] if len(counted) else counted
    incidents = np.bincount(pairs, minlength=int(run[-1]) + 1 if len(run) else 0)[run]
    stated = np.maximum(ties.close[tie].astype(np.int64) - ties.tone[tie], 0)
    strength = np.where(peer, BY_INCIDENTS[np.minimum(incidents, len(BY_INCIDENTS) - 1)], stated)
    return (strength << CONTACT_BITS) | ties.contact[tie]


def _filled(
    ties: TieColumns, rows: Numbers, tie: Numbers, other: Numbers, upper: Places | int
) -> tuple[Numbers, Numbers]:
    heads = np.empty((len(tie), HEAD_WIDTH), np.int32)
    heads[:, TO], heads[:, UPPER] = other, upper
    entries = np.empty((len(tie), ENTRY_WIDTH), np.int32)
    traits = (
        ties.kind.astype(np.int32)
        | ties.type.astype(np.int32) << TYPE_AT
        | ties.verified.astype(np.int32) << VERIFIED_AT
        | ties.tone.astype(np.int32) << TONE_AT
        | ties.close.astype(np.int32) << CLOSE_AT
        | ties.near.astype(np.int32) << NEAR_AT
    )
    extra = np.where(ties.type == MEMBER, ties.kept, ties.incident)
    entries[:, ROW] = rows[tie]
    columns = ((TRAITS, traits), (CLS, ties.cls), (CASE, ties.case), (SAID, ties.said), (CONTACT, ties.contact))
    for column, values in (
        *columns,
        (SOURCES, ties.sources),
        (SINCE, ties.since),
        (UNTIL, ties.until),
        (EXTRA, extra),
    ):
        entries[:, column] = values[tie]
    return heads, entries


def members_of(ties: TieColumns, rows: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """(heads, memberships as entries that lead to their person, whose each is), by group, person and row."""
    tie = np.flatnonzero((ties.kind > 0) & (ties.verified > 0) & (ties.tone != UNWALKED) & (ties.type == MEMBER))
    ordered = tie[np.lexsort((rows[tie], ties.a[tie], ties.b[tie]))].astype(np.int32)
    return *_filled(ties, rows, ordered, ties.a[ordered], 0), ties.b[ordered]


def _spans(owners: Numbers, entries: Numbers, people: int) -> Numbers:
    """Of each person: (first entry, first membership, end)."""
    member = ((entries[:, TRAITS] >> TYPE_AT) & 3) == MEMBER
    ends = np.cumsum(np.bincount(owners, minlength=people))
    spans = np.empty((people, 3), np.int32)
    spans[:, 2] = ends
    spans[1:, 0], spans[:1, 0] = ends[:-1], 0
    spans[:, 1] = ends - np.bincount(owners[member], minlength=people)
    return spans


def _bounds(owners: Numbers, count: int) -> Numbers:
    """Of each owner: (first row, end)."""
    ends = np.cumsum(np.bincount(owners, minlength=count))
    spans = np.zeros((count, 2), np.int32)
    spans[:, 1] = ends
    spans[1:, 0] = ends[:-1]
    return spans


# ---- rows of Python ---------------------------------------------------------------------------------------------


def columns_of(people: Iterable[str], ties: Iterable[TieRow], groups: Iterable[GroupRow]) -> Columns:
    """The arrays of these rows. KeyError for a tie to somebody who is not among `people`."""
    rows, grouped = tuple(ties), sorted(groups, key=lambda row: row.key)
    names, keys = Texts.of(people), Texts.of(row.key for row in grouped)
    stored: tuple[TieRow | GroupRow, ...] = (*rows, *grouped)
    cases = tuple(sorted({row.case for row in stored if row.case}))
    numbered = Numbering(_by_text(names), _by_text(keys), {case: n + 1 for n, case in enumerate(cases)})
    return assemble(names, keys, cases, numbered.ties(rows), numbered.groups(grouped))


def _by_text(texts: Texts) -> dict[str, int]:
    return {texts[number]: number for number in range(len(texts))}


@dataclass(frozen=True)
class Numbering:
    """What stands for people, groups and cases in the arrays."""

    people: Mapping[str, int]
    group_keys: Mapping[str, int]
    cases: Mapping[str, int]
    incidents_from: int = 1

    def ties(self, rows: Sequence[TieRow]) -> TieColumns:
        """The rows as arrays."""
        named = sorted({row.facts.incident for row in rows if row.facts.incident})
        incidents = {name: self.incidents_from + n for n, name in enumerate(named)}
        table = [self._tie(row, incidents) for row in rows]
        numbers = np.array(table, np.int32).reshape(-1, len(fields(TieColumns)) - 1)
        names = [each.name for each in fields(TieColumns)][1:]
        ids = np.array([row.facts.id.encode() for row in rows], np.bytes_)
        small = {"kind", "type", "near", "close", "tone", "verified"}
        columns: dict[str, Any] = {
            name: np.ascontiguousarray(numbers[:, n], np.int8 if name in small else np.int32)
            for n, name in enumerate(names)
        }
        return TieColumns(ids=ids, **columns)

    def _tie(self, row: TieRow, incidents: Mapping[str, int]) -> tuple[int, ...]:
        facts = row.facts
        group = GROUP_TYPES.get(facts.type)
        contested = facts.contested_at is not None
        return (
            self.people[facts.a],
            self.group_keys[f"{group}:{facts.b}"] if group else self.people[facts.b],
            KINDS[facts.kind],
            MEMBER if group else INCIDENTS if facts.type in INCIDENT_TYPES else DIRECT,
            int(facts.type in KIN_ROW_TYPES),
            row.cls,
            self.cases[row.case] if row.case else 0,
            AFFILIATION if facts.type == "AFFILIATED_WITH" else CLOSENESS[facts.closeness],
            UNWALKED if facts.tone in UNWALKED_TONES else LOWERING_TONES.get(facts.tone, 0),
            0 if contested else VERIFICATIONS.get(facts.verification, 0),
            _day(facts.said_on, ALWAYS),
            _day(facts.contact, NEVER),
            len(set(facts.sources)),
            max(_day(facts.valid_from, NEVER), _day(facts.at, NEVER)),
            _day(facts.valid_to, ALWAYS),
            incidents.get(facts.incident, 0),
            _kept(row),
        )

    def groups(self, rows: Sequence[GroupRow]) -> GroupColumns:
        """The rows as arrays."""
        table = np.array([self.group(row) for row in rows], np.int32).reshape(-1, GROUP_WIDTH)
        return GroupColumns(*(np.ascontiguousarray(table[:, n]) for n in range(GROUP_WIDTH)))

    def group(self, row: GroupRow) -> tuple[int, ...]:
        """One row of `groups`."""
        case = self.cases[row.case] if row.case else 0
        return (row.cls, case, _day(row.valid_from, NEVER), _day(row.valid_to, ALWAYS), int(row.joins and row.verified))


def _kept(row: TieRow) -> int:
    """The last day on which an affiliation may be walked; other ties may be on any."""
    if row.facts.type != "AFFILIATED_WITH":
        return ALWAYS
    return _day(row.retain_until, NEVER) if row.status in LISTED else NEVER


def _day(day: date | None, unknown: int) -> int:
    return unknown if day is None else day.toordinal()
