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
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphsvc.engine.filed import ALWAYS, NEVER, WORDS_WIDTH, FactColumns, FactRow, Filed, filed_of, none_filed, still
from graphsvc.engine.texts import Texts
from graphsvc.engine.word import word_of
from graphsvc.model.kin import LINEAL
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
UPPER_BITS, PLACE_BITS, OWNER_BITS = CONTACT_BITS + 3, 16, 20
"""What a number to sort entries by has room for."""
SAME_COLUMNS = {
    CLS: "cls",
    CASE: "case",
    SAID: "said",
    CONTACT: "contact",
    SOURCES: "sources",
    SINCE: "since",
    UNTIL: "until",
}
"""Columns of an entry that are those of its tie."""
ROWS_AT_ONCE = 1 << 14
G_CLS, G_CASE, G_SINCE, G_UNTIL, G_JOINS, G_KIND_JOINS = range(6)
"""Columns of `groups`. G_KIND_JOINS: 1 where it is of a kind that joins its members; G_JOINS: and is verified."""
GROUP_WIDTH = 6
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
    side: str | None = None
    basis: str | None = None
    category: str | None = None
    told: str = ""
    """How it was said (filed.py), where it is a family tie."""


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


# ---- a new base -------------------------------------------------------------------------------------------------


def assemble(
    people: Texts,
    group_keys: Texts,
    cases: tuple[str, ...],
    ties: TieColumns,
    groups: GroupColumns,
    filed: Filed | None = None,
) -> Columns:
    """The arrays of these ties: three sorts over all of them. `filed`: left out where nothing is."""
    order = _by_id(ties.ids)
    rows = np.empty(len(ties), np.int32)
    rows[order] = np.arange(len(ties), dtype=np.int32)
    heads, entries, owners = entries_of(ties, rows, len(people), len(group_keys))
    member_heads, members, member_groups = members_of(ties, rows)
    table = np.empty((len(group_keys), GROUP_WIDTH), np.int32)
    for column, each in enumerate(fields(GroupColumns)):
        table[:, column] = getattr(groups, each.name)
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
        base_words=still(np.stack((ties.word, ties.told), axis=1)[order]),
        spans=still(_spans(owners, entries, len(people))),
        group_spans=still(_bounds(member_groups, members, len(group_keys))),
        groups=still(table),
        late_heads=still(np.empty((0, HEAD_WIDTH), np.int32)),
        late_entries=still(np.empty((0, ENTRY_WIDTH), np.int32)),
        late_member_heads=still(np.empty((0, HEAD_WIDTH), np.int32)),
        late_members=still(np.empty((0, ENTRY_WIDTH), np.int32)),
        late_words=still(np.empty((0, WORDS_WIDTH), np.int32)),
        late_ranks=still(np.empty(0, np.int64)),
        filed=filed or none_filed(len(people)),
    )


def entries_of(ties: TieColumns, rows: Numbers, people: int, groups: int) -> tuple[Numbers, Numbers, Numbers]:
    """(heads, entries, whose each is), in the order of the module's first lines."""
    shut = _shut(ties)
    owner, other, tie, joining = _both_ways(ties, (ties.kind > 0) & ~shut)
    by_pair = np.argsort(owner.astype(np.int64) * (people + groups) + other + people * joining)
    owner, other, tie, joining = owner[by_pair], other[by_pair], tie[by_pair], joining[by_pair]
    first = np.ones(len(tie), bool)
    first[1:] = (owner[1:] != owner[:-1]) | (other[1:] != other[:-1]) | (joining[1:] != joining[:-1])
    _sort_runs(np.cumsum(first) - 1, tie, ties, rows)
    first |= joining
    run = np.cumsum(first) - 1
    upper = _uppers(ties, tie, run, joining)
    best = np.maximum.reduceat(upper, np.flatnonzero(first))[run] if len(tie) else upper
    *behind, _ = _both_ways(ties, shut & ((ties.kind == KINDS["SUPPORT"]) | (ties.word > 0)))
    in_order = np.lexsort((rows[behind[-1]], behind[0]))
    owner, other, tie = (
        np.concatenate((one, more[in_order])) for one, more in zip((owner, other, tie), behind, strict=True)
    )
    best = np.concatenate((best, np.zeros(len(in_order), best.dtype)))
    parts = np.concatenate((joining.astype(np.int64), np.full(len(in_order), 2)))
    order = _worth_most_first(owner, parts, best)
    return *_filled(ties, rows, tie[order], owner[order], other[order], best[order]), owner[order]


