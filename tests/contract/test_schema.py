"""The committed SDL is the schema's, and everything in it is described; nothing in it names what must not be there."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
)

from graphsvc.api.problems import PROBLEM_TYPES
from graphsvc.api.schema import graphql_schema, schema_text
from graphsvc.model.codes import CODES
from graphsvc.model.nouns import NOUNS

SDL = Path(__file__).parents[2] / "schema.graphql"
SCHEMA = graphql_schema()._schema
TYPES = {name: kind for name, kind in SCHEMA.type_map.items() if not name.startswith("__")}
WITH_FIELDS = [t for t in TYPES.values() if isinstance(t, GraphQLObjectType | GraphQLInterfaceType)]
ROOTS = [t for t in (SCHEMA.query_type, SCHEMA.mutation_type) if t]
NULL_INSTEAD = {"node", "nodes"}
"""Fields that answer null instead of a problem (definitions.md §10)."""


def test_the_committed_schema_is_fresh() -> None:
    assert SDL.read_text(encoding="utf-8") == schema_text(), "run make schema"


@pytest.mark.parametrize("name", sorted(TYPES))
def test_a_type_its_fields_and_their_arguments_are_described(name: str) -> None:
    assert undescribed(TYPES[name]) == []


def undescribed(kind: GraphQLNamedType) -> list[str]:
    found = [] if kind.description else [kind.name]
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        for name, field in kind.fields.items():
            found += [] if field.description else [f"{kind.name}.{name}"]
            arguments = getattr(field, "args", {}).items()
            found += [f"{kind.name}.{name}({arg})" for arg, said in arguments if not said.description]
    return found


@pytest.mark.parametrize("root", ROOTS, ids=lambda root: root.name)
def test_every_root_field_answers_with_its_answer_or_a_typed_problem(root: GraphQLObjectType) -> None:
    problems = {kind.__name__ for kind in PROBLEM_TYPES.values()}
    for name, field in root.fields.items():
        kind = get_named_type(field.type)
        if name in NULL_INSTEAD:
            assert kind.name == "Node"
            continue
        assert isinstance(kind, GraphQLUnionType), name
        members = {member.name for member in kind.types}
        assert problems <= members, name
        answers = [member for member in kind.types if member.name not in problems]
        if root is SCHEMA.query_type:
            assert all("Answer" in {i.name for i in each.interfaces} for each in answers), name


def test_every_list_that_can_grow_is_a_connection_of_at_most_a_page() -> None:
    for kind in WITH_FIELDS:
        for name, field in kind.fields.items():
            if get_named_type(field.type).name.endswith("Connection"):
                node = get_named_type(field.type)
                assert isinstance(node, GraphQLObjectType)
                assert {"edges", "pageInfo", "totalCount"} <= set(node.fields), f"{kind.name}.{name}"


@pytest.mark.parametrize("word", ["immigr", "citizen", "visa", "score", "risk", "suspect", "danger"])
def test_no_name_in_the_schema_holds_a_word_that_must_not_be_there(word: str) -> None:
    names = [name for kind in WITH_FIELDS for name in (kind.name, *kind.fields)]
    assert [name for name in names if re.search(word, name, re.IGNORECASE)] == []


@pytest.mark.parametrize("word", ["immigr", "citizen", "visa"])
def test_an_immigration_status_has_no_place_anywhere(word: str) -> None:
    """AC-8.6: no type, field, argument, input or code of the schema, and no column or code of what is loaded."""
    assert [name for name in named(TYPES.values()) if re.search(word, name, re.IGNORECASE)] == []
    columns = [f"{noun.name} {column.name}" for noun in NOUNS for column in noun.all_columns]
    codes = [f"{name} {code}" for name, codes in CODES.items() for code in codes]
    assert [each for each in (*columns, *codes) if re.search(word, each, re.IGNORECASE)] == []


def named(kinds: Iterable[GraphQLNamedType]) -> Iterator[str]:
    """Every name of the schema: types, fields, arguments, inputs and the values of enums."""
    for kind in kinds:
        yield kind.name
        yield from getattr(kind, "values", ())
        for name, field in getattr(kind, "fields", {}).items():
            yield from (name, *getattr(field, "args", ()))


def test_no_value_of_a_contact_point_is_in_any_question() -> None:
    assert SCHEMA.query_type is not None
    shown = {name for kind in WITH_FIELDS for name in kind.fields}
    assert not shown & {"phone", "telephone", "email"}


def test_enums_are_the_code_sets_of_the_model() -> None:
    enums = [kind for kind in TYPES.values() if isinstance(kind, GraphQLEnumType)]
    assert all(re.fullmatch(r"[A-Z][A-Z0-9_]*", value) for kind in enums for value in kind.values)
