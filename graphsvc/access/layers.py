"""Tables and sets that change a little at a time while others go on reading the old ones.

A change makes a new one that shares what is large with the old one and holds the difference beside it; when the
difference has grown to `MOST`, it is merged into a new large one, so that a read never looks at more than two.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Generic, TypeVar

MOST = 2_000
"""Entries beside the large one: copying so many costs some ten microseconds a change, merging some milliseconds."""
Key = TypeVar("Key", bound=Hashable)
Held = TypeVar("Held", bound=Collection[object])
Member = TypeVar("Member", bound=Hashable)


@dataclass(frozen=True)
class Layered(Generic[Key, Held]):
    """Key → what is held under it; nothing where a key is not there. An empty value is none."""

    base: Mapping[Key, Held]
    over: Mapping[Key, Held] = field(default_factory=dict)

    def get(self, key: Key) -> Held | None:
        """What is held under the key; None where that is nothing."""
        found = self.over.get(key) if key in self.over else self.base.get(key)
        return found or None

    def __contains__(self, key: Key) -> bool:
        return self.get(key) is not None

    def __iter__(self) -> Iterator[Key]:
        """The keys under which something is held, those changed last."""
        yield from (key for key in self.base if key not in self.over)
        yield from (key for key, held in self.over.items() if held)

    def among(self, keys: Set[Key]) -> Set[Key]:
        """Those of these keys under which something is held; the work grows with the smaller number of keys."""
        return (self.base.keys() & keys) - self.over.keys() | {key for key in self.over.keys() & keys if self.over[key]}

    def changed(self, held: Mapping[Key, Held]) -> "Layered[Key, Held]":
        """With these in the place of what was there."""
        over = {**self.over, **held}
        if len(over) <= MOST:
            return Layered(self.base, over)
        merged = {**self.base, **over}
        for key in [key for key in over if not over[key]]:
            del merged[key]
        return Layered(merged)


@dataclass(frozen=True, eq=False)
class Differing(Set[Member]):
    """All of `base` without `less`, and `more`: where `base` is large and stays the same one."""

    base: Set[Member]
    more: frozenset[Member] = frozenset()
    less: frozenset[Member] = frozenset()

    def __contains__(self, member: object) -> bool:
        return member in self.more or (member not in self.less and member in self.base)

    def __iter__(self) -> Iterator[Member]:
        yield from (member for member in self.base if member not in self.less)
        yield from self.more

    def __len__(self) -> int:
        return len(self.base) + len(self.more) - len(self.less)

    def changed(self, inside: Mapping[Member, bool]) -> "Differing[Member]":
        """With these members inside or not."""
        more, less = set(self.more), set(self.less)
        for member, wanted in inside.items():
            more.discard(member)
            less.discard(member)
            if wanted != (member in self.base):
                (more if wanted else less).add(member)
        return Differing(self.base, frozenset(more), frozenset(less))

    @property
    def wide(self) -> bool:
        """Whether the difference has grown so far that it should be merged."""
        return len(self.more) + len(self.less) > MOST
