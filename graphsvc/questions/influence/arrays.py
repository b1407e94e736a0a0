"""Influence paths over the arrays (graphsvc/engine): the question costs less than asking the database anything.

    safety_sphere (PEER: influence_relatives)      once, and then kept while the revision stands
    whom the safety lines bar, the search          in memory, in a thread of its own
    people_existing                                where no tie proves that somebody named is there
    influence_step_ties                            what joins the people of the paths shown; with names and agreements
                                                   in one round trip for whatever this asker was not shown before

Protective facts are those of the graph as it stands, from memory too, and act for everyone (access/shields.py).
"""

import asyncio
import os
from asyncio import gather
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

import numpy as np

from graphsvc.access.facts import spoken_of
from graphsvc.access.safety import Spheres, from_asker
from graphsvc.access.safety_rules import Near, decide
from graphsvc.access.sees import TIE_PARAMS, sees
from graphsvc.access.shield_bars import Lines
from graphsvc.access.shields import Shields
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.engine.search import Bytes, Engine, Route, Routes, Wanted
from graphsvc.model.asker import Sight
from graphsvc.model.circle import within
from graphsvc.model.nouns import PEER_TYPES, SUPPORT_TYPES
from graphsvc.model.quality import GROUP_TYPES, UNWALKED_ROLES
from graphsvc.model.safety_lines import concealed
from graphsvc.model.site import Site
from graphsvc.questions.influence.answer import PathAsked
from graphsvc.questions.influence.assume import Assumed, assumed
from graphsvc.questions.influence.masks import Masks
from graphsvc.questions.influence.order import Path, Step, start_at
from graphsvc.questions.influence.parts import Facts, facts_from
from graphsvc.questions.influence.relax import Relaxed
from graphsvc.questions.influence.select import Found
from graphsvc.questions.influence.shelf import Shelf, Shelves
from graphsvc.questions.influence.ways import (
    ABOUT,
    AGREED,
    Beside,
    Moved,
    Told,
    hers,
    may_be_named,
    relatives_of,
    timed,
)
from graphsvc.questions.influence.web import Limits, Web, web_of

Result = TypeVar("Result")
JOINING = "influence_step_ties"
KIND = "kind"
"""The one of the asker's arguments that makes another question when it is relaxed."""
NOWHERE = Routes((), 0, 0, False)
TYPES = {"SUPPORT": tuple(sorted(SUPPORT_TYPES)), "PEER": tuple(sorted(PEER_TYPES))}
THREADS = ThreadPoolExecutor(max_workers=os.cpu_count() or 2, thread_name_prefix="paths")
"""As many searches at once as there are processors: each thread's scratch memory is as long as the graph."""


