"""recordConsent and withdrawConsent: one call each, in force at once (definitions.md §9)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from graphsvc.database.driver import Unit
from graphsvc.model.answers import Problem
from graphsvc.model.kin import CHILD_ROLES, PARENT_ROLES
from graphsvc.model.news import News
from graphsvc.records.ledger import (
    NOBODY,
    Desk,
    Made,
    Refused,
    backwards,
    first_refusal,
    future,
    joined,
    new_id,
    not_found,
    unknown_code,
    unknown_to,
    write_once,
)


@dataclass(frozen=True)
class ConsentInput:
    """Who allows what, for whom, until when. `grantor` empty: the person."""

    idempotency_key: str
    person: str
    capacity: str
    form: str
    recipients: tuple[str, ...]
    grantor: str | None = None
    scope: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    contact: bool = True
    language: str | None = None
    signed_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True)
class ConsentRecorded:
    """A consent in force."""

    consent_id: str
    expires_on: date | None


_REFUSALS = {
    "ABUSER": Refused("GRANTOR_NOT_ACCEPTED", "This person may not consent here: ask another guardian.", "grantor"),
    "NOT_SELF": Refused("GRANTOR_NOT_SELF", "Only the person consents as SELF: leave the grantor out.", "grantor"),
    "NO_GUARDIAN": Refused("GRANTOR_NOT_GUARDIAN", "The grantor is no parent or guardian on file.", "grantor"),
}


async def record_consent(desk: Desk, said: ConsentInput) -> ConsentRecorded | Refused | Problem:
    """A consent, unless its grantor may not give it: an abuser cannot consent (AC-2.8)."""
    today = desk.clock.today()
    signed = said.signed_on or today
    wrong = first_refusal(
        unknown_code("consent_capacity", "capacity", said.capacity),
        unknown_code("consent_form", "form", said.form),
        unknown_code("compartment", "scope", *said.scope, *said.exceptions),
        future(signed, today, "signedOn"),
        backwards(signed, said.expires_on, "expiresOn"),
        None if said.recipients else Refused("MISSING", "Name at least one agency.", "recipients"),
    )
    if wrong:
        return wrong
    grantor = said.grantor or (said.person if said.capacity == "SELF" else None)
    if await unknown_to(desk, *joined((said.person, grantor))):
        return not_found()
    expires = _expiry(said, signed, desk.site.consent_verbal_days)

    async def work(tx: Unit) -> Made[ConsentRecorded] | Refused | Problem:
        rows = await tx.run(
            "record_consent",
            id=new_id("c"),
            person_id=said.person,
            grantor_id=grantor,
            capacity=said.capacity,
            form=said.form,
            recipients=list(said.recipients),
            scope=list(said.scope),
            exceptions=list(said.exceptions),
            contact=said.contact,
            language=said.language,
            signed_on=signed,
            expires_on=expires,
            recorded_by=desk.user,
            today=today,
            now=desk.clock.now(),
            parent_roles=list(PARENT_ROLES),
            child_roles=list(CHILD_ROLES),
        )
        if not rows:
            return not_found()
        refused = rows[0]["refused"]
        if refused:
            return _REFUSALS[refused]
        told = News("CONSENT_RECORDED", (said.person,), agencies=(*said.recipients, desk.agency))
        return Made(ConsentRecorded(rows[0]["id"], expires), NOBODY, news=(told,))

    return await write_once(desk, "recordConsent", said, ConsentRecorded, work)


def _expiry(said: ConsentInput, signed: date, verbal_days: int) -> date | None:
    """The last day: a spoken one lasts 30 days (site) at most."""
    if said.form != "VERBAL_WITNESSED":
        return said.expires_on
    most = signed + timedelta(days=verbal_days)
    return min(said.expires_on, most) if said.expires_on else most


@dataclass(frozen=True)
class WithdrawInput:
    """Which consent."""

    idempotency_key: str
    consent: str


@dataclass(frozen=True)
class ConsentWithdrawn:
    """A consent no longer in force."""

    consent_id: str
    withdrawn_at: datetime
    people: tuple[str, ...] = ()
    """Whom it was about: for the audit log, never told."""


async def withdraw_consent(desk: Desk, said: WithdrawInput) -> ConsentWithdrawn | Refused | Problem:
    """Withdraws a consent; whatever it opened is shut in everybody's next answer."""
    circle = None if desk.sight.circle is None else list(desk.sight.circle)

    async def work(tx: Unit) -> Made[ConsentWithdrawn] | Refused | Problem:
        rows = await tx.run("withdraw_consent", consent_id=said.consent, circle=circle, at=desk.clock.now())
        if not rows:
            return not_found()
        row = rows[0]
        told = News("CONSENT_WITHDRAWN", (row["person"],), agencies=(*row["recipients"], desk.agency))
        return Made(ConsentWithdrawn(row["id"], row["revoked_at"], (row["person"],)), NOBODY, news=(told,))

    return await write_once(desk, "withdrawConsent", said, ConsentWithdrawn, work)
