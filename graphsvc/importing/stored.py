"""From checked rows to what stands in the graph: properties, ends, links, access classes. Both writers ask here."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from graphsvc.importing.cells import Cell
from graphsvc.importing.tables import Table
from graphsvc.model.nouns import NOUN, Column, Kind, Noun

SEALED = 0  # the access class that nobody is ever allowed
CLASS_COLUMNS = ("compartment", "owner", "sensitivity", "sharing")
Row: TypeAlias = dict[str, Cell]


@dataclass(frozen=True)
class AccessClass:
    """A distinct combination of the four columns, and its number."""

    id: int
    compartment: str
    owner: str
    sensitivity: str
    sharing: str

    @property
    def key(self) -> str:
        return "|".join((self.compartment, self.owner, self.sensitivity, self.sharing))


class AccessClasses:
    """The numbers given so far. New ones go on from the highest, in the order of their keys within a noun."""

    def __init__(self, known: Mapping[str, int]) -> None:
        self._ids = dict(known)

    def new_in(self, table: Table) -> list[AccessClass]:
        """The classes first seen in this table, numbered."""
        if not table.noun.statement:
            return []
        keys = set(zip(*(table.texts(name) for name in CLASS_COLUMNS), strict=True))
        made = []
        for parts in sorted(key for key in keys if "|".join(key) not in self._ids):
            made.append(AccessClass(max(self._ids.values(), default=0) + 1, *parts))
            self._ids[made[-1].key] = made[-1].id
        return made

    def numbers(self, table: Table) -> list[int]:
        """Each row's class; SEALED for the sealed ones."""
        keys = zip(*(table.texts(name) for name in CLASS_COLUMNS), strict=True)
        numbers = {parts: self._ids["|".join(parts)] for parts in set(keys)}
        keys = zip(*(table.texts(name) for name in CLASS_COLUMNS), strict=True)
        sealed = table.columns["sealed"]
        return [SEALED if shut else numbers[parts] for parts, shut in zip(keys, sealed, strict=True)]


@dataclass(frozen=True)
class Link:
    """A relationship that a NODE's reference makes."""

    column: str
    type: str
    label: str
    inward: bool


def ends_of(noun: Noun) -> tuple[Column, ...]:
    """A tie's two ends; nothing for a node."""
    return noun.columns[:2] if noun.shape == "TIE" else ()


def links_of(noun: Noun) -> tuple[Link, ...]:
    """The relationships that a node's references make."""
    refs = (c for c in noun.columns if c.kind is Kind.REF and c.link and noun.shape == "NODE")
    return tuple(Link(c.name, c.link, NOUN[c.of].label, c.inward) for c in refs)


def property_columns(table: Table, classes: AccessClasses) -> dict[str, Sequence[Cell]]:
    """Property name → its values, in row order; a None is stored as nothing at all."""
    left_out = {column.name for column in ends_of(table.noun)}
    columns: dict[str, Sequence[Cell]] = {n: values for n, values in table.columns.items() if n not in left_out}
    if table.noun.statement:
        columns |= _sealing(table, classes)
    if table.noun.name == "names":
        columns["folded"] = [folded(g, f) for g, f in zip(table.texts("given"), table.texts("family"), strict=True)]
    return columns


def _sealing(table: Table, classes: AccessClasses) -> dict[str, Sequence[Cell]]:
    """`cls`, and the case number under the name that no case query looks at when the row is sealed."""
    sealed, cases = table.columns["sealed"], table.columns["case_id"]
    pairs = list(zip(sealed, cases, strict=True))
    found: dict[str, Sequence[Cell]] = {
        "cls": list(classes.numbers(table)),
        "case_id": [None if shut else case for shut, case in pairs],
    }
    if any(sealed):
        found["sealed_case_id"] = [case if shut else None for shut, case in pairs]
    return found


def folded(given: str, family: str) -> str:
    """The name as search compares it: accent-free, lower-case, "given family"."""
    plain = unicodedata.normalize("NFKD", f"{given} {family}".strip())
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def rows_of(columns: Mapping[str, Sequence[Cell]]) -> Iterator[Row]:
    """The properties row by row, without the empty ones."""
    names = tuple(columns)
    for values in zip(*columns.values(), strict=True):
        yield {name: value for name, value in zip(names, values, strict=True) if value is not None}


# ---- what a second import of the same id does ------------------------------------------------------------------

KEPT = frozenset({"recorded_at", "contested_at", "revoked_at", "ended_by", "ended_on"})
"""An empty cell does not clear these: yesterday's bundle must not revive a consent withdrawn today."""

DERIVED = frozenset({"point"})


def update_of(there: Mapping[str, object], row: Row, names: Iterable[str]) -> dict[str, object] | None:
    """The properties to set (None clears one), or None when the record is as sent, or sealed against this row."""
    if there.get("cls") == SEALED and row.get("cls") != SEALED:
        return None
    changes: dict[str, object] = {
        name: row.get(name)
        for name in names
        if there.get(name) != _sent(row.get(name)) and not (name in KEPT and name not in row)
    }
    return changes or None


def _sent(value: Cell) -> object:
    return list(value) if isinstance(value, tuple) else value


def recorded(row: Row, at: datetime) -> Row:
    """A new statement's row with the moment it came on file."""
    return row if "recorded_at" in row else {**row, "recorded_at": at}
