"""Influence paths on webs drawn by hand: order, parallels, groups, who is apart, words."""

from datetime import date

import pytest

from graphsvc.model.quality import TieFacts
from graphsvc.model.site import Site
from graphsvc.questions.influence.answer import PathAsked
from graphsvc.questions.influence.order import BEST, Path, Step
from graphsvc.questions.influence.select import Found, Walk, found_in
from graphsvc.questions.influence.web import Limits, web_of
from graphsvc.questions.influence.words import change_sentence, tie_sentence, unknowns, weakest_sentence

TODAY = date(2026, 4, 20)
SITE = Site()
NAMES = {"P": "Pia", "a": "Abel", "b": "Bo", "c": "Cy", "d": "Di", "e": "Eve"}


def tie(id: str, closeness: str = "STRONG", **facts: object) -> TieFacts:
    """`x-Pa`: a kin tie named x between P and a."""
    name, _, ends = id.partition("-")
    return TieFacts(name, "KIN_OF", ends[0], ends[1], closeness=closeness, stated_at=TODAY, **facts)  # type: ignore[arg-type]


def member(name: str, person: str, household: str) -> TieFacts:
    return TieFacts(name, "MEMBER_OF_HOUSEHOLD", person, household, stated_at=TODAY)


def peer(name: str, ends: str, incident: str, type: str = "CO_ARRESTED") -> TieFacts:
    return TieFacts(name, type, ends[0], ends[1], incident=incident, at=date(2024, 1, 1))


def found(*ties: TieFacts, walk: Walk | None = None, **said: object) -> Found:
    asked = PathAsked("P", "SUPPORT", TODAY, **said)  # type: ignore[arg-type]
    return found_in(walk or Walk(ties), asked, SITE)


def ids(outcome: Found) -> list[str]:
    return [" ".join(path.ids) for path in outcome.paths]


def test_the_weakest_tie_decides_then_steps_then_ids() -> None:
    web = (tie("k1-Pa", "STRONG"), tie("k2-ab", "VERY_STRONG"), tie("k3-Pc", "MODERATE"), tie("k4-Pd", "STRONG"))
    assert ids(found(*web)) == ["k1", "k4", "k1 k2", "k3"]


def test_fewest_steps_puts_a_short_weak_path_before_a_long_strong_one() -> None:
    web = (tie("k1-Pa"), tie("k2-ab"), tie("k3-Pb", "WEAK"))
    assert ids(found(*web, to="b")) == ["k1 k2", "k3"]
    assert ids(found(*web, to="b", order="FEWEST_STEPS")) == ["k3", "k1 k2"]


def test_a_weaker_beginning_of_lower_ids_wins_where_a_later_tie_is_the_weakest() -> None:
    web = (tie("k9-Pa", "VERY_STRONG"), tie("k8-ac", "VERY_STRONG"), tie("k1-Pb"), tie("k2-bc"), tie("k3-cd", "WEAK"))
    assert ids(found(*web))[-1] == "k1 k2 k3"


def test_a_longer_strong_beginning_does_not_hide_the_short_one_that_still_reaches() -> None:
    web = (tie("k1-Pa"), tie("k2-ab"), tie("k3-Pb", "WEAK"), tie("k4-bc"), tie("k5-cd"))
    assert ids(found(*web)) == ["k1", "k1 k2", "k1 k2 k4", "k3 k4 k5"]


def test_parallel_ties_count_as_the_best_and_the_lowest_id_of_equals() -> None:
    web = (tie("k3-Pa", "WEAK"), tie("k2-Pa"), tie("k1-Pa"))
    outcome = found(*web, to="a")
    assert ids(outcome) == ["k1"]
    assert outcome.paths[0].steps[0].parallels == (("k2",), ("k3",))


def test_a_household_is_one_step_of_two_memberships_and_stands_on_a_path_once() -> None:
    web = (member("m1", "P", "H"), member("m2", "a", "H"), member("m3", "b", "H"), tie("k1-bc"))
    assert ids(found(*web)) == ["m1 m2", "m1 m3", "m1 m3 k1"]
    assert ids(found(*web, to="b")) == ["m1 m3"]


def test_a_household_that_leads_on_only_without_a_group_used_before_is_still_found() -> None:
    """d and P are kept apart by nobody, a and d are: through H, d is reached by its own tie alone."""
    ties = (member("m1", "a", "H"), member("m2", "b", "H"), member("m3", "d", "H"), tie("k1-Pa"), tie("k9-Pb", "WEAK"))
    walk = Walk(ties, apart=frozenset({frozenset("ad")}))
    assert ids(found(walk=walk)) == ["k1 m1 m2"[:2], "k1 m1 m2", "k9 m2 m3"]


def test_a_tie_between_two_middles_kept_apart_is_dropped_but_not_one_to_the_person() -> None:
    walk = Walk((tie("k1-Pa"), tie("k2-ab"), tie("k3-Pb", "WEAK")), apart=frozenset({frozenset("ab"), frozenset("Pa")}))
    assert ids(found(walk=walk)) == ["k1", "k3"]


