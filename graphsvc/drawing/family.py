"""From people and ties to what a picture hangs on: generations, and hubs.

    hub   who stands above it (a couple, one parent, nobody) and who hangs below it (children, brothers and sisters)

Parents by birth and adoption, couples, and brothers and sisters make hubs. Any other tie makes one only where nothing
else joins its two people to the rest; else it is laid over the finished picture, as what people say of each other is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from heapq import heappop, heappush

from graphsvc.drawing.nouns import GUARDIAN, KIN, UNION, Bond, Figure
from graphsvc.drawing.symbols import CATEGORIES, ENDED, PARENTHOODS
from graphsvc.model.kin import KIN_ROLES, inverse_of

CHILD, COUPLE, SIBLING, STATED, GUARD = "CHILD", "UNION", "SIBLING", "STATED", "GUARDIAN"
RANKS = (CHILD, COUPLE, SIBLING, STATED, GUARD)
PARENTS = frozenset({"PRN", *PARENTHOODS})
BY_BASIS = {"PUTATIVE": "PUTATIVE", "LEGAL": "ADOPTED", "FOSTER": "FOSTERED", "MARITAL": "STEP"}
"""How a parent's tie is drawn whose role says no more than parent."""
COUPLES = frozenset({"SPS", "SIGOTHR", "DOMPART", "FMRSPS"})
SIBLINGS = frozenset({"SIB", "HSIB", "STPSIB"})
HANGING = frozenset({"BIRTH", "ADOPTED"})
"""Children who hang from their parents."""
SIDES = {"PATERNAL": -1, "MATERNAL": 1}
ABOVE: Mapping[str, int] = {
    **dict.fromkeys(("AUNT", "UNCLE", "PRNINLAW", "x-GODPRN", "GUARD", *PARENTS), 1),
    **dict.fromkeys(("GRPRN", "x-GRTAUNTUNC"), 2),
    "GGRPRN": 3,
}
"""Neutral role → generations that the relative stands above the person; 0 where it is in neither direction here."""


@dataclass(frozen=True)
class Tied:
    """All that is stated between two people as one line. `drop`: generations from `a` down to `b`, never negative;
    `degree`: of kinship, by civil law."""

    a: str
    b: str
    kind: str
    symbol: str
    words: str
    drop: int
    degree: int
    bonds: tuple[Bond, ...]
    questioned: bool = False

    @property
    def hangs(self) -> bool:
        """Whether it is one of those on which a picture hangs."""
        return not self.questioned and (self.kind in (COUPLE, SIBLING) or self.symbol in HANGING)


@dataclass(frozen=True)
class Hub:
    """Where lines come together: `tops` above, `bottoms` below; `gap`: below which generation, -1 above the first."""

    tops: tuple[str, ...]
    bottoms: tuple[str, ...]
    gap: int
    side: int = 0
    """Where it is wanted of those above the same person: -1 left (the father's side), 1 right (the mother's)."""


@dataclass(frozen=True)
class Family:
    """What is drawn. `hung`: line → its hub, by the place of both; a line that is not here is laid over."""

    figures: Mapping[str, Figure]
    focal: str
    generations: Mapping[str, int]
    hubs: tuple[Hub, ...]
    ties: tuple[Tied, ...]
    hung: Mapping[int, int]


def family_of(figures: Iterable[Figure], bonds: Iterable[Bond], focal: str) -> Family:
    """The family around one person; a tie of somebody who is not there, or to himself, is none."""
    there = {figure.id: figure for figure in sorted(figures, key=lambda each: each.id)}
    ties = tied(bond for bond in bonds if bond.a in there and bond.b in there and bond.a != bond.b)
    hanging = _hanging(ties, tuple(there))
    generations = _generations(ties, hanging, there, focal)
    hubs, hung = _hubs(ties, hanging, generations)
    return Family(there, focal, generations, hubs, ties, hung)


# ---- ties ----------------------------------------------------------------------------------------------------------


