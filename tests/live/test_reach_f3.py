"""F3 (definitions.md §8): F2's family at a site without a feed, before and after a family is screened by hand."""

from pathlib import Path
from typing import Any

import pytest

from graphsvc.database.driver import Graph
from tests.live.api import ROOT, Api, api_on
from tests.live.reach_queries import REACH, names, nodes
from tests.live.record_queries import guided, record

MARCUS = {"person": "p-marcus"}


@pytest.fixture(scope="module")
async def manual(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Api:
    home: Path = tmp_path_factory.mktemp("f3")
    site = home / "site.toml"
    site.write_text('screen_mode = "MANUAL"\n', encoding="utf-8")
    return await api_on(graph, home, bundle=ROOT / "seed" / "families_f3", GRAPHSVC_SITE=str(site))


async def reach(api: Api) -> dict[str, Any]:
    answer: dict[str, Any] = (await api.ask(REACH, MARCUS))["relativesToReach"]
    return answer


async def test_f3_before_and_after_the_family_is_screened(manual: Api) -> None:
    before = await reach(manual)
    assert names(before) == {
        "mustNotify": ["Carl", "Dana", "Ivy", "Joe", "Lena", "Bea"],
        "needsSafetyCheck": ["Ivy", "Joe", "Lena", "Bea", "Sal"],
        "byRouteOnly": ["Jay"],
        "reachFirst": [],
        "reachNext": [],
        "learnMore": [],
        "later": [],
    }
    waiting = nodes(before["needsSafetyCheck"])
    assert [row["wouldBe"] for row in waiting[:3]] == ["would be REACH_FIRST, screen first"] * 3
    assert all(row["routes"] == [] for row in waiting)
    assert any("made by hand" in limit for limit in before["limitsOfThisAnswer"])

    kept = await record(
        manual,
        "screenRelatives",
        person="p-marcus",
        mode="MANUAL",
        screens=guided("p-ivy", "p-joe", "p-lena", "p-bea"),
    )
    assert [row["result"] for row in kept["screens"]] == ["CLEAR"] * 4
    after = await reach(manual)
    assert names(after) == {
        "mustNotify": ["Carl", "Dana", "Ivy", "Joe", "Lena", "Bea"],
        "needsSafetyCheck": ["Sal"],
        "byRouteOnly": ["Jay"],
        "reachFirst": ["Ivy", "Joe", "Lena"],
        "reachNext": [],
        "learnMore": ["Bea"],
        "later": [],
    }
    assert {row["screenedOn"] for row in nodes(after["reachFirst"])} == {"2026-04-20"}


async def test_a_feed_screen_is_refused_where_there_is_no_feed(manual: Api) -> None:
    refused = await record(
        manual, "recordScreen", person="p-marcus", mode="FEED", screen={"relative": "p-sal", "result": "CLEAR"}
    )
    assert (refused["code"], refused["path"]) == ("STALE_SAFETY_FEED", "mode")
