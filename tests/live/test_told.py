"""Names, lives and sources out of memory are those that the statements say, whoever asks; so they are after writes."""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from graphsvc.access.speakers import named_by
from graphsvc.database.driver import Graph
from graphsvc.engine.columns import Columns
from graphsvc.engine.kin import KinTies
from graphsvc.engine.load import load_columns, read_facts, read_people
from graphsvc.engine.patch import patched
from graphsvc.engine.told import HeldFacts
from graphsvc.model.asker import Sight
from graphsvc.model.codes import CODES
from graphsvc.model.site import Site
from graphsvc.questions.family.read import Asking, Protective
from graphsvc.questions.family.tell import _about_lives, _about_ties
from graphsvc.questions.influence.memory import StaffNames
from tests.conftest import wipe
from tests.live.test_kin_arrays import CHANGE, DAY, GO, MAKE, PEOPLE, said, sights

STAFF = ["s-ann", "s-bob"]
WORDS = [None, "", "Ada", "O'Neill", "Żółć 😀", "a\x1fb", 'say "no"\n']
FACT = """UNWIND $rows AS row MATCH (p:Person {id: row.person})
CREATE (s:$(row.label) {id: row.id}) SET s += row.said CREATE (p)-[:$(row.link)]->(s)"""
CHANGE_FACT = "UNWIND $rows AS row MATCH (s {id: row.id}) WHERE NOT s:Person SET s += row.said"
LINKS = {"Name": "HAS_NAME", "Birth": "HAS_BIRTH", "Death": "HAS_DEATH"}


def some(random: Random, values: Mapping[str, Any], often: float = 0.6) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None and random.random() < often}


def how(random: Random) -> dict[str, Any]:
    """How something was said, where it is on file and for which days."""
    return some(
        random,
        {
            "owner": random.choice(["BPD", "EOHHS"]),
            "compartment": random.choice(["FAMILY", "PUBLIC"]),
            "stated_as": random.choice(CODES["stated_as"]),
            "stated_by": random.choice([*STAFF, *PEOPLE[:3], "no\x1fbody"]),
            "stated_at": DAY - timedelta(days=random.randrange(900)),
            "contested_at": random.choice([None, None, DAY]),
            "last_contact": random.choice([None, DAY - timedelta(days=random.randrange(90))]),
            "start_record": random.choice([None, "r-1", "r-2"]),
            "end_record": random.choice([None, "r-3"]),
        },
    )


def fact(random: Random) -> dict[str, Any]:
    """What a name, a birth or a death says: any part of it, or nothing."""
    own = {
        "given": random.choice(WORDS),
        "family": random.choice(WORDS),
        "kind": random.choice(CODES["name_kind"]),
        "sex": random.choice(CODES["sex"]),
        "verification": random.choice(CODES["verification"]),
        "case_id": random.choice([None, None, "c1", "c2", "c3"]),
        "valid_from": random.choice([None, DAY + timedelta(days=random.randrange(-9, 3))]),
        "valid_to": random.choice([None, DAY + timedelta(days=random.randrange(-3, 9))]),
    }
    return {**how(random), **some(random, own), "cls": random.randrange(5)}


def facts(random: Random, first: int, count: int) -> list[dict[str, Any]]:
    labels = random.choices(list(LINKS), [3, 2, 1], k=count)
    day = {"Birth": "born_on", "Death": "died_on"}
    return [
        {
            "id": f"f{first + n:03}",
            "label": label,
            "link": LINKS[label],
            "person": random.choice(PEOPLE[:20]),
            "said": fact(random) | some(random, {day[label]: DAY - timedelta(days=8000 + n)} if label in day else {}),
        }
        for n, label in enumerate(labels)
    ]


def ties(random: Random, first: int, count: int) -> list[dict[str, Any]]:
    ends = [random.sample(PEOPLE[:20], 2) for _ in range(count)]
    types = random.choices(["KIN_OF", "UNION_WITH", "GUARDIAN_OF"], [6, 2, 1], k=count)
    return [
        {"id": f"t{first + n:03}", "a": a, "b": b, "type": types[n], "said": {**said(random), **how(random)}}
        for n, (a, b) in enumerate(ends)
    ]


