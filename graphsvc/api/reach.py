"""Fields about relatives to reach: the lists, why not, the screen, and the value of a route."""

from datetime import date, datetime
from typing import Annotated, TypeAlias

import strawberry

from graphsvc.api.base import node_id, shaped
from graphsvc.api.context import Info, carried
from graphsvc.api.enums import code_enum
from graphsvc.api.ids import key_of
from graphsvc.api.problems import Answer, Reason, Refusal, refusal
from graphsvc.api.reach_types import CONTACT_KIND, ListCount, RelativesToReachAnswer, Reordered
from graphsvc.errors import InputRefused
from graphsvc.model.answers import Problem
from graphsvc.model.asker import Sight
from graphsvc.questions.reach import checks, question

SCREEN_RESULT = code_enum("screen_result", "What a screen came to.")
PersonArg = Annotated[strawberry.ID, strawberry.argument(description="The person whom the plan is about.")]
RelativeArg = Annotated[strawberry.ID, strawberry.argument(description="The relative.")]
AsOfArg = Annotated[
    date | None, strawberry.argument(description="Day whose facts to use; exclusions are always those of today.")
]


@strawberry.type(description="Where a relative stands, and what kept them lower.")
class WhyNotAnswer(Answer):
    relative_id: strawberry.ID = strawberry.field(description="Global id of the relative.")
    stands: str = strawberry.field(description="The list or band.")
    position: int | None = strawberry.field(description="Place in the band, from 1.")
    reason: Reason | None = strawberry.field(description="The first rule that kept them lower; null: nothing did.")
    would_move: str | None = strawberry.field(description="What would move them.")


@strawberry.type(description="Whether a relative may be contacted. Whatever is not known is HOLD.")
class SafetyScreenAnswer(Answer):
    result: str = strawberry.field(graphql_type=SCREEN_RESULT, description="What it comes to.")
    sentence: str = strawberry.field(description="In plain words.")
    screened_on: date | None = strawberry.field(description="Day of the last valid screen.")
    next_screen_by: date | None = strawberry.field(description="Day by which to screen again.")
    reasons: list[Reason] = strawberry.field(description="The lines that apply, for a safety reviewer alone.")


@strawberry.type(description="The value of one way to reach a relative. Each look is logged.")
class RevealAnswer(Answer):
    contact_point_id: strawberry.ID = strawberry.field(description="Which way.")
    person_id: strawberry.ID = strawberry.field(description="Global id of whom it reaches.")
    kind: str = strawberry.field(graphql_type=CONTACT_KIND, description="What it is.")
    value: str = strawberry.field(description="Number or address.")
    label: str | None = strawberry.field(description="In plain words.")
    shared_with: list[str] = strawberry.field(description="Who else answers or reads it.")
    may_leave_message: bool = strawberry.field(description="Whether a message may be left.")
    may_say_who_calls: bool = strawberry.field(description="Whether the caller may say who calls.")
    may_text: bool = strawberry.field(description="Whether a text may be sent.")
    interpreter: bool = strawberry.field(description="Whether an interpreter is needed.")
    language: str | None = strawberry.field(description="BCP 47.")
    until: datetime = strawberry.field(description="Look again after this moment.")


RelativesToReachResult: TypeAlias = Annotated[
    RelativesToReachAnswer | Refusal, strawberry.union("RelativesToReachResult", description="The lists, or why not.")
]
WhyNotResult: TypeAlias = Annotated[
    WhyNotAnswer | Refusal, strawberry.union("WhyNotResult", description="The rule, or why not.")
]
SafetyScreenResult: TypeAlias = Annotated[
    SafetyScreenAnswer | Refusal, strawberry.union("SafetyScreenResult", description="The screen, or why not.")
]
RevealResult: TypeAlias = Annotated[
    RevealAnswer | Refusal, strawberry.union("RevealResult", description="The value, or why not.")
]


