"""seed/BUNDLE.md, printed from the nouns table: `python -m graphsvc.importing.format > seed/BUNDLE.md`."""

from collections.abc import Iterable, Sequence

from graphsvc.importing.cells import codes_of
from graphsvc.importing.problems import REASONS
from graphsvc.importing.stored import DECIDED, KEPT, UNLOWERED
from graphsvc.importing.waiting import LEAVES_APART
from graphsvc.model.agencies import AGENCIES
from graphsvc.model.nouns import ID, MAY_BE_FUTURE, NOUNS, STATEMENT, Column, Kind, Noun

_HEAD = """# The bundle: what `graphsvc import FOLDER` reads

<!-- Printed by `python -m graphsvc.importing.format`; a test compares. Change the nouns table, then print it again. -->

A folder with one file a noun: `people.csv` or `people.jsonl`, and so on. Every file may be missing. Ids are yours: 1 to
200 characters without spaces, commas, quotes, semicolons or bars, stable for ever, unique in their noun; those of
statements unique over all statement files. A statement whose id another agency's statement of that noun bears is
refused: put a sign of yours before ids that others may choose too.

- UTF-8, with or without a byte order mark. A row is one line, in CSV too: no line breaks inside cells.
- CSV: commas, double quotes, a header line. Lists are separated by `|`. JSONL: one object a line, lists as arrays.
- Days are `YYYY-MM-DD`. Moments are `YYYY-MM-DDThh:mm[:ss]` with `Z` or an offset; without one, local time of the site.
- Yes and no are `yes` and `no`. A cell holds at most 131,072 characters and no control character.
- A cell that a spreadsheet would run (`=`, `@`, `+`, `-` before something that is no number) is refused.
- An unknown column refuses its file, lest a misspelt `sealed` disclose it.
- What an empty cell means stands with its column. `recorded_at` is then the moment of the import.
- A day after today is refused but in {future}.

`bundle.json`, if there, says how old the court orders in it are: `{{"feedAsOf": "2026-04-20T06:00:00-04:00",
"screenMode": "FEED"}}`. It counts when the bundle has `orders` of which no row was refused.

These agencies are there already, and any others you add yourself: {agencies}.

**Again.** A row whose id is there already replaces it when the row differs from the one loaded before; otherwise it is
left alone, so that an old bundle does not undo what was recorded since. An empty cell clears the value, but for {kept}.
What was decided here stays: {decided}. {unlowered} stay what they are. A row that protects somebody and says less than
before, or goes to somebody else, frees nobody: who it kept apart waits for a safety reviewer. A sealed record stays
sealed. Stopped at any moment, an import can simply be run again. Nouns are loaded in the order in which they stand
here, what protects somebody before what shows anybody: so nobody is seen meanwhile whom the same bundle conceals.

**GEDCOM.** A file 5.5, 5.5.1 or 7.x instead of a folder gives `people`, `names`, `births`, `deaths`, `unions`, `kin`,
with ids made of `--prefix` and the file's xrefs. It is refused whole where it is not well-formed.

**Bad rows** stay out, with the rows that refer to them; all others are loaded. The report is JSONL in the folder
`reports` of `GRAPHSVC_HOME`: `file`, `line`, `column`, `value` (80 characters), `code`, `reason`. Two known people
whom a refused row of {waiting} names wait for a safety reviewer.

**Affiliations** (AC-2.1, 2.2, 2.4): not by observations alone; two different source documents; verified by somebody
else than who stated it; nobody under 13; aged 13 to 17 with notices to the person and the guardian before the first
day, a supervisor's approval, and a year at most; adults five years at most, from the later of first day and day stated.
"""


def bundle_format() -> str:
    """The whole document."""
    head = _HEAD.format(
        future=", ".join(f"`{name}`" for name in sorted(MAY_BE_FUTURE)),
        agencies=", ".join(f"`{agency.id}`" for agency in AGENCIES),
        kept=", ".join(f"`{name}`" for name in sorted(KEPT)),
        waiting=", ".join(f"`{name}`" for name in LEAVES_APART),
        decided=", ".join(dict.fromkeys(f"`{name}` {each.words}" for (_, name), each in DECIDED.items())),
        unlowered=", ".join(_unlowered(*key, values) for key, values in UNLOWERED.items()),
    )
    parts = [head, *map(_noun, NOUNS), _statement(), _reasons()]
    return "\n".join(parts)


def _unlowered(noun: str, column: str, values: Sequence[object]) -> str:
    said = " and ".join("yes" if value is True else str(value) for value in values)
    return f"`{column}` {said} of `{noun}`"


def _noun(noun: Noun) -> str:
    shape = f"node `{noun.label}`" if noun.shape == "NODE" else f"tie `{noun.label}`"
    also = "; a statement" if noun.statement else ""
    lines = [f"## {noun.name}", "", f"{noun.meaning} ({shape}{also})", "", *_table((ID, *noun.columns))]
    return "\n".join(lines) + "\n"


def _statement() -> str:
    return "\n".join(["## Columns of every statement", "", *_table(STATEMENT)]) + "\n"


def _table(columns: Iterable[Column]) -> Iterable[str]:
    yield "| column | holds | must | meaning |"
    yield "|---|---|---|---|"
    for column in columns:
        yield f"| {column.name} | {_holds(column)} | {'yes' if column.required else ''} | {_meaning(column)} |"


def _holds(column: Column) -> str:
    if column.kind is Kind.REF:
        return f"id of {column.of}"
    if column.kind in (Kind.CODE, Kind.CODES):
        codes = ", ".join(codes_of(column))
        return codes if column.kind is Kind.CODE else f"any of {codes}"
    return str(column.kind.value)


def _meaning(column: Column) -> str:
    return f"{column.meaning} Empty: {column.default}." if column.default else column.meaning


def _reasons() -> str:
    rows = (f"| {code} | {sentence} |" for code, sentence in REASONS.items())
    return "\n".join(["## Why a row stays out", "", "| code | reason |", "|---|---|", *rows]) + "\n"


if __name__ == "__main__":
    print(bundle_format(), end="")
