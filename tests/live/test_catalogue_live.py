"""The server agrees with every header."""

import pytest

from graphsvc.catalogue import read_catalogue
from graphsvc.database.driver import Graph

STATEMENTS = list(read_catalogue().statements.values())


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: statement.name)
async def test_columns_are_those_of_the_header(graph: Graph, statement) -> None:
    assert await graph.columns(statement) == list(statement.returns)
