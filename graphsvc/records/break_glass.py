"""breakGlass and approveBreakGlass (AC-12.3): in imminent danger somebody's file opens to who must act, on record.

    opened ──15 minutes──> shut, unless a second person approved it by then
    approved ──> shut when the purpose ends, at the latest after the longest that a purpose lasts
    refused ──> shut at once

It puts the person on the asker's caseload, under this one handle of IMMINENT_DANGER and no other: it opens what an
assignment would, no compartment more and nothing that waits for a consent. The gate leaves out whom a line conceals
(access/break_glass.py), so the receipt is the same for anybody's id and for nobody's. Privacy officers read it in
myTasks, whatever became of it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from graphsvc.access.purposes import LONGEST_HOURS
from graphsvc.catalogue import Row
from graphsvc.database.driver import Unit
from graphsvc.model.answers import Problem
from graphsvc.records.ledger import (
    NOBODY,
    REVIEWER,
    Desk,
    Made,
    Refused,
    first_refusal,
    new_id,
    not_found,
    too_long,
    write_once,
)

APPROVE_WITHIN = timedelta(minutes=15)
ALONE = timedelta(hours=24)
"""Nobody breaks it twice within that time for the same person without a second person's word."""
INTEL_SUPERVISOR, SUPERVISOR = "INTEL_SUPERVISOR", "SUPERVISOR"


@dataclass(frozen=True)
class BreakGlassInput:
    """Whose file, and why somebody is in imminent danger, in words."""

    idempotency_key: str
    person: str
    reason: str


@dataclass(frozen=True)
class GlassBroken:
    """The same whether or not there is anything behind it; the id is for those who approve, in myTasks."""

    break_glass_id: str
    approve_by: datetime
    ends_at: datetime


async def anybody(desk: Desk, people: frozenset[str]) -> frozenset[str]:
    """Glass may be broken for any id: what it opens is decided at each question after."""
    return people


async def break_glass(desk: Desk, said: BreakGlassInput) -> GlassBroken | Refused | Problem:
    """Opens at once, and shuts in 15 minutes unless somebody else approves."""
    purpose, now = desk.sight.purpose, desk.clock.now()
    wrong = first_refusal(
        None if said.reason.strip() else Refused("MISSING", "Say who is in danger of what.", "reason"),
        too_long("reason", said.reason),
    )
    if wrong or purpose is None:
        return wrong or not_found()
    ends_at = min(now + timedelta(hours=LONGEST_HOURS), purpose.expires_at)
    made = GlassBroken(new_id("b"), min(now + APPROVE_WITHIN, ends_at), ends_at)

    async def work(tx: Unit) -> Made[GlassBroken] | Refused | Problem:
        rows = await tx.run(
            "break_glass",
            id=made.break_glass_id,
            user=desk.user,
            agency=desk.agency,
            handle=purpose.handle_id,
            person=said.person,
            reason=said.reason,
            at=now,
            approve_by=made.approve_by,
            ends_at=made.ends_at,
            since=now - ALONE,
        )
        return Made(made, NOBODY) if rows else Refused("NOT_APPROVED", "You broke it, and nobody approved.", "person")

    return await write_once(desk, "breakGlass", said, GlassBroken, work)


@dataclass(frozen=True)
class ApproveGlassInput:
    """A second person's decision. `refused_for` empty: approved."""

    idempotency_key: str
    break_glass: str
    refused_for: str | None = None


@dataclass(frozen=True)
class GlassDecided:
    """How it was decided, and until when it is open."""

    break_glass_id: str
    approved: bool
    ends_at: datetime


async def approve_break_glass(desk: Desk, said: ApproveGlassInput) -> GlassDecided | Refused | Problem:
    """Approves or refuses somebody else's, within 15 minutes; later there is nothing left to approve."""
    now = desk.clock.now()
    wrong = too_long("refusedFor", said.refused_for)
    if wrong:
        return wrong

    async def work(tx: Unit) -> Made[GlassDecided] | Refused | Problem:
        rows = await tx.run("access_break_glass", id=said.break_glass, asker=desk.user)
        if not rows or not may_approve(desk, rows[0]):
            return not_found()
        row, approved = rows[0], not said.refused_for
        refused = first_refusal(
            Refused("SECOND_PERSON", "Somebody else than who broke it must decide.", "breakGlass")
            if row["user"] == desk.user
            else None,
            Refused("ANSWERED", "This was decided already.", "breakGlass") if row["decided"] else None,
            Refused("TOO_LATE", "It was shut when nobody approved it in time.", "breakGlass")
            if row["approve_by"] <= now
            else None,
        )
        if refused:
            return refused
        await tx.run(
            "decide_break_glass", id=row["id"], by=desk.user, at=now, approved=approved, reason=said.refused_for
        )
        decided = GlassDecided(row["id"], approved, row["ends_at"] if approved else now)
        return Made(decided, NOBODY, about=(row["person"],))

    return await write_once(desk, "approveBreakGlass", said, GlassDecided, work)


def may_approve(desk: Desk, row: Row) -> bool:
    """A safety reviewer; the user's supervisor; an intelligence supervisor of the user's agency, so that police learn
    of no danger that a family's worker acts upon."""
    roles = desk.sight.principal.roles
    return (
        REVIEWER in roles
        or (SUPERVISOR in roles and bool(row["supervised"]))
        or (INTEL_SUPERVISOR in roles and row["agency"] == desk.agency)
    )
