"""A document for every field of the schema, written from the schema: whatever a type has, it is asked for.

Leaves of an object are selected down to a bounded depth; a type is never entered twice on one way, so documents end.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from random import Random

import hypothesis
from graphql import (
    ArgumentNode,
    EnumValueNode,
    FieldNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSyntaxError,
    GraphQLUnionType,
    ListValueNode,
    NameNode,
    OperationDefinitionNode,
    SelectionNode,
    Undefined,
    Visitor,
    ast_from_value,
    get_named_type,
    parse,
    print_ast,
    visit,
)
from hypothesis_graphql import nodes, queries

from graphsvc.api.ids import global_id
from graphsvc.api.limits import MAX_TOKENS, refusals

DEPTH = 4
WHOLE = 6
"""So deep that every field is selected by some root field's document."""
FEW = 2  # of a list that would otherwise cost too much
ALWAYS = {"safetyScreen": "relative", "locations": "near"}
NEVER = {"safetyScreen": "name", "locations": "within"}
"""Fields that take one of two arguments."""
BY_GLOBAL_ID = ("node", "nodes")
OTHER_IDS = {"gang": "gangs", "reveal": "contact_points"}
"""Fields whose id is not a person's, and the pool it is drawn from."""
AGENCIES = ("BPS", "BPD", "BCYF", "BPHC", "PROBATION", "NOBODYS")
"""Whom something may be told."""
NOT_COMPARED = frozenset({"durationMs", "timedOut"})


@dataclass(frozen=True)
class Pool:
    """What arguments are drawn from: people assigned to the asker, people near them, anybody, nobody."""

    caseload: tuple[str, ...]
    near: tuple[str, ...]
    people: tuple[str, ...]
    gangs: tuple[str, ...]
    contact_points: tuple[str, ...]
    names: tuple[str, ...]
    days: tuple[str, ...]

    def person(self, rng: Random) -> str:
        pools = (self.caseload, self.near, self.people, ("p-nobody",))
        return rng.choice(rng.choices(pools, (60, 20, 12, 8))[0] or self.people)


def root_field(schema: GraphQLSchema, name: str) -> tuple[str, GraphQLField]:
    """(query or mutation, the field)."""
    assert schema.query_type and schema.mutation_type
    if name in schema.query_type.fields:
        return "query", schema.query_type.fields[name]
    return "mutation", schema.mutation_type.fields[name]


def document(schema: GraphQLSchema, name: str, depth: int = DEPTH) -> str:
    """An operation of this root field with a variable for each of its arguments, so deep at most, and as the service
    takes tokens."""
    operation, asked = root_field(schema, name)
    variables = ", ".join(f"${arg}: {_declared(each)}" for arg, each in asked.args.items())
    passed = ", ".join(f"{arg}: ${arg}" for arg in asked.args)
    head = f"{operation} Q({variables})" if variables else f"{operation} Q"
    call = f"{name}({passed})" if passed else name
    text = f"{head} {{ {call} {selection(asked.type, depth, ())} }}"
    return text if _taken(text) else document(schema, name, depth - 1)


def _taken(text: str) -> bool:
    """Whether it has no more tokens than the service takes."""
    try:
        parse(text, max_tokens=MAX_TOKENS)
    except GraphQLSyntaxError as fault:
        if "tokens" not in fault.message:
            raise
        return False
    return True


def _declared(each: GraphQLArgument) -> str:
    """The variable's type: one that has a default may be left out."""
    said = each.ast_node.default_value is not None if each.ast_node else each.default_value is not Undefined
    return str(each.type).removesuffix("!") if said else str(each.type)


def selection(kind: object, depth: int, inside: tuple[str, ...]) -> str:
    """The selection set of a type; empty for a leaf."""
    named = get_named_type(kind)  # type: ignore[call-overload]
    if isinstance(named, GraphQLUnionType):
        members = [member for member in named.types if member.name not in inside]
    elif isinstance(named, GraphQLInterfaceType | GraphQLObjectType):
        return f"{{ __typename {' '.join(_fields(named, depth, inside, {}))} }}"
    else:
        return ""
    taken: dict[str, str] = {}
    parts = [f"... on {m.name} {{ {' '.join(_fields(m, depth, inside, taken)) or '__typename'} }}" for m in members]
    return f"{{ __typename {' '.join(parts)} }}"


def _fields(
    kind: GraphQLObjectType | GraphQLInterfaceType, depth: int, inside: tuple[str, ...], taken: dict[str, str]
) -> Iterator[str]:
    """Each field that needs no argument; one whose name another member has with another type is left out."""
    for name, each in kind.fields.items():
        named = get_named_type(each.type)
        if taken.setdefault(name, str(each.type)) != str(each.type) or name in NOT_COMPARED or _needs(each):
            continue
        if not isinstance(named, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType):
            yield name
        elif depth and named.name not in inside:
            few = f"(first: {FEW})" if "first" in each.args else ""
            yield f"{name}{few} {selection(named, depth - 1, (*inside, kind.name))}"


