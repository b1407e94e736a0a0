"""Questions about a drawn city: pairs of people of three kinds, and what each question names beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bench.cities import ALLOWED, AS_OF, HOUSEHOLDS, KINDS_OF_PAIRS, QUESTIONS, RING, TODAY, City
from graphsvc.engine.columns import KINDS, MEMBER, UNWALKED
from graphsvc.engine.predicate import PAIRED, SHUT
from graphsvc.engine.search import Protected
from graphsvc.model.asker import Principal, Sight

Pair = tuple[int, int]
"""From whom, to whom: people numbers."""
AVOIDED, BARRED = 10, 100
"""How many people each question avoids, and how many are barred from it for the sake of the person asked about."""
SHUT_SHARE, APART_SHARE = 0.02, 0.02
"""Of all people: those barred whoever it is about, and pairs of neighbours whom a protective fact keeps apart."""
NEAR = 3
"""Steps between the two of a near pair."""
IN_CIRCLE = 0.9
"""The share of the people in the circle."""


@dataclass(frozen=True)
class Question:
    """One pair and the people that its predicates name: half of them close to the person asked about, where a
    predicate costs something, the others anywhere."""

    pair: Pair
    avoid: tuple[int, ...]
    barred: tuple[int, ...]


@dataclass(frozen=True)
class Standing:
    """Who is tied to whom by ties that the asker may see and walk on the day asked about: compressed sparse rows."""

    city: City

    @cached_property
    def rows(self) -> NDArray[np.int64]:
        """The ties that stand."""
        ties, day = self.city.ties, AS_OF.toordinal()
        return np.flatnonzero(
            (ties.kind == KINDS["SUPPORT"])
            & (ties.verified > 0)
            & (ties.tone != UNWALKED)
            & (ties.since <= day)
            & (ties.until >= day)
            & np.isin(ties.cls, ALLOWED)
        )

    def pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
        """(each pair of people one step apart, lower number first, by number; the closeness of its best tie, 0 to 5).

        A household is its pairs of members, each as close as the lesser of the two.
        """
        ties = self.city.ties
        member = ties.type[self.rows] == MEMBER
        direct, members = self.rows[~member], self.rows[member]
        members = members[np.argsort(ties.b[members], kind="stable")]
        ends, close = [np.stack([ties.a[direct], ties.b[direct]], axis=1)], [ties.close[direct]]
        for away in range(1, max(HOUSEHOLDS)):
            one, other = members[:-away], members[away:]
            one, other = one[ties.b[one] == ties.b[other]], other[ties.b[one] == ties.b[other]]
            ends.append(np.stack([ties.a[one], ties.a[other]], axis=1))
            close.append(np.minimum(ties.close[one], ties.close[other]))
        both, strength = np.sort(np.concatenate(ends), axis=1), np.concatenate(close)
        both, strength = both[both[:, 0] != both[:, 1]], strength[both[:, 0] != both[:, 1]]
        order = np.lexsort((-strength, both[:, 1], both[:, 0]))
        both, strength = both[order].astype(np.int64), strength[order]
        best = np.append(True, (both[1:] != both[:-1]).any(axis=1))
        return both[best], strength[best]

    @cached_property
    def _web(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        ties, people = self.city.ties, self.city.count
        a = ties.a[self.rows].astype(np.int64)
        b = np.where(ties.type == MEMBER, ties.b.astype(np.int64) + people, ties.b)[self.rows]
        ends, others = np.concatenate([a, b]), np.concatenate([b, a])
        order = np.lexsort((others, ends))
        starts = np.searchsorted(ends[order], np.arange(people + self.city.households + 1))
        return starts, others[order]

    def neighbours(self, person: int) -> frozenset[int]:
        """Everybody one step away, a household being one step."""
        near = self._ends(person)
        homes = [end for end in near if end >= self.city.count]
        return frozenset(near).union(*(self._ends(home) for home in homes)).difference(homes, [person])

    def ball(self, person: int, steps: int) -> list[frozenset[int]]:
        """Who is exactly 0, 1, … steps away."""
        layers = [frozenset([person])]
        seen = set(layers[0])
        for _ in range(steps):
            layers.append(frozenset(end for each in layers[-1] for end in self.neighbours(each)) - seen)
            seen |= layers[-1]
        return layers

    def _ends(self, node: int) -> list[int]:
        starts, others = self._web
        return others[starts[node] : starts[node + 1]].tolist()


def sight_of(drawn: City, asked: Mapping[str, tuple[Question, ...]]) -> Sight:
    """The asker: a social worker who sees six of the eight classes. Circle and kin circle are nine tenths of the
    people, those asked about among them: as large a set as a circle can be, where most of it is of no use."""
    inside = np.random.default_rng(drawn.seed + 3).random(drawn.count) < IN_CIRCLE
    inside[[person for each in asked.values() for question in each for person in question.pair]] = True
    people = tuple(map(drawn.person, np.flatnonzero(inside).tolist()))
    return Sight(
        principal=Principal("s-bench", "EOHHS", "HUMAN_SERVICES", ("SOCIAL_WORKER",), "bench"),
        purpose=None,
        field="influencePaths",
        scope="own",
        policy_version="bench",
        now=datetime(2026, 4, 20, 13, tzinfo=UTC),
        today=TODAY,
        allowed=ALLOWED,
        circle=people,
        kin_circle=people,
    )


def protected_of(drawn: City, asked: Mapping[str, tuple[Question, ...]]) -> Protected:
    """What protective facts say of everybody in the city. Nobody asked about is barred."""
    rng = np.random.default_rng(drawn.seed + 4)
    shut = (rng.random(drawn.count) < SHUT_SHARE).astype(np.uint8) * np.uint8(SHUT)
    shut[[person for each in asked.values() for question in each for person in question.pair]] = 0
    one = rng.integers(0, drawn.count, round(APART_SHARE * drawn.count))
    other = (one + rng.geometric(RING, len(one))) % drawn.count
    shut[one] |= PAIRED
    shut[other] |= PAIRED
    return Protected(shut, np.unique(np.minimum(one, other) << 32 | np.maximum(one, other)))


def questions(city: City) -> dict[str, tuple[Question, ...]]:
    """Kind of pair → its questions: always the same for one city."""
    rng, standing = np.random.default_rng(city.seed + 1), Standing(city)
    drawn = {"random": _random, "near": _near, "hubs": _hubs}
    return {kind: tuple(_question(rng, standing, p) for p in drawn[kind](rng, standing)) for kind in KINDS_OF_PAIRS}


def _random(rng: np.random.Generator, standing: Standing) -> list[Pair]:
    """Anybody and anybody who have a tie at all."""
    found: list[Pair] = []
    while len(found) < QUESTIONS:
        one, other = map(int, rng.choice(standing.city.count, 2, replace=False))
        if standing.neighbours(one) and standing.neighbours(other):
            found.append((one, other))
    return found


def _near(rng: np.random.Generator, standing: Standing) -> list[Pair]:
    """Anybody and somebody exactly NEAR steps away."""
    found: list[Pair] = []
    while len(found) < QUESTIONS:
        one = int(rng.integers(standing.city.count))
        ends = sorted(standing.ball(one, NEAR)[NEAR])
        if ends:
            found.append((one, int(rng.choice(ends))))
    return found


def _hubs(rng: np.random.Generator, standing: Standing) -> list[Pair]:
    """The largest hub and others, then any two."""
    hubs = standing.city.hubs
    pairs = [(one, other) for n, one in enumerate(hubs) for other in hubs[n + 1 :]]
    return pairs[:5] + [pairs[5 + n] for n in rng.choice(len(pairs) - 5, QUESTIONS - 5, replace=False).tolist()]


def _question(rng: np.random.Generator, standing: Standing, pair: Pair) -> Question:
    close = sorted(frozenset().union(*standing.ball(pair[0], 2)) - set(pair))
    avoid, barred = _named(rng, standing, close, pair, AVOIDED), _named(rng, standing, close, pair, BARRED)
    return Question(pair, avoid, barred)


def _named(rng: np.random.Generator, standing: Standing, close: list[int], pair: Pair, count: int) -> tuple[int, ...]:
    """So many people: from those close to the person at most half, and never more than a fifth of them."""
    few = min(count // 2, len(close) // 5)
    chosen = set(rng.choice(close, few, replace=False).tolist()) if few else set()
    while len(chosen) < count:
        chosen.add(int(rng.integers(standing.city.count)))
        chosen -= set(pair)
    return tuple(sorted(chosen))
