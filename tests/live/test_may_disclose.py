"""mayDisclose (domain.md §14, 13): may I tell the school, the police, this? By consent, compartment and rule."""

from pathlib import Path
from typing import Any

import pytest

from graphsvc.api.ids import global_id
from graphsvc.database.driver import Graph
from graphsvc.model.agencies import AGENCIES
from graphsvc.model.codes import CODES
from tests.live.api import Api, api_on, plant

MAY = """query May($person: ID!, $what: Tellable!, $to: String!) {
  mayDisclose(person: $person, what: $what, to: $to) {
    __typename
    ... on MayDiscloseAnswer {
      asOf explanation limitsOfThisAnswer
      personId what to sector may word consent mayBeSaid nextStep notice rule { code sentence source }
      prepared {
        subjectName subjectBornOn fields lawfulBasis consent notice
        entry { at recipient agency owner field purpose reason case statements }
      }
    }
    ... on Problem { code nextStep }
  }
}"""
TREATED = {"person": "p-dre", "system": "clinic", "compartment": "SUD_PART2"}
MINE = {"system": "x", "value": "X-3", "owner": "EOHHS"}
OWN = {"person": "p-dre", "grantor": "p-dre", "capacity": "SELF", "recipients": "BCYF"}
PLANTED: dict[str, list[dict[str, str]]] = {
    "identifiers": [
        {"id": "i-dre", "value": "X-1", "owner": "EOHHS", **TREATED},
        {"id": "i-bphc", "value": "X-2", "owner": "BPHC", **TREATED},
        {"id": "i-hip", "person": "p-dre", "compartment": "HEALTH_HIPAA", **MINE},
        {"id": "i-vic", "person": "p-dre", "compartment": "VICTIM_VAWA", **MINE},
        {"id": "i-fam", "person": "p-marcus", "compartment": "FAMILY", **MINE},
    ],
    "consents": [
        {"id": "c-sud", "form": "WRITTEN", "scope": "SUD_PART2", "signed_on": "2026-04-01", **OWN},
        {"id": "c-said", "form": "VERBAL_WITNESSED", "scope": "VICTIM_VAWA", "signed_on": "2026-04-15", **OWN},
    ],
}


