"""F2 as written (definitions.md §8), asked over GraphQL by Marcus's social worker, and everybody else's answer."""

from typing import Any

import pytest

from graphsvc.database.driver import Graph, counted
from graphsvc.questions.reach.cases import Cases
from tests.live.api import Api, api_on
from tests.live.arrays import over_arrays
from tests.live.reach_queries import REACH, names, nodes
from tests.live.record_queries import approved

MARCUS = {"person": "p-marcus"}
FIXED = "Built from what is shared with you. Before a first contact, run the screen."


@pytest.fixture(scope="module", params=["statements", "memory"])
async def api(request: pytest.FixtureRequest, graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Api:
    """Protective facts by statements, and from memory."""
    made = await api_on(graph, tmp_path_factory.mktemp("reach"))
    return made if request.param == "statements" else over_arrays(made)


async def reach(api: Api, as_: str = "s-sam", **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = (await api.ask(REACH, {**MARCUS, **more}, as_=as_))["relativesToReach"]
    return answer


async def test_f2_every_relative_stands_where_the_table_says(api: Api) -> None:
    assert names(await reach(api)) == {
        "mustNotify": ["Carl", "Dana", "Ivy", "Joe", "Lena", "Bea"],
        "needsSafetyCheck": ["Sal"],
        "byRouteOnly": ["Jay"],
        "reachFirst": ["Ivy", "Joe", "Lena"],
        "reachNext": [],
        "learnMore": ["Bea"],
        "later": [],
    }


async def test_f2_the_whole_answer_around_the_lists(api: Api) -> None:
    answer = await reach(api)
    about = ("__typename", "asOf", "stage", "detail", "gaps", "leadAgency", "nextAction", "nextActionDue")
    assert {key: answer[key] for key in about} == {
        "__typename": "RelativesToReachAnswer",
        "asOf": "2026-04-20",
        "stage": "CONTACT",
        "detail": "FULL",
        "gaps": [],
        "leadAgency": "EOHHS",
        "nextAction": "Home visit to his grandmother with the interpreter",
        "nextActionDue": "2026-04-22",
    }
    assert answer["explanation"].endswith(FIXED)
    assert answer["limitsOfThisAnswer"] == [
        "Both sides of the family were searched.",
        "The newest statement used is of 2026-04-10.",
        "Sources that do not share with you are not connected.",
    ]
    assert {row["name"]: row["total"] for row in answer["counts"]} == {
        "mustNotify": 6,
        "needsSafetyCheck": 1,
        "byRouteOnly": 1,
        "REACH_FIRST": 3,
        "REACH_NEXT": 0,
        "LEARN_MORE": 1,
        "LATER": 0,
    }


async def test_f2_ivy_first_by_a_home_visit_with_the_interpreter(api: Api) -> None:
    ivy = nodes((await reach(api))["reachFirst"])[0]
    assert {key: ivy[key] for key in ("name", "relation", "side", "band", "position", "screenedOn", "validUntil")} == {
        "name": "Ivy Mockridge",
        "relation": "maternal grandmother",
        "side": "MATERNAL",
        "band": "REACH_FIRST",
        "position": 1,
        "screenedOn": "2026-04-10",
        "validUntil": "2026-04-21T13:00:00+00:00",
    }
    assert ivy["firstStep"] == {
        "code": "HOME_VISIT",
        "sentence": "Home visit with the interpreter.",
        "mode": "IN_HOME",
        "language": "kea",
        "interpreter": True,
        "roles": ["VISIT", "LISTEN", "RESPITE"],
    }
    assert [(r["code"], [p["value"] for p in r["params"]]) for r in ivy["reasons"]] == [
        ("BAND", ["REACH_FIRST"]),
        ("WISH", ["YES"]),
        ("WILLINGNESS", ["YES"]),
        ("CLOSENESS", ["strong"]),
        ("LAST_CONTACT", ["2026-04-06"]),
        ("SUPPORT_GIVEN", ["0"]),
        ("OFFERS", ["0"]),
        ("REACHABILITY", ["0"]),
        ("DEGREE", ["2"]),
    ]
    assert ivy["unknowns"] == []
    assert ivy["routes"] == [
        {"id": "cp-ivy", "kind": "PHONE", "label": "Her kitchen telephone", "verifiedAt": "2026-04-10"}
    ]
    assert [(c["staff"], [r["code"] for r in c["reasons"]]) for c in ivy["suggestedCallers"]] == [
        ("s-cora", ["LANGUAGE", "ASSIGNED"]),
        ("s-sam", ["ASSIGNED", "LEAD"]),
        (None, ["LEAD_AGENCY"]),
    ]
    assert ivy["bestNextTime"] == "As stated: weekday evenings."


async def test_f2_joes_record_is_no_factor_and_is_not_shown(api: Api) -> None:
    joe = nodes((await reach(api))["reachFirst"])[1]
    text = str(joe).lower()
    assert joe["name"] == "Joe Mockridge"
    assert not any(word in text for word in ("drug", "convict", "court", "arrest", "record", "cori"))
    assert joe["sources"] == ["EOHHS"]


async def test_f2_lena_is_third_and_her_capacity_is_unknown(api: Api) -> None:
    lena = nodes((await reach(api))["reachFirst"])[2]
    assert lena["unknowns"] == [{"code": "CAPACITY", "sentence": "Capacity: ask her."}]


async def test_f2_bea_is_learned_about_by_three_questions_for_ivy(api: Api) -> None:
    bea = nodes((await reach(api))["learnMore"])[0]
    assert bea["firstStep"]["sentence"] == "Ask Ivy Mockridge about Bea Mockridge."
    assert bea["questions"] == [
        "Does Ivy Mockridge know Bea Mockridge?",
        "When was she last seen?",
        "How can she be reached?",
    ]


async def test_f2_who_must_be_notified_by_day_30_and_carl_by_the_court_alone(api: Api) -> None:
    notify = nodes((await reach(api))["mustNotify"])
    assert {row["dueOn"] for row in notify} == {"2026-05-20"}
    assert {row["name"].split()[0]: row["route"] for row in notify} == {
        "Carl": "the court route only",
        **dict.fromkeys(("Dana", "Ivy", "Joe", "Lena", "Bea"), "a notice in a language understood"),
    }


async def test_f2_jay_is_reached_through_his_guardian_joe(api: Api) -> None:
    assert nodes((await reach(api))["byRouteOnly"]) == [
        {"name": "Jay Mockridge", "relation": "cousin", "route": "the cleared guardian", "throughName": "Joe Mockridge"}
    ]


async def test_f2_sal_waits_for_a_screen_and_has_no_route(api: Api) -> None:
    sal = nodes((await reach(api))["needsSafetyCheck"])[0]
    assert (sal["wouldBe"], sal["firstStep"]["code"], sal["routes"]) == (
        "would be LEARN_MORE, screen first",
        "SCREEN",
        [],
    )


async def test_f2_ron_is_nowhere_for_the_worker_and_held_for_the_safety_reviewer(api: Api) -> None:
    assert "Ron" not in str(await reach(api))
    screen = """query($p: ID!, $r: ID) { safetyScreen(person: $p, relative: $r) {
      __typename ... on SafetyScreenAnswer { result sentence screenedOn reasons { code sentence } } } }"""
    asked = {"p": "p-marcus", "r": "p-ron"}
    hold = {
        "__typename": "SafetyScreenAnswer",
        "result": "HOLD",
        "sentence": "Do not make contact yet: a check is needed.",
        "screenedOn": None,
        "reasons": [],
    }
    assert (await api.ask(screen, asked))["safetyScreen"] == hold
    assert (await api.ask(screen, {"p": "p-marcus", "r": "p-nobody"}))["safetyScreen"] == hold
    held = (await api.ask(screen, asked, as_="s-safiya"))["safetyScreen"]
    assert held["result"] == "HOLD"
    assert {
        "code": "HOLD",
        "sentence": "Line 11: The tie is known only from a file that this agency does not hold.",
    } in held["reasons"]


async def test_f2_is_the_same_for_the_child_welfare_worker(api: Api) -> None:
    assert names(await reach(api, "s-cora")) == names(await reach(api))


async def test_the_investigator_is_refused_with_the_next_step(api: Api) -> None:
    refused = await reach(api, "s-ines")
    assert (refused["__typename"], refused["code"]) == ("ForbiddenForRole", "FORBIDDEN_FOR_ROLE")
    assert refused["nextStep"] == "Request a worker: requestFamilyOutreach."


async def test_a_person_outside_the_caseload_and_an_unknown_one_are_not_found_alike(api: Api) -> None:
    hidden = (await api.ask(REACH, {"person": "p-ivy"}))["relativesToReach"]
    unknown = (await api.ask(REACH, {"person": "p-nobody"}))["relativesToReach"]
    assert hidden == unknown
    assert hidden["code"] == "NOT_FOUND"


async def test_a_coordinator_not_assigned_gets_counts_lead_and_next_action_and_no_name(api: Api) -> None:
    answer = await reach(api, "s-carmen")
    assert answer["detail"] == "COUNTS"
    assert all(rows == [] for rows in names(answer).values())
    assert {row["name"]: row["total"] for row in answer["counts"]}["REACH_FIRST"] == 3
    assert answer["leadAgency"] == "EOHHS"


async def test_a_supervisor_sees_what_the_worker_sees(api: Api) -> None:
    assert names(await reach(api, "s-sofia")) == names(await reach(api))


async def test_five_years_ago_the_order_of_today_is_obeyed(api: Api) -> None:
    answer = await reach(api, asOf="2021-04-20")
    assert all("Carl" not in rows for each, rows in names(answer).items() if each != "mustNotify")


async def test_a_passed_screen_answers_clear_and_a_typed_name_hold(api: Api) -> None:
    screen = """query($r: ID, $n: String) { safetyScreen(person: "p-marcus", relative: $r, name: $n) {
      ... on SafetyScreenAnswer { result screenedOn nextScreenBy } } }"""
    assert (await api.ask(screen, {"r": "p-ivy"}))["safetyScreen"] == {
        "result": "CLEAR",
        "screenedOn": "2026-04-10",
        "nextScreenBy": "2026-07-09",
    }
    assert (await api.ask(screen, {"r": "p-carl"}))["safetyScreen"]["result"] == "DO_NOT_CONTACT"
    assert (await api.ask(screen, {"n": "Somebody Unknown"}))["safetyScreen"]["result"] == "HOLD"


WHY = """query($r: ID!) { whyNot(person: "p-marcus", relative: $r) {
  __typename ... on WhyNotAnswer { stands position reason { code sentence } wouldMove } ... on Problem { code } } }"""


@pytest.mark.parametrize(
    ("relative", "stands", "code"),
    [
        ("p-ivy", ("REACH_FIRST", 1), None),
        ("p-joe", ("REACH_FIRST", 2), "CLOSENESS"),
        ("p-lena", ("REACH_FIRST", 3), "WILLINGNESS"),
        ("p-bea", ("LEARN_MORE", 1), "BAND"),
        ("p-carl", ("NOT_LISTED", None), "NO_CONTACT"),
        ("p-jay", ("BY_ROUTE_ONLY", None), "ROUTE_ONLY"),
        ("p-sal", ("NEEDS_SAFETY_CHECK", None), "SCREEN"),
        ("p-dana", ("MUST_NOTIFY", None), "CAREGIVER"),
    ],
)
async def test_why_not_names_the_first_rule(
    api: Api, relative: str, stands: tuple[str, int | None], code: str | None
) -> None:
    answer = (await api.ask(WHY, {"r": relative}))["whyNot"]
    assert (answer["stands"], answer["position"]) == stands
    assert (answer["reason"] and answer["reason"]["code"]) == code


async def test_why_not_does_not_know_ron_nor_a_stranger(api: Api) -> None:
    hidden, unknown = [(await api.ask(WHY, {"r": who}))["whyNot"] for who in ("p-ron", "p-nobody")]
    assert hidden == unknown == {"__typename": "NotFound", "code": "NOT_FOUND"}


REVEAL = """query($c: ID!) { reveal(contactPointId: $c) {
  __typename ... on RevealAnswer { kind value label } ... on Problem { code } } }"""


async def test_a_value_is_revealed_after_a_passed_screen_under_an_approved_plan(api: Api) -> None:
    assert (await api.ask(REVEAL, {"c": "cp-ivy"}))["reveal"]["code"] == "SAFETY_CHECK_REQUIRED"
    await approved(api, "p-marcus", "p-ivy")
    assert (await api.ask(REVEAL, {"c": "cp-ivy"}))["reveal"] == {
        "__typename": "RevealAnswer",
        "kind": "PHONE",
        "value": "617-555-0111",
        "label": "Her kitchen telephone",
    }
    assert (await api.ask(REVEAL, {"c": "cp-nobody"}))["reveal"]["code"] == "NOT_FOUND"


async def test_the_count_of_statements_does_not_grow_with_the_family(api: Api) -> None:
    await reach(api)
    with counted() as again:
        await reach(api)
    assert again == ["access_state"]  # nothing is read again while nobody writes
    api.served.cases = Cases()
    with counted() as asked:
        await reach(api)
    if api.served.walks.mode == "engine":
        assert sorted(asked) == ["access_state", "reach_focus", "reach_relatives", "reach_ties"]
    assert len(asked) <= 6, asked
