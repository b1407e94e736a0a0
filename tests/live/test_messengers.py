"""messengersFor: few people who together reach many of a list, by the rules of definitions.md §6, for their worker."""

import json
from pathlib import Path
from typing import Any

import pytest

from graphsvc.api.ids import global_id
from graphsvc.database.driver import Graph, counted
from graphsvc.model.safety_lines import Effect
from tests.live.api import Api, api_on, plant
from tests.live.arrays import over_arrays
from tests.live.record_queries import record
from tests.live.safety_families import LINED, rows_of

MESSENGERS = """query M($people: [ID!], $most: Int! = 10) {
  messengersFor(people: $people, maxMessengers: $most) {
    __typename
    ... on MessengersAnswer {
      asOf explanation limitsOfThisAnswer asked reached chosen nextAdds
      messengers { personId name roles safeOn reaches {
        personId name path screenFirst reasons { code sentence date } } }
      unreached { personId name reason { code sentence } }
    }
    ... on Problem { code }
  }
}"""
JOE_TO_MARCUS = {
    "personId": global_id("Person", "p-marcus"),
    "name": "Marcus Sampleton",
    "path": [
        "Joe Mockridge is the maternal uncle of Marcus Sampleton; stated by Marcus Sampleton on 6 April 2026 (EOHHS,"
        " stated); moderate; monthly; last contact 22 March 2026."
    ],
    "screenFirst": False,
    "reasons": [
        {"code": "WILLING", "sentence": "Said yes.", "date": "2026-04-10"},
        {"code": "ROLE", "sentence": "Offers to be a mentor.", "date": None},
        {"code": "SAFE_TO_BE_SEEN", "sentence": "Said that it is safe to be seen doing this.", "date": "2026-04-10"},
    ],
}
DRE_UNREACHED = {
    "personId": global_id("Person", "p-dre"),
    "name": "Dre Exemplard",
    "reason": {"code": "NOBODY", "sentence": "Nobody who may be asked leads to them."},
}


@pytest.fixture
async def api(graph: Graph, tmp_path: Path) -> Api:
    return over_arrays(await api_on(graph, tmp_path / "home"))


async def messengers(api: Api, as_: str = "s-sam", purpose: str = "FAMILY_SUPPORT", **said: Any) -> dict[str, Any]:
    answer: dict[str, Any] = (await api.ask(MESSENGERS, said, as_=as_, purpose=purpose))["messengersFor"]
    return answer


def chosen(answer: dict[str, Any]) -> dict[str, list[str]]:
    return {one["name"]: [row["name"] for row in one["reaches"]] for one in answer["messengers"]}


async def test_the_worker_has_whoever_offered_and_whom_they_reach_and_why(api: Api) -> None:
    assert await messengers(api) == {
        "__typename": "MessengersAnswer",
        "asOf": "2026-04-20",
        "explanation": "Chosen so that together they reach the most people, each at most 3; never by closeness, by a"
        " place in the network or by anybody's record. Among equals the id decides. Never fewer than 1 - 1/e of the"
        " most that so many could reach.",
        "limitsOfThisAnswer": [
            "Built from what is shared with you. Before a first contact, run the screen.",
            "Whom a messenger reaches is shown to the worker of that person alone; the totals count everybody.",
        ],
        "asked": 2,
        "reached": 1,
        "chosen": 1,
        "nextAdds": 0,
        "messengers": [
            {
                "personId": global_id("Person", "p-joe"),
                "name": "Joe Mockridge",
                "roles": ["MENTOR"],
                "safeOn": "2026-04-10",
                "reaches": [JOE_TO_MARCUS],
            }
        ],
        "unreached": [DRE_UNREACHED],
    }


