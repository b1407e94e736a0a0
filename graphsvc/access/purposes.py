"""The purpose handle: opaque to its holder, verifiable without a read, bound to user, case and token.

Whether it was closed early, and whether its holder is on the team of its case, are read with the other facts.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from joserfc.jwk import OKPKey

from graphsvc.access.permissions import Permissions, openable_purposes
from graphsvc.access.tokens import seal, unseal
from graphsvc.clock import Clock
from graphsvc.errors import InputRefused, TokenRefused
from graphsvc.model.answers import Problem, problem
from graphsvc.model.asker import OpenPurpose, Principal
from graphsvc.model.codes import CODES
from graphsvc.model.site import Site

AUDIENCE = "graphsvc-purpose"  # never that of a token: one cannot stand for the other
ISSUER = "graphsvc-purpose"
LONGEST_HOURS = 8  # definitions.md §9; a site may say less
LONGEST_NOTE = 500  # characters
FREE_TEXT_REASON = "OTHER"


@dataclass(frozen=True)
class PurposeWish:
    """What openPurpose is asked for."""

    purpose: str
    case_id: str | None
    reason_code: str
    note: str | None = None


def refusal_to_open(table: Permissions, site: Site, principal: Principal, wish: PurposeWish) -> Problem | None:
    """Why this purpose may not be opened, from role and input alone; None when it may, the case aside.

    Raises InputRefused for an unknown purpose or reason, and for a note that is missing or out of place.
    """
    if wish.purpose not in CODES["purpose"]:
        raise InputRefused("purpose is not one of ours.", f"One of: {', '.join(CODES['purpose'])}.")
    if wish.reason_code not in site.reason_codes:
        raise InputRefused("reasonCode is not on the site's list.", f"One of: {', '.join(site.reason_codes)}.")
    if bool(wish.note) != (wish.reason_code == FREE_TEXT_REASON):
        raise InputRefused("note belongs to the reason OTHER, which needs one.", "Choose a code, or OTHER and a note.")
    if len(wish.note or "") > LONGEST_NOTE:
        raise InputRefused(f"note is longer than {LONGEST_NOTE} characters.", "Say it shorter.")
    may_open = openable_purposes(table, principal.roles)
    if wish.purpose not in may_open:
        return problem("FORBIDDEN_FOR_ROLE", f"Open one of: {', '.join(may_open)}." if may_open else None)
    return None


def expiry(site: Site, clock: Clock) -> datetime:
    """When a purpose opened now ends: the site's hours, at most eight."""
    return clock.now().replace(microsecond=0) + timedelta(hours=min(site.purpose_hours, LONGEST_HOURS))


def handle_of(key: OKPKey, principal: Principal, purpose: OpenPurpose) -> str:
    """The handle for the header `Graphsvc-Purpose`."""
    claims: dict[str, object] = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": principal.user,
        "tok": principal.token_id,
        "jti": purpose.handle_id,
        "pur": purpose.purpose,
        "cas": purpose.case_id,
        "rea": purpose.reason_code,
        "exp": int(purpose.expires_at.timestamp()),
    }
    return seal(key, claims)


def purpose_of(key: OKPKey, principal: Principal, handle: str | None, clock: Clock) -> OpenPurpose | None:
    """What the handle stands for; None for none, an expired one, a forged one, or somebody else's."""
    if not handle:
        return None
    try:
        claims = unseal(key, handle, clock, issuer=ISSUER, audience=AUDIENCE)
    except TokenRefused:
        return None
    if claims.get("sub") != principal.user or claims.get("tok") != principal.token_id:
        return None
    return _purpose(claims)


def _purpose(claims: dict[str, object]) -> OpenPurpose | None:
    case, seconds = claims.get("cas"), claims.get("exp")
    texts = [claims.get(name) for name in ("jti", "pur", "rea")]
    if not all(isinstance(text, str) for text in texts) or not isinstance(seconds, int):
        return None
    handle_id, purpose, reason = map(str, texts)
    return OpenPurpose(handle_id, purpose, str(case) if case else None, reason, datetime.fromtimestamp(seconds, UTC))
