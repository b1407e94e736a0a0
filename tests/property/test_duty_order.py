"""A factor improved alone takes nobody out of an officer's duty or out of the messengers and puts nobody behind others;
what is no factor there moves nobody (AC-11.1 and AC-11.3 through the fields that came later)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.model.quality import TieFacts
from graphsvc.model.site import Site
from graphsvc.questions.influence.offers import offers_in
from graphsvc.questions.reach.duty_rules import DUTIES, needed
from graphsvc.questions.reach.kin import Kin
from graphsvc.questions.reach.rows import ReachTie

TODAY, SITE = date(2026, 4, 20), Site()
ROLES = ("MTH", "FTH", "SIS", "MGRMTH", "MUNCLE", "SPS")
NO_FACTOR: Mapping[str, tuple[object, ...]] = {
    "closeness": ("UNKNOWN", "WEAK", "MODERATE", "STRONG", "VERY_STRONG"),
    "frequency": ("UNKNOWN", "NONE", "MONTHLY", "WEEKLY", "DAILY"),
    "last_contact": (None, TODAY - timedelta(days=900), TODAY),
    "tone": ("UNKNOWN", "DISTANT", "CLOSE"),
}
"""What orders the relatives to reach and is none of a duty's: it is told by relation alone."""


@st.composite
def families(draw: st.DrawFn) -> tuple[Kin, ...]:
    return tuple(
        _kin(f"k{n}", draw(st.sampled_from(ROLES)), draw(st.booleans())) for n in range(draw(st.integers(1, 5)))
    )


def _kin(id: str, role: str, cut_off: bool) -> Kin:
    facts = TieFacts(f"t-{id}", "KIN_OF", id, "p", role, tone="CUTOFF" if cut_off else "CLOSE")
    return Kin(id, "relative", 1, "NA", owed=role != "SPS", ties=(ReachTie(facts),))


def _with(kin: Kin, **facts: Any) -> Kin:
    return replace(kin, ties=tuple(replace(tie, facts=replace(tie.facts, **facts)) for tie in kin.ties))


def told(duty: str, family: tuple[Kin, ...]) -> list[str]:
    return [each.id for each in needed(DUTIES[duty], family, "p", lambda _: True)]


def place(who: str, order: list[str]) -> int:
    return order.index(who) if who in order else len(order)


@settings(max_examples=300, deadline=None)
@given(family=families(), duty=st.sampled_from(sorted(DUTIES)), data=st.data())
def test_a_duty_names_whom_contact_is_no_longer_cut_off_with_no_later(
    family: tuple[Kin, ...], duty: str, data: st.DataObject
) -> None:
    one = data.draw(st.sampled_from(family))
    better = tuple(_with(each, tone="CLOSE") if each is one else each for each in family)
    assert place(one.id, told(duty, better)) <= place(one.id, told(duty, family))


@settings(max_examples=300, deadline=None)
@given(family=families(), duty=st.sampled_from(sorted(DUTIES)), data=st.data())
def test_nothing_but_the_relation_and_a_cut_off_decides_a_duty(
    family: tuple[Kin, ...], duty: str, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(NO_FACTOR)))
    free = [each for each in family if name != "tone" or each.ties[0].facts.tone != "CUTOFF"]
    changed = {each.id: data.draw(st.sampled_from(NO_FACTOR[name])) for each in free}
    other = tuple(_with(each, **{name: changed[each.id]}) if each.id in changed else each for each in family)
    assert told(duty, other) == told(duty, family)


LADDERS: Mapping[str, tuple[object, ...]] = {
    "willingness": ("DECLINED", "NOT_NOW", "NOT_ASKED", "MAYBE", "YES"),
    "capacity": ("NOT_AVAILABLE", "UNKNOWN", "LIMITED", "AVAILABLE"),
    "wait": ("CUSTODY", "NONE"),
    "roles": ([], ["TRANSPORT"], ["MENTOR"], ["CARRY_MESSAGE", "MENTOR"]),
    "safe": (False, None, True),
    "standing": (False, True),
    "declined_on": (TODAY, None),
}
"""What somebody says of carrying a message, from worst to best; `safe` of a day by itself."""
rows = st.fixed_dictionaries({name: st.sampled_from(ladder) for name, ladder in LADDERS.items()})


def room(row: Mapping[str, object]) -> int:
    """For how many people they may be asked; 0 for nobody."""
    whole = {"messenger": "m", "person": "p", "id": "a", "owner": "EOHHS", "stated_at": TODAY, "recorded": 1, **row}
    whole["safe_on"] = TODAY if row["safe"] is not None else None
    whole["unsafe_on"] = TODAY if row["safe"] is False else None
    return sum(offer.room for offer in offers_in([whole], TODAY, SITE).values())


@settings(max_examples=400, deadline=None)
@given(row=rows, name=st.sampled_from(sorted(LADDERS)), data=st.data())
def test_an_offer_that_says_more_is_an_offer_for_as_many(
    row: dict[str, object], name: str, data: st.DataObject
) -> None:
    ladder = LADDERS[name]
    low = data.draw(st.integers(0, len(ladder) - 2))
    worse, better = {**row, name: ladder[low]}, {**row, name: data.draw(st.sampled_from(ladder[low + 1 :]))}
    assert room(better) >= room(worse)
