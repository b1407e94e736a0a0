"""Whether somebody lives on a day: living, dead, not born yet and unknown are four answers.

Nothing is presumed. A death that is not on file says neither that somebody lives nor that they are dead, however old
they would be; records that disagree, or that are contested and would change the answer, leave it unknown.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

LIVING, DEAD, NOT_BORN, UNKNOWN = "LIVING", "DEAD", "NOT_BORN", "UNKNOWN"
STATES = (LIVING, DEAD, NOT_BORN, UNKNOWN)


@dataclass(frozen=True)
class Event:
    """A birth or a death as stated. `on`: its day, or None; `said_on`: the day it was stated."""

    id: str
    owner: str
    on: date | None = None
    said_on: date | None = None
    questioned: bool = False
    sex: str = ""


@dataclass(frozen=True)
class OnFile:
    """What is on file about one life. `seen`: days on which somebody was in contact with them."""

    births: tuple[Event, ...] = ()
    deaths: tuple[Event, ...] = ()
    seen: tuple[date, ...] = ()

    @cached_property
    def sex(self) -> str:
        """The recorded sex, when what is not questioned agrees on one, else nothing."""
        said = {birth.sex for birth in self.births if not birth.questioned} - {"UNKNOWN", ""}
        return said.pop() if len(said) == 1 else ""

    @property
    def born(self) -> tuple[date, ...]:
        """Every day of birth on file."""
        return tuple(birth.on for birth in self.births if birth.on)

    @property
    def died(self) -> tuple[date, ...]:
        """Every day of death on file."""
        return tuple(death.on for death in self.deaths if death.on)

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        """(owner agency, statement) of all of it (audit/disclosures.py)."""
        return tuple((each.owner, each.id) for each in (*self.births, *self.deaths))


@dataclass(frozen=True)
class Life:
    """The answer for one day: the state, and the row of RULES that gave it. `since`: the day that decided."""

    state: str
    code: str
    sentence: str
    since: date | None = None
    source: str | None = None


class _Days(NamedTuple):
    """What counts on `day`."""

    day: date
    born: tuple[date, ...] = ()
    died: tuple[date, ...] = ()
    said_dead: tuple[date, ...] = ()
    undated: bool = False
    seen: tuple[date, ...] = ()

    @property
    def born_by_then(self) -> bool:
        return bool(self.born) and max(self.born) <= self.day


Test = Callable[[_Days], bool]
Day = Callable[[_Days], date | None]


def _no_day(days: _Days) -> date | None:
    return None


@dataclass(frozen=True)
class Rule:
    """One row: in which state somebody is when it holds, why in words, and the day that says so."""

    state: str
    code: str
    sentence: str
    holds: Test
    since: Day = _no_day


RULES = (
    Rule(
        UNKNOWN,
        "RECORDS_DISAGREE",
        "Records disagree about this day.",
        lambda d: (
            _straddles(d.born, d.day)
            or _straddles(d.died, d.day)
            or bool(d.born and d.died and min(d.born) > max(d.died))
        ),
    ),
    Rule(
        NOT_BORN,
        "BORN_LATER",
        "Born after this day.",
        lambda d: bool(d.born) and min(d.born) > d.day,
        lambda d: min(d.born),
    ),
    Rule(DEAD, "DIED", "Died by this day.", lambda d: bool(d.died) and max(d.died) <= d.day, lambda d: max(d.died)),
    Rule(
        DEAD,
        "SAID_DEAD",
        "Stated to be dead by this day; when is not on file.",
        lambda d: not d.died and any(said <= d.day for said in d.said_dead),
        lambda d: min(d.said_dead),
    ),
    Rule(
        LIVING,
        "DIED_LATER",
        "Born by this day, died after it.",
        lambda d: bool(d.died) and min(d.died) > d.day and d.born_by_then,
        lambda d: min(d.died),
    ),
    Rule(
        LIVING,
        "SEEN",
        "Somebody was in contact with them on this day or after it.",
        lambda d: any(seen == d.day or (seen > d.day and d.born_by_then) for seen in d.seen),
        lambda d: max(d.seen),
    ),
    Rule(UNKNOWN, "DEATH_UNDATED", "A death is on file without its day.", lambda d: d.undated),
    Rule(UNKNOWN, "BIRTH_UNKNOWN", "No birth by this day is on file.", lambda d: not d.born_by_then),
    Rule(UNKNOWN, "NO_DEATH_ON_FILE", "No death is on file, which does not say that they live.", lambda d: True),
)
"""The first that holds."""
QUESTIONED = Rule(UNKNOWN, "QUESTIONED", "What would decide it is contested.", lambda d: True)


def _straddles(days: Iterable[date], day: date) -> bool:
    """Whether some of these days are by that day and some after it."""
    each_by_then = [each <= day for each in days]
    return True in each_by_then and False in each_by_then


def life_at(on_file: OnFile, day: date) -> Life:
    """What is known of a life on that day. What is questioned decides nothing, and holds back what it would change."""
    days = _days(on_file, day, questioned=False)
    rule = _decided(days)
    questioned = any(each.questioned for each in (*on_file.births, *on_file.deaths))
    if questioned and rule.state != _decided(_days(on_file, day, questioned=True)).state:
        return Life(UNKNOWN, QUESTIONED.code, QUESTIONED.sentence)
    since = rule.since(days)
    return Life(rule.state, rule.code, rule.sentence, since, _owner(on_file, since))


def _decided(days: _Days) -> Rule:
    return next(rule for rule in RULES if rule.holds(days))


def _days(on_file: OnFile, day: date, *, questioned: bool) -> _Days:
    births = [each for each in on_file.births if questioned or not each.questioned]
    deaths = [each for each in on_file.deaths if questioned or not each.questioned]
    undated = [each for each in deaths if not each.on]
    return _Days(
        day=day,
        born=tuple(each.on for each in births if each.on),
        died=tuple(each.on for each in deaths if each.on),
        said_dead=tuple(each.said_on for each in undated if each.said_on),
        undated=bool(undated),
        seen=on_file.seen,
    )


def _owner(on_file: OnFile, since: date | None) -> str | None:
    """Whose statement says that day."""
    said = (each for each in (*on_file.births, *on_file.deaths) if since and since in (each.on, each.said_on))
    return next((each.owner for each in said), None)
