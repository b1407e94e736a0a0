"""Inputs and payloads of the mutations. Every input has an idempotency key; sending it again changes nothing."""

from datetime import date, datetime
from types import GenericAlias
from typing import Any

import strawberry

from graphsvc.api.enums import CODE, code_enum, listed
from graphsvc.api.reach import SCREEN_RESULT

KEY = "Chosen by the sender, such as a UUID: the same key with the same content answers the same and writes nothing."
CAPACITY = code_enum("consent_capacity", "In what capacity a consent is given.")
FORM = code_enum("consent_form", "How a consent is given.")
SCREEN_MODE = code_enum("screen_mode", "How a screen is made.")
ORDER_TYPE = code_enum("order_type", "What kind of order.")
ORDER_STATUS = code_enum("order_status", "How an order stands.")
OUTREACH_STATE = code_enum("outreach_state", "Where a request for outreach stands.")
_CONDITION = code_enum("order_condition", "A condition of an order.")
CONDITIONS: Any = GenericAlias(list, (_CONDITION,))


@strawberry.type(description="What was wrong with an input.")
class UserError:
    code: str = strawberry.field(description="Stable code, upper-case.")
    message: str = strawberry.field(description="What is the matter, in plain words.")
    path: str = strawberry.field(description="The input field.")


@strawberry.input(description="A purpose to open.")
class OpenPurposeInput:
    purpose: str = strawberry.field(graphql_type=CODE["purpose"], description="Which purpose.")
    reason_code: str = strawberry.field(description="From the site's list.")
    case_id: strawberry.ID | None = strawberry.field(default=None, description="The case, with the asker on its team.")
    note: str | None = strawberry.field(default=None, description="For the reason OTHER alone.")


@strawberry.type(description="An open purpose.")
class OpenPurposePayload:
    handle: str = strawberry.field(description="For the header Graphsvc-Purpose.")
    purpose: str = strawberry.field(graphql_type=CODE["purpose"], description="Which purpose.")
    case_id: strawberry.ID | None = strawberry.field(description="Its case.")
    expires_at: datetime = strawberry.field(description="When it ends by itself.")


@strawberry.input(description="A purpose to close.")
class ClosePurposeInput:
    handle: str = strawberry.field(description="Its handle.")


@strawberry.type(description="A purpose that was closed.")
class ClosePurposePayload:
    purpose: str = strawberry.field(graphql_type=CODE["purpose"], description="Which purpose.")


@strawberry.input(description="Who allows what, for whom, until when.")
class RecordConsentInput:
    idempotency_key: str = strawberry.field(description=KEY)
    person: strawberry.ID = strawberry.field(description="The subject.")
    capacity: str = strawberry.field(graphql_type=CAPACITY, description="In what capacity it is given.")
    form: str = strawberry.field(graphql_type=FORM, description="How; a spoken one lasts 30 days at most.")
    recipients: list[str] = strawberry.field(description="Agencies it covers, codes.")
    grantor: strawberry.ID | None = strawberry.field(default=None, description="Who gives it; left out: the person.")
    scope: list[str] = strawberry.field(
        graphql_type=listed("compartment"), default_factory=list, description="Compartments; empty: all."
    )
    exceptions: list[str] = strawberry.field(
        graphql_type=listed("compartment"), default_factory=list, description="Compartments withheld."
    )
    contact: bool = strawberry.field(default=True, description="Whether it covers contact, not planning only.")
    language: str | None = strawberry.field(default=None, description="Language it was given in, BCP 47.")
    signed_on: date | None = strawberry.field(default=None, description="Day given; left out: today.")
    expires_on: date | None = strawberry.field(default=None, description="Last day.")


@strawberry.type(description="A consent in force.")
class RecordConsentPayload:
    consent_id: strawberry.ID = strawberry.field(description="Its id.")
    expires_on: date | None = strawberry.field(description="Last day.")


@strawberry.input(description="A consent to withdraw.")
class WithdrawConsentInput:
    idempotency_key: str = strawberry.field(description=KEY)
    consent: strawberry.ID = strawberry.field(description="Which consent.")


