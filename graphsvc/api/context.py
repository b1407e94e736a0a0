"""What one request knows, and the one way in which a field asks: look, ask, audit, answer.

    found = await context.answer("person", lambda sight: person(context.graph, sight, person_id=…))

Whatever comes back was audited before it leaves. Nothing here depends on which question is asked.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

import orjson
import strawberry

from graphsvc.access.permissions import Permissions
from graphsvc.access.touchpoints import TouchpointTable
from graphsvc.audit.log import AuditLine, audit_line
from graphsvc.clock import Clock, monotonic
from graphsvc.database.driver import Graph
from graphsvc.errors import InputRefused, StatementLate
from graphsvc.model.answers import Basis, Problem, problem
from graphsvc.model.asker import OpenPurpose, Principal, Sight
from graphsvc.model.paging import Page
from graphsvc.model.site import Site
from graphsvc.records.purposes import Keeper

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
    timed_out: bool = field(default=False)
    keeper: Keeper | None = field(default=None)
    """Opens and closes purposes."""
    loaders: dict[str, Any] = field(default_factory=dict)
    """Loaders of this request by name: nested lists ask once for all parents."""

    async def sight(self, name: str, kind: str = "") -> Sight | Problem:
        """What the asker may see through the field of that name, or why nothing."""
        return await self.gate.look(self.principal, self.handle, name, kind)

    async def answer(
        self, name: str, ask: Callable[[Sight], Awaitable[Found | Problem]], *, kind: str = ""
    ) -> Found | Problem:
        """What `ask` finds with the field's sight, or the problem, written down before it is returned.

        Raises AuditFailed: an answer that nobody wrote down does not leave.
        """
        try:
            async with asyncio.timeout(max(self.ends_at - monotonic(), 0.0)):
                sight = await self.sight(name, kind)
                found = sight if isinstance(sight, Problem) else await ask(sight)
        except (StatementLate, TimeoutError):
            self.timed_out, found = True, problem("LATE")
        self.write_down(name, found, kind=kind)
        return found

    def write_down(self, name: str, found: object, *, kind: str = "") -> None:
        """One audit line for what a field found. Raises AuditFailed."""
        line = audit_line(
            self.clock,
            self.principal,
            self.purpose,
            field=f"{name}:{kind}" if kind else name,
            decision=found.code if isinstance(found, Problem) else "ALLOWED",
            rows=rows_in(found),
            policy_version=self.gate.policy_version,
        )
        self.audit.append(line)

    def day(self, as_of: date | None) -> date:
        """The day asked about: today when nobody says. Raises InputRefused for a day to come."""
        today = self.clock.today()
        if as_of and as_of > today:
            raise InputRefused("asOf lies in the future.", "Give today or an earlier day.")
        return as_of or today


Info = strawberry.Info[Context, None]


def rows_in(answer: object) -> int:
    """How many rows the lists of an answer hold, or 1 for one thing: all that the audit keeps of its content."""
    if answer is None or isinstance(answer, Problem):
        return 0
    values = [getattr(answer, each.name) for each in fields(answer)] if is_dataclass(answer) else []
    lists = [value.rows if isinstance(value, Page) else value for value in values if isinstance(value, tuple | Page)]
    return sum(map(len, lists)) if lists else 1


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
    """A token over what the asker was given, keyed by the policy's version: hidden writes cannot move it."""
    key = hashlib.blake2b(answer.basis.policy_version.encode(), digest_size=32).digest()
    content = orjson.dumps(answer, default=sorted, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    return hashlib.blake2b(content, key=key, digest_size=12).hexdigest()
