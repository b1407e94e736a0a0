"""The access parameters of a statement, by name."""

from collections.abc import Hashable
from typing import Any

from graphsvc.access.kept import This
from graphsvc.model.asker import Sight

FACT_PARAMS = ("allowed", "cases", "consented", "consent_classes", "circle")
TIE_PARAMS = (*FACT_PARAMS, "kin_circle")


def sees(sight: Sight, names: tuple[str, ...] = FACT_PARAMS) -> dict[str, Any]:
    """The access parameters of those names."""
    params = sight.params()
    return {name: params[name] for name in names}


def seen_by(sight: Sight) -> Hashable:
    """All that decides what statements answer this asker, at one revision: what was answered her is kept by it. Circles
    stand by what they are, not by what is in them: they are long, and the same objects while they are the same."""
    seen = (sight.allowed, sight.cases, sight.consented, sight.consent_classes)
    return (*seen, This(sight.circle), This(sight.kin_circle))
