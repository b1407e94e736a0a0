"""Who said something is named with a statement only where nobody whom it is about conceals the speaker."""

from typing import Any

import pytest

from graphsvc.api.ids import global_id
from graphsvc.database.driver import Graph
from tests.live.api import Api, api_on, plant

FAMILY = {"compartment": "FAMILY", "owner": "EOHHS", "stated_as": "FAMILY", "stated_at": "2026-04-01"}
POLICE = {"compartment": "CORI", "owner": "BPD", "stated_at": "2026-03-01"}


@pytest.fixture(scope="module")
async def api(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Api:
    """Zed on Sam's caseload, Zia and Zola his sisters; Zola spoke of all. Zia harmed Zola; Zed's double harmed Zoe."""
    made = await api_on(graph, tmp_path_factory.mktemp("speakers"))
    who = ("zed", "zia", "zola", "zoe", "double")
    await plant(
        made,
        tmp_path_factory.mktemp("bundle"),
        people=[{"id": f"p-{one}"} for one in who],
        names=[
            {"id": f"n-{one}", "person": f"p-{one}", "given": one.title(), "family": "Plantedson",
             "stated_by": "p-zola", **FAMILY}
            for one in who
        ],
        kin=[
            {"id": f"k-{one}", "relative": f"p-{one}", "person": "p-zed", "role": "SIS", "stated_by": "p-zola",
             **FAMILY}
            for one in ("zia", "zola", "zoe")
        ],
        households=[{"id": "hh-z", "kind": "FAMILY", **FAMILY}],
        household_members=[
            {"id": f"hm-{one}", "person": f"p-{one}", "household": "hh-z", "stated_by": "p-zola", **FAMILY}
            for one in ("zed", "zia", "zola")
        ],
        assignments=[{"id": "a-zed", "staff": "s-sam", "person": "p-zed", "valid_from": "2026-01-01"}],
        harms=[
            {"id": "h-1", "by": "p-zia", "to": "p-zola", "type": "PHYSICAL", "status": "ALLEGED", **POLICE},
            {"id": "h-2", "by": "p-double", "to": "p-zoe", "type": "PHYSICAL", "status": "ALLEGED", **POLICE},
        ],
        matches=[{"id": "m-1", "person_a": "p-zed", "person_b": "p-double", "state": "PLAUSIBLE"}],
    )  # fmt: skip
    return made


PERSON = """query Q($id: ID!) { person(id: $id) { ... on PersonAnswer { person {
  names { source { statedBy } } } } } }"""
NODE = "query Q($id: ID!) { node(id: $id) { ... on Person { names { source { statedBy } } } } }"
PEOPLE = """query Q($text: String!) { people(search: $text) { ... on PeopleAnswer { people { edges {
  node { title names { source { statedBy } } } } } } } }"""
KIN = """{ kin(person: "p-zed") { ... on KinAnswer { kin { edges {
  source { statedBy } node { title names { source { statedBy } } } } } } } }"""
HOUSEHOLD = """{ household(person: "p-zed") { ... on HouseholdAnswer { households { members {
  source { statedBy } person { title names { source { statedBy } } } } } } } }"""
ZOLA = "Zola Plantedson"


def spoke(person: dict[str, Any]) -> list[str | None]:
    return [name["source"]["statedBy"] for name in person["names"]]


@pytest.mark.parametrize(("who", "named"), [("zed", [ZOLA]), ("zola", [ZOLA]), ("zia", [None])])
async def test_whoever_somebody_harmed_is_not_quoted_about_them(api: Api, who: str, named: list[str | None]) -> None:
    person = (await api.ask(PERSON, {"id": f"p-{who}"}))["person"]["person"]
    node = (await api.ask(NODE, {"id": global_id("Person", f"p-{who}")}))["node"]
    edges = (await api.ask(PEOPLE, {"text": f"{who} Plantedson"}))["people"]["people"]["edges"]
    found = next(edge["node"] for edge in edges if edge["node"]["title"] == f"{who.title()} Plantedson")
    assert (spoke(person), spoke(node), spoke(found)) == (named, named, named)


async def test_a_tie_is_about_both_its_ends(api: Api) -> None:
    edges = (await api.ask(KIN))["kin"]["kin"]["edges"]
    assert {edge["node"]["title"]: (edge["source"]["statedBy"], spoke(edge["node"])) for edge in edges} == {
        "Zia Plantedson": (None, [None]),
        ZOLA: (ZOLA, [ZOLA]),
    }


async def test_a_membership_is_about_its_member_and_the_person_asked_about(api: Api) -> None:
    members = (await api.ask(HOUSEHOLD))["household"]["households"][0]["members"]
    assert {m["person"]["title"]: (m["source"]["statedBy"], spoke(m["person"])) for m in members} == {
        "Zed Plantedson": (ZOLA, [ZOLA]),
        "Zia Plantedson": (None, [None]),
        ZOLA: (ZOLA, [ZOLA]),
    }


async def test_whoever_a_double_of_ones_own_person_harmed_is_absent(api: Api) -> None:
    assert (await api.ask('{ person(id: "p-zoe") { ... on Problem { code } } }'))["person"] == {"code": "NOT_FOUND"}
    node = await api.ask("query Q($id: ID!) { node(id: $id) { id } }", {"id": global_id("Person", "p-zoe")})
    assert node["node"] is None
