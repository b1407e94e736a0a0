"""What falls due for an asker's own people: 30-day notices (AC-5.4), and who is to be asked again (AC-5.3).

    NOTICES_DUE   days 20, 27 and 30 after a removal (site: 10, 3 and 0 days before the last day), while anybody owed
                  notice has neither a notice nor an approved exception
    ASK_AGAIN     the day on which a relative who declined may be asked again has come

Only people with a removal or a decline on file are worked out, so that a caseload without them costs one statement.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from graphsvc.access.sees import sees
from graphsvc.database.driver import Graph
from graphsvc.model.asker import Sight
from graphsvc.model.outreach import alert_on
from graphsvc.model.safety_lines import Effect, strongest
from graphsvc.model.site import Site
from graphsvc.questions.reach.answer import Case
from graphsvc.questions.reach.lists import factors_of, lists_of
from graphsvc.questions.reach.question import read_cases

Due = tuple[str, str, datetime, datetime | None, str, str]
"""(kind, person, since when, by when, words, state)."""
MOST_WORKED_OUT = 25
"""People of one asker whose relatives are worked out for this: a caseload. Those whose removal is the newest."""
REMOVED_DAYS = 90
"""A removal longer ago is no alert any more: it stands in relativesToReach."""


async def falls_due(graph: Graph, sight: Sight, site: Site) -> Sequence[Due]:
    """What falls due today for those of the caseload of whom the asker may see it, by person and kind."""
    own = sight.own or sight
    people, since = sorted(own.caseload), own.today - timedelta(days=REMOVED_DAYS)
    rows = await graph.read("reach_due", ids=people, since=since, today=own.today, **sees(own)) if people else []
    wanted = [str(row["person"]) for row in rows[:MOST_WORKED_OUT]]
    cases = await read_cases(graph, own, site, wanted, own.today)
    return [due for who in wanted if isinstance(case := cases.get(who), Case) for due in due_in(case)]


def due_in(case: Case) -> Iterator[Due]:
    """What falls due in one case, today. Pure."""
    yield from _notices(case)
    yield from _again(case)


def _notices(case: Case) -> Iterator[Due]:
    owed = [row for row in lists_of(case).must_notify if row.due_on is not None]
    open_ = [row for row in owed if row.notified_on is None and row.exception is None]
    due_on = min((row.due_on for row in open_ if row.due_on), default=None)
    alert = alert_on(due_on, case.today) if due_on else None
    if due_on and alert:
        day = case.site.notice_days - (due_on - alert).days
        words = f"{len(open_)} of {len(owed)} relatives owed notice have none: the last day is {due_on}."
        yield "NOTICES_DUE", case.focus.id, _start(alert), _end(due_on), words, f"DAY_{day}"


def _again(case: Case) -> Iterator[Due]:
    """Those who declined and whose day has come; who asked not to be contacted comes back by their own word only."""
    bars = (Effect.CONCEAL, Effect.NO_CONTACT, Effect.ROUTE_ONLY)
    free = [kin for kin in case.kin if strongest(case.findings.get(kin.id, ())) not in bars]
    days = [f.ask_again_on for f in (factors_of(case, kin) for kin in free) if f.willingness in ("DECLINED", "NOT_NOW")]
    come = sorted(day for day in days if day is not None and day <= case.today)
    if come:
        count = "One relative who" if len(come) == 1 else f"{len(come)} relatives who"
        yield "ASK_AGAIN", case.focus.id, _start(come[-1]), None, f"{count} said no for now may be asked again.", "DUE"


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _end(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), UTC)
