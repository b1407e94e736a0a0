"""Who exists for an asker (§1): one visible statement is enough, and what no question would show is none."""

import pytest

from graphsvc.database.driver import Graph
from tests.live.api import Api, api_on, plant

PROGRAMME = {"compartment": "PROGRAMME", "owner": "BCYF", "stated_as": "WORKER", "stated_at": "2026-03-02"}
INTEL = {"compartment": "INTEL_28CFR23", "owner": "BPD", "stated_as": "OFFICER", "stated_at": "2026-03-02"}
CASE = {
    "compartment": "CASE_FILE",
    "owner": "BPD",
    "stated_as": "OFFICER",
    "stated_at": "2026-03-02",
    "case_id": "CASE-1",
}
OTHERS = {"owner": "SCDA", "sensitivity": "RESTRICTED"}
AT = {"at": "2026-03-02T10:00:00-05:00"}
VISIT = {"type": "HOME_VISIT", "agency": "BCYF", **AT, **PROGRAMME}
MEMBER = {
    "gang": "gang-x",
    "status": "VERIFIED_MEMBER",
    "criteria": "SELF_ADMISSION|COURT_FINDING",
    "evidence": "doc 1|doc 2",
    "verified_by": "s-ivan",
    "stated_by": "s-ines",
    "retain_until": "2027-01-05",
    "valid_from": "2025-01-05",
    **INTEL,
}
ROLE = {"incident": "INC-1", "role": "WITNESS", **CASE}
SEEN = {
    "touchpoints": {
        "p-arrested": {"type": "ARREST", "agency": "BPD", **AT, **INTEL, "compartment": "CORI"},
        "p-visited-together": {**VISIT, "parties": "BPD|BCYF"},
    },
    "affiliations": {"p-member": MEMBER, "p-left": {**MEMBER, "status": "EXITED"}},
    "incident_roles": {"p-role": ROLE, "p-role-of-ours": {**ROLE, "sensitivity": "RESTRICTED"}},
}
UNSEEN = {
    "touchpoints": {
        "p-visited-by-others": VISIT,
        "p-served": {"type": "SERVICE_REFERRAL", "agency": "BCYF", "service": "WORK", **AT, **PROGRAMME},
    },
    "affiliations": {
        "p-reviewed": {**MEMBER, "status": "UNDER_REVIEW"},
        "p-purged": {**MEMBER, "status": "PURGED"},
        "p-past-retention": {**MEMBER, "retain_until": "2026-04-19"},
        "p-of-a-hidden-gang": {**MEMBER, "gang": "gang-hidden"},
    },
    "incident_roles": {
        "p-role-of-theirs": {**ROLE, **OTHERS},
        "p-role-in-theirs": {**ROLE, "incident": "INC-X"},
        "p-role-in-another-case": {**ROLE, "case_id": "CASE-2"},
    },
}


@pytest.fixture(scope="module")
async def api(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Api:
    made = await api_on(graph, tmp_path_factory.mktemp("existence"))
    rows = {
        noun: [
            {"id": f"x-{person}", "person": person, **row} for of in (SEEN, UNSEEN) for person, row in of[noun].items()
        ]
        for noun in SEEN
    }
    people = [{"id": row["person"]} for lines in rows.values() for row in lines]
    gangs = [{"id": "gang-x", "name": "X Street", **INTEL}, {"id": "gang-hidden", "name": "Hidden", **INTEL, **OTHERS}]
    incidents = [{"id": "INC-X", "kind": "ASSAULT", "matter": "CLOSED", **AT, **CASE, **OTHERS}]
    await plant(made, tmp_path_factory.mktemp("rows"), people=people, gangs=gangs, incidents=incidents, **rows)
    return made


@pytest.mark.parametrize(
    ("person", "answer"),
    [
        *((person, "PersonAnswer") for rows in SEEN.values() for person in rows),
        *((person, "NotFound") for rows in UNSEEN.values() for person in rows),
    ],
)
async def test_a_statement_that_is_told_proves_its_person_and_no_other_does(api: Api, person: str, answer: str) -> None:
    ask = "query Q($id: ID!) { person(id: $id) { __typename } }"
    assert await api.ask(ask, {"id": person}, as_="s-ines") == {"person": {"__typename": answer}}
