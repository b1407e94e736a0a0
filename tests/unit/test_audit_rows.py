"""The audit counts what leaves: rows of every list, 0 for what was refused or not there."""

import importlib
import pkgutil
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, cast

import pytest

import graphsvc.questions
from graphsvc.audit.rows import ROWLESS, ROWS, rows_in
from graphsvc.model.answers import Basis, problem
from graphsvc.model.paging import Page
from graphsvc.questions.groups import MembersAnswer
from graphsvc.questions.kinship import Household, HouseholdAnswer
from graphsvc.questions.people import AgenciesAnswer, PersonAnswer
from graphsvc.questions.reach.answer import Lists
from graphsvc.questions.reach.question import ReachAnswer
from graphsvc.questions.search import PeopleAnswer

BASIS = Basis(date(2026, 4, 20), "policy-1", "")
TWO = Page(("a", "b"), ("x", "y"), 9, False, True)
NONE: Page[str] = Page((), (), 0, False, False)
ANY = cast(Any, None)


def household(*members: str) -> Household:
    return Household("h", None, "FAMILY_HOME", "BPD", cast(Any, members))


def reach(**lists: object) -> ReachAnswer:
    return ReachAnswer(BASIS, "p", "PLAN", "FULL", Lists(**cast(Any, lists)), (("reachFirst", 2),), gaps=("a gap",))


CASES: dict[str, tuple[object, int]] = {
    "a page": (PeopleAnswer(BASIS, cast(Any, TWO)), 2),
    "an empty list": (AgenciesAnswer(BASIS, ()), 0),
    "one thing": (PersonAnswer(BASIS, ANY), 1),
    "nothing": (None, 0),
    "a refusal": (problem("LATE"), 0),
    "a node that is hidden": ({}, 0),
    "two nodes": ({"p-1": household(), "p-2": PersonAnswer(BASIS, ANY)}, 2),
    "members of two gangs": (
        {"g-1": MembersAnswer(BASIS, cast(Any, TWO)), "g-2": MembersAnswer(BASIS, cast(Any, NONE))},
        2,
    ),
    "a household and its members": (HouseholdAnswer(BASIS, ANY, (household("a", "b", "c"),)), 4),
    "relatives of each list": (reach(must_notify=("a",), bands={"REACH_FIRST": ("b", "c"), "LATER": ()}), 3),
}


@pytest.mark.parametrize("name", CASES)
def test_rows_are_counted(name: str) -> None:
    answer, rows = CASES[name]
    assert rows_in(answer) == rows


def answers() -> list[type]:
    """Every answer of the questions, and the part of one that is nothing but lists."""
    found = pkgutil.walk_packages(graphsvc.questions.__path__, "graphsvc.questions.")
    modules = [importlib.import_module(each.name) for each in found]
    kinds = {kind for module in modules for kind in vars(module).values() if isinstance(kind, type)}
    mine = [kind for kind in kinds if kind.__name__.endswith("Answer") and is_dataclass(kind)]
    return sorted([*mine, Lists], key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", answers(), ids=lambda kind: kind.__name__)
def test_every_list_of_an_answer_is_counted_or_said_to_be_no_row(kind: type) -> None:
    lists = {each.name for each in fields(kind) if str(each.type).startswith(("tuple", "Mapping"))}
    assert lists - ROWS - ROWLESS == set()
