"""The validator by value: each bad row with its file, line, column, value and reason; nothing else refused."""

from datetime import date
from pathlib import Path

import pytest

from graphsvc.clock import clock_from
from graphsvc.importing.cells import now_of
from graphsvc.importing.check import Checked, NothingThere, checked_tables
from graphsvc.importing.problems import Problem
from graphsvc.importing.tables import Folder
from graphsvc.importing.waiting import waiting_table
from graphsvc.model.nouns import NOUN, NOUNS, SUPPORT_TYPES, Kind
from graphsvc.model.safety_lines import LINES, Effect
from tests.bundle import sample_bundle, write_bundle

CLOCK = clock_from("2026-04-20T09:00")
OPEN = "compartment,owner"
SAID = "PUBLIC,EOHHS"


class Born(NothingThere):
    """A graph that knows one birth date."""

    async def births(self, people: object) -> dict[str, date]:
        return {"p1": date(2011, 1, 1)}


async def checked(folder: Path, lookup: NothingThere | None = None) -> tuple[dict[str, Checked], list[Problem]]:
    problems: list[Problem] = []
    found = checked_tables(Folder(folder), lookup or NothingThere(), now_of(CLOCK), problems)
    return {each.table.noun.name: each async for each in found}, problems


async def refused(folder: Path, **files: str) -> list[tuple[str, int, str, str, str]]:
    """What is wrong with the files, in short."""
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    _, problems = await checked(folder)
    return [(p.file, p.line, p.column, p.value, p.code) for p in problems]


async def test_a_bundle_with_every_column_of_every_noun_is_accepted(tmp_path: Path) -> None:
    tables, problems = await checked(write_bundle(tmp_path, sample_bundle(3)))
    assert problems == []
    assert {name: len(each.table) for name, each in tables.items()} == {noun.name: 3 for noun in NOUNS}


async def test_jsonl_is_read_to_the_same_values_as_csv(tmp_path: Path) -> None:
    of_csv, _ = await checked(write_bundle(tmp_path / "csv", sample_bundle(3)))
    of_jsonl, problems = await checked(write_bundle(tmp_path / "jsonl", sample_bundle(3), jsonl=True))
    assert problems == []
    assert {n: c.table.columns for n, c in of_jsonl.items()} == {n: c.table.columns for n, c in of_csv.items()}


def test_nouns_refer_only_to_nouns_before_them_or_to_themselves() -> None:
    before: set[str] = set()
    for noun in NOUNS:
        before.add(noun.name)
        assert {c.of for c in noun.all_columns if c.kind is Kind.REF} <= before


KEYS = {"agencies", "people", "locations", "staff", "cases"}
"""What all others refer to: a bare key, or who works for whom."""
ASKED_BESIDE = {"incidents", "births", "gangs", "affiliations"}
"""What line 6 asks for besides its own facts: whether the matter is open and who is in P's group; and what the check of
an affiliation asks for in turn (AC-2.4)."""
WAYS = ("screens", "contact_points")
"""What opens a way to somebody."""


def facts_of(*effects: Effect) -> set[str]:
    """The nouns that the lines with one of these effects read."""
    named = (fact.partition(".")[0] for line in LINES if set(effects) & set(line.effects) for fact in line.facts)
    return set(named) & NOUN.keys()


def test_what_conceals_somebody_is_loaded_before_whatever_shows_anybody() -> None:
    names = [noun.name for noun in NOUNS]
    conceals = {noun.name for noun in NOUNS if noun.protective} | facts_of(Effect.CONCEAL) | ASKED_BESIDE
    assert set(names[: len(KEYS)]) == KEYS
    assert set(names[len(KEYS) :][: len(conceals) - 1]) == conceals - {"screens"}


def test_what_conceals_a_place_is_loaded_before_what_the_place_is() -> None:
    names = [noun.name for noun in NOUNS]
    lives_there = {noun.name for noun in NOUNS if {"locations", "households"} & {c.of for c in noun.columns}}
    conceals = facts_of(Effect.PLACE) | {"households", "household_members"}
    assert conceals - {"alerts", "orders"} <= lives_there
    assert max(names.index(name) for name in conceals) < names.index("places")