def _needs(each: GraphQLField) -> bool:
    return any(_declared(argument).endswith("!") for argument in each.args.values())


def arguments(schema: GraphQLSchema, name: str, pool: Pool, rng: Random) -> dict[str, object]:
    """Random arguments: required ones and the page's size always, the others one time in five."""
    assert schema.query_type
    args = schema.query_type.fields[name].args
    return {
        arg: value(name if name in (*BY_GLOBAL_ID, *OTHER_IDS) and arg != "asOf" else arg, each.type, pool, rng)
        for arg, each in args.items()
        if _declared(each).endswith("!") or arg in ("first", ALWAYS.get(name)) or rng.random() < 0.2
        if arg not in ("after", "before", "last", NEVER.get(name))
    }


def value(name: str, kind: object, pool: Pool, rng: Random) -> object:
    """A value of that type which fits the argument's name."""
    if isinstance(kind, GraphQLNonNull):
        return value(name, kind.of_type, pool, rng)
    if isinstance(kind, GraphQLList):
        return [value(name, kind.of_type, pool, rng) for _ in range(rng.randint(1, 2))]
    if isinstance(kind, GraphQLEnumType):
        return rng.choice(sorted(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        return {
            key: value(key, each.type, pool, rng)
            for key, each in kind.fields.items()
            if isinstance(each.type, GraphQLNonNull) or rng.random() < 0.4
        }
    return _scalar(name, str(kind), pool, rng)


def _scalar(name: str, kind: str, pool: Pool, rng: Random) -> object:
    if kind == "ID" and name in BY_GLOBAL_ID:
        return rng.choice((global_id("Person", pool.person(rng)), global_id("Gang", rng.choice(pool.gangs))))
    if kind == "ID":
        return rng.choice(getattr(pool, OTHER_IDS[name])) if name in OTHER_IDS else pool.person(rng)
    return {
        "String": rng.choice(AGENCIES if name == "to" else pool.names),
        "Int": rng.randint(2, 5) if name == "first" else rng.randint(1, 4),
        "Float": 900.0
        if name == "metres"
        else round(rng.uniform(42.2, 42.4), 3)
        if "lat" in name.lower()
        else round(rng.uniform(-71.2, -71), 3),
        "Boolean": rng.random() < 0.5,
        "Date": rng.choice(pool.days),
    }.get(kind)


DAYS = hypothesis.strategies.sampled_from(("2026-04-20", "2025-11-02", "2021-04-20")).map(nodes.String)


def generated(schema: GraphQLSchema, name: str, count: int, seed: int) -> tuple[str, ...]:
    """Queries of one root field, drawn from the schema by hypothesis-graphql; those within the limits."""
    found: dict[str, None] = {}

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=(hypothesis.Phase.generate,),
        suppress_health_check=tuple(hypothesis.HealthCheck),
    )
    @hypothesis.given(queries(schema, fields=[name], custom_scalars={"Date": DAYS, "DateTime": DAYS}, allow_x00=False))
    def draw(text: object) -> None:
        if not refusals(parse(str(text)), None, {}, schema):
            found[str(text)] = None

    draw()
    return tuple(found)


def with_arguments(schema: GraphQLSchema, text: str, given: dict[str, object]) -> str:
    """The query, its root fields asked with these arguments instead of those that were drawn."""
    (operation,) = parse(text).definitions
    assert isinstance(operation, OperationDefinitionNode)
    asked = tuple(_asked(schema, each, given) for each in operation.selection_set.selections)
    return print_ast(replace(operation, selection_set=replace(operation.selection_set, selections=asked)))


def _asked(schema: GraphQLSchema, field: SelectionNode, given: dict[str, object]) -> SelectionNode:
    assert isinstance(field, FieldNode)
    _, declared = root_field(schema, field.name.value)
    return replace(field, arguments=tuple(_argument(declared, *each) for each in given.items() if each[1] is not None))


class _Kept(Visitor):
    def __init__(self, actions: Collection[str]) -> None:
        super().__init__()
        self.actions = actions

    def enter_field(self, node: FieldNode, *_: object) -> FieldNode | None:
        if node.name.value != "capabilities":
            return None
        (drawn,) = (each.value for each in node.arguments if each.name.value == "actions")
        assert isinstance(drawn, ListValueNode)
        kept = tuple(each for each in drawn.values if isinstance(each, EnumValueNode) and each.value in self.actions)
        asked = ArgumentNode(name=NameNode(value="actions"), value=ListValueNode(values=kept))
        return replace(node, arguments=(asked,))


def with_actions(text: str, actions: Collection[str]) -> str:
    """The query without any other action that capabilities are asked about."""
    return print_ast(visit(parse(text), _Kept(actions)))


def _argument(asked: GraphQLField, name: str, value: object) -> ArgumentNode:
    literal = ast_from_value(value, asked.args[name].type)
    assert literal is not None
    return ArgumentNode(name=NameNode(value=name), value=literal)
