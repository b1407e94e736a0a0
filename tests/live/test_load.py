"""The arrays as loaded by columns are those of the rows read property by property; so are patched ones."""

import random
from collections.abc import AsyncIterator
from datetime import date

import numpy as np
import pytest

from graphsvc.catalogue import read_catalogue
from graphsvc.clock import clock_from
from graphsvc.database.driver import Graph
from graphsvc.engine import load
from graphsvc.engine.columns import Columns
from graphsvc.engine.load import days, load_columns, read_facts, read_people
from graphsvc.engine.patch import patched
from graphsvc.importing.run import import_bundle
from graphsvc.model.nouns import PEER_TYPES, SUPPORT_TYPES
from graphsvc.settings import Settings
from seed.city import build
from tests.conftest import wipe
from tests.live.engine_rows import columns_by_rows, told


@pytest.fixture(scope="module")
async def city(
    graph: Graph, server_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Graph]:
    """The demo city, small, and ties as nobody should have written them."""
    folder = tmp_path_factory.mktemp("city")
    build(folder, 400, seed=3)
    await wipe(graph)
    await import_bundle(folder, graph, server_settings, clock_from("2026-04-20T09:00:00"))
    await graph.run_alone(ROUGH)
    yield graph
    await wipe(graph)


ROUGH = """MATCH (p:Person) WITH p ORDER BY p.id LIMIT 6 WITH collect(p) AS p
WITH p, p[0] AS a, p[1] AS b, p[2] AS c
MERGE (h:Household {id: 'rough'}) SET h.kind = 'SHELTER', h.cls = 1, h.verification = 'STATED', h.case_id = 'c-rough'
MERGE (g:Gang {id: 'rough'}) SET g.cls = 2, g.verification = 'STATED', g.contested_at = date('2020-01-01')
CREATE (a)-[:KIN_OF {id: 'rough-1', role: 'NBOR', cls: 1}]->(b)
CREATE (a)-[:SUPPORTS {cls: 1, verification: 'STATED'}]->(b)
CREATE (a)-[:KIN_OF {id: 'rough-c', role: 'MTH', cls: 1, verification: 'DISPROVEN'}]->(c)
CREATE (c)-[:KIN_OF {id: 'rough-d', role: 'CHLDADOPT', cls: 1, verification: 'PROVEN', tone: 'CUTOFF'}]->(b)
CREATE (a)-[:HAS_NAME]->(:Name {id: 'rough-n', family: 'Rough', verification: 'DISPROVEN', case_id: 'c-name', cls: 0})
CREATE (a)-[:HAS_DEATH]->(:Death {id: 'rough-died', cls: 2, contested_at: date('2020-01-01'),
  valid_to: date('2026-01-01')})
CREATE (:Name {id: 'rough-nobodys', given: 'Nobody', cls: 1})
CREATE (a)-[:GUARDIAN_OF {id: 'rough-g', cls: 1, stated_by: 'any\u001fbody', owner: 'BPD',
  stated_at: date('2021-02-03'), contested_at: date('2020-01-01'), start_record: 'r-1'}]->(c)
CREATE (a)-[:SUPPORTS {id: 'rough-2', cls: 1, verification: 'STATED', sources: ['x', 'x', 'y'], tone: 'CUTOFF'}]->(b)
CREATE (a)-[:SUPPORTS {id: 'rough-é-3', verification: 'PROVEN', closeness: 'STRONG', sources: []}]->(c)
CREATE (a)-[:SUPPORTS {id: 'rough-4', cls: 0, verification: 'STATED', contested_at: date('2026-01-01')}]->(c)
CREATE (a)-[:CO_ARRESTED {id: 'rough-5', cls: 3, verification: 'STATED', incident: 'i1', at: date('2025-03-01'),
  valid_from: date('2025-04-01'), case_id: 'c-9'}]->(c)
CREATE (a)-[:CO_PRESENT {id: 'rough-6', cls: 3, verification: 'STATED', incident: 'i1', at: date('2025-03-01')}]->(c)
CREATE (a)-[:MEMBER_OF_HOUSEHOLD {id: 'rough-7', cls: 1, verification: 'STATED', tone: 'ABUSIVE'}]->(h)
CREATE (b)-[:MEMBER_OF_HOUSEHOLD {id: 'rough-8', cls: 1, verification: 'STATED', valid_to: date('9999-12-31')}]->(h)
CREATE (a)-[:AFFILIATED_WITH {id: 'rough-9', cls: 1, verification: 'STATED', status: 'VERIFIED_MEMBER',
  retain_until: date('2027-01-01')}]->(g)
CREATE (b)-[:AFFILIATED_WITH {id: 'rough-a', cls: 1, verification: 'STATED', status: 'EXITED',
  retain_until: date('2027-01-01')}]->(g)
CREATE (c)-[:AFFILIATED_WITH {id: 'rough-b', cls: 1, verification: 'STATED', status: 'VERIFIED_ASSOCIATE'}]->(g)"""


