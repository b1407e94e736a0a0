"""Relatives to reach by protective facts from memory: the answers by statements, word for word, for every line."""

import pytest

from graphsvc.api.schema import graphql_schema
from graphsvc.database.driver import Graph, counted
from tests.live.api import Api, api_on, plant
from tests.live.arrays import over_arrays
from tests.live.documents import document
from tests.live.safety_families import LINED, Lined, rows_of

REACH = document(graphql_schema(introspection=True)._schema, "relativesToReach")


@pytest.fixture(scope="module")
async def api(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Api:
    opened = await api_on(graph, tmp_path_factory.mktemp("reach"))
    await plant(opened, tmp_path_factory.mktemp("bundle"), **rows_of())
    return opened


@pytest.fixture(scope="module")
def in_memory(api: Api) -> Api:
    return over_arrays(api)


@pytest.mark.parametrize("lined", LINED, ids=lambda lined: lined.name)
async def test_every_line_has_the_same_effect(api: Api, in_memory: Api, lined: Lined) -> None:
    asked = {"person": lined.person}
    with counted() as names:
        found = await in_memory.ask(REACH, asked)
    assert "safety_facts" not in names
    with counted() as names:
        assert found == await api.ask(REACH, asked)
    assert "safety_facts" in names


async def test_so_it_is_for_f2(api: Api, in_memory: Api) -> None:
    asked = {"person": "p-marcus"}
    assert await in_memory.ask(REACH, asked) == await api.ask(REACH, asked)