def test_what_bars_anybody_is_loaded_before_what_opens_a_way() -> None:
    bars = facts_of(*Effect) | {noun.name for noun in NOUNS if noun.label in SUPPORT_TYPES} | {"removals"}
    assert tuple(noun.name for noun in NOUNS)[-len(WAYS) :] == WAYS
    assert bars - set(WAYS) == {noun.name for noun in NOUNS[: -len(WAYS)]} & bars


PEOPLE = "id\np1\np2\np3\n"
BAD_ROWS = [
    ("births", f"id,person,born_on,{OPEN}\nb1,p1,0000-00-00,{SAID}\n", ("born_on", "0000-00-00", "NOT_A_DATE")),
    ("births", f"id,person,born_on,{OPEN}\nb1,p1,2026-02-30,{SAID}\n", ("born_on", "2026-02-30", "NOT_A_DATE")),
    ("births", f"id,person,born_on,{OPEN}\nb1,p1,1066-10-14,{SAID}\n", ("born_on", "1066-10-14", "DATE_RANGE")),
    ("births", f"id,person,born_on,{OPEN}\nb1,p1,2026-04-21,{SAID}\n", ("born_on", "2026-04-21", "FUTURE")),
    ("births", f"id,person,sex,{OPEN}\nb1,p1,male,{SAID}\n", ("sex", "male", "UNKNOWN_CODE")),
    ("births", f"id,person,{OPEN}\nb1,p9,{SAID}\n", ("person", "p9", "DANGLING")),
    ("births", f"id,person,{OPEN}\nb1,,{SAID}\n", ("person", "", "REQUIRED")),
    ("births", f"id,person,{OPEN}\nb1,p1,PUBLIC,NOBODY\n", ("owner", "NOBODY", "DANGLING")),
    ("births", f"id,person,{OPEN}\nb1,p1,CASE_FILE,BPD\n", ("case_id", "", "NEEDS_CASE")),
    ("births", f"id,person,{OPEN},sealed\nb1,p1,{SAID},perhaps\n", ("sealed", "perhaps", "NOT_YES_NO")),
    ("births", f"id,person,{OPEN}\nb 1,p1,{SAID}\n", ("id", "b 1", "BAD_ID")),
    ("births", f"id,person,{OPEN}\nb1,p1,{SAID},x\n", ("", "b1|p1|PUBLIC|EOHHS|x", "RAGGED")),
    ("births", f"id,person,{OPEN},recorded_at\nb1,p1,{SAID},soon\n", ("recorded_at", "soon", "NOT_AN_INSTANT")),
    ("names", f"id,person,given,{OPEN}\nn1,p1,=1+1,{SAID}\n", ("given", "=1+1", "FORMULA")),
    ("names", f"id,person,given,{OPEN}\nn1,p1,@SUM(A1),{SAID}\n", ("given", "@SUM(A1)", "FORMULA")),
    ("names", f"id,person,given,{OPEN}\nn1,p1,-2+cmd|' /C calc',{SAID}\n", ("given", "-2+cmd|' /C calc'", "FORMULA")),
    ("names", f"id,person,given,{OPEN}\nn1,p1,A\x00n,{SAID}\n", ("given", "A\\x00n", "CONTROL_CHARACTER")),
    ("kin", f"id,relative,person,role,{OPEN}\nk1,p1,p1,MTH,{SAID}\n", ("person", "p1", "SELF_TIE")),
    ("kin", f"id,relative,person,role,{OPEN}\nk1,p1,p2,MTHINLOAW,{SAID}\n", ("role", "MTHINLOAW", "UNKNOWN_CODE")),
    (
        "kin",
        f"id,relative,person,role,valid_from,valid_to,{OPEN}\nk1,p1,p2,MTH,2020-02-01,2020-01-31,{SAID}\n",
        ("valid_to", "2020-01-31", "DATE_ORDER"),
    ),
]


@pytest.mark.parametrize(("noun", "text", "expected"), BAD_ROWS, ids=[f"{b[0]} {b[2][2]} {b[2][0]}" for b in BAD_ROWS])
async def test_a_bad_row_is_refused_by_its_line_column_and_value(
    tmp_path: Path, noun: str, text: str, expected: tuple[str, str, str]
) -> None:
    assert await refused(tmp_path, people=PEOPLE, **{noun: text}) == [(f"{noun}.csv", 2, *expected)]


