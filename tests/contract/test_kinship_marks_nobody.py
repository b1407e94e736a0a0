"""AC-8.1, read off the code: nothing that is written marks a person, and no tie of family or home writes anything else.

Only the statements of cypher/write and the migrations write to the graph (the catalogue knows no others), so reading
them is reading every path. tests/live/test_not_factors.py looks at what they do.
"""

import re
from pathlib import Path

import pytest

from graphsvc.catalogue import read_catalogue
from graphsvc.model.nouns import NOUNS

MIGRATIONS = {
    path.stem: path.read_text("utf-8") for path in Path(__file__).parents[2].glob("cypher/migrations/*.cypher")
}
WRITING = {name: each.text for name, each in read_catalogue().statements.items() if each.mode == "write"} | MIGRATIONS
HOME = ("KIN_OF", "MEMBER_OF_HOUSEHOLD", "RESIDES_AT")
OWN = {"import_kin", "import_household_members", "import_addresses", "restate_tie"}
"""They write such a tie itself: `import_…` that one, restate_tie another statement of the same type."""
STANDING = ("Enrolment", "ENROLLED_IN", "Nomination", "AFFILIATED_WITH", "SafetyAlert", "ALERTED_BY", "HARMED", "Hold")
"""What says something of a person: on a list, in a gang, dangerous, held."""
MARKS = re.compile(r"score|rank|risk|flag|suspect|danger|rating|points|priority|predict", re.IGNORECASE)


def code(text: str) -> str:
    """The statement without its comments."""
    return "\n".join(line.partition("//")[0] for line in text.splitlines())


def people(text: str) -> set[str]:
    """The variables that a statement binds to a person."""
    return set(re.findall(r"\((\w+)\s*:\s*Person\b", code(text)))


WRITES = ("CREATE", "MERGE", "SET")
CLAUSES = "MATCH|WHERE|WITH|RETURN|CREATE|MERGE|SET|UNWIND|CALL|FOREACH|DELETE|REMOVE|UNION"


def clauses(text: str, *wanted: str) -> list[str]:
    """The bodies of the clauses of these kinds."""
    parts = re.split(rf"\b({CLAUSES})\b", code(text))
    return [body for head, body in zip(parts[1::2], parts[2::2], strict=True) if head in wanted]


def written_on_people(text: str) -> list[str]:
    """Where a statement sets a property or a label of a person, or makes one that has more than its id."""
    target = r"(?<![\w.]){}\s*(\.\w+\s*=|:\s*\w|\+?=)"
    sets = [body for body in clauses(text, "SET") for who in people(text) if re.search(target.format(who), body)]
    bare = re.compile(r"\(\w*\s*:\s*Person \{(?!id: [^,{}]+\})")
    return sets + [body for body in clauses(text, "CREATE", "MERGE") if bare.search(body)]


@pytest.mark.parametrize("name", sorted(WRITING))
def test_nothing_is_written_on_a_person(name: str) -> None:
    """A person is a bare key (definitions.md §1): no score, label or flag has a place to be."""
    assert written_on_people(WRITING[name]) == []


def test_a_statement_that_reads_a_tie_of_family_or_home_gives_nobody_a_standing() -> None:
    statements = {name: text for name, text in WRITING.items() if name not in MIGRATIONS}
    reading = {name: text for name, text in statements.items() if any(tie in code(text) for tie in HOME)}
    assert {name.replace("import_new_", "import_") for name in reading} - OWN == {"record_consent"}
    for name, text in reading.items():
        written = " ".join(clauses(text, *WRITES))
        assert [word for word in STANDING if re.search(rf"\b{word}\b", written)] == [], name


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (p:Person {id: $id})-[:KIN_OF]-(q:Person) SET q.flag = true",
        "MATCH (p:Person {id: $id}) SET p:Suspect",
        "MATCH (p:Person) SET p += {score: 1}",
        "MATCH (p:Person) WITH p MATCH (x:Place) SET x.label = 'a', p.list = 'b'",
        "MERGE (p:Person {id: row[0], score: row[1]})",
    ],
)
def test_a_planted_offence_is_seen(text: str) -> None:
    assert written_on_people(text) != []


def test_what_a_planted_statement_writes_is_told_from_what_it_reads() -> None:
    text = "MATCH (p)-[:KIN_OF]-(q) WHERE NOT (q)-[:ENROLLED_IN]->() CREATE (q)-[:AFFILIATED_WITH]->(g)"
    assert [word for word in STANDING if word in " ".join(clauses(text, *WRITES))] == ["AFFILIATED_WITH"]


def test_no_column_of_the_model_has_room_for_a_mark() -> None:
    assert [f"{noun.name}.{c.name}" for noun in NOUNS for c in noun.all_columns if MARKS.search(c.name)] == []
