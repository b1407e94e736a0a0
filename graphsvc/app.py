"""The HTTP side: routes, and what is opened for them.

POST /graphql   the API (by GET too, reading only, where GRAPHSVC_IDE says so); subscriptions as server-sent events
     /graphql   as a WebSocket: subscriptions
GET  /health    whether the process lives, the database answers, and paths are found as the setting says
GET  /metrics   figures for a monitor on this machine
GET  /          the IDE, where GRAPHSVC_IDE says so
"""

import asyncio
import gc
import secrets
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from getpass import getuser

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket
from uvicorn.config import STARTUP_FAILURE

from graphsvc.access.classes import policies_folder, site_file
from graphsvc.access.explain import explained, told
from graphsvc.access.gate import Access, read_rules
from graphsvc.access.issued import Issued
from graphsvc.access.permissions import fitting_purposes
from graphsvc.access.provider import Keys, fetch_from
from graphsvc.access.recipients import Recipients
from graphsvc.access.tokens import local_key
from graphsvc.api.context import ALLOWED, INTENT
from graphsvc.api.documents import read_documents
from graphsvc.api.ide import IDE_HEADERS, ide_page
from graphsvc.api.metrics import CONTENT_TYPE, from_here
from graphsvc.api.request import EVENTS_TYPE, media_type
from graphsvc.api.schema import graphql_schema
from graphsvc.api.serving import Served, respond
from graphsvc.api.sse import respond_with_events
from graphsvc.api.starting import Starting
from graphsvc.api.wall import Server, Walled, uvicorn_options
from graphsvc.api.websocket import speak
from graphsvc.audit.disclosures import DisclosureLog
from graphsvc.audit.log import AuditLine, AuditLog, audit_line
from graphsvc.audit.people import pseudonyms
from graphsvc.audit.trees import FOLDER
from graphsvc.catalogue import read_catalogue
from graphsvc.clock import Clock, clock_from
from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph
from graphsvc.database.migrations import migrate
from graphsvc.database.missing import broken_intel
from graphsvc.database.word import host_word
from graphsvc.errors import GraphsvcError, InputRefused, PurgeRefused
from graphsvc.logs import log_event, log_to
from graphsvc.model.asker import OpenPurpose, Principal
from graphsvc.model.claims import ClaimTable, read_claims
from graphsvc.model.intel import MOST_YEARS
from graphsvc.model.site import read_site
from graphsvc.questions.influence.choose import State, Walks
from graphsvc.questions.influence.memory import begin
from graphsvc.records.purge import Keeper, preview, purge
from graphsvc.settings import Settings

START_SECONDS = 600.0  # for each statement of a start, on a new server and a busy machine: no request waits for it
READY_SECONDS = 2.0  # longer, and whoever asks has given up
COLLECTED_AFTER = (50_000, 20, 50)
"""New objects, and rounds of each generation; the usual 700 objects cost a fifth of an answer."""


def serve(settings: Settings, connection: Connection) -> None:
    """Serve until told to stop. Raises what the start failed with."""
    log_to()
    app = Starting(make_app(settings, connection))
    server = Server(uvicorn.Config(app, **uvicorn_options(settings)))
    try:
        with suppress(KeyboardInterrupt):
            server.run()
        if not server.started:
            sys.exit(STARTUP_FAILURE)
    finally:
        if app.fault:
            raise app.fault


def make_app(settings: Settings, connection: Connection) -> Starlette:
    """The app; the database is opened, and migrated, when it starts."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        graph = await Graph.open(
            connection,
            read_catalogue(),
            deadline_seconds=settings.deadline_seconds,
            word=host_word(settings.home),
        )
        try:
            clock = clock_from(settings.clock, settings.zone)
            patient = replace(graph, deadline_seconds=START_SECONDS)
            await migrate(patient, clock)
            await _told_of_broken_intel(patient, clock)
            app.state.served = served_on(settings, graph, clock)
            with closing(app.state.served.audit):
                async with in_memory(app.state.served, connection):
                    with seldom_collected():
                        yield
        finally:
            await graph.close()

    return Walled(settings, routes=_routes(settings), lifespan=lifespan)


async def _told_of_broken_intel(graph: Graph, clock: Clock) -> None:
    """Somebody with the database's password can write anything: a start says how many affiliations break a rule."""
    broken = await broken_intel(graph, clock.today(), MOST_YEARS)
    if broken:
        log_event("intel_breaks_rules", records=len(broken))


