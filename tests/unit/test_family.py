"""The questions about kinship over a graph of a few rows: what is read, what is shown, what is not asked twice."""

import asyncio
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest

from graphsvc.access.safety import Protective
from graphsvc.model.answers import Problem
from graphsvc.model.asker import Principal, Sight
from graphsvc.model.paging import Window
from graphsvc.model.site import Site
from graphsvc.questions.family.answer import KinIssuesAnswer, KinshipAnswer, RelativesAnswer
from graphsvc.questions.family.ask import kin_issues, kinship
from graphsvc.questions.family.near import RelativesAsked, relatives
from graphsvc.questions.family.read import Asking

DAY = date(2026, 4, 20)
TIES = """
mum MTH me | dad FTH me | nan MTH mum | nan MTH joe | cous SONC joe | mum MTH half | sal x-GODPRN me | gran PGRMTH me
kid DAUC me | aunt PAUNT me
"""
SEXES = {"me": "MALE", "half": "FEMALE", "cous": "MALE", "joe": "MALE", "gran": "FEMALE", "kid": "FEMALE"}
BORN = {"mum": date(1980, 1, 1), "me": date(2001, 1, 1), "kid": date(2000, 1, 1), "nan": date(1990, 1, 1)}


def tie(text: str) -> dict[str, Any]:
    a, role, b = text.split()
    return {"id": f"{a}-{b}", "type": "KIN_OF", "a": a, "b": b, "role": role, "side": "NA", "basis": "", "category": "",
            "status": "", "verification": "STATED", "contested": False, "over": False}  # fmt: skip


ROWS = [tie(text) for line in TIES.strip().splitlines() for text in line.split(" | ")] + [
    {**tie("mum SPS ron"), "type": "UNION_WITH", "role": "", "category": "MARRIED", "status": "CURRENT"}
]
SOURCE: dict[str, Any] = {
    "last_contact": None, "owner": "EOHHS", "compartment": "FAMILY", "stated_as": "FAMILY", "stated_by": None,
    "said_by_staff": None, "stated_at": DAY, "contested_at": None, "valid_from": None, "valid_to": None, "records": [],
}  # fmt: skip


class Rows:
    """A graph that answers from ROWS, and counts what it is asked."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    async def read(self, name: str, **params: Any) -> list[dict[str, Any]]:
        self.asked[name] += 1
        answer: list[dict[str, Any]] = getattr(self, name)(params)
        return answer

    async def read_together(self, asked: dict[str, dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
        return {name: await self.read(name, **params) for name, params in asked.items()}

    def family_ties(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        return [row for row in ROWS if {row["a"], row["b"]} & set(params["people"])]

    def family_told(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        return [{**row, **SOURCE} for row in ROWS if row["id"] in params["ties"]]

    def family_lives(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {"person": who, "noun": "Birth", "id": f"b-{who}", "owner": "EOHHS", "happened_on": BORN.get(who),
             "said_on": DAY, "questioned": False, "sex": SEXES.get(who, "")}
            for who in params["people"]
        ]  # fmt: skip

    def speakers(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {"id": who, "staff": None, "given": who.capitalize(), "family": None, "questioned": False, "kind": "LEGAL",
             "stated_at": DAY, "name_id": who} for who in params["ids"]
        ]  # fmt: skip

    def safety_concealed(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        return []

    def people_existing(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        return []


@pytest.fixture
def ask() -> Asking:
    graph: Any = Rows()
    who = Principal("s-sam", "EOHHS", "HUMAN_SERVICES", ("SOCIAL_WORKER",), "t")
    now = datetime(2026, 4, 20, 13, tzinfo=UTC)
    sight = Sight(who, None, "kinship", "own", "policy", now, DAY, caseload=frozenset({"me"}))
    return Asking(graph, sight, Site(), Protective(graph), DAY)


def listed(ask: Asking, **wish: Any) -> list[tuple[str, str, str, int]]:
    answer = asyncio.run(relatives(ask, RelativesAsked("me", DAY, **wish), Window(100)))
    assert isinstance(answer, RelativesAnswer)
    return [(row.name, row.words, row.side, row.degree) for row in answer.page.rows]


def test_relatives_are_those_worked_out_and_those_stated(ask: Asking) -> None:
    assert listed(ask) == [
        ("Dad", "father", "PATERNAL", 1),
        ("Kid", "daughter", "NA", 1),
        ("Mum", "mother", "MATERNAL", 1),
        ("Gran", "paternal grandmother", "PATERNAL", 2),
        ("Half", "sister", "MATERNAL", 2),
        ("Nan", "grandmother", "MATERNAL", 2),
        ("Ron", "step-parent", "MATERNAL", 2),
        ("Aunt", "paternal aunt", "PATERNAL", 3),
        ("Joe", "uncle", "MATERNAL", 3),
        ("Cous", "first cousin", "MATERNAL", 4),
    ]


def test_a_side_asked_for_is_read_before_it_is_chosen(ask: Asking) -> None:
    assert [name for name, *_ in listed(ask, side="PATERNAL")] == ["Dad", "Gran", "Aunt"]
    assert [name for name, *_ in listed(ask, side="MATERNAL", step=False)] == ["Mum", "Half", "Nan", "Joe", "Cous"]


def test_a_layer_is_one_statement_and_a_page_a_few(ask: Asking) -> None:
    listed(ask)
    graph: Any = ask.graph
    assert graph.asked["family_ties"] <= 5
    listed(ask)
    assert graph.asked.pop("family_ties") <= 5, "whoever was looked at is not read again"
    assert graph.asked == {"safety_concealed": 2, "family_lives": 1, "family_told": 1, "speakers": 1}


def test_what_one_is_to_another_and_what_was_only_stated(ask: Asking) -> None:
    answer = asyncio.run(kinship(ask, person_id="me", other_id="cous"))
    assert isinstance(answer, KinshipAnswer)
    assert [(line.sentence, line.code, line.whole) for line in answer.lines] == [
        ("first cousin, through Nan", "MCOUSN", "UNKNOWN")
    ]
    godparent = asyncio.run(kinship(ask, person_id="me", other_id="sal"))
    assert isinstance(godparent, KinshipAnswer)
    assert (godparent.known, godparent.words, godparent.lines) == ("STATED", "godparent", ())


def test_whoever_is_not_there_is_not_found(ask: Asking) -> None:
    answer = asyncio.run(kinship(ask, person_id="me", other_id="nobody"))
    assert isinstance(answer, Problem) and answer.code == "NOT_FOUND"


def test_what_cannot_be_says_what_to_do(ask: Asking) -> None:
    answer = asyncio.run(kin_issues(ask, person_id="me"))
    assert isinstance(answer, KinIssuesAnswer)
    assert [(issue.code, [who.name for who in issue.people]) for issue in answer.issues] == [
        ("PARENT_YOUNGER", ["Me", "Kid"]), ("PARENT_YOUNGER", ["Nan", "Mum"]),
    ]  # fmt: skip
    assert answer.issues[0].next_step.startswith("Compare both births") and answer.issues[0].shown
