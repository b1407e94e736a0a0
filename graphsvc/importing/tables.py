"""The rows of one noun that passed every check so far, column by column: what both writers load from."""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from pathlib import Path
from typing import Protocol, cast

from graphsvc.importing.cells import Bad, Cell, ColumnReader, Now
from graphsvc.importing.problems import Problem, problem
from graphsvc.importing.read import Block, Columns, Raw, read_blocks
from graphsvc.importing.report import Account
from graphsvc.model.nouns import NOUN, NOUNS, Noun

SUFFIXES = (".csv", ".jsonl")
FEED_FILE = "bundle.json"
OWN_FILES = frozenset({FEED_FILE, "README.md"})


@dataclass(frozen=True)
class Table:
    """Checked rows. Every column of the noun is there; row i came from line `lines[i]` of file `files[i]`."""

    noun: Noun
    columns: Mapping[str, list[Cell]]
    lines: Sequence[int]
    files: Sequence[str]

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def ids(self) -> list[str]:
        """The ids in row order."""
        return cast(list[str], self.columns["id"])  # a row without one was refused

    def texts(self, name: str) -> list[str]:
        """A column of texts; an empty cell is an empty text."""
        return [value if isinstance(value, str) else "" for value in self.columns[name]]

    def without(self, rows: Container[int]) -> "Table":
        """The table less the rows at those positions."""
        if not rows:
            return self
        keep = [i not in rows for i in range(len(self))]
        columns = {name: list(compress(values, keep)) for name, values in self.columns.items()}
        return Table(self.noun, columns, list(compress(self.lines, keep)), list(compress(self.files, keep)))

    def part(self, rows: slice) -> "Table":
        """The rows at those positions."""
        columns = {name: values[rows] for name, values in self.columns.items()}
        return Table(self.noun, columns, self.lines[rows], self.files[rows])

    def problem(self, row: int, code: str, column: str = "", **params: object) -> Problem:
        """A problem of the row at that position."""
        value = self.columns[column][row] if column else self.columns["id"][row]
        return problem(self.files[row], self.lines[row], code, column=column, value=value, **params)


@dataclass
class Reading:
    """What became of a noun's rows while they were read: how many there were, the ids of the refused and whom they
    were about, as far as those cells were good."""

    noun: Noun
    read: int = 0
    refused_ids: set[str] = field(default_factory=set)
    refused_about: set[tuple[Cell, ...]] = field(default_factory=set)

    def refuse(self, columns: Mapping[str, Sequence[Cell]], rows: Iterable[int]) -> None:
        """Remember the rows at those positions."""
        for row in rows:
            self.refused_ids |= {str(columns["id"][row])} if columns["id"][row] else set()
            self.refused_about.add(tuple(columns[name][row] for name in self.noun.about))


class Source(Protocol):
    """Where rows come from: a bundle's folder, or a foreign CSV through a mapping."""

    def blocks(self, noun: Noun, problems: list[Problem]) -> Iterator[tuple[str, Block]]:
        """The noun's rows as (file, block)."""

    def files(self, noun: Noun) -> Collection[str]:
        """The names of the files that hold the noun's rows, as problems name them; nothing where it has none."""

    def strangers(self) -> list[Problem]:
        """What cannot be any noun's row: unknown files, broken foreign lines."""

    def accounts(self, problems: Sequence[Problem]) -> tuple[Account, ...]:
        """For a foreign source: what became of each of its rows."""


@dataclass(frozen=True)
class Folder:
    """A bundle: one file a noun."""

    path: Path

    def files(self, noun: Noun) -> Collection[str]:
        names = [f"{noun.name}{suffix}" for suffix in SUFFIXES]
        return [name for name in names if (self.path / name).is_file()]

    def blocks(self, noun: Noun, problems: list[Problem]) -> Iterator[tuple[str, Block]]:
        first, *more = self.files(noun)
        problems += [problem(name, 0, "TWO_FILES") for name in more]
        for block in read_blocks(self.path / first, columns_of(noun), problems):
            yield first, block

    def strangers(self) -> list[Problem]:
        """The files that no noun claims."""
        known = OWN_FILES | {f"{noun.name}{suffix}" for noun in NOUNS for suffix in SUFFIXES}
        names = sorted(path.name for path in self.path.iterdir() if not path.name.startswith("."))
        return [problem(name, 0, "UNKNOWN_FILE") for name in names if name not in known]

    def accounts(self, problems: Sequence[Problem]) -> tuple[Account, ...]:
        return ()


def columns_of(noun: Noun) -> Columns:
    """What a noun's file may and must have in its header."""
    every = noun.all_columns
    return Columns([c.name for c in every], [c.name for c in every if c.required])


def read_table(source: Source, noun: Noun, now: Now, problems: list[Problem]) -> tuple[Table, Reading]:
    """The noun's rows whose cells are all good; the others are in `problems`."""
    readers = {column.name: ColumnReader(column, now) for column in noun.all_columns}
    columns: dict[str, list[Cell]] = {name: [] for name in readers}
    lines: list[int] = []
    files: list[str] = []
    reading = Reading(noun)
    for file, block in source.blocks(noun, problems):
        reading.read += len(block.lines) + block.refused
        good = _checked(file, block, readers, problems, reading)
        for name, values in good.columns.items():
            columns[name] += values
        lines += good.lines
        files += good.files
    return Table(noun, columns, lines, files), reading


def _checked(
    file: str, block: Block, readers: Mapping[str, ColumnReader], problems: list[Problem], reading: Reading
) -> Table:
    """The block's good rows as a table."""
    noun_columns: dict[str, list[Cell]] = {}
    wrong: set[int] = set()
    count = len(block.lines)
    for name, reader in readers.items():
        raws: Sequence[Raw] = block.columns.get(name) or [""] * count
        noun_columns[name], bad = reader.read(raws)
        problems += [_at(file, block.lines[i], name, raws[i], each) for i, each in bad.items()]
        wrong |= bad.keys()
    reading.refuse(noun_columns, wrong)
    return Table(_NONE, noun_columns, block.lines, [file] * count).without(wrong)


_NONE = NOUN["people"]  # a block's table is only a part: its noun is that of the whole


def _at(file: str, line: int, column: str, raw: Raw, bad: Bad) -> Problem:
    return problem(file, line, bad.code, column=column, value=raw, **bad.params)
