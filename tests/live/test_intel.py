"""submitIntel, approveIntel, validateIntel, dueForReview: documents, a second person, a last day (AC-2.1 to 2.4)."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from graphsvc import app
from graphsvc.clock import clock_from
from graphsvc.database.driver import Graph
from graphsvc.database.missing import broken_intel
from graphsvc.errors import DatabaseError
from graphsvc.importing.run import import_bundle
from graphsvc.model.intel import MOST_YEARS
from tests.live.api import Api, api_on, plant, write_bundle
from tests.live.record_queries import record

INTEL = {"compartment": "INTEL_28CFR23", "owner": "BPD", "stated_as": "OFFICER", "stated_at": "2026-04-01"}
PUBLIC = {"compartment": "PUBLIC", "owner": "BPHC"}
BORN = {"p-adult": "1995-05-05", "p-teen": "2011-05-05", "p-child": "2014-05-05", "p-infant": "2025-05-05"}
SAID: dict[str, Any] = {
    "gang": "g-one",
    "status": "VERIFIED_MEMBER",
    "criteria": ["SELF_ADMISSION", "FIO_OBSERVATION"],
    "evidence": ["report 1", "report 2"],
    "activity": "Armed robberies in March, as the two reports say.",
    "confidence": "PROBABLE",
    "controlOfficial": "s-ivan",
}
NOTICED = {"noticePersonAt": "2026-04-18", "noticeGuardianAt": "2026-04-19"}
DUE = """{ dueForReview { __typename ... on DueForReviewAnswer { asOf records { totalCount edges { node {
  recordId kind personId gangId status due owner } } } } ... on Problem { code } } }"""
MEMBERS = """{ gang(id: "g-one") { ... on GangAnswer { gang { members { ... on GangMembersAnswer { members { edges {
  node { person { names { given } } retainUntil documents } } } } } } } } }"""


@pytest.fixture
async def api(graph: Graph, tmp_path: Path) -> Api:
    api = await api_on(graph, tmp_path)
    people = [*BORN, "p-unborn"]
    await plant(
        api,
        tmp_path / "more",
        people=[{"id": who} for who in people],
        names=[{"id": f"n-{who}", "person": who, "given": who[2:].title(), **INTEL} for who in people],
        births=[{"id": f"b-{who}", "person": who, "born_on": day, **PUBLIC} for who, day in BORN.items()],
        gangs=[{"id": "g-one", "name": "Example Street", **INTEL}],
    )
    return api


async def submitted(api: Api, person: str = "p-adult", **change: Any) -> dict[str, Any]:
    return await record(api, "submitIntel", "s-ines", idempotencyKey=uuid4().hex, person=person, **{**SAID, **change})


async def approved(api: Api, submission: dict[str, Any], as_: str = "s-ivan", **said: Any) -> dict[str, Any]:
    return await record(api, "approveIntel", as_, submission=submission["submissionId"], **said)


async def members(api: Api) -> list[str]:
    edges = (await api.ask(MEMBERS, as_="s-ivan"))["gang"]["gang"]["members"]["members"]["edges"]
    return [edge["node"]["person"]["names"][0]["given"] for edge in edges]


async def due(api: Api, as_: str = "s-ivan") -> list[tuple[str, str, str]]:
    answer = (await api.ask(DUE, as_=as_))["dueForReview"]
    rows = [edge["node"] for edge in answer["records"]["edges"]]
    assert answer["records"]["totalCount"] == len(rows)
    return [(row["kind"], row["recordId"], row["due"]) for row in rows]


async def ties(graph: Graph) -> int:
    return int((await graph.run_alone("MATCH ()-[r:AFFILIATED_WITH]->() RETURN count(r) AS n"))[0]["n"])


async def test_nobody_decides_about_a_gang_that_is_hidden_from_her(api: Api, graph: Graph) -> None:
    made = await submitted(api)
    await graph.run_alone("MATCH (g:Gang {id: 'g-one'}) SET g.cls = 0", label="seal it")
    assert ((await approved(api, made))["code"], await due(api)) == ("NOT_FOUND", [])


async def test_a_submission_counts_nowhere_until_a_second_person_approves_it(api: Api, graph: Graph) -> None:
    made = await submitted(api)
    assert made | {"submissionId": ""} == {
        "__typename": "SubmitIntelPayload", "submissionId": "", "decideBy": "2026-07-19",
    }  # fmt: skip
    assert (await members(api), await ties(graph)) == ([], 0)
    assert await due(api) == [("SUBMISSIONS", made["submissionId"], "2026-07-19")]
    assert (await approved(api, made, "s-ines"))["code"] == "FORBIDDEN_FOR_ROLE"
    assert await approved(api, made) == {
        "__typename": "ApproveIntelPayload", "affiliationId": made["submissionId"], "retainUntil": "2031-04-20",
    }  # fmt: skip
    assert (await members(api), await due(api)) == (["Adult"], [])
    assert (await approved(api, made, retainUntil="2027-01-01"))["code"] == "NOT_FOUND"
    assert await broken_intel(graph, api.served.clock.today(), MOST_YEARS) == []


async def test_what_is_approved_of_a_merged_record_goes_back_with_a_split(api: Api, graph: Graph) -> None:
    """Whom the officer meant was never the person that a reviewer took them for."""
    made = await submitted(api)
    one = await record(api, "mergePeople", "s-safiya", keep="p-unborn", other="p-adult", why="The same.")
    assert (await approved(api, made, **NOTICED))["affiliationId"] == made["submissionId"]
    await record(api, "splitPeople", "s-safiya", match=one["matchId"], why="Two.")
    rows = await graph.run_alone(
        "MATCH (p)-[r:AFFILIATED_WITH]->() RETURN p.id AS p, r.start_record AS was, r.moved_on AS on"
    )
    assert rows == [{"p": "p-adult", "was": None, "on": None}]


async def test_who_submitted_it_cannot_approve_it(api: Api, graph: Graph) -> None:
    await graph.run_alone("MATCH (u:Staff {id: 's-ines'}) SET u.roles = u.roles + 'INTEL_SUPERVISOR'", label="both")
    made = await submitted(api)
    refused = await approved(api, made, "s-ines")
    assert (refused["code"], refused["path"], await ties(graph)) == ("SECOND_PERSON", "submission", 0)


async def test_a_refused_submission_is_gone_from_the_list(api: Api, graph: Graph) -> None:
    made = await submitted(api)
    assert (await approved(api, made, refusedFor="One report quotes the other."))["affiliationId"] is None
    assert (await due(api), await ties(graph)) == ([], 0)
    assert (await approved(api, made))["code"] == "NOT_FOUND"


BAD = (
    ("an infant", "p-infant", {}, ("UNDER_13", "person")),
    ("a child", "p-child", {}, ("UNDER_13", "person")),
    ("observations alone", "p-adult", {"criteria": ["FIO_OBSERVATION"]}, ("EVIDENCE_INSUFFICIENT", "criteria")),
    ("one document", "p-adult", {"evidence": ["report 1"]}, ("EVIDENCE_INSUFFICIENT", "evidence")),
    ("one document twice", "p-adult", {"evidence": ["r 1", " R 1"]}, ("EVIDENCE_INSUFFICIENT", "evidence")),
    ("no document", "p-adult", {"evidence": []}, ("EVIDENCE_INSUFFICIENT", "evidence")),
    ("no criterion", "p-adult", {"criteria": []}, ("EVIDENCE_INSUFFICIENT", "criteria")),
    ("no crime", "p-adult", {"activity": " "}, ("MISSING", "activity")),
    ("another agency's official", "p-adult", {"controlOfficial": "s-sam"}, ("NOT_OF_AGENCY", "controlOfficial")),
    ("an unknown gang", "p-adult", {"gang": "g-none"}, ("NOT_FOUND", None)),
    ("an unknown person", "p-nobody", {}, ("NOT_FOUND", None)),
    ("a hidden person", "p-bell", {}, ("NOT_FOUND", None)),
)


@pytest.mark.parametrize(("person", "change", "expected"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
async def test_what_must_not_be_submitted_is_refused(
    api: Api, graph: Graph, person: str, change: dict[str, Any], expected: tuple[str, str | None]
) -> None:
    found = await submitted(api, person, **change)
    assert (found["code"], found.get("path")) == expected
    rows = await graph.run_alone("MATCH (s:IntelSubmission) RETURN count(s) AS n")
    assert rows == [{"n": 0}]


async def test_a_date_a_hundred_years_ahead_is_refused_by_every_mutation_that_takes_one(api: Api) -> None:
    made = await submitted(api)
    for until in ("2126-04-20", "2031-04-21"):
        refused = await approved(api, made, retainUntil=until)
        assert (refused["code"], refused["path"]) == ("RETENTION_TOO_LONG", "retainUntil")
    past = await approved(api, made, retainUntil="2026-04-19")
    assert (past["code"], past["path"]) == ("DATES_BACKWARDS", "retainUntil")
    await approved(api, made, retainUntil="2026-05-01")
    refused = await validated(api, made, retainUntil="2126-04-20")
    assert (refused["code"], refused["path"]) == ("RETENTION_TOO_LONG", "retainUntil")


@pytest.mark.parametrize("person", ["p-teen", "p-unborn"])
async def test_a_minor_needs_both_notices_and_is_kept_a_year(api: Api, graph: Graph, person: str) -> None:
    """Whoever's birth is not on file is a minor until it is."""
    made = await submitted(api, person)
    for said in ({}, {"noticePersonAt": "2026-04-18"}, {**NOTICED, "noticeGuardianAt": "2026-04-21"}):
        assert (await approved(api, made, **said))["code"] == "MINOR_UNNOTIFIED"
    assert (await approved(api, made, **NOTICED, retainUntil="2027-04-21"))["code"] == "RETENTION_TOO_LONG"
    assert (await approved(api, made, **NOTICED))["retainUntil"] == "2027-04-20"
    assert (await validated(api, made))["retainUntil"] == "2027-04-20"
    assert await broken_intel(graph, api.served.clock.today(), MOST_YEARS) == []


