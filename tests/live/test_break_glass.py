"""AC-12.3: what break-glass opens, for how long, who is told, and what it never opens."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from graphsvc.api.ids import global_id
from graphsvc.database.driver import Graph
from tests.live.api import Api, api_on, plant
from tests.live.record_queries import record

DANGER = "IMMINENT_DANGER"
DRE = "p-dre"
SEEN = """query($id: ID!) { person(id: $id) { __typename
  ... on PersonAnswer { person { title addresses { locationId } } } ... on Problem { code message nextStep } } }"""
KIN = """query($id: ID!) { kin(person: $id) { __typename } }"""
TASKS = """{ myTasks(first: 50) { __typename ... on MyTasksAnswer { tasks { totalCount edges { node {
  kind recordId at dueAt personId by agency reasonCode words state answers } } } } } }"""
FAMILY = {"compartment": "FAMILY", "owner": "EOHHS", "stated_as": "FAMILY"}
PUBLIC = {"compartment": "PUBLIC", "owner": "BPHC", "stated_as": "RECORD"}


@pytest.fixture
async def api(graph: Graph, tmp_path: Path) -> Api:
    return await api_on(graph, tmp_path)


async def told(api: Api, person: str, as_: str = "s-cora", purpose: str = DANGER) -> dict[str, Any]:
    answer: dict[str, Any] = (await api.ask(SEEN, {"id": person}, as_=as_, purpose=purpose))["person"]
    return answer


async def sees(api: Api, person: str = DRE, as_: str = "s-cora", purpose: str = DANGER) -> bool:
    return bool((await told(api, person, as_, purpose))["__typename"] == "PersonAnswer")


async def broken(api: Api, person: str = DRE, as_: str = "s-cora", **said: Any) -> dict[str, Any]:
    return await record(api, "breakGlass", as_, person=person, reason="His brother was threatened", **said)


async def glass_of(api: Api, person: str = DRE) -> str:
    """The id of what was broken last for this id."""
    asked = "MATCH (g:BreakGlass {person: $person}) RETURN g.id AS id ORDER BY g.opened_at DESC LIMIT 1"
    return str((await api.served.graph.run_alone(asked, person=person))[0]["id"])


async def decided(api: Api, glass: str, as_: str = "s-sofia", **said: Any) -> dict[str, Any]:
    return await record(api, "approveBreakGlass", as_, breakGlass=glass, **said)


async def tasks(api: Api, as_: str, purpose: str = DANGER) -> list[dict[str, Any]]:
    found = (await api.ask(TASKS, as_=as_, purpose=purpose))["myTasks"]
    return [edge["node"] for edge in found["tasks"]["edges"]]


async def later(api: Api, graph: Graph, home: Path, now: str) -> Api:
    """The same service at another moment, with the handles that are open."""
    then = await api_on(graph, home, bundle=None, now=now)
    then._principals.update(api._principals)
    then._handles.update(api._handles)
    return then


async def test_it_opens_what_an_assignment_would_under_its_own_handle_alone(api: Api) -> None:
    assert not await sees(api)
    made = await broken(api)
    assert made == {
        "__typename": "BreakGlassPayload",
        "approveBy": "2026-04-20T13:15:00+00:00",
        "endsAt": "2026-04-20T21:00:00+00:00",
    }
    assert await sees(api)
    assert (await api.ask(KIN, {"id": DRE}, as_="s-cora", purpose=DANGER))["kin"]["__typename"] == "KinAnswer"
    for purpose in ("FAMILY_SUPPORT", "SUPPORT", "SAFETY_PLANNING"):
        assert not await sees(api, purpose=purpose)
    assert not await sees(api, as_="s-hana")
    assert await sees(api, "p-marcus")  # what is hers stays hers


async def test_nobody_but_the_one_who_broke_it_sees_more(api: Api) -> None:
    before = [await told(api, "p-marcus", as_) for as_ in ("s-stan", "s-hana", "s-pete")]
    await broken(api, "p-marcus", "s-stan")
    assert await sees(api, "p-marcus", "s-stan")
    assert [await told(api, "p-marcus", as_) for as_ in ("s-hana", "s-pete")] == before[1:]


async def test_it_shuts_after_15_minutes_unless_a_second_person_approved(
    api: Api, graph: Graph, tmp_path: Path
) -> None:
    await broken(api)
    moments = [await later(api, graph, tmp_path, f"2026-04-20T09:{at}") for at in ("14:59", "15:00")]
    assert [await sees(each) for each in moments] == [True, False]
    assert (await decided(moments[1], await glass_of(api)))["code"] == "TOO_LATE"
    for each in (api, moments[1]):  # no quarter of an hour after another
        assert (await broken(each, idempotencyKey="once more"))["code"] == "NOT_APPROVED"
    assert (await broken(moments[1], "p-ray"))["__typename"] == "BreakGlassPayload"


async def test_approved_it_lasts_until_its_end_and_then_shuts_by_itself(api: Api, graph: Graph, tmp_path: Path) -> None:
    await broken(api)
    assert (await decided(api, await glass_of(api)))["approved"] is True
    moments = [await later(api, graph, tmp_path, f"2026-04-20T{at}") for at in ("09:20", "16:59:59")]
    assert [await sees(each) for each in moments] == [True, True]
    after = await later(api, graph, tmp_path, "2026-04-20T17:00:01")
    assert (await told(after, DRE))["__typename"] == "PurposeRequired"
    after._handles.clear()
    assert not await sees(after)


async def test_refused_it_shuts_at_once(api: Api) -> None:
    await broken(api)
    glass = await glass_of(api)
    refused = await decided(api, glass, refusedFor="Nobody is in danger")
    assert refused["approved"] is False
    assert not await sees(api)
    assert (await decided(api, glass, idempotencyKey="again"))["code"] == "ANSWERED"


@pytest.mark.parametrize(
    ("who", "code"), [("s-sofia", None), ("s-safiya", None), ("s-ivan", "NOT_FOUND"), ("s-cora", "FORBIDDEN_FOR_ROLE")]
)
async def test_who_may_approve(api: Api, who: str, code: str | None) -> None:
    await broken(api)
    assert (await decided(api, await glass_of(api), who)).get("code") == code
    nobodys = await decided(api, "glass-none", who, idempotencyKey="none")
    assert nobodys["code"] == (code or "NOT_FOUND")


async def test_those_who_decide_and_the_privacy_officer_are_told(api: Api) -> None:
    await broken(api)
    glass = await glass_of(api)
    waits = {
        "kind": "GLASS_TO_APPROVE",
        "recordId": glass,
        "at": "2026-04-20T13:00:00+00:00",
        "dueAt": "2026-04-20T13:15:00+00:00",
        "personId": global_id("Person", DRE),
        "by": "s-cora",
        "agency": "EOHHS",
        "reasonCode": None,
        "words": "His brother was threatened",
        "state": "OPEN",
        "answers": None,
    }
    assert await tasks(api, "s-sofia") == [waits]
    assert [task["kind"] for task in await tasks(api, "s-safiya")] == ["GLASS_TO_APPROVE"]
    assert await tasks(api, "s-ivan") == await tasks(api, "s-sam", "FAMILY_SUPPORT") == []
    broke = {**waits, "kind": "GLASS_BROKEN", "dueAt": None}
    assert await tasks(api, "s-priya", "AUDIT") == [broke]
    await decided(api, glass)
    assert await tasks(api, "s-sofia") == []
    assert await tasks(api, "s-priya", "AUDIT") == [{**broke, "state": "APPROVED"}]


# ---- what it never opens ------------------------------------------------------------------------------------------


async def sealed(api: Api, folder: Path) -> None:
    await api.served.graph.run_alone("MATCH (p:Person {id: 'p-hid'})-[:HAS_NAME]->(n) SET n.cls = 0, n.sealed = true")


def alerted(kind: str) -> Callable[[Api, Path], Awaitable[None]]:
    async def line(api: Api, folder: Path) -> None:
        await plant(api, folder, alerts=[{"id": "al", "person": "p-hid", "kind": kind, **PUBLIC}])

    return line


async def harmed_by_ones_own(api: Api, folder: Path) -> None:
    harm = {"id": "h", "by": "p-marcus", "to": "p-hid", "type": "PHYSICAL", "status": "ALLEGED", **PUBLIC}
    await plant(api, folder, harms=[harm])


async def witness_against_ones_own(api: Api, folder: Path) -> None:
    seen = {"id": "w", "witness": "p-hid", "against": "p-marcus", "matter": "OPEN", **PUBLIC}
    await plant(api, folder, witnesses=[seen])


async def harmed_by_another_behind_glass(api: Api, folder: Path) -> None:
    harm = {"id": "h", "by": DRE, "to": "p-hid", "type": "PHYSICAL", "status": "ALLEGED", **PUBLIC}
    await plant(api, folder, harms=[harm])
    await broken(api, DRE)


HIDING = {
    "sealed": sealed,
    "line 3, P of R": harmed_by_ones_own,
    "line 3, both behind glass": harmed_by_another_behind_glass,
    "line 6, against one's own": witness_against_ones_own,
    "line 6, protected": alerted("PROTECTED_WITNESS"),
    "line 15, source": alerted("CONFIDENTIAL_SOURCE"),
    "line 15, staff": alerted("STAFF_CONFLICT"),
}


async def hidden_one(api: Api, folder: Path) -> None:
    await plant(
        api,
        folder,
        people=[{"id": "p-hid"}],
        names=[{"id": "n-hid", "person": "p-hid", "given": "Hidden", "kind": "LEGAL", **FAMILY}],
    )


async def test_it_opens_somebody_whom_nothing_conceals(api: Api, tmp_path: Path) -> None:
    await hidden_one(api, tmp_path / "one")
    assert not await sees(api, "p-hid")
    await broken(api, "p-hid")
    assert await sees(api, "p-hid")


@pytest.mark.parametrize("line", HIDING)
async def test_it_never_opens_what_is_sealed_or_concealed_and_says_so_to_nobody(
    api: Api, tmp_path: Path, line: str
) -> None:
    await hidden_one(api, tmp_path / "one")
    await HIDING[line](api, tmp_path / "line")
    receipts = [await broken(api, person) for person in ("p-hid", "p-nobody")]
    assert receipts[0] == receipts[1]
    for person in ("p-hid", "p-nobody"):
        assert (await decided(api, await glass_of(api, person)))["approved"] is True
    assert await told(api, "p-hid") == await told(api, "p-nobody")
    holds = [
        await record(api, "placeHold", "s-cora", person=person, reason="x", idempotencyKey=person)
        for person in ("p-hid", "p-nobody")
    ]
    assert holds[0] == holds[1] and holds[0]["code"] == "NOT_FOUND"


@pytest.mark.parametrize(("kind", "places"), [("", 1), ("ADDRESS_CONFIDENTIALITY", 0), ("SHELTER_RESIDENT", 0)])
async def test_line_7_conceals_the_place_of_somebody_behind_glass(
    api: Api, tmp_path: Path, kind: str, places: int
) -> None:
    await hidden_one(api, tmp_path / "one")
    await plant(
        api,
        tmp_path / "home",
        locations=[{"id": "l-hid"}],
        places=[{"id": "pl-hid", "location": "l-hid", "kind": "ADDRESS", "label": "1 Example Road", **PUBLIC}],
        addresses=[{"id": "ad-hid", "person": "p-hid", "location": "l-hid", "kind": "HOME", **FAMILY}],
    )
    if kind:
        await alerted(kind)(api, tmp_path / "alert")
    await broken(api, "p-hid")
    assert len((await told(api, "p-hid"))["person"]["addresses"]) == places


async def test_it_opens_nothing_that_waits_for_a_consent_and_mixes_no_paths(api: Api, tmp_path: Path) -> None:
    await hidden_one(api, tmp_path / "one")
    kept = {"compartment": "HEALTH_HIPAA", "owner": "BPHC", "stated_as": "RECORD"}
    await plant(
        api,
        tmp_path / "health",
        names=[{"id": "n-kept", "person": "p-hid", "given": "Ward", "kind": "ALIAS", **kept}],
        consents=[
            {
                "id": "c-hid",
                "person": "p-hid",
                "grantor": "p-hid",
                "capacity": "SELF",
                "form": "WRITTEN",
                "recipients": "EOHHS",
                "signed_on": "2026-04-01",
            }
        ],
    )
    await broken(api, "p-hid")
    names = "query($id: ID!) { person(id: $id) { ... on PersonAnswer { person { names { given } } } } }"
    found = (await api.ask(names, {"id": "p-hid"}, as_="s-cora", purpose=DANGER))["person"]
    assert [name["given"] for name in found["person"]["names"]] == ["Hidden"]
    for kind in ("SUPPORT", "PEER"):
        paths = 'query($k: PathKind!) { influencePaths(person: "p-hid", kind: $k) { __typename } }'
        answer = (await api.ask(paths, {"k": kind}, as_="s-cora", purpose=DANGER))["influencePaths"]
        assert answer["__typename"] == "ForbiddenForRole"
