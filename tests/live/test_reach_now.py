"""What is of now whatever day is asked about (definitions.md §3): a refusal, a clearance, a removal that happened."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from graphsvc.database.driver import Graph
from tests.live.api import Api, api_on, plant
from tests.live.reach_queries import BANDS, REACH, names, nodes
from tests.live.record_queries import record

FAMILY = {"compartment": "FAMILY", "owner": "EOHHS", "stated_as": "PERSON", "stated_at": "2026-04-06"}
PROGRAMME = {"compartment": "PROGRAMME", "owner": "EOHHS", "stated_at": "2026-04-20"}
REMOVAL = {"compartment": "CHILD_WELFARE", "owner": "EOHHS", "person": "p-marcus", "removed_on": "2026-04-20",
           "caregivers": "p-dana", "stated_at": "2026-04-20"}  # fmt: skip
CLEAR = {"relative": "p-dana", "person": "p-marcus", "mode": "FEED", "result": "CLEAR", "by": "s-cora"}
YEARS_AGO = "2021-04-20"


async def reach(api: Api, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = (await api.ask(REACH, {"person": "p-marcus", **more}))["relativesToReach"]
    return answer


@pytest.mark.parametrize("days", [0, 1, 29])
async def test_a_removal_does_not_end_the_day_after(graph: Graph, tmp_path: Path, days: int) -> None:
    """Day 0 is 20 April; whom he was removed from stays in mustNotify only, due on day 30, at any asOf."""
    day = date(2026, 4, 20) + timedelta(days=days)
    api = await api_on(graph, tmp_path, now=f"{day}T09:00")
    await plant(api, tmp_path / "screen", screens=[{"id": "s-dana", "at": "2026-04-19", **CLEAR}])
    answer = await reach(api)
    assert [each for each, rows in names(answer).items() if "Dana" in rows] == ["mustNotify"]
    assert {row["dueOn"] for row in nodes(answer["mustNotify"])} == {"2026-05-20"}
    before = names(await reach(api, asOf=YEARS_AGO))
    assert [each for each, rows in before.items() if "Dana" in rows] == ["mustNotify"]


async def test_a_notice_of_an_earlier_removal_is_none_of_this_one(graph: Graph, tmp_path: Path) -> None:
    """42 USC 671(a)(29) counts from each removal: whoever was told in 2024 is told again, by day 30 of this one."""
    api = await api_on(graph, tmp_path)
    earlier = {"id": "r-2024", **REMOVAL, "removed_on": "2024-01-02"}
    about = {"person": "p-marcus", **FAMILY}
    notices = [
        {"id": "n-ivy", "relative": "p-ivy", "sent_at": "2024-01-10", **about},
        {"id": "n-joe", "relative": "p-joe", "sent_at": "2026-04-20", **about},
    ]
    await plant(api, tmp_path / "earlier", removals=[earlier], notices=notices)

    async def told(**more: Any) -> dict[str, tuple[str, str | None]]:
        rows = nodes((await reach(api, **more))["mustNotify"])
        return {row["name"].split()[0]: (row["dueOn"], row["notifiedOn"]) for row in rows}

    now, then = await told(), await told(asOf="2024-02-01")
    assert (now["Ivy"], now["Joe"]) == (("2026-05-20", None), ("2026-05-20", "2026-04-20"))
    assert then["Ivy"] == ("2024-02-01", "2024-01-10")
    assert (await told(asOf="2024-01-05"))["Ivy"] == ("2024-02-01", None)  # it was not sent yet


OWED = """query($asOf: Date) { relativesToReach(person: "p-marcus", asOf: $asOf) { ... on RelativesToReachAnswer {
  mustNotify { edges { node { name notifiedOn exception } } } } } }"""


async def owed(api: Api, **more: Any) -> dict[str, tuple[str | None, str | None]]:
    rows = nodes((await api.ask(OWED, more))["relativesToReach"]["mustNotify"])
    return {row["name"].split()[0]: (row["notifiedOn"], row["exception"]) for row in rows}


@pytest.mark.parametrize("doubt", [{}, {"contested_at": "2026-04-20"}, {"verification": "DISPROVEN"}])
async def test_only_a_notice_and_an_exception_of_this_removal_that_nobody_doubts_count(
    graph: Graph, tmp_path: Path, doubt: dict[str, str]
) -> None:
    """An exception of an earlier removal excuses nobody from this one's notice; nor does what is in doubt."""
    api = await api_on(graph, tmp_path)
    about = {"person": "p-marcus", **FAMILY}
    court = {"exception": "COURT_ORDER", "approved_by": "s-sofia"}
    await plant(
        api,
        tmp_path / "notices",
        notices=[
            {"id": "n-lena", "relative": "p-lena", **court, **about, "stated_at": "2024-02-01"},
            {"id": "n-joe", "relative": "p-joe", **court, **about, "stated_at": "2026-04-20", **doubt},
            {"id": "n-ivy", "relative": "p-ivy", **about, "sent_at": "2026-04-20", **doubt},
        ],
    )
    found = await owed(api)
    now = {who: found[who] for who in ("Lena", "Joe", "Ivy")}
    counts = {"Lena": (None, None), "Joe": (None, "COURT_ORDER"), "Ivy": ("2026-04-20", None)}
    assert now == (dict.fromkeys(now, (None, None)) if doubt else counts)


