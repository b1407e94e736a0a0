"""familyDuty: an officer's way to a next of kin: a death, a juvenile's arrest, a welfare check, a notification.

    read     the person and the workers · ties · protective facts · who is shown of the relatives
    decide   the one or two adults needed (duty_rules.py), of those whom no safety line bars and to whom nobody
             concealed alone leads

Never for INVESTIGATION (permissions.csv). What stands here is identifying data: it carries no criminal connotation, and
every answer is a disclosure on record. No address and no telephone: the worker to bring has them.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from graphsvc.access.family_duty import COMPARTMENTS
from graphsvc.access.safety import Protective, concealed_from
from graphsvc.access.safety_rules import decide, grown_up
from graphsvc.access.sees import TIE_PARAMS, sees
from graphsvc.database.driver import Graph
from graphsvc.model.answers import Basis, Problem, Reason, problem
from graphsvc.model.asker import Sight
from graphsvc.model.safety_lines import Effect, Finding, barred, place_concealed, strongest
from graphsvc.model.site import Site
from graphsvc.questions.reach.duty_rules import DUTIES, cut_off, needed, to_bring
from graphsvc.questions.reach.kin import Kin, candidates
from graphsvc.questions.reach.question import people_of, read_focuses, read_ties, tie_findings, without_concealed
from graphsvc.questions.reach.rows import AtHome, ReachTie, Relation, Worker, relation_of

SAID_THEMSELVES = frozenset({"PERSON", "FAMILY"})
YES, UNKNOWN = "YES", "UNKNOWN"
NO_CONNOTATION = "Identifying data for this duty alone: it carries no criminal connotation (28 CFR part 23)."
HOW = (
    "The one or two adults whom this duty needs, by relation; from law-enforcement, public and family-given statements."
)
LIMITS = (
    "Whoever is not named here is not thereby no kin.",
    "Children: yes or unknown, never no. Go with the worker named.",
)


@dataclass(frozen=True)
class DutyAdult:
    """One adult needed, with the language and what to mind."""

    person: str
    name: str
    relation: str
    language: str | None
    interpreter: bool
    cautions: tuple[Reason, ...]
    shown: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FamilyDutyAnswer:
    """Whom the duty needs. `children_here`: YES or UNKNOWN; the worker to bring, or the reason why nobody is named."""

    basis: Basis
    person: str
    name: str
    duty: str
    reason: Reason
    adults: tuple[DutyAdult, ...]
    children_here: str
    worker: str | None
    worker_agency: str | None
    notice: str
    shown: tuple[tuple[str, str], ...] = ()
    """(owner, statement) of the person's own name, of the age by which no guardian is told, and of children there."""


async def family_duty(
    graph: Graph, sight: Sight, site: Site, *, person_id: str, duty: str, protective: Protective | None = None
) -> FamilyDutyAnswer | Problem:
    """The adults. NOT_FOUND for whoever is not of the case or the caseload, unknown and hidden alike, and where the
    case is closed; both are asked of everybody, since a statement less would be heard."""
    opened, hidden = await asyncio.gather(_open(graph, sight), concealed_from(graph, sight, site, [person_id]))
    if sight.circle is None or person_id not in sight.circle or hidden or not opened:
        return problem("NOT_FOUND")
    seen, protects = replace(sight, circle=None, kin_circle=None), protective or Protective(graph)
    focuses, around, nears = await asyncio.gather(
        read_focuses(graph, seen, site, [person_id], sight.today),
        read_ties(graph, seen, [person_id], sight.today),
        protects.nears([person_id], sight),
    )
    ties = tuple(tie for tie in around.get(person_id, ()) if given(tie))
    people = people_of(ties, person_id)
    shown = await read_people(graph, seen, person_id, people)
    housed = {one.member for each in shown.values() for one in each.home}
    others = sorted({*people, *housed} - {person_id})
    readings, absent = await asyncio.gather(
        protects.readings(nears, {person_id: others}, sight.today), concealed_from(graph, sight, site, others)
    )
    findings = {who: decide(readings[person_id], who, sight.today, site) for who in others}
    findings |= {who: (Finding(0, Effect.CONCEAL),) for who in absent}
    focus = focuses.get(person_id)
    workers = focus.workers if focus else ()
    return _answer(sight, person_id, duty, without_concealed(ties, findings), shown, findings, workers)


async def _open(graph: Graph, sight: Sight) -> bool:
    """Whether the event is: the case that the purpose names; a caseload is one by itself."""
    case = sight.purpose.case_id if sight.purpose else None
    if case is None:
        return "case" not in sight.scopes
    rows = await graph.read("access_case_open", case_id=case, today=sight.today)
    return bool(rows and rows[0]["open"])


