"""The generated city in a real Neo4j: loaded whole, and the worked families untouched by it."""

import csv
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from graphsvc.clock import clock_from
from graphsvc.database.driver import Graph
from graphsvc.importing.run import import_bundle
from graphsvc.model.nouns import NOUNS
from seed.city import FAMILIES, build
from tests.conftest import settings_at
from tests.live.api import Api, api_on

PEOPLE = 400
LISTS = ("mustNotify", "needsSafetyCheck", "byRouteOnly", "reachFirst", "reachNext", "learnMore", "later")
_LISTED = " ".join(f"{name} {{ edges {{ node {{ name }} }} }}" for name in LISTS)
REACH = f"""query Reach($person: ID!) {{ relativesToReach(person: $person) {{
  __typename ... on RelativesToReachAnswer {{ explanation limitsOfThisAnswer {_LISTED} }}
}} }}"""
PATHS = """query Paths($person: ID!, $kind: PathKind!) { influencePaths(person: $person, kind: $kind) {
  __typename ... on InfluencePathsAnswer { explanation limitsOfThisAnswer paths { weakestPoint steps { sentence } } }
} }"""
PERSONAS = FAMILIES.parent / "personas.csv"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("bundle")
    build(out, PEOPLE, seed=3)
    return out


@pytest.fixture(scope="module")
async def api(graph: Graph, bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    yield await api_on(graph, tmp_path_factory.mktemp("city"), bundle=bundle)


def rows(folder: Path, noun: str) -> list[dict[str, str]]:
    with (folder / f"{noun}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


async def test_every_row_is_in_the_graph(api: Api, bundle: Path) -> None:
    sent = {noun.name: len(rows(bundle, noun.name)) for noun in NOUNS if noun.name != "agencies"}
    assert await stored(api.served.graph) == sent


async def stored(graph: Graph) -> dict[str, int]:
    """Nodes or relationships of each noun."""
    found = {}
    for noun in NOUNS:
        what = f"MATCH (n:{noun.label})" if noun.shape == "NODE" else f"MATCH ()-[n:{noun.label}]->()"
        if noun.name != "agencies":
            found[noun.name] = (await graph.run_alone(f"{what} RETURN count(n) AS n", label="count"))[0]["n"]
    return found


async def test_loading_it_again_changes_nothing(api: Api, bundle: Path, tmp_path: Path) -> None:
    report = await import_bundle(bundle, api.served.graph, settings_at(tmp_path), clock_from("2026-04-20T09:00"))
    assert (report.loaded, report.rejected) == (0, 0)


async def test_nobody_of_the_city_is_tied_to_the_families(api: Api) -> None:
    crossing = await api.served.graph.run_alone(
        "MATCH (a:Person WHERE a.id STARTS WITH 'p-')--(b:Person WHERE NOT b.id STARTS WITH 'p-') RETURN count(*) AS n",
        label="crossing",
    )
    shared = await api.served.graph.run_alone(
        "MATCH (a:Person WHERE a.id STARTS WITH 'p-')--(x)--(b:Person WHERE NOT b.id STARTS WITH 'p-')"
        " WHERE NOT x:Staff AND NOT x:Agency RETURN count(*) AS n",
        label="sharing",
    )
    assert (crossing[0]["n"], shared[0]["n"]) == (0, 0)


async def test_every_worker_among_the_personas_has_somebody_on_the_caseload(api: Api) -> None:
    own = {"SOCIAL_WORKER", "CW_WORKER", "STREET_WORKER", "SCHOOL_LIAISON", "HEALTH_VIP", "PROBATION_OFFICER"}
    with PERSONAS.open(encoding="utf-8", newline="") as file:
        workers = sorted(row["staff_id"] for row in csv.DictReader(file) if row["role"] in own)
    found = await api.served.graph.run_alone(
        "MATCH (s:Staff)-[:ASSIGNED_TO]->(:Person) WHERE s.id IN $ids RETURN DISTINCT s.id AS id ORDER BY id",
        label="caseloads",
        ids=workers,
    )
    assert [row["id"] for row in found] == workers


async def test_every_persona_may_open_the_purpose_printed_beside_the_name(api: Api) -> None:
    with PERSONAS.open(encoding="utf-8", newline="") as file:
        personas = [row for row in csv.DictReader(file) if row["purpose"]]
    for row in personas:
        principal = await api.principal(row["staff_id"])
        assert await api.handle(principal, row["purpose"], row["case_id"] or None), row["name"]


async def test_the_worked_families_answer_in_the_city_as_they_do_alone(
    api: Api, graph: Graph, tmp_path_factory: pytest.TempPathFactory
) -> None:
    in_the_city = await answers(api)
    alone = await answers(await api_on(graph, tmp_path_factory.mktemp("alone"), bundle=FAMILIES))
    assert in_the_city == alone
    assert {name.split()[0] for name in listed(alone["reach"], "reachFirst")} == {"Ivy", "Joe", "Lena"}
    assert [len(alone[kind]["influencePaths"]["paths"]) for kind in ("SUPPORT", "PEER")] == [2, 1]


async def answers(api: Api) -> dict[str, Any]:
    """Relatives to reach for Marcus, and Dre's paths of both kinds."""
    return {
        "reach": await api.ask(REACH, {"person": "p-marcus"}),
        "SUPPORT": await api.ask(PATHS, {"person": "p-dre", "kind": "SUPPORT"}),
        "PEER": await api.ask(PATHS, {"person": "p-dre", "kind": "PEER"}, as_="s-ines"),
    }


def listed(answer: dict[str, Any], name: str) -> list[str]:
    return [edge["node"]["name"] for edge in answer["relativesToReach"][name]["edges"]]
