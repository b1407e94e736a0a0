"""submitIntel, approveIntel and validateIntel: an affiliation stands on two documents, a second person and a last day.

A submission counts nowhere: it is no tie until an intelligence supervisor approves it (28 CFR 23; AC-2.1 to AC-2.4).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from graphsvc.access.sees import sees
from graphsvc.database.driver import Unit
from graphsvc.errors import MEANINGS
from graphsvc.model.answers import Problem
from graphsvc.model.intel import ADULT_AGE, INTEL, MIN_AGE, MINOR_YEARS, Unfit, age_at, last_day, unfit, unsupported
from graphsvc.records.ledger import (
    NOBODY,
    Desk,
    Made,
    Refused,
    first_refusal,
    future,
    new_id,
    not_found,
    too_long,
    unknown_code,
    unknown_to,
    write_once,
)

MOST_DOCUMENTS = 50
UNBORN = ADULT_AGE - 1
"""The age of somebody whose birth is not on file: the rules for minors hold until it is."""
STATES = ("VERIFIED_ASSOCIATE", "VERIFIED_MEMBER")


@dataclass(frozen=True)
class SubmissionInput:
    """Who is said to belong to which gang, what crime it is about, and on what evidence."""

    idempotency_key: str
    person: str
    gang: str
    status: str
    criteria: tuple[str, ...]
    evidence: tuple[str, ...]
    activity: str
    confidence: str
    control_official: str
    sensitivity: str = "OPEN"
    role: str | None = None
    notice_person_at: date | None = None
    notice_guardian_at: date | None = None


@dataclass(frozen=True)
class IntelSubmitted:
    """A submission that waits: it is purged when nobody decides by that day."""

    submission_id: str
    decide_by: date


async def submit_intel(desk: Desk, said: SubmissionInput) -> IntelSubmitted | Refused | Problem:
    """Keeps a submission apart. NOT_FOUND when the person or the gang is not shared with the asker."""
    today = desk.clock.today()
    wrong = _wrong(said, today)
    if wrong:
        return wrong
    groups = await desk.graph.read("gangs", ids=[said.gang], as_of=today, **sees(desk.sight, ("allowed", "cases")))
    if not groups or await unknown_to(desk, said.person):
        return not_found()
    decide_by = today + timedelta(days=desk.site.intel_decide_days)

    async def work(tx: Unit) -> Made[IntelSubmitted] | Refused | Problem:
        born = await _born(tx, said.person)
        if age_at({"valid_from": today}, born, today, UNBORN) < MIN_AGE:
            return _refused(Unfit("UNDER_13", "person"))
        rows = await tx.run(
            "submit_intel",
            id=new_id("i"),
            person_id=said.person,
            gang_id=said.gang,
            facts=await _facts(tx, desk, said, decide_by),
            owner=desk.agency,
            control_official=said.control_official,
        )
        if not rows:
            return not_found()
        if not rows[0]["official"]:
            return Refused("NOT_OF_AGENCY", "The control official is nobody of your agency.", "controlOfficial")
        return Made(IntelSubmitted(rows[0]["id"], decide_by), NOBODY)

    return await write_once(desk, "submitIntel", said, IntelSubmitted, work)


def _wrong(said: SubmissionInput, today: date) -> Refused | None:
    asked = {"criteria": said.criteria, "evidence": said.evidence, "verified_by": None, "stated_by": ""}
    reason = unsupported(asked)
    return first_refusal(
        None if said.status in STATES else Refused("UNKNOWN_CODE", f"status is of: {', '.join(STATES)}.", "status"),
        unknown_code("affiliation_criterion", "criteria", *said.criteria),
        unknown_code("confidence", "confidence", said.confidence),
        unknown_code("sensitivity", "sensitivity", said.sensitivity),
        _refused(reason) if reason else None,
        None if said.activity.strip() else Refused("MISSING", "Say which criminal activity.", "activity"),
        too_long("activity", said.activity, said.role, *said.evidence),
        Refused("TOO_MANY", f"At most {MOST_DOCUMENTS} documents.", "evidence")
        if len(said.evidence) > MOST_DOCUMENTS
        else None,
        future(said.notice_person_at, today, "noticePersonAt"),
        future(said.notice_guardian_at, today, "noticeGuardianAt"),
    )


async def _facts(tx: Unit, desk: Desk, said: SubmissionInput, decide_by: date) -> dict[str, object]:
    """What the tie will say, but for who verified it and until when it is kept."""
    kept = ("status", "role", "activity", "confidence", "sensitivity", "notice_person_at", "notice_guardian_at")
    asked = {"compartment": INTEL, "owner": desk.agency, "sensitivity": said.sensitivity, "sharing": "NONE"}
    return {
        **{name: getattr(said, name) for name in kept},
        **asked,
        "cls": int((await tx.run("record_class", **asked))[0]["cls"]),
        "criteria": list(said.criteria),
        "evidence": list(said.evidence),
        "sources": list(said.evidence),
        "stated_by": desk.user,
        "stated_as": "OFFICER",
        "stated_at": desk.clock.today(),
        "verification": "STATED",
        "decide_by": decide_by,
    }


@dataclass(frozen=True)
class ApprovalInput:
    """What a second person decides. `refused_for` empty: approved. `retain_until` empty: the last day there is."""

    idempotency_key: str
    submission: str
    retain_until: date | None = None
    notice_person_at: date | None = None
    notice_guardian_at: date | None = None
    refused_for: str | None = None


@dataclass(frozen=True)
class IntelDecided:
    """An affiliation in force until that day; no id and no day where the submission was refused."""

    affiliation_id: str | None
    retain_until: date | None


async def approve_intel(desk: Desk, said: ApprovalInput) -> IntelDecided | Refused | Problem:
    """Approves or refuses a submission of somebody else; today is the validating review and the first day."""
    today, now = desk.clock.today(), desk.clock.now()
    wrong = too_long("refusedFor", said.refused_for)
    if wrong:
        return wrong

    async def work(tx: Unit) -> Made[IntelDecided] | Refused | Problem:
        rows = await tx.run(
            "intel_pending", id=said.submission, today=today, **sees(desk.sight, ("allowed", "cases", "circle"))
        )
        if not rows:
            return not_found()
        row = rows[0]
        if row["submitted_by"] == desk.user:
            return Refused("SECOND_PERSON", "Somebody else than who submitted it must decide.", "submission")
        if said.refused_for:
            await tx.run("refuse_intel", id=said.submission, by=desk.user, now=now, reason=said.refused_for)
            return Made(IntelDecided(None, None), NOBODY, about=(row["person"],))
        born = await _born(tx, row["person"])
        notices = {name: getattr(said, name) or row[name] for name in ("notice_person_at", "notice_guardian_at")}
        age = age_at({"valid_from": today}, born, today, UNBORN)
        until = said.retain_until or last_day(today, age, desk.site.intel_years)
        at = {"criteria": tuple(row["criteria"]), "evidence": tuple(row["evidence"]), "verified_by": desk.user,
              "stated_by": row["submitted_by"], "stated_at": row["submitted_on"], "valid_from": today,
              "approved_by": desk.user, "retain_until": until, **notices}  # fmt: skip
        reason = unfit(at, born, today, years=desk.site.intel_years, unborn=UNBORN)
        if reason or until < today:
            return _refused(reason) if reason else _over()
        made = await tx.run(
            "approve_intel",
            id=said.submission,
            by=desk.user,
            today=today,
            now=now,
            retain_until=until,
            years=_years(desk, age),
            **notices,
        )
        return Made(IntelDecided(made[0]["id"], until), (row["person"],))

    return await write_once(desk, "approveIntel", said, IntelDecided, work)


@dataclass(frozen=True)
class ValidationInput:
    """Why somebody is still reasonably held to be active: in the supervisor's own words, with a source."""

    idempotency_key: str
    affiliation: str
    words: str
    source: str
    retain_until: date | None = None


