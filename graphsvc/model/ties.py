"""A tie as seen from one of its ends, with the words for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from graphsvc.model.kin import KIN_ROLES, inverse_of
from graphsvc.model.person import Source

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "KIN": "KIN_OF",
        "UNION": "UNION_WITH",
        "GUARDIAN": "GUARDIAN_OF",
        "CAREGIVER": "CAREGIVER_OF",
        "MENTOR": "MENTOR_OF",
        "SUPPORT": "SUPPORTS",
        "CO_ARREST": "CO_ARRESTED",
        "CO_PRESENCE": "CO_PRESENT",
        "CO_FIO": "CO_FIO",
    }
)
"""Kind of a tie in the API → its relationship type."""
KIND_OF_TYPE = MappingProxyType({kind: name for name, kind in KINDS.items()})

TIE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "KIN_OF": "{a} is the {role} of {b}",
        "UNION_WITH": "{a} and {b} are spouses or partners",
        "GUARDIAN_OF": "{a} is the legal guardian of {b}",
        "CAREGIVER_OF": "{a} cares for {b}",
        "MENTOR_OF": "{a} is the mentor of {b}",
        "SUPPORTS": "{a} supports {b}",
        "CO_ARRESTED": "{a} and {b} were arrested together",
        "CO_PRESENT": "{a} and {b} were present at the same incident",
        "CO_FIO": "{a} and {b} were observed together",
        "MEMBER_OF_HOUSEHOLD": "{a} lives in the household {group}",
        "AFFILIATED_WITH": "{a} is linked to {group}",
    }
)
"""Tie type → the tie as stored, in its own direction."""
_WORDS = MappingProxyType(
    {
        ("CAREGIVER_OF", True): "person cared for",
        ("CAREGIVER_OF", False): "caregiver",
        ("MENTOR_OF", True): "person mentored",
        ("MENTOR_OF", False): "mentor",
        ("SUPPORTS", True): "person supported",
        ("SUPPORTS", False): "supporter",
        ("CO_ARRESTED", True): "arrested together",
        ("CO_ARRESTED", False): "arrested together",
        ("CO_PRESENT", True): "present in the same incident",
        ("CO_PRESENT", False): "present in the same incident",
        ("CO_FIO", True): "observed together",
        ("CO_FIO", False): "observed together",
    }
)
"""(type, whether the tie starts at the asked-about person) → what the other one is."""
_UNION_ROLES = MappingProxyType({"DISSOLVED": "FMRSPS", "SEPARATED": "SPS", "WIDOWED": "SPS", "CURRENT": "SPS"})
_UNMARRIED = MappingProxyType({"DOMESTIC_PARTNERSHIP": "DOMPART", "UNKNOWN": "SIGOTHR", "COMMON_LAW": "SIGOTHR"})


@dataclass(frozen=True)
class Tie:
    """One tie of a person P to `other`. `outward`: stored from P to the other. `role` is the other's, as P says it."""

    id: str
    type: str
    other: str
    outward: bool
    role: str | None
    words: str
    side: str | None
    basis: str | None
    status: str | None
    closeness: str
    frequency: str
    tone: str
    quality_at: date | None
    last_contact: date | None
    incident: str | None
    at: date | None
    own_role: str | None
    other_role: str | None
    source: Source

    @property
    def kind(self) -> str:
        """The kind by its name in the API."""
        return KIND_OF_TYPE[self.type]

    @property
    def degree(self) -> int:
        """Civil-law steps of a kin role; 9 for what is no kin."""
        return (KIN_ROLES[self.role].degree or 9) if self.role else 9


def role_seen(type_: str, outward: bool, row: Mapping[str, str | None], sex: str) -> str | None:
    """The other's role as the asked-about person says it: gendered by the other's recorded sex, where a code is."""
    if type_ == "KIN_OF":
        stored = str(row["role"])
        return inverse_of(stored, sex) if outward else stored
    if type_ == "GUARDIAN_OF":
        return "x-WARD" if outward else "GUARD"
    return _union_role(row, sex) if type_ == "UNION_WITH" else None


def _union_role(row: Mapping[str, str | None], sex: str) -> str:
    unmarried = _UNMARRIED.get(row["category"] or "UNKNOWN")
    married = _UNION_ROLES.get(row["status"] or "CURRENT", "SPS")
    neutral = unmarried or married
    return {"FEMALE": "WIFE", "MALE": "HUSB"}.get(sex, neutral) if neutral == "SPS" else neutral


def words_seen(type_: str, outward: bool, role: str | None) -> str:
    """What the other one is to the asked-about person, in plain words."""
    return KIN_ROLES[role].words if role else _WORDS[type_, outward]


def side_seen(type_: str, outward: bool, side: str | None) -> str | None:
    """The side of the family: the person's own, so a tie told from the relative's end has none."""
    return ("NA" if outward else side) if type_ == "KIN_OF" else None
