"""`make demo`: a synthetic city in a real Neo4j, personas with ready tokens, and three answers just computed.

city in the store? ── no ──> write the bundle, load it      (once; a marker beside the store says so)
server up ──> app up on loopback ──> three questions over HTTP ──> until Ctrl-C, or at once with --once
"""

import asyncio
import contextlib
import csv
import os
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from rich.console import Console
from rich.table import Table

from graphsvc.access.classes import policies_folder, site_file
from graphsvc.access.tokens import local_key, sign
from graphsvc.api.ids import global_id
from graphsvc.api.starting import Starting
from graphsvc.api.wall import Server, uvicorn_options
from graphsvc.app import make_app
from graphsvc.clock import clock_from, monotonic
from graphsvc.database.connection import Connection
from graphsvc.database.jars import one_at_a_time
from graphsvc.database.local import free_port, running_server
from graphsvc.errors import InputRefused, PortTaken, ServerError, SettingError
from graphsvc.importing.command import import_command
from graphsvc.model.agencies import AGENCIES
from graphsvc.model.asker import Principal
from graphsvc.model.site import read_site
from graphsvc.settings import Settings, read_settings, refuse_issuer
from seed.city import SEED, build

CLOCK = "2026-04-20T09:00:00"
DEMO = {"GRAPHSVC_CLOCK": CLOCK, "GRAPHSVC_IDE": "true", "GRAPHSVC_DEADLINE_SECONDS": "60"}
PERSONAS = Path(__file__).parents[1] / "seed" / "personas.csv"
BANNER = "Every person here is synthetic: names, families, records and addresses were invented by a program."
PATIENCE_SECONDS = 5.0  # beyond the deadline of a request, which then says itself that it was late
SECTORS = {agency.id: agency.sector for agency in AGENCIES}


@dataclass(frozen=True)
class Persona:
    """A row of seed/personas.csv."""

    name: str
    staff_id: str
    agency: str
    role: str
    purpose: str
    case_id: str
    what_they_see: str

    @property
    def principal(self) -> Principal:
        """Whom their token stands for."""
        return Principal(self.staff_id, self.agency, SECTORS[self.agency], (self.role,), f"demo-{self.staff_id}")


@dataclass(frozen=True)
class Example:
    """One question of the demo: who asks what."""

    title: str
    persona: str
    document: str
    variables: dict[str, object]


PATHS = """query Paths($person: ID!) {
  influencePaths(person: $person) {
    __typename
    ... on InfluencePathsAnswer {
      asOf explanation limitsOfThisAnswer
      paths { endName weakest weakestPoint whatWouldChange steps { sentence screenFirst unknowns } }
    }
    ... on Problem { code message nextStep }
  }
}"""
REACH = """query Reach($person: ID!) {
  relativesToReach(person: $person) {
    __typename
    ... on RelativesToReachAnswer {
      asOf explanation limitsOfThisAnswer
      mustNotify { edges { node { name relation dueOn route } } }
      needsSafetyCheck { edges { node { name relation wouldBe } } }
      byRouteOnly { edges { node { name relation route throughName } } }
      reachFirst { edges { node { ...relative } } }
      reachNext { edges { node { ...relative } } }
      learnMore { edges { node { ...relative } } }
    }
    ... on Problem { code message nextStep }
  }
}
fragment relative on Relative {
  position name relation firstStep { sentence } reasons { sentence } unknowns { sentence } questions
}"""
EXAMPLES = (
    Example("By which paths can Dre be influenced? (his worker)", "sam", PATHS, {"person": "p-dre"}),
    Example("Which relatives should be reached for Marcus? (his worker)", "sam", REACH, {"person": "p-marcus"}),
    Example("The same question, from an investigator", "ines", REACH, {"person": "p-marcus"}),
)
OPEN = """mutation Open($input: OpenPurposeInput!) {
  openPurpose(input: $input) { ... on OpenPurposePayload { handle } ... on Problem { code message nextStep } }
}"""


def personas() -> dict[str, Persona]:
    """The personas by name and by staff id."""
    with PERSONAS.open(encoding="utf-8", newline="") as file:
        rows = [Persona(**row) for row in csv.DictReader(file)]
    return {row.name: row for row in rows} | {row.staff_id: row for row in rows}


def token_for(settings: Settings, name: str, token_id: str = "") -> str:
    """A bearer token for a persona; without an id of its own it is the demo's, equal at each start.

    Raises InputRefused for a name that none bears, SettingError beside an identity provider.
    """
    refuse_issuer(settings)
    known = personas()
    if name not in known:
        raise InputRefused(f"There is no persona {name!r}.", f"Names: {', '.join(n for n in known if '-' not in n)}.")
    clock = clock_from(settings.clock, settings.zone)
    who = known[name].principal
    return sign(local_key(settings.home), replace(who, token_id=token_id) if token_id else who, clock)


def demo_settings() -> Settings:
    """The environment's settings with the demo's clock, a folder of its own, the IDE on, and patience."""
    said = read_settings({**DEMO, **os.environ})
    if said.neo4j_uri:
        raise SettingError("The demo loads a synthetic city.", "Unset GRAPHSVC_NEO4J_URI: it brings its own server.")
    return replace(said, home=said.home / "demo", port=_port(said.host, said.port))


def demo(*, once: bool, people: int) -> None:
    """Run the demo. Raises what the server and the import raise."""
    begun, out = monotonic(), Console(highlight=False)
    settings = demo_settings()
    read_site(site_file(settings.site, policies_folder(settings.policies)))
    made = prepare_city(settings, people)
    with running_server(settings, learn=True) as connection, contextlib.suppress(KeyboardInterrupt):  # so it ends
        asyncio.run(_show(settings, connection, out, once=once, begun=begun, first=made))


