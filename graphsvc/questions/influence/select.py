"""Which paths a walk holds: its barred people dropped, then the best ones in order. Pure.

What a question looked at: everybody within its steps of the person, over what may be walked; where a few targets are
named, half of the steps from each side, since there the two meet. The people named in the question count, whatever
became of them: nothing that is hidden or barred moves the number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TypeAlias

from graphsvc.model.quality import TieFacts
from graphsvc.model.site import Site
from graphsvc.questions.influence.answer import PathAsked
from graphsvc.questions.influence.order import Path, Steps, Wanted, in_order
from graphsvc.questions.influence.web import Limits, Pair, Web, reached, web_of

MANY_TARGETS = 20
"""With more targets than this, walking out from the person alone is the smaller walk."""
Side: TypeAlias = tuple[frozenset[str], int]
"""Some people, and how many steps out from them."""


def sides_of(asked: PathAsked) -> tuple[Side, Side]:
    """From whom a question looks, and how far: the person, the targets."""
    inward = asked.max_steps // 2 if 0 < len(asked.targets) <= MANY_TARGETS else 0
    return (frozenset({asked.person}), asked.max_steps - inward), (asked.targets, inward)


@dataclass(frozen=True)
class Walk:
    """What came back for one person: visible ties, and what today's safety lines say about the people on them."""

    ties: tuple[TieFacts, ...]
    barred: frozenset[str] = frozenset()
    concealed: frozenset[str] = frozenset()
    unscreened: frozenset[str] = frozenset()
    apart: frozenset[Pair] = frozenset()
    relatives: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Found:
    """Paths in order, how many more there are (None: not counted), and what was looked at; of the people on them, at
    least, who must be screened first."""

    paths: tuple[Path, ...]
    more: int | None
    truncated: bool
    people: int
    ties: int
    unscreened: frozenset[str] = frozenset()
    appears: tuple[Path, ...] = ()
    disappears: tuple[Path, ...] = ()
    """Of what was assumed: paths that may come and go."""

    @property
    def all_paths(self) -> tuple[Path, ...]:
        """Every path of the answer."""
        return (*self.paths, *self.appears, *self.disappears)


def found_in(walk: Walk, asked: PathAsked, site: Site) -> Found:
    """The paths that the question asks for."""
    outside = walk.barred | frozenset(asked.avoid)
    web = web_of(walk.ties, Limits(asked.person, asked.as_of, asked.min_verification, outside, walk.apart), site)
    steps = cache(web.steps)
    could_help = _could_help(asked, walk, outside)
    wanted = Wanted(asked.order, asked.max_steps, could_help, asked.targets or None, frozenset(asked.via))
    ahead = tuple(islice(in_order(asked.person, steps, wanted), asked.first + 1))
    people, ties = _looked_at(web, asked)
    return Found(
        paths=ahead[: asked.first],
        more=_more(ahead, steps, wanted, asked),
        truncated=len(ahead) > asked.first,
        people=people,
        ties=ties,
        unscreened=walk.unscreened,
    )


def _could_help(asked: PathAsked, walk: Walk, outside: frozenset[str]) -> Callable[[str], bool]:
    """Who could help or carry a message: anybody but the person, the barred and avoided, and in PEER a relative."""
    excluded = outside | walk.relatives | {asked.person}
    return lambda person: person not in excluded


def _more(ahead: tuple[Path, ...], steps: Steps, wanted: Wanted, asked: PathAsked) -> int | None:
    """How many more people could help, when no target was named; paths to a target are not counted."""
    if len(ahead) <= asked.first:
        return 0
    if wanted.ends is not None:
        return None
    return sum(1 for _ in in_order(asked.person, steps, wanted)) - asked.first


def _looked_at(web: Web, asked: PathAsked) -> tuple[int, int]:
    """(people, ties): everybody within the steps of one of the sides, and every tie that such a step goes over."""
    people: set[str] = set()
    ties: set[str] = set()
    for begun, most in sides_of(asked):
        inner = reached(begun, web.neighbours, most - 1) if most else frozenset()
        people |= begun.union(*(web.neighbours(person) for person in inner))
        ties.update(*(web.ids(person) for person in inner))
    return len(people), len(ties)
