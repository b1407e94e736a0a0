"""The list: who is enrolled, who leads and works along, what was agreed; and everyday caseloads."""

from random import Random

from seed.clans import Block, Human, parents
from seed.days import iso, recorded
from seed.outreach import Outreach
from seed.staff import Staff
from seed.statements import PROGRAMME
from seed.table import Bundle

_MINOR_FIRST = 0.3
_LEADS = (("EOHHS", "SOCIAL_WORKER", 55), ("EOHHS", "CW_WORKER", 15), ("BCYF", "STREET_WORKER", 30))
_STATUS = ("ENGAGED", "INVITED", "PAUSED", "DECLINED", "COMPLETED", "UNDER_REVIEW")
_STATUS_WEIGHTS = (62, 12, 8, 7, 8, 3)
_NEXT = (
    "Family meeting",
    "Visit the job course",
    "Call the grandmother",
    "Court on Thursday",
    "Meet the mentor",
    "Home visit",
)
_SECOND = ("ACCEPTED", "IN_PROGRESS", "REQUESTED", "DONE", "REVOKED", "EXPIRED")
_OVER = ("DONE", "REVOKED", "EXPIRED")
_RECIPIENTS = ("EOHHS", "EOHHS|BCYF", "EOHHS|BCYF|BPHC", "EOHHS|BCYF|BPS", "BCYF")
_ENROLMENT = (
    "person status enrolled_on lead_agency next_action next_action_due stated_by stated_at valid_from recorded_at"
)
_CONSENT = "person grantor capacity form recipients exceptions contact signed_on expires_on revoked_at"
_CASELOADS = (
    ("BPS", "SCHOOL_LIAISON", "young"),
    ("BPHC", "HEALTH_VIP", "known"),
    ("PROBATION", "PROBATION_OFFICER", "known"),
    ("DYS", "PROBATION_OFFICER", "young"),
    ("SCSD", "PROBATION_OFFICER", "known"),
)


