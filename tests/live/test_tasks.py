"""myTasks: a supervisor, a privacy officer and a control official are told; the answers that met a hidden record are
those of no record at all (AC-2.5; line 15)."""

from pathlib import Path
from typing import Any

import pytest

from graphsvc.api.ids import global_id
from graphsvc.database.driver import Graph, counted
from tests.live.api import Api, api_on, plant
from tests.live.record_queries import record
from tests.live.test_break_glass import tasks

INTEL = {"compartment": "INTEL_28CFR23", "owner": "BPD", "stated_as": "OFFICER", "stated_at": "2026-04-01"}
PUBLIC = {"compartment": "PUBLIC", "owner": "BPHC", "stated_as": "RECORD"}
ASKED = """query($id: ID!) { person(id: $id) { __typename ... on Problem { code message nextStep retryable } }
  ties(person: $id) { __typename ... on Problem { code message nextStep } }
  touchpoints(person: $id) { __typename ... on Problem { code message nextStep } } }"""
MEMBERS = """{ gang(id: "g-one") { ... on GangAnswer { gang { members { ... on GangMembersAnswer {
  members { totalCount edges { node { person { title } } } } } } } } } }"""


@pytest.fixture
async def api(graph: Graph, tmp_path: Path) -> Api:
    """With somebody of whom nothing is on file but a restricted affiliation, and an investigator of another agency."""
    api = await api_on(graph, tmp_path)
    belongs = {
        "gang": "g-one", "status": "VERIFIED_MEMBER", "criteria": "SELF_ADMISSION", "evidence": "r 1|r 2",
        "verified_by": "s-ivan", "stated_by": "s-ines", "valid_from": "2025-01-01", "retain_until": "2029-01-01",
    }  # fmt: skip
    await plant(
        api,
        tmp_path / "more",
        people=[{"id": "p-silent"}, {"id": "p-source"}],
        births=[
            {"id": "b-silent", "person": "p-silent", "born_on": "1990-01-01", **INTEL, "sensitivity": "RESTRICTED"}
        ],
        gangs=[{"id": "g-one", "name": "Example Street", **INTEL}],
        staff=[{"id": "s-etta", "name": "Etta Examplar", "agency": "EOPSS", "roles": "INVESTIGATOR"}],
        affiliations=[
            {"id": "af-silent", "person": "p-silent", **belongs, **INTEL, "sensitivity": "RESTRICTED"},
            {"id": "af-silent-dre", "person": "p-dre", **belongs, **INTEL, "sensitivity": "RESTRICTED"},
        ],
        names=[{"id": "n-source", "person": "p-source", "given": "Quiet", "kind": "LEGAL", **PUBLIC}],
        alerts=[{"id": "al-source", "person": "p-source", "kind": "CONFIDENTIAL_SOURCE", **INTEL}],
    )  # fmt: skip
    return api


async def asked(api: Api, person: str, as_: str = "s-etta", purpose: str = "INVESTIGATION") -> tuple[Any, list[str]]:
    """(the answer, the statements it took: fields are answered side by side, so they come in any order)."""
    with counted() as took:
        answer = await api.ask(ASKED, {"id": person}, as_=as_, purpose=purpose)
    return answer, sorted(took)


async def test_ac_2_5_a_restricted_hit_answers_and_costs_as_no_record(api: Api) -> None:
    await asked(api, "p-nobody")  # opens the purpose
    hit, none = await asked(api, "p-silent"), await asked(api, "p-nobody")
    assert hit == none
    members = await api.ask(MEMBERS, as_="s-etta", purpose="INVESTIGATION")
    assert members["gang"]["gang"]["members"]["members"] == {"totalCount": 0, "edges": []}


async def test_ac_2_5_the_control_official_is_told_who_asked(api: Api) -> None:
    await asked(api, "p-silent")
    await asked(api, "p-silent")
    await asked(api, "p-dre")
    await asked(api, "p-dre", "s-sam", "FAMILY_SUPPORT")  # works with the family: police are not told
    found = await tasks(api, "s-ivan", "INVESTIGATION")
    told = {
        "kind": "RESTRICTED_ASKED",
        "at": "2026-04-20T13:00:00+00:00",
        "dueAt": None,
        "by": "s-etta",
        "agency": "EOPSS",
        "reasonCode": None,
        "words": None,
        "state": "TOLD",
    }
    rows = [("af-silent", "p-silent", 2), ("af-silent-dre", "p-dre", 1)]
    assert found == [
        {**told, "recordId": record_id, "personId": global_id("Person", person), "answers": answers}
        for record_id, person, answers in rows
    ]
    for other, purpose in (("s-etta", "INVESTIGATION"), ("s-ines", "INVESTIGATION"), ("s-priya", "AUDIT")):
        assert await tasks(api, other, purpose) == []


async def test_line_15_tells_the_control_official_and_names_nobody_who_works_with_families(api: Api) -> None:
    await asked(api, "p-source", "s-sam", "FAMILY_SUPPORT")
    await asked(api, "p-source", "s-cora", "FAMILY_SUPPORT")
    await asked(api, "p-source")
    assert (await asked(api, "p-source"))[0] == (await asked(api, "p-nobody"))[0]
    found = await tasks(api, "s-ivan", "INVESTIGATION")
    assert sorted((each["kind"], each["recordId"], each["by"] or "", each["answers"]) for each in found) == [
        ("CONCEALED_ASKED", "al-source", "", 2),
        ("CONCEALED_ASKED", "al-source", "s-etta", 2),
    ]
    assert {each["personId"] for each in found} == {None}  # concealed from the official's own questions as well


