"""What a family decided at its meetings, and in which order a worker would reach its people."""

from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from graphsvc.api.base import node_id, shaped
from graphsvc.api.context import Info
from graphsvc.api.problems import Refusal
from graphsvc.api.progress import MEETING_KIND
from graphsvc.api.record_types import KEY, UserError
from graphsvc.api.recorded import Recorded, written
from graphsvc.api.records import recorded, said_as
from graphsvc.model.answers import Problem
from graphsvc.questions.reach.contact import placed
from graphsvc.records import meetings
from graphsvc.records.ledger import Desk, Refused


@strawberry.input(description="A family meeting that was held.")
class RecordMeetingInput:
    idempotency_key: str = strawberry.field(description=KEY)
    person: strawberry.ID = strawberry.field(description="About whom they met.")
    kind: str = strawberry.field(graphql_type=MEETING_KIND, description="What kind of meeting.")
    held_on: date = strawberry.field(description="On which day.")
    attendees: list[strawberry.ID] = strawberry.field(description="Who came, each once, at most 100.")
    plan: str | None = strawberry.field(default=None, description="What the family plans, in its words.")
    decisions: list[str] = strawberry.field(default_factory=list, description="What was decided, at most 50.")


@strawberry.type(description="A meeting on file.")
class RecordMeetingPayload(Recorded):
    meeting_id: strawberry.ID = strawberry.field(description="Its id.")
    breach: bool = strawberry.field(description="Whether somebody came whom a safety line keeps away.")


@strawberry.input(description="In which order to reach some relatives who are in bands, and why.")
class ReorderRelativesInput:
    idempotency_key: str = strawberry.field(description=KEY)
    person: strawberry.ID = strawberry.field(description="Whose relatives.")
    order: list[strawberry.ID] = strawberry.field(description="The relatives, first to last, 2 to 100.")
    why: str = strawberry.field(description="Why this order: shown beside it.")


@strawberry.type(description="Both orders of the same relatives.")
class ReorderRelativesPayload(Recorded):
    order_id: strawberry.ID = strawberry.field(description="Its id.")
    order: list[strawberry.ID] = strawberry.field(description="Global ids in the order given.")
    ours: list[strawberry.ID] = strawberry.field(description="The same relatives in the order that the rules give.")


RecordMeetingResult: TypeAlias = Annotated[
    RecordMeetingPayload | UserError | Refusal, strawberry.union("RecordMeetingResult", description="Or why not.")
]
ReorderRelativesResult: TypeAlias = Annotated[
    ReorderRelativesPayload | UserError | Refusal,
    strawberry.union("ReorderRelativesResult", description="Or why not."),
]


@strawberry.type(description="What a family decided, and how its people would be reached.")
class MeetingsMutation:
    @strawberry.mutation(description="Record a family meeting that was held.")
    async def record_meeting(
        self, info: Info, input: Annotated[RecordMeetingInput, strawberry.argument(description="The meeting.")]
    ) -> RecordMeetingResult:
        said = said_as(meetings.MeetingInput, input)
        return await recorded(
            info,
            "recordMeeting",
            said,
            meetings.record_meeting,
            lambda made: shaped(RecordMeetingPayload, made, **written(info, made)),
        )

    @strawberry.mutation(description="Give relatives another order, with a reason; the rules' own stands beside it.")
    async def reorder_relatives(
        self, info: Info, input: Annotated[ReorderRelativesInput, strawberry.argument(description="The order.")]
    ) -> ReorderRelativesResult:
        async def now(desk: Desk, person: str) -> tuple[str, ...] | Problem:
            return await placed(desk.graph, desk.sight, desk.site, person)

        async def write(desk: Desk, said: meetings.ReorderInput) -> meetings.RelativesReordered | Refused | Problem:
            return await meetings.reorder_relatives(desk, said, now)

        def shown(made: meetings.RelativesReordered) -> ReorderRelativesPayload:
            orders = {name: [node_id("Person", who) for who in getattr(made, name)] for name in ("order", "ours")}
            return shaped(ReorderRelativesPayload, made, **orders, **written(info, made))

        said = said_as(meetings.ReorderInput, input)
        return await recorded(info, "reorderRelatives", said, write, shown)
