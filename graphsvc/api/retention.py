"""Fields about time: intelligence with a last day, what is due, and what the purge will take."""

from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from graphsvc.api.base import node_id, shaped
from graphsvc.api.context import Info, carried
from graphsvc.api.enums import CODE, code_enum, code_enum_of
from graphsvc.api.groups import CRITERION
from graphsvc.api.ids import key_of, split_id
from graphsvc.api.paging import USUAL_ROWS, After, First, PageInfo, Window, paged
from graphsvc.api.problems import Answer, Refusal, refusal
from graphsvc.api.record_types import KEY, UserError
from graphsvc.api.records import recorded, said_as
from graphsvc.model.answers import Problem
from graphsvc.model.intel import KIND_OF_LABEL
from graphsvc.questions import retention
from graphsvc.records import intel, legal_holds

RECORD_KIND = code_enum_of("RecordKind", tuple(KIND_OF_LABEL.values()), "What kind of record has a last day.").type
CONFIDENCE = code_enum("confidence", "How far an agency trusts what it submits.")
SENSITIVITY = code_enum("sensitivity", "Who may know of it: RESTRICTED and AGENCY_NAME_ONLY are the owner's alone.")


@strawberry.type(description="A record that is due for a decision.")
class DueRecord:
    record_id: strawberry.ID = strawberry.field(description="Id for validateIntel or approveIntel.")
    kind: str = strawberry.field(graphql_type=RECORD_KIND, description="What kind.")
    person_id: strawberry.ID = strawberry.field(description="Whom it is about.")
    gang_id: strawberry.ID = strawberry.field(description="Which gang.")
    status: str = strawberry.field(
        graphql_type=CODE["affiliation_status"], description="Its status, or the one asked for."
    )
    due: date = strawberry.field(description="Last day; then it is purged.")
    owner: str = strawberry.field(description="Agency that owns it.")


@strawberry.type(description="A due record in its list.")
class DueRecordEdge:
    cursor: str = strawberry.field(description="Where this row stands in its list.")
    node: DueRecord = strawberry.field(description="The record.")


