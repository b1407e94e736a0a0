"""referPerson and answerReferral: a two-sided state machine; access lasts no longer than it (AC-6.1 to AC-6.3).

    REQUESTED ──> ACCEPTED ──> IN_PROGRESS ──> DONE          the receiver says all of these
        └──> DECLINED (with a reason) <── any of them
    any of them ──> REVOKED                                   the sender, her agency's supervisor, or the consent's end

While it is ACCEPTED or IN_PROGRESS the receiver has the person on the caseload (definitions.md §1), which is read at
each request: nothing has to be taken back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from graphsvc.catalogue import Row
from graphsvc.database.driver import Unit
from graphsvc.model.answers import Problem, problem
from graphsvc.records.ledger import (
    NOBODY,
    Desk,
    Made,
    Refused,
    backwards,
    first_refusal,
    new_id,
    not_found,
    too_long,
    unknown_code,
    write_once,
)

OPEN = ("REQUESTED", "ACCEPTED", "IN_PROGRESS")
SUPERVISOR = "SUPERVISOR"
RECEIVERS = ("CW_WORKER", "HEALTH_VIP", "SCHOOL_LIAISON", "SOCIAL_WORKER", "STREET_WORKER")
"""Who takes referrals: the roles of the row answerReferral that have people of their own. Never police."""


@dataclass(frozen=True)
class Move:
    """A row: a state, what it may follow, whether the sender says it, and whether it ends the referral."""

    state: str
    follows: tuple[str, ...]
    by_sender: bool = False
    ends: bool = False


MOVES: Mapping[str, Move] = MappingProxyType(
    {
        move.state: move
        for move in (
            Move("ACCEPTED", ("REQUESTED",)),
            Move("IN_PROGRESS", ("ACCEPTED",)),
            Move("DONE", ("ACCEPTED", "IN_PROGRESS"), ends=True),
            Move("DECLINED", OPEN, ends=True),
            Move("REVOKED", OPEN, by_sender=True, ends=True),
        )
    }
)


@dataclass(frozen=True)
class ReferralInput:
    """Who is referred to whom. `override_reason`: a supervisor's, where no consent names the receiver's agency."""

    idempotency_key: str
    person: str
    staff: str
    reason_code: str
    until: date | None = None
    override_reason: str | None = None


@dataclass(frozen=True)
class PersonReferred:
    """A referral that waits for its receiver's word."""

    referral_id: str
    state: str
    staff: str
    name: str
    agency: str
    until: date | None


async def referable(desk: Desk, people: frozenset[str]) -> frozenset[str]:
    """Those of these people whom this asker may refer: her own, or her team's."""
    return people & desk.sight.caseload


async def refer_person(desk: Desk, said: ReferralInput) -> PersonReferred | Refused | Problem:
    """Refers one of the asker's own people; CONSENT_REQUIRED where no live consent names the receiver's agency."""
    today = desk.clock.today()
    supervises = SUPERVISOR in desk.sight.principal.roles
    wrong = first_refusal(
        None
        if said.reason_code in desk.site.reason_codes
        else Refused("UNKNOWN_CODE", f"reasonCode is one of: {', '.join(desk.site.reason_codes)}.", "reasonCode"),
        Refused("SELF", "Refer somebody to another worker.", "staff") if said.staff == desk.user else None,
        backwards(today, said.until, "until"),
        too_long("overrideReason", said.override_reason),
        Refused("OVERRIDE_NOT_YOURS", "Only a supervisor may refer without a consent.", "overrideReason")
        if said.override_reason and not supervises
        else None,
    )
    if wrong:
        return wrong
    if not await referable(desk, frozenset({said.person})):
        return not_found()

    async def work(tx: Unit) -> Made[PersonReferred] | Refused | Problem:
        receiver = await tx.run("access_receiver", staff_id=said.staff, roles=list(RECEIVERS))
        if not receiver:
            return Refused("NOT_A_RECEIVER", "No worker of that id takes referrals.", "staff")
        rests_on = await _consent(tx, desk, said.person, receiver[0]["agency"])
        if rests_on is None and not said.override_reason:
            return problem("CONSENT_REQUIRED")
        until = min((day for day in (said.until, rests_on and rests_on["until"]) if day), default=None)
        rows = await tx.run(
            "record_referral",
            id=new_id("r"),
            person_id=said.person,
            staff_id=said.staff,
            roles=list(RECEIVERS),
            agency=desk.agency,
            by=desk.user,
            reason=said.reason_code,
            consent=rests_on and rests_on["id"],
            override=None if rests_on else said.override_reason,
            on=today,
            until=until,
            at=desk.clock.now(),
        )
        if not rows:
            return not_found()
        row = rows[0]
        return Made(PersonReferred(row["id"], "REQUESTED", said.staff, row["name"], row["agency"], until), NOBODY)

    return await write_once(desk, "referPerson", said, PersonReferred, work)


