"""The field about how far the search for a family has come."""

from datetime import date
from typing import Annotated, Self, TypeAlias

import strawberry

from graphsvc.api.base import node_id, shaped
from graphsvc.api.context import Info, carried
from graphsvc.api.enums import CODE, code_enum, code_enum_of, plain
from graphsvc.api.ids import key_of
from graphsvc.api.paging import USUAL_ROWS, After, First, PageInfo, Window, paged
from graphsvc.api.problems import Answer, Reason, Refusal, refusal
from graphsvc.model.answers import Problem
from graphsvc.model.outreach import STAGES
from graphsvc.model.paging import page_of
from graphsvc.questions.reach import progress

MEETING_KIND = code_enum("meeting_kind", "What kind of family meeting.")
STAGE = code_enum_of("SearchStage", STAGES, "How far the search for a relative has come.").type
MOST_LISTED = 100


@strawberry.type(description="One stage of the search, counted in all and by side.")
class SearchStageCount:
    stage: str = strawberry.field(graphql_type=STAGE, description="Which.")
    sentence: str = strawberry.field(description="Who has reached it, in plain words.")
    total: int = strawberry.field(description="Relatives who have, whichever side.")
    maternal: int = strawberry.field(description="Those of the mother's side.")
    paternal: int = strawberry.field(description="Those of the father's side.")


@strawberry.type(description="One side of the family.")
class SearchSide:
    side: str = strawberry.field(graphql_type=CODE["side"], description="Which.")
    identified: int = strawberry.field(description="How many are on file.")
    last_search: date | None = strawberry.field(description="Day on which somebody of it was put on file last.")
    next_search_due: date = strawberry.field(description="By when to search again; today where nobody ever searched.")
    sentence: str = strawberry.field(description="In plain words.")


@strawberry.type(description="A relative whom nobody has tried to reach.")
class UntriedRelative:
    person_id: strawberry.ID = strawberry.field(description="Global id of the person.")
    name: str = strawberry.field(description="Name, from visible names only.")
    relation: str = strawberry.field(description="What they are to the person.")
    side: str = strawberry.field(graphql_type=CODE["side"], description="Which side of the family.")
    reasons: list[Reason] = strawberry.field(description="That nobody tried, and what stands before it.")
    leads: list[str] = strawberry.field(description="Agencies that put them on file: whom to ask.")

    @classmethod
    def from_model(cls, row: progress.Untried) -> Self:
        """The GraphQL view."""
        reasons = [Reason.from_model(each) for each in row.reasons]
        return shaped(cls, row, person_id=node_id("Person", row.person), reasons=reasons, leads=list(row.leads))


@strawberry.type(description="An untried relative in the list.")
class UntriedRelativeEdge:
    cursor: str = strawberry.field(description="Opaque.")
    node: UntriedRelative = strawberry.field(description="The relative.")


@strawberry.type(description="A page of relatives whom nobody has tried to reach, nearest kin first.")
class UntriedRelativeConnection:
    edges: list[UntriedRelativeEdge] = strawberry.field(description="The page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="How many the asker may see.")


@strawberry.type(description="A relative who said no for now.")
class AskAgain:
    person_id: strawberry.ID = strawberry.field(description="Global id of the person.")
    name: str = strawberry.field(description="Name, from visible names only.")
    relation: str = strawberry.field(description="What they are to the person.")
    after: date | None = strawberry.field(description="Ask again from this day on; null: nobody said one.")
    due: bool = strawberry.field(description="Whether that day has come.")


@strawberry.type(description="A family meeting that was held.")
class FamilyMeeting:
    meeting_id: strawberry.ID = strawberry.field(description="Its id.")
    kind: str = strawberry.field(graphql_type=MEETING_KIND, description="What kind.")
    held_on: date = strawberry.field(description="On which day.")
    plan: str | None = strawberry.field(description="What the family plans.")
    decisions: list[str] = strawberry.field(description="What was decided.")
    by: str = strawberry.field(description="Staff id of who recorded it.")
    attendee_ids: list[strawberry.ID] = strawberry.field(description="Of those who came, whom the asker may see.")

    @classmethod
    def from_model(cls, row: progress.Meeting) -> Self:
        """The GraphQL view."""
        ids = [node_id("Person", who) for who in row.attendees]
        return shaped(cls, row, meeting_id=strawberry.ID(row.id), decisions=list(row.decisions), attendee_ids=ids)


@strawberry.type(description="How far the search for a family has come, on both sides.")
class RelativeSearchProgressAnswer(Answer):
    person_id: strawberry.ID = strawberry.field(description="Global id of the person.")
    guide: int = strawberry.field(description="How many Family Finding looks for: a guide, never a quota.")
    stages: list[SearchStageCount] = strawberry.field(description="Each stage, in its order.")
    sides: list[SearchSide] = strawberry.field(description="The mother's side and the father's.")
    again: list[AskAgain] = strawberry.field(description="Who said no for now, at most 100.")
    meetings: list[FamilyMeeting] = strawberry.field(description="Family meetings, the newest first, at most 100.")
    rows: strawberry.Private[tuple[progress.Untried, ...]]

    @strawberry.field(description="Whom nobody has tried to reach, nearest kin first.")
    def untried(
        self,
        side: Annotated[
            str | None, strawberry.argument(description="Of this side alone.", graphql_type=CODE["side"] | None)
        ] = None,
        first: First = USUAL_ROWS,
        after: After = None,
    ) -> UntriedRelativeConnection:
        wanted = progress.SIDES.get(plain(side) or "", (plain(side),))
        rows = tuple(enumerate((row for row in self.rows if side is None or row.side in wanted), 1))
        shown = page_of(rows, lambda row: (row[0],), Window(first, after))
        pairs = zip(shown.cursors, shown.rows, strict=True)
        edges = [UntriedRelativeEdge(cursor=c, node=UntriedRelative.from_model(row)) for c, (_, row) in pairs]
        return UntriedRelativeConnection(edges=edges, **paged(shown))


RelativeSearchProgressResult: TypeAlias = Annotated[
    RelativeSearchProgressAnswer | Refusal,
    strawberry.union("RelativeSearchProgressResult", description="The progress, or why not."),
]


@strawberry.type(description="How far a search has come.")
class ProgressQuery:
    @strawberry.field(description="Who was found, notified and engaged, on both sides, and who was not tried yet.")
    async def relative_search_progress(
        self,
        info: Info,
        person: Annotated[strawberry.ID, strawberry.argument(description="The person whose family it is.")],
        as_of: Annotated[date | None, strawberry.argument(description="Day whose facts to use.")] = None,
    ) -> RelativeSearchProgressResult:
        context, key = info.context, key_of("Person", person)
        day = context.day(as_of)
        found = await context.answer(
            "relativeSearchProgress",
            lambda sight: progress.relative_search_progress(
                context.graph, sight, context.site, person_id=sight.one(key), as_of=day
            ),
            about=key,
        )
        return refusal(found) if isinstance(found, Problem) else _shown(found)


def _shown(found: progress.SearchProgressAnswer) -> RelativeSearchProgressAnswer:
    return shaped(
        RelativeSearchProgressAnswer,
        found,
        person_id=node_id("Person", found.person),
        stages=[shaped(SearchStageCount, each) for each in found.stages],
        sides=[shaped(SearchSide, each) for each in found.sides],
        again=[shaped(AskAgain, each, person_id=node_id("Person", each.person)) for each in found.again[:MOST_LISTED]],
        meetings=[FamilyMeeting.from_model(each) for each in found.meetings[:MOST_LISTED]],
        rows=found.untried,
        **carried(found),
    )
