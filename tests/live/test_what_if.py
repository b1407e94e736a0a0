"""whatIf: what would come and go; nothing is stored, nothing that protects is touched, nothing hidden shows itself."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graphsvc.database.driver import Graph
from graphsvc.model.site import Site
from graphsvc.questions.influence.answer import AssumedTie, WhatIf
from graphsvc.questions.influence.assume import assumed
from graphsvc.questions.influence.ways import Moved
from tests.brute_paths import random_case
from tests.live.api import Api, api_on
from tests.live.arrays import engine_of, over_arrays
from tests.live.test_influence_bruteforce import sight_of

WHAT_IF = """query Q($person: ID!, $kind: PathKind, $to: ID, $steps: Int, $first: Int, $whatIf: WhatIfInput) {
  influencePaths(person: $person, kind: $kind, to: $to, maxSteps: $steps, first: $first, whatIf: $whatIf) {
    __typename
    ... on Problem { code }
    ... on InfluencePathsAnswer {
      revision exploredPeople exploredTies more truncated limitsOfThisAnswer
      paths { id }
      whatIf {
        appears { id weakest endName steps { sentence ties { id statedBy sources } parallels { id } unknowns } }
        disappears { id }
      }
    }
  }
}"""
CHECKSUM = """CALL () {
  MATCH (n) RETURN elementId(n) AS at, labels(n) AS kind, properties(n) AS facts
  UNION ALL
  MATCH ()-[r]->() RETURN elementId(r) AS at, [type(r)] AS kind, properties(r) AS facts
} RETURN at, kind, facts ORDER BY at"""
BOTH = ["k-tasha-dre", "k-tasha-dre k-lewis-tasha"]


@pytest.fixture(scope="module")
async def api(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Api:
    return over_arrays(await api_on(graph, tmp_path_factory.mktemp("what-if")))


async def ask(api: Api, what_if: dict[str, Any] | None = None, person: str = "p-dre", **said: object) -> dict[str, Any]:
    found = await api.ask(WHAT_IF, {"person": person, "whatIf": what_if, **said})
    answer: dict[str, Any] = found["influencePaths"]
    return answer


def moved(answer: dict[str, Any]) -> tuple[list[str], list[str]]:
    appears, disappears = (answer["whatIf"][name] for name in ("appears", "disappears"))
    return [path["id"] for path in appears], [path["id"] for path in disappears]


def tie(a: str, b: str, type: str = "SUPPORTS", **more: object) -> dict[str, object]:
    return {"a": a, "b": b, "type": type, **more}


async def test_nothing_assumed_changes_nothing(api: Api) -> None:
    plain, empty = await ask(api), await ask(api, {})
    assert plain["whatIf"] is None and [path["id"] for path in plain["paths"]] == BOTH
    assert moved(empty) == ([], []) and empty["paths"] == plain["paths"]


@pytest.mark.parametrize("what_if", [{"withoutTies": ["k-tasha-dre"]}, {"withoutPeople": ["p-tasha"]}])
async def test_without_the_sister_nobody_is_reached(api: Api, what_if: dict[str, Any]) -> None:
    answer = await ask(api, what_if)
    assert moved(answer) == ([], BOTH)
    assert [path["id"] for path in answer["paths"]] == BOTH  # what is on file stays as it is
    assert moved(await ask(api, what_if, to="p-lewis")) == ([], BOTH[1:])


async def test_a_tie_that_would_be_makes_a_better_path_in_the_place_of_the_other(api: Api) -> None:
    answer = await ask(api, {"withTies": [tie("p-lewis", "p-dre", closeness="VERY_STRONG", lastContact="2026-04-01")]})
    assert moved(answer) == (["what-if|01"], BOTH[1:])
    path = answer["whatIf"]["appears"][0]
    assert (path["endName"], path["weakest"]) == ("Lewis Placeholdt", 5)
    step = path["steps"][0]
    assert step["ties"] == [{"id": "what-if|01", "statedBy": None, "sources": []}]
    assert step["sentence"] == (
        "Lewis Placeholdt supports Dre Exemplard; assumed for this question, on no file; very strong;"
        " last contact 1 April 2026."
    )


async def test_a_weak_tie_beside_a_strong_one_changes_no_path(api: Api) -> None:
    assert moved(await ask(api, {"withTies": [tie("p-tasha", "p-dre", closeness="WEAK")]})) == ([], [])


async def test_a_path_that_only_moves_down_the_list_does_not_disappear(api: Api) -> None:
    better = {"withTies": [tie("p-lewis", "p-dre", closeness="VERY_STRONG", lastContact="2026-04-20")]}
    assert moved(await ask(api, better, first=1)) == (["what-if|01"], [])
    assert moved(await ask(api, better, first=1, to="p-lewis")) == (["what-if|01"], [])


async def test_assuming_both_ways_at_once(api: Api) -> None:
    both = {"withoutTies": ["k-tasha-dre"], "withTies": [tie("p-dre", "p-lewis", closeness="STRONG")]}
    assert moved(await ask(api, both)) == (["what-if|01", "what-if|01 k-lewis-tasha"], BOTH)


@pytest.mark.parametrize("person", ["p-nobody", "p-ron"])
async def test_somebody_unknown_and_somebody_hidden_count_as_absent(api: Api, person: str) -> None:
    for what_if in ({"withoutPeople": [person]}, {"withTies": [tie("p-dre", person), tie(person, "p-tasha")]}):
        assert await ask(api, what_if) == await ask(api, {})


async def test_a_tie_unknown_and_a_tie_hidden_count_as_absent(api: Api, graph: Graph) -> None:
    hidden = await graph.run_alone("MATCH (:Person {id: 'p-ron'})-[t]-(:Person) RETURN t.id AS id LIMIT 1")
    for id in ("no-such-tie", hidden[0]["id"]):
        assert await ask(api, {"withoutTies": [id]}, "p-marcus") == await ask(api, {}, "p-marcus")


async def test_no_assumption_frees_somebody_whom_a_line_bars(api: Api, graph: Graph) -> None:
    """Carl, against whom there is an order: leave out the order, leave out what makes Dana near, draw a tie to him."""
    rows = await graph.run_alone(
        "MATCH (a:Person)-[t]-(b) WHERE t.id IS NOT NULL AND ('p-carl' IN [a.id, b.id] OR type(t) = 'RESTRAINED_FROM')"
        " RETURN DISTINCT t.id AS id ORDER BY id LIMIT 20"
    )
    ids = [row["id"] for row in rows]
    assert len(ids) > 1
    for what_if in (
        {"withoutTies": ids},
        {"withoutTies": ids, "withTies": [tie("p-carl", "p-marcus", "CAREGIVER_OF", closeness="VERY_STRONG")]},
        {"withTies": [tie("p-ivy", "p-carl", closeness="STRONG"), tie("p-carl", "p-marcus", closeness="STRONG")]},
    ):
        answer = await ask(api, what_if, "p-marcus", steps=4)
        assert not any("p-carl" in str(path) or "Carl" in str(path) for path in answer["whatIf"]["appears"])


async def test_somebody_recorded_since_the_arrays_were_read_is_no_fault(api: Api, graph: Graph) -> None:
    engine, sight = await engine_of(graph), replace(sight_of(random_case(0)), allowed=(1, 2, 3))
    what_if = WhatIf(with_ties=(AssumedTie("p-dre", "p-lewis", "SUPPORTS"),))

    async def there(_: object, people: frozenset[str]) -> frozenset[str]:
        return people

    assert (await assumed(graph, sight, what_if, engine, there)).ties
    await graph.run_alone(
        "MATCH (p:Person {id: 'p-dre'}) CREATE (:Person {id: 'p-late'})-[:SUPPORTS {id: 't-late', cls: 1}]->(p)"
    )
    try:
        with pytest.raises(Moved):
            await assumed(graph, sight, what_if, engine, there)
    finally:
        await graph.run_alone("MATCH (p:Person {id: 'p-late'}) DETACH DELETE p")


THREE = """MATCH (:Person {id: 'p-dre'})-[t {id: 'k-tasha-dre'}]-(:Person)
CREATE (h:Household {id: 'h-three', kind: 'FAMILY', cls: t.cls, owner: t.owner, verification: 'STATED'}) WITH h, t
UNWIND ['p-dre', 'p-tasha', 'p-lewis'] AS id MATCH (p:Person {id: id})
CREATE (p)-[m:MEMBER_OF_HOUSEHOLD]->(h) SET m = t {.*, id: 'm-' + id, role: null}"""


@pytest.mark.parametrize("cap", [2, 3])
async def test_leaving_a_member_out_makes_no_step_of_a_group_that_is_too_large(
    api: Api, graph: Graph, cap: int
) -> None:
    """How many people a group has is a matter of the file; what is left out of it is no step."""
    capped = over_arrays(replace(api, served=replace(api.served, site=replace(Site(), group_member_cap=cap))))
    await graph.run_alone(THREE)
    try:
        answer = await ask(capped, {"withoutTies": ["m-p-lewis", "k-tasha-dre"]})
        everything = await ask(capped)
    finally:
        await graph.run_alone("MATCH (h:Household {id: 'h-three'}) DETACH DELETE h")
    appears, disappears = moved(answer)
    shown = [path["id"] for path in everything["paths"]]
    assert any("m-p-dre" in path for path in shown) == (cap == 3)
    assert any("m-p-dre m-p-tasha" in path for path in appears) == (cap == 3)
    assert (appears == []) == (cap == 2) and disappears


async def test_nothing_of_it_is_stored(api: Api, graph: Graph) -> None:
    await ask(api, {})
    before = await graph.run_alone(CHECKSUM)
    what_if = {
        "withoutPeople": ["p-lewis"],
        "withoutTies": ["k-tasha-dre"],
        "withTies": [tie("p-dre", "p-ivy", "KIN_OF", role="SIS"), tie("p-dre", "p-joe")],
    }
    assert (await ask(api, what_if))["whatIf"]["disappears"]
    assert await graph.run_alone(CHECKSUM) == before
    assert [path["id"] for path in (await ask(api))["paths"]] == BOTH


@pytest.mark.parametrize(
    ("what_if", "message"),
    [
        ({"withTies": [tie("p-dre", "p-ivy", "CO_FIO")]}, "whatIf.withTies[0] is no SUPPORT tie"),
        ({"withTies": [tie("p-dre", "p-dre")]}, "whatIf.withTies[0] joins somebody with themselves"),
        ({"withTies": [tie("p-dre", "p-ivy", lastContact="2026-04-21")]}, "withTies[0].lastContact lies in the future"),
        ({"withoutPeople": [f"p{n}" for n in range(21)]}, "whatIf.withoutPeople takes at most 20"),
        ({"withoutTies": [f"t{n}" for n in range(21)]}, "whatIf.withoutTies takes at most 20"),
    ],
)
async def test_an_assumption_out_of_bounds_is_refused_by_name(api: Api, what_if: dict[str, Any], message: str) -> None:
    body = await api.reply(WHAT_IF, {"person": "p-dre", "whatIf": what_if})
    assert message in body["errors"][0]["message"]


async def test_by_statements_nothing_can_be_assumed(graph: Graph, tmp_path: Path) -> None:
    plain = await api_on(graph, tmp_path, bundle=None)
    body = await plain.reply(WHAT_IF, {"person": "p-dre", "whatIf": {}})
    assert body["errors"][0]["extensions"]["code"] == "ENGINE_REQUIRED"
