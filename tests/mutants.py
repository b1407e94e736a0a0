"""Mutation run: one filter of access taken out at a time must make a test fail. Prints the survivors; none, or exit 1.

statements   from every read statement, each kind of filter in turn; killed when a question over the full graph is
             answered otherwise than over the reduced one (tests/live/test_noninterference.py)
kernel       from the compiled predicate, each part in turn; killed when the engine's own tests fail

python -m tests.mutants [statements|kernel]
"""

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx
from rich.console import Console

from graphsvc.app import app_of, served_on
from graphsvc.catalogue import Catalogue, Row, read_catalogue
from graphsvc.database.driver import Graph
from graphsvc.questions.influence.choose import Walks
from tests.conftest import opened_graph, server_or_skip, settings_at
from tests.live.api import Api, api_on
from tests.live.arrays import in_memory
from tests.live.test_noninterference import FEED, Case, Question, case_of, questions, replied
from tests.reduced import reduced, write_bundle

ROOT = Path(__file__).parents[1]
FILTERS = {
    "class": re.compile(r"\b\w+\.cls IN \$(?:allowed|counted)\b"),
    "consent": re.compile(r"\b\w+\.id IN \$consented\b"),
    "sealed": re.compile(r"\b\w+\.cls <> 0"),
    "circle": re.compile(r"\$circle IS NULL"),
    "kin circle": re.compile(r"\$kin_circle IS NULL"),
    "touchpoint": re.compile(r"\bt\.type \+ '\|' \+ toString\(t\.cls\) IN \$touch_open\b"),
    "touchpoint consent": re.compile(r"\bt\.compartment \+ '\|' \+ p\.id IN \$touch_consented\b"),
    "touchpoint people": re.compile(r"\$touch_people IS NULL"),
}
"""Each of these, taken out, lets pass what it was to stop."""
CASES, QUESTIONS = 39, 40
STANDS = "return opening & ALLOWED or cases[block[at, CASE]] or (opening & WITH_CONSENT and both & CONSENTED)"
KERNEL = (
    ("class", STANDS, "return True"),
    ("consent", "opening & WITH_CONSENT and both & CONSENTED", "opening & WITH_CONSENT"),
    ("circle", "or not both & (IN_KIN_CIRCLE if (traits >> NEAR_AT) & 1 else IN_CIRCLE)", ""),
    ("kin circle", "IN_KIN_CIRCLE if (traits >> NEAR_AT) & 1 else IN_CIRCLE", "IN_CIRCLE"),
    ("kind", "traits & KIND_BITS != q[Q_KIND]\n        or ", ""),
    ("verification", "or (traits >> VERIFIED_AT) & 3 < least", ""),
    ("begun", "or block[at, SINCE] > q[Q_UNTIL]", ""),
    ("ended", "or block[at, UNTIL] < max(q[Q_SINCE], block[at, SINCE])", ""),
    ("retention", "or ((traits >> TYPE_AT) & 3 == MEMBER and block[at, EXTRA] < q[Q_TODAY])", ""),
    ("avoid", "return mark & OUTSIDE or ", "return "),
    ("safety lines", " or (bits & SHUT and not mark & SPARED)", ""),
    (
        "group's class",
        "if not classes[groups[group, G_CLS]] & ALLOWED and not cases[groups[group, G_CASE]]:",
        "if False:",
    ),
    ("group's size", "if count > q[Q_CAP]:", "if False:"),
    ("kept apart", "return low < len(pairs) and pairs[low] == key", "return False"),
)
"""(what, the words in graphsvc/engine/expansion.py, what stands there instead)."""
ENGINE_TESTS = ("tests/unit/test_engine.py", "tests/property/test_engine_exact.py")


@dataclass(frozen=True, order=True)
class Mutant:
    """One statement without one kind of filter."""

    name: str
    filter: str

    def catalogue(self, whole: Catalogue) -> Catalogue:
        """The catalogue, its statement changed."""
        changed = whole[self.name]
        text = FILTERS[self.filter].sub(lambda found: f"({found[0]} OR true)", changed.text)
        return Catalogue(MappingProxyType({**whole.statements, self.name: replace(changed, text=text)}))


def mutants(catalogue: Catalogue) -> list[Mutant]:
    """Every mutant of every read statement."""
    reads = (each for each in catalogue.statements.values() if each.mode == "read")
    return [Mutant(each.name, kind) for each in reads for kind, found in FILTERS.items() if found.search(each.text)]


@dataclass(frozen=True)
class Noted(Graph):
    """A graph that notes which statements were read."""

    names: set[str] = field(default_factory=set)

    async def read(
        self, name: str, /, *, timeout_seconds: float | None = None, fetch_size: int = 0, **params: Any
    ) -> list[Row]:
        self.names.add(name)
        return await super().read(name, timeout_seconds=timeout_seconds, fetch_size=fetch_size, **params)


