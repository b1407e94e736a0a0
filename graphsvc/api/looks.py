"""Fields about who looked at whom: for privacy officers and auditors."""

from datetime import datetime
from typing import Annotated, Any, TypeAlias

import strawberry

from graphsvc.api.base import node_id, shaped
from graphsvc.api.context import Info, carried
from graphsvc.api.enums import CODE, listed
from graphsvc.api.ids import key_of
from graphsvc.api.paging import USUAL_ROWS, After, First, PageInfo, Window, paged
from graphsvc.api.problems import Answer, Refusal, refusal
from graphsvc.model.answers import Problem
from graphsvc.questions import looks, review

PersonArg: TypeAlias = Annotated[
    strawberry.ID | None, strawberry.argument(description="The person: a global id, or the id used in bundles.")
]
HashArg: TypeAlias = Annotated[str | None, strawberry.argument(description="Or their hash, from misuseReport.")]


@strawberry.type(description="One field of one answer or refusal.")
class Look:
    answer_id: str = strawberry.field(description="Id of the answer, as its extensions carried it.")
    at: datetime = strawberry.field(description="When.")
    user: str = strawberry.field(description="User id of who asked.")
    agency: str = strawberry.field(description="Agency of who asked.")
    roles: list[str] = strawberry.field(graphql_type=listed("role"), description="Roles of who asked.")
    purpose: str | None = strawberry.field(
        graphql_type=CODE["purpose"] | None, description="For what; null: none open."
    )
    case_id: str | None = strawberry.field(description="Case of that purpose.")
    reason_code: str | None = strawberry.field(description="Reason given with that purpose.")
    field: str = strawberry.field(description="What was asked: the field, and its kind.")
    decision: str = strawberry.field(description="ALLOWED, or the code of what it came to.")


@strawberry.type(description="A look in its list.")
class LookEdge:
    cursor: str = strawberry.field(description="Where this row stands in its list.")
    node: Look = strawberry.field(description="The look.")


