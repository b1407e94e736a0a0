"""Protective facts of a block: court orders, harm, refusals, alerts, holds, possible doubles (definitions.md §7)."""

from random import Random

from seed.clans import Block, Human, parents, siblings
from seed.days import iso, recorded
from seed.staff import Staff
from seed.statements import CHILD_WELFARE, COURT, FAMILY_SAID, PERSON_SAID, VICTIM
from seed.table import Bundle

_AT = ("stated_at", "valid_from", "recorded_at")
_ORDER = "restrained protected type conditions status issued_on expires_on docket ended_on sources"
_ORDERS = (
    ("ABUSE_PREVENTION_209A", "NO_ABUSE|NO_CONTACT|STAY_AWAY", 50),
    ("HARASSMENT_PREVENTION_258E", "NO_CONTACT|STAY_AWAY", 18),
    ("BAIL_NO_CONTACT", "NO_CONTACT", 12),
    ("PROBATION_NO_CONTACT", "NO_CONTACT", 12),
    ("OTHER_STATE_ORDER", "STAY_AWAY", 8),
)
_STATUS = ("ACTIVE", "EX_PARTE", "PENDING", "EXPIRED", "ENDED", "VACATED")
_STATUS_WEIGHTS = (56, 8, 8, 16, 8, 4)
_BETWEEN_PARTNERS = 0.06
_UNKNOWN_END = 0.33
"""Share of orders in force whose last day nobody knows: they count as in force."""
_LIMITED, _NEGLECTED = 0.01, 0.022
"""Upper ends of a child's chance: a parent's contact limited by a court, a parent reported."""
_BABY = -120
"""Children born later have no such record yet."""
_ALERTS = (
    (0.0008, ("SEXUAL_OFFENCE_AGAINST_CHILD",), ("CONVICTED", "SUPPORTED")),
    (0.0014, ("PROTECTED_WITNESS", "RELOCATED_WITNESS"), ("",)),
)
_ASKED_NOT, _SHELTER, _HOLD, _REFUSAL = 0.0034, 0.0044, 0.0065, 0.0125
"""Upper ends of an adult's chance, after the alerts above."""


