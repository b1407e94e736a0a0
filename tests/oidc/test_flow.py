"""A certified provider (npm oidc-provider), a browser app's flow, and the service over a real Neo4j that takes its
tokens. `make test-oidc` runs it: it needs Node 20 or newer, and is never skipped."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from graphsvc.access import provider as keys
from graphsvc.access.tokens import sign
from graphsvc.api.serving import Served
from graphsvc.app import app_of, served_on
from graphsvc.clock import Clock, clock_from
from graphsvc.database.driver import Graph
from graphsvc.importing.run import import_bundle
from graphsvc.model.asker import Principal
from tests.audit_files import lines_in
from tests.conftest import settings_at, wipe
from tests.live.api import FAMILIES, NOW
from tests.live.phones import Owner, phone
from tests.oidc.browser import running_provider, service_token, sign_in
from tests.unit import streams

pytestmark = pytest.mark.oidc
VIEWER = """{ viewer { __typename
  ... on ViewerAnswer { staffId name agency { code sector } roles purpose }
  ... on Problem { code } } }"""
OPEN = """mutation { openPurpose(input: {purpose: FAMILY_SUPPORT, reasonCode: "PLAN_REVIEW"}) {
  ... on OpenPurposePayload { handle } } }"""
SAM = {
    "__typename": "ViewerAnswer",
    "staffId": "s-sam",
    "name": "Sam Castleby",
    "agency": {"code": "EOHHS", "sector": "HUMAN_SERVICES"},
    "roles": ["SOCIAL_WORKER"],
    "purpose": None,
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with running_provider() as found:
        yield found


@pytest.fixture(scope="module")
async def loaded(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The worked families, as the demo has them."""
    await wipe(graph)
    settings = settings_at(tmp_path_factory.mktemp("import"), GRAPHSVC_CLOCK=NOW)
    report = await import_bundle(FAMILIES, graph, settings, clock_from(NOW, settings.zone))
    assert report.problems == ()
    return graph


@pytest.fixture
async def served(loaded: Graph, issuer: str, tmp_path: Path) -> AsyncIterator[Served]:
    """The service beside the issuer, on the real clock."""
    said = {"GRAPHSVC_ISSUER": issuer, "GRAPHSVC_AUDIENCE": "https://graphsvc.example"}
    found = served_on(settings_at(tmp_path, **said), loaded, Clock())
    yield found
    found.audit.close()


async def ask(served: Served, token: str, query: str = VIEWER, handle: str = "") -> tuple[int, Any]:
    """Status, and data or the code of the refusal."""
    headers = {"authorization": f"Bearer {token}", **({"graphsvc-purpose": handle} if handle else {})}
    transport = httpx.ASGITransport(app=app_of(served))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        reply = await client.post("/graphql", json={"query": query}, headers=headers)
    body = reply.json()
    return reply.status_code, body["errors"][0]["extensions"]["code"] if "errors" in body else body["data"]


async def test_who_signed_in_with_the_provider_is_the_viewer(served: Served, issuer: str) -> None:
    tokens = await sign_in(issuer, "s-sam")
    assert await ask(served, tokens["access_token"]) == (200, {"viewer": SAM})


async def test_no_other_token_of_the_same_provider_is_taken(served: Served, issuer: str) -> None:
    tokens = await sign_in(issuer, "s-sam")
    others = {
        "its ID token": tokens["id_token"],
        "a service's own, with roles": await service_token(
            issuer, grant_type="client_credentials", resource="https://graphsvc.example/", scope="ask"
        ),
        "a service's own, for nobody": await service_token(issuer, grant_type="client_credentials"),
        "one with a role that is none": (await sign_in(issuer, "s-eve"))["access_token"],
        "one of the local key": sign(
            served.key, Principal("s-sam", "EOHHS", "HUMAN_SERVICES", ("SOCIAL_WORKER",), "t"), served.clock
        ),
    }
    found = {name: await ask(served, token) for name, token in others.items()}
    assert found == dict.fromkeys(others, (401, "TOKEN_REFUSED"))