@strawberry.type(description="Looks, page by page.")
class LookConnection:
    edges: list[LookEdge] = strawberry.field(description="The rows of this page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="All looks on record.")


@strawberry.type(description="Who looked at one person, and why.")
class AccessReportAnswer(Answer):
    looks: LookConnection = strawberry.field(description="The newest first; none for somebody unknown.")


@strawberry.type(description="A user who often looked at one person.")
class FrequentLooks:
    user: str = strawberry.field(description="User id.")
    agency: str = strawberry.field(description="Agency of the user.")
    person_hash: str = strawberry.field(description="Keyed hash of the person: give it to accessReport.")
    answers: int = strawberry.field(description="In how many answers.")
    first_at: datetime = strawberry.field(description="The first of them.")
    last_at: datetime = strawberry.field(description="The last of them.")


@strawberry.type(description="A row in its list.")
class FrequentLooksEdge:
    cursor: str = strawberry.field(description="Where this row stands in its list.")
    node: FrequentLooks = strawberry.field(description="The user and the person.")


@strawberry.type(description="Frequent looks, page by page.")
class FrequentLooksConnection:
    edges: list[FrequentLooksEdge] = strawberry.field(description="The rows of this page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="All pairs of a user and a person.")


@strawberry.type(description="Users who looked at the same person more often than the site's threshold.")
class MisuseReportAnswer(Answer):
    frequent: FrequentLooksConnection = strawberry.field(description="The most looks first.")


@strawberry.type(description="A line of the audit log about one answer.")
class AuditEntry:
    look: Look = strawberry.field(description="Who asked what, for what, and what was decided.")
    rows: int = strawberry.field(description="How many rows left with it.")
    policy_version: str = strawberry.field(description="The policy that decided it.")
    people: list[str] = strawberry.field(description="Keyed hashes of the people it was about.")


@strawberry.type(description="A statement that was on record when the answer was given.")
class StatementOnFile:
    statement_id: strawberry.ID = strawberry.field(description="Its id.")
    noun: str = strawberry.field(description="What it is a row of, as in bundles.")
    owner: str = strawberry.field(description="Agency that owns it.")
    recorded_at: datetime | None = strawberry.field(description="When it was recorded; null: before that was kept.")
    questioned_since: bool = strawberry.field(description="Whether it was questioned since.")


@strawberry.type(description="What is on record of one answer.")
class ReviewedAnswer(Answer):
    answer_id: str = strawberry.field(description="Id of the answer, as its extensions carried it.")
    known_at: datetime = strawberry.field(description="The instant as of which it was made: recorded time.")
    same_policy: bool = strawberry.field(description="Whether the policy of then is the one in force now.")
    entries: list[AuditEntry] = strawberry.field(description="Its lines, in the order written.")
    person_id: strawberry.ID | None = strawberry.field(description="The person named by the reviewer.")
    named: bool | None = strawberry.field(description="Whether the answer was about them; null: nobody was named.")
    statements: list[StatementOnFile] = strawberry.field(description="If so: what was on record about them then.")


AccessReportResult: TypeAlias = Annotated[
    AccessReportAnswer | Refusal, strawberry.union("AccessReportResult", description="The looks, or why not.")
]
MisuseReportResult: TypeAlias = Annotated[
    MisuseReportAnswer | Refusal, strawberry.union("MisuseReportResult", description="The users, or why not.")
]


ReviewAnswerResult: TypeAlias = Annotated[
    ReviewedAnswer | Refusal, strawberry.union("ReviewAnswerResult", description="What is on record, or why not.")
]


@strawberry.type(description="Questions about looks.")
class LooksQuery:
    @strawberry.field(description="Who looked at a person, when, for what and by which reason; refused looks too.")
    async def access_report(
        self,
        info: Info,
        person: PersonArg = None,
        person_hash: HashArg = None,
        first: First = USUAL_ROWS,
        after: After = None,
    ) -> AccessReportResult:
        context, key = info.context, key_of("Person", person) if person else None
        found = await context.answer(
            "accessReport",
            lambda sight: looks.access_report(
                context.audit,
                sight,
                records=sight.records(key) if key else (),
                hashed=person_hash,
                window=Window(first, after),
            ),
            about=key,
        )
        if isinstance(found, Problem):
            return refusal(found)
        rows = zip(found.page.rows, found.page.cursors, strict=True)
        edges = [LookEdge(cursor=cursor, node=shaped(Look, row, roles=list(row.roles))) for row, cursor in rows]
        return AccessReportAnswer(looks=LookConnection(edges=edges, **paged(found.page)), **carried(found))

    @strawberry.field(description="Users who looked at the same person more often than the site allows without a word.")
    async def misuse_report(self, info: Info, first: First = USUAL_ROWS, after: After = None) -> MisuseReportResult:
        context = info.context
        found = await context.answer(
            "misuseReport",
            lambda sight: looks.misuse_report(context.audit, sight, context.site, window=Window(first, after)),
        )
        if isinstance(found, Problem):
            return refusal(found)
        rows = zip(found.page.rows, found.page.cursors, strict=True)
        edges = [
            FrequentLooksEdge(cursor=cursor, node=shaped(FrequentLooks, row, person_hash=row.hashed))
            for row, cursor in rows
        ]
        listed_ = FrequentLooksConnection(edges=edges, **paged(found.page))
        return MisuseReportAnswer(frequent=listed_, **carried(found))

    @strawberry.field(description="What is on record of one answer, and what was on file when it was given.")
    async def review_answer(
        self,
        info: Info,
        answer_id: Annotated[str, strawberry.argument(description="Id that the answer's extensions carried.")],
        person: PersonArg = None,
    ) -> ReviewAnswerResult:
        context, key = info.context, key_of("Person", person) if person else None
        found = await context.answer(
            "reviewAnswer",
            lambda sight: review.review_answer(
                context.graph, sight, context.site, context.audit, answer_id=answer_id, person_id=key
            ),
            about=key,
        )
        if isinstance(found, Problem):
            return refusal(found)
        return shaped(
            ReviewedAnswer,
            found,
            entries=[_entry(entry) for entry in found.entries],
            person_id=node_id("Person", found.person) if found.person else None,
            statements=[shaped(StatementOnFile, each) for each in found.statements],
            **carried(found),
        )


def _look(row: Any) -> Look:
    return shaped(Look, row, roles=list(row.roles))


def _entry(entry: Any) -> AuditEntry:
    return shaped(AuditEntry, entry, look=_look(entry.look), people=sorted(entry.look.hashes))
