"""`node` and `nodes`: anything by its global id, with the authorization of its type's own field; null for the rest."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Annotated, TypeAlias

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
from graphsvc.model.answers import Problem
from graphsvc.model.asker import Sight
from graphsvc.questions import groups, kinship, people, places

MOST_IDS = 100
Found: TypeAlias = dict[str, Node]
Load: TypeAlias = Callable[[Context, Sight, list[str], date], Awaitable[Found]]


async def _people(context: Context, sight: Sight, keys: list[str], day: date) -> Found:
    there = await existing(context.graph, sight, context.site, keys)
    seen = await people_seen(context.graph, sight, context.site, there, day)
    return {key: Person.from_model(person) for key, person in seen.items()}


async def _gangs(context: Context, sight: Sight, keys: list[str], day: date) -> Found:
    found = await groups.gangs_by_id(context.graph, sight, context.site, keys, day)
    return {gang.id: Gang.from_model(gang, day) for gang in found}


async def _locations(context: Context, sight: Sight, keys: list[str], day: date) -> Found:
    found = await places.locations_by_id(context.graph, sight, context.site, keys, day, {})
    return {location.id: Location.from_model(location) for location in found}


async def _agencies(context: Context, sight: Sight, keys: list[str], day: date) -> Found:
    found = await people.agencies(context.graph, sight)
    return {agency.id: Agency.from_model(agency) for agency in found.agencies if agency.id in keys}


async def _households(context: Context, sight: Sight, keys: list[str], day: date) -> Found:
    found = await kinship.households_by_id(context.graph, sight, context.site, keys, day)
    return {household.id: Household.from_model(household) for household in found}


LOADS: Mapping[str, tuple[str, Load]] = {
    "Person": ("person", _people),
    "Gang": ("gang", _gangs),
    "Location": ("locations", _locations),
    "Agency": ("agencies", _agencies),
    "Household": ("household", _households),
}
"""Type → the field whose authorization it follows, and one load for all its ids."""


async def nodes_of(context: Context, ids: list[strawberry.ID]) -> list[Node | None]:
    """Each id's node or null, in the order asked: one look and a fixed number of statements for each type.

    Raises InputRefused for more than 100 ids, or for one too long.
    """
    if len(ids) > MOST_IDS or any(len(id) > MOST_LETTERS for id in ids):
        raise InputRefused(f"At most {MOST_IDS} ids of at most {MOST_LETTERS} letters.", "Ask in several requests.")
    said = {id: split_id(id) for id in ids}
    found: dict[tuple[str, str], Node] = {}
    for kind, (name, load) in LOADS.items():
        keys = sorted({parts[1] for parts in said.values() if parts and parts[0] == kind})
        if keys:
            found |= {(kind, key): node for key, node in (await _loaded(context, name, load, keys)).items()}
    return [found.get(said[id] or ("", "")) for id in ids]


async def _loaded(context: Context, name: str, load: Load, keys: list[str]) -> Found:
    day = context.clock.today()
    found = await context.answer(name, lambda sight: load(context, sight, keys, day))
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
