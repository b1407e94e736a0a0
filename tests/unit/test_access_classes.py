"""The gate's access classes when reads overtake one another: classes are only ever added."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, cast

import pytest
from joserfc.jwk import OKPKey

from graphsvc.access.classes import policies_folder
from graphsvc.access.gate import Access, read_rules
from graphsvc.access.purposes import handle_of
from graphsvc.clock import Clock
from graphsvc.database.driver import Graph
from graphsvc.model.asker import OpenPurpose, Principal, Sight
from graphsvc.model.site import Site

NOW = datetime(2026, 4, 20, 13, tzinfo=UTC)
KEY = OKPKey.generate_key("Ed25519")
ASKER = Principal("u", "BPHC", "PUBLIC_HEALTH", ("HEALTH_VIP",), "t")
HANDLE = handle_of(KEY, ASKER, OpenPurpose("h", "SAFETY_PLANNING", None, "COURT", NOW + timedelta(hours=8)))
FACTS: dict[str, Any] = {
    "purpose_open": True,
    "on_team": False,
    "caseload": [],
    "team": [],
    "programme": [],
    "timed": False,
    "glass": [],
    "merged": [],
}


class Slow:
    """A graph with so many classes, written to between any two reads; a read of facts may be told to end late."""

    def __init__(self, classes: int) -> None:
        self.classes = classes
        self.late: asyncio.Event | None = None
        self.revisions = count()

    async def read(self, name: str, **params: Any) -> list[dict[str, Any]]:
        revision = next(self.revisions)
        if name == "access_state":
            return [{"revision": revision, "purpose_open": True}]
        there, late = self.classes, self.late
        self.late = None
        if late:
            await late.wait()
        told = [] if params["known_classes"] == there else [_class(number + 1) for number in range(there)]
        return [{**FACTS, "revision": revision, "consents": [], "class_count": there, "classes": told}]


def _class(number: int) -> dict[str, Any]:
    return {"id": number, "compartment": "PUBLIC", "owner": "BPD", "sensitivity": "OPEN", "sharing": f"{number}"}


async def looked(access: Access) -> tuple[int, ...]:
    sight = await access.look(ASKER, HANDLE, "person")
    assert isinstance(sight, Sight)
    return sight.allowed


@pytest.mark.parametrize("known", [0, 2], ids=["nothing known", "all of two known"])
async def test_a_read_that_ends_late_takes_no_class_away(known: int) -> None:
    graph, end = Slow(known), asyncio.Event()
    access = Access(cast(Graph, graph), read_rules(policies_folder(None)), KEY, Clock(fixed=NOW), Site())
    assert await looked(access) == tuple(range(1, known + 1))
    graph.classes, graph.late = 2, end
    late = asyncio.create_task(looked(access))
    await asyncio.sleep(0)
    graph.classes = 3
    assert await looked(access) == (1, 2, 3)
    end.set()
    assert await late == (1, 2, 3)
