"""The outreach work as a state machine that Hypothesis drives: a rule is an act, by one to three workers at once.

An act is left in flight after a drawn number of turns, so that whatever is drawn next goes on beside it. Over memory
(tests/property) and over HTTP and a real graph (tests/live).
"""

from collections.abc import Callable, Mapping
from datetime import date
from itertools import combinations
from typing import Any, Protocol

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from graphsvc.records import screens
from tests.outreach_world import Act, P

GUIDED = screens.Guided(True, True, "s-sam", date(2026, 4, 20), True)
TWO = screens.Guided(True, True)
WITH_FAMILIES = ("s-sam", "s-cora", "s-bea")
SUPERVISORS = ("s-sofia", "s-tess")
MAY: Mapping[str, tuple[str, ...]] = {
    "plan": (*WITH_FAMILIES, *SUPERVISORS),
    "approve": SUPERVISORS,
    "notice": (*WITH_FAMILIES, *SUPERVISORS),
    "except": SUPERVISORS,
    "introduce": WITH_FAMILIES,
    "answer_intro": ("s-stan", "s-hana"),
    "ask_outreach": ("s-ines",),
    "answer_request": ("s-sam", "s-cora"),
    "order": ("s-sam", "s-cora"),
    "end_order": ("s-safiya",),
    "screen": ("s-sam", "s-cora", "s-safiya"),
    "again": ("s-sam", "s-cora"),
    "reveal": WITH_FAMILIES,
    "attempt": WITH_FAMILIES,
}
"""Act → who does it."""
BEGUN: Mapping[str, tuple[str, ...]] = {
    "NOTHING": (),
    "PLANNED": ("plan",),
    "APPROVED": ("plan", "approve"),
    "SCREENED": ("plan", "approve", "again"),
    "FAILED": ("attempt", "attempt"),
    "KEPT_AWAY": ("plan", "approve", "order"),
    "RELEASED": ("plan", "order", "end_order"),
    "ASKED": ("ask_outreach", "introduce", "notice"),
    "ACCEPTED": ("notice", "ask_outreach", "answer_request"),
}
"""How far the work with one relative is when a sequence begins: most of what can go wrong comes late."""
ABOUT: Mapping[str, Callable[[Callable[[str, int], str]], Mapping[str, Any]]] = {
    "approve": lambda nth: {"plan": nth("plan", 0)},
    "end_order": lambda nth: {"order": nth("order", 0)},
    "answer_request": lambda nth: {"request": nth("ask_outreach", 0), "state": "ACCEPTED"},
}
WHO = st.sampled_from(("p-ivy", "p-ivy", "p-joe", "p-lena"))
KEPT_AWAY = st.sampled_from(("p-joe", "p-lena", "p-ivy"))
NTH = st.sampled_from((0, 0, 0, 1, 3))
"""Counted from the newest of what was made; beyond the oldest it is an id that nobody has."""
OUTCOMES = st.sampled_from(("NO_ANSWER",) * 3 + ("SPOKE_UNDECIDED", "SPOKE_WILLING", "ASKED_NOT_TO_CONTACT"))
NOT_SO = st.sampled_from((None, None, "Not so"))
TURNS = st.sampled_from((60, 0, 0, 2, 4, 8, 14))
TWICE = st.sampled_from((False, False, False, True))


def workers(name: str) -> st.SearchStrategy[tuple[str, ...]]:
    """One to three of those who do this."""
    may = MAY[name]
    return st.sampled_from([some for n in (1, 2, 3) for some in combinations(may, n)])


class Worked(Protocol):
    """Where the acts are done."""

    def begin(self, act: Act, turns: int) -> None: ...

    def made(self, name: str) -> list[str]: ...

    def finish(self) -> None: ...