async def validated(api: Api, made: dict[str, Any], **said: Any) -> dict[str, Any]:
    words = {
        "idempotencyKey": uuid4().hex,
        "words": "Seen handing over money on 2 April.",
        "source": "report 3",
        **said,
    }
    return await record(api, "validateIntel", "s-ivan", affiliation=made["submissionId"], **words)


async def test_a_validation_moves_the_last_day_and_nothing_else_does(api: Api, graph: Graph, tmp_path: Path) -> None:
    """AC-2.3: an address, a telephone and a picture leave the day where it is."""
    made = await submitted(api)
    await approved(api, made, retainUntil="2026-06-01")
    assert await due(api) == [("AFFILIATIONS", made["submissionId"], "2026-06-01")]
    await plant(
        api,
        tmp_path / "moved",
        locations=[{"id": "l-x"}],
        addresses=[{"id": "ad-x", "person": "p-adult", "location": "l-x", **INTEL}],
        contact_points=[{"id": "cp-x", "person": "p-adult", "kind": "PHONE", "value": "000", **INTEL}],
        pictures=[{"id": "pi-x", "person": "p-adult", "uri": "picture/1", **INTEL}],
    )
    assert await due(api) == [("AFFILIATIONS", made["submissionId"], "2026-06-01")]
    for missing in ("words", "source"):
        refused = await validated(api, made, **{missing: " "})
        assert (refused["code"], refused["path"]) == ("MISSING", missing)
    assert (await validated(api, made))["retainUntil"] == "2031-04-20"
    assert await due(api) == []
    later = await api_on(graph, tmp_path / "later", bundle=None, now="2031-04-21T09:00")
    assert (await validated(later, made))["code"] == "NOT_FOUND"


