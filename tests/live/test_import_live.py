"""Imports into a real server: both writers make the same store, a second run changes nothing, a changed row updates."""

from datetime import datetime
from pathlib import Path

import pytest

from graphsvc.clock import clock_from
from graphsvc.database.driver import Graph
from graphsvc.importing.bolt import BoltWriter
from graphsvc.importing.report import NounCount
from graphsvc.importing.run import import_bundle
from graphsvc.model.nouns import NOUNS
from graphsvc.settings import Settings
from tests.bundle import Row, sample_bundle, write_bundle
from tests.conftest import opened_graph, server_or_skip, settings_at, wipe
from tests.live.stores import dump

CLOCK = clock_from("2026-04-20T09:00")
ROWS = 4
FEED = '{"feedAsOf": "2026-04-20T06:00:00-04:00", "screenMode": "FEED"}'
SAID = {"compartment": "FAMILY", "owner": "EOHHS"}

pytestmark = pytest.mark.live


def bundle(folder: Path) -> Path:
    """Every noun, two people who may be one human, and a sealed row."""
    tables = sample_bundle(ROWS)
    tables["names"][0] |= {"given": "Zoë", "family": "Testby", "sealed": "yes"}
    tables["names"][1] |= {"given": "Zoe", "family": "Testby"}
    tables["births"][1]["sealed"] = "yes"
    write_bundle(folder, tables)
    (folder / "bundle.json").write_text(FEED)
    return folder


async def test_both_writers_make_the_same_store(graph: Graph, tmp_path: Path) -> None:
    await wipe(graph)
    folder, settings = bundle(tmp_path / "b"), settings_at(tmp_path / "home")
    by_bolt = await import_bundle(folder, graph, settings, CLOCK)
    offline = await import_bundle(folder, None, settings, CLOCK)
    assert (by_bolt.problems, by_bolt.nouns, by_bolt.matches) == (offline.problems, offline.nouns, offline.matches)
    assert by_bolt.nouns == tuple(NounCount(noun.name, ROWS, ROWS, 0, 0) for noun in NOUNS)
    with server_or_skip(settings) as connection:
        other = await opened_graph(connection)
        try:
            assert await dump(other) == await dump(graph)
        finally:
            await other.close()


async def test_the_same_bundle_again_changes_nothing_but_the_feed(graph: Graph, tmp_path: Path) -> None:
    await wipe(graph)
    folder, settings = bundle(tmp_path / "b"), settings_at(tmp_path / "home")
    await import_bundle(folder, graph, settings, CLOCK)
    before = await dump(graph)
    again = await import_bundle(folder, graph, settings, CLOCK)
    assert again.nouns == tuple(NounCount(noun.name, ROWS, 0, ROWS, 0) for noun in NOUNS)
    assert (again.matches, await dump(graph)) == (0, before)


PEOPLE = [{"id": "p1"}, {"id": "p2"}, {"id": "p3"}]
KIN: Row = {"id": "k1", "relative": "p1", "person": "p2", "role": "MTH", "sources": "doc 1", **SAID}
NAME: Row = {"id": "n1", "person": "p1", "given": "Ann", "family": "Testby", **SAID}


async def load(graph: Graph, folder: Path, settings: Settings, **tables: list[Row]) -> list[tuple[str, str, str]]:
    """What is wrong with a bundle, after loading the rest."""
    report = await import_bundle(write_bundle(folder, tables), graph, settings, CLOCK)
    return [(p.file, p.column, p.code) for p in report.problems]


async def test_a_changed_row_updates_its_record_and_moves_its_ties(
    graph: Graph, tmp_path: Path, server_settings: Settings
) -> None:
    await wipe(graph)
    await load(graph, tmp_path / "1", server_settings, people=PEOPLE, kin=[KIN], names=[NAME])
    changed = {"kin": [KIN | {"person": "p3", "sources": ""}], "names": [NAME | {"person": "p2", "family": ""}]}
    assert await load(graph, tmp_path / "2", server_settings, **changed) == []
    kin = await graph.run_alone(
        "MATCH (a)-[r:KIN_OF]->(b) RETURN a.id AS a, b.id AS b, r.sources AS sources, r.cls > 0 AS seen ORDER BY b"
    )
    assert kin == [  # whose mother she was said to be still says whose orders count for whom
        {"a": "p1", "b": "p2", "sources": ["doc 1"], "seen": False},
        {"a": "p1", "b": "p3", "sources": None, "seen": True},
    ]
    names = await graph.run_alone("MATCH (p)-[:HAS_NAME]->(n) RETURN p.id AS p, n.family AS f, n.folded AS folded")
    assert names == [{"p": "p2", "f": None, "folded": "ann"}]


