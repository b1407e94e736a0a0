"""familyDuty: an officer with an open case learns the one or two adults whom a duty needs, and nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest

from graphsvc.api.ids import global_id
from graphsvc.database.driver import Graph, counted
from graphsvc.model.safety_lines import Effect
from tests.live.api import Api, api_on, plant
from tests.live.safety_families import FAMILY, LINED, rows_of

DUTY = """query D($person: ID!, $duty: FamilyDutyKind! = NEXT_OF_KIN_NOTICE) {
  familyDuty(person: $person, duty: $duty) {
    __typename
    ... on FamilyDutyAnswer {
      asOf explanation limitsOfThisAnswer personId name duty childrenHere worker workerAgency notice
      reason { code sentence } adults { personId name relation language interpreter cautions { code } }
    }
    ... on Problem { code nextStep }
  }
}"""


SAID = {
    "compartment": "FAMILY",
    "owner": "EOHHS",
    "stated_by": "p-dre",
    "stated_as": "PERSON",
    "stated_at": "2026-04-10",
}
PUBLIC = {"compartment": "PUBLIC", "owner": "EOHHS", "stated_at": "2026-04-01", "verification": "PROVEN"}
COURT = {"compartment": "CORI", "owner": "PROBATION", "stated_at": "2026-04-01"}


@pytest.fixture
async def api(graph: Graph, tmp_path: Path) -> Api:
    return await api_on(graph, tmp_path / "home")


async def duty(api: Api, person: str = "p-dre", as_: str = "s-ines", **more: Any) -> dict[str, Any]:
    purpose, case = more.pop("purpose", "SAFETY_PLANNING"), more.pop("case", "CASE-1")
    said = {"person": person, **more}
    answer: dict[str, Any] = (await api.ask(DUTY, said, as_=as_, purpose=purpose, case=case))["familyDuty"]
    return answer


async def test_the_officer_of_the_case_learns_whom_to_tell_and_with_whom_to_go(api: Api) -> None:
    """Tasha, as Dre said himself; not Ray, whom he cut off, while somebody else may be told."""
    assert await duty(api) == {
        "__typename": "FamilyDutyAnswer",
        "asOf": "2026-04-20",
        "explanation": "The one or two adults whom this duty needs, by relation; from law-enforcement, public and"
        " family-given statements.",
        "limitsOfThisAnswer": [
            "Whoever is not named here is not thereby no kin.",
            "Children: yes or unknown, never no. Go with the worker named.",
        ],
        "personId": global_id("Person", "p-dre"),
        "name": "Name not known",  # of the programme's file, which is none of a duty's
        "duty": "NEXT_OF_KIN_NOTICE",
        "childrenHere": "UNKNOWN",
        "worker": "Sam Castleby",
        "workerAgency": "EOHHS",
        "notice": "Identifying data for this duty alone: it carries no criminal connotation (28 CFR part 23).",
        "reason": {"code": "NEXT_OF_KIN_NOTICE", "sentence": "Tell the next of kin."},
        "adults": [
            {
                "personId": global_id("Person", "p-tasha"),
                "name": "Tasha Exemplard",
                "relation": "sister",
                "language": None,
                "interpreter": False,
                "cautions": [{"code": "SCREEN"}],
            }
        ],
    }


async def test_it_is_a_disclosure_on_record(api: Api) -> None:
    await duty(api)
    entries = api.served.disclosed.received([("EOHHS", "k-tasha-dre"), ("EOHHS", "n-tasha")], "BPD")
    assert [(each.recipient, each.field, each.case, each.statements) for each in entries] == [
        ("s-ines", "familyDuty", "CASE-1", ("k-tasha-dre", "n-tasha"))
    ]


async def logged(api: Api) -> list[str]:
    """The statements of EOHHS that the officer of the case was shown by the duty."""
    stated = (
        "b-pub",
        "n-dre",
        "n-gran",
        "b-kid",
        "hm-dre",
        "hm-kid",
        "hh-dre",
        "k-mona-dre-MTH",
        "k-gran-mona-MTH",
        "k-tasha-dre",
    )
    entries = api.served.disclosed.received([("EOHHS", each) for each in stated], "BPD")
    return sorted(each for entry in entries if entry.field == "familyDuty" for each in entry.statements)


async def test_his_own_name_and_what_says_that_children_live_there_are_on_record_too(api: Api, tmp_path: Path) -> None:
    home = {"household": "hh-dre", **SAID}
    await plant(
        api,
        tmp_path / "there",
        people=[{"id": "p-kid"}],
        names=[{"id": "n-dre", "person": "p-dre", "given": "Dre", "family": "Exemplard", **PUBLIC}],
        births=[{"id": "b-kid", "person": "p-kid", "born_on": "2020-01-01", **SAID}],
        households=[{"id": "hh-dre", "kind": "FAMILY", **SAID}],
        household_members=[{"id": f"hm-{who}", "person": f"p-{who}", **home} for who in ("dre", "kid")],
    )
    answer = await duty(api)
    assert (answer["name"], answer["childrenHere"]) == ("Dre Exemplard", "YES")
    assert await logged(api) == ["b-kid", "hh-dre", "hm-dre", "hm-kid", "k-tasha-dre", "n-dre"]


async def test_the_ties_by_which_somebody_is_a_relative_are_on_record(graph: Graph, api: Api, tmp_path: Path) -> None:
    """His mother's mother is nobody's by a tie of his own; his mother is dead."""
    await graph.run_alone("MATCH ()-[k:KIN_OF {id: 'k-tasha-dre'}]->() DELETE k")
    ties = [kin_of("mona", "dre", "MTH"), kin_of("gran", "mona", "MTH")]
    died = [{"id": "d-mona", "person": "p-mona", "died_on": "2020-01-01", **PUBLIC}]
    await plant(api, tmp_path / "gran", **people("mona", "gran"), kin=ties, deaths=died)
    assert [(each["name"], each["relation"]) for each in (await duty(api))["adults"]] == [
        ("Gran Exemplard", "mother's mother")
    ]
    assert await logged(api) == ["k-gran-mona-MTH", "k-mona-dre-MTH", "n-gran"]


async def test_the_birth_date_by_which_he_is_grown_up_is_on_record(api: Api, tmp_path: Path) -> None:
    births = [{"id": "b-pub", "person": "p-dre", "born_on": "2006-11-03", **PUBLIC}]
    await plant(api, tmp_path / "born", births=births)
    answer = await duty(api, duty="JUVENILE_GUARDIAN_NOTICE")
    assert (answer["reason"]["code"], answer["adults"]) == ("GROWN_UP", [])
    assert await logged(api) == ["b-pub"]


@pytest.mark.parametrize(
    ("as_", "purpose"),
    [("s-ines", "INVESTIGATION"), ("s-ivan", "SAFETY_PLANNING"), ("s-sam", "SAFETY_PLANNING"), ("s-stan", "SUPPORT")],
)
async def test_never_for_an_investigation_and_for_nobody_else(api: Api, as_: str, purpose: str) -> None:
    case = "CASE-1" if as_ == "s-ines" else None
    refused = [await duty(api, who, as_, purpose=purpose, case=case) for who in ("p-dre", "p-nobody")]
    assert refused[0] == refused[1] and refused[0]["code"] == "FORBIDDEN_FOR_ROLE"


async def test_nobody_outside_the_case_and_nobody_of_a_closed_one_alike(graph: Graph, api: Api) -> None:
    hidden, unknown = [await duty(api, who) for who in ("p-marcus", "p-nobody")]
    assert hidden == unknown and hidden["code"] == "NOT_FOUND"
    assert (await duty(api, case=None))["code"] == "NOT_FOUND"
    await graph.run_alone("MATCH (c:Case {id: 'CASE-1'}) SET c.closed_on = date('2026-04-01')")
    assert await duty(api) == hidden


def people(*who: str) -> dict[str, list[dict[str, str]]]:
    """People with a public name and birth date."""
    return {
        "people": [{"id": f"p-{each}"} for each in who],
        "names": [
            {"id": f"n-{each}", "person": f"p-{each}", "given": each.title(), "family": "Exemplard", **PUBLIC}
            for each in who
        ],
        "births": [{"id": f"b-{each}", "person": f"p-{each}", "born_on": "1970-01-01", **PUBLIC} for each in who],
    }


def kin_of(relative: str, of: str, role: str, **more: str) -> dict[str, str]:
    return {
        "id": f"k-{relative}-{of}-{role}",
        "relative": f"p-{relative}",
        "person": f"p-{of}",
        "role": role,
        **SAID,
        **more,
    }


async def test_a_relocated_witness_is_nobody_even_to_the_officer_of_the_case(api: Api, tmp_path: Path) -> None:
    """By the same statements as somebody who does not exist, as every other field answers him."""
    assert (await duty(api))["__typename"] == "FamilyDutyAnswer"
    moved = {"id": "al-dre", "person": "p-dre", "kind": "RELOCATED_WITNESS", **COURT}
    await plant(api, tmp_path / "moved", alerts=[moved])
    told = []
    for who in ("p-dre", "p-nobody"):
        await duty(api, who)  # what is kept of an asker is kept from here on
        with counted() as statements:
            told.append((await duty(api, who), sorted(statements)))
    assert told[0] == told[1] and told[0][0]["code"] == "NOT_FOUND"


async def test_nobody_is_named_whom_a_concealed_person_alone_leads_to(api: Api, tmp_path: Path) -> None:
    """Mona, Dre's mother, is a witness against him: she is absent, and so is her mother."""
    witness = {"id": "w-mona", "witness": "p-mona", "against": "p-dre", "matter": "OPEN", **COURT}
    ties = [kin_of("mona", "dre", "MTH"), kin_of("gran", "mona", "MTH")]
    await plant(api, tmp_path / "mona", **people("mona", "gran"), kin=ties, witnesses=[witness])
    adults = (await duty(api))["adults"]
    assert [(each["name"], each["relation"]) for each in adults] == [("Tasha Exemplard", "sister")]


