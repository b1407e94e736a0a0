"""Family, household, ties, contacts, gangs and places, asked over HTTP of the worked families and planted people."""

from typing import Any

import pytest

from graphsvc.api.ids import global_id
from graphsvc.database.driver import Graph, counted
from tests.live.api import Api, api_on, plant

FAMILY = {
    "compartment": "FAMILY",
    "owner": "EOHHS",
    "stated_by": "p-zed",
    "stated_as": "PERSON",
    "stated_at": "2026-04-01",
}
PUBLIC = {"compartment": "PUBLIC", "owner": "EOHHS", "stated_at": "2026-04-01"}
POLICE = {"compartment": "CORI", "owner": "BPD", "stated_as": "OFFICER", "stated_at": "2026-03-01"}
INTEL = {"compartment": "INTEL_28CFR23", "owner": "BPD", "stated_at": "2026-03-01"}
ZED = ("zed", "zoe", "zia", "zack", "zuri", "zola", "zara")
PLACES = {
    "l-park": ("42.3001", "-71.1001", "l-city"),
    "l-zuri": ("42.3002", "-71.1002", "l-city"),
    "l-shelter": ("42.3003", "-71.1003", "l-city"),
    "l-floor": ("42.3003", "-71.1003", "l-shelter"),
    "l-room": ("42.3003", "-71.1003", "l-floor"),
    "l-kiosk": ("42.4003", "-71.1003", "l-block"),
}


def named(who: str, **more: str) -> dict[str, str]:
    return {"id": f"n-{who}", "person": f"p-{who}", "given": who.title(), "family": "Plantedson", **FAMILY, **more}


def kin(who: str, role: str, **more: str) -> dict[str, str]:
    return {"id": f"k-{who}", "relative": f"p-{who}", "person": "p-zed", "role": role, **FAMILY, **more}


def lives(who: str, where: str, **more: str) -> dict[str, str]:
    return {"id": f"r-{who}", "person": f"p-{who}", "location": where, **FAMILY, **more}


def member(who: str, gang: str, status: str = "VERIFIED_MEMBER", until: str = "2028-01-01") -> dict[str, str]:
    evidence = {"criteria": "COURT_FINDING|DOCUMENTED_ROLE", "evidence": "doc-1|doc-2", "verified_by": "s-ivan"}
    return {
        "id": f"af-{who}-{gang}",
        "person": f"p-{who}",
        "gang": gang,
        "status": status,
        "retain_until": until,
        **evidence,
        **INTEL,
    }


