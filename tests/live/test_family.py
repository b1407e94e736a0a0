"""Kinship worked out, asked over HTTP of the worked families and of a family made by hand."""

from pathlib import Path
from typing import Any

import pytest

from graphsvc.database.driver import Graph
from tests.live.api import Api, api_on, plant
from tests.live.arrays import over_arrays

FAMILY = {"compartment": "FAMILY", "owner": "EOHHS", "stated_at": "2026-04-01", "stated_as": "FAMILY"}
POLICE = {"compartment": "CORI", "owner": "BPD", "stated_as": "OFFICER"}
SEX = {"m": "MALE", "f": "FEMALE", "x": ""}
PEOPLE = """
zed m 1995-02-01       zora f 1970-05-05     zak m 1968-08-08     zeno m 1972-01-01
zelda f 1940-01-01     zuzu f 1999-09-09     zina f 2005-05-05    zita f 1945-01-01
zorro m 1944-01-01     zubin m 1972-02-02    zaza f 1996-06-06    zola f 2000-01-01
zoya f 2010-10-10      zack m 1994-04-04     zenobia f 1990-01-01
"""
PARENTS = """
zora MTH zed | zak FTH zed | zelda MTH zeno | zeno FTH zuzu | zora MTH zina | zeno FTH zina | zita MTH zora
zorro FTH zora | zita MTH zubin | zorro FTH zubin | zaza DAUC zubin | zola CHLDADOPT zubin | zoya CHLDFOST zora
"""
"""Who is what of whom; zina was stated to be zed's sister besides, which is more than is known."""
UNIONS = (("zora", "zak", "DISSOLVED"), ("zora", "zeno", "CURRENT"), ("zed", "zaza", "CURRENT"))


def kin(relative: str, role: str, person: str, **more: str) -> dict[str, str]:
    ends = {"relative": f"p-{relative}", "person": f"p-{person}", "role": role}
    return {"id": f"k-{relative}-{person}-{role}", **ends, **FAMILY, **more}


def rows() -> dict[str, list[dict[str, str]]]:
    people = [line.split() for chunk in PEOPLE.strip().split("\n") for line in chunk.split("   ") if line.strip()]
    said = [each.split() for line in PARENTS.strip().splitlines() for each in line.split("|")]
    return {
        "people": [{"id": f"p-{who}"} for who, *_ in people],
        "names": [
            {"id": f"n-{who}", "person": f"p-{who}", "given": who.capitalize(), "family": "Handmade", **FAMILY}
            for who, *_ in people
        ],
        "births": [
            {"id": f"b-{who}", "person": f"p-{who}", "sex": SEX[sex], "born_on": day, **FAMILY}
            for who, sex, day in people
        ],
        "deaths": [
            {"id": "d-zorro", "person": "p-zorro", "died_on": "2001-01-01", **FAMILY},
            {"id": "d-zelda", "person": "p-zelda", **FAMILY},
        ],
        "kin": [
            *(kin(*each) for each in said),
            kin("zina", "SIS", "zed", last_contact="2026-04-20"),
            kin("zack", "COUSN", "zed", side="PATERNAL"),
        ],
        "unions": [
            {"id": f"u-{a}-{b}", "partner_a": f"p-{a}", "partner_b": f"p-{b}", "category": "MARRIED", "status": how,
             **FAMILY} for a, b, how in UNIONS
        ],
        "assignments": [{"id": "a-zed", "staff": "s-sam", "person": "p-zed", "valid_from": "2026-01-01"}],
    }  # fmt: skip


