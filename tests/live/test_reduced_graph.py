"""AC-9.1, judged: 200 random questions answer the same on the full graph and on one without what must stay hidden.

A small city is roughened (classes, seals, contested and ended ties moved about at random) and loaded on one server.
For each asker it is reduced by the independent reading of tests/reduced.py and loaded on a second one. Whole bodies
are compared, response extensions aside: rows, counts, order, cursors, errors and `revision`.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import orjson
import pytest
from graphql import build_schema

from graphsvc.api.schema import schema_text
from graphsvc.clock import clock_from
from graphsvc.database.driver import Graph
from graphsvc.model.asker import Sight
from graphsvc.model.nouns import NOUN
from seed.city import build
from tests.live.api import NOW, Api, api_on
from tests.live.arrays import over_arrays
from tests.live.documents import Pool, arguments, document
from tests.reduced import CASE_NOUNS, PERMISSIONS, Bundle, Reading, Row, read_bundle, reduced, write_bundle

PEOPLE = 400
SEED = 20260420
QUESTIONS = 200
CASE = "CASE-1"
ENGINE_ONLY = ("period", "whatIf")
FEED = Path(__file__).parents[2] / "seed" / "families"
SCHEMA = build_schema(schema_text())
LOOSE = ("names", "births", "kin", "household_members", "unions", "guardianships", "addresses", "contact_points",
         "identifiers", "households", "supports", "mentors", "caregivers", "enrolments", "touchpoints", "wishes",
         "assessments", "gangs", "rivalries", "alliances", "turfs", "places")  # fmt: skip
TIES = ("kin", "unions", "guardianships", "household_members", "supports", "mentors", "caregivers")
COMPARTMENTS = ("PUBLIC", "FAMILY", "FAMILY", "PROGRAMME", "CORI", "EDUCATION_FERPA", "HEALTH_HIPAA", "CHILD_WELFARE",
                "OUTREACH", "VICTIM_VAWA", "INTEL_28CFR23")  # fmt: skip
OWNERS = ("EOHHS", "BCYF", "BPD", "BPS", "BPHC", "PROBATION")


@dataclass(frozen=True)
class Asker:
    """Who asks, for what; `field` is one whose scope the asked fields share."""

    user: str
    purpose: str
    field: str
    case: str | None = None


ASKERS = (
    Asker("s-sam", "FAMILY_SUPPORT", "person"),
    Asker("s-cora", "SAFETY_PLANNING", "person"),
    Asker("s-stan", "SUPPORT", "person"),
    Asker("s-sofia", "FAMILY_SUPPORT", "person"),
    Asker("s-ines", "INVESTIGATION", "person", CASE),
    Asker("s-ivan", "INVESTIGATION", "person"),
    Asker("s-carmen", "FAMILY_SUPPORT", "person"),
    Asker("s-carmen", "FAMILY_SUPPORT", "influencePaths:SUPPORT"),
    Asker("s-carmen", "FAMILY_SUPPORT", "relativesToReach"),
    Asker("s-pete", "SUPERVISION", "person"),
    Asker("s-hana", "SAFETY_PLANNING", "person"),
    Asker("s-bruno", "CASE_COORDINATION", "person"),
    Asker("s-safiya", "SAFETY_PLANNING", "person"),
)


def roughened(bundle: Bundle, rng: Random) -> Bundle:
    """The bundle with classes, seals, ends and caseloads moved about, so that much is hidden, and near what is not."""
    rough = {noun: [dict(row) for row in rows] for noun, rows in bundle.items()}
    for noun in LOOSE:
        for row in rough[noun]:
            _roughen(noun, row, rng)
    for noun in CASE_NOUNS:
        for row in rough[noun]:
            _into_the_case(row, rng)
    people = [row["id"] for row in rough["people"]]
    rough["supports"] += [_support(number, rng.sample(people, 2), rng) for number in range(150)]
    rough["contact_points"] += [_contact_point(number, person, rng) for number, person in enumerate(people[:120])]
    rough["mentors"] += [_support(number, rng.sample(people, 2), rng, "mentor") for number in range(60)]
    rough["assignments"] += [
        {"id": f"x-as-{user}-{n}", "staff": user, "person": person, "valid_from": "2026-01-05", "lead": "no"}
        for user in ("s-sam", "s-cora", "s-stan", "s-pete", "s-hana", "s-bruno", "s-carmen")
        for n, person in enumerate(rng.sample(people, 3))
    ]
    rough["enrolments"] += [_enrolment(number, person, rng) for number, person in enumerate(rng.sample(people, 12))]
    rough["consents"] += [_consent(number, person, rng) for number, person in enumerate(rng.sample(people, 60))]
    rough["harms"] += list(_harms(rough, rng))
    rough["kin"] += [_neighbour(number, rng.sample(people, 2), rng) for number in range(60)]
    rough["case_team"].append({"id": "x-team", "staff": "s-ines", "case": rough["co_arrests"][0]["case_id"]})
    return {
        noun: [{**{each.name: "" for each in NOUN[noun].all_columns}, **row} for row in rows]
        for noun, rows in rough.items()
    }


def _roughen(noun: str, row: Row, rng: Random) -> None:
    dice = rng.random()
    if dice < 0.25 and noun != "touchpoints":
        row["compartment"] = rng.choice(COMPARTMENTS)
    if dice < 0.3:
        row["owner"], row["sharing"] = rng.choice(OWNERS), rng.choice(("NONE", "SHARED"))
    elif dice < 0.36:
        row["sensitivity"] = rng.choice(("RESTRICTED", "AGENCY_NAME_ONLY"))
    elif dice < 0.4:
        row["sealed"] = "yes"
    elif dice < 0.46 and noun in TIES:
        row["contested_at"] = "2026-04-01"
    elif dice < 0.5 and noun in TIES:
        row["tone"] = "CUTOFF"
    elif dice < 0.54:
        row["verification"] = rng.choice(("CHALLENGED", "DISPROVEN", "PROVEN"))
    elif dice < 0.58 and noun in TIES and not row["valid_from"]:
        row["valid_to"] = "2026-03-01"
    if 0.6 < dice < 0.68 and row["compartment"] != "CASE_FILE":
        row["case_id"] = CASE  # a case number on anything but a case file opens nothing


def _into_the_case(row: Row, rng: Random) -> None:
    """Case files of one number, of several agencies, some of them their owner's alone."""
    if rng.random() < 0.5:
        row["case_id"] = CASE
    if rng.random() < 0.4:
        row["owner"], row["sensitivity"] = rng.choice(OWNERS), rng.choice(("RESTRICTED", "AGENCY_NAME_ONLY", ""))
    if rng.random() < 0.1:
        row["sealed"] = "yes"


