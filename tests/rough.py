"""A generated city made rough: classes, seals, contested and ended ties, caseloads and consents moved about at random,
so that much is hidden, and near what is not. And who asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from graphsvc.model.nouns import NOUN
from seed.city import build
from tests.reduced import CASE_NOUNS, Bundle, Row, read_bundle

CASE = "CASE-1"
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
    Asker("s-ines", "SAFETY_PLANNING", "familyDuty", CASE),
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
    many = len(people)
    rough["supports"] += [_support(number, rng.sample(people, 2), rng) for number in range(3 * many // 8)]
    rough["contact_points"] += [
        _contact_point(number, person, rng) for number, person in enumerate(people[: 2 * many // 7])
    ]
    rough["mentors"] += [_support(number, rng.sample(people, 2), rng, "mentor") for number in range(many // 7)]
    rough["assignments"] += [
        {"id": f"x-as-{user}-{n}", "staff": user, "person": person, "valid_from": "2026-01-05", "lead": "no"}
        for user in ("s-sam", "s-cora", "s-stan", "s-pete", "s-hana", "s-bruno", "s-carmen")
        for n, person in enumerate(rng.sample(people, 3))
    ]
    rough["enrolments"] += [
        _enrolment(number, person, rng) for number, person in enumerate(rng.sample(people, 3 + many // 40))
    ]
    rough["consents"] += [_consent(number, person, rng) for number, person in enumerate(rng.sample(people, many // 7))]
    rough["harms"] += list(_harms(rough, rng))
    rough["kin"] += [_neighbour(number, rng.sample(people, 2), rng) for number in range(many // 7)]
    rough["case_team"].append({"id": "x-team", "staff": "s-ines", "case": rough["co_arrests"][0]["case_id"]})
    return {
        noun: [{**{each.name: "" for each in NOUN[noun].all_columns}, **row} for row in rows]
        for noun, rows in rough.items()
    }


def rough_city(folder: Path, people: int, seed: int) -> Bundle:
    """A small city of that many people, made rough."""
    build(folder, people, seed)
    return roughened(read_bundle(folder), Random(seed))


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
