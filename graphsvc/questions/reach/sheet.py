"""A page to take along: whom to contact for one person, today. Made of the bands alone, so that it names nobody who is
held, excluded or reached by another way; and of ways to reach somebody their kind, never a number or an address."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from graphsvc.model.answers import Basis, Problem, problem
from graphsvc.model.asker import Sight
from graphsvc.model.site import Site
from graphsvc.questions.reach.answer import Relative
from graphsvc.questions.reach.bands import LEARN_MORE, REACH_FIRST, REACH_NEXT
from graphsvc.questions.reach.question import ReachAnswer
from graphsvc.questions.reach.words import FIXED_SENTENCE

LISTED = (REACH_FIRST, REACH_NEXT, LEARN_MORE)
"""Whoever is for later is not to be called with this page."""
MOST_ROWS = 7
"""As many as one page holds; the others follow when these are done."""
HOW = f"The bands in their order; numbers and addresses are never printed, each look at one is logged. {FIXED_SENTENCE}"


@dataclass(frozen=True)
class ContactSheetAnswer:
    """The page. `rows` in the order of the bands; `more`: whether somebody had no room."""

    basis: Basis
    person: str
    name: str
    rows: tuple[Relative, ...]
    more: bool
    printed_on: date
    valid_until: datetime


def sheet_of(found: ReachAnswer, sight: Sight, site: Site, plan: str | None = None) -> ContactSheetAnswer | Problem:
    """The page, where contact is agreed. `plan`: for whom that plan is alone; NOT_FOUND where nobody on the page has
    it."""
    if found.detail != "FULL":
        return problem("NOT_FOUND")
    if found.stage != "CONTACT":
        return problem("CONSENT_REQUIRED", "Ask, then call recordConsent: a contact sheet is for contacting.")
    rows = tuple(relative for band in LISTED for relative in found.lists.bands.get(band, ()))
    if plan is not None:
        rows = tuple(relative for relative in rows if relative.plan and relative.plan.id == plan)
        if not rows:
            return problem("NOT_FOUND")
    return ContactSheetAnswer(
        basis=Basis(found.basis.as_of, found.basis.policy_version, HOW, found.basis.limits),
        person=found.person,
        name=found.name,
        rows=rows[:MOST_ROWS],
        more=len(rows) > MOST_ROWS,
        printed_on=sight.today,
        valid_until=sight.now + timedelta(hours=site.answer_valid_hours),
    )
