"""What is said about each person alone: names and aliases, birth, death, identifiers."""

from random import Random

from seed.clans import Human
from seed.days import iso, recorded
from seed.statements import FAMILY_SAID, POLICE, REGISTER, SCHOOL
from seed.table import Bundle, Shape
from seed.words import FAMILY, NICKNAMES, misspelt

_NAME = ("person", "given", "family", "kind", "sources", "stated_at", "valid_from", "recorded_at")


class Persons:
    """Writes the keys and the statements about single people."""

    def __init__(self, bundle: Bundle, rng: Random) -> None:
        self._rng = rng
        self._key = bundle.shape("people")
        self._public = bundle.shape("names", *_NAME, **REGISTER)
        self._said = bundle.shape("names", *_NAME, **FAMILY_SAID)
        self._school = bundle.shape("names", *_NAME, **SCHOOL)
        self._police = bundle.shape("names", *_NAME, **POLICE)
        birth = ("person", "born_on", "sex", "sources", "stated_at", "recorded_at")
        self._born = bundle.shape("births", *birth, **REGISTER)
        self._born_said = bundle.shape("births", *birth, **FAMILY_SAID)
        died = ("person", "died_on", "sources", "stated_at", "recorded_at")
        self._died = bundle.shape("deaths", *died, **REGISTER)
        number = ("person", "system", "value", "stated_at", "recorded_at")
        self._pupil = bundle.shape("identifiers", *number, **SCHOOL)
        picture = ("person", "uri", "stated_at", "recorded_at")
        self._picture = bundle.shape("pictures", *picture, **POLICE)
        self._arrestee = bundle.shape("identifiers", *number, **POLICE)

    def write(self, human: Human) -> None:
        """Everything about one person; days of recording lie in the last three years."""
        self._key()
        on = max(human.born + 1, -self._rng.randrange(30, 1095))
        self._names(human, on)
        self._birth(human, on)
        if human.died is not None:
            died = human.died
            self._died(human.id, iso(died), f"death-register/{human.id[2:]}", iso(died), recorded(died))
        self._numbers(human, on)

    def _names(self, human: Human, on: int) -> None:
        chance = self._rng.random()
        legal = self._public if chance < 0.75 else self._school if human.years() < 18 else self._said
        self._name(legal, human, human.given, human.family, "LEGAL", on)
        if chance < 0.05:
            self._name(self._said, human, self._rng.choice(NICKNAMES), human.family, "NICKNAME", on)
        elif chance < 0.08:
            self._name(self._police, human, misspelt(human.given, len(human.family)), human.family, "ALIAS", on)
        elif chance < 0.2 and not human.sex and human.partner:
            self._name(self._public, human, human.given, self._rng.choice(FAMILY), "MAIDEN", on)

    def _name(self, shape: Shape, human: Human, given: str, family: str, kind: str, on: int) -> None:
        shape(human.id, given, family, kind, f"register/{human.id}", iso(on), iso(human.born), recorded(on))

    def _birth(self, human: Human, on: int) -> None:
        shape = self._born if self._rng.random() < 0.85 else self._born_said
        sex = "UNKNOWN" if self._rng.random() < 0.01 else ("FEMALE", "MALE")[human.sex]
        shape(human.id, iso(human.born), sex, f"register/{human.id}", iso(on), recorded(on))

    def _numbers(self, human: Human, on: int) -> None:
        if 6 <= human.years() < 19 and self._rng.random() < 0.5:
            self._pupil(human.id, "pupil-number", f"S{human.id[3:]}", iso(on), recorded(on))
        if human.gang >= 0 and self._rng.random() < 0.4:
            self._arrestee(human.id, "booking-number", f"B{human.id[3:]}", iso(on), recorded(on))
            self._picture(human.id, f"bpd-booking:{human.id[3:]}", iso(on), recorded(on))
