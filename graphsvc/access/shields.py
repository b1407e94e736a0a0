"""The protective facts of the whole graph in memory: what the statements safety_* answer, without a statement.

    load_shields(graph)              all of it, once
    changed(graph, shields, people)  the next version, after writes that touched these people; the old one stays usable
    shields.reading / apart / concealed_for_each   as read_facts, safety_apart, access.safety.concealed_for_each
    shields.barred / barred_parts / unscreened     whom the lines bar for one P, of everybody in the graph

They act for everyone and reach no answer as such. The rules that decide are those of safety_rules.py and no others.
"""

from asyncio import gather
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from graphsvc.access.layers import Differing
from graphsvc.access.protective import read_whole
from graphsvc.access.safety_rules import FactRow, Near, Reading, decide
from graphsvc.access.shield_bars import Ground, Lines, ground_of, lines_of
from graphsvc.access.shield_births import Births, Page, births_from, births_of
from graphsvc.access.shield_facts import shields_in
from graphsvc.access.shield_file import Affiliation, Changes, Pair, ShieldFile, file_of
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.model.safety_lines import RULES, Effect, Fact, Sphere, concealed
from graphsvc.model.site import Site

SHIELDS = "shields"
"""What they are called among the parts of the graph in memory."""
LOAD_SECONDS = 600.0
AT_LENGTH: Mapping[str, Any] = {"timeout_seconds": LOAD_SECONDS, "fetch_size": 20_000}
"""How a list of the whole graph is read: in its own time, so many rows at once."""
DAYS_KEPT = 2
"""Today, and the day that is ending where two requests stand on either side of midnight."""
CONCEALING_ALERTS = frozenset[str]().union(
    *(rule.codes for rule in RULES if rule.fact is Fact.ALERT and rule.effect is Effect.CONCEAL)
)


@dataclass(frozen=True)
class Shields:
    """One version. Readers may hold it for as long as they like."""

    file: ShieldFile
    reviewers: frozenset[str]
    all_apart: Differing[Pair]
    """Every pair that a protective fact keeps from each other."""
    grounds: dict[tuple[date, Site], Ground] = field(default_factory=dict, compare=False, repr=False)
    """Worked out at the first question of a day, and kept up by `changed`."""

    def reading(self, near: tuple[Near, ...], relatives: Iterable[str], today: date) -> Reading:
        """Every protective fact that counts between P's people and these relatives.

        As access.safety.read_facts, but for births: what each record says of the age, in at most two rows without id.
        """
        around = self.file.around(near, today)
        return Reading(near, tuple(row for one in sorted(set(relatives)) for row in self.file.rows(one, around)))

    def apart(self, people: Iterable[str]) -> frozenset[Pair]:
        """The pairs among these people whom a protective fact keeps from each other, lapsed or not."""
        among = frozenset(people)
        return frozenset(pair for one in among for pair in self.file.apart(one) if pair <= among)

    def concealed_for_each(
        self, focal_ids: Iterable[str], ids: Iterable[str], today: date, site: Site
    ) -> Mapping[str, frozenset[str]]:
        """Focal person → those of these people who are absent from every output about that person.

        Under "" stands whoever is absent whoever it is about. A focal person with nobody absent has no entry.
        """
        telling = self.file.facts.among(frozenset(ids))  # of a whole family hardly anybody
        if not telling:
            return {}
        facts: dict[str, list[FactRow]] = defaultdict(list)
        mine = Mine.of(self.file, focal_ids)
        for one in sorted(telling):
            for record in dict.fromkeys((one, *self.file.twins(one))):
                for focal, row in mine.concealing(record):
                    facts[focal].append(replace(row, relative=one))
        found = {focal: _concealed_in(focal, rows, today, site) for focal, rows in facts.items()}
        return {focal: absent for focal, absent in found.items() if absent}

    def lines(self, near: tuple[Near, ...], today: date, site: Site) -> Lines:
        """Who is barred for this P, and who waits for a screen: for a question that needs both."""
        return lines_of(self.file, self._ground(today, site), near, today, site)

    def barred(self, near: tuple[Near, ...], today: date, site: Site) -> Set[str]:
        """Everybody in the graph who may be no end and no middle of P's paths: a view, no copy."""
        return self.lines(near, today, site).barred

    def barred_parts(
        self, near: tuple[Near, ...], today: date, site: Site
    ) -> tuple[Set[str], frozenset[str], frozenset[str]]:
        """(those barred whoever P is, who comes to them, who does not count among them).

        The first is the same object for every P, from version to version, until many people changed or the day did.
        """
        found = self.lines(near, today, site).barred
        return found.base, found.more, found.less

    def unscreened(self, near: tuple[Near, ...], relatives: Iterable[str], today: date, site: Site) -> frozenset[str]:
        """Those of these people who are not barred and wait for a screen."""
        return self.lines(near, today, site).unscreened(relatives)

    def _ground(self, today: date, site: Site) -> Ground:
        if (today, site) not in self.grounds:
            self.grounds[today, site] = ground_of(self.file, today, site)
            for old in sorted(self.grounds, key=lambda key: key[0])[:-DAYS_KEPT]:
                del self.grounds[old]
        return self.grounds[today, site]

    def changed(self, changes: Changes) -> "Shields":
        """The next version, with these changes."""
        file, touched = self.file.changed(changes), self.file.touched(changes)
        before = {pair for one in touched for pair in self.file.apart(one)}
        after = {pair for one in touched for pair in file.apart(one)}
        pairs = self.all_apart.changed(dict.fromkeys(before, False) | dict.fromkeys(after, True))
        grounds = {key: ground.changed(file, touched, *key) for key, ground in self.grounds.items()}
        return Shields(file, self.reviewers, Differing(frozenset(pairs)) if pairs.wide else pairs, grounds)


