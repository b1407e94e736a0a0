"""Over HTTP beside an issuer: who asks is whom its token names, and 503 when nobody can say."""

import pytest
from httpx import ASGITransport, AsyncClient, Response

from graphsvc.access.tokens import sign
from graphsvc.api.context import Context
from graphsvc.api.serving import bearer_of
from graphsvc.app import app_of, issued_by
from graphsvc.model.claims import ClaimTable
from graphsvc.settings import read_settings
from tests.provider import AUDIENCE, Provider, loopback_provider, public
from tests.unit.test_api_http import AGENCIES, KEY, NOW, SAM, Parts, parts

__all__ = ["parts"]


async def ask(parts: Parts, provider: Provider, token: str) -> Response:
    served = parts.served()
    settings = read_settings({"GRAPHSVC_ISSUER": provider.issuer, "GRAPHSVC_AUDIENCE": AUDIENCE})
    served.issued = issued_by(settings, ClaimTable(), NOW)
    async with AsyncClient(transport=ASGITransport(app=app_of(served)), base_url="http://test") as client:
        sent = {"authorization": f"Bearer {token}"}
        return await client.post("/graphql", json={"query": AGENCIES}, headers=sent)


async def test_a_service_asks_for_a_user_and_both_are_on_record(parts: Parts) -> None:
    with loopback_provider() as provider:
        provider.publish(public("rsa"))
        reply = await ask(parts, provider, provider.token(act={"sub": "reports"}))
    assert reply.json()["data"]["agencies"]["agencies"] == [{"code": "BPD"}]
    assert [(line.user, line.actor, line.token, line.agency, line.roles) for line in parts.audit.lines] == [
        ("s-sam", "reports", "j-1", "EOHHS", ("SOCIAL_WORKER",))
    ]


@pytest.mark.parametrize("whose", ["the local key's", "a service's own", "an expired one"])
async def test_any_other_token_is_refused_before_anything_is_read(parts: Parts, whose: str) -> None:
    with loopback_provider() as provider:
        provider.publish(public("rsa"))
        tokens = {
            "the local key's": sign(KEY, SAM, NOW),
            "a service's own": provider.token(sub="reports", client_id="reports"),
            "an expired one": provider.token(exp=int(NOW.now().timestamp())),
        }
        reply = await ask(parts, provider, tokens[whose])
    assert (reply.status_code, reply.json()["errors"][0]["extensions"]["code"]) == (401, "TOKEN_REFUSED")
    assert reply.headers["www-authenticate"] == "Bearer"
    assert (parts.graph.asked, parts.audit.lines) == ([], [])


async def test_a_provider_that_is_down_is_no_fault_of_the_token(parts: Parts) -> None:
    with loopback_provider() as provider:
        token = provider.token()  # nothing is published: each address answers 404
        reply = await ask(parts, provider, token)
    assert (reply.status_code, reply.json()) == (
        503,
        {
            "errors": [
                {
                    "message": "The identity provider cannot be reached, so nobody can be known.",
                    "extensions": {
                        "code": "PROVIDER_GONE",
                        "retryable": True,
                        "nextStep": "Ask again in a minute; tell the administrator if it stays.",
                    },
                }
            ]
        },
    )
    assert "www-authenticate" not in reply.headers and parts.graph.asked == []


async def test_the_context_knows_when_the_token_ends(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Context] = []
    monkeypatch.setattr("graphsvc.api.serving.Context", lambda **said: told.append(Context(**said)) or told[-1])
    with loopback_provider() as provider:
        provider.publish(public("rsa"))
        token = provider.token()
        await ask(parts, provider, token)
        served = parts.served()
        served.issued = provider.issued()
        bearer = await bearer_of(served, f"bearer {token}")
    assert [context.expires_at for context in told] == [bearer.expires_at]
    assert (bearer.expires_at - NOW.now()).total_seconds() == 60
