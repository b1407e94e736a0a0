"""A person as one asker may see them: visible statements only, each value with its source, none merged."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Source:
    """Where a value comes from. `questioned`: somebody contested it, or it is challenged or disproven."""

    statement_id: str
    agency: str
    compartment: str
    stated_as: str
    stated_by: str | None
    stated_at: date | None
    verification: str
    contested_at: date | None
    valid_from: date | None
    valid_to: date | None
    records: tuple[str, ...] = ()
    """The records that it was said of, where they were merged into those it is about now."""

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        """(owner agency, statement): what leaves with an answer that has this source (audit/disclosures.py)."""
        return ((self.agency, self.statement_id),)

    @property
    def questioned(self) -> bool:
        """Shown as questioned: it is no ground for anything until somebody has cleared it."""
        return self.contested_at is not None or self.verification in ("CHALLENGED", "DISPROVEN")


@dataclass(frozen=True)
class Name:
    """A name or alias."""

    id: str
    given: str | None
    family: str | None
    kind: str
    source: Source

    @property
    def text(self) -> str:
        """Given names, then the family name."""
        return " ".join(part for part in (self.given, self.family) if part)


@dataclass(frozen=True)
class Birth:
    """Birth date and recorded sex."""

    id: str
    born_on: date | None
    sex: str
    source: Source


@dataclass(frozen=True)
class Death:
    """That somebody died."""

    id: str
    died_on: date | None
    source: Source


@dataclass(frozen=True)
class Identifier:
    """A number that some system gave."""

    id: str
    system: str
    value: str
    source: Source


@dataclass(frozen=True)
class Picture:
    """A picture, by reference at the owner agency."""

    id: str
    uri: str
    source: Source


@dataclass(frozen=True)
class Enrolment:
    """A place on the programme's list."""

    id: str
    status: str
    enrolled_on: date | None
    lead_agency: str | None
    next_action: str | None
    next_action_due: date | None
    source: Source


@dataclass(frozen=True)
class Address:
    """Where somebody lives or lived. Protected addresses never get this far (line 7)."""

    id: str
    kind: str
    location: str
    label: str | None
    source: Source


@dataclass(frozen=True)
class Person:
    """One person. `title` is what to call them: from visible names only."""

    id: str
    title: str
    names: tuple[Name, ...] = ()
    births: tuple[Birth, ...] = ()
    deaths: tuple[Death, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    pictures: tuple[Picture, ...] = ()
    addresses: tuple[Address, ...] = ()
    enrolments: tuple[Enrolment, ...] = ()

    @property
    def known(self) -> bool:
        """Whether any fact is visible: then the person is there for the asker, and no other proof is needed."""
        lists = (self.names, self.births, self.deaths, self.identifiers, self.pictures, self.addresses, self.enrolments)
        return any(lists)


NAMELESS = "Name not shared with you"
_KIND_ORDER = ("LEGAL", "MAIDEN", "ALIAS", "NICKNAME", "STREET")


def title_of(names: Iterable[Name]) -> str:
    """The name to show: an unquestioned legal one if there is one, the latest stated first; ties by id."""
    ranks = [name_rank(n.source.questioned, n.kind, n.source.stated_at, n.id, n.text) for n in names if n.text]
    return min(ranks)[-1] if ranks else NAMELESS


def name_rank(
    questioned: bool, kind: str, stated_at: date | None, id: str, text: str
) -> tuple[bool, int, int, str, str]:
    """The order in which names are shown, the text last: the least of them is the title."""
    return (questioned, _KIND_ORDER.index(kind), -(stated_at.toordinal() if stated_at else 0), id, text)


def folded(given: str, family: str) -> str:
    """The name as search compares it: accent-free, lower-case, "given family"."""
    name = f"{given} {family}".strip()
    if name.isascii():
        return name.lower()
    plain = unicodedata.normalize("NFKD", name)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def born_on(person: Person) -> date | None:
    """The birth date to print: an unquestioned one, the latest stated first."""
    births = [each for each in person.births if each.born_on and not each.source.questioned]
    return max(births, key=lambda b: (b.source.stated_at or date.min, b.id)).born_on if births else None
