"""A subscription as a stream of response bodies, whatever carries it, and what ends it.

body, body, …            while the token is good, the purpose open and the service up
Refused before a body    the operation never began
Refused after one        the stream ends: TOKEN_REFUSED, GOING_DOWN
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from typing import Any

from strawberry.types.execution import ExecutionResult, PreExecutionError

from graphsvc.api.context import Context
from graphsvc.api.request import Asked, Refused
from graphsvc.api.serving import Served, shaped

TICK_SECONDS = 0.5  # how late an ended token may be noticed where nothing happens


def ending(served: Served, context: Context) -> Refused | None:
    """Why a stream of this asker may not go on."""
    if served.streams.closing.is_set():
        return Refused(503, "GOING_DOWN")
    if context.expires_at and served.clock.now() >= context.expires_at:
        return Refused(401, "TOKEN_REFUSED", "The token has ended.")
    return None


async def bodies(served: Served, context: Context, asked: Asked) -> AsyncGenerator[Mapping[str, Any], None]:
    """The bodies of a subscription, each on record before it is here. Raises Refused."""
    context.streaming = True
    results = await served.schema.stream(
        asked.query,
        variable_values=asked.variables,
        context_value=context,
        operation_name=asked.operation_name,
    )
    async with aclosing(results):
        while (result := await _next(served, context, results)) is not None:
            body = shaped(result)
            if isinstance(result, PreExecutionError):
                raise _refused(body)
            yield {**body, "extensions": {"answerId": context.answer_id, "knownAt": context.known_at}}


async def _next(served: Served, context: Context, results: Any) -> ExecutionResult | None:
    """The next result, waited for as long as the stream may go on. Raises Refused."""
    waiting, closing = asyncio.ensure_future(anext(results, None)), asyncio.ensure_future(served.streams.closing.wait())
    try:
        while not waiting.done():
            if refused := ending(served, context):
                raise refused
            await asyncio.wait((waiting, closing), timeout=_patience(served, context), return_when="FIRST_COMPLETED")
        if refused := ending(served, context):
            raise refused
        return waiting.result()
    finally:
        for task in (waiting, closing):
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task


def _patience(served: Served, context: Context) -> float:
    if context.expires_at is None:
        return TICK_SECONDS
    left = (context.expires_at - served.clock.now()).total_seconds()
    return min(max(left, 0.0), TICK_SECONDS)


def _refused(body: Mapping[str, Any]) -> Refused:
    """An operation that never began: another one than a subscription, or one with a mistake in it."""
    code = body["errors"][0]["extensions"]["code"]
    refused = Refused(406 if code == "NOT_ACCEPTABLE" else 400, code)
    refused.body = {"errors": body["errors"]}
    return refused
