"""Plans of outreach and 30-day notices: made by a worker, approved by a second person."""

from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from graphsvc.api.base import shaped
from graphsvc.api.context import Info
from graphsvc.api.enums import code_enum
from graphsvc.api.problems import Refusal
from graphsvc.api.reach_types import ATTEMPT_MODE, NOTICE_EXCEPTION, OPENING_ROLE, PLAN_STATE
from graphsvc.api.record_types import KEY, UserError
from graphsvc.api.recorded import Recorded, written
from graphsvc.api.records import recorded, said_as
from graphsvc.model.answers import Problem
from graphsvc.model.outreach import Standing
from graphsvc.questions.reach.contact import standing
from graphsvc.records import notices, plans
from graphsvc.records.ledger import Desk, Refused

NOTICE_ROUTE = code_enum("notice_route", "By which route a notice was sent.")
NOTICE_STATE = code_enum("notice_state", "Where a notice or an exception stands.")
REFUSED_FOR = "Why it is returned; left out: approved."


@strawberry.input(description="Who reaches out to which relative, how, when and with which words.")
class PlanOutreachInput:
    idempotency_key: str = strawberry.field(description=KEY)
    person: strawberry.ID = strawberry.field(description="Whose plan.")
    relative: strawberry.ID = strawberry.field(description="Whom to reach.")
    mode: str = strawberry.field(graphql_type=ATTEMPT_MODE, description="How.")
    words: str = strawberry.field(description="What will be said first.")
    staff: strawberry.ID | None = strawberry.field(default=None, description="Staff id of the caller; left out: you.")
    planned_for: date | None = strawberry.field(default=None, description="On which day; left out: as soon as may be.")
    language: str | None = strawberry.field(default=None, description="In which language, BCP 47.")
    opening: str | None = strawberry.field(
        graphql_type=OPENING_ROLE | None, default=None, description="Which role opens the talk."
    )
    template: str | None = strawberry.field(
        default=None, description="A template of the site that stands as approval after a CLEAR screen."
    )


@strawberry.type(description="A plan; a first contact needs it approved.")
class PlanOutreachPayload(Recorded):
    plan_id: strawberry.ID = strawberry.field(description="Its id.")
    state: str = strawberry.field(graphql_type=PLAN_STATE, description="Where it stands.")
    approved_by: str | None = strawberry.field(description="The template that stands as approval; null: none does.")


@strawberry.input(description="A supervisor's word about a plan.")
class ApproveOutreachInput:
    idempotency_key: str = strawberry.field(description=KEY)
    plan: strawberry.ID = strawberry.field(description="Which: recordId of myTasks.")
    refused_for: str | None = strawberry.field(default=None, description=REFUSED_FOR)


@strawberry.type(description="A plan that was decided about.")
class ApproveOutreachPayload(Recorded):
    plan_id: strawberry.ID = strawberry.field(description="Its id.")
    state: str = strawberry.field(graphql_type=PLAN_STATE, description="Where it stands.")


@strawberry.input(description="A notice that was sent, or why none should be: one of sentOn and exception.")
class RecordNoticeInput:
    idempotency_key: str = strawberry.field(description=KEY)
    person: strawberry.ID = strawberry.field(description="Who was removed from home.")
    relative: strawberry.ID = strawberry.field(description="Who is owed notice.")
    sent_on: date | None = strawberry.field(default=None, description="Day on which it was sent.")
    route: str = strawberry.field(graphql_type=NOTICE_ROUTE, default="LETTER", description="By which route.")
    language: str | None = strawberry.field(default=None, description="In which language, BCP 47.")
    options_explained: bool = strawberry.field(
        default=False, description="Whether it explains the options lost by not answering."
    )
    exception: str | None = strawberry.field(
        graphql_type=NOTICE_EXCEPTION | None, default=None, description="Why none should be sent; a supervisor decides."
    )


@strawberry.type(description="A notice on file, or an exception that waits for a supervisor.")
class RecordNoticePayload(Recorded):
    notice_id: strawberry.ID = strawberry.field(description="Its id.")
    state: str = strawberry.field(graphql_type=NOTICE_STATE, description="Where it stands.")
    breach: bool = strawberry.field(description="Whether it went another way than a safety line allows.")