async def test_a_coordinator_has_the_totals_of_the_list_and_no_row(api: Api) -> None:
    answer = await messengers(api, "s-carmen", "PROGRAMME_MANAGEMENT")
    assert {key: answer[key] for key in ("asked", "reached", "chosen", "messengers", "unreached")} == {
        "asked": 2,
        "reached": 1,
        "chosen": 1,
        "messengers": [],
        "unreached": [DRE_UNREACHED],
    }
    assert "Joe" not in json.dumps(answer)


@pytest.mark.parametrize(
    "change",
    [
        "s.willingness = 'MAYBE'",
        "s.roles = ['TRANSPORT', 'LISTEN']",
        "s.capacity = 'NOT_AVAILABLE'",
        "s.capacity = 'UNKNOWN'",
        "s.wait = 'CUSTODY'",
        "s.safe_to_be_seen = false",
        "s.safe_to_be_seen = null",
        "s.safe_to_be_seen_on = null",
        "s.safe_to_be_seen_on = date('2026-05-01')",
        "s.contested_at = date('2026-04-15')",
        "s.valid_to = date('2026-04-15')",
    ],
)
async def test_nobody_is_asked_who_did_not_say_all_of_it(graph: Graph, api: Api, change: str) -> None:
    await graph.run_alone(f"MATCH ()-[s:ASSESSED_FOR {{id: 'a-joe'}}]->() SET {change}")
    assert (await messengers(api, people=["p-marcus"]))["reached"] == 0


async def test_a_no_of_this_evening_counts_this_evening(graph: Graph, tmp_path: Path) -> None:
    """After eight o'clock it is the next day in UTC."""
    api = over_arrays(await api_on(graph, tmp_path / "evening", now="2026-04-20T20:30"))
    said = {"person": "p-marcus", "relative": "p-joe", "mode": "PHONE"}
    await record(api, "recordContactAttempt", outcome="SPOKE_DECLINED", **said)
    assert (await messengers(api))["reached"] == 0


SAID = {"compartment": "FAMILY", "owner": "EOHHS", "stated_as": "FAMILY", "stated_at": "2026-04-12"}


async def test_a_later_no_about_being_seen_protects_even_where_it_is_in_doubt(api: Api, tmp_path: Path) -> None:
    later = {"id": "a-no", "relative": "p-joe", "person": "p-dre", "safe_to_be_seen": "no",
             "safe_to_be_seen_on": "2026-04-12", "contested_at": "2026-04-13", **SAID}  # fmt: skip
    await plant(api, tmp_path / "no", assessments=[later])
    assert (await messengers(api))["reached"] == 0
    assert (await messengers(api, people=["p-marcus"]))["reached"] == 0  # said for Dre: it is safe for nobody's plan


@pytest.mark.parametrize(
    ("said", "reached"),
    [
        ({}, 0),
        ({"outcome": "SPOKE_WILLING"}, 1),
        ({"outcome": "NO_ANSWER"}, 1),
        ({"at": "2026-04-09T15:00:00Z"}, 1),  # before what was assessed on the tenth
        ({"compartment": "CORI", "owner": "PROBATION"}, 1),  # what is not shared with her
    ],
    ids=["no", "yes", "nobody there", "before", "hidden"],
)
async def test_whoever_said_no_when_they_were_last_spoken_with_is_not_asked_for_that_person(
    api: Api, tmp_path: Path, said: dict[str, str], reached: int
) -> None:
    attempt = {"id": "at-joe", "relative": "p-joe", "person": "p-marcus", "mode": "PHONE", "by": "s-sam",
               "at": "2026-04-12T15:00:00Z", "outcome": "SPOKE_DECLINED", **SAID} | said  # fmt: skip
    await plant(api, tmp_path / "no", contact_attempts=[attempt])
    assert (await messengers(api, people=["p-marcus"]))["reached"] == reached


RECORD = """mutation R($input: RecordAssessmentInput!) { recordAssessment(input: $input) { __typename } }"""


