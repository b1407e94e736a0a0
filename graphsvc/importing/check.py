"""The one validator: noun after noun, in the order of the model's table, so that what a row refers to came before, and
what protects somebody before whatever shows anybody.

    cells (tables.py) → unique ids → the row's own rules → references → parents → accepted

A refused row takes with it the rows that refer to it. What the bundle does not have may be in the graph: that is
asked through `Lookup`, so that this file runs without a server.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from graphsvc.importing import rules
from graphsvc.importing.cells import Cell, Now
from graphsvc.importing.link import Facts
from graphsvc.importing.problems import Problem
from graphsvc.importing.tables import Source, Table, read_table
from graphsvc.importing.waiting import APART, waiting_table
from graphsvc.model.agencies import AGENCIES
from graphsvc.model.nouns import NOUN, NOUNS, Column, Kind, Noun


class Lookup(Protocol):
    """What the graph knows already."""

    async def ids(self, noun: Noun, ids: Sequence[str]) -> set[str]:
        """Those of the ids that are there."""

    async def others(self, noun: Noun, owners: Mapping[str, str]) -> set[str]:
        """Those of the ids that a statement of somebody else bears than of whom `owners` says."""

    async def births(self, people: Sequence[str]) -> dict[str, date]:
        """The latest recorded birth date of each of the people who has one."""

    async def parents(self) -> list[rules.Edge]:
        """Every parent tie that is not disproven."""

    async def add_facts(self, facts: Facts) -> None:
        """Add what the graph has for record linkage."""

    async def matched(self) -> set[tuple[str, str]]:
        """The pairs of people compared before."""


class NothingThere:
    """An empty graph: only the agencies that the migrations bring."""

    async def ids(self, noun: Noun, ids: Sequence[str]) -> set[str]:
        return {a.id for a in AGENCIES}.intersection(ids) if noun.name == "agencies" else set()

    async def others(self, noun: Noun, owners: Mapping[str, str]) -> set[str]:
        return set()

    async def births(self, people: Sequence[str]) -> dict[str, date]:
        return {}

    async def parents(self) -> list[rules.Edge]:
        return []

    async def add_facts(self, facts: Facts) -> None:
        return None

    async def matched(self) -> set[tuple[str, str]]:
        return set()


@dataclass(frozen=True)
class Checked:
    """A noun's good rows, and how many there were."""

    table: Table
    read: int


@dataclass
class Seen:
    """What the nouns before have left: accepted and refused ids, birth dates. `taken`: ids that are another agency's:
    no row of this bundle means that record by them. `about`: of the last noun's refused rows whom each was about."""

    accepted: dict[str, set[str]] = field(default_factory=dict)
    refused: dict[str, set[str]] = field(default_factory=dict)
    there: dict[str, set[str]] = field(default_factory=dict)
    taken: dict[str, set[str]] = field(default_factory=dict)
    statements: set[str] = field(default_factory=set)
    born: dict[str, date] = field(default_factory=dict)
    about: set[tuple[Cell, ...]] = field(default_factory=set)


async def checked_tables(source: Source, lookup: Lookup, now: Now, problems: list[Problem]) -> AsyncIterator[Checked]:
    """Each noun's good rows, in the order of NOUNS, and after them the pairs whom its refused rows leave waiting.

    Nouns without a file are left out.
    """
    seen = Seen()
    for noun in NOUNS:
        if source.files(noun):
            yield await _checked(source, noun, lookup, now, seen, problems)
            waiting = await _of_known(waiting_table(noun, seen.about, now.today), lookup, seen)
            if len(waiting):
                yield Checked(waiting, len(waiting))


async def _of_known(waiting: Table, lookup: Lookup, seen: Seen) -> Table:
    """The pairs of whom both are there."""
    unknown = {id for column in APART.columns[:2] for id in await _missing(waiting, column, lookup, seen)}
    pairs = enumerate(zip(waiting.texts("person_a"), waiting.texts("person_b"), strict=True))
    return waiting.without({row for row, pair in pairs if unknown.intersection(pair)})


async def _checked(
    source: Source, noun: Noun, lookup: Lookup, now: Now, seen: Seen, problems: list[Problem]
) -> Checked:
    table, reading = read_table(source, noun, now, problems)
    seen.refused[noun.name], seen.about = reading.refused_ids, reading.refused_about
    table = _less(table, _duplicates(table, seen), problems, seen, keep_id=True)
    table = _less(table, await _taken(table, lookup, seen), problems, seen)
    for found in await _broken_rules(table, lookup, now, seen):
        table = _less(table, found, problems, seen)
    table = await _referring_to_known(table, lookup, seen, problems)
    if noun.name == "kin" and rules.table_edges(table):
        table = _less(table, rules.own_ancestors(table, await lookup.parents()), problems, seen)
    _accept(table, seen)
    return Checked(table, reading.read)


def _less(table: Table, found: rules.Found, problems: list[Problem], seen: Seen, *, keep_id: bool = False) -> Table:
    """The table without the rows found wrong; a duplicate's id stays good, since its first row is kept."""
    problems += found.values()
    seen.about |= {tuple(table.columns[name][row] for name in table.noun.about) for row in found}
    if not keep_id:
        seen.refused[table.noun.name] |= {table.ids[row] for row in found}
    return table.without(found)


