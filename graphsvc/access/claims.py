"""From the claims of a token that an identity provider signed to who asks: pure, decided by the table of the site.

A service acts on behalf of a user only (RFC 8693): the user is the subject, the service stands in `act`. What a service
got for itself is refused whatever roles it carries.
"""

import hashlib
from collections.abc import Mapping
from fnmatch import fnmatchcase

from graphsvc.errors import TokenRefused
from graphsvc.model.asker import Principal
from graphsvc.model.claims import NOTHING, ClaimTable
from graphsvc.model.codes import CODES

Claims = Mapping[str, object]
CLIENTS = ("client_id", "azp", "appid", "cid")
"""Claims that name the application a token was given to."""
LONGEST = 200  # characters of an id, which goes into audit lines
_NEXT = "Sign in again; tell the administrator if it stays."
_OURS = {role: role for role in CODES["role"]}


def principal_of(table: ClaimTable, claims: Claims, token: str) -> Principal:
    """Who asks. Raises TokenRefused, naming the claim and nothing of what it says."""
    user = _text("user", at(claims, table.user))
    if is_service(table, claims, user):
        raise TokenRefused("A service acts only on behalf of a user.", "Exchange the user's token (RFC 8693).")
    agency = _agency(table, claims)
    sector = table.sectors[agency]
    if table.sector and at(claims, table.sector) != sector:
        raise _refused("sector")
    return Principal(user, agency, sector, _roles(table, claims), _token_id(claims, token), _actor(claims, user))


def is_service(table: ClaimTable, claims: Claims, user: str) -> bool:
    """Whether nobody but an application stands behind the token."""
    clients = [claims.get(name) for name in CLIENTS]
    marks = ((str(claims[name]), pattern) for name, pattern in table.services.items() if name in claims)
    marked = any(fnmatchcase(said, pattern) for said, pattern in marks)
    return marked or user in clients or claims.get("sub") in clients


def at(claims: object, path: tuple[str, ...]) -> object:
    """What stands at the end of the path; None where it leads nowhere."""
    for name in path:
        claims = claims.get(name) if isinstance(claims, Mapping) else None
    return claims


def _agency(table: ClaimTable, claims: Claims) -> str:
    word = _text("agency", at(claims, table.agency))
    agency = (table.agency_words or {each: each for each in table.sectors}).get(word)
    if agency is None:
        raise _refused("agency")
    return agency


def _roles(table: ClaimTable, claims: Claims) -> tuple[str, ...]:
    said, words = at(claims, table.roles), table.role_words or _OURS
    if not isinstance(said, list) or not all(isinstance(word, str) and word in words for word in said):
        raise _refused("roles")
    roles = {words[word] for word in said} - {NOTHING}
    if not roles:
        raise _refused("roles")
    return tuple(sorted(roles))


def _token_id(claims: Claims, token: str) -> str:
    """What a purpose is bound to: the token's id, or a hash of the token where the provider gives none."""
    if "jti" in claims:
        return _text("jti", claims["jti"])
    return "sha256:" + hashlib.sha256(token.encode()).hexdigest()[:32]


def _actor(claims: Claims, user: str) -> str:
    if "act" not in claims:
        return ""
    actor = _text("act", at(claims, ("act", "sub")))
    if actor in (user, claims.get("sub")):
        raise _refused("act")
    return actor


def _text(name: str, said: object) -> str:
    if not isinstance(said, str) or not said.strip() or len(said) > LONGEST:
        raise _refused(name)
    return said


def _refused(name: str) -> TokenRefused:
    return TokenRefused(f"The token's {name} is missing or not known here.", _NEXT)
