"""contests, corrections and disclosures: what was questioned, what was put right, and who was shown what."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from graphsvc.access.safety import concealed_from
from graphsvc.access.statements import BY_LABEL, as_they_are, named_params, subject_rows
from graphsvc.audit.disclosures import Disclosure, Received, Statement
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.model.answers import Basis, Problem, problem
from graphsvc.model.asker import Sight
from graphsvc.model.paging import Page, Window, page_of
from graphsvc.model.person import born_on
from graphsvc.model.site import Site

OFFICER, REVIEWER = "PRIVACY_OFFICER", "SAFETY_REVIEWER"

Answers = Callable[[Sight, Row], bool]
"""Whether a contest is this asker's to answer (records/contests.py, whose mutation decides by it too)."""
MEANWHILE = timedelta(minutes=1)
"""An answer that began before a correction may leave after it: its reader is told as well."""


@dataclass(frozen=True)
class Contest:
    """What was questioned. The words are told to whoever raised it and to those who answer."""

    id: str
    kind: str
    state: str
    statement: str
    noun: str
    owner: str
    asked_on: date
    due_on: date
    overdue: bool
    people: tuple[str, ...] = ()
    said_as: str | None = None
    questioned: str | None = None
    why: str | None = None
    would_be: str | None = None
    answered_on: date | None = None
    reason: str | None = None
    replaced_by: str | None = None


@dataclass(frozen=True)
class ContestsAnswer:
    """Contests, the one due first on top."""

    basis: Basis
    page: Page[Contest]


async def contests(
    graph: Graph, sight: Sight, site: Site, *, statement: str | None, window: Window, may_answer: Answers
) -> ContestsAnswer | Problem:
    """Those of one statement that the asker may see; else those to answer, and those that the asker raised."""
    visible = None if statement is None else await _visible(graph, sight, site, statement)
    if visible is not None and not visible:
        return problem("NOT_FOUND")
    mine = (None, None) if statement else (sight.principal.agency, sight.principal.user)
    rows = await graph.read("contests", statements=[statement] if statement else [], owner=mine[0], by=mine[1])
    rows = await as_they_are(graph, [row for row in rows if visible is None or row["label"] in visible])
    rows = await _without_concealed(graph, sight, site, rows)
    told = [(row, row["by"] == sight.principal.user or may_answer(sight, row)) for row in rows]
    seen = [_contest(row, sight.today, told=words) for row, words in told if words or statement]
    page = page_of(seen, lambda one: (one.state != "OPEN", one.due_on.isoformat(), one.id), window)
    return ContestsAnswer(Basis(sight.today, sight.policy_version, _CONTESTS), page)


async def _without_concealed(graph: Graph, sight: Sight, site: Site, rows: list[Row]) -> list[Row]:
    """Whoever must not exist for the asker does not come to exist by a question about them, whosever task that is."""
    if REVIEWER in sight.principal.roles:
        return rows
    absent = await concealed_from(graph, sight, site, {person for row in rows for person in row["people"]})
    return [row for row in rows if absent.isdisjoint(row["people"])]


async def _visible(graph: Graph, sight: Sight, site: Site, statement: str) -> frozenset[str]:
    """Of what labels the statements of this id are that the asker may see: agencies may give one id twice."""
    rows = await graph.read("statements_named", **named_params(sight, [statement]))
    people = {person for row in rows for person in row["people"]}
    absent = await concealed_from(graph, sight, site, people or {statement})  # of nobody too: it would be heard
    return frozenset(row["label"] for row in rows if absent.isdisjoint(row["people"]))


def _contest(row: Row, today: date, *, told: bool) -> Contest:
    said = {name: row[name] for name in (_ALWAYS + _WORDS if told else _ALWAYS)}
    late = row["state"] == "OPEN" and row["due_on"] < today
    people = tuple(row["people"]) if told else ()
    return Contest(noun=BY_LABEL[row["label"]].name, overdue=late, people=people, **said)


_ALWAYS = ("id", "kind", "state", "statement", "owner", "asked_on", "due_on", "answered_on", "replaced_by")
_WORDS = ("said_as", "questioned", "why", "would_be", "reason")


@dataclass(frozen=True)
class Correction:
    """What became of a statement that was received. Nothing of its content is in it."""

    id: str
    statement: str
    noun: str
    owner: str
    outcome: str
    answered_on: date
    replaced_by: str | None
    received_at: datetime
    recipient: str
    field: str


@dataclass(frozen=True)
class CorrectionsAnswer:
    """Corrections, the newest first."""

    basis: Basis
    page: Page[Correction]


async def corrections(graph: Graph, sight: Sight, received: Received, *, window: Window) -> CorrectionsAnswer:
    """What the asker was shown and was questioned and answered since; for the privacy officer, what her agency was.

    Worked out from the disclosure log each time: nobody who received the value can be missed by a notice.
    """
    rows = {(row["owner"], row["statement"]): row for row in await graph.read("contests_answered")}
    asker = sight.principal
    entries = await asyncio.to_thread(received, rows, asker.agency) if rows else []
    mine = [each for each in entries if OFFICER in asker.roles or each.recipient == asker.user]
    found = {c.id: c for each in mine for c in _corrections(each, rows)}
    page = page_of(list(found.values()), lambda c: (-c.answered_on.toordinal(), c.statement, c.id), window)
    return CorrectionsAnswer(Basis(sight.today, sight.policy_version, _CORRECTIONS), page)


def _corrections(entry: Disclosure, rows: Mapping[Statement, Row]) -> Iterable[Correction]:
    for statement in entry.statements:
        row = rows[entry.owner, statement]
        if entry.at <= row["answered_at"] + MEANWHILE:
            yield Correction(
                id=f"{row['id']}|{entry.recipient}|{entry.field}",
                statement=statement,
                noun=BY_LABEL[row["label"]].name,
                owner=entry.owner,
                outcome=row["state"],
                answered_on=row["answered_on"],
                replaced_by=row["replaced_by"],
                received_at=entry.at,
                recipient=entry.recipient,
                field=entry.field,
            )


@dataclass(frozen=True)
class DisclosuresAnswer:
    """Who was shown what about one person (803 CMR 7.11)."""

    basis: Basis
    person: str
    subject_name: str
    subject_born_on: date | None
    page: Page[Disclosure]


async def disclosures(
    graph: Graph, sight: Sight, site: Site, received: Received, *, person_id: str, window: Window
) -> DisclosuresAnswer | Problem:
    """The entries about statements that the asker may see; those about other ones are left out without a trace."""
    subject, rows = await subject_rows(graph, sight, site, person_id)
    if subject is None:
        return problem("NOT_FOUND")
    wanted = [(row["owner"], row["id"]) for row in rows]
    entries = await asyncio.to_thread(received, wanted, None)
    numbers = {each: number for number, each in enumerate(dict.fromkeys(entries))}  # the log only grows at its end
    page = page_of(list(numbers), lambda each: (numbers[each],), window)
    basis = Basis(sight.today, sight.policy_version, _DISCLOSURES, _LIMITS)
    return DisclosuresAnswer(basis, person_id, subject.title, born_on(subject), page)


_CONTESTS = "What was questioned: open ones first, by the day on which an answer is due."
_CORRECTIONS = "What you received, and what its owner decided when it was questioned. Use it no more as it was."
_DISCLOSURES = "Each answer that showed another agency something of this person's file that its owner shared."
_LIMITS = ("Built from what is shared with you.", "A name beside a step of a path is not counted as a disclosure.")
