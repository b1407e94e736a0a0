"""The right to be right over a real graph: both ways of finding paths, what is told to whom, and §4 throughout."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest

from graphsvc.api.ids import global_id
from graphsvc.database.driver import Graph
from tests.live.api import Api, api_on, plant
from tests.live.arrays import over_arrays
from tests.live.reach_queries import BANDS, REACH, names, nodes
from tests.live.record_queries import record
from tests.live.safety_families import rows_of
from tests.live.test_influence import F1, PATHS, ids
from tests.live.test_reach_holds import BARRED

WHY = {"questioned": "She is not his godmother's friend.", "why": "They fell out.", "wouldBe": "Nothing."}
CONTESTS = """query($s: ID) { contests(statement: $s) { __typename ... on Problem { code }
  ... on ContestsAnswer { contests { totalCount edges { node { kind state statement noun owner askedOn dueOn overdue
    people saidAs questioned why wouldBe answeredOn reason replacedBy } } } } } }"""
CORRECTIONS = """{ corrections { __typename ... on CorrectionsAnswer { corrections { edges { node {
  statement noun owner outcome answeredOn replacedBy receivedAt recipient field } } } } } }"""
DISCLOSURES = """query($p: ID!) { disclosures(person: $p) { __typename ... on Problem { code }
  ... on DisclosuresAnswer { subjectName subjectBornOn disclosures { edges { node {
    at recipient agency owner field purpose reason case statements } } } } } }"""
FILE = """query($p: ID!) { subjectFile(person: $p) { __typename ... on Problem { code }
  ... on SubjectFileAnswer { text limitsOfThisAnswer statements {
    statement noun agency questioned contests disclosedTo } } } }"""
NAMES = """query($p: ID!) { person(id: $p) { ... on PersonAnswer { person { names {
  given source { statementId questioned verification } } } } } }"""


AS_BEFORE = {**F1, "exploredPeople": 0, "exploredTies": 0}


@pytest.fixture
async def api(graph: Graph, tmp_path: Path) -> Api:
    return await api_on(graph, tmp_path)


async def questioned(api: Api, statement: str, as_: str = "s-sam", **said: Any) -> dict[str, Any]:
    return await record(api, "contest", as_, statement=statement, idempotencyKey=str(uuid4()), **{**WHY, **said})


async def answered(
    api: Api, contest: dict[str, Any], outcome: str, as_: str = "s-sofia", **said: Any
) -> dict[str, Any]:
    asked = {"contest": contest["contestId"], "outcome": outcome, "reason": "Looked up.", **said}
    return await record(api, "answerContest", as_, idempotencyKey=str(uuid4()), **asked)


async def rows(api: Api, query: str, field: str, as_: str, **said: Any) -> list[dict[str, Any]]:
    found = (await api.ask(query, said, as_=as_))[field]
    return [edge["node"] for edge in found[field]["edges"]]


async def both_ways(api: Api) -> dict[str, Any]:
    """Dre's paths, the same by statements and by the arrays, what was looked at on the way aside."""
    told = [(await way.ask(PATHS, {"person": "p-dre"}))["influencePaths"] for way in (api, over_arrays(api))]
    found, other = [{**each, "exploredPeople": 0, "exploredTies": 0} for each in told]
    assert found == other
    return found


# ---- paths ----------------------------------------------------------------------------------------------------------


async def test_a_contested_tie_leaves_the_paths_at_once_and_a_rejection_brings_it_back(api: Api) -> None:
    assert await both_ways(api) == AS_BEFORE
    raised = await questioned(api, "k-lewis-tasha", saidAs="FAMILY", saidBy="p-tasha")
    assert {**raised, "contestId": ""} == {
        "__typename": "ContestPayload",
        "contestId": "",
        "statement": "k-lewis-tasha",
        "owner": "EOHHS",
        "dueOn": "2026-05-04",
        "contestedOn": "2026-04-20",
    }
    assert ids(await both_ways(api)) == ["k-tasha-dre"]
    done = await answered(api, raised, "REJECTED")
    assert done == {
        "__typename": "AnswerContestPayload",
        "contestId": raised["contestId"],
        "outcome": "REJECTED",
        "replacedBy": None,
    }
    assert await both_ways(api) == AS_BEFORE


