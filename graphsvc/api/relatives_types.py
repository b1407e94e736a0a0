"""Inputs and payloads of the work of reaching people. Each input may be saved as a draft, and sent under its key."""

from datetime import date, datetime
from types import GenericAlias
from typing import Any

import strawberry

from graphsvc.api.base import Node, node_id
from graphsvc.api.context import Info
from graphsvc.api.enums import CODE, code_enum, code_enum_of
from graphsvc.api.nodes import nodes_of
from graphsvc.api.reach_types import ATTEMPT_MODE, ATTEMPT_OUTCOME, CONTACT_KIND, OPENING_ROLES, ROOM
from graphsvc.api.record_types import KEY
from graphsvc.api.recorded import Recorded
from graphsvc.api.rights_types import FieldValueInput
from graphsvc.records.family_ties import SHAPES

WISH = code_enum("wish", "What a person wishes about a relative.")
WILLINGNESS = code_enum("willingness", "Whether a relative is willing to help.")

WAIT = code_enum("wait", "What a relative waits for.")
SUPPORT_KINDS: Any = GenericAlias(list, (code_enum("support_kind", "A kind of help."),))
OFFERS: Any = GenericAlias(list, (code_enum("protective_offer", "Something protective that a relative offers."),))
SCOPE = code_enum("guardian_scope", "What a guardianship covers.")
FAMILY_TIE = code_enum_of("FamilyTieKind", tuple(SHAPES), "Kind of a tie that a family's worker records.").type
DRAFT = "Save it for yourself alone instead of sending it: nothing is recorded until it is sent under the same key."
AS = "PERSON or FAMILY, in whose words it is, or WORKER."
BY = "The person who said it; left out for WORKER."
NOTE = "Reference of the note."


@strawberry.interface(description="A statement of the family's work that was recorded.")
class FamilyRecord(Recorded):
    statement_id: strawberry.ID = strawberry.field(description="Id of the statement, for contest and correctFact.")


@strawberry.type(description="A form kept for its author alone; nothing was recorded.")
class DraftSaved:
    idempotency_key: str = strawberry.field(description="The key under which to save it again, or to send it.")
    saved_at: datetime = strawberry.field(description="When; it is kept 30 days.")


@strawberry.type(description="Something to look at; nothing was refused for it.")
class RecordWarning:
    code: str = strawberry.field(description="Stable code, upper-case.")
    sentence: str = strawberry.field(description="In plain words.")


@strawberry.input(description="A form about what somebody said, or a worker learned.")
class Said:
    idempotency_key: str = strawberry.field(description=KEY)
    stated_as: str = strawberry.field(graphql_type=CODE["stated_as"], default="WORKER", description=AS)
    stated_by: strawberry.ID | None = strawberry.field(default=None, description=BY)
    source: str | None = strawberry.field(default=None, description=NOTE)
    draft: bool = strawberry.field(default=False, description=DRAFT)


@strawberry.input(description="A relative of whom nothing was on file, and what she is to the person.")
class RecordPersonInput(Said):
    person: strawberry.ID = strawberry.field(description="Whose relative.")
    role: str = strawberry.field(graphql_type=CODE["kin_role"], description="What the relative is to the person.")
    given: str = strawberry.field(description="Given names; may be empty where the family name is known.")
    family: str = strawberry.field(description="Family name; may be empty where a given name is known.")
    born_on: date | None = strawberry.field(default=None, description="Day of birth, if known.")
    sex: str = strawberry.field(graphql_type=CODE["sex"], default="UNKNOWN", description="As said.")
    side: str = strawberry.field(graphql_type=CODE["side"], default="NA", description="Which side of the family.")
    basis: str = strawberry.field(graphql_type=CODE["basis"], default="BIOLOGICAL", description="Why they are kin.")
    closeness: str | None = strawberry.field(
        graphql_type=CODE["closeness"] | None, default=None, description="How close."
    )
    frequency: str | None = strawberry.field(
        graphql_type=CODE["frequency"] | None, default=None, description="How often in contact."
    )
    tone: str | None = strawberry.field(graphql_type=CODE["tone"] | None, default=None, description="How it goes.")
    last_contact: date | None = strawberry.field(default=None, description="Last known contact of the two.")


@strawberry.type(description="A relative on file. She waits for a screen, whether or not anybody like her was known.")
class RecordPersonPayload(FamilyRecord):
    person_id: strawberry.ID = strawberry.field(description="Global id of the relative.")


