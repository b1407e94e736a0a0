"""messengersFor: few people who together reach many of a list, each for at most a few, whoever they reach and why."""

from datetime import date
from typing import Annotated, Self, TypeAlias

import strawberry

from graphsvc.access.views import listed
from graphsvc.api.base import node_id, shaped
from graphsvc.api.context import Context, Info, carried
from graphsvc.api.ids import key_of
from graphsvc.api.problems import Answer, Reason, Refusal, refusal
from graphsvc.api.reach_types import OPENING_ROLES
from graphsvc.errors import InputRefused
from graphsvc.model.answers import Problem
from graphsvc.model.asker import Sight
from graphsvc.questions.influence import messengers

PeopleArg: TypeAlias = Annotated[
    list[strawberry.ID] | None,
    strawberry.argument(
        description="At most 500 people; left out: your list, which is your caseload or the programme's. Whoever is not"
        " yours to ask about is left out."
    ),
]
MostArg: TypeAlias = Annotated[int, strawberry.argument(description="At most so many messengers, 1 to 40.")]


@strawberry.type(description="One person whom a messenger reaches, and why.")
class MessengerRow:
    person_id: strawberry.ID = strawberry.field(description="Global id of the person.")
    name: str = strawberry.field(description="Name, from visible names only.")
    reasons: list[Reason] = strawberry.field(description="What the messenger said and offered.")
    path: list[str] = strawberry.field(description="The chain of ties from the person to the messenger, in words.")
    screen_first: bool = strawberry.field(description="Whether a safety screen for this person must come first.")

    @classmethod
    def from_model(cls, row: messengers.MessengerRow) -> Self:
        """The GraphQL view."""
        reasons = [Reason.from_model(reason) for reason in row.reasons]
        return shaped(cls, row, person_id=node_id("Person", row.person), reasons=reasons, path=list(row.path))


@strawberry.type(description="Somebody who may be asked to carry a message or be a mentor.")
class Messenger:
    person_id: strawberry.ID = strawberry.field(description="Global id of the messenger.")
    name: str = strawberry.field(description="Name, from visible names only.")
    roles: list[str] = strawberry.field(graphql_type=OPENING_ROLES, description="What they offer to do.")
    safe_on: date = strawberry.field(description="Day they said that it is safe for them to be seen doing this.")
    reaches: list[MessengerRow] = strawberry.field(description="Whom they would reach, by id; no order of closeness.")

    @classmethod
    def from_model(cls, one: messengers.Messenger) -> Self:
        """The GraphQL view."""
        rows = [MessengerRow.from_model(row) for row in one.reaches]
        return shaped(cls, one, person_id=node_id("Person", one.person), roles=list(one.roles), reaches=rows)


@strawberry.type(description="Somebody of the list whom nobody chosen reaches.")
class Unreached:
    person_id: strawberry.ID = strawberry.field(description="Global id of the person.")
    name: str = strawberry.field(description="Name, from visible names only.")
    reason: Reason = strawberry.field(description="Why.")

    @classmethod
    def from_model(cls, one: messengers.Unreached) -> Self:
        """The GraphQL view."""
        return shaped(cls, one, person_id=node_id("Person", one.person), reason=Reason.from_model(one.reason))


@strawberry.type(description="Few messengers who together reach many, by id; the totals count everybody.")
class MessengersAnswer(Answer):
    asked: int = strawberry.field(description="How many people of the list were looked at.")
    reached: int = strawberry.field(description="How many of them the chosen messengers reach.")
    chosen: int = strawberry.field(description="How many messengers were chosen.")
    next_adds: int = strawberry.field(description="How many more people one further messenger would reach.")
    messengers: list[Messenger] = strawberry.field(description="Those with somebody whom you work with, by id.")
    unreached: list[Unreached] = strawberry.field(description="Who stays unreached, by id.")


MessengersResult: TypeAlias = Annotated[
    MessengersAnswer | Refusal, strawberry.union("MessengersResult", description="The messengers, or why not.")
]


@strawberry.type(description="The question who reaches many.")
class MessengersQuery:
    @strawberry.field(
        description="Relatives, mentors and credible messengers who together reach most of a list, each at most three."
    )
    async def messengers_for(
        self, info: Info, people: PeopleArg = None, max_messengers: MostArg = 10
    ) -> MessengersResult:
        context = info.context
        keys = None if people is None else [key_of("Person", each) for each in people]
        if not 1 <= max_messengers <= messengers.MOST_MESSENGERS:
            raise InputRefused(f"maxMessengers must be 1 to {messengers.MOST_MESSENGERS}.", "Change that argument.")
        if keys is not None and not 1 <= len(keys) <= messengers.MOST_PEOPLE:
            raise InputRefused(f"people takes 1 to {messengers.MOST_PEOPLE} ids.", "Leave it out for your list.")
        found = await context.answer(
            "messengersFor", lambda sight: _asked(context, sight, keys, max_messengers), about=keys
        )
        if isinstance(found, Problem):
            return refusal(found)
        return shaped(
            MessengersAnswer,
            found,
            messengers=[Messenger.from_model(one) for one in found.messengers],
            unreached=[Unreached.from_model(one) for one in found.unreached],
            **carried(found),
        )


async def _asked(
    context: Context, sight: Sight, keys: list[str] | None, most: int
) -> messengers.MessengersAnswer | Problem:
    people = listed(sight) if keys is None else sorted(set(map(sight.one, keys)))
    if len(people) > messengers.MOST_PEOPLE:
        raise InputRefused(f"At most {messengers.MOST_PEOPLE} people at once.", "Name some of them in people.")
    way = await context.walks.by_arrays(context.graph, sight, context.site)
    if isinstance(way, Problem):
        return way
    return await messengers.messengers_for(
        context.graph, sight, context.site, way, people=people, named=keys is not None, most=most
    )
