"""The question influencePaths: asks the graph a constant number of statements, and puts the answer together.

    people_existing             are the person and the targets there for the asker
    influence_*_ties            the walk, the predicate inside it: once for each step, at most four
    safety_sphere, safety_facts who is barred for this person: dropped as ends and middles
    safety_apart                which two middles a harm tie keeps apart
    influence_relatives         PEER: no relative is an end
    then the facts, names and agreements of the paths shown

An empty answer asks again at most three times, with one of the asker's own arguments relaxed (relax.py).
"""

from asyncio import gather
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Any, TypeAlias

from graphsvc.access.facts import existing
from graphsvc.access.protective import read_whole
from graphsvc.access.safety import safety_findings
from graphsvc.access.sees import TIE_PARAMS, sees
from graphsvc.access.speakers import speakers
from graphsvc.database.driver import Graph
from graphsvc.model.answers import Basis, Problem, problem
from graphsvc.model.asker import Sight
from graphsvc.model.kin import KIN_ROLES
from graphsvc.model.person import NAMELESS
from graphsvc.model.quality import UNWALKED_ROLES, TieFacts
from graphsvc.model.safety_lines import Effect, barred, concealed
from graphsvc.model.site import Site
from graphsvc.questions.influence.answer import InfluenceAnswer, PathAsked
from graphsvc.questions.influence.order import Path
from graphsvc.questions.influence.parts import Facts, File, facts_from, ids_on, paths_of
from graphsvc.questions.influence.relax import Relaxed, relaxations_of, relaxed
from graphsvc.questions.influence.select import Found, Walk, found_in
from graphsvc.questions.influence.web import Limits, Pair, people_of, reached, ties_from, web_of
from graphsvc.questions.influence.words import FIXED, explanation

FOCAL_SCOPES = frozenset({"own", "team"})
"""Scopes in which the person asked about must be on the caseload (definitions.md §11)."""
KIN = tuple(role.code for role in KIN_ROLES.values() if role.degree > 0)
OtherKind: TypeAlias = Callable[[], Awaitable[Sight | None]]
"""What the asker sees through the other kind of path; None where that may not be asked."""
MANY_TARGETS = 20
"""With more targets than this, walking out from the person alone is the smaller walk."""


async def influence_paths(
    graph: Graph, sight: Sight, site: Site, asked: PathAsked, other_kind: OtherKind
) -> InfluenceAnswer | Problem:
    """The paths in order. `other_kind` is only asked when there are none."""
    if not await _may_be_named(graph, sight, site, asked):
        return problem("NOT_FOUND")
    walk = await walked(graph, sight, site, asked)
    if asked.targets & walk.concealed:
        return problem("NOT_FOUND")
    found = found_in(walk, asked, site)
    hints = () if found.paths else relaxations_of(await _relaxed(graph, sight, site, asked, other_kind))
    file = await _file(graph, sight, site, asked, found.paths, walk)
    return InfluenceAnswer(
        basis=_basis(sight, asked, found, tuple(hint.sentence for hint in hints)),
        person=asked.person,
        name=file.names[asked.person],
        kind=asked.kind,
        order=asked.order,
        paths=paths_of(found.paths, asked, file, site),
        more=found.more,
        truncated=found.truncated,
        explored_people=found.people,
        explored_ties=found.ties,
        relaxations=hints,
    )


async def _may_be_named(graph: Graph, sight: Sight, site: Site, asked: PathAsked) -> bool:
    """Whether the person and every target are there for the asker, and the person is hers to ask about."""
    if sight.scope in FOCAL_SCOPES and asked.person not in sight.caseload:
        return False
    named = {asked.person, *asked.targets}
    if named != await existing(graph, sight, site, named):
        return False
    strangers = set(asked.to_any_of) - sight.caseload if asked.kind == "SUPPORT" else set()
    return not strangers or strangers <= await _on_list(graph, sight, strangers)


