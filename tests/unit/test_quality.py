"""definitions.md §5, by hand: each boundary on its day, the day before and the day after."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from graphsvc.model.quality import (
    TieFacts,
    distinct_incidents,
    eligible,
    group_quality,
    lapsed,
    months_after,
    overlap,
    quality,
    strength,
)
from graphsvc.model.site import Site

SITE = Site()
TODAY = date(2026, 4, 20)
DAY = timedelta(days=1)


def kin(**facts: object) -> TieFacts:
    return replace(TieFacts("t", "KIN_OF", "a", "b", stated_at=TODAY), **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("closeness", "expected"),
    [("VERY_STRONG", 5), ("STRONG", 4), ("MODERATE", 3), ("UNKNOWN", 2), ("WEAK", 1), ("VERY_WEAK", 0)],
)
def test_closeness_has_the_strength_of_the_table(closeness: str, expected: int) -> None:
    assert strength(kin(closeness=closeness), TODAY, SITE) == expected


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2024, 4, 20), 24, date(2026, 4, 20)),
        (date(9999, 12, 31), 1, date.max),
    ],
)
def test_months_are_calendar_months(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later


@pytest.mark.parametrize(
    ("stated", "expected"),
    [(date(2025, 4, 21), 5), (date(2025, 4, 20), 5), (date(2025, 4, 19), 2)],
)
def test_closeness_lapses_the_day_after_twelve_months(stated: date, expected: int) -> None:
    tie = kin(closeness="VERY_STRONG", stated_at=stated)
    assert (strength(tie, TODAY, SITE), lapsed(tie, TODAY, SITE)) == (expected, expected == 2)


def test_the_day_of_the_quality_counts_before_the_day_of_the_fact() -> None:
    tie = kin(closeness="STRONG", stated_at=date(2010, 1, 1), quality_at=TODAY)
    assert strength(tie, TODAY, SITE) == 4


def test_a_lapsed_closeness_below_unknown_stays_itself() -> None:
    old = date(2020, 1, 1)
    assert [strength(kin(closeness=c, stated_at=old), TODAY, SITE) for c in ("WEAK", "VERY_WEAK")] == [1, 0]


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        (date(2025, 10, 20), 5),
        (date(2025, 10, 19), 4),
        (date(2024, 4, 20), 4),
        (date(2024, 4, 19), 3),
        (None, 5),
        (TODAY + DAY, 5),
    ],
)
def test_strength_falls_the_day_after_6_and_24_months_without_contact(contact: date | None, expected: int) -> None:
    assert strength(kin(closeness="VERY_STRONG", last_contact=contact), TODAY, SITE) == expected


def test_unknown_does_not_fall_and_nothing_falls_below_zero() -> None:
    long_ago = date(2000, 1, 1)
    found = [strength(kin(closeness=c, last_contact=long_ago), TODAY, SITE) for c in ("UNKNOWN", "WEAK", "VERY_WEAK")]
    assert found == [2, 0, 0]


def test_a_lapsed_moderate_counts_as_unknown_and_then_does_not_fall() -> None:
    old = date(2020, 1, 1)
    assert strength(kin(closeness="MODERATE", stated_at=old, last_contact=old), TODAY, SITE) == 2


def test_conflict_lowers_one_step_unknown_too() -> None:
    found = [strength(kin(closeness=c, tone="CONFLICT"), TODAY, SITE) for c in ("VERY_STRONG", "UNKNOWN", "VERY_WEAK")]
    assert found == [4, 1, 0]


@pytest.mark.parametrize(("incidents", "expected"), [(4, 5), (3, 5), (2, 4), (1, 3), (0, 1)])
def test_peer_strength_is_by_distinct_incidents_and_fio_alone_is_weak(incidents: int, expected: int) -> None:
    old = TieFacts("t", "CO_ARRESTED", "a", "b", at=date(2001, 1, 1), stated_at=date(2001, 1, 1))
    assert strength(old, TODAY, SITE, incidents) == expected


def test_an_incident_counts_once_and_a_field_observation_never() -> None:
    ties = [
        TieFacts("1", "CO_ARRESTED", "a", "b", incident="i"),
        TieFacts("2", "CO_PRESENT", "a", "b", incident="i"),
        TieFacts("3", "CO_PRESENT", "a", "b", incident="j"),
        TieFacts("4", "CO_FIO", "a", "b", incident="k"),
    ]
    assert distinct_incidents(ties) == 2


def test_an_affiliation_says_nothing_about_closeness() -> None:
    assert strength(TieFacts("t", "AFFILIATED_WITH", "a", "g"), TODAY, SITE, 3) == 2


def test_quality_compares_strength_then_contact_then_independent_sources() -> None:
    ranked = [
        kin(closeness="STRONG"),
        kin(closeness="MODERATE", last_contact=TODAY),
        kin(closeness="MODERATE", last_contact=TODAY - DAY, sources=("x", "y")),
        kin(closeness="MODERATE", last_contact=TODAY - DAY, sources=("x", "x")),
        kin(closeness="MODERATE", sources=("x", "y", "z")),
    ]
    values = [quality(tie, TODAY, SITE) for tie in ranked]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == 5


def test_a_group_step_is_the_lesser_membership_over_the_overlap() -> None:
    first = TieFacts("m1", "MEMBER_OF_HOUSEHOLD", "a", "h", valid_from=date(2020, 1, 1), valid_to=date(2025, 1, 1))
    second = TieFacts("m2", "MEMBER_OF_HOUSEHOLD", "b", "h", valid_from=date(2021, 1, 1))
    assert group_quality((2, 9, 0), (2, 8, 5)) == (2, 8, 5)
    assert overlap(first, second) == (date(2021, 1, 1), date(2025, 1, 1))
    assert overlap(second, replace(second, valid_from=None)) == (date(2021, 1, 1), None)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, True),
        ({"verification": "PROVEN"}, True),
        ({"verification": "CHALLENGED"}, False),
        ({"verification": "DISPROVEN"}, False),
        ({"contested_at": TODAY}, False),
        ({"tone": "CUTOFF"}, False),
        ({"tone": "ABUSIVE"}, False),
        ({"tone": "CUTOFF_REPAIRED"}, True),
        ({"valid_from": TODAY}, True),
        ({"valid_from": TODAY + DAY}, False),
        ({"valid_to": TODAY}, True),
        ({"valid_to": TODAY - DAY}, False),
        ({"role": "FRND"}, True),
        ({"role": "NBOR"}, False),
        ({"type": "CO_ARRESTED"}, False),
        ({"type": "HARMED"}, False),
    ],
)
def test_only_a_valid_unquestioned_tie_of_the_kind_is_walked(facts: dict[str, object], expected: bool) -> None:
    assert eligible(kin(**facts), TODAY, "SUPPORT") is expected


def test_min_verification_proven_admits_only_proven() -> None:
    found = [eligible(kin(verification=v), TODAY, "SUPPORT", "PROVEN") for v in ("PROVEN", "STATED")]
    assert found == [True, False]


def test_a_co_arrest_is_not_walked_before_it_happened() -> None:
    tie = TieFacts("t", "CO_ARRESTED", "a", "b", at=TODAY)
    assert [eligible(tie, day, "PEER") for day in (TODAY - DAY, TODAY)] == [False, True]
