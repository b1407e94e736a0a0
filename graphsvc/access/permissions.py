"""permissions.csv walked by one function: who may ask which field, for which purpose, about whom.

A field without a row is denied. Refusals here depend on role, field (with kind) and purpose only, so they are the
same for an id that does not exist (definitions.md §10).
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

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


@dataclass(frozen=True)
class Permissions:
    """The table by field; a field that is asked by kind has one row for each (`influencePaths:PEER`)."""

    rows: Mapping[str, Row]

    def row(self, field: str, kind: str = "") -> Row | None:
        """The row for this field and kind, or None: denied."""
        return self.rows.get(f"{field}:{kind}") if kind else self.rows.get(field)


def read_permissions(path: Path) -> Permissions:
    """The table. Raises SettingError for a word, a role or a purpose that is not ours, and for a row said twice."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    rows = {line["field"]: _row(line) for line in lines}
    if len(rows) != len(lines):
        raise SettingError(f"{path.name} names a field twice.", "Keep one row for each.")
    return Permissions(rows)


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
    table: Permissions, field: str, kind: str, roles: tuple[str, ...], purpose: str | None
) -> tuple[str, ...] | Problem:
    """The scopes, widest first, or the refusal. Nothing is read for it.

    Forbidden comes before PurposeRequired: a role that no purpose would help is told so at once.
    """
    row = table.row(field, kind)
    scopes = row.scopes(roles) if row else ()
    if row is None or not scopes:
        return problem("FORBIDDEN_FOR_ROLE", _instead(table, field, roles))
    if row.purposes == (NO_PURPOSE,):
        return scopes
    would_do = fitting_purposes(table, row, roles)
    if not would_do or (purpose is not None and purpose not in would_do):
        return problem("FORBIDDEN_FOR_ROLE", f"Open one of: {', '.join(would_do)}." if would_do else None)
    if purpose is None:
        return problem("PURPOSE_REQUIRED", f"Call openPurpose with one of: {', '.join(would_do)}.")
    return scopes


def openable_purposes(table: Permissions, roles: tuple[str, ...]) -> tuple[str, ...]:
    """What these roles may open: purposes that some row with a scope for them names, and the extra ones."""
    named = {p for row in table.rows.values() if row.scopes(roles) for p in row.purposes}
    named |= {purpose for role in roles for purpose in EXTRA_PURPOSES.get(role, ())}
    return tuple(purpose for purpose in CODES["purpose"] if purpose in named)


def fitting_purposes(table: Permissions, row: Row, roles: tuple[str, ...]) -> tuple[str, ...]:
    """The purposes that this row accepts and these roles may open."""
    may_open = openable_purposes(table, roles)
    return may_open if row.purposes == (ANY_PURPOSE,) else tuple(p for p in may_open if p in row.purposes)


def _instead(table: Permissions, field: str, roles: tuple[str, ...]) -> str:
    """What to do instead, from role and field alone (AC-10.5: the wrong kind leads to a worker)."""
    outreach = table.row("requestFamilyOutreach")
    if outreach and outreach.scopes(roles) and not field.startswith("request"):
        return "Request a worker: requestFamilyOutreach."
    return "Request a worker."
