"""Influence paths over the arrays (graphsvc/engine): the question costs less than asking the database anything.

    people_existing, safety_sphere (PEER: influence_relatives)      one round trip, at once
    whom the safety lines bar, the search, what lay around          in memory, in a thread of its own
    influence_step_ties                                             what joins the people of the paths shown

Protective facts are those of the graph as it stands, from memory too, and act for everyone (access/shields.py).
"""

import asyncio
import os
from asyncio import gather
from collections.abc import Callable, Collection, Iterable, Mapping, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar

import numpy as np

from graphsvc.access.facts import spoken_of
from graphsvc.access.safety import from_asker, read_near
from graphsvc.access.safety_rules import Near, Reading, decide
from graphsvc.access.sees import TIE_PARAMS, sees
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.engine.around import around
from graphsvc.engine.search import Bytes, Engine, Route, Wanted
from graphsvc.model.asker import Sight
from graphsvc.model.nouns import PEER_TYPES, SUPPORT_TYPES
from graphsvc.model.quality import GROUP_TYPES, UNWALKED_ROLES
from graphsvc.model.safety_lines import concealed
from graphsvc.model.site import Site
from graphsvc.questions.influence.answer import PathAsked
from graphsvc.questions.influence.order import Path, Step, start_at
from graphsvc.questions.influence.parts import facts_from
from graphsvc.questions.influence.relax import Relaxed
from graphsvc.questions.influence.select import Found, sides_of
from graphsvc.questions.influence.ways import Moved, Told, hers, may_be_named, relatives_of, timed
from graphsvc.questions.influence.web import Limits, Pair, Web, web_of

Result = TypeVar("Result")
TYPES = {"SUPPORT": tuple(sorted(SUPPORT_TYPES)), "PEER": tuple(sorted(PEER_TYPES))}
THREADS = ThreadPoolExecutor(max_workers=os.cpu_count() or 2, thread_name_prefix="paths")
"""As many searches at once as there are processors: each thread's scratch memory is as long as the graph."""


class Shields(Protocol):
    """The protective facts of the whole graph: graphsvc.access.shields.Shields, or a fake in tests."""

    @property
    def all_apart(self) -> Collection[Pair]:
        """Every pair that a protective fact keeps from each other."""

    def barred(self, near: tuple[Near, ...], today: date, site: Site) -> Set[str]:
        """Everybody whom some line bars for the person whose people these are."""

    def unscreened(self, near: tuple[Near, ...], relatives: Iterable[str], today: date, site: Site) -> frozenset[str]:
        """Those of these relatives who are not barred and must be screened first."""

    def reading(self, near: tuple[Near, ...], relatives: Iterable[str], today: date) -> Reading:
        """Every protective fact that counts between these people and these relatives."""

    def concealed_for_each(
        self, focal_ids: Collection[str], ids: Collection[str], today: date, site: Site
    ) -> Mapping[str, frozenset[str]]:
        """Focal person → those of these people who are absent from every output about that person."""


