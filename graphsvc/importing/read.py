"""The files of a bundle as blocks of columns. Whatever the bytes are, the worst outcome is a problem with a line.

A row is one line, in CSV too: a quotation mark left open spoils its own line and not the rest of the file.
Blocks keep memory small, and whole columns are what lets check.py look at each distinct value once.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import orjson

from graphsvc.importing.problems import Problem, problem

Raw: TypeAlias = str | tuple[str, ...]
"""A cell as sent: text; from JSONL also a list of texts."""

BLOCK_BYTES = 2_000_000  # some 10,000 rows: columns long enough to be worth a pass, small enough for any memory
CELL_CHARACTERS = 131_072  # what the csv module allows too
BOM = "\ufeff"


@dataclass(frozen=True)
class Block:
    """Some rows of one file as columns; `lines[i]` is the line of row i. `refused` rows are missing from it."""

    lines: Sequence[int]
    columns: Mapping[str, Sequence[Raw]]
    refused: int = 0


@dataclass(frozen=True)
class Columns:
    """The columns a file may have (empty: any) and those it must have."""

    known: Sequence[str] = ()
    required: Sequence[str] = ()


def read_blocks(path: Path, columns: Columns, problems: list[Problem]) -> Iterator[Block]:
    """The rows of a CSV or JSONL file that have the right form. What has not is added to `problems`.

    A CSV with an unknown column, or without a required one, gives no rows: a misspelt `sealed` must not disclose.
    A block has all columns of its file; JSONL blocks have all that are known.
    """
    reader = _csv_blocks if path.suffix == ".csv" else _jsonl_blocks
    try:
        yield from reader(path, columns, problems)
    except OSError as fault:
        problems.append(problem(path.name, 0, "UNREADABLE", why=fault.strerror or "unknown"))


def _lines(path: Path, problems: list[Problem]) -> Iterator[tuple[list[int], list[str], int]]:
    """Line numbers, lines, and how many lines were no UTF-8, block by block. Empty lines are left out."""
    number = 1
    with path.open("rb") as file:
        while raw := file.readlines(BLOCK_BYTES):
            texts = _decoded(raw)
            bad = [number + i for i, text in enumerate(texts) if text is None]
            problems += [problem(path.name, n, "ENCODING", value=_glimpse(raw[n - number])) for n in bad]
            if number == 1 and texts[0]:
                texts[0] = texts[0].removeprefix(BOM)
            kept = [(number + i, text) for i, text in enumerate(texts) if text]
            yield [n for n, _ in kept], [text for _, text in kept], len(bad)
            number += len(raw)


def _decoded(raw: list[bytes]) -> list[str | None]:
    try:
        text = b"".join(raw).decode("utf-8")
    except UnicodeDecodeError:
        return [_one_decoded(line) for line in raw]
    lines: list[str | None] = list(text.replace("\r\n", "\n").split("\n"))
    return lines[: len(raw)]


def _one_decoded(line: bytes) -> str | None:
    try:
        return line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        return None


def _glimpse(line: bytes) -> str:
    return line[:100].rstrip(b"\r\n").decode("ascii", errors="backslashreplace")


# ---- CSV ------------------------------------------------------------------------------------------------------


def _csv_blocks(path: Path, columns: Columns, problems: list[Problem]) -> Iterator[Block]:
    header: list[str] | None = None
    for numbers, lines, bad in _lines(path, problems):
        if header is None and lines:
            header = _header(path.name, numbers.pop(0), lines.pop(0), columns, problems)
        if header:
            yield _csv_block(path.name, header, numbers, lines, bad, problems)
        else:
            yield Block([], {}, bad + len(lines))
    if header is None:
        problems.append(problem(path.name, 1, "EMPTY_FILE"))


def _header(file: str, number: int, line: str, columns: Columns, problems: list[Problem]) -> list[str]:
    """The column names, or nothing when the file cannot be used."""
    rows = _parsed([line])
    if rows is None:
        problems.append(problem(file, number, "MALFORMED", value=line, why=_why(line)))
        return []
    header = rows[0]
    known = columns.known or header
    twice = sorted(name for name, times in Counter(header).items() if times > 1)
    wrong = [problem(file, number, "UNKNOWN_COLUMN", column=c, value=c) for c in header if c not in known]
    wrong += [problem(file, number, "REPEATED_COLUMN", column=c, value=c) for c in twice]
    wrong += [problem(file, number, "MISSING_COLUMN", column=c) for c in columns.required if c not in header]
    problems += wrong
    return [] if wrong else header


def _csv_block(
    file: str, header: list[str], numbers: list[int], lines: list[str], bad: int, problems: list[Problem]
) -> Block:
    plain = _plain_columns(lines, len(header))
    if plain is not None:
        return Block(numbers, dict(zip(header, plain, strict=True)), bad)
    rows = _parsed(lines)
    if rows is None:
        numbers, rows, broken = _parsed_singly(file, numbers, lines, problems)
        bad += broken
    if set(map(len, rows)) - {len(header)}:
        for n, row in zip(numbers, rows, strict=True):
            if len(row) != len(header):
                problems.append(problem(file, n, "RAGGED", value=row, found=len(row), expected=len(header)))
        good = [(n, row) for n, row in zip(numbers, rows, strict=True) if len(row) == len(header)]
        bad += len(rows) - len(good)
        numbers, rows = [n for n, _ in good], [row for _, row in good]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(header)
    return Block(numbers, dict(zip(header, columns, strict=True)), bad)


def _plain_columns(lines: list[str], width: int) -> list[list[str]] | None:
    """The columns of lines that need no CSV parser, a third of the time: no quotation mark and no cell too many.

    None for all others, good or bad, which the parser then decides.
    """
    text = ",".join(lines)
    commas = width - 1
    if '"' in text or "\r" in text or max(map(len, lines), default=0) > CELL_CHARACTERS:
        return None
    if any(line.count(",") != commas for line in lines):
        return None
    cells = text.split(",") if lines else []
    return [cells[at::width] for at in range(width)]


def _parsed(lines: list[str]) -> list[list[str]] | None:
    """One row a line, or None when any line is broken or a cell goes over its end."""
    try:
        rows = list(csv.reader(lines, strict=True))
    except csv.Error:
        return None
    return rows if len(rows) == len(lines) else None


def _parsed_singly(
    file: str, numbers: list[int], lines: list[str], problems: list[Problem]
) -> tuple[list[int], list[list[str]], int]:
    """Numbers, rows and the number of broken lines: the slow way, only for a block that has a broken line."""
    kept, rows = [], []
    for number, line in zip(numbers, lines, strict=True):
        parsed = _parsed([line])
        if parsed is None:
            why = _why(line)
            code = "CELL_TOO_LARGE" if "field limit" in why else "MALFORMED"
            problems.append(problem(file, number, code, value=line, why=why))
        else:
            kept.append(number)
            rows.append(parsed[0])
    return kept, rows, len(lines) - len(rows)


def _why(line: str) -> str:
    try:
        list(csv.reader([line], strict=True))
    except csv.Error as fault:
        return "a quotation mark is not closed" if "unexpected end" in str(fault) else str(fault)
    return "it is no row"


# ---- JSONL ----------------------------------------------------------------------------------------------------


def _jsonl_blocks(path: Path, columns: Columns, problems: list[Problem]) -> Iterator[Block]:
    for numbers, lines, bad in _lines(path, problems):
        kept: list[int] = []
        rows: list[dict[str, Raw]] = []
        for number, line in zip(numbers, lines, strict=True):
            row = _object(path.name, number, line, columns.known, problems)
            if row is not None:
                kept.append(number)
                rows.append(row)
        names = columns.known or sorted({key for row in rows for key in row})
        cells = {name: [row.get(name, "") for row in rows] for name in names}
        yield Block(kept, cells, bad + len(numbers) - len(kept))


def _object(file: str, number: int, line: str, known: Sequence[str], problems: list[Problem]) -> dict[str, Raw] | None:
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as fault:
        problems.append(problem(file, number, "MALFORMED", value=line, why=str(fault).partition(":")[0]))
        return None
    if not isinstance(value, dict):
        problems.append(problem(file, number, "NOT_AN_OBJECT", value=line))
        return None
    wrong = _wrong_keys(file, number, value, known)
    problems += wrong
    return None if wrong else {key: _cell(each) for key, each in value.items()}


def _wrong_keys(file: str, number: int, value: dict[str, object], known: Sequence[str]) -> list[Problem]:
    wrong = [problem(file, number, "UNKNOWN_KEY", column=k, value=k) for k in value if known and k not in known]
    for key, each in value.items():
        if isinstance(each, dict) or (isinstance(each, list) and not all(isinstance(e, str) for e in each)):
            wrong.append(problem(file, number, "NOT_A_TEXT", column=key, value=each))
        elif isinstance(each, str | list) and sum(map(len, each)) > CELL_CHARACTERS:
            wrong.append(problem(file, number, "CELL_TOO_LARGE", column=key, value=each))
    return wrong


_WORDS = {None: "", True: "yes", False: "no"}


def _cell(value: object) -> Raw:
    """Text as CSV would have it, so that one check serves both forms."""
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, list):
        return tuple(value)
    return value if isinstance(value, str) else str(value)
