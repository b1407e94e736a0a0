"""The work of reaching people over HTTP: plans and contact (AC-11.4), notices (AC-5.4), introductions, requests,
meetings, the search's progress (AC-5.2, 5.3) and another order of relatives."""

from pathlib import Path
from typing import Any

import pytest

from graphsvc.api.ids import global_id
from graphsvc.database.driver import Graph, counted
from graphsvc.questions.reach.due import CUT, MOST_REMOVED
from tests.live.api import Api, api_on, plant
from tests.live.reach_queries import REACH, names, nodes
from tests.live.record_queries import approved, record
from tests.live.test_break_glass import tasks

MARCUS = {"person": "p-marcus"}
REVEAL = """query($c: ID!) { reveal(contactPointId: $c) {
  __typename ... on RevealAnswer { value } ... on Problem { code nextStep } } }"""
PLAN = {"mode": "PHONE", "words": "I work with Marcus, who asked for you.", **MARCUS}
FIRST = "A first contact needs an approved plan: planOutreach, then approveOutreach."
AGAIN = "Ask again at the moment of contact: recordScreen with atContact."
SAID = {"compartment": "FAMILY", "owner": "EOHHS", "stated_as": "FAMILY", "stated_at": "2026-04-10"}


@pytest.fixture
async def api(graph: Graph, tmp_path: Path) -> Api:
    return await api_on(graph, tmp_path)


async def reveal(api: Api, point: str = "cp-ivy", as_: str = "s-sam") -> Any:
    """The value, or the next step that stands in its place."""
    answer = (await api.ask(REVEAL, {"c": point}, as_=as_))["reveal"]
    return answer.get("value") or answer["nextStep"]


async def reach(api: Api) -> dict[str, Any]:
    answer: dict[str, Any] = (await api.ask(REACH, MARCUS))["relativesToReach"]
    return answer


def people(*ids: str) -> list[dict[str, str]]:
    return [{"id": global_id("Person", each)} for each in ids]


async def told(api: Api, as_: str, kind: str, purpose: str = "FAMILY_SUPPORT") -> list[tuple[Any, ...]]:
    found = [each for each in await tasks(api, as_, purpose) if each["kind"] == kind]
    return [(each["recordId"], each["by"], each["state"], each["words"]) for each in found]


async def test_ac_11_4_a_first_contact_waits_for_a_plan_that_a_second_person_approved(api: Api) -> None:
    assert await reveal(api) == FIRST
    made = await record(api, "planOutreach", relative="p-ivy", **PLAN)
    assert (made["state"], made["approvedBy"], made["changed"]) == ("PLANNED", None, people("p-marcus", "p-ivy"))
    assert await reveal(api) == FIRST
    own = await record(api, "approveOutreach", plan=made["planId"])
    assert own["code"] == "FORBIDDEN_FOR_ROLE"
    assert await told(api, "s-sofia", "PLAN_TO_APPROVE") == [(made["planId"], "s-sam", "PLANNED", PLAN["words"])]

    approved = await record(api, "approveOutreach", "s-sofia", plan=made["planId"])
    assert approved["state"] == "APPROVED"
    assert (await reveal(api), await reveal(api, "cp-joe")) == ("617-555-0111", FIRST)
    assert await told(api, "s-sofia", "PLAN_TO_APPROVE") == []
    assert await told(api, "s-sam", "PLAN_DECIDED") == [(made["planId"], "s-sofia", "APPROVED", None)]
    again = await record(api, "approveOutreach", "s-sofia", plan=made["planId"], refusedFor="No")
    assert (again["code"], again["path"]) == ("WRONG_STATE", "plan")

    newer = await record(api, "planOutreach", relative="p-ivy", **{**PLAN, "mode": "IN_HOME"})
    assert await reveal(api) == FIRST
    returned = await record(api, "approveOutreach", "s-sofia", plan=newer["planId"], refusedFor="Call first")
    assert returned["state"] == "RETURNED"
    assert (
        await told(api, "s-sam", "PLAN_DECIDED")
        == [
            (newer["planId"], "s-sofia", "RETURNED", "Call first"),
            (made["planId"], "s-sofia", "APPROVED", None),
        ]
        or len(await told(api, "s-sam", "PLAN_DECIDED")) == 2
    )


