"""Genograms over GraphQL: three families against approved pictures, read back against the graph, and who may ask.

An approved picture is looked at before it is committed. `APPROVE=1` writes them anew.
"""

import base64
import os
from pathlib import Path
from typing import Any

import pytest

from graphsvc.api.ids import global_id
from graphsvc.database.driver import Graph, counted
from tests.families import read_back
from tests.live.api import Api, api_on, plant

APPROVED = Path(__file__).parents[1] / "approved"
FAMILY = {
    "compartment": "FAMILY",
    "owner": "EOHHS",
    "stated_by": "p-zed",
    "stated_as": "PERSON",
    "stated_at": "2026-04-01",
}
PUBLIC = {"compartment": "PUBLIC", "owner": "EOHHS", "stated_at": "2026-04-01", "verification": "PROVEN"}
ZED = {
    "zed": ("MALE", "2008-03-01"), "zoe": ("FEMALE", "1984-06-01"), "zack": ("MALE", "1980-01-01"),
    "zuri": ("FEMALE", "1957-01-01"), "zeno": ("MALE", "1955-01-01"), "zola": ("FEMALE", "2012-01-01"),
    "zara": ("FEMALE", "2015-01-01"), "zane": ("MALE", "1986-01-01"), "zita": ("FEMALE", "1959-01-01"),
    "zayn": ("MALE", "1979-01-01"), "zia": ("UNKNOWN", "1982-01-01"), "wit": ("MALE", "1981-01-01"),
    "hid": ("FEMALE", "2005-01-01"),
}  # fmt: skip
"""A witness against Zed's own group is concealed, and so is whoever only the witness leads to."""


def kin(relative: str, role: str, person: str = "zed", **more: str) -> dict[str, str]:
    ends = {"relative": f"p-{relative}", "person": f"p-{person}", "role": role}
    return {"id": f"k-{relative}-{person}", **ends, **(PUBLIC if role in ("MTH", "FTH") else FAMILY), **more}


def union(a: str, b: str, **more: str) -> dict[str, str]:
    return {"id": f"u-{a}-{b}", "partner_a": f"p-{a}", "partner_b": f"p-{b}", **PUBLIC, **more}


ROWS = {
    "people": [{"id": f"p-{who}"} for who in ZED],
    "names": [
        {"id": f"n-{who}", "person": f"p-{who}", "given": who.title(), "family": "Standinsby", **PUBLIC} for who in ZED
    ],
    "births": [
        {"id": f"b-{who}", "person": f"p-{who}", "sex": sex, "born_on": born, **PUBLIC}
        for who, (sex, born) in ZED.items()
    ],
    "deaths": [{"id": "d-zeno", "person": "p-zeno", "died_on": "2019-05-05", **PUBLIC}],
    "assignments": [{"id": "as-zed", "staff": "s-sam", "person": "p-zed", "valid_from": "2026-01-01"}],
    "kin": [
        kin("zoe", "MTH"), kin("zack", "FTH"), kin("zuri", "MTH", "zoe"), kin("zeno", "FTH", "zoe"),
        kin("zoe", "MTH", "zola"), kin("zane", "FTH", "zola"), kin("zoe", "ADOPTM", "zara"),
        kin("zane", "ADOPTF", "zara"), kin("zane", "STPFTH", tone="CONFLICT"), kin("zola", "HSIS", tone="FUSED"),
        kin("zita", "PGRMTH", side="PATERNAL", tone="CUTOFF_REPAIRED"), kin("zia", "SIB", "zoe", closeness="STRONG"),
        kin("zayn", "FTH", "zola", verification="CHALLENGED", basis="PUTATIVE"), kin("wit", "PUNCLE"),
        kin("hid", "DAUC", "wit"),
    ],
    "unions": [
        union("zeno", "zuri", category="MARRIED", valid_to="2019-05-05"),
        union("zack", "zoe", category="MARRIED", status="DISSOLVED", tone="DISTANT", valid_to="2011-01-01"),
        union("zayn", "zoe", category="COMMON_LAW", status="SEPARATED", valid_to="2012-12-31"),
        union("zita", "zeno", category="MARRIED", valid_to="1979-01-01"),
        union("zane", "zoe", category="COMMON_LAW", status="CURRENT", tone="CLOSE"),
    ],
    "guardianships": [{"id": "g-zuri-zed", "guardian": "p-zuri", "person": "p-zed", "cleared": "yes", **PUBLIC}],
    "witnesses": [{"id": "w-wit", "witness": "p-wit", "against": "p-zed", "matter": "OPEN", "compartment": "CORI",
                   "owner": "PROBATION", "stated_at": "2026-04-01"}],
}  # fmt: skip
GENOGRAM = """query($person: ID!, $format: PictureFormat) { genogram(person: $person) {
  __typename
  ... on GenogramAnswer {
    truncated limitsOfThisAnswer symbols { code }
    people { personId title relation generation order symbols dead }
    lines { kind fromId toId ties symbol quality words saidBy saidOn questioned sources { statementId } }
    picture(format: $format) { mediaType text base64 }
  }
  ... on Problem { code } } }"""
