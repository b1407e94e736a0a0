"""Where an identity provider's token says who somebody is: the table [claims] of site.toml, checked at the start.

The rows stand in policies/site.toml with their meaning; what they decide is access/claims.py.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from graphsvc.errors import SettingError
from graphsvc.model.agencies import AGENCIES
from graphsvc.model.codes import CODES

NOTHING = ""
"""What a role word means that is known and gives no role here."""
_SECTORS = MappingProxyType({agency.id: agency.sector for agency in AGENCIES})
_SERVICES = MappingProxyType({"gty": "client-credentials", "idtyp": "app", "preferred_username": "service-account-*"})


@dataclass(frozen=True)
class ClaimTable:
    """Paths into the claims, and what the words at their ends mean. An empty table of words: they are ours already."""

    user: tuple[str, ...] = ("sub",)
    agency: tuple[str, ...] = ("agency",)
    roles: tuple[str, ...] = ("roles",)
    sector: tuple[str, ...] = ()
    """Empty: the sector is the agency's. Otherwise the token must say it, and say the same."""
    plain_jwt: bool = False
    """Whether tokens without the type of RFC 9068 are taken."""
    agency_words: Mapping[str, str] = field(default_factory=dict)
    role_words: Mapping[str, str] = field(default_factory=dict)
    sectors: Mapping[str, str] = field(default_factory=lambda: _SECTORS)
    """Agency → sector: the agencies that a token may name."""
    services: Mapping[str, str] = field(default_factory=lambda: _SERVICES)
    """Claim → pattern of a token that a service got for itself."""


def read_claims(path: Path | None) -> ClaimTable:
    """The table of a site file (None: the defaults); sectors and services add to ours.

    Raises SettingError for an unknown row, a wrong type, and a word that means nothing of ours.
    """
    said = tomllib.loads(path.read_text(encoding="utf-8")).get("claims", {}) if path else {}
    if not isinstance(said, dict):
        raise _wrong("", "It is a table: [claims].")
    known = {each.name for each in fields(ClaimTable)}
    for name in sorted(set(said) - known):
        raise _wrong(name, f"Rows: {', '.join(sorted(known))}.")
    table = ClaimTable(**{name: _value(name, value) for name, value in said.items()})
    for name, meanings, ours in (
        ("sectors", table.sectors, CODES["sector"]),
        ("agency_words", table.agency_words, tuple(table.sectors)),
        ("role_words", table.role_words, (*CODES["role"], NOTHING)),
    ):
        for word in sorted(set(meanings.values()) - set(ours)):
            raise _wrong(name, f"{word} is none of: {', '.join(filter(None, ours))}.")
    return table


def _value(name: str, said: Any) -> Any:
    """A row of the file in the type of its default."""
    usual = getattr(ClaimTable(), name)
    if isinstance(usual, bool) and isinstance(said, bool):
        return said
    if isinstance(usual, tuple) and isinstance(said, list) and _texts(said) and (said or not usual):
        return tuple(said)
    if isinstance(usual, Mapping) and isinstance(said, dict) and _texts(said.values()):
        return MappingProxyType({**usual, **said})
    raise _wrong(name, "policies/site.toml shows how it is written.")


def _texts(values: Iterable[object]) -> bool:
    return all(isinstance(value, str) for value in values)


def _wrong(name: str, next_step: str) -> SettingError:
    return SettingError(f"site.toml: [claims] {name} cannot be used.", next_step)