def _harms(bundle: Bundle, rng: Random) -> Iterator[Row]:
    """Some of the workers' own people harmed somebody close to them: concealed from that worker, and no step."""
    for number, assigned in enumerate(bundle["assignments"]):
        person = assigned["person"]
        near = [row["supporter"] for row in bundle["supports"] if row["person"] == person]
        near += [row["relative"] for row in bundle["kin"] if row["person"] == person]
        if near:
            said = {"status": rng.choice(("ALLEGED", "SUPPORTED", "UNSUPPORTED")), "type": "OTHER"}
            yield {"id": f"x-harm-{number}", "by": person, "to": rng.choice(near), **said, **_statement(rng)}


def _neighbour(number: int, ends: list[str], rng: Random) -> Row:
    role = rng.choice(("NBOR", "ROOM", "x-TEACHER", "FRND"))
    return {"id": f"x-kin-{number}", "relative": ends[0], "person": ends[1], "role": role, **_statement(rng)}


def _statement(rng: Random) -> Row:
    return {
        "compartment": rng.choice(COMPARTMENTS),
        "owner": rng.choice(OWNERS),
        "sharing": rng.choice(("NONE", "SHARED")),
        "stated_at": "2026-03-02",
    }


def _support(number: int, ends: list[str], rng: Random, what: str = "supporter") -> Row:
    quality = {"closeness": rng.choice(("STRONG", "WEAK", "UNKNOWN")), "last_contact": "2026-03-01"}
    return {"id": f"x-{what}-{number}", what: ends[0], "person": ends[1], **quality, **_statement(rng)}


def _contact_point(number: int, person: str, rng: Random) -> Row:
    said = {"kind": "PHONE", "value": f"617-555-{number:04}", "verified_at": "2026-04-01"}
    return {"id": f"x-cp-{number}", "person": person, **said, **_statement(rng)}


