"""The graph's ties out of Neo4j into arrays: whole, page by page as columns, or those that touch some people.

    counts → people, households, gangs; how far the ties go → ties, two pages at once → names, births, deaths
    → `assemble`

A page is one row of lists: of people and groups in the order of their ids, of ties in the order in which the server
stores them. Where the server can say a number cheaply it says no text.
Access is decided in the search, so these statements read what is on file about everybody, and no answer shows it.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.engine.assemble import assemble
from graphsvc.engine.columns import (
    DIRECT,
    INCIDENTS,
    KINDS,
    MEMBER,
    SMALL,
    UNWALKED,
    VERIFICATIONS,
    Columns,
    GroupColumns,
    TieColumns,
)
from graphsvc.engine.filed import ALWAYS, NEVER, FactColumns, FactRow, fact_text, filed_of
from graphsvc.engine.rows import LISTED, GroupRow, TieRow
from graphsvc.engine.texts import Texts
from graphsvc.engine.word import CONTESTED, FAMILY_TYPES, PARTS, WORD_BITS
from graphsvc.model.kin import LINEAL
from graphsvc.model.nouns import KIN_ROW_TYPES, PEER_TYPES, SUPPORT_TYPES
from graphsvc.model.quality import (
    AFFILIATION,
    CLOSENESS,
    GROUP_TYPES,
    INCIDENT_TYPES,
    KIND_OF,
    LOWERING_TONES,
    UNWALKED_ROLES,
    UNWALKED_TONES,
    TieFacts,
)
from graphsvc.progress import Step, quiet

PAGE_ROWS = 12_000  # a tenth of a second of the server; to unpack one holds the event loop for some 15 ms
AT_ONCE = 2  # readers: the server has two processors to spare at most, and this process keeps up with two
PAGE_SECONDS = 120.0  # a page of a store that is cold, on a busy machine
TYPES = (*SUPPORT_TYPES, *PEER_TYPES)
FACTS = ("Birth", "Death", "Name")
GROUPS = {"Household": "household", "Gang": "gang"}
"""Label → what a key begins with (GROUP_TYPES)."""
TRAITS = {
    # of a tie's `traits`: (first bit, mask)
    "close": (0, 7),
    "tone": (3, 3),
    "verified": (5, 3),
    "role": (7, 3),
    "case": (9, 1),
    "incident": (10, 1),
    "dated": (11, 1),
    "sources": (12, 3),
    "type": (14, 15),
    "word": (18, (1 << WORD_BITS) - 1),
}
UNWALKED_ROLE = 3
"""A role of no kind; the others are those of LINEAL."""
SEVERAL = 3
"""As many sources or more: which are different is found out here."""


def _at(name: str, values: Mapping[str, int]) -> dict[str, int]:
    """The values at their place among the traits."""
    return {text: value << TRAITS[name][0] for text, value in values.items()}


CODES: Mapping[str, object] = {
    "types": _at("type", {type_: number for number, type_ in enumerate(TYPES)}),
    "closeness": _at("close", CLOSENESS),
    "tones": _at("tone", dict.fromkeys(sorted(UNWALKED_TONES), UNWALKED) | dict(LOWERING_TONES)),
    "verifications": _at("verified", VERIFICATIONS),
    "roles": _at("role", dict.fromkeys(sorted(UNWALKED_ROLES), UNWALKED_ROLE) | dict(LINEAL)),
    "listed": sorted(LISTED),
    "family": {part: _at("word", codes) for part, codes in PARTS.items()} | _at("word", {"contested": CONTESTED}),
}
NUMBERED = ("cls", "since", "until", "joins", "kind_joins")
"""What is told of a group as a number."""
Arrays = dict[str, NDArray[Any]]


async def load_columns(graph: Graph, progress: Step = quiet) -> Columns:
    """Everything that a search reads. `progress` is told of rows. Raises DatabaseError as it comes.

    What is written meanwhile may be in it or not: the caller reads again what the change records name.
    """
    (row,) = await graph.read("engine_counts", timeout_seconds=PAGE_SECONDS)
    told = _Told(progress, row["counts"])
    keys = asyncio.gather(_people(graph, told), *(_groups(graph, each, told) for each in GROUPS))
    (people, *groups), last = await asyncio.gather(keys, _last(graph))
    numbering = await asyncio.to_thread(_Numbering.of, people, groups)
    pages = await _ties(graph, told, numbering, last)
    facts = [await _facts(graph, each, told, numbering) for each in FACTS]
    return await asyncio.to_thread(numbering.assembled, groups, pages, facts)


async def read_people(
    graph: Graph, people: Collection[str], groups: Collection[str] = ()
) -> tuple[tuple[TieRow, ...], tuple[GroupRow, ...]]:
    """The ties that touch these people at either end, and the groups that those lead to beside those of these keys.

    A membership whose group went between the two questions is left out: the moment was not quiet, so it is asked again.
    """
    ties = tuple(map(_tie_row, await graph.read("engine_touching", people=sorted(people))))
    ids = {
        kind: [key.removeprefix(f"{kind}:") for key in sorted(groups) if key.startswith(f"{kind}:")]
        for kind in GROUPS.values()
    }
    rows = await graph.read("engine_groups_of", people=sorted(people), households=ids["household"], gangs=ids["gang"])
    found = {row["key"]: GroupRow(**row) for row in rows}
    known = {None, *found}
    return tuple(tie for tie in ties if _group_key(tie.facts) in known), tuple(found.values())


async def read_facts(graph: Graph, people: Collection[str]) -> tuple[FactRow, ...]:
    """The names, births and deaths of these people."""
    rows = await graph.read("engine_facts_of", people=sorted(people))
    return tuple(FactRow(**{**row, "said": fact_text(*row["said"])}) for row in rows)


def _group_key(facts: TieFacts) -> str | None:
    """The key of the group that it leads to, if it is a membership."""
    return f"{GROUP_TYPES[facts.type]}:{facts.b}" if facts.type in GROUP_TYPES else None


def _tie_row(row: Row) -> TieRow:
    """A row of engine_touching. Its days are those that decide: of an incident tie the day of the incident."""
    facts = TieFacts(
        id=row["id"],
        type=row["type"],
        a=row["a"],
        b=row["b"],
        role=row["role"],
        closeness=row["closeness"] if row["closeness"] in CLOSENESS else "UNKNOWN",
        tone=row["tone"] or "UNKNOWN",
        verification=row["verification"] or "",
        quality_at=row["said_on"],
        last_contact=row["contact"],
        sources=tuple(row["sources"]),
        incident=row["incident"],
        valid_from=row["since"],
        valid_to=row["valid_to"],
        contested_at=row["contested_at"],
    )
    said = (row["side"], row["basis"], row["category"], row["told"] if row["type"] in FAMILY_TYPES else "")
    return TieRow(facts, row["cls"], row["case"], row["status"], row["retain_until"], *said)


# ---- pages --------------------------------------------------------------------------------------------------------


class _Told:
    """Adds up the rows that came, for the bar."""

    def __init__(self, step: Step, counts: Mapping[str, int]) -> None:
        self.counts = counts
        self._step = step
        self._done = 0

    def rows(self, count: int) -> None:
        self._done += count
        self._step("the graph", self._done, sum(self.counts.values()))


async def _pages(
    graph: Graph, told: _Told, made: Callable[[list[list[Any]]], Arrays], name: str, **params: object
) -> list[Arrays]:
    """Every page of a statement, each made into arrays in a thread while the server is at the next one."""
    found: list[asyncio.Task[Arrays]] = []
    after: str | None = ""
    async with asyncio.TaskGroup() as group:
        while after is not None:
            page = await graph.lists(name, timeout_seconds=PAGE_SECONDS, after=after, rows=PAGE_ROWS, **params)
            ids = page[0]
            after = ids[-1] if len(ids) == PAGE_ROWS else None
            found.append(group.create_task(asyncio.to_thread(made, page)))
            told.rows(len(ids))
    return [each.result() for each in found]


async def _people(graph: Graph, told: _Told) -> Arrays:
    def made(page: list[list[Any]]) -> Arrays:
        return {"id": _bytes(page[0]), "node": np.array(page[1], np.int64)}

    return _joined(await _pages(graph, told, made, "engine_people"), {"id": np.bytes_, "node": np.int64})


async def _last(graph: Graph) -> int:
    """The highest number of a tie. The server plans the statement that reads them meanwhile, once for all readers."""
    rows, _ = await asyncio.gather(
        graph.read("engine_last_tie", timeout_seconds=PAGE_SECONDS),
        graph.lists("engine_ties", timeout_seconds=PAGE_SECONDS, first=0, rows=0, **CODES),
    )
    return int(rows[0]["number"])


async def _groups(graph: Graph, label: str, told: _Told) -> Arrays:
    def made(page: list[list[Any]]) -> Arrays:
        ids, nodes, classes, joins, kind_joins, since, until, in_case, cases = page
        return {
            "id": _bytes([f"{GROUPS[label]}:{id}" for id in ids]),
            "node": np.array(nodes, np.int64),
            "cls": np.array(classes, np.int32),
            "case": _spread(np.array(in_case, bool), cases),
            "since": days(since, NEVER),
            "until": days(until, ALWAYS),
            "joins": np.array(joins, np.int32),
            "kind_joins": np.array(kind_joins, np.int32),
        }

    numbers = dict.fromkeys(NUMBERED, np.int32)
    pages = await _pages(graph, told, made, "engine_groups", label=label)
    return _joined(pages, {"id": np.bytes_, "node": np.int64, "case": object, **numbers})


async def _facts(graph: Graph, label: str, told: _Told, numbering: "_Numbering") -> Arrays:
    pages = await _pages(graph, told, numbering.facts, "engine_facts", label=label)
    return _joined(pages, FACT_DTYPES)


async def _ties(graph: Graph, told: _Told, numbering: "_Numbering", last: int) -> list[Arrays]:
    """The pages of all ties up to the last number, `AT_ONCE` at a time, in no order. Each is made into arrays in a
    thread while the server is at the next one."""
    firsts = iter(range(0, last + 1, PAGE_ROWS))
    found: list[Arrays] = []

    async def reader() -> None:
        for first in firsts:
            page = await graph.lists("engine_ties", timeout_seconds=PAGE_SECONDS, first=first, rows=PAGE_ROWS, **CODES)
            told.rows(len(page[0]))
            group.create_task(made(page))

    async def made(page: list[list[Any]]) -> None:
        found.append(await asyncio.to_thread(numbering.ties, page))

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(reader())
    return found


# ---- from what the server says to the columns ----------------------------------------------------------------------


class _Names(dict[str, int]):
    """Texts numbered from 1 as they come, by several threads at once; 0 is no text."""

    def __init__(self) -> None:
        super().__init__()
        self._next = count(1)  # given out once, whichever threads ask; how many are held may be asked by two

    def __missing__(self, text: str) -> int:
        return self.setdefault(text, next(self._next))

    def in_order(self) -> tuple[tuple[str, ...], NDArray[np.int32]]:
        """(the texts in order, one more than the place of each by its number): numbers that no thread decided."""
        texts = tuple(sorted(self))
        places = np.zeros(max(self.values(), default=0) + 1, np.int32)
        places[[self[text] for text in texts]] = np.arange(1, len(texts) + 1)
        return texts, places


@dataclass(frozen=True)
class _Nodes:
    """The server's numbers of nodes, ascending, and ours beside them. Where they lie close, `near` says it at once."""

    nodes: NDArray[np.int64]
    ours: NDArray[np.int32]
    near: NDArray[np.int32]

    @staticmethod
    def of(nodes: NDArray[np.int64]) -> "_Nodes":
        """The numbering of nodes that stand in our order."""
        order = np.argsort(nodes, kind="stable")
        known, ours = nodes[order], order.astype(np.int32)
        close = len(known) > 0 and known[-1] < 8 * len(known) + 1_000_000
        near = np.full(int(known[-1]) + 2 if close else 0, -1, np.int32)
        near[known if close else known[:0]] = ours if close else ours[:0]
        return _Nodes(known, ours, near)

    def numbers(self, nodes: list[int]) -> NDArray[np.int32]:
        """Our number of each node, -1 for one that is not known."""
        asked = np.array(nodes, np.int64)
        if len(self.near):
            return self.near[np.minimum(asked, len(self.near) - 1)]
        if not len(self.nodes):
            return np.full(len(asked), -1, np.int32)
        places = np.minimum(np.searchsorted(self.nodes, asked), len(self.nodes) - 1)
        return np.where(self.nodes[places] == asked, self.ours[places], np.int32(-1))


