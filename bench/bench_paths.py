"""Influence paths in cities of 50,000 and 1,000,000 people: the engine, and beside it what else a user could take.

    paths.kernel.<people>.<kind>.k<k>.s<steps>.*_ms    the compiled search: weakest link first, all predicates inside it
    paths.kernel_fewest…                               the same, fewest steps first
    paths.engine.…                                     Engine.paths, the whole call: ids looked up, marks set, ids again
    paths.spread.1000000.20x500.*_ms                   Engine.spread, 20 sources to 500 ends, at most 4 steps
    paths.circle.<people>.<kind>.*_ms                  the circle of the two of a pair as a caseload, over the arrays
    paths.<peer>.…                                     path_peers.py: the same pairs, in turn with the kernel
    paths.http.…                                       path_http.py: over HTTP, authorization and audit line included
    paths.arrays, paths.load, paths.snapshot           path_load.py
    family.<row>.1000000.…                             family_city.py: kinship in the same store
    paths.ratio.…, paths.growth.…                      worked out from the rows above

Predicates of every kernel row: kind, six of eight access classes, a circle and a kin circle of nine tenths of the
people, a day a year ago, STATED or better, 10 people avoided, 100 barred for the person asked
about and a fiftieth of all for everybody, as many pairs kept apart.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path
from time import sleep

import numpy as np

from bench.bench_import import settings_at
from bench.cities import ALLOWED, AS_OF, KINDS_OF_PAIRS, QUESTIONS, TODAY, City, city
from bench.city_files import make_store, workers_of
from bench.city_questions import Question, protected_of, questions, sight_of
from bench.family_city import family_rows
from bench.path_http import http_rows
from bench.path_load import load_rows
from bench.path_peers import K, Peer, peers, served
from bench.timing import BOUND_SECONDS, Timed, quantile, timed
from graphsvc.clock import monotonic
from graphsvc.database.store import local_store
from graphsvc.engine.around import Around
from graphsvc.engine.assemble import assemble
from graphsvc.engine.columns import Columns
from graphsvc.engine.search import Bytes, Engine, Protected, Wanted
from graphsvc.model.asker import Sight
from graphsvc.model.circle import Shown
from graphsvc.model.site import Site

SMALL, LARGE = 50_000, 1_000_000
COUNTS, STEPS = (1, 5, 20), (3, 4, 6, 8)
NAMED_STEPS = 6
"""The steps of the rows that goals, ratios and growth name."""
ROUNDS = 5
"""How often each pair is asked, one pair after another, so that none finds its own arrays still warm."""
CELL_SECONDS = 2.5
"""No cell of the table takes longer than this, or than one round: `make bench` ends within 25 minutes."""
KIND_SECONDS = 20.0
"""Nor does one peer take longer over the pairs of one kind; how many it was asked is then a row."""
VARIANTS = (
    # row, order, counts, whole call
    ("kernel", "WEAKEST_LINK", COUNTS, False),
    ("kernel_fewest", "FEWEST_STEPS", (K,), False),
    ("engine", "WEAKEST_LINK", (K,), True),
)
RATIO_PEERS = ("cypher_shortest", "cypher_filtered")
SOURCES, SPREAD_ENDS, SPREAD_STEPS, SPREAD_ROUNDS = 20, 500, 4, 30
SHOWN = Shown(ALLOWED, (), (), (), TODAY, Site().group_member_cap, kin=True)
"""What the worker of these questions may see today."""
Questions = Mapping[str, tuple[Question, ...]]


def numbers(home: Path) -> dict[str, float]:
    """paths.*: each store is new and lies under `home`."""
    found = {**rows_of(home, SMALL), **rows_of(home, LARGE)}
    return found | derived(found)


def rows_of(home: Path, people: int) -> dict[str, float]:
    """The rows of one city: the kernel alone, beside its peers, and in the small city over HTTP."""
    drawn, settings = city(people), settings_at(home / str(people))
    asked = questions(drawn)
    workers = [each for kind in KINDS_OF_PAIRS for each in workers_of(kind, [each.pair for each in asked[kind]])]
    make_store(drawn, local_store(settings), home / f"{people}-csv", workers, facts=people == SMALL)
    engine = Engine(assemble(drawn.people, drawn.group_keys, (), drawn.ties, drawn.groups, drawn.filed))
    found = kernel_rows(engine, drawn, asked) | circle_rows(engine.columns, drawn, asked)
    if people == LARGE:
        found |= spread_rows(engine, drawn, asked)
    with served(settings) as there:
        if people == LARGE:
            found |= load_rows(there, drawn, home / "snapshot", partial(first_answer, drawn, asked))
            found |= family_rows(there, engine.columns, drawn, asked)
        with peers(there, drawn, sight_of(drawn, asked), asked, whole=people == SMALL) as all_peers:
            found |= beside(engine, drawn, asked, all_peers)
    return found | (http_rows(settings.home, drawn, asked) if people == SMALL else {})


def first_answer(drawn: City, asked: Questions, columns: Columns) -> object:
    """What arrays that were just loaded answer to a first question: its asker sees everybody."""
    sight = replace(sight_of(drawn, asked), circle=None, kin_circle=None)
    wanted = wanted_of(drawn, asked["near"][0], protected_of(drawn, asked), K, NAMED_STEPS)
    return Engine(columns).paths(sight, Site(), wanted)


# ---- the kernel --------------------------------------------------------------------------------------------------


def kernel_rows(engine: Engine, drawn: City, asked: Questions) -> dict[str, float]:
    """Every cell of every variant."""
    found: dict[str, float] = {}
    sight, protected = sight_of(drawn, asked), protected_of(drawn, asked)
    for row, order, counts, whole in VARIANTS:
        for kind, steps, k in ((kind, s, k) for kind in KINDS_OF_PAIRS for s in STEPS for k in counts):
            wanted = [wanted_of(drawn, each, protected, k, steps, order) for each in asked[kind]]
            name = f"paths.{row}.{drawn.count}.{kind}.k{k}.s{steps}"
            ask = partial(asking if whole else searching, engine, sight)
            found |= timed(ask, wanted, ROUNDS, CELL_SECONDS).rows(name)
    return found


def asking(engine: Engine, sight: Sight, wanted: Wanted) -> float | None:
    """How long one whole call took, ms; None when it was stopped at the bound."""
    with WATCH.over() as stop:
        begun = monotonic()
        engine.paths(sight, Site(), wanted, stop)
        took = (monotonic() - begun) * 1000
    return None if stop[0] else took


def searching(engine: Engine, sight: Sight, wanted: Wanted) -> float | None:
    """How long the search of a question that is ready took, ms; None when it was stopped at the bound."""
    with WATCH.over() as stop, engine.ready(sight, Site(), wanted, stop) as search:
        if search is None:
            raise RuntimeError(f"nobody of the question is there: {wanted.source}")
        begun = monotonic()
        search.best(search.ends, wanted.first + 1)
        took = (monotonic() - begun) * 1000
    return None if stop[0] else took


class Watch:
    """Stops a search at the bound. One thread for all of them: a thread that begins wants the interpreter in the
    midst of a search of 20 microseconds, which then waits for it."""

    def __init__(self) -> None:
        self._until: float | None = None
        self._stop = np.zeros(1, np.uint8)
        self._thread: threading.Thread | None = None

    @contextmanager
    def over(self) -> Iterator[Bytes]:
        """What stops the search of this block."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, daemon=True)
            self._thread.start()
        self._stop.fill(0)
        self._until = monotonic() + BOUND_SECONDS
        try:
            yield self._stop
        finally:
            self._until = None

    def _watch(self) -> None:
        while True:
            sleep(BOUND_SECONDS / 20)
            until = self._until
            if until is not None and monotonic() > until:
                self._stop.fill(1)