def tied(bonds: Iterable[Bond]) -> tuple[Tied, ...]:
    """One for each two people, by its ids; what is surest says how it is drawn, and what nobody questions in which
    words: a question mark stands on lines of which somebody questioned all."""
    pairs: dict[tuple[str, str], list[Bond]] = {}
    for bond in sorted(bonds, key=lambda each: each.id):
        pairs.setdefault((min(bond.a, bond.b), max(bond.a, bond.b)), []).append(bond)
    return tuple(_tied(held) for _, held in sorted(pairs.items()))


def _tied(bonds: list[Bond]) -> Tied:
    read = sorted((_read(bond) for bond in bonds), key=lambda t: (t.questioned, RANKS.index(t.kind), t.bonds[0].id))
    words = tuple(dict.fromkeys(each.words for each in read if each.questioned == read[0].questioned))
    return replace(read[0], words="; ".join(words), bonds=tuple(bonds))


def _read(bond: Bond) -> Tied:
    """One tie, turned so that `a` stands above."""
    if bond.type == GUARDIAN:
        return Tied(bond.a, bond.b, GUARD, "GUARDIAN", "guardian", 1, 1, (bond,), bond.questioned)
    if bond.type == UNION:
        symbol = ENDED.get(bond.status) or CATEGORIES.get(bond.category, "UNION")
        return Tied(bond.a, bond.b, COUPLE, symbol, _couple_words(bond), 0, 1, (bond,), bond.questioned)
    assert bond.type == KIN, bond.type
    role, back = KIN_ROLES[bond.role], KIN_ROLES[inverse_of(bond.role)]
    up, down = ABOVE.get(role.group, 0), ABOVE.get(back.group, 0)
    a, b = (bond.b, bond.a) if down > up else (bond.a, bond.b)
    kind, symbol = _kind(bond, (role if up >= down else back).group, role.move)
    return Tied(a, b, kind, symbol, role.words, max(up, down), role.degree, (bond,), bond.questioned)


def _kind(bond: Bond, group: str, move: str) -> tuple[str, str]:
    if group in PARENTS:
        return CHILD, PARENTHOODS.get(group) or BY_BASIS.get(bond.basis, "BIRTH")
    if group in COUPLES:
        return COUPLE, "DISSOLVED" if group == "FMRSPS" else "MARRIED" if group == "SPS" else "COHABITING"
    if group in SIBLINGS:
        return SIBLING, "SIBLINGS"
    return STATED, "CHOSEN" if move == "N" else "STATED"


def _couple_words(bond: Bond) -> str:
    said = [code.lower().replace("_", " ") for code in (bond.category, bond.status) if code not in ("", "UNKNOWN")]
    return ", ".join(["couple", *said])


# ---- what hangs on what --------------------------------------------------------------------------------------------


def _hanging(ties: tuple[Tied, ...], people: tuple[str, ...]) -> frozenset[int]:
    """Places of the ties that a picture hangs on: those that do anyway, then whatever joins what is apart still."""
    head = {person: person for person in people}

    def top(person: str) -> str:
        while head[person] != person:
            head[person] = head[head[person]]
            person = head[person]
        return person

    places = sorted(range(len(ties)), key=lambda i: (not ties[i].hangs, RANKS.index(ties[i].kind), ties[i].degree, i))
    found = set()
    for i in places:
        one, other = top(ties[i].a), top(ties[i].b)
        if one != other or (ties[i].hangs and ties[i].kind != SIBLING):
            found.add(i)
        head[one] = other
    return frozenset(found)


def _generations(
    ties: tuple[Tied, ...], hanging: frozenset[int], people: Mapping[str, Figure], focal: str
) -> Mapping[str, int]:
    """Person → generation from 0. Whoever hangs stands below; a loop of parents is walked once and left."""
    steps: dict[str, list[tuple[int, int, str, int]]] = {person: [] for person in people}
    for i, tie in enumerate(ties):
        if i in hanging:
            rank = RANKS.index(tie.kind)
            steps[tie.a].append((rank, i, tie.b, tie.drop))
            steps[tie.b].append((rank, i, tie.a, -tie.drop))
    found: dict[str, int] = {}
    for start in (focal, *people):
        heap = [(0, 0, start, 0)] if start not in found else []
        while heap:
            _, _, person, row = heappop(heap)
            if person not in found:
                found[person] = row
                for rank, i, other, drop in steps[person]:
                    heappush(heap, (rank, i, other, row + drop))
    parents = [(ties[i].a, ties[i].b) for i in sorted(hanging) if ties[i].drop]
    for _ in found:
        late = [(a, b) for a, b in parents if found[b] <= found[a]]
        for a, b in late:
            found[b] = max(found[b], found[a] + 1)
        if not late:
            break
    rows = {row: place for place, row in enumerate(sorted(set(found.values())))}
    return {person: rows[row] for person, row in found.items()}


