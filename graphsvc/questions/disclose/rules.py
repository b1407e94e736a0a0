"""The rules of mayDisclose: why somebody may or may not be told something, the first that holds, each with its source.

Tables walked by the question (question.py). What depends on the tables of the policies alone comes first, then whether
the asker's agency has anything of that kind to tell, and only then who works with the person and what was consented to:
whoever has nothing to tell learns of nobody's treatment, harm or workers by asking whether she may.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from graphsvc.access.caseload import CONSENTABLE
from graphsvc.access.recipients import Opening
from graphsvc.catalogue import Row

ON_PAPER = frozenset({"WRITTEN", "ELECTRONIC"})


@dataclass(frozen=True)
class Asked:
    """What the rules are decided from. `compartment`: that of a type of contact, where one was asked about."""

    what: str
    compartment: str
    to: str
    own: str
    sector: str
    opening: Opening
    assigned: bool
    consents: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def closed(self) -> str:
        """Why the recipient's sector gets nothing of it, in words."""
        return next(ban for ban in BANS if ban.of(self)).sentence


@dataclass(frozen=True)
class Ban:
    """Why a sector gets nothing of a compartment: the first row that fits. Empty: whichever."""

    compartment: str
    sectors: frozenset[str]
    sentence: str
    source: str

    def of(self, asked: Asked) -> bool:
        """Whether it is about this."""
        return self.compartment in ("", asked.compartment) and (not self.sectors or asked.sector in self.sectors)


def _ban(compartment: str, sectors: str, sentence: str, source: str) -> Ban:
    return Ban(compartment, frozenset(sectors.split()), sentence, source)


BANS: tuple[Ban, ...] = (
    _ban(
        "EDUCATION_FERPA",
        "LAW_ENFORCEMENT",
        "School staff may not give police such information, by any channel; a weapon report is the exception.",
        "G.L. c.71 s.37L",
    ),
    _ban(
        "EDUCATION_FERPA",
        "",
        "A school record goes to nobody else without consent or a statute.",
        "FERPA, 20 USC 1232g",
    ),
    _ban("INTEL_28CFR23", "", "Criminal intelligence goes to law enforcement alone.", "28 CFR 23.20"),
    _ban("CORI", "", "Criminal records go to criminal justice agencies alone.", "G.L. c.6 s.172"),
    _ban("SUD_PART2", "", "A treatment record is never used against its patient.", "42 CFR part 2"),
    _ban("HEALTH_HIPAA", "", "Health records need legal process or an authorization.", "45 CFR 164.512(f)"),
    _ban("VICTIM_VAWA", "", "What a victim said to those who help leaves with her consent alone.", "28 CFR 94.115"),
    _ban("CHILD_WELFARE", "", "A child-welfare record stays with its agency.", "compartments.csv"),
    _ban("OUTREACH", "", "What street workers hear stays with those who help the family.", "compartments.csv"),
    _ban("CASE_FILE", "", "A case file is its team's: sharing it needs a submission.", "definitions.md §2"),
    _ban("FAMILY", "", "What a family said to a worker stays with those who work with it.", "compartments.csv"),
    _ban("", "", "Nothing of it is for that agency.", "compartments.csv, touchpoints.csv"),
)


@dataclass(frozen=True)
class DisclosureRule:
    """When it holds, this is the answer."""

    code: str
    holds: Callable[[Asked], bool]
    may: bool
    sentence: Callable[[Asked], str]
    source: Callable[[Asked], str]
    next_step: str = ""


def _tables(_: Asked) -> str:
    return "compartments.csv, touchpoints.csv"


RULES: tuple[DisclosureRule, ...] = (
    DisclosureRule(
        "OWN_AGENCY",
        lambda x: x.to == x.own,
        False,
        lambda _: "That is your own agency: nothing leaves it.",
        _tables,
        "Colleagues see what their own roles and people let them see.",
    ),
    DisclosureRule(
        "FAMILY_DUTY",
        lambda x: x.opening.gate == "duty",
        False,
        lambda _: "An officer learns a next of kin through the question familyDuty alone.",
        _tables,
        "The officer asks familyDuty.",
    ),
    DisclosureRule(
        "CASE_FILE",
        lambda x: x.opening.gate == "case",
        False,
        lambda x: x.closed,
        lambda _: "definitions.md §2",
        "Its team submits it.",
    ),
    DisclosureRule(
        "TOTALS",
        lambda x: x.opening.gate == "agg",
        False,
        lambda _: "That agency gets totals, and nobody in them.",
        _tables,
    ),
    DisclosureRule(
        "NOT_FOR_THEM",
        lambda x: x.opening.gate == "none",
        False,
        lambda x: x.closed,
        lambda x: next(ban for ban in BANS if ban.of(x)).source,
        "Say nothing of it. In imminent danger to life: breakGlass, or your supervisor.",
    ),
    DisclosureRule(
        "NOTHING_TO_SAY",
        lambda x: not x.rows,
        False,
        lambda _: "Nothing of that kind is on file that is your agency's to tell.",
        lambda _: "mayDisclose",
        "Ask the agency whose record it is.",
    ),
    DisclosureRule(
        "NOT_ASSIGNED",
        lambda x: x.opening.assigned and not x.assigned,
        False,
        lambda _: "Nobody of that agency works with the person.",
        _tables,
        "referPerson, and ask again when it is accepted.",
    ),
    DisclosureRule(
        "NO_CONSENT",
        lambda x: x.opening.consent and not x.consents,
        False,
        lambda x: f"No consent in force names {x.to} for this{CONSENT_NEEDS.get(x.compartment, ('', ''))[1]}.",
        lambda x: CONSENT_SOURCE.get(x.compartment, "compartments.csv"),
        "Ask, do not press; then recordConsent.",
    ),
    DisclosureRule(
        "BY_CONSENT",
        lambda x: x.opening.consent,
        True,
        lambda x: f"A consent in force names {x.to}.",
        lambda x: CONSENT_SOURCE.get(x.compartment, "compartments.csv"),
        "Tell no more than this, and log it: the entry is prepared.",
    ),
    DisclosureRule(
        "BY_TABLE",
        lambda _: True,
        True,
        lambda x: f"What is of that kind is for that agency: {x.opening.word.replace('_', ' ')}.",
        _tables,
        "Tell no more than this, and log it: the entry is prepared.",
    ),
)
"""The first that holds. Those below NOTHING_TO_SAY alone read more of the file than the asker may see herself."""
CONSENT_NEEDS: Mapping[str, tuple[Callable[[Row], bool], str]] = {
    "SUD_PART2": (lambda c: c["form"] in ON_PAPER, ", in writing"),
    "VICTIM_VAWA": (lambda c: c["form"] in ON_PAPER and bool(c["until"]), ", in writing and with a last day"),
}
"""Compartment → what its consents need besides."""
CONSENT_SOURCE: Mapping[str, str] = {
    "SUD_PART2": "42 CFR 2.31",
    "VICTIM_VAWA": "28 CFR 94.115",
    "EDUCATION_FERPA": "FERPA, 20 USC 1232g",
    "HEALTH_HIPAA": "45 CFR 164.508",
}


def covers(consent: Row, compartment: str) -> bool:
    opened = frozenset(consent["scope"] or CONSENTABLE) - frozenset(consent["exceptions"])
    needs = CONSENT_NEEDS.get(compartment)
    return compartment in opened and (needs is None or needs[0](consent))
