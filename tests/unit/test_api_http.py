"""GraphQL over HTTP without a database: fakes by hand stand for the gate, the audit and the graph."""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import httpx
import pytest
from joserfc.jwk import OKPKey
from strawberry.types.execution import ExecutionResult

from graphsvc.access.permissions import PermissionTable
from graphsvc.access.tokens import sign
from graphsvc.access.touchpoints import TouchpointTable
from graphsvc.api import serving
from graphsvc.api.documents import Documents
from graphsvc.api.ide import ide_page
from graphsvc.api.request import GRAPHQL_TYPE, JSON_TYPE
from graphsvc.api.schema import graphql_schema
from graphsvc.api.serving import MOST_IN_FLIGHT, Served, shaped
from graphsvc.app import app_of
from graphsvc.audit.disclosures import Disclosure
from graphsvc.audit.log import AuditLine, Beside
from graphsvc.audit.looks import Look
from graphsvc.catalogue import Row
from graphsvc.clock import Clock
from graphsvc.database.driver import Graph
from graphsvc.errors import AuditFailed, DatabaseGone, StatementLate
from graphsvc.model.answers import Problem, problem
from graphsvc.model.asker import Principal, Sight
from graphsvc.model.site import Site
from graphsvc.questions.influence.choose import State
from graphsvc.settings import read_settings

NOW = Clock(fixed=datetime(2026, 4, 20, 13, tzinfo=UTC))
SAM = Principal("s-sam", "EOHHS", "HUMAN_SERVICES", ("SOCIAL_WORKER",), "t-1")
KEY = OKPKey.generate_key("Ed25519")
TABLE = TouchpointTable({}, {})
AGENCIES = "{ agencies { __typename ... on AgenciesAnswer { agencies { code } } ... on Problem { code } } }"


@dataclass
class FakeGraph:
    """Answers each statement with the rows given, or raises; remembers what was asked."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    fault: Exception | None = None
    slow: float = 0.0
    asked: list[str] = field(default_factory=list)
    cancelled: bool = False

    async def read(self, name: str, **_: object) -> list[Row]:
        self.asked.append(name)
        if self.fault:
            raise self.fault
        try:
            await asyncio.sleep(self.slow)
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        return self.rows.get(name, [])


@dataclass
class FakeGate:
    """Everybody sees nothing, or gets the problem given."""

    refuse: Problem | None = None
    policy_version: str = "policy-1"

    async def look(self, principal: Principal, handle: str | None, field: str, kind: str = "") -> Sight | Problem:
        sight = Sight(principal, None, field, "yes", "policy-1", NOW.now(), NOW.today())
        return self.refuse or sight


@dataclass
class FakeAudit:
    """Keeps the lines, or fails."""

    lines: list[AuditLine] = field(default_factory=list)
    fault: Exception | None = None

    async def append(self, *lines: AuditLine, beside: Beside = ()) -> None:
        if self.fault and lines:
            raise self.fault
        self.lines += lines

    def close(self) -> None:
        """Nothing is open."""

    def hashes(self, person: str) -> frozenset[str]:
        return frozenset({person})

    def looks(self, about: frozenset[str] | None = None) -> list[Look]:
        return []


class NothingDisclosed:
    """Nobody is shown anything of another agency's here."""

    def lines(self, *entries: Disclosure) -> Beside:
        assert entries == ()
        return ()

    def received(self, wanted: Iterable[tuple[str, str]], agency: str | None) -> list[Disclosure]:
        return []


