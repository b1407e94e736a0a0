"""The path engine against brute force on random small graphs, both orders, ids included (AC-10.4)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import pairwise, product
from time import sleep

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.engine import scratch
from graphsvc.engine.rows import GroupRow, TieRow, columns_of
from graphsvc.engine.search import FEW, Engine, Routes, Wanted, last_day
from graphsvc.model.quality import TieFacts, older_than
from graphsvc.model.site import Site
from tests.brute_paths import (
    HIDDEN,
    OPEN,
    TODAY,
    Case,
    apart,
    barred,
    expected,
    random_case,
    relatives,
    timed_case,
    wide_case,
    with_hidden_beside,
)
from tests.live.test_influence_bruteforce import HOW_MANY, ORDERS, sight_of

ENDS = (("s", OPEN), ("e", HIDDEN))
KNOWN = set(TieFacts.__dataclass_fields__)
GROUPS = {"MEMBER_OF_HOUSEHOLD": "household", "AFFILIATED_WITH": "gang", "Household": "household", "Gang": "gang"}


def engine_of(case: Case, few: int = FEW) -> Engine:
    """The case's graph as arrays."""
    return Engine(columns_of(case.people, tie_rows(case), group_rows(case)), few)


def tie_rows(case: Case) -> list[TieRow]:
    return [tie_of(tie) for tie in case.ties]


def group_rows(case: Case) -> list[GroupRow]:
    return [
        GroupRow(
            key=f"{GROUPS[g['label']]}:{g['id']}",
            cls=g["cls"],
            case=g["case_id"],
            verified=g["verification"] in ("STATED", "PROVEN") and g["contested_at"] is None,
            joins=g["label"] == "Gang" or g["kind"] == "FAMILY",
            valid_from=g["valid_from"],
            valid_to=g["valid_to"],
        )
        for g in case.groups
    ]


def tie_of(tie: dict[str, object]) -> TieRow:
    facts = {name: value for name, value in tie.items() if name in KNOWN and value is not None}
    facts["sources"] = tuple(tie["sources"] or ())  # type: ignore[arg-type]
    more = {name: tie[name] for name in ("cls", "status", "retain_until")}
    return TieRow(TieFacts(**facts), case=tie["case_id"], **more)  # type: ignore[arg-type]


def wanted_of(case: Case, order: str) -> Wanted:
    groups = {f"{GROUPS[g['label']]}:{g['id']}" for g in case.groups if g["id"] in case.avoid}
    return Wanted(
        source=case.start,
        kind=case.kind,
        as_of=case.as_of,
        today=TODAY,
        most_steps=case.max_steps,
        order=order,
        first=case.first,
        ends=case.targets,
        via=case.via,
        min_verification=case.min_verification,
        outside=frozenset({*barred(case), *case.avoid, *groups}),
        no_end=frozenset(relatives(case)) if case.kind == "PEER" else frozenset(),
        apart=frozenset(apart(case)),
        period=case.period,
        undated=case.undated,
    )


def told(case: Case, order: str, few: int = FEW) -> object:
    routes = engine_of(case, few).paths(sight_of(case), Site(), wanted_of(case, order))
    more = max(0, routes.total - case.first)
    return [route.ids for route in routes.found], None if case.targets and more else more, more > 0


@pytest.mark.parametrize("order", ORDERS)
def test_the_order_and_the_ids_of_every_path_equal_brute_force(order: str) -> None:
    cases = [random_case(number) for number in range(HOW_MANY)]
    assert [case.start for case in cases if told(case, order) != expected(case, order)] == []


@pytest.mark.parametrize("most", [6, 8])
def test_so_they_do_further_out_than_the_api_goes(most: int) -> None:
    cases = [far(number, most) for number in range(150)]
    wrong = [case.start for case in cases for order in ORDERS if told(case, order) != expected(case, order)]
    assert wrong == [] and sum(1 for case in cases if expected(case, ORDERS[0])[0]) > 50


