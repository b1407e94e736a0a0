"""The right to be right: contests and their answers, what was shown to whom, a person's own file."""

from typing import Annotated, Any, TypeAlias

import strawberry

from graphsvc.api.base import node_id, shaped
from graphsvc.api.context import Info, carried
from graphsvc.api.enums import plain
from graphsvc.api.ids import key_of
from graphsvc.api.paging import USUAL_ROWS, After, First, Window, paged
from graphsvc.api.people import PERSON_ID
from graphsvc.api.problems import Refusal, refusal
from graphsvc.api.record_types import UserError
from graphsvc.api.records import recorded, said_as
from graphsvc.api.rights_types import (
    AnswerContestInput,
    AnswerContestPayload,
    Contest,
    ContestConnection,
    ContestEdge,
    ContestInput,
    ContestPayload,
    ContestsAnswer,
    Correction,
    CorrectionConnection,
    CorrectionEdge,
    CorrectionsAnswer,
    Disclosure,
    DisclosureConnection,
    DisclosureEdge,
    DisclosuresAnswer,
    FileRow,
    ReportErrorInput,
    ReportErrorPayload,
    SubjectFileAnswer,
)
from graphsvc.model.answers import Problem
from graphsvc.questions import rights, subject_file
from graphsvc.records import contests
from graphsvc.records.corrections import FieldValue

PersonArg: TypeAlias = Annotated[strawberry.ID, strawberry.argument(description=PERSON_ID)]
StatementArg: TypeAlias = Annotated[
    strawberry.ID | None, strawberry.argument(description="Of one statement; left out: yours to answer, or by you.")
]
ContestResult: TypeAlias = Annotated[
    ContestPayload | UserError | Refusal, strawberry.union("ContestResult", description="Or why not.")
]
ReportErrorResult: TypeAlias = Annotated[
    ReportErrorPayload | UserError | Refusal, strawberry.union("ReportErrorResult", description="Or why not.")
]
AnswerContestResult: TypeAlias = Annotated[
    AnswerContestPayload | UserError | Refusal, strawberry.union("AnswerContestResult", description="Or why not.")
]
ContestsResult: TypeAlias = Annotated[
    ContestsAnswer | Refusal, strawberry.union("ContestsResult", description="The contests, or why not.")
]
CorrectionsResult: TypeAlias = Annotated[
    CorrectionsAnswer | Refusal, strawberry.union("CorrectionsResult", description="The corrections, or why not.")
]
DisclosuresResult: TypeAlias = Annotated[
    DisclosuresAnswer | Refusal, strawberry.union("DisclosuresResult", description="The disclosures, or why not.")
]
SubjectFileResult: TypeAlias = Annotated[
    SubjectFileAnswer | Refusal, strawberry.union("SubjectFileResult", description="The file, or why not.")
]


def _edges(edge: Any, nodes: list[Any], cursors: tuple[str, ...]) -> list[Any]:
    return [edge(cursor=cursor, node=node) for node, cursor in zip(nodes, cursors, strict=True)]


def _contest(one: rights.Contest) -> Contest:
    return shaped(Contest, one, people=[node_id("Person", person) for person in one.people])


def _disclosure(one: Any) -> Disclosure:
    return shaped(Disclosure, one, statements=[strawberry.ID(id) for id in one.statements])


def _row(one: subject_file.FileRow) -> FileRow:
    return shaped(FileRow, one, contests=list(one.contests), disclosed_to=list(one.disclosed_to))


