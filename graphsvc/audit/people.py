"""Whom an answer is about, and the keyed hashes by which the audit log names them.

The log has no id of a person. Whoever has both it and the key can find out where one given person stands in it; without
the key nobody can, not even by trying every id.
"""

import hmac
import secrets
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import Path

from graphsvc.errors import SettingError
from graphsvc.keys import private_text

KEY_FILE = "audit_people.key"
HASH_BYTES = 16  # two people in a city share one by chance once in 10^28 cities
MADE_FOR = b"graphsvc people"  # of all that might be hashed under one key
LEADS: Mapping[str, tuple[str, ...]] = {
    # answers, and what they are made of
    "Page": ("rows",),
    "Person": ("id",),
    "PersonAnswer": ("person",),
    "PeopleAnswer": ("page",),
    "Hit": ("person",),
    "TiesAnswer": ("person", "page"),
    "Edge": ("person",),
    "HouseholdAnswer": ("person", "households"),
    "Household": ("members",),
    "Member": ("person",),
    "MembersAnswer": ("page",),
    "Affiliation": ("person",),
    "ReachAnswer": ("person", "lists", "reordered"),
    "Lists": ("must_notify", "needs_safety_check", "by_route_only", "bands"),
    "Relative": ("id",),
    "RouteOnly": ("id", "through"),
    "Notify": ("id",),
    "Reordered": ("relatives", "ours"),
    "SearchProgressAnswer": ("person", "untried", "again", "meetings"),
    "Untried": ("person",),
    "AskAgain": ("person",),
    "Meeting": ("attendees",),
    "ReachOverviewAnswer": ("rows",),
    "OverviewRow": ("person",),
    "MessengersAnswer": ("messengers", "unreached"),
    "Messenger": ("person", "reaches"),
    "MessengerRow": ("person", "via"),
    "Unreached": ("person",),
    "FamilyDutyAnswer": ("person", "adults"),
    "DutyAdult": ("person",),
    "MayDiscloseAnswer": ("person",),
    "WhyNotAnswer": ("relative",),
    "RevealAnswer": ("person",),
    "KinshipAnswer": ("person", "other", "lines", "stated", "contradictions"),
    "RelativesAnswer": ("person", "page"),
    "KinIssuesAnswer": ("person", "issues"),
    "RelatedPerson": ("person", "line", "stated"),
    "KinLine": ("people", "common", "ties"),
    "StatedKin": ("tie",),
    "KinIssue": ("people", "ties"),
    "KinTie": ("a", "b"),
    "KinPerson": ("person",),
    "ContestsAnswer": ("page",),
    "Contest": ("people",),
    "DisclosuresAnswer": ("person",),
    "SubjectFileAnswer": ("person",),
    "DueAnswer": ("page",),
    "DueRecord": ("person",),
    "InfluenceAnswer": ("person", "paths", "what_if"),
    "InfluencePath": ("end", "steps"),
    "PathStep": ("person",),
    "WhatIfPaths": ("appears", "disappears"),
    # what was asked or recorded
    "RelativesAsked": ("person",),
    "PathAsked": ("person", "to", "to_any_of", "avoid", "via", "what_if"),
    "WhatIf": ("without_people", "with_ties"),
    "AssumedTie": ("a", "b"),
    "ScreensInput": ("person", "screens"),
    "ScreenRow": ("relative",),
    "OrderInput": ("restrained", "protected"),
    "HoldInput": ("person", "for_person"),
    "ConsentInput": ("person", "grantor"),
    "ReviewedAnswer": ("person",),
    "GenogramAnswer": ("person", "drawing", "seen"),
    "FamilyFileAnswer": ("person", "people"),
    "Drawing": ("people", "lines"),
    "Placed": ("figure",),
    "Figure": ("id",),
    "Line": ("a", "b"),
    "EcomapAnswer": ("person", "seen"),
    "ContactSheetAnswer": ("person", "rows"),
    "MatchAnswer": ("page",),
    "MatchPair": ("a", "b"),
    "TasksAnswer": ("page",),
    "Task": ("person",),
    "BreakGlassInput": ("person",),
    "AssignInput": ("person",),
    "MergeInput": ("keep", "other"),
    "ReferralInput": ("person",),
    "ReferralAnswer": ("person",),
    "OnCallInput": ("person",),
    "OutreachInput": ("person",),
    "PlanInput": ("person", "relative"),
    "NoticeInput": ("person", "relative"),
    "MeetingInput": ("person", "attendees"),
    "ReorderInput": ("person", "order"),
    "IntroductionInput": ("person", "relative"),
    "RestateInput": ("stated_by",),
    "ContestInput": ("said_by",),
    "SubmissionInput": ("person",),
    "PersonInput": ("person", "stated_by"),
    "TieInput": ("relative", "person", "stated_by"),
    "CorrectionInput": ("stated_by",),
    "WishInput": ("person", "relative", "stated_by"),
    "AssessmentInput": ("person", "relative", "stated_by"),
    "ContactPointInput": ("person", "stated_by"),
    "AttemptInput": ("person", "relative"),
    "RecordedAnswer": ("people",),
    "ReceiptAnswer": ("people",),
    "AttemptsAnswer": ("person", "relative"),
    # what came of a question or a record that names only a statement, a plan or a request
    "Problem": ("about",),
    "ConsentWithdrawn": ("people",),
    "OrderEnded": ("people",),
    "HoldRenewed": ("people",),
    "HoldEnded": ("people",),
    "OutreachPlanned": ("people",),
    "NoticeRecorded": ("people",),
    "RequestAnswered": ("people",),
    "PeopleSplit": ("keep", "other"),
}
"""Noun → its fields that hold ids of people, or lead to them. A test walks every answer and input."""


