"""AC-2.8, 6.1 to 6.3 and takeOnCall: who may consent, who takes over, and that access ends with its ground."""

from pathlib import Path
from typing import Any

import pytest

from graphsvc.api.ids import global_id
from graphsvc.database.driver import Graph
from graphsvc.model.asker import Sight
from graphsvc.records.referrals import MOVES, RECEIVERS
from tests.contract.test_permissions import TABLE
from tests.live.api import Api, api_on, plant
from tests.live.record_queries import record

MARCUS = global_id("Person", "p-marcus")
SEEN = """query($id: ID!) { person(id: $id) { __typename ... on PersonAnswer { person { title } } } }"""
KIN = """query($id: ID!) { ties(person: $id) { __typename ... on TiesAnswer { ties { totalCount } } } }"""


@pytest.fixture
async def api(graph: Graph, tmp_path: Path) -> Api:
    return await api_on(graph, tmp_path)


async def sees(api: Api, as_: str, person: str = MARCUS) -> bool:
    """Whether the asker is told of this person."""
    name: str = (await api.ask(SEEN, {"id": person}, as_=as_))["person"]["__typename"]
    assert name in ("PersonAnswer", "NotFound")
    return name == "PersonAnswer"


async def consent_for(api: Api, *agencies: str, form: str = "WRITTEN", **more: Any) -> dict[str, Any]:
    return await record(
        api,
        "recordConsent",
        person="p-marcus",
        grantor="p-dana",
        capacity="GUARDIAN",
        form=form,
        recipients=list(agencies),
        **more,
    )


async def referred(api: Api, as_: str = "s-sam", **more: Any) -> dict[str, Any]:
    said = {"person": MARCUS, "staff": "s-stan", "reasonCode": "CASE_WORK", **more}
    return await record(api, "referPerson", as_, **said)


async def answered(api: Api, referral: str, state: str, as_: str = "s-stan", **more: Any) -> dict[str, Any]:
    return await record(api, "answerReferral", as_, referral=referral, state=state, **more)


def test_those_who_take_referrals_are_those_of_the_row() -> None:
    row = TABLE.rows["answerReferral"]
    assert {role for role, cell in row.cells.items() if cell != "-"} == {*RECEIVERS, "SUPERVISOR"}


async def test_ac_6_1_a_referral_without_a_valid_consent_returns_consent_required(api: Api) -> None:
    assert (await referred(api))["code"] == "CONSENT_REQUIRED"
    given = await consent_for(api, "BCYF", form="VERBAL_WITNESSED")
    made = await referred(api, until="2026-12-31", idempotencyKey="again")
    assert (made["state"], made["agency"], made["until"]) == ("REQUESTED", "BCYF", "2026-05-20")
    await record(api, "withdrawConsent", consent=given["consentId"])
    assert (await answered(api, made["referralId"], "ACCEPTED"))["path"] == "state"  # it went with its consent
    assert (await referred(api, idempotencyKey="third"))["code"] == "CONSENT_REQUIRED"


async def test_ac_6_1_an_override_is_a_supervisors_with_a_reason(api: Api) -> None:
    worker = await referred(api, overrideReason="He must not wait")
    assert (worker["code"], worker["path"]) == ("OVERRIDE_NOT_YOURS", "overrideReason")
    made = await referred(api, "s-sofia", overrideReason="He must not wait")
    assert made["state"] == "REQUESTED"
    assert (await answered(api, made["referralId"], "ACCEPTED"))["personId"] == MARCUS
    assert await sees(api, "s-stan")


@pytest.mark.parametrize(
    ("state", "who", "more"),
    [
        ("DECLINED", "s-stan", {"reason": "NO_CAPACITY"}),
        ("DONE", "s-stan", {}),
        ("REVOKED", "s-sam", {}),
        ("REVOKED", "s-sofia", {}),
    ],
)
async def test_ac_6_2_access_ends_the_moment_a_referral_does(
    api: Api, state: str, who: str, more: dict[str, Any]
) -> None:
    await consent_for(api, "BCYF")
    referral = (await referred(api))["referralId"]
    assert not await sees(api, "s-stan")  # asked is not accepted
    accepted = await answered(api, referral, "ACCEPTED")
    assert accepted == {
        "__typename": "AnswerReferralPayload",
        "referralId": referral,
        "state": "ACCEPTED",
        "personId": MARCUS,
    }
    assert await sees(api, "s-stan")
    ties = (await api.ask(KIN, {"id": MARCUS}, as_="s-stan"))["ties"]
    assert ties["ties"]["totalCount"] > 0
    ended = await answered(api, referral, state, who, **more)
    assert (ended["state"], ended["personId"]) == (state, None)
    assert not await sees(api, "s-stan")
    assert (await api.ask(KIN, {"id": MARCUS}, as_="s-stan"))["ties"] == {"__typename": "NotFound"}
    assert (await answered(api, referral, "ACCEPTED", idempotencyKey="late"))["code"] == "WRONG_STATE"


