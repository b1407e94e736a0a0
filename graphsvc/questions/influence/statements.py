"""Influence paths by statements: the fallback for graphs that no memory holds, and the oracle for the other way.

people_existing             are the person and the targets there for the asker
influence_*_ties            the walk, the predicate inside it: once for each step, at most four
safety_sphere, safety_facts who is barred for this person: dropped as ends and middles
safety_apart                which two middles a harm tie keeps apart
influence_relatives         PEER: no relative is an end
influence_tie_facts         what is on file about the paths shown
"""

from asyncio import gather
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from graphsvc.access.facts import existing
from graphsvc.access.protective import read_whole
from graphsvc.access.safety import concealed_from, safety_findings
from graphsvc.access.sees import TIE_PARAMS, sees
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.model.asker import Sight
from graphsvc.model.quality import UNWALKED_ROLES, TieFacts
from graphsvc.model.safety_lines import Effect, barred, concealed
from graphsvc.model.site import Site
from graphsvc.questions.influence.answer import PathAsked
from graphsvc.questions.influence.parts import facts_from, ids_on
from graphsvc.questions.influence.relax import Relaxed
from graphsvc.questions.influence.select import Found, Walk, found_in, sides_of
from graphsvc.questions.influence.ways import Beside, Told, may_be_named, relatives_of, timed
from graphsvc.questions.influence.web import Limits, Pair, people_of, reached, ties_from, web_of

FACTS = "influence_tie_facts"


@dataclass(frozen=True)
class ByStatements:
    """The way by statements, for one request."""

    graph: Graph
    site: Site
    name: str = "cypher"
    searches: list[float] = field(default_factory=list)

    async def found(self, sight: Sight, asked: PathAsked) -> Found | None:
        """What the question finds; None when somebody whom it names is not there for the asker."""
        if not await may_be_named(self.graph, sight, asked, self._there):
            return None
        with timed(self.searches):
            walk = await walked(self.graph, sight, self.site, asked)
            return None if asked.targets & walk.concealed else found_in(walk, asked, self.site)

    async def relaxed(self, changes: Iterable[Relaxed]) -> tuple[tuple[Relaxed, Found], ...]:
        """What each change would find; one walk for each that needs another one."""
        walks: dict[PathAsked, Walk] = {}
        found = []
        for change in changes:
            # another kind is another question: whom she may ask about is decided again
            if change.argument == "kind" and not await may_be_named(
                self.graph, change.sight, change.asked, self._there
            ):
                continue
            fetched = replace(change.asked, avoid=(), via=(), min_verification="STATED")
            if fetched not in walks:
                walks[fetched] = await walked(self.graph, change.sight, self.site, fetched)
            found.append((change, found_in(walks[fetched], change.asked, self.site)))
        return tuple(found)

    async def told(
        self, sight: Sight, asked: PathAsked, found: Found, beside: Beside
    ) -> tuple[Told, dict[str, list[Row]]]:
        """The paths found, with what is on file about their ties; the statements beside, each by itself."""
        people, ties = ids_on(found.paths)
        own = {FACTS: {"people": people, "ties": ties, **sees(sight, TIE_PARAMS)}} if ties else {}
        asks = {**own, **beside}
        rows = dict(zip(asks, await gather(*(self.graph.read(name, **asks[name]) for name in asks)), strict=True))
        return Told(found.paths, facts_from(rows.get(FACTS, ()))), rows

    async def conceal(self, sight: Sight, people: frozenset[str]) -> frozenset[str]:
        """Those of these people who must not exist for the asker."""
        return await concealed_from(self.graph, sight, self.site, people)

    async def _there(self, sight: Sight, people: frozenset[str]) -> frozenset[str]:
        return await existing(self.graph, sight, self.site, people)


async def walked(graph: Graph, sight: Sight, site: Site, asked: PathAsked) -> Walk:
    """Everything that may be walked for this question, and whom the safety lines bar from it."""
    ties = await _ties(graph, sight, site, asked)
    people = people_of(ties) | asked.targets
    findings, apart, relatives = await gather(
        safety_findings(graph, sight, site, asked.person, people - {asked.person}),
        _apart(graph, people),
        relatives_of(graph, sight, asked),
    )
    kept = {person for person, found in findings.items() if not barred(found)}
    return Walk(
        ties=ties,
        barred=frozenset(findings) - kept,
        concealed=frozenset(person for person, found in findings.items() if concealed(found)),
        unscreened=frozenset(p for p in kept if any(f.effect is Effect.SCREEN for f in findings[p])),
        apart=apart,
        relatives=relatives,
    )


async def _ties(graph: Graph, sight: Sight, site: Site, asked: PathAsked) -> tuple[TieFacts, ...]:
    """The ties of the walk, step by step, each person's once. With few targets it goes out from both sides and meets
    in the middle: half the steps reach far fewer people than all of them."""
    sides = sides_of(asked)
    ties: dict[str, TieFacts] = {}
    walked_from: frozenset[str] = frozenset()
    for step in range(max(most for _, most in sides)):
        web = web_of(ties.values(), Limits(asked.person, asked.as_of), site)
        near = [reached(people, web.neighbours, step) for people, most in sides if step < most]
        edge = frozenset().union(*near) - walked_from
        walked_from |= edge
        ties.update({tie.id: tie for tie in await _touching(graph, sight, site, asked, edge)} if edge else {})
    return tuple(ties.values())


async def _touching(
    graph: Graph, sight: Sight, site: Site, asked: PathAsked, people: Iterable[str]
) -> tuple[TieFacts, ...]:
    """The ties of the asked kind that touch these people, as the asker may see them: one statement."""
    told: dict[str, Any] = {"people": sorted(people), "as_of": asked.as_of, "group_cap": site.group_member_cap}
    if asked.kind == "SUPPORT":
        roles = sorted(UNWALKED_ROLES)
        rows = await graph.read("influence_support_ties", **told, unwalked_roles=roles, **sees(sight, TIE_PARAMS))
    else:
        rows = await graph.read("influence_peer_ties", **told, today=sight.today, **sees(sight))
    return ties_from(rows[0])


async def _apart(graph: Graph, people: Iterable[str]) -> frozenset[Pair]:
    rows = await read_whole(graph, "safety_apart", people=sorted(people))
    return frozenset(frozenset((row["a"], row["b"])) for row in rows)
