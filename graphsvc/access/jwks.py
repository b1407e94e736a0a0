"""The keys in a provider's JWKS that can be trusted with a token: one key, one algorithm (RFC 8725 §3.1).

Signatures of two parties only: a shared secret (`oct`) never comes out of it, whatever the document says.
"""

from collections.abc import Mapping
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import Key, RSAKey, import_key

ALGORITHMS = ("RS256", "PS256", "ES256", "Ed25519")
"""What a token may be signed with; RFC 9068 asks for the first. `EdDSA` is no name of one algorithm (RFC 9864)."""
_OF_TYPE: Mapping[tuple[object, object], tuple[str, ...]] = {
    ("RSA", None): ("RS256", "PS256"),
    ("EC", "P-256"): ("ES256",),
    ("OKP", "Ed25519"): ("Ed25519",),
}
"""(kty, crv) → algorithms; the first is that of a key that names none."""
SMALLEST_RSA = 2048  # bits
KeyOf = Mapping[tuple[str, str], Key]
"""(kid, algorithm) → key: some providers give one kid to two keys of different algorithms."""


def keys_in(document: Mapping[str, Any]) -> KeyOf:
    """The usable keys; others are left out, as sets hold keys for other uses too.

    Raises ValueError when none is, and whatever a document of another shape sets off.
    """
    found: dict[tuple[str, str], Key] = {}
    for each in document["keys"]:
        kid, algorithm = each.get("kid"), algorithm_of(each)
        if isinstance(kid, str) and algorithm and (key := _key(each)):
            found.setdefault((kid, algorithm), key)
    if not found:
        raise ValueError("the JWKS holds no key that can be used")
    return found


def algorithm_of(jwk: Mapping[str, object]) -> str | None:
    """The one algorithm of a key, or None for one that signs no token: for encryption, or its private half is out."""
    known = _OF_TYPE.get((jwk.get("kty"), jwk.get("crv")), ())
    if not known or jwk.get("use", "sig") != "sig" or "d" in jwk:
        return None
    said = jwk.get("alg", known[0])
    return str(said) if said in known else None


def _key(jwk: dict[str, Any]) -> Key | None:
    try:
        key = import_key(jwk)
        key.check_key_op("verify")
        small = isinstance(key, RSAKey) and key.public_key.key_size < SMALLEST_RSA
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return None if small else key
