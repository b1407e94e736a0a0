"""What in a pedigree cannot be, or cannot be as it was stated. Reported, never fatal, and nothing is changed for it.

LOOP                 somebody is an ancestor of himself
PARENT_YOUNGER       a parent by birth was born after the child, or on the same day
PARENT_DEAD          a mother was dead when her child was born, a father more than 10 months before it
MANY_PARENTS         more than two parents by birth; two mothers or two fathers: a warning, both may be meant
STATED_OTHERWISE     a stated role is none of the lines worked out between the two
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from graphsvc.kinship.descent import Descent
from graphsvc.kinship.joints import Joint
from graphsvc.kinship.lines import Line, kinship
from graphsvc.kinship.pedigree import BIRTH, DESCENT, Parenthood, Pedigree
from graphsvc.kinship.words import named, stated_marks
from graphsvc.model.kin import KIN_ROLES

NEXT_STEPS: Mapping[str, str] = {
    "LOOP": "Compare the sources of these ties; have the one that is wrong corrected: call contest or reportError.",
    "PARENT_YOUNGER": "Compare both births and the tie with their sources; contest the one that is wrong.",
    "PARENT_DEAD": "Compare the death, the birth and the tie with their sources; contest the one that is wrong.",
    "MANY_PARENTS": "Ask who is a parent by birth, by adoption, by fostering, by marriage. All may be right as meant.",
    "STATED_OTHERWISE": "Ask the family which is right; contest the tie that is not, or record the missing parent.",
}
"""Code → what a worker does next."""
BEFORE_BIRTH = timedelta(days=300)
"""The longest that a father may be dead when his child is born."""


@dataclass(frozen=True)
class Issue:
    """`people` and `ties` that it is about; `sentence` without names."""

    code: str
    people: tuple[str, ...]
    ties: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Life:
    """When somebody was born and died, as far as it is on file: every value that is, since records may disagree."""

    born: tuple[date, ...] = ()
    died: tuple[date, ...] = ()


@dataclass(frozen=True)
class Stated:
    """A tie as stated: `relative` is the `role` of `person`."""

    id: str
    relative: str
    person: str
    role: str


def issues(pedigree: Pedigree, lives: Mapping[str, Life], stated: Iterable[Stated] = ()) -> tuple[Issue, ...]:
    """Everything that is wrong, by code, people and ties."""
    links = [link for held in pedigree.parents.values() for link in held if link.kind in DESCENT]
    found = [
        *_loops(pedigree),
        *(issue for link in links if link.kind == BIRTH for issue in _of_a_birth(pedigree, lives, link)),
        *_many_parents(pedigree),
        *(issue for tie in stated for issue in stated_otherwise(pedigree, tie)),
    ]
    return tuple(sorted(found, key=lambda each: (each.code, each.people, each.ties)))


def _loops(pedigree: Pedigree) -> Iterable[Issue]:
    """Each set of people of whom everybody is an ancestor of everybody, once (Tarjan's components, without recursion:
    who reaches whom upward is asked of both ends)."""
    seen: set[str] = set()
    for person in sorted(pedigree.parents):
        if person in seen:
            continue
        above = _above(pedigree, person)
        if person not in above:
            continue
        ring = tuple(sorted(each for each in above if person in _above(pedigree, each)))
        seen.update(ring)
        ties = [link.id for each in ring for link in pedigree.parents[each] if link.parent in ring]
        yield Issue("LOOP", ring, tuple(sorted(ties)), "Each of these would be an ancestor of himself or herself.")


def _above(pedigree: Pedigree, person: str) -> frozenset[str]:
    found: set[str] = set()
    edge = [person]
    while edge:
        links = pedigree.parents.get(edge.pop(), ())
        new = {link.parent for link in links if link.kind in DESCENT} - found
        found |= new
        edge += new
    return frozenset(found)


def _of_a_birth(pedigree: Pedigree, lives: Mapping[str, Life], link: Parenthood) -> Iterable[Issue]:
    parent, child = lives.get(link.parent, Life()), lives.get(link.child, Life())
    if not child.born:
        return
    people, latest = (link.parent, link.child), max(child.born)
    if parent.born and min(parent.born) >= latest:
        yield Issue("PARENT_YOUNGER", people, (link.id,), "The parent was born no earlier than the child.")
    grace = timedelta(0) if pedigree.sexes.get(link.parent) == "FEMALE" else BEFORE_BIRTH
    if parent.died and max(parent.died) + grace < min(child.born):
        yield Issue("PARENT_DEAD", people, (link.id,), "The parent was dead before the child could be born.")


def _many_parents(pedigree: Pedigree) -> Iterable[Issue]:
    for child in sorted(pedigree.parents):
        links = [link for link in pedigree.parents[child] if link.kind == BIRTH]
        parents = tuple(sorted({link.parent for link in links}))
        sexes = [pedigree.sexes.get(parent, "") for parent in parents]
        if len(parents) > 2 or sexes.count("FEMALE") > 1 or sexes.count("MALE") > 1:
            ties = tuple(sorted(link.id for link in links))
            yield Issue("MANY_PARENTS", (child, *parents), ties, "More parents by birth than there can be.")


def stated_otherwise(pedigree: Pedigree, tie: Stated) -> Iterable[Issue]:
    """The issue of one stated tie, or none: a role that has a shape is compared with the lines of descent or of one
    joint that were worked out."""
    marks = stated_marks(tie.role)
    lines = kinship(pedigree, tie.person, tie.relative).lines
    worked = [line for line in lines if tie.id not in line.ties]
    if not marks or not worked or any(_mark(line) in marks for line in lines):
        return
    said, found = KIN_ROLES[tie.role].words, named(pedigree, worked[0]).words
    yield Issue("STATED_OTHERWISE", (tie.person, tie.relative), (tie.id,), f"Stated as {said}; worked out as {found}.")


def _mark(line: Line) -> str:
    return " ".join(part.mark + _half(part) for part in line.parts)


def _half(part: Descent | Joint) -> str:
    return " HALF" if isinstance(part, Descent) and part.mark == "1.1" and part.whole == "HALF" else ""
