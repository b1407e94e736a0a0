"""Who is who, and how long a hold lasts: what a safety reviewer sees and decides."""

from datetime import datetime
from typing import Annotated, TypeAlias

import strawberry

from graphsvc.api.base import node_id, shaped
from graphsvc.api.context import Info, carried
from graphsvc.api.enums import plain
from graphsvc.api.identity_types import (
    MATCH_STATE,
    EndHoldInput,
    EndHoldPayload,
    MatchDecision,
    MatchPair,
    MatchPairConnection,
    MatchPairEdge,
    MatchQueueAnswer,
    MergePeopleInput,
    MergePeoplePayload,
    NotTheSameInput,
    NotTheSamePayload,
    RenewHoldInput,
    RenewHoldPayload,
    SplitPeopleInput,
    SplitPeoplePayload,
)
from graphsvc.api.paging import USUAL_ROWS, After, First, Window, paged
from graphsvc.api.person_types import Person
from graphsvc.api.problems import Refusal, refusal
from graphsvc.api.record_types import UserError
from graphsvc.api.records import recorded, said_as
from graphsvc.model.answers import Problem
from graphsvc.questions import identity as questions
from graphsvc.records import holds, identity

State: TypeAlias = Annotated[
    str | None,
    strawberry.argument(
        description="Pairs in this state; left out: all to be decided.", graphql_type=MATCH_STATE | None
    ),
]
MatchQueueResult: TypeAlias = Annotated[
    MatchQueueAnswer | Refusal, strawberry.union("MatchQueueResult", description="The pairs, or why not.")
]
MergePeopleResult: TypeAlias = Annotated[
    MergePeoplePayload | UserError | Refusal, strawberry.union("MergePeopleResult", description="Or why not.")
]
SplitPeopleResult: TypeAlias = Annotated[
    SplitPeoplePayload | UserError | Refusal, strawberry.union("SplitPeopleResult", description="Or why not.")
]
NotTheSameResult: TypeAlias = Annotated[
    NotTheSamePayload | UserError | Refusal, strawberry.union("NotTheSameResult", description="Or why not.")
]
RenewHoldResult: TypeAlias = Annotated[
    RenewHoldPayload | UserError | Refusal, strawberry.union("RenewHoldResult", description="Or why not.")
]
EndHoldResult: TypeAlias = Annotated[
    EndHoldPayload | UserError | Refusal, strawberry.union("EndHoldResult", description="Or why not.")
]


def _pair(row: questions.MatchPair) -> MatchPair:
    return MatchPair(
        match_id=strawberry.ID(row.id),
        first_id=node_id("Person", row.a.id),
        second_id=node_id("Person", row.b.id),
        first=Person.from_model(row.a),
        second=Person.from_model(row.b),
        state=row.state,
        plausible=row.state == "PLAUSIBLE",
        proposed_by=strawberry.ID(row.proposed_by) if row.proposed_by else None,
        reasons=list(row.reasons),
        decisions=[shaped(MatchDecision, each, at=datetime.fromisoformat(each.at)) for each in row.decisions],
        merged_into=node_id("Person", row.keep) if row.keep else None,
    )


def _merged(made: identity.PeopleMerged) -> MergePeoplePayload:
    return shaped(MergePeoplePayload, made, keep=node_id("Person", made.keep), other=node_id("Person", made.other))


def _split(made: identity.PeopleSplit) -> SplitPeoplePayload:
    return shaped(SplitPeoplePayload, made, keep=node_id("Person", made.keep), other=node_id("Person", made.other))


@strawberry.type(description="Questions about who is who.")
class IdentityQuery:
    @strawberry.field(description="Records that may be one person, hidden ones too, and what speaks for it.")
    async def match_queue(
        self, info: Info, state: State = None, first: First = USUAL_ROWS, after: After = None
    ) -> MatchQueueResult:
        context, window, wanted = info.context, Window(first, after), plain(state)
        found = await context.answer(
            "matchQueue",
            lambda sight: questions.match_queue(context.graph, sight, context.site, state=wanted, window=window),
        )
        if isinstance(found, Problem):
            return refusal(found)
        rows = zip(found.page.rows, found.page.cursors, strict=True)
        edges = [MatchPairEdge(cursor=cursor, node=_pair(row)) for row, cursor in rows]
        return MatchQueueAnswer(pairs=MatchPairConnection(edges=edges, **paged(found.page)), **carried(found))


@strawberry.type(description="What a safety reviewer decides.")
class IdentityMutation:
    @strawberry.mutation(description="Two records are one person, or plausibly so; what is said stays as it is.")
    async def merge_people(
        self, info: Info, input: Annotated[MergePeopleInput, strawberry.argument(description="Which records.")]
    ) -> MergePeopleResult:
        said = said_as(identity.MergeInput, input)
        return await recorded(info, "mergePeople", said, identity.merge_people, _merged)

    @strawberry.mutation(description="Take a merge back: each record has again what was said of it.")
    async def split_people(
        self, info: Info, input: Annotated[SplitPeopleInput, strawberry.argument(description="Which merge.")]
    ) -> SplitPeopleResult:
        said = said_as(identity.DecisionInput, input)
        return await recorded(info, "splitPeople", said, identity.split_people, _split)

    @strawberry.mutation(description="Two records are two people; whoever the doubt held waits for a reviewer.")
    async def not_the_same(
        self, info: Info, input: Annotated[NotTheSameInput, strawberry.argument(description="Which pair.")]
    ) -> NotTheSameResult:
        said = said_as(identity.DecisionInput, input)
        return await recorded(
            info, "notTheSame", said, identity.not_the_same, lambda made: shaped(NotTheSamePayload, made)
        )

    @strawberry.mutation(description="Let a safety hold last on from today.")
    async def renew_hold(
        self, info: Info, input: Annotated[RenewHoldInput, strawberry.argument(description="Which hold.")]
    ) -> RenewHoldResult:
        said = said_as(holds.RenewInput, input)
        return await recorded(info, "renewHold", said, holds.renew_hold, lambda made: shaped(RenewHoldPayload, made))

    @strawberry.mutation(description="End a safety hold; whoever was held is screened again first.")
    async def end_hold(
        self, info: Info, input: Annotated[EndHoldInput, strawberry.argument(description="Which hold.")]
    ) -> EndHoldResult:
        said = said_as(holds.EndHoldInput, input)
        return await recorded(info, "endHold", said, holds.end_hold, lambda made: shaped(EndHoldPayload, made))
