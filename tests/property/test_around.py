"""The circle over the arrays against the circle over ties that are told, on random small towns; patched arrays too."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise, product
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graphsvc.access.circle import CLOSED_HOUSEHOLDS, Tie, circle_of
from graphsvc.engine.around import Around
from graphsvc.engine.columns import Columns
from graphsvc.engine.patch import patched
from graphsvc.engine.rows import GroupRow, TieRow, columns_of
from graphsvc.model.circle import Shown
from graphsvc.model.codes import CODES
from graphsvc.model.quality import UNWALKED_ROLES, TieFacts

PEOPLE, HOUSEHOLDS = "abcdefghij", "xyz"
TODAY, EARLIER, LATER = date(2026, 4, 20), date(2026, 4, 19), date(2026, 4, 21)
ROLES = ("MTH", "FTH", "CHILD", "ADOPTP", "CHLDADOPT", "SIB", "GRMTH", "COUSN", "STPFTH", "FRND", "NBOR")
OTHERS = ("UNION_WITH", "GUARDIAN_OF", "CAREGIVER_OF", "MENTOR_OF", "SUPPORTS", "CO_ARRESTED")
FAMILY = ("KIN_OF", "UNION_WITH", "GUARDIAN_OF")


@dataclass(frozen=True)
class Town:
    """What is stored, and who asks."""

    ties: tuple[TieRow, ...]
    groups: tuple[GroupRow, ...]
    shown: Shown
    caseload: frozenset[str]
    absent: frozenset[str]


days = st.sampled_from([None, None, None, EARLIER, TODAY, LATER])


@st.composite
def tie_rows(draw: st.DrawFn) -> TieRow:
    kind = draw(st.sampled_from(["KIN_OF"] * 4 + ["MEMBER_OF_HOUSEHOLD"] * 3 + list(OTHERS)))
    facts = TieFacts(
        id="",
        type=kind,
        a=draw(st.sampled_from(PEOPLE)),
        b=draw(st.sampled_from(HOUSEHOLDS if kind == "MEMBER_OF_HOUSEHOLD" else PEOPLE)),
        role=draw(st.sampled_from(ROLES)) if kind == "KIN_OF" else "",
        verification=draw(st.sampled_from(["STATED", "PROVEN", "STATED", "CHALLENGED", "DISPROVEN"])),
        tone=draw(st.sampled_from(["UNKNOWN", "UNKNOWN", "CONFLICT", "CUTOFF", "ABUSIVE"])),
        contested_at=draw(st.sampled_from([None, None, None, EARLIER])),
        valid_from=draw(days),
        valid_to=draw(days),
    )
    return TieRow(facts, draw(st.sampled_from([1, 1, 2, 3])), draw(st.sampled_from([None, None, "c1", "c2"])))


@st.composite
def group_rows(draw: st.DrawFn, id: str) -> GroupRow:
    flags = st.sampled_from([True, True, False])
    return GroupRow(
        key=f"household:{id}",
        cls=draw(st.sampled_from([1, 1, 2, 3])),
        case=draw(st.sampled_from([None, "c1"])),
        verified=draw(flags),
        joins=draw(flags),
        valid_from=draw(days),
        valid_to=draw(days),
    )


@st.composite
def towns(draw: st.DrawFn) -> Town:
    drawn = draw(st.lists(tie_rows(), max_size=16))
    ties = tuple(replace(row, facts=replace(row.facts, id=f"t{n:02}")) for n, row in enumerate(drawn))
    some = st.frozensets(st.sampled_from(PEOPLE), max_size=3)
    caseload = draw(some)
    shown = Shown(
        allowed=(1,),
        conditional=draw(st.sampled_from([(), (2,)])),
        cases=draw(st.sampled_from([(), ("c1",)])),
        consented=tuple(sorted(draw(st.frozensets(st.sampled_from(PEOPLE), max_size=8)))),
        today=TODAY,
        member_cap=draw(st.sampled_from([2, 3, 50])),
        kin=draw(st.sampled_from([True, True, True, False])),
    )
    groups = tuple(draw(group_rows(id)) for id in HOUSEHOLDS)
    return Town(ties, groups, shown, caseload, draw(some) - caseload)


def told(town: Town) -> list[Tie]:
    """What the statement access_steps answers about everybody, read aloud; and whoever is absent left out."""
    direct = [_direct(row.facts) for row in town.ties if _is_step(town, row)]
    ties = [*direct, *_through_households(town)]
    return [tie for tie in ties if town.absent.isdisjoint((tie.a, tie.b))]


def _is_step(town: Town, row: TieRow) -> bool:
    facts = row.facts
    there = facts.type not in ("MEMBER_OF_HOUSEHOLD", "CO_ARRESTED") and facts.role not in UNWALKED_ROLES
    return there and (town.shown.kin or facts.type not in FAMILY) and _seen(town.shown, row, (facts.a, facts.b))


def _direct(facts: TieFacts) -> Tie:
    return Tie(facts.a, facts.b, facts.role or None, _sure(facts))


def _sure(facts: TieFacts) -> bool:
    stated = facts.verification in ("STATED", "PROVEN") and facts.contested_at is None
    return stated and facts.tone not in ("CUTOFF", "ABUSIVE")


def _seen(shown: Shown, row: TieRow, people: Iterable[str]) -> bool:
    by_consent = row.cls in shown.conditional and set(people) <= set(shown.consented)
    return _stands(row.facts.valid_from, row.facts.valid_to) and (
        row.cls in shown.allowed or row.case in shown.cases or by_consent
    )


def _stands(since: date | None, until: date | None) -> bool:
    return (since is None or since <= TODAY) and (until is None or until >= TODAY)


def _through_households(town: Town) -> list[Tie]:
    found: list[Tie] = []
    for group in town.groups if town.shown.kin else ():
        seen = group.cls in town.shown.allowed or group.case in town.shown.cases
        members = [
            row.facts
            for row in town.ties
            if row.facts.type == "MEMBER_OF_HOUSEHOLD"
            and f"household:{row.facts.b}" == group.key
            and _seen(town.shown, row, (row.facts.a,))
        ]
        step = group.joins and seen and _stands(group.valid_from, group.valid_to)
        if step and len({each.a for each in members}) <= town.shown.member_cap:
            found += [
                Tie(one.a, other.a, None, group.verified and _sure(one) and _sure(other))
                for one in members
                for other in members
                if one.a != other.a
            ]
    return found


def circle(columns: Columns, town: Town) -> frozenset[str]:
    found = Around(columns, town.shown).circle(town.caseload, town.absent)
    assert list(found) == sorted(set(found))
    return frozenset(found)


def kin(*ties: tuple[str, str, str]) -> Town:
    """A town of these ties (who, of whom, role), asked about by whoever has `a` on their caseload."""
    rows = (
        TieRow(TieFacts(f"t{n}", "KIN_OF", one, other, role=role, verification="STATED"), 1)
        for n, (one, other, role) in enumerate(ties)
    )
    return Town(tuple(rows), (), Shown((1,), (), (), (), TODAY, 50, True), frozenset("a"), frozenset())


COUSIN = kin(("b", "a", "MTH"), ("c", "b", "MTH"), ("d", "c", "CHILD"), ("e", "d", "CHILD"), ("f", "e", "CHILD"))


@pytest.mark.parametrize("chain", ["".join(each) for each in product("UD", repeat=4)])
def test_four_ties_of_parents_and_children_end_at_kin_who_rise_and_then_fall(chain: str) -> None:
    """U: to a mother, D: to a child. Whoever falls and rises again comes to a child's other parent, who is no kin."""
    town = kin(
        *(
            (there, here, "MTH" if way == "U" else "CHILD")
            for way, (here, there) in zip(chain, pairwise("abcde"), strict=True)
        )
    )
    found = circle(columns_of(PEOPLE, town.ties, ()), town)
    assert found == circle_of(town.caseload, told(town))
    assert ("e" in found) is ("DU" not in chain)


