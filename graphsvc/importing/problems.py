"""What can be wrong with a bundle: one row a reason, and one frozen record for each cell or row it was found in."""

from dataclasses import asdict, dataclass
from types import MappingProxyType

SHOWN_CHARACTERS = 80  # enough to find the cell again, too little to carry a document into a report

_REASONS = """
NO_FILE           | A file with these rows is missing from the bundle.
UNKNOWN_FILE      | No noun has this name; the bundle format lists those that exist.
UNREADABLE        | The file cannot be read: {why}.
TWO_FILES         | The noun comes twice, as CSV and as JSONL; keep one.
EMPTY_FILE        | The file has no header line.
UNKNOWN_COLUMN    | The noun has no such column; nothing of this file was loaded, lest a misspelt `sealed` disclose it.
UNKNOWN_KEY       | The noun has no such column; the row was not loaded, lest a misspelt `sealed` disclose it.
MISSING_COLUMN    | A required column is missing from the header.
REPEATED_COLUMN   | The header names a column twice.
ENCODING          | The line is not UTF-8.
MALFORMED         | The line is not well-formed: {why}. A row is one line; a cell holds no line break.
RAGGED            | The row has {found} cells and the header {expected}.
CELL_TOO_LARGE    | A cell holds at most 131,072 characters.
NOT_AN_OBJECT     | Each line of a JSONL file is one JSON object.
CONTROL_CHARACTER | The cell holds a control character.
FORMULA           | The cell is a spreadsheet formula.
REQUIRED          | The cell is empty and the column is required.
BAD_ID            | An id is 1 to 200 characters without spaces, commas, quotes, semicolons or bars.
NOT_A_DATE        | Not a day of the calendar written YYYY-MM-DD.
NOT_AN_INSTANT    | Not a moment written YYYY-MM-DDThh:mm, with or without seconds and offset.
DATE_RANGE        | The year must lie between 1800 and 2199.
FUTURE            | The day has not come yet.
NOT_WHOLE         | Not a whole number of at most 18 digits.
NOT_A_NUMBER      | Not a finite number.
OUT_OF_RANGE      | The number must lie between {low} and {high}.
NOT_YES_NO        | Write yes or no.
UNKNOWN_CODE      | Not one of the codes: {codes}.
NOT_A_TEXT        | The value must be a text, not a list or an object.
NOT_A_LIST        | The value must be a list of texts.
DUPLICATE_ID      | The id stands already in {where}; the first row is kept.
DANGLING          | There is no {noun} with this id, in the bundle or in the graph.
DEPENDS_ON_BAD    | The {noun} with this id was refused, so this row cannot be loaded.
DATE_ORDER        | {first} must not be after {second}.
SELF_TIE          | Both ends are the same.
NEEDS_CASE        | A CASE_FILE statement needs its case_id.
RESERVED          | This agency is there already with another name or sector; choose another id.
OWN_ANCESTOR      | The parents form a circle: {circle}. Nobody is their own ancestor.
EVIDENCE_INSUFFICIENT | AC-2.1: {why}.
RETENTION_TOO_LONG | AC-2.2: kept until later than {years} after the review; the last day is {last}.
UNDER_13          | AC-2.4: nobody under 13 may have an affiliation.
MINOR_UNNOTIFIED  | AC-2.4: aged 13 to 17: {why}.
COLLIDES          | Another agency's record bears this id, and stays as it is; ids are unique over all senders.
UNMAPPED          | The mapping has no rule for {what}.
FEED_NOT_LOADED   | Not every court order came with it, so the feed is as old as it was.
"""
REASONS = MappingProxyType(
    {code.strip(): sentence.strip() for code, _, sentence in (r.partition("|") for r in _REASONS.strip().splitlines())}
)


@dataclass(frozen=True)
class Problem:
    """One thing wrong. `line` is 1 for the header and 0 for a whole file; `value` is made safe to print."""

    file: str
    line: int
    column: str
    value: str
    code: str
    reason: str

    def as_row(self) -> dict[str, str | int]:
        """For the report file."""
        return asdict(self)


def problem(file: str, line: int, code: str, *, column: str = "", value: object = "", **params: object) -> Problem:
    """A problem with its sentence. KeyError for a code that REASONS lacks: a fault of ours."""
    return Problem(file, line, column, shown(value), code, REASONS[code].format(**params))


def shown(value: object) -> str:
    """The value as text of at most 80 characters; what cannot be printed, turned text included, is escaped."""
    text = "|".join(map(str, value)) if isinstance(value, tuple | list) else "" if value is None else str(value)
    cut = text[:SHOWN_CHARACTERS]
    safe = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in cut)
    whole = max(len(safe), len(text)) <= SHOWN_CHARACTERS
    return safe if whole else safe[: SHOWN_CHARACTERS - 1] + "…"
