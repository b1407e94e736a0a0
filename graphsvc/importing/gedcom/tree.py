"""A family tree on its way into a GEDCOM file: what `export.py` collects and `records.py` writes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from graphsvc.importing.cells import Cell

Row: TypeAlias = Mapping[str, Cell]


def restricted(row: Row) -> bool:
    """Whether the row is its owner's alone."""
    return row["sensitivity"] != "OPEN"


@dataclass
class Family:
    """A FAM record in the making."""

    partners: tuple[tuple[str, str], ...]
    shut: bool
    union: Row | None = None
    children: list[str] = field(default_factory=list)


@dataclass
class Tree:
    """What is written: rows by noun, whose record is restricted, and the families."""

    people: list[str]
    rows: dict[str, list[Row]]
    shut: frozenset[str]
    families: list[Family] = field(default_factory=list)
    own: dict[str, list[tuple[Family, str, str]]] = field(default_factory=dict)
    sexes: dict[str, str] = field(default_factory=dict)
    alone: dict[tuple[str, bool], list[Family]] = field(default_factory=dict)
