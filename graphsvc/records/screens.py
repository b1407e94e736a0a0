"""recordScreen and screenRelatives: a screen never says more than what is on file lets it say (definitions.md §4, §7).

CLEAR is kept only where no line bars; else the screen is kept as HOLD. A safety reviewer's CLEAR names the lapsed
facts that it settles; a worker's settles nothing. At the moment of contact two questions are enough where the screen is
valid: their CLEAR is kept beside it and lasts for the day, so that it moves no day by which to screen again. What is on
file is read after the writers before have ended: no CLEAR is kept over an order that was recorded meanwhile.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from graphsvc.access.safety import safety_reading
from graphsvc.access.safety_rules import Reading, decide, lapsed_facts, screened_on
from graphsvc.database.driver import Unit
from graphsvc.model.answers import Problem
from graphsvc.model.news import News
from graphsvc.model.safety_lines import Effect, Finding, concealed
from graphsvc.records.ledger import (
    REVIEWER,
    Desk,
    Made,
    Refused,
    first_refusal,
    new_id,
    not_found,
    too_long,
    unknown_code,
    unknown_to,
    write_once,
)

MOST_RELATIVES = 100
AT_CONTACT = ("asked_person", "asked_caregiver")
"""What is asked again at the moment of contact (§7)."""
GUIDED = ("asked_person", "asked_caregiver", "docket_looked_up_by", "docket_looked_up_on", "own_file_read")
"""What a guided screen asks (§7): the person, the caregiver, the docket by whom and when, the agency's own file."""


@dataclass(frozen=True)
class Guided:
    """The answers of a guided screen."""

    asked_person: bool = False
    asked_caregiver: bool = False
    docket_looked_up_by: str | None = None
    docket_looked_up_on: date | None = None
    own_file_read: bool = False

    def answered(self, asked: tuple[str, ...]) -> bool:
        """Whether each of these questions was answered."""
        return all(getattr(self, name) for name in asked)


@dataclass(frozen=True)
class ScreenRow:
    """One relative, and what the screen found."""

    relative: str
    result: str
    answers: Guided | None = None


@dataclass(frozen=True)
class ScreensInput:
    """A family screened at one sitting."""

    idempotency_key: str
    person: str
    mode: str
    screens: tuple[ScreenRow, ...]
    at_contact: bool = False


@dataclass(frozen=True)
class ScreensRecorded:
    """(relative, screen id, result as kept) for each, and the day until which they are valid."""

    screens: tuple[tuple[str, str, str], ...]
    valid_until: date


async def screen_relatives(
    desk: Desk, said: ScreensInput, mutation: str = "screenRelatives"
) -> ScreensRecorded | Refused | Problem:
    """Records every screen or none. NOT_FOUND when one of the people is unknown to the asker."""
    wrong = _wrong(said) or await _wrong_mode(desk, said)
    if wrong:
        return wrong
    relatives = [row.relative for row in said.screens]
    if await unknown_to(desk, said.person, *relatives):
        return not_found()
    today = desk.clock.today()

    async def work(tx: Unit) -> Made[ScreensRecorded] | Refused | Problem:
        reading = await safety_reading(desk.graph, said.person, relatives, today)
        found = {each: decide(reading, each, today, desk.site) for each in relatives}
        if REVIEWER not in desk.sight.principal.roles and any(concealed(each) for each in found.values()):
            return not_found()
        rows = [_row(desk, row, found[row.relative], reading, today) for row in said.screens]
        again = said.at_contact and all(row["result"] == "CLEAR" for row in rows)
        valid = {each: screened_on(reading.about(each), today, desk.site) for each in relatives}
        if again and None in valid.values():
            return Refused("SCREEN_FIRST", "There is no valid screen to ask again about.", "atContact")
        since = min(day for day in valid.values() if day) if again else today
        what = "record_asked_again" if again else "record_screens"
        await tx.run(what, person_id=said.person, rows=rows, mode=said.mode, by=desk.user, at=today)
        kept = tuple((str(row["relative"]), str(row["id"]), str(row["result"])) for row in rows)
        until = since + timedelta(days=desk.site.screen_valid_days)
        news = tuple(News("SCREEN_RECORDED", (said.person,), (each,)) for each in relatives)
        return Made(ScreensRecorded(kept, until), (said.person, *relatives), news=news)

    return await write_once(desk, mutation, said, ScreensRecorded, work)


def _row(
    desk: Desk, row: ScreenRow, findings: tuple[Finding, ...], reading: Reading, today: date
) -> Mapping[str, object]:
    """What is kept: never CLEAR over a line that bars, unless a reviewer settles what lapsed."""
    reviewer = REVIEWER in desk.sight.principal.roles
    settles = lapsed_facts(reading, row.relative, today, desk.site) if reviewer and row.result == "CLEAR" else ()
    barring = [f for f in findings if f.effect in _AGAINST and not (reviewer and (f.lapsed or f.line == 14))]
    result = "HOLD" if row.result == "CLEAR" and barring else row.result
    return {
        "id": new_id("s"),
        "relative": row.relative,
        "result": result,
        "answers": json.dumps(_said(row.answers)) if row.answers else None,
        "settles": list(settles) if result == "CLEAR" else [],
    }


_AGAINST = frozenset({Effect.NO_CONTACT, Effect.HOLD})


def _said(answers: Guided) -> dict[str, str]:
    return {name: str(getattr(answers, name)) for name in GUIDED}


def _wrong(said: ScreensInput) -> Refused | None:
    relatives = [row.relative for row in said.screens]
    return first_refusal(
        unknown_code("screen_mode", "mode", said.mode),
        unknown_code("screen_result", "result", *(row.result for row in said.screens)),
        too_long("answers", *(row.answers.docket_looked_up_by for row in said.screens if row.answers)),
        None if relatives else Refused("MISSING", "Name at least one relative.", "screens"),
        Refused("TWICE", "Name each relative once.", "screens") if len(set(relatives)) < len(relatives) else None,
        Refused("TOO_MANY", f"At most {MOST_RELATIVES} at one sitting.", "screens")
        if len(relatives) > MOST_RELATIVES
        else None,
        Refused("SELF", "A person is not screened for themselves.", "screens") if said.person in relatives else None,
        Refused("BY_HAND", "At the moment of contact it is asked by hand.", "mode")
        if said.at_contact and said.mode != "MANUAL"
        else None,
    )


async def _wrong_mode(desk: Desk, said: ScreensInput) -> Refused | None:
    """A feed screen needs a fresh feed; a guided CLEAR needs every answer."""
    if said.mode == "FEED":
        rows = await desk.graph.read("check_feed")
        as_of = rows[0]["as_of"] if rows else None
        fresh = as_of is not None and desk.clock.now() - as_of <= timedelta(hours=desk.site.feed_fresh_hours)
        if desk.site.screen_mode == "MANUAL" or not fresh:
            return Refused("STALE_SAFETY_FEED", "No court-order feed of the last 24 hours: screen by hand.", "mode")
        return None
    asked = AT_CONTACT if said.at_contact else GUIDED
    open_questions = [
        row for row in said.screens if row.result == "CLEAR" and not (row.answers and row.answers.answered(asked))
    ]
    return Refused("INCOMPLETE", "A guided CLEAR needs every answer.", "answers") if open_questions else None
