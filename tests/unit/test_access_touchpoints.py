"""touchpoints.csv as parameters: an independent reading of each cell, type by type and sector by sector (AC-7.1)."""

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from graphsvc.access.classes import Decisions, policies_folder, read_policy
from graphsvc.access.touchpoints import MODES, proof_params, read_touchpoints, shown, touchpoint_params
from graphsvc.model.asker import AccessClass, OpenPurpose, Principal, Sight
from graphsvc.model.codes import CODES
from graphsvc.model.site import Site, read_site

FOLDER = policies_folder(None)
TABLE = read_touchpoints(FOLDER / "touchpoints.csv")
NOW = datetime(2026, 4, 20, 13, tzinfo=UTC)
PURPOSE = OpenPurpose("h", "SUPPORT", None, "COURT", NOW + timedelta(hours=8))
AGENCY_OF = {
    "LAW_ENFORCEMENT": "BPD",
    "PROSECUTION": "SCDA",
    "CORRECTIONS_SUPERVISION": "DYS",
    "EDUCATION": "BPS",
    "PUBLIC_HEALTH": "BPHC",
    "HUMAN_SERVICES": "EOHHS",
    "YOUTH_SERVICES": "BCYF",
    "EXECUTIVE": "MAYOR",
}
CLASSES = tuple(
    AccessClass(number, *parts)
    for number, parts in enumerate(
        (
            (compartment, owner, sensitivity, sharing)
            for compartment in CODES["compartment"]
            for owner in ("BPD", "BPS", "BPHC", "BCYF", "EOHHS", "DYS")
            for sensitivity in ("OPEN", "RESTRICTED")
            for sharing in ("NONE", "SHARED")
        ),
        start=1,
    )
)
DECISIONS = Decisions(read_policy(FOLDER))


def sight(sector: str, scope: str = "own") -> Sight:
    asker = Principal("u", AGENCY_OF[sector], sector, ("SUPERVISOR",), "t")
    return Sight(
        principal=asker,
        purpose=PURPOSE,
        field="touchpoints",
        scope=scope,
        scopes=(scope,),
        policy_version="v",
        now=NOW,
        today=date(2026, 4, 20),
        allowed=DECISIONS.of(asker, "SUPPORT", CLASSES, 1).allowed,
        circle=("p-1", "p-2"),
        caseload=frozenset({"p-1"}),
        classes=CLASSES,
        covered={"p-1": frozenset({"HEALTH_HIPAA"})},
        touchpoints=TABLE.of_sector(sector),
        touch_compartments=TABLE.compartments,
    )


def cells() -> list[tuple[str, str, str, str]]:
    with (FOLDER / "touchpoints.csv").open(encoding="utf-8", newline="") as file:
        return [(row["type"], row["compartment"], s, row[s]) for row in csv.DictReader(file) for s in CODES["sector"]]


def gate_by_hand(word: str, each: AccessClass, own: bool) -> str | None:
    """Which list a touchpoint of that class stands in, by the words of §11."""
    if each.sensitivity == "RESTRICTED" and not own:
        return None
    if word in ("yes", "connected4", "officer+contact_conditions"):
        return "touch_open"
    if word == "own_agency":
        return "touch_open" if own else None
    if word == "shared_by_worker":
        return "touch_open" if each.sharing == "SHARED" else None
    if word in ("party", "took_part"):
        return "touch_party"
    return "touch_consent" if word.endswith("+consent") else None


@pytest.mark.parametrize(("kind", "compartment", "sector", "word"), cells())
def test_a_cell_becomes_the_list_it_says(kind: str, compartment: str, sector: str, word: str) -> None:
    params = touchpoint_params(TABLE, sight(sector))
    for each in CLASSES:
        if each.compartment == compartment:
            key = f"{kind}|{each.id}"
            lists = {name for name in ("touch_open", "touch_party", "touch_consent") if key in params[name]}  # type: ignore[operator]
            expected = gate_by_hand(word, each, each.owner == AGENCY_OF[sector])
            assert lists == ({expected} if expected else set()), (each, word)
    assert (kind in params["touch_case"]) == (word == "own_case")  # type: ignore[operator]


def test_a_touchpoint_filed_under_a_stricter_compartment_follows_that_one_too() -> None:
    params = touchpoint_params(TABLE, sight("LAW_ENFORCEMENT"))
    strict = {f"SHOOTING_VICTIM|{each.id}" for each in CLASSES if each.compartment == "VICTIM_VAWA"}
    assert strict.isdisjoint({*params["touch_open"], *params["touch_consent"]})  # type: ignore[misc]


def test_police_see_no_school_record_but_a_weapon_report() -> None:
    params = touchpoint_params(TABLE, sight("LAW_ENFORCEMENT"))
    school = {each.id for each in CLASSES if each.compartment == "EDUCATION_FERPA"}
    kinds = {key.split("|")[0] for key in params["touch_open"] if int(key.split("|")[1]) in school}  # type: ignore[attr-defined]
    assert kinds == {"WEAPON_REPORT_37L"}


def test_a_circle_member_who_is_not_on_the_caseload_shows_no_touchpoint() -> None:
    assert touchpoint_params(TABLE, sight("HUMAN_SERVICES"))["touch_people"] == ["p-1"]


def test_a_consent_opens_its_compartments_only() -> None:
    assert touchpoint_params(TABLE, sight("HUMAN_SERVICES"))["touch_consented"] == ["HEALTH_HIPAA|p-1"]


TOLD = {"yes", "own_agency", "own_case", "party", "took_part", "shared_by_worker", "assigned+consent"}
TOLD_IN_PART = {"next_date+consent", "officer+contact_conditions"}


@pytest.mark.parametrize("sector", list(AGENCY_OF))
def test_only_a_contact_that_is_told_proves_its_person(sector: str) -> None:
    """Not one that is a yes or no (PACT's four kinds, the injury flag), a total or nothing; gates as ever."""
    told = {kind for kind, row in TABLE.words.items() if row[sector] in TOLD | TOLD_IN_PART}
    seen = touchpoint_params(TABLE, sight(sector))
    for name, params in proof_params(sight(sector)).items():
        kept = [key for key in seen[name] if key.partition("|")[0] in told]  # type: ignore[attr-defined]
        assert params == (kept if name in ("touch_open", "touch_party", "touch_consent", "touch_case") else seen[name])


def test_without_a_purpose_or_in_totals_nothing_is_open() -> None:
    for closed in (replace(sight("LAW_ENFORCEMENT"), purpose=None), sight("LAW_ENFORCEMENT", "agg")):
        params = touchpoint_params(TABLE, closed)
        assert (params["touch_open"], params["touch_party"], params["touch_consent"]) == ([], [], [])


def test_a_partial_cell_shows_its_own_columns_only() -> None:
    assert [c for c in ("type", "next_date", "detail", "agency") if shown("next_date+consent", c)] == [
        "type",
        "next_date",
    ]
    assert not shown("recent_injury_flag+consent", "detail")
    assert not any(shown("-", column) or shown("agg", column) for column in MODES["yes"].shows)


def test_the_site_that_is_shipped_says_the_defaults() -> None:
    assert read_site(FOLDER / "site.toml") == Site()
