"""INDI records: people, names, births, deaths."""

import re
from dataclasses import dataclass

from graphsvc.importing.gedcom import words
from graphsvc.importing.gedcom.book import Book
from graphsvc.importing.gedcom.lines import Line

OWN_ID = "graphsvc"
"""REFN.TYPE of an id that cannot be an xref of 7.0: what `export.py` writes, this module reads."""

_NAME = re.compile(r"([^/]*)(?:/([^/]*)/?(.*))?", re.DOTALL)
AFTER_NAME = "names, without what stands after the family name"


@dataclass(frozen=True)
class Person:
    """Somebody of the file: the id without its prefix, the sex, and whether RESN stands on the whole record."""

    record: Line
    local: str
    sex: str
    shut: bool


def local_id(book: Book, record: Line) -> str:
    """The record's own id of ours where it has one, otherwise its xref."""
    own = next((each for each in record.all("REFN") if any(t.value == OWN_ID for t in each.all("TYPE"))), None)
    if own:
        book.take("ids", own, *own.all("TYPE"))
    return own.value if own else record.xref.strip("@")


def read_person(book: Book, record: Line) -> Person:
    """The rows about one person."""
    sex = record.first("SEX")
    book.take("people", record)
    book.take("births", sex)
    said = words.SEXES.get(sex.value.upper(), sex.value) if sex else "UNKNOWN"
    person = Person(record, local_id(book, record), said, book.shut(record))
    book.rows["people"].append((record.number, {"id": book.key(person.local)}))
    _names(book, person)
    _births(book, person, sex)
    _deaths(book, person)
    return person


def _state(book: Book, noun: str, person: Person, number: int, at: Line, event: Line, **columns: str) -> None:
    """A statement about the person; its id counts the structures of its kind in the record."""
    local = f"{person.local}:{noun.removesuffix('s')}:{number}"
    shut = book.shut(event) or person.shut
    book.state(noun, at, local, [event], shut, {"person": book.key(person.local), **columns})


def _names(book: Book, person: Person) -> None:
    number = 0
    for line in person.record.all("NAME"):
        found = _NAME.match(line.value)
        given, family, after = (" ".join((part or "").split()) for part in found.groups()) if found else ("", "", "")
        if not given and not family:
            book.leave("an empty name", line)
            continue
        number += 1
        kind = line.first("TYPE")
        book.take(AFTER_NAME if after else "names", line)
        book.take("names", kind)
        said = words.NAME_KINDS.get(kind.value.upper() if kind else "", "ALIAS")
        _state(book, "names", person, number, line, line, given=given, family=family, kind=said)


def _births(book: Book, person: Person, sex: Line | None) -> None:
    """A row for each BIRT that has a day or whose person has a sex; else one for SEX."""
    events = person.record.all("BIRT")
    said = [(line, *book.day(line)) for line in events]
    told = [each for each in said if each[1] or person.sex != "UNKNOWN"]
    for number, (line, day, at) in enumerate(told, 1):
        book.take("births", line)
        _state(book, "births", person, number, at, line, born_on=day, sex=person.sex)
    if sex and not events and person.sex != "UNKNOWN":
        _state(book, "births", person, 1, sex, sex, sex=person.sex)


def _deaths(book: Book, person: Person) -> None:
    """A row for each DEAT that says it happened; a missing day becomes neither living nor a day."""
    told = [line for line in person.record.all("DEAT") if happened(line)]
    for number, line in enumerate(told, 1):
        day, at = book.day(line)
        book.take("deaths", line)
        _state(book, "deaths", person, number, at, line, died_on=day)


def happened(event: Line) -> bool:
    """GEDCOM: an event with neither Y nor anything under it asserts nothing. Some programs put its cause for the Y."""
    said = event.value.strip().upper()
    return said == "Y" or (said not in words.DID_NOT and bool(event.children))
