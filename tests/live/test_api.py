"""What holds for every field alike: refusals before a read, purposes, the audit line, equal bytes."""

from typing import Any

import orjson
import pytest
from graphql import build_schema

from graphsvc.access.classes import policies_folder
from graphsvc.access.permissions import read_permissions
from graphsvc.api.ids import global_id, split_id
from graphsvc.api.schema import schema_text
from graphsvc.audit.people import Pseudonyms, pseudonyms
from graphsvc.database.driver import Graph, counted
from graphsvc.records.purposes import close_purpose
from tests.audit_files import lines_in
from tests.live.api import Api, api_on
from tests.live.documents import document, root_field

SCHEMA = build_schema(schema_text())

PERSON = '{ person(id: "p-marcus") { ... on Problem { code } ... on PersonAnswer { revision person { title } } } }'
FIELDS = {
    "person": '(id: "p-marcus")',
    "people": '(search: "Marcus")',
    "kin": '(person: "p-marcus")',
    "ties": '(person: "p-marcus")',
    "household": '(person: "p-marcus")',
    "touchpoints": '(person: "p-marcus")',
    "gangs": "",
    "gang": '(id: "g-a")',
    "locations": '(within: "l-a")',
}
PERSONAS = {
    "s-sam": "SOCIAL_WORKER",
    "s-bruno": "SCHOOL_LIAISON",
    "s-ivan": "INTEL_SUPERVISOR",
    "s-eve": "EXECUTIVE",
    "s-priya": "PRIVACY_OFFICER",
    "s-adam": "ADMIN",
}


