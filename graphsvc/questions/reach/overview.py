"""Many people at a glance: where each one's relatives stand, what is due, and what is missing (domain.md §14, 15).

    people    those named, or the asker's list: her caseload, her supervisees', the programme's
    read      as for one person (question.py): those seen in detail and those counted apart, so at most twice
    decide    one row a person (overview_rows.py), sorted by the day on which something is due, never by danger

Counts alone leave here: no relative is named, and nobody is compared with anybody.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from graphsvc.access.safety import Protective
from graphsvc.access.views import COUNTS, listed, views_of
from graphsvc.database.driver import Graph
from graphsvc.errors import InputRefused
from graphsvc.model.answers import Basis, Problem, problem
from graphsvc.model.asker import Sight
from graphsvc.model.site import Site
from graphsvc.questions.reach.answer import Case, Halted
from graphsvc.questions.reach.overview_rows import OverviewRow, row_of
from graphsvc.questions.reach.question import Reads, beside, read_cases
from graphsvc.questions.reach.words import FIXED_SENTENCE

MOST_PEOPLE = 500
HOW = "One row a person, whatever is due soonest first; nobody is scored or compared."
COUNTED = "Where you are not assigned, the counts are built from what your sector may see."


@dataclass(frozen=True)
class ReachOverviewAnswer:
    """The rows, whoever has something due soonest first; those with nothing due last, by id."""

    basis: Basis
    rows: tuple[OverviewRow, ...]


async def reach_overview(
    graph: Graph,
    sight: Sight,
    site: Site,
    *,
    people: Iterable[str] | None,
    as_of: date,
    protective: Protective | None = None,
    reads: Reads = read_cases,
) -> ReachOverviewAnswer | Problem:
    """The rows of these people, or of the asker's list (None). Whoever is not the asker's to ask about has none, the
    same for unknown and hidden; NOT_FOUND when nobody is left of those named. Raises InputRefused for more than 500."""
    wanted = listed(sight) if people is None else sorted(set(people))
    if len(wanted) > MOST_PEOPLE:
        raise InputRefused(f"At most {MOST_PEOPLE} people at once.", "Name some of them in people.")
    found = await read_views(graph, sight, site, wanted, as_of, protective, reads)
    rows = await beside(lambda: tuple(sorted((row_of(*each) for each in found), key=_order)), len(found))
    if people is not None and not rows:
        return problem("NOT_FOUND")
    limits = (FIXED_SENTENCE, *((COUNTED,) if any(row.detail == COUNTS for row in rows) else ()))
    return ReachOverviewAnswer(Basis(as_of, sight.policy_version, HOW, limits), rows)


async def read_views(
    graph: Graph,
    sight: Sight,
    site: Site,
    people: Iterable[str],
    as_of: date,
    protective: Protective | None,
    reads: Reads = read_cases,
) -> list[tuple[Case | Halted, str]]:
    """(case, detail) of each of these people whom the asker may ask about; the rest is left out."""
    views = views_of(sight, people)
    each = (reads(graph, seen, site, some, as_of, protective) for seen, some in views.values())
    found = zip(views, await asyncio.gather(*each), strict=True)
    return [(case, detail) for detail, cases in found for case in cases.values()]


def _order(row: OverviewRow) -> tuple[date, str]:
    return row.due_on or date.max, row.person
