"""The safety lines of definitions.md §7 as a table, and what each fact does under them.

`LINES` holds the fifteen lines with their sentences; `RULES` says which fact about whom means which effect.
The deciding function (access/safety_rules.py) walks `RULES`; `graphsvc lines` prints both; the tests read both.
A protective fact that lapsed (expired, ended, erased, found untrue) never frees anybody: whatever its effect
was, it becomes HOLD, "screen again", until a safety reviewer decides (§4).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Effect(Enum):
    """What a line does to a relative, strongest first: the first that applies decides the list.

    PLACE conceals address, distance, map and hotspot, and bars nobody; SCREEN is no line: a relative without a
    passed screen waits in `needsSafetyCheck`, and may stand in an influence path, marked "screen first".
    """

    CONCEAL = "CONCEAL"
    NO_CONTACT = "NO_CONTACT"
    ROUTE_ONLY = "ROUTE_ONLY"
    HOLD = "HOLD"
    SCREEN = "SCREEN"
    PLACE = "PLACE"


EFFECTS: tuple[Effect, ...] = tuple(Effect)
BARRING = frozenset({Effect.CONCEAL, Effect.NO_CONTACT, Effect.ROUTE_ONLY, Effect.HOLD})
"""Effects that keep a person off every influence path, as an end and as a middle (§6)."""


class Sphere(Enum):
    """How somebody belongs to P: lines 1 to 6 protect them too."""

    SELF = "P"
    HOUSEHOLD = "P's household, today's or of the last 12 months"
    CHILD = "P's child"
    COPARENT = "another parent of P's child"
    PARENT = "P's parent"
    GUARDIAN = "P's guardian"
    SIBLING = "P's brother or sister"
    CAREGIVER = "P's caregiver"
    REMOVED = "a caregiver whom P was removed from"
    GROUP = "P's group"


@dataclass(frozen=True)
class Line:
    """One line of §7: its number, what it is about, its effects, where its facts come from, its routes in words.

    `notice`: how a legal notice goes where the route of a contact is none for it; empty: by the same route.
    """

    number: int
    sentence: str
    effects: tuple[Effect, ...]
    facts: tuple[str, ...]
    route: str = ""
    notice: str = ""


_C, _N, _R, _H, _P = Effect.CONCEAL, Effect.NO_CONTACT, Effect.ROUTE_ONLY, Effect.HOLD, Effect.PLACE
LINES: tuple[Line, ...] = (
    Line(
        1,
        "A protection, harassment or no-contact order stands between them or their closest people.",
        (_N, _P),
        ("orders",),
        "the court route only",
    ),
    Line(2, "A bail, probation or parole condition forbids contact.", (_N,), ("orders",), "the court route only"),
    Line(
        3,
        "One is said or found to have abused the other, a child or a caregiver.",
        (_N, _C),
        ("harms", "tone ABUSIVE"),
        "the court route only",
    ),
    Line(
        4,
        "Parental rights ended, or contact is limited by a court.",
        (_R,),
        ("orders", "kin.rights_ended_on"),
        "the supervisor or the court",
    ),
    Line(
        5,
        "A sexual offence against a child, and a child is in the plan.",
        (_N,),
        ("alerts", "harms"),
        "the court route only",
    ),
    Line(
        6,
        "Victim or witness in an open matter against P or P's group, or a protected witness.",
        (_C,),
        ("witnesses", "incident_roles", "alerts"),
    ),
    Line(7, "Address confidentiality or a shelter.", (_P,), ("alerts", "addresses")),
    Line(8, "Under 18.", (_R,), ("births",), "the cleared guardian"),
    Line(
        9,
        "One of the two does not want this contact.",
        (_R,),
        ("refusals", "wishes", "alerts", "contact_attempts"),
        "their own return",
        "the court route only",  # the days of a notice do not wait for anybody's return
    ),
    Line(10, "A live conflict, set by a person after a shooting review.", (_N,), ("live_conflicts",), "the supervisor"),
    Line(11, "The tie is known only from a file that this agency does not hold.", (_H,), ("the tie's own statements",)),
    Line(12, "Deceased, tie in doubt, or identity in doubt.", (_N, _H), ("deaths", "ties", "matches")),
    Line(
        13, "Its source is sealed, expunged, purged or no longer consented to.", (_C, _H), ("every statement", "apart")
    ),
    Line(14, "A safety hold.", (_H,), ("holds", "screens")),
    Line(15, "A staff user with a conflict, or a confidential source.", (_C,), ("alerts",)),
)
LINE = {line.number: line for line in LINES}


class Fact(Enum):
    """The shapes of protective facts, each read by cypher/read/safety_facts.cypher."""

    ORDER = "ORDER"
    HARM = "HARM"
    TONE = "TONE"
    RIGHTS = "RIGHTS"
    ALERT = "ALERT"
    ADDRESS = "ADDRESS"
    WITNESS = "WITNESS"
    INCIDENT = "INCIDENT"
    BIRTH = "BIRTH"
    DEATH = "DEATH"
    REFUSAL = "REFUSAL"
    WISH = "WISH"
    ATTEMPT = "ATTEMPT"
    CONFLICT = "CONFLICT"
    MATCH = "MATCH"
    HOLD = "HOLD"
    SCREEN = "SCREEN"
    APART = "APART"


PROTECTION = frozenset({"ABUSE_PREVENTION_209A", "HARASSMENT_PREVENTION_258E", "OTHER_STATE_ORDER"})
CONDITION = frozenset({"BAIL_NO_CONTACT", "PROBATION_NO_CONTACT"})
COURT_LIMIT = frozenset({"CUSTODY_RESTRICTION", "SUPERVISED_VISITS_ONLY", "TPR"})
FORBIDS = frozenset({"NO_CONTACT", "STAY_AWAY", "NO_CONTACT_WITH_CHILD", "VACATE"})
"""Conditions that make a court's limit a no-contact order."""
ANY: frozenset[str] = frozenset()
NEAREST = frozenset({Sphere.SELF, Sphere.HOUSEHOLD, Sphere.CHILD, Sphere.COPARENT})
KIN_NEAR = frozenset({Sphere.PARENT, Sphere.GUARDIAN, Sphere.SIBLING})
CARED = frozenset({Sphere.SELF, Sphere.CHILD, Sphere.CAREGIVER, Sphere.GUARDIAN, Sphere.PARENT})
ME = frozenset({Sphere.SELF})
MINE = frozenset({Sphere.SELF, Sphere.GROUP})
ANYONE_NEAR = frozenset(Sphere) - {Sphere.GROUP}
NOBODY: frozenset[Sphere] = frozenset()


