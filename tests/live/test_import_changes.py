"""A row that is sent again otherwise: it frees nobody (definitions.md §4), and undoes nothing that people decided."""

from pathlib import Path
from typing import Any

import pytest

from graphsvc.access.safety import safety_reading
from graphsvc.access.safety_rules import decide
from graphsvc.api.schema import graphql_schema
from graphsvc.database.driver import Graph
from graphsvc.importing.run import import_bundle
from graphsvc.model.safety_lines import Effect
from graphsvc.records.purge import purge
from tests.live.api import Api, api_on, plant, write_bundle
from tests.live.arrays import over_arrays
from tests.live.documents import document
from tests.live.reach_queries import BANDS, REACH, nodes
from tests.live.record_queries import guided, record
from tests.live.safety_families import FAMILY, LINED, PROTECTIVE, Lined, Rows, rows_of
from tests.live.test_purge import keeper_of
from tests.live.test_reach_holds import BARRED

Row = dict[str, str]
SCHEMA = graphql_schema(introspection=True)._schema
BY_NAME = {lined.name: lined for lined in LINED}
ITSELF = ("fourrights", "twelvedisproven", "ninewish")
"""Their fact is the tie that makes R a relative."""
LESS: dict[str, tuple[str, Row]] = {
    "threetone": ("mentors", {"tone": "UNKNOWN"}),
    "threehome": ("household_members", {"tone": "UNKNOWN"}),
    "fourrights": ("kin", {"rights_ended_on": ""}),
    "one": ("orders", {"status": "VACATED"}),
    "onemother": ("orders", {"type": "TPR"}),
    "four": ("orders", {"type": "OTHER_STATE_ORDER", "conditions": ""}),
    "fourteen": ("holds", {"for_person": "p-free"}),
    "fourteenscreen": ("screens", {"result": "CLEAR"}),
    "nineattempt": ("contact_attempts", {"outcome": "NO_ANSWER"}),
    "nineasked": ("alerts", {"kind": "ADDRESS_CONFIDENTIALITY"}),
    "ninewish": ("wishes", {"wish": "YES"}),
    "sixvictim": ("incident_roles", {"role": "PRESENT"}),
    "six": ("witnesses", {"matter": "CLOSED"}),
    "three": ("harms", {"status": "UNSUPPORTED"}),
    "five": ("alerts", {"kind": "ADDRESS_CONFIDENTIALITY"}),
    "fiveharm": ("harms", {"type": "OTHER"}),
    "twelvematch": ("matches", {"state": "DIFFERENT"}),
    "twelvedisproven": ("kin", {"verification": "STATED"}),
}
NEAR = {"near": {"latitude": 42.3, "longitude": -71.05, "metres": 500}, "first": 100}
SECRET: dict[str, Row] = {
    "seven": {"person": "r-elsewhere"},
    "sevenshelter": {"kind": "ASKED_NOT_TO_BE_CONTACTED"},
    "sevenaddress": {"confidential": "no"},
    "sevenhousehold": {"kind": "FAMILY"},
}


@pytest.fixture(params=["statements", "memory"])
async def api(request: pytest.FixtureRequest, graph: Graph, tmp_path: Path) -> Api:
    """Protective facts by statements, and from memory."""
    made = await api_on(graph, tmp_path)
    return made if request.param == "statements" else over_arrays(made)


async def banded(api: Api, lined: Lined) -> bool:
    """Whether R stands in a band, by any name."""
    answer: dict[str, Any] = (await api.ask(REACH, {"person": lined.person}))["relativesToReach"]
    return any(row["relation"] == "maternal uncle" for band in BANDS for row in nodes(answer[band]))


async def freed(api: Api, lines: list[Lined]) -> list[str]:
    return [lined.name for lined in lines if await banded(api, lined)]


def own(rows: Rows, lined: Lined) -> Rows:
    """The rows of the line's own fact, as they were sent."""
    return {noun: [row for row in rows[noun] if row["id"].startswith(f"{noun}-{lined.name}-")] for noun in lined.rows}