@pytest.mark.parametrize("doubt", [{"verification": "DISPROVEN"}, {"contested_at": "2026-04-11"}])
@pytest.mark.parametrize("as_what", ["kin", "guardianships"])
async def test_who_is_a_relative_for_sure_is_no_parent_or_guardian_by_a_tie_in_doubt(
    api: Api, tmp_path: Path, as_what: str, doubt: dict[str, str]
) -> None:
    """Unc is Dre's uncle; that he is his father, or guardian, was disproven or is contested."""
    ties = [kin_of("unc", "dre", "UNCLE")]
    rows: dict[str, list[dict[str, str]]] = {
        "kin": [*ties, {**kin_of("unc", "dre", "FTH"), **doubt}],
        "guardianships": [{"id": "g-unc", "guardian": "p-unc", "person": "p-dre", **SAID, **doubt}],
    }
    await plant(api, tmp_path / "unc", **people("unc"), **{"kin": ties, as_what: rows[as_what]})
    answer = await duty(api, duty="JUVENILE_GUARDIAN_NOTICE")
    assert (answer["reason"]["code"], answer["adults"]) == ("NOBODY", [])


@pytest.mark.parametrize(
    ("unions", "first"),
    [
        ([("DISSOLVED", "2026-04-10")], "Tasha Exemplard"),
        ([("CURRENT", "2026-03-01"), ("DISSOLVED", "2026-04-10")], "Tasha Exemplard"),
        ([("DISSOLVED", "2026-03-01"), ("CURRENT", "2026-04-10")], "Exa Exemplard"),  # they married again
        ([("SEPARATED", "2026-04-10")], "Exa Exemplard"),  # a spouse before the law
        ([("WIDOWED", "2026-04-10")], "Exa Exemplard"),  # by the death that she is told of
    ],
)
async def test_a_couple_that_is_none_any_more_by_the_last_word_is_no_spouse(
    api: Api, tmp_path: Path, unions: list[tuple[str, str]], first: str
) -> None:
    pair = {"partner_a": "p-dre", "partner_b": "p-exa", "category": "MARRIED"}
    rows = [
        {**pair, **SAID, "id": f"u-{status}", "status": status, "stated_at": said} for status, said in unions
    ]  # no last day is on file
    await plant(api, tmp_path / "exa", **people("exa"), unions=rows)
    assert (await duty(api))["adults"][0]["name"] == first


