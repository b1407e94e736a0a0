"""influencePaths over HTTP, one after another: uvicorn in a process of its own, over the store of a drawn city.

Each pair has its worker, whose caseload is the two: so authorization, circle, safety lines, names and the audit line
are those of any question. Before the clock starts WARMUP questions of each kind of pair are asked, as in `bench_http`:
a server that just started compiles its plans and its own code, and each worker's circle is kept from then on. An answer
LATE is one that hit the bound. The policy allows at most 4 steps through the API (definitions.md
§6): so there are no rows of 6 and of 8.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import orjson

from bench.bench_http import PORT, WARMUP, asker, given, serving, writing
from bench.bench_import import settings_at
from bench.cities import AS_OF, KINDS_OF_PAIRS, City
from bench.city_files import Worker, workers_of
from bench.city_questions import Question
from bench.client import Client
from bench.path_peers import K
from bench.timing import BOUND_SECONDS, timed
from graphsvc.api.ids import global_id
from graphsvc.clock import monotonic
from graphsvc.database.local import running_server
from graphsvc.model.asker import Principal
from graphsvc.settings import Settings

CLOCK = "2026-04-20T09:00"
STEPS, COUNTS = (3, 4), (1, 5, 20)
ROUNDS, CELL_SECONDS, WRITTEN_ROUNDS = 5, 3.0, 2
DEADLINE_SECONDS = "15"
"""More than the bound, so that no answer is late before it counts as that."""
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
    """paths.http.<people>.<kind>.k<1|5|20>.s<3|4>.*_ms."""
    environ = {
        "GRAPHSVC_HOME": str(home),
        "GRAPHSVC_CLOCK": CLOCK,
        "GRAPHSVC_PORT": str(PORT),
        "GRAPHSVC_RATE_PER_MINUTE": "0",
        "GRAPHSVC_DEADLINE_SECONDS": DEADLINE_SECONDS,
    }
    settings = settings_at(home, clock=CLOCK)
    found: dict[str, float] = {}
    with (
        running_server(settings) as connection,
        serving(environ | given(home, connection)),
        Client(PORT, 60) as client,
        writing(connection, drawn.person(drawn.count - 1)) as write,
    ):
        for kind in KINDS_OF_PAIRS:
            workers = workers_of(kind, [each.pair for each in asked[kind]])
            pairs = [(each, _headers(client, settings, own)) for each, own in zip(asked[kind], workers, strict=True)]
            cells = ((steps, k) for _ in range(WARMUP) for steps in STEPS for k in COUNTS)
            for (steps, k), (each, headers) in islice(zip(cells, cycle(pairs), strict=False), WARMUP):
                _took(client, Call(variables_of(drawn, each, steps, k), headers))
            for steps, k in ((steps, k) for steps in STEPS for k in COUNTS):
                calls = [Call(variables_of(drawn, each, steps, k), headers) for each, headers in pairs]
                name = f"paths.http.{drawn.count}.{kind}.k{k}.s{steps}"
                found |= timed(partial(_took, client), calls, ROUNDS, CELL_SECONDS).rows(name)

            def ask(call: Call) -> float | None:
                write()
                return _took(client, call)

            calls = [Call(variables_of(drawn, each, STEPS[-1], K), headers) for each, headers in pairs]
            name = f"paths.http_written.{drawn.count}.{kind}.k{K}.s{STEPS[-1]}"
            found |= timed(ask, calls, WRITTEN_ROUNDS, 4 * CELL_SECONDS).rows(name)
    return found


@dataclass(frozen=True)
class Call:
    """One request: the question, and the headers of who asks it."""

    variables: dict[str, object]
    headers: Mapping[str, str]


def _headers(client: Client, settings: Settings, worker: Worker) -> dict[str, str]:
    """Token and purpose of one worker."""
    principal = Principal(worker.id, "EOHHS", "HUMAN_SERVICES", ("SOCIAL_WORKER",), f"bench-{worker.id}")
    asker(client, settings, principal)
    return {name: client.headers[name] for name in ("authorization", "graphsvc-purpose")}


def _took(client: Client, call: Call) -> float | None:
    """How long one question took, ms; None when that was longer than the bound. Raises RuntimeError for a refusal."""
    begun = monotonic()
    answer = client.post("/graphql", {"query": DOCUMENT, "variables": call.variables}, call.headers)
    took = monotonic() - begun
    said = orjson.loads(answer)
    found = (said.get("data") or {}).get("influencePaths") or {}
    if "paths" not in found and found.get("code") != "LATE":
        raise RuntimeError(str(said)[:400])
    return took * 1000 if took < BOUND_SECONDS and "paths" in found else None


def variables_of(drawn: City, question: Question, steps: int, k: int) -> dict[str, object]:
    """The question as GraphQL takes it; whom it bars is decided by the product from the records."""
    person, to = (global_id("Person", drawn.person(each)) for each in question.pair)
    avoid = [global_id("Person", drawn.person(each)) for each in question.avoid]
    return {"person": person, "to": to, "steps": steps, "first": k, "asOf": AS_OF.isoformat(), "avoid": avoid}
