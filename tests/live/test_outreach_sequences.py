"""The outreach work over HTTP and a real graph, several workers at once, drawn as tests/outreach_machine.py draws it.

After each sequence the audit log on disk replays to what stands in the graph, with neither a change without an entry
nor an entry without a change; a value leaves only where some moment let it, with its entry in the log.

Thirty sequences here, three hundred by night; two thousand over the same records in memory (tests/property).
"""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from graphsvc.audit.people import pseudonyms
from graphsvc.database.driver import Graph
from tests.audit_files import lines_in
from tests.live.api import Api, api_on, plant
from tests.live.record_queries import PAYLOADS, PROBLEM
from tests.outreach_machine import Outreach
from tests.outreach_rules import State, Step, accounted, replayed, steps
from tests.outreach_world import FORMS, IDS, STAFF, Act

MET = {"type": "HOSPITAL_VIP_CONTACT", "compartment": "HEALTH_HIPAA", "owner": "BPHC", "agency": "BPHC"}
STREET = {"type": "STREET_WORKER_CONTACT", "compartment": "OUTREACH", "owner": "BCYF", "agency": "BCYF"}
ELSEWHERE = {"s-bea": "s-cora", "s-tess": "s-sofia"}
"""Workers that the worked families lack, and who stands in for them."""
ASKED_FOR = "p-dre"
"""Whom the investigator knows."""
SPOKEN_WITH = ("p-lena",)
"""After a contact none is the first: with the others a plan stays needed, sequence after sequence."""
STORED = """RETURN
  COLLECT { MATCH (o:OutreachPlan)-[:PLAN_TO_REACH]->(r) RETURN [o.id, o.owner, r.id, o.state, o.stated_by] } AS plans,
  COLLECT { MATCH ()-[n:NOTIFIED_FOR]->() RETURN [n.id, CASE WHEN n.exception IS NULL THEN 'SENT'
    WHEN n.approved_by IS NOT NULL THEN 'APPROVED' WHEN n.returned_for IS NOT NULL THEN 'RETURNED' ELSE 'REQUESTED' END,
    n.stated_by] } AS notices,
  COLLECT { MATCH (i:Introduction)-[a:ASKED_OF]->(w) RETURN [i.id, w.id, a.state] } AS answers,
  COLLECT { MATCH (i:Introduction) RETURN i.id } AS introductions,
  COLLECT { MATCH ()-[r:OUTREACH_ASKED_FOR]->() RETURN [r.id, r.state] } AS requests,
  COLLECT { MATCH (a)-[o:RESTRAINED_FROM]->() RETURN [o.id, a.id, o.ended_on IS NOT NULL] } AS orders,
  COLLECT { MATCH (r)-[s:SCREENED_FOR]->() RETURN [s.id, r.id, s.result, s.voided_on IS NOT NULL] } AS screens,
  COLLECT { MATCH (r)-[s:ASKED_AGAIN_FOR]->() RETURN [s.id, r.id] } AS asked_again,
  COLLECT { MATCH (r)-[c:CONTACTED]->() RETURN [r.id, c.outcome] } AS attempts"""
RECEIPTS = """MATCH (t:Receipt) RETURN t.key AS key, t.payload AS payload, t.revision AS revision, t.user AS user,
  t.mutation AS mutation, t.digest AS digest, t.answers AS answers"""
REVISION = "MATCH (r:Revision {id: 'graph'}) RETURN r.n AS n"
REVEAL = "query($c: ID!) { reveal(contactPointId: $c) { __typename ... on Problem { code } } }"
Found = TypeVar("Found")


@dataclass(frozen=True)
class Told:
    """What a worker was told, under which id, and the revisions between which it was asked."""

    act: Act
    key: str
    answer: str
    code: str
    payload: Mapping[str, Any]
    since: int
    until: int


SELDOM = {"introduce", "answer_intro"}
"""Of few sequences perhaps none has one that nothing stands in the way of; in memory there are fifty (property)."""


