"""AC-9.2 over HTTP: each cell of permissions.csv whose field exists, once allowed and wherever possible once refused.

The refused calls: `-` is ForbiddenForRole, with a purpose and without; a cell with a scope answers PurposeRequired
without one; and a person who is hidden answers byte for byte like one who does not exist.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import orjson
import pytest
from graphql import build_schema

from graphsvc.access.classes import policies_folder
from graphsvc.access.gate import Access
from graphsvc.access.permissions import decide, openable_purposes, read_permissions
from graphsvc.access.tokens import sign
from graphsvc.api.schema import schema_text
from graphsvc.database.driver import Graph, counted
from graphsvc.model.answers import Problem
from graphsvc.model.codes import CODES
from tests.live.api import Api, api_on, plant
from tests.live.arrays import over_arrays
from tests.live.documents import WHOLE, document, root_field
from tests.live.phones import Owner, owner, serving
from tests.unit import streams

SCHEMA = build_schema(schema_text())
TABLE = read_permissions(policies_folder(None) / "permissions.csv")
PERSONA = {
    "INVESTIGATOR": "s-ines",
    "INTEL_SUPERVISOR": "s-ivan",
    "SOCIAL_WORKER": "s-sam",
    "CW_WORKER": "s-cora",
    "STREET_WORKER": "s-stan",
    "SCHOOL_LIAISON": "s-bruno",
    "HEALTH_VIP": "s-hana",
    "PROBATION_OFFICER": "s-pete",
    "COORDINATOR": "s-carmen",
    "SUPERVISOR": "s-sofia",
    "SAFETY_REVIEWER": "s-safiya",
    "PROSECUTOR": "s-paul",
    "EXECUTIVE": "s-eve",
    "PRIVACY_OFFICER": "s-priya",
    "AUDITOR": "s-aude",
    "ADMIN": "s-adam",
}
HIDDEN, NOBODY = "p-bell", "p-nobody"
"""Coach Bell is behind a cut-off tie, and all that is known of him is FAMILY: hidden from every persona here."""
CONCEALED = "p-sid"
"""A relocated witness, of whom all that is known is PUBLIC: a line alone hides him."""
GANG_OF = {HIDDEN: "gang-bell", NOBODY: "gang-nobody", CONCEALED: "gang-nobody"}
STATEMENT_OF = {"p-marcus": "n-marcus", "p-dre": "n-dre", HIDDEN: "n-bell", "p-ron": "n-ron", CONCEALED: "n-sid"}
REFUSED = {"ForbiddenForRole", "PurposeRequired"}
ENGINE_ONLY = {"messengersFor"}
"""Rows that nothing but the arrays answers."""
FAMILY = {"compartment": "FAMILY", "owner": "EOHHS", "stated_as": "FAMILY", "stated_by": "p-tasha"}
FAMILY |= {"stated_at": "2026-04-05"}
THEIRS = {"compartment": "INTEL_28CFR23", "owner": "SCDA", "sensitivity": "RESTRICTED", "stated_as": "OFFICER"}
THEIRS |= {"stated_at": "2026-03-02"}
CONSENT = {"capacity": "SELF", "form": "WRITTEN", "recipients": "EOHHS", "signed_on": "2026-04-05"}
LISTED = {"status": "VERIFIED_MEMBER", "criteria": "SELF_ADMISSION|COURT_FINDING", "evidence": "doc 1|doc 2"}
LISTED |= {"verified_by": "s-ivan", "stated_by": "s-ines", "retain_until": "2027-01-05", "valid_from": "2025-01-05"}
OF_HIDDEN: dict[str, list[dict[str, str]]] = {
    "gangs": [{"id": "gang-bell", "name": "Hidden", **THEIRS}],
    "affiliations": [{"id": "affiliation-bell", "person": HIDDEN, "gang": "gang-bell", **LISTED, **THEIRS}],
    "contact_points": [{"id": "cp-bell", "person": HIDDEN, "kind": "PHONE", "value": "617-555-0199", **FAMILY}],
    "supports": [{"id": "tie-bell", "supporter": HIDDEN, "person": "p-ray", "kinds": "LISTEN", **FAMILY}],
    "consents": [{"id": "consent-bell", "person": HIDDEN, **CONSENT}],
    "referrals": [
        {"id": "referral-bell", "person": HIDDEN, "from_agency": "DYS", "to_staff": "s-doug", "state": "REQUESTED"}
    ],
}
PUBLIC = {"compartment": "PUBLIC", "owner": "BPD", "stated_as": "RECORD", "stated_by": "p-tasha"}
PUBLIC |= {"stated_at": "2026-04-05"}
OF_CONCEALED: dict[str, list[dict[str, str]]] = {
    "people": [{"id": CONCEALED}],
    "names": [{"id": "n-sid", "person": CONCEALED, "kind": "LEGAL", "given": "Sid", "family": "Sourcey", **PUBLIC}],
    "enrolments": [
        {"id": "e-sid", "person": CONCEALED, "status": "ENGAGED", "lead_agency": "BCYF", **PUBLIC}
        | {"enrolled_on": "2026-01-05"}
    ],
    "alerts": [{"id": "al-sid", "person": CONCEALED, "kind": "RELOCATED_WITNESS", **PUBLIC}],
    "supports": [{"id": "tie-sid", "supporter": CONCEALED, "person": "p-dre", "kinds": "LISTEN", **PUBLIC}],
    "consents": [{"id": "consent-sid", "person": CONCEALED, **CONSENT}],
}
"""Records about a hidden person, each with the id by which a call would name it; of nobody there is none."""


def given(field: str, person: str, tag: str) -> dict[str, Any]:
    """Arguments about this person; `tag` keeps one call's idempotency key apart from another's."""
    key, who = {"idempotencyKey": f"{field}-{person}-{tag}"}, person.removeprefix("p-")
    screen, doubt = {"relative": "p-ivy", "result": "CLEAR"}, {"questioned": "The name", "why": "tested"}
    about: dict[str, dict[str, Any]] = {
        "person": {"id": person},
        "people": {"search": "Ivy"},
        "gang": {"id": GANG_OF.get(person, "gang-table")},
        "kinship": {"a": person, "b": "p-ivy"},
        "locations": {"near": {"latitude": 42.3, "longitude": -71.06, "metres": 500}},
        "whyNot": {"person": person, "relative": "p-sal"},
        "reachOverview": {"people": [person]},
        "messengersFor": {"people": [person]},
        "familyDuty": {"person": person, "duty": "NEXT_OF_KIN_NOTICE"},
        "mayDisclose": {"person": person, "what": "PROGRAMME", "to": "BPS"},
        "reveal": {"contactPointId": f"cp-{who}"},
        "safetyScreen": {"person": person, "relative": "p-ivy"},
        "openPurpose": {"input": {"purpose": "AUDIT", "reasonCode": "CASE_WORK"}},
        "closePurpose": {"input": {"handle": "no-handle"}},
        "recordConsent": {
            "input": {**key, "person": person, "capacity": "SELF", "form": "WRITTEN", "recipients": ["EOHHS"]}
        },
        "withdrawConsent": {"input": {**key, "consent": f"consent-{who}"}},
        "recordScreen": {"input": {**key, "person": person, "mode": "FEED", "screen": screen}},
        "screenRelatives": {"input": {**key, "person": person, "mode": "FEED", "screens": [screen]}},
        "recordOrder": {
            "input": {
                **key,
                "restrained": "p-k" if person == "p-dre" else "p-carl",
                "protected": person,
                "type": "BAIL_NO_CONTACT",
            },
        },
        "endOrder": {"input": {**key, "order": "order-none"}},
        "placeHold": {"input": {**key, "person": person, "reason": "tested"}},
        "restateTie": {"input": {**key, "tie": f"tie-{who}", "statedAs": "PERSON", "statedBy": person}},
        "assignWorker": {"input": {**key, "person": person, "staff": "s-sam"}},
        "referPerson": {"input": {**key, "person": person, "staff": "s-stan", "reasonCode": "CASE_WORK"}},
        "answerReferral": {"input": {**key, "referral": f"referral-{who}", "state": "ACCEPTED"}},
        "takeOnCall": {"input": {**key, "person": person, "reasonCode": "CASE_WORK"}},
        "breakGlass": {"input": {**key, "person": person, "reason": "tested"}},
        "approveBreakGlass": {"input": {**key, "breakGlass": "glass-none"}},
        "submitIntel": {
            "input": {
                **key,
                "person": person,
                "gang": "gang-table",
                "status": "VERIFIED_ASSOCIATE",
                "criteria": ["SELF_ADMISSION"],
                "evidence": ["report 1", "report 2"],
                "activity": "tested",
                "confidence": "PROBABLE",
                "controlOfficial": "s-ivan",
            }
        },
        "approveIntel": {"input": {**key, "submission": "submission-none"}},
        "validateIntel": {
            "input": {**key, "affiliation": f"affiliation-{who}", "words": "tested", "source": "report 3"}
        },
        "placeLegalHold": {"input": {**key, "subject": person, "endsOn": "2027-01-01", "reason": "tested"}},
        "planOutreach": {"input": {**key, "person": person, "relative": "p-ivy", "mode": "PHONE", "words": "tested"}},
        "approveOutreach": {"input": {**key, "plan": "plan-none"}},
        "recordNotice": {"input": {**key, "person": person, "relative": "p-ivy", "sentOn": "2026-04-20"}},
        "approveNoticeException": {"input": {**key, "notice": "notice-none"}},
        "recordMeeting": {
            "input": {**key, "person": person, "kind": "FGC", "heldOn": "2026-04-20", "attendees": ["p-ivy"]}
        },
        "reorderRelatives": {"input": {**key, "person": person, "order": ["p-joe", "p-ivy"], "why": "tested"}},
        "requestWarmIntroduction": {"input": {**key, "person": person, "relative": "p-ivy", "reasonCode": "CASE_WORK"}},
        "answerIntroduction": {"input": {**key, "introduction": "intro-none", "state": "ACCEPTED"}},
        "answerOutreachRequest": {"input": {**key, "request": "request-none", "state": "ACCEPTED"}},
        "requestFamilyOutreach": {"input": {**key, "person": person, "reasonCode": "NEW_REFERRAL"}},
        "mergePeople": {"input": {**key, "keep": person, "other": "p-ivy", "why": "tested", "certainty": "PLAUSIBLE"}},
        "splitPeople": {"input": {**key, "match": "match-none", "why": "tested"}},
        "notTheSame": {"input": {**key, "match": "match-none", "why": "tested"}},
        "renewHold": {"input": {**key, "hold": "hold-none", "why": "tested"}},
        "endHold": {"input": {**key, "hold": "hold-none", "why": "tested"}},
        "contest": {"input": {**key, **doubt, "statement": STATEMENT_OF.get(person, "n-none")}},
        "reportError": {"input": {**key, **doubt, "statement": STATEMENT_OF.get(person, "n-none")}},
        "answerContest": {"input": {**key, "contest": "contest-none", "outcome": "REJECTED", "reason": "tested"}},
        "recordPerson": {"input": {**key, "person": person, "role": "AUNT", "given": "Ada", "family": "Testworth"}},
        "recordTie": {"input": {**key, "kind": "SUPPORT", "relative": "p-ivy", "person": person}},
        "endTie": {"input": {**key, "tie": "tie-none"}},
        "correctFact": {
            "input": {
                **key,
                "statement": STATEMENT_OF.get(person, "n-none"),
                "correction": [{"field": "kind", "value": "LEGAL"}],
                "why": "tested",
            }
        },
        "recordWish": {"input": {**key, "person": person, "relative": "p-ivy", "wish": "YES"}},
        "recordAssessment": {"input": {**key, "person": person, "relative": "p-ivy", "willingness": "YES"}},
        "recordContactPoint": {"input": {**key, "person": person, "kind": "PHONE", "value": "617-555-0199"}},
        "recordContactAttempt": {
            "input": {**key, "person": person, "relative": "p-ivy", "mode": "PHONE", "outcome": "NO_ANSWER"}
        },
        "contactAttempts": {"person": person, "relative": "p-ivy"},
        "reviewAnswer": {"answerId": "0" * 24, "person": person},
        "contests": {"statement": STATEMENT_OF.get(person, "n-none")},
    }
    return about.get(field, {"person": person})


def call(row: str, person: str, tag: str) -> tuple[str, dict[str, Any]]:
    """(document, variables) for a row of the table."""
    field, _, kind = row.partition(":")
    _, asked = root_field(SCHEMA, field)
    said = {**given(field, person, tag), **({"kind": kind} if kind else {})}
    return document(SCHEMA, field, WHOLE), {name: v for name, v in {**said, "first": 2}.items() if name in asked.args}


def rows() -> list[str]:
    """Rows whose root field exists."""
    assert SCHEMA.query_type and SCHEMA.mutation_type
    known = {*SCHEMA.query_type.fields, *SCHEMA.mutation_type.fields}
    return [row for row in TABLE.rows if row.partition(":")[0] in known]


def cells(*, allowed: bool) -> Iterator[tuple[str, str]]:
    for row in rows():
        for role in CODES["role"]:
            if bool(TABLE.rows[row].scopes((role,))) == allowed:
                yield row, role


def purpose_for(row: str, role: str) -> str | None:
    """A purpose with which this role may ask this, None where none is needed or none does."""
    field, _, kind = row.partition(":")
    if TABLE.rows[row].purposes == ("none",):
        return None
    fit = [
        p for p in openable_purposes(TABLE, (role,)) if not isinstance(decide(TABLE, field, kind, (role,), p), Problem)
    ]
    return fit[0] if fit else next(iter(openable_purposes(TABLE, (role,))), None)


@pytest.fixture(scope="module")
async def api(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    api = await api_on(graph, tmp_path_factory.mktemp("table"))
    await graph.run_alone(
        "UNWIND $staff AS id MATCH (s:Staff {id: id}), (p:Person) WHERE p.id IN ['p-marcus', 'p-dre']"
        " CREATE (s)-[:ASSIGNED_TO {id: 'table-' + id + p.id, valid_from: date('2026-01-05')}]->(p)",
        label="assign",
        staff=["s-stan", "s-bruno", "s-hana", "s-pete", "s-carmen", "s-cora"],
    )
    await graph.run_alone(
        "MATCH (c:AccessClass {compartment: 'PUBLIC', sensitivity: 'OPEN'}) WITH c ORDER BY c.id LIMIT 1"
        " CREATE (:Gang {id: 'gang-table', name: 'Table Street', cls: c.id, owner: c.owner, compartment: 'PUBLIC',"
        " sensitivity: 'OPEN', sharing: c.sharing, verification: 'STATED', stated_as: 'RECORD',"
        " activity: 'ACTIVE', organisation: 'LOW'})",
        label="a gang",
    )
    await plant(api, tmp_path_factory.mktemp("hidden"), **OF_HIDDEN)
    await plant(api, tmp_path_factory.mktemp("concealed"), **OF_CONCEALED)
    yield api


async def asked(api: Api, row: str, role: str, purpose: str | None, person: str, tag: str) -> tuple[str, bytes]:
    """(typename of the answer, the body without its extensions)."""
    text, variables = call(row, person, tag)
    way = over_arrays(api) if row in ENGINE_ONLY else api
    body = await way.reply(text, variables, as_=PERSONA[role], purpose=purpose, case=case_of(role, purpose))
    assert "errors" not in body, body["errors"]
    answer = body["data"][row.partition(":")[0]]
    return answer["__typename"], orjson.dumps(body["data"])


def case_of(role: str, purpose: str | None) -> str | None:
    return "CASE-1" if role == "INVESTIGATOR" and purpose else None


@pytest.mark.parametrize(("row", "role"), list(cells(allowed=True)))
async def test_a_cell_with_a_scope_answers_and_needs_its_purpose(api: Api, row: str, role: str) -> None:
    purpose = purpose_for(row, role)
    person = "p-dre" if role in ("INVESTIGATOR", "INTEL_SUPERVISOR") else "p-marcus"
    name, _ = await asked(api, row, role, purpose, person, role)
    if row == "openPurpose":  # its own table of purposes decides; AUDIT is for three roles
        assert name == ("OpenPurposePayload" if "AUDIT" in openable_purposes(TABLE, (role,)) else "ForbiddenForRole")
        return
    assert name not in REFUSED, name
    if TABLE.rows[row].purposes != ("none",):
        assert (await asked(api, row, role, None, person, role))[0] == "PurposeRequired"


@pytest.mark.parametrize(("row", "role"), list(cells(allowed=False)))
async def test_a_cell_without_a_scope_is_forbidden_whoever_it_is_about(api: Api, row: str, role: str) -> None:
    purpose = purpose_for(row, role)
    seen = {
        await asked(api, row, role, how, person, role)
        for how in {purpose, None}
        for person in ("p-marcus", HIDDEN, NOBODY)
    }
    assert {name for name, _ in seen} == {"ForbiddenForRole"} and len(seen) == 1


def about_people() -> list[tuple[str, str]]:
    """Cells whose call names a person. A safety reviewer records about whoever is on file, hidden or not: what is
    hidden is what there is to decide about, so nothing is refused to her there. Who looked at somebody is what the log
    says, not the graph: the tests before this one asked about both."""
    named = [
        (row, role)
        for row, role in cells(allowed=True)
        if given(row, HIDDEN, "") != given(row, NOBODY, "") and row != "accessReport"
    ]
    named.remove(("withdrawConsent", "PRIVACY_OFFICER"))  # anybody's
    query = {row for row, _ in named if root_field(SCHEMA, row.partition(":")[0])[0] == "query"}
    return [(row, role) for row, role in named if role != "SAFETY_REVIEWER" or row in query]


async def begin(api: Api, role: str, purpose: str | None) -> None:
    """A process that has just started and keeps nothing yet, and a purpose that was opened for this one question: what
    was broken open under another is not open here."""
    gate = api.served.gate
    assert isinstance(gate, Access)
    api.served.gate = replace(gate, _known=type(gate._known)())
    if purpose:
        principal, case = await api.principal(PERSONA[role]), case_of(role, purpose)
        api._handles.pop((principal.user, purpose, case), None)
        await api.handle(principal, purpose, case)


@pytest.mark.parametrize(("row", "role"), about_people())
async def test_a_hidden_person_answers_as_one_who_does_not_exist(api: Api, row: str, role: str) -> None:
    """By the same statements too: one more would be heard in the time that the answer takes. Both are asked of a
    process that knows nothing yet, and again of one that has just answered the same."""
    purpose, told = purpose_for(row, role), []
    if row == "breakGlass":  # for somebody else: from then on what she is told is a matter of minutes
        await asked(api, row, role, purpose, "p-marcus", role)
    unseen = "p-ron" if purpose == "SUBJECT_ACCESS" else HIDDEN  # her own agency has nothing of Ron
    for person in (unseen, CONCEALED, NOBODY):
        await begin(api, role, purpose)
        told.append([await heard(api, row, role, purpose, person) for _ in range(2)])
    hidden, concealed, nobody = told
    assert hidden == nobody
    if row == "breakGlass":  # the glass opens nothing before a line is looked at, so that less is read
        concealed, nobody = ([answer for answer, _ in each] for each in (concealed, nobody))
    assert concealed == nobody


async def heard(api: Api, row: str, role: str, purpose: str | None, person: str) -> tuple[tuple[str, bytes], list[str]]:
    """The answer, and the statements that it took; those asked side by side are in no order."""
    with counted() as statements:
        answer = await asked(api, row, role, purpose, person, f"{role}-{person}")
    return answer, sorted(statements)


@pytest.mark.parametrize("role", CODES["role"])
async def test_members_of_a_gang_follow_their_own_row(api: Api, role: str) -> None:
    """`Gang.members` is a field of a type: the same table decides it, wherever the gang was reached."""
    decided = decide(TABLE, "Gang.members", "", (role,), purpose_for("Gang.members", role))
    assert isinstance(decided, Problem) == (role not in ("INVESTIGATOR", "INTEL_SUPERVISOR"))


async def test_changes_are_told_by_their_own_row(api: Api) -> None:
    """Over a connection: what was told first to each role, with a purpose and, where one would do, without."""
    told: dict[str, tuple[str, ...]] = {}
    async with serving(api) as port:
        for role in CODES["role"]:
            principal, purpose = await api.principal(PERSONA[role]), purpose_for("changes", role)
            without = Owner(
                api.served, {"authorization": f"Bearer {sign(api.served.key, principal, api.served.clock)}"}
            )
            whose = await owner(api, PERSONA[role], purpose) if purpose else without
            told[role] = (await _first_told(port, whose), await _first_told(port, without))
    refused, open_to = ("ForbiddenForRole", "ForbiddenForRole"), ("Changes", "PurposeRequired")
    allowed = TABLE.rows["changes"]
    assert told == {role: open_to if allowed.scopes((role,)) else refused for role in CODES["role"]}


async def _first_told(port: int, whose: Owner) -> str:
    async with streams.spoken(port, whose) as socket:  # type: ignore[arg-type]
        return str((await streams.subscribe(socket))["__typename"])
