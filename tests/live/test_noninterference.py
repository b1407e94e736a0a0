"""Non-interference: any question over the full graph gives byte for byte the answer of the same question over a graph
from which everything hidden from the asker was physically removed.

Each graph is a small city made rough (tests/rough.py), loaded on one server; reduced for one asker by the independent
reading of tests/reduced.py, it is loaded on a second one. Half of the questions ask for all that a field has
(documents.py), half are generated from the schema. Whole bodies are compared, response extensions aside: rows, counts,
totals, cursors, order, errors and `revision`. Influence paths are asked of both ways.
"""

import os
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as column
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest
from graphql import build_schema

from graphsvc.api.schema import schema_text
from graphsvc.clock import clock_from
from graphsvc.database.driver import Graph
from graphsvc.model.asker import Sight
from graphsvc.records.capabilities import ACTIONS
from tests.live.api import NOW, Api, api_on
from tests.live.arrays import over_arrays
from tests.live.documents import Pool, arguments, document, generated, with_actions, with_arguments
from tests.reduced import DUTY, LIFTED, PERMISSIONS, Bundle, Reading, reduced, write_bundle
from tests.rough import ASKERS, Asker, rough_city

PEOPLE, SEED = 100, 20260420
GRAPHS, QUESTIONS = 50, 20
NIGHTLY_GRAPHS, NIGHTLY_QUESTIONS = 400, 50
NIGHT, NIGHT_GRAPHS = int(os.environ.get("NIGHT", "1000")), int(os.environ.get("NIGHT_GRAPHS", NIGHTLY_GRAPHS))
"""The number of the first city, and how many: the night's twenty thousand questions can be asked in several runs.

    NIGHT=1000 NIGHT_GRAPHS=40 pytest -m nightly -s tests/live/test_noninterference.py      then NIGHT=1040, …
"""
SELECTIONS = 40
"""Generated selections of a field, drawn once."""
ENGINE_ONLY = ("period", "whatIf")
KINSHIP = ("kinship", "relatives", "kinIssues")
OVER_ARRAYS = ("influencePaths", "messengersFor", *KINSHIP)
FEED = Path(__file__).parents[2] / "seed" / "families"
SCHEMA = build_schema(schema_text())


@dataclass(frozen=True)
class Question:
    """One request: the permissions row that it is asked by, a document and its variables."""

    field: str
    text: str
    variables: Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """One rough city, and one asker's reading of it."""

    number: int
    city: Bundle
    asker: Asker
    reading: Reading
    rng: Random


def case_of(number: int, folder: Path) -> Case:
    city, asker = rough_city(folder / f"city-{number}", PEOPLE, SEED + number), ASKERS[number % len(ASKERS)]
    reading = Reading(city, asker.user, asker.purpose, asker.case, asker.field, clock_from(NOW).now())
    return Case(number, city, asker, reading, Random(SEED + number))


def fields_of(asker: Asker, reading: Reading) -> list[str]:
    """The root fields that this asker may ask with this purpose and whose scope is that of `asker.field`."""
    assert SCHEMA.query_type
    wanted = reading.scopes(asker.field)
    rows = [name for name in PERMISSIONS if name.partition(":")[0] in SCHEMA.query_type.fields]
    return sorted(
        name
        for name in rows
        if reading.scopes(name) == wanted and PERMISSIONS[name]["purposes"] != "none"
        if (name in LIFTED and "programme" in wanted) == reading.lifted
        if (name == DUTY) == (asker.field == DUTY)
        if PERMISSIONS[name]["purposes"] == "any" or asker.purpose in PERMISSIONS[name]["purposes"].split()
    ) + [name for name in ("node", "nodes") if name in SCHEMA.query_type.fields and asker.field != DUTY]


def actions_of(asker: Asker, reading: Reading) -> frozenset[str]:
    """The actions that have the scope of `asker.field` too, or that this asker is refused: of another scope more is to
    be seen than the reduced graph holds."""
    wanted = reading.scopes(asker.field)
    return frozenset(code for code, each in ACTIONS.items() if reading.scopes(each.mutation) in (wanted, set()))


def pool_of(city: Bundle, reading: Reading) -> Pool:
    near = reading.near(reading.field)
    asked_about = reading.caseload if near is None else reading.caseload & near or near
    return Pool(
        caseload=tuple(sorted(asked_about or reading.of_case)),
        near=tuple(sorted(near or reading.of_case)),
        people=tuple(row["id"] for row in city["people"]),
        gangs=tuple(row["id"] for row in city["gangs"]),
        contact_points=tuple(row["id"] for row in city["contact_points"]),
        names=tuple(sorted({row["family"] for row in city["names"] if row["family"]})),
        days=("2026-04-20", "2026-01-15", "2024-06-01", "2021-04-20"),
    )


@lru_cache(maxsize=64)
def selections(name: str, seed: int) -> tuple[str, ...]:
    return generated(SCHEMA, name, SELECTIONS, seed)


