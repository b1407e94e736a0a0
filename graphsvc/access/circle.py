"""The circle (definitions.md §1): whom a caseworker's question is about, worked out over ties that the asker may see.

Everyone within three SUPPORT steps of the caseload, and kin to the fourth degree. A step is a tie that holds today;
one that is contested, challenged, disproven, cut off or abusive may be the last, and is never walked beyond: the
person at its end is shown, and nothing behind. A household joins its members in one step, up to the site's cap; a
shelter, group home, school, hospital, jail or facility joins nobody. A neighbour, a roommate, a teacher or a pupil
is no SUPPORT tie (§6), and whoever the safety lines conceal from the asker is absent everywhere, so no step either.

Degrees are those of blood and adoption, counted in civil law: up to a common ancestor, then down, at most four in
all. A sibling's tie goes up and down in one (after it, only down). Ties by marriage, fostering or choice count as
SUPPORT steps only. A chain of at most three ties is within three steps already, so the fourth degree adds chains of
four parent-and-child ties: a fourth statement asks for those alone.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

from graphsvc.model.circle import DEGREES, STEPS
from graphsvc.model.kin import KIN_ROLES, LINEAL

CLOSED_HOUSEHOLDS = ("SHELTER", "GROUP_HOME", "SCHOOL", "HOSPITAL", "JAIL", "FACILITY")
FAMILY_TYPES = ("KIN_OF", "UNION_WITH", "GUARDIAN_OF")
OTHER_TYPES = ("CAREGIVER_OF", "MENTOR_OF", "SUPPORTS")
LINEAL_ROLES = tuple(LINEAL)


@dataclass(frozen=True)
class Tie:
    """One tie between two people; `role` is that of `a` to `b` for kin (HL7's direction), else None."""

    a: str
    b: str
    role: str | None
    walkable: bool


@dataclass(frozen=True)
class Ask:
    """What to ask the graph for: ties that touch these people, of these types, of these kin roles (empty: any)."""

    people: tuple[str, ...]
    types: tuple[str, ...]
    roles: tuple[str, ...]
    with_households: bool


Fetch = Callable[[Ask], Awaitable[Iterable[Tie]]]
Conceal = Callable[[Iterable[str]], Awaitable[frozenset[str]]]
"""Those of these people who must not exist for the asker."""
Walk = Callable[[frozenset[str], frozenset[str]], tuple[str, ...]]
"""The circle of a caseload over ties that touch nobody of the second set, sorted."""


@dataclass(frozen=True)
class Circle:
    """A circle, and what it was worked out from. `reached`: whom the ties lead to before anybody is left out, the
    caseload among them; `absent`: who of these is left out."""

    people: tuple[str, ...]
    reached: frozenset[str]
    absent: frozenset[str]


async def read_circle(caseload: Iterable[str], fetch: Fetch, conceal: Conceal, *, kin: bool = True) -> Circle:
    """The circle, its people sorted. `fetch` is asked at most four times, however large it grows, `conceal` once.

    Without `kin` (a role to which the row `kin` gives nothing) family ties and households are not seen, so not walked.
    Leaving people out only makes a circle smaller: the ties read before anybody was left out are all that it needs.
    """
    start = frozenset(caseload)
    ties = await _read_ties(start, fetch, kin=kin)

    def walk(caseload: frozenset[str], absent: frozenset[str]) -> tuple[str, ...]:
        return tuple(sorted(circle_of(caseload, [tie for tie in ties if absent.isdisjoint((tie.a, tie.b))])))

    return await walked_circle(start, walk, conceal)


async def walked_circle(caseload: Iterable[str], walk: Walk, conceal: Conceal) -> Circle:
    """The circle that `walk` finds, once to know who is there, and again without those who must not exist.

    Both beside the event loop: a hub's ties are tens of thousands.
    """
    start = frozenset(caseload)
    there = await asyncio.to_thread(walk, start, frozenset())
    reached = await asyncio.to_thread(frozenset, there)
    absent = await conceal(reached - start) if len(reached) > len(start) else frozenset()
    people = await asyncio.to_thread(walk, start, absent) if absent else there
    return Circle(people, reached, absent)


async def _read_ties(start: frozenset[str], fetch: Fetch, *, kin: bool) -> frozenset[Tie]:
    """Every tie that the circle may be walked over, step by step."""
    types = (*FAMILY_TYPES, *OTHER_TYPES) if kin else OTHER_TYPES
    ties: set[Tie] = set()
    asked: frozenset[str] = frozenset()
    for _ in range(STEPS):
        frontier = await asyncio.to_thread(lambda: _walked(start, _by_person(ties))) - asked
        if frontier:
            ties.update(await fetch(Ask(tuple(sorted(frontier)), types, (), kin)))
        asked |= frontier
    ends = await asyncio.to_thread(_lineal_ends, start, ties) - asked
    if ends:
        ties.update(await fetch(Ask(tuple(sorted(ends)), ("KIN_OF",), LINEAL_ROLES, False)))
    return frozenset(ties)


def circle_of(caseload: Iterable[str], ties: Iterable[Tie]) -> frozenset[str]:
    """The circle of a caseload over these ties, whichever way they are stored."""
    start = frozenset(caseload)
    by_person = _by_person(ties)
    return start | _near(start, by_person) | _kin(start, by_person)


def _by_person(ties: Iterable[Tie]) -> Mapping[str, tuple[Tie, ...]]:
    found: dict[str, list[Tie]] = {}
    for tie in ties:
        found.setdefault(tie.a, []).append(tie)
        found.setdefault(tie.b, []).append(tie)
    return {person: tuple(own) for person, own in found.items()}


def _other(tie: Tie, person: str) -> str:
    return tie.b if tie.a == person else tie.a


def _walked(start: frozenset[str], by_person: Mapping[str, tuple[Tie, ...]]) -> frozenset[str]:
    """Everyone reached by fewer than STEPS walkable ties: the people whose own ties count as a step."""
    reached, edge = start, start
    for _ in range(STEPS - 1):
        edge = frozenset(_other(t, p) for p in edge for t in by_person.get(p, ()) if t.walkable) - reached
        reached |= edge
    return reached


def _near(start: frozenset[str], by_person: Mapping[str, tuple[Tie, ...]]) -> frozenset[str]:
    """Everyone at the end of a tie, walkable or not, of somebody walked to."""
    return frozenset(_other(t, p) for p in _walked(start, by_person) for t in by_person.get(p, ()))


def _kin(start: frozenset[str], by_person: Mapping[str, tuple[Tie, ...]]) -> frozenset[str]:
    """Everyone up to DEGREES away by blood or adoption: states are (person, degrees so far, still going up)."""
    states = {(person, 0, True) for person in start}
    seen, found = set(states), set[str]()
    while states:
        steps = [(tie, *state) for state in states for tie in by_person.get(state[0], ())]
        states = set()
        for tie, person, degrees, rising in steps:
            move, degree = _move(tie, person)
            if _allowed(move, rising) and degrees + degree <= DEGREES:
                found.add(_other(tie, person))
                if tie.walkable:
                    states.add((_other(tie, person), degrees + degree, move == "U"))
        states -= seen
        seen |= states
    return frozenset(found)


def _move(tie: Tie, person: str) -> tuple[str, int]:
    """How the tie leads away from `person`: up, down, sideways or not by blood, and its degrees."""
    if tie.role is None or tie.role not in KIN_ROLES:
        return "N", 0
    role = KIN_ROLES[tie.role]
    seen = role if tie.b == person else KIN_ROLES[role.inverse]
    return seen.move, seen.degree


def _allowed(move: str, rising: bool) -> bool:
    return move == "D" or (rising and move in "US")


def _lineal_ends(start: frozenset[str], ties: Iterable[Tie]) -> frozenset[str]:
    """Everyone three parent-and-child ties away: where a fourth one may begin."""
    lineal = _by_person(tie for tie in ties if tie.walkable and tie.role in LINEAL_ROLES)
    states = {(person, True) for person in start}
    for _ in range(DEGREES - 1):
        states = {
            (_other(tie, person), _move(tie, person)[0] == "U")
            for person, rising in states
            for tie in lineal.get(person, ())
            if _allowed(_move(tie, person)[0], rising)
        }
    return frozenset(person for person, _ in states)