async def test_a_service_that_exchanged_a_users_token_asks_as_her_and_is_on_record(
    served: Served, issuer: str, tmp_path: Path
) -> None:
    hers = (await sign_in(issuer, "s-sam"))["access_token"]
    exchanged = await service_token(
        issuer,
        grant_type="urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token=hers,
        subject_token_type="urn:ietf:params:oauth:token-type:access_token",
    )
    assert await ask(served, exchanged) == (200, {"viewer": SAM})
    assert await ask(served, hers) == (200, {"viewer": SAM})
    assert [(entry["user"], entry["actor"]) for entry in lines_in(served.audit.folder)] == [
        ("s-sam", "reports"),
        ("s-sam", None),
    ]


async def test_a_purpose_ends_with_the_token_that_opened_it(served: Served, issuer: str) -> None:
    first, next_one = [(await sign_in(issuer, "s-sam"))["access_token"] for _ in range(2)]
    _, opened = await ask(served, first, OPEN)
    handle, purpose = opened["openPurpose"]["handle"], "{ viewer { ... on ViewerAnswer { purpose } } }"
    assert await ask(served, first, purpose, handle) == (200, {"viewer": {"purpose": "FAMILY_SUPPORT"}})
    assert await ask(served, next_one, purpose, handle) == (200, {"viewer": {"purpose": None}})


async def test_a_token_is_good_until_it_ends_and_no_second_longer(served: Served, issuer: str) -> None:
    brief = (await sign_in(issuer, "s-sam", resource="https://graphsvc.example/brief"))["access_token"]
    assert served.issued
    ends = (await served.issued.bearer(brief)).expires_at
    assert await ask(served, brief) == (200, {"viewer": SAM})
    await asyncio.sleep(max((ends - served.clock.now()).total_seconds(), 0) + 0.05)
    assert await ask(served, brief) == (401, "TOKEN_REFUSED")


@pytest.mark.parametrize("transport", ["websocket", "events"])
async def test_a_subscription_ends_with_the_token_that_opened_it(served: Served, issuer: str, transport: str) -> None:
    brief = (await sign_in(issuer, "s-sam", resource="https://graphsvc.example/brief"))["access_token"]
    _, opened = await ask(served, brief, OPEN)
    said = {"authorization": f"Bearer {brief}", "graphsvc-purpose": opened["openPurpose"]["handle"]}
    whose: Any = Owner(served, said)
    async with streams.serving(whose) as port:
        if transport == "websocket":
            async with phone(port, whose) as mine:
                with pytest.raises(ConnectionClosed):
                    await asyncio.wait_for(mine.socket.recv(), 60)
                assert (mine.socket.close_code, mine.socket.close_reason) == (4403, "TOKEN_REFUSED")
        else:
            async with streams.told(port, whose) as events:
                names = [(name, body and "errors" in body) async for name, body in events]
            assert names == [("next", False), ("next", True), ("complete", None)]


async def test_new_keys_are_found_and_the_old_ones_are_none(
    served: Served, issuer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "WAIT", 0.0)
    old = (await sign_in(issuer, "s-sam"))["access_token"]
    assert await ask(served, old) == (200, {"viewer": SAM})
    async with httpx.AsyncClient(trust_env=False) as client:
        await client.post(f"{issuer}/rotate")
    new = (await sign_in(issuer, "s-sam"))["access_token"]
    assert await ask(served, new) == (200, {"viewer": SAM})
    assert await ask(served, old) == (401, "TOKEN_REFUSED")


async def test_a_provider_that_has_gone_is_no_fault_of_the_token(loaded: Graph, tmp_path: Path) -> None:
    with running_provider() as gone:
        token = (await sign_in(gone, "s-sam"))["access_token"]
    said = {"GRAPHSVC_ISSUER": gone, "GRAPHSVC_AUDIENCE": "https://graphsvc.example"}
    served = served_on(settings_at(tmp_path, **said), loaded, Clock())
    assert await ask(served, token) == (503, "PROVIDER_GONE")
    served.audit.close()