def words_of(ties: TieColumns, rows: Numbers, entries: Numbers) -> Numbers:
    """What the tie of each of these entries says of itself, and how."""
    order = np.argsort(rows)
    return np.stack((ties.word, ties.told), axis=1)[order][np.searchsorted(rows[order], entries[:, ROW])]


def _by_id(ids: NDArray[np.bytes_]) -> Places:
    """The order of the ids as bytes: by one number each where they differ in eight places at most, in a sixth of the
    time."""
    grid = np.ascontiguousarray(ids).view(np.uint8).reshape(len(ids), ids.dtype.itemsize)
    places = np.flatnonzero((grid != grid[:1]).any(axis=0))
    if len(places) > 8:
        return np.argsort(ids, kind="stable")
    letters = np.zeros((len(ids), 8), np.uint8)
    letters[:, : len(places)] = grid[:, places]
    return np.argsort(letters.view(">u8").ravel().astype(np.uint64))


def _worth_most_first(owner: Numbers, parts: Places, best: Places) -> Places:
    """The order of entries by owner, part, and the best first; those alike stay as they are. Each part is in the order
    of its owners already: so the place of an entry among its owner's makes of all this one number, none twice, and such
    numbers are sorted three times as fast."""
    apart = (owner.astype(np.int64) << 2) | parts
    begin = np.concatenate((np.zeros(1, np.int64), np.flatnonzero(np.diff(apart)) + 1)) if len(owner) else parts
    counts = np.diff(np.append(begin, len(owner)))
    if owner.max(initial=0) >= 1 << OWNER_BITS or counts.max(initial=0) > 1 << PLACE_BITS:
        return np.argsort(apart << 31 | (ALWAYS - best), kind="stable")
    place = np.arange(len(owner)) - np.repeat(begin, counts)
    return np.argsort((apart << UPPER_BITS | (1 << UPPER_BITS) - 1 - best) << PLACE_BITS | place)


def _shut(ties: TieColumns) -> NDArray[np.bool_]:
    """Which ties are never walked, whatever their kind."""
    return np.asarray((ties.verified == 0) | (ties.tone == UNWALKED))


def shut_in(entries: Numbers) -> NDArray[np.bool_]:
    """Which entries are shut."""
    traits = entries[:, TRAITS]
    return np.asarray(((traits >> VERIFIED_AT) & 3 == 0) | ((traits >> TONE_AT) & 3 == UNWALKED))


def member_in(entries: Numbers) -> NDArray[np.bool_]:
    """Which entries are memberships."""
    return np.asarray((entries[:, TRAITS] >> TYPE_AT) & 3 == MEMBER)


def _both_ways(ties: TieColumns, chosen: NDArray[np.bool_]) -> tuple[Numbers, Numbers, Numbers, NDArray[np.bool_]]:
    """(whose, to whom, tie, whether a membership): one row for each end of a tie, one for a membership."""
    member = chosen & (ties.type == MEMBER)
    direct = chosen & (ties.type != MEMBER) & (ties.a != ties.b)
    inward, outward = np.flatnonzero(direct), np.flatnonzero(direct | member)
    tie = np.concatenate((outward, inward)).astype(np.int32)
    owner = np.concatenate((ties.a[outward], ties.b[inward]))
    other = np.concatenate((ties.b[outward], ties.a[inward]))
    return owner, other, tie, member[tie]


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
    ties: TieColumns, rows: Numbers, tie: Numbers, owner: Numbers, other: Numbers, upper: Places | int
) -> tuple[Numbers, Numbers]:
    heads = np.empty((len(tie), HEAD_WIDTH), np.int32)
    heads[:, TO], heads[:, UPPER] = other, upper
    entries = _table(ties, rows)[tie]
    lineal = ties.lineal[tie].astype(np.int32)  # as `b` sees it; `a` looks the other way
    outward = owner == ties.a[tie]
    entries[:, TRAITS] |= np.where(outward & (lineal > 0), UP + DOWN - lineal, lineal) << LINEAL_AT
    entries[:, TRAITS] |= (outward & (ties.word[tie] > 0)).astype(np.int32) << OUTWARD_AT
    return heads, entries


