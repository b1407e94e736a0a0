"""Migration files: their order, their statements, and what is refused."""

from pathlib import Path

import pytest

from graphsvc.database.migrations import read_migrations, split_statements
from graphsvc.errors import CatalogueError


def test_statements_end_at_semicolons_outside_quotes_and_comments() -> None:
    text = """// First; a comment.
CREATE CONSTRAINT a IF NOT EXISTS FOR (n:A) REQUIRE n.id IS UNIQUE;
/* not; here */ MERGE (n:A {id: ';', name: "it's; so"}) SET n.`odd;name` = 8 / 2; // last
"""
    assert split_statements(text) == (
        "CREATE CONSTRAINT a IF NOT EXISTS FOR (n:A) REQUIRE n.id IS UNIQUE",
        """MERGE (n:A {id: ';', name: "it's; so"}) SET n.`odd;name` = 8 / 2""",
    )


def test_a_file_of_comments_has_no_statements() -> None:
    assert split_statements("// Nothing; yet.\n/* ; */\n") == ()


def test_files_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for name in ("0002_second", "0001_first"):
        (tmp_path / f"{name}.cypher").write_text("MERGE (n:A);")
    found = read_migrations(tmp_path)
    assert [(each.number, each.name) for each in found] == [(1, "first"), (2, "second")]


@pytest.mark.parametrize(
    "names",
    [["0002_late"], ["0001_a", "0003_b"], ["0001_a", "0001_b"], ["1_short"], ["0001-dash"], ["0001_a", "notes"]],
)
def test_a_gap_a_double_and_a_wrong_name_are_refused(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / f"{name}.cypher").write_text("MERGE (n:A);")
    with pytest.raises(CatalogueError):
        read_migrations(tmp_path)
