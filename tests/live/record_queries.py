"""The mutations as the tests send them."""

from typing import Any

from tests.live.api import Api

PROBLEM = "... on Problem { code nextStep } ... on UserError { code path }"
CHANGED = "revision changed { id }"
PAYLOADS = {
    "recordConsent": "consentId expiresOn",
    "withdrawConsent": "consentId withdrawnAt",
    "recordScreen": "screen { relativeId screenId result } validUntil",
    "screenRelatives": "screens { relativeId result } validUntil",
    "recordOrder": "orderId",
    "endOrder": "orderId endedOn",
    "placeHold": "holdId endsOn",
    "restateTie": "tieId",
    "assignWorker": "assignmentId staff name",
    "referPerson": "referralId state staff name agency until",
    "answerReferral": "referralId state personId",
    "takeOnCall": "turnId endsAt supervisor supervisorName",
    "breakGlass": "approveBy endsAt",
    "approveBreakGlass": "breakGlassId approved endsAt",
    "contest": "contestId statement owner dueOn contestedOn",
    "reportError": "contestId statement owner dueOn contestedOn",
    "answerContest": "contestId outcome replacedBy",
    "submitIntel": "submissionId decideBy",
    "approveIntel": "affiliationId retainUntil",
    "validateIntel": "affiliationId retainUntil",
    "placeLegalHold": "endsOn",
    "mergePeople": "matchId state keep other",
    "splitPeople": "matchId state keep other",
    "notTheSame": "matchId state",
    "renewHold": "holdId endsOn",
    "endHold": "holdId endedOn",
    "planOutreach": f"planId state approvedBy {CHANGED}",
    "approveOutreach": f"planId state {CHANGED}",
    "recordNotice": f"noticeId state breach {CHANGED}",
    "approveNoticeException": f"noticeId state {CHANGED}",
    "recordMeeting": f"meetingId breach {CHANGED}",
    "reorderRelatives": f"orderId order ours {CHANGED}",
    "requestWarmIntroduction": f"requestId askAgainOn {CHANGED}",
    "answerIntroduction": "requestId state",
    "answerOutreachRequest": f"requestId state {CHANGED}",
    **dict.fromkeys(
        ("endTie", "correctFact", "recordWish", "recordAssessment", "recordContactPoint"),
        "statementId revision changed { id }",
    ),
    "recordContactAttempt": "receivedAt changed { id }",
    "recordPerson": "personId statementId revision changed { id }",
    "recordTie": "statementId revision changed { id } warnings { code }",
    "requestFamilyOutreach": "requestId state dueOn worker workerName agency",
}

PURPOSES = {
    "assignWorker": "PROGRAMME_MANAGEMENT",
    "placeLegalHold": "AUDIT",
    "breakGlass": "IMMINENT_DANGER",
    "approveBreakGlass": "IMMINENT_DANGER",
    **dict.fromkeys(("mergePeople", "splitPeople", "notTheSame", "renewHold", "endHold"), "SAFETY_PLANNING"),
}


async def record(api: Api, mutation: str, as_: str = "s-sam", **said: Any) -> dict[str, Any]:
    """What the mutation answers. The idempotency key is the content, unless one is said."""
    shape = mutation[0].upper() + mutation[1:]
    said.setdefault("idempotencyKey", f"{mutation}-{as_}-{sorted(said.items())}"[:100])
    document = f"""mutation($input: {shape}Input!) {{ {mutation}(input: $input) {{
      __typename ... on {shape}Payload {{ {PAYLOADS[mutation]} }} {PROBLEM} }} }}"""
    purpose = PURPOSES.get(mutation, "")
    answer: dict[str, Any] = (await api.ask(document, {"input": said}, as_=as_, purpose=purpose))[mutation]
    return answer


async def approved(api: Api, person: str, relative: str) -> None:
    """A plan of the person's worker to reach the relative, approved by her supervisor: a first contact needs one."""
    said = {"person": person, "relative": relative, "mode": "PHONE", "words": "I work with your family."}
    made = await record(api, "planOutreach", **said)
    assert (await record(api, "approveOutreach", "s-sofia", plan=made["planId"]))["state"] == "APPROVED"


GUIDED = {
    "askedPerson": True,
    "askedCaregiver": True,
    "docketLookedUpBy": "s-sam",
    "docketLookedUpOn": "2026-04-20",
    "ownFileRead": True,
}


def guided(*relatives: str) -> list[dict[str, Any]]:
    """A CLEAR with every question answered, for each relative."""
    return [{"relative": who, "result": "CLEAR", "answers": GUIDED} for who in relatives]
