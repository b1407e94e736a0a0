"""The tables as ceilings: permissions.csv, compartments.csv and touchpoints.csv say the most that policies may permit.

A site's folder of policies brings rules and site.toml; these tables and 10_ceilings.cedar are always the product's.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from graphsvc.access.cedar import OUTCOMES
from graphsvc.access.permissions import PermissionTable, read_permissions
from graphsvc.access.touchpoints import TouchpointTable, read_touchpoints
from graphsvc.errors import SettingError
from graphsvc.model.codes import CODES

FILES = ("10_ceilings.cedar", "permissions.csv", "compartments.csv", "touchpoints.csv")
NOT = "not"
_OUTCOME: Mapping[str, str] = {
    "yes": "allowed",
    "own_agency": "allowed",
    "shared_by_worker": "allowed",
    "assigned": "assigned",
    "assigned+consent": "consent",
    "own_case": "case",
    "family_duty": "family_duty",
    "agg": "agg",
    "-": NOT,
}
"""The words of compartments.csv, where their condition holds."""
_LESS: Mapping[str, frozenset[str]] = {
    "allowed": frozenset(OUTCOMES.values()),
    "assigned": frozenset({"assigned", "consent"}),
}
"""Outcome → those that show no more than it does; every other one, itself alone."""


@dataclass(frozen=True)
class Ceilings:
    """The three tables. `compartments` is compartment → sector → word."""

    permissions: PermissionTable
    compartments: Mapping[str, Mapping[str, str]]
    touchpoints: TouchpointTable

    def of_class(self, compartment: str, sector: str, *, own: bool, open_: bool, shared: bool) -> str:
        """The freest outcome that a class of such statements may have for that sector."""
        word = self.compartments[compartment].get(sector, "-")
        closed = (word == "own_agency" and not own) or (word == "shared_by_worker" and not shared)
        return NOT if closed or not (own or open_) else _OUTCOME[word]


def read_ceilings(folder: Path) -> Ceilings:
    """The tables of a folder. Raises SettingError for a word, a compartment or a sector that is not ours."""
    with (folder / "compartments.csv").open(encoding="utf-8", newline="") as file:
        rows = {row.pop("compartment"): row for row in csv.DictReader(file)}
    strange = set(rows) ^ set(CODES["compartment"])
    for row in rows.values():
        strange |= (set(row) ^ set(CODES["sector"])) | (set(row.values()) - set(_OUTCOME))
    if strange:
        raise SettingError(f"compartments.csv: {sorted(strange)[0]} is missing or no word of it.", "See §11.")
    permissions = read_permissions(folder / "permissions.csv")
    return Ceilings(permissions, rows, read_touchpoints(folder / "touchpoints.csv"))


def class_within(outcome: str, ceiling: str) -> bool:
    """Whether an outcome shows no more than the ceiling."""
    return outcome in (NOT, ceiling) or outcome in _LESS.get(ceiling, ())


def within(said: str, ceiling: Iterable[str]) -> bool:
    """The same for a scope or a word of touchpoints.csv: `yes` covers every other one."""
    return said == "-" or not {said, "yes"}.isdisjoint(ceiling)