@dataclass
class ByArrays:
    """The way over the arrays, for one request."""

    graph: Graph
    site: Site
    engine: Engine
    shields: Shields
    masks: Masks
    spheres: Spheres = field(default_factory=Spheres)
    revision: int = 0
    """That of the arrays."""
    shelves: Shelves = field(default_factory=Shelves)
    name: str = "engine"
    searches: list[float] = field(default_factory=list)
    _near: tuple[Near, ...] = field(default=())
    _assumed: Assumed | None = field(default=None)

    async def found(self, sight: Sight, asked: PathAsked) -> Found | None:
        """What the question finds; None when somebody whom it names is not there for the asker."""
        if not hers(sight, asked):
            return None
        self._near, relatives, self._assumed = await gather(
            self.spheres.near(self.graph, asked.person, sight.today, sight.revision),
            relatives_of(self.graph, sight, asked),
            self._as_assumed(sight, asked),
        )
        found, tied = await in_thread(lambda stop: self._looked(sight, asked, relatives, stop))

        async def there(sight: Sight, people: frozenset[str]) -> frozenset[str]:
            return await self._spoken(sight, people, tied)

        return found if await may_be_named(self.graph, sight, asked, there) else None

    async def relaxed(self, changes: Iterable[Relaxed]) -> tuple[tuple[Relaxed, Found], ...]:
        """What each change would find; a change that may not be asked is left out. Another kind is another question, so
        whom she may ask about is decided again; the others are of the same person and kind, one after another."""
        changes = tuple(changes)
        same = tuple(change for change in changes if change.argument != KIND)
        found: dict[str, Found | None] = {}
        if same:
            relatives = await relatives_of(self.graph, same[0].sight, same[0].asked)
            found = await in_thread(
                lambda stop: {each.argument: self._sought(each.sight, each.asked, relatives, stop) for each in same}
            )
        for change in changes:
            if change.argument == KIND:
                found[KIND] = await replace(self).found(change.sight, change.asked)
        return tuple((change, each) for change in changes if (each := found[change.argument]))

    async def told(
        self, sight: Sight, asked: PathAsked, found: Found, beside: Beside
    ) -> tuple[Told, dict[str, list[Row]]]:
        """The paths found, with what is on file about their ties; one round trip for all that was not shown to this
        asker before. Raises Moved."""
        pairs = sorted({(step.start, step.end) for path in found.all_paths for step in path.steps})
        shelf = self.shelves.of(self.revision, _asker(sight, asked), (sight.circle, sight.kin_circle))
        await self._read(sight, asked, shelf, shelf.new_pairs(pairs), beside)
        rows = {name: shelf.of(_kept_as(name, asked), said[ABOUT[name][0]]) for name, said in beside.items()}
        return self._as_told(asked, found, facts_from(shelf.joining(pairs))), rows

    async def _read(
        self, sight: Sight, asked: PathAsked, shelf: Shelf, pairs: list[tuple[str, str]], beside: Beside
    ) -> None:
        """Put on the shelf what is not there yet."""
        new: dict[str, dict[str, Any]] = {}
        for name, said in beside.items():
            people = shelf.new_people(_kept_as(name, asked), said[ABOUT[name][0]])
            if people:
                new[name] = {**said, ABOUT[name][0]: people}
        rows = await self.graph.read_together(self.asks(sight, asked, pairs, new))
        shelf.take_ties(pairs, rows.get(JOINING, ()))
        for name, said in new.items():
            named, column = ABOUT[name]
            shelf.take(_kept_as(name, asked), said[named], rows[name], column)

    def _as_told(self, asked: PathAsked, found: Found, facts: Facts) -> Told:
        ties, groups, staff = facts
        limits = Limits(asked.person, asked.as_of, asked.min_verification, frozenset(asked.avoid), period=asked.period)
        stands = web_of(ties.values(), limits, self.site)
        paths = tuple(filed(path, stands) for path in found.paths)
        if self._assumed is None:
            return Told(paths, (ties, groups, staff))
        assumed = {tie.id: tie for tie in self._assumed.ties}
        would_be = web_of(
            [tie for id, tie in {**ties, **assumed}.items() if id not in self._assumed.without_ties],
            replace(limits, outside=limits.outside | self._assumed.without_people),
            self.site,
        )
        return Told(
            paths,
            (ties | assumed, groups, staff),
            _only_in(would_be, stands, found.appears, asked),
            _only_in(stands, would_be, found.disappears, asked),
        )

    async def conceal(self, sight: Sight, people: frozenset[str]) -> frozenset[str]:
        """Those of these people who must not exist for the asker."""
        focal, others = sight.caseload, people - sight.caseload
        return from_asker(sight, self.shields.concealed_for_each(focal, others, sight.today, self.site)) & people

    async def _there(self, sight: Sight, people: frozenset[str]) -> frozenset[str]:
        """Those who are there for the asker."""
        tied = await in_thread(lambda stop: frozenset(one for one in people if self._tied(sight, one, stop)))
        return await self._spoken(sight, people, tied)

    async def _spoken(self, sight: Sight, people: frozenset[str], tied: frozenset[str]) -> frozenset[str]:
        """Those who are there for the asker: a tie that she may see is a statement about both its ends, so whoever is
        `tied` is; of the rest any statement is looked for, and of those who are concealed, which takes as long as of
        those who do not exist."""
        absent = await self.conceal(sight, people)
        proven = people & tied - absent
        return proven | await spoken_of(self.graph, sight, people - proven) - absent

    def _tied(self, sight: Sight, person: str, stop: Bytes) -> bool:
        """Whether the asker may see a tie that leads from that person to somebody."""
        wanted = (Wanted(person, kind, sight.today, sight.today, 1, first=1) for kind in TYPES)
        inside = within(sight.circle, (person,)) != []
        return inside and any(self.engine.paths(sight, self.site, each, stop).found for each in wanted)

    async def _as_assumed(self, sight: Sight, asked: PathAsked) -> Assumed | None:
        if asked.what_if is None:
            return None
        return await assumed(self.graph, sight, asked.what_if, self.engine, self._there)

    def asks(self, sight: Sight, asked: PathAsked, pairs: list[tuple[str, str]], beside: Beside) -> Beside:
        """What joins the two people of each step, and what is asked beside: each as far as the one circle goes, which
        is all of it that any of them needs."""
        if not pairs and len(beside) < 2:
            return beside
        ends = {end for pair in pairs for end in pair}
        named = {one for name, said in beside.items() for one in said[ABOUT[name][0]]}
        counted = self.engine.columns.beside(ends) | ends | named | {asked.person}
        circles = {name: within(getattr(sight, name), counted) for name in ("circle", "kin_circle")}
        first_day, last_day = _days(asked)
        joining = {
            "a": [a for a, _ in pairs],
            "b": [b for _, b in pairs],
            "types": list(TYPES[asked.kind]),
            "first_day": first_day,
            "last_day": last_day,
            "today": sight.today,
            "unwalked_roles": sorted(UNWALKED_ROLES),
            "group_cap": self.site.group_member_cap,
            **sees(sight, TIE_PARAMS),
            **circles,
        }
        also = {name: {**said, "circle": circles["circle"]} for name, said in beside.items()}
        return {JOINING: joining, **also} if pairs else also

    # ---- in the thread: no statement, no event loop -----------------------------------------------------------

    def _looked(
        self, sight: Sight, asked: PathAsked, relatives: frozenset[str], stop: Bytes
    ) -> tuple[Found | None, frozenset[str]]:
        """What the arrays hold, and whom of those named they show to have a tie: whoever was walked by does."""
        found = self._sought(sight, asked, relatives, stop)
        walked = frozenset() if asked.what_if else _walked(found)
        named = (asked.person, *asked.targets)
        return found, frozenset(one for one in named if one in walked or self._tied(sight, one, stop))

    def _sought(self, sight: Sight, asked: PathAsked, relatives: frozenset[str], stop: Bytes) -> Found | None:
        """What the arrays hold; None where a target must not exist in an answer about this person."""
        if self._conceals(sight, asked.targets):
            return None
        engine = self._assumed.stands if self._assumed else self.engine
        lines = self.shields.lines(self._near, sight.today, self.site)
        wanted = self.wanted(sight, asked, relatives, lines)
        with timed(self.searches):
            routes = _searched(engine, sight, self.site, wanted, stop)
        paths = _bare(asked.person, routes)
        appears, disappears = self._moves(sight, wanted, paths, stop)
        truncated = routes.total > asked.first
        found = Found(
            paths=paths,
            more=None if truncated and asked.targets else max(0, routes.total - asked.first),
            truncated=truncated,
            people=routes.explored,
            ties=routes.explored_ties,
            appears=appears,
            disappears=disappears,
        )
        shown = {step.end for path in found.all_paths for step in path.steps}
        return replace(found, unscreened=lines.unscreened(shown))

    def _moves(
        self, sight: Sight, wanted: Wanted, paths: tuple[Path, ...], stop: Bytes
    ) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
        """(what would come among the first paths, what would go): with targets, whatever is in one list only; without,
        whatever is no longer the best path to that person."""
        if self._assumed is None:
            return (), ()
        stands, would_be, left = self._assumed.stands, self._assumed.would_be, self._assumed.without_members
        too_large = left and left - stands.joining(sight, self.site, wanted, left)  # decided by who is on file
        other = replace(wanted, outside=wanted.outside | self._assumed.without_people | too_large)
        ahead = _bare(wanted.source, _searched(would_be, sight, self.site, other, stop))

        def best(engine: Engine, asked: Wanted, end: str) -> tuple[str, ...]:
            routes = _searched(engine, sight, self.site, replace(asked, ends=(end,), first=1), stop)
            return routes.found[0].ids if routes.found else ()

        def moved(paths: tuple[Path, ...], others: tuple[Path, ...], engine: Engine, asked: Wanted) -> tuple[Path, ...]:
            known = {path.ids for path in others}
            new = tuple(path for path in paths if path.ids not in known)
            return new if asked.ends else tuple(path for path in new if path.ids != best(engine, asked, path.end))

        return moved(ahead, paths, stands, wanted), moved(paths, ahead, would_be, other)

    def _conceals(self, sight: Sight, people: frozenset[str]) -> bool:
        reading = self.shields.reading(self._near, people, sight.today)
        return any(concealed(decide(reading, one, sight.today, self.site)) for one in people)

    def wanted(self, sight: Sight, asked: PathAsked, relatives: frozenset[str], lines: Lines) -> Wanted:
        """The question as the engine takes it. What differs for this P from what holds for everybody goes with it; P
        stands on its own paths, whatever bars others from it."""
        groups = (f"{kind}:{id}" for id in asked.avoid for kind in GROUP_TYPES.values())
        everybody = lines.barred
        wanted = Wanted(
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
            outside=frozenset((*(everybody.more - {asked.person}), *asked.avoid, *groups)),
            no_end=relatives,
            protected=self.masks.protected(self.engine.columns, everybody.base, self.shields.all_apart),
            spared=everybody.less | {asked.person},
        )
        if asked.period is None:
            return wanted
        return replace(wanted, period=(asked.period.first, asked.period.last), undated=asked.period.undated)


