"""AC-11.1: a factor improved alone never lowers a relative. AC-11.3: what is no factor cannot move anybody."""

from dataclasses import fields, replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.questions.reach.bands import BANDS, FACTORS, SHOWN, Factors, band_of, place_key, reasons

TODAY = date(2026, 4, 20)
contacts = st.none() | st.integers(0, 1500).map(lambda days: TODAY - timedelta(days=days))
factors = st.builds(
    Factors,
    id=st.sampled_from(("a", "b", "c")),
    today=st.just(TODAY),
    wish=st.sampled_from(("YES", "NOT_ASKED", "UNSURE")),
    willingness=st.sampled_from(("YES", "MAYBE", "NOT_ASKED", "NOT_NOW", "DECLINED")),
    strength=st.integers(0, 5),
    last_contact=contacts,
    supports=st.integers(0, 5),
    offers=st.integers(0, 4),
    verified_route=st.booleans(),
    interpreter_needed=st.booleans(),
    interpreter_arranged=st.booleans(),
    degree=st.integers(1, 5),
    capacity=st.sampled_from(("AVAILABLE", "LIMITED", "NOT_AVAILABLE", "UNKNOWN")),
    roles_offered=st.integers(0, 2),
    named_by_family=st.booleans(),
    cool_down_until=st.none() | st.just(TODAY + timedelta(days=3)) | st.just(TODAY),
    wait=st.sampled_from(("NONE", "CUSTODY")),
    ask_again_on=st.none() | st.just(TODAY + timedelta(days=30)),
)
LADDERS: dict[str, tuple[object, ...]] = {
    "wish": ("UNSURE", "NOT_ASKED", "YES"),
    "willingness": ("DECLINED", "NOT_NOW", "NOT_ASKED", "MAYBE", "YES"),
    "strength": (0, 1, 2, 3, 4, 5),
    "last_contact": (
        TODAY - timedelta(days=1000),
        TODAY - timedelta(days=400),
        None,
        TODAY - timedelta(days=100),
        TODAY,
    ),
    "supports": (0, 1, 2, 3, 4),
    "offers": (0, 1, 2, 3),
    "verified_route": (False, True),
    "interpreter_arranged": (False, True),
    "degree": (5, 4, 3, 2, 1),
    "capacity": ("NOT_AVAILABLE", "LIMITED", "UNKNOWN", "AVAILABLE"),
    "roles_offered": (0, 1, 2),
    "named_by_family": (False, True),
    "cool_down_until": (TODAY + timedelta(days=3), None),
    "wait": ("CUSTODY", "NONE"),
}
"""Each factor from worst to best."""
NOT_FACTORS = (
    "record",
    "gang",
    "police",
    "race",
    "religion",
    "national",
    "immigra",
    "income",
    "benefit",
    "disab",
    "language",
)


def shown_key(f: Factors) -> tuple[int, tuple[int, ...]]:
    band, ranks, _ = place_key(f)
    return band, ranks


@settings(max_examples=300, deadline=None)
@given(f=factors, name=st.sampled_from(sorted(LADDERS)), data=st.data())
def test_a_factor_improved_alone_never_lowers_a_relative(f: Factors, name: str, data: st.DataObject) -> None:
    ladder = LADDERS[name]
    low = data.draw(st.integers(0, len(ladder) - 2))
    high = data.draw(st.integers(low + 1, len(ladder) - 1))
    worse, better = (replace(f, **{name: ladder[step]}) for step in (low, high))
    assert shown_key(better) <= shown_key(worse)


@settings(max_examples=200, deadline=None)
@given(many=st.lists(factors, min_size=2, max_size=6, unique_by=lambda f: f.id))
def test_the_order_is_total_and_reads_no_order_of_input(many: list[Factors]) -> None:
    backwards = many[::-1]
    once, again = sorted(many, key=place_key), sorted(backwards, key=place_key)
    assert once == again
    assert len({place_key(f) for f in many}) == len(many)


@settings(max_examples=200, deadline=None)
@given(f=factors)
def test_every_factor_is_a_reason_in_its_order(f: Factors) -> None:
    codes = [reason.code for reason in reasons(f) if reason.code not in ("BAND", "WAIT")]
    assert codes == [factor.code for factor in FACTORS]


@given(f=factors)
def test_exactly_the_first_band_that_holds_is_the_band(f: Factors) -> None:
    assert band_of(f) == next(band.name for band in BANDS if band.holds(f))
    assert sorted(SHOWN) == sorted(band.name for band in BANDS)


def test_what_is_no_factor_is_not_even_a_field() -> None:
    names = [each.name for each in fields(Factors) if each.name not in ("interpreter_needed", "interpreter_arranged")]
    assert not [name for name in names for word in NOT_FACTORS if word in name]
