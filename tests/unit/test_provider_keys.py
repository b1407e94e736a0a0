"""The provider's keys: fetched seldom, by whoever comes first, from nowhere but the provider; what is known outlives
it for an hour, and then nobody can say."""

import asyncio
import gzip
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from graphsvc.access import provider as module
from graphsvc.access.jwks import KeyOf, keys_in
from graphsvc.access.provider import LAST, MAX_BYTES, REFRESH, WAIT, WELL_KNOWN, Keys, fetch_from
from graphsvc.errors import ProviderGone, TokenRefused
from tests.provider import Provider, Reply, loopback_provider, public

BOTH = keys_in({"keys": [public("rsa"), public("ec")]})
FIRST, SECOND = ("rsa", "RS256"), ("ec", "ES256")


@dataclass
class Fetching:
    """A provider by hand, with a clock: what it has, whether it is down, and how often it was asked."""

    has: set[tuple[str, str]] = field(default_factory=lambda: {FIRST})
    down: bool = False
    slow: asyncio.Event | None = None
    asked: int = 0
    seconds: float = 1000.0

    async def __call__(self) -> KeyOf:
        self.asked += 1
        if self.slow:
            await self.slow.wait()
        if self.down:
            raise ConnectionRefusedError
        return {name: BOTH[name] for name in self.has}

    @property
    def keys(self) -> Keys:
        return Keys(self, now=lambda: self.seconds)


async def test_a_known_key_is_fetched_once_and_again_when_it_has_been_kept_a_while() -> None:
    provider = Fetching()
    keys = provider.keys
    for _ in range(3):
        assert await keys.key(*FIRST) == BOTH[FIRST]
    assert provider.asked == 1
    provider.seconds += REFRESH + 1
    await keys.key(*FIRST)
    await settled()
    assert provider.asked == 2


async def test_made_up_keys_ask_the_provider_once_in_a_while_however_many_there_are() -> None:
    provider = Fetching()
    keys = provider.keys
    await keys.key(*FIRST)
    for second in range(int(3 * WAIT)):
        provider.seconds += 1
        for number in range(20):
            with pytest.raises(TokenRefused):
                await keys.key(f"made-up-{second}-{number}", "RS256")
    assert provider.asked == 1 + 3
    assert set(keys._keys) == {FIRST}


async def test_who_comes_together_asks_together_and_who_goes_away_takes_nothing_along() -> None:
    provider = Fetching(slow=asyncio.Event())
    keys = provider.keys
    gone, *others = [asyncio.create_task(keys.key(*FIRST)) for _ in range(5)]
    await settled()
    gone.cancel()
    await settled()
    assert provider.slow
    provider.slow.set()
    assert await asyncio.gather(*others) == [BOTH[FIRST]] * 4
    assert provider.asked == 1 and gone.cancelled()


async def test_while_the_provider_is_slow_a_known_key_waits_for_nothing() -> None:
    provider = Fetching()
    keys = provider.keys
    await keys.key(*FIRST)
    provider.slow, provider.seconds = asyncio.Event(), provider.seconds + REFRESH + 1
    assert await asyncio.wait_for(keys.key(*FIRST), 0.5) == BOTH[FIRST]
    await settled()
    assert provider.asked == 2
    provider.slow.set()
    await settled()


async def test_a_key_taken_back_counts_no_more_after_the_next_fetch() -> None:
    provider = Fetching({FIRST, SECOND})
    keys = provider.keys
    await keys.key(*SECOND)
    provider.has, provider.seconds = {FIRST}, provider.seconds + REFRESH + 1
    await keys.key(*SECOND)  # this one sets off the fetch
    await settled()
    with pytest.raises(TokenRefused):
        await keys.key(*SECOND)


async def test_while_the_provider_is_down_known_keys_go_on_and_others_nobody_can_judge() -> None:
    provider = Fetching()
    keys = provider.keys
    await keys.key(*FIRST)
    begun, provider.down = provider.seconds, True
    for after in (REFRESH + 1, LAST / 2, LAST):
        provider.seconds = begun + after
        assert await keys.key(*FIRST) == BOTH[FIRST]
        with pytest.raises(ProviderGone):
            await keys.key(*SECOND)
    provider.seconds = begun + LAST + 1
    with pytest.raises(ProviderGone):
        await keys.key(*FIRST)
    provider.down, provider.seconds = False, provider.seconds + WAIT
    assert await keys.key(*FIRST) == BOTH[FIRST]