@dataclass
class Stage:
    """One case on both servers: questions, the statements that each reads, and the two ways of walking."""

    case: Case
    apis: tuple[Api, Api]
    walks: tuple[Walks, Walks]
    asked: list[tuple[Question, bool, frozenset[str]]] = field(default_factory=list)

    def over(self, place: int, catalogue: Catalogue, arrays: bool) -> Api:
        """The same API with that catalogue, nothing kept from before."""
        api = self.apis[place]
        graph = Noted(**{**vars(api.served.graph), "catalogue": catalogue, "names": set()})
        served = served_on(api.served.settings, graph, api.served.clock)
        if arrays:
            served = replace(served, walks=self.walks[place])
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app_of(served)), base_url="http://test")
        return Api(served, client, api._principals, api._handles)

    async def differs(self, catalogue: Catalogue, arrays: bool, question: Question) -> tuple[bool, frozenset[str]]:
        """(whether the two graphs answer otherwise, the statements that were read)."""
        both = [self.over(place, catalogue, arrays) for place in (0, 1)]
        told = {name: value for name, value in question.variables.items() if arrays or name not in ("period", "whatIf")}
        here, there = [await replied(api, self.case.asker, question.text, told) for api in both]
        noted = both[0].served.graph
        assert isinstance(noted, Noted)
        for api in both:
            api.served.audit.close()  # type: ignore[attr-defined]
        return here != there, frozenset(noted.names)


async def staged(number: int, graphs: tuple[Graph, Graph], folder: Path) -> Stage:
    """A case loaded whole and reduced, and what each of its questions reads."""
    case = case_of(number, folder)
    bundles = [write_bundle(rows, folder / f"{number}-{place}", FEED) for place, rows in _both(case)]
    apis = [await api_on(graph, folder / "home", bundle=bundle) for graph, bundle in zip(graphs, bundles, strict=True)]
    stage = Stage(case, (apis[0], apis[1]), (in_memory(graphs[0]), in_memory(graphs[1])))
    for question in questions(case, QUESTIONS, 0):
        for arrays in (False, True) if question.field.startswith("influencePaths") else (False,):
            differs, names = await stage.differs(graphs[0].catalogue, arrays, question)
            assert not differs, (number, case.asker, question)
            stage.asked.append((question, arrays, names))
    return stage


def _both(case: Case) -> Iterator[tuple[int, Any]]:
    yield 0, case.city
    yield 1, reduced(case.reading)


async def kills(stage: Stage, mutant: Mutant, catalogue: Catalogue) -> bool:
    """Whether some question of the stage tells the mutant."""
    for question, arrays, names in stage.asked:
        if mutant.name in names and (await stage.differs(mutant.catalogue(catalogue), arrays, question))[0]:
            return True
    return False


@asynccontextmanager
async def two_graphs(folder: Path) -> AsyncIterator[tuple[Graph, Graph]]:
    """Two servers, and a graph on each."""
    with server_or_skip(settings_at(folder / "one")) as one, server_or_skip(settings_at(folder / "two")) as two:
        graphs = await opened_graph(one), await opened_graph(two)
        yield graphs
        for graph in graphs:
            await graph.close()


async def statement_survivors(console: Console) -> list[Mutant]:
    """Mutants of statements that no question told."""
    catalogue = read_catalogue()
    alive = mutants(catalogue)
    console.print(f"{len(alive)} mutants of statements.")
    with tempfile.TemporaryDirectory() as folder:
        async with two_graphs(Path(folder)) as graphs:
            for number in range(CASES):
                stage = await staged(number, graphs, Path(folder))
                alive = [mutant for mutant in alive if not await kills(stage, mutant, catalogue)]
                console.print(f"case {number + 1} of {CASES}: {len(alive)} left")
                if not alive:
                    break
    return alive


def kernel_survivors(console: Console) -> list[str]:
    """Parts of the compiled predicate without which the engine's tests pass: each compiled anew, about a minute."""
    alive = []
    for what, words, instead in KERNEL:
        killed = _kernel_killed(words, instead)
        console.print(f"kernel without {what}: {'killed' if killed else 'SURVIVED'}")
        alive += [] if killed else [what]
    return alive


def _kernel_killed(words: str, instead: str) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "bench", "__pycache__"))
        mutated = copy / "graphsvc/engine/expansion.py"
        text = mutated.read_text(encoding="utf-8")
        assert text.count(words) == 1, words
        mutated.write_text(text.replace(words, instead), encoding="utf-8")
        run = (sys.executable, "-m", "pytest", "-x", *ENGINE_TESTS)
        environ = os.environ | {"GRAPHSVC_CACHE": str(Path(folder) / "cache")}
        return subprocess.run(run, cwd=copy, env=environ, capture_output=True, check=False).returncode == 1


def main(parts: list[str]) -> int:
    """Exit code 1 where a mutant survives."""
    console = Console()
    alive: list[object] = []
    if not parts or "statements" in parts:
        alive += asyncio.run(statement_survivors(console))
    if not parts or "kernel" in parts:
        alive += kernel_survivors(console)
    for each in alive:
        console.print(f"survivor: {each}")
    console.print(f"{len(alive)} survivors.")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
