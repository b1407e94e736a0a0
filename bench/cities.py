"""Synthetic cities for the path benchmarks: drawn with numpy in seconds, a million people too.

    half of the ties   kin, unions, guardians, carers, neighbours who help: between people close to each other on a ring
    a fifteenth        memberships: every third person lives in a household of 3 to 5
    the rest           friends, mentors, supports between people drawn by a propensity with a heavy tail, a few dozen
                       hubs (pastors, coaches) with hundreds or thousands of ties, 5 % PEER ties among a tenth of all

One draw gives both the engine's arrays (`City.ties`, `City.groups`) and the files of a store (`city_files.py`).
Nobody here exists, and nothing of it is drawn from anybody's data.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graphsvc.engine.columns import DIRECT, INCIDENTS, KINDS, MEMBER, UNWALKED, GroupColumns, TieColumns
from graphsvc.engine.columns import VERIFICATIONS as WORTH
from graphsvc.engine.filed import ALWAYS, BETWEEN, NEVER, Filed, none_filed
from graphsvc.engine.texts import Texts
from graphsvc.engine.word import CONTESTED, FAMILY_TYPES, PARTS
from graphsvc.model.asker import AccessClass
from graphsvc.model.kin import LINEAL
from graphsvc.model.nouns import KIN_ROW_TYPES
from graphsvc.model.quality import CLOSENESS, INCIDENT_TYPES, KIND_OF, LOWERING_TONES, UNWALKED_ROLES, UNWALKED_TONES

Numbers = NDArray[np.int32]
SEED = 20_260_420
TODAY = date(2026, 4, 20)
AS_OF = date(2025, 4, 20)
"""The day that the questions ask about: a year before today."""
TIES_A_PERSON = 5.1
LOCAL, PARALLEL, PEER = 2.35, 0.05, 0.05 * TIES_A_PERSON
"""Ties a person of each part; a twenty-fifth of the friends' pairs have a second tie beside their first."""
HUBS = 36
LARGEST_HUB = ((50_000, 470), (1_000_000, 2_000))
"""(people, ties of the largest hub): between and beyond, along the straight line of the logarithms."""
TAIL, MOST_DRAWN = 2.5, 60.0
"""Exponent of the propensity to have friends, and how many times the smallest one the largest is."""
RING = 0.18
"""Of the distances between relatives on the ring, geometric: five or six on average."""
HOUSEHOLDS = (3, 4, 5)
QUESTIONS = 30
KINDS_OF_PAIRS = ("random", "near", "hubs")

CLASSES = (
    # what one social worker of EOHHS with FAMILY_SUPPORT sees: the first six
    AccessClass(1, "FAMILY", "EOHHS", "OPEN", "NONE"),
    AccessClass(2, "FAMILY", "BCYF", "OPEN", "NONE"),
    AccessClass(3, "PROGRAMME", "EOHHS", "OPEN", "NONE"),
    AccessClass(4, "PUBLIC", "BPS", "OPEN", "NONE"),
    AccessClass(5, "CHILD_WELFARE", "EOHHS", "OPEN", "NONE"),
    AccessClass(6, "OUTREACH", "BCYF", "OPEN", "SHARED"),
    AccessClass(7, "CORI", "PROBATION", "OPEN", "NONE"),
    AccessClass(8, "INTEL_28CFR23", "BPD", "OPEN", "NONE"),
)
ALLOWED = (1, 2, 3, 4, 5, 6)
CLASS_SHARES = (0.3, 0.2, 0.15, 0.1, 0.08, 0.05, 0.07, 0.05)


@dataclass(frozen=True)
class Share:
    """One value of a drawn column and how often it comes."""

    name: str
    share: float


