"""What the policies say of questions, purposes and contacts with agencies, decided by Cedar once and kept.

A decision never passes its ceiling, whatever the rules say together: the start looks for rules that do (matrix.py), and
here what is left of them is cut off.
"""

import json
from collections.abc import Mapping

import cedarpy

from graphsvc.access.cedar import Cedar, ask, entity
from graphsvc.access.ceilings import Ceilings, within
from graphsvc.access.kept import Kept
from graphsvc.access.permissions import SCOPES
from graphsvc.access.touchpoints import MODES
from graphsvc.model.asker import Principal
from graphsvc.model.codes import CODES

KEPT = 20_000  # short tuples: each question of each purpose for a dozen combinations of roles
WORDS = tuple(word for word in MODES if word != "-")
Who = tuple[dict[str, str], cedarpy.Entities]
"""Somebody as Cedar names them, with what it must know of them."""


class Asking:
    """Who may ask what, and see what of contacts: `Permissions` (permissions.py) by Cedar."""

    def __init__(self, cedar: Cedar, ceilings: Ceilings, kept: int = KEPT) -> None:
        self._cedar, self._ceilings = cedar, ceilings
        self._scopes: Kept[tuple[str, ...]] = Kept(kept)
        self._openable: Kept[tuple[str, ...]] = Kept(kept)
        self._words: Kept[Mapping[str, str]] = Kept(kept)

    def scopes(self, field: str, roles: tuple[str, ...], purpose: str | None) -> tuple[str, ...]:
        """About whom these roles may ask this for that purpose, widest first; none: refused."""
        found = self._scopes.get(key := (field, roles, purpose))
        if found is None:
            most = self._ceilings.permissions.scopes(field, roles, purpose)
            said = scopes_said(self._cedar, field, roles, purpose) if most else ()
            found = self._scopes.keep(key, tuple(scope for scope in said if within(scope, most)))
        return found

    def openable(self, roles: tuple[str, ...]) -> tuple[str, ...]:
        """The purposes that these roles may open."""
        found = self._openable.get(roles)
        if found is None:
            most = self._ceilings.permissions.openable(roles)
            said = purposes_said(self._cedar, roles)
            found = self._openable.keep(roles, tuple(purpose for purpose in said if purpose in most))
        return found

    def words(self, principal: Principal, purpose: str | None) -> Mapping[str, str]:
        """Type of contact → what this asker sees of it, a word of touchpoints.csv; an absent type: nothing."""
        key = (principal.roles, principal.agency, principal.sector, purpose)
        found = self._words.get(key)
        if found is None:
            most = self._ceilings.touchpoints.of_sector(principal.sector)
            said = words_said(self._cedar, principal, purpose)
            found = self._words.keep(key, {kind: word for kind, word in said.items() if within(word, (most[kind],))})
        return found


def scopes_said(cedar: Cedar, field: str, roles: tuple[str, ...], purpose: str | None) -> tuple[str, ...]:
    """The scopes that the rules permit, ceilings aside."""
    who = _asker(roles)
    return tuple(scope for scope in SCOPES if _permits(cedar, who, field, ("People", scope), purpose))


def purposes_said(cedar: Cedar, roles: tuple[str, ...]) -> tuple[str, ...]:
    """The purposes that the rules let these roles open, ceilings aside."""
    who = _asker(roles)
    return tuple(each for each in CODES["purpose"] if _permits(cedar, who, "open", ("Purpose", each), each))


def words_said(cedar: Cedar, principal: Principal, purpose: str | None) -> Mapping[str, str]:
    """Type → the freest word that the rules permit, ceilings aside."""
    who = _who("User", agency=principal.agency, sector=principal.sector, roles=list(principal.roles))
    found = {
        kind: [word for word in WORDS if _permits(cedar, who, f"see {word}", ("Touchpoint", kind), purpose)]
        for kind in CODES["touchpoint_type"]
    }
    return {kind: words[0] for kind, words in found.items() if words}


def _asker(roles: tuple[str, ...]) -> Who:
    return _who("Asker", roles=list(roles))


def _who(kind: str, **attributes: object) -> Who:
    return {"type": kind, "id": "asker"}, cedarpy.Entities.from_json_str(
        json.dumps([entity(kind, "asker", **attributes)])
    )


def _permits(cedar: Cedar, who: Who, action: str, thing: tuple[str, str], purpose: str | None) -> bool:
    request = (who[0], {"type": thing[0], "id": thing[1]}, purpose or "")
    return ask(cedar, action, thing[1], [request], who[1])[0].permitted