async def test_what_is_due_is_shown_as_far_as_it_is_shared(api: Api) -> None:
    """A privacy officer of another sector and an investigator of another agency see no hint of it."""
    open_, closed = await submitted(api), await submitted(api, sensitivity="RESTRICTED", role="lookout")
    mine = [("SUBMISSIONS", each["submissionId"], "2026-07-19") for each in (open_, closed)]
    assert await due(api, "s-ines") == sorted(mine)
    assert (await api.ask(DUE, as_="s-priya", purpose="AUDIT"))["dueForReview"] == {
        "__typename": "DueForReviewAnswer", "asOf": "2026-04-20", "records": {"totalCount": 0, "edges": []},
    }  # fmt: skip
    assert (await api.ask(DUE, as_="s-sam"))["dueForReview"]["code"] == "FORBIDDEN_FOR_ROLE"


async def test_whoever_a_line_conceals_is_not_due(api: Api, tmp_path: Path) -> None:
    await submitted(api)
    alert = {"id": "al-x", "person": "p-adult", "kind": "CONFIDENTIAL_SOURCE"}
    await plant(api, tmp_path / "source", alerts=[{**alert, "compartment": "VICTIM_VAWA", "owner": "BPHC"}])
    assert await due(api) == []


# ---- the store itself ---------------------------------------------------------------------------------------------

