"""Every protective fact by the person who tells it, in memory, and who names whom: one version, never changed.

`changed` makes the next version, which shares with this one all that did not change.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple, TypeAlias

from graphsvc.access.layers import Layered
from graphsvc.access.safety_rules import FactRow, Near
from graphsvc.access.shield_births import Birth, Births
from graphsvc.access.shield_facts import Around, Shield, order_of
from graphsvc.model.safety_lines import Fact, Sphere

Pair: TypeAlias = frozenset[str]
NOWHERE: frozenset[str] = frozenset()
FREEING = frozenset({Fact.SCREEN, Fact.MATCH})
"""A screen of P's reviewer settles what lapsed; of two records of one person the one does not act on the other."""


class Affiliation(NamedTuple):
    """A person's or a group's other end (a group, a person), and the last day it stands, as `date.toordinal` counts."""

    end: str
    until: int


class Against(NamedTuple):
    """Who tells a fact against a member of a group that counts for the whole group, or may be the same as somebody who
    does; whom that bars from everybody in the group."""

    telling: frozenset[str]
    barred: frozenset[str]


@dataclass(frozen=True)
class Changes:
    """All that is on file about some people, and every fact that names one of them."""

    people: frozenset[str]
    shields: tuple[Shield, ...]
    births: Mapping[str, tuple[Birth, ...]]
    affiliations: Mapping[str, tuple[Affiliation, ...]]


