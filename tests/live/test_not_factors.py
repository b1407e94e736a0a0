"""AC-8.1 and AC-8.2 on a real graph: ties of family and home mark nobody, and what must be no factor moves nothing."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from graphsvc.database.driver import Graph
from tests.live.api import Api, api_on, plant
from tests.live.arrays import over_arrays
from tests.live.record_queries import record

INTEL = {"compartment": "INTEL_28CFR23", "owner": "BPD", "stated_at": "2026-04-01"}
FAMILY = {"compartment": "FAMILY", "owner": "EOHHS", "stated_at": "2026-04-01"}
STANDING = """MATCH (p:Person)
RETURN p.id AS id, labels(p) AS labels, properties(p) AS properties, COLLECT {
  MATCH (p)-[r]-(x) WHERE NOT type(r) IN ['KIN_OF', 'MEMBER_OF_HOUSEHOLD', 'RESIDES_AT']
  RETURN type(r) + ' ' + coalesce(r.id, '') + ' ' + coalesce(x.id, '') AS mark ORDER BY mark
} AS marks ORDER BY id"""


@pytest.fixture(scope="module")
async def api(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Api:
    """The families, with a member of a gang whose sister, household and address are those of others."""
    api = await api_on(graph, tmp_path_factory.mktemp("factors"))
    await plant(
        api,
        tmp_path_factory.mktemp("gang"),
        gangs=[{"id": "g-1", "name": "Table Street", "activity": "ACTIVE", "organisation": "LOW", **INTEL}],
        affiliations=[
            {
                "id": "af-k",
                "person": "p-k",
                "gang": "g-1",
                "status": "VERIFIED_MEMBER",
                "criteria": "SELF_ADMISSION|COURT_FINDING",
                "evidence": "bpd/1|bpd/2",
                "verified_by": "s-ivan",
                "retain_until": "2028-01-01",
                **INTEL,
            }
        ],
        locations=[{"id": "l-shared"}],
        kin=[  # so that kinship is worked out over a common ancestor
            {"id": f"k-ivy-{child}", "relative": "p-ivy", "person": f"p-{child}", "role": "MTH", **FAMILY}
            for child in ("dana", "joe")
        ],
    )
    return api


async def test_ties_of_kin_household_and_home_mark_nobody(api: Api, tmp_path: Path) -> None:
    before = await api.served.graph.run_alone(STANDING, label="standing")
    assert any("AFFILIATED_WITH" in mark for row in before for mark in row["marks"])
    await plant(
        api,
        tmp_path / "ties",
        kin=[{"id": "k-new", "relative": "p-k", "person": "p-tasha", "role": "BRO", **FAMILY}],
        households=[{"id": "hh-new", "kind": "FAMILY", **FAMILY}],
        household_members=[
            {"id": f"hm-{who}", "person": f"p-{who}", "household": "hh-new", **FAMILY} for who in ("k", "tasha", "dre")
        ],
        addresses=[
            {"id": f"ad-{who}", "person": f"p-{who}", "location": "l-shared", **FAMILY} for who in ("k", "tasha")
        ],
    )
    stated = await record(api, "restateTie", tie="k-tasha-dre", closeness="STRONG", statedAs="PERSON", statedBy="p-dre")
    assert stated["__typename"] == "RestateTiePayload"
    for question in ("influencePaths(person: $p) { __typename }", "relativesToReach(person: $p) { __typename }"):
        await api.ask(f"query($p: ID!) {{ {question} }}", {"p": "p-dre"})
    assert await api.served.graph.run_alone(STANDING, label="standing") == before


RANKED = """query($p: ID!) { relativesToReach(person: $p) { ... on RelativesToReachAnswer {
  counts { name total } mustNotify { edges { node { name dueOn } } } byRouteOnly { edges { node { name } } }
  needsSafetyCheck { ...R } reachFirst { ...R } reachNext { ...R } learnMore { ...R } later { ...R } } } }
