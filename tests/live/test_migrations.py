"""Migrations on a real graph: applied once, recorded, run again after a crash, refused when changed."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graphsvc.clock import Clock
from graphsvc.database.driver import Graph
from graphsvc.database.migrations import migrate, read_migrations
from graphsvc.errors import CatalogueError, DatabaseError

NOON = Clock(fixed=datetime(2026, 3, 1, 12, tzinfo=UTC))


@pytest.fixture
async def folder(graph: Graph, tmp_path: Path) -> AsyncIterator[Path]:
    """The shipped migrations and one more, whose number is the last."""
    for migration in read_migrations():
        (tmp_path / f"{migration.number:04}_{migration.name}.cypher").write_text(migration.text)
    extra(tmp_path).write_text("MERGE (n:Probe {id: 1});\nMERGE (n:Probe {id: 2});\n")
    yield tmp_path
    await graph.run_alone("MATCH (n:Probe) DELETE n")
    await graph.run_alone("MATCH (m:Migration {name: 'extra'}) DELETE m")


def extra(folder: Path) -> Path:
    return folder / f"{len(read_migrations()) + 1:04}_extra.cypher"


async def probes(graph: Graph) -> list[int]:
    return [row["id"] for row in await graph.run_alone("MATCH (n:Probe) RETURN n.id AS id ORDER BY id")]


async def test_a_second_run_applies_nothing(graph: Graph) -> None:
    assert await migrate(graph, Clock()) == ()


async def test_each_file_is_recorded_once(graph: Graph) -> None:
    recorded = [(row["number"], row["name"], row["checksum"]) for row in await graph.read("migrations_applied")]
    assert recorded == [(each.number, each.name, each.checksum) for each in read_migrations()]


async def test_a_new_file_is_applied_once_with_its_instant(graph: Graph, folder: Path) -> None:
    assert [each.name for each in await migrate(graph, NOON, folder=folder)] == ["extra"]
    assert await migrate(graph, NOON, folder=folder) == ()
    assert await probes(graph) == [1, 2]
    assert (await graph.read("migrations_applied"))[-1]["applied_at"] == NOON.now()


async def test_a_crash_in_a_file_runs_it_again(graph: Graph, folder: Path) -> None:
    whole = extra(folder).read_text()
    extra(folder).write_text(whole.replace("MERGE (n:Probe {id: 2})", "THIS IS NO CYPHER"))
    with pytest.raises(DatabaseError):
        await migrate(graph, NOON, folder=folder)
    assert await probes(graph) == [1]
    extra(folder).write_text(whole)
    assert [each.name for each in await migrate(graph, NOON, folder=folder)] == ["extra"]
    assert await probes(graph) == [1, 2]


async def test_a_file_changed_after_it_was_applied_is_refused(graph: Graph, folder: Path) -> None:
    await migrate(graph, NOON, folder=folder)
    extra(folder).write_text("MERGE (n:Probe {id: 3});")
    with pytest.raises(CatalogueError, match="changed"):
        await migrate(graph, NOON, folder=folder)
    assert await probes(graph) == [1, 2]


async def test_a_graph_of_a_newer_version_is_refused(graph: Graph, folder: Path) -> None:
    await migrate(graph, NOON, folder=folder)
    with pytest.raises(CatalogueError, match="unknown"):
        await migrate(graph, NOON)
