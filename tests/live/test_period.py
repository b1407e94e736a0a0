"""Time-respecting paths over HTTP: no tie that ended before an earlier step's tie began, all within the period."""

from pathlib import Path
from typing import Any

import pytest

from graphsvc.database.driver import Graph
from tests.live.api import Api, api_on, plant
from tests.live.arrays import over_arrays
from tests.live.test_influence import hints

PERIOD = """query Q($person: ID!, $to: ID, $steps: Int, $period: PeriodInput) {
  influencePaths(person: $person, to: $to, maxSteps: $steps, period: $period) {
    __typename
    ... on Problem { code }
    ... on InfluencePathsAnswer {
      explanation paths { id steps { parallels { id } } } relaxations { argument value }
    }
  }
}"""
SAID = {"compartment": "FAMILY", "owner": "EOHHS", "stated_at": "2026-04-01", "closeness": "STRONG"}


def support(id: str, a: str, b: str, first: str = "", last: str = "") -> dict[str, str]:
    dates = {key: day for key, day in (("valid_from", first), ("valid_to", last)) if day}
    return {"id": id, "supporter": a, "person": b, **SAID, **dates}


@pytest.fixture(scope="module")
async def api(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Api:
    """Dre knew Ivy from 2010 to 2015; Ivy's tie to Joe ended before that, the one to Lena after it began."""
    made = await api_on(graph, tmp_path_factory.mktemp("period"))
    ties = [
        support("s-1", "p-ivy", "p-dre", "2010-01-01", "2015-01-01"),
        support("s-2", "p-joe", "p-ivy", "2000-01-01", "2009-06-01"),
        support("s-3", "p-lena", "p-ivy", "2005-01-01", "2012-01-01"),
    ]
    await plant(made, tmp_path_factory.mktemp("bundle"), supports=ties)
    return over_arrays(made)


async def ask(api: Api, period: dict[str, Any] | None, to: str | None = None) -> dict[str, Any]:
    said = {"person": "p-dre", "to": to, "steps": 2, "period": period}
    found: dict[str, Any] = (await api.ask(PERIOD, said))["influencePaths"]
    return found


async def through(api: Api, period: dict[str, Any] | None) -> set[str]:
    """The paths over planted ties alone, to any of the three."""
    answers = [await ask(api, period, to) for to in ("p-ivy", "p-joe", "p-lena")]
    found = {path["id"] for answer in answers for path in answer["paths"]}
    return {path for path in found if all(id.startswith("s-") for id in path.split())}


async def test_ties_need_not_hold_on_one_day_but_follow_each_other(api: Api) -> None:
    """Joe's tie ended before Dre's began; Lena's did not."""
    assert await through(api, None) == set()
    assert await through(api, {}) == {"s-1", "s-1 s-3"}
    assert "no tie ended before an earlier one began" in (await ask(api, {}, "p-ivy"))["explanation"]


async def test_the_period_bounds_every_tie(api: Api) -> None:
    assert await through(api, {"from": "2001-01-01", "to": "2016-01-01", "undated": False}) == {"s-1", "s-1 s-3"}
    assert await through(api, {"to": "2009-12-31"}) == set()
    assert await through(api, {"from": "2013-01-01"}) == {"s-1"}


async def test_an_empty_answer_says_when_the_period_stands_in_the_way(api: Api) -> None:
    answer = await ask(api, {"to": "2009-12-31", "undated": False}, to="p-ivy")
    assert (answer["paths"], hints(answer)) == ([], [("period", "any time")])


async def test_a_period_that_ends_before_it_begins_or_lies_ahead_is_refused(api: Api) -> None:
    for period, message in (
        ({"from": "2010-01-02", "to": "2010-01-01"}, "period.from must not lie after period.to."),
        ({"to": "2026-04-21"}, "asOf lies in the future."),
    ):
        body = await api.reply(PERIOD, {"person": "p-dre", "period": period})
        assert message in body["errors"][0]["message"]


async def test_statements_do_not_answer_it(graph: Graph, api: Api, tmp_path: Path) -> None:
    plain = await api_on(graph, tmp_path, bundle=None)
    body = await plain.reply(PERIOD, {"person": "p-dre", "period": {}})
    assert body["errors"][0]["extensions"]["code"] == "ENGINE_REQUIRED"
