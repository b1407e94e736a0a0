"""Who counts as a relative of P (definitions.md §8): kin to the fourth degree, step, half, foster and adoptive,
co-parents, godparents, kin by choice, mentors, and anybody whom P or the family named.

A chain of ties is walked by a small table of moves: up to a common ancestor, then down; a marriage may be its last
step; what is no kinship counts only when it is P's own. A tie in doubt, cut off or abusive ends a chain.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush

from graphsvc.model.kin import CHILD_ROLES, KIN_ROLES, PARENT_ROLES, inverse_of
from graphsvc.model.quality import TieFacts
from graphsvc.questions.reach.rows import ReachTie

DEGREES = 4
NOT_KIN_DEGREE = 5
"""Godparents, mentors and friends come after kin of the fourth degree; nothing else depends on the number."""
ALWAYS_NAMED = frozenset({"x-GODPRN", "x-GODCHILD", "x-FICKIN", "GUARD", "x-WARD", "x-MENTOR"})
"""Ties that are no kinship and count without anybody naming the person; the others count when stated by the family."""
SAID_BY_FAMILY = frozenset({"PERSON", "FAMILY"})
NEXT: Mapping[tuple[str, str], str] = {
    ("START", "U"): "UP",
    ("START", "S"): "DOWN",
    ("START", "D"): "CHILD",
    ("START", "M"): "END",
    ("START", "N"): "END",
    ("UP", "U"): "UP",
    ("UP", "S"): "DOWN",
    ("UP", "D"): "DOWN",
    ("UP", "M"): "END",
    ("CHILD", "D"): "DOWN",
    ("CHILD", "U"): "END",  # the other parent of P's child
    ("CHILD", "M"): "END",
    ("DOWN", "D"): "DOWN",
    ("DOWN", "M"): "END",
}
OTHER_WORDS = {
    "UNION_WITH": ("partner", "M"),
    "GUARDIAN_OF": ("guardian", "N"),
    "CAREGIVER_OF": ("caregiver", "N"),
    "MENTOR_OF": ("mentor", "N"),
    "SUPPORTS": ("supporter", "N"),
    "WISHES_ABOUT": ("named by the person", "N"),
    "ASSESSED_FOR": ("named by the family", "N"),
}
TOWARDS_P_ONLY = frozenset({"GUARDIAN_OF", "CAREGIVER_OF", "MENTOR_OF", "SUPPORTS"})
SIDES = {"M": "MATERNAL", "P": "PATERNAL"}


@dataclass(frozen=True)
class Kin:
    """One candidate: in what words, how near, by which ties. `doubtful`: only ties in doubt lead there.

    `owed`: a relative by blood or adoption, owed notice after a removal. `named`: P or the family named them.
    """

    id: str
    words: str
    degree: int
    side: str
    owed: bool = False
    parent: bool = False
    guardian: bool = False
    named: bool = False
    doubtful: bool = False
    role_sex: str = ""
    ties: tuple[ReachTie, ...] = ()
    chain: tuple[str, ...] = ()


@dataclass(frozen=True, order=True)
class _State:
    """Where a walk stands; the best one of a person comes first: without doubt, nearest, fewest steps, by id."""

    doubtful: bool
    degree: int
    steps: int
    chain: tuple[str, ...]
    person: str
    phase: str
    words: str
    side: str
    blood: bool
    first_words: str = ""


def in_doubt(tie: TieFacts) -> bool:
    """Whether line 12 holds what this tie says."""
    return tie.contested_at is not None or tie.verification not in ("PROVEN", "STATED")


def candidates(person_id: str, ties: Iterable[ReachTie], named: frozenset[str] = frozenset()) -> tuple[Kin, ...]:
    """Everybody who may be a relative to reach, each once, by id. `named` are people P wishes for."""
    every = tuple(ties)
    by_person: dict[str, list[ReachTie]] = {}
    for tie in every:
        for end in {tie.facts.a, tie.facts.b}:
            by_person.setdefault(end, []).append(tie)
    best = _walk(person_id, by_person, named)
    return tuple(_kin(state, person_id, by_person) for _, state in sorted(best.items()))


def _walk(person_id: str, by_person: Mapping[str, list[ReachTie]], named: frozenset[str]) -> dict[str, _State]:
    """The best state of each person, by best-first search; a state is expanded once."""
    heap = [_State(False, 0, 0, (), person_id, "START", "", "NA", True)]
    seen: set[tuple[str, str]] = set()
    best: dict[str, _State] = {}
    while heap:
        state = heappop(heap)
        if (state.person, state.phase) in seen:
            continue
        seen.add((state.person, state.phase))
        if state.person != person_id:
            best.setdefault(state.person, state)
        if state.phase != "END":
            for tie in by_person.get(state.person, ()):
                step = _step(state, tie, named)
                if step is not None and step.person != person_id:
                    heappush(heap, step)
    return best


def _step(state: _State, tie: ReachTie, named: frozenset[str]) -> _State | None:
    """The state after one more tie, or None when the tie does not lead on."""
    facts = tie.facts
    outward = facts.b == state.person
    other = facts.a if outward else facts.b
    said = _said(facts, outward)
    if said is None:
        return None
    words, move, degree, first = said
    phase = NEXT.get((state.phase, move))
    if phase is None or (move == "N" and not _counts(facts, other, named)):
        return None
    doubt = in_doubt(facts)
    stop = doubt or facts.tone in ("CUTOFF", "ABUSIVE")
    far = NOT_KIN_DEGREE if move == "N" else state.degree + degree
    if move != "N" and far > DEGREES:
        return None
    coparent = state.phase == "CHILD" and move == "U"
    told = "co-parent" if coparent else f"{state.words}'s {words}" if state.words else words
    side = state.side if state.words else _side(tie, first)
    blood = state.blood and (move in "USD" or facts.role in ("EXT", "FAMMEMB")) and not coparent
    return _State(
        doubtful=state.doubtful or doubt,
        degree=far,
        steps=state.steps + 1,
        chain=(*state.chain, facts.id),
        person=other,
        phase="END" if stop else phase,
        words=told,
        side=side,
        blood=blood,
        first_words=state.first_words or first,
    )


def _said(facts: TieFacts, outward: bool) -> tuple[str, str, int, str] | None:
    """(words, move, degree, role) of the far end, or None for a tie that leads nowhere from here."""
    if facts.type == "KIN_OF":
        code = facts.role if outward else inverse_of(facts.role)
        role = KIN_ROLES[code]
        return role.words, role.move, role.degree, code
    if facts.type in TOWARDS_P_ONLY and not outward:
        return None
    words, move = OTHER_WORDS[facts.type]
    return words, move, 1, ""


def _counts(facts: TieFacts, other: str, named: frozenset[str]) -> bool:
    """Whether a tie that is no kinship makes a candidate: by its kind, or because the family named the person."""
    if facts.type in ("WISHES_ABOUT", "ASSESSED_FOR", "GUARDIAN_OF", "CAREGIVER_OF", "MENTOR_OF"):
        return True
    return facts.role in ALWAYS_NAMED or other in named or facts.stated_as in SAID_BY_FAMILY


def _side(tie: ReachTie, role: str) -> str:
    """Maternal or paternal, from what was stated, else from the role of P's own first tie."""
    if tie.side not in ("NA", ""):
        return tie.side
    if role in ("MTH", "NMTH", "ADOPTM"):
        return "MATERNAL"
    if role in ("FTH", "NFTH", "ADOPTF"):
        return "PATERNAL"
    words = KIN_ROLES[role].words if role in KIN_ROLES else ""
    return "MATERNAL" if words.startswith("maternal") else "PATERNAL" if words.startswith("paternal") else "NA"


def _kin(state: _State, person_id: str, by_person: Mapping[str, list[ReachTie]]) -> Kin:
    own = tuple(t for t in by_person.get(state.person, ()) if person_id in (t.facts.a, t.facts.b))
    sure = [t.facts for t in own if not in_doubt(t.facts)]
    return Kin(
        id=state.person,
        words=state.words,
        degree=state.degree,
        side=state.side,
        owed=state.blood and state.degree <= DEGREES,
        parent=any(_parent(t, person_id) for t in sure),
        guardian=any(t.type == "GUARDIAN_OF" and t.b == person_id for t in sure),
        named=any(t.type in ("WISHES_ABOUT", "ASSESSED_FOR") for t in sure),
        doubtful=state.doubtful,
        role_sex=KIN_ROLES[state.first_words].sex if len(state.chain) == 1 and state.first_words in KIN_ROLES else "",
        ties=own,
        chain=state.chain,
    )


def _parent(tie: TieFacts, person_id: str) -> bool:
    if tie.type != "KIN_OF":
        return False
    return (tie.b == person_id and tie.role in PARENT_ROLES) or (tie.a == person_id and tie.role in CHILD_ROLES)
