"""Who was told what, field by field: answers are taken apart by `__typename`, and a field counts as tested only when
one asker was told something there that another asker of the very same question was not.

    seen = Seen()
    seen.add(question, asker, body)      body: the `data` of an answer, or None where nothing was let in
    seen.untold(schema)                  the coordinates (Type.field) that nobody was told while somebody else was not
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import GraphQLInputObjectType, GraphQLObjectType, GraphQLSchema, get_named_type, is_abstract_type

from tests.live.documents import _declared, root_field, selection

ROOTS = ("Query", "Mutation")
DEEP = 5
NOTHING: tuple[Any, ...] = (None, [], "", {})


def documents_of(schema: GraphQLSchema, name: str) -> Iterator[str]:
    """A document of this root field for each kind of answer, and one for all its problems: where two members of a
    union have a field of one name, neither hides the other's."""
    operation, asked = root_field(schema, name)
    declared = ", ".join(f"${arg}: {_declared(each)}" for arg, each in asked.args.items())
    passed = ", ".join(f"{arg}: ${arg}" for arg in asked.args)
    head = f"{operation} Q({declared})" if declared else f"{operation} Q"
    call = f"{name}({passed})" if passed else name
    named: Any = get_named_type(asked.type)
    members = getattr(named, "types", ()) or schema.get_possible_types(named) if is_abstract_type(named) else ()
    problems = [member for member in members if "nextStep" in member.fields]
    for some in [*([member] for member in members if member not in problems), problems]:
        parts = [f"... on {member.name} {selection(member, DEEP, ())}" for member in some]
        if parts:
            yield f"{head} {{ {call} {{ __typename {' '.join(parts)} }} }}"
    if not members:
        yield f"{head} {{ {call} {selection(asked.type, DEEP, ())} }}"


def coordinates(schema: GraphQLSchema) -> set[str]:
    """Every field of every object, every argument of every root field, every field of every input."""
    found = set[str]()
    for name, kind in schema.type_map.items():
        if name.startswith("__"):
            continue
        if isinstance(kind, GraphQLObjectType | GraphQLInputObjectType):
            found |= {f"{name}.{each}" for each in kind.fields}
        if name in ROOTS and isinstance(kind, GraphQLObjectType):
            found |= {f"{name}.{each}({arg})" for each, asked in kind.fields.items() for arg in asked.args}
    return found


def told_in(value: Any, kind: str) -> Iterator[tuple[str, bytes]]:
    """(coordinate, what was told there), all the way down; what is empty tells nothing."""
    if isinstance(value, list):
        for each in value:
            yield from told_in(each, kind)
    elif isinstance(value, dict):
        own = value.get("__typename", kind)
        for name, each in value.items():
            if name != "__typename" and each not in NOTHING:
                yield f"{own}.{name}", orjson.dumps(each, option=orjson.OPT_SORT_KEYS)
                yield from told_in(each, "")


def passed_in(schema: GraphQLSchema, name: str, variables: Mapping[str, Any]) -> Iterator[str]:
    """The coordinates of the arguments that were given, and of the fields of inputs inside them."""
    operation, asked = root_field(schema, name)
    for arg, value in variables.items():
        if value is not None:
            yield f"{operation.title()}.{name}({arg})"
            yield from _inputs(get_named_type(asked.args[arg].type), value)


def _inputs(kind: Any, value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _inputs(kind, each)
    elif isinstance(kind, GraphQLInputObjectType) and isinstance(value, dict):
        for name, each in value.items():
            yield f"{kind.name}.{name}"
            yield from _inputs(get_named_type(kind.fields[name].type), each)


@dataclass
class Seen:
    """For each question, what each asker was told at each coordinate."""

    told: dict[tuple[str, bytes], dict[str, dict[str, set[bytes]]]] = field(default_factory=dict)
    passed: dict[tuple[str, bytes], set[str]] = field(default_factory=dict)

    def add(
        self, schema: GraphQLSchema, name: str, text: str, variables: Mapping[str, Any], asker: str, data: Any
    ) -> None:
        operation, _ = root_field(schema, name)
        question = (text, orjson.dumps(variables, option=orjson.OPT_SORT_KEYS))
        told: dict[str, set[bytes]] = {}
        for coordinate, value in told_in(data or {}, operation.title()):
            told.setdefault(coordinate, set()).add(value)
        self.told.setdefault(question, {})[asker] = told
        self.passed[question] = set(passed_in(schema, name, variables))

    def tested(self) -> set[str]:
        """Coordinates at which somebody was told what somebody else, asking the same, was not."""
        found = set[str]()
        for question, by_asker in self.told.items():
            roots = set[str]()
            for told in by_asker.values():
                for coordinate, values in told.items():
                    if any(not values <= other.get(coordinate, set()) for other in by_asker.values()):
                        found.add(coordinate)
                        roots |= {coordinate} if coordinate.partition(".")[0] in ROOTS else set()
            if roots:
                found |= self.passed[question]
        return found
