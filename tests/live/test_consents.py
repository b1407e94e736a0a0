"""Whose consent counts, told once for all that rests on one: what may be shown, told and planned, and to whom a person
may be referred."""

from pathlib import Path

import pytest

from graphsvc.database.driver import Graph
from tests.live.api import Api, api_on, plant
from tests.live.record_queries import record
from tests.live.test_may_disclose import may

SHOWN = '{ person(id: "p-marcus") { ... on PersonAnswer { person { identifiers { value } } } } }'
STAGE = """{ relativesToReach(person: "p-marcus") {
  ... on RelativesToReachAnswer { stage } ... on Problem { code } } }"""
BCYF = {"person": "p-marcus", "form": "WRITTEN", "recipients": "BCYF", "expires_on": "2027-03-01"}
OF_DANA = {**BCYF, "id": "c-dana", "grantor": "p-dana", "capacity": "GUARDIAN", "signed_on": "2026-04-05"}
TREATED = {"person": "p-marcus", "system": "clinic", "compartment": "SUD_PART2", "owner": "EOHHS"}
"""Sam may see what is treated by a statute, whoever consents to anything else."""
PLANTED: dict[str, list[dict[str, str]]] = {
    "identifiers": [{"id": "i-marcus", "value": "X-1", **TREATED}],
    "consents": [
        {**BCYF, "id": "c-statute", "capacity": "STATUTE", "recipients": "EOHHS", "signed_on": "2026-04-01"},
        OF_DANA,
    ],
    "assignments": [{"id": "as-stan", "staff": "s-stan", "person": "p-marcus", "valid_from": "2026-04-01"}],
}
OPEN = {"told": "BY_CONSENT", "shown": True, "stage": "CONTACT", "referred": "ReferPersonPayload"}
SHUT = {"told": "NO_CONSENT", "shown": False, "stage": "PLAN", "referred": "ConsentRequired"}
GUARDIANSHIP = "MATCH ()-[g:GUARDIAN_OF {id: 'g-dana-marcus'}]->()"
BORN = "MATCH (b:Birth {id: 'b-marcus'}) SET b.born_on ="
BOTH = "MATCH (g:Person {id: 'p-dana'}), (p:Person {id: 'p-marcus'})"
GROUNDS = {
    "nothing said": ("RETURN 1", OPEN),
    "given before he was 18": (f"{BORN} date('2008-04-10')", SHUT),
    "given since he was 18": (f"{BORN} date('2008-04-05')", OPEN),
    "given since, by a guardian no more": (
        f"{BORN} date('2008-04-05') WITH 1 AS one {GUARDIANSHIP} SET g.valid_to = date('2026-04-19')",
        SHUT,
    ),
    "another birth date, by which he is 17": (
        f"{BORN} date('2008-04-10') WITH b MATCH (p:Person {{id: 'p-marcus'}})"
        " CREATE (p)-[:HAS_BIRTH]->(:Birth {id: 'b2', born_on: date('2008-09-01'), cls: b.cls, owner: b.owner})",
        OPEN,
    ),
    "guardianship over": (f"{GUARDIANSHIP} SET g.valid_to = date('2026-04-19')", SHUT),
    "guardianship disproven": (f"{GUARDIANSHIP} SET g.verification = 'DISPROVEN'", SHUT),
    "guardianship over and another one in force": (
        f"{GUARDIANSHIP} SET g.valid_to = date('2026-04-19') WITH 1 AS one {BOTH}"
        " CREATE (g)-[:GUARDIAN_OF {id: 'g2', valid_from: date('2026-04-20'), cls: 0}]->(p)",
        OPEN,
    ),
    "a mother of whom no guardianship is on file": (f"{GUARDIANSHIP} DELETE g", OPEN),
    "an order": (f"{BOTH} CREATE (g)-[:RESTRAINED_FROM {{id: 'o', type: 'OTHER_STATE_ORDER'}}]->(p)", SHUT),
    "an order that expired": (f"{BOTH} CREATE (g)-[:RESTRAINED_FROM {{id: 'o', status: 'EXPIRED'}}]->(p)", SHUT),
    "an order that was vacated": (f"{BOTH} CREATE (g)-[:RESTRAINED_FROM {{id: 'o', status: 'VACATED'}}]->(p)", OPEN),
    "rights ended": ("MATCH ()-[k:KIN_OF {id: 'k-dana-marcus'}]->() SET k.rights_ended_on = date('2026-04-01')", SHUT),
    "harm": (f"{BOTH} CREATE (g)-[:HARMED {{id: 'h', type: 'NEGLECT', status: 'ALLEGED', cls: 0}}]->(p)", SHUT),
    "a tone": ("MATCH ()-[k:KIN_OF {id: 'k-dana-marcus'}]->() SET k.tone = 'ABUSIVE'", SHUT),
    "spoken for him as himself": ("MATCH (c:Consent {id: 'c-dana'}) SET c.capacity = 'SELF'", SHUT),
}


@pytest.fixture
async def api(graph: Graph, tmp_path: Path) -> Api:
    made = await api_on(graph, tmp_path / "home")
    await plant(made, tmp_path / "planted", **PLANTED)
    return made


async def rests_on_it(api: Api) -> dict[str, object]:
    """What Dana's consent to BCYF opens: to Sam, who may tell BCYF, and to Stan of BCYF."""
    told = await may(api, "p-marcus", "SUD_PART2", "BCYF")
    shown = await api.ask(SHOWN, as_="s-stan")
    stage = await api.ask(STAGE, as_="s-stan")
    referred = await record(api, "referPerson", person="p-marcus", staff="s-stan", reasonCode="CASE_WORK")
    return {
        "told": told["rule"]["code"],
        "shown": "X-1" in str(shown),
        "stage": stage["relativesToReach"].get("stage"),
        "referred": referred["__typename"],
    }


@pytest.mark.parametrize(("ground", "opened"), GROUNDS.values(), ids=GROUNDS)
async def test_a_consent_counts_from_whoever_may_give_it_today_for_all_that_rests_on_it(
    graph: Graph, api: Api, ground: str, opened: dict[str, object]
) -> None:
    await graph.run_alone(ground, label="ground")
    assert await rests_on_it(api) == opened
