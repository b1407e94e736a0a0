"""What counts as everything: a revision without a record, but not one whose record is about to be there."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from graphsvc.engine import changes
from graphsvc.engine.changes import LOOKS, MOST_RECORDS, read_changes


@dataclass
class Graph:
    """Answers with these record numbers, one list after the other, the last one again and again."""

    numbers: list[list[int]]
    revision: int
    asked: int = field(default=0)

    async def read(self, name: str, **_: object) -> list[dict[str, Any]]:
        found = self.numbers[min(self.asked, len(self.numbers) - 1)]
        self.asked += 1
        lists = {"people": [["p"]] * len(found), "groups": [[]] * len(found)}
        return [
            {"revision": self.revision, "closed": 0, "then": "t", "token": "", "numbers": found, "everything": False}
            | lists
        ]


@pytest.mark.parametrize(
    ("numbers", "revision", "everything", "asked"),
    [
        ([[8, 9]], 9, False, 1),
        ([[]], 7, False, 1),
        ([[8], [8, 9]], 9, False, 2),
        ([[], [], [8]], 8, False, 3),
        ([[8]], 9, True, LOOKS),
        ([[9]], 9, True, 1),
        ([list(range(8, 7 + MOST_RECORDS))], 7 + MOST_RECORDS, True, 1),
    ],
    ids=["all", "none", "one late", "later", "never", "a gap", "too many"],
)
async def test_a_record_that_is_late_is_waited_for(
    numbers: list[list[int]], revision: int, everything: bool, asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "LOOK_SECONDS", 0.0)
    graph = Graph(numbers, revision)
    found = await read_changes(graph, 7, "t")  # type: ignore[arg-type]
    assert (found.revision, found.everything, graph.asked) == (revision, everything, asked)
