"""Fields about gangs."""

from datetime import date
from typing import Annotated, Any, TypeAlias

import strawberry
from strawberry.dataloader import DataLoader

from graphsvc.api.base import Node, Source, node_id, shaped
from graphsvc.api.context import Context, Info, carried
from graphsvc.api.enums import CODE, code_enum, code_enum_of
from graphsvc.api.ids import key_of
from graphsvc.api.kinship import AsOf
from graphsvc.api.paging import USUAL_ROWS, After, First, PageInfo, Window, paged
from graphsvc.api.person_types import Person
from graphsvc.api.problems import Answer, Refusal, refusal
from graphsvc.model.answers import Problem
from graphsvc.model.codes import CODES
from graphsvc.questions import groups

CRITERION = code_enum_of(
    "AffiliationCriterion", CODES["affiliation_criterion"], "A criterion cited for an affiliation."
)
INTENSITY = code_enum("intensity")
MembersKey: TypeAlias = tuple[str, date, int, str | None]


@strawberry.type(description="A rivalry or alliance with another gang.")
class GangTie:
    gang_id: strawberry.ID = strawberry.field(description="The other gang.")
    name: str = strawberry.field(description="Its name.")
    intensity: str = strawberry.field(graphql_type=INTENSITY, description="How hot or how close.")
    basis: str | None = strawberry.field(description="Why it is held.")
    reviewed_at: date | None = strawberry.field(description="Last review.")
    stale: bool = strawberry.field(description="Not reviewed lately: it no longer counts as current.")
    source: Source = strawberry.field(description="Where it comes from.")

    @classmethod
    def from_model(cls, tie: groups.GangTie) -> "GangTie":
        """The GraphQL view of a tie between gangs."""
        return shaped(cls, tie, gang_id=node_id("Gang", tie.gang), source=Source.from_model(tie.source))


@strawberry.type(description="Somebody affiliated with a gang, on cited criteria.")
class GangMember:
    person: Person = strawberry.field(description="Who.")
    status: str = strawberry.field(graphql_type=CODE["affiliation_status"], description="Status.")
    role: str | None = strawberry.field(description="Role, in plain words.")
    criteria: list[str] = strawberry.field(graphql_type=CRITERION.list, description="Criteria cited.")
    documents: int = strawberry.field(description="How many source documents carry it.")
    retain_until: date = strawberry.field(description="Last day it may be kept without validation.")
    source: Source = strawberry.field(description="Where it comes from.")


@strawberry.type(description="A member in the list.")
class GangMemberEdge:
    cursor: str = strawberry.field(description="Where this row stands in its list.")
    node: GangMember = strawberry.field(description="The member.")