async def test_what_is_upheld_stays_out_and_its_correction_stands_beside_it(api: Api, graph: Graph) -> None:
    raised = await questioned(api, "k-lewis-tasha")
    done = await answered(api, raised, "UPHELD", correction=[{"field": "role", "value": "x-CLERGY"}])
    paths = (await both_ways(api))["paths"]
    assert [path["id"] for path in paths] == ["k-tasha-dre", f"k-tasha-dre {done['replacedBy']}"]
    assert paths[1]["steps"][1]["ties"][0]["sentence"].startswith("Lewis Placeholdt is the clergy of Tasha Exemplard;")
    old = await graph.run_alone(
        "MATCH ()-[k:KIN_OF {id: 'k-lewis-tasha'}]->() RETURN k.verification AS verification, k.role AS role,"
        " toString(k.contested_at) AS contested_at"
    )
    assert old == [{"verification": "DISPROVEN", "role": "x-GODPRN", "contested_at": "2026-04-20"}]


async def test_a_contest_is_not_answered_by_a_day_to_come(api: Api) -> None:
    raised = await questioned(api, "k-lewis-tasha")
    refused = await answered(api, raised, "UPHELD", correction=[{"field": "last_contact", "value": "2026-04-21"}])
    assert (refused["__typename"], refused["code"], refused["path"]) == ("UserError", "IN_THE_FUTURE", "correction")


async def test_a_sealed_one_is_as_if_it_had_never_been(api: Api) -> None:
    await answered(api, await questioned(api, "k-lewis-tasha"), "UPHELD", seal=True)
    assert ids(await both_ways(api)) == ["k-tasha-dre"]
    assert (await api.ask(CONTESTS, {"s": "k-lewis-tasha"}))["contests"]["code"] == "NOT_FOUND"


async def test_a_reported_error_freezes_nothing_until_it_is_upheld(api: Api) -> None:
    asked = {"statement": "k-lewis-tasha", **WHY}
    raised = await record(api, "reportError", idempotencyKey="1", **asked)
    assert raised["contestedOn"] is None
    assert await both_ways(api) == AS_BEFORE
    await answered(api, raised, "REJECTED")
    assert await both_ways(api) == AS_BEFORE
    again = await record(api, "reportError", idempotencyKey="2", **asked)
    await answered(api, again, "UPHELD")
    assert ids(await both_ways(api)) == ["k-tasha-dre"]


@pytest.mark.parametrize("outcome", [None, "UPHELD"])
async def test_a_correction_ends_no_doubt(api: Api, outcome: str | None) -> None:
    """Nobody ends it by correcting something else, and what was found wrong does not revive."""
    raised = await questioned(api, "k-lewis-tasha", saidAs="FAMILY", saidBy="p-tasha")
    if outcome:
        await answered(api, raised, outcome)
    said = {"statement": "k-lewis-tasha", "correction": [{"field": "frequency", "value": "WEEKLY"}], "why": "Heard."}
    refused = await record(api, "correctFact", idempotencyKey="1", **said)
    assert (refused["code"], refused["path"]) == ("IN_DOUBT", "statement")
    assert ids(await both_ways(api)) == ["k-tasha-dre"]


@pytest.mark.parametrize("first", [0, 1])
async def test_every_doubt_ends_with_the_last_contest_that_made_it(api: Api, first: int) -> None:
    """A tie is questioned, said again, and questioned as it was said again: whichever is rejected first."""
    told = {"tie": "k-lewis-tasha", "statedAs": "FAMILY", "statedBy": "p-tasha", "closeness": "VERY_STRONG"}
    raised = [await questioned(api, "k-lewis-tasha")]
    restated = (await record(api, "restateTie", **told))["tieId"]
    raised.append(await questioned(api, restated))
    await answered(api, raised.pop(first), "REJECTED")
    assert restated not in str(ids(await both_ways(api)))
    await answered(api, raised.pop(), "REJECTED")
    assert ids(await both_ways(api)) == ["k-tasha-dre", f"k-tasha-dre {restated}"]


async def test_what_was_corrected_is_not_put_right_or_restated_again(api: Api) -> None:
    """It has its last day, and so would have what is stated anew from it: that would count from the start no more."""
    said = {"statement": "k-lewis-tasha", "correction": [{"field": "frequency", "value": "WEEKLY"}], "why": "Heard."}
    raised = await record(api, "reportError", idempotencyKey="1", statement="k-lewis-tasha", **WHY)
    made = (await record(api, "correctFact", idempotencyKey="2", **said))["statementId"]
    refused = await answered(api, raised, "UPHELD", correction=[{"field": "role", "value": "x-CLERGY"}])
    assert (refused["code"], refused["path"]) == ("CHANGED", "correction")
    again = {"closeness": "VERY_STRONG", "statedAs": "PERSON", "statedBy": "p-tasha"}
    refused = await record(api, "restateTie", tie="k-lewis-tasha", **again)
    assert (refused["code"], refused["path"]) == ("CHANGED", "tie")
    restated = (await record(api, "restateTie", tie=made, idempotencyKey="3", **again))["tieId"]
    assert restated in str(ids(await both_ways(api)))


