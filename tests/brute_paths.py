"""Influence paths by brute force: random small graphs, and definitions.md §5 and §6 written down a second time.

Nothing here uses the product's rules: strength, eligibility, visibility and the two orders are spelled out again,
and networkx walks every simple path. Ids carry the case's number, so that many cases fit into one database.
"""

import random
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations, pairwise
from typing import Any

import networkx as nx

TODAY = date(2026, 4, 20)
STRENGTH = {"VERY_STRONG": 5, "STRONG": 4, "MODERATE": 3, "UNKNOWN": 2, "WEAK": 1, "VERY_WEAK": 0}
OPEN, CASE, CONSENTED, HIDDEN = 1, 2, 3, 4
"""Classes: allowed, seen through the case, seen for people who consented, never seen."""
DIRECT = {
    "SUPPORT": ("KIN_OF", "KIN_OF", "KIN_OF", "UNION_WITH", "GUARDIAN_OF", "CAREGIVER_OF", "MENTOR_OF", "SUPPORTS"),
    "PEER": ("CO_ARRESTED", "CO_ARRESTED", "CO_PRESENT", "CO_FIO"),
}
MEMBERSHIP = {"SUPPORT": "MEMBER_OF_HOUSEHOLD", "PEER": "AFFILIATED_WITH"}
KIN_ROWS = {"KIN_OF", "UNION_WITH", "GUARDIAN_OF", "MEMBER_OF_HOUSEHOLD"}
NEAR_TYPES = {"KIN_OF", "GUARDIAN_OF", "CAREGIVER_OF"}
"""Ties that make somebody one of P's closest people, whom the safety lines protect too."""
ROLES = ("SIS", "FTH", "COUSN", "FRND", "x-COACH", "NBOR")
DAYS = (date(2023, 1, 5), date(2024, 4, 19), date(2024, 4, 20), date(2025, 4, 19), date(2025, 10, 19), TODAY)
Paths = list[tuple[str, ...]]


@dataclass
class Case:
    """One random graph and one question about it."""

    people: list[str]
    start: str
    ties: list[dict[str, Any]] = field(default_factory=list)
    groups: list[dict[str, Any]] = field(default_factory=list)
    minors: set[str] = field(default_factory=set)
    dead: set[str] = field(default_factory=set)
    ordered: set[str] = field(default_factory=set)
    apart: set[frozenset[str]] = field(default_factory=set)
    kind: str = "SUPPORT"
    as_of: date = TODAY
    targets: tuple[str, ...] = ()
    max_steps: int = 3
    min_verification: str = "STATED"
    avoid: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    first: int = 20
    period: tuple[date | None, date | None] | None = None
    undated: bool = True
    consented: tuple[str, ...] = ()
    circle: tuple[str, ...] | None = None
    kin_circle: tuple[str, ...] | None = None
    cap: int = 50

    def named(self, id: str) -> dict[str, Any]:
        return next(tie for tie in self.ties if tie["id"] == id)


# ---- random cases ---------------------------------------------------------------------------------------------


def random_case(number: int) -> Case:
    """Case `number`: always the same."""
    rng = random.Random(number)
    people = [f"c{number:04}-p{i}" for i in range(rng.choice((2, 4, 6, 7, 8, 9)))]
    case = Case(people, people[0], kind=rng.choice(("SUPPORT", "SUPPORT", "PEER")))
    _ties(case, rng, number, range(2, 4 * len(people) + 1))
    _groups(case, rng, number)
    _protect(case, rng)
    _ask(case, rng)
    return case


def wide_case(number: int) -> Case:
    """Case `number` of more people and fewer ties between them, so that sources and targets stand far apart."""
    rng = random.Random(f"wide {number}")
    people = [f"c{number:04}-p{i:02}" for i in range(rng.randint(12, 24))]
    case = Case(people, people[0], kind=rng.choice(("SUPPORT", "SUPPORT", "PEER")))
    _ties(case, rng, number, range(len(people), 2 * len(people)))
    _groups(case, rng, number, most=5)
    _protect(case, rng)
    _ask(case, rng)
    others = [person for person in people[1:] if person not in (*case.avoid, *case.via)]
    case.max_steps, case.targets = rng.randint(2, 8), tuple(sorted(rng.sample(others, rng.choice((1, 1, 1, 2, 4)))))
    return case