async def test_a_protective_row_that_goes_to_others_frees_nobody(api: Api, tmp_path: Path) -> None:
    rows = rows_of()
    await plant(api, tmp_path / "lines", **rows)
    assert await freed(api, BARRED) == []
    moved: Rows = {"people": [{"id": "r-elsewhere"}]}
    for lined in BARRED:
        for noun, lines in own(rows, lined).items() if lined.name not in ITSELF else ():
            changed = [{k: "r-elsewhere" if v == lined.relative else v for k, v in row.items()} for row in lines]
            moved.setdefault(noun, []).extend(new for new, old in zip(changed, lines, strict=True) if new != old)
    await plant(api, tmp_path / "moved", **moved)
    assert await freed(api, BARRED) == []


async def test_a_protective_row_that_says_less_frees_nobody(api: Api, tmp_path: Path) -> None:
    rows = rows_of()
    await plant(api, tmp_path / "lines", **rows)
    less: Rows = {}
    for name, (noun, change) in LESS.items():
        lines = own(rows, BY_NAME[name])[noun]
        less.setdefault(noun, []).extend(row | change for row in lines if set(change) & set(row) or noun == "holds")
    await plant(api, tmp_path / "less", **less)
    assert await freed(api, [BY_NAME[name] for name in LESS]) == []


async def test_whom_a_fact_counts_for_is_not_lost_with_a_changed_tie(api: Api, tmp_path: Path) -> None:
    """An order that protects P's mother keeps R from P, also once the mother's row is sent for somebody else."""
    lined, rows = BY_NAME["onemother"], rows_of()
    for name, change in (("moved", {"relative": "r-elsewhere"}), ("role", {"role": "MCOUSN"})):
        await plant(api, tmp_path / f"lines-{name}", **rows)
        (tie,) = (row for row in rows["kin"] if row["relative"] == "m-onemother")
        await plant(api, tmp_path / name, people=[{"id": "r-elsewhere"}], kin=[tie | change])
        assert not await banded(api, lined), name


async def test_a_safety_reviewer_may_settle_what_was_left_behind(api: Api, tmp_path: Path) -> None:
    lined, rows = BY_NAME["one"], rows_of(BY_NAME[name] for name in ("free", "one"))
    await plant(api, tmp_path / "lines", **rows)
    order = own(rows, lined)["orders"][0] | {"restrained": "m-free", "protected": "p-free"}
    await plant(api, tmp_path / "moved", orders=[order])
    clear = {"person": lined.person, "mode": "MANUAL", "screens": guided(lined.relative)}
    assert "screens" in await record(api, "screenRelatives", **clear)
    assert not await banded(api, lined)  # a worker's screen settles nothing
    said = await record(api, "screenRelatives", "s-safiya", **clear)
    assert "screens" in said, said
    assert await banded(api, lined)


async def shown(api: Api, lined: Lined) -> list[str]:
    """Through which fields Sam is shown R's place."""

    asked = (("locations", NEAR), ("person", {"id": lined.relative}))
    return [n for n, said in asked if f"Cottage {lined.name}" in str((await api.ask(document(SCHEMA, n), said))[n])]


async def test_a_row_that_says_less_shows_no_secret_place(api: Api, tmp_path: Path) -> None:
    rows = rows_of([BY_NAME[name] for name in SECRET])
    await plant(api, tmp_path / "lines", **rows)
    assert [name for name in SECRET if await shown(api, BY_NAME[name])] == []
    less: Rows = {"people": [{"id": "r-elsewhere"}]}
    for name, change in SECRET.items():
        for noun, lines in own(rows, BY_NAME[name]).items():
            less.setdefault(noun, []).extend(row | change for row in lines if set(change) & set(row))
    await plant(api, tmp_path / "less", **less)
    assert [name for name in SECRET if await shown(api, BY_NAME[name])] == []
    home = {"person": "r-elsewhere"}
    members = own(rows, BY_NAME["sevenhousehold"])["household_members"]
    addresses = own(rows, BY_NAME["sevenaddress"])["addresses"]
    await plant(
        api,
        tmp_path / "gone",
        household_members=[row | home for row in members],
        addresses=[row | home for row in addresses],
    )
    assert [name for name in SECRET if await shown(api, BY_NAME[name])] == []


