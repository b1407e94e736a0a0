"""What a tie on file says of a pedigree: a table from its role to how somebody is a parent, and to a union.

Only what is sure makes a line (definitions.md §5): proven or stated, and not contested. Every other tie between two
people (an aunt, a cousin, a guardian, a father in doubt) stands beside the lines as what it is, a statement.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from graphsvc.kinship.pedigree import (
    ADOPTION,
    BIRTH,
    FOSTER,
    MARRIED,
    PARTNERS,
    STEP,
    Parenthood,
    Pedigree,
    Union,
    pedigree_of,
)
from graphsvc.model.kin import KIN_ROLES

SURE = frozenset({"PROVEN", "STATED"})
PARENTS: Mapping[str, tuple[str, bool]] = {
    "PRN": (BIRTH, True),
    "ADOPTP": (ADOPTION, True),
    "PRNFOST": (FOSTER, True),
    "STPPRN": (STEP, True),
    "CHILD": (BIRTH, False),
    "CHLDADOPT": (ADOPTION, False),
    "CHLDFOST": (FOSTER, False),
    "STPCHLD": (STEP, False),
}
"""Neutral role → (how the parent is one, whether the player of the role is the parent)."""
BY_BASIS: Mapping[str, str] = {"LEGAL": ADOPTION, "FOSTER": FOSTER, "MARITAL": STEP}
"""Basis → how a parent or child by a plain role is one: a "mother" by law is an adoptive one."""
NO_PARENT_BY = frozenset({"FICTIVE"})
COUPLES: Mapping[str, tuple[str, bool]] = {
    "SPS": (MARRIED, True),
    "FMRSPS": (MARRIED, False),
    "DOMPART": (PARTNERS, True),
    "SIGOTHR": (PARTNERS, True),
}
"""Neutral role → (what union, whether it stands)."""
WEDDED = frozenset({"MARRIED", "CIVIL_UNION"})
NOT_OVER_BY_DATE = frozenset({"WIDOWED"})
"""A marriage that death ended makes nobody a former spouse."""


@dataclass(frozen=True)
class FamilyTie:
    """A kin, union or guardian tie as stored, from `a` to `b`: for kin, `a` is the `role` of `b`. `over`: its last day
    is past. Made from rows, so that what is not said is an empty text. `place`: where it lies in the arrays it came out
    of, which is nothing about the tie."""

    id: str
    type: str
    a: str
    b: str
    role: str = ""
    side: str = "NA"
    basis: str = ""
    category: str = ""
    status: str = ""
    verification: str = "STATED"
    contested: bool = False
    over: bool = False
    place: int = field(default=-1, compare=False, repr=False)

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def sure(self) -> bool:
        """Whether lines are worked out from it."""
        return self.verification in SURE and not self.contested

    @cached_property
    def parenthood(self) -> Parenthood | None:
        """The tie as one of a parent and a child; None when it is none, or not sure."""
        return parenthood_of(self)

    @cached_property
    def union(self) -> Union | None:
        """The tie as a union; None when it is none, or not sure."""
        return union_of(self)

    @property
    def sex_said(self) -> str:
        """The sex of `a` that the role says ("mother"), or nothing."""
        return KIN_ROLES[self.role].sex if self.type == "KIN_OF" and self.sure else ""

    def other(self, person: str) -> str:
        """The other end."""
        return self.b if person == self.a else self.a


def parenthood_of(tie: FamilyTie) -> Parenthood | None:
    """The tie as one of a parent and a child; None when it is none, or not sure."""
    group = KIN_ROLES[tie.role].group if tie.type == "KIN_OF" else ""
    if group not in PARENTS or not tie.sure:
        return None
    kind, upward = PARENTS[group]
    if kind == BIRTH and tie.basis in NO_PARENT_BY:
        return None
    parent, child = (tie.a, tie.b) if upward else (tie.b, tie.a)
    return Parenthood(tie.id, child, parent, BY_BASIS.get(tie.basis, kind) if kind == BIRTH else kind)


def union_of(tie: FamilyTie) -> Union | None:
    """The tie as a union; None when it is none, or not sure."""
    if not tie.sure:
        return None
    if tie.type == "UNION_WITH":
        kind = MARRIED if tie.category in WEDDED else PARTNERS
        over = tie.status == "DISSOLVED" or (tie.over and tie.status not in NOT_OVER_BY_DATE)
        return Union(tie.id, tie.a, tie.b, kind, not over)
    group = KIN_ROLES[tie.role].group if tie.type == "KIN_OF" else ""
    if group not in COUPLES:
        return None
    kind, current = COUPLES[group]
    return Union(tie.id, tie.a, tie.b, kind, current)


def pedigree_from(ties: Iterable[FamilyTie], sexes: Mapping[str, str] | None = None) -> Pedigree:
    """The pedigree that the ties make. `sexes`: FEMALE or MALE by person; left out: words are neutral."""
    every = tuple(ties)
    links = [link for tie in every if (link := tie.parenthood)]
    unions = [union for tie in every if (union := tie.union)]
    return pedigree_of(sexes or {}, links, unions)


def makes_lines(tie: FamilyTie) -> bool:
    """Whether lines are worked out from it."""
    return tie.parenthood is not None or tie.union is not None