@dataclass
class Parts:
    graph: FakeGraph = field(default_factory=FakeGraph)
    gate: FakeGate = field(default_factory=FakeGate)
    audit: FakeAudit = field(default_factory=FakeAudit)
    deadline: str = "10"
    ide: str = "false"
    more: dict[str, str] = field(default_factory=dict)
    documents: Documents = field(default_factory=Documents)
    kept: Served | None = None

    def served(self) -> Served:
        said = {"GRAPHSVC_DEADLINE_SECONDS": self.deadline, "GRAPHSVC_IDE": self.ide, **self.more}
        settings = read_settings(said)
        graph, schema = cast(Graph, self.graph), graphql_schema(introspection=settings.ide)
        permissions, shown = PermissionTable({}), NothingDisclosed()
        return Served(
            settings,
            graph,
            NOW,
            Site(),
            self.gate,
            self.audit,
            KEY,
            permissions,
            TABLE,
            schema,
            shown,
            documents=self.documents,
        )

    async def post(
        self, body: Any = None, *, content: bytes | None = None, reuse: bool = False, **headers: str
    ) -> httpx.Response:
        """The reply; `reuse` asks of the same process as before, as far as that kept anything."""
        given = {"authorization": f"Bearer {sign(KEY, SAM, NOW)}", "content-type": JSON_TYPE}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        self.kept = self.kept if reuse and self.kept else self.served()
        transport = httpx.ASGITransport(app=app_of(self.kept))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            sent = {"content": content} if content is not None else {"json": body}
            return await client.post("/graphql", headers={k: v for k, v in given.items() if v}, **sent)

    async def ask(self, query: str, **headers: str) -> httpx.Response:
        return await self.post({"query": query}, **headers)


@pytest.fixture
def parts() -> Parts:
    return Parts(FakeGraph({"agencies": [{"id": "BPD", "name": "Police", "sector": "LAW_ENFORCEMENT"}]}))


def codes(reply: httpx.Response) -> list[str]:
    return [error["extensions"]["code"] for error in reply.json()["errors"]]


async def test_an_answer_says_how_long_it_took_and_is_never_stored(parts: Parts) -> None:
    reply = await parts.ask(AGENCIES)
    body = reply.json()
    assert body["data"] == {"agencies": {"__typename": "AgenciesAnswer", "agencies": [{"code": "BPD"}]}}
    line = parts.audit.lines[0]
    took = body["extensions"].pop("durationMs")
    assert body["extensions"] == {"timedOut": False, "answerId": line.answer, "knownAt": line.known_at} and took >= 0
    assert reply.headers["cache-control"] == "no-store"
    assert [(line.user, line.field, line.decision, line.rows) for line in parts.audit.lines] == [
        ("s-sam", "agencies", "ALLOWED", 1)
    ]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", JSON_TYPE),
        ("*/*", JSON_TYPE),
        (JSON_TYPE, JSON_TYPE),
        (GRAPHQL_TYPE, GRAPHQL_TYPE),
        (f"{GRAPHQL_TYPE}, {JSON_TYPE};q=0.9", GRAPHQL_TYPE),
    ],
)
async def test_the_answer_comes_in_the_type_that_was_asked_for(parts: Parts, accept: str, media: str) -> None:
    reply = await parts.ask(AGENCIES, accept=accept)
    assert reply.headers["content-type"] == f"{media}; charset=utf-8"


@pytest.mark.parametrize("document", ["{ nothing }", "{", "{ person(id: 3) { __typename } } }", "query A { viewer }"])
async def test_a_request_error_has_no_data_and_status_400_in_the_graphql_type(parts: Parts, document: str) -> None:
    newer, older = await parts.ask(document, accept=GRAPHQL_TYPE), await parts.ask(document, accept=JSON_TYPE)
    assert (newer.status_code, older.status_code) == (400, 200)
    assert "data" not in newer.json() and "data" not in older.json()
    assert codes(newer) == ["BAD_REQUEST"] * len(codes(newer))
    assert parts.graph.asked == []


