"""A database that is gone for a second: a clear error meanwhile, and answers again by themselves.

While it is gone, DATABASE_GONE and nothing else: it is a fault, so no problem of the union (definitions.md §10). When
it is back a question may also be Late, which is one: what it waits for is no longer the database but a retry of the
driver, or the arrays that catch up, and its own deadline ends that. Both may be asked again; neither holds an answer.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from graphsvc.app import make_app
from graphsvc.clock import monotonic
from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph
from tests.conftest import settings_at
from tests.live.api import NOW, Api, api_on
from tests.live.test_app_engine import ready
from tests.live.test_influence import F1, PATHS

GONE_SECONDS = 1.5
BACK_SECONDS = 30.0
LATE = {
    "__typename": "Late",
    "code": "LATE",
    "message": "The answer took too long.",
    "retryable": True,
    "nextStep": "Ask for fewer steps or people, or try again.",
}


@dataclass
class Way:
    """What stands between the service and its database: it can be cut, and mended at the same port."""

    to: int
    port: int = 0
    server: asyncio.Server | None = None
    open: set[asyncio.StreamWriter] = field(default_factory=set)

    async def mend(self) -> None:
        self.server = await asyncio.start_server(self._joined, "127.0.0.1", self.port)
        self.port = self.server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        assert self.server
        self.server.close()
        for writer in tuple(self.open):
            writer.close()

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        other, onward = await asyncio.open_connection("127.0.0.1", self.to)
        self.open |= {writer, onward}
        await asyncio.gather(_passed(reader, onward), _passed(other, writer))
        self.open -= {writer, onward}


async def _passed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while said := await reader.read(65_536):
            writer.write(said)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def served(graph: Graph, connection: Connection, home: Path) -> AsyncIterator[tuple[Api, Way]]:
    """The service as it is run, its database at the other end of a way that can be cut."""
    await api_on(graph, home)
    way = Way(int(connection.uri.rpartition(":")[2]))
    await way.mend()
    behind = Connection(f"bolt://127.0.0.1:{way.port}", connection.user, connection.password, connection.database)
    settings = settings_at(home, GRAPHSVC_CLOCK=NOW, GRAPHSVC_PATHS="engine", GRAPHSVC_DEADLINE_SECONDS="20")
    app = make_app(settings, behind)
    async with app.router.lifespan_context(app):
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test")
        await ready(client)
        api = Api(app.state.served, client)
        await api.principal("s-sam")
        yield api, way
        await client.aclose()
    await way.cut()


async def said(api: Api) -> tuple[Any, list[Any]]:
    """(the answer, the codes of the errors)."""
    reply = await api.reply(PATHS, {"person": "p-dre"})
    return (reply.get("data") or {}).get("influencePaths"), [e["extensions"]["code"] for e in reply.get("errors", ())]


async def lag(api: Api) -> float:
    text = (await api.client.get("/metrics")).text
    return next(float(line.split()[1]) for line in text.splitlines() if line.startswith("graphsvc_engine_lag_seconds "))


async def test_while_it_is_gone_the_error_says_so_and_afterwards_the_answer_is_what_it_was(
    graph: Graph, connection: Connection, tmp_path: Path
) -> None:
    async with served(graph, connection, tmp_path / "home") as (api, way):
        assert await said(api) == (F1, [])
        assert await lag(api) < 1
        await way.cut()
        await asyncio.sleep(GONE_SECONDS)
        assert await said(api) == (None, ["DATABASE_GONE"])
        assert await lag(api) > 1
        await way.mend()
        ends = monotonic() + BACK_SECONDS
        while (found := await said(api)) != (F1, []):
            assert monotonic() < ends, found
            answer, codes = found
            assert (answer, codes) in ((None, ["DATABASE_GONE"]), (LATE, [])), found
        assert await lag(api) < 1
