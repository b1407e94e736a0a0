"""Each revision says whom it touched, in the transaction that raised it."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from graphsvc.clock import clock_from
from graphsvc.database.driver import Graph, Unit
from graphsvc.engine import changes
from graphsvc.engine.changes import Changes, marked_revision, read_changes, read_revision, trim
from graphsvc.importing import touched
from graphsvc.importing.run import import_bundle
from graphsvc.settings import Settings
from tests.bundle import write_bundle
from tests.conftest import wipe
from tests.live.api import Api, api_on
from tests.live.record_queries import guided, record

SAID = {"compartment": "FAMILY", "owner": "EOHHS"}
BOTH = {"p-ivy", "p-marcus"}
CASES: tuple[tuple[str, str, dict[str, Any], set[str]], ...] = (
    ("recordOrder", "s-sam", {"restrained": "p-ivy", "protected": "p-marcus", "type": "BAIL_NO_CONTACT"}, BOTH),
    ("placeHold", "s-sam", {"person": "p-joe", "reason": "x", "forPerson": "p-marcus"}, {"p-joe", "p-marcus"}),
    ("placeHold", "s-sam", {"person": "p-joe", "reason": "y"}, {"p-joe"}),
    (
        "screenRelatives",
        "s-sam",
        {"person": "p-marcus", "mode": "MANUAL", "screens": guided("p-sal", "p-ivy")},
        {"p-marcus", "p-sal", "p-ivy"},
    ),
    (
        "restateTie",
        "s-sam",
        {"tie": "k-joe-marcus", "statedAs": "PERSON", "statedBy": "p-marcus", "closeness": "WEAK"},
        {"p-joe", "p-marcus"},
    ),
    ("withdrawConsent", "s-sam", {"consent": "c-marcus"}, set()),
    ("assignWorker", "s-carmen", {"staff": "s-stan", "person": "p-marcus"}, set()),
)


@pytest.fixture
async def api(graph: Graph, tmp_path: Path) -> Api:
    return await api_on(graph, tmp_path)


async def last(graph: Graph) -> dict[str, Any]:
    """The newest change record, which is the only one of its revision."""
    rows = await graph.run_alone(
        "MATCH (r:Revision {id: 'graph'}), (c:Change {n: r.n}) "
        "RETURN c.people AS people, c.groups AS groups, c.all AS all, size(c.token) AS token"
    )
    assert len(rows) == 1 and rows[0].pop("token") > 30
    return rows[0]


@pytest.mark.parametrize(("mutation", "by", "said", "people"), CASES, ids=[f"{c[0]}-{n}" for n, c in enumerate(CASES)])
async def test_a_mutation_names_whom_it_touched(
    api: Api, graph: Graph, mutation: str, by: str, said: dict[str, Any], people: set[str]
) -> None:
    revision, token = await read_revision(graph)
    answer = await record(api, mutation, by, **said)
    assert answer["__typename"].endswith("Payload")
    assert await last(graph) == {"people": sorted(people), "groups": [], "all": False}
    found = await read_changes(graph, revision, token)
    assert (found.revision, found.people, found.everything) == (revision + 1, people, False)


async def test_an_order_that_ends_names_both(api: Api, graph: Graph) -> None:
    order = await record(api, "recordOrder", **CASES[0][2])
    await record(api, "endOrder", "s-safiya", order=order["orderId"])
    assert await last(graph) == {"people": sorted(BOTH), "groups": [], "all": False}


async def test_a_request_sent_again_touches_nobody(api: Api, graph: Graph) -> None:
    for _ in range(2):
        await record(api, "placeHold", person="p-joe", reason="Once", idempotencyKey="k")
    assert await last(graph) == {"people": [], "groups": [], "all": False}


async def test_a_refused_one_leaves_no_record(api: Api, graph: Graph) -> None:
    before = await read_revision(graph)
    assert (await record(api, "endOrder", "s-safiya", order="o-none"))["code"] == "NOT_FOUND"
    assert await read_revision(graph) == before


# ---- imports ------------------------------------------------------------------------------------------------------

PEOPLE = [{"id": f"p{n}"} for n in range(1, 5)]
KIN = {"id": "k1", "relative": "p1", "person": "p2", "role": "MTH", **SAID}
HOLD = {"id": "h1", "person": "p1", "placed_by": "s1", "placed_on": "2026-01-01", **SAID}


async def touched_by(graph: Graph, folder: Path, settings: Settings, **tables: Any) -> Changes:
    """What the import of these tables touched, all its batches together."""
    revision, token = await read_revision(graph)
    await import_bundle(write_bundle(folder, tables), graph, settings, clock_from("2026-04-20T09:00:00"))
    return await read_changes(graph, revision, token)


async def test_an_import_names_whom_its_rows_are_and_were_about(
    graph: Graph, tmp_path: Path, server_settings: Settings
) -> None:
    await wipe(graph)
    first = await touched_by(graph, tmp_path / "1", server_settings, people=PEOPLE, kin=[KIN], holds=[HOLD])
    assert (first.people, first.everything) == ({"p1", "p2", "p3", "p4"}, False)
    moved = [KIN | {"relative": "p3"}]
    assert (await touched_by(graph, tmp_path / "2", server_settings, kin=moved)).people == {"p1", "p2", "p3"}
    held = [HOLD | {"person": "p4"}]
    assert (await touched_by(graph, tmp_path / "3", server_settings, holds=held)).people == {"p1", "p4"}
    home = {"id": "h", "kind": "FAMILY", **SAID}
    assert (await touched_by(graph, tmp_path / "4", server_settings, households=[home])).groups == {"household:h"}
    lives = {"id": "hm", "person": "p1", "household": "h", **SAID}
    await touched_by(graph, tmp_path / "5", server_settings, household_members=[lives])
    shelter = home | {"kind": "SHELTER"}
    found = await touched_by(graph, tmp_path / "6", server_settings, households=[shelter])
    assert (found.people, found.groups) == ({"p1"}, {"household:h"})


async def test_a_batch_that_is_not_small_touches_everything(
    graph: Graph, tmp_path: Path, server_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wipe(graph)
    monkeypatch.setattr(touched, "SMALL_ROWS", 3)
    found = await touched_by(graph, tmp_path / "1", server_settings, people=PEOPLE, kin=[KIN])
    assert (found.everything, found.people) == (True, {"p1", "p2"})


# ---- reading them --------------------------------------------------------------------------------------------------


async def test_a_revision_without_a_record_is_everything(graph: Graph) -> None:
    await wipe(graph)
    revision, token = await read_revision(graph)
    await graph.run_alone("MATCH (r:Revision {id: 'graph'}) SET r.n = r.n + 1")
    assert (await read_changes(graph, revision, token)).everything
    await graph.write("import_revision", people=["a"], groups=[], all=False, token="t")
    assert (await read_changes(graph, revision, token)).everything


async def test_another_database_is_known_by_its_token(graph: Graph) -> None:
    await wipe(graph)
    revision, token = await marked_revision(graph)
    assert await read_revision(graph) == await marked_revision(graph) == (revision, token)
    assert not (await read_changes(graph, revision, token)).elsewhere
    await wipe(graph)
    assert (await read_changes(graph, revision, token)).elsewhere
    assert (await read_changes(graph, revision + 1, token)).elsewhere


async def test_old_records_go_and_the_newest_stay(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    await wipe(graph)
    monkeypatch.setattr(changes, "KEPT_RECORDS", 5)
    monkeypatch.setattr(changes, "TRIM_ROWS", 4)
    for _ in range(20):
        await graph.write("import_revision", people=[], groups=[], all=False, token="t")

    async def left() -> list[int]:
        return [row["n"] for row in await graph.run_alone("MATCH (c:Change) RETURN c.n AS n ORDER BY n")]

    assert (await trim(graph, 3), await left()) == (2, list(range(3, 21)))
    assert (await trim(graph, 20), await left()) == (13, list(range(16, 21)))
    monkeypatch.setattr(changes, "KEPT_RECORDS", 0)
    assert (await trim(graph, 20), await left()) == (4, [20])


async def test_records_stay_as_long_as_a_cursor_may_need_them(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    await wipe(graph)
    monkeypatch.setattr(changes, "KEPT_RECORDS", 0)
    at = clock_from("2026-04-20T09:00").now()

    async def write(days: int) -> None:
        async def unit(tx: Unit) -> None:
            await tx.run("import_revision", people=[], groups=[], all=False, token="t")
            await tx.run("change_news", news=[], at=at + timedelta(days=days))

        await graph.write_unit(unit)

    for day in range(10):
        await write(day)
    first = (await read_revision(graph))[0] - 9
    assert await trim(graph, first + 9, at + timedelta(days=6)) == 5  # day 5 is what a cursor of day 5.9 names
    rows = await graph.run_alone("MATCH (c:Change) RETURN min(c.n) AS n")
    assert rows[0]["n"] == first + 5


async def test_who_holds_the_graph_keeps_writers_waiting(graph: Graph) -> None:
    await wipe(graph)
    await graph.write("engine_hold")  # what was set once is set again, and held as well
    order: list[str] = []

    async def write() -> None:
        await graph.write("import_revision", people=[], groups=[], all=False, token="t")
        order.append("written")

    async def hold(unit: Unit) -> None:
        await unit.run("engine_hold")
        writer = asyncio.create_task(write())
        await asyncio.sleep(0.5)
        order.append("let go")
        writers.append(writer)

    writers: list[asyncio.Task[None]] = []
    await graph.write_unit(hold)
    await asyncio.gather(*writers)
    assert order == ["let go", "written"]
