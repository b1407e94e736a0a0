"""takeOnCall: a worker puts herself on call for somebody, says why, and her supervisor is told (definitions.md §1).

For 24 hours the person is on her caseload; then no more, without anybody's doing: access reads the turns at each
request (cypher/read/access_facts.cypher). The supervisor reads it in myTasks, which is worked out from the same turn.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from graphsvc.database.driver import Unit
from graphsvc.model.answers import Problem
from graphsvc.records.ledger import (
    NOBODY,
    Desk,
    Made,
    Refused,
    first_refusal,
    new_id,
    not_found,
    too_long,
    unknown_to,
    write_once,
)

TURN = timedelta(hours=24)
FREE_TEXT_REASON = "OTHER"


@dataclass(frozen=True)
class OnCallInput:
    """For whom, and why: a code of the site's list, and a note for OTHER alone."""

    idempotency_key: str
    person: str
    reason_code: str
    note: str | None = None


@dataclass(frozen=True)
class OnCallTaken:
    """A turn of duty and who was told of it."""

    turn_id: str
    ends_at: datetime
    supervisor: str
    supervisor_name: str


async def take_on_call(desk: Desk, said: OnCallInput) -> OnCallTaken | Refused | Problem:
    """A turn from now on; refused without a supervisor, since nobody would be told."""
    now = desk.clock.now()
    wrong = first_refusal(
        None
        if said.reason_code in desk.site.reason_codes
        else Refused("UNKNOWN_CODE", f"reasonCode is one of: {', '.join(desk.site.reason_codes)}.", "reasonCode"),
        None
        if bool(said.note) == (said.reason_code == FREE_TEXT_REASON)
        else Refused("NOTE", "A note belongs to the reason OTHER, which needs one.", "note"),
        too_long("note", said.note),
    )
    if wrong:
        return wrong
    if await unknown_to(desk, said.person):
        return not_found()

    async def work(tx: Unit) -> Made[OnCallTaken] | Refused | Problem:
        rows = await tx.run(
            "take_on_call",
            id=new_id("d"),
            staff_id=desk.user,
            person_id=said.person,
            starts_at=now,
            ends_at=now + TURN,
            reason=said.reason_code,
            note=said.note,
        )
        if not rows:
            return Refused("NO_SUPERVISOR", "Nobody is on file as your supervisor, so nobody could be told.", "person")
        row = rows[0]
        if not row["taken"]:
            return Refused("ON_CALL_ALREADY", f"You are on call until {row['ends_at'].isoformat()}.", "person")
        return Made(OnCallTaken(row["id"], row["ends_at"], row["supervisor"], row["supervisor_name"]), NOBODY)

    return await write_once(desk, "takeOnCall", said, OnCallTaken, work)
