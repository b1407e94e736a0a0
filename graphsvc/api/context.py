"""What one request knows, and the one way in which a field asks: look, ask, audit, answer.

    found = await context.answer("person", lambda sight: person(context.graph, sight, person_id=…))

Whatever comes back is on record before it leaves: it goes to the disk as soon as it is found, while the answer is put
into words, and the request waits for that at its end (`keep`). Nothing here depends on which question is asked.
"""

import asyncio
import hashlib
import secrets
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

import orjson
import strawberry

from graphsvc.access.permissions import Permissions
from graphsvc.access.recipients import Recipients
from graphsvc.access.touchpoints import TouchpointTable
from graphsvc.api.documents import Documents
from graphsvc.api.metrics import Metrics
from graphsvc.audit.disclosures import Disclosure, disclosures_in, holds_part2
from graphsvc.audit.log import AuditLine, Beside, audit_line
from graphsvc.audit.looks import Entry, Look
from graphsvc.audit.people import people_in
from graphsvc.audit.rows import rows_in
from graphsvc.clock import Clock, monotonic
from graphsvc.database.driver import Graph
from graphsvc.engine.news import Feed
from graphsvc.errors import InputRefused, StatementLate
from graphsvc.model.answers import Basis, Problem, problem
from graphsvc.model.asker import OpenPurpose, Principal, Sight
from graphsvc.model.site import Site
from graphsvc.questions.influence.choose import Walks
from graphsvc.questions.reach.cases import Cases
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

    def append(self, *lines: AuditLine, beside: Beside = ()) -> Awaitable[None]: ...

    def close(self) -> None: ...

    def hashes(self, person: str) -> frozenset[str]: ...

    def looks(self, about: frozenset[str] | None = None) -> list[Look]: ...

    def entries(self, answer_id: str) -> list[Entry]: ...


class Disclosures(Protocol):
    """What is written down of what was shown to another agency: graphsvc.audit.disclosures.DisclosureLog."""

    def lines(self, *entries: Disclosure) -> Beside: ...

    def received(self, wanted: Iterable[tuple[str, str]], agency: str | None) -> list[Disclosure]: ...