ORDER = {
    "id": "o-court", "restrained": "r-free", "protected": "p-free", "type": "ABUSE_PREVENTION_209A",
    "issued_on": "2025-01-01", "status": "ACTIVE", "expires_on": "2026-12-31", **PROTECTIVE,
}  # fmt: skip
LATER = {"status": "ACTIVE", "expires_on": "2027-12-31"}


async def settled(api: Api) -> None:
    """A safety reviewer screens R for P, and finds nothing."""
    said = await record(api, "screenRelatives", "s-safiya", person="p-free", mode="MANUAL", screens=guided("r-free"))
    assert "screens" in said, said


async def test_an_order_that_the_court_puts_in_force_again_is_in_force(api: Api, tmp_path: Path) -> None:
    free = BY_NAME["free"]
    await plant(api, tmp_path / "free", **rows_of([free]))
    await plant(api, tmp_path / "1", orders=[ORDER])
    await plant(api, tmp_path / "2", orders=[ORDER | {"status": "VACATED", "ended_on": "2026-04-10"}])
    assert not await banded(api, free)
    await settled(api)
    assert await banded(api, free)
    await plant(api, tmp_path / "3", orders=[ORDER | LATER])
    assert await effects(api) == [(1, Effect.NO_CONTACT, False)]
    await plant(api, tmp_path / "4", orders=[ORDER | {"status": "VACATED", "ended_on": "2026-04-19"}])
    assert await effects(api) == [(1, Effect.HOLD, True)]  # what was settled then is not settled now


async def test_an_order_that_was_ended_here_waits_for_a_safety_reviewer_when_the_court_sends_it_again(
    api: Api, tmp_path: Path
) -> None:
    free = BY_NAME["free"]
    await plant(api, tmp_path / "free", **rows_of([free]), orders=[ORDER])
    said = await record(api, "endOrder", "s-safiya", order="o-court")
    assert "endedOn" in said, said
    await settled(api)
    assert await banded(api, free)
    await plant(api, tmp_path / "again", orders=[ORDER | LATER])
    assert await effects(api) == [(1, Effect.HOLD, True)]


async def effects(api: Api) -> list[tuple[int, Effect, bool]]:
    """What the lines say of R for P, and whether it lapsed."""
    served = api.served
    reading = await safety_reading(served.graph, "p-free", ["r-free"], served.clock.today())
    found = decide(reading, "r-free", served.clock.today(), served.site)
    return [(each.line, each.effect, each.lapsed) for each in found]


TIE: Row = {"id": "x-1", "person": "p-free", **FAMILY}
GUARDIAN = {"guardian": "m-free", "cleared": "yes"} | TIE
CAREGIVER = {"caregiver": "r-free", "closeness": "STRONG"} | TIE
IN_FORCE = """MATCH ()-[g:GUARDIAN_OF|CAREGIVER_OF]->(:Person {id: 'p-free'}) WHERE g.valid_to IS NULL
  RETURN g.closeness AS closeness"""


async def test_a_tie_that_a_worker_ended_stays_ended(api: Api, graph: Graph, tmp_path: Path) -> None:
    await plant(api, tmp_path / "1", **rows_of([BY_NAME["free"]]), guardianships=[GUARDIAN])
    assert "statementId" in await record(api, "endTie", tie="x-1", endedOn="2026-04-01")
    for n in range(2):
        await plant(api, tmp_path / f"again-{n}", guardianships=[GUARDIAN | {"sources": f"doc {n}"}])
        assert await graph.run_alone(IN_FORCE) == []


