"""Subscriptions over a real graph: who is told what, from another process, after a sleep, and for how long."""

import asyncio
import json
import multiprocessing
from pathlib import Path
from random import Random
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph
from graphsvc.model.news import News
from tests.audit_files import lines_in
from tests.live.api import Api, api_on, plant
from tests.live.phones import Event, Phone, owner, phone, serving, write_news, writer
from tests.live.record_queries import guided, record
from tests.unit import streams

pytestmark = pytest.mark.live
MARCUS, JOE = "p-marcus", "p-joe"
LAST: Event = ("SCREEN_RECORDED", MARCUS)
"""What ends a test's own writes: nothing else in it is of that kind."""


@pytest.fixture
async def api(graph: Graph, tmp_path: Path) -> Api:
    return await api_on(graph, tmp_path)


async def screen(api: Api, key: str = "last") -> None:
    said = {"person": MARCUS, "mode": "MANUAL", "screens": guided("p-bea"), "idempotencyKey": key}
    assert (await record(api, "screenRelatives", "s-cora", **said))["__typename"] == "ScreenRelativesPayload"


ORDER = {"restrained": "p-ivy", "protected": MARCUS, "type": "BAIL_NO_CONTACT"}
HOLD = {"person": JOE, "reason": "x", "forPerson": MARCUS}
TIE = {"tie": "k-joe-marcus", "statedAs": "PERSON", "statedBy": MARCUS, "closeness": "WEAK"}
CONSENT = {"person": MARCUS, "capacity": "GUARDIAN", "grantor": "p-dana", "form": "WRITTEN", "recipients": ["EOHHS"]}
TOLD: tuple[tuple[str, str, dict[str, Any], str, frozenset[str]], ...] = (
    ("recordOrder", "s-cora", ORDER, "ORDER_RECORDED", frozenset({"s-sam", "s-sofia"})),
    ("placeHold", "s-cora", HOLD, "HOLD_PLACED", frozenset({"s-sam", "s-sofia"})),
    ("restateTie", "s-cora", TIE, "TIE_RESTATED", frozenset({"s-sam", "s-sofia"})),
    ("recordConsent", "s-cora", CONSENT, "CONSENT_RECORDED", frozenset({"s-sam", "s-sofia"})),
    ("withdrawConsent", "s-cora", {"consent": "c-marcus"}, "CONSENT_WITHDRAWN", frozenset({"s-sam", "s-sofia"})),
    (
        "assignWorker",
        "s-carmen",
        {"staff": "s-stan", "person": MARCUS},
        "WORKER_ASSIGNED",
        frozenset({"s-sam", "s-sofia", "s-carmen", "s-stan"}),
    ),
    ("contest", "s-cora", {}, "CONTEST_RAISED", frozenset({"s-sam", "s-sofia"})),
)
"""Mutation, by whom, its input, what is told of it about Marcus, and to whom of those who listen."""
END: Event = ("REMOVAL_RECORDED", "p-dre")
WITH_DRE = frozenset({"s-sam", "s-sofia", "s-carmen", "s-stan"})
OWN_PURPOSE = {"s-pete": "SUPERVISION", "s-bruno": "CASE_COORDINATION"}
LISTENERS = ("s-sam", "s-sofia", "s-carmen", "s-stan", "s-pete", "s-bruno", "s-hana")


@pytest.mark.parametrize(("mutation", "by", "said", "kind", "who"), TOLD, ids=[row[0] for row in TOLD])
async def test_a_write_is_told_to_whoever_may_see_it_and_has_the_person(
    api: Api, mutation: str, by: str, said: dict[str, Any], kind: str, who: frozenset[str]
) -> None:
    if mutation == "contest":
        said = {"statement": "k-joe-marcus", "questioned": "That tie.", "why": "Wrong.", "saidAs": "WORKER"}
    owners = {user: await owner(api, user, OWN_PURPOSE.get(user, "")) for user in LISTENERS}
    async with serving(api) as port:
        found = {}
        for user, whose in owners.items():  # one after another: the events are replayed from before the write
            async with phone(port, whose) as before:
                found[user] = before.cursor
        answer = await record(api, mutation, by, **said)
        assert answer["__typename"].endswith("Payload"), answer
        await write_news(api.served.graph, "end", [News(END[0], (END[1],))])
        heard = {}
        for user, whose in owners.items():
            async with phone(port, whose, found[user]) as mine:
                heard[user] = await (mine.until(END) if user in WITH_DRE else _all(mine))
    told = {user for user, events in heard.items() if (kind, MARCUS) in events}
    assert (told, {event for events in heard.values() for event in events} - {(kind, MARCUS), END}) == (who, set())


