"""One person's row of the overview: what is due, what is missing, how many relatives stand where; and rows as CSV.

Whatever is said is a matter of what is due or missing and none of the person: a table of flags, walked once.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from graphsvc.model.answers import Reason
from graphsvc.questions.reach.answer import Case, Halted
from graphsvc.questions.reach.bands import REACH_FIRST, REACH_NEXT, SHOWN, band_of
from graphsvc.questions.reach.lists import must_notify, placed
from graphsvc.questions.reach.rows import Enrolment, OnFile
from graphsvc.questions.reach.words import callers

WILLING = frozenset({"YES", "MAYBE"})
WORTH_A_CALL = frozenset({REACH_FIRST, REACH_NEXT})
NONE = "NONE"
"""The stage of somebody for whom there may be no plan."""
NOBODY = Enrolment("")


@dataclass(frozen=True)
class Looked:
    """What a row is made of. `counts` goes by list, as in relativesToReach; `held` wait for a safety check."""

    stage: str
    next_step: str = ""
    counts: tuple[tuple[str, int], ...] = ()
    held: int = 0
    notices_due: int = 0
    notices_due_on: date | None = None
    nobody_willing: bool = False
    no_route: bool = False
    caller_missing: bool = False
    last_touch: date | None = None
    enrolment: Enrolment = NOBODY


@dataclass(frozen=True)
class OverviewRow:
    """One person. `due_on`: the first of the days on which something is due, notices and the next action; it may have
    passed. `shown`: (owner, statement) of the name and of what was agreed; what is only counted shows no statement."""

    person: str
    name: str
    stage: str
    detail: str
    counts: tuple[tuple[str, int], ...]
    held: int
    notices_due: int
    notices_due_on: date | None
    nobody_willing: bool
    no_route: bool
    caller_missing: bool
    last_touch: date | None
    lead_agency: str | None
    next_action: str | None
    next_action_due: date | None
    due_on: date | None
    reasons: tuple[Reason, ...]
    sources: tuple[str, ...]
    shown: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Flag:
    """When it holds, this is said."""

    code: str
    holds: Callable[[Looked], bool]
    sentence: Callable[[Looked], str]
    day: Callable[[Looked], date | None] = lambda _: None


def _many(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


FLAGS: tuple[Flag, ...] = (
    Flag("NO_PLAN", lambda x: x.stage == NONE, lambda x: x.next_step),
    Flag(
        "NOTICES_DUE",
        lambda x: x.notices_due > 0,
        lambda x: f"{_many(x.notices_due, 'notice is', 'notices are')} not sent yet.",
        lambda x: x.notices_due_on,
    ),
    Flag(
        "NEXT_ACTION",
        lambda x: bool(x.enrolment.next_action),
        lambda x: f"Next: {x.enrolment.next_action}.",
        lambda x: x.enrolment.due,
    ),
    Flag("NO_NEXT_ACTION", lambda x: not x.enrolment.next_action, lambda _: "No next action is agreed."),
    Flag(
        "HELD",
        lambda x: x.held > 0,
        lambda x: f"{_many(x.held, 'relative waits', 'relatives wait')} for a safety check.",
    ),
    Flag("NOBODY_WILLING", lambda x: x.nobody_willing, lambda _: "Nobody who could be reached said yes or maybe yet."),
    Flag("NO_ROUTE", lambda x: x.no_route, lambda _: "No verified route to anybody in the first two bands."),
    Flag("CALLER_MISSING", lambda x: x.caller_missing, lambda _: "No worker is named who could call."),
    Flag(
        "NOT_TOUCHED",
        lambda x: x.stage != NONE and x.last_touch is None,
        lambda _: "No attempt to reach a relative is on file.",
    ),
)
"""In the order in which they are said (domain.md §14, questions 10, 11 and 15)."""


def row_of(found: Case | Halted, detail: str) -> OverviewRow:
    """What there is to say of one person."""
    focus = found.focus
    agreed = focus.enrolments[0] if focus.enrolments else NOBODY
    looked = _halted(found, agreed) if isinstance(found, Halted) else _looked(found, agreed)
    shown = (
        *((name.owner, name.id) for name in focus.on_file.names),
        *([(agreed.owner, agreed.id)] if agreed.id else []),
    )
    days = (looked.notices_due_on, agreed.due)
    return OverviewRow(
        person=focus.id,
        name=focus.on_file.name,
        stage=looked.stage,
        detail=detail,
        counts=looked.counts,
        held=looked.held,
        notices_due=looked.notices_due,
        notices_due_on=looked.notices_due_on,
        nobody_willing=looked.nobody_willing,
        no_route=looked.no_route,
        caller_missing=looked.caller_missing,
        last_touch=looked.last_touch,
        lead_agency=agreed.lead_agency,
        next_action=agreed.next_action,
        next_action_due=agreed.due,
        due_on=min((day for day in days if day), default=None),
        reasons=tuple(Reason(f.code, f.sentence(looked), (), f.day(looked)) for f in FLAGS if f.holds(looked)),
        sources=tuple(sorted({owner for owner, _ in shown})),
        shown=shown,
    )


def _halted(found: Halted, agreed: Enrolment) -> Looked:
    return Looked(NONE, found.problem.next_step, enrolment=agreed)


def _looked(case: Case, agreed: Enrolment) -> Looked:
    stand, notices = placed(case), must_notify(case)
    unsent = [each.due_on for each in notices if each.due_on and each.notified_on is None and not each.exception]
    bands = [band_of(f) for f, _ in stand.free]
    near = [pair for pair, band in zip(stand.free, bands, strict=True) if band in WORTH_A_CALL]
    tried = [attempt.day for kin in case.kin for attempt in case.on_file.get(kin.id, OnFile()).attempts]
    tried = [day for day in tried if day <= case.as_of]
    return Looked(
        stage="CONTACT" if case.may_contact else "PLAN",
        counts=(
            ("mustNotify", len(notices)),
            ("needsSafetyCheck", len(stand.waiting)),
            ("byRouteOnly", len(stand.by_route)),
            *((band, bands.count(band)) for band in SHOWN),
        ),
        held=len(stand.waiting),
        notices_due=len(unsent),
        notices_due_on=min(unsent, default=None),
        nobody_willing=not any(f.willingness in WILLING for f, _ in near),
        no_route=not any(f.verified_route for f, _ in near),
        caller_missing=bool(near) and not _named_caller(case, near[0][1].id),
        last_touch=max(tried, default=None),
        enrolment=agreed,
    )


def _named_caller(case: Case, relative: str) -> bool:
    """Whether a worker is named for the first relative to reach: an agency alone is nobody yet."""
    return any(each.staff for each in callers(case.focus, case.on_file.get(relative, OnFile()), None))


# ---- as a table ---------------------------------------------------------------------------------------------------


def _count(name: str) -> Callable[[OverviewRow], object]:
    return lambda row: dict(row.counts).get(name)


COLUMNS: Mapping[str, Callable[[OverviewRow], object]] = {
    "person": lambda row: row.person,
    "name": lambda row: row.name,
    "due_on": lambda row: row.due_on,
    "stage": lambda row: row.stage,
    "must_notify": _count("mustNotify"),
    "held": _count("needsSafetyCheck"),
    "by_route_only": _count("byRouteOnly"),
    **{band.lower(): _count(band) for band in SHOWN},
    "notices_due": lambda row: row.notices_due,
    "notices_due_on": lambda row: row.notices_due_on,
    "nobody_willing": lambda row: row.nobody_willing,
    "no_route": lambda row: row.no_route,
    "caller_missing": lambda row: row.caller_missing,
    "last_touch": lambda row: row.last_touch,
    "lead_agency": lambda row: row.lead_agency,
    "next_action": lambda row: row.next_action,
    "next_action_due": lambda row: row.next_action_due,
    "reasons": lambda row: " ".join(reason.sentence for reason in row.reasons),
}
"""Heading → cell."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet works out instead of showing it (OWASP, CSV Injection)."""


def csv_of(rows: Iterable[OverviewRow]) -> str:
    """The rows as in RFC 4180, a heading first; a cell that a spreadsheet would work out begins with an apostrophe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(read(row)) for read in COLUMNS.values()] for row in rows)
    return text.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    said = "" if value is None else str(value)
    return f"'{said}" if said.startswith(FORMULA) else said
