"""Pages of a visible list: at most 100 rows, opaque cursors that say where to go on.

A cursor holds the sort key of a row that the asker was shown, so it carries nothing hidden, and it still holds when
rows before it come or go. Keys are made of numbers and texts, ascending.
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from graphsvc.errors import InputRefused

MOST_ROWS = 100
USUAL_ROWS = 25
Row = TypeVar("Row")
Key = tuple[str | int | float, ...]
_written = json.JSONEncoder(separators=(",", ":")).encode


@dataclass(frozen=True)
class Window:
    """Which page is asked for. Raises InputRefused when there can be no such page, whatever the list holds."""

    first: int = USUAL_ROWS
    after: str | None = None

    def __post_init__(self) -> None:
        bounded(self.first)
        if self.after is not None:
            key_in(self.after)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, the cursor of each, and the number of all rows that the asker may see."""

    rows: tuple[Row, ...]
    cursors: tuple[str, ...]
    total: int
    more_before: bool
    more_after: bool


def page_of(rows: Sequence[Row], key: Callable[[Row], Key], window: Window) -> Page[Row]:
    """The window's rows in the order of their keys, each key occurring once. Raises InputRefused."""
    first, last = window.first, None if window.after is None else key_in(window.after)
    ordered = sorted(((key(row), row) for row in rows), key=lambda pair: pair[0])
    if last is not None and ordered and _shape(last) != _shape(ordered[0][0]):
        raise _foreign_cursor()
    start = 0 if last is None else sum(1 for each, _ in ordered if each <= last)
    shown = ordered[start : start + first]
    return Page(
        rows=tuple(row for _, row in shown),
        cursors=tuple(cursor_of(each) for each, _ in shown),
        total=len(ordered),
        more_before=start > 0,
        more_after=start + len(shown) < len(ordered),
    )


def bounded(first: int) -> int:
    """`first`, when it is 1 to 100. Raises InputRefused otherwise."""
    if not 1 <= first <= MOST_ROWS:
        raise InputRefused(f"first must be 1 to {MOST_ROWS}.", "Ask for a page and go on with after.")
    return first


def cursor_of(key: Key) -> str:
    """An opaque cursor for a row's sort key."""
    return base64.urlsafe_b64encode(_written(key).encode()).decode().rstrip("=")


def key_in(cursor: str) -> Key:
    """The sort key in a cursor. Raises InputRefused for one that we never gave."""
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        key = None
    if not isinstance(key, list) or not all(isinstance(part, str | int | float) for part in key):
        raise _foreign_cursor()
    return tuple(key)


def _shape(key: Key) -> tuple[bool, ...]:
    """Which parts are texts: keys of one list have one shape."""
    return tuple(isinstance(part, str) for part in key)


def _foreign_cursor() -> InputRefused:
    return InputRefused("This cursor is none of ours.", "Use endCursor of an earlier page of the same list.")
