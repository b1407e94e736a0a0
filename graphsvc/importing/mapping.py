"""A foreign wide CSV as a bundle, by a mapping file (TOML): each foreign row becomes rows of nouns, or is left out
with a reason, or has no rule, which is a problem. Nothing vanishes: `accounts` adds up to what was there.

    [defaults]                    columns that every statement of the mapping has unless a rule says otherwise
    [[lookup]]                    name, file, when, key, value: texts of other rows, for {of = …, lookup = "name"}
    [[static]]                    noun, columns: a row that the foreign files do not have
    [[rows]]                      file, when: the foreign rows it is for; the first that fits decides
      leave_out = "reason"        … they are not loaded
      carried = "noun.column"     … they are loaded through a lookup
      [[rows.as]]                 … or they become rows of nouns: noun, columns, unless_empty
"""

import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from graphsvc.errors import BundleError
from graphsvc.importing.expressions import Compiled, columns_named, compiled
from graphsvc.importing.problems import Problem, problem
from graphsvc.importing.read import Block, Columns, read_blocks
from graphsvc.importing.report import Account
from graphsvc.model.nouns import NOUN, STATEMENT, Noun

STATIC = "mapping"
"""Where rows stand that no foreign file has."""
Said = Mapping[str, object]
When = Mapping[str, str]


@dataclass(frozen=True)
class As:
    """One noun that a foreign row becomes."""

    noun: str
    columns: Mapping[str, Compiled]
    reads: frozenset[str]
    unless_empty: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Foreign rows that are treated alike."""

    file: str
    when: When
    leave_out: str
    carried: str
    made: tuple[As, ...]


@dataclass(frozen=True)
class LookupRule:
    """Texts of other foreign rows, by key."""

    name: str
    file: str
    when: When
    key: Compiled
    value: Compiled
    reads: frozenset[str]


@dataclass(frozen=True)
class MappingFile:
    """A whole mapping file."""

    groups: tuple[Group, ...]
    lookups: tuple[LookupRule, ...]
    static: tuple[tuple[str, Mapping[str, str]], ...]


@dataclass
class Part:
    """The rows of one group: their lines, and the columns that its rules read."""

    lines: list[int] = field(default_factory=list)
    columns: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def read_mapping(path: Path) -> MappingFile:
    """The mapping in a file. Raises BundleError for one that cannot be read or used."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise BundleError(f"The mapping {path.name} cannot be read: {fault}.", "Name a TOML file.") from fault
    try:
        return _mapping(said)
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        raise BundleError(
            f"The mapping {path.name} is not one: {fault!r}.", "See graphsvc/importing/mapping.py."
        ) from fault


def _mapping(said: Mapping[str, list[Said]]) -> MappingFile:
    defaults = cast(Said, said.get("defaults", {}))
    groups = tuple(_group(each, defaults) for each in said["rows"])
    lookups = tuple(
        LookupRule(
            str(each["name"]),
            str(each["file"]),
            cast(When, each["when"]),
            compiled(each["key"]),
            compiled(each["value"]),
            frozenset(columns_named([each["key"], each["value"]]) | set(cast(When, each["when"]))),
        )
        for each in said.get("lookup", [])
    )
    static = tuple((str(each["noun"]), cast(Mapping[str, str], each["columns"])) for each in said.get("static", []))
    return MappingFile(groups, lookups, static)


def _group(said: Said, defaults: Said) -> Group:
    made = tuple(_as(each, defaults) for each in cast(list[Said], said.get("as", [])))
    leave_out, carried = str(said.get("leave_out", "")), str(said.get("carried", ""))
    if (bool(made), bool(leave_out), bool(carried)).count(True) != 1:
        raise ValueError(f"rows {said['when']} need exactly one of as, leave_out, carried")
    return Group(str(said["file"]), cast(When, said["when"]), leave_out, carried, made)


def _as(said: Said, defaults: Said) -> As:
    noun = NOUN[str(said["noun"])]
    known = {column.name for column in noun.all_columns}
    base = {k: v for k, v in defaults.items() if noun.statement and k in {c.name for c in STATEMENT}}
    columns = {**base, **cast(Said, said["columns"])}
    if set(columns) - known:
        raise ValueError(f"{noun.name} has no column {sorted(set(columns) - known)[0]}")
    unless = tuple(cast(Sequence[str], said.get("unless_empty", ())))
    reads = frozenset({name for each in columns.values() for name in columns_named(each)} | set(unless))
    return As(noun.name, {name: compiled(each) for name, each in columns.items()}, reads, unless)


