"""Every mutation says what it is to those who subscribe, or why it is nothing; every kind is made and documented."""

import re
from pathlib import Path

from graphql import build_schema

from graphsvc.model.codes import CODES
from graphsvc.model.news import NEWS_OF

ROOT = Path(__file__).parents[2]
TOLD = {
    "answerContest": {"CONTEST_ANSWERED"},
    "answerIntroduction": {"INTRODUCTION_ACCEPTED"},
    "answerOutreachRequest": {"OUTREACH_ANSWERED"},
    "approveNoticeException": {"NOTICE_RECORDED"},
    "approveOutreach": {"PLAN_DECIDED"},
    "assignWorker": {"WORKER_ASSIGNED"},
    "contest": {"CONTEST_RAISED"},
    "endOrder": {"ORDER_ENDED"},
    "placeHold": {"HOLD_PLACED"},
    "planOutreach": {"PLAN_RECORDED"},
    "recordMeeting": {"MEETING_RECORDED"},
    "recordNotice": {"NOTICE_RECORDED"},
    "reorderRelatives": {"RELATIVES_REORDERED"},
    "recordConsent": {"CONSENT_RECORDED"},
    "recordOrder": {"ORDER_RECORDED"},
    "recordScreen": {"SCREEN_RECORDED"},
    "requestFamilyOutreach": {"OUTREACH_REQUESTED"},
    "restateTie": {"TIE_RESTATED"},
    "recordPerson": {"RELATIVE_RECORDED"},
    "recordTie": {"TIE_RECORDED"},
    "endTie": {"TIE_ENDED"},
    "correctFact": {"FACT_CORRECTED"},
    "recordWish": {"WISH_RECORDED"},
    "recordAssessment": {"ASSESSMENT_RECORDED"},
    "recordContactPoint": {"CONTACT_POINT_RECORDED"},
    "recordContactAttempt": {"CONTACT_RECORDED"},
    "screenRelatives": {"SCREEN_RECORDED"},
    "withdrawConsent": {"CONSENT_WITHDRAWN"},
}
SILENT = {
    "answerReferral": "whoever asked reads it among her tasks",
    "approveBreakGlass": "told as a task to whoever is to know",
    "breakGlass": "told as a task to whoever is to know",
    "endHold": "the pair waits for a screen as before",
    "mergePeople": "a hidden record may be one of the two",
    "notTheSame": "a hidden record may be one of the two",
    "referPerson": "whoever is asked reads it among her tasks",
    "requestWarmIntroduction": "whoever is asked reads it among her tasks; nobody learns whether anybody is",
    "renewHold": "the hold stands as before",
    "splitPeople": "a hidden record may be one of the two",
    "takeOnCall": "the supervisor reads it among her tasks",
    "approveIntel": "intelligence: nobody who may subscribe sees it",
    "closePurpose": "about nobody",
    "openPurpose": "about nobody",
    "placeLegalHold": "nobody is told of one",
    "reportError": "between who reports and who answers",
    "submitIntel": "no statement yet",
    "validateIntel": "intelligence",
}


def test_every_mutation_is_told_or_silent() -> None:
    schema = build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))
    assert schema.mutation_type
    assert set(schema.mutation_type.fields) == TOLD.keys() | SILENT.keys()


def test_every_kind_is_made_by_a_mutation_or_an_import_and_stands_in_the_readme() -> None:
    kinds = set[str]().union(*TOLD.values(), (row.kind for row in NEWS_OF.values()))
    assert kinds == set(CODES["change_kind"])
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert kinds <= set(re.findall(r"`([A-Z_]+)`", text))


def test_the_kinds_of_mutations_are_those_of_their_code() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "graphsvc" / "records").glob("*.py"))]
    made = {kind for text in texts for kind in re.findall(r'News\(\s*"([A-Z_]+)"', text)}
    assert made == set[str]().union(*TOLD.values())
