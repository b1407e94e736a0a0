"""Connections (Relay): what every list says about its page."""

from typing import Annotated, Any, TypeAlias

import strawberry

from graphsvc.model.paging import USUAL_ROWS, Page, Window

First: TypeAlias = Annotated[int, strawberry.argument(description="How many rows, 1 to 100.")]
After: TypeAlias = Annotated[str | None, strawberry.argument(description="Cursor to go on after.")]
__all__ = ["USUAL_ROWS", "After", "First", "PageInfo", "Window", "paged"]


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more rows follow.")
    has_previous_page: bool = strawberry.field(description="Whether rows stand before this page.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first row here.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last row here: give it as `after`.")


def paged(page: Page[Any]) -> dict[str, Any]:
    """The fields `totalCount` and `pageInfo` of a connection."""
    ends = (page.cursors[0], page.cursors[-1]) if page.cursors else (None, None)
    return {
        "total_count": page.total,
        "page_info": PageInfo(
            has_next_page=page.more_after, has_previous_page=page.more_before, start_cursor=ends[0], end_cursor=ends[1]
        ),
    }
