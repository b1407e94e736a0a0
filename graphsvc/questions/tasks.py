"""myTasks: what waits for somebody, and what she is to be told. Nothing is sent, so nothing can be lost.

    referrals, turns of duty, broken glass    from their own records
    plans, notices, introductions, requests   from theirs: the work of reaching people
    notices due, who is to be asked again     from relatives to reach, which says them for each person (`due`)
    contacts out of scope or out of order     from the notes that recordContactAttempt leaves
    who asked about a hidden record           from the audit log, when its control official asks (AC-2.5; line 15)

An answer that met a restricted record does nothing whatever about it: it stands in the audit log as any other, and the
control official's question finds it there. So neither its bytes nor its time can tell that anybody is told.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from graphsvc.access.facts import existing
from graphsvc.access.safety import concealed_from
from graphsvc.audit.looks import Look
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.model.answers import Basis
from graphsvc.model.asker import Principal, Sight
from graphsvc.model.outreach import TOLD_DAYS
from graphsvc.model.paging import Page, Window, page_of
from graphsvc.model.site import Site

KINDS = (
    "REFERRAL_WAITS",
    "ON_CALL_TAKEN",
    "GLASS_TO_APPROVE",
    "GLASS_BROKEN",
    "REFERRED_WITHOUT_CONSENT",
    "CONTACT_NOTED",
    "RESTRICTED_ASKED",
    "CONCEALED_ASKED",
    "PLAN_TO_APPROVE",
    "PLAN_DECIDED",
    "EXCEPTION_TO_APPROVE",
    "EXCEPTION_DECIDED",
    "BREACH_TO_REVIEW",
    "INTRODUCTION_ASKED",
    "INTRODUCTION_ACCEPTED",
    "OUTREACH_ASKED",
    "OUTREACH_ANSWERED",
    "NOTICES_DUE",
    "ASK_AGAIN",
)
KNOWN_BY_BOND = "INTRODUCTION_ASKED"
"""Who is asked knows that relative from her own work: naming them says nothing, unless a line conceals them."""
OF_THE_FAMILY = frozenset({"PLAN_DECIDED", "EXCEPTION_DECIDED", "INTRODUCTION_ACCEPTED"})
"""Whose words are about a family: they go to whoever the person is named to (AC-6.2). Of the others, whoever decides or
reviews has to read the words."""
ANYBODYS = frozenset({"SAFETY_REVIEWER", "PRIVACY_OFFICER"})
"""Roles that decide or answer about whoever it is: safetyScreen and accessReport ask about anybody."""
OFFICIALS = frozenset({"INVESTIGATOR", "INTEL_SUPERVISOR", "PRIVACY_OFFICER"})
"""Roles that can be the control official of something."""


class Log(Protocol):
    """graphsvc.audit.log.AuditLog."""

    def hashes(self, person: str) -> frozenset[str]: ...

    def looks(self, about: frozenset[str] | None = None) -> list[Look]: ...


@dataclass(frozen=True)
class Task:
    """Something that waits or is told. `by`, `agency`: who did it, as far as the asker may know that."""

    kind: str
    record_id: str
    at: datetime
    due_at: datetime | None
    person: str | None
    by: str | None
    agency: str | None
    reason_code: str | None
    words: str | None
    state: str
    answers: int | None = None
    """Of who asked about a hidden record: in how many answers."""


@dataclass(frozen=True)
class TasksAnswer:
    """Tasks, the newest first."""

    basis: Basis
    page: Page[Task]


class Due(Protocol):
    """graphsvc.questions.reach.due.FallsDue: what falls due for people whom the asker may see, (kind, person, since
    when, by when, words, state) for each; and what was not looked at."""

    @property
    def due(self) -> Sequence[tuple[str, str, datetime, datetime | None, str, str]]: ...

    @property
    def limits(self) -> tuple[str, ...]: ...


async def my_tasks(
    graph: Graph, sight: Sight, site: Site, log: Log, *, seen: Sight, window: Window, due: Callable[[], Awaitable[Due]]
) -> TasksAnswer:
    """What waits for the asker. People are named whom she may see anyway, and nobody else.

    `sight` is of tasks, whoever they are about; `seen` of people, as the field `person` shows them to her.
    """
    asker, since = sight.principal, sight.now - timedelta(days=TOLD_DAYS)
    times: dict[str, Any] = {"since": since, "today": sight.today}
    said = {name: _roles(asker)[name] for name in ("user", "agency", "supervisor")}
    rows = await graph.read("access_tasks", **_roles(asker), now=sight.now, **times)
    rows += await graph.read("access_outreach_tasks", **said, **times)
    rows += await graph.read("access_contact_tasks", **said, reviewer=_roles(asker)["reviewer"], **times)
    tasks = [_task(row) for row in rows] + await _asked_about(graph, asker, log, since)
    look = seen if ANYBODYS.isdisjoint(asker.roles) else sight
    named = look.caseload | await existing(graph, look, site, {task.person for task in tasks if task.person})
    bonds = {task.person for task in tasks if task.kind == KNOWN_BY_BOND and task.person}
    known = frozenset(bonds) - await concealed_from(graph, sight, site, bonds)
    shown = [_told(task, named | (known if task.kind == KNOWN_BY_BOND else set())) for task in tasks]
    falls = await due()
    shown += [_falls_due(*each) for each in falls.due]
    page = page_of(shown, lambda t: (-t.at.timestamp(), t.kind, t.record_id, t.by or "", t.agency or ""), window)
    return TasksAnswer(Basis(sight.today, sight.policy_version, _SAID, (*_LIMITS, *falls.limits)), page)


def _roles(asker: Principal) -> dict[str, Any]:
    return {
        "user": asker.user,
        "agency": asker.agency,
        "reviewer": "SAFETY_REVIEWER" in asker.roles,
        "intel": "INTEL_SUPERVISOR" in asker.roles,
        "supervisor": "SUPERVISOR" in asker.roles,
        "officer": "PRIVACY_OFFICER" in asker.roles,
    }


def _task(row: Row) -> Task:
    said = {"record_id": row["id"], "reason_code": row["reason"]}
    return Task(
        **said, **{name: row[name] for name in ("kind", "at", "due_at", "person", "by", "agency", "words", "state")}
    )


def _falls_due(kind: str, person: str, at: datetime, due_at: datetime | None, words: str, state: str) -> Task:
    return Task(kind, f"{kind}|{person}", at, due_at, person, None, None, None, words, state)


def _told(task: Task, named: frozenset[str]) -> Task:
    words = None if task.kind in OF_THE_FAMILY else task.words
    return task if task.person in named else replace(task, person=None, words=words)


async def _asked_about(graph: Graph, asker: Principal, log: Log, since: datetime) -> list[Task]:
    """Who asked about people of whom the asker controls a record that nobody is hinted at."""
    if OFFICIALS.isdisjoint(asker.roles):
        return []
    said = {name: _roles(asker)[name] for name in ("user", "agency", "intel", "officer")}
    rows = await graph.read("access_controlled", **said)
    if not rows:
        return []
    names = {row["person"]: log.hashes(row["person"]) for row in rows}
    looks = await asyncio.to_thread(log.looks, frozenset().union(*names.values()))
    recent = [look for look in looks if look.at > since and look.agency not in (asker.agency, "")]
    return [task for row in rows for task in asked_about(row, names[row["person"]], recent)]


def asked_about(row: Row, hashes: frozenset[str], looks: Iterable[Look]) -> list[Task]:
    """A task for each asker. Pure.

    Of a restricted record, somebody who would have been shown it, had it been OPEN: police of another agency. Whoever
    works with the family is no inquirer of the intelligence file, and police are not told of her. Of a concealed
    person, everybody who asked; who it was, only where it was police.
    """
    found: dict[tuple[str, str] | None, dict[str, datetime]] = {}
    for look in looks:
        if not hashes.isdisjoint(look.hashes) and (row["since"] is None or look.at >= row["since"]):
            police = look.agency in row["police"]
            if police or row["kind"] == "CONCEALED_ASKED":
                found.setdefault((look.user, look.agency) if police else None, {})[look.answer_id] = look.at
    return [_asked(row, who, at) for who, at in found.items()]


def _asked(row: Row, who: tuple[str, str] | None, at: Mapping[str, datetime]) -> Task:
    by, agency = who or (None, None)
    return Task(row["kind"], row["id"], max(at.values()), None, row["person"], by, agency, None, None, "TOLD", len(at))


_SAID = f"What waits for you, and what you are to be told; of the last {TOLD_DAYS} days."
_LIMITS = (
    "Nothing is sent: whoever does not look is not reminded.",
    "A search by name or a list that met a hidden record is not found; a question that named the person is.",
)
