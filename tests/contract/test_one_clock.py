"""Nothing but the clock module reads the time."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
READERS = {"now", "utcnow", "today", "time", "time_ns", "monotonic", "perf_counter", "gmtime", "localtime"}
MODULES = {"datetime", "date", "time"}


def readers_of_time(source: str) -> list[str]:
    """Calls such as datetime.now() or time.time(), and imports of such functions from `time`."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in READERS and isinstance(node.value, ast.Name):
            if node.value.id in MODULES:
                found.append(f"{node.value.id}.{node.attr}")
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            found += [f"time.{name.name}" for name in node.names if name.name in READERS]
    return found


def test_only_the_clock_reads_the_time() -> None:
    offenders = {
        str(path.relative_to(ROOT)): readers_of_time(path.read_text(encoding="utf-8"))
        for folder in ("graphsvc", "seed")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if path != ROOT / "graphsvc" / "clock.py"
    }
    assert {path: found for path, found in offenders.items() if found} == {}


def test_no_statement_reads_the_database_clock() -> None:
    words = ("datetime()", "date()", "timestamp()", "localdatetime()", "randomuuid()")
    offenders = [
        path.name
        for path in sorted((ROOT / "cypher").rglob("*.cypher"))
        if any(word in path.read_text(encoding="utf-8").lower() for word in words)
    ]
    assert offenders == []


def test_a_planted_reader_is_found() -> None:
    assert readers_of_time("import datetime\ndatetime.now()") == ["datetime.now"]
    assert readers_of_time("from time import monotonic") == ["time.monotonic"]
