"""The hand-written families are what definitions.md §6 and §8 write, and nothing besides."""

import csv
import json
from pathlib import Path

import pytest

from graphsvc.model.agencies import AGENCIES
from graphsvc.model.codes import CODES
from graphsvc.model.nouns import NOUN

SEED = Path(__file__).parents[2] / "seed"
FAMILIES, F3, MORE = SEED / "families", SEED / "families_f3", SEED / "families_more"
LAST_DAY = "2026-04-20"
LATER = {"expires_on", "next_action_due", "valid_to", "retain_until", "until", "ask_again_on"}


def rows(folder: Path, noun: str) -> list[dict[str, str]]:
    path = folder / f"{noun}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ties(noun: str, a: str, b: str, *more: str, folder: Path = FAMILIES) -> list[tuple[str, ...]]:
    return sorted(tuple(row[name] for name in (a, b, *more)) for row in rows(folder, noun))


@pytest.mark.parametrize(
    "path", sorted([*FAMILIES.glob("*.csv"), *F3.glob("*.csv")]), ids=lambda p: f"{p.parent.name}/{p.stem}"
)
def test_header_equals_the_nouns_table(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == [column.name for column in NOUN[path.stem].all_columns]


def test_people_of_f1_and_f2_are_those_written() -> None:
    f1 = ["p-dre", "p-tasha", "p-lewis", "p-k", "p-ana", "p-ray", "p-bell"]
    f2 = ["p-marcus", "p-ivy", "p-joe", "p-lena", "p-carl", "p-jay", "p-sal", "p-ron", "p-dana", "p-bea"]
    assert sorted(row["id"] for row in rows(FAMILIES, "people")) == sorted(f1 + f2)
    assert sorted(row["id"] for row in rows(F3, "people")) == sorted(f2)


def test_nobody_has_a_tie_but_those_written() -> None:
    assert ties("kin", "relative", "person", "role", "compartment") == [
        ("p-ana", "p-k", "SIS", "PUBLIC"),
        ("p-bea", "p-marcus", "x-GRTAUNTUNC", "PUBLIC"),
        ("p-carl", "p-marcus", "FTH", "PUBLIC"),
        ("p-dana", "p-marcus", "MTH", "PUBLIC"),
        ("p-ivy", "p-marcus", "MGRMTH", "FAMILY"),
        ("p-jay", "p-joe", "SONC", "FAMILY"),
        ("p-jay", "p-marcus", "COUSN", "FAMILY"),
        ("p-joe", "p-marcus", "MUNCLE", "FAMILY"),
        ("p-lena", "p-marcus", "PAUNT", "FAMILY"),
        ("p-lewis", "p-tasha", "x-GODPRN", "FAMILY"),
        ("p-ray", "p-dre", "FTH", "FAMILY"),
        ("p-ron", "p-marcus", "STPFTH", "CORI"),
        ("p-sal", "p-marcus", "x-GODPRN", "FAMILY"),
        ("p-tasha", "p-dre", "SIS", "FAMILY"),
    ]
    assert ties("supports", "supporter", "person") == [("p-bell", "p-ray")]
    assert ties("guardianships", "guardian", "person", "cleared") == [
        ("p-dana", "p-marcus", ""),
        ("p-joe", "p-jay", "yes"),
    ]
    assert ties("co_arrests", "person_a", "person_b", "at", "case_id") == [("p-dre", "p-k", "2023-06-10", "CASE-1")]
    others = (
        "affiliations",
        "co_fios",
        "co_presences",
        "unions",
        "caregivers",
        "mentors",
        "addresses",
        "harms",
        "alerts",
        "holds",
    )
    assert {noun: rows(FAMILIES, noun) for noun in others} == {noun: [] for noun in others}


def test_the_facts_of_f2_are_there() -> None:
    assert ties("wishes", "person", "relative", "wish") == [
        ("p-marcus", "p-ivy", "YES"),
        ("p-marcus", "p-joe", "YES"),
        ("p-marcus", "p-lena", "YES"),
    ]
    assert ties("assessments", "relative", "willingness", "capacity", "supports_given", "interpreter_arranged") == [
        ("p-ivy", "YES", "AVAILABLE", "", "yes"),
        ("p-joe", "YES", "AVAILABLE", "SCHOOL", ""),
        ("p-lena", "NOT_ASKED", "UNKNOWN", "", ""),
    ]
    screened = [(f"p-{name}", "FEED", "CLEAR", "2026-04-10") for name in ("bea", "ivy", "joe", "lena")]
    assert ties("screens", "relative", "mode", "result", "at") == screened
    assert ties("contact_points", "person", "verified_at") == [(f"p-{n}", "2026-04-10") for n in ("ivy", "joe", "lena")]
    assert ties("orders", "restrained", "protected", "expires_on") == [("p-carl", "p-dana", "")]
    assert ties("removals", "person", "removed_on", "caregivers") == [("p-marcus", LAST_DAY, "p-dana")]
    assert ties("household_members", "person", "valid_to") == [("p-dana", "2026-04-19"), ("p-marcus", "2026-04-19")]


def test_ron_is_on_file_with_the_police_only() -> None:
    about = [row for noun in ("names", "births") for row in rows(FAMILIES, noun) if row["person"] == "p-ron"]
    about += [row for row in rows(FAMILIES, "kin") if row["relative"] == "p-ron"]
    assert [(row["compartment"], row["owner"]) for row in about] == [("CORI", "BPD")] * 3


def test_f3_is_f2_at_a_manual_site_without_screens() -> None:
    assert rows(F3, "screens") == []
    assert json.loads((F3 / "bundle.json").read_text())["screenMode"] == "MANUAL"
    f2 = {row["id"]: row for row in rows(FAMILIES, "kin")}
    assert rows(F3, "kin") == [f2[row["id"]] for row in rows(F3, "kin")]
    assert rows(F3, "wishes") == rows(FAMILIES, "wishes")
    assert rows(F3, "assessments") == rows(FAMILIES, "assessments")


def test_the_ten_more_are_about_nobody_of_the_first_two() -> None:
    first = {row["id"] for row in rows(FAMILIES, "people")}
    more = {row["id"] for row in rows(MORE, "people")}
    ends = {row[end] for row in rows(MORE, "kin") for end in ("relative", "person")}
    assert (first & more, ends - more) == (set(), set())
    named = {row["given"] for row in rows(MORE, "names")}
    assert len(named) == len(more) and not named & {row["given"] for row in rows(FAMILIES, "names")}


@pytest.mark.parametrize("folder", [FAMILIES, F3, MORE], ids=lambda p: p.name)
def test_nothing_happened_after_the_last_day_and_everything_says_when_it_came_on_file(folder: Path) -> None:
    late, undated = [], []
    for path in sorted(folder.glob("*.csv")):
        noun = NOUN[path.stem]
        for row in rows(folder, path.stem):
            days = {c.name: row.get(c.name, "")[:10] for c in noun.all_columns if c.kind.value in ("date", "instant")}
            late += [(row["id"], name, day) for name, day in days.items() if name not in LATER and day > LAST_DAY]
            undated += [row["id"] for _ in (1,) if noun.statement and not row.get("recorded_at")]
    assert (late, undated) == ([], [])


def test_every_persona_is_staff_with_that_role_and_agency() -> None:
    with (SEED / "personas.csv").open(encoding="utf-8", newline="") as file:
        personas = list(csv.DictReader(file))
    staff = {row["id"]: (row["agency"], row["roles"]) for row in rows(FAMILIES, "staff")}
    assert {p["staff_id"]: (p["agency"], p["role"]) for p in personas} == staff
    assert {p["purpose"] for p in personas} <= {*CODES["purpose"], ""}
    assert {p["case_id"] for p in personas} <= {*(row["id"] for row in rows(FAMILIES, "cases")), ""}
    assert {a.id for a in AGENCIES} == {p["agency"] for p in personas}


def test_the_team_of_the_co_arrest_is_ines_and_not_of_the_other_case() -> None:
    team = ties("case_team", "case", "staff")
    assert [pair for pair in team if pair[0] in ("CASE-1", "CASE-2")] == [("CASE-1", "s-ines"), ("CASE-2", "s-ivan")]
