"""The family's side of a plan: wishes, what relatives offered, how to reach them, screens, attempts, notices."""

from random import Random

from seed.clans import Human, parents
from seed.days import iso, recorded
from seed.statements import CHILD_WELFARE, FAMILY_SAID, PERSON_SAID, WORKER_SAID
from seed.table import Bundle
from seed.ties import wider_family

_AT = ("stated_by", "stated_at", "valid_from", "recorded_at")
_ASSESSMENT = (
    "relative person willingness roles capacity language interpreter_needed interpreter_arranged travel_minutes"
    " last_in_person supports_given protective_offers named_by_family ask_again_on agreed_to_be_asked"
    " safe_to_be_seen safe_to_be_seen_on"
)
_CONTACT = (
    "person value label best_times language interpreter may_leave_message may_say_who_calls verified_by verified_at"
)
_SCREENED, _OLDEST_SCREEN = 0.85, 110
"""Share of adult relatives with a screen, and its greatest age, days: some are older than the 90 that count."""
_ROLES = ("LISTEN", "VISIT", "TRANSPORT", "RESPITE", "MENTOR", "ATTEND_MEETING")
_GIVEN = ("", "", "SCHOOL", "TRANSPORT|VISIT", "MONEY", "LISTEN|VISIT|SCHOOL")
_OFFERS = ("", "", "", "MENTOR", "HOUSING", "TRANSPORT", "SCHOOL_OR_JOB")
_SPOKE = {
    "YES": "SPOKE_WILLING",
    "MAYBE": "SPOKE_UNDECIDED",
    "NOT_NOW": "SPOKE_UNDECIDED",
    "DECLINED": "SPOKE_DECLINED",
    "NOT_ASKED": "NO_ANSWER",
}
_MODES = ("PHONE", "PHONE", "IN_HOME", "LETTER", "OFFICE")


