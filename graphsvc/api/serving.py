"""One GraphQL request over HTTP, from bytes to bytes (GraphQL over HTTP draft).

It meets, in this order: accepted type, token, rate, content type, body bound, parameters, room, deadline; then limits,
validation and the fields. Each refusal has a code of its own and reads nothing.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from types import MappingProxyType
from typing import Any

import orjson
import strawberry
from graphql import FieldNode, GraphQLError
from joserfc.jwk import OKPKey
from starlette.requests import Request
from starlette.responses import Response
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.execution import ExecutionResult, PreExecutionError
from strawberry.types.graphql import OperationType

from graphsvc.access.issued import Issued
from graphsvc.access.permissions import Permissions
from graphsvc.access.purposes import purpose_of
from graphsvc.access.recipients import Recipients
from graphsvc.access.tokens import Bearer, verify
from graphsvc.access.touchpoints import TouchpointTable
from graphsvc.api.context import Audit, Context, Disclosures, Gate
from graphsvc.api.documents import Documents
from graphsvc.api.guard import OTHER_WAY, coded, where
from graphsvc.api.metrics import Metrics
from graphsvc.api.rates import Rates
from graphsvc.api.request import GRAPHQL_TYPE, JSON_TYPE, Asked, Refused, asked_of, media_type
from graphsvc.api.slots import Streams
from graphsvc.audit.disclosures import PART_2_NOTICE
from graphsvc.clock import Clock, monotonic
from graphsvc.database.driver import Graph
from graphsvc.engine.news import Feed
from graphsvc.errors import AuditFailed, ProviderGone, TokenRefused
from graphsvc.logs import log_event
from graphsvc.model.site import Site
from graphsvc.questions.influence.choose import Walks
from graphsvc.questions.reach.cases import Cases
from graphsvc.records.purposes import Keeper
from graphsvc.settings import Settings

MOST_IN_FLIGHT = 64  # what one process can still answer within its deadline; the next one is told to come back
GRACE_SECONDS = 1.0  # beyond the deadline, so that a late field says so in its own answer


@dataclass
class Served:
    """All that requests share, opened once."""

    settings: Settings
    graph: Graph
    clock: Clock
    site: Site
    gate: Gate
    audit: Audit
    key: OKPKey
    permissions: Permissions
    touchpoints: TouchpointTable
    schema: strawberry.Schema
    disclosed: Disclosures
    recipients: Recipients | None = None
    """What other agencies would see."""
    walks: Walks = field(default_factory=Walks)
    cases: Cases = field(default_factory=Cases)
    """What was worked out about relatives to reach."""
    """Which way influence paths are found."""
    documents: Documents = field(default_factory=Documents)
    """What may be run by its hash, and who may run nothing else."""
    issued: Issued | None = None
    """The identity provider's tokens; None: those of the local key."""
    in_flight: int = field(default=0)

    def __post_init__(self) -> None:
        self.metrics = Metrics(self.walks)
        self.feed, self.streams = Feed(self.graph, self.clock), Streams()
        self.rates = Rates(self.settings.rate_per_minute, self.settings.rate_burst)


async def respond(served: Served, request: Request) -> Response:
    """The response to one POST; nothing that goes wrong leaves in any other shape."""
    accept, started = media_type(request.headers.get("accept", "")), monotonic()
    try:
        if accept is None:
            raise Refused(406, "NOT_ACCEPTABLE")
        result, body = await answered(served, request, started)
    except Refused as refused:
        served.metrics.refused(refused.code)
        return reply(accept or JSON_TYPE, refused.status, refused.body, refused.headers)
    except Exception as fault:  # what it says may hold what was asked, and uvicorn would print it
        log_event("fault", kind=type(fault).__name__, at=where(fault))
        return reply(accept or JSON_TYPE, 500, Refused(500, "FAULT").body)
    if not isinstance(result, PreExecutionError):
        return reply(accept, 200, body)
    served.metrics.refused(body["errors"][0]["extensions"]["code"])
    return reply(accept, 400 if accept == GRAPHQL_TYPE else 200, body)


async def answered(served: Served, request: Request, started: float) -> tuple[ExecutionResult, Mapping[str, Any]]:
    """The result and its body, on record before either leaves, and on record too where neither will. Raises Refused."""
    context = await context_of(served, request, started)
    paced(served, context.principal.user, started)
    asked = await asked_of(request, context.ends_at, served.documents)
    if served.in_flight >= MOST_IN_FLIGHT:
        raise Refused(503, "OVERLOADED")
    try:
        result = await bounded_run(served, request, context, asked)
        body = shaped(result)
        for name, code in faults_in(result, body):
            context.note_code(name, code, about=context.failed[name])
    finally:
        on_record = await kept(context)
    body["extensions"] = {"durationMs": round((monotonic() - started) * 1000, 1), "timedOut": context.timed_out}
    if on_record:
        body["extensions"] |= {"answerId": context.answer_id, "knownAt": context.known_at}
    if context.part2 is not None:
        body["extensions"]["part2"] = {"notice": PART_2_NOTICE, "consentIds": sorted(context.part2)}
    return result, body


def paced(served: Served, user: str, now: float) -> None:
    """Counts a request of this user. Raises Refused where that is one too many."""
    if wait := served.rates.wait(user, now):
        raise Refused(429, "RATE_LIMITED", headers={"retry-after": str(ceil(wait))})