WATCH = Watch()


def wanted_of(
    drawn: City, question: Question, protected: Protected, k: int, steps: int, order: str = "WEAKEST_LINK"
) -> Wanted:
    """The question as the engine takes it."""
    person = drawn.person
    return Wanted(
        source=person(question.pair[0]),
        kind="SUPPORT",
        as_of=AS_OF,
        today=TODAY,
        most_steps=steps,
        order=order,
        first=k,
        ends=(person(question.pair[1]),),
        min_verification="STATED",
        outside=frozenset(map(person, (*question.avoid, *question.barred))),
        protected=protected,
    )


def spread_rows(engine: Engine, drawn: City, asked: Questions) -> dict[str, float]:
    """paths.spread.<people>.20x500.*_ms: many sources to many ends at once, each source with whom it bars."""
    rng, person = np.random.default_rng(drawn.seed + 5), drawn.person
    sources = {person(each.pair[0]): frozenset(map(person, each.barred)) for each in asked["near"][:SOURCES]}
    drawn_ends = rng.choice(drawn.count, SPREAD_ENDS - QUESTIONS, replace=False).tolist()
    near_ends = [each.pair[1] for each in asked["near"]]
    sight, first = sight_of(drawn, asked), asked["near"][0]
    wanted = replace(
        wanted_of(drawn, first, protected_of(drawn, asked), K, SPREAD_STEPS),
        ends=tuple(person(end) for end in sorted({*drawn_ends, *near_ends})),
        outside=frozenset(map(person, first.avoid)) - sources.keys(),
    )

    def ask(wanted: Wanted) -> float:
        begun = monotonic()
        engine.spread(sight, Site(), wanted, sources)
        return (monotonic() - begun) * 1000

    return timed(ask, [wanted], SPREAD_ROUNDS, 2 * CELL_SECONDS).rows(f"paths.spread.{drawn.count}.20x500")


