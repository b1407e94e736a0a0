"""reviewAnswer: what is on record of one answer, and what of a person's file was on record when it was given.

`knownAt` is recorded time (definitions.md §3): for a privacy officer, and for the supervisor of whoever was answered;
never to find people. The log holds neither the question's arguments nor its people but by keyed hashes, so whoever
reviews names the person; unless the answer was about them, nothing more is said.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from graphsvc.access.statements import BY_LABEL, subject_rows
from graphsvc.audit.looks import Entry
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.model.answers import Basis, Problem, problem
from graphsvc.model.asker import Sight
from graphsvc.model.site import Site

OFFICER = "PRIVACY_OFFICER"


class Log(Protocol):
    """graphsvc.audit.log.AuditLog."""

    def hashes(self, person: str) -> frozenset[str]: ...

    def entries(self, answer_id: str) -> list[Entry]: ...


@dataclass(frozen=True)
class OnFile:
    """A statement that was on record at that instant, as far as the reviewer may see it today."""

    statement_id: str
    noun: str
    owner: str
    recorded_at: datetime | None
    questioned_since: bool


@dataclass(frozen=True)
class ReviewedAnswer:
    """An answer's lines. `named`: whether it was about the person whom the reviewer named; then `statements`."""

    basis: Basis
    answer_id: str
    known_at: datetime
    same_policy: bool
    entries: tuple[Entry, ...]
    person: str | None
    named: bool | None
    statements: tuple[OnFile, ...]


async def review_answer(
    graph: Graph, sight: Sight, site: Site, log: Log, *, answer_id: str, person_id: str | None
) -> ReviewedAnswer | Problem:
    """The lines of an answer that the asker may review; NOT_FOUND for another's, and for a person she may not see."""
    entries = await asyncio.to_thread(log.entries, answer_id)
    if not entries or not await _may_review(graph, sight, entries[0].look.user):
        return problem("NOT_FOUND")
    known_at = entries[0].known_at
    named: bool | None = None
    statements: tuple[OnFile, ...] = ()
    if person_id is not None:
        records, person_id = sight.records(person_id), sight.one(person_id)
        subject, rows = await subject_rows(graph, sight, site, person_id)
        if subject is None:
            return problem("NOT_FOUND")
        hashes = frozenset[str]().union(*map(log.hashes, records))
        named = any(not hashes.isdisjoint(entry.look.hashes) for entry in entries)
        statements = on_file(rows, known_at) if named else ()
    return ReviewedAnswer(
        basis=Basis(sight.today, sight.policy_version, _SAID, _LIMITS),
        answer_id=answer_id,
        known_at=known_at,
        same_policy=all(entry.policy_version == sight.policy_version for entry in entries),
        entries=tuple(entries),
        person=person_id,
        named=named,
        statements=statements,
    )


async def _may_review(graph: Graph, sight: Sight, user: str) -> bool:
    if OFFICER in sight.principal.roles:
        return True
    rows = await graph.read("access_supervises", user=user, asker=sight.principal.user)
    return bool(rows[0]["supervises"])


def on_file(rows: Iterable[Row], known_at: datetime) -> tuple[OnFile, ...]:
    """Those recorded by then. Pure. One without an instant counts: it may have been there."""
    found = []
    for row in rows:
        facts = row["facts"]
        recorded, questioned = facts.get("recorded_at"), facts.get("contested_at")
        if recorded is None or recorded <= known_at:
            since = questioned is not None and questioned >= known_at.date()
            found.append(OnFile(row["id"], BY_LABEL[row["label"]].name, row["owner"], recorded, since))
    return tuple(sorted(found, key=lambda each: (each.noun, each.statement_id)))


_SAID = (
    "What the audit log holds of the answer; and of the person, what was on record at knownAt and is on file still, as"
    " far as you may see it today."
)
_LIMITS = (
    "The log holds no arguments and no texts: the answer cannot be given again word for word.",
    "What was sealed, purged, merged or overwritten by an import since is not as it was.",
    "The caseload, circle and consents of then are not kept: what the asker saw was at most what her policy allowed.",
    "Under another policy version the same question may be decided otherwise: compare with graphsvc policy diff.",
)
