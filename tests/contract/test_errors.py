"""errors.json: fresh, and every code that the source can say is in it, and nothing else."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

from graphsvc import errors
from graphsvc.api.codes import CODES, errors_text
from graphsvc.api.limits import LIMITS
from graphsvc.errors import MEANINGS, GraphsvcError
from graphsvc.model.answers import PROBLEMS

ROOT = Path(__file__).parents[2]
SAYING = {"Refused": (0, 1), "Unfit": (0,), "limited": (0,), "problem": (0,)}
"""Call → the places where its code can stand (a refusal over HTTP has its status first)."""


def said_in(source: str) -> Iterator[str]:
    """Codes in the calls that make a refusal, and under the key `code` of a dictionary."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING:
            yield from filter(_is_code, (_text(node.args, place) for place in SAYING[node.func.id]))
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            yield from (_text([value], 0) for key, value in pairs if key and _text([key], 0) == "code")


def _text(args: list[ast.expr], place: int) -> str:
    given = args[place] if place < len(args) else None
    return given.value if isinstance(given, ast.Constant) and isinstance(given.value, str) else ""


def _is_code(text: str) -> bool:
    return text.isupper()


def codes_of_the_tree(kind: type[GraphsvcError] = GraphsvcError) -> Iterator[str]:
    if kind.__module__ == errors.__name__:
        yield kind.code
    for child in kind.__subclasses__():
        yield from codes_of_the_tree(child)


def test_the_committed_file_is_fresh() -> None:
    assert (ROOT / "errors.json").read_text(encoding="utf-8") == errors_text(), "run make schema"


def test_every_code_that_can_be_said_has_words_and_nothing_else_has() -> None:
    files = sorted((ROOT / "graphsvc").rglob("*.py"))
    said = {code for file in files for code in said_in(file.read_text(encoding="utf-8")) if code}
    said |= {*codes_of_the_tree(), *PROBLEMS, *(limit.code for limit in LIMITS)}
    assert said == set(CODES)


def test_each_code_is_said_in_one_table() -> None:
    assert set(MEANINGS) & set(PROBLEMS) == set()


def test_each_entry_says_what_is_the_matter_and_what_to_do() -> None:
    table = json.loads((ROOT / "errors.json").read_text(encoding="utf-8"))
    assert {tuple(sorted(entry)) for entry in table.values()} == {("message", "nextStep")}
    assert [code for code, entry in table.items() if not all(text.endswith(".") for text in entry.values())] == []


def test_a_planted_code_is_found() -> None:
    assert list(said_in('Refused("PLANTED", "x", "y")\nRefused(400, "ALSO")\nx = {"code": "THIRD"}')) == [
        "PLANTED",
        "ALSO",
        "THIRD",
    ]