class Mapped:
    """Foreign files seen through a mapping: a source of rows like a bundle's folder."""

    def __init__(self, folder: Path, mapping: MappingFile) -> None:
        self._mapping = mapping
        self._problems: list[Problem] = []
        self._total: dict[str, int] = defaultdict(int)
        self._parts: dict[int, Part] = defaultdict(Part)
        self._lookups: dict[str, dict[str, str]] = {rule.name: {} for rule in mapping.lookups}
        for file in sorted({group.file for group in mapping.groups} | {rule.file for rule in mapping.lookups}):
            if not (folder / file).is_file():
                self._problems.append(problem(file, 0, "NO_FILE"))
                continue
            for block in read_blocks(folder / file, Columns((), _needed(mapping, file)), self._problems):
                self._take(file, block)

    def files(self, noun: Noun) -> Collection[str]:
        foreign = {group.file for group in self._mapping.groups for each in group.made if each.noun == noun.name}
        return foreign | {STATIC for name, _ in self._mapping.static if name == noun.name}

    def blocks(self, noun: Noun, problems: list[Problem]) -> Iterator[tuple[str, Block]]:
        for name, columns in self._mapping.static:
            if name == noun.name:
                yield STATIC, Block([0], {column: [value] for column, value in columns.items()})
        for position, group in enumerate(self._mapping.groups):
            for each in group.made:
                if each.noun == noun.name and self._parts[position].lines:
                    yield group.file, self._made(self._parts[position], each)

    def strangers(self) -> list[Problem]:
        """What is wrong with the foreign files themselves: broken lines, and rows without a rule."""
        return self._problems

    def accounts(self, problems: Sequence[Problem]) -> tuple[Account, ...]:
        """What became of every foreign row; `read` adds up to the rows of the files."""
        bad: dict[str, set[int]] = defaultdict(set)
        for each in problems:
            bad[each.file].add(each.line)
        accounts = [self._account(n, group, bad[group.file]) for n, group in enumerate(self._mapping.groups)]
        for file, total in sorted(self._total.items()):
            rest = total - sum(account.read for account in accounts if account.file == file)
            if rest:
                accounts.append(Account(file, "broken, or no rule", "", rest, 0, 0, rest))
        return tuple(accounts)

    def _account(self, position: int, group: Group, bad: set[int]) -> Account:
        lines = self._parts[position].lines
        what = ", ".join(f"{column} {value or 'empty'}" for column, value in group.when.items()) or "every row"
        if group.leave_out:
            return Account(group.file, what, group.leave_out, len(lines), 0, len(lines), 0)
        rejected = len(bad.intersection(lines))
        into = group.carried or ", ".join(dict.fromkeys(each.noun for each in group.made))
        return Account(group.file, what, into, len(lines), len(lines) - rejected, 0, rejected)

    def _take(self, file: str, block: Block) -> None:
        """Share the rows of a foreign block out to lookups and groups."""
        self._total[file] += len(block.lines) + block.refused
        if not block.lines:
            return
        for rule in self._mapping.lookups:
            if rule.file == file:
                self._look(rule, block)
        self._share(file, block)

    def _look(self, rule: LookupRule, block: Block) -> None:
        rows = [row for row, fits in enumerate(_fitting(block, rule.when)) if fits]
        cells = {name: [_text(block.columns[name][row]) for row in rows] for name in rule.reads}
        keys = rule.key(cells, len(rows), self._lookups)
        self._lookups[rule.name].update(zip(keys, rule.value(cells, len(rows), self._lookups), strict=True))

    def _share(self, file: str, block: Block) -> None:
        free = [True] * len(block.lines)
        for position, group in enumerate(self._mapping.groups):
            if group.file == file:
                fits = _fitting(block, group.when)
                rows = [row for row, (open_, fit) in enumerate(zip(free, fits, strict=True)) if open_ and fit]
                self._keep(self._parts[position], group, block, rows)
                for row in rows:
                    free[row] = False
        names = sorted({name for group in self._mapping.groups if group.file == file for name in group.when})
        for row, open_ in enumerate(free):
            if open_:
                what = ", ".join(f"{name} {_text(block.columns[name][row])!r}" for name in names)
                self._problems.append(problem(file, block.lines[row], "UNMAPPED", what=what))

    @staticmethod
    def _keep(part: Part, group: Group, block: Block, rows: Sequence[int]) -> None:
        part.lines += [block.lines[row] for row in rows]
        for name in sorted({name for each in group.made for name in each.reads}):
            column = block.columns[name]
            part.columns[name] += [_text(column[row]) for row in rows]

    def _made(self, part: Part, rule: As) -> Block:
        """The foreign rows as rows of one noun."""
        lines, cells = part.lines, cast(Mapping[str, Sequence[str]], part.columns)
        if rule.unless_empty:
            full = [all(row) for row in zip(*(cells[name] for name in rule.unless_empty), strict=True)]
            lines = [line for line, keep in zip(lines, full, strict=True) if keep]
            cells = {n: [v for v, keep in zip(cells[n], full, strict=True) if keep] for n in rule.reads}
        columns = {name: make(cells, len(lines), self._lookups) for name, make in rule.columns.items()}
        return Block(lines, columns)


def _needed(mapping: MappingFile, file: str) -> list[str]:
    """The columns that the rules read of a foreign file."""
    names = {name for rule in mapping.lookups if rule.file == file for name in rule.reads}
    for group in mapping.groups:
        if group.file == file:
            names |= set(group.when).union(*(each.reads for each in group.made))
    return sorted(names)


def _fitting(block: Block, when: When) -> list[bool]:
    """Which rows have these values in these columns."""
    fits = [True] * len(block.lines)
    for name, value in when.items():
        fits = [fit and cell == value for fit, cell in zip(fits, block.columns[name], strict=True)]
    return fits


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else "|".join(cast(tuple[str, ...], cell))
