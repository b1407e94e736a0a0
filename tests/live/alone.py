"""One statement by itself: over a small graph, and over the same without all that is hidden, it must answer alike.

`make test-nightly` asks it of every statement that takes an access parameter, whatever it is asked about (ids of hidden
people too); `make mutants` takes one filter out of the text and looks whether the difference is found. The graph is
drawn from model/nouns.py, and the asker is nothing but the access parameters. What is hidden is read here, from §1,
in Python; nothing of graphsvc/access is used. Everything happens in one transaction that is rolled back.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import neo4j
from neo4j.spatial import WGS84Point

from graphsvc.catalogue import Statement, read_catalogue
from graphsvc.database.driver import LANGUAGE, Graph
from graphsvc.model.kin import KIN_ROLES
from graphsvc.model.nouns import KIN_ROW_TYPES, NOUNS, Noun

Value = Any
"""A parameter, or a cell of a row: what the driver takes and gives."""
TODAY = date(2026, 4, 20)
NOW = datetime(2026, 4, 20, 13, tzinfo=UTC)
CLASSES = range(1, 7)
CASE, OTHER_CASE, AGENCY = "CASE-1", "CASE-2", "BPD"
COMPARTMENTS = ("INTEL_28CFR23", "HEALTH_HIPAA")
TOUCH_TYPES = ("SERVICE_REFERRAL", "COURT_DATE")
ACCESS = ("allowed", "cases", "consent_classes", "consented", "circle", "kin_circle", "counted")
TOUCH = ("touch_open", "touch_party", "touch_consent", "touch_consented", "touch_case", "touch_people")
SUBMISSION = "IntelSubmission"
"""Intelligence that waits for a second person is no noun: nothing but a mutation makes it."""
RECORDED: Mapping[str, tuple[str, ...]] = {
    "OutreachPlan": ("PLAN_FOR", "PLAN_TO_REACH"),
    "FamilyMeeting": ("MEETING_FOR",),
    "RelativeOrder": ("ORDER_FOR",),
}
"""Nor are these: label → its steps to the people that it is about."""
BESIDE = {"messengers_offering": ("ASSESSED_FOR", "CONTACTED")}
"""Statement → a tie, and one that it looks for between the same two."""
DUTY, CONSENT, CAME = "ASSIGNED_TO", "Consent", "ATTENDED_BY"
"""Who works with somebody, and who came to a meeting, is told within the circle, and a consent is withdrawn there; none
is a statement."""
NOTE, INTRODUCTION = "ContactNote", "Introduction"
"""Nor are these, of which the purge tells within the circle."""
KEYS_STAY = ("duty_people", "reach_focus", "reach_relatives")
"""They are asked about people who are known to exist, and say nothing of a bare key."""
DATED = {"valid_from": None, "valid_to": None, "retain_until": date(2030, 1, 1), "decide_by": date(2030, 1, 1)}
FACTS: Mapping[str, Mapping[str, Value]] = {
    "Name": {"given": "Zed", "family": "Zedson", "folded": "zed zedson"},
    "Birth": {"born_on": date(2000, 1, 1)},
    "Enrolment": {"status": "ENGAGED", "lead_agency": AGENCY, "enrolled_on": date(2026, 1, 5)},
    "Removal": {"removed_on": date(2026, 4, 1), "caregivers": []},
    "ContactPoint": {"kind": "PHONE", "value": "617-555-0100"},
    "Place": {
        "kind": "BLOCK",
        "label": "the corner",
        "point": WGS84Point((-71.06, 42.3)),
        "latitude": 42.3,
        "longitude": -71.06,
    },
    "Household": {"kind": "FAMILY", "label": "the house"},
    "Incident": {"kind": "OTHER", "matter": "CLOSED"},
    "Gang": {"name": "a gang", "activity": "ACTIVE"},
    "Hold": {"ended_by": "s-x", "placed_on": TODAY},
    "SafetyAlert": {"kind": "CONFIDENTIAL_SOURCE"},
    "KIN_OF": {"role": "SIS"},
    "RESIDES_AT": {"kind": "HOME"},
    "WISHES_ABOUT": {"wish": "YES"},
    "ASSESSED_FOR": {"named_by_family": True, "agreed_to_be_asked": True, "ask_again_on": TODAY, "language": "kea"},
    "OutreachPlan": {"state": "PLANNED", "staff": "u0", "mode": "PHONE", "words": "hello"},
    "FamilyMeeting": {"kind": "FGC", "held_on": TODAY, "decisions": []},
    "RelativeOrder": {"why": "tested", "relatives": [], "ours": []},
    "CONTACTED": {"at": NOW, "by": "u0", "mode": "CALL", "outcome": "SPOKE_DECLINED"},
    "AFFILIATED_WITH": {"status": "VERIFIED_MEMBER"},
    "CO_ARRESTED": {"incident": "x1", "at": date(2025, 1, 1)},
    "CO_PRESENT": {"incident": "x1", "at": date(2025, 1, 1)},
    "CO_FIO": {"incident": "x1", "at": date(2025, 1, 1)},
    "LIVE_CONFLICT_WITH": {"until": date(2030, 1, 1)},
    "RESTRAINED_FROM": {"status": "ACTIVE"},
    "HARMED": {"status": "ALLEGED"},
}
"""Facts by which a statement is found at all: nothing but the asker's access should decide."""
STILL_NUMBERED = frozenset({"Touchpoint"})
"""Sealed, a statement loses its case's number (importing/stored.py, answer_contest): here these keep it, since what
reads them says `cls <> 0` besides. So does access_case_people, of its ties."""
GROUPS = {"households": "Household", "gangs": "Gang", "incidents": "Incident"}


