"""Contacts with agencies over three years: a table of kinds, spread over people by how well agencies know them."""

import csv
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from random import Random

from seed.clans import Block, Human
from seed.days import WINDOW, iso, recorded
from seed.grid import District
from seed.staff import Staff
from seed.table import Bundle, Shape

_HOT = 0.6
"""Share of contacts in the few places of the district's hotspots."""
_SEALED, _CONTESTED, _SHARED, _POLICE_CAME = 0.006, 0.004, 0.5, 0.08
_BEFORE_DEATH = 300
"""Days before a death in which the dead had their contacts."""
_LONG_DEAD = _BEFORE_DEATH - WINDOW
_CHILDREN = (
    "SCHOOL_INCIDENT",
    "SERVICE_REFERRAL",
    "SERVICE_DELIVERED",
    "CHILD_WELFARE_CONTACT",
    "HOSPITAL_VIP_CONTACT",
    "HOME_VISIT",
)
_TOUCHPOINT = (
    "person at location parties service staff next_date officer contact_conditions sharing sources stated_by stated_at"
    " valid_from recorded_at contested_at sealed"
)


@dataclass(frozen=True)
class Kind:
    """One kind of contact: who has it, who writes it, how often among affiliates, adults, minors and children."""

    type: str
    agency: str
    role: str
    compartment: str
    weights: tuple[int, int, int, int]
    detail: str


_ROWS = """
ARREST|BPD|INVESTIGATOR|CORI|9|4|1|Arrest
COURT_EVENT|SCDA|PROSECUTOR|CORI|9|4|0|Arraignment or hearing
COURT_EVENT|USAO|PROSECUTOR|CORI|1|0|0|Federal hearing
WARRANT|BPD|INVESTIGATOR|CORI|3|1|0|Warrant issued
FIO|BPD|INVESTIGATOR|INTEL_28CFR23|16|1|1|Observed or spoken to in the street
SUPERVISION_CONTACT|PROBATION|PROBATION_OFFICER|CORI|10|5|0|Office report
SUPERVISION_CONTACT|SCSD|PROBATION_OFFICER|CORI|3|2|0|Re-entry meeting
SUPERVISION_CONTACT|DYS|PROBATION_OFFICER|CORI|1|0|5|Community supervision
SCHOOL_INCIDENT|BPS|SCHOOL_LIAISON|EDUCATION_FERPA|2|0|26|Incident at school
WEAPON_REPORT_37L|BPS|SCHOOL_LIAISON|EDUCATION_FERPA|0|0|1|Weapon report under section 37L
HOSPITAL_VIP_CONTACT|BPHC|HEALTH_VIP|HEALTH_HIPAA|4|3|1|Bedside contact
STREET_WORKER_CONTACT|BCYF|STREET_WORKER|OUTREACH|18|3|12|Talked in the street
SERVICE_REFERRAL|EOHHS|SOCIAL_WORKER|PROGRAMME|6|9|8|Referred
SERVICE_REFERRAL|BCYF|STREET_WORKER|PROGRAMME|3|3|4|Referred
SERVICE_DELIVERED|EOHHS|SOCIAL_WORKER|PROGRAMME|5|9|8|Service given
SERVICE_DELIVERED|BPHC|HEALTH_VIP|PROGRAMME|1|4|1|Service given
CHILD_WELFARE_CONTACT|EOHHS|CW_WORKER|CHILD_WELFARE|1|6|14|Contact with the family
SHOOTING_VICTIM|BPD|INVESTIGATOR|CORI|1|1|0|Injured in a shooting
SHOOTING_WITNESS|BPHC|HEALTH_VIP|VICTIM_VAWA|1|1|0|Saw a shooting
CALL_IN|BPD|INVESTIGATOR|PROGRAMME|2|0|0|Call-in meeting
CUSTOM_NOTIFICATION|BPD|INVESTIGATOR|PROGRAMME|2|0|0|Custom notification at home
HOME_VISIT|EOHHS|SOCIAL_WORKER||3|8|9|Visit at home
HOME_VISIT|BCYF|STREET_WORKER||3|2|3|Visit at home
HOME_VISIT|BPHC|HEALTH_VIP||1|3|1|Visit at home
HOME_VISIT|PROBATION|PROBATION_OFFICER||2|1|0|Visit at home
"""


def kinds(folder: Path) -> list[Kind]:
    """The table above; a home visit's compartment is its agency's, from home_visits.csv."""
    with (folder / "home_visits.csv").open(encoding="utf-8") as file:
        visits = {row["agency"]: row["compartment"] for row in csv.DictReader(file)}
    rows = (line.split("|") for line in _ROWS.strip().splitlines())
    return [Kind(t, a, r, c or visits[a], _weights(t, r, x, y, z), d) for t, a, r, c, x, y, z, d in rows]


