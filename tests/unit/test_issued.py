"""Tokens of an identity provider: good ones become their principal, each hostile one is refused, and nothing else."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from graphsvc.access import issued
from graphsvc.access.issued import signed_claims
from graphsvc.access.jwks import keys_in
from graphsvc.access.tokens import Bearer, sign
from graphsvc.clock import Clock
from graphsvc.errors import TokenRefused
from graphsvc.model.asker import Principal
from graphsvc.model.claims import ClaimTable
from tests.provider import ALGORITHM, KEYS, NOW, SECONDS, Provider, loopback_provider, part, public, signed

SAM = Principal("s-sam", "EOHHS", "HUMAN_SERVICES", ("SOCIAL_WORKER",), "j-1")
ENDS = NOW + timedelta(seconds=60)
LOCAL = OKPKey.generate_key("Ed25519")
PLAIN = ClaimTable(plain_jwt=True)
STRANGER = {**public("ed"), "kid": "mine"}


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """It publishes every key but `pss`, which is its key of yesterday."""
    with loopback_provider() as found:
        found.publish(public("rsa"), public("ec"), public("ed"))
        yield found


def unsigned(p: Provider) -> str:
    return f"{part({'alg': 'none', 'kid': 'rsa', 'typ': 'at+jwt'})}.{part(p.claims())}."


def with_the_public_key_as_secret(p: Provider) -> str:
    secret = OctKey.import_key(json.dumps(public("rsa")))
    return jwt.encode({"alg": "HS256", "kid": "rsa", "typ": "at+jwt"}, p.claims(), secret, algorithms=["HS256"])


HOSTILE: dict[str, Callable[[Provider], str]] = {
    "alg none": unsigned,
    "HS256 with the public key": with_the_public_key_as_secret,
    "a list as issuer": lambda p: p.token(iss=[p.issuer]),
    "an unknown crit": lambda p: p.token("rsa", {"crit": ["x-new"], "x-new": 1}),
    "a known crit": lambda p: p.token("rsa", {"crit": ["b64"], "b64": True}),
    "expired": lambda p: p.token(exp=SECONDS),
    "no exp": lambda p: p.token(exp=None),
    "a string as exp": lambda p: p.token(exp=str(SECONDS + 60)),
    "another audience": lambda p: p.token(aud="another"),
    "not yet valid": lambda p: p.token(nbf=SECONDS + 60),
    "an exp of no end": lambda p: p.token(exp=10**400),
    "an exp that is no number": lambda p: p.token(exp=float("nan")),
    "good for longer than a day": lambda p: p.token(exp=SECONDS + 24 * 3600 + 1),
    "issued in the future": lambda p: p.token(iat=SECONDS + 60),
    "no iat": lambda p: p.token(iat=None),
    "no audience": lambda p: p.token(aud=None),
    "another issuer": lambda p: p.token(iss="https://login.example"),
    "the issuer with a slash": lambda p: p.token(iss=p.issuer + "/"),
    "no sub": lambda p: p.token(sub=None),
    "a kid of nobody": lambda p: p.token("rsa", {"kid": "nobody"}),
    "no kid": lambda p: p.token("rsa", {"kid": None}),
    "a number as kid": lambda p: p.token("rsa", {"kid": 1}),
    "the kid of another key": lambda p: p.token("pss", {"alg": "RS256", "kid": "rsa"}),
    "the key of yesterday": lambda p: p.token("pss"),
    "an algorithm that is not the key's": lambda p: p.token("rsa", {"alg": "PS256"}),
    "an algorithm of another kind of key": lambda p: p.token("rsa", {"alg": "ES256"}),
    "an algorithm not on our list": lambda p: p.token("rsa", {"alg": "RS512"}),
    "the old name of an algorithm": lambda p: p.token("ed", {"alg": "EdDSA"}),
    "its own key in the header": lambda p: p.token("ed", {"kid": "mine", "jwk": STRANGER}),
    "its own key in the header beside a kid of ours": lambda p: p.token("ed", {"jwk": STRANGER}),
    "the address of its own keys": lambda p: p.token("rsa", {"jku": "http://127.0.0.1:1/jwks"}),
    "the address of its own certificate": lambda p: p.token("rsa", {"x5u": "https://evil.example/cert"}),
    "its own certificate": lambda p: p.token("rsa", {"x5c": ["AAAA"]}),
    "an ID token": lambda p: p.token("rsa", {"typ": "JWT"}, nonce="n", at_hash="h"),
    "a plain JWT": lambda p: p.token("rsa", {"typ": "JWT"}),
    "no type": lambda p: p.token("rsa", {"typ": None}),
    "a logout token": lambda p: p.token("rsa", {"typ": "logout+jwt"}),
    "changed after it was signed": lambda p: swapped(p.token(), p.token(roles=["ADMIN"])),
    "a signature cut off": lambda p: p.token().rpartition(".")[0] + ".",
    "oversized": lambda p: p.token(filling="a" * 8000),
    "a list as header": lambda p: f"{part(['alg', 'kid'])}.{part(p.claims())}.AAAA",
    "a list as claims": lambda p: signed("rsa", {"alg": "RS256", "kid": "rsa", "typ": "at+jwt"}, ["sub"]),
    "a header nested beyond reason": lambda p: f"{'W1tb' * 1500}.e30.AAAA",
    "a token of the local key": lambda p: sign(LOCAL, SAM, Clock(fixed=NOW)),
    "a token of the local key, named as one of theirs": lambda p: p.token("ed", {"kid": "rsa"}),
    "no token at all": lambda p: "",
    "nothing but dots": lambda p: "..",
    "not base64": lambda p: "é.é.é",
}


def swapped(token: str, other: str) -> str:
    """The token with the other's claims under its own signature."""
    header, _, signature = token.split(".")
    return f"{header}.{other.split('.')[1]}.{signature}"


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_token_is_refused(provider: Provider, name: str) -> None:
    with pytest.raises(TokenRefused):
        await provider.issued().bearer(HOSTILE[name](provider))


