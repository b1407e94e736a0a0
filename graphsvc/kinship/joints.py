"""The joints of lines by law or marriage: unions, and ties of foster and step parents.

Foster parents' and children's own kin are none: only a foster parent's own children are kin of a foster child.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from graphsvc.kinship.descent import Descent
from graphsvc.kinship.pedigree import DESCENT, FOSTER, Parenthood, Pedigree

MARRIAGE = "MARRIAGE"


@dataclass(frozen=True)
class Joint:
    """From somebody to a partner, or to a foster or step parent ("FOSTER+") or child ("FOSTER-")."""

    people: tuple[str, str]
    ties: tuple[str, ...]
    mark: str
    current: bool = True
    union: str = ""

    @property
    def basis(self) -> str:
        """FOSTER or MARRIAGE."""
        return FOSTER if self.mark.startswith(FOSTER) else MARRIAGE


def joints(pedigree: Pedigree, person: str, to: Container[str] | None = None) -> Iterator[Joint]:
    """The joints from one person: unions, and foster and step ties that are not worked out otherwise. `to`: whom they
    may lead to; None: anybody."""
    if not pedigree.beside.get(person):
        return
    for union in pedigree.unions.get(person, ()):
        if to is None or union.partner(person) in to:
            yield Joint((person, union.partner(person)), (union.id,), "M", union.current, union.kind)
    for link in _one_tie(pedigree.parents.get(person, ())):
        if (to is None or link.parent in to) and _stated(pedigree, link):
            yield Joint((person, link.parent), (link.id,), f"{link.kind}+")
    for link in _one_tie(pedigree.children.get(person, ())):
        if (to is None or link.child in to) and _stated(pedigree, link):
            yield Joint((person, link.child), (link.id,), f"{link.kind}-")


def _one_tie(links: Iterable[Parenthood]) -> Iterable[Parenthood]:
    """Where several ties say the same of two people, the first stands for them."""
    stated = [link for link in links if link.kind not in DESCENT]
    if not stated:
        return ()
    first: dict[tuple[str, str, str], Parenthood] = {}
    for link in stated:
        first.setdefault((link.parent, link.child, link.kind), link)
    return first.values()


def _stated(pedigree: Pedigree, link: Parenthood) -> bool:
    """Whether a tie is a joint of its own: no foster or step parent is one who became a parent, and no step parent
    one whose union with a parent is on file."""
    if link.kind in DESCENT:
        return False
    parents = pedigree.parents_of(link.child, DESCENT)
    if link.parent in parents:
        return False
    return link.kind == FOSTER or not any(pedigree.joined(parent, link.parent) for parent in parents)


def fits(pedigree: Pedigree, left: Descent, joint: Joint, right: Descent) -> bool:
    """Whether it is a line: the partner is no parent of the child through whom it comes or goes. `right` is seen from
    its far end."""
    if joint.mark.startswith(FOSTER):
        return (left.mark, right.mark) in _FOSTERED[joint.mark]
    here, there = joint.people
    return not (_own(pedigree, left, here, there, joint) or _own(pedigree, right, there, here, joint))


_FOSTERED = {
    f"{FOSTER}+": (("0.0", "0.0"), ("0.0", "1.0")),
    f"{FOSTER}-": (("0.0", "0.0"), ("1.0", "0.0")),
}
"""What stands before and behind: foster parents and children, and those parents' own children."""


def _own(pedigree: Pedigree, side: Descent, end: str, partner: str, joint: Joint) -> bool:
    """Whether the child through whom a line comes to its joint is that of both: then the joint is no step."""
    if side.down or not side.up:
        return False
    parents = pedigree.parents_of(side.people[-2], DESCENT)
    if joint.mark == "M":
        return partner in parents
    child = joint.people[0 if joint.mark.endswith("+") else 1]
    return end != child and bool((parents - {end}) & pedigree.parents_of(child, DESCENT))
