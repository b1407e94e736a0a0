"""A person's family as a picture (AC-5.5): everybody to the fourth degree whose ties the asker may see, placed.

    read     the ties around the person · what is on file about the people · who is concealed
    decide   who is left once those are out, the nearest first → figures and bonds → drawing

Whoever is concealed is absent, and with them whatever only they lead to. Whoever may not be contacted is named: it is
a picture of the family, not of whom to call (definitions.md §7).
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from heapq import heappop, heappush

from graphsvc.access.facts import is_there, people_seen, source_of
from graphsvc.access.safety import concealed_about, concealed_from
from graphsvc.access.sees import TIE_PARAMS, sees
from graphsvc.access.speakers import with_speakers
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.drawing.figures import figure_of, sex_of
from graphsvc.drawing.genogram import Caption, genogram
from graphsvc.drawing.nouns import GUARDIAN, KIN, UNION, Bond, Drawing
from graphsvc.drawing.symbols import Symbol, legend
from graphsvc.model.answers import Basis, Problem, problem
from graphsvc.model.asker import Sight
from graphsvc.model.kin import KIN_ROLES
from graphsvc.model.person import Person, Source
from graphsvc.model.site import Site
from graphsvc.model.ties import role_seen, words_seen

DRAWN = frozenset({KIN, UNION, GUARDIAN})
MOST_PEOPLE = 100
"""The nearest are drawn: a page has no room for more."""
NOTE = "Built from what is shared with you. Before a first contact, run the screen."
HOW = "Everybody to the fourth degree whose ties are shared with you, placed by generation; each line is a tie on file."
CUT = "Only the nearest hundred people are drawn."


@dataclass(frozen=True)
class GenogramAnswer:
    """The picture as data. `sources`: tie → where it comes from; `seen`: what is on file about the people drawn."""

    basis: Basis
    person: str
    drawing: Drawing
    symbols: tuple[Symbol, ...]
    sources: Mapping[str, Source]
    seen: tuple[Person, ...]
    caption: Caption
    truncated: bool


async def read_genogram(
    graph: Graph, sight: Sight, site: Site, *, person_id: str, as_of: date
) -> GenogramAnswer | Problem:
    """The family of somebody on the caseload. NOT_FOUND for anybody else."""
    if person_id not in sight.caseload:
        return problem("NOT_FOUND")
    if not await is_there(graph, sight, site, person_id):
        return problem("NOT_FOUND")
    params = sees(sight, TIE_PARAMS)
    every = await graph.read("reach_ties", person_ids=[person_id], as_of=as_of, ended=True, **params)
    rows = [row for row in every if row["type"] in DRAWN]
    others = {end for row in rows for end in (row["a"], row["b"])} - {person_id}
    absent = await _absent(graph, sight, site, person_id, others)
    near, truncated = nearest(person_id, [row for row in rows if not {row["a"], row["b"]} & absent])
    drawn = [row for row in rows if row["a"] in near and row["b"] in near]
    people, (told, said) = await asyncio.gather(
        people_seen(graph, sight, site, near, as_of, about=person_id),
        with_speakers(graph, sight, site, drawn, lambda row: {person_id, row["a"], row["b"]}),
    )
    basis = Basis(as_of, sight.policy_version, HOW, _limits(truncated))
    return await asyncio.to_thread(answer_of, person_id, people, told, said, basis)  # a large one takes half a second


async def _absent(graph: Graph, sight: Sight, site: Site, person_id: str, others: Iterable[str]) -> frozenset[str]:
    wanted = sorted(set(others))
    if not wanted:
        return frozenset()
    from_all, from_this = await asyncio.gather(
        concealed_from(graph, sight, site, wanted), concealed_about(graph, sight, site, person_id, wanted)
    )
    return from_all | from_this


def _limits(truncated: bool) -> tuple[str, ...]:
    return (NOTE, "No cross means that no death is on file.", *((CUT,) if truncated else ()))


def nearest(person_id: str, rows: Iterable[Row]) -> tuple[frozenset[str], bool]:
    """(the people nearest by degree of kinship, whether there are more); who cannot be reached is not among them."""
    beside: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in rows:
        degree = max(KIN_ROLES[row["role"]].degree, 1) if row["type"] == KIN else 1
        beside[row["a"]].append((degree, row["b"]))
        beside[row["b"]].append((degree, row["a"]))
    heap, found = [(0, person_id)], dict[str, int]()
    while heap:
        far, who = heappop(heap)
        if who in found:
            continue
        if len(found) == MOST_PEOPLE:
            return frozenset(found), True
        found[who] = far
        for degree, other in beside[who]:
            heappush(heap, (far + degree, other))
    return frozenset(found), False


def answer_of(
    person_id: str, people: Mapping[str, Person], rows: Iterable[Row], said: Mapping[str, str], basis: Basis
) -> GenogramAnswer:
    """The picture, from what was read."""
    told = [ended(row, people, basis.as_of) for row in rows]
    sources = {row["id"]: source_of(row, said) for row in told}
    relations = relations_of(person_id, told, people, sources)
    figures = [figure_of(each, basis.as_of, relations.get(id, "")) for id, each in sorted(people.items())]
    drawing = genogram(figures, [bond_of(row, sources[row["id"]]) for row in told], person_id)
    used = {code for each in drawing.people for code in each.symbols}
    used |= {code for line in drawing.lines for code in (line.symbol, line.quality) if code}
    owners = sorted({source.agency for source in sources.values()})
    return GenogramAnswer(
        basis=basis,
        person=person_id,
        drawing=drawing,
        symbols=legend(used),
        sources=sources,
        seen=tuple(drawn_of(each) for _, each in sorted(people.items())),
        caption=Caption(
            f"Family of {people[person_id].title}",
            f"As of {basis.as_of.isoformat()}.",
            f"From statements of {', '.join(owners)}." if owners else "",
            NOTE,
        ),
        truncated=CUT in basis.limits,
    )


def ended(row: Row, people: Mapping[str, Person], as_of: date) -> Row:
    """A union whose last day is over and of which nobody said how it ended: by a death of that day, else as a couple no
    more. McGoldrick crosses out who died and leaves the line of the couple; two slashes part who parted."""
    last = row["valid_to"]
    if row["type"] != UNION or row["status"] not in _UNSAID or last is None or last >= as_of:
        return row
    died = [each.died or last for each in (figure_of(people[end], as_of) for end in (row["a"], row["b"])) if each.dead]
    return {**row, "status": "WIDOWED" if any(day <= last for day in died) else "DISSOLVED"}


_UNSAID = frozenset({"", "CURRENT", "UNKNOWN"})


def drawn_of(person: Person) -> Person:
    """What of a person a picture shows."""
    return replace(person, addresses=(), identifiers=(), pictures=(), enrolments=())


def bond_of(row: Row, source: Source) -> Bond:
    """A row of reach_ties as a tie to draw."""
    return Bond(
        id=row["id"],
        type=row["type"],
        a=row["a"],
        b=row["b"],
        role=row["role"],
        basis=row["basis"],
        category=row["category"],
        status=row["status"],
        side=row["side"],
        closeness=row["closeness"],
        tone=row["tone"],
        said_on=row["quality_at"] or row["stated_at"],
        said_by=source.stated_by,
        said_as=source.stated_as,
        owner=source.agency,
        questioned=source.questioned,
    )


def relations_of(
    person_id: str, rows: Iterable[Row], people: Mapping[str, Person], sources: Mapping[str, Source]
) -> dict[str, str]:
    """What each is to the person, where a tie says so: what nobody questions before what somebody did (a question mark
    stands on that line), of several kin before a guardian, then the nearest."""
    found: dict[str, tuple[bool, bool, int, str, str]] = {}
    for row in rows:
        if person_id not in (row["a"], row["b"]):
            continue
        outward = row["a"] == person_id
        other = row["b"] if outward else row["a"]
        role = role_seen(row["type"], outward, row, sex_of(people[other]))
        degree = KIN_ROLES[role].degree if role else 9
        words = words_seen(row["type"], outward, role)
        said = (sources[row["id"]].questioned, row["type"] == GUARDIAN, degree, row["id"], words)
        found[other] = min(found.get(other, said), said)
    return {other: words for other, (*_, words) in found.items()}