async def test_ac_6_2_access_ends_with_the_consent_it_rests_on(api: Api) -> None:
    given = await consent_for(api, "BCYF")
    await answered(api, (await referred(api))["referralId"], "ACCEPTED")
    assert await sees(api, "s-stan")
    await record(api, "withdrawConsent", consent=given["consentId"])
    assert not await sees(api, "s-stan")


async def test_ac_6_2_access_ends_when_the_person_leaves_the_programme(api: Api, tmp_path: Path) -> None:
    await consent_for(api, "BCYF")
    await answered(api, (await referred(api))["referralId"], "ACCEPTED")
    row = {"id": "en-new", "person": "p-marcus", "status": "ENGAGED", "enrolled_on": "2026-04-01",
           "compartment": "PROGRAMME", "owner": "EOHHS", "stated_as": "RECORD"}  # fmt: skip
    await plant(api, tmp_path / "in", enrolments=[row])
    await api.served.graph.run_alone(
        "MATCH (:Person {id: 'p-marcus'})-[:ENROLLED_IN]->(e) WHERE e.id <> 'en-new' DETACH DELETE e",
        label="one is left",
    )
    assert await sees(api, "s-stan")
    await plant(api, tmp_path / "out", enrolments=[{**row, "status": "EXITED"}])
    assert not await sees(api, "s-stan")


async def test_ac_6_2_access_ends_after_the_last_day(api: Api, graph: Graph, tmp_path: Path) -> None:
    await consent_for(api, "BCYF")
    await answered(api, (await referred(api, until="2026-04-22"))["referralId"], "ACCEPTED")
    days = [await api_on(graph, tmp_path, bundle=None, now=f"2026-04-{day}T09:00") for day in (22, 23)]
    assert [await sees(each, "s-stan") for each in days] == [True, False]


async def test_ac_6_3_declining_needs_a_reason_code(api: Api) -> None:
    await consent_for(api, "BCYF")
    referral = (await referred(api))["referralId"]
    assert (await answered(api, referral, "DECLINED"))["path"] == "reason"
    wrong = await api.reply(
        "mutation($i: AnswerReferralInput!) { answerReferral(input: $i) { __typename } }",
        {"i": {"idempotencyKey": "w", "referral": referral, "state": "DECLINED", "reason": "BORED"}},
        as_="s-stan",
    )
    assert wrong["errors"]


@pytest.mark.parametrize("state", MOVES)
async def test_a_referral_of_others_answers_like_none(api: Api, state: str) -> None:
    await consent_for(api, "BCYF")
    said = {"reason": "OTHER"} if state == "DECLINED" else {}
    mine = (await referred(api))["referralId"]
    for who in ("s-hana", "s-cora"):
        others = await answered(api, mine, state, who, idempotencyKey=f"{who}1", **said)
        nobodys = await answered(api, "referral-none", state, who, idempotencyKey=f"{who}2", **said)
        assert others == nobodys and others["code"] == "NOT_FOUND"


async def test_only_somebody_of_ones_own_is_referred_and_only_to_who_takes_referrals(api: Api) -> None:
    for person in ("p-ivy", "p-ron", "p-nobody"):
        assert (await referred(api, person=person))["code"] == "NOT_FOUND"
    assert (await referred(api, staff="s-ines"))["code"] == "NOT_A_RECEIVER"
    assert (await referred(api, staff="s-sam"))["path"] == "staff"


# ---- AC-2.8 -------------------------------------------------------------------------------------------------------

HARM = """MATCH (a:Person {id: $by}), (b:Person {id: $to})
  CREATE (a)-[:HARMED {id: 'h-' + $to, type: 'PHYSICAL', status: $status, cls: 0, sealed: $sealed}]->(b)"""


@pytest.mark.parametrize("harmed", ["p-marcus", "p-dana"], ids=["the child", "the other parent"])
@pytest.mark.parametrize(("status", "sealed"), [("ALLEGED", False), ("SUPPORTED", False), ("CONVICTED", True)])
@pytest.mark.parametrize("capacity", ["GUARDIAN", "COURT"])
async def test_ac_2_8_an_abuser_cannot_consent_for_a_child(
    api: Api, graph: Graph, harmed: str, status: str, sealed: bool, capacity: str
) -> None:
    await graph.run_alone(HARM, label="harm", by="p-carl", to=harmed, status=status, sealed=sealed)
    said = {"person": "p-marcus", "capacity": capacity, "form": "WRITTEN", "recipients": ["EOHHS"]}
    refused = await record(api, "recordConsent", grantor="p-carl", **said)
    assert refused == {"__typename": "UserError", "code": "GRANTOR_NOT_ACCEPTED", "path": "grantor"}


