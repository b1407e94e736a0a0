"""The work of reaching people in memory: the statements that its records use, workers at once, and what must hold.

    world = World(seed)         people, workers, and sequences of acts drawn for each worker
    await world.run()           all workers side by side over `Fake`: the records themselves, one writer at a time
    replay(world)               a second implementation, fed with the receipts in the order of their commits

What is tested are graphsvc's records and rules; statements in Cypher are tested over a real graph (tests/live).
"""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, cast

from graphsvc.access.safety import safety_reading
from graphsvc.access.safety_rules import decide, screened_on
from graphsvc.clock import Clock
from graphsvc.database.driver import Graph
from graphsvc.model.answers import Problem
from graphsvc.model.asker import Principal, Sight
from graphsvc.model.outreach import SPOKE, Standing, against_contact, newest
from graphsvc.model.safety_lines import Effect, strongest
from graphsvc.model.site import Site
from graphsvc.questions.reach.bands import FAILED_OUTCOMES, cool_down_until
from graphsvc.records import attempts, introductions, notices, orders, plans, requests, screens, work
from graphsvc.records.ledger import Desk, Refused

P = "p-marcus"
RELATIVES = ("p-ivy", "p-joe", "p-lena")
BONDED = {"p-ivy": ("s-stan", "s-hana"), "p-joe": ("s-stan",)}
"""Relative → the workers who know them."""
START = datetime(2026, 4, 20, 13, tzinfo=UTC)
SITE = Site(screen_mode="MANUAL", outreach_templates=("FIRST_CALL",))
STAFF: Mapping[str, tuple[str, tuple[str, ...], frozenset[str]]] = {
    "s-sam": ("EOHHS", ("SOCIAL_WORKER",), frozenset({P})),
    "s-cora": ("EOHHS", ("CW_WORKER",), frozenset({P})),
    "s-bea": ("BCYF", ("SOCIAL_WORKER",), frozenset({P})),
    "s-sofia": ("EOHHS", ("SUPERVISOR",), frozenset({P})),
    "s-tess": ("EOHHS", ("SUPERVISOR",), frozenset({P})),
    "s-stan": ("BCYF", ("STREET_WORKER",), frozenset()),
    "s-hana": ("BPHC", ("HEALTH_VIP",), frozenset()),
    "s-ines": ("BPD", ("INVESTIGATOR",), frozenset()),
}
"""Staff → (agency, roles, caseload): s-bea works for another agency with the same person."""
SECTORS = {"BPD": "LAW_ENFORCEMENT", "BPHC": "PUBLIC_HEALTH", "BCYF": "YOUTH_SERVICES"}
Row = dict[str, Any]


