"""What one request knows, and the one way in which a field asks: look, ask, audit, answer.

    found = await context.answer("person", lambda sight: person(context.graph, sight, person_id=…))

Whatever comes back was audited before it leaves. Nothing here depends on which question is asked.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol, TypeVar

import orjson
import strawberry

from graphsvc.access.permissions import Permissions
from graphsvc.access.touchpoints import TouchpointTable
from graphsvc.api.documents import Documents
from graphsvc.api.metrics import Metrics
from graphsvc.audit.log import AuditLine, audit_line
from graphsvc.audit.rows import rows_in
from graphsvc.clock import Clock, monotonic
from graphsvc.database.driver import Graph
from graphsvc.errors import InputRefused, StatementLate
from graphsvc.model.answers import Basis, Problem, problem
from graphsvc.model.asker import OpenPurpose, Principal, Sight
from graphsvc.model.site import Site
from graphsvc.questions.influence.choose import Walks
from graphsvc.records.ledger import Refused
from graphsvc.records.purposes import Keeper, Opened

Found = TypeVar("Found")


class Gate(Protocol):
    """What decides who may see what: graphsvc.access.gate.Access, or a fake in tests."""

    @property
    def policy_version(self) -> str: ...

    async def look(self, principal: Principal, handle: str | None, field: str, kind: str = "") -> Sight | Problem: ...


class Audit(Protocol):
    """Where reads are written down: graphsvc.audit.log.AuditLog, or a fake in tests. Raises AuditFailed."""

    def append(self, *lines: AuditLine) -> None: ...


@dataclass
class Context:
    """One request. `ends_at` is its deadline in monotonic seconds; `timed_out` becomes true when a field met it."""

    principal: Principal
    handle: str | None
    purpose: OpenPurpose | None
    gate: Gate
    audit: Audit
    graph: Graph
    clock: Clock
    site: Site
    ends_at: float
    permissions: Permissions
    touchpoints: TouchpointTable
    walks: Walks
    metrics: Metrics
    timed_out: bool = field(default=False)
    documents: Documents = field(default_factory=Documents)
    keeper: Keeper | None = field(default=None)
    """Opens and closes purposes."""
    loaders: dict[str, Any] = field(default_factory=dict)
    """Loaders of this request by name: nested lists ask once for all parents."""

    async def sight(self, name: str, kind: str = "") -> Sight | Problem:
        """What the asker may see through the field of that name, or why nothing."""
        return await self.gate.look(self.principal, self.handle, name, kind)

    async def answer(
        self,
        name: str,
        ask: Callable[[Sight], Awaitable[Found | Problem]],
        *,
        kind: str = "",
        writes: bool = False,
        wished: str | None = None,
    ) -> Found | Problem:
        """What `ask` finds with the field's sight, or the problem, written down before it is returned.

        Where `ask` writes, a line INTENT is on disk before it begins: a write may commit just as its request is cut
        off, and then that line is what tells of it. `wished` is the purpose that a request is about to open.
        Raises AuditFailed: an answer that nobody wrote down does not leave.
        """
        asked = f"{name}:{kind}" if kind else name
        try:
            async with asyncio.timeout(max(self.ends_at - monotonic(), 0.0)):
                found: Found | Problem = await self._found(asked, name, kind, ask, writes, wished)
        except (StatementLate, TimeoutError):
            self.timed_out, found = True, problem("LATE")
        except asyncio.CancelledError:
            self.write_code(asked, CANCELLED, wished=wished)
            raise
        self.write_down(asked, found, wished=wished)
        return found

    async def _found(
        self,
        asked: str,
        name: str,
        kind: str,
        ask: Callable[[Sight], Awaitable[Found | Problem]],
        writes: bool,
        wished: str | None,
    ) -> Found | Problem:
        sight = await self.sight(name, kind)
        if isinstance(sight, Problem):
            return sight
        if writes:
            self.write_code(asked, INTENT, wished=wished)
        return await ask(sight)

    def write_down(self, asked: str, found: object, *, wished: str | None = None) -> None:
        """One audit line for what a field found. Raises AuditFailed."""
        if isinstance(found, Problem | Refused):
            self.write_code(asked, found.code, wished=wished)
        else:
            self.write_code(asked, ALLOWED, rows=rows_in(found), purpose=_purpose_in(found), wished=wished)

    def write_code(
        self,
        asked: str,
        decision: str,
        *,
        rows: int = 0,
        purpose: OpenPurpose | None = None,
        wished: str | None = None,
    ) -> None:
        """One audit line: the field (with its kind), what became of it, and under which purpose. Raises AuditFailed."""
        line = audit_line(
            self.clock,
            self.principal,
            purpose or self.purpose,
            field=asked,
            decision=decision,
            rows=rows,
            policy_version=self.gate.policy_version,
        )
        about_another = wished is not None and purpose is None
        self.audit.append(_wishing(line, wished) if about_another else line)

    def day(self, as_of: date | None) -> date:
        """The day asked about: today when nobody says. Raises InputRefused for a day to come."""
        today = self.clock.today()
        if as_of and as_of > today:
            raise InputRefused("asOf lies in the future.", "Give today or an earlier day.")
        return as_of or today


Info = strawberry.Info[Context, None]
LOOKED_AT = ("explored_people", "explored_ties")
"""Fields of an answer that say how much was looked at on the way to it."""
ALLOWED, INTENT, CANCELLED = "ALLOWED", "INTENT", "CANCELLED"


def _purpose_in(found: object) -> OpenPurpose | None:
    """The purpose that an answer opened or closed."""
    if isinstance(found, Opened):
        return found.purpose
    return found if isinstance(found, OpenPurpose) else None


def _wishing(line: AuditLine, wished: str | None) -> AuditLine:
    """The line of a purpose not (yet) open: its case and reason are texts of the asker's own, so they stay out."""
    return replace(line, purpose=wished, case=None, reason=None, handle=None)


def carried(answer: Any) -> dict[str, Any]:
    """The fields of the interface Answer, from a finished answer that holds a `basis`."""
    basis: Basis = answer.basis
    return {
        "as_of": basis.as_of,
        "revision": revision(answer),
        "policy_version": basis.policy_version,
        "explanation": basis.explanation,
        "limits_of_this_answer": list(basis.limits),
    }


def revision(answer: Any) -> str:
    """A token over what the asker was given, keyed by the policy's version: hidden writes cannot move it, nor does the
    way that was walked to the same answer."""
    key = hashlib.blake2b(answer.basis.policy_version.encode(), digest_size=32).digest()
    told = replace(answer, **{name: 0 for name in LOOKED_AT if hasattr(answer, name)})
    content = orjson.dumps(told, default=sorted, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    return hashlib.blake2b(content, key=key, digest_size=12).hexdigest()
