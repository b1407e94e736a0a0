"""Who is whose parent and who is or was joined to whom: what lines are worked out from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

BIRTH, ADOPTION, FOSTER, STEP = "BIRTH", "ADOPTION", "FOSTER", "STEP"
"""How somebody is a parent (GEDCOM's PEDI, NIEM's ParentChildAssociation). STEP is one stated as such: the union that
makes it is not on file."""
DESCENT = (BIRTH, ADOPTION)
Held = TypeVar("Held")
MARRIED, PARTNERS = "MARRIED", "PARTNERS"


@dataclass(frozen=True)
class Parenthood:
    """One tie of a parent to a child. `id`: the tie's."""

    id: str
    child: str
    parent: str
    kind: str = BIRTH


@dataclass(frozen=True)
class Union:
    """Two people who are, or (`current` false) were, married or partners."""

    id: str
    one: str
    other: str
    kind: str = MARRIED
    current: bool = True

    def partner(self, person: str) -> str:
        """The other of the two."""
        return self.other if person == self.one else self.one


@dataclass(frozen=True)
class Pedigree:
    """`sexes`: FEMALE or MALE by person, others are unknown. Made by `pedigree_of`.

    Whom the ties lead to, once for each: `up` to parents and `down` to children by blood or adoption, `beside` by a
    union or a foster or step tie."""

    sexes: Mapping[str, str] = field(default_factory=dict)
    parents: Mapping[str, tuple[Parenthood, ...]] = field(default_factory=dict)
    children: Mapping[str, tuple[Parenthood, ...]] = field(default_factory=dict)
    unions: Mapping[str, tuple[Union, ...]] = field(default_factory=dict)
    up: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    down: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    beside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def above(self, people: Iterable[str]) -> set[str]:
        """The parents of these people by blood or adoption."""
        return set().union(*[self.up.get(each, ()) for each in people])

    def below(self, people: Iterable[str]) -> set[str]:
        """The children of these people by blood or adoption."""
        return set().union(*[self.down.get(each, ()) for each in people])

    def parents_of(self, person: str, kinds: Iterable[str]) -> frozenset[str]:
        """A person's parents of these kinds."""
        if kinds is DESCENT:
            return frozenset(self.up.get(person, ()))
        return frozenset(link.parent for link in self.parents.get(person, ()) if link.kind in kinds)

    def joined(self, one: str, other: str) -> bool:
        """Whether a union joins or joined the two."""
        return any(union.partner(one) == other for union in self.unions.get(one, ()))


def pedigree_of(sexes: Mapping[str, str], parenthoods: Iterable[Parenthood], unions: Iterable[Union]) -> Pedigree:
    """The pedigree of these ties, each person's in the order of the ties' ids. A tie of somebody to himself is none."""
    parents: dict[str, list[Parenthood]] = {}
    children: dict[str, list[Parenthood]] = {}
    joined: dict[str, list[Union]] = {}
    for link in sorted(set(parenthoods), key=lambda each: (each.id, each.parent, each.child)):
        if link.parent != link.child:
            parents.setdefault(link.child, []).append(link)
            children.setdefault(link.parent, []).append(link)
    for union in sorted(set(unions), key=lambda each: (each.id, each.one, each.other)):
        if union.one != union.other:
            joined.setdefault(union.one, []).append(union)
            joined.setdefault(union.other, []).append(union)
    people = parents.keys() | children.keys() | joined.keys()
    led = {one: led_to(one, parents.get(one, ()), children.get(one, ()), joined.get(one, ())) for one in people}
    up, down, beside = ({one: ways[place] for one, ways in led.items()} for place in range(3))
    return Pedigree(sexes, _frozen(parents), _frozen(children), _frozen(joined), up, down, beside)


def led_to(
    person: str, parents: Iterable[Parenthood], children: Iterable[Parenthood], unions: Iterable[Union]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """(up, down, beside) of one person."""
    return (
        tuple([link.parent for link in parents if link.kind in DESCENT]),
        tuple([link.child for link in children if link.kind in DESCENT]),
        (
            *[link.parent for link in parents if link.kind not in DESCENT],
            *[link.child for link in children if link.kind not in DESCENT],
            *[union.partner(person) for union in unions],
        ),
    )


def _frozen(lists: Mapping[str, list[Held]]) -> dict[str, tuple[Held, ...]]:
    return {person: tuple(held) for person, held in lists.items()}
