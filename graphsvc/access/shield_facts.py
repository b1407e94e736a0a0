"""Which stored fact is which protective fact, whose it is, and when it counts for one P: safety_facts, in memory.

A stored tie is told from its one end, its other, or both (`sides`): one `Shield` each, kept under the person who tells
it. What depends on P or on the day is decided when it is read, by the fact's `counts`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import TypeAlias

from graphsvc.access.safety_rules import FactRow, fits
from graphsvc.access.shield_births import Births
from graphsvc.catalogue import Row
from graphsvc.model.safety_lines import BARRING, RULES, Fact, Sphere


@dataclass(frozen=True)
class Around:
    """A P as the facts see it: P's own records, P's people, P's group (`standing`: today's)."""

    selves: Set[str]
    sphere: Set[str]
    mates: Set[str]
    standing: Set[str]
    births: Births


Counting: TypeAlias = Callable[[FactRow, tuple[str, ...], Around], FactRow | None]
"""(the fact, whose plans it is for, P) → the fact as it counts for P, None where it does not."""


def _always(row: FactRow, _plans: tuple[str, ...], _around: Around) -> FactRow | None:
    return row


def _sphere(row: FactRow, _plans: tuple[str, ...], around: Around) -> FactRow | None:
    return row if row.other in around.sphere else None


def _self(row: FactRow, _plans: tuple[str, ...], around: Around) -> FactRow | None:
    return row if row.other in around.selves else None


def _plan(row: FactRow, plans: tuple[str, ...], around: Around) -> FactRow | None:
    return row if around.selves >= frozenset(plans) else None


def _group(row: FactRow, _plans: tuple[str, ...], around: Around) -> FactRow | None:
    if row.other in around.mates:
        return replace(row, by_group=True, group_lapsed=row.other not in around.standing)
    return row if row.other in around.selves else None


def _harm(row: FactRow, _plans: tuple[str, ...], around: Around) -> FactRow | None:
    """A sexual harm of somebody not known to be grown up then counts for everyone's plan, as line 5 reads it."""
    of_child = row.code == "SEXUAL" and not around.births.grown(row.other or "", row.at)
    if row.other not in around.sphere and not (of_child and row.acts):
        return None
    return replace(row, code="SEXUAL_OF_CHILD") if of_child else row


FORTH, BACK = True, False
BOTH = (FORTH, BACK)


@dataclass(frozen=True)
class Kind:
    """What a stored fact is told as. `acts`: which end tells it is told too. `apart`: it keeps its two ends apart."""

    fact: Fact
    counts: Counting
    sides: tuple[bool, ...] = (FORTH,)
    acts: bool = False
    apart: bool = False


KINDS: Mapping[str, Kind] = {
    "ORDER": Kind(Fact.ORDER, _sphere, BOTH, acts=True, apart=True),
    "HARM": Kind(Fact.HARM, _harm, BOTH, acts=True, apart=True),
    "TONE": Kind(Fact.TONE, _sphere, BOTH, apart=True),
    "HOME_TONE": Kind(Fact.TONE, _sphere),
    "RIGHTS": Kind(Fact.RIGHTS, _self, BOTH),
    "ALERT": Kind(Fact.ALERT, _always),
    "ADDRESS": Kind(Fact.ADDRESS, _always),
    "WITNESS": Kind(Fact.WITNESS, _group, acts=True, apart=True),
    "INCIDENT": Kind(Fact.INCIDENT, _group, acts=True),
    "DEATH": Kind(Fact.DEATH, _always),
    "REFUSAL": Kind(Fact.REFUSAL, _self, BOTH, acts=True, apart=True),
    "WISH": Kind(Fact.WISH, _self, (BACK,), acts=True),
    "ATTEMPT": Kind(Fact.ATTEMPT, _always, acts=True),
    "CONFLICT": Kind(Fact.CONFLICT, _self, BOTH, apart=True),
    "MATCH": Kind(Fact.MATCH, _always, BOTH),
    "HOLD": Kind(Fact.HOLD, _plan),
    "SCREEN": Kind(Fact.SCREEN, _self),
    "APART_SELF": Kind(Fact.APART, _self, BOTH, apart=True),
    "APART_NEAR": Kind(Fact.APART, _sphere, BOTH, apart=True),
    "APART_GROUP": Kind(Fact.APART, _group, BOTH, apart=True),
    "APART_ALONE": Kind(Fact.APART, _always),
}
"""The kinds of cypher/read/shields_facts.cypher."""


GROUP_RULES = {
    fact: tuple(rule for rule in RULES if rule.fact is fact and Sphere.GROUP in rule.towards and rule.effect in BARRING)
    for fact in Fact
}
"""What a fact against somebody of a group does to whoever tells it, towards everybody in the group. No later word takes
the place of any of them (SUPERSEDINGS), and none is about a child in the plan."""


@dataclass(frozen=True, slots=True)
class Shield:
    """One fact as the record `row.record` tells it; `plans`: only for these people's plans (empty: everyone's)."""

    kind: Kind
    row: FactRow
    plans: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        """Whom it names besides its own record."""
        return (self.row.other, *self.plans) if self.row.other else self.plans

    @property
    def by_group(self) -> bool:
        """Whether it counts for a whole group of the one it names."""
        return self.kind.counts is _group

    @property
    def bars_group(self) -> bool:
        """Whether it bars whoever tells it from everybody in a group of the one it names, lapsed or not."""
        return any(fits(rule, self.row) for rule in GROUP_RULES[self.row.fact])

    @property
    def matches(self) -> bool:
        """Whether it says that two records are or may be the same."""
        return self.row.fact is Fact.MATCH and self.row.status != "DIFFERENT"


def shields_in(rows: Iterable[Row], reviewers: Set[str]) -> Iterator[Shield]:
    """Every shield that the rows of shields_facts hold. A tie of somebody with themselves is told forth alone."""
    for row in rows:
        kind = KINDS[row["kind"]]
        sides = kind.sides if row["a"] != row["b"] else (FORTH,)
        yield from (_shield(kind, row, side, reviewers) for side in sides if side in kind.sides)


def _shield(kind: Kind, row: Row, side: bool, reviewers: Set[str]) -> Shield:
    record, other = (row["a"], row["b"]) if side else (row["b"], row["a"])
    fact = FactRow(
        fact=kind.fact,
        id=row["id"],
        relative=record,
        record=record,
        other=other,
        code=row["code"],
        status=row["status"],
        conditions=tuple(row["conditions"]),
        acts=side if kind.acts else None,
        at=row["at"],
        ends=row["ends"],
        ended=row["ended"],
        erased=row["erased"],
        contested=row["contested"],
        untrue=row["untrue"],
        reviewer=row["by"] in reviewers,
        settles=tuple(row["settles"]),
        moved=row["moved"],
        origin=row["origin"],
        revision=row["revision"],
        own=row["own"],
    )
    return Shield(kind, fact, tuple(row["plans"]))


def order_of(shield: Shield) -> tuple[str, str, str, str]:
    """Facts of one person are kept in this order, however they came."""
    row = shield.row
    return (row.fact.value, row.id, row.other or "", f"{row.acts}{row.status}")