def shields_of(file: ShieldFile, reviewers: frozenset[str]) -> Shields:
    """The first version of a file."""
    return Shields(file, reviewers, Differing(frozenset(pair for one in file.facts for pair in file.apart(one))))


# ---- who is concealed ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mine:
    """The focal people of a question: whose record is which focal person's, and which of them are in a group."""

    file: ShieldFile
    focals: Mapping[str, Set[str]]
    in_group: Mapping[str, Set[str]]

    @staticmethod
    def of(file: ShieldFile, focal_ids: Iterable[str]) -> "Mine":
        """A record that may be the same as a focal person's counts as that person's own."""
        focals: dict[str, set[str]] = defaultdict(set)
        in_group: dict[str, set[str]] = defaultdict(set)
        for focal in focal_ids:
            for record in (focal, *file.twins(focal)):
                focals[record].add(focal)
        for record in focals:
            for each in file.groups.get(record) or ():
                in_group[each.end].add(record)
        return Mine(file, focals, in_group)

    def concealing(self, record: str) -> Iterator[tuple[str, FactRow]]:
        """(focal person, fact) for what this record tells that may conceal it; "" for whoever it is about."""
        for shield in self.file.facts.get(record) or ():
            row = replace(shield.row, at=None, ended=None)
            if row.fact is Fact.ALERT and row.code in CONCEALING_ALERTS:
                yield "", replace(row, status="")
            harmed = row.fact is Fact.HARM and (not row.acts or row.other == record)
            if harmed or shield.by_group:
                told = replace(row, acts=not harmed)
                yield from ((focal, replace(told, other=focal)) for focal in self.focals.get(row.other or "", ()))
            if shield.by_group:
                yield from ((focal, replace(row, by_group=True)) for focal in self._fellows(row.other or ""))

    def _fellows(self, other: str) -> Set[str]:
        """The focal people who are or were in a group with this person."""
        groups = (each.end for each in self.file.groups.get(other) or ())
        records = {record for group in groups for record in self.in_group.get(group, ()) if record != other}
        return {focal for record in records for focal in self.focals[record]}


def _concealed_in(focal: str, rows: Iterable[FactRow], today: date, site: Site) -> frozenset[str]:
    reading = Reading((Near(focal, Sphere.SELF),), tuple(rows))
    people = {row.relative for row in reading.rows}
    return frozenset(one for one in people if concealed(decide(reading, one, today, site)))


# ---- reading the graph --------------------------------------------------------------------------------------------


async def load_shields(graph: Graph) -> Shields:
    """The whole graph's. Raises StatementLate when a list reached its limit: nothing is cut silently."""
    facts, births, affiliations, reviewers = await gather(
        read_whole(graph, "shields_facts", ids=None, **AT_LENGTH),
        _births(graph),
        read_whole(graph, "shields_affiliations", ids=None, **AT_LENGTH),
        _reviewers(graph),
    )
    return shields_of(file_of(shields_in(facts, reviewers), births, _affiliations(affiliations)), reviewers)


async def changed(graph: Graph, shields: Shields, people: Collection[str]) -> Shields:
    """The next version after writes that touched these people: everything about them is read again.

    `people` are those at either end of what was written, as it was before and as it is now. A changed list of safety
    reviewers changes what settles whom: then all is read again.
    """
    some = sorted(set(people))
    facts, births, affiliations, reviewers = await gather(
        read_whole(graph, "shields_facts", ids=some),
        graph.read("shields_births", ids=some, after=""),
        read_whole(graph, "shields_affiliations", ids=some),
        _reviewers(graph),
    )
    if reviewers != shields.reviewers:
        return await load_shields(graph)
    found = births_from(*_columns(births[0]))
    told = tuple(shields_in(facts, reviewers))
    return shields.changed(Changes(frozenset(some), told, found, _affiliations(affiliations)))


async def _reviewers(graph: Graph) -> frozenset[str]:
    return frozenset(row["id"] for row in await read_whole(graph, "shields_reviewers"))


async def _births(graph: Graph) -> Births:
    """Page by page, so that neither side holds a million rows."""
    pages, after = [], ""
    while True:
        row = (await graph.read("shields_births", timeout_seconds=LOAD_SECONDS, ids=None, after=after))[0]
        pages.append(Page.of(*_columns(row)))
        if row["last"] is None:
            return births_of(pages)
        after = row["last"]


def _columns(row: Row) -> tuple[list[str], list[int], list[bool]]:
    return row["people"], row["days"], row["erased"]


def _affiliations(rows: Iterable[Row]) -> dict[str, tuple[Affiliation, ...]]:
    """Person → groups. What was ended stands on no day."""
    found: dict[str, list[Affiliation]] = defaultdict(list)
    for row in rows:
        until = 0 if row["ended"] else row["until"].toordinal() if row["until"] else date.max.toordinal()
        found[row["person"]].append(Affiliation(row["gang"], until))
    return {person: tuple(sorted(groups)) for person, groups in found.items()}
