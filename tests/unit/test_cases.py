"""Cases that were worked out are kept for what their asker sees, at one revision and day, and for nobody else."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest

from graphsvc.database.driver import Graph
from graphsvc.errors import DatabaseGone
from graphsvc.model.answers import problem
from graphsvc.model.asker import Principal, Sight
from graphsvc.model.site import Site
from graphsvc.questions.reach import cases as module
from graphsvc.questions.reach.answer import Case, Halted
from graphsvc.questions.reach.cases import Cases
from graphsvc.questions.reach.rows import Consent, Focus
from tests.askers import DIFFERENT

DAY = date(2026, 4, 20)
NOW = datetime(2026, 4, 20, 9, tzinfo=UTC)
WHO = Principal("s-sam", "EOHHS", "HUMAN_SERVICES", ("SOCIAL_WORKER",), "test")
SIGHT = Sight(WHO, None, "relativesToReach", "own", "policy", NOW, DAY, circle=("p-a", "p-b"))
GRAPH, SITE = cast(Graph, object()), Site()


@dataclass
class Reading:
    """Stands in for read_cases: says what there is, and remembers who was asked about."""

    consents: tuple[Consent, ...] = ()
    known: frozenset[str] = frozenset({"p-a", "p-b"})
    asked: list[list[str]] = field(default_factory=list)
    fault: Exception | None = None

    async def __call__(
        self, graph: Graph, sight: Sight, site: Site, people: Iterable[str], as_of: date, protective: object
    ) -> dict[str, Case | Halted]:
        self.asked.append(list(people))
        if self.fault:
            raise self.fault
        return {one: self.case(one, sight, as_of) for one in people if one in self.known}

    def case(self, one: str, sight: Sight, as_of: date) -> Case | Halted:
        if one == "p-b":
            return Halted(Focus(one), problem("CONSENT_REQUIRED"))
        focus = Focus(one, consents=self.consents)
        return Case(focus, (), {}, {}, {}, {}, as_of, sight.today, sight.now, SITE, True, "")


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Reading:
    found = Reading()
    monkeypatch.setattr(module, "read_cases", lambda *said: found(*said))
    return found


def read(cases: Cases, sight: Sight = SIGHT, people: Iterable[str] = ("p-a",), as_of: date = DAY) -> dict[str, Any]:
    return asyncio.run(cases.read(GRAPH, sight, SITE, people, as_of))


def test_a_case_is_worked_out_once_and_then_asked_for_at_its_own_moment(reading: Reading) -> None:
    cases, later = Cases(), NOW + timedelta(hours=1)
    first = read(cases)
    again = read(cases, replace(SIGHT, now=later), ("p-b", "p-a"))
    assert reading.asked == [["p-a"], ["p-b"]]
    assert again == {
        "p-a": replace(first["p-a"], now=later),
        "p-b": Halted(Focus("p-b"), problem("CONSENT_REQUIRED")),
    }


def test_whoever_is_unknown_is_asked_about_again(reading: Reading) -> None:
    cases = Cases()
    assert read(cases, people=("p-new",)) == {}
    reading.known |= {"p-new"}
    assert read(cases, people=("p-new",)).keys() == {"p-new"}


@pytest.mark.parametrize(
    "other", [*DIFFERENT, {"principal": replace(WHO, agency="BPS")}], ids=lambda other: next(iter(other))
)
def test_nothing_kept_for_one_asker_is_another_ones(reading: Reading, other: dict[str, Any]) -> None:
    cases = Cases()
    read(cases)
    read(cases, replace(SIGHT, **other))
    read(cases, as_of=date(2025, 4, 20))
    assert reading.asked == [["p-a"]] * 3


def test_a_consent_taken_back_ahead_of_time_ends_what_is_kept_when_that_time_comes(reading: Reading) -> None:
    noon = NOW + timedelta(hours=3)
    reading.consents = (Consent("c", "SELF", "WRITTEN", ("EOHHS",), True, DAY, False, True, revoked_at=noon),)
    cases = Cases()
    for moment in (NOW, noon - timedelta(seconds=1), noon, noon + timedelta(hours=1)):
        read(cases, replace(SIGHT, now=moment))
    assert reading.asked == [["p-a"]] * 2


def test_a_fault_leaves_nothing_behind(reading: Reading) -> None:
    cases = Cases()
    reading.fault = DatabaseGone("gone", "wait")
    with pytest.raises(DatabaseGone):
        read(cases)
    reading.fault = None
    assert read(cases).keys() == {"p-a"}