async def test_a_doubt_that_did_not_come_by_a_contest_outlives_its_rejection(api: Api, tmp_path: Path) -> None:
    tie = {"id": "k-new", "relative": "p-lewis", "person": "p-dre", "role": "x-MENTOR", "compartment": "FAMILY",
           "owner": "EOHHS", "contested_at": "2026-04-01"}  # fmt: skip
    await plant(api, tmp_path / "more", kin=[tie])
    first, second = await questioned(api, "k-new"), await questioned(api, "k-new", why="Another reason.")
    for each in (first, second):
        await answered(api, each, "REJECTED")
    assert "k-new" not in str(await both_ways(api))


async def test_a_doubt_ends_in_what_was_restated_under_it(api: Api) -> None:
    raised = await questioned(api, "k-lewis-tasha")
    said = {"tie": "k-lewis-tasha", "statedAs": "FAMILY", "statedBy": "p-tasha", "closeness": "VERY_STRONG"}
    restated = (await record(api, "restateTie", **said))["tieId"]
    assert ids(await both_ways(api)) == ["k-tasha-dre"]
    await answered(api, raised, "REJECTED")
    assert ids(await both_ways(api)) == ["k-tasha-dre", f"k-tasha-dre {restated}"]


async def test_two_contests_end_with_the_second(api: Api) -> None:
    first, second = await questioned(api, "k-lewis-tasha"), await questioned(api, "k-lewis-tasha", why="Another.")
    await answered(api, first, "REJECTED")
    assert ids(await both_ways(api)) == ["k-tasha-dre"]
    await answered(api, second, "REJECTED")
    assert await both_ways(api) == AS_BEFORE


async def test_a_contested_household_joins_nobody(api: Api, tmp_path: Path) -> None:
    said = {"compartment": "FAMILY", "owner": "EOHHS", "stated_at": "2026-04-06", "stated_as": "PERSON"}
    await plant(
        api,
        tmp_path / "home",
        people=[{"id": "p-mate"}],
        names=[{"id": "n-mate", "person": "p-mate", "given": "Quill", **said}],
        households=[{"id": "hh-x", "kind": "FAMILY", **said}],
        household_members=[
            {"id": f"hm-{who}", "person": who, "household": "hh-x", **said} for who in ("p-dre", "p-mate")
        ],
    )
    assert "Quill" in str(await both_ways(api))
    raised = await questioned(api, "hh-x")
    assert await both_ways(api) == AS_BEFORE
    await answered(api, raised, "REJECTED", as_="s-priya")
    member = await questioned(api, "hm-p-mate")
    assert await both_ways(api) == AS_BEFORE
    await answered(api, member, "REJECTED")
    assert "Quill" in str(await both_ways(api))


# ---- who may, and what is told --------------------------------------------------------------------------------------


async def test_a_statement_out_of_sight_is_not_found_like_one_that_is_not_there(api: Api) -> None:
    for mutation in ("contest", "reportError"):
        found = [await record(api, mutation, statement=id, **WHY) for id in ("k-ron-marcus", "n-ron", "k-none")]
        assert found == [found[0]] * 3 and found[0]["code"] == "NOT_FOUND"


async def test_the_owner_answers_and_a_second_person_does(api: Api) -> None:
    raised = await questioned(api, "n-dre", "s-stan")
    assert (await answered(api, raised, "REJECTED", "s-sam"))["code"] == "FORBIDDEN_FOR_ROLE"
    assert (await answered(api, raised, "REJECTED", "s-ivan"))["code"] == "NOT_FOUND"
    assert (await answered(api, raised, "REJECTED", "s-safiya"))["code"] == "NOT_FOUND"
    wrong = await answered(api, raised, "REJECTED", seal=True)
    assert (wrong["code"], wrong["path"]) == ("NOT_CORRECTABLE", "outcome")
    own = await questioned(api, "n-dre", "s-priya")
    assert (await answered(api, own, "REJECTED", "s-priya"))["code"] == "SAME_PERSON"
    assert (await answered(api, raised, "REJECTED", "s-priya"))["outcome"] == "REJECTED"
    assert (await answered(api, raised, "UPHELD"))["code"] == "ANSWERED"


