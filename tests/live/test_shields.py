"""The protective facts in memory answer as the statements do: a city, every line's family, random worlds, changes."""

import random
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from graphsvc.access.layers import Layered
from graphsvc.access.protective import read_whole
from graphsvc.access.safety import concealed_for_each, read_facts, read_near, read_nears
from graphsvc.access.safety_rules import FactRow, decide
from graphsvc.access.shields import Shields, changed, load_shields
from graphsvc.database.driver import Graph
from graphsvc.model.asker import Sight
from graphsvc.model.safety_lines import Effect, Fact, barred
from graphsvc.model.site import Site
from seed.city import build
from tests.conftest import wipe
from tests.live.api import api_on, plant
from tests.live.safety_families import rows_of
from tests.live.test_reach_holds import CHANGES
from tests.shield_world import TODAY, everybody, world_on

SITE = Site()
SIGHT = cast(Sight, SimpleNamespace(today=TODAY))


# ---- what the statements answer -----------------------------------------------------------------------------------


def said(rows: Iterable[FactRow]) -> list[str]:
    """The rows as sorted text; births as what each record says of the age."""
    ages: dict[tuple[str, str], list[FactRow]] = {}
    for row in rows:
        if row.fact is Fact.BIRTH:
            ages.setdefault((row.relative, row.record), []).append(row)
    days = {key: max((r.at for r in each if r.at), default=None) for key, each in ages.items()}
    gone = {key: any(r.erased and r.at is None for r in each) for key, each in ages.items()}
    births = [f"birth {key} {days[key]} {gone[key]}" for key in ages if days[key] or gone[key]]
    return sorted([*(repr(row) for row in rows if row.fact is not Fact.BIRTH), *births])


async def agree(graph: Graph, shields: Shields, focal: Iterable[str], people: list[str]) -> int:
    """Every answer about these focal people, equal; how many were barred in all."""
    nears, barred_in_all = await read_nears(graph, focal, TODAY), 0
    for who in focal:
        near = nears.get(who, ())
        read = await read_facts(graph, near, people, TODAY)
        assert said(shields.reading(near, people, TODAY).rows) == said(read.rows), who
        found = {one: decide(read, one, TODAY, SITE) for one in people}
        bars = {one for one in people if barred(found[one])}
        assert set(shields.barred(near, TODAY, SITE)) == bars, who
        kept, more, less = shields.barred_parts(near, TODAY, SITE)
        assert (set(kept) - less) | more == bars
        waiting = {p for p in people if p not in bars and any(f.effect is Effect.SCREEN for f in found[p])}
        assert shields.unscreened(near, people, TODAY, SITE) == waiting, who
        barred_in_all += len(bars)
    await agree_apart(graph, shields, people)
    absent = await concealed_for_each(graph, SIGHT, SITE, focal, people)
    assert shields.concealed_for_each(focal, people, TODAY, SITE) == {who: ids for who, ids in absent.items() if ids}
    return barred_in_all


async def agree_apart(graph: Graph, shields: Shields, people: list[str]) -> None:
    for some in (people, people[::2]):
        rows = await read_whole(graph, "safety_apart", people=some)
        assert shields.apart(some) == {frozenset((row["a"], row["b"])) for row in rows}
    assert shields.all_apart == shields.apart(people)


async def people_of(graph: Graph) -> list[str]:
    return everybody(row["id"] for row in await graph.run_alone("MATCH (p:Person) RETURN p.id AS id"))


# ---- on a city ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("bundle")
    build(out, 400, seed=5)
    return out


async def test_memory_answers_as_the_statements_on_a_city_and_on_every_line(
    graph: Graph, bundle: Path, tmp_path: Path
) -> None:
    api = await api_on(graph, tmp_path / "home", bundle=bundle)
    await plant(api, tmp_path / "lines", **rows_of())
    people, rng = await people_of(graph), random.Random(7)
    shields = await load_shields(graph)
    lined = [one for one in people if one.startswith("p-")]
    assert await agree(graph, shields, [*lined, *rng.sample(people, 25)], people) > 0
    for change in CHANGES.values():  # roughened: a tenth of all that protects, each way that a record can change
        await graph.run_alone(f"MATCH (x) WHERE NOT x:Person AND rand() < 0.1 {change}")
        await graph.run_alone(f"MATCH ()-[x]->() WHERE rand() < 0.1 {change}")
    rough = await load_shields(graph)
    assert await agree(graph, rough, [*lined, *rng.sample(people, 25)], people) > 0
    after = await changed(graph, shields, people)
    assert contents(after) == contents(rough)


# ---- on random worlds, and after changes ---------------------------------------------------------------------------


def contents(shields: Shields) -> dict[str, Any]:
    """All that a version holds, whatever its layers."""
    file = shields.file
    people = {*(each.decode() for each in file.births.ids.tolist()), *file.births.exact}
    births = {one: [b for b in file.births.of(one) if b.day or b.erased] for one in people}
    return {
        **{name: flat(getattr(file, name)) for name in ("facts", "naming", "groups", "members")},
        "births": {one: found for one, found in births.items() if found},
        "apart": set(shields.all_apart),
        "reviewers": shields.reviewers,
    }