@dataclass(frozen=True)
class Sight:
    """An asker as parameters."""

    allowed: frozenset[int]
    counted: frozenset[int]
    consent_classes: frozenset[int]
    cases: frozenset[str]
    consented: frozenset[str]
    circle: frozenset[str] | None
    kin_circle: frozenset[str] | None
    touch: Mapping[str, frozenset[str]]
    touch_people: frozenset[str] | None

    def params(self) -> dict[str, Value]:
        said = {name: getattr(self, name) for name in (*ACCESS, "touch_people")} | dict(self.touch)
        return {name: None if value is None else _padded(value) for name, value in said.items()}


LONG = 12


def _padded(value: Iterable[Value]) -> list[Value]:
    """As many entries each time, the rest of them nobody's: the server plans a text anew for each size of a list."""
    held = sorted(value)
    spare = (900 + n if held and isinstance(held[0], int) else f"none-{n}" for n in range(LONG))
    return [*held, *spare][: max(LONG, len(held))]


@dataclass(frozen=True)
class Said:
    """One statement of the drawn graph. `ends`: labels and ids that it stands between."""

    id: str
    label: str
    people: frozenset[str]
    props: Mapping[str, Value]
    ends: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str, str], ...] = ()  # (type, label, id of the other end); "<TYPE" comes in

    @property
    def tie(self) -> bool:
        return bool(self.ends)


def opened(sight: Sight, each: Said) -> bool:
    """§1 and §2: by class, by case, or by consent of everybody that it is about; within the circle."""
    if each.label in (DUTY, CONSENT, CAME, NOTE, INTRODUCTION):
        return sight.circle is None or each.people <= sight.circle
    cls, case = each.props["cls"], each.props["case_id"]
    if each.label == "Touchpoint":
        return _touchpoint(sight, each)
    near = sight.kin_circle if each.label in KIN_ROW_TYPES else sight.circle
    by_consent = cls in sight.consent_classes and bool(each.people) and each.people <= sight.consented
    by_class = cls in sight.allowed | sight.counted or (case in sight.cases and cls != 0) or by_consent
    return by_class and (near is None or each.people <= near)


def _touchpoint(sight: Sight, each: Said) -> bool:
    """touchpoints.csv, as its predicate says it."""
    props, key = each.props, f"{each.props['type']}|{each.props['cls']}"
    party = AGENCY in (props["agency"], *(props["parties"] or ()))
    agreed = {f"{props['compartment']}|{person}" for person in each.people} <= sight.touch["touch_consented"]
    by_case = props["type"] in sight.touch["touch_case"] and props["case_id"] in sight.cases and props["cls"] != 0
    return (
        key in sight.touch["touch_open"]
        or (key in sight.touch["touch_party"] and party)
        or (key in sight.touch["touch_consent"] and agreed)
        or by_case
    ) and (sight.touch_people is None or each.people <= sight.touch_people)


