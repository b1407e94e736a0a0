"""Tokens that an identity provider issued (RFC 9068): header, key, signature, claims in force, then who it is.

The header is read before anything is verified, so it chooses nothing but which of the provider's own keys is tried:
a key, a certificate or an address in it refuses the token, and so does `crit`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from joserfc import jws, jwt
from joserfc.jwk import Key

from graphsvc.access.claims import Claims, principal_of
from graphsvc.access.jwks import ALGORITHMS
from graphsvc.access.kept import Kept
from graphsvc.access.provider import Keys
from graphsvc.access.tokens import Bearer, refusing
from graphsvc.clock import Clock
from graphsvc.errors import TokenRefused
from graphsvc.model.claims import ClaimTable

LONGEST = 8192  # characters
LONGEST_SECONDS = 24 * 3600  # what is good for longer is no access token of people at work
LEEWAY_SECONDS = 10  # of a token that begins too early, as clocks differ; none of one that has ended
HEADERS = frozenset({"alg", "kid", "typ", "x5t", "x5t#S256"})
TYPES = ("at+jwt", "application/at+jwt")
PLAIN_TYPES = ("jwt", "")
OTHER_TOKENS = frozenset({"nonce", "at_hash", "c_hash", "s_hash", "events"})
"""Claims of ID and logout tokens: what tells them from a plain access token."""
_NEXT = "Sign in again."


@dataclass(frozen=True)
class Issued:
    """The tokens of one issuer for one audience."""

    keys: Keys
    issuer: str
    audience: str
    table: ClaimTable
    clock: Clock
    _signed: Kept[tuple[Key, Claims]] = field(default_factory=lambda: Kept(1024))
    """What was verified, by which key: a token comes with each request of its hour."""

    async def bearer(self, token: str) -> Bearer:
        """Whom the token stands for, and until when. Raises TokenRefused, ProviderGone."""
        header = header_of(token)
        key = await self.keys.key(header["kid"], header["alg"])
        claims = self._claims(token, key, header["alg"])
        if not of_access(header, claims, plain=self.table.plain_jwt):
            raise TokenRefused("The token is no access token.", "Send the access token, never the ID token.")
        ends = in_force(claims, self.clock, issuer=self.issuer, audience=self.audience)
        return Bearer(principal_of(self.table, claims, token), ends)

    def _claims(self, token: str, key: Key, algorithm: str) -> Claims:
        """Verified once for each key: under the kid of the one before, another one begins anew."""
        held = self._signed.get(token)
        if held is None or held[0] is not key:
            held = self._signed.keep(token, (key, signed_claims(token, key, algorithm)))
        return held[1]


def header_of(token: str) -> Mapping[str, str]:
    """The header, unverified: what is in it is known, and all texts. Raises TokenRefused."""
    with refusing(_NEXT):
        if len(token) > LONGEST:
            raise ValueError("too long")
        header = jws.extract_compact(token.encode("ascii")).headers()
        texts = {name: value for name, value in header.items() if name in HEADERS and isinstance(value, str)}
        if texts != header or texts["alg"] not in ALGORITHMS or not texts["kid"]:
            raise ValueError("not a header of ours")
        return texts


def signed_claims(token: str, key: Key, algorithm: str) -> Claims:
    """The claims, signed by this key with this algorithm. Raises TokenRefused."""
    with refusing(_NEXT):
        return jwt.decode(token, key, algorithms=[algorithm]).claims


def of_access(header: Mapping[str, str], claims: Claims, *, plain: bool) -> bool:
    """Whether it is an access token: by its type, or, where the site takes plain ones, by nothing that says no."""
    kind = header.get("typ", "").lower()
    named = claims.get("typ", "Bearer") == "Bearer"  # how Keycloak tells them apart
    return kind in TYPES or (plain and kind in PLAIN_TYPES and named and OTHER_TOKENS.isdisjoint(claims))


def in_force(claims: Claims, clock: Clock, *, issuer: str, audience: str) -> datetime:
    """When the token ends; it is for us and holds now. Raises TokenRefused."""
    now = int(clock.now().timestamp())
    with refusing(_NEXT):
        rules = jwt.JWTClaimsRegistry(
            now=now,
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            sub={"essential": True},
            iat={"essential": True},
            exp={"essential": True},
        )
        rules.validate(dict(claims))
        ends = claims["exp"]
        if not isinstance(ends, int | float) or not now < ends <= now + LONGEST_SECONDS:
            raise ValueError("over, or good for too long")
        return datetime.fromtimestamp(ends, UTC)
