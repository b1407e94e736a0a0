"""Kinship in a drawn city of 1,000,000 people: the whole questions over the arrays, beside one Cypher statement each.

    family.kinship.<people>.<kind>.*_ms      `kinship` of pairs, ties and their sources out of the arrays
    family.relatives.<people>.<kind>.*_ms    `relatives` to degree 4 of the first of each pair
    family.cypher_kinship.<people>.<kind>.*_ms, family.cypher_relatives.…   lines of descent alone (bench_family.py)

Each pair has its worker, whose caseload is the two and whose circle was worked out before, as after a first question.
Pairs of whom one has no family tie are left out. Nothing that was kept for a question before helps the next. The large
store has neither names nor births: they are looked for, and none are found.
"""

import random
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import replace

from bench.cities import ALLOWED, TODAY, City
from bench.city_questions import Pair, Question, sight_of
from bench.path_peers import Served
from bench.timing import Timed
from graphsvc.access.families import Families
from graphsvc.access.safety import Protective
from graphsvc.access.shelves import Shelves
from graphsvc.access.shields import Shields, load_shields
from graphsvc.app import seldom_collected
from graphsvc.clock import monotonic
from graphsvc.engine.around import Around
from graphsvc.engine.columns import Columns
from graphsvc.engine.follow import World
from graphsvc.engine.kin import KinTies
from graphsvc.engine.told import STAFF
from graphsvc.model.answers import Problem
from graphsvc.model.asker import Sight
from graphsvc.model.circle import Shown
from graphsvc.model.paging import Window
from graphsvc.model.site import Site
from graphsvc.questions.family.ask import kinship
from graphsvc.questions.family.near import RelativesAsked, relatives
from graphsvc.questions.family.read import Asking
from graphsvc.questions.influence.memory import StaffNames

DEGREE, RANDOM, WARM = 4, 300, 30
"""Random pairs, and how many of them come first and are not counted."""
UP = "(()<-[u:KIN_OF WHERE u.role IN ['NMTH', 'FTH']]-())"
DOWN = "(()-[d:KIN_OF WHERE d.role IN ['NMTH', 'FTH']]->())"
CYPHER_KINSHIP = f"""
MATCH p = (a:Person {{id: $a}}) {UP}{{0,10}} (c:Person) {DOWN}{{0,10}} (b:Person {{id: $b}})
WITH p, [n IN nodes(p) | n.id] AS people
WHERE all(id IN people WHERE size([x IN people WHERE x = id]) = 1)
RETURN length(p) AS degree, people ORDER BY degree, people LIMIT 20"""
CYPHER_RELATIVES = f"""
MATCH p = (a:Person {{id: $a}}) {UP}{{0,4}} (c:Person) {DOWN}{{0,4}} (b:Person)
WHERE length(p) <= 4 AND b <> a
WITH a, b, min(length(p)) AS degree
WITH a, collect({{id: b.id, degree: degree, b: b}}) AS near
UNWIND near + [{{id: a.id, degree: 0, b: a}}] AS each
WITH each, each.b AS x
CALL (x) {{ RETURN x AS y, 0 AS more UNION ALL MATCH (x)-[:UNION_WITH]-(y:Person) RETURN y, 1 AS more }}
WITH y.id AS id, min(each.degree + more) AS degree
WHERE 1 <= degree <= 4
RETURN id, degree ORDER BY degree, id"""


def family_rows(
    there: Served, columns: Columns, drawn: City, asked: Mapping[str, tuple[Question, ...]]
) -> dict[str, float]:
    """All rows of one city."""
    found: dict[str, float] = {}
    shields, staff = (there.runner.run(work(there.graph)) for work in (load_shields, StaffNames().load))
    everybody = replace(sight_of(drawn, asked), circle=None, kin_circle=None)
    near = [each.pair for each in asked["near"]]
    for kind, pairs in {"random": strangers(drawn), "near": near}.items():
        asks = [
            (pair, asking(there, World(1, columns, {STAFF: staff}), shields, drawn, everybody, pair)) for pair in pairs
        ]
        with seldom_collected():
            found |= _rows(there, drawn, kind, [(pair, ask) for pair, ask in asks if _there(ask)])
    return found


def strangers(drawn: City) -> list[Pair]:
    """Pairs drawn at random."""
    rng = random.Random(drawn.seed + 9)
    return [(one, other) for one, other in (rng.sample(range(drawn.count), 2) for _ in range(RANDOM + WARM))]


def asking(there: Served, world: World, shields: Shields, drawn: City, everybody: Sight, pair: Pair) -> Asking:
    """Asking as the worker of a pair."""
    two = tuple(map(drawn.person, sorted(pair)))
    shown = Shown(ALLOWED, (), (), (), TODAY, Site().group_member_cap, kin=True)
    circle = Around(world.columns, shown).circle(two)
    sight = replace(everybody, caseload=frozenset(two), circle=circle, kin_circle=circle, today=TODAY)
    return Asking(there.graph, sight, Site(), Protective(there.graph, shields), TODAY, world=world)


def _there(ask: Asking) -> bool:
    """Whether each of the two has a family tie: others are answered by what else is on file about them."""
    ends = (KinTies(ask.world.columns, ask.sight, TODAY).of([one]) for one in ask.sight.caseload if ask.world)
    return all(ends)


def _rows(there: Served, drawn: City, kind: str, each: Sequence[tuple[Pair, Asking]]) -> dict[str, float]:
    """Pair by pair, ours and the statements in turn."""
    times = {row: Timed() for row in ("kinship", "relatives", "cypher_kinship", "cypher_relatives")}
    for number, (pair, ask) in enumerate(each):
        one, other = map(drawn.person, pair)
        anew = replace(ask, families=Families(), shelves=Shelves())
        work = {
            "kinship": _answered(kinship(ask, person_id=one, other_id=other)),
            "relatives": _answered(relatives(anew, RelativesAsked(one, TODAY, DEGREE), Window(100))),
            "cypher_kinship": there.graph.run_alone(CYPHER_KINSHIP, label="bench", a=one, b=other),
            "cypher_relatives": there.graph.run_alone(CYPHER_RELATIVES, label="bench", a=one),
        }
        for row, asked in work.items():
            begun = monotonic()
            there.runner.run(asked)
            if number >= WARM or kind == "near":
                times[row] = times[row].and_((monotonic() - begun) * 1000)
    rows = (took.rows(f"family.{row}.{drawn.count}.{kind}") for row, took in times.items())
    return {name: value for each_row in rows for name, value in each_row.items()}


async def _answered(question: Awaitable[object]) -> None:
    """Raises RuntimeError for a refusal: that would be no figure."""
    found = await question
    if isinstance(found, Problem):
        raise RuntimeError(found.code)
