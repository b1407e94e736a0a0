"""The session's graph as arrays and protective facts, read the slow way: what the follower keeps is compared with it.

engine = await engine_of(graph)                        every tie, whatever its class
shields = await brute_shields(graph, {person: who})    the statements' own answers, asked beforehand
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from graphsvc.access.protective import read_whole
from graphsvc.access.safety import concealed_for_each, read_facts, read_nears
from graphsvc.access.safety_rules import Near, Reading, decide
from graphsvc.database.driver import Graph
from graphsvc.engine.columns import GroupRow, TieRow, columns_of
from graphsvc.engine.search import Engine
from graphsvc.model.asker import Sight
from graphsvc.model.quality import KIND_OF, TieFacts
from graphsvc.model.safety_lines import Effect, Sphere, barred
from graphsvc.model.site import Site

TIES = """MATCH (a:Person)-[t]->(b) WHERE type(t) IN $types
RETURN type(t) AS type, a.id AS a, b.id AS b, properties(t) AS facts"""
GROUPS = "MATCH (g:Household|Gang) RETURN labels(g)[0] AS label, properties(g) AS facts"
KEYS = {"Household": "household", "Gang": "gang"}


async def engine_of(graph: Graph) -> Engine:
    """Every tie of the graph."""
    people = [row["id"] for row in await graph.run_alone("MATCH (p:Person) RETURN p.id AS id")]
    ties = [tie_row(row) for row in await graph.run_alone(TIES, types=list(KIND_OF))]
    groups = [group_row(row["label"], row["facts"]) for row in await graph.run_alone(GROUPS)]
    return Engine(columns_of(people, ties, groups))


def tie_row(row: Mapping[str, object]) -> TieRow:
    facts = dict(row["facts"])  # type: ignore[call-overload]
    known = {name: facts[name] for name in TieFacts.__dataclass_fields__ if facts.get(name) is not None}
    known |= {"type": row["type"], "a": row["a"], "b": row["b"], "sources": tuple(facts.get("sources") or ())}
    more = {name: facts.get(name) for name in ("status", "retain_until")}
    return TieRow(TieFacts(**known), cls=facts["cls"], case=facts.get("case_id"), **more)


def group_row(label: str, facts: Mapping[str, object]) -> GroupRow:
    return GroupRow(
        key=f"{KEYS[label]}:{facts['id']}",
        cls=facts["cls"],  # type: ignore[arg-type]
        case=facts.get("case_id"),  # type: ignore[arg-type]
        verified=facts.get("verification") in ("STATED", "PROVEN") and facts.get("contested_at") is None,
        joins=label == "Gang" or facts.get("kind") == "FAMILY",
        valid_from=facts.get("valid_from"),  # type: ignore[arg-type]
        valid_to=facts.get("valid_to"),  # type: ignore[arg-type]
    )


@dataclass(frozen=True)
class BruteShields:
    """What the statements said, by person."""

    readings: Mapping[str, Reading]
    people: Mapping[str, frozenset[str]]
    absent: Mapping[str, frozenset[str]]
    all_apart: frozenset[frozenset[str]]

    def reading(self, near: tuple[Near, ...], relatives: Iterable[str], today: date) -> Reading:
        return self.readings[_self(near)]

    def barred(self, near: tuple[Near, ...], today: date, site: Site) -> frozenset[str]:
        reading = self.readings[_self(near)]
        return frozenset(p for p in self.people[_self(near)] if barred(decide(reading, p, today, site)))

    def unscreened(self, near: tuple[Near, ...], relatives: Iterable[str], today: date, site: Site) -> frozenset[str]:
        found = {p: decide(self.readings[_self(near)], p, today, site) for p in relatives}
        return frozenset(
            p for p, lines in found.items() if not barred(lines) and any(f.effect is Effect.SCREEN for f in lines)
        )

    def concealed_for_each(
        self, focal_ids: Collection[str], ids: Collection[str], today: date, site: Site
    ) -> Mapping[str, frozenset[str]]:
        wanted = frozenset(ids)
        return {focal: self.absent.get(focal, frozenset()) & wanted for focal in (*focal_ids, "")}


def _self(near: tuple[Near, ...]) -> str:
    return next(each.id for each in near if each.sphere is Sphere.SELF)


async def brute_shields(graph: Graph, sight: Sight, about: Mapping[str, Collection[str]]) -> BruteShields:
    """The facts between each of these persons and the people beside it, in a dictionary."""
    nears = await read_nears(graph, about, sight.today)
    everybody = sorted({*about, *(who for people in about.values() for who in people)})
    pairs = await read_whole(graph, "safety_apart", people=everybody)
    return BruteShields(
        {p: await read_facts(graph, nears.get(p, ()), set(about[p]) - {p}, sight.today) for p in about},
        {p: frozenset(about[p]) - {p} for p in about},
        await concealed_for_each(graph, sight, Site(), about, everybody),
        frozenset(frozenset((row["a"], row["b"])) for row in pairs),
    )
