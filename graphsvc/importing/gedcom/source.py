"""A GEDCOM file as a source of rows, like a bundle's folder: the one validator, writer and report serve it.

Ids come from the file's own xrefs and a prefix, so that the same file again changes nothing. What RESN restricts is
the owner's alone (sensitivity RESTRICTED): the record, with every tie to whom it is about.
"""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from graphsvc.importing.gedcom.book import Book, Stating
from graphsvc.importing.gedcom.families import read_families
from graphsvc.importing.gedcom.lines import read_lines
from graphsvc.importing.gedcom.people import local_id, read_person
from graphsvc.importing.problems import Problem
from graphsvc.importing.read import Block
from graphsvc.importing.report import Account
from graphsvc.model.nouns import Noun

SUFFIX = ".ged"


class Gedcom:
    """The rows of one file. Raises BundleError, with the lines at fault, for one that is not well-formed; OSError."""

    def __init__(self, path: Path, stating: Stating) -> None:
        self._file = path.name
        self._records = read_lines(path)
        book = self._book = Book(stating)
        book.sources.update({r.xref: book.key(local_id(book, r)) for r in self._records if r.tag == "SOUR" and r.xref})
        people = {r.xref: read_person(book, r) for r in self._records if r.tag == "INDI"}
        read_families(book, [r for r in self._records if r.tag == "FAM"], people)

    def files(self, noun: Noun) -> Collection[str]:
        return [self._file] if noun.name in self._book.rows else []

    def blocks(self, noun: Noun, problems: list[Problem]) -> Iterator[tuple[str, Block]]:
        rows = self._book.rows.get(noun.name, [])
        columns = {column.name: [row.get(column.name, "") for _, row in rows] for column in noun.all_columns}
        yield self._file, Block([line for line, _ in rows], columns)

    def strangers(self) -> list[Problem]:
        return []

    def accounts(self, problems: Sequence[Problem]) -> tuple[Account, ...]:
        """What became of every line of the file."""
        return self._book.accounts(self._file, self._records, {each.line for each in problems})
