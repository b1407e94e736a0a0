"""Who takes over: referrals and their answers, and on-call duty that a worker takes upon herself."""

from datetime import date, datetime
from typing import Annotated, TypeAlias

import strawberry

from graphsvc.api.base import node_id, shaped
from graphsvc.api.context import Info
from graphsvc.api.enums import code_enum, code_enum_of
from graphsvc.api.problems import Refusal
from graphsvc.api.record_types import KEY, UserError
from graphsvc.api.records import recorded, said_as
from graphsvc.records import on_call, referrals

REFERRAL_STATE = code_enum("referral_state", "Where a referral stands.")
REFERRAL_MOVE = code_enum_of("ReferralMove", tuple(referrals.MOVES), "What becomes of a referral.").type
DECLINE = code_enum("referral_decline", "Why a referral is declined.")


@strawberry.input(description="One of the asker's own people, and the worker to whom they are referred.")
class ReferPersonInput:
    idempotency_key: str = strawberry.field(description=KEY)
    person: strawberry.ID = strawberry.field(description="Who is referred.")
    staff: strawberry.ID = strawberry.field(description="Staff id of the worker who is asked.")
    reason_code: str = strawberry.field(description="From the site's list.")
    until: date | None = strawberry.field(default=None, description="Last day; never later than the consent's.")
    override_reason: str | None = strawberry.field(
        default=None, description="A supervisor's, in place of a consent: the privacy officer is told."
    )


@strawberry.type(description="A referral that waits for its receiver's word; it opens nothing yet.")
class ReferPersonPayload:
    referral_id: strawberry.ID = strawberry.field(description="Its id.")
    state: str = strawberry.field(graphql_type=REFERRAL_STATE, description="Where it stands.")
    staff: str = strawberry.field(description="The receiver's staff id.")
    name: str = strawberry.field(description="The receiver's name.")
    agency: str = strawberry.field(description="The receiver's agency.")
    until: date | None = strawberry.field(description="Last day; null: open.")


@strawberry.input(description="What becomes of a referral.")
class AnswerReferralInput:
    idempotency_key: str = strawberry.field(description=KEY)
    referral: strawberry.ID = strawberry.field(description="Which: recordId of myTasks.")
    state: str = strawberry.field(graphql_type=REFERRAL_MOVE, description="REVOKED by who sent it, else the receiver.")
    reason: str | None = strawberry.field(
        graphql_type=DECLINE | None, default=None, description="Why; DECLINED needs one."
    )


@strawberry.type(description="A referral as it stands now.")
class AnswerReferralPayload:
    referral_id: strawberry.ID = strawberry.field(description="Its id.")
    state: str = strawberry.field(graphql_type=REFERRAL_STATE, description="Where it stands.")
    person_id: strawberry.ID | None = strawberry.field(
        description="Who is on the receiver's caseload by it; null when it ended."
    )


@strawberry.input(description="For whom a worker goes on call, and why.")
class TakeOnCallInput:
    idempotency_key: str = strawberry.field(description=KEY)
    person: strawberry.ID = strawberry.field(description="For whom.")
    reason_code: str = strawberry.field(description="From the site's list.")
    note: str | None = strawberry.field(default=None, description="For the reason OTHER alone.")


@strawberry.type(description="A turn of duty: 24 hours, and the person is on the caseload for as long.")
class TakeOnCallPayload:
    turn_id: strawberry.ID = strawberry.field(description="Its id.")
    ends_at: datetime = strawberry.field(description="When it ends by itself.")
    supervisor: str = strawberry.field(description="Staff id of the supervisor who is told.")
    supervisor_name: str = strawberry.field(description="The supervisor's name.")


ReferPersonResult: TypeAlias = Annotated[
    ReferPersonPayload | UserError | Refusal, strawberry.union("ReferPersonResult", description="Or why not.")
]
AnswerReferralResult: TypeAlias = Annotated[
    AnswerReferralPayload | UserError | Refusal, strawberry.union("AnswerReferralResult", description="Or why not.")
]
TakeOnCallResult: TypeAlias = Annotated[
    TakeOnCallPayload | UserError | Refusal, strawberry.union("TakeOnCallResult", description="Or why not.")
]


@strawberry.type(description="Who takes over.")
class HandoverMutation:
    @strawberry.mutation(description="Refer one of your own people to another worker, under a consent that names hers.")
    async def refer_person(
        self, info: Info, input: Annotated[ReferPersonInput, strawberry.argument(description="The referral.")]
    ) -> ReferPersonResult:
        said = said_as(referrals.ReferralInput, input)
        return await recorded(
            info, "referPerson", said, referrals.refer_person, lambda made: shaped(ReferPersonPayload, made)
        )

    @strawberry.mutation(description="Accept, decline, finish or revoke a referral; access ends with it at once.")
    async def answer_referral(
        self, info: Info, input: Annotated[AnswerReferralInput, strawberry.argument(description="The answer.")]
    ) -> AnswerReferralResult:
        said = said_as(referrals.AnswerReferralInput, input)

        def shown(made: referrals.ReferralAnswer) -> AnswerReferralPayload:
            person = node_id("Person", made.person) if made.person else None
            return shaped(AnswerReferralPayload, made, person_id=person)

        return await recorded(info, "answerReferral", said, referrals.answer_referral, shown)

    @strawberry.mutation(description="Go on call for somebody for 24 hours; your supervisor is told.")
    async def take_on_call(
        self, info: Info, input: Annotated[TakeOnCallInput, strawberry.argument(description="For whom, and why.")]
    ) -> TakeOnCallResult:
        said = said_as(on_call.OnCallInput, input)
        return await recorded(
            info, "takeOnCall", said, on_call.take_on_call, lambda made: shaped(TakeOnCallPayload, made)
        )
