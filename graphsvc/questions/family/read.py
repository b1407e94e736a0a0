"""What questions about kinship read first: family ties layer by layer. What is shown of them is read by tell.py.

A concealed person is taken out with every tie before anything is worked out, so that nothing in an answer leads there.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Protocol

from graphsvc.access.facts import existing
from graphsvc.access.families import MOST_TIES, Families, StatedTies, Ties, read_more
from graphsvc.access.safety import Protective
from graphsvc.access.shelves import Shelves
from graphsvc.database.driver import Graph
from graphsvc.engine.columns import Columns
from graphsvc.engine.kin import KinTies
from graphsvc.engine.told import STAFF, HeldFacts
from graphsvc.kinship.known import Known
from graphsvc.kinship.life import OnFile
from graphsvc.kinship.pedigree import Pedigree
from graphsvc.kinship.ties import FamilyTie, pedigree_from
from graphsvc.kinship.walk import Walk
from graphsvc.model.asker import Sight
from graphsvc.model.site import Site

MOST_PEOPLE = 5_000
"""Whose ties are read for one question: several times what the fourth degree of any family on file holds."""


@dataclass(frozen=True)
class HeldTies:
    """Family ties out of the graph in memory: the same as by statements (tests/live/test_kin_arrays.py)."""

    held: KinTies

    async def of(self, people: Collection[str]) -> list[FamilyTie]:
        """The ties that touch these people, by type and id, MOST_TIES at most."""
        return self.held.of(people)[:MOST_TIES]


class World(Protocol):
    """One version of the graph in memory (graphsvc.engine.follow.World)."""

    @property
    def revision(self) -> int: ...

    @property
    def columns(self) -> Columns: ...

    @property
    def parts(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class Asking:
    """Who asks what of which graph: what every read of one question takes."""

    graph: Graph
    sight: Sight
    site: Site
    protective: Protective
    as_of: date
    families: Families = field(default_factory=Families)
    shelves: Shelves = field(default_factory=Shelves)
    world: World | None = None
    """The graph in memory, at the asker's revision or a later one, where it is there."""

    @property
    def revision(self) -> int:
        """Whose ties are read."""
        return self.world.revision if self.world else self.sight.revision

    @cached_property
    def held(self) -> HeldFacts | None:
        """Names, lives and sources out of memory, where they are there."""
        if self.world is None or STAFF not in self.world.parts:
            return None
        return HeldFacts(self.world.columns, self.world.parts[STAFF], self.sight)

    def ties(self) -> Ties:
        """Where they are read."""
        if self.world is None:
            return StatedTies(self.graph, self.sight, self.as_of)
        return HeldTies(KinTies(self.world.columns, self.sight, self.as_of))


@dataclass(frozen=True)
class Family:
    """The family ties around somebody, as if nobody concealed were there. `asked`: whose ties were all read, of whom
    nobody is `absent`. `truncated`: not all ties that matter are known."""

    known: Known
    asked: frozenset[str]
    absent: frozenset[str]
    truncated: bool

    @cached_property
    def ties(self) -> tuple[FamilyTie, ...]:
        """Every tie of those who were asked about, by type and id."""
        every = {tie.id: tie for person in self.asked for tie in self.known.own[person].ties}
        open_ties = (tie for tie in every.values() if self.absent.isdisjoint((tie.a, tie.b)))
        return tuple(sorted(open_ties, key=_type_and_id))

    def ties_of(self, person: str) -> tuple[FamilyTie, ...]:
        """Those of one of them, by type and id."""
        ties = (tie for tie in self.known.own[person].ties if tie.other(person) not in self.absent)
        return tuple(sorted(ties, key=_type_and_id))

    def ties_named(self, ids: Iterable[str]) -> list[FamilyTie]:
        """The ties of these ids."""
        return [self.known.ties[id] for id in ids]

    @property
    def people(self) -> frozenset[str]:
        """Everybody whom the ties join."""
        return frozenset(end for tie in self.ties for end in (tie.a, tie.b))

    def pedigree(self, sexes: Mapping[str, str]) -> Pedigree:
        """The pedigree that the ties make. What else is known makes no other line between people of these."""
        if self.absent or self.truncated:
            return pedigree_from(self.ties, sexes)
        return self.known.pedigree(sexes)

    def sexes(self, lives: Mapping[str, OnFile], people: Iterable[str]) -> dict[str, str]:
        """Person → FEMALE or MALE, as recorded, else as their roles say."""
        recorded = ((person, lives[person].sex if person in lives else "") for person in people)
        said = ((person, sex or self._sex_said(person)) for person, sex in recorded)
        return {person: sex for person, sex in said if sex}

    def _sex_said(self, person: str) -> str:
        """What the roles in its ties say of somebody, where they agree."""
        said = {tie.sex_said for tie in self._held(person) if tie.a == person and tie.b not in self.absent} - {""}
        return said.pop() if len(said) == 1 else ""

    def _held(self, person: str) -> Iterable[FamilyTie]:
        """The ties of anybody to those who were asked about, as they were read."""
        own = self.known.own
        if person in self.asked:
            return own[person].ties
        if person in own:
            return (tie for tie in own[person].ties if tie.other(person) in self.asked)
        beside = (own[one].ties for one in self.asked if person in own[one].others)
        return (tie for ties in beside for tie in ties if person in (tie.a, tie.b))


def _type_and_id(tie: FamilyTie) -> tuple[str, str]:
    return (tie.type, tie.id)


async def read_family(
    ask: Asking, about: str, start: Iterable[str], *, degree: int, generations: int, behind: bool = True
) -> Family | None:
    """The ties around `start` in an output about `about`; None where one of them is not there for the asker. `behind`:
    whether whoever stands behind a union or a step tie matters, beyond that tie's other end."""
    asked = frozenset(start)
    walk, cut = Walk(asked, degree, generations, behind, MOST_PEOPLE), False
    arrays = ask.world.columns if ask.world else None
    known, ties = ask.families.known(ask.sight, ask.as_of, ask.revision, arrays), ask.ties()
    while not cut and (missing := walk.go(known)):
        known, cut = await read_more(ties, known, missing)
    met = frozenset(walk.asked | walk.wanted if cut else walk.asked)
    people = met.union(*[known.own[person].others for person in met])
    alone = [person for person in asked if not known.own[person].ties]
    if not await _all_there(ask, frozenset(alone)):
        return None
    absent = await ask.protective.absent(ask.sight, ask.site, about, people)
    if asked & absent:
        return None
    return Family(known, met - absent, absent & people, walk.cut or cut)


async def _all_there(ask: Asking, people: frozenset[str]) -> bool:
    """Whether all of these are there for the asker; whoever has a visible tie is."""
    return not people or people == await existing(ask.graph, ask.sight, ask.site, people)