@pytest.mark.parametrize(("members", "joined"), [("aab", True), ("aabb", True), ("abc", False)])
def test_who_is_twice_in_a_household_counts_once(members: str, joined: bool) -> None:
    rows = (
        TieRow(TieFacts(f"t{n}", "MEMBER_OF_HOUSEHOLD", who, "x", verification="STATED"), 1)
        for n, who in enumerate(members)
    )
    home = GroupRow("household:x", 1, None, verified=True, joins=True)
    capped = replace(kin(), ties=tuple(rows), groups=(home,), shown=replace(kin().shown, member_cap=2))
    found = circle(columns_of(PEOPLE, capped.ties, capped.groups), capped)
    assert found == circle_of(capped.caseload, told(capped))
    assert ("b" in found) is joined


@settings(max_examples=1500, deadline=None)
@given(towns())
@example(COUSIN)
def test_the_circle_over_the_arrays_is_that_over_the_ties(town: Town) -> None:
    columns = columns_of(PEOPLE, town.ties, town.groups)
    assert circle(columns, town) == circle_of(town.caseload, told(town))


@settings(max_examples=500, deadline=None)
@given(towns(), st.frozensets(st.sampled_from(PEOPLE), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_so_it_is_over_patched_arrays(town: Town, people: frozenset[str], random: Random) -> None:
    """What touches some people comes later, in the place of what was there."""
    touching = [row for row in town.ties if not people.isdisjoint(_ends(row))]
    before = [replace(row, cls=1 + random.randrange(3)) for row in town.ties if random.random() < 0.7]
    held = [row for row in town.ties if row not in touching]
    before = [*held, *(row for row in before if not people.isdisjoint(_ends(row)))]
    columns = patched(columns_of(PEOPLE[:8], _among(before), town.groups), people, touching, town.groups)
    assert circle(columns, town) == circle_of(town.caseload, told(replace(town, ties=(*_among(held), *touching))))


def _ends(row: TieRow) -> tuple[str, ...]:
    return (row.facts.a,) if row.facts.type == "MEMBER_OF_HOUSEHOLD" else (row.facts.a, row.facts.b)


def _among(rows: Iterable[TieRow]) -> list[TieRow]:
    return [row for row in rows if set(_ends(row)) <= set(PEOPLE[:8])]


@settings(max_examples=300, deadline=None)
@given(towns())
def test_a_hidden_tie_gives_the_circle_of_a_removed_one(town: Town) -> None:
    open_to_her = {*town.shown.allowed, *town.shown.conditional}
    left = tuple(row for row in town.ties if row.cls in open_to_her or row.case in town.shown.cases)
    whole, less = (columns_of(PEOPLE, ties, town.groups) for ties in (town.ties, left))
    assert circle(whole, town) == circle(less, town)


def test_a_household_is_a_family_or_joins_nobody() -> None:
    """The arrays hold which households are families, the statement which are closed: there is no third kind."""
    assert {"FAMILY", *CLOSED_HOUSEHOLDS} == set(CODES["household_kind"])
