"""Every field of the schema has an access test: a call that is answered, and one by somebody who may not.

a root field           a row of permissions.csv, each of whose cells tests/live/test_access_table.py calls: allowed,
                       refused, and about a hidden person as about nobody
a field of an object   selected by the call of a root field that leads to it: it leaves with that answer or not at
                       all, since nothing is decided by field but what has a row of its own
"""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    FieldNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    parse,
    validate,
    visit,
)
from graphql.execution.values import get_variable_values

from graphsvc.access.permissions import NO_PURPOSE
from graphsvc.api.schema import schema_text
from graphsvc.model.codes import CODES
from tests.live.documents import WHOLE, document, selection
from tests.live.test_access_table import TABLE, call, rows

SCHEMA = build_schema(schema_text())
NODES = """query N($id: ID!, $actions: [Action!]!) { nodes(ids: [$id]) { id } node(id: $id) {
  __typename id capabilities(actions: $actions) { __typename action allowed code nextStep } } }"""
"""They follow their type's field (definitions.md §11)."""
FOR_ANY_TOKEN = {"viewer", "agencies", "capabilities"}
"""What everybody with a token may ask without a purpose: who she is, the agencies' names, what she may do. Whoever may
not is whoever has no token (tests/unit/test_api_http.py)."""


def objects(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """(type, field) of each object type."""
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            yield from ((kind.name, name) for name in kind.fields)


class _Selected(Visitor):
    """Which fields a document selects, of which object type; what is selected of an interface, of each of its types."""

    def __init__(self, schema: GraphQLSchema, info: TypeInfo) -> None:
        super().__init__()
        self.schema, self.info, self.found = schema, info, set[tuple[str, str]]()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        parent = self.info.get_parent_type()
        if isinstance(parent, GraphQLInterfaceType):
            kinds: Any = self.schema.get_possible_types(parent)
        else:
            kinds = [parent] if parent else []
        self.found |= {(kind.name, node.name.value) for kind in kinds}


def selected(schema: GraphQLSchema, text: str) -> set[tuple[str, str]]:
    info = TypeInfo(schema)
    visitor = _Selected(schema, info)
    visit(parse(text), TypeInfoVisitor(info, visitor))
    return visitor.found


def unselected(schema: GraphQLSchema, decided: set[str]) -> set[tuple[str, str]]:
    """Fields of objects that no call selects; `decided`: those that have a row of their own."""
    assert schema.query_type and schema.mutation_type and schema.subscription_type
    roots = [name for root in (schema.query_type, schema.mutation_type) for name in root.fields]
    told = schema.subscription_type.fields.items()
    texts = [NODES, *(f"subscription {{ {name} {selection(each.type, WHOLE, ())} }}" for name, each in told)]
    texts += [document(schema, name, WHOLE) for name in roots if name not in ("node", "nodes")]
    found = {each for text in texts for each in selected(schema, text)}
    return {(kind, name) for kind, name in {*objects(schema)} - found if not {name, f"{kind}.{name}"} & decided}


def test_each_field_of_an_object_is_selected_by_a_call_or_has_a_row_of_its_own() -> None:
    assert unselected(SCHEMA, {*TABLE.rows}) == set()


def test_a_planted_field_is_found() -> None:
    """One that takes an argument decides something by itself: without a row it has no test."""
    text = schema_text().replace("type PersonName {", "type PersonName {\n  planted(why: String!): String\n", 1)
    assert unselected(build_schema(text), {*TABLE.rows}) == {("PersonName", "planted")}


@pytest.mark.parametrize("row", rows())
def test_the_call_of_a_row_fits_its_field(row: str) -> None:
    """Arguments that are not `person` need a line in `given` (tests/live/test_access_table.py)."""
    text, said = call(row, "p-marcus", "tag")
    (asked,) = parse(text).definitions
    assert isinstance(asked, OperationDefinitionNode)
    assert (validate(SCHEMA, parse(text)), _wrong(asked, said)) == ([], [])


def _wrong(asked: OperationDefinitionNode, said: dict[str, Any]) -> list[str]:
    found = get_variable_values(SCHEMA, asked.variable_definitions or (), said)
    return [each.message for each in found] if isinstance(found, list) else []


@pytest.mark.parametrize("row", rows())
def test_somebody_may_ask_by_a_row_and_somebody_may_not(row: str) -> None:
    words = {bool(TABLE.rows[row].scopes((role,))) for role in CODES["role"]}
    assert True in words
    assert False in words or NO_PURPOSE not in TABLE.rows[row].purposes or row in FOR_ANY_TOKEN
