"""What a second person decides about, of one's own agency and for one of the team's people: approved, or returned.

row of `access_<what>`  →  somebody else than who asked for it?  may it still be decided?  →  `decide_<what>`
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from graphsvc.catalogue import Row
from graphsvc.database.driver import Unit
from graphsvc.model.answers import Problem, problem
from graphsvc.model.news import News
from graphsvc.model.outreach import Move, Standing, may_follow
from graphsvc.records.ledger import NOBODY, Desk, Keyed, Made, Refused, not_found, too_long, write_once
from graphsvc.records.referrals import referable

Decided = TypeVar("Decided")
Stands = Callable[[Desk, str, str], Awaitable[Standing | Problem]]
"""How it stands between a person's plan and a relative, as the asker sees it; NOT_FOUND for whoever is no relative."""


class Word(Keyed, Protocol):
    """A second person's word. `refused_for` empty: approved."""

    @property
    def refused_for(self) -> str | None: ...


@dataclass(frozen=True)
class Decision(Generic[Decided]):
    """A row: what is decided about, by which mutation, what may follow what, and what is told of it.

    `asked`: what the first person did, in words. `news`: from the row and the id. `shape` takes id, state and people.
    `against`: why it is not approved as it stands, by what the row says.
    """

    what: str
    mutation: str
    moves: Mapping[str, Move]
    asked: str
    shape: type[Decided]
    news: Callable[[Row], News]
    against: Callable[[Row], Refused | None] = lambda _: None


async def decide(
    desk: Desk, said: Word, id: str, decision: Decision[Decided], stands: Stands | None = None
) -> Decided | Refused | Problem:
    """Keeps the word; NOT_FOUND for what is another agency's, about somebody outside the team or about somebody hidden.
    Where it matters how it `stands` between the two, nothing is approved over a line."""
    wrong = too_long("refusedFor", said.refused_for)
    if wrong:
        return wrong
    state = "RETURNED" if said.refused_for else "APPROVED"

    async def work(tx: Unit) -> Made[Decided] | Refused | Problem:
        rows = await tx.run(f"access_{decision.what}", id=id)
        row = rows[0] if rows else None
        if row is None or row["owner"] != desk.agency or not await referable(desk, frozenset({row["person"]})):
            return not_found()
        standing = await stands(desk, row["person"], row["relative"]) if stands else None
        if isinstance(standing, Problem):
            return standing
        if row["by"] == desk.user:
            words = f"Somebody else than who {decision.asked} must decide."
            return Refused("SECOND_PERSON", words, decision.what)
        if not may_follow(decision.moves, row["state"], state):
            return Refused("WRONG_STATE", f"It is {row['state']}.", decision.what)
        if state == "APPROVED" and standing and standing.effect is not None:
            return problem("SAFETY_CHECK_REQUIRED")
        against = decision.against(row) if state == "APPROVED" else None
        if against:
            return against
        told = {"by": desk.user, "at": desk.clock.now(), "why": said.refused_for}
        await tx.run(f"decide_{decision.what}", id=id, state=state, **told)
        made = decision.shape(id, state, (row["person"], row["relative"]))  # type: ignore[call-arg]
        return Made(made, NOBODY, news=(decision.news(row),))

    return await write_once(desk, decision.mutation, said, decision.shape, work)