def prepare_city(settings: Settings, people: int) -> bool:
    """Write and load the city, unless this home has it already. Returns whether it did.

    Raises ServerError when rows were rejected, SettingError beside another city.
    """
    marker, wanted = settings.home / "city", f"{people} people, seed {SEED}"
    with one_at_a_time(settings.home):
        if marker.exists() and marker.read_text(encoding="utf-8") == wanted:
            return False
        if marker.exists():
            raise SettingError(f"{settings.home} holds another city.", "Run make clean first, or set GRAPHSVC_HOME.")
        Console(stderr=True).print(f"Writing a synthetic city of {people:,} people, then loading it (once).")
        build(settings.home / "bundle", people, SEED)
        if import_command(settings, settings.home / "bundle", dry_run=False, mapping=None):
            raise ServerError("The demo city did not load whole.", "Read the report named above; then make clean.")
        marker.write_text(wanted, encoding="utf-8")
        return True


def ready_words(home: Path, seconds: float, *, first: bool) -> str:
    """How long this start took, and how long the first one did, which wrote and loaded the city (kept in `home`)."""
    kept, took = home / "first_start_seconds", f"Ready after {seconds:.0f} s"
    if first:
        kept.write_text(f"{seconds:.0f}", encoding="utf-8")
        return f"{took} (the first start; the city was made)."
    return f"{took} (the first start took {kept.read_text(encoding='utf-8')} s)." if kept.exists() else f"{took}."


async def _show(
    settings: Settings, connection: Connection, out: Console, *, once: bool, begun: float, first: bool
) -> None:
    async with _serving(settings, connection) as (url, stopped):
        out.rule("graphsvc")
        out.print(f"[bold]{BANNER}[/bold]")
        out.print(f"GraphQL  {url}/graphql\nIDE      {url}/\nNow is   {settings.clock} ({settings.zone})")
        _print_personas(settings, out)
        for example in EXAMPLES:
            out.rule(example.title)
            out.print_json(data=await ask(settings, url, example))
        out.print(ready_words(settings.home, monotonic() - begun, first=first))
        if not once:
            out.print("Ctrl-C ends it.")
            await stopped.wait()


def _print_personas(settings: Settings, out: Console) -> None:
    table = Table("persona", "role", "agency", "opens", "sees", title="Personas")
    listed = {row.staff_id: row for row in personas().values()}.values()
    for row in listed:
        table.add_row(row.name, row.role, row.agency, f"{row.purpose} {row.case_id}".strip(), row.what_they_see)
    out.print(table)
    out.print("Tokens (Authorization: Bearer …); again with: graphsvc token --as NAME")
    for row in listed:
        out.print(f"{row.name}\n{token_for(settings, row.name)}", soft_wrap=True)


async def ask(settings: Settings, url: str, example: Example) -> dict[str, Any]:
    """Open the persona's purpose and ask, over HTTP as any client would; returns `data`. Raises ServerError."""
    who = personas()[example.persona]
    purpose: dict[str, object] = {"purpose": who.purpose, "reasonCode": "CASE_WORK", "caseId": who.case_id or None}
    headers = {"authorization": f"Bearer {token_for(settings, example.persona)}"}
    ids = {name: global_id("Person", str(value)) for name, value in example.variables.items()}
    patience = settings.deadline_seconds + PATIENCE_SECONDS
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=patience) as client:
        opened = await _posted(client, {"query": OPEN, "variables": {"input": purpose}}, "")
        handle = (opened.get("openPurpose") or {}).get("handle", "")
        return await _posted(client, {"query": example.document, "variables": ids}, handle)


async def _posted(client: httpx.AsyncClient, asked: dict[str, object], handle: str) -> dict[str, Any]:
    """`data` of the answer. Raises ServerError for an error, and for no answer: a demo never passes over one."""
    try:
        said = (await client.post("/graphql", json=asked, headers={"graphsvc-purpose": handle})).json()
    except httpx.HTTPError as fault:
        raise ServerError(f"The demo's own question got no answer ({type(fault).__name__}).", "Try again.") from fault
    if "errors" in said:
        raise ServerError(f"The demo's own question failed: {said['errors'][0]['message']}", "Read the log.")
    data: dict[str, Any] = said["data"]
    return data


class _Told(Server):
    """A server that says when it is up: uvicorn itself only keeps a flag."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn starts, then tell."""
        await super().startup(sockets)
        self.up.set()


@contextlib.asynccontextmanager
async def _serving(settings: Settings, connection: Connection) -> AsyncIterator[tuple[str, asyncio.Event]]:
    """The app on loopback while the block runs: its address, and an event that Ctrl-C sets."""
    app = Starting(make_app(settings, connection))
    server, stopped = _Told(uvicorn.Config(app, **uvicorn_options(settings))), asyncio.Event()
    task = asyncio.create_task(server.serve())

    def ended(_: object) -> None:
        stopped.set()
        server.up.set()

    task.add_done_callback(ended)
    try:
        await server.up.wait()  # each statement of the start has its own bound
        if not server.started or task.done():
            raise app.fault or ServerError("GraphQL did not start.", "Read the lines above; is the port free?")
        yield f"http://{settings.host}:{settings.port}", stopped
    finally:
        server.should_exit = True
        await task


def _port(host: str, wanted: int) -> int:
    """The wanted port where it is free, else any free one: two demos may run side by side. Raises PortTaken."""
    with contextlib.suppress(PortTaken):
        return free_port(host, wanted, "GRAPHSVC_PORT")
    return free_port(host, 0, "GRAPHSVC_PORT")
