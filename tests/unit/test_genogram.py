"""How a union that ended is drawn where nobody said how, who is drawn dead, and which of several words stand."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from graphsvc.drawing.family import tied
from graphsvc.drawing.figures import figure_of
from graphsvc.drawing.nouns import KIN, Bond
from graphsvc.model.person import Death, Person, Source
from graphsvc.questions.genogram import ended, relations_of

TODAY = date(2026, 4, 20)
RECORD = Source("d-1", "EOHHS", "PUBLIC", "RECORD", None, None, "PROVEN", None, None, None)


@pytest.mark.parametrize(
    ("status", "last", "deaths", "drawn"),
    [
        ("CURRENT", None, (), "CURRENT"),
        ("CURRENT", TODAY, (), "CURRENT"),
        ("CURRENT", date(2019, 5, 5), (), "DISSOLVED"),
        ("", date(2019, 5, 5), (), "DISSOLVED"),
        ("SEPARATED", date(2019, 5, 5), (), "SEPARATED"),
        ("CURRENT", date(2019, 5, 5), (date(2019, 5, 5),), "WIDOWED"),
        ("CURRENT", date(2019, 5, 5), (None,), "WIDOWED"),
        ("CURRENT", date(2019, 5, 5), (date(2023, 1, 1),), "DISSOLVED"),
        ("DISSOLVED", date(2019, 5, 5), (date(2019, 5, 5),), "DISSOLVED"),
    ],
)
def test_a_union_that_ended(status: str, last: date | None, deaths: tuple[date | None, ...], drawn: str) -> None:
    row: dict[str, Any] = {"type": "UNION_WITH", "a": "p-a", "b": "p-b", "status": status, "valid_to": last}
    people = {"p-a": Person("p-a", "A"), "p-b": Person("p-b", "B", deaths=tuple(_death(day) for day in deaths))}
    assert ended(row, people, TODAY) == {**row, "status": drawn}


def _death(day: date | None) -> Death:
    return Death("d-1", day, RECORD)


@pytest.mark.parametrize(
    ("died_on", "drawn"),
    [
        (None, (True, None)),
        (TODAY, (True, TODAY)),
        (date(2026, 4, 21), (False, None)),
    ],
)
def test_nobody_is_drawn_dead_before_the_day_of_death(died_on: date | None, drawn: tuple[bool, date | None]) -> None:
    figure = figure_of(Person("p-a", "A", deaths=(_death(died_on),)), TODAY)
    assert (figure.dead, figure.died) == drawn


UNCLE, FATHER = ("k-uncle", "MUNCLE"), ("k-father", "FTH")


@pytest.mark.parametrize(
    ("questioned", "relation", "line"),
    [
        ({"k-father"}, "maternal uncle", ("STATED", "maternal uncle", False)),
        ({"k-uncle"}, "father", ("CHILD", "father", False)),
        ({"k-father", "k-uncle"}, "father", ("CHILD", "father; maternal uncle", True)),
        (set(), "father", ("CHILD", "father; maternal uncle", False)),
    ],
)
def test_what_somebody_questioned_lends_no_word_to_what_nobody_did(
    questioned: set[str], relation: str, line: tuple[str, str, bool]
) -> None:
    ties = [{"id": id, "type": KIN, "a": "p-joe", "b": "p-marcus", "role": role} for id, role in (UNCLE, FATHER)]
    people = {id: Person(id, id) for id in ("p-joe", "p-marcus")}
    sources = {
        id: replace(RECORD, verification="DISPROVEN" if id in questioned else "STATED")
        for id in ("k-uncle", "k-father")
    }
    rows: list[dict[str, Any]] = [{**tie, "relation": ""} for tie in ties]
    assert relations_of("p-marcus", rows, people, sources) == {"p-joe": relation}
    (drawn,) = tied(Bond(**tie, questioned=tie["id"] in questioned) for tie in ties)
    assert (drawn.kind, drawn.words, drawn.questioned) == line
    assert {bond.id for bond in drawn.bonds} == {"k-uncle", "k-father"}