@pytest.mark.parametrize("few", [0, 8, FEW])
def test_so_they_do_where_people_stand_far_apart(few: int) -> None:
    cases = [(wide_case(number), order) for number in range(300) for order in ORDERS]
    found = [(case, told(case, order, few), expected(case, order)) for case, order in cases]
    assert [case.start for case, answer, right in found if answer != right] == []
    assert sum(len(ids) > 4 for _, _, (routes, *_) in found for ids in routes) > 100


def test_paths_that_respect_time_equal_brute_force() -> None:
    cases = [timed_case(number) for number in range(HOW_MANY)]
    wrong = [case.start for case in cases for order in ORDERS if told(case, order) != expected(case, order)]
    atemporal = [replace(case, period=(None, None)) for case in cases]
    assert wrong == []
    assert any(expected(a, ORDERS[0]) != expected(b, ORDERS[0]) for a, b in zip(cases, atemporal, strict=True))


def test_whom_somebody_reaches_are_those_to_whom_a_path_leads() -> None:
    cases, met = [(random_case if number % 2 else timed_case)(number) for number in range(HOW_MANY)], 0
    for case in cases:
        ends = tuple(one for one in case.people if one != case.start)
        engine, wanted = engine_of(case, FEW), replace(wanted_of(case, ORDERS[0]), ends=ends)
        alone = (replace(wanted, ends=(end,), first=1) for end in ends)
        led_to = {each.ends[0] for each in alone if engine.paths(sight_of(case), Site(), each).found}
        assert engine.reached(sight_of(case), Site(), wanted) == led_to
        met += len(led_to)
    assert met > HOW_MANY


def far(number: int, most: int) -> Case:
    case = random_case(number)
    case.max_steps = most
    return case


def test_a_hidden_tie_gives_the_answer_of_a_removed_one() -> None:
    for number in range(300):
        case, without = random_case(number), random_case(number)
        without.ties = [tie for tie in case.ties if tie["cls"] != HIDDEN]
        for order in ORDERS:
            assert routes_of(case, order) == routes_of(without, order)


def routes_of(case: Case, order: str, few: int = FEW) -> Routes:
    return engine_of(case, few).paths(sight_of(case), Site(), wanted_of(case, order))


@pytest.mark.parametrize("order", ORDERS)
def test_what_counts_as_few_moves_no_answer(order: str) -> None:
    cases = [far(number, 1 + number % 8) for number in range(300)]
    for few in (0, 1, 3, 8):
        assert [case.start for case in cases if told(case, order, few) != expected(case, order)] == []


@pytest.mark.parametrize("order", ORDERS)
def test_nor_does_a_hidden_tie_beside_a_visible_one_move_what_was_explored(order: str) -> None:
    for number in range(300):
        case, without = far(number, 1 + number % 8), far(number, 1 + number % 8)
        unseen = {"cls": HIDDEN, "case_id": None, "closeness": "VERY_STRONG"}
        hidden = [tie | unseen | {"id": f"{tie['id']}-h"} for tie in case.ties]
        case.ties = [*case.ties, *hidden]
        for few in (0, 3, 1000):
            assert routes_of(case, order, few) == routes_of(without, order, few)


@pytest.mark.parametrize("order", ORDERS)
def test_nor_do_hidden_ties_between_others(order: str) -> None:
    for number in range(400):
        without = wide_case(number)
        case = with_hidden_beside(without, number)
        for few in (0, 3, number % 80, FEW):
            assert routes_of(case, order, few) == routes_of(without, order, few), (number, few)