async def test_a_telephone_number_with_a_plus_is_no_formula(tmp_path: Path) -> None:
    text = f"id,person,kind,value,{OPEN}\nc1,p1,PHONE,+1 (617) 555-0100,{SAID}\n"
    assert await refused(tmp_path, people=PEOPLE, contact_points=text) == []


async def test_a_second_row_with_the_same_id_is_refused_and_the_first_kept(tmp_path: Path) -> None:
    assert await refused(tmp_path, people="id\np1\np1\n") == [("people.csv", 3, "id", "p1", "DUPLICATE_ID")]


async def test_a_statement_id_is_unique_over_all_statement_files(tmp_path: Path) -> None:
    births = f"id,person,{OPEN}\nx1,p1,{SAID}\n"
    deaths = f"id,person,{OPEN}\nx1,p1,{SAID}\n"
    assert await refused(tmp_path, people=PEOPLE, births=births, deaths=deaths) == [
        ("deaths.csv", 2, "id", "x1", "DUPLICATE_ID")
    ]


async def test_a_refused_row_takes_out_the_rows_that_refer_to_it(tmp_path: Path) -> None:
    rows = ["s1,Ann,BPD,NOBODY,", "s2,Bo,BPD,INVESTIGATOR,s1", "s3,Cy,BPD,INVESTIGATOR,s2"]
    staff = "\n".join(["id,name,agency,roles,supervisor", *rows])
    assert await refused(tmp_path, staff=staff) == [
        ("staff.csv", 2, "roles", "NOBODY", "UNKNOWN_CODE"),
        ("staff.csv", 3, "supervisor", "s1", "DEPENDS_ON_BAD"),
        ("staff.csv", 4, "supervisor", "s2", "DEPENDS_ON_BAD"),
    ]


async def test_a_circle_of_parents_is_refused_and_the_rest_of_the_family_kept(tmp_path: Path) -> None:
    rows = ["k1,p1,p2,MTH", "k2,p3,p2,DAUC", "k3,p3,p1,FTH", "k4,p4,p1,FTH"]
    kin = f"id,relative,person,role,{OPEN}\n" + "".join(f"{row},{SAID}\n" for row in rows)
    people = "id\np1\np2\np3\np4\n"
    assert await refused(tmp_path, people=people, kin=kin) == [
        ("kin.csv", 2, "relative", "p1", "OWN_ANCESTOR"),
        ("kin.csv", 3, "relative", "p3", "OWN_ANCESTOR"),
        ("kin.csv", 4, "relative", "p3", "OWN_ANCESTOR"),
    ]


async def test_a_disproven_parent_makes_no_circle(tmp_path: Path) -> None:
    kin = f"id,relative,person,role,{OPEN},verification\nk1,p1,p2,FTH,{SAID},DISPROVEN\nk2,p2,p1,FTH,{SAID},PROVEN\n"
    assert await refused(tmp_path, people=PEOPLE, kin=kin) == []


async def test_a_column_nobody_knows_refuses_the_whole_file(tmp_path: Path) -> None:
    births = f"id,person,{OPEN},sealled\nb1,p1,{SAID},yes\n"
    (tmp_path / "births.csv").write_text(births)
    (tmp_path / "people.csv").write_text(PEOPLE)
    tables, problems = await checked(tmp_path)
    assert [(p.file, p.line, p.column, p.code) for p in problems] == [("births.csv", 1, "sealled", "UNKNOWN_COLUMN")]
    assert (tables["births"].read, len(tables["births"].table)) == (1, 0)


async def test_a_missing_required_column_is_said_once(tmp_path: Path) -> None:
    assert await refused(tmp_path, people=PEOPLE, births=f"id,{OPEN}\nb1,{SAID}\nb2,{SAID}\n") == [
        ("births.csv", 1, "person", "", "MISSING_COLUMN")
    ]


