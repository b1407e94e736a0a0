"""The SDL against permissions.csv: a field without a row is denied, and fails here."""

from pathlib import Path

import pytest
from graphql import GraphQLObjectType, build_schema

from graphsvc.access.classes import policies_folder
from graphsvc.access.permissions import PermissionTable, Row, decide, read_permissions
from graphsvc.model.answers import Problem
from graphsvc.model.codes import CODES

ROOT = Path(__file__).parents[2]
TABLE = read_permissions(policies_folder(None) / "permissions.csv")
FOLLOW_THEIR_TYPE = {"node", "nodes"}
"""`node` and `nodes` follow their type's field (definitions.md §11)."""


def root_fields() -> set[str]:
    """The fields of Query, Mutation and Subscription in the committed SDL."""
    schema = build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))
    roots = (schema.query_type, schema.mutation_type, schema.subscription_type)
    return {name for root in roots if isinstance(root, GraphQLObjectType) for name in root.fields}


def test_every_field_of_the_schema_has_a_row() -> None:
    named = {row.field.partition(":")[0] for row in TABLE.rows.values()}
    assert root_fields() - FOLLOW_THEIR_TYPE - named == set()


def test_a_field_inside_a_type_that_is_decided_apart_has_a_row() -> None:
    """Their rows are named by the field, or by type and field where the type matters."""
    schema = build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))
    for name, kind in (("Gang.members", "Gang"), ("capabilities", "Node")):
        assert name.rpartition(".")[2] in getattr(schema.type_map[kind], "fields", {})
        assert TABLE.row(name)


def test_a_field_that_is_asked_by_kind_has_a_row_for_each_kind_of_the_schema() -> None:
    kinds = {row.field for row in TABLE.rows.values() if ":" in row.field}
    assert kinds == {"influencePaths:PEER", "influencePaths:SUPPORT"}


@pytest.mark.parametrize("role", CODES["role"])
def test_a_field_without_a_row_is_refused_to_every_role(role: str) -> None:
    table = PermissionTable({"viewer": Row("viewer", ("none",), {role: "yes"})})
    answer = decide(table, "planted", "", (role,), "AUDIT")
    assert isinstance(answer, Problem) and answer.code == "FORBIDDEN_FOR_ROLE"
