"""The engine's predicate with one part less, part by part: each must give a wrong path in cases of tests/unit.

A part is an operand of an `and` or an `or`, or the whole of a condition that passes over somebody, in the functions of
PREDICATE. The source is changed as text and run as plain Python (NUMBA_DISABLE_JIT), which answers as the compiled one
does; the cases are those of tests/unit/test_engine.py and test_engine_bars.py, so what is found here fails there.
"""

import ast
import importlib
import importlib.abc
import importlib.util
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

ENGINE = Path(__file__).parents[2] / "graphsvc" / "engine"
PREDICATE = {
    "predicate": ("stands", "closed", "joins", "apart"),
    "expansion": ("direct", "way_in", "by_groups"),
    "rings": (),
    "bounds": (),
    "kernels": (),
}
"""Module → functions whose every condition is the predicate's. Elsewhere: conditions that speak of these words."""
WORDS = ("closed(", "NO_END")
CASES = "tests.unit.test_engine_bars"
MOST_SECONDS = 20
"""Of one case: a part that ends a loop may be the one that is gone."""
_PAIRED = "Everybody of a pair is marked, so that apart() is asked in vain of whoever is not: it alone decides."
_FLOOR = "The floor spares work, the weakest link first: what passes below it comes after all that is above it."
ALIKE: Mapping[tuple[str, str], str] = {
    ("direct", "theirs & PAIRED or mark & ALSO_PAIRED"): _PAIRED,
    ("by_groups", "theirs & PAIRED or mark & ALSO_PAIRED"): _PAIRED,
    ("direct", "best < floor"): _FLOOR,
    ("direct", "row >= 0"): "What a step said from the other side is what is found again.",
    ("way_in", "heads[at, UPPER] < desk[Q_FLOOR_UPPER]"): _FLOOR,
    ("way_in", "own < desk[Q_FLOOR]"): _FLOOR,
    ("by_groups", "value < floor"): _FLOOR,
    ("by_groups", "desk[C_FULL]"): "A search that is full is begun again with more room; nothing of it is kept.",
    ("by_groups", "other == person"): "A step to oneself is on no path: choose() passes over whoever a path stands on.",
    ("by_groups", "own < 0"): "What is no step has the quality -1, which is below every floor.",
    ("by_groups", "among and not seen_as(other, seen) & among"): (
        "Whoever only the last widening meets is too far from the other side for a path: no bound reaches her."
    ),
    ("begun_at", "closed(bits[end], known[end] >> MARKS_AT)"): (
        "No step leads to somebody closed (direct, by_groups), so that a closed end is the end of no path."
    ),
}
"""(function, part) → why the answers cannot differ without it."""


@dataclass(frozen=True)
class Mutant:
    """One part taken out."""

    module: str
    function: str
    part: str
    line: int
    source: str


def mutants() -> Iterator[Mutant]:
    for module, functions in PREDICATE.items():
        source = (ENGINE / f"{module}.py").read_text(encoding="utf-8")
        for function in ast.walk(ast.parse(source)):
            if isinstance(function, ast.FunctionDef):
                for node, neutral in _parts(function):
                    said = " ".join((ast.get_source_segment(source, node) or "").split())
                    if function.name in functions or any(word in said for word in WORDS):
                        changed = _spliced(source, node, neutral)
                        yield Mutant(module, function.name, said, node.lineno, changed)


def _parts(function: ast.FunctionDef) -> Iterator[tuple[ast.expr, str]]:
    """(part, what stands for it when it is gone)."""
    for node in ast.walk(function):
        if isinstance(node, ast.BoolOp):
            yield from ((value, "False" if isinstance(node.op, ast.Or) else "True") for value in node.values)
        elif isinstance(node, ast.If) and _passes_over(node):
            yield node.test, "False"


def _passes_over(node: ast.If) -> bool:
    """Whether it ends what is done about somebody, by one condition (the parts of several are met by themselves)."""
    return isinstance(node.body[-1], ast.Continue | ast.Return) and not isinstance(node.test, ast.BoolOp)


def _spliced(source: str, node: ast.expr, neutral: str) -> str:
    lines = source.splitlines(keepends=True)
    assert node.end_lineno is not None and node.end_col_offset is not None
    before = "".join(lines[: node.lineno - 1]) + lines[node.lineno - 1][: node.col_offset]
    after = lines[node.end_lineno - 1][node.end_col_offset :] + "".join(lines[node.end_lineno :])
    return before + neutral + after


# ---- running them --------------------------------------------------------------------------------------------------


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Serves one module of the engine from a changed text."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant, self.name = mutant, f"graphsvc.engine.{mutant.module}"

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return importlib.util.spec_from_loader(fullname, self) if fullname == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        path = str(ENGINE / f"{self.mutant.module}.py")
        module.__file__ = path
        exec(compile(self.mutant.source, path, "exec"), module.__dict__)


def _forgotten() -> None:
    """The engine and the tests that use it are imported anew."""
    for name in [n for n in sys.modules if n.startswith(("graphsvc.engine", "tests.unit.test_engine"))]:
        del sys.modules[name]


def found_by(mutant: Mutant | None, known: list[Any]) -> str:
    """The first case that tells the mutant from the engine; empty when none does. It is moved to the front: what finds
    one part often finds another."""
    _forgotten()
    finder = _Changed(mutant) if mutant else None
    if finder:
        sys.meta_path.insert(0, finder)
    try:
        wrong_in = importlib.import_module(CASES).wrong_in
        for place, each in enumerate(known):
            if wrong := _wrong(wrong_in, each):
                known.insert(0, known.pop(place))
                return wrong
        return ""
    finally:
        if finder:
            sys.meta_path.remove(finder)


def _wrong(wrong_in: Callable[[Any], str], known: Any) -> str:
    signal.alarm(MOST_SECONDS)
    try:
        return wrong_in(known)
    except (ArithmeticError, LookupError, TimeoutError, TypeError, ValueError) as fault:
        return f"{known.name}: {type(fault).__name__}"
    finally:
        signal.alarm(0)


def _endless(*_: object) -> None:
    raise TimeoutError


def run(functions: Sequence[str] = ()) -> int:
    """How many survive, of these functions or of all; progress and survivors are printed."""
    signal.signal(signal.SIGALRM, _endless)
    every = [each for each in mutants() if not functions or each.function in functions]
    known = list(importlib.import_module(CASES).known_cases())
    unchanged = found_by(None, known)
    if unchanged:
        print(f"  the engine itself is wrong in {unchanged}")
        return 1
    survivors = []
    for number, mutant in enumerate(every, 1):
        about = f"{mutant.module}.py:{mutant.line} {mutant.function}: {mutant.part}"
        why, alike = found_by(mutant, known), ALIKE.get((mutant.function, mutant.part))
        if not why and not alike:
            survivors.append(about)
        print(f"  {number}/{len(every)} {why or (f'alike: {alike}' if alike else 'SURVIVES')}  {about}", flush=True)
    print(f"kernel: {len(every)} parts, {len(survivors)} survive")
    print("".join(f"  SURVIVES {each}\n" for each in survivors), end="")
    return len(survivors)


def run_as_python(functions: Sequence[str] = ()) -> int:
    """`run` in a process in which nothing is compiled."""
    env = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    return subprocess.run([sys.executable, "-m", "tests.mutants.kernel", *functions], env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(min(run(sys.argv[1:]), 1))
