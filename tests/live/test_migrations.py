"""Migrations: applied once, recorded, refused when changed."""

from graphsvc.clock import Clock
from graphsvc.database.driver import Graph
from graphsvc.database.migrations import migrate, read_migrations


async def test_a_second_run_applies_nothing(graph: Graph) -> None:
    assert await migrate(graph, Clock()) == ()


async def test_each_file_is_recorded_once(graph: Graph) -> None:
    recorded = [(row["number"], row["name"], row["checksum"]) for row in await graph.read("migrations_applied")]
    assert recorded == [(each.number, each.name, each.checksum) for each in read_migrations()]
