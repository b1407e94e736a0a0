"""requestWarmIntroduction and answerIntroduction: to be introduced by a worker whom a relative knows (§8).

    ASKED ──> ACCEPTED      by one of the workers who know the relative; the asker is told who
      └─────> DECLINED      by herself; nobody is told, so nobody can tell it from there being no such worker

The receipt is the same whether or not anybody has a bond, by the same statement. Whoever has one reads in myTasks that
she is asked, by whom, and of which relative: never for whom. How it stands between the two is read after the writers
before have ended, as for a plan, so nobody is asked over a line that is on file by then.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from graphsvc.database.driver import Unit
from graphsvc.model.answers import Problem, problem
from graphsvc.model.news import News
from graphsvc.model.outreach import INTRODUCTION_MOVES, SPOKE, may_follow
from graphsvc.records.ledger import (
    NOBODY,
    Desk,
    Made,
    Refused,
    first_refusal,
    new_id,
    not_found,
    too_long,
    write_once,
)
from graphsvc.records.referrals import RECEIVERS, referable
from graphsvc.records.second_person import Stands

MOST_ASKED = 5
"""Workers who are asked: those who spoke with the relative last."""


@dataclass(frozen=True)
class IntroductionInput:
    """For whose plan, to which relative, and why."""

    idempotency_key: str
    person: str
    relative: str
    reason_code: str


@dataclass(frozen=True)
class IntroductionRequested:
    """The receipt. It says nothing of whether there is anybody to ask."""

    request_id: str
    ask_again_on: date
    people: tuple[str, ...]


async def request_introduction(
    desk: Desk, said: IntroductionInput, stands: Stands
) -> IntroductionRequested | Refused | Problem:
    """Asks whichever workers know the relative; the same receipt when there are none. Nobody is asked to introduce whom
    no outreach could be planned to."""
    if not await referable(desk, frozenset({said.person})):
        return not_found()
    wrong = first_refusal(
        Refused("SELF", "A person is not introduced to themselves.", "relative")
        if said.relative == said.person
        else None,
        None
        if said.reason_code in desk.site.reason_codes
        else Refused("UNKNOWN_CODE", f"reasonCode is one of: {', '.join(desk.site.reason_codes)}.", "reasonCode"),
    )
    if wrong:
        return wrong
    again = desk.clock.today() + timedelta(days=desk.site.outreach_answer_days)

    async def work(tx: Unit) -> Made[IntroductionRequested] | Refused | Problem:
        standing = await stands(desk, said.person, said.relative)
        if isinstance(standing, Problem):
            return standing
        if standing.effect is not None:
            return problem("SAFETY_CHECK_REQUIRED")
        rows = await tx.run(
            "request_introduction",
            id=new_id("intro"),
            person_id=said.person,
            relative_id=said.relative,
            by=desk.user,
            agency=desk.agency,
            reason=said.reason_code,
            roles=list(RECEIVERS),
            spoke=list(SPOKE),
            most=MOST_ASKED,
            today=desk.clock.today(),
            due_on=again,
            at=desk.clock.now(),
        )
        made = IntroductionRequested(rows[0]["id"], again, (said.person, said.relative))
        return Made(made, NOBODY)

    return await write_once(desk, "requestWarmIntroduction", said, IntroductionRequested, work)


@dataclass(frozen=True)
class IntroductionAnswerInput:
    """What a worker answers who was asked. `words`: for the asker, when she accepts."""

    idempotency_key: str
    introduction: str
    state: str
    words: str | None = None


@dataclass(frozen=True)
class IntroductionAnswered:
    """Her own answer."""

    request_id: str
    state: str


async def answer_introduction(desk: Desk, said: IntroductionAnswerInput) -> IntroductionAnswered | Refused | Problem:
    """A worker's own answer; for anybody who was not asked it is NOT_FOUND."""
    wrong = too_long("words", said.words)
    if wrong:
        return wrong

    async def work(tx: Unit) -> Made[IntroductionAnswered] | Refused | Problem:
        rows = await tx.run("access_introduction", id=said.introduction, user=desk.user)
        if not rows:
            return not_found()
        row = rows[0]
        if not may_follow(INTRODUCTION_MOVES, row["state"], said.state):
            return Refused("WRONG_STATE", f"It is {row['state']}.", "state")
        told = {"state": said.state, "words": said.words, "at": desk.clock.now()}
        await tx.run("answer_introduction", id=said.introduction, user=desk.user, **told)
        users, both = (row["by"],), (row["person"], row["relative"])
        news = (News("INTRODUCTION_ACCEPTED", both[:1], both[1:], users=users),) if said.state == "ACCEPTED" else ()
        return Made(IntroductionAnswered(said.introduction, said.state), NOBODY, news=news, about=both)

    return await write_once(desk, "answerIntroduction", said, IntroductionAnswered, work)
