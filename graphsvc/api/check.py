"""The one way in which a document is checked, whatever brought it: trusted or parsed within bounds, limits, validation.

`Guard` (guard.py) calls `admitted` and `wrong_with` from within the schema, so that a transport cannot go round them.
What is wrong is told by rule and place: graphql-core's own words repeat the document, and people's names stand there.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    ValidationContext,
    ValidationRule,
    parse,
    specified_rules,
    validate,
)
from graphql.validation.rules import overlapping_fields_can_be_merged
from graphql.validation.validate import ValidationAbortedError
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from graphsvc.api.codes import CODES
from graphsvc.api.limits import MAX_TOKENS, Same, Told, limited, refusals

MOST_ERRORS = 10  # validation stops there: a long list helps nobody and costs time
KEPT_DOCUMENTS = 256
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 20_000
"""A pair of fields of one name costs two, so 140 of them side by side; graphql-core's own bound takes 0.1 s to meet."""


class _Told:
    """A rule's view of the validation. What it reports says which rule and where, and nothing of what was asked."""

    def __init__(self, context: ValidationContext, rule: str) -> None:
        self._context, self._rule = context, rule

    def report_error(self, error: GraphQLError) -> None:
        self._context.report_error(Told(f"The document breaks the rule {self._rule}.", error.nodes))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)


def _telling(rule: type[ValidationRule]) -> type[ValidationRule]:
    """The rule, telling no more than its name (as the GraphQL specification and graphql-js have it)."""
    name = rule.__name__.removesuffix("Rule").removesuffix("Custom")

    def begin(self: ValidationRule, context: Any) -> None:
        rule.__init__(self, _Told(context, name))  # type: ignore[arg-type]

    return type(rule.__name__, (rule,), {"__init__": begin})


SPECIFIED = tuple(_telling(rule) for rule in (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule))
RULES = (*SPECIFIED, _telling(NoSchemaIntrospectionCustomRule))
"""What holds for everybody; where the IDE is served, SPECIFIED alone."""
Rules = tuple[type[ValidationRule], ...]


def admitted(text: str, trusted: Mapping[str, DocumentNode], *, barred: bool) -> DocumentNode:
    """The document of a text: the trusted one, else parsed within bounds. Raises GraphQLError.

    `barred`: whoever asks may run trusted documents only.
    """
    if text in trusted:
        return trusted[text]
    if barred:
        raise limited("TRUSTED_ONLY", CODES["TRUSTED_ONLY"].message)
    return parsed(text)


def wrong_with(
    schema: GraphQLSchema,
    document: DocumentNode,
    name: str | None,
    variables: Mapping[str, Any],
    rules: Rules,
) -> Iterable[GraphQLError]:
    """What keeps the operation of that name from being run: a limit, else a rule. No rules: validated before."""
    try:
        return refusals(document, name, variables, schema) or (
            validated(schema, Same(document), rules) if rules else ()
        )
    except RecursionError:
        return (_too_deep(),)


@lru_cache(maxsize=KEPT_DOCUMENTS)
def parsed(text: str) -> DocumentNode:
    """The document of a text. Raises GraphQLError."""
    try:
        return parse(text, max_tokens=MAX_TOKENS, no_location=False)
    except RecursionError:
        fault = _too_deep()
    except GraphQLSyntaxError as error:
        fault = _unread(error)
    raise fault


@lru_cache(maxsize=KEPT_DOCUMENTS)
def validated(schema: GraphQLSchema, document: Same, rules: Rules) -> tuple[GraphQLError, ...]:
    """What is wrong with a document, at most MOST_ERRORS things."""
    found = validate(schema, document.node, rules, max_errors=MOST_ERRORS, hide_suggestions=True)
    told = tuple(error for error in found if not isinstance(error, ValidationAbortedError))
    return told if told or not found else (limited("TOO_COSTLY", "The document repeats or nests its parts too often."),)


def _unread(fault: GraphQLSyntaxError) -> GraphQLError:
    if "tokens" in fault.message.rpartition(" than ")[2]:
        return limited("TOO_MANY_TOKENS", f"The document has more than {MAX_TOKENS} tokens.")
    if "nested too deeply" in fault.message:
        return _too_deep()
    return Told("The document cannot be read: a syntax error.", source=fault.source, positions=fault.positions)


def _too_deep() -> GraphQLError:
    return limited("TOO_DEEP", CODES["TOO_DEEP"].message)
