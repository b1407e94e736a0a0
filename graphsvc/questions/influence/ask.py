"""The question influencePaths: walks one of two ways (ways.py), and puts the answer together.

An empty answer asks again, each time with one of the asker's own arguments relaxed (relax.py). The number of statements
does not grow with the answer: the way's own, and with the last of them names and agreements of the people on the paths
shown.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeAlias

from graphsvc.access.sees import sees
from graphsvc.access.speakers import named_by, names_in
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.model.answers import Basis, Problem, problem
from graphsvc.model.asker import Sight
from graphsvc.model.circle import within
from graphsvc.model.person import NAMELESS
from graphsvc.model.site import Site
from graphsvc.questions.influence.answer import InfluenceAnswer, PathAsked, WhatIfPaths
from graphsvc.questions.influence.parts import File, ids_on, paths_of
from graphsvc.questions.influence.relax import relaxations_of, relaxed
from graphsvc.questions.influence.select import Found
from graphsvc.questions.influence.statements import ByStatements
from graphsvc.questions.influence.ways import AGREED, NAMES, Moved, Told, Way, needs_arrays
from graphsvc.questions.influence.words import ASSUMPTION, FIXED, explanation

OtherKind: TypeAlias = Callable[[], Awaitable[Sight | None]]
"""What the asker sees through the other kind of path; None where that may not be asked."""
MOVED = "Somebody wrote just now. Ask again."


async def influence_paths(
    graph: Graph, sight: Sight, site: Site, asked: PathAsked, other_kind: OtherKind, way: Way | None = None
) -> InfluenceAnswer | Problem:
    """The paths in order. `other_kind` is only asked when there are none. `way` None: by statements.

    A tie that was written off while the arrays were walked is shown to nobody: then the question is asked again by
    statements, or where those cannot answer it, later.
    """
    try:
        return await _answer(graph, sight, site, asked, other_kind, way or ByStatements(graph, site))
    except Moved:
        if needs_arrays(asked):
            return problem("LATE", MOVED)
        return await _answer(graph, sight, site, asked, other_kind, ByStatements(graph, site))


async def _answer(
    graph: Graph, sight: Sight, site: Site, asked: PathAsked, other_kind: OtherKind, way: Way
) -> InfluenceAnswer | Problem:
    found = await way.found(sight, asked)
    if found is None:
        return problem("NOT_FOUND")
    changes = () if found.paths else relaxed(asked, sight, site, await other_kind())
    hints = relaxations_of(await way.relaxed(changes))
    told, file = await _file(sight, asked, found, way)
    return InfluenceAnswer(
        basis=_basis(sight, asked, found, tuple(hint.sentence for hint in hints)),
        person=asked.person,
        name=file.names[asked.person],
        kind=asked.kind,
        order=asked.order,
        paths=paths_of(told.paths, asked, file, site),
        more=found.more,
        truncated=found.truncated,
        explored_people=found.people,
        explored_ties=found.ties,
        relaxations=hints,
        what_if=_what_if(told, asked, file, site),
    )


def _what_if(told: Told, asked: PathAsked, file: File, site: Site) -> WhatIfPaths | None:
    if asked.what_if is None:
        return None
    appears, disappears = (paths_of(paths, asked, file, site) for paths in (told.appears, told.disappears))
    return WhatIfPaths(appears, disappears)


async def _file(sight: Sight, asked: PathAsked, found: Found, way: Way) -> tuple[Told, File]:
    """The paths to show and what is on file about them, however many paths."""
    people, _ = ids_on(found.all_paths)
    everybody = sorted({asked.person, *people})
    beside: dict[str, dict[str, Any]] = {NAMES: named_by(sight, everybody)}
    if asked.kind == "SUPPORT" and people:
        beside[AGREED] = _agreeing(sight, asked, people)
    told, rows = await way.told(sight, asked, found, beside)
    facts, groups, staff = told.facts
    named = dict.fromkeys(everybody, NAMELESS) | await names_in(rows[NAMES], sight, way.conceal)
    return told, File(facts, groups, staff, named, _agreed(rows.get(AGREED, ())), found.unscreened)


def _agreeing(sight: Sight, asked: PathAsked, people: list[str]) -> dict[str, Any]:
    said = {**sees(sight), "circle": within(sight.circle, (asked.person, *people))}
    return {"person_id": asked.person, "people": people, "today": sight.today, **said}


def _agreed(rows: Iterable[Row]) -> dict[str, bool]:
    return {row["person"]: row["agreed"] for row in reversed(tuple(rows))}  # the latest word stands last


def _basis(sight: Sight, asked: PathAsked, found: Found, hints: tuple[str, ...]) -> Basis:
    return Basis(
        as_of=asked.as_of,
        policy_version=sight.policy_version,
        explanation=explanation(asked, len(found.paths), hints),
        limits=(FIXED[asked.kind], *((ASSUMPTION,) if asked.what_if else ())),
    )