@dataclass
class Data:
    """What stands in the graph."""

    revision: int = 0
    receipts: dict[str, Row] = field(default_factory=dict)
    plans: dict[str, Row] = field(default_factory=dict)
    notices: dict[str, Row] = field(default_factory=dict)
    introductions: dict[str, Row] = field(default_factory=dict)
    asked_of: dict[tuple[str, str], Row] = field(default_factory=dict)
    requests: dict[str, Row] = field(default_factory=dict)
    orders: dict[str, Row] = field(default_factory=dict)
    screens: dict[str, Row] = field(default_factory=dict)
    asked_again: list[Row] = field(default_factory=list)
    attempts: list[Row] = field(default_factory=list)
    to_review: list[Row] = field(default_factory=list)

    def tried(self, who: str, *outcomes: str) -> list[date]:
        """The days of attempts with that relative that came to one of these."""
        return [row["at"].date() for row in self.attempts if row["relative"] == who and row["outcome"] in outcomes]

    # ---- reads --------------------------------------------------------------------------------------------------

    def people_existing(self, *, ids: list[str], **_: Any) -> list[Row]:
        return [{"id": each} for each in ids if each in (P, *RELATIVES)]

    def safety_concealed(self, **_: Any) -> list[Row]:
        return []

    def check_feed(self) -> list[Row]:
        return []

    def safety_sphere(self, *, person_ids: list[str], **_: Any) -> list[Row]:
        self_ = {"sphere": "SELF", "lapsed": False, "record": "", "born_on": date(2009, 9, 14)}
        return [{"person": each, "other": each, **self_} for each in person_ids]

    def safety_facts(self, *, relatives: dict[str, list[str]], **_: Any) -> list[Row]:
        return [{"person": person, **row} for person, ids in relatives.items() for row in self._facts(ids)]

    def _facts(self, relatives: list[str]) -> list[Row]:
        found = []
        for who in relatives:
            found.append(_fact(who, "BIRTH", f"b-{who}", at=date(1980, 1, 1)))
            for each in self.orders.values():
                if who in (each["restrained_id"], each["protected_id"]):
                    other = each["protected_id"] if who == each["restrained_id"] else each["restrained_id"]
                    said = {"code": each["type"], "status": each["status"], "acts": who == each["restrained_id"]}
                    found.append(_fact(who, "ORDER", each["id"], other=other, **said))
            for each in self.screens.values():
                if each["relative"] == who:
                    said = {"code": each["result"], "status": each["mode"], "at": each["at"], "ended": each["voided"]}
                    found.append(_fact(who, "SCREEN", each["id"], other=P, acts=True, **said))
            for each in self.attempts:
                telling = each["outcome"] == "ASKED_NOT_TO_CONTACT" or (
                    each["outcome"] == "SPOKE_WILLING" and not each.get("against_line")
                )
                if each["relative"] == who and telling:
                    said = {"code": each["outcome"], "acts": True, "at": each["at"].date()}
                    found.append(_fact(who, "ATTEMPT", each["id"], other=P, **said))
        return found

    def access_plan(self, *, id: str) -> list[Row]:
        return [dict(self.plans[id])] if id in self.plans else []

    def access_notice(self, *, id: str) -> list[Row]:
        return [dict(self.notices[id])] if id in self.notices else []

    def access_introduction(self, *, id: str, user: str) -> list[Row]:
        own, made = self.asked_of.get((id, user)), self.introductions.get(id)
        return (
            [{"id": id, "state": own["state"], "by": made["by"], "person": P, "relative": made["relative"]}]
            if (own and made)
            else []
        )

    def access_request(self, *, id: str) -> list[Row]:
        return [dict(self.requests[id])] if id in self.requests else []

    # ---- writes -------------------------------------------------------------------------------------------------

    def record_lock(self, *, key: str, **_: Any) -> list[Row]:
        self.revision += 1
        return [self.receipts[key]] if key in self.receipts else []

    def record_receipt(self, *, key: str, **said: Any) -> list[Row]:
        assert key not in self.receipts
        self.receipts[key] = {"key": key, "revision": self.revision, **said}
        return []

    def record_class(self, **_: Any) -> list[Row]:
        return [{"cls": 1}]

    def record_plan(
        self, *, person_id: str, relative_id: str, plan: Row, owner: str, now: datetime, **_: Any
    ) -> list[Row]:
        for old in self.plans.values():
            if (old["owner"], old["relative"]) == (owner, relative_id) and old["state"] in ("PLANNED", "APPROVED"):
                old["state"] = "SUPERSEDED"
        more = {"by": plan["stated_by"], "person": person_id, "relative": relative_id, "revision": self.revision}
        self.plans[plan["id"]] = {**plan, **more}
        return [{"id": plan["id"]}]

    def decide_plan(self, *, id: str, state: str, by: str, **_: Any) -> list[Row]:
        self.plans[id] |= {"state": state, "decided_by": by}
        return [{"id": id}]

    def record_notice(self, *, person_id: str, relative_id: str, notice: Row) -> list[Row]:
        state = "REQUESTED" if notice["exception"] else "SENT"
        more = {"by": notice["stated_by"], "person": person_id, "relative": relative_id, "state": state}
        self.notices[notice["id"]] = {**notice, **more}
        return [{"id": notice["id"]}]

    def decide_notice(self, *, id: str, state: str, by: str, **_: Any) -> list[Row]:
        self.notices[id] |= {"state": state, "decided_by": by}
        return [{"id": id}]

    def request_introduction(self, *, id: str, relative_id: str, by: str, **_: Any) -> list[Row]:
        self.introductions[id] = {"by": by, "relative": relative_id}
        spoke = {row["by"] for row in self.attempts if row["relative"] == relative_id and row["outcome"] in SPOKE}
        for who in {*BONDED.get(relative_id, ()), *spoke} - {by}:
            self.asked_of[id, who] = {"state": "ASKED"}
        return [{"id": id}]

    def answer_introduction(self, *, id: str, user: str, state: str, **_: Any) -> list[Row]:
        self.asked_of[id, user]["state"] = state
        return [{"id": id}]

    def request_outreach(self, *, id: str, staff_id: str, person_id: str, **_: Any) -> list[Row]:
        self.requests[id] = {"id": id, "state": "ASKED", "person": person_id, "asker": staff_id, "worker": "s-sam"}
        return [{"id": id, "worker": "s-sam", "name": "Sam Castleby", "agency": "EOHHS"}]

    def answer_request(self, *, id: str, state: str, **_: Any) -> list[Row]:
        self.requests[id]["state"] = state
        return [{"id": id}]

    def record_order(self, *, id: str, today: date, **said: Any) -> list[Row]:
        self.orders[id] = {"id": id, **said}
        for each in self.screens.values():
            if each["relative"] in (said["restrained_id"], said["protected_id"]) and each["result"] == "CLEAR":
                each["voided"] = each["voided"] or today
        return [{"id": id}]

    def record_screens(self, *, rows: list[Row], mode: str, at: date, **_: Any) -> list[Row]:
        for row in rows:
            self.screens[row["id"]] = {**row, "mode": mode, "at": at, "voided": None}
        return []

    def record_between(self, *, type: str, said: Row, from_id: str, to_id: str) -> list[Row]:
        assert (type, to_id) == ("CONTACTED", P)
        self.attempts.append({**said, "relative": from_id})
        return [{"id": said["id"]}]

    def record_contact_note(self, *, id: str, kind: str, relative_id: str, **_: Any) -> list[Row]:
        assert kind == "REVIEW"  # everybody here is known to everybody
        self.to_review.append({"id": id, "relative": relative_id})
        return []

    def record_asked_again(self, *, rows: list[Row], at: date, **_: Any) -> list[Row]:
        self.asked_again += [{"relative": row["relative"], "id": row["id"], "on": at} for row in rows]
        return []