def _hubs(
    ties: tuple[Tied, ...], hanging: frozenset[int], generations: Mapping[str, int]
) -> tuple[tuple[Hub, ...], Mapping[int, int]]:
    """The hubs, and which line goes through which."""
    tops = _parents_of(ties, hanging, generations)
    groups: list[tuple[frozenset[str], set[str]]] = []
    through: dict[frozenset[str], int] = {}
    hung: dict[int, int] = {}

    def hub(above: frozenset[str]) -> int:
        if above not in through:
            through[above] = len(groups)
            groups.append((above, set()))
        return through[above]

    for i in sorted(hanging):
        if ties[i].kind == COUPLE:
            hung[i] = hub(frozenset((ties[i].a, ties[i].b)))
    for (child, _), links in sorted(tops.items()):
        at = hub(frozenset(ties[i].a for i in links))
        groups[at][1].add(child)
        hung.update(dict.fromkeys(links, at))
    for i in sorted(hanging - hung.keys(), key=lambda i: (ties[i].kind != SIBLING, i)):
        _hang_alone(ties[i], i, groups, hung, generations)
    for i, tie in enumerate(ties):
        same = [n for n, (_, below) in enumerate(groups) if {tie.a, tie.b} <= below]
        if i not in hung and tie.kind == SIBLING and same:
            hung[i] = same[0]
    sides = {hung[i]: SIDES.get(side, 0) for i in hung if ties[i].kind == STATED for side in [_side(ties[i])]}
    return tuple(_hub(above, below, generations, sides.get(n, 0)) for n, (above, below) in enumerate(groups)), hung


def _side(tie: Tied) -> str:
    return next((bond.side for bond in tie.bonds if bond.side in SIDES), "")


def _parents_of(
    ties: tuple[Tied, ...], hanging: frozenset[int], generations: Mapping[str, int]
) -> dict[tuple[str, str], list[int]]:
    """(child, BIRTH or ADOPTED) → the ties of those parents who stand above."""
    found: dict[tuple[str, str], list[int]] = {}
    for i in sorted(hanging):
        tie = ties[i]
        if tie.kind == CHILD and tie.hangs and generations[tie.a] < generations[tie.b]:
            found.setdefault((tie.b, tie.symbol), []).append(i)
    return found


def _hang_alone(
    tie: Tied,
    at: int,
    groups: list[tuple[frozenset[str], set[str]]],
    hung: dict[int, int],
    generations: Mapping[str, int],
) -> None:
    """A hub for one tie; brothers and sisters without parents join the hub of one of them."""
    if tie.kind == SIBLING:
        for n, (above, below) in enumerate(groups):
            if not above and {tie.a, tie.b} & below and hung.get(at) is None:
                below.update((tie.a, tie.b))
                hung[at] = n
                return
    low, high = sorted((tie.a, tie.b), key=lambda person: generations[person])
    apart = generations[low] < generations[high] and tie.kind != SIBLING
    if tie.kind == CHILD and generations[tie.a] >= generations[tie.b]:
        return  # a loop: laid over
    groups.append((frozenset({low}), {high}) if apart else (frozenset(), {low, high}))
    hung[at] = len(groups) - 1


def _hub(above: frozenset[str], below: set[str], generations: Mapping[str, int], side: int) -> Hub:
    gap = max(generations[each] for each in above) if above else min(generations[each] for each in below) - 1
    return Hub(tuple(sorted(above)), tuple(sorted(below)), gap, side)
