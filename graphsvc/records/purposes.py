"""openPurpose and closePurpose (definitions.md §9): one call each, kept in the graph so that closing works at once."""

import secrets
from dataclasses import dataclass

from joserfc.jwk import OKPKey

from graphsvc.access.permissions import Permissions, decide
from graphsvc.access.purposes import PurposeWish, expiry, handle_of, purpose_of, refusal_to_open
from graphsvc.clock import Clock
from graphsvc.database.driver import Graph
from graphsvc.model.answers import Problem, problem
from graphsvc.model.asker import OpenPurpose, Principal
from graphsvc.model.site import Site


@dataclass(frozen=True)
class Opened:
    """A purpose just opened: the handle for the header, and what it stands for."""

    handle: str
    purpose: OpenPurpose


@dataclass(frozen=True)
class Keeper:
    """What opening and closing need besides the asker: the graph, the key, the table, the site and the clock."""

    graph: Graph
    key: OKPKey
    permissions: Permissions
    site: Site
    clock: Clock


async def open_purpose(keeper: Keeper, principal: Principal, wish: PurposeWish) -> Opened | Problem:
    """The handle, or the refusal; a case that is unknown and one of somebody else are both NOT_FOUND.

    Raises InputRefused for an unknown code or a note out of place.
    """
    asked = decide(keeper.permissions, "openPurpose", "", principal.roles, None)
    refusal = asked if isinstance(asked, Problem) else refusal_to_open(keeper.permissions, keeper.site, principal, wish)
    if refusal:
        return refusal
    opened = OpenPurpose(
        handle_id=secrets.token_urlsafe(18),
        purpose=wish.purpose,
        case_id=wish.case_id or None,
        reason_code=wish.reason_code,
        expires_at=expiry(keeper.site, keeper.clock),
    )
    rows = await keeper.graph.write(
        "open_purpose",
        id=opened.handle_id,
        user=principal.user,
        agency=principal.agency,
        purpose=opened.purpose,
        case_id=opened.case_id,
        reason_code=opened.reason_code,
        note=wish.note,
        opened_at=keeper.clock.now(),
        expires_at=opened.expires_at,
        today=keeper.clock.today(),
    )
    return Opened(handle_of(keeper.key, principal, opened), opened) if rows else problem("NOT_FOUND")


async def close_purpose(keeper: Keeper, principal: Principal, handle: str) -> OpenPurpose | Problem:
    """What was closed; a handle that is not this user's open one is NOT_FOUND."""
    asked = decide(keeper.permissions, "closePurpose", "", principal.roles, None)
    if isinstance(asked, Problem):
        return asked
    held = purpose_of(keeper.key, principal, handle, keeper.clock)
    if held is None:
        return problem("NOT_FOUND")
    rows = await keeper.graph.write(
        "close_purpose", id=held.handle_id, user=principal.user, closed_at=keeper.clock.now()
    )
    return held if rows else problem("NOT_FOUND")