async def test_ac_2_8_an_abuser_cannot_consent_for_the_other_parent(api: Api, graph: Graph) -> None:
    await graph.run_alone(HARM, label="harm", by="p-carl", to="p-dana", status="ALLEGED", sealed=False)
    said = {"person": "p-dana", "form": "WRITTEN", "recipients": ["EOHHS"], "grantor": "p-carl"}
    for capacity, code in (("COURT", "GRANTOR_NOT_ACCEPTED"), ("SELF", "GRANTOR_NOT_ACCEPTED")):
        assert (await record(api, "recordConsent", capacity=capacity, **said))["code"] == code


async def test_nobody_consents_as_somebody_else(api: Api) -> None:
    said = {"person": "p-marcus", "form": "WRITTEN", "recipients": ["EOHHS"]}
    refused = await record(api, "recordConsent", grantor="p-sal", capacity="SELF", **said)
    assert (refused["code"], refused["path"]) == ("GRANTOR_NOT_SELF", "grantor")


async def covered(api: Api) -> set[str]:
    """Those of Sam's people whose consents open something to her agency."""
    principal = await api.principal("s-sam")
    handle = await api.handle(principal, "FAMILY_SUPPORT", None)
    sight = await api.served.gate.look(principal, handle, "person")
    assert isinstance(sight, Sight)
    return set(sight.covered)


LATER = {
    "a harm": HARM.replace("$by", "'p-dana'").replace("$to", "'p-marcus'"),
    "an abusive tone": "MATCH (:Person {id: 'p-dana'})-[k:KIN_OF]-(:Person {id: 'p-marcus'}) SET k.tone = 'ABUSIVE'",
    "a purged harm": "MATCH (a:Person {id: 'p-dana'}), (b:Person {id: 'p-marcus'}) CREATE (a)-[:APART {id: 'x'}]->(b)",
}


@pytest.mark.parametrize("later", LATER)
async def test_ac_2_8_what_an_abuser_consented_to_before_opens_nothing_after(
    api: Api, graph: Graph, later: str
) -> None:
    await consent_for(api, "BCYF")
    assert "p-marcus" in await covered(api)
    await graph.run_alone(LATER[later], label="later", status="ALLEGED", sealed=False)
    await graph.write("import_revision", people=["p-dana", "p-marcus"], groups=[], all=True, token="t")
    assert (await referred(api))["code"] == "CONSENT_REQUIRED"
    assert "p-marcus" not in await covered(api)


# ---- on call ------------------------------------------------------------------------------------------------------


async def on_call(api: Api, person: str, as_: str = "s-cora", **more: Any) -> dict[str, Any]:
    return await record(api, "takeOnCall", as_, person=person, **{"reasonCode": "SAFETY", **more})


async def test_a_worker_on_call_has_the_person_at_once_and_no_longer_after_24_hours(
    api: Api, graph: Graph, tmp_path: Path
) -> None:
    dre = global_id("Person", "p-dre")
    assert not await sees(api, "s-cora", dre)
    taken = await on_call(api, dre)
    assert {key: taken[key] for key in ("endsAt", "supervisor", "supervisorName")} == {
        "endsAt": "2026-04-21T13:00:00+00:00",
        "supervisor": "s-sofia",
        "supervisorName": "Sofia Hallermine",
    }
    assert await sees(api, "s-cora", dre)
    again = await on_call(api, dre, idempotencyKey="again")
    assert again["code"] == "ON_CALL_ALREADY"
    ends = [await api_on(graph, tmp_path, bundle=None, now=f"2026-04-21T{at}") for at in ("08:59:59", "09:00")]
    assert [await sees(each, "s-cora", dre) for each in ends] == [True, False]
    assert (await on_call(ends[1], dre, idempotencyKey="next"))["__typename"] == "TakeOnCallPayload"


async def test_nobody_goes_on_call_for_whom_she_could_not_know_or_without_a_supervisor(api: Api) -> None:
    for person in ("p-bell", "p-nobody"):
        assert (await on_call(api, person))["code"] == "NOT_FOUND"
    assert (await on_call(api, "p-marcus", "s-stan"))["code"] == "NO_SUPERVISOR"
    assert (await on_call(api, "p-marcus", reasonCode="OTHER"))["path"] == "note"
    assert (await on_call(api, "p-marcus", reasonCode="BORED"))["path"] == "reasonCode"
