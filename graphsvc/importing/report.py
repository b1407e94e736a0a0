"""What an import did, in counts and words; the bad rows go to a file with one JSON object each."""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from graphsvc.importing.problems import Problem
from graphsvc.keys import private_folder

SHOWN_REASONS = 12


@dataclass(frozen=True)
class NounCount:
    """One noun's rows: read = loaded + unchanged + rejected."""

    noun: str
    read: int
    loaded: int
    unchanged: int
    rejected: int


@dataclass(frozen=True)
class Account:
    """Foreign rows that a mapping treats alike: read = loaded + left_out + rejected.

    `into` says what they became, or why they were left out.
    """

    file: str
    what: str
    into: str
    read: int
    loaded: int
    left_out: int
    rejected: int


@dataclass(frozen=True)
class ImportReport:
    """The whole import. `problems` has every reason; a row may have several."""

    bundle: str
    dry_run: bool
    way: str
    nouns: tuple[NounCount, ...]
    problems: tuple[Problem, ...]
    matches: int
    seconds: float
    accounts: tuple[Account, ...] = ()
    report_file: Path | None = None

    @property
    def loaded(self) -> int:
        return sum(each.loaded for each in self.nouns)

    @property
    def rejected(self) -> int:
        return sum(each.rejected for each in self.nouns)

    @property
    def exit_code(self) -> int:
        """0 all well; 3 when there is anything to look at in the report."""
        return 3 if self.problems else 0

    def summary(self) -> str:
        """For a person: counts per noun, then the commonest reasons."""
        verb = "would be loaded" if self.dry_run else "loaded"
        lines = [f"{self.bundle}: {self.loaded:,} rows {verb} in {self.seconds:.1f} s through {self.way}."]
        lines += [f"  {'':<20} {'read':>9} {'loaded':>9} {'unchanged':>9} {'rejected':>9}"]
        lines += [f"  {n.noun:<20} {n.read:>9,} {n.loaded:>9,} {n.unchanged:>9,} {n.rejected:>9,}" for n in self.nouns]
        lines += _accounted(self.accounts)
        if self.matches:
            lines.append(f"  {self.matches:,} possible doubles wait for a safety reviewer.")
        lines += _reasons(self.problems)
        if self.problems and self.report_file:
            lines.append(f"Every bad row with its reason: {self.report_file}")
        return "\n".join(lines)


def _accounted(accounts: Sequence[Account]) -> Iterable[str]:
    """What became of every foreign row, file by file."""
    for file in sorted({account.file for account in accounts}):
        of_file = [account for account in accounts if account.file == file]
        loaded, left_out, rejected = (
            sum(column) for column in zip(*((a.loaded, a.left_out, a.rejected) for a in of_file), strict=True)
        )
        total = sum(account.read for account in of_file)
        yield f"  {file}: {total:,} rows = {loaded:,} loaded + {left_out:,} left out + {rejected:,} rejected"
        for a in of_file:
            fate = f"left out: {a.into}" if a.left_out or not a.loaded else f"loaded as {a.into}"
            refused = f", {a.rejected:,} rejected" if a.rejected else ""
            yield f"    {a.read:>7,} {a.what}: {fate}{refused}"


def _reasons(problems: Sequence[Problem]) -> Iterable[str]:
    counted = Counter((p.file, p.column, p.code) for p in problems)
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    first = {(p.file, p.column, p.code): p for p in reversed(problems)}
    for key, count in ranked[:SHOWN_REASONS]:
        each = first[key]
        where = f"{each.file}:{each.line}" + (f" {each.column}" if each.column else "")
        yield f"  {count:,} times {each.code} (first: {where}): {each.reason}"
    if len(ranked) > SHOWN_REASONS:
        yield f"  … and {len(ranked) - SHOWN_REASONS} more kinds of problem."


def write_report(path: Path, problems: Iterable[Problem]) -> None:
    """The bad rows, one JSON object a line, in the order found; its owner's alone, complete when it has its name."""
    private_folder(path.parent)
    path.parent.chmod(0o700)  # earlier versions left it open
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for each in problems:
            file.write(orjson.dumps(each.as_row(), option=orjson.OPT_APPEND_NEWLINE))
    part.replace(path)