@dataclass(frozen=True)
class ShieldFile:
    """`facts` by who tells them; `naming`: who tells a fact that names somebody; groups both ways."""

    facts: Layered[str, tuple[Shield, ...]]
    naming: Layered[str, frozenset[str]]
    births: Births
    groups: Layered[str, tuple[Affiliation, ...]]
    members: Layered[str, frozenset[Affiliation]]
    _against: dict[str, Against] = field(default_factory=dict, compare=False, repr=False)
    """Of each member of a group about whom it was asked: the same for everybody in the group."""

    # ---- one P ----------------------------------------------------------------------------------------------------

    def around(self, near: Iterable[Near], today: date) -> Around:
        """P's people and P's group as the facts see them."""
        people = tuple(near)
        selves = frozenset(n.id for n in people if n.sphere is Sphere.SELF)
        mates, standing = self._mates(selves, today.toordinal())
        sphere = frozenset(n.id for n in people)
        return Around(selves, sphere, mates, standing, self.births)

    def _mates(self, selves: frozenset[str], today: int) -> tuple[frozenset[str], frozenset[str]]:
        """Whoever was ever in a group with P, and of them those who are, as P is, today."""
        mine = [each for me in selves for each in self.groups.get(me) or ()]
        shared = [(each, other) for each in mine for other in self.members.get(each.end) or ()]
        standing = frozenset(other.end for each, other in shared if min(each.until, other.until) >= today)
        return frozenset(other.end for _, other in shared) - selves, standing - selves

    def twins(self, person: str) -> Iterator[str]:
        """The records that may be the same as this one, as somebody decided."""
        return (shield.row.other or "" for shield in self.facts.get(person) or () if shield.matches)

    def rows(self, relative: str, around: Around) -> Iterator[FactRow]:
        """What counts about one relative for P: told by the relative's record, or by one that may be the same."""
        twins = (twin for twin in self.twins(relative) if twin not in around.selves)
        for record in dict.fromkeys((relative, *twins)):
            for shield in self.facts.get(record) or ():
                row = shield.kind.counts(shield.row, shield.plans, around)
                if row is not None and (record == relative or row.fact is not Fact.MATCH):
                    yield row if record == relative else replace(row, relative=relative)
            yield from self.births.rows(relative, record)

    def freed(self, around: Around) -> frozenset[str]:
        """Those about whom something is on file for P that could free whomever lines bar."""
        tell = NOWHERE.union(*(self.naming.get(me) or NOWHERE for me in around.selves))
        return frozenset(one for one in tell if any(map(FREEING.__contains__, self._told_of(one, around.selves))))

    def _told_of(self, one: str, selves: Set[str]) -> Iterator[Fact]:
        return (each.row.fact for each in self.facts.get(one) or () if each.row.other in selves)

    def differing(self, around: Around) -> tuple[frozenset[str], frozenset[str]]:
        """(everybody about whom a fact may count for P otherwise than it does for anybody, those of them who are barred
        by a fact against P's group, unless something frees them)."""
        near = (self.naming.get(one) or NOWHERE for one in around.sphere)
        named = NOWHERE.union(*near)
        against = [self.against(mate) for mate in around.mates]
        found = named.union(*(self.twins(one) for one in named), *(each.telling for each in against))
        return found, NOWHERE.union(*(each.barred for each in against))

    def against(self, mate: str) -> Against:
        """Who tells a fact against this member of a group that counts for the whole group."""
        found = self._against.get(mate)
        return self._told_against(mate) if found is None else found

    def _told_against(self, mate: str) -> Against:
        told = {one: self._for_group(one, mate) for one in self.naming.get(mate) or ()}
        tell = frozenset(one for one, shields in told.items() if shields)
        bars = frozenset(one for one in tell if any(shield.bars_group for shield in told[one]))
        found = Against(tell.union(*(self.twins(one) for one in tell)), bars)
        self._against[mate] = found
        return found

    def _for_group(self, one: str, mate: str) -> list[Shield]:
        return [each for each in self.facts.get(one) or () if each.by_group and each.row.other == mate]

    # ---- pairs ----------------------------------------------------------------------------------------------------

    def apart(self, person: str) -> Iterator[Pair]:
        """The pairs that this person's own facts keep apart."""
        for shield in self.facts.get(person) or ():
            if shield.kind.apart:
                yield frozenset((person, shield.row.other or ""))

    # ---- the next version -----------------------------------------------------------------------------------------

    def touched(self, changes: Changes) -> frozenset[str]:
        """Those whose own facts the changes replace, and those whose records may be the same as one of these."""
        own = self._telling(changes)
        return own.union(*(self.twins(one) for one in own))

    def changed(self, changes: Changes) -> "ShieldFile":
        """With these in the place of all that was on file about these people."""
        facts = self._facts_after(changes)
        named: dict[str, set[str]] = {}
        for one, shields in facts.items():
            before = {name for shield in self.facts.get(one) or () for name in shield.named}
            after = {name for shield in shields for name in shield.named}
            for name in before ^ after:
                named.setdefault(name, set(self.naming.get(name) or ())).symmetric_difference_update((one,))
        return ShieldFile(
            self.facts.changed(facts),
            self.naming.changed({name: frozenset(tell) for name, tell in named.items()}),
            self.births.changed(changes.people, changes.births),
            self.groups.changed({one: changes.affiliations.get(one, ()) for one in changes.people}),
            self.members.changed(self._members_after(changes)),
        )

    def _telling(self, changes: Changes) -> frozenset[str]:
        """Whose facts change: theirs, and those of whoever named or names them."""
        before = (self.naming.get(one) or NOWHERE for one in changes.people)
        return changes.people.union(*before, (shield.row.record for shield in changes.shields))

    def _facts_after(self, changes: Changes) -> dict[str, tuple[Shield, ...]]:
        new: dict[str, list[Shield]] = defaultdict(list)
        for shield in changes.shields:
            new[shield.row.record].append(shield)
        return {one: tuple(sorted((*self._left(one, changes.people), *new[one]), key=order_of))
                for one in self._telling(changes)}  # fmt: skip

    def _left(self, one: str, gone: Collection[str]) -> Iterator[Shield]:
        """The facts of one person that the changes say nothing of."""
        shields = () if one in gone else self.facts.get(one) or ()
        return (shield for shield in shields if not any(name in gone for name in shield.named))

    def _members_after(self, changes: Changes) -> dict[str, frozenset[Affiliation]]:
        found: dict[str, set[Affiliation]] = {}
        for one in changes.people:
            for each in self.groups.get(one) or ():
                found.setdefault(each.end, set(self.members.get(each.end) or ())).discard(Affiliation(one, each.until))
        for one, now in changes.affiliations.items():
            for each in now:
                found.setdefault(each.end, set(self.members.get(each.end) or ())).add(Affiliation(one, each.until))
        return {group: frozenset(members) for group, members in found.items()}


def file_of(
    shields: Iterable[Shield], births: Births, affiliations: Mapping[str, tuple[Affiliation, ...]]
) -> ShieldFile:
    """The file of a whole graph."""
    facts: dict[str, list[Shield]] = defaultdict(list)
    naming: dict[str, set[str]] = defaultdict(set)
    members: dict[str, set[Affiliation]] = defaultdict(set)
    for shield in shields:
        facts[shield.row.record].append(shield)
        for name in shield.named:
            naming[name].add(shield.row.record)
    for person, groups in affiliations.items():
        for each in groups:
            members[each.end].add(Affiliation(person, each.until))
    return ShieldFile(
        Layered({one: tuple(sorted(told, key=order_of)) for one, told in facts.items()}),
        Layered({name: frozenset(tell) for name, tell in naming.items()}),
        births,
        Layered(dict(affiliations)),
        Layered({group: frozenset(people) for group, people in members.items()}),
    )