@dataclass(frozen=True)
class IntelValidated:
    """The affiliation, and its new last day."""

    affiliation_id: str
    retain_until: date


async def validate_intel(desk: Desk, said: ValidationInput) -> IntelValidated | Refused | Problem:
    """Moves the last day: nothing else does (AC-2.3). What is past its time is purged and no longer validated."""
    today = desk.clock.today()
    wrong = first_refusal(
        None if said.words.strip() else Refused("MISSING", "Say it in your own words.", "words"),
        None if said.source.strip() else Refused("MISSING", "Name a source.", "source"),
        too_long("words", said.words, said.source),
    )
    if wrong:
        return wrong

    async def work(tx: Unit) -> Made[IntelValidated] | Refused | Problem:
        rows = await tx.run("intel_reviewed", id=said.affiliation, today=today, **sees(desk.sight))
        if not rows:
            return not_found()
        person = rows[0]["person"]
        age = age_at({"valid_from": today}, await _born(tx, person), today, UNBORN)
        last = last_day(today, age, desk.site.intel_years)
        until = said.retain_until or last
        if not today <= until <= last:
            return _refused(Unfit("RETENTION_TOO_LONG", "retain_until", {"last": last})) if until > last else _over()
        await tx.run(
            "validate_intel",
            id=said.affiliation,
            person_id=person,
            by=desk.user,
            today=today,
            words=said.words,
            source=said.source,
            retain_until=until,
            years=_years(desk, age),
        )
        return Made(IntelValidated(said.affiliation, until), (person,))

    return await write_once(desk, "validateIntel", said, IntelValidated, work)


def _years(desk: Desk, age: int) -> int:
    return MINOR_YEARS if age < ADULT_AGE else desk.site.intel_years


async def _born(tx: Unit, person: str) -> date | None:
    """The youngest birth date on file, whoever owns it: the rules for minors protect everybody alike."""
    rows = await tx.run("import_known_births", people=[person])
    born: date | None = rows[0]["born_on"] if rows else None
    return born


def _refused(reason: Unfit) -> Refused:
    """The user error: the code's own words, and why, which never says what is on file."""
    first, *rest = reason.column.split("_")
    said = MEANINGS[reason.code].message
    more = f" The last day is {reason.why['last']}." if "last" in reason.why else ""
    return Refused(reason.code, said + more, first + "".join(word.capitalize() for word in rest))


def _over() -> Refused:
    return Refused("DATES_BACKWARDS", "The last day lies before today.", "retainUntil")
