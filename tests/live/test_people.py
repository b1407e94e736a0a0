"""Who is who, asked over HTTP of the worked families."""

from typing import Any

import pytest

from graphsvc.api.ids import global_id
from graphsvc.database.driver import Graph
from tests.live.api import Api, api_on


@pytest.fixture(scope="module")
async def api(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Api:
    return await api_on(graph, tmp_path_factory.mktemp("people"))


PERSON = """query Q($id: ID!, $asOf: Date) { person(id: $id, asOf: $asOf) {
  __typename
  ... on Problem { code }
  ... on PersonAnswer { asOf person { id title names { given family kind source { agency questioned } } births { bornOn sex } } }
} }"""


async def test_the_viewer_is_who_the_token_says(api: Api) -> None:
    data = await api.ask(
        "{ viewer { ... on ViewerAnswer { staffId name agency { code sector } roles } } }", as_="s-cora", purpose=None
    )
    assert data["viewer"] == {
        "staffId": "s-cora",
        "name": "Cora Wendlow",
        "agency": {"code": "EOHHS", "sector": "HUMAN_SERVICES"},
        "roles": ["CW_WORKER"],
    }


async def test_a_worker_sees_the_person_assigned_to_her(api: Api) -> None:
    found = (await api.ask(PERSON, {"id": "p-marcus"}))["person"]
    assert found["__typename"] == "PersonAnswer", found
    assert found["person"]["id"] == global_id("Person", "p-marcus")
    assert found["person"]["births"] == [{"bornOn": "2009-09-14", "sex": "MALE"}]


async def answers_to(api: Api, document: str, as_: str, *ids: str) -> list[Any]:
    return [(await api.ask(document, {"id": id}, as_=as_))["person"] for id in ids]
