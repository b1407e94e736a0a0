"""What one asker was shown of ties, names and agreements on influence paths, kept while the graph's revision stands.

A worker asks about the same two people several times over, with more steps or fewer, and most of what is shown was
shown before. What a statement says of one pair of people, or of one person, depends on no other: so what was read for
one question is what another one would read.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from graphsvc.access.kept import KeptNow, This
from graphsvc.catalogue import Row
from graphsvc.model.quality import GROUP_TYPES

Pair: TypeAlias = tuple[str, str]
KEPT_SHELVES, KEPT_PAIRS = 256, 400
"""A kB or two a pair."""


@dataclass
class Shelf:
    """What was read for one asker and one kind of path: pairs of people with what joins the two; and by statement what
    it says of somebody, an empty list where it says nothing."""

    pairs: set[Pair] = field(default_factory=set)
    ties: dict[str, Row] = field(default_factory=dict)
    ties_of: dict[str, set[str]] = field(default_factory=dict)
    said: dict[str, dict[str, list[Row]]] = field(default_factory=dict)

    @property
    def full(self) -> bool:
        """Whether it is to begin anew."""
        return len(self.pairs) > KEPT_PAIRS

    def new_pairs(self, pairs: Iterable[Pair]) -> list[Pair]:
        """Those of whom it was not read yet what joins them."""
        return [pair for pair in pairs if pair not in self.pairs]

    def new_people(self, statement: str, people: Iterable[str]) -> list[str]:
        """Those of whom it was not read yet what the statement says."""
        known: Collection[str] = self.said.get(statement, ())
        return [one for one in people if one not in known]

    def take_ties(self, pairs: Iterable[Pair], rows: Iterable[Row]) -> None:
        """Put down what joins these pairs, as it was read for them."""
        self.pairs.update(pairs)
        for row in rows:
            self.ties[row["id"]] = row
            for end in _people(row):
                self.ties_of.setdefault(end, set()).add(row["id"])

    def take(self, statement: str, people: Iterable[str], rows: Iterable[Row], column: str) -> None:
        """Put down what the statement says of these people, in its own order; `column` names whom a row is about."""
        told: dict[str, list[Row]] = {one: [] for one in people}
        for row in rows:
            told[row[column]].append(row)
        self.said.setdefault(statement, {}).update(told)

    def joining(self, pairs: Iterable[Pair]) -> list[Row]:
        """What joins these people to each other, by type and id."""
        people = {end for pair in pairs for end in pair}
        ids = {id for one in people for id in self.ties_of.get(one, ())}
        rows = (self.ties[id] for id in ids)
        return sorted(
            (row for row in rows if people.issuperset(_people(row))), key=lambda row: (row["type"], row["id"])
        )

    def of(self, statement: str, people: Iterable[str]) -> list[Row]:
        """What the statement says of these people."""
        known: Mapping[str, list[Row]] = self.said.get(statement, {})
        return [row for one in sorted(people) for row in known[one]]


def _people(row: Row) -> tuple[str, ...]:
    """The people whom a tie touches."""
    return (row["a"],) if row["type"] in GROUP_TYPES else (row["a"], row["b"])


@dataclass(frozen=True)
class Shelves:
    """All that is kept, for all requests of a process."""

    _kept: KeptNow[Shelf] = field(default_factory=lambda: KeptNow(KEPT_SHELVES))

    def of(self, revision: int, asker: Hashable, circles: tuple[object, ...]) -> Shelf:
        """That of an asker, who with her circles is all that decides what the statements say but for the people. The
        circles stand by their identity: they are long, and the same objects while they are the same circles."""
        key = (asker, *map(This, circles))
        found = self._kept.get(revision, key)
        return self._kept.keep(revision, key, Shelf()) if found is None or found.full else found
