"""Bundles for tests: one file a noun, every column filled, so that a new noun is tested from its first day."""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from graphsvc.importing.cells import codes_of
from graphsvc.model.nouns import NOUN, NOUNS, Column, Kind, Noun

Row = dict[str, str]

_SAMPLE = {
    Kind.DATE: "2026-01-05",
    Kind.INSTANT: "2026-01-05T10:00:00-05:00",
    Kind.WHOLE: "7",
    Kind.NUMBER: "42.25",
    Kind.YES_NO: "no",
    Kind.TEXT: 'Zoë said "so", twice',
    Kind.TEXTS: "doc 1|doc 2",
}
_DATES = {"valid_from": "2025-01-05", "valid_to": "2027-01-05", "born_on": "1990-01-05", "retain_until": "2029-01-05"}
_TEXTS = {"verified_by": "s-other", "stated_by": "s-one", "set_by": "s-one", "by": "s-one"}


def sample_row(noun: Noun, n: int, rows: int) -> Row:
    """Row `n` of a noun, all columns filled and valid beside `rows` rows of every other noun."""
    row = {column.name: _cell(noun, column, n, rows) for column in noun.all_columns}
    if noun.name == "affiliations":
        row["criteria"] = "SELF_ADMISSION|COURT_FINDING"
    if noun.name == "kin":
        row["role"] = "SIB"
    return row


def _cell(noun: Noun, column: Column, n: int, rows: int) -> str:
    if column.kind is Kind.ID:
        return f"{noun.name}-{n}"
    if column.kind is Kind.REF:
        second = noun.shape == "TIE" and noun.columns[1].name == column.name
        return f"{column.of}-{(n + 1 if second else n) % rows}"
    if column.kind in (Kind.CODE, Kind.CODES):
        codes = codes_of(column)
        return codes[n % len(codes)]
    return _DATES.get(column.name) or _TEXTS.get(column.name) or _SAMPLE[column.kind]


def sample_bundle(rows: int) -> dict[str, list[Row]]:
    """Every noun with as many rows."""
    return {noun.name: [sample_row(noun, n, rows) for n in range(rows)] for noun in NOUNS}


def write_bundle(folder: Path, tables: Mapping[str, Sequence[Mapping[str, str]]], *, jsonl: bool = False) -> Path:
    """The tables as files of a folder: CSV, or JSONL with arrays for lists."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        if jsonl:
            lines = [json.dumps(_as_json(NOUN[name], row), ensure_ascii=False) for row in rows]
            (folder / f"{name}.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            continue
        header = list(dict.fromkeys(key for row in rows for key in row)) or ["id"]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, header, restval="")
            out.writeheader()
            out.writerows(rows)
    return folder


def _as_json(noun: Noun, row: Mapping[str, str]) -> dict[str, object]:
    lists = {c.name for c in noun.all_columns if c.kind in (Kind.TEXTS, Kind.CODES)}
    return {key: value.split("|") if key in lists else value for key, value in row.items()}