@strawberry.type(description="A consent no longer in force.")
class WithdrawConsentPayload:
    consent_id: strawberry.ID = strawberry.field(description="Its id.")
    withdrawn_at: datetime = strawberry.field(description="Since when.")


@strawberry.input(description="The answers of a guided screen; a guided CLEAR needs all of them.")
class GuidedAnswersInput:
    asked_person: bool = strawberry.field(default=False, description="The person was asked.")
    asked_caregiver: bool = strawberry.field(default=False, description="The caregiver was asked.")
    docket_looked_up_by: str | None = strawberry.field(default=None, description="Who looked the docket up.")
    docket_looked_up_on: date | None = strawberry.field(default=None, description="On which day.")
    own_file_read: bool = strawberry.field(default=False, description="The own agency's file was read.")


@strawberry.input(description="One relative and what the screen found.")
class ScreenInput:
    relative: strawberry.ID = strawberry.field(description="The relative.")
    result: str = strawberry.field(graphql_type=SCREEN_RESULT, description="What it found.")
    answers: GuidedAnswersInput | None = strawberry.field(default=None, description="For a guided screen.")


@strawberry.input(description="A screen of one relative.")
class RecordScreenInput:
    idempotency_key: str = strawberry.field(description=KEY)
    person: strawberry.ID = strawberry.field(description="Whose plan.")
    mode: str = strawberry.field(graphql_type=SCREEN_MODE, description="How.")
    screen: ScreenInput = strawberry.field(description="The relative and the result.")
    at_contact: bool = strawberry.field(
        default=False,
        description="At the moment of contact: askedPerson and askedCaregiver are enough where the screen is valid.",
    )


@strawberry.input(description="Screens of a family at one sitting.")
class ScreenRelativesInput:
    idempotency_key: str = strawberry.field(description=KEY)
    person: strawberry.ID = strawberry.field(description="Whose plan.")
    mode: str = strawberry.field(graphql_type=SCREEN_MODE, description="How.")
    screens: list[ScreenInput] = strawberry.field(description="Each relative once, at most 100.")


@strawberry.type(description="A screen as kept: CLEAR only where nothing on file speaks against it.")
class KeptScreen:
    relative_id: strawberry.ID = strawberry.field(description="Global id of the relative.")
    screen_id: strawberry.ID = strawberry.field(description="Its id.")
    result: str = strawberry.field(graphql_type=SCREEN_RESULT, description="The result as kept.")


@strawberry.type(description="A screen on file.")
class RecordScreenPayload:
    screen: KeptScreen = strawberry.field(description="As kept.")
    valid_until: date = strawberry.field(description="Screen again by then.")


@strawberry.type(description="Screens on file.")
class ScreenRelativesPayload:
    screens: list[KeptScreen] = strawberry.field(description="As kept, in the order given.")
    valid_until: date = strawberry.field(description="Screen again by then.")


@strawberry.input(description="An order that keeps one person from another.")
class RecordOrderInput:
    idempotency_key: str = strawberry.field(description=KEY)
    restrained: strawberry.ID = strawberry.field(description="Who must keep away.")
    protected: strawberry.ID = strawberry.field(description="From whom.")
    type: str = strawberry.field(graphql_type=ORDER_TYPE, description="What kind.")
    conditions: list[str] = strawberry.field(
        graphql_type=CONDITIONS, default_factory=list, description="Its conditions."
    )
    status: str = strawberry.field(
        graphql_type=ORDER_STATUS, default="ACTIVE", description="ACTIVE, EX_PARTE, PENDING."
    )
    issued_on: date | None = strawberry.field(default=None, description="Day issued.")
    expires_on: date | None = strawberry.field(default=None, description="Last day; left out: unknown, so in force.")
    docket: str | None = strawberry.field(default=None, description="Docket number.")


@strawberry.type(description="An order on file, obeyed from now on.")
class RecordOrderPayload:
    order_id: strawberry.ID = strawberry.field(description="Its id.")


