"""Limits on a document, worked out before it is validated or a row is read (docs of the API: Limits).

One walk: each fragment is measured once and remembered, so a chain of fragments that each spread the next twice
costs as many steps as it has fragments; the sums saturate instead of growing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
)

from graphsvc.errors import MEANINGS

SATURATED = 10**9
MOST_DIGITS = 10  # an Int has no more, and Python refuses to read thousands of them
MAX_BODY_BYTES = 100_000
MAX_TOKENS = 1_000
KEPT = 256  # documents, with the numbers they were asked with


class Size(NamedTuple):
    """What a selection amounts to once its fragments are spread; `cost` counts a field once for each row."""

    depth: int = 0
    aliases: int = 0
    directives: int = 0
    cost: int = 0
    roots: int = 0

    def beside(self, other: "Size") -> "Size":
        """Both, side by side."""
        return Size(
            max(self.depth, other.depth),
            min(self.aliases + other.aliases, SATURATED),
            min(self.directives + other.directives, SATURATED),
            min(self.cost + other.cost, SATURATED),
            min(self.roots + other.roots, SATURATED),
        )


@dataclass(frozen=True)
class Limit:
    """A row: the measure, the most it may be, and the code and words of the refusal."""

    measure: str
    most: int
    code: str
    words: str


LIMITS: tuple[Limit, ...] = (
    Limit("depth", 12, "TOO_DEEP", "levels deep"),
    Limit("aliases", 30, "TOO_MANY_ALIASES", "aliases"),
    Limit("roots", 20, "TOO_MANY_ROOT_FIELDS", "root fields"),
    Limit("directives", 50, "TOO_MANY_DIRECTIVES", "directives"),
    Limit("cost", 10_000, "TOO_COSTLY", "fields counted once a row"),
)


def refusals(
    document: DocumentNode, name: str | None, variables: Mapping[str, Any], schema: GraphQLSchema
) -> list[GraphQLError]:
    """A coded error for each limit that the document's operation passes."""
    size = measured(document, name, variables, schema)
    return [
        limited(limit.code, f"The document has more than {limit.most} {limit.words}.")
        for limit in LIMITS
        if getattr(size, limit.measure) > limit.most
    ]


class Same:
    """A document as a key: equal to itself alone. What is asked again was parsed once; graphql-core's own equality
    walks through all of it, and so does its hash."""

    __slots__ = ("node",)

    def __init__(self, node: DocumentNode) -> None:
        self.node = node

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.node is other.node

    def __hash__(self) -> int:
        return id(self.node)


class Told(GraphQLError):
    """An error in our own words: they hold nothing that was asked, so they may be said."""


def limited(code: str, message: str) -> Told:
    """The refusal of a document beyond a limit."""
    return Told(message, extensions={"code": code, "retryable": False, "nextStep": MEANINGS[code].next_step})


def measured(document: DocumentNode, name: str | None, variables: Mapping[str, Any], schema: GraphQLSchema) -> Size:
    """The size of the operation of that name (None: of all operations together)."""
    return _measured(Same(document), name, tuple(_counting(variables)), schema)


def _counting(variables: Mapping[str, Any]) -> Iterator[tuple[str, float | range]]:
    """What of the variables can count rows: numbers, and how long lists are (a range is as short as it is long)."""
    for name, value in variables.items():
        if isinstance(value, int | float):
            yield name, value
        elif isinstance(value, list):
            yield name, range(len(value))


@lru_cache(maxsize=KEPT)
def _measured(document: Same, name: str | None, counting: tuple[tuple[str, Any], ...], schema: GraphQLSchema) -> Size:
    """Kept: a document is asked again and again, with other ids."""
    definitions = document.node.definitions
    fragments = {d.name.value: d for d in definitions if isinstance(d, FragmentDefinitionNode)}
    walk = _Walk(fragments, dict(counting), schema)
    size = Size()
    for definition in definitions:
        if not isinstance(definition, OperationDefinitionNode):
            continue
        if name is None or (definition.name and definition.name.value == name):
            size = size.beside(walk.operation(definition))
    return size


class _Walk:
    """One walk over one document; `_done` holds the fragments measured (an unfinished one counts as nothing:
    a circle of fragments is for validation to refuse). A type that the schema lacks is None all the way down."""

    def __init__(
        self, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any], schema: GraphQLSchema
    ) -> None:
        self._fragments = fragments
        self._given = self._variables = variables
        self._schema = schema
        self._done: dict[str, Size] = {}

    def operation(self, node: OperationDefinitionNode) -> Size:
        declared = sum(len(v.directives or ()) for v in node.variable_definitions or ())
        usual = {v.variable.name.value: self._value(v.default_value) for v in node.variable_definitions or ()}
        self._variables = {**usual, **self._given}
        root = self._schema.get_root_type(node.operation)
        return self._set(node.selection_set, root).beside(Size(directives=len(node.directives or ()) + declared))

    def _set(self, node: SelectionSetNode | None, of: GraphQLNamedType | None) -> Size:
        size = Size()
        for selection in node.selections if node else ():
            size = size.beside(self._selection(selection, of))
        return size

    def _selection(self, node: SelectionNode, of: GraphQLNamedType | None) -> Size:
        inner = self._inside(node, of)
        return inner.beside(Size(directives=len(node.directives))) if node.directives else inner

    def _inside(self, node: SelectionNode, of: GraphQLNamedType | None) -> Size:
        if isinstance(node, FieldNode):
            return self._field(node, of)
        if isinstance(node, InlineFragmentNode):
            named = node.type_condition
            return self._set(node.selection_set, self._schema.get_type(named.name.value) if named else of)
        return self._spread(node.name.value) if isinstance(node, FragmentSpreadNode) else Size()

    def _spread(self, name: str) -> Size:
        fragment = self._fragments.get(name)
        if name not in self._done and fragment:
            self._done[name] = Size()
            of = self._schema.get_type(fragment.type_condition.name.value)
            self._done[name] = self._set(fragment.selection_set, of)
        return self._done.get(name, Size())

    def _field(self, node: FieldNode, of: GraphQLNamedType | None) -> Size:
        aliased = Size(aliases=int(node.alias is not None), roots=1, depth=1, cost=1)
        if node.selection_set is None or node.name.value.startswith("__"):
            return aliased  # introspection has its own bound in validation, and is refused outside the IDE
        field = getattr(of, "fields", {}).get(node.name.value)
        inner = self._set(node.selection_set, get_named_type(field.type) if field else None)
        return Size(
            depth=1 + inner.depth,
            aliases=aliased.aliases + inner.aliases,
            directives=inner.directives,
            cost=min(1 + self._rows(node, field) * inner.cost, SATURATED),
            roots=1,
        )

    def _rows(self, node: FieldNode, field: GraphQLField | None) -> int:
        """How many rows the field can give: its page, the ids asked for, or one."""
        given = {a.name.value: self._value(a.value) for a in node.arguments or ()}
        page, ids = given.get("first"), given.get("ids")
        if isinstance(page, int | float):  # JSON's 100.0 is an Int as well
            return min(max(int(page), 1), SATURATED)
        if isinstance(ids, list | range):
            return max(len(ids), 1)
        usual = field.args.get("first") if field else None
        return int(usual.default_value) if usual and isinstance(usual.default_value, int) else 1

    def _value(self, node: ValueNode | None) -> Any:
        if isinstance(node, VariableNode):
            return self._variables.get(node.name.value)
        if isinstance(node, IntValueNode):
            return int(node.value) if len(node.value) <= MOST_DIGITS else SATURATED
        return list(node.values) if isinstance(node, ListValueNode) else None
