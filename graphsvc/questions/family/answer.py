"""What questions about kinship answer: lines, stated kin, relatives, and what cannot be."""

from dataclasses import dataclass
from datetime import date

from graphsvc.model.answers import Basis, Reason
from graphsvc.model.paging import Page
from graphsvc.model.person import Source

NO_KNOWN_TIE, WORKED_OUT, STATED, BOTH = "NO_KNOWN_TIE", "WORKED_OUT", "STATED", "BOTH"
KNOWN = (NO_KNOWN_TIE, WORKED_OUT, STATED, BOTH)
"""How it is known that two people are kin. No known tie is not "unrelated"."""


@dataclass(frozen=True)
class KinPerson:
    """Somebody in an answer, by the name that the asker may know."""

    person: str
    name: str


@dataclass(frozen=True)
class KinTie:
    """A tie that something rests on, in its own direction, with its source."""

    id: str
    type: str
    a: str
    b: str
    sentence: str
    last_contact: date | None
    source: Source


@dataclass(frozen=True)
class KinLine:
    """One line worked out. `people` are those on the way, both ends included; `common` the ancestors at its top;
    `whole` FULL, HALF or UNKNOWN where there are some, else empty."""

    words: str
    code: str | None
    degree: int
    side: str
    basis: str
    whole: str
    sentence: str
    people: tuple[KinPerson, ...]
    common: tuple[KinPerson, ...]
    ties: tuple[KinTie, ...]


@dataclass(frozen=True)
class StatedKin:
    """What somebody stated the other one to be, which no line is worked out from. `basis` None: no kinship."""

    words: str
    code: str | None
    degree: int | None
    side: str
    basis: str | None
    tie: KinTie


@dataclass(frozen=True)
class KinIssue:
    """Something that cannot be as it is on file, and what to do next. `shown`: births and deaths that it rests on."""

    code: str
    sentence: str
    next_step: str
    people: tuple[KinPerson, ...]
    ties: tuple[KinTie, ...]
    shown: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class KinshipAnswer:
    """What `other` is to `person`. `more`: there may be lines further than those shown."""

    basis: Basis
    person: KinPerson
    other: KinPerson
    known: str
    words: str
    lines: tuple[KinLine, ...]
    stated: tuple[StatedKin, ...]
    contradictions: tuple[KinIssue, ...]
    more: bool


@dataclass(frozen=True)
class RelatedPerson:
    """A relative, by the nearest line that was asked for, or where there is none, by what was stated."""

    person: str
    name: str
    words: str
    code: str | None
    degree: int
    side: str
    basis: str
    known: str
    life: str
    life_reasons: tuple[Reason, ...]
    line: KinLine | None
    stated: tuple[StatedKin, ...]
    shown: tuple[tuple[str, str], ...] = ()
    """(owner, statement) of the births and deaths that say how it stands with their life."""


@dataclass(frozen=True)
class RelativesAnswer:
    """Relatives, nearest first. `truncated`: there may be others, which were not looked for."""

    basis: Basis
    person: KinPerson
    living_at: date
    page: Page[RelatedPerson]
    truncated: bool


@dataclass(frozen=True)
class KinIssuesAnswer:
    """What in a person's family cannot be as it is on file."""

    basis: Basis
    person: KinPerson
    issues: tuple[KinIssue, ...]
    truncated: bool