async def test_a_plan_is_shown_with_its_relative(api: Api) -> None:
    made = await record(api, "planOutreach", relative="p-ivy", plannedFor="2026-04-22", opening="VISIT", **PLAN)
    asked = """{ relativesToReach(person: "p-marcus") { ... on RelativesToReachAnswer { reachFirst { edges { node {
      plan { planId state mode words by staff owner plannedOn plannedFor language opening approvedBy returnedFor }
      } } } } } }"""
    shown = [row["plan"] for row in nodes((await api.ask(asked))["relativesToReach"]["reachFirst"])]
    assert shown == [
        {
            "planId": made["planId"],
            "state": "PLANNED",
            "mode": "PHONE",
            "words": PLAN["words"],
            "by": "s-sam",
            "staff": "s-sam",
            "owner": "EOHHS",
            "plannedOn": "2026-04-20",
            "plannedFor": "2026-04-22",
            "language": None,
            "opening": "VISIT",
            "approvedBy": None,
            "returnedFor": None,
        },
        None,
        None,
    ]


async def test_an_order_recorded_meanwhile_stops_the_approval_and_the_contact(api: Api) -> None:
    made = await record(api, "planOutreach", relative="p-ivy", **PLAN)
    done = await record(api, "planOutreach", relative="p-joe", **PLAN)
    assert (await record(api, "approveOutreach", "s-sofia", plan=done["planId"]))["state"] == "APPROVED"
    for who in ("p-ivy", "p-joe"):
        await record(api, "recordOrder", restrained=who, protected="p-marcus", type="HARASSMENT_PREVENTION_258E")
    refused = await record(api, "approveOutreach", "s-sofia", plan=made["planId"])
    assert refused["code"] == "SAFETY_CHECK_REQUIRED"
    assert await reveal(api, "cp-joe") == "Call recordScreen first."


CONFIDENTIAL = {"id": "al-joe", "person": "p-joe", "kind": "ADDRESS_CONFIDENTIALITY", "status": "SUPPORTED",
                "compartment": "CORI", "owner": "PROBATION", "stated_at": "2026-04-01"}  # fmt: skip
LETTER = {"id": "cp-letter", "person": "p-joe", "kind": "LETTER", "value": "12 Example Street",
          "label": "home, Example Street", "verified_at": "2026-04-12", "verified_by": "s-cora", **SAID}  # fmt: skip


async def test_where_the_place_is_confidential_no_letter_is_a_way_and_no_label_is_shown(
    api: Api, tmp_path: Path
) -> None:
    """Line 7: no address; may be called where a safe route is on file."""
    await approved(api, "p-marcus", "p-joe")
    await plant(api, tmp_path / "letter", contact_points=[LETTER])
    assert await ways_to_joe(api) == (["cp-letter", "cp-joe"], ["home, Example Street", "His mobile"], "LETTER")
    assert await reveal(api, "cp-letter") == "12 Example Street"
    await plant(api, tmp_path / "alert", alerts=[CONFIDENTIAL])
    assert await ways_to_joe(api) == (["cp-joe"], [None], "PHONE")
    hidden, unknown = [(await api.ask(REVEAL, {"c": each}))["reveal"] for each in ("cp-letter", "cp-none")]
    assert hidden == unknown
    label = "query($c: ID!) { reveal(contactPointId: $c) { ... on RevealAnswer { kind label } } }"
    assert (await api.ask(label, {"c": "cp-joe"}))["reveal"] == {"kind": "PHONE", "label": None}


async def ways_to_joe(api: Api) -> tuple[list[str], list[str | None], str]:
    (joe,) = [row for row in nodes((await reach(api))["reachFirst"]) if row["name"].startswith("Joe")]
    return [way["id"] for way in joe["routes"]], [way["label"] for way in joe["routes"]], joe["firstStep"]["mode"]


async def test_nobody_is_planned_for_whom_a_line_or_a_missing_screen_keeps_away(api: Api) -> None:
    barred = {who: await record(api, "planOutreach", relative=who, **PLAN) for who in ("p-carl", "p-jay", "p-sal")}
    assert {each["code"] for each in barred.values()} == {"SAFETY_CHECK_REQUIRED"}
    hidden, nobody = [await record(api, "planOutreach", relative=who, **PLAN) for who in ("p-ron", "p-nobody")]
    assert hidden == nobody and hidden["code"] == "NOT_FOUND"
    outside = await record(api, "planOutreach", relative="p-dana", **{**PLAN, "person": "p-ivy"})
    assert outside["code"] == "NOT_FOUND"
    police = await record(api, "planOutreach", relative="p-ivy", staff="s-ines", **PLAN)
    assert (police["code"], police["path"]) == ("NOT_A_RECEIVER", "staff")


