"""Fields about a person's family, household and ties."""

from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from graphsvc.api.base import Node, Source, node_id, shaped
from graphsvc.api.context import Info, carried
from graphsvc.api.enums import CODE, code_enum_of, plain
from graphsvc.api.ids import key_of
from graphsvc.api.paging import USUAL_ROWS, After, First, PageInfo, Window, paged
from graphsvc.api.person_types import Person
from graphsvc.api.problems import Answer, Refusal, refusal
from graphsvc.model.answers import Problem
from graphsvc.model.paging import Page
from graphsvc.model.ties import KINDS
from graphsvc.questions import kinship

TIE_KIND = code_enum_of("TieKind", tuple(KINDS), "Kind of a tie; support and peer kinds never mix in one path.")
PersonId: TypeAlias = Annotated[
    strawberry.ID, strawberry.argument(description="The person: a global id, or the id used in bundles.")
]
AsOf: TypeAlias = Annotated[
    date | None,
    strawberry.argument(description="Day whose facts to show; exclusions are always those of today. Left out: today."),
]
Kinds: TypeAlias = Annotated[
    list[str] | None,
    strawberry.argument(description="Kinds of ties to show; left out: all.", graphql_type=TIE_KIND.maybe_list),
]


@strawberry.type(description="A tie of the asked-about person, and the person at its other end.")
class TieEdge:
    cursor: str = strawberry.field(description="Where this row stands in its list.")
    node: Person = strawberry.field(description="The other person.")
    tie_id: strawberry.ID = strawberry.field(description="Id of the tie, as in paths and reasons.")
    kind: str = strawberry.field(graphql_type=TIE_KIND.type, description="Kind of tie.")
    role: str | None = strawberry.field(
        graphql_type=CODE["kin_role"] | None, description="What the other one is to the asked-about person, if kin."
    )
    words: str = strawberry.field(description="What the other one is to the asked-about person, in plain words.")
    sentence: str = strawberry.field(description="The tie as a sentence.")
    side: str | None = strawberry.field(
        graphql_type=CODE["side"] | None, description="Which side of the asked-about person's family."
    )
    basis: str | None = strawberry.field(graphql_type=CODE["basis"] | None, description="Why they are kin.")
    status: str | None = strawberry.field(graphql_type=CODE["union_status"] | None, description="How a union stands.")
    since: date | None = strawberry.field(description="First day; null: unknown.")
    until: date | None = strawberry.field(description="Last day; null: still, or unknown.")
    closeness: str = strawberry.field(graphql_type=CODE["closeness"], description="How close, as stated.")
    frequency: str = strawberry.field(graphql_type=CODE["frequency"], description="How often in contact, as stated.")
    tone: str = strawberry.field(graphql_type=CODE["tone"], description="How it goes between them, as stated.")
    quality_at: date | None = strawberry.field(description="Day closeness and tone were stated.")
    last_contact: date | None = strawberry.field(description="Last known contact between the two.")
    incident: str | None = strawberry.field(description="Incident that makes a peer tie.")
    at: date | None = strawberry.field(description="Day of that incident.")
    own_role: str | None = strawberry.field(description="The asked-about person's role in it; roles are never merged.")
    other_role: str | None = strawberry.field(description="The other one's role in it.")
    source: Source = strawberry.field(description="Who owns the statement, who said it and when.")

    @classmethod
    def from_model(cls, edge: kinship.Edge, cursor: str, person: str) -> "TieEdge":
        """The GraphQL view of a tie; `person` is the title of whom was asked about."""
        tie = edge.tie
        return shaped(
            cls,
            tie,
            cursor=cursor,
            node=Person.from_model(edge.person),
            tie_id=strawberry.ID(tie.id),
            sentence=f"{edge.person.title} — {tie.words} of {person}.",
            since=tie.source.valid_from,
            until=tie.source.valid_to,
            source=Source.from_model(tie.source),
        )


