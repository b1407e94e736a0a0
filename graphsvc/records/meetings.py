"""recordMeeting and reorderRelatives: what a family decided, and in which order a worker would reach its people.

A meeting that happened is recorded whoever came to it; where a safety line keeps somebody who came from the person, it
is in breach, and whoever supervises the worker is told (myTasks). An order of a worker's moves nobody between bands and
changes no rule's answer: it stands beside the rules' own, with the reason.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from graphsvc.access.safety import safety_findings
from graphsvc.database.driver import Unit
from graphsvc.model.answers import Problem
from graphsvc.model.news import News
from graphsvc.model.safety_lines import Effect, concealed, strongest
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
    unexplained,
    unknown_code,
    unknown_to,
    write_once,
)
from graphsvc.records.referrals import referable
from graphsvc.records.stating import stated

MOST_ATTENDEES, MOST_DECISIONS, MOST_ORDERED = 100, 50, 100
KEPT_AWAY = frozenset({Effect.NO_CONTACT, Effect.HOLD})
"""Effects under which somebody should not have met the person."""
Placed = Callable[[Desk, str], Awaitable[tuple[str, ...] | Problem]]
"""Everybody in a band for a person, in the order that the rules give; or why there is no plan."""


@dataclass(frozen=True)
class MeetingInput:
    """Who met about whom, on which day, and what they decided."""

    idempotency_key: str
    person: str
    kind: str
    held_on: date
    attendees: tuple[str, ...]
    plan: str | None = None
    decisions: tuple[str, ...] = ()


@dataclass(frozen=True)
class MeetingRecorded:
    """A meeting on file. `breach`: somebody came whom a safety line keeps away."""

    meeting_id: str
    breach: bool
    people: tuple[str, ...]


async def record_meeting(desk: Desk, said: MeetingInput) -> MeetingRecorded | Refused | Problem:
    """Records a family meeting of one of the asker's own people. NOT_FOUND when somebody who came is unknown to her."""
    if not await referable(desk, frozenset({said.person})):
        return not_found()
    wrong = _wrong(said, desk.clock.today())
    if wrong:
        return wrong
    others = sorted(set(said.attendees) - {said.person})
    if await unknown_to(desk, *others):
        return not_found()
    findings = await safety_findings(desk.graph, desk.sight, desk.site, said.person, others)
    if any(concealed(each) for each in findings.values()):
        return not_found()
    breach = any(strongest(each) in KEPT_AWAY for each in findings.values())

    async def work(tx: Unit) -> Made[MeetingRecorded] | Refused | Problem:
        meeting = {
            "id": new_id("m"),
            "kind": said.kind,
            "held_on": said.held_on,
            "plan": said.plan,
            "decisions": list(said.decisions),
            "breach": breach,
            **await stated(tx, desk),
        }
        await tx.run("record_meeting", person_id=said.person, attendees=list(said.attendees), meeting=meeting)
        made = MeetingRecorded(str(meeting["id"]), breach, (said.person,))
        news = News("MEETING_RECORDED", (said.person,), agencies=(desk.agency,))
        return Made(made, NOBODY, news=(news,))

    return await write_once(desk, "recordMeeting", said, MeetingRecorded, work)


def _wrong(said: MeetingInput, today: date) -> Refused | None:
    many = (("attendees", said.attendees, MOST_ATTENDEES), ("decisions", said.decisions, MOST_DECISIONS))
    return first_refusal(
        None if said.attendees else Refused("MISSING", "Say who came.", "attendees"),
        Refused("TWICE", "Name each person once.", "attendees")
        if len(set(said.attendees)) < len(said.attendees)
        else None,
        *(Refused("TOO_MANY", f"At most {most}.", path) if len(each) > most else None for path, each, most in many),
        unknown_code("meeting_kind", "kind", said.kind),
        future(said.held_on, today, "heldOn"),
        too_long("plan", said.plan),
        too_long("decisions", *said.decisions),
    )


@dataclass(frozen=True)
class ReorderInput:
    """In which order to reach some relatives, and why."""

    idempotency_key: str
    person: str
    order: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class RelativesReordered:
    """Both orders: the worker's, and the one that the rules give of the same relatives today."""

    order_id: str
    order: tuple[str, ...]
    ours: tuple[str, ...]
    people: tuple[str, ...]


async def reorder_relatives(desk: Desk, said: ReorderInput, placed: Placed) -> RelativesReordered | Refused | Problem:
    """Keeps a worker's order beside the rules' own. NOT_FOUND when one of them is in no band: nobody waits for a check,
    is held or is reached by a stated route only, who is put into an order."""
    if not await referable(desk, frozenset({said.person})):
        return not_found()
    wrong = _wrong_order(said)
    if wrong:
        return wrong

    async def work(tx: Unit) -> Made[RelativesReordered] | Refused | Problem:
        now = await placed(desk, said.person)
        if isinstance(now, Problem):
            return now
        if not set(said.order) <= set(now):
            return not_found()
        ours = tuple(who for who in now if who in said.order)
        order = {
            "id": new_id("order"),
            "relatives": list(said.order),
            "ours": list(ours),
            "why": said.why,
            **await stated(tx, desk),
        }
        await tx.run("record_order_of_relatives", person_id=said.person, order=order)
        made = RelativesReordered(str(order["id"]), said.order, ours, (said.person,))
        return Made(made, NOBODY, news=(News("RELATIVES_REORDERED", (said.person,), agencies=(desk.agency,)),))

    return await write_once(desk, "reorderRelatives", said, RelativesReordered, work)


def _wrong_order(said: ReorderInput) -> Refused | None:
    return first_refusal(
        unexplained(said.why),
        Refused("MISSING", "Name at least two relatives.", "order") if len(said.order) < 2 else None,
        Refused("TOO_MANY", f"At most {MOST_ORDERED}.", "order") if len(said.order) > MOST_ORDERED else None,
        Refused("TWICE", "Name each relative once.", "order") if len(set(said.order)) < len(said.order) else None,
    )
