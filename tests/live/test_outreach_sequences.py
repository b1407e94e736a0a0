"""The outreach work over HTTP and a real graph, several workers at once: acts are sent side by side, some of them
twice. After each fifth sequence the receipts replay to what stands (tests/outreach_world.py), and the audit log holds
an intent before each act and one outcome for it, the same that its sender was told.

Thirty sequences here, three hundred by night; two thousand over the same records in memory (tests/property).
"""

import asyncio
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from graphsvc.database.driver import Graph
from tests.audit_files import lines_in
from tests.live.api import Api, api_on, plant
from tests.live.record_queries import record
from tests.outreach_world import Act, P, Replayed, replayed

MUTATIONS = {
    "plan": "planOutreach",
    "approve": "approveOutreach",
    "notice": "recordNotice",
    "except": "approveNoticeException",
    "introduce": "requestWarmIntroduction",
    "answer_intro": "answerIntroduction",
    "ask_outreach": "requestFamilyOutreach",
    "answer_request": "answerOutreachRequest",
    "attempt": "recordContactAttempt",
}
IDS = {"plan": "planId", "notice": "noticeId", "introduce": "requestId", "ask_outreach": "requestId"}
KINDS = {"approve": "plan", "except": "notice", "answer_intro": "introduce", "answer_request": "ask_outreach"}
"""Act → the act whose records it is about."""
OF_WORKERS = {
    "s-sam": ("plan", "plan", "notice", "introduce", "answer_request", "attempt"),
    "s-cora": ("plan", "notice", "notice", "introduce", "attempt"),
    "s-sofia": ("approve", "approve", "except", "except", "plan"),
    "s-stan": ("answer_intro", "answer_request"),
    "s-hana": ("answer_intro",),
    "s-ines": ("ask_outreach",),
}
MET = {"type": "HOSPITAL_VIP_CONTACT", "compartment": "HEALTH_HIPAA", "owner": "BPHC", "agency": "BPHC"}
STREET = {"type": "STREET_WORKER_CONTACT", "compartment": "OUTREACH", "owner": "BCYF", "agency": "BCYF"}
STORED = """RETURN
  COLLECT { MATCH (o:OutreachPlan)-[:PLAN_TO_REACH]->(r) RETURN [o.id, o.owner, r.id, o.state, o.stated_by] } AS plans,
  COLLECT { MATCH ()-[n:NOTIFIED_FOR]->() RETURN [n.id, CASE WHEN n.exception IS NULL THEN 'SENT'
    WHEN n.approved_by IS NOT NULL THEN 'APPROVED' WHEN n.returned_for IS NOT NULL THEN 'RETURNED' ELSE 'REQUESTED' END,
    n.stated_by] } AS notices,
  COLLECT { MATCH (i:Introduction)-[a:ASKED_OF]->(w) RETURN [i.id, w.id, a.state] } AS answers,
  COLLECT { MATCH (i:Introduction) RETURN i.id } AS introductions,
  COLLECT { MATCH ()-[r:OUTREACH_ASKED_FOR]->() RETURN [r.id, r.state] } AS requests,
  COLLECT { MATCH (r)-[c:CONTACTED]->() RETURN [r.id, c.outcome] } AS attempts"""
RECEIPTS = """MATCH (t:Receipt)
RETURN t.key AS key, t.payload AS payload, t.revision AS revision, t.user AS user, t.mutation AS mutation"""


