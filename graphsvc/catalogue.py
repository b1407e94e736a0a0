"""Cypher by name. The file's name is the statement's name; the folder (read, write) is its mode.

A file begins with three header lines, and a header that lies stops the start:

    // One sentence: what it returns and for whom.
    // params: person_id STRING, as_of DATE        ("none" when there is none)
    // returns: id STRING, steps INTEGER           ("none" when nothing comes back)

A list that ends in a comma goes on in the next comment line.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, TypeAlias, Union

from graphsvc.errors import CatalogueError

Mode: TypeAlias = Literal["read", "write"]
Value: TypeAlias = Union[  # noqa: UP007  (names itself, which `|` cannot)
    bool, int, float, str, date, datetime, tuple[float, float], list["Value"], dict[str, "Value"], None
]
"""What a statement can return. A point is (latitude, longitude) in degrees; a datetime is aware, in UTC."""
Row: TypeAlias = dict[str, Any]
"""One result by column name, each value a `Value`. `Any` ends here: a row reader makes it a noun."""

MODES: tuple[Mode, ...] = ("read", "write")
TYPES = ("STRING", "INTEGER", "FLOAT", "BOOLEAN", "DATE", "DATETIME", "POINT", "MAP", "ANY")  # and LIST<…> of them
_SKIPPED = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`|//[^\n]*|/\*.*?\*/", re.DOTALL)
_PARAMETER = re.compile(r"\$([A-Za-z_]\w*)")


@dataclass(frozen=True)
class Statement:
    """One Cypher file. `params` and `returns` map a name to its Cypher type, in the order written."""

    name: str
    sentence: str
    params: Mapping[str, str]
    returns: Mapping[str, str]
    mode: Mode
    text: str


@dataclass(frozen=True)
class Catalogue:
    """Every statement by its name."""

    statements: Mapping[str, Statement]

    def __getitem__(self, name: str) -> Statement:
        """The statement of that name. Raises CatalogueError for a name that no file bears."""
        if name not in self.statements:
            raise CatalogueError(f"There is no statement {name!r}.", "Add cypher/read or cypher/write/<name>.cypher.")
        return self.statements[name]


def cypher_folder(package: Path = Path(__file__).parent) -> Path:
    """The folder of statements: beside the package in a checkout, inside it when installed."""
    for folder in (package / "cypher", package.parent / "cypher"):
        if folder.is_dir():
            return folder
    raise CatalogueError("The folder cypher/ is missing.", "Install graphsvc again, or run it from a checkout.")


def read_catalogue(folder: Path | None = None) -> Catalogue:
    """Every statement of the folder, in the order of their names.

    Raises CatalogueError for a header that lies and for a name that stands in both modes.
    """
    root = folder or cypher_folder()
    found: dict[str, Statement] = {}
    for mode in MODES:
        for path in sorted((root / mode).glob("*.cypher")):
            if path.stem in found:
                raise CatalogueError(f"{path.stem} is both read and write.", "Give one of them another name.")
            found[path.stem] = parse_statement(path.stem, path.read_text(encoding="utf-8"), mode)
    return Catalogue(dict(sorted(found.items())))


def parse_statement(name: str, text: str, mode: Mode) -> Statement:
    """The statement in `text`. Raises CatalogueError when header and body disagree."""
    lines = text.splitlines()
    sentence = lines[0].removeprefix("//").strip() if lines and lines[0].startswith("//") else ""
    if not sentence.endswith("."):
        raise _lie(name, "its first line is not a comment of one sentence")
    params = _columns(name, "params", lines)
    returns = _columns(name, "returns", lines)
    used = parameters_in(text)
    if used != set(params):
        raise _lie(name, f"params and body differ in {', '.join(sorted(used ^ set(params)))}")
    return Statement(name=name, sentence=sentence, params=params, returns=returns, mode=mode, text=text)


def parameters_in(text: str) -> set[str]:
    """The `$names` of a statement, comments and quoted text left out."""
    return set(_PARAMETER.findall(_SKIPPED.sub(" ", text)))


def _columns(name: str, header: str, lines: Iterable[str]) -> dict[str, str]:
    """The names and types after `// header:`; a list that ends in a comma goes on in the next comment line."""
    said = _header(name, header, lines)
    if said == "none":
        return {}
    columns: dict[str, str] = {}
    for part in said.split(","):
        column, _, kind = part.strip().partition(" ")
        if not column.isidentifier() or not _is_type(kind.strip()) or column in columns:
            raise _lie(name, f"{header} has {part.strip()!r}, which is no new `name TYPE`")
        columns[column] = kind.strip()
    return columns


def _is_type(kind: str) -> bool:
    return kind in TYPES or (kind.startswith("LIST<") and kind.endswith(">") and _is_type(kind[5:-1]))


def _header(name: str, header: str, lines: Iterable[str]) -> str:
    said = ""
    for line in lines:
        comment = line.removeprefix("//").strip()
        if line.startswith(f"// {header}:"):
            said = comment.removeprefix(f"{header}:").strip()
        elif said.endswith(",") and line.startswith("//"):
            said = f"{said} {comment}"
    if not said:
        raise _lie(name, f"it has no line `// {header}: …` (write none when there are none)")
    return said


def _lie(name: str, what: str) -> CatalogueError:
    return CatalogueError(f"The header of statement {name} lies: {what}.", "See the top of graphsvc/catalogue.py.")
