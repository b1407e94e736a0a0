"""The whole schema: each family's fields merged. A new family is a line in QUERIES, MUTATIONS or SUBSCRIPTIONS."""

from functools import cache
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from graphsvc.api.changes import ChangesSubscription
from graphsvc.api.disclose import DiscloseQuery
from graphsvc.api.duty import DutyMutation, DutyQuery
from graphsvc.api.family import FamilyQuery
from graphsvc.api.family_duty import FamilyDutyQuery
from graphsvc.api.groups import GroupsQuery
from graphsvc.api.guard import Guard
from graphsvc.api.handover import HandoverMutation
from graphsvc.api.identity import IdentityMutation, IdentityQuery
from graphsvc.api.introductions import IntroductionsMutation
from graphsvc.api.kinship import KinshipQuery
from graphsvc.api.looks import LooksQuery
from graphsvc.api.meetings import MeetingsMutation
from graphsvc.api.messengers import MessengersQuery
from graphsvc.api.nodes import NodesQuery
from graphsvc.api.overview import OverviewQuery
from graphsvc.api.paths import PathsQuery
from graphsvc.api.people import PeopleQuery
from graphsvc.api.pictures import PicturesQuery
from graphsvc.api.places import PlacesQuery
from graphsvc.api.plans import PlansMutation
from graphsvc.api.progress import ProgressQuery
from graphsvc.api.reach import ReachQuery
from graphsvc.api.records import RecordsMutation
from graphsvc.api.relatives import RelativesMutation, RelativesQuery
from graphsvc.api.retention import RetentionMutation, RetentionQuery
from graphsvc.api.rights import RightsMutation, RightsQuery
from graphsvc.api.touchpoints import TouchpointsQuery

QUERIES: tuple[type, ...] = (
    PeopleQuery,
    KinshipQuery,
    FamilyQuery,
    TouchpointsQuery,
    GroupsQuery,
    PlacesQuery,
    NodesQuery,
    PathsQuery,
    ReachQuery,
    OverviewQuery,
    DiscloseQuery,
    MessengersQuery,
    FamilyDutyQuery,
    LooksQuery,
    RightsQuery,
    RetentionQuery,
    DutyQuery,
    IdentityQuery,
    ProgressQuery,
    RelativesQuery,
    PicturesQuery,
)
MUTATIONS: tuple[type, ...] = (
    RecordsMutation,
    RightsMutation,
    RetentionMutation,
    HandoverMutation,
    DutyMutation,
    IdentityMutation,
    PlansMutation,
    MeetingsMutation,
    IntroductionsMutation,
    RelativesMutation,
)
SUBSCRIPTIONS: tuple[type, ...] = (ChangesSubscription,)


class QuietSchema(strawberry.Schema):
    """The stock one prints each error with the document's text, in which people's names stand."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Nothing: errors are coded and logged where the response is made."""


@cache
def graphql_schema(*, introspection: bool = False, in_order: bool = False) -> strawberry.Schema:
    """The schema, built once for each setting. The sorted one is for printing: it cannot tell a union's members."""
    guard: Any = lambda: Guard(introspection=introspection)  # noqa: E731  strawberry wants a factory for each request
    return QuietSchema(
        query=_merged("Query", QUERIES, "What may be asked. Everything answered was written down before it left."),
        mutation=_merged("Mutation", MUTATIONS, "What may be recorded and changed, once for each idempotency key."),
        subscription=_merged(
            "Subscription", SUBSCRIPTIONS, "What is told as it happens. The policy is asked each time."
        ),
        extensions=[guard],
        config=StrawberryConfig(sort_schema=in_order, disable_field_suggestions=True),
    )


def _merged(name: str, types: tuple[type, ...], description: str) -> type:
    return strawberry.type(type(name, types, {}), name=name, description=description)


def schema_text() -> str:
    """The SDL as committed: sorted and described."""
    return graphql_schema(in_order=True).as_str() + "\n"
