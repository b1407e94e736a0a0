"""Whose family ties must be known, so that no line between people is missed: a small table of moves, walked in layers.

    rising       up from the start: by parents of blood or adoption
    falling      down from there
    joined …     behind a union or a foster or step tie, again up and then down

Whoever stands behind a second one (a foster brother, a wife's sister's husband) is known by that tie alone.

Everybody who is met is asked about once; of those in the last layer only what makes a sibling half or full is needed,
and nothing behind them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from graphsvc.kinship.pedigree import DESCENT
from graphsvc.kinship.ties import FamilyTie, parenthood_of, union_of

UP, DOWN, JOINT = "UP", "DOWN", "JOINT"
RISING = "RISING"
NEXT: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        (RISING, UP): RISING,
        (RISING, DOWN): "FALLING",
        (RISING, JOINT): "JOINED_RISING",
        ("FALLING", DOWN): "FALLING",
        ("FALLING", JOINT): "JOINED_RISING",
        ("JOINED_RISING", UP): "JOINED_RISING",
        ("JOINED_RISING", DOWN): "JOINED_FALLING",
        ("JOINED_FALLING", DOWN): "JOINED_FALLING",
    }
)
JOINED = frozenset({"JOINED_RISING", "JOINED_FALLING"})
State = tuple[str, str]
"""(person, where the walk stands)."""


@dataclass
class Walk:
    """One walk from `start`. `degree`: steps that are looked at; straight up, `generations` of them. `behind`: whether
    to go on behind a union, or a foster or step tie; otherwise its other end is the last.

    `wanted` is whose ties to give to `take` next; nobody: the walk is over.
    """

    start: frozenset[str]
    degree: int
    generations: int
    behind: bool = True
    ties: dict[str, FamilyTie] = field(default_factory=dict)
    _by_person: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    _edge: set[State] = field(default_factory=set)
    _seen: set[State] = field(default_factory=set)
    _asked: set[str] = field(default_factory=set)
    _layer: int = 0

    def __post_init__(self) -> None:
        self._edge = {(person, RISING) for person in self.start}
        self._seen = set(self._edge)

    @property
    def wanted(self) -> frozenset[str]:
        """Whose ties come next."""
        return frozenset(person for person, _ in self._edge) - self._asked

    @property
    def people(self) -> int:
        """How many were asked about."""
        return len(self._asked)

    def take(self, ties: Iterable[FamilyTie]) -> None:
        """The ties of those who were wanted; then on to the next layer that wants somebody."""
        self._asked |= self.wanted
        for tie in ties:
            if tie.id not in self.ties:
                self.ties[tie.id] = tie
                for person, move, other in _moves(tie):
                    self._by_person.setdefault(person, []).append((move, other))
        self._step()
        while self._edge and not self.wanted:
            self._step()

    def _step(self) -> None:
        found = {each for state in self._edge if self._goes_on(state) for each in self._ways(state)}
        self._edge = found - self._seen
        self._seen |= self._edge
        self._layer += 1

    def _goes_on(self, state: State) -> bool:
        return self._layer < (self.generations if state[1] == RISING else self.degree)

    def _ways(self, state: State) -> Iterator[State]:
        person, phase = state
        straight = self._layer >= self.degree
        for move, other in self._by_person.get(person, ()):
            if (phase, move) in NEXT and (move == UP or not straight) and (self.behind or phase not in JOINED):
                yield other, NEXT[phase, move]


def _moves(tie: FamilyTie) -> Iterator[tuple[str, str, str]]:
    """(from whom, move, to whom), both ways."""
    link = parenthood_of(tie)
    if link is not None:
        lineal = link.kind in DESCENT
        yield link.child, UP if lineal else JOINT, link.parent
        yield link.parent, DOWN if lineal else JOINT, link.child
    elif union_of(tie) is not None:
        yield tie.a, JOINT, tie.b
        yield tie.b, JOINT, tie.a
