"""Writing a bundle: one CSV a noun, rows by precompiled shapes, ids counted a noun.

A shape fixes the cells that a kind of statement always has and leaves holes for the rest. Filling holes in
one text is several times faster than a csv writer, which the budget of 15 seconds needs; in exchange no cell
of the city may hold a comma, a quote or a line break (a test reads every file back).
"""

from collections.abc import Callable
from pathlib import Path

from graphsvc.model.nouns import NOUN

_PREFIX = {"people": "c", "locations": "loc", "households": "home", "cases": "CASE-C", "gangs": "gang", "staff": "st"}
_FLUSH = 4_000
"""Rows kept before writing: large enough to be quick, small enough that memory stays flat at a million people."""

Shape = Callable[..., str]


class Table:
    """One noun's file. Starts with the hand-written families' rows, unchanged."""

    def __init__(self, folder: Path, noun: str, written: str) -> None:
        self.noun = noun
        self.columns = tuple(column.name for column in NOUN[noun].all_columns)
        self._prefix = _PREFIX.get(noun, noun.replace("_", "") + "-")
        self._count = 0
        self._rows: list[str] = []
        self._file = (folder / f"{noun}.csv").open("w", encoding="utf-8", newline="")
        self._file.write(written or ",".join(self.columns) + "\n")

    def shape(self, *holes: str, **fixed: str) -> Shape:
        """A function that writes one row from values for `holes` (in column order) and returns its id.

        Raises ValueError for an unknown column, holes out of order, or a fixed cell that would need quoting.
        """
        wrong = [c for c in (*holes, *fixed) if c not in self.columns]
        if wrong or sorted(holes, key=self.columns.index) != list(holes) or any("," in v for v in fixed.values()):
            raise ValueError(f"{self.noun}: bad shape {wrong or holes}")
        cells = ["%s" if c in holes or c == "id" else fixed.get(c, "").replace("%", "%%") for c in self.columns]
        return self._writer(",".join(cells) + "\n")

    def _writer(self, line: str) -> Shape:
        rows, flush = self._rows, self._flush

        def write(*values: str) -> str:
            self._count += 1
            name = f"{self._prefix}{self._count:08d}"
            rows.append(line % (name, *values))
            if len(rows) >= _FLUSH:
                flush()
            return name

        return write

    def _flush(self) -> None:
        self._file.write("".join(self._rows))
        self._rows.clear()

    def close(self) -> None:
        """Writes what is left."""
        self._flush()
        self._file.close()


class Bundle:
    """All tables of one bundle folder."""

    def __init__(self, folder: Path, families: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._tables = {n: Table(folder, n, _written(families / f"{n}.csv")) for n in NOUN if n != "agencies"}

    def shape(self, noun: str, *holes: str, **fixed: str) -> Shape:
        """See Table.shape."""
        return self._tables[noun].shape(*holes, **fixed)

    def close(self) -> None:
        """Closes every file; the bundle is complete after that."""
        for table in self._tables.values():
            table.close()


def _written(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
