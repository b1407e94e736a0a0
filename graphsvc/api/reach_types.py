"""What relatives to reach look like in GraphQL. No value of a contact point is ever here: `reveal` has it, logged."""

from datetime import date, datetime
from types import GenericAlias
from typing import Annotated, Any, Self, TypeAlias

import strawberry

from graphsvc.api.base import node_id, shaped
from graphsvc.api.enums import CODE, code_enum, listed
from graphsvc.api.paging import After, PageInfo, Window, paged
from graphsvc.api.problems import Answer, Reason
from graphsvc.model.paging import USUAL_ROWS, page_of
from graphsvc.questions.reach import answer, rows, words

CONTACT_KIND = code_enum("contact_kind", "What kind of route.")
ATTEMPT_MODE = code_enum("attempt_mode", "How a contact was tried.")
ATTEMPT_OUTCOME = code_enum("attempt_outcome", "What came of an attempt.")
OPENING_ROLE = code_enum("opening_role", "A role that a relative offers.")
NOTICE_EXCEPTION = code_enum("notice_exception", "Why no notice should be sent.")
ROOM = code_enum("capacity", "Whether a relative has room for it.")
PLAN_STATE = code_enum("plan_state", "Where a plan of outreach stands.")
OPENING_ROLES: Any = GenericAlias(list, (OPENING_ROLE,))
First: TypeAlias = Annotated[int, strawberry.argument(description="How many rows, 1 to 100.")]


@strawberry.type(description="What to do first with one relative.")
class FirstStep:
    code: str = strawberry.field(description="Which rule it comes from.")
    sentence: str = strawberry.field(description="In plain words.")
    mode: str | None = strawberry.field(graphql_type=ATTEMPT_MODE | None, description="By what mode.")
    language: str | None = strawberry.field(description="In which language, BCP 47.")
    interpreter: bool = strawberry.field(description="Whether an interpreter comes along.")
    roles: list[str] = strawberry.field(graphql_type=OPENING_ROLES, description="Roles that could open the talk.")

    @classmethod
    def from_model(cls, step: words.Step) -> Self:
        """The GraphQL view."""
        return shaped(cls, step, roles=list(step.roles))


@strawberry.type(description="A verified way to reach a relative; its value comes from reveal.")
class ContactPoint:
    id: strawberry.ID = strawberry.field(description="Id to give to reveal.")
    kind: str = strawberry.field(graphql_type=CONTACT_KIND, description="What it is.")
    label: str | None = strawberry.field(description="In plain words.")
    shared_with: list[str] = strawberry.field(description="Who else answers or reads it.")
    answers_usually: str | None = strawberry.field(description="Who answers.")
    best_times: str | None = strawberry.field(description="When it works, as stated.")
    time_zone: str | None = strawberry.field(description="IANA name.")
    language: str | None = strawberry.field(description="BCP 47.")
    interpreter: bool = strawberry.field(description="Whether an interpreter is needed.")
    may_leave_message: bool = strawberry.field(description="Whether a message may be left.")
    may_say_who_calls: bool = strawberry.field(description="Whether the caller may say who calls.")
    may_text: bool = strawberry.field(description="Whether a text may be sent.")
    verified_at: date | None = strawberry.field(description="Day it was verified.")
    last_reached_at: date | None = strawberry.field(description="Day of the last success.")

    @classmethod
    def from_model(cls, point: rows.ContactPoint) -> Self:
        """The GraphQL view."""
        return shaped(cls, point, id=strawberry.ID(point.id), shared_with=list(point.shared_with))


@strawberry.type(description="An attempt to reach a relative.")
class ContactAttempt:
    mode: str = strawberry.field(graphql_type=ATTEMPT_MODE, description="How.")
    at: datetime = strawberry.field(description="When.")
    by: str = strawberry.field(description="Staff id.")
    outcome: str = strawberry.field(graphql_type=ATTEMPT_OUTCOME, description="What came of it.")
    next_step: str | None = strawberry.field(description="Then what.")


