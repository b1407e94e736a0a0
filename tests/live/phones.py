"""Somebody's telephone: a subscription over a real connection to the service over a real graph.

async with serving(api) as port:
    async with phone(port, api, "s-sam") as mine:      `mine.heard` grows; `mine.cursor` is where to go on
        …
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection

from graphsvc.access.tokens import sign
from graphsvc.api.ids import split_id
from graphsvc.api.serving import Served
from graphsvc.catalogue import read_catalogue
from graphsvc.clock import clock_from
from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph, Unit
from graphsvc.model.news import News
from tests.live.api import NOW, PURPOSES, Api, api_on
from tests.live.record_queries import record
from tests.unit import streams

Event = tuple[str, str]
"""Kind and person."""


@dataclass
class Owner:
    """Whose telephone it is: what the connections of tests/unit/streams.py need."""

    served: Served
    said: dict[str, str]

    def headers(self) -> dict[str, str]:
        return self.said


async def owner(api: Api, user: str, purpose: str = "") -> Owner:
    principal = await api.principal(user)
    wanted, case = (purpose, None) if purpose else PURPOSES.get(user, ("FAMILY_SUPPORT", None))
    handle = await api.handle(principal, wanted, case)
    token = sign(api.served.key, principal, api.served.clock)
    return Owner(api.served, {"authorization": f"Bearer {token}", "graphsvc-purpose": handle})


@asynccontextmanager
async def serving(api: Api) -> AsyncIterator[int]:
    """The port of the service."""
    async with streams.serving(await owner(api, "s-sam")) as port:  # type: ignore[arg-type]
        yield port


@dataclass
class Phone:
    """What it was told. `revisions` tells what came twice."""

    socket: ClientConnection
    cursor: str
    heard: list[Event] = field(default_factory=list)
    revisions: list[str] = field(default_factory=list)

    async def hear(self) -> dict[str, Any]:
        """One more batch, or whatever came instead."""
        found = streams.changes(await streams.heard(self.socket))
        if "events" in found:
            self.heard += [(each["kind"], _person(each["nodeId"])) for each in found["events"]]
            self.revisions += [each["revision"] for each in found["events"]]
            self.cursor = found["cursor"]
        return found

    async def until(self, last: Event) -> list[Event]:
        """What was heard up to that event, which nobody else makes."""
        while last not in self.heard:
            found = await self.hear()
            assert "events" in found, found
        return self.heard


def _person(node_id: str) -> str:
    kind, key = split_id(node_id) or ("", "")
    assert kind == "Person"
    return key


@asynccontextmanager
async def phone(port: int, whose: Owner, after: str | None = None) -> AsyncIterator[Phone]:
    """One that subscribed."""
    async with streams.spoken(port, whose) as socket:  # type: ignore[arg-type]
        first = await streams.subscribe(socket, after)
        assert first["events"] == [], first
        yield Phone(socket, first["cursor"])


async def write_news(graph: Graph, token: str, news: Iterable[News]) -> None:
    """A write of nothing but what it is news of."""

    async def unit(tx: Unit) -> None:
        await tx.run("import_revision", people=[], groups=[], all=False, token=token)
        await tx.run("change_news", news=[each.text() for each in news], at=clock_from(NOW).now())

    await graph.write_unit(unit)


# ---- the other process --------------------------------------------------------------------------------------------


def writer(home: Path, server: Connection, pipe: Pipe) -> None:
    """Another process of the same installation: records what it is told to, until it is told nothing."""
    asyncio.run(_write(home, server, pipe))


async def _write(home: Path, server: Connection, pipe: Pipe) -> None:
    graph = await Graph.open(server, read_catalogue(), deadline_seconds=60)
    api = await api_on(graph, home, bundle=None)
    pipe.send("ready")
    while said := await asyncio.to_thread(pipe.recv):
        mutation, by, given = said
        pipe.send((await record(api, mutation, by, **given))["__typename"])
    api.served.audit.close()
    await graph.close()
