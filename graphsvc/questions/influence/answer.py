"""What an answer about influence paths holds: frozen, and nothing that the asker may not see."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from graphsvc.errors import InputRefused
from graphsvc.model.answers import Basis
from graphsvc.model.quality import GROUP_TYPES, KIND_OF

ASSUMED = "what-if|"
"""What the id of an assumed tie begins with: no stored id has a bar in it."""


ASSUMABLE = tuple(sorted(frozenset(KIND_OF) - frozenset(GROUP_TYPES)))
"""Types of ties that may be assumed: those between two people."""


@dataclass(frozen=True)
class Period:
    """Days within which the ties of a time-respecting path lie, the last one included; None: no bound there.

    `undated`: whether a tie may be walked of which nobody knows when it began.
    """

    first: date | None = None
    last: date | None = None
    undated: bool = True

    def holds(self, began: date | None, ended: date | None) -> bool:
        """Whether something that began and ended so lies within it, for a day at least."""
        in_time = not (self.last and began and began > self.last) and not (self.first and ended and ended < self.first)
        return in_time and (self.undated or began is not None)


@dataclass(frozen=True)
class AssumedTie:
    """A tie that nobody stored, as if it were on file. `a` and `b` are plain ids, in the direction of its type."""

    a: str
    b: str
    type: str
    role: str = ""
    closeness: str = "UNKNOWN"
    tone: str = "UNKNOWN"
    verification: str = "STATED"
    last_contact: date | None = None


@dataclass(frozen=True)
class WhatIf:
    """The graph with some people and ties left out and others in: never stored. Plain ids."""

    without_people: tuple[str, ...] = ()
    without_ties: tuple[str, ...] = ()
    with_ties: tuple[AssumedTie, ...] = ()

    def now(self, one: Callable[[str], str]) -> "WhatIf":
        """With each person by the id that leads to them now."""
        ties = tuple(replace(tie, a=one(tie.a), b=one(tie.b)) for tie in self.with_ties)
        return replace(self, without_people=tuple(map(one, self.without_people)), with_ties=ties)


@dataclass(frozen=True)
class PathAsked:
    """The question as it was asked, bounds checked. `to` None and `to_any_of` empty: no target.

    With a `period` the path respects time, and `as_of` is the day for which strength is reckoned.
    """

    person: str
    kind: str
    as_of: date
    to: str | None = None
    to_any_of: tuple[str, ...] = ()
    max_steps: int = 3
    order: str = "WEAKEST_LINK"
    min_verification: str = "STATED"
    avoid: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    first: int = 20
    period: Period | None = None
    what_if: WhatIf | None = None

    @property
    def targets(self) -> frozenset[str]:
        """Everybody named as a target; nobody: an open end."""
        return frozenset((*self.to_any_of, *((self.to,) if self.to else ())))

    def now(self, one: Callable[[str], str]) -> "PathAsked":
        """With each person by the id that leads to them now."""

        def each(ids: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(sorted({one(id) for id in ids}))

        return replace(
            self,
            person=one(self.person),
            to=one(self.to) if self.to else None,
            to_any_of=each(self.to_any_of),
            avoid=each(self.avoid),
            via=each(self.via),
            what_if=self.what_if.now(one) if self.what_if else None,
        )


@dataclass(frozen=True)
class StepTie:
    """One tie of a step, in plain words. `stated_by` only when that person or worker may be named to the asker."""

    id: str
    type: str
    sentence: str
    closeness: str
    tone: str
    stated_by: str | None
    stated_as: str
    stated_at: date | None
    agency: str
    verification: str
    last_contact: date | None
    sources: tuple[str, ...]

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        """(owner agency, statement), as of a source."""
        return () if self.id.startswith(ASSUMED) else ((self.agency, self.id),)


@dataclass(frozen=True)
class PathStep:
    """One step: to whom, by which tie (two memberships through a group), what is not known, what to mind.

    `agreed_to_be_asked` and `screen_first` are null where the kind of path has no such thing (PEER).
    """

    person: str
    name: str
    sentence: str
    ties: tuple[StepTie, ...]
    strength: int
    group: str | None
    since: date | None
    parallels: tuple[StepTie, ...]
    unknowns: tuple[str, ...]
    ask_again: bool
    cautions: tuple[str, ...]
    agreed_to_be_asked: bool | None
    screen_first: bool | None


@dataclass(frozen=True)
class InfluencePath:
    """One path. `id`: the tie ids from P outward; `weakest`: the strength of its weakest tie."""

    id: str
    tie_ids: tuple[str, ...]
    end: str
    end_name: str
    steps: tuple[PathStep, ...]
    weakest: int
    weakest_point: str
    what_would_change: str


@dataclass(frozen=True)
class Relaxation:
    """One argument of the asker's own that, changed alone, would give answers."""

    argument: str
    value: str
    sentence: str


