"""A start that fails says which known fault it was and what to do, not on which line it was met.

Starlette answers a fault of its lifespan with the stack as text, and uvicorn prints that text and exits with 3. This
stands between the two: it keeps a known fault for whoever started the service, and leaves the text out.
"""

from starlette.applications import Starlette
from starlette.types import Message, Receive, Scope, Send

from graphsvc.errors import GraphsvcError


class Starting:
    """The app as uvicorn is given it; `fault` is what its start, or its end, failed with."""

    def __init__(self, app: Starlette) -> None:
        self._app, self.state = app, app.state
        self.fault: GraphsvcError | OSError | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._lifespan if scope["type"] == "lifespan" else self._app)(scope, receive, send)

    async def _lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        failed: list[Message] = []

        async def held(message: Message) -> None:
            if message["type"].endswith(".failed"):
                failed.append(message)
            else:
                await send(message)

        try:
            await self._app(scope, receive, held)
        except (GraphsvcError, OSError) as fault:
            self.fault = fault
            failed = [{**message, "message": ""} for message in failed]
        finally:
            for message in failed:
                await send(message)
