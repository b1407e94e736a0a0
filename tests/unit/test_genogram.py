"""How a union that ended is drawn where nobody said how, and who is drawn dead."""

from datetime import date
from typing import Any

import pytest

from graphsvc.drawing.figures import figure_of
from graphsvc.model.person import Death, Person, Source
from graphsvc.questions.genogram import ended

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
