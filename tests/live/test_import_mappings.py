"""The two example mappings, on data that is not shipped: every foreign row is accounted for, and is in the database."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from graphsvc.clock import clock_from
from graphsvc.database.driver import Graph
from graphsvc.importing.report import ImportReport, NounCount
from graphsvc.importing.run import import_bundle
from graphsvc.model.nouns import NOUN, NOUNS
from tests.conftest import opened_graph, server_or_skip, settings_at, wipe

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
CLOCK = clock_from("2026-04-20T09:00")
THERE = {"agencies": 13}  # by migration

pytestmark = pytest.mark.live


def foreign(name: str) -> Path:
    """The folder, or a skip that says so; in CI its absence is a failure."""
    folder = DATA / name
    if not folder.is_dir() and os.environ.get("CI") != "true":
        pytest.skip(f"the example data {name} are not beside the repository")
    return folder


async def counted(graph: Graph) -> dict[str, int]:
    """Noun → how many the database has; the nouns it has none of left out."""
    labels = await graph.run_alone("MATCH (n) UNWIND labels(n) AS name RETURN name, count(*) AS rows")
    types = await graph.run_alone("MATCH ()-[r]->() WHERE r.id IS NOT NULL RETURN type(r) AS name, count(*) AS rows")
    found = {row["name"]: row["rows"] for row in [*labels, *types]}
    return {noun.name: found[noun.label] for noun in NOUNS if noun.label in found}


def loaded(nouns: Sequence[NounCount], matches: int) -> dict[str, int]:
    """Noun → how many the report says there must be."""
    rows = {each.noun: each.loaded + THERE.get(each.noun, 0) for each in nouns}
    return {noun: rows[noun] for noun in NOUN if rows.get(noun)} | ({"matches": matches} if matches else {})


def totals(report: ImportReport, file: str) -> tuple[int, int, int, int]:
    """(rows, loaded, left out, rejected) of a foreign file."""
    of_file = [(a.read, a.loaded, a.left_out, a.rejected) for a in report.accounts if a.file == file]
    return tuple(map(sum, zip(*of_file, strict=True)))  # type: ignore[return-value]


async def test_pole_accounts_for_all_its_nodes_and_ties(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    mapping = ROOT / "seed" / "mappings" / "pole.toml"
    report = await import_bundle(foreign("pole"), None, settings, CLOCK, mapping=mapping)
    assert report.problems == ()
    assert totals(report, "nodes.csv") == (61_521, 45_784, 15_737, 0)
    assert totals(report, "edges.csv") == (105_840, 73_983, 31_857, 0)
    with server_or_skip(settings) as connection:
        graph = await opened_graph(connection)
        try:
            assert await counted(graph) == loaded(report.nouns, report.matches)
            links = await graph.run_alone("MATCH ()-[r:OCCURRED_AT]->() RETURN count(r) AS rows")
            assert links == [{"rows": 28_762}]
        finally:
            await graph.close()


async def test_london_gang_says_which_level_is_which_kind(graph: Graph, tmp_path: Path) -> None:
    await wipe(graph)
    mapping = ROOT / "seed" / "mappings" / "london_gang.toml"
    report = await import_bundle(foreign("london_gang"), graph, settings_at(tmp_path), CLOCK, mapping=mapping)
    assert report.problems == ()
    assert [(a.what, a.into, a.read, a.loaded) for a in report.accounts] == [
        ("label Person", "people, names", 54, 54),
        ("level 1", "co_fios", 182, 182),
        ("level 2", "co_arrests", 92, 92),
        ("level 3", "co_arrests", 25, 25),
        ("level 4", "co_arrests, kin", 16, 16),
    ]
    assert await counted(graph) == loaded(report.nouns, report.matches)
    rows = await graph.run_alone(
        "MATCH (a {id: 'G01'})-[r]->(b {id: 'G04'}) RETURN type(r) AS type, r.verification AS said, r.at AS at"
    )
    assert [(r["type"], r["said"], str(r["at"])) for r in rows] == [("CO_ARRESTED", "PROVEN", "2009-12-31")]