def _fact(who: str, fact: str, id: str, **said: Any) -> Row:
    none: Row = {"other": None, "code": "", "status": "", "conditions": [], "acts": None, "at": None, "ends": None}
    none |= {"ended": None, "erased": False, "contested": False, "untrue": False, "by_group": False}
    none |= {"group_lapsed": False, "reviewer": False, "settles": [], "moved": None, "origin": ""}
    return {**none, "relative": who, "record": who, "fact": fact, "id": id, **said}


class Fake:
    """One writer at a time, as record_lock makes it; readers see what is committed; what is refused is undone."""

    def __init__(self, rng: Random) -> None:
        self.rng, self.lock, self.committed = rng, asyncio.Lock(), Data()
        self.history: list[Data] = [self.committed]

    async def turn(self) -> None:
        """Somebody else's turn, as chance has it."""
        for _ in range(self.rng.randrange(3)):
            await asyncio.sleep(0)

    async def read(self, name: str, /, **params: Any) -> list[Row]:
        await self.turn()
        return cast(list[Row], getattr(self.committed, name)(**params))

    async def write_unit(self, work: Callable[[Any], Awaitable[Any]], *, label: str) -> Any:
        async with self.lock:
            working = deepcopy(self.committed)
            made = await work(_Unit(self, working))
            self.committed = working
            self.history.append(working)
            return made


@dataclass
class _Unit:
    fake: Fake
    data: Data

    async def run(self, name: str, /, **params: Any) -> list[Row]:
        await self.fake.turn()
        return cast(list[Row], getattr(self.data, name)(**params))


@dataclass(frozen=True)
class Act:
    """What one worker does: a mutation's name and what she says, or `reveal` and `day`."""

    user: str
    name: str
    said: Mapping[str, Any]
    twice: bool = False


@dataclass
class Done:
    """An act, what it was answered with, and the revisions between which it was."""

    act: Act
    key: str
    outcome: Any
    since: int
    until: int
    today: date


WORKERS = ("s-sam", "s-cora", "s-bea", "s-sofia", "s-tess", "s-stan", "s-hana", "s-ines")
MOST_ACTS = 8


