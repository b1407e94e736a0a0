"""Each safety line by its facts, pure: definitions.md §7, one test row a fact, its effect beside it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from graphsvc.access.safety_rules import SUPERSEDINGS, FactRow, Near, Reading, decide, lapsed_facts, screened_on
from graphsvc.access.shield_facts import GROUP_RULES
from graphsvc.model.safety_lines import LINES, RULES, Effect, Fact, Sphere, barred, sentence, strongest
from graphsvc.model.site import Site

TODAY = date(2026, 4, 20)
SITE = Site()
P, R = "p", "r"
ADULT = FactRow(Fact.BIRTH, "b", R, R, at=date(1980, 1, 1))
CLEAR = FactRow(Fact.SCREEN, "s", R, R, P, "CLEAR", at=date(2026, 4, 10))
GROWN = date(1990, 1, 1)
NEAR = (
    Near(P, Sphere.SELF, born_on=date(2009, 9, 14)),
    Near("mate", Sphere.HOUSEHOLD, born_on=GROWN),
    Near("child", Sphere.CHILD, born_on=GROWN),
    Near("coparent", Sphere.COPARENT, born_on=GROWN),
    Near("mother", Sphere.PARENT, born_on=GROWN),
    Near("guardian", Sphere.GUARDIAN, born_on=GROWN),
    Near("brother", Sphere.SIBLING, born_on=GROWN),
    Near("carer", Sphere.CAREGIVER, born_on=GROWN),
)


def row(fact: Fact, other: str | None = P, code: str = "", **more: object) -> FactRow:
    return replace(FactRow(fact, "f", R, R, other, code), **more)  # type: ignore[arg-type]


def effect_of(*rows: FactRow, near: tuple[Near, ...] = NEAR, today: date = TODAY) -> Effect | None:
    return strongest(decide(Reading(near, (ADULT, CLEAR, *rows)), R, today, SITE))


def order(type_: str, other: str = P, **more: object) -> FactRow:
    return row(Fact.ORDER, other, type_, status="ACTIVE", acts=True, **more)


C, N, RO, H, PL, S = (
    Effect.CONCEAL,
    Effect.NO_CONTACT,
    Effect.ROUTE_ONLY,
    Effect.HOLD,
    Effect.PLACE,
    Effect.SCREEN,
)
FACTS: tuple[tuple[str, FactRow, Effect | None], ...] = (
    ("1 order with P", order("ABUSE_PREVENTION_209A"), N),
    ("1 order, P restrained", replace(order("HARASSMENT_PREVENTION_258E"), acts=False), N),
    ("1 ex parte", replace(order("ABUSE_PREVENTION_209A"), status="EX_PARTE"), N),
    ("1 pending", replace(order("ABUSE_PREVENTION_209A"), status="PENDING"), N),
    ("1 household", order("ABUSE_PREVENTION_209A", "mate"), N),
    ("1 household, the other way", replace(order("ABUSE_PREVENTION_209A", "mate"), acts=False), N),
    ("1 child", order("OTHER_STATE_ORDER", "child"), N),
    ("1 child's other parent", order("ABUSE_PREVENTION_209A", "coparent"), N),
    ("1 restrained from mother", order("ABUSE_PREVENTION_209A", "mother"), N),
    ("1 restrained from guardian", order("ABUSE_PREVENTION_209A", "guardian"), N),
    ("1 restrained from brother", order("ABUSE_PREVENTION_209A", "brother"), N),
    ("1 brother restrained from R is no line", replace(order("ABUSE_PREVENTION_209A", "brother"), acts=False), None),
    ("1 stranger", order("ABUSE_PREVENTION_209A", "stranger"), None),
    ("1 contested keeps", order("ABUSE_PREVENTION_209A", contested=True), N),
    ("1 expired holds", order("ABUSE_PREVENTION_209A", ends=date(2026, 4, 19)), H),
    ("1 last day still", order("ABUSE_PREVENTION_209A", ends=TODAY), N),
    ("1 ended holds", order("ABUSE_PREVENTION_209A", ended=date(2026, 1, 1)), H),
    ("1 vacated holds", replace(order("ABUSE_PREVENTION_209A"), status="VACATED"), H),
    ("1 erased holds", order("ABUSE_PREVENTION_209A", erased=True), H),
    ("1 found untrue holds", order("ABUSE_PREVENTION_209A", untrue=True), H),
    ("2 bail", order("BAIL_NO_CONTACT"), N),
    ("2 probation, household", order("PROBATION_NO_CONTACT", "mate"), N),
    ("3 R harmed P", row(Fact.HARM, P, "PHYSICAL", status="ALLEGED", acts=True), N),
    ("3 R harmed the child", row(Fact.HARM, "child", "OTHER", status="SUPPORTED", acts=True), N),
    ("3 R harmed the caregiver", row(Fact.HARM, "carer", "OTHER", status="CONVICTED", acts=True), N),
    ("3 P harmed R", row(Fact.HARM, P, "PHYSICAL", status="ALLEGED", acts=False), C),
    ("3 unsupported holds", row(Fact.HARM, P, "PHYSICAL", status="UNSUPPORTED", acts=True), H),
    ("3 a harm does not age", row(Fact.HARM, P, "OTHER", status="ALLEGED", acts=True, ends=date(2001, 1, 1)), N),
    ("3 abusive tone", row(Fact.TONE, P, "ABUSIVE"), N),
    ("3 abusive tone never lapses", row(Fact.TONE, P, "ABUSIVE", ends=date(2001, 1, 1)), N),
    ("4 rights ended", row(Fact.RIGHTS, P, "RIGHTS_ENDED"), RO),
    ("4 supervised visits", order("SUPERVISED_VISITS_ONLY", conditions=("SUPERVISED_ONLY",)), RO),
    ("4 custody order that forbids contact", order("CUSTODY_RESTRICTION", conditions=("NO_CONTACT",)), N),
    ("5 offence against a child", row(Fact.ALERT, None, "SEXUAL_OFFENCE_AGAINST_CHILD", status="CONVICTED"), N),
    ("5 harm of a child", row(Fact.HARM, "stranger", "SEXUAL_OF_CHILD", status="ALLEGED", acts=True), N),
    ("6 witness against P", row(Fact.WITNESS, P, "WITNESS", status="OPEN", acts=True), C),
    ("6 witness against the group", row(Fact.WITNESS, "x", "WITNESS", status="OPEN", acts=True, by_group=True), C),
    ("6 victim in an open matter", row(Fact.INCIDENT, P, "VICTIM", status="OPEN", acts=True), C),
    ("6 closed matter holds", row(Fact.WITNESS, P, "WITNESS", status="CLOSED", acts=True), H),
    (
        "6 left the group holds",
        row(Fact.WITNESS, "x", "WITNESS", status="OPEN", acts=True, by_group=True, group_lapsed=True),
        H,
    ),
    ("6 protected witness", row(Fact.ALERT, None, "PROTECTED_WITNESS"), C),
    ("6 relocated witness", row(Fact.ALERT, None, "RELOCATED_WITNESS"), C),
    ("7 address confidentiality", row(Fact.ALERT, None, "ADDRESS_CONFIDENTIALITY"), PL),
    ("7 shelter", row(Fact.ALERT, None, "SHELTER_RESIDENT"), PL),
    ("7 confidential address", row(Fact.ADDRESS, None, "HOME"), PL),
    ("7 lapsed holds", row(Fact.ALERT, None, "ADDRESS_CONFIDENTIALITY", ends=date(2026, 4, 1)), H),
    ("8 under 18", row(Fact.BIRTH, None, at=date(2008, 4, 21)), RO),
    ("8 eighteen today", row(Fact.BIRTH, None, at=date(2008, 4, 20)), None),
    ("9 refusal", row(Fact.REFUSAL, P, acts=True), RO),
    ("9 P refuses", row(Fact.REFUSAL, P, acts=False), RO),
    ("9 expired refusal holds", row(Fact.REFUSAL, P, acts=True, ends=date(2026, 1, 1)), H),
    ("9 wish no", row(Fact.WISH, P, "NO", at=date(2026, 4, 1)), RO),
    ("9 asked not to be contacted", row(Fact.ALERT, None, "ASKED_NOT_TO_BE_CONTACTED"), RO),
    ("9 asked in an attempt", row(Fact.ATTEMPT, "x", "ASKED_NOT_TO_CONTACT", at=date(2026, 4, 1)), RO),
    ("10 live conflict", row(Fact.CONFLICT, P, at=date(2026, 4, 1), ends=date(2026, 4, 30)), N),
    ("10 over holds", row(Fact.CONFLICT, P, at=date(2026, 3, 1), ends=date(2026, 4, 1)), H),
    ("10 never longer than 30 days", row(Fact.CONFLICT, P, at=date(2026, 3, 1), ends=date(2027, 3, 1)), H),
    ("12 deceased", row(Fact.DEATH, None), N),
    ("12 reported dead", row(Fact.ATTEMPT, "x", "DECEASED", at=date(2026, 4, 1)), H),
    ("12 identity in doubt", row(Fact.MATCH, "x", "PLAUSIBLE"), H),
    ("13 purged, against P", row(Fact.APART, P, "SELF", ended=TODAY), H),
    ("13 purged, against P's mate, for P alone", row(Fact.APART, "mate", "SELF", ended=TODAY), None),
    ("13 purged, against P's mate", row(Fact.APART, "mate", "NEAR", ended=TODAY), H),
    ("13 purged, against the group", row(Fact.APART, "x", "GROUP", ended=TODAY, by_group=True), H),
    ("13 purged, against nobody near", row(Fact.APART, "stranger", "NEAR", ended=TODAY), None),
    ("13 purged, for everybody's plan", row(Fact.APART, "x", "ALONE", ended=TODAY), H),
    ("14 hold", row(Fact.HOLD, None, at=date(2026, 4, 1)), H),
    ("14 old hold still holds", row(Fact.HOLD, None, at=date(2026, 1, 1)), H),
    ("14 ended by no reviewer holds", row(Fact.HOLD, None, at=date(2026, 4, 1), ended=date(2026, 4, 2)), H),
    (
        "14 ended by a reviewer",
        row(Fact.HOLD, None, at=date(2026, 4, 1), ended=date(2026, 4, 2), reviewer=True),
        None,
    ),
    ("14 a screen's hold", row(Fact.SCREEN, P, "HOLD", at=date(2026, 4, 1)), H),
    ("14 a screen's do not contact", row(Fact.SCREEN, P, "DO_NOT_CONTACT", at=date(2025, 1, 1)), N),
    ("15 confidential source", row(Fact.ALERT, None, "CONFIDENTIAL_SOURCE"), C),
    ("15 staff conflict", row(Fact.ALERT, None, "STAFF_CONFLICT"), C),
)


@pytest.mark.parametrize(("said", "fact", "effect"), FACTS, ids=[name for name, _, _ in FACTS])
def test_a_fact_has_the_effect_of_its_line(said: str, fact: FactRow, effect: Effect | None) -> None:
    assert effect_of(fact) is effect


def test_the_facts_cover_every_line_that_a_rule_names() -> None:
    assert {int(name.split()[0]) for name, _, _ in FACTS} == {rule.line for rule in RULES}
    assert [line.number for line in LINES] == list(range(1, 16))


def test_nobody_is_in_a_band_without_a_screen_or_with_an_old_one() -> None:
    near = Reading(NEAR, (ADULT,))
    assert strongest(decide(near, R, TODAY, SITE)) is S
    old = replace(CLEAR, at=TODAY - timedelta(days=SITE.screen_valid_days + 1))
    assert strongest(decide(Reading(NEAR, (ADULT, old)), R, TODAY, SITE)) is S
    assert screened_on((CLEAR, old), TODAY, SITE) == CLEAR.at


def test_an_unknown_age_waits_for_a_check_and_no_screen_clears_it() -> None:
    assert strongest(decide(Reading(NEAR, (CLEAR,)), R, TODAY, SITE)) is S


def test_a_lapsed_order_holds_until_a_reviewer_settles_it_and_no_worker_can() -> None:
    ended = order("ABUSE_PREVENTION_209A", ended=date(2026, 1, 1))
    worker = replace(CLEAR, settles=("f",))
    assert strongest(decide(Reading(NEAR, (ADULT, ended, worker)), R, TODAY, SITE)) is H
    reviewer = replace(worker, reviewer=True)
    assert strongest(decide(Reading(NEAR, (ADULT, ended, reviewer)), R, TODAY, SITE)) is None
    assert lapsed_facts(Reading(NEAR, (ADULT, ended)), R, TODAY, SITE) == ("f",)


def test_a_reviewer_settles_nothing_that_still_acts() -> None:
    active = order("ABUSE_PREVENTION_209A")
    reviewer = replace(CLEAR, settles=("f",), reviewer=True)
    assert strongest(decide(Reading(NEAR, (ADULT, active, reviewer)), R, TODAY, SITE)) is N


def test_only_a_reviewers_later_clear_takes_back_a_screens_hold() -> None:
    hold = row(Fact.SCREEN, P, "HOLD", at=date(2026, 4, 1))
    assert effect_of(hold) is H
    assert effect_of(hold, replace(CLEAR, id="s2", reviewer=True)) is None


@pytest.mark.parametrize(("held", "cleared", "free"), [(4, 5, True), (5, 4, False), (None, 5, False), (4, None, False)])
def test_of_one_days_screens_the_later_write_counts_and_of_imported_ones_the_hold(
    held: int | None, cleared: int | None, free: bool
) -> None:
    hold = row(Fact.SCREEN, P, "HOLD", at=CLEAR.at, revision=held)
    clear = replace(CLEAR, id="s2", reviewer=True, revision=cleared)
    assert effect_of(hold, clear) is (None if free else H)


def test_a_later_yes_takes_back_a_no_unless_it_is_contested() -> None:
    no = row(Fact.WISH, P, "NO", at=date(2026, 4, 1))
    yes = row(Fact.WISH, P, "YES", at=date(2026, 4, 2), own=True)
    assert effect_of(no, yes) is None
    assert effect_of(no, replace(yes, contested=True)) is RO
    assert effect_of(no, replace(yes, own=False)) is RO  # a worker's word, or the family's


def test_whoever_came_back_to_one_person_has_not_come_back_to_another() -> None:
    asked = row(Fact.ATTEMPT, P, "ASKED_NOT_TO_CONTACT", at=date(2026, 4, 1))
    willing = replace(asked, id="g", code="SPOKE_WILLING", at=date(2026, 4, 2), own=True)
    assert effect_of(asked, willing) is None
    assert effect_of(asked, replace(willing, own=False)) is RO  # a call made to whoever asked for none
    assert effect_of(asked, replace(willing, other="x")) is RO
    assert effect_of(replace(asked, code="DECEASED"), replace(willing, other="x")) is None


def test_a_caregiver_removed_from_holds_when_the_removal_is_gone_until_a_reviewer_settles_it() -> None:
    near = Near(R, Sphere.REMOVED, record="rm")
    assert effect_of(near=(*NEAR, near)) is None  # on file: the lists put the caregiver in mustNotify only
    gone = (*NEAR, replace(near, lapsed=True))
    assert effect_of(near=gone) is H
    assert effect_of(replace(CLEAR, settles=("rm",)), near=gone) is H
    assert effect_of(replace(CLEAR, settles=("rm",), reviewer=True), near=gone) is None
    assert lapsed_facts(Reading(gone, (ADULT,)), R, TODAY, SITE) == ("rm",)


def test_an_order_with_somebody_who_left_the_household_long_ago_holds() -> None:
    left = (*(n for n in NEAR if n.id != "mate"), Near("mate", Sphere.HOUSEHOLD, lapsed=True))
    assert effect_of(order("ABUSE_PREVENTION_209A", "mate"), near=left) is H


def test_an_offence_against_a_child_bars_nobody_where_no_child_is_in_the_plan() -> None:
    grown = tuple(replace(n, born_on=GROWN) for n in NEAR)
    alert = row(Fact.ALERT, None, "SEXUAL_OFFENCE_AGAINST_CHILD", status="CONVICTED")
    assert effect_of(alert, near=grown) is None
    assert effect_of(alert, near=(*grown, Near("baby", Sphere.CHILD))) is N


def test_the_strongest_effect_decides_and_every_finding_is_kept() -> None:
    found = decide(
        Reading(NEAR, (CLEAR, row(Fact.BIRTH, None, at=date(2012, 1, 1)), order("BAIL_NO_CONTACT"))), R, TODAY, SITE
    )
    assert [(f.line, f.effect) for f in found] == [(2, N), (8, RO)]
    assert barred(found)


def test_a_place_or_a_missing_screen_bars_nobody_from_a_path() -> None:
    assert not barred(decide(Reading(NEAR, (ADULT, row(Fact.ADDRESS, None, "HOME"))), R, TODAY, SITE))


def test_a_sentence_names_the_line_to_the_cleared_alone() -> None:
    finding = decide(Reading(NEAR, (ADULT, CLEAR, order("BAIL_NO_CONTACT"))), R, TODAY, SITE)[0]
    assert sentence(finding, cleared=False) == "Do not contact: a safety line applies."
    assert sentence(finding, cleared=True) == "Line 2: A bail, probation or parole condition forbids contact."


def test_what_bars_a_whole_group_bars_without_asking_for_anything_else_on_file() -> None:
    """GROUP_RULES are decided from one fact alone: no later word takes its place, and no child matters."""
    group = [rule for rules in GROUP_RULES.values() for rule in rules]
    assert group and not any(rule.child_in_plan for rule in group)
    assert {rule.fact for rule in group}.isdisjoint({Fact.HOLD, *(each.fact for each in SUPERSEDINGS)})