class Safety:
    """Writes protective facts; shares are per couple, child or adult, so that they grow with the city."""

    def __init__(self, bundle: Bundle, rng: Random, staff: Staff) -> None:
        self._rng, self._staff = rng, staff
        self._order = bundle.shape("orders", *_ORDER.split(), *_AT, **COURT)
        harm = ("by", "to", "type", "status", "sources", *_AT)
        self._harm = bundle.shape("harms", *harm, **CHILD_WELFARE)
        self._victim = bundle.shape("harms", *harm, **VICTIM)
        self._refusal = bundle.shape("refusals", "by", "with", "stated_by", *_AT, **PERSON_SAID)
        self._alert = bundle.shape("alerts", "person", "kind", "status", *_AT, **COURT)
        said = ("person", "stated_by", *_AT)
        self._asked_not = bundle.shape("alerts", *said, kind="ASKED_NOT_TO_BE_CONTACTED", **FAMILY_SAID)
        self._shelter = bundle.shape("alerts", "person", *_AT, kind="SHELTER_RESIDENT", **VICTIM)
        hold = ("person", "placed_by", "placed_on", "ends_on", "ended_by", *_AT)
        held = {"compartment": "PROGRAMME", "owner": "EOHHS", "stated_as": "WORKER", "reason": "worker's concern"}
        self._hold = bundle.shape("holds", *hold, **held)
        self._match = bundle.shape("matches", "person_a", "person_b", "state", "decided_by", "weight")
        self._docket = 0

    def write(self, block: Block) -> None:
        """All protective facts of the block."""
        for woman, man in block.couples:
            self._between_partners(woman, man)
        for human in block.people:
            if human.died is None:
                self._about_child(human) if human.years() < 18 else self._about_adult(human)
        self._doubles(block)

    def _between_partners(self, woman: Human, man: Human) -> None:
        rng = self._rng
        if woman.died is not None or man.died is not None or rng.random() > _BETWEEN_PARTNERS:
            return
        by, to = (man, woman) if rng.random() < 0.85 else (woman, man)
        kind, conditions, _ = rng.choices(_ORDERS, [weight for _, _, weight in _ORDERS])[0]
        on, status = -rng.randrange(3, 900), rng.choices(_STATUS, _STATUS_WEIGHTS)[0]
        self._write_order(by, to, (kind, conditions, status), on, self._ends(status, on))
        if rng.random() < 0.4:
            harm = rng.choice(("PHYSICAL", "EMOTIONAL", "COERCIVE_CONTROL"))
            stage = rng.choice(("ALLEGED", "SUPPORTED", "CONVICTED"))
            self._victim(by.id, to.id, harm, stage, f"advocate/{self._docket}", iso(on), iso(on), recorded(on))

    def _write_order(self, by: Human, to: Human, what: tuple[str, str, str], on: int, ends: tuple[str, str]) -> None:
        """`what` is type, conditions, status; `ends` last day and the day ended by the court."""
        self._docket += 1
        docket, day = f"D{self._docket:08d}", iso(on)
        self._order(by.id, to.id, *what, day, ends[0], docket, ends[1], f"court-feed/{docket}", day, day, recorded(on))

    def _ends(self, status: str, on: int) -> tuple[str, str]:
        """Last day and day ended by the court, as the status wants."""
        if status == "EXPIRED":
            return iso(self._rng.randrange(on, 0)), ""
        if status in ("ENDED", "VACATED"):
            return "", iso(self._rng.randrange(on, 0))
        return "" if self._rng.random() < _UNKNOWN_END else iso(self._rng.randrange(5, 360)), ""

    def _about_child(self, human: Human) -> None:
        rng, chance = self._rng, self._rng.random()
        parent = next((p for p in parents(human) if p.died is None), None)
        if parent is None or chance > _NEGLECTED or human.born > _BABY:
            return
        if chance < _LIMITED:
            kind = rng.choice(("CUSTODY_RESTRICTION", "SUPERVISED_VISITS_ONLY", "TPR"))
            on = max(human.born, -rng.randrange(100, 1500))
            self._write_order(parent, human, (kind, "SUPERVISED_ONLY", "ACTIVE"), on, ("", ""))
            return
        on = max(human.born, -rng.randrange(30, 1200))
        harm, stage = (
            rng.choice(("NEGLECT", "PHYSICAL", "EMOTIONAL")),
            rng.choice(("ALLEGED", "SUPPORTED", "UNSUPPORTED")),
        )
        self._harm(parent.id, human.id, harm, stage, f"report/{human.id}", iso(on), iso(on), recorded(on))

    def _about_adult(self, human: Human) -> None:
        rng, chance = self._rng, self._rng.random()
        on = -rng.randrange(5, 700)
        at = (iso(on), iso(on), recorded(on))
        alert = next((row for row in _ALERTS if chance < row[0]), None)
        if alert:
            self._alert(human.id, rng.choice(alert[1]), rng.choice(alert[2]), *at)
        elif chance < _ASKED_NOT:
            self._asked_not(human.id, human.id, *at)
        elif chance < _SHELTER and not human.sex:
            self._shelter(human.id, *at)
        elif chance < _HOLD:
            self._place_hold(human)
        elif chance < _REFUSAL:
            for sibling, _ in siblings(human)[:1]:
                self._refusal(human.id, sibling.id, human.id, *at)

    def _place_hold(self, human: Human) -> None:
        """A hold of 30 days; half of those over were ended by a reviewer, the others ran out."""
        on = -self._rng.randrange(2, 60)
        ended = on < -30 and self._rng.random() < 0.5
        reviewer = self._staff.next("PROBATION", "SAFETY_REVIEWER") if ended else ""
        worker, day = self._staff.next("EOHHS", "CW_WORKER"), iso(on)
        self._hold(human.id, worker, day, iso(on + 30), reviewer, day, day, recorded(on))

    def _doubles(self, block: Block) -> None:
        """Now and then two records that may be one human; a person has decided about some."""
        grown = [h for h in block.people if h.died is None and h.years() >= 18]
        if len(grown) > 8 and self._rng.random() < 0.2:
            a, b = sorted(self._rng.sample(grown, 2), key=lambda h: h.id)
            state = self._rng.choice(("UNDECIDED", "UNDECIDED", "PLAUSIBLE", "DIFFERENT"))
            decided = "" if state == "UNDECIDED" else self._staff.next("PROBATION", "SAFETY_REVIEWER")
            self._match(a.id, b.id, state, decided, f"{self._rng.uniform(2, 14):.2f}")
