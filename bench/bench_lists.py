"""Whole lists at once, over HTTP in this process: reachOverview and messengersFor for 240 people of the demo city.

lists.reach_overview.240.*_ms     a coordinator's list of 240 people, counts, flags and CSV, authorization and audit
                                  line included, asked again while nobody writes; `first` is the very first question
                                  of all, `new` that of a day that was not asked about before: nothing is kept of it
lists.messengers_for.240x40.*_ms  at most 40 messengers for the same people
lists.cypher.240.*_ms             beside them, one hand-written Cypher statement through the driver: per person the
                                  kin to two steps, wishes, offers, screens and routes, counted; no safety line, no
                                  access, no band: a part of the work
"""

import asyncio
import csv
import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from bench.timing import quantile, spread
from graphsvc.access.purposes import PurposeWish
from graphsvc.access.tokens import sign
from graphsvc.app import app_of, seldom_collected, served_on
from graphsvc.catalogue import read_catalogue
from graphsvc.clock import clock_from, monotonic
from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph
from graphsvc.database.local import running_server
from graphsvc.database.migrations import migrate
from graphsvc.demo import CLOCK, personas, prepare_city
from graphsvc.questions.influence.memory import begin
from graphsvc.records.purposes import Keeper, Opened, open_purpose
from graphsvc.settings import Settings, read_settings

PEOPLE, LISTED, MESSENGERS = 40_000, 240, 40
ROUNDS, WARMUP = 20, 3
STANDING = frozenset({"INVITED", "ENGAGED", "PAUSED"})
NEW = 8
OVERVIEW = """query O($people: [ID!], $day: Date) { reachOverview(people: $people, asOf: $day) { __typename
  ... on ReachOverviewAnswer { csv rows(first: 100) { totalCount edges { node {
    personId name dueOn held noticesDue nobodyWilling noRoute callerMissing lastTouch reasons { code sentence }
  } } } } } }"""
FEW = """query M($people: [ID!], $most: Int!) { messengersFor(people: $people, maxMessengers: $most) { __typename
  ... on MessengersAnswer {
    asked reached chosen nextAdds unreached { personId } messengers { name reaches { path } }
  } } }"""
CYPHER = """CYPHER 25 UNWIND $people AS id MATCH (p:Person {id: id})
RETURN id, COUNT { MATCH (p)-[:KIN_OF|UNION_WITH]-{1,2}(r:Person) WHERE r <> p RETURN DISTINCT r } AS kin,
  COUNT { (p)-[:WISHES_ABOUT {wish: 'YES'}]->(:Person) } AS wished,
  COUNT { (p)<-[:ASSESSED_FOR {willingness: 'YES'}]-(:Person) } AS willing,
  COUNT { (p)<-[:SCREENED_FOR {result: 'CLEAR'}]-(:Person) } AS screened,
  COUNT { MATCH (p)-[:KIN_OF]-(r:Person)-[:REACHED_AT]->(c) WHERE c.verified_at IS NOT NULL
    RETURN DISTINCT r } AS routes,
  COLLECT { MATCH (p)-[:ENROLLED_IN]->(e) RETURN toString(e.next_action_due) AS due ORDER BY due LIMIT 1 } AS due
ORDER BY id"""


def numbers(home: Path) -> dict[str, float]:
    """lists.*: over the demo city, with the graph in memory."""
    kept = {name: value for name, value in os.environ.items() if name == "GRAPHSVC_CACHE"}
    said = {"GRAPHSVC_HOME": str(home), "GRAPHSVC_CLOCK": CLOCK, "GRAPHSVC_RATE_PER_MINUTE": "0", **kept}
    settings = replace(read_settings(said), deadline_seconds=60.0)
    prepare_city(settings, PEOPLE)
    people = listed(settings.home / "bundle")
    with running_server(settings) as connection:
        return asyncio.run(_rows(settings, connection, people))


def listed(bundle: Path) -> list[str]:
    """So many people of the programme's list, by id."""
    with (bundle / "enrolments.csv").open(encoding="utf-8", newline="") as file:
        return sorted(row["person"] for row in csv.DictReader(file) if row["status"] in STANDING)[:LISTED]


async def _rows(settings: Settings, connection: Connection, people: list[str]) -> dict[str, float]:
    graph = await Graph.open(connection, read_catalogue(), deadline_seconds=settings.deadline_seconds)
    try:
        clock = clock_from(settings.clock, settings.zone)
        await migrate(replace(graph, deadline_seconds=600.0), clock)
        served = served_on(settings, graph, clock)
        with closing(served.audit), seldom_collected():
            await begin(served.walks, graph, settings.home, clock, served.site)
            try:
                return await _measured(await _client(served), graph, people)
            finally:
                await served.walks.close()
    finally:
        await graph.close()


async def _client(served: Any) -> httpx.AsyncClient:
    """A coordinator with an open purpose."""
    who = personas()["carmen"].principal
    keeper = Keeper(served.graph, served.key, served.permissions, served.site, served.clock)
    opened = await open_purpose(keeper, who, PurposeWish("FAMILY_SUPPORT", None, "PLAN_REVIEW"))
    if not isinstance(opened, Opened):
        raise RuntimeError(str(opened))
    headers = {"authorization": f"Bearer {sign(served.key, who, served.clock)}", "graphsvc-purpose": opened.handle}
    transport = httpx.ASGITransport(app=app_of(served))
    return httpx.AsyncClient(transport=transport, base_url="http://bench", headers=headers, timeout=60)


async def _measured(client: httpx.AsyncClient, graph: Graph, people: list[str]) -> dict[str, float]:
    days = (f"2026-04-{day:02}" for day in range(1, 20))

    async def overview() -> None:
        await _asked(client, OVERVIEW, {"people": people})

    async def another_day() -> None:
        await _asked(client, OVERVIEW, {"people": people, "day": next(days)})

    async def messengers() -> None:
        await _asked(client, FEW, {"people": people, "most": MESSENGERS})

    async def cypher() -> None:
        await graph.run_alone(CYPHER, label="lists", people=people)

    first = (await _times(overview, 1, warmup=0))[0]
    return {
        "lists.reach_overview.240.first_ms": first,
        **spread("lists.reach_overview_new.240", await _times(another_day, NEW)),
        **spread("lists.reach_overview.240", await _times(overview, ROUNDS)),
        **spread("lists.messengers_for.240x40", await _times(messengers, ROUNDS)),
        "lists.cypher.240.p50_ms": quantile(await _times(cypher, ROUNDS), 0.5),
    }


async def _asked(client: httpx.AsyncClient, document: str, variables: dict[str, Any]) -> None:
    said = (await client.post("/graphql", json={"query": document, "variables": variables})).json()
    if said.get("errors") or "Answer" not in str(said.get("data")):
        raise RuntimeError(str(said)[:400])


async def _times(call: Any, rounds: int, warmup: int = WARMUP) -> list[float]:
    """How long each call took, ms, after some uncounted ones."""
    times = []
    for number in range(rounds + warmup):
        begun = monotonic()
        await call()
        if number >= warmup:
            times.append((monotonic() - begun) * 1000)
    return times