@strawberry.type(description="Ties, page by page.")
class TieConnection:
    edges: list[TieEdge] = strawberry.field(description="The rows of this page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="All ties that the asker may see here.")

    @classmethod
    def from_model(cls, page: Page[kinship.Edge], person: str) -> "TieConnection":
        """The GraphQL view of a page of ties."""
        rows = zip(page.rows, page.cursors, strict=True)
        return cls(edges=[TieEdge.from_model(edge, cursor, person) for edge, cursor in rows], **paged(page))


@strawberry.type(description="A person's family: kin, partners, guardians, in that person's words.")
class KinAnswer(Answer):
    person: Person = strawberry.field(description="Whose family.")
    kin: TieConnection = strawberry.field(description="Nearest first.")


@strawberry.type(description="A person's ties to other people.")
class TiesAnswer(Answer):
    person: Person = strawberry.field(description="Whose ties.")
    ties: TieConnection = strawberry.field(description="Kin first, then the other kinds.")


@strawberry.type(description="Somebody living in a household.")
class HouseholdMember:
    person: Person = strawberry.field(description="Who.")
    since: date | None = strawberry.field(description="First day; null: unknown.")
    until: date | None = strawberry.field(description="Last day; null: still, or unknown.")
    closeness: str | None = strawberry.field(
        graphql_type=CODE["closeness"] | None, description="How close to the others, as stated."
    )
    tone: str | None = strawberry.field(graphql_type=CODE["tone"] | None, description="How it goes, as stated.")
    source: Source = strawberry.field(description="Where it comes from.")


@strawberry.type(description="People living together, as far as the asker may see them.")
class Household(Node):
    label: str | None = strawberry.field(description="Plain name.")
    kind: str = strawberry.field(graphql_type=CODE["household_kind"], description="What kind of household.")
    agency: str = strawberry.field(description="Agency that recorded it.")
    members: list[HouseholdMember] = strawberry.field(description="At most 100, by id.")

    @classmethod
    def from_model(cls, household: kinship.Household) -> "Household":
        """The GraphQL view of a household."""
        members = [_member(member) for member in household.members[:100]]
        return shaped(cls, household, id=node_id("Household", household.id), members=members)


def _member(member: kinship.Member) -> HouseholdMember:
    return shaped(
        HouseholdMember,
        member,
        person=Person.from_model(member.person),
        since=member.source.valid_from,
        until=member.source.valid_to,
        source=Source.from_model(member.source),
    )


@strawberry.type(description="The households of a person on a day; more than one is normal.")
class HouseholdAnswer(Answer):
    person: Person = strawberry.field(description="Whose households.")
    households: list[Household] = strawberry.field(description="By id.")


KinResult: TypeAlias = Annotated[
    KinAnswer | Refusal, strawberry.union("KinResult", description="The family, or why not.")
]
TiesResult: TypeAlias = Annotated[
    TiesAnswer | Refusal, strawberry.union("TiesResult", description="The ties, or why not.")
]
HouseholdResult: TypeAlias = Annotated[
    HouseholdAnswer | Refusal, strawberry.union("HouseholdResult", description="The households, or why not.")
]


@strawberry.type(description="Questions about family, household and ties.")
class KinshipQuery:
    @strawberry.field(description="A person's kin, partners and guardians, each with the tie's source and quality.")
    async def kin(
        self, info: Info, person: PersonId, as_of: AsOf = None, first: First = USUAL_ROWS, after: After = None
    ) -> KinResult:
        context, key, day = info.context, key_of("Person", person), info.context.day(as_of)
        found = await context.answer(
            "kin",
            lambda sight: kinship.kin(
                context.graph, sight, context.site, person_id=sight.one(key), as_of=day, window=Window(first, after)
            ),
            about=key,
        )
        if isinstance(found, Problem):
            return refusal(found)
        asked = Person.from_model(found.person)
        return KinAnswer(person=asked, kin=TieConnection.from_model(found.page, asked.title), **carried(found))

    @strawberry.field(description="A person's ties to other people, of the kinds asked for.")
    async def ties(
        self,
        info: Info,
        person: PersonId,
        kinds: Kinds = None,
        as_of: AsOf = None,
        first: First = USUAL_ROWS,
        after: After = None,
    ) -> TiesResult:
        context, key, day = info.context, key_of("Person", person), info.context.day(as_of)
        wanted = [str(plain(kind)) for kind in kinds or ()]
        found = await context.answer(
            "ties",
            lambda sight: kinship.ties(
                context.graph,
                sight,
                context.site,
                person_id=sight.one(key),
                kinds=wanted,
                as_of=day,
                window=Window(first, after),
            ),
            about=key,
        )
        if isinstance(found, Problem):
            return refusal(found)
        asked = Person.from_model(found.person)
        return TiesAnswer(person=asked, ties=TieConnection.from_model(found.page, asked.title), **carried(found))

    @strawberry.field(description="The households in which a person lives or lived on a day.")
    async def household(self, info: Info, person: PersonId, as_of: AsOf = None) -> HouseholdResult:
        context, key, day = info.context, key_of("Person", person), info.context.day(as_of)
        found = await context.answer(
            "household",
            lambda sight: kinship.household(context.graph, sight, context.site, person_id=sight.one(key), as_of=day),
            about=key,
        )
        if isinstance(found, Problem):
            return refusal(found)
        return HouseholdAnswer(
            person=Person.from_model(found.person),
            households=[Household.from_model(each) for each in found.households],
            **carried(found),
        )