@pytest.mark.parametrize("document", ["{ viewr { __typename } }", "{ viewer { ... on ViewerAnswr { name } } }"])
async def test_no_refusal_suggests_a_name(parts: Parts, document: str) -> None:
    assert "Did you mean" not in (await parts.ask(document)).text


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x.y.z", "Basic abc", "Bearer " + "a" * 9000])
async def test_without_a_good_token_nothing_is_read(parts: Parts, header: str) -> None:
    reply = await parts.post({"query": AGENCIES}, authorization=header)
    assert (reply.status_code, codes(reply), parts.graph.asked) == (401, ["TOKEN_REFUSED"], [])


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"{", 400, "BAD_REQUEST"),
        (b"[]", 400, "NO_BATCHING"),
        (b'[{"query": "{ __typename }"}]', 400, "NO_BATCHING"),
        (b'{"variables": {}}', 400, "BAD_REQUEST"),
        (b'{"query": 3}', 400, "BAD_REQUEST"),
        (b'{"query": "{ __typename }", "variables": []}', 400, "BAD_REQUEST"),
        (b'{"query": "{ __typename }", "operationName": 3}', 400, "BAD_REQUEST"),
        (b'{"query": "{ __typename }", "extensions": 3}', 400, "BAD_REQUEST"),
        (b'{"query": "' + b" " * 100_001 + b'"}', 413, "TOO_LARGE"),
    ],
)
async def test_a_body_that_is_none_is_refused(parts: Parts, content: bytes, status: int, code: str) -> None:
    reply = await parts.post(content=content)
    assert (reply.status_code, codes(reply)) == (status, [code])


async def test_a_body_that_dribbles_in_is_given_up_at_the_deadline(parts: Parts) -> None:
    parts.deadline = "0.05"

    async def dribble() -> Any:
        yield b'{"query": '
        await asyncio.sleep(30)

    reply = await asyncio.wait_for(parts.post(content=cast(Any, dribble())), 5)
    assert (reply.status_code, codes(reply)) == (408, ["SLOW_BODY"])
    assert (parts.graph.asked, parts.audit.lines) == ([], [])


async def test_only_json_bodies_are_read(parts: Parts) -> None:
    reply = await parts.post(content=b"query={ __typename }", content_type="application/x-www-form-urlencoded")
    assert (reply.status_code, codes(reply)) == (415, ["MEDIA_TYPE"])


async def test_queries_by_get_are_refused(parts: Parts) -> None:
    transport = httpx.ASGITransport(app=app_of(parts.served()))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        assert (await client.get("/graphql", params={"query": "{ __typename }"})).status_code == 405


def deep(levels: int) -> str:
    return "{ viewer " * levels + "{ __typename }" + "}" * levels


async def test_twelve_levels_are_not_too_deep(parts: Parts) -> None:
    assert "TOO_DEEP" not in codes(await parts.ask(deep(11)))


@pytest.mark.parametrize("text", ["{" * 900, "{ viewer(a: " + "[" * 900, "{ a" * 450])
async def test_nesting_beyond_the_parser_is_a_coded_refusal(parts: Parts, text: str) -> None:
    reply = await parts.ask(text)
    assert codes(reply)[0] in {"TOO_DEEP", "BAD_REQUEST", "TOO_MANY_TOKENS"}
    assert "recursion" not in reply.text.lower()


async def test_the_schema_is_told_only_where_the_ide_is_on(parts: Parts) -> None:
    document = "{ __schema { queryType { name } } }"
    assert set(codes(await parts.ask(document))) == {"BAD_REQUEST"}
    parts.ide = "true"
    assert (await parts.ask(document)).json()["data"] == {"__schema": {"queryType": {"name": "Query"}}}


async def test_the_ide_needs_no_other_host(parts: Parts) -> None:
    parts.ide = "true"
    transport = httpx.ASGITransport(app=app_of(parts.served()))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        page = await client.get("/")
    assert page.status_code == 200 and "://" not in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")


async def test_the_document_by_which_the_ide_shows_the_schema_is_answered(parts: Parts) -> None:
    parts.ide = "true"
    words = re.search(r"const words = `(.*?)`", ide_page(), re.DOTALL)
    assert words
    said = (await parts.ask(words[1])).json()
    assert "errors" not in said and said["data"]["__schema"]["mutationType"] == {"name": "Mutation"}


