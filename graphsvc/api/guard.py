"""Before a document runs: checked (check.py), from within the schema, so that every transport meets it, streams too;
after it: errors with our codes and no data.
"""

from collections.abc import Iterator
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_operation_ast,
    get_variable_values,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionContext

from graphsvc.api.check import RULES, SPECIFIED, admitted, wrong_with
from graphsvc.api.codes import CODES, words_of
from graphsvc.api.limits import Told, limited
from graphsvc.errors import GraphsvcError
from graphsvc.logs import log_event

MISFIT = "A variable, an argument or the operation's name does not fit the schema or the document."
"""In place of graphql-core's words, which repeat the value: it may be a name."""
OTHER_WAY = {
    True: "Only a subscription is a stream: ask by POST, and accept JSON.",
    False: "A subscription is a stream: accept text/event-stream, or use graphql-transport-ws.",
}
"""Whether it was asked as a stream → what to do."""


class Guard(SchemaExtension):
    """One per request. `introspection` says whether the schema may be asked for (the IDE)."""

    def __init__(self, *, introspection: bool) -> None:
        super().__init__()
        self._rules = SPECIFIED if introspection else RULES
        self._refused: GraphQLError | None = None

    def on_parse(self) -> Iterator[None]:
        run = self.execution_context
        documents, text = run.context.documents, run.query or ""
        barred = documents.bars(run.context.principal.roles, text)
        try:
            run.graphql_document = admitted(text, documents.parsed, barred=barred)
        except GraphQLError as fault:  # raised here, it would leave a stream with the text in its words
            self._refused, run.graphql_document = fault, _nothing(run.operation_name)
        yield

    def on_validate(self) -> Iterator[None]:
        run = self.execution_context
        assert run.graphql_document is not None
        rules = () if run.query in run.context.documents.parsed else self._rules
        schema, said = run.schema._schema, run.variables or {}
        wrong = wrong_with(schema, run.graphql_document, run.operation_name, said, rules)
        run.pre_execution_errors = [self._refused] if self._refused else [*wrong] or self._out_of_place(run)
        yield

    def _out_of_place(self, run: ExecutionContext) -> list[GraphQLError]:
        """What is sound, and goes another way: last, so that a mistake has its own code over every transport."""
        operation = get_operation_ast(run.graphql_document, run.operation_name) if run.graphql_document else None
        streaming = run.context.streaming
        if operation is None or streaming == (operation.operation is OperationType.SUBSCRIPTION):
            return []
        fit = get_variable_values(run.schema._schema, operation.variable_definitions or (), run.variables or {})
        if isinstance(fit, list):
            return fit
        return [limited("NOT_ACCEPTABLE", OTHER_WAY[streaming])]


def _nothing(name: str | None) -> DocumentNode:
    """What stands for a refused document until its refusal is told: an operation of the name asked for."""
    named = NameNode(value=name) if name else None
    nothing = OperationDefinitionNode(operation=OperationType.QUERY, name=named, selection_set=SelectionSetNode())
    return DocumentNode(definitions=(nothing,))


def coded(error: GraphQLError) -> dict[str, Any]:
    """An error as the client sees it: our own with code and next step, the client's mistakes, FAULT for the rest.

    What an error of the service says (statements, addresses, settings) goes to the log, never to the client.
    """
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    if isinstance(cause, CannotGetOperationTypeError | InvalidOperationTypeError):
        cause = None
    if isinstance(cause, GraphsvcError):
        message, next_step = words_of(cause)
        if not cause.told:
            log_event("fault", kind=type(cause).__name__, code=cause.code, says=cause.message)
        return _shape(error, message, {"code": cause.code, "retryable": cause.retryable, "nextStep": next_step})
    if cause is None:
        said = {"code": "BAD_REQUEST", "retryable": False, "nextStep": "Correct the document or its variables."}
        return _shape(error, error.message if isinstance(error, Told) else MISFIT, {**said, **(error.extensions or {})})
    log_event("fault", kind=type(cause).__name__, at=where(cause))
    row = CODES["FAULT"]
    return _shape(error, row.message, {"code": row.code, "retryable": True, "nextStep": row.next_step})


def _shape(error: GraphQLError, message: str, extensions: dict[str, Any]) -> dict[str, Any]:
    shape: dict[str, Any] = {"message": message, "extensions": extensions}
    if error.locations:
        shape["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    return {**shape, "path": error.path} if error.path else shape


def where(cause: BaseException) -> str:
    """File and line of the fault: enough to find it, and nothing of what was asked."""
    trace = cause.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else ""