@strawberry.type(description="Questions about what was questioned, corrected and disclosed.")
class RightsQuery:
    @strawberry.field(description="What was questioned about a statement; without one, yours to answer and by you.")
    async def contests(
        self, info: Info, statement: StatementArg = None, first: First = USUAL_ROWS, after: After = None
    ) -> ContestsResult:
        context, wanted = info.context, str(statement) if statement else None
        found = await context.answer(
            "contests",
            lambda sight: rights.contests(
                context.graph,
                sight,
                context.site,
                statement=wanted,
                window=Window(first, after),
                may_answer=contests.may_answer,
            ),
        )
        if isinstance(found, Problem):
            return refusal(found)
        edges = _edges(ContestEdge, [_contest(one) for one in found.page.rows], found.page.cursors)
        return ContestsAnswer(contests=ContestConnection(edges=edges, **paged(found.page)), **carried(found))

    @strawberry.field(description="What you received and its owner answered for since; for an officer, her agency.")
    async def corrections(self, info: Info, first: First = USUAL_ROWS, after: After = None) -> CorrectionsResult:
        context = info.context
        found = await context.answer(
            "corrections",
            lambda sight: rights.corrections(
                context.graph, sight, context.disclosed.received, window=Window(first, after)
            ),
        )
        if isinstance(found, Problem):
            return refusal(found)
        edges = _edges(CorrectionEdge, [shaped(Correction, one) for one in found.page.rows], found.page.cursors)
        return CorrectionsAnswer(corrections=CorrectionConnection(edges=edges, **paged(found.page)), **carried(found))

    @strawberry.field(description="Who was shown what about one person, as 803 CMR 7.11 asks.")
    async def disclosures(
        self, info: Info, person: PersonArg, first: First = USUAL_ROWS, after: After = None
    ) -> DisclosuresResult:
        context, key = info.context, key_of("Person", person)
        found = await context.answer(
            "disclosures",
            lambda sight: rights.disclosures(
                context.graph,
                sight,
                context.site,
                context.disclosed.received,
                person_id=sight.one(key),
                window=Window(first, after),
            ),
            about=key,
        )
        if isinstance(found, Problem):
            return refusal(found)
        edges = _edges(DisclosureEdge, [_disclosure(one) for one in found.page.rows], found.page.cursors)
        return shaped(
            DisclosuresAnswer,
            found,
            person_id=node_id("Person", found.person),
            disclosures=DisclosureConnection(edges=edges, **paged(found.page)),
            **carried(found),
        )

    @strawberry.field(
        description="What is on file about a person, in plain language, as far as the person may be told."
    )
    async def subject_file(self, info: Info, person: PersonArg) -> SubjectFileResult:
        context, key = info.context, key_of("Person", person)
        found = await context.answer(
            "subjectFile",
            lambda sight: subject_file.subject_file(
                context.graph, sight, context.site, context.disclosed.received, person_id=sight.one(key)
            ),
            about=key,
        )
        if isinstance(found, Problem):
            return refusal(found)
        rows = [_row(one) for one in found.statements]
        return shaped(
            SubjectFileAnswer, found, person_id=node_id("Person", found.person), statements=rows, **carried(found)
        )


@strawberry.type(description="What is questioned, and how it is answered.")
class RightsMutation:
    @strawberry.mutation(description="Question a statement: it is no ground for anything until it is answered.")
    async def contest(
        self, info: Info, input: Annotated[ContestInput, strawberry.argument(description="What, and why.")]
    ) -> ContestResult:
        said = said_as(contests.ContestInput, input)
        return await recorded(info, "contest", said, contests.contest, lambda made: shaped(ContestPayload, made))

    @strawberry.mutation(description="Report an error: its owner must look at it; until then the statement stands.")
    async def report_error(
        self, info: Info, input: Annotated[ReportErrorInput, strawberry.argument(description="What, and why.")]
    ) -> ReportErrorResult:
        said = said_as(contests.ContestInput, input)
        return await recorded(
            info, "reportError", said, contests.report_error, lambda made: shaped(ReportErrorPayload, made)
        )

    @strawberry.mutation(description="Answer a contest: the statement was wrong, or it stands, with the reason.")
    async def answer_contest(
        self, info: Info, input: Annotated[AnswerContestInput, strawberry.argument(description="The answer.")]
    ) -> AnswerContestResult:
        said = contests.AnswerInput(
            idempotency_key=input.idempotency_key,
            contest=str(input.contest),
            outcome=str(plain(input.outcome)),
            reason=input.reason,
            seal=input.seal,
            correction=tuple(FieldValue(each.field, each.value) for each in input.correction),
        )
        return await recorded(
            info, "answerContest", said, contests.answer_contest, lambda made: shaped(AnswerContestPayload, made)
        )