def same(one: Columns, other: Columns) -> list[str]:
    """The names of what differs, array by array."""
    first, second = one.arrays(), other.arrays()
    wrong = [name for name in first if not np.array_equal(first[name], second[name])]
    return wrong + [name for name in ("cases", "classes") if getattr(one, name) != getattr(other, name)]


async def test_the_arrays_by_columns_are_those_by_rows(city: Graph) -> None:
    assert same(await load_columns(city), await columns_by_rows(city)) == []


async def test_so_they_are_when_pages_are_small(city: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "PAGE_ROWS", 7)
    assert same(await load_columns(city), await columns_by_rows(city)) == []


async def test_nodes_far_apart_are_numbered_as_those_side_by_side() -> None:
    close = load._Nodes.of(np.array([5, 3, 9]))
    far = load._Nodes.of(np.array([5, 3, 9]) + 2**40)
    assert close.numbers([3, 4, 5, 9, 77]).tolist() == [1, -1, 0, 2, -1]
    assert far.numbers([3 + 2**40, 4, 5 + 2**40, 9 + 2**40, 77]).tolist() == [1, -1, 0, 2, -1]


async def test_progress_comes_to_all_rows(city: Graph) -> None:
    said: list[tuple[int, int]] = []
    await load_columns(city, lambda _, done, rows: said.append((done, rows)))
    assert said[-1][0] == said[-1][1] > 2000 and [done for done, _ in said] == sorted(done for done, _ in said)


@pytest.mark.parametrize("seed", range(5))
async def test_people_read_again_change_nothing(city: Graph, seed: int) -> None:
    columns = await load_columns(city)
    people = random.Random(seed).sample([columns.people[n] for n in range(len(columns.people))], 20)
    people += [columns.people[n] for n in range(3)]
    ties, groups = await read_people(city, people)
    facts = await read_facts(city, people)
    assert told(patched(columns, people, ties, groups, (), facts)) == told(columns)
    assert sum(len(said) for said in told(columns).values()) > 1000  # type: ignore[arg-type]


def test_days_are_ordinals() -> None:
    known = [date(1, 1, 1), date(1899, 12, 31), date(2024, 2, 29), date(2026, 4, 20), date(9999, 12, 31)]
    slots = [day.year * 512 + day.timetuple().tm_yday for day in known]
    assert days(slots, 7).tolist() == [day.toordinal() for day in known]
    assert days([0, -5000, 12_000 * 512], 7).tolist() == [7, 1, date.max.toordinal()]


def test_every_type_has_its_count_and_its_place_among_the_traits() -> None:
    counts = read_catalogue()["engine_counts"].text
    for type_ in (*SUPPORT_TYPES, *PEER_TYPES):
        assert f"{type_}: COUNT {{ ()-[:{type_}]->() }}" in counts
    assert load.CODES["types"].keys() == {*SUPPORT_TYPES, *PEER_TYPES}  # type: ignore[attr-defined]
    assert len(load.TYPES) <= load.TRAITS["type"][1]
    assert read_catalogue()["engine_ties"].params.keys() == {"first", "rows", *load.CODES}


def test_ids_of_any_width_are_the_same_as_bytes() -> None:
    for texts in (["ab", "cd"], ["a", "bcd"], ["é", "aa"], ["é", "à"], [""], []):
        assert load._bytes(texts).tolist() == [text.encode() for text in texts]