async def _all(mine: Phone) -> list[Event]:
    """Everything there is to hear now."""
    try:
        while True:
            async with asyncio.timeout(1.0):
                await mine.hear()
    except TimeoutError:
        return mine.heard


async def test_what_another_process_writes_is_told_and_a_sleep_loses_nothing(api: Api, connection: Connection) -> None:
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    home = api.served.settings.home
    other = multiprocessing.get_context("spawn").Process(target=writer, args=(home, connection, theirs))
    other.start()
    try:
        assert await asyncio.to_thread(ours.recv) == "ready"

        async def written(number: int) -> None:
            given = {**HOLD, "reason": f"No. {number}", "idempotencyKey": f"k{number}"}
            ours.send(("placeHold", "s-cora", given))
            assert await asyncio.to_thread(ours.recv) == "PlaceHoldPayload"

        sam = await owner(api, "s-sam")
        async with serving(api) as port:
            async with phone(port, sam) as awake, phone(port, sam) as sleepy:
                await written(0)
                for each in (awake, sleepy):
                    await each.until(("HOLD_PLACED", MARCUS))
                cursor = sleepy.cursor
                await sleepy.socket.close()
                for number in range(1, 4):
                    await written(number)
                while len(awake.heard) < 4:
                    await awake.hear()
            async with phone(port, sam, cursor) as woken:
                while len(woken.heard) < 3:
                    await woken.hear()
                assert await _all(woken) == [("HOLD_PLACED", MARCUS)] * 3
        assert woken.revisions == awake.revisions[1:] and len(set(awake.revisions)) == 4
    finally:
        ours.send(None)
        await asyncio.to_thread(other.join, 20)
        if other.is_alive():
            other.kill()


@pytest.mark.parametrize("seed", range(6))
async def test_whoever_goes_and_comes_at_any_moment_hears_all_of_it_in_order(api: Api, seed: int) -> None:
    rng, sam = Random(seed), await owner(api, "s-sam")
    writes = 25

    async def write() -> None:
        for number in range(writes):
            await asyncio.sleep(rng.random() / 20)
            if rng.random() < 0.5:
                given = {**HOLD, "reason": f"No. {number}", "idempotencyKey": f"h{seed}-{number}"}
                await record(api, "placeHold", "s-cora", **given)
            else:
                given = {**TIE, "closeness": rng.choice(["WEAK", "STRONG"]), "idempotencyKey": f"t{seed}-{number}"}
                await record(api, "restateTie", "s-cora", **given)
        await screen(api, f"last-{seed}")

    async def come_and_go(port: int, cursor: str) -> list[tuple[str, Event]]:
        heard: list[tuple[str, Event]] = []
        while not heard or heard[-1][1] != LAST:
            async with phone(port, sam, cursor) as mine:
                for _ in range(rng.randint(0, 4)):
                    before = len(mine.heard)
                    await mine.hear()
                    heard += zip(mine.revisions[before:], mine.heard[before:], strict=True)
                    if heard[-1][1] == LAST:
                        break
                cursor = mine.cursor
                if rng.random() < 0.5:
                    mine.socket.transport.abort()
        return heard

    async with serving(api) as port, phone(port, sam) as steady:
        _, heard = await asyncio.gather(write(), come_and_go(port, steady.cursor))
        await steady.until(LAST)
    once = list(dict.fromkeys(heard))
    assert once == list(zip(steady.revisions, steady.heard, strict=True)) and len(once) == writes + 1


