"""The list: who is enrolled, who leads, what was agreed, and what their families said and offered."""

from random import Random

from seed.clans import Block, Human, parents
from seed.days import iso, recorded
from seed.staff import Staff
from seed.statements import CHILD_WELFARE, FAMILY_SAID, PERSON_SAID, PROGRAMME, WORKER_SAID
from seed.table import Bundle
from seed.ties import wider_family

_LEADS = (("EOHHS", "SOCIAL_WORKER", 55), ("EOHHS", "CW_WORKER", 15), ("BCYF", "STREET_WORKER", 30))
_STATUS = ("ENGAGED", "INVITED", "PAUSED", "DECLINED", "COMPLETED", "UNDER_REVIEW")
_STATUS_WEIGHTS = (62, 12, 8, 7, 8, 3)
_NEXT = ("Family meeting", "Visit the job course", "Call the grandmother", "Court on Thursday", "Meet the mentor", "Home visit")


class Programme:
    """Enrolments, caseloads, consents, wishes, assessments, contact points, screens, attempts, notices."""

    def __init__(self, bundle: Bundle, rng: Random, staff: Staff) -> None:
        self._rng, self._staff = rng, staff
        self._enrolment = bundle.shape(
            "enrolments", "person", "status", "enrolled_on", "lead_agency", "next_action", "next_action_due", "stated_by",
            "stated_at", "valid_from", "recorded_at", **PROGRAMME,
        )  # fmt: skip
        self._name = bundle.shape("names", "person", "given", "family", "stated_at", "recorded_at", kind="LEGAL", **PROGRAMME)
        self._assign = bundle.shape("assignments", "staff", "person", "valid_from", "valid_to", "lead")
        self._case = bundle.shape("cases", "opened_on", agency="EOHHS", kind="FAMILY")
        self._team = bundle.shape("case_team", "staff", "case", "valid_from")
        self._referral = bundle.shape("referrals", "person", "from_agency", "to_staff", "state", "valid_from", "valid_to")
        self._consent = bundle.shape(
            "consents", "person", "grantor", "capacity", "form", "recipients", "exceptions", "contact", "language", "signed_on",
            "expires_on", "revoked_at",
        )  # fmt: skip
        self._wish = bundle.shape("wishes", "person", "relative", "wish", "stated_by", "stated_at", "valid_from", "recorded_at", **PERSON_SAID)
        self._assessment = bundle.shape(
            "assessments", "relative", "person", "willingness", "roles", "capacity", "language", "interpreter_needed",
            "interpreter_arranged", "travel_minutes", "last_in_person", "supports_given", "protective_offers",
            "named_by_family", "ask_again_on", "agreed_to_be_asked", "stated_by", "stated_at", "valid_from", "recorded_at",
            **FAMILY_SAID,
        )  # fmt: skip
        self._contact = bundle.shape(
            "contact_points", "person", "kind", "value", "label", "best_times", "language", "interpreter", "may_leave_message",
            "may_say_who_calls", "verified_by", "verified_at", "stated_by", "stated_at", "valid_from", "recorded_at",
            time_zone="America/New_York", **WORKER_SAID,
        )  # fmt: skip
        self._screen = bundle.shape("screens", "relative", "person", "result", "by", "at", mode="FEED")
        self._attempt = bundle.shape(
            "contact_attempts", "relative", "person", "mode", "at", "by", "outcome", "stated_by", "stated_at", "recorded_at",
            **WORKER_SAID,
        )  # fmt: skip
        self._removal = bundle.shape(
            "removals", "person", "removed_on", "caregivers", "stated_by", "stated_at", "valid_from", "recorded_at", **CHILD_WELFARE
        )
        self._notice = bundle.shape("notices", "relative", "person", "sent_at", "language", "stated_by", "stated_at", "recorded_at", **WORKER_SAID)
        self._asked = bundle.shape("outreach_requests", "staff", "person", "state", "asked_on", "due_on", "worker", "reason")
        self._telephones = 0

    def choose(self, chosen: list[Human], quota: int) -> list[Human]:
        """The block's enrolled: affiliates of 15 to 29 where there are enough."""
        young = [h for h in chosen if 15 <= h.years() < 30] or chosen
        enrolled = young[:quota]
        for human in enrolled:
            human.enrolled = True
        return enrolled

    def write(self, block: Block, enrolled: list[Human]) -> None:
        """The enrolled with their families, then everyday caseloads of school, health, probation, and youth custody."""
        for human in enrolled:
            self._enrol(human)
        self._caseloads(block)

    def _enrol(self, human: Human) -> None:
        rng, on = self._rng, -self._rng.randrange(10, 700)
        agency, role, _ = rng.choices(_LEADS, [w for _, _, w in _LEADS])[0]
        lead, status = self._staff.next(agency, role), rng.choices(_STATUS, _STATUS_WEIGHTS)[0]
        due = iso(rng.randrange(-10, 30))
        self._enrolment(human.id, status, iso(on), agency, rng.choice(_NEXT), due, lead, iso(on), iso(on), recorded(on))
        self._name(human.id, human.given, human.family, iso(on), recorded(on))
        self._assign(lead, human.id, iso(on), "", "yes")
        case = self._case(iso(on))
        self._team(lead, case, iso(on))
        self._second(human, on)
        self._agree(human, on)
        self._family(human, lead, on)

    def _second(self, human: Human, on: int) -> None:
        """A second worker by assignment or by referral, some of them over."""
        rng = self._rng
        other = self._staff.next("BCYF", "STREET_WORKER")
        if rng.random() < 0.5:
            self._assign(other, human.id, iso(on), iso(-1) if rng.random() < 0.15 else "", "")
        else:
            state = rng.choice(("ACCEPTED", "IN_PROGRESS", "REQUESTED", "DONE", "REVOKED", "EXPIRED"))
            ended = state in ("DONE", "REVOKED", "EXPIRED")
            self._referral(human.id, "EOHHS", other, state, iso(on), iso(rng.randrange(on, 0)) if ended else "")
        if rng.random() < 0.15:
            asked = max(on, -20)
            state = rng.choice(("ASKED", "ACCEPTED", "FAMILY_SAID_NO", "DONE"))
            officer = self._staff.next("BPD", "INVESTIGATOR")
            self._asked(officer, human.id, state, iso(asked), iso(asked + 3), other if state != "ASKED" else "", "FAMILY_CONTACT")

    def _agree(self, human: Human, on: int) -> None:
        rng = self._rng
        minor = human.years() < 18
        grantor = next((p for p in parents(human) if p.died is None), None) if minor else human
        if grantor is None or rng.random() < 0.12:
            return
        form = rng.choices(("WRITTEN", "ELECTRONIC", "VERBAL_WITNESSED"), (70, 20, 10))[0]
        signed = max(on, -330) if form != "VERBAL_WITNESSED" else -rng.randrange(1, min(-on, 60))
        expires = signed + (30 if form == "VERBAL_WITNESSED" else 365)
        revoked = f"{iso(max(signed + 1, -30) if signed < -1 else -1)}T15:00:00Z" if rng.random() < 0.06 else ""
        recipients = rng.choice(("EOHHS", "EOHHS|BCYF", "EOHHS|BCYF|BPHC", "EOHHS|BCYF|BPS", "BCYF"))
        exceptions = rng.choice(("", "", "", "HEALTH_HIPAA", "SUD_PART2"))
        contact = "no" if rng.random() < 0.08 else "yes"
        capacity = "GUARDIAN" if minor else "SELF"
        self._consent(human.id, grantor.id, capacity, form, recipients, exceptions, contact, "en", iso(signed), iso(expires), revoked)

    def _family(self, human: Human, lead: str, on: int) -> None:
        family = [(p, "PRN", "") for p in parents(human)] + wider_family(human)
        for relative, _, _ in family:
            if relative.died is None and self._rng.random() < 0.7:
                self._relative(human, relative, lead, on)
        if human.years() < 18 and self._rng.random() < 0.5:
            self._remove(human, lead, family)

    def _relative(self, human: Human, relative: Human, lead: str, on: int) -> None:
        rng = self._rng
        day = rng.randrange(max(on, -160), 0)
        wish = rng.choices(("YES", "NOT_ASKED", "UNSURE", "NO"), (45, 35, 12, 8))[0]
        if wish != "NOT_ASKED":
            self._wish(human.id, relative.id, wish, human.id, iso(day), iso(day), recorded(day))
        adult = relative.years() >= 18
        if adult and rng.random() < 0.6:
            self._assess(human, relative, lead, day)
        if adult and rng.random() < 0.6:
            self._reach(relative, lead, day)
        if adult and rng.random() < 0.55:
            result = rng.choices(("CLEAR", "HOLD", "DO_NOT_CONTACT"), (92, 6, 2))[0]
            self._screen(relative.id, human.id, result, lead, iso(day))

    def _assess(self, human: Human, relative: Human, lead: str, day: int) -> None:
        rng = self._rng
        willing = rng.choices(("YES", "MAYBE", "NOT_ASKED", "NOT_NOW", "DECLINED"), (40, 20, 25, 8, 7))[0]
        asked = willing != "NOT_ASKED"
        roles = "|".join(rng.sample(("LISTEN", "VISIT", "TRANSPORT", "RESPITE", "MENTOR", "ATTEND_MEETING"), 2)) if asked else ""
        capacity = rng.choice(("AVAILABLE", "LIMITED", "UNKNOWN", "NOT_AVAILABLE")) if asked else "UNKNOWN"
        foreign = rng.random() < 0.15
        arranged = "yes" if foreign and rng.random() < 0.5 else ""
        again = iso(rng.randrange(5, 120)) if willing in ("NOT_NOW", "DECLINED") and rng.random() < 0.7 else ""
        given = rng.choice(("", "", "SCHOOL", "TRANSPORT|VISIT", "MONEY", "LISTEN|VISIT|SCHOOL"))
        offers = rng.choice(("", "", "", "MENTOR", "HOUSING", "TRANSPORT", "SCHOOL_OR_JOB"))
        self._assessment(
            relative.id, human.id, willing, roles, capacity, rng.choice(("es", "pt", "ht", "kea")) if foreign else "en",
            "yes" if foreign else "", arranged, str(rng.randrange(5, 90)), iso(day - rng.randrange(0, 500)), given, offers,
            rng.choice(("yes", "")), again, "yes" if asked else "", relative.id if asked else lead, iso(day), iso(day), recorded(day),
        )  # fmt: skip
        if asked or rng.random() < 0.3:
            self._try(human, relative, lead, day, willing)

    def _try(self, human: Human, relative: Human, lead: str, day: int, willing: str) -> None:
        spoke = {"YES": "SPOKE_WILLING", "MAYBE": "SPOKE_UNDECIDED", "NOT_NOW": "SPOKE_UNDECIDED", "DECLINED": "SPOKE_DECLINED"}
        for before in range(self._rng.randrange(3), -1, -1):
            on = day - before * 3
            outcome = spoke.get(willing, "NO_ANSWER") if not before else self._rng.choice(("NO_ANSWER", "LEFT_MESSAGE"))
            mode = self._rng.choice(("PHONE", "PHONE", "IN_HOME", "LETTER", "OFFICE"))
            at = f"{iso(on)}T{self._rng.randrange(13, 23)}:15:00Z"
            self._attempt(relative.id, human.id, mode, at, lead, outcome, lead, iso(on), recorded(on))

    def _reach(self, relative: Human, lead: str, day: int) -> None:
        """A telephone with a number that no exchange has: area code 000."""
        rng = self._rng
        self._telephones += 1
        verified = (lead, iso(day)) if rng.random() < 0.75 else ("", "")
        number = f"000-{self._telephones // 10_000:03d}-{self._telephones % 10_000:04d}"
        label = rng.choice(("mobile", "kitchen telephone", "work telephone"))
        language, interpreter = rng.choice((("en", ""), ("en", ""), ("es", "yes"), ("kea", "yes")))
        self._contact(relative.id, "PHONE", number, label, rng.choice(("evenings", "mornings", "weekends", "")), language,
                      interpreter, rng.choice(("yes", "")), rng.choice(("yes", "")), *verified, lead, iso(day), iso(day), recorded(day))  # fmt: skip

    def _remove(self, human: Human, lead: str, family: list[tuple[Human, str, str]]) -> None:
        """A removal in the last weeks, with some of the thirty-day notices sent."""
        at_home = [p for p in parents(human) if p.died is None and p.household == human.household]
        if not at_home:
            return
        day = -self._rng.randrange(1, 45)
        self._removal(human.id, iso(day), "|".join(p.id for p in at_home), lead, iso(day), iso(day), recorded(day))
        for relative, _, _ in family:
            if relative.died is None and relative.years() >= 18 and self._rng.random() < 0.4:
                sent = self._rng.randrange(day, 0)
                self._notice(relative.id, human.id, iso(sent), "en", lead, iso(sent), recorded(sent))

    def _caseloads(self, block: Block) -> None:
        """One or two people a block for each of the agencies that keep their own caseload."""
        young = [h for h in block.people if h.died is None and 12 <= h.years() < 18]
        known = [h for h in block.people if h.gang >= 0 and h.years() >= 18]
        for (agency, role), pool in (
            (("BPS", "SCHOOL_LIAISON"), young),
            (("BPHC", "HEALTH_VIP"), known),
            (("PROBATION", "PROBATION_OFFICER"), known),
            (("DYS", "PROBATION_OFFICER"), young),
            (("SCSD", "PROBATION_OFFICER"), known),
        ):
            for human in pool[: self._rng.randrange(1, 4)]:
                since = max(human.born, -self._rng.randrange(5, 600))
                self._assign(self._staff.next(agency, role), human.id, iso(since), "", "")
