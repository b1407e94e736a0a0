"""Every error of ours reaches the client as its code, words and next step; nobody else's tells anything."""

import pytest
from graphql import GraphQLError

from graphsvc import errors
from graphsvc.api.guard import coded
from graphsvc.errors import GraphsvcError


def tree(kind: type[GraphsvcError]) -> list[type[GraphsvcError]]:
    return [kind, *(each for child in kind.__subclasses__() for each in tree(child))]


KINDS = [kind for kind in tree(GraphsvcError) if kind.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_an_error_of_ours_keeps_its_code(kind: type[GraphsvcError]) -> None:
    said = coded(GraphQLError("Marcus", original_error=kind("What.", "Then what."), path=["person"]))
    assert said == {
        "message": "What.",
        "extensions": {"code": kind.code, "retryable": kind.retryable, "nextStep": "Then what."},
        "path": ["person"],
    }


@pytest.mark.parametrize("fault", [KeyError("Marcus"), RuntimeError("p-marcus"), RecursionError("Marcus")])
def test_a_foreign_fault_tells_nothing(fault: Exception) -> None:
    said = coded(GraphQLError(str(fault), original_error=fault))
    assert said["extensions"]["code"] == "FAULT" and "arcus" not in str(said)


def test_a_fault_inside_a_wrapped_error_is_still_ours() -> None:
    inner = GraphQLError("x", original_error=errors.DatabaseGone("Gone.", "Ask again."))
    assert coded(GraphQLError("x", original_error=inner))["extensions"]["code"] == "DATABASE_GONE"