@dataclass(frozen=True)
class _Numbering:
    """The server's numbers of nodes in order, and ours beside them."""

    people: Texts
    group_keys: Texts
    person_nodes: "_Nodes"
    group_nodes: "_Nodes"
    group_order: NDArray[np.int64]
    cases: _Names = field(default_factory=_Names)
    incidents: _Names = field(default_factory=_Names)
    tellings: _Names = field(default_factory=_Names)

    @staticmethod
    def of(people: Arrays, groups: Sequence[Arrays]) -> "_Numbering":
        """The numbering of people and groups: by the bytes of their ids."""
        grouped = {name: np.concatenate([each[name] for each in groups]) for name in ("id", "node")}
        person_order, group_order = (np.argsort(each["id"], kind="stable") for each in (people, grouped))
        return _Numbering(
            Texts.of_bytes(people["id"][person_order]),
            Texts.of_bytes(grouped["id"][group_order]),
            _Nodes.of(people["node"][person_order]),
            _Nodes.of(grouped["node"][group_order]),
            group_order,
        )

    def ties(self, page: list[list[Any]]) -> Arrays:
        """A page of engine_ties; ties without an id, or whose ends are not of the kind that their type joins, are left
        out."""
        ids, a, b, classes, traits, said, contact, since, until, at, kept, cases, incidents, sources, told = page
        packed = np.array(traits, np.int64)
        part = {name: (packed >> first) & mask for name, (first, mask) in TRAITS.items()}
        known = {name: values[part["type"]] for name, values in BY_TYPE.items()}
        role = np.where(known["roles"] == 1, part["role"], 0)
        dated = _sparse(part["dated"] == 1, days(at, NEVER), NEVER)
        spoken = days(contact, NEVER)
        made: Arrays = {
            "ids": _bytes(ids),
            "a": self.person_nodes.numbers(a),
            "b": self._far_ends(part["type"], b),
            "kind": np.where(role == UNWALKED_ROLE, np.int8(KINDS[""]), known["kind"]),
            "type": known["type"],
            "near": known["near"],
            "lineal": np.where(role == UNWALKED_ROLE, 0, role).astype(np.int8),
            "cls": np.array(classes, np.int32),
            "case": _sparse(part["case"] == 1, [self.cases[text] for text in cases], 0),
            "close": np.where(known["listed"] == 1, AFFILIATION, part["close"]).astype(np.int8),
            "tone": part["tone"].astype(np.int8),
            "verified": np.where(role == UNWALKED_ROLE, 0, part["verified"]).astype(np.int8),
            "said": days(said, ALWAYS),
            "contact": np.where(spoken == NEVER, dated, spoken),
            "sources": _distinct(part["sources"], sources),
            "since": np.maximum(days(since, NEVER), dated),
            "until": days(until, ALWAYS),
            "incident": _sparse(part["incident"] == 1, [self.incidents[text] for text in incidents], 0),
            "kept": _sparse(known["listed"] == 1, days(kept, NEVER), ALWAYS),
            "word": part["word"].astype(np.int32),
            "told": _sparse(part["word"] > 0, [self.tellings[text] for text in told], 0),
        }
        good = (made["a"] >= 0) & (made["b"] >= 0) & (made["ids"] != b"")
        return made if good.all() else {name: values[good] for name, values in made.items()}

    def facts(self, page: list[list[Any]]) -> Arrays:
        """A page of engine_facts; what is of nobody is left out."""
        _, nodes, classes, since, until, in_case, cases, said = page
        made: Arrays = {
            "person": self.person_nodes.numbers(nodes),
            "cls": np.array(classes, np.int32),
            "case": _sparse(np.array(in_case, bool), [self.cases[text] for text in cases], 0),
            "since": days(since, NEVER),
            "until": days(until, ALWAYS),
            "texts": _spread(np.ones(len(said), bool), [fact_text(*each) for each in said]),
        }
        good = made["person"] >= 0
        return made if good.all() else {name: values[good] for name, values in made.items()}

    def _far_ends(self, types: NDArray[np.int64], nodes: list[int]) -> NDArray[np.int32]:
        """People; of a membership its group, when it is of the kind that the type joins."""
        found, first = self.person_nodes.numbers(nodes), BY_TYPE["first"][types]
        if not first.any():
            return found
        groups = self.group_nodes.numbers(nodes)
        letters = self.group_keys.blob[self.group_keys.offsets[np.maximum(groups, 0)]] if len(self.group_keys) else 0
        return np.where(first == 0, found, np.where((groups >= 0) & (letters == first), groups, np.int32(-1)))

    def assembled(self, groups: Sequence[Arrays], pages: list[Arrays], facts: list[Arrays]) -> Columns:
        """The columns. `pages` is emptied on the way, so that no array stands in memory twice for long."""
        grouped = {
            name: np.concatenate([each[name] for each in groups])[self.group_order] for name in ("case", *NUMBERED)
        }
        of_groups = np.array([self.cases[text] if text else 0 for text in grouped["case"].tolist()], np.int32)
        cases, case_places = self.cases.in_order()
        _, incident_places = self.incidents.in_order()
        ties = _joined(pages, TIE_DTYPES)
        ties["case"], ties["incident"] = case_places[ties["case"]], incident_places[ties["incident"]]
        tellings, telling_places = self.tellings.in_order()
        ties["told"] = telling_places[ties["told"]]
        table = _joined(facts, FACT_DTYPES)
        table["case"] = case_places[table["case"]]
        numbers = {name: grouped[name].astype(np.int32) for name in NUMBERED}
        return assemble(
            self.people,
            self.group_keys,
            cases,
            TieColumns(**ties),
            GroupColumns(case=case_places[of_groups], **numbers),
            filed_of(Texts.of(tellings), FactColumns(**table), len(self.people)),
        )


