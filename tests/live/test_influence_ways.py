"""Both ways on random questions over the demo city and over real networks: whole answers, sentences and all, equal;
and what the arrays' way does to the event loop and to a request that is cut off."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from time import thread_time
from typing import Any

import pytest

from graphsvc.access.shields import load_shields
from graphsvc.app import seldom_collected
from graphsvc.database.driver import Graph
from graphsvc.engine.search import Engine
from graphsvc.importing.run import import_bundle
from graphsvc.model.asker import Sight
from graphsvc.model.site import Site
from graphsvc.questions.influence.answer import InfluenceAnswer, PathAsked
from graphsvc.questions.influence.arrays import ByArrays, in_thread
from graphsvc.questions.influence.ask import influence_paths
from graphsvc.questions.influence.masks import Masks
from seed.city import build
from tests.brute_paths import TODAY, random_case
from tests.conftest import settings_at, wipe
from tests.live.api import api_on
from tests.live.arrays import engine_of, over_arrays
from tests.live.test_import_mappings import CLOCK, ROOT, foreign
from tests.live.test_influence_bruteforce import nobody, said, sight_of

QUESTIONS = 250
PEOPLE = 1_500
KINDS = ("SUPPORT", "PEER")
OVER_HTTP = """query Q($person: ID!, $steps: Int) { influencePaths(person: $person, maxSteps: $steps) {
  ... on InfluencePathsAnswer { paths { id endName weakest steps { sentence ties { id sources } } } } } }"""


async def people_and_classes(graph: Graph) -> tuple[list[str], list[int]]:
    people = await graph.run_alone("MATCH (p:Person) RETURN p.id AS id ORDER BY id")
    classes = await graph.run_alone("MATCH (c:AccessClass) RETURN c.id AS id ORDER BY id")
    return [row["id"] for row in people], [row["id"] for row in classes]


def asker(rng: random.Random, people: list[str], classes: list[int]) -> Sight:
    """Somebody who sees a random part of the graph."""
    near = rng.choice((None, tuple(sorted(rng.sample(people, len(people) * 3 // 4)))))
    return replace(
        sight_of(random_case(0)),
        allowed=tuple(sorted(rng.sample(classes, rng.randint(len(classes) // 2, len(classes))))),
        consent_classes=tuple(rng.sample(classes, 2)),
        consented=tuple(sorted(rng.sample(people, len(people) // 2))),
        cases=(),
        circle=near,
        kin_circle=near if rng.random() < 0.7 else None,
        caseload=frozenset(people),
    )


def questions(
    rng: random.Random, people: list[str], classes: list[int], kinds: tuple[str, ...]
) -> Iterator[tuple[Sight, PathAsked]]:
    for _ in range(QUESTIONS):
        sight = asker(rng, people, classes)
        person, *others = rng.sample(list(sight.circle or people), 12)
        targets = tuple(sorted(others[: rng.choice((0, 0, 1, 3))]))
        yield (
            sight,
            PathAsked(
                person=person,
                kind=rng.choice(kinds),
                as_of=rng.choice((TODAY, TODAY, TODAY.replace(year=2025), TODAY.replace(year=2023))),
                to_any_of=targets,
                max_steps=rng.choice((1, 2, 3, 3, 4)),
                order=rng.choice(("WEAKEST_LINK", "FEWEST_STEPS")),
                min_verification=rng.choice(("STATED", "STATED", "PROVEN")),
                avoid=tuple(others[4 : 4 + rng.choice((0, 0, 2))]),
                via=tuple(sorted(others[8 : 8 + rng.choices((0, 1), (5, 1))[0]])),
                first=rng.choice((20, 5, 1)),
            ),
        )


async def compare(graph: Graph, seed: int, kinds: tuple[str, ...]) -> int:
    """How many of the questions had paths; every answer was the same by either way."""
    people, classes = await people_and_classes(graph)
    engine, shields, masks = await engine_of(graph), await load_shields(graph), Masks()
    with_paths = 0
    for sight, asked in questions(random.Random(seed), people, classes, kinds):
        told: tuple[Any, ...] = (graph, sight, Site(), asked, nobody)
        by_statements = said(await influence_paths(*told))
        by_arrays = said(await influence_paths(*told, ByArrays(graph, Site(), engine, shields, masks)))
        assert by_arrays == by_statements, asked
        with_paths += isinstance(by_statements, InfluenceAnswer) and bool(by_statements.paths)
    return with_paths


async def test_both_ways_answer_alike_over_the_demo_city(graph: Graph, tmp_path: Path) -> None:
    build(tmp_path / "city", PEOPLE, 7)
    await api_on(graph, tmp_path, bundle=tmp_path / "city")
    assert await compare(graph, 1, KINDS) > QUESTIONS // 8


async def test_both_ways_answer_alike_over_london_gang(graph: Graph, tmp_path: Path) -> None:
    await wipe(graph)
    mapping = ROOT / "seed" / "mappings" / "london_gang.toml"
    report = await import_bundle(foreign("london_gang"), graph, settings_at(tmp_path), CLOCK, mapping=mapping)
    assert report.problems == ()
    assert await compare(graph, 2, ("PEER", "PEER", "SUPPORT")) > QUESTIONS // 10


async def test_no_question_holds_the_event_loop(graph: Graph, tmp_path: Path) -> None:
    build(tmp_path / "city", PEOPLE, 7)
    await api_on(graph, tmp_path, bundle=tmp_path / "city")
    people, classes = await people_and_classes(graph)
    way = ByArrays(graph, Site(), await engine_of(graph), await load_shields(graph), Masks())
    asked = list(questions(random.Random(3), people, classes, KINDS))[:60]

    async def ask(number: int) -> None:
        sight, question = asked[number]
        await influence_paths(graph, sight, Site(), question, nobody, replace(way))

    await beating(ask)


async def test_nor_does_one_over_http(graph: Graph, tmp_path: Path) -> None:
    api = over_arrays(await api_on(graph, tmp_path))

    async def ask(number: int) -> None:
        person, steps = ("p-dre", "p-marcus")[number % 2], 1 + number % 4
        assert (await api.ask(OVER_HTTP, {"person": person, "steps": steps}))["influencePaths"]["paths"]

    await beating(ask)


async def beating(ask: Callable[[int], Awaitable[None]]) -> None:
    """Sixty questions, beside which the loop beats."""
    for number in range(5):
        await ask(number)
    held: list[float] = []

    async def heartbeat() -> None:
        """The processor time that this thread spends between two beats: a busy machine takes none of it."""
        while True:
            begun = thread_time()
            await asyncio.sleep(0.001)
            held.append(thread_time() - begun)

    with seldom_collected():  # as the app is served
        beats = asyncio.create_task(heartbeat())
        for number in range(60):
            await ask(number)
        beats.cancel()
    assert len(held) > 60 and max(held) < 0.02, sorted(held)[-10:]


async def test_a_request_that_is_cut_off_ends_its_search() -> None:
    flags: list[Any] = []
    begun = asyncio.Event()
    loop = asyncio.get_running_loop()

    def search(stop: Any) -> None:
        flags.append(stop)
        loop.call_soon_threadsafe(begun.set)
        while not stop[0]:
            pass

    asked = asyncio.create_task(in_thread(search))
    await begun.wait()
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert flags[0][0] == 1


async def test_the_search_is_the_one_that_is_told(graph: Graph) -> None:
    """The flag that a cut-off request raises is the engine's own."""
    case = next(c for c in map(random_case, range(100)) if c.ties)
    heard: list[object] = []

    class Deaf(Engine):
        def paths(self, sight: Any, site: Any, wanted: Any, stop: Any = None) -> Any:
            heard.append(stop)
            return super().paths(sight, site, wanted, stop)

    await wipe(graph)
    engine = await engine_of(graph)
    way = ByArrays(graph, Site(), Deaf(engine.columns), await load_shields(graph), Masks())
    asked = PathAsked(case.start, "SUPPORT", TODAY)
    assert await way.relaxed(()) == () and await in_thread(
        lambda stop: way._sought(sight_of(case), asked, frozenset(), stop)
    )
    assert len(heard) == 1 and heard[0] is not None
