"""recordContactPoint: a way to reach somebody, with how it may be used. Its value leaves by `reveal` alone."""

from dataclasses import asdict, dataclass
from zoneinfo import available_timezones

from graphsvc.database.driver import Unit
from graphsvc.model.answers import Problem
from graphsvc.model.news import News
from graphsvc.records.ledger import (
    Desk,
    Made,
    Refused,
    first_refusal,
    not_found,
    too_long,
    unknown_code,
    unknown_to,
    write_once,
)
from graphsvc.records.stating import RecordedAnswer, misspoken, speaker_of, statement_of

ZONES = frozenset(available_timezones())


@dataclass(frozen=True)
class ContactPointInput:
    """A way to reach a person. `verified`: the recorder tried it herself, or saw it answered."""

    idempotency_key: str
    person: str
    kind: str
    value: str
    label: str | None = None
    shared_with: tuple[str, ...] | None = None
    answers_usually: str | None = None
    best_times: str | None = None
    time_zone: str | None = None
    language: str | None = None
    interpreter: bool | None = None
    may_leave_message: bool | None = None
    may_say_who_calls: bool | None = None
    may_text: bool | None = None
    verified: bool = False
    stated_as: str = "WORKER"
    stated_by: str | None = None
    source: str | None = None


NOT_SAID = frozenset({"idempotency_key", "person", "verified", "stated_as", "stated_by", "source"})


async def record_contact_point(desk: Desk, said: ContactPointInput) -> RecordedAnswer | Refused | Problem:
    """Records a way to reach somebody. NOT_FOUND where the person is unknown to the asker."""
    wrong = _wrong(said)
    if wrong:
        return wrong
    if await unknown_to(desk, said.person, *speaker_of(said)):
        return not_found()
    told = {name: value for name, value in asdict(said).items() if name not in NOT_SAID}
    seen = {"verified_by": desk.user, "verified_at": desk.clock.today()} if said.verified else {}

    async def work(tx: Unit) -> Made[RecordedAnswer] | Refused | Problem:
        stated = await statement_of(tx, desk, "contact_points", said, {**told, **seen}, "cp")
        rows = await tx.run("record_about", link="REACHED_AT", label="ContactPoint", person_id=said.person, said=stated)
        people, id = (said.person,), rows[0]["id"]
        news = News("CONTACT_POINT_RECORDED", people, statement=id, label="ContactPoint")
        return Made(RecordedAnswer(id, people), people, news=(news,))

    return await write_once(desk, "recordContactPoint", said, RecordedAnswer, work)


def _wrong(said: ContactPointInput) -> Refused | None:
    return first_refusal(
        unknown_code("contact_kind", "kind", said.kind),
        None if said.value.strip() else Refused("MISSING", "Say the number or address.", "value"),
        too_long("value", said.value),
        too_long("label", said.label, said.answers_usually, said.best_times, *(said.shared_with or ())),
        too_long("language", said.language),
        None
        if said.time_zone is None or said.time_zone in ZONES
        else Refused("UNKNOWN_CODE", "timeZone is an IANA name, such as America/New_York.", "timeZone"),
        misspoken(said),
    )