class Outreach:
    """Writes what a worker and a family did about each relative of an enrolled person."""

    def __init__(self, bundle: Bundle, rng: Random) -> None:
        self._rng = rng
        self._wish = bundle.shape("wishes", "person", "relative", "wish", *_AT, **PERSON_SAID)
        self._assessment = bundle.shape("assessments", *_ASSESSMENT.split(), *_AT, **FAMILY_SAID)
        zone = {"kind": "PHONE", "time_zone": "America/New_York"}
        self._contact = bundle.shape("contact_points", *_CONTACT.split(), *_AT, **zone, **WORKER_SAID)
        self._screen = bundle.shape("screens", "relative", "person", "result", "by", "at", mode="FEED")
        attempt = ("relative", "person", "mode", "at", "by", "outcome", "stated_by", "stated_at", "recorded_at")
        self._attempt = bundle.shape("contact_attempts", *attempt, **WORKER_SAID)
        self._removal = bundle.shape("removals", "person", "removed_on", "caregivers", *_AT, **CHILD_WELFARE)
        notice = ("relative", "person", "sent_at", "stated_by", "stated_at", "recorded_at")
        self._notice = bundle.shape("notices", *notice, language="en", **WORKER_SAID)
        self._telephones = 0

    def write(self, human: Human, lead: str, on: int) -> None:
        """Everything about one person's living relatives since the day of enrolment."""
        family = [r for r in (*parents(human), *(relative for relative, _, _ in wider_family(human))) if r.died is None]
        for relative in family:
            if self._rng.random() < 0.7:
                self._relative(human, relative, lead, on)
        if human.years() < 18 and self._rng.random() < 0.8:
            self._remove(human, lead, family)

    def _relative(self, human: Human, relative: Human, lead: str, on: int) -> None:
        rng = self._rng
        day = rng.randrange(max(on, -160), 0)
        wish = rng.choices(("YES", "NOT_ASKED", "UNSURE", "NO"), (45, 35, 12, 8))[0]
        if wish != "NOT_ASKED":
            self._wish(human.id, relative.id, wish, human.id, iso(day), iso(day), recorded(day))
        if relative.years() < 18:
            return
        if rng.random() < 0.6:
            self._assess(human, relative, lead, day)
        if rng.random() < 0.6:
            self._reach(relative, lead, day)
        if rng.random() < _SCREENED:
            result = rng.choices(("CLEAR", "HOLD", "DO_NOT_CONTACT"), (92, 6, 2))[0]
            self._screen(relative.id, human.id, result, lead, iso(-rng.randrange(1, _OLDEST_SCREEN)))

    def _assess(self, human: Human, relative: Human, lead: str, day: int) -> None:
        rng = self._rng
        willing = rng.choices(tuple(_SPOKE), (40, 20, 8, 7, 25))[0]
        asked = willing != "NOT_ASKED"
        again = iso(rng.randrange(5, 120)) if willing in ("NOT_NOW", "DECLINED") and rng.random() < 0.7 else ""
        by = relative.id if asked else lead
        offer = self._offer(asked)
        said = (again, "yes" if asked else "", *_seen(relative, offer[0], day), by, iso(day), iso(day), recorded(day))
        self._assessment(relative.id, human.id, willing, *offer, *self._practical(day), *said)
        if asked or rng.random() < 0.3:
            self._try(human, relative, lead, day, _SPOKE[willing])

    def _offer(self, asked: bool) -> tuple[str, str]:
        """Roles and capacity."""
        if not asked:
            return "", "UNKNOWN"
        capacity = self._rng.choice(("AVAILABLE", "LIMITED", "UNKNOWN", "NOT_AVAILABLE"))
        return "|".join(self._rng.sample(_ROLES, 2)), capacity

    def _practical(self, day: int) -> tuple[str, ...]:
        """Language, interpreter needed and arranged, minutes, last seen, support given, offers, named by the family."""
        rng = self._rng
        foreign = rng.random() < 0.15
        language = rng.choice(("es", "pt", "ht", "kea")) if foreign else "en"
        arranged = "yes" if foreign and rng.random() < 0.5 else ""
        minutes, seen = str(rng.randrange(5, 90)), iso(day - rng.randrange(500))
        given, offers, named = rng.choice(_GIVEN), rng.choice(_OFFERS), rng.choice(("yes", ""))
        return language, "yes" if foreign else "", arranged, minutes, seen, given, offers, named

    def _try(self, human: Human, relative: Human, lead: str, day: int, outcome: str) -> None:
        """Up to two attempts without success, then the one that gave the outcome."""
        for before in range(self._rng.randrange(3), -1, -1):
            on = day - before * 3
            came = self._rng.choice(("NO_ANSWER", "LEFT_MESSAGE")) if before else outcome
            at = f"{iso(on)}T{self._rng.randrange(13, 23)}:15:00Z"
            mode = self._rng.choice(_MODES)
            self._attempt(relative.id, human.id, mode, at, lead, came, lead, iso(on), recorded(on))

    def _reach(self, relative: Human, lead: str, day: int) -> None:
        """A telephone with a number that no exchange has: area code 000."""
        rng = self._rng
        self._telephones += 1
        number = f"000-{self._telephones // 10_000:03d}-{self._telephones % 10_000:04d}"
        label = rng.choice(("mobile", "kitchen telephone", "work telephone"))
        times = rng.choice(("evenings", "mornings", "weekends", ""))
        language, interpreter = rng.choice((("en", ""), ("en", ""), ("es", "yes"), ("kea", "yes")))
        may = rng.choice(("yes", "")), rng.choice(("yes", ""))
        verified = (lead, iso(day)) if rng.random() < 0.75 else ("", "")
        said = (lead, iso(day), iso(day), recorded(day))
        self._contact(relative.id, number, label, times, language, interpreter, *may, *verified, *said)

    def _remove(self, human: Human, lead: str, family: list[Human]) -> None:
        """A removal in the last weeks, with some of the thirty-day notices sent."""
        at_home = [p for p in parents(human) if p.died is None and p.household == human.household]
        if not at_home:
            return
        day = -self._rng.randrange(1, 45)
        self._removal(human.id, iso(day), "|".join(p.id for p in at_home), lead, iso(day), iso(day), recorded(day))
        for relative in family:
            if relative.years() >= 18 and self._rng.random() < 0.75:
                sent = self._rng.randrange(day, 0)
                self._notice(relative.id, human.id, iso(sent), lead, iso(sent), recorded(sent))


def _seen(relative: Human, roles: str, day: int) -> tuple[str, str]:
    """Whether a mentor said that it is safe to be seen, and when: not drawn, so that the rest of the city stays."""
    answers = ("yes", "yes", "no", "")
    answer = answers[sum(map(ord, relative.id)) % len(answers)] if "MENTOR" in roles else ""
    return answer, iso(day) if answer else ""
