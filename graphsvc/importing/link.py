"""Record linkage: which people may be one human. Splink on DuckDB, with the fixed parameters of linkage.json.

Everybody's facts go in, hidden records included; what comes out are candidates for a person to decide, never a
merge. One record a name and birth date: an alias is compared like any other name, and the best pair counts.

Why the numbers of linkage.json
  No training: the same two records give the same weight at every site and in every run.
  u, how often two different people agree by chance: given names 1 in 200, family names 1 in 1,000, birth days 1 in
  20,000 (55 years of them), identifiers almost never.
  m, how often two records of one person agree: clerks misspell a name in ten and mistake a birth date in fifteen.
  Prior: one of 40,000 others is the same person.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any, TypedDict

import duckdb
import pyarrow
from splink import Linker
from splink.backends.duckdb import DuckDBAPI

from graphsvc.importing.cells import Cell
from graphsvc.importing.tables import Table
from graphsvc.model.nouns import NOUN
from graphsvc.model.person import folded

SETTINGS = Path(__file__).with_name("linkage.json")
THRESHOLD_BITS = 6.0  # 64 to 1: keeps both names with a near birth date, near names with an equal one, an identifier
# with a name; leaves out equal names alone, and twins and other brothers and sisters
MAX_RECORDS = 24  # names times birth dates of one person; beyond that it is no person but a clerk's bin
SILENT = 50  # the log level at which splink says nothing: its tables would name people


@dataclass
class Facts:
    """What people are compared by: person → names as (given, family), birth dates, sexes, identifiers."""

    names: defaultdict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    births: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    sexes: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    identifiers: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    people: set[str] = field(default_factory=set)

    def add(self, table: Table) -> None:
        """Take the facts of a bundle's table; other nouns have none."""
        if table.noun.name == "people":
            self.people.update(table.ids)
        elif table.noun.name in FACTS:
            self.add_rows(table.noun.name, (table.columns[column] for column in FACTS[table.noun.name]))

    def add_rows(self, noun: str, columns: Iterable[Sequence[object]]) -> None:
        """Take facts column by column, in the order of FACTS."""
        for person, *values in zip(*columns, strict=True):
            self.people.add(str(person))
            self._add(noun, str(person), *("" if value is None else str(value) for value in values))

    def _add(self, noun: str, person: str, first: str, second: str) -> None:
        if noun == "names":
            self.names[person].add((folded(first, ""), folded(second, "")))
        elif noun == "births":
            self.births[person].update([first] if first else [])
            self.sexes[person].update([second] if second != "UNKNOWN" else [])
        else:
            self.identifiers[person].add(f"{first.casefold()}:{second.casefold()}")


FACTS: Mapping[str, tuple[str, str, str]] = {
    "names": ("person", "given", "family"),
    "births": ("person", "born_on", "sex"),
    "identifiers": ("person", "system", "value"),
}
"""Noun → the columns that linkage looks at."""


class Record(TypedDict):
    """One row for splink; None is unknown and speaks neither for nor against."""

    unique_id: str
    person: str
    given: str | None
    family: str | None
    born_on: str | None
    sex: str | None
    identifier: list[str] | None


@dataclass(frozen=True)
class Pair:
    """Two people who may be one, first id first, and how many bits speak for it."""

    a: str
    b: str
    bits: float


def pairs_of(facts: Facts, touched: set[str]) -> list[Pair]:
    """Pairs of people above the threshold of whom at least one is in `touched`, by id."""
    records = records_of(facts)
    if len(records) < 2:
        return []
    best: dict[tuple[str, str], float] = {}
    for one, other, bits in _compared(records):
        a, b = sorted((one, other))
        if a != b and (a in touched or b in touched):
            best[a, b] = max(bits, best.get((a, b), bits))
    return [Pair(a, b, round(bits, 1)) for (a, b), bits in sorted(best.items())]


def alike(new: str, about: Mapping[str, object], rows: Iterable[Mapping[str, Any]]) -> list[dict[str, object]]:
    """Who of those whose facts are in the rows may be somebody new: {a, b, bits} a pair, first id first.

    `about` has given, family, born_on, sex. Somebody made up is always compared too, so that the work done, and so the
    time that an answer takes, is the same whether or not anybody on file is like the new one.
    """
    facts = Facts()
    for row in rows:
        facts.add_rows(row["noun"], (row["people"], row["firsts"], row["seconds"]))
    for person in (new, MADE_UP):
        facts.add_rows("names", ([person], [about["given"]], [about["family"] if person == new else MADE_UP]))
        facts.add_rows("births", ([person], [about["born_on"]], [about["sex"]]))
    pairs = [pair for pair in pairs_of(facts, {new}) if MADE_UP not in (pair.a, pair.b)]
    return [{"a": pair.a, "b": pair.b, "bits": pair.bits} for pair in pairs]


MADE_UP = " "
"""An id and a name that nobody has."""


def records_of(facts: Facts) -> list[Record]:
    """The records to compare, in order; people of whom nothing is known have none."""
    records = []
    for person in sorted(facts.people):
        names = sorted(facts.names.get(person, ())) or [("", "")]
        births = sorted(facts.births.get(person, ())) or [""]
        sexes = facts.sexes.get(person, set())
        identifiers = sorted(facts.identifiers.get(person, ()))
        for n, ((given, family), born) in enumerate(list(product(names, births))[:MAX_RECORDS]):
            if given or family or identifiers:
                sex = next(iter(sexes)) if len(sexes) == 1 else None
                key = f"{person} {n}"
                records.append(
                    Record(
                        unique_id=key,
                        person=person,
                        given=given or None,
                        family=family or None,
                        born_on=born or None,
                        sex=sex,
                        identifier=identifiers or None,
                    )
                )
    return records


_SCHEMA = pyarrow.schema(
    [
        *((name, pyarrow.string()) for name in ("unique_id", "person", "given", "family", "born_on", "sex")),
        ("identifier", pyarrow.list_(pyarrow.string())),
    ]
)


def _compared(records: list[Record]) -> Iterable[tuple[str, str, float]]:
    """(person, person, bits) of every pair of records above the threshold."""
    with duckdb.connect(":memory:") as connection:
        database = DuckDBAPI(connection)
        table = database.register(pyarrow.Table.from_pylist(records, schema=_SCHEMA))
        linker = Linker(table, SETTINGS, log_level=SILENT)
        predicted = linker.inference.predict(threshold_match_weight=THRESHOLD_BITS, warning_mode="never")
        for pair in predicted.as_record_list():
            yield str(pair["person_l"]), str(pair["person_r"]), float(pair["match_weight"])


def matches_table(pairs: Sequence[Pair]) -> Table:
    """The pairs as rows of the noun `matches`, for either writer."""
    noun = NOUN["matches"]
    columns: dict[str, list[Cell]] = {column.name: [None] * len(pairs) for column in noun.all_columns}
    columns["id"] = [f"match:{pair.a}:{pair.b}" for pair in pairs]
    columns["person_a"] = [pair.a for pair in pairs]
    columns["person_b"] = [pair.b for pair in pairs]
    columns["state"] = ["UNDECIDED"] * len(pairs)
    columns["weight"] = [pair.bits for pair in pairs]
    return Table(noun, columns, [0] * len(pairs), ["linkage"] * len(pairs))
