"""Fields about kinship worked out from parents and unions: between two people, around one, and what cannot be."""

from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from graphsvc.api.base import shaped
from graphsvc.api.context import Context, Info, carried
from graphsvc.api.enums import CODE, plain
from graphsvc.api.family_types import (
    KinIssue,
    KinIssuesAnswer,
    KinLine,
    KinPerson,
    KinshipAnswer,
    RelatedConnection,
    RelativesAnswer,
    StatedKin,
)
from graphsvc.api.ids import key_of
from graphsvc.api.kinship import AsOf, PersonId
from graphsvc.api.paging import USUAL_ROWS, After, First, Window
from graphsvc.api.problems import Refusal, refusal
from graphsvc.model.answers import Problem
from graphsvc.model.asker import Sight
from graphsvc.questions.family import answer, ask, near
from graphsvc.questions.family.read import Asking

Other: TypeAlias = Annotated[
    strawberry.ID, strawberry.argument(description="The one whom it is asked about: a global id, or a bundle's.")
]
MaxDegree: TypeAlias = Annotated[
    int, strawberry.argument(description="Civil-law degree, a marriage counting one: first cousins are of degree 4.")
]
OneSide: TypeAlias = Annotated[
    str | None,
    strawberry.argument(
        description="MATERNAL or PATERNAL: that side alone. Left out: all, and those on no side.",
        graphql_type=CODE["side"] | None,
    ),
]
LivingAt: TypeAlias = Annotated[
    date | None, strawberry.argument(description="Day for which it is told who lives. Left out: the day asked about.")
]
WithStep: TypeAlias = Annotated[bool, strawberry.argument(description="Whether step relatives are shown.")]
WithInLaws: TypeAlias = Annotated[
    bool, strawberry.argument(description="Whether a spouse's relatives and relatives' spouses are shown.")
]
KinshipResult: TypeAlias = Annotated[
    KinshipAnswer | Refusal, strawberry.union("KinshipResult", description="How they are related, or why not.")
]
RelativesResult: TypeAlias = Annotated[
    RelativesAnswer | Refusal, strawberry.union("RelativesResult", description="The relatives, or why not.")
]
KinIssuesResult: TypeAlias = Annotated[
    KinIssuesAnswer | Refusal, strawberry.union("KinIssuesResult", description="What cannot be, or why not.")
]


@strawberry.type(description="Questions about kinship worked out.")
class FamilyQuery:
    @strawberry.field(description="What b is to a: every line between them, nearest first, and what was stated.")
    async def kinship(self, info: Info, a: PersonId, b: Other, as_of: AsOf = None) -> KinshipResult:
        context, one, other = info.context, key_of("Person", a), key_of("Person", b)
        day = context.day(as_of)

        async def asked(sight: Sight) -> answer.KinshipAnswer | Problem:
            return await ask.kinship(
                await _asking(context, sight, day), person_id=sight.one(one), other_id=sight.one(other)
            )

        found = await context.answer("kinship", asked, about=(one, other))
        if isinstance(found, Problem):
            return refusal(found)
        return shaped(
            KinshipAnswer,
            found,
            a=KinPerson.from_model(found.person),
            b=KinPerson.from_model(found.other),
            lines=[KinLine.from_model(each) for each in found.lines],
            stated=[StatedKin.from_model(each) for each in found.stated],
            contradictions=[KinIssue.from_model(each) for each in found.contradictions],
            **carried(found),
        )

    @strawberry.field(description="A person's relatives to a degree, nearest first, each with the nearest line there.")
    async def relatives(
        self,
        info: Info,
        person: PersonId,
        max_degree: MaxDegree = near.USUAL_DEGREE,
        side: OneSide = None,
        living_at: LivingAt = None,
        include_step: WithStep = True,
        include_in_laws: WithInLaws = True,
        as_of: AsOf = None,
        first: First = USUAL_ROWS,
        after: After = None,
    ) -> RelativesResult:
        context, key = info.context, key_of("Person", person)
        day, window = context.day(as_of), Window(first, after)

        async def asked(sight: Sight) -> answer.RelativesAnswer | Problem:
            wish = near.RelativesAsked(
                person=sight.one(key),
                living_at=living_at or day,
                degree=max_degree,
                side=plain(side),
                step=include_step,
                in_laws=include_in_laws,
            )
            return await near.relatives(await _asking(context, sight, day), wish, window)

        found = await context.answer("relatives", asked, about=key)
        if isinstance(found, Problem):
            return refusal(found)
        return shaped(
            RelativesAnswer,
            found,
            person=KinPerson.from_model(found.person),
            relatives=RelatedConnection.from_model(found.page),
            **carried(found),
        )

    @strawberry.field(description="What in a person's family cannot be as it is on file, and what to do next.")
    async def kin_issues(self, info: Info, person: PersonId, as_of: AsOf = None) -> KinIssuesResult:
        context, key = info.context, key_of("Person", person)
        day = context.day(as_of)

        async def asked(sight: Sight) -> answer.KinIssuesAnswer | Problem:
            return await ask.kin_issues(await _asking(context, sight, day), person_id=sight.one(key))

        found = await context.answer("kinIssues", asked, about=key)
        if isinstance(found, Problem):
            return refusal(found)
        return shaped(
            KinIssuesAnswer,
            found,
            person=KinPerson.from_model(found.person),
            issues=[KinIssue.from_model(each) for each in found.issues],
            **carried(found),
        )


async def _asking(context: Context, sight: Sight, day: date) -> Asking:
    walks = context.walks
    world = await walks.world(sight.revision)
    protective = walks.protective_in(world, context.graph)
    return Asking(context.graph, sight, context.site, protective, day, walks.families, walks.shelves, world)
