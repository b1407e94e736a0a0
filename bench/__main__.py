"""Run every benchmark, write bench/results.json, machine.json and report.svg, and print a table.

Each `bench_*` module has `numbers(home) -> dict[str, float]`; names end in their unit. A peer runs in the same run.
Sections named as arguments run alone; the others' figures stay, measured at the commit that machine.json names.
"""

import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import orjson
from rich.console import Console
from rich.table import Table

from bench import (
    bench_audit,
    bench_changes,
    bench_family,
    bench_http,
    bench_import,
    bench_lists,
    bench_paths,
    bench_peers,
    bench_policy,
    bench_wall,
    report,
)
from bench.cities import KINDS_OF_PAIRS
from bench.timing import BOUND_SECONDS
from graphsvc.clock import Clock, monotonic

HERE = Path(__file__).parent
RESULTS, MACHINE = HERE / "results.json", HERE / "machine.json"
SECTIONS: Mapping[str, Callable[[Path], dict[str, float]]] = {
    "policy": bench_policy.numbers,
    "wall": bench_wall.numbers,
    "audit": bench_audit.numbers,
    "changes": bench_changes.numbers,
    "import": bench_import.numbers,
    "http": bench_http.numbers,
    "lists": bench_lists.numbers,
    "paths": bench_paths.numbers,
    "family": bench_family.numbers,
}
APART = {"peers": bench_peers.numbers}
"""Run only when named: they need more than this project installs."""
KERNEL_MS = {"random": 0.8, "near": 0.8, "hubs": 4.0}
GOALS = {
    "policy.warm.p50_ms": 0.05,
    "policy.cold_500_classes.p50_ms": 80.0,
    "wall.worst.p50_ms": 50.0,
    "wall.worst.cpu_max_ms": 50.0,
    "wall.websocket.p50_ms": 50.0,
    "wall.events.p50_ms": 50.0,
    "changes.other_process.p95_ms": 100.0,
    **{f"audit.{clients}.added.p99_ms": 5.0 for clients in (1, bench_audit.CLIENTS)},
    f"audit.{bench_audit.CLIENTS}.cpu_us": 100.0,
    "audit.person.cpu_us": 2.0,
    "http.person.demo.p95_ms": 15.0,
    "http.influence_paths.demo.p95_ms": 150.0,
    "http.relatives_to_reach.demo.p95_ms": 20.0,
    "lists.reach_overview.240.p95_ms": 300.0,
    "lists.messengers_for.240x40.p95_ms": 1_000.0,
    "family.kinship.3000.p95_ms": 3.0,
    "family.relatives.3000.p95_ms": 10.0,
    **{f"family.kinship.1000000.{kind}.p95_ms": 3.0 for kind in ("random", "near")},
    **{f"family.relatives.1000000.{kind}.p95_ms": 10.0 for kind in ("random", "near")},
    **{f"paths.kernel.1000000.{kind}.k5.s{n}.p95_ms": ms for kind, ms in KERNEL_MS.items() for n in (3, 4, 6)},
    **{f"paths.http.50000.{kind}.k5.s{n}.p95_ms": 12.0 for kind in KINDS_OF_PAIRS for n in (3, 4)},
    **{f"paths.growth.{kind}": 5.0 for kind in KINDS_OF_PAIRS},
    "paths.spread.1000000.20x500.p50_ms": 50.0,
    "paths.arrays.1000000.mb": 700.0,
    "paths.load.1000000.s": 40.0,
    "paths.snapshot.1000000.s": 2.0,
}
FLOORS = {
    "import.pole.rows_per_s": 8_000.0,
    "import.city_offline.rows_per_s": 30_000.0,
    **{
        f"paths.ratio.{peer}_over_kernel.50000.{kind}": 300.0
        for peer in ("cypher_shortest", "cypher_filtered")
        for kind in KINDS_OF_PAIRS
    },
}


def main() -> None:
    """All sections, or those named as arguments."""
    wanted = sys.argv[1:] or list(SECTIONS)
    results: dict[str, float] = {}
    took: dict[str, int] = {}
    with tempfile.TemporaryDirectory(prefix="graphsvc-bench-") as home:
        for name, numbers in (SECTIONS | APART).items():
            if name in wanted:
                begun = monotonic()
                results |= {key: round(value, 4) for key, value in numbers(Path(home) / name).items()}
                took[name] = round(monotonic() - begun)
                print(f"{name}: {took[name]} s", file=sys.stderr)
    MACHINE.write_bytes(orjson.dumps(machine(took), option=orjson.OPT_INDENT_2))
    write(results)
    show(results)


def write(results: Mapping[str, float]) -> None:
    """The figures and their picture; those of sections that did not run stay as they were measured before."""
    before = orjson.loads(RESULTS.read_bytes()) if RESULTS.exists() else {}
    RESULTS.write_bytes(orjson.dumps(dict(sorted({**before, **results}.items())), option=orjson.OPT_INDENT_2))
    report.main()


def machine(took: Mapping[str, int]) -> dict[str, object]:
    """What the numbers were measured on, each section's at which commit and how many seconds it ran."""
    commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False, cwd=HERE)
    before = orjson.loads(MACHINE.read_bytes()) if MACHINE.exists() else {}
    return {
        "commits": {**before.get("commits", {}), **dict.fromkeys(took, commit.stdout.strip())},
        "seconds": {**before.get("seconds", {}), **took},
        "day": Clock().today().isoformat(),
        "cores": os.cpu_count(),
        "processor": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def show(results: Mapping[str, float]) -> None:
    """The numbers beside their goals."""
    table = Table("figure", "value", "goal", "reached")
    for name, value in sorted(results.items()):
        goal, floor = GOALS.get(name), FLOORS.get(name)
        said = f"≤ {goal:g}" if goal else f"≥ {floor:g}" if floor else ""
        reached = "" if not said else "yes" if (value <= goal if goal else value >= (floor or 0)) else "no"
        table.add_row(name, f"{value:,.3f}", said, reached)
    Console(width=110).print(table)
    for name in sorted(name.removesuffix(".bounded") for name in results if name.endswith(".bounded")):
        print(f"{name}: {results[f'{name}.bounded']:.0f} hit the bound of {BOUND_SECONDS:g} s and count as that")


if __name__ == "__main__":
    try:
        main()
    except bench_peers.NoNode as fault:
        sys.exit(str(fault))