KINSHIP = """
query Q($a: ID!, $b: ID!) { kinship(a: $a, b: $b) {
  __typename ... on Problem { code }
  ... on KinshipAnswer { known words more revision limitsOfThisAnswer
    lines { words code degree side basis whole sentence people { name } commonAncestors { name }
      ties { tieId kind sentence source { agency verification } } }
    stated { words code degree basis tie { tieId source { agency questioned } } }
    contradictions { code sentence nextStep people { name } ties { tieId } } }
} }"""
RELATIVES = """
query Q($id: ID!, $maxDegree: Int!, $side: Side, $livingAt: Date, $step: Boolean!, $inLaws: Boolean!, $first: Int!,
  $after: String) {
  relatives(person: $id, maxDegree: $maxDegree, side: $side, livingAt: $livingAt, includeStep: $step,
    includeInLaws: $inLaws, first: $first, after: $after) {
  __typename ... on Problem { code }
  ... on RelativesAnswer { truncated revision relatives { totalCount pageInfo { hasNextPage endCursor } edges { node {
    name words degree side basis known life lifeReasons { code date source } line { sentence } stated { words } } } } }
} }"""
ISSUES = """query Q($id: ID!) { kinIssues(person: $id) { __typename ... on Problem { code }
  ... on KinIssuesAnswer { truncated issues { code sentence nextStep people { name } ties { tieId } } } } }"""