def _duplicates(table: Table, seen: Seen) -> rules.Found:
    """Rows whose id came before: in this noun, or for a statement in any statement noun."""
    taken = seen.statements if table.noun.statement else set()
    ids = table.ids
    if len(set(ids)) == len(ids) and taken.isdisjoint(ids):
        return {}
    here: set[str] = set()
    found: rules.Found = {}
    for row, identity in enumerate(ids):
        if identity in here or identity in taken:
            where = f"{table.noun.name}" if identity in here else "another file of statements"
            found[row] = table.problem(row, "DUPLICATE_ID", "id", where=where)
        here.add(identity)
    return found


async def _taken(table: Table, lookup: Lookup, seen: Seen) -> rules.Found:
    """Rows whose id another agency's statement bears already: each sender chooses its own ids, and neither overwrites
    the other's."""
    if not table.noun.statement:
        return {}
    taken = await lookup.others(table.noun, dict(zip(table.ids, table.texts("owner"), strict=True)))
    seen.taken[table.noun.name] = taken
    return {row: table.problem(row, "COLLIDES", "id") for row, id in enumerate(table.ids) if id in taken}


async def _broken_rules(table: Table, lookup: Lookup, now: Now, seen: Seen) -> list[rules.Found]:
    """What each rule finds among the rows that the rules before it left."""
    found = [_merged(rules.date_order(table), rules.self_ties(table), rules.case_files(table), _reserved(table))]
    if table.noun.name == "affiliations":
        people = sorted(set(table.texts("person")) - seen.born.keys())
        born = {**await lookup.births(people), **seen.born}
        found = [_merged(*found, rules.affiliations(table, born, now.today))]
    return found


def _merged(*each: rules.Found) -> rules.Found:
    """One reason a row: the first."""
    merged: rules.Found = {}
    for found in each:
        merged = {**found, **merged}
    return merged


def _reserved(table: Table) -> rules.Found:
    """Rows that would rename an agency of the migrations: both writers must end with the same."""
    if table.noun.name != "agencies":
        return {}
    fixed = {agency.id: (agency.name, agency.sector) for agency in AGENCIES}
    said = zip(table.ids, table.texts("name"), table.texts("sector"), strict=True)
    rows = (row for row, (key, name, sector) in enumerate(said) if fixed.get(key, (name, sector)) != (name, sector))
    return {row: table.problem(row, "RESERVED", "id") for row in rows}


# ---- references -----------------------------------------------------------------------------------------------


async def _referring_to_known(table: Table, lookup: Lookup, seen: Seen, problems: list[Problem]) -> Table:
    """The rows all of whose references exist. Refused rows can leave others of their own noun dangling: again."""
    references = [c for c in table.noun.all_columns if c.kind is Kind.REF]
    while True:
        found: rules.Found = {}
        for column in references:
            missing = await _missing(table, column, lookup, seen)
            found = {**_dangling(table, column, missing, seen), **found}
        if not found:
            return table
        table = _less(table, found, problems, seen)


async def _missing(table: Table, column: Column, lookup: Lookup, seen: Seen) -> set[str]:
    """What the column refers to that neither this bundle's accepted rows nor the graph have."""
    of = column.of
    missing = {value for value in set(table.columns[column.name]) if isinstance(value, str)}
    missing -= seen.accepted.get(of, set())
    if of == table.noun.name:
        missing.difference_update(table.ids)
    there = seen.there.setdefault(of, set())
    missing -= there
    if missing:
        there |= await lookup.ids(NOUN[of], sorted(missing)) - seen.taken.get(of, set())
    return missing - there


def _dangling(table: Table, column: Column, missing: set[str], seen: Seen) -> rules.Found:
    if not missing:
        return {}
    found: rules.Found = {}
    for row, value in enumerate(table.columns[column.name]):
        if value in missing:
            code = "DEPENDS_ON_BAD" if value in seen.refused.get(column.of, ()) else "DANGLING"
            found[row] = table.problem(row, code, column.name, noun=_one(column.of))
    return found


def _one(noun: str) -> str:
    """A noun's name for one row of it, in plain words."""
    return {"people": "person", "staff": "staff member", "cases": "case", "agencies": "agency"}.get(
        noun, noun.removesuffix("s")
    )


def _accept(table: Table, seen: Seen) -> None:
    """Remember what later nouns may refer to."""
    name = table.noun.name
    if name in _REFERRED_TO:
        seen.accepted[name] = set(table.ids)
    if table.noun.statement:
        seen.statements.update(table.ids)
    if name == "births":
        _remember_births(zip(table.texts("person"), table.columns["born_on"], strict=True), seen.born)


def _remember_births(rows: Iterable[tuple[str, object]], born: dict[str, date]) -> None:
    for person, day in rows:
        if isinstance(day, date):
            born[person] = max(day, born.get(person, day))


_REFERRED_TO = frozenset(c.of for noun in NOUNS for c in noun.all_columns if c.kind is Kind.REF)
