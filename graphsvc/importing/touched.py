"""Whom a batch of an import touches, for the change record: what is kept in memory is read again for these alone.

A batch that is not small, or of a noun whose rows are about people that only the graph could name, touches everything.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from graphsvc.importing.cells import Cell
from graphsvc.importing.stored import fields_of
from graphsvc.model.nouns import Noun

SMALL_ROWS = 200  # to name and read again so many takes 50 ms; beyond, a load of everything is near
ELSEWHERE = frozenset(
    {
        "assessments",
        "assignments",
        "consents",
        "contact_points",
        "enrolments",
        "identifiers",
        "notices",
        "on_call",
        "outreach_requests",
        "pictures",
        "referrals",
        "removals",
        "touchpoints",
    }
)
"""Nouns about people that nothing in memory is made of. One that is not listed counts."""
GROUPS = {"households": "household", "gangs": "gang"}
WIDE = frozenset({"incidents", "staff"})
"""A changed matter or role of theirs bears on whoever was involved or screened."""

Sent: TypeAlias = tuple[Cell, ...]
"""A row on its way: the values of `fields_of`, in that order."""


@dataclass(frozen=True)
class Lacking:
    """Rows of a batch that the graph has not at all, and rows that it has otherwise."""

    new: Sequence[Sent]
    changed: Sequence[Sent]

    def __len__(self) -> int:
        return len(self.new) + len(self.changed)


@dataclass(frozen=True)
class Touched:
    """People and groups by key, or everything. `changed`: ids of the label whose people before count too."""

    people: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    all: bool = False
    label: str = ""
    changed: tuple[str, ...] = ()


NOTHING, EVERYTHING = Touched(), Touched(all=True)


def touched(noun: Noun, lacking: Lacking) -> Touched:
    """Whom these rows touch."""
    if noun.name in WIDE:
        return EVERYTHING if lacking.changed or noun.name == "staff" else NOTHING
    columns = _about(noun)
    if not columns and noun.name not in GROUPS:
        return NOTHING
    if len(lacking) > SMALL_ROWS:
        return EVERYTHING
    rows, at = (*lacking.new, *lacking.changed), [field.name for field in fields_of(noun)].index
    people = frozenset(str(row[at(name)]) for name in columns for row in rows if row[at(name)] is not None)
    keys = {f"{GROUPS[noun.name]}:{row[0]}" for row in rows} if noun.name in GROUPS else set()
    joined = [column.name for column in noun.columns if column.of == "households"]
    keys |= {f"household:{row[at(name)]}" for name in joined for row in rows}
    told = bool(columns) or noun.name == "households"  # one that is a shelter now bears on whoever lives there
    return Touched(people, frozenset(keys), label=noun.label, changed=_ids(lacking.changed) if told else ())


def _about(noun: Noun) -> tuple[str, ...]:
    """The columns that name people whom a row is about."""
    if noun.name in ELSEWHERE:
        return ()
    if noun.name == "people":
        return ("id",)
    return tuple(column.name for column in noun.columns if column.of == "people")


def _ids(rows: Iterable[Sent]) -> tuple[str, ...]:
    return tuple(str(row[0]) for row in rows)
