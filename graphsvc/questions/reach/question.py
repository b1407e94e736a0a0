"""Relatives to reach (definitions.md §7 and §8): whom to call first, by whom, and safely.

    read     the person · ties up to four kin steps · what is on file · protective facts     three statements, always,
             and two more for the last where the graph is not in memory; no more for hundreds of persons (overview.py)
    decide   candidates → findings → lists                                                   pure: lists.py

Exclusions are those of now, whatever `as_of` says; what a concealed person touches is taken out before anything
is worked out, so that nothing in the answer leads to them.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeAlias, TypeVar

from graphsvc.access.safety import Protective
from graphsvc.access.safety_rules import Reading, decide, grown_up, screened_on
from graphsvc.access.views import view_of
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.model.answers import Basis, Problem, problem
from graphsvc.model.asker import Sight
from graphsvc.model.circle import within
from graphsvc.model.quality import valid_at
from graphsvc.model.safety_lines import Effect, Finding, Sphere, concealed, place_concealed
from graphsvc.model.site import Site
from graphsvc.questions.reach.answer import Case, Halted, Lists, Reordered
from graphsvc.questions.reach.kin import Kin, candidates
from graphsvc.questions.reach.lists import lists_of, reordered
from graphsvc.questions.reach.rows import (
    AT_A_PLACE,
    Consent,
    Focus,
    OnFile,
    ReachTie,
    focus_of,
    on_file_of,
    tie_of,
)
from graphsvc.questions.reach.words import FIXED_SENTENCE, limits

LISTED = frozenset({"INVITED", "ENGAGED", "PAUSED"})
FEW = 5
"""So many people are worked out where they are read: a thread costs more than it frees."""
Worked = TypeVar("Worked")
Reads: TypeAlias = Callable[
    [Graph, Sight, Site, Iterable[str], date, Protective | None], Awaitable[dict[str, Case | Halted]]
]
"""What reads cases: `read_cases`, or what keeps those that it read (cases.py)."""
HOW = "Bands, then factors in a fixed order; every factor is a reason; nothing is scored."


@dataclass(frozen=True)
class Stage:
    """PLAN (names and bands, no routes) or CONTACT; who must be asked first where consent is missing."""

    name: str
    first_to_ask: str = ""


@dataclass(frozen=True)
class ReachAnswer:
    """Relatives to reach. `counts` goes by list; for a coordinator not assigned it is all there is."""

    basis: Basis
    person: str
    stage: str
    detail: str
    lists: Lists
    counts: tuple[tuple[str, int], ...]
    gaps: tuple[str, ...] = ()
    lead_agency: str | None = None
    next_action: str | None = None
    next_action_due: date | None = None
    reordered: Reordered | None = None
    name: str = ""
    """P's, for whoever sees the lists in full."""


async def relatives_to_reach(
    graph: Graph,
    sight: Sight,
    site: Site,
    *,
    person_id: str,
    as_of: date,
    protective: Protective | None = None,
    reads: Reads | None = None,
) -> ReachAnswer | Problem:
    """Whom to reach for P, by list and band. NOT_FOUND unless P is on the caseload (or the programme's list).

    `protective`: where protective facts are read; None: by statements.
    """
    view = view_of(sight, person_id)
    if view is None:
        return problem("NOT_FOUND")
    seen, detail = view
    case = await read_case(graph, seen, site, person_id, as_of, protective, reads)
    return case if isinstance(case, Problem) else answer_of(case, seen, detail)


async def read_case(
    graph: Graph,
    sight: Sight,
    site: Site,
    person_id: str,
    as_of: date,
    protective: Protective | None = None,
    reads: Reads | None = None,
) -> Case | Problem:
    """Everything the lists are made from, or why there is no plan: unknown, refused, nobody agreed."""
    found = (await (reads or read_cases)(graph, sight, site, [person_id], as_of, protective)).get(person_id)
    if found is None:
        return problem("NOT_FOUND")
    return found.problem if isinstance(found, Halted) else found


