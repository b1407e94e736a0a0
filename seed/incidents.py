"""Incidents in case files, who had which role, who was arrested, present or seen together.

Roles are never merged: a victim stays a victim. Nothing here makes anybody an affiliate.
"""

from random import Random

from seed.days import WINDOW, iso, recorded
from seed.gangs import Gang
from seed.staff import Staff
from seed.statements import CASE_FILE, COURT, INTEL
from seed.table import Bundle

_KINDS = ("SHOOTING", "HOMICIDE", "ASSAULT", "ROBBERY", "FIREARM", "DRUG", "PROPERTY", "OTHER")
_KIND_WEIGHTS = (7, 1, 20, 12, 12, 24, 18, 6)
_AT = ("sources", "stated_by", "stated_at", "valid_from", "recorded_at")


class Incidents:
    """Writes incidents and the ties that come of them. `others` are ids of people who belong to no group."""

    def __init__(self, bundle: Bundle, rng: Random, staff: Staff, gangs: list[Gang], others: list[str]) -> None:
        self._rng, self._staff, self._others = rng, staff, others
        self._gangs = [g for g in gangs if len(g.members) > 3]
        self._weights = [len(g.members) for g in self._gangs]
        self._case = bundle.shape("cases", "opened_on", "closed_on", agency="BPD", kind="INVESTIGATION")
        self._team = bundle.shape("case_team", "staff", "case", "valid_from")
        self._incident = bundle.shape("incidents", "kind", "at", "location", "matter", "case_id", *_AT, **CASE_FILE)
        self._role = bundle.shape("incident_roles", "person", "incident", "role", "case_id", *_AT, **CASE_FILE)
        together = ("person_a", "person_b", "incident", "at")
        self._arrested = bundle.shape("co_arrests", *together, "case_id", *_AT, **CASE_FILE)
        self._present = bundle.shape("co_presences", *together, "role_a", "role_b", "case_id", *_AT, **CASE_FILE)
        self._seen = bundle.shape("co_fios", *together, *_AT, **INTEL)
        self._witness = bundle.shape("witnesses", "witness", "against", "incident", "matter", *_AT, **COURT)
        self._conflict = bundle.shape("live_conflicts", "person_a", "person_b", "set_by", "until", *_AT, **INTEL)
        self._open: tuple[str, str] = ("", "")

    def write(self, incidents: int, observations: int, conflicts: int) -> None:
        """So many incidents, so many observations of two people together, so many live conflicts."""
        if not self._gangs:
            return
        for number in range(incidents):
            self._one(number)
        for number in range(observations):
            self._observe(number)
        for _ in range(conflicts):
            self._set_conflict()

    def _gang(self) -> Gang:
        return self._rng.choices(self._gangs, self._weights)[0]

    def _next_case(self, number: int, on: int, matter: str) -> tuple[str, str]:
        """Every incident of an open matter has its own case; closed ones share one, three by three."""
        if matter == "CLOSED" and number % 3 and self._open[0]:
            return self._open
        closed = iso(min(on + self._rng.randrange(10, 400), -1)) if matter == "CLOSED" else ""
        case, officer = (
            self._case(iso(on - 1200 if matter == "CLOSED" else on), closed),
            self._staff.next("BPD", "INVESTIGATOR"),
        )
        self._team(officer, case, iso(on))
        self._team(self._staff.next("BPD", "INVESTIGATOR"), case, iso(on))
        self._open = (case, officer) if matter == "CLOSED" else self._open
        return case, officer

    def _one(self, number: int) -> None:
        rng, on = self._rng, -self._rng.randrange(1, WINDOW)
        gang, kind = self._gang(), rng.choices(_KINDS, _KIND_WEIGHTS)[0]
        matter = "OPEN" if on > -250 and rng.random() < 0.4 else "CLOSED"
        case, officer = self._next_case(number, on, matter)
        where = (
            gang.district.hot[int(len(gang.district.hot) * rng.random() ** 2)]
            if rng.random() < 0.7
            else rng.choice(gang.district.segments)
        )
        at = (case, f"bpd-report/{case}-{number}", officer, iso(on), iso(on), recorded(on))
        incident = self._incident(kind, f"{iso(on)}T{number % 24:02d}:{-on % 60:02d}:00Z", where, matter, *at)
        self._people(gang, kind, matter, incident, on, at)

    def _people(self, gang: Gang, kind: str, matter: str, incident: str, on: int, at: tuple[str, ...]) -> None:
        rng = self._rng
        arrested = rng.sample(gang.members, min(len(gang.members), rng.choices((0, 1, 2, 3, 4), (24, 44, 20, 8, 4))[0]))
        arrested += rng.choices(self._others, k=1) if arrested and rng.random() < 0.35 else []
        for person in arrested:
            self._role(person, incident, "ARRESTEE" if matter == "CLOSED" else "DEFENDANT", *at)
        for n, a in enumerate(arrested):
            for b in arrested[n + 1 :]:
                self._arrested(a, b, incident, iso(on), *at)
        if kind in ("SHOOTING", "HOMICIDE", "ASSAULT", "ROBBERY"):
            self._harmed(arrested, matter, incident, on, at)

    def _harmed(self, arrested: list[str], matter: str, incident: str, on: int, at: tuple[str, ...]) -> None:
        """Victim, witness, suspect: different people, kept apart; in an open matter the witness is protected."""
        rng = self._rng
        victim = rng.choice(self._others if rng.random() < 0.5 else self._gang().members)
        witness, suspect = rng.choice(self._others), rng.choice(self._gang().members)
        if len({victim, witness, suspect, *arrested}) != 3 + len(arrested):
            return
        for person, role in ((victim, "VICTIM"), (witness, "WITNESS"), (suspect, "SUSPECT")):
            self._role(person, incident, role, *at)
        self._present(victim, suspect, incident, iso(on), "VICTIM", "SUSPECT", *at)
        if matter == "OPEN":
            self._witness(witness, suspect, incident, "OPEN", *at[1:])

    def _observe(self, number: int) -> None:
        rng, on, gang = self._rng, -self._rng.randrange(1, WINDOW), self._gang()
        a, b = rng.sample(gang.members, 2)
        b = rng.choice(self._others) if rng.random() < 0.2 else b
        officer = self._staff.next("BPD", "INVESTIGATOR")
        self._seen(a, b, f"FIO-{number:07d}", iso(on), f"fio/{number:07d}", officer, iso(on), iso(on), recorded(on))

    def _set_conflict(self) -> None:
        on = -self._rng.randrange(1, 40)
        a, b = self._rng.choice(self._gang().members), self._rng.choice(self._gang().members)
        if a != b:
            until = iso(on + self._rng.randrange(10, 31))
            self._conflict(a, b, "s-ivan", until, "shooting-review/weekly", "s-ivan", iso(on), iso(on), recorded(on))
