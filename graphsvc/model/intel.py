"""What an affiliation needs to be on file (28 CFR 23; AC-2.1, AC-2.2, AC-2.4), and what leaves when its time is over.

One reading for imports and for mutations: `unfit` takes the fields of an affiliation by the names of the bundle.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from graphsvc.model.nouns import NOUNS
from graphsvc.model.outreach import TOLD_AND_GONE

INTEL = "INTEL_28CFR23"
MOST_YEARS = 5  # 28 CFR 23.20(h), AC-2.2
MINOR_YEARS = 1  # AC-2.4
MIN_AGE = 13
ADULT_AGE = 18
MIN_DOCUMENTS = 2  # AC-2.1


@dataclass(frozen=True)
class Unfit:
    """Why something must not be on file: a code, the column it is about, and what the code's sentence takes."""

    code: str
    column: str
    why: Mapping[str, object] = field(default_factory=dict)


def unfit(
    at: Mapping[str, object], born: date | None, today: date, *, years: int = MOST_YEARS, unborn: int = ADULT_AGE
) -> Unfit | None:
    """Why this affiliation must not be on file, or None. `unborn`: the age of somebody whose birth is not on file."""
    return unsupported(at) or _age(at, age_at(at, born, today, unborn), today, years)


def unsupported(at: Mapping[str, object]) -> Unfit | None:
    """AC-2.1: observations alone, one document, or nobody else's word for it."""
    criteria, evidence = at["criteria"], at["evidence"]
    if isinstance(criteria, tuple) and set(criteria) <= {"FIO_OBSERVATION"}:
        return Unfit("EVIDENCE_INSUFFICIENT", "criteria", {"why": "observations alone are no evidence"})
    if not isinstance(evidence, tuple) or len({text.strip().casefold() for text in evidence}) < MIN_DOCUMENTS:
        return Unfit("EVIDENCE_INSUFFICIENT", "evidence", {"why": "two different source documents are needed"})
    if at["verified_by"] == at["stated_by"]:
        return Unfit("EVIDENCE_INSUFFICIENT", "verified_by", {"why": "somebody else than who stated it must verify it"})
    return None


def age_at(at: Mapping[str, object], born: date | None, today: date, unborn: int = ADULT_AGE) -> int:
    """The age on the first day, and never later than today: nobody grows up by a first day to come."""
    start = at["valid_from"] if isinstance(at["valid_from"], date) else today
    day = min(start, today)
    return unborn if born is None else day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def last_day(review: date, age: int, years: int = MOST_YEARS) -> date:
    """The last day that may be asked for at a review on that day."""
    return add_years(review, min(years, MINOR_YEARS) if age < ADULT_AGE else min(years, MOST_YEARS))


def _age(at: Mapping[str, object], age: int, today: date, years: int) -> Unfit | None:
    if age < MIN_AGE:
        return Unfit("UNDER_13", "person")
    start = at["valid_from"] if isinstance(at["valid_from"], date) else None
    missing = _missing_for_minor(at, start) if age < ADULT_AGE else None
    if missing:
        return Unfit("MINOR_UNNOTIFIED", missing[0], {"why": missing[1]})
    return _retention(at, start, today, age, years)


def _missing_for_minor(at: Mapping[str, object], start: date | None) -> tuple[str, str] | None:
    if start is None:
        return "valid_from", "the first day must be known, so that the notices can be before it"
    for column, words in (("notice_person_at", "person"), ("notice_guardian_at", "guardian")):
        day = at[column]
        if not isinstance(day, date) or day > start:
            return column, f"the notice to the {words} must be delivered before the first day"
    return None if at["approved_by"] else ("approved_by", "a supervisor must have approved it")


def _retention(at: Mapping[str, object], start: date | None, today: date, age: int, years: int) -> Unfit | None:
    """The validating review is the later of first day and day stated, and never a day to come."""
    said = [day for day in (start, at["stated_at"]) if isinstance(day, date)]
    last = last_day(min(max(said), today) if said else today, age, years)
    until = at["retain_until"]
    words = "a year" if age < ADULT_AGE else f"{min(years, MOST_YEARS)} years"
    if isinstance(until, date) and until > last:
        return Unfit("RETENTION_TOO_LONG", "retain_until", {"years": words, "last": last})
    return None


def add_years(day: date, years: int) -> date:
    """The same day so many years on; 29 February becomes 28."""
    return day.replace(year=day.year + years) if (day.month, day.day) != (2, 29) else date(day.year + years, 2, 28)


# ---- what leaves: statements of the compartment INTEL_28CFR23 about people -----------------------------------------

_FAMILY = "a family tie accuses nobody, and whom an order or a harm counts for is known by it (definitions.md §4, §7)"
_SAFETY = "it protects, and says nothing of a crime"
_WORDS = "what the person or the relative said"
STAYS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("kin", "unions", "guardianships", "caregivers", "household_members", "mentors"), _FAMILY),
        **dict.fromkeys(("births", "deaths", "alerts", "holds", "orders", "removals"), _SAFETY),
        **dict.fromkeys(("wishes", "assessments", "contact_attempts", "notices", "refusals", "enrolments"), _WORDS),
        "incident_roles": "what protects a victim or a witness hangs on it (line 6); it stands in a case file",
    }
)
"""Statements about people that no date deletes, and why. Whatever else is about people leaves (`LEAVES`)."""
LEAVES = tuple(noun for noun in NOUNS if noun.statement and noun.about and noun.name not in STAYS)
KIND_OF_LABEL = MappingProxyType(
    {noun.label: noun.name.upper() for noun in LEAVES} | {"IntelSubmission": "SUBMISSIONS"} | dict(TOLD_AND_GONE)
)
"""Label or type of what leaves → what it is called in a preview and in a tombstone."""
REACH: Mapping[str, str] = MappingProxyType({"HARM": "NEAR", "TONE": "NEAR", "WITNESS": "GROUP", "CONFLICT": "SELF"})
"""Kind of a protective fact (shields_facts) that can leave → for whose plans the pair still waits."""