async def test_a_question_that_is_refused_as_such_is_written_down_by_its_field_and_not_its_alias(parts: Parts) -> None:
    await parts.ask("{ Marcus: people(first: 0) { __typename } }")
    await parts.ask('{ Marcus: person(id: "p-1", asOf: "2099-01-01") { __typename } }')
    assert [(line.field, line.decision, line.rows) for line in parts.audit.lines] == [
        ("people", "BAD_INPUT", 0),
        ("person", "BAD_INPUT", 0),
    ]


async def test_a_fault_is_written_down_once(parts: Parts) -> None:
    parts.graph.fault = KeyError("Marcus")
    await parts.ask(AGENCIES)
    assert [(line.field, line.decision) for line in parts.audit.lines] == [("agencies", "FAULT")]


async def test_a_fault_is_written_down_under_whom_was_asked_about(parts: Parts) -> None:
    parts.graph.fault = KeyError("Marcus")
    await parts.ask('{ person(id: "p-1") { __typename } }')
    assert [(line.field, line.decision, set(line.people)) for line in parts.audit.lines] == [
        ("person", "FAULT", {"p-1"})
    ]


async def test_a_refused_question_that_cannot_be_written_down_says_no_more_than_that(parts: Parts) -> None:
    parts.audit.fault = AuditFailed("The audit line could not be written.", "Ask again.")
    reply = await parts.ask("{ people(first: 0) { __typename } }")
    assert (reply.status_code, codes(reply)) == (503, ["AUDIT_FAILED"])


async def test_a_problem_is_a_member_of_the_union_and_is_written_down(parts: Parts) -> None:
    parts.gate.refuse = problem("PURPOSE_REQUIRED")
    reply = await parts.ask('{ person(id: "p-1") { __typename ... on Problem { code retryable nextStep } } }')
    assert reply.json()["data"] == {
        "person": {
            "__typename": "PurposeRequired",
            "code": "PURPOSE_REQUIRED",
            "retryable": True,
            "nextStep": "Call openPurpose first.",
        }
    }
    assert (parts.graph.asked, parts.audit.lines[0].decision) == ([], "PURPOSE_REQUIRED")


async def test_a_read_that_cannot_be_written_down_does_not_leave(parts: Parts) -> None:
    parts.audit.fault = AuditFailed("The audit line could not be written.", "Ask again.")
    reply = await parts.ask(AGENCIES)
    assert (reply.status_code, codes(reply), "data" in reply.json()) == (503, ["AUDIT_FAILED"], False)


async def test_the_line_is_on_its_way_while_the_answer_is_put_into_words_and_the_answer_waits_for_it(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_disk, seen = asyncio.get_running_loop().create_future(), list[tuple[list[str], bool]]()
    begun: list[str] = []

    def begin(*lines: AuditLine, beside: Beside = ()) -> asyncio.Future[None]:
        begun.extend(line.field for line in lines)
        return on_disk

    def shape(result: ExecutionResult) -> dict[str, Any]:
        seen.append((begun.copy(), on_disk.done()))
        return shaped(result)

    monkeypatch.setattr(parts.audit, "append", begin)
    monkeypatch.setattr(serving, "shaped", shape)
    asked = asyncio.create_task(parts.ask(AGENCIES))
    while not seen:  # noqa: ASYNC110  (nobody tells us)
        await asyncio.sleep(0)
    await asyncio.sleep(0.01)
    assert (seen, begun, asked.done()) == ([(["agencies"], False)], ["agencies"], False)
    on_disk.set_result(None)
    assert (await asked).status_code == 200


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        (
            DatabaseGone("Statement agencies found no database.", "Ask again."),
            "DATABASE_GONE",
            "The database cannot be reached now.",
        ),
        (KeyError("Marcus"), "FAULT", "Something failed on our side."),
    ],
)
async def test_a_fault_is_coded_and_tells_nothing_more(parts: Parts, fault: Exception, code: str, words: str) -> None:
    parts.graph.fault = fault
    reply = await parts.ask(AGENCIES)
    assert codes(reply) == [code]
    assert words in reply.text and "Marcus" not in reply.text and "Statement" not in reply.text