@dataclass
class Context:
    """One request. `ends_at` is its deadline in monotonic seconds; `timed_out` becomes true when a field met it."""

    principal: Principal
    handle: str | None
    purpose: OpenPurpose | None
    gate: Gate
    audit: Audit
    disclosed: Disclosures
    graph: Graph
    clock: Clock
    site: Site
    ends_at: float
    permissions: Permissions
    touchpoints: TouchpointTable
    walks: Walks
    metrics: Metrics
    timed_out: bool = field(default=False)
    cases: Cases = field(default_factory=Cases)
    """What was worked out about relatives to reach, for all requests."""
    recipients: Recipients | None = None
    """What other agencies would see."""
    documents: Documents = field(default_factory=Documents)
    expires_at: datetime | None = None
    """When the asker's token ends: a request that has begun is finished, what stays open closes then."""
    keeper: Keeper | None = field(default=None)
    """Opens and closes purposes."""
    feed: Feed | None = field(default=None)
    """What was written, for subscriptions."""
    patience: float = 10.0
    """Seconds that each look of a subscription may take."""
    streaming: bool = False
    """Whether what runs is told as a stream: then nothing but a subscription runs."""
    over: bool = False
    """Whether the purpose was closed while a subscription ran under it."""
    loaders: dict[str, Any] = field(default_factory=dict)
    """Loaders of this request by name: nested lists ask once for all parents."""
    answer_id: str = field(default_factory=lambda: secrets.token_hex(12))
    """Under which the request stands in the audit log; its asker is told it."""
    part2: frozenset[str] | None = None
    """The consents to be named with the notice of 42 CFR 2.32; None: nothing leaves that needs it."""
    known_at: str = field(init=False)
    """The instant as of which it is answered."""
    lines: list[AuditLine] = field(default_factory=list)
    """What there is to write down before the answer leaves."""
    shown: list[Disclosure] = field(default_factory=list)
    """What of other agencies' statements leaves with it."""
    failed: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Whom each field named that failed: its line is written when its code is known."""
    _on_its_way: list[Awaitable[None]] = field(default_factory=list)
    """What is being written down already."""

    def __post_init__(self) -> None:
        self.known_at = self.clock.now().isoformat()

    def begin_again(self) -> None:
        """A batch of a subscription is an answer by itself: an id and an instant of its own."""
        self.answer_id, self.known_at = secrets.token_hex(12), self.clock.now().isoformat()

    async def sight(self, name: str, kind: str = "") -> Sight | Problem:
        """What the asker may see through the field of that name, or why nothing."""
        return await self.gate.look(self.principal, self.handle, name, kind)

    async def answer(
        self,
        name: str,
        ask: Callable[[Sight], Awaitable[Found | Problem]],
        *,
        kind: str = "",
        about: object = None,
        writes: bool = False,
        wished: str | None = None,
    ) -> Found | Problem:
        """What `ask` finds with the field's sight, or the problem, noted for the audit log.

        `about` says whom the question names (ids, or a noun that holds them): they are on record beside those in the
        answer, whatever becomes of it. Where `ask` writes, a line INTENT is on disk before it begins: a write may
        commit just as its request is cut off, and then that line is what tells of it. `wished` is the purpose that a
        request is about to open. Raises AuditFailed.
        """
        asked = f"{name}:{kind}" if kind else name
        try:
            async with asyncio.timeout(max(self.ends_at - monotonic(), 0.0)):
                found: Found | Problem = await self._found(asked, name, kind, ask, about, writes, wished)
        except (StatementLate, TimeoutError):
            self.timed_out, found = True, problem("LATE")
        except asyncio.CancelledError:
            self.note_code(asked, CANCELLED, about=about, wished=wished)
            raise
        except Exception:
            self.failed[name] |= people_in(about)
            raise
        self.note(asked, found, about=about, wished=wished)
        self._hand_in()
        await asyncio.sleep(0)  # a turn of the loop, in which the writer's thread is given it
        return found

    async def _found(
        self,
        asked: str,
        name: str,
        kind: str,
        ask: Callable[[Sight], Awaitable[Found | Problem]],
        about: object,
        writes: bool,
        wished: str | None,
    ) -> Found | Problem:
        sight = await self.sight(name, kind)
        if isinstance(sight, Problem):
            return sight
        if writes:
            self.note_code(asked, INTENT, about=about, wished=wished)
            await self.keep()
        found = await ask(sight)
        if holds_part2(found):
            told = {id for person in people_in(found) for id in sight.part2.get(person, ())}
            self.part2 = (self.part2 or frozenset()) | told
        return found

    def _hand_in(self) -> None:
        """Begin to write down what was noted. Raises AuditFailed."""
        if self.lines or self.shown:
            lines, self.lines, shown, self.shown = self.lines, [], self.shown, []
            beside = self.disclosed.lines(*shown) if shown else ()
            self._on_its_way.append(self.audit.append(*lines, beside=beside))

    async def keep(self) -> bool:
        """Wait until all that was noted is on disk: whether there was anything. Raises AuditFailed."""
        self._hand_in()
        on_its_way, self._on_its_way = self._on_its_way, []
        for each in on_its_way:
            await each
        return bool(on_its_way)

    def note(self, asked: str, found: object, *, about: object = None, wished: str | None = None) -> None:
        """One audit line for what a field found."""
        if isinstance(found, Problem | Refused):
            self.note_code(asked, found.code, about=(about, found), wished=wished)
        else:
            purpose, rows = _purpose_in(found), rows_in(found)
            self.note_code(asked, ALLOWED, rows=rows, about=(about, found), purpose=purpose, wished=wished)
            self.shown += disclosures_in(found, asked, self.principal, self.purpose, self.clock)

    def note_code(
        self,
        asked: str,
        decision: str,
        *,
        rows: int = 0,
        about: object = None,
        purpose: OpenPurpose | None = None,
        wished: str | None = None,
    ) -> None:
        """One audit line: the field (with its kind), what became of it, about whom, and under which purpose."""
        line = audit_line(
            self.clock,
            self.principal,
            purpose or self.purpose,
            answer=self.answer_id,
            known_at=self.known_at,
            field=asked,
            decision=decision,
            rows=rows,
            people=frozenset(people_in(about)),
            policy_version=self.gate.policy_version,
        )
        about_another = wished is not None and purpose is None
        self.lines.append(_wishing(line, wished) if about_another else line)

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
    return line._replace(purpose=wished, case=None, reason=None, handle=None)


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
