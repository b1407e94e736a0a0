"""Who is a relative, in which words, at what stage, and who calls: pure."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from graphsvc.model.answers import Problem
from graphsvc.model.quality import TieFacts
from graphsvc.model.safety_lines import NOT_HELD
from graphsvc.questions.reach.bands import Factors, band_of, cool_down_until, lower_because, waits
from graphsvc.questions.reach.kin import candidates
from graphsvc.questions.reach.lists import word_of
from graphsvc.questions.reach.question import stage_of
from graphsvc.questions.reach.rows import (
    Assessment,
    Attempt,
    Birth,
    Consent,
    ContactPoint,
    Enrolment,
    Focus,
    Name,
    OnFile,
    ReachTie,
    Worker,
)
from graphsvc.questions.reach.words import Situation, best_next_time, callers, first_step

TODAY, NOW = date(2026, 4, 20), datetime(2026, 4, 20, 9, tzinfo=UTC)
ROOT = Path(__file__).parents[2]


def kin(tie: str, relative: str, person: str, role: str, **more: object) -> ReachTie:
    facts = TieFacts(id=tie, type="KIN_OF", a=relative, b=person, role=role, stated_as="PERSON", owner="EOHHS")
    return ReachTie(replace(facts, **more))  # type: ignore[arg-type]


def found(*ties: ReachTie) -> dict[str, tuple[str, int, str]]:
    return {k.id: (k.words, k.degree, k.side) for k in candidates("p", ties)}


def test_kin_is_put_together_from_parents_and_siblings_to_the_fourth_degree() -> None:
    ties = (
        kin("1", "mum", "p", "MTH"),
        kin("2", "gran", "mum", "MTH"),
        kin("3", "aunt", "mum", "SIS"),
        kin("4", "cousin", "aunt", "SONC"),
        kin("5", "cousins-child", "cousin", "DAUC"),
        kin("6", "dad", "p", "FTH"),
    )
    assert found(*ties) == {
        "mum": ("mother", 1, "MATERNAL"),
        "gran": ("mother's mother", 2, "MATERNAL"),
        "aunt": ("mother's sister", 3, "MATERNAL"),
        "cousin": ("mother's sister's son", 4, "MATERNAL"),
        "dad": ("father", 1, "PATERNAL"),
    }


def test_a_stored_child_is_read_as_a_parent_from_the_other_side() -> None:
    assert found(kin("1", "p", "dad", "SONC")) == {"dad": ("parent", 1, "NA")}


def test_the_other_parent_of_a_child_is_a_co_parent() -> None:
    assert found(kin("1", "kid", "p", "DAUC"), kin("2", "ex", "kid", "MTH"))["ex"][0] == "co-parent"


def test_a_marriage_may_be_the_last_step_and_leads_no_further() -> None:
    ties = (kin("1", "mum", "p", "MTH"), kin("2", "step", "mum", "HUSB"), kin("3", "far", "step", "BRO"))
    assert found(*ties)["step"] == ("mother's husband", 2, "MATERNAL")
    assert "far" not in found(*ties)


@pytest.mark.parametrize(
    "stop", [{"contested_at": TODAY}, {"tone": "CUTOFF"}, {"tone": "ABUSIVE"}, {"verification": "CHALLENGED"}]
)
def test_a_tie_in_doubt_or_cut_off_is_the_last_of_a_chain(stop: dict[str, object]) -> None:
    ties = (kin("1", "mum", "p", "MTH", **stop), kin("2", "gran", "mum", "MTH"))
    assert set(found(*ties)) == {"mum"}


def test_only_doubtful_ties_make_a_doubtful_relative() -> None:
    doubtful = kin("1", "aunt", "p", "MAUNT", contested_at=TODAY)
    assert [k.doubtful for k in candidates("p", [doubtful])] == [True]
    assert [k.doubtful for k in candidates("p", [doubtful, kin("2", "aunt", "p", "MAUNT")])] == [False]


def test_a_friend_counts_when_the_family_named_him_and_a_godparent_always() -> None:
    friend = kin("1", "pal", "p", "FRND", stated_as="RECORD")
    assert found(friend) == {}
    assert set(found(replace(friend, facts=replace(friend.facts, stated_as="PERSON")))) == {"pal"}
    assert set(found(kin("2", "god", "p", "x-GODPRN", stated_as="RECORD"))) == {"god"}


def test_an_order_of_ties_changes_no_relative() -> None:
    ties = (kin("1", "mum", "p", "MTH"), kin("2", "aunt", "mum", "SIS"), kin("3", "aunt", "p", "MAUNT"))
    assert candidates("p", ties) == candidates("p", ties[::-1])
    assert found(*ties)["aunt"] == ("maternal aunt", 3, "MATERNAL")


CONSENT = Consent("c", "GUARDIAN", "WRITTEN", ("EOHHS",), True, date(2026, 3, 1), False, True)
MINOR = Focus("p", OnFile((Name("Pat"),), (Birth(date(2010, 1, 1)),)), (Enrolment("ENGAGED", "EOHHS"),), visible=True)
MINOR = replace(MINOR, standing=MINOR.enrolments)
ADULT = replace(MINOR, on_file=OnFile((Name("Pat"),), (Birth(date(1990, 1, 1)),)))
OWN, NONE = replace(CONSENT, capacity="SELF"), replace(CONSENT, may=False)
TAKEN_BACK = replace(OWN, id="b", revoked_at=NOW)
IN_THE_EVENING = replace(TAKEN_BACK, revoked_at=datetime(2026, 4, 20, 1, tzinfo=UTC))  # the 19th where the site is


@pytest.mark.parametrize(
    ("focus", "stage"),
    [
        (replace(MINOR, consents=(CONSENT,)), "CONTACT"),
        (replace(MINOR, consents=(replace(CONSENT, capacity="SELF"),)), "PLAN"),
        (replace(MINOR, consents=(replace(CONSENT, contact=False),)), "PLAN"),
        (replace(MINOR, consents=(NONE,)), "PLAN"),
        (replace(MINOR, consents=(replace(CONSENT, recipients=("BPS",)),)), "PLAN"),
        (replace(MINOR, consents=(replace(CONSENT, expires_on=date(2026, 4, 19)),)), "PLAN"),
        (replace(ADULT, consents=(replace(CONSENT, capacity="SELF"),)), "CONTACT"),
        (ADULT, "PLAN"),
        (replace(ADULT, consents=(NONE,)), "PLAN"),
        (replace(ADULT, consents=(NONE,), standing=()), "CONSENT_REQUIRED"),
        (replace(ADULT, consents=(CONSENT,)), "CONTACT"),
        (replace(ADULT, consents=(TAKEN_BACK, CONSENT)), "CONSENT_REQUIRED"),
        (replace(ADULT, consents=(TAKEN_BACK, OWN)), "CONSENT_REQUIRED"),
        (replace(ADULT, consents=(TAKEN_BACK, replace(OWN, signed_on=TODAY))), "CONTACT"),
        (replace(ADULT, consents=(IN_THE_EVENING, replace(OWN, signed_on=date(2026, 4, 19)))), "CONTACT"),
        (replace(ADULT, consents=(IN_THE_EVENING, replace(OWN, signed_on=date(2026, 4, 18)))), "CONSENT_REQUIRED"),
        (replace(MINOR, consents=(TAKEN_BACK, CONSENT)), "CONTACT"),
        (replace(MINOR, consents=(replace(CONSENT, revoked_at=NOW),)), "CONSENT_REQUIRED"),
        (replace(MINOR, standing=(Enrolment("DECLINED"),), consents=(CONSENT,)), "CONSENT_REQUIRED"),
        (replace(MINOR, standing=()), "CONSENT_REQUIRED"),
    ],
)
def test_a_plan_needs_an_agreement_and_contact_a_consent(focus: Focus, stage: str) -> None:
    found = stage_of(focus, NOW, TODAY, "EOHHS")
    assert (found.code if isinstance(found, Problem) else found.name) == stage


def test_an_adult_not_yet_asked_is_asked_first() -> None:
    stage = stage_of(ADULT, NOW, TODAY, "EOHHS")
    assert not isinstance(stage, Problem)
    assert stage.first_to_ask == "Ask Pat first."


F = Factors("r", TODAY, wish="YES", willingness="YES", strength=4)


@pytest.mark.parametrize(
    ("factors", "band"),
    [
        (F, "REACH_FIRST"),
        (replace(F, wish="NOT_ASKED"), "REACH_FIRST"),
        (replace(F, wish="NOT_ASKED", strength=3), "REACH_NEXT"),
        (replace(F, wish="UNSURE"), "REACH_NEXT"),
        (replace(F, wish="UNSURE", strength=2), "LEARN_MORE"),
        (replace(F, wish="UNSURE", strength=2, supports=1), "REACH_NEXT"),
        (replace(F, wish="UNSURE", strength=2, named_by_family=True), "REACH_NEXT"),
        (replace(F, willingness="NOT_NOW"), "LATER"),
        (replace(F, willingness="DECLINED", ask_again_on=date(2026, 6, 1)), "LATER"),
        (replace(F, capacity="NOT_AVAILABLE"), "LATER"),
        (replace(F, capacity="LIMITED"), "LATER"),
        (replace(F, capacity="LIMITED", roles_offered=1), "REACH_FIRST"),
        (replace(F, cool_down_until=date(2026, 4, 21)), "LATER"),
        (replace(F, cool_down_until=TODAY), "REACH_FIRST"),
        (replace(F, wait="CUSTODY"), "LATER"),
    ],
)
def test_the_first_band_that_holds(factors: Factors, band: str) -> None:
    assert band_of(factors) == band


def test_declined_says_when_to_ask_again() -> None:
    assert waits(replace(F, willingness="DECLINED", ask_again_on=date(2026, 6, 1))) == (
        "Said no for now. Ask again on 2026-06-01."
    )


def test_three_failed_attempts_in_thirty_days_ask_for_a_fortnights_pause() -> None:
    days = [date(2026, 3, 25), date(2026, 4, 1), date(2026, 4, 10)]
    assert cool_down_until(days, TODAY, 3, 30, 14) == date(2026, 4, 24)
    assert cool_down_until(days[1:], TODAY, 3, 30, 14) is None
    assert cool_down_until([date(2026, 1, 1), *days[1:]], TODAY, 3, 30, 14) is None


def test_the_first_factor_that_differs_is_why_somebody_stands_lower() -> None:
    lower = lower_because(replace(F, strength=3, degree=4), replace(F, degree=1))
    assert lower is not None
    assert lower.code == "CLOSENESS"
    assert lower_because(F, replace(F, id="a")) is None


PHONE = ContactPoint("cp", "PHONE", verified_at=TODAY)
AT = Situation(F, "REACH_FIRST", "Rob", "Ask Pat first.", route=PHONE)


@pytest.mark.parametrize(
    ("situation", "code"),
    [
        (AT, "CONTACT"),
        (replace(AT, may_contact=False), "ASK_FIRST"),
        (replace(AT, screened=False), "SCREEN"),
        (replace(AT, route=None), "FIND_ROUTE"),
        (replace(AT, band="LATER", factors=replace(F, wait="CUSTODY")), "WAIT"),
        (replace(AT, band="LEARN_MORE", ask_first="Ivy"), "ASK_RELATIVE"),
        (replace(AT, factors=replace(F, interpreter_needed=True)), "ARRANGE_INTERPRETER"),
        (replace(AT, factors=replace(F, interpreter_needed=True, interpreter_arranged=True)), "HOME_VISIT"),
        (
            replace(AT, factors=replace(F, interpreter_needed=True, interpreter_arranged=True), place_open=False),
            "CONTACT",
        ),
    ],
)
def test_the_first_step_is_the_first_row_that_holds(situation: Situation, code: str) -> None:
    assert first_step(situation, OnFile()).code == code


NOON = datetime(2026, 4, 10, 16, tzinfo=UTC)
WORKER = Worker("s-a", "Ann", "EOHHS", "HUMAN_SERVICES")
OFFICER = Worker("s-o", "Olu", "BPD", "LAW_ENFORCEMENT")


def test_who_spoke_last_calls_first_and_never_police() -> None:
    attempts = (
        Attempt("a1", "PHONE", NOON, "s-a", "SPOKE_UNDECIDED", worker=WORKER),
        Attempt("a2", "PHONE", NOON + timedelta(days=1), "s-o", "SPOKE_WILLING", worker=OFFICER),
    )
    focus = replace(ADULT, workers=(replace(WORKER, id="s-b", languages=("es",), lead=True, since=TODAY), OFFICER))
    on_file = OnFile(attempts=attempts, assessments=(Assessment(language="es"),))
    assert [(c.staff, [r.code for r in c.reasons]) for c in callers(focus, on_file, "EOHHS")] == [
        ("s-a", ["SPOKE"]),
        ("s-b", ["LANGUAGE", "ASSIGNED", "LEAD"]),
        (None, ["LEAD_AGENCY"]),
    ]


def test_a_worker_with_a_declared_conflict_never_calls() -> None:
    conflicted = replace(WORKER, conflict=True)
    attempts = (Attempt("a1", "PHONE", NOON, "s-a", "SPOKE_WILLING", worker=conflicted),)
    focus = replace(ADULT, workers=(replace(conflicted, id="s-b", lead=True), replace(WORKER, id="s-c")))
    assert [c.staff for c in callers(focus, OnFile(attempts=attempts), "EOHHS")] == ["s-c", None]


def test_the_next_time_is_as_stated_and_else_what_worked() -> None:
    attempts = (
        Attempt("a1", "PHONE", NOON, "s-a", "SPOKE_WILLING"),
        Attempt("a2", "PHONE", NOON, "s-a", "NO_ANSWER"),
    )
    assert best_next_time(OnFile(attempts=attempts)) == "Reached 1 of 2 times on weekday afternoons."
    evening = Attempt("a3", "PHONE", NOON + timedelta(hours=7), "s-a", "SPOKE_UNDECIDED")
    assert best_next_time(OnFile(attempts=(*attempts, evening))) == "Reached 1 of 1 times on weekday evenings."
    who = OnFile(
        attempts=attempts, assessments=(Assessment(language="es"),), births=(Birth(date(1950, 1, 1), "FEMALE"),)
    )
    assert best_next_time(who) == best_next_time(OnFile(attempts=attempts))
    assert best_next_time(OnFile(contact_points=(replace(PHONE, best_times="Sundays"),))) == "As stated: Sundays."
    assert best_next_time(OnFile()) is None


def test_the_files_that_no_family_agency_holds_are_those_of_the_table() -> None:
    lines = (ROOT / "policies" / "compartments.csv").read_text(encoding="utf-8").splitlines()
    head = lines[0].split(",")
    rows = [dict(zip(head, line.split(","), strict=True)) for line in lines[1:]]
    closed = {row["compartment"] for row in rows if row["HUMAN_SERVICES"] == row["YOUTH_SERVICES"] == "-"}
    assert closed == NOT_HELD


SAID = Assessment(at=date(2026, 4, 8), owner="EOHHS", willingness="MAYBE", roles=("VISIT",))
NO = Attempt("a1", "PHONE", NOON, "s-a", "SPOKE_DECLINED", owner="BCYF")
LATER = replace(NO, id="a2", at=NOON + timedelta(hours=1), outcome="SPOKE_UNDECIDED")


@pytest.mark.parametrize(
    ("said", "attempts", "willingness", "at", "again"),
    [
        (None, (NO,), "DECLINED", NOON.date(), None),
        (SAID, (NO,), "DECLINED", NOON.date(), None),
        (replace(SAID, at=NOON.date()), (NO,), "DECLINED", NOON.date(), None),
        (replace(SAID, at=date(2026, 4, 11)), (NO,), "MAYBE", date(2026, 4, 11), None),
        (SAID, (NO, LATER), "MAYBE", SAID.at, None),
        (SAID, (replace(NO, outcome="NO_ANSWER"),), "MAYBE", SAID.at, None),
        (SAID, (replace(NO, at=NOON + timedelta(days=30)),), "MAYBE", SAID.at, None),
        (replace(SAID, willingness="NOT_NOW", ask_again_on=date(2026, 9, 1)), (NO,), "DECLINED", NOON.date(),
         date(2026, 9, 1)),
    ],
)  # fmt: skip
def test_a_no_on_the_telephone_is_her_last_word_until_a_later_one(
    said: Assessment | None, attempts: tuple[Attempt, ...], willingness: str, at: date, again: date | None
) -> None:
    """LATER holds what was declined, with a date to ask again or without (definitions.md §8)."""
    word = word_of(said, OnFile(attempts=attempts), TODAY)
    assert (word.willingness, word.at, word.ask_again_on) == (willingness, at, again)
    assert word.roles == (said.roles if said else ())
