"""Who is who, asked over HTTP of the worked families and a few planted people."""

from typing import Any

import pytest

from graphsvc.api.ids import global_id
from graphsvc.database.driver import Graph
from tests.live.api import Api, api_on, plant

FAMILY = {"compartment": "FAMILY", "owner": "EOHHS", "stated_as": "WORKER", "stated_at": "2026-04-01"}
POLICE = {"compartment": "CORI", "owner": "BPD", "stated_as": "OFFICER", "stated_at": "2026-03-01"}
SEALED = {**FAMILY, "sealed": "yes"}


@pytest.fixture(scope="module")
async def api(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Api:
    made = await api_on(graph, tmp_path_factory.mktemp("people"))
    await plant(
        made,
        tmp_path_factory.mktemp("planted") / "bundle",
        people=[{"id": f"p-{who}"} for who in ("jose", "josie", "hid", "sealed", "nameless")],
        names=[
            {"id": "n-jose", "person": "p-jose", "given": "José Ángel", "family": "Testerworth", **FAMILY},
            {"id": "n-alias", "person": "p-jose", "given": "Peppo", "kind": "NICKNAME", **FAMILY},
            {"id": "n-police", "person": "p-jose", "given": "Josef", "family": "Wrongname", **POLICE},
            {"id": "n-old", "person": "p-jose", "given": "Joey", "kind": "ALIAS", **FAMILY, "valid_to": "2020-01-01"},
            {
                "id": "n-contested",
                "person": "p-jose",
                "given": "Giuseppe",
                "kind": "LEGAL",
                **FAMILY,
                "contested_at": "2026-04-02",
            },
            {"id": "n-josie", "person": "p-josie", "given": "Josie", "family": "Testerworth", **FAMILY},
            {"id": "n-hid", "person": "p-hid", "given": "Hidden", "family": "Testerworth", **POLICE},
            {"id": "n-sealed", "person": "p-sealed", "given": "Sealed", "family": "Testerworth", **SEALED},
        ],
        births=[
            {"id": "b-jose", "person": "p-jose", "born_on": "2008-02-29", "sex": "MALE", **FAMILY},
            {"id": "b-police", "person": "p-jose", "born_on": "2007-02-28", "sex": "MALE", **POLICE},
        ],
        supports=[{"id": "s-nameless", "supporter": "p-nameless", "person": "p-jose", **FAMILY}],
        kin=[{"id": "k-josie", "relative": "p-josie", "person": "p-jose", "role": "SIS", **FAMILY}],
        assignments=[{"id": "a-jose", "staff": "s-sam", "person": "p-jose", "valid_from": "2026-01-01"}],
    )
    return made


PERSON = """query Q($id: ID!, $asOf: Date) { person(id: $id, asOf: $asOf) {
  __typename
  ... on Problem { code message retryable nextStep }
  ... on PersonAnswer {
    asOf person { id title names { given source { agency questioned statedAs } } births { bornOn } }
  }
} }"""
PEOPLE = """query Q($search: String! = "", $filters: PeopleFilters, $first: Int! = 25, $after: String) {
  people(search: $search, filters: $filters, first: $first, after: $after) {
    __typename ... on Problem { code }
    ... on PeopleAnswer { people {
      totalCount pageInfo { hasNextPage hasPreviousPage endCursor } edges { likeness node { title } }
    } }
  }
}"""


async def titles(api: Api, search: str = "", *, as_: str = "s-sam", **filters: Any) -> list[str]:
    data = await api.ask(PEOPLE, {"search": search, "filters": filters}, as_=as_)
    return [edge["node"]["title"] for edge in data["people"]["people"]["edges"]]


async def test_the_viewer_is_who_the_token_says(api: Api) -> None:
    data = await api.ask(
        "{ viewer { ... on ViewerAnswer { staffId name agency { code sector } roles purpose mayOpen } } }",
        as_="s-adam",
        purpose=None,
    )
    assert data["viewer"] == {
        "staffId": "s-adam",
        "name": "Adam Coppergate",
        "agency": {"code": "EOHHS", "sector": "HUMAN_SERVICES"},
        "roles": ["ADMIN"],
        "purpose": None,
        "mayOpen": [],
    }
    assert (await api.ask("{ viewer { ... on ViewerAnswer { purpose caseId } } }", as_="s-ines"))["viewer"] == {
        "purpose": "INVESTIGATION",
        "caseId": "CASE-1",
    }


async def test_a_fresh_install_has_the_thirteen_agencies(api: Api) -> None:
    data = await api.ask("{ agencies { ... on AgenciesAnswer { agencies { code } } } }", purpose=None)
    codes = " ".join(agency["code"] for agency in data["agencies"]["agencies"])
    assert codes == "BCYF BPD BPHC BPS DYS EOHHS EOPSS GOV MAYOR PROBATION SCDA SCSD USAO"


async def test_a_person_is_made_of_the_statements_shared_with_the_asker(api: Api) -> None:
    found = (await api.ask(PERSON, {"id": "p-jose"}))["person"]
    source = {"agency": "EOHHS", "questioned": False, "statedAs": "WORKER"}
    assert found == {
        "__typename": "PersonAnswer",
        "asOf": "2026-04-20",
        "person": {
            "id": global_id("Person", "p-jose"),
            "title": "José Ángel Testerworth",
            "names": [
                {"given": "Peppo", "source": source},
                {"given": "Giuseppe", "source": {**source, "questioned": True}},
                {"given": "José Ángel", "source": source},
            ],
            "births": [{"bornOn": "2008-02-29"}],
        },
    }


async def test_as_of_moves_the_facts(api: Api) -> None:
    found = (await api.ask(PERSON, {"id": "p-jose", "asOf": "2019-12-31"}))["person"]
    assert {name["given"] for name in found["person"]["names"]} == {"José Ángel", "Peppo", "Giuseppe", "Joey"}


async def test_as_of_in_the_future_is_refused(api: Api) -> None:
    body = await api.reply(PERSON, {"id": "p-jose", "asOf": "2026-04-21"})
    assert [error["extensions"]["code"] for error in body["errors"]] == ["BAD_INPUT"]


@pytest.mark.parametrize("id", ["p-nobody", "p-hid", "p-sealed", "p-k", global_id("Person", "p-hid"), "Gang:p-jose"])
async def test_hidden_sealed_distant_and_unknown_people_are_not_found_alike(api: Api, id: str) -> None:
    assert (await api.ask(PERSON, {"id": id}))["person"] == {
        "__typename": "NotFound",
        "code": "NOT_FOUND",
        "message": "Nothing by that id is shared with you.",
        "retryable": False,
        "nextStep": "Check the id, or search by name.",
    }


@pytest.mark.parametrize("id", ["p-jose", "p-nobody"])
@pytest.mark.parametrize(
    ("as_", "purpose", "code"), [("s-sam", None, "PURPOSE_REQUIRED"), ("s-eve", None, "FORBIDDEN_FOR_ROLE")]
)
async def test_refusals_that_name_no_record_are_the_same_for_every_id(
    api: Api, id: str, as_: str, purpose: None, code: str
) -> None:
    assert (await api.ask(PERSON, {"id": id}, as_=as_, purpose=purpose))["person"]["code"] == code


@pytest.mark.parametrize(
    "search",
    ["José Ángel", "jose angel testerworth", "Testerworth, Jose", "Josse Testerwroth", "peppo", "PEPO", "Testerw"],
)
async def test_accents_misspellings_aliases_and_beginnings_are_forgiven(api: Api, search: str) -> None:
    assert "José Ángel Testerworth" in await titles(api, search)


async def test_names_that_are_hidden_neither_match_nor_order(api: Api) -> None:
    assert await titles(api, "Josef Wrongname") == []
    assert await titles(api, "Hidden Testerworth") == []
    assert await titles(api, "Josie Testerworth") == ["Josie Testerworth", "José Ángel Testerworth"]


async def test_a_birth_date_matches_visible_dates_only(api: Api) -> None:
    assert await titles(api, bornOn="2008-02-29") == ["José Ángel Testerworth"]
    assert await titles(api, bornOn="2007-02-28") == []
    assert await titles(api, "jose", bornFrom="2009-01-01") == []


async def test_an_investigator_finds_by_the_names_that_police_may_see(api: Api) -> None:
    assert await titles(api, "Wrongnaem", as_="s-ines") == ["Josef Wrongname"]
    assert await titles(api, "Peppo", as_="s-ines") == []


async def test_places_on_the_list_filter_people(api: Api) -> None:
    assert await titles(api, statuses=["ENGAGED"]) == ["Dre Exemplard", "Marcus Sampleton"]
    assert await titles(api, "marcus", leadAgency="EOHHS") == ["Marcus Sampleton"]
    assert await titles(api, leadAgency="BCYF") == []


async def test_the_same_relative_is_the_same_through_every_field(api: Api) -> None:
    ivy = (
        "title names { given family source { agency } } births { bornOn sex } addresses { label } enrolments { status }"
    )
    data = await api.ask(
        f"""query Q($id: ID!) {{
          person(id: $id) {{ ... on PersonAnswer {{ person {{ {ivy} }} }} }}
          people(search: "Ivy Mockridge", first: 1) {{
            ... on PeopleAnswer {{ people {{ edges {{ node {{ {ivy} }} }} }} }}
          }}
          kin(person: "p-marcus") {{ ... on KinAnswer {{ kin {{ edges {{ node {{ {ivy} }} }} }} }} }}
          ties(person: "p-marcus") {{ ... on TiesAnswer {{ ties {{ edges {{ node {{ {ivy} }} }} }} }} }}
          node(id: $id) {{ ... on Person {{ {ivy} }} }}
          nodes(ids: [$id]) {{ ... on Person {{ {ivy} }} }}
        }}""",
        {"id": global_id("Person", "p-ivy")},
    )
    asked = data["person"]["person"]
    in_lists = [*data["people"]["people"]["edges"], *data["kin"]["kin"]["edges"], *data["ties"]["ties"]["edges"]]
    through = [edge["node"] for edge in in_lists if edge["node"]["title"] == asked["title"]]
    assert [*through, data["node"], *data["nodes"]] == [asked] * 5


async def test_everybody_at_once_is_no_question(api: Api) -> None:
    body = await api.reply(PEOPLE, {}, as_="s-ines")
    assert body["errors"][0]["extensions"]["code"] == "BAD_INPUT"


async def test_pages_go_on_where_the_last_one_ended(api: Api) -> None:
    whole, paged, after = await titles(api), [], None
    for _ in whole:
        data = (await api.ask(PEOPLE, {"first": 1, "after": after}))["people"]["people"]
        assert (data["totalCount"], data["pageInfo"]["hasPreviousPage"]) == (len(whole), after is not None)
        paged += [edge["node"]["title"] for edge in data["edges"]]
        after = data["pageInfo"]["endCursor"]
    assert paged == whole and not data["pageInfo"]["hasNextPage"]


@pytest.mark.parametrize(
    "variables", [{"first": 0}, {"first": 101}, {"after": "nonsense"}, {"after": "WzEsMl0"}, {"search": "a" * 101}]
)
async def test_a_page_out_of_bounds_is_refused(api: Api, variables: dict[str, Any]) -> None:
    body = await api.reply(PEOPLE, variables)
    assert [error["extensions"]["code"] for error in body["errors"]] == ["BAD_INPUT"]


async def test_a_person_without_a_visible_name_says_so(api: Api) -> None:
    found = (await api.ask(PERSON, {"id": "p-nameless"}))["person"]
    assert found["person"] == {
        "id": global_id("Person", "p-nameless"),
        "title": "Name not shared with you",
        "names": [],
        "births": [],
    }


NODES = "query Q($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Person { title } } }"
WANTED = [
    ("Person", "p-jose"),
    ("Person", "p-hid"),
    ("Person", "p-nobody"),
    ("Agency", "BPD"),
    ("Gang", "g-none"),
    ("Location", "l"),
]


async def test_nodes_are_authorized_as_their_own_field_and_null_otherwise(api: Api) -> None:
    ids = [global_id(*each) for each in WANTED]
    assert (await api.ask(NODES, {"ids": [*ids, "x"]}))["nodes"] == [
        {"__typename": "Person", "id": ids[0], "title": "José Ángel Testerworth"},
        None,
        None,
        {"__typename": "Agency", "id": ids[3]},
        None,
        None,
        None,
    ]


async def test_without_a_purpose_node_is_null_for_people(api: Api) -> None:
    ids = [global_id(*each) for each in WANTED]
    data = await api.ask(NODES, {"ids": ids}, purpose=None)
    assert [node and node["__typename"] for node in data["nodes"]] == [None, None, None, "Agency", None, None]


async def test_the_revision_moves_with_the_answer_and_not_with_hidden_writes(api: Api, tmp_path: Any) -> None:
    ask = '{ person(id: "p-jose") { ... on PersonAnswer { revision } } }'
    before = await api.ask(ask)
    hidden = {"id": "n-more", "person": "p-jose", "given": "Zed", "kind": "ALIAS", **POLICE}
    await plant(api, tmp_path / "a", names=[hidden])
    assert await api.ask(ask) == before
    await plant(api, tmp_path / "b", names=[{**hidden, "id": "n-seen", **FAMILY}])
    assert await api.ask(ask) != before