def flat(table: Layered[str, Any]) -> dict[str, Any]:
    return {key: table.get(key) for key in table}


@pytest.mark.parametrize("seed", range(4))
async def test_memory_answers_as_the_statements_in_a_world_where_nothing_is_tidy(graph: Graph, seed: int) -> None:
    await wipe(graph)
    world = await world_on(graph, seed, people=24, records=320)
    assert await agree(graph, await load_shields(graph), everybody(world.people), everybody(world.people)) > 0


@pytest.mark.parametrize("seed", range(4, 7))
async def test_what_changed_is_what_would_be_loaded(graph: Graph, seed: int) -> None:
    await wipe(graph)
    world = await world_on(graph, seed, people=24, records=200)
    shields = await load_shields(graph)
    shields.barred((), TODAY, SITE)  # so that what is kept for the day must be kept up
    people = everybody(world.people)
    for _ in range(12):
        before, old = contents(shields), shields
        touched: set[str] = set()
        for _ in range(world.rng.choice((1, 1, 5))):
            touched |= await world.change()
        shields = await changed(graph, shields, touched)
        assert contents(old) == before
        assert contents(shields) == contents(await load_shields(graph))
        await agree(graph, shields, world.rng.sample(people, 2), people)


async def test_who_reviews_is_read_again_with_every_change(graph: Graph) -> None:
    """A reviewer's screen settles; once she is none, it settles nothing."""
    await wipe(graph)
    world = await world_on(graph, 9, people=12, records=150)
    shields = await load_shields(graph)
    await graph.run_alone("MATCH (u:Staff {id: 's-rev'}) SET u.roles = ['SOCIAL_WORKER']")
    after = await changed(graph, shields, ())
    assert after.reviewers == {"s-old"}
    assert contents(after) == contents(await load_shields(graph)) != contents(shields)
    await agree(graph, after, world.people, everybody(world.people))


async def test_a_birth_without_its_day_is_no_sign_that_somebody_was_grown_up(graph: Graph) -> None:
    """Line 5 fails closed: erasing the day of birth of the person harmed frees nobody (definitions.md §4)."""
    await wipe(graph)
    await graph.run_alone(
        """CREATE (r:Person {id: 'r'})-[:HARMED {id: 'h', type: 'SEXUAL', status: 'ALLEGED'}]->(x:Person {id: 'x'}),
             (x)-[:HAS_BIRTH]->(:Birth {id: 'b', erased_at: datetime('2026-04-01T08:00:00Z')})"""
    )
    rows: tuple[FactRow, ...] = (await read_facts(graph, (), ["r"], TODAY)).rows
    assert [(row.id, row.code) for row in rows] == [("h", "SEXUAL_OF_CHILD")]
    assert said((await load_shields(graph)).reading((), ["r"], TODAY).rows) == said(rows)


@pytest.mark.parametrize(
    ("harmed_on", "births", "of_child"),
    [
        ("2018-03-01", ["2000-03-01"], False),
        ("2018-02-28", ["2000-03-01"], True),  # grown up since
        ("2018-03-01", ["2008-04-21", "1990-01-01"], True),
        ("2018-03-01", ["1990-01-01", None], True),
        (None, ["1990-01-01"], True),
        ("2018-03-01", [], True),
    ],
)
async def test_who_was_a_child_on_the_day_of_the_harm_stays_one_for_line_5(
    graph: Graph, harmed_on: str | None, births: list[str | None], of_child: bool
) -> None:
    """By the youngest birth on file; a day of either that nobody knows is no sign that somebody was grown up."""
    await wipe(graph)
    await graph.run_alone(
        """CREATE (r:Person {id: 'r'})-[:HARMED {id: 'h', type: 'SEXUAL', status: 'CONVICTED',
             valid_from: date($harmed_on)}]->(x:Person {id: 'x'})
           WITH x UNWIND range(0, size($births) - 1) AS n
           CREATE (x)-[:HAS_BIRTH]->(:Birth {id: 'b-' + n, born_on: date($births[n]), sealed: $births[n] IS NULL})""",
        harmed_on=harmed_on,
        births=births,
    )
    rows: tuple[FactRow, ...] = (await read_facts(graph, (), ["r"], TODAY)).rows
    assert [(row.id, row.code) for row in rows] == ([("h", "SEXUAL_OF_CHILD")] if of_child else [])
    assert said((await load_shields(graph)).reading((), ["r"], TODAY).rows) == said(rows)


async def test_thousands_of_protective_facts_fit_the_memory_of_a_small_server(graph: Graph) -> None:
    """What waits to be ordered holds no list of all the others."""
    await wipe(graph)
    await graph.run_alone(
        """CREATE (r:Person {id: 'r'}), (x:Person {id: 'x'}) WITH r, x UNWIND range(1, 3000) AS n
           CREATE (r)-[:SCREENED_FOR {
             id: 's-' + n, result: 'CLEAR', mode: 'GUIDED', by: 'u', at: date('2026-05-01')
           }]->(x)"""
    )
    rows = (await read_facts(graph, await read_near(graph, "x", TODAY), ["r"], TODAY)).rows
    assert sorted(row.id for row in rows) == sorted(f"s-{n}" for n in range(1, 3001))