BY_TYPE: Mapping[str, NDArray[Any]] = {
    # by the place of a type in TYPES. first: the letter with which the keys of its groups begin; 0: it joins people
    "kind": np.array([KINDS[KIND_OF[type_]] for type_ in TYPES], np.int8),
    "type": np.array(
        [MEMBER if each in GROUP_TYPES else INCIDENTS if each in INCIDENT_TYPES else DIRECT for each in TYPES], np.int8
    ),
    "near": np.array([type_ in KIN_ROW_TYPES for type_ in TYPES], np.int8),
    "roles": np.array([type_ == "KIN_OF" for type_ in TYPES], np.int8),
    "listed": np.array([type_ == "AFFILIATED_WITH" for type_ in TYPES], np.int8),
    "first": np.array([ord(GROUP_TYPES[each][0]) if each in GROUP_TYPES else 0 for each in TYPES], np.uint8),
}
TIE_DTYPES: Mapping[str, Any] = {
    name: np.bytes_ if name == "ids" else np.int8 if name in SMALL else np.int32
    for name in TieColumns.__dataclass_fields__
}


FACT_DTYPES: Mapping[str, Any] = {
    name: object if name == "texts" else np.int32 for name in FactColumns.__dataclass_fields__
}


def _joined(pages: list[Arrays], dtypes: Mapping[str, Any]) -> Arrays:
    """The pages as one; each page's column is let go as soon as it is joined."""
    return {
        name: np.concatenate([page.pop(name) for page in pages]) if pages else np.empty(0, dtype)
        for name, dtype in dtypes.items()
    }


