"""One GraphQL request over HTTP, from bytes to bytes (GraphQL over HTTP draft).

It meets, in this order: token, content type, body bound, parameters, room, deadline; then limits, validation and the
fields. Each refusal has a code of its own and reads nothing.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
import strawberry
from graphql import FieldNode, GraphQLError
from joserfc.jwk import OKPKey
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from strawberry.schema.exceptions import CannotGetOperationTypeError
from strawberry.types.execution import ExecutionResult, PreExecutionError

from graphsvc.access.permissions import Permissions
from graphsvc.access.purposes import purpose_of
from graphsvc.access.tokens import verify
from graphsvc.access.touchpoints import TouchpointTable
from graphsvc.api.codes import CODES
from graphsvc.api.context import Audit, Context, Gate
from graphsvc.api.guard import coded
from graphsvc.api.limits import MAX_BODY_BYTES
from graphsvc.api.metrics import Metrics
from graphsvc.clock import Clock, monotonic
from graphsvc.database.driver import Graph
from graphsvc.errors import AuditFailed, TokenRefused
from graphsvc.model.site import Site
from graphsvc.questions.influence.choose import Walks
from graphsvc.records.purposes import Keeper
from graphsvc.settings import Settings

GRAPHQL_TYPE = "application/graphql-response+json"
JSON_TYPE = "application/json"
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
    walks: Walks = field(default_factory=Walks)
    """Which way influence paths are found."""
    in_flight: int = field(default=0)

    def __post_init__(self) -> None:
        self.metrics = Metrics(self.walks)


class Refused(Exception):
    """A request that goes no further; it says what its code says, unless there is something closer to say."""

    def __init__(self, status: int, code: str, message: str = "", next_step: str = "") -> None:
        super().__init__(code)
        self.status, row = status, CODES[code]
        said = {"code": code, "retryable": status in (408, 503), "nextStep": next_step or row.next_step}
        self.body = {"errors": [{"message": message or row.message, "extensions": said}]}


@dataclass(frozen=True)
class Asked:
    """The parameters of a request."""

    query: str
    variables: dict[str, Any]
    operation_name: str | None


async def respond(served: Served, request: Request) -> Response:
    """The response to one POST; nothing that goes wrong leaves in any other shape."""
    accept = media_type(request.headers.get("accept", ""))
    started = monotonic()
    try:
        context = context_of(served, request, started)
        asked = asked_in(await body_of(request, context.ends_at))
        if served.in_flight >= MOST_IN_FLIGHT:
            raise Refused(503, "OVERLOADED")
        result, body = await answered(served, request, context, asked, started)
    except Refused as refused:
        return reply(accept, refused.status, refused.body)
    status = 400 if isinstance(result, PreExecutionError) and accept == GRAPHQL_TYPE else 200
    return reply(accept, status, body)


async def answered(
    served: Served, request: Request, context: Context, asked: Asked, started: float
) -> tuple[ExecutionResult, Mapping[str, Any]]:
    """The result and its body, on record before either leaves, and on record too where neither will. Raises Refused."""
    try:
        result = await bounded_run(served, request, context, asked)
        body = shaped(result)
        for name, code in faults_in(result, body):
            context.note_code(name, code)
    finally:
        on_record = await kept(context)
    body["extensions"] = {"durationMs": round((monotonic() - started) * 1000, 1), "timedOut": context.timed_out}
    if on_record:
        body["extensions"] |= {"answerId": context.answer_id, "knownAt": context.known_at}
    return result, body


async def kept(context: Context) -> bool:
    """The lines of a request, written in one batch: whether there were any. Raises Refused."""
    try:
        return await context.keep()
    except AuditFailed as fault:
        raise Refused(503, fault.code, fault.message, fault.next_step) from fault


def media_type(accept: str) -> str:
    """The media type of the answer: the newer one only for those who name it first."""
    offered = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    known = [kind for kind in offered if kind in (GRAPHQL_TYPE, JSON_TYPE)]
    return known[0] if known else JSON_TYPE


def context_of(served: Served, request: Request, started: float) -> Context:
    """Who asks, from the bearer token, and for which purpose, from the handle. Raises Refused."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    try:
        if scheme.lower() != "bearer" or not token:
            raise TokenRefused("A bearer token is missing.", "Send Authorization: Bearer TOKEN.")
        principal = verify(served.key, token.strip(), served.clock)
    except TokenRefused as fault:
        raise Refused(401, fault.code, fault.message, fault.next_step) from fault
    handle = request.headers.get("graphsvc-purpose")
    return Context(
        principal=principal,
        handle=handle,
        purpose=purpose_of(served.key, principal, handle, served.clock),
        gate=served.gate,
        audit=served.audit,
        graph=served.graph,
        clock=served.clock,
        site=served.site,
        permissions=served.permissions,
        touchpoints=served.touchpoints,
        ends_at=started + served.settings.deadline_seconds,
        walks=served.walks,
        metrics=served.metrics,
        keeper=Keeper(served.graph, served.key, served.permissions, served.site, served.clock),
    )


async def body_of(request: Request, ends_at: float) -> bytes:
    """The body, read no further than its bound and no longer than the request may take. Raises Refused."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON_TYPE:
        raise Refused(415, "MEDIA_TYPE")
    body = bytearray()
    try:
        async with asyncio.timeout(max(ends_at - monotonic(), 0.0)):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    raise Refused(413, "TOO_LARGE", f"The body has more than {MAX_BODY_BYTES} bytes.")
    except ClientDisconnect:
        raise Refused(499, "GONE") from None
    except TimeoutError:
        raise Refused(408, "SLOW_BODY") from None
    return bytes(body)


def asked_in(body: bytes) -> Asked:
    """The parameters in a body. Raises Refused for anything else, a batch included."""
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Refused(400, "BAD_REQUEST", "The body is no JSON.") from None
    if isinstance(said, list):
        raise Refused(400, "NO_BATCHING")
    if not isinstance(said, dict) or not isinstance(said.get("query"), str) or not said["query"].strip():
        raise Refused(400, "BAD_REQUEST", "The parameter query is missing.")
    variables, name, more = (said.get(key) for key in ("variables", "operationName", "extensions"))
    if not isinstance(variables, dict | None) or not isinstance(name, str | None) or not isinstance(more, dict | None):
        raise Refused(400, "BAD_REQUEST", "A parameter has the wrong type.")
    return Asked(said["query"], variables or {}, name)


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
    """Parse, validate, execute. An operation that the document does not hold is the client's mistake."""
    try:
        return await schema.execute(
            asked.query,
            variable_values=asked.variables,
            context_value=context,
            operation_name=asked.operation_name,
        )
    except CannotGetOperationTypeError as fault:
        return PreExecutionError(data=None, errors=[GraphQLError(fault.as_http_error_reason())])


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


def reply(media: str, status: int, body: Mapping[str, object]) -> Response:
    """The bytes, never stored by anything on the way."""
    headers = {"cache-control": "no-store"}
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    return Response(orjson.dumps(body), status, headers, media_type=f"{media}; charset=utf-8")