@pytest.mark.parametrize(
    ("ways", "closeness", "first"),
    [
        (("s a b c e", "s d b", *(f"c y{n} z{n} v{n}" for n in range(5))), "MODERATE", 1),
        (("s m0 e", "s m1 e", "s m2 e"), "VERY_STRONG", 2),
    ],
    ids=["two ways, and others that lead far from them", "strong ways"],
)
def test_nor_do_those_who_lead_an_end_to_whomever_the_source_knows(
    ways: tuple[str, ...], closeness: str, first: int
) -> None:
    """Source and end know the same forty people; how one of the two does, the asker may not see."""
    known = [f"x{n}" for n in range(40)]
    pairs = [pair for way in ways for pair in pairwise(way.split())]
    people = sorted({*known, *(person for pair in pairs for person in pair)})
    told_of = [TieRow(TieFacts(f"{a}-{b}", "SUPPORTS", a, b, closeness=closeness), cls=OPEN) for a, b in pairs]
    weak = [TieRow(TieFacts(f"{a}-{b}", "SUPPORTS", a, b, closeness="WEAK"), cls=OPEN) for a, b in ("sw", "we")]
    seen, hidden = ([TieRow(TieFacts(f"{a}-{x}", "SUPPORTS", a, x), cls=cls) for x in known] for a, cls in ENDS)
    sight = replace(sight_of(random_case(0)), allowed=(OPEN,), circle=None, kin_circle=None)
    less = [*told_of, *(weak if first == 2 else ()), *seen]
    both = [columns_of([*people, "w"], ties, []) for ties in ([*less, *hidden], less)]
    for most, order, few, (source, end) in product(range(2, 9), ORDERS, (*range(80), FEW), ("se", "es")):
        wanted = Wanted(source, "SUPPORT", TODAY, TODAY, most, order, first=first, ends=(end,))
        with_them, without = (Engine(columns, few).paths(sight, Site(), wanted) for columns in both)
        assert with_them == without, (most, order, few)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("named", ["targets", "via", "avoid"])
@pytest.mark.parametrize("everybody", [False, True], ids=["a circle", "no circle"])
def test_whom_nothing_visible_touches_is_named_like_nobody(named: str, everybody: bool, order: str) -> None:
    """Whoever is asked about by an id that is nobody's and by a hidden person's is told the same, counts too: with ends
    that are there beside her and without."""
    for number in range(300):
        case, without = far(number, 1 + number % 8), far(number, 1 + number % 8)
        for each in (case, without):
            each.circle = None if everybody else each.circle
            setattr(each, named, (*getattr(each, named)[: number % 2], "hidden"))
        unseen = {"cls": HIDDEN, "case_id": None, "closeness": "VERY_STRONG"}
        direct = [tie for tie in case.ties if tie["b"] in case.people]
        case.ties = [*case.ties, *({**tie, **unseen, "id": f"{tie['id']}-h", "b": "hidden"} for tie in direct)]
        case.people = [*case.people, "hidden"]
        for few in (0, 3, 1000):
            assert routes_of(case, order, few) == routes_of(without, order, few), number


def test_a_search_leaves_its_thread_as_it_was() -> None:
    for number in range(100):
        case, order = random_case(number), ORDERS[number % 2]
        engine, sight, wanted = engine_of(case), sight_of(case), wanted_of(case, order)
        found = engine.paths(sight, Site(), wanted)
        engine.paths(sight, Site(), wanted, np.ones(1, np.uint8))
        scratch = engine.scratch
        assert not any(left.any() for left in (scratch.known, scratch.seen, scratch.joined, scratch.group_marks))
        assert engine.paths(sight, Site(), wanted) == found