def _days(asked: PathAsked) -> tuple[date, date]:
    """Within which days, both included, a tie counts."""
    if asked.period is None:
        return asked.as_of, asked.as_of
    return asked.period.first or date.min, asked.period.last or date.max


def _asker(sight: Sight, asked: PathAsked) -> Hashable:
    """All that decides what the statements about paths shown say, but for circles and people."""
    return (asked.kind, _days(asked), sight.today, sight.allowed, sight.cases, sight.consented, sight.consent_classes)


def _kept_as(statement: str, asked: PathAsked) -> str:
    """An agreement is one to be asked for a certain person."""
    return f"{statement} {asked.person}" if statement == AGREED else statement


async def in_thread(work: Callable[[Bytes], Result]) -> Result:
    """What `work` returns, which runs beside the event loop; a request that is cut off ends its search."""
    stop = np.zeros(1, np.uint8)
    try:
        return await asyncio.get_running_loop().run_in_executor(THREADS, work, stop)
    except asyncio.CancelledError:
        stop[0] = 1
        raise


def _searched(engine: Engine, sight: Sight, site: Site, wanted: Wanted, stop: Bytes) -> Routes:
    """The paths found. From a person whom the asker herself leaves out, none."""
    return NOWHERE if wanted.source in wanted.outside else engine.paths(sight, site, wanted, stop)


