"""A WebSocket as uvicorn has it, but for what anybody who may connect could put into the log by it.

A handshake which is none is refused in no words of its own, since the library's repeat the header that is wrong. A text
which is no UTF-8, and whoever speaks before her handshake is answered, end the connection without a stack for each.
"""

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame
from websockets.http11 import Request, Response
from websockets.protocol import State

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

    def data_received(self, data: bytes) -> None:
        """What came is read, unless it came before the answer to the handshake: a client waits for that (RFC 6455
        §4.1), and the library has no close to send yet."""
        self.conn.receive_data(data)
        early = self.conn.parser_exc or any(isinstance(event, Frame) for event in self.conn.events)
        if early and self.conn.state is State.CONNECTING:
            self.transport.abort()
        elif self.conn.parser_exc:
            self.handle_parser_exception()
        else:
            self.handle_events()

    def send_receive_event_to_app(self) -> None:
        """A message to the app; a text that is no UTF-8 closes with 1007 (RFC 6455 §8.1)."""
        if self.curr_msg_data_type != "text" or self.close_sent or _is_text(b"".join(self.frames)):
            super().send_receive_event_to_app()
            return
        self.frames = []
        self.conn.send_close(CloseCode.INVALID_DATA)
        self.handle_parser_exception()


def _is_text(said: bytes) -> bool:
    try:
        said.decode()
    except UnicodeDecodeError:
        return False
    return True
