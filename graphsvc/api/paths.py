"""Influence paths: by whom somebody can be reached and moved, tie by tie."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

import strawberry

from graphsvc.api.base import node_id, shaped
from graphsvc.api.context import Context, Info, carried
from graphsvc.api.enums import CODE, code_enum_of, plain
from graphsvc.api.ids import MOST_LETTERS, key_of, split_id
from graphsvc.api.people import AS_OF
from graphsvc.api.problems import Answer, Refusal, refusal
from graphsvc.model.answers import Problem
from graphsvc.model.asker import Sight
from graphsvc.questions.influence import answer as nouns
from graphsvc.questions.influence.ask import influence_paths
from graphsvc.questions.influence.relax import STEPS

FIELD = "influencePaths"
_NAMED = frozenset({"Person", "Household", "Gang"})
EXPLORED = (
    "People looked at: visible to the asker and barred by nothing, the person and the targets too. With no target"
    " everybody within the steps; else no more than the search had to look at, which depends on the way it walks."
)
OTHER = {"SUPPORT": "PEER", "PEER": "SUPPORT"}


@strawberry.enum(description="Which ties a path is made of; the two never mix.")
class PathKind(StrEnum):
    SUPPORT = "SUPPORT"
    PEER = "PEER"


@strawberry.enum(description="What comes first: a good weakest tie, or few steps.")
class PathOrder(StrEnum):
    WEAKEST_LINK = "WEAKEST_LINK"
    FEWEST_STEPS = "FEWEST_STEPS"


@strawberry.enum(description="How far a tie must be established to be walked.")
class MinVerification(StrEnum):
    STATED = "STATED"
    PROVEN = "PROVEN"


@strawberry.type(description="One tie of a step, in plain words and in its own direction.")
class PathTie:
    id: str = strawberry.field(description="Id of the tie, as it stands in the path's id.")
    type: str = strawberry.field(description="Type of the tie.")
    sentence: str = strawberry.field(description="The tie, by whom and when it was stated, where from, how it goes.")
    closeness: str = strawberry.field(graphql_type=CODE["closeness"], description="How close, as stated.")
    tone: str = strawberry.field(graphql_type=CODE["tone"], description="How it goes between them.")
    stated_by: str | None = strawberry.field(description="Who stated it; null where that may not be named.")
    stated_as: str = strawberry.field(graphql_type=CODE["stated_as"], description="In what capacity it was stated.")
    stated_at: date | None = strawberry.field(description="Day it was stated; null: unknown.")
    agency: str = strawberry.field(description="Code of the agency it comes from.")
    verification: str = strawberry.field(graphql_type=CODE["verification"], description="How far it is established.")
    last_contact: date | None = strawberry.field(description="Last known contact; null: unknown.")
    sources: list[str] = strawberry.field(description="Source documents, references at the agency.")


@strawberry.type(description="One step of a path: to whom, and by which tie.")
class PathStep:
    person_id: strawberry.ID = strawberry.field(description="To whom: global id.")
    name: str = strawberry.field(description="To whom: name, from what is shared with the asker.")
    sentence: str = strawberry.field(description="The step in plain words.")
    ties: list[PathTie] = strawberry.field(description="The tie; through a household or gang, the two memberships.")
    strength: int = strawberry.field(description="Ordinal 0 (very weak) to 5 (very strong); unknown is 2. No score.")
    group: str | None = strawberry.field(description="The household or gang it leads through, if one.")
    since: date | None = strawberry.field(description="First day it was so; null: unknown.")
    parallels: list[PathTie] = strawberry.field(description="What else joins the two; it makes no path of its own.")
    unknowns: list[str] = strawberry.field(description="What is not known: find out.")
    ask_again: bool = strawberry.field(description="What was said of it is too old: it counts as unknown, ask again.")
    cautions: list[str] = strawberry.field(description="What to mind.")
    agreed_to_be_asked: bool | None = strawberry.field(description="Whether this person agreed; null: not known.")
    screen_first: bool | None = strawberry.field(description="Whether a safety screen must come first; null: PEER.")

    @classmethod
    def from_model(cls, step: nouns.PathStep) -> "PathStep":
        """The GraphQL view of a step. Its ties go as they are: the noun has every attribute of PathTie, and to copy the
        forty of an answer takes longer than all else that is done with it here."""
        return shaped(cls, step, person_id=node_id("Person", step.person))


@strawberry.type(description="One influence path, from the person outward.")
class InfluencePath:
    id: str = strawberry.field(description="The tie ids from the person outward, separated by spaces.")
    tie_ids: list[str] = strawberry.field(description="The same as a list; what the order compares last.")
    end_id: strawberry.ID = strawberry.field(description="Who stands at its end: global id.")
    end_name: str = strawberry.field(description="Who stands at its end: name.")
    steps: list[PathStep] = strawberry.field(description="Step by step.")
    weakest: int = strawberry.field(description="Strength of its weakest tie, 0 to 5.")
    weakest_point: str = strawberry.field(description="Where it is weakest, in a sentence.")
    what_would_change: str = strawberry.field(description="What would change its place, in a sentence.")

    @classmethod
    def from_model(cls, path: nouns.InfluencePath) -> "InfluencePath":
        """The GraphQL view of a path."""
        steps = [PathStep.from_model(step) for step in path.steps]
        return shaped(cls, path, end_id=node_id("Person", path.end), tie_ids=list(path.tie_ids), steps=steps)


@strawberry.type(description="One of the asker's own arguments that, relaxed alone, would give answers.")
class Relaxation:
    argument: str = strawberry.field(description="Which argument.")
    value: str = strawberry.field(description="Relaxed to what.")
    sentence: str = strawberry.field(description="The same as a sentence.")


@strawberry.type(description="What an assumption would change among the first paths.")
class WhatIfPaths:
    appears: list[InfluencePath] = strawberry.field(description="Paths that would come, best first.")
    disappears: list[InfluencePath] = strawberry.field(description="Paths that would go, best first.")

    @classmethod
    def from_model(cls, found: nouns.WhatIfPaths) -> "WhatIfPaths":
        """The GraphQL view of what would change."""
        return cls(
            appears=[InfluencePath.from_model(path) for path in found.appears],
            disappears=[InfluencePath.from_model(path) for path in found.disappears],
        )


@strawberry.type(description="Influence paths, best first.")
class InfluencePathsAnswer(Answer):
    person_id: strawberry.ID = strawberry.field(description="From whom: global id.")
    name: str = strawberry.field(description="From whom: name.")
    kind: PathKind = strawberry.field(description="The kind of ties walked.")
    order: PathOrder = strawberry.field(description="The order they stand in.")
    paths: list[InfluencePath] = strawberry.field(
        description="With no target, the best path to each person who could help; else every path to a target."
    )
    more: int | None = strawberry.field(
        description="How many more people could help, when no target was named; null where paths go on uncounted."
    )
    truncated: bool = strawberry.field(description="Whether there are more than are shown.")
    explored_people: int = strawberry.field(description=EXPLORED)
    explored_ties: int = strawberry.field(description="Ties looked at on the way: visible to the asker.")
    relaxations: list[Relaxation] = strawberry.field(description="For an empty answer: what would give one.")
    what_if: WhatIfPaths | None = strawberry.field(
        description="What the assumption would change; null where nothing was assumed. `paths` stay those on file."
    )

    @classmethod
    def from_model(cls, found: nouns.InfluenceAnswer) -> "InfluencePathsAnswer":
        """The GraphQL view of the answer."""
        return shaped(
            cls,
            found,
            person_id=node_id("Person", found.person),
            paths=[InfluencePath.from_model(path) for path in found.paths],
            kind=PathKind(found.kind),
            order=PathOrder(found.order),
            relaxations=[shaped(Relaxation, each) for each in found.relaxations],
            what_if=WhatIfPaths.from_model(found.what_if) if found.what_if else None,
            **carried(found),
        )


_TIES = "SUPPORT: KIN_OF UNION_WITH GUARDIAN_OF CAREGIVER_OF MENTOR_OF SUPPORTS. PEER: CO_ARRESTED CO_PRESENT CO_FIO."
ASSUMABLE = code_enum_of("AssumedTieType", nouns.ASSUMABLE, f"A tie between two people. {_TIES}").type


@strawberry.input(description="Days within which a time-respecting path lies.")
class PeriodInput:
    first: date | None = strawberry.field(default=None, name="from", description="First day; left out: no bound.")
    last: date | None = strawberry.field(default=None, name="to", description="Last day; left out: today.")
    undated: bool = strawberry.field(
        default=True, description="Whether ties may be walked that began nobody knows when."
    )


@strawberry.input(description="A tie that is not on file, assumed for this question.")
class AssumedTieInput:
    a: strawberry.ID = strawberry.field(description="Who the tie is said of first: the mother, the mentor.")
    b: strawberry.ID = strawberry.field(description="The other.")
    type: str = strawberry.field(graphql_type=ASSUMABLE, description="What joins them; of the kind that is asked for.")
    role: str | None = strawberry.field(
        graphql_type=CODE["kin_role"] | None, default=None, description="For KIN_OF: what a is to b."
    )
    closeness: str = strawberry.field(graphql_type=CODE["closeness"], default="UNKNOWN", description="How close.")
    tone: str = strawberry.field(graphql_type=CODE["tone"], default="UNKNOWN", description="How it goes between them.")
    verification: MinVerification = strawberry.field(
        default=MinVerification.STATED, description="How far it would be established."
    )
    last_contact: date | None = strawberry.field(default=None, description="Last contact; left out: unknown.")

    def noun(self) -> nouns.AssumedTie:
        """The model's noun."""
        return nouns.AssumedTie(
            a=key_of("Person", self.a),
            b=key_of("Person", self.b),
            type=plain(self.type) or "",
            role=plain(self.role) or "",
            closeness=plain(self.closeness) or "",
            tone=plain(self.tone) or "",
            verification=self.verification.value,
            last_contact=self.last_contact,
        )