def _walked(found: Found | None) -> frozenset[str]:
    """Everybody on a path found."""
    paths = found.paths if found else ()
    return frozenset(one for path in paths for step in path.steps for one in (step.start, step.end))


def _bare(start: str, routes: Routes) -> tuple[Path, ...]:
    """Routes as paths, their steps without what only the file says."""
    return tuple(walked_by(start, route) for route in routes.found)


def walked_by(start: str, route: Route) -> Path:
    """A route as a path, its steps without what only the file says."""
    path = start_at(start)
    for stride in route.strides:
        path = path.then(Step(path.end, stride.end, stride.ids, stride.quality, stride.group))
    return path


def filed(path: Path, web: Web) -> Path:
    """The path with its ties as they are on file. Raises Moved where they are so no longer."""
    told = start_at(path.start)
    for step in path.steps:
        filed = web.step(step.start, step.end, step.ids)
        if filed is None or filed.quality != step.quality:
            raise Moved
        told = told.then(filed)
    return told


def _only_in(here: Web, there: Web, paths: Iterable[Path], asked: PathAsked) -> tuple[Path, ...]:
    """The paths as they are on file here, without those to a target that are paths there too and only moved up or down
    the list."""
    return tuple(filed(path, here) for path in paths if not (asked.targets and _goes(path, there)))


def _goes(path: Path, web: Web) -> bool:
    """Whether each step is the one that joins its two people; within a period, one that does."""
    if web.limits.period:
        return all(web.step(step.start, step.end, step.ids) for step in path.steps)
    best = ((step, {each.end: each.ids for each in web.steps(step.start)}) for step in path.steps)
    return all(ids.get(step.end) == step.ids for step, ids in best)