async def _consent(tx: Unit, desk: Desk, person: str, agency: str) -> Row | None:
    """The consent that a referral to that agency rests on, and until when."""
    rows = await tx.run(
        "access_consent_for",
        person_id=person,
        agency=agency,
        now=desk.clock.now(),
        today=desk.clock.today(),
        verbal_days=desk.site.consent_verbal_days,
    )
    return rows[0] if rows else None


@dataclass(frozen=True)
class AnswerReferralInput:
    """What becomes of a referral. `reason`: why it is declined, of the code set referral_decline."""

    idempotency_key: str
    referral: str
    state: str
    reason: str | None = None


@dataclass(frozen=True)
class ReferralAnswer:
    """Where it stands now; `person` while the receiver has the person on the caseload."""

    referral_id: str
    state: str
    person: str | None


async def answer_referral(desk: Desk, said: AnswerReferralInput) -> ReferralAnswer | Refused | Problem:
    """Moves a referral on: its receiver, or to revoke it its sender. Anybody else's is NOT_FOUND."""
    move = MOVES.get(said.state)
    if move is None:
        return Refused("UNKNOWN_CODE", f"state must be of: {', '.join(MOVES)}.", "state")
    declined = said.state == "DECLINED"
    wrong = first_refusal(
        unknown_code("referral_decline", "reason", said.reason),
        Refused("MISSING", "Say why it is declined.", "reason") if declined and not said.reason else None,
    )
    if wrong:
        return wrong

    async def work(tx: Unit) -> Made[ReferralAnswer] | Refused | Problem:
        rows = await tx.run("access_referral", id=said.referral)
        if not rows or not _may(desk, rows[0], move):
            return not_found()
        row = rows[0]
        late = row["valid_to"] is not None and row["valid_to"] < desk.clock.today()
        if row["state"] not in move.follows or late:
            return Refused("WRONG_STATE", f"It is {'EXPIRED' if late else row['state']}.", "state")
        if move.state == "ACCEPTED" and not row["over"] and not await _consent_holds(tx, desk, row):
            return problem("CONSENT_REQUIRED")
        await tx.run(
            "answer_referral",
            id=row["id"],
            state=move.state,
            by=desk.user,
            reason=said.reason,
            at=desk.clock.now(),
            ends=move.ends,
        )
        person = None if move.ends else row["person"]
        return Made(ReferralAnswer(row["id"], move.state, person), NOBODY)

    return await write_once(desk, "answerReferral", said, ReferralAnswer, work)


def _may(desk: Desk, row: Row, move: Move) -> bool:
    if not move.by_sender:
        return bool(row["receiver"] == desk.user)
    above = SUPERVISOR in desk.sight.principal.roles and row["from_agency"] == desk.agency
    return above or (row["sender"] is not None and row["sender"] == desk.user)


async def _consent_holds(tx: Unit, desk: Desk, row: Row) -> bool:
    """Whether a consent names the receiver's agency still: it may have ended while the referral waited."""
    return await _consent(tx, desk, row["person"], row["to_agency"]) is not None
