"""Reading what protects people: all of it or no answer, since half of it would free somebody (definitions.md §4)."""

from collections.abc import Mapping
from typing import Any

from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph, Unit
from graphsvc.errors import StatementLate

MOST: Mapping[str, int] = {
    "influence_relatives": 10_000,
    "safety_apart": 100_000,
    "safety_concealed": 20_000,
    "safety_facts": 200_000,
    "safety_pairs": 1_000_000,
    "safety_places": 20_000,
    "safety_rivalries": 100_000,
    "safety_sphere": 100_000,
    "shields_affiliations": 5_000_000,
    "shields_facts": 5_000_000,
    "shields_reviewers": 100_000,
}
"""Statement → the LIMIT in its text, in rows; a test compares. Reaching it means that rows may be missing."""


async def read_whole(graph: Graph | Unit, name: str, /, **params: Any) -> list[Row]:
    """Every row of a protective statement. Raises StatementLate when its LIMIT was reached: nothing is cut silently."""
    rows = await graph.read(name, **params)
    if len(rows) >= MOST[name]:
        raise StatementLate("This question needs more than one answer can weigh.", "Ask about fewer people.")
    return rows