EDGES = """MATCH (a:Person)-[t:KIN_OF|UNION_WITH|GUARDIAN_OF]->(b:Person) WHERE a.id IN $people AND b.id IN $people
RETURN t.id AS id, a.id AS a, b.id AS b ORDER BY id"""
PEOPLE = {
    "p-dre": {"p-dre", "p-tasha", "p-ray", "p-lewis"},
    "p-marcus": {f"p-{who}" for who in ("marcus", "dana", "carl", "ivy", "joe", "lena", "jay", "sal", "bea")},
    "p-zed": {f"p-{who}" for who in ZED if who not in ("wit", "hid")},
}
"""Whom Sam's pictures hold: Ron is known from a police report alone, and Coach Bell is behind a tie cut off."""


@pytest.fixture(scope="module")
async def api(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Api:
    made = await api_on(graph, tmp_path_factory.mktemp("pictures"))
    await plant(made, tmp_path_factory.mktemp("planted") / "bundle", **ROWS)
    return made


async def drawn(api: Api, person: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = (await api.ask(GENOGRAM, {"person": person, "format": "SVG"}, **more))["genogram"]
    return answer


def as_approved(text: str, name: str) -> bool:
    """Whether that picture is the approved one of that name."""
    approved = APPROVED / f"{name}.svg"
    if os.environ.get("APPROVE"):
        approved.write_text(text, encoding="utf-8")
    return text == approved.read_text(encoding="utf-8")


@pytest.mark.parametrize("person", PEOPLE)
async def test_the_picture_is_the_approved_one(api: Api, person: str) -> None:
    text = (await drawn(api, person))["picture"]["text"]
    assert as_approved(text, f"genogram_{person.removeprefix('p-')}")


@pytest.mark.parametrize("person", PEOPLE)
async def test_every_line_is_a_tie_on_file_and_every_tie_a_line(api: Api, person: str) -> None:
    answer = await drawn(api, person)
    assert {row["personId"] for row in answer["people"]} == {global_id("Person", who) for who in PEOPLE[person]}
    stored = await api.served.graph.run_alone(EDGES, label="edges", people=sorted(PEOPLE[person]))
    lines = read_back(answer["picture"]["text"])
    kin_lines = [line for line in lines if line[0] != "QUALITY"]
    assert sorted(tie for _, _, ties in kin_lines for tie in ties) == [row["id"] for row in stored]
    ends = {row["id"]: tuple(sorted((row["a"], row["b"]))) for row in stored}
    assert all(ends[tie] == people for _, people, ties in lines for tie in ties)


async def test_unions_that_ended_are_drawn_as_they_ended(api: Api) -> None:
    """Two slashes part who parted, one who live apart, and a death is a cross on a person and no slash; nobody whom
    only an ended union leads to is drawn."""
    answer = await drawn(api, "p-zed")
    couples = {each["ties"][0]: (each["symbol"], each["words"]) for each in answer["lines"] if each["kind"] == "UNION"}
    assert {id: couples[id] for id in ("u-zeno-zuri", "u-zack-zoe", "u-zayn-zoe", "u-zita-zeno")} == {
        "u-zeno-zuri": ("MARRIED", "couple, married, widowed"),
        "u-zack-zoe": ("DISSOLVED", "couple, married, dissolved"),
        "u-zayn-zoe": ("SEPARATED", "couple, common law, separated"),
        "u-zita-zeno": ("DISSOLVED", "couple, married, dissolved"),
    }


async def test_what_is_drawn_says_what_it_is_and_who_said_it(api: Api) -> None:
    lines = {(line["kind"], line["ties"][0]): line for line in (await drawn(api, "p-zed"))["lines"]}
    half = lines["STATED" if ("STATED", "k-zola-zed") in lines else "SIBLING", "k-zola-zed"]
    said = ("quality", "words", "saidBy", "saidOn", "questioned")
    assert [half[name] for name in said] == ["FUSED", "half-sister", "Zed Standinsby", "2026-04-01", False]
    assert lines["CHILD", "k-zayn-zola"]["questioned"]
    assert lines["UNION", "u-zack-zoe"]["symbol"] == "DISSOLVED"
    assert lines["QUALITY", "u-zack-zoe"]["quality"] == "DISTANT"
    assert lines["CHILD", "k-zoe-zara"]["symbol"] == "ADOPTED"


async def test_nobody_may_be_contacted_who_is_named_in_it_for_that(api: Api) -> None:
    """Carl stands under an order: a picture of the family names him, as `kin` does, and no way to him."""
    answer = await drawn(api, "p-marcus")
    assert {"title": "Carl Sampleton", "relation": "father"}.items() <= next(
        row for row in answer["people"] if row["personId"] == global_id("Person", "p-carl")
    ).items()
    assert "617-555" not in answer["picture"]["text"]


async def test_a_pdf_is_a_page_and_a_printed_copy_is_on_record(api: Api) -> None:
    answer = (await api.ask(GENOGRAM, {"person": "p-marcus", "format": "PDF"}))["genogram"]
    binary = base64.b64decode(answer["picture"]["base64"])
    assert binary.startswith(b"%PDF") and len(binary) < 100_000 and answer["picture"]["text"] is None
    looks = api.served.audit.looks(api.served.audit.hashes("p-sal"))
    assert {"genogram", "genogram:PRINT"} <= {look.field for look in looks if look.user == "s-sam"}


@pytest.mark.parametrize(("who", "code"), [("s-ines", "FORBIDDEN_FOR_ROLE"), ("s-stan", "FORBIDDEN_FOR_ROLE")])
async def test_a_role_without_the_row_may_not_ask(api: Api, who: str, code: str) -> None:
    answer = await drawn(
        api, "p-marcus", as_=who, purpose="SAFETY_PLANNING", case="CASE-1" if who == "s-ines" else None
    )
    assert answer["code"] == code


async def test_nobody_outside_the_caseload_is_drawn_and_statements_do_not_grow(api: Api) -> None:
    assert (await drawn(api, "p-ivy"))["code"] == (await drawn(api, "p-nobody"))["code"] == "NOT_FOUND"
    counts = []
    for person in ("p-dre", "p-zed"):
        with counted() as asked:
            await drawn(api, person)
        counts.append(len(asked))
    assert max(counts) <= 12, counts


ECOMAP = """query($person: ID!) { ecomap(person: $person) {
  __typename
  ... on EcomapAnswer { household { title } around { title agency words symbol ties lastOn } picture { text } }
  ... on Problem { code } } }"""


async def test_an_ecomap_holds_who_helps_and_agencies_by_their_last_contact(api: Api) -> None:
    answer = (await api.ask(ECOMAP, {"person": "p-dre"}))["ecomap"]
    assert as_approved(answer["picture"]["text"], "ecomap_dre")
    assert [row["title"] for row in answer["household"]] == ["Dre Exemplard"]
    assert [(row["title"], row["words"], row["symbol"]) for row in answer["around"] if not row["agency"]] == [
        ("Ray Exemplard", "father", "CUTOFF"),
        ("Tasha Exemplard", "sister", "CLOSE"),
    ]
    assert {row["agency"]: row["lastOn"] for row in answer["around"] if row["agency"]} == {
        "BCYF": "2026-04-14",
        "EOHHS": "2026-04-08",
    }
    drawn_ties = {tie for _, _, ties in read_back(answer["picture"]["text"]) for tie in ties}
    assert drawn_ties == {tie for row in answer["around"] for tie in row["ties"]} == {"k-ray-dre", "k-tasha-dre"}
    assert (await api.ask(ECOMAP, {"person": "p-ivy"}))["ecomap"]["code"] == "NOT_FOUND"


SHEET = """query($person: ID!) { contactSheet(person: $person) {
  __typename
  ... on ContactSheetAnswer { rows { name band } more validUntil picture { text } pdf: picture(format: PDF) { base64 } }
  ... on Problem { code nextStep } } }"""


async def test_a_contact_sheet_is_the_bands_for_a_day(api: Api) -> None:
    """Carl, Jay, Sal and Dana are in no band; no number leaves with it."""
    answer = (await api.ask(SHEET, {"person": "p-marcus"}))["contactSheet"]
    assert [row["name"].split()[0] for row in answer["rows"]] == ["Ivy", "Joe", "Lena", "Bea"]
    assert (answer["more"], answer["validUntil"]) == (False, "2026-04-21T13:00:00+00:00")
    text = answer["picture"]["text"]
    assert as_approved(text, "contact_sheet_marcus")
    assert not any(word in text for word in ("Carl", "Jay", "Sal D", "Dana", "Ron", "617-555"))
    assert base64.b64decode(answer["pdf"]["base64"]).count(b"/Type /Page\n") <= 1
    assert (await api.ask('{ contactSheet(person: "p-marcus", plan: "plan-none") { ... on Problem { code } } }')) == {
        "contactSheet": {"code": "NOT_FOUND"}
    }
    looks = api.served.audit.looks(api.served.audit.hashes("p-bea"))
    assert {"contactSheet", "contactSheet:PRINT"} <= {look.field for look in looks}


async def test_without_a_consent_there_is_no_sheet_to_take_along(api: Api) -> None:
    listed = {"id": "en-zed", "person": "p-zed", "status": "INVITED", "enrolled_on": "2026-01-05"}
    said = {"compartment": "PROGRAMME", "owner": "EOHHS", "stated_at": "2026-01-05"}
    await plant(api, api.served.settings.home / "listed", enrolments=[listed | said])
    assert (await api.ask(SHEET, {"person": "p-zed"}))["contactSheet"]["code"] == "CONSENT_REQUIRED"


async def test_a_household_is_of_those_of_whom_nobody_questions_that_they_live_there(api: Api) -> None:
    """Neither whoever was said to live with Dre and does not, nor a home that is not his; a day is that of the site."""
    lives = {"compartment": "FAMILY", "owner": "EOHHS", "stated_by": "p-dre", "stated_as": "PERSON",
             "stated_at": "2026-04-10"}  # fmt: skip
    no = {**lives, "verification": "DISPROVEN"}
    evening = {"id": "t-evening", "person": "p-dre", "type": "SERVICE_DELIVERED", "agency": "DYS", "service": "WORK",
               "at": "2026-04-18T21:30:00-04:00", "compartment": "PROGRAMME", "owner": "DYS"}  # fmt: skip
    await plant(
        api,
        api.served.settings.home / "homes",
        households=[{"id": f"hh-{which}", "kind": "FAMILY", **lives} for which in ("his", "other")],
        household_members=[
            {"id": "hm-dre", "person": "p-dre", "household": "hh-his", **lives},
            {"id": "hm-tasha", "person": "p-tasha", "household": "hh-his", **no},
            {"id": "hm-dre-no", "person": "p-dre", "household": "hh-other", **no},
            {"id": "hm-lewis", "person": "p-lewis", "household": "hh-other", **lives},
        ],
        touchpoints=[evening],
    )
    asked = """{ ecomap(person: "p-dre", asOf: "2026-04-18") { ... on EcomapAnswer {
      household { title } around { title lastOn } } } }"""
    drawn = (await api.ask(asked))["ecomap"]
    assert [each["title"] for each in drawn["household"]] == ["Dre Exemplard"]
    assert {"title": "Tasha Exemplard", "lastOn": None} in drawn["around"]
    assert {each["title"]: each["lastOn"] for each in drawn["around"]}["DYS"] == "2026-04-18"