async def test_a_name_is_put_right_beside_the_wrong_one(api: Api) -> None:
    raised = await questioned(api, "n-dre", "s-stan")
    said = await api.ask(NAMES, {"p": "p-dre"})
    assert said["person"]["person"]["names"] == [
        {"given": "Dre", "source": {"statementId": "n-dre", "questioned": True, "verification": "STATED"}}
    ]
    right = [{"field": "given", "value": "André"}, {"field": "family", "value": "Exemplard"}]
    done = await answered(api, raised, "UPHELD", correction=right)
    found = (await api.ask(NAMES, {"p": "p-dre"}))["person"]["person"]["names"]
    assert [(each["given"], each["source"]["questioned"]) for each in found] == [("Dre", True), ("André", False)]
    assert found[1]["source"]["statementId"] == done["replacedBy"]
    by_name = await api.ask(
        '{ people(search: "andre exemplard") { ... on PeopleAnswer { people { edges { node { title } } } } } }'
    )
    assert by_name["people"]["people"]["edges"][0]["node"]["title"] == "André Exemplard"


async def test_contests_are_told_to_whoever_raised_them_and_to_whoever_answers(
    api: Api, graph: Graph, tmp_path: Path
) -> None:
    await questioned(api, "k-lewis-tasha", saidAs="FAMILY", saidBy="p-tasha")
    told = {
        "kind": "CONTEST",
        "state": "OPEN",
        "statement": "k-lewis-tasha",
        "noun": "kin",
        "owner": "EOHHS",
        "askedOn": "2026-04-20",
        "dueOn": "2026-05-04",
        "overdue": False,
        "people": [global_id("Person", "p-lewis"), global_id("Person", "p-tasha")],
        "saidAs": "FAMILY",
        "questioned": WHY["questioned"],
        "why": WHY["why"],
        "wouldBe": WHY["wouldBe"],
        "answeredOn": None,
        "reason": None,
        "replacedBy": None,
    }
    wordless = {**told, "people": [], **dict.fromkeys(("saidAs", "questioned", "why", "wouldBe"))}
    for as_, mine in (("s-sam", [told]), ("s-sofia", [told]), ("s-priya", [told]), ("s-stan", []), ("s-ivan", [])):
        assert await rows(api, CONTESTS, "contests", as_) == mine, as_
    assert await rows(api, CONTESTS, "contests", "s-stan", s="k-lewis-tasha") == [wordless]
    assert (await api.ask(CONTESTS, {"s": "k-lewis-tasha"}, as_="s-ivan"))["contests"]["code"] == "NOT_FOUND"
    later = await api_on(graph, tmp_path / "later", bundle=None, now="2026-05-05T09:00")
    assert await rows(later, CONTESTS, "contests", "s-priya") == [{**told, "overdue": True}]


async def test_a_contest_about_another_statement_of_that_id_stays_hidden(api: Api, tmp_path: Path) -> None:
    """Each agency numbers its own: 1001 is a name here, and intelligence there."""
    told = {"compartment": "FAMILY", "owner": "EOHHS", "stated_at": "2026-04-06", "stated_as": "WORKER"}
    hidden = {"compartment": "INTEL_28CFR23", "owner": "BPD", "stated_as": "OFFICER", "stated_at": "2026-04-01"}
    name = {"id": "1001", "person": "p-dre", "given": "Andre", "kind": "ALIAS", **told}
    await plant(api, tmp_path / "ours", names=[name])
    number = {"id": "1001", "person": "p-dre", "system": "GANG", "value": "7", **hidden}
    await plant(api, tmp_path / "theirs", identifiers=[number])
    before = (await api.ask(CONTESTS, {"s": "1001"}))["contests"]
    assert before["__typename"] == "ContestsAnswer"
    assert (await questioned(api, "1001", "s-ines"))["owner"] == "BPD"
    assert (await api.ask(CONTESTS, {"s": "1001"}))["contests"] == before
    assert (await api.ask(CONTESTS, {"s": "1001"}, as_="s-ines"))["contests"] != before


# ---- disclosures and corrections ------------------------------------------------------------------------------------


