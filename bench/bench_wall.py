"""How long each hostile request takes to be refused, from the app's first byte to its last, with nothing kept of it.

    wall.<request>.p50_ms, .max_ms, .cpu_max_ms   over its rounds; `worst` is the slowest request, by its median
    wall.websocket.p50_ms, wall.events.p50_ms     the slowest request over a connection on loopback, client included

`cpu` counts this process's own processor time, which a busy machine does not stretch.

The graph is a fake that counts statements: one that is sent ends the benchmark.
"""

import asyncio
import re
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx

from bench.hostile import GRAPHQL, HOSTILE, Hostile, afresh
from bench.timing import quantile
from graphsvc.app import seldom_collected
from graphsvc.clock import monotonic
from tests.unit.streams import World, serving, spoken
from tests.unit.test_api_http import Parts
from tests.unit.test_streams_hostile import over_events, refused

ROUNDS, STREAM_ROUNDS = 20, 5
WARMUP = 3
"""Uncounted rounds: the process still compiles its patterns."""


def numbers(home: Path) -> dict[str, float]:
    """The figures. Raises RuntimeError when a request was not refused with its code, or reached a statement."""
    with seldom_collected():
        took = {re.sub("[^a-z0-9]+", "_", row.name.lower()): asyncio.run(refusals(row)) for row in HOSTILE}
    slowest = max(took, key=lambda name: quantile(took[name].clock, 0.5))
    print(f"wall: the slowest is {slowest}", file=sys.stderr)
    found: dict[str, float] = {}
    for name, each in {**took, "worst": took[slowest]}.items():
        found |= each.figures(name)
    return found | asyncio.run(over_streams())


async def over_streams() -> dict[str, float]:
    """The slowest refusal of a subscription's operation, by its median, over either transport."""
    world, took = World(), {"websocket": [0.0], "events": [0.0]}
    async with serving(world) as port, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        for row in HOSTILE:
            rounds: dict[str, list[float]] = {"websocket": [], "events": []}
            for number in range(STREAM_ROUNDS):
                asked = replace(row, body=afresh(row, number))
                begun = monotonic()
                await over_events(client, world, asked)
                rounds["events"].append((monotonic() - begun) * 1000)
                if "authorization" in row.headers:
                    continue  # refused before an operation
                async with spoken(port, world) as socket:
                    begun = monotonic()
                    await refused(socket, asked)
                    rounds["websocket"].append((monotonic() - begun) * 1000)
            for name, each in rounds.items():
                took[name].append(quantile(each, 0.5) if each else 0.0)
    if world.graph.asked:
        raise RuntimeError(f"{world.graph.asked}")
    return {f"wall.{name}.p50_ms": max(each) for name, each in took.items()}


@dataclass
class Took:
    """What the rounds of one request took, ms: by the clock, and of the processor."""

    clock: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def figures(self, name: str) -> dict[str, float]:
        """The rows."""
        median, slowest = quantile(self.clock, 0.5), max(self.clock)
        return {f"wall.{name}.p50_ms": median, f"wall.{name}.max_ms": slowest, f"wall.{name}.cpu_max_ms": max(self.cpu)}


async def refusals(row: Hostile) -> Took:
    """How long each of its refusals took, ms; each with a text that nobody kept."""
    parts, took = Parts(more={"GRAPHSVC_RATE_PER_MINUTE": "0"}), Took()
    headers = {name.replace("-", "_"): value for name, value in {"accept": GRAPHQL, **row.headers}.items()}
    for number in range(-WARMUP, ROUNDS):
        body = afresh(row, number)
        begun, worked = monotonic(), time.process_time()
        reply = await parts.post(content=body, reuse=True, **headers)
        if number >= 0:
            took.clock.append((monotonic() - begun) * 1000)
            took.cpu.append((time.process_time() - worked) * 1000)
        if row.code not in reply.text or parts.graph.asked:
            raise RuntimeError(f"{row.name}: {reply.status_code} {reply.text[:200]} {parts.graph.asked}")
    return took
