"""A drawn city as the files of a store: the labels, types and properties that an import of ours would store.

The columns of each file are those of `fields_of` for its noun, with our types; a property that every row lacks is left
out, as the offline writer does. Then the product's own statements answer over it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv

from bench.cities import (
    CLASSES,
    CLOSE,
    MEMBERSHIP,
    ROLES,
    TODAY,
    TONES,
    TYPES,
    VERIFICATIONS,
    City,
    Draw,
    numbered,
)
from bench.city_questions import Pair
from graphsvc.database.store import DATABASE, Store, configure, run_admin
from graphsvc.importing.sheets import TYPES as CSV_TYPES
from graphsvc.importing.stored import ITEM, ends_of, fields_of
from graphsvc.model.agencies import AGENCIES
from graphsvc.model.nouns import NOUN, NOUNS, Noun

Column = pa.Array
Sheet = Mapping[str, Column]
"""Header → its cells as text; null is an empty cell."""
ADMIN_OPTIONS = ("--overwrite-destination", "--array-delimiter=U+001E", "--id-type=actual", "--threads=2")
HEAP_MB = 2_048
NOW = "2026-04-20T13:00:00Z"
FAMILIES = ("Alvarez", "Brooks", "Costa", "Diaz", "Evans", "Fontes", "Gomes", "Hall", "Ibe", "Jones")
GIVEN = ("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gia", "Hal", "Ines", "Joe", "Kim", "Leo", "Mia", "Ned")
FACTS = ("births", "names")
OF_TYPE = {noun.label: noun for noun in NOUNS if noun.shape == "TIE"}


@dataclass(frozen=True)
class Worker:
    """A worker of EOHHS and whom she is assigned to, by people numbers."""

    id: str
    caseload: tuple[int, ...]


def workers_of(kind: str, pairs: Sequence[Pair]) -> tuple[Worker, ...]:
    """One worker a pair, assigned to the two."""
    return tuple(Worker(f"s-{kind}-{number}", tuple(sorted(pair))) for number, pair in enumerate(pairs))


def make_store(city: City, store: Store, folder: Path, workers: Sequence[Worker] = (), *, facts: bool = True) -> None:
    """The store of a city, new. Constraints and indexes come with the migrations. Raises ServerError."""
    arguments = write_csv(city, folder, workers, facts=facts)
    configure(store, 0)
    run_admin(store, "database", "import", "full", DATABASE, *ADMIN_OPTIONS, *arguments, heap_mb=HEAP_MB)


def write_csv(city: City, folder: Path, workers: Sequence[Worker] = (), *, facts: bool = True) -> list[str]:
    """Write every file; returns the admin tool's arguments that name them. Without `facts` no names and births: half
    of a large city's import, for questions that read ties alone."""
    folder.mkdir(parents=True)
    files = [*_nodes(city, workers), *_links(city, workers), *_ties(city)]
    files = [file for file in files if facts or file[2].partition("-")[0] not in FACTS]
    for _, _, stem, sheet in files:
        write_sheet(folder / f"{stem}.csv", sheet)
    return [f"--{option}={name}={folder / f'{stem}.csv'}" for option, name, stem, _ in files]


File = tuple[str, str, str, Sheet]
"""nodes or relationships, label or type, file, cells."""


def write_sheet(path: Path, sheet: Sheet) -> None:
    """One file; no cell of ours needs quotes."""
    with path.open("wb") as file:
        file.write((",".join(sheet) + "\n").encode())
        options = csv.WriteOptions(include_header=False, quoting_style="none", batch_size=65_536)
        csv.write_csv(pa.table(dict(sheet)), file, options)


# ---- nodes: people first, then households, then whatever else; each kind's numbers follow the one before ----------


@dataclass(frozen=True)
class Firsts:
    """The number of the first node of each label in the new store."""

    city: City
    workers: int

    @cached_property
    def of(self) -> dict[str, int]:
        """Label → first number."""
        people, households = self.city.count, self.city.households
        counts = (
            ("Person", people),
            ("Household", households),
            ("Birth", people),
            ("Name", people),
            ("Agency", len(AGENCIES)),
            ("AccessClass", len(CLASSES)),
            ("Staff", self.workers),
        )
        ends = np.cumsum([0, *(count for _, count in counts)]).tolist()
        return {label: first for (label, _), first in zip(counts, ends, strict=False)}


