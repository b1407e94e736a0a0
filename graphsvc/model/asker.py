"""Who asks, for what, and what that lets them see: decided before a row is fetched."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as column
from datetime import date, datetime


@dataclass(frozen=True)
class Principal:
    """A user as the token says: never a caseload, which is read from the graph."""

    user: str
    agency: str
    sector: str
    roles: tuple[str, ...]
    token_id: str
    actor: str = ""
    """The service that asks on the user's behalf (RFC 8693); empty when she asks herself."""


@dataclass(frozen=True)
class OpenPurpose:
    """A purpose that the asker opened: what its handle stands for."""

    handle_id: str
    purpose: str
    case_id: str | None
    reason_code: str
    expires_at: datetime


@dataclass(frozen=True)
class AccessClass:
    """What a group of statements has in common (definitions.md §1). `id` 0 never occurs here: it is sealed."""

    id: int
    compartment: str
    owner: str
    sensitivity: str
    sharing: str


@dataclass(frozen=True)
class Sight:
    """Everything that one asker may see through one field, as parameters of every statement.

    `allowed` are access classes that need nothing more; `consent_classes` need a person among `consented`;
    `cases` opens the statements of that case file. `circle` limits people (None: no limit); `kin_circle` limits
    the people of kin, union, guardian and household statements (definitions.md §11). `caseload` is whom the asker
    is assigned to, on call for or referred to (for `team`: of the supervisees).
    """

    principal: Principal
    purpose: OpenPurpose | None
    field: str
    scope: str
    policy_version: str
    now: datetime
    today: date
    allowed: tuple[int, ...] = ()
    consent_classes: tuple[int, ...] = ()
    cases: tuple[str, ...] = ()
    consented: tuple[str, ...] = ()
    circle: tuple[str, ...] | None = None
    kin_circle: tuple[str, ...] | None = None
    caseload: frozenset[str] = frozenset()
    touchpoints: Mapping[str, str] = column(default_factory=dict)
    """Touchpoint type → this sector's cell of touchpoints.csv."""
    touch_compartments: Mapping[str, str] = column(default_factory=dict)
    """Touchpoint type → its compartment in touchpoints.csv."""
    scopes: tuple[str, ...] = ()
    """Every scope that the asker's roles have here, widest first; `scope` is the first."""
    classes: tuple[AccessClass, ...] = ()
    """Every class of the graph: touchpoints are decided by type and class together (access/touchpoints.py)."""
    covered: Mapping[str, frozenset[str]] = column(default_factory=dict)
    """Person of the caseload → the compartments that live consents open to the asker's agency."""
    part2: Mapping[str, tuple[str, ...]] = column(default_factory=dict)
    """Person of the caseload → the consents under which records of substance use treatment are shown (AC-2.9)."""
    revision: int = 0
    """The graph's revision when the facts were read; internal, never in an answer (hidden writes move it)."""
    counted: tuple[int, ...] = ()
    """Classes that may be counted in totals, for the scope `agg`; their rows are never read."""
    glass: frozenset[str] = frozenset()
    """Those of the caseload who are there by break-glass alone: what conceals a place conceals theirs as well."""
    merged: Mapping[str, str] = column(default_factory=dict)
    """Record → the person it was merged into, of records that the asker may see a statement of."""
    named: frozenset[str] = frozenset()
    """For `changes`: the people of the scopes themselves, without the circle around them."""
    zone: str = "America/New_York"
    """Of the clock: which day a moment was on is asked where the asker is, as for `today`."""
    own: "Sight | None" = None
    """For a coordinator: what the same asker sees of people assigned to her ("detail when assigned")."""

    def one(self, id: str) -> str:
        """The id by which this person goes now: old ids lead to it."""
        return self.merged.get(id, id)

    def records(self, id: str) -> tuple[str, ...]:
        """All ids that this person went by, as far as the asker may know."""
        one = self.one(id)
        return (one, *sorted(record for record, now in self.merged.items() if now == one))

    def params(self) -> dict[str, object]:
        """The access parameters that every statement about people takes."""
        return {
            "allowed": list(self.allowed),
            "consent_classes": list(self.consent_classes),
            "cases": list(self.cases),
            "consented": list(self.consented),
            "circle": None if self.circle is None else list(self.circle),
            "kin_circle": None if self.kin_circle is None else list(self.kin_circle),
        }
