"""Whatever the seed and the size, the city holds the model's rules and its stated sizes."""

import asyncio
import csv
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.clock import clock_from
from graphsvc.importing.cells import now_of
from graphsvc.importing.check import NothingThere, checked_tables
from graphsvc.importing.problems import Problem
from graphsvc.importing.tables import Folder
from seed.city import FAMILIES, build, size_of


@settings(max_examples=25, deadline=None)
@given(people=st.integers(100, 900), seed=st.integers(0, 2**64))
def test_every_seed_and_size_gives_a_city_that_the_importer_takes_whole(people: int, seed: int) -> None:
    with TemporaryDirectory() as name:
        out = Path(name)
        size = build(out, people, seed)
        assert size == size_of(people)
        assert problems_of(out) == []
        assert count(out, "people") - count(FAMILIES, "people") == people
        assert count(out, "enrolments") == size.enrolled + 2


def problems_of(folder: Path) -> list[Problem]:
    problems: list[Problem] = []

    async def walk() -> None:
        now = now_of(clock_from("2026-04-20T09:00"))
        async for _ in checked_tables(Folder(folder), NothingThere(), now, problems):
            pass

    asyncio.run(walk())
    return problems


def count(folder: Path, noun: str) -> int:
    with (folder / f"{noun}.csv").open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))