@pytest.mark.parametrize(
    ("workers", "asker", "named"),
    [
        (["s-hana"], "s-ines", None),  # the hospital's: that she works with him is a health contact
        (["s-bruno"], "s-ines", None),  # the school's
        (["s-doug"], "s-ines", None),  # supervises him
        (["s-bruno", "s-stan"], "s-ines", "Stan Orrimond"),
        (["s-pete"], "s-pete", None),  # himself
        (["s-pete", "s-sam"], "s-pete", "Sam Castleby"),
    ],
)
async def test_the_worker_to_bring_is_another_ones_and_tells_of_no_clinic_or_school(
    graph: Graph, api: Api, tmp_path: Path, workers: list[str], asker: str, named: str | None
) -> None:
    await graph.run_alone("MATCH (:Staff)-[a:ASSIGNED_TO]->(:Person {id: 'p-dre'}) DELETE a")
    days = {"person": "p-dre", "valid_from": "2026-01-05"}
    await plant(api, tmp_path / "works", assignments=[{"id": f"as-{who}", "staff": who, **days} for who in workers])
    answer = await duty(api, as_=asker, case="CASE-1" if asker == "s-ines" else None)
    assert (answer["worker"], answer["workerAgency"] is None) == (named, named is None)


async def test_a_guardian_is_told_of_a_minor_alone(api: Api) -> None:
    answer = await duty(api, duty="JUVENILE_GUARDIAN_NOTICE")
    # Dre's birth date stands in the programme's file: to this officer he may be a minor, and no guardian is on file
    assert (answer["reason"]["code"], answer["adults"]) == ("NOBODY", [])


