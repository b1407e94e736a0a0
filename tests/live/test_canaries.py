"""Words planted wherever an asker or a record can put one turn up in no log, figure, error, audit line or process list.

`graphsvc serve` in a process of its own, over the session's Neo4j; what it leaves behind is searched byte by byte.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from graphsvc.access.tokens import sign
from graphsvc.clock import monotonic
from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph
from graphsvc.settings import Settings
from tests.live.api import NOW, Api, api_on, plant
from tests.live.processes import processes_on

WORD = "zyqcanary"
NAME = {"id": "n-c", "person": "p-dre", "given": "Zyqcanaryname", "kind": "NICKNAME", "compartment": "FAMILY"}
SAID = {"owner": "EOHHS", "sources": "x", "stated_as": "FAMILY", "stated_at": "2026-04-02", "stated_by": "p-dre"}
SEARCH = """query zyqcanaryoperation($s: String) {
  zyqcanaryalias: people(search: $s) { __typename ...zyqcanaryfragment }
  literal: people(search: "zyqcanary literal") { __typename }  # zyqcanary comment
}
fragment zyqcanaryfragment on PeopleAnswer { people { edges { node { names { given } } } } }"""
OPEN = "mutation($input: OpenPurposeInput!) { openPurpose(input: $input) { __typename } }"
HOLD = "mutation($input: PlaceHoldInput!) { placeHold(input: $input) { __typename } }"
PURPOSE = {"purpose": "FAMILY_SUPPORT", "reasonCode": "OTHER", "note": "zyqcanary note"}
HOLDING = {"person": "p-joe", "reason": "zyqcanary reason", "idempotencyKey": "zyqcanary key"}
HEADERS = {"user-agent": WORD, "x-request-id": WORD, "cookie": f"a={WORD}", "referer": f"https://{WORD}.example/"}
QUESTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    (SEARCH, {"s": "Zyqcanaryname"}),
    (HOLD, {"input": HOLDING}),
    (OPEN, {"input": PURPOSE}),
    (OPEN, {"input": PURPOSE | {"caseId": "zyqcanary-case"}}),
    (OPEN, {"input": PURPOSE | {"reasonCode": "zyqcanary code"}}),
    ('{ zyqcanary: person(id: "zyqcanary-id") { __typename } }', {}),
    ('{ zyqcanary: person(id: "p-dre", asOf: "2099-01-01") { __typename } }', {}),
    ('{ ties(person: "p-dre", kinds: ["zyqcanary"]) { __typename } }', {}),
    ('{ people(search: "zyqcanary", after: "zyqcanary") { __typename } }', {}),
    ("{ zyqcanaryfield }", {}),
    ("{ viewer(zyqcanaryargument: 1) { __typename } }", {}),
    ("{ people(first: zyqcanary) { __typename } }", {}),
    ("query($n: Int!) { people(first: $n) { __typename } }", {"n": "zyqcanary"}),
    ("query($n: zyqcanary) { people(first: $n) { __typename } }", {}),
    ('{ people(search: "zyqcanary without an end', {}),
    ("{ ...zyqcanary }", {}),
)
BODIES = (
    b"zyqcanary",
    b'{"query": "a zyqcanary", "query": "zyqcanary"}',
    b'[{"query": "zyqcanary"}]',
    b'{"zyqcanary": 1}',
)
WRONG_HEADERS = (
    {"authorization": f"Bearer {WORD}"},
    {"graphsvc-purpose": WORD},
    {"accept": WORD},
    {"content-type": WORD},
    {"host": f"{WORD}.example"},
)


@dataclass
class Run:
    """A served process: where it listens, its id, what it wrote to its streams, and what it answered."""

    url: str
    pid: int
    out: Path
    replies: list[httpx.Response]


def environment(connection: Connection, servers: Settings, api: Api, port: int) -> dict[str, str]:
    password = servers.home / "neo4j" / "password"
    said = {"NEO4J_URI": connection.uri, "NEO4J_PASSWORD_FILE": password, "HOME": api.served.settings.home}
    said |= {"CLOCK": NOW, "PORT": port, "PATHS": "cypher", "DEADLINE_SECONDS": 60}
    usual = {name: value for name, value in os.environ.items() if not name.startswith("GRAPHSVC_")}
    return usual | {f"GRAPHSVC_{name}": str(value) for name, value in said.items()}


@pytest.fixture(scope="module")
async def api(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Api:
    made = await api_on(graph, tmp_path_factory.mktemp("canaries"))
    await plant(made, tmp_path_factory.mktemp("planted") / "bundle", names=[NAME | SAID])
    return made


@pytest.fixture(scope="module")
def served(api: Api, connection: Connection, server_settings: Settings, tmp_path_factory: Any) -> Iterator[Run]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    out = tmp_path_factory.mktemp("out") / "streams"
    with out.open("wb") as streams:
        command = [sys.executable, "-m", "graphsvc", "serve"]
        said = environment(connection, server_settings, api, port)
        process = subprocess.Popen(command, stdout=streams, stderr=streams, env=said)
        try:
            run = Run(f"http://127.0.0.1:{port}", process.pid, out, [])
            assert ready(run, process), out.read_text()
            yield run
        finally:
            process.terminate()
            process.wait(60)


def ready(run: Run, process: "subprocess.Popen[bytes]") -> bool:
    begun = monotonic()
    while monotonic() - begun < 120 and process.poll() is None:
        try:
            if httpx.get(f"{run.url}/health", timeout=5).status_code == 200:
                return True
        except httpx.HTTPError:
            time.sleep(0.1)
    return False


@pytest.fixture(scope="module")
async def asked(api: Api, served: Run) -> Run:
    """Everything was asked, rightly and wrongly."""
    sam, json = await api.principal("s-sam"), {"content-type": "application/json"}
    token, handle = sign(api.served.key, sam, api.served.clock), await api.handle(sam, "FAMILY_SUPPORT", None)
    bearer = {"authorization": f"Bearer {token}", "graphsvc-purpose": handle, **HEADERS}
    address, found = f"{served.url}/graphql?query=zyqcanary", served.replies
    async with httpx.AsyncClient(headers=bearer, timeout=60) as client:
        for query, variables in QUESTIONS:
            found.append(await client.post(address, json={"query": query, "variables": variables}))
        found += [await client.post(address, content=body, headers=json) for body in BODIES]
        found += [await client.post(address, json={"query": SEARCH}, headers=more) for more in WRONG_HEADERS]
        found += [await client.get(address), await client.get(f"{served.url}/zyqcanary")]
        upgrade = {"connection": "Upgrade", "upgrade": "websocket", "sec-websocket-key": WORD}
        found.append(await client.get(address, headers=upgrade))
    with socket.create_connection(("127.0.0.1", int(served.url.rpartition(":")[2])), timeout=60) as wire:
        wire.sendall(f"{WORD} is no request\r\n\r\n".encode())
        wire.recv(4096)
    return served


def found_in(*texts: bytes | str) -> list[bytes]:
    """The texts that hold the word."""
    said = [text.encode() if isinstance(text, str) else text for text in texts]
    return [text[:400] for text in said if WORD.encode() in text.lower()]


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_questions_went_through_and_were_answered(asked: Run) -> None:
    first, hold, opened, *rest = asked.replies[: len(QUESTIONS)]
    assert "Zyqcanaryname" in first.text and first.json().keys() >= {"data"} and "errors" not in first.json()
    assert hold.json()["data"] == {"placeHold": {"__typename": "PlaceHoldPayload"}}
    assert opened.json()["data"]["openPurpose"]["__typename"] == "OpenPurposePayload"
    assert all("errors" in reply.json() or "data" in reply.json() for reply in rest)
    assert found_in(first.content)


def test_no_error_holds_one(asked: Run) -> None:
    bodies = [reply.json() for reply in asked.replies if reply.headers["content-type"].startswith("application/json")]
    errors = [error for body in bodies for error in body.get("errors", ())]
    told = [{key: value for key, value in error.items() if key != "path"} for error in errors]  # its aliases are theirs
    plain = [reply.content for reply in asked.replies if "json" not in reply.headers["content-type"]]
    assert len(errors) > 15 and found_in(*map(orjson.dumps, told), *plain) == []
    assert found_in(*(str(reply.headers) for reply in asked.replies)) == []


def test_no_log_line_holds_one(asked: Run, server_settings: Settings) -> None:
    assert b"Invalid HTTP request" in asked.out.read_bytes()  # a warning of uvicorn's: what it wrote does arrive here
    logs = files_of(server_settings.home / "neo4j" / "logs")
    assert logs and found_in(asked.out.read_bytes(), *logs.values()) == []


def test_no_figure_holds_one(asked: Run) -> None:
    text = httpx.get(f"{asked.url}/metrics").text
    assert 'graphsvc_refused_requests_total{code="BAD_REQUEST"}' in text and found_in(text) == []


def test_nothing_that_the_service_wrote_holds_one(asked: Run, api: Api) -> None:
    written = files_of(api.served.settings.home)
    assert any(b"placeHold" in text for text in written.values())  # the audit lines are among it
    assert found_in(*written.values(), *written) == []


def test_no_process_list_holds_one_or_a_password_or_a_key(
    asked: Run, api: Api, connection: Connection, server_settings: Settings
) -> None:
    key = orjson.loads((api.served.settings.home / "signing_key.json").read_bytes())["d"]
    pids = [asked.pid, *processes_on(server_settings.home / "neo4j")]
    lists = [Path(f"/proc/{pid}/{file}").read_bytes() for pid in pids for file in ("cmdline", "environ")]
    assert len(pids) >= 3 and found_in(*lists) == []
    assert [text for text in lists if connection.password.encode() in text or key.encode() in text] == []
