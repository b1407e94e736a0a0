"""recordWish and recordAssessment: what a person wishes about a relative, and what the relative said.

Both are words of somebody on a day: a later one stands beside the earlier, and the latest counts. A person's own yes
after a no, and a name given by the family, may end what kept a relative out: then the relative is screened anew first.
"""

from dataclasses import asdict, dataclass, replace
from datetime import date

from graphsvc.database.driver import Unit
from graphsvc.model.answers import Problem
from graphsvc.model.news import News
from graphsvc.records.ledger import (
    Desk,
    Made,
    Refused,
    first_refusal,
    future,
    not_found,
    too_long,
    unknown_code,
    write_once,
)
from graphsvc.records.stating import (
    NEW,
    RecordedAnswer,
    common,
    defaults_of,
    findings_of,
    given,
    kept_out,
    misspoken,
    speaker_of,
    statement_of,
    void_screens,
)

OPENING = ("YES", "UNSURE")
"""Words of the person that take the place of an earlier no."""
MOST_MINUTES = 1440


@dataclass(frozen=True)
class WishInput:
    """What a person wishes about a relative."""

    idempotency_key: str
    person: str
    relative: str
    wish: str
    stated_as: str = "PERSON"
    stated_by: str | None = None
    source: str | None = None


def herself(person: str, relative: str) -> Refused | None:
    """The refusal where both are one."""
    return Refused("SELF", "Nobody is their own relative.", "relative") if person == relative else None


async def record_wish(desk: Desk, said: WishInput) -> RecordedAnswer | Refused | Problem:
    """Records a wish. NOT_FOUND where one of the people is unknown to the asker."""
    if said.stated_as == "PERSON" and not said.stated_by:
        said = replace(said, stated_by=said.person)
    wrong = first_refusal(unknown_code("wish", "wish", said.wish), misspoken(said), herself(said.person, said.relative))
    if wrong:
        return wrong
    found = await findings_of(desk, said.person, said.relative, *speaker_of(said))
    if found is None:
        return not_found()
    opens = said.wish in OPENING and await kept_out(desk, said.relative, found)

    async def work(tx: Unit) -> Made[RecordedAnswer] | Refused | Problem:
        stated = await statement_of(tx, desk, "wishes", said, {"wish": said.wish}, "w")
        ends = {"from_id": said.person, "to_id": said.relative}
        rows = await tx.run("record_between", type="WISHES_ABOUT", said=stated, **ends)
        if opens:
            await void_screens(tx, desk, (said.relative,), (said.person,))
        return _made(said, rows[0]["id"], "WISHES_ABOUT", News("WISH_RECORDED", (said.person,), (said.relative,)))

    return await write_once(desk, "recordWish", said, RecordedAnswer, work)


@dataclass(frozen=True)
class AssessmentInput:
    """What a relative said and a worker learned. What is left out stays as the agency's latest word had it."""

    idempotency_key: str
    person: str
    relative: str
    willingness: str | None = None
    roles: tuple[str, ...] | None = None
    capacity: str | None = None
    limits: str | None = None
    language: str | None = None
    interpreter_needed: bool | None = None
    interpreter_arranged: bool | None = None
    travel_minutes: int | None = None
    last_in_person: date | None = None
    supports_given: tuple[str, ...] | None = None
    protective_offers: tuple[str, ...] | None = None
    named_by_family: bool | None = None
    wait: str | None = None
    ask_again_on: date | None = None
    agreed_to_be_asked: bool | None = None
    safe_to_be_seen: bool | None = None
    safe_to_be_seen_on: date | None = None
    stated_as: str = "WORKER"
    stated_by: str | None = None
    source: str | None = None


NOT_SAID = frozenset({"idempotency_key", "person", "relative", "stated_as", "stated_by", "source"})
"""Fields of the input that are no columns of the assessment."""


async def record_assessment(desk: Desk, said: AssessmentInput) -> RecordedAnswer | Refused | Problem:
    """Records what a relative said. NOT_FOUND where one of the people is unknown to the asker."""
    values = {name: value for name, value in asdict(said).items() if name not in NOT_SAID}
    wrong = _wrong(desk, said, values)
    if wrong:
        return wrong
    found = await findings_of(desk, said.person, said.relative, *speaker_of(said))
    if found is None:
        return not_found()
    opens = bool(said.named_by_family) and await kept_out(desk, said.relative, found)

    async def work(tx: Unit) -> Made[RecordedAnswer] | Refused | Problem:
        # a new answer takes the old day to ask again with it
        again = {"ask_again_on": None} if said.willingness and not said.ask_again_on else {}
        # the answer is a dated one: of today, where nobody says otherwise
        seen = {"safe_to_be_seen_on": desk.clock.today()} if said.safe_to_be_seen is not None else {}
        stated = {**NEW, **again, **seen, **given(values), **await common(tx, desk, said, "a")}
        rows = await tx.run(
            "record_assessment",
            relative_id=said.relative,
            person_id=said.person,
            defaults=defaults_of("assessments"),
            said=stated,
        )
        if opens:
            await void_screens(tx, desk, (said.relative,), (said.person,))
        news = News("ASSESSMENT_RECORDED", (said.person,), (said.relative,))
        return _made(said, rows[0]["id"], "ASSESSED_FOR", news)

    return await write_once(desk, "recordAssessment", said, RecordedAnswer, work)


def _wrong(desk: Desk, said: AssessmentInput, values: dict[str, object]) -> Refused | None:
    minutes = said.travel_minutes
    return first_refusal(
        Refused("MISSING", "Say what was learned.", "willingness") if not given(values) else None,
        unknown_code("willingness", "willingness", said.willingness),
        unknown_code("opening_role", "roles", *(said.roles or ())),
        unknown_code("capacity", "capacity", said.capacity),
        unknown_code("support_kind", "supportsGiven", *(said.supports_given or ())),
        unknown_code("protective_offer", "protectiveOffers", *(said.protective_offers or ())),
        unknown_code("wait", "wait", said.wait),
        future(said.last_in_person, desk.clock.today(), "lastInPerson"),
        future(said.safe_to_be_seen_on, desk.clock.today(), "safeToBeSeenOn"),
        Refused("OUT_OF_BOUNDS", f"0 to {MOST_MINUTES} minutes.", "travelMinutes")
        if minutes is not None and not 0 <= minutes <= MOST_MINUTES
        else None,
        too_long("limits", said.limits, said.language),
        misspoken(said),
        herself(said.person, said.relative),
    )


def _made(said: WishInput | AssessmentInput, id: str, label: str, news: News) -> Made[RecordedAnswer]:
    both = (said.person, said.relative)
    told = News(news.kind, news.nodes, news.people, id, label)
    return Made(RecordedAnswer(id, both), both, news=(told,))