async def kept(context: Context) -> bool:
    """The lines of a request, written in one batch: whether there were any. Raises Refused."""
    try:
        return await context.keep()
    except AuditFailed as fault:
        raise Refused(503, fault.code, fault.message, fault.next_step) from fault


async def bearer_of(served: Served, authorization: str) -> Bearer:
    """Whom the header Authorization stands for. Raises Refused: 503, not 401, when nobody can say."""
    scheme, _, token = authorization.partition(" ")
    try:
        if scheme.lower() != "bearer" or not token:
            raise TokenRefused("A bearer token is missing.", "Send Authorization: Bearer TOKEN.")
        if served.issued:
            return await served.issued.bearer(token.strip())
        return verify(served.key, token.strip(), served.clock)
    except TokenRefused as fault:
        raise Refused(401, fault.code, fault.message, fault.next_step, {"www-authenticate": "Bearer"}) from fault
    except ProviderGone as fault:
        raise Refused(503, fault.code) from fault


async def context_of(served: Served, request: Request, started: float) -> Context:
    """Who asks, from the bearer token, and for which purpose, from the handle. Raises Refused."""
    bearer = await bearer_of(served, request.headers.get("authorization", ""))
    return context_for(served, bearer, request.headers.get("graphsvc-purpose"), started)


def context_for(served: Served, bearer: Bearer, handle: str | None, started: float) -> Context:
    """The context of whoever this is."""
    principal = bearer.principal
    return Context(
        principal=principal,
        expires_at=bearer.expires_at,
        handle=handle,
        purpose=purpose_of(served.key, principal, handle, served.clock),
        gate=served.gate,
        audit=served.audit,
        disclosed=served.disclosed,
        graph=served.graph,
        clock=served.clock,
        site=served.site,
        permissions=served.permissions,
        touchpoints=served.touchpoints,
        recipients=served.recipients,
        ends_at=started + served.settings.deadline_seconds,
        walks=served.walks,
        cases=served.cases,
        metrics=served.metrics,
        documents=served.documents,
        feed=served.feed,
        patience=served.settings.deadline_seconds,
        keeper=Keeper(served.graph, served.key, served.permissions, served.site, served.clock),
    )


async def bounded_run(served: Served, request: Request, context: Context, asked: Asked) -> ExecutionResult:
    """The result, unless the deadline or the client ends it first; either takes its statements with it."""
    served.in_flight += 1
    run = asyncio.create_task(run_document(served.schema, context, asked))
    gone = asyncio.create_task(left(request))
    try:
        seconds = max(context.ends_at - monotonic(), 0.0) + GRACE_SECONDS
        await asyncio.wait({run, gone}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if run.done():
            return run.result()
        context.timed_out = not gone.done()
        raise Refused(503, "LATE")
    finally:
        for task in (run, gone):
            task.cancel()
        await asyncio.gather(run, gone, return_exceptions=True)
        served.in_flight -= 1


async def run_document(schema: strawberry.Schema, context: Context, asked: Asked) -> ExecutionResult:
    """Parse, validate, execute. An operation that the document does not hold is the client's mistake, and so are
    variables that do not fit: nothing was executed."""
    try:
        result = await schema.execute(
            asked.query,
            variable_values=asked.variables,
            context_value=context,
            operation_name=asked.operation_name,
            allowed_operation_types=(OperationType.QUERY,) if asked.reads_only else None,
        )
    except InvalidOperationTypeError as fault:
        raise Refused(405, "METHOD", headers={"allow": "POST"}) from fault
    except CannotGetOperationTypeError as fault:
        return PreExecutionError(data=None, errors=[GraphQLError(fault.as_http_error_reason())])
    if any((error.extensions or {}).get("code") == "NOT_ACCEPTABLE" for error in result.errors or ()):
        raise Refused(406, "NOT_ACCEPTABLE", OTHER_WAY[False])
    begun = result.data is not None or any(error.path for error in result.errors or ())
    return result if begun else PreExecutionError(data=None, errors=result.errors)


def faults_in(result: ExecutionResult, body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(field, code) of each field that was asked and failed: nothing of it is answered, yet it was asked.

    A field is named as in the schema: an alias is the asker's own text. The audit's own failure is said by the answer.
    """
    pairs = zip(result.errors or (), body.get("errors", ()), strict=True)
    codes = [(error, said["extensions"]["code"]) for error, said in pairs]
    found = {
        (str(error.path[0]), node.name.value, code)
        for error, code in codes
        for node in error.nodes or ()
        if error.path and isinstance(node, FieldNode) and code != AuditFailed.code
    }
    return [(name, code) for _, name, code in sorted(found)]


async def left(request: Request) -> None:
    """Returns when the client has gone away."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def shaped(result: ExecutionResult) -> dict[str, Any]:
    """The response's body: errors coded and without data of ours, no `data` when nothing was executed."""
    body: dict[str, Any] = {} if isinstance(result, PreExecutionError) else {"data": result.data}
    if result.errors:
        body["errors"] = [coded(error) for error in result.errors]
    return body


def reply(
    media: str, status: int, body: Mapping[str, object], headers: Mapping[str, str] = MappingProxyType({})
) -> Response:
    """The bytes; the wall adds the headers that every response has."""
    return Response(orjson.dumps(body), status, {**headers}, media_type=f"{media}; charset=utf-8")
