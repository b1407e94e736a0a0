"""What protective facts say of everybody, as the search reads it: a byte for each person, and the pairs kept apart.

Whom the lines bar whoever P is stays the same from question to question; so does its mask, which is as long as the
graph. What differs for one P is a few people, and goes into the question.
"""

import threading
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np

from graphsvc.access.kept import Kept
from graphsvc.engine.columns import Columns
from graphsvc.engine.predicate import PAIRED, SHUT
from graphsvc.engine.scratch import Longs
from graphsvc.engine.search import Bytes, Protected
from graphsvc.questions.influence.web import Pair

VERSIONS = 4
"""Of the graph, or of what is protected: those that questions in flight may still hold."""


@dataclass
class Masks:
    """The masks of a process. Each stands with what it was made of, so that no key comes again for something else."""

    _shut: Kept[tuple[object, object, Bytes]] = field(default_factory=lambda: Kept(VERSIONS))
    _whole: Kept[tuple[object, object, object, Protected]] = field(default_factory=lambda: Kept(VERSIONS))
    _one: threading.Lock = field(default_factory=threading.Lock)

    def protected(self, columns: Columns, barred: Collection[str], apart: Collection[Pair]) -> Protected:
        """The mask of those barred whoever P is, and the pairs kept apart, for these arrays."""
        key = (id(barred), id(apart), id(columns.people), columns.late.people)
        with self._one:
            found = self._whole.get(key)
            if found is None:
                made = _whole(columns, self._base(columns, barred), barred, apart)
                found = self._whole.keep(key, (barred, apart, columns.people, made))
            return found[3]

    def _base(self, columns: Columns, barred: Collection[str]) -> Bytes:
        """The mask of the people of the base, who are numbered alike in every version over it."""
        key = (id(barred), id(columns.people))
        found = self._shut.get(key)
        if found is None:
            mask = np.zeros(len(columns.people), np.uint8)
            numbers = columns.people.numbers(tuple(barred))
            mask[numbers[numbers >= 0]] = SHUT
            found = self._shut.keep(key, (barred, columns.people, mask))
        return found[2]


def _whole(columns: Columns, base: Bytes, barred: Collection[str], apart: Collection[Pair]) -> Protected:
    late = np.array([SHUT if person in barred else 0 for person in columns.late.people], np.uint8)
    shut = np.concatenate((base, late))
    numbers = columns.numbers([person for pair in apart for person in sorted(pair)]).reshape(-1, 2)
    numbers = np.sort(numbers[(numbers >= 0).all(axis=1)], axis=1)
    shut[numbers.ravel()] |= PAIRED
    pairs: Longs = np.unique(numbers[:, 0] << 32 | numbers[:, 1])
    return Protected(shut, pairs)