class Outreach(RuleBasedStateMachine):
    """The rules. Whoever drives it says over which world, and what must hold."""

    world: Worked
    attempted: tuple[str, ...] = ("p-ivy", "p-joe", "p-lena")
    """With whom contacts are recorded."""

    @initialize(begun=st.sampled_from((*sorted(BEGUN), "SCREENED", "SCREENED")))
    def begun(self, begun: str) -> None:
        forms: Mapping[str, Mapping[str, Any]] = {
            "plan": _plan("p-ivy"),
            "order": _order("p-ivy"),
            "again": _again("p-ivy"),
            "attempt": _attempt(self.attempted[0], "NO_ANSWER"),
            "ask_outreach": {"person": P, "reason_code": "SAFETY"},
            "introduce": {"person": P, "relative": "p-ivy", "reason_code": "CASE_WORK"},
            "notice": {"person": P, "relative": "p-ivy", "exception": "DV"},
        }
        for name in BEGUN[begun]:
            said = forms.get(name) or ABOUT[name](self.nth)
            self.do(name, MAY[name][:1], said)
            self.world.finish()

    @rule(by=workers("plan"), who=WHO, template=st.sampled_from((None, None, "FIRST_CALL")), twice=TWICE, turns=TURNS)
    def plan(self, by: tuple[str, ...], who: str, template: str | None, twice: bool, turns: int) -> None:
        self.do("plan", by, {**_plan(who), "template": template}, twice, turns)

    @rule(by=workers("approve"), nth=NTH, refused_for=NOT_SO, twice=TWICE, turns=TURNS)
    def approve(self, by: tuple[str, ...], nth: int, refused_for: str | None, twice: bool, turns: int) -> None:
        self.do("approve", by, {"plan": self.nth("plan", nth), "refused_for": refused_for}, twice, turns)

    @rule(
        by=workers("notice"),
        who=WHO,
        route=st.sampled_from(("LETTER", "COURT")),
        what=st.sampled_from(({"sent_on": date(2026, 4, 20)}, {"exception": "DV"})),
        twice=TWICE,
        turns=TURNS,
    )
    def notice(self, by: tuple[str, ...], who: str, route: str, what: dict[str, Any], twice: bool, turns: int) -> None:
        self.do("notice", by, {"person": P, "relative": who, "route": route, **what}, twice, turns)

    @rule(by=workers("except"), nth=NTH, refused_for=NOT_SO, twice=TWICE, turns=TURNS)
    def decide_exception(self, by: tuple[str, ...], nth: int, refused_for: str | None, twice: bool, turns: int) -> None:
        self.do("except", by, {"notice": self.nth("notice", nth), "refused_for": refused_for}, twice, turns)

    @rule(by=workers("introduce"), who=WHO, twice=TWICE, turns=TURNS)
    def introduce(self, by: tuple[str, ...], who: str, twice: bool, turns: int) -> None:
        self.do("introduce", by, {"person": P, "relative": who, "reason_code": "CASE_WORK"}, twice, turns)

    @rule(
        by=workers("answer_intro"), nth=NTH, state=st.sampled_from(("ACCEPTED", "DECLINED")), twice=TWICE, turns=TURNS
    )
    def answer_introduction(self, by: tuple[str, ...], nth: int, state: str, twice: bool, turns: int) -> None:
        self.do("answer_intro", by, {"introduction": self.nth("introduce", nth), "state": state}, twice, turns)

    @rule(by=workers("ask_outreach"), twice=TWICE, turns=TURNS)
    def ask_outreach(self, by: tuple[str, ...], twice: bool, turns: int) -> None:
        self.do("ask_outreach", by, {"person": P, "reason_code": "SAFETY"}, twice, turns)

    @rule(
        by=workers("answer_request"),
        nth=NTH,
        state=st.sampled_from(("ACCEPTED", "FAMILY_SAID_NO", "DONE")),
        twice=TWICE,
        turns=TURNS,
    )
    def answer_request(self, by: tuple[str, ...], nth: int, state: str, twice: bool, turns: int) -> None:
        self.do("answer_request", by, {"request": self.nth("ask_outreach", nth), "state": state}, twice, turns)

    @rule(by=workers("order"), who=KEPT_AWAY, twice=TWICE, turns=TURNS)
    def order(self, by: tuple[str, ...], who: str, twice: bool, turns: int) -> None:
        self.do("order", by, _order(who), twice, turns)

    @rule(by=workers("end_order"), nth=NTH, twice=TWICE, turns=TURNS)
    def end_order(self, by: tuple[str, ...], nth: int, twice: bool, turns: int) -> None:
        self.do("end_order", by, {"order": self.nth("order", nth)}, twice, turns)

    @rule(by=workers("screen"), who=WHO, twice=TWICE, turns=TURNS)
    def screen(self, by: tuple[str, ...], who: str, twice: bool, turns: int) -> None:
        said = {"person": P, "mode": "MANUAL", "screens": (screens.ScreenRow(who, "CLEAR", GUIDED),)}
        self.do("screen", by, said, twice, turns)

    @rule(by=workers("again"), who=WHO, twice=TWICE, turns=TURNS)
    def ask_again_at_contact(self, by: tuple[str, ...], who: str, twice: bool, turns: int) -> None:
        self.do("again", by, _again(who), twice, turns)

    @rule(by=workers("reveal"), who=WHO, turns=TURNS)
    def reveal(self, by: tuple[str, ...], who: str, turns: int) -> None:
        self.do("reveal", by, {"relative": who}, False, turns)

    @rule(by=workers("reveal"), who=WHO, turns=TURNS)
    def reveal_too(self, by: tuple[str, ...], who: str, turns: int) -> None:
        """Drawn as often again: it is what the rest is for."""
        self.reveal(by, who, turns)

    @rule(
        by=workers("attempt"),
        who=WHO,
        outcome=OUTCOMES,
        twice=TWICE,
        turns=TURNS,
    )
    def attempt(self, by: tuple[str, ...], who: str, outcome: str, twice: bool, turns: int) -> None:
        who = who if who in self.attempted else self.attempted[0]
        self.do("attempt", by, _attempt(who, outcome), twice, turns)

    def do(self, name: str, by: tuple[str, ...], said: Mapping[str, Any], twice: bool = False, turns: int = 0) -> None:
        """Each of these workers does it, all at once."""
        for user in by[:-1]:
            self.world.begin(Act(user, name, said, twice), 0)
        self.world.begin(Act(by[-1], name, said, twice), turns)

    def nth(self, name: str, nth: int) -> str:
        """The id of what was made, counted from the newest."""
        made = self.world.made(name)
        return made[-1 - nth] if nth < len(made) else "none-such"


def _plan(who: str) -> dict[str, Any]:
    return {"person": P, "relative": who, "mode": "PHONE", "words": "Hello"}


def _order(who: str) -> dict[str, Any]:
    return {"restrained": who, "protected": P, "type": "BAIL_NO_CONTACT"}


def _again(who: str) -> dict[str, Any]:
    return {"person": P, "mode": "MANUAL", "screens": (screens.ScreenRow(who, "CLEAR", TWO),), "at_contact": True}


def _attempt(who: str, outcome: str) -> dict[str, Any]:
    return {"person": P, "relative": who, "mode": "PHONE", "outcome": outcome}
