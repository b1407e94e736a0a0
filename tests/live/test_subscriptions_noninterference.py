"""Non-interference of subscriptions: over the full graph an asker is told, event for event and revision for revision,
what she is told over the graph from which everything hidden from her was physically removed.

Every row of a rough city is news once, in a random order and under tokens that both graphs share; the reduced graph's
writers write only what is left there. So the hidden writes come between the visible ones, beside them in one write,
and move the full graph's revision alone.
"""

from pathlib import Path
from random import Random
from typing import Any

import pytest

from graphsvc.clock import clock_from
from graphsvc.database.driver import Graph
from graphsvc.model.news import NEWS_OF, News, news_of
from graphsvc.model.nouns import NOUN
from tests.live.api import NOW, Api, api_on
from tests.live.phones import Phone, owner, phone, serving, write_news
from tests.live.test_noninterference import FEED, PEOPLE, SEED
from tests.reduced import Bundle, Reading, reduced, write_bundle
from tests.rough import ASKERS, rough_city

pytestmark = pytest.mark.live
LISTENERS = [asker for asker in ASKERS if asker.field == "person" and asker.user not in ("s-ines", "s-ivan")]
"""The row `changes` gives an investigator nothing."""
LAST = "CONSENT_WITHDRAWN"
"""No import is news of it: once a person, at the end."""
Drawn = tuple[str, str, News]
"""Noun, id and what the row is news of."""


def drawn(city: Bundle) -> list[Drawn]:
    found = []
    for noun in NEWS_OF:
        for row in city[noun]:
            said: dict[str, Any] = {**row, "recipients": row.get("recipients", "").split("|")}
            news = news_of(NOUN[noun], said)
            assert news
            found.append((noun, row["id"], news))
    for row in city["kin"]:
        found.append(("kin", row["id"], News("TIE_RESTATED", (row["relative"], row["person"]), statement=row["id"])))
    return found


def in_writes(some: list[Drawn], rng: Random) -> list[list[Drawn]]:
    """One to four of them a write."""
    rest, made = [*some], []
    rng.shuffle(rest)
    while rest:
        count = rng.randint(1, 4)
        made.append(rest[:count])
        rest = rest[count:]
    return made


async def told(api: Api, city: Bundle, writes: list[list[Drawn]], asker: Any) -> list[tuple[str, str, str]]:
    """All events, each with its revision."""
    left = {(noun, row["id"]) for noun, rows in city.items() for row in rows}
    whose, graph = await owner(api, asker.user, asker.purpose), api.served.graph
    async with serving(api) as port:
        async with phone(port, whose) as before:
            cursor = before.cursor
        for number, some in enumerate(writes):
            there = [news for noun, id, news in some if (noun, id) in left]
            if there:
                await write_news(graph, f"t{number}", there)
        await write_news(graph, "last", [News(LAST, (row["id"],)) for row in city["people"]])
        async with phone(port, whose, cursor) as mine:
            while not any(kind == LAST for kind, _ in mine.heard):
                assert "events" in await mine.hear()
            return _events(mine)


def _events(mine: Phone) -> list[tuple[str, str, str]]:
    return [(*event, revision) for event, revision in zip(mine.heard, mine.revisions, strict=True)]


@pytest.mark.parametrize("asker", LISTENERS, ids=lambda asker: asker.user)
async def test_the_stream_is_that_of_the_reduced_graph(
    graph: Graph, second_graph: Graph, tmp_path: Path, asker: Any
) -> None:
    number = LISTENERS.index(asker)
    city = rough_city(tmp_path / "city", PEOPLE, SEED + number)
    reading = Reading(city, asker.user, asker.purpose, asker.case, "changes", clock_from(NOW).now())
    left, home = reduced(reading), tmp_path / "home"
    writes = in_writes(drawn(city), Random(SEED + number))
    full = await api_on(graph, home, bundle=write_bundle(city, tmp_path / "full", FEED))
    here = await told(full, city, writes, asker)
    full.served.audit.close()
    small = await api_on(second_graph, home, bundle=write_bundle(left, tmp_path / "left", FEED))
    there = await told(small, left, writes, asker)
    small.served.audit.close()
    assert here == there
    assert 0 < len(here) < sum(map(len, writes))