async def test_a_correction_reaches_whoever_received_the_value(api: Api) -> None:
    await api.ask(PATHS, {"person": "p-dre"}, as_="s-stan")
    await api.ask(NAMES, {"p": "p-dre"}, as_="s-stan")
    await api.ask(NAMES, {"p": "p-dre"}, as_="s-sam")
    found = (await api.ask(DISCLOSURES, {"p": "p-dre"}, as_="s-priya"))["disclosures"]
    said = {"at": "2026-04-20T13:00:00+00:00", "recipient": "s-stan", "agency": "BCYF", "owner": "EOHHS",
            "purpose": "FAMILY_SUPPORT", "reason": "CASE_WORK", "case": None}  # fmt: skip
    assert {**found, "disclosures": [each["node"] for each in found["disclosures"]["edges"]]} == {
        "__typename": "DisclosuresAnswer",
        "subjectName": "Dre Exemplard",
        "subjectBornOn": "2006-11-03",
        "disclosures": [
            {**said, "field": "person", "statements": ["b-dre", "e-dre", "n-dre"]},
        ],
    }
    assert await rows(api, CORRECTIONS, "corrections", "s-stan") == []
    done = await answered(
        api, await questioned(api, "k-lewis-tasha"), "UPHELD", correction=[{"field": "role", "value": "x-CLERGY"}]
    )
    told = [
        {
            "statement": "k-lewis-tasha",
            "noun": "kin",
            "owner": "EOHHS",
            "outcome": "UPHELD",
            "answeredOn": "2026-04-20",
            "replacedBy": done["replacedBy"],
            "receivedAt": said["at"],
            "recipient": "s-stan",
            "field": "influencePaths:SUPPORT",
        }
    ]
    assert await rows(api, CORRECTIONS, "corrections", "s-stan") == told
    for as_ in ("s-sam", "s-priya", "s-carmen", "s-ivan"):
        assert await rows(api, CORRECTIONS, "corrections", as_) == [], as_


REVEAL = """{ reveal(contactPointId: "cp-ivy") { __typename } }"""
NODE = """query($id: ID!) { node(id: $id) { ... on Person { title } } }"""


@pytest.mark.parametrize(
    ("ask", "owner", "statements"),
    [
        (lambda api: api.ask(REACH, {"person": "p-marcus"}, as_="s-stan"), "EOHHS", {"k-ivy-marcus", "w-marcus-ivy"}),
        (lambda api: api.ask(NODE, {"id": global_id("Person", "p-dre")}, as_="s-stan"), "EOHHS", {"n-dre", "b-dre"}),
    ],
    ids=["relativesToReach", "node"],
)
async def test_other_ways_of_showing_are_disclosures_too(
    api: Api, ask: Callable[[Api], Awaitable[Any]], owner: str, statements: set[str]
) -> None:
    await record(api, "assignWorker", "s-carmen", staff="s-stan", person="p-marcus")
    await ask(api)
    entries = api.served.disclosed.received([(owner, each) for each in statements], "BCYF")
    assert {each for entry in entries for each in entry.statements} == statements


async def test_a_persons_own_file(api: Api) -> None:
    await api.ask(NAMES, {"p": "p-dre"}, as_="s-stan")
    await questioned(api, "n-dre", "s-stan", saidAs="PERSON", saidBy="p-dre", questioned="My name", why="It is André")
    found = (await api.ask(FILE, {"p": "p-dre"}, as_="s-priya"))["subjectFile"]
    assert found["text"] == "\n".join(FILE_OF_DRE)
    again = (await api.ask(DISCLOSURES, {"p": "p-dre"}, as_="s-priya"))["disclosures"]["disclosures"]["edges"]
    printed = [edge["node"] for edge in again if edge["node"]["field"] == "subjectFile"]
    assert [(each["recipient"], each["owner"], len(each["statements"])) for each in printed] == [
        ("s-priya", "BCYF", 1),
        ("s-priya", "EOHHS", len(found["statements"]) - 1),
    ]