@dataclass
class World:
    """One drawn sequence."""

    seed: int
    done: list[Done] = field(default_factory=list)
    days: int = 0

    def __post_init__(self) -> None:
        self.rng = Random(self.seed)
        self.fake, self.mood = Fake(self.rng), self.rng.choice(MOODS)
        for who in RELATIVES[:2]:
            row = {"id": f"s-{who}", "relative": who, "result": "CLEAR", "mode": "MANUAL"}
            self.fake.committed.screens[row["id"]] = {**row, "at": date(2026, 4, 10), "voided": None}

    async def run(self) -> None:
        """Some workers at once, each act after act."""
        users = ["s-sam", "s-sofia", *self.rng.sample(WORKERS[1:], self.rng.randrange(3))]
        users = list(dict.fromkeys(users + self.rng.sample(WORKERS, self.rng.randrange(2))))
        await asyncio.gather(*(self._work(user, number) for number, user in enumerate(users)))

    async def _work(self, user: str, number: int) -> None:
        for step in range(self.rng.randrange(2, MOST_ACTS + 1)):
            await self.fake.turn()
            act = drawn(user, self.fake.committed, self.rng, self.mood)
            key = f"{number}-{step}"
            both = [self._act(act, key) for _ in range(1 + act.twice)]
            await asyncio.gather(*both)

    async def _act(self, act: Act, key: str) -> None:
        since, clock = self.fake.committed.revision, self.clock
        outcome = await ACTS[act.name](self, desk_of(self.fake, act.user, clock), {**act.said, "idempotency_key": key})
        until = self.fake.committed.revision
        self.done.append(Done(act, f"{act.user}|{key}", outcome, since, until, clock.today()))

    @property
    def clock(self) -> Clock:
        return Clock(fixed=START + timedelta(days=self.days))


def desk_of(graph: Any, user: str, clock: Clock) -> Desk:
    """As the gate would open one."""
    agency, roles, caseload = STAFF[user]
    principal = Principal(user, agency, SECTORS.get(agency, "HUMAN_SERVICES"), roles, f"t-{user}")
    sight = Sight(principal, None, "f", "own", "v", clock.now(), clock.today(), caseload=caseload)
    return Desk(cast(Graph, graph), sight, clock, SITE)


async def stands(desk: Desk, person: str, relative: str) -> Standing | Problem:
    """As questions/reach/contact.py reads it; here from the fake."""
    fake = cast(Fake, desk.graph)
    reading = await safety_reading(desk.graph, person, [relative], desk.clock.today())
    effect = strongest(decide(reading, relative, desk.clock.today(), SITE))
    data, today = fake.committed, desk.clock.today()
    own = sorted(data.plans.values(), key=lambda plan: -plan["revision"])
    days = {each["on"] for each in data.asked_again if each["relative"] == relative}
    return Standing(
        today,
        None if effect is Effect.PLACE else effect,
        spoken=bool(data.tried(relative, *SPOKE)),
        plan=newest(((p["owner"], p["state"]) for p in own if p["relative"] == relative), desk.agency),
        asked_again=today in days | {screened_on(reading.about(relative), today, SITE)},
        pause_until=cool_down_until(data.tried(relative, *FAILED_OUTCOMES), today, 3, 30, 14),
    )


# ---- what is drawn ------------------------------------------------------------------------------------------------

GUIDED = screens.Guided(True, True, "s-sam", date(2026, 4, 20), True)
TWO = screens.Guided(True, True)


def drawn(user: str, data: Data, rng: Random, mood: Mapping[str, int]) -> Act:
    """An act that this worker's role has, about what is there by now, wrong ones among them."""
    who, twice = rng.choices(RELATIVES, (6, 2, 1))[0], rng.random() < 0.25
    either = rng.choice((None, None, "Not so"))

    def pick(rows: Mapping[str, Any]) -> str:
        return "none-such" if not rows or rng.random() < 0.1 else rng.choice(list(rows))

    waiting = {id: row for id, row in data.plans.items() if row["state"] == "PLANNED" and rng.random() < 0.8}
    own: Mapping[str, Mapping[str, Any]] = {
        "plan": {"person": P, "relative": who, "mode": "PHONE", "words": "Hello",
                 "template": rng.choice((None, None, None, "FIRST_CALL"))},
        "notice": {"person": P, "relative": who, "route": rng.choice(("LETTER", "COURT")),
                   **rng.choice(({"sent_on": date(2026, 4, 20)}, {"exception": "DV"}))},
        "introduce": {"person": P, "relative": who, "reason_code": "CASE_WORK"},
        "answer_request": {"request": pick(data.requests), "state": rng.choice(("ACCEPTED", "FAMILY_SAID_NO", "DONE"))},
        "order": {"restrained": who, "protected": P, "type": "BAIL_NO_CONTACT"},
        "screen": {"person": P, "mode": "MANUAL", "screens": (screens.ScreenRow(who, "CLEAR", GUIDED),)},
        "again": {"person": P, "mode": "MANUAL", "screens": (screens.ScreenRow(who, "CLEAR", TWO),),
                  "at_contact": True},
        "reveal": {"relative": who},
        "attempt": {"person": P, "relative": who, "mode": "PHONE", "outcome": rng.choice(OUTCOMES)},
        "day": {},
    }  # fmt: skip
    approving: Mapping[str, Mapping[str, Any]] = {
        "approve": {"plan": pick(waiting or data.plans), "refused_for": either},
        "except": {"notice": pick(data.notices), "refused_for": either},
    }
    answering = {
        "answer_intro": {"introduction": pick(data.introductions), "state": rng.choice(("ACCEPTED", "DECLINED"))}
    }
    asking = {"ask_outreach": {"person": P, "reason_code": "SAFETY"}}
    supervisors = {name: own[name] for name in ("plan", "notice")} | dict(approving)
    table: Mapping[str, Mapping[str, Mapping[str, Any]]]
    table = {"s-sofia": supervisors, "s-tess": supervisors, "s-stan": answering, "s-hana": answering, "s-ines": asking}
    acts = table.get(user, own)
    names = sorted(acts)
    name = rng.choices(names, [mood.get(name, OFTEN.get(name, 2)) for name in names])[0]
    if "none-such" in acts[name].values() and rng.random() < 0.8:
        return Act(user, "wait", {})
    return Act(user, name, acts[name], twice and name not in QUIET)


