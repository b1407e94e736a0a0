"""Which paths a walk holds: its barred people dropped, then the best ones in order. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import islice

from graphsvc.model.quality import GROUP_TYPES, TieFacts
from graphsvc.model.site import Site
from graphsvc.questions.influence.answer import PathAsked
from graphsvc.questions.influence.order import Path, Steps, Wanted, in_order
from graphsvc.questions.influence.web import Limits, Pair, Web, reached, web_of


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
    """Paths in order, how many more there are (None: not counted), and what was looked at."""

    paths: tuple[Path, ...]
    more: int | None
    truncated: bool
    people: int
    ties: int


def found_in(walk: Walk, asked: PathAsked, site: Site) -> Found:
    """The paths that the question asks for."""
    outside = walk.barred | frozenset(asked.avoid)
    web = web_of(walk.ties, Limits(asked.person, asked.as_of, asked.min_verification, outside, walk.apart), site)
    steps = cache(web.steps)
    could_help = _could_help(asked, walk, outside)
    wanted = Wanted(asked.order, asked.max_steps, could_help, asked.targets or None, frozenset(asked.via))
    ahead = tuple(islice(in_order(asked.person, steps, wanted), asked.first + 1))
    near = _near(web, asked)
    return Found(
        paths=ahead[: asked.first],
        more=_more(ahead, steps, wanted, asked),
        truncated=len(ahead) > asked.first,
        people=len(near),
        ties=len({tie.id for person in near for tie in web.ties.get(person, ()) if _inside(tie, near)}),
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


def _near(web: Web, asked: PathAsked) -> frozenset[str]:
    """Everybody within the steps asked for, over what may be walked."""
    if asked.person in web.limits.outside:
        return frozenset()
    return reached([asked.person], web.neighbours, asked.max_steps)


def _inside(tie: TieFacts, near: frozenset[str]) -> bool:
    return tie.type in GROUP_TYPES or (tie.a in near and tie.b in near)
