"""Locations near a point or within a larger place; a protected address is none, for anybody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from graphsvc.access.facts import protected_places, source_of
from graphsvc.access.sees import sees
from graphsvc.access.speakers import speakers
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.errors import InputRefused
from graphsvc.model.answers import Basis
from graphsvc.model.asker import Sight
from graphsvc.model.paging import Page, Window, page_of
from graphsvc.model.person import Source
from graphsvc.model.site import Site

FARTHEST_METRES = 5_000
"""A neighbourhood; a wider circle would list the city."""


@dataclass(frozen=True)
class Near:
    """A circle on the ground: WGS 84 degrees and metres."""

    latitude: float
    longitude: float
    metres: float


@dataclass(frozen=True)
class Place:
    """What somebody said a location is."""

    id: str
    kind: str
    label: str | None
    latitude: float | None
    longitude: float | None
    within: str | None
    source: Source


@dataclass(frozen=True)
class Location:
    """A location; `metres_away` from the point asked about."""

    id: str
    label: str | None
    metres_away: int | None
    places: tuple[Place, ...]


@dataclass(frozen=True)
class LocationsAnswer:
    """Locations, the nearest first."""

    basis: Basis
    page: Page[Location]


async def locations(
    graph: Graph, sight: Sight, site: Site, *, near: Near | None, within: str | None, as_of: date, window: Window
) -> LocationsAnswer:
    """Locations near a point, or within a larger one. Raises InputRefused unless exactly one of the two is given."""
    rows = await _candidates(graph, sight, near, within, as_of)
    protected = await protected_places(graph, [row["location"] for row in rows])
    away = {row["location"]: row["metres_away"] for row in rows if row["location"] not in protected}
    page = page_of(sorted(away), lambda id: (round(away[id] or 0, 3), id), window)
    found = await locations_by_id(graph, sight, site, page.rows, as_of, away)
    shown = Page(found, page.cursors, page.total, page.more_before, page.more_after)
    return LocationsAnswer(Basis(as_of, sight.policy_version, _EXPLANATION, _LIMITS), shown)


async def _candidates(graph: Graph, sight: Sight, near: Near | None, within: str | None, as_of: date) -> list[Row]:
    if (near is None) == (within is None):
        raise InputRefused("Give near or within, one of the two.", "A point with metres, or a larger location's id.")
    classes = sees(sight, ("allowed", "cases"))
    if near is None:
        return await graph.read("places_within", location_id=within, as_of=as_of, **classes)
    _refuse_far(near)
    return await graph.read(
        "places_near",
        latitude=near.latitude,
        longitude=near.longitude,
        metres=near.metres,
        as_of=as_of,
        **classes,
    )


def _refuse_far(near: Near) -> None:
    if not (-90 <= near.latitude <= 90 and -180 <= near.longitude <= 180):
        raise InputRefused("near is no point on Earth.", "Latitude -90 to 90, longitude -180 to 180.")
    if not 0 < near.metres <= FARTHEST_METRES:
        raise InputRefused(f"metres must be more than 0 and at most {FARTHEST_METRES}.", "Ask for a smaller circle.")


async def locations_by_id(
    graph: Graph, sight: Sight, site: Site, ids: Iterable[str], as_of: date, away: Mapping[str, float | None]
) -> tuple[Location, ...]:
    """Those of these locations that the asker may see and nothing protects, in the order given."""
    wanted = tuple(ids)
    if not wanted or sight.scope == "agg":
        return ()
    rows = await graph.read("place_facts", ids=sorted(wanted), as_of=as_of, **sees(sight, ("allowed", "cases")))
    protected = await protected_places(graph, (*wanted, *(row["within"] for row in rows)))
    said = await speakers(graph, sight, site, [row["stated_by"] for row in rows])
    found: dict[str, list[Place]] = {}
    for row in rows:
        found.setdefault(row["location"], []).append(_place(row, said, protected))
    return tuple(_location(id, found[id], away.get(id)) for id in wanted if id in found and id not in protected)


def _location(id: str, places: list[Place], away: float | None) -> Location:
    labels = [place.label for place in places if place.label and not place.source.questioned]
    return Location(id, labels[0] if labels else None, None if away is None else round(away), tuple(places))


def _place(row: Row, said: Mapping[str, str], protected: frozenset[str]) -> Place:
    return Place(
        id=row["id"],
        kind=row["kind"],
        label=row["label"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        within=None if row["within"] in protected else row["within"],
        source=source_of(row, said),
    )


_EXPLANATION = "Places that are shared with you, the nearest first; protected addresses are never among them."
_LIMITS = ("Built from what is shared with you.",)
