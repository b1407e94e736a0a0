"""placeLegalHold: what a court may need is not purged until a day (28 CFR 23.20(h) stands behind a court's order).

It names a record or a person by id, and says the same whether or not there is one: a hold tells nobody what is on file.
It ends on its day; a newer hold of the same subject takes its place, so a hold is ended or prolonged by its own row.
"""

from dataclasses import dataclass
from datetime import date

from graphsvc.database.driver import Unit
from graphsvc.model.answers import Problem
from graphsvc.records.ledger import (
    NOBODY,
    Desk,
    Made,
    Refused,
    first_refusal,
    new_id,
    too_long,
    write_once,
)


@dataclass(frozen=True)
class LegalHoldInput:
    """What is held, until when and why."""

    idempotency_key: str
    subject: str
    ends_on: date
    reason: str


@dataclass(frozen=True)
class LegalHoldPlaced:
    """The hold's last day."""

    ends_on: date


async def place_legal_hold(desk: Desk, said: LegalHoldInput) -> LegalHoldPlaced | Refused | Problem:
    """Places a hold; the day before today ends the one before it."""
    wrong = first_refusal(
        None if said.reason.strip() else Refused("MISSING", "Say why.", "reason"),
        too_long("reason", said.reason),
    )
    if wrong:
        return wrong

    async def work(tx: Unit) -> Made[LegalHoldPlaced] | Refused | Problem:
        now = desk.clock.now()
        hold = {"id": new_id("lh"), "subject": said.subject, "reason": said.reason, "ends_on": said.ends_on}
        await tx.run("place_legal_hold", placed_by=desk.user, placed_at=now, **hold)
        return Made(LegalHoldPlaced(said.ends_on), NOBODY)

    return await write_once(desk, "placeLegalHold", said, LegalHoldPlaced, work)
