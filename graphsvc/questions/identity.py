"""Same person? The pairs that linkage or a reviewer proposed, with what speaks for each in words.

She decides about hidden records as well, so the pairs are all there are. What a record says is shown as far as it is
shared with her, as everywhere; of what is not, only which fields agree.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from graphsvc.access.facts import people_seen
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.model.answers import Basis
from graphsvc.model.asker import Sight
from graphsvc.model.paging import Page, Window, page_of
from graphsvc.model.person import Person, folded
from graphsvc.model.site import Site

WAITING = ("PLAUSIBLE", "UNDECIDED")
"""What there is to decide; what a person marked comes first."""
NEAR_NAMES = 0.9
"""What linkage.json calls near, and for a birth date one slip of a digit."""


@dataclass(frozen=True)
class Decided:
    """One decision about a pair."""

    what: str
    by: str
    at: str
    why: str


@dataclass(frozen=True)
class MatchPair:
    """Two records, why they may be one person, and what was decided so far. `keep`: the id of both, once merged."""

    id: str
    a: Person
    b: Person
    state: str
    proposed_by: str | None
    reasons: tuple[str, ...]
    decisions: tuple[Decided, ...]
    keep: str | None


@dataclass(frozen=True)
class MatchAnswer:
    """A page of pairs."""

    basis: Basis
    page: Page[MatchPair]


async def match_queue(graph: Graph, sight: Sight, site: Site, *, state: str | None, window: Window) -> MatchAnswer:
    """Pairs in that state, or all that wait for a decision: marked plausible first, then by id."""
    states = (state,) if state else WAITING
    rows = await graph.read("match_queue", states=list(states))
    page = page_of(rows, lambda row: (states.index(row["state"]), row["id"]), window)
    ids = {row[end] for row in page.rows for end in "ab"}
    facts = _by_person(await graph.read("match_facts", ids=sorted(ids)))
    people = await people_seen(graph, sight, site, ids, sight.today)
    pairs = tuple(_pair(row, people, facts) for row in page.rows)
    shown = Page(pairs, page.cursors, page.total, page.more_before, page.more_after)
    return MatchAnswer(Basis(sight.today, sight.policy_version, _WORDS, _LIMITS), shown)


def _pair(row: Row, people: Mapping[str, Person], facts: Mapping[str, "Compared"]) -> MatchPair:
    decisions = tuple(Decided(**json.loads(each)) for each in row["decisions"])
    reasons = reasons_for(facts.get(row["a"], Compared()), facts.get(row["b"], Compared()))
    named = (people[row["a"]], people[row["b"]], row["state"], row["proposed_by"])
    return MatchPair(row["id"], *named, reasons, decisions, row["keep"])


@dataclass(frozen=True)
class Compared:
    """What a record is compared by."""

    names: frozenset[tuple[str, str]] = frozenset()
    births: frozenset[date] = frozenset()
    sexes: frozenset[str] = frozenset()
    identifiers: frozenset[tuple[str, str]] = frozenset()


def _by_person(rows: Iterable[Row]) -> dict[str, Compared]:
    found: dict[str, dict[str, set[tuple[str | None, str | None]]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        found[row["person"]][row["field"]].add((row["first"], row["second"]))
    return {person: _compared(said) for person, said in found.items()}


def _compared(said: Mapping[str, set[tuple[str | None, str | None]]]) -> Compared:
    births = said.get("birth", set())
    return Compared(
        names=frozenset((folded(given or "", ""), folded(family or "", "")) for given, family in said.get("name", ())),
        births=frozenset(date.fromisoformat(day) for day, _ in births if day),
        sexes=frozenset(sex for _, sex in births if sex and sex != "UNKNOWN"),
        identifiers=frozenset(
            (system, (value or "").casefold()) for system, value in said.get("identifier", ()) if system and value
        ),
    )


def reasons_for(a: Compared, b: Compared) -> tuple[str, ...]:
    """Which fields agree, and which do not, in words without a value."""
    found = (_names(a, b), _births(a, b), _identifiers(a, b), _sexes(a, b))
    return tuple(words for words in found if words)


def _names(a: Compared, b: Compared) -> str:
    if a.names & b.names:
        return "A given name agrees together with its family name."
    near = [(_near(x[0], y[0]), _near(x[1], y[1])) for x in a.names for y in b.names]
    if any(given and family for given, family in near):
        return "A given name nearly agrees together with its family name."
    if any(given or family for given, family in near):
        return "A given or a family name agrees, or nearly; the other does not."
    return "No name agrees." if a.names and b.names else "Of one of them no name is on file."


def _near(x: str, y: str) -> bool:
    return bool(x and y) and JaroWinkler.similarity(x, y) >= NEAR_NAMES


def _births(a: Compared, b: Compared) -> str:
    if not (a.births and b.births):
        return "Of one of them no birth date is on file."
    if a.births & b.births:
        return "A birth date agrees."
    slips = min(DamerauLevenshtein.distance(f"{x}", f"{y}") for x in a.births for y in b.births)
    return "Birth dates differ by one slip of a digit." if slips <= 1 else "Birth dates differ."


def _identifiers(a: Compared, b: Compared) -> str:
    systems = sorted({system for system, _ in a.identifiers & b.identifiers})
    return f"An identifier agrees: {', '.join(systems)}." if systems else ""


def _sexes(a: Compared, b: Compared) -> str:
    return "Sex differs." if a.sexes and b.sexes and not a.sexes & b.sexes else ""


_WORDS = "Pairs of records that may be one person, those that a person marked plausible first, then by id."
_LIMITS = ("What is not shared with you is compared and not shown.", "Twins and namesakes agree in much.")