def asking(graph: Graph, sight: Sight, shift: int) -> Asking:
    return Asking(graph, sight, Site(), Protective(graph), DAY + timedelta(days=shift))


async def compare(graph: Graph, columns: Columns, random: Random) -> set[tuple[str, str]]:
    """All that was told: what of whom."""
    staff, found = await StaffNames().load(graph), set[tuple[str, str]]()
    for number, seen in enumerate(sights(random)):
        ask = asking(graph, Sight(**{**vars(seen), "circle": seen.kin_circle}), number % 7 - 3)
        held = HeldFacts(columns, staff, ask.sight)
        people = [*random.sample(PEOPLE, random.randrange(1, 31)), "nobody", "s-ann"]
        lives = await graph.read("family_lives", **_about_lives(ask, sorted(people)))
        names = await graph.read("speakers", **named_by(ask.sight, people))
        named, lived = held.people(people, ask.as_of)
        assert lived == lives and sorted(named, key=_by_id) == sorted(names, key=_by_id)
        known = KinTies(columns, ask.sight, ask.as_of).of(people)
        ends = sorted({end for tie in known for end in (tie.a, tie.b)})
        told = await graph.read("family_told", **_about_ties(ask, ends, [tie.id for tie in known])) if known else []
        assert held.ties(known) == told
        found |= {(row["noun"], row["id"]) for row in lives} | {("Name", row["name_id"]) for row in names}
        found |= {(row["type"], row["id"]) for row in told}
    return found


def _by_id(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["id"], row["name_id"] or ""


@pytest.fixture(scope="module")
async def town(graph: Graph) -> AsyncIterator[Graph]:
    await wipe(graph)
    await graph.run_alone("UNWIND $people AS id CREATE (:Person {id: id})", people=PEOPLE)
    await graph.run_alone("UNWIND $staff AS id CREATE (:Staff {id: id, name: 'The one called ' + id})", staff=STAFF)
    await graph.run_alone(FACT, rows=facts(Random(1), 0, 120))
    await graph.run_alone(MAKE, rows=ties(Random(2), 0, 120))
    yield graph
    await wipe(graph)


async def test_memory_says_what_the_statements_say(town: Graph) -> None:
    columns, found = await load_columns(town), set[tuple[str, str]]()
    for seed in range(10):
        found |= await compare(town, columns, Random(seed))
    assert len(found) > 180
    assert {noun for noun, _ in found} == {"Name", "Birth", "Death", "KIN_OF", "UNION_WITH", "GUARDIAN_OF"}


async def test_so_it_does_after_writes(town: Graph) -> None:
    """Facts and ties made, said anew, and taken away; each version over the one before."""
    columns, random = await load_columns(town), Random(7)
    for number in range(6):
        made, new = facts(random, 1000 + 10 * number, 5), ties(random, 1000 + 10 * number, 3)
        filed = await town.run_alone("MATCH (p:Person)-[]->(s:Name|Birth|Death) RETURN s.id AS id, p.id AS person")
        old = await town.run_alone("MATCH (a:Person)-[t:KIN_OF]->(b:Person) RETURN t.id AS id, a.id AS a, b.id AS b")
        otherwise, gone = random.sample(sorted(filed, key=lambda row: row["id"]), 4), random.sample(filed, 3)
        changed, left = random.sample(sorted(old, key=lambda row: row["id"]), 4), random.sample(old, 2)
        await town.run_alone(FACT, rows=made)
        await town.run_alone(CHANGE_FACT, rows=[{"id": row["id"], "said": fact(random)} for row in otherwise])
        await town.run_alone("UNWIND $ids AS id MATCH (s {id: id}) DETACH DELETE s", ids=[row["id"] for row in gone])
        await town.run_alone(MAKE, rows=new)
        await town.run_alone(CHANGE, rows=[{"id": row["id"], "said": how(random)} for row in changed])
        await town.run_alone(GO, ids=[row["id"] for row in left])
        touched = {row["person"] for row in (*made, *otherwise, *gone)}
        touched |= {row[end] for row in (*new, *changed, *left) for end in ("a", "b")}
        columns = patched(columns, touched, *await read_people(town, touched), (), await read_facts(town, touched))
        await compare(town, columns, random)
    assert columns.lateness and columns.filed.late and columns.filed.late_tellings
