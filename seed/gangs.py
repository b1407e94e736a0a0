"""Groups, who is affiliated and on what evidence, rivalries, alliances, turf: intelligence under 28 CFR 23.

AC-2.1: two source documents, never observations alone, verified by somebody else. AC-2.2: kept at most five
years from the review. AC-2.4: nobody under 13; from 13 to 17 notices before, a supervisor's approval, one year.
"""

from dataclasses import dataclass, field
from itertools import accumulate
from random import Random

from seed.clans import Block, Human
from seed.days import YEAR, iso, recorded
from seed.grid import District, Grid
from seed.staff import Staff
from seed.statements import INTEL
from seed.table import Bundle
from seed.words import GANG_FIRST, GANG_LAST, STREET_NAMES

_YOUNGEST = 14.1
"""Years; above AC-2.4's 13, with a margin for the calendar."""
_ADULT = 18.05
_STRONG = ("SELF_ADMISSION", "CO_ARREST_GROUP_CRIME", "COURT_FINDING", "DOCUMENTED_ROLE")
_STATUS = ("VERIFIED_MEMBER", "VERIFIED_ASSOCIATE", "UNDER_REVIEW", "CONTESTED", "EXITED")
_STATUS_WEIGHTS = (46, 30, 12, 4, 8)


@dataclass
class Gang:
    """One group. `members` grows while blocks are written: ids of affiliates who were not purged."""

    id: str
    name: str
    activity: str
    district: District
    weight: float
    members: list[str] = field(default_factory=list)


