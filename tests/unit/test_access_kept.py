"""Facts of an asker are kept while nothing can have changed them, and no longer."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from joserfc.jwk import OKPKey

from graphsvc.access.classes import policies_folder
from graphsvc.access.gate import Access, read_rules
from graphsvc.access.kept import Kept, KeptNow
from graphsvc.access.purposes import handle_of
from graphsvc.clock import Clock
from graphsvc.database.driver import Graph
from graphsvc.model.answers import Problem
from graphsvc.model.asker import OpenPurpose, Principal, Sight
from graphsvc.model.site import Site

NOW = datetime(2026, 4, 20, 13, tzinfo=UTC)
KEY = OKPKey.generate_key("Ed25519")
ASKER = Principal("u", "BPHC", "PUBLIC_HEALTH", ("HEALTH_VIP",), "t")
FACTS: dict[str, Any] = {
    "on_team": False,
    "team": [],
    "programme": [],
    "consents": [],
    "class_count": 0,
    "classes": [],
    "glass": [],
    "merged": [],
}
FULL, BRIEF = "access_facts", "access_state"


class Told:
    """A graph that says what it was told to say, and remembers what it was asked."""

    def __init__(self) -> None:
        self.says: dict[str, Any] = {"revision": 1, "purpose_open": True, "caseload": ["p"], "timed": False}
        self.asked: list[str] = []

    async def read(self, name: str, **params: Any) -> list[dict[str, Any]]:
        self.asked.append(name)
        if name == BRIEF:
            return [{key: self.says[key] for key in ("revision", "purpose_open")}]
        return [{**FACTS, **self.says}] if name == FULL else []


async def looked(access: Access, *, case: str | None = None, handle: str = "h") -> tuple[list[str], Sight | Problem]:
    """What the look asked of the facts, and what it saw."""
    graph = cast(Told, access.graph)
    graph.asked.clear()
    purpose = OpenPurpose(handle, "SAFETY_PLANNING", case, "COURT", NOW + timedelta(hours=20))
    sight = await access.look(ASKER, handle_of(KEY, ASKER, purpose), "person")
    return [name for name in graph.asked if name in (FULL, BRIEF)], sight


@pytest.fixture
def access() -> Access:
    graph = cast(Graph, Told())
    return Access(graph, read_rules(policies_folder(None)), KEY, Clock(fixed=NOW), Site())


@dataclass(frozen=True)
class Said:
    """What stands: the database's last word."""

    revision: int = 1
    mark: tuple[int, str, int] = (1, "t", 0)


def standing(access: Access, *said: Said | None) -> Access:
    """The gate where that stands, one request after another; the last for good."""
    left = list(said)
    return replace(access, stands=lambda: left.pop(0) if len(left) > 1 else left[0])


def told(access: Access) -> dict[str, Any]:
    return cast(Told, access.graph).says


async def test_facts_are_read_once_while_the_revision_stands(access: Access) -> None:
    first = await looked(access)
    assert (first[0], await looked(access)) == ([FULL], ([BRIEF], first[1]))


async def test_a_write_makes_them_be_read_again(access: Access) -> None:
    await looked(access)
    told(access).update(revision=2, caseload=["p", "q"])
    asked, sight = await looked(access)
    assert asked == [BRIEF, FULL] and isinstance(sight, Sight) and sight.caseload == {"p", "q"}
    assert (await looked(access))[0] == [BRIEF]


async def test_a_purpose_closed_meanwhile_is_closed(access: Access) -> None:
    await looked(access)
    told(access).update(purpose_open=False)
    asked, refusal = await looked(access)
    assert asked == [BRIEF] and isinstance(refusal, Problem) and refusal.code == "PURPOSE_REQUIRED"


async def test_what_a_moment_of_the_day_may_end_is_never_kept(access: Access) -> None:
    told(access).update(timed=True)
    assert [(await looked(access))[0] for _ in range(2)] == [[FULL], [FULL]]


async def test_while_what_the_database_said_stands_it_is_not_asked(access: Access) -> None:
    access = standing(access, Said())
    first = await looked(access)
    assert (first[0], await looked(access), await looked(access)) == ([FULL], ([], first[1]), ([], first[1]))


@pytest.mark.parametrize("then", [None, Said(2), Said(mark=(1, "t", 1)), Said(mark=(1, "restored", 0))])
async def test_it_is_asked_where_nothing_stands_somebody_wrote_or_a_purpose_was_closed(
    access: Access, then: Said | None
) -> None:
    access = standing(access, Said(), then)
    await looked(access)
    told(access).update(purpose_open=False)
    written = then is not None and then.revision > 1  # then all is read at once, and nothing compared first
    for _ in range(2):
        asked, refusal = await looked(access)
        assert asked == [FULL if written else BRIEF]
        assert isinstance(refusal, Problem) and refusal.code == "PURPOSE_REQUIRED"


async def test_a_purpose_closed_while_the_database_is_asked_is_not_kept_as_open(access: Access) -> None:
    """What stood before the question counts, not what stands when its answer comes."""
    access = standing(access, Said(), Said(mark=(1, "t", 1)))
    await looked(access)
    told(access).update(purpose_open=False)
    assert isinstance((await looked(access))[1], Problem)


async def test_another_handle_of_the_same_user_is_asked_for_itself(access: Access) -> None:
    access = standing(access, Said())
    await looked(access)
    told(access).update(purpose_open=False)
    asked, refusal = await looked(access, handle="other")
    assert asked == [BRIEF] and isinstance(refusal, Problem)


async def test_what_a_moment_of_the_day_may_end_is_asked_whatever_stands(access: Access) -> None:
    access = standing(access, Said())
    told(access).update(timed=True)
    assert [(await looked(access))[0] for _ in range(2)] == [[FULL], [FULL]]


async def test_the_next_day_and_another_case_are_read_for_themselves(access: Access) -> None:
    await looked(access)
    assert (await looked(replace(access, clock=Clock(fixed=NOW + timedelta(hours=18)))))[0] == [FULL]
    assert (await looked(access, case="c-1"))[0] == [FULL]
    assert (await looked(access))[0] == [BRIEF]


def test_the_longest_unused_goes_first() -> None:
    kept: Kept[int] = Kept(2)
    assert [kept.keep("a", 1), kept.keep("b", 2), kept.get("a"), kept.keep("c", 3)] == [1, 2, 1, 3]
    assert [kept.get("a"), kept.get("b"), kept.get("c")] == [1, None, 3]
    kept.drop("a")
    assert kept.get("a") is None


def test_what_is_kept_for_a_revision_goes_with_the_next_and_when_an_older_one_is_asked_about() -> None:
    """A restored database comes to the same number once more, with other rows."""
    kept: KeptNow[str] = KeptNow(2)
    assert [kept.get(7, "a"), kept.keep(7, "a", "seven"), kept.get(7, "a")] == [None, "seven", "seven"]
    assert [kept.get(8, "a"), kept.keep(8, "a", "eight"), kept.get(8, "a")] == [None, "eight", "eight"]
    assert [kept.get(7, "a"), kept.keep(7, "a", "seven"), kept.get(7, "a")] == [None, "seven", None]
    assert kept.get(8, "a") is None