@strawberry.input(
    description="The graph with some people and ties left out and others in, at most 20 each. Never stored; what"
    " protects people stays as it is; whoever and whatever is not there for the asker counts as absent."
)
class WhatIfInput:
    without_people: list[strawberry.ID] = strawberry.field(default_factory=list, description="People left out.")
    without_ties: list[str] = strawberry.field(default_factory=list, description="Ids of ties left out, as in tieIds.")
    with_ties: list[AssumedTieInput] = strawberry.field(default_factory=list, description="Ties that would be.")

    def noun(self) -> nouns.WhatIf:
        """The model's noun."""
        ties = tuple(sorted({key_of("", tie) for tie in self.without_ties}))
        return nouns.WhatIf(_keys(self.without_people), ties, tuple(tie.noun() for tie in self.with_ties))


InfluencePathsResult: TypeAlias = Annotated[
    InfluencePathsAnswer | Refusal, strawberry.union("InfluencePathsResult", description="The paths, or why not.")
]


def _told(description: str) -> Any:
    return strawberry.argument(description=description)


Ids: TypeAlias = list[strawberry.ID]
PERIOD = (
    "Instead of ties that hold on one day, ties within these days of which none ended before an earlier one of the path"
    " began; asOf is then the day for which strength is reckoned. Two people are joined by the best of their ties"
    " within these days, and by no weaker one where that ended too early. The path engine's alone."
)


