"""The work of reaching people in memory: the statements that its records use, one writer at a time, and its audit log.

    world = Memory(Random(1))         people and workers
    world.begin(Act(…), turns=3)      a worker's act begins; it is left in flight after so many turns of the loop
    world.finish()                    whatever is in flight ends

What is tested are graphsvc's records, rules and gate (api/context.py writes the audit lines, as for every request);
statements in Cypher are tested over a real graph (tests/live).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any, cast

from graphsvc.access.safety import safety_reading
from graphsvc.access.safety_rules import decide, screened_on
from graphsvc.api.context import Context, Info
from graphsvc.api.records import recorded
from graphsvc.audit.log import AuditLine, Beside
from graphsvc.audit.people import Pseudonyms
from graphsvc.clock import Clock, monotonic
from graphsvc.database.driver import Graph
from graphsvc.errors import AuditFailed
from graphsvc.model.answers import Basis, Problem
from graphsvc.model.asker import Principal, Sight
from graphsvc.model.outreach import SPOKE, Standing, against_contact, newest
from graphsvc.model.safety_lines import Effect, strongest
from graphsvc.model.site import Site
from graphsvc.questions.reach.bands import FAILED_OUTCOMES, cool_down_until
from graphsvc.questions.reach.checks import RevealAnswer
from graphsvc.records import attempts, introductions, notices, orders, plans, requests, screens, work
from graphsvc.records.ledger import REVIEWER, Desk

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
    "s-safiya": ("PROBATION", (REVIEWER,), frozenset()),
}
"""Staff → (agency, roles, caseload): s-bea works for another agency with the same person."""
SECTORS = {"BPD": "LAW_ENFORCEMENT", "BPHC": "PUBLIC_HEALTH", "BCYF": "YOUTH_SERVICES"}
NAMED = Pseudonyms((bytes(range(32)),))
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

    def check_people(self, *, ids: list[str]) -> list[Row]:
        return [{"id": each} for each in ids if each in (P, *RELATIVES)]

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
                    said["ended"] = each["ended_on"]
                    found.append(_fact(who, "ORDER", each["id"], other=other, **said))
            for each in self.screens.values():
                if each["relative"] == who:
                    said = {"code": each["result"], "status": each["mode"], "at": each["at"], "ended": each["voided"]}
                    said |= {name: each[name] for name in ("settles", "reviewer", "revision")}
                    found.append(_fact(who, "SCREEN", each["id"], other=P, acts=True, **said))
            for each in self.attempts:
                telling = each["outcome"] == "ASKED_NOT_TO_CONTACT" or (
                    each["outcome"] == "SPOKE_WILLING" and not each.get("against_line")
                )
                if each["relative"] == who and telling:
                    said = {"code": each["outcome"], "acts": True, "at": each["at"].date()}
                    said["own"] = each.get("inbound", False)
                    found.append(_fact(who, "ATTEMPT", each["id"], other=P, **said))
        return found

    def access_plan(self, *, id: str) -> list[Row]:
        return [{**self.plans[id], "conflict": False}] if id in self.plans else []

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

    def record_lock(self, *, key: str, digest: str, answer: str, **_: Any) -> list[Row]:
        self.revision += 1
        before = self.receipts.get(key)
        if before and before["digest"] == digest:
            before["answers"].append(answer)
        return [before] if before else []

    def record_receipt(self, *, key: str, answer: str, **said: Any) -> list[Row]:
        assert key not in self.receipts
        self.receipts[key] = {"key": key, "revision": self.revision, "answers": [answer], **said}
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
        self.orders[id] = {"id": id, "ended_on": None, **said}
        for each in self.screens.values():
            if each["relative"] in (said["restrained_id"], said["protected_id"]) and each["result"] == "CLEAR":
                each["voided"] = each["voided"] or today
        return [{"id": id}]

    def end_order(self, *, order_id: str, status: str, ended_on: date, **_: Any) -> list[Row]:
        if order_id not in self.orders:
            return []
        order = self.orders[order_id]
        order |= {"status": status, "ended_on": order["ended_on"] or ended_on}
        both = {"restrained": order["restrained_id"], "protected": order["protected_id"]}
        return [{"id": order_id, "ended_on": order["ended_on"], **both}]

    def record_screens(self, *, rows: list[Row], mode: str, at: date, by: str, **_: Any) -> list[Row]:
        for row in rows:
            said = {
                "mode": mode,
                "at": at,
                "voided": None,
                "reviewer": REVIEWER in STAFF[by][1],
                "revision": self.revision,
            }
            self.screens[row["id"]] = {**row, **said}
        return []

    def record_between(self, *, type: str, said: Row, from_id: str, to_id: str) -> list[Row]:
        assert (type, to_id) == ("CONTACTED", P)
        self.attempts.append({**said, "relative": from_id})
        return [{"id": said["id"]}]

    def record_contact_note(self, *, id: str, kind: str, relative_id: str, **_: Any) -> list[Row]:
        assert kind == "REVIEW"  # everybody here is known to everybody
        self.to_review.append({"id": id, "relative": relative_id})
        return []

    def access_records(self, *, ids: list[str]) -> list[Row]:
        return [{"id": id, "one": id} for id in ids]  # nobody is merged here

    def record_asked_again(self, *, rows: list[Row], at: date, **_: Any) -> list[Row]:
        self.asked_again += [{"relative": row["relative"], "id": row["id"], "on": at} for row in rows]
        return []


def _fact(who: str, fact: str, id: str, **said: Any) -> Row:
    none: Row = {"other": None, "code": "", "status": "", "conditions": [], "acts": None, "at": None, "ends": None}
    none |= {"ended": None, "erased": False, "contested": False, "untrue": False, "by_group": False}
    none |= {"group_lapsed": False, "reviewer": False, "settles": [], "moved": None, "origin": "", "revision": None}
    return {**none, "own": False, "relative": who, "record": who, "fact": fact, "id": id, **said}


class Fake:
    """One writer at a time, as record_lock makes it; readers see what is committed; what is refused is undone."""

    def __init__(self, rng: Random) -> None:
        self.rng, self.lock, self.committed = rng, asyncio.Lock(), Data()
        for who in RELATIVES[:2]:
            row = {"id": f"s-{who}", "relative": who, "result": "CLEAR", "mode": "MANUAL", "settles": []}
            self.committed.screens[row["id"]] = {
                **row,
                "at": date(2026, 4, 10),
                "voided": None,
                "reviewer": False,
                "revision": 0,
            }
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
        await self.turn()  # whoever is cut off here has committed without being told
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
    """What one worker does: its name in ACTS, what she says, and whether she sends it twice."""

    user: str
    name: str
    said: Mapping[str, Any]
    twice: bool = False


@dataclass
class Done:
    """A request, the id of its answer, what it was answered with (None: nobody was told), and the revisions between
    which it was."""

    act: Act
    key: str
    answer: str
    outcome: Any
    since: int
    until: int
    today: date


@dataclass
class Log:
    """The audit log as the disk would have it: the same lines, or none while the disk fails."""

    lines: list[Row] = field(default_factory=list)
    fails: bool = False

    async def append(self, *lines: AuditLine, beside: Beside = ()) -> None:
        await asyncio.sleep(0)
        if self.fails:
            raise AuditFailed("The disk is full.", "Tell somebody.")
        self.lines += [line._asdict() | {"people": NAMED.of(line.people)} for line in lines]


@dataclass(frozen=True)
class Gate:
    """Lets everybody through whose role has the field: what is not allowed is tested elsewhere."""

    sight: Sight
    policy_version: str = "v"

    async def look(self, *_: object) -> Sight:
        return self.sight


class Memory:
    """Workers over one graph in memory, whose turns are given one by one."""

    def __init__(self, rng: Random) -> None:
        self.fake, self.log, self.done, self.days = Fake(rng), Log(), list[Done](), 0
        self.loop = asyncio.new_event_loop()
        self.flying: list[asyncio.Task[None]] = []
        self.acts: dict[str, Act] = {}
        """Key of a receipt → the form that was sent under it."""

    @property
    def clock(self) -> Clock:
        return Clock(fixed=START + timedelta(days=self.days))

    def begin(self, act: Act, turns: int) -> None:
        """The act is on its way; others go on beside it after so many turns."""
        key = str(len(self.acts))
        self.acts[f"{act.user}|{key}"] = act
        for _ in range(1 + act.twice):
            self.flying.append(self.loop.create_task(self._sent(act, key)))
        self.turn(turns)

    def turn(self, turns: int) -> None:
        self.loop.run_until_complete(_turns(turns))
        self.flying = [each for each in self.flying if not each.done() or each.result()]

    def cut(self, which: int) -> None:
        """Some worker's phone goes away in the middle of it."""
        if self.flying:
            self.flying[which % len(self.flying)].cancel()
            self.turn(1)

    def finish(self) -> None:
        self.loop.run_until_complete(_all(self.flying))
        self.turn(0)

    def close(self) -> None:
        self.finish()
        self.loop.close()

    def made(self, name: str) -> list[str]:
        """The ids that acts of this name were answered with, the newest last."""
        payloads = [each.outcome for each in self.done if each.act.name == name]
        return [getattr(each, IDS[name]) for each in payloads if hasattr(each, IDS[name])]

    async def _sent(self, act: Act, key: str) -> None:
        context = context_of(self, act.user)
        one = Done(
            act, f"{act.user}|{key}", context.answer_id, None, self.fake.committed.revision, -1, self.clock.today()
        )
        self.done.append(one)
        try:
            try:
                outcome = await answered(context, act, key)
            finally:
                await context.keep()
            one.outcome = outcome
        except (asyncio.CancelledError, AuditFailed):
            pass  # nobody was told anything
        one.until = self.fake.committed.revision