async def test_a_probation_officer_has_it_for_a_caseload_with_language_and_children(
    graph: Graph, api: Api, tmp_path: Path
) -> None:
    said = {"compartment": "FAMILY", "owner": "EOHHS", "stated_as": "FAMILY", "stated_at": "2026-04-10"}
    await plant(
        api,
        tmp_path / "pete",
        assignments=[{"id": "as-pete", "staff": "s-pete", "person": "p-marcus", "valid_from": "2026-01-05"}],
        guardianships=[{"id": "g-ivy", "guardian": "p-ivy", "person": "p-marcus", **said}],
        households=[{"id": "hh-ivy", "kind": "FAMILY", **said}],
        household_members=[
            {"id": f"hm-{who}", "person": who, "household": "hh-ivy", **said} for who in ("p-ivy", "p-jay")
        ],
    )
    asked = {"as_": "s-pete", "case": None, "duty": "JUVENILE_GUARDIAN_NOTICE"}
    answer = await duty(api, "p-marcus", **asked)
    assert [(a["name"], a["relation"], a["language"], a["interpreter"]) for a in answer["adults"]] == [
        ("Dana Mockridge", "mother", None, False),
        ("Ivy Mockridge", "maternal grandmother", "kea", True),
    ]
    assert (answer["childrenHere"], answer["worker"]) == ("YES", "Sam Castleby")
    assert "Carl" not in json.dumps(answer)  # an order protects Marcus's mother from him


@pytest.mark.parametrize("said_as", ["WORKER", "RECORD", "OFFICER"])
async def test_what_a_worker_noted_for_the_family_is_no_ground(graph: Graph, api: Api, said_as: str) -> None:
    await graph.run_alone(
        "MATCH ()-[k:KIN_OF {id: 'k-tasha-dre'}]->() SET k.stated_as = $said", label="x", said=said_as
    )
    answer = await duty(api)
    assert [a["name"] for a in answer["adults"]] == ["Ray Exemplard"]
    assert answer["adults"][0]["cautions"] == [{"code": "SCREEN"}, {"code": "CUTOFF"}]


async def test_nobody_is_named_whom_a_line_bars(api: Api, tmp_path: Path) -> None:
    order = {"id": "o-tasha", "restrained": "p-dre", "protected": "p-tasha", "type": "ABUSE_PREVENTION_209A",
             "compartment": "CORI", "owner": "PROBATION"}  # fmt: skip
    await plant(api, tmp_path / "order", orders=[order])
    assert [a["name"] for a in (await duty(api))["adults"]] == ["Ray Exemplard"]


SURE_HERE = ("elevenpolice", "twelvecontested", "twelvedisproven")
"""Police hold police files; and a tie in doubt is not all there is where R cares for P."""


async def test_nobody_over_a_line_is_named_to_an_officer(api: Api, tmp_path: Path) -> None:
    """R cares for P, so a welfare check would ask R first."""
    lined = [each for each in LINED if each.name not in SURE_HERE]
    rows = rows_of(lined)
    cares = [{"id": f"cg-{x.name}", "caregiver": x.relative, "person": x.person, **FAMILY, **x.about} for x in lined]
    duty_of = [{"id": f"as-{x.name}", "staff": "s-pete", "person": x.person, "valid_from": "2026-01-05"} for x in lined]
    await plant(
        api, tmp_path / "lines", **{**rows, "caregivers": cares, "assignments": [*rows["assignments"], *duty_of]}
    )
    for each in lined:
        text = json.dumps(await duty(api, each.person, "s-pete", case=None, duty="WELFARE_CHECK"))
        assert (f"Rel{each.name} " in text) == (each.effect in (None, Effect.PLACE)), each.name
        mum_too = each.name == "threehome"  # a tone of a home is of both, and R cares for P here
        assert f"Mum{each.name} " in text or mum_too or each.effect in (None, Effect.PLACE), each.name
