"""The questions around a plan: why not this relative, may one call, and the value of one way to reach somebody."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from graphsvc.access.placeless import placeless_for
from graphsvc.access.safety import concealed_from, read_facts, read_near
from graphsvc.access.safety_rules import Reading, decide, screened_on
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.model.answers import Basis, Problem, Reason, problem
from graphsvc.model.asker import Sight
from graphsvc.model.outreach import against_contact
from graphsvc.model.safety_lines import NOT_HELD, Effect, Finding, sentence, strongest
from graphsvc.model.site import Site
from graphsvc.questions.reach.answer import Case
from graphsvc.questions.reach.bands import band_of, lower_because, place_key, waits
from graphsvc.questions.reach.contact import standing_in
from graphsvc.questions.reach.kin import Kin, candidates
from graphsvc.questions.reach.lists import caregivers, factors_of, must_notify
from graphsvc.questions.reach.question import (
    people_of,
    read_case,
    read_ties,
    tie_findings,
    without_concealed,
)
from graphsvc.questions.reach.rows import AT_A_PLACE, ReachTie
from graphsvc.questions.reach.words import FIXED_SENTENCE

REVIEWER = "SAFETY_REVIEWER"
MOVES = {
    "CAREGIVER": "Nothing: the person lives in or was removed from that home.",
    "NO_CONTACT": "Only a change of the safety line itself; a safety reviewer can look at it.",
    "ROUTE_ONLY": "Only the route named.",
    "HOLD": "A safety reviewer's decision.",
    "SCREEN": "A passed screen.",
    "WISH": "The person's own wish: ask, do not press.",
    "WILLINGNESS": "The relative's own answer: ask.",
    "CLOSENESS": "What the person or the family says about how close they are.",
    "LAST_CONTACT": "A meeting in person.",
    "SUPPORT_GIVEN": "Help that the relative gives.",
    "OFFERS": "An offer that protects.",
    "REACHABILITY": "A verified route, and the interpreter arranged where one is needed.",
    "DEGREE": "Nothing: kin degree stays.",
    "BAND": "The person's wish, more closeness, help given, or being named by the family.",
    "WAIT": "Time, or another answer of the relative.",
    "ID": "Nothing: they are equal, and the id decides.",
}


@dataclass(frozen=True)
class WhyNotAnswer:
    """Where a relative stands for P, the first rule that kept them lower, and what would move them."""

    basis: Basis
    relative: str
    stands: str
    position: int | None
    reason: Reason | None
    would_move: str | None


async def why_not(
    graph: Graph, sight: Sight, site: Site, *, person_id: str, relative_id: str, as_of: date
) -> WhyNotAnswer | Problem:
    """The first rule that kept this relative lower. NOT_FOUND for whoever the asker may not know as a relative."""
    own = sight.own or sight
    if person_id not in own.caseload:
        return problem("NOT_FOUND")
    case = await read_case(graph, own, site, person_id, as_of)
    if isinstance(case, Problem):
        return case
    kin = next((k for k in case.kin if k.id == relative_id), None)
    if kin is None:
        return problem("NOT_FOUND")
    stands, position, reason = _standing(case, kin)
    basis = Basis(as_of, sight.policy_version, f"The first rule that holds. {FIXED_SENTENCE}")
    return WhyNotAnswer(basis, kin.id, stands, position, reason, MOVES[reason.code] if reason else None)


def _standing(case: Case, kin: Kin) -> tuple[str, int | None, Reason | None]:
    """(list or band, position, first reason): safety first, then the band, then the one just above."""
    if kin.id in caregivers(replace(case, removed_from=frozenset())):
        return "MUST_NOTIFY", None, Reason("CAREGIVER", "The person lives in or was removed from that home.")
    if kin.id in case.removed_from:  # by a removal that this asker does not see: no word of it
        return "MUST_NOTIFY" if any(row.id == kin.id for row in must_notify(case)) else "NOT_LISTED", None, None
    findings = case.findings.get(kin.id, ())
    effect = strongest(findings)
    if effect is not None and effect is not Effect.PLACE:
        decisive = next(f for f in findings if f.effect is effect)
        return _LISTS[effect], None, Reason(effect.value, sentence(decisive, cleared=False))
    free = [k for k in case.kin if strongest(case.findings.get(k.id, ())) in (None, Effect.PLACE)]
    placed = sorted((factors_of(case, k) for k in free if k.id not in caregivers(case)), key=place_key)
    mine = next(f for f in placed if f.id == kin.id)
    band = band_of(mine)
    position = [f.id for f in placed if band_of(f) == band].index(kin.id) + 1
    if waits(mine):
        return band, position, Reason("WAIT", waits(mine), (), mine.ask_again_on)
    at = placed.index(mine)
    if at == 0:
        return band, position, None
    equal = Reason("ID", "Equal in every factor; the id decides.")
    return band, position, lower_because(mine, placed[at - 1]) or equal


_LISTS = {
    Effect.NO_CONTACT: "NOT_LISTED",
    Effect.ROUTE_ONLY: "BY_ROUTE_ONLY",
    Effect.HOLD: "NEEDS_SAFETY_CHECK",
    Effect.SCREEN: "NEEDS_SAFETY_CHECK",
}


@dataclass(frozen=True)
class ScreenAnswer:
    """May one call? CLEAR, HOLD or DO_NOT_CONTACT. It fails closed: whatever is not known is HOLD."""

    basis: Basis
    result: str
    sentence: str
    screened_on: date | None = None
    next_screen_by: date | None = None
    reasons: tuple[Reason, ...] = ()


SCREEN_WORDS = {
    "CLEAR": "A valid screen found nothing against it. Ask again at the moment of contact.",
    "HOLD": "Do not make contact yet: a check is needed.",
    "DO_NOT_CONTACT": "Do not make contact.",
}


async def safety_screen(
    graph: Graph, sight: Sight, site: Site, *, person_id: str, relative_id: str | None
) -> ScreenAnswer | Problem:
    """Whether a relative may be contacted for P; `relative_id` None stands for a typed name, which is HOLD."""
    if not may_know(sight, person_id):
        return problem("NOT_FOUND")
    basis = Basis(sight.today, sight.policy_version, f"It fails closed. {FIXED_SENTENCE}")
    if relative_id is None or relative_id == person_id:
        return ScreenAnswer(basis, "HOLD", SCREEN_WORDS["HOLD"])
    kin, findings, reading = await standing_of(graph, sight, site, person_id, relative_id)
    cleared = REVIEWER in sight.principal.roles
    if kin is None and not cleared:
        return ScreenAnswer(basis, "HOLD", SCREEN_WORDS["HOLD"])
    result = _RESULTS.get(strongest(findings), "HOLD")
    last = screened_on(reading.about(relative_id), sight.today, site)
    said = tuple(Reason(f.effect.value, sentence(f, cleared=True)) for f in findings) if cleared else ()
    due = last + timedelta(days=site.screen_valid_days) if last else None
    return ScreenAnswer(basis, result, SCREEN_WORDS[result], last, due, said)


_RESULTS = {None: "CLEAR", Effect.PLACE: "CLEAR", Effect.NO_CONTACT: "DO_NOT_CONTACT"}


def may_know(sight: Sight, person_id: str) -> bool:
    """Whether P is among the people of this asker's scope."""
    return sight.circle is None or person_id in sight.circle


