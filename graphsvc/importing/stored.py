"""From checked rows to what stands in the graph: properties, ends, links, access classes. Both writers ask here.

`row_hash` is a fingerprint of the row as sent. A later import writes a row only when it differs from the one
loaded before, so yesterday's bundle does not undo what was recorded since.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import blake2b
from types import MappingProxyType
from typing import TypeAlias, TypeVar, cast

from graphsvc.importing.cells import Cell
from graphsvc.importing.tables import Table
from graphsvc.model.nouns import NOUN, NOUNS, Column, Kind, Noun
from graphsvc.model.person import folded

SEALED = 0  # the access class that nobody is ever allowed
CLASS_COLUMNS = ("compartment", "owner", "sensitivity", "sharing")
ITEM = "\x1e"  # between the items of a list, CELL between cells: control characters, which no checked text has
CELL = "\x1f"
TEXT_KINDS = frozenset({Kind.ID, Kind.REF, Kind.TEXT, Kind.CODE})

Values: TypeAlias = Sequence[Cell]
Plain: TypeAlias = Mapping[str, Sequence[str]]
"""A table's columns as text, by name."""
Text = TypeVar("Text", str, str | None)


@dataclass(frozen=True)
class Loaded:
    """How many rows of a table were written and how many stood there already."""

    loaded: int
    unchanged: int


@dataclass(frozen=True)
class AccessClass:
    """A distinct combination of the four columns, and its number."""

    id: int
    compartment: str
    owner: str
    sensitivity: str
    sharing: str

    @property
    def key(self) -> str:
        return "|".join((self.compartment, self.owner, self.sensitivity, self.sharing))


class AccessClasses:
    """The numbers given so far. New ones go on from the highest, in the order of their keys within a noun."""

    def __init__(self, known: Mapping[str, int]) -> None:
        self._ids = dict(known)

    def lacking(self, table: Table) -> list[tuple[str, ...]]:
        """The classes of this table that have no number yet, as the four columns."""
        if not table.noun.statement:
            return []
        keys = set(zip(*(table.texts(name) for name in CLASS_COLUMNS), strict=True))
        return sorted(key for key in keys if "|".join(key) not in self._ids)

    def learn(self, parts: tuple[str, ...], number: int) -> None:
        """That a class has this number."""
        self._ids["|".join(parts)] = number

    def new_in(self, table: Table) -> list[AccessClass]:
        """The classes first seen in this table, numbered here: where nobody else numbers."""
        made = []
        for parts in self.lacking(table):
            made.append(AccessClass(max(self._ids.values(), default=0) + 1, *parts))
            self.learn(parts, made[-1].id)
        return made

    def numbers(self, table: Table) -> list[int]:
        """Each row's class; SEALED for the sealed ones."""
        keys = list(zip(*(table.texts(name) for name in CLASS_COLUMNS), strict=True))
        numbers = {parts: self._ids["|".join(parts)] for parts in set(keys)}
        sealed = table.columns["sealed"]
        return [SEALED if shut else numbers[parts] for parts, shut in zip(keys, sealed, strict=True)]


@dataclass(frozen=True)
class Link:
    """A relationship that a NODE's reference makes."""

    column: str
    type: str
    label: str
    inward: bool


@dataclass(frozen=True)
class Field:
    """One value that is stored: its name and kind. Ends of ties are no properties but stand in the row."""

    name: str
    kind: Kind


def ends_of(noun: Noun) -> tuple[Column, ...]:
    """A tie's two ends; nothing for a node."""
    return noun.columns[:2] if noun.shape == "TIE" else ()


def links_of(noun: Noun) -> tuple[Link, ...]:
    """The relationships that a node's references make."""
    refs = (c for c in noun.columns if c.kind is Kind.REF and c.link and noun.shape == "NODE")
    return tuple(Link(c.name, c.link, NOUN[c.of].label, c.inward) for c in refs)


def fields_of(noun: Noun) -> tuple[Field, ...]:
    """What a row carries, in this order, to both writers: id, ends, row_hash, then the other properties."""
    ends = tuple(Field(c.name, Kind.REF) for c in ends_of(noun))
    names = {"id", *(end.name for end in ends)}
    own = tuple(Field(c.name, c.kind) for c in noun.all_columns if c.name not in names)
    sealing = (Field("cls", Kind.WHOLE), Field("sealed_case_id", Kind.REF)) if noun.statement else ()
    extra = (Field("folded", Kind.TEXT),) if noun.name == "names" else ()
    print_of = (Field("row_hash", Kind.WHOLE),) if noun.columns else ()  # a bare key has nothing that could change
    return (Field("id", Kind.ID), *ends, *print_of, *sealing, *extra, *own)


def columns_of(table: Table, classes: AccessClasses, texts: Plain) -> list[Values]:
    """The values of `fields_of`, column by column; a None is stored as nothing at all. `texts`: those of the table."""
    made = _made(table, classes, texts)
    return [made[f.name] if f.name in made else table.columns[f.name] for f in fields_of(table.noun)]


