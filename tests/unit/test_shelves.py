"""What was shown to one asker is kept for her alone: whoever differs in what decides who is seen or concealed begins
anew."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from graphsvc.access.shelves import Shelves
from graphsvc.model.asker import Principal, Sight
from graphsvc.questions.family.shelf import Shelf
from tests.askers import DIFFERENT

DAY = date(2026, 4, 20)
WHO = Principal("s-sam", "EOHHS", "HUMAN_SERVICES", ("SOCIAL_WORKER",), "test")
SIGHT = Sight(WHO, None, "kinship", "own", "policy", datetime(2026, 4, 20, 9, tzinfo=UTC), DAY, circle=("p-a", "p-b"))


@pytest.mark.parametrize("other", DIFFERENT, ids=lambda other: next(iter(other)))
def test_nothing_kept_for_one_asker_is_another_ones(other: dict[str, Any]) -> None:
    shelves = Shelves()
    kept = shelves.of(SIGHT, DAY, Shelf)
    assert shelves.of(replace(SIGHT), DAY, Shelf) is kept
    assert shelves.of(replace(SIGHT, **other), DAY, Shelf) is not kept
    assert shelves.of(SIGHT, date(2025, 4, 20), Shelf) is not kept
