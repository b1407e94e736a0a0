"""What a document amounts to, counted by its types before anything runs."""

from typing import Any

import pytest
from graphql import parse

from graphsvc.api.limits import LIMITS, Size, _measured, measured, refusals
from graphsvc.api.schema import graphql_schema

SCHEMA = graphql_schema()._schema
KIN = "... on KinAnswer { kin { edges { node { title } } } }"


def size(text: str, variables: dict[str, Any] | None = None, name: str | None = None) -> Size:
    return measured(parse(text), name, variables or {}, SCHEMA)


def codes(text: str, variables: dict[str, Any] | None = None) -> list[str]:
    return [str((error.extensions or {})["code"]) for error in refusals(parse(text), None, variables or {}, SCHEMA)]


def test_a_page_counts_its_rows_and_a_field_of_the_same_name_inside_does_not() -> None:
    assert size(f'{{ kin(person: "p") {{ {KIN} }} }}').cost == 1 + 25 * 4
    assert size(f'{{ kin(person: "p", first: 3) {{ {KIN} }} }}').cost == 1 + 3 * 4


@pytest.mark.parametrize("variables", [{"n": 50}, {"n": 50.0}, {}], ids=["given", "with a point", "default"])
def test_a_page_from_a_variable_counts(variables: dict[str, Any]) -> None:
    text = f'query Q($n: Int! = 50) {{ kin(person: "p", first: $n) {{ {KIN} }} }}'
    assert size(text, variables).cost == 1 + 50 * 4


def test_a_page_beyond_any_number_is_too_costly() -> None:
    assert codes(f'{{ kin(person: "p", first: {"9" * 5000}) {{ {KIN} }} }}') == ["TOO_COSTLY"]
    assert codes(f'query Q($n: Int!) {{ kin(person: "p", first: $n) {{ {KIN} }} }}', {"n": 1e300}) == ["TOO_COSTLY"]


def test_ids_count_one_row_each() -> None:
    assert size('{ nodes(ids: ["a", "b", "c"]) { id } }').cost == 1 + 3


def test_a_fragment_counts_wherever_it_is_spread() -> None:
    text = "{ a: viewer { ...F } b: viewer { ...F } } fragment F on ViewerAnswer { name agency { name } }"
    assert size(text) == Size(depth=3, aliases=2, directives=0, cost=8, roots=2)


def test_only_the_named_operation_counts() -> None:
    text = "query A { viewer { __typename } } query B { agencies { __typename } viewer { __typename } }"
    assert (size(text, name="A").roots, size(text, name="B").roots, size(text).roots) == (1, 2, 3)


def test_a_chain_that_doubles_saturates_instead_of_growing() -> None:
    chain = "".join(f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }} " for i in range(90))
    text = "query { ...F0 } " + chain + "fragment F90 on Query { viewer { __typename } }"
    assert set(codes(text)) == {"TOO_MANY_ROOT_FIELDS", "TOO_COSTLY"}


def test_a_circle_of_fragments_ends() -> None:
    assert size("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A viewer { __typename } }").roots == 1


def test_each_limit_has_its_own_code() -> None:
    assert len({limit.code for limit in LIMITS}) == len(LIMITS)


@pytest.mark.parametrize("directives", ["@include(if: true) ", "@skip(if: false) "])
def test_directives_count_wherever_they_stand(directives: str) -> None:
    assert codes("query Q " + directives * 26 + "{ viewer " + directives * 25 + "{ __typename } }") == [
        "TOO_MANY_DIRECTIVES"
    ]


def test_a_document_that_is_asked_again_is_measured_once_and_never_taken_for_another() -> None:
    small, large = (parse(f'{{ kin(person: "p", first: {first}) {{ {KIN} }} }}') for first in (2, 3))
    measured(small, None, {}, SCHEMA)
    known = _measured.cache_info()
    assert [measured(each, None, {}, SCHEMA).cost for each in (small, large, small)] == [9, 13, 9]
    assert (_measured.cache_info().hits, _measured.cache_info().misses) == (known.hits + 2, known.misses + 1)