@strawberry.input(description="A supervisor's word about an exception from a notice.")
class ApproveNoticeExceptionInput:
    idempotency_key: str = strawberry.field(description=KEY)
    notice: strawberry.ID = strawberry.field(description="Which: recordId of myTasks.")
    refused_for: str | None = strawberry.field(default=None, description=REFUSED_FOR)


@strawberry.type(description="An exception that was decided about.")
class ApproveNoticeExceptionPayload(Recorded):
    notice_id: strawberry.ID = strawberry.field(description="Its id.")
    state: str = strawberry.field(graphql_type=NOTICE_STATE, description="Where it stands.")


PlanOutreachResult: TypeAlias = Annotated[
    PlanOutreachPayload | UserError | Refusal, strawberry.union("PlanOutreachResult", description="Or why not.")
]
ApproveOutreachResult: TypeAlias = Annotated[
    ApproveOutreachPayload | UserError | Refusal, strawberry.union("ApproveOutreachResult", description="Or why not.")
]
RecordNoticeResult: TypeAlias = Annotated[
    RecordNoticePayload | UserError | Refusal, strawberry.union("RecordNoticeResult", description="Or why not.")
]
ApproveNoticeExceptionResult: TypeAlias = Annotated[
    ApproveNoticeExceptionPayload | UserError | Refusal,
    strawberry.union("ApproveNoticeExceptionResult", description="Or why not."),
]


async def stands(desk: Desk, person: str, relative: str) -> Standing | Problem:
    """As `reveal` will see it at the moment of contact."""
    return await standing(desk.graph, desk.sight, desk.site, person, relative)


@strawberry.type(description="What is planned and who was notified.")
class PlansMutation:
    @strawberry.mutation(description="Plan outreach to a relative; a supervisor approves it before a first contact.")
    async def plan_outreach(
        self, info: Info, input: Annotated[PlanOutreachInput, strawberry.argument(description="The plan.")]
    ) -> PlanOutreachResult:
        async def write(desk: Desk, said: plans.PlanInput) -> plans.OutreachPlanned | Refused | Problem:
            return await plans.plan_outreach(desk, said, stands)

        said = said_as(plans.PlanInput, input)
        return await recorded(
            info, "planOutreach", said, write, lambda made: shaped(PlanOutreachPayload, made, **written(info, made))
        )

    @strawberry.mutation(description="Approve a plan of outreach, or return it; never one of your own.")
    async def approve_outreach(
        self, info: Info, input: Annotated[ApproveOutreachInput, strawberry.argument(description="Which, and whether.")]
    ) -> ApproveOutreachResult:
        async def write(desk: Desk, said: plans.ApproveInput) -> plans.OutreachDecided | Refused | Problem:
            return await plans.approve_outreach(desk, said, stands)

        said = said_as(plans.ApproveInput, input)
        return await recorded(
            info,
            "approveOutreach",
            said,
            write,
            lambda made: shaped(ApproveOutreachPayload, made, **written(info, made)),
        )

    @strawberry.mutation(description="Record a 30-day notice to a relative, or ask for an exception.")
    async def record_notice(
        self, info: Info, input: Annotated[RecordNoticeInput, strawberry.argument(description="The notice.")]
    ) -> RecordNoticeResult:
        said = said_as(notices.NoticeInput, input)
        return await recorded(
            info,
            "recordNotice",
            said,
            notices.record_notice,
            lambda made: shaped(RecordNoticePayload, made, **written(info, made)),
        )

    @strawberry.mutation(description="Approve an exception from a 30-day notice, or return it; never your own.")
    async def approve_notice_exception(
        self,
        info: Info,
        input: Annotated[ApproveNoticeExceptionInput, strawberry.argument(description="Which, and whether.")],
    ) -> ApproveNoticeExceptionResult:
        said = said_as(notices.ExceptionInput, input)
        return await recorded(
            info,
            "approveNoticeException",
            said,
            notices.approve_notice_exception,
            lambda made: shaped(ApproveNoticeExceptionPayload, made, **written(info, made)),
        )