def with_hidden_beside(case: Case, number: int) -> Case:
    """The same with as many ties again, between anybody and into every group, of which the asker may see none."""
    rng = random.Random(f"hidden {number}")
    like = [tie for tie in case.ties if tie["type"] != MEMBERSHIP[case.kind]]
    added = [tie | dict(zip("ab", rng.sample(case.people, 2), strict=True)) for tie in rng.choices(like, k=len(like))]
    members = [tie for tie in case.ties if tie["type"] == MEMBERSHIP[case.kind]]
    added += [tie | {"a": rng.choice(case.people)} for tie in members]
    unseen = {"cls": HIDDEN, "case_id": None, "verification": "PROVEN", "contested_at": None, "tone": "CLOSE"}
    best = {"valid_from": None, "valid_to": None, "closeness": "VERY_STRONG"}
    more = [tie | unseen | best | {"id": f"{tie['id']}-h{n}"} for n, tie in enumerate(added)]
    return replace(case, ties=[*case.ties, *more])


def _ties(case: Case, rng: random.Random, number: int, how_many: range) -> None:
    names = list(range(100, 1000))
    rng.shuffle(names)
    pairs = list(combinations(case.people, 2))
    for pair in rng.choices(pairs, k=rng.choice(how_many)):
        a, b = rng.sample(pair, 2)
        kind = case.kind if rng.random() < 0.85 else ("PEER" if case.kind == "SUPPORT" else "SUPPORT")
        case.ties.append(_tie(rng, f"c{number:04}-t{names.pop()}", rng.choice(DIRECT[kind]), a, b))


def _groups(case: Case, rng: random.Random, number: int, most: int = 99) -> None:
    for g in range(rng.choice((0, 0, 1, 1, 2))):
        membership = MEMBERSHIP[case.kind]
        group = _statement(rng, f"c{number:04}-g{g}")
        group["label"] = "Household" if membership == "MEMBER_OF_HOUSEHOLD" else "Gang"
        group["kind"] = rng.choice(("FAMILY", "FAMILY", "FAMILY", "FAMILY", "SHELTER", "SCHOOL"))
        case.groups.append(group)
        for n, member in enumerate(rng.sample(case.people, rng.randint(1, min(most, len(case.people))))):
            id = f"c{number:04}-m{g}{rng.randint(10, 99)}{n}"
            case.ties.append(_tie(rng, id, membership, member, group["id"]))


def _statement(rng: random.Random, id: str) -> dict[str, Any]:
    cls = rng.choices((OPEN, CASE, CONSENTED, HIDDEN), (30, 2, 4, 1))[0]
    return {
        "id": id,
        "cls": cls,
        "case_id": "CASE-B" if cls == CASE else None,
        "verification": rng.choices(("STATED", "PROVEN", "CHALLENGED", "DISPROVEN"), (14, 14, 1, 1))[0],
        "valid_from": rng.choices((None, date(2020, 1, 1), TODAY), (6, 4, 1))[0],
        "valid_to": rng.choices((None, TODAY, date(2026, 4, 19)), (12, 1, 1))[0],
        "contested_at": TODAY if rng.random() < 0.03 else None,
        "sealed": False,
        "owner": "EOHHS",
        "compartment": "FAMILY",
        "stated_as": "FAMILY",
    }


def _tie(rng: random.Random, id: str, type: str, a: str, b: str) -> dict[str, Any]:
    peer = type in (*DIRECT["PEER"], "AFFILIATED_WITH")
    return _statement(rng, id) | {
        "type": type,
        "a": a,
        "b": b,
        "role": rng.choices(("SIS", "FTH", "COUSN", "FRND", "x-COACH", "NBOR"), (4, 2, 2, 4, 2, 1))[0]
        if type == "KIN_OF"
        else None,
        "closeness": None if peer else rng.choice((*STRENGTH, "STRONG", "MODERATE")),
        "tone": None if peer else rng.choices(("CLOSE", "UNKNOWN", "CONFLICT", "CUTOFF"), (8, 4, 2, 1))[0],
        "stated_at": rng.choice((None, *DAYS)),
        "quality_at": None if peer else rng.choice((None, None, date(2025, 4, 20), date(2025, 4, 19))),
        "last_contact": None if peer else rng.choice((None, *DAYS)),
        "sources": rng.choice((None, ["x"], ["x", "x"], ["x", "y"])),
        "incident": f"i{rng.randint(1, 3)}" if type in DIRECT["PEER"] else None,
        "at": rng.choice(DAYS) if type in DIRECT["PEER"] else None,
        "status": rng.choice(("VERIFIED_MEMBER", "VERIFIED_ASSOCIATE", "VERIFIED_MEMBER", "UNDER_REVIEW"))
        if type == "AFFILIATED_WITH"
        else None,
        "retain_until": rng.choice((date(2027, 1, 1), TODAY, date(2026, 4, 19))) if type == "AFFILIATED_WITH" else None,
    }


