"""GraphQL enums made from the code sets of the model, so that no set is written twice.

A resolver's Python type stays `str`; the GraphQL type is named beside it: `graphql_type=CODE["closeness"]`.
A code that is no GraphQL name is spelled so: `x-GODPRN` is `X_GODPRN`.
"""

from dataclasses import dataclass
from enum import Enum
from types import GenericAlias, MappingProxyType
from typing import Any

import strawberry

from graphsvc.model.codes import CODES
from graphsvc.model.kin import KIN_ROLES

_MEANINGS = {
    "compartment": "Which rules a statement falls under.",
    "verification": "How far a statement is established, as GEDCOM FAMC-STAT.",
    "stated_as": "In what capacity something was said.",
    "sector": "What kind of agency: it decides the ceilings of compartments.csv.",
    "role": "A role that an agency gives a user.",
    "purpose": "What an asker opened a purpose for.",
    "name_kind": "What kind of name.",
    "sex": "Sex as recorded.",
    "address_kind": "What kind of address.",
    "location_kind": "How fine a place is.",
    "household_kind": "What kind of household; a shelter or a school joins nobody.",
    "side": "Which side of a family.",
    "basis": "Why two people are kin.",
    "closeness": "How close, in the words of who stated it.",
    "frequency": "How often two people are in contact.",
    "tone": "How it goes between two people.",
    "gang_activity": "How active a gang is.",
    "affiliation_status": "Status of an affiliation; there is no inactive one.",
    "intensity": "How hot or how close.",
    "touchpoint_type": "What kind of contact with an agency.",
    "pact_service": "PACT's four kinds of service.",
    "enrolment_status": "Where somebody stands on the programme's list.",
    "union_category": "What kind of union.",
    "union_status": "How a union stands.",
    "kin_role": "HL7 v3 RoleCode of a relative; codes with X_ are ours.",
}


_MAKE: Any = Enum  # called with a name worked out here, which the type checker does not accept of Enum itself


def graphql_name(code: str) -> str:
    """The GraphQL spelling of a code."""
    return code.upper().replace("-", "_")


@dataclass(frozen=True)
class EnumTypes:
    """An enum as `graphql_type=` takes it: itself, optional, in a list, in an optional list."""

    type: Any
    maybe: Any
    list: Any
    maybe_list: Any


def code_enum_of(name: str, codes: tuple[str, ...], meaning: str) -> EnumTypes:
    """The strawberry enum of that name over these codes."""
    made: Any = strawberry.enum(
        _MAKE(name, {graphql_name(code): code for code in codes}, type=str), name=name, description=meaning
    )
    many: Any = GenericAlias(list, (made,))
    return EnumTypes(made, made | None, many, many | None)


def code_enum(set_name: str, meaning: str = "") -> Any:
    """The strawberry enum of a code set: `closeness` makes `Closeness`."""
    codes = tuple(KIN_ROLES) if set_name == "kin_role" else CODES[set_name]
    name = "".join(word.capitalize() for word in set_name.split("_"))
    return code_enum_of(name, codes, meaning or _MEANINGS[set_name]).type


CODE = MappingProxyType({name: code_enum(name) for name in _MEANINGS})
"""Code set name → its enum. Sets that only one family of fields uses may be made there by `code_enum`."""


def listed(set_name: str) -> Any:
    """The GraphQL type of a list of codes."""
    return GenericAlias(list, (CODE[set_name],))


def plain(value: str | None) -> str | None:
    """A code as plain text: an enum argument arrives as a member, which the driver would not pack."""
    return value.value if isinstance(value, Enum) else value
