"""The interface Node, the source that every value shows, and the copying of a noun into its GraphQL type."""

from collections.abc import Hashable, Iterable
from dataclasses import fields
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar, cast

import strawberry

from graphsvc.api.capabilities import Actions, Capability, capabilities_of
from graphsvc.api.context import Info
from graphsvc.api.enums import CODE
from graphsvc.api.ids import global_id
from graphsvc.model import person as nouns

Shape = TypeVar("Shape")


@strawberry.interface(description="Anything that has an id of its own and can be asked for again.")
class Node:
    id: strawberry.ID = strawberry.field(description="Global id; says nothing about whether the asker may see it.")

    @strawberry.field(description="What the asker may record about it, as the mutations themselves will decide.")
    async def capabilities(self, info: Info, actions: Actions) -> list[Capability]:
        return await capabilities_of(info.context, self.id, actions)


def node_id(kind: str, key: str) -> strawberry.ID:
    """The global id of a thing of that type."""
    return strawberry.ID(global_id(kind, key))


def shaped(shape: type[Shape], noun: object, **more: Any) -> Shape:
    """The noun as its GraphQL type: attributes of the same name are copied, the others are given."""
    same = {name: getattr(noun, name) for name in _names(cast(Hashable, shape)) if name not in more}
    return shape(**same, **more)


@lru_cache(maxsize=256)
def _names(shape: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(shape) if field.init)


@strawberry.type(description="Where a value comes from.")
class Source:
    statement_id: strawberry.ID = strawberry.field(description="Id of the statement, for contest and reportError.")
    agency: str = strawberry.field(description="Code of the agency that owns the statement.")
    compartment: str = strawberry.field(graphql_type=CODE["compartment"], description="Which rules it falls under.")
    stated_as: str = strawberry.field(graphql_type=CODE["stated_as"], description="In what capacity it was said.")
    stated_by: str | None = strawberry.field(description="Who said it, if the asker may know that.")
    stated_at: date | None = strawberry.field(description="Day it was said or written.")
    verification: str = strawberry.field(graphql_type=CODE["verification"], description="How far it is established.")
    questioned: bool = strawberry.field(description="Contested, challenged or disproven: no ground for anything yet.")
    valid_from: date | None = strawberry.field(description="First day it was true; null: unknown.")
    valid_to: date | None = strawberry.field(description="Last day it was true; null: still, or unknown.")
    said_of: list[strawberry.ID] = strawberry.field(
        description="Global ids of the records it was said of, where safety reviewers merged them; else empty."
    )

    @classmethod
    def from_model(cls, source: nouns.Source) -> "Source":
        """The GraphQL view of a source."""
        return shaped(cls, source, said_of=[node_id("Person", record) for record in source.records])

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        """As of the noun: `node` answers with GraphQL's own types."""
        return ((self.agency, str(self.statement_id)),)


def sourced(shape: type[Shape], values: Iterable[Any]) -> list[Shape]:
    """Statements about one thing, each with its source."""
    return [shaped(shape, value, source=Source.from_model(value.source)) for value in values]
