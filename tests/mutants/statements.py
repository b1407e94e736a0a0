"""Every statement with one access filter less, filter by filter: each must show something hidden in the draws of
tests/live/test_statements_alone.py.

A filter is one atom of a predicate: a class, a case, a class that needs consent, a consented person, a circle, a gate
of touchpoints.csv. It is made true where it stands; nothing else of the text changes.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphsvc.database.driver import Graph
from tests.live.alone import ACCESS, STATEMENTS, TOUCH, trial
from tests.live.test_statements_alone import draws_of

_IN = rf"(?:\w+\.\w+ \+ '\|' \+ (?:toString\(\w+\.\w+\)|\w+\.\w+)|\w+\.\w+) IN \$(?:{'|'.join((*ACCESS, *TOUCH))})\b"
_NEAR = r"\$(?:circle|kin_circle|touch_people) IS NULL"
_PARTY = r"\$agency = \w+\.agency|\$agency IN coalesce\(\w+\.parties, \[\]\)"
_SEALED = r"\w+\.cls <> 0"
FILTER = re.compile("|".join((_IN, _NEAR, _PARTY, _SEALED)))
ALIKE: Mapping[tuple[str, str], str] = {}
"""(statement, filter) → why no answer can differ without it."""


@dataclass(frozen=True)
class Mutant:
    """A statement without one of its filters."""

    statement: str
    filter: str
    line: int
    text: str

    def __str__(self) -> str:
        mode = STATEMENTS[self.statement].mode
        return f"cypher/{mode}/{self.statement}.cypher:{self.line} {self.filter}"


def mutants_of(name: str) -> Iterator[Mutant]:
    text = STATEMENTS[name].text
    for found in FILTER.finditer(text):
        start = text.rfind("\n", 0, found.start()) + 1
        if not text[start : found.start()].lstrip().startswith("//"):
            changed = text[: found.start()] + neutral(found.group()) + text[found.end() :]
            yield Mutant(name, found.group(), text.count("\n", 0, found.start()) + 1, changed)


def neutral(said: str) -> str:
    """A list of cases that holds every case; of anything else, everything."""
    return f"{said.split()[0]} IS NOT NULL" if said.endswith("IN $cases") else "true"


async def survivors_of(graph: Graph, name: str) -> list[Mutant]:
    """The mutants of a statement that no draw tells from it. Raises AssertionError when the statement itself fails."""
    alive, own = list(mutants_of(name)), STATEMENTS[name].text
    for number in range(draws_of(STATEMENTS[name])):
        if not alive:
            break
        seen = await trial(graph, STATEMENTS[name], [each.text for each in alive], number)
        assert not seen.differs(own), f"{name} itself shows what is hidden: {seen.about}"
        alive = [each for each in alive if not seen.differs(each.text)]
    return alive


async def run(graph: Graph, names: list[str]) -> int:
    """How many survive; progress and survivors are printed."""
    total, survivors = 0, list[Mutant]()
    for number, name in enumerate(names, 1):
        every = list(mutants_of(name))
        try:
            left = await survivors_of(graph, name)
        except AssertionError as fault:
            print(f"  {fault}"[:2000])
            left = every
        alike = [each for each in left if (each.statement, each.filter) in ALIKE]
        left = [each for each in left if each not in alike]
        total, survivors = total + len(every), survivors + left
        print(f"  {number}/{len(names)} {name}: {len(every)} filters, {len(left)} survive", flush=True)
        print("".join(f"    alike: {each} ({ALIKE[each.statement, each.filter]})\n" for each in alike), end="")
        print("".join(f"    SURVIVES {each}\n" for each in left), end="", flush=True)
    print(f"statements: {total} filters, {len(survivors)} survive")
    print("".join(f"  SURVIVES {each}\n" for each in survivors), end="")
    return len(survivors)
