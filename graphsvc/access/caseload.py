"""The facts that decide one request, read in one statement: caseloads, team, consents, whether the purpose is open;
and which classes and people they open in a scope."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from graphsvc.access.classes import Decision
from graphsvc.catalogue import Row
from graphsvc.clock import Clock
from graphsvc.database.driver import Graph
from graphsvc.model.asker import AccessClass, OpenPurpose, Principal
from graphsvc.model.site import Site

LISTED = ("INVITED", "ENGAGED", "PAUSED")
"""Enrolment states of people on the programme's list: nominated is not yet, exited no longer."""
NEED_CONSENT = frozenset({"EDUCATION_FERPA", "HEALTH_HIPAA", "SUD_PART2", "VICTIM_VAWA"})
"""The compartments with `assigned+consent` in compartments.csv: a property test compares."""
CONSENTABLE = NEED_CONSENT | {"CORI"}
"""What a consent without a scope covers: all that needs one. CORI for the facts of touchpoints.csv's `X+consent`."""

ASSIGNED_SCOPES = frozenset({"own", "team"})
"""Scopes that are a circle around assigned people: what `assigned` asks of FAMILY is then true of everyone in it."""


@dataclass(frozen=True)
class Facts:
    """The facts of one request. `programme` is (person, class of the enrolment); `covered` as in Sight."""

    revision: int
    purpose_open: bool
    on_team: bool
    caseload: tuple[str, ...]
    team: tuple[str, ...]
    programme: tuple[tuple[str, int], ...]
    covered: Mapping[str, frozenset[str]]
    class_count: int
    classes: tuple[AccessClass, ...]
    timed: bool
    """Whether a moment of the day may change them, and not only a write or the next day."""
    part2: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Person → the consents that open SUD_PART2 to the asker's agency."""
    glass: tuple[str, ...] = ()
    """For whom the glass is broken under this purpose (AC-12.3); no part of the caseload before the gate has looked."""
    merged: Mapping[str, str] = field(default_factory=dict)
    """Record → the person it is one with, as safety reviewers decided."""


@dataclass(frozen=True)
class State:
    """What may have moved since facts were read."""

    revision: int
    purpose_open: bool


async def read_state(graph: Graph, principal: Principal, purpose: OpenPurpose) -> State:
    """The state as of now: a third of what the facts cost."""
    rows = await graph.read("access_state", user=principal.user, handle_id=purpose.handle_id)
    return State(**rows[0])


async def read_facts(
    graph: Graph, principal: Principal, purpose: OpenPurpose, clock: Clock, site: Site, *, known: int, programme: bool
) -> Facts:
    """The facts as of now. `known` is how many access classes the caller has: they come along when that is stale."""
    rows = await graph.read(
        "access_facts",
        user=principal.user,
        agency=principal.agency,
        handle_id=purpose.handle_id,
        case_id=purpose.case_id,
        now=clock.now(),
        today=clock.today(),
        verbal_since=clock.today() - timedelta(days=site.consent_verbal_days),
        known_classes=known,
        with_programme=programme,
        listed=list(LISTED),
    )
    return _facts(rows[0])


def _facts(row: Row) -> Facts:
    merged = {each["record"]: each["one"] for each in row["merged"]}
    programme = (key.rpartition("|") for key in row["programme"])
    return Facts(
        revision=row["revision"],
        purpose_open=row["purpose_open"],
        on_team=row["on_team"],
        caseload=tuple(row["caseload"]),
        team=tuple(row["team"]),
        programme=tuple((person, int(number)) for person, _, number in programme),
        covered=coverage(row["consents"], row["merged"]),
        class_count=row["class_count"],
        classes=tuple(AccessClass(**each) for each in row["classes"]),
        timed=row["timed"],
        glass=tuple(sorted({merged.get(person, person) for person in row["glass"]})),
        part2=part2_consents(row["consents"]),
        merged=merged,
    )


def coverage(consents: Iterable[Row], merged: Iterable[Row] = ()) -> dict[str, frozenset[str]]:
    """Person → compartments covered: each consent covers its scope (empty: all) less its own exceptions.

    A merge opens nothing: of one person's records each needs a consent given for it, or for all since they were merged.
    """
    given = [(consent, _opened(consent)) for consent in consents]
    found: dict[str, frozenset[str]] = {}
    for consent, opened in given:
        if consent.get("record", consent["person"]) == consent["person"]:
            found[consent["person"]] = found.get(consent["person"], frozenset()) | opened
    for each in merged:
        mine = (opened for consent, opened in given if consent["person"] == each["one"] and _covers(consent, each))
        if each["one"] in found:
            found[each["one"]] &= frozenset[str]().union(*mine)
    return found


def part2_consents(consents: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    """Person → ids of the consents under which records of substance use treatment are shown (AC-2.9)."""
    found: dict[str, tuple[str, ...]] = {}
    for consent in consents:
        if "SUD_PART2" in _opened(consent):
            found[consent["person"]] = (*found.get(consent["person"], ()), consent["id"])
    return found


def _opened(consent: Row) -> frozenset[str]:
    return frozenset(consent["scope"] or CONSENTABLE) - frozenset(consent["exceptions"])


def _covers(consent: Row, merged: Row) -> bool:
    said_since = consent["record"] == merged["one"] and (consent["recorded_at"] or merged["at"]) > merged["at"]
    return bool(consent["record"] == merged["record"] or said_since)


def classes_of(
    decision: Decision, facts: Facts, scopes: tuple[str, ...]
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[str, ...]]:
    """(allowed, consent_classes, consented) for these scopes.

    `consented` holds assigned people whose consents cover every compartment that needs one: a class and a person are
    checked apart, so somebody who withheld one of them is left out of all (touchpoints are exact, by compartment).
    Where the scope is wider than a circle of assigned people, what asks for an assignment waits behind the same,
    narrower list.
    """
    if scopes == ("agg",):
        return (), (), ()
    assigned = decision.assigned
    within = ASSIGNED_SCOPES.issuperset(scopes)
    conditional = decision.consent if within else tuple(sorted((*decision.consent, *assigned)))
    covered = facts.covered
    consented = tuple(sorted(p for p in own_people(facts, scopes) if covered.get(p, frozenset()) >= NEED_CONSENT))
    allowed = tuple(sorted((*decision.allowed, *assigned))) if within else decision.allowed
    return allowed, conditional, consented


def own_people(facts: Facts, scopes: tuple[str, ...]) -> frozenset[str]:
    """The asker's own people, and the supervisees' where the scope is the team's."""
    return frozenset((*facts.caseload, *(facts.team if "team" in scopes else ())))
