"""Two processes of one host: what one of them writes, the other obeys in its very next answer, though it asks the
database nothing to know that."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from graphsvc.access.tokens import sign
from graphsvc.api.ids import global_id
from graphsvc.clock import monotonic
from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph
from graphsvc.database.word import host_word
from graphsvc.demo import OPEN
from tests.live.api import NOW, Api, api_on

ROUNDS = 12
READY_SECONDS = 120.0
CLOSE = "mutation($h: String!) { closePurpose(input: {handle: $h}) { __typename } }"
PERSON = "query($person: ID!) { person(id: $person) { __typename } }"
ENDED = "MATCH (:Staff {id: 's-sam'})-[a:ASSIGNED_TO]->(:Person {id: $person}) SET a.valid_to = date($last)"
WITHDRAWN = "MATCH (c:Consent)-[:CONSENT_FOR]->(:Person {id: 'p-marcus'}) SET c.revoked_at = datetime($last)"
TOUCHED = (
    "query($person: ID!) { touchpoints(person: $person) { ... on TouchpointsAnswer { touchpoints { totalCount } } } }"
)


@dataclass
class Both:
    """One host: a process of its own, and this one, as s-sam asks the first and writes by the second."""

    there: httpx.AsyncClient
    api: Api
    token: str

    async def opened(self) -> str:
        """A purpose opened here."""
        wish = {"purpose": "FAMILY_SUPPORT", "reasonCode": "CASE_WORK"}
        said = await self._asked(self.api.client, OPEN, {"input": wish}, None)
        return str(said["openPurpose"]["handle"])

    async def closed(self, handle: str) -> None:
        """Closed here: this returns with the reply."""
        assert (await self._asked(self.api.client, CLOSE, {"h": handle}, None))["closePurpose"]

    async def asked(self, handle: str, person: str, query: str = PERSON) -> Any:
        """Asked there."""
        return next(
            iter((await self._asked(self.there, query, {"person": global_id("Person", person)}, handle)).values())
        )

    async def touched(self, handle: str) -> int:
        """How many contacts of Marcus are seen there."""
        return int((await self.asked(handle, "p-marcus", TOUCHED))["touchpoints"]["totalCount"])

    async def known(self, handle: str, person: str) -> str:
        """The same until it answers from what stands, which is a moment after a write."""
        for _ in range(3):
            said = await self.asked(handle, person)
            await asyncio.sleep(0.06)
        return str((await self.asked(handle, person))["__typename"]) if said else ""

    async def _asked(
        self, client: httpx.AsyncClient, query: str, variables: dict[str, Any], handle: str | None
    ) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {self.token}"} | ({"graphsvc-purpose": handle} if handle else {})
        body = (await client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)).json()
        assert "errors" not in body, body
        data: dict[str, Any] = body["data"]
        return data


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def serving(connection: Connection, home: Path) -> AsyncIterator[httpx.AsyncClient]:
    """`graphsvc serve` over that database, in a process of its own, until the block ends."""
    secret, port = home / "password", _free_port()
    secret.write_text(connection.password)
    said = {
        "GRAPHSVC_HOME": str(home),
        "GRAPHSVC_NEO4J_URI": connection.uri,
        "GRAPHSVC_NEO4J_PASSWORD_FILE": str(secret),
        "GRAPHSVC_CLOCK": NOW,
        "GRAPHSVC_PATHS": "engine",
        "GRAPHSVC_PORT": str(port),
        "GRAPHSVC_RATE_PER_MINUTE": "0",
        "GRAPHSVC_DEADLINE_SECONDS": "60",
    }
    usual = {name: value for name, value in os.environ.items() if not name.startswith("GRAPHSVC_")}
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "graphsvc", "serve", env={**usual, **said})
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            until = monotonic() + READY_SECONDS
            while not await _ready(client):
                assert monotonic() < until and process.returncode is None
                await asyncio.sleep(0.1)
            yield client
    finally:
        process.terminate()
        await process.wait()


async def _ready(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/health")).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.fixture
async def both(graph: Graph, connection: Connection, tmp_path: Path) -> AsyncIterator[Both]:
    api = await api_on(replace(graph, word=host_word(tmp_path)), tmp_path)
    token = sign(api.served.key, await api.principal("s-sam"), api.served.clock)
    async with serving(connection, tmp_path) as there:
        yield Both(there, api, token)


async def written(both: Both, statement: str, **params: str) -> None:
    """Somebody writes here: what is written raises the revision, as every mutation does."""
    graph = both.api.served.graph
    await graph.run_alone(statement, **params)
    await graph.write("import_revision", people=[], groups=[], all=True, token="t")


async def test_a_closed_purpose_an_ended_assignment_and_a_withdrawn_consent_act_at_once(both: Both) -> None:
    for _ in range(ROUNDS):
        handle = await both.opened()
        assert await both.known(handle, "p-dre") == "PersonAnswer"
        await both.closed(handle)
        assert (await both.asked(handle, "p-dre"))["__typename"] == "PurposeRequired"

    handle = await both.opened()
    assert await both.known(handle, "p-marcus") == "PersonAnswer"
    before = await both.touched(handle)
    await written(both, WITHDRAWN, last="2026-04-20T12:00:00Z")
    assert await both.touched(handle) < before

    assert await both.known(handle, "p-dre") == "PersonAnswer"
    await written(both, ENDED, person="p-dre", last="2026-04-19")
    assert (await both.asked(handle, "p-dre"))["__typename"] == "NotFound"
