"""What a sector sees without its date must not be dated by asking day after day."""

from typing import Any

import pytest

from graphsvc.database.driver import Graph
from tests.live.api import Api, api_on, plant

DAYS = ("2020-01-01", "2026-04-02", "2026-04-03", "2026-04-04", "2026-04-07", "2026-04-20")
QUERY = """query Q($id: ID!, $asOf: Date) { touchpoints(person: $id, asOf: $asOf) {
  __typename ... on Problem { code }
  ... on TouchpointsAnswer {
    connected { service connected } touchpoints { totalCount edges { cursor node { type at nextDate officer } } }
  } } }"""


def contact(kind: str, at: str, compartment: str, owner: str, **more: str) -> dict[str, str]:
    return {"id": f"tp-{kind}-{at}", "person": "p-marcus", "type": kind, "agency": owner, "at": f"{at}T10:00:00-04:00",
            "compartment": compartment, "owner": owner, "stated_at": at, **more}  # fmt: skip


@pytest.fixture(scope="module")
async def api(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Api:
    made = await api_on(graph, tmp_path_factory.mktemp("days"))
    await plant(
        made,
        tmp_path_factory.mktemp("bundle"),
        touchpoints=[
            contact("SUPERVISION_CONTACT", "2026-04-03", "CORI", "PROBATION", officer="s-pete"),
            contact("SUPERVISION_CONTACT", "2026-03-03", "CORI", "PROBATION", officer="s-pete"),
            contact("SUPERVISION_CONTACT", "2016-01-10", "CORI", "PROBATION", officer="s-pete",
                    contact_conditions="NO_CONTACT", valid_to="2017-01-10"),
            contact("COURT_EVENT", "2026-04-03", "CORI", "SCDA", next_date="2026-05-11"),
            contact("COURT_EVENT", "2026-03-03", "CORI", "SCDA", next_date="2026-06-11"),
            contact("COURT_EVENT", "2019-01-10", "CORI", "SCDA", next_date="2019-02-01"),
            contact("COURT_EVENT", "2018-01-10", "CORI", "SCDA"),
            contact("SHOOTING_VICTIM", "2026-04-03", "CORI", "BPD"),
            contact("SHOOTING_VICTIM", "2026-03-03", "CORI", "BPD"),
            contact("SHOOTING_VICTIM", "2025-06-03", "CORI", "BPD"),
            contact("CALL_IN", "2026-04-03", "PROGRAMME", "EOHHS"),
        ],
        consents=[{"id": "c-all", "person": "p-marcus", "grantor": "p-dana", "capacity": "GUARDIAN", "form": "WRITTEN",
                   "recipients": "EOHHS", "signed_on": "2026-03-01"}],
    )  # fmt: skip
    return made


async def asked(api: Api, as_: str, person: str, day: str) -> Any:
    answer = (await api.ask(QUERY, {"id": person, "asOf": day}, as_=as_))["touchpoints"]
    assert answer["__typename"] == "TouchpointsAnswer"
    return answer


async def test_connected_says_the_same_on_every_day(api: Api) -> None:
    said = [(await asked(api, "s-ines", "p-dre", day))["connected"] for day in DAYS]
    assert {each["service"]: each["connected"] for each in said[0]} == {
        service["service"]: service["service"] == "WORK" for service in said[0]
    }
    assert said == [said[0]] * len(DAYS)


async def test_of_court_dates_the_next_alone_is_told_and_nothing_undated_is_counted(api: Api) -> None:
    """touchpoints.csv: `next_date+consent`, no court history; how often he saw his officer or was hurt neither."""
    told = (await asked(api, "s-cora", "p-marcus", "2026-04-20"))["touchpoints"]
    undated = [edge["node"] for edge in told["edges"] if edge["node"]["at"] is None]
    assert sorted(undated, key=lambda node: node["type"]) == [
        {"type": "COURT_EVENT", "at": None, "nextDate": "2026-05-11", "officer": None},
        {"type": "SHOOTING_VICTIM", "at": None, "nextDate": None, "officer": None},
        {"type": "SUPERVISION_CONTACT", "at": None, "nextDate": None, "officer": "s-pete"},
    ]
    assert told["totalCount"] == len(told["edges"])


async def test_only_what_shows_its_date_moves_with_the_day(api: Api) -> None:
    rows = {}
    for day in DAYS:
        edges = (await asked(api, "s-cora", "p-marcus", day))["touchpoints"]["edges"]
        rows[day] = [edge["node"]["type"] for edge in edges if edge["node"]["at"] is None]
        dated = [edge["node"]["type"] for edge in edges if edge["node"]["at"] is not None]
        assert ("CALL_IN" in dated) == (day >= "2026-04-03")
    assert sorted(rows["2020-01-01"]) == ["COURT_EVENT", "SHOOTING_VICTIM", "SUPERVISION_CONTACT"]
    assert list(rows.values()) == [rows["2020-01-01"]] * len(DAYS)
