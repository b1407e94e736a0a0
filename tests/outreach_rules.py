"""What must hold of the outreach work, read from three things: the audit log, the receipts and what stands.

    accounted(log, receipts)            neither a change without an entry nor an entry without a change
    replayed(log, receipts, forms, …)   the log's entries in the order of their receipts: a second implementation

The log says who did which mutation for which people (by keyed hashes), when and with which outcome; the receipts lead
from it to the ids of what changed, and say in which order. Neither holds contents (a digest only): what a form said is
taken from the form whose digest the receipt has.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from graphsvc.audit.people import Pseudonyms
from graphsvc.model.outreach import SPOKE
from graphsvc.records import attempts, notices, plans
from graphsvc.records.ledger import REVIEWER, _digest
from tests.outreach_world import (
    ACT_OF,
    BONDED,
    FORMS,
    RELATIVES,
    SITE,
    STAFF,
    Act,
    Data,
    Done,
    Memory,
    P,
)

Row = Mapping[str, Any]
TOLD = {"ALLOWED", "CANCELLED", "LATE"}
"""What an entry may say of a change besides its intent: an answer, or that whoever asked was gone by then."""


def accounted(log: Iterable[Row], receipts: Iterable[Row], *, still: frozenset[str] = frozenset()) -> None:
    """Each receipt has the entries of every request that it answered, an intent first; each entry that says ALLOWED of
    a mutation has one receipt; one that was refused has none. `still`: answers on their way, said as yet by intents."""
    entries: dict[str, list[Row]] = {}
    for line in log:
        if line["field"] in ACT_OF:
            entries.setdefault(line["answer"], []).append(line)
    changed: dict[str, Row] = {}
    for receipt in receipts:
        for answer in receipt["answers"]:
            assert answer not in changed, "two changes under one entry"
            changed[answer] = receipt
            assert answer in entries, f"a change without an entry: {receipt['mutation']}"
            said = entries[answer]
            assert {(e["user"], e["field"]) for e in said} == {(receipt["user"], receipt["mutation"])}
            assert [e["decision"] for e in said][:1] == ["INTENT"]
            assert {e["decision"] for e in said[1:]} <= TOLD
    for answer, said in entries.items():
        decisions = [each["decision"] for each in said]
        assert decisions[0] == "INTENT" and len(decisions) <= 2
        if "ALLOWED" in decisions and answer not in still:
            assert answer in changed, f"an entry without a change: {said[0]['field']}"


@dataclass(frozen=True)
class Step:
    """A change as the log and its receipt tell it."""

    act: str
    user: str
    agency: str
    people: frozenset[str]
    payload: Row
    form: Act

    @property
    def relative(self) -> str:
        (one,) = self.people - {P}
        return one


def steps(log: Iterable[Row], receipts: Iterable[Row], forms: Mapping[str, Act], named: Pseudonyms) -> Iterator[Step]:
    """The changes in the order in which they were committed."""
    people = {name: who for who in (P, *RELATIVES) for name in named.of([who])}
    entries: dict[str, list[Row]] = {}
    for line in log:
        entries.setdefault(line["answer"], []).append(line)
    for receipt in sorted(receipts, key=lambda each: int(each["revision"])):
        first, form = entries[receipt["answers"][0]], forms[receipt["key"]]
        row = FORMS[form.name]
        said = row.shape(**form.said, idempotency_key=receipt["key"].partition("|")[2])
        assert receipt["digest"] == _digest(row.mutation, said), "the form is not what was committed"
        about = frozenset(people[name] for line in first for name in line["people"] if name in people)
        intent = first[0]
        payload = json.loads(receipt["payload"])
        yield Step(ACT_OF[intent["field"]], intent["user"], intent["agency"], about, payload, form)


@dataclass
class State:
    """What stands, in nothing but states."""

    plans: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)
    """Id → (owner, relative, state, who planned it)."""
    notices: dict[str, tuple[str, str]] = field(default_factory=dict)
    answers: dict[tuple[str, str], str] = field(default_factory=dict)
    introductions: set[str] = field(default_factory=set)
    requests: dict[str, str] = field(default_factory=dict)
    orders: dict[str, tuple[str, bool]] = field(default_factory=dict)
    """Id → (who is kept away, whether it ended)."""
    screens: dict[str, tuple[str, str, bool]] = field(default_factory=dict)
    """Id → (relative, result, whether it was voided since)."""
    asked_again: dict[str, str] = field(default_factory=dict)
    attempts: Counter[tuple[str, str]] = field(default_factory=Counter)
    spoke: dict[str, set[str]] = field(default_factory=dict, compare=False)
    """Relative → who spoke with them: from then on these workers are asked for introductions too."""

    @property
    def kept_away(self) -> set[str]:
        """Whom an order keeps away."""
        return {who for who, ended in self.orders.values() if not ended}

    @property
    def barred(self) -> set[str]:
        """Whom nobody may plan to reach: an order keeps them away, or they asked not to be contacted."""
        return self.kept_away | {who for who, outcome in self.attempts if outcome == "ASKED_NOT_TO_CONTACT"}

    def open(self, agency: str, who: str) -> bool:
        """Whether anything lets that agency reach the relative: nobody is kept away, a screen stands, and somebody
        spoke with them before or a plan is approved."""
        passed = any(each == (who, "CLEAR", False) for each in self.screens.values())
        mine = [state for owner, relative, state, _ in self.plans.values() if (owner, relative) == (agency, who)]
        return passed and who not in self.barred and (who in self.spoke or "APPROVED" in mine)


def replayed(changes: Iterable[Step], now: State) -> State:
    """`now` after these changes, each of which must be allowed where it stands."""
    for step in changes:
        REPLAY[step.act](now, step)
    return now


def _plan(now: State, step: Step) -> None:
    who = step.relative
    assert who not in now.barred
    for id, (owner, relative, state, by) in now.plans.items():
        if (owner, relative) == (step.agency, who) and state in ("PLANNED", "APPROVED"):
            now.plans[id] = (owner, relative, "SUPERSEDED", by)
    assert step.payload["state"] == ("APPROVED" if step.form.said.get("template") else "PLANNED")
    now.plans[step.payload["plan_id"]] = (step.agency, who, step.payload["state"], step.user)


def _approve(now: State, step: Step) -> None:
    id, to = step.payload["plan_id"], step.payload["state"]
    owner, relative, state, by = now.plans[id]
    assert (state, owner) == ("PLANNED", step.agency) and by != step.user
    assert relative not in now.barred or to == "RETURNED"
    now.plans[id] = (owner, relative, to, by)


def _notice(now: State, step: Step) -> None:
    assert step.payload["state"] == ("SENT" if step.form.said.get("sent_on") else "REQUESTED")
    now.notices[step.payload["notice_id"]] = (step.payload["state"], step.user)


def _except(now: State, step: Step) -> None:
    state, by = now.notices[step.payload["notice_id"]]
    assert state == "REQUESTED" and by != step.user
    now.notices[step.payload["notice_id"]] = (step.payload["state"], by)


def _introduce(now: State, step: Step) -> None:
    assert step.relative not in now.barred
    id = step.payload["request_id"]
    now.introductions.add(id)
    asked = {*BONDED.get(step.relative, ()), *now.spoke.get(step.relative, ())} - {step.user}
    now.answers |= {(id, who): "ASKED" for who in asked}


def _answer_intro(now: State, step: Step) -> None:
    one = step.payload["request_id"], step.user
    assert now.answers[one] == "ASKED"
    now.answers[one] = step.payload["state"]


def _ask_outreach(now: State, step: Step) -> None:
    now.requests[step.payload["request_id"]] = "ASKED"


def _answer_request(now: State, step: Step) -> None:
    id, to = step.payload["request_id"], step.payload["state"]
    follows = {("ASKED", "ACCEPTED"), ("ASKED", "FAMILY_SAID_NO"), ("ACCEPTED", "DONE"), ("ACCEPTED", "FAMILY_SAID_NO")}
    assert (now.requests[id], to) in follows
    now.requests[id] = to


def _order(now: State, step: Step) -> None:
    now.orders[step.payload["order_id"]] = (step.relative, False)
    for id, (who, result, voided) in now.screens.items():
        now.screens[id] = (who, result, voided or (who == step.relative and result == "CLEAR"))


def _end_order(now: State, step: Step) -> None:
    assert REVIEWER in STAFF[step.user][1]
    who, _ = now.orders[step.payload["order_id"]]
    now.orders[step.payload["order_id"]] = (who, True)


def _screen(now: State, step: Step) -> None:
    for who, id, result in step.payload["screens"]:
        assert who in step.people and not (result == "CLEAR" and who in now.kept_away)
        now.screens[id] = (who, result, False)


def _again(now: State, step: Step) -> None:
    ((who, id, result),) = step.payload["screens"]
    if result != "CLEAR":  # then it is a screen by itself
        now.screens[id] = (who, result, False)
        return
    assert any(each == (who, "CLEAR", False) for each in now.screens.values()) and who not in now.kept_away
    now.asked_again[id] = who


def _attempt(now: State, step: Step) -> None:
    now.attempts[step.relative, step.form.said["outcome"]] += 1
    if step.form.said["outcome"] in SPOKE:
        now.spoke.setdefault(step.relative, set()).add(step.user)


REPLAY: Mapping[str, Callable[[State, Step], None]] = {
    "plan": _plan,
    "approve": _approve,
    "notice": _notice,
    "except": _except,
    "introduce": _introduce,
    "answer_intro": _answer_intro,
    "ask_outreach": _ask_outreach,
    "answer_request": _answer_request,
    "order": _order,
    "end_order": _end_order,
    "screen": _screen,
    "again": _again,
    "attempt": _attempt,
}


# ---- of the fake: what stands in it, and its rules by facts alone --------------------------------------------------


def stored(data: Data) -> State:
    """What stands in memory."""
    return State(
        {id: (row["owner"], row["relative"], row["state"], row["by"]) for id, row in data.plans.items()},
        {id: (row["state"], row["by"]) for id, row in data.notices.items()},
        {key: row["state"] for key, row in data.asked_of.items()},
        set(data.introductions),
        {id: row["state"] for id, row in data.requests.items()},
        {id: (row["restrained_id"], row["ended_on"] is not None) for id, row in data.orders.items()},
        {id: (row["relative"], row["result"], row["voided"] is not None) for id, row in data.screens.items()},
        {row["id"]: row["relative"] for row in data.asked_again},
        Counter((row["relative"], row["outcome"]) for row in data.attempts),
    )


EARLIER = {"WRONG_STATE", "SAFETY_CHECK_REQUIRED", "SCREEN_FIRST", "COOL_DOWN"}
"""With what one of two alike may be refused and the other not: what stood in the way came or went in between."""


def kept_once(receipts: Mapping[str, Row], done: list[Done]) -> None:
    """Nothing is lost and nothing twice: an act that was answered with a payload has its receipt, sent twice it was
    answered alike, one that was refused has none; only who was cut off may not know."""
    answers: dict[str, list[Any]] = {}
    for each in done:
        if each.act.name in FORMS:
            answers.setdefault(each.key, []).append(each.outcome)
    for key, outcomes in answers.items():
        told = [each for each in outcomes if each is not None]
        made = [each for each in told if not hasattr(each, "code")]
        assert not made or key in receipts, key
        assert made or len(told) < len(outcomes) or key not in receipts, key
        assert all(each == made[0] for each in made)
        assert not made or {each.code for each in told if hasattr(each, "code")} <= EARLIER, key
    assert set(receipts) <= set(answers)


def contact_keeps_the_rules(world: Memory) -> None:
    """A value left only if, at some moment while it was asked for, nothing stood against it, and its entry was on disk
    before; where it did not leave something stood against it."""
    on_disk = {(line["answer"], line["decision"]) for line in world.log.lines if line["field"] == "reveal"}
    for each in world.done:
        if each.act.name != "reveal" or each.outcome is None:
            continue
        value = not hasattr(each.outcome, "code")
        assert value in {_open(data, each) for data in _moments(world, each)}
        assert (each.answer, "ALLOWED" if value else each.outcome.code) in on_disk


def _moments(world: Memory, each: Done) -> list[Data]:
    return [data for data in world.fake.history if each.since <= data.revision <= each.until]


def _open(data: Data, each: Done) -> bool:
    who, agency = each.act.said["relative"], STAFF[each.act.user][0]
    valid = [s["at"] for s in _clear(data, who) if (each.today - s["at"]).days <= SITE.screen_valid_days]
    plans = [plan for plan in data.plans.values() if (plan["owner"], plan["relative"]) == (agency, who)]
    newest = max(plans, key=lambda plan: int(plan["revision"]), default={"state": ""})
    asked = each.today in valid or any(a["relative"] == who and a["on"] == each.today for a in data.asked_again)
    planned = bool(data.tried(who, *SPOKE)) or newest["state"] == "APPROVED"
    return bool(valid) and who not in _kept_away(data) and not _held(data, who) and planned and asked


def _clear(data: Data, who: str) -> list[dict[str, Any]]:
    mine = (s for s in data.screens.values() if s["relative"] == who)
    return [s for s in mine if s["result"] == "CLEAR" and not s["voided"]]


def _held(data: Data, who: str) -> bool:
    """Whether a safety reviewer must decide first: a screen said so, or an order ended."""
    reviewed = [s for s in _clear(data, who) if s["reviewer"]]
    holds = [s["revision"] for s in data.screens.values() if s["relative"] == who and s["result"] == "HOLD"]
    settled = {id for s in reviewed for id in s["settles"]}
    ended = {id for id, order in data.orders.items() if order["restrained_id"] == who and order["ended_on"]}
    return bool(ended - settled) or any(not any(s["revision"] > each for s in reviewed) for each in holds)


def breaches_are_on_file(world: Memory) -> None:
    """A notice says whether it went past a line that was on file while it was recorded; an attempt is never refused,
    and past a line it is there with a task to review it."""
    for each in world.done:
        if isinstance(each.outcome, notices.NoticeRecorded):
            sent, who = each.act.said.get("sent_on"), each.act.said["relative"]
            past = sent is not None and each.act.said["route"] != "COURT"
            assert each.outcome.breach in {past and _barred(data, who) for data in _all_moments(world, each)}
        if each.act.name == "attempt" and each.outcome is not None:
            assert isinstance(each.outcome, attempts.ReceiptAnswer), each.outcome
    past = [row for row in world.fake.committed.attempts if row.get("against_line")]
    assert len(past) <= len(world.fake.committed.to_review)


def _barred(data: Data, who: str) -> bool:
    return who in _kept_away(data) or _held(data, who)


def _all_moments(world: Memory, each: Done) -> list[Data]:
    """The moments of every request with this key: whoever sends it again is told what the first came to."""
    return [data for one in world.done if one.key == each.key for data in _moments(world, one)]


def pauses_are_kept(world: Memory) -> None:
    """Nobody is planned for in the fourteen days after three attempts without success within thirty (AC-11.5)."""
    for each in world.done:
        if isinstance(each.outcome, plans.OutreachPlanned):
            who = each.act.said["relative"]
            assert not all(_paused(data.tried(who, "NO_ANSWER"), each.today) for data in _all_moments(world, each))


def _paused(days: list[date], today: date) -> bool:
    days = sorted(days)
    series = [third for first, third in zip(days, days[2:], strict=False) if (third - first).days <= 30]
    return any(today < third + timedelta(days=14) for third in series)


def _kept_away(data: Data) -> set[str]:
    said_so = {str(row["relative"]) for row in data.attempts if row["outcome"] == "ASKED_NOT_TO_CONTACT"}
    return said_so | {str(row["restrained_id"]) for row in data.orders.values() if row["ended_on"] is None}