SHOWN, OPEN = "; shown to BCYF on 20 April 2026.", "stated, not proven"
FILE_OF_DRE = [
    "What is on file about Dre Exemplard, born 3 November 2006, on 20 April 2026.",
    "Given by EOHHS.",
    "",
    f"- Birth: 3 November 2006, male. EOHHS, a worker's note of 30 March 2026; {OPEN}; no last day set for it{SHOWN}",
    "- On the programme's list: engaged, 30 March 2026, EOHHS. EOHHS, a worker's note of 30 March 2026;"
    f" {OPEN}; since 30 March 2026; no last day set for it{SHOWN}",
    f"- Name: Dre, Exemplard, legal. EOHHS, a worker's note of 30 March 2026; {OPEN}; no last day set for it;"
    " questioned: no ground for anything until it is answered; questioned on 20 April 2026, in your words: My name,"
    f" because It is André; an answer is due on 4 May 2026{SHOWN}",
    "- Contact with an agency: service referral, EOHHS, 8 April 2026. EOHHS, a worker's note of 8 April 2026;"
    f" {OPEN}; no last day set for it.",
    "- Contact with an agency: street worker contact, BCYF, 14 April 2026. BCYF, a worker's note of 14 April 2026;"
    f" {OPEN}; no last day set for it.",
    "",
    "What protects anybody, what others said in confidence, criminal intelligence and case files are not in it.",
    "Whatever is wrong can be questioned by you: tell your worker or the privacy officer, who answers in 10 working"
    " days.",
]


@pytest.mark.parametrize("person", ["p-ron", "p-nobody"])
async def test_whoever_is_out_of_sight_has_no_file(api: Api, person: str) -> None:
    for query, field in ((FILE, "subjectFile"), (DISCLOSURES, "disclosures")):
        assert (await api.ask(query, {"p": person}, as_="s-priya"))[field]["code"] == "NOT_FOUND"


async def test_a_file_holds_no_words_about_what_somebody_else_questioned(api: Api) -> None:
    raised = await questioned(api, "n-dre", "s-stan", saidAs="FAMILY", saidBy="p-tasha")
    await answered(api, raised, "REJECTED", "s-priya", reason="Tasha told us in confidence that he uses another.")
    own = await questioned(api, "n-dre", "s-stan", saidAs="PERSON", saidBy="p-dre", questioned="It is André.", why="x")
    await answered(api, own, "REJECTED", "s-priya", reason="The register has no accent.")
    file = (await api.ask(FILE, {"p": "p-dre"}, as_="s-priya"))["subjectFile"]
    said = next(row["contests"] for row in file["statements"] if row["statement"] == "n-dre")
    day = "questioned on 20 April 2026"
    assert sorted(said) == [
        f"{day}, in your words: It is André., because x; rejected on 20 April 2026: The register has no accent.",
        f"{day}; rejected on 20 April 2026",
    ]
    assert "Tasha" not in file["text"]


async def test_what_may_not_be_told_leaves_no_trace(api: Api, tmp_path: Path) -> None:
    """The same file, byte for byte, with all of it on file and with none."""
    told = {"compartment": "FAMILY", "owner": "EOHHS", "stated_at": "2026-04-06", "stated_as": "WORKER"}
    own, aside = {**told, "stated_as": "PERSON", "stated_by": "p-dre"}, {"compartment": "PROGRAMME", "owner": "EOHHS"}
    before = (await api.ask(FILE, {"p": "p-dre"}, as_="s-priya"))["subjectFile"]
    await plant(
        api,
        tmp_path / "more",
        people=[{"id": "p-hurt"}],
        locations=[{"id": "l-secret"}],
        names=[{"id": "n-hurt", "person": "p-hurt", "given": "Quillan", **aside}],
        harms=[{"id": "h-x", "by": "p-dre", "to": "p-hurt", "status": "UNSUPPORTED", **aside}],
        kin=[{"id": "k-hurt", "relative": "p-hurt", "person": "p-dre", "role": "FMRSPS", **own}],
        orders=[{"id": "o-x", "restrained": "p-dre", "protected": "p-hurt", "type": "ABUSE_PREVENTION_209A", **aside}],
        wishes=[{"id": "w-x", "person": "p-tasha", "relative": "p-dre", "wish": "NO", **told}],
        addresses=[{"id": "a-x", "person": "p-dre", "location": "l-secret", "confidential": "yes", **own}],
        contact_points=[
            {"id": "c-x", "person": "p-dre", "kind": "PHONE", "value": "617-555-0199", **told, "stated_as": "FAMILY",
             "stated_by": "p-tasha"}
        ],
        identifiers=[{"id": "i-x", "person": "p-dre", "system": "S", "value": "1", "compartment": "INTEL_28CFR23",
                      "owner": "EOHHS"}],
        pictures=[{"id": "pi-x", "person": "p-dre", "uri": "x", **own, "sealed": "yes"}],
    )  # fmt: skip
    assert (await api.ask(FILE, {"p": "p-dre"}, as_="s-priya"))["subjectFile"] == before
    harmless = [{"id": "n-two", "person": "p-dre", "given": "André", "kind": "ALIAS", **aside}]
    await plant(api, tmp_path / "one", names=harmless)
    after = (await api.ask(FILE, {"p": "p-dre"}, as_="s-priya"))["subjectFile"]
    assert {row["statement"] for row in after["statements"]} - {row["statement"] for row in before["statements"]} == {
        "n-two"
    }


