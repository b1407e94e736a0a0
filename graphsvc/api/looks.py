"""Fields about who looked at whom: for privacy officers and auditors."""

from datetime import datetime
from typing import Annotated, TypeAlias

import strawberry

from graphsvc.api.base import shaped
from graphsvc.api.context import Info, carried
from graphsvc.api.enums import CODE, listed
from graphsvc.api.ids import key_of
from graphsvc.api.paging import USUAL_ROWS, After, First, PageInfo, Window, paged
from graphsvc.api.problems import Answer, Refusal, refusal
from graphsvc.model.answers import Problem
from graphsvc.questions import looks

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


AccessReportResult: TypeAlias = Annotated[
    AccessReportAnswer | Refusal, strawberry.union("AccessReportResult", description="The looks, or why not.")
]
MisuseReportResult: TypeAlias = Annotated[
    MisuseReportAnswer | Refusal, strawberry.union("MisuseReportResult", description="The users, or why not.")
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