@pytest.mark.parametrize("kid", ["rsa", "ec", "ed"])
async def test_a_good_token_of_each_kind_of_key_is_its_principal_until_it_ends(provider: Provider, kid: str) -> None:
    assert await provider.issued().bearer(provider.token(kid)) == Bearer(SAM, ENDS)


GOOD: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "a type in full": ({"typ": "application/at+jwt"}, {}),
    "a type in capitals": ({"typ": "AT+JWT"}, {}),
    "the thumbprint of a certificate": ({"x5t": "abc"}, {}),
    "several audiences": ({}, {"aud": ["another", "https://graphsvc.example"]}),
    "a clock a little ahead": ({}, {"iat": SECONDS + 10, "nbf": SECONDS + 10}),
}


@pytest.mark.parametrize("name", GOOD)
async def test_what_a_good_token_may_have_besides(provider: Provider, name: str) -> None:
    header, changed = GOOD[name]
    assert await provider.issued().bearer(provider.token("rsa", header, **changed)) == Bearer(SAM, ENDS)


@pytest.mark.parametrize(
    ("typ", "more", "taken"),
    [
        ("JWT", {}, True),
        (None, {}, True),
        ("JWT", {"typ": "Bearer"}, True),
        ("JWT", {"typ": "ID"}, False),
        ("JWT", {"nonce": "n"}, False),
        ("JWT", {"at_hash": "h"}, False),
        ("JWT", {"events": {}}, False),
        ("logout+jwt", {}, False),
    ],
)
async def test_where_the_site_takes_plain_tokens_those_of_other_kinds_are_still_none(
    provider: Provider, typ: str | None, more: dict[str, object], taken: bool
) -> None:
    token = provider.token("rsa", {"typ": typ}, **more)
    if taken:
        assert await provider.issued(PLAIN).bearer(token) == Bearer(SAM, ENDS)
    else:
        with pytest.raises(TokenRefused, match="no access token"):
            await provider.issued(PLAIN).bearer(token)


async def test_a_rotated_key_is_taken_as_soon_as_it_is_published_and_the_old_one_no_more() -> None:
    with loopback_provider() as found:
        found.publish(public("rsa"))
        taking = found.issued()
        old, new = found.token("rsa"), found.token("ec")
        assert await taking.bearer(old) == Bearer(SAM, ENDS)
        found.publish(public("ec"))
        taking.keys._tried = float("-inf")  # as if WAIT had passed
        assert await taking.bearer(new) == Bearer(SAM, ENDS)
        with pytest.raises(TokenRefused):
            await taking.bearer(old)


