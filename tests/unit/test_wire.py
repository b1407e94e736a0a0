"""The service as uvicorn serves it with our options on loopback: headers, methods, upgrades, TLS. A fake graph."""

import asyncio
import datetime
import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
import pytest
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from starlette.types import ASGIApp, Receive, Scope, Send
from websockets.frames import Frame, Opcode

from graphsvc.access.tokens import sign
from graphsvc.api.wall import HEADERS, MOST_CONNECTIONS, STAY, uvicorn_options
from graphsvc.app import app_of
from graphsvc.demo import OPEN, _Told
from graphsvc.settings import Settings
from tests.unit.test_api_http import AGENCIES, KEY, NOW, SAM, Parts, codes

ORIGIN = "https://app.example"
STRICT = {name.decode(): value.decode() for name, value in HEADERS}


@asynccontextmanager
async def served(parts: Parts) -> AsyncIterator[int]:
    """The port of the service while the block runs."""
    made = parts.served()
    async with serving(app_of(made), made.settings) as port:
        yield port


@asynccontextmanager
async def serving(app: ASGIApp, settings: Settings) -> AsyncIterator[int]:
    """The port of an app while the block runs."""
    server = _Told(uvicorn.Config(app, **{**uvicorn_options(settings), "lifespan": "off", "port": 0}))
    task = asyncio.create_task(server.serve())
    await asyncio.wait_for(server.up.wait(), 10)
    try:
        yield int(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        await task


def client(port: int, **more: object) -> httpx.AsyncClient:
    headers = {"authorization": f"Bearer {sign(KEY, SAM, NOW)}"}
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers, **more)  # type: ignore[arg-type]


async def raw(port: int, text: str) -> tuple[int, str]:
    """Status and all else of the answer to bytes that no client library would send."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(text.replace("\n", "\r\n").encode())
    await writer.drain()
    said = (await asyncio.wait_for(reader.read(4_096), 5)).decode()
    writer.close()
    return int(said.split()[1]), said


def strict(reply: httpx.Response) -> bool:
    return STRICT.items() <= dict(reply.headers).items() and "server" not in reply.headers


async def test_every_response_is_strict_and_names_no_server() -> None:
    async with served(Parts()) as port, client(port) as asking:
        replies = [
            await asking.post("/graphql", json={"query": AGENCIES}),
            await asking.post("/graphql", json={"query": "{"}, headers={"accept": "text/event-stream"}),
            await asking.post("/graphql", json={}, headers={"authorization": "x"}),
            await asking.get("/graphql"),
            await asking.get("/health"),
            await asking.get("/metrics"),
            await asking.get("/"),
            await asking.get("/graphql/"),
        ]
    assert [(reply.status_code, strict(reply)) for reply in replies] == [
        (status, True) for status in (200, 400, 401, 405, 200, 200, 404, 307)
    ]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
async def test_only_posts_are_answered(method: str) -> None:
    parts = Parts()
    async with served(parts) as port, client(port) as asking:
        reply = await asking.request(method, "/graphql", params={"query": "{ agencies { __typename } }"})
    assert (reply.status_code, reply.headers["allow"], parts.graph.asked) == (405, "POST", [])
    assert method == "HEAD" or codes(reply) == ["METHOD"]


@pytest.mark.parametrize(
    ("method", "said", "status"),
    [
        ("GET", {"query": AGENCIES}, 200),
        ("GET", {"query": AGENCIES, "variables": "{}", "extensions": "{}"}, 200),
        ("GET", {"query": OPEN, "variables": '{"input": {"purpose": "FAMILY_SUPPORT"}}'}, 405),
        ("GET", {"query": AGENCIES, "variables": "[]"}, 400),
        ("GET", {"query": AGENCIES, "variables": "{"}, 400),
        ("GET", {"variables": "{}"}, 400),
        ("HEAD", {"query": AGENCIES}, 405),
    ],
)
async def test_beside_the_ide_a_get_may_read_and_change_nothing(method: str, said: dict[str, str], status: int) -> None:
    parts = Parts(ide="true")
    async with served(parts) as port, client(port) as asking:
        reply = await asking.request(method, "/graphql", params=said)
    assert (reply.status_code, bool(parts.graph.asked)) == (status, status == 200)


UPGRADE = """GET /graphql HTTP/1.1
Host: here
Connection: Upgrade
Upgrade: websocket
Sec-WebSocket-Version: 13
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
Sec-WebSocket-Protocol: graphql-transport-ws

