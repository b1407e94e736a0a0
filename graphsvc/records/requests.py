"""answerOutreachRequest: what came of an investigator's request for family outreach (definitions.md §8).

ASKED ──> ACCEPTED ──> DONE          the asker reads the state and by whom, and nothing of the family
  └──> FAMILY_SAID_NO <──┘
"""

from dataclasses import dataclass

from graphsvc.database.driver import Unit
from graphsvc.model.answers import Problem
from graphsvc.model.news import News
from graphsvc.model.outreach import REQUEST_MOVES, may_follow
from graphsvc.records.ledger import NOBODY, Desk, Made, Refused, joined, not_found, write_once
from graphsvc.records.work import assignable


@dataclass(frozen=True)
class RequestAnswerInput:
    """What becomes of a request."""

    idempotency_key: str
    request: str
    state: str


@dataclass(frozen=True)
class RequestAnswered:
    """A request as it stands now."""

    request_id: str
    state: str
    people: tuple[str, ...]


async def answerable(desk: Desk, people: frozenset[str]) -> frozenset[str]:
    """Those of these people for whom this asker may answer: her own, her team's, or those on the list."""
    if "programme" in (desk.sight.scopes or (desk.sight.scope,)):
        return (people & desk.sight.caseload) | await assignable(desk, people)
    return people & desk.sight.caseload


async def answer_request(desk: Desk, said: RequestAnswerInput) -> RequestAnswered | Refused | Problem:
    """Moves a request on; one about somebody else's people is NOT_FOUND."""

    async def work(tx: Unit) -> Made[RequestAnswered] | Refused | Problem:
        rows = await tx.run("access_request", id=said.request)
        if not rows or not await answerable(desk, frozenset({rows[0]["person"]})):
            return not_found()
        row = rows[0]
        if not may_follow(REQUEST_MOVES, row["state"], said.state):
            return Refused("WRONG_STATE", f"It is {row['state']}.", "state")
        await tx.run("answer_request", id=said.request, state=said.state, by=desk.user, at=desk.clock.now())
        news = News("OUTREACH_ANSWERED", (row["person"],), users=joined((row["asker"], row["worker"])))
        return Made(RequestAnswered(said.request, said.state, (row["person"],)), NOBODY, news=(news,))

    return await write_once(desk, "answerOutreachRequest", said, RequestAnswered, work)