async def test_a_late_statement_is_a_late_answer(parts: Parts) -> None:
    parts.graph.fault = StatementLate("Statement agencies took too long.", "Ask again.")
    body = (await parts.ask(AGENCIES)).json()
    assert body["data"]["agencies"] == {"__typename": "Late", "code": "LATE"}
    assert body["extensions"]["timedOut"] is True


async def test_the_deadline_ends_a_statement(parts: Parts) -> None:
    parts.deadline, parts.graph.slow = "0.05", 30
    body = (await parts.ask(AGENCIES)).json()
    assert body["data"]["agencies"]["code"] == "LATE" and parts.graph.cancelled


async def test_a_client_that_goes_away_ends_its_statement(parts: Parts) -> None:
    parts.graph.slow = 30
    body, sent = b'{"query": "{ agencies { __typename } }"}', []
    messages = [{"type": "http.request", "body": body, "more_body": False}, {"type": "http.disconnect"}]

    async def receive() -> Any:
        await asyncio.sleep(0.01)
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"authorization", f"Bearer {sign(KEY, SAM, NOW)}".encode()), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "headers": headers, "query_string": b""}
    await asyncio.wait_for(app_of(parts.served())(cast(Any, scope), receive, send), 5)
    assert parts.graph.cancelled
    assert [(line.field, line.decision) for line in parts.audit.lines] == [("agencies", "CANCELLED")]


async def test_more_requests_than_can_be_answered_are_told_to_come_back(parts: Parts) -> None:
    served = parts.served()
    served.in_flight = MOST_IN_FLIGHT
    headers = {"authorization": f"Bearer {sign(KEY, SAM, NOW)}"}
    transport = httpx.ASGITransport(app=app_of(served))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        reply = await client.post("/graphql", json={"query": AGENCIES}, headers=headers)
    assert (reply.status_code, codes(reply), parts.graph.asked) == (503, ["OVERLOADED"], [])


async def test_health_says_whether_the_database_answers(parts: Parts) -> None:
    async def ready() -> tuple[int, Any]:
        transport = httpx.ASGITransport(app=app_of(parts.served()))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            reply = await client.get("/health")
        return reply.status_code, reply.json()

    assert await ready() == (200, {"live": True, "ready": True})
    parts.graph.fault = DatabaseGone("Statement migrations_applied found no database.", "Ask again.")
    assert await ready() == (503, {"live": True, "ready": False})


@pytest.mark.parametrize(
    ("client", "headers", "status"),
    [
        (("127.0.0.1", 9), {}, 200),
        (("::1", 9), {}, 200),
        (("10.0.0.9", 9), {}, 404),
        (("127.0.0.1", 9), {"x-forwarded-for": "10.0.0.9"}, 404),
        (("somewhere", 9), {}, 404),
    ],
)
async def test_the_metrics_are_told_to_this_machine_only(
    parts: Parts, client: tuple[str, int], headers: dict[str, str], status: int
) -> None:
    transport = httpx.ASGITransport(app=app_of(parts.served()), client=client)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as asking:
        reply = await asking.get("/metrics", headers=headers)
    assert (reply.status_code, b"graphsvc_engine_ready" in reply.content) == (status, status == 200)


async def test_health_is_not_ready_while_the_path_engine_starts(parts: Parts) -> None:
    served = parts.served()
    served.walks.state = State.STARTING
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app_of(served)), base_url="http://test") as client:
        reply = await client.get("/health")
    assert (reply.status_code, reply.json()) == (503, {"live": True, "ready": False})