@strawberry.type(description="A plan to reach a relative; a first contact needs it approved.")
class OutreachPlan:
    plan_id: strawberry.ID = strawberry.field(description="Its id.")
    state: str = strawberry.field(graphql_type=PLAN_STATE, description="Where it stands.")
    mode: str = strawberry.field(graphql_type=ATTEMPT_MODE, description="How.")
    words: str = strawberry.field(description="What will be said first.")
    by: str = strawberry.field(description="Staff id of who planned it.")
    staff: str = strawberry.field(description="Staff id of who makes contact.")
    owner: str = strawberry.field(description="The agency whose plan it is; it opens a route to that one alone.")
    planned_on: date = strawberry.field(description="Day on which it was made.")
    planned_for: date | None = strawberry.field(description="Day of the contact; null: as soon as may be.")
    language: str | None = strawberry.field(description="BCP 47.")
    opening: str | None = strawberry.field(graphql_type=OPENING_ROLE | None, description="Role that opens the talk.")
    approved_by: str | None = strawberry.field(description="Staff id, or the template that stands as approval.")
    returned_for: str | None = strawberry.field(description="Why it was returned.")

    @classmethod
    def from_model(cls, plan: rows.Plan) -> Self:
        """The GraphQL view."""
        return shaped(cls, plan, plan_id=strawberry.ID(plan.id))


@strawberry.type(description="The order that a worker gave to relatives, beside the one that the rules gave then.")
class Reordered:
    by: str = strawberry.field(description="Staff id of who gave it.")
    on: date = strawberry.field(description="On which day.")
    why: str = strawberry.field(description="The reason.")
    relatives: list[strawberry.ID] = strawberry.field(description="Global ids in that order, of those in a band now.")
    ours: list[strawberry.ID] = strawberry.field(description="The same in the order that the rules gave on that day.")

    @classmethod
    def from_model(cls, made: answer.Reordered) -> Self:
        """The GraphQL view."""
        orders = {name: [node_id("Person", who) for who in getattr(made, name)] for name in ("relatives", "ours")}
        return shaped(cls, made, **orders)


@strawberry.type(description="Who could call: a named worker, or an agency alone.")
class SuggestedCaller:
    staff: strawberry.ID | None = strawberry.field(description="Staff id; null: the agency decides who.")
    name: str | None = strawberry.field(description="The worker's name.")
    agency: str = strawberry.field(description="The agency's code.")
    reasons: list[Reason] = strawberry.field(description="Why, in the order in which it counts.")

    @classmethod
    def from_model(cls, caller: words.Caller) -> Self:
        """The GraphQL view."""
        return shaped(cls, caller, reasons=[Reason.from_model(r) for r in caller.reasons])


@strawberry.type(description="What a relative offers, as said last. No calendar is kept: ask about the day.")
class Offered:
    roles: list[str] = strawberry.field(graphql_type=OPENING_ROLES, description="What they offer to do.")
    capacity: str = strawberry.field(graphql_type=ROOM, description="Whether they have room for it.")
    limits: str | None = strawberry.field(description="Limits that they set, in their words.")
    said_on: date | None = strawberry.field(description="Day on which that was said.")

    @classmethod
    def from_model(cls, said: rows.Assessment) -> Self:
        """The GraphQL view."""
        return shaped(cls, said, roles=list(said.roles), said_on=said.at)