@asynccontextmanager
async def in_memory(served: Served, connection: Connection) -> AsyncIterator[None]:
    """The graph in memory while the block runs, unless the setting says otherwise; requests do not wait for it.

    `connection`: that of the same database, for the host's lookout."""
    if served.settings.paths == "cypher":
        yield
        return
    served.walks.mode, served.walks.state = served.settings.paths, State.STARTING
    loading = asyncio.create_task(_followed(served, connection))
    try:
        yield
    finally:
        loading.cancel()
        await asyncio.gather(loading, return_exceptions=True)
        await served.walks.close()


def _followed(served: Served, connection: Connection) -> Coroutine[None, None, None]:
    return begin(served.walks, served.graph, served.settings.home, served.clock, served.site, connection)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """What lives as long as the process is walked by no collection of cycles, and an answer by few of them: a large
    one makes tens of thousands of objects, each with its last use in sight."""
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()  # else libraries take what is left at the end for a leak, and say so


def app_of(served: Served) -> Starlette:
    """The app over what is open already: tests, and the demo's first answers."""
    app = Walled(served.settings, routes=_routes(served.settings))
    app.state.served = served
    return app


def served_on(settings: Settings, graph: Graph, clock: Clock) -> Served:
    """All that requests share. Raises SettingError for a site or a policy that cannot be read."""
    policies, key = policies_folder(settings.policies), local_key(settings.home)
    rules, site_toml = read_rules(policies, settings.site), site_file(settings.site, policies)
    site, claims = read_site(site_toml), read_claims(site_toml)
    walks, schema = Walks(), graphql_schema(introspection=settings.ide)
    return Served(
        settings=settings,
        graph=graph,
        clock=clock,
        site=site,
        gate=Access(graph, rules, key, clock, site, walks.world, walks.standing),
        audit=AuditLog(settings.home / FOLDER, clock, pseudonyms(settings.home)),
        disclosed=DisclosureLog(settings.home),
        key=key,
        permissions=rules.permissions,
        touchpoints=rules.touchpoints,
        recipients=Recipients(rules.decisions, rules.permissions),
        schema=schema,
        walks=walks,
        documents=read_documents(settings, schema._schema),
        issued=issued_by(settings, claims, clock),
    )


@dataclass(frozen=True)
class Explain:
    """What `policy explain` is asked: whose access, to which record, by which question, for which purpose and case."""

    user: str
    field: str
    record: str
    purpose: str = ""
    """Empty: the first for which her roles may ask it."""
    case: str | None = None


async def explain_policy(settings: Settings, graph: Graph, wish: Explain) -> tuple[bool, str]:
    """(whether it is permitted, the lines), on record before they are told. Raises InputRefused for nobody's id."""
    clock, policies = clock_from(settings.clock, settings.zone), policies_folder(settings.policies)
    site = read_site(site_file(settings.site, policies))
    access = Access(graph, read_rules(policies, settings.site), local_key(settings.home), clock, site)
    rows = await graph.read("staff_member", staff_id=wish.user, handle_id=None)
    if not rows:
        raise InputRefused(f"There is no staff member {wish.user!r}.", "Give the id of the staff file.")
    who = Principal(wish.user, rows[0]["agency_id"], rows[0]["sector"], tuple(sorted(rows[0]["roles"])), "")
    fitting = fitting_purposes(access.rules.permissions, wish.field, who.roles)
    purpose = OpenPurpose("", wish.purpose or next(iter(fitting), ""), wish.case, "", clock.now())
    found = await explained(access, who, purpose, field=wish.field, record=wish.record)
    log = AuditLog(settings.home / FOLDER, clock, pseudonyms(settings.home))
    await log.append(shell_line(clock, access.policy_version, f"policy explain {wish.field}", found.people))
    log.close()
    return found.permitted, told(access, who, purpose.purpose, found)


