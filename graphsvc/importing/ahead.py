"""One item ahead: the next is begun before this one is given out, so that two sides work at the same time.

What comes of an item must not hang on what is done with the one before. Close it (contextlib.aclosing): then the item
that is under way ends too.
"""

from asyncio import create_task
from collections.abc import AsyncGenerator, AsyncIterator
from typing import TypeVar

Item = TypeVar("Item")


async def ahead(items: AsyncIterator[Item]) -> AsyncGenerator[Item, None]:
    """The items, in order. None among them would end it."""

    async def following() -> Item | None:
        return await anext(items, None)

    coming = create_task(following())
    try:
        while (item := await coming) is not None:
            coming = create_task(following())
            yield item
    finally:
        coming.cancel()
