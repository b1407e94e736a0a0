"""Every kind of decision, side by side: the policies against the tables (at the start, and `policy test`), and one
folder of policies against another (`policy diff`).

A kind is all that rules can tell apart. Roles, purposes and agencies that no rule on classes or contacts names are
alike to those rules, so one stands for all others.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import cedarpy

from graphsvc.access.asking import purposes_said, words_said
from graphsvc.access.cedar import Cedar, ask, entity
from graphsvc.access.ceilings import NOT, Ceilings, class_within, within
from graphsvc.access.classes import Kind, Policy, asker_entity, class_entity, first_permitted
from graphsvc.access.permissions import SCOPES
from graphsvc.errors import PolicyTooWide
from graphsvc.model.asker import Principal
from graphsvc.model.codes import CODES

ANY_ROLE, ANY_PURPOSE, SOME, ANOTHER = "any other role", "any other purpose", "some agency", "another's"
NO_PURPOSE = ""
NOTHING = "-"


class Cell(NamedTuple):
    """Who asks, as far as rules tell askers apart, and for what: a question, a purpose, a compartment, a contact.

    `detail` tells the classes of a compartment apart: owner, sensitivity, sharing.
    """

    table: str
    thing: str
    sector: str
    agency: str
    role: str
    purpose: str
    detail: tuple[str, ...] = ()


Matrix = Mapping[Cell, str]
"""Cell → what is permitted: scopes, an outcome, a word of touchpoints.csv; nothing is `-`."""


@dataclass(frozen=True)
class Sides:
    """Which askers the rules on classes and contacts tell apart."""

    roles: tuple[str, ...]
    purposes: tuple[str, ...]
    agencies: tuple[str, ...]

    def askers(self) -> Iterator[tuple[Principal, str]]:
        """One of each kind, with a purpose."""
        for sector, agency, role, purpose in product(CODES["sector"], self.agencies, self.roles, self.purposes):
            yield Principal("asker", agency, sector, (role,), ""), purpose


def sides(*policies: Policy) -> Sides:
    """Those that any of these policies names, and one that stands for all others."""
    rules = [rule for policy in policies for rule in policy.cedar.rules.values()]
    named = {pair for rule in rules if rule.kinds & {"Class", "Touchpoint"} for pair in rule.named}
    return Sides(
        roles=(*sorted(text for attribute, text in named if attribute == "roles"), ANY_ROLE),
        purposes=(*sorted({NO_PURPOSE} | {text for attribute, text in named if attribute == "purpose"}), ANY_PURPOSE),
        agencies=(*sorted({text for attribute, text in named if attribute in ("agency", "owner")}), SOME),
    )


def said_by(policy: Policy, told: Sides) -> Matrix:
    """What the rules say, ceilings aside."""
    cedar, fields = policy.cedar, tuple(policy.ceilings.permissions.rows)
    return dict((*_questions(cedar, fields), *_purposes(cedar), *_classes(cedar, told), *_contacts(cedar, told)))


def _questions(cedar: Cedar, fields: tuple[str, ...]) -> Iterator[tuple[Cell, str]]:
    askers = list(product(CODES["role"], (NO_PURPOSE, *CODES["purpose"])))
    entities = _entities(*(entity("Asker", role, roles=[role]) for role in CODES["role"]))
    for field in fields:
        answers = {}
        for scope in SCOPES:
            about = {"type": "People", "id": scope}
            requests = [({"type": "Asker", "id": role}, about, purpose) for role, purpose in askers]
            answers[scope] = ask(cedar, field, scope, requests, entities)
        for number, (role, purpose) in enumerate(askers):
            scopes = [scope for scope, said in answers.items() if said[number].permitted]
            yield Cell("permissions.csv", field, "", "", role, purpose), " ".join(scopes) or NOTHING


def _purposes(cedar: Cedar) -> Iterator[tuple[Cell, str]]:
    for role in CODES["role"]:
        opened = purposes_said(cedar, (role,))
        for purpose in CODES["purpose"]:
            said = "yes" if purpose in opened else NOTHING
            yield Cell("permissions.csv", "openPurpose, for it", "", "", role, purpose), said


def _classes(cedar: Cedar, told: Sides) -> Iterator[tuple[Cell, str]]:
    owners = (*told.agencies, ANOTHER)
    kinds: list[Kind] = list(product(CODES["compartment"], owners, CODES["sensitivity"], CODES["sharing"]))
    names = {kind: str(number) for number, kind in enumerate(kinds)}
    things = [class_entity(name, kind) for kind, name in names.items()]
    for who, purpose in told.askers():
        decided = first_permitted(cedar, names, _entities(asker_entity(who), *things), purpose)
        for kind in kinds:
            detail = ("own" if kind[1] == who.agency else kind[1], *kind[2:])
            cell = Cell("compartments.csv", kind[0], who.sector, who.agency, who.roles[0], purpose, detail)
            yield cell, decided.get(kind, NOTHING)


def _contacts(cedar: Cedar, told: Sides) -> Iterator[tuple[Cell, str]]:
    for who, purpose in told.askers():
        words = words_said(cedar, who, purpose)
        for kind in CODES["touchpoint_type"]:
            cell = Cell("touchpoints.csv", kind, who.sector, who.agency, who.roles[0], purpose)
            yield cell, words.get(kind, NOTHING)


def _entities(*things: Mapping[str, object]) -> cedarpy.Entities:
    return cedarpy.Entities.from_json_str(json.dumps(things))


def most(ceilings: Ceilings, cell: Cell) -> str:
    """What the tables say of the cell."""
    roles, purpose = (cell.role,), cell.purpose or None
    if cell.table == "permissions.csv" and cell.thing in ceilings.permissions.rows:
        return " ".join(ceilings.permissions.scopes(cell.thing, roles, purpose)) or NOTHING
    if cell.table == "permissions.csv":
        return "yes" if purpose in ceilings.permissions.openable(roles) else NOTHING
    if purpose is None or cell.role == "ADMIN":
        return NOTHING
    if cell.table == "touchpoints.csv":
        return ceilings.touchpoints.words[cell.thing][cell.sector]
    owner, sensitivity, sharing = cell.detail
    shared, open_ = sharing == "SHARED", sensitivity == "OPEN"
    found = ceilings.of_class(cell.thing, cell.sector, own=owner == "own", open_=open_, shared=shared)
    return NOTHING if found == NOT else found


def beyond(policy: Policy) -> list[tuple[Cell, str, str]]:
    """(cell, what the rules permit, what the table does) for each that is more than the table."""
    said = ((cell, word, most(policy.ceilings, cell)) for cell, word in said_by(policy, sides(policy)).items())
    return [(cell, word, ceiling) for cell, word, ceiling in said if not _fits(cell, word, ceiling)]


def _fits(cell: Cell, word: str, ceiling: str) -> bool:
    if cell.table == "compartments.csv":
        return word == NOTHING or class_within(word, ceiling)
    return all(within(each, ceiling.split()) for each in word.split())


def refuse_beyond(policy: Policy) -> None:
    """Raise PolicyTooWide where the rules permit more than the tables, naming the first."""
    found = beyond(policy)
    if found:
        cell, word, ceiling = found[0]
        what = " ".join((cell.thing, *cell.detail, "for", cell.purpose or "no purpose"))
        said = f"The policies give {' of '.join(_who(cell))}: {what}: {word}; {cell.table} says {ceiling}."
        raise PolicyTooWide(f"{said} Such cases: {len(found)}.", "Narrow the rule; graphsvc policy test lists them.")


def _who(cell: Cell) -> list[str]:
    """The role, the sector and the agency, where rules tell them apart."""
    return [text for text in (cell.role, cell.sector, "" if cell.agency == SOME else cell.agency) if text]


class Change(NamedTuple):
    """What differs for one kind of asker and one thing, over all purposes and details in which it does."""

    who: str
    what: str
    purposes: str
    before: str
    after: str


def changes(before: Matrix, after: Matrix) -> list[Change]:
    """Where two matrices over the same cells differ, cells put together that differ alike."""
    groups: dict[tuple[str, str, str, str], list[Cell]] = {}
    for cell in (cell for cell in before if before[cell] != after[cell]):
        key = (" ".join(_who(cell)), cell.thing, before[cell], after[cell])
        groups.setdefault(key, []).append(cell)
    return [
        Change(who, f"{what} {_details(cells)}".strip(), _purposes_of(cells), old, new)
        for (who, what, old, new), cells in groups.items()
    ]


def _purposes_of(cells: list[Cell]) -> str:
    return " ".join(sorted({cell.purpose or "none" for cell in cells}))


def _details(cells: list[Cell]) -> str:
    """Which classes of the compartment, owner by owner: `(own; another's OPEN)`. Sharing only where it matters."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for cell in cells:
        found.setdefault(cell.detail[0] if cell.detail else "", set()).add(cell.detail[1:])
    texts = [" ".join((owner, *_told_apart(rest))) for owner, rest in sorted(found.items()) if owner]
    return f"({'; '.join(texts)})" if texts else ""


def _told_apart(rest: set[tuple[str, ...]]) -> list[str]:
    columns = [{each[0] for each in rest}, {each[1] for each in rest}]
    if len(rest) < len(columns[0]) * len(columns[1]):
        return [", ".join(sorted(" ".join(each) for each in rest))]
    return [
        "/".join(sorted(c)) for c, name in zip(columns, ("sensitivity", "sharing"), strict=True) if c < set(CODES[name])
    ]