def given(tie: ReachTie) -> bool:
    """Whether a tie is of those that a duty may rest on: in FAMILY, what the person or the family said."""
    facts = tie.facts
    return facts.compartment in COMPARTMENTS and (facts.compartment != "FAMILY" or facts.stated_as in SAID_THEMSELVES)


async def read_people(graph: Graph, sight: Sight, person_id: str, people: Iterable[str]) -> dict[str, Relation]:
    """What the duty shows of the person and of these relatives."""
    ids = sorted({person_id, *people})
    rows = await graph.read("duty_people", person_id=person_id, ids=ids, today=sight.today, **sees(sight, TIE_PARAMS))
    return {row["person"]: relation_of(row) for row in rows}


def _answer(
    sight: Sight,
    person_id: str,
    code: str,
    ties: tuple[ReachTie, ...],
    shown: dict[str, Relation],
    findings: dict[str, tuple[Finding, ...]],
    workers: tuple[Worker, ...],
) -> FamilyDutyAnswer:
    duty, today = DUTIES[code], sight.today
    kin, own = candidates(person_id, ties), shown.get(person_id, Relation())
    grown = duty.of_minor and grown_up(own.born_on, today)
    chosen = () if grown else needed(duty, kin, person_id, lambda each: _fit(each, findings))
    worker = to_bring(workers, sight.principal.user)
    homes = [one for who in (person_id, *(each.id for each in chosen)) for one in shown.get(who, Relation()).home]
    children = _children(homes, person_id, findings, today)
    by_id = {tie.facts.id: tie for tie in ties}
    return FamilyDutyAnswer(
        basis=Basis(today, sight.policy_version, HOW, LIMITS),
        person=person_id,
        name=own.name,
        duty=code,
        reason=_reason(code, bool(chosen), grown=grown),
        adults=tuple(_adult(each, shown.get(each.id, Relation()), findings[each.id], by_id) for each in chosen),
        children_here=YES if children else UNKNOWN,
        worker=worker.name if worker else None,
        worker_agency=worker.agency if worker else None,
        notice=NO_CONNOTATION,
        shown=(
            *((name.owner, name.id) for name in own.names),
            *((birth.owner, birth.id) for birth in own.births if grown),
            *(statement for child in children for statement in child.shown),
        ),
    )


def _fit(kin: Kin, findings: dict[str, tuple[Finding, ...]]) -> bool:
    """Whether an officer may be sent there: nobody whom a line bars, a minor among them, or whose tie is in doubt."""
    return not barred((*findings[kin.id], *tie_findings(kin)))


def _reason(code: str, found: bool, *, grown: bool) -> Reason:
    if grown:
        return Reason("GROWN_UP", "The person is grown up: no guardian is told.")
    if not found:
        return Reason("NOBODY", "Nobody whom this duty needs may be named. Ask the worker, or requestFamilyOutreach.")
    return Reason(code, DUTIES[code].sentence)


def _adult(kin: Kin, relation: Relation, findings: tuple[Finding, ...], by_id: Mapping[str, ReachTie]) -> DutyAdult:
    said = relation.languages[0] if relation.languages else None
    cautions = (
        (strongest(findings) is Effect.SCREEN, Reason("SCREEN", "No safety screen is on file: ask the worker first.")),
        (place_concealed(findings), Reason("PLACE", "The place is kept confidential: go by the worker alone.")),
        (cut_off(kin), Reason("CUTOFF", "Contact was cut off.")),
    )
    return DutyAdult(
        person=kin.id,
        name=relation.name,
        relation=kin.words,
        language=said.language if said else None,
        interpreter=bool(said and said.interpreter_needed),
        cautions=tuple(reason for holds, reason in cautions if holds),
        shown=(
            *((tie.facts.owner, tie.facts.id) for tie in (*kin.ties, *(by_id[id] for id in kin.chain))),
            *((name.owner, name.id) for name in relation.names),
            *(((said.owner, said.id),) if said else ()),
        ),
    )


def _children(
    homes: Iterable[AtHome], person_id: str, findings: dict[str, tuple[Finding, ...]], today: date
) -> tuple[AtHome, ...]:
    """Who is under 18 and lives there besides the person; whoever is concealed is nobody."""
    minors = (one for one in homes if one.born_on and not grown_up(one.born_on, today) and one.member != person_id)
    return tuple(one for one in minors if strongest(findings.get(one.member, ())) is not Effect.CONCEAL)
