"""How anything is recorded: once, in one transaction that also raises the revision, says whom it touched and keeps
the receipt.

    payload = await write_once(desk, "recordOrder", input, work)

A request carries a key of its sender. The same key with the same content answers what it answered before and writes
nothing; with other content it is refused. Writers follow one another, so that what one records is in everybody's
next answer.
"""

import hashlib
import json
import uuid
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any, Generic, Protocol, TypeVar, get_args, get_type_hints

from graphsvc.access.facts import existing
from graphsvc.audit.people import people_in
from graphsvc.clock import Clock
from graphsvc.database.driver import Graph, Unit
from graphsvc.errors import InputRefused
from graphsvc.model.answers import Problem, problem
from graphsvc.model.asker import Sight
from graphsvc.model.codes import CODES
from graphsvc.model.news import News
from graphsvc.model.site import Site

LONGEST_KEY, LONGEST_TEXT = 100, 2000
REVIEWER = "SAFETY_REVIEWER"


@dataclass(frozen=True)
class Refused:
    """A user error: what was wrong with the input, and where."""

    code: str
    message: str
    path: str


class Keyed(Protocol):
    """An input that may be sent again."""

    @property
    def idempotency_key(self) -> str: ...


@dataclass(frozen=True)
class Desk:
    """What recording needs: the graph, what the asker may see, the clock and the site."""

    graph: Graph
    sight: Sight
    clock: Clock
    site: Site
    asked: object = None
    """The input as it was sent, where old ids in it lead to other people now: it tells the same request again."""
    answer: str = ""
    """The id under which the request stands in the audit log: the receipt keeps it."""
    about: set[str] = field(default_factory=set, compare=False)
    """Whom what was recorded is about, as `write_once` learns it: for the audit log, never told."""

    @property
    def user(self) -> str:
        """Who records."""
        return self.sight.principal.user

    @property
    def agency(self) -> str:
        """Whose record it is."""
        return self.sight.principal.agency


Payload = TypeVar("Payload")


@dataclass(frozen=True)
class Made(Generic[Payload]):
    """What was recorded, and all people about whom anything changed that paths or safety lines are decided by.

    `touched` has no default: whoever records says it, since what is kept in memory is read again for these alone.
    """

    payload: Payload
    touched: tuple[str, ...]
    groups: tuple[str, ...] = ()
    """Keys of households and gangs that changed themselves (`household:h-1`)."""
    everything: bool = False
    """More changed than can be named."""
    news: tuple[News, ...] = ()
    """What it is to those who subscribe (model/news.py)."""
    about: tuple[str, ...] = ()
    """Whom it is about besides those touched: for the audit log."""


NOBODY: tuple[str, ...] = ()
"""Touched by what decides neither a path nor a safety line: consents, assignments, requests."""
COMPARTMENTS = {"LAW_ENFORCEMENT": "CORI", "PROSECUTION": "CORI", "CORRECTIONS_SUPERVISION": "CORI"}
"""Sector → compartment of what its workers record here; what the family's workers hear is FAMILY."""


def compartment_of(sight: Sight) -> str:
    """The compartment of what this asker records."""
    return COMPARTMENTS.get(sight.principal.sector, "FAMILY")


def new_id(prefix: str) -> str:
    """An id that nobody chose."""
    return f"{prefix}-{uuid.uuid4().hex}"


async def write_once(
    desk: Desk,
    mutation: str,
    said: Keyed,
    shape: type[Payload],
    work: Callable[[Unit], Awaitable[Made[Payload] | Refused | Problem]],
) -> Payload | Refused | Problem:
    """What `work` recorded, or what the same request came to before. A refusal leaves nothing behind."""
    if not 1 <= len(said.idempotency_key) <= LONGEST_KEY:
        raise InputRefused(f"idempotencyKey has 1 to {LONGEST_KEY} letters.", "Use a fresh UUID for each request.")
    key, digest = f"{desk.user}|{said.idempotency_key}", _digest(mutation, desk.asked or said)

    async def unit(tx: Unit) -> Payload | Refused | Problem:
        who = {"key": key, "digest": digest, "answer": desk.answer}
        before = await tx.run("record_lock", **who, token=new_id("v"), at=desk.clock.now())
        if before:
            return _again(before[0], digest, shape)
        found = await work(tx)
        if isinstance(found, Refused | Problem):
            raise _Undone(found)
        made = await _of_today(tx, desk, said, found)
        text = json.dumps(asdict(made.payload), default=str)  # type: ignore[call-overload]
        await tx.run(
            "record_receipt",
            **who,
            mutation=mutation,
            payload=text,
            user=desk.user,
            at=desk.clock.now(),
            people=sorted(set(made.touched)),
            groups=sorted(set(made.groups)),
            all=made.everything,
            news=[each.text() for each in made.news],
        )
        desk.about.update(made.touched, made.about)
        return made.payload

    try:
        return await desk.graph.write_unit(unit, label=mutation)
    except _Undone as undone:
        return undone.outcome