@dataclass
class ByArrays:
    """The way over the arrays, for one request."""

    graph: Graph
    site: Site
    engine: Engine
    shields: Shields
    name: str = "engine"
    searches: list[float] = field(default_factory=list)
    _near: tuple[Near, ...] = field(default=())

    async def found(self, sight: Sight, asked: PathAsked) -> Found | None:
        """What the question finds; None when somebody whom it names is not there for the asker."""
        if not hers(sight, asked):
            return None
        named, self._near, relatives = await gather(
            may_be_named(self.graph, sight, asked, self._there),
            read_near(self.graph, asked.person, sight.today),
            relatives_of(self.graph, sight, asked),
        )
        if not named:
            return None
        return await in_thread(lambda stop: self._sought(sight, asked, relatives, stop))

    async def relaxed(self, changes: Iterable[Relaxed]) -> tuple[tuple[Relaxed, Found], ...]:
        """What each change would find; a change that may not be asked is left out."""
        found = [(change, await self._relaxed(change)) for change in changes]
        return tuple((change, each) for change, each in found if each)

    async def told(self, sight: Sight, asked: PathAsked, found: Found) -> Told:
        """The paths found, with what is on file about their ties. Raises Moved."""
        steps = sorted({(step.start, step.end) for path in found.paths for step in path.steps})
        facts = facts_from(await self._joining(sight, asked, steps))
        limits = Limits(asked.person, asked.as_of, asked.min_verification, frozenset(asked.avoid))
        web = web_of(facts[0].values(), limits, self.site)
        return Told(tuple(_on_file(path, web) for path in found.paths), facts)

    async def conceal(self, sight: Sight, people: frozenset[str]) -> frozenset[str]:
        """Those of these people who must not exist for the asker."""
        focal, others = sight.caseload, people - sight.caseload
        return from_asker(sight, self.shields.concealed_for_each(focal, others, sight.today, self.site)) & people

    async def _there(self, sight: Sight, people: frozenset[str]) -> frozenset[str]:
        there = await spoken_of(self.graph, sight, people)
        return there - await self.conceal(sight, there)

    async def _relaxed(self, change: Relaxed) -> Found | None:
        """What a change finds: another kind is another question, so whom she may ask about is decided again."""
        if change.argument == "kind":
            return await self.found(change.sight, change.asked)
        relatives = await relatives_of(self.graph, change.sight, change.asked)
        return await in_thread(lambda stop: self._sought(change.sight, change.asked, relatives, stop))

    async def _joining(self, sight: Sight, asked: PathAsked, steps: Iterable[tuple[str, str]]) -> list[Row]:
        """All that joins the two people of each step."""
        pairs = tuple(steps)
        if not pairs:
            return []
        return await self.graph.read(
            "influence_step_ties",
            a=[a for a, _ in pairs],
            b=[b for _, b in pairs],
            types=list(TYPES[asked.kind]),
            first_day=asked.as_of,
            last_day=asked.as_of,
            today=sight.today,
            unwalked_roles=sorted(UNWALKED_ROLES),
            group_cap=self.site.group_member_cap,
            **sees(sight, TIE_PARAMS),
        )

    # ---- in the thread: no statement, no event loop -----------------------------------------------------------

    def _sought(self, sight: Sight, asked: PathAsked, relatives: frozenset[str], stop: Bytes) -> Found | None:
        """What the arrays hold; None where a target must not exist in an answer about this person."""
        if self._conceals(sight, asked.targets):
            return None
        wanted = self._wanted(sight, asked, relatives)
        with timed(self.searches):
            routes = self.engine.paths(sight, self.site, wanted, stop)
        people, ties = around(self.engine, sight, self.site, wanted, sides_of(asked))
        paths = tuple(_bare(asked.person, route) for route in routes.found)
        shown = {step.end for path in paths for step in path.steps}
        truncated = routes.total > asked.first
        return Found(
            paths=paths,
            more=None if truncated and asked.targets else max(0, routes.total - asked.first),
            truncated=truncated,
            people=people,
            ties=ties,
            unscreened=self.shields.unscreened(self._near, shown, sight.today, self.site),
        )

    def _conceals(self, sight: Sight, people: frozenset[str]) -> bool:
        reading = self.shields.reading(self._near, people, sight.today)
        return any(concealed(decide(reading, one, sight.today, self.site)) for one in people)

    def _wanted(self, sight: Sight, asked: PathAsked, relatives: frozenset[str]) -> Wanted:
        groups = (f"{kind}:{id}" for id in asked.avoid for kind in GROUP_TYPES.values())
        return Wanted(
            source=asked.person,
            kind=asked.kind,
            as_of=asked.as_of,
            today=sight.today,
            most_steps=asked.max_steps,
            order=asked.order,
            first=asked.first,
            ends=tuple(sorted(asked.targets)),
            via=asked.via,
            min_verification=asked.min_verification,
            outside=frozenset((*self._barred(sight, asked), *asked.avoid, *groups)),
            no_end=relatives,
            apart=frozenset(self.shields.all_apart),
        )

    def _barred(self, sight: Sight, asked: PathAsked) -> frozenset[str]:
        """Whom the safety lines bar for this person, as far as the asker's question can reach at all."""
        barred = self.shields.barred(self._near, sight.today, self.site)
        everywhere = sight.circle is None or sight.kin_circle is None
        within = barred if everywhere else {*(sight.circle or ()), *(sight.kin_circle or ())}
        return frozenset(person for person in within if person in barred) - {asked.person}


async def in_thread(work: Callable[[Bytes], Result]) -> Result:
    """What `work` returns, which runs beside the event loop; a request that is cut off ends its search."""
    stop = np.zeros(1, np.uint8)
    try:
        return await asyncio.get_running_loop().run_in_executor(THREADS, work, stop)
    except asyncio.CancelledError:
        stop[0] = 1
        raise


def _bare(start: str, route: Route) -> Path:
    """A route as a path, its steps without what only the file says."""
    path = start_at(start)
    for stride in route.strides:
        path = path.then(Step(path.end, stride.end, stride.ids, (stride.strength, 0, 0), stride.group))
    return path


def _on_file(path: Path, web: Web) -> Path:
    """The path with its ties as they are on file. Raises Moved where they are so no longer."""
    told = start_at(path.start)
    for step in path.steps:
        filed = web.step(step.start, step.end, step.ids)
        if filed is None or filed.quality[0] != step.quality[0]:
            raise Moved
        told = told.then(filed)
    return told
