"""Many people at a glance: one row a person, page by page or all of them as CSV, and one line of the audit log."""

from datetime import date
from typing import Annotated, Self, TypeAlias

import strawberry

from graphsvc.api.base import node_id, shaped
from graphsvc.api.context import Info, carried
from graphsvc.api.ids import key_of
from graphsvc.api.paging import USUAL_ROWS, After, First, PageInfo, Window, paged
from graphsvc.api.problems import Answer, Reason, Refusal, refusal
from graphsvc.api.reach import AsOfArg
from graphsvc.api.reach_types import ListCount
from graphsvc.errors import InputRefused
from graphsvc.model.answers import Problem
from graphsvc.model.asker import Sight
from graphsvc.model.paging import page_of
from graphsvc.questions.reach import overview, overview_rows

PeopleArg: TypeAlias = Annotated[
    list[strawberry.ID] | None,
    strawberry.argument(
        description="At most 500 people; left out: your list, which is your caseload, your supervisees' or the"
        " programme's. Whoever is not yours to ask about has no row."
    ),
]


@strawberry.type(description="One person at a glance: what is due, what is missing, how many relatives stand where.")
class ReachOverviewRow:
    person_id: strawberry.ID = strawberry.field(description="Global id of the person.")
    name: str = strawberry.field(description="Name, from visible names only.")
    stage: str = strawberry.field(
        description="PLAN: names and bands, no routes; CONTACT: consent is on file; NONE: no plan, the reason says why."
    )
    detail: str = strawberry.field(
        description="FULL, NAMES or COUNTS: in what detail relativesToReach answers about this person."
    )
    counts: list[ListCount] = strawberry.field(description="How many each list holds; empty without a plan.")
    held: int = strawberry.field(description="How many wait for a safety check, held or not screened.")
    notices_due: int = strawberry.field(description="How many notices are owed and not sent.")
    notices_due_on: date | None = strawberry.field(description="Last day for them.")
    nobody_willing: bool = strawberry.field(description="Nobody in the first two bands has said yes or maybe.")
    no_route: bool = strawberry.field(description="Nobody in the first two bands has a verified route.")
    caller_missing: bool = strawberry.field(description="There is somebody to reach, and no named worker to call.")
    last_touch: date | None = strawberry.field(description="Day of the newest attempt to reach a relative.")
    lead_agency: str | None = strawberry.field(description="Agency that leads the plan.")
    next_action: str | None = strawberry.field(description="The plan's next action.")
    next_action_due: date | None = strawberry.field(description="When it is due.")
    due_on: date | None = strawberry.field(description="The first day on which something is due; it may have passed.")
    reasons: list[Reason] = strawberry.field(description="What is due and what is missing, in words.")
    sources: list[str] = strawberry.field(description="Agencies whose statements are shown.")

    @classmethod
    def from_model(cls, row: overview_rows.OverviewRow) -> Self:
        """The GraphQL view."""
        return shaped(
            cls,
            row,
            person_id=node_id("Person", row.person),
            counts=[ListCount(name=name, total=total) for name, total in row.counts],
            reasons=[Reason.from_model(reason) for reason in row.reasons],
            sources=list(row.sources),
        )


@strawberry.type(description="One person of a page.")
class ReachOverviewEdge:
    cursor: str = strawberry.field(description="Opaque.")
    node: ReachOverviewRow = strawberry.field(description="The person.")


@strawberry.type(description="A page of people, whatever is due soonest first.")
class ReachOverviewConnection:
    edges: list[ReachOverviewEdge] = strawberry.field(description="The page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="How many people the answer holds.")


@strawberry.type(description="Many people at a glance, sorted by the day on which something is due.")
class ReachOverviewAnswer(Answer):
    found: strawberry.Private[tuple[overview_rows.OverviewRow, ...]]

    @strawberry.field(description="One row a person; those with nothing due last.")
    def rows(self, first: First = USUAL_ROWS, after: After = None) -> ReachOverviewConnection:
        numbered = tuple(enumerate(self.found, 1))
        shown = page_of(numbered, lambda row: (row[0],), Window(first, after))
        pairs = zip(shown.cursors, shown.rows, strict=True)
        edges = [ReachOverviewEdge(cursor=c, node=ReachOverviewRow.from_model(row)) for c, (_, row) in pairs]
        return ReachOverviewConnection(edges=edges, **paged(shown))

    @strawberry.field(
        description="All rows as CSV (RFC 4180), a heading first; an export, on record as this answer is."
    )
    def csv(self) -> str:
        return overview_rows.csv_of(self.found)


ReachOverviewResult: TypeAlias = Annotated[
    ReachOverviewAnswer | Refusal, strawberry.union("ReachOverviewResult", description="The rows, or why not.")
]


@strawberry.type(description="The question about many people at once.")
class OverviewQuery:
    @strawberry.field(
        description="Your list at a glance: bands as counts, what is held, due and missing; soonest due first."
    )
    async def reach_overview(self, info: Info, people: PeopleArg = None, as_of: AsOfArg = None) -> ReachOverviewResult:
        context, day = info.context, info.context.day(as_of)
        keys = None if people is None else [key_of("Person", each) for each in people]
        if keys is not None and not 1 <= len(keys) <= overview.MOST_PEOPLE:
            raise InputRefused(f"people takes 1 to {overview.MOST_PEOPLE} ids.", "Leave it out for your list.")

        async def asked(sight: Sight) -> overview.ReachOverviewAnswer | Problem:
            protective = await context.walks.protective(context.graph, sight.revision)
            some = None if keys is None else map(sight.one, keys)
            return await overview.reach_overview(
                context.graph,
                sight,
                context.site,
                people=some,
                as_of=day,
                protective=protective,
                reads=context.cases.read,
            )

        found = await context.answer("reachOverview", asked, about=keys)
        if isinstance(found, Problem):
            return refusal(found)
        return ReachOverviewAnswer(found=found.rows, **carried(found))
