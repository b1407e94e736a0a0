"""What a person reads in relatives to reach: pronouns, first steps, callers, cautions, limits. Tables, no branches."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from graphsvc.model.answers import Reason
from graphsvc.model.outreach import SPOKE
from graphsvc.questions.reach.bands import LATER, LEARN_MORE, Factors, waits
from graphsvc.questions.reach.rows import Attempt, ContactPoint, Focus, OnFile, Worker

FIXED_SENTENCE = "Built from what is shared with you. Before a first contact, run the screen."
"""The same in every reach answer, whether or not anything was hidden (definitions.md §7)."""
PRONOUNS: Mapping[str, tuple[str, str]] = {"FEMALE": ("she", "her"), "MALE": ("he", "him")}
PARTS_OF_DAY = ((6, "nights"), (12, "mornings"), (17, "afternoons"), (22, "evenings"), (24, "nights"))


def pronouns(sex: str) -> tuple[str, str]:
    """(subject, object)."""
    return PRONOUNS.get(sex, ("they", "them"))


@dataclass(frozen=True)
class Step:
    """What to do first: by what mode, in which language, and which roles could open the talk."""

    code: str
    sentence: str
    mode: str | None = None
    language: str | None = None
    interpreter: bool = False
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Situation:
    """What decides the first step with one relative."""

    factors: Factors
    band: str
    name: str
    first_to_ask: str
    may_contact: bool = True
    screened: bool = True
    place_open: bool = True
    route: ContactPoint | None = None
    ask_first: str | None = None


@dataclass(frozen=True)
class StepRule:
    """A row: when it holds, this is the first step."""

    code: str
    holds: Callable[[Situation], bool]
    sentence: Callable[[Situation], str]
    mode: Callable[[Situation], str | None] = lambda _: None
    interpreter: bool = False


MODES = {"PHONE": "PHONE", "TEXT": "TEXT", "EMAIL": "EMAIL", "LETTER": "LETTER", "VIDEO": "VIDEO", "SOCIAL": "TEXT"}
STEPS: tuple[StepRule, ...] = (
    StepRule("ASK_FIRST", lambda s: not s.may_contact, lambda s: s.first_to_ask),
    StepRule("SCREEN", lambda s: not s.screened, lambda _: "Screen first."),
    StepRule("WAIT", lambda s: s.band == LATER, lambda s: waits(s.factors)),
    StepRule(
        "ASK_RELATIVE",
        lambda s: s.band == LEARN_MORE and s.ask_first is not None,
        lambda s: f"Ask {s.ask_first} about {s.name}.",
    ),
    StepRule(
        "ARRANGE_INTERPRETER",
        lambda s: s.factors.interpreter_needed and not s.factors.interpreter_arranged,
        lambda _: "Arrange the interpreter.",
    ),
    StepRule(
        "HOME_VISIT",
        lambda s: s.factors.interpreter_needed and s.place_open and s.route is not None,
        lambda _: "Home visit with the interpreter.",
        lambda _: "IN_HOME",
        True,
    ),
    StepRule("CONTACT", lambda s: s.route is not None, lambda s: _CONTACT[_mode(s)], lambda s: _mode(s)),
    StepRule("FIND_ROUTE", lambda _: True, lambda _: "Find a safe, verified route."),
)
_CONTACT: Mapping[str | None, str] = {
    "PHONE": "Call.",
    "TEXT": "Write a text message.",
    "EMAIL": "Write an e-mail.",
    "LETTER": "Write a letter.",
    "VIDEO": "Call by video.",
}


def _mode(s: Situation) -> str | None:
    return MODES[s.route.kind] if s.route else None


def first_step(s: Situation, on_file: OnFile) -> Step:
    """The first row that holds."""
    row = next(rule for rule in STEPS if rule.holds(s))
    latest = on_file.last_word
    quiet = row.code in ("ASK_FIRST", "SCREEN", "WAIT")
    language = None if quiet or latest is None else latest.language
    roles = () if quiet or latest is None else latest.roles
    return Step(row.code, row.sentence(s), row.mode(s), language, row.interpreter, roles)


def questions_for(about: str, sex: str, ask: str) -> tuple[str, ...]:
    """The three questions about somebody who is only on file, for the relative who is asked."""
    subject, _ = pronouns(sex)
    was = "were" if subject == "they" else "was"
    return (f"Does {ask} know {about}?", f"When {was} {subject} last seen?", f"How can {subject} be reached?")


@dataclass(frozen=True)
class Caller:
    """Who could call: a named worker, or an agency alone. Reasons in the order in which they count."""

    staff: str | None
    name: str | None
    agency: str
    reasons: tuple[Reason, ...]


def callers(focus: Focus, on_file: OnFile, lead_agency: str | None) -> tuple[Caller, ...]:
    """Workers who spoke with the relative, speak the language or stay with the case; the lead agency at the end."""
    spoke = {a.worker.id: a for a in reversed(on_file.attempts) if a.worker and a.outcome in SPOKE}
    assigned = {w.id: w for w in focus.workers}
    known: dict[str, Worker] = {**{a.worker.id: a.worker for a in spoke.values() if a.worker}, **assigned}
    able = [w for w in known.values() if w.may_call]
    language = on_file.last_word.language if on_file.last_word else None
    found = [(_caller_key(w, spoke, language, assigned), _caller(w, spoke, language, assigned)) for w in able]
    named = tuple(caller for _, caller in sorted(found, key=lambda pair: pair[0]))
    agency = (Caller(None, None, lead_agency, (Reason("LEAD_AGENCY", "Leads the plan."),)),) if lead_agency else ()
    return (*named, *agency)


def _caller_key(
    worker: Worker, spoke: Mapping[str, Attempt], language: str | None, assigned: Mapping[str, Worker]
) -> tuple[float, bool, bool, bool, str]:
    last = spoke.get(worker.id)
    return (
        -(last.at.timestamp() if last else 0.0),
        language not in worker.languages,
        worker.id not in assigned,
        not worker.lead,
        worker.id,
    )


def _caller(
    worker: Worker, spoke: Mapping[str, Attempt], language: str | None, assigned: Mapping[str, Worker]
) -> Caller:
    last = spoke.get(worker.id)
    said = (
        (last is not None, Reason("SPOKE", "Spoke with them last.", (), last.day if last else None)),
        (language is not None and language in worker.languages, Reason("LANGUAGE", "Speaks the language.")),
        (worker.id in assigned, Reason("ASSIGNED", "Stays with the person.", (), worker.since)),
        (worker.lead, Reason("LEAD", "Leads the plan.")),
    )
    return Caller(worker.id, worker.name, worker.agency, tuple(reason for holds, reason in said if holds))


def best_next_time(on_file: OnFile, zone: str = "America/New_York") -> str | None:
    """When to try next: as stated; else the time that worked most often, of how many tries then; None: nobody knows.
    Who the relative is plays no part in it."""
    stated = next((p.best_times for p in on_file.contact_points if p.best_times), None)
    if stated:
        return f"As stated: {stated}."
    tried = Counter(_part(a.at, zone) for a in on_file.attempts)
    worked = Counter(_part(a.at, zone) for a in on_file.attempts if a.outcome in SPOKE)
    if not worked:
        return None
    best = min(worked, key=lambda part: (-worked[part], tried[part], part))
    return f"Reached {worked[best]} of {tried[best]} times on {best}."


def _part(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    part = next(name for until, name in PARTS_OF_DAY if local.hour < until)
    return f"{'weekend' if local.weekday() >= 5 else 'weekday'} {part}"


SIDE_WORDS = {"MATERNAL": "the mother's side", "PATERNAL": "the father's side"}


def limits(sides: frozenset[str], newest: str | None, *, mode: str, feed_stale: bool) -> tuple[str, ...]:
    """What the answer cannot know: sides searched and missing, the state of the screens, the newest statement."""
    missing = [words for side, words in SIDE_WORDS.items() if side not in sides]
    said = (
        (True, "Both sides of the family were searched."),
        *((True, f"Nobody on {words} is on file: a gap to close.") for words in missing),
        (mode == "MANUAL", "This site has no court-order feed: screens are guided and made by hand."),
        (feed_stale, "The court-order feed is older than 24 hours: known orders still count, new screens are by hand."),
        (newest is not None, f"The newest statement used is of {newest}."),
        (True, "Sources that do not share with you are not connected."),
    )
    return tuple(text for holds, text in said if holds)
