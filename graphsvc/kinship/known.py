"""Family ties as far as they were read, by person: a pedigree that grows, and the ways that a walk takes over it.

Whoever was asked about is known with every tie. Of others only the ties to those are known, which makes no line that
is none in the whole pedigree: a line between people who are known runs over people who are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Protocol, TypeVar

from graphsvc.kinship.pedigree import Parenthood, Pedigree, Union, led_to
from graphsvc.kinship.ties import FamilyTie


class _WithId(Protocol):
    @property
    def id(self) -> str: ...


Held = TypeVar("Held", bound=_WithId)
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Own:
    """One person's ties, and who is at the other end of any of them."""

    ties: tuple[FamilyTie, ...]
    others: frozenset[str]


@dataclass
class Known:
    """What was read so far, for one asker and day. It only grows, so that whoever works with it may go on.

    `own`: of whom every tie is known. Whom those lead to: `up` to parents and `down` to children by blood or adoption,
    `beside` by a union or a foster or step tie."""

    own: dict[str, Own] = field(default_factory=dict)
    ties: dict[str, FamilyTie] = field(default_factory=dict)
    up: dict[str, tuple[str, ...]] = field(default_factory=dict)
    down: dict[str, tuple[str, ...]] = field(default_factory=dict)
    beside: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _parents: dict[str, tuple[Parenthood, ...]] = field(default_factory=dict)
    _children: dict[str, tuple[Parenthood, ...]] = field(default_factory=dict)
    _unions: dict[str, tuple[Union, ...]] = field(default_factory=dict)

    def pedigree(self, sexes: Mapping[str, str]) -> Pedigree:
        """All of it as a pedigree: a view, no copy."""
        return Pedigree(sexes, self._parents, self._children, self._unions, self.up, self.down, self.beside)

    def copy(self) -> "Known":
        """One that grows apart from this one."""
        return Known(*(dict(getattr(self, each.name)) for each in fields(self)))

    def take(self, people: Iterable[str], ties: Iterable[FamilyTie]) -> None:
        """Every tie of these people, as it was read now."""
        by_person: dict[str, list[FamilyTie]] = {person: [] for person in people}
        changed = set(by_person)
        for tie in ties:
            held = self.ties.get(tie.id)
            if held is None:
                held = self._added(tie)
                changed |= {tie.a, tie.b}
            for end in {held.a, held.b}:
                if end in by_person:
                    by_person[end].append(held)
        for person in changed:
            self._point(person)
        for person, own in by_person.items():
            self.own[person] = Own(tuple(own), frozenset(tie.other(person) for tie in own))

    def _added(self, tie: FamilyTie) -> FamilyTie:
        self.ties[tie.id] = tie
        link, union = tie.parenthood, tie.union
        if tie.a != tie.b and link is not None:
            _insert(self._parents, link.child, link)
            _insert(self._children, link.parent, link)
        if tie.a != tie.b and union is not None:
            _insert(self._unions, union.one, union)
            _insert(self._unions, union.other, union)
        return tie

    def _point(self, person: str) -> None:
        """Say anew whom a person's ties lead to."""
        held = (self._parents.get(person, ()), self._children.get(person, ()), self._unions.get(person, ()))
        self.up[person], self.down[person], self.beside[person] = led_to(person, *held)


def _insert(held: dict[str, tuple[Held, ...]], person: str, one: Held) -> None:
    """Keep one more tie of a person, in the order of the ids."""
    before = held.get(person, ())
    if before and before[-1].id > one.id:
        held[person] = tuple(sorted((*before, one), key=lambda each: each.id))
    else:
        held[person] = (*before, one)
