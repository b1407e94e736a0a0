"""The kernel's whole predicate against brute force: as asked, over days, and with the bars given by bits (AC-10.4).

A search is told whom to leave out in two ways: by name for this question (`outside`, `apart`), and by bits that hold
for everybody (`protected`), of which some are spared. The answers must be the same. `make mutants` asks these cases of
a kernel that lacks one part of its predicate.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest

from graphsvc.engine.predicate import PAIRED, SHUT
from graphsvc.engine.rows import GroupRow, TieRow, columns_of
from graphsvc.engine.search import Engine, Protected, Search, Wanted
from graphsvc.model.quality import TieFacts
from graphsvc.model.site import Site
from tests.brute_paths import CASE, HIDDEN, OPEN, TODAY, Case, apart, barred, expected, random_case, timed_case
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
    beyond = np.append(keys, np.int64(len(columns.spans) - 2) << 32 | np.int64(len(columns.spans) - 1))
    outside = wanted.outside - frozenset(barred(case)) | frozenset(case.avoid)
    protected = Protected(shut, beyond[:-1])  # what lies behind the table is not of it
    return replace(wanted, outside=outside, apart=frozenset(), protected=protected, spared=spared)


@dataclass(frozen=True)
class Known:
    """A case, in which order it is asked, and what brute force answers."""

    name: str
    number: int
    case: Case
    order: str
    right: object


def varied(case: Case, number: int) -> Case:
    """With what is drawn too seldom: few members are too many, groups of the case file, a membership said twice, and P
    kept apart from everybody: that holds between two others alone."""
    names = {group["id"] for group in case.groups}
    twice = [tie | {"id": f"{tie['id']}b"} for tie in case.ties if tie["b"] in names]
    of_case = [group | {"cls": CASE, "case_id": "CASE-B"} for group in case.groups]
    return replace(
        case,
        cap=(50, 50, 3, 2)[number % 4],
        groups=of_case if number % 5 == 0 else case.groups,
        ties=[*case.ties, *twice] if number % 3 == 0 else case.ties,
        apart=case.apart | {frozenset((case.start, each)) for each in case.people[1:] if number % 4 > 1},
    )


def walked_twice() -> Case:
    """p0 knows p1; p1, p2 and p3 are a household, p1 and p3 kept apart: only a walk that goes through the household
    twice leads to p3, and to p4 whom she knows. Too seldom drawn."""
    base = next(case for case in map(random_case, range(99)) if case.groups and case.kind == "SUPPORT")
    people = [f"p{n}" for n in range(5)]
    like = base.ties[0] | {"cls": OPEN, "case_id": None, "verification": "STATED", "valid_from": None, "valid_to": None}
    like |= {"contested_at": None, "type": "SUPPORTS", "role": None, "tone": "UNKNOWN", "closeness": "STRONG"}
    home = base.groups[0] | {"id": "h", "label": "Household", "kind": "FAMILY", "cls": OPEN, "case_id": None}
    home |= {"verification": "STATED", "valid_from": None, "valid_to": None, "contested_at": None}
    direct = [like | {"id": f"t{a}{b}", "a": a, "b": b} for a, b in (("p0", "p1"), ("p3", "p4"))]
    members = [like | {"id": f"m{n}", "type": "MEMBER_OF_HOUSEHOLD", "a": f"p{n}", "b": "h"} for n in (1, 2, 3)]
    nobody = {"minors": set(), "dead": set(), "ordered": set(), "targets": (), "avoid": (), "via": ()}
    asked = {"as_of": base.as_of, "max_steps": 4, "min_verification": "STATED", "first": 1, "period": None}
    return replace(
        base,
        people=people,
        start="p0",
        ties=[*direct, *members],
        groups=[home],
        apart={frozenset(("p1", "p3"))},
        consented=(),
        circle=None,
        kin_circle=None,
        cap=50,
        **nobody,
        **asked,
    )


def known_cases(many: int = MANY) -> Iterator[Known]:
    twice = walked_twice()
    for number, order in enumerate(ORDERS):
        yield Known(f"walked twice, {order}", number, twice, order, expected(twice, order))
    for number in range(many):
        for kind, drawn in (("case", random_case(number)), ("timed case", timed_case(number))):
            case, order = varied(drawn, number), ORDERS[number % 2]
            yield Known(f"{kind} {number}", number, case, order, expected(case, order))


def wrong_in(known: Known) -> str:
    """What the engine answers otherwise than brute force; empty when nothing."""
    case, engine, wanted = known.case, engine_of(known.case), wanted_of(known.case, known.order)
    if answered(engine, case, wanted) != known.right:
        return known.name
    if answered(engine, case, barred_by_bits(engine, case, wanted, known.number)) != known.right:
        return f"{known.name}, barred by bits"
    return ""


def test_paths_equal_brute_force_however_the_bars_are_told() -> None:
    assert list(filter(None, map(wrong_in, known_cases()))) == []


def test_from_each_of_many_sources_as_if_it_were_asked_about_alone() -> None:
    """Sources bar one another by bits, as children do; each still stands on its own paths. What bars for one alone is
    said with it."""
    paths = 0
    for number in range(300):
        case, order = random_case(number), ORDERS[number % 2]
        named = {*case.targets, *case.via, *case.avoid, *case.minors, *case.dead, *case.ordered}
        free = [one for one in case.people if one not in named][:3]
        if case.kind != "SUPPORT" or not case.targets or len(free) < 2:
            continue
        asked = {one: replace(case, start=one, avoid=(*case.avoid, *(set(free) - {one}))) for one in free}
        engine, bars = engine_of(case), {one: wanted_of(each, order).outside for one, each in asked.items()}
        shut = np.zeros(len(engine.columns.spans), np.uint8)
        shut[engine.columns.numbers(free)] = SHUT
        wanted = replace(
            wanted_of(case, order),
            outside=frozenset.intersection(*bars.values()) - frozenset(free),
            protected=Protected(shut, np.empty(0, np.int64)),
        )
        found = engine.spread(sight_of(case), Site(), wanted, {one: own - frozenset(free) for one, own in bars.items()})
        assert list(found) == free
        for one, each in asked.items():
            right, *_ = expected(each, order)
            assert [route.ids for route in found[one].found] == right, number
            paths += len(right)
    assert paths > 100


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("told", ["with the question", "by bits"])
@pytest.mark.parametrize("beside", [False, True], ids=["no other way", "a weak tie beside"])
def test_with_an_open_end_whoever_only_a_walk_leads_to_is_no_end(order: str, told: str, beside: bool) -> None:
    """s knows a; a, b and c are a household, a and c kept apart: c and d, whom c knows, are at the end of a walk that
    goes through the household twice. Whoever else is reached needs no look of its own."""
    people, homes = [*"sabcd", *(f"far{n:02}" for n in range(30))], "abc"
    direct = [("s", "a"), ("c", "d"), *((("s", one)) for one in people[5:])]
    ties = [TieRow(TieFacts(f"{a}-{b}", "SUPPORTS", a, b, closeness="STRONG"), cls=1) for a, b in direct]
    ties += [TieRow(TieFacts(f"{one}-h", "MEMBER_OF_HOUSEHOLD", one, "h"), cls=1) for one in homes]
    if beside:
        ties.append(TieRow(TieFacts("far-c", "SUPPORTS", "far00", "c", closeness="VERY_WEAK"), cls=1))
    engine = Engine(columns_of(people, ties, [GroupRow("household:h", 1)]))
    shut = np.zeros(len(people), np.uint8)
    pair = np.sort(engine.columns.numbers(["a", "c"]))
    shut[pair] |= PAIRED
    bars = {"protected": Protected(shut, pair[:1] << 32 | pair[1:])} if told == "by bits" else {}
    apart_ = frozenset() if bars else frozenset({frozenset("ac")})
    wanted = Wanted("s", "SUPPORT", TODAY, TODAY, 4, order, 99, apart=apart_, **bars)  # type: ignore[arg-type]
    sight, looks = replace(sight_of(random_case(0)), allowed=(1,), circle=None, kin_circle=None), list[int]()

    class Counted(Search):
        def best(self, ends: Any, most_found: int) -> Any:
            looks.append(len(ends))
            return super().best(ends, most_found)

    with patch("graphsvc.engine.search.Search", Counted):
        routes = engine.paths(sight, Site(), wanted)
        reached = engine.reached(sight, Site(), replace(wanted, ends=tuple(people)))
    behind = {("s-far00", "far-c"), ("s-far00", "far-c", "c-d")} if beside else set()
    right = {("s-a",), ("s-a", "a-h", "b-h"), *((f"s-{one}",) for one in people[5:])} | behind
    assert {route.ids for route in routes.found} == right and routes.total == len(right)
    assert reached == {"a", "b", *people[5:], *("cd" if beside else "")}
    assert len(looks) == (0 if beside and order == "FEWEST_STEPS" else 4)  # for c and d, twice


@pytest.mark.parametrize(("cls", "doubtful"), [(1, True), (HIDDEN, False)], ids=["seen", "hidden"])
def test_a_fact_over_a_membership_that_is_hidden_makes_nobody_wait(cls: int, doubtful: bool) -> None:
    """b and c of one household are kept apart; that there is a c in it may be hidden from the asker."""
    ties = [
        TieRow(TieFacts(f"{one}-h", "MEMBER_OF_HOUSEHOLD", one, "h"), cls=cls if one == "c" else 1) for one in "abc"
    ]
    engine = Engine(columns_of("abc", ties, [GroupRow("household:h", 1)]))
    wanted = Wanted("a", "SUPPORT", TODAY, TODAY, 4, apart=frozenset({frozenset("bc")}))
    sight = replace(sight_of(random_case(0)), allowed=(1,), circle=None, kin_circle=None)
    with engine.ready(sight, Site(), wanted, None) as search:
        assert search
        search.everybody()
        assert search.doubtful == doubtful