def _enrolment(number: int, person: str, rng: Random) -> Row:
    status = rng.choice(("ENGAGED", "PAUSED", "INVITED", "EXITED", "NOMINATED"))
    return {"id": f"x-en-{number}", "person": person, "status": status, **_statement(rng), "compartment": "PROGRAMME"}


def _consent(number: int, person: str, rng: Random) -> Row:
    scope = rng.choice(("", "", "EDUCATION_FERPA|HEALTH_HIPAA", "CORI"))
    return {
        "id": f"x-co-{number}",
        "person": person,
        "grantor": person,
        "capacity": "SELF",
        "form": rng.choice(("WRITTEN", "VERBAL_WITNESSED")),
        "recipients": rng.choice(("EOHHS", "EOHHS|BCYF", "BCYF")),
        "scope": scope,
        "exceptions": rng.choice(("", "", "SUD_PART2")),
        "signed_on": rng.choice(("2026-04-10", "2026-02-01")),
        "revoked_at": rng.choice(("", "", "", "2026-04-15T10:00:00-04:00")),
    }


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    folder = tmp_path_factory.mktemp("city")
    build(folder, PEOPLE, SEED)
    return roughened(read_bundle(folder), Random(SEED))


def fields_of(asker: Asker, reading: Reading) -> list[str]:
    """The root fields that this asker may ask with this purpose and whose scope is that of `asker.field`."""
    assert SCHEMA.query_type
    wanted = reading.scopes(asker.field)
    rows = [name for name in PERMISSIONS if name.partition(":")[0] in SCHEMA.query_type.fields]
    return sorted(
        name
        for name in rows
        if reading.scopes(name) == wanted and PERMISSIONS[name]["purposes"] != "none"
        if (name == "relativesToReach" and "programme" in wanted) == reading.lifted
        if PERMISSIONS[name]["purposes"] == "any" or asker.purpose in PERMISSIONS[name]["purposes"].split()
    ) + [name for name in ("node", "nodes") if name in SCHEMA.query_type.fields]


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


def questions(asker: Asker, reading: Reading, city: Bundle, rng: Random, count: int) -> Iterator[tuple[str, str, Row]]:
    """(field, document, variables), the fields in turn."""
    names, pool = fields_of(asker, reading), pool_of(city, reading)
    for number in range(count):
        name, _, kind = names[number % len(names)].partition(":")
        given = arguments(SCHEMA, name, pool, rng)
        yield name, document(SCHEMA, name), {**given, **({"kind": kind} if kind else {})}  # type: ignore[dict-item]


async def replied(api: Api, asker: Asker, text: str, variables: Row) -> bytes:
    body = await api.reply(text, variables, as_=asker.user, purpose=asker.purpose, case=asker.case)
    return orjson.dumps({key: part for key, part in body.items() if key != "extensions"}, option=orjson.OPT_SORT_KEYS)


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


async def test_hidden_and_absent_answer_alike_two_hundred_times(
    full: Api, second_graph: Graph, city: Bundle, tmp_path: Path
) -> None:
    now, rng = clock_from(NOW).now(), Random(SEED)
    asked, answered, walked = 0, 0, 0
    in_memory = over_arrays(full)
    for number, asker in enumerate(ASKERS):
        reading = Reading(city, asker.user, asker.purpose, asker.case, asker.field, now)
        left = reduced(reading)
        folder = write_bundle(left, tmp_path / f"reduced-{number}", FEED)
        small = await api_on(second_graph, tmp_path / "home", bundle=folder)
        for name, text, variables in questions(asker, reading, city, rng, -(-QUESTIONS // len(ASKERS))):
            by_statements = {key: value for key, value in variables.items() if key not in ENGINE_ONLY}
            here, there = [await replied(api, asker, text, by_statements) for api in (full, small)]
            assert here == there, (asker, name, variables, here, there)
            asked, answered = asked + 1, answered + (b"Answer" in here)
            for said in (by_statements, variables) if name == "influencePaths" else ():
                here, there = [await replied(api, asker, text, said) for api in (in_memory, over_arrays(small))]
                assert here == there, (asker, name, said, here, there)
                assert b"ENGINE_REQUIRED" not in here
                walked += b"InfluencePathsAnswer" in here
    assert walked >= 10
    assert asked >= QUESTIONS and answered >= QUESTIONS // 4, (asked, answered)