LOCAL_TYPES = (
    Share("KIN_OF", 0.7),
    Share("UNION_WITH", 0.06),
    Share("GUARDIAN_OF", 0.06),
    Share("CAREGIVER_OF", 0.08),
    Share("SUPPORTS", 0.1),
)
WIDE_TYPES = (Share("SUPPORTS", 0.55), Share("KIN_OF", 0.3), Share("MENTOR_OF", 0.15))
HUB_TYPES = (Share("MENTOR_OF", 0.5), Share("SUPPORTS", 0.5))
PEER_TYPES = (Share("CO_ARRESTED", 0.5), Share("CO_PRESENT", 0.3), Share("CO_FIO", 0.2))
TYPES = (
    "KIN_OF",
    "UNION_WITH",
    "GUARDIAN_OF",
    "CAREGIVER_OF",
    "MENTOR_OF",
    "SUPPORTS",
    "MEMBER_OF_HOUSEHOLD",
    "CO_ARRESTED",
    "CO_PRESENT",
    "CO_FIO",
)
MEMBERSHIP = TYPES.index("MEMBER_OF_HOUSEHOLD")
ROLES = (
    Share("COUSN", 0.3),
    Share("SIB", 0.25),
    Share("NMTH", 0.1),
    Share("FTH", 0.1),
    Share("FRND", 0.2),
    Share("NBOR", 0.05),
)
CLOSE = (
    Share("VERY_STRONG", 0.12),
    Share("STRONG", 0.25),
    Share("MODERATE", 0.28),
    Share("UNKNOWN", 0.2),
    Share("WEAK", 0.1),
    Share("VERY_WEAK", 0.05),
)
TONES = (Share("CLOSE", 0.5), Share("UNKNOWN", 0.43), Share("CONFLICT", 0.05), Share("CUTOFF", 0.02))
VERIFICATIONS = (Share("STATED", 0.55), Share("PROVEN", 0.4), Share("CHALLENGED", 0.04), Share("DISPROVEN", 0.01))
UNKNOWN_CLOSENESS = tuple(each.name for each in CLOSE).index("UNKNOWN")


@dataclass(frozen=True)
class Draw:
    """The ties as drawn, one row each, unsorted. Days are ordinals, 0 where nobody knows; the codes number the tables
    above. `b` is a household in rows of MEMBERSHIP. `incident` 0: none."""

    a: Numbers
    b: Numbers
    type: NDArray[np.int8]
    role: NDArray[np.int8]
    close: NDArray[np.int8]
    tone: NDArray[np.int8]
    verification: NDArray[np.int8]
    contested: NDArray[np.bool_]
    cls: NDArray[np.int8]
    stated: Numbers
    contact: Numbers
    valid_from: Numbers
    valid_to: Numbers
    sources: NDArray[np.int8]
    incident: Numbers
    at: Numbers

    @property
    def peer(self) -> NDArray[np.bool_]:
        """Which rows are PEER ties: without closeness, tone and last contact, with an incident and its day."""
        return np.array([KIND_OF[type] == "PEER" for type in TYPES])[self.type]


