"""The gate on a real graph: caseloads, circles, purposes and consents of the worked families, by hand."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from graphsvc.access.purposes import PurposeWish
from graphsvc.database.driver import LANGUAGE, Graph, counted, no_values
from graphsvc.model.answers import Problem
from graphsvc.model.asker import Principal, Sight
from graphsvc.records.purposes import Keeper, Opened, close_purpose, open_purpose
from tests.live.api import Api, api_on

F1 = {"p-dre", "p-tasha", "p-lewis", "p-ray"}
F2 = {"p-marcus", "p-ivy", "p-joe", "p-lena", "p-carl", "p-jay", "p-sal", "p-dana", "p-bea"}


@pytest.fixture(scope="module")
async def api(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    yield await api_on(graph, tmp_path_factory.mktemp("access"))


def keeper_of(api: Api) -> Keeper:
    served = api.served
    gate = served.gate
    return Keeper(served.graph, served.key, gate.rules.permissions, served.site, served.clock)  # type: ignore[attr-defined]


async def opened(api: Api, user: str, purpose: str, case: str | None = None) -> tuple[Principal, str]:
    principal = await api.principal(user)
    made = await open_purpose(keeper_of(api), principal, PurposeWish(purpose, case, "CASE_WORK"))
    assert isinstance(made, Opened), made
    return principal, made.handle


async def look(
    api: Api, user: str, purpose: str, field: str, *, kind: str = "", case: str | None = None
) -> Sight | Problem:
    principal, handle = await opened(api, user, purpose, case)
    return await api.served.gate.look(principal, handle, field, kind)


async def seen(api: Api, user: str, purpose: str, field: str, *, kind: str = "", case: str | None = None) -> Sight:
    sight = await look(api, user, purpose, field, kind=kind, case=case)
    assert isinstance(sight, Sight), sight
    return sight


@pytest.mark.parametrize(
    ("user", "purpose", "field", "case", "circle", "kin"),
    [
        ("s-sam", "FAMILY_SUPPORT", "person", None, F1 | F2, F1 | F2),
        ("s-cora", "FAMILY_SUPPORT", "person", None, F2, F2),
        ("s-stan", "SUPPORT", "person", None, F1, F1),
        ("s-sofia", "SAFETY_PLANNING", "person", None, F1 | F2, F1 | F2),
        ("s-ines", "INVESTIGATION", "person", "CASE-1", None, {"p-dre", "p-k"}),
        ("s-ines", "INVESTIGATION", "person", None, None, set()),
        ("s-ivan", "INVESTIGATION", "person", None, None, set()),
        ("s-carmen", "FAMILY_SUPPORT", "person", None, {"p-dre", "p-marcus"}, set()),
        ("s-cora", "FAMILY_SUPPORT", "touchpoints", None, {"p-marcus"}, F2),
        ("s-bruno", "CASE_COORDINATION", "person", None, set(), set()),
    ],
)
async def test_a_scope_is_these_people(
    api: Api, user: str, purpose: str, field: str, case: str | None, circle: set[str] | None, kin: set[str]
) -> None:
    sight = await seen(api, user, purpose, field, case=case)
    assert (None if sight.circle is None else set(sight.circle), set(sight.kin_circle or ())) == (circle, kin)


async def test_a_tie_known_from_police_alone_is_not_walked_by_a_worker(api: Api) -> None:
    assert "p-ron" not in (await seen(api, "s-sam", "FAMILY_SUPPORT", "kin")).kin_circle  # type: ignore[operator]
    assert "p-ron" in (await seen(api, "s-safiya", "SAFETY_PLANNING", "kin")).kin_circle  # type: ignore[operator]


async def test_nothing_behind_a_cut_off_father_is_in_the_circle(api: Api) -> None:
    circle = (await seen(api, "s-sam", "FAMILY_SUPPORT", "kin")).circle
    assert circle is not None and "p-ray" in circle and "p-bell" not in circle


async def test_a_first_look_reads_six_statements_at_most_and_the_next_one(api: Api) -> None:
    principal, handle = await opened(api, "s-sam", "FAMILY_SUPPORT")
    gate = replace(api.served.gate, _known=type(api.served.gate._known)())  # type: ignore[type-var, attr-defined]
    with counted() as cold:
        first = await gate.look(principal, handle, "relativesToReach")  # type: ignore[attr-defined]
    with counted() as warm:
        again = await gate.look(principal, handle, "relativesToReach")  # type: ignore[attr-defined]
    assert again == first
    assert again.circle is first.circle  # what is worked out from a circle is kept by the object
    assert len(cold) <= 6 and warm == ["access_state"]


@pytest.mark.parametrize(
    ("user", "field", "kind", "code"),
    [
        ("s-sam", "influencePaths", "PEER", "FORBIDDEN_FOR_ROLE"),
        ("s-ines", "influencePaths", "SUPPORT", "FORBIDDEN_FOR_ROLE"),
        ("s-ines", "relativesToReach", "", "FORBIDDEN_FOR_ROLE"),
        ("s-sam", "influencePaths", "SUPPORT", "PURPOSE_REQUIRED"),
        ("s-adam", "person", "", "FORBIDDEN_FOR_ROLE"),
        ("s-paul", "person", "", "FORBIDDEN_FOR_ROLE"),
    ],
)
async def test_a_refusal_reads_nothing(api: Api, user: str, field: str, kind: str, code: str) -> None:
    principal = await api.principal(user)
    with counted() as asked:
        answer = await api.served.gate.look(principal, None, field, kind)
    assert isinstance(answer, Problem) and answer.code == code and asked == []


async def test_a_closed_purpose_is_closed_at_once_and_once(api: Api) -> None:
    principal, handle = await opened(api, "s-sam", "SUPPORT")
    assert isinstance(await api.served.gate.look(principal, handle, "person"), Sight)
    assert not isinstance(await close_purpose(keeper_of(api), principal, handle), Problem)
    after = await api.served.gate.look(principal, handle, "person")
    again = await close_purpose(keeper_of(api), principal, handle)
    assert isinstance(after, Problem) and after.code == "PURPOSE_REQUIRED"
    assert isinstance(again, Problem) and again.code == "NOT_FOUND"


async def test_a_case_of_others_and_a_case_that_is_none_are_refused_alike(api: Api) -> None:
    ines = await api.principal("s-ines")
    wishes = [PurposeWish("INVESTIGATION", case, "CASE_WORK") for case in ("CASE-2", "NO-SUCH-CASE")]
    others, nobodys = [await open_purpose(keeper_of(api), ines, wish) for wish in wishes]
    assert isinstance(others, Problem) and others == nobodys and others.code == "NOT_FOUND"


async def test_a_withdrawn_consent_closes_at_the_next_request(api: Api) -> None:
    before = await seen(api, "s-sam", "FAMILY_SUPPORT", "person")
    await api.served.graph.run_alone(
        "MATCH (c:Consent)-[:CONSENT_FOR]->(:Person {id: 'p-marcus'}) SET c.revoked_at = $at",
        label="withdraw",
        at=api.served.clock.now(),
    )
    await api.served.graph.write("import_revision", people=[], groups=[], all=True, token="t")
    after = await seen(api, "s-sam", "FAMILY_SUPPORT", "person")
    await api.served.graph.run_alone(
        "MATCH (c:Consent)-[:CONSENT_FOR]->(:Person {id: 'p-marcus'}) REMOVE c.revoked_at", label="give back"
    )
    await api.served.graph.write("import_revision", people=[], groups=[], all=True, token="t")
    assert "p-marcus" in before.consented and "p-marcus" not in after.consented
    assert "p-marcus" in after.caseload


async def test_a_handle_works_for_nobody_else(api: Api, tmp_path: Path) -> None:
    _, handle = await opened(api, "s-sam", "FAMILY_SUPPORT")
    cora = await api.principal("s-cora")
    answer = await api.served.gate.look(cora, handle, "person")
    assert isinstance(answer, Problem) and answer.code == "PURPOSE_REQUIRED"


async def facts_row(api: Api, user: str) -> dict[str, object]:
    """What the facts of a user are read as, on an afternoon."""
    rows = await api.served.graph.read(
        "access_facts",
        user=user,
        agency="EOHHS",
        handle_id="",
        case_id=None,
        now=datetime(2026, 4, 20, 18, tzinfo=UTC),
        today=date(2026, 4, 20),
        verbal_since=date(2026, 1, 1),
        known_classes=0,
        with_programme=False,
        listed=[],
    )
    return rows[0]


async def test_facts_are_never_older_than_the_revision_that_they_are_kept_under(graph: Graph) -> None:
    """A commit may come between two columns of one statement: the plan reads the revision before anything else."""
    statement = graph.catalogue.statements["access_facts"]
    async with graph.driver.session(database=graph.database) as session:
        result = await session.run(f"{LANGUAGE}EXPLAIN {statement.text}", no_values(statement))
        plan = (await result.consume()).plan
    first, *others = [said for said in _steps(plan) if "(" in said]
    assert "r:Revision(id)" in first and len(others) > 20


def _steps(plan: Any) -> Iterator[str]:
    """What each operator says of itself, in the order in which they run: what feeds another runs before it, and of two
    that do the left one."""
    for child in plan.get("children", ()):
        yield from _steps(child)
    yield plan["args"].get("Details", "")


@pytest.mark.parametrize(
    ("ends", "own", "timed"),
    [("2026-04-20T18:00:01Z", ["p-ivy"], True), ("2026-04-20T18:00:00Z", [], False)],
    ids=["on duty", "off duty"],
)
async def test_a_turn_of_duty_makes_facts_of_the_moment_for_it_and_its_supervisor(
    api: Api, ends: str, own: list[str], timed: bool
) -> None:
    duty = (
        "CREATE (:Staff {id: 'boss'})<-[:SUPERVISED_BY]-(s:Staff {id: 'on-duty'}) WITH s "
        "MATCH (p:Person {id: 'p-ivy'}) CREATE (s)-[:ON_CALL_FOR {starts_at: datetime('2026-04-20T10:00:00Z'), "
        "ends_at: datetime($ends)}]->(p)"
    )
    await api.served.graph.run_alone(duty, ends=ends)
    try:
        own_row, above, other = [await facts_row(api, user) for user in ("on-duty", "boss", "s-stan")]
    finally:
        await api.served.graph.run_alone("MATCH (s:Staff) WHERE s.id IN ['on-duty', 'boss'] DETACH DELETE s")
    assert (own_row["caseload"], own_row["timed"]) == (own, timed)
    assert (above["team"], above["timed"], other["timed"]) == (own, timed, False)


@pytest.mark.parametrize(("revoked", "timed"), [("2026-04-20T18:00:01Z", True), ("2026-04-20T18:00:00Z", False)])
async def test_a_consent_that_ends_later_today_makes_facts_of_the_moment(api: Api, revoked: str, timed: bool) -> None:
    held = (
        "MATCH (p:Person {id: 'p-dre'}) CREATE (:Consent {id: 'late', revoked_at: datetime($at)})-[:CONSENT_FOR]->(p)"
    )
    await api.served.graph.run_alone(held, at=revoked)
    try:
        assert (await facts_row(api, "s-stan"))["timed"] is timed
    finally:
        await api.served.graph.run_alone("MATCH (c:Consent {id: 'late'}) DETACH DELETE c")
