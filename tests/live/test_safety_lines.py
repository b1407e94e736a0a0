"""AC-12.1: each safety line by each field that could reveal it by its effect, today and at asOf five years ago."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from graphsvc.api.ids import global_id
from graphsvc.api.schema import graphql_schema
from graphsvc.database.driver import Graph
from graphsvc.model.safety_lines import LINES, Effect
from tests.live.api import Api, api_on, plant
from tests.live.arrays import over_arrays
from tests.live.documents import document
from tests.live.safety_families import FAMILY, LINED, Lined, rows_of

DAYS = (None, "2021-04-20")
BANDS = ("reachFirst", "reachNext", "learnMore", "later")
SCHEMA = graphql_schema(introspection=True)._schema
Asked = dict[str, Any]


@pytest.fixture(scope="module")
async def api(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Api:
    opened = await api_on(graph, tmp_path_factory.mktemp("lines"))
    rows = rows_of()
    more = {"assessments": OFFERS, "assignments": [*rows["assignments"], *DUTIES]}
    await plant(opened, tmp_path_factory.mktemp("bundle"), **{**rows, **more})
    pairs = [[lined.person, lined.relative] for lined in LINED]
    await opened.served.graph.run_alone(PLANNED, label="plans", pairs=pairs)
    return opened


OFFERS = [
    {"id": f"off-{lined.name}", "relative": lined.relative, "person": lined.person, "willingness": "YES",
     "roles": "MENTOR", "capacity": "AVAILABLE", "safe_to_be_seen": "yes", "safe_to_be_seen_on": "2026-04-19", **FAMILY,
     **lined.about}
    for lined in LINED
]  # fmt: skip
"""Each offers to be a mentor and said that it is safe to be seen: a line alone keeps a messenger away."""
DUTIES = [
    {"id": f"as-pete-{lined.name}", "staff": "s-pete", "person": lined.person, "valid_from": "2020-01-01"}
    for lined in LINED
]
"""An officer has a duty to each family: to tell the mother, and R as the next of kin after her."""
PLANNED = """MATCH (c:AccessClass {compartment: 'FAMILY', owner: 'EOHHS', sensitivity: 'OPEN', sharing: 'NONE'})
UNWIND $pairs AS pair
MATCH (p:Person {id: pair[0]}), (r:Person {id: pair[1]})
CREATE (o:OutreachPlan {id: 'plan-' + p.id, state: 'APPROVED', owner: 'EOHHS', cls: c.id, mode: 'PHONE', words: 'Hello',
  stated_by: 's-sam', staff: 's-sam', stated_at: date('2026-04-20'), revision: 1})
CREATE (o)-[:PLAN_FOR]->(p)
CREATE (o)-[:PLAN_TO_REACH]->(r)"""
"""An approved plan for each: what keeps a route shut is then the line alone, whatever was approved before it."""


@pytest.fixture(scope="module")
def in_memory(api: Api) -> Api:
    return over_arrays(api)


ANSWERS: dict[tuple[int, str, str], Any] = {}
"""Answers by API, field and variables: each is asked for once and read by many tests."""


async def ask(api: Api, name: str, **variables: Any) -> Any:
    given = {key: value for key, value in variables.items() if value is not None}
    key = (id(api), name, json.dumps(given, sort_keys=True))
    if key not in ANSWERS:
        asked = over_arrays(api) if name in OVER_ARRAYS else api
        ANSWERS[key] = (await asked.ask(document(SCHEMA, name), given, **AS.get(name, {})))[name]
    return ANSWERS[key]


def about(**more: Any) -> Callable[[Lined, str | None], Asked]:
    """The person and the day, and what else the field must be told."""
    return lambda lined, day: {"person": lined.person, "asOf": day, **more}


OVER_ARRAYS = {"messengersFor"}
"""What nothing else answers."""
AS: dict[str, Asked] = {"familyDuty": {"as_": "s-pete", "purpose": "SAFETY_PLANNING"}}
"""Whoever else asks than the family's social worker."""
FIELDS: dict[str, Callable[[Lined, str | None], Asked]] = {
    "kin": about(first=25),
    "ties": about(first=25),
    "household": about(),
    "kinship": lambda lined, day: {"a": lined.person, "b": lined.relative, "asOf": day},
    "relatives": about(first=25),
    "kinIssues": about(),
    "relativesToReach": about(),
    "reachOverview": lambda lined, day: {"people": [lined.person], "asOf": day},
    "messengersFor": lambda lined, _: {"people": [lined.person]},
    "familyDuty": lambda lined, _: {"person": lined.person, "duty": "NEXT_OF_KIN_NOTICE"},
    "genogram": about(),
    "ecomap": about(),
    "contactSheet": lambda lined, _: {"person": lined.person},
    "influencePaths": about(kind="SUPPORT", first=20, order="WEAKEST_LINK", minVerification="STATED"),
    "touchpoints": lambda lined, day: {"person": lined.relative, "asOf": day, "first": 25},
    "person": lambda lined, day: {"id": lined.relative, "asOf": day},
    "node": lambda lined, _: {"id": global_id("Person", lined.relative)},
    "people": lambda lined, _: {"search": f"Rel{lined.name} Zq{lined.name}", "first": 25},
    "whyNot": lambda lined, day: {"person": lined.person, "relative": lined.relative, "asOf": day},
    "safetyScreen": lambda lined, _: {"person": lined.person, "relative": lined.relative},
    "reveal": lambda lined, _: {"contactPointId": f"cp-{lined.name}"},
    "locations": lambda lined, day: {
        "near": {"latitude": 42.3, "longitude": -71.05, "metres": 500}, "asOf": day, "first": 100},
}  # fmt: skip
BY_LINE = pytest.mark.parametrize("lined", LINED, ids=[lined.name for lined in LINED])
BY_DAY = pytest.mark.parametrize("day", DAYS, ids=["today", "five years ago"])


