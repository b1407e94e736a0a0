"""Subscriptions over real connections on loopback, without a database: a graph of change records, made by hand.

async with serving(world) as port:
    async with spoken(port, world) as socket: …      graphql-transport-ws, acknowledged
    async with told(port, world) as events: …        server-sent events
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

import httpx
import uvicorn
from websockets.asyncio.client import ClientConnection, connect

from graphsvc.access.purposes import handle_of
from graphsvc.access.tokens import sign
from graphsvc.api.serving import Served
from graphsvc.api.wall import Server, uvicorn_options
from graphsvc.app import app_of
from graphsvc.catalogue import Row
from graphsvc.clock import Clock
from graphsvc.demo import _Told
from graphsvc.model.answers import Problem
from graphsvc.model.asker import OpenPurpose, Principal, Sight
from graphsvc.model.news import News
from tests.unit.test_api_http import KEY, NOW, SAM, FakeGate, FakeGraph, Parts

DOCUMENT = """subscription ($after: String) { changes(after: $after) { __typename
  ... on Changes { events { kind nodeId revision } cursor } ... on Problem { code } } }"""
PURPOSE = OpenPurpose("h-1", "FAMILY_SUPPORT", None, "CASE_WORK", NOW.now() + timedelta(hours=8))
SUBPROTOCOL: Any = "graphql-transport-ws"


@dataclass(frozen=True)
class Hands(Clock):
    """A clock that a test turns."""

    ahead: list[timedelta] = field(default_factory=lambda: [timedelta()])

    def now(self) -> datetime:
        return super().now() + sum(self.ahead, timedelta())


@dataclass
class Written(FakeGraph):
    """A graph of which only the change records are known; everybody in it exists, and every statement shows."""

    records: list[tuple[str, list[str] | None]] = field(default_factory=lambda: [("t0", [])])
    closed: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)

    def write_down(self, *news: News, foreign: bool = False) -> None:
        self.records.append((f"t{len(self.records)}", None if foreign else [each.text() for each in news]))

    async def read(self, name: str, **said: Any) -> list[Row]:
        await super().read(name)
        if name == "engine_revision":
            return [{"revision": len(self.records) - 1, "token": self.records[-1][0]}]
        if name == "engine_news":
            return [self._news(said["since"], said["most"])]
        if name == "access_purposes_ended":
            return [{"id": each} for each in said["handles"] if each in self.closed]
        if name == "people_existing":
            return [{"id": each} for each in said["ids"] if each not in self.hidden]
        if name == "statements_named":
            return [{"id": each, "label": "RESTRAINED_FROM"} for each in said["ids"] if each not in self.hidden]
        return []

    def _news(self, since: int, most: int) -> Row:
        some = list(enumerate(self.records))[since : since + most]
        then = self.records[since][0] if since < len(self.records) else ""
        after = [(n, token, news) for n, (token, news) in some if n > since]
        numbers, tokens, news = ([row[i] for row in after] for i in range(3))
        return {
            "revision": len(self.records) - 1,
            "then": then,
            "numbers": numbers,
            "tokens": tokens,
            "news": news,
        }


@dataclass
class Gate(FakeGate):
    """The asker has p-1 and p-2, unless somebody changed that."""

    mine: set[str] = field(default_factory=lambda: {"p-1", "p-2"})

    async def look(self, principal: Principal, handle: str | None, field: str, kind: str = "") -> Sight | Problem:
        named = frozenset(self.mine)
        sight = Sight(principal, PURPOSE, field, "own", "policy-1", NOW.now(), NOW.today(), caseload=named, named=named)
        return self.refuse or sight


@dataclass
class World:
    """One process and its clock."""

    graph: Written = field(default_factory=Written)
    gate: Gate = field(default_factory=Gate)
    more: dict[str, str] = field(default_factory=dict)
    clock: Hands = field(default_factory=lambda: Hands(NOW.fixed))

    def __post_init__(self) -> None:
        said = {"GRAPHSVC_RATE_PER_MINUTE": "0", **self.more}
        self.parts = Parts(graph=self.graph, gate=self.gate, more=said)
        self.served: Served = self.parts.served()
        self.served.clock = self.clock

    @property
    def lines(self) -> list[tuple[str, str, int, list[str]]]:
        return [(each.field, each.decision, each.rows, sorted(each.people)) for each in self.parts.audit.lines]

    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {sign(KEY, SAM, NOW)}", "graphsvc-purpose": handle_of(KEY, SAM, PURPOSE)}


@asynccontextmanager
async def serving(world: World) -> AsyncIterator[int]:
    """The port; the server goes down as it would by a signal."""
    options = {**uvicorn_options(world.served.settings), "lifespan": "off", "port": 0}
    server = _Told(uvicorn.Config(app_of(world.served), **options))
    assert isinstance(server, Server)
    task = asyncio.create_task(server.serve())
    await asyncio.wait_for(server.up.wait(), 10)
    try:
        yield int(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        await asyncio.wait_for(task, 10)


@asynccontextmanager
async def opened(port: int, **more: Any) -> AsyncIterator[ClientConnection]:
    """A WebSocket of which nothing was said yet."""
    said = {"subprotocols": [SUBPROTOCOL], "compression": None, "proxy": None, "max_size": None, **more}
    async with connect(f"ws://127.0.0.1:{port}/graphql", **said) as socket:
        yield socket


@asynccontextmanager
async def spoken(port: int, world: World, **more: Any) -> AsyncIterator[ClientConnection]:
    """A WebSocket that was acknowledged."""
    async with opened(port, **more) as socket:
        await say(socket, type="connection_init", payload=world.headers())
        assert await heard(socket) == {"type": "connection_ack"}
        yield socket


async def say(socket: ClientConnection, **message: Any) -> None:
    await socket.send(json.dumps(message))


async def heard(socket: ClientConnection) -> dict[str, Any]:
    return cast(dict[str, Any], json.loads(await asyncio.wait_for(socket.recv(), 60)))


async def subscribe(socket: ClientConnection, after: str | None = None, id: str = "1") -> dict[str, Any]:
    """The first batch, or what came instead."""
    await say(socket, type="subscribe", id=id, payload={"query": DOCUMENT, "variables": {"after": after}})
    message = await heard(socket)
    return changes(message) if message["type"] == "next" else message


def changes(message: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = message["payload"]["data"]["changes"]
    return found


@asynccontextmanager
async def told(port: int, world: World, after: str | None = None) -> AsyncIterator[AsyncIterator[tuple[str, Any]]]:
    """(event, data) as they come."""
    headers = {**world.headers(), "accept": "text/event-stream"}
    body = {"query": DOCUMENT, "variables": {"after": after}}
    async with (
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client,
        client.stream("POST", "/graphql", json=body, headers=headers) as reply,
    ):
        assert (reply.status_code, reply.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        yield _events(reply)


async def _events(reply: httpx.Response) -> AsyncIterator[tuple[str, Any]]:
    name = ""
    async for line in reply.aiter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data:") and name:
            text = line.removeprefix("data:").strip()
            yield name, json.loads(text) if text else None


async def until(is_so: Any, seconds: float = 5) -> bool:
    """Whether it came to be so."""
    for _ in range(int(seconds / 0.01)):
        if is_so():
            return True
        await asyncio.sleep(0.01)
    return bool(is_so())