@strawberry.type(description="A relative in a band, or waiting for a safety check.")
class Relative:
    person_id: strawberry.ID = strawberry.field(description="Global id of the person.")
    name: str = strawberry.field(description="Name, from visible names only.")
    relation: str = strawberry.field(description="What the relative is to the person, in plain words.")
    side: str = strawberry.field(graphql_type=CODE["side"], description="Which side of the family.")
    band: str = strawberry.field(description="The band, or the one it would be.")
    position: int = strawberry.field(description="Place in the list, from 1.")
    would_be: str | None = strawberry.field(description="For somebody waiting: what it would be after a screen.")
    reasons: list[Reason] = strawberry.field(description="The band, then each factor in the order in which it counts.")
    unknowns: list[Reason] = strawberry.field(description="What nobody knows yet, and how to find out.")
    first_step: FirstStep | None = strawberry.field(description="What to do first.")
    cautions: list[Reason] = strawberry.field(description="What to mind.")
    questions: list[str] = strawberry.field(description="What to ask another relative about this one.")
    tasks: list[str] = strawberry.field(description="Tasks to do, such as FIND_ROUTE.")
    routes: list[ContactPoint] = strawberry.field(description="Verified ways to reach; none before consent and screen.")
    attempts: list[ContactAttempt] = strawberry.field(description="What was tried, newest first.")
    suggested_callers: list[SuggestedCaller] = strawberry.field(description="Who could call, best first.")
    best_next_time: str | None = strawberry.field(description="When to try, as stated or from what worked.")
    travel_minutes: int | None = strawberry.field(description="Shown, never ranked; null when the place is protected.")
    offered: Offered | None = strawberry.field(
        description="Roles, room and limits; null: nobody asked, or a safety check comes first."
    )
    plan: OutreachPlan | None = strawberry.field(description="The newest plan to reach them; null: there is none.")
    screened_on: date | None = strawberry.field(description="Day of the last valid screen.")
    sources: list[str] = strawberry.field(description="Agencies whose statements were used.")
    valid_until: datetime | None = strawberry.field(description="Ask again after this moment.")

    @classmethod
    def from_model(cls, relative: answer.Relative) -> Self:
        """The GraphQL view."""
        return shaped(
            cls,
            relative,
            person_id=node_id("Person", relative.id),
            reasons=[Reason.from_model(r) for r in relative.reasons],
            unknowns=[Reason.from_model(r) for r in relative.unknowns],
            first_step=FirstStep.from_model(relative.first_step) if relative.first_step else None,
            cautions=[Reason.from_model(r) for r in relative.cautions],
            questions=list(relative.questions),
            tasks=list(relative.tasks),
            routes=[ContactPoint.from_model(p) for p in relative.routes],
            attempts=[shaped(ContactAttempt, a) for a in relative.attempts],
            suggested_callers=[SuggestedCaller.from_model(c) for c in relative.suggested_callers],
            offered=Offered.from_model(relative.offered) if relative.offered else None,
            plan=OutreachPlan.from_model(relative.plan) if relative.plan else None,
            sources=list(relative.sources),
        )


@strawberry.type(description="Somebody who must be notified.")
class MustNotify:
    person_id: strawberry.ID = strawberry.field(description="Global id of the person.")
    name: str = strawberry.field(description="Name, from visible names only.")
    relation: str = strawberry.field(description="What they are to the person.")
    due_on: date | None = strawberry.field(description="Last day; null without a removal.")
    route: str = strawberry.field(description="By which way.")
    notified_on: date | None = strawberry.field(description="Day the notice was sent.")
    exception: str | None = strawberry.field(
        graphql_type=NOTICE_EXCEPTION | None, description="Why no notice is owed, where a supervisor approved that."
    )

    @classmethod
    def from_model(cls, notify: answer.Notify) -> Self:
        """The GraphQL view."""
        return shaped(cls, notify, person_id=node_id("Person", notify.id))


@strawberry.type(description="A relative who is reached only by a stated route.")
class RouteOnly:
    person_id: strawberry.ID = strawberry.field(description="Global id of the person.")
    name: str = strawberry.field(description="Name, from visible names only.")
    relation: str = strawberry.field(description="What they are to the person.")
    route: str = strawberry.field(description="The only route.")
    through_id: strawberry.ID | None = strawberry.field(description="Global id of the guardian.")
    through_name: str | None = strawberry.field(description="The guardian's name.")

    @classmethod
    def from_model(cls, only: answer.RouteOnly) -> Self:
        """The GraphQL view."""
        through = node_id("Person", only.through) if only.through else None
        return shaped(cls, only, person_id=node_id("Person", only.id), through_id=through)


@strawberry.type(description="One relative of a page.")
class RelativeEdge:
    cursor: str = strawberry.field(description="Opaque.")
    node: Relative = strawberry.field(description="The relative.")