async def test_nothing_is_told_any_more_of_what_is_hers_no_longer(api: Api, tmp_path: Path) -> None:
    order = await record(api, "recordOrder", "s-cora", **ORDER)
    sam, cora = await owner(api, "s-sam"), await owner(api, "s-cora")
    async with serving(api) as port, phone(port, sam) as hers, phone(port, cora) as others:
        await api.served.graph.run_alone(  # sealed: by a court, past the service
            f"MATCH ()-[o:RESTRAINED_FROM {{id: '{order['orderId']}'}}]->() SET o.cls = 0, o.sealed = true"
        )
        await record(api, "endOrder", "s-safiya", order=order["orderId"])
        days = {"valid_from": "2026-03-31", "valid_to": "2026-04-19"}
        ended = {"id": "as-sam-marcus", "staff": "s-sam", "person": MARCUS, **days}
        await plant(api, tmp_path / "ended", assignments=[ended])
        await record(api, "placeHold", "s-cora", **HOLD)
        await screen(api)
        await record(
            api, "restateTie", "s-sam", tie="k-tasha-dre", statedAs="PERSON", statedBy="p-dre", closeness="WEAK"
        )
        assert await hers.until(("TIE_RESTATED", "p-dre")) == [("TIE_RESTATED", "p-dre")]
        assert await others.until(LAST) == [("WORKER_ASSIGNED", MARCUS), ("HOLD_PLACED", MARCUS), LAST]


async def test_a_purpose_that_is_closed_closes_the_connection(api: Api) -> None:
    sam = await owner(api, "s-sam", "SUPPORT")
    async with serving(api) as port, phone(port, sam) as hers:
        handle = sam.said["graphsvc-purpose"]
        document = "mutation($h: String!) { closePurpose(input: {handle: $h}) { __typename } }"
        await api.ask(document, {"h": handle})
        assert await hers.hear() == {"__typename": "PurposeRequired", "code": "PURPOSE_REQUIRED"}
        with pytest.raises(ConnectionClosed):
            while True:
                await asyncio.wait_for(hers.socket.recv(), 10)
        assert (hers.socket.close_code, hers.socket.close_reason) == (4403, "PURPOSE_REQUIRED")
        async with phone(port, await owner(api, "s-sam")) as again:  # another purpose is another matter
            assert again.heard == []


@pytest.mark.parametrize(("user", "purpose"), [("s-ines", ""), ("s-priya", ""), ("s-aude", "")])
async def test_whose_role_has_no_changes_is_told_so_and_nothing_else(api: Api, user: str, purpose: str) -> None:
    whose = await owner(api, user, purpose)
    body = await api.reply("{ viewer { __typename } }", as_=user)
    assert "errors" not in body
    async with serving(api) as port, streams.spoken(port, whose) as socket:  # type: ignore[arg-type]
        assert (await streams.subscribe(socket))["code"] == "FORBIDDEN_FOR_ROLE"
    assert lines_in(api.served.audit.folder)[-1]["decision"] == "FORBIDDEN_FOR_ROLE"


async def test_the_log_holds_the_opening_and_each_batch_and_names_nobody(api: Api) -> None:
    sam = await owner(api, "s-sam")
    async with serving(api) as port, phone(port, sam) as hers:
        await record(api, "recordOrder", "s-cora", **ORDER)
        await hers.until(("ORDER_RECORDED", MARCUS))
    lines = [line for line in lines_in(api.served.audit.folder) if line["field"] == "changes"]
    assert [(line["user"], line["purpose"], line["decision"], line["rows"]) for line in lines] == [
        ("s-sam", "FAMILY_SUPPORT", "ALLOWED", 0),
        ("s-sam", "FAMILY_SUPPORT", "ALLOWED", 1),
    ]
    (person,) = lines[1]["people"]
    assert person in api.served.audit.hashes(MARCUS) and MARCUS not in json.dumps(lines)