def _table(ties: TieColumns, rows: Numbers) -> Numbers:
    """The columns of an entry, one row a tie; so many rows at once as the processor holds beside it."""
    table = np.empty((len(ties), ENTRY_WIDTH), np.int32)
    for first in range(0, len(ties), ROWS_AT_ONCE):
        some = slice(first, first + ROWS_AT_ONCE)
        table[some, ROW], table[some, TRAITS] = rows[some], _traits(ties, some)
        table[some, EXTRA] = np.where(ties.type[some] == MEMBER, ties.kept[some], ties.incident[some])
        for column, name in SAME_COLUMNS.items():
            table[some, column] = getattr(ties, name)[some]
    return table


def _traits(ties: TieColumns, some: slice) -> Numbers:
    bits = ((ties.type, TYPE_AT), (ties.verified, VERIFIED_AT), (ties.tone, TONE_AT), (ties.close, CLOSE_AT))
    traits = ties.kind[some].astype(np.int32)
    for values, at in (*bits, (ties.near, NEAR_AT)):
        traits |= values[some].astype(np.int32) << at
    return traits


def members_of(ties: TieColumns, rows: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """(heads, memberships as entries that lead to their person, whose each is), by group; those that are not shut by
    person and row, then those that are."""
    among = np.flatnonzero(ties.type == MEMBER)
    ties, rows = TieColumns(**{each.name: getattr(ties, each.name)[among] for each in fields(ties)}), rows[among]
    shut = _shut(ties)
    tie = np.flatnonzero((ties.kind == KINDS["SUPPORT"]) | ((ties.kind > 0) & ~shut))
    ordered = tie[np.lexsort((rows[tie], ties.a[tie], shut[tie], ties.b[tie]))].astype(np.int32)
    return *_filled(ties, rows, ordered, ties.b[ordered], ties.a[ordered], 0), ties.b[ordered]


def _spans(owners: Numbers, entries: Numbers, people: int) -> Numbers:
    """Of each person: (first entry, first membership, end, end of the shut ones)."""
    shut = shut_in(entries)
    member = member_in(entries) & ~shut
    ends = np.cumsum(np.bincount(owners, minlength=people))
    spans = np.empty((people, SPAN_WIDTH), np.int32)
    spans[:, 3] = ends
    spans[1:, 0], spans[:1, 0] = ends[:-1], 0
    spans[:, 2] = ends - np.bincount(owners[shut], minlength=people)
    spans[:, 1] = spans[:, 2] - np.bincount(owners[member], minlength=people)
    return spans


def _bounds(owners: Numbers, members: Numbers, count: int) -> Numbers:
    """Of each group: (first row, end, end of the shut ones)."""
    ends = np.cumsum(np.bincount(owners, minlength=count))
    spans = np.zeros((count, GROUP_SPAN_WIDTH), np.int32)
    spans[:, 2] = ends
    spans[1:, 0] = ends[:-1]
    spans[:, 1] = ends - np.bincount(owners[shut_in(members)], minlength=count)
    return spans


# ---- rows of Python ---------------------------------------------------------------------------------------------


def columns_of(
    people: Iterable[str], ties: Iterable[TieRow], groups: Iterable[GroupRow], facts: Iterable[FactRow] = ()
) -> Columns:
    """The arrays of these rows. KeyError for a tie to somebody who is not among `people`."""
    rows, grouped, filed = tuple(ties), sorted(groups, key=lambda row: row.key), tuple(facts)
    names, keys = Texts.of(people), Texts.of(row.key for row in grouped)
    tellings = Texts.of(row.told for row in rows if row.told)
    stored: tuple[TieRow | GroupRow | FactRow, ...] = (*rows, *grouped, *filed)
    cases = tuple(sorted({row.case for row in stored if row.case}))
    told = {text: number + 1 for text, number in _by_text(tellings).items()}
    numbered = Numbering(_by_text(names), _by_text(keys), {case: n + 1 for n, case in enumerate(cases)}, tellings=told)
    table = filed_of(tellings, numbered.facts(filed), len(names))
    return assemble(names, keys, cases, numbered.ties(rows), numbered.groups(grouped), table)


def _by_text(texts: Texts) -> dict[str, int]:
    return {texts[number]: number for number in range(len(texts))}


@dataclass(frozen=True)
class Numbering:
    """What stands for people, groups and cases in the arrays."""

    people: Mapping[str, int]
    group_keys: Mapping[str, int]
    cases: Mapping[str, int]
    incidents_from: int = 1
    tellings: Mapping[str, int] = field(default_factory=dict)

    def ties(self, rows: Sequence[TieRow]) -> TieColumns:
        """The rows as arrays."""
        named = sorted({row.facts.incident for row in rows if row.facts.incident})
        incidents = {name: self.incidents_from + n for n, name in enumerate(named)}
        table = [self._tie(row, incidents) for row in rows]
        numbers = np.array(table, np.int32).reshape(-1, len(fields(TieColumns)) - 1)
        names = [each.name for each in fields(TieColumns)][1:]
        ids = np.array([row.facts.id.encode() for row in rows], np.bytes_)
        columns: dict[str, Any] = {
            name: np.ascontiguousarray(numbers[:, n], np.int8 if name in SMALL else np.int32)
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
            LINEAL.get(facts.role, NO_LINE) if facts.type == "KIN_OF" else NO_LINE,
            row.cls,
            self.cases[row.case] if row.case else 0,
            AFFILIATION if facts.type == "AFFILIATED_WITH" else CLOSENESS[facts.closeness],
            UNWALKED if facts.tone in UNWALKED_TONES else LOWERING_TONES.get(facts.tone, 0),
            0 if contested or not facts.kind else VERIFICATIONS.get(facts.verification, 0),
            _day(facts.said_on, ALWAYS),
            _day(facts.contact, NEVER),
            len(set(facts.sources)),
            max(_day(facts.valid_from, NEVER), _day(facts.at, NEVER)),
            _day(facts.valid_to, ALWAYS),
            incidents.get(facts.incident, 0),
            _kept(row),
            word_of(_said(row), contested),
            self.tellings.get(row.told, 0),
        )

    def groups(self, rows: Sequence[GroupRow]) -> GroupColumns:
        """The rows as arrays."""
        table = np.array([self.group(row) for row in rows], np.int32).reshape(-1, GROUP_WIDTH)
        return GroupColumns(*(np.ascontiguousarray(table[:, n]) for n in range(GROUP_WIDTH)))

    def group(self, row: GroupRow) -> tuple[int, ...]:
        """One row of `groups`."""
        case = self.cases[row.case] if row.case else 0
        return (
            row.cls,
            case,
            _day(row.valid_from, NEVER),
            _day(row.valid_to, ALWAYS),
            int(row.joins and row.verified),
            int(row.joins),
        )

    def facts(self, rows: Sequence[FactRow]) -> FactColumns:
        """The rows as arrays."""
        table = np.array([(self.people[row.person], *self.fact(row)) for row in rows], np.int32).reshape(-1, 5)
        texts = np.array([row.said for row in rows], object)
        person, cls, case, since, until = (np.ascontiguousarray(table[:, n]) for n in range(5))
        return FactColumns(person, cls, case, since, until, texts)

    def fact(self, row: FactRow) -> tuple[int, int, int, int]:
        """What decides who may be told one, and for which days."""
        case = self.cases[row.case] if row.case else 0
        return row.cls, case, _day(row.since, NEVER), _day(row.until, ALWAYS)


def _said(row: TieRow) -> Mapping[str, str | None]:
    """What a tie says of itself, by the parts of a word."""
    facts = row.facts
    own = {"side": row.side, "basis": row.basis, "category": row.category, "status": row.status}
    return {"type": facts.type, "role": facts.role, "verification": facts.verification, **own}


def _kept(row: TieRow) -> int:
    """The last day on which an affiliation may be walked; other ties may be on any."""
    if row.facts.type != "AFFILIATED_WITH":
        return ALWAYS
    return _day(row.retain_until, NEVER) if row.status in LISTED else NEVER


def _day(day: date | None, unknown: int) -> int:
    return unknown if day is None else day.toordinal()
