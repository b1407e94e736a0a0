"""An empty answer explains itself (definitions.md §6): which of the asker's own arguments, relaxed alone, would help.

A table of arguments and their relaxations. Access, seals, holds and safety lines are in none of them: they are
never relaxed, named or counted.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from graphsvc.model.asker import Sight
from graphsvc.model.site import Site
from graphsvc.questions.influence.answer import PathAsked, Period, Relaxation
from graphsvc.questions.influence.select import Found

STEPS = {"SUPPORT": 3, "PEER": 2}
"""Steps when nobody says."""


@dataclass(frozen=True)
class Relaxed:
    """The question with one argument relaxed, and what the asker sees with it."""

    argument: str
    value: str
    sentence: str
    asked: PathAsked
    sight: Sight


@dataclass(frozen=True)
class _Way:
    """How one argument is relaxed: to what value, and the question then; None where it is as wide as it can be."""

    argument: str
    sentence: str
    relax: Callable[[PathAsked, Sight, Site], tuple[str, PathAsked] | None]


def _more_steps(asked: PathAsked, sight: Sight, site: Site) -> tuple[str, PathAsked] | None:
    wider = replace(asked, max_steps=site.max_steps)
    return (str(site.max_steps), wider) if asked.max_steps < site.max_steps else None


def _today(asked: PathAsked, sight: Sight, site: Site) -> tuple[str, PathAsked] | None:
    if asked.period or asked.as_of == sight.today:  # within a period the day decides no more than strength
        return None
    return str(sight.today), replace(asked, as_of=sight.today)


def _stated(asked: PathAsked, sight: Sight, site: Site) -> tuple[str, PathAsked] | None:
    return ("STATED", replace(asked, min_verification="STATED")) if asked.min_verification != "STATED" else None


def _no_avoid(asked: PathAsked, sight: Sight, site: Site) -> tuple[str, PathAsked] | None:
    return ("nobody", replace(asked, avoid=())) if asked.avoid else None


def _no_via(asked: PathAsked, sight: Sight, site: Site) -> tuple[str, PathAsked] | None:
    return ("nobody", replace(asked, via=())) if asked.via else None


def _any_time(asked: PathAsked, sight: Sight, site: Site) -> tuple[str, PathAsked] | None:
    wider = replace(asked, period=Period(last=sight.today))
    return ("any time", wider) if asked.period and asked.period != wider.period else None


WAYS: tuple[_Way, ...] = (
    _Way("maxSteps", "With up to {value} steps there would be an answer.", _more_steps),
    _Way("asOf", "As of {value} there would be an answer.", _today),
    _Way("minVerification", "With stated ties, not only proven ones, there would be an answer.", _stated),
    _Way("avoid", "Without avoiding anybody there would be an answer.", _no_avoid),
    _Way("period", "Over ties of any time there would be an answer.", _any_time),
    _Way("via", "Without having to pass anybody there would be an answer.", _no_via),
)


def relaxed(asked: PathAsked, sight: Sight, site: Site, other_kind: Sight | None) -> Iterator[Relaxed]:
    """The question once for each argument that can be relaxed, all others as they are."""
    for way in WAYS:
        wider = way.relax(asked, sight, site)
        if wider is not None:
            yield Relaxed(way.argument, wider[0], way.sentence.format(value=wider[0]), wider[1], sight)
    if other_kind is not None:
        kind = "PEER" if asked.kind == "SUPPORT" else "SUPPORT"
        yield Relaxed("kind", kind, f"As {kind} there would be an answer.", replace(asked, kind=kind), other_kind)


def relaxations_of(found: Iterable[tuple[Relaxed, Found]]) -> tuple[Relaxation, ...]:
    """Those that would give answers."""
    return tuple(Relaxation(r.argument, r.value, r.sentence) for r, paths in found if paths.paths)