async def test_a_supervisors_own_plan_needs_another_supervisor(api: Api) -> None:
    made = await record(api, "planOutreach", "s-sofia", relative="p-ivy", **PLAN)
    refused = await record(api, "approveOutreach", "s-sofia", plan=made["planId"])
    assert (refused["code"], refused["path"]) == ("SECOND_PERSON", "plan")


async def test_a_template_of_the_site_stands_as_approval_after_a_clear_screen(graph: Graph, tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text('outreach_templates = ["FIRST_CALL"]\n', encoding="utf-8")
    api = await api_on(graph, tmp_path, GRAPHSVC_SITE=str(site))
    other = await record(api, "planOutreach", relative="p-ivy", template="ANY_CALL", **PLAN)
    assert (other["code"], other["path"]) == ("UNKNOWN_CODE", "template")
    unscreened = await record(api, "planOutreach", relative="p-sal", template="FIRST_CALL", **PLAN)
    assert unscreened["code"] == "SAFETY_CHECK_REQUIRED"
    made = await record(api, "planOutreach", relative="p-ivy", template="FIRST_CALL", **PLAN)
    assert (made["state"], made["approvedBy"]) == ("APPROVED", "FIRST_CALL")
    assert await reveal(api) == "617-555-0111"


async def test_a_pause_and_a_no_for_now_put_a_plan_off(api: Api, tmp_path: Path) -> None:
    tried = {"person": "p-marcus", "mode": "PHONE", "by": "s-sam", "outcome": "NO_ANSWER", **SAID}
    await plant(
        api,
        tmp_path / "more",
        contact_attempts=[
            {"id": f"ca-{day}", "relative": "p-ivy", "at": f"2026-04-{day}T15:00:00Z", **tried} for day in (15, 16, 17)
        ],
        assessments=[
            {
                "id": "a-joe-2",
                "relative": "p-joe",
                "person": "p-marcus",
                "willingness": "DECLINED",
                "ask_again_on": "2026-05-05",
                **SAID,
                "stated_at": "2026-04-18",
            }
        ],
    )
    paused = await record(api, "planOutreach", relative="p-ivy", **PLAN)
    assert (paused["code"], paused["path"]) == ("COOL_DOWN", "plannedFor")
    assert (await record(api, "planOutreach", relative="p-ivy", plannedFor="2026-05-01", **PLAN))["state"] == "PLANNED"
    later = await record(api, "planOutreach", relative="p-joe", plannedFor="2026-05-04", **PLAN)
    assert (later["code"], later["path"]) == ("ASK_LATER", "plannedFor")
    assert (await record(api, "planOutreach", relative="p-joe", plannedFor="2026-05-05", **PLAN))["state"] == "PLANNED"
    day = await api_on(api.served.graph, tmp_path, bundle=None, now="2026-05-05T09:00")
    assert await told(day, "s-sam", "ASK_AGAIN") == [
        ("ASK_AGAIN|p-marcus", None, "DUE", "One relative who said no for now may be asked again.")
    ]
    assert names(await reach(day))["later"] == ["Joe"]


async def test_without_a_feed_it_is_asked_again_at_the_moment_of_contact(graph: Graph, tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text('screen_mode = "MANUAL"\n', encoding="utf-8")
    api = await api_on(graph, tmp_path, GRAPHSVC_SITE=str(site))
    made = await record(api, "planOutreach", relative="p-ivy", **PLAN)
    await record(api, "approveOutreach", "s-sofia", plan=made["planId"])
    assert await reveal(api) == AGAIN
    asked = {"mode": "MANUAL", "atContact": True, **MARCUS}
    two = {"relative": "p-ivy", "result": "CLEAR", "answers": {"askedPerson": True, "askedCaregiver": True}}
    half = await record(api, "recordScreen", screen={**two, "answers": {"askedPerson": True}}, **asked)
    assert (half["code"], half["path"]) == ("INCOMPLETE", "answers")
    first = await record(api, "recordScreen", screen={**two, "relative": "p-sal"}, **asked)
    assert (first["code"], first["path"]) == ("SCREEN_FIRST", "atContact")
    kept = await record(api, "recordScreen", screen=two, **asked)
    assert (kept["screen"]["result"], kept["validUntil"]) == ("CLEAR", "2026-07-09")
    assert await reveal(api) == "617-555-0111"
    assert nodes((await reach(api))["reachFirst"])[0]["screenedOn"] == "2026-04-10"
    day = await api_on(graph, tmp_path, bundle=None, now="2026-04-21T09:00", GRAPHSVC_SITE=str(site))
    assert await reveal(day) == AGAIN


async def test_a_notice_is_on_file_however_it_went_and_an_exception_needs_a_supervisor(api: Api) -> None:
    sent = await record(api, "recordNotice", relative="p-ivy", sentOn="2026-04-20", language="kea", **MARCUS)
    assert (sent["state"], sent["breach"]) == ("SENT", False)
    gone = await record(api, "recordNotice", relative="p-carl", sentOn="2026-04-20", route="LETTER", **MARCUS)
    assert (gone["state"], gone["breach"]) == ("SENT", True)
    assert await told(api, "s-sofia", "BREACH_TO_REVIEW") == [(gone["noticeId"], "s-sam", "NOTICE", None)]
    asked = await record(api, "recordNotice", relative="p-lena", exception="FAMILY_VIOLENCE", **MARCUS)
    assert asked["state"] == "REQUESTED"
    both = await record(api, "recordNotice", relative="p-lena", exception="DV", sentOn="2026-04-20", **MARCUS)
    assert (both["code"], both["path"]) == ("MISSING", "sentOn")
    shown = """{ relativesToReach(person: "p-marcus") { ... on RelativesToReachAnswer {
      mustNotify { edges { node { name notifiedOn exception } } } } } }"""

    async def owed() -> dict[str, tuple[Any, Any]]:
        rows = nodes((await api.ask(shown))["relativesToReach"]["mustNotify"])
        return {row["name"].split()[0]: (row["notifiedOn"], row["exception"]) for row in rows}

    assert (await owed())["Lena"] == (None, None)
    assert [row[0] for row in await told(api, "s-sofia", "EXCEPTION_TO_APPROVE")] == [asked["noticeId"]]
    decided = await record(api, "approveNoticeException", "s-sofia", notice=asked["noticeId"])
    assert decided["state"] == "APPROVED"
    found = await owed()
    assert {who: found[who] for who in ("Ivy", "Lena", "Joe")} == {
        "Ivy": ("2026-04-20", None),
        "Lena": (None, "FAMILY_VIOLENCE"),
        "Joe": (None, None),
    }
    unlike = [
        await record(api, "recordNotice", relative=who, sentOn="2026-04-20", **MARCUS) for who in ("p-ron", "p-no")
    ]
    assert unlike[0] == unlike[1] and unlike[0]["code"] == "NOT_FOUND"


async def test_a_sealed_notice_is_no_task_and_is_not_decided(api: Api) -> None:
    asked, other = [
        await record(api, "recordNotice", relative=who, exception="FAMILY_VIOLENCE", **MARCUS)
        for who in ("p-lena", "p-joe")
    ]
    gone = await record(api, "recordNotice", relative="p-carl", sentOn="2026-04-20", route="LETTER", **MARCUS)
    assert (await record(api, "approveNoticeException", "s-sofia", notice=other["noticeId"]))["state"] == "APPROVED"
    ids = [each["noticeId"] for each in (asked, other, gone)]
    await api.served.graph.run_alone(
        f"MATCH ()-[n:NOTIFIED_FOR]->() WHERE n.id IN {ids} SET n.cls = 0, n.sealed = true"
    )
    found = [
        *await told(api, "s-sofia", "EXCEPTION_TO_APPROVE"),
        *await told(api, "s-sam", "EXCEPTION_DECIDED"),
        *await told(api, "s-sofia", "BREACH_TO_REVIEW"),
    ]
    decided = await record(api, "approveNoticeException", "s-sofia", notice=asked["noticeId"])
    assert (found, decided["code"]) == ([], "NOT_FOUND")


async def test_ac_5_4_alerts_come_on_days_20_27_and_30_until_everybody_is_notified(api: Api, tmp_path: Path) -> None:
    async def alerts(day: str, as_: str = "s-sam") -> list[tuple[str, str]]:
        then = await api_on(api.served.graph, tmp_path, bundle=None, now=f"{day}T09:00")
        return [(state, words) for _, _, state, words in await told(then, as_, "NOTICES_DUE")]

    words = "6 of 6 relatives owed notice have none: the last day is 2026-05-20."
    assert await alerts("2026-05-09") == []
    assert await alerts("2026-05-10") == [("DAY_20", words)] == await alerts("2026-05-10", "s-sofia")
    assert [state for state, _ in await alerts("2026-05-17")] == ["DAY_27"]
    assert [state for state, _ in await alerts("2026-05-25")] == ["DAY_30"]
    for who in ("p-carl", "p-dana", "p-ivy", "p-joe", "p-lena", "p-bea"):
        await record(api, "recordNotice", relative=who, sentOn="2026-04-20", route="COURT", **MARCUS)
    assert await alerts("2026-05-25") == []


async def test_ac_5_4_the_nearest_last_day_is_told_however_many_others_there_are(api: Api, tmp_path: Path) -> None:
    """Of more removals than are worked out the one due soonest is told of, and that not all were looked at."""
    who = [f"c{number:03}" for number in range(MOST_REMOVED + 1)]
    day = dict.fromkeys(who, "2026-03-31") | {who[-1]: "2026-02-01", who[-2]: "2026-03-24"}
    bare = {"compartment": "PUBLIC", "owner": "EOHHS", "stated_at": "2026-04-01"}
    await plant(
        api,
        tmp_path / "many",
        people=[{"id": f"p-{each}"} for one in who for each in (one, f"m{one}")],
        births=[{"id": f"b-{each}", "person": f"p-{each}", "born_on": "2012-01-01", **bare} for each in who],
        kin=[
            {"id": f"k-{each}", "relative": f"p-m{each}", "person": f"p-{each}", "role": "MTH", **SAID} for each in who
        ],
        removals=[
            {"id": f"r-{each}", "person": f"p-{each}", "removed_on": day[each], "caregivers": f"p-m{each}", **SAID}
            for each in who
        ],
        assignments=[
            {"id": f"as-{each}", "staff": "s-cora", "person": f"p-{each}", "valid_from": "2026-01-05"} for each in who
        ],
    )
    asked = """{ myTasks(first: 100) { ... on MyTasksAnswer { limitsOfThisAnswer
      tasks { edges { node { kind state personId } } } } } }"""
    found = (await api.ask(asked, as_="s-cora"))["myTasks"]
    alerts = {row["personId"]: row["state"] for row in nodes(found["tasks"]) if row["kind"] == "NOTICES_DUE"}
    assert alerts == {global_id("Person", f"p-{each}"): "DAY_27" if each == who[-2] else "DAY_20" for each in who[:-1]}
    assert found["limitsOfThisAnswer"][-1] == CUT


async def test_the_receipt_of_an_introduction_is_the_same_whether_or_not_anybody_knows_the_relative(
    api: Api, tmp_path: Path
) -> None:
    spoke = {"mode": "PHONE", "by": "s-stan", "outcome": "SPOKE_WILLING", "person": "p-marcus", **SAID}
    await plant(
        api,
        tmp_path / "more",
        contact_attempts=[{"id": "ca-1", "relative": "p-ivy", "at": "2026-04-12T15:00:00Z", **spoke}],
    )
    ask = {"reasonCode": "CASE_WORK", **MARCUS}
    await record(api, "requestWarmIntroduction", relative="p-joe", idempotencyKey="warm", **ask)
    receipts, statements = [], []
    for who in ("p-ivy", "p-lena"):
        with counted() as took:
            receipts.append(await record(api, "requestWarmIntroduction", relative=who, idempotencyKey=who, **ask))
        statements.append([name for name in took if not name.startswith("access_")])
    known, unknown = ({**each, "requestId": "", "revision": "", "changed": len(each["changed"])} for each in receipts)
    assert known == unknown and known["askAgainOn"] == "2026-04-25"
    assert sorted(statements[0]) == sorted(statements[1])

    intro, nobody = (each["requestId"] for each in receipts)
    (waits,) = [each for each in await tasks(api, "s-stan", "FAMILY_SUPPORT") if each["kind"] == "INTRODUCTION_ASKED"]
    assert (waits["recordId"], waits["personId"], waits["by"]) == (intro, global_id("Person", "p-ivy"), "s-sam")
    assert "p-marcus" not in str(waits) and global_id("Person", "p-marcus") not in str(waits)
    for other, which in (("s-hana", intro), ("s-stan", nobody)):
        refused = await record(api, "answerIntroduction", other, introduction=which, state="ACCEPTED")
        assert refused["code"] == "NOT_FOUND"
    answered = await record(api, "answerIntroduction", "s-stan", introduction=intro, state="ACCEPTED", words="Gladly")
    assert answered["state"] == "ACCEPTED"
    assert await told(api, "s-sam", "INTRODUCTION_ACCEPTED") == [(intro, "s-stan", "ACCEPTED", "Gladly")]
    twice = await record(api, "answerIntroduction", "s-stan", introduction=intro, state="DECLINED")
    assert twice["code"] == "WRONG_STATE"


async def spoke(api: Api, folder: Path, relative: str, **more: str) -> None:
    """A street worker of another agency spoke with the relative."""
    row = {"id": f"ca-{relative}", "relative": relative, "at": "2026-04-12T15:00:00Z", "mode": "PHONE", **SAID, **more}
    await plant(api, folder, contact_attempts=[{**row, "by": "s-stan", "outcome": "SPOKE_WILLING", **MARCUS}])


async def test_a_sealed_contact_asks_nobody_for_an_introduction(api: Api, tmp_path: Path) -> None:
    await spoke(api, tmp_path / "more", "p-ivy", sealed="yes")
    asked = await record(api, "requestWarmIntroduction", relative="p-ivy", reasonCode="CASE_WORK", **MARCUS)
    assert asked["askAgainOn"] == "2026-04-25"
    assert await told(api, "s-stan", "INTRODUCTION_ASKED") == []


async def test_nobody_is_asked_to_introduce_whom_no_outreach_could_be_planned_to(api: Api, tmp_path: Path) -> None:
    """Carl is not to be contacted, Jay is a minor, Sal was not screened, and Ivy asks not to be contacted."""
    who = ("p-carl", "p-jay", "p-sal", "p-ivy")
    for each in who:
        await spoke(api, tmp_path / each, each)
    no = {"relative": "p-ivy", "mode": "PHONE", "outcome": "ASKED_NOT_TO_CONTACT", "inbound": True}
    await record(api, "recordContactAttempt", **no, **MARCUS)
    ask = {"reasonCode": "CASE_WORK", **MARCUS}
    for each in (*who, "p-ron", "p-nobody"):
        asked = await record(api, "requestWarmIntroduction", relative=each, **ask)
        assert asked == await record(api, "planOutreach", relative=each, **PLAN)
        assert asked["code"] == ("SAFETY_CHECK_REQUIRED" if each in who else "NOT_FOUND")
    assert await told(api, "s-stan", "INTRODUCTION_ASKED") == []


async def declared(api: Api, folder: Path, staff: str, roles: str, agency: str, *, alert: bool, twin: bool) -> None:
    """A worker who is a person of the graph too, with a conflict declared of her, or of a record that may be hers."""
    bare = {"compartment": "PUBLIC", "owner": "EOHHS"}
    who = f"p-{staff}"
    rows: dict[str, list[dict[str, str]]] = {
        "people": [{"id": who}, {"id": f"{who}-2"}],
        "staff": [{"id": staff, "name": staff, "agency": agency, "roles": roles, "person": who, "languages": "en"}],
        "matches": [{"id": f"m-{staff}", "person_a": who, "person_b": f"{who}-2", "state": "PLAUSIBLE"}],
    }
    about = f"{who}-2" if twin else who
    if alert:
        rows["alerts"] = [{"id": f"al-{staff}", "person": about, "kind": "STAFF_CONFLICT", "sealed": "yes", **bare}]
    await plant(api, folder, **rows)


@pytest.mark.parametrize(("alert", "twin"), [(False, False), (True, False), (True, True)])
async def test_a_worker_with_a_declared_conflict_calls_nobody(
    api: Api, tmp_path: Path, alert: bool, twin: bool
) -> None:
    """Line 15 and definitions.md §8; sealed, it still acts (§4)."""
    told_of = {"alert": alert, "twin": twin}
    met = {"type": "STREET_WORKER_CONTACT", "compartment": "OUTREACH", "owner": "BCYF", "agency": "BCYF"}
    touch = {"id": "t-stan-ivy", "person": "p-ivy", "staff": "s-stan", "at": "2026-04-01T15:00:00Z", **met}
    await plant(api, tmp_path / "met", touchpoints=[touch])
    before = (await record(api, "requestWarmIntroduction", relative="p-ivy", reasonCode="CASE_WORK", **MARCUS))[
        "requestId"
    ]
    made = [await record(api, "planOutreach", relative=who, **PLAN) for who in ("p-joe", "p-ivy")]
    await declared(api, tmp_path / "sam", "s-sam", "SOCIAL_WORKER", "EOHHS", **told_of)
    await declared(api, tmp_path / "stan", "s-stan", "STREET_WORKER", "BCYF", **told_of)

    approved = await record(api, "approveOutreach", "s-sofia", plan=made[0]["planId"])
    assert (approved.get("code"), approved.get("path")) == (("NOT_A_RECEIVER", "plan") if alert else (None, None))
    returned = await record(api, "approveOutreach", "s-sofia", plan=made[1]["planId"], refusedFor="Not her.")
    assert returned.get("code") is None

    first = nodes((await reach(api))["reachFirst"])[0]
    assert [each["staff"] for each in first["suggestedCallers"]] == ["s-cora", *(() if alert else ("s-sam",)), None]
    planned = [await record(api, "planOutreach", relative="p-joe", staff=who, **PLAN) for who in ("s-sam", "s-cora")]
    assert [each.get("code") for each in planned] == ["NOT_A_RECEIVER" if alert else None, None]
    named = await record(api, "requestFamilyOutreach", "s-ines", person="p-dre", reasonCode="SAFETY")
    assert named["worker"] == (None if alert else "s-sam")
    ask = {"relative": "p-ivy", "reasonCode": "CASE_WORK", "idempotencyKey": "again", **MARCUS}
    after = (await record(api, "requestWarmIntroduction", **ask))["requestId"]
    assert len(await told(api, "s-stan", "INTRODUCTION_ASKED")) == (0 if alert else 2)
    for which in (before, after):
        answered = await record(api, "answerIntroduction", "s-stan", introduction=which, state="ACCEPTED")
        assert answered.get("code") == ("NOT_FOUND" if alert else None)
    came = await record(api, "recordMeeting", kind="FTM", heldOn="2026-04-19", attendees=["p-ivy", "p-s-sam"], **MARCUS)
    assert came["code"] == "NOT_FOUND"


async def test_a_request_for_outreach_is_answered_and_its_asker_reads_the_state_alone(api: Api) -> None:
    asked = await record(api, "requestFamilyOutreach", "s-ines", person="p-dre", reasonCode="SAFETY")
    request = asked["requestId"]
    assert await told(api, "s-sam", "OUTREACH_ASKED") == [(request, "s-ines", "ASKED", None)]
    early = await record(api, "answerOutreachRequest", request=request, state="DONE")
    assert (early["code"], early["path"]) == ("WRONG_STATE", "state")
    strange = await record(api, "answerOutreachRequest", "s-cora", request=request, state="ACCEPTED")
    assert strange["code"] == "NOT_FOUND"
    for state in ("ACCEPTED", "FAMILY_SAID_NO"):
        answered = await record(api, "answerOutreachRequest", request=request, state=state)
        assert (answered["state"], answered["changed"]) == (state, people("p-dre"))
        assert await told(api, "s-ines", "OUTREACH_ANSWERED", "INVESTIGATION") == [(request, "s-sam", state, None)]


PROGRESS = """query($side: Side) { relativeSearchProgress(person: "p-marcus") { __typename
  ... on RelativeSearchProgressAnswer { guide limitsOfThisAnswer
    stages { stage total maternal paternal } sides { side identified lastSearch nextSearchDue }
    again { name after due } meetings { kind heldOn plan decisions by attendeeIds }
    untried(side: $side) { totalCount edges { node { name relation side leads reasons { code } } } } }
  ... on Problem { code } } }"""


async def test_ac_5_2_progress_counts_each_stage_by_side_and_says_whom_nobody_tried(api: Api) -> None:
    await record(api, "recordNotice", relative="p-ivy", sentOn="2026-04-20", **MARCUS)
    found = (await api.ask(PROGRESS))["relativeSearchProgress"]
    stages = [("IDENTIFIED", 8, 5, 2), ("LOCATED", 3, 2, 1), ("NOTIFIED", 1, 1, 0), ("ENGAGED", 2, 2, 0),
              ("COMMITTED", 2, 2, 0)]  # fmt: skip
    assert [tuple(row.values()) for row in found["stages"]] == stages
    assert found["guide"] == 40
    assert [tuple(row.values()) for row in found["sides"]] == [
        ("MATERNAL", 5, "2026-04-06", "2026-10-06"),
        ("PATERNAL", 2, "2026-04-06", "2026-10-06"),
    ]
    untried = {row["name"].split()[0]: [r["code"] for r in row["reasons"]] for row in nodes(found["untried"])}
    assert untried == {
        "Jay": ["NOT_TRIED", "ROUTE_ONLY", "FIND_ROUTE"],
        "Joe": ["NOT_TRIED"],
        "Lena": ["NOT_TRIED"],
        "Bea": ["NOT_TRIED", "FIND_ROUTE"],
        "Sal": ["NOT_TRIED", "SCREEN", "FIND_ROUTE"],
    }
    fathers = (await api.ask(PROGRESS, {"side": "PATERNAL"}))["relativeSearchProgress"]["untried"]
    assert [row["name"].split()[0] for row in nodes(fathers)] == ["Lena"]
    refused = (await api.ask(PROGRESS, as_="s-ines"))["relativeSearchProgress"]
    assert refused["__typename"] == "ForbiddenForRole"
    assert (await api.ask(PROGRESS, as_="s-carmen"))["relativeSearchProgress"]["code"] == "NOT_FOUND"


@pytest.mark.parametrize("said", [{"sent_at": "2019-03-01"}, {"exception": "COURT_ORDER", "approved_by": "s-sofia"}])
async def test_a_notice_of_an_earlier_removal_takes_nobody_off_who_is_not_tried(
    api: Api, tmp_path: Path, said: dict[str, str]
) -> None:
    """As mustNotify has it: it told nobody of this removal, and an exception excused nobody from it."""
    before = (await api.ask(PROGRESS))["relativeSearchProgress"]
    old = {"id": "no-lena", "relative": "p-lena", **said, **MARCUS, **SAID, "stated_at": "2019-03-01"}
    await plant(api, tmp_path / "old", notices=[old])
    assert (await api.ask(PROGRESS))["relativeSearchProgress"] == before


async def test_a_meeting_is_on_file_with_whoever_came(api: Api) -> None:
    met = {"kind": "FGC", "heldOn": "2026-04-19", "plan": "Ivy's house on weekdays", "decisions": ["Ask Joe"], **MARCUS}
    made = await record(api, "recordMeeting", attendees=["p-marcus", "p-ivy", "p-dana"], **met)
    assert (made["breach"], made["changed"]) == (False, people("p-marcus"))
    barred = await record(api, "recordMeeting", attendees=["p-marcus", "p-carl"], **met)
    assert barred["breach"] is True
    assert await told(api, "s-sofia", "BREACH_TO_REVIEW") == [(barred["meetingId"], "s-sam", "MEETING", None)]
    hidden, nobody = [await record(api, "recordMeeting", attendees=[who], **met) for who in ("p-ron", "p-nobody")]
    assert hidden == nobody and hidden["code"] == "NOT_FOUND"
    meetings = (await api.ask(PROGRESS))["relativeSearchProgress"]["meetings"]
    assert sorted(len(each["attendeeIds"]) for each in meetings) == [2, 3]
    assert {each["plan"] for each in meetings} == {"Ivy's house on weekdays"}


async def test_another_order_stands_beside_the_rules_own_with_its_reason(api: Api) -> None:
    why = "Joe works nights: call him before the visit"
    made = await record(api, "reorderRelatives", order=["p-joe", "p-ivy"], why=why, **MARCUS)
    joe, ivy = (global_id("Person", who) for who in ("p-joe", "p-ivy"))
    assert (made["order"], made["ours"]) == ([joe, ivy], [ivy, joe])
    asked = """{ relativesToReach(person: "p-marcus") { ... on RelativesToReachAnswer {
      reordered { by on why relatives ours } reachFirst { edges { node { name position } } } } } }"""
    shown = (await api.ask(asked))["relativesToReach"]
    assert shown["reordered"] == {
        "by": "s-sam",
        "on": "2026-04-20",
        "why": why,
        "relatives": [joe, ivy],
        "ours": [ivy, joe],
    }
    assert [row["name"].split()[0] for row in nodes(shown["reachFirst"])] == ["Ivy", "Joe", "Lena"]
    held = await record(api, "reorderRelatives", order=["p-sal", "p-ivy"], why=why, **MARCUS)
    nobody = await record(api, "reorderRelatives", order=["p-nobody", "p-ivy"], why=why, **MARCUS)
    assert held == nobody and held["code"] == "NOT_FOUND"
    silent = await record(api, "reorderRelatives", order=["p-joe", "p-ivy"], why=" ", **MARCUS)
    assert (silent["code"], silent["path"]) == ("MISSING", "why")
    await record(api, "placeHold", person="p-joe", reason="A quarrel", forPerson="p-marcus")
    assert (await api.ask(asked))["relativesToReach"]["reordered"]["relatives"] == [ivy]
