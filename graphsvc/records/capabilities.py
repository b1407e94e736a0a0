"""What an asker may record about people, decided by the very checks that the mutation makes (definitions.md §10)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from graphsvc.records.break_glass import anybody
from graphsvc.records.ledger import Desk, known_to
from graphsvc.records.referrals import referable
from graphsvc.records.work import assignable

Check = Callable[[Desk, frozenset[str]], Awaitable[frozenset[str]]]
"""Which of these people the mutation would accept from this asker."""


@dataclass(frozen=True)
class Action:
    """A row: something that can be recorded about a person, and whom its mutation accepts."""

    code: str
    mutation: str
    accepts: Check = known_to


ACTIONS: Mapping[str, Action] = MappingProxyType(
    {
        action.code: action
        for action in (
            Action("RECORD_CONSENT", "recordConsent"),
            Action("RECORD_SCREEN", "recordScreen"),
            Action("SCREEN_RELATIVES", "screenRelatives"),
            Action("RECORD_ORDER", "recordOrder"),
            Action("PLACE_HOLD", "placeHold"),
            Action("ASSIGN_WORKER", "assignWorker", assignable),
            Action("REFER_PERSON", "referPerson", referable),
            Action("TAKE_ON_CALL", "takeOnCall"),
            Action("BREAK_GLASS", "breakGlass", anybody),
            Action("REQUEST_FAMILY_OUTREACH", "requestFamilyOutreach"),
            Action("PLAN_OUTREACH", "planOutreach", referable),
            Action("RECORD_NOTICE", "recordNotice", referable),
            Action("RECORD_MEETING", "recordMeeting", referable),
            Action("REORDER_RELATIVES", "reorderRelatives", referable),
            Action("REQUEST_WARM_INTRODUCTION", "requestWarmIntroduction", referable),
            Action("SUBMIT_INTEL", "submitIntel"),
            Action("MERGE_PEOPLE", "mergePeople"),
            Action("RECORD_PERSON", "recordPerson"),
            Action("RECORD_WISH", "recordWish"),
            Action("RECORD_ASSESSMENT", "recordAssessment"),
            Action("RECORD_CONTACT_POINT", "recordContactPoint"),
            Action("RECORD_CONTACT_ATTEMPT", "recordContactAttempt", anybody),
        )
    }
)
"""Mutations that name a person. One that names a tie, an order or a consent is not about a node."""