@pytest.fixture(scope="module")
async def api(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Api:
    made = await api_on(graph, tmp_path_factory.mktemp("disclose"))
    await plant(made, tmp_path_factory.mktemp("bundle"), **PLANTED)
    return made


async def may(api: Api, person: str, what: str, to: str, as_: str = "s-sam", **more: Any) -> dict[str, Any]:
    asked = {"person": person, "what": what, "to": to}
    answer: dict[str, Any] = (await api.ask(MAY, asked, as_=as_, **more))["mayDisclose"]
    return answer


async def test_the_school_may_be_told_that_marcus_is_on_the_programme(api: Api) -> None:
    assert await may(api, "p-marcus", "PROGRAMME", "BPS") == {
        "__typename": "MayDiscloseAnswer",
        "asOf": "2026-04-20",
        "explanation": "The first rule that holds; a disclosure opens no more to an agency than this service would show"
        " its people.",
        "limitsOfThisAnswer": [
            "What is another agency's, restricted, questioned or about somebody else too is not counted among it.",
            "This is no legal advice: where a law of the state says more, that stands.",
        ],
        "personId": global_id("Person", "p-marcus"),
        "what": "PROGRAMME",
        "to": "BPS",
        "sector": "EDUCATION",
        "may": True,
        "word": "yes",
        "consent": None,
        "mayBeSaid": "Everything of that kind.",
        "nextStep": "Tell no more than this, and log it: the entry is prepared.",
        "notice": None,
        "rule": {
            "code": "BY_TABLE",
            "sentence": "What is of that kind is for that agency: yes.",
            "source": "compartments.csv, touchpoints.csv",
        },
        "prepared": {
            "subjectName": "Marcus Sampleton",
            "subjectBornOn": "2009-09-14",
            "fields": ["births", "enrolments", "names"],
            "lawfulBasis": "NEED_RIGHT_TO_KNOW",
            "consent": None,
            "notice": None,
            "entry": {
                "at": "2026-04-20T13:00:00+00:00",
                "recipient": "",
                "agency": "BPS",
                "owner": "EOHHS",
                "field": "mayDisclose",
                "purpose": "FAMILY_SUPPORT",
                "reason": "CASE_WORK",
                "case": None,
                "statements": ["b-marcus", "e-marcus", "n-marcus"],
            },
        },
    }


@pytest.mark.parametrize(
    ("person", "what", "to", "code", "source"),
    [
        ("p-marcus", "EDUCATION_FERPA", "BPD", "NOT_FOR_THEM", "G.L. c.71 s.37L"),
        ("p-marcus", "SCHOOL_INCIDENT", "BPD", "NOT_FOR_THEM", "G.L. c.71 s.37L"),
        ("p-marcus", "CHILD_WELFARE", "BPS", "NOT_FOR_THEM", "compartments.csv"),
        ("p-dre", "SUD_PART2", "BPD", "NOT_FOR_THEM", "42 CFR part 2"),
        ("p-dre", "STREET_WORKER_CONTACT", "BPD", "NOT_FOR_THEM", "compartments.csv"),
        ("p-marcus", "INTEL_28CFR23", "BPS", "NOT_FOR_THEM", "28 CFR 23.20"),
        ("p-dre", "CASE_FILE", "SCDA", "CASE_FILE", "definitions.md §2"),
        ("p-marcus", "FAMILY", "BPD", "FAMILY_DUTY", "compartments.csv, touchpoints.csv"),
        ("p-marcus", "PROGRAMME", "MAYOR", "TOTALS", "compartments.csv, touchpoints.csv"),
        ("p-marcus", "PROGRAMME", "EOHHS", "OWN_AGENCY", "compartments.csv, touchpoints.csv"),
        ("p-marcus", "FAMILY", "BPS", "NOT_ASSIGNED", "compartments.csv, touchpoints.csv"),
        ("p-dre", "HEALTH_HIPAA", "BCYF", "NO_CONSENT", "45 CFR 164.508"),
        ("p-dre", "VICTIM_VAWA", "BCYF", "NO_CONSENT", "28 CFR 94.115"),
        ("p-dre", "ARREST", "PROBATION", "NOTHING_TO_SAY", "mayDisclose"),
        ("p-marcus", "SUD_PART2", "BCYF", "NOTHING_TO_SAY", "mayDisclose"),
    ],
)
async def test_no_by_the_first_rule_that_holds_and_nothing_is_prepared(
    api: Api, person: str, what: str, to: str, code: str, source: str
) -> None:
    answer = await may(api, person, what, to)
    assert (answer["may"], answer["rule"]["code"], answer["rule"]["source"]) == (False, code, source)
    assert (answer["mayBeSaid"], answer["prepared"], answer["notice"]) == (None, None, None)


async def test_a_treatment_record_goes_by_a_written_consent_that_names_the_agency_with_the_notice(api: Api) -> None:
    answer = await may(api, "p-dre", "SUD_PART2", "BCYF")
    notice = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."
    assert (answer["may"], answer["rule"]["code"], answer["rule"]["source"]) == (True, "BY_CONSENT", "42 CFR 2.31")
    assert (answer["consent"], answer["notice"]) == ("c-sud", notice)
    prepared = answer["prepared"]
    assert (prepared["lawfulBasis"], prepared["consent"], prepared["notice"]) == ("CONSENT", "c-sud", notice)
    assert prepared["entry"]["statements"] == ["i-dre"]  # the clinic's own is not EOHHS's to tell


async def test_of_services_police_are_told_pacts_four_alone(api: Api) -> None:
    answer = await may(api, "p-dre", "SERVICE_REFERRAL", "BPD")
    assert (answer["may"], answer["word"]) == (True, "connected4")
    assert answer["mayBeSaid"] == "PACT's four kinds as yes or no, never a row of their own."


async def test_asking_writes_no_disclosure(api: Api) -> None:
    await may(api, "p-dre", "SUD_PART2", "BCYF")
    assert api.served.disclosed.received([("EOHHS", "i-dre")], "BCYF") == []


async def test_hidden_and_unknown_answer_alike_and_an_unknown_agency_too(api: Api) -> None:
    asked = [await may(api, who, "PROGRAMME", "BPS") for who in ("p-bell", "p-nobody")]
    asked.append(await may(api, "p-marcus", "PROGRAMME", "NO_SUCH_AGENCY"))
    assert [each["code"] for each in asked] == ["NOT_FOUND"] * 3 and asked[0] == asked[1] == asked[2]
    assert (await may(api, "p-marcus", "PROGRAMME", "EOHHS", as_="s-bruno"))["code"] == "NOT_FOUND"


async def test_an_investigator_is_refused_whoever_it_is_about(api: Api) -> None:
    refused = [await may(api, who, "FAMILY", "SCDA", as_="s-ines") for who in ("p-marcus", "p-nobody")]
    assert refused[0] == refused[1] and refused[0]["code"] == "FORBIDDEN_FOR_ROLE"


async def test_a_withdrawn_consent_opens_nothing(graph: Graph, tmp_path: Path) -> None:
    api = await api_on(graph, tmp_path / "home")
    await plant(api, tmp_path / "bundle", **PLANTED)
    await graph.run_alone("MATCH (c:Consent {id: 'c-sud'}) SET c.revoked_at = datetime('2026-04-19T10:00:00Z')")
    answer = await may(api, "p-dre", "SUD_PART2", "BCYF")
    assert (answer["may"], answer["rule"]["sentence"]) == (
        False,
        "No consent in force names BCYF for this, in writing.",
    )


NOTHING_OWN = {"s-bruno": "CASE_COORDINATION", "s-pete": "SUPERVISION", "s-hana": "SUPPORT"}
"""Workers with Dre in whose files nothing about him stands → the purpose they ask for."""


@pytest.mark.parametrize("as_", NOTHING_OWN)
async def test_whoever_has_nothing_to_tell_learns_nothing_of_consents_and_workers(
    graph: Graph, tmp_path: Path, as_: str
) -> None:
    """Two files that differ in what she may not see: who consented to what, who works with him, records of others."""
    api = await api_on(graph, tmp_path / "home")
    days = {"person": "p-dre", "valid_from": "2026-01-05"}
    await plant(api, tmp_path / "before", assignments=[{"id": "as-asker", "staff": as_, **days}])
    own = (await api.principal(as_)).agency
    before = await every_answer(api, as_, own)
    others = [each.id for each in AGENCIES if each.id != own]
    hidden = {"person": "p-dre", "sensitivity": "RESTRICTED"}
    named = {**OWN, "form": "WRITTEN", "signed_on": "2026-04-01", "expires_on": "2026-12-01"}
    await plant(
        api,
        tmp_path / "after",
        assignments=[
            {"id": f"as-{who}", "staff": who, **days}
            for who in ("s-bruno", "s-pete", "s-hana", "s-ines", "s-paul", "s-eve")
            if who != as_
        ],
        consents=[{"id": "c-all", **named, "recipients": "|".join(others)}],
        identifiers=[
            {"id": f"i-{kind}-{owner}", "system": "x", "value": "X", "compartment": kind, "owner": owner, **hidden}
            for kind in ("SUD_PART2", "HEALTH_HIPAA", "VICTIM_VAWA", "EDUCATION_FERPA", "FAMILY", "CORI")
            for owner in others
        ],
    )
    assert await every_answer(api, as_, own) == before


async def every_answer(api: Api, as_: str, own: str) -> dict[tuple[str, str], Any]:
    """(kind, recipient) → the answer, one recipient a sector."""
    to = {each.sector: each.id for each in AGENCIES if each.id != own}.values()
    kinds = (*CODES["compartment"], *CODES["touchpoint_type"])
    return {
        (what, agency): await may(api, "p-dre", what, agency, as_, purpose=NOTHING_OWN[as_])
        for what in kinds
        for agency in to
    }


async def test_no_membership_of_a_household_is_among_what_may_be_said(graph: Graph, tmp_path: Path) -> None:
    """Of a shelter it tells the place, of any home who else lives there."""
    api = await api_on(graph, tmp_path / "home")
    said = {"compartment": "FAMILY", "owner": "EOHHS", "stated_as": "PERSON", "stated_at": "2026-04-10"}
    homes = ("SHELTER", "FAMILY")
    await plant(
        api,
        tmp_path / "homes",
        identifiers=[{"id": "i-said", "person": "p-dre", "system": "x", "value": "X", **said}],
        households=[{"id": f"hh-{kind}", "kind": kind, **said} for kind in homes],
        household_members=[
            {"id": f"hm-{kind}", "person": "p-dre", "household": f"hh-{kind}", **said} for kind in homes
        ],
    )
    answer = await may(api, "p-dre", "FAMILY", "BCYF")
    assert (answer["rule"]["code"], answer["prepared"]["entry"]["statements"]) == ("BY_TABLE", ["i-said"])


@pytest.mark.parametrize(("at", "code"), [("2015-03-01", "NOTHING_TO_SAY"), ("2026-01-15", "NO_CONSENT")])
async def test_an_old_injury_is_no_recent_one_that_may_be_told(
    graph: Graph, tmp_path: Path, at: str, code: str
) -> None:
    """Its sector would be shown that there was one within 125 days, and of an older one nothing."""
    api = await api_on(graph, tmp_path / "home")
    injury = {"id": "t-shot", "person": "p-dre", "type": "SHOOTING_VICTIM", "agency": "BPHC", "stated_at": at}
    await plant(
        api,
        tmp_path / "shot",
        touchpoints=[{**injury, "at": f"{at}T10:00:00-04:00", "compartment": "CORI", "owner": "BPHC"}],
        assignments=[{"id": "as-hana", "staff": "s-hana", "person": "p-dre", "valid_from": "2026-01-05"}],
    )
    answers = [await may(api, "p-dre", "SHOOTING_VICTIM", to, "s-hana", purpose="SUPPORT") for to in ("BCYF", "BPD")]
    assert [each["rule"]["code"] for each in answers] == [code, "BY_TABLE"]  # police are shown any day's