async def test_one_bad_byte_spoils_its_own_line_only(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(b"\xef\xbb\xbfid\r\np1\r\np\xe9\r\np3\r\n")
    tables, problems = await checked(tmp_path)
    assert [(p.line, p.value, p.code) for p in problems] == [(3, "p\\xe9", "ENCODING")]
    assert tables["people"].table.ids == ["p1", "p3"]


async def test_an_open_quotation_mark_spoils_its_own_line_only(tmp_path: Path) -> None:
    names = f'id,person,given,{OPEN}\nn1,p1,"Ann,{SAID}\nn2,p2,"Bo, the second",{SAID}\n'
    assert await refused(tmp_path, people=PEOPLE, names=names) == [
        ("names.csv", 2, "", 'n1,p1,"Ann,PUBLIC,EOHHS', "MALFORMED")
    ]


async def test_a_cell_of_ten_megabytes_is_one_short_line_of_the_report(tmp_path: Path) -> None:
    names = f"id,person,given,{OPEN}\nn1,p1,{'x' * 10_000_000},{SAID}\nn2,p2,Bo,{SAID}\n"
    assert await refused(tmp_path, people=PEOPLE, names=names) == [
        ("names.csv", 2, "", "n1,p1," + "x" * 73 + "…", "CELL_TOO_LARGE")
    ]


# ---- pairs whom a refused row leaves waiting ------------------------------------------------------------------

ORDER = f"id,restrained,protected,type,issued_on,{OPEN}"
WAITING = [
    ("orders", f"{ORDER}\no1,p1,p2,TPR,04/01/2026,{SAID}\n", ["NOT_A_DATE"], ("NEAR", "p1", "p2")),
    ("orders", f"{ORDER}\no1,p1,p2,TPR,,PUBLIC,NOBODY\n", ["DANGLING"], ("NEAR", "p1", "p2")),
    ("orders", f"{ORDER}\no1,p1,p2,TPR,,{SAID}\no1,p3,p2,TPR,,{SAID}\n", ["DUPLICATE_ID"], ("NEAR", "p3", "p2")),
    ("orders", f"{ORDER}\no1,p1,p9,TPR,,{SAID}\n", ["DANGLING"], None),
    ("orders", f"{ORDER}\no1,p1,,TPR,,{SAID}\n", ["REQUIRED"], None),
    ("orders", f"{ORDER}\no1,p1,p1,TPR,,{SAID}\n", ["SELF_TIE"], None),
    ("orders", f"{ORDER}\no1,p1,p2,TPR,,{SAID}\n", [], None),
    ("refusals", f"id,by,with,{OPEN}\nr 1,p1,p2,{SAID}\n", ["BAD_ID"], ("SELF", "p1", "p2")),
    ("kin", f"id,relative,person,role,{OPEN}\nk1,p1,p2,NOBODY,{SAID}\n", ["UNKNOWN_CODE"], None),
]


@pytest.mark.parametrize(("noun", "text", "codes", "waits"), WAITING)
async def test_two_known_people_wait_for_a_reviewer_where_what_keeps_them_apart_is_refused(
    tmp_path: Path, noun: str, text: str, codes: list[str], waits: tuple[str, str, str] | None
) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE)
    (tmp_path / f"{noun}.csv").write_text(text)
    tables, problems = await checked(tmp_path)
    assert [p.code for p in problems] == codes
    left = dict(tables["apart"].table.columns) if "apart" in tables else {}
    assert len(left.pop("id", ())) == (1 if waits else 0)
    names = ("reach", "person_a", "person_b", "since")
    assert left == (
        {name: [value] for name, value in zip(names, (*waits, date(2026, 4, 20)), strict=True)} if waits else {}
    )


def test_each_pair_that_waits_has_an_id_of_its_own_whatever_people_are_called() -> None:
    pairs = [("a:b", "c"), ("a", "b:c"), ("b:c", "a")]
    tables = [waiting_table(NOUN[noun], pairs, date(2026, 4, day)) for noun in ("orders", "refusals") for day in (1, 2)]
    assert [len({key for table in some for key in table.ids}) for some in (tables[:1], tables[:2], tables)] == [3, 3, 6]


# ---- affiliations ---------------------------------------------------------------------------------------------