@strawberry.type(description="Members, page by page.")
class GangMemberConnection:
    edges: list[GangMemberEdge] = strawberry.field(description="The rows of this page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="All members that the asker may see here.")


@strawberry.type(description="The members of a gang.")
class GangMembersAnswer(Answer):
    members: GangMemberConnection = strawberry.field(description="By person.")

    @classmethod
    def from_model(cls, found: groups.MembersAnswer) -> "GangMembersAnswer":
        """The GraphQL view of the members."""
        rows = zip(found.page.rows, found.page.cursors, strict=True)
        edges = [GangMemberEdge(cursor=cursor, node=_member(row)) for row, cursor in rows]
        return cls(members=GangMemberConnection(edges=edges, **paged(found.page)), **carried(found))


def _member(row: groups.Affiliation) -> GangMember:
    return shaped(
        GangMember,
        row,
        person=Person.from_model(row.person),
        criteria=list(row.criteria),
        source=Source.from_model(row.source),
    )


GangMembersResult: TypeAlias = Annotated[
    GangMembersAnswer | Refusal, strawberry.union("GangMembersResult", description="The members, or why not.")
]


@strawberry.type(description="A gang, as those who work with it assess it.")
class Gang(Node):
    name: str = strawberry.field(description="Its name.")
    activity: str = strawberry.field(graphql_type=CODE["gang_activity"], description="How active.")
    organisation: str = strawberry.field(graphql_type=INTENSITY, description="How organised.")
    size_estimate: int | None = strawberry.field(description="People, as estimated by an audit.")
    rivals: list[GangTie] = strawberry.field(description="Gangs it is at odds with.")
    allies: list[GangTie] = strawberry.field(description="Gangs it is allied with.")
    source: Source = strawberry.field(description="Where it comes from.")
    key: strawberry.Private[str]
    as_of: strawberry.Private[date]

    @strawberry.field(description="Its members, for those who may see them; relatives are never members by kinship.")
    async def members(self, info: Info, first: First = USUAL_ROWS, after: After = None) -> GangMembersResult:
        asked: MembersKey = (self.key, self.as_of, first, after)
        found = await members_loader(info.context).load(asked)
        return refusal(found) if isinstance(found, Problem) else GangMembersAnswer.from_model(found)

    @classmethod
    def from_model(cls, gang: groups.Gang, as_of: date) -> "Gang":
        """The GraphQL view of a gang."""
        return shaped(
            cls,
            gang,
            id=node_id("Gang", gang.id),
            key=gang.id,
            as_of=as_of,
            rivals=[GangTie.from_model(tie) for tie in gang.rivals],
            allies=[GangTie.from_model(tie) for tie in gang.allies],
            source=Source.from_model(gang.source),
        )


def members_loader(context: Context) -> DataLoader[MembersKey, groups.MembersAnswer | Problem]:
    """This request's loader of members: one look and one statement for all gangs of a page."""

    async def load(keys: list[MembersKey]) -> list[groups.MembersAnswer | Problem]:
        found: dict[MembersKey, Any] = {}
        for as_of, first, after in sorted({key[1:] for key in keys}, key=str):
            ids = [key[0] for key in keys if key[1:] == (as_of, first, after)]
            found |= await _members(context, ids, as_of, Window(first, after))
        return [found[key] for key in keys]

    loader: DataLoader[MembersKey, groups.MembersAnswer | Problem] = context.loaders.setdefault(
        "members", DataLoader(load_fn=load)
    )
    return loader


async def _members(context: Context, ids: list[str], as_of: date, window: Window) -> dict[MembersKey, Any]:
    found = await context.answer(
        "Gang.members",
        lambda sight: groups.members(context.graph, sight, context.site, gang_ids=ids, as_of=as_of, window=window),
    )
    pages = dict.fromkeys(ids, found) if isinstance(found, Problem) else found
    return {(id, as_of, window.first, window.after): pages[id] for id in ids}


@strawberry.type(description="A gang in its list.")
class GangEdge:
    cursor: str = strawberry.field(description="Where this row stands in its list.")
    node: Gang = strawberry.field(description="The gang.")


@strawberry.type(description="Gangs, page by page.")
class GangConnection:
    edges: list[GangEdge] = strawberry.field(description="The rows of this page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="All gangs that the asker may see.")


@strawberry.type(description="How many gangs are so active.")
class GangCount:
    activity: str = strawberry.field(graphql_type=CODE["gang_activity"], description="How active.")
    gangs: int | None = strawberry.field(description="How many; null where the number is too small to say.")


@strawberry.type(description="Gangs; for those who may see totals only, how many.")
class GangsAnswer(Answer):
    gangs: GangConnection | None = strawberry.field(description="By name; null for those who may see totals only.")
    totals: list[GangCount] = strawberry.field(description="By activity, small numbers left out.")


@strawberry.type(description="One gang.")
class GangAnswer(Answer):
    gang: Gang = strawberry.field(description="The gang, as the asker may see it.")


GangsResult: TypeAlias = Annotated[
    GangsAnswer | Refusal, strawberry.union("GangsResult", description="The gangs, or why not.")
]
GangResult: TypeAlias = Annotated[
    GangAnswer | Refusal, strawberry.union("GangResult", description="The gang, or why not.")
]
GangId: TypeAlias = Annotated[
    strawberry.ID, strawberry.argument(description="The gang: a global id, or the id used in bundles.")
]


@strawberry.type(description="Questions about gangs.")
class GroupsQuery:
    @strawberry.field(description="All gangs with rivals and allies, by name.")
    async def gangs(
        self, info: Info, as_of: AsOf = None, first: First = USUAL_ROWS, after: After = None
    ) -> GangsResult:
        context, day = info.context, info.context.day(as_of)
        found = await context.answer(
            "gangs",
            lambda sight: groups.gangs(context.graph, sight, context.site, as_of=day, window=Window(first, after)),
        )
        if isinstance(found, Problem):
            return refusal(found)
        listed = None if found.page is None else _connection(found.page, day)
        return GangsAnswer(gangs=listed, totals=[shaped(GangCount, each) for each in found.totals], **carried(found))

    @strawberry.field(description="One gang with rivals and allies.")
    async def gang(self, info: Info, id: GangId, as_of: AsOf = None) -> GangResult:
        context, key, day = info.context, key_of("Gang", id), info.context.day(as_of)
        found = await context.answer(
            "gang", lambda sight: groups.gang(context.graph, sight, context.site, gang_id=key, as_of=day)
        )
        if isinstance(found, Problem):
            return refusal(found)
        return GangAnswer(gang=Gang.from_model(found.gang, day), **carried(found))


def _connection(page: Any, day: date) -> GangConnection:
    rows = zip(page.rows, page.cursors, strict=True)
    edges = [GangEdge(cursor=cursor, node=Gang.from_model(row, day)) for row, cursor in rows]
    return GangConnection(edges=edges, **paged(page))