async def read_cases(
    graph: Graph,
    sight: Sight,
    site: Site,
    person_ids: Iterable[str],
    as_of: date,
    protective: Protective | None = None,
) -> dict[str, Case | Halted]:
    """The same for each of these persons, by as many statements as for one; whoever is unknown has no entry."""
    wanted, protects = sorted(set(person_ids)), protective or Protective(graph)
    focuses, ties, nears = await asyncio.gather(
        read_focuses(graph, sight, site, wanted, as_of),
        read_ties(graph, sight, wanted, as_of),
        protects.nears(wanted, sight),
    )
    staged = {who: stage_of(focus, sight.now, sight.today, sight.principal.agency) for who, focus in focuses.items()}
    agreed = {who: stage for who, stage in staged.items() if isinstance(stage, Stage)}
    plans = await beside(
        lambda: {who: plan_of(focuses[who], stage, ties.get(who, ()), sight.today) for who, stage in agreed.items()},
        len(agreed),
    )
    readings, on_file = await asyncio.gather(
        protects.readings(nears, {who: plan.people for who, plan in plans.items()}, sight.today),
        read_on_file(graph, sight, {who: plan.named for who, plan in plans.items()}, as_of),
    )
    cases = await beside(
        lambda: {who: case_of(plan, readings[who], on_file[who], sight, site, as_of) for who, plan in plans.items()},
        len(plans),
    )
    halted = {who: Halted(focuses[who], stage) for who, stage in staged.items() if isinstance(stage, Problem)}
    return {**cases, **halted}


async def beside(work: Callable[[], Worked], people: int) -> Worked:
    """What `work` returns: for many people beside the event loop, where others wait meanwhile."""
    return await asyncio.to_thread(work) if people > FEW else work()


@dataclass(frozen=True)
class Planned:
    """A person for whom there may be a plan, and whoever the ties say may be a relative."""

    focus: Focus
    stage: Stage
    ties: tuple[ReachTie, ...]
    kin: tuple[Kin, ...]
    guardians: Mapping[str, tuple[str, ...]]

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody at an end of a tie but the person."""
        return people_of(self.ties, self.focus.id)

    @property
    def named(self) -> frozenset[str]:
        """Everybody whom the lists may name: the candidates, and whoever is asked for them."""
        ids = [k.id for k in self.kin]
        return frozenset(ids).union(*(self.guardians.get(id, ()) for id in ids))


def plan_of(focus: Focus, stage: Stage, ties: tuple[ReachTie, ...], today: date) -> Planned:
    """The candidates, before any safety line is looked at."""
    return Planned(focus, stage, ties, candidates(focus.id, ties), _guardians(ties, today))


def case_of(
    plan: Planned, reading: Reading, on_file: Mapping[str, OnFile], sight: Sight, site: Site, as_of: date
) -> Case:
    """The case, without whatever touches somebody concealed: what remains leads to nobody else, only to fewer, or on
    other ways."""
    findings = {who: decide(reading, who, sight.today, site) for who in plan.people}
    open_ties = without_concealed(plan.ties, findings)
    left = plan if len(open_ties) == len(plan.ties) else plan_of(plan.focus, plan.stage, open_ties, sight.today)
    found = {k.id: (*findings[k.id], *tie_findings(k)) for k in left.kin}
    return Case(
        focus=plan.focus,
        kin=left.kin,
        on_file={
            who: _placeless(said) if place_concealed(findings.get(who, ())) else said for who, said in on_file.items()
        },
        findings={**findings, **found},
        screened=_screens(reading, found, sight.today, site),
        guardians=left.guardians,
        as_of=as_of,
        today=sight.today,
        now=sight.now,
        site=site,
        may_contact=plan.stage.name == "CONTACT",
        first_to_ask=plan.stage.first_to_ask,
        removed_from=frozenset(n.id for n in reading.near if n.sphere is Sphere.REMOVED and not n.lapsed),
    )


def _placeless(said: OnFile) -> OnFile:
    """The same without what tells where somebody lives: a letter's way is an address, and a label may name one."""
    ways = (replace(way, label=None) for way in said.contact_points if way.kind not in AT_A_PLACE)
    return replace(said, contact_points=tuple(ways))


