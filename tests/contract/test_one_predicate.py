"""The access predicate is one text in every statement: of three forms, by what the statement in hand is about.

    nobody      a group, an incident, a place           (x.cls IN $allowed OR x.case_id IN $cases)
    one person  a fact, a membership                    … OR (x.cls IN $consent_classes AND p.id IN $consented))
    two people  a tie                                   … AND p.id IN $consented AND q.id IN $consented))

A consent is about a person, so it opens no group: a household or a gang is visible by its class alone (§1).
"""

import re

import pytest

from graphsvc.catalogue import Statement, read_catalogue
from graphsvc.model.nouns import NOUNS

STATEMENTS = {name: each for name, each in read_catalogue().statements.items() if "$allowed" in each.text}
GROUPS = {"Household", "Gang", "Incident"}
NODES = {noun.label for noun in NOUNS if noun.statement and noun.shape == "NODE"}
NOBODYS = {noun.label for noun in NOUNS if noun.statement and not noun.about}
TIES = {noun.label for noun in NOUNS if noun.statement and noun.shape == "TIE" and len(noun.about) == 2}
ELSEWHERE = {
    "gang_totals": "(s.cls IN $counted OR s.cls IN $allowed OR s.case_id IN $cases)",  # totals: rows nobody reads
    "access_queue": "e.cls IN $allowed",  # a queue of people, not of statements
    "access_case_people": "t.case_id IN $cases AND t.cls <> 0",  # by that file's own statements alone
}
_BEGIN = r"\((?P<it>\w+)\.cls IN \$allowed OR (?P=it)\.case_id IN \$cases"
_CONSENT = r" OR \((?P=it)\.cls IN \$consent_classes AND (?P<p>\w+)\.id IN \$consented"
FORMS = {
    0: re.compile(_BEGIN + r"\)"),
    1: re.compile(_BEGIN + _CONSENT + r"\)\)"),
    2: re.compile(_BEGIN + _CONSENT + r" AND (?!(?P=p)\b)\w+\.id IN \$consented\)\)"),
}
_BOUND = re.compile(r"[(\[](\w+):([A-Z][\w|]*)")
_LINKED = re.compile(r"-\[\w*:[A-Z][\w|]*\]->\((\w+)\)")
_TOUCH = re.compile(r"toString\(\w+\.cls\)|\w+\.type IN \$touch_case AND \w+\.case_id IN \$cases AND \w+\.cls <> 0")


def body(statement: Statement) -> str:
    """The text on one line, without comments."""
    lines = (line for line in statement.text.splitlines() if not line.lstrip().startswith("//"))
    return " ".join(" ".join(lines).split())


def wanted(statement: Statement) -> dict[str, set[int]]:
    """Variable → how many people what it stands for is about; several where it is used for several things."""
    found: dict[str, set[int]] = {}
    for variable, labels in _BOUND.findall(body(statement)):
        for label in labels.split("|"):
            if label in NODES | TIES or any(noun.label == label and noun.statement for noun in NOUNS):
                found.setdefault(variable, set()).add(0 if label in NOBODYS else 2 if label in TIES else 1)
    for variable in _LINKED.findall(body(statement)):
        found.setdefault(variable, set()).add(1)
    return found


def told(statement: Statement) -> dict[str, set[int]]:
    """Variable → the forms in which it is asked about."""
    found: dict[str, set[int]] = {}
    for people, form in FORMS.items():
        for match in form.finditer(body(statement)):
            found.setdefault(match["it"], set()).add(people)
    return found


def left_over(statement: Statement) -> str:
    """What asks about classes or cases in any other words."""
    text = _TOUCH.sub("", body(statement)).replace(ELSEWHERE.get(statement.name, "\0"), "")
    for form in FORMS.values():
        text = form.sub("", text)
    return ", ".join(re.findall(r"\w+\.cls\b|\w+\.case_id IN", text))


PROTECTED = body(read_catalogue()["safety_places"]).partition("AND (")[2].partition(") RETURN")[0]


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_the_predicate_has_three_forms(name: str) -> None:
    if name not in ("access_queue", "access_case_people"):
        assert left_over(STATEMENTS[name]) == ""


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_the_form_is_that_of_what_it_is_about(name: str) -> None:
    asked, about = told(STATEMENTS[name]), wanted(STATEMENTS[name])
    assert {variable: forms for variable, forms in asked.items() if not forms <= about.get(variable, forms)} == {}


@pytest.mark.parametrize("name", sorted(set(STATEMENTS) - {*ELSEWHERE}))
def test_a_group_that_is_met_is_asked_about(name: str) -> None:
    """A household or a gang beside a membership, an incident beside a role: both must be visible."""
    text = body(STATEMENTS[name]).replace(PROTECTED, "")  # what protects a place acts whoever may see the household
    met = {variable for variable, labels in re.findall(r"\((\w*):([A-Z]\w*)", text) if labels in GROUPS}
    assert met <= told(STATEMENTS[name]).keys()


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_an_affiliation_is_one_that_is_verified_and_may_still_be_kept(name: str) -> None:
    """An accusing fact without a last day counts no more: nothing says that it may still be kept."""
    text = body(STATEMENTS[name])
    asked = re.findall(
        r"(\w+)\.status IN \['VERIFIED_ASSOCIATE', 'VERIFIED_MEMBER'[^]]*\] AND (\w+)\.retain_until >= \$today", text
    )
    assert len(asked) == len(re.findall(r"\.retain_until (?!AS\b)", text)) and all(one == other for one, other in asked)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("MATCH (g:Gang) WHERE g.cls IN $allowed RETURN g.id AS id", "g.cls"),
        (
            "MATCH (p:Person)-[:HAS_NAME]->(s) WHERE (s.cls IN $allowed OR n.case_id IN $cases) RETURN 1",
            "s.cls, n.case_id IN",
        ),
        ("MATCH (g:Gang) WHERE (g.cls IN $allowed OR g.case_id IN $cases) RETURN g.id AS id", ""),
    ],
)
def test_other_words_are_found(text: str, complaint: str) -> None:
    assert left_over(Statement("planted", "Planted.", {}, {}, "read", text)) == complaint


def test_a_consent_that_opens_a_group_is_found() -> None:
    opened = "(g.cls IN $allowed OR g.case_id IN $cases OR (g.cls IN $consent_classes AND p.id IN $consented))"
    planted = Statement(
        "planted", "Planted.", {}, {}, "read", f"MATCH (g:Gang)<-[t:AFFILIATED_WITH]-(p) WHERE {opened}"
    )
    assert told(planted) == {"g": {1}} and wanted(planted)["g"] == {0}


def test_a_protected_place_is_left_out_of_addresses_by_the_text_of_safety_places() -> None:
    assert PROTECTED.count("EXISTS") == 6
    assert f"AND NOT ({PROTECTED})" in body(STATEMENTS["person_facts"])


WHO_MAY = body(read_catalogue()["access_disclosure"]).partition("AND NOT EXISTS { OPTIONAL MATCH ")[2]
WHO_MAY = WHO_MAY.partition("RETURN g }")[0]


def test_who_may_consent_for_whom_is_said_in_one_text() -> None:
    """What may be told, shown, referred and planned rests on the same consents."""
    asking = (each for each in read_catalogue().statements.values() if each.mode == "read")
    told = {each.name: body(each).count(WHO_MAY) for each in asking if "CONSENT_FOR" in each.text}
    assert WHO_MAY and set(told.values()) == {1} and len(told) == 4
