"""Fields about who is who."""

from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from graphsvc.access.permissions import openable_purposes
from graphsvc.api.base import Node, node_id, shaped
from graphsvc.api.context import Info, carried
from graphsvc.api.enums import CODE, listed, plain
from graphsvc.api.ids import key_of
from graphsvc.api.paging import USUAL_ROWS, After, First, PageInfo, Window, paged
from graphsvc.api.person_types import Person
from graphsvc.api.problems import Answer, Refusal, refusal
from graphsvc.model.answers import Problem
from graphsvc.questions import people, search
from graphsvc.questions.search import people as find_people

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
    may_open: list[str] = strawberry.field(
        graphql_type=listed("purpose"), description="Purposes that these roles may open."
    )


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


@strawberry.type(description="A person found, and how alike the best visible name is.")
class PersonEdge:
    cursor: str = strawberry.field(description="Where this row stands in its list.")
    node: Person = strawberry.field(description="The person.")
    likeness: float = strawberry.field(description="0 to 100, of visible names only; 100 when no name was asked for.")


@strawberry.type(description="People, page by page.")
class PersonConnection:
    edges: list[PersonEdge] = strawberry.field(description="The rows of this page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="All people found that the asker may see.")


@strawberry.type(description="People found.")
class PeopleAnswer(Answer):
    people: PersonConnection = strawberry.field(description="The most alike first, then by id.")


@strawberry.input(description="What people must match besides the name; days are inclusive.")
class PeopleFilters:
    born_on: date | None = strawberry.field(default=None, description="Born on that day.")
    born_from: date | None = strawberry.field(default=None, description="Born on that day or later.")
    born_to: date | None = strawberry.field(default=None, description="Born on that day or earlier.")

    statuses: list[str] | None = strawberry.field(
        default=None, graphql_type=listed("enrolment_status") | None, description="On the list in one of these states."
    )
    lead_agency: str | None = strawberry.field(default=None, description="On the list, led by that agency (code).")

    def to_model(self) -> search.Filters:
        """The question's own filters."""
        return search.Filters(
            born_from=self.born_on or self.born_from,
            born_to=self.born_on or self.born_to,
            statuses=tuple(str(plain(status)) for status in self.statuses or ()),
            lead_agency=self.lead_agency,
        )


PeopleResult: TypeAlias = Annotated[
    PeopleAnswer | Refusal, strawberry.union("PeopleResult", description="The people, or why not.")
]
Search: TypeAlias = Annotated[
    str,
    strawberry.argument(description="Names or aliases; accents, misspellings and word order are forgiven."),
]
FilterBy: TypeAlias = Annotated[PeopleFilters | None, strawberry.argument(description="What must match besides.")]


@strawberry.type(description="Questions about who is who.")
class PeopleQuery:
    @strawberry.field(description="Who asks, as the token and the agency say.")
    async def viewer(self, info: Info) -> ViewerResult:
        context = info.context
        may_open = openable_purposes(context.permissions, context.principal.roles)
        found = await context.answer(
            "viewer",
            lambda sight: people.viewer(context.graph, sight, purpose=context.purpose, may_open=may_open),
        )
        if isinstance(found, Problem):
            return refusal(found)
        return shaped(
            ViewerAnswer,
            found,
            staff_id=found.id,
            roles=list(found.roles),
            may_open=list(found.may_open),
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
            "person",
            lambda sight: people.person(
                info.context.graph, sight, info.context.site, person_id=sight.one(key), as_of=day
            ),
            about=key,
        )
        if isinstance(found, Problem):
            return refusal(found)
        return PersonAnswer(person=Person.from_model(found.person), **carried(found))

    @strawberry.field(description="People by name or birth date, in the order of our own likeness of visible names.")
    async def people(
        self,
        info: Info,
        search: Search = "",
        filters: FilterBy = None,
        first: First = USUAL_ROWS,
        after: After = None,
    ) -> PeopleResult:
        context, wanted = info.context, (filters or PeopleFilters()).to_model()
        found = await context.answer(
            "people",
            lambda sight: find_people(
                context.graph,
                sight,
                context.site,
                search=search,
                filters=wanted,
                as_of=context.clock.today(),
                window=Window(first, after),
            ),
        )
        if isinstance(found, Problem):
            return refusal(found)
        rows = zip(found.page.rows, found.page.cursors, strict=True)
        edges = [
            PersonEdge(cursor=cursor, node=Person.from_model(hit.person), likeness=hit.likeness) for hit, cursor in rows
        ]
        return PeopleAnswer(people=PersonConnection(edges=edges, **paged(found.page)), **carried(found))
