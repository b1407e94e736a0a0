"""Definitions.md §4: deleting, sealing, contesting or expiring any record never frees anybody into a band."""

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.property.families import CHANGES, RELATIVES, Family, changed, families, in_bands, lists_for


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(family=families(), data=st.data())
def test_no_change_of_a_record_moves_an_excluded_or_held_person_into_a_band(
    family: Family, data: st.DataObject
) -> None:
    kind, index = data.draw(st.sampled_from(family.records))
    change = data.draw(st.sampled_from(CHANGES))
    before = lists_for(family)
    outside = frozenset(RELATIVES) - in_bands(before)
    event(f"{kind} {change}, {len(outside)} outside")
    moved = outside & in_bands(lists_for(changed(family, kind, index, change)))
    assert moved == frozenset()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(family=families())
def test_nobody_stands_in_two_lists_of_relatives(family: Family) -> None:
    lists = lists_for(family)
    placed = [
        *(row.id for row in lists.needs_safety_check),
        *(row.id for row in lists.by_route_only),
        *(row.id for rows in lists.bands.values() for row in rows),
    ]
    assert len(placed) == len(set(placed))
