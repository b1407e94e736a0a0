"""Bearer tokens: a Principal goes in signed and comes out verified, and nothing else is believed.

These are the tokens of demo and tests, signed by the local key; with GRAPHSVC_ISSUER they are none (issued.py).
One algorithm, one issuer, one audience and every claim essential, so that a hostile token has no choice to make:
alg none, HMAC with the public key, another issuer's or audience's token, no expiry, an unknown `crit` are all refused.
"""

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import cast

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from graphsvc.clock import Clock
from graphsvc.errors import TokenRefused
from graphsvc.keys import private_text
from graphsvc.model.asker import Principal
from graphsvc.model.codes import CODES

ALGORITHM = "Ed25519"  # RFC 9864's name; the list has this one entry, so the header cannot choose
ISSUER = "graphsvc-local"
AUDIENCE = "graphsvc"
TOKEN_HOURS = 12  # a working day; purposes end sooner
LONGEST = 4096  # characters; ours has about 500, and what is longer is not worth parsing
_NEXT = "Ask for a new token: graphsvc token --as NAME."


@dataclass(frozen=True)
class Bearer:
    """Whom a token stands for, and until when: what goes on for longer than a request closes then."""

    principal: Principal
    expires_at: datetime


def local_key(home: Path) -> OKPKey:
    """The key pair of this installation, made at the first call; the file is 0600 and never half-written."""
    made = private_text(
        home / "signing_key.json", lambda: json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True))
    )
    return OKPKey.import_key(json.loads(made))


def new_token_id() -> str:
    """The id of a token of its own: what is bound to a token (a purpose handle) is bound to this one alone."""
    return secrets.token_urlsafe(12)


def sign(key: OKPKey, principal: Principal, clock: Clock) -> str:
    """A bearer token for this principal, good for TOKEN_HOURS from the clock's now."""
    now = clock.now()
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": principal.user,
        "agency": principal.agency,
        "sector": principal.sector,
        "roles": list(principal.roles),
        "jti": principal.token_id,
        "iat": int(now.timestamp()),
        "exp": int((now + timedelta(hours=TOKEN_HOURS)).timestamp()),
    }
    return seal(key, claims)


def verify(key: OKPKey, token: str, clock: Clock) -> Bearer:
    """Whom the token stands for. Raises TokenRefused for a token that is not wholly as `sign` makes it."""
    claims = unseal(key, token, clock, issuer=ISSUER, audience=AUDIENCE)
    roles = claims.get("roles")
    if not isinstance(roles, list) or not roles or not set(map(str, roles)) <= set(CODES["role"]):
        raise TokenRefused("The token's roles are not ours.", _NEXT)
    if claims.get("sector") not in CODES["sector"]:
        raise TokenRefused("The token's sector is not ours.", _NEXT)
    texts = [claims.get(name) for name in ("sub", "agency", "sector", "jti")]
    if not all(isinstance(text, str) and text for text in texts):
        raise TokenRefused("The token lacks a claim.", _NEXT)
    user, agency, sector, token_id = map(str, texts)
    principal = Principal(user, agency, sector, tuple(sorted({str(role) for role in roles})), token_id)
    return Bearer(principal, datetime.fromtimestamp(cast(int, claims["exp"]), UTC))


def seal(key: OKPKey, claims: dict[str, object]) -> str:
    """The claims as a signed text; tokens and purpose handles differ by issuer and audience only."""
    return jwt.encode({"alg": ALGORITHM}, claims, key, algorithms=[ALGORITHM])


def unseal(key: OKPKey, text: str, clock: Clock, *, issuer: str, audience: str) -> dict[str, object]:
    """The claims of a sealed text that is ours, for this audience, now. Raises TokenRefused."""
    if len(text) > LONGEST:
        raise TokenRefused("The token is too long to be ours.", _NEXT)
    with refusing(_NEXT):
        claims = dict(_signed(str(key.dict_value["x"]), text))
        rules = jwt.JWTClaimsRegistry(
            now=int(clock.now().timestamp()),
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            sub={"essential": True},
            jti={"essential": True},
            exp={"essential": True},
        )
        rules.validate(claims)
        return claims


@lru_cache(maxsize=1024)
def _signed(public: str, text: str) -> Mapping[str, object]:
    """The claims of a text signed by the key with this public half; kept, as a token comes with each request of a day.

    What is kept is the signature's truth alone: whether the claims still hold is decided each time.
    """
    key = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": public})
    return MappingProxyType(jwt.decode(text, key, algorithms=[ALGORITHM]).claims)


@contextmanager
def refusing(next_step: str) -> Iterator[None]:
    """Whatever a hostile text sets off while it is parsed becomes one refusal that says nothing about why."""
    try:
        yield
    except (JoseError, ValueError, TypeError, KeyError, RecursionError, AttributeError) as fault:
        raise TokenRefused("The token is not accepted.", next_step) from fault
