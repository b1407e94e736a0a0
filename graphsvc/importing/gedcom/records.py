"""A family tree as GEDCOM 7.0 structures, which the gedcom7 package writes."""

import re
from collections.abc import Iterable, Sequence
from itertools import count

from gedcom7.types import GedcomStructure as Line

from graphsvc.importing.gedcom import words
from graphsvc.importing.gedcom.lines import VOID
from graphsvc.importing.gedcom.people import OWN_ID
from graphsvc.importing.gedcom.tree import Family, Row, Tree, restricted

PROGRAM = "graphsvc"
_XREF = re.compile(r"[A-Z0-9_]+")
_TYPES = {category: type_ for type_, category in words.UNION_TYPES.items()}
_TAKEN = VOID.strip("@")


class Xrefs:
    """Id → xref. What is no xref of 7.0 gets a number, and its record an REFN with the id."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._of: dict[tuple[str, str], str] = {}
        self._taken = {_TAKEN}

    def give(self, letter: str, ids: Iterable[str]) -> None:
        """An xref for each id, those first that are one already."""
        numbered = []
        for identity in ids:
            local = self.local(identity)
            if _XREF.fullmatch(local) and local not in self._taken:
                self._keep(letter, identity, local)
            else:
                numbered.append(identity)
        free = (f"{letter}{number}" for number in count(1) if f"{letter}{number}" not in self._taken)
        for identity in numbered:
            self._keep(letter, identity, next(free))

    def pointer(self, letter: str, identity: str) -> str:
        return f"@{self._of[letter, identity]}@"

    def local(self, identity: str) -> str:
        return identity.removeprefix(self._prefix)

    def refn(self, letter: str, identity: str) -> list[Line]:
        """The id itself, where the xref does not say it."""
        local = self.local(identity)
        return [] if self._of[letter, identity] == local else [_line("REFN", local, _line("TYPE", OWN_ID))]

    def _keep(self, letter: str, identity: str, xref: str) -> None:
        self._of[letter, identity] = xref
        self._taken.add(xref)


def records(tree: Tree, prefix: str) -> list[Line]:
    """The whole data set, header and trailer among it; the order of everything is that of the rows."""
    xrefs = Xrefs(prefix)
    cited = (source for noun in tree.rows if noun != "kin" for row in tree.rows[noun] for source in _sources(row))
    sources = list(dict.fromkeys(cited))
    xrefs.give("I", tree.people)
    xrefs.give("S", sources)
    families = [str(number) for number in range(len(tree.families))]
    xrefs.give("F", (f"{prefix} {number}" for number in families))  # a space: never an xref, so always numbered
    return [
        _line("HEAD", "", _line("GEDC", "", _line("VERS", "7.0")), _line("SOUR", PROGRAM)),
        *_people(tree, xrefs, prefix),
        *(_family(tree, family, xrefs, xrefs.pointer("F", f"{prefix} {n}")) for n, family in enumerate(tree.families)),
        *(_record("SOUR", xrefs.pointer("S", each), [_line("TITL", each), *xrefs.refn("S", each)]) for each in sources),
        _line("TRLR"),
    ]


def _line(tag: str, text: str = "", *children: Line, to: str | None = None) -> Line:
    return Line(tag=tag, text=text, pointer=to, children=list(children))


def _record(tag: str, xref: str, children: Sequence[Line]) -> Line:
    return Line(tag=tag, xref=xref, children=list(children))


def _resn(shut: bool) -> list[Line]:
    return [_line("RESN", "CONFIDENTIAL")] if shut else []


def _sources(row: Row) -> tuple[str, ...]:
    return row["sources"] if isinstance(row["sources"], tuple) else ()


def _cited(row: Row, xrefs: Xrefs) -> list[Line]:
    """The sources of a row, each with what they are worth; without any, an unnamed one says it."""
    digit = words.QUALITY_DIGITS.get(str(row["verification"]))
    quality = [digit] if digit else []
    pointers = [xrefs.pointer("S", each) for each in _sources(row)] or [VOID] * len(quality)
    return [_line("SOUR", "", *(_line("QUAY", each) for each in quality), to=pointer) for pointer in pointers]


def _date(day: object) -> list[Line]:
    return [_line("DATE", words.date_of(str(day)))] if day else []


# ---- people ---------------------------------------------------------------------------------------------------


def _people(tree: Tree, xrefs: Xrefs, prefix: str) -> Iterable[Line]:
    about: dict[str, dict[str, list[Row]]] = {person: {} for person in tree.people}
    for noun in ("names", "births", "deaths"):
        for row in tree.rows[noun]:
            about[str(row["person"])].setdefault(noun, []).append(row)
    numbers = {id(family): f"{prefix} {number}" for number, family in enumerate(tree.families)}
    partner_in: dict[str, list[Line]] = {}
    for family in tree.families:
        for _, person in family.partners:
            link = _line("FAMS", to=xrefs.pointer("F", numbers[id(family)]))
            partner_in.setdefault(person, []).append(link)
    for person in tree.people:
        child_of = [
            _line("FAMC", "", *_child(how, verification), to=xrefs.pointer("F", numbers[id(family)]))
            for family, how, verification in tree.own.get(person, ())
        ]
        own = [*_resn(person in tree.shut), *_facts(about[person], tree, person, xrefs)]
        links = [*child_of, *partner_in.get(person, ()), *xrefs.refn("I", person)]
        yield _record("INDI", xrefs.pointer("I", person), [*own, *links])


def _facts(about: dict[str, list[Row]], tree: Tree, person: str, xrefs: Xrefs) -> Iterable[Line]:
    yield from (_name(row, xrefs) for row in about.get("names", ()))
    sex = words.SEX_LETTERS.get(tree.sexes.get(person, ""))
    if sex:
        yield _line("SEX", sex)
    births = about.get("births", [])
    if not _only_sex(births, person in tree.shut):
        yield from (_event("BIRT", "", row, row["born_on"], person in tree.shut, xrefs) for row in births)
    for row in about.get("deaths", ()):
        yield _event("DEAT", "Y", row, row["died_on"], person in tree.shut, xrefs)


def _name(row: Row, xrefs: Xrefs) -> Line:
    given, family = (str(row[name] or "") for name in ("given", "family"))
    text = f"{given} /{family}/".strip() if family else given
    kind = words.NAME_TYPES[str(row["kind"])]
    return _line("NAME", text, *([_line("TYPE", kind)] if kind else []), *_cited(row, xrefs))


def _only_sex(births: Sequence[Row], shut: bool) -> bool:
    """Whether SEX alone says all that there is."""
    plain = [not row["born_on"] and not _sources(row) and row["verification"] == "STATED" for row in births]
    return len(births) == 1 and plain[0] and restricted(births[0]) == shut


def _event(tag: str, text: str, row: Row, day: object, shut: bool, xrefs: Xrefs) -> Line:
    return _line(tag, text, *_resn(restricted(row) and not shut), *_date(day), *_cited(row, xrefs))


def _child(how: str, verification: str) -> Iterable[Line]:
    """PEDI and STAT. A step-parent is GEDCOM's OTHER, with its word."""
    if how in words.PEDI:
        phrase = [_line("PHRASE", "Step")] if words.PEDI[how] == "OTHER" else []
        yield _line("PEDI", words.PEDI[how], *phrase)
    if verification != "STATED":
        yield _line("STAT", verification)


# ---- families -------------------------------------------------------------------------------------------------


def _family(tree: Tree, family: Family, xrefs: Xrefs, pointer: str) -> Line:
    partners = [_line(tag, to=xrefs.pointer("I", person)) for tag, person in family.partners]
    children = [_line("CHIL", to=xrefs.pointer("I", child)) for child in family.children]
    events = _union(family.union) if family.union else []
    cited = _cited(family.union, xrefs) if family.union else []
    return _record("FAM", pointer, [*_resn(family.shut), *partners, *children, *events, *cited])


def _union(row: Row) -> Iterable[Line]:
    """What was said of it. Current and widowed have no word: the people's own records say who has died."""
    category, status = str(row["category"]), str(row["status"])
    if category != "UNKNOWN":
        kind = [_line("TYPE", _TYPES[category])] if category in _TYPES else []
        yield _line("MARR", "Y", *kind, *_date(row["valid_from"]))
    if status == "DISSOLVED":
        yield _line("DIV", "Y", *_date(row["valid_to"]))
    if status == "SEPARATED":
        yield _line("EVEN", "Separated", _line("TYPE", "Separation"))
