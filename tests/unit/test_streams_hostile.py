"""The hostile requests over real connections: each refused with its code, no statement sent, nothing on record."""

import asyncio
from typing import Any

import httpx
import orjson
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from bench.hostile import HOSTILE, Hostile
from graphsvc.api.request import EVENTS_TYPE
from tests.unit.streams import World, opened, say, serving, spoken

OF_THE_LIBRARY = {1007: "BAD_REQUEST", 1009: "TOO_LARGE"}
"""What the WebSocket library closes by itself: text that is no UTF-8, a message that is too large."""
CLOSES = {4400, 4403, *OF_THE_LIBRARY}
BINARY = {"MEDIA_TYPE": "MEDIA_TYPE", "ENCODED_BODY": "MEDIA_TYPE"}
"""Rows about an HTTP body's type: over a WebSocket what is not text is no message, compressed or not."""


async def over_events(client: httpx.AsyncClient, world: World, row: Hostile) -> tuple[int, list[str]]:
    """Status and codes."""
    headers = {**world.headers(), "accept": EVENTS_TYPE, "content-type": "application/json", **row.headers}
    reply = await client.post("/graphql", content=row.body, headers={k: v for k, v in headers.items() if v})
    return reply.status_code, [error["extensions"]["code"] for error in reply.json()["errors"]]


async def test_over_server_sent_events() -> None:
    world = World()
    async with (
        serving(world) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        found = {row.name: await over_events(client, world, row) for row in HOSTILE}
    wrong = {row.name: found[row.name] for row in HOSTILE if found[row.name][0] != row.status}
    assert wrong == {}
    assert [row.name for row in HOSTILE if row.code not in found[row.name][1]] == []
    assert (world.graph.asked, world.lines, world.served.streams.held) == ([], [], 0)


async def over_a_websocket(port: int, world: World, row: Hostile) -> list[str]:
    """The codes of the `error`, or of the close."""
    if "authorization" not in row.headers:
        async with spoken(port, world) as socket:
            return await refused(socket, row)
    async with opened(port) as socket:
        await say(socket, type="connection_init", payload={**world.headers(), **row.headers})
        return await _codes(socket)


async def refused(socket: ClientConnection, row: Hostile) -> list[str]:
    """The same, of an operation with that body."""
    text = b'{"id": "1", "type": "subscribe", "payload": ' + row.body + b"}"
    await socket.send(text, text=row.code not in BINARY)
    return await _codes(socket)


async def _codes(socket: ClientConnection) -> list[str]:
    try:
        message: Any = orjson.loads(await asyncio.wait_for(socket.recv(), 10))
    except ConnectionClosed as closed:
        assert closed.rcvd and closed.rcvd.code in CLOSES, closed
        return [OF_THE_LIBRARY.get(closed.rcvd.code, closed.rcvd.reason)]
    assert (message["type"], message["id"]) == ("error", "1")
    return [error["extensions"]["code"] for error in message["payload"]]


async def test_over_a_websocket() -> None:
    world = World()
    async with serving(world) as port:
        found = {row.name: await over_a_websocket(port, world, row) for row in HOSTILE}
    wrong = {row.name: found[row.name] for row in HOSTILE if BINARY.get(row.code, row.code) not in found[row.name]}
    assert wrong == {}
    assert (world.graph.asked, world.lines, world.served.streams.held) == ([], [], 0)
