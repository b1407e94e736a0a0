"""The model as a table: every noun of the bundle, its columns, and the shape it takes in the graph.

The importer validates by it, both writers load by it, the bundle's README is printed from it, and the
check command looks for missing required fields by it. A new noun is a new row.

Shapes
  NODE  (:Label {id, …}); each REF column also becomes a relationship named in `link`
  TIE   (:From)-[:TYPE {id, …}]->(:To), from the first REF column to the second
A *statement* carries the columns of `STATEMENT` and the property `cls`: the number of its access class
(compartment, owner, sensitivity, sharing; definitions.md §1). `cls` 0 is sealed: never allowed to anybody.
"""

from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType


class Kind(Enum):
    """What a cell holds. Lists are separated by `|` in CSV and are arrays in JSONL."""

    ID = "id"
    REF = "reference"
    TEXT = "text"
    TEXTS = "texts"
    CODE = "code"
    CODES = "codes"
    DATE = "date"
    INSTANT = "instant"
    WHOLE = "whole number"
    NUMBER = "number"
    YES_NO = "yes or no"


@dataclass(frozen=True)
class Column:
    """One column. `of` is the code set or the noun referred to; `link` the relationship a NODE's REF makes."""

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    of: str = ""
    link: str = ""
    inward: bool = False
    default: str = ""


