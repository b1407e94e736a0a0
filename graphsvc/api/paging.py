"""Pages of a list (Relay connections): at most 100 rows, opaque cursors that say where to go on.

A cursor holds only the sort key of a row that the asker was shown, so it carries nothing hidden.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import orjson
import strawberry

from graphsvc.errors import InputRefused

MOST_ROWS = 100
Row = TypeVar("Row")
Key = tuple[Any, ...]


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more rows follow.")
    has_previous_page: bool = strawberry.field(description="Whether rows stand before this page.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first row here.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last row here: give it as `after`.")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a visible list, with the cursor of each and the number of all."""

    rows: tuple[Row, ...]
    cursors: tuple[str, ...]
    total: int
    info: PageInfo


def bounded(first: int) -> int:
    """`first`, when it is 1 to 100. Raises InputRefused otherwise."""
    if not 1 <= first <= MOST_ROWS:
        raise InputRefused("first must be 1 to 100.", "Ask for a page and go on with after.")
    return first


def page(rows: Sequence[Row], key: Callable[[Row], Key], first: int, after: str | None) -> Page[Row]:
    """The rows after the cursor, in the order that `key` gives them (they come so ordered)."""
    start = 0
    if after is not None:
        last = key_in(after)
        start = sum(1 for row in rows if list(key(row)) <= last)
    shown = tuple(rows[start : start + bounded(first)])
    cursors = tuple(cursor_of(key(row)) for row in shown)
    info = PageInfo(
        has_next_page=start + len(shown) < len(rows),
        has_previous_page=start > 0,
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )
    return Page(shown, cursors, len(rows), info)


def cursor_of(key: Key) -> str:
    """An opaque cursor for a row's sort key."""
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")


def key_in(cursor: str) -> list[Any]:
    """The sort key in a cursor. Raises InputRefused for one that we never gave."""
    try:
        key = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        key = None
    if not isinstance(key, list):
        raise InputRefused("This cursor is none of ours.", "Use endCursor of an earlier page.")
    return key