class Team:
    """Workers over one graph: what each did, what they were told, and what stands."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.said: dict[str, Act] = {}
        self.known: dict[str, list[str]] = {}
        self.told: Counter[tuple[str, str, str]] = Counter()

    async def run(self, seed: int) -> None:
        rng = Random(seed)
        users = ["s-sofia", *rng.sample(sorted(OF_WORKERS.keys() - {"s-sofia"}), rng.randrange(2, 5))]
        await asyncio.gather(*(self._work(user, seed, Random(f"{seed}{user}")) for user in users))

    async def _work(self, user: str, seed: int, rng: Random) -> None:
        for step in range(rng.randrange(1, 4)):
            act = self._drawn(user, rng)
            key = f"{seed}-{step}"
            self.said[f"{user}|{key}"] = act
            answers = await asyncio.gather(*(self._act(act, key) for _ in range(1 + act.twice)))
            made = [each for each in answers if each["__typename"].endswith("Payload")]
            assert all(each == made[0] for each in made)
            if made and act.name in IDS and not act.said.get("sent_on"):  # a notice that was sent is not decided about
                self.known.setdefault(act.name, []).append(made[0][IDS[act.name]])

    async def _act(self, act: Act, key: str) -> dict[str, Any]:
        said = {_camel(name): value for name, value in act.said.items() if value is not None}
        purpose_of_mutation = MUTATIONS[act.name]
        answer = await record(self.api, purpose_of_mutation, act.user, **said, idempotencyKey=key)
        payload = answer["__typename"].endswith("Payload")
        self.told[act.user, purpose_of_mutation, "ALLOWED" if payload else answer["code"]] += 1
        return answer

    def _drawn(self, user: str, rng: Random) -> Act:
        name = rng.choice(OF_WORKERS[user])
        who, either = rng.choice(("p-ivy", "p-joe", "p-lena")), rng.choice((None, "Not so"))
        about = rng.choice([*self.known.get(KINDS.get(name, ""), ())[-4:], "none-such"])
        said: dict[str, dict[str, Any]] = {
            "plan": {"person": P, "relative": who, "mode": "PHONE", "words": "Hello"},
            "approve": {"plan": about, "refused_for": either},
            "notice": {"person": P, "relative": who, **rng.choice(({"sent_on": "2026-04-20"}, {"exception": "DV"}))},
            "attempt": {
                "person": P,
                "relative": who,
                "mode": "PHONE",
                "outcome": rng.choice(("SPOKE_UNDECIDED", "SPOKE_WILLING")),
            },
            "except": {"notice": about, "refused_for": either},
            "introduce": {"person": P, "relative": who, "reason_code": "CASE_WORK"},
            "answer_intro": {"introduction": about, "state": rng.choice(("ACCEPTED", "DECLINED"))},
            "ask_outreach": {"person": "p-dre", "reason_code": "SAFETY"},
            "answer_request": {"request": about, "state": rng.choice(("ACCEPTED", "FAMILY_SAID_NO", "DONE"))},
        }
        return Act(user, name, said[name], rng.random() < 0.3)

    async def check(self) -> None:
        """What must hold after each sequence."""
        receipts = await self.api.served.graph.run_alone(RECEIPTS, label="receipts")
        assert replayed(receipts, self.said) == await self._stored()
        lines = [
            each for each in lines_in(self.api.served.settings.home / "audit") if each["field"] in MUTATIONS.values()
        ]
        outcomes = Counter((each["user"], each["field"], each["decision"]) for each in lines)
        intents = Counter({key[:2]: n for key, n in outcomes.items() if key[2] == "INTENT"})
        assert Counter({key: n for key, n in outcomes.items() if key[2] != "INTENT"}) == self.told
        told = Counter[tuple[str, str]]()
        for (user, name, _), n in self.told.items():
            told[user, name] += n
        assert intents == told
        first = {(each["answer"], each["field"]): each["decision"] for each in reversed(lines)}
        assert set(first.values()) <= {"INTENT"}
        kept = Counter((row["user"], row["mutation"]) for row in receipts)
        assert all(n <= outcomes[user, name, "ALLOWED"] for (user, name), n in kept.items())

    async def _stored(self) -> Replayed:
        (row,) = await self.api.served.graph.run_alone(STORED, label="stored")
        return Replayed(
            {id: (owner, relative, state, by) for id, owner, relative, state, by in row["plans"]},
            {id: (state, by) for id, state, by in row["notices"]},
            {(id, who): state for id, who, state in row["answers"]},
            set(row["introductions"]),
            dict(row["requests"]),
            attempts=Counter((who, outcome) for who, outcome in row["attempts"]),
        )


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


@pytest.fixture
async def team(graph: Graph, tmp_path: Path) -> Team:
    api = await api_on(graph, tmp_path)
    met = [
        {"id": "t-stan-ivy", "person": "p-ivy", "staff": "s-stan", "at": "2026-04-01T15:00:00Z", **STREET},
        {"id": "t-stan-joe", "person": "p-joe", "staff": "s-stan", "at": "2026-04-02T15:00:00Z", **STREET},
        {"id": "t-hana-ivy", "person": "p-ivy", "staff": "s-hana", "at": "2026-04-03T15:00:00Z", **MET},
    ]
    await plant(api, tmp_path / "met", touchpoints=met)
    return Team(api)


@pytest.mark.parametrize("sequences", [30, pytest.param(300, marks=pytest.mark.nightly)])
async def test_workers_side_by_side_lose_nothing_and_the_log_replays(team: Team, sequences: int) -> None:
    for seed in range(sequences):
        await team.run(seed)
        if seed % 5 == 4:
            await team.check()
    assert {name for _, name, decision in team.told if decision == "ALLOWED"} == set(MUTATIONS.values())
    assert {decision for _, _, decision in team.told} >= {"ALLOWED", "NOT_FOUND", "WRONG_STATE"}