# ---- what is drawn ------------------------------------------------------------------------------------------------


@dataclass
class World:
    """A few people, groups and places, and statements about them."""

    people: tuple[str, ...]
    groups: tuple[tuple[str, str], ...]
    locations: tuple[str, ...]
    numbered: frozenset[str] = STILL_NUMBERED
    said: list[Said] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        return [*self.people, *(each.id for each in self.said), *self.locations]


def access_taken(statement: Statement) -> set[str]:
    return {name for name in statement.params if name in (*ACCESS, *TOUCH)}


STATEMENTS = {name: each for name, each in read_catalogue().statements.items() if access_taken(each)}
"""Reads and writes alike: whatever takes an access parameter."""
_WORDS = re.compile(r"\b[A-Z]\w+\b")


MANY = 8  # nouns


def nouns_of(statement: Statement) -> list[Noun]:
    """What it reads, by label or by the step from a person."""
    labels = set(_WORDS.findall(statement.text))
    return [
        noun for noun in NOUNS if noun.statement and ({noun.label} | {c.link for c in noun.columns} - {""}) & labels
    ]


def drawn(statement: Statement, rng: Random, number: int) -> tuple[World, Sight]:
    """A graph of what the statement reads, and an asker: every other time of one noun alone, each in its turn, so that
    nothing else shows the same people; else of several. Of many nouns three times of four."""
    labels = set(_WORDS.findall(statement.text))
    nouns = nouns_of(statement)
    lone, of = (3, 4) if len(nouns) > MANY else (1, 2)
    turn = number // of * lone + number % of
    alone = [nouns[turn % len(nouns)]] if nouns and number % of < lone else []
    some = alone or [noun for noun in nouns if rng.random() < 0.6] or nouns
    joined = {column.of for noun in some for column in noun.columns} | ({"gangs"} if SUBMISSION in labels else set())
    some += [
        noun for noun in NOUNS if noun.name in GROUPS and noun not in some and (noun in nouns or noun.name in joined)
    ]
    many = rng.choice((1, 2, 2, 4))
    people = tuple(f"p{n}" for n in range(rng.choice((3, 3, 4))))
    numbered = {"CO_ARRESTED", "CO_PRESENT", "INVOLVED_IN"} if statement.name == "access_case_people" else set[str]()
    world = World(people, (), ("l0", "l1"), STILL_NUMBERED | numbered)
    groups: list[tuple[str, str]] = []
    for noun in some:
        if noun.name in GROUPS:
            made = [f"{noun.name}-{n}" for n in range(rng.choice((1, 2)))]  # of one, everybody is a member
            groups += [(noun.name, each) for each in made]
            world.said += [Said(each, noun.label, frozenset(), _props(noun.label, each, rng)) for each in made]
    world.groups = tuple(groups)
    for noun in some:
        if noun.name not in GROUPS:
            world.said += list(_said(noun, world, many, rng))
    if statement.name in BESIDE:
        world.said += [each for tie in tuple(world.said) for each in _beside(*BESIDE[statement.name], tie, rng)]
    if SUBMISSION in labels:
        world.said += list(_submissions(world, many, rng))
    for label in sorted(RECORDED.keys() & labels):
        world.said += list(_recorded(label, world, many, rng))
    if CAME in labels:
        world.said += [
            each for meeting in world.said if meeting.label == "FamilyMeeting" for each in _came(meeting, world, rng)
        ]
    if statement.name == "withdraw_consent":
        world.said += [_consent(person, n) for n, person in enumerate(people)]
    if statement.name == "purge_due":
        world.said += [each for n in range(many) for each in _told_and_gone(*rng.sample(people, 2), n)]
    if DUTY in labels:
        world.said += [_duty(person, n) for n, person in enumerate(people) if rng.random() < 0.7]
    return world, _sight(statement, world, rng)