OUTCOMES = (*("NO_ANSWER",) * 6, "SPOKE_UNDECIDED", "SPOKE_WILLING", "ASKED_NOT_TO_CONTACT")
OFTEN = {"plan": 4, "reveal": 6, "again": 4, "approve": 16, "attempt": 3, "order": 1, "day": 1}
"""What is drawn more or less often than the rest, so that most sequences come to a contact."""
MOODS: tuple[Mapping[str, int], ...] = ({}, {"attempt": 16, "reveal": 2}, {"order": 5, "reveal": 16, "again": 10})
"""In a third of the sequences many attempts fail, in a third somebody is kept away while contact is made."""
QUIET = ("reveal", "day", "wait")
"""What is no record of the service: nothing is sent again."""


async def _reveal(world: World, desk: Desk, said: Row) -> Any:
    standing = await stands(desk, P, said["relative"])
    assert isinstance(standing, Standing)
    return against_contact(standing) or "VALUE"


async def _day(world: World, desk: Desk, said: Row) -> Any:
    world.days += 1
    return "DAY"


async def _wait(world: World, desk: Desk, said: Row) -> Any:
    """Whoever answers others looks again later."""
    for _ in range(8):
        await world.fake.turn()
    return "WAITED"


ACTS: Mapping[str, Callable[[World, Desk, Row], Awaitable[Any]]] = {
    "plan": lambda w, d, s: plans.plan_outreach(d, plans.PlanInput(**s), stands),
    "approve": lambda w, d, s: plans.approve_outreach(d, plans.ApproveInput(**s), stands),
    "notice": lambda w, d, s: notices.record_notice(d, notices.NoticeInput(**s)),
    "except": lambda w, d, s: notices.approve_notice_exception(d, notices.ExceptionInput(**s)),
    "introduce": lambda w, d, s: introductions.request_introduction(d, introductions.IntroductionInput(**s)),
    "answer_intro": lambda w, d, s: introductions.answer_introduction(d, introductions.IntroductionAnswerInput(**s)),
    "ask_outreach": lambda w, d, s: work.request_family_outreach(d, work.OutreachInput(**s)),
    "answer_request": lambda w, d, s: requests.answer_request(d, requests.RequestAnswerInput(**s)),
    "order": lambda w, d, s: orders.record_order(d, orders.OrderInput(**s)),
    "screen": lambda w, d, s: screens.screen_relatives(d, screens.ScreensInput(**s)),
    "again": lambda w, d, s: screens.screen_relatives(d, screens.ScreensInput(**s), "recordScreen"),
    "reveal": _reveal,
    "attempt": lambda w, d, s: attempts.record_contact_attempt(d, attempts.AttemptInput(**s), stands),
    "day": _day,
    "wait": _wait,
}


# ---- what must hold -----------------------------------------------------------------------------------------------


