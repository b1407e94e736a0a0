"""Kinship in a pedigree of 3,000 people: the whole questions, beside one Cypher statement that finds the same lines.

    family.kinship.3000.*_ms              `kinship` of pairs drawn at random: ties, names, sources out of the arrays
    family.relatives.3000.*_ms            `relatives` to degree 4, a page of 100
    family.kinship_again.3000.*_ms, family.relatives_again.…   the same pairs once more, while nobody writes
    family.lines.3000.*_ms                the lines of those pairs alone, once the ties are in memory
    family.around.3000.*_ms               the relatives of those people alone, once the ties are in memory
    family.cypher_kinship.3000.*_ms       lines of descent, at most ten generations up and down
    family.cypher_relatives.3000.*_ms     descent to degree 4, and one union at its end
Cycles are collected as seldom as in the service. What the statements lack: step, foster and in-law lines but the last,
half and full, words, safety lines, sources.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.bench_import import CLOCK, settings_at
from bench.timing import spread
from graphsvc.access.safety import Protective
from graphsvc.access.shields import load_shields
from graphsvc.app import seldom_collected
from graphsvc.catalogue import read_catalogue
from graphsvc.clock import Clock, monotonic
from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph
from graphsvc.database.local import running_server
from graphsvc.database.migrations import migrate
from graphsvc.engine.follow import World
from graphsvc.engine.load import load_columns
from graphsvc.engine.told import STAFF
from graphsvc.importing.run import import_bundle
from graphsvc.kinship.lines import kinship as lines_between
from graphsvc.kinship.relatives import relatives as lines_around
from graphsvc.kinship.ties import FamilyTie, pedigree_from
from graphsvc.model.asker import Principal, Sight
from graphsvc.model.paging import Window
from graphsvc.model.site import Site
from graphsvc.questions.family.answer import KinshipAnswer, RelativesAnswer
from graphsvc.questions.family.ask import kinship
from graphsvc.questions.family.near import RelativesAsked, relatives
from graphsvc.questions.family.read import Asking
from graphsvc.questions.influence.memory import StaffNames
from tests.bundle import write_bundle

PEOPLE, SEED, ROUNDS, WARMUP, DEGREE = 3_000, 20260420, 200, 40, 4
GENERATIONS = 9
FAMILY = {"compartment": "FAMILY", "owner": "EOHHS", "stated_at": "2026-04-01", "stated_as": "FAMILY"}
CYPHER_KINSHIP = """
MATCH p = (a:Person {id: $a}) (()<-[:KIN_OF]-()){0,10} (c:Person) (()-[:KIN_OF]->()){0,10} (b:Person {id: $b})
WITH p, [n IN nodes(p) | n.id] AS people
WHERE all(id IN people WHERE size([x IN people WHERE x = id]) = 1)
RETURN length(p) AS degree, people ORDER BY degree, people LIMIT 20"""
CYPHER_RELATIVES = """
MATCH p = (a:Person {id: $a}) (()<-[:KIN_OF]-()){0,4} (c:Person) (()-[:KIN_OF]->()){0,4} (b:Person)
WHERE length(p) <= 4 AND b <> a
WITH a, b, min(length(p)) AS degree
WITH a, collect({id: b.id, degree: degree, b: b}) AS near
UNWIND near + [{id: a.id, degree: 0, b: a}] AS each
WITH each, each.b AS x
CALL (x) { RETURN x AS y, 0 AS more UNION ALL MATCH (x)-[:UNION_WITH]-(y:Person) RETURN y, 1 AS more }
WITH y.id AS id, min(each.degree + more) AS degree
WHERE 1 <= degree <= 4
RETURN id, degree ORDER BY degree, id"""


def numbers(home: Path) -> dict[str, float]:
    """The figures."""
    folder = write_bundle(home / "pedigree", drawn_pedigree(PEOPLE, SEED))
    with running_server(settings_at(home / "server")) as connection, seldom_collected():
        return asyncio.run(_measured(home, folder, connection))


def drawn_pedigree(people: int, seed: int) -> dict[str, list[dict[str, str]]]:
    """A bundle of one pedigree: couples of one generation, two or three children each, one in eight a half-sibling."""
    rng = random.Random(seed)
    layers = _layers(people, rng)
    sexes = {who: rng.choice("mf") for layer in layers for who in layer}
    kin, unions = [], []
    for older, younger in pairwise(layers):
        women, men = ([who for who in older if sexes[who] == sex] for sex in "fm")
        rng.shuffle(women)
        rng.shuffle(men)
        couples = list(zip(women, men, strict=False))
        unions += couples
        for child in younger:
            mother, father = rng.choice(couples)
            kin += [(mother, "MTH", child), (rng.choice(men) if rng.random() < 0.12 else father, "FTH", child)]
    return {
        "people": [{"id": who} for who in sorted(sexes)],
        "names": [
            {"id": f"n-{who}", "person": who, "given": who.upper(), "family": "Drawnby", **FAMILY} for who in sexes
        ],
        "births": [
            {"id": f"b-{who}", "person": who, "sex": {"m": "MALE", "f": "FEMALE"}[sex], **FAMILY}
            for who, sex in sexes.items()
        ],
        "kin": [
            {"id": f"k{n:05}", "relative": a, "role": role, "person": b, **FAMILY} for n, (a, role, b) in enumerate(kin)
        ],
        "unions": [
            {"id": f"u{n:05}", "partner_a": a, "partner_b": b, "category": "MARRIED", "status": "CURRENT", **FAMILY}
            for n, (a, b) in enumerate(unions)
        ],
    }


def _layers(people: int, rng: random.Random) -> list[list[str]]:
    """People by generation, each a quarter larger than the one before."""
    sizes = [1.25**n for n in range(GENERATIONS)]
    counts = [round(people * size / sum(sizes)) for size in sizes]
    counts[-1] += people - sum(counts)
    ids = iter([f"q{n:04}" for n in rng.sample(range(people), people)])
    return [[next(ids) for _ in range(count)] for count in counts]


async def _measured(home: Path, folder: Path, connection: Connection) -> dict[str, float]:
    graph = await Graph.open(connection, read_catalogue(), deadline_seconds=60)
    try:
        await migrate(graph, Clock())
        report = await import_bundle(folder, graph, settings_at(home), CLOCK)
        if report.problems:
            raise ValueError(report.summary())
        ask = await _asking(graph)
        people = ask.sight.circle or ()
        rng = random.Random(SEED + 1)
        pairs = [tuple(rng.sample(people, 2)) for _ in range(WARMUP + ROUNDS)]
        return {**await _questions(ask, pairs), **await _in_memory(ask, pairs), **await _peers(graph, pairs)}
    finally:
        await graph.close()


async def _asking(graph: Graph) -> Asking:
    """A worker whose circle is the whole pedigree, with protective facts from memory."""
    people = tuple(row["id"] for row in await _rows(graph, "MATCH (p:Person) RETURN p.id AS id ORDER BY id"))
    classes = await _rows(graph, "MATCH (c:AccessClass) WHERE c.compartment = 'FAMILY' RETURN c.id AS id")
    today = date(2026, 4, 20)
    sight = Sight(
        principal=Principal("s-bench", "EOHHS", "HUMAN_SERVICES", ("SOCIAL_WORKER",), "bench"),
        purpose=None,
        field="kinship",
        scope="own",
        policy_version="bench",
        now=CLOCK.now(),
        today=today,
        allowed=tuple(row["id"] for row in classes),
        circle=people,
        kin_circle=people,
        caseload=frozenset(people[:50]),
    )
    world = World(1, await load_columns(graph), {STAFF: await StaffNames().load(graph)})
    return Asking(graph, sight, Site(), Protective(graph, await load_shields(graph)), today, world=world)


async def _questions(ask: Asking, pairs: Sequence[tuple[str, ...]]) -> dict[str, float]:
    async def related(pair: tuple[str, ...]) -> None:
        assert isinstance(await kinship(ask, person_id=pair[0], other_id=pair[1]), KinshipAnswer)

    async def near(pair: tuple[str, ...]) -> None:
        asked = RelativesAsked(pair[0], ask.as_of, DEGREE)
        assert isinstance(await relatives(ask, asked, Window(100)), RelativesAnswer)

    found: dict[str, float] = {}
    for name, ask_once in (("kinship", related), ("relatives", near)):
        for again in ("", "_again"):
            found |= spread(f"family.{name}{again}.{PEOPLE}", await _times(ask_once, pairs))
    return found


async def _in_memory(ask: Asking, pairs: Sequence[tuple[str, ...]]) -> dict[str, float]:
    """The pure part alone, over the whole pedigree."""
    text = (
        "MATCH (a:Person)-[s:KIN_OF|UNION_WITH]->(b:Person) RETURN s.id AS id, type(s) AS type, a.id AS a, b.id AS b,"
        " coalesce(s.role, '') AS role, coalesce(s.category, '') AS category, coalesce(s.status, '') AS status"
    )
    pedigree = pedigree_from([FamilyTie(**row) for row in await _rows(ask.graph, text)])

    async def between(pair: tuple[str, ...]) -> None:
        lines_between(pedigree, pair[0], pair[1])

    async def around(pair: tuple[str, ...]) -> None:
        lines_around(pedigree, pair[0], DEGREE)

    return {
        **spread(f"family.lines.{PEOPLE}", await _times(between, pairs)),
        **spread(f"family.around.{PEOPLE}", await _times(around, pairs)),
    }


async def _peers(graph: Graph, pairs: Sequence[tuple[str, ...]]) -> dict[str, float]:
    async def related(pair: tuple[str, ...]) -> None:
        await _rows(graph, CYPHER_KINSHIP, a=pair[0], b=pair[1])

    async def near(pair: tuple[str, ...]) -> None:
        await _rows(graph, CYPHER_RELATIVES, a=pair[0])

    return {
        **spread(f"family.cypher_kinship.{PEOPLE}", await _times(related, pairs)),
        **spread(f"family.cypher_relatives.{PEOPLE}", await _times(near, pairs)),
    }


async def _rows(graph: Graph, text: str, **params: Any) -> list[dict[str, Any]]:
    return await graph.run_alone(text, label="bench", **params)


async def _times(ask: Callable[[tuple[str, ...]], Awaitable[None]], pairs: Sequence[tuple[str, ...]]) -> list[float]:
    """How long each took, ms, after WARMUP uncounted ones."""
    took = []
    for pair in pairs:
        begun = monotonic()
        await ask(pair)
        took.append((monotonic() - begun) * 1000)
    return took[WARMUP:]
