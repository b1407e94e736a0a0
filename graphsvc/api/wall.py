"""What every request meets before a route, and every response carries: hosts, origins, strict headers.

The headers are put on from the very outside, so that a 404, a refused origin and a fault have them too.
"""

import socket
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graphsvc.api.handshake import QuietHandshake
from graphsvc.api.limits import MAX_BODY_BYTES
from graphsvc.api.request import JSON_TYPE, Refused
from graphsvc.api.serving import reply
from graphsvc.settings import Settings

HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)
STAY = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
ASKED_WITH = ("authorization", "content-type", "graphsvc-purpose")
SHUTDOWN_SECONDS = 20  # longer than a request may take by default; then what is left is cut off
MOST_CONNECTIONS = 512  # below the usual 1,024 open files, so that the database can still be reached


class Walled(Starlette):
    """A Starlette app behind the wall."""

    def __init__(self, settings: Settings, **more: Any) -> None:
        self._headers = (*HEADERS, STAY) if settings.https else HEADERS
        super().__init__(middleware=_middleware(settings), exception_handlers={405: wrong_method}, **more)

    def build_middleware_stack(self) -> ASGIApp:
        """Starlette's own, its answer to faults included, within the headers."""
        return _StrictHeaders(super().build_middleware_stack(), self._headers)


class _StrictHeaders:
    def __init__(self, app: ASGIApp, headers: tuple[tuple[bytes, bytes], ...]) -> None:
        self._app, self._headers = app, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def strict(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                own = [*message.get("headers", ())]
                names = {name.lower() for name, _ in own}
                message = {**message, "headers": [*own, *(each for each in self._headers if each[0] not in names)]}
            await send(message)

        await self._app(scope, receive, _refusing(strict) if scope["type"] == "websocket" else strict)


def _refusing(send: Send) -> Send:
    """A WebSocket that is closed before it was opened is a response, and has the headers of one."""
    opened = False

    async def said(message: Message) -> None:
        nonlocal opened
        if message["type"] == "websocket.close" and not opened:
            await send({"type": "websocket.http.response.start", "status": 403, "headers": []})
            message = {"type": "websocket.http.response.body", "body": b""}
        opened = opened or message["type"] == "websocket.accept"
        await send(message)

    return said


def _middleware(settings: Settings) -> list[Middleware]:
    hosts = [Middleware(TrustedHostMiddleware, allowed_hosts=settings.hosts, www_redirect=False)]
    cors = Middleware(
        CORSMiddleware,
        allow_origins=settings.origins,
        allow_methods=("POST",),
        allow_headers=ASKED_WITH,
        expose_headers=("retry-after",),
    )
    return [*(hosts if settings.hosts else ()), *([cors] if settings.origins else ())]


async def wrong_method(_: Request, fault: Exception) -> Response:
    """A GET of /graphql, and whatever else is no POST: a document in an address would stand in every log on the way."""
    refused = Refused(405, "METHOD")
    return reply(JSON_TYPE, refused.status, refused.body, getattr(fault, "headers", None) or {})


class Server(uvicorn.Server):
    """A server that ends its streams before it waits for its connections: else it waits for ever."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn goes down."""
        served = getattr(getattr(self.config.app, "state", None), "served", None)
        if served:
            served.streams.close()
        await super().shutdown(sockets)


def uvicorn_options(settings: Settings) -> dict[str, Any]:
    """How uvicorn serves: it names itself to nobody, believes no proxy's word on who asks, and prints no request."""
    tls = {"ssl_certfile": settings.tls_certificate, "ssl_keyfile": settings.tls_key} if settings.tls_key else {}
    return {
        "host": settings.host,
        "port": settings.port,
        "log_level": "warning",
        "access_log": False,
        "lifespan": "on",
        "ws": type("Handshake", (QuietHandshake,), {"headers": (*HEADERS, STAY) if settings.https else HEADERS}),
        "ws_max_size": MAX_BODY_BYTES,
        "ws_per_message_deflate": False,  # a few bytes could unfold into gigabytes
        "timeout_graceful_shutdown": SHUTDOWN_SECONDS,
        "server_header": False,
        "proxy_headers": False,
        "limit_concurrency": MOST_CONNECTIONS,
        **tls,
    }
