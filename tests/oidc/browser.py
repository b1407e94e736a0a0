"""What a browser app and its browser do: authorization code with PKCE (RFC 7636), sign-in and consent on the way."""

import base64
import hashlib
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen, TimeoutExpired
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx

HERE = Path(__file__).parent
APP = "https://app.example"
CALLBACK = f"{APP}/callback"
RESOURCE = "https://graphsvc.example/"
SECONDS = 20.0
SERVICE = ("reports", "for-tests-only")
_FORM = re.compile(r'<form[^>]* action="([^"]+)"')


@contextmanager
def running_provider() -> Iterator[str]:
    """The issuer's address while the block runs; the process ends with it, and is killed where it does not."""
    process = Popen(["node", "provider.mjs"], cwd=HERE, stdout=PIPE, stderr=PIPE, text=True)
    try:
        assert process.stdout and process.stderr
        issuer = process.stdout.readline().strip()
        assert issuer, f"oidc-provider did not start; make test-oidc installs it. {process.stderr.read()}"
        yield issuer
    finally:
        process.terminate()
        try:
            process.communicate(timeout=5)
        except TimeoutExpired:
            process.kill()


async def sign_in(issuer: str, user: str, *, resource: str = RESOURCE) -> dict[str, Any]:
    """The token endpoint's answer to a user who signs in and agrees."""
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(8)
    async with httpx.AsyncClient(timeout=SECONDS, trust_env=False) as browser:
        found = (await browser.get(f"{issuer}/.well-known/openid-configuration")).json()
        asked = {
            "client_id": "explorer",
            "response_type": "code",
            "redirect_uri": CALLBACK,
            "scope": "openid ask",
            "resource": resource,
            "state": state,
            "nonce": secrets.token_urlsafe(8),
            "code_challenge": _unpadded(hashlib.sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }
        said = await _led_back(browser, found["authorization_endpoint"], asked, user)
        assert said["state"] == [state] and said["iss"] == [issuer]
        sent = {
            "grant_type": "authorization_code",
            "client_id": "explorer",
            "redirect_uri": CALLBACK,
            "code": said["code"][0],
            "code_verifier": verifier,
        }
        reply = await browser.post(found["token_endpoint"], data=sent, headers={"origin": APP})
        assert reply.status_code == 200, reply.text
        assert reply.headers["access-control-allow-origin"] == APP
        tokens: dict[str, Any] = reply.json()
        return tokens


async def _led_back(browser: httpx.AsyncClient, address: str, asked: dict[str, str], user: str) -> dict[str, list[str]]:
    """What the app is told when the browser comes back to it: each page on the way is a form, each form is sent."""
    reply = await browser.get(address, params=asked)
    for _ in range(12):
        while "location" in reply.headers:
            to = urljoin(str(reply.url), reply.headers["location"])
            if to.startswith(CALLBACK):
                return parse_qs(urlsplit(to).query)
            reply = await browser.get(to)
        form = _FORM.search(reply.text)
        assert form, reply.text
        filled = {"prompt": "login", "login": user, "password": "x"} if 'name="login"' in reply.text else None
        reply = await browser.post(urljoin(str(reply.url), form[1]), data=filled or {"prompt": "consent"})
    raise AssertionError("the provider never led back to the app")


async def service_token(issuer: str, **asked: str) -> str:
    """An access token that a service asks for itself, or for a user whose token it has."""
    async with httpx.AsyncClient(timeout=SECONDS, trust_env=False) as service:
        reply = await service.post(f"{issuer}/token", data=asked, auth=SERVICE)
        assert reply.status_code == 200, reply.text
        return str(reply.json()["access_token"])


def _unpadded(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
