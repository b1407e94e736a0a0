"""What a correction may change of a statement: its own columns and its days, never whom it is about nor who owns it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from graphsvc.catalogue import Row
from graphsvc.clock import Clock
from graphsvc.model.codes import CODES
from graphsvc.model.kin import KIN_ROLES
from graphsvc.model.nouns import BOUNDS, FIRST_YEAR, LAST_YEAR, MAY_BE_FUTURE, Column, Kind, Noun
from graphsvc.model.person import folded
from graphsvc.records.ledger import LONGEST_TEXT, Refused, first_refusal

DAYS = ("valid_from", "valid_to")
BY_OTHER_WAYS = frozenset({"affiliations"})
"""An affiliation is put right by a new submission, with its evidence and a second person's approval (AC-2.1)."""


@dataclass(frozen=True)
class FieldValue:
    """A column of the bundle (seed/BUNDLE.md) and what would be right, as text; lists are separated by `|`."""

    field: str
    value: str | None


def changed_values(noun: Noun, said: Iterable[FieldValue], clock: Clock) -> Row | Refused:
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
            made[each.field] = value = _value(column, each.value)
        except (KeyError, ValueError):
            return Refused("UNKNOWN_CODE", f"{each.field} is a {column.kind.value}.", "correction")
        beyond = _beyond(column, value, clock)
        if beyond:
            return beyond
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


def _beyond(column: Column, value: object, clock: Clock) -> Refused | None:
    """The refusal for what can be read and cannot be, as of the importer: a day to come of something that happened, a
    year of nobody's life, a number out of its bounds. It would count as fresh, or could not be reckoned with."""
    if isinstance(value, date):  # an instant is one too
        late = value > (clock.now() if isinstance(value, datetime) else clock.today())
        return first_refusal(
            _outside(column.name, value.year, FIRST_YEAR, LAST_YEAR),
            Refused("IN_THE_FUTURE", f"{column.name} lies in the future.", "correction")
            if late and column.name not in MAY_BE_FUTURE
            else None,
        )
    bounds = BOUNDS.get(column.name)
    return _outside(column.name, value, *bounds) if bounds and isinstance(value, int) else None


def _outside(name: str, number: float, low: float, high: float) -> Refused | None:
    within = low <= number <= high
    return None if within else Refused("OUT_OF_BOUNDS", f"{name} lies between {low} and {high}.", "correction")


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