@dataclass
class Replayed:
    """What the receipts say, one after the other: a second implementation, of nothing but states."""

    plans: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)
    """Id → (owner, relative, state, who planned it)."""
    notices: dict[str, tuple[str, str]] = field(default_factory=dict)
    answers: dict[tuple[str, str], str] = field(default_factory=dict)
    introductions: set[str] = field(default_factory=set)
    requests: dict[str, str] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)
    attempts: Counter[tuple[str, str]] = field(default_factory=Counter)
    spoke: dict[str, set[str]] = field(default_factory=dict, compare=False)
    """Relative → who spoke with them: from then on these workers are asked for introductions too."""

    @property
    def barred(self) -> set[str]:
        """Whom nobody may plan to reach: an order keeps them away, or they asked not to be contacted."""
        return {*self.orders.values(), *(who for who, outcome in self.attempts if outcome == "ASKED_NOT_TO_CONTACT")}


def replayed(receipts: list[Row], said: Mapping[str, Act]) -> Replayed:
    """The state after these receipts, each of which must be allowed where it stands."""
    now = Replayed()
    for receipt in sorted(receipts, key=lambda each: each["revision"]):
        act, payload = said[receipt["key"]], json.loads(receipt["payload"])
        user, (agency, *_) = act.user, STAFF[act.user]
        barred = now.barred
        match act.name:
            case "plan":
                who = act.said["relative"]
                assert who not in barred
                for id, (owner, relative, state, by) in now.plans.items():
                    if (owner, relative) == (agency, who) and state in ("PLANNED", "APPROVED"):
                        now.plans[id] = (owner, relative, "SUPERSEDED", by)
                state = "APPROVED" if act.said.get("template") else "PLANNED"
                assert payload["state"] == state
                now.plans[payload["plan_id"]] = (agency, who, state, user)
            case "approve":
                owner, relative, state, by = now.plans[act.said["plan"]]
                assert (state, owner) == ("PLANNED", agency) and by != user
                assert relative not in barred or payload["state"] == "RETURNED"
                now.plans[act.said["plan"]] = (owner, relative, payload["state"], by)
            case "notice":
                kept = "SENT" if act.said.get("sent_on") else "REQUESTED"
                assert payload["state"] == kept
                now.notices[payload["notice_id"]] = (kept, user)
            case "except":
                state, by = now.notices[act.said["notice"]]
                assert state == "REQUESTED" and by != user
                now.notices[act.said["notice"]] = (payload["state"], by)
            case "introduce":
                now.introductions.add(payload["request_id"])
                asked = {*BONDED.get(act.said["relative"], ()), *now.spoke.get(act.said["relative"], ())} - {user}
                now.answers |= {(payload["request_id"], who): "ASKED" for who in asked}
            case "answer_intro":
                assert now.answers[act.said["introduction"], user] == "ASKED"
                now.answers[act.said["introduction"], user] = payload["state"]
            case "ask_outreach":
                now.requests[payload["request_id"]] = "ASKED"
            case "answer_request":
                before, to = now.requests[act.said["request"]], act.said["state"]
                assert (before, to) in {("ASKED", "ACCEPTED"), ("ASKED", "FAMILY_SAID_NO"), ("ACCEPTED", "DONE"),
                                        ("ACCEPTED", "FAMILY_SAID_NO")}  # fmt: skip
                now.requests[act.said["request"]] = to
            case "attempt":
                now.attempts[act.said["relative"], act.said["outcome"]] += 1
                if act.said["outcome"].startswith("SPOKE"):
                    now.spoke.setdefault(act.said["relative"], set()).add(user)
            case "order":
                now.orders[payload["order_id"]] = act.said["restrained"]
    return now


def stored(data: Data) -> Replayed:
    """What stands in the graph, in the same shape."""
    return Replayed(
        {id: (row["owner"], row["relative"], row["state"], row["by"]) for id, row in data.plans.items()},
        {id: (row["state"], row["by"]) for id, row in data.notices.items()},
        {key: row["state"] for key, row in data.asked_of.items()},
        set(data.introductions),
        {id: row["state"] for id, row in data.requests.items()},
        {id: row["restrained_id"] for id, row in data.orders.items()},
        Counter((row["relative"], row["outcome"]) for row in data.attempts),
    )


EARLIER = {"WRONG_STATE", "SAFETY_CHECK_REQUIRED", "SCREEN_FIRST"}
"""With what one of two alike may be refused and the other not: what stood in the way went in between."""


