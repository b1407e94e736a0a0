"""The opening of a WebSocket as uvicorn has it, but that a handshake which is none is refused in no words of its own:
the library's repeat the header that is wrong."""

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request, Response

Strict = tuple[tuple[bytes, bytes], ...]


class QuietHandshake(WebSocketsSansIOProtocol):
    """One connection."""

    headers: Strict = ()
    """What every response carries; `wall` says it."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._accept = self.conn.accept
        self.conn.accept = self._quietly  # type: ignore[method-assign]

    def _quietly(self, request: Request) -> Response:
        """The library's response where it opens, else ours."""
        found = self._accept(request)
        if found.status_code == 101:
            return found
        refused = self.conn.reject(found.status_code, "This is no handshake of a WebSocket.")
        for name, value in self.headers:
            refused.headers[name.decode()] = value.decode()
        return refused