@strawberry.type(description="Questions about influence paths.")
class PathsQuery:
    @strawberry.field(description="By whom a person could be helped or reached, tie by tie; no score.")
    async def influence_paths(
        self,
        info: Info,
        person: Annotated[strawberry.ID, _told("From whom.")],
        to: Annotated[strawberry.ID | None, _told("To whom; left out: to each person who could help.")] = None,
        to_any_of: Annotated[Ids | None, _told("To any of these, at most 100: SUPPORT, your caseload or list.")] = None,
        kind: Annotated[PathKind, _told("Which ties.")] = PathKind.SUPPORT,
        max_steps: Annotated[int | None, _told("1 to 4; left out: SUPPORT 3, PEER 2.")] = None,
        order: Annotated[PathOrder, _told("What comes first.")] = PathOrder.WEAKEST_LINK,
        min_verification: Annotated[MinVerification, _told("Ties below are not walked.")] = MinVerification.STATED,
        avoid: Annotated[Ids | None, _told("People, households, gangs to leave out, at most 100.")] = None,
        via: Annotated[Ids | None, _told("At most two people to stand in the middle, in any order.")] = None,
        as_of: Annotated[date | None, _told(AS_OF)] = None,
        first: Annotated[int, _told("At most so many paths, 1 to 20.")] = 20,
        period: Annotated[PeriodInput | None, _told(PERIOD)] = None,
        what_if: Annotated[WhatIfInput | None, _told("What would change if; the path engine's alone.")] = None,
    ) -> InfluencePathsResult:
        context = info.context
        asked = nouns.PathAsked(
            person=key_of("Person", person),
            kind=kind.value,
            as_of=context.day(as_of),
            to=key_of("Person", to) if to else None,
            to_any_of=_keys(to_any_of),
            max_steps=STEPS[kind.value] if max_steps is None else max_steps,
            order=order.value,
            min_verification=min_verification.value,
            avoid=_keys(avoid),
            via=_keys(via),
            first=first,
            period=_period(context, period),
            what_if=what_if.noun() if what_if else None,
        )
        nouns.refuse_bounds(asked, context.site.max_steps, context.clock.today())
        found = await context.answer(FIELD, lambda sight: _asked(context, sight, asked), kind=asked.kind, about=asked)
        return refusal(found) if isinstance(found, Problem) else InfluencePathsAnswer.from_model(found)


async def _asked(context: Context, sight: Sight, asked: nouns.PathAsked) -> nouns.InfluenceAnswer | Problem:
    """The question, with the other kind at hand in case nothing is found."""

    async def other_kind() -> Sight | None:
        other = await context.sight(FIELD, OTHER[asked.kind])
        return None if isinstance(other, Problem) else other

    asked = asked.now(sight.one)
    way = await context.walks.way(context.graph, sight, context.site, asked)
    if isinstance(way, Problem):
        return way
    try:
        return await influence_paths(context.graph, sight, context.site, asked, other_kind, way)
    finally:
        context.metrics.searched(way.name, asked.kind, way.searches)


def _period(context: Context, said: PeriodInput | None) -> nouns.Period | None:
    """The period, no day of it to come. Raises InputRefused."""
    return nouns.Period(said.first, context.day(said.last), said.undated) if said else None


def _keys(ids: Ids | None) -> tuple[str, ...]:
    """Plain ids of people, households and gangs, sorted, each once."""
    return tuple(sorted({_key(said) for said in ids or ()}))


def _key(said: str) -> str:
    parts = split_id(said) if len(said) <= MOST_LETTERS else None
    return parts[1] if parts and parts[0] in _NAMED else key_of("Person", said)