"""


@pytest.mark.parametrize(
    ("path", "more", "status"),
    [
        ("/graphql", "", 101),
        ("/graphql", "Sec-WebSocket-Extensions: permessage-deflate\n", 101),
        ("/", "", 403),
        ("/health", "", 403),
        ("/graphql", "Origin: https://evil.example\n", 403),
    ],
)
async def test_a_websocket_is_opened_at_one_address_for_no_strange_page_and_uncompressed(
    path: str, more: str, status: int
) -> None:
    async with served(Parts()) as port:
        found, said = await raw(port, UPGRADE.replace("/graphql", path).replace("\n\n", f"\n{more}\n"))
    assert (found, "permessage" in said.lower(), "server:" in said.lower()) == (status, False, False)
    assert status == 101 or "x-frame-options: DENY" in said


async def test_a_handshake_that_is_none_is_refused_in_no_words_of_its_own() -> None:
    async with served(Parts()) as port:
        status, said = await raw(port, UPGRADE.replace("dGhlIHNhbXBsZSBub25jZQ==", "Canary"))
    assert (status, "anary" in said, "x-frame-options: DENY" in said) == (400, False, True)


NO_TEXT = Frame(Opcode.TEXT, b'{"type": "\xff"}')
MALFORMED = {
    "a text that is no UTF-8": (1007, [NO_TEXT.serialize(mask=True)]),
    "one in two frames": (
        1007,
        [
            Frame(Opcode.TEXT, NO_TEXT.data, fin=False).serialize(mask=True),
            Frame(Opcode.CONT, b"", fin=True).serialize(mask=True),
        ],
    ),
    "an opcode that is none": (1002, [b"\x83\x80abcd"]),
    "a frame without a mask": (1002, [Frame(Opcode.TEXT, b"{}").serialize(mask=False)]),
    "a continuation of nothing": (1002, [Frame(Opcode.CONT, b"{}").serialize(mask=True)]),
    "a message too large": (1009, [b"\x81\xff" + (150_000).to_bytes(8, "big") + b"mask"]),
}


async def sent(port: int, frames: list[bytes], *, wait: bool) -> bytes:
    """All that came back after the upgrade's own response; `wait` for that before the frames go."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(UPGRADE.replace("\n", "\r\n").encode())
    await writer.drain()
    if wait:
        assert b" 101 " in await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
    else:
        await asyncio.sleep(0.05)  # else both are one packet, of which the rest is passed over
    writer.writelines(frames)
    found = b""
    with suppress(ConnectionError):
        found = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    return found


