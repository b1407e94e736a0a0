"""The graph's ties as arrays: what a search reads, and nothing that it does not.

    ties    one row a tie, in the order of the ties' ids as text: a row's number is its place in that order
    touch   the ties of each person, those to one other person side by side        compressed sparse rows
    groups  one row a household or gang                     members   its memberships, those of one person side by side

Days are proleptic ordinals (`date.toordinal`). A day that is not known has the value that decides nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from graphsvc.model.nouns import KIN_ROW_TYPES
from graphsvc.model.quality import (
    AFFILIATION,
    CLOSENESS,
    GROUP_TYPES,
    INCIDENT_TYPES,
    LOWERING_TONES,
    UNWALKED_TONES,
    TieFacts,
)

Numbers = NDArray[np.int32]
Places = NDArray[np.int64]

NEVER, ALWAYS = 0, 2**31 - 1
"""Days before and after all others."""
A, B, KIND, TYPE, CLS, CASE, CLOSE, TONE, VERIFIED, SAID, CONTACT, SOURCES, FROM, TO, INCIDENT, KEPT, NEAR = range(17)
"""Columns of `ties`. B is a person, or a membership's group. FROM: the later of the first day and an incident's."""
TIE_WIDTH = 17
G_CLS, G_CASE, G_FROM, G_TO, G_JOINS = range(5)
"""Columns of `groups`. G_JOINS: 1 where it is verified and of a kind that joins its members."""
GROUP_WIDTH = 5
KINDS = {"": 0, "SUPPORT": 1, "PEER": 2}
DIRECT, MEMBER, INCIDENTS = 0, 1, 2
"""Types, as far as quality tells them apart."""
VERIFICATIONS = {"PROVEN": 2, "STATED": 1}
UNWALKED = -1
"""A tone that is not walked; of the others the column says by how much they lower."""
LISTED = frozenset({"VERIFIED_ASSOCIATE", "VERIFIED_MEMBER"})


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
class Columns:
    """The whole graph. Tuples name what arrays number."""

    people: tuple[str, ...]
    group_keys: tuple[str, ...]
    tie_ids: tuple[str, ...]
    cases: tuple[str, ...]
    ties: Numbers
    starts: Places
    touch: Numbers
    groups: Numbers
    group_starts: Places
    members: Numbers
    number_of: Mapping[str, int]
    group_number_of: Mapping[str, int]
    case_number_of: Mapping[str, int]
    classes: int
    """The highest access class, plus one."""


def columns_of(people: Iterable[str], ties: Iterable[TieRow], groups: Iterable[GroupRow]) -> Columns:
    """The arrays of these rows. KeyError for a tie to somebody who is not among `people`."""
    names = tuple(sorted(set(people)))
    number_of = {id: number for number, id in enumerate(names)}
    rows = sorted(ties, key=lambda row: row.facts.id)
    grouped = sorted(groups, key=lambda row: row.key)
    group_number_of = {row.key: number for number, row in enumerate(grouped)}
    stored: tuple[TieRow | GroupRow, ...] = (*rows, *grouped)
    cases = tuple(sorted({row.case for row in stored if row.case}))
    case_of = {case: number + 1 for number, case in enumerate(cases)}
    incidents = {name: n + 1 for n, name in enumerate(sorted({r.facts.incident for r in rows if r.facts.incident}))}
    table = np.zeros((len(rows), TIE_WIDTH), np.int32)
    for place, row in enumerate(rows):
        table[place] = _tie(row, number_of, group_number_of, case_of, incidents)
    starts, touch = _touching(table, len(names))
    group_starts, members = _members(table, len(grouped))
    return Columns(
        people=names,
        group_keys=tuple(row.key for row in grouped),
        tie_ids=tuple(row.facts.id for row in rows),
        cases=cases,
        ties=table,
        starts=starts,
        touch=touch,
        groups=np.array([_group(row, case_of) for row in grouped], np.int32).reshape(-1, GROUP_WIDTH),
        group_starts=group_starts,
        members=members,
        number_of=number_of,
        group_number_of=group_number_of,
        case_number_of=case_of,
        classes=1 + max((row.cls for row in stored), default=0),
    )


def _tie(
    row: TieRow,
    number_of: Mapping[str, int],
    group_number_of: Mapping[str, int],
    case_of: Mapping[str, int],
    incidents: Mapping[str, int],
) -> Sequence[int]:
    facts = row.facts
    group = GROUP_TYPES.get(facts.type)
    contested = facts.contested_at is not None
    return (
        number_of[facts.a],
        group_number_of[f"{group}:{facts.b}"] if group else number_of[facts.b],
        KINDS[facts.kind],
        MEMBER if group else INCIDENTS if facts.type in INCIDENT_TYPES else DIRECT,
        row.cls,
        case_of[row.case] if row.case else 0,
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
        int(facts.type in KIN_ROW_TYPES),
    )


def _kept(row: TieRow) -> int:
    """The last day on which an affiliation may be walked; other ties may be on any."""
    if row.facts.type != "AFFILIATED_WITH":
        return ALWAYS
    return _day(row.retain_until, NEVER) if row.status in LISTED else NEVER


def _group(row: GroupRow, case_of: Mapping[str, int]) -> Sequence[int]:
    case = case_of[row.case] if row.case else 0
    return (row.cls, case, _day(row.valid_from, NEVER), _day(row.valid_to, ALWAYS), int(row.joins and row.verified))


def _day(day: date | None, unknown: int) -> int:
    return unknown if day is None else day.toordinal()


def _touching(table: Numbers, people: int) -> tuple[Places, Numbers]:
    """Each person's ties: by the other end (groups after people), then incident, then row."""
    rows = np.arange(len(table), dtype=np.int32)
    direct = rows[table[:, TYPE] != MEMBER]
    member = rows[table[:, TYPE] == MEMBER]
    person = np.concatenate([table[direct, A], table[direct, B], table[member, A]])
    other = np.concatenate([table[direct, B], table[direct, A], table[member, B] + people])
    touch = np.concatenate([direct, direct, member])
    order = np.lexsort((touch, table[touch, INCIDENT], other, person))
    return _offsets(person, people), touch[order]


def _members(table: Numbers, groups: int) -> tuple[Places, Numbers]:
    """Each group's memberships, by person, then row."""
    member = np.flatnonzero(table[:, TYPE] == MEMBER).astype(np.int32)
    order = np.lexsort((member, table[member, A], table[member, B]))
    return _offsets(table[member, B], groups), member[order]


def _offsets(owners: Numbers, count: int) -> Places:
    """Where each owner's rows begin; one more than there are owners."""
    offsets = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(owners, minlength=count), out=offsets[1:])
    return offsets
