"""renewHold and endHold: a safety reviewer alone says how long a hold lasts (definitions.md §7, line 14).

A hold that nobody renews is over after 30 days (site), and frees nobody: the pair waits until a reviewer decides. One
that she ends leaves its pair without a passed screen: whoever was held is screened again before any contact.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from graphsvc.database.driver import Unit
from graphsvc.model.answers import Problem
from graphsvc.records.ledger import Desk, Made, Refused, decision_of, not_found, unexplained, write_once


@dataclass(frozen=True)
class RenewInput:
    """Which hold is renewed, and why."""

    idempotency_key: str
    hold: str
    why: str


@dataclass(frozen=True)
class HoldRenewed:
    """A hold with a new last day."""

    hold_id: str
    ends_on: date
    people: tuple[str, ...] = ()
    """Whom it was about: for the audit log, never told."""


async def renew_hold(desk: Desk, said: RenewInput) -> HoldRenewed | Refused | Problem:
    """Lets a hold last 30 days (site) from today, one that is over by its day as well."""
    wrong = unexplained(said.why)
    if wrong:
        return wrong
    ends_on = desk.clock.today() + timedelta(days=desk.site.hold_days)

    async def work(tx: Unit) -> Made[HoldRenewed] | Refused | Problem:
        decision = decision_of(desk, "RENEWED", said.why)
        rows = await tx.run("renew_hold", hold_id=said.hold, ends_on=ends_on, decision=decision)
        if not rows:
            return not_found()
        if rows[0]["ended"]:
            return Refused("ENDED", "A safety reviewer ended this hold: place a new one.", "hold")
        about = (rows[0]["person"], *rows[0]["plans"])
        return Made(HoldRenewed(rows[0]["id"], rows[0]["ends_on"], about), about)

    return await write_once(desk, "renewHold", said, HoldRenewed, work)


@dataclass(frozen=True)
class EndHoldInput:
    """Which hold is ended, and why."""

    idempotency_key: str
    hold: str
    why: str


@dataclass(frozen=True)
class HoldEnded:
    """A hold that a safety reviewer ended; whoever was held waits for a new screen."""

    hold_id: str
    ended_on: date
    people: tuple[str, ...] = ()
    """Whom it was about: for the audit log, never told."""


async def end_hold(desk: Desk, said: EndHoldInput) -> HoldEnded | Refused | Problem:
    """Ends a hold; permissions.csv leaves this to safety reviewers alone."""
    wrong = unexplained(said.why)
    if wrong:
        return wrong
    today = desk.clock.today()

    async def work(tx: Unit) -> Made[HoldEnded] | Refused | Problem:
        decision = decision_of(desk, "ENDED", said.why)
        rows = await tx.run("end_hold", hold_id=said.hold, by=desk.user, today=today, decision=decision)
        if not rows:
            return not_found()
        about = (rows[0]["person"], *rows[0]["plans"])
        return Made(HoldEnded(rows[0]["id"], rows[0]["ended_on"], about), about)

    return await write_once(desk, "endHold", said, HoldEnded, work)
