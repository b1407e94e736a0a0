"""What is on file about people and family ties that answers tell and no search reads, beside the arrays that one does.

    tellings   how a family tie was said: by whom, as whom, when, in whose file. One text for all ties said alike
    facts      names, births and deaths: one row each, by person         compressed sparse rows
    late       what was read again since, by process, by the number of the person

Access is decided by whoever reads (told.py): what decides it stands in numbers beside the text.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from graphsvc.engine.texts import Texts

Numbers = NDArray[np.int32]
NEVER, ALWAYS = 0, 2**31 - 1
"""Days before and after all others."""
WORD, TOLD = range(2)
"""Columns of a family tie's words: what it says of itself (word.py), and the number of how it was said, 0 for other
ties."""
WORDS_WIDTH = 2
FACT_WIDTH = 4
"""Numbers of a fact: its class, its case (0: none), its first and its last day."""
LINKS = ("HAS_BIRTH", "HAS_DEATH", "HAS_NAME")
"""Ties from a person to what is a fact of theirs here."""
BETWEEN = "\x1f"
"""Stands between the parts of a telling; the last part, which anybody may have written, may hold it."""
PARTS = ("owner", "compartment", "stated_as", "stated_at", "contested_at", "start_record", "end_record", "stated_by")
"""Of a telling, as engine_ties and engine_touching put it together."""


@dataclass(frozen=True)
class FactRow:
    """A name, a birth or a death as stored. `said`: what it says, a JSON list (told.py)."""

    person: str
    cls: int
    case: str | None
    since: date | None
    until: date | None
    said: str


Held = tuple[int, int, int, int, str]
"""A fact in the columns' own numbers: class, case, first and last day, and its text."""


@dataclass(frozen=True)
class Filed:
    """All of it. `spans`: one more than there are people; `texts` by the row of a fact. `late`: of those read again."""

    tellings: Texts
    facts: Numbers
    fact_texts: Texts
    fact_spans: Numbers
    late_tellings: tuple[str, ...] = ()
    late: Mapping[int, tuple[Held, ...]] = field(default_factory=dict)

    def telling(self, number: int) -> Mapping[str, str]:
        """How a tie was said whose words have that number."""
        known = len(self.tellings)
        text = self.tellings[number - 1] if number <= known else self.late_tellings[number - 1 - known]
        return dict(zip(PARTS, text.split(BETWEEN, len(PARTS) - 1), strict=True))

    def telling_numbers(self, texts: Iterable[str]) -> dict[str, int]:
        """The numbers of those that are known."""
        wanted = sorted(set(texts))
        found = dict(zip(wanted, (self.tellings.numbers(wanted) + 1).tolist(), strict=True))
        late = {text: len(self.tellings) + number for number, text in enumerate(self.late_tellings, 1)}
        return {text: number or late[text] for text, number in found.items() if number or text in late}

    def facts_of(self, persons: Sequence[int]) -> Iterator[tuple[int, Held]]:
        """(person, fact) of these people."""
        based = [person for person in persons if person not in self.late and person < len(self.fact_spans) - 1]
        spans = [(person, *self.fact_spans[person : person + 2].tolist()) for person in based]
        rows = np.concatenate([np.arange(first, end) for _, first, end in spans]) if spans else np.empty(0, np.int64)
        owners = [person for person, first, end in spans for _ in range(first, end)]
        for owner, row, text in zip(owners, self.facts[rows].tolist(), self.fact_texts.many(rows), strict=True):
            yield owner, (*row, text)
        for person in persons:
            for fact in self.late.get(person, ()):
                yield person, fact


@dataclass(frozen=True)
class FactColumns:
    """Facts in any order. `person`: numbers."""

    person: Numbers
    cls: Numbers
    case: Numbers
    since: Numbers
    until: Numbers
    texts: NDArray[np.object_]


def filed_of(tellings: Texts, facts: FactColumns, people: int) -> Filed:
    """The tables of these facts, each person's in the order of their texts."""
    by_text = np.argsort(facts.texts, kind="stable")
    order = by_text[np.argsort(facts.person[by_text], kind="stable")]
    table = np.empty((len(order), FACT_WIDTH), np.int32)
    for column, values in enumerate((facts.cls, facts.case, facts.since, facts.until)):
        table[:, column] = values[order]
    spans = np.zeros(people + 1, np.int32)
    np.cumsum(np.bincount(facts.person, minlength=people), out=spans[1:])
    return Filed(tellings, still(table), Texts.in_row(facts.texts[order].tolist()), still(spans))


def none_filed(people: int) -> Filed:
    """Nothing about so many people."""
    empty = np.empty(0, np.int32)
    return filed_of(Texts.of(()), FactColumns(empty, empty, empty, empty, empty, np.empty(0, object)), people)


def fact_text(*said: Any) -> str:
    """What a fact says, as one text."""
    return orjson.dumps(said).decode()


def still(array: NDArray[Any]) -> NDArray[Any]:
    """The same array, plain and read-only: one type for the kernels, wherever it lies."""
    view = np.asarray(array).view()
    view.setflags(write=False)
    return view
