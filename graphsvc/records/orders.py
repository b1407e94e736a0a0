"""recordOrder, endOrder and placeHold: what keeps people apart, obeyed in everybody's next answer (definitions.md §7).

An order that ends frees nobody: the pair waits for a new screen until a safety reviewer decides (§4).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from graphsvc.database.driver import Unit
from graphsvc.model.answers import Problem
from graphsvc.model.news import News
from graphsvc.records.ledger import (
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
class OrderInput:
    """An order that keeps `restrained` from `protected`. `expires_on` empty: unknown, which counts as in force."""

    idempotency_key: str
    restrained: str
    protected: str
    type: str
    conditions: tuple[str, ...] = ()
    status: str = "ACTIVE"
    issued_on: date | None = None
    expires_on: date | None = None
    docket: str | None = None


@dataclass(frozen=True)
class OrderRecorded:
    """An order on file."""

    order_id: str


NEW_STATES = ("ACTIVE", "EX_PARTE", "PENDING")


async def record_order(desk: Desk, said: OrderInput) -> OrderRecorded | Refused | Problem:
    """Records an order. Screens that found nothing against either of the two are void from now on."""
    today = desk.clock.today()
    wrong = first_refusal(
        unknown_code("order_type", "type", said.type),
        unknown_code("order_condition", "conditions", *said.conditions),
        None if said.status in NEW_STATES else Refused("UNKNOWN_CODE", "A new order is in force or pending.", "status"),
        future(said.issued_on, today, "issuedOn"),
        backwards(said.issued_on, said.expires_on, "expiresOn"),
        too_long("docket", said.docket),
        Refused("SELF", "An order stands between two people.", "protected")
        if said.restrained == said.protected
        else None,
    )
    if wrong:
        return wrong
    if await unknown_to(desk, said.restrained, said.protected):
        return not_found()

    async def work(tx: Unit) -> Made[OrderRecorded] | Refused | Problem:
        rows = await tx.run(
            "record_order",
            id=new_id("o"),
            restrained_id=said.restrained,
            protected_id=said.protected,
            type=said.type,
            conditions=list(said.conditions),
            status=said.status,
            issued_on=said.issued_on,
            expires_on=said.expires_on,
            docket=said.docket,
            cls=await class_of(tx, desk),
            compartment=compartment_of(desk.sight),
            owner=desk.agency,
            stated_by=desk.user,
            stated_as="WORKER",
            today=today,
            now=desk.clock.now(),
        )
        both = (said.restrained, said.protected)
        if not rows:
            return not_found()
        news = News("ORDER_RECORDED", both, statement=rows[0]["id"], label="RESTRAINED_FROM")
        return Made(OrderRecorded(rows[0]["id"]), both, news=(news,))

    return await write_once(desk, "recordOrder", said, OrderRecorded, work)


@dataclass(frozen=True)
class EndOrderInput:
    """Which order ended, when and how."""

    idempotency_key: str
    order: str
    status: str = "ENDED"
    ended_on: date | None = None


@dataclass(frozen=True)
class OrderEnded:
    """An order that ended; the pair now waits for a new screen."""

    order_id: str
    ended_on: date
    people: tuple[str, ...] = ()
    """Whom it was about: for the audit log, never told."""


async def end_order(desk: Desk, said: EndOrderInput) -> OrderEnded | Refused | Problem:
    """Ends an order; permissions.csv leaves this to safety reviewers alone."""
    today = desk.clock.today()
    ended = said.ended_on or today
    wrong = first_refusal(
        None if said.status in ("ENDED", "VACATED", "EXPIRED") else Refused("UNKNOWN_CODE", "How it ended.", "status"),
        future(ended, today, "endedOn"),
    )
    if wrong:
        return wrong

    async def work(tx: Unit) -> Made[OrderEnded] | Refused | Problem:
        rows = await tx.run("end_order", order_id=said.order, status=said.status, ended_on=ended, ended_by=desk.user)
        if not rows:
            return not_found()
        row = rows[0]
        both = (row["restrained"], row["protected"])
        news = News("ORDER_ENDED", both, statement=row["id"], label="RESTRAINED_FROM")
        return Made(OrderEnded(row["id"], row["ended_on"], both), both, news=(news,))

    return await write_once(desk, "endOrder", said, OrderEnded, work)


@dataclass(frozen=True)
class HoldInput:
    """Whom to hold, for whose plan (empty: for everybody's), and why, which is never shown."""

    idempotency_key: str
    person: str
    reason: str
    for_person: str | None = None


@dataclass(frozen=True)
class HoldPlaced:
    """A hold on file; after its last day the person still waits for a new screen."""

    hold_id: str
    ends_on: date


async def place_hold(desk: Desk, said: HoldInput) -> HoldPlaced | Refused | Problem:
    """Places a hold for 30 days (site)."""
    wrong = first_refusal(
        too_long("reason", said.reason), None if said.reason else Refused("MISSING", "Say why.", "reason")
    )
    if wrong:
        return wrong
    if await unknown_to(desk, *joined((said.person, said.for_person))):
        return not_found()
    today = desk.clock.today()

    async def work(tx: Unit) -> Made[HoldPlaced] | Refused | Problem:
        rows = await tx.run(
            "place_hold",
            id=new_id("h"),
            person_id=said.person,
            for_person_id=said.for_person,
            placed_by=desk.user,
            placed_on=today,
            ends_on=today + timedelta(days=desk.site.hold_days),
            reason=said.reason,
            cls=await class_of(tx, desk),
            compartment=compartment_of(desk.sight),
            owner=desk.agency,
            now=desk.clock.now(),
        )
        touched = joined((said.person, said.for_person))
        if not rows:
            return not_found()
        news = News("HOLD_PLACED", touched, statement=rows[0]["id"], label="Hold")
        return Made(HoldPlaced(rows[0]["id"], rows[0]["ends_on"]), touched, news=(news,))

    return await write_once(desk, "placeHold", said, HoldPlaced, work)