@pytest.fixture(scope="module", params=["statements", "arrays"])
async def api(request: pytest.FixtureRequest, graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Api:
    """Family ties are read either way, and both answer alike."""
    made = await api_on(graph, tmp_path_factory.mktemp("family"))
    await plant(made, tmp_path_factory.mktemp("planted") / "bundle", **rows())
    return over_arrays(made) if request.param == "arrays" else made


async def kinship(api: Api, a: str, b: str) -> dict[str, Any]:
    answer: dict[str, Any] = (await api.ask(KINSHIP, {"a": f"p-{a}", "b": f"p-{b}"}))["kinship"]
    return answer


async def relatives(api: Api, person: str, **more: Any) -> dict[str, Any]:
    usual = {"maxDegree": 4, "step": True, "inLaws": True, "first": 100}
    answer: dict[str, Any] = (await api.ask(RELATIVES, {"id": f"p-{person}", **usual, **more}))["relatives"]
    return answer


async def told(api: Api, person: str = "zed", **more: Any) -> dict[str, str]:
    """Name → words, in order."""
    answer = await relatives(api, person, **more)
    return {row["name"].split()[0]: row["words"] for row in nodes(answer)}


def nodes(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in answer["relatives"]["edges"]]


async def test_a_line_is_told_whole(api: Api) -> None:
    answer = await kinship(api, "marcus", "dana")
    assert answer.pop("revision")
    assert answer == {
        "__typename": "KinshipAnswer",
        "known": "WORKED_OUT",
        "words": "mother",
        "more": False,
        "limitsOfThisAnswer": ["Built from what is shared with you. Before a first contact, run the screen."],
        "lines": [
            {
                "words": "mother",
                "code": "MTH",
                "degree": 1,
                "side": "MATERNAL",
                "basis": "BLOOD",
                "whole": None,
                "sentence": "mother",
                "people": [{"name": "Marcus Sampleton"}, {"name": "Dana Mockridge"}],
                "commonAncestors": [],
                "ties": [
                    {
                        "tieId": "k-dana-marcus",
                        "kind": "KIN",
                        "sentence": "Dana Mockridge is the mother of Marcus Sampleton.",
                        "source": {"agency": "EOHHS", "verification": "PROVEN"},
                    }
                ],
            }
        ],
        "stated": [
            {
                "words": "guardian",
                "code": "GUARD",
                "degree": 1,
                "basis": None,
                "tie": {"tieId": "g-dana-marcus", "source": {"agency": "EOHHS", "questioned": False}},
            }
        ],
        "contradictions": [],
    }


@pytest.mark.parametrize(
    ("pair", "known", "words"),
    [
        (("marcus", "ivy"), "STATED", "maternal grandmother"),
        (("dre", "tasha"), "STATED", "sister"),
        (("joe", "jay"), "WORKED_OUT", "son"),
        (("dre", "lewis"), "NO_KNOWN_TIE", "no known tie"),
        (("tasha", "lewis"), "STATED", "godparent"),
        (("zed", "zaza"), "WORKED_OUT", "wife, and first cousin"),
        (("zed", "zina"), "BOTH", "half-sister, and wife's first cousin"),
        (("zed", "zeno"), "WORKED_OUT", "stepfather"),
        (("zed", "zelda"), "WORKED_OUT", "stepfather's mother"),
        (("zed", "zuzu"), "WORKED_OUT", "stepsister"),
        (("zed", "zola"), "WORKED_OUT", "sister-in-law, and first cousin by adoption"),
        (("zed", "zoya"), "WORKED_OUT", "foster sister"),
        (("zed", "zubin"), "WORKED_OUT", "father-in-law, and uncle"),
        (("zora", "zak"), "WORKED_OUT", "former husband, and niece's husband's father"),
        (("zak", "zeno"), "NO_KNOWN_TIE", "no known tie"),
        (("zed", "zack"), "STATED", "cousin"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
async def test_what_one_is_to_another(api: Api, pair: tuple[str, str], known: str, words: str) -> None:
    answer = await kinship(api, *pair)
    assert (answer["known"], answer["words"]) == (known, words)


async def test_each_of_several_lines_says_through_whom(api: Api) -> None:
    lines = (await kinship(api, "zed", "zaza"))["lines"]
    told = [(line["sentence"], line["code"], line["degree"], line["basis"], line["side"]) for line in lines]
    assert told == [
        ("wife", "WIFE", 1, "MARRIAGE", "NA"),
        ("first cousin, through Zita Handmade and Zorro Handmade", "MCOUSN", 4, "BLOOD", "MATERNAL"),
    ]
    assert [each["name"].split()[0] for each in lines[1]["people"]] == ["Zed", "Zora", "Zita", "Zubin", "Zaza"]
    assert [each["name"].split()[0] for each in lines[1]["commonAncestors"]] == ["Zita", "Zorro"]
    assert sorted(tie["tieId"] for tie in lines[1]["ties"]) == [
        "k-zaza-zubin-DAUC", "k-zita-zora-MTH", "k-zita-zubin-MTH", "k-zora-zed-MTH", "k-zorro-zora-FTH",
        "k-zorro-zubin-FTH",
    ]  # fmt: skip


async def test_what_was_stated_is_compared_with_what_was_worked_out(api: Api) -> None:
    answer = await kinship(api, "zed", "zina")
    assert answer["lines"][0]["sentence"] == "half-sister, same mother"
    assert [each["words"] for each in answer["stated"]] == ["sister"]
    assert answer["contradictions"] == [
        {
            "code": "STATED_OTHERWISE",
            "sentence": "Stated as sister; worked out as half-sister.",
            "nextStep": "Ask the family which is right; contest the tie that is not, or record the missing parent.",
            "people": [{"name": "Zed Handmade"}, {"name": "Zina Handmade"}],
            "ties": [{"tieId": "k-zina-zed-SIS"}],
        }
    ]


EVERYBODY = {
    "Zak": "father",
    "Zora": "mother",
    "Zaza": "wife",
    "Zita": "grandmother",
    "Zorro": "grandfather",
    "Zina": "half-sister",
    "Zoya": "foster sister",
    "Zeno": "stepfather",
    "Zubin": "father-in-law",
    "Zack": "cousin",
    "Zola": "sister-in-law",
    "Zelda": "stepfather's mother",
    "Zuzu": "stepsister",
}


async def test_relatives_come_nearest_first_by_their_nearest_line(api: Api) -> None:
    found = await told(api)
    assert found == EVERYBODY
    degrees = [row["degree"] for row in nodes(await relatives(api, "zed"))]
    assert degrees == sorted(degrees)


async def test_relatives_of_a_worked_family_are_those_stated_and_those_worked_out(api: Api) -> None:
    rows = nodes(await relatives(api, "marcus"))
    assert [(row["name"], row["words"], row["degree"], row["side"], row["known"]) for row in rows] == [
        ("Carl Sampleton", "father", 1, "PATERNAL", "WORKED_OUT"),
        ("Dana Mockridge", "mother", 1, "MATERNAL", "WORKED_OUT"),
        ("Ivy Mockridge", "maternal grandmother", 2, "MATERNAL", "STATED"),
        ("Joe Mockridge", "maternal uncle", 3, "MATERNAL", "STATED"),
        ("Lena Sampleton", "paternal aunt", 3, "PATERNAL", "STATED"),
        ("Bea Mockridge", "great-aunt or great-uncle", 4, "MATERNAL", "STATED"),
        ("Jay Mockridge", "cousin", 4, "MATERNAL", "STATED"),
    ]


@pytest.mark.parametrize(
    ("wish", "names"),
    [
        ({"maxDegree": 1}, "Zak Zora Zaza"),
        ({"side": "PATERNAL"}, "Zak Zack"),
        ({"side": "MATERNAL"}, "Zora Zita Zorro Zina Zoya Zeno Zubin Zaza Zelda Zola Zuzu"),
        ({"step": False, "inLaws": False}, "Zak Zora Zaza Zita Zorro Zina Zoya Zubin Zack Zola"),
    ],
    ids=str,
)
async def test_relatives_are_those_asked_for(api: Api, wish: dict[str, Any], names: str) -> None:
    assert set(await told(api, **wish)) == set(names.split())


async def test_without_in_laws_an_uncle_who_is_a_father_in_law_is_an_uncle(api: Api) -> None:
    assert (await told(api, inLaws=False))["Zubin"] == "uncle"


async def test_a_list_goes_on_where_a_page_ended(api: Api) -> None:
    first = await relatives(api, "zed", first=9)
    cursor = first["relatives"]["pageInfo"]["endCursor"]
    rest = await relatives(api, "zed", first=9, after=cursor)
    assert [row["name"] for row in (*nodes(first), *nodes(rest))] == [
        row["name"] for row in nodes(await relatives(api, "zed"))
    ]
    assert first["relatives"]["totalCount"] == len(EVERYBODY) and not rest["relatives"]["pageInfo"]["hasNextPage"]


@pytest.mark.parametrize(
    ("day", "states"),
    [
        ("2026-04-20", {"Zorro": "DEAD", "Zelda": "DEAD", "Zina": "LIVING", "Zita": "UNKNOWN", "Zoya": "UNKNOWN"}),
        ("1999-12-31", {"Zorro": "LIVING", "Zelda": "UNKNOWN", "Zina": "NOT_BORN", "Zoya": "NOT_BORN"}),
        ("1943-12-31", {"Zorro": "NOT_BORN", "Zelda": "UNKNOWN", "Zora": "NOT_BORN"}),
    ],
)
async def test_living_dead_not_born_and_unknown_are_four_answers(api: Api, day: str, states: dict[str, str]) -> None:
    rows = nodes(await relatives(api, "zed", livingAt=day))
    found = {row["name"].split()[0]: row["life"] for row in rows}
    assert {name: found[name] for name in states} == states


async def test_why_somebody_is_dead_or_unknown_is_said(api: Api) -> None:
    rows = {row["name"].split()[0]: row["lifeReasons"] for row in nodes(await relatives(api, "zed"))}
    assert rows["Zorro"] == [{"code": "DIED", "date": "2001-01-01", "source": "EOHHS"}]
    assert rows["Zelda"] == [{"code": "SAID_DEAD", "date": "2026-04-01", "source": "EOHHS"}]
    assert rows["Zita"] == [{"code": "NO_DEATH_ON_FILE", "date": None, "source": None}]


async def test_nobody_is_compared_with_oneself(api: Api) -> None:
    body = await api.reply(KINSHIP, {"a": "p-zed", "b": "p-zed"})
    assert body["errors"][0]["extensions"]["code"] == "BAD_INPUT"


@pytest.mark.parametrize("degree", [0, 9])
async def test_a_degree_out_of_bounds_is_refused(api: Api, degree: int) -> None:
    usual = {"id": "p-zed", "maxDegree": degree, "step": True, "inLaws": True, "first": 1}
    assert (await api.reply(RELATIVES, usual))["errors"][0]["extensions"]["code"] == "BAD_INPUT"


@pytest.mark.parametrize("pair", [("marcus", "ron"), ("marcus", "nobody"), ("ron", "marcus"), ("nobody", "marcus")])
async def test_unknown_and_hidden_are_not_found(api: Api, pair: tuple[str, str]) -> None:
    assert await kinship(api, *pair) == {"__typename": "NotFound", "code": "NOT_FOUND"}


async def test_what_cannot_be_is_asked_about_people_of_the_caseload_alone(api: Api) -> None:
    asked = (await api.ask(ISSUES, {"id": "p-zora"}))["kinIssues"]
    assert asked == {"__typename": "NotFound", "code": "NOT_FOUND"}


async def test_what_cannot_be_is_listed_with_what_to_do(api: Api) -> None:
    answer = (await api.ask(ISSUES, {"id": "p-zed"}))["kinIssues"]
    assert [(each["code"], [who["name"] for who in each["people"]]) for each in answer["issues"]] == [
        ("STATED_OTHERWISE", ["Zed Handmade", "Zina Handmade"])
    ]


async def test_a_tie_that_is_hidden_is_as_one_that_is_not(api: Api, tmp_path: Path) -> None:
    """Zenobia is known to the police alone, as another child of Zak and as Zaza's mother."""
    before = await relatives(api, "zed"), await kinship(api, "zed", "zina"), await kinship(api, "zed", "zenobia")
    hidden = [kin("zak", "FTH", "zenobia", **POLICE), kin("zenobia", "MTH", "zaza", **POLICE)]
    await plant(api, tmp_path / "hidden", kin=hidden)
    assert before == (
        await relatives(api, "zed"), await kinship(api, "zed", "zina"), await kinship(api, "zed", "zenobia")
    )  # fmt: skip


async def test_a_loop_of_parents_is_survived_and_told(api: Api, tmp_path: Path) -> None:
    """An import refuses one; what is there all the same ends no question. Written past the product, it is no news, so
    it is asked of one that starts with it."""
    text = (
        "MATCH (a:Person {id: 'p-zed'}), (b:Person {id: 'p-zita'}), (k:Person {id: 'p-zora'})-[s:KIN_OF]->(a)"
        " WITH a, b, s LIMIT 1 CREATE (a)-[t:KIN_OF]->(b) SET t = s {.*, id: 'k-loop', role: 'FTH'}"
    )
    graph = api.served.graph
    await graph.run_alone(text, label="loop")
    new = await api_on(graph, tmp_path, bundle=None)
    answer = (await new.ask(ISSUES, {"id": "p-zed"}))["kinIssues"]
    loop = next(each for each in answer["issues"] if each["code"] == "LOOP")
    assert [who["name"].split()[0] for who in loop["people"]] == ["Zed", "Zita", "Zora"]
    assert [line["words"] for line in (await kinship(new, "zora", "zed"))["lines"]][:2] == ["son", "grandfather"]
    assert "Zora" in await told(new)
    await graph.run_alone("MATCH ()-[t:KIN_OF {id: 'k-loop'}]->() DELETE t", label="loop")


async def test_whoever_the_person_harmed_takes_every_line_along(api: Api, tmp_path: Path) -> None:
    """Line 3, the other way round: Zubin is absent, and Zaza is a wife who is no cousin."""
    harm = {"id": "h-zubin", "by": "p-zed", "to": "p-zubin", "type": "PHYSICAL", "status": "ALLEGED", **POLICE}
    await plant(api, tmp_path / "harm", harms=[harm])
    assert await kinship(api, "zed", "zubin") == {"__typename": "NotFound", "code": "NOT_FOUND"}
    answer = await kinship(api, "zed", "zaza")
    assert (answer["words"], "Zubin" in str(answer)) == ("wife", False)
    found = await relatives(api, "zed")
    assert {"Zubin", "Zola"}.isdisjoint(await told(api)) and "Zubin" not in str(found)
    assert found["relatives"]["totalCount"] == len(EVERYBODY) - 2
