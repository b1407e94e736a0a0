"""familyDuty: an officer's way to the one or two adults of a family whom a duty needs."""

from typing import Annotated, Self, TypeAlias

import strawberry

from graphsvc.api.base import node_id, shaped
from graphsvc.api.context import Info, carried
from graphsvc.api.enums import code_enum_of, plain
from graphsvc.api.ids import key_of
from graphsvc.api.people import PERSON_ID
from graphsvc.api.problems import Answer, Reason, Refusal, refusal
from graphsvc.model.answers import Problem
from graphsvc.model.asker import Sight
from graphsvc.questions.reach import duty as question
from graphsvc.questions.reach.duty_rules import DUTIES

DUTY = code_enum_of("FamilyDutyKind", tuple(DUTIES), "For what duty a family is turned to.")
CHILDREN = code_enum_of("ChildrenHere", (question.YES, question.UNKNOWN), "Whether children live there: never a no.")


@strawberry.type(description="One adult whom the duty needs. Identifying data: no criminal connotation.")
class DutyAdult:
    person_id: strawberry.ID = strawberry.field(description="Global id of the person.")
    name: str = strawberry.field(description="Name.")
    relation: str = strawberry.field(description="What they are to the person.")
    language: str | None = strawberry.field(description="Language to speak, BCP 47; null: unknown.")
    interpreter: bool = strawberry.field(description="Whether an interpreter is needed.")
    cautions: list[Reason] = strawberry.field(description="What to mind.")

    @classmethod
    def from_model(cls, adult: question.DutyAdult) -> Self:
        """The GraphQL view."""
        cautions = [Reason.from_model(reason) for reason in adult.cautions]
        return shaped(cls, adult, person_id=node_id("Person", adult.person), cautions=cautions)


@strawberry.type(description="Whom a duty needs, and with which worker to go. A disclosure on record.")
class FamilyDutyAnswer(Answer):
    person_id: strawberry.ID = strawberry.field(description="Global id of the person.")
    name: str = strawberry.field(description="The person's name.")
    duty: str = strawberry.field(graphql_type=DUTY.type, description="Which duty.")
    reason: Reason = strawberry.field(description="What the duty is, or why nobody is named.")
    adults: list[DutyAdult] = strawberry.field(description="One or two, no more than the duty needs.")
    children_here: str = strawberry.field(graphql_type=CHILDREN.type, description="Whether children live there.")
    worker: str | None = strawberry.field(description="The worker to bring, by name.")
    worker_agency: str | None = strawberry.field(description="Code of the worker's agency.")
    notice: str = strawberry.field(description="What this information is, and is not.")


FamilyDutyResult: TypeAlias = Annotated[
    FamilyDutyAnswer | Refusal, strawberry.union("FamilyDutyResult", description="The adults, or why not.")
]


@strawberry.type(description="The question an officer may ask about a family.")
class FamilyDutyQuery:
    @strawberry.field(
        description="For an officer with an open case, or of a caseload: the one or two adults whom a duty needs."
    )
    async def family_duty(
        self,
        info: Info,
        person: Annotated[strawberry.ID, strawberry.argument(description=PERSON_ID)],
        duty: Annotated[str, strawberry.argument(description="Which duty.", graphql_type=DUTY.type)],
    ) -> FamilyDutyResult:
        context, key = info.context, key_of("Person", person)

        async def asked(sight: Sight) -> question.FamilyDutyAnswer | Problem:
            protective = await context.walks.protective(context.graph, sight.revision)
            return await question.family_duty(
                context.graph,
                sight,
                context.site,
                person_id=sight.one(key),
                duty=str(plain(duty)),
                protective=protective,
            )

        found = await context.answer("familyDuty", asked, about=key)
        if isinstance(found, Problem):
            return refusal(found)
        return shaped(
            FamilyDutyAnswer,
            found,
            person_id=node_id("Person", found.person),
            reason=Reason.from_model(found.reason),
            adults=[DutyAdult.from_model(adult) for adult in found.adults],
            **carried(found),
        )