fragment R on RelativeConnection { edges { node {
  personId band position wouldBe tasks reasons { code } unknowns { code } } } }"""
PATHS = """query($p: ID!) { influencePaths(person: $p) { ... on InfluencePathsAnswer {
  more truncated exploredPeople exploredTies
  paths { id weakest weakestPoint whatWouldChange steps { sentence screenFirst unknowns } } } } }"""
SEARCH = """query($s: String!) { people(search: $s, first: 50) { ... on PeopleAnswer { people {
  totalCount edges { cursor node { id } } } } } }"""
OVERVIEW = """{ reachOverview { ... on ReachOverviewAnswer { csv rows(first: 25) { edges { cursor node {
  personId stage leadAgency counts { name total } held noticesDue noticesDueOn nobodyWilling noRoute callerMissing
  lastTouch nextAction nextActionDue dueOn reasons { code sentence date } sources detail } } } } } }"""
KINSHIP = """query($p: ID!, $q: ID!) { kinship(a: $p, b: $q) { ... on KinshipAnswer { known more
  lines { basis degree whole commonAncestors { personId name } people { personId name } ties { tieId kind } }
  stated { tie { tieId } } contradictions { code } } } }"""
RELATIVES = """query($p: ID!) { relatives(person: $p, first: 25) { ... on RelativesAnswer { livingAt truncated
  relatives { totalCount edges { cursor node {
  personId name known basis degree life lifeReasons { code sentence } } } } } } }"""
MESSENGERS = """{ messengersFor { ... on MessengersAnswer { asked reached chosen nextAdds messengers {
  personId name roles safeOn reaches { personId name path screenFirst reasons { code sentence date } } }
  unreached { personId name reason { code sentence } } } } }"""
DUTY = """query($p: ID!, $d: FamilyDutyKind!) { familyDuty(person: $p, duty: $d) { ... on FamilyDutyAnswer {
  name childrenHere worker workerAgency notice reason { code sentence }
  adults { personId name cautions { code sentence } } } } }"""
"""Sex makes a word of kin (grandmother), its code and its side, and a language is what the worker must speak: none of
them is asked for here, and nothing else may move."""
FLIPS = {
    "sex": "MATCH (b:Birth) SET b.sex = CASE b.sex WHEN 'MALE' THEN 'FEMALE' ELSE 'MALE' END",
    "language": "MATCH (x:ContactPoint) SET x.language = CASE x.language WHEN 'en' THEN 'kea' ELSE 'en' END"
    " WITH count(*) AS points MATCH ()-[a:ASSESSED_FOR]->()"
    " SET a.language = CASE a.language WHEN 'en' THEN 'kea' ELSE 'en' END",
    "neighbourhood": "MATCH (d:Place) SET d.label = 'Elsewhere', d.latitude = 42.25, d.longitude = -71.12",
    "race, religion, nationality": "MATCH (p:Person)-[:HAS_BIRTH]->(b:Birth) SET p.race = 'X', b.ethnicity = 'X',"
    " b.religion = 'X', b.nationality = 'X', b.birthplace = 'X'",
}
"""What is no factor → a change of it for everybody, past the service (AC-8.2)."""


async def ranked(api: Api) -> bytes:
    """Bands, paths and search in their order, with all that decides it; sex and language themselves are not asked."""
    found: list[Any] = []
    for person in ("p-marcus", "p-dre"):
        found += [await api.ask(text, {"p": person}) for text in (RANKED, PATHS, RELATIVES)]
    found += [
        await api.ask(SEARCH, {"s": word}, as_=who) for word in ("mar", "exemplard") for who in ("s-sam", "s-ines")
    ]
    found += [await api.ask(KINSHIP, {"p": "p-marcus", "q": other}) for other in ("p-joe", "p-jay", "p-dre")]
    found += [await api.ask(OVERVIEW), await over_arrays(api).ask(MESSENGERS)]
    officer = {"as_": "s-ines", "purpose": "SAFETY_PLANNING", "case": "CASE-1"}
    for duty in ("NEXT_OF_KIN_NOTICE", "WELFARE_CHECK", "CUSTOM_NOTIFICATION_VISIT"):
        found.append(await api.ask(DUTY, {"p": "p-dre", "d": duty}, **officer))
    return orjson.dumps(found)


@pytest.mark.parametrize("what", FLIPS)
async def test_what_is_no_factor_moves_no_byte_of_an_order(api: Api, what: str) -> None:
    before = await ranked(api)
    assert before.count(b'"position"') >= 4 and before.count(b'"weakest"') >= 2 and before.count(b'"cursor"') >= 2
    for each in (b'"relatives":{', b'"commonAncestors":[{', b'"csv"', b'"safeOn"', b'"adults":[{'):
        assert each in before
    await api.served.graph.run_alone(FLIPS[what], label="flip")
    await api.served.graph.run_alone("MATCH (r:Revision {id: 'graph'}) SET r.n = r.n + 1", label="revision")
    assert await ranked(api) == before