@pytest.mark.parametrize("name", MALFORMED)
async def test_a_frame_that_is_none_closes_with_its_code_and_prints_nothing(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    code, frames = MALFORMED[name]
    async with served(Parts()) as port:
        logging.getLogger("uvicorn.error").addHandler(caplog.handler)  # it tells no logger above
        found = await sent(port, frames, wait=True)
    assert (found[:1], int.from_bytes(found[2:4], "big"), caplog.records) == (b"\x88", code, [])


@pytest.mark.parametrize("name", [*MALFORMED, "a close"])
async def test_whoever_speaks_before_the_answer_is_cut_off_and_nothing_is_printed(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    _, frames = MALFORMED.get(name, (0, [Frame(Opcode.CLOSE, b"\x03\xe8").serialize(mask=True)]))

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await asyncio.sleep(0.2)
        await send({"type": "websocket.accept"})

    async with serving(slow, Parts().served().settings) as port:
        logging.getLogger("uvicorn.error").addHandler(caplog.handler)
        found = await sent(port, frames, wait=False)
    assert (found, caplog.records) == (b"", [])


async def test_a_body_that_never_comes_is_given_up_at_the_deadline() -> None:
    parts = Parts(deadline="0.2")
    head = f"POST /graphql HTTP/1.1\nHost: here\nAuthorization: Bearer {sign(KEY, SAM, NOW)}\n"
    async with served(parts) as port:
        status, said = await raw(port, head + 'Content-Type: application/json\nContent-Length: 500\n\n{"query": "')
    assert (status, "SLOW_BODY" in said, parts.graph.asked) == (408, True, [])


async def test_a_body_of_unknown_length_is_read_no_further_than_its_bound() -> None:
    async def long() -> AsyncIterator[bytes]:
        for _ in range(50):
            yield b" " * 65_536

    async with served(Parts()) as port, client(port) as asking:
        reply = await asking.post("/graphql", content=long(), headers={"content-type": "application/json"})
    assert (reply.status_code, codes(reply)) == (413, ["TOO_LARGE"])


@pytest.mark.parametrize(("origin", "status", "allowed"), [(ORIGIN, 200, ORIGIN), ("https://evil.example", 400, None)])
async def test_only_a_listed_origin_may_ask_from_a_browser(origin: str, status: int, allowed: str | None) -> None:
    asks = {"origin": origin, "access-control-request-method": "POST"}
    asks |= {"access-control-request-headers": "authorization,content-type,graphsvc-purpose"}
    async with served(Parts(more={"GRAPHSVC_ORIGINS": ORIGIN})) as port, client(port) as asking:
        before = await asking.options("/graphql", headers=asks)
        reply = await asking.post("/graphql", json={"query": AGENCIES}, headers={"origin": origin})
    found = [each.headers.get("access-control-allow-origin") for each in (before, reply)]
    assert (before.status_code, found, strict(before)) == (status, [allowed, allowed], True)
    assert "access-control-allow-credentials" not in before.headers


async def test_by_default_no_origin_may_ask() -> None:
    asks = {"origin": ORIGIN, "access-control-request-method": "POST"}
    async with served(Parts()) as port, client(port) as asking:
        before = await asking.options("/graphql", headers=asks)
    assert before.status_code == 405 and "access-control-allow-origin" not in before.headers


@pytest.mark.parametrize(("host", "status"), [("api.example", 200), ("evil.example", 400), ("api.example.evil", 400)])
async def test_where_hosts_are_named_no_other_is_served(host: str, status: int) -> None:
    parts = Parts(more={"GRAPHSVC_HOSTS": "api.example, *.inner.example"})
    async with served(parts) as port, client(port) as asking:
        reply = await asking.post("/graphql", json={"query": AGENCIES}, headers={"host": host})
    assert (reply.status_code, strict(reply), bool(parts.graph.asked)) == (status, True, status == 200)


async def test_no_proxys_word_is_believed_about_who_asks() -> None:
    assert uvicorn_options(Parts().served().settings)["proxy_headers"] is False
    async with served(Parts()) as port, client(port) as asking:
        assert (await asking.get("/metrics", headers={"x-forwarded-for": "127.0.0.1"})).status_code == 404


async def test_beyond_so_many_connections_the_next_is_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_CONNECTIONS < 1_024  # files that a process may usually open
    monkeypatch.setattr("graphsvc.api.wall.MOST_CONNECTIONS", 2)
    async with served(Parts()) as port, client(port) as asking:
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
        assert (await asking.get("/health")).status_code == 503
        for _, writer in held:
            writer.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Settings with a certificate of our own for 127.0.0.1."""
    folder, key = tmp_path_factory.mktemp("tls"), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    begin = datetime.datetime(2020, 1, 1)
    made = x509.CertificateBuilder(name, name, key.public_key(), 7, begin, begin + datetime.timedelta(days=36_500))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    files = {"GRAPHSVC_TLS_CERTIFICATE": folder / "cert.pem", "GRAPHSVC_TLS_KEY": folder / "key.pem"}
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    files["GRAPHSVC_TLS_CERTIFICATE"].write_bytes(made.sign(key, hashes.SHA256()).public_bytes(pem))
    files["GRAPHSVC_TLS_KEY"].write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return {setting: str(path) for setting, path in files.items()}


async def test_with_a_certificate_the_service_speaks_https_and_tells_browsers_to_stay(
    certificate: dict[str, str],
) -> None:
    trust = ssl.create_default_context(cafile=certificate["GRAPHSVC_TLS_CERTIFICATE"])
    async with served(Parts(more=certificate)) as port, client(port, verify=trust) as asking:
        reply = await asking.post(f"https://localhost:{port}/graphql", json={"query": AGENCIES})
        with pytest.raises(httpx.RemoteProtocolError):
            await asking.post("/graphql", json={"query": AGENCIES})
    name, value = STAY
    assert (reply.status_code, reply.headers[name.decode()]) == (200, value.decode())


@pytest.mark.parametrize(("https", "told"), [("false", False), ("true", True)])
async def test_browsers_are_told_to_stay_with_https_only_where_a_setting_says_so(https: str, told: bool) -> None:
    reply = await Parts(more={"GRAPHSVC_HTTPS": https}).ask(AGENCIES)
    assert (STAY[0].decode() in reply.headers) == told