@dataclass(frozen=True)
class WhatIfPaths:
    """What an assumption would change among the first paths: those that would come, and those that would go."""

    appears: tuple[InfluencePath, ...]
    disappears: tuple[InfluencePath, ...]


@dataclass(frozen=True)
class InfluenceAnswer:
    """Paths in order. `more`: people (open end) or paths (targets) beyond those shown, null where not counted.

    `explored_people` and `explored_ties` are what was looked at: visible and barred by nothing (select.py).
    `paths` and all else are those of the graph as it stands, whatever `what_if` assumes.
    """

    basis: Basis
    person: str
    name: str
    kind: str
    order: str
    paths: tuple[InfluencePath, ...]
    more: int | None
    truncated: bool
    explored_people: int
    explored_ties: int
    relaxations: tuple[Relaxation, ...]
    what_if: WhatIfPaths | None = field(default=None)


MOST_PATHS = 20
MOST_AVOIDED = 100
MOST_VIA = 2
MOST_TARGETS = 100
MOST_ASSUMED = 20


def refuse_bounds(asked: PathAsked, most_steps: int, today: date) -> None:
    """Raise InputRefused for an argument out of bounds, naming it."""
    rules = (
        (1 <= asked.max_steps <= most_steps, f"maxSteps must be 1 to {most_steps}."),
        (1 <= asked.first <= MOST_PATHS, f"first must be 1 to {MOST_PATHS}."),
        (len(asked.avoid) <= MOST_AVOIDED, f"avoid takes at most {MOST_AVOIDED} ids."),
        (len(asked.via) <= MOST_VIA, f"via takes at most {MOST_VIA} people."),
        (len(asked.to_any_of) <= MOST_TARGETS, f"toAnyOf takes at most {MOST_TARGETS} people."),
        (not (asked.to and asked.to_any_of), "Give to or toAnyOf, not both."),
        (asked.person not in asked.targets, "A path leads to somebody else."),
        *_of_period(asked.period or Period()),
        *_of_what_if(asked.what_if or WhatIf(), asked.kind, today),
    )
    for holds, sentence in rules:
        if not holds:
            raise InputRefused(sentence, "Change that argument.")


def _of_period(period: Period) -> Iterator[tuple[bool, str]]:
    ordered = period.first is None or period.last is None or period.first <= period.last
    yield ordered, "period.from must not lie after period.to."


def _of_what_if(assumed: WhatIf, kind: str, today: date) -> Iterator[tuple[bool, str]]:
    for name, values in (
        ("withoutPeople", assumed.without_people),
        ("withoutTies", assumed.without_ties),
        ("withTies", assumed.with_ties),
    ):
        yield len(values) <= MOST_ASSUMED, f"whatIf.{name} takes at most {MOST_ASSUMED}."
    for place, tie in enumerate(assumed.with_ties):
        yield KIND_OF.get(tie.type) == kind, f"whatIf.withTies[{place}] is no {kind} tie: the kinds never mix."
        yield tie.a != tie.b, f"whatIf.withTies[{place}] joins somebody with themselves."
        past = tie.last_contact is None or tie.last_contact <= today
        yield past, f"whatIf.withTies[{place}].lastContact lies in the future."