async def test_whom_a_sealed_removal_names_is_held(graph: Graph, tmp_path: Path) -> None:
    api = await api_on(graph, tmp_path)
    removals = [{"id": "r-marcus", "sealed": "yes", **REMOVAL}]
    await plant(api, tmp_path / "seal", removals=removals, screens=[{"id": "s-dana", "at": "2026-04-19", **CLEAR}])
    listed = [each for each, rows in names(await reach(api)).items() if "Dana" in rows]
    assert "needsSafetyCheck" in listed
    assert not set(BANDS) & set(listed)


WHY = '{ whyNot(person: "p-marcus", relative: "p-dana") { ... on WhyNotAnswer { stands position reason { code } } } }'


async def test_whom_he_was_removed_from_is_in_no_list_of_those_who_may_not_see_the_removal(
    graph: Graph, tmp_path: Path
) -> None:
    """A removal is its agency's own; Dana, wished for, screened and with a telephone, is to be notified and no more."""
    api = await api_on(graph, tmp_path)
    consent = {"id": "c-m2", "person": "p-marcus", "grantor": "p-dana", "capacity": "GUARDIAN", "form": "WRITTEN",
               "recipients": "BCYF", "contact": "yes", "signed_on": "2026-04-01"}  # fmt: skip
    phone = {"id": "cp-dana", "person": "p-dana", "kind": "PHONE", "value": "617-555-0199",
             "verified_at": "2026-04-10", "verified_by": "s-cora", **FAMILY}  # fmt: skip
    await plant(
        api,
        tmp_path / "dana",
        staff=[{"id": "s-new", "name": "Nell New", "agency": "BCYF", "roles": "SOCIAL_WORKER", "languages": "en"}],
        assignments=[
            {"id": f"as-{who}", "staff": who, "person": "p-marcus", "valid_from": "2026-04-01"}
            for who in ("s-new", "s-stan")
        ],
        wishes=[{"id": "w-dana", "person": "p-marcus", "relative": "p-dana", "wish": "YES", **FAMILY}],
        contact_points=[phone],
        consents=[consent],
        screens=[{"id": "sc-dana", "at": "2026-04-19", **CLEAR}],
    )
    asked: dict[str, Any] = {who: await api.ask(REACH, {"person": "p-marcus"}, as_=who) for who in ("s-new", "s-stan")}
    found = {who: names(answer["relativesToReach"]) for who, answer in asked.items()}
    listed = {who: [each for each, rows in lists.items() if "Dana" in rows] for who, lists in found.items()}
    assert listed == {"s-new": ["mustNotify"], "s-stan": []}
    assert [lists["reachFirst"] for lists in found.values()] == [["Ivy", "Joe", "Lena"]] * 2
    why = (await api.ask(WHY, as_="s-new"))["whyNot"]
    assert why == {"stands": "MUST_NOTIFY", "position": None, "reason": None}


async def test_a_refusal_of_today_ends_the_answer_for_every_day(graph: Graph, tmp_path: Path) -> None:
    api = await api_on(graph, tmp_path)
    declined = {"id": "e-no", "person": "p-marcus", "status": "DECLINED", "enrolled_on": "2026-04-20",
                "valid_from": "2026-04-20", **PROGRAMME}  # fmt: skip
    await plant(api, tmp_path / "declined", enrolments=[declined])
    answers = [await reach(api), await reach(api, asOf=YEARS_AGO)]
    assert [answer.get("code") for answer in answers] == ["CONSENT_REQUIRED"] * 2