# ---- what protects --------------------------------------------------------------------------------------------------


async def test_a_contested_order_keeps_excluding_and_an_upheld_one_holds(api: Api) -> None:
    order = await record(
        api, "recordOrder", restrained="p-ivy", protected="p-marcus", type="HARASSMENT_PREVENTION_258E"
    )

    async def ivy() -> list[str]:
        answer = (await api.ask(REACH, {"person": "p-marcus"}))["relativesToReach"]
        return [name for name, listed in names(answer).items() if "Ivy" in listed]

    raised = await questioned(api, order["orderId"])
    assert await ivy() == ["mustNotify"]
    owners = await answered(api, raised, "UPHELD")
    assert (owners["code"], owners["path"]) == ("REVIEWER_NEEDED", "outcome")
    assert (await answered(api, raised, "UPHELD", "s-safiya"))["outcome"] == "UPHELD"
    assert await ivy() == ["mustNotify", "needsSafetyCheck"]


async def test_a_victim_is_uncovered_by_a_safety_reviewer_alone(api: Api, tmp_path: Path) -> None:
    """Found to be no victim, Ivy would wait for a screen where she must not exist: no supervisor of the owner's
    decides that."""
    case = {"compartment": "CASE_FILE", "case_id": "CASE-1", "owner": "BPD", "stated_as": "OFFICER"}
    at = {"at": "2026-04-01T09:00:00-04:00", "matter": "OPEN"}
    await plant(
        api,
        tmp_path / "incident",
        incidents=[{"id": "i-open", "kind": "SHOOTING", **at, **case}],
        incident_roles=[
            {"id": "ir-v", "person": "p-ivy", "incident": "i-open", "role": "VICTIM", **case},
            {"id": "ir-s", "person": "p-marcus", "incident": "i-open", "role": "SUSPECT", **case},
        ],
    )
    raised = await questioned(api, "ir-v", "s-ines")
    refused = await answered(api, raised, "UPHELD", "s-ivan")
    assert (refused["code"], refused["path"]) == ("REVIEWER_NEEDED", "outcome")
    answer = (await api.ask(REACH, {"person": "p-marcus"}))["relativesToReach"]
    assert "Ivy" not in str(names(answer))
    assert (await answered(api, raised, "UPHELD", "s-safiya"))["outcome"] == "UPHELD"


async def test_a_refusal_is_put_right_by_a_safety_reviewer_and_by_no_correction(api: Api, tmp_path: Path) -> None:
    no = {"id": "w-no", "person": "p-marcus", "relative": "p-ivy", "wish": "NO", "stated_at": "2026-04-18"}
    own = {"compartment": "FAMILY", "owner": "EOHHS", "stated_as": "PERSON", "stated_by": "p-marcus"}
    await plant(api, tmp_path / "no", wishes=[{**no, **own}])
    yes = {"correction": [{"field": "wish", "value": "YES"}]}
    refused = await record(api, "correctFact", statement="w-no", why="I think he would.", idempotencyKey="1", **yes)
    assert (refused["code"], refused["path"]) == ("NOT_CORRECTABLE", "statement")
    raised = await questioned(api, "w-no", saidAs="FAMILY", saidBy="p-dana")
    refused = await answered(api, raised, "UPHELD", **yes)
    assert (refused["code"], refused["path"]) == ("REVIEWER_NEEDED", "outcome")
    await answered(api, raised, "UPHELD", "s-safiya", **yes)
    answer = names((await api.ask(REACH, {"person": "p-marcus"}))["relativesToReach"])
    assert [name for name, listed in answer.items() if "Ivy" in listed] == ["mustNotify", "needsSafetyCheck"]


async def test_no_sequence_of_contests_and_answers_frees_anybody(api: Api, graph: Graph, tmp_path: Path) -> None:
    """§4 with the mutations' own statements, whoever may send them: each barred family, its facts and its ties."""
    await plant(api, tmp_path / "lines", **rows_of())
    rng = Random(20260420)
    for lined in rng.sample(BARRED, 20):
        for id in [f"{noun}-{lined.name}-{i}" for noun, told in lined.rows.items() for i in range(len(told))]:
            for outcome in rng.choice((["REJECTED"], ["UPHELD"], ["REJECTED", "UPHELD"], ["UPHELD", "REJECTED"])):
                await _decided(graph, id, outcome, seal=rng.random() < 0.3)
        answer = (await api.ask(REACH, {"person": lined.person}))["relativesToReach"]
        banded = [row for band in BANDS for row in nodes(answer[band]) if row["relation"] == "maternal uncle"]
        assert banded == [], lined.name


