"""Every statement that reads about people takes the access parameters; the exceptions are named by their prefix."""

import re

import pytest

from graphsvc.catalogue import Statement, parameters_in, read_catalogue
from graphsvc.model.nouns import KIN_ROW_TYPES, NOUNS

EXEMPT_PREFIXES = ("access_", "safety_", "shields_", "import_", "check_", "engine_")
"""These act for everyone (definitions.md §4) or before anybody asks; their rows never reach an answer as such.
Those of `engine_` fill the arrays with everything; access is decided inside each search."""
FOR_REVIEWERS = {"match_facts", "match_queue"}
"""Pairs of records and which of their fields agree, hidden ones included: asked by nobody but a safety reviewer, who
decides about them (§7)."""
CLASS_PARAMS = {"allowed", "cases"}
CONSENT_PARAMS = {"consent_classes", "consented"}
TOUCHPOINT_PARAMS = {
    "touch_open",
    "touch_party",
    "touch_consent",
    "touch_consented",
    "touch_case",
    "touch_people",
    "cases",
}
LINKS = {c.link for noun in NOUNS if noun.statement for c in noun.columns if c.of == "people" and c.link}
"""HAS_NAME and the like: the step from a person to a statement, by which it is read as well as by its label."""
RECORDED = {"OutreachPlan", "FamilyMeeting", "RelativeOrder"}
"""Statements about people that mutations alone make: no nouns of a bundle."""
STATEMENT_LABELS = {noun.label for noun in NOUNS if noun.statement} | LINKS | RECORDED
ABOUT_PEOPLE = {noun.label for noun in NOUNS if noun.statement and "people" in {c.of for c in noun.columns}}
ABOUT_PEOPLE |= LINKS | RECORDED
TOUCH = {"Touchpoint", "TOUCHED_BY"}
"""Decided by touchpoints.csv, not by class alone."""
STATEMENTS = {
    name: statement
    for name, statement in read_catalogue().statements.items()
    if statement.mode == "read" and not name.startswith(EXEMPT_PREFIXES)
}
_LABELS = re.compile(r":\s*([A-Z]\w*(?:\|[A-Z]\w*)*)")


def labels_in(statement: Statement) -> set[str]:
    """Every label and relationship type that the text names."""
    text = "\n".join(line for line in statement.text.splitlines() if not line.lstrip().startswith("//"))
    return {label for found in _LABELS.findall(text) for label in found.split("|")}


def missing_in(statement: Statement) -> set[str]:
    """The access parameters that the statement should take and does not use in its body."""
    labels, used = labels_in(statement), parameters_in(statement.text)
    wanted: set[str] = set()
    if labels & STATEMENT_LABELS - TOUCH:
        wanted |= CLASS_PARAMS
    if labels & (ABOUT_PEOPLE - TOUCH):
        wanted |= CONSENT_PARAMS
    if "Person" in labels and labels & (STATEMENT_LABELS - TOUCH - {*KIN_ROW_TYPES, "Household"}):
        wanted |= {"circle"}
    if labels & set(KIN_ROW_TYPES):
        wanted |= {"kin_circle"}
    if labels & TOUCH:
        wanted |= TOUCHPOINT_PARAMS
    return wanted - used


@pytest.mark.parametrize("name", sorted(STATEMENTS.keys() - FOR_REVIEWERS))
def test_a_statement_takes_the_access_parameters_of_what_it_reads(name: str) -> None:
    assert missing_in(STATEMENTS[name]) == set()


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_a_statement_that_meets_a_person_reads_statements_about_the_person(name: str) -> None:
    """A person exists for an asker only by a visible statement: a bare key is never an answer."""
    labels = labels_in(STATEMENTS[name])
    if "Person" in labels and name not in FOR_REVIEWERS:
        assert labels & STATEMENT_LABELS


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_a_class_is_never_asked_without_the_case_beside_it(name: str) -> None:
    """The predicate is one text everywhere, so that reading it once is reading it everywhere."""
    text = STATEMENTS[name].text
    found = re.findall(r"(\w+)\.cls IN \$allowed\b( OR (\w+)\.case_id IN \$cases)?", text)
    assert all(variable == beside for variable, _, beside in found), found


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_the_sealed_class_is_nobodys(name: str) -> None:
    """`cls` 0 is in no list; a statement that names it could only let it in."""
    assert "cls = 0" not in STATEMENTS[name].text


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        (
            "MATCH (p:Person)-[:HAS_NAME]->(n:Name) RETURN p.id AS id",
            {"allowed", "cases", "consent_classes", "consented", "circle"},
        ),
        (
            "MATCH (r:Person)-[k:KIN_OF]->(p:Person) WHERE k.cls IN $allowed OR k.case_id IN $cases RETURN p.id AS id",
            {"consent_classes", "consented", "kin_circle"},
        ),
        ("MATCH (g:Gang) RETURN g.id AS id", {"allowed", "cases"}),
        ("MATCH (a:Agency) RETURN a.id AS id", set()),
        ("MATCH (p:Person)-[:TOUCHED_BY]->(t:Touchpoint) RETURN t.id AS id", TOUCHPOINT_PARAMS),
    ],
)
def test_a_planted_offence_is_found(body: str, missing: set[str]) -> None:
    assert missing_in(Statement("planted", "Planted.", {}, {}, "read", body)) == missing
