"""bench/results.json as one picture, bench/report.svg: cost against city size, steps and k, the peers beside.

    python -m bench.report

The same figures give the same bytes. Colours of text, paper and grid follow the reader's light or dark scheme; those of
the series are legible on both.
"""

import io
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor, log10
from pathlib import Path
from typing import Any

import matplotlib as mpl
import orjson
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

HERE = Path(__file__).parent
SIZES, COUNTS, STEPS = (50_000, 1_000_000), (1, 5, 20), (3, 4, 6, 8)
NAMED_K, NAMED_STEPS = 5, 6
KINDS = {"random": ("#0a84c6", "o"), "near": ("#d9661f", "s"), "hubs": ("#179a6b", "^")}
"""Kind of pair → colour and mark: told apart without colour too."""
INK, PAPER, GRID = "#1f2328", "#ffffff", "#d8dee4"
DARK = {INK: "#e6edf3", PAPER: "#0d1117", GRID: "#30363d"}
"""What each becomes for a reader whose scheme is dark."""
PARTS = ("fill", "stroke")
STYLE: Mapping[str, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "graphsvc",
    "font.family": "sans-serif",
    "font.size": 9,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.facecolor": PAPER,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "xtick.color": INK,
    "ytick.color": INK,
    "figure.facecolor": PAPER,
    "legend.frameon": False,
    "legend.fontsize": 8,
}
Results = Mapping[str, float]


@dataclass(frozen=True)
class Way:
    """One line of the panel of ways: its row, its steps, and what its answer lacks."""

    row: str
    steps: int
    words: str


WAYS = (
    Way("kernel", 6, "engine, ≤ 6 steps"),
    Way("http", 4, "engine over HTTP, ≤ 4 steps,\naccess, reasons and audit line"),
    Way("cypher_shortest", 6, "Cypher SHORTEST 5, ≤ 6 steps:\nno strength, no filter"),
    Way("cypher_filtered", 6, "Cypher SHORTEST 5, filters inside:\nno strength"),
    Way("neo4j_graphql", 6, "SHORTEST 5 behind @neo4j/graphql"),
    Way("cypher_exact", 4, "our Cypher way, ≤ 4 steps:\nrefused beyond"),
    Way("igraph", 6, "igraph Yen: no limit of steps,\nno filter, no reasons"),
    Way("networkx", 6, "networkx Yen: the same"),
)


def main() -> None:
    """Write the picture. KeyError for results without the engine's rows."""
    results = orjson.loads((HERE / "results.json").read_bytes())
    (HERE / "report.svg").write_bytes(picture(results))


def picture(results: Results) -> bytes:
    """The SVG."""
    with mpl.rc_context(dict(STYLE)):
        figure = Figure(figsize=(11, 7.6), layout="constrained")
        (size, ways), (steps, counts) = figure.subplots(2, 2)
        _by_size(size, results)
        _by_way(ways, results)
        _lines(steps, results, STEPS, lambda value: f"k{NAMED_K}.s{value}", "steps at most")
        steps.set_title(f"By steps, k = {NAMED_K}")
        _lines(counts, results, COUNTS, lambda value: f"k{value}.s{NAMED_STEPS}", "k, paths asked for")
        counts.set_title(f"By k, ≤ {NAMED_STEPS} steps")
        handles, labels = steps.get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=len(KINDS), handlelength=3.5)
        figure.suptitle("Influence paths, every predicate on: median (line) and 95th percentile (faint), ms", size=11)
        drawn = io.BytesIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
    return _schemed(drawn.getvalue().decode()).encode()


def _schemed(svg: str) -> str:
    """The same with rules for a dark scheme; a reader who knows none sees the light one."""
    rules = (
        f'[style*="{part}: {light}"] {{ {part}: {dark} !important }}' for part in PARTS for light, dark in DARK.items()
    )
    head, rest = svg.split("<metadata>", 1)
    return f"{head}<style>@media (prefers-color-scheme: dark) {{ {' '.join(rules)} }}</style>\n <metadata>{rest}"


def _by_size(axes: Axes, results: Results) -> None:
    """The engine at both sizes, and the database's own search."""
    for kind, (colour, mark) in KINDS.items():
        for row, dash in (("kernel", "-"), ("cypher_shortest", ":")):
            names = [f"paths.{row}.{people}.{kind}.k{NAMED_K}.s{NAMED_STEPS}" for people in SIZES]
            points = [
                (n, results[f"{name}.p50_ms"])
                for n, name in zip(SIZES, names, strict=True)
                if f"{name}.p50_ms" in results
            ]
            label = f"{kind}, {'engine' if row == 'kernel' else 'SHORTEST 5'}"
            axes.plot(*zip(*points, strict=True), dash, color=colour, marker=mark, markersize=5, label=label)
    axes.set(xscale="log", yscale="log", xlabel="people (5.1 ties each)", ylabel="ms")
    axes.set_xticks(SIZES, [f"{n:,}" for n in SIZES])
    axes.set_xticks([], minor=True)
    axes.set_title(f"By city size, k = {NAMED_K}, ≤ {NAMED_STEPS} steps")
    _decades(axes)
    axes.legend(ncols=2, loc="center")


def _by_way(axes: Axes, results: Results) -> None:
    """What else could be taken, in the small city; a hollow mark hit the bound of 10 s at least once."""
    there = [way for way in WAYS if f"paths.{way.row}.50000.random.k{NAMED_K}.s{way.steps}.p50_ms" in results]
    for place, way in enumerate(reversed(there)):
        for kind, (colour, mark) in KINDS.items():
            name = f"paths.{way.row}.50000.{kind}.k{NAMED_K}.s{way.steps}"
            middle, late = results[f"{name}.p50_ms"], results[f"{name}.p95_ms"]
            face = PAPER if f"{name}.bounded" in results else colour
            axes.plot([middle, late], [place, place], color=colour, alpha=0.35, linewidth=3)
            axes.plot([middle], [place], mark, color=colour, markerfacecolor=face, markersize=6)
    axes.set(xscale="log", xlabel="ms, median to 95th percentile; hollow: some hit 10 s")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_yticks(range(len(there)), [way.words for way in reversed(there)])
    axes.set_title(f"What else could be taken, 50,000 people, k = {NAMED_K}")


def _lines(axes: Axes, results: Results, values: tuple[int, ...], key: Any, label: str) -> None:
    """The engine over one argument, at both sizes."""
    for kind, (colour, mark) in KINDS.items():
        for people, dash in zip(SIZES, ("--", "-"), strict=True):
            names = [f"paths.kernel.{people}.{kind}.{key(value)}" for value in values]
            if f"{names[0]}.p50_ms" not in results:
                continue
            middle, late = ([results[f"{name}.{figure}_ms"] for name in names] for figure in ("p50", "p95"))
            axes.plot(values, middle, dash, color=colour, marker=mark, markersize=4, label=f"{kind}, {people:,}")
            axes.plot(values, late, dash, color=colour, alpha=0.3)
    axes.set(yscale="log", xlabel=label, ylabel="ms")
    axes.set_xticks(values, [str(value) for value in values])
    _decades(axes)


def _decades(axes: Axes) -> None:
    """Whole decades of milliseconds, said as plain numbers."""
    low, high = axes.get_ylim()
    axes.set_ylim(10 ** floor(log10(low)), 10 ** ceil(log10(high)))
    axes.yaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_minor_formatter(NullFormatter())


if __name__ == "__main__":
    sys.exit(main())
