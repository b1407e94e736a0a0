"""What may be done when, by hand: contact, alerts of a 30-day notice, routes of a notice, the next search."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from graphsvc.model.outreach import NOTICE_ROUTES, Standing, against_contact, alert_on, in_breach
from graphsvc.model.quality import months_after
from graphsvc.model.safety_lines import Effect
from graphsvc.questions.reach.due import MOST_REMOVED, in_turn

TODAY = date(2026, 4, 20)
FREE = Standing(TODAY, plan="APPROVED")
DUE = TODAY + timedelta(days=30)
PLAN, AGAIN = "A first contact needs an approved plan", "Ask again at the moment of contact"


@pytest.mark.parametrize(
    ("standing", "code", "next_step"),
    [
        (FREE, None, ""),
        (replace(FREE, plan="", spoken=True), None, ""),
        (replace(FREE, plan="PLANNED"), "SAFETY_CHECK_REQUIRED", PLAN),
        (replace(FREE, plan="SUPERSEDED"), "SAFETY_CHECK_REQUIRED", PLAN),
        (replace(FREE, plan=""), "SAFETY_CHECK_REQUIRED", PLAN),
        (replace(FREE, asked_again=False), "SAFETY_CHECK_REQUIRED", AGAIN),
        (replace(FREE, spoken=True, asked_again=False), "SAFETY_CHECK_REQUIRED", AGAIN),
        (replace(FREE, may_contact=False), "CONSENT_REQUIRED", "Ask, then recordConsent"),
        (replace(FREE, effect=Effect.SCREEN, may_contact=False), "SAFETY_CHECK_REQUIRED", "Call recordScreen first"),
        (replace(FREE, effect=Effect.NO_CONTACT, spoken=True), "SAFETY_CHECK_REQUIRED", "Call recordScreen first"),
    ],
)
def test_contact_is_let_through_by_what_is_in_order_alone(standing: Standing, code: str | None, next_step: str) -> None:
    told = against_contact(standing)
    assert (told.code if told else None) == code
    assert next_step in (told.next_step if told else "")


def test_ac_5_4_alerts_come_on_days_20_27_and_30() -> None:
    days = {number: alert_on(DUE, TODAY + timedelta(days=number)) for number in (0, 19, 20, 26, 27, 29, 30, 45)}
    told = {number: (day - TODAY).days if day else None for number, day in days.items()}
    assert told == {0: None, 19: None, 20: 20, 26: 20, 27: 27, 29: 27, 30: 30, 45: 30}


def test_a_notice_past_a_line_is_in_breach_by_any_route_but_the_lines_own() -> None:
    routes = ("LETTER", "COURT", "GUARDIAN")
    told = {effect: [route for route in routes if in_breach(effect, route)] for effect in Effect}
    assert told == {
        Effect.NO_CONTACT: ["LETTER", "GUARDIAN"],
        Effect.ROUTE_ONLY: ["LETTER"],
        Effect.HOLD: ["LETTER", "GUARDIAN"],
        **{effect: [] for effect in Effect if effect not in NOTICE_ROUTES},
    }
    assert not in_breach(None, "LETTER")


@pytest.mark.parametrize(
    ("day", "after"),
    [
        ("2026-04-06", "2026-10-06"),
        ("2026-08-31", "2027-02-28"),
        ("2025-12-15", "2026-06-15"),
        ("2027-08-30", "2028-02-29"),
    ],
)
def test_the_next_search_is_six_months_on(day: str, after: str) -> None:
    assert months_after(date.fromisoformat(day), 6) == date.fromisoformat(after)


def test_removals_are_worked_out_by_their_last_day_and_before_who_may_be_asked_again() -> None:
    """Of last days as near to today the one to come first; who may be asked again gets the room that is left."""

    def row(person: str, days_ago: int | None) -> dict[str, Any]:
        removed_on = None if days_ago is None else TODAY - timedelta(days=days_ago)
        return {"person": person, "removed_on": removed_on}

    rows = [row("a-new", 20), row("b-over", 33), row("c-old", 80), row("d-near", 27), row("e-again", None)]
    assert in_turn(rows, TODAY - timedelta(days=30)) == ["d-near", "b-over", "a-new", "c-old", "e-again"]
    many = [row(f"r-{n:03}", 25) for n in range(24)] + [row(f"s-{n}", None) for n in range(9)]
    assert in_turn(many, TODAY - timedelta(days=30))[24:] == ["s-0"]
    assert len(in_turn([row(f"r-{n:03}", 25) for n in range(150)], TODAY - timedelta(days=30))) == MOST_REMOVED
