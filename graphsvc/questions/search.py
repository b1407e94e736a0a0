"""People by name or birth date: accents, misspellings and aliases forgiven, the order our own.

Candidates come from the full-text index without its score and without a limit, since hidden names would move both;
what is compared, ordered and counted are visible names only.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from graphsvc.access.facts import existing, people_seen
from graphsvc.access.safety import concealed_from
from graphsvc.access.sees import sees
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.errors import InputRefused
from graphsvc.model.answers import Basis
from graphsvc.model.asker import Sight
from graphsvc.model.codes import CODES
from graphsvc.model.paging import Page, Window, page_of
from graphsvc.model.person import Person
from graphsvc.model.site import Site

LONGEST_SEARCH = 100  # characters
MOST_TERMS = 5
ALIKE = 75.0
"""Least similarity, 0 to 100: "Marcos" finds Marcus (83) and Mary (60) does not."""
PARTS_FROM = 8
"""Letters from which two mistakes still leave a word ALIKE; one third of it is then untouched, and finds it."""


@dataclass(frozen=True)
class Filters:
    """What people must match besides the name; days are inclusive."""

    born_from: date | None = None
    born_to: date | None = None
    statuses: tuple[str, ...] = ()
    lead_agency: str | None = None


@dataclass(frozen=True)
class Hit:
    """A person found, with the likeness of the best visible name, 0 to 100 (100 when no name was asked for)."""

    person: Person
    likeness: float


@dataclass(frozen=True)
class PeopleAnswer:
    """People, the most alike first."""

    basis: Basis
    page: Page[Hit]


async def people(
    graph: Graph, sight: Sight, site: Site, *, search: str, filters: Filters, as_of: date, window: Window
) -> PeopleAnswer:
    """People whose visible names are like the text and whose visible birth date fits.

    Raises InputRefused for a text that is too long, and for neither text nor filter where everybody would be listed.
    """
    likeness = await _likeness(graph, sight, terms_of(search), filters)
    there = await existing_of(graph, sight, site, likeness)
    scored = {id: score for id, score in likeness.items() if id in there}
    page = page_of(sorted(scored), lambda id: (-scored[id], id), window)
    seen = await people_seen(graph, sight, site, page.rows, as_of)
    hits = tuple(Hit(seen[id], scored[id]) for id in page.rows)
    basis = Basis(as_of, sight.policy_version, _EXPLANATION, _LIMITS)
    return PeopleAnswer(basis, Page(hits, page.cursors, page.total, page.more_before, page.more_after))


async def _likeness(graph: Graph, sight: Sight, terms: tuple[str, ...], filters: Filters) -> dict[str, float]:
    fitting = _both(await _born(graph, sight, filters), await _enrolled(graph, sight, filters))
    if terms:
        named = best(await _names(graph, sight, terms), terms)
        return {id: score for id, score in named.items() if fitting is None or id in fitting}
    listed = sight.circle if fitting is None else fitting
    if listed is None:
        raise InputRefused("Give a name, a birth date or a place on the list.", "Everybody at once is no question.")
    return dict.fromkeys(listed, 100.0)


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    """Who fits two filters, of which each may be absent (None)."""
    return one & other if one is not None and other is not None else one if other is None else other


async def existing_of(graph: Graph, sight: Sight, site: Site, likeness: Mapping[str, float]) -> frozenset[str]:
    """Whom a visible name, birth or enrolment proves to be there needs no second look: only concealment is checked.
    The bare circle is looked at."""
    if sight.circle is not None and set(likeness) == set(sight.circle):
        return await existing(graph, sight, site, likeness)
    absent = await concealed_from(graph, sight, site, likeness)
    return frozenset(likeness) - absent


async def _names(graph: Graph, sight: Sight, terms: tuple[str, ...]) -> list[Row]:
    if sight.circle is not None:
        return await graph.read("names_of_circle", **sees(sight))
    return await graph.read("names_like", text=pattern_of(terms), **sees(sight))


async def _born(graph: Graph, sight: Sight, filters: Filters) -> frozenset[str] | None:
    if filters.born_from is None and filters.born_to is None:
        return None
    rows = await graph.read(
        "people_born",
        born_from=filters.born_from or date.min,
        born_to=filters.born_to or date.max,
        **sees(sight),
    )
    return frozenset(row["person"] for row in rows)


async def _enrolled(graph: Graph, sight: Sight, filters: Filters) -> frozenset[str] | None:
    if not filters.statuses and filters.lead_agency is None:
        return None
    statuses = list(filters.statuses or CODES["enrolment_status"])
    rows = await graph.read(
        "people_enrolled", statuses=statuses, lead_agency=filters.lead_agency, today=sight.today, **sees(sight)
    )
    return frozenset(row["person"] for row in rows)


def best(names: Iterable[Row], terms: tuple[str, ...]) -> dict[str, float]:
    """Person → likeness of the most alike of the names given, of those alike enough."""
    found: dict[str, float] = {}
    for row in names:
        score = alike(terms, row["folded"])
        if score >= ALIKE:
            found[row["person"]] = max(score, found.get(row["person"], 0.0))
    return found


def alike(terms: tuple[str, ...], name: str) -> float:
    """How alike, 0 to 100: each word asked for against its closest word of the name, in any order; the mean."""
    words = folded(name).split()
    if not words:
        return 0.0
    return round(sum(max(_word(term, word) for word in words) for term in terms) / len(terms), 1)


def _word(term: str, word: str) -> float:
    """A beginning counts nearly as the whole, so that a search may be typed."""
    whole = fuzz.ratio(term, word)
    return max(whole, 95.0) if len(term) >= 3 and word.startswith(term) else whole


def folded(text: str) -> str:
    """Without accents, in lower case; what is no letter or digit parts words."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))


def terms_of(search: str) -> tuple[str, ...]:
    """The words asked for. Raises InputRefused for too much text.

    Folded text may be longer (one sign for ffi), and each letter makes patterns, of which the index takes 1,024."""
    plain = folded(search)
    terms = tuple(plain.split())
    if max(len(search), len(plain)) > LONGEST_SEARCH or len(terms) > MOST_TERMS:
        raise InputRefused(f"search has more than {LONGEST_SEARCH} letters or {MOST_TERMS} words.", "Give a name.")
    return terms


def pattern_of(terms: tuple[str, ...]) -> str:
    """A full-text query for every name that could be alike enough. The fuzzy operator is not used: it keeps only the
    fifty best terms of the whole index, hidden ones included."""
    return " OR ".join(f"folded:{each}" for term in terms for each in variants(term))


def variants(term: str) -> tuple[str, ...]:
    """Wildcard patterns of letters and digits for one word: its beginning, and one letter wrong, missing, too many
    or changed places; of a longer word also each third, as two mistakes leave one third whole."""
    one = {term, f"{term}*"}
    for i in range(len(term)):
        one |= {f"{term[:i]}?{term[i + 1 :]}", f"{term[:i]}?{term[i:]}", term[:i] + term[i + 1 :]}
        one |= {term[:i] + term[i + 1 : i + 2] + term[i : i + 1] + term[i + 2 :]}
    if len(term) >= PARTS_FROM:
        third = len(term) // 3
        one |= {f"{term[:third]}*", f"*{term[third : 2 * third]}*", f"*{term[2 * third :]}"}
    return tuple(sorted(each for each in one if each.strip("?*")))


_EXPLANATION = "People whose visible names are like the words asked for, the most alike first, then by id."
_LIMITS = ("Built from what is shared with you: no hit does not mean that nobody is on file.",)