def _weights(kind: str, role: str, *said: str) -> tuple[int, int, int, int]:
    """Weights of the table, and for children under 13: as minors, but of the kinds that children have."""
    affiliate, adult, minor = (int(weight) for weight in said)
    return affiliate, adult, minor, minor if kind in _CHILDREN and role != "PROBATION_OFFICER" else 0


class Touchpoints:
    """Writes a block's share of contacts."""

    def __init__(self, bundle: Bundle, rng: Random, staff: Staff, folder: Path) -> None:
        self._rng, self._staff = rng, staff
        self._kinds = kinds(folder)
        self._write = [self._shape(bundle, kind) for kind in self._kinds]
        self._by_group = [list(accumulate(k.weights[g] for k in self._kinds)) for g in range(4)]

    def _shape(self, bundle: Bundle, kind: Kind) -> Shape:
        made = {"type": kind.type, "agency": kind.agency, "detail": kind.detail}
        said = {"compartment": kind.compartment, "owner": kind.agency, "stated_as": "WORKER"}
        return bundle.shape("touchpoints", *_TOUCHPOINT.split(), **made, **said)

    def write(self, block: Block, district: District, quota: int) -> None:
        """`quota` contacts of the block's people, most of them of a few."""
        people = [h for h in block.people if h.years() >= 6 and (h.died is None or h.died > _LONG_DEAD)]
        if not people:
            return
        rng = self._rng
        weights = list(accumulate(_weight(h) * rng.choice((1, 1, 1, 2, 4)) for h in people))
        for human in rng.choices(people, cum_weights=weights, k=quota):
            self._one(human, district)

    def _one(self, human: Human, district: District) -> None:
        rng = self._rng
        on = -rng.randrange(1, WINDOW) if human.died is None else human.died - rng.randrange(1, _BEFORE_DEATH)
        number = rng.choices(range(len(self._kinds)), cum_weights=self._by_group[_group(human, on)])[0]
        kind, chance, day = self._kinds[number], rng.random(), iso(on)
        worker = self._staff.next(kind.agency, kind.role)
        at = f"{day}T{12 + number % 11:02d}:{on % 60:02d}:00Z"
        parties = f"{kind.agency}|BPD" if kind.type == "HOME_VISIT" and chance < _POLICE_CAME else kind.agency
        what = (parties, _service(rng, kind), worker, *_court(rng, kind, on, worker))
        shared = "SHARED" if kind.compartment == "OUTREACH" and chance < _SHARED else ""
        sealed = "yes" if chance < _SEALED and kind.compartment == "CORI" else ""
        contested = iso(min(on + 20, -1)) if chance > 1 - _CONTESTED else ""
        said = (f"{kind.agency.lower()}-log/{day}", worker, day, day, recorded(on), contested, sealed)
        self._write[number](human.id, at, _where(rng, kind, human, district), *what, shared, *said)


def _group(human: Human, on: int) -> int:
    """Whose weights count on that day: 0 affiliates, 1 adults, 2 minors, 3 children under 13."""
    years = human.years(on)
    return 3 if years < 13 else 0 if human.gang >= 0 else 1 if years >= 18 else 2


def _weight(human: Human) -> int:
    """How well agencies know somebody: the enrolled and the affiliates most."""
    return 60 if human.enrolled else 22 if human.gang >= 0 else 4 if human.years() < 25 else 1


def _where(rng: Random, kind: Kind, human: Human, district: District) -> str:
    if kind.type == "HOME_VISIT":
        return human.home
    if kind.type.startswith(("SCHOOL", "WEAPON", "HOSPITAL", "SERVICE")):
        return rng.choice(district.facilities)
    if rng.random() < _HOT:
        return district.hot[int(len(district.hot) * rng.random() ** 2)]
    return rng.choice(district.segments)


def _service(rng: Random, kind: Kind) -> str:
    return rng.choice(("YOUTH_WORKER", "WORK", "SCHOOL", "OTHER")) if kind.type.startswith("SERVICE") else ""


def _court(rng: Random, kind: Kind, on: int, worker: str) -> tuple[str, str, str]:
    """Next court date, supervising officer, conditions that limit contact."""
    if kind.type == "COURT_EVENT":
        return (iso(on + rng.randrange(14, 60)), "", "")
    if kind.type == "SUPERVISION_CONTACT":
        return "", worker, "no contact with co-defendants" if rng.random() < 0.2 else ""
    return "", "", ""