@dataclass(frozen=True)
class Noun:
    """One file of the bundle. `about` names the columns that hold the people it is a statement about."""

    name: str
    meaning: str
    shape: str
    label: str
    columns: tuple[Column, ...]
    statement: bool = False
    protective: bool = False
    about: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when there is none."""
        return next(c for c in self.all_columns if c.name == name)

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """id, then its own columns, then the statement columns where it is one."""
        return (ID, *self.columns, *(STATEMENT if self.statement else ()))


ID = Column("id", Kind.ID, "Chosen by the sender; unique among all statements of the sender, stable for ever.", True)

STATEMENT: tuple[Column, ...] = (
    Column("compartment", Kind.CODE, "Which rules it falls under.", True, "compartment"),
    Column("owner", Kind.REF, "Agency that owns it.", True, "agencies"),
    Column("sensitivity", Kind.CODE, "OPEN unless the owner says otherwise.", False, "sensitivity", default="OPEN"),
    Column("sharing", Kind.CODE, "SHARED when its worker shared it.", False, "sharing", default="NONE"),
    Column("case_id", Kind.REF, "Case file it stands in; required for CASE_FILE.", False, "cases"),
    Column("sources", Kind.TEXTS, "Source documents, each a reference at the owner agency."),
    Column("stated_by", Kind.TEXT, "Id of the person or staff member who said it, if known."),
    Column("stated_as", Kind.CODE, "In what capacity it was said.", False, "stated_as", default="RECORD"),
    Column("stated_at", Kind.DATE, "Day it was said or written."),
    Column("valid_from", Kind.DATE, "First day it was true; empty: unknown."),
    Column("valid_to", Kind.DATE, "Last day it was true; empty: still, or unknown."),
    Column("recorded_at", Kind.INSTANT, "When it came on file; empty: the moment of the import."),
    Column("verification", Kind.CODE, "As GEDCOM FAMC-STAT.", False, "verification", default="STATED"),
    Column("contested_at", Kind.DATE, "Day somebody questioned it."),
    Column("sealed", Kind.YES_NO, "Sealed or expunged: absent for everybody.", default="no"),
)

_QUALITY = (
    Column("closeness", Kind.CODE, "How close, in the words of who stated it.", False, "closeness", default="UNKNOWN"),
    Column("frequency", Kind.CODE, "How often in contact.", False, "frequency", default="UNKNOWN"),
    Column("tone", Kind.CODE, "How it goes between them.", False, "tone", default="UNKNOWN"),
    Column("quality_at", Kind.DATE, "Day closeness and tone were stated; empty: stated_at."),
    Column("last_contact", Kind.DATE, "Last known contact between the two."),
)


def _ref(name: str, of: str, meaning: str, link: str = "", *, required: bool = True, inward: bool = False) -> Column:
    return Column(name, Kind.REF, meaning, required, of, link, inward)


def _code(name: str, of: str, meaning: str, *, required: bool = False, default: str = "") -> Column:
    return Column(name, Kind.CODE, meaning, required, of, default=default)


def _codes(name: str, of: str, meaning: str) -> Column:
    return Column(name, Kind.CODES, meaning, False, of)


def _text(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, Kind.TEXT, meaning, required)


def _date(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, Kind.DATE, meaning, required)


def _yes(name: str, meaning: str, default: str = "no") -> Column:
    return Column(name, Kind.YES_NO, meaning, default=default)


def _instant(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, Kind.INSTANT, meaning, required)


def _about(name: str, label: str, meaning: str, link: str, *columns: Column, protective: bool = False) -> Noun:
    """A statement node about one person: (:Person)-[:link]->(:label)."""
    person = _ref("person", "people", "Whom it is about.", link, inward=True)
    return Noun(name, meaning, "NODE", label, (person, *columns), True, protective, ("person",))


def _tie(
    name: str,
    rel: str,
    meaning: str,
    a: tuple[str, str],
    b: tuple[str, str],
    *columns: Column,
    statement: bool = True,
    protective: bool = False,
) -> Noun:
    """(first)-[:rel]->(second); `a` and `b` are (column, noun)."""
    ends = (_ref(a[0], a[1], "From this end."), _ref(b[0], b[1], "To this end."))
    about = tuple(column for column, of in (a, b) if of == "people")
    return Noun(name, meaning, "TIE", rel, (*ends, *columns), statement, protective, about)


def _node(name: str, label: str, meaning: str, *columns: Column, statement: bool = False) -> Noun:
    return Noun(name, meaning, "NODE", label, columns, statement)


NOUNS: tuple[Noun, ...] = (
    # keys, and who works for whom: nobody is seen or reached by them
    _node(
        "agencies",
        "Agency",
        "An agency at the table; the thirteen of AC-1.1 are there already.",
        _text("name", "Its full name.", required=True),
        _code("sector", "sector", "Decides its ceilings in compartments.csv.", required=True),
    ),
    _node("people", "Person", "A bare key: everything known about a person is a statement elsewhere."),
    _node("locations", "Location", "A bare key for a place."),
    _node(
        "staff",
        "Staff",
        "A user: somebody who works for an agency.",
        _text("name", "Name shown to colleagues.", required=True),
        _ref("agency", "agencies", "Employer.", "WORKS_FOR"),
        Column("roles", Kind.CODES, "Roles the agency gives.", True, "role"),
        _ref("supervisor", "staff", "Who supervises.", "SUPERVISED_BY", required=False),
        Column("languages", Kind.TEXTS, "Languages spoken, BCP 47."),
        _ref("person", "people", "The same human as a person of the graph (line 15).", "IS_PERSON", required=False),
    ),
    _node(
        "cases",
        "Case",
        "A case with a team; its id is the case number of a purpose.",
        _ref("agency", "agencies", "Whose case.", "CASE_OF"),
        _code("kind", "case_kind", "What kind of case.", required=True),
        _date("opened_on", "Day it was opened.", required=True),
        _date("closed_on", "Day it was closed; empty: open."),
    ),
    # protective facts (definitions.md §4, §7): they act for everyone and are never walked. They come before whatever
    # lets somebody be seen, so that an import that is under way, or was cut off, shows nobody whom it conceals
    _tie(
        "orders",
        "RESTRAINED_FROM",
        "A court order or condition that keeps one person from another.",
        ("restrained", "people"),
        ("protected", "people"),
        Column("type", Kind.CODE, "What kind.", True, "order_type"),
        _codes("conditions", "order_condition", "Its conditions."),
        _code("status", "order_status", "Its status.", default="ACTIVE"),
        _date("issued_on", "Day issued."),
        _date("expires_on", "Last day; empty: unknown, which counts as in force."),
        _text("docket", "Docket number."),
        _date("ended_on", "Day ended by the court."),
        protective=True,
    ),
    _tie(
        "harms",
        "HARMED",
        "Harm by one person to another.",
        ("by", "people"),
        ("to", "people"),
        _code("type", "harm_type", "What kind.", default="OTHER"),
        Column("status", Kind.CODE, "How far it is established.", True, "harm_status"),
        protective=True,
    ),
    _tie(
        "refusals",
        "REFUSES_CONTACT_WITH",
        "A person refuses contact with another.",
        ("by", "people"),
        ("with", "people"),
        protective=True,
    ),
    _tie(
        "witnesses",
        "WITNESS_AGAINST",
        "Victim or witness in an open matter against another.",
        ("witness", "people"),
        ("against", "people"),
        _text("incident", "Incident id."),
        _code("matter", "matter", "Whether the matter is open.", default="OPEN"),
        protective=True,
    ),
    _tie(
        "live_conflicts",
        "LIVE_CONFLICT_WITH",
        "Set by a person after a shooting review; at most 30 days.",
        ("person_a", "people"),
        ("person_b", "people"),
        _text("set_by", "Staff id.", required=True),
        _date("until", "Last day.", required=True),
        protective=True,
    ),
    _about(
        "alerts",
        "SafetyAlert",
        "A protective fact about one person.",
        "ALERTED_BY",
        Column("kind", Kind.CODE, "Which.", True, "alert_kind"),
        _code("status", "harm_status", "For an offence: how far established.", default="ALLEGED"),
        protective=True,
    ),
    _about(
        "holds",
        "Hold",
        "A safety hold by any agency.",
        "HELD_BY",
        _ref("for_person", "people", "Only for this person's plan; empty: for everyone's.", "HOLD_FOR", required=False),
        _text("placed_by", "Staff id.", required=True),
        _date("placed_on", "Day.", required=True),
        _date("ends_on", "Last day; empty: 30 days (site)."),
        _text("reason", "Never shown."),
        _text("ended_by", "Safety reviewer who ended it."),
        protective=True,
    ),
    _tie(
        "matches",
        "POSSIBLY_SAME_AS",
        "Two records that may be one human.",
        ("person_a", "people"),
        ("person_b", "people"),
        _code("state", "match_state", "What a person decided.", default="UNDECIDED"),
        _text("decided_by", "Safety reviewer."),
        Column("weight", Kind.NUMBER, "Match weight, bits."),
        statement=False,
        protective=True,
    ),
    _tie(
        "apart",
        "APART",
        "What stood between two people was purged: they wait for a safety reviewer. Nothing is said of what it was.",
        ("person_a", "people"),
        ("person_b", "people"),
        Column("reach", Kind.CODE, "For whose plans.", True, "apart_reach"),
        _date("since", "Day of the purge.", required=True),
        statement=False,
        protective=True,
    ),
    # what line 6 asks for besides: victims and witnesses of incidents, and P's group, whose ages AC-2.4 asks for
    _node(
        "incidents",
        "Incident",
        "Something that happened, in a case file.",
        _code("kind", "incident_kind", "What kind.", required=True),
        _instant("at", "When.", required=True),
        _ref("location", "locations", "Where.", "OCCURRED_AT", required=False),
        _code("matter", "matter", "Whether a matter is open.", default="CLOSED"),
        statement=True,
    ),
    _tie(
        "incident_roles",
        "INVOLVED_IN",
        "A person's role in an incident; never merged with another role.",
        ("person", "people"),
        ("incident", "incidents"),
        Column("role", Kind.CODE, "The role.", True, "incident_role"),
    ),
    _about(
        "births",
        "Birth",
        "Birth date and recorded sex.",
        "HAS_BIRTH",
        _date("born_on", "Day of birth; empty: unknown."),
        _code("sex", "sex", "As recorded.", default="UNKNOWN"),
    ),
    _node(
        "gangs",
        "Gang",
        "A group, as named by those who work with it.",
        _text("name", "Its name.", required=True),
        _code("activity", "gang_activity", "How active.", default="ACTIVE"),
        _code("organisation", "intensity", "How organised.", default="LOW"),
        Column("size_estimate", Kind.WHOLE, "People, as estimated by an audit."),
        statement=True,
    ),
    _tie(
        "affiliations",
        "AFFILIATED_WITH",
        "Affiliation under 28 CFR 23; AC-2.1 and AC-2.4 hold.",
        ("person", "people"),
        ("gang", "gangs"),
        _code("status", "affiliation_status", "Status.", required=True),
        _text("role", "Role, in plain words."),
        Column("criteria", Kind.CODES, "Criteria cited.", True, "affiliation_criterion"),
        Column("evidence", Kind.TEXTS, "Source documents, at least two.", True),
        _text("verified_by", "Second person who verified.", required=True),
        _date("retain_until", "At most five years after the validating review.", required=True),
        _date("notice_person_at", "Notice delivered to a minor."),
        _date("notice_guardian_at", "Notice delivered to the guardian."),
        _text("approved_by", "Supervisor's approval, for a minor."),
    ),
    # whose people somebody is
    _tie(
        "case_team",
        "ON_TEAM",
        "Who works on a case.",
        ("staff", "staff"),
        ("case", "cases"),
        _date("valid_from", "First day."),
        _date("valid_to", "Last day."),
        statement=False,
    ),
    _tie(
        "assignments",
        "ASSIGNED_TO",
        "A caseload, person by person.",
        ("staff", "staff"),
        ("person", "people"),
        _date("valid_from", "First day.", required=True),
        _date("valid_to", "Last day; empty: still."),
        _yes("lead", "Whether the staff member leads the plan."),
        statement=False,
    ),
    _tie(
        "on_call",
        "ON_CALL_FOR",
        "On-call duty for a person.",
        ("staff", "staff"),
        ("person", "people"),
        _instant("starts_at", "From.", required=True),
        _instant("ends_at", "Until.", required=True),
        _text("reason", "Why."),
        statement=False,
    ),
    _node(
        "referrals",
        "Referral",
        "A two-sided referral; while ACCEPTED or IN_PROGRESS the receiver has the person on the caseload.",
        _ref("person", "people", "Who is referred.", "REFERRAL_OF"),
        _ref("from_agency", "agencies", "Who asks.", "REFERRED_BY"),
        _ref("to_staff", "staff", "Who receives.", "REFERRED_TO"),
        _code("state", "referral_state", "Where it stands.", required=True),
        _date("valid_from", "First day."),
        _date("valid_to", "Last day, inclusive."),
    ),
    _node(
        "consents",
        "Consent",
        "What somebody allowed, for whom, until when. Read at every request; withdrawn at once.",
        _ref("person", "people", "Subject.", "CONSENT_FOR"),
        _ref("grantor", "people", "Who gave it.", "GRANTED_BY", required=False),
        _code("capacity", "consent_capacity", "In what capacity.", required=True),
        _code("form", "consent_form", "How it was given.", required=True),
        Column("recipients", Kind.TEXTS, "Agencies it covers, codes.", True),
        Column("scope", Kind.CODES, "Compartments it covers; empty: all that need consent.", False, "compartment"),
        Column("exceptions", Kind.CODES, "Compartments withheld.", False, "compartment"),
        _yes("contact", "Whether it covers contact with relatives, not planning only.", "yes"),
        _text("language", "Language it was given in, BCP 47."),
        _date("signed_on", "Day given.", required=True),
        _date("expires_on", "Last day."),
        _instant("revoked_at", "When withdrawn."),
    ),
    # what is said about a person
    _about(
        "names",
        "Name",
        "A name or alias.",
        "HAS_NAME",
        _text("given", "Given names."),
        _text("family", "Family name."),
        _code("kind", "name_kind", "What kind of name.", default="LEGAL"),
    ),
    _about("deaths", "Death", "That a person died.", "HAS_DEATH", _date("died_on", "Day; empty: unknown.")),
    _about(
        "identifiers",
        "Identifier",
        "A number that some system gave.",
        "HAS_IDENTIFIER",
        _text("system", "Which system.", required=True),
        _text("value", "The number.", required=True),
    ),
    _about(
        "pictures",
        "Picture",
        "A picture, by reference.",
        "HAS_PICTURE",
        _text("uri", "Reference at the owner agency.", required=True),
    ),
    # households and places: who lives in a shelter or at a confidential address comes before what a place is
    _node(
        "households",
        "Household",
        "People living together; a shelter or a school joins nobody.",
        _code("kind", "household_kind", "What kind.", default="FAMILY"),
        _text("label", "Plain name."),
        _ref("location", "locations", "Where.", "HOUSED_AT", required=False),
        statement=True,
    ),
    _tie(
        "household_members",
        "MEMBER_OF_HOUSEHOLD",
        "Living in a household.",
        ("person", "people"),
        ("household", "households"),
        *_QUALITY,
    ),
    _tie(
        "addresses",
        "RESIDES_AT",
        "Where a person lives or lived.",
        ("person", "people"),
        ("location", "locations"),
        _code("kind", "address_kind", "What kind.", default="HOME"),
        _yes("confidential", "Kept out of every answer (line 7)."),
    ),
    Noun(
        "places",
        "What a location is: kind, label, point.",
        "NODE",
        "Place",
        (
            _ref("location", "locations", "Which place.", "DESCRIBED_AS", inward=True),
            _code("kind", "location_kind", "Granularity.", required=True),
            _text("label", "Plain name."),
            Column("latitude", Kind.NUMBER, "WGS 84 degrees."),
            Column("longitude", Kind.NUMBER, "WGS 84 degrees."),
            _ref("within", "locations", "The larger place.", "WITHIN", required=False),
        ),
        True,
    ),
    # family
    _tie(
        "kin",
        "KIN_OF",
        "Relative is the role of person (HL7 direction).",
        ("relative", "people"),
        ("person", "people"),
        Column("role", Kind.CODE, "HL7 RoleCode.", True, "kin_role"),
        _code("side", "side", "Which side of the family.", default="NA"),
        _code("basis", "basis", "Why they are kin.", default="BIOLOGICAL"),
        _date("rights_ended_on", "Day parental rights ended."),
        *_QUALITY,
    ),
    _tie(
        "unions",
        "UNION_WITH",
        "Marriage or partnership.",
        ("partner_a", "people"),
        ("partner_b", "people"),
        _code("category", "union_category", "What kind.", default="UNKNOWN"),
        _code("status", "union_status", "How it stands.", default="UNKNOWN"),
        *_QUALITY,
    ),
    _tie(
        "guardianships",
        "GUARDIAN_OF",
        "Legal guardian.",
        ("guardian", "people"),
        ("person", "people"),
        _code("scope", "guardian_scope", "What it covers.", default="FULL"),
        _yes("cleared", "Cleared as the route to a minor (line 8)."),
        *_QUALITY,
    ),
    _tie(
        "caregivers",
        "CAREGIVER_OF",
        "Who cares for a person day to day.",
        ("caregiver", "people"),
        ("person", "people"),
        *_QUALITY,
    ),
    _tie(
        "mentors",
        "MENTOR_OF",
        "Mentor through a programme.",
        ("mentor", "people"),
        ("person", "people"),
        _text("programme", "Which programme."),
        _date("vetted_at", "Day vetted; empty: not vetted."),
        *_QUALITY,
    ),
    _tie(
        "supports",
        "SUPPORTS",
        "Gives help.",
        ("supporter", "people"),
        ("person", "people"),
        _codes("kinds", "support_kind", "What help."),
        *_QUALITY,
    ),
    # peers: case files and intelligence
    _tie(
        "co_arrests",
        "CO_ARRESTED",
        "Arrested together, one row an incident.",
        ("person_a", "people"),
        ("person_b", "people"),
        _text("incident", "Incident id.", required=True),
        _date("at", "Day.", required=True),
    ),
    _tie(
        "co_presences",
        "CO_PRESENT",
        "Both present in one incident.",
        ("person_a", "people"),
        ("person_b", "people"),
        _text("incident", "Incident id.", required=True),
        _date("at", "Day.", required=True),
        _code("role_a", "incident_role", "Role of the first.", default="PRESENT"),
        _code("role_b", "incident_role", "Role of the second.", default="PRESENT"),
    ),
    _tie(
        "co_fios",
        "CO_FIO",
        "Observed together in a field interrogation or observation.",
        ("person_a", "people"),
        ("person_b", "people"),
        _text("incident", "Observation id.", required=True),
        _date("at", "Day.", required=True),
    ),
    _tie(
        "rivalries",
        "RIVAL_OF",
        "Rivalry, stored once.",
        ("gang_a", "gangs"),
        ("gang_b", "gangs"),
        _code("intensity", "intensity", "How hot.", default="MEDIUM"),
        _text("basis", "Why it is held."),
        _date("reviewed_at", "Last review; stale after 180 days."),
    ),
    _tie(
        "alliances",
        "ALLIED_WITH",
        "Alliance, stored once.",
        ("gang_a", "gangs"),
        ("gang_b", "gangs"),
        _code("intensity", "intensity", "How close.", default="MEDIUM"),
        _text("basis", "Why it is held."),
        _date("reviewed_at", "Last review; stale after 180 days."),
    ),
    _tie("turfs", "CLAIMS_TURF", "A place that a gang claims.", ("gang", "gangs"), ("location", "locations")),
    # agency work
    _about(
        "touchpoints",
        "Touchpoint",
        "A contact with an agency.",
        "TOUCHED_BY",
        _code("type", "touchpoint_type", "What kind.", required=True),
        _ref("agency", "agencies", "With which agency.", "TOUCHPOINT_OF"),
        _instant("at", "When.", required=True),
        _ref("location", "locations", "Where.", "HAPPENED_AT", required=False),
        Column("parties", Kind.TEXTS, "Agency codes that are a party or took part."),
        _code("service", "pact_service", "For services: PACT's four kinds."),
        _text("staff", "Staff id of the worker."),
        _text("detail", "In plain words."),
        _date("next_date", "Next court date."),
        _text("officer", "Supervising officer."),
        Column("contact_conditions", Kind.TEXTS, "Conditions that limit contact."),
    ),
    _about(
        "enrolments",
        "Enrolment",
        "On the programme's list.",
        "ENROLLED_IN",
        _code("status", "enrolment_status", "Where it stands.", required=True),
        _date("enrolled_on", "Day."),
        _ref("lead_agency", "agencies", "Who leads.", "LED_BY", required=False),
        _text("next_action", "Next action, in plain words."),
        _date("next_action_due", "When it is due."),
    ),
    _about(
        "removals",
        "Removal",
        "A child removed from home: starts the 30 days of 42 USC 671(a)(29).",
        "REMOVED",
        _date("removed_on", "Day 0.", required=True),
        Column("caregivers", Kind.TEXTS, "Person ids of the caregivers removed from.", True),
    ),
    # what the person and the relative said
    _tie(
        "wishes",
        "WISHES_ABOUT",
        "What a person wishes about a relative.",
        ("person", "people"),
        ("relative", "people"),
        Column("wish", Kind.CODE, "The wish.", True, "wish"),
    ),
    _tie(
        "assessments",
        "ASSESSED_FOR",
        "What a relative said and what workers learned (RelativeAssessment).",
        ("relative", "people"),
        ("person", "people"),
        _code("willingness", "willingness", "Willing to help.", default="NOT_ASKED"),
        _codes("roles", "opening_role", "Roles offered."),
        _code("capacity", "capacity", "Room for it.", default="UNKNOWN"),
        _text("limits", "Limits the relative set."),
        _text("language", "BCP 47."),
        _yes("interpreter_needed", "Interpreter needed."),
        _yes("interpreter_arranged", "Interpreter arranged."),
        Column("travel_minutes", Kind.WHOLE, "Shown, never ranked."),
        _date("last_in_person", "Last seen in person."),
        _codes("supports_given", "support_kind", "Support given before."),
        _codes("protective_offers", "protective_offer", "What the relative offers."),
        _yes("named_by_family", "Named by the family."),
        _code("wait", "wait", "Waits for.", default="NONE"),
        _date("ask_again_on", "Ask again on that day."),
        _yes("agreed_to_be_asked", "Agreed to be asked.", ""),
        _yes("safe_to_be_seen", 'The relative\'s own answer to "is it safe for you to be seen doing this?".', ""),
        _date("safe_to_be_seen_on", "Day of that answer; without it the answer opens nothing."),
    ),
    _tie(
        "contact_attempts",
        "CONTACTED",
        "An attempt to reach a relative for a person.",
        ("relative", "people"),
        ("person", "people"),
        Column("mode", Kind.CODE, "How.", True, "attempt_mode"),
        _instant("at", "When.", required=True),
        _text("by", "Staff id.", required=True),
        Column("outcome", Kind.CODE, "What came of it.", True, "attempt_outcome"),
        _text("next_step", "Then what."),
        _yes("inbound", "Whether the relative came or called."),
    ),
    _tie(
        "notices",
        "NOTIFIED_FOR",
        "30-day relative notice.",
        ("relative", "people"),
        ("person", "people"),
        _date("sent_at", "Day sent."),
        _text("language", "BCP 47."),
        _code("exception", "notice_exception", "Why not sent."),
        _text("approved_by", "Supervisor."),
    ),
    _tie(
        "outreach_requests",
        "OUTREACH_ASKED_FOR",
        "An investigator's request for family outreach.",
        ("staff", "staff"),
        ("person", "people"),
        Column("state", Kind.CODE, "Where it stands.", True, "outreach_state"),
        _date("asked_on", "Day.", required=True),
        _date("due_on", "Answer due."),
        _text("worker", "Named worker."),
        _text("reason", "Reason code."),
        statement=False,
    ),
    # last what opens a way to somebody: a screen that says CLEAR, and then the way itself
    _tie(
        "screens",
        "SCREENED_FOR",
        "A safety screen of a relative for a person's plan.",
        ("relative", "people"),
        ("person", "people"),
        _code("mode", "screen_mode", "How.", required=True),
        Column("result", Kind.CODE, "What came of it.", True, "screen_result"),
        _text("by", "Staff id.", required=True),
        _date("at", "Day.", required=True),
        _text("answers", "The guided screen's answers, JSON."),
        statement=False,
        protective=True,
    ),
    _about(
        "contact_points",
        "ContactPoint",
        "A way to reach a person; its value only through `reveal`.",
        "REACHED_AT",
        _code("kind", "contact_kind", "What it is.", required=True),
        _text("value", "Number or address.", required=True),
        _text("label", "In plain words: her kitchen phone."),
        Column("shared_with", Kind.TEXTS, "Who else answers or reads it."),
        _text("answers_usually", "Who answers."),
        _text("best_times", "When it works, as stated."),
        _text("time_zone", "IANA name."),
        _text("language", "BCP 47."),
        _yes("interpreter", "Whether an interpreter is needed."),
        _yes("may_leave_message", "Whether a message may be left."),
        _yes("may_say_who_calls", "Whether the caller may say who calls."),
        _yes("may_text", "Whether a text may be sent."),
        _text("verified_by", "Who verified it."),
        _date("verified_at", "Day verified; empty: not verified."),
        _date("last_reached_at", "Last success."),
    ),
)
NOUN = {noun.name: noun for noun in NOUNS}

SUPPORT_TYPES = ("KIN_OF", "UNION_WITH", "GUARDIAN_OF", "CAREGIVER_OF", "MEMBER_OF_HOUSEHOLD", "MENTOR_OF", "SUPPORTS")
PEER_TYPES = ("CO_ARRESTED", "CO_PRESENT", "AFFILIATED_WITH", "CO_FIO")
KIN_ROW_TYPES = ("KIN_OF", "UNION_WITH", "GUARDIAN_OF", "MEMBER_OF_HOUSEHOLD")
"""Types that follow the `kin` row of permissions.csv through every field (definitions.md §11)."""

_PLANS = (
    "valid_from valid_to expires_on ends_on ends_at starts_at until retain_until next_date next_action_due due_on"
    " ask_again_on"
)
MAY_BE_FUTURE = frozenset(_PLANS.split())
"""Everything else happened, so a day after today is a mistake."""
FIRST_YEAR, LAST_YEAR = 1800, 2199
"""No day of anybody's life or plan lies outside."""
BOUNDS = MappingProxyType(
    {
        "latitude": (-90.0, 90.0),
        "longitude": (-180.0, 180.0),
        "size_estimate": (0, 1_000_000),
        "travel_minutes": (0, 9_999),
    }
)
