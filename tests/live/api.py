"""The whole API over a real graph, asked as a persona: tokens, purposes and HTTP as a client would use them.

    api = await api_on(graph, tmp_path)                      wipes, loads seed/families, fixes the clock
    data = await api.ask("{ viewer { … } }", as_="s-sam")    `data` of the answer; any error fails the test
    body = await api.reply(…)                                the whole body, errors and extensions too

`purpose=None` asks without a handle; a purpose is opened once for each (user, purpose, case).
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from graphsvc.access.purposes import PurposeWish
from graphsvc.access.tokens import sign
from graphsvc.api.serving import Served
from graphsvc.app import app_of, served_on
from graphsvc.clock import clock_from
from graphsvc.database.driver import Graph
from graphsvc.importing.run import import_bundle
from graphsvc.model.asker import Principal
from graphsvc.model.nouns import NOUNS, Kind
from graphsvc.records.purposes import Keeper, Opened, open_purpose
from tests.conftest import settings_at, wipe

ROOT = Path(__file__).parents[2]
FAMILIES = ROOT / "seed" / "families"
NOW = "2026-04-20T09:00"  # the demo city's last day, local
LISTS = {column.name for noun in NOUNS for column in noun.all_columns if column.kind in (Kind.TEXTS, Kind.CODES)}
PURPOSES = {
    "s-ines": ("INVESTIGATION", "CASE-1"),
    "s-ivan": ("INVESTIGATION", "CASE-2"),
    "s-priya": ("SUBJECT_ACCESS", None),
    "s-aude": ("AUDIT", None),
}


@dataclass
class Api:
    """The app over one graph, and who asked already."""

    served: Served
    client: httpx.AsyncClient
    _principals: dict[str, Principal] = field(default_factory=dict)
    _handles: dict[tuple[str, str, str | None], str] = field(default_factory=dict)

    async def ask(
        self,
        query: str,
        variables: dict[str, Any] | None = None,
        *,
        as_: str = "s-sam",
        purpose: str | None = "",
        case: str | None = None,
    ) -> dict[str, Any]:
        """`data` of the answer. An empty purpose means the persona's usual one."""
        body = await self.reply(query, variables, as_=as_, purpose=purpose, case=case)
        assert "errors" not in body, body["errors"]
        data: dict[str, Any] = body["data"]
        return data

    async def reply(
        self,
        query: str,
        variables: dict[str, Any] | None = None,
        *,
        as_: str = "s-sam",
        purpose: str | None = "",
        case: str | None = None,
    ) -> dict[str, Any]:
        """The whole body."""
        principal = await self.principal(as_)
        usual = PURPOSES.get(as_, ("FAMILY_SUPPORT", None))
        wanted, about = usual if purpose == "" else (purpose, case)
        headers = {"authorization": f"Bearer {sign(self.served.key, principal, self.served.clock)}"}
        if wanted:
            headers["graphsvc-purpose"] = await self.handle(principal, wanted, about)
        sent = {"query": query, "variables": variables or {}}
        body: dict[str, Any] = (await self.client.post("/graphql", json=sent, headers=headers)).json()
        return body

    @property
    def keeper(self) -> Keeper:
        """What opens and closes purposes."""
        served = self.served
        return Keeper(served.graph, served.key, served.permissions, served.site, served.clock)

    async def principal(self, user: str) -> Principal:
        """The staff member of that id, as a token would name her."""
        if user not in self._principals:
            row = (await self.served.graph.read("staff_member", staff_id=user, handle_id=None))[0]
            roles = tuple(sorted(row["roles"]))
            self._principals[user] = Principal(user, row["agency_id"], row["sector"], roles, f"token-{user}")
        return self._principals[user]

    async def handle(self, principal: Principal, purpose: str, case: str | None) -> str:
        """An open purpose's handle."""
        key = (principal.user, purpose, case)
        if key not in self._handles:
            opened = await open_purpose(self.keeper, principal, PurposeWish(purpose, case, "CASE_WORK"))
            assert isinstance(opened, Opened), opened
            self._handles[key] = opened.handle
        return self._handles[key]


async def plant(api: Api, folder: Path, **rows: list[dict[str, str]]) -> None:
    """Load more rows through the importer: noun → rows, each with the columns that matter."""
    write_bundle(folder, rows)
    report = await import_bundle(folder, api.served.graph, api.served.settings, api.served.clock)
    assert report.problems == (), report.problems


def write_bundle(folder: Path, rows: dict[str, list[dict[str, str]]]) -> None:
    """A bundle of JSON lines; `|` parts the values of a list column."""
    folder.mkdir(parents=True, exist_ok=True)
    for noun, lines in rows.items():
        text = "\n".join(json.dumps({name: _cell(name, value) for name, value in line.items()}) for line in lines)
        (folder / f"{noun}.jsonl").write_text(text + "\n", encoding="utf-8")


def _cell(name: str, value: str) -> str | list[str]:
    return value.split("|") if name in LISTS else value


async def api_on(graph: Graph, home: Path, *, bundle: Path | None = FAMILIES, now: str = NOW, **settings: str) -> Api:
    """The API over the graph, wiped and loaded with the bundle (None: left as it is)."""
    patient = {"GRAPHSVC_DEADLINE_SECONDS": "240", **settings}  # first plans are slow on a busy machine
    said = settings_at(home, GRAPHSVC_CLOCK=now, GRAPHSVC_IDE="true", **patient)
    clock = clock_from(said.clock, said.zone)
    if bundle is not None:
        await wipe(graph)
        report = await import_bundle(bundle, graph, said, clock)
        assert report.problems == (), report.problems
    served = served_on(said, graph, clock)
    transport = httpx.ASGITransport(app=app_of(served))
    return Api(served, httpx.AsyncClient(transport=transport, base_url="http://test"))