def _props(label: str, id: str, rng: Random, kept: frozenset[str] = STILL_NUMBERED) -> dict[str, Value]:
    cls = rng.choice((0, 0, 0, *CLASSES) if label in kept else (0, *CLASSES, *CLASSES))
    case = rng.choice((None, CASE, CASE, OTHER_CASE))
    said = {"id": id, "cls": cls, "case_id": case if cls or label in kept else None, "owner": AGENCY, "sources": [id]}
    said |= {"compartment": rng.choice(COMPARTMENTS), "sensitivity": "OPEN", "sharing": "NONE"}
    said |= {"verification": "STATED", "stated_at": date(2020, 1, 1), "stated_as": "RECORD", "stated_by": "u0"}
    said |= {"recorded_at": datetime(2020, 1, 1, tzinfo=UTC), "agreed_to_be_asked": True}
    if label == "Touchpoint":
        said |= {"type": rng.choice(TOUCH_TYPES), "at": NOW - timedelta(days=9), "agency": rng.choice((AGENCY, "BPS"))}
        said |= {"parties": rng.choice(([], [AGENCY], ["BPS"]))}
    return said | DATED | dict(FACTS.get(label, {}))


def _said(noun: Noun, world: World, many: int, rng: Random) -> Iterator[Said]:
    for number in range(many * (2 if noun.shape == "TIE" else 1)):
        id = f"{noun.name}-{number}"
        if noun.shape == "TIE":
            first, second = (c for c in noun.columns[:2])
            pools = [_pool(each.of, world) for each in (first, second)]
            if not all(pools):
                return
            a = rng.choice(pools[0])
            b = rng.choice([each for each in pools[1] if each != a] or pools[1])
            ends = tuple((_label(c.of), each) for c, each in ((first, a), (second, b)))
            people = frozenset(each for c, each in ((first, a), (second, b)) if c.of == "people")
            yield Said(id, noun.label, people, _props(noun.label, id, rng, world.numbered), ends)
        else:
            person = rng.choice(world.people)
            links = tuple(_link(c.link, c.of, c.inward, person, world, rng) for c in noun.columns if c.link)
            about = frozenset({person}) if noun.about else frozenset[str]()
            yield Said(
                id, noun.label, about, _props(noun.label, id, rng), links=tuple(each for each in links if each[2])
            )


def _link(link: str, of: str, inward: bool, person: str, world: World, rng: Random) -> tuple[str, str, str]:
    other = person if of == "people" else rng.choice(_pool(of, world) or ("",))
    return (f"<{link}" if inward else link, _label(of), other)


def _label(of: str) -> str:
    return next(noun.label for noun in NOUNS if noun.name == of)


def _pool(of: str, world: World) -> tuple[str, ...]:
    fixed = {"people": world.people, "locations": world.locations, "staff": ("u0",), "agencies": (AGENCY,)}
    return fixed.get(of) or tuple(each for name, each in world.groups if name == of)


def _submissions(world: World, many: int, rng: Random) -> Iterator[Said]:
    for number in range(many):
        person, id = rng.choice(world.people), f"submission-{number}"
        links = [("SUBMITTED_ABOUT", "Person", person)]
        links += [("SUBMITTED_FOR", "Gang", rng.choice(_pool("gangs", world)))] if _pool("gangs", world) else []
        yield Said(id, SUBMISSION, frozenset({person}), _props(SUBMISSION, id, rng), links=tuple(links))


def _recorded(label: str, world: World, many: int, rng: Random) -> Iterator[Said]:
    for number in range(many * 2):
        people, id = rng.sample(world.people, len(RECORDED[label])), f"{label}-{number}"
        links = tuple((link, "Person", who) for link, who in zip(RECORDED[label], people, strict=True))
        props = _props(label, id, rng) | {"revision": number}
        yield Said(id, label, frozenset(people), props, links=links)


def _came(meeting: Said, world: World, rng: Random) -> Iterator[Said]:
    for who in _some(world.people, rng):
        id, ends = f"{meeting.id}-{who}", ((meeting.label, meeting.id), ("Person", who))
        yield Said(id, CAME, frozenset({who}), {"id": id}, ends)


def _consent(person: str, number: int) -> Said:
    props = {"id": f"consent-{number}"}
    return Said(props["id"], CONSENT, frozenset({person}), props, links=(("CONSENT_FOR", "Person", person),))


def _told_and_gone(person: str, other: str, number: int) -> Iterator[Said]:
    about, day = frozenset({person}), date(2026, 1, 5)
    note: dict[str, Value] = {
        "id": f"note-{number}",
        "person": person,
        "relative": other,
        "to": AGENCY,
        "noted_at": NOW,
    }
    yield Said(note["id"], NOTE, about, note)
    asked: dict[str, Value] = {"id": f"introduction-{number}", "agency": AGENCY, "asked_on": day}
    links = (("INTRODUCTION_FOR", "Person", person), ("INTRODUCTION_TO", "Person", other))
    yield Said(asked["id"], INTRODUCTION, about, asked, links=links)


