"""reviewAnswer: what is on record of one answer, for those who may review it, and never a way to find people."""

from pathlib import Path
from typing import Any

import pytest

from graphsvc.api.ids import global_id
from graphsvc.database.driver import Graph
from tests.live.api import Api, api_on, plant
from tests.live.record_queries import record
from tests.live.test_break_glass import broken, glass_of
from tests.live.test_intel import SAID
from tests.live.test_purge import BELONGS, INTEL
from tests.live.test_rights import answered, questioned

SEEN = "query($id: ID!) { person(id: $id) { __typename } }"
REVIEW = """query($a: String!, $p: ID) { reviewAnswer(answerId: $a, person: $p) { __typename
  ... on Problem { code }
  ... on ReviewedAnswer { answerId knownAt samePolicy personId named limitsOfThisAnswer
    entries { rows policyVersion people look { answerId at user agency roles purpose reasonCode field decision } }
    statements { statementId noun owner questionedSince } } } }"""


LOOKS = """query($id: ID!) { accessReport(person: $id, first: 100) { ... on AccessReportAnswer { looks { edges {
  node { field user decision } } } } } }"""


@pytest.fixture
async def api(graph: Graph, tmp_path: Path) -> Api:
    return await api_on(graph, tmp_path)


async def answer_of(api: Api, person: str = "p-marcus", as_: str = "s-sam") -> str:
    body = await api.reply(SEEN, {"id": person}, as_=as_)
    return str(body["extensions"]["answerId"])


async def reviewed(api: Api, answer: str, as_: str = "s-sofia", person: str | None = None) -> dict[str, Any]:
    asked = {"a": answer, "p": person}
    found: dict[str, Any] = (await api.ask(REVIEW, asked, as_=as_, purpose="AUDIT"))["reviewAnswer"]
    return found


async def test_a_reviewer_is_given_what_the_log_holds(api: Api) -> None:
    answer = await answer_of(api)
    for reviewer in ("s-sofia", "s-priya"):
        found = await reviewed(api, answer, reviewer)
        version = api.served.gate.policy_version
        assert (found["answerId"], found["samePolicy"], found["named"]) == (answer, True, None)
        assert found["knownAt"] == "2026-04-20T13:00:00+00:00"
        (entry,) = found["entries"]
        assert (entry["rows"], entry["policyVersion"]) == (1, version)
        assert entry["look"] == {
            "answerId": answer,
            "at": "2026-04-20T13:00:00+00:00",
            "user": "s-sam",
            "agency": "EOHHS",
            "roles": ["SOCIAL_WORKER"],
            "purpose": "FAMILY_SUPPORT",
            "reasonCode": "CASE_WORK",
            "field": "person",
            "decision": "ALLOWED",
        }
        assert api.served.audit.hashes("p-marcus") & set(entry["people"])
        assert any("word for word" in limit for limit in found["limitsOfThisAnswer"])
        assert found["statements"] == []


async def test_what_was_on_file_then_is_given_back_and_what_came_later_is_not(
    api: Api, graph: Graph, tmp_path: Path
) -> None:
    answer = await answer_of(api)
    later = await api_on(graph, tmp_path, bundle=None, now="2026-05-04T09:00")
    name = {"id": "n-later", "person": "p-marcus", "given": "Later", "kind": "ALIAS", "compartment": "PUBLIC",
            "owner": "EOHHS", "stated_as": "RECORD"}  # fmt: skip
    await plant(later, tmp_path / "later", names=[name])
    then, now = [await reviewed(later, each, person="p-marcus") for each in (answer, await answer_of(later))]
    assert (then["personId"], then["named"]) == (global_id("Person", "p-marcus"), True)
    ids = [{each["statementId"] for each in found["statements"]} for found in (then, now)]
    assert ids[1] - ids[0] == {"n-later"} and "n-marcus" in ids[0]