ROW = {
    "id": "af-x", "person": "p-adult", "gang": "g-one", "status": "VERIFIED_MEMBER", "criteria": "SELF_ADMISSION",
    "evidence": "r 1|r 2", "verified_by": "s-ivan", "stated_by": "s-ines", "valid_from": "2026-04-01",
    "retain_until": "2030-01-01", **INTEL,
}  # fmt: skip
BROKEN = (
    ({"retain_until": "date('2126-01-01')"}, ["RETENTION_TOO_LONG"]),
    ({"retain_until": "null"}, ["RETENTION_TOO_LONG"]),
    ({"evidence": "['r 1']"}, ["EVIDENCE_INSUFFICIENT"]),
    ({"criteria": "['FIO_OBSERVATION']"}, ["EVIDENCE_INSUFFICIENT"]),
    ({"verified_by": "'s-ines'"}, ["EVIDENCE_INSUFFICIENT"]),
    ({"retain_until": "date('2031-04-01')"}, []),
    ({"retain_until": "date('2031-04-02')"}, ["RETENTION_TOO_LONG"]),
)


async def test_the_check_finds_what_was_written_past_the_service(api: Api, graph: Graph, tmp_path: Path) -> None:
    await plant(api, tmp_path / "rows", affiliations=[ROW])
    today = api.served.clock.today()
    for change, expected in BROKEN:
        await plant(api, tmp_path / "rows", affiliations=[ROW])
        ((name, value),) = change.items()
        await graph.run_alone(f"MATCH ()-[r:AFFILIATED_WITH]->() SET r.{name} = {value}, r.row_hash = ''", label="past")
        assert [list(row.fields) for row in await broken_intel(graph, today, MOST_YEARS)] == [expected] * bool(expected)
    await plant(api, tmp_path / "rows", affiliations=[ROW])
    for person in ("p-infant", "p-teen"):
        await graph.run_alone(
            "MATCH (a:Person {id: 'p-adult'})-[:HAS_BIRTH]->(b) SET b.born_on = date($born)",
            born=BORN[person],
            label="b",
        )
        (row,) = await broken_intel(graph, today, MOST_YEARS)
        assert row.fields == (
            ("RETENTION_TOO_LONG", "UNDER_13", "MINOR_UNNOTIFIED") if person == "p-infant" else
            ("RETENTION_TOO_LONG", "MINOR_UNNOTIFIED")
        )  # fmt: skip


async def test_each_statement_refuses_a_last_day_beyond_the_limit_by_itself(api: Api, graph: Graph) -> None:
    """What the API refuses before it asks, the statement refuses too: nothing of its transaction stays."""
    made = await submitted(api)
    asked = {"id": made["submissionId"], "by": "s-ivan", "today": api.served.clock.today(), "years": 5}
    beyond = clock_from("2031-04-21T09:00").today()
    with pytest.raises(DatabaseError):
        await graph.write("approve_intel", now=api.served.clock.now(), notice_person_at=None, notice_guardian_at=None,
                          retain_until=beyond, **asked)  # fmt: skip
    assert await ties(graph) == 0
    await approved(api, made)
    with pytest.raises(DatabaseError):
        await graph.write("validate_intel", person_id="p-adult", words="x", source="y", retain_until=beyond, **asked)


async def test_an_import_past_the_validator_fails_as_a_whole(
    api: Api, graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The import's own statement, with the rule in Python taken away."""
    monkeypatch.setattr("graphsvc.importing.rules.unfit", lambda *_: None)
    for until in ("2126-01-01", "2031-04-02"):
        write_bundle(tmp_path / "bad", {"affiliations": [ROW | {"retain_until": until}]})
        with pytest.raises(DatabaseError):
            await import_bundle(tmp_path / "bad", graph, api.served.settings, api.served.clock)
        assert await ties(graph) == 0
    write_bundle(tmp_path / "bad", {"affiliations": [ROW | {"retain_until": "2031-04-01"}]})
    await import_bundle(tmp_path / "bad", graph, api.served.settings, api.served.clock)
    assert await ties(graph) == 1


async def test_a_start_says_how_many_affiliations_break_a_rule(
    api: Api, graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(app, "log_event", lambda event, **fields: said.append((event, fields)))
    await plant(api, tmp_path / "rows", affiliations=[ROW])
    await app._told_of_broken_intel(graph, api.served.clock)
    await graph.run_alone("MATCH ()-[r:AFFILIATED_WITH]->() SET r.retain_until = date('2126-01-01')", label="past")
    await app._told_of_broken_intel(graph, api.served.clock)
    assert said == [("intel_breaks_rules", {"records": 1})]
