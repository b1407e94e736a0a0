"""What a correction may change of a statement: its own columns and its days, never whom it is about nor who owns it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from graphsvc.catalogue import Row
from graphsvc.model.codes import CODES
from graphsvc.model.kin import KIN_ROLES
from graphsvc.model.nouns import Column, Kind, Noun
from graphsvc.model.person import folded
from graphsvc.records.ledger import LONGEST_TEXT, Refused

DAYS = ("valid_from", "valid_to")
BY_OTHER_WAYS = frozenset({"affiliations"})
"""An affiliation is put right by a new submission, with its evidence and a second person's approval (AC-2.1)."""


@dataclass(frozen=True)
class FieldValue:
    """A column of the bundle (seed/BUNDLE.md) and what would be right, as text; lists are separated by `|`."""

    field: str
    value: str | None


def changed_values(noun: Noun, said: Iterable[FieldValue]) -> Row | Refused:
    """The values by column, read as the importer reads them, or what is wrong."""
    open_to = noun.all_columns if noun.about and noun.name not in BY_OTHER_WAYS else ()
    columns = {c.name: c for c in open_to if c.name in DAYS or (c in noun.columns and c.kind in _READERS)}
    made: Row = {}
    for each in said:
        column = columns.get(each.field)
        if column is None:
            return Refused(
                "NOT_CORRECTABLE", f"Can be corrected here: {', '.join(columns) or 'nothing'}.", "correction"
            )
        try:
            made[each.field] = _value(column, each.value)
        except (KeyError, ValueError):
            return Refused("UNKNOWN_CODE", f"{each.field} is a {column.kind.value}.", "correction")
    if noun.name == "names" and made:
        if not {"given", "family"} <= made.keys():
            return Refused("MISSING", "Say the whole name: given and family.", "correction")
        made["folded"] = folded(made["given"] or "", made["family"] or "")
    return made


def _value(column: Column, text: str | None) -> object:
    """The value. Raises ValueError."""
    if not text and not column.required:
        return None
    if not text or len(text) > LONGEST_TEXT:
        raise ValueError(column.name)
    return _READERS[column.kind](column, text)


def _code(column: Column, text: str) -> str:
    codes = tuple(KIN_ROLES) if column.of == "kin_role" else CODES[column.of]
    return codes[codes.index(text)]


def _instant(column: Column, text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(column.name)
    return at


_READERS: Mapping[Kind, Callable[[Column, str], object]] = {
    Kind.TEXT: lambda column, text: text,
    Kind.TEXTS: lambda column, text: text.split("|"),
    Kind.CODE: _code,
    Kind.CODES: lambda column, text: [_code(column, each) for each in text.split("|")],
    Kind.DATE: lambda column, text: date.fromisoformat(text),
    Kind.INSTANT: _instant,
    Kind.WHOLE: lambda column, text: int(text),
    Kind.YES_NO: lambda column, text: {"yes": True, "no": False}[text],
}
