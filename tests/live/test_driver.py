"""The driver against a real Neo4j: modes, bounds, values, counting; what is cancelled or late ends there too."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from graphsvc.catalogue import Catalogue, Mode, Statement
from graphsvc.database.driver import Graph, Unit, counted
from graphsvc.errors import CatalogueError, Conflict, DatabaseError, StatementLate

SLOW = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b WITH a + b AS c WHERE c < 0 RETURN count(c) AS slow"
STATEMENTS: tuple[tuple[str, Mode, str], ...] = (
    ("one", "read", "RETURN 1 AS one"),
    ("slow", "read", SLOW),
    ("sneak", "read", "CREATE (n:Probe {id: 'sneaked'}) RETURN 1 AS one"),
    ("probes", "read", "MATCH (n:Probe) RETURN n.id AS id ORDER BY id LIMIT 10"),
    ("make", "write", "MERGE (n:Probe {id: $id}) RETURN n.id AS id"),
    ("again", "write", "CREATE (m:Migration {number: 1}) RETURN 1 AS one"),
    ("whole_node", "write", "MERGE (n:Probe {id: 'node'}) RETURN n"),
    ("back", "read", "RETURN $value AS value"),
    ("place", "read", "RETURN point({latitude: $lat, longitude: $lon}) AS point, [date('2026-03-01')] AS days, "
     "{at: datetime('2026-03-01T09:00:00-05:00'), local: localdatetime('2026-03-01T09:00:00')} AS instants"),
    ("back_again", "read", "RETURN $value AS value"),
    ("none_there", "read", "MATCH (n:Nobody) RETURN n.id AS id ORDER BY id LIMIT 10"),
    ("span", "read", "RETURN duration('P1M') AS span"),
)  # fmt: skip
NAMED = re.compile(r"\bAS (\w+)")
PARAMS = {
    "make": {"id": "STRING"},
    "back": {"value": "ANY"},
    "back_again": {"value": "ANY"},
    "place": {"lat": "FLOAT", "lon": "FLOAT"},
}


@pytest.fixture
async def probe(graph: Graph) -> AsyncIterator[Graph]:
    """The session's graph with this file's statements; its Probe nodes are gone afterwards."""
    found = {
        n: Statement(
            n, "It.", PARAMS.get(n, {}), dict.fromkeys(NAMED.findall(text.rpartition("RETURN")[2]), "ANY"), mode, text
        )
        for n, mode, text in STATEMENTS
    }
    yield replace(graph, catalogue=Catalogue(found))
    await graph.run_alone("MATCH (n:Probe) DELETE n")


async def running(graph: Graph) -> list[str]:
    """The texts that the server is at, this question left out."""
    rows = await graph.run_alone("SHOW TRANSACTIONS YIELD currentQuery, status WHERE status = 'Running' "
                                 "RETURN currentQuery AS text")  # fmt: skip
    texts = [row["text"] or "" for row in rows]  # none where a statement has just ended
    return [text for text in texts if "SHOW TRANSACTIONS" not in text]


async def comes_to(graph: Graph, *, slow: bool) -> bool:
    """Whether the slow statement comes to run, or to have ended: waits for it, a busy machine's minutes too."""
    async with asyncio.timeout(240):
        while bool([text for text in await running(graph) if SLOW in text]) is not slow:  # noqa: ASYNC110  (the event is on the server)
            await asyncio.sleep(0.05)
    return True


async def test_a_read_session_refuses_a_write(probe: Graph) -> None:
    with pytest.raises(DatabaseError):
        await probe.read("sneak")
    assert await probe.read("probes") == []


async def test_a_write_statement_is_not_asked_through_read(probe: Graph) -> None:
    with pytest.raises(CatalogueError, match="make"):
        await probe.read("make", id="a")


@pytest.mark.parametrize("params", [{}, {"id": "a", "more": 1}])
async def test_parameters_are_those_of_the_header(probe: Graph, params: dict[str, Any]) -> None:
    with pytest.raises(CatalogueError, match="make"):
        await probe.write("make", **params)


async def test_a_late_statement_is_ended_on_the_server(probe: Graph) -> None:
    with pytest.raises(StatementLate, match="TransactionTimedOut"):  # the server's own word
        await probe.read("slow", timeout_seconds=0.5)
    assert await comes_to(probe, slow=False)


async def test_a_cancelled_request_ends_its_statement(probe: Graph) -> None:
    task = asyncio.create_task(probe.read("slow", timeout_seconds=600))
    assert await comes_to(probe, slow=True)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await comes_to(probe, slow=False)