def _protect(case: Case, rng: random.Random) -> None:
    others = case.people[1:]
    for chosen in (case.minors, case.dead, case.ordered):
        chosen.update(p for p in others if rng.random() < 0.04)
    case.apart.update(frozenset(pair) for pair in combinations(others, 2) if rng.random() < 0.05)
    alone = not any(t["type"] in NEAR_TYPES and case.start in (t["a"], t["b"]) for t in case.ties)
    for tie in case.ties:
        if alone and tie["type"] in ("MENTOR_OF", "SUPPORTS", "KIN_OF") and rng.random() < 0.1:
            tie["tone"] = "ABUSIVE"


def timed_case(number: int) -> Case:
    """Case `number`, asked for paths that respect time, over ties that begin and end on many days."""
    case, rng = random_case(number), random.Random(-1 - number)
    days = [date(2019 + n // 4, 1 + 3 * (n % 4), 1) for n in range(29)]
    for statement in (*case.ties, *case.groups):
        statement["valid_from"] = rng.choice((None, *days[:24]))
        statement["valid_to"] = rng.choice((None, None, *days[4:]))
    since, until = sorted(rng.sample(days, 2))
    case.period = (rng.choice((None, since, since)), rng.choice((None, until, until)))
    case.undated = rng.random() < 0.7
    return case


def _ask(case: Case, rng: random.Random) -> None:
    others = case.people[1:]
    case.max_steps = rng.choice((1, 2, 3, 3, 4, 4))
    case.as_of = rng.choices((TODAY, date(2026, 4, 19), date(2024, 4, 20)), (8, 1, 1))[0]
    case.min_verification = rng.choices(("STATED", "PROVEN"), (5, 1))[0]
    how_many = min(len(others), rng.choice((0, 0, 0, 1, 1, 2, 3)))
    case.targets = tuple(sorted(rng.sample(others, how_many)))
    spare = [p for p in others if p not in case.targets]
    named = [*spare, *(g["id"] for g in case.groups)]
    case.avoid = tuple(rng.sample(named, min(len(named), rng.choice((0, 0, 0, 1)))))
    case.via = tuple(sorted(rng.sample(spare, min(len(spare), rng.choices((0, 1, 2), (6, 2, 1))[0]))))
    case.first = rng.choice((20, 20, 3, 1))
    case.consented = tuple(p for p in case.people if rng.random() < 0.8)
    wide = tuple(p for p in case.people if rng.random() < 0.9)
    case.circle = rng.choice((None, None, (*wide, case.start)))
    case.kin_circle = case.circle if rng.random() < 0.7 else None


# ---- the definitions again ------------------------------------------------------------------------------------


def expected(case: Case, order: str) -> tuple[Paths, int | None, bool]:
    """(tie ids of each path in order, how many more, truncated)."""
    graph = _graph(case)
    ends = [p for p in case.people if _is_end(case, p)]
    routes = (r for end in ends for r in _simple(graph, case, end))
    paths = sorted((_ranked(graph, route, order) for route in routes), key=lambda ranked: ranked[0])
    shown = [(ids, route[-1]) for (_, ids, route) in paths]
    if not case.targets:
        best: dict[str, tuple[str, ...]] = {}
        for ids, end in shown:
            best.setdefault(end, ids)
        shown = [(ids, end) for end, ids in best.items()]
    more = max(0, len(shown) - case.first)
    return [ids for ids, _ in shown[: case.first]], None if case.targets and more else more, more > 0


def _simple(graph: nx.Graph, case: Case, end: str) -> list[list[str]]:
    if case.start not in graph or end not in graph:
        return []
    found = nx.all_simple_paths(graph, case.start, end, cutoff=case.max_steps)
    found = (r for r in found if _in_order(graph, case, r))
    return [r for r in found if set(case.via) <= set(r[1:-1]) and _groups_once(graph, r)]


def _in_order(graph: nx.Graph, case: Case, route: list[str]) -> bool:
    """Whether no tie ended before an earlier one began."""
    spans = [graph.edges[a, b]["spans"][a] for a, b in pairwise(route)]
    return case.period is None or all(
        later[1] >= earlier[0] for n, earlier in enumerate(spans) for later in spans[n + 1 :]
    )


def _groups_once(graph: nx.Graph, route: list[str]) -> bool:
    used = [graph.edges[a, b]["group"] for a, b in pairwise(route)]
    named = [group for group in used if group]
    return len(named) == len(set(named))


def _ranked(graph: nx.Graph, route: list[str], order: str) -> tuple[Any, tuple[str, ...], list[str]]:
    edges = [graph.edges[a, b] | {"from": a} for a, b in pairwise(route)]
    weakest = min(edge["quality"] for edge in edges)
    ids = tuple(id for edge in edges for id in edge["ids"][edge["from"]])
    worse_first = tuple(-part for part in weakest)
    key = (worse_first, len(edges), ids) if order == "WEAKEST_LINK" else (len(edges), worse_first, ids)
    return key, ids, route


def _is_end(case: Case, person: str) -> bool:
    out = barred(case) | set(case.avoid) | {case.start}
    kin = relatives(case) if case.kind == "PEER" else set()
    return person not in out and person not in kin and (not case.targets or person in case.targets)


def barred(case: Case) -> set[str]:
    abusive = [t for t in case.ties if t["tone"] == "ABUSIVE" and case.start in (t["a"], t["b"])]
    sheltered = {t["a"] for t in case.ties if t["verification"] == "DISPROVEN" and t["b"] in _shelters(case)}
    return (
        case.minors
        | case.dead
        | case.ordered
        | ({p for t in abusive for p in (t["a"], t["b"])} | sheltered) - {case.start}
    )


def _shelters(case: Case) -> set[str]:
    """Whoever is said to be there and is not any more, or never was, is looked at again first (§4, line 7)."""
    return {group["id"] for group in case.groups if group["label"] == "Household" and group["kind"] == "SHELTER"}


def relatives(case: Case) -> set[str]:
    kin = nx.Graph()
    kin.add_node(case.start)
    for tie in case.ties:
        family = tie["type"] in ("KIN_OF", "UNION_WITH", "GUARDIAN_OF") and tie["role"] not in (
            "FRND",
            "x-COACH",
            "NBOR",
        )
        if family and _visible(case, tie, (tie["a"], tie["b"])):
            kin.add_edge(tie["a"], tie["b"])
    return set(nx.single_source_shortest_path_length(kin, case.start, cutoff=4)) - {case.start}


def _graph(case: Case) -> nx.Graph:
    """One edge a pair: the best of all ways between the two."""
    out = barred(case) | set(case.avoid)
    graph = nx.Graph()
    for a, b in combinations([p for p in case.people if p not in out], 2):
        ways = [*_direct(case, a, b), *_through(case, a, b)]
        kept_apart = frozenset((a, b)) in apart(case) and case.start not in (a, b)
        if ways and not kept_apart:
            by_end = {end: min(ways, key=lambda w: (tuple(-p for p in w[0]), w[1][end])) for end in (a, b)}
            quality, _, group, _ = by_end[a]
            ids, spans = ({end: by_end[end][part][end] for end in (a, b)} for part in (1, 3))
            graph.add_edge(a, b, quality=quality, group=group, ids=ids, spans=spans)
    return graph


def apart(case: Case) -> set[frozenset[str]]:
    abusive = (frozenset((t["a"], t["b"])) for t in case.ties if t["tone"] == "ABUSIVE")
    return case.apart | set(abusive)


Span = tuple[date, date]
Way = tuple[tuple[int, int, int], dict[str, tuple[str, ...]], str | None, dict[str, Span]]


def _direct(case: Case, a: str, b: str) -> list[Way]:
    ties = [t for t in case.ties if {t["a"], t["b"]} == {a, b} and _walked(case, t, (a, b))]
    incidents = len({t["incident"] for t in ties if t["type"] in ("CO_ARRESTED", "CO_PRESENT")})
    return [
        (_quality(t, case.as_of, incidents), dict.fromkeys((a, b), (t["id"],)), None, dict.fromkeys((a, b), _span(t)))
        for t in ties
    ]


def _span(statement: dict[str, Any]) -> Span:
    """(first day, last day); an incident began on its day."""
    begun = [day for day in (statement["valid_from"], statement.get("at")) if day]
    return max(begun, default=date.min), statement["valid_to"] or date.max


def _through(case: Case, a: str, b: str) -> list[Way]:
    ways: list[Way] = []
    for group in case.groups:
        members = [t for t in case.ties if t["b"] == group["id"] and _walked(case, t, (t["a"],))]
        if _too_many(case, group):
            continue
        for mine in (t for t in members if t["a"] == a):
            for theirs in (t for t in members if t["a"] == b):
                both = tuple(map(_span, (mine, theirs)))
                span = (max(begun for begun, _ in both), min(ended for _, ended in both))
                if _open_group(case, group) and span[0] <= span[1]:
                    worse = min(_quality(mine, case.as_of, 0), _quality(theirs, case.as_of, 0))
                    ids = (mine["id"], theirs["id"])
                    ways.append((worse, {a: ids, b: ids[::-1]}, group["id"], dict.fromkeys((a, b), span)))
    return ways


def _too_many(case: Case, group: dict[str, Any]) -> bool:
    """More people than the cap that the asker may see: what `minVerification` or `undated` alone leaves out
    counts too."""
    whole = replace(case, min_verification="STATED", undated=True)
    return len({t["a"] for t in case.ties if t["b"] == group["id"] and _walked(whole, t, (t["a"],))}) > case.cap


def _open_group(case: Case, group: dict[str, Any]) -> bool:
    """A consent is a person's: it opens no group."""
    joining = group["label"] == "Gang" or group["kind"] == "FAMILY"
    seen = group["cls"] in (OPEN, CASE)
    held = _holds(case, group) and group["verification"] in ("PROVEN", "STATED")
    return joining and seen and held and group["id"] not in case.avoid


def _walked(case: Case, tie: dict[str, Any], ends: tuple[str, ...]) -> bool:
    ours = (*DIRECT[case.kind], MEMBERSHIP[case.kind])
    verified = ("PROVEN",) if case.min_verification == "PROVEN" else ("PROVEN", "STATED")
    listed = tie["status"] is None or (
        tie["status"] in ("VERIFIED_MEMBER", "VERIFIED_ASSOCIATE") and tie["retain_until"] >= TODAY
    )
    return (
        tie["type"] in ours
        and tie["role"] != "NBOR"
        and tie["verification"] in verified
        and tie["tone"] not in ("CUTOFF", "ABUSIVE")
        and listed
        and _holds(case, tie)
        and (case.period is None or case.undated or _span(tie)[0] > date.min)
        and _visible(case, tie, ends)
    )


def _holds(case: Case, statement: dict[str, Any]) -> bool:
    """On the day asked about; or on some day of the period asked about."""
    (begun, ended), (since, until) = _span(statement), case.period or (case.as_of, case.as_of)
    held = begun <= (until or date.max) and ended >= (since or date.min) and begun <= ended
    return statement["contested_at"] is None and held


def _visible(case: Case, tie: dict[str, Any], ends: tuple[str, ...]) -> bool:
    circle = case.kin_circle if tie["type"] in KIN_ROWS else case.circle
    within = circle is None or all(end in circle for end in ends)
    consented = tie["cls"] == CONSENTED and all(end in case.consented for end in ends)
    return within and (tie["cls"] in (OPEN, CASE) or consented)


def _quality(tie: dict[str, Any], as_of: date, incidents: int) -> tuple[int, int, int]:
    contact = tie["last_contact"] or tie["at"]
    return _strength(tie, as_of, incidents), contact.toordinal() if contact else 0, len(set(tie["sources"] or ()))


def _strength(tie: dict[str, Any], as_of: date, incidents: int) -> int:
    if tie["type"] == "AFFILIATED_WITH":
        return 2
    if tie["type"] in DIRECT["PEER"]:
        return {0: 1, 1: 3, 2: 4}.get(incidents, 5)
    value = STRENGTH[tie["closeness"]]
    said = tie["quality_at"] or tie["stated_at"]
    if said and _months(said, as_of) > 12:
        value = min(value, 2)
    if value != 2 and tie["last_contact"]:
        gone = _months(tie["last_contact"], as_of)
        value -= 2 if gone > 24 else 1 if gone > 6 else 0
    return max(0, value - (tie["tone"] == "CONFLICT"))


def _months(day: date, as_of: date) -> float:
    """Whole months between, a little more when days are left over. No day here is after the 28th."""
    whole = (as_of.year - day.year) * 12 + as_of.month - day.month
    return whole + (as_of.day - day.day) / 100
