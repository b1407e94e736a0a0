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
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

ENGINE = Path(__file__).parents[2] / "graphsvc" / "engine"
PREDICATE = {
    "expansion": ("stands", "closed", "joins", "apart", "direct", "by_groups"),
    "kernels": (),
}
"""Module → functions whose every condition is the predicate's. Elsewhere: conditions that speak of these words."""
WORDS = ("closed(", "NO_END")
ALIKE: Mapping[tuple[str, str], str] = {}
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


def found_by(mutant: Mutant | None) -> str:
    """The first case that tells the mutant from the engine; empty when none does."""
    _forgotten()
    finder = _Changed(mutant) if mutant else None
    if finder:
        sys.meta_path.insert(0, finder)
    try:
        cases = importlib.import_module("tests.unit.test_engine_bars").wrong_cases
        return next(iter(cases()), "")
    except (ArithmeticError, LookupError, TypeError, ValueError) as fault:
        return f"it fails: {type(fault).__name__}"
    finally:
        if finder:
            sys.meta_path.remove(finder)


def run() -> int:
    """How many survive; progress and survivors are printed."""
    every = list(mutants())
    unchanged = found_by(None)
    if unchanged:
        print(f"  the engine itself is wrong in {unchanged}")
        return 1
    survivors = []
    for number, mutant in enumerate(every, 1):
        about = f"{mutant.module}.py:{mutant.line} {mutant.function}: {mutant.part}"
        why, alike = found_by(mutant), ALIKE.get((mutant.function, mutant.part))
        if not why and not alike:
            survivors.append(about)
        print(f"  {number}/{len(every)} {why or (f'alike: {alike}' if alike else 'SURVIVES')}  {about}", flush=True)
    print(f"kernel: {len(every)} parts, {len(survivors)} survive")
    print("".join(f"  SURVIVES {each}\n" for each in survivors), end="")
    return len(survivors)


def run_as_python() -> int:
    """`run` in a process in which nothing is compiled."""
    env = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    return subprocess.run([sys.executable, "-m", "tests.mutants.kernel"], env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(min(run(), 1))