@strawberry.input(description="What joins two people who are on file: the relative is this to the person.")
class RecordTieInput(Said):
    kind: str = strawberry.field(graphql_type=FAMILY_TIE, description="What kind of tie.")
    relative: strawberry.ID = strawberry.field(description="Who is the mother, guardian, supporter.")
    person: strawberry.ID = strawberry.field(description="Whose.")
    role: str | None = strawberry.field(
        graphql_type=CODE["kin_role"] | None, default=None, description="KIN: what the relative is to the person."
    )
    side: str | None = strawberry.field(
        graphql_type=CODE["side"] | None, default=None, description="KIN: which side of the person's family."
    )
    basis: str | None = strawberry.field(
        graphql_type=CODE["basis"] | None, default=None, description="KIN: why they are kin; left out: by birth."
    )
    category: str | None = strawberry.field(
        graphql_type=CODE["union_category"] | None, default=None, description="UNION: what kind."
    )
    status: str | None = strawberry.field(
        graphql_type=CODE["union_status"] | None, default=None, description="UNION: how it stands."
    )
    scope: str | None = strawberry.field(
        graphql_type=SCOPE | None, default=None, description="GUARDIAN: what it covers."
    )
    kinds: list[str] | None = strawberry.field(
        graphql_type=SUPPORT_KINDS | None, default=None, description="SUPPORT: what help."
    )
    closeness: str | None = strawberry.field(
        graphql_type=CODE["closeness"] | None, default=None, description="How close."
    )
    frequency: str | None = strawberry.field(
        graphql_type=CODE["frequency"] | None, default=None, description="How often in contact."
    )
    tone: str | None = strawberry.field(graphql_type=CODE["tone"] | None, default=None, description="How it goes.")
    last_contact: date | None = strawberry.field(default=None, description="Last known contact of the two.")
    valid_from: date | None = strawberry.field(default=None, description="First day it was so; left out: unknown.")


@strawberry.type(description="A tie on file; it is read from either end.")
class RecordTiePayload(FamilyRecord):
    warnings: list[RecordWarning] = strawberry.field(description="What does not fit what is shared with the asker.")


@strawberry.input(description="A tie that ended.")
class EndTieInput:
    idempotency_key: str = strawberry.field(description=KEY)
    tie: strawberry.ID = strawberry.field(description="Id of the tie, from paths, ties or kin.")
    ended_on: date | None = strawberry.field(
        default=None, description="From this day on it counts no more; left out: today."
    )
    draft: bool = strawberry.field(default=False, description=DRAFT)


@strawberry.type(
    description="A tie that ended. The two wait for a new screen; what protected by it goes on protecting."
)
class EndTiePayload(FamilyRecord):
    pass


@strawberry.input(description="What is on file is wrong, and what would be right.")
class CorrectFactInput(Said):
    statement: strawberry.ID = strawberry.field(description="Which statement: statementId of its source, or a tie's.")
    correction: list[FieldValueInput] = strawberry.field(description="The columns that are wrong, as they should be.")
    why: str = strawberry.field(description="How that is known.")
    noun: str | None = strawberry.field(default=None, description="Its file in a bundle, where ids are ambiguous.")


@strawberry.type(description="The right statement; the wrong one stays on file and counts no more.")
class CorrectFactPayload(FamilyRecord):
    pass


@strawberry.input(description="What a person wishes about a relative.")
class RecordWishInput:
    idempotency_key: str = strawberry.field(description=KEY)
    person: strawberry.ID = strawberry.field(description="Whose wish.")
    relative: strawberry.ID = strawberry.field(description="About whom.")
    wish: str = strawberry.field(graphql_type=WISH, description="The wish.")
    stated_as: str = strawberry.field(graphql_type=CODE["stated_as"], default="PERSON", description=AS)
    stated_by: strawberry.ID | None = strawberry.field(
        default=None, description="Who said it; left out: the person, or for WORKER the worker."
    )
    source: str | None = strawberry.field(default=None, description=NOTE)
    draft: bool = strawberry.field(default=False, description=DRAFT)


@strawberry.type(description="A wish on file; it counts at once.")
class RecordWishPayload(FamilyRecord):
    pass