class Programme:
    """Enrolments, caseloads, referrals, on-call duty, consents; the families' side is Outreach's."""

    def __init__(self, bundle: Bundle, rng: Random, staff: Staff) -> None:
        self._rng, self._staff = rng, staff
        self._outreach = Outreach(bundle, rng)
        self._enrolment = bundle.shape("enrolments", *_ENROLMENT.split(), **PROGRAMME)
        name = ("person", "given", "family", "stated_at", "recorded_at")
        self._name = bundle.shape("names", *name, kind="LEGAL", **PROGRAMME)
        self._assign = bundle.shape("assignments", "staff", "person", "valid_from", "valid_to", "lead")
        self._case = bundle.shape("cases", "opened_on", agency="EOHHS", kind="FAMILY")
        self._team = bundle.shape("case_team", "staff", "case", "valid_from")
        self._referral = bundle.shape(
            "referrals", "person", "to_staff", "state", "valid_from", "valid_to", from_agency="EOHHS"
        )
        self._on_call = bundle.shape("on_call", "staff", "person", "starts_at", "ends_at", reason="weekend duty")
        self._consent = bundle.shape("consents", *_CONSENT.split(), language="en")
        asked = ("staff", "person", "state", "asked_on", "due_on", "worker")
        self._asked = bundle.shape("outreach_requests", *asked, reason="FAMILY_CONTACT")

    def choose(self, chosen: list[Human], quota: int) -> list[Human]:
        """The block's enrolled: affiliates under 30 where there are enough, a minor among them in some blocks."""
        young = [h for h in chosen if h.years() < 30] or chosen
        if self._rng.random() < _MINOR_FIRST:
            young = sorted(young, key=lambda h: h.years() >= 18)
        enrolled = young[:quota]
        for human in enrolled:
            human.enrolled = True
        return enrolled

    def write(self, block: Block, enrolled: list[Human]) -> None:
        """The enrolled with their families, then everyday caseloads of school, health, probation and youth custody."""
        for human in enrolled:
            self._enrol(human)
        pools = {
            "young": [h for h in block.people if h.died is None and 12 <= h.years() < 18],
            "known": [h for h in block.people if h.gang >= 0 and h.years() >= 18],
        }
        for agency, role, pool in _CASELOADS:
            for human in pools[pool][: self._rng.randrange(1, 4)]:
                since = max(human.born, -self._rng.randrange(5, 600))
                self._assign(self._staff.next(agency, role), human.id, iso(since), "", "")

    def _enrol(self, human: Human) -> None:
        rng, on = self._rng, -self._rng.randrange(10, 700)
        agency, role, _ = rng.choices(_LEADS, [weight for _, _, weight in _LEADS])[0]
        lead, status = self._staff.next(agency, role), rng.choices(_STATUS, _STATUS_WEIGHTS)[0]
        action, due = rng.choice(_NEXT), iso(rng.randrange(-10, 30))
        self._enrolment(human.id, status, iso(on), agency, action, due, lead, iso(on), iso(on), recorded(on))
        self._name(human.id, human.given, human.family, iso(on), recorded(on))
        self._assign(lead, human.id, iso(on), "", "yes")
        self._team(lead, self._case(iso(on)), iso(on))
        other = self._second(human, on)
        self._besides(human, other, on)
        self._agree(human, on)
        self._outreach.write(human, lead, on)

    def _second(self, human: Human, on: int) -> str:
        """A second worker by assignment or by referral, some of them over."""
        rng, other = self._rng, self._staff.next("BCYF", "STREET_WORKER")
        if rng.random() < 0.5:
            self._assign(other, human.id, iso(on), iso(-1) if rng.random() < 0.15 else "", "")
            return other
        state = rng.choice(_SECOND)
        self._referral(human.id, other, state, iso(on), iso(rng.randrange(on, 0)) if state in _OVER else "")
        return other

    def _besides(self, human: Human, other: str, on: int) -> None:
        """On-call duty over the last day, and now and then an investigator's request for family outreach."""
        rng = self._rng
        if rng.random() < 0.15:
            duty = self._staff.next("EOHHS", "SOCIAL_WORKER")
            self._on_call(duty, human.id, f"{iso(0)}T10:00:00Z", f"{iso(1)}T10:00:00Z")
        if rng.random() < 0.15:
            asked, state = max(on, -20), rng.choice(("ASKED", "ACCEPTED", "FAMILY_SAID_NO", "DONE"))
            officer, worker = self._staff.next("BPD", "INVESTIGATOR"), "" if state == "ASKED" else other
            self._asked(officer, human.id, state, iso(asked), iso(asked + 3), worker)

    def _agree(self, human: Human, on: int) -> None:
        """A consent on file for most; a spoken one holds 30 days, a few were withdrawn."""
        rng, minor = self._rng, human.years() < 18
        grantor = next((p for p in parents(human) if p.died is None), None) if minor else human
        if grantor is None or rng.random() < 0.12:
            return
        form = rng.choices(("WRITTEN", "ELECTRONIC", "VERBAL_WITNESSED"), (70, 20, 10))[0]
        spoken = form == "VERBAL_WITNESSED"
        signed = -rng.randrange(1, min(-on, 60)) if spoken else max(on, -330)
        revoked = f"{iso(min(max(signed + 1, -30), -1))}T15:00:00Z" if rng.random() < 0.06 else ""
        exceptions = rng.choice(("", "", "", "HEALTH_HIPAA", "SUD_PART2"))
        contact, capacity = "no" if rng.random() < 0.08 else "yes", "GUARDIAN" if minor else "SELF"
        until = iso(signed + (30 if spoken else 365))
        who = rng.choice(_RECIPIENTS)
        self._consent(human.id, grantor.id, capacity, form, who, exceptions, contact, iso(signed), until, revoked)
