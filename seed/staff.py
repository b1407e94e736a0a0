"""The thirteen agencies' staff: hand-written personas in families/staff.csv, the others from this table."""

import csv
from itertools import cycle
from pathlib import Path
from random import Random

from seed.table import Bundle
from seed.words import FAMILY, GIVEN

POSTS = (
    ("EOHHS", "SUPERVISOR", 8),
    ("EOHHS", "SOCIAL_WORKER", 40),
    ("EOHHS", "CW_WORKER", 22),
    ("EOHHS", "PRIVACY_OFFICER", 1),
    ("BCYF", "SUPERVISOR", 2),
    ("BCYF", "STREET_WORKER", 24),
    ("BCYF", "COORDINATOR", 2),
    ("BPD", "INTEL_SUPERVISOR", 4),
    ("BPD", "INVESTIGATOR", 36),
    ("BPS", "SCHOOL_LIAISON", 20),
    ("BPHC", "SUPERVISOR", 1),
    ("BPHC", "HEALTH_VIP", 12),
    ("PROBATION", "SAFETY_REVIEWER", 2),
    ("PROBATION", "PROBATION_OFFICER", 18),
    ("DYS", "PROBATION_OFFICER", 10),
    ("SCSD", "PROBATION_OFFICER", 8),
    ("SCDA", "PROSECUTOR", 8),
    ("USAO", "PROSECUTOR", 3),
    ("EOPSS", "AUDITOR", 2),
    ("MAYOR", "EXECUTIVE", 2),
    ("GOV", "EXECUTIVE", 1),
)
"""Agency, role, how many at 40,000 people. Supervisors stand before those they supervise."""
_LANGUAGES = ("en", "en|es", "en|kea", "en|pt", "en|ht", "en|vi", "en|fr")
OWN_CASELOAD = ("s-sam", "s-cora", "s-stan", "s-ines", "s-ivan", "s-sofia")
"""Personas of the worked families: nobody of the city joins their caseload, so that the examples stay true."""


class Staff:
    """Whom to give the next case: workers by (agency, role), in turn."""

    def __init__(self, bundle: Bundle, rng: Random, families: Path, scale: float) -> None:
        self._by: dict[tuple[str, str], list[str]] = {}
        for row in csv.DictReader((families / "staff.csv").open(encoding="utf-8")):
            if row["id"] not in OWN_CASELOAD:
                self._by.setdefault((row["agency"], row["roles"]), []).append(row["id"])
        write = bundle.shape("staff", "name", "agency", "roles", "supervisor", "languages")
        for agency, role, count in POSTS:
            bosses = self._by.get((agency, "SUPERVISOR"), [""])
            for number in range(max(1, round(count * scale))):
                name = f"{rng.choice(GIVEN[rng.randrange(2)])} {rng.choice(FAMILY)}"
                boss = "" if role == "SUPERVISOR" else bosses[number % len(bosses)]
                one = write(name, agency, role, boss, rng.choice(_LANGUAGES))
                self._by.setdefault((agency, role), []).append(one)
        self._turn = {post: cycle(ids) for post, ids in self._by.items()}

    def next(self, agency: str, role: str) -> str:
        """The worker whose turn it is."""
        return next(self._turn[agency, role])

    def all(self, agency: str, role: str) -> list[str]:
        """Everybody in that post."""
        return self._by[agency, role]