async def test_a_broken_constraint_is_a_conflict(probe: Graph) -> None:
    with pytest.raises(Conflict):
        await probe.write("again")


async def test_a_unit_writes_all_or_nothing(probe: Graph) -> None:
    async def half(unit: Unit) -> None:
        await unit.run("make", id="half")
        await unit.run("again")

    with pytest.raises(Conflict):
        await probe.write_unit(half)
    assert await probe.read("probes") == []


async def test_a_unit_returns_what_its_work_returns(probe: Graph) -> None:
    async def both(unit: Unit) -> list[str]:
        return [(await unit.run("make", id=name))[0]["id"] for name in ("a", "b")]

    assert await probe.write_unit(both) == ["a", "b"]
    assert await probe.read("probes") == [{"id": "a"}, {"id": "b"}]


async def test_values_come_back_as_plain_python(probe: Graph) -> None:
    nine = datetime(2026, 3, 1, 14, tzinfo=UTC)
    assert await probe.read("place", lat=40.75, lon=-73.99) == [
        {
            "point": (40.75, -73.99),
            "days": [date(2026, 3, 1)],
            "instants": {"at": nine, "local": nine.replace(hour=9)},
        }
    ]


@pytest.mark.parametrize(
    "value",
    [None, True, 7, 0.5, "é", date(2026, 3, 1), [], ["a", None], [[1], [date(2026, 3, 1)]], {"a": [{"b": None}]},
     datetime(2026, 3, 1, 9, tzinfo=UTC)],
)  # fmt: skip
async def test_a_value_that_goes_in_comes_back(probe: Graph, value: object) -> None:
    assert await probe.read("back", value=value) == [{"value": value}]


async def test_an_instant_of_any_zone_comes_back_in_utc(probe: Graph) -> None:
    local = datetime(2026, 3, 1, 9, tzinfo=ZoneInfo("America/New_York"))
    (row,) = await probe.read("back", value=local)
    assert (row["value"], row["value"].tzinfo) == (local, UTC)


@pytest.mark.parametrize("name", ["whole_node", "span"])
async def test_what_is_no_flat_value_is_refused(probe: Graph, name: str) -> None:
    with pytest.raises(DatabaseError, match="flat"):
        await probe.write(name)


async def test_statements_are_counted_in_the_tasks_of_the_block(probe: Graph) -> None:
    with counted() as names:
        await asyncio.gather(probe.read("one"), probe.read("one"))
        await probe.write("make", id="a")
    await probe.read("one")
    assert names == ["one", "one", "make"]


async def test_statements_asked_together_are_one_round_trip_and_each_answers_as_by_itself(probe: Graph) -> None:
    await probe.write("make", id="a")
    await probe.write("make", id="b")
    asks: dict[str, dict[str, Any]] = {"probes": {}, "back": {"value": date(2026, 3, 1)}, "none_there": {}}
    with counted() as names:
        found = await probe.read_together(asks)
    assert names == ["probes+back+none_there"]
    assert found == {name: await probe.read(name, **params) for name, params in asks.items()}
    assert [row["id"] for row in found["probes"]] == ["a", "b"] and found["none_there"] == []
    with counted() as names:
        assert await probe.read_together({"one": {}}) == {"one": [{"one": 1}]}
    assert (names, await probe.read_together({})) == (["one"], {})


@pytest.mark.parametrize(
    "asks",
    [
        {"one": {}, "make": {"id": "c"}},
        {"back": {"value": 1}, "back_again": {"value": 2}},
        {"one": {}, "back": {}},
    ],
    ids=["a write", "two values of one name", "a missing one"],
)
async def test_statements_that_do_not_go_together_are_refused(probe: Graph, asks: dict[str, dict[str, Any]]) -> None:
    with pytest.raises(CatalogueError):
        await probe.read_together(asks)


async def test_a_write_is_told_whatever_came_of_it_and_a_read_is_not(probe: Graph) -> None:
    async def changed(work: Awaitable[object]) -> bool:
        before = probe.word.read()
        with suppress(DatabaseError, Conflict):
            await work
        return probe.word.read() != before

    async def broken(unit: Unit) -> None:
        raise DatabaseError("no", "no")

    assert not await changed(probe.read("one"))
    assert await changed(probe.write("make", id="a"))
    assert await changed(probe.run_alone("MATCH (n:Probe) SET n.x = 1"))
    assert await changed(probe.write_unit(broken))
    assert not await changed(probe.write_unit(broken, label="engine_hold"))


async def test_a_read_sees_what_was_written_just_before(probe: Graph) -> None:
    for number in range(20):
        await probe.write("make", id=f"{number:02}")
        assert len(await probe.read("probes")) == min(number + 1, 10)