def test_a_search_with_too_little_room_begins_again_with_more(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [
        (make(number), order) for make in (partial(far, most=6), wide_case) for number in range(40) for order in ORDERS
    ]
    roomy = [routes_of(case, order) for case, order in cases]
    for room in ((2, 2), (8, 40), (16, 20)):
        monkeypatch.setattr(scratch, "ROOM", room)
        assert [routes_of(case, order) for case, order in cases] == roomy


@pytest.mark.parametrize("name", ["spans", "groups", "base_heads", "late_entries", "base_members"])
def test_rows_that_do_not_lie_as_the_kernels_read_them_are_refused(name: str) -> None:
    case = random_case(0)
    engine, sight, wanted = engine_of(case), sight_of(case), wanted_of(case, ORDERS[0])
    table = getattr(engine.columns, name)
    for other in (table[:, :-1], table.astype(np.int64), np.zeros((2, 2 * table.shape[1]), np.int32)[:, ::2]):
        with pytest.raises(ValueError, match="not what the kernels read"):
            replace(engine, columns=replace(engine.columns, **{name: other})).paths(sight, Site(), wanted)


def test_a_search_lets_others_go_on_and_ends_when_it_is_told_to() -> None:
    """Thirty people who all know one another, and an end whose only ties were over before any of theirs began: there
    are more ways there than could ever be tried, and none of them is a path."""
    people = [f"p{n:02}" for n in range(30)]
    pairs = [(a, b) for n, a in enumerate(people) for b in people[n + 1 :] if (a, b) != ("p00", "p29")]
    early, late = {"valid_from": date(2014, 1, 1), "valid_to": date(2015, 1, 1)}, {"valid_from": date(2020, 1, 1)}
    ties = [TieRow(TieFacts(f"{a}{b}", "SUPPORTS", a, b, **(early if b == "p29" else late)), cls=1) for a, b in pairs]
    engine, stop = Engine(columns_of(people, ties, [])), np.zeros(1, np.uint8)
    sight = replace(sight_of(random_case(0)), allowed=(1,), circle=None, kin_circle=None)
    wanted = Wanted("p00", "SUPPORT", TODAY, TODAY, 8, first=1, ends=("p29",), period=(date(2010, 1, 1), None))
    assert engine.paths(sight, Site(), replace(wanted, most_steps=2)).found == ()  # compiled
    with ThreadPoolExecutor(1) as pool:
        search = pool.submit(engine.paths, sight, Site(), wanted, stop)
        beats = 0
        while beats < 50 and not search.done():
            sleep(0.001)
            beats += 1
        assert not search.done()
        stop[0] = 1
        assert search.result(timeout=60).stopped
    assert beats == 50


def test_a_search_that_was_told_to_end_before_it_began_finds_nothing() -> None:
    case = next(c for c in map(random_case, range(100)) if routes_of(c, ORDERS[0]).found)
    stopped = engine_of(case).paths(sight_of(case), Site(), wanted_of(case, ORDERS[0]), np.ones(1, np.uint8))
    assert (stopped.found, stopped.total, stopped.stopped) == ((), 0, True)


def test_more_steps_than_a_search_takes_are_refused() -> None:
    case = far(0, 9)
    with pytest.raises(ValueError, match="1 to 8 steps"):
        engine_of(case).paths(sight_of(case), Site(), wanted_of(case, ORDERS[0]))


@pytest.mark.parametrize(("cap", "joins"), [(3, False), (4, True)])
def test_who_may_not_be_walked_by_for_want_of_a_day_counts_among_a_groups_people(cap: int, joins: bool) -> None:
    people, days = ["p0", "p1", "p2", "p3"], (date(2020, 1, 1), date(2020, 1, 1), None, None)
    ties = [
        TieRow(TieFacts(f"m{n}", "MEMBER_OF_HOUSEHOLD", one, "h", valid_from=day), cls=1)
        for n, (one, day) in enumerate(zip(people, days, strict=True))
    ]
    engine = Engine(columns_of(people, ties, [GroupRow("household:h", 1)]))
    sight = replace(sight_of(random_case(0)), allowed=(1,), circle=None, kin_circle=None)
    wanted = Wanted("p0", "SUPPORT", TODAY, TODAY, 3, period=(date(2019, 1, 1), None), undated=False)
    found = engine.paths(sight, Site(group_member_cap=cap), wanted).found
    assert [route.ids for route in found] == ([("m0", "m1")] if joins else [])
    assert engine.joining(sight, Site(group_member_cap=cap), wanted, {"household:h", "household:x"}) == (
        {"household:h"} if joins else set()
    )


def test_nobody_known_leads_nowhere() -> None:
    """Source and targets count; whoever is to be passed does not."""
    case = random_case(0)
    for changed, explored in (({"source": "nobody"}, 0), ({"ends": ("nobody",)}, 2), ({"via": ("nobody",)}, 1)):
        wanted = replace(wanted_of(case, ORDERS[0]), **changed)
        assert engine_of(case).paths(sight_of(case), Site(), wanted) == Routes((), 0, explored, False)


@given(st.integers(1, 36), st.dates(date(2000, 3, 1), date(2030, 12, 31)), st.integers(-40, 40))
def test_the_last_day_that_is_too_old_parts_the_old_from_the_others(months: int, as_of: date, away: int) -> None:
    last = last_day(lambda day: older_than(day, months, as_of), as_of)
    day = date.fromordinal(last + away)
    assert older_than(day, months, as_of) == (away <= 0)