async def test_a_tie_that_was_corrected_counts_as_corrected(api: Api, graph: Graph, tmp_path: Path) -> None:
    await plant(api, tmp_path / "1", **rows_of([BY_NAME["free"]]), caregivers=[CAREGIVER])
    right = [{"field": "closeness", "value": "WEAK"}]
    said = await record(api, "correctFact", statement="x-1", noun="caregivers", why="Hardly.", correction=right)
    assert "statementId" in said, said
    await plant(api, tmp_path / "again", caregivers=[CAREGIVER | {"sources": "doc 7"}])
    assert await graph.run_alone(IN_FORCE) == [{"closeness": "WEAK"}]


async def test_a_tie_that_was_restated_counts_as_restated(api: Api, graph: Graph, tmp_path: Path) -> None:
    await plant(api, tmp_path / "1", **rows_of([BY_NAME["free"]]), caregivers=[CAREGIVER])
    said = await record(api, "restateTie", tie="x-1", closeness="WEAK", statedAs="FAMILY", statedBy="m-free")
    assert "tieId" in said, said
    await plant(api, tmp_path / "again", caregivers=[CAREGIVER | {"sources": "doc 7"}])
    assert await graph.run_alone(IN_FORCE) == [{"closeness": "WEAK"}]


async def test_a_referral_stands_as_it_was_answered_until_its_sender_ends_it(
    api: Api, graph: Graph, tmp_path: Path
) -> None:
    row = {"person": "p-free", "from_agency": "EOHHS", "to_staff": "s-stan", "state": "ACCEPTED"}
    rows = [row | {"id": f"rf-{n}", "valid_from": "2026-03-01"} for n in range(2)]
    await plant(api, tmp_path / "1", **rows_of([BY_NAME["free"]]), referrals=rows)
    for n, state in enumerate(("DONE", "IN_PROGRESS")):
        assert (await record(api, "answerReferral", "s-stan", referral=f"rf-{n}", state=state))["state"] == state
    states = "MATCH (r:Referral) WHERE r.id STARTS WITH 'rf-' RETURN r.state AS s ORDER BY r.id"
    await plant(api, tmp_path / "2", referrals=[each | {"valid_from": "2026-03-02"} for each in rows])
    assert [each["s"] for each in await graph.run_alone(states)] == ["DONE", "IN_PROGRESS"]
    await plant(api, tmp_path / "3", referrals=[each | {"state": "REVOKED"} for each in rows])
    assert [each["s"] for each in await graph.run_alone(states)] == ["REVOKED", "REVOKED"]


async def test_an_id_that_another_agencys_record_bears_overwrites_nothing(
    api: Api, graph: Graph, tmp_path: Path
) -> None:
    home: Row = {"id": "hh-1", "kind": "FAMILY"}
    lives: Row = {"id": "hm-1", "person": "p-free", "household": "hh-1"}
    rows = rows_of([BY_NAME["free"]])
    await plant(api, tmp_path / "1", **rows, orders=[ORDER], households=[home | FAMILY])
    theirs = ORDER | {"owner": "SCSD", "restrained": "x-1", "protected": "x-2", "type": "BAIL_NO_CONTACT"}
    sheriffs = {**FAMILY, "owner": "SCSD"}
    bundle = {
        "people": [{"id": "x-1"}, {"id": "x-2"}],
        "households": [home | sheriffs],
        "household_members": [lives | sheriffs],
        "orders": [theirs, theirs | {"id": "scsd-o-court"}],
    }
    write_bundle(tmp_path / "2", bundle)
    report = await import_bundle(tmp_path / "2", api.served.graph, api.served.settings, api.served.clock)
    assert [(each.file, each.code) for each in report.problems] == [
        ("orders.jsonl", "COLLIDES"), ("households.jsonl", "COLLIDES"), ("household_members.jsonl", "DEPENDS_ON_BAD"),
    ]  # fmt: skip
    assert await effects(api) == [(1, Effect.NO_CONTACT, False)]
    owners = await graph.run_alone("MATCH ()-[o:RESTRAINED_FROM]->() RETURN o.id AS id, o.owner AS who ORDER BY id")
    assert {each["id"]: each["who"] for each in owners if "court" in each["id"]} == {
        "o-court": "PROBATION", "scsd-o-court": "SCSD",
    }  # fmt: skip