def _bytes(texts: list[str]) -> NDArray[np.bytes_]:
    """The texts as fixed-width bytes. Those that are equally long and of one byte a letter, as ids are that one program
    made, in a tenth of the time."""
    if texts and len(set(map(len, texts))) == 1:
        whole = "".join(texts).encode()
        if len(whole) == len(texts) * len(texts[0]):
            return np.frombuffer(whole, f"S{max(len(texts[0]), 1)}") if texts[0] else np.zeros(len(texts), "S1")
    return np.array([text.encode() for text in texts], np.bytes_)


def _spread(where: NDArray[np.bool_], texts: Iterable[str]) -> NDArray[np.object_]:
    """The texts at the places that have one."""
    spread = np.full(len(where), "", object)
    spread[where] = list(texts)
    return spread


def _sparse(where: NDArray[np.bool_], values: Sequence[int] | NDArray[np.int32], other: int) -> NDArray[np.int32]:
    """The values at the places that have one, `other` elsewhere."""
    spread = np.full(len(where), other, np.int32)
    spread[where] = values
    return spread


def _distinct(count: NDArray[np.int64], several: list[list[str]]) -> NDArray[np.int32]:
    """How many different sources: of `several` the texts are told."""
    found = count.astype(np.int32)
    found[count == SEVERAL] = [len(set(each)) for each in several]
    return found


YEAR_AT, DAY, LAST_YEAR = 9, 511, 9999
"""A day as the statements say it: the year above so many bits, the day of the year below; 0 when it is not known."""
NEW_YEARS: NDArray[np.int32] = np.array(
    [1] + [date(year, 1, 1).toordinal() for year in range(1, LAST_YEAR + 1)], np.int32
)
"""The ordinal of the first day of each year."""


def days(told: list[int], unknown: int) -> NDArray[np.int32]:
    """The ordinals of days as the statements say them; those that Python's calendar has not are its first and last."""
    slots = np.array(told, np.int64)
    years = slots >> YEAR_AT
    known = NEW_YEARS[np.clip(years, 0, LAST_YEAR)] + (slots & DAY) - 1
    found = np.where(years < 1, date.min.toordinal(), np.where(years > LAST_YEAR, date.max.toordinal(), known))
    return np.where(slots == 0, unknown, found).astype(np.int32)