def questions(case: Case, count: int, seed: int = 0) -> Iterator[Question]:
    """The fields in turn; of each field, one question of all that it has, then one that is generated."""
    names, pool = fields_of(case.asker, case.reading), pool_of(case.city, case.reading)
    for number in range(count):
        row = names[number // 2 % len(names)]
        name, _, kind = row.partition(":")
        given = arguments(SCHEMA, name, pool, case.rng) | ({"kind": kind} if kind else {})
        if number % 2 == 0:
            yield Question(row, document(SCHEMA, name), given)
        else:
            text = with_arguments(SCHEMA, case.rng.choice(selections(name, seed // 1000)), given)
            yield Question(row, with_actions(text, actions_of(case.asker, case.reading)), {})


async def replied(api: Api, asker: Asker, text: str, variables: Mapping[str, Any]) -> bytes:
    body = await api.reply(text, dict(variables), as_=asker.user, purpose=asker.purpose, case=asker.case)
    return orjson.dumps({key: part for key, part in body.items() if key != "extensions"}, option=orjson.OPT_SORT_KEYS)


@dataclass
class Tally:
    """What was compared: enough of it must have been answered, and walked over the arrays, to mean something."""

    asked: int = 0
    answered: int = 0
    walked: int = 0
    wrong: list[str] = column(default_factory=list)


def _alike(tally: Tally, here: bytes, there: bytes, *about: object) -> None:
    """Keeps what differs first, and what was asked."""
    if here == there:
        return
    at = next(
        (place for place, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), min(map(len, (here, there)))
    )
    tally.wrong.append(str((here[max(0, at - 200) : at + 200], there[max(0, at - 200) : at + 200], *about)))


async def compare(tally: Tally, full: Api, small: Api, case: Case, count: int, seed: int) -> None:
    for question in questions(case, count, seed):
        told = {key: value for key, value in question.variables.items() if key not in ENGINE_ONLY}
        here, there = [await replied(api, case.asker, question.text, told) for api in (full, small)]
        _alike(tally, here, there, case.number, case.asker, question.field, told, question.text)
        tally.asked, tally.answered = tally.asked + 1, tally.answered + (b"Answer" in here)
        if question.field in KINSHIP:
            held = await replied(over_arrays(full), case.asker, question.text, told)
            _alike(tally, here, held, "by statements and over arrays", case.number, case.asker, question.field, told)
        if question.field.partition(":")[0] in OVER_ARRAYS:
            await _over_arrays(tally, full, small, case, question, told)


async def _over_arrays(
    tally: Tally, full: Api, small: Api, case: Case, question: Question, told: Mapping[str, Any]
) -> None:
    """The same over the arrays, and what only they answer."""
    ways = over_arrays(full), over_arrays(small)
    for said in (told, question.variables):
        here, there = [await replied(api, case.asker, question.text, said) for api in ways]
        _alike(tally, here, there, case.number, case.asker, question.field, said, question.text)
        assert b"ENGINE_REQUIRED" not in here
        tally.walked += b"InfluencePathsAnswer" in here or b"MessengersAnswer" in here


async def all_alike(graph: Graph, second: Graph, folder: Path, graphs: int, count: int, seed: int) -> Tally:
    tally = Tally()
    for number in range(seed, seed + graphs):
        case = case_of(number, folder)
        bundle = write_bundle(case.city, folder / f"full-{number}", FEED)
        left = write_bundle(reduced(case.reading), folder / f"reduced-{number}", FEED)
        full, small = await api_on(graph, folder / "home", bundle=bundle), await api_on(second, folder, bundle=left)
        await compare(tally, full, small, case, count, seed)
        print(f"city {number}: {tally.asked} asked, {tally.answered} answered, {len(tally.wrong)} differ", flush=True)
    return tally


async def test_hidden_and_absent_answer_alike(graph: Graph, second_graph: Graph, tmp_path: Path) -> None:
    tally = await all_alike(graph, second_graph, tmp_path, GRAPHS, QUESTIONS, seed=0)
    assert tally.wrong == []
    assert tally.asked == GRAPHS * QUESTIONS
    assert tally.answered >= tally.asked // 4 and tally.walked >= 15, tally


@pytest.mark.nightly
async def test_hidden_and_absent_answer_alike_by_night(graph: Graph, second_graph: Graph, tmp_path: Path) -> None:
    """Other graphs than by day: those of `NIGHT`."""
    tally = await all_alike(graph, second_graph, tmp_path, NIGHT_GRAPHS, NIGHTLY_QUESTIONS, seed=NIGHT)
    assert tally.wrong == []
    assert tally.asked == NIGHT_GRAPHS * NIGHTLY_QUESTIONS
    assert tally.answered >= tally.asked // 4


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return rough_city(tmp_path_factory.mktemp("city"), 4 * PEOPLE, SEED)


@pytest.fixture(scope="module")
async def full(graph: Graph, city: Bundle, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    folder = tmp_path_factory.mktemp("full")
    yield await api_on(graph, folder / "home", bundle=write_bundle(city, folder / "bundle", FEED))


@pytest.mark.parametrize("asker", ASKERS, ids=lambda asker: f"{asker.user}-{asker.field}")
async def test_a_circle_is_the_one_read_out_of_the_bundle(full: Api, city: Bundle, asker: Asker) -> None:
    """Nobody is added by a step through a concealed person, by a neighbour's tie or by another agency's case file."""
    reading = Reading(city, asker.user, asker.purpose, asker.case, asker.field, clock_from(NOW).now())
    principal = await full.principal(asker.user)
    handle = await full.handle(principal, asker.purpose, asker.case)
    field, _, kind = asker.field.partition(":")
    sight = await full.served.gate.look(principal, handle, field, kind)
    assert isinstance(sight, Sight)
    near, kin = reading.near(asker.field), reading.near("kin")
    assert (sight.circle, sight.kin_circle) == (_listed(near), _listed(kin))


def _listed(people: frozenset[str] | None) -> tuple[str, ...] | None:
    return None if people is None else tuple(sorted(people))
