"""Introductions by workers whom a relative knows, and answers to requests for family outreach."""

from datetime import date
from functools import partial
from typing import Annotated, TypeAlias

import strawberry

from graphsvc.api.base import shaped
from graphsvc.api.context import Info
from graphsvc.api.enums import code_enum, code_enum_of
from graphsvc.api.plans import stands
from graphsvc.api.problems import Refusal
from graphsvc.api.record_types import KEY, OUTREACH_STATE, UserError
from graphsvc.api.recorded import Recorded, written
from graphsvc.api.records import recorded, said_as
from graphsvc.model.outreach import INTRODUCTION_MOVES, REQUEST_MOVES
from graphsvc.records import introductions, requests

INTRODUCTION_STATE = code_enum("introduction_state", "How a worker's own answer stands.")
INTRODUCTION_ANSWER = code_enum_of("IntroductionAnswer", tuple(INTRODUCTION_MOVES), "What a worker answers.").type
OUTREACH_ANSWER = code_enum_of("OutreachAnswer", tuple(REQUEST_MOVES), "What becomes of a request for outreach.").type


@strawberry.input(description="To whom a worker would like to be introduced, and for whose plan.")
class RequestWarmIntroductionInput:
    idempotency_key: str = strawberry.field(description=KEY)
    person: strawberry.ID = strawberry.field(description="Whose plan; it is told to nobody who is asked.")
    relative: strawberry.ID = strawberry.field(description="To whom.")
    reason_code: str = strawberry.field(description="From the site's list.")


@strawberry.type(description="A receipt: the same whether or not any worker knows the relative.")
class RequestWarmIntroductionPayload(Recorded):
    request_id: strawberry.ID = strawberry.field(description="Its id.")
    ask_again_on: date = strawberry.field(description="Whoever has heard nothing by then may ask again.")


@strawberry.input(description="A worker's own answer to an introduction that she was asked for.")
class AnswerIntroductionInput:
    idempotency_key: str = strawberry.field(description=KEY)
    introduction: strawberry.ID = strawberry.field(description="Which: recordId of myTasks.")
    state: str = strawberry.field(graphql_type=INTRODUCTION_ANSWER, description="ACCEPTED tells the asker who you are.")
    words: str | None = strawberry.field(default=None, description="For the asker, when you accept.")


@strawberry.type(description="Your own answer.")
class AnswerIntroductionPayload(Recorded):
    request_id: strawberry.ID = strawberry.field(description="Its id.")
    state: str = strawberry.field(graphql_type=INTRODUCTION_STATE, description="How it stands.")


@strawberry.input(description="What becomes of a request for family outreach.")
class AnswerOutreachRequestInput:
    idempotency_key: str = strawberry.field(description=KEY)
    request: strawberry.ID = strawberry.field(description="Which: recordId of myTasks.")
    state: str = strawberry.field(graphql_type=OUTREACH_ANSWER, description="Told to who asked, and nothing else is.")


@strawberry.type(description="A request as it stands now.")
class AnswerOutreachRequestPayload(Recorded):
    request_id: strawberry.ID = strawberry.field(description="Its id.")
    state: str = strawberry.field(graphql_type=OUTREACH_STATE, description="Where it stands.")


RequestWarmIntroductionResult: TypeAlias = Annotated[
    RequestWarmIntroductionPayload | UserError | Refusal,
    strawberry.union("RequestWarmIntroductionResult", description="Or why not."),
]
AnswerIntroductionResult: TypeAlias = Annotated[
    AnswerIntroductionPayload | UserError | Refusal,
    strawberry.union("AnswerIntroductionResult", description="Or why not."),
]
AnswerOutreachRequestResult: TypeAlias = Annotated[
    AnswerOutreachRequestPayload | UserError | Refusal,
    strawberry.union("AnswerOutreachRequestResult", description="Or why not."),
]


@strawberry.type(description="Who introduces whom, and what came of requests.")
class IntroductionsMutation:
    @strawberry.mutation(description="Ask to be introduced to a relative by a worker whom they know, if there is one.")
    async def request_warm_introduction(
        self,
        info: Info,
        input: Annotated[RequestWarmIntroductionInput, strawberry.argument(description="To whom, and why.")],
    ) -> RequestWarmIntroductionResult:
        said = said_as(introductions.IntroductionInput, input)
        return await recorded(
            info,
            "requestWarmIntroduction",
            said,
            partial(introductions.request_introduction, stands=stands),
            lambda made: shaped(RequestWarmIntroductionPayload, made, **written(info, made)),
        )

    @strawberry.mutation(description="Accept or decline an introduction that you were asked for.")
    async def answer_introduction(
        self, info: Info, input: Annotated[AnswerIntroductionInput, strawberry.argument(description="Your answer.")]
    ) -> AnswerIntroductionResult:
        said = said_as(introductions.IntroductionAnswerInput, input)
        return await recorded(
            info,
            "answerIntroduction",
            said,
            introductions.answer_introduction,
            lambda made: shaped(AnswerIntroductionPayload, made, **written(info, made)),
        )

    @strawberry.mutation(description="Say what came of a request for family outreach, and nothing of the family.")
    async def answer_outreach_request(
        self, info: Info, input: Annotated[AnswerOutreachRequestInput, strawberry.argument(description="The answer.")]
    ) -> AnswerOutreachRequestResult:
        said = said_as(requests.RequestAnswerInput, input)
        return await recorded(
            info,
            "answerOutreachRequest",
            said,
            requests.answer_request,
            lambda made: shaped(AnswerOutreachRequestPayload, made, **written(info, made)),
        )
