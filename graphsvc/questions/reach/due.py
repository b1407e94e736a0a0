"""What falls due for an asker's own people: 30-day notices (AC-5.4), and who is to be asked again (AC-5.3).

    NOTICES_DUE   days 20, 27 and 30 after a removal (site: 10, 3 and 0 days before the last day), while anybody owed
                  notice has neither a notice nor an approved exception
    ASK_AGAIN     the day on which a relative who declined may be asked again has come

Only people with a removal or a decline on file are worked out, so that a caseload without them costs one statement.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from graphsvc.access.sees import sees
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.model.asker import Sight
from graphsvc.model.outreach import ALERTS, alert_on
from graphsvc.model.safety_lines import Effect, strongest
from graphsvc.model.site import Site
from graphsvc.questions.reach.answer import Case
from graphsvc.questions.reach.lists import factors_of, lists_of
from graphsvc.questions.reach.question import read_cases

Due = tuple[str, str, datetime, datetime | None, str, str]
"""(kind, person, since when, by when, words, state)."""
MOST_REMOVED, MOST_WORKED_OUT = 100, 25
"""People of one asker whose relatives are worked out for this: of removals those nearest to the last day of their
notices, a team's; then, as far as a caseload, those whose day to be asked again is the newest."""
REMOVED_DAYS = 90
"""A removal longer ago is no alert any more: it stands in relativesToReach."""


@dataclass(frozen=True)
class FallsDue:
    """What falls due, by person and kind; `limits`: what was not looked at."""

    due: tuple[Due, ...] = ()
    limits: tuple[str, ...] = ()


async def falls_due(graph: Graph, sight: Sight, site: Site) -> FallsDue:
    """What falls due today for those of the caseload of whom the asker may see it."""
    own = sight.own or sight
    people, today = sorted(own.caseload), own.today
    since, alerted = today - timedelta(days=REMOVED_DAYS), today - timedelta(days=site.notice_days - max(ALERTS))
    rows: list[Row] = []
    if people:
        rows = await graph.read("reach_due", ids=people, since=since, removed_by=alerted, today=today, **sees(own))
    wanted = in_turn(rows, today - timedelta(days=site.notice_days))
    cases = await read_cases(graph, own, site, wanted, today)
    due = (due for who in wanted if isinstance(case := cases.get(who), Case) for due in due_in(case))
    return FallsDue(tuple(due), (CUT,) if len(wanted) < len(rows) else ())


def in_turn(rows: Sequence[Row], last: date) -> list[str]:
    """Whom there is room to work out: removals, the nearest first to the day that is due today (`last`), those to come
    before those gone by; then who may be asked again, as the rows stand. Pure."""
    removed = [row for row in rows if row["removed_on"]]
    removed.sort(key=lambda row: (abs((row["removed_on"] - last).days), row["removed_on"] < last, row["person"]))
    again = [row for row in rows if not row["removed_on"]]
    first = removed[:MOST_REMOVED]
    return [row["person"] for row in (*first, *again[: max(MOST_WORKED_OUT - len(first), 0)])]


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


CUT = (
    "Not all of your people were looked at for notices and for who may be asked again: those nearest to a notice's last"
    " day were. relativesToReach shows it for each."
)


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _end(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), UTC)
