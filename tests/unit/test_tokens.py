"""Tokens: ours come back as the principal that went in; nine hostile ones and a few more are refused."""

import base64
import json
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from graphsvc.access.tokens import ALGORITHM, AUDIENCE, ISSUER, TOKEN_HOURS, Bearer, local_key, sign, verify
from graphsvc.clock import Clock
from graphsvc.errors import TokenRefused
from graphsvc.model.asker import Principal

NOW = datetime(2026, 4, 20, 13, tzinfo=UTC)
CLOCK = Clock(fixed=NOW)
KEY = OKPKey.generate_key("Ed25519")
SAM = Principal("s-sam", "EOHHS", "HUMAN_SERVICES", ("SOCIAL_WORKER",), "t-1")
SECONDS = int(NOW.timestamp())


def claims(**changed: object) -> dict[str, object]:
    good: dict[str, object] = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "s-sam",
        "agency": "EOHHS",
        "sector": "HUMAN_SERVICES",
        "roles": ["SOCIAL_WORKER"],
        "jti": "t-1",
        "exp": SECONDS + 60,
    }
    return {name: value for name, value in {**good, **changed}.items() if value is not None}


def signed(header: dict[str, object] | None = None, **changed: object) -> str:
    """A token by our own key, with other claims."""
    return raw({"alg": ALGORITHM, **(header or {})}, claims(**changed))


def raw(header: dict[str, object], body: dict[str, object]) -> str:
    """A token put together by hand, so that no library stands in the way of a hostile one."""
    first, second = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, body))
    private = KEY.get_op_key("sign")
    signature = base64.urlsafe_b64encode(private.sign(first + b"." + second)).rstrip(b"=")
    return b".".join((first, second, signature)).decode()


def with_no_algorithm() -> str:
    first, second, _ = raw({"alg": "none"}, claims()).split(".")
    return f"{first}.{second}."


def with_the_public_key_as_secret() -> str:
    secret = OctKey.import_key(json.dumps(KEY.as_dict(private=False)))
    return jwt.encode({"alg": "HS256"}, claims(), secret, algorithms=["HS256"])


HOSTILE: dict[str, Callable[[], str]] = {
    "alg none": with_no_algorithm,
    "HS256 with the public key": with_the_public_key_as_secret,
    "a list as issuer": lambda: signed(iss=[ISSUER]),
    "an unknown crit": lambda: signed({"crit": ["x-new"], "x-new": 1}),
    "expired": lambda: signed(exp=SECONDS),
    "no exp": lambda: signed(exp=None),
    "a string as exp": lambda: signed(exp=str(SECONDS + 60)),
    "another audience": lambda: signed(aud="another"),
    "not yet valid": lambda: signed(nbf=SECONDS + 60),
    "another issuer": lambda: signed(iss="another"),
    "another key": lambda: sign(OKPKey.generate_key("Ed25519"), SAM, CLOCK),
    "a role that is none": lambda: signed(roles=["EMPEROR"]),
    "no role": lambda: signed(roles=[]),
    "roles as text": lambda: signed(roles="SOCIAL_WORKER"),
    "a sector that is none": lambda: signed(sector="MOON"),
    "no agency": lambda: signed(agency=None),
    "no token id": lambda: signed(jti=None),
    "a number as user": lambda: signed(sub=7),
    "no token at all": lambda: "",
    "not three parts": lambda: "a.b",
    "ten thousand characters": lambda: "a" * 10_000,
    "nothing but dots": lambda: "..",
    "not base64": lambda: "é.é.é",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_token_is_refused(name: str) -> None:
    with pytest.raises(TokenRefused):
        verify(KEY, HOSTILE[name](), CLOCK)


def test_the_hand_made_token_is_good_before_it_is_spoilt() -> None:
    assert verify(KEY, signed(), CLOCK) == Bearer(SAM, NOW + timedelta(seconds=60))


def test_a_token_comes_back_as_its_principal_until_it_expires() -> None:
    token = sign(KEY, SAM, CLOCK)
    late = Clock(fixed=NOW + timedelta(hours=TOKEN_HOURS))
    assert verify(KEY, token, Clock(fixed=late.now() - timedelta(seconds=1))) == Bearer(SAM, late.now())
    with pytest.raises(TokenRefused):
        verify(KEY, token, late)


def test_the_refusal_repeats_nothing_of_the_token() -> None:
    with pytest.raises(TokenRefused) as refused:
        verify(KEY, signed(sub=7, agency="SECRET"), CLOCK)
    assert "SECRET" not in str(refused.value)


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first, second = local_key(tmp_path / "home"), local_key(tmp_path / "home")
    files = list((tmp_path / "home").iterdir())
    assert first.as_dict(private=True) == second.as_dict(private=True)
    assert [file.name for file in files] == ["signing_key.json"]
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o600
