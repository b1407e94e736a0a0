"""Fields about who is who."""

from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from graphsvc.api.base import Node, node_id, shaped
from graphsvc.api.context import Info, carried
from graphsvc.api.enums import CODE, listed
from graphsvc.api.ids import key_of
from graphsvc.api.person_types import Person
from graphsvc.api.problems import Answer, Refusal, refusal
from graphsvc.model.answers import Problem
from graphsvc.questions import people

AS_OF = "Day whose facts to show; exclusions are always those of today. Left out: today."
PERSON_ID = "The person: a global id, or the id used in bundles."


@strawberry.type(description="An agency at the table.")
class Agency(Node):
    code: str = strawberry.field(description="Its code.")
    name: str = strawberry.field(description="Its full name.")
    sector: str = strawberry.field(graphql_type=CODE["sector"], description="What kind of agency it is.")

    @classmethod
    def from_model(cls, agency: people.Agency) -> "Agency":
        """The GraphQL view of an agency."""
        return shaped(cls, agency, id=node_id("Agency", agency.id), code=agency.id)


@strawberry.type(description="Who asks.")
class ViewerAnswer(Answer):
    staff_id: str = strawberry.field(description="The asker's user id.")
    name: str = strawberry.field(description="Name shown to colleagues.")
    agency: Agency = strawberry.field(description="Employer.")
    roles: list[str] = strawberry.field(graphql_type=listed("role"), description="Roles the agency gave.")
    purpose: str | None = strawberry.field(
        graphql_type=CODE["purpose"] | None, description="The purpose that is open, if one is."
    )
    case_id: str | None = strawberry.field(description="The case of that purpose.")


@strawberry.type(description="The agencies at the table.")
class AgenciesAnswer(Answer):
    agencies: list[Agency] = strawberry.field(description="By code.")


@strawberry.type(description="One person.")
class PersonAnswer(Answer):
    person: Person = strawberry.field(description="The person, as the asker may see them.")


ViewerResult: TypeAlias = Annotated[
    ViewerAnswer | Refusal, strawberry.union("ViewerResult", description="The asker, or why not.")
]
AgenciesResult: TypeAlias = Annotated[
    AgenciesAnswer | Refusal, strawberry.union("AgenciesResult", description="The agencies, or why not.")
]
PersonResult: TypeAlias = Annotated[
    PersonAnswer | Refusal, strawberry.union("PersonResult", description="The person, or why not.")
]


@strawberry.type(description="Questions about who is who.")
class PeopleQuery:
    @strawberry.field(description="Who asks, as the token and the agency say.")
    async def viewer(self, info: Info) -> ViewerResult:
        found = await info.context.answer("viewer", lambda sight: people.viewer(info.context.graph, sight))
        if isinstance(found, Problem):
            return refusal(found)
        return shaped(
            ViewerAnswer,
            found,
            staff_id=found.id,
            roles=list(found.roles),
            agency=Agency.from_model(found.agency),
            **carried(found),
        )

    @strawberry.field(description="The agencies at the table, by code.")
    async def agencies(self, info: Info) -> AgenciesResult:
        found = await info.context.answer("agencies", lambda sight: people.agencies(info.context.graph, sight))
        if isinstance(found, Problem):
            return refusal(found)
        return AgenciesAnswer(agencies=[Agency.from_model(each) for each in found.agencies], **carried(found))

    @strawberry.field(description="One person, made of what is shared with the asker.")
    async def person(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description=PERSON_ID)],
        as_of: Annotated[date | None, strawberry.argument(description=AS_OF)] = None,
    ) -> PersonResult:
        key, day = key_of("Person", id), info.context.day(as_of)
        found = await info.context.answer(
            "person", lambda sight: people.person(info.context.graph, sight, person_id=key, as_of=day)
        )
        if isinstance(found, Problem):
            return refusal(found)
        return PersonAnswer(person=Person.from_model(found.person), **carried(found))