async def test_a_row_that_came_after_the_look_is_written_as_a_changed_one(
    graph: Graph, tmp_path: Path, server_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another writer's, or ours when the answer to a commit was lost: then all seem new, and the constraint says no."""
    await wipe(graph)
    await load(graph, tmp_path / "1", server_settings, people=PEOPLE, kin=[KIN], names=[NAME])

    async def sees_nothing(*_: object) -> dict[str, int]:
        return {}

    monkeypatch.setattr(BoltWriter, "_there", sees_nothing)
    late: dict[str, list[Row]] = {"people": [*PEOPLE, {"id": "p4"}], "kin": [KIN | {"person": "p4"}], "names": [NAME]}
    assert await load(graph, tmp_path / "2", server_settings, **late) == []
    kin = await graph.run_alone("MATCH (a)-[r:KIN_OF]->(b) WHERE r.cls > 0 RETURN a.id AS a, r.id AS r, b.id AS b")
    assert kin == [{"a": "p1", "r": "k1", "b": "p4"}]
    counts = await graph.run_alone("MATCH (p:Person) WITH count(p) AS p MATCH (n:Name) RETURN p, count(n) AS n")
    assert counts == [{"p": 4, "n": 1}]


async def test_an_access_class_that_another_writer_made_meanwhile_keeps_its_number(
    graph: Graph, tmp_path: Path, server_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wipe(graph)
    opened = BoltWriter.open

    async def then_others_write(graph: Graph, now: datetime) -> BoltWriter:
        writer = await opened(graph, now)
        for compartment in ("OUTREACH", "FAMILY"):
            said = {"compartment": compartment, "owner": "EOHHS", "sensitivity": "OPEN", "sharing": "NONE"}
            await graph.write("record_class", **said)
        return writer

    monkeypatch.setattr(BoltWriter, "open", staticmethod(then_others_write))
    names = [NAME, NAME | {"id": "n2", "compartment": "PUBLIC"}]
    assert await load(graph, tmp_path / "1", server_settings, people=PEOPLE, names=names) == []
    rows = await graph.run_alone(
        "MATCH (n:Name) MATCH (c:AccessClass {id: n.cls}) RETURN n.id AS id, c.compartment AS of, c.id AS cls"
    )
    assert sorted((row["id"], row["of"], row["cls"]) for row in rows) == [("n1", "FAMILY", 2), ("n2", "PUBLIC", 3)]


async def test_references_and_parents_of_the_graph_count(
    graph: Graph, tmp_path: Path, server_settings: Settings
) -> None:
    await wipe(graph)
    await load(graph, tmp_path / "1", server_settings, people=PEOPLE, kin=[KIN])
    back = KIN | {"id": "k2", "relative": "p2", "person": "p1"}
    unknown = KIN | {"id": "k3", "relative": "p9"}
    found = await load(graph, tmp_path / "2", server_settings, kin=[back, unknown])
    assert found == [("kin.csv", "relative", "DANGLING"), ("kin.csv", "relative", "OWN_ANCESTOR")]


async def test_what_is_sealed_stays_sealed_and_what_was_withdrawn_stays_withdrawn(
    graph: Graph, tmp_path: Path, server_settings: Settings
) -> None:
    await wipe(graph)
    consent: Row = {"id": "c1", "person": "p1", "capacity": "SELF", "form": "WRITTEN", "recipients": "EOHHS"}
    consent |= {"signed_on": "2026-01-01", "revoked_at": "2026-02-01T10:00:00Z"}
    sealed = NAME | {"sealed": "yes"}
    await load(graph, tmp_path / "1", server_settings, people=PEOPLE, names=[sealed], consents=[consent])
    late = consent | {"revoked_at": "", "recipients": "EOHHS|BCYF"}
    await load(graph, tmp_path / "2", server_settings, names=[NAME], consents=[late])
    rows = await graph.run_alone(
        "MATCH (c:Consent), (n:Name) RETURN n.cls AS cls, n.sealed AS sealed, c.revoked_at AS at, c.recipients AS to"
    )
    assert [(r["cls"], r["sealed"], str(r["at"]), r["to"]) for r in rows] == [
        (0, True, "2026-02-01 10:00:00+00:00", ["EOHHS", "BCYF"])
    ]


async def test_a_decided_match_is_not_asked_again(graph: Graph, tmp_path: Path, server_settings: Settings) -> None:
    await wipe(graph)
    names = [NAME, NAME | {"id": "n2", "person": "p2", "given": "Anne"}]
    births = [{"id": f"b{n}", "person": f"p{n}", "born_on": "1990-01-05", **SAID} for n in (1, 2)]
    await load(graph, tmp_path / "1", server_settings, people=PEOPLE, names=names, births=births)
    await graph.run_alone("MATCH ()-[r:POSSIBLY_SAME_AS]->() SET r.state = 'DIFFERENT'")
    await load(graph, tmp_path / "1", server_settings, people=PEOPLE)
    rows = await graph.run_alone("MATCH (a)-[r:POSSIBLY_SAME_AS]->(b) RETURN a.id AS a, b.id AS b, r.state AS state")
    assert rows == [{"a": "p1", "b": "p2", "state": "DIFFERENT"}]


async def test_a_dry_run_writes_nothing(graph: Graph, tmp_path: Path, server_settings: Settings) -> None:
    await wipe(graph)
    before = await dump(graph)
    report = await import_bundle(bundle(tmp_path / "b"), graph, server_settings, CLOCK, dry_run=True)
    assert (report.loaded, report.problems, await dump(graph)) == (ROWS * len(NOUNS), (), before)
