"""mayDisclose: whether another agency may be told something, and the entry of the log that would go with it."""

from datetime import date
from typing import Annotated, Self, TypeAlias

import strawberry

from graphsvc.api.base import node_id, shaped
from graphsvc.api.context import Info, carried
from graphsvc.api.enums import CODE, code_enum_of, plain
from graphsvc.api.ids import key_of
from graphsvc.api.people import PERSON_ID
from graphsvc.api.problems import Answer, Reason, Refusal, refusal
from graphsvc.api.rights_types import Disclosure
from graphsvc.model.answers import Problem
from graphsvc.model.codes import CODES
from graphsvc.questions.disclose import question

TELLABLE = code_enum_of(
    "Tellable",
    (*CODES["compartment"], *CODES["touchpoint_type"]),
    "What somebody may be told: statements of a compartment, or contacts with an agency of a type.",
)


@strawberry.type(description="The entry of the disclosure log, prepared and not written (803 CMR 7.11).")
class PreparedEntry:
    subject_name: str = strawberry.field(description="The person's name.")
    subject_born_on: date | None = strawberry.field(description="The person's birth date.")
    entry: Disclosure = strawberry.field(description="Date and time, agency, purpose, specific reason, record ids.")
    fields: list[str] = strawberry.field(description="Kinds of statement, as in bundles.")
    lawful_basis: str = strawberry.field(description="CONSENT or NEED_RIGHT_TO_KNOW.")
    consent: strawberry.ID | None = strawberry.field(description="The consent it rests on; a copy goes with it.")
    notice: str | None = strawberry.field(description="The notice that goes with it.")

    @classmethod
    def from_model(cls, prepared: question.PreparedEntry) -> Self:
        """The GraphQL view."""
        entry = prepared.entry
        told = shaped(Disclosure, entry, statements=[strawberry.ID(id) for id in entry.statements])
        return shaped(cls, prepared, entry=told, fields=list(prepared.fields))


@strawberry.type(description="Whether an agency may be told something about a person, and by what rule.")
class MayDiscloseAnswer(Answer):
    person_id: strawberry.ID = strawberry.field(description="Global id of the person.")
    what: str = strawberry.field(graphql_type=TELLABLE.type, description="What was asked about.")
    to: str = strawberry.field(description="Code of the agency.")
    sector: str = strawberry.field(graphql_type=CODE["sector"], description="The agency's sector.")
    may: bool = strawberry.field(description="Yes or no.")
    rule: Reason = strawberry.field(description="The first rule that holds, with its source.")
    word: str = strawberry.field(description="What the policies give that sector of it, a word of the two tables.")
    consent: strawberry.ID | None = strawberry.field(description="The consent it rests on, if one is needed.")
    may_be_said: str | None = strawberry.field(description="What may be said; null: nothing.")
    next_step: str = strawberry.field(description="What to do now.")
    notice: str | None = strawberry.field(description="The notice that goes with it (42 CFR 2.32).")
    prepared: PreparedEntry | None = strawberry.field(description="The entry to log; nothing is written by asking.")


MayDiscloseResult: TypeAlias = Annotated[
    MayDiscloseAnswer | Refusal, strawberry.union("MayDiscloseResult", description="Yes or no, or why not asked.")
]


@strawberry.type(description="The question whether something may be told.")
class DiscloseQuery:
    @strawberry.field(
        description="May I tell that agency this? By consent, compartment and rule; asking tells nobody anything."
    )
    async def may_disclose(
        self,
        info: Info,
        person: Annotated[strawberry.ID, strawberry.argument(description=PERSON_ID)],
        what: Annotated[str, strawberry.argument(description="What.", graphql_type=TELLABLE.type)],
        to: Annotated[str, strawberry.argument(description="Code of the agency, as in agencies.")],
    ) -> MayDiscloseResult:
        context, key = info.context, key_of("Person", person)
        recipients = context.recipients
        assert recipients is not None
        found = await context.answer(
            "mayDisclose",
            lambda sight: question.may_disclose(
                context.graph,
                sight,
                context.site,
                recipients,
                person_id=sight.one(key),
                what=str(plain(what)),
                to=to,
            ),
            about=key,
        )
        if isinstance(found, Problem):
            return refusal(found)
        prepared = PreparedEntry.from_model(found.prepared) if found.prepared else None
        return shaped(
            MayDiscloseAnswer,
            found,
            person_id=node_id("Person", found.person),
            rule=Reason.from_model(found.rule),
            prepared=prepared,
            **carried(found),
        )
