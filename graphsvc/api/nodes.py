"""`node` and `nodes`: anything by its global id, with the authorization of its type's own field; null for the rest."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Annotated, Any, TypeAlias

import strawberry

from graphsvc.access.facts import existing, people_seen
from graphsvc.api.base import Node
from graphsvc.api.context import Context, Info
from graphsvc.api.groups import Gang
from graphsvc.api.ids import MOST_LETTERS, split_id
from graphsvc.api.kinship import Household
from graphsvc.api.people import Agency
from graphsvc.api.person_types import Person
from graphsvc.api.places import Location
from graphsvc.errors import InputRefused
from graphsvc.model import person as nouns
from graphsvc.model.answers import Problem
from graphsvc.model.asker import Sight
from graphsvc.questions import groups, kinship, people, places

MOST_IDS = 100
Load: TypeAlias = Callable[[Context, Sight, list[str], date], Awaitable[Mapping[str, Any]]]
"""Nouns by key: what is on record is what was found, not how the API shows it."""
Show: TypeAlias = Callable[[Any, date], Node]


async def _people(context: Context, sight: Sight, keys: list[str], day: date) -> Mapping[str, nouns.Person]:
    ones = {key: sight.one(key) for key in keys}
    there = await existing(context.graph, sight, context.site, ones.values())
    seen = await people_seen(context.graph, sight, context.site, there, day)
    return {key: seen[one] for key, one in ones.items() if one in seen}


async def _gangs(context: Context, sight: Sight, keys: list[str], day: date) -> Mapping[str, groups.Gang]:
    return {gang.id: gang for gang in await groups.gangs_by_id(context.graph, sight, context.site, keys, day)}


async def _locations(context: Context, sight: Sight, keys: list[str], day: date) -> Mapping[str, places.Location]:
    found = await places.locations_by_id(context.graph, sight, context.site, keys, day, {})
    return {location.id: location for location in found}


async def _agencies(context: Context, sight: Sight, keys: list[str], day: date) -> Mapping[str, people.Agency]:
    found = await people.agencies(context.graph, sight)
    return {agency.id: agency for agency in found.agencies if agency.id in keys}


async def _households(context: Context, sight: Sight, keys: list[str], day: date) -> Mapping[str, kinship.Household]:
    found = await kinship.households_by_id(context.graph, sight, context.site, keys, day)
    return {household.id: household for household in found}


LOADS: Mapping[str, tuple[str, Load, Show]] = {
    "Person": ("person", _people, lambda person, _: Person.from_model(person)),
    "Gang": ("gang", _gangs, Gang.from_model),
    "Location": ("locations", _locations, lambda location, _: Location.from_model(location)),
    "Agency": ("agencies", _agencies, lambda agency, _: Agency.from_model(agency)),
    "Household": ("household", _households, lambda household, _: Household.from_model(household)),
}
"""Type → the field whose authorization it follows, one load for all its ids, and how one is shown."""


async def nodes_of(context: Context, ids: list[strawberry.ID]) -> list[Node | None]:
    """Each id's node or null, in the order asked: one look and a fixed number of statements for each type.

    Raises InputRefused for more than 100 ids, or for one too long.
    """
    if len(ids) > MOST_IDS or any(len(id) > MOST_LETTERS for id in ids):
        raise InputRefused(f"At most {MOST_IDS} ids of at most {MOST_LETTERS} letters.", "Ask in several requests.")
    said = {id: split_id(id) for id in ids}
    found: dict[tuple[str, str], Node] = {}
    for kind, (name, load, show) in LOADS.items():
        keys = sorted({parts[1] for parts in said.values() if parts and parts[0] == kind})
        if keys:
            loaded = await _loaded(context, name, load, keys, about=keys if kind == "Person" else None)
            found |= {(kind, key): show(noun, context.clock.today()) for key, noun in loaded.items()}
    return [found.get(said[id] or ("", "")) for id in ids]


async def _loaded(context: Context, name: str, load: Load, keys: list[str], *, about: object) -> Mapping[str, Any]:
    day = context.clock.today()
    found = await context.answer(name, lambda sight: load(context, sight, keys, day), about=about)
    return {} if isinstance(found, Problem) else found


@strawberry.type(description="Anything by its global id.")
class NodesQuery:
    @strawberry.field(description="One thing by its global id, authorized as by its own field; null otherwise.")
    async def node(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="A global id.")]
    ) -> Node | None:
        return (await nodes_of(info.context, [id]))[0]

    @strawberry.field(description="Several things by their global ids, in the order asked; null for each unseen one.")
    async def nodes(
        self,
        info: Info,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="At most 100 global ids.")],
    ) -> list[Node | None]:
        return await nodes_of(info.context, ids)