AFFILIATION = {
    "id": "a1",
    "person": "p1",
    "gang": "g1",
    "status": "VERIFIED_MEMBER",
    "criteria": "SELF_ADMISSION|FIO_OBSERVATION",
    "evidence": "doc 1|doc 2",
    "verified_by": "s-two",
    "retain_until": "2030-01-01",
    "compartment": "INTEL_28CFR23",
    "owner": "BPD",
    "stated_by": "s-one",
    "valid_from": "2026-01-01",
}
BORN_1990 = {"id": "b1", "person": "p1", "born_on": "1990-01-01", "compartment": "PUBLIC", "owner": "EOHHS"}
MINOR = {
    "retain_until": "2027-01-01",
    "notice_person_at": "2025-12-20",
    "notice_guardian_at": "2025-12-20",
    "approved_by": "s-boss",
}
AFFILIATIONS = [
    ("1990-01-01", {}, []),
    ("1990-01-01", {"criteria": "FIO_OBSERVATION"}, [("criteria", "EVIDENCE_INSUFFICIENT")]),
    ("1990-01-01", {"evidence": "doc 1|Doc 1 "}, [("evidence", "EVIDENCE_INSUFFICIENT")]),
    ("1990-01-01", {"verified_by": "s-one"}, [("verified_by", "EVIDENCE_INSUFFICIENT")]),
    ("1990-01-01", {"retain_until": "2031-01-01"}, []),
    ("1990-01-01", {"retain_until": "2031-01-02"}, [("retain_until", "RETENTION_TOO_LONG")]),
    ("2013-01-02", MINOR, [("person", "UNDER_13")]),
    ("2013-01-01", MINOR, []),
    ("2008-01-02", {}, [("notice_person_at", "MINOR_UNNOTIFIED")]),
    ("2008-01-02", MINOR | {"notice_guardian_at": "2026-01-02"}, [("notice_guardian_at", "MINOR_UNNOTIFIED")]),
    ("2008-01-02", MINOR | {"approved_by": ""}, [("approved_by", "MINOR_UNNOTIFIED")]),
    ("2009-01-02", MINOR | {"valid_from": ""}, [("valid_from", "MINOR_UNNOTIFIED")]),
    ("2008-01-02", MINOR | {"retain_until": "2027-01-02"}, [("retain_until", "RETENTION_TOO_LONG")]),
    ("2008-01-01", {}, []),
    # what the audit of CalGang found: an infant, a date a hundred years ahead, an entry nothing supports
    ("2025-06-01", {}, [("person", "UNDER_13")]),
    ("2025-06-01", {"valid_from": "2050-01-01"}, [("person", "UNDER_13")]),
    ("1990-01-01", {"retain_until": "2126-01-01"}, [("retain_until", "RETENTION_TOO_LONG")]),
    (
        "1990-01-01",
        {"retain_until": "2126-01-01", "valid_from": "2125-01-01"},
        [("retain_until", "RETENTION_TOO_LONG")],
    ),
    ("1990-01-01", {"evidence": "doc 1"}, [("evidence", "EVIDENCE_INSUFFICIENT")]),
    ("1990-01-01", {"evidence": ""}, [("evidence", "REQUIRED")]),
]


@pytest.mark.parametrize(("born", "change", "expected"), AFFILIATIONS)
async def test_affiliations_need_evidence_age_notice_and_an_end(
    tmp_path: Path, born: str, change: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    gang = {"id": "g1", "name": "Test Street", "compartment": "INTEL_28CFR23", "owner": "BPD"}
    tables = {"people": [{"id": "p1"}], "births": [BORN_1990 | {"born_on": born}], "gangs": [gang]}
    _, problems = await checked(write_bundle(tmp_path, tables | {"affiliations": [AFFILIATION | change]}))
    assert [(p.column, p.code) for p in problems] == expected


async def test_a_birth_date_that_only_the_graph_has_counts_too(tmp_path: Path) -> None:
    gang = {"id": "g1", "name": "Test Street", "compartment": "INTEL_28CFR23", "owner": "BPD"}
    tables = {"people": [{"id": "p1"}], "gangs": [gang], "affiliations": [AFFILIATION]}
    _, problems = await checked(write_bundle(tmp_path, tables), Born())
    assert [(p.column, p.code) for p in problems] == [("notice_person_at", "MINOR_UNNOTIFIED")]
