"""Files for Neo4j's admin tool: columns of checked cells become lines of CSV.

Nodes are named by numbers of ours, given in the order of their rows: then the tool needs no index of ids, which is a
quarter of its work. A column that is empty throughout is left out, since the tool pays for every comma.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import compress
from pathlib import Path
from typing import TypeAlias

from graphsvc.importing.stored import (
    Field,
    Link,
    Plain,
    Values,
    ends_of,
    fields_of,
    instant_text,
    plain_text,
    plain_texts,
)
from graphsvc.importing.tables import Table
from graphsvc.model.nouns import NOUN, Kind, Noun

Texts: TypeAlias = Sequence[str]
Sheet: TypeAlias = Mapping[str, Texts]
"""Column header → its cells, ready to be joined by commas."""

TYPES = {
    Kind.TEXTS: "string[]",
    Kind.CODES: "string[]",
    Kind.DATE: "date",
    Kind.INSTANT: "datetime",
    Kind.WHOLE: "long",
    Kind.NUMBER: "double",
    Kind.YES_NO: "boolean",
}
"""Kind → the admin tool's type; the others are strings."""

FREE = frozenset({Kind.TEXT, Kind.TEXTS})
"""The kinds whose cells may hold what CSV puts in quotes."""


@dataclass(frozen=True)
class OfflineFile:
    """One file for the admin tool: nodes of a label or relationships of a type."""

    option: str
    name: str
    path: Path

    @property
    def argument(self) -> str:
        return f"--{self.option}={self.name}={self.path}"


class Numbers:
    """The number of each node in the new store, by label and id."""

    def __init__(self) -> None:
        self._of: dict[str, dict[str, str]] = {}
        self._count = 0

    def add(self, label: str, ids: Iterable[str]) -> None:
        """Number the nodes that have no number yet, in this order."""
        known = self._of.setdefault(label, {})
        fresh = [each for each in ids if each not in known]
        known.update(zip(fresh, map(str, range(self._count, self._count + len(fresh))), strict=True))
        self._count += len(fresh)

    def texts(self, label: str, ids: Values) -> list[str]:
        """Each node's number as text. KeyError for a node that was never added: a fault of ours."""
        known = self._of[label]
        return [known[each] for each in ids]  # type: ignore[index]  # ids are texts: the validator saw to it


def sheet_of(table: Table, columns: Sequence[Values], given: Plain, numbers: Numbers, now: datetime) -> Sheet:
    """The noun's own file: its nodes or its ties, from the columns of `fields_of`. `given`: the table's texts."""
    noun, fields, stamp = table.noun, fields_of(table.noun), plain_text(now)
    sheet: dict[str, Texts] = {}
    if noun.shape == "NODE":
        sheet[":ID"] = numbers.texts(noun.label, columns[0])
    for field, values in zip(fields, columns, strict=True):
        if field.name in {end.name for end in ends_of(noun)}:
            continue
        sent = values is table.columns.get(field.name)
        texts = given[field.name] if sent else plain_texts(field.kind, values)
        if field.name == "recorded_at":
            texts = [text or stamp for text in texts]
        if any(texts):
            sheet[_typed(field)] = csv_texts(texts) if field.kind in FREE else texts
    for header, end in zip((":START_ID", ":END_ID"), ends_of(noun), strict=False):
        sheet[header] = numbers.texts(NOUN[end.of].label, table.columns[end.name])
    if noun.name == "places":
        sheet["point:point{crs:WGS-84}"] = _points(table)
    return sheet


def link_sheet(noun: Noun, link: Link, table: Table, numbers: Numbers) -> Sheet:
    """The file of the relationships that a reference column makes."""
    others = table.columns[link.column]
    full = [other is not None for other in others]
    here = numbers.texts(noun.label, list(compress(table.columns["id"], full)))
    there = numbers.texts(link.label, list(compress(others, full)))
    return {":START_ID": there, ":END_ID": here} if link.inward else {":START_ID": here, ":END_ID": there}


def write_sheet(path: Path, sheet: Sheet) -> None:
    """The file."""
    lines = [",".join(sheet), *map(",".join, zip(*sheet.values(), strict=True)), ""]
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")


def csv_texts(texts: Texts) -> Texts:
    """Cells in quotes where they need them; a checked text holds no line break. Most columns need none at all."""
    every = "".join(texts)
    return list(map(_csv_text, texts)) if "," in every or '"' in every else texts


def _csv_text(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if "," in text or '"' in text else text


def _typed(field: Field) -> str:
    return f"{field.name}:{TYPES.get(field.kind, 'string')}"


def _points(table: Table) -> Texts:
    """The point of each place that has both coordinates."""
    pairs = zip(table.columns["latitude"], table.columns["longitude"], strict=True)
    return ["" if None in pair else '"{{latitude: {}, longitude: {}}}"'.format(*pair) for pair in pairs]


def instant(value: datetime) -> str:
    """A moment as the tool reads it."""
    return instant_text(value) or ""
