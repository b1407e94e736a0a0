"""Every statement with one access filter less, filter by filter: each must show something hidden in the draws of
tests/live/test_statements_alone.py.

A filter is one atom of a predicate: a class, a case, a class that needs consent, a consented person, a circle, a gate
of touchpoints.csv. It is made true where it stands, by a parameter; nothing else of the text changes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from graphsvc.database.driver import Graph
from tests.live.alone import ACCESS, OWN, STATEMENTS, TOUCH, trial
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
    """A statement without one of its filters. `number`: what $without says in the loose text."""

    statement: str
    filter: str
    line: int
    number: int

    def __str__(self) -> str:
        mode = STATEMENTS[self.statement].mode
        return f"cypher/{mode}/{self.statement}.cypher:{self.line} {self.filter}"


def loosened(name: str) -> tuple[str, list[Mutant]]:
    """The statement with every filter as `filter or it is the one that is off`, and its mutants. One text for all of
    them, since the server takes most of a second to plan one."""
    text, parts, mutants, end = STATEMENTS[name].text, list[str](), list[Mutant](), 0
    for found in FILTER.finditer(text):
        start = text.rfind("\n", 0, found.start()) + 1
        if not text[start : found.start()].lstrip().startswith("//"):
            line, number = text.count("\n", 0, found.start()) + 1, len(mutants) + 1
            mutants.append(Mutant(name, found.group(), line, number))
            off = f"$without = {number}{only(found.group())}"
            parts += [text[end : found.start()], f"({found.group()} OR ({off}))"]
            end = found.end()
    return "".join(parts) + text[end:], mutants


def only(said: str) -> str:
    """A list of cases that holds every case; of anything else, everything."""
    return f" AND {said.split()[0]} IS NOT NULL" if said.endswith("IN $cases") else ""


async def survivors_of(graph: Graph, name: str) -> list[Mutant]:
    """The mutants of a statement that no draw tells from it. Raises AssertionError when the statement itself fails."""
    loose, alive = loosened(name)
    for number in range(draws_of(STATEMENTS[name])):
        if not alive:
            break
        seen = await trial(graph, STATEMENTS[name], number, loose, [each.number for each in alive])
        assert not seen.differs(OWN), f"{name} itself shows what is hidden: {seen.about}"
        alive = [each for each in alive if not seen.differs(each.number)]
    return alive


async def run(graph: Graph, names: list[str]) -> int:
    """How many survive; progress and survivors are printed."""
    total, survivors = 0, list[Mutant]()
    for number, name in enumerate(names, 1):
        every = loosened(name)[1]
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
