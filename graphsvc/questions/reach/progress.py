"""relativeSearchProgress: how far the search for one person's family has come (AC-5.2; question 10).

    IDENTIFIED ──> LOCATED ──> NOTIFIED ──> ENGAGED ──> COMMITTED      each counted by its own fact, by side

The forty of Family Finding are a guide and never a quota. "Not tried" has no attempt and no notice.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from graphsvc.access.sees import sees
from graphsvc.database.driver import Graph
from graphsvc.model.answers import Basis, Problem, Reason, problem
from graphsvc.model.asker import Sight
from graphsvc.model.outreach import GUIDE, SPOKE
from graphsvc.model.quality import months_after
from graphsvc.model.safety_lines import Effect, strongest
from graphsvc.model.site import Site
from graphsvc.questions.reach.answer import Case
from graphsvc.questions.reach.kin import Kin
from graphsvc.questions.reach.lists import caregivers, factors_of, removed
from graphsvc.questions.reach.question import feed_stale, read_case
from graphsvc.questions.reach.rows import OnFile
from graphsvc.questions.reach.words import FIXED_SENTENCE, SIDE_WORDS, limits

SIDES: Mapping[str, tuple[str, ...]] = {"MATERNAL": ("MATERNAL", "BOTH"), "PATERNAL": ("PATERNAL", "BOTH")}
"""Side → the sides of ties that count for it: who belongs to both counts for each."""
SAID_OF = ("WISHES_ABOUT", "ASSESSED_FOR")
"""Ties that say something of a relative who was found already."""
HOW = f"Each stage is counted by its own fact. {GUIDE} people are a guide, not a quota."


@dataclass(frozen=True)
class Meeting:
    """A family meeting; of whoever came, those whom the asker may see."""

    id: str
    kind: str
    held_on: date
    plan: str | None
    decisions: tuple[str, ...]
    by: str
    owner: str
    attendees: tuple[str, ...]

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        """(owner agency, statement), as of a source."""
        return ((self.owner, self.id),)


@dataclass(frozen=True)
class Stage:
    """One stage: how many relatives reached it, in all and by side."""

    stage: str
    sentence: str
    total: int
    maternal: int
    paternal: int


@dataclass(frozen=True)
class Side:
    """One side of the family: who was put on file there last, and by when to search again."""

    side: str
    identified: int
    last_search: date | None
    next_search_due: date
    sentence: str


@dataclass(frozen=True)
class Untried:
    """A relative whom nobody has tried to reach, with what stands before it, and who put them on file."""

    person: str
    name: str
    relation: str
    side: str
    reasons: tuple[Reason, ...]
    leads: tuple[str, ...]
    shown: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class AskAgain:
    """A relative who said no for now, and the day from which to ask again; null: nobody said one."""

    person: str
    name: str
    relation: str
    after: date | None
    due: bool


@dataclass(frozen=True)
class SearchProgressAnswer:
    """How far the search has come."""

    basis: Basis
    person: str
    guide: int
    stages: tuple[Stage, ...]
    sides: tuple[Side, ...]
    untried: tuple[Untried, ...]
    again: tuple[AskAgain, ...]
    meetings: tuple[Meeting, ...]


async def relative_search_progress(
    graph: Graph, sight: Sight, site: Site, *, person_id: str, as_of: date
) -> SearchProgressAnswer | Problem:
    """The progress for one of the asker's own people; NOT_FOUND for anybody else's."""
    own = sight.own or sight
    if person_id not in own.caseload:
        return problem("NOT_FOUND")
    case, rows = await asyncio.gather(
        read_case(graph, own, site, person_id, as_of),
        graph.read("reach_meetings", person_id=person_id, **sees(own)),
    )
    if isinstance(case, Problem):
        return case
    known = {kin.id for kin in case.kin} | {person_id}
    meetings = [
        Meeting(**{**row, "decisions": tuple(row["decisions"]), "attendees": _known(row, known)}) for row in rows
    ]
    return progress_of(case, own, tuple(each for each in meetings if each.held_on <= as_of))


def _known(row: Mapping[str, list[str]], known: Iterable[str]) -> tuple[str, ...]:
    """Of those who came, the person and the relatives in this answer: nobody is named by a meeting alone."""
    return tuple(who for who in row["attendees"] if who in set(known))


@dataclass(frozen=True)
class _Seen:
    """One relative as the stages look at them."""

    kin: Kin
    on_file: OnFile
    notified_on: date | None
    excused: bool
    willingness: str
    roles: int


@dataclass(frozen=True)
class _StageRule:
    """A row: a stage, its sentence, and who has reached it."""

    stage: str
    sentence: str
    reached: Callable[[_Seen], bool]


STAGE_RULES: tuple[_StageRule, ...] = (
    _StageRule("IDENTIFIED", "On file as a relative, or named by the person or the family.", lambda _: True),
    _StageRule(
        "LOCATED",
        "A verified way to reach them is on file, or somebody spoke with them.",
        lambda s: any(point.verified_at for point in s.on_file.contact_points) or _spoke(s),
    ),
    _StageRule("NOTIFIED", "A notice was sent.", lambda s: s.notified_on is not None),
    _StageRule(
        "ENGAGED",
        "Somebody spoke with them and they did not decline, or they said yes or perhaps.",
        lambda s: s.willingness in ("YES", "MAYBE") or (_spoke(s) and s.willingness != "DECLINED"),
    ),
    _StageRule("COMMITTED", "They said yes, and to what.", lambda s: s.willingness == "YES" and s.roles > 0),
)


def _spoke(seen: _Seen) -> bool:
    return any(attempt.outcome in SPOKE and attempt.outcome != "SPOKE_DECLINED" for attempt in seen.on_file.attempts)


def progress_of(case: Case, sight: Sight, meetings: tuple[Meeting, ...] = ()) -> SearchProgressAnswer:
    """The answer from a case. Pure."""
    seen = [_seen(case, kin) for kin in case.kin]
    said = limits(
        frozenset(each.kin.side for each in seen),
        None,
        mode=case.site.screen_mode,
        feed_stale=feed_stale(case.focus, sight, case.site),
    )
    return SearchProgressAnswer(
        basis=Basis(case.as_of, sight.policy_version, f"{HOW} {FIXED_SENTENCE}", said),
        person=case.focus.id,
        guide=GUIDE,
        stages=tuple(_stage(rule, seen) for rule in STAGE_RULES),
        sides=tuple(_side(case, side, seen) for side in SIDES),
        untried=tuple(_untried(case, each) for each in sorted(seen, key=_nearest) if _not_tried(case, each)),
        again=tuple(_again(case, each) for each in sorted(seen, key=_nearest) if _declined(case, each)),
        meetings=meetings,
    )


def _seen(case: Case, kin: Kin) -> _Seen:
    on_file = case.on_file.get(kin.id, OnFile())
    factors = factors_of(case, kin)
    days = removed(case) or date.min, case.as_of
    excused = on_file.exception_since(*days) is not None
    return _Seen(kin, on_file, on_file.notified_since(*days), excused, factors.willingness, factors.roles_offered)


def _nearest(seen: _Seen) -> tuple[int, str]:
    return seen.kin.degree, seen.kin.id


def _stage(rule: _StageRule, seen: Iterable[_Seen]) -> Stage:
    reached = [each for each in seen if rule.reached(each)]
    counts = {side: sum(each.kin.side in words for each in reached) for side, words in SIDES.items()}
    return Stage(rule.stage, rule.sentence, len(reached), counts["MATERNAL"], counts["PATERNAL"])


def _side(case: Case, side: str, seen: Iterable[_Seen]) -> Side:
    """Nobody records a search by itself: the last one is the day on which somebody of that side was put on file."""
    here = [each for each in seen if each.kin.side in SIDES[side]]
    ties = [t.facts for each in here for t in each.kin.ties if t.facts.type not in SAID_OF]
    days = [facts.stated_at for facts in ties if facts.stated_at]
    last = max((day for day in days if day <= case.as_of), default=None)
    due = months_after(last, case.site.search_again_months) if last else case.as_of
    words = (
        f"Somebody on {SIDE_WORDS[side]} was put on file last on {last}."
        if last
        else (f"No day of a search on {SIDE_WORDS[side]} is on file: search now.")
    )
    return Side(side, len(here), last, due, words)


_BEFORE: Mapping[Effect, Reason] = {
    Effect.ROUTE_ONLY: Reason("ROUTE_ONLY", "Reached by a stated route only: see byRouteOnly."),
    Effect.HOLD: Reason("HOLD", "A safety check comes first."),
    Effect.SCREEN: Reason("SCREEN", "Screen first."),
}


def _not_tried(case: Case, seen: _Seen) -> bool:
    """Whoever may be tried, and was not: nobody whom a line keeps away, nor a caregiver of the home."""
    barred = strongest(case.findings.get(seen.kin.id, ())) in (Effect.CONCEAL, Effect.NO_CONTACT)
    tried = bool(seen.on_file.attempts) or seen.notified_on is not None or seen.excused
    return not (barred or tried or seen.kin.id in caregivers(case))


def _untried(case: Case, seen: _Seen) -> Untried:
    effect = strongest(case.findings.get(seen.kin.id, ()))
    before = tuple(reason for bar, reason in _BEFORE.items() if bar is effect)
    routes = any(point.verified_at for point in seen.on_file.contact_points)
    found = () if routes else (Reason("FIND_ROUTE", "No verified way to reach them is on file."),)
    none = (Reason("NOT_TRIED", "No attempt and no notice is on file."),)
    ties = seen.kin.ties
    return Untried(
        seen.kin.id,
        seen.on_file.name,
        seen.kin.words,
        seen.kin.side,
        (*none, *before, *found),
        tuple(sorted({t.facts.owner for t in ties if t.facts.owner})),
        tuple((t.facts.owner, t.facts.id) for t in ties),
    )


def _declined(case: Case, seen: _Seen) -> bool:
    """Who said no for now. Whoever asked not to be contacted is asked by nobody (AC-5.3)."""
    kept = (Effect.CONCEAL, Effect.NO_CONTACT, Effect.ROUTE_ONLY)
    free = strongest(case.findings.get(seen.kin.id, ())) not in kept
    return free and seen.willingness in ("DECLINED", "NOT_NOW")


def _again(case: Case, seen: _Seen) -> AskAgain:
    after = factors_of(case, seen.kin).ask_again_on
    return AskAgain(seen.kin.id, seen.on_file.name, seen.kin.words, after, after is not None and after <= case.today)
