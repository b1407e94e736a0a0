"""Subscriptions over both transports: what is told, what is on record before, what ends them, and what is let go."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import httpx
import pytest
from starlette.websockets import WebSocket
from websockets.exceptions import ConnectionClosed, InvalidStatus

from graphsvc.api import streams, websocket
from graphsvc.api.slots import MOST_OF_A_USER
from graphsvc.api.websocket import MOST_OPERATIONS, MOST_REFUSALS
from graphsvc.engine import news as engine_news
from graphsvc.engine.news import Feed, Lost, Place, here
from graphsvc.errors import AuditFailed
from graphsvc.model.news import NEWS_OF, News, news_in, news_of
from graphsvc.model.nouns import NOUN
from tests.unit.streams import (
    DOCUMENT,
    World,
    changes,
    heard,
    opened,
    say,
    serving,
    spoken,
    subscribe,
    told,
    until,
)

ORDER = News("ORDER_RECORDED", ("p-1", "p-9"), statement="o-1", label="RESTRAINED_FROM")
SCREEN = News("SCREEN_RECORDED", ("p-1",), ("p-9",))


async def closed(socket: Any) -> tuple[int, str]:
    """How the other side closed, once it did; what came before is passed over."""
    with pytest.raises(ConnectionClosed):
        while True:
            await asyncio.wait_for(socket.recv(), 10)
    return socket.close_code, socket.close_reason


def kinds(batch: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["kind"], each["nodeId"]) for each in batch["events"]]


# ---- what is told -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("transport", ["websocket", "events"])
async def test_an_event_is_told_on_record_and_again_after_its_cursor(transport: str) -> None:
    world = World()
    async with serving(world) as port:
        if transport == "websocket":
            async with spoken(port, world) as socket:
                first = await subscribe(socket)
                world.graph.write_down(ORDER)
                message = await heard(socket)
                second = changes(message)
                extensions = message["payload"]["extensions"]
            async with spoken(port, world) as socket:
                await subscribe(socket, first["cursor"])
                again = changes(await heard(socket))
        else:
            async with told(port, world) as events:
                first = (await anext(events))[1]["data"]["changes"]
                world.graph.write_down(ORDER)
                body = (await anext(events))[1]
                second, extensions = body["data"]["changes"], body["extensions"]
            async with told(port, world, first["cursor"]) as events:
                await anext(events)
                again = (await anext(events))[1]["data"]["changes"]
        assert await until(lambda: (world.served.streams.held, world.served.feed.listeners) == (0, 0))
    assert first["events"] == [] and len({first["cursor"], second["cursor"], again["cursor"]}) == 3
    assert kinds(second) == [("ORDER_RECORDED", "UGVyc29uOnAtMQ")] and second["events"] == again["events"]
    assert world.lines == [("changes", "ALLOWED", 0, []), ("changes", "ALLOWED", 1, ["p-1"])] * 2
    line = world.parts.audit.lines[1]
    assert extensions == {"answerId": line.answer, "knownAt": line.known_at}
    assert len({line.answer for line in world.parts.audit.lines}) == 4


@pytest.mark.parametrize(
    ("news", "hidden"),
    [
        (ORDER, {"o-1"}),
        (ORDER, {"p-9"}),
        (ORDER, {"p-1"}),
        (SCREEN, {"p-9"}),
        (News("ORDER_RECORDED", ("p-1",), statement="o-1", label="Hold"), set[str]()),
        (News("SCREEN_RECORDED", ("p-9",), ("p-1",)), set[str]()),
        (News("CONTEST_ANSWERED", ("p-1",), users=("s-eve",)), set[str]()),
        (News("CONSENT_RECORDED", ("p-1",), agencies=("BPD",)), set[str]()),
    ],
)
async def test_what_is_hidden_or_for_somebody_else_is_told_by_nothing(news: News, hidden: set[str]) -> None:
    world = World()
    world.graph.hidden = hidden
    async with serving(world) as port, spoken(port, world) as socket:
        await subscribe(socket)
        world.graph.write_down(news)
        world.graph.write_down(News("WORKER_ASSIGNED", ("p-2",)))
        assert kinds(changes(await heard(socket))) == [("WORKER_ASSIGNED", "UGVyc29uOnAtMg")]
    assert [line[2] for line in world.lines] == [0, 1]


@pytest.mark.parametrize(
    "news",
    [
        News("TIE_RESTATED", ("p-1",), statement="t-1"),
        News("CONTEST_ANSWERED", ("p-1",), users=("s-sam",)),
        News("CONSENT_RECORDED", ("p-1",), agencies=("EOHHS",)),
    ],
)
async def test_what_is_meant_for_the_asker_is_told(news: News) -> None:
    world = World()
    async with serving(world) as port, spoken(port, world) as socket:
        await subscribe(socket)
        world.graph.write_down(news)
        assert kinds(changes(await heard(socket))) == [(news.kind, "UGVyc29uOnAtMQ")]


async def test_the_policy_is_asked_again_for_each_event() -> None:
    world = World()
    async with serving(world) as port, spoken(port, world) as socket:
        await subscribe(socket)
        world.gate.mine = {"p-2"}  # an assignment ended
        world.graph.write_down(SCREEN)
        world.graph.write_down(News("WORKER_ASSIGNED", ("p-2",)))
        assert kinds(changes(await heard(socket))) == [("WORKER_ASSIGNED", "UGVyc29uOnAtMg")]


async def test_several_of_one_kind_in_one_write_are_one_event_and_many_come_in_batches() -> None:
    world = World()
    world.gate.mine = {f"p-{n}" for n in range(250)}
    async with serving(world) as port, spoken(port, world) as socket:
        first = await subscribe(socket)
        world.graph.write_down(SCREEN, News("SCREEN_RECORDED", ("p-1",), ("p-8",)))
        assert len(changes(await heard(socket))["events"]) == 1
        world.graph.write_down(*(News("WORKER_ASSIGNED", (f"p-{n}",)) for n in range(250)))
        batches = [changes(await heard(socket)) for _ in range(3)]
        assert [len(batch["events"]) for batch in batches] == [100, 100, 50]
        await subscribe(socket, batches[0]["cursor"], "2")  # in the middle of a write: told from its beginning
        assert changes(await heard(socket))["events"] == batches[0]["events"]
        assert len(first["cursor"]) == len(batches[0]["cursor"])


# ---- a cursor that cannot go on -----------------------------------------------------------------------------------


async def test_a_cursor_that_is_too_old_or_of_another_database_says_to_read_anew() -> None:
    world = World()
    async with serving(world) as port:
        async with spoken(port, world) as socket:
            cursor = (await subscribe(socket))["cursor"]
            world.graph.records[0] = ("another", [])
            world.graph.write_down()
            await subscribe(socket, cursor, "2")
            assert changes(await heard(socket)) == {"__typename": "ReadAnew", "code": "READ_ANEW"}
        world.clock.ahead.append(timedelta(hours=7))
        async with spoken(port, world) as socket:
            world.served.site = type(world.served.site)(changes_kept_hours=6)
            assert (await subscribe(socket, cursor, "3"))["code"] == "READ_ANEW"


async def test_a_writer_who_does_not_say_what_it_was_leaves_no_silent_gap() -> None:
    world = World()
    async with serving(world) as port, spoken(port, world) as socket:
        await subscribe(socket)
        world.graph.write_down(SCREEN, foreign=True)
        assert changes(await heard(socket))["code"] == "READ_ANEW"
        assert (await heard(socket))["type"] == "complete"


async def test_a_record_that_cannot_be_read_leaves_no_silent_gap() -> None:
    world = World()
    async with serving(world) as port, spoken(port, world) as socket:
        await subscribe(socket)
        world.graph.records.append(("t1", ["{"]))
        assert changes(await heard(socket))["code"] == "READ_ANEW"


@pytest.mark.parametrize("cursor", ["", "x", "A" * 80, "é" * 50])
async def test_a_cursor_that_was_never_given_is_refused(cursor: str) -> None:
    world = World()
    async with serving(world) as port, spoken(port, world) as socket:
        await say(socket, type="subscribe", id="1", payload={"query": DOCUMENT, "variables": {"after": cursor}})
        assert (await heard(socket))["payload"]["errors"][0]["extensions"]["code"] == "BAD_INPUT"
        assert (await heard(socket))["type"] == "complete"


# ---- what ends it -------------------------------------------------------------------------------------------------


async def test_a_websocket_closes_when_the_token_ends() -> None:
    world = World()
    async with serving(world) as port, spoken(port, world) as socket:
        await subscribe(socket)
        world.clock.ahead.append(timedelta(hours=12))
        world.graph.write_down(SCREEN)
        assert await closed(socket) == (4403, "TOKEN_REFUSED")
    assert world.lines == [("changes", "ALLOWED", 0, [])] or world.lines[1:] == [("changes", "ALLOWED", 1, ["p-1"])]


async def test_a_websocket_that_runs_nothing_closes_too() -> None:
    world = World()
    async with serving(world) as port, spoken(port, world) as socket:
        world.clock.ahead.append(timedelta(hours=12))
        assert await closed(socket) == (4403, "TOKEN_REFUSED")


async def test_events_complete_with_the_code_when_the_token_ends() -> None:
    world = World()
    async with serving(world) as port, told(port, world) as events:
        await anext(events)
        world.clock.ahead.append(timedelta(hours=12))
        rest = [event async for event in events]
    assert [(name, body and body["errors"][0]["extensions"]["code"]) for name, body in rest] == [
        ("next", "TOKEN_REFUSED"),
        ("complete", None),
    ]


async def test_a_purpose_that_was_closed_ends_both() -> None:
    world = World()
    async with serving(world) as port, spoken(port, world) as socket, told(port, world) as events:
        await subscribe(socket)
        await anext(events)
        world.graph.closed.add("h-1")
        assert changes(await heard(socket))["code"] == "PURPOSE_REQUIRED"
        assert await closed(socket) == (4403, "PURPOSE_REQUIRED")
        rest = [event async for event in events]
    assert [name for name, _ in rest] == ["next", "complete"]
    assert rest[0][1]["data"]["changes"]["code"] == "PURPOSE_REQUIRED"
    assert [line[1] for line in world.lines[2:]] == ["PURPOSE_REQUIRED"] * 2


async def test_a_service_that_goes_down_ends_all_and_waits_for_none() -> None:
    world = World()
    async with serving(world) as port:
        connection = opened(port)
        socket = await connection.__aenter__()
        await say(socket, type="connection_init", payload=world.headers())
        await heard(socket)
        await subscribe(socket)
        context = told(port, world)
        events = await context.__aenter__()
        await anext(events)
    rest = [event async for event in events]
    assert rest[-1][0] == "complete" and rest[0][1]["errors"][0]["extensions"]["code"] == "GOING_DOWN"
    assert (await closed(socket))[0] == 1012
    await context.__aexit__(None, None, None)
    await connection.__aexit__(None, None, None)


async def test_a_client_that_vanishes_leaves_nothing_behind() -> None:
    world = World()
    async with serving(world) as port:
        before = {task.get_name() for task in asyncio.all_tasks()}
        async with spoken(port, world) as socket, told(port, world) as events:
            await subscribe(socket)
            await anext(events)
            assert (world.served.streams.held, world.served.feed.listeners) == (2, 2)
            socket.transport.abort()
        assert await until(lambda: (world.served.streams.held, world.served.feed.listeners) == (0, 0))
        assert await until(lambda: len({task.get_name() for task in asyncio.all_tasks()} - before) == 0)
        asked = len(world.graph.asked)
        await asyncio.sleep(3 * engine_news.POLL_SECONDS)
        assert len(world.graph.asked) == asked  # nobody polls for nobody


async def test_what_cannot_be_written_down_is_not_told() -> None:
    world = World()
    async with serving(world) as port, spoken(port, world) as socket:
        await subscribe(socket)
        world.parts.audit.fault = AuditFailed("No.", "No.")
        world.graph.write_down(SCREEN)
        body = (await heard(socket))["payload"]
    assert (body["data"], body["errors"][0]["extensions"]["code"]) == (None, "AUDIT_FAILED")


# ---- the protocol -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("messages", "how"),
    [
        ([{"type": "subscribe", "id": "1", "payload": {"query": DOCUMENT}}], (4401, "TOKEN_REFUSED")),
        ([{"type": "ping"}], (4400, "TOKEN_REFUSED")),
        ([{"type": "connection_init"}], (4403, "TOKEN_REFUSED")),
        ([{"type": "connection_init", "payload": {"authorization": "Bearer x"}}], (4403, "TOKEN_REFUSED")),
        ([{"type": "connection_init", "payload": {"authorization": 3}}], (4400, "BAD_REQUEST")),
        ([{"type": "connection_init", "payload": []}], (4403, "TOKEN_REFUSED")),
        ([{"type": "connection_init", "payload": [1]}], (4400, "BAD_REQUEST")),
        ([{}], (4400, "BAD_REQUEST")),
        (["ack", {"type": "connection_init", "payload": {}}], (4429, "BAD_REQUEST")),
        (["ack", {"type": "start", "id": "1", "payload": {}}], (4400, "BAD_REQUEST")),
        (["ack", {"type": "subscribe", "payload": {"query": DOCUMENT}}], (4400, "BAD_REQUEST")),
        (["ack", {"type": "subscribe", "id": "x" * 101, "payload": {"query": DOCUMENT}}], (4400, "BAD_REQUEST")),
        (["ack", *[{"type": "subscribe", "id": "1", "payload": {"query": DOCUMENT}}] * 2], (4409, "BAD_REQUEST")),
    ],
)
async def test_whoever_breaks_the_protocol_is_closed_with_its_code(messages: list[Any], how: tuple[int, str]) -> None:
    world = World()
    async with serving(world) as port, opened(port) as socket:
        for message in messages:
            said = {"type": "connection_init", "payload": world.headers()} if message == "ack" else message
            await say(socket, **said)
        assert await closed(socket) == how


async def test_pings_are_answered_and_an_operation_can_be_ended() -> None:
    world = World()
    async with serving(world) as port, spoken(port, world) as socket:
        await say(socket, type="ping", payload={"a": 1})
        assert await heard(socket) == {"type": "pong"}
        await say(socket, type="pong")
        await subscribe(socket)
        await say(socket, type="complete", id="1")
        await say(socket, type="complete", id="never")
        assert await until(lambda: world.served.feed.listeners == 0)
        assert (await subscribe(socket))["events"] == []  # its id is free again


async def test_who_says_nothing_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket, "INIT_SECONDS", 0.1)
    async with serving(World()) as port, opened(port) as socket:
        assert await closed(socket) == (4408, "SLOW_BODY")


@pytest.mark.parametrize("protocols", [None, ["graphql-ws"], ["graphql-ws", "chat"]])
async def test_no_other_protocol_is_spoken(protocols: Any) -> None:
    async with serving(World()) as port, opened(port, subprotocols=protocols) as socket:
        assert await closed(socket) == (4406, "NOT_ACCEPTABLE")


@pytest.mark.parametrize(("origin", "opens"), [(None, True), ("https://app.example", True), ("https://evil", False)])
async def test_only_a_listed_origin_opens_a_websocket(origin: Any, opens: bool) -> None:
    world = World(more={"GRAPHSVC_ORIGINS": "https://app.example"})
    async with serving(world) as port:
        if opens:
            async with spoken(port, world, origin=origin) as socket:
                assert (await subscribe(socket))["events"] == []
        else:
            with pytest.raises(InvalidStatus) as refused:
                async with opened(port, origin=origin):
                    raise AssertionError("it opened")
            assert refused.value.response.status_code == 403


async def test_where_hosts_are_named_no_other_opens_a_websocket() -> None:
    async with serving(World(more={"GRAPHSVC_HOSTS": "api.example"})) as port:
        with pytest.raises(InvalidStatus) as refused:
            async with opened(port):
                raise AssertionError("it opened")
    assert refused.value.response.status_code == 400
    assert refused.value.response.headers["x-content-type-options"] == "nosniff"


# ---- how many -----------------------------------------------------------------------------------------------------


async def test_a_user_has_so_many_streams_and_no_more() -> None:
    world = World()
    async with serving(world) as port, spoken(port, world), told(port, world) as events:
        await anext(events)
        async with spoken(port, world), spoken(port, world):
            assert world.served.streams.held == MOST_OF_A_USER
            async with opened(port) as fifth:
                await say(fifth, type="connection_init", payload=world.headers())
                assert await closed(fifth) == (1013, "TOO_MANY_STREAMS")
            async with httpx.AsyncClient(trust_env=False) as client:
                headers = {**world.headers(), "accept": "text/event-stream"}
                reply = await client.post(f"http://127.0.0.1:{port}/graphql", json={"query": DOCUMENT}, headers=headers)
            assert (reply.status_code, reply.json()["errors"][0]["extensions"]["code"]) == (429, "TOO_MANY_STREAMS")
        assert await until(lambda: world.served.streams.held == 2)


async def test_over_one_websocket_run_so_many_operations_and_no_more() -> None:
    world = World()
    async with serving(world) as port, spoken(port, world) as socket:
        found = [await subscribe(socket, id=str(n)) for n in range(MOST_OPERATIONS + 1)]
    assert found[-1]["payload"][0]["extensions"]["code"] == "TOO_MANY_STREAMS"
    assert [each["events"] for each in found[:-1]] == [[]] * MOST_OPERATIONS


async def test_whoever_goes_on_asking_for_more_operations_is_closed() -> None:
    async with serving(world := World()) as port, spoken(port, world) as socket:
        for n in range(MOST_OPERATIONS + MOST_REFUSALS + 1):
            await say(socket, type="subscribe", id=str(n), payload={"query": DOCUMENT})
        assert await closed(socket) == (1013, "TOO_MANY_STREAMS")


@dataclass
class Deaf:
    """A client that begins, sends these payloads as operations, and takes nothing but the acknowledgement."""

    world: World
    payloads: Iterator[Any]
    headers: dict[str, str] = field(default_factory=dict)
    scope: dict[str, list[str]] = field(default_factory=lambda: {"subprotocols": [websocket.PROTOCOL]})
    sent: int = 0
    tasks: int = 0
    closed: tuple[int, str] | None = None

    async def accept(self, protocol: str | None) -> None: ...

    async def receive(self) -> dict[str, str]:
        self.sent, self.tasks = self.sent + 1, max(self.tasks, len(asyncio.all_tasks()))
        if self.sent == 1:
            return _frame(type="connection_init", payload=self.world.headers())
        for payload in self.payloads:
            return _frame(type="subscribe", id=str(self.sent), payload=payload)
        return await asyncio.get_running_loop().create_future()

    async def send_text(self, text: str) -> None:
        if "connection_ack" not in text:
            await asyncio.get_running_loop().create_future()

    async def close(self, number: int, reason: str) -> None:
        self.closed = (number, reason)


def _frame(**message: Any) -> dict[str, str]:
    return {"type": "websocket.receive", "text": json.dumps(message)}


@pytest.mark.parametrize("payloads", [[{"query": DOCUMENT}] * 300, [{"query": DOCUMENT}], ["no operation"]])
async def test_whoever_takes_nothing_is_closed_and_holds_little(
    monkeypatch: pytest.MonkeyPatch, payloads: list[Any]
) -> None:
    monkeypatch.setattr(websocket, "SEND_SECONDS", 0.1)
    deaf = Deaf(world := World(), iter(payloads))
    await asyncio.wait_for(websocket.speak(world.served, cast(WebSocket, deaf)), 5)
    assert deaf.closed == (1013, "GONE")
    assert deaf.tasks < 3 * MOST_OPERATIONS and world.served.streams.held == 0


async def test_rates_hold_for_operations_and_for_any_message() -> None:
    world = World(more={"GRAPHSVC_RATE_PER_MINUTE": "1", "GRAPHSVC_RATE_BURST": "2"})
    async with serving(world) as port, spoken(port, world) as socket:
        await subscribe(socket)
        assert (await subscribe(socket, id="2"))["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
        await say(socket, type="ping")
        assert await closed(socket) == (1013, "RATE_LIMITED")


@pytest.mark.parametrize(
    "query", ["{ viewer { __typename } }", 'mutation { closePurpose(input: {handle: "x"}) { __typename } }']
)
async def test_only_a_subscription_is_a_stream_and_it_is_nothing_else(query: str) -> None:
    world = World()
    async with serving(world) as port:
        async with spoken(port, world) as socket:
            await say(socket, type="subscribe", id="1", payload={"query": query})
            assert (await heard(socket))["payload"][0]["extensions"]["code"] == "NOT_ACCEPTABLE"
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            streamed = {**world.headers(), "accept": "text/event-stream"}
            replies = [
                await client.post("/graphql", json={"query": query}, headers=streamed),
                await client.post("/graphql", json={"query": DOCUMENT}, headers=world.headers()),
            ]
    assert [(each.status_code, each.json()["errors"][0]["extensions"]["code"]) for each in replies] == [
        (406, "NOT_ACCEPTABLE")
    ] * 2
    assert (world.graph.asked, world.lines) == ([], [])


# ---- the feed and what it is made of ------------------------------------------------------------------------------


async def test_everybody_is_told_everything_in_order_whatever_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_news, "POLL_SECONDS", 0.001)
    monkeypatch.setattr(engine_news, "MOST_RECORDS", 7)
    world = World()
    feed = Feed(world.graph, world.clock)  # type: ignore[arg-type]
    begin = await engine_news.here(world.graph)  # type: ignore[arg-type]

    async def listen(late: float) -> list[int]:
        await asyncio.sleep(late)
        found: list[int] = []
        async with feed.listening(begin, "h-1") as listener:
            while len(found) < 100:
                found += [record.revision for record in await listener.next()]
        return found

    async def write() -> None:
        for number in range(100):
            world.graph.write_down(News("WORKER_ASSIGNED", (f"p-{number}",)))
            if number % 3 == 0:
                await asyncio.sleep(0.002)

    found = await asyncio.wait_for(asyncio.gather(*(listen(n / 100) for n in range(5)), write()), 20)
    assert found[:5] == [list(range(1, 101))] * 5


def test_news_are_kept_as_they_were_said() -> None:
    news = News("CONSENT_RECORDED", ("a|b", 'c"d'), ("é",), "s", "Label", ("u",), ("A", "B"))
    assert news_in(news.text()) == news


@pytest.mark.parametrize("name", sorted(NEWS_OF))
def test_what_an_imported_row_is_news_of_stands_in_its_columns(name: str) -> None:
    told_, noun = NEWS_OF[name], NOUN[name]
    columns = {column.name for column in noun.all_columns}
    assert columns >= {*told_.nodes, *told_.people, *told_.users, *({told_.agencies} - {""})}
    people = {column.name for column in noun.all_columns if column.of == "people"}
    assert people - {"grantor"} == {*told_.nodes, *told_.people}
    row = {column.name: column.name for column in noun.all_columns} | {"recipients": ("BPD",)}
    found = news_of(noun, dict(row))
    assert found and (found.nodes, found.people) == (told_.nodes, told_.people)
    assert bool(found.statement) == noun.statement and streams.TICK_SECONDS < 1


async def test_a_purpose_that_ends_between_two_batches_ends_them() -> None:
    """The caseload ends and the purpose closes while the first batch is put on record: of 250 events 100 were told."""
    world = World()
    world.gate.mine = {f"p-{n}" for n in range(250)}
    append = world.parts.audit.append

    async def appended(*lines: Any, **more: Any) -> None:
        await append(*lines, **more)
        if any(each.rows == 100 for each in lines):
            world.gate.mine.clear()
            world.graph.closed.add("h-1")

    world.parts.audit.append = appended  # type: ignore[method-assign]
    async with serving(world) as port, spoken(port, world) as socket:
        assert (await subscribe(socket))["events"] == []
        world.graph.write_down(*(News("HOLD_PLACED", (f"p-{n}",)) for n in range(250)))
        assert len(changes(await heard(socket))["events"]) == 100
        assert changes(await heard(socket))["__typename"] != "Changes"


async def test_the_policy_is_asked_again_for_each_batch_and_nothing_is_told_twice() -> None:
    world = World()
    world.gate.mine = {f"p-{n}" for n in range(250)}
    looks, look = list[str](), world.gate.look

    async def counted(*asked: Any) -> Any:
        looks.append("look")
        return await look(*asked)

    world.gate.look = counted  # type: ignore[method-assign]
    async with serving(world) as port, spoken(port, world) as socket:
        assert (await subscribe(socket))["events"] == []
        before = len(looks)
        world.graph.write_down(*(News("HOLD_PLACED", (f"p-{n}",)) for n in range(250)))
        told = [changes(await heard(socket))["events"] for _ in range(3)]
    assert [len(each) for each in told] == [100, 100, 50]
    assert len({event["nodeId"] for each in told for event in each}) == 250
    assert len(looks) - before >= 3


async def test_a_place_of_another_database_is_lost_though_memory_has_its_revision() -> None:
    world = World()
    world.graph.write_down(News("HOLD_PLACED", ("p-1",)))
    first = await here(world.graph)  # type: ignore[arg-type]
    feed = Feed(world.graph, world.clock)  # type: ignore[arg-type]
    async with feed.listening(first, "h-1") as listener:
        for n in range(2, 6):
            world.graph.write_down(News("HOLD_PLACED", (f"p-{n}",)))
            await listener.next()
        third = await feed.after(first)
        assert [each.revision - first.revision for each in third] == [1, 2, 3, 4]
        assert await feed.after(third[1].place) == third[2:]
        with pytest.raises(Lost):
            await feed.after(Place(third[1].revision, b"another."))
