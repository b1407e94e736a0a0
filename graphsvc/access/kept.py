"""What is worked out once and kept for as long as its key holds, a bounded number of them."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Held = TypeVar("Held")


class Kept(Generic[Held]):
    """The latest used, at most `most` of them, by key. A key names all that its value was worked out from."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[Hashable, Held] = OrderedDict()

    def get(self, key: Hashable) -> Held | None:
        """What is kept under the key, which counts as used now."""
        if key not in self._held:
            return None
        self._held.move_to_end(key)
        return self._held[key]

    def keep(self, key: Hashable, found: Held) -> Held:
        """Keep it in the place of what was there, and return it; the longest unused goes when it is one too many."""
        self._held[key] = found
        self._held.move_to_end(key)
        if len(self._held) > self._most:
            self._held.popitem(last=False)
        return found

    def drop(self, key: Hashable) -> None:
        """Keep nothing under the key."""
        self._held.pop(key, None)