@pytest.mark.parametrize(
    "rows",
    [
        {"guardianships": [{"id": "g-joe-jay", "guardian": "p-joe", "person": "p-jay", "cleared": "yes",
                            "valid_from": "2011-01-01", "valid_to": "2026-04-19", **FAMILY}]},
        {"holds": [{"id": "h-joe", "person": "p-joe", "placed_by": "s-pete", "placed_on": "2026-04-20",
                    "compartment": "CORI", "owner": "PROBATION"}]},
    ],
    ids=["no guardian any more", "held"],
)  # fmt: skip
async def test_a_guardian_is_no_route_unless_he_is_one_now_and_may_be_contacted(
    graph: Graph, tmp_path: Path, rows: dict[str, list[dict[str, str]]]
) -> None:
    api = await api_on(graph, tmp_path)
    assert [row["throughName"] for row in nodes((await reach(api))["byRouteOnly"])] == ["Joe Mockridge"]
    await plant(api, tmp_path / "more", **rows)
    for day in (None, "2026-04-10"):
        answer = await reach(api, asOf=day)
        assert [row["throughName"] for row in nodes(answer["byRouteOnly"])] == [None]


async def test_whoever_lives_in_a_shelter_is_visited_nowhere(graph: Graph, tmp_path: Path) -> None:
    """Line 7: no address, no distance; she may be called."""
    api = await api_on(graph, tmp_path)
    member = {"id": "hm-s", "person": "p-ivy", "household": "hh-s", "valid_from": "2026-04-01", **FAMILY}
    await plant(api, tmp_path / "home", households=[{"id": "hh-s", "kind": "FAMILY", **FAMILY}],
                household_members=[member])  # fmt: skip
    assert await ivy(api) == ("HOME_VISIT", 25, [])
    await plant(api, tmp_path / "shelter", households=[{"id": "hh-s", "kind": "SHELTER", **FAMILY}])
    assert await ivy(api) == ("CONTACT", None, ["PLACE"])


async def ivy(api: Api) -> tuple[str, int | None, list[str]]:
    (row,) = [each for each in nodes((await reach(api))["reachFirst"]) if each["name"].startswith("Ivy")]
    return row["firstStep"]["code"], row["travelMinutes"], [each["code"] for each in row["cautions"]]


@pytest.mark.parametrize("at", ["19:30", "20:30", "23:59"])
async def test_a_no_and_a_third_failed_attempt_count_on_the_evening_on_which_they_were(
    graph: Graph, tmp_path: Path, at: str
) -> None:
    """Evenings, when people are at home, are the next day in UTC: nobody is called again before midnight."""
    api = await api_on(graph, tmp_path, now=f"2026-04-20T{at}")
    said = {"person": "p-marcus", "mode": "PHONE"}
    await record(api, "recordContactAttempt", relative="p-ivy", outcome="SPOKE_DECLINED", **said)
    for number in range(3):
        key = f"evening-{number}"
        await record(api, "recordContactAttempt", relative="p-joe", outcome="NO_ANSWER", idempotencyKey=key, **said)
    found = names(await reach(api))
    assert (found["reachFirst"], sorted(found["later"])) == (["Lena"], ["Ivy", "Joe"])


@pytest.mark.parametrize("doubt", [{"contested_at": "2026-04-16"}, {"verification": "DISPROVEN"}])
async def test_what_is_in_doubt_places_nobody(graph: Graph, tmp_path: Path, doubt: dict[str, str]) -> None:
    api = await api_on(graph, tmp_path)
    before = await reach(api)
    said = {"id": "a-bea", "supports_given": "SCHOOL|MONEY", "named_by_family": "yes", "last_in_person": "2026-04-15"}
    wish = {"id": "w-bea", "relative": "p-bea", "person": "p-marcus", "wish": "YES"}
    told = {**said, "relative": "p-bea", "person": "p-marcus", "language": "pt", "roles": "RESPITE"}
    await plant(
        api,
        tmp_path / "doubt",
        assessments=[{**told, **doubt, **FAMILY}],
        wishes=[{**wish, **doubt, **FAMILY}],
    )
    assert (await reach(api))["learnMore"] == before["learnMore"]


async def test_the_police_call_nobody_where_they_lead_the_plan(graph: Graph, tmp_path: Path) -> None:
    """Never police, unless the relative chose so (definitions.md §8)."""
    api = await api_on(graph, tmp_path)
    leads = {"id": "e-m2", "person": "p-marcus", "status": "ENGAGED", "enrolled_on": "2026-04-19",
             "lead_agency": "BPD", "valid_from": "2026-04-19", **PROGRAMME}  # fmt: skip
    await plant(api, tmp_path / "lead", enrolments=[leads])
    rows = [row for each in BANDS for row in nodes((await reach(api))[each])]
    assert {caller["agency"] for row in rows for caller in row["suggestedCallers"]} == {"EOHHS"}
