"""The HTTP side: routes, and what is opened for them.

POST /graphql   the API (by GET too, reading only, where GRAPHSVC_IDE says so)
GET  /health    whether the process lives, the database answers, and paths are found as the setting says
GET  /metrics   figures for a monitor on this machine
GET  /          the IDE, where GRAPHSVC_IDE says so
"""

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from graphsvc.access.classes import policies_folder, site_file
from graphsvc.access.gate import Access, read_rules
from graphsvc.access.issued import Issued
from graphsvc.access.provider import Keys, fetch_from
from graphsvc.access.tokens import local_key
from graphsvc.api.documents import read_documents
from graphsvc.api.ide import IDE_HEADERS, ide_page
from graphsvc.api.metrics import CONTENT_TYPE, from_here
from graphsvc.api.schema import graphql_schema
from graphsvc.api.serving import Served, respond
from graphsvc.api.wall import Walled, uvicorn_options
from graphsvc.audit.disclosures import DisclosureLog
from graphsvc.audit.log import AuditLog
from graphsvc.audit.people import pseudonyms
from graphsvc.audit.trees import FOLDER
from graphsvc.catalogue import read_catalogue
from graphsvc.clock import Clock, clock_from
from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph
from graphsvc.database.migrations import migrate
from graphsvc.errors import GraphsvcError
from graphsvc.logs import log_to
from graphsvc.model.claims import ClaimTable, read_claims
from graphsvc.model.site import read_site
from graphsvc.questions.influence.choose import State, Walks
from graphsvc.questions.influence.memory import begin
from graphsvc.settings import Settings

READY_SECONDS = 2.0  # longer, and whoever asks has given up
COLLECTED_AFTER = (50_000, 20, 50)
"""New objects, and rounds of each generation; the usual 700 objects cost a fifth of an answer."""


def serve(settings: Settings, connection: Connection) -> None:
    """Serve until told to stop."""
    log_to()
    uvicorn.run(make_app(settings, connection), **uvicorn_options(settings))


def make_app(settings: Settings, connection: Connection) -> Starlette:
    """The app; the database is opened, and migrated, when it starts."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        graph = await Graph.open(connection, read_catalogue(), deadline_seconds=settings.deadline_seconds)
        try:
            clock = clock_from(settings.clock, settings.zone)
            await migrate(graph, clock)
            app.state.served = served_on(settings, graph, clock)
            with closing(app.state.served.audit):
                async with in_memory(app.state.served):
                    with seldom_collected():
                        yield
        finally:
            await graph.close()

    return Walled(settings, routes=_routes(settings), lifespan=lifespan)


@asynccontextmanager
async def in_memory(served: Served) -> AsyncIterator[None]:
    """The graph in memory while the block runs, unless the setting says otherwise; requests do not wait for it."""
    if served.settings.paths == "cypher":
        yield
        return
    served.walks.mode, served.walks.state = served.settings.paths, State.STARTING
    loading = asyncio.create_task(begin(served.walks, served.graph, served.settings.home, served.clock))
    try:
        yield
    finally:
        loading.cancel()
        await asyncio.gather(loading, return_exceptions=True)
        await served.walks.close()


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
        gate=Access(graph, rules, key, clock, site, walks.world),
        audit=AuditLog(settings.home / FOLDER, clock, pseudonyms(settings.home)),
        disclosed=DisclosureLog(settings.home),
        key=key,
        permissions=rules.permissions,
        touchpoints=rules.touchpoints,
        schema=schema,
        walks=walks,
        documents=read_documents(settings, schema._schema),
        issued=issued_by(settings, claims, clock),
    )


def issued_by(settings: Settings, claims: ClaimTable, clock: Clock) -> Issued | None:
    """The identity provider's tokens, or None where the local key signs; its keys are fetched with the first one."""
    if not settings.issuer:
        return None
    return Issued(Keys(fetch_from(settings.issuer)), settings.issuer, settings.audience, claims, clock)


def _routes(settings: Settings) -> list[Route]:
    routes = [
        Route("/graphql", graphql, methods=["GET", "POST"] if settings.ide else ["POST"]),
        Route("/health", health, methods=["GET"]),
        Route("/metrics", metrics, methods=["GET"]),
    ]
    return [*routes, Route("/", ide, methods=["GET"])] if settings.ide else routes


async def graphql(request: Request) -> Response:
    """One GraphQL request."""
    served: Served = request.app.state.served
    return await respond(served, request)


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
