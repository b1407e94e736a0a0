"""Whose family ties must be known, so that no line between people is missed: a small table of moves, walked in layers.

    rising       up from the start: by parents of blood or adoption
    falling      down from there
    joined …     behind a union or a foster or step tie, again up and then down

Whoever stands behind a second one (a foster brother, a wife's sister's husband) is known by that tie alone.

Everybody who is met is asked about once; of those in the last layer only what makes a sibling half or full is needed,
and nothing behind them.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from graphsvc.kinship.known import NOBODY, Known

RISING, FALLING, JOINED_RISING, JOINED_FALLING = range(4)
PHASES = range(4)


@dataclass
class Walk:
    """One walk from `start`. `degree`: steps that are looked at; straight up, `generations` of them. `behind`: whether
    to go on behind a union, or a foster or step tie; otherwise its other end is the last. `most`: how many people are
    asked about before it is `cut`.

    `go` walks as far as ties are known, and says whose must be known next; nobody: the walk is over.
    """

    start: frozenset[str]
    degree: int
    generations: int
    behind: bool = True
    most: int = 2**31
    cut: bool = False
    asked: set[str] = field(default_factory=set)
    _edge: list[set[str]] = field(default_factory=list)
    _seen: list[set[str]] = field(default_factory=list)
    _layer: int = 0

    def __post_init__(self) -> None:
        self._edge = [set(self.start), set(), set(), set()]
        self._seen = [set(self.start), set(), set(), set()]

    @property
    def wanted(self) -> set[str]:
        """Who was met and not asked about yet."""
        return set().union(*self._edge) - self.asked

    def go(self, known: Known) -> frozenset[str]:
        """Whose ties must be known before it can go on. It is given what only grew since."""
        while any(self._edge) and not self.cut:
            met = self.wanted
            missing = frozenset(met.difference(known.own))
            if missing:
                return missing
            self.asked |= met
            self.cut = len(self.asked) >= self.most
            self._step(known)
        return NOBODY

    def _step(self, known: Known) -> None:
        near, first = self._layer < self.degree, self._layer < self.generations
        rising, falling, joined_rising, joined_falling = self._edge
        top = rising if first else NOBODY
        inner = top | falling if near else NOBODY
        new = [_led(known.up, top), _led(known.down, inner), _led(known.beside, inner), set[str]()]
        if near and self.behind:
            new[JOINED_RISING] |= _led(known.up, joined_rising)
            new[JOINED_FALLING] = _led(known.down, joined_rising | joined_falling)
        for phase in PHASES:
            new[phase] -= self._seen[phase]
            self._seen[phase] |= new[phase]
        self._edge = new
        self._layer += 1


def _led(ways: Mapping[str, tuple[str, ...]], people: Set[str]) -> set[str]:
    """Whom these people's ways lead to."""
    return set().union(*map(ways.__getitem__, people))
