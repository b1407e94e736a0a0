"""The catalogue reads headers, and refuses those that lie."""

from pathlib import Path

import pytest

from graphsvc.catalogue import Statement, cypher_folder, parameters_in, parse_statement, read_catalogue
from graphsvc.errors import CatalogueError

GOOD = """// Names of a person, for the person page.
// params: person_id STRING, allowed LIST<INTEGER>,
//   as_of DATE
// returns: id STRING, names LIST<LIST<STRING>>
MATCH (p:Person {id: $person_id}) WHERE p.class IN $allowed AND p.from <= $as_of
RETURN p.id AS id, p.names AS names
"""


def test_a_statement_is_read_whole() -> None:
    assert parse_statement("person_names", GOOD, "read") == Statement(
        name="person_names",
        sentence="Names of a person, for the person page.",
        params={"person_id": "STRING", "allowed": "LIST<INTEGER>", "as_of": "DATE"},
        returns={"id": "STRING", "names": "LIST<LIST<STRING>>"},
        mode="read",
        text=GOOD,
    )


def test_none_means_none() -> None:
    found = parse_statement("x", "// All.\n// params: none\n// returns: none\nRETURN 1 AS one", "write")
    assert (found.params, found.returns) == ({}, {})


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("as_of DATE", "as_of DATE, more STRING", "more"),
        ("$person_id", "$person", "person, person_id"),
        ("as_of DATE", "as_of DAY", "as_of DAY"),
        ("LIST<INTEGER>", "LIST<INTEGER", "LIST<INTEGER"),
        ("id STRING, names", "id STRING, id", "id LIST"),
        ("id STRING, names", "id, names", "'id'"),
        ("// params:", "// parameters:", "params"),
        ("// returns:", "//", "returns"),
        ("person page.", "person page", "sentence"),
        ("// Names", "Names", "sentence"),
    ],
)
def test_a_header_that_lies_is_refused(old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(CatalogueError, match=said):
        parse_statement("person_names", GOOD.replace(old, new, 1), "read")


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(CatalogueError):
        parse_statement("empty", "", "read")


def test_parameters_in_comments_and_quotes_are_none() -> None:
    text = "RETURN $a, '$b \\' $c', \"$d\", `$e` // $f\n/* $g */ + $h"
    assert parameters_in(text) == {"a", "h"}


def test_an_unknown_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="nowhere"):
        read_catalogue(tmp_path)["nowhere"]


def test_one_name_has_one_mode(tmp_path: Path) -> None:
    for mode in ("read", "write"):
        (tmp_path / mode).mkdir()
        (tmp_path / mode / "twice.cypher").write_text("// It.\n// params: none\n// returns: none\nRETURN 1 AS one")
    with pytest.raises(CatalogueError, match="twice"):
        read_catalogue(tmp_path)


def test_the_folder_is_beside_the_package_or_inside_it(tmp_path: Path) -> None:
    package = tmp_path / "graphsvc"
    (tmp_path / "cypher").mkdir()
    assert cypher_folder(package) == tmp_path / "cypher"
    (package / "cypher").mkdir(parents=True)
    assert cypher_folder(package) == package / "cypher"


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="missing"):
        cypher_folder(tmp_path / "graphsvc")