async def test_only_an_answer_of_ones_own_team_is_reviewed_by_a_supervisor(api: Api) -> None:
    others = await answer_of(api, as_="s-stan")
    assert await reviewed(api, others) == await reviewed(api, "0" * 24)
    assert (await reviewed(api, others))["code"] == "NOT_FOUND"
    assert (await reviewed(api, others, "s-priya"))["__typename"] == "ReviewedAnswer"


async def test_it_is_no_way_to_find_people(api: Api) -> None:
    answer = await answer_of(api)
    hidden, nobody = [await reviewed(api, answer, person=person) for person in ("p-bell", "p-nobody")]
    assert hidden == nobody == {"__typename": "NotFound", "code": "NOT_FOUND"}
    other = await reviewed(api, answer, person="p-dre")  # hers, but the answer was not about him
    assert (other["named"], other["statements"]) == (False, [])
    refused = await api.ask(REVIEW, {"a": answer}, as_="s-sofia", purpose="FAMILY_SUPPORT")
    assert refused["reviewAnswer"]["code"] == "FORBIDDEN_FOR_ROLE"


async def writes(api: Api, person: str) -> set[tuple[str, str]]:
    """(mutation, user) of what is on record of a person as written."""
    edges = (await api.ask(LOOKS, {"id": person}, as_="s-aude"))["accessReport"]["looks"]["edges"]
    return {(row["field"], row["user"]) for row in (edge["node"] for edge in edges) if row["decision"] == "ALLOWED"}


async def test_a_write_that_names_a_statement_alone_is_on_record_for_its_people(api: Api, tmp_path: Path) -> None:
    public = {"compartment": "PUBLIC", "owner": "BPHC"}
    await plant(
        api, tmp_path / "rows", people=[{"id": "p-x"}, {"id": "p-ivie"}],
        names=[{"id": "n-x", "person": "p-x", "given": "Q", **INTEL},
               {"id": "n-ivie", "person": "p-ivie", "given": "Ivie", **public}],
        births=[{"id": "b-x", "person": "p-x", "born_on": "1990-01-01", **public}],
        gangs=[{"id": "g-one", "name": "Example Street", **INTEL}],
        affiliations=[{"id": "af-x", "person": "p-x", "retain_until": "2026-05-19", **BELONGS}],
        matches=[{"id": "m-ivy", "person_a": "p-ivy", "person_b": "p-ivie"}],
    )  # fmt: skip
    raised = await questioned(api, "n-dre", "s-stan")
    await record(api, "reportError", "s-stan", statement="n-dre", questioned="X", why="Y")
    await answered(api, raised, "UPHELD", "s-priya")
    await record(api, "restateTie", tie="k-lewis-tasha", closeness="STRONG", statedAs="FAMILY", statedBy="p-dre")
    made = await record(api, "submitIntel", "s-ines", person="p-x", **SAID)
    await record(api, "approveIntel", "s-ivan", submission=made["submissionId"], refusedFor="One quotes the other.")
    await record(api, "validateIntel", "s-ivan", affiliation="af-x", words="Still.", source="r 9")
    await record(api, "notTheSame", "s-safiya", match="m-ivy", why="Two.")
    await broken(api, "p-lena", "s-cora")
    await record(api, "approveBreakGlass", "s-sofia", breakGlass=await glass_of(api, "p-lena"))
    wanted = {
        "p-dre": {("contest", "s-stan"), ("reportError", "s-stan"), ("answerContest", "s-priya")},
        "p-tasha": {("restateTie", "s-sam")},
        "p-x": {("submitIntel", "s-ines"), ("approveIntel", "s-ivan"), ("validateIntel", "s-ivan")},
        "p-ivy": {("notTheSame", "s-safiya")},
        "p-ivie": {("notTheSame", "s-safiya")},
        "p-lena": {("approveBreakGlass", "s-sofia")},
    }
    assert {who: asked - await writes(api, who) for who, asked in wanted.items()} == {who: set() for who in wanted}
