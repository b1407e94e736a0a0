"""What a family tie says of itself, in one number: all that kinship is worked out from, but for its ends and its days.

A code that is not among those of its part counts as not said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from graphsvc.model.codes import CODES
from graphsvc.model.kin import KIN_ROLES

FAMILY_TYPES = ("KIN_OF", "UNION_WITH", "GUARDIAN_OF")
UNSAID = MappingProxyType({"side": "NA", "verification": "STATED"})
"""What a part is when it is not said; the others are empty."""


def _numbered(texts: Iterable[str], first: int) -> Mapping[str, int]:
    return MappingProxyType({text: number << first for number, text in enumerate(texts, 1)})


PARTS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        "type": _numbered(FAMILY_TYPES, 0),
        "role": _numbered(sorted(KIN_ROLES), 2),
        "side": _numbered(CODES["side"], 10),
        "basis": _numbered(CODES["basis"], 13),
        "category": _numbered(CODES["union_category"], 16),
        "status": _numbered(CODES["union_status"], 19),
        "verification": _numbered(CODES["verification"], 22),
    }
)
"""Part → code → the number that is added for it; a word of 0 is that of a tie that is none of a family."""
WIDTHS: Mapping[str, tuple[int, int]] = MappingProxyType(
    # part: (first bit, mask)
    {"type": (0, 3), "role": (2, 255), "side": (10, 7), "basis": (13, 7), "category": (16, 7), "status": (19, 7),
     "verification": (22, 7)}
)  # fmt: skip
CONTESTED, WORD_BITS = 1 << 25, 26


@dataclass(frozen=True)
class Said:
    """A word read back."""

    type: str
    role: str
    side: str
    basis: str
    category: str
    status: str
    verification: str
    contested: bool


def word_of(said: Mapping[str, str | None], contested: bool) -> int:
    """The word of a tie of which so much is said; 0 where its type is none of a family."""
    if said["type"] not in FAMILY_TYPES:
        return 0
    found = sum(PARTS[part].get(said.get(part) or "", 0) for part in PARTS)
    return found | (CONTESTED if contested else 0)


@cache
def said_in(word: int) -> Said:
    """What a word says."""
    parts = {part: _code(part, (word >> first) & mask) for part, (first, mask) in WIDTHS.items()}
    return Said(**parts, contested=bool(word & CONTESTED))


def _code(part: str, number: int) -> str:
    return tuple(PARTS[part])[number - 1] if number else UNSAID.get(part, "")


assert all(len(PARTS[part]) <= mask for part, (_, mask) in WIDTHS.items())
