"""Cells: from what was sent to what is stored, or the reason why not. One row a kind; each distinct value once."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import TypeAlias
from zoneinfo import ZoneInfo

from graphsvc.clock import Clock
from graphsvc.importing.read import Raw
from graphsvc.model.codes import CODES
from graphsvc.model.kin import KIN_ROLES
from graphsvc.model.nouns import BOUNDS, FIRST_YEAR, LAST_YEAR, MAY_BE_FUTURE, Column, Kind

Cell: TypeAlias = bool | int | float | str | date | datetime | tuple[str, ...] | None
"""A checked value. None is an empty cell; a datetime is in UTC."""

MEMO_VALUES = 200_000  # distinct values remembered a column: enough for every date and code, a bound for names
ID_CHARACTERS = 200
FORMULA_SIGNS = "=@+"  # at the beginning of an id; a minus is no harm there
_ID = re.compile(rf"[^\s,;|\"'\\\x00-\x20\x7f-\xa0]{{1,{ID_CHARACTERS}}}")
_SPACES = r"\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"  # what \s is beyond the first 256 characters
_NO_IDENTITIES = re.compile(rf"[,;|\"'\\\x00-\x09\x0b-\x20\x7f-\xa0{_SPACES}]")  # without the line feed that joins ids
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")
_SIGNED = re.compile(r"[+-][0-9\s().,/:x+-]*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(_DAY.pattern + r"[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?")
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{0,30})?([eE][+-]?[0-9]{1,3})?")
_YES_NO = MappingProxyType({"yes": True, "no": False, "true": True, "false": False})


@dataclass(frozen=True)
class Bad:
    """Why a value cannot be stored: a code of problems.REASONS with its parameters."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Now:
    """What the cells are measured against: the local day, its end as an instant, and the zone of bare instants."""

    today: date
    tomorrow: datetime
    zone: ZoneInfo


def now_of(clock: Clock) -> Now:
    """The clock's day. An instant later today is accepted: clocks of senders differ."""
    zone = ZoneInfo(clock.zone)
    midnight = datetime.combine(clock.today() + timedelta(days=1), time(), zone)
    return Now(clock.today(), midnight.astimezone(UTC), zone)


Reader: TypeAlias = Callable[[str, Column, Now], Cell | Bad]


def _text(text: str, column: Column, now: Now) -> Cell | Bad:
    if text[0] in "=@\t\r" or (text[0] in "+-" and not _SIGNED.fullmatch(text)):
        return Bad("FORMULA")
    return Bad("CONTROL_CHARACTER") if _CONTROL.search(text) else text


def _identity(text: str, column: Column, now: Now) -> Cell | Bad:
    if text[0] in FORMULA_SIGNS:
        return Bad("FORMULA")
    return text if _ID.fullmatch(text) else Bad("BAD_ID")


def _code(text: str, column: Column, now: Now) -> Cell | Bad:
    codes = codes_of(column)
    if text in codes:
        return text
    some = ", ".join(codes[:20]) + (", …" if len(codes) > 20 else "")
    return Bad("UNKNOWN_CODE", {"codes": some})


def _day(text: str, column: Column, now: Now) -> Cell | Bad:
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        return Bad("NOT_A_DATE")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return Bad("DATE_RANGE")
    return Bad("FUTURE") if day > now.today and column.name not in MAY_BE_FUTURE else day


def _instant(text: str, column: Column, now: Now) -> Cell | Bad:
    try:
        read = datetime.fromisoformat(text) if _MOMENT.fullmatch(text) else None
    except ValueError:
        read = None
    if read is None:
        return Bad("NOT_AN_INSTANT")
    if not FIRST_YEAR < read.year < LAST_YEAR:
        return Bad("DATE_RANGE")
    at = (read if read.tzinfo else read.replace(tzinfo=now.zone)).astimezone(UTC)
    return Bad("FUTURE") if at >= now.tomorrow and column.name not in MAY_BE_FUTURE else at


def _whole(text: str, column: Column, now: Now) -> Cell | Bad:
    return _bounded(int(text), column) if _WHOLE.fullmatch(text) else Bad("NOT_WHOLE")


def _number(text: str, column: Column, now: Now) -> Cell | Bad:
    value = float(text) if _NUMBER.fullmatch(text) else math.inf
    return _bounded(value, column) if math.isfinite(value) else Bad("NOT_A_NUMBER")


def _bounded(value: float, column: Column) -> Cell | Bad:
    low, high = BOUNDS.get(column.name, (-math.inf, math.inf))
    return value if low <= value <= high else Bad("OUT_OF_RANGE", {"low": low, "high": high})


def _yes_no(text: str, column: Column, now: Now) -> Cell | Bad:
    return _YES_NO.get(text, Bad("NOT_YES_NO"))