def _made(table: Table, classes: AccessClasses, texts: Plain) -> dict[str, Values]:
    """The columns that are computed, by name; where one bears a sent column's name it takes its place."""
    made: dict[str, Values] = {"row_hash": hashes(table, texts)} if table.noun.columns else {}
    if table.noun.statement:
        rows = list(zip(_shut(table), table.columns["case_id"], _case_keys(table), strict=True))
        made["cls"] = list(classes.numbers(table))
        made["case_id"] = [None if shut else key for shut, _, key in rows]
        made["sealed_case_id"] = [case if shut else None for shut, case, _ in rows]
    if table.noun.name == "names":
        made["folded"] = [folded(g, f) for g, f in zip(table.texts("given"), table.texts("family"), strict=True)]
    return made


def _case_keys(table: Table) -> list[Cell]:
    """What a team member must hold to see each row as part of its case: the number, with the owner where it is the
    owner's alone (AC-2.5: RESTRICTED and AGENCY_NAME_ONLY open to nobody else, a team member of another agency too)."""
    columns = (table.columns[name] for name in ("case_id", "sensitivity", "owner"))
    rows = zip(*columns, strict=True)
    return [case if sensitivity == "OPEN" or case is None else f"{case}|{owner}" for case, sensitivity, owner in rows]


def _shut(table: Table) -> list[bool]:
    """Rows whose case number opens nothing: sealed ones, and all but case files (§2; of touchpoints also a witness's).

    Statements match `case_id` before anything else, so a case number on a health record would open it to that team.
    """
    open_to_team = {"CASE_FILE", *(("VICTIM_VAWA",) if table.noun.name == "touchpoints" else ())}
    pairs = zip(table.columns["sealed"], table.columns["compartment"], strict=True)
    return [bool(sealed) or compartment not in open_to_team for sealed, compartment in pairs]


# ---- text forms -----------------------------------------------------------------------------------------------


def day_text(value: Cell) -> str | None:
    """A day as YYYY-MM-DD."""
    return value.isoformat() if isinstance(value, date) else None


def instant_text(value: Cell) -> str | None:
    """A moment in UTC, as both Cypher and the admin tool read it."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else None


def plain_text(value: Cell) -> str:
    """Any value as text: for the fingerprint, and for the admin tool's files."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ITEM.join(value)
    return instant_text(value) or day_text(value) or str(value)


def plain_texts(kind: Kind, values: Values) -> list[str]:
    """`plain_text` of each value of a column: what is text already has only its empty cells to fill."""
    if kind in TEXT_KINDS:
        return cast(list[str], [value or "" for value in values])
    if kind is Kind.WHOLE:
        return ["" if value is None else str(value) for value in values]
    return mapped(values, plain_text)


def mapped(values: Values, form: Callable[[Cell], Text]) -> list[Text]:
    """`form` of each value, each distinct one computed once."""
    memo = {value: form(value) for value in set(values)}
    return list(map(memo.__getitem__, values))


def texts_of(table: Table) -> Plain:
    """Every column of the table as text, by name."""
    return {column.name: plain_texts(column.kind, table.columns[column.name]) for column in table.noun.all_columns}


def hashes(table: Table, texts: Plain) -> list[int]:
    """The fingerprint of each row as sent, 64 bits: enough to tell two versions of one record apart."""
    sent = (texts[column.name] for column in table.noun.all_columns)
    return list(map(_hash, map(CELL.join, zip(*sent, strict=True))))


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


KEPT = frozenset({"recorded_at", "contested_at", "revoked_at", "ended_by"})
"""An empty cell does not clear these: a changed row must not revive a consent withdrawn since."""


@dataclass(frozen=True)
class Decided:
    """A column that a changed row leaves as it is once a person decided it here: any of `marks` says so. What `yields`
    names it takes all the same."""

    marks: tuple[str, ...]
    words: str
    yields: tuple[str, ...] = ()


_ENDS = ("DECLINED", "DONE", "REVOKED", "EXPIRED", "FAMILY_SAID_NO")
_TIE_ENDED = Decided(("ended_here", "replaced_by"), "of a statement that was ended or corrected here")
_ANSWERED = Decided(("answered_at", "ended_at"), "of what was answered here, but for an end", _ENDS)
DECIDED: Mapping[tuple[str, str], Decided] = MappingProxyType(
    {
        ("orders", "ended_on"): Decided(("ended_by",), "of an order that was ended here"),
        **dict.fromkeys(((noun.name, "valid_to") for noun in NOUNS if noun.statement and noun.about), _TIE_ENDED),
        **dict.fromkeys((("referrals", "state"), ("outreach_requests", "state")), _ANSWERED),
    }
)
"""What its sender ended a sender takes back: an order that the court puts in force again is in force. What was decided
here by a person is undone here."""
UNLOWERED = MappingProxyType(
    {
        ("screens", "result"): ("DO_NOT_CONTACT", "HOLD"),
        ("addresses", "kind"): ("SHELTER",),
        ("addresses", "confidential"): (True,),
        ("households", "kind"): ("SHELTER",),
    }
)
"""Values that a changed row takes from no record, the strongest first: what they keep secret or closed a safety
reviewer's own screen opens, or nobody (definitions.md §4)."""
