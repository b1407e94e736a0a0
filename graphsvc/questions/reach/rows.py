"""What was read for relatives to reach, as nouns: the person, ties, and what is on file about each relative."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from graphsvc.catalogue import Row
from graphsvc.model.quality import TieFacts

Noun = TypeVar("Noun")
AT_A_PLACE = frozenset({"LETTER"})
"""Ways to reach somebody whose value is an address."""
NEVER_CALLING_SECTORS = frozenset({"LAW_ENFORCEMENT"})
"""Never police, unless the relative chose so; nobody can record that yet."""


@dataclass(frozen=True)
class Name:
    """A visible name."""

    given: str | None = None
    family: str | None = None
    kind: str = "LEGAL"
    id: str = ""
    owner: str = ""

    @property
    def text(self) -> str:
        """Given and family name, as far as known."""
        return " ".join(part for part in (self.given, self.family) if part)


@dataclass(frozen=True)
class Birth:
    """A visible birth: day and recorded sex."""

    born_on: date | None = None
    sex: str = "UNKNOWN"
    id: str = ""
    owner: str = ""


@dataclass(frozen=True)
class Wish:
    """What P wishes about the relative."""

    wish: str
    at: date | None = None
    owner: str = ""
    doubtful: bool = False
    """Contested, or not stated by anybody who stands by it: it opens nothing."""
    id: str = ""


@dataclass(frozen=True)
class Assessment:
    """What the relative said, and what workers learned."""

    at: date | None = None
    owner: str = ""
    willingness: str = "NOT_ASKED"
    roles: tuple[str, ...] = ()
    capacity: str = "UNKNOWN"
    limits: str | None = None
    language: str | None = None
    interpreter_needed: bool = False
    interpreter_arranged: bool = False
    travel_minutes: int | None = None
    last_in_person: date | None = None
    supports_given: tuple[str, ...] = ()
    protective_offers: tuple[str, ...] = ()
    named_by_family: bool = False
    wait: str = "NONE"
    ask_again_on: date | None = None
    doubtful: bool = False
    """Contested, or not stated by anybody who stands by it: it opens nothing."""
    id: str = ""


@dataclass(frozen=True)
class ContactPoint:
    """A way to reach a relative, without its value: that is another, logged, question."""

    id: str
    kind: str
    label: str | None = None
    shared_with: tuple[str, ...] = ()
    answers_usually: str | None = None
    best_times: str | None = None
    time_zone: str | None = None
    language: str | None = None
    interpreter: bool = False
    may_leave_message: bool = False
    may_say_who_calls: bool = False
    may_text: bool = False
    verified_at: date | None = None
    last_reached_at: date | None = None
    owner: str = ""


@dataclass(frozen=True)
class Worker:
    """Somebody who works with the person or spoke with a relative. `conflict`: one was declared (line 15)."""

    id: str
    name: str
    agency: str
    sector: str
    languages: tuple[str, ...] = ()
    lead: bool = False
    since: date | None = None
    conflict: bool = False

    @property
    def may_call(self) -> bool:
        """Whether families may be told of her: never the police (unless they chose so), never in a conflict (§8)."""
        return self.sector not in NEVER_CALLING_SECTORS and not self.conflict


@dataclass(frozen=True)
class Attempt:
    """An attempt to reach a relative."""

    id: str
    mode: str
    at: datetime
    by: str
    outcome: str
    next_step: str | None = None
    owner: str = ""
    worker: Worker | None = None
    inbound: bool = False
    zone: str = "America/New_York"

    @property
    def day(self) -> date:
        """On which it was, where the site is: as `today` is told."""
        return self.at.astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True)
class Plan:
    """A plan of an agency to reach a relative; of several the newest first."""

    id: str
    state: str
    mode: str
    words: str
    by: str
    staff: str
    owner: str
    planned_on: date
    planned_for: date | None = None
    language: str | None = None
    opening: str | None = None
    approved_by: str | None = None
    returned_for: str | None = None


@dataclass(frozen=True)
class Notice:
    """A 30-day notice that was sent, or an exception from it that a supervisor approved."""

    id: str
    sent_at: date | None = None
    exception: str | None = None
    owner: str = ""
    stated_at: date | None = None
    doubtful: bool = False
    """Contested, or not stated by anybody who stands by it: nobody is told or excused by it."""


@dataclass(frozen=True)
class OnFile:
    """All that the asker may see about one relative for this plan."""

    names: tuple[Name, ...] = ()
    births: tuple[Birth, ...] = ()
    wishes: tuple[Wish, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    contact_points: tuple[ContactPoint, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    notices: tuple[Notice, ...] = ()
    plans: tuple[Plan, ...] = ()
    asked_again_on: date | None = None
    """The day on which the two questions of the moment of contact were last asked."""

    @property
    def wished(self) -> tuple[Wish, ...]:
        """The wishes that nobody doubts, the newest first."""
        return tuple(wish for wish in self.wishes if not wish.doubtful)

    @property
    def said(self) -> tuple[Assessment, ...]:
        """The assessments that nobody doubts, the newest first."""
        return tuple(said for said in self.assessments if not said.doubtful)

    @property
    def last_word(self) -> Assessment | None:
        """The newest assessment that nobody doubts."""
        return next(iter(self.said), None)

    @property
    def notified(self) -> tuple[Notice, ...]:
        """The notices and exceptions that nobody doubts."""
        return tuple(notice for notice in self.notices if not notice.doubtful)

    def notified_since(self, day: date, until: date = date.max) -> date | None:
        """The day of the first notice from that day on: one of an earlier removal tells nobody of this one."""
        return min((n.sent_at for n in self.notified if n.sent_at and day <= n.sent_at <= until), default=None)

    def exception_since(self, day: date, until: date = date.max) -> str | None:
        """Why no notice is owed, where a supervisor approved that: what was asked for at an earlier removal excuses
        nobody from this one's."""
        return next(
            (n.exception for n in self.notified if n.exception and day <= (n.stated_at or date.min) <= until), None
        )

    @property
    def name(self) -> str:
        """The name to show: the legal one first; a person without a visible name has none."""
        ordered = sorted(self.names, key=lambda n: (n.kind != "LEGAL", n.text))
        return next((n.text for n in ordered if n.text), "Name not known")

    @property
    def sex(self) -> str:
        """As recorded; UNKNOWN when nobody said or records disagree."""
        said = {b.sex for b in self.births if b.sex != "UNKNOWN"}
        return said.pop() if len(said) == 1 else "UNKNOWN"