@dataclass(frozen=True)
class City:
    """A drawn city. `hubs` are people numbers, the largest first; `pairs` the questions: (from, to) people numbers."""

    count: int
    households: int
    household_cls: NDArray[np.int8]
    draw: Draw
    hubs: tuple[int, ...]
    tie_ids: NDArray[np.bytes_]
    seed: int

    @cached_property
    def people(self) -> Texts:
        """Person ids; person n has number n."""
        return Texts.of_bytes(numbered("p", np.arange(self.count)))

    @cached_property
    def group_keys(self) -> Texts:
        """Household keys; household n has number n."""
        return Texts.of_bytes(numbered("household:h", np.arange(self.households)))

    def person(self, number: int) -> str:
        """The id of a person."""
        return f"p{number:0{DIGITS}}"

    @property
    def ties(self) -> TieColumns:
        """What `assemble` takes: each column as definitions.md §5 and §6 read the drawn facts."""
        draw, peer = self.draw, self.draw.peer
        return TieColumns(
            ids=self.tie_ids,
            a=draw.a,
            b=draw.b,
            kind=_kinds(draw),
            type=_by(tuple(map(_type_number, TYPES)))[draw.type],
            near=_by(tuple(int(type in KIN_ROW_TYPES) for type in TYPES))[draw.type],
            lineal=np.where(
                draw.type == TYPES.index("KIN_OF"), _by(tuple(LINEAL.get(each.name, 0) for each in ROLES))[draw.role], 0
            ).astype(np.int8),
            cls=draw.cls.astype(np.int32),
            case=np.zeros(len(draw.a), np.int32),
            close=_by(tuple(CLOSENESS[each.name] for each in CLOSE))[draw.close],
            tone=_by(tuple(map(_tone_number, TONES)))[draw.tone],
            verified=np.where(
                draw.contested | (_kinds(draw) == KINDS[""]),
                0,
                _by(tuple(WORTH.get(v.name, 0) for v in VERIFICATIONS))[draw.verification],
            ).astype(np.int8),
            said=_known(draw.stated, ALWAYS),
            contact=np.where(peer, draw.at, draw.contact),
            sources=draw.sources.astype(np.int32),
            since=np.maximum(draw.valid_from, draw.at),
            until=_known(draw.valid_to, ALWAYS),
            incident=draw.incident,
            kept=np.full(len(draw.a), ALWAYS, np.int32),
            word=_words(draw),
            told=self.tellings[1],
        )

    @cached_property
    def tellings(self) -> tuple[Texts, Numbers]:
        """(how family ties were said, the number of that for each tie, 0 for others), as city_files.py writes it."""
        draw, days = self.draw, TODAY.toordinal() + 1
        alike = (draw.cls.astype(np.int64) * 2 + draw.contested) * days + draw.stated
        keys, places = np.unique(alike, return_inverse=True)
        texts = [_telling(int(key) // days, int(key) % days) for key in keys]
        found = Texts.of(texts)
        family = np.array([name in FAMILY_TYPES for name in TYPES])[draw.type]
        return found, np.where(family, (found.numbers(texts) + 1)[places], 0).astype(np.int32)

    @property
    def filed(self) -> Filed:
        """How ties were said; of nobody a name or a birth."""
        return replace(none_filed(self.count), tellings=self.tellings[0])

    @property
    def groups(self) -> GroupColumns:
        """Households: families all, so that each is a step."""
        none = np.zeros(self.households, np.int32)
        return GroupColumns(
            cls=self.household_cls.astype(np.int32),
            case=none,
            since=np.full(self.households, NEVER, np.int32),
            until=np.full(self.households, ALWAYS, np.int32),
            joins=np.ones(self.households, np.int32),
            kind_joins=np.ones(self.households, np.int32),
        )


def city(people: int, seed: int = SEED) -> City:
    """A city of so many people; the same seed, the same city. Raises ValueError below 1,000: no room for the hubs."""
    if people < 1_000:
        raise ValueError(f"a city has 1,000 people or more, not {people}")
    rng = np.random.default_rng(seed)
    hubs = rng.choice(people, HUBS, replace=False).astype(np.int32)
    parts = (
        _local(rng, people),
        _memberships(rng, people),
        _hub_ties(rng, people, hubs),
        _peers(rng, people),
    )
    missing = round(TIES_A_PERSON * people) - sum(len(a) for a, _, _ in parts)
    parts = (*parts, *_wide(rng, people, missing))
    a, b, type = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    households = int(parts[1][1].max()) + 1
    return City(
        count=people,
        households=households,
        household_cls=rng.integers(1, 1 + len(ALLOWED), households).astype(np.int8),
        draw=_facts(rng, a, b, type),
        hubs=tuple(map(int, hubs)),
        tie_ids=numbered("t", rng.permutation(len(a))),
        seed=seed,
    )


# ---- who is tied to whom -----------------------------------------------------------------------------------------

Part = tuple[Numbers, Numbers, NDArray[np.int8]]
"""Ties drawn together: their two ends and types."""


def _local(rng: np.random.Generator, people: int) -> Part:
    """Between people near each other on the ring."""
    a = rng.integers(0, people, round(LOCAL * people)).astype(np.int32)
    b = ((a + rng.geometric(RING, len(a))) % people).astype(np.int32)
    return a, b, _types(rng, LOCAL_TYPES, len(a))


def _memberships(rng: np.random.Generator, people: int) -> Part:
    """A third of the people, in households of neighbours."""
    sizes = rng.choice(HOUSEHOLDS, people // (3 * min(HOUSEHOLDS)))
    sizes = sizes[np.cumsum(sizes) <= people // 3]
    households = np.arange(len(sizes), dtype=np.int32)
    firsts = np.sort(rng.choice(people // max(HOUSEHOLDS), len(sizes), replace=False)) * max(HOUSEHOLDS)
    places = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    members = (np.repeat(firsts, sizes) + places).astype(np.int32)
    return members, np.repeat(households, sizes), np.full(len(members), MEMBERSHIP, np.int8)


def _hub_ties(rng: np.random.Generator, people: int, hubs: Numbers) -> Part:
    """From the hubs to anybody: the largest has as many as LARGEST_HUB says, the smallest a third of them."""
    counts = np.linspace(largest_hub(people), largest_hub(people) / 3, len(hubs)).astype(int)
    a = np.repeat(hubs, counts)
    return a, _others(a, rng.integers(0, people, len(a)), people), _types(rng, HUB_TYPES, len(a))


def largest_hub(people: int) -> int:
    """How many ties of its own the largest hub has."""
    (few, small), (many, large) = LARGEST_HUB
    power = np.log(large / small) / np.log(many / few)
    return round(small * (people / few) ** power)


def _peers(rng: np.random.Generator, people: int) -> Part:
    """Among a tenth of the people, mostly with those near them."""
    among = np.sort(rng.choice(people, people // 10, replace=False))
    places = rng.integers(0, len(among), round(PEER * people))
    others = (places + rng.geometric(RING, len(places))) % len(among)
    a, b = among[places].astype(np.int32), among[others].astype(np.int32)
    return a, _others(a, b, people), _types(rng, PEER_TYPES, len(a))


def _wide(rng: np.random.Generator, people: int, count: int) -> tuple[Part, Part]:
    """Between people drawn by their propensity, and a second tie between some of the same pairs."""
    again = round(PARALLEL * people)
    ends = np.cumsum(np.minimum(1.0 + rng.pareto(TAIL, people), MOST_DRAWN))
    drawn = np.searchsorted(ends, rng.random((2, count - again)) * ends[-1]).astype(np.int32)
    a, b = drawn[0], _others(drawn[0], drawn[1], people)
    twice = rng.choice(len(a), again, replace=False)
    second = (b[twice], a[twice], _types(rng, WIDE_TYPES, again))
    return (a, b, _types(rng, WIDE_TYPES, len(a))), second


def _others(a: Numbers, b: NDArray[np.integer], people: int) -> Numbers:
    """The other ends, with nobody tied to themselves."""
    return np.where(a == b, (b + 1) % people, b).astype(np.int32)


# ---- what is on file about the ties ------------------------------------------------------------------------------


def _facts(rng: np.random.Generator, a: Numbers, b: Numbers, type: NDArray[np.int8]) -> Draw:
    count, today = len(a), TODAY.toordinal()
    peer = np.array([KIND_OF[name] == "PEER" for name in TYPES])[type]
    contact = today - rng.exponential(180, count).astype(np.int32)
    at = today - rng.integers(0, 1_500, count, dtype=np.int32)
    first = today - rng.integers(0, 5_000, count, dtype=np.int32)
    last = today + rng.integers(-1_500, 400, count, dtype=np.int32)
    incident = (np.cumsum(peer) // 2 + 1).astype(np.int32)  # an incident joins two pairs
    stated = today - rng.integers(0, 1_000, count, dtype=np.int32)
    return Draw(
        a=a,
        b=b,
        type=type,
        role=_codes(rng, ROLES, count),
        close=np.where(peer, UNKNOWN_CLOSENESS, _codes(rng, CLOSE, count)).astype(np.int8),
        tone=np.where(peer, _place(TONES, "UNKNOWN"), _codes(rng, TONES, count)).astype(np.int8),
        verification=_codes(rng, VERIFICATIONS, count),
        contested=rng.random(count) < 0.01,
        cls=(1 + _codes(rng, tuple(Share(str(n), s) for n, s in enumerate(CLASS_SHARES)), count)).astype(np.int8),
        stated=np.where(rng.random(count) < 0.05, 0, stated),
        contact=np.where(peer | (rng.random(count) < 0.25), 0, contact),
        valid_from=np.where(rng.random(count) < 0.6, 0, first),
        valid_to=np.where(rng.random(count) < 0.92, 0, np.maximum(last, first + 1)),
        sources=rng.integers(0, 4, count).astype(np.int8),
        incident=np.where(peer, incident, 0).astype(np.int32),
        at=np.where(peer, at, 0).astype(np.int32),
    )


def _codes(rng: np.random.Generator, shares: tuple[Share, ...], count: int) -> NDArray[np.int8]:
    ends = np.cumsum([each.share for each in shares])
    return np.searchsorted(ends[:-1] / ends[-1], rng.random(count, np.float32), side="right").astype(np.int8)


def _types(rng: np.random.Generator, shares: tuple[Share, ...], count: int) -> NDArray[np.int8]:
    return _by(tuple(TYPES.index(each.name) for each in shares))[_codes(rng, shares, count)]


def _place(shares: tuple[Share, ...], name: str) -> int:
    return [each.name for each in shares].index(name)


def _kinds(draw: Draw) -> NDArray[np.int8]:
    """Each tie's kind; a KIN_OF tie of an unwalked role has none."""
    kinds = _by(tuple(KINDS[KIND_OF[type]] for type in TYPES))[draw.type]
    unwalked = np.array([each.name in UNWALKED_ROLES for each in ROLES])[draw.role]
    return np.where((draw.type == TYPES.index("KIN_OF")) & unwalked, KINDS[""], kinds).astype(np.int8)


def _words(draw: Draw) -> Numbers:
    """What each family tie says of itself, as city_files.py writes it."""
    of_type = {
        "KIN_OF": PARTS["side"]["NA"] + PARTS["basis"]["BIOLOGICAL"],
        "UNION_WITH": PARTS["category"]["UNKNOWN"] + PARTS["status"]["UNKNOWN"],
    }
    types = _numbers(tuple(PARTS["type"].get(name, 0) + of_type.get(name, 0) for name in TYPES))
    roles = _numbers(tuple(PARTS["role"][each.name] for each in ROLES))
    said = _numbers(tuple(PARTS["verification"][each.name] for each in VERIFICATIONS))
    words = types[draw.type] + said[draw.verification] + np.where(draw.contested, CONTESTED, 0)
    words += np.where(draw.type == TYPES.index("KIN_OF"), roles[draw.role], 0)
    return np.where(types[draw.type] > 0, words, 0).astype(np.int32)


def _telling(key: int, stated: int) -> str:
    cls, contested = CLASSES[key // 2 - 1], TODAY.isoformat() if key % 2 else ""
    day = date.fromordinal(stated).isoformat() if stated else ""
    return BETWEEN.join((cls.owner, cls.compartment, "FAMILY", day, contested, "", "", ""))


def _type_number(type: str) -> int:
    return MEMBER if type == "MEMBER_OF_HOUSEHOLD" else INCIDENTS if type in INCIDENT_TYPES else DIRECT


def _tone_number(tone: Share) -> int:
    return UNWALKED if tone.name in UNWALKED_TONES else LOWERING_TONES.get(tone.name, 0)


def _by(values: tuple[int, ...]) -> NDArray[np.int8]:
    return np.array(values, np.int8)


def _numbers(values: tuple[int, ...]) -> Numbers:
    return np.array(values, np.int32)


def _known(days: Numbers, unknown: int) -> Numbers:
    return np.where(days == 0, unknown, days).astype(np.int32)


# ---- ids ---------------------------------------------------------------------------------------------------------

DIGITS = 8


def numbered(prefix: str, numbers: NDArray[np.integer]) -> NDArray[np.bytes_]:
    """Each number as an id of fixed width, so that ids sort as numbers do."""
    width = len(prefix) + DIGITS
    letters = np.empty((len(numbers), width), np.uint8)
    letters[:, : len(prefix)] = np.frombuffer(prefix.encode(), np.uint8)
    rest = numbers.astype(np.int64)
    for place in range(width - 1, len(prefix) - 1, -1):
        rest, letters[:, place] = np.divmod(rest, 10)
    letters[:, len(prefix) :] += ord("0")
    return letters.reshape(-1).view(f"S{width}")
