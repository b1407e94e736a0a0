"""Rows of the overview as CSV: RFC 4180, and no cell that a spreadsheet would work out."""

import csv
import io
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from graphsvc.questions.reach.overview_rows import COLUMNS, OverviewRow, csv_of

ROW = OverviewRow(
    person="p-1",
    name="Pat Exemplard",
    stage="PLAN",
    detail="FULL",
    counts=(("mustNotify", 0), ("needsSafetyCheck", 2), ("byRouteOnly", 0), ("REACH_FIRST", 1)),
    held=2,
    notices_due=0,
    notices_due_on=None,
    nobody_willing=True,
    no_route=False,
    caller_missing=False,
    last_touch=date(2026, 4, 1),
    lead_agency=None,
    next_action='Call "Gran", then write',
    next_action_due=date(2026, 4, 22),
    due_on=date(2026, 4, 22),
    reasons=(),
    sources=(),
    shown=(),
)


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_row_reads_back_with_its_commas_and_quotes_and_unknown_is_empty() -> None:
    (row,) = read(csv_of([ROW]))
    assert list(row) == list(COLUMNS)
    kept = ("name", "due_on", "held", "reach_first", "later", "nobody_willing", "last_touch", "lead_agency")
    assert [row[name] for name in kept] == ["Pat Exemplard", "2026-04-22", "2", "1", "", "yes", "2026-04-01", ""]
    assert row["next_action"] == 'Call "Gran", then write'


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_worked_out_by_a_spreadsheet(begins: str) -> None:
    text = f'{begins}HYPERLINK("x")'
    (row,) = read(csv_of([replace(ROW, name=text, next_action=text)]))
    assert row["name"] == row["next_action"] == f"'{text}"


def test_no_column_of_the_rows_could_be_a_danger() -> None:
    """AC-3.3: nothing composite, nothing of the person; and a row has no field that the table of columns hides."""
    shown: set[Any] = {*COLUMNS, "counts", "detail", "sources", "shown"}
    assert {each.name for each in fields(OverviewRow)} - shown == set()
    assert not any(word in name for name in COLUMNS for word in ("score", "risk", "rank", "danger", "gang"))
