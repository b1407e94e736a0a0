"""Run every benchmark, write bench/results.json and bench/machine.json, and print a table.

Each `bench_*` module has `numbers(home) -> dict[str, float]`; names end in their unit. A peer runs in the same run.
"""

import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import orjson
from rich.console import Console
from rich.table import Table

from bench import bench_http, bench_import, bench_policy
from graphsvc.clock import Clock, monotonic

HERE = Path(__file__).parent
SECTIONS = (("policy", bench_policy.numbers), ("import", bench_import.numbers), ("http", bench_http.numbers))
GOALS = {
    "policy.warm.p50_ms": 0.05,
    "policy.cold_500_classes.p50_ms": 80.0,
    "http.person.demo.p95_ms": 15.0,
    "http.influence_paths.demo.p95_ms": 150.0,
    "http.relatives_to_reach.demo.p95_ms": 60.0,
}
FLOORS = {"import.pole.rows_per_s": 8_000.0, "import.city_offline.rows_per_s": 30_000.0}


def main() -> None:
    """All sections, or those named as arguments."""
    wanted = set(sys.argv[1:]) or {name for name, _ in SECTIONS}
    results: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="graphsvc-bench-") as home:
        for name, numbers in SECTIONS:
            if name in wanted:
                begun = monotonic()
                results |= {key: round(value, 4) for key, value in numbers(Path(home) / name).items()}
                print(f"{name}: {monotonic() - begun:.0f} s", file=sys.stderr)
    if wanted == {name for name, _ in SECTIONS}:
        (HERE / "results.json").write_bytes(orjson.dumps(dict(sorted(results.items())), option=orjson.OPT_INDENT_2))
        (HERE / "machine.json").write_bytes(orjson.dumps(machine(), option=orjson.OPT_INDENT_2))
    show(results)


def machine() -> dict[str, str | int | None]:
    """What the numbers were measured on."""
    commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False, cwd=HERE)
    return {
        "commit": commit.stdout.strip(),
        "day": Clock().today().isoformat(),
        "cores": os.cpu_count(),
        "processor": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def show(results: dict[str, float]) -> None:
    """The numbers beside their goals."""
    table = Table("figure", "value", "goal", "reached")
    for name, value in sorted(results.items()):
        goal, floor = GOALS.get(name), FLOORS.get(name)
        said = f"≤ {goal:g}" if goal else f"≥ {floor:g}" if floor else ""
        reached = "" if not said else "yes" if (value <= goal if goal else value >= (floor or 0)) else "no"
        table.add_row(name, f"{value:,.3f}", said, reached)
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
