"""What is recorded is in everybody's next answer, once, and frees nobody (definitions.md §4, §7, §9)."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from graphsvc.database.driver import Graph, Unit
from tests.audit_files import lines_in
from tests.live.api import Api, api_on, plant
from tests.live.reach_queries import REACH, names, nodes
from tests.live.record_queries import guided, record

MARCUS = {"person": "p-marcus"}
F2_FIRST = ["Ivy", "Joe", "Lena"]


@pytest.fixture
async def api(graph: Graph, tmp_path: Any) -> Api:
    return await api_on(graph, tmp_path)


async def reach(api: Api, as_: str = "s-sam") -> dict[str, Any]:
    answer: dict[str, Any] = (await api.ask(REACH, MARCUS, as_=as_))["relativesToReach"]
    return answer


async def screened(api: Api, relative: str, as_: str = "s-sam") -> str:
    asked = (
        """query($r: ID) { safetyScreen(person: "p-marcus", relative: $r) { ... on SafetyScreenAnswer { result } } }"""
    )
    result: str = (await api.ask(asked, {"r": relative}, as_=as_))["safetyScreen"]["result"]
    return result


async def revision(graph: Graph) -> int:
    rows = await graph.run_alone("MATCH (r:Revision {id: 'graph'}) RETURN r.n AS n", label="revision")
    return int(rows[0]["n"])


async def test_an_order_is_in_everybodys_next_answer_and_its_end_frees_nobody(api: Api, graph: Graph) -> None:
    assert names(await reach(api))["reachFirst"] == F2_FIRST
    before = await revision(graph)
    order = await record(
        api, "recordOrder", restrained="p-ivy", protected="p-marcus", type="HARASSMENT_PREVENTION_258E"
    )
    assert order["__typename"] == "RecordOrderPayload"
    assert await revision(graph) == before + 1
    for asker in ("s-sam", "s-cora", "s-sofia"):
        assert names(await reach(api, asker))["reachFirst"] == ["Joe", "Lena"]
    assert await screened(api, "p-ivy") == "DO_NOT_CONTACT"

    refused = await record(api, "endOrder", order=order["orderId"])
    assert refused["code"] == "FORBIDDEN_FOR_ROLE"
    ended = await record(api, "endOrder", "s-safiya", order=order["orderId"])
    assert ended["endedOn"] == "2026-04-20"
    again = names(await reach(api))
    assert (again["reachFirst"], again["needsSafetyCheck"][0]) == (["Joe", "Lena"], "Ivy")

    worker = await record(
        api, "recordScreen", person="p-marcus", mode="MANUAL", screen=guided("p-ivy")[0], idempotencyKey="w"
    )
    assert worker["screen"]["result"] == "HOLD"
    assert names(await reach(api))["reachFirst"] == ["Joe", "Lena"]
    reviewer = await record(
        api, "recordScreen", "s-safiya", person="p-marcus", mode="MANUAL", screen=guided("p-ivy")[0]
    )
    assert reviewer["screen"]["result"] == "CLEAR"
    assert names(await reach(api))["reachFirst"] == F2_FIRST


async def test_a_hold_holds_and_its_reason_is_nowhere(api: Api) -> None:
    placed = await record(api, "placeHold", person="p-joe", reason="Somebody saw a quarrel", forPerson="p-marcus")
    assert placed["endsOn"] == "2026-05-20"
    answer = await reach(api)
    assert (names(answer)["reachFirst"], names(answer)["needsSafetyCheck"]) == (["Ivy", "Lena"], ["Joe", "Sal"])
    assert "quarrel" not in str(answer)
    assert await screened(api, "p-joe") == "HOLD"


async def test_a_withdrawn_consent_ends_the_answer_and_a_new_one_opens_it(api: Api) -> None:
    withdrawn = await record(api, "withdrawConsent", consent="c-marcus")
    assert withdrawn["__typename"] == "WithdrawConsentPayload"
    ended = await reach(api)
    assert (ended["__typename"], ended["code"]) == ("ConsentRequired", "CONSENT_REQUIRED")
    given = await record(
        api,
        "recordConsent",
        person="p-marcus",
        grantor="p-dana",
        capacity="GUARDIAN",
        form="VERBAL_WITNESSED",
        recipients=["EOHHS"],
    )
    assert given["expiresOn"] == "2026-05-20"
    assert names(await reach(api))["reachFirst"] == F2_FIRST


async def test_a_guardians_consent_of_before_is_not_the_word_of_an_adult(api: Api) -> None:
    said = {"person": "p-dre", "form": "WRITTEN", "recipients": ["EOHHS"]}
    await record(api, "recordConsent", grantor="p-ray", capacity="GUARDIAN", signedOn="2022-04-01", **said)
    await record(api, "withdrawConsent", consent="c-dre")
    assert (await api.ask(REACH, {"person": "p-dre"}))["relativesToReach"]["code"] == "CONSENT_REQUIRED"
    await record(api, "recordConsent", capacity="SELF", **said)
    assert (await api.ask(REACH, {"person": "p-dre"}))["relativesToReach"]["stage"] == "CONTACT"


KEPT_FROM = {
    "rights ended": ("SET k.rights_ended_on = date('2020-01-01')", "GRANTOR_NOT_GUARDIAN"),
    "rights ended in another tie": (
        "CREATE (a)-[:KIN_OF {id: 'k2', role: 'FTH', rights_ended_on: date('2020-01-01')}]->(b)",
        "GRANTOR_NOT_GUARDIAN",
    ),
    "a disproven tie": ("SET k.verification = 'DISPROVEN'", "GRANTOR_NOT_GUARDIAN"),
    "a guardianship that is over": (
        "CREATE (a)-[:GUARDIAN_OF {id: 'g', valid_to: date('2020-01-01')}]->(b)",
        "GRANTOR_NOT_GUARDIAN",
    ),
    "an order": ("CREATE (a)-[:RESTRAINED_FROM {id: 'o', type: 'ABUSE_PREVENTION_209A'}]->(b)", "GRANTOR_NOT_ACCEPTED"),
    "rights ended by order": ("CREATE (a)-[:RESTRAINED_FROM {id: 'o', type: 'TPR'}]->(b)", "GRANTOR_NOT_ACCEPTED"),
}


@pytest.mark.parametrize(("kept_from", "code"), KEPT_FROM.values(), ids=KEPT_FROM)
async def test_whoever_is_kept_from_a_child_is_no_guardian_and_was_none(
    api: Api, graph: Graph, kept_from: str, code: str
) -> None:
    said = {"person": "p-marcus", "grantor": "p-carl", "capacity": "GUARDIAN", "form": "WRITTEN"}
    said |= {"recipients": ["EOHHS"]}
    assert (await record(api, "recordConsent", **said, idempotencyKey="before"))["__typename"] == "RecordConsentPayload"
    await record(api, "withdrawConsent", consent="c-marcus")
    assert (await reach(api))["stage"] == "CONTACT"
    carl = "MATCH (a:Person {id: 'p-carl'})-[k:KIN_OF]->(b:Person {id: 'p-marcus'})"
    await graph.run_alone(f"{carl} {kept_from}", label="kept from")
    await graph.write("import_revision", people=["p-carl", "p-marcus"], groups=[], all=True, token="t")
    assert (await record(api, "recordConsent", **said))["code"] == code
    if "DISPROVEN" not in kept_from:
        assert (await reach(api))["code"] == "CONSENT_REQUIRED"


async def test_a_guardianship_that_is_over_lets_nobody_consent(api: Api, graph: Graph) -> None:
    await graph.run_alone(
        """MATCH (a:Person {id: 'p-sal'}), (b:Person {id: 'p-marcus'})
        CREATE (a)-[:GUARDIAN_OF {id: 'g', valid_from: date('2015-01-01'), valid_to: date('2020-01-01')}]->(b)""",
        label="guardian",
    )
    said = {"person": "p-marcus", "grantor": "p-sal", "capacity": "GUARDIAN", "form": "WRITTEN"}
    assert (await record(api, "recordConsent", recipients=["EOHHS"], **said))["code"] == "GRANTOR_NOT_GUARDIAN"
    await graph.run_alone("MATCH ()-[g:GUARDIAN_OF {id: 'g'}]->() SET g.valid_to = null", label="guardian")
    made = await record(api, "recordConsent", recipients=["EOHHS"], **said, idempotencyKey="now")
    assert made["__typename"] == "RecordConsentPayload"


async def test_an_abuser_cannot_consent_for_the_child_of_the_harmed_parent(api: Api, graph: Graph) -> None:
    await graph.run_alone(
        """MATCH (a:Person {id: 'p-carl'}), (b:Person {id: 'p-dana'})
        CREATE (a)-[:HARMED {id: 'h-carl', type: 'PHYSICAL', status: 'ALLEGED', cls: 0}]->(b)""",
        label="harm",
    )
    said = {"person": "p-marcus", "capacity": "GUARDIAN", "form": "WRITTEN", "recipients": ["EOHHS"]}
    refused = await record(api, "recordConsent", grantor="p-carl", **said)
    assert refused == {"__typename": "UserError", "code": "GRANTOR_NOT_ACCEPTED", "path": "grantor"}
    stranger = await record(api, "recordConsent", grantor="p-sal", **said)
    assert stranger["code"] == "GRANTOR_NOT_GUARDIAN"


async def test_the_same_key_writes_once_and_another_content_under_it_is_refused(api: Api, graph: Graph) -> None:
    said = {"person": "p-joe", "reason": "Once", "idempotencyKey": "k-1"}
    first, second = [await record(api, "placeHold", **said) for _ in range(2)]
    assert first == second
    rows = await graph.run_alone("MATCH (h:Hold) RETURN count(h) AS n", label="holds")
    assert rows[0]["n"] == 1
    other = await record(api, "placeHold", **{**said, "reason": "Twice"})
    assert (other["code"], other["path"]) == ("KEY_REUSED", "idempotencyKey")


async def test_what_the_asker_may_not_know_is_not_found_like_what_is_not_there(api: Api) -> None:
    for mutation, said in (
        ("placeHold", {"person": "{}", "reason": "x"}),
        ("recordOrder", {"restrained": "{}", "protected": "p-marcus", "type": "BAIL_NO_CONTACT"}),
        ("recordConsent", {"person": "{}", "capacity": "SELF", "form": "WRITTEN", "recipients": ["EOHHS"]}),
    ):
        answers = [
            await record(api, mutation, **{key: who if value == "{}" else value for key, value in said.items()})
            for who in ("p-ron", "p-nobody")
        ]
        assert answers[0] == answers[1]
        assert answers[0]["code"] == "NOT_FOUND"


async def test_a_user_error_names_the_field(api: Api) -> None:
    wrong = await record(api, "recordOrder", restrained="p-ivy", protected="p-ivy", type="BAIL_NO_CONTACT")
    assert (wrong["code"], wrong["path"]) == ("SELF", "protected")
    open_ = await record(
        api, "recordScreen", person="p-marcus", mode="MANUAL", screen={"relative": "p-sal", "result": "CLEAR"}
    )
    assert (open_["code"], open_["path"]) == ("INCOMPLETE", "answers")


async def test_a_screen_lets_a_relative_into_the_band_that_it_would_be(api: Api) -> None:
    kept = await record(
        api, "recordScreen", person="p-marcus", mode="FEED", screen={"relative": "p-sal", "result": "CLEAR"}
    )
    assert kept["screen"]["result"] == "CLEAR"
    assert kept["validUntil"] == "2026-07-19"
    after = names(await reach(api))
    assert (after["needsSafetyCheck"], sorted(after["learnMore"])) == ([], ["Bea", "Sal"])


async def test_a_screen_never_clears_what_a_line_bars(api: Api) -> None:
    kept = await record(api, "screenRelatives", person="p-marcus", mode="MANUAL", screens=guided("p-carl", "p-sal"))
    assert [row["result"] for row in kept["screens"]] == ["HOLD", "CLEAR"]


@pytest.mark.parametrize("as_", ["s-sam", "s-safiya"])
@pytest.mark.parametrize(("result", "left"), [("HOLD", ["Ivy"]), ("DO_NOT_CONTACT", [])])
async def test_what_is_found_after_a_reviewers_clear_of_the_same_day_stands(
    api: Api, as_: str, result: str, left: list[str]
) -> None:
    said = {**MARCUS, "mode": "MANUAL"}
    clear = await record(api, "recordScreen", "s-safiya", **said, screen=guided("p-ivy")[0], idempotencyKey="first")
    assert clear["screen"]["result"] == "CLEAR"
    found = {"relative": "p-ivy", "result": result}
    await record(api, "recordScreen", as_, **said, screen=found, idempotencyKey="then")
    after = names(await reach(api))
    assert (after["reachFirst"], [who for who in after["needsSafetyCheck"] if who == "Ivy"]) == (["Joe", "Lena"], left)
    assert await screened(api, "p-ivy") == result
    await record(api, "recordScreen", "s-safiya", **said, screen=guided("p-ivy")[0], idempotencyKey="at last")
    assert names(await reach(api))["reachFirst"] == F2_FIRST


async def test_a_tie_restated_by_the_person_moves_the_relative(api: Api) -> None:
    said = {"tie": "k-joe-marcus", "statedAs": "PERSON", "statedBy": "p-marcus", "closeness": "VERY_STRONG"}
    assert (await record(api, "restateTie", **said))["__typename"] == "RestateTiePayload"
    assert names(await reach(api))["reachFirst"] == ["Joe", "Ivy", "Lena"]


async def test_a_worker_is_assigned_and_then_sees_the_person(api: Api) -> None:
    assert (await api.ask(REACH, MARCUS, as_="s-stan"))["relativesToReach"]["code"] == "NOT_FOUND"
    assigned = await record(api, "assignWorker", "s-carmen", staff="s-stan", person="p-marcus")
    assert assigned["staff"] == "s-stan"
    seen = await reach(api, "s-stan")
    assert seen["detail"] == "NAMES"
    assert seen["mustNotify"]["edges"] == []
    assert {r["code"] for row in nodes(seen["reachFirst"]) for r in row["reasons"]} == {"BAND", "WISH"}


async def test_the_same_request_answers_the_same_where_an_id_and_a_name_look_like_days(
    api: Api, tmp_path: Path
) -> None:
    worker = {"id": "20250101", "name": "2025-01-01", "agency": "EOHHS", "roles": "SOCIAL_WORKER"}
    await plant(api, tmp_path / "more", staff=[worker])
    said = {"staff": worker["id"], "person": "p-marcus"}
    first = await record(api, "assignWorker", "s-carmen", **said)
    assert (first["staff"], first["name"]) == ("20250101", "2025-01-01")
    assert await record(api, "assignWorker", "s-carmen", **said) == first


async def test_an_investigator_asks_for_outreach_and_sees_a_worker_and_a_day(api: Api) -> None:
    asked = await record(api, "requestFamilyOutreach", "s-ines", person="p-dre", reasonCode="SAFETY")
    assert {key: asked[key] for key in ("state", "dueOn", "worker", "agency")} == {
        "state": "ASKED",
        "dueOn": "2026-04-25",
        "worker": "s-sam",
        "agency": "EOHHS",
    }
    unknown = await record(api, "requestFamilyOutreach", "s-ines", person="p-marcus", reasonCode="SAFETY")
    assert unknown["code"] == "NOT_FOUND"


def lines(api: Api) -> list[dict[str, Any]]:
    """The audit log."""
    return lines_in(api.served.settings.home / "audit")


async def test_a_record_leaves_an_intent_and_then_what_became_of_it(api: Api) -> None:
    await record(api, "placeHold", person="p-joe", reason="A quarrel")
    await record(api, "placeHold", person="p-joe", reason="")
    await record(api, "placeHold", person="p-nobody", reason="A quarrel")
    await record(api, "endOrder", order="o-1")
    assert [(line["field"], line["decision"], line["rows"]) for line in lines(api)] == [
        ("placeHold", "INTENT", 0),
        ("placeHold", "ALLOWED", 1),
        ("placeHold", "INTENT", 0),
        ("placeHold", "MISSING", 0),
        ("placeHold", "INTENT", 0),
        ("placeHold", "NOT_FOUND", 0),
        ("endOrder", "FORBIDDEN_FOR_ROLE", 0),
    ]


REVEAL = 'query { reveal(contactPointId: "cp-ivy") { ... on Problem { code } } }'


async def test_what_names_only_a_statement_is_in_the_log_under_its_people(api: Api) -> None:
    """And nothing of them in the answer."""
    ended = await record(api, "endOrder", "s-safiya", order="o-carl-dana")
    assert set(ended) == {"__typename", "orderId", "endedOn"}
    gone = await record(api, "withdrawConsent", consent="c-dre")
    assert gone["__typename"] == "WithdrawConsentPayload"
    held = await record(api, "placeHold", person="p-joe", forPerson="p-marcus", reason="A quarrel")
    await record(api, "endHold", "s-safiya", hold=held["holdId"], why="It was settled")
    assert await api.ask(REVEAL) == {"reveal": {"code": "SAFETY_CHECK_REQUIRED"}}
    log = api.served.audit
    about = {
        (line["field"], line["decision"]): set(line["people"]) for line in lines(api) if line["decision"] != "INTENT"
    }
    assert about == {
        (field, decision): {max(log.hashes(who) & set().union(*about.values())) for who in people}
        for field, decision, people in (
            ("endOrder", "ALLOWED", ("p-carl", "p-dana")),
            ("withdrawConsent", "ALLOWED", ("p-dre",)),
            ("placeHold", "ALLOWED", ("p-joe", "p-marcus")),
            ("endHold", "ALLOWED", ("p-joe", "p-marcus")),
            ("reveal", "SAFETY_CHECK_REQUIRED", ("p-ivy",)),
        )
    }


async def test_a_record_cut_off_as_it_commits_is_in_the_audit_log(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """The client is gone right after the commit, before anything could be said about it."""
    await api.handle(await api.principal("s-sam"), "FAMILY_SUPPORT", None)
    write_unit = Graph.write_unit

    async def gone(self: Graph, work: Callable[[Unit], Awaitable[Any]], **more: Any) -> Any:
        await write_unit(self, work, **more)
        raise asyncio.CancelledError

    monkeypatch.setattr(Graph, "write_unit", gone)
    with pytest.raises(asyncio.CancelledError):
        await record(api, "placeHold", person="p-joe", reason="A quarrel")
    monkeypatch.undo()
    assert [(line["field"], line["decision"]) for line in lines(api)] == [
        ("placeHold", "INTENT"),
        ("placeHold", "CANCELLED"),
    ]
    rows = await api.served.graph.run_alone("MATCH (h:Hold {person: 'p-joe'}) RETURN count(h) AS n", label="holds")
    assert rows == [{"n": 1}]


async def test_no_record_begins_before_its_intent_is_on_disk(api: Api) -> None:
    await record(api, "placeHold", person="p-nobody", reason="x")
    before = await revision(api.served.graph)
    api.served.audit.close()  # type: ignore[attr-defined]  # the port cannot close; the log behind it can
    document = 'mutation { placeHold(input: {idempotencyKey: "k", person: "p-joe", reason: "x"}) { __typename } }'
    body = await api.reply(document)
    assert body["errors"][0]["extensions"]["code"] == "AUDIT_FAILED"
    assert await revision(api.served.graph) == before


async def test_the_lines_of_a_purpose_name_it_and_no_text_of_the_asker(api: Api) -> None:
    wish = """mutation($case: ID) { openPurpose(input: {purpose: FAMILY_SUPPORT, reasonCode: "SAFETY", caseId: $case}) {
      ... on OpenPurposePayload { handle } ... on Problem { code } } }"""
    close = """mutation($h: String!) { closePurpose(input: {handle: $h}) { __typename } }"""
    handle = (await api.ask(wish, purpose=None))["openPurpose"]["handle"]
    await api.ask(close, {"h": handle}, purpose=None)
    await api.ask(wish, {"case": "Marcus"}, purpose=None)
    await api.ask(wish, as_="s-eve", purpose=None)
    found = [(line["field"], line["decision"], line["purpose"], line["reason"]) for line in lines(api)]
    assert found == [
        ("openPurpose", "INTENT", "FAMILY_SUPPORT", None),
        ("openPurpose", "ALLOWED", "FAMILY_SUPPORT", "SAFETY"),
        ("closePurpose", "INTENT", "FAMILY_SUPPORT", None),
        ("closePurpose", "ALLOWED", "FAMILY_SUPPORT", "SAFETY"),
        ("openPurpose", "INTENT", "FAMILY_SUPPORT", None),
        ("openPurpose", "NOT_FOUND", "FAMILY_SUPPORT", None),
        ("openPurpose", "INTENT", "FAMILY_SUPPORT", None),
        ("openPurpose", "FORBIDDEN_FOR_ROLE", "FAMILY_SUPPORT", None),
    ]
    assert lines(api)[1]["handle"] == lines(api)[3]["handle"] != ""
    assert "Marcus" not in str(lines(api))


async def test_a_purpose_is_opened_and_closed_over_the_api(api: Api) -> None:
    opened = (
        await api.ask(
            """mutation { openPurpose(input: {purpose: FAMILY_SUPPORT, reasonCode: "PLAN_REVIEW"}) {
            ... on OpenPurposePayload { handle purpose expiresAt } } }""",
            purpose=None,
        )
    )["openPurpose"]
    assert (opened["purpose"], opened["expiresAt"]) == ("FAMILY_SUPPORT", "2026-04-20T21:00:00+00:00")
    close = """mutation($h: String!) { closePurpose(input: {handle: $h}) {
      __typename ... on ClosePurposePayload { purpose } ... on Problem { code } } }"""
    closed, again = [(await api.ask(close, {"h": opened["handle"]}, purpose=None))["closePurpose"] for _ in range(2)]
    assert (closed["purpose"], again["code"]) == ("FAMILY_SUPPORT", "NOT_FOUND")
