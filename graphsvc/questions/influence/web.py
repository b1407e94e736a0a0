"""The ties that a walk brought back, as steps between people: pure.

A tie between two people is a step both ways. A household or gang is kept as its memberships and joins its members
one by one when they are asked about; it is never expanded to pairs beforehand.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from graphsvc.catalogue import Row
from graphsvc.model.quality import (
    GROUP_TYPES,
    WALKED_VERIFICATIONS,
    Quality,
    TieFacts,
    distinct_incidents,
    group_quality,
    quality,
)
from graphsvc.model.site import Site
from graphsvc.questions.influence.answer import Period
from graphsvc.questions.influence.order import Ids, Step

Pair = frozenset[str]


@dataclass(frozen=True)
class Limits:
    """What narrows a walk after it was fetched: the asker's own arguments, and whom the safety lines bar.

    `apart` are pairs whom a protective fact keeps from each other. `outside` are people and groups to leave out.
    `period`: within it, at any time, instead of on one day.
    """

    start: str
    as_of: date
    min_verification: str = "STATED"
    outside: frozenset[str] = frozenset()
    apart: frozenset[Pair] = frozenset()
    period: Period | None = None


@dataclass(frozen=True)
class Web:
    """Ties by person, memberships by group: what may be walked, all of it visible and within the limits."""

    limits: Limits
    site: Site
    ties: Mapping[str, tuple[TieFacts, ...]]
    members: Mapping[str, tuple[TieFacts, ...]]

    def neighbours(self, person: str) -> frozenset[str]:
        """Everybody one step away."""
        return frozenset(other for other, _, _ in self._ways(person))

    def ids(self, person: str) -> frozenset[str]:
        """The ties that a step from this person goes over."""
        return frozenset(each.id for _, tie, other in self._ways(person) for each in (tie, other) if each)

    def steps(self, person: str) -> tuple[Step, ...]:
        """The best step to each neighbour, by neighbour."""
        ways: dict[str, list[tuple[TieFacts, TieFacts | None]]] = {}
        for other, tie, membership in self._ways(person):
            ways.setdefault(other, []).append((tie, membership))
        return tuple(self._best(person, other, ways[other]) for other in sorted(ways))

    def _ways(self, person: str) -> Iterator[tuple[str, TieFacts, TieFacts | None]]:
        """(neighbour, tie, None), or (neighbour, own membership, the neighbour's) through a group."""
        for tie in self.ties.get(person, ()):
            if tie.type not in GROUP_TYPES:
                other = tie.b if tie.a == person else tie.a
                if self._together(person, other) and self._in_time(tie):
                    yield other, tie, None
                continue
            for membership in self.members[group_of(tie)]:
                if membership.a != person and self._together(person, membership.a) and self._in_time(tie, membership):
                    yield membership.a, tie, membership

    def _together(self, person: str, other: str) -> bool:
        limits = self.limits
        return not limits.apart or limits.start in (person, other) or frozenset((person, other)) not in limits.apart

    def _in_time(self, *ties: TieFacts) -> bool:
        """Whether it holds within the period; two memberships, at the same time."""
        if self.limits.period is None:
            return True
        began, ended = while_all(ties)
        return not (began and ended and began > ended) and self.limits.period.holds(began, ended)

    def _best(self, person: str, other: str, ways: Iterable[tuple[TieFacts, TieFacts | None]]) -> Step:
        (value, ids, group), *others = self._ranked(ways)
        return Step(person, other, ids, value, group, tuple(parallel for _, parallel, _ in others))

    def step(self, person: str, other: str, ids: Ids) -> Step | None:
        """The step over these ties, with what else joins the two; None where they do not join them."""
        ways = [(tie, membership) for end, tie, membership in self._ways(person) if end == other]
        ranked = self._ranked(ways)
        others = tuple(parallel for _, parallel, _ in ranked if parallel != ids)
        return next(
            (Step(person, other, ids, value, group, others) for value, own, group in ranked if own == ids), None
        )

    def _ranked(self, ways: Iterable[tuple[TieFacts, TieFacts | None]]) -> list[tuple[Quality, Ids, str]]:
        """The ways between two people, best first."""
        ways = tuple(ways)
        incidents = distinct_incidents(tie for tie, membership in ways if membership is None)
        return sorted((self._way(tie, membership, incidents) for tie, membership in ways), key=_better_first)

    def _way(self, tie: TieFacts, membership: TieFacts | None, incidents: int) -> tuple[Quality, Ids, str]:
        value = quality(tie, self.limits.as_of, self.site, incidents)
        if membership is None:
            return value, (tie.id,), ""
        theirs = quality(membership, self.limits.as_of, self.site)
        return group_quality(value, theirs), (tie.id, membership.id), group_of(tie)


def while_all(ties: Iterable[TieFacts]) -> tuple[date | None, date | None]:
    """The days on which all of them hold: (first or None for unknown, last or None for still or unknown)."""
    ties = tuple(ties)
    starts = [day for tie in ties for day in (tie.valid_from, tie.at) if day]
    ends = [tie.valid_to for tie in ties if tie.valid_to]
    return max(starts, default=None), min(ends, default=None)


def _better_first(way: tuple[Quality, Ids, str]) -> tuple[int, int, int, Ids]:
    (strength, contact, sources), ids, _ = way
    return (-strength, -contact, -sources, ids)


def group_of(membership: TieFacts) -> str:
    """The household or gang of a membership; its kind stands before its id, since one id may name one of each."""
    return f"{GROUP_TYPES[membership.type]}:{membership.b}"


def web_of(ties: Iterable[TieFacts], limits: Limits, site: Site) -> Web:
    """The web of these ties within the limits."""
    by_person: dict[str, list[TieFacts]] = {}
    by_group: dict[str, list[TieFacts]] = {}
    for tie in ties:
        if tie.verification not in WALKED_VERIFICATIONS[limits.min_verification] or limits.outside & {tie.a, tie.b}:
            continue
        by_person.setdefault(tie.a, []).append(tie)
        far, key = (by_group, group_of(tie)) if tie.type in GROUP_TYPES else (by_person, tie.b)
        far.setdefault(key, []).append(tie)
    return Web(limits, site, _frozen(by_person), _frozen(by_group))


def _frozen(lists: Mapping[str, list[TieFacts]]) -> Mapping[str, tuple[TieFacts, ...]]:
    return {key: tuple(values) for key, values in lists.items()}


def people_of(ties: Iterable[TieFacts]) -> frozenset[str]:
    """Everybody whom these ties touch."""
    return frozenset(end for tie in ties for end in ((tie.a,) if tie.type in GROUP_TYPES else (tie.a, tie.b)))


def reached(sources: Iterable[str], neighbours: Callable[[str], Iterable[str]], most: int) -> frozenset[str]:
    """Everybody within so many steps, the sources too."""
    found = edge = frozenset(sources)
    for _ in range(most):
        edge = frozenset(other for person in edge for other in neighbours(person)) - found
        found |= edge
    return found


def ties_from(columns: Row) -> tuple[TieFacts, ...]:
    """The ties of one row of columns."""
    names = ("id", "type", "a", "b", "role", "closeness", "tone", "verification", "said_on", "contact", "sources")
    rows = zip(*(columns[name] for name in (*names, "incident")), strict=True)
    return tuple(_tie(*row) for row in rows)


def _tie(
    id_: str,
    type_: str,
    a: str,
    b: str,
    role: str,
    closeness: str,
    tone: str,
    verification: str,
    said_on: str,
    contact: str,
    sources: list[str],
    incident: str,
) -> TieFacts:
    return TieFacts(
        id=id_,
        type=type_,
        a=a,
        b=b,
        role=role,
        closeness=closeness,
        tone=tone,
        verification=verification,
        stated_at=_day(said_on),
        last_contact=_day(contact),
        sources=tuple(sources),
        incident=incident,
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
