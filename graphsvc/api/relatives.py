"""The work of reaching people: who the relatives are, what they said, how they are reached, and what was tried."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, is_dataclass
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any, TypeAlias, TypeVar

import strawberry

from graphsvc.api.base import node_id, shaped
from graphsvc.api.context import Info, carried
from graphsvc.api.enums import plain
from graphsvc.api.ids import key_of
from graphsvc.api.paging import USUAL_ROWS, After, First, PageInfo, Window, paged
from graphsvc.api.plans import stands
from graphsvc.api.problems import Answer, Refusal, refusal
from graphsvc.api.reach import PersonArg, RelativeArg
from graphsvc.api.reach_types import ATTEMPT_MODE, ATTEMPT_OUTCOME
from graphsvc.api.record_types import UserError
from graphsvc.api.recorded import written
from graphsvc.api.records import recorded, said_as
from graphsvc.api.relatives_types import (
    WILLINGNESS,
    CorrectFactInput,
    CorrectFactPayload,
    DraftSaved,
    EndTieInput,
    EndTiePayload,
    RecordAssessmentInput,
    RecordAssessmentPayload,
    RecordContactAttemptInput,
    RecordContactAttemptPayload,
    RecordContactPointInput,
    RecordContactPointPayload,
    RecordPersonInput,
    RecordPersonPayload,
    RecordTieInput,
    RecordTiePayload,
    RecordWarning,
    RecordWishInput,
    RecordWishPayload,
)
from graphsvc.importing.link import alike
from graphsvc.model.answers import Problem
from graphsvc.questions import drafts as saved
from graphsvc.questions.reach import attempts as log
from graphsvc.questions.reach.rows import Attempt
from graphsvc.records import attempts, facts, family_ties, relatives, routes, said
from graphsvc.records.corrections import FieldValue
from graphsvc.records.drafts import DraftKept, save_draft
from graphsvc.records.ledger import Desk, Refused
from graphsvc.records.stating import RecordedAnswer

Shown = TypeVar("Shown")
Said = TypeVar("Said")
Kept = TypeVar("Kept")
RecordPersonResult: TypeAlias = Annotated[
    RecordPersonPayload | DraftSaved | UserError | Refusal,
    strawberry.union("RecordPersonResult", description="Or why not."),
]
RecordTieResult: TypeAlias = Annotated[
    RecordTiePayload | DraftSaved | UserError | Refusal, strawberry.union("RecordTieResult", description="Or why not.")
]
EndTieResult: TypeAlias = Annotated[
    EndTiePayload | DraftSaved | UserError | Refusal, strawberry.union("EndTieResult", description="Or why not.")
]
CorrectFactResult: TypeAlias = Annotated[
    CorrectFactPayload | DraftSaved | UserError | Refusal,
    strawberry.union("CorrectFactResult", description="Or why not."),
]
RecordWishResult: TypeAlias = Annotated[
    RecordWishPayload | DraftSaved | UserError | Refusal,
    strawberry.union("RecordWishResult", description="Or why not."),
]
RecordAssessmentResult: TypeAlias = Annotated[
    RecordAssessmentPayload | DraftSaved | UserError | Refusal,
    strawberry.union("RecordAssessmentResult", description="Or why not."),
]
RecordContactPointResult: TypeAlias = Annotated[
    RecordContactPointPayload | DraftSaved | UserError | Refusal,
    strawberry.union("RecordContactPointResult", description="Or why not."),
]
RecordContactAttemptResult: TypeAlias = Annotated[
    RecordContactAttemptPayload | DraftSaved | UserError | Refusal,
    strawberry.union("RecordContactAttemptResult", description="Or why not."),
]


@dataclass(frozen=True)
class DraftInput:
    """A form to be kept. Whom it names is not looked at."""

    idempotency_key: str
    form: dict[str, Any]


async def kept(
    info: Info,
    name: str,
    given: Any,
    shape: type[Said],
    write: Callable[[Desk, Said], Awaitable[Kept | Refused | Problem]],
    show: Callable[[Kept], Shown],
    **more: Any,
) -> Shown | DraftSaved | UserError | Refusal:
    """The record or the draft of a form, the user error or the refusal."""
    if given.draft:
        return await recorded(info, name, DraftInput(given.idempotency_key, form_of(given)), _drafted(name), _saved)
    return await recorded(info, name, said_as(shape, given, **more), write, show)


def _as(info: Info, shape: type[Shown]) -> Callable[[RecordedAnswer], Shown]:
    """What shows a record of the family's work as that payload."""

    def show(made: RecordedAnswer) -> Shown:
        more = _MORE[shape](made) if shape in _MORE else {}
        return shape(statement_id=strawberry.ID(made.statement), **written(info, made), **more)  # type: ignore[call-arg]

    return show