def _nodes(city: City, workers: Sequence[Worker]) -> list[File]:
    rng = np.random.default_rng(city.seed + 2)
    people, first = np.arange(city.count), Firsts(city, len(workers)).of
    born = TODAY.toordinal() - rng.integers(18 * 366, 80 * 365, city.count)
    given, family = rng.integers(0, len(GIVEN), city.count), rng.integers(0, len(FAMILIES), city.count)
    public = np.full(city.count, 4)
    made: dict[str, tuple[str, int, Sheet]] = {
        "Person": ("people", city.count, {"id": _ids("p", people)}),
        "Household": (
            "households",
            city.households,
            {
                "id": _ids("h", np.arange(city.households)),
                "kind": _same("FAMILY", city.households),
                **_statement(city.household_cls, {"verification": _same("STATED", city.households)}),
            },
        ),
        "Birth": (
            "births",
            city.count,
            {
                "id": _ids("b", people),
                "person": _ids("p", people),
                "born_on": days(born),
                **_statement(public, {"verification": _same("PROVEN", city.count)}),
            },
        ),
        "Name": (
            "names",
            city.count,
            {
                "id": _ids("n", people),
                "person": _ids("p", people),
                "given": _words(GIVEN, given),
                "family": _words(FAMILIES, family),
                "folded": pc.utf8_lower(
                    pc.binary_join_element_wise(_words(GIVEN, given), _words(FAMILIES, family), " ")
                ),
                "kind": _same("LEGAL", city.count),
                **_statement(public, {"verification": _same("PROVEN", city.count)}),
            },
        ),
    }
    files = [
        ("nodes", label, stem, {":ID": _numbers(first[label] + np.arange(count)), **_typed(NOUN[stem], cells)})
        for label, (stem, count, cells) in made.items()
    ]
    return [*files, *_bookkeeping(first, workers)]


def _bookkeeping(first: Mapping[str, int], workers: Sequence[Worker]) -> list[File]:
    """Agencies, access classes, staff: what decides who sees the rest."""
    agencies = {
        "id": [a.id for a in AGENCIES],
        "name": [a.name for a in AGENCIES],
        "sector": [a.sector for a in AGENCIES],
    }
    classes = {
        "id:long": [str(each.id) for each in CLASSES],
        "key": ["|".join((c.compartment, c.owner, c.sensitivity, c.sharing)) for c in CLASSES],
        **{name: [getattr(c, name) for c in CLASSES] for name in ("compartment", "owner", "sensitivity", "sharing")},
    }
    staff = {
        "id": [worker.id for worker in workers],
        "agency": ["EOHHS"] * len(workers),
        "roles:string[]": ["SOCIAL_WORKER"] * len(workers),
    }
    sheets = (("Agency", "agencies", agencies), ("AccessClass", "access-classes", classes), ("Staff", "staff", staff))
    return [
        ("nodes", label, stem, {":ID": _numbers(first[label] + np.arange(len(cells[key]))), **_texts(cells)})
        for label, stem, cells in sheets
        for key in list(cells)[:1]
        if cells[key]
    ]


def _links(city: City, workers: Sequence[Worker]) -> list[File]:
    """From people to their names and births, and from workers to their people."""
    first, people = Firsts(city, len(workers)).of, np.arange(city.count)
    files: list[File] = [
        (
            "relationships",
            link,
            stem,
            {":START_ID": _numbers(people), ":END_ID": _numbers(first[label] + people)},
        )
        for link, label, stem in (("HAS_BIRTH", "Birth", "births-person"), ("HAS_NAME", "Name", "names-person"))
    ]
    pairs = [(n, person) for n, worker in enumerate(workers) for person in worker.caseload]
    if pairs:
        cells = {
            ":START_ID": [str(first["Staff"] + n) for n, _ in pairs],
            ":END_ID": [str(person) for _, person in pairs],
            "id": [f"a{n:05}" for n in range(len(pairs))],
            "valid_from:date": ["2024-01-01"] * len(pairs),
        }
        files.append(("relationships", "ASSIGNED_TO", "assignments", _texts(cells)))
    return files


# ---- ties --------------------------------------------------------------------------------------------------------


def _ties(city: City) -> list[File]:
    """One file a type."""
    firsts = Firsts(city, 0).of
    rows = [np.flatnonzero(city.draw.type == number) for number in range(len(TYPES))]
    return [
        ("relationships", TYPES[number], OF_TYPE[TYPES[number]].name, _tie_sheet(city, own, firsts))
        for number, own in enumerate(rows)
    ]