@strawberry.type(description="Due records, page by page.")
class DueRecordConnection:
    edges: list[DueRecordEdge] = strawberry.field(description="The rows of this page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="All that is due, as far as the asker may see.")


@strawberry.type(description="What is due within 90 days.")
class DueForReviewAnswer(Answer):
    records: DueRecordConnection = strawberry.field(description="The next to fall due first.")


@strawberry.type(description="A record that a purge would delete.")
class PurgeRecord:
    record_id: strawberry.ID = strawberry.field(description="Its id, as placeLegalHold takes it.")
    kind: str = strawberry.field(graphql_type=RECORD_KIND, description="What kind.")
    owner: str = strawberry.field(description="Agency that owns it.")
    due: date = strawberry.field(description="Its last day.")
    held: bool = strawberry.field(description="Whether a legal hold keeps it on that day.")


@strawberry.type(description="A record in the preview.")
class PurgeRecordEdge:
    cursor: str = strawberry.field(description="Where this row stands in its list.")
    node: PurgeRecord = strawberry.field(description="The record.")


@strawberry.type(description="Records of a preview, page by page.")
class PurgeRecordConnection:
    edges: list[PurgeRecordEdge] = strawberry.field(description="The rows of this page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="All records that the asker may see here.")


@strawberry.type(description="How many records of an owner and a kind.")
class PurgeCount:
    owner: str = strawberry.field(description="Agency that owns them.")
    kind: str = strawberry.field(graphql_type=RECORD_KIND, description="What kind.")
    held: bool = strawberry.field(description="Whether a legal hold keeps them.")
    records: int = strawberry.field(description="How many, as far as the asker may see.")


@strawberry.type(description="What a purge on a day would delete, as far as the asker may see.")
class PurgePreviewAnswer(Answer):
    records: PurgeRecordConnection = strawberry.field(description="By owner, kind and id.")
    counts: list[PurgeCount] = strawberry.field(description="By owner and kind.")


@strawberry.input(description="Who is said to belong to which gang, and on what evidence (28 CFR 23).")
class SubmitIntelInput:
    idempotency_key: str = strawberry.field(description=KEY)
    person: strawberry.ID = strawberry.field(description="The person.")
    gang: strawberry.ID = strawberry.field(description="The gang.")
    status: str = strawberry.field(
        graphql_type=CODE["affiliation_status"], description="VERIFIED_ASSOCIATE or VERIFIED_MEMBER."
    )
    criteria: list[str] = strawberry.field(
        graphql_type=CRITERION.list, description="Criteria; observations never alone."
    )
    evidence: list[str] = strawberry.field(description="At least two independent source documents, by reference.")
    activity: str = strawberry.field(description="The criminal activity, and why it is reasonably held.")
    confidence: str = strawberry.field(graphql_type=CONFIDENCE, description="How far it is trusted.")
    control_official: str = strawberry.field(description="Staff id of the official of your agency who answers for it.")
    sensitivity: str = strawberry.field(graphql_type=SENSITIVITY, default="OPEN", description="Who may know of it.")
    role: str | None = strawberry.field(default=None, description="Role, in plain words.")
    notice_person_at: date | None = strawberry.field(default=None, description="Day the person got the notice: minors.")
    notice_guardian_at: date | None = strawberry.field(default=None, description="Day the guardian got it: minors.")


@strawberry.type(description="A submission that counts nowhere until it is approved.")
class SubmitIntelPayload:
    submission_id: strawberry.ID = strawberry.field(description="Its id.")
    decide_by: date = strawberry.field(description="It is purged when nobody decides by then.")


@strawberry.input(description="A second person's decision about a submission.")
class ApproveIntelInput:
    idempotency_key: str = strawberry.field(description=KEY)
    submission: strawberry.ID = strawberry.field(description="Which submission.")
    retain_until: date | None = strawberry.field(default=None, description="Last day; left out: the last one allowed.")
    notice_person_at: date | None = strawberry.field(default=None, description="Left out: as submitted.")
    notice_guardian_at: date | None = strawberry.field(default=None, description="Left out: as submitted.")
    refused_for: str | None = strawberry.field(default=None, description="Why it is refused; left out: approved.")


@strawberry.type(description="A submission that was decided.")
class ApproveIntelPayload:
    affiliation_id: strawberry.ID | None = strawberry.field(description="The affiliation; null when it was refused.")
    retain_until: date | None = strawberry.field(description="Its last day.")


@strawberry.input(description="That somebody is still reasonably held to be active.")
class ValidateIntelInput:
    idempotency_key: str = strawberry.field(description=KEY)
    affiliation: strawberry.ID = strawberry.field(description="Which affiliation: recordId of dueForReview.")
    words: str = strawberry.field(description="Why, in your own words.")
    source: str = strawberry.field(description="Reference of the source.")
    retain_until: date | None = strawberry.field(default=None, description="Last day; left out: the last one allowed.")


@strawberry.type(description="An affiliation with a new last day.")
class ValidateIntelPayload:
    affiliation_id: strawberry.ID = strawberry.field(description="Its id.")
    retain_until: date = strawberry.field(description="Its last day.")


@strawberry.input(description="What must not be purged for now.")
class PlaceLegalHoldInput:
    idempotency_key: str = strawberry.field(description=KEY)
    subject: strawberry.ID = strawberry.field(description="A record's id, or a person's for all about them.")
    ends_on: date = strawberry.field(description="Last day; a newer hold of the same subject takes this one's place.")
    reason: str = strawberry.field(description="Why; never shown.")


@strawberry.type(description="A hold on file, the same whether or not there is such a record.")
class PlaceLegalHoldPayload:
    ends_on: date = strawberry.field(description="Its last day.")


DueForReviewResult: TypeAlias = Annotated[
    DueForReviewAnswer | Refusal, strawberry.union("DueForReviewResult", description="What is due, or why not.")
]
PurgePreviewResult: TypeAlias = Annotated[
    PurgePreviewAnswer | Refusal, strawberry.union("PurgePreviewResult", description="What would go, or why not.")
]
SubmitIntelResult: TypeAlias = Annotated[
    SubmitIntelPayload | UserError | Refusal, strawberry.union("SubmitIntelResult", description="Or why not.")
]
ApproveIntelResult: TypeAlias = Annotated[
    ApproveIntelPayload | UserError | Refusal, strawberry.union("ApproveIntelResult", description="Or why not.")
]
ValidateIntelResult: TypeAlias = Annotated[
    ValidateIntelPayload | UserError | Refusal, strawberry.union("ValidateIntelResult", description="Or why not.")
]
PlaceLegalHoldResult: TypeAlias = Annotated[
    PlaceLegalHoldPayload | UserError | Refusal, strawberry.union("PlaceLegalHoldResult", description="Or why not.")
]
On: TypeAlias = Annotated[date | None, strawberry.argument(description="On which day; left out: today.")]


@strawberry.type(description="Questions about what is due.")
class RetentionQuery:
    @strawberry.field(description="Affiliations to be validated within 90 days, and submissions that wait.")
    async def due_for_review(self, info: Info, first: First = USUAL_ROWS, after: After = None) -> DueForReviewResult:
        context, window = info.context, Window(first, after)
        found = await context.answer(
            "dueForReview", lambda sight: retention.due_for_review(context.graph, sight, context.site, window=window)
        )
        if isinstance(found, Problem):
            return refusal(found)
        edges = [
            DueRecordEdge(cursor=cursor, node=_due(row))
            for row, cursor in zip(found.page.rows, found.page.cursors, strict=True)
        ]
        return DueForReviewAnswer(records=DueRecordConnection(edges=edges, **paged(found.page)), **carried(found))

    @strawberry.field(description="What a purge would delete on a day, today or to come, by owner.")
    async def purge_preview(
        self, info: Info, on: On = None, first: First = USUAL_ROWS, after: After = None
    ) -> PurgePreviewResult:
        context, window, day = info.context, Window(first, after), on or info.context.clock.today()
        found = await context.answer(
            "purgePreview",
            lambda sight: retention.purge_preview(context.graph, sight, context.site, on=day, window=window),
        )
        if isinstance(found, Problem):
            return refusal(found)
        edges = [
            PurgeRecordEdge(cursor=cursor, node=shaped(PurgeRecord, row, record_id=strawberry.ID(row.id)))
            for row, cursor in zip(found.page.rows, found.page.cursors, strict=True)
        ]
        counts = [shaped(PurgeCount, each) for each in found.counts]
        records = PurgeRecordConnection(edges=edges, **paged(found.page))
        return PurgePreviewAnswer(records=records, counts=counts, **carried(found))


def _due(row: retention.DueRecord) -> DueRecord:
    person, gang = node_id("Person", row.person), node_id("Gang", row.gang)
    return shaped(DueRecord, row, record_id=strawberry.ID(row.id), person_id=person, gang_id=gang)


@strawberry.type(description="What can be recorded about intelligence and its end.")
class RetentionMutation:
    @strawberry.mutation(description="Submit an affiliation; it counts nowhere until a second person approves it.")
    async def submit_intel(
        self, info: Info, input: Annotated[SubmitIntelInput, strawberry.argument(description="The submission.")]
    ) -> SubmitIntelResult:
        said = said_as(intel.SubmissionInput, input, gang=key_of("Gang", input.gang))
        return await recorded(
            info, "submitIntel", said, intel.submit_intel, lambda made: shaped(SubmitIntelPayload, made)
        )

    @strawberry.mutation(description="Approve or refuse somebody else's submission.")
    async def approve_intel(
        self, info: Info, input: Annotated[ApproveIntelInput, strawberry.argument(description="The decision.")]
    ) -> ApproveIntelResult:
        said = said_as(intel.ApprovalInput, input)
        return await recorded(
            info, "approveIntel", said, intel.approve_intel, lambda made: shaped(ApproveIntelPayload, made)
        )

    @strawberry.mutation(description="Keep an affiliation for longer; without it, it falls due and is purged.")
    async def validate_intel(
        self, info: Info, input: Annotated[ValidateIntelInput, strawberry.argument(description="The validation.")]
    ) -> ValidateIntelResult:
        said = said_as(intel.ValidationInput, input)
        return await recorded(
            info, "validateIntel", said, intel.validate_intel, lambda made: shaped(ValidateIntelPayload, made)
        )

    @strawberry.mutation(description="Keep a record, or all about a person, from being purged until a day.")
    async def place_legal_hold(
        self, info: Info, input: Annotated[PlaceLegalHoldInput, strawberry.argument(description="The hold.")]
    ) -> PlaceLegalHoldResult:
        subject = (split_id(input.subject) or ("", str(input.subject)))[1]
        said = said_as(legal_holds.LegalHoldInput, input, subject=subject)
        return await recorded(
            info, "placeLegalHold", said, legal_holds.place_legal_hold, lambda made: shaped(PlaceLegalHoldPayload, made)
        )
