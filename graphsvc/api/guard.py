"""Before a document runs: bounded parsing, our limits, validation once; after it: errors with our codes and no data.

Parsed and validated documents are kept (bounded), as parsing and validating cost more than most answers.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    parse,
    specified_rules,
    validate,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from graphsvc.api.codes import CODES, words_of
from graphsvc.api.limits import MAX_TOKENS, limited, refusals
from graphsvc.errors import GraphsvcError
from graphsvc.logs import log_event

MOST_ERRORS = 10  # validation stops there: a long list helps nobody and costs time
KEPT_DOCUMENTS = 256
_RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
_SUGGESTION = re.compile(r" Did you mean .*\?$", re.DOTALL)


class Guard(SchemaExtension):
    """One per request. `introspection` says whether the schema may be asked for (the IDE)."""

    def __init__(self, *, introspection: bool) -> None:
        super().__init__()
        self._rules = _RULES if introspection else (*_RULES, NoSchemaIntrospectionCustomRule)

    def on_parse(self) -> Iterator[None]:
        run = self.execution_context
        try:
            run.graphql_document = parsed(run.query or "")
        except GraphQLSyntaxError as fault:
            raise _refused(fault) from None
        except RecursionError:
            raise _too_deep() from None
        yield

    def on_validate(self) -> Iterator[None]:
        run, schema = self.execution_context, self.execution_context.schema._schema
        assert run.graphql_document is not None
        document, name = run.graphql_document, run.operation_name
        run.pre_execution_errors = refusals(document, name, run.variables or {}, schema) or [
            *validated(schema, document, self._rules)
        ]
        yield


@lru_cache(maxsize=KEPT_DOCUMENTS)
def parsed(text: str) -> DocumentNode:
    """The document of a text. Raises GraphQLSyntaxError, RecursionError."""
    return parse(text, max_tokens=MAX_TOKENS, no_location=False)


@lru_cache(maxsize=KEPT_DOCUMENTS)
def validated(schema: GraphQLSchema, document: DocumentNode, rules: tuple[Any, ...]) -> tuple[GraphQLError, ...]:
    """What is wrong with a document; no suggestion names what the asker did not write."""
    try:
        return tuple(validate(schema, document, rules, max_errors=MOST_ERRORS, hide_suggestions=True))
    except RecursionError:
        return (_too_deep(),)


def coded(error: GraphQLError) -> dict[str, Any]:
    """An error as the client sees it: our own with code and next step, the client's mistakes, FAULT for the rest.

    What an error of the service says (statements, addresses, settings) goes to the log, never to the client.
    """
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    if isinstance(cause, GraphsvcError):
        message, next_step = words_of(cause)
        if not cause.told:
            log_event("fault", kind=type(cause).__name__, code=cause.code, says=cause.message)
        return _shape(error, message, {"code": cause.code, "retryable": cause.retryable, "nextStep": next_step})
    if cause is None:
        said = {"code": "BAD_REQUEST", "retryable": False, "nextStep": "Correct the document or its variables."}
        return _shape(error, _SUGGESTION.sub("", error.message), {**said, **(error.extensions or {})})
    log_event("fault", kind=type(cause).__name__, at=_where(cause))
    row = CODES["FAULT"]
    return _shape(error, row.message, {"code": row.code, "retryable": True, "nextStep": row.next_step})


def _shape(error: GraphQLError, message: str, extensions: dict[str, Any]) -> dict[str, Any]:
    shape: dict[str, Any] = {"message": message, "extensions": extensions}
    if error.locations:
        shape["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    return {**shape, "path": error.path} if error.path else shape


def _where(cause: BaseException) -> str:
    """File and line of the fault: enough to find it, and nothing of what was asked."""
    trace = cause.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else ""


def _refused(fault: GraphQLSyntaxError) -> GraphQLError:
    if "tokens" in fault.message:
        return limited("TOO_MANY_TOKENS", f"The document has more than {MAX_TOKENS} tokens.")
    return fault


def _too_deep() -> GraphQLError:
    return limited("TOO_DEEP", CODES["TOO_DEEP"].message)