@strawberry.input(
    description="What a relative said and a worker learned. What is left out stays as the agency's latest word had it."
)
class RecordAssessmentInput(Said):
    person: strawberry.ID = strawberry.field(description="For whom.")
    relative: strawberry.ID = strawberry.field(description="Who was spoken with.")
    willingness: str | None = strawberry.field(
        graphql_type=WILLINGNESS | None, default=None, description="Willing to help."
    )
    roles: list[str] | None = strawberry.field(
        graphql_type=OPENING_ROLES | None, default=None, description="Roles offered."
    )
    capacity: str | None = strawberry.field(graphql_type=ROOM | None, default=None, description="Room for it.")
    limits: str | None = strawberry.field(default=None, description="Limits the relative set.")
    language: str | None = strawberry.field(default=None, description="BCP 47.")
    interpreter_needed: bool | None = strawberry.field(default=None, description="Whether an interpreter is needed.")
    interpreter_arranged: bool | None = strawberry.field(default=None, description="Whether one is arranged.")
    travel_minutes: int | None = strawberry.field(default=None, description="Shown, never ranked.")
    last_in_person: date | None = strawberry.field(default=None, description="Last seen in person.")
    supports_given: list[str] | None = strawberry.field(
        graphql_type=SUPPORT_KINDS | None, default=None, description="Help given before."
    )
    protective_offers: list[str] | None = strawberry.field(
        graphql_type=OFFERS | None, default=None, description="What the relative offers."
    )
    named_by_family: bool | None = strawberry.field(default=None, description="Whether the family named the relative.")
    wait: str | None = strawberry.field(
        graphql_type=WAIT | None, default=None, description="What the relative waits for."
    )
    ask_again_on: date | None = strawberry.field(
        default=None, description="Ask again on that day; a new willingness without one takes the old one away."
    )
    agreed_to_be_asked: bool | None = strawberry.field(default=None, description="Whether she agreed to be asked.")
    safe_to_be_seen: bool | None = strawberry.field(
        default=None, description="The relative's own answer: is it safe for you to be seen doing this?"
    )
    safe_to_be_seen_on: date | None = strawberry.field(default=None, description="Day of that answer; left out: today.")


@strawberry.type(description="The latest word about a relative; it counts at once.")
class RecordAssessmentPayload(FamilyRecord):
    pass


@strawberry.input(description="A way to reach somebody.")
class RecordContactPointInput(Said):
    person: strawberry.ID = strawberry.field(description="Whom it reaches.")
    kind: str = strawberry.field(graphql_type=CONTACT_KIND, description="What it is.")
    value: str = strawberry.field(description="Number or address: shown by reveal alone.")
    label: str | None = strawberry.field(default=None, description="In plain words: her kitchen telephone.")
    shared_with: list[str] | None = strawberry.field(default=None, description="Who else answers or reads it.")
    answers_usually: str | None = strawberry.field(default=None, description="Who answers.")
    best_times: str | None = strawberry.field(default=None, description="When it works, as stated.")
    time_zone: str | None = strawberry.field(default=None, description="IANA name.")
    language: str | None = strawberry.field(default=None, description="BCP 47.")
    interpreter: bool | None = strawberry.field(default=None, description="Whether an interpreter is needed.")
    may_leave_message: bool | None = strawberry.field(default=None, description="Whether a message may be left.")
    may_say_who_calls: bool | None = strawberry.field(default=None, description="Whether the caller may say who calls.")
    may_text: bool | None = strawberry.field(default=None, description="Whether a text may be sent.")
    verified: bool = strawberry.field(default=False, description="You tried it yourself, or saw it answered.")


@strawberry.type(description="A way to reach somebody, on file.")
class RecordContactPointPayload(FamilyRecord):
    pass


@strawberry.input(description="A contact that was tried or happened. It is never refused, whoever it is about.")
class RecordContactAttemptInput:
    idempotency_key: str = strawberry.field(description=KEY)
    person: strawberry.ID = strawberry.field(description="For whom.")
    relative: strawberry.ID = strawberry.field(description="With whom.")
    mode: str = strawberry.field(graphql_type=ATTEMPT_MODE, description="How.")
    outcome: str = strawberry.field(graphql_type=ATTEMPT_OUTCOME, description="What came of it.")
    at: datetime | None = strawberry.field(default=None, description="When, with its time zone; left out: now.")
    next_step: str | None = strawberry.field(default=None, description="Then what.")
    inbound: bool = strawberry.field(default=False, description="Whether the relative came or called.")
    source: str | None = strawberry.field(default=None, description=NOTE)
    draft: bool = strawberry.field(default=False, description=DRAFT)


@strawberry.type(
    description="A receipt: the same for somebody in your scope, beyond it, and for nobody; that goes to whoever leads."
)
class RecordContactAttemptPayload:
    received_at: datetime = strawberry.field(description="When it was taken down.")
    people: strawberry.Private[tuple[str, ...]]

    @strawberry.field(description="The two people as they are now; null for one whom the asker may not see.")
    async def changed(self, info: Info) -> list[Node | None]:
        return await nodes_of(info.context, [node_id("Person", person) for person in self.people])
