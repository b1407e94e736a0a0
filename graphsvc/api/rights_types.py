"""Inputs, payloads and answers of the right to be right."""

from datetime import date, datetime

import strawberry

from graphsvc.api.enums import CODE, code_enum
from graphsvc.api.paging import PageInfo
from graphsvc.api.problems import Answer
from graphsvc.api.record_types import KEY

CONTEST_KIND = code_enum("contest_kind", "A contest freezes the statement; an error is a note and freezes nothing.")
CONTEST_STATE = code_enum("contest_state", "Where a contest stands.")
CONTEST_OUTCOME = code_enum("contest_outcome", "How a contest is answered.")


@strawberry.input(description="A statement that is questioned: from now on no ground for anything.")
class ContestInput:
    idempotency_key: str = strawberry.field(description=KEY)
    statement: strawberry.ID = strawberry.field(description="Of a tie its id, else statementId of a source.")
    questioned: str = strawberry.field(description="What is questioned, in the words of whoever questions it.")
    why: str = strawberry.field(description="Why.")
    would_be: str | None = strawberry.field(default=None, description="What would be right.")
    said_as: str = strawberry.field(
        graphql_type=CODE["stated_as"], default="WORKER", description="PERSON or FAMILY where it is said for them."
    )
    said_by: strawberry.ID | None = strawberry.field(default=None, description="The person who says it.")
    noun: str | None = strawberry.field(default=None, description="Noun of the bundle, where two bear the same id.")


@strawberry.input(description="An error in a statement, which stands until it is answered.")
class ReportErrorInput(ContestInput):
    pass


@strawberry.type(description="A task of the agency that owns the statement.")
class ContestPayload:
    contest_id: strawberry.ID = strawberry.field(description="Its id.")
    statement: strawberry.ID = strawberry.field(description="The statement.")
    owner: str = strawberry.field(description="Code of the agency that must answer.")
    due_on: date = strawberry.field(description="An answer is due by then.")
    contested_on: date | None = strawberry.field(description="Since when the statement is in doubt; null: it is not.")


@strawberry.type(description="A task of the agency that owns the statement.")
class ReportErrorPayload(ContestPayload):
    pass


@strawberry.input(description="A column of the bundle and what would be right.")
class FieldValueInput:
    field: str = strawberry.field(description="Name of the column, as in seed/BUNDLE.md.")
    value: str | None = strawberry.field(default=None, description="As in a bundle; lists with |; null: nothing.")


@strawberry.input(description="The answer to a contest, by the owner agency; about what protects, a safety reviewer's.")
class AnswerContestInput:
    idempotency_key: str = strawberry.field(description=KEY)
    contest: strawberry.ID = strawberry.field(description="Which contest.")
    outcome: str = strawberry.field(graphql_type=CONTEST_OUTCOME, description="Upheld: the statement was wrong.")
    reason: str = strawberry.field(description="Why.")
    seal: bool = strawberry.field(default=False, description="Whether the old statement is sealed, not only disproven.")
    correction: list[FieldValueInput] = strawberry.field(
        default_factory=list, description="What is put beside it, where it was wrong; empty: nothing."
    )


@strawberry.type(description="An answer to a contest.")
class AnswerContestPayload:
    contest_id: strawberry.ID = strawberry.field(description="Its id.")
    outcome: str = strawberry.field(graphql_type=CONTEST_OUTCOME, description="What became of it.")
    replaced_by: strawberry.ID | None = strawberry.field(description="The statement beside the old one.")


@strawberry.type(description="What was questioned; the words are told to whoever raised it and to those who answer.")
class Contest:
    id: strawberry.ID = strawberry.field(description="Its id.")
    kind: str = strawberry.field(graphql_type=CONTEST_KIND, description="Contest, or reported error.")
    state: str = strawberry.field(graphql_type=CONTEST_STATE, description="Where it stands.")
    statement: strawberry.ID = strawberry.field(description="The statement.")
    noun: str = strawberry.field(description="What kind of statement, as in bundles.")
    owner: str = strawberry.field(description="Code of the agency that must answer.")
    asked_on: date = strawberry.field(description="Day it was raised.")
    due_on: date = strawberry.field(description="An answer is due by then.")
    overdue: bool = strawberry.field(description="Whether the answer is late.")
    people: list[strawberry.ID] = strawberry.field(description="Global ids of whom it is about; empty: not told.")
    said_as: str | None = strawberry.field(
        graphql_type=CODE["stated_as"] | None, description="Whether the person or the family says it."
    )
    questioned: str | None = strawberry.field(description="What is questioned.")
    why: str | None = strawberry.field(description="Why.")
    would_be: str | None = strawberry.field(description="What would be right.")
    answered_on: date | None = strawberry.field(description="Day of the answer.")
    reason: str | None = strawberry.field(description="Why it was answered so.")
    replaced_by: strawberry.ID | None = strawberry.field(description="The statement beside the old one.")


