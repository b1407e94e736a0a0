"""Arrays that were patched answer as arrays made anew of the same rows."""

import random
from dataclasses import replace

import pytest

from graphsvc.engine.columns import Columns
from graphsvc.engine.patch import patched
from graphsvc.engine.rows import columns_of
from graphsvc.engine.search import Engine, Routes
from graphsvc.model.site import Site
from tests.brute_paths import Case, random_case
from tests.live.test_influence_bruteforce import ORDERS, sight_of
from tests.unit.test_engine import group_rows, tie_of, tie_rows, wanted_of

CHANGES = 6


def ends_of(tie: dict[str, object]) -> set[str]:
    group = tie["type"] in ("MEMBER_OF_HOUSEHOLD", "AFFILIATED_WITH")
    return {str(tie["a"])} if group else {str(tie["a"]), str(tie["b"])}


def change(case: Case, rng: random.Random, number: int) -> set[str]:
    """Change a few rows of the case; who is touched."""
    donor, touched = random_case(rng.randrange(10_000)), set[str]()
    for tie in rng.sample(case.ties, min(len(case.ties), rng.randint(0, 3))):
        touched |= ends_of(tie)
        case.ties.remove(tie)
    for tie in case.ties:
        if rng.random() < 0.1:
            tie["closeness" if tie["closeness"] else "verification"] = "STRONG" if tie["closeness"] else "PROVEN"
            tie["valid_to"] = None
            touched |= ends_of(tie)
    for place, tie in enumerate(donor.ties[: rng.randint(0, 4)]):
        if tie["type"] in ("MEMBER_OF_HOUSEHOLD", "AFFILIATED_WITH"):
            continue
        a, b = rng.sample([*case.people, f"new-{number}"], 2)
        case.ties.append(tie | {"id": f"{rng.choice('abcdz')}{number}-{place}", "a": a, "b": b})
        touched |= {a, b}
    case.people = sorted({*case.people, *touched})
    return touched


def answers(columns: Columns, case: Case) -> list[Routes]:
    engine = Engine(columns)
    return [engine.paths(sight_of(case), Site(), wanted_of(case, order)) for order in ORDERS]


@pytest.mark.parametrize("number", range(150))
def test_patches_one_after_another_answer_as_arrays_made_anew(number: int) -> None:
    rng, case = random.Random(number), random_case(number)
    columns = columns_of(case.people, tie_rows(case), group_rows(case))
    for each in range(CHANGES):
        before, as_before = columns, answers(columns, case)
        held = [dict(tie) for tie in case.ties]
        touched = change(case, rng, each)
        ties = [tie_of(tie) for tie in case.ties if ends_of(tie) & touched]
        columns = patched(columns, touched, ties)
        whole = columns_of(case.people, tie_rows(case), group_rows(case))
        assert answers(columns, case) == answers(whole, case)
        asked = replace(case, ties=held)
        assert answers(before, asked) == as_before