async def test_a_look_at_a_restricted_record_that_was_approved_with_an_official_tells_that_one(api: Api) -> None:
    await api.served.graph.run_alone(
        "MATCH ()-[s:AFFILIATED_WITH {id: 'af-silent'}]->() SET s.control_official = 's-ines'", label="official"
    )
    await asked(api, "p-silent")
    assert [each["recordId"] for each in await tasks(api, "s-ines", "INVESTIGATION")] == ["af-silent"]
    assert await tasks(api, "s-ivan", "INVESTIGATION") == []


async def test_a_supervisor_is_told_of_on_call_duty_and_a_privacy_officer_of_a_referral_without_consent(
    api: Api,
) -> None:
    taken = await record(api, "takeOnCall", "s-cora", person="p-dre", reasonCode="OTHER", note="Nobody else is here")
    found = await tasks(api, "s-sofia", "FAMILY_SUPPORT")
    assert found == [
        {
            "kind": "ON_CALL_TAKEN",
            "recordId": taken["turnId"],
            "at": "2026-04-20T13:00:00+00:00",
            "dueAt": "2026-04-21T13:00:00+00:00",
            "personId": global_id("Person", "p-dre"),
            "by": "s-cora",
            "agency": "EOHHS",
            "reasonCode": "OTHER",
            "words": "Nobody else is here",
            "state": "RUNNING",
            "answers": None,
        }
    ]
    made = await record(
        api,
        "referPerson",
        "s-sofia",
        person="p-marcus",
        staff="s-stan",
        reasonCode="CASE_WORK",
        overrideReason="He must not wait",
    )
    (officer,) = await tasks(api, "s-priya", "AUDIT")
    assert {key: officer[key] for key in ("kind", "recordId", "by", "words", "state", "personId")} == {
        "kind": "REFERRED_WITHOUT_CONSENT",
        "recordId": made["referralId"],
        "by": "s-sofia",
        "words": "He must not wait",
        "state": "REQUESTED",
        "personId": global_id("Person", "p-marcus"),
    }
    (waits,) = await tasks(api, "s-stan", "FAMILY_SUPPORT")
    assert (waits["kind"], waits["recordId"], waits["personId"]) == ("REFERRAL_WAITS", made["referralId"], None)


SAID = {"compartment": "FAMILY", "owner": "EOHHS", "stated_as": "FAMILY", "stated_at": "2026-04-12"}
WORDS = {
    "PLAN_DECIDED": "Not at her sister's",
    "EXCEPTION_DECIDED": "Lena told us herself",
    "INTRODUCTION_ACCEPTED": "Ivy is home after six",
}


async def test_who_lost_the_case_is_told_that_it_was_decided_but_of_whom_and_in_which_words_no_more(
    graph: Graph, api: Api, tmp_path: Path
) -> None:
    """AC-6.2. That her own asking came to an end stays hers to know."""
    spoke = {"mode": "PHONE", "by": "s-stan", "outcome": "SPOKE_WILLING", "relative": "p-ivy", "person": "p-marcus"}
    spoken = [{"id": "ca-1", "at": "2026-04-12T15:00:00Z", **spoke, **SAID}]
    await plant(api, tmp_path / "spoke", contact_attempts=spoken)
    plan = await record(api, "planOutreach", relative="p-ivy", person="p-marcus", mode="PHONE", words="Hello")
    await record(api, "approveOutreach", "s-sofia", plan=plan["planId"], refusedFor=WORDS["PLAN_DECIDED"])
    asked = await record(api, "recordNotice", relative="p-lena", exception="DV", person="p-marcus")
    returned = {"notice": asked["noticeId"], "refusedFor": WORDS["EXCEPTION_DECIDED"]}
    await record(api, "approveNoticeException", "s-sofia", **returned)
    warm = await record(api, "requestWarmIntroduction", relative="p-ivy", person="p-marcus", reasonCode="CASE_WORK")
    answer = {"introduction": warm["requestId"], "state": "ACCEPTED", "words": WORDS["INTRODUCTION_ACCEPTED"]}
    await record(api, "answerIntroduction", "s-stan", **answer)

    before = await tasks(api, "s-sam", "FAMILY_SUPPORT")
    marcus = global_id("Person", "p-marcus")
    assert {each["kind"]: (each["personId"], each["words"]) for each in before} == {
        kind: (marcus, words) for kind, words in WORDS.items()
    }
    assigned = "MATCH (:Staff {id: 's-sam'})-[a:ASSIGNED_TO]->(:Person {id: 'p-marcus'})"
    await graph.run_alone(f"{assigned} SET a.valid_to = date('2026-04-19')", label="ended")
    await graph.run_alone("MATCH (r:Revision {id: 'graph'}) SET r.n = r.n + 1", label="moved")
    gone = await api.ask('{ person(id: "p-marcus") { ... on Problem { code } } }')
    assert gone["person"] == {"code": "NOT_FOUND"}
    assert await tasks(api, "s-sam", "FAMILY_SUPPORT") == [{**each, "personId": None, "words": None} for each in before]