async def standing_of(
    graph: Graph, sight: Sight, site: Site, person_id: str, relative_id: str
) -> tuple[Kin | None, tuple[Finding, ...], Reading]:
    """The relative as the asker may know them (None: not at all), what applies between the two now, and the facts."""
    around, near = await asyncio.gather(
        read_ties(graph, sight, [person_id], sight.today), read_near(graph, person_id, sight.today)
    )
    ties = around.get(person_id, ())
    people = people_of(ties, person_id)
    reading = await read_facts(graph, near, {*people, relative_id}, sight.today)
    findings = {who: decide(reading, who, sight.today, site) for who in people}
    open_ties = without_concealed(ties, findings)
    kin = next((k for k in candidates(person_id, open_ties) if k.id == relative_id), None)
    if kin is None:
        return None, decide(reading, relative_id, sight.today, site), reading
    held = _line_11(kin, ties) if REVIEWER in sight.principal.roles else ()
    return kin, (*findings[relative_id], *tie_findings(kin), *held), reading


def _line_11(kin: Kin, ties: tuple[ReachTie, ...]) -> tuple[Finding, ...]:
    """Held when the tie is known only from files that no agency working with families holds, and nobody restated it.

    For those agencies the relative is absent already: the tie is in none of their classes.
    """
    facts = [t.facts for t in ties if t.facts.id in kin.chain or t in kin.ties]
    unheld = [t for t in facts if t.compartment in NOT_HELD and t.stated_as not in ("PERSON", "FAMILY")]
    return (Finding(11, Effect.HOLD),) if facts and len(unheld) == len(facts) else ()


