"""Every field of the schema has an access test: a walk of the schema fails for one without.

Each root field is asked, with every argument it has, by people who may and by people who may not; what was told is
kept by coordinate (every_field.py). A field at which nobody was told anything, or everybody the same, has no test and
fails here: whoever adds one adds the question (MORE, STEPS) or the data that fills it. Nothing claims by its name.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from graphql import build_schema

from graphsvc.access.classes import policies_folder
from graphsvc.access.permissions import read_permissions
from graphsvc.api.ids import global_id
from graphsvc.api.schema import schema_text
from graphsvc.database.driver import Graph
from graphsvc.model.codes import CODES
from seed.city import build
from tests.live.api import Api, api_on, plant
from tests.live.arrays import over_arrays
from tests.live.every_field import Seen, coordinates, documents_of
from tests.live.record_queries import GUIDED
from tests.live.test_access_table import PERSONA, given, purpose_for

SCHEMA = build_schema(schema_text())
TABLE = read_permissions(policies_folder(None) / "permissions.csv")
NOBODY = "nobody"
"""Asks without a token."""
Vars = dict[str, Any]
ABOUT = ("p-marcus", "p-dre", "p-adult")
DAY, LATER = "2026-04-20", "2026-12-01"
MARCUS = {"person": "p-marcus"}
DRE = {"person": "p-dre", "kind": "SUPPORT"}
ASSUMED = {"a": "p-tasha", "b": "p-ivy", "type": "KIN", "closeness": "STRONG", "lastContact": "2026-04-01",
           "role": "SIS", "tone": "CLOSE", "verification": "STATED"}  # fmt: skip
NODES = [global_id("Person", "p-marcus"), global_id("Gang", "g-one"), global_id("Household", "hh-marcus")]
MORE: Mapping[str, tuple[Vars, ...]] = {
    "people": ({"search": "Ivy", "filters": {"bornFrom": "1900-01-01", "bornTo": DAY, "bornOn": None}},
               {"search": "Marcus", "filters": {"statuses": ["ENGAGED"], "leadAgency": "EOHHS"}},
               {"search": "Marcus", "filters": {"bornOn": "2009-08-14"}}),
    "influencePaths": (
        {**DRE, "to": "p-lewis", "maxSteps": 2, "order": "FEWEST_STEPS", "first": 2},
        {**DRE, "toAnyOf": ["p-tasha"], "avoid": ["p-ray"], "minVerification": "PROVEN"},
        {**DRE, "via": ["p-tasha"], "to": "p-lewis"},
        {**DRE, "period": {"from": "2020-01-01", "to": DAY, "undated": True}},
        {**DRE, "whatIf": {"withTies": [ASSUMED], "withoutPeople": ["p-tasha"], "withoutTies": ["k-tasha-dre"]}},
    ),
    "locations": ({"within": "l-city"},),
    "safetyScreen": ({"person": "p-marcus", "name": "Ivy Example"},),
    "node": tuple({"id": each} for each in NODES),
    "nodes": ({"ids": NODES},),
    "ties": ({"person": "p-dre", "kinds": ["KIN", "CO_ARREST"]},),
    "accessReport": ({"personHash": "none"},),
    "purgePreview": ({"on": "2035-01-01"},),
    "gang": ({"id": "g-one"},),
}  # fmt: skip
"""Field → questions besides the usual ones: together, every argument."""
NO_TEST: Mapping[str, str] = {}
"""Coordinate → why no question of a test can show it."""


def usual(name: str) -> Iterator[Vars]:
    assert SCHEMA.query_type
    args = SCHEMA.query_type.fields[name].args
    for person in ABOUT:
        said = {**given(name, person, ""), **({"first": 1} if "first" in args else {})}
        yield {arg: value for arg, value in said.items() if arg in args}
    if "asOf" in args:
        yield {**{k: v for k, v in given(name, ABOUT[0], "").items() if k in args}, "asOf": "2026-04-19"}
    yield from MORE.get(name, ())


def rows_of(name: str) -> list[str]:
    return [row for row in TABLE.rows if row.partition(":")[0] == name] or ["person"]


def askers(row: str) -> Iterator[tuple[str, str | None, str | None]]:
    """(who, purpose, case): up to five who may, two who may not, one with no purpose, one with no token."""
    may = [role for role in CODES["role"] if TABLE.rows[row].scopes((role,))]
    for role in (*may[:6], *[role for role in CODES["role"] if role not in may][:2]):
        purpose = purpose_for(row, role)
        yield PERSONA[role], purpose, "CASE-1" if role == "INVESTIGATOR" and purpose else None
    yield PERSONA[may[0]], None, None
    yield NOBODY, None, None


@dataclass(frozen=True)
class Step:
    """One mutation: by whom, for what, its input (made of what the earlier ones answered), and who may not."""

    field: str
    by: str
    purpose: str
    said: Callable[[Mapping[str, Any]], Vars]
    name: str = ""
    case: str | None = None


def fixed(**said: Any) -> Callable[[Mapping[str, Any]], Vars]:
    return lambda _: said


SCREEN = {"relative": "p-joe", "result": "CLEAR", "answers": GUIDED}
DOUBT = {"questioned": "The name", "why": "tested", "wouldBe": "Another", "saidAs": "PERSON", "saidBy": "p-marcus"}
INTEL = {"person": "p-adult", "gang": "g-one", "status": "VERIFIED_MEMBER", "criteria": ["SELF_ADMISSION"],
         "evidence": ["report 1", "report 2"], "activity": "tested", "confidence": "PROBABLE", "role": "lookout",
         "controlOfficial": "s-ivan", "sensitivity": "OPEN", "noticePersonAt": "2026-04-18",
         "noticeGuardianAt": "2026-04-19"}  # fmt: skip
FAMILY = "FAMILY_SUPPORT"
STEPS: tuple[Step, ...] = (
    Step("openPurpose", "s-ines", "", fixed(purpose="INVESTIGATION", caseId="CASE-1", reasonCode="OTHER", note="x")),
    Step("closePurpose", "s-ines", "", lambda told: {"handle": told["openPurpose"]["handle"]}),
    Step("recordConsent", "s-sam", FAMILY, fixed(
        person="p-dre", grantor="p-dre", capacity="SELF", form="WRITTEN", recipients=["EOHHS"], scope=["HEALTH_HIPAA"],
        exceptions=["SUD_PART2"], contact=True, language="en", signedOn=DAY, expiresOn=LATER)),
    Step("withdrawConsent", "s-sam", FAMILY, lambda told: {"consent": told["recordConsent"]["consentId"]}),
    Step("recordScreen", "s-sam", FAMILY, fixed(person="p-marcus", mode="MANUAL", screen=SCREEN)),
    Step("screenRelatives", "s-sam", FAMILY, fixed(person="p-marcus", mode="MANUAL", screens=[SCREEN])),
    Step("recordOrder", "s-sam", FAMILY, fixed(
        restrained="p-carl", protected="p-marcus", type="HARASSMENT_PREVENTION_258E", conditions=["NO_CONTACT"],
        docket="d-1", expiresOn=LATER, issuedOn=DAY, status="ACTIVE")),
    Step("endOrder", "s-safiya", FAMILY, lambda told: {
        "order": told["recordOrder"]["orderId"], "endedOn": DAY, "status": "VACATED"}),
    Step("placeHold", "s-sam", FAMILY, fixed(person="p-sal", forPerson="p-marcus", reason="tested")),
    Step("restateTie", "s-sam", FAMILY, fixed(
        tie="k-tasha-dre", statedAs="PERSON", statedBy="p-dre", closeness="STRONG", frequency="DAILY", tone="CLOSE",
        lastContact="2026-04-19", source="note 1")),
    Step("assignWorker", "s-sofia", "PROGRAMME_MANAGEMENT", fixed(
        person="p-marcus", staff="s-cora", lead=False, validFrom=DAY, validTo=LATER)),
    Step("requestFamilyOutreach", "s-ines", "INVESTIGATION", fixed(person="p-dre", reasonCode="NEW_REFERRAL"),
         case="CASE-1"),
    Step("contest", "s-sam", FAMILY, fixed(statement="n-sal", noun="names", **DOUBT)),
    Step("contest", "s-sam", FAMILY, fixed(statement="n-lewis", noun="names", **DOUBT), "doubted"),
    Step("reportError", "s-sam", FAMILY, fixed(statement="n-bea", noun="names", **DOUBT)),
    Step("answerContest", "s-sofia", FAMILY, lambda told: {
        "contest": told["contest"]["contestId"], "outcome": "UPHELD", "reason": "Looked up.", "seal": False,
        "correction": [{"field": "given", "value": "Salvatore"}]}),
    Step("submitIntel", "s-ines", "INVESTIGATION", fixed(**INTEL)),
    Step("submitIntel", "s-ines", "INVESTIGATION", fixed(**INTEL), "refused"),
    Step("submitIntel", "s-ines", "INVESTIGATION", fixed(**INTEL), "waiting"),
    Step("approveIntel", "s-ivan", "INVESTIGATION", lambda told: {
        "submission": told["submitIntel"]["submissionId"], "retainUntil": "2026-05-01", "noticePersonAt": "2026-04-18",
        "noticeGuardianAt": "2026-04-19"}),
    Step("approveIntel", "s-ivan", "INVESTIGATION", lambda told: {
        "submission": told["refused"]["submissionId"], "refusedFor": "One report quotes the other."}, "refusal"),
    Step("validateIntel", "s-ivan", "INVESTIGATION", lambda told: {
        "affiliation": told["approveIntel"]["affiliationId"], "words": "tested", "source": "report 3",
        "retainUntil": "2026-06-01"}),
    Step("placeLegalHold", "s-priya", "AUDIT", fixed(subject="p-adult", endsOn="2027-01-01", reason="tested")),
)  # fmt: skip
"""Every mutation, in an order in which each can be done."""


async def sent(api: Api, who: str, purpose: str | None, case: str | None, text: str, said: Vars) -> Any:
    """`data`, None for a request that was let in nowhere."""
    if who == NOBODY:
        reply = await api.client.post("/graphql", json={"query": text, "variables": said})
        return reply.json().get("data")
    body = await api.reply(text, said, as_=who, purpose=purpose, case=case)
    assert "errors" not in body, (body["errors"], text, said)
    return body["data"]


async def asked(api: Api, seen: Seen) -> None:
    """Every question, by everybody who is to ask it; of each list the second page too."""
    assert SCHEMA.query_type
    for name, field in SCHEMA.query_type.fields.items():
        for row in rows_of(name):
            kind = {"kind": row.partition(":")[2]} if ":" in row else {}
            for said in usual(name):
                way = over_arrays(api) if {"period", "whatIf"} & said.keys() else api
                for text in documents_of(SCHEMA, name):
                    variables = {**said, **kind}
                    ends = [await told(way, seen, name, text, variables, *asker) for asker in askers(row)]
                    after = next(filter(None, ends), None)
                    if after and "after" in field.args:
                        for asker in askers(row):
                            await told(way, seen, name, text, {**variables, "after": after}, *asker)


async def told(
    api: Api, seen: Seen, name: str, text: str, said: Vars, who: str, purpose: str | None, case: str | None
) -> str | None:
    """Keeps what was told; the end of the page, if there is one."""
    data = await sent(api, who, purpose, case, text, said)
    seen.add(SCHEMA, name, text, said, f"{who} {purpose}", data)
    return _cursor((data or {}).get(name))


def _cursor(answer: Any) -> str | None:
    if not isinstance(answer, dict):
        return None
    pages = (each for each in answer.values() if isinstance(each, dict) and "pageInfo" in each)
    return next((page["pageInfo"]["endCursor"] for page in pages if page["pageInfo"]["endCursor"]), None)


async def done(api: Api, seen: Seen) -> None:
    """Every mutation: first by somebody who may not, then by somebody who may."""
    payloads: dict[str, Any] = {}
    for number, step in enumerate(STEPS):
        assert SCHEMA.mutation_type
        inputs = SCHEMA.mutation_type.fields[step.field].args["input"].type.of_type.fields
        key = {"idempotencyKey": f"{number}-{step.field}"} if "idempotencyKey" in inputs else {}
        said = {"input": {**key, **step.said(payloads)}}
        row = step.field
        refused = [role for role in CODES["role"] if not TABLE.rows[row].scopes((role,))]
        for text in documents_of(SCHEMA, step.field):
            stranger = (PERSONA[refused[0]], None, None) if refused else (NOBODY, None, None)
            for who, purpose, case in (stranger, (step.by, step.purpose or None, step.case)):
                data = await sent(api, who, purpose, case, text, said)
                seen.add(SCHEMA, step.field, text, said, who, data)
                found = (data or {}).get(step.field) or {}
                if who == step.by and found["__typename"].endswith("Payload") and len(found) > 1:
                    payloads[step.name or step.field] = found
        assert (step.name or step.field) in payloads, (step.field, data)


PUBLIC = {"compartment": "PUBLIC", "owner": "EOHHS"}
OFFICERS = {"compartment": "INTEL_28CFR23", "owner": "BPD", "stated_as": "OFFICER", "stated_at": "2026-04-01"}
WORK = {"compartment": "PROGRAMME", "owner": "EOHHS", "stated_by": "s-sam", "stated_at": "2026-04-01"}


@pytest.fixture(scope="module")
async def api(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    folder = tmp_path_factory.mktemp("fields")
    build(folder / "city", 120, 7)
    api = await api_on(graph, folder / "home", bundle=folder / "city")
    await plant(
        api,
        folder / "more",
        people=[{"id": "p-adult"}],
        names=[{"id": "n-adult", "person": "p-adult", "given": "Adult", "family": "Example", **OFFICERS}],
        births=[{"id": "b-adult", "person": "p-adult", "born_on": "1995-05-05", **PUBLIC}],
        gangs=[{"id": "g-one", "name": "Example Street", "size_estimate": "12", **OFFICERS},
               {"id": "g-two", "name": "Second Street", **OFFICERS}],
    )  # fmt: skip
    await graph.run_alone(
        "UNWIND $staff AS id MATCH (s:Staff {id: id}), (p:Person) WHERE p.id IN ['p-marcus', 'p-dre']"
        " CREATE (s)-[:ASSIGNED_TO {id: 'fields-' + id + p.id, valid_from: date('2026-01-05')}]->(p)",
        label="assign",
        staff=["s-stan", "s-bruno", "s-hana", "s-pete", "s-carmen", "s-cora"],
    )
    yield api


@pytest.fixture(scope="module")
async def seen(api: Api) -> Seen:
    found = Seen()
    await done(api, found)
    await asked(api, found)
    return found


async def test_every_field_and_argument_was_told_to_some_and_not_to_others(seen: Seen) -> None:
    every = coordinates(SCHEMA)
    untested = sorted(every - seen.tested() - NO_TEST.keys() - _roots())
    assert untested == [], f"{len(untested)} of {len(every)} have no access test"


async def test_what_is_said_to_have_no_test_has_none(seen: Seen) -> None:
    assert sorted(NO_TEST.keys() & seen.tested()) == []
    assert sorted(NO_TEST.keys() - coordinates(SCHEMA)) == []


def _roots() -> set[str]:
    """`Query.person` and the like are claimed by what they answered."""
    return {"Query", "Mutation"}


def test_a_field_that_everybody_is_told_alike_is_not_tested() -> None:
    seen, text = Seen(), "{ agencies { __typename } }"
    for who, told in (("a", "X"), ("b", "X")):
        seen.add(SCHEMA, "agencies", text, {}, who, {"agencies": [{"__typename": "Agency", "name": told}]})
    assert seen.tested() == set()
    seen.add(SCHEMA, "agencies", text, {}, "c", {"agencies": [{"__typename": "Agency", "name": None}]})
    assert seen.tested() == {"Agency.name", "Query.agencies"}
