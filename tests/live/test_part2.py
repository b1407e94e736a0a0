"""AC-2.9: a record of substance use treatment carries the notice of 42 CFR Part 2 and the consent's id with it."""

from pathlib import Path
from typing import Any

import pytest

from graphsvc.audit.disclosures import PART_2_NOTICE
from graphsvc.database.driver import Graph
from tests.live.api import Api, api_on, plant
from tests.live.record_queries import record

NAMES = """query($id: ID!) { person(id: $id) { ... on PersonAnswer { person { names {
  given source { compartment } } } } } }"""


@pytest.fixture
async def api(graph: Graph, tmp_path: Path) -> Api:
    api = await api_on(graph, tmp_path)
    kept = {"compartment": "SUD_PART2", "owner": "BPHC", "stated_as": "RECORD"}
    name = {"id": "n-part2", "person": "p-marcus", "given": "Intake", "kind": "ALIAS", **kept}
    await plant(api, tmp_path / "part2", names=[name])
    return api


async def told(api: Api, person: str = "p-marcus") -> tuple[bool, Any]:
    """(whether the record is in the answer, what goes with it)."""
    body = await api.reply(NAMES, {"id": person})
    return "SUD_PART2" in str(body["data"]), body["extensions"].get("part2")


async def test_the_notice_and_the_consents_id_travel_with_it(api: Api) -> None:
    assert await told(api) == (True, {"notice": PART_2_NOTICE, "consentIds": ["c-marcus"]})
    assert await told(api, "p-dre") == (False, None)


async def test_without_the_consent_neither_record_nor_notice_leaves(api: Api) -> None:
    await record(api, "withdrawConsent", consent="c-marcus")
    assert await told(api) == (False, None)