ALIAS = {"id": "al-1", "person": "r-free", "given": "Quickfooot", "kind": "STREET", **FAMILY}
NAMES = """MATCH (:Person {id: 'r-free'})-[:HAS_NAME]->(n) WHERE n.cls > 0 AND n.kind = 'STREET'
  RETURN n.given AS given"""


async def corrected(api: Api, statement: str, given: str) -> str:
    """The id of the name that is right."""
    right = [{"field": "given", "value": given}, {"field": "family", "value": "Zz"}]
    said = await record(api, "correctFact", statement=statement, noun="names", why="Misspelt.", correction=right)
    return str(said["statementId"])


async def test_a_record_that_is_sealed_takes_along_whatever_was_stated_in_its_place(
    api: Api, graph: Graph, tmp_path: Path
) -> None:
    await plant(api, tmp_path / "1", **rows_of([BY_NAME["free"]]))
    await plant(api, tmp_path / "2", names=[ALIAS, ALIAS | {"id": "al-2", "given": "Other"}])
    await corrected(api, await corrected(api, "al-1", "Quickfoot"), "Quickfeet")
    await plant(api, tmp_path / "3", names=[ALIAS | {"sealed": "yes"}])
    assert await graph.run_alone(NAMES) == [{"given": "Other"}]


async def test_a_correction_goes_with_a_purge_of_what_it_corrects(api: Api, graph: Graph, tmp_path: Path) -> None:
    await plant(api, tmp_path / "1", **rows_of([BY_NAME["free"]]))
    await plant(api, tmp_path / "2", names=[ALIAS | {"stated_at": "2020-04-01"}])
    await corrected(api, await corrected(api, "al-1", "Quickfoot"), "Quickfeet")
    await graph.run_alone("MATCH (n:Name {kind: 'STREET'}) SET n.compartment = 'INTEL_28CFR23'")
    keeper = keeper_of(api)
    assert await purge(keeper, api.served.clock.today(), None) == 3
    assert await graph.run_alone("MATCH (n:Name {kind: 'STREET'}) RETURN n.id AS id") == []


async def test_a_seal_that_a_contest_brings_takes_along_the_correction_before_it(
    api: Api, graph: Graph, tmp_path: Path
) -> None:
    await plant(api, tmp_path / "1", **rows_of([BY_NAME["free"]]))
    await plant(api, tmp_path / "2", names=[ALIAS])
    await corrected(api, "al-1", "Quickfoot")
    asked = {"noun": "names", "questioned": "The name.", "why": "Not his."}
    raised = await record(api, "contest", statement="al-1", **asked)
    answer = {"outcome": "UPHELD", "reason": "So it is.", "seal": True}
    said = await record(api, "answerContest", "s-sofia", contest=raised["contestId"], **answer)
    assert said.get("outcome") == "UPHELD", said
    assert await graph.run_alone(NAMES) == []


async def test_what_is_stated_in_the_place_of_what_a_contest_seals_stands(
    api: Api, graph: Graph, tmp_path: Path
) -> None:
    await plant(api, tmp_path / "1", **rows_of([BY_NAME["free"]]))
    await plant(api, tmp_path / "2", names=[ALIAS])
    asked = {"noun": "names", "questioned": "The name.", "why": "Not his."}
    raised = await record(api, "contest", statement="al-1", **asked)
    right = [{"field": "given", "value": "Slow"}, {"field": "family", "value": "Zz"}]
    answer = {"outcome": "UPHELD", "reason": "So it is.", "seal": True, "correction": right}
    said = await record(api, "answerContest", "s-sofia", contest=raised["contestId"], **answer)
    assert said.get("outcome") == "UPHELD", said
    assert await graph.run_alone(NAMES) == [{"given": "Slow"}]
    await plant(api, tmp_path / "3", names=[ALIAS | {"sealed": "yes"}])  # it is sealed, and what is right stands
    assert await graph.run_alone(NAMES) == [{"given": "Slow"}]
