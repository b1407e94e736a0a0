"""The kernel's whole predicate against brute force: as asked, over days, and with the bars given by bits (AC-10.4).

A search is told whom to leave out in two ways: by name for this question (`outside`, `apart`), and by bits that hold
for everybody (`protected`), of which some are spared. The answers must be the same. `make mutants` asks these cases of
a kernel that lacks one part of its predicate.
"""

import random
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from graphsvc.engine.expansion import PAIRED, SHUT
from graphsvc.engine.search import Engine, Protected, Wanted
from graphsvc.model.site import Site
from tests.brute_paths import Case, apart, barred, expected, random_case, timed_case
from tests.live.test_influence_bruteforce import ORDERS, sight_of
from tests.unit.test_engine import engine_of, wanted_of

MANY = 600


def answered(engine: Engine, case: Case, wanted: Wanted) -> object:
    routes = engine.paths(sight_of(case), Site(group_member_cap=case.cap), wanted)
    more = max(0, routes.total - case.first)
    return [route.ids for route in routes.found], None if case.targets and more else more, more > 0


def barred_by_bits(engine: Engine, case: Case, wanted: Wanted, number: int) -> Wanted:
    """The same question, its bars given by bits; some people who are barred by none are barred by bit and spared."""
    rng, columns = random.Random(number), engine.columns
    shut = np.zeros(len(columns.spans), np.uint8)
    free = [person for person in case.people if person not in barred(case)]
    spared = frozenset(person for person in free if rng.random() < 0.2)
    for person in {*barred(case), *spared}:
        shut[columns.numbers((person,))] |= SHUT
    pairs = [sorted(columns.numbers(tuple(pair)).tolist()) for pair in apart(case) if len(pair) == 2]
    for pair in pairs:
        shut[pair] |= PAIRED
    keys = np.unique(np.array([low << 32 | high for low, high in pairs if low >= 0], np.int64))
    outside = wanted.outside - frozenset(barred(case)) | frozenset(case.avoid)
    return replace(wanted, outside=outside, apart=frozenset(), protected=Protected(shut, keys), spared=spared)


def wrong_cases(many: int = MANY) -> Iterator[str]:
    """The cases that the engine answers otherwise than brute force."""
    for number in range(many):
        for kind, drawn in (("case", random_case(number)), ("timed case", timed_case(number))):
            case, order = replace(drawn, cap=(50, 50, 3, 2)[number % 4]), ORDERS[number % 2]
            right = expected(case, order)
            if answered(engine_of(case), case, wanted_of(case, order)) != right:
                yield f"{kind} {number}"
            engine = engine_of(case)
            if answered(engine, case, barred_by_bits(engine, case, wanted_of(case, order), number)) != right:
                yield f"{kind} {number}, barred by bits"


def test_paths_equal_brute_force_however_the_bars_are_told() -> None:
    assert list(wrong_cases()) == []