def shell_line(
    clock: Clock,
    policy_version: str,
    field: str,
    people: frozenset[str],
    *,
    decision: str = ALLOWED,
    rows: int | None = None,
    answer: str | None = None,
) -> AuditLine:
    """What somebody at the machine did: on record under the name of the account there."""
    return audit_line(
        clock,
        Principal(f"shell:{getuser()}", "", "", ("ADMIN",), ""),
        None,
        answer=answer or secrets.token_hex(12),
        known_at=clock.now().isoformat(),
        field=field,
        decision=decision,
        rows=len(people) if rows is None else rows,
        people=people,
        policy_version=policy_version,
    )


async def purge_on_record(keeper: Keeper, clock: Clock, on: date, token: str | None) -> int:
    """Purges, with a line before it and one after: who did it, how many records, and whom they were about, by keyed
    hashes. Raises PurgeRefused, which is on record too, and AuditFailed before anything is deleted."""
    going = [each for each in (await preview(keeper, on)).records if not each.held]
    people = frozenset(who for each in going for who in (each.person, each.other) if who)
    log = AuditLog(keeper.home / FOLDER, clock, pseudonyms(keeper.home))
    line = partial(shell_line, clock, keeper.policy_version, "purge", people, answer=secrets.token_hex(12))
    with closing(log):
        await log.append(line(decision=INTENT, rows=0))
        try:
            gone = await purge(keeper, on, token)
        except PurgeRefused as refused:
            await log.append(line(decision=refused.code, rows=0))
            raise
        await log.append(line(decision=ALLOWED, rows=gone))
    return gone


def issued_by(settings: Settings, claims: ClaimTable, clock: Clock) -> Issued | None:
    """The identity provider's tokens, or None where the local key signs; its keys are fetched with the first one."""
    if not settings.issuer:
        return None
    return Issued(Keys(fetch_from(settings.issuer)), settings.issuer, settings.audience, claims, clock)


def _routes(settings: Settings) -> list[BaseRoute]:
    routes: list[BaseRoute] = [
        WebSocketRoute("/graphql", subscriptions),
        Route("/graphql", graphql, methods=["GET", "POST"] if settings.ide else ["POST"]),
        Route("/health", health, methods=["GET"]),
        Route("/metrics", metrics, methods=["GET"]),
    ]
    return [*routes, Route("/", ide, methods=["GET"])] if settings.ide else routes


async def graphql(request: Request) -> Response:
    """One GraphQL request."""
    served: Served = request.app.state.served
    if request.method == "POST" and media_type(request.headers.get("accept", "")) == EVENTS_TYPE:
        return await respond_with_events(served, request)
    return await respond(served, request)


async def subscriptions(socket: WebSocket) -> None:
    """One WebSocket."""
    await speak(socket.app.state.served, socket)


async def health(request: Request) -> Response:
    """200 when the database answers and the path engine is as its setting asks, 503 while this process just lives."""
    served: Served = request.app.state.served
    if not served.walks.ready:
        return JSONResponse({"live": True, "ready": False}, status_code=503)
    try:
        await served.graph.read("migrations_applied", timeout_seconds=READY_SECONDS)
    except GraphsvcError:
        return JSONResponse({"live": True, "ready": False}, status_code=503)
    return JSONResponse({"live": True, "ready": True})


async def metrics(request: Request) -> Response:
    """The figures, for somebody on this machine; nobody else is told that there are any."""
    served: Served = request.app.state.served
    if not from_here(request):
        return Response(status_code=404)
    return Response(served.metrics.text(), media_type=CONTENT_TYPE)


async def ide(_: Request) -> Response:
    """A page of our own: it loads nothing from anywhere else, so it works without a network."""
    return HTMLResponse(ide_page(), headers=IDE_HEADERS)
