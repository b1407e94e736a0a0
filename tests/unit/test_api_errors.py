"""Every error of ours reaches the client as its code and what to do; what it says of the service does not."""

import pytest
from graphql import GraphQLError

from graphsvc import errors
from graphsvc.api.codes import CODES
from graphsvc.api.guard import coded
from graphsvc.errors import GraphsvcError


def tree(kind: type[GraphsvcError]) -> list[type[GraphsvcError]]:
    return [kind, *(each for child in kind.__subclasses__() for each in tree(child))]


KINDS = [kind for kind in tree(GraphsvcError) if kind.__module__ == errors.__name__]
TOLD = {"TOKEN_REFUSED", "BAD_INPUT", "ENGINE_REQUIRED", "AUDIT_FAILED"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_an_error_of_ours_keeps_its_code_and_only_what_concerns_the_asker_keeps_its_words(
    kind: type[GraphsvcError],
) -> None:
    fault = kind("Statement x at bolt://10.0.0.1 failed.", "Set GRAPHSVC_NEO4J_URI.")
    said = coded(GraphQLError("Marcus", original_error=fault, path=["person"]))
    row = CODES[kind.code]
    words = (fault.message, fault.next_step) if kind.code in TOLD else (row.message, row.next_step)
    assert said == {
        "message": words[0],
        "extensions": {"code": kind.code, "retryable": kind.retryable, "nextStep": words[1]},
        "path": ["person"],
    }


@pytest.mark.parametrize("fault", [KeyError("Marcus"), RuntimeError("p-marcus"), RecursionError("Marcus")])
def test_a_foreign_fault_tells_nothing(fault: Exception) -> None:
    said = coded(GraphQLError(str(fault), original_error=fault))
    assert said["extensions"]["code"] == "FAULT" and "arcus" not in str(said)


def test_a_fault_inside_a_wrapped_error_is_still_ours() -> None:
    inner = GraphQLError("x", original_error=errors.DatabaseGone("Gone.", "Ask again."))
    assert coded(GraphQLError("x", original_error=inner))["extensions"]["code"] == "DATABASE_GONE"
