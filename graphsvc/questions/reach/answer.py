"""What relatives to reach answer: a relative in a list, who must be notified, and all that lists are made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from graphsvc.model.answers import Problem, Reason
from graphsvc.model.safety_lines import Finding
from graphsvc.model.site import Site
from graphsvc.questions.reach.kin import Kin
from graphsvc.questions.reach.rows import Assessment, Attempt, ContactPoint, Focus, OnFile, Plan
from graphsvc.questions.reach.words import Caller, Step


@dataclass(frozen=True)
class Relative:
    """A relative in a band, or waiting for a safety check with the band it would have."""

    id: str
    name: str
    relation: str
    side: str
    band: str
    position: int
    reasons: tuple[Reason, ...]
    unknowns: tuple[Reason, ...] = ()
    first_step: Step | None = None
    cautions: tuple[Reason, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    routes: tuple[ContactPoint, ...] = ()
    tasks: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    suggested_callers: tuple[Caller, ...] = ()
    best_next_time: str | None = None
    travel_minutes: int | None = None
    offered: Assessment | None = None
    """Their last word that nobody questions; None: there is none, or they said no since, or it is not for this asker,
    or a check comes first."""
    plan: Plan | None = None
    screened_on: date | None = None
    would_be: str | None = None
    sources: tuple[str, ...] = ()
    shown: tuple[tuple[str, str], ...] = ()
    """(owner, statement) of all that the place in the list is made of (audit/disclosures.py)."""
    valid_until: datetime | None = None


@dataclass(frozen=True)
class RouteOnly:
    """A relative reached only by a stated route; `through` is the guardian, where one may be named."""

    id: str
    name: str
    relation: str
    route: str
    through: str | None = None
    through_name: str | None = None


@dataclass(frozen=True)
class Notify:
    """Somebody who must be notified, by when, and by which way."""

    id: str
    name: str
    relation: str
    due_on: date | None
    route: str
    notified_on: date | None = None
    exception: str | None = None
    """Why no notice is owed, where a supervisor approved that."""


@dataclass(frozen=True)
class Reordered:
    """The order that a worker gave to relatives, beside the one that the rules gave on that day; whoever is in no band
    any more is in neither."""

    by: str
    on: date
    why: str
    relatives: tuple[str, ...]
    ours: tuple[str, ...]


@dataclass(frozen=True)
class Lists:
    """All the lists, in the order in which they are shown."""

    must_notify: tuple[Notify, ...] = ()
    needs_safety_check: tuple[Relative, ...] = ()
    by_route_only: tuple[RouteOnly, ...] = ()
    bands: Mapping[str, tuple[Relative, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """Everything that the lists are made from. `findings`, `screened` and `on_file` go by relative id."""

    focus: Focus
    kin: tuple[Kin, ...]
    on_file: Mapping[str, OnFile]
    findings: Mapping[str, tuple[Finding, ...]]
    screened: Mapping[str, date | None]
    guardians: Mapping[str, tuple[str, ...]]
    as_of: date
    today: date
    now: datetime
    site: Site
    may_contact: bool
    first_to_ask: str
    removed_from: frozenset[str] = frozenset()
    """Whom P was removed from, whoever may see it: they stand in no band, and nothing says why."""


@dataclass(frozen=True)
class Halted:
    """A person who is there for the asker, and why there is no plan."""

    focus: Focus
    problem: Problem
