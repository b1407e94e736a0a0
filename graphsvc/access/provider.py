"""The identity provider's keys: fetched by discovery, kept for a while, fetched again when they may have changed.

asked for a key ── older than REFRESH, or a key that is not there ──> fetch, once at a time and once in WAIT seconds
known, younger than LAST ──> it, without waiting for that fetch
else, after that fetch  ──> it, or TokenRefused (no such key), or ProviderGone (nobody could say)
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson
from joserfc.jwk import Key

from graphsvc.access.jwks import KeyOf, keys_in
from graphsvc.clock import monotonic
from graphsvc.errors import ProviderGone, TokenRefused
from graphsvc.logs import log_event
from graphsvc.settings import LOOPBACK, is_safe_url

REFRESH = 300.0  # seconds: a key that the provider took back counts no longer than this
LAST = 3600.0  # seconds: while the provider is down, keys that were good stay so, until nobody knows any more
WAIT = 10.0  # seconds between two fetches: tokens with made-up keys send no more than this to the provider
TIMEOUT = 5.0  # seconds for a fetch, both documents
MAX_BYTES = 262_144
WELL_KNOWN = "/.well-known/openid-configuration"
Fetch = Callable[[], Awaitable[KeyOf]]


class Keys:
    """One process's copy of the keys. What is kept is what the provider publishes: nothing that an asker sent."""

    def __init__(self, fetch: Fetch, *, now: Callable[[], float] = monotonic) -> None:
        self._fetch, self._now = fetch, now
        self._keys: KeyOf = {}
        self._fetched = self._tried = float("-inf")
        self._failed = False
        self._task: asyncio.Task[None] | None = None

    async def key(self, kid: str, algorithm: str) -> Key:
        """The key of that id. Raises TokenRefused, ProviderGone."""
        if (kid, algorithm) not in self._keys or self._age() > REFRESH:
            self._begin()
        if (kid, algorithm) not in self._keys or self._age() > LAST:
            await self._fetching()
        if self._age() > LAST or ((kid, algorithm) not in self._keys and self._failed):
            raise ProviderGone("The identity provider's keys cannot be had.", "Is GRAPHSVC_ISSUER reachable?")
        if (kid, algorithm) not in self._keys:
            raise TokenRefused("The token is signed by no key of the identity provider.", "Sign in again.")
        return self._keys[kid, algorithm]

    def _age(self) -> float:
        return self._now() - self._fetched

    def _begin(self) -> None:
        if self._task is None and self._now() - self._tried >= WAIT:
            self._tried = self._now()
            self._task = asyncio.create_task(self._renew())

    async def _fetching(self) -> None:
        """Until the fetch under way is done; it goes on for the others when this one goes away."""
        if self._task:
            await asyncio.shield(self._task)

    async def _renew(self) -> None:
        begun = self._now()
        try:
            self._keys, self._fetched, self._failed = await self._fetch(), begun, False
        except Exception as fault:  # whatever it is, nobody could say: known keys go on, others are ProviderGone
            self._failed = True
            log_event("identity provider", kind=type(fault).__name__, says=str(fault)[:200])
        finally:
            self._task = None


def fetch_from(issuer: str) -> Fetch:
    """What fetches the keys of this issuer. The document must name the issuer itself; nothing redirects."""

    async def fetch() -> KeyOf:
        here = urlsplit(issuer).hostname in LOOPBACK
        async with asyncio.timeout(TIMEOUT), httpx.AsyncClient(timeout=TIMEOUT, trust_env=not here) as client:
            found = await _document(client, issuer.removesuffix("/") + WELL_KNOWN)
            if found.get("issuer") != issuer:
                raise ValueError("the discovery document names another issuer")
            return keys_in(await _document(client, _jwks_address(found.get("jwks_uri"), here)))

    return fetch


def _jwks_address(said: object, here: bool) -> str:
    """Over TLS; on this machine only for a provider that is on this machine."""
    if not isinstance(said, str) or not is_safe_url(said) or (urlsplit(said).hostname in LOOPBACK) != here:
        raise ValueError("the discovery document's jwks_uri is not to be trusted")
    return said


async def _document(client: httpx.AsyncClient, address: str) -> dict[str, Any]:
    """A JSON object, read no further than its bound; not compressed, so that the bound is that of what is read."""
    body = bytearray()
    async with client.stream("GET", address, headers={"accept-encoding": "identity"}) as reply:
        if reply.status_code != 200:
            raise ValueError(f"status {reply.status_code}")
        async for chunk in reply.aiter_raw():
            body += chunk
            if len(body) > MAX_BYTES:
                raise ValueError(f"more than {MAX_BYTES} bytes")
    found = orjson.loads(bytes(body))
    if not isinstance(found, dict):
        raise ValueError("no JSON object")
    return found
