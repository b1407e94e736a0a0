"""Every test of this folder is live: it needs the real Neo4j that graphsvc starts itself."""

from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest

from graphsvc.database.driver import Graph
from tests.conftest import wipe
from tests.live.scribbles import scribble, set_up

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.live)


@pytest.fixture
async def scribbled(graph: Graph) -> AsyncIterator[Graph]:
    """Sixty random writes about a few people, and an empty graph after the test."""
    await wipe(graph)
    await set_up(graph)
    for number in range(60):
        await scribble(graph, Random(number))
    yield graph
    await wipe(graph)
