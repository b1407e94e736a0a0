"""recordNotice and approveNoticeException: the 30-day notice of 42 USC 671(a)(29) to a relative (AC-5.4).

    a notice that was sent                       on file as it was sent, whatever stood against it
    an exception: REQUESTED ──> APPROVED         a supervisor's second word; then no notice is owed
                      └──> RETURNED              with the reason; the notice stays owed

What happened can always be recorded. Where a safety line allowed another route only, it is in breach, and whoever
supervises the worker is told (myTasks). What is on file is read after the writers before have ended.
"""

from dataclasses import dataclass
from datetime import date

from graphsvc.access.safety import safety_findings
from graphsvc.database.driver import Unit
from graphsvc.model.answers import Problem
from graphsvc.model.news import News
from graphsvc.model.outreach import EXCEPTION_MOVES, in_breach
from graphsvc.model.safety_lines import Effect, strongest
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
from graphsvc.records.referrals import referable
from graphsvc.records.second_person import Decision, decide
from graphsvc.records.stating import stated


@dataclass(frozen=True)
class NoticeInput:
    """A notice that was sent, on that day and by that route; or why none should be (`exception`)."""

    idempotency_key: str
    person: str
    relative: str
    sent_on: date | None = None
    route: str = "LETTER"
    language: str | None = None
    options_explained: bool = False
    exception: str | None = None


@dataclass(frozen=True)
class NoticeRecorded:
    """A notice on file, or an exception that waits for a supervisor. `breach`: it went past a safety line."""

    notice_id: str
    state: str
    breach: bool
    people: tuple[str, ...]


async def record_notice(desk: Desk, said: NoticeInput) -> NoticeRecorded | Refused | Problem:
    """Records a notice to a relative of one of the asker's own people, or asks for an exception."""
    if not await referable(desk, frozenset({said.person})):
        return not_found()
    wrong = _wrong(desk, said)
    if wrong:
        return wrong
    if await unknown_to(desk, said.relative):
        return not_found()

    async def work(tx: Unit) -> Made[NoticeRecorded] | Refused | Problem:
        findings = await safety_findings(desk.graph, desk.sight, desk.site, said.person, [said.relative])
        effect = strongest(findings[said.relative])
        if effect is Effect.CONCEAL:
            return not_found()
        breach = said.exception is None and in_breach(effect, said.route)
        notice = {
            "id": new_id("n"),
            "sent_at": said.sent_on,
            **{name: getattr(said, name) for name in ("route", "language", "options_explained", "exception")},
            "breach": breach,
            **await stated(tx, desk),
        }
        await tx.run("record_notice", person_id=said.person, relative_id=said.relative, notice=notice)
        state = "REQUESTED" if said.exception else "SENT"
        made = NoticeRecorded(str(notice["id"]), state, breach, (said.person, said.relative))
        return Made(made, NOBODY, news=(_news(said.person, said.relative, made.notice_id),))

    return await write_once(desk, "recordNotice", said, NoticeRecorded, work)


def _news(person: str, relative: str, notice: str) -> News:
    return News("NOTICE_RECORDED", (person,), (relative,), statement=notice, label="NOTIFIED_FOR")


def _wrong(desk: Desk, said: NoticeInput) -> Refused | None:
    return first_refusal(
        Refused("SELF", "A person is not notified of themselves.", "relative")
        if said.relative == said.person
        else None,
        unknown_code("notice_exception", "exception", said.exception),
        unknown_code("notice_route", "route", said.route),
        Refused("MISSING", "Say on which day it was sent, or why none should be.", "sentOn")
        if (said.sent_on is None) == (said.exception is None)
        else None,
        future(said.sent_on, desk.clock.today(), "sentOn"),
        too_long("language", said.language),
    )


@dataclass(frozen=True)
class ExceptionInput:
    """A supervisor's word about an exception. `refused_for` empty: approved."""

    idempotency_key: str
    notice: str
    refused_for: str | None = None


@dataclass(frozen=True)
class ExceptionDecided:
    """An exception that was decided about."""

    notice_id: str
    state: str
    people: tuple[str, ...]


async def approve_notice_exception(desk: Desk, said: ExceptionInput) -> ExceptionDecided | Refused | Problem:
    """Approves or returns an exception for one of the team's people; never one that the supervisor asked for."""
    return await decide(desk, said, said.notice, _DECISION)


_DECISION = Decision(
    "notice",
    "approveNoticeException",
    EXCEPTION_MOVES,
    "asked for it",
    ExceptionDecided,
    lambda row: _news(row["person"], row["relative"], row["id"]),
)