@pytest.fixture(scope="module")
async def api(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Api:
    made = await api_on(graph, tmp_path_factory.mktemp("family"))
    await plant(
        made,
        tmp_path_factory.mktemp("planted") / "bundle",
        people=[{"id": f"p-{who}"} for who in ZED],
        names=[named(who) for who in ZED],
        births=[
            {"id": f"b-{who}", "person": f"p-{who}", "sex": "FEMALE", **FAMILY} for who in ("zed", "zoe", "zia", "zuri")
        ],
        kin=[
            kin("zoe", "SIS", valid_from="2001-05-06"),
            kin("zia", "AUNT", side="MATERNAL"),
            kin("zack", "COUSN", **POLICE),
            kin("zuri", "MTH", contested_at="2026-04-02"),
            kin("zola", "SIB", valid_to="2026-04-19"),
        ],
        unions=[
            {
                "id": "u-zara",
                "partner_a": "p-zed",
                "partner_b": "p-zara",
                "category": "MARRIED",
                "status": "DISSOLVED",
                **FAMILY,
            }
        ],
        supports=[{"id": "su-zola", "supporter": "p-zola", "person": "p-zed", "kinds": "LISTEN", **FAMILY}],
        assignments=[{"id": "a-zed", "staff": "s-sam", "person": "p-zed", "valid_from": "2026-01-01"}],
        locations=[{"id": id} for id in ("l-city", "l-block", *PLACES)],
        places=[
            {"id": "pl-city", "location": "l-city", "kind": "DISTRICT", "label": "The city", **PUBLIC},
            {"id": "pl-block", "location": "l-block", "kind": "STREET_SEGMENT", "label": "A block", **PUBLIC},
            *(
                {
                    "id": f"pl-{id}",
                    "location": id,
                    "kind": "ADDRESS",
                    "label": id,
                    "latitude": lat,
                    "longitude": lon,
                    "within": within,
                    **PUBLIC,
                }
                for id, (lat, lon, within) in PLACES.items()
            ),
        ],
        addresses=[
            lives("zed", "l-park"),
            lives("zoe", "l-park"),
            lives("zuri", "l-zuri", confidential="yes"),
            {**lives("zuri", "l-block", confidential="yes"), "id": "r-zuri-block"},
            {**lives("zed", "l-room"), "id": "r-zed-room"},
            lives("zia", "l-park"),
            lives("zola", "l-shelter", kind="SHELTER"),
            lives("carl", "l-park"),
        ],
        gangs=[
            {"id": f"g-{name}", "name": f"{name} street", "compartment": comp, "owner": "BPD"}
            for name, comp in (("a", "PROGRAMME"), ("b", "PROGRAMME"), ("c", "INTEL_28CFR23"))
        ],
        rivalries=[
            {
                "id": "rv-ab",
                "gang_a": "g-a",
                "gang_b": "g-b",
                "reviewed_at": "2026-03-01",
                "compartment": "PROGRAMME",
                "owner": "BPD",
            },
            {
                "id": "rv-ac",
                "gang_a": "g-c",
                "gang_b": "g-a",
                "reviewed_at": "2026-03-01",
                "compartment": "PROGRAMME",
                "owner": "BPD",
            },
        ],
        alliances=[
            {
                "id": "al-ab",
                "gang_a": "g-a",
                "gang_b": "g-b",
                "reviewed_at": "2025-10-01",
                "compartment": "PROGRAMME",
                "owner": "BPD",
            }
        ],
        affiliations=[
            member("k", "g-a"),
            member("dre", "g-b", status="PURGED"),
            member("zack", "g-a", until="2026-04-19"),
            member("zara", "g-a", status="CONTESTED"),
        ],
    )
    return made


KIN = """query Q($id: ID!, $asOf: Date) { kin(person: $id, asOf: $asOf) {
  __typename ... on Problem { code }
  ... on KinAnswer { kin { totalCount edges {
    words role side since until closeness tone lastContact
    node { title addresses { label } } source { agency statedBy statedAt verification questioned }
  } } }
} }"""
TIES = """query Q($id: ID!, $kinds: [TieKind!]) { ties(person: $id, kinds: $kinds) {
  __typename ... on Problem { code }
  ... on TiesAnswer { ties { totalCount edges { tieId kind words node { title } } } }
} }"""


async def relatives(api: Api, person: str, *, as_: str = "s-sam", **variables: Any) -> dict[str, str]:
    data = (await api.ask(KIN, {"id": person, **variables}, as_=as_))["kin"]
    return {edge["node"]["title"]: edge["words"] for edge in data["kin"]["edges"]}


async def test_kin_are_told_from_the_asked_persons_side(api: Api) -> None:
    assert await relatives(api, "p-zed") == {
        "Zoe Plantedson": "sister",
        "Zia Plantedson": "aunt",
        "Zuri Plantedson": "mother",
        "Zara Plantedson": "former spouse",
    }
    assert await relatives(api, "p-zoe") == {"Zed Plantedson": "sister"}
    assert await relatives(api, "p-zia") == {"Zed Plantedson": "niece"}


async def test_an_edge_carries_the_ties_facts(api: Api) -> None:
    edges = (await api.ask(KIN, {"id": "p-dre"}))["kin"]["kin"]["edges"]
    assert next(edge for edge in edges if edge["words"] == "sister") == {
        "words": "sister",
        "role": "SIS",
        "side": "BOTH",
        "since": "2006-11-03",
        "until": None,
        "closeness": "VERY_STRONG",
        "tone": "CLOSE",
        "lastContact": "2026-04-18",
        "node": {"title": "Tasha Exemplard", "addresses": []},
        "source": {
            "agency": "EOHHS",
            "statedBy": "Dre Exemplard",
            "statedAt": "2026-04-02",
            "verification": "STATED",
            "questioned": False,
        },
    }


async def test_a_contested_tie_is_shown_as_questioned(api: Api) -> None:
    edges = (await api.ask(KIN, {"id": "p-zed"}))["kin"]["kin"]["edges"]
    assert {edge["words"]: edge["source"]["questioned"] for edge in edges}["mother"] is True


async def test_as_of_shows_the_ties_of_that_day(api: Api) -> None:
    assert "Zola Plantedson" in await relatives(api, "p-zed", asOf="2026-04-19")


async def test_a_relative_under_no_contact_is_named_and_has_no_address(api: Api) -> None:
    edges = (await api.ask(KIN, {"id": "p-marcus"}))["kin"]["kin"]["edges"]
    assert [edge["node"] for edge in edges if edge["words"] == "father"] == [
        {"title": "Carl Sampleton", "addresses": []}
    ]
    asked = """query Q($id: ID!) {
      person(id: "p-carl") { ... on PersonAnswer { person { title addresses { label } } } }
      node(id: $id) { ... on Person { title addresses { label } } }
      people(search: "Carl Sampleton") { ... on PeopleAnswer { people { edges {
        node { title addresses { label } } } } } }
    }"""
    data = await api.ask(asked, {"id": global_id("Person", "p-carl")})
    carl = {"title": "Carl Sampleton", "addresses": []}
    found = [edge["node"] for edge in data["people"]["people"]["edges"] if edge["node"]["title"] == carl["title"]]
    assert (data["person"]["person"], data["node"], found) == (carl, carl, [carl])


async def test_a_relative_known_only_to_the_police_is_absent_for_the_worker(api: Api) -> None:
    assert "Ron Placeholderby" not in await relatives(api, "p-marcus")
    assert len(await relatives(api, "p-marcus")) == 8


@pytest.mark.parametrize("field", ["kin", "ties", "household", "touchpoints"])
@pytest.mark.parametrize("person", ["p-nobody", "p-k"])
async def test_unknown_and_hidden_people_are_not_found_in_every_field(api: Api, field: str, person: str) -> None:
    data = await api.ask(f'{{ {field}(person: "{person}") {{ ... on Problem {{ code message nextStep }} }} }}')
    assert data[field]["code"] == "NOT_FOUND"


async def test_touchpoints_need_the_person_on_the_caseload(api: Api) -> None:
    data = await api.ask('{ touchpoints(person: "p-tasha") { ... on Problem { code } } }')
    assert data["touchpoints"] == {"code": "NOT_FOUND"}


async def test_ties_tell_their_kinds_apart(api: Api) -> None:
    async def kinds(**variables: Any) -> list[tuple[str, str]]:
        edges = (await api.ask(TIES, {"id": "p-zed", **variables}))["ties"]["ties"]["edges"]
        return [(edge["kind"], edge["words"]) for edge in edges]

    assert await kinds(kinds=["SUPPORT", "UNION"]) == [("UNION", "former spouse"), ("SUPPORT", "supporter")]
    assert ("KIN", "sister") in await kinds()


async def test_the_police_see_the_co_arrest_of_their_case_and_no_kin(api: Api) -> None:
    edges = (await api.ask(TIES, {"id": "p-dre"}, as_="s-ines"))["ties"]["ties"]["edges"]
    assert [(edge["kind"], edge["node"]["title"]) for edge in edges] == [("CO_ARREST", "K Nobodyson")]
    assert await relatives(api, "p-dre", as_="s-ines") == {}


HOUSEHOLD = """query Q($id: ID!, $asOf: Date) { household(person: $id, asOf: $asOf) {
  ... on HouseholdAnswer { households { id label members { person { title } until } } } } }"""


async def test_a_household_shows_its_members_of_that_day(api: Api) -> None:
    today = await api.ask(HOUSEHOLD, {"id": "p-marcus"})
    before = (await api.ask(HOUSEHOLD, {"id": "p-marcus", "asOf": "2026-04-19"}))["household"]["households"]
    assert today["household"]["households"] == []
    assert [m["person"]["title"] for m in before[0]["members"]] == ["Dana Mockridge", "Marcus Sampleton"]
    assert before[0]["id"] == global_id("Household", "hh-marcus")


async def test_whoever_the_person_restrains_keeps_the_name_and_loses_the_place(api: Api, tmp_path: Any) -> None:
    ask = '{ person(id: "p-zia") { ... on PersonAnswer { person { addresses { label } } } } }'
    assert (await api.ask(ask))["person"]["person"]["addresses"] == [{"label": "l-park"}]
    order = {"id": "o-zed", "restrained": "p-zed", "protected": "p-zia", "type": "HARASSMENT_PREVENTION_258E", **POLICE}
    await plant(api, tmp_path / "order", orders=[order])
    assert (await api.ask(ask))["person"]["person"]["addresses"] == []
    edges = (await api.ask(KIN, {"id": "p-zed", "asOf": "2021-04-20"}))["kin"]["kin"]["edges"]
    assert [edge["node"] for edge in edges if edge["words"] == "aunt"] == [{"title": "Zia Plantedson", "addresses": []}]


async def test_whoever_the_person_harmed_is_absent_from_every_field(api: Api, tmp_path: Any) -> None:
    assert "Zoe Plantedson" in await relatives(api, "p-zed")
    harm = {"id": "h-zoe", "by": "p-zed", "to": "p-zoe", "type": "PHYSICAL", "status": "ALLEGED", **POLICE}
    await plant(api, tmp_path / "harm", harms=[harm])
    assert "Zoe Plantedson" not in await relatives(api, "p-zed")
    assert "Zoe Plantedson" not in await relatives(api, "p-zed", asOf="2021-04-20")
    data = await api.ask(
        """query Q($id: ID!) {
          person(id: "p-zoe") { ... on Problem { code } }
          kin(person: "p-zoe") { ... on Problem { code } }
          node(id: $id) { id }
          people(search: "Zoe") { ... on PeopleAnswer { people { totalCount } } }
          ties(person: "p-zed") { ... on TiesAnswer { ties { edges { node { title } } } } }
        }""",
        {"id": global_id("Person", "p-zoe")},
    )
    assert (data["person"], data["kin"], data["node"]) == ({"code": "NOT_FOUND"}, {"code": "NOT_FOUND"}, None)
    assert data["people"] == {"people": {"totalCount": 0}}
    assert "Zoe" not in str(data["ties"])


GANGS = """{ gangs { __typename ... on Problem { code } ... on GangsAnswer {
  totals { activity gangs }
  gangs { totalCount edges { node { name
    rivals { name stale } allies { name stale }
    members { __typename ... on Problem { code }
      ... on GangMembersAnswer { members { totalCount edges { node { person { title } status documents } } } } }
  } } } } } }"""


async def test_an_investigator_sees_gangs_with_members_in_one_statement_each(api: Api) -> None:
    with counted() as statements:
        edges = (await api.ask(GANGS, as_="s-ines"))["gangs"]["gangs"]["edges"]
    assert [(edge["node"]["name"], edge["node"]["members"]["members"]["totalCount"]) for edge in edges] == [
        ("a street", 2),
        ("b street", 0),
        ("c street", 0),
    ]
    members = [edge["node"] for edge in edges[0]["node"]["members"]["members"]["edges"]]
    assert members == [
        {"person": {"title": "K Nobodyson"}, "status": "VERIFIED_MEMBER", "documents": 2},
        {"person": {"title": "Name not shared with you"}, "status": "CONTESTED", "documents": 2},
    ]
    assert edges[0]["node"]["rivals"] == [{"name": "b street", "stale": False}, {"name": "c street", "stale": False}]
    assert edges[0]["node"]["allies"] == [{"name": "b street", "stale": True}]
    assert statements.count("gang_members") == 1


async def test_gangs_are_told_as_of_the_first_of_all_days(api: Api) -> None:
    told = await api.ask(GANGS.replace("{ gangs {", '{ gangs(asOf: "0001-01-01") {'), as_="s-ines")
    assert [tie["node"]["rivals"] for tie in told["gangs"]["gangs"]["edges"]][1] == [
        {"name": "a street", "stale": False}
    ]


async def test_a_worker_sees_gangs_without_members_and_without_intelligence(api: Api) -> None:
    edges = (await api.ask(GANGS))["gangs"]["gangs"]["edges"]
    assert [edge["node"]["name"] for edge in edges] == ["a street", "b street"]
    assert edges[0]["node"]["rivals"] == [{"name": "b street", "stale": False}]
    assert edges[0]["node"]["members"] == {"__typename": "ForbiddenForRole", "code": "FORBIDDEN_FOR_ROLE"}


async def test_an_executive_gets_totals_with_small_numbers_left_out(api: Api) -> None:
    data = await api.ask(GANGS, as_="s-eve", purpose="PROGRAMME_MANAGEMENT")
    assert data["gangs"]["gangs"] is None
    assert data["gangs"]["totals"] == [{"activity": "ACTIVE", "gangs": None}]


LOCATIONS = """query Q($near: NearInput, $within: ID) { locations(near: $near, within: $within) {
  ... on LocationsAnswer { locations { totalCount edges { node { label metresAway } } } } } }"""


@pytest.mark.parametrize(
    "where",
    [{"near": {"latitude": 42.3, "longitude": -71.1, "metres": 200}}, {"within": "l-city"}],
    ids=["near", "within"],
)
@pytest.mark.parametrize("as_", ["s-sam", "s-ines"])
async def test_locations_never_hold_a_protected_address(api: Api, where: dict[str, Any], as_: str) -> None:
    found = (await api.ask(LOCATIONS, where, as_=as_))["locations"]["locations"]
    assert (found["totalCount"], [edge["node"]["label"] for edge in found["edges"]]) == (1, ["l-park"])


@pytest.mark.parametrize(
    ("outer", "inside"), [("l-shelter", []), ("l-floor", []), ("l-block", [("l-kiosk", [{"withinId": None}])])]
)
async def test_a_room_of_a_shelter_is_at_the_shelter_and_a_house_of_a_street_is_itself(
    api: Api, outer: str, inside: list[Any]
) -> None:
    """Line 7: what is in a protected building is as protected as that; of a street its own id alone is not told."""
    asked = """query($within: ID) { locations(within: $within) { ... on LocationsAnswer { locations {
      edges { node { label places { withinId } } } } } } }"""
    edges = (await api.ask(asked, {"within": outer}))["locations"]["locations"]["edges"]
    assert [(edge["node"]["label"], edge["node"]["places"]) for edge in edges] == inside


async def test_a_room_of_a_shelter_is_nobodys_address_in_an_answer(api: Api) -> None:
    asked = '{ person(id: "p-zed") { ... on PersonAnswer { person { addresses { label } } } } }'
    assert (await api.ask(asked))["person"]["person"]["addresses"] == [{"label": "l-park"}]


@pytest.mark.parametrize(
    "where",
    [
        {},
        {"near": {"latitude": 42.3, "longitude": -71.1, "metres": 5001}},
        {"near": {"latitude": 91, "longitude": 0, "metres": 1}},
        {"near": {"latitude": 42.3, "longitude": -71.1, "metres": 200}, "within": "l-city"},
    ],
)
async def test_a_place_out_of_bounds_is_refused(api: Api, where: dict[str, Any]) -> None:
    assert (await api.reply(LOCATIONS, where))["errors"][0]["extensions"]["code"] == "BAD_INPUT"


@pytest.mark.parametrize("location", ["l-zuri", "l-shelter", "l-floor", "l-room"])
async def test_a_protected_address_is_no_node(api: Api, location: str) -> None:
    data = await api.ask("query Q($id: ID!) { node(id: $id) { id } }", {"id": global_id("Location", location)})
    assert data["node"] is None


async def test_no_statement_count_grows_with_a_list(api: Api) -> None:
    async def asked(person: str) -> int:
        await api.ask(KIN, {"id": person})
        with counted() as names:
            await api.ask(KIN, {"id": person})
        return len(names)

    assert await asked("p-marcus") <= await asked("p-zed") + 1
