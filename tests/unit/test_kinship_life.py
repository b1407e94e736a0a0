"""Four answers about a life on a day, and what each rests on."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.kinship.life import Event, OnFile, life_at

DAY = date(2000, 6, 1)
BEFORE, AFTER = DAY - timedelta(days=400), DAY + timedelta(days=400)


def event(on: date | None = None, said: date | None = None, *, questioned: bool = False) -> Event:
    return Event("e", "EOHHS", on, said, questioned)


@pytest.mark.parametrize(
    ("births", "deaths", "seen", "told"),
    [
        ((), (), (), ("UNKNOWN", "BIRTH_UNKNOWN")),
        ((event(BEFORE),), (), (), ("UNKNOWN", "NO_DEATH_ON_FILE")),
        ((event(date(1790, 1, 1)),), (), (), ("UNKNOWN", "NO_DEATH_ON_FILE")),
        ((event(AFTER),), (), (), ("NOT_BORN", "BORN_LATER")),
        ((event(BEFORE),), (event(AFTER),), (), ("LIVING", "DIED_LATER")),
        ((), (event(AFTER),), (), ("UNKNOWN", "BIRTH_UNKNOWN")),
        ((event(BEFORE),), (event(DAY),), (), ("DEAD", "DIED")),
        ((), (event(BEFORE),), (), ("DEAD", "DIED")),
        ((event(BEFORE),), (event(None, BEFORE),), (), ("DEAD", "SAID_DEAD")),
        ((event(BEFORE),), (event(None, AFTER),), (), ("UNKNOWN", "DEATH_UNDATED")),
        ((event(BEFORE),), (), (DAY,), ("LIVING", "SEEN")),
        ((event(BEFORE),), (), (AFTER,), ("LIVING", "SEEN")),
        ((), (), (AFTER,), ("UNKNOWN", "BIRTH_UNKNOWN")),
        ((event(BEFORE),), (), (BEFORE,), ("UNKNOWN", "NO_DEATH_ON_FILE")),
        ((event(BEFORE), event(AFTER)), (), (), ("UNKNOWN", "RECORDS_DISAGREE")),
        ((event(BEFORE),), (event(BEFORE), event(AFTER)), (), ("UNKNOWN", "RECORDS_DISAGREE")),
        ((event(AFTER),), (event(BEFORE),), (), ("UNKNOWN", "RECORDS_DISAGREE")),
        ((event(BEFORE),), (event(BEFORE, questioned=True),), (), ("UNKNOWN", "QUESTIONED")),
    ],
)
def test_a_life_on_a_day(births, deaths, seen, told):
    found = life_at(OnFile(births, deaths, seen), DAY)
    assert (found.state, found.code) == told


DAYS = st.dates(date(1900, 1, 1), date(2030, 1, 1))
EVENTS = st.lists(st.builds(Event, st.just("e"), st.just("EOHHS"), st.none() | DAYS, st.none() | DAYS), max_size=2)


@given(EVENTS, DAYS)
def test_without_a_death_or_a_contact_nobody_lives_or_is_dead(births, day):
    assert life_at(OnFile(tuple(births)), day).state in ("UNKNOWN", "NOT_BORN")