def test_three_incidents_of_a_pair_are_strong_and_one_incident_twice_is_one() -> None:
    ties = (peer("t1", "Pa", "i1"), peer("t2", "Pa", "i2"), peer("t3", "aP", "i3"), peer("t4", "Pb", "i4"))
    twice = peer("t5", "Pb", "i4", "CO_PRESENT")
    outcome = found_in(Walk((*ties, twice)), PathAsked("P", "PEER", TODAY, max_steps=2), SITE)
    assert [(path.ids, path.weakest[0]) for path in outcome.paths] == [(("t1",), 5), (("t4",), 3)]


def test_no_relative_is_the_end_of_a_peer_path_but_may_stand_in_the_middle() -> None:
    walk = Walk((peer("t1", "Pa", "i1"), peer("t2", "ab", "i2")), relatives=frozenset({"a"}))
    outcome = found_in(walk, PathAsked("P", "PEER", TODAY, max_steps=2), SITE)
    assert ids(outcome) == ["t1 t2"]


def test_what_is_beyond_the_first_is_counted_for_an_open_end_and_not_for_a_target() -> None:
    web = (tie("k1-Pa"), tie("k2-Pb"), tie("k3-ab"))
    outcome = found(*web, first=1)
    assert (ids(outcome), outcome.more, outcome.truncated) == (["k1"], 1, True)
    outcome = found(*web, first=1, to="b")
    assert (ids(outcome), outcome.more, outcome.truncated) == (["k2"], None, True)


def test_only_what_is_within_the_steps_and_not_barred_is_counted_as_looked_at() -> None:
    ties = (tie("k1-Pa"), tie("k2-ab"), tie("k3-bc"), tie("k4-Pd"), tie("k5-de"))
    outcome = found(walk=Walk(ties, barred=frozenset("d")), max_steps=2)
    assert (outcome.people, outcome.ties) == (3, 2)


def test_minimum_verification_and_avoid_narrow_what_was_walked() -> None:
    web = (tie("k1-Pa"), tie("k2-Pb", verification="PROVEN"), tie("k3-bc", verification="PROVEN"))
    assert ids(found(*web, min_verification="PROVEN")) == ["k2", "k2 k3"]
    assert ids(found(*web, avoid=("b",))) == ["k1"]


def test_the_steps_of_a_web_are_the_same_both_ways() -> None:
    web = web_of((tie("k1-Pa"), member("m1", "P", "H"), member("m2", "b", "H")), Limits("P", TODAY), SITE)
    there, back = web.steps("P"), (*web.steps("a"), *web.steps("b"))
    assert [(s.ids, s.quality, s.group) for s in there] == [(s.ids[::-1], s.quality, s.group) for s in back]


# ---- words ----------------------------------------------------------------------------------------------------


def path(*strengths: tuple[int, int, int]) -> Path:
    ends = "Pabcde"
    steps = tuple(Step(ends[i], ends[i + 1], (f"k{i}",), q) for i, q in enumerate(strengths))
    return Path("P", steps, min(strengths, default=BEST), tuple(s.ids[0] for s in steps))


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (path((5, 0, 0)), "A closer tie between Pia and Abel would move this path towards path 1, above it."),
        (path((4, 9, 0)), "A more recent contact between Pia and Abel would move this path towards path 1, above it."),
        (
            path((4, 0, 3)),
            "Another source for the tie between Pia and Abel would move this path towards path 1, above it.",
        ),
        (path((4, 0, 0)), "Nothing but its id puts this path after path 1: the two are equal."),
    ],
)
def test_the_first_factor_that_differs_is_what_would_change_the_order(other: Path, expected: str) -> None:
    assert change_sentence((other, path((4, 0, 0))), 1, "WEAKEST_LINK", NAMES) == expected


def test_fewer_steps_come_before_strength_in_that_order() -> None:
    pair = (path((1, 0, 0)), path((5, 0, 0), (5, 0, 0)))
    assert change_sentence(pair, 1, "FEWEST_STEPS", NAMES) == (
        "Fewer steps would move this path towards path 1, above it."
    )


def test_the_weakest_point_names_the_tie_and_its_last_contact() -> None:
    day = date(2026, 1, 20).toordinal()
    assert weakest_sentence(path((5, 0, 0), (4, day, 0)), "SUPPORT", NAMES) == (
        "Weakest point: the tie between Abel and Bo, strong, last contact 20 January 2026."
    )
    assert weakest_sentence(path((1, 0, 0)), "PEER", NAMES) == (
        "Weakest point: the tie between Pia and Abel, a field observation only, last contact unknown."
    )


def test_a_tie_reads_in_its_own_direction_and_names_nobody_who_may_not_be_named() -> None:
    facts = TieFacts("k", "KIN_OF", "a", "P", role="MGRMTH", stated_as="FAMILY", owner="EOHHS", verification="PROVEN")
    assert tie_sentence(facts, NAMES, None, None) == (
        "Abel is the maternal grandmother of Pia; stated by a family member (EOHHS, proven)."
    )


def test_what_is_not_known_is_said() -> None:
    assert unknowns(TieFacts("k", "KIN_OF", "a", "P"), "Abel", None) == (
        "How close they are.",
        "When they were last in contact.",
        "When this was stated.",
        "Whether Abel has agreed to be asked.",
    )
