"""Subscriptions over a WebSocket: graphql-transport-ws, and no other protocol.

    ──> connection_init {authorization, graphsvc-purpose}   within 3 s, once
    <── connection_ack
    ──> subscribe {id, payload}   <── next* then complete, or error     ──> complete {id}
    ──> ping  <── pong

A close says its code as the reason. 4403 is the token's end (refused, or over) and the purpose's; a client gets a new
one and connects again after the last cursor.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack, aclosing, suppress
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

from graphsvc.access.tokens import Bearer
from graphsvc.api.context import Context
from graphsvc.api.request import Refused, asked_in, json_in
from graphsvc.api.serving import Served, bearer_of, context_for, paced
from graphsvc.api.sse import SEND_SECONDS, told_of
from graphsvc.api.streams import TICK_SECONDS, bodies, ending
from graphsvc.clock import monotonic

PROTOCOL = "graphql-transport-ws"
INIT_SECONDS = 3.0
MOST_OPERATIONS = 4
MOST_REFUSALS = 10  # operations in a row, none of them begun: whoever goes on then is a flood, and no client
LONGEST_ID = 100
BAD, UNAUTHORIZED, FORBIDDEN, TOO_SLOW, NO_PROTOCOL, TWICE, TOO_MANY_INITS = 4400, 4401, 4403, 4408, 4406, 4409, 4429
GOING, LATER = 1012, 1013
CLOSES = {"TOKEN_REFUSED": FORBIDDEN, "GOING_DOWN": GOING}
"""Code that ends all that runs over a connection → what it is closed with; LATER for those that pass."""


class Closed(Exception):
    """The connection ends with this code and reason."""

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(reason)
        self.number, self.reason = number, reason

    @staticmethod
    def of(refused: Refused) -> "Closed":
        """What closes the connection where nothing runs over it yet."""
        return Closed(CLOSES.get(refused.code, LATER), refused.code)


async def speak(served: Served, socket: WebSocket) -> None:
    """One connection, from the handshake to the end."""
    origin = socket.headers.get("origin")
    if origin is not None and origin not in served.settings.origins:
        served.metrics.refused("ORIGIN")
        await socket.close()  # before it is accepted: 403
        return
    spoken = PROTOCOL in socket.scope["subprotocols"]
    await socket.accept(PROTOCOL if spoken else None)
    await _Connection(served, socket).run(spoken)


@dataclass
class _Connection:
    served: Served
    socket: WebSocket
    context: Context | None = None
    bearer: Bearer | None = None
    handle: str | None = None
    running: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    refusals: int = 0
    closing: asyncio.Future[Closed] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    held: ExitStack = field(default_factory=ExitStack)
    sending: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(self, spoken: bool) -> None:
        """Answer messages until either side closes; whatever ran is ended then, and its place let go."""
        with self.held:
            try:
                if not spoken:
                    raise Closed(NO_PROTOCOL, "NOT_ACCEPTABLE")
                async with asyncio.timeout(INIT_SECONDS):
                    await self._begin(await self._message())
                while True:
                    await self._answer(await self._message())
            except TimeoutError:
                await self._close(Closed(TOO_SLOW, "SLOW_BODY"))
            except Closed as closed:
                await self._close(closed)
            except (WebSocketDisconnect, OSError, RuntimeError):
                pass  # gone
            except Exception as fault:
                await self._close(Closed(1011, told_of(fault).code))
            finally:
                tasks = [*self.running.values()]
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    async def _close(self, closed: Closed) -> None:
        self.served.metrics.refused(closed.reason)
        with suppress(Exception):
            async with asyncio.timeout(SEND_SECONDS):
                await self.socket.close(closed.number, closed.reason)

    # ---- messages in ----------------------------------------------------------------------------------------------

    async def _message(self) -> dict[str, Any]:
        """The next message. Raises Closed for one that is none, and when the connection may not go on."""
        waiting = asyncio.ensure_future(self.socket.receive())
        try:
            while not waiting.done():
                await asyncio.wait((waiting, self.closing), timeout=TICK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                self._may_go_on()
        finally:
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
        received = waiting.result()
        if received["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(received.get("code", 1005))
        if received.get("text") is None:
            raise Closed(BAD, "MEDIA_TYPE")
        return _read(received["text"])

    def _may_go_on(self) -> None:
        if self.closing.done():
            raise self.closing.result()
        if self.served.streams.closing.is_set():
            raise Closed(GOING, "GOING_DOWN")
        if self.context and (refused := ending(self.served, self.context)):
            raise Closed.of(refused)

    async def _begin(self, message: dict[str, Any]) -> None:
        """connection_init: whose token, for which purpose."""
        if message["type"] != "connection_init":
            raise Closed(UNAUTHORIZED if message["type"] == "subscribe" else BAD, "TOKEN_REFUSED")
        payload = message.get("payload") or {}
        said = {name.lower(): value for name, value in payload.items()} if isinstance(payload, dict) else None
        if said is None or not all(isinstance(said.get(name, ""), str) for name in SAID):
            raise Closed(BAD, "BAD_REQUEST")
        try:
            self.bearer = await bearer_of(self.served, said.get("authorization", ""))
            user, self.handle = self.bearer.principal.user, said.get("graphsvc-purpose")
            paced(self.served, user, monotonic())
            self.held.enter_context(self.served.streams.slot(user))
        except Refused as refused:
            raise Closed.of(refused) from refused
        self.context = self._context(self.bearer)
        await self._send({"type": "connection_ack"})

    def _context(self, bearer: Bearer) -> Context:
        return context_for(self.served, bearer, self.handle, monotonic())

    async def _answer(self, message: dict[str, Any]) -> None:
        kind = message["type"]
        if kind == "connection_init":
            raise Closed(TOO_MANY_INITS, "BAD_REQUEST")
        if kind not in ANSWERS:
            raise Closed(BAD, "BAD_REQUEST")
        if kind != "subscribe":
            self._paced()
        await ANSWERS[kind](self, message)

    def _paced(self) -> None:
        """A flood of anything ends the connection; a subscription too many is refused by itself."""
        assert self.bearer
        try:
            paced(self.served, self.bearer.principal.user, monotonic())
        except Refused as refused:
            raise Closed.of(refused) from refused

    async def _ping(self, _: dict[str, Any]) -> None:
        await self._send({"type": "pong"})

    async def _pong(self, _: dict[str, Any]) -> None:
        """A sign of life."""

    async def _complete(self, message: dict[str, Any]) -> None:
        if task := self.running.pop(_id(message), None):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _subscribe(self, message: dict[str, Any]) -> None:
        id = _id(message)
        if id in self.running:
            raise Closed(TWICE, "BAD_REQUEST")
        try:
            self._may_run()
        except Refused as refused:
            await self._not_run(id, refused)
        else:
            self.refusals = 0
            self.running[id] = asyncio.create_task(self._run(id, message.get("payload")))

    def _may_run(self) -> None:
        """Before anything is made for an operation. Raises Refused where it is one too many."""
        assert self.bearer
        paced(self.served, self.bearer.principal.user, monotonic())
        if len(self.running) >= MOST_OPERATIONS:
            raise Refused(429, "TOO_MANY_STREAMS")

    async def _not_run(self, id: str, refused: Refused) -> None:
        """Told before the next message is read: whoever takes nothing is read no further."""
        self.refusals += 1
        if self.refusals > MOST_REFUSALS:
            raise Closed.of(refused)
        await self._failed(id, refused)

    # ---- operations -----------------------------------------------------------------------------------------------

    async def _run(self, id: str, payload: object) -> None:
        """One operation, to its `complete` or `error`. What ends the connection is told to its reader."""
        try:
            await self._tell(id, payload)
        except TimeoutError:
            self._gone()
        except Exception as fault:
            await self._failed(id, told_of(fault))
        finally:
            if self.running.get(id) is asyncio.current_task():
                del self.running[id]

    async def _tell(self, id: str, payload: object) -> None:
        assert self.bearer
        asked, context = asked_in(payload, self.served.documents), self._context(self.bearer)
        async with aclosing(bodies(self.served, context, asked)) as found:
            async for body in found:
                await self._send({"id": id, "type": "next", "payload": body})
        await self._send({"id": id, "type": "complete"})
        if context.over:
            self._end(Closed(FORBIDDEN, "PURPOSE_REQUIRED"))

    async def _failed(self, id: str, refused: Refused) -> None:
        if refused.code in CLOSES:
            self._end(Closed.of(refused))
            return
        self.served.metrics.refused(refused.code)
        with suppress(Exception):
            try:
                await self._send({"id": id, "type": "error", "payload": refused.body["errors"]})
            except TimeoutError:
                self._gone()

    def _gone(self) -> None:
        """Nobody takes what is sent."""
        self._end(Closed(LATER, "GONE"))

    def _end(self, closed: Closed) -> None:
        if not self.closing.done():
            self.closing.set_result(closed)

    async def _send(self, message: Mapping[str, Any]) -> None:
        """Raises TimeoutError for a client that takes nothing, be it of what is sent before this."""
        async with asyncio.timeout(SEND_SECONDS), self.sending:
            await self.socket.send_text(orjson.dumps(message).decode())


Answer = Callable[[_Connection, dict[str, Any]], Awaitable[None]]
ANSWERS: Mapping[str, Answer] = {
    "ping": _Connection._ping,
    "pong": _Connection._pong,
    "subscribe": _Connection._subscribe,
    "complete": _Connection._complete,
}
SAID = ("authorization", "graphsvc-purpose")
"""What connection_init says, whatever the case of its names."""


def _read(text: str) -> dict[str, Any]:
    """The message in a text. Raises Closed."""
    try:
        said = json_in(text.encode())
    except Refused as refused:
        raise Closed(BAD, refused.code) from refused
    if not isinstance(said, dict) or not isinstance(said.get("type"), str):
        raise Closed(BAD, "BAD_REQUEST")
    return said


def _id(message: dict[str, Any]) -> str:
    id = message.get("id")
    if not isinstance(id, str) or not 0 < len(id) <= LONGEST_ID:
        raise Closed(BAD, "BAD_REQUEST")
    return id
