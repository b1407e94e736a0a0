"""Who may ask which field, for which purpose, about whom: one function over whatever says so.

At request time the policies say so (asking.py); the table permissions.csv says the most that they may. A field without
a row is denied. Refusals here depend on role, field (with kind) and purpose only, so they are the same for an id that
does not exist (definitions.md §10).
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from graphsvc.errors import SettingError
from graphsvc.model.answers import Problem, problem
from graphsvc.model.codes import CODES

SCOPES = ("yes", "queue", "programme", "team", "own", "case", "agg")
"""The words of the cells, widest first: somebody with two roles acts in the wider one."""
NO_PURPOSE, ANY_PURPOSE = "none", "any"
EXTRA_PURPOSES: Mapping[str, tuple[str, ...]] = {
    "PROSECUTOR": ("CASE_COORDINATION",),
    "SCHOOL_LIAISON": ("CASE_COORDINATION",),
    "EXECUTIVE": ("PROGRAMME_MANAGEMENT",),
    "PROBATION_OFFICER": ("SUPERVISION",),
}
"""Purposes that a role may open besides those of its rows (definitions.md §9)."""


@dataclass(frozen=True)
class Row:
    """One line of permissions.csv. `purposes` are codes, or the one word none or any."""

    field: str
    purposes: tuple[str, ...]
    cells: Mapping[str, str]

    def scopes(self, roles: Iterable[str]) -> tuple[str, ...]:
        """The scopes that these roles have here, widest first; none at all: refused."""
        held = {self.cells.get(role, "-") for role in roles}
        return tuple(scope for scope in SCOPES if scope in held)


class Permissions(Protocol):
    """What says who may ask what: the policies, or the table. A field asked by kind is `influencePaths:PEER`."""

    def scopes(self, field: str, roles: tuple[str, ...], purpose: str | None) -> tuple[str, ...]:
        """About whom these roles may ask this for that purpose (None: without one), widest first; none: refused."""
        ...

    def openable(self, roles: tuple[str, ...]) -> tuple[str, ...]:
        """The purposes that these roles may open."""
        ...


@dataclass(frozen=True)
class PermissionTable:
    """permissions.csv by field; a field that is asked by kind has one row for each (`influencePaths:PEER`)."""

    rows: Mapping[str, Row]

    def row(self, field: str, kind: str = "") -> Row | None:
        """The row for this field and kind, or None: denied."""
        return self.rows.get(_named(field, kind))

    def scopes(self, field: str, roles: tuple[str, ...], purpose: str | None) -> tuple[str, ...]:
        """As the row says; one that accepts any purpose still needs one."""
        row = self.rows.get(field)
        fits = {NO_PURPOSE} | ({ANY_PURPOSE, purpose} if purpose else set())
        return row.scopes(roles) if row and not fits.isdisjoint(row.purposes) else ()

    def openable(self, roles: tuple[str, ...]) -> tuple[str, ...]:
        """Purposes that some row with a scope for these roles names, and the extra ones."""
        named = {p for row in self.rows.values() if row.scopes(roles) for p in row.purposes}
        named |= {purpose for role in roles for purpose in EXTRA_PURPOSES.get(role, ())}
        return tuple(purpose for purpose in CODES["purpose"] if purpose in named)


def read_permissions(path: Path) -> PermissionTable:
    """The table. Raises SettingError for a word, a role or a purpose that is not ours, and for a row said twice."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    rows = {line["field"]: _row(line) for line in lines}
    if len(rows) != len(lines):
        raise SettingError(f"{path.name} names a field twice.", "Keep one row for each.")
    return PermissionTable(rows)


def _row(line: Mapping[str, str]) -> Row:
    cells = {role: word for role, word in line.items() if role not in ("field", "purposes")}
    purposes = tuple(line["purposes"].split())
    strange = {
        *(set(cells.values()) - {*SCOPES, "-"}),
        *(set(cells) - set(CODES["role"])),
        *(set(purposes) - {*CODES["purpose"], NO_PURPOSE, ANY_PURPOSE}),
    }
    if strange or not purposes:
        raise SettingError(f"permissions.csv, {line['field']}: {sorted(strange)} is no word of it.", "See §11.")
    return Row(line["field"], purposes, cells)


def decide(
    permissions: Permissions, field: str, kind: str, roles: tuple[str, ...], purpose: str | None
) -> tuple[str, ...] | Problem:
    """The scopes, widest first, or the refusal. Nothing is read for it.

    Forbidden comes before PurposeRequired: a role that no purpose would help is told so at once.
    """
    name = _named(field, kind)
    free = permissions.scopes(name, roles, None)
    if free:
        return free
    would_do = fitting_purposes(permissions, name, roles)
    if not would_do:
        return problem("FORBIDDEN_FOR_ROLE", _instead(permissions, field, roles))
    if purpose is None:
        return problem("PURPOSE_REQUIRED", f"Call openPurpose with one of: {', '.join(would_do)}.")
    if purpose not in would_do:
        return problem("FORBIDDEN_FOR_ROLE", f"Open one of: {', '.join(would_do)}.")
    return permissions.scopes(name, roles, purpose)


def needs_no_purpose(permissions: Permissions, field: str, kind: str, roles: tuple[str, ...]) -> bool:
    """Whether these roles may ask this without a purpose."""
    return bool(permissions.scopes(_named(field, kind), roles, None))


def openable_purposes(permissions: Permissions, roles: tuple[str, ...]) -> tuple[str, ...]:
    """What these roles may open."""
    return permissions.openable(roles)


def fitting_purposes(permissions: Permissions, name: str, roles: tuple[str, ...]) -> tuple[str, ...]:
    """The purposes that these roles may open and for which they may ask this."""
    return tuple(p for p in permissions.openable(roles) if permissions.scopes(name, roles, p))


def _named(field: str, kind: str) -> str:
    return f"{field}:{kind}" if kind else field


def _instead(permissions: Permissions, field: str, roles: tuple[str, ...]) -> str:
    """What to do instead, from role and field alone (AC-10.5: the wrong kind leads to a worker)."""
    if not field.startswith("request") and fitting_purposes(permissions, "requestFamilyOutreach", roles):
        return "Request a worker: requestFamilyOutreach."
    return "Request a worker."