@strawberry.type(description="A page of relatives, in order.")
class RelativeConnection:
    edges: list[RelativeEdge] = strawberry.field(description="The page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="How many the asker may see.")

    @classmethod
    def of(cls, relatives: tuple[answer.Relative, ...], first: int, after: str | None) -> Self:
        """One page of a list."""
        shown = page_of(relatives, lambda r: (r.position,), Window(first, after))
        pairs = zip(shown.cursors, shown.rows, strict=True)
        return cls(edges=[RelativeEdge(cursor=c, node=Relative.from_model(r)) for c, r in pairs], **paged(shown))


@strawberry.type(description="One person of a page who must be notified.")
class MustNotifyEdge:
    cursor: str = strawberry.field(description="Opaque.")
    node: MustNotify = strawberry.field(description="The person.")


@strawberry.type(description="A page of people who must be notified, nearest kin first.")
class MustNotifyConnection:
    edges: list[MustNotifyEdge] = strawberry.field(description="The page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="How many the asker may see.")


@strawberry.type(description="One relative of a page who is reached by a route only.")
class RouteOnlyEdge:
    cursor: str = strawberry.field(description="Opaque.")
    node: RouteOnly = strawberry.field(description="The relative.")


@strawberry.type(description="A page of relatives reached by a stated route only.")
class RouteOnlyConnection:
    edges: list[RouteOnlyEdge] = strawberry.field(description="The page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="How many the asker may see.")


@strawberry.type(description="How many relatives a list holds.")
class ListCount:
    name: str = strawberry.field(description="mustNotify, needsSafetyCheck, byRouteOnly, or the band.")
    total: int = strawberry.field(description="How many the asker may count.")


@strawberry.type(description="Whom to reach for one person, by list and band.")
class RelativesToReachAnswer(Answer):
    person_id: strawberry.ID = strawberry.field(description="Global id of the person.")
    stage: str = strawberry.field(description="PLAN: names and bands, no routes; CONTACT: consent is on file.")
    detail: str = strawberry.field(description="FULL, NAMES (street worker) or COUNTS (coordinator not assigned).")
    counts: list[ListCount] = strawberry.field(description="How many each list holds.")
    gaps: list[str] = strawberry.field(
        graphql_type=listed("side"),
        description="Sides of the family of which nobody is on file.",
    )
    lead_agency: str | None = strawberry.field(description="Agency that leads the plan.")
    next_action: str | None = strawberry.field(description="The plan's next action.")
    next_action_due: date | None = strawberry.field(description="When it is due.")
    reordered: Reordered | None = strawberry.field(
        description="Another order that a worker gave, with the reason; bands and positions here stay the rules' own."
    )
    lists: strawberry.Private[answer.Lists]

    @strawberry.field(
        description="Parents, guardians and relatives owed notice; being here takes nobody out elsewhere."
    )
    def must_notify(self, first: First = USUAL_ROWS, after: After = None) -> MustNotifyConnection:
        rows = tuple(enumerate(self.lists.must_notify, 1))
        shown = page_of(rows, lambda row: (row[0],), Window(first, after))
        pairs = zip(shown.cursors, shown.rows, strict=True)
        edges = [MustNotifyEdge(cursor=c, node=MustNotify.from_model(row)) for c, (_, row) in pairs]
        return MustNotifyConnection(edges=edges, **paged(shown))

    @strawberry.field(description="Not screened, or held: no routes; ordered by the same rules.")
    def needs_safety_check(self, first: First = USUAL_ROWS, after: After = None) -> RelativeConnection:
        return RelativeConnection.of(self.lists.needs_safety_check, first, after)

    @strawberry.field(description="Only by the stated route; never in a band.")
    def by_route_only(self, first: First = USUAL_ROWS, after: After = None) -> RouteOnlyConnection:
        rows = tuple(enumerate(self.lists.by_route_only, 1))
        shown = page_of(rows, lambda row: (row[0],), Window(first, after))
        pairs = zip(shown.cursors, shown.rows, strict=True)
        edges = [RouteOnlyEdge(cursor=c, node=RouteOnly.from_model(row)) for c, (_, row) in pairs]
        return RouteOnlyConnection(edges=edges, **paged(shown))

    @strawberry.field(description="Reach first.")
    def reach_first(self, first: First = USUAL_ROWS, after: After = None) -> RelativeConnection:
        return RelativeConnection.of(self.lists.bands.get("REACH_FIRST", ()), first, after)

    @strawberry.field(description="Reach next.")
    def reach_next(self, first: First = USUAL_ROWS, after: After = None) -> RelativeConnection:
        return RelativeConnection.of(self.lists.bands.get("REACH_NEXT", ()), first, after)

    @strawberry.field(description="Learn more first.")
    def learn_more(self, first: First = USUAL_ROWS, after: After = None) -> RelativeConnection:
        return RelativeConnection.of(self.lists.bands.get("LEARN_MORE", ()), first, after)

    @strawberry.field(description="Later, with a date to ask again where there is one.")
    def later(self, first: First = USUAL_ROWS, after: After = None) -> RelativeConnection:
        return RelativeConnection.of(self.lists.bands.get("LATER", ()), first, after)
