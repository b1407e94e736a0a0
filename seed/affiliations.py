"""Who is affiliated, and on what evidence: intelligence under 28 CFR 23.

AC-2.1: two source documents, never observations alone, verified by somebody else. AC-2.2: kept at most five
years from the review. AC-2.4: nobody under 13; from 13 to 17 notices before, a supervisor's approval, one year.
"""

from itertools import accumulate
from random import Random

from seed.clans import Block, Human
from seed.days import YEAR, iso, recorded
from seed.gangs import Gang
from seed.grid import District
from seed.staff import Staff
from seed.statements import INTEL
from seed.table import Bundle
from seed.words import STREET_NAMES

_YOUNGEST, _ADULT = 14.1, 18.05
"""Years on the first day; with a margin over AC-2.4's 13 and 18 for the calendar."""
_AGES = (16.2, 48.0)
"""Ages today: whoever is younger would have been a child in the first of the three years."""
_WOMEN = 0.1
_FAR = 0.3
"""Share who belong to a group of another district."""
_REPORTABLE = ("SELF_ADMISSION", "CO_ARREST_GROUP_CRIME", "COURT_FINDING", "DOCUMENTED_ROLE")
_STATUS = ("VERIFIED_MEMBER", "VERIFIED_ASSOCIATE", "UNDER_REVIEW", "CONTESTED", "EXITED")
_STATUS_WEIGHTS = (46, 30, 12, 4, 8)
_AFFILIATION = (
    "person gang status role criteria evidence verified_by retain_until notice_person_at notice_guardian_at"
    " approved_by sources stated_by stated_at valid_from recorded_at contested_at"
)


class Affiliations:
    """Chooses each block's affiliates and writes why they are on file."""

    def __init__(self, bundle: Bundle, rng: Random, staff: Staff, gangs: list[Gang]) -> None:
        self._rng, self._staff, self._gangs = rng, staff, gangs
        self._affiliation = bundle.shape("affiliations", *_AFFILIATION.split(), **INTEL)
        self._street = bundle.shape("names", "person", "given", "stated_at", "recorded_at", kind="STREET", **INTEL)
        self._weights = list(accumulate(g.weight for g in gangs))
        self._debt = 0

    def choose(self, block: Block, district: District, quota: int) -> list[Human]:
        """Marks the block's affiliates; a quota that a block cannot fill is carried to the next."""
        rng, wanted = self._rng, quota + self._debt
        grown = [h for h in block.people if h.died is None and _AGES[0] <= -h.born / YEAR < _AGES[1]]
        able = [h for h in grown if h.sex or rng.random() < _WOMEN]
        chosen = sorted(rng.sample(able, min(wanted, len(able))), key=lambda h: h.id)
        self._debt = wanted - len(chosen)
        near = [n for n, gang in enumerate(self._gangs) if gang.district is district]
        for human in chosen:
            far = not near or rng.random() < _FAR
            human.gang = self._any() if far else rng.choice(near)
        return chosen

    def _any(self) -> int:
        return self._rng.choices(range(len(self._gangs)), cum_weights=self._weights)[0]

    def write(self, chosen: list[Human]) -> None:
        """Affiliations of a block's chosen people."""
        for human in chosen:
            gang = self._gangs[human.gang]
            gang.members.append(human.id)
            self._one(human, gang)

    def _one(self, human: Human, gang: Gang) -> None:
        rng = self._rng
        start, minor = self._start(human)
        until = start + (rng.randrange(310, 362) if minor else rng.randrange(1520, 1820))
        status = rng.choices(_STATUS, _STATUS_WEIGHTS)[0]
        why = (rng.choice(("", "", "member", "associate", "elder")), self._criteria(), self._evidence(human))
        stated, verified = self._staff.next("BPD", "INVESTIGATOR"), self._staff.next("BPD", "INTEL_SUPERVISOR")
        notices = (iso(start - 20), iso(start - 15), verified) if minor else ("", "", "")
        said = (f"intel/{human.id}", stated, iso(start), iso(start), recorded(start))
        contested = iso(max(start, -40)) if status == "CONTESTED" else ""
        self._affiliation(human.id, gang.id, status, *why, verified, iso(until), *notices, *said, contested)
        if rng.random() < 0.25:
            self._street(human.id, rng.choice(STREET_NAMES), iso(start), recorded(start))

    def _start(self, human: Human) -> tuple[int, bool]:
        """First day, and whether the person was a minor then; a minor's is of the last ten months (AC-2.4)."""
        earliest = human.born + int(_YOUNGEST * YEAR) + 1
        start = self._rng.randrange(max(-1500, earliest), -20)
        if start - human.born < _ADULT * YEAR:
            start = max(start, -300, earliest)
        return start, start - human.born < _ADULT * YEAR

    def _criteria(self) -> str:
        first = self._rng.choice(_REPORTABLE)
        more = [c for c in (*_REPORTABLE, "FIO_OBSERVATION", "SOURCE_REPORT") if c != first]
        return "|".join((first, *self._rng.sample(more, self._rng.randrange(3))))

    def _evidence(self, human: Human) -> str:
        numbers = range(1, self._rng.choice((2, 2, 3, 4)) + 1)
        return "|".join(f"bpd-report/{human.id[1:]}-{n}" for n in numbers)