def _beside(label: str, other: str, tie: Said, rng: Random) -> Iterator[Said]:
    for number in range(rng.choice((0, 1, 1, 2)) if tie.label == label else 0):
        id = f"{tie.id}-{number}"
        yield Said(id, other, tie.people, _props(other, id, rng), tie.ends)


def _duty(person: str, number: int) -> Said:
    props = {"id": f"duty-{number}", "valid_from": date(2026, 1, 5)}
    return Said(props["id"], DUTY, frozenset({person}), props, (("Staff", "u0"), ("Person", person)))  # type: ignore[arg-type]


def _sight(statement: Statement, world: World, rng: Random) -> Sight:
    """Some of everything. What the statement does not ask about hides nothing from it."""
    takes = statement.params.keys()
    some = frozenset(rng.sample(list(CLASSES), rng.choice((1, 3, 4))))
    rest = sorted(set(CLASSES) - some)
    pairs = [f"{kind}|{cls}" for kind in TOUCH_TYPES for cls in CLASSES]
    gates = [rng.choice((0, 1, 2, 2, 3)) for _ in pairs]
    touch = {
        name: frozenset(pair for pair, gate in zip(pairs, gates, strict=True) if gate == number)
        for number, name in enumerate(TOUCH[:3])
    }
    touch["touch_consented"] = frozenset(f"{c}|{p}" for c in COMPARTMENTS for p in _some(world.people, rng))
    touch["touch_case"] = frozenset(kind for kind in TOUCH_TYPES if rng.random() < 0.5)
    return Sight(
        some if "allowed" in takes else frozenset(),
        frozenset(rest[:1]) if "counted" in takes else frozenset(),
        frozenset(rng.sample(rest, (len(rest) + 1) // 2)) if "consent_classes" in takes else frozenset(),
        frozenset({CASE} if "cases" in takes and rng.random() < 0.7 else {}),
        frozenset(_some(world.people, rng)) if "consented" in takes else frozenset(),
        _near(world, rng) if "circle" in takes else None,
        _near(world, rng) if "kin_circle" in takes else None,
        touch,
        _near(world, rng) if "touch_people" in takes else None,
    )


def _some(people: tuple[str, ...], rng: Random) -> list[str]:
    return [each for each in people if rng.random() < 0.6]


def _near(world: World, rng: Random) -> frozenset[str] | None:
    return None if rng.random() < 0.4 else frozenset(_some(world.people, rng))


# ---- what a statement is asked -------------------------------------------------------------------------------------


TYPES = sorted({noun.label for noun in NOUNS if noun.shape == "TIE"})
FIXED: Mapping[str, Value] = {
    "agency": AGENCY,
    "types": TYPES,
    "roles": sorted(KIN_ROLES),
    "unwalked_roles": [],
    "kinds": ["FAMILY"],
    "closed_kinds": [],
    "statuses": ["ENGAGED"],
    "listed": ["ENGAGED"],
    "lead_agency": None,
    "with_households": True,
    "years": 5,
    "text": "zed*",
    "location_id": "l0",
    "latitude": 42.3,
    "longitude": -71.06,
    "metres": 900.0,
    "on": date(2041, 1, 1),
    "until": date(2041, 1, 1),
    "born_from": date(1990, 1, 1),
    "born_to": date(2010, 1, 1),
    "id": "new",
    "closeness": "STRONG",
    "owner": AGENCY,
    "screens_since": TODAY,
    "since": date(2026, 3, 1),
    "caseload": [],
    "spoke": ["SPOKE_DECLINED"],
    "zone": "America/New_York",
}
EVERYBODY = ("ids", "people", "person_ids", "household_ids", "ties", "relative_ids", "element", "elements")
"""Parameters that take every id there is, hidden ones first of all."""
SOMEBODY = ("people", "person_ids", "household_ids")
"""Of these every other time one person alone, so that what leads to a group is not answered by its other members."""
ONE_OF = {
    "person_id": "Person",
    "relative_id": "Person",
    "contact_point_id": "ContactPoint",
    "consent_id": "Consent",
    "tie_id": "",
    "intel_pending.id": SUBMISSION,
    "intel_reviewed.id": "AFFILIATED_WITH",
}
"""Parameters that take one id: a label, or any tie's."""


def asked(statement: Statement, world: World, sight: Sight, rng: Random) -> dict[str, Value]:
    """All that a statement takes. A new parameter needs its line above."""
    near = sight.params()
    pairs = [(a, b) for a in world.people for b in world.people if a != b]
    merged = {"records": [[f"old-{person}", person] for person in world.people]}
    lists: dict[str, Value] = {"a": [a for a, _ in pairs], "b": [b for _, b in pairs]}
    if "plans" in statement.params:
        lists["plans"] = [{"person": person, "relatives": world.ids} for person in _some(world.people, rng)]
    caps = {name: rng.choice((1, 2, 2, 50)) for name in ("group_cap", "member_cap")}
    found: dict[str, Value] = {}
    lone = rng.random() < 0.5
    for name, kind in statement.params.items():
        one = ONE_OF.get(f"{statement.name}.{name}", ONE_OF.get(name))
        if name in near:
            found[name] = near[name]
        elif name in SOMEBODY and lone:
            found[name] = _padded([rng.choice(world.people)] if name != "household_ids" else [])
        elif name in EVERYBODY:
            found[name] = _padded(world.ids)
        elif one is not None:
            found[name] = rng.choice(_named(world, one))
        elif kind == "DATETIME":
            found[name] = NOW
        elif kind == "DATE" and name not in FIXED:
            found[name] = TODAY
        elif kind == "BOOLEAN":
            found[name] = rng.random() < 0.5
        else:
            known = {**FIXED, **caps, **lists, **merged}
            found[name] = known.get(name, "x" if kind == "STRING" else [] if "LIST" in kind else 1)
    return found


def _named(world: World, label: str) -> list[str]:
    if label == "Person":
        return list(world.people)
    return [each.id for each in world.said if (each.tie if not label else each.label == label)] or ["none"]


# ---- asking -------------------------------------------------------------------------------------------------------

Rows = list[list[Value]]
NODES = "UNWIND $rows AS r CREATE (n:$(r.label)) SET n = r.props RETURN elementId(n) AS e"
TIES = """UNWIND $rows AS r MATCH (a) WHERE elementId(a) = r.a MATCH (b) WHERE elementId(b) = r.b
CREATE (a)-[t:$(r.type)]->(b) SET t = r.props RETURN count(t) AS n"""
HIDE = """CALL () { UNWIND $nodes AS e MATCH (n) WHERE elementId(n) = e DETACH DELETE n }
CALL () { UNWIND $ties AS id MATCH ()-[t {id: id}]->() DELETE t }
CALL () { UNWIND $bare AS e MATCH (n) WHERE elementId(n) = e AND NOT EXISTS { (n)--() } DELETE n }"""


async def make(run: neo4j.AsyncTransaction, world: World) -> dict[tuple[str, str], str]:
    """Writes the drawn graph; (label, id) → where it stands."""
    keys = [("Person", each) for each in world.people] + [("Location", each) for each in world.locations]
    nodes = [each for each in world.said if not each.tie]
    rows = [{"label": label, "props": {"id": id}} for label, id in keys]
    rows.append({"label": "Staff", "props": {"id": "u0", "name": "Una", "roles": ["SOCIAL_WORKER"]}})
    rows += [{"label": each.label, "props": dict(each.props)} for each in nodes]
    rows.append({"label": "Agency", "props": {"id": "a0"}})
    result = await run.run(LANGUAGE + NODES, {"rows": rows})
    made = [row[0] for row in await result.values()]
    named = [*keys, ("Staff", "u0"), *((each.label, each.id) for each in nodes), ("Agency", AGENCY)]
    places = dict(zip(named, made, strict=True))
    ties: list[dict[str, Value]] = [_row("WORKS_FOR", places["Staff", "u0"], places["Agency", AGENCY], {})]
    for each in world.said:
        if each.tie:
            marks = _marks(*each.ends)
            ties.append(_row(each.label, places[each.ends[0]], places[each.ends[1]], {**each.props, **marks}))
        here = places.get((each.label, each.id), "")
        for link, label, other in each.links:
            there = places[label, other]
            a, b = (there, here) if link.startswith("<") else (here, there)
            marks = (
                {f"{'start' if link.startswith('<') else 'end'}_record": f"old-{other}"} if label == "Person" else {}
            )
            ties.append(_row(link.removeprefix("<"), a, b, marks))
    await (await run.run(LANGUAGE + TIES, {"rows": ties})).consume()
    return places


def _marks(a: tuple[str, str], b: tuple[str, str]) -> dict[str, Value]:
    """Every tie was said of other records, which were merged into those it is about."""
    ends = (("start_record", a), ("end_record", b))
    return {name: f"old-{id}" for name, (label, id) in ends if label == "Person"}


def _row(type_: str, a: str, b: str, props: dict[str, Value]) -> dict[str, Value]:
    return {"type": type_, "a": a, "b": b, "props": props}


async def hide(
    run: neo4j.AsyncTransaction,
    world: World,
    places: Mapping[tuple[str, str], str],
    hidden: Iterable[Said],
    *,
    keys_stay: bool,
) -> None:
    """Takes out all that is hidden, and the people and places that nothing is said of any more."""
    shut = list(hidden)
    nodes = [places[each.label, each.id] for each in shut if not each.tie]
    bare = [place for (label, _), place in places.items() if label in ("Person", "Location") and not keys_stay]
    ties = [each.id for each in shut if each.tie]
    await (await run.run(LANGUAGE + HIDE, {"nodes": nodes, "ties": ties, "bare": bare})).consume()


async def rows(run: neo4j.AsyncTransaction, text: str, params: Mapping[str, Value]) -> Rows:
    """The rows, without where things stand in this transaction."""
    result = await run.run(LANGUAGE + text, dict(params))
    told = [name for name in (*result.keys(),) if name != "element"]
    return await result.values(*told)


OWN = 0
"""The statement itself; the others are its mutants, by number."""


@dataclass(frozen=True)
class Trial:
    """What one draw showed: number → its rows over the whole graph; over what is left of it where that was asked."""

    whole: Mapping[int, Rows]
    left: Mapping[int, Rows]
    about: object

    def differs(self, number: int) -> bool:
        return number in self.left and self.whole[number] != self.left[number]


async def trial(graph: Graph, statement: Statement, number: int, loose: str = "", without: Iterable[int] = ()) -> Trial:
    """One draw of the statement, asked in its own text and with a filter less.

    loose: the text in which `$without` says the number of the filter that is off; without: these numbers. What answers
    over the whole graph as the statement does is not asked over what is left: with nothing hidden, a filter less hides
    nothing more.
    """
    rng = Random(f"{statement.name}-{number}")
    world, sight = drawn(statement, rng, number)
    params = asked(statement, world, sight, rng)
    hidden = [each for each in world.said if not opened(sight, each)]
    asks = {OWN: (statement.text, params)} | {each: (loose, {**params, "without": each}) for each in without}
    # what writes is asked once in a transaction, since what it wrote would show in the next
    some = [asks] if statement.mode == "read" else [{each: ask} for each, ask in asks.items()]
    whole, left = dict[int, Rows](), dict[int, Rows]()
    for each in some:
        async with _made(graph, statement, world) as (run, shut):
            whole |= {number: await rows(run, *ask) for number, ask in each.items()}
            other = {number: ask for number, ask in each.items() if number == OWN or whole[number] != whole[OWN]}
            if statement.mode == "read":
                await shut(hidden)
                left |= {number: await rows(run, *ask) for number, ask in other.items()}
        if statement.mode == "write" and other:
            async with _made(graph, statement, world) as (run, shut):
                await shut(hidden)
                left |= {number: await rows(run, *ask) for number, ask in other.items()}
    return Trial(whole, left, (params, [each.id for each in hidden]))


@asynccontextmanager
async def _made(
    graph: Graph, statement: Statement, world: World
) -> AsyncIterator[tuple[neo4j.AsyncTransaction, Callable[[Iterable[Said]], Awaitable[None]]]]:
    """The drawn graph without bare keys, in a transaction that is rolled back, and what hides some of it."""
    async with graph.driver.session(database=graph.database) as session:
        run = await session.begin_transaction()
        try:
            shut = partial(hide, run, world, await make(run, world), keys_stay=statement.name in KEYS_STAY)
            await shut(())
            yield run, shut
        finally:
            await run.rollback()