def answer_of(case: Case, sight: Sight, detail: str) -> ReachAnswer:
    """The lists in the detail that the asker may have, with the basis."""
    lists = lists_of(case)
    counts = (
        ("mustNotify", len(lists.must_notify)),
        ("needsSafetyCheck", len(lists.needs_safety_check)),
        ("byRouteOnly", len(lists.by_route_only)),
        *((band, len(rows)) for band, rows in lists.bands.items()),
    )
    enrolment = case.focus.enrolments[0] if case.focus.enrolments else None
    sides = frozenset(k.side for k in case.kin)
    newest = max((t.facts.stated_at for k in case.kin for t in k.ties if t.facts.stated_at), default=None)
    said = limits(
        sides,
        newest.isoformat() if newest and detail == "FULL" else None,
        mode=case.site.screen_mode,
        feed_stale=feed_stale(case.focus, sight, case.site),
    )
    return ReachAnswer(
        basis=Basis(case.as_of, sight.policy_version, f"{HOW} {FIXED_SENTENCE}", said),
        person=case.focus.id,
        stage="CONTACT" if case.may_contact else "PLAN",
        detail=detail,
        lists=_DETAIL[detail](lists),
        counts=counts,
        gaps=tuple(side for side in ("MATERNAL", "PATERNAL") if side not in sides),
        lead_agency=enrolment.lead_agency if enrolment else None,
        next_action=enrolment.next_action if enrolment else None,
        next_action_due=enrolment.due if enrolment else None,
        reordered=reordered(case, lists, sight.one) if detail == "FULL" else None,
        name=case.focus.on_file.name if detail == "FULL" else "",
    )


def _names_only(lists: Lists) -> Lists:
    """A street worker's: names and wishes, no routes, no safety detail, no legal notices."""
    bands = {
        band: tuple(
            replace(
                r,
                reasons=tuple(x for x in r.reasons if x.code in ("BAND", "WISH")),
                unknowns=(),
                first_step=None,
                cautions=(),
                attempts=(),
                routes=(),
                tasks=(),
                questions=(),
                suggested_callers=(),
                best_next_time=None,
                travel_minutes=None,
                offered=None,
                plan=None,
            )
            for r in rows
        )
        for band, rows in lists.bands.items()
    }
    return Lists(bands=bands)


def _whole(lists: Lists) -> Lists:
    return lists


def _nobody(_: Lists) -> Lists:
    return Lists()


_DETAIL = {"FULL": _whole, "NAMES": _names_only, "COUNTS": _nobody}


def stage_of(focus: Focus, now: datetime, today: date, agency: str) -> Stage | Problem:
    """PLAN or CONTACT, or why not even a plan. Consents, withdrawals and refusals are those of now."""
    live = [c for c in focus.consents if c.may and not (c.revoked(now) or c.stale) and c.signed_on <= today]
    live = [c for c in live if (c.expires_on is None or c.expires_on >= today) and agency in c.recipients]
    declined = bool(focus.standing) and focus.standing[0].status == "DECLINED"
    adult = grown_up(focus.born_on, today)
    ended = [c for c in focus.consents if c.revoked(now) and agency in c.recipients]
    if declined or (ended and not live) or (adult and _refused(ended, live)):
        return problem("CONSENT_REQUIRED", "The answer ends here: the consent was refused or withdrawn. Do not press.")
    fitting = {"GUARDIAN", "STATUTE", "COURT", *(("SELF",) if adult else ())}
    if any(c.contact and c.capacity in fitting for c in live):
        return Stage("CONTACT")
    if live or focus.removals or any(e.status in LISTED for e in focus.standing):
        return Stage("PLAN", f"Ask {focus.on_file.name} first." if adult else "Ask the guardian first.")
    return problem("CONSENT_REQUIRED", "Enrol the person, or ask and call recordConsent.")


def _refused(ended: Iterable[Consent], live: Iterable[Consent]) -> bool:
    """Whether the person took an own consent back and gave none since, whoever else consents (§8)."""
    said_no = max((c.revoked_on for c in ended if c.capacity == "SELF" and c.revoked_on), default=None)
    return said_no is not None and not any(c.capacity == "SELF" and c.signed_on >= said_no for c in live)


