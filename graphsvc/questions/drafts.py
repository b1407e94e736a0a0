"""drafts: the forms that somebody has saved and not sent. Nobody else is shown them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from graphsvc.database.driver import Graph
from graphsvc.model.answers import Basis
from graphsvc.model.asker import Sight
from graphsvc.model.outreach import DRAFT_DAYS
from graphsvc.model.paging import Page, Window, page_of


@dataclass(frozen=True)
class Draft:
    """A form as it was saved: the mutation, the key under which it will be sent, and the input as JSON."""

    mutation: str
    idempotency_key: str
    form: str
    saved_at: datetime


@dataclass(frozen=True)
class DraftsAnswer:
    """The asker's drafts, the latest first."""

    basis: Basis
    page: Page[Draft]


async def drafts(graph: Graph, sight: Sight, *, window: Window) -> DraftsAnswer:
    """What the asker has saved and not sent."""
    rows = await graph.read("access_drafts", user=sight.principal.user, since=sight.now - timedelta(days=DRAFT_DAYS))
    found = [Draft(row["mutation"], row["said"], row["form"], row["at"]) for row in rows]
    page = page_of(found, lambda each: (-each.saved_at.timestamp(), each.idempotency_key), window)
    return DraftsAnswer(
        Basis(sight.today, sight.policy_version, f"Your own drafts of the last {DRAFT_DAYS} days."), page
    )
