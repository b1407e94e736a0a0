"""Rows that were read from the graph as the tables that `export.py` writes a file from."""

from collections.abc import Iterable, Mapping
from typing import cast

from graphsvc.importing.cells import Cell
from graphsvc.importing.tables import Table
from graphsvc.model.nouns import NOUN

UNSAID: Mapping[str, Cell] = {"sensitivity": "OPEN", "verification": "STATED", "sealed": False}
"""What a column holds where the graph has nothing; nothing sealed is ever read."""


def tables_of(people: Iterable[str], rows: Mapping[str, Iterable[Mapping[str, object]]]) -> dict[str, Table]:
    """A table for each noun, every column there."""
    made = {name: _table(name, each) for name, each in rows.items()}
    return {"people": _table("people", ({"id": person} for person in people)), **made}


def _table(name: str, said: Iterable[Mapping[str, object]]) -> Table:
    noun, rows = NOUN[name], list(said)
    columns = {c.name: [_cell(row.get(c.name), c.name, c.default) for row in rows] for c in noun.all_columns}
    return Table(noun, columns, list(range(1, len(rows) + 1)), [name] * len(rows))


def _cell(value: object, column: str, default: str) -> Cell:
    if isinstance(value, list):
        return tuple(value)
    return cast(Cell, UNSAID.get(column, default or None) if value is None else value)