async def _on_list(graph: Graph, sight: Sight, ids: Iterable[str]) -> frozenset[str]:
    """Which of these people are on the programme's list, as the asker may see it."""
    rows = await graph.read("person_facts", ids=sorted(ids), as_of=sight.today, **sees(sight))
    return frozenset(row["person"] for row in rows if row["noun"] == "Enrolment")


async def walked(graph: Graph, sight: Sight, site: Site, asked: PathAsked) -> Walk:
    """Everything that may be walked for this question, and whom the safety lines bar from it."""
    ties = await _ties(graph, sight, site, asked)
    people = people_of(ties) | asked.targets
    findings, apart, relatives = await gather(
        safety_findings(graph, sight, site, asked.person, people - {asked.person}),
        _apart(graph, people),
        _relatives(graph, sight, asked),
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
    inward = asked.max_steps // 2 if 0 < len(asked.targets) <= MANY_TARGETS else 0
    sides = (({asked.person}, asked.max_steps - inward), (asked.targets, inward))
    ties: dict[str, TieFacts] = {}
    walked_from: frozenset[str] = frozenset()
    for step in range(asked.max_steps - inward):
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


async def _relatives(graph: Graph, sight: Sight, asked: PathAsked) -> frozenset[str]:
    """PEER: whoever is a relative by ties that the asker may see."""
    if asked.kind != "PEER":
        return frozenset()
    names = ("allowed", "consent_classes", "cases", "consented", "kin_circle")
    told = {"person_id": asked.person, "roles": list(KIN), **sees(sight, names)}
    rows = await read_whole(graph, "influence_relatives", **told)
    return frozenset(row["id"] for row in rows)


async def _relaxed(
    graph: Graph, sight: Sight, site: Site, asked: PathAsked, other_kind: OtherKind
) -> tuple[tuple[Relaxed, Found], ...]:
    """What each of the asker's own arguments, relaxed alone, would find; one walk for each that needs another one."""
    walks: dict[PathAsked, Walk] = {}
    found = []
    for change in relaxed(asked, sight, site, await other_kind()):
        # another kind is another question: whom she may ask about is decided again
        if change.argument == "kind" and not await _may_be_named(graph, change.sight, site, change.asked):
            continue
        fetched = replace(change.asked, avoid=(), via=(), min_verification="STATED")
        if fetched not in walks:
            walks[fetched] = await walked(graph, change.sight, site, fetched)
        found.append((change, found_in(walks[fetched], change.asked, site)))
    return tuple(found)


async def _file(graph: Graph, sight: Sight, site: Site, asked: PathAsked, paths: tuple[Path, ...], walk: Walk) -> File:
    """What is on file about the paths shown: three or four statements, however many paths."""
    people, ties = ids_on(paths)
    everybody = sorted({asked.person, *people})
    (facts, groups, staff), names, agreed = await gather(
        _facts(graph, sight, people, ties),
        speakers(graph, sight, site, everybody),
        _agreed(graph, sight, asked, people),
    )
    return File(facts, groups, staff, dict.fromkeys(everybody, NAMELESS) | names, agreed, walk.unscreened)


async def _facts(graph: Graph, sight: Sight, people: list[str], ties: list[str]) -> Facts:
    rows = await graph.read("influence_tie_facts", people=people, ties=ties, **sees(sight, TIE_PARAMS)) if ties else []
    return facts_from(rows)


async def _agreed(graph: Graph, sight: Sight, asked: PathAsked, people: list[str]) -> dict[str, bool]:
    if asked.kind != "SUPPORT" or not people:
        return {}
    rows = await graph.read(
        "influence_agreements", person_id=asked.person, people=people, today=sight.today, **sees(sight)
    )
    return {row["person"]: row["agreed"] for row in reversed(rows)}  # the latest word stands last


def _basis(sight: Sight, asked: PathAsked, found: Found, hints: tuple[str, ...]) -> Basis:
    return Basis(
        as_of=asked.as_of,
        policy_version=sight.policy_version,
        explanation=explanation(asked, len(found.paths), hints),
        limits=(FIXED[asked.kind],),
    )