@strawberry.input(description="An order that ended.")
class EndOrderInput:
    idempotency_key: str = strawberry.field(description=KEY)
    order: strawberry.ID = strawberry.field(description="Which order.")
    status: str = strawberry.field(graphql_type=ORDER_STATUS, default="ENDED", description="ENDED, VACATED, EXPIRED.")
    ended_on: date | None = strawberry.field(default=None, description="Day; left out: today.")


@strawberry.type(description="An order that ended; the pair waits for a new screen.")
class EndOrderPayload:
    order_id: strawberry.ID = strawberry.field(description="Its id.")
    ended_on: date = strawberry.field(description="Its last day.")


@strawberry.input(description="A safety hold.")
class PlaceHoldInput:
    idempotency_key: str = strawberry.field(description=KEY)
    person: strawberry.ID = strawberry.field(description="Whom to hold.")
    reason: str = strawberry.field(description="Why; never shown.")
    for_person: strawberry.ID | None = strawberry.field(default=None, description="For whose plan; left out: all.")


@strawberry.type(description="A hold on file.")
class PlaceHoldPayload:
    hold_id: strawberry.ID = strawberry.field(description="Its id.")
    ends_on: date = strawberry.field(description="Last day; then a new screen is needed.")


@strawberry.input(description="How close two people are now, in the words of the person or the family.")
class RestateTieInput:
    idempotency_key: str = strawberry.field(description=KEY)
    tie: strawberry.ID = strawberry.field(description="Id of the tie, from paths, ties or kin.")
    stated_as: str = strawberry.field(graphql_type=CODE["stated_as"], description="PERSON or FAMILY.")
    stated_by: strawberry.ID = strawberry.field(description="The person who said it.")
    closeness: str | None = strawberry.field(
        graphql_type=CODE["closeness"] | None, default=None, description="How close; left out: as before."
    )
    frequency: str | None = strawberry.field(
        graphql_type=CODE["frequency"] | None, default=None, description="How often; left out: as before."
    )
    tone: str | None = strawberry.field(
        graphql_type=CODE["tone"] | None, default=None, description="How it goes; left out: as before."
    )
    last_contact: date | None = strawberry.field(default=None, description="Last contact; left out: as before.")
    source: str | None = strawberry.field(default=None, description="Reference of the note.")


@strawberry.type(description="The new statement; older ones stay on file.")
class RestateTiePayload:
    tie_id: strawberry.ID = strawberry.field(description="Its id.")


@strawberry.input(description="Which worker works with whom.")
class AssignWorkerInput:
    idempotency_key: str = strawberry.field(description=KEY)
    staff: strawberry.ID = strawberry.field(description="The worker's staff id.")
    person: strawberry.ID = strawberry.field(description="The person.")
    valid_from: date | None = strawberry.field(default=None, description="First day; left out: today.")
    valid_to: date | None = strawberry.field(default=None, description="Last day; left out: open.")
    lead: bool = strawberry.field(default=False, description="Whether the worker leads the plan.")


@strawberry.type(description="An assignment in force.")
class AssignWorkerPayload:
    assignment_id: strawberry.ID = strawberry.field(description="Its id.")
    staff: strawberry.ID = strawberry.field(description="The worker's staff id.")
    name: str = strawberry.field(description="The worker's name.")


@strawberry.input(description="For whom a worker of the family is asked to reach out.")
class RequestFamilyOutreachInput:
    idempotency_key: str = strawberry.field(description=KEY)
    person: strawberry.ID = strawberry.field(description="The person.")
    reason_code: str = strawberry.field(description="From the site's list.")


@strawberry.type(description="A request for outreach; nothing of the family is in it.")
class RequestFamilyOutreachPayload:
    request_id: strawberry.ID = strawberry.field(description="Its id.")
    state: str = strawberry.field(graphql_type=OUTREACH_STATE, description="Where it stands.")
    due_on: date = strawberry.field(description="An answer is due by then.")
    worker: strawberry.ID | None = strawberry.field(description="Staff id of the worker.")
    worker_name: str | None = strawberry.field(description="The worker's name.")
    agency: str | None = strawberry.field(description="The worker's agency.")