async def test_what_a_worker_records_of_the_answer_counts_at_once_and_is_dated(api: Api) -> None:
    said = {"idempotencyKey": "seen-1", "person": "p-marcus", "relative": "p-joe", "safeToBeSeen": False}
    assert (await api.ask(RECORD, {"input": said}))["recordAssessment"]["__typename"] == "RecordAssessmentPayload"
    assert (await messengers(api))["reached"] == 0


INTEL = {"compartment": "INTEL_28CFR23", "owner": "BPD", "stated_at": "2026-01-10", "valid_from": "2026-01-10"}
GANGS = {
    "gangs": [{"id": f"g-{one}", "name": f"{one} Street", **INTEL} for one in ("elm", "oak")],
    "affiliations": [
        {"id": f"af-{who}", "person": who, "gang": gang, "status": "VERIFIED_ASSOCIATE", "verified_by": "s-ivan",
         "criteria": "COURT_FINDING|DOCUMENTED_ROLE", "evidence": "r-1|r-2", "retain_until": "2026-12-01",
         "notice_person_at": "2025-01-01", "notice_guardian_at": "2025-01-01", "approved_by": "s-ivan", **INTEL}
        for who, gang in (("p-marcus", "g-elm"), ("p-joe", "g-oak"))
    ],
}  # fmt: skip


@pytest.mark.parametrize("days", [{}, {"reviewed_at": "2024-01-01"}, {"valid_to": "2026-03-01"}])
async def test_nobody_carries_a_message_across_a_rivalry_whoever_owns_it(
    api: Api, tmp_path: Path, days: dict[str, str]
) -> None:
    """Current, stale or ended; the worker sees neither the groups nor why."""
    await plant(api, tmp_path / "gangs", **GANGS)
    assert (await messengers(api, people=["p-marcus"]))["reached"] == 1
    rivalry = {"id": "rv", "gang_a": "g-oak", "gang_b": "g-elm", **INTEL, **days}
    await plant(api, tmp_path / "rivalry", rivalries=[rivalry])
    answer = await messengers(api, people=["p-marcus"])
    assert (answer["reached"], answer["unreached"][0]["reason"]["code"]) == (0, "NOBODY")


async def test_whoever_a_line_bars_for_one_person_reaches_only_the_others(api: Api, tmp_path: Path) -> None:
    order = {"id": "o-joe", "restrained": "p-joe", "protected": "p-marcus", "type": "BAIL_NO_CONTACT",
             "compartment": "CORI", "owner": "PROBATION"}  # fmt: skip
    tie = {"id": "su-joe", "supporter": "p-joe", "person": "p-dre", **SAID}
    await plant(api, tmp_path / "tie", supports=[tie])
    assert chosen(await messengers(api)) == {"Joe Mockridge": ["Dre Exemplard", "Marcus Sampleton"]}
    await plant(api, tmp_path / "order", orders=[order])
    answer = await messengers(api)
    assert chosen(answer) == {"Joe Mockridge": ["Dre Exemplard"]}
    assert answer["messengers"][0]["reaches"][0]["screenFirst"] is True


def more_people(count: int) -> dict[str, list[dict[str, str]]]:
    """People on Sam's caseload whom Joe supports."""
    some = [f"p-more{n}" for n in range(count)]
    said = {"compartment": "PROGRAMME", "owner": "EOHHS", "stated_at": "2026-04-01"}
    duty = {"staff": "s-sam", "valid_from": "2026-01-01"}
    return {
        "people": [{"id": one} for one in some],
        "names": [{"id": f"n-{one}", "person": one, "given": f"More{n}", **said} for n, one in enumerate(some)],
        "births": [{"id": f"b-{one}", "person": one, "born_on": "2000-01-01", **said} for one in some],
        "assignments": [{"id": f"as-{one}", "person": one, **duty} for one in some],
        "supports": [{"id": f"su-{one}", "supporter": "p-joe", "person": one, **SAID} for one in some],
    }