def feed_stale(focus: Focus, sight: Sight, site: Site) -> bool:
    """Whether the court-order feed is older than 24 hours (site), or was never loaded."""
    fresh = focus.feed_as_of is not None and sight.now - focus.feed_as_of <= timedelta(hours=site.feed_fresh_hours)
    return site.screen_mode == "FEED" and not fresh


def tie_findings(kin: Kin) -> tuple[Finding, ...]:
    """Line 12: a relative to whom only ties in doubt lead is held."""
    return (Finding(12, Effect.HOLD),) if kin.doubtful else ()


# ---- what is read ---------------------------------------------------------------------------------------------------


async def read_focuses(
    graph: Graph, sight: Sight, site: Site, person_ids: Iterable[str], as_of: date
) -> dict[str, Focus]:
    """Each of these persons; unknown and hidden alike have no entry."""
    wanted = list(person_ids)
    params = _params(sight, person_ids=wanted, as_of=as_of, today=sight.today)
    params["circle"] = within(sight.circle, wanted)
    verbal_since = sight.today - timedelta(days=site.consent_verbal_days)
    rows = await graph.read("reach_focus", verbal_since=verbal_since, **params)
    return {row["person"]: focus_of(row, sight.zone) for row in rows if row["visible"]}


async def read_ties(
    graph: Graph, sight: Sight, person_ids: Iterable[str], as_of: date
) -> dict[str, tuple[ReachTie, ...]]:
    """The visible ties around each of these persons, up to four kin steps."""
    found: dict[str, list[ReachTie]] = defaultdict(list)
    for row in await graph.read("reach_ties", **_params(sight, person_ids=list(person_ids), as_of=as_of, ended=False)):
        found[row.pop("person")].append(tie_of(row))
    return {person: tuple(ties) for person, ties in found.items()}


async def read_on_file(
    graph: Graph, sight: Sight, relatives: Mapping[str, Iterable[str]], as_of: date
) -> dict[str, dict[str, OnFile]]:
    """Person → what is on file about each of these relatives for that person, as far as visible."""
    found: dict[str, dict[str, OnFile]] = {person: {} for person in relatives}
    if not found:
        return found
    plans = [{"person": person, "relatives": sorted(set(some))} for person, some in sorted(relatives.items())]
    params = _params(sight, plans=plans, as_of=as_of)
    params["circle"] = within(sight.circle, found.keys() | {id for some in relatives.values() for id in some})
    del params["kin_circle"]
    for row in await graph.read("reach_relatives", **params):
        found[row["person"]][row["relative"]] = on_file_of(row, sight.zone)
    return found


def _params(sight: Sight, **asked: object) -> Row:
    """What is asked, with the access parameters."""
    return {**sight.params(), **asked}


def people_of(ties: Iterable[ReachTie], person_id: str) -> tuple[str, ...]:
    return tuple(sorted({end for t in ties for end in (t.facts.a, t.facts.b)} - {person_id}))


def without_concealed(ties: Iterable[ReachTie], findings: Mapping[str, tuple[Finding, ...]]) -> tuple[ReachTie, ...]:
    hidden = {who for who, found in findings.items() if concealed(found)}
    return tuple(t for t in ties if not hidden & {t.facts.a, t.facts.b})


def _guardians(ties: Iterable[ReachTie], today: date) -> dict[str, tuple[str, ...]]:
    """Person → visible cleared guardians of now, whatever day is asked about."""
    found: dict[str, list[str]] = {}
    for tie in ties:
        if tie.facts.type == "GUARDIAN_OF" and tie.cleared and valid_at(tie.facts, today):
            found.setdefault(tie.facts.b, []).append(tie.facts.a)
    return {who: tuple(sorted(guardians)) for who, guardians in found.items()}


def _screens(reading: Reading, people: Iterable[str], today: date, site: Site) -> dict[str, date | None]:
    return {who: screened_on(reading.about(who), today, site) for who in people}