async def test_a_provider_that_was_never_there_is_asked_again_after_a_while() -> None:
    provider = Fetching(down=True)
    keys = provider.keys
    for _ in range(3):
        with pytest.raises(ProviderGone):
            await keys.key(*FIRST)
    assert provider.asked == 1
    provider.down, provider.seconds = False, provider.seconds + WAIT
    assert await keys.key(*FIRST) == BOTH[FIRST]


async def settled() -> None:
    """Let what is under way go on as far as it can."""
    for _ in range(10):
        await asyncio.sleep(0)


# ---- over a real connection ---------------------------------------------------------------------------------------


@pytest.fixture
def provider() -> Iterator[Provider]:
    with loopback_provider() as found:
        found.publish(public("rsa"))
        yield found


async def test_the_keys_are_those_of_the_document_that_discovery_names(provider: Provider) -> None:
    provider.replies["/elsewhere"] = Reply(json.dumps({"keys": [public("ec")]}).encode())
    provider.publish(public("rsa"), jwks_uri=f"{provider.issuer}/elsewhere?policy=a")
    provider.replies["/elsewhere?policy=a"] = provider.replies["/elsewhere"]
    assert set(await fetch_from(provider.issuer)()) == {SECOND}
    assert provider.asked == [WELL_KNOWN, "/elsewhere?policy=a"]


SPOILT = {
    "another issuer": {"issuer": "https://login.example"},
    "the issuer with a slash": {"issuer": "SLASH"},
    "no issuer": {"issuer": None},
    "no address of keys": {"jwks_uri": None},
    "keys elsewhere without TLS": {"jwks_uri": "http://login.example/jwks"},
    "keys at another host than this one": {"jwks_uri": "https://login.example/jwks"},
    "keys in a file": {"jwks_uri": "file:///etc/passwd"},
}


@pytest.mark.parametrize("name", SPOILT)
async def test_a_discovery_document_that_is_not_to_be_trusted_gives_no_keys(provider: Provider, name: str) -> None:
    changed = {key: provider.issuer + "/" if value == "SLASH" else value for key, value in SPOILT[name].items()}
    provider.publish(public("rsa"), **changed)
    with pytest.raises(ValueError, match="discovery"):
        await fetch_from(provider.issuer)()
    assert provider.asked == [WELL_KNOWN]


JWKS = json.dumps({"keys": [public("rsa")]}).encode()
BROKEN = {
    "not found": Reply(b"", 404),
    "a fault": Reply(b"{}", 500),
    "a redirect": Reply(b"", 302, {"location": "/other"}),
    "no JSON": Reply(b"<html>"),
    "a list": Reply(b"[]"),
    "no keys": Reply(b'{"keys": []}'),
    "keys that are none": Reply(b'{"keys": [1]}'),
    "too much of it": Reply(JWKS + b" " * MAX_BYTES),
    "compressed, though nobody asked for it": Reply(gzip.compress(JWKS), 200, {"content-encoding": "gzip"}),
    "cut off": Reply(JWKS[:50], 200, {"content-length": "5000"}),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_an_answer_that_is_no_set_of_keys_is_as_good_as_none(provider: Provider, name: str) -> None:
    provider.replies |= {"/jwks": BROKEN[name], "/other": Reply(JWKS)}
    with pytest.raises(ProviderGone):
        await Keys(fetch_from(provider.issuer)).key(*FIRST)
    assert provider.asked == [WELL_KNOWN, "/jwks"]


async def test_keys_are_fetched_over_tls_and_from_this_machine_only_for_a_provider_on_it() -> None:
    said = ["https://keys.example/jwks", "http://keys.example/jwks", "http://127.0.0.1/jwks", "file:///jwks", 7]
    taken = {(address, here) for address in said for here in (True, False) if trusted(address, here)}
    assert taken == {("https://keys.example/jwks", False), ("http://127.0.0.1/jwks", True)}


def trusted(address: object, here: bool) -> bool:
    try:
        return module._jwks_address(address, here) == address
    except ValueError:
        return False


@pytest.mark.parametrize("slow", [{"wait": threading.Event()}, {"pause": 0.05}])
async def test_a_provider_that_answers_slowly_is_waited_for_no_longer_than_the_bound(
    provider: Provider, monkeypatch: pytest.MonkeyPatch, slow: dict[str, Any]
) -> None:
    monkeypatch.setattr(module, "TIMEOUT", 0.2)
    provider.replies["/jwks"] = Reply(JWKS, **slow)
    with pytest.raises(ProviderGone):
        await asyncio.wait_for(Keys(fetch_from(provider.issuer)).key(*FIRST), 2)
    slow.get("wait", threading.Event()).set()
