"""What is worked out once and kept for as long as its key holds, a bounded number of them."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Held = TypeVar("Held")


class This:
    """Something long as a part of a key: equal to itself alone, and held as long as the key is, so that nothing else
    takes its place in memory."""

    __slots__ = ("it",)

    def __init__(self, it: object) -> None:
        self.it = it

    def __eq__(self, other: object) -> bool:
        return isinstance(other, This) and self.it is other.it

    def __hash__(self) -> int:
        return id(self.it)


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


class KeptNow(Generic[Held]):
    """The same for one revision of the graph, the newest that was asked about: what is older may hold what was purged
    since, so it goes at once, and is not kept for whoever still asks for it. An older revision may also be a restored
    database, which comes to the same numbers once more with other rows: what is kept goes then, too."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._revision = -1
        self._kept: Kept[Held] = Kept(most)

    def get(self, revision: int, key: Hashable) -> Held | None:
        """What is kept for that revision under the key."""
        if revision != self._revision:
            self._revision, self._kept = max(revision, self._revision), Kept(self._most)
        return self._kept.get(key) if revision == self._revision else None

    def keep(self, revision: int, key: Hashable, found: Held) -> Held:
        """Keep it, if that revision is the newest, and return it."""
        return self._kept.keep(key, found) if revision == self._revision else found
