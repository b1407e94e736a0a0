"""Whatever the bytes are, an import ends with a report: no exception, every row counted, every value printable."""

import asyncio
import json
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from graphsvc.clock import clock_from
from graphsvc.importing.problems import REASONS, SHOWN_CHARACTERS
from graphsvc.importing.report import ImportReport
from graphsvc.importing.run import import_bundle
from graphsvc.model.nouns import NOUNS
from tests.bundle import sample_row
from tests.conftest import settings_at

CLOCK = clock_from("2026-04-20T09:00")
HOSTILE = [
    "=1+1",
    "@SUM(A1)",
    "-2+3+cmd|' /C calc'!A0",
    "+x",
    "0000-00-00",
    "2026-02-30",
    "\x00",
    "\r",
    '"',
    '""',
    "|",
    "||",
]
HOSTILE += [
    "\ud7ff",
    "\u202e",
    "\ufeff",
    "١٢",
    "NaN",
    "1e999",
    "-0",
    "9" * 40,
    "null",
    "[]",
    "{}",
    ",",
    ";",
    "\t",
    "x" * 140_000,
]
HOSTILE += ["9999-12-31", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59-14:00", "2026-01-01T24:00", "2024-W01-1"]

cells = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=8), st.sampled_from(["people-0", "yes", "OPEN", "PUBLIC", "BPD"])
)


def csv_line(row: list[str], quote: bool) -> str:
    return ",".join(f'"{cell}"' if quote else cell for cell in row)


@st.composite
def files(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file's name and bytes: noise, torn CSV, or rows of a noun with some cells turned hostile."""
    noun = draw(st.sampled_from(NOUNS))
    kind = draw(st.sampled_from(["noise", "cells", "cells", "cells", "ragged", "json", "json text"]))
    suffix = draw(st.sampled_from([".csv", ".csv", ".csv", ".jsonl"]))
    if kind == "noise":
        return f"{noun.name}{suffix}", draw(st.binary(max_size=300))
    header = [column.name for column in noun.all_columns]
    rows = [list(sample_row(noun, n, 3).values()) for n in range(draw(st.integers(0, 4)))]
    for row in rows:
        for _ in range(draw(st.integers(0, 3))):
            row[draw(st.integers(0, len(row) - 1))] = draw(cells)
    if kind == "ragged":
        rows.append(draw(st.lists(cells, max_size=6)))
    if kind.startswith("json"):
        values = draw(st.lists(st.recursive(cells | st.none() | st.integers() | st.floats(), st.lists, max_leaves=4)))
        lines = [json.dumps(dict(zip(header, values, strict=False))).encode() for _ in range(2)]
        return f"{noun.name}.jsonl", b"\n".join([*lines, draw(st.text(max_size=30)).encode()])
    text = "\n".join(csv_line(row, draw(st.booleans())) for row in [header, *rows])
    encoding = draw(st.sampled_from(["utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252"]))
    return f"{noun.name}.csv", text.encode(encoding, errors="replace")


def report_of(name: str, content: bytes) -> ImportReport:
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "bundle"
        folder.mkdir()
        (folder / name).write_bytes(content)
        if name != "people.csv":
            (folder / "people.csv").write_text("id\npeople-0\npeople-1\npeople-2\n")
        return asyncio.run(import_bundle(folder, None, settings_at(home), CLOCK, dry_run=True))


@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(files())
@example(("people.csv", b""))
@example(("people.csv", b'id\n"'))
@example(("people.jsonl", b"[" * 100_000))
@example(("names.jsonl", b'{"id": "n", "given": "' + b"x" * 10_000_000 + b'"}'))
@example(("bundle.json", b"[]"))
def test_a_thousand_hostile_files_never_crash_an_import(file: tuple[str, bytes]) -> None:
    report = report_of(*file)
    for count in report.nouns:
        assert count.read == count.loaded + count.rejected
    for each in report.problems:
        assert each.code in REASONS
        assert len(each.value) <= SHOWN_CHARACTERS
        assert each.value.isprintable()
    assert report.summary()
