"""bench/results.json has every row that bench/README.md names, and no row of 6 or 8 steps over HTTP."""

from itertools import product
from pathlib import Path

import orjson

RESULTS = orjson.loads((Path(__file__).parents[2] / "bench" / "results.json").read_bytes())
KINDS, COUNTS, STEPS = ("random", "near", "hubs"), (1, 5, 20), (3, 4, 6, 8)
CITIES = (50_000, 1_000_000)
CELLS = (
    # row, cities, counts, steps
    ("kernel", CITIES, COUNTS, STEPS),
    ("kernel_fewest", CITIES, (5,), STEPS),
    ("engine", CITIES, (5,), STEPS),
    ("http", (50_000,), COUNTS, (3, 4)),
    ("cypher_shortest", CITIES, (5,), (4, 6)),
    ("cypher_filtered", (50_000,), (5,), (4, 6)),
    ("cypher_exact", (50_000,), (5,), (4,)),
    ("igraph", (50_000,), (5,), (4, 6)),
    ("networkx", (50_000,), (5,), (4, 6)),
    ("neo4j_graphql", (50_000,), (5,), (6,)),
)
NAMED = {
    f"paths.{row}.{people}.{kind}.k{k}.s{steps}.{figure}_ms"
    for row, cities, counts, lengths in CELLS
    for people, kind, k, steps, figure in product(cities, KINDS, counts, lengths, ("p50", "p95", "max"))
}
SINGLE = {
    *(f"paths.igraph.1000000.random.k5.s{steps}.p50_ms" for steps in (4, 6)),
    *(
        f"paths.ratio.{peer}_over_{own}.50000.{kind}"
        for peer in ("cypher_shortest", "cypher_filtered")
        for own in ("kernel", "kernel_fewest", "engine")
        for kind in KINDS
    ),
    *(f"paths.growth.{kind}" for kind in KINDS),
    *(f"paths.{name}" for name in ("arrays.1000000.mb", "load.1000000.s", "snapshot.1000000.s")),
    "paths.spread.1000000.20x500.p50_ms",
    *(
        f"paths.circle.{people}.{kind}.{figure}_ms"
        for people in CITIES
        for kind in KINDS
        for figure in ("p50", "p95", "max")
    ),
}


def test_every_named_row_is_there() -> None:
    assert sorted((NAMED | SINGLE) - RESULTS.keys()) == []


def test_http_has_no_row_beyond_the_policy() -> None:
    rows = {name for name in RESULTS if name.startswith("paths.http.")}
    assert {name for name in rows if ".s6." in name or ".s8." in name} == set()
