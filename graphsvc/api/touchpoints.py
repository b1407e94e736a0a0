"""The field about a person's contacts with agencies."""

from datetime import date, datetime
from typing import Annotated, TypeAlias

import strawberry

from graphsvc.api.base import Source, node_id, shaped
from graphsvc.api.context import Info, carried
from graphsvc.api.enums import CODE
from graphsvc.api.ids import key_of
from graphsvc.api.kinship import AsOf, PersonId
from graphsvc.api.paging import USUAL_ROWS, After, First, PageInfo, Window, paged
from graphsvc.api.problems import Answer, Refusal, refusal
from graphsvc.model.answers import Problem
from graphsvc.questions import touchpoints


@strawberry.type(description="A contact with an agency; what the asker's sector may not see of its type is null.")
class Touchpoint:
    type: str = strawberry.field(graphql_type=CODE["touchpoint_type"], description="What kind of contact.")
    agency: str | None = strawberry.field(description="Code of the agency.")
    at: datetime | None = strawberry.field(description="When.")
    location_id: strawberry.ID | None = strawberry.field(description="Where, unless that is protected.")
    parties: list[str] | None = strawberry.field(description="Codes of the agencies that took part.")
    service: str | None = strawberry.field(
        graphql_type=CODE["pact_service"] | None, description="For services: which of PACT's four kinds."
    )
    staff: str | None = strawberry.field(description="The worker.")
    detail: str | None = strawberry.field(description="In plain words.")
    next_date: date | None = strawberry.field(description="Next court date.")
    officer: str | None = strawberry.field(description="Supervising officer.")
    contact_conditions: list[str] | None = strawberry.field(description="Conditions that limit contact.")
    source: Source | None = strawberry.field(description="Where it comes from, when all of it may be seen.")

    @classmethod
    def from_model(cls, found: touchpoints.Touchpoint) -> "Touchpoint":
        """The GraphQL view of a touchpoint."""
        return shaped(
            cls,
            found,
            location_id=node_id("Location", found.location) if found.location else None,
            source=Source.from_model(found.source) if found.source else None,
        )


@strawberry.type(description="A contact in its list.")
class TouchpointEdge:
    cursor: str = strawberry.field(description="Where this row stands in its list.")
    node: Touchpoint = strawberry.field(description="The contact.")


@strawberry.type(description="Contacts, page by page.")
class TouchpointConnection:
    edges: list[TouchpointEdge] = strawberry.field(description="The rows of this page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="All contacts that the asker may see here.")


@strawberry.type(description="Whether somebody is connected to one of PACT's four kinds of service.")
class ConnectedService:
    service: str = strawberry.field(graphql_type=CODE["pact_service"], description="Which kind.")
    connected: bool = strawberry.field(description="Yes or no: that is all that is shared.")


@strawberry.type(description="A person's contacts with agencies.")
class TouchpointsAnswer(Answer):
    touchpoints: TouchpointConnection = strawberry.field(description="Newest first.")
    connected: list[ConnectedService] | None = strawberry.field(
        description="For sectors that see services as yes or no only; null for the others."
    )


TouchpointsResult: TypeAlias = Annotated[
    TouchpointsAnswer | Refusal, strawberry.union("TouchpointsResult", description="The contacts, or why not.")
]


@strawberry.type(description="Questions about contacts with agencies.")
class TouchpointsQuery:
    @strawberry.field(description="A person's contacts with agencies, newest first, up to the end of a day.")
    async def touchpoints(
        self, info: Info, person: PersonId, as_of: AsOf = None, first: First = USUAL_ROWS, after: After = None
    ) -> TouchpointsResult:
        context, key, day = info.context, key_of("Person", person), info.context.day(as_of)
        found = await context.answer(
            "touchpoints",
            lambda sight: touchpoints.touchpoints(
                context.graph,
                sight,
                context.site,
                context.touchpoints,
                context.clock.zone,
                person_id=sight.one(key),
                as_of=day,
                window=Window(first, after),
            ),
            about=key,
        )
        if isinstance(found, Problem):
            return refusal(found)
        rows = zip(found.page.rows, found.page.cursors, strict=True)
        edges = [TouchpointEdge(cursor=cursor, node=Touchpoint.from_model(row)) for row, cursor in rows]
        yes_no = None if found.connected is None else [shaped(ConnectedService, each) for each in found.connected]
        return TouchpointsAnswer(
            touchpoints=TouchpointConnection(edges=edges, **paged(found.page)), connected=yes_no, **carried(found)
        )
