"""With which eyes somebody is seen whose family is asked about: in detail on a caseload, counted on the list.

A coordinator has the programme's list, and detail about whom she is assigned to (definitions.md §8).
"""

from collections.abc import Iterable
from dataclasses import replace

from graphsvc.model.asker import Sight

NAMES_ONLY_ROLES = frozenset({"STREET_WORKER"})
DETAIL_ROLES = frozenset({"SOCIAL_WORKER", "CW_WORKER", "COORDINATOR", "SUPERVISOR"})
COUNTS = "COUNTS"


def view_of(sight: Sight, person_id: str) -> tuple[Sight, str] | None:
    """With which sight and in what detail this asker sees P: FULL, NAMES, COUNTS, or not at all."""
    own = sight.own or sight
    if person_id in own.caseload:
        narrow = NAMES_ONLY_ROLES.issuperset(set(own.principal.roles) & (DETAIL_ROLES | NAMES_ONLY_ROLES))
        return own, "NAMES" if narrow else "FULL"
    listed = "programme" in (sight.scopes or (sight.scope,)) and (sight.circle is None or person_id in sight.circle)
    # counts only: no name leaves, so the asker's classes count the whole family of somebody on the list
    return (replace(own, circle=None, kin_circle=None), COUNTS) if listed else None


def views_of(sight: Sight, people: Iterable[str]) -> dict[str, tuple[Sight, list[str]]]:
    """Detail → (with which sight, whom of these), each in the order given; whoever is not hers to ask about is left
    out."""
    found: dict[str, tuple[Sight, list[str]]] = {}
    for person in people:
        view = view_of(sight, person)
        if view:
            found.setdefault(view[1], (view[0], []))[1].append(person)
    return found


def listed(sight: Sight) -> list[str]:
    """Everybody on the asker's list: the programme's, for a coordinator with her own people; else the caseload."""
    programme = sight.circle if "programme" in (sight.scopes or (sight.scope,)) else ()
    return sorted({*(sight.own or sight).caseload, *(programme or ())})