def kept_once(receipts: Mapping[str, Row], done: list[Done]) -> None:
    """Nothing is lost and nothing twice: an act that was answered with a payload has its receipt, sent twice it was
    answered alike, and one that was refused has none."""
    answers: dict[str, list[Any]] = {}
    for each in done:
        if each.act.name not in QUIET:
            answers.setdefault(each.key, []).append(each.outcome)
    for key, outcomes in answers.items():
        made = [each for each in outcomes if not isinstance(each, Refused | Problem)]
        assert bool(made) == (key in receipts), key
        assert all(each == made[0] for each in made)
        refused = {each.code for each in outcomes if isinstance(each, Refused | Problem)}
        assert not made or refused <= EARLIER, key
    assert set(receipts) <= set(answers)


def contact_keeps_the_rules(world: World) -> None:
    """A value left only if, at some moment while it was asked for, nothing stood against it: by facts alone."""
    for each in world.done:
        if each.act.name == "reveal":
            moments = [d for d in world.fake.history if each.since <= d.revision <= each.until]
            free = {_open(data, each) for data in moments}
            assert (each.outcome == "VALUE") in free


def _open(data: Data, each: Done) -> bool:
    who, agency = each.act.said["relative"], STAFF[each.act.user][0]
    screened = [
        s["at"] for s in data.screens.values() if s["relative"] == who and s["result"] == "CLEAR" and not s["voided"]
    ]
    held = any(s["relative"] == who and s["result"] == "HOLD" for s in data.screens.values())
    valid = [at for at in screened if (each.today - at).days <= SITE.screen_valid_days]
    barred = who in _kept_away(data)
    mine = [plan for plan in data.plans.values() if (plan["owner"], plan["relative"]) == (agency, who)]
    newest_ = max(mine, key=lambda plan: plan["revision"], default={"state": ""})
    asked = each.today in valid or any(a["relative"] == who and a["on"] == each.today for a in data.asked_again)
    spoken = data.tried(who, "SPOKE_WILLING", "SPOKE_UNDECIDED", "SPOKE_DECLINED")
    planned = bool(spoken) or newest_["state"] == "APPROVED"
    return bool(valid) and not barred and not held and planned and asked


def breaches_are_on_file(world: World) -> None:
    """A notice says whether it went past a line that was on file while it was recorded; an attempt is never refused,
    and past a line it is there with a task to review it."""
    for each in world.done:
        if isinstance(each.outcome, notices.NoticeRecorded):
            sent, who = each.act.said.get("sent_on"), each.act.said["relative"]
            past = sent is not None and each.act.said["route"] != "COURT"
            moments = [d for d in world.fake.history if each.since <= d.revision <= each.until]
            assert each.outcome.breach in {past and who in _kept_away(data) for data in moments}
        if each.act.name == "attempt":
            assert isinstance(each.outcome, attempts.ReceiptAnswer), each.outcome
    past = [row for row in world.fake.committed.attempts if row.get("against_line")]
    assert len(past) <= len(world.fake.committed.to_review)


def pauses_are_kept(world: World) -> None:
    """Nobody is planned for in the fourteen days after three attempts without success within thirty (AC-11.5)."""
    for each in world.done:
        if isinstance(each.outcome, plans.OutreachPlanned):
            who, moments = each.act.said["relative"], world.fake.history
            during = [d for d in moments if each.since <= d.revision <= each.until]
            assert not all(_paused(data.tried(who, "NO_ANSWER"), each.today) for data in during)


def _paused(days: list[date], today: date) -> bool:
    days = sorted(days)
    series = [third for first, third in zip(days, days[2:], strict=False) if (third - first).days <= 30]
    return any(today < third + timedelta(days=14) for third in series)


def _kept_away(data: Data) -> set[str]:
    said_so = {str(row["relative"]) for row in data.attempts if row["outcome"] == "ASKED_NOT_TO_CONTACT"}
    return said_so | {str(order["restrained_id"]) for order in data.orders.values()}


def check(world: World) -> None:
    """Everything that must hold after a sequence."""
    data = world.fake.committed
    said = {each.key: each.act for each in world.done}
    assert replayed(list(data.receipts.values()), said) == stored(data)
    kept_once(data.receipts, world.done)
    contact_keeps_the_rules(world)
    breaches_are_on_file(world)
    pauses_are_kept(world)
    standing = [(p["owner"], p["relative"]) for p in data.plans.values() if p["state"] in ("PLANNED", "APPROVED")]
    assert len(standing) == len(set(standing))
