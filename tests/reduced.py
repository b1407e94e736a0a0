"""An independent reading of who may see what: plain Python over a bundle's rows, and a graph reduced by it.

It shares no code with graphsvc/access: it reads the three tables itself, works out circles itself, and takes hidden
statements out of the bundle. Protective facts stay, and so does what makes them act (definitions.md §4): births and
deaths, and the ties that join a person to somebody in an order, a harm, a refusal or an open matter. They act for
everyone and are nobody's to see, so an answer must be the same with them there.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as column
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path

from graphsvc.model.kin import KIN_ROLES
from graphsvc.model.nouns import NOUN, NOUNS
from tests.concealed import concealed_from

Row = dict[str, str]
Bundle = dict[str, list[Row]]
POLICIES = Path(__file__).parents[1] / "policies"
NEEDS_CONSENT = {"EDUCATION_FERPA", "HEALTH_HIPAA", "SUD_PART2", "VICTIM_VAWA"}
ALL_CONSENT = NEEDS_CONSENT | {"CORI"}
SECTORS = {
    "BPD": "LAW_ENFORCEMENT",
    "BPS": "EDUCATION",
    "BPHC": "PUBLIC_HEALTH",
    "BCYF": "YOUTH_SERVICES",
    "SCSD": "CORRECTIONS_SUPERVISION",
    "EOHHS": "HUMAN_SERVICES",
    "DYS": "CORRECTIONS_SUPERVISION",
    "MAYOR": "EXECUTIVE",
    "GOV": "EXECUTIVE",
    "SCDA": "PROSECUTION",
    "USAO": "PROSECUTION",
    "EOPSS": "LAW_ENFORCEMENT",
    "PROBATION": "CORRECTIONS_SUPERVISION",
}
"""AC-1.1; the thirteen come by migration and stand in no bundle."""
LISTED = {"INVITED", "ENGAGED", "PAUSED"}
JOINING = {"", "FAMILY"}
NO_STEP = {"NBOR", "ROOM", "x-TEACHER", "x-PUPIL"}
"""Kin roles that §6 does not name among SUPPORT: a neighbour, a roommate or a teacher is no step of a circle."""
AFFILIATED = {"VERIFIED_ASSOCIATE", "VERIFIED_MEMBER", "CONTESTED", "EXITED"}
KIN_ROW = {"kin", "unions", "guardianships", "household_members"}
CASE_NOUNS = ("co_arrests", "co_presences", "incident_roles", "incidents")
SUPPORT = ("kin", "unions", "guardianships", "caregivers", "mentors", "supports")
PARENTAL = {"PRN", "ADOPTP", "STPPRN", "PRNFOST", "x-PRNPARTNER", "CHILD", "CHLDADOPT", "STPCHLD", "CHLDFOST",
            "x-PARTNERCHILD"}  # fmt: skip
"""Groups of kin roles: a parent's or a child's, step, foster and adoptive ones too."""
PLAN = PARENTAL | {"SIB", "HSIB", "STPSIB"}
CHILD_CODES = {"SEXUAL_OFFENCE_AGAINST_CHILD", "SEXUAL_OF_CHILD"}
PLACELESS = {"ADDRESS_CONFIDENTIALITY", "SHELTER_RESIDENT", "PROTECTED_WITNESS", "RELOCATED_WITNESS"}
LIFTED = ("relativesToReach", "reachOverview", "messengersFor")
"""Fields that count for a coordinator what she may not read (§8)."""
DUTY, DUTY_COMPARTMENTS = "familyDuty", {"CASE_FILE", "CORI", "PUBLIC", "FAMILY"}
"""The one question that opens FAMILY to an officer, and what else it shows."""
PROTECTIVE_ENDS = {
    "orders": ("restrained", "protected"),
    "harms": ("by", "to"),
    "refusals": ("by", "with"),
    "witnesses": ("witness", "against"),
    "live_conflicts": ("person_a", "person_b"),
}


def read_bundle(folder: Path) -> Bundle:
    """Noun → its rows as written."""
    return {noun.name: _rows(folder / f"{noun.name}.csv") for noun in NOUNS}


def _rows(path: Path) -> list[Row]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_bundle(bundle: Bundle, folder: Path, feed: Path) -> Path:
    """The bundle as files, with the feed's bundle.json beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    for noun in NOUNS:
        with (folder / f"{noun.name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [each.name for each in noun.all_columns], restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(bundle.get(noun.name, []))
    (folder / "bundle.json").write_bytes((feed / "bundle.json").read_bytes())
    return folder


def _table(name: str, key: str) -> dict[str, Row]:
    with (POLICIES / name).open(encoding="utf-8", newline="") as file:
        return {row[key]: row for row in csv.DictReader(file)}


PERMISSIONS = _table("permissions.csv", "field")
CEILINGS = _table("compartments.csv", "compartment")
TOUCHPOINTS = _table("touchpoints.csv", "type")


@dataclass
class Reading:
    """What one asker may see of a bundle through one field, statement by statement."""

    bundle: Bundle
    user: str
    purpose: str
    case: str | None
    field: str
    now: datetime
    cap: int = 50
    _circles: dict[tuple[str, ...], frozenset[str] | None] = column(default_factory=dict)

    # ---- the asker ------------------------------------------------------------------------------------------------

    @cached_property
    def staff(self) -> Row:
        return next(row for row in self.bundle["staff"] if row["id"] == self.user)

    @cached_property
    def agency(self) -> str:
        return self.staff["agency"]

    @cached_property
    def sector(self) -> str:
        return SECTORS[self.agency]

    def scopes(self, field: str) -> set[str]:
        return {PERMISSIONS[field][role] for role in self.staff["roles"].split("|")} - {"-"}

    @cached_property
    def today(self) -> date:
        return self.now.date()

    def holds(self, row: Row, start: str = "valid_from", end: str = "valid_to") -> bool:
        """Whether a row is true today; an unknown day does not end it."""
        return not (row[start] and row[start] > f"{self.today}") and not (row[end] and row[end] < f"{self.today}")

    @cached_property
    def on_team(self) -> bool:
        team = self.bundle["case_team"]
        return any(r["staff"] == self.user and r["case"] == self.case and self.holds(r) for r in team)

    def people_of(self, worker: str) -> set[str]:
        """A caseload: assigned, referred and taken on, on call."""
        found = {r["person"] for r in self.bundle["assignments"] if r["staff"] == worker and self.holds(r)}
        for row in self.bundle["referrals"]:
            if row["to_staff"] == worker and row["state"] in ("ACCEPTED", "IN_PROGRESS") and self.holds(row):
                found.add(row["person"])
        for row in self.bundle["on_call"]:
            starts, ends = (datetime.fromisoformat(row[name]) for name in ("starts_at", "ends_at"))
            if row["staff"] == worker and starts <= self.now < ends:
                found.add(row["person"])
        return found

    @cached_property
    def own(self) -> set[str]:
        return self.people_of(self.user)

    @cached_property
    def team(self) -> set[str]:
        below = [row["id"] for row in self.bundle["staff"] if row["supervisor"] == self.user]
        return {person for worker in below for person in self.people_of(worker)}

    @cached_property
    def caseload(self) -> set[str]:
        return self.own | (self.team if "team" in self.scopes(self.field) else set())

    @cached_property
    def concealed(self) -> frozenset[str]:
        """Whom §7 conceals from this asker: absent everywhere, and so no step to anybody."""
        return concealed_from(self.bundle, self.caseload, self.today)

    # ---- consent --------------------------------------------------------------------------------------------------

    @cached_property
    def abusers(self) -> set[tuple[str, str]]:
        return {(row["by"], row["to"]) for row in self.bundle["harms"] if row["status"] != "UNSUPPORTED"}

    @cached_property
    def covered(self) -> dict[str, set[str]]:
        """Person → compartments that live consents open to the asker's agency."""
        found: dict[str, set[str]] = {}
        for row in self.bundle["consents"]:
            if self._live(row):
                scope = set(filter(None, row["scope"].split("|"))) or ALL_CONSENT
                found.setdefault(row["person"], set()).update(scope - set(row["exceptions"].split("|")))
        return found

    def _live(self, row: Row) -> bool:
        oldest = f"{self.today - timedelta(days=30)}"
        return (
            self.agency in row["recipients"].split("|")
            and self.holds(row, "signed_on", "expires_on")
            and not (row["revoked_at"] and datetime.fromisoformat(row["revoked_at"]) <= self.now)
            and not (row["form"] == "VERBAL_WITNESSED" and row["signed_on"] < oldest)
            and not self._void(row)
        )

    def _void(self, consent: Row) -> bool:
        """Whether something on file says that its grantor may not give it, whoever may see what says so (§9)."""
        grantor, person, bundle = consent["grantor"], consent["person"], self.bundle
        kept = [r for r in bundle["orders"] if (r["restrained"], r["protected"]) == (grantor, person)]
        tones = [r for noun in SUPPORT for r in self._between(noun, consent) if noun != "mentors"]
        if grantor not in ("", person) and (
            consent["capacity"] == "SELF"
            or any(by == grantor for by, _ in self.abusers)
            or any(row["status"] != "VACATED" for row in kept)
            or any(row.get("tone") == "ABUSIVE" for row in tones)
        ):
            return True
        return consent["capacity"] == "GUARDIAN" and self._no_guardian(consent)

    def _no_guardian(self, consent: Row) -> bool:
        """A guardian no more, or one of a person who is grown up by now and was not when it was given."""
        born = {r["born_on"] for r in self.bundle["births"] if r["person"] == consent["person"]} - {""}
        adult = bool(born) and max(born) <= _years_before(f"{self.today}")
        guards = [r for r in self._between("guardianships", consent) if r["guardian"] == consent["grantor"]]
        sure = (r for r in guards if r["sealed"] != "yes" and r["verification"] != "DISPROVEN")
        return (
            any(row["rights_ended_on"] for row in self._between("kin", consent))
            or (bool(adult or guards) and not any(self.holds(row) for row in sure))
            or (adult and max(born) > _years_before(consent["signed_on"]))
        )

    def _between(self, noun: str, consent: Row) -> list[Row]:
        """The ties between the person and whoever consented."""
        pair = {consent["grantor"], consent["person"]}
        return [row for row in self.bundle[noun] if {row[name] for name in NOUN[noun].about} == pair]

    @cached_property
    def lifted(self) -> bool:
        """A coordinator's counts for people on the list (§8): her sector's classes, whoever they are assigned to."""
        return self.field in LIFTED and "programme" in self.scopes(self.field)

    # ---- one statement --------------------------------------------------------------------------------------------

    def sees(self, noun: str, row: Row) -> bool:
        """Whether the asker may see this statement through this field."""
        people = {row[name] for name in NOUN[noun].about}
        if noun == "touchpoints":
            return self.sees_touchpoint(row)
        if noun == "affiliations" and (row["status"] not in AFFILIATED or row["retain_until"] < f"{self.today}"):
            return False
        whole = self.lifted or self.field == DUTY
        near = None if whole else self.near("kin" if noun in KIN_ROW else self.field)
        return self.class_open(row, people, self.field) and (near is None or people <= near)

    def class_open(self, row: Row, people: set[str], field: str) -> bool:
        """By compartment, owner, sensitivity and sharing; by case; by consent (§2, §11)."""
        if row["sealed"] == "yes":
            return False
        if not self.open_enough(row) or (self.field == DUTY and row["compartment"] not in DUTY_COMPARTMENTS):
            return False
        word = CEILINGS[row["compartment"]][self.sector]
        if word == "own_case":
            return self.on_team and row["case_id"] == self.case and self.case is not None
        assigned = self.lifted or self.scopes(field) <= {"own", "team"}
        consented = all(p in self.caseload and self.covered.get(p, set()) >= NEEDS_CONSENT for p in people)
        return {
            "yes": True,
            "family_duty": self.field == DUTY,
            "own_agency": row["owner"] == self.agency,
            "shared_by_worker": row["sharing"] == "SHARED",
            "assigned": assigned or (bool(people) and consented),
            "assigned+consent": bool(people) and consented,
        }.get(word, False)

    def open_enough(self, row: Row) -> bool:
        return row["sensitivity"] in ("", "OPEN") or row["owner"] == self.agency

    def sees_touchpoint(self, row: Row) -> bool:
        """By type and sector; the person on the caseload where the scope is own or team."""
        person, rule = row["person"], TOUCHPOINTS[row["type"]]
        word = rule[self.sector]
        near = self.near(self.field)
        close = self.caseload if self.scopes(self.field) <= {"own", "team", "case", "agg"} else near
        if row["sealed"] == "yes" or (close is not None and person not in close):
            return False
        if not self.open_enough(row):
            return False
        if word == "own_case":
            return self.on_team and row["case_id"] == self.case and self.case is not None
        if rule["compartment"] not in (row["compartment"], "(visiting agency)") and not self.class_open(
            row, {person}, self.field
        ):
            return False
        parties = {row["agency"], *row["parties"].split("|")}
        agreed = row["compartment"] in self.covered.get(person, set()) and (
            person in self.caseload or near is None or person in near
        )
        return {
            "yes": True,
            "connected4": True,
            "officer+contact_conditions": True,
            "own_agency": row["owner"] == self.agency,
            "party": self.agency in parties,
            "took_part": self.agency in parties,
            "shared_by_worker": row["sharing"] == "SHARED",
            "assigned+consent": agreed and person in self.caseload,
            "next_date+consent": agreed,
            "recent_injury_flag+consent": agreed,
        }.get(word, False)

    # ---- the people of a scope ------------------------------------------------------------------------------------

    def near(self, field: str) -> frozenset[str] | None:
        """The people that a field is about; None for everybody."""
        scopes = tuple(sorted(self.scopes(field)))
        if scopes not in self._circles:
            self._circles[scopes] = None if "yes" in scopes else frozenset().union(*map(self.in_scope, scopes))
        return self._circles[scopes]

    def in_scope(self, scope: str) -> frozenset[str]:
        return {
            "own": lambda: self.circle(self.own),
            "team": lambda: self.circle(self.team),
            "programme": lambda: self.listed - self.concealed,
            "case": lambda: self.of_case,
            "queue": lambda: self.waiting,
            "agg": frozenset,
        }[scope]()

    @cached_property
    def listed(self) -> frozenset[str]:
        return frozenset(
            row["person"]
            for row in self.bundle["enrolments"]
            if row["status"] in LISTED and self.holds(row) and self.class_open(row, set(), "person")
        )

    @cached_property
    def of_case(self) -> frozenset[str]:
        if not (self.on_team and self.case and CEILINGS["CASE_FILE"][self.sector] == "own_case"):
            return frozenset()
        shown = {noun: [row for row in self.bundle[noun] if self._of_the_case(row)] for noun in CASE_NOUNS}
        incidents = {row["id"] for row in shown.pop("incidents")}
        found = {
            row[name]
            for noun, rows in shown.items()
            for row in rows
            if noun != "incident_roles" or row["incident"] in incidents
            for name in NOUN[noun].about
        }
        return frozenset(found)

    def _of_the_case(self, row: Row) -> bool:
        return row["case_id"] == self.case and self.class_open(row, set(), "person")

    @cached_property
    def waiting(self) -> frozenset[str]:
        """People waiting for a safety review."""
        day, found = f"{self.today}", set[str]()
        for row in self.bundle["matches"]:
            if row["state"] in ("", "UNDECIDED", "PLAUSIBLE"):
                found |= {row["person_a"], row["person_b"]}
        found |= {row["person"] for row in self.bundle["holds"] if not row["ended_by"]}
        for noun, (a, b) in PROTECTIVE_ENDS.items():
            for row in self.bundle[noun]:
                ends = [row.get(name) for name in ("expires_on", "valid_to", "until")]
                if row.get("status") in ("EXPIRED", "ENDED", "VACATED") or any(end and end < day for end in ends):
                    found |= {row[a], row[b]}
        oldest = f"{self.today - timedelta(days=90)}"
        screened = {(row["relative"], row["person"]) for row in self.bundle["screens"] if row["at"] >= oldest}
        for row in self.bundle["kin"]:
            if self.class_open(row, set(), "person"):
                for person, relative in ((row["person"], row["relative"]), (row["relative"], row["person"])):
                    if person in self.listed and (relative, person) not in screened:
                        found |= {person, relative}
        return frozenset(found)

    # ---- the circle -----------------------------------------------------------------------------------------------

    def circle(self, start: Iterable[str]) -> frozenset[str]:
        """§1: three steps, or kin to the fourth degree; the last tie may be one that nobody walks beyond."""
        return frozenset({*start, *self._by_steps(set(start)), *self._by_degree(set(start))})

    def _by_steps(self, start: set[str]) -> set[str]:
        reached, shown = set(start), set(start)
        for step in (1, 2, 3):
            ends = {(other, walkable) for p in reached for other, _, walkable in self.joined.get(p, ())}
            shown |= {other for other, _ in ends}
            reached |= {other for other, walkable in ends if walkable} if step < 3 else set()
        return shown

    def _by_degree(self, start: set[str]) -> set[str]:
        """Degree by degree: who goes on up or down from here, who only down."""
        shown = set[str]()
        states = {(person, 0, "up") for person in start}
        done = set[tuple[str, int, str]]()
        while states:
            person, degrees, phase = state = states.pop()
            done.add(state)
            for other, role, walkable in self.joined.get(person, ()):
                blood = KIN_ROLES[role] if role else None
                if blood and blood.move in ("UDS" if phase == "up" else "D") and degrees + blood.degree <= 4:
                    shown.add(other)
                    after = (other, degrees + blood.degree, "up" if blood.move == "U" else "down")
                    if walkable and after not in done:
                        states.add(after)
        return shown

    @cached_property
    def joined(self) -> Mapping[str, list[tuple[str, str, bool]]]:
        """Person → (other, role of the other, walkable) over SUPPORT ties that the asker may see today."""
        found: dict[str, list[tuple[str, str, bool]]] = {}
        family = bool(self.scopes("kin") & {"own", "team"})
        for noun in SUPPORT if family else set(SUPPORT) - KIN_ROW:
            a, b = NOUN[noun].about
            for row in self.bundle[noun]:
                role = row.get("role", "")
                if role in NO_STEP or {row[a], row[b]} & self.concealed:
                    continue
                if self.holds(row) and self.class_open(row, {row[a], row[b]}, "influencePaths:SUPPORT-own"):
                    inverse = KIN_ROLES[role].inverse if role else ""
                    found.setdefault(row[b], []).append((row[a], role, walked(row)))
                    found.setdefault(row[a], []).append((row[b], inverse, walked(row)))
        for members in self._households() if family else ():
            for person, mine in members:
                for other, theirs in members:
                    if person != other:
                        found.setdefault(person, []).append((other, "", mine and theirs))
        return found

    def _households(self) -> Iterable[list[tuple[str, bool]]]:
        for home in self.bundle["households"]:
            if home["kind"] in JOINING and self.holds(home) and self.class_open(home, set(), "own"):
                rows = [r for r in self.bundle["household_members"] if r["household"] == home["id"]]
                seen = [r for r in rows if self.holds(r) and self.class_open(r, {r["person"]}, "own")]
                if len({r["person"] for r in seen}) <= self.cap:
                    there = [r for r in seen if r["person"] not in self.concealed]
                    yield [(r["person"], walked(r) and walked(home)) for r in there]


def _years_before(day: str) -> str:
    """The same day 18 years ago; as text, in which the 29 February of no leap year stands after the 28th."""
    return f"{int(day[:4]) - 18}{day[4:]}"


def walked(row: Row) -> bool:
    """Whether a tie may be walked beyond."""
    return (
        row["verification"] in ("", "PROVEN", "STATED")
        and not row["contested_at"]
        and row.get("tone", "") not in ("CUTOFF", "ABUSIVE")
    )


PERMISSIONS["own"] = PERMISSIONS["influencePaths:SUPPORT-own"] = dict.fromkeys(PERMISSIONS["person"], "own")
"""Circles are worked out as for a circle, whatever the field's own scope."""


def reduced(reading: Reading) -> Bundle:
    """The bundle without the statements that the asker may not see, protective ones and what they need excepted."""
    bundle = reading.bundle
    kept = {
        noun: [row for row in rows if not NOUN[noun].statement or reading.sees(noun, row) or acts(bundle, noun, row)]
        for noun, rows in bundle.items()
    }
    return without_strangers(kept, reading)


def protected_people(bundle: Bundle) -> set[str]:
    """Everyone at an end of a protective fact; so are those of an abusive tie and of one whose rights ended."""
    ends = {row[name] for noun, ends in PROTECTIVE_ENDS.items() for row in bundle[noun] for name in ends}
    ties = ((noun, row) for noun in (*SUPPORT, "household_members") for row in bundle[noun])
    return ends | {row[name] for noun, row in ties if _barring(row) for name in NOUN[noun].about}


def _placeless(bundle: Bundle) -> set[str]:
    """Whoever's every place nobody is told of (line 7), nor anybody else's there."""
    return {row["person"] for row in bundle["alerts"] if row["kind"] in PLACELESS}


def _of_plan(bundle: Bundle, noun: str, row: Row) -> bool:
    """Whether the tie may put a child into a plan, while somebody in the city offended against one (line 5)."""
    said = {row["kind"] for row in bundle["alerts"]} | {row["type"] for row in bundle["harms"]}
    if not said & CHILD_CODES:
        return False
    if noun == "kin":
        return KIN_ROLES[row["role"]].group in PLAN
    return noun in ("household_members", "guardianships")


def _joins_protected(bundle: Bundle, noun: str, row: Row) -> bool:
    """Whether the tie is one of two that make somebody protected a co-parent or a sibling of somebody (line 1)."""
    if noun != "kin" or KIN_ROLES[row["role"]].group not in PARENTAL:
        return False
    ends = {row["relative"], row["person"]}
    return any(ends & {other["relative"], other["person"]} for other in _of_protected(bundle))


def _of_protected(bundle: Bundle) -> list[Row]:
    """The ties between a protected person and a parent or child."""
    protected = protected_people(bundle)
    parental = (row for row in bundle["kin"] if KIN_ROLES[row["role"]].group in PARENTAL)
    return [row for row in parental if {row["relative"], row["person"]} & protected]


def suspects(bundle: Bundle) -> set[str]:
    """Whoever stands against a victim or a witness, closed matters too: line 6 reaches from them to their whole group,
    and what closed still holds until a safety reviewer settles it."""
    hurt = {row["incident"] for row in bundle["incident_roles"] if row["role"] in ("VICTIM", "WITNESS")}
    against = ("SUSPECT", "DEFENDANT", "ADVERSE", "ARRESTEE")
    return {r["person"] for r in bundle["incident_roles"] if r["role"] in against and r["incident"] in hurt}


def rivals(bundle: Bundle) -> set[str]:
    """Gangs that a rivalry names: nobody carries a message across one, whoever may see it."""
    return {row[end] for row in bundle["rivalries"] for end in ("gang_a", "gang_b")}


def _barring(row: Row) -> bool:
    return row.get("tone") == "ABUSIVE" or bool(row.get("rights_ended_on"))


def _of_a_grantor(bundle: Bundle, row: Row) -> bool:
    """Whether it says that somebody who consented for the person is a guardian, or is one no more."""
    return any((row["guardian"], row["person"]) == (each["grantor"], each["person"]) for each in bundle["consents"])


def acts(bundle: Bundle, noun: str, row: Row) -> bool:
    """Whether a hidden statement is protective, or makes a protective one act."""
    if NOUN[noun].protective or noun in ("births", "deaths", "removals"):
        return True
    if noun in ("incidents", "incident_roles"):
        return True
    if noun == "wishes":
        return row["wish"] == "NO"
    if noun == "contact_attempts":
        return row["outcome"] in ("ASKED_NOT_TO_CONTACT", "DECEASED", "SPOKE_WILLING")
    if noun == "household_members" and any(
        home["id"] == row["household"] and home["kind"] == "SHELTER" for home in bundle["households"]
    ):
        return True
    if noun == "addresses":
        return row["confidential"] == "yes" or row["kind"] == "SHELTER" or row["person"] in _placeless(bundle)
    if _barring(row):
        return True
    if noun == "guardianships" and _of_a_grantor(bundle, row):
        return True
    if noun in (*SUPPORT, "household_members"):
        about = {row[name] for name in NOUN[noun].about}
        return (
            bool(about & protected_people(bundle)) or _joins_protected(bundle, noun, row) or _of_plan(bundle, noun, row)
        )
    if noun == "affiliations":
        acting = protected_people(bundle) | suspects(bundle)
        groups = {each["gang"] for each in bundle["affiliations"] if each["person"] in suspects(bundle)}
        return row["person"] in acting or row["gang"] in groups | rivals(bundle)
    return noun in ("households", "gangs", "rivalries")


def without_strangers(bundle: Bundle, reading: Reading) -> Bundle:
    """Leave out people and places that no row speaks of any more, hidden births and deaths aside."""
    used = {
        (each.of, row[each.name])
        for noun, rows in bundle.items()
        for each in NOUN[noun].all_columns
        if each.of in ("people", "locations")
        for row in rows
        if row.get(each.name) and (noun not in ("births", "deaths") or reading.sees(noun, row))
    }
    shrunk = {name: [row for row in bundle[name] if (name, row["id"]) in used] for name in ("people", "locations")}
    alive = {name: [row for row in bundle[name] if ("people", row["person"]) in used] for name in ("births", "deaths")}
    return {**bundle, **shrunk, **alive}