async def test_a_token_is_verified_once_for_each_key_even_under_one_kid(monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []
    monkeypatch.setattr(issued, "signed_claims", lambda *said: verified.append(said[0]) or signed_claims(*said))
    with loopback_provider() as found:
        found.publish(public("rsa"))
        taking, token = found.issued(), found.token()
        assert [await taking.bearer(token) for _ in range(3)] == [Bearer(SAM, ENDS)] * 3
        found.publish({**public("pss"), "kid": "rsa", "alg": "RS256"}, public("ec"))
        taking.keys._tried = float("-inf")  # as if WAIT had passed
        assert await taking.bearer(found.token("ec")) == Bearer(SAM, ENDS)
        with pytest.raises(TokenRefused):
            await taking.bearer(token)
        later = replace(taking, clock=Clock(fixed=ENDS))
        with pytest.raises(TokenRefused):
            await later.bearer(found.token("ec"))
    assert verified.count(token) == 2


@pytest.mark.parametrize("name", ["alg none", "an algorithm not on our list", "oversized", "no kid", "an unknown crit"])
async def test_a_token_that_cannot_be_good_asks_the_provider_nothing(name: str) -> None:
    with loopback_provider() as found:
        found.publish(public("rsa"))
        with pytest.raises(TokenRefused):
            await found.issued().bearer(HOSTILE[name](found))
        assert found.asked == []


async def test_a_token_without_subject_is_refused_whatever_the_user_is_read_from(provider: Provider) -> None:
    taking = provider.issued(ClaimTable(user=("staff",)))
    assert (await taking.bearer(provider.token(staff="s-ann"))).principal.user == "s-ann"
    with pytest.raises(TokenRefused):
        await taking.bearer(provider.token(staff="s-ann", sub=None))


async def test_the_refusal_repeats_nothing_of_the_token(provider: Provider) -> None:
    for token in (provider.token(agency="SECRET"), provider.token(roles=["SECRET"]), provider.token(aud="SECRET")):
        with pytest.raises(TokenRefused) as refused:
            await provider.issued().bearer(token)
        assert "SECRET" not in str(refused.value)


SMALL = (  # a modulus of 1,024 bits
    "uIm47NO9qF0n3er8sqbFFSLp_Lff9FXM2EmSNsIOIPRTfmNCzuBLZvWczzkp7NQrIwJfDHIA3URnJNoAUzWGFIvL0p"
    "9vSmf0FCOYZBt8pThNXdjKVcbKOzigANtPOkZIUXQWIguHwTw7xInMWrxaUyYWRx-xXIYm6-ZZV0VEcDU"
)
UNUSABLE: dict[str, dict[str, object]] = {
    "a shared secret": {"kty": "oct", "k": "c2VjcmV0", "kid": "s", "alg": "HS256"},
    "a key for encryption": public("rsa", use="enc"),
    "an algorithm we do not take": public("rsa", alg="RS512"),
    "an algorithm of another key": public("ec", alg="RS256"),
    "no kid": public("rsa", kid=None),
    "a private half": {**KEYS["ec"].as_dict(private=True), "kid": "ec", "alg": "ES256"},
    "a curve we do not take": public("ec", crv="P-384"),
    "numbers that are none": public("rsa", n="?"),
    "a key too small": {"kty": "RSA", "kid": "small", "e": "AQAB", "n": SMALL},
    "not to be verified with": public("ed", key_ops=["sign"], use=None),
}


@pytest.mark.parametrize("name", UNUSABLE)
@pytest.mark.filterwarnings("ignore")
def test_a_key_that_no_token_may_be_checked_with_is_left_out(name: str) -> None:
    assert set(keys_in({"keys": [UNUSABLE[name], public("pss")]})) == {("pss", "PS256")}
    with pytest.raises(ValueError, match="no key"):
        keys_in({"keys": [UNUSABLE[name]]})


async def test_a_key_without_algorithm_has_one_all_the_same(provider: Provider) -> None:
    with loopback_provider() as found:
        found.publish(public("rsa", alg=None), public("pss", alg=None), public("ec", alg=None), public("ed", alg=None))
        taking = found.issued()
        for kid in ("rsa", "ec", "ed"):
            assert await taking.bearer(found.token(kid)) == Bearer(SAM, ENDS)
        with pytest.raises(TokenRefused):
            await taking.bearer(found.token("pss"))


def test_one_kid_may_name_two_keys_of_different_algorithms() -> None:
    both = [public("rsa", kid="k"), public("rsa", kid="k", use="enc"), public("pss", kid="k")]
    assert set(keys_in({"keys": both})) == {("k", "RS256"), ("k", "PS256")}


def test_every_algorithm_of_the_list_is_tried_here() -> None:
    assert sorted(ALGORITHM.values()) == sorted(issued.ALGORITHMS)