@dataclass(frozen=True)
class Rule:
    """Under line `line`, a fact with one of `codes` (empty: any) does `effect`.

    `towards`: the fact's other end must be one of these of P's people (empty: the fact is about R alone).
    `acts`: True when R must be the one restrained, harming, refusing, witnessing; False the one protected or
    harmed; None for either. `conditions`: the order must carry one (empty: no matter). `child_in_plan`: only
    where somebody of P's people is not known to be grown up.
    """

    line: int
    fact: Fact
    effect: Effect
    codes: frozenset[str] = ANY
    towards: frozenset[Sphere] = NOBODY
    acts: bool | None = None
    conditions: frozenset[str] = ANY
    child_in_plan: bool = False


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


RULES: tuple[Rule, ...] = (
    Rule(1, Fact.ORDER, _N, PROTECTION, NEAREST),
    Rule(1, Fact.ORDER, _N, PROTECTION, KIN_NEAR, acts=True),
    Rule(1, Fact.ORDER, _N, COURT_LIMIT, NEAREST, conditions=FORBIDS),
    Rule(1, Fact.ORDER, _N, COURT_LIMIT, KIN_NEAR, acts=True, conditions=FORBIDS),
    Rule(1, Fact.ORDER, _P, ANY, ME, acts=False),
    Rule(2, Fact.ORDER, _N, CONDITION, NEAREST),
    Rule(2, Fact.ORDER, _N, CONDITION, KIN_NEAR, acts=True),
    Rule(3, Fact.HARM, _C, ANY, ME, acts=False),
    Rule(3, Fact.HARM, _N, ANY, CARED, acts=True),
    Rule(3, Fact.TONE, _N, _codes("ABUSIVE"), CARED),
    Rule(4, Fact.ORDER, _R, COURT_LIMIT, ME | {Sphere.CHILD}),
    Rule(4, Fact.RIGHTS, _R, ANY, ME),
    Rule(5, Fact.ALERT, _N, _codes("SEXUAL_OFFENCE_AGAINST_CHILD"), child_in_plan=True),
    Rule(5, Fact.HARM, _N, _codes("SEXUAL_OF_CHILD"), acts=True, child_in_plan=True),
    Rule(6, Fact.WITNESS, _C, ANY, MINE, acts=True),
    Rule(6, Fact.INCIDENT, _C, ANY, MINE, acts=True),
    Rule(6, Fact.ALERT, _C, _codes("PROTECTED_WITNESS RELOCATED_WITNESS")),
    Rule(7, Fact.ALERT, _P, _codes("ADDRESS_CONFIDENTIALITY SHELTER_RESIDENT")),
    Rule(7, Fact.ADDRESS, _P),
    Rule(8, Fact.BIRTH, _R, _codes("MINOR")),
    Rule(8, Fact.BIRTH, Effect.SCREEN, _codes("UNKNOWN")),
    Rule(9, Fact.REFUSAL, _R, ANY, ME),
    Rule(9, Fact.WISH, _R, _codes("NO"), ME),
    Rule(9, Fact.ALERT, _R, _codes("ASKED_NOT_TO_BE_CONTACTED")),
    Rule(9, Fact.ATTEMPT, _R, _codes("ASKED_NOT_TO_CONTACT")),
    Rule(10, Fact.CONFLICT, _N, ANY, ME),
    Rule(12, Fact.DEATH, _N),
    Rule(12, Fact.ATTEMPT, _H, _codes("DECEASED")),
    Rule(12, Fact.MATCH, _H, _codes("PLAUSIBLE")),
    Rule(13, Fact.APART, _H, _codes("SELF"), ME),
    Rule(13, Fact.APART, _H, _codes("NEAR"), ANYONE_NEAR),
    Rule(13, Fact.APART, _H, _codes("GROUP"), MINE),
    Rule(13, Fact.APART, _H, _codes("ALONE")),
    Rule(14, Fact.HOLD, _H),
    Rule(14, Fact.SCREEN, _H, _codes("HOLD")),
    Rule(14, Fact.SCREEN, _N, _codes("DO_NOT_CONTACT")),
    Rule(15, Fact.ALERT, _C, _codes("STAFF_CONFLICT CONFIDENTIAL_SOURCE")),
)
"""Line 13's are the pairs whose protective fact was purged. Lines 11, the tie part of 12, and the rest of 13 are about
the tie itself: access/safety_rules.tie_findings."""


