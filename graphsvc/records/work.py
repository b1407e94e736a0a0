"""restateTie, assignWorker and requestFamilyOutreach: what workers and coordinators set in motion."""

from dataclasses import dataclass
from datetime import date, timedelta

from graphsvc.database.driver import Unit
from graphsvc.model.answers import Problem
from graphsvc.model.news import News
from graphsvc.records.ledger import (
    NOBODY,
    Desk,
    Made,
    Refused,
    backwards,
    class_of,
    compartment_of,
    first_refusal,
    future,
    joined,
    new_id,
    not_found,
    too_long,
    unknown_code,
    unknown_to,
    write_once,
)


@dataclass(frozen=True)
class RestateInput:
    """How close two people are now, in the words of the person or the family. What is left out stays."""

    idempotency_key: str
    tie: str
    stated_as: str
    stated_by: str
    closeness: str | None = None
    frequency: str | None = None
    tone: str | None = None
    last_contact: date | None = None
    source: str | None = None


@dataclass(frozen=True)
class TieRestated:
    """The new statement; the older ones stay on file."""

    tie_id: str


async def restate_tie(desk: Desk, said: RestateInput) -> TieRestated | Refused | Problem:
    """States a visible tie anew. What was in doubt stays in doubt, and an abusive tone is never taken back."""
    today = desk.clock.today()
    wrong = first_refusal(
        unknown_code("closeness", "closeness", said.closeness),
        unknown_code("frequency", "frequency", said.frequency),
        unknown_code("tone", "tone", said.tone),
        None
        if said.stated_as in ("PERSON", "FAMILY")
        else Refused("UNKNOWN_CODE", "statedAs is PERSON or FAMILY.", "statedAs"),
        future(said.last_contact, today, "lastContact"),
        too_long("source", said.source, said.stated_by),
    )
    if wrong:
        return wrong
    if await unknown_to(desk, said.stated_by):
        return not_found()

    async def work(tx: Unit) -> Made[TieRestated] | Refused | Problem:
        rows = await tx.run(
            "restate_tie",
            tie_id=said.tie,
            id=new_id("t"),
            closeness=said.closeness,
            frequency=said.frequency,
            tone=said.tone,
            last_contact=said.last_contact,
            stated_by=said.stated_by,
            stated_as=said.stated_as,
            cls=await class_of(tx, desk),
            compartment=compartment_of(desk.sight),
            owner=desk.agency,
            sources=[said.source] if said.source else [],
            today=today,
            yesterday=today - timedelta(days=1),
            now=desk.clock.now(),
            **dict(desk.sight.params()),
        )
        if not rows:
            return not_found()
        if rows[0]["id"] is None:
            return Refused("CHANGED", "It was corrected meanwhile: restate what stands now.", "tie")
        both = (rows[0]["a"], rows[0]["b"])
        news = News("TIE_RESTATED", both, statement=rows[0]["id"])
        return Made(TieRestated(rows[0]["id"]), both, news=(news,))

    return await write_once(desk, "restateTie", said, TieRestated, work)


@dataclass(frozen=True)
class AssignInput:
    """Which worker works with whom, from when."""

    idempotency_key: str
    staff: str
    person: str
    valid_from: date | None = None
    valid_to: date | None = None
    lead: bool = False


@dataclass(frozen=True)
class WorkerAssigned:
    """An assignment in force."""

    assignment_id: str
    staff: str
    name: str


async def assignable(desk: Desk, people: frozenset[str]) -> frozenset[str]:
    """Those of these people to whom this asker may assign somebody: those of the scope, visible facts or none."""
    return people if desk.sight.circle is None else people.intersection(desk.sight.circle)


async def assign_worker(desk: Desk, said: AssignInput) -> WorkerAssigned | Refused | Problem:
    """Assigns a worker: a coordinator anybody to people on the list, a supervisor her own people."""
    start = said.valid_from or desk.clock.today()
    wrong = backwards(start, said.valid_to, "validTo")
    if wrong:
        return wrong
    if not await assignable(desk, frozenset({said.person})):
        return not_found()
    team = "programme" not in (desk.sight.scopes or (desk.sight.scope,))

    async def work(tx: Unit) -> Made[WorkerAssigned] | Refused | Problem:
        rows = await tx.run(
            "assign_worker",
            id=new_id("a"),
            staff_id=said.staff,
            person_id=said.person,
            valid_from=start,
            valid_to=said.valid_to,
            lead=said.lead,
            supervisor=desk.user if team else None,
            assigned_by=desk.user,
        )
        if not rows:
            return not_found()
        row = rows[0]
        news = News("WORKER_ASSIGNED", (said.person,))
        return Made(WorkerAssigned(row["id"], row["staff"], row["name"]), NOBODY, news=(news,))

    return await write_once(desk, "assignWorker", said, WorkerAssigned, work)


@dataclass(frozen=True)
class OutreachInput:
    """For whom a family's worker is asked to reach out."""

    idempotency_key: str
    person: str
    reason_code: str


@dataclass(frozen=True)
class OutreachRequested:
    """The named worker, when an answer is due, and where it stands. Nothing of the family is in it."""

    request_id: str
    state: str
    due_on: date
    worker: str | None = None
    worker_name: str | None = None
    agency: str | None = None


async def request_family_outreach(desk: Desk, said: OutreachInput) -> OutreachRequested | Refused | Problem:
    """Asks a worker of the family to reach out; the asker learns who it is and by when, and later the outcome."""
    if said.reason_code not in desk.site.reason_codes:
        return Refused("UNKNOWN_CODE", f"reasonCode is one of: {', '.join(desk.site.reason_codes)}.", "reasonCode")
    if await unknown_to(desk, said.person):
        return not_found()
    today = desk.clock.today()
    due = today + timedelta(days=desk.site.outreach_answer_days)

    async def work(tx: Unit) -> Made[OutreachRequested] | Refused | Problem:
        rows = await tx.run(
            "request_outreach",
            id=new_id("r"),
            staff_id=desk.user,
            person_id=said.person,
            asked_on=today,
            due_on=due,
            reason=said.reason_code,
        )
        if not rows:
            return not_found()
        row = rows[0]
        asked = OutreachRequested(row["id"], "ASKED", due, row["worker"], row["name"], row["agency"])
        news = News("OUTREACH_REQUESTED", (said.person,), users=joined((desk.user, row["worker"])))
        return Made(asked, NOBODY, news=(news,))

    return await write_once(desk, "requestFamilyOutreach", said, OutreachRequested, work)