def _tie_sheet(city: City, rows: NDArray[np.int64], firsts: Mapping[str, int]) -> Sheet:
    draw = Draw(**{name: values[rows] for name, values in vars(city.draw).items()})
    ends = draw.b.astype(np.int64) + (firsts["Household"] if draw.type[0] == MEMBERSHIP else 0)
    noun = OF_TYPE[TYPES[int(draw.type[0])]]
    peer = bool(draw.peer[0])
    contested = np.where(draw.contested, TODAY.toordinal(), 0)
    given = {
        "id": pa.array(city.tie_ids[rows]).cast(pa.string()),
        "role": _words(tuple(role.name for role in ROLES), draw.role),
        "side": _same("NA", len(rows)),
        "basis": _same("BIOLOGICAL", len(rows)),
        "category": _same("UNKNOWN", len(rows)),
        "status": _same("UNKNOWN", len(rows)),
        "scope": _same("FULL", len(rows)),
        "closeness": _words(tuple(each.name for each in CLOSE), draw.close),
        "frequency": _same("UNKNOWN", len(rows)),
        "tone": _words(tuple(each.name for each in TONES), draw.tone),
        "last_contact": days(draw.contact),
        "incident": _words(tuple(f"i{n:08}" for n in range(int(draw.incident.max()) + 1)), draw.incident)
        if peer
        else None,
        "at": days(draw.at),
        **_statement(
            draw.cls,
            {
                "verification": _words(tuple(each.name for each in VERIFICATIONS), draw.verification),
                "sources": _words(
                    tuple(ITEM.join(f"SRC-{n}" for n in range(count)) or None for count in range(4)), draw.sources
                ),
                "stated_at": days(draw.stated),
                "valid_from": days(draw.valid_from),
                "valid_to": days(draw.valid_to),
                "contested_at": days(contested),
            },
        ),
    }
    names = {field.name for field in fields_of(noun)} - {end.name for end in ends_of(noun)}
    cells = {name: cells for name, cells in given.items() if name in names}
    return {":START_ID": _numbers(draw.a), ":END_ID": _numbers(ends), **_typed(noun, cells)}


def _statement(cls: NDArray[np.integer], said: Sheet) -> dict[str, Column]:
    """The columns of every statement, by its access class."""
    place, count = cls.astype(np.int64) - 1, len(cls)
    columns = {
        name: _words(tuple(getattr(each, name) for each in CLASSES), place)
        for name in ("compartment", "owner", "sensitivity", "sharing")
    }
    return {
        "row_hash": _numbers(np.arange(count)),
        "cls": _numbers(cls),
        **columns,
        "stated_as": _same("FAMILY", count),
        "recorded_at": _same(NOW, count),
        "sealed": _same("false", count),
        **said,
    }


def _typed(noun: Noun, cells: Sheet) -> Sheet:
    """The cells under headers with our types. KeyError for a column that the noun lacks."""
    kinds = {field.name: field.kind for field in fields_of(noun)}
    return {f"{name}:{CSV_TYPES.get(kinds[name], 'string')}": values for name, values in cells.items()}


# ---- cells -------------------------------------------------------------------------------------------------------


def days(ordinals: NDArray[np.integer]) -> Column:
    """Days as YYYY-MM-DD; 0 is an empty cell."""
    since_1970 = pa.array(ordinals.astype(np.int32) - 719_163, mask=ordinals == 0)
    return since_1970.cast(pa.date32()).cast(pa.string())


def _ids(prefix: str, numbers: NDArray[np.integer]) -> Column:
    return pa.array(numbered(prefix, numbers)).cast(pa.string())


def _numbers(values: NDArray[np.integer]) -> Column:
    return pa.array(values.astype(np.int64)).cast(pa.string())


def _words(table: Sequence[str | None], places: NDArray[np.integer]) -> Column:
    return pa.array(table, pa.string()).take(pa.array(places.astype(np.int64)))


def _same(text: str, count: int) -> Column:
    return _words((text,), np.zeros(count, np.int64))


def _texts(cells: Mapping[str, Sequence[str]]) -> Sheet:
    return {header: pa.array(values, pa.string()) for header, values in cells.items()}