@pytest.fixture(scope="module")
async def api(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Api:
    return await api_on(graph, tmp_path_factory.mktemp("api"))


def named(api: Api) -> Pseudonyms:
    """The keyed hashes of this service."""
    return pseudonyms(api.served.settings.home)


def lines(api: Api) -> list[dict[str, Any]]:
    return lines_in(api.served.settings.home / "audit")


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("as_", PERSONAS)
async def test_without_a_purpose_a_field_is_refused_before_anything_is_read(api: Api, as_: str, field: str) -> None:
    await api.principal(as_)
    row = read_permissions(policies_folder(None) / "permissions.csv").rows[field]
    expected = "FORBIDDEN_FOR_ROLE" if row.cells[PERSONAS[as_]] == "-" else "PURPOSE_REQUIRED"
    with counted() as statements:
        data = await api.ask(f"{{ {field}{FIELDS[field]} {{ ... on Problem {{ code }} }} }}", as_=as_, purpose=None)
    assert (data[field], statements) == ({"code": expected}, [])


async def test_a_closed_purpose_and_somebody_elses_count_as_none(api: Api) -> None:
    sam, cora = await api.principal("s-sam"), await api.principal("s-cora")
    await api.ask(PERSON)
    handle = await api.handle(sam, "FAMILY_SUPPORT", None)
    await api.handle(cora, "SUPPORT", None)
    api._handles["s-cora", "SUPPORT", None] = handle
    assert (await api.ask(PERSON, as_="s-cora", purpose="SUPPORT"))["person"] == {"code": "PURPOSE_REQUIRED"}
    await close_purpose(api.keeper, sam, handle)
    assert (await api.ask(PERSON))["person"] == {"code": "PURPOSE_REQUIRED"}
    api._handles.clear()


async def test_each_read_leaves_one_line_without_a_name_or_an_id_of_a_person(api: Api) -> None:
    before = len(lines(api))
    ids = [global_id("Person", "p-marcus"), global_id("Agency", "BPD")]
    document = """query Q($ids: [ID!]!) {
      person(id: "p-marcus") { __typename } kin(person: "p-marcus") { __typename } nodes(ids: $ids) { id }
      people(search: "Ivy") { __typename }
    }"""
    await api.ask(document, {"ids": ids})
    new = lines(api)[before:]
    assert sorted((line["field"], line["decision"]) for line in new) == [
        ("agencies", "ALLOWED"),
        ("kin", "ALLOWED"),
        ("people", "ALLOWED"),
        ("person", "ALLOWED"),
        ("person", "ALLOWED"),
    ]
    assert {(line["user"], line["agency"], line["purpose"]) for line in new} == {("s-sam", "EOHHS", "FAMILY_SUPPORT")}
    assert not any(word in str(new) for word in ("marcus", "Marcus", "Ivy", *ids))


IVY = '{ person(id: "p-ivy") { ... on PersonAnswer { person { id } } } }'
ABOUT = {
    "person": ("id",),
    "people": (),
    "kin": ("person",),
    "ties": ("person",),
    "household": ("person",),
    "touchpoints": ("person",),
    "relativesToReach": ("person",),
    "influencePaths": ("person",),
    "whyNot": ("person", "relative"),
    "safetyScreen": ("person", "relative"),
    "nodes": (),
}
SAID = {"id": "p-marcus", "person": "p-marcus", "relative": "p-joe", "search": "Ivy", "first": 9}


def people_shown(data: Any) -> set[str]:
    """Whom an answer names by a global id: the oracle of what its entry must hold."""
    if isinstance(data, dict | list):
        return set().union(*(people_shown(each) for each in (data.values() if isinstance(data, dict) else data)))
    kind, key = (split_id(data) if isinstance(data, str) else None) or ("", "")
    return {key} if kind == "Person" else set()


@pytest.mark.parametrize("field", ABOUT)
async def test_an_entry_names_by_keyed_hashes_everybody_in_the_answer_and_in_the_question(api: Api, field: str) -> None:
    _, asked = root_field(SCHEMA, field)
    ids = [global_id("Person", "p-marcus"), global_id("Household", "hh-1"), global_id("Agency", "BPD")]
    given = {name: value for name, value in {**SAID, "ids": ids}.items() if name in asked.args}
    before = len(lines(api))
    body = await api.reply(document(SCHEMA, field).replace("(first: 2)", "(first: 9)"), given)
    assert "errors" not in body
    new = lines(api)[before:]
    there = people_shown(body["data"]) | {str(SAID[name]) for name in ABOUT[field]}
    assert set().union(*(entry["people"] for entry in new)) == set(named(api).of(there))
    assert {entry["answer"] for entry in new} == {body["extensions"]["answerId"]} and there


async def test_a_refused_question_and_a_record_name_whom_they_are_about(api: Api) -> None:
    before = len(lines(api))
    await api.ask(IVY, as_="s-eve", purpose=None)
    await api.ask('mutation { placeHold(input: {idempotencyKey: "h", person: "p-ivy", reason: "x"}) { __typename } }')
    found = [(entry["field"], entry["decision"], entry["people"]) for entry in lines(api)[before:]]
    ivy = named(api).of(["p-ivy"])
    assert found == [
        ("person", "FORBIDDEN_FOR_ROLE", ivy),
        ("placeHold", "INTENT", ivy),
        ("placeHold", "ALLOWED", ivy),
    ]


async def test_a_refusal_is_written_down_too(api: Api) -> None:
    await api.ask(PERSON, as_="s-eve", purpose=None)
    assert (lines(api)[-1]["user"], lines(api)[-1]["decision"]) == ("s-eve", "FORBIDDEN_FOR_ROLE")


async def test_the_same_question_gives_the_same_bytes(api: Api) -> None:
    document = '{ kin(person: "p-marcus", first: 9) { ... on KinAnswer { revision kin { edges { cursor words } } } } }'
    assert orjson.dumps(await api.ask(document)) == orjson.dumps(await api.ask(document))


async def test_a_hostile_document_reads_nothing(api: Api) -> None:
    await api.principal("s-sam")
    inner = "... on KinAnswer { kin { edges { node { "
    deep = '{ kin(person: "p") { ' + inner * 4 + "__typename" + " } } } }" * 4 + " } }"
    with counted() as statements:
        body = await api.reply(deep)
    assert ("data" in body, statements) == (False, [])


async def test_a_first_beyond_the_page_is_refused_by_its_cost_or_by_name(api: Api) -> None:
    document = 'query Q($n: Int!) { kin(person: "p", first: $n) { ... on KinAnswer { kin { edges { words } } } } }'
    found = [(await api.reply(document, {"n": n}))["errors"][0]["extensions"]["code"] for n in (0, 101, 100_000)]
    assert found == ["BAD_INPUT", "BAD_INPUT", "TOO_COSTLY"]


async def test_a_privacy_officer_is_told_who_looked_at_whom_and_why(api: Api) -> None:
    await api.ask('{ person(id: "p-lena") { __typename } }')
    await api.ask('{ person(id: "p-lena") { __typename } }', as_="s-eve", purpose=None)
    document = """query Q($person: ID) { accessReport(person: $person) { __typename ... on Problem { code }
      ... on AccessReportAnswer { looks { totalCount edges { node {
        at user agency roles purpose caseId reasonCode field decision } } } } } }"""
    asked = {"person": global_id("Person", "p-lena")}
    found = (await api.ask(document, asked, as_="s-priya", purpose="AUDIT"))["accessReport"]["looks"]
    at = "2026-04-20T13:00:00+00:00"
    person = {"at": at, "caseId": None, "field": "person"}
    sam = {"user": "s-sam", "agency": "EOHHS", "roles": ["SOCIAL_WORKER"], "purpose": "FAMILY_SUPPORT"}
    eve = {"user": "s-eve", "agency": "MAYOR", "roles": ["EXECUTIVE"], "purpose": None, "reasonCode": None}
    looks = [edge["node"] for edge in found["edges"]]
    assert {**person, **sam, "reasonCode": "CASE_WORK", "decision": "ALLOWED"} in looks
    assert {**person, **eve, "decision": "FORBIDDEN_FOR_ROLE"} in looks
    again = (await api.ask(document, asked, as_="s-priya", purpose="AUDIT"))["accessReport"]["looks"]
    assert again["totalCount"] == found["totalCount"] + 1  # the officer's own look is on record
    refused = (await api.ask(document, asked))["accessReport"]
    assert refused == {"__typename": "ForbiddenForRole", "code": "FORBIDDEN_FOR_ROLE"}