@strawberry.type(description="A contest of the list.")
class ContestEdge:
    cursor: str = strawberry.field(description="Where this row stands in its list.")
    node: Contest = strawberry.field(description="The contest.")


@strawberry.type(description="Contests, page by page.")
class ContestConnection:
    edges: list[ContestEdge] = strawberry.field(description="The rows of this page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="All of them that the asker may see.")


@strawberry.type(description="Contests of a statement, or those to answer and those that the asker raised.")
class ContestsAnswer(Answer):
    contests: ContestConnection = strawberry.field(description="Open ones first, by the day due.")


@strawberry.type(description="What became of a statement that was received before. Nothing of its content is here.")
class Correction:
    id: strawberry.ID = strawberry.field(description="Its id.")
    statement: strawberry.ID = strawberry.field(description="The statement as it was received.")
    noun: str = strawberry.field(description="What kind of statement, as in bundles.")
    owner: str = strawberry.field(description="Code of the agency that owns it.")
    outcome: str = strawberry.field(graphql_type=CONTEST_OUTCOME, description="Upheld: use it no more as it was.")
    answered_on: date = strawberry.field(description="Day of the owner's answer.")
    replaced_by: strawberry.ID | None = strawberry.field(description="The statement beside the old one.")
    received_at: datetime = strawberry.field(description="When it was last received so.")
    recipient: strawberry.ID = strawberry.field(description="Staff id of whoever received it.")
    field: str = strawberry.field(description="Through which question.")


@strawberry.type(description="A correction of the list.")
class CorrectionEdge:
    cursor: str = strawberry.field(description="Where this row stands in its list.")
    node: Correction = strawberry.field(description="The correction.")


@strawberry.type(description="Corrections, page by page.")
class CorrectionConnection:
    edges: list[CorrectionEdge] = strawberry.field(description="The rows of this page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="All of them that the asker may see.")


@strawberry.type(description="What was received and questioned and answered since.")
class CorrectionsAnswer(Answer):
    corrections: CorrectionConnection = strawberry.field(description="The newest first.")


@strawberry.type(description="What one answer showed another agency, or the person (803 CMR 7.11).")
class Disclosure:
    at: datetime = strawberry.field(description="When.")
    recipient: strawberry.ID = strawberry.field(description="Staff id of the recipient.")
    agency: str = strawberry.field(description="Code of the recipient's agency.")
    owner: str = strawberry.field(description="Code of the agency that owns the statements.")
    field: str = strawberry.field(description="Through which question; subjectFile: printed for the person.")
    purpose: str | None = strawberry.field(graphql_type=CODE["purpose"] | None, description="For what.")
    reason: str | None = strawberry.field(description="The specific reason, from the site's list.")
    case: str | None = strawberry.field(description="The case of the purpose.")
    statements: list[strawberry.ID] = strawberry.field(description="Those of this person that it showed.")


@strawberry.type(description="A disclosure of the list.")
class DisclosureEdge:
    cursor: str = strawberry.field(description="Where this row stands in its list.")
    node: Disclosure = strawberry.field(description="The disclosure.")


@strawberry.type(description="Disclosures, page by page.")
class DisclosureConnection:
    edges: list[DisclosureEdge] = strawberry.field(description="The rows of this page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="All of them that the asker may see.")


@strawberry.type(description="Who was shown what about one person.")
class DisclosuresAnswer(Answer):
    person_id: strawberry.ID = strawberry.field(description="Global id of the person.")
    subject_name: str = strawberry.field(description="The person's name.")
    subject_born_on: date | None = strawberry.field(description="The person's birth date.")
    disclosures: DisclosureConnection = strawberry.field(description="In the order in which they were made.")


@strawberry.type(description="One statement as the person may be told it.")
class FileRow:
    statement: strawberry.ID = strawberry.field(description="Its id, for contest.")
    noun: str = strawberry.field(description="What kind of statement, as in bundles.")
    text: str = strawberry.field(description="What it says, in plain words.")
    agency: str = strawberry.field(description="Code of the agency that owns it.")
    stated_by: str = strawberry.field(description="Who stated it, in plain words.")
    stated_at: date | None = strawberry.field(description="Day it was stated.")
    valid_from: date | None = strawberry.field(description="First day it was true; null: unknown.")
    valid_to: date | None = strawberry.field(description="Last day it was true; null: still, or unknown.")
    verification: str = strawberry.field(graphql_type=CODE["verification"], description="How far it is established.")
    questioned: bool = strawberry.field(description="Whether it is in doubt.")
    contests: list[str] = strawberry.field(description="What was questioned about it and what came of that.")
    retain_until: date | None = strawberry.field(description="Kept until; null: no day is set.")
    disclosed_to: list[str] = strawberry.field(description="Agencies that were shown it, and when.")


@strawberry.type(description="What is on file about a person, as far as the person may be told.")
class SubjectFileAnswer(Answer):
    person_id: strawberry.ID = strawberry.field(description="Global id of the person.")
    text: str = strawberry.field(description="For print.")
    statements: list[FileRow] = strawberry.field(description="The same, one by one; at most 5,000.")
