"""Few messengers who reach many: greedy against the exact optimum of an integer programme, on drawn cases."""

from math import e

import highspy
from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.questions.influence.cover import Cover, cover_of

PEOPLE = tuple(f"p{n}" for n in range(9))
MESSENGERS = tuple(f"m{n}" for n in range(7))
CASES = st.tuples(
    st.dictionaries(
        st.sampled_from(MESSENGERS), st.sets(st.sampled_from(PEOPLE)).map(lambda some: tuple(sorted(some))), min_size=1
    ),
    st.fixed_dictionaries({one: st.integers(0, 3) for one in MESSENGERS}),
    st.integers(1, 5),
)
Reach = dict[str, tuple[str, ...]]
Room = dict[str, int]


def optimum(reach: Reach, room: Room, most: int) -> int:
    """The most people that so many messengers reach: an integer programme (HiGHS)."""
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    taken = {one: model.addBinary() for one in reach}
    gives = {(one, person): model.addBinary() for one, people in reach.items() for person in people}
    model.addConstr(sum(taken.values()) <= most)
    for one, people in reach.items():
        if people:
            model.addConstr(sum(gives[one, person] for person in people) <= room[one] * taken[one])
    for person in PEOPLE:
        some = [var for (_, reached), var in gives.items() if reached == person]
        if some:
            model.addConstr(sum(some) <= 1)
    if not gives:
        return 0
    model.maximize(sum(gives.values()))
    return round(model.getObjectiveValue())


def keeps_the_rules(found: Cover, reach: Reach, room: Room, most: int) -> None:
    chosen = set(found.given.values())
    assert len(chosen) <= most
    assert all(person in reach[one] for person, one in found.given.items())
    assert all(list(found.given.values()).count(one) <= room[one] for one in chosen)


@settings(max_examples=250, deadline=None)
@given(CASES)
def test_greedy_reaches_the_bound_of_the_exact_optimum(case: tuple[Reach, Room, int]) -> None:
    reach, room, most = case
    found, best = cover_of(reach, room, most), optimum(reach, room, most)
    keeps_the_rules(found, reach, room, most)
    assert best >= len(found.given) >= (1 - 1 / e) * best
    assert len(found.given) >= (1 - (1 - 1 / most) ** most) * best - 1e-9


@settings(max_examples=150, deadline=None)
@given(CASES)
def test_with_everybody_allowed_greedy_is_exact_and_the_next_adds_what_it_then_does(
    case: tuple[Reach, Room, int],
) -> None:
    reach, room, most = case
    everybody = cover_of(reach, room, len(MESSENGERS))
    assert len(everybody.given) == optimum(reach, room, len(MESSENGERS)) and everybody.next_adds == 0
    few, more = cover_of(reach, room, most), cover_of(reach, room, most + 1)
    assert len(more.given) - len(few.given) == few.next_adds


def test_whom_one_reaches_is_handed_on_to_let_another_join() -> None:
    """b reaches p1 and p2; a, who reaches p1 alone, may join only when b hands p1 on."""
    found = cover_of({"a": ("p1",), "b": ("p1", "p2")}, {"a": 1, "b": 1}, 2)
    assert found == Cover({"p1": "a", "p2": "b"}, 0)


def test_among_equals_the_lowest_id_is_chosen_and_the_order_of_the_input_is_nothing() -> None:
    reach = {"b": ("p1",), "a": ("p1",)}
    assert cover_of(reach, {"a": 3, "b": 3}, 1) == cover_of(dict(reversed(reach.items())), {"a": 3, "b": 3}, 1)
    assert cover_of(reach, {"a": 3, "b": 3}, 1).given == {"p1": "a"}