@dataclass(frozen=True)
class RevealAnswer:
    """The value of one way to reach a relative, with how to use it."""

    basis: Basis
    contact_point: str
    person: str
    kind: str
    value: str
    label: str | None
    shared_with: tuple[str, ...]
    may_leave_message: bool
    may_say_who_calls: bool
    may_text: bool
    interpreter: bool
    language: str | None
    until: datetime
    owner: str

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        """(owner agency, statement), as of a source."""
        return ((self.owner, self.contact_point),)


MOST_PLANS = 5
"""A relative of more of the asker's people than this is looked at for the first few: the count stays constant."""


async def reveal(graph: Graph, sight: Sight, site: Site, *, contact_point_id: str) -> RevealAnswer | Problem:
    """The value, after a passed screen, a consent to contact, an approved plan for a first contact and a re-screen at
    this moment, for one of the asker's own people (AC-11.4). Why not stands on record under whom it reaches."""
    own = sight.own or sight
    rows = await graph.read("reach_route", **_params(own, contact_point_id))
    if not rows:
        return problem("NOT_FOUND")
    found = await _looked_up(graph, own, site, rows[0])
    return replace(found, about=(rows[0]["person"],)) if isinstance(found, Problem) else found


async def _looked_up(graph: Graph, own: Sight, site: Site, row: Row) -> RevealAnswer | Problem:
    if await concealed_from(graph, own, site, [row["person"]]):
        return problem("NOT_FOUND")
    if row["person"] in own.caseload:
        return await _revealed(graph, row, own, site)
    refusals = [await _refusal(graph, own, site, plan, row["person"]) for plan in row["plans"][:MOST_PLANS]]
    if None in refusals:
        return await _revealed(graph, row, own, site)
    told = [refusal for refusal in refusals if refusal]
    return next(
        (r for r in told if r.code == "CONSENT_REQUIRED"), told[0] if told else problem("SAFETY_CHECK_REQUIRED")
    )


def _params(sight: Sight, contact_point_id: str) -> Row:
    asked = {"contact_point_id": contact_point_id, "today": sight.today, "caseload": sorted(sight.caseload)}
    return {name: value for name, value in {**sight.params(), **asked}.items() if name != "kin_circle"}


async def _refusal(graph: Graph, sight: Sight, site: Site, plan: str, relative: str) -> Problem | None:
    """Why not for this person's plan now: the rows of model/outreach.py. None: contact may be made."""
    case = await read_case(graph, sight, site, plan, sight.today)
    if isinstance(case, Problem):
        return case
    standing = standing_in(case, sight, relative)
    return against_contact(standing) if standing else problem("SAFETY_CHECK_REQUIRED")


async def _revealed(graph: Graph, row: Row, sight: Sight, site: Site) -> RevealAnswer | Problem:
    """The value; of whose place this asker is not told, no address, nor a label, which may name one."""
    placeless = await placeless_for(graph, sight, site, [row["person"]])
    if placeless and row["kind"] in AT_A_PLACE:
        return problem("NOT_FOUND")
    return _value({**row, "label": None} if placeless else row, sight, site)


def _value(row: Row, sight: Sight, site: Site) -> RevealAnswer:
    basis = Basis(sight.today, sight.policy_version, f"Each look is logged. {FIXED_SENTENCE}")
    said = {name: row[name] for name in row if name not in ("id", "plans", "shared_with")}
    until = sight.now + timedelta(hours=site.answer_valid_hours)
    return RevealAnswer(basis, contact_point=row["id"], shared_with=tuple(row["shared_with"]), until=until, **said)