class Gangs:
    """Writes groups at the start and affiliations block by block."""

    def __init__(self, bundle: Bundle, rng: Random, grid: Grid, staff: Staff, count: int, driving: int, size: float) -> None:
        self._rng, self._staff = rng, staff
        self._gang = bundle.shape(
            "gangs", "name", "activity", "organisation", "size_estimate", "sensitivity", "sources", "stated_at",
            "valid_from", "recorded_at", stated_by="s-ivan", **INTEL,
        )  # fmt: skip
        self._turf = bundle.shape("turfs", "gang", "location", "stated_at", "valid_from", "recorded_at", **INTEL)
        between = ("gang_a", "gang_b", "intensity", "basis", "reviewed_at", "stated_at", "valid_from", "valid_to", "recorded_at")
        self._rival = bundle.shape("rivalries", *between, **INTEL)
        self._ally = bundle.shape("alliances", *between, **INTEL)
        self._affiliation = bundle.shape(
            "affiliations", "person", "gang", "status", "role", "criteria", "evidence", "verified_by", "retain_until",
            "notice_person_at", "notice_guardian_at", "approved_by", "sources", "stated_by", "stated_at", "valid_from",
            "recorded_at", "contested_at", **INTEL,
        )  # fmt: skip
        self._street = bundle.shape("names", "person", "given", "stated_at", "recorded_at", kind="STREET", **INTEL)
        self._debt = 0
        self.all = [self._found(n, grid, driving, count, size) for n in range(count)]
        self._weights = list(accumulate(g.weight for g in self.all))
        self._between(count)

    def _found(self, number: int, grid: Grid, driving: int, count: int, size: float) -> Gang:
        rng = self._rng
        district = grid.districts[number * len(grid.districts) // count]
        name = f"{GANG_FIRST[number % len(GANG_FIRST)]} {GANG_LAST[number // len(GANG_FIRST) % len(GANG_LAST)]}"
        name += f" {number // 250 + 1}" if number >= 250 else ""
        activity = "DRIVING_VIOLENCE" if number * driving // count != (number - 1) * driving // count else rng.choices(
            ("ACTIVE", "LOW", "DISSOLVED"), (60, 32, 8))[0]  # fmt: skip
        weight = (1.9 if activity == "DRIVING_VIOLENCE" else 1.0) * rng.uniform(0.5, 1.5)
        on = -rng.randrange(20, 900)
        key = self._gang(name, activity, rng.choice(("LOW", "LOW", "MEDIUM", "HIGH")), str(round(weight * size / 1.27)),
                         rng.choices(("OPEN", "AGENCY_NAME_ONLY", "RESTRICTED"), (90, 7, 3))[0], f"gang-audit/{number + 1:04d}",
                         iso(on), iso(-rng.randrange(1500, 5000)), recorded(on))  # fmt: skip
        for place in rng.sample(district.segments, 2) + [rng.choice(district.hot)]:
            self._turf(key, place, iso(on), iso(on), recorded(on))
        return Gang(key, name, activity, district, weight)

    def _between(self, count: int) -> None:
        """About three rivalries for two gangs and fewer alliances; each pair stored once, lower id first."""
        taken: dict[tuple[int, int], bool] = {}
        for write, wanted in ((self._rival, count * 3 // 2), (self._ally, count * 3 // 4)):
            for _ in range(wanted):
                a = self._rng.randrange(count)
                b = (a + self._rng.randrange(1, max(2, min(14, count)))) % count
                pair = (min(a, b), max(a, b))
                if a != b and pair not in taken:
                    taken[pair] = True
                    self._pair(write, self.all[pair[0]].id, self.all[pair[1]].id)

    def _pair(self, write, a: str, b: str) -> None:  # type: ignore[no-untyped-def]
        since = -self._rng.randrange(60, 2500)
        reviewed = -self._rng.randrange(3, min(-since, 420))
        ended = iso(-self._rng.randrange(1, -since)) if self._rng.random() < 0.08 else ""
        basis = self._rng.choice(("gang audit", "shooting review", "street workers' account", "group interview"))
        intensity = self._rng.choice(("LOW", "MEDIUM", "HIGH"))
        write(a, b, intensity, basis, iso(reviewed), iso(since), iso(since), ended, recorded(since))

    def choose(self, block: Block, district: District, quota: int) -> list[Human]:
        """Marks the block's affiliates; a quota that a block cannot fill is carried to the next."""
        rng, wanted = self._rng, quota + self._debt
        men = [h for h in block.people if h.died is None and _YOUNGEST + 1 <= -h.born / YEAR < 48 and (h.sex or rng.random() < 0.1)]
        chosen = sorted(rng.sample(men, min(wanted, len(men))), key=lambda h: h.id)
        self._debt = wanted - len(chosen)
        near = [n for n, gang in enumerate(self.all) if gang.district is district]
        for human in chosen:
            far = not near or rng.random() < 0.3
            human.gang = rng.choices(range(len(self.all)), cum_weights=self._weights)[0] if far else rng.choice(near)
        return chosen

    def write(self, chosen: list[Human]) -> None:
        """Affiliations of a block's chosen people."""
        for human in chosen:
            gang = self.all[human.gang]
            gang.members.append(human.id)
            self._affiliate(human, gang)

    def _affiliate(self, human: Human, gang: Gang) -> None:
        rng = self._rng
        earliest = max(-1500, human.born + int(_YOUNGEST * YEAR))
        start = rng.randrange(earliest, -20)
        minor = start - human.born < _ADULT * YEAR
        start = max(start, -300, human.born + int(_YOUNGEST * YEAR)) if minor else start
        minor = start - human.born < _ADULT * YEAR
        until = start + (rng.randrange(310, 362) if minor else rng.randrange(1520, 1820))
        status = rng.choices(_STATUS, _STATUS_WEIGHTS)[0]
        stated, verified = self._staff.next("BPD", "INVESTIGATOR"), self._staff.next("BPD", "INTEL_SUPERVISOR")
        notices = (iso(start - 20), iso(start - 15), "s-ivan") if minor else ("", "", "")
        contested = iso(max(start, -40)) if status == "CONTESTED" else ""
        self._affiliation(human.id, gang.id, status, rng.choice(("", "", "member", "associate", "elder")), self._criteria(),
                          self._evidence(human), verified, iso(until), *notices, f"intel/{human.id}", stated, iso(start),
                          iso(start), recorded(start), contested)  # fmt: skip
        if rng.random() < 0.25:
            self._street(human.id, rng.choice(STREET_NAMES), iso(start), recorded(start))

    def _criteria(self) -> str:
        first = self._rng.choice(_STRONG)
        more = [c for c in (*_STRONG, "FIO_OBSERVATION", "SOURCE_REPORT") if c != first]
        return "|".join((first, *self._rng.sample(more, self._rng.randrange(3))))

    def _evidence(self, human: Human) -> str:
        numbers = range(1, self._rng.choice((2, 2, 3, 4)) + 1)
        return "|".join(f"bpd-report/{human.id[1:]}-{n}" for n in numbers)
