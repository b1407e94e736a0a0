"""How good a tie is on a day (definitions.md §5): strength, quality, eligibility. Pure; influence paths and
relatives to reach share it.

Strength is an ordinal 0 to 5, never a score: it is only ever compared. In this order, each rule on what the one
before left:

    closeness            → its strength (a table)
    stated > 12 months   → UNKNOWN, or as itself if lower      "ask again"
    no contact > 6, > 24 → one, two steps down                 UNKNOWN does not fall
    tone CONFLICT        → one step down                       a caution

Months are calendar months: 31 August and six months is 28 (or 29) February; the day itself is not yet "after".
A date that nobody knows makes nothing lapse or fall: it ranks last where dates are compared, and is said.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

from graphsvc.model.nouns import PEER_TYPES, SUPPORT_TYPES
from graphsvc.model.site import Site

Quality: TypeAlias = tuple[int, int, int]
"""(strength 0 to 5, last contact as a day number or 0 for unknown, independent sources): greater is better."""

CLOSENESS = MappingProxyType({"VERY_STRONG": 5, "STRONG": 4, "MODERATE": 3, "UNKNOWN": 2, "WEAK": 1, "VERY_WEAK": 0})
UNKNOWN = CLOSENESS["UNKNOWN"]
FALLS = ((6, 1), (24, 1))
"""(months without contact, further steps down): one after 6, a second one after 24."""
LOWERING_TONES = MappingProxyType({"CONFLICT": 1})
UNWALKED_TONES = frozenset({"CUTOFF", "ABUSIVE"})
WALKED_VERIFICATIONS = MappingProxyType({"STATED": ("PROVEN", "STATED"), "PROVEN": ("PROVEN",)})
"""minVerification → the verifications it admits."""

PEER_STRENGTHS = ((3, 5), (2, 4), (1, 3))
"""(distinct incidents at least, strength): co-arrest and co-presence together, each incident once."""
FIO_ONLY = 1
INCIDENT_TYPES = frozenset({"CO_ARRESTED", "CO_PRESENT"})
"""Ties whose different incidents are counted."""
AFFILIATION = UNKNOWN
"""Two affiliations say nothing about how well two people know each other."""

KIND_OF = MappingProxyType(dict.fromkeys(SUPPORT_TYPES, "SUPPORT") | dict.fromkeys(PEER_TYPES, "PEER"))
"""Tie type → the one kind of path it carries; a type that is not here is never walked."""
UNWALKED_ROLES = frozenset({"NBOR", "ROOM", "x-TEACHER", "x-PUPIL"})
"""KIN_OF roles that §6 does not name: no neighbour, roommate, teacher or pupil."""
GROUP_TYPES = MappingProxyType({"MEMBER_OF_HOUSEHOLD": "household", "AFFILIATED_WITH": "gang"})
"""Tie types whose second end is a group, not a person."""


@dataclass(frozen=True)
class TieFacts:
    """What is on file about one tie, as the asker may see it. `a` is the stored start, `b` the stored end."""

    id: str
    type: str
    a: str
    b: str
    role: str = ""
    closeness: str = "UNKNOWN"
    frequency: str = "UNKNOWN"
    tone: str = "UNKNOWN"
    verification: str = "STATED"
    quality_at: date | None = None
    stated_at: date | None = None
    stated_by: str = ""
    stated_as: str = "RECORD"
    last_contact: date | None = None
    sources: tuple[str, ...] = ()
    owner: str = ""
    compartment: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    contested_at: date | None = None
    incident: str = ""
    at: date | None = None
    vetted_at: date | None = None

    @property
    def kind(self) -> str:
        """SUPPORT, PEER, or nothing when it is never walked."""
        return "" if self.type == "KIN_OF" and self.role in UNWALKED_ROLES else KIND_OF.get(self.type, "")

    @property
    def said_on(self) -> date | None:
        """The day closeness and tone were stated."""
        return self.quality_at or self.stated_at

    @property
    def contact(self) -> date | None:
        """The last day the two are known to have met; for an incident tie the day of the incident."""
        return self.last_contact or self.at


def months_after(day: date, months: int) -> date:
    """The same day so many calendar months later, or the last day of that month; past all days the last of all."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:  # a day on file that cannot be must not fail everybody's answer
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def older_than(day: date | None, months: int, as_of: date) -> bool:
    """Whether more than so many months went by between the day and `as_of`; False when the day is unknown."""
    return day is not None and as_of > months_after(day, months)


def lapsed(tie: TieFacts, as_of: date, site: Site) -> bool:
    """Whether its closeness must be asked again: stated too long ago. PEER ties never lapse."""
    old = older_than(tie.said_on, site.closeness_lapses_months, as_of)
    return old and tie.kind == "SUPPORT" and tie.closeness != "UNKNOWN"


def strength(tie: TieFacts, as_of: date, site: Site, incidents: int = 0) -> int:
    """Its ordinal 0 to 5 at `as_of`; `incidents` is the pair's count for PEER ties (`distinct_incidents`)."""
    if tie.kind == "PEER":
        return peer_strength(tie.type, incidents)
    stated = CLOSENESS[tie.closeness]
    lasting = min(stated, UNKNOWN) if lapsed(tie, as_of, site) else stated
    falls = 0 if lasting == UNKNOWN else sum(down for months, down in FALLS if older_than(tie.contact, months, as_of))
    return max(0, lasting - falls - LOWERING_TONES.get(tie.tone, 0))


def peer_strength(type_: str, incidents: int) -> int:
    """By the distinct incidents of the pair; a field observation alone is weak; none of it falls or lapses."""
    if type_ == "AFFILIATED_WITH":
        return AFFILIATION
    return next((value for least, value in PEER_STRENGTHS if incidents >= least), FIO_ONLY)


def distinct_incidents(ties: Iterable[TieFacts]) -> int:
    """How many different incidents the co-arrests and co-presences of one pair stand for."""
    return len({tie.incident for tie in ties if tie.type in INCIDENT_TYPES})


def quality(tie: TieFacts, as_of: date, site: Site, incidents: int = 0) -> Quality:
    """(strength, last contact, independent sources): a total preorder, greater is better, unknown contact last."""
    contact = tie.contact.toordinal() if tie.contact else 0
    return strength(tie, as_of, site, incidents), contact, len(set(tie.sources))


def group_quality(first: Quality, second: Quality) -> Quality:
    """A step through a household or gang is as good as the lesser of the two memberships."""
    return min(first, second)


def overlap(first: TieFacts, second: TieFacts) -> tuple[date | None, date | None]:
    """The days both memberships held: (first day or None for unknown, last day or None for still)."""
    starts = [day for day in (first.valid_from, second.valid_from) if day]
    ends = [day for day in (first.valid_to, second.valid_to) if day]
    return max(starts, default=None), min(ends, default=None)


def valid_at(tie: TieFacts, as_of: date) -> bool:
    """Valid time: began by then or unknown, not ended before or unknown. An incident began on its day."""
    began = tie.valid_from or tie.at
    return (began is None or began <= as_of) and (tie.valid_to is None or tie.valid_to >= as_of)


def eligible(tie: TieFacts, as_of: date, kind: str, min_verification: str = "STATED") -> bool:
    """Whether a path of that kind may walk it at `as_of`."""
    walked = tie.verification in WALKED_VERIFICATIONS[min_verification] and tie.tone not in UNWALKED_TONES
    return tie.kind == kind and walked and tie.contested_at is None and valid_at(tie, as_of)
