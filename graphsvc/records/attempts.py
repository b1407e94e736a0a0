"""recordContactAttempt: what happened is never refused (definitions.md §8).

    both people are known to the asker     an attempt on file; where it should not have been, a review task beside it
    one of them is not, or is nobody       a note in the queue of the lead agency, else of the asker's own

The receipt is the same, so it tells nobody whether an id is somebody's. Outcomes do what they say: three without
success give a pause (AC-11.5), ASKED_NOT_TO_CONTACT keeps out until the relative comes back on her own.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from graphsvc.database.driver import Unit
from graphsvc.model.answers import Problem, problem
from graphsvc.model.news import News
from graphsvc.model.nouns import FIRST_YEAR
from graphsvc.model.outreach import Standing
from graphsvc.model.safety_lines import BARRING, Effect, Finding, barred
from graphsvc.records.ledger import (
    NOBODY,
    Desk,
    Made,
    Refused,
    first_refusal,
    new_id,
    too_long,
    unknown_code,
    write_once,
)
from graphsvc.records.said import herself
from graphsvc.records.second_person import Stands
from graphsvc.records.stating import findings_of, statement_of, void_screens


@dataclass(frozen=True)
class AttemptInput:
    """An attempt to reach a relative, or (`inbound`) the relative's own. `at` empty: now."""

    idempotency_key: str
    person: str
    relative: str
    mode: str
    outcome: str
    at: datetime | None = None
    next_step: str | None = None
    inbound: bool = False
    source: str | None = None

    @property
    def stated_as(self) -> str:
        """An attempt is told by the worker."""
        return "WORKER"

    @property
    def stated_by(self) -> str | None:
        """Nobody is quoted."""
        return None


@dataclass(frozen=True)
class ReceiptAnswer:
    """That it was taken down. No id and no revision: they would tell an attempt from a note."""

    received_at: datetime
    people: tuple[str, ...]


@dataclass(frozen=True)
class Breach:
    """A row: what should not have been, and the sentence for whoever reviews it. No line is named."""

    code: str
    holds: Callable[[frozenset[Effect], Standing | Problem], bool]
    sentence: str


CALLED = (
    Breach(
        "AGAINST_A_LINE",
        lambda effects, stood: bool(effects & BARRING),
        "Contact was made or tried although a safety line keeps the two apart.",
    ),
    Breach(
        "NOT_SCREENED",
        lambda effects, stood: Effect.SCREEN in effects,
        "Contact was made or tried before a passed screen.",
    ),
    Breach(
        "NO_CONSENT",
        lambda effects, stood: not stood.may_contact if isinstance(stood, Standing) else stood.code == CONSENT,
        "Contact was made or tried without a consent to it.",
    ),
    Breach(
        "NOT_PLANNED",
        lambda effects, stood: isinstance(stood, Standing) and not stood.spoken and stood.plan != "APPROVED",
        "A first contact was made or tried without an approved plan.",
    ),
)
"""Of a contact that a worker makes, in the order in which it is told (AC-11.4)."""
CAME = (
    Breach(
        "MUST_NOT_MEET",
        lambda effects, stood: bool(effects & {Effect.CONCEAL, Effect.NO_CONTACT}),
        "The relative came or called although a safety line keeps the two apart.",
    ),
)
"""Who comes on her own is no breach of whoever answers, unless the two must not meet at all."""
CONSENT = "CONSENT_REQUIRED"


def breaches(found: Iterable[Finding], stood: Standing | Problem, *, inbound: bool) -> tuple[Breach, ...]:
    """What a reviewer should look at."""
    effects = frozenset(finding.effect for finding in found)
    return tuple(row for row in (CAME if inbound else CALLED) if row.holds(effects, stood))


async def record_contact_attempt(desk: Desk, said: AttemptInput, stands: Stands) -> ReceiptAnswer | Refused | Problem:
    """Records a contact, whoever it is about."""
    wrong = _wrong(desk, said)
    if wrong:
        return wrong
    found = await findings_of(desk, said.person, said.relative)
    stood = problem("NOT_FOUND") if found is None else await stands(desk, said.person, said.relative)

    async def work(tx: Unit) -> Made[ReceiptAnswer] | Refused | Problem:
        id, made = new_id("ca"), ReceiptAnswer(desk.clock.now(), (said.person, said.relative))
        if found is None:
            await _noted(tx, desk, said, id, "NOTE", None)
            return Made(made, NOBODY)
        await _attempted(tx, desk, said, id, found)
        wrong = breaches(found, stood, inbound=said.inbound)
        if wrong:
            await _noted(tx, desk, said, new_id("cr"), "REVIEW", " ".join(row.sentence for row in wrong))
        news = News("CONTACT_RECORDED", (said.person,), (said.relative,), id, "CONTACTED")
        return Made(made, made.people, news=(news,))

    return await write_once(desk, "recordContactAttempt", said, ReceiptAnswer, work)


async def _attempted(tx: Unit, desk: Desk, said: AttemptInput, id: str, found: tuple[Finding, ...]) -> None:
    """The attempt on file. A call against a line reopens nothing: only the relative's own return does."""
    values = {"mode": said.mode, "at": _at(desk, said), "by": desk.user, "outcome": said.outcome}
    more = {"next_step": said.next_step, "inbound": said.inbound}
    against = {"against_line": True} if barred(found) and not said.inbound else {}
    stated = await statement_of(tx, desk, "contact_attempts", said, {**values, **more, **against}, "ca")
    ends = {"from_id": said.relative, "to_id": said.person}
    await tx.run("record_between", type="CONTACTED", said={**stated, "id": id}, **ends)
    if said.outcome == "SPOKE_WILLING" and said.inbound and barred(found):
        await void_screens(tx, desk, (said.relative,), None)


async def _noted(tx: Unit, desk: Desk, said: AttemptInput, id: str, kind: str, words: str | None) -> None:
    await tx.run(
        "record_contact_note",
        id=id,
        kind=kind,
        person_id=said.person,
        relative_id=said.relative,
        mode=said.mode,
        outcome=said.outcome,
        words=words or said.next_step,
        at=_at(desk, said),
        by=desk.user,
        agency=desk.agency,
        now=desk.clock.now(),
        today=desk.clock.today(),
    )


def _at(desk: Desk, said: AttemptInput) -> datetime:
    return said.at or desk.clock.now()


def _wrong(desk: Desk, said: AttemptInput) -> Refused | None:
    at = said.at
    naive = at is not None and at.tzinfo is None
    late = at is not None and not naive and at > desk.clock.now()
    early = at is not None and at.year < FIRST_YEAR
    return first_refusal(
        unknown_code("attempt_mode", "mode", said.mode),
        unknown_code("attempt_outcome", "outcome", said.outcome),
        Refused("BAD_DATE", "Say the time zone: 2026-04-20T18:30:00-04:00.", "at") if naive else None,
        Refused("OUT_OF_BOUNDS", f"That moment lies before {FIRST_YEAR}.", "at") if early else None,
        Refused("IN_THE_FUTURE", "That moment lies in the future.", "at") if late else None,
        too_long("nextStep", said.next_step, said.source),
        herself(said.person, said.relative),
    )
