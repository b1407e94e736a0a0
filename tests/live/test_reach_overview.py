"""reachOverview (domain.md §14, 15): many people at a glance, asked by their worker, a supervisor and a coordinator."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from graphsvc.api.ids import global_id
from graphsvc.database.driver import Graph, counted
from tests.live.api import Api, api_on, plant
from tests.live.arrays import over_arrays
from tests.live.reach_queries import REACH
from tests.live.record_queries import record
from tests.live.safety_families import LINED, rows_of

OVERVIEW = """query Overview($people: [ID!], $asOf: Date) {
  reachOverview(people: $people, asOf: $asOf) {
    __typename
    ... on ReachOverviewAnswer {
      asOf explanation limitsOfThisAnswer csv
      rows(first: 100) { totalCount edges { node {
        personId name stage detail held noticesDue noticesDueOn nobodyWilling noRoute callerMissing lastTouch
        leadAgency nextAction nextActionDue dueOn sources counts { name total } reasons { code sentence date }
      } } }
    }
    ... on Problem { code message nextStep }
  }
}"""
MARCUS = {
    "personId": global_id("Person", "p-marcus"),
    "name": "Marcus Sampleton",
    "stage": "CONTACT",
    "detail": "FULL",
    "counts": {
        "mustNotify": 6,
        "needsSafetyCheck": 1,
        "byRouteOnly": 1,
        "REACH_FIRST": 3,
        "REACH_NEXT": 0,
        "LEARN_MORE": 1,
        "LATER": 0,
    },
    "held": 1,
    "noticesDue": 6,
    "noticesDueOn": "2026-05-20",
    "nobodyWilling": False,
    "noRoute": False,
    "callerMissing": False,
    "lastTouch": None,
    "leadAgency": "EOHHS",
    "nextAction": "Home visit to his grandmother with the interpreter",
    "nextActionDue": "2026-04-22",
    "dueOn": "2026-04-22",
    "sources": ["EOHHS"],
    "reasons": [
        ("NOTICES_DUE", "6 notices are not sent yet.", "2026-05-20"),
        ("NEXT_ACTION", "Next: Home visit to his grandmother with the interpreter.", "2026-04-22"),
        ("HELD", "1 relative waits for a safety check.", None),
        ("NOT_TOUCHED", "No attempt to reach a relative is on file.", None),
    ],
}
DRE = {
    **MARCUS,
    "personId": global_id("Person", "p-dre"),
    "name": "Dre Exemplard",
    "counts": dict.fromkeys(MARCUS["counts"], 0) | {"needsSafetyCheck": 2},  # type: ignore[call-overload]
    "held": 2,
    "noticesDue": 0,
    "noticesDueOn": None,
    "nobodyWilling": True,
    "noRoute": True,
    "nextAction": "Visit with Tasha about the job course",
    "nextActionDue": "2026-04-24",
    "dueOn": "2026-04-24",
    "reasons": [
        ("NEXT_ACTION", "Next: Visit with Tasha about the job course.", "2026-04-24"),
        ("HELD", "2 relatives wait for a safety check.", None),
        ("NOBODY_WILLING", "Nobody who could be reached said yes or maybe yet.", None),
        ("NO_ROUTE", "No verified route to anybody in the first two bands.", None),
        ("NOT_TOUCHED", "No attempt to reach a relative is on file.", None),
    ],
}


@pytest.fixture(scope="module", params=["statements", "memory"])
async def api(request: pytest.FixtureRequest, graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Api:
    """Protective facts by statements, and from memory."""
    made = await api_on(graph, tmp_path_factory.mktemp("overview"))
    return made if request.param == "statements" else over_arrays(made)


async def overview(api: Api, as_: str = "s-sam", purpose: str = "FAMILY_SUPPORT", **said: Any) -> dict[str, Any]:
    answer: dict[str, Any] = (await api.ask(OVERVIEW, said, as_=as_, purpose=purpose))["reachOverview"]
    return answer


def rows(answer: dict[str, Any]) -> list[dict[str, Any]]:
    found = [edge["node"] for edge in answer["rows"]["edges"]]
    for row in found:
        row["counts"] = {each["name"]: each["total"] for each in row["counts"]}
        row["reasons"] = [(each["code"], each["sentence"], each["date"]) for each in row["reasons"]]
    return found


async def test_the_worker_has_her_caseload_soonest_due_first(api: Api) -> None:
    answer = await overview(api)
    assert rows(answer) == [MARCUS, DRE]
    assert {key: answer[key] for key in ("asOf", "explanation", "limitsOfThisAnswer")} == {
        "asOf": "2026-04-20",
        "explanation": "One row a person, whatever is due soonest first; nobody is scored or compared.",
        "limitsOfThisAnswer": ["Built from what is shared with you. Before a first contact, run the screen."],
    }


async def test_the_csv_has_the_same_rows(api: Api) -> None:
    said = (await overview(api))["csv"]
    first, second = list(csv.DictReader(io.StringIO(said, newline="")))
    assert first == {
        "person": "p-marcus",
        "name": "Marcus Sampleton",
        "due_on": "2026-04-22",
        "stage": "CONTACT",
        "must_notify": "6",
        "held": "1",
        "by_route_only": "1",
        "reach_first": "3",
        "reach_next": "0",
        "learn_more": "1",
        "later": "0",
        "notices_due": "6",
        "notices_due_on": "2026-05-20",
        "nobody_willing": "no",
        "no_route": "no",
        "caller_missing": "no",
        "last_touch": "",
        "lead_agency": "EOHHS",
        "next_action": "Home visit to his grandmother with the interpreter",
        "next_action_due": "2026-04-22",
        "reasons": "6 notices are not sent yet. Next: Home visit to his grandmother with the interpreter."
        " 1 relative waits for a safety check. No attempt to reach a relative is on file.",
    }
    assert second["person"] == "p-dre"


async def test_a_supervisor_has_her_teams_people_and_those_named_alone(api: Api) -> None:
    assert rows(await overview(api, "s-sofia")) == [MARCUS, DRE]
    assert rows(await overview(api, "s-sofia", people=["p-dre"])) == [DRE]


@pytest.mark.parametrize("purpose", ["FAMILY_SUPPORT", "PROGRAMME_MANAGEMENT"])
async def test_a_coordinator_has_the_list_as_counts_and_no_relative(api: Api, purpose: str) -> None:
    answer = await overview(api, "s-carmen", purpose)
    found = rows(answer)
    assert [(row["name"], row["detail"], row["dueOn"]) for row in found] == [
        ("Marcus Sampleton", "COUNTS", "2026-04-22"),
        ("Dre Exemplard", "COUNTS", "2026-04-24"),
    ]
    # the removal is EOHHS's own: nobody is owed notice; Dana is absent all the same
    assert found[0]["counts"] == {**dict(MARCUS["counts"]), "mustNotify": 2}  # type: ignore[call-overload]
    assert answer["limitsOfThisAnswer"][1:] == [
        "Where you are not assigned, the counts are built from what your sector may see."
    ]
    assert not any(name in json.dumps(answer) for name in ("Ivy", "Joe", "Lena", "Carl", "Sal", "Jay", "Ron"))


@pytest.mark.parametrize("role", ["s-ines", "s-stan", "s-pete", "s-eve"])
async def test_others_are_refused_whoever_it_is_about(api: Api, role: str) -> None:
    purpose = {"s-ines": "INVESTIGATION", "s-pete": "SUPERVISION", "s-eve": "PROGRAMME_MANAGEMENT"}.get(role, "SUPPORT")
    refused = [await overview(api, role, purpose, people=[who]) for who in ("p-marcus", "p-nobody")]
    assert [each["__typename"] for each in refused] == ["ForbiddenForRole"] * 2 and refused[0] == refused[1]


async def test_whoever_is_not_hers_to_ask_about_has_no_row_the_same_for_unknown(api: Api) -> None:
    hidden, unknown = [await overview(api, people=[who]) for who in ("p-ivy", "p-nobody")]
    assert hidden == unknown and hidden["code"] == "NOT_FOUND"
    among = [await overview(api, people=["p-dre", who]) for who in ("p-ivy", "p-nobody")]
    assert among[0] == among[1] and rows(among[0]) == [DRE]


async def test_the_number_of_statements_is_that_of_one_person(api: Api) -> None:
    asked = []
    for people in (["p-dre"], ["p-dre", "p-marcus"]):
        await overview(api, people=people)
        with counted() as statements:
            await overview(api, people=people)
        asked.append(sorted(statements))
    assert asked[0] == asked[1] and len(asked[0]) <= 6


async def test_one_line_of_the_audit_log_names_everybody(api: Api) -> None:
    await overview(api)
    log = Path(api.served.settings.home) / "audit"
    lines = [json.loads(line) for file in sorted(log.rglob("*")) if file.is_file() for line in _lines(file)]
    mine = [line for line in lines if line.get("field") == "reachOverview" and line["user"] == "s-sam"][-1]
    named = {who: set(api.served.audit.hashes(who)) for who in ("p-dre", "p-marcus")}
    assert mine["rows"] == 2 and len(mine["people"]) == 2
    assert all(set(mine["people"]) & hashes for hashes in named.values())


def _lines(file: Path) -> list[bytes]:
    return [line for line in file.read_bytes().splitlines() if line.startswith(b"{")]


async def test_more_than_five_hundred_are_refused(api: Api) -> None:
    body = await api.reply(OVERVIEW, {"people": [f"p-{n}" for n in range(501)]})
    assert body["errors"][0]["extensions"]["code"] == "BAD_INPUT"


async def test_an_overview_of_an_earlier_day_holds_no_contact_that_came_later(graph: Graph, tmp_path: Path) -> None:
    api = await api_on(graph, tmp_path)

    async def marcus(day: str) -> dict[str, Any]:
        return rows(await overview(api, people=["p-marcus"], asOf=day))[0]

    before, today = await marcus("2026-04-19"), await marcus("2026-04-20")
    tried = {"relative": "p-ivy", "person": "p-marcus", "mode": "PHONE", "outcome": "NO_ANSWER"}
    await record(api, "recordContactAttempt", at="2026-04-20T08:30:00-04:00", **tried)
    assert (await marcus("2026-04-20"))["lastTouch"] == "2026-04-20" != today["lastTouch"]
    assert await marcus("2026-04-19") == before


async def test_a_refusal_is_where_the_row_ends(graph: Graph, tmp_path: Path) -> None:
    """Where the consent was withdrawn there is no plan, nothing is counted, and what was agreed still stands there."""
    api = await api_on(graph, tmp_path)
    await graph.run_alone("MATCH (c:Consent {id: 'c-dre'}) SET c.revoked_at = datetime('2026-04-19T10:00:00Z')")
    dre = rows(await overview(api, people=["p-dre"]))[0]
    assert (dre["stage"], dre["counts"], dre["held"], dre["dueOn"]) == ("NONE", {}, 0, "2026-04-24")
    assert dre["reasons"] == [
        ("NO_PLAN", "The answer ends here: the consent was refused or withdrawn. Do not press.", None),
        ("NEXT_ACTION", "Next: Visit with Tasha about the job course.", "2026-04-24"),
    ]


async def test_counts_are_those_of_each_persons_own_answer_over_every_line(graph: Graph, tmp_path: Path) -> None:
    api = await api_on(graph, tmp_path / "home")
    await plant(api, tmp_path / "lines", **rows_of())
    people = [lined.person for lined in LINED]
    found = {row["personId"]: row["counts"] for row in rows(await overview(api, people=people))}
    for one in people:
        answer = (await api.ask(REACH, {"person": one}))["relativesToReach"]
        assert found[global_id("Person", one)] == {each["name"]: each["total"] for each in answer["counts"]}, one


SHOWN = {"compartment": "PUBLIC", "owner": "BCYF", "stated_as": "WORKER", "stated_at": "2026-03-02"}
ENGAGED = {"status": "ENGAGED", "lead_agency": "BCYF", "enrolled_on": "2026-01-05"}
RELOCATED = {
    "names": {"kind": "LEGAL", "given": "Sid", "family": "Sourcey"},
    "enrolments": ENGAGED,
    "alerts": {"kind": "RELOCATED_WITNESS"},
}
ABOUT = "query Q($one: ID!) { touchpoints(person: $one) { __typename } person(id: $one) { __typename } }"
MESSENGERS = """query Q($people: [ID!]!) { messengersFor(people: $people) {
  __typename ... on MessengersAnswer { asked unreached { name } } } }"""


@pytest.mark.parametrize("way", ["statements", "memory"])
async def test_whoever_is_concealed_is_on_no_list(graph: Graph, tmp_path: Path, way: str) -> None:
    """To a coordinator, an enrolled witness who was relocated is as somebody who does not exist."""
    api = await api_on(graph, tmp_path / "home")
    stated = {noun: [{"id": f"x-{noun}", "person": "p-sid", **row, **SHOWN}] for noun, row in RELOCATED.items()}
    await plant(api, tmp_path / "rows", people=[{"id": "p-sid"}], **stated)
    api = api if way == "statements" else over_arrays(api)
    everybody = await overview(api, "s-carmen")
    assert [row["name"] for row in rows(everybody)] == ["Marcus Sampleton", "Dre Exemplard"]
    assert "sid" not in everybody["csv"].lower()
    told = [await _told_of(api, who) for who in ("p-sid", "p-nobody")]
    assert told[0] == told[1]


async def _told_of(api: Api, who: str) -> list[Any]:
    return [
        await overview(api, "s-carmen", people=[who]),
        await overview(api, "s-carmen", people=[who, "p-dre"]),
        await api.ask(ABOUT, {"one": who}, as_="s-carmen"),
        (await api.reply(MESSENGERS, {"people": [who]}, as_="s-carmen"))["data"],  # none without the engine
        await api.ask(REACH, {"person": who}, as_="s-carmen"),
        await record(api, "requestFamilyOutreach", "s-carmen", person=who, reasonCode="SAFETY"),
        await record(api, "assignWorker", "s-carmen", staff="s-sam", person=who),
    ]
