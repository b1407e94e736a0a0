"""Whom memory bars for one P is whom the rules bar one by one, whatever is on file; so it stays after any change."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphsvc.access import layers
from graphsvc.access.safety_rules import Near, decide
from graphsvc.access.shield_births import Birth, Page, births_of
from graphsvc.access.shield_facts import KINDS, shields_in
from graphsvc.access.shield_file import Affiliation, Changes, ShieldFile, file_of
from graphsvc.access.shields import Shields, shields_of
from graphsvc.model.safety_lines import Effect, Sphere, barred
from graphsvc.model.site import Site

TODAY = date(2026, 4, 20)
SITE = Site()
PEOPLE = ("a", "b", "c", "d", "a person whose id is longer than any array is wide")
ALONE = {"ALERT", "DEATH", "HOLD", "ADDRESS"}
CODES = {
    "ORDER": ("ABUSE_PREVENTION_209A", "ABUSE_PREVENTION_209A", "SUPERVISED_VISITS_ONLY"),
    "HARM": ("SEXUAL", "PHYSICAL"),
    "ALERT": ("SEXUAL_OFFENCE_AGAINST_CHILD", "PROTECTED_WITNESS", "ADDRESS_CONFIDENTIALITY"),
    "WISH": ("NO", "YES"),
    "ATTEMPT": ("ASKED_NOT_TO_CONTACT", "DECEASED", "SPOKE_WILLING"),
    "SCREEN": ("CLEAR", "CLEAR", "HOLD", "DO_NOT_CONTACT"),
    "MATCH": ("SAME", "SAME", "SAME", "PLAUSIBLE"),
    "TONE": ("ABUSIVE",),
    "HOME_TONE": ("ABUSIVE",),
    **{f"APART_{reach}": (reach,) for reach in ("SELF", "NEAR", "GROUP", "ALONE")},
}
STATUSES = {
    "WITNESS": ("OPEN", "OPEN", "CLOSED"),
    "INCIDENT": ("OPEN", "OPEN", "CLOSED"),
    "MATCH": ("", "", "DIFFERENT"),
}
MOVED = {"WISH", "ATTEMPT", "SCREEN"}
Row = dict[str, Any]
days = st.sampled_from([TODAY + timedelta(days=n) for n in (-400, -91, -31, -1, 0, 5)])
people = st.sampled_from(PEOPLE)
rarely = st.integers(0, 5).map(lambda n: n == 0)
births = st.tuples(
    people, st.sampled_from([0, *(date(y, 4, 20).toordinal() for y in (1980, 1980, 2008, 2015))]), st.booleans()
)
groups = st.tuples(people, st.sampled_from("gh"), st.sampled_from([0, TODAY.toordinal(), date.max.toordinal()]))
nears = st.builds(Near, people, st.sampled_from(Sphere), st.booleans(), st.sampled_from([None, date(1985, 1, 1)]))


@st.composite
def rows(draw: st.DrawFn) -> Row:
    """A row of shields_facts."""
    kind = draw(st.sampled_from((*sorted(KINDS), "MATCH", "MATCH", "ORDER", "SCREEN")))
    number = draw(st.integers(0, 99))
    return {
        "kind": kind,
        "a": draw(people),
        "b": None if kind in ALONE else draw(people),
        "id": f"{kind}-{number}",
        "code": draw(st.sampled_from(CODES.get(kind, ("",)))),
        "status": draw(st.sampled_from(STATUSES.get(kind, ("",)))),
        "conditions": draw(st.sampled_from([[], ["NO_CONTACT"]])),
        "at": draw(st.none() | days),
        "ends": draw(st.none() | st.none() | days),
        "ended": draw(st.none() | st.none() | days),
        "erased": draw(rarely),
        "contested": draw(rarely),
        "untrue": draw(rarely),
        "by": draw(st.sampled_from(("reviewer", "worker"))),
        "settles": [f"{each}-{n}" for each in KINDS for n in range(100)] if draw(rarely) else [],
        "plans": draw(st.lists(people, max_size=2)) if kind == "HOLD" else [],
        "moved": draw(st.none() | st.none() | days) if kind in MOVED else None,
        "origin": draw(st.sampled_from(("", "", "a"))) if kind in ("WISH", "ATTEMPT") else "",
        "revision": draw(st.none() | st.integers(1, 3)) if kind == "SCREEN" else None,
        "own": kind in ("WISH", "ATTEMPT") and draw(st.booleans()),
    }


files = st.tuples(
    st.lists(rows(), max_size=12, unique_by=lambda row: row["id"]),
    st.lists(births, max_size=9),
    st.lists(groups, max_size=6),
)
focal = st.lists(nears, max_size=4).flatmap(lambda near: people.map(lambda p: (Near(p, Sphere.SELF), *near)))


def held(file: tuple[list[Row], list[Any], list[Any]]) -> Shields:
    told, born, joined = file
    page = Page.of([b[0] for b in born], [b[1] for b in born], [b[2] for b in born])
    return shields_of(
        file_of(shields_in(told, {"reviewer"}), births_of([page]), by_person(joined)), frozenset({"reviewer"})
    )


def by_person(joined: Iterable[tuple[str, str, int]]) -> dict[str, tuple[Affiliation, ...]]:
    found: dict[str, list[Affiliation]] = {}
    for person, group, until in joined:
        found.setdefault(person, []).append(Affiliation(group, until))
    return {person: tuple(each) for person, each in found.items()}


def agree(shields: Shields, near: tuple[Near, ...]) -> None:
    reading = shields.reading(near, PEOPLE, TODAY)
    found = {one: decide(reading, one, TODAY, SITE) for one in PEOPLE}
    bars = {one for one in PEOPLE if barred(found[one])}
    assert set(shields.barred(near, TODAY, SITE)) == bars
    assert len(shields.barred(near, TODAY, SITE)) == len(bars)
    assert {one for one in PEOPLE if one in shields.barred(near, TODAY, SITE)} == bars
    waiting = {p for p in PEOPLE if p not in bars and any(f.effect is Effect.SCREEN for f in found[p])}
    assert shields.unscreened(near, PEOPLE, TODAY, SITE) == waiting


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(file=files, near=focal)
def test_whom_memory_bars_is_whom_the_rules_bar_one_by_one(file: Any, near: tuple[Near, ...]) -> None:
    agree(held(file), near)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    before=files,
    after=files,
    touched=st.sets(people, min_size=1, max_size=4),
    near=focal,
    most=st.sampled_from((0, 3, layers.MOST)),
)
def test_so_it_stays_after_a_change_of_what_is_on_file_about_some_people(
    before: Any, after: Any, touched: set[str], near: tuple[Near, ...], most: int
) -> None:
    """What touches these people becomes what it is in `after`; all else stays as it was. `most`: when layers merge."""
    old, mixed = held(before), blended(before, after, touched)
    agree(old, near)  # so that what is kept for the day must be kept up
    contents = flat(old.file)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(layers, "MOST", most)
        new = old.changed(changes_of(mixed, touched))
    assert flat(old.file) == contents
    assert flat(new.file) == flat(held(mixed).file)
    assert new.all_apart == held(mixed).all_apart
    agree(new, near)
    agree(old, near)


def blended(before: Any, after: Any, touched: set[str]) -> Any:
    def of(row: Any) -> set[str]:
        return {row["a"], row["b"], *row["plans"]} if isinstance(row, dict) else {row[0]}

    kept = [[row for row in rows if not of(row) & touched] for rows in before]
    new = [[row for row in rows if of(row) & touched] for rows in after]
    return [[*old, *told] for old, told in zip(kept, new, strict=True)]


def changes_of(file: Any, touched: set[str]) -> Changes:
    told, born, joined = file
    some = [row for row in told if {row["a"], row["b"], *row["plans"]} & touched]
    found: dict[str, list[Birth]] = {}
    for person, day, erased in born:
        found.setdefault(person, []).append(Birth(day, erased))
    return Changes(
        people=frozenset(touched),
        shields=tuple(shields_in(some, {"reviewer"})),
        births={one: tuple(sorted(each)) for one, each in found.items() if one in touched},
        affiliations=by_person(row for row in joined if row[0] in touched),
    )


def flat(file: ShieldFile) -> dict[str, Any]:
    """All that a file holds, whatever its layers."""
    tables = {name: getattr(file, name) for name in ("facts", "naming", "groups", "members")}
    births = {one: [birth for birth in file.births.of(one) if birth != Birth(0, False)] for one in PEOPLE}
    return {name: {key: set(table.get(key) or ()) for key in table} for name, table in tables.items()} | {
        "births": births
    }


def test_a_change_reaches_the_twin_of_somebody_at_its_other_end() -> None:
    """b is reported dead in a call for a: so is c held, who may be b, though nobody said that c was touched."""
    told = [
        {**PLAIN, "kind": "MATCH", "id": "m", "a": "b", "b": "c", "code": "SAME"},
        {**PLAIN, "kind": "ATTEMPT", "id": "t", "a": "b", "b": "a", "code": "DECEASED", "at": TODAY},
    ]
    old = held((told[:1], [], []))
    assert set(old.barred((), TODAY, SITE)) == set()
    new = old.changed(changes_of((told, [], []), {"a"}))
    assert set(new.barred((), TODAY, SITE)) == {"b", "c"}
    assert set(old.barred((), TODAY, SITE)) == set()


@pytest.mark.parametrize(("screen", "bars"), [("CLEAR", False), ("HOLD", True), ("", True)])
def test_who_stood_against_a_member_of_a_group_is_free_of_it_once_a_reviewer_settled_that(
    screen: str, bars: bool
) -> None:
    """b witnessed against a, of p's group, in a matter that is closed: that holds b off p until somebody looked."""
    told = [
        {**PLAIN, "kind": "WITNESS", "id": "w", "a": "b", "b": "a", "code": "", "status": "CLOSED"},
        {**PLAIN, "kind": "SCREEN", "id": "s", "a": "b", "b": "p", "code": screen, "at": TODAY}
        | {"by": "reviewer", "settles": ["w"]},
    ]
    grown = date(1980, 1, 1).toordinal()
    joined = [(one, "g", date.max.toordinal()) for one in ("a", "p")]
    shields = held((told if screen else told[:1], [("b", grown, False)], joined))
    near = (Near("p", Sphere.SELF, born_on=date(1985, 1, 1)),)
    assert ("b" in shields.barred(near, TODAY, SITE)) is bars
    agree(shields, near)


PLAIN: Row = {
    **dict.fromkeys(("at", "ends", "ended", "moved", "revision")),
    **dict.fromkeys(("erased", "contested", "untrue", "own"), False),
    **dict.fromkeys(("status", "by", "origin"), ""),
    **dict.fromkeys(("conditions", "settles", "plans"), ()),
}