def circle_rows(columns: Columns, drawn: City, asked: Questions) -> dict[str, float]:
    """paths.circle.<people>.<kind>.*_ms: what a worker's first question waits for (definitions.md §1)."""
    around, found = Around(columns, SHOWN), dict[str, float]()

    def ask(question: Question) -> float:
        begun = monotonic()
        around.circle(tuple(map(drawn.person, question.pair)))
        return (monotonic() - begun) * 1000

    for kind in KINDS_OF_PAIRS:
        found |= timed(ask, asked[kind], ROUNDS, CELL_SECONDS).rows(f"paths.circle.{drawn.count}.{kind}")
    return found


# ---- beside the peers --------------------------------------------------------------------------------------------


def beside(engine: Engine, drawn: City, asked: Questions, peers: Sequence[Peer]) -> dict[str, float]:
    """The peers' rows, and the engine's over the same pairs. Pair by pair, one after another: noise strikes all alike.

    A call of the same kind goes before and is not counted, as the database is asked the same pair for 4 steps before 6.
    A peer that used up its time is asked no more pairs of that kind; `asked` then says how many it was.
    """
    found: dict[str, float] = {}
    sight, protected = sight_of(drawn, asked), protected_of(drawn, asked)
    for kind in KINDS_OF_PAIRS:
        own, times = dict.fromkeys((row for row, *_ in VARIANTS), Timed()), [Timed() for _ in peers]
        for number, question in enumerate(asked[kind]):
            asks = {
                row: partial(
                    asking if whole else searching,
                    engine,
                    sight,
                    wanted_of(drawn, question, protected, K, NAMED_STEPS, order),
                )
                for row, order, _, whole in VARIANTS
            }
            for row, ask in asks.items():
                ask()
                own[row] = own[row].and_(ask())
            for n, peer in enumerate(peers):
                if number < peer.pairs[kind] and times[n].seconds < KIND_SECONDS:
                    times[n] = times[n].and_(peer.ask(question.pair))
        for peer, took in zip(peers, times, strict=True):
            for steps in peer.steps:
                found |= took.rows(f"paths.{peer.row}.{drawn.count}.{kind}.k{K}.s{steps}", QUESTIONS)
        for row, took in own.items():
            found[f"paths.{row}_beside.{drawn.count}.{kind}.k{K}.s{NAMED_STEPS}.p50_ms"] = quantile(
                list(took.times), 0.5
            )
    return found


def derived(found: Mapping[str, float]) -> dict[str, float]:
    """How many times slower the database's own search is over the same pairs, and what twenty times the city costs."""
    rows: dict[str, float] = {}
    for kind in KINDS_OF_PAIRS:
        at = f"{kind}.k{K}.s{NAMED_STEPS}"
        small, large = (f"paths.kernel.{people}.{at}.p95_ms" for people in (SMALL, LARGE))
        for peer, (own, *_) in product(RATIO_PEERS, VARIANTS):
            theirs = found.get(f"paths.{peer}.{SMALL}.{at}.p50_ms")
            if theirs is not None:
                beside = found[f"paths.{own}_beside.{SMALL}.{at}.p50_ms"]
                rows[f"paths.ratio.{peer}_over_{own}.{SMALL}.{kind}"] = theirs / beside
        if large in found:
            rows[f"paths.growth.{kind}"] = found[large] / found[small]
    return rows