def _drafted(name: str) -> Callable[[Desk, DraftInput], Awaitable[DraftKept | Refused | Problem]]:
    async def write(desk: Desk, said: DraftInput) -> DraftKept | Refused | Problem:
        return await save_draft(desk, name, said.idempotency_key, said.form)

    return write


def _saved(made: DraftKept) -> DraftSaved:
    return shaped(DraftSaved, made)


_MORE: dict[type, Callable[[RecordedAnswer], dict[str, Any]]] = {
    RecordPersonPayload: lambda made: {"person_id": node_id("Person", made.people[0])},
    RecordTiePayload: lambda made: {"warnings": [RecordWarning(code=c, sentence=s) for c, s in made.warnings]},
}
"""What some payloads have besides."""


def _receipt(made: attempts.ReceiptAnswer) -> RecordContactAttemptPayload:
    return shaped(RecordContactAttemptPayload, made)


def form_of(given: Any) -> dict[str, Any]:
    """An input as its client wrote it, without what says that it is a draft."""
    return {_camel(name): _told(value) for name, value in vars(given).items() if value is not None and name != "draft"}


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


def _told(value: Any) -> Any:
    if isinstance(value, list):
        return [_told(each) for each in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return form_of(value) if is_dataclass(value) else plain(value)


# ---- what is read -------------------------------------------------------------------------------------------------


@strawberry.type(description="One attempt, as it was logged.")
class LoggedAttempt:
    statement_id: strawberry.ID = strawberry.field(description="Id of the statement, for contest and reportError.")
    mode: str = strawberry.field(graphql_type=ATTEMPT_MODE, description="How.")
    at: datetime = strawberry.field(description="When.")
    by: strawberry.ID = strawberry.field(description="Staff id of who tried, or was called.")
    by_name: str | None = strawberry.field(description="Her name.")
    agency: str = strawberry.field(description="The agency that owns the statement.")
    outcome: str = strawberry.field(graphql_type=ATTEMPT_OUTCOME, description="What came of it.")
    next_step: str | None = strawberry.field(description="Then what.")
    inbound: bool = strawberry.field(description="Whether the relative came or called.")


@strawberry.type(description="An attempt in its list.")
class LoggedAttemptEdge:
    cursor: str = strawberry.field(description="Where this row stands in its list.")
    node: LoggedAttempt = strawberry.field(description="The attempt.")


@strawberry.type(description="Attempts, page by page.")
class LoggedAttemptConnection:
    edges: list[LoggedAttemptEdge] = strawberry.field(description="The rows of this page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="All attempts that the asker may see.")


@strawberry.type(description="What was tried with a relative for a person, and what she said.")
class ContactAttemptsAnswer(Answer):
    person_id: strawberry.ID = strawberry.field(description="Global id of the person.")
    relative_id: strawberry.ID = strawberry.field(description="Global id of the relative.")
    attempts: LoggedAttemptConnection = strawberry.field(description="The newest first.")
    willingness: str | None = strawberry.field(
        graphql_type=WILLINGNESS | None, description="What she said last; null: nobody wrote it down."
    )
    limits: str | None = strawberry.field(description="Limits that she set.")
    language: str | None = strawberry.field(description="Her language, BCP 47.")
    interpreter_needed: bool | None = strawberry.field(description="Whether an interpreter is needed; null: unknown.")
    ask_again_on: date | None = strawberry.field(description="Ask again on that day.")
    cool_down_until: date | None = strawberry.field(description="A pause after attempts without success; null: none.")
    best_next_time: str | None = strawberry.field(
        description="When to try, as stated or from what worked; null where there is no contact to be made."
    )


@strawberry.type(description="A form that its author saved and has not sent.")
class Draft:
    mutation: str = strawberry.field(description="The mutation that it is an input of.")
    idempotency_key: str = strawberry.field(description="The key under which to save it again, or to send it.")
    form: str = strawberry.field(description="The input as it was saved: JSON.")
    saved_at: datetime = strawberry.field(description="When.")


@strawberry.type(description="A draft in its list.")
class DraftEdge:
    cursor: str = strawberry.field(description="Where this row stands in its list.")
    node: Draft = strawberry.field(description="The draft.")


@strawberry.type(description="Drafts, page by page.")
class DraftConnection:
    edges: list[DraftEdge] = strawberry.field(description="The rows of this page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="All drafts of the asker.")


@strawberry.type(description="The asker's own drafts.")
class DraftsAnswer(Answer):
    drafts: DraftConnection = strawberry.field(description="The latest first.")


ContactAttemptsResult: TypeAlias = Annotated[
    ContactAttemptsAnswer | Refusal, strawberry.union("ContactAttemptsResult", description="The log, or why not.")
]
DraftsResult: TypeAlias = Annotated[
    DraftsAnswer | Refusal, strawberry.union("DraftsResult", description="The drafts, or why not.")
]


def _logged(row: Attempt) -> LoggedAttempt:
    return shaped(
        LoggedAttempt,
        row,
        statement_id=strawberry.ID(row.id),
        by=strawberry.ID(row.by),
        by_name=row.worker.name if row.worker else None,
        agency=row.owner,
    )


@strawberry.type(description="Questions about the work of reaching people.")
class RelativesQuery:
    @strawberry.field(description="What was tried with a relative for a person, and what she said.")
    async def contact_attempts(
        self, info: Info, person: PersonArg, relative: RelativeArg, first: First = USUAL_ROWS, after: After = None
    ) -> ContactAttemptsResult:
        context, key, other = info.context, key_of("Person", person), key_of("Person", relative)
        found = await context.answer(
            "contactAttempts",
            lambda sight: log.contact_attempts(
                context.graph,
                sight,
                context.site,
                person_id=sight.one(key),
                relative_id=sight.one(other),
                window=Window(first, after),
            ),
            about=(key, other),
        )
        if isinstance(found, Problem):
            return refusal(found)
        rows, word = zip(found.page.rows, found.page.cursors, strict=True), found.latest
        edges = [LoggedAttemptEdge(cursor=cursor, node=_logged(row)) for row, cursor in rows]
        return ContactAttemptsAnswer(
            person_id=node_id("Person", found.person),
            relative_id=node_id("Person", found.relative),
            attempts=LoggedAttemptConnection(edges=edges, **paged(found.page)),
            willingness=word.willingness if word else None,
            limits=word.limits if word else None,
            language=word.language if word else None,
            interpreter_needed=word.interpreter_needed if word else None,
            ask_again_on=word.ask_again_on if word else None,
            cool_down_until=found.cool_down_until,
            best_next_time=found.best_next_time,
            **carried(found),
        )

    @strawberry.field(description="The forms that you saved and have not sent; nobody else is shown them.")
    async def drafts(self, info: Info, first: First = USUAL_ROWS, after: After = None) -> DraftsResult:
        context = info.context
        found = await context.answer(
            "drafts", lambda sight: saved.drafts(context.graph, sight, window=Window(first, after))
        )
        if isinstance(found, Problem):
            return refusal(found)
        rows = zip(found.page.rows, found.page.cursors, strict=True)
        edges = [DraftEdge(cursor=cursor, node=shaped(Draft, row)) for row, cursor in rows]
        return DraftsAnswer(drafts=DraftConnection(edges=edges, **paged(found.page)), **carried(found))


# ---- what is recorded ---------------------------------------------------------------------------------------------

FORM = "The form."


@strawberry.type(description="What the family's workers record.")
class RelativesMutation:
    @strawberry.mutation(description="Record a relative of whom nothing was on file; she waits for a screen.")
    async def record_person(
        self, info: Info, input: Annotated[RecordPersonInput, strawberry.argument(description=FORM)]
    ) -> RecordPersonResult:
        write = partial(relatives.record_person, alike=alike)
        return await kept(info, "recordPerson", input, relatives.PersonInput, write, _as(info, RecordPersonPayload))

    @strawberry.mutation(description="Record what joins two people who are on file.")
    async def record_tie(
        self, info: Info, input: Annotated[RecordTieInput, strawberry.argument(description=FORM)]
    ) -> RecordTieResult:
        return await kept(
            info, "recordTie", input, family_ties.TieInput, family_ties.record_tie, _as(info, RecordTiePayload)
        )

    @strawberry.mutation(description="End a tie that your agency stated; it stays on file.")
    async def end_tie(
        self, info: Info, input: Annotated[EndTieInput, strawberry.argument(description=FORM)]
    ) -> EndTieResult:
        return await kept(info, "endTie", input, family_ties.EndTieInput, family_ties.end_tie, _as(info, EndTiePayload))

    @strawberry.mutation(description="State what your agency had wrong as it is; both statements stay on file.")
    async def correct_fact(
        self, info: Info, input: Annotated[CorrectFactInput, strawberry.argument(description=FORM)]
    ) -> CorrectFactResult:
        values = tuple(FieldValue(each.field, each.value) for each in input.correction)
        return await kept(
            info,
            "correctFact",
            input,
            facts.CorrectionInput,
            facts.correct_fact,
            _as(info, CorrectFactPayload),
            correction=values,
            statement=str(input.statement),
        )

    @strawberry.mutation(description="Record what a person wishes about a relative.")
    async def record_wish(
        self, info: Info, input: Annotated[RecordWishInput, strawberry.argument(description=FORM)]
    ) -> RecordWishResult:
        return await kept(info, "recordWish", input, said.WishInput, said.record_wish, _as(info, RecordWishPayload))

    @strawberry.mutation(description="Record what a relative said, and what was learned about her.")
    async def record_assessment(
        self, info: Info, input: Annotated[RecordAssessmentInput, strawberry.argument(description=FORM)]
    ) -> RecordAssessmentResult:
        return await kept(
            info,
            "recordAssessment",
            input,
            said.AssessmentInput,
            said.record_assessment,
            _as(info, RecordAssessmentPayload),
        )

    @strawberry.mutation(description="Record a way to reach somebody; its value leaves by reveal alone.")
    async def record_contact_point(
        self, info: Info, input: Annotated[RecordContactPointInput, strawberry.argument(description=FORM)]
    ) -> RecordContactPointResult:
        return await kept(
            info,
            "recordContactPoint",
            input,
            routes.ContactPointInput,
            routes.record_contact_point,
            _as(info, RecordContactPointPayload),
        )

    @strawberry.mutation(description="Record a contact that was tried or happened. It is never refused.")
    async def record_contact_attempt(
        self, info: Info, input: Annotated[RecordContactAttemptInput, strawberry.argument(description=FORM)]
    ) -> RecordContactAttemptResult:
        return await kept(
            info,
            "recordContactAttempt",
            input,
            attempts.AttemptInput,
            partial(attempts.record_contact_attempt, stands=stands),
            _receipt,
        )