def reveals(answer: Any, lined: Lined) -> bool:
    """Whether an answer holds anything of R: id, name, place, telephone."""
    text = json.dumps(answer)
    marks = (lined.relative, global_id("Person", lined.relative), f"Rel{lined.name}", f"Zq{lined.name}")
    return any(mark in text for mark in (*marks, f"Telephone {lined.name}", f"cp-{lined.name}"))


def listed(answer: Any, lined: Lined) -> list[str]:
    """The lists of relativesToReach that hold R."""
    mine = global_id("Person", lined.relative)
    lists = ("mustNotify", "needsSafetyCheck", "byRouteOnly", *BANDS)
    return [each for each in lists if any(edge["node"]["personId"] == mine for edge in answer[each]["edges"])]


def test_every_line_that_a_fact_can_draw_has_a_family() -> None:
    numbers = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
               "thirteen", "fourteen", "fifteen")  # fmt: skip
    drawn = {line.number for line in LINES for lined in LINED if lined.name.startswith(numbers[line.number - 1])}
    assert drawn == {line.number for line in LINES}


@BY_LINE
@BY_DAY
async def test_the_lists_hold_the_relative_where_the_effect_says(api: Api, lined: Lined, day: str | None) -> None:
    answer = await ask(api, "relativesToReach", **FIELDS["relativesToReach"](lined, day))
    expected = {
        None: ["reachFirst"],
        Effect.PLACE: ["reachFirst"],
        Effect.CONCEAL: [],
        Effect.NO_CONTACT: [],
        Effect.ROUTE_ONLY: ["byRouteOnly"],
        Effect.HOLD: ["needsSafetyCheck"],
    }[lined.effect]
    found = listed(answer, lined)
    # five years ago nothing was said of wishes yet: the band may differ, never the list that a line decides
    bands = [each if each not in BANDS else "reachFirst" for each in found]
    assert bands == expected


@BY_LINE
@BY_DAY
async def test_no_barred_relative_is_the_end_or_the_middle_of_a_path(api: Api, lined: Lined, day: str | None) -> None:
    answer = await ask(api, "influencePaths", **FIELDS["influencePaths"](lined, day))
    assert reveals(answer, lined) == (lined.effect in (None, Effect.PLACE))


@BY_LINE
@BY_DAY
async def test_nor_is_one_over_the_arrays(api: Api, in_memory: Api, lined: Lined, day: str | None) -> None:
    asked = FIELDS["influencePaths"](lined, day)
    over, by_statements = await ask(in_memory, "influencePaths", **asked), await ask(api, "influencePaths", **asked)
    counted = dict.fromkeys(("revision", "exploredPeople", "exploredTies"))  # each way looks as far as it must
    assert {**over, **counted} == {**by_statements, **counted}


@BY_LINE
async def test_a_route_is_revealed_to_nobody_over_a_line(api: Api, lined: Lined) -> None:
    answer = await ask(api, "reveal", **FIELDS["reveal"](lined, None))
    free = lined.effect in (None, Effect.PLACE)
    expected = "RevealAnswer" if free else "NotFound" if lined.effect is Effect.CONCEAL else "SafetyCheckRequired"
    assert answer["__typename"] == expected


@BY_LINE
async def test_the_screen_says_what_the_effect_is(api: Api, lined: Lined) -> None:
    answer = await ask(api, "safetyScreen", **FIELDS["safetyScreen"](lined, None))
    results = {None: "CLEAR", Effect.PLACE: "CLEAR", Effect.NO_CONTACT: "DO_NOT_CONTACT"}
    assert answer["result"] == results.get(lined.effect, "HOLD")


