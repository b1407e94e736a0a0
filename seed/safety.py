"""Protective facts of a block: court orders, harm, refusals, alerts, holds, possible doubles (definitions.md §7)."""

from random import Random

from seed.clans import Block, Human, parents, siblings
from seed.days import iso, recorded
from seed.staff import Staff
from seed.statements import CHILD_WELFARE, COURT, FAMILY_SAID, PERSON_SAID, VICTIM
from seed.table import Bundle

_AT = ("stated_at", "valid_from", "recorded_at")
_ORDERS = (
    ("ABUSE_PREVENTION_209A", "NO_ABUSE|NO_CONTACT|STAY_AWAY", 50),
    ("HARASSMENT_PREVENTION_258E", "NO_CONTACT|STAY_AWAY", 18),
    ("BAIL_NO_CONTACT", "NO_CONTACT", 12),
    ("PROBATION_NO_CONTACT", "NO_CONTACT", 12),
    ("OTHER_STATE_ORDER", "STAY_AWAY", 8),
)
_STATUS = ("ACTIVE", "EX_PARTE", "PENDING", "EXPIRED", "ENDED", "VACATED")
_STATUS_WEIGHTS = (56, 8, 8, 16, 8, 4)


class Safety:
    """Writes protective facts; shares are per couple, child or adult, so that they scale."""

    def __init__(self, bundle: Bundle, rng: Random, staff: Staff) -> None:
        self._rng, self._staff = rng, staff
        order = ("restrained", "protected", "type", "conditions", "status", "issued_on", "expires_on", "docket", "ended_on")
        self._order = bundle.shape("orders", *order, "sources", *_AT, **COURT)
        self._limit = bundle.shape("orders", *order, "sources", *_AT, **COURT)
        self._harm = bundle.shape("harms", "by", "to", "type", "status", "sources", *_AT, **CHILD_WELFARE)
        self._victim = bundle.shape("harms", "by", "to", "type", "status", "sources", *_AT, **VICTIM)
        self._refusal = bundle.shape("refusals", "by", "with", "stated_by", *_AT, **PERSON_SAID)
        self._alert = bundle.shape("alerts", "person", "kind", "status", *_AT, **COURT)
        self._asked_not = bundle.shape("alerts", "person", "stated_by", *_AT, kind="ASKED_NOT_TO_BE_CONTACTED", **FAMILY_SAID)
        self._shelter = bundle.shape("alerts", "person", *_AT, kind="SHELTER_RESIDENT", **VICTIM)
        hold = ("person", "placed_by", "placed_on", "ends_on", "reason", "ended_by", *_AT)
        self._hold = bundle.shape("holds", *hold, compartment="PROGRAMME", owner="EOHHS", stated_as="WORKER")
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

    def _number(self) -> str:
        self._docket += 1
        return f"D{self._docket:08d}"

    def _between_partners(self, woman: Human, man: Human) -> None:
        rng = self._rng
        if woman.died is not None or man.died is not None or rng.random() > 0.06:
            return
        by, to = (man, woman) if rng.random() < 0.85 else (woman, man)
        kind, conditions, _ = rng.choices(_ORDERS, [w for _, _, w in _ORDERS])[0]
        on, docket = -rng.randrange(3, 900), self._number()
        status = rng.choices(_STATUS, _STATUS_WEIGHTS)[0]
        expires, ended = self._ends(status, on)
        self._order(by.id, to.id, kind, conditions, status, iso(on), expires, docket, ended, f"court-feed/{docket}", iso(on), iso(on), recorded(on))
        if rng.random() < 0.4:
            harm = rng.choice(("PHYSICAL", "EMOTIONAL", "COERCIVE_CONTROL"))
            stage = rng.choice(("ALLEGED", "SUPPORTED", "CONVICTED"))
            self._victim(by.id, to.id, harm, stage, f"advocate/{docket}", iso(on), iso(on), recorded(on))

    def _ends(self, status: str, on: int) -> tuple[str, str]:
        """Last day and day ended by the court, as the status wants; a third of those in force have no known end."""
        if status == "EXPIRED":
            return iso(self._rng.randrange(on, 0)), ""
        if status in ("ENDED", "VACATED"):
            return "", iso(self._rng.randrange(on, 0))
        return ("" if self._rng.random() < 0.33 else iso(self._rng.randrange(5, 360))), ""

    def _about_child(self, human: Human) -> None:
        rng = self._rng
        chance = rng.random()
        for parent in parents(human):
            if chance < 0.01 and parent.died is None and human.born < -120:
                on = max(human.born, -rng.randrange(100, 1500))
                kind = rng.choice(("CUSTODY_RESTRICTION", "SUPERVISED_VISITS_ONLY", "TPR"))
                docket = self._number()
                self._limit(parent.id, human.id, kind, "SUPERVISED_ONLY", "ACTIVE", iso(on), "", docket, "", f"court-feed/{docket}",
                            iso(on), iso(on), recorded(on))  # fmt: skip
                return
            if 0.01 < chance < 0.022 and human.born < -120:
                on = max(human.born, -rng.randrange(30, 1200))
                stage = rng.choice(("ALLEGED", "SUPPORTED", "UNSUPPORTED"))
                self._harm(parent.id, human.id, rng.choice(("NEGLECT", "PHYSICAL", "EMOTIONAL")), stage, f"report/{human.id}", iso(on), iso(on), recorded(on))
                return

    def _about_adult(self, human: Human) -> None:
        rng, chance = self._rng, self._rng.random()
        on = -rng.randrange(5, 700)
        at = (iso(on), iso(on), recorded(on))
        if chance < 0.0008:
            self._alert(human.id, "SEXUAL_OFFENCE_AGAINST_CHILD", rng.choice(("CONVICTED", "SUPPORTED")), *at)
        elif chance < 0.0014:
            self._alert(human.id, rng.choice(("PROTECTED_WITNESS", "RELOCATED_WITNESS")), "", *at)
        elif chance < 0.0034:
            self._asked_not(human.id, human.id, *at)
        elif chance < 0.0044 and not human.sex:
            self._shelter(human.id, *at)
        elif chance < 0.0065:
            self._place_hold(human)
        elif chance < 0.0125:
            for sibling, _ in siblings(human)[:1]:
                self._refusal(human.id, sibling.id, human.id, *at)

    def _place_hold(self, human: Human) -> None:
        on = -self._rng.randrange(2, 60)
        over = on < -30
        reviewer = self._staff.next("PROBATION", "SAFETY_REVIEWER") if over and self._rng.random() < 0.5 else ""
        worker = self._staff.next("EOHHS", "CW_WORKER")
        self._hold(human.id, worker, iso(on), iso(on + 30), "worker's concern", reviewer, iso(on), iso(on), recorded(on))

    def _doubles(self, block: Block) -> None:
        """Now and then two records that may be one human; a person has decided about some."""
        grown = [h for h in block.people if h.died is None and h.years() >= 18]
        if len(grown) > 8 and self._rng.random() < 0.2:
            a, b = self._rng.sample(grown, 2)
            state = self._rng.choice(("UNDECIDED", "UNDECIDED", "PLAUSIBLE", "DIFFERENT"))
            decided = "" if state == "UNDECIDED" else self._staff.next("PROBATION", "SAFETY_REVIEWER")
            self._match(min(a.id, b.id), max(a.id, b.id), state, decided, f"{self._rng.uniform(2, 14):.2f}")