def people_in(*things: object) -> set[str]:
    """The ids of all people in answers and questions; a text among them is the id of somebody asked about."""
    found: set[str] = set()
    for thing in things:
        _collect(thing, found)
    return found


def _collect(thing: object, found: set[str]) -> None:
    if isinstance(thing, str):
        found.add(thing)
    elif names := LEADS.get(type(thing).__name__):  # before the rest: most of what an answer holds
        for name in names:
            part = getattr(thing, name)
            if type(part) is str:
                found.add(part)
            elif part:
                _collect(part, found)
    elif isinstance(thing, _MANY):
        for each in thing:
            if LEADS.get(type(each).__name__) == _ID:  # a long list is nearly always one of these
                found.add(each.id)
            else:
                _collect(each, found)
    elif isinstance(thing, Mapping):
        for each in thing.values():
            _collect(each, found)


_MANY = (tuple, list, frozenset, set)
_ID = ("id",)


class Pseudonyms:
    """Names for people in the log, under each of some keys, the oldest first: the last one is written with.

    Keyed BLAKE2b (RFC 7693), which takes half of an HMAC's time; lines of earlier versions have HMAC-SHA-256.
    """

    def __init__(self, keys: Iterable[bytes]) -> None:
        self._keys = tuple(keys)
        self._begun = _begun(self._keys[-1])

    def of(self, people: frozenset[str]) -> list[str]:
        """The hashes to write, one a person, sorted."""
        begun, found = self._begun.copy, list[str]()
        for person in people:  # a copy of what the key began takes two thirds of a hash of its own
            hashed = begun()
            hashed.update(person.encode())
            found.append(hashed.hexdigest())
        found.sort()
        return found

    def any_of(self, person: str) -> frozenset[str]:
        """The hashes under which this person may stand in the log, older keys and versions included."""
        return frozenset(name(key, person) for key in self._keys for name in (_hashed, _hashed_before))


def _begun(key: bytes) -> blake2b:
    return blake2b(key=key, digest_size=HASH_BYTES, person=MADE_FOR)


def _hashed(key: bytes, person: str) -> str:
    hashed = _begun(key)
    hashed.update(person.encode())
    return hashed.hexdigest()


def _hashed_before(key: bytes, person: str) -> str:
    return hmac.digest(key, person.encode(), "sha256")[:HASH_BYTES].hex()


def pseudonyms(home: Path) -> Pseudonyms:
    """Those of this installation. Its file has a key a line, made at the first call.

    To rotate, append a line of 64 hexadecimal digits and start anew: older lines are read with only. Whoever removes
    a line makes it impossible to say whom the entries of its time were about. Raises SettingError.
    """
    try:
        keys = [bytes.fromhex(line) for line in private_text(home / KEY_FILE, lambda: secrets.token_hex(32)).split()]
    except (OSError, ValueError):
        keys = []
    if not keys or any(len(key) != 32 for key in keys):
        raise SettingError(f"{KEY_FILE} is no list of keys.", "One key a line: 64 hexadecimal digits.")
    return Pseudonyms(keys)
