"""`capabilities` says of each action what its mutation then answers, and says it in a fixed number of statements."""

from collections import Counter
from typing import Any

import pytest

from graphsvc.api.ids import global_id
from graphsvc.database.driver import Graph, counted
from graphsvc.records.capabilities import ACTIONS
from tests.live.api import Api, api_on
from tests.live.record_queries import guided

ACTORS = {
    "s-sam": "FAMILY_SUPPORT",
    "s-safiya": "SAFETY_PLANNING",
    "s-carmen": "PROGRAMME_MANAGEMENT",
    "s-sofia": "FAMILY_SUPPORT",
    "s-ines": "INVESTIGATION",
    "s-cora": "SUPPORT",
}
OTHER = {"p-ivy": "p-joe"}
"""Of inputs about two people the other one, who is known to whoever works with Marcus."""
PEOPLE = ("p-marcus", "p-dre", "p-ivy", "p-sal", "p-ron")
ASK = """query($ids: [ID!]!, $actions: [Action!]!) { nodes(ids: $ids) {
  id capabilities(actions: $actions) { action allowed code nextStep } } }"""


@pytest.fixture(scope="module")
async def api(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Api:
    return await api_on(graph, tmp_path_factory.mktemp("capabilities"))


def sent(mutation: str, person: str) -> dict[str, Any]:
    """An input that the mutation takes; `path` alone tells an input that is wrong from a person that is not known."""
    return {
        "recordConsent": {"person": person, "capacity": "SELF", "form": "WRITTEN", "recipients": ["EOHHS"]},
        "recordScreen": {"person": person, "mode": "MANUAL", "screen": {**guided(person)[0]}},
        "screenRelatives": {"person": person, "mode": "MANUAL", "screens": []},
        "recordOrder": {"restrained": person, "protected": person, "type": "BAIL_NO_CONTACT"},
        "placeHold": {"person": person, "reason": "A quarrel"},
        "assignWorker": {"person": person, "staff": "s-stan"},
        "requestFamilyOutreach": {"person": person, "reasonCode": "SAFETY"},
        "referPerson": {"person": person, "staff": "s-none", "reasonCode": "CASE_WORK"},
        "takeOnCall": {"person": person, "reasonCode": "CASE_WORK"},
        "breakGlass": {"person": person, "reason": "A threat"},
        "recordPerson": {"person": person, "role": "AUNT", "given": "Ada", "family": "Testworth"},
        "recordWish": {"person": person, "relative": OTHER.get(person, "p-ivy"), "wish": "YES"},
        "recordAssessment": {"person": person, "relative": OTHER.get(person, "p-ivy"), "willingness": "YES"},
        "recordContactPoint": {"person": person, "kind": "PHONE", "value": "617-555-0199"},
        "recordContactAttempt": {
            "person": person,
            "relative": OTHER.get(person, "p-ivy"),
            "mode": "PHONE",
            "outcome": "NO_ANSWER",
        },
        "mergePeople": {"keep": person, "other": person, "why": "tested"},
        "planOutreach": {"person": person, "relative": person, "mode": "PHONE", "words": "tested"},
        "recordNotice": {"person": person, "relative": person, "sentOn": "2026-04-20"},
        "recordMeeting": {"person": person, "kind": "FGC", "heldOn": "2026-04-20", "attendees": []},
        "reorderRelatives": {"person": person, "order": [], "why": "tested"},
        "requestWarmIntroduction": {"person": person, "relative": person, "reasonCode": "SAFETY"},
        "submitIntel": {
            "person": person,
            "gang": "gang-none",
            "status": "VERIFIED_MEMBER",
            "criteria": [],
            "evidence": [],
            "activity": "",
            "confidence": "UNKNOWN",
            "controlOfficial": "s-ivan",
        },
    }[mutation]


async def answered(api: Api, as_: str, mutation: str, person: str) -> str | None:
    """The code of the problem with which the mutation refuses; None when it went as far as the input, or further."""
    shape = mutation[0].upper() + mutation[1:]
    document = f"""mutation($input: {shape}Input!) {{ {mutation}(input: $input) {{
      ... on Problem {{ code nextStep }} }} }}"""
    said = {**sent(mutation, person), "idempotencyKey": f"{as_}-{mutation}-{person}"}
    body = await api.ask(document, {"input": said}, as_=as_, purpose=ACTORS[as_], case=case(as_))
    return (body[mutation] or {}).get("code")


def case(as_: str) -> str | None:
    return "CASE-1" if as_ == "s-ines" else None


async def said_of(api: Api, as_: str, ids: list[str], actions: list[str]) -> dict[str, dict[str, Any]]:
    """Global id → action → capability, for the nodes that the asker sees."""
    asked = {"ids": ids, "actions": actions}
    rows = (await api.ask(ASK, asked, as_=as_, purpose=ACTORS[as_], case=case(as_)))["nodes"]
    return {row["id"]: {each["action"]: each for each in row["capabilities"]} for row in rows if row}


UNTOLD = ("RECORD_SCREEN", "SCREEN_RELATIVES", "RECORD_ORDER", "SUBMIT_INTEL", "MERGE_PEOPLE")
"""Checked apart: with these inputs they refuse the input before they look for the person."""


async def test_all_actions_for_many_people_cost_three_statements_a_scope(api: Api) -> None:
    """Beyond what the nodes themselves cost; a social worker has two scopes, her own people and, for duty, whoever her
    compartments show, and of all is asked who conceals them, shown or not. First of all: whoever goes on
    call has her facts read at each request."""
    ids = [global_id("Person", person) for person in ("p-ivy", "p-joe", "p-lena")]
    bare = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    await api.ask(bare, {"ids": ids})  # opens the purpose and works out the circle
    for some in (ids[:1], ids):
        with counted() as nodes:
            await api.ask(bare, {"ids": some})
        with counted() as both:
            assert len(await said_of(api, "s-sam", some, list(ACTIONS))) == len(some)
        more = sorted((Counter(both) - Counter(nodes)).elements())
        assert more == ["access_state"] * 2 + ["people_existing"] * 2 + ["safety_concealed"] * 2


@pytest.mark.parametrize("as_", ACTORS)
async def test_what_is_said_of_an_action_is_what_its_mutation_answers(api: Api, as_: str) -> None:
    actions = [action for action in ACTIONS if action not in UNTOLD]
    ids = {global_id("Person", person): person for person in PEOPLE}
    found = await said_of(api, as_, list(ids), actions)
    assert found or as_ == "s-carmen"
    for id, capabilities in found.items():
        for action in actions:
            expected = await answered(api, as_, ACTIONS[action].mutation, ids[id])
            assert (capabilities[action]["code"], capabilities[action]["allowed"]) == (expected, expected is None)


@pytest.mark.parametrize("as_", ACTORS)
async def test_an_action_with_a_wrong_input_is_refused_by_role_alike(api: Api, as_: str) -> None:
    ids = {global_id("Person", person): person for person in PEOPLE}
    for id, capabilities in (await said_of(api, as_, list(ids), list(UNTOLD))).items():
        for action in UNTOLD:
            refused = await answered(api, as_, ACTIONS[action].mutation, ids[id])
            assert refused is None or refused == capabilities[action]["code"]


async def test_a_worker_may_record_what_the_table_gives_her_and_is_told_what_else_to_do(api: Api) -> None:
    marcus = global_id("Person", "p-marcus")
    found = (await said_of(api, "s-sam", [marcus], ["PLACE_HOLD", "ASSIGN_WORKER", "PLACE_HOLD"]))[marcus]
    assert found == {
        "PLACE_HOLD": {"action": "PLACE_HOLD", "allowed": True, "code": None, "nextStep": None},
        "ASSIGN_WORKER": {
            "action": "ASSIGN_WORKER",
            "allowed": False,
            "code": "FORBIDDEN_FOR_ROLE",
            "nextStep": "Request a worker.",
        },
    }


async def test_nothing_is_recorded_about_what_is_no_person(api: Api) -> None:
    agency = global_id("Agency", "BPD")
    found = (await said_of(api, "s-sam", [agency], ["PLACE_HOLD"]))[agency]
    assert found["PLACE_HOLD"]["code"] == await answered(api, "s-sam", "placeHold", agency) == "NOT_FOUND"
