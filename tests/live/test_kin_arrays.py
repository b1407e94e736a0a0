"""Family ties out of the arrays are those that the statement reads, whoever asks; so they are after writes."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from graphsvc.access.families import StatedTies
from graphsvc.database.driver import Graph
from graphsvc.engine.columns import Columns
from graphsvc.engine.kin import KinTies
from graphsvc.engine.load import load_columns, read_people
from graphsvc.engine.patch import patched
from graphsvc.kinship.ties import FamilyTie
from graphsvc.model.asker import Principal, Sight
from graphsvc.model.codes import CODES
from graphsvc.model.kin import KIN_ROLES
from tests.conftest import wipe

DAY = date(2026, 4, 20)
PEOPLE = [f"p{n:02}" for n in range(30)]
ROLES = sorted(KIN_ROLES)
MAKE = """UNWIND $rows AS row MATCH (a:Person {id: row.a}), (b:Person {id: row.b})
CREATE (a)-[t:$(row.type) {id: row.id}]->(b) SET t += row.said"""
CHANGE = "UNWIND $rows AS row MATCH ()-[t {id: row.id}]->() SET t += row.said"
GO = "UNWIND $ids AS id MATCH ()-[t {id: id}]->() DELETE t"


def said(random: Random) -> dict[str, Any]:
    """What a tie says: any part of it, or nothing."""
    parts: dict[str, Any] = {
        "role": random.choice(ROLES),
        "side": random.choice(CODES["side"]),
        "basis": random.choice(CODES["basis"]),
        "category": random.choice(CODES["union_category"]),
        "status": random.choice(CODES["union_status"]),
        "verification": random.choice(CODES["verification"]),
        "contested_at": DAY,
        "tone": random.choice(CODES["tone"]),
        "case_id": random.choice(["c1", "c2", "c3"]),
        "valid_from": DAY + timedelta(days=random.randrange(-9, 3)),
        "valid_to": DAY + timedelta(days=random.randrange(-3, 9)),
    }
    often = {"role": 1, "side": 0.5, "contested_at": 0.1, "case_id": 0.3}
    kept = {name: value for name, value in parts.items() if random.random() < often.get(name, 0.4)}
    return {**kept, "cls": random.randrange(5)}


def rows(random: Random, first: int, count: int) -> list[dict[str, Any]]:
    ends = [random.sample(PEOPLE, 2) for _ in range(count)]
    types = random.choices(["KIN_OF", "UNION_WITH", "GUARDIAN_OF", "SUPPORTS"], [6, 2, 1, 1], k=count)
    return [
        {"id": f"t{first + n:03}", "a": a, "b": b, "type": types[n], "said": said(random)}
        for n, (a, b) in enumerate(ends)
    ]


def sights(random: Random) -> list[Sight]:
    """Askers who see all, a part, and nothing."""
    return [
        Sight(
            principal=Principal("s", "EOHHS", "HUMAN_SERVICES", (), "t"),
            purpose=None,
            field="kinship",
            scope="own",
            policy_version="t",
            now=datetime(2026, 4, 20, tzinfo=UTC),
            today=DAY,
            allowed=tuple(random.sample(range(5), random.randrange(6))),
            consent_classes=tuple(random.sample(range(5), random.randrange(4))),
            cases=tuple(random.sample(["c1", "c2", "c9"], random.randrange(3))),
            consented=tuple(sorted(random.sample(PEOPLE, random.randrange(25)))),
            kin_circle=None if number % 2 else tuple(sorted(random.sample(PEOPLE, random.randrange(15, 31)))),
        )
        for number in range(12)
    ]


async def compare(graph: Graph, columns: Columns, random: Random) -> set[FamilyTie]:
    """All that was seen."""
    found: set[FamilyTie] = set()
    for number, sight in enumerate(sights(random)):
        people, day = random.sample(PEOPLE, random.randrange(1, 31)), DAY + timedelta(days=number % 7 - 3)
        stated = await StatedTies(graph, sight, day).of([*people, "nobody"])
        assert KinTies(columns, sight, day).of([*people, "nobody"]) == stated
        found |= set(stated)
    return found


@pytest.fixture(scope="module")
async def family(graph: Graph) -> AsyncIterator[Graph]:
    await wipe(graph)
    await graph.run_alone("UNWIND $people AS id CREATE (:Person {id: id})", people=PEOPLE)
    await graph.run_alone(MAKE, rows=rows(Random(1), 0, 160))
    yield graph
    await wipe(graph)


async def test_the_arrays_say_what_the_statement_says(family: Graph) -> None:
    columns, found = await load_columns(family), set[FamilyTie]()
    for seed in range(10):
        found |= await compare(family, columns, Random(seed))
    assert len({tie.id for tie in found}) > 100
    assert {tie.type for tie in found} == {"KIN_OF", "UNION_WITH", "GUARDIAN_OF"}
    assert {tie.over for tie in found} == {tie.contested for tie in found} == {True, False}


async def test_so_they_do_after_writes(family: Graph) -> None:
    """Ties made, said anew, and taken away; each version over the one before."""
    columns, random = await load_columns(family), Random(7)
    for number in range(6):
        made = rows(random, 1000 + 10 * number, 5)
        old = await family.run_alone(
            "MATCH (a:Person)-[t:KIN_OF|UNION_WITH]->(b:Person) RETURN t.id AS id, a.id AS a, b.id AS b ORDER BY id"
        )
        changed, gone = random.sample(old, 4), random.sample(old, 3)
        await family.run_alone(MAKE, rows=made)
        await family.run_alone(CHANGE, rows=[{"id": row["id"], "said": said(random)} for row in changed])
        await family.run_alone(GO, ids=[row["id"] for row in gone])
        touched = {row[end] for row in (*made, *changed, *gone) for end in ("a", "b")}
        columns = patched(columns, touched, *await read_people(family, touched))
        await compare(family, columns, random)
    assert columns.lateness
