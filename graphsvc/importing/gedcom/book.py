"""What was made of a GEDCOM file so far: rows of nouns with their lines, and what became of each line."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from graphsvc.importing.gedcom import words
from graphsvc.importing.gedcom.lines import Line, walk
from graphsvc.importing.report import Account

Row = dict[str, str | tuple[str, ...]]


@dataclass(frozen=True)
class Stating:
    """What GEDCOM has no word for: who owns the statements, under which rules they fall, who made them, and what is
    put before the file's xrefs to make ids."""

    owner: str
    compartment: str = "FAMILY"
    stated_by: str = ""
    stated_as: str = "RECORD"
    prefix: str = ""


@dataclass
class Book:
    """Rows and lines. `sources` is xref → id of a source record."""

    stating: Stating
    sources: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[tuple[int, Row]]] = field(default_factory=lambda: defaultdict(list))
    fate: dict[int, tuple[str, bool]] = field(default_factory=dict)

    def key(self, local: str) -> str:
        """The id of what the file calls `local`."""
        return f"{self.stating.prefix}{local}"

    def take(self, into: str, *lines: Line | None) -> None:
        """These lines became rows of `into`."""
        self.fate.update({line.number: (into, True) for line in lines if line})

    def leave(self, why: str, *lines: Line | None) -> None:
        """These lines did not, because."""
        self.fate.update({line.number: (why, False) for line in lines if line})

    def state(self, noun: str, line: Line, local: str, cited: Sequence[Line], shut: bool, columns: Row) -> None:
        """A statement of the file, at that line; `cited` are the structures whose sources it rests on."""
        said = self.stating
        row: Row = {
            "id": self.key(local),
            "compartment": said.compartment,
            "owner": said.owner,
            "sensitivity": "RESTRICTED" if shut else "",
            "stated_by": said.stated_by,
            "stated_as": said.stated_as,
            "sources": self._sources(cited),
            "verification": self._quality(cited),
        }
        self.rows[noun].append((line.number, {**row, **columns}))

    def shut(self, line: Line) -> bool:
        """Whether RESN keeps it to its owner. Only LOCKED does not: a word that nobody knows does."""
        found = False
        for each in line.all("RESN"):
            tokens = {token.strip().upper() for token in each.value.split(",")} - {"LOCKED", ""}
            found = found or bool(tokens)
            self.take("sensitivity", each) if tokens else self.leave(words.LOCKED, each)
        return found

    def day(self, event: Line) -> tuple[str, Line]:
        """An event's exact day, or nothing; and the line that a fault of it is in."""
        date = event.first("DATE")
        day = words.day_of(date.value) if date else ""
        if not date or not day:
            self.leave(words.NO_DAY, date)
            return "", event
        self.take("the day of its event", date)
        return day, date

    def accounts(self, file: str, records: Sequence[Line], bad: set[int]) -> tuple[Account, ...]:
        """What became of every line, by its tags; `read` adds up to the lines of the file."""
        counted: dict[tuple[str, str, bool], Counter[bool]] = defaultdict(Counter)
        for path, line in walk(records):
            into, taken = self.fate.get(line.number, (_why(path), False))
            shown = path if taken else _short(path)
            counted[shown, into, taken][taken and line.number in bad] += line.size
        return tuple(
            Account(file, path, into, lines.total(), lines[False] * taken, lines[False] * (not taken), lines[True])
            for (path, into, taken), lines in sorted(counted.items())
        )

    def _sources(self, cited: Sequence[Line]) -> tuple[str, ...]:
        found = [source for line in cited for source in line.all("SOUR") if source.value in self.sources]
        self.take("sources", *found)
        return tuple(dict.fromkeys(self.sources[source.value] for source in found))

    def _quality(self, cited: Sequence[Line]) -> str:
        """The best of the sources decides; a word that is none of QUAY's goes to the validator."""
        sources = [source for line in cited for source in line.all("SOUR") if source.all("QUAY")]
        found = [quality for source in sources for quality in source.all("QUAY")]
        self.take("verification", *found, *(source for source in sources if source.value not in self.sources))
        best = max((quality.value for quality in found), default="")
        return words.QUALITY.get(best, best)


def _why(path: str) -> str:
    """Why lines with these tags are left out."""
    return words.REASONS.get(path) or words.REASONS.get(path.partition(".")[0]) or words.NO_NOUN


def _short(path: str) -> str:
    """What is left out of people and families by its first three tags, other records by one."""
    tags = path.split(".")
    return ".".join(tags[: 3 if tags[0] in ("INDI", "FAM") else 1])