STANDS = """CALL () {
  MATCH (p:Person)-->(s {id: $id}) RETURN s, labels(s)[0] AS label, [p.id] AS people
  UNION MATCH (p:Person)-[s {id: $id}]->(q) RETURN s, type(s) AS label, [p.id, q.id] AS people
} RETURN elementId(s) AS element, label, people"""


async def _decided(graph: Graph, id: str, outcome: str, *, seal: bool) -> None:
    now, today = datetime(2026, 4, 20, 13, tzinfo=UTC), date(2026, 4, 20)
    words = dict.fromkeys(("said_by", "would_be", "group"))
    for row in await graph.run_alone(STANDS, id=id):
        key = str(uuid4())  # a household is about several people
        await graph.write(
            "raise_contest", **row, **words, freeze=True, id=key, kind="CONTEST", statement=id, owner="PROBATION",
            by="s-sam", said_as="WORKER", questioned="x", why="y", due_on=today, today=today, now=now,
        )  # fmt: skip
        await graph.write(
            "answer_contest", id=key, state=outcome, reason="x", answered_by="s-safiya", replaced_by=None,
            element=row["element"], seal=seal and outcome == "UPHELD", today=today, now=now,
        )  # fmt: skip
    await graph.write("import_revision", people=[], groups=[], all=True, token="t")


async def test_a_contest_about_somebody_who_is_concealed_since_is_as_none(api: Api, tmp_path: Path) -> None:
    """Neither whoever raised it nor whose task it is hears of a protected witness by it (line 6)."""
    raised = await questioned(api, "n-lewis")
    for who in ("s-sam", "s-sofia"):
        assert len(await rows(api, CONTESTS, "contests", who)) == 1
    witness = {
        "id": "al-lewis",
        "person": "p-lewis",
        "kind": "PROTECTED_WITNESS",
        "compartment": "CORI",
        "owner": "SCDA",
    }
    await plant(api, tmp_path / "witness", alerts=[witness])
    for who in ("s-sam", "s-sofia"):
        assert await rows(api, CONTESTS, "contests", who) == []
    hidden, unknown = [await answered(api, {"contestId": one}, "REJECTED") for one in (raised["contestId"], "q-none")]
    assert hidden == unknown and unknown["code"] == "NOT_FOUND"


async def test_a_corrected_tie_waits_for_a_new_screen(api: Api) -> None:
    """Whoever a correction makes a relative was screened as somebody else."""
    raised = await questioned(api, "k-joe-marcus")
    await answered(api, raised, "UPHELD", correction=[{"field": "role", "value": "PUNCLE"}])
    answer = names((await api.ask(REACH, {"person": "p-marcus"}))["relativesToReach"])
    assert (answer["reachFirst"], answer["needsSafetyCheck"][:1]) == (["Ivy", "Lena"], ["Joe"])


async def test_the_work_with_a_family_stands_in_nobodys_file(api: Api) -> None:
    """Plans, meetings and orders of relatives are FAMILY: for the worker whom the family has (compartments.csv), and
    whoever prints a file is none. So neither the person's file changes by them nor a relative's."""
    before = {who: (await api.ask(FILE, {"p": who}, as_="s-priya"))["subjectFile"] for who in ("p-marcus", "p-ivy")}
    plan = {"mode": "PHONE", "words": "I work with Marcus.", "person": "p-marcus", "relative": "p-ivy"}
    met = {"kind": "FTM", "heldOn": "2026-04-19", "plan": "Ivy first", "decisions": ["Call Ivy"]}
    made = (
        await record(api, "planOutreach", **plan),
        await record(api, "recordMeeting", person="p-marcus", attendees=["p-marcus", "p-ivy"], **met),
        await record(api, "reorderRelatives", person="p-marcus", order=["p-lena", "p-ivy"], why="She asked first"),
        await record(api, "requestWarmIntroduction", person="p-marcus", relative="p-ivy", reasonCode="CASE_WORK"),
    )
    assert not [each for each in made if "code" in each]
    for who, told in before.items():
        assert (await api.ask(FILE, {"p": who}, as_="s-priya"))["subjectFile"] == told