@strawberry.type(description="Questions about relatives to reach.")
class ReachQuery:
    @strawberry.field(description="Whom to reach for one person, in lists and bands, each place with its reasons.")
    async def relatives_to_reach(self, info: Info, person: PersonArg, as_of: AsOfArg = None) -> RelativesToReachResult:
        context, key = info.context, key_of("Person", person)
        day = context.day(as_of)

        async def asked(sight: Sight) -> question.ReachAnswer | Problem:
            protective = await context.walks.protective(context.graph, sight.revision)
            return await question.relatives_to_reach(
                context.graph,
                sight,
                context.site,
                person_id=sight.one(key),
                as_of=day,
                protective=protective,
                reads=context.cases.read,
            )

        found = await context.answer("relativesToReach", asked, about=key)
        if isinstance(found, Problem):
            return refusal(found)
        counts = [ListCount(name=name, total=total) for name, total in found.counts]
        return shaped(
            RelativesToReachAnswer,
            found,
            person_id=node_id("Person", found.person),
            counts=counts,
            gaps=list(found.gaps),
            reordered=Reordered.from_model(found.reordered) if found.reordered else None,
            **carried(found),
        )

    @strawberry.field(description="The first rule that kept a relative lower, and what would move them.")
    async def why_not(
        self, info: Info, person: PersonArg, relative: RelativeArg, as_of: AsOfArg = None
    ) -> WhyNotResult:
        context, key, other = info.context, key_of("Person", person), key_of("Person", relative)
        day = context.day(as_of)
        found = await context.answer(
            "whyNot",
            lambda sight: checks.why_not(
                context.graph,
                sight,
                context.site,
                person_id=sight.one(key),
                relative_id=sight.one(other),
                as_of=day,
            ),
            about=(key, other),
        )
        if isinstance(found, Problem):
            return refusal(found)
        reason = Reason.from_model(found.reason) if found.reason else None
        return shaped(
            WhyNotAnswer, found, relative_id=node_id("Person", found.relative), reason=reason, **carried(found)
        )

    @strawberry.field(description="Whether a relative may be contacted; a typed name that is not on file is HOLD.")
    async def safety_screen(
        self,
        info: Info,
        person: PersonArg,
        relative: Annotated[
            strawberry.ID | None, strawberry.argument(description="The relative, when on file.")
        ] = None,
        name: Annotated[str | None, strawberry.argument(description="A typed name, when not on file.")] = None,
    ) -> SafetyScreenResult:
        context, key = info.context, key_of("Person", person)
        if (relative is None) == (name is None):
            raise InputRefused("Give relative or name, one of them.", "A typed name answers HOLD.")
        other = key_of("Person", relative) if relative else None
        found = await context.answer(
            "safetyScreen",
            lambda sight: checks.safety_screen(
                context.graph,
                sight,
                context.site,
                person_id=sight.one(key),
                relative_id=sight.one(other) if other else None,
            ),
            about=(key, other),
        )
        if isinstance(found, Problem):
            return refusal(found)
        reasons = [Reason.from_model(each) for each in found.reasons]
        return shaped(SafetyScreenAnswer, found, reasons=reasons, **carried(found))

    @strawberry.field(description="The value of a way to reach a relative, after a passed screen; each look is logged.")
    async def reveal(
        self,
        info: Info,
        contact_point_id: Annotated[strawberry.ID, strawberry.argument(description="From a relative's routes.")],
    ) -> RevealResult:
        context, key = info.context, key_of("ContactPoint", contact_point_id)
        found = await context.answer(
            "reveal", lambda sight: checks.reveal(context.graph, sight, context.site, contact_point_id=key)
        )
        if isinstance(found, Problem):
            return refusal(found)
        return shaped(
            RevealAnswer,
            found,
            contact_point_id=strawberry.ID(found.contact_point),
            person_id=node_id("Person", found.person),
            shared_with=list(found.shared_with),
            **carried(found),
        )
