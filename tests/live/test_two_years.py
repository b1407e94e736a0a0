"""Two years of a small city, month by month: the purge takes exactly what the bundle's rows say is due, as previewed.

The oracle reads the bundle's CSV files and shares no code with the purge.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest

from graphsvc.database.driver import Graph
from graphsvc.importing.run import import_bundle
from graphsvc.records.purge import Keeper, preview, purge
from seed.city import build
from tests.live.api import Api, api_on
from tests.live.reach_queries import REACH
from tests.live.stores import dump
from tests.reduced import Bundle, Row, read_bundle

PEOPLE, YEARS = 400, 3
"""This site keeps intelligence for three years, so that of every kind some falls due."""
KINDS = ("affiliations", "names", "touchpoints", "co_fios", "live_conflicts")
DAYS = [date(2026 + month // 12, month % 12 + 1, 20) for month in range(3, 28)]
"""25 days a month apart, the first of them the city's last day."""
PATHS = """query($person: ID!, $kind: PathKind!) { influencePaths(person: $person, kind: $kind) {
  __typename ... on InfluencePathsAnswer { explanation paths { weakestPoint steps { sentence } } } } }"""
GANGS = "{ gangs(first: 100) { ... on GangsAnswer { gangs { edges { node { name rivals { name } } } } } } }"
ASKED: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("s-sam", REACH, {"person": "p-marcus"}),
    ("s-sam", PATHS, {"person": "p-dre", "kind": "SUPPORT"}),
    ("s-ines", PATHS, {"person": "p-dre", "kind": "PEER"}),
    ("s-ivan", GANGS, {}),
)
"""About people whom no purge here is about."""


def years_on(day: str, years: int) -> str:
    """ISO days compare as text; 29 February becomes 28."""
    return f"{int(day[:4]) + years}{day[4:] if day[4:] != '-02-29' else '-02-28'}"


def last_of(noun: str, row: Row) -> str:
    """The last day that this row may be kept."""
    if noun != "affiliations":
        return years_on(row.get("stated_at") or row["recorded_at"][:10], YEARS)
    review = max(row["valid_from"], row["stated_at"])
    return min(row["retain_until"], years_on(review, YEARS))


def last_days(city: Bundle) -> dict[tuple[str, str], str]:
    """(kind, id) → last day, of everything that ever falls due."""
    return {
        (noun.upper(), row["id"]): last_of(noun, row)
        for noun in KINDS
        for row in city[noun]
        if row["compartment"] == "INTEL_28CFR23"
    }


def own_values(city: Bundle, gone: set[tuple[str, str]]) -> set[str]:
    """What stood in purged rows and nowhere else: ids and source documents."""
    rows = [(noun.upper(), row) for noun in KINDS for row in city[noun]]
    values = {value for kind, row in rows if (kind, row["id"]) in gone
              for name in ("id", "evidence", "sources") for value in (row.get(name) or "").split("|")}  # fmt: skip
    kept = {value for noun, rows in city.items() for row in rows if (noun.upper(), row["id"]) not in gone
            for cell in row.values() for value in (cell or "").split("|")}  # fmt: skip
    return values - kept - {""}


async def stored(graph: Graph) -> set[tuple[str, str]]:
    """(kind, id) of what is still there of all that ever falls due."""
    rows = await graph.run_alone(
        """MATCH (:Person)-[s:AFFILIATED_WITH|CO_FIO|LIVE_CONFLICT_WITH]->() RETURN type(s) AS type, s.id AS id
        UNION ALL MATCH (s:Name|Touchpoint) WHERE s.compartment = 'INTEL_28CFR23'
        RETURN head(labels(s)) AS type, s.id AS id"""
    )
    kinds = {"AFFILIATED_WITH": "AFFILIATIONS", "CO_FIO": "CO_FIOS", "LIVE_CONFLICT_WITH": "LIVE_CONFLICTS",
             "Name": "NAMES", "Touchpoint": "TOUCHPOINTS"}  # fmt: skip
    return {(kinds[row["type"]], row["id"]) for row in rows}


async def answers(api: Api) -> list[bytes]:
    found: list[Any] = [await api.reply(text, variables, as_=as_) for as_, text, variables in ASKED]
    return [orjson.dumps(body["data"], option=orjson.OPT_SORT_KEYS) for body in found]


@pytest.fixture
async def city(graph: Graph, tmp_path: Path) -> tuple[Api, Bundle]:
    build(tmp_path / "city", PEOPLE, seed=5)
    api = await api_on(graph, tmp_path / "home", bundle=tmp_path / "city")
    return api, read_bundle(tmp_path / "city")


async def test_each_month_takes_what_is_due_and_said_so(city: tuple[Api, Bundle], graph: Graph, tmp_path: Path) -> None:
    api, bundle = city
    site = replace(api.served.site, intel_years=YEARS)
    keeper = Keeper(graph, site, api.served.settings.home, api.served.gate.policy_version)
    left, gone = last_days(bundle), set()
    assert await stored(graph) == set(left)
    for month, day in enumerate(DAYS):
        due = {key for key, last in left.items() if last < day.isoformat()}
        said = await preview(keeper, day)
        assert {(each.kind, each.id) for each in said.records} == due, day
        then = await api_on(graph, tmp_path / "home", bundle=None, now=f"{day}T09:00") if month % 12 == 0 else None
        before = await answers(then) if then else []
        assert await purge(keeper, day, said.token) == len(due)
        assert not then or await answers(then) == before
        left, gone = {key: last for key, last in left.items() if key not in due}, gone | due
        assert await stored(graph) == set(left), day
    assert {kind for kind, _ in gone} == {noun.upper() for noun in KINDS[:-1]} and len(left) > 5
    text = "\n".join(await dump(graph))
    assert len(own_values(bundle, gone)) > len(gone)
    assert [value for value in own_values(bundle, gone) if f"'{value}'" in text] == []
    metrics = (await api.client.get("/metrics")).text
    assert [value for value in own_values(bundle, gone) if value in metrics] == []
    marks = await graph.run_alone("MATCH (t:Tombstone) RETURN t.kind AS kind, keys(t) AS keys")
    assert len(marks) == len(gone)
    assert {key for row in marks for key in row["keys"]} == {"id", "kind", "on", "reason", "policy_version", "token"}


async def test_what_went_comes_back_by_an_old_bundle_and_goes_again(
    city: tuple[Api, Bundle], graph: Graph, tmp_path: Path
) -> None:
    api, _ = city
    keeper = Keeper(graph, api.served.site, api.served.settings.home, api.served.gate.policy_version)
    day = date(2028, 4, 20)
    due = {(each.kind, each.id) for each in (await preview(keeper, day)).records}
    assert await purge(keeper, day, None) == len(due) > 3
    await import_bundle(tmp_path / "city", graph, api.served.settings, api.served.clock)
    assert {(each.kind, each.id) for each in (await preview(keeper, day)).records} == due
    assert await purge(keeper, day, None) == len(due)
