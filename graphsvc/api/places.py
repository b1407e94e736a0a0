"""The field about locations."""

from typing import Annotated, TypeAlias

import strawberry

from graphsvc.api.base import Node, Source, node_id, shaped
from graphsvc.api.context import Info, carried
from graphsvc.api.enums import CODE
from graphsvc.api.ids import key_of
from graphsvc.api.kinship import AsOf
from graphsvc.api.paging import USUAL_ROWS, After, First, PageInfo, Window, paged
from graphsvc.api.problems import Answer, Refusal, refusal
from graphsvc.model.answers import Problem
from graphsvc.questions import places as asked


@strawberry.type(description="What somebody said a location is.")
class PlaceDescription:
    kind: str = strawberry.field(graphql_type=CODE["location_kind"], description="How fine it is.")
    label: str | None = strawberry.field(description="Plain name.")
    latitude: float | None = strawberry.field(description="WGS 84 degrees.")
    longitude: float | None = strawberry.field(description="WGS 84 degrees.")
    within_id: strawberry.ID | None = strawberry.field(description="The larger location.")
    source: Source = strawberry.field(description="Where it comes from.")


@strawberry.type(description="A location; nobody's protected address.")
class Location(Node):
    label: str | None = strawberry.field(description="Plain name, if one is shared.")
    metres_away: int | None = strawberry.field(description="From the point asked about.")
    places: list[PlaceDescription] = strawberry.field(description="What is said about it.")

    @classmethod
    def from_model(cls, location: asked.Location) -> "Location":
        """The GraphQL view of a location."""
        return shaped(
            cls, location, id=node_id("Location", location.id), places=[_place(each) for each in location.places]
        )


def _place(place: asked.Place) -> PlaceDescription:
    within = node_id("Location", place.within) if place.within else None
    return shaped(PlaceDescription, place, within_id=within, source=Source.from_model(place.source))


@strawberry.type(description="A location in its list.")
class LocationEdge:
    cursor: str = strawberry.field(description="Where this row stands in its list.")
    node: Location = strawberry.field(description="The location.")


@strawberry.type(description="Locations, page by page.")
class LocationConnection:
    edges: list[LocationEdge] = strawberry.field(description="The rows of this page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="All locations that the asker may see here.")


@strawberry.type(description="Locations.")
class LocationsAnswer(Answer):
    locations: LocationConnection = strawberry.field(description="The nearest first, then by id.")


@strawberry.input(description="A circle on the ground.")
class NearInput:
    latitude: float = strawberry.field(description="WGS 84 degrees.")
    longitude: float = strawberry.field(description="WGS 84 degrees.")
    metres: float = strawberry.field(description="Radius, more than 0 and at most 5,000.")


LocationsResult: TypeAlias = Annotated[
    LocationsAnswer | Refusal, strawberry.union("LocationsResult", description="The locations, or why not.")
]
Near: TypeAlias = Annotated[NearInput | None, strawberry.argument(description="Around a point; or give within.")]
Within: TypeAlias = Annotated[
    strawberry.ID | None, strawberry.argument(description="Inside this larger location; or give near.")
]


@strawberry.type(description="Questions about places.")
class PlacesQuery:
    @strawberry.field(description="Locations near a point, or within a larger one; protected addresses are never here.")
    async def locations(
        self,
        info: Info,
        near: Near = None,
        within: Within = None,
        as_of: AsOf = None,
        first: First = USUAL_ROWS,
        after: After = None,
    ) -> LocationsResult:
        context, day = info.context, info.context.day(as_of)
        circle = asked.Near(near.latitude, near.longitude, near.metres) if near else None
        larger = key_of("Location", within) if within is not None else None
        found = await context.answer(
            "locations",
            lambda sight: asked.locations(
                context.graph, sight, context.site, near=circle, within=larger, as_of=day, window=Window(first, after)
            ),
        )
        if isinstance(found, Problem):
            return refusal(found)
        rows = zip(found.page.rows, found.page.cursors, strict=True)
        edges = [LocationEdge(cursor=cursor, node=Location.from_model(row)) for row, cursor in rows]
        return LocationsAnswer(locations=LocationConnection(edges=edges, **paged(found.page)), **carried(found))
