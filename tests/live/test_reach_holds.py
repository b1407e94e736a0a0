"""Relatives to reach over a real graph: large families, what is no factor, and §4 on records as they are stored."""

import random
from pathlib import Path
from typing import Any

import pytest

from graphsvc.database.driver import Graph, counted
from tests.live.api import Api, api_on, plant
from tests.live.arrays import over_arrays
from tests.live.reach_queries import BANDS, REACH, names, nodes
from tests.live.safety_families import LINED, Lined, rows_of

FAMILY = {"compartment": "FAMILY", "owner": "EOHHS", "stated_as": "PERSON", "stated_at": "2026-04-06"}
MARCUS = {"person": "p-marcus"}


@pytest.fixture(params=["statements", "memory"])
async def api(request: pytest.FixtureRequest, graph: Graph, tmp_path: Path) -> Api:
    """Protective facts by statements, and from memory."""
    made = await api_on(graph, tmp_path)
    return made if request.param == "statements" else over_arrays(made)


async def reach(api: Api, person: str) -> dict[str, Any]:
    answer: dict[str, Any] = (await api.ask(REACH, {"person": person}))["relativesToReach"]
    return answer


def in_bands(answer: dict[str, Any]) -> set[str]:
    return {row["personId"] for band in BANDS for row in nodes(answer[band])}


def many(count: int) -> dict[str, list[dict[str, str]]]:
    """So many screened cousins for Marcus."""
    ids = [f"r-many-{i}" for i in range(count)]
    return {
        "people": [{"id": who} for who in ids],
        "names": [{"id": f"n-{who}", "person": who, "given": f"Cousin{who[7:]}", **FAMILY} for who in ids],
        "births": [{"id": f"b-{who}", "person": who, "born_on": "1990-01-01", **FAMILY} for who in ids],
        "kin": [{"id": f"k-{who}", "relative": who, "person": "p-marcus", "role": "COUSN", **FAMILY} for who in ids],
        "screens": [
            {"id": f"s-{who}", "relative": who, "person": "p-marcus", "mode": "FEED", "result": "CLEAR",
             "by": "s-cora", "at": "2026-04-10"}
            for who in ids
        ],
    }  # fmt: skip


async def test_forty_relatives_cost_as_many_statements_as_nine(api: Api, tmp_path: Path) -> None:
    await reach(api, "p-marcus")
    with counted() as few:
        await reach(api, "p-marcus")
    await plant(api, tmp_path / "many", **many(40))
    await reach(api, "p-marcus")  # the circle moved with the revision: it is worked out once more
    with counted() as lots:
        answer = await reach(api, "p-marcus")
    assert sorted(lots) == sorted(few)
    assert answer["learnMore"]["totalCount"] == 41
    assert len(nodes(answer["learnMore"])) == 25


async def test_what_is_no_factor_changes_nothing(api: Api, tmp_path: Path) -> None:
    """AC-11.3: a record, a gang, police contact, an address in a hotspot, another sex: the answer stays the same."""
    before = await reach(api, "p-marcus")
    intel = {"compartment": "INTEL_28CFR23", "owner": "BPD"}
    await plant(
        api,
        tmp_path / "more",
        gangs=[{"id": "g-x", "name": "Example Street", **intel}],
        affiliations=[
            {"id": "af-x", "person": "p-joe", "gang": "g-x", "status": "VERIFIED_MEMBER",
             "criteria": "SELF_ADMISSION|COURT_FINDING", "evidence": "doc-1|doc-2", "verified_by": "s-ivan",
             "retain_until": "2029-01-01", **intel}
        ],
        touchpoints=[
            {"id": f"t-x{i}", "person": "p-joe", "type": kind, "agency": "BPD", "at": "2026-04-01T10:00:00-04:00",
             "compartment": compartment, "owner": "BPD"}
            for i, (kind, compartment) in enumerate((("ARREST", "CORI"), ("FIO", "INTEL_28CFR23")))
        ],
        locations=[{"id": "l-hot"}],
        places=[{"id": "pl-hot", "location": "l-hot", "kind": "HOTSPOT", "label": "Corner", **FAMILY}],
        addresses=[{"id": "ad-hot", "person": "p-joe", "location": "l-hot", **FAMILY}],
    )  # fmt: skip
    assert await reach(api, "p-marcus") == before


