"""What was tried with one relative for one person, and what she said (question 11): the log, her limits, her language,
when to ask again, and when a pause ends.
"""

from dataclasses import dataclass
from datetime import date

from graphsvc.access.facts import existing
from graphsvc.access.safety import safety_reading
from graphsvc.access.safety_rules import decide
from graphsvc.database.driver import Graph
from graphsvc.model.answers import Basis, Problem, problem
from graphsvc.model.asker import Sight
from graphsvc.model.paging import Page, Window, page_of
from graphsvc.model.safety_lines import barred, concealed
from graphsvc.model.site import Site
from graphsvc.questions.reach.bands import FAILED_OUTCOMES, cool_down_until
from graphsvc.questions.reach.question import read_on_file
from graphsvc.questions.reach.rows import Assessment, Attempt, OnFile
from graphsvc.questions.reach.words import FIXED_SENTENCE, best_next_time


@dataclass(frozen=True)
class AttemptsAnswer:
    """The log, the newest first, and what stands now. `latest`: the relative's last word, as it was written down."""

    basis: Basis
    person: str
    relative: str
    page: Page[Attempt]
    latest: Assessment | None
    cool_down_until: date | None
    best_next_time: str | None
    shown: tuple[tuple[str, str], ...]
    """(owner, statement) of all that the answer is made of (audit/disclosures.py)."""


async def contact_attempts(
    graph: Graph, sight: Sight, site: Site, *, person_id: str, relative_id: str, window: Window
) -> AttemptsAnswer | Problem:
    """What was tried. NOT_FOUND where one of the two is unknown to the asker, or concealed for that person."""
    both = {person_id, relative_id}
    if len(both) < 2 or both - await existing(graph, sight, site, both):
        return problem("NOT_FOUND")
    found = decide(await safety_reading(graph, person_id, [relative_id], sight.today), relative_id, sight.today, site)
    if concealed(found):
        return problem("NOT_FOUND")
    read = await read_on_file(graph, sight, {person_id: [relative_id]}, sight.today)
    on_file = read[person_id].get(relative_id, OnFile())
    latest = on_file.last_word
    basis = Basis(sight.today, sight.policy_version, f"What is on file of attempts, the newest first. {FIXED_SENTENCE}")
    return AttemptsAnswer(
        basis=basis,
        person=person_id,
        relative=relative_id,
        page=page_of(on_file.attempts, lambda each: (-each.at.timestamp(), each.id), window),
        latest=latest,
        cool_down_until=_pause(on_file, sight.today, site),
        best_next_time=None if barred(found) else best_next_time(on_file),
        shown=(
            *((attempt.owner, attempt.id) for attempt in on_file.attempts),
            *(((latest.owner, latest.id),) if latest else ()),
        ),
    )


def _pause(on_file: OnFile, today: date, site: Site) -> date | None:
    """The last day of a pause that is not over."""
    failed = [each.day for each in on_file.attempts if each.outcome in FAILED_OUTCOMES]
    until = cool_down_until(failed, today, site.cool_down_attempts, site.cool_down_window_days, site.cool_down_days)
    return until if until and until > today else None