async def _of_today(tx: Unit, desk: Desk, said: Keyed, made: Made[Payload]) -> Made[Payload]:
    """What was recorded of a record that is another's by now: put where the rest of it is, as a bundle's rows are.

    Who is who was asked before the lock: a merge may have come first.
    """
    named = {*made.touched, *people_in(said)}
    rows = await tx.run("access_records", ids=sorted(named))
    ones = {str(row["id"]): str(row["one"]) for row in rows if row["id"] != row["one"] and row["id"] in named}
    if not ones:
        return made
    groups = await settle(tx, desk, tuple(ones))
    news = [replace(each, nodes=_ones(ones, each.nodes), people=_ones(ones, each.people)) for each in made.news]
    touched = (*made.touched, *_ones(ones, made.touched))
    return replace(made, touched=touched, groups=(*made.groups, *groups), news=tuple(news))


async def settle(tx: Unit, desk: Desk, records: tuple[str, ...]) -> tuple[str, ...]:
    """Every tie of these records at the person they are now; the groups that ties lead to."""
    rows = await tx.run("merge_settle", records=list(records), today=desk.clock.today())
    return tuple(sorted(rows[0]["groups"]))


def _ones(ones: Mapping[str, str], people: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(ones.get(id, id) for id in people)


class _Undone(Exception):
    """Ends a transaction whose work was refused, so that nothing of it stays."""

    def __init__(self, outcome: Refused | Problem) -> None:
        super().__init__("refused")
        self.outcome = outcome


def _digest(mutation: str, said: object) -> str:
    text = json.dumps([mutation, asdict(said)], default=str, sort_keys=True)  # type: ignore[call-overload]
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _again(row: dict[str, Any], digest: str, shape: type[Payload]) -> Payload | Refused:
    if row["digest"] != digest:
        return Refused("KEY_REUSED", "This key was used for another request.", "idempotencyKey")
    kinds = get_type_hints(shape)
    return shape(**{name: _restored(value, kinds[name]) for name, value in json.loads(row["payload"]).items()})


_READ = {date: date.fromisoformat, datetime: datetime.fromisoformat}


def _restored(value: Any, kind: Any) -> Any:
    """A value of a receipt as it was: days and instants were written as text, tuples as lists. What it is the payload
    says, not its look: an id or a name may look like a day."""
    if isinstance(value, list):
        return tuple(tuple(each) if isinstance(each, list) else each for each in value)
    read = next((_READ[each] for each in (kind, *get_args(kind)) if each in _READ), None)
    return read(value) if read and value is not None else value


# ---- checks that every record shares ------------------------------------------------------------------------------


async def unknown_to(desk: Desk, *ids: str) -> bool:
    """Whether one of these people is unknown to the asker: never was, or is hidden or concealed."""
    wanted = frozenset(ids)
    return not wanted <= await known_to(desk, wanted)


async def known_to(desk: Desk, ids: frozenset[str]) -> frozenset[str]:
    """Those of these people about whom the asker may record something.

    A safety reviewer decides about whoever is on file, since a hidden fact is what there is to decide about.
    """
    if REVIEWER in desk.sight.principal.roles:
        rows = await desk.graph.read("check_people", ids=sorted(ids))
        return frozenset(str(row["id"]) for row in rows)
    seen = await existing(desk.graph, desk.sight, desk.site, ids)
    return ids & (seen | desk.sight.caseload)


async def class_of(tx: Unit, desk: Desk) -> int:
    """The access class of what this asker records now."""
    rows = await tx.run(
        "record_class",
        compartment=compartment_of(desk.sight),
        owner=desk.agency,
        sensitivity="OPEN",
        sharing="NONE",
    )
    return int(rows[0]["cls"])


def unknown_code(set_name: str, path: str, *values: str | None) -> Refused | None:
    """The refusal for a value that is no code of the set."""
    wrong = [value for value in values if value is not None and value not in CODES[set_name]]
    return Refused("UNKNOWN_CODE", f"{path} must be of: {', '.join(CODES[set_name])}.", path) if wrong else None


def first_refusal(*found: Refused | None) -> Refused | None:
    """The first thing that is wrong."""
    return next((each for each in found if each), None)


def backwards(start: date | None, end: date | None, path: str) -> Refused | None:
    """The refusal for an end before its start."""
    wrong = start is not None and end is not None and end < start
    return Refused("DATES_BACKWARDS", "The last day lies before the first.", path) if wrong else None


def too_long(path: str, *texts: str | None) -> Refused | None:
    """The refusal for a text beyond what anybody needs."""
    long = any(text and len(text) > LONGEST_TEXT for text in texts)
    return Refused("TOO_LONG", f"At most {LONGEST_TEXT} letters.", path) if long else None


def unexplained(why: str) -> Refused | None:
    """The refusal for a decision without a reason, or with one beyond what anybody reads."""
    return too_long("why", why) or (None if why.strip() else Refused("MISSING", "Say why.", "why"))


def decision_of(desk: Desk, what: str, why: str) -> str:
    """A decision as it is kept beside what it is about: what, by whom, when and why."""
    told = {"what": what, "by": desk.user, "at": desk.clock.now().isoformat(), "why": why}
    return json.dumps(told, ensure_ascii=False)


def future(day: date | None, today: date, path: str) -> Refused | None:
    """The refusal for a day to come where only a past one can be."""
    return Refused("IN_THE_FUTURE", "That day lies in the future.", path) if day and day > today else None


def not_found() -> Problem:
    """The same for unknown and hidden."""
    return problem("NOT_FOUND")


def joined(people: Iterable[str | None]) -> tuple[str, ...]:
    """The ids that were given."""
    return tuple(each for each in people if each)