async def test_the_relatives_of_a_concealed_one_do_not_lead_to_him(api: Api, tmp_path: Path) -> None:
    """Lena is a protected witness: neither she nor anything reached through her alone is in any list."""
    protective = {"compartment": "VICTIM_VAWA", "owner": "BPHC"}
    await plant(
        api,
        tmp_path / "witness",
        people=[{"id": "p-only"}],
        names=[{"id": "n-only", "person": "p-only", "given": "Quillan", **FAMILY}],
        kin=[{"id": "k-only", "relative": "p-only", "person": "p-lena", "role": "SONC", **FAMILY}],
        alerts=[{"id": "al-x", "person": "p-lena", "kind": "PROTECTED_WITNESS", **protective}],
    )
    answer = await reach(api, "p-marcus")
    assert "Lena" not in str(answer)
    assert "Quillan" not in str(answer)
    assert names(answer)["reachFirst"] == ["Ivy", "Joe"]
    assert {row["name"]: row["total"] for row in answer["counts"]}["mustNotify"] == 5


CHANGES = {
    "seal": "SET x.cls = 0, x.sealed = true",
    "contest": "SET x.contested_at = date('2026-04-20')",
    "expire": "SET x.valid_to = date('2026-04-01'), x.expires_on = date('2026-04-01'), x.ends_on = date('2026-04-01'),"
    " x.until = date('2026-04-01')",
    "end": "SET x.ended_on = date('2026-04-01'), x.status = coalesce(x.status, 'ENDED')",
    "erase": "SET x.erased_at = datetime('2026-04-20T08:00:00Z')",
}
BARRED = [
    lined
    for lined in LINED
    if lined.effect is not None
    and lined.rows
    and not lined.name.startswith("seven")
    and lined.name != "twelvecontested"
]
"""Line 7 bars nobody; and what `_restore` sets right is all that bars behind a contested tie."""


async def test_nothing_done_to_a_stored_protective_fact_frees_anybody(api: Api, graph: Graph, tmp_path: Path) -> None:
    """§4 on the graph itself: every barred family, each change of its fact, one after the other."""
    await plant(api, tmp_path / "lines", **rows_of())
    for change, text in CHANGES.items():
        for lined in BARRED:
            await _change(graph, lined, text)
        freed = [lined.name for lined in BARRED if await _banded(api, lined)]
        assert freed == [], change
        for lined in BARRED:
            await _restore(graph, lined)


async def test_taking_records_away_never_frees_a_relative(api: Api, graph: Graph, tmp_path: Path) -> None:
    """Births, kin ties and screens of random barred families go for good; whoever was barred stays out of the bands."""
    await plant(api, tmp_path / "lines", **rows_of())
    rng = random.Random(20260420)
    for lined in rng.sample(BARRED, 12):
        gone = rng.choice(("HAS_BIRTH", "SCREENED_FOR", "SUPPORTS", "REACHED_AT", "WISHES_ABOUT"))
        await graph.run_alone(
            f"MATCH (r:Person {{id: $id}})-[x:{gone}]-() DELETE x", label="take away", id=lined.relative
        )
        await graph.write("import_revision", people=[], groups=[], all=True, token="t")
        assert not await _banded(api, lined), (lined.name, gone)


async def _banded(api: Api, lined: Lined) -> bool:
    answer = await reach(api, lined.person)
    return any(row["relation"] == "maternal uncle" for band in BANDS for row in nodes(answer[band]))


async def _change(graph: Graph, lined: Lined, text: str) -> None:
    await graph.run_alone(f"MATCH (x) WHERE x.id IN $ids {text}", label="change", ids=_ids(lined))
    await graph.run_alone(f"MATCH ()-[x]->() WHERE x.id IN $ids {text}", label="change", ids=_ids(lined))
    await graph.write("import_revision", people=[], groups=[], all=True, token="t")


async def _restore(graph: Graph, lined: Lined) -> None:
    """As before, as far as a line is concerned: what the bundle said of its fact."""
    text = """SET x.sealed = false, x.contested_at = null, x.valid_to = null, x.ended_on = null, x.erased_at = null,
      x.expires_on = null, x.ends_on = null, x.until = date('2026-05-10'),
      x.status = CASE x.status WHEN 'ENDED' THEN null ELSE x.status END"""
    await graph.run_alone(f"MATCH (x) WHERE x.id IN $ids {text}", label="restore", ids=_ids(lined))
    await graph.run_alone(f"MATCH ()-[x]->() WHERE x.id IN $ids {text}", label="restore", ids=_ids(lined))
    await graph.write("import_revision", people=[], groups=[], all=True, token="t")


def _ids(lined: Lined) -> list[str]:
    return [f"{noun}-{lined.name}-{i}" for noun, rows in lined.rows.items() for i in range(len(rows))]