@dataclass(frozen=True)
class Consent:
    """A consent as it stands now. `may`: nothing on file says that its grantor may not give it."""

    id: str
    capacity: str
    form: str
    recipients: tuple[str, ...]
    contact: bool
    signed_on: date
    stale: bool
    may: bool
    expires_on: date | None = None
    revoked_at: datetime | None = None
    zone: str = "America/New_York"

    @property
    def revoked_on(self) -> date | None:
        """On which day it was taken back, where the site is: as the day of signing is told."""
        return self.revoked_at.astimezone(ZoneInfo(self.zone)).date() if self.revoked_at else None

    def revoked(self, now: datetime) -> bool:
        """Whether it was taken back by then."""
        return self.revoked_at is not None and self.revoked_at <= now


@dataclass(frozen=True)
class Enrolment:
    """A line of the programme's list; whether it stood there on the day asked about, and stands there now."""

    status: str
    lead_agency: str | None = None
    next_action: str | None = None
    due: date | None = None
    at: date | None = None
    owner: str = ""
    id: str = ""
    then: bool = True
    now: bool = True
    lead_sector: str | None = None

    @property
    def caller(self) -> str | None:
        """The lead agency, where families may be told that it calls: never the police (§8)."""
        return None if self.lead_sector in NEVER_CALLING_SECTORS else self.lead_agency


@dataclass(frozen=True)
class Removal:
    """A removal from home: day 0 and the caregivers removed from. It happened: it does not end."""

    removed_on: date
    caregivers: tuple[str, ...] = ()
    owner: str = ""


@dataclass(frozen=True)
class Reordering:
    """The order that a worker gave to relatives, with the reason, and the one that the rules gave then."""

    id: str
    by: str
    on: date
    why: str
    relatives: tuple[str, ...]
    ours: tuple[str, ...]
    owner: str = ""


@dataclass(frozen=True)
class Focus:
    """The person whom the plan is about."""

    id: str
    on_file: OnFile = field(default_factory=OnFile)
    enrolments: tuple[Enrolment, ...] = ()
    """Of the day asked about, the newest first."""
    standing: tuple[Enrolment, ...] = ()
    """Of now: agreeing and refusing are those of now, whatever day is asked about (definitions.md §3)."""
    removals: tuple[Removal, ...] = ()
    housemates: tuple[str, ...] = ()
    consents: tuple[Consent, ...] = ()
    workers: tuple[Worker, ...] = ()
    reorderings: tuple[Reordering, ...] = ()
    """The newest first."""
    visible: bool = False
    feed_as_of: datetime | None = None

    @property
    def born_on(self) -> date | None:
        """The youngest birth date on file."""
        return max((b.born_on for b in self.on_file.births if b.born_on), default=None)


@dataclass(frozen=True)
class ReachTie:
    """A tie with what only this question needs: the side, whether a guardian is cleared, how a union stands."""

    facts: TieFacts
    side: str = "NA"
    cleared: bool = False
    status: str = ""


