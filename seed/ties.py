"""Ties of a block: parents from the register, unions, guardians, and what families say themselves."""

from random import Random

from seed.clans import Block, Human, parents, siblings
from seed.days import YEAR, iso, recorded
from seed.quality import HOLES, quality
from seed.statements import CHILD_WELFARE, FAMILY_SAID, PERSON_SAID, REGISTER, WHEN
from seed.table import Bundle

_KIN = ("relative", "person", "role", "side", "basis")
_GENDERED = {
    "SIB": ("SIS", "BRO"),
    "HSIB": ("HSIS", "HBRO"),
    "AUNT": ("AUNT", "UNCLE"),
    "MAUNT": ("MAUNT", "MUNCLE"),
    "PAUNT": ("PAUNT", "PUNCLE"),
    "MGR": ("MGRMTH", "MGRFTH"),
    "PGR": ("PGRMTH", "PGRFTH"),
    "STP": ("STPMTH", "STPFTH"),
    "FOST": ("MTHFOST", "FTHFOST"),
}


class Ties:
    """Writes kin, unions, guardianships, caregivers, mentors and supports."""

    def __init__(self, bundle: Bundle, rng: Random) -> None:
        self._rng = rng
        register = ("relative", "person", "role", "side", "basis", "sources", "stated_at", "valid_from", "recorded_at")
        self._registered = bundle.shape("kin", *register, **REGISTER)
        self._putative = bundle.shape("kin", *register, **{**FAMILY_SAID, "verification": "CHALLENGED"})
        self._disproven = bundle.shape("kin", *register, **{**FAMILY_SAID, "verification": "DISPROVEN"})
        self._fostered = bundle.shape("kin", *register, **CHILD_WELFARE)
        self._said = bundle.shape("kin", *_KIN, *HOLES, *WHEN, "contested_at", **PERSON_SAID)
        self._said_by_family = bundle.shape("kin", *_KIN, *HOLES, *WHEN, **FAMILY_SAID)
        union = ("partner_a", "partner_b", "category", "status", "valid_from", "valid_to", "recorded_at")
        self._union = bundle.shape("unions", *union, **REGISTER)
        guardian = ("guardian", "person", "scope", "valid_from", "recorded_at")
        self._guardian = bundle.shape("guardianships", *guardian, cleared="yes", **REGISTER)
        self._caregiver = bundle.shape("caregivers", "caregiver", "person", *HOLES, *WHEN, **FAMILY_SAID)
        mentor = ("mentor", "person", "vetted_at", *HOLES, *WHEN)
        self._mentor = bundle.shape("mentors", *mentor, programme="Neighbourhood mentors", **PERSON_SAID)
        self._support = bundle.shape("supports", "supporter", "person", "kinds", *HOLES, *WHEN, **PERSON_SAID)

    def write(self, block: Block) -> None:
        """All ties of the block, in order of its people."""
        for woman, man in block.couples:
            self._couple(woman, man)
        adults = [h for h in block.people if h.years() >= 28 and h.died is None]
        for human in block.people:
            self._parents(human)
            if human.died is None:
                self._guardians(human)
                self._around(human, adults)

    def _couple(self, woman: Human, man: Human) -> None:
        rng = self._rng
        since = max(woman.born, man.born) + int(rng.uniform(19, 27) * YEAR)
        since = min(since, -30, *(p.died - 30 for p in (woman, man) if p.died is not None))
        widowed = woman.died is not None or man.died is not None
        status = "WIDOWED" if widowed else rng.choices(("CURRENT", "SEPARATED", "DISSOLVED"), (76, 12, 12))[0]
        ended = iso(rng.randrange(since, 0)) if status == "DISSOLVED" else ""
        category = rng.choices(("MARRIED", "DOMESTIC_PARTNERSHIP", "COMMON_LAW", "UNKNOWN"), (60, 20, 12, 8))[0]
        self._union(woman.id, man.id, category, status, iso(since), ended, recorded(max(since, -1095)))

    def _parents(self, human: Human) -> None:
        source, day = f"birth-register/{human.id[1:]}", iso(human.born)
        on = max(human.born, -1095)
        for parent, role, side in ((human.mother, "MTH", "MATERNAL"), (human.father, "FTH", "PATERNAL")):
            if not parent:
                continue
            chance = self._rng.random() if parent is human.father else 1.0
            write = self._disproven if chance < 0.003 else self._putative if chance < 0.02 else self._registered
            basis = "PUTATIVE" if chance < 0.02 else "BIOLOGICAL"
            write(parent.id, human.id, role, side, basis, source, iso(on), day, recorded(on))
        self._step(human)

    def _step(self, human: Human) -> None:
        """The mother's later partner, where the father is another or unknown."""
        mother = human.mother
        later = mother.partner if mother else None
        if not mother or not later or later is human.father:
            return
        on = max(human.born + 700, -1095)
        if on < 0:
            source = f"birth-register/{human.id[1:]}"
            self._registered(later.id, human.id, "STPFTH", "NA", "MARITAL", source, iso(on), iso(on), recorded(on))

    def _guardians(self, human: Human) -> None:
        if human.years() >= 18:
            return
        alive = [p for p in parents(human) if p.died is None and p.household == human.household]
        for parent in alive:
            self._guardian(parent.id, human.id, "FULL", iso(human.born), recorded(max(human.born, -1095)))
        if not alive:
            self._raised_by_others(human)

    def _raised_by_others(self, human: Human) -> None:
        """A grandparent who is guardian and caregiver, for a child whose parents do not live with it."""
        grand = [g for p in parents(human) for g in parents(p) if g.died is None]
        if grand:
            on = max(human.born, -900)
            self._guardian(grand[0].id, human.id, "FULL", iso(on), recorded(on))
            self._caregiver(grand[0].id, human.id, *quality(self._rng, on), *self._when(grand[0], on))

    def _when(self, by: Human, on: int) -> tuple[str, str, str, str, str]:
        return f"eohhs-note/{by.id}", by.id, iso(on), iso(on), recorded(on)

    def _around(self, human: Human, adults: list[Human]) -> None:
        """What the young say about those around them, and those who are tied by choice."""
        chance, years = self._rng.random(), human.years()
        if 10 <= years < 30 and (chance < 0.16 or human.enrolled):
            self.say(human)
        if years < 30 and chance > 0.8:
            self._by_choice(human, adults, chance)
        if years < 17 and chance < 0.012:
            self._foster(human, adults)

    def say(self, human: Human) -> None:
        """Direct ties of the wider family, as the person stated them on one day of the last year."""
        if human.named:
            return
        human.named = True
        on = -self._rng.randrange(4, 420)
        for relative, role, side in wider_family(human):
            if relative.died is None and self._rng.random() < 0.75:
                name = _GENDERED[role][relative.sex] if role in _GENDERED else role
                since = max(relative.born, human.born)
                said = (f"eohhs-note/{human.id}", human.id, iso(max(on, since)), iso(since), recorded(max(on, since)))
                contested = iso(max(on, since, -9)) if self._rng.random() < 0.015 else ""
                how = quality(self._rng, max(on, since))
                self._said(relative.id, human.id, name, side, "BIOLOGICAL", *how, *said, contested)

    def _by_choice(self, human: Human, adults: list[Human], chance: float) -> None:
        other = self._rng.choice(adults) if adults else human
        if other is human or other in parents(human) or other.years() < human.years() + 12:
            return
        on = -self._rng.randrange(4, 700)
        if human.born > on:
            return
        self._chosen(human, other, chance, on)

    def _chosen(self, human: Human, other: Human, chance: float, on: int) -> None:
        how, said = quality(self._rng, on), self._when(human, on)
        if chance > 0.985:
            vetted = iso(on + 1) if self._rng.random() < 0.7 else ""
            self._mentor(other.id, human.id, vetted, *how, *said)
        elif chance > 0.955:
            kinds = "|".join(self._rng.sample(("LISTEN", "VISIT", "TRANSPORT", "SCHOOL", "JOB"), 2))
            self._support(other.id, human.id, kinds, *how, *said)
        else:
            roles = ("x-GODPRN", "x-GODPRN", "x-GODPRN", "x-FICKIN", "x-COACH", "x-CLERGY", "NBOR", "FRND")
            self._said_by_family(other.id, human.id, self._rng.choice(roles), "NA", "FICTIVE", *how, *said)

    def _foster(self, human: Human, adults: list[Human]) -> None:
        other = self._rng.choice(adults) if adults else human
        on = max(human.born + 30, -self._rng.randrange(60, 900))
        if other is human or other in parents(human) or on >= 0 or other.years() < human.years() + 18:
            return
        role = _GENDERED["FOST"][other.sex]
        self._fostered(
            other.id, human.id, role, "NA", "FOSTER", f"placement/{human.id}", iso(on), iso(on), recorded(on)
        )


def wider_family(human: Human) -> list[tuple[Human, str, str]]:
    """Siblings, grandparents, aunts, uncles and cousins with neutral role and side, each once, nearest first."""
    found = [(s, "SIB" if full else "HSIB", "BOTH" if full else "NA") for s, full in siblings(human)]
    sides = ((human.mother, "MGR", "MAUNT", "MCOUSN", "MATERNAL"), (human.father, "PGR", "PAUNT", "PCOUSN", "PATERNAL"))
    for parent, grand, aunt, cousin, side in sides:
        if parent:
            found += [(g, grand, side) for g in parents(parent)]
            others = [s for s, _ in siblings(parent)]
            found += [(s, aunt, side) for s in others]
            found += [(c, cousin, side) for s in others for c in s.children]
    nearest: dict[str, tuple[Human, str, str]] = {}
    for row in found:
        nearest.setdefault(row[0].id, row)
    return list(nearest.values())