POLICE_FILES = ("elevenpolice",)
"""Only police files speak of R: to a social worker nobody, to an officer who holds such files somebody."""
CONCEALED = [lined for lined in LINED if lined.effect is Effect.CONCEAL]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("lined", CONCEALED, ids=[lined.name for lined in CONCEALED])
@BY_DAY
async def test_a_concealed_relative_is_absent_everywhere(api: Api, field: str, lined: Lined, day: str | None) -> None:
    if field == "familyDuty" and lined.name in POLICE_FILES:
        return
    answer = await ask(api, field, **FIELDS[field](lined, day))
    assert not reveals(answer, lined), field
    unknown = Lined("nobody", None)
    if field in ("person", "node", "touchpoints", "reveal", "kinship"):
        assert answer == await ask(api, field, **FIELDS[field](unknown, day))


TIES_IN_DOUBT = ("twelvecontested", "twelvedisproven")
ABOUT_R = ("person", "node", "people")
NAMED = [lined for lined in LINED if lined.effect in (Effect.NO_CONTACT, Effect.ROUTE_ONLY, Effect.HOLD)]


@pytest.mark.parametrize("lined", NAMED, ids=[lined.name for lined in NAMED])
@BY_DAY
async def test_a_barred_relative_is_named_where_the_tie_is_known(api: Api, lined: Lined, day: str | None) -> None:
    kin = await ask(api, "kin", **FIELDS["kin"](lined, day))
    assert reveals(kin, lined)
    assert "617-555" not in json.dumps(kin)


@pytest.mark.parametrize("lined", NAMED, ids=[lined.name for lined in NAMED])
async def test_and_in_the_picture_of_the_family(api: Api, lined: Lined) -> None:
    """A genogram is no list of whom to call (definitions.md §7)."""
    genogram = await ask(api, "genogram", **FIELDS["genogram"](lined, None))
    assert f"Zq{lined.name}" in genogram["picture"]["text"]


@BY_LINE
async def test_a_contact_sheet_names_nobody_over_a_line(api: Api, lined: Lined) -> None:
    answer = await ask(api, "contactSheet", **FIELDS["contactSheet"](lined, None))
    assert answer["__typename"] == "ContactSheetAnswer"
    assert reveals(answer, lined) == (lined.effect in (None, Effect.PLACE))


@BY_LINE
@pytest.mark.parametrize("field", [name for name in FIELDS if name != "reveal"])
async def test_no_field_but_reveal_holds_a_telephone_number(api: Api, field: str, lined: Lined) -> None:
    assert "617-555" not in json.dumps(await ask(api, field, **FIELDS[field](lined, None)))


@BY_LINE
async def test_nobody_over_a_line_carries_a_message(api: Api, lined: Lined) -> None:
    answer = await ask(api, "messengersFor", **FIELDS["messengersFor"](lined, None))
    assert answer["__typename"] == "MessengersAnswer"
    assert reveals(answer, lined) == (lined.effect in (None, Effect.PLACE))


@BY_LINE
async def test_an_officer_is_told_of_nobody_over_a_line(api: Api, lined: Lined) -> None:
    """The mother alone where R is barred; nobody but R where she herself is held."""
    answer = await ask(api, "familyDuty", **FIELDS["familyDuty"](lined, None))
    undecided = "m-free"  # whether she is one with somebody: held as well
    named = [] if f"m-{lined.name}" == undecided else [f"Mum{lined.name} Sampleton"]
    if lined.effect in (None, Effect.PLACE) or lined.name in POLICE_FILES:
        named.append(f"Rel{lined.name} Zq{lined.name}")
    assert [adult["name"] for adult in answer["adults"]] == named


PLACELESS = [lined for lined in LINED if lined.effect in (Effect.PLACE, Effect.CONCEAL) or lined.name == "oneback"]


@pytest.mark.parametrize("lined", PLACELESS, ids=[lined.name for lined in PLACELESS])
@pytest.mark.parametrize("field", FIELDS)
@BY_DAY
async def test_a_concealed_place_is_in_no_field(api: Api, field: str, lined: Lined, day: str | None) -> None:
    answer = await ask(api, field, **FIELDS[field](lined, day))
    assert f'"Cottage {lined.name}"' not in json.dumps(answer)
    assert f"l-{lined.name}" not in json.dumps(answer).replace(f"Rel{lined.name}", "")


@pytest.mark.parametrize("lined", NAMED, ids=[lined.name for lined in NAMED])
@pytest.mark.parametrize("field", [name for name in FIELDS if name != "locations"])
@BY_DAY
async def test_nobody_barred_has_an_address_in_any_field(api: Api, field: str, lined: Lined, day: str | None) -> None:
    """An address is a way to somebody: a letter, a visit. A tie in doubt is doubted in what is about P alone."""
    if lined.name in TIES_IN_DOUBT and field in ABOUT_R:
        return
    answer = await ask(api, field, **FIELDS[field](lined, day))
    assert f'"Cottage {lined.name}"' not in json.dumps(answer)


async def test_without_a_line_the_place_is_shown(api: Api) -> None:
    free = LINED[0]
    assert "Cottage free" in json.dumps(await ask(api, "person", **FIELDS["person"](free, None)))