@dataclass(frozen=True)
class Spoken:
    """In which language somebody was spoken with, as they said themselves."""

    id: str
    owner: str
    language: str
    interpreter_needed: bool = False


@dataclass(frozen=True)
class AtHome:
    """Somebody of a household, and a birth date on file. `shown`: (owner, statement) of what says so."""

    member: str
    born_on: date | None = None
    shown: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Relation:
    """What an officer's duty shows of somebody (duty.py)."""

    names: tuple[Name, ...] = ()
    births: tuple[Birth, ...] = ()
    languages: tuple[Spoken, ...] = ()
    home: tuple[AtHome, ...] = ()

    @property
    def name(self) -> str:
        """As of what is on file for a plan."""
        return OnFile(names=self.names).name

    @property
    def born_on(self) -> date | None:
        """The youngest birth date on file."""
        return max((b.born_on for b in self.births if b.born_on), default=None)


def relation_of(row: Row) -> Relation:
    """One row of duty_people."""
    return Relation(
        names=_nouns(Name, row["names"]),
        births=_nouns(Birth, row["births"]),
        languages=_nouns(Spoken, row["languages"]),
        home=_nouns(AtHome, ({**each, "shown": map(tuple, each["shown"])} for each in row["home"])),
    )


def focus_of(row: Row, zone: str) -> Focus:
    """One row of reach_focus. `zone`: where it is decided on which day a consent was taken back."""
    listed = _nouns(Enrolment, row["enrolments"])
    return Focus(
        id=row["person"],
        on_file=OnFile(names=_nouns(Name, row["names"]), births=_nouns(Birth, row["births"])),
        enrolments=tuple(e for e in listed if e.then),
        standing=tuple(e for e in listed if e.now),
        removals=_nouns(Removal, row["removals"]),
        housemates=tuple(row["carers"]),
        consents=_nouns(Consent, ({**each, "zone": zone} for each in row["consents"])),
        workers=_nouns(Worker, row["workers"]),
        reorderings=_nouns(Reordering, row["reorderings"]),
        visible=True,
        feed_as_of=row["feed_as_of"],
    )


PICTURED = ("basis", "category")
"""Columns of reach_ties that a genogram draws and no plan asks about."""


def tie_of(row: Row) -> ReachTie:
    """One row of reach_ties, which is used up."""
    side, cleared, status = row.pop("side"), row.pop("cleared"), row.pop("status", "")
    for name in PICTURED:
        row.pop(name, None)
    row["sources"] = tuple(row["sources"])
    return ReachTie(TieFacts(**row), side, cleared, status)


def on_file_of(row: Row, zone: str) -> OnFile:
    """One row of reach_relatives. `zone`: where it is decided on which day somebody was called."""
    again = row["asked_again_on"]
    return OnFile(
        names=_nouns(Name, row["names"]),
        births=_nouns(Birth, row["births"]),
        wishes=_nouns(Wish, row["wishes"]),
        assessments=_nouns(Assessment, row["assessments"]),
        contact_points=_nouns(ContactPoint, row["contact_points"]),
        attempts=tuple(_attempt(each, zone) for each in row["attempts"]),
        notices=_nouns(Notice, row["notices"]),
        plans=_nouns(Plan, row["plans"]),
        asked_again_on=date.fromisoformat(again) if again else None,
    )


def _attempt(row: dict[str, Any], zone: str) -> Attempt:
    named = row["name"] is not None and row["agency"] is not None
    who = (row["by"], row["name"], row["agency"], row["sector"], tuple(row["languages"]))
    worker = Worker(*who, conflict=bool(row["conflict"])) if named else None
    told = (row["id"], row["mode"], _moment(row["at"]), row["by"], row["outcome"], row["next_step"], row["owner"])
    return Attempt(*told, worker, bool(row["inbound"]), zone)


def _nouns(noun: type[Noun], rows: Iterable[dict[str, Any]]) -> tuple[Noun, ...]:
    """Each map as that noun; keys that the noun lacks are left out, absent values keep their default."""
    if not rows:
        return ()
    readers = _readers_of(noun)  # type: ignore[arg-type]  # a class is hashable
    return tuple(noun(**{k: readers[k](v) for k, v in row.items() if v is not None and k in readers}) for row in rows)


@cache
def _readers_of(noun: type) -> Mapping[str, Callable[[Any], object]]:
    """What makes a field of its value in a map: days come as text."""
    return {name: _reader_of(hint) for name, hint in get_type_hints(noun).items()}


def _reader_of(hint: object) -> Callable[[Any], object]:
    if hint in (date, date | None):
        return date.fromisoformat
    if hint == datetime | None:
        return _moment
    return tuple if get_origin(hint) is tuple else _same


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _same(value: object) -> object:
    return value
