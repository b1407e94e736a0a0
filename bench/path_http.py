"""influencePaths over HTTP, one after another: uvicorn in a process of its own, over the store of a drawn city.

Each kind of pair has its worker, whose caseload is the people of its pairs: so authorization, circle, safety lines,
names and the audit line are those of any question. Before the clock starts each pair is asked once, as in `bench_http`:
the circle of a worker is kept from then on.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import httpx

from bench.bench_http import PORT, asker, serving
from bench.bench_import import settings_at
from bench.cities import AS_OF, KINDS_OF_PAIRS, City
from bench.city_files import worker_of
from bench.city_questions import Question
from bench.timing import BOUND_SECONDS, Timed, timed
from graphsvc.api.ids import global_id
from graphsvc.clock import monotonic
from graphsvc.model.asker import Principal

CLOCK = "2026-04-20T09:00"
STEPS, K = (3, 4), 5
ROUNDS, KIND_SECONDS = 5, 45.0
DEADLINE_SECONDS = "60"
"""The first question of each worker works out a circle, which nobody may cut short here."""
DOCUMENT = """query Paths($person: ID!, $to: ID!, $steps: Int!, $first: Int!, $asOf: Date!, $avoid: [ID!]) {
  influencePaths(person: $person, to: $to, maxSteps: $steps, first: $first, asOf: $asOf, avoid: $avoid) {
    __typename
    ... on InfluencePathsAnswer {
      asOf explanation limitsOfThisAnswer truncated
      paths { endName weakest weakestPoint whatWouldChange steps { sentence screenFirst unknowns } }
    }
    ... on Problem { code message nextStep }
  }
}"""


def http_rows(home: Path, drawn: City, asked: Mapping[str, tuple[Question, ...]]) -> dict[str, float]:
    """paths.http.<people>.<kind>.k5.s<3|4>.*_ms."""
    environ = {
        "GRAPHSVC_HOME": str(home),
        "GRAPHSVC_CLOCK": CLOCK,
        "GRAPHSVC_PORT": str(PORT),
        "GRAPHSVC_DEADLINE_SECONDS": DEADLINE_SECONDS,
    }
    found: dict[str, float] = {}
    with serving(environ):
        for kind in KINDS_OF_PAIRS:
            for steps in STEPS:
                times = _asked(home, drawn, kind, asked[kind], steps)
                found |= times.rows(f"paths.http.{drawn.count}.{kind}.k{K}.s{steps}")
    return found


def _asked(home: Path, drawn: City, kind: str, questions: Sequence[Question], steps: int) -> Timed:
    """The questions of one kind, asked by its worker."""
    worker = worker_of(kind, [each.pair for each in questions])
    principal = Principal(worker.id, "EOHHS", "HUMAN_SERVICES", ("SOCIAL_WORKER",), f"bench-{kind}-{steps}")
    settings = settings_at(home, clock=CLOCK)
    with httpx.Client(base_url=f"http://127.0.0.1:{PORT}", timeout=float(DEADLINE_SECONDS)) as client:
        ask = asker(client, settings, principal)
        variables = [variables_of(drawn, each, steps) for each in questions]
        begun = monotonic()
        for each in variables:
            if monotonic() - begun < KIND_SECONDS:
                ask(DOCUMENT, each)
        return timed(partial(_took, ask), variables, ROUNDS, KIND_SECONDS)


def _took(ask: Callable[[str, dict[str, object]], object], variables: dict[str, object]) -> float | None:
    """How long one question took, ms; None when that was longer than the bound."""
    begun = monotonic()
    ask(DOCUMENT, variables)
    took = monotonic() - begun
    return took * 1000 if took < BOUND_SECONDS else None


def variables_of(drawn: City, question: Question, steps: int) -> dict[str, object]:
    """The question as GraphQL takes it; whom it bars is decided by the product from the records."""
    person, to = (global_id("Person", drawn.person(each)) for each in question.pair)
    avoid = [global_id("Person", drawn.person(each)) for each in question.avoid]
    return {"person": person, "to": to, "steps": steps, "first": K, "asOf": AS_OF.isoformat(), "avoid": avoid}
