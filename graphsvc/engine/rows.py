"""Ties, groups and what is filed as single rows, as a write touches them, and the columns that they make.

A graph of a few rows (a test's, a what-if's) is made of rows alone; the whole one comes by columns (load.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

import numpy as np

from graphsvc.engine.assemble import assemble
from graphsvc.engine.columns import (
    DIRECT,
    GROUP_WIDTH,
    INCIDENTS,
    KINDS,
    MEMBER,
    NO_LINE,
    SMALL,
    UNWALKED,
    VERIFICATIONS,
    Columns,
    GroupColumns,
    TieColumns,
)
from graphsvc.engine.filed import ALWAYS, NEVER, FactColumns, FactRow, filed_of
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
    UNWALKED_TONES,
    TieFacts,
)

LISTED = frozenset({"VERIFIED_ASSOCIATE", "VERIFIED_MEMBER"})


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
