"""The court-order feed is as old as the orders last loaded whole; a refused order leaves its pair waiting."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from graphsvc.database.driver import Graph
from graphsvc.importing.run import import_bundle
from tests.live.api import Api, api_on, plant, write_bundle
from tests.live.reach_queries import BANDS, REACH, nodes
from tests.live.record_queries import record
from tests.live.safety_families import FAMILY, LINED, PROTECTIVE, rows_of

OLD = datetime.fromisoformat("2026-04-10T06:00:00-04:00")
FRESH = datetime.fromisoformat("2026-04-20T06:00:00-04:00")
ORDER = {"id": "o-x", "restrained": "r-three", "protected": "p-three", "type": "ABUSE_PREVENTION_209A", **PROTECTIVE}
SEEN_BY_FEED = [{"relative": "r-free", "result": "CLEAR"}]

pytestmark = pytest.mark.live


@pytest.fixture
async def api(graph: Graph, tmp_path: Path) -> Api:
    """A family, and a feed that is ten days old."""
    made = await api_on(graph, tmp_path)
    await plant(made, tmp_path / "families", **rows_of(lined for lined in LINED if lined.name in ("free", "three")))
    assert await loaded(made, tmp_path / "old", OLD, orders=[ORDER | {"id": "o-old"}]) == []
    return made


async def loaded(api: Api, folder: Path, feed: datetime, **rows: Any) -> list[tuple[str, str]]:
    """What is wrong with a bundle of that feed, after loading the rest."""
    write_bundle(folder, rows)
    (folder / "bundle.json").write_text(json.dumps({"feedAsOf": feed.isoformat()}))
    report = await import_bundle(folder, api.served.graph, api.served.settings, api.served.clock)
    return [(each.file, each.code) for each in report.problems]


async def screened_by_feed(api: Api) -> tuple[datetime, str | None]:
    """How old the feed is, and why a screen by it is refused."""
    rows = await api.served.graph.read("check_feed")
    said = await record(api, "screenRelatives", person="p-free", mode="FEED", screens=SEEN_BY_FEED)
    return rows[0]["as_of"], said.get("code")


async def test_a_feed_whose_orders_were_loaded_counts(api: Api, tmp_path: Path) -> None:
    assert await loaded(api, tmp_path / "b", FRESH, orders=[ORDER]) == []
    assert await screened_by_feed(api) == (FRESH, None)


async def test_a_feed_of_a_time_to_come_is_refused(api: Api, tmp_path: Path) -> None:
    assert await loaded(api, tmp_path / "b", FRESH.replace(year=2036), orders=[ORDER]) == [("bundle.json", "FUTURE")]
    assert await screened_by_feed(api) == (OLD, "STALE_SAFETY_FEED")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (ORDER | {"docket_nr": "1"}, "UNKNOWN_KEY"),
        (ORDER | {"issued_on": "04/01/2026"}, "NOT_A_DATE"),
        (ORDER | {"protected": "p-nobody"}, "DANGLING"),
    ],
)
async def test_a_feed_of_which_an_order_was_refused_is_as_old_as_before(
    api: Api, tmp_path: Path, row: dict[str, str], code: str
) -> None:
    found = await loaded(api, tmp_path / "b", FRESH, orders=[ORDER, row | {"id": "o-y"}])
    assert found == [("orders.jsonl", code), ("bundle.json", "FEED_NOT_LOADED")]
    assert await screened_by_feed(api) == (OLD, "STALE_SAFETY_FEED")


async def test_a_feed_whose_file_of_orders_was_refused_is_as_old_as_before(api: Api, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "orders.csv").write_text("id,restrainedd\n")
    found = await loaded(api, tmp_path / "b", FRESH)
    assert {code for _, code in found} == {"UNKNOWN_COLUMN", "MISSING_COLUMN", "FEED_NOT_LOADED"}
    assert await screened_by_feed(api) == (OLD, "STALE_SAFETY_FEED")


async def test_a_feed_without_orders_is_as_old_as_before(api: Api, tmp_path: Path) -> None:
    name = {"id": "n-y", "person": "p-free", "given": "Al", **FAMILY}
    assert await loaded(api, tmp_path / "b", FRESH, names=[name]) == [("bundle.json", "FEED_NOT_LOADED")]
    assert await screened_by_feed(api) == (OLD, "STALE_SAFETY_FEED")


async def test_a_refused_order_leaves_nobody_in_a_band_whom_it_names(api: Api, tmp_path: Path) -> None:
    order = ORDER | {"restrained": "r-free", "protected": "p-free", "issued_on": "04/01/2026"}
    assert await banded(api) == ["reachFirst"]
    assert await loaded(api, tmp_path / "b", FRESH, orders=[order]) != []
    assert await banded(api) == []
    mended = order | {"issued_on": "2026-04-01"}
    assert await loaded(api, tmp_path / "again", FRESH, orders=[mended]) == []
    assert await banded(api) == []


async def banded(api: Api) -> list[str]:
    """The bands in which P's uncle stands."""
    answer: dict[str, Any] = (await api.ask(REACH, {"person": "p-free"}))["relativesToReach"]
    return [band for band in BANDS if "maternal uncle" in [row["relation"] for row in nodes(answer[band])]]
