"""GraphQL over Server-Sent Events, distinct connections: a POST that accepts text/event-stream.

What is refused before anything is told has a status and a body of JSON, as any other POST. Then come `next` events,
a comment every 15 s so that a client that has gone away is noticed, and `complete`. A stream that was ended from here
(the token, the service) says so in a last `next` with the code.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import ExitStack, aclosing
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from graphsvc.api.guard import where
from graphsvc.api.request import EVENTS_TYPE, GRAPHQL_TYPE, Refused, asked_of
from graphsvc.api.serving import Served, context_of, left, paced, reply
from graphsvc.api.streams import bodies
from graphsvc.clock import monotonic
from graphsvc.logs import log_event

BEAT_SECONDS = 15.0  # proxies close what is silent for longer than half a minute
SEND_SECONDS = 10.0  # a client that takes nothing for so long is as good as gone
Bodies = AsyncGenerator[Mapping[str, Any], None]


async def respond_with_events(served: Served, request: Request) -> Response:
    """The stream, or what refuses it."""
    try:
        started = monotonic()
        context = await context_of(served, request, started)
        paced(served, context.principal.user, started)
        asked = await asked_of(request, context.ends_at, served.documents)
        with ExitStack() as held:
            held.enter_context(served.streams.slot(context.principal.user))
            events = bodies(served, context, asked)
            try:
                first = await anext(events)
            except BaseException:
                await events.aclose()
                raise
            return EventStream(request, first, events, held.pop_all())
    except Refused as refused:
        served.metrics.refused(refused.code)
        return reply(GRAPHQL_TYPE, refused.status, refused.body, refused.headers)
    except Exception as fault:
        return reply(GRAPHQL_TYPE, 500, told_of(fault).body)


def told_of(fault: Exception) -> Refused:
    """What is said of a fault: what it says itself may hold what was asked."""
    if isinstance(fault, Refused):
        return fault
    log_event("fault", kind=type(fault).__name__, at=where(fault))
    return Refused(500, "FAULT")


class EventStream(Response):
    """Events for as long as there are any and the client is there; `held` is let go at the end, whatever happens."""

    media_type = EVENTS_TYPE

    def __init__(self, request: Request, first: Mapping[str, Any], events: Bodies, held: ExitStack) -> None:
        super().__init__(headers={"x-accel-buffering": "no"})
        del self.headers["content-length"]
        self._request, self._first, self._events, self._held = request, first, events, held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send all of it."""
        with self._held:
            async with aclosing(self._events):
                telling = asyncio.create_task(self._tell(send))
                gone = asyncio.create_task(left(self._request))
                try:
                    await asyncio.wait((telling, gone), return_when=asyncio.FIRST_COMPLETED)
                finally:
                    for task in (telling, gone):
                        task.cancel()
                    await asyncio.gather(telling, gone, return_exceptions=True)

    async def _tell(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        await _said(send, _event("next", self._first))
        try:
            while (body := await self._awaited(send)) is not None:
                await _said(send, _event("next", body))
        except TimeoutError:
            return  # nobody reads
        except Exception as fault:
            await _said(send, _event("next", told_of(fault).body))
        await _said(send, _event("complete"))
        await send({"type": "http.response.body", "body": b""})

    async def _awaited(self, send: Send) -> Mapping[str, Any] | None:
        """The next body, with a sign of life every while."""
        waiting: asyncio.Future[Any] = asyncio.ensure_future(anext(self._events, None))
        try:
            while not (await asyncio.wait((waiting,), timeout=BEAT_SECONDS))[0]:
                await _said(send, b":\n\n")
            body: Mapping[str, Any] | None = waiting.result()
            return body
        finally:
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)


async def _said(send: Send, text: bytes) -> None:
    async with asyncio.timeout(SEND_SECONDS):
        await send({"type": "http.response.body", "body": text, "more_body": True})


def _event(name: str, body: Mapping[str, Any] | None = None) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (name.encode(), b"" if body is None else orjson.dumps(body))