@dataclass(frozen=True)
class Protecting:
    """A row: a statement of one of these nouns protects that says one of `values` (empty: anything) in `column`."""

    nouns: frozenset[str]
    column: str
    values: frozenset[object] = frozenset()


PROTECTING: tuple[Protecting, ...] = (
    Protecting(
        _codes("kin unions guardianships caregivers mentors supports household_members"), "tone", _codes("ABUSIVE")
    ),
    Protecting(_codes("kin"), "rights_ended_on"),
    Protecting(_codes("incident_roles"), "role", _codes("VICTIM WITNESS")),
    Protecting(_codes("addresses"), "confidential", frozenset({True})),
    Protecting(_codes("addresses households"), "kind", _codes("SHELTER")),
    Protecting(_codes("wishes"), "wish", _codes("NO")),
    Protecting(_codes("contact_attempts"), "outcome", _codes("ASKED_NOT_TO_CONTACT DECEASED")),
    Protecting(_codes("deaths"), "id"),
)
"""Beside the nouns that always protect (`Noun.protective`): whose end a safety reviewer decides about (§4). An age is
not among them: the youngest that anybody says counts, whatever becomes of the others."""


NOT_HELD = frozenset({"CASE_FILE", "INTEL_28CFR23", "CORI"})
"""Compartments that compartments.csv denies to every agency working with families (line 11); a test compares."""


@dataclass(frozen=True)
class Finding:
    """One line that applies to one relative of P. `lapsed`: its fact ended, so it holds until a reviewer decides.

    `fact` is the id of the record behind it: never shown to anybody but a safety reviewer.
    """

    line: int
    effect: Effect
    fact: str = ""
    lapsed: bool = False
    record: str = ""

    @property
    def route(self) -> str:
        """The only way in for a ROUTE_ONLY person; empty: none."""
        return LINE[self.line].route if self.line else ""


def strongest(findings: Iterable[Finding]) -> Effect | None:
    """The effect that decides: CONCEAL before NO_CONTACT before ROUTE_ONLY before HOLD before SCREEN; PLACE alone
    bars nothing. None when no line applies."""
    found = {finding.effect for finding in findings}
    return next((effect for effect in EFFECTS if effect in found), None)


def barred(findings: Iterable[Finding]) -> bool:
    """Whether somebody with these findings may be no end and no middle of an influence path."""
    return any(finding.effect in BARRING for finding in findings)


def concealed(findings: Iterable[Finding]) -> bool:
    """Whether somebody with these findings must be absent from every output about P."""
    return strongest(findings) is Effect.CONCEAL


def place_concealed(findings: Iterable[Finding]) -> bool:
    """Whether address, distance, map and hotspot of this person must not be shown."""
    return any(finding.effect in (Effect.PLACE, Effect.CONCEAL) for finding in findings)


SENTENCES = {
    Effect.CONCEAL: "Not shown.",
    Effect.NO_CONTACT: "Do not contact: a safety line applies.",
    Effect.ROUTE_ONLY: "Only by the route named.",
    Effect.HOLD: "Held for a safety check.",
    Effect.SCREEN: "Screen first.",
    Effect.PLACE: "The place is kept confidential.",
}
"""What anybody may read. Neither the line nor its fact is named to those not cleared."""


def sentence(finding: Finding, *, cleared: bool) -> str:
    """The finding in words: the line itself for a cleared reader, its effect alone for others."""
    if not cleared or not finding.line:
        return "Screen again." if finding.lapsed else SENTENCES[finding.effect]
    again = " It lapsed: screen again." if finding.lapsed else ""
    return f"Line {finding.line}: {LINE[finding.line].sentence}{again}"
