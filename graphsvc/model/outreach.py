"""The work of reaching people as tables: when contact may be made, and what may follow what (AC-11.4; §8).

Pure: the records ask it inside the transaction that writes, `reveal` at the moment of contact, and the tests drive it
through thousands of sequences. Nothing here is a score, and nothing follows from whose relative somebody is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from graphsvc.model.answers import Problem, problem
from graphsvc.model.safety_lines import Effect

SPOKE = ("SPOKE_WILLING", "SPOKE_UNDECIDED", "SPOKE_DECLINED")
"""Outcomes of an attempt that was a contact: after one of them no contact is the first."""


@dataclass(frozen=True)
class Standing:
    """How it stands today between one person's plan and one relative. `effect`: the strongest that bars or asks for a
    screen, None: nothing does. `plan`: the state of the agency's newest plan, empty: there is none.

    `spoken`: somebody spoke with the relative for this person before. `asked_again`: screened or asked again at the
    moment of contact, which a fresh court-order feed does by itself. `pause_until`: the end of a cool-down.
    """

    today: date
    effect: Effect | None = None
    may_contact: bool = True
    spoken: bool = False
    plan: str = ""
    asked_again: bool = True
    pause_until: date | None = None
    ask_again_on: date | None = None


@dataclass(frozen=True)
class Against:
    """A row: what stands in the way of a contact, and with which problem it is answered."""

    holds: Callable[[Standing], bool]
    code: str
    next_step: str | None = None


CONTACT: tuple[Against, ...] = (
    Against(lambda s: s.effect is not None, "SAFETY_CHECK_REQUIRED"),
    Against(lambda s: not s.may_contact, "CONSENT_REQUIRED"),
    Against(
        lambda s: not s.spoken and s.plan != "APPROVED",
        "SAFETY_CHECK_REQUIRED",
        "A first contact needs an approved plan: planOutreach, then approveOutreach.",
    ),
    Against(
        lambda s: not s.asked_again,
        "SAFETY_CHECK_REQUIRED",
        "Ask again at the moment of contact: recordScreen with atContact.",
    ),
)
"""The first that holds is the answer. Only what is known to be in order lets anybody through."""


def against_contact(standing: Standing) -> Problem | None:
    """Why no contact may be made now; None: it may."""
    row = next((each for each in CONTACT if each.holds(standing)), None)
    return problem(row.code, row.next_step) if row else None


@dataclass(frozen=True)
class Move:
    """A row: a state, and the states that it may follow."""

    state: str
    follows: tuple[str, ...]


def _moves(*rows: Move) -> Mapping[str, Move]:
    return MappingProxyType({row.state: row for row in rows})


PLAN_MOVES = _moves(
    Move("APPROVED", ("PLANNED",)),
    Move("RETURNED", ("PLANNED",)),
    Move("SUPERSEDED", ("PLANNED", "APPROVED")),
)
"""A plan: PLANNED until a second person decides, or a newer plan of the same agency takes its place."""
REQUEST_MOVES = _moves(
    Move("ACCEPTED", ("ASKED",)),
    Move("FAMILY_SAID_NO", ("ASKED", "ACCEPTED")),
    Move("DONE", ("ACCEPTED",)),
)
"""A request for family outreach (definitions.md §8): asked, accepted, the family said no; done."""
EXCEPTION_MOVES = _moves(Move("APPROVED", ("REQUESTED",)), Move("RETURNED", ("REQUESTED",)))
"""An exception from a 30-day notice: a supervisor's second word (AC-5.4)."""
INTRODUCTION_MOVES = _moves(Move("ACCEPTED", ("ASKED",)), Move("DECLINED", ("ASKED",)))
"""Of each worker by herself: nobody learns from it what another one answered."""


def may_follow(moves: Mapping[str, Move], state: str, to: str) -> bool:
    """Whether it may go from that state to this one."""
    return to in moves and state in moves[to].follows


NOTICE_ROUTES: Mapping[Effect, tuple[str, ...]] = MappingProxyType(
    {
        Effect.NO_CONTACT: ("COURT",),
        Effect.ROUTE_ONLY: ("COURT", "GUARDIAN"),
        Effect.HOLD: ("COURT",),
    }
)
"""By which routes a relative under such a line may be notified. One that went another way is on file, in breach."""
ALERTS = (10, 3, 0)
"""Days before the last day of a 30-day notice on which it is said: days 20, 27 and 30 (AC-5.4)."""


def in_breach(effect: Effect | None, route: str) -> bool:
    """Whether a notice by that route went past what a safety line allows."""
    allowed = NOTICE_ROUTES.get(effect) if effect else None
    return allowed is not None and route not in allowed


def alert_on(due_on: date, today: date) -> date | None:
    """The latest day of an alert that has come, for notices that are due on that day; None: none has."""
    days = (due_on - timedelta(days=before) for before in ALERTS)
    return max((day for day in days if day <= today), default=None)


TOLD_DAYS = 90
"""How long what was told stands in myTasks. Then nobody can read it, and a purge takes what was kept for that alone."""
TOLD_AND_GONE: Mapping[str, str] = MappingProxyType({"ContactNote": "CONTACT_NOTES", "Introduction": "INTRODUCTIONS"})
"""Records of the work that only told a worker something → what a preview calls them. The others are what was done and
said about a person: plans, meetings, another order, questions asked again at contact. No date deletes them, as none
deletes attempts, notices or wishes."""
DRAFT_DAYS = 30
"""How long a form that was not sent waits for its author."""
GUIDE = 40
"""Relatives and kin by choice whom Family Finding looks for: a guide, never a quota (AC-5.2)."""
STAGES = ("IDENTIFIED", "LOCATED", "NOTIFIED", "ENGAGED", "COMMITTED")


def newest(states: Iterable[tuple[str, str]], owner: str) -> str:
    """Of plans as (owner, state), the newest first: the state of that agency's newest."""
    return next((state for whose, state in states if whose == owner), "")
