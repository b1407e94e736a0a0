"""An identity provider on loopback, as small as one can be: a discovery document, a JWKS, and tokens signed by hand.

Hand-made, so that no library stands in the way of a hostile token. tests/oidc asks a certified one.
"""

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from graphsvc.access.issued import Issued
from graphsvc.access.provider import WELL_KNOWN, Keys, fetch_from
from graphsvc.clock import Clock
from graphsvc.model.claims import ClaimTable

NOW = datetime(2026, 4, 20, 13, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
AUDIENCE = "https://graphsvc.example"
KEYS: dict[str, Key] = {
    "rsa": RSAKey.generate_key(2048),
    "pss": RSAKey.generate_key(2048),
    "ec": ECKey.generate_key("P-256"),
    "ed": OKPKey.generate_key("Ed25519"),
}
ALGORITHM = {"rsa": "RS256", "pss": "PS256", "ec": "ES256", "ed": "Ed25519"}


def public(kid: str, /, **more: object) -> dict[str, Any]:
    """A key as a JWKS has it."""
    jwk = {**KEYS[kid].as_dict(private=False), "kid": kid, "use": "sig", "alg": ALGORITHM[kid], **more}
    return {name: value for name, value in jwk.items() if value is not None}


@dataclass
class Reply:
    """What the server says at an address."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wait: threading.Event | None = None
    pause: float = 0.0
    """Seconds after each byte."""


@dataclass
class Provider:
    """The server's replies by path, and what it was asked."""

    issuer: str
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def publish(self, *keys: dict[str, Any], **discovery: object) -> None:
        """Serve these keys, and a discovery document with these values changed."""
        said = {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks", **discovery}
        self.replies[WELL_KNOWN] = Reply(json.dumps(said).encode())
        self.replies["/jwks"] = Reply(json.dumps({"keys": keys}).encode())

    def issued(self, table: ClaimTable | None = None) -> Issued:
        """What takes this provider's tokens, its keys not fetched yet."""
        keys = Keys(fetch_from(self.issuer))
        return Issued(keys, self.issuer, AUDIENCE, table or ClaimTable(), Clock(fixed=NOW))

    def claims(self, **changed: object) -> dict[str, object]:
        """Claims of an access token of Sam's, with others; None leaves a claim out."""
        good: dict[str, object] = {
            "iss": self.issuer,
            "aud": AUDIENCE,
            "sub": "s-sam",
            "client_id": "explorer",
            "agency": "EOHHS",
            "roles": ["SOCIAL_WORKER"],
            "jti": "j-1",
            "iat": SECONDS,
            "exp": SECONDS + 60,
        }
        return {name: value for name, value in {**good, **changed}.items() if value is not None}

    def token(self, kid: str = "rsa", header: dict[str, object] | None = None, /, **changed: object) -> str:
        """A token signed by that key, with more in its header or other claims."""
        said = {"alg": ALGORITHM[kid], "kid": kid, "typ": "at+jwt", **(header or {})}
        return signed(kid, {name: value for name, value in said.items() if value is not None}, self.claims(**changed))


def signed(kid: str, header: dict[str, object], claims: object) -> str:
    """Header and claims as they are given, signed as the key's own algorithm signs."""
    text = f"{part(header)}.{part(claims)}"
    signature = jws.JWSRegistry.algorithms[ALGORITHM[kid]].sign(text.encode(), KEYS[kid])
    return f"{text}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def part(said: object) -> str:
    """JSON as a part of a token."""
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


@contextmanager
def loopback_provider() -> Iterator[Provider]:
    """A provider on a free port of loopback while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked.append(self.path)
            reply = provider.replies.get(self.path, Reply(b"", 404))
            if reply.wait:
                reply.wait.wait(timeout=10)
            self.send_response(reply.status)
            for name, value in {"content-length": str(len(reply.body)), **reply.headers}.items():
                self.send_header(name, value)
            with suppress(OSError):  # whoever asked may read no further
                self.end_headers()
                for begin in range(0, len(reply.body), 1 if reply.pause else len(reply.body)):
                    self.wfile.write(reply.body[begin : begin + 1] if reply.pause else reply.body)
                    time.sleep(reply.pause)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on stderr."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    provider = Provider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
