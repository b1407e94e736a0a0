"""Cypher's influence paths against brute force on 1,000 random small graphs, both orders, ids included (AC-10.4)."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from graphsvc.access.shields import load_shields
from graphsvc.api.context import revision
from graphsvc.database.driver import Graph
from graphsvc.model.answers import Problem
from graphsvc.model.asker import Principal, Sight
from graphsvc.model.site import Site
from graphsvc.questions.influence.answer import InfluenceAnswer, PathAsked
from graphsvc.questions.influence.arrays import ByArrays
from graphsvc.questions.influence.ask import influence_paths
from graphsvc.questions.influence.masks import Masks
from graphsvc.questions.influence.select import Walk, found_in
from graphsvc.questions.influence.statements import walked
from tests.brute_paths import CONSENTED, OPEN, TODAY, Case, expected, random_case
from tests.conftest import wipe
from tests.live.arrays import engine_of

HOW_MANY = 1000
THROUGH_THE_QUESTION = 40  # these are asked whole: existence, names and explanations too
WHOLE_ANSWERS = 150
AT_ONCE = 4
ORDERS = ("WEAKEST_LINK", "FEWEST_STEPS")
SHAPE = ("a", "b", "type", "label", "more")
PROTECTION = {"cls": OPEN, "sealed": False, "owner": "EOHHS", "stated_at": TODAY, "verification": "STATED"}


@pytest.fixture(scope="module")
async def cases(graph: Graph) -> list[Case]:
    await wipe(graph)
    made = [random_case(number) for number in range(HOW_MANY)]
    await load(graph, made)
    return made


async def load(graph: Graph, cases: list[Case]) -> None:
    """All cases side by side: none touches another."""
    nodes = [p for case in cases for p in case.people]
    await graph.run_alone("UNWIND $rows AS id CREATE (:Person {id: id})", rows=nodes)
    for label in ("Household", "Gang"):
        groups = [plain(g) for case in cases for g in case.groups if g["label"] == label]
        await graph.run_alone(f"UNWIND $rows AS row CREATE (g:{label}) SET g = row", rows=groups)
    ties = [(tie["type"], tie) for case in cases for tie in case.ties]
    for type in sorted({type for type, _ in ties}):
        rows = [tie for each, tie in ties if each == type]
        await join(graph, type, rows)
    for type, rows in protective(cases).items():
        await join(graph, type, rows)
    births = [about(p, "birth", born_on=born) for case in cases for p, born in ages(case)]
    await describe(graph, "HAS_BIRTH", "Birth", births)
    await describe(graph, "HAS_DEATH", "Death", [about(p, "death") for case in cases for p in sorted(case.dead)])


async def join(graph: Graph, type: str, rows: list[dict[str, Any]]) -> None:
    ends = [{"a": row["a"], "b": row["b"], "facts": plain(row) | row.get("more", {})} for row in rows]
    far = {"MEMBER_OF_HOUSEHOLD": "Household", "AFFILIATED_WITH": "Gang"}.get(type, "Person")
    text = f"UNWIND $rows AS row MATCH (a:Person {{id: row.a}}), (b:{far} {{id: row.b}}) CREATE (a)-[t:{type}]->(b)"
    await graph.run_alone(f"{text} SET t = row.facts", rows=ends)


async def describe(graph: Graph, link: str, label: str, rows: list[dict[str, Any]]) -> None:
    text = f"UNWIND $rows AS row MATCH (p:Person {{id: row.person}}) CREATE (p)-[:{link}]->(s:{label}) SET s = row"
    await graph.run_alone(text, rows=rows)


def plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value for key, value in row.items() if key not in ("a", "b", "type", "label", "more") and value is not None
    }


def about(person: str, what: str, **facts: object) -> dict[str, Any]:
    return {"id": f"{person}-{what}", "person": person, **PROTECTION, **facts}


def ages(case: Case) -> Iterable[tuple[str, Any]]:
    return ((p, TODAY.replace(year=2010 if p in case.minors else 1990)) for p in case.people)


def protective(cases: list[Case]) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {"RESTRAINED_FROM": [], "REFUSES_CONTACT_WITH": []}
    for case in cases:
        for person in sorted(case.ordered):
            order = {"a": person, "b": case.start, "id": f"{person}-order", "status": "ACTIVE"}
            rows["RESTRAINED_FROM"].append(PROTECTION | order | {"more": {"type": "ABUSE_PREVENTION_209A"}})
        for pair in sorted(map(sorted, case.apart)):
            rows["REFUSES_CONTACT_WITH"].append(PROTECTION | {"a": pair[0], "b": pair[1], "id": "-".join(pair)})
    return rows


def sight_of(case: Case) -> Sight:
    return Sight(
        principal=Principal("s-x", "EOHHS", "HUMAN_SERVICES", ("SOCIAL_WORKER",), "t"),
        purpose=None,
        field="influencePaths",
        scope="yes",
        policy_version="test",
        now=datetime(2026, 4, 20, 13, tzinfo=UTC),
        today=TODAY,
        allowed=(OPEN,),
        consent_classes=(CONSENTED,),
        cases=("CASE-B",),
        consented=case.consented,
        circle=case.circle,
        kin_circle=case.kin_circle,
        caseload=frozenset(case.people),
    )


def asked_of(case: Case, order: str) -> PathAsked:
    return PathAsked(
        person=case.start,
        kind=case.kind,
        as_of=case.as_of,
        to_any_of=case.targets,
        max_steps=case.max_steps,
        order=order,
        min_verification=case.min_verification,
        avoid=case.avoid,
        via=case.via,
        first=case.first,
    )


async def test_the_order_and_the_ids_of_every_path_equal_brute_force(graph: Graph, cases: list[Case]) -> None:
    slots = asyncio.Semaphore(AT_ONCE)

    async def compare(case: Case) -> list[str]:
        async with slots:
            walk = await walked(graph, sight_of(case), Site(), asked_of(case, ORDERS[0]))
        return [order for order in ORDERS if outcome(walk, case, order) != expected(case, order)]

    def outcome(walk: Walk, case: Case, order: str) -> object:
        found = found_in(walk, asked_of(case, order), Site())
        return [path.ids for path in found.paths], found.more, found.truncated

    wrong = await asyncio.gather(*map(compare, cases))
    assert [(case.start, orders) for case, orders in zip(cases, wrong, strict=True) if orders] == []
    assert sum(1 for case in cases if expected(case, ORDERS[0])[0]) > HOW_MANY // 3


async def nobody() -> None:
    return None


async def test_the_whole_question_gives_the_paths_of_brute_force(graph: Graph, cases: list[Case]) -> None:
    telling = [case for case in cases if expected(case, ORDERS[0])[0]][:THROUGH_THE_QUESTION]
    for case in telling:
        answer = await influence_paths(graph, sight_of(case), Site(), asked_of(case, ORDERS[0]), nobody)
        assert isinstance(answer, InfluenceAnswer), (case.start, answer)
        assert [path.tie_ids for path in answer.paths] == expected(case, ORDERS[0])[0]


async def test_both_ways_give_the_same_whole_answer(graph: Graph, cases: list[Case]) -> None:
    """Sentences, parallels, and for an empty answer what would change it, too."""
    engine, shields, masks = await engine_of(graph), await load_shields(graph), Masks()
    for case in cases[:WHOLE_ANSWERS]:
        for order in ORDERS:
            told = (graph, sight_of(case), Site(), asked_of(case, order), nobody)
            by_statements = await influence_paths(*told)
            by_arrays = await influence_paths(*told, ByArrays(graph, Site(), engine, shields, masks))
            assert said(by_arrays) == said(by_statements), case.start
            if isinstance(by_arrays, InfluenceAnswer):
                assert revision(by_arrays) == revision(by_statements)


def said(answer: InfluenceAnswer | Problem) -> InfluenceAnswer | Problem:
    """All of an answer but how much was looked at: the arrays' way looks no further than it must."""
    return replace(answer, explored_people=0, explored_ties=0) if isinstance(answer, InfluenceAnswer) else answer