ONE: Mapping[Kind, Reader] = MappingProxyType(
    {
        Kind.ID: _identity,
        Kind.REF: _identity,
        Kind.TEXT: _text,
        Kind.CODE: _code,
        Kind.DATE: _day,
        Kind.INSTANT: _instant,
        Kind.WHOLE: _whole,
        Kind.NUMBER: _number,
        Kind.YES_NO: _yes_no,
    }
)
MANY: Mapping[Kind, Reader] = MappingProxyType({Kind.TEXTS: _text, Kind.CODES: _code})


def codes_of(column: Column) -> tuple[str, ...]:
    """The codes of a CODE or CODES column, in order."""
    return tuple(KIN_ROLES) if column.of == "kin_role" else CODES[column.of]


def read_cell(raw: Raw, column: Column, now: Now) -> Cell | Bad:
    """One cell checked by its column: the value to store, None where empty, or why not."""
    if not raw:
        return _empty(column, now)
    if column.kind in MANY:
        return _list(raw, column, now)
    return ONE[column.kind](raw, column, now) if isinstance(raw, str) else Bad("NOT_A_TEXT")


def _empty(column: Column, now: Now) -> Cell | Bad:
    if column.required:
        return Bad("REQUIRED")
    return read_cell(column.default, column, now) if column.default else None


def _list(raw: Raw, column: Column, now: Now) -> Cell | Bad:
    items = [item for item in (raw.split("|") if isinstance(raw, str) else raw) if item]
    one = MANY[column.kind]
    read = [one(item, column, now) for item in items]
    bad = next((each for each in read if isinstance(each, Bad)), None)
    if bad:
        return bad
    return tuple(dict.fromkeys(items)) if items else _empty(column, now)


class _Memo(dict[Raw, Cell | Bad]):
    """Raw → what it reads as. A value met for the first time is read then; the others cost one look."""

    def __init__(self, column: Column, now: Now) -> None:
        super().__init__()
        self.column = column
        self.bad: set[Raw] = set()
        self._one = ONE.get(column.kind)
        self._now = now

    def __missing__(self, raw: Raw) -> Cell | Bad:
        if self._one and raw and isinstance(raw, str):
            value = self._one(raw, self.column, self._now)
        else:
            value = read_cell(raw, self.column, self._now)
        self[raw] = value
        if isinstance(value, Bad):
            self.bad.add(raw)
        return value


class ColumnReader:
    """Reads one column, block after block, each distinct value once."""

    def __init__(self, column: Column, now: Now) -> None:
        self._memo = _Memo(column, now)

    def read(self, raws: Sequence[Raw]) -> tuple[list[Cell], dict[int, Bad]]:
        """The values, and what is wrong by position (a wrong one's value is None)."""
        if len(self._memo) > MEMO_VALUES:
            self._memo.clear()
            self._memo.bad.clear()
        if all_alike(raws):
            values = [self._memo[raws[0]]] * len(raws)
        elif self._may_skip(raws):
            return [raw or None for raw in raws], {}
        else:
            values = list(map(self._memo.__getitem__, raws))
        if not self._memo.bad or self._memo.bad.isdisjoint(raws):
            return values, {}  # type: ignore[return-value]  # no Bad among them: just shown
        return _split(values)

    def _may_skip(self, raws: Sequence[Raw]) -> bool:
        """Whether these are ids, mostly met once, that are good as they stand: nothing would be remembered of them."""
        column = self._memo.column
        if column.kind not in (Kind.ID, Kind.REF) or column.default:
            return False
        given = [raw for raw in raws if raw]
        return all_identities(given) and not (column.required and len(given) < len(raws))


def all_alike(raws: Sequence[Raw]) -> bool:
    """Whether there are cells and all of them are the same; two looks tell for most columns that are not."""
    return bool(raws) and raws[0] == raws[-1] and raws.count(raws[0]) == len(raws)


def all_identities(raws: Sequence[Raw]) -> bool:
    """Whether every cell is a good id, by one look at all of them; False says only that each must be looked at."""
    try:
        text = "\n" + "\n".join(raws)  # type: ignore[arg-type]  # a list among them is what TypeError is for
    except TypeError:
        return False
    if text.count("\n") != len(raws) or not all(raws) or any(f"\n{sign}" in text for sign in FORMULA_SIGNS):
        return False
    return max(map(len, raws), default=0) <= ID_CHARACTERS and not _NO_IDENTITIES.search(text)


def _split(values: list[Cell | Bad]) -> tuple[list[Cell], dict[int, Bad]]:
    bad = {i: value for i, value in enumerate(values) if isinstance(value, Bad)}
    return [None if isinstance(value, Bad) else value for value in values], bad