async def _turns(turns: int) -> None:
    for _ in range(turns):
        await asyncio.sleep(0)


async def _all(tasks: list[asyncio.Task[None]]) -> None:
    await asyncio.gather(*tasks, return_exceptions=True)


def context_of(world: Memory, user: str) -> Context:
    """The request as the view would open one."""
    agency, roles, caseload = STAFF[user]
    principal, clock = Principal(user, agency, SECTORS.get(agency, "HUMAN_SERVICES"), roles, f"t-{user}"), world.clock
    sight = Sight(principal, None, "f", "own", "v", clock.now(), clock.today(), caseload=caseload)
    nothing = cast(Any, None)
    return Context(
        principal, None, None, cast(Any, Gate(sight)), cast(Any, world.log), nothing, cast(Graph, world.fake), clock,
        SITE, monotonic() + 600, nothing, nothing, nothing, nothing,
    )  # fmt: skip


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


@dataclass(frozen=True)
class Form:
    """A row: an act, its mutation, the noun of its input, and the record that it makes."""

    mutation: str
    shape: type
    record: Callable[[Desk, Any], Awaitable[Any]]


FORMS: Mapping[str, Form] = {
    "plan": Form("planOutreach", plans.PlanInput, lambda d, s: plans.plan_outreach(d, s, stands)),
    "approve": Form("approveOutreach", plans.ApproveInput, lambda d, s: plans.approve_outreach(d, s, stands)),
    "notice": Form("recordNotice", notices.NoticeInput, notices.record_notice),
    "except": Form("approveNoticeException", notices.ExceptionInput, notices.approve_notice_exception),
    "introduce": Form(
        "requestWarmIntroduction",
        introductions.IntroductionInput,
        lambda d, s: introductions.request_introduction(d, s, stands),
    ),
    "answer_intro": Form(
        "answerIntroduction", introductions.IntroductionAnswerInput, introductions.answer_introduction
    ),
    "ask_outreach": Form("requestFamilyOutreach", work.OutreachInput, work.request_family_outreach),
    "answer_request": Form("answerOutreachRequest", requests.RequestAnswerInput, requests.answer_request),
    "order": Form("recordOrder", orders.OrderInput, orders.record_order),
    "end_order": Form("endOrder", orders.EndOrderInput, orders.end_order),
    "screen": Form("screenRelatives", screens.ScreensInput, screens.screen_relatives),
    "again": Form("recordScreen", screens.ScreensInput, lambda d, s: screens.screen_relatives(d, s, "recordScreen")),
    "attempt": Form(
        "recordContactAttempt", attempts.AttemptInput, lambda d, s: attempts.record_contact_attempt(d, s, stands)
    ),
}
ACT_OF = {form.mutation: name for name, form in FORMS.items()}
IDS = {
    "plan": "plan_id",
    "notice": "notice_id",
    "introduce": "request_id",
    "ask_outreach": "request_id",
    "order": "order_id",
}
"""Act → where its payload says the id of what others decide about."""


async def answered(context: Context, act: Act, key: str) -> Any:
    """What the worker is told: a payload, or a user error or problem, which have a code."""
    if act.name == "reveal":
        return await context.answer("reveal", lambda sight: _revealed(context, sight, act.said["relative"]))
    form = FORMS[act.name]
    info = cast(Info, SimpleNamespace(context=context))
    said = form.shape(**act.said, idempotency_key=key)
    return await recorded(info, form.mutation, said, form.record, lambda made: made)


async def _revealed(context: Context, sight: Sight, relative: str) -> RevealAnswer | Problem:
    standing = await stands(Desk(context.graph, sight, context.clock, context.site), P, relative)
    assert isinstance(standing, Standing)
    basis = Basis(sight.today, "v", "")
    none = (None, (), False, False, False, False, None, sight.now, context.principal.agency)
    return against_contact(standing) or RevealAnswer(basis, f"cp-{relative}", relative, "PHONE", "VALUE", *none)
