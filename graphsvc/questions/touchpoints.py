"""A person's contacts with agencies, as touchpoints.csv lets the asker's sector see each type of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from graphsvc.access.facts import existing, protected_places, source_of
from graphsvc.access.speakers import with_speakers
from graphsvc.access.touchpoints import (
    MODES,
    UNDATED,
    TouchpointTable,
    day_end,
    injuries_since,
    shown,
    touchpoint_params,
)
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.model.answers import Basis, Problem, problem
from graphsvc.model.asker import Sight
from graphsvc.model.codes import CODES
from graphsvc.model.paging import Page, Window, page_of
from graphsvc.model.person import Source
from graphsvc.model.site import Site

CONNECTED = "connected4"


@dataclass(frozen=True)
class Touchpoint:
    """One contact; what the asker's sector may not see of its type is None."""

    id: str
    type: str
    agency: str | None
    at: datetime | None
    location: str | None
    parties: tuple[str, ...] | None
    service: str | None
    staff: str | None
    detail: str | None
    next_date: date | None
    officer: str | None
    contact_conditions: tuple[str, ...] | None
    source: Source | None
    owner: str

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        """(owner agency, statement), as of a source: a part of it is shown as well."""
        return ((self.owner, self.id),)


@dataclass(frozen=True)
class Connected:
    """Whether somebody is connected to one of PACT's four kinds of service."""

    service: str
    connected: bool


@dataclass(frozen=True)
class TouchpointsAnswer:
    """Contacts, newest first; `connected` where the sector sees services as yes or no only."""

    basis: Basis
    page: Page[Touchpoint]
    connected: tuple[Connected, ...] | None


async def touchpoints(
    graph: Graph,
    sight: Sight,
    site: Site,
    table: TouchpointTable,
    zone: str,
    *,
    person_id: str,
    as_of: date,
    window: Window,
) -> TouchpointsAnswer | Problem:
    """The person's touchpoints up to the end of that day; NOT_FOUND for whoever is not the asker's to ask about.

    What the asker may see without its date is that of today: it must not move with a day that the asker chooses, or
    asking day by day would find the date out.
    """
    if person_id not in await existing(graph, sight, site, [person_id]):
        return problem("NOT_FOUND")
    access: dict[str, Any] = touchpoint_params(table, sight)
    rows = await graph.read(
        "person_touchpoints",
        person_id=person_id,
        until=day_end(sight.today, zone),
        cases=list(sight.cases),
        **access,
    )
    words = sight.touchpoints
    hidden_places = await protected_places(graph, [row["location"] for row in rows])
    staff = [row["staff"] for row in rows]
    rows, said = await with_speakers(graph, sight, site, rows, lambda _: (person_id,), staff)
    until, injured_since = day_end(as_of, zone), injuries_since(sight.today, zone)
    listed = told_once([row for row in rows if is_row(row, words, until, injured_since, sight.today)], words)
    page = page_of([_touchpoint(row, words, hidden_places, said) for row in listed], _order_by(listed), window)
    basis = Basis(as_of, sight.policy_version, _EXPLANATION, ("Built from what is shared with you.",))
    return TouchpointsAnswer(basis, page, connections(rows, words))


def is_row(row: Row, words: Mapping[str, str], until: datetime, injured_since: datetime, today: date) -> bool:
    """Whether the contact has a row of its own: services that show as yes or no have none, nor has what is past.

    `until` ends the day asked about and moves dated contacts only.
    """
    word = words.get(row["type"], "-")
    if word in UNDATED:
        return UNDATED[word](row, today, injured_since)
    return shown(word, "at") and bool(row["at"] < until)


def told_once(rows: Sequence[Row], words: Mapping[str, str]) -> list[Row]:
    """Of what is told without its day the same thing once, and of court dates the next alone: how many contacts there
    are is a history, too."""
    first: dict[tuple[str, ...], Row] = {}
    for row in sorted(rows, key=lambda row: (row["next_date"] or date.max, row["id"])):
        first.setdefault(_said(row, words[row["type"]]), row)
    kept = {row["id"] for row in first.values()}
    return [row for row in rows if row["id"] in kept]


def _said(row: Row, word: str) -> tuple[str, ...]:
    """What a row says that another may say as well; a dated one is its own."""
    if word not in UNDATED:
        return (row["id"],)
    return (row["type"], *(str(row[name]) for name in ("officer", "contact_conditions") if shown(word, name)))


def connections(rows: Iterable[Row], words: Mapping[str, str]) -> tuple[Connected, ...] | None:
    """PACT's four kinds as yes or no, for a sector that sees services so; None for the others."""
    coarse = {kind for kind, word in words.items() if word == CONNECTED}
    if not coarse:
        return None
    had = {row["service"] for row in rows if row["type"] in coarse}
    return tuple(Connected(service, service in had) for service in CODES["pact_service"])


def _touchpoint(row: Row, words: Mapping[str, str], hidden: frozenset[str], said: Mapping[str, str]) -> Touchpoint:
    word = words[row["type"]]
    see = {name: row[name] if shown(word, name) else None for name in _COLUMNS}
    whole = MODES[word].shows == MODES["yes"].shows
    return Touchpoint(
        id=row["id"],
        type=row["type"],
        agency=see["agency"],
        at=see["at"],
        location=None if see["location"] in hidden else see["location"],
        parties=_texts(see["parties"], whole),
        service=see["service"],
        staff=said.get(see["staff"] or ""),
        detail=see["detail"],
        next_date=see["next_date"],
        officer=see["officer"],
        contact_conditions=_texts(see["contact_conditions"], shown(word, "contact_conditions")),
        source=source_of(row, said) if whole else None,
        owner=row["owner"],
    )


_COLUMNS = (
    "agency",
    "at",
    "location",
    "parties",
    "service",
    "staff",
    "detail",
    "next_date",
    "officer",
    "contact_conditions",
)


def _texts(values: list[str] | None, see: bool) -> tuple[str, ...] | None:
    return tuple(values or ()) if see else None


def _order_by(rows: Iterable[Row]) -> "_Order":
    return _Order({row["id"]: row["at"].timestamp() for row in rows})


@dataclass(frozen=True)
class _Order:
    """Newest first. A contact whose time is not shown keeps its place by id alone, at the end: order tells nothing."""

    seconds: Mapping[str, float]

    def __call__(self, touchpoint: Touchpoint) -> tuple[float, str]:
        return (-self.seconds[touchpoint.id] if touchpoint.at else 0.0, touchpoint.id)


_EXPLANATION = (
    "Contacts with agencies that your sector may see, newest first; each type shows what its rule allows."
    " What is shown without its date is that of today, and once."
)
