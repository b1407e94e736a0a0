"""Types about who is who: pairs of records, and the decisions about them."""

from datetime import date, datetime

import strawberry

from graphsvc.api.enums import code_enum, code_enum_of
from graphsvc.api.paging import PageInfo
from graphsvc.api.person_types import Person
from graphsvc.api.problems import Answer
from graphsvc.api.record_types import KEY
from graphsvc.records.identity import CERTAINTIES

MATCH_STATE = code_enum("match_state", "What a person decided about two records.")
CERTAINTY = code_enum_of("Certainty", CERTAINTIES, "How sure it is that two records are one person.").type
WHY = "Why, for whoever reviews the decision."


@strawberry.type(description="A decision about two records.")
class MatchDecision:
    what: str = strawberry.field(description="PLAUSIBLE, SAME, SPLIT or DIFFERENT.")
    by: strawberry.ID = strawberry.field(description="Staff id of who decided.")
    at: datetime = strawberry.field(description="When.")
    why: str = strawberry.field(description="Why, in their words.")


@strawberry.type(description="Two records that may be one person. What a record says is shown as far as it is shared.")
class MatchPair:
    match_id: strawberry.ID = strawberry.field(description="Its id, for splitPeople and notTheSame.")
    first_id: strawberry.ID = strawberry.field(description="Global id of the one record.")
    second_id: strawberry.ID = strawberry.field(description="Global id of the other record.")
    first: Person = strawberry.field(description="The one record; bare where nothing of it is shared.")
    second: Person = strawberry.field(description="The other record; bare where nothing of it is shared.")
    state: str = strawberry.field(graphql_type=MATCH_STATE, description="Undecided, or what a person decided.")
    plausible: bool = strawberry.field(description="Whether a person marked it plausible: then both are held.")
    proposed_by: strawberry.ID | None = strawberry.field(description="Staff id of who proposed it; null: linkage.")
    reasons: list[str] = strawberry.field(description="Which fields agree and which do not, hidden ones too, in words.")
    decisions: list[MatchDecision] = strawberry.field(description="What was decided so far, the oldest first.")
    merged_into: strawberry.ID | None = strawberry.field(description="Global id that both lead to; null: not merged.")


@strawberry.type(description="A pair in its list.")
class MatchPairEdge:
    cursor: str = strawberry.field(description="Where this row stands in its list.")
    node: MatchPair = strawberry.field(description="The pair.")


@strawberry.type(description="Pairs, page by page.")
class MatchPairConnection:
    edges: list[MatchPairEdge] = strawberry.field(description="The rows of this page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="All pairs of these states.")


@strawberry.type(description="Pairs of records that may be one person.")
class MatchQueueAnswer(Answer):
    pairs: MatchPairConnection = strawberry.field(description="Those marked plausible first, then by id.")


@strawberry.input(description="Which record another one belongs to.")
class MergePeopleInput:
    idempotency_key: str = strawberry.field(description=KEY)
    keep: strawberry.ID = strawberry.field(description="The record whose id stays.")
    other: strawberry.ID = strawberry.field(description="The record whose id leads there from now on.")
    why: str = strawberry.field(description=WHY)
    certainty: str = strawberry.field(
        graphql_type=CERTAINTY, default="SAME", description="PLAUSIBLE marks the pair, holds both and merges nothing."
    )


@strawberry.type(description="A pair that is one person, or plausibly so.")
class MergePeoplePayload:
    match_id: strawberry.ID = strawberry.field(description="Its id, for splitPeople and notTheSame.")
    state: str = strawberry.field(graphql_type=MATCH_STATE, description="SAME or PLAUSIBLE.")
    keep: strawberry.ID = strawberry.field(description="Global id that stays.")
    other: strawberry.ID = strawberry.field(description="Global id of the other record.")


@strawberry.input(description="Which merge is taken back.")
class SplitPeopleInput:
    idempotency_key: str = strawberry.field(description=KEY)
    match: strawberry.ID = strawberry.field(description="The pair: matchId.")
    why: str = strawberry.field(description=WHY)


@strawberry.type(description="Two records again, plausibly one person: both are held until that is decided.")
class SplitPeoplePayload:
    match_id: strawberry.ID = strawberry.field(description="Its id.")
    state: str = strawberry.field(graphql_type=MATCH_STATE, description="PLAUSIBLE.")
    keep: strawberry.ID = strawberry.field(description="Global id of the record that was kept.")
    other: strawberry.ID = strawberry.field(description="Global id of the other record.")


@strawberry.input(description="Which two records are two people.")
class NotTheSameInput:
    idempotency_key: str = strawberry.field(description=KEY)
    match: strawberry.ID = strawberry.field(description="The pair: matchId.")
    why: str = strawberry.field(description=WHY)


@strawberry.type(description="Two people. Whoever was held or excluded by the doubt waits for a safety reviewer.")
class NotTheSamePayload:
    match_id: strawberry.ID = strawberry.field(description="Its id.")
    state: str = strawberry.field(graphql_type=MATCH_STATE, description="DIFFERENT.")


@strawberry.input(description="A safety hold that shall last longer.")
class RenewHoldInput:
    idempotency_key: str = strawberry.field(description=KEY)
    hold: strawberry.ID = strawberry.field(description="Which hold: holdId.")
    why: str = strawberry.field(description="Why; never shown.")


@strawberry.type(description="A hold with a new last day.")
class RenewHoldPayload:
    hold_id: strawberry.ID = strawberry.field(description="Its id.")
    ends_on: date = strawberry.field(description="Its last day.")


@strawberry.input(description="A safety hold that is no longer needed.")
class EndHoldInput:
    idempotency_key: str = strawberry.field(description=KEY)
    hold: strawberry.ID = strawberry.field(description="Which hold: holdId.")
    why: str = strawberry.field(description="Why; never shown.")


@strawberry.type(description="A hold that ended; whoever was held waits for a new screen.")
class EndHoldPayload:
    hold_id: strawberry.ID = strawberry.field(description="Its id.")
    ended_on: date = strawberry.field(description="Its last day.")
