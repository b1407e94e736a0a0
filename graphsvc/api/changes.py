"""The subscription `changes`: look, see what of the news is the asker's, audit, tell; again and again.

Whatever transport carries it, the audit line of a batch is on disk before the batch is handed out, and the policy was
asked for that batch.
"""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Annotated, TypeAlias, TypeVar

import strawberry

from graphsvc.api.base import shaped
from graphsvc.api.context import ALLOWED, Context, Info
from graphsvc.api.enums import code_enum
from graphsvc.api.ids import global_id
from graphsvc.api.problems import ReadAnew, Refusal, refusal
from graphsvc.engine.news import Listener, Lost, Place, PurposeEnded, Record, here
from graphsvc.errors import StatementLate
from graphsvc.model.answers import Problem, problem
from graphsvc.questions.changes import Batch, Cursors, batches_of, changes_in
from graphsvc.questions.changes import Change as Event

FIELD = "changes"
Found = TypeVar("Found")


@strawberry.type(description="Something changed that the asker may see: where to look, and nothing of what it is.")
class Change:
    kind: str = strawberry.field(
        graphql_type=code_enum("change_kind", "What happened. A table in the README says what each is."),
        description="What happened.",
    )
    node_id: strawberry.ID = strawberry.field(description="Global id of the person: one of the asker's own people.")
    revision: str = strawberry.field(
        description="Opaque: the same for the same event, however often it is told; hidden writes do not move it."
    )


@strawberry.type(
    description="Events in the order of their writes; none in the first batch, which says where it begins."
)
class Changes:
    events: list[Change] = strawberry.field(description="At most 100.")
    cursor: str = strawberry.field(description="Where to go on with `after`; opaque, sealed, the asker's alone.")


ChangesResult: TypeAlias = Annotated[
    Changes | ReadAnew | Refusal, strawberry.union("ChangesResult", description="Events, or why there are no more.")
]
After: TypeAlias = Annotated[
    str | None, strawberry.argument(description="Cursor of the last batch that was received; null: from now on.")
]


@strawberry.type(description="What is told as it happens, over graphql-transport-ws or server-sent events.")
class ChangesSubscription:
    @strawberry.subscription(
        description="What changed for the asker's own people. The policy is asked again for each batch."
    )
    async def changes(self, info: Info, after: After = None) -> AsyncGenerator[ChangesResult, None]:
        async with aclosing(told(info.context, after)) as batches:
            async for found in batches:
                yield _shaped(found)


def _shaped(found: Batch | Problem) -> ChangesResult:
    if isinstance(found, Problem):
        return ReadAnew.from_model(found) if found.code == "READ_ANEW" else refusal(found)
    events = [shaped(Change, each, node_id=strawberry.ID(global_id("Person", each.person))) for each in found.changes]
    return Changes(events=events, cursor=found.cursor)


async def told(context: Context, after: str | None) -> AsyncGenerator[Batch | Problem, None]:
    """A batch without events that says where it begins, then what happens; last a problem, where there is one."""
    feed, keeper, user = context.feed, context.keeper, context.principal.user
    assert feed and keeper
    cursors = Cursors.of(keeper.key, context.clock, context.site)
    place = await _bounded(context, _begun(context, cursors, after))
    if isinstance(place, Problem):
        yield await _noted(context, place)
        return
    assert context.purpose
    async with feed.listening(place, context.purpose.handle_id) as listener:
        yield await _noted(context, Batch((), cursors.seal(place, user)))
        while True:
            news = await _next(listener)
            while not isinstance(news, Problem) and news.records:
                found = await _bounded(context, _batch(context, cursors, news))
                if isinstance(found, Problem):
                    news = found
                else:
                    batch, news = found
                    if batch:
                        context.begin_again()
                        yield await _noted(context, batch)
            if isinstance(news, Problem):
                context.over = news.code == "PURPOSE_REQUIRED"
                context.begin_again()
                yield await _noted(context, news)
                return


@dataclass(frozen=True)
class Untold:
    """Records that something may still be told of, from a place on. `said`: what was told of the first one."""

    before: Place
    records: tuple[Record, ...]
    said: frozenset[Event] = frozenset()


async def _begun(context: Context, cursors: Cursors, after: str | None) -> Place | Problem:
    sight = await context.sight(FIELD)
    if isinstance(sight, Problem):
        return sight
    return await here(context.graph) if after is None else cursors.place(after, context.principal.user)


async def _next(listener: Listener) -> Untold | Problem:
    """The next records, waited for, or why there are no more."""
    before = listener.place
    try:
        return Untold(before, tuple(await listener.next()))
    except Lost:
        return problem("READ_ANEW")
    except PurposeEnded:
        return problem("PURPOSE_REQUIRED")


async def _batch(context: Context, cursors: Cursors, news: Untold) -> tuple[Batch | None, Untold] | Problem:
    """The first batch of what is the asker's to know of these records, by the policy of now, and what is untold then:
    of a thousand events the last are not told by what held at the first."""
    if not any(record.news for record in news.records):
        return None, replace(news, records=())
    sight = await context.sight(FIELD)
    if isinstance(sight, Problem):
        return sight
    found = await changes_in(context.graph, sight, context.site, cursors, news.records)
    left = [(record, tuple(each for each in changes if each not in news.said)) for record, changes in found]
    packed = batches_of(left, news.before, news.records[-1].place)
    if not packed:
        return None, replace(news, records=())
    changes, place = packed[0]
    after = tuple(each for each in news.records if each.revision > place.revision)
    said = frozenset(changes) | (news.said if place == news.before else frozenset())
    return Batch(changes, cursors.seal(place, context.principal.user)), Untold(place, after, said)


async def _bounded(context: Context, work: Coroutine[None, None, Found | Problem]) -> Found | Problem:
    """What the work finds, or LATE."""
    try:
        async with asyncio.timeout(context.patience):
            return await work
    except (StatementLate, TimeoutError):
        return problem("LATE")


async def _noted(context: Context, found: Batch | Problem) -> Batch | Problem:
    """The same, once it is on record. Raises AuditFailed."""
    if isinstance(found, Problem):
        context.note_code(FIELD, found.code)
    else:
        people = [each.person for each in found.changes]
        context.note_code(FIELD, ALLOWED, rows=len(people), about=people)
    await context.keep()
    return found
