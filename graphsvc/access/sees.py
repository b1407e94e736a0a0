"""The access parameters of a statement, by name."""

from bisect import bisect_left
from collections.abc import Hashable, Iterable
from typing import Any

from graphsvc.model.asker import Sight

FACT_PARAMS = ("allowed", "cases", "consented", "consent_classes", "circle")
TIE_PARAMS = (*FACT_PARAMS, "kin_circle")


def sees(sight: Sight, names: tuple[str, ...] = FACT_PARAMS) -> dict[str, Any]:
    """The access parameters of those names."""
    params = sight.params()
    return {name: params[name] for name in names}


def seen_by(sight: Sight) -> Hashable:
    """All that decides what statements answer this asker, at one revision: what was answered her is kept by it."""
    seen = (sight.allowed, sight.cases, sight.consented, sight.consent_classes)
    return (*seen, sight.circle, sight.kin_circle)


def within(circle: tuple[str, ...] | None, ids: Iterable[str]) -> list[str] | None:
    """Those of these people who are in a circle, which is sorted; None for everybody.

    It is all of the circle that a statement about nobody else needs: thousands of ids cost more than its answer.
    """
    if circle is None:
        return None
    places = ((id, bisect_left(circle, id)) for id in sorted(set(ids)))
    return [id for id, at in places if circle[at : at + 1] == (id,)]