async def test_nobody_is_asked_for_more_than_three_and_the_next_one_adds_the_rest(api: Api, tmp_path: Path) -> None:
    await plant(api, tmp_path / "more", **more_people(4))
    answer = await messengers(api)
    assert chosen(answer) == {"Joe Mockridge": ["Marcus Sampleton", "More0", "More1"]}
    codes = [each["reason"]["code"] for each in answer["unreached"]]
    assert (answer["reached"], sorted(codes)) == (3, ["MORE_NEEDED", "MORE_NEEDED", "NOBODY"])
    tasha = {"id": "a-tasha", "relative": "p-tasha", "person": "p-dre", "willingness": "YES", "roles": "CARRY_MESSAGE",
             "capacity": "LIMITED", "safe_to_be_seen": "yes", "safe_to_be_seen_on": "2026-04-12", **SAID}  # fmt: skip
    await plant(api, tmp_path / "tasha", assessments=[tasha])
    assert (await messengers(api, most=1))["nextAdds"] == 1
    both = await messengers(api)
    assert (both["reached"], both["chosen"], both["nextAdds"]) == (4, 2, 0)
    assert [one["name"] for one in both["messengers"]] == ["Joe Mockridge", "Tasha Exemplard"]


async def test_the_number_of_statements_does_not_grow_with_the_list(api: Api, tmp_path: Path) -> None:
    await plant(api, tmp_path / "more", **more_people(6))
    await messengers(api)
    asked = []
    for people in (["p-marcus"], ["p-marcus", "p-dre", *(f"p-more{n}" for n in range(6))]):
        with counted() as statements:
            await messengers(api, people=people)
        asked.append(sorted({name for name in statements if name != "safety_sphere"}))
    assert asked[0] == asked[1] and len(asked[0]) <= 8, asked


async def test_others_are_refused_and_hidden_and_unknown_are_alike(api: Api) -> None:
    for role, purpose in (("s-ines", "INVESTIGATION"), ("s-sofia", "FAMILY_SUPPORT"), ("s-stan", "SUPPORT")):
        refused = [await messengers(api, role, purpose, people=[who]) for who in ("p-marcus", "p-nobody")]
        assert refused[0] == refused[1] and refused[0]["code"] == "FORBIDDEN_FOR_ROLE"
    hidden, unknown = [await messengers(api, people=[who]) for who in ("p-ivy", "p-nobody")]
    assert hidden == unknown and hidden["code"] == "NOT_FOUND"


async def test_without_the_arrays_the_answer_says_that_they_are_needed(graph: Graph, tmp_path: Path) -> None:
    api = await api_on(graph, tmp_path / "home", bundle=None)
    body = await api.reply(MESSENGERS, {})
    assert body["errors"][0]["extensions"]["code"] == "ENGINE_REQUIRED"


async def test_nobody_over_a_line_is_a_messenger_for_that_person(graph: Graph, tmp_path: Path) -> None:
    api = over_arrays(await api_on(graph, tmp_path / "home"))
    offer = {"willingness": "YES", "roles": "MENTOR", "capacity": "AVAILABLE", "safe_to_be_seen": "yes",
             "safe_to_be_seen_on": "2026-04-19", **SAID}  # fmt: skip
    offers = [{"id": f"off-{x.name}", "relative": x.relative, "person": x.person, **offer} for x in LINED]
    rows = rows_of()
    await plant(api, tmp_path / "lines", **{**rows, "assessments": [*rows.get("assessments", []), *offers]})
    answer = await messengers(api, most=40, people=[x.person for x in LINED])
    found = {row["personId"] for one in answer["messengers"] for row in one["reaches"]}
    free = [x.person for x in LINED if x.effect in (None, Effect.PLACE)]
    assert found == {global_id("Person", one) for one in free}
    text = json.dumps(answer)
    assert not any(f"Rel{x.name} " in text for x in LINED if x.person not in free)