class Live:
    """Workers over one graph and the service's own audit log; the machine runs on a thread beside its loop."""

    def __init__(self, api: Api, loop: asyncio.AbstractEventLoop) -> None:
        self.api, self.loop = api, loop
        self.acts: dict[str, Act] = {}
        self.told: list[Told] = []
        self.flying: list[asyncio.Task[None]] = []
        self.start = State()
        self.faults: list[Exception] = []
        self.looked_at = 0

    # ---- what the machine asks for -------------------------------------------------------------------------------

    def begin(self, act: Act, turns: int) -> None:
        if self.faults:
            return
        user = ELSEWHERE.get(act.user, act.user)
        known = {name: value for name, value in act.said.items() if name != "template"}
        if act.name == "ask_outreach":
            known["person"] = ASKED_FOR
        here = Act(user, act.name, known, act.twice)
        key = str(len(self.acts))
        self.acts[f"{user}|{key}"] = here
        self.wait(self._begun(here, key, turns))

    def made(self, name: str) -> list[str]:
        return [str(each.payload[_camel(IDS[name])]) for each in self.told if each.act.name == name and each.payload]

    def finish(self) -> None:
        self.wait(self._finished())

    def wait(self, work: Coroutine[Any, Any, Found]) -> Found:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    async def _begun(self, act: Act, key: str, turns: int) -> None:
        self.flying += [asyncio.create_task(self._sent(act, key)) for _ in range(1 + act.twice)]
        await asyncio.sleep(turns / 1000)

    async def _finished(self) -> None:
        await asyncio.gather(*self.flying)
        self.flying = []

    async def _sent(self, act: Act, key: str) -> None:
        since = await self.revision()
        if act.name == "reveal":
            name, document, said = "reveal", REVEAL, {"c": act.said["relative"].replace("p-", "cp-")}
        else:
            name, said = FORMS[act.name].mutation, {"input": {**_sent(act.said), "idempotencyKey": key}}
            if name == "recordScreen":
                (said["input"]["screen"],) = said["input"].pop("screens")
            shape = name[0].upper() + name[1:]
            document = f"""mutation($input: {shape}Input!) {{ {name}(input: $input) {{
              __typename ... on {shape}Payload {{ {PAYLOADS[name]} }} {PROBLEM} }} }}"""
        body = await self.api.reply(document, said, as_=act.user)
        assert "errors" not in body, body["errors"]
        answer, found = body["extensions"]["answerId"], body["data"][name]
        code = found.get("code", "ALLOWED")
        payload = found if code == "ALLOWED" and act.name != "reveal" else {}
        self.told.append(Told(act, f"{act.user}|{key}", answer, code, payload, since, await self.revision()))

    async def revision(self) -> int:
        (row,) = await self.api.served.graph.run_alone(REVISION, label="revision")
        return int(row["n"])

    # ---- what must hold ------------------------------------------------------------------------------------------

    async def check(self) -> None:
        """After each sequence, when nobody is at work."""
        home = self.api.served.settings.home
        log, receipts = lines_in(home / "audit"), await self.api.served.graph.run_alone(RECEIPTS, label="receipts")
        accounted(log, receipts)
        done = list(steps(log, receipts, self.acts, pseudonyms(home)))
        assert replayed(done, self.started()) == await self.stored()
        said = {(line["answer"], line["decision"]) for line in log}
        assert said >= {(each.answer, each.code) for each in self.told}
        self._kept_once(receipts)
        self._values_left_rightly(done, [int(row["revision"]) for row in receipts])

    def started(self) -> State:
        """What stood before anybody did anything."""
        parts = {each.name: getattr(self.start, each.name) for each in fields(State)}
        return State(**{name: value.copy() for name, value in parts.items()})

    def _kept_once(self, receipts: list[dict[str, Any]]) -> None:
        """A request that was answered with a payload has its receipt, with its own answer in it; alike however often
        it was sent; one that was refused each time has none."""
        kept = {row["key"]: row["answers"] for row in receipts}
        told: dict[str, list[Told]] = {}
        for each in self.told:
            told.setdefault(each.key, []).append(each)
        for key in self.acts:
            made = [each for each in told[key] if each.payload]
            assert bool(made) == (key in kept)
            assert {each.answer for each in made} == set(kept.get(key, ()))
            assert all(each.payload == made[0].payload for each in made)

    def _values_left_rightly(self, done: list[Step], revisions: list[int]) -> None:
        """A value left only if it might at some moment while it was asked for."""
        seen, self.looked_at = self.looked_at, len(self.told)
        for each in self.told[seen:]:
            if each.act.name == "reveal" and each.code == "ALLOWED":
                agency, who = STAFF[each.act.user][0], each.act.said["relative"]
                before = [sum(n <= at for n in revisions) for at in range(each.since, each.until + 1)]
                assert any(replayed(done[:count], self.started()).open(agency, who) for count in sorted(set(before)))

    async def stored(self) -> State:
        (row,) = await self.api.served.graph.run_alone(STORED, label="stored")
        return State(
            {id: (owner, relative, state, by) for id, owner, relative, state, by in row["plans"]},
            {id: (state, by) for id, state, by in row["notices"]},
            {(id, who): state for id, who, state in row["answers"]},
            set(row["introductions"]),
            dict(row["requests"]),
            {id: (who, ended) for id, who, ended in row["orders"]},
            {id: (who, result, voided) for id, who, result, voided in row["screens"]},
            dict(row["asked_again"]),
            Counter((who, outcome) for who, outcome in row["attempts"]),
        )


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _sent(value: Any) -> Any:
    """A form as JSON."""
    if is_dataclass(value) and not isinstance(value, type):
        return _sent(vars(value))
    if isinstance(value, Mapping):
        return {_camel(name): _sent(each) for name, each in value.items() if each is not None}
    if isinstance(value, tuple):
        return [_sent(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


@pytest.fixture
async def live(graph: Graph, tmp_path: Path) -> Live:
    api = await api_on(graph, tmp_path)
    met = [
        {"id": "t-stan-ivy", "person": "p-ivy", "staff": "s-stan", "at": "2026-04-01T15:00:00Z", **STREET},
        {"id": "t-stan-joe", "person": "p-joe", "staff": "s-stan", "at": "2026-04-02T15:00:00Z", **STREET},
        {"id": "t-hana-ivy", "person": "p-ivy", "staff": "s-hana", "at": "2026-04-03T15:00:00Z", **MET},
    ]
    await plant(api, tmp_path / "met", touchpoints=met)
    live = Live(api, asyncio.get_running_loop())
    live.start = await live.stored()
    return live


@pytest.mark.parametrize("sequences", [30, pytest.param(300, marks=pytest.mark.nightly)])
async def test_workers_side_by_side_lose_nothing_and_the_audit_log_replays(live: Live, sequences: int) -> None:
    class Machine(Outreach):
        world = live
        attempted = SPOKEN_WITH
        ran: ClassVar[list[int]] = []

        def teardown(self) -> None:
            """The first fault is kept and told below: nothing over a real server happens alike a second time."""
            if not live.faults:
                try:
                    live.finish()
                    live.wait(live.check())
                except Exception as fault:
                    live.faults.append(fault)
            self.ran.append(1)

    drawn = settings(
        max_examples=sequences,
        stateful_step_count=10,
        deadline=None,
        derandomize=True,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    await asyncio.to_thread(run_state_machine_as_test, Machine, settings=drawn)
    if live.faults:
        raise live.faults[0]
    assert len(Machine.ran) >= sequences
    done = Counter(each.act.name for each in live.told if each.code == "ALLOWED")
    assert {*FORMS, "reveal"} - set(done) <= SELDOM
    assert {each.code for each in live.told} >= {"ALLOWED", "NOT_FOUND", "WRONG_STATE", "SAFETY_CHECK_REQUIRED"}
