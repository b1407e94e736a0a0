"""What the protective facts about one relative mean for one person P: pure, always at today, never at `asOf` (§3).

Everything fails closed. A contested or stale fact keeps its effect; one that expired, was ended, erased or found
untrue becomes HOLD until a safety reviewer settles it by a CLEAR screen that names it; and so does a fact that
counts only through somebody who used to belong to P's people.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import chain

from graphsvc.model.safety_lines import BARRING, RULES, Effect, Fact, Finding, Rule, Sphere, barred
from graphsvc.model.site import Site

ADULT_YEARS = 18


@dataclass(frozen=True)
class Near:
    """Somebody of P's people (P among them): in what capacity, and whether that capacity ended."""

    id: str
    sphere: Sphere
    lapsed: bool = False
    born_on: date | None = None
    record: str = ""
    """The removal from home, for a caregiver removed from; the match, for a record that is or may be P's own."""


@dataclass(frozen=True)
class FactRow:
    """One protective fact about `relative`, told by the record `record` (itself, or one it may be the same as).

    `acts`: that record is the one restrained, harming, refusing or witnessing. `at` is the day it was said;
    `ends` the last day it holds by itself; `ended` the day somebody ended it. `erased`: sealed, purged or voided.
    `reviewer`: a safety reviewer made it (screens) or ended it (holds).
    """

    fact: Fact
    id: str
    relative: str
    record: str = ""
    other: str | None = None
    code: str = ""
    status: str = ""
    conditions: tuple[str, ...] = ()
    acts: bool | None = None
    at: date | None = None
    ends: date | None = None
    ended: date | None = None
    erased: bool = False
    contested: bool = False
    untrue: bool = False
    by_group: bool = False
    group_lapsed: bool = False
    reviewer: bool = False
    settles: tuple[str, ...] = ()
    moved: date | None = None
    """The day on which it came here from a record that was merged into this one, or into the other end's."""
    origin: str = ""
    """The record that a wish or an attempt is about, when it was another's than `record`."""
    revision: int | None = None
    """The write that recorded a screen: the order of those of one day. An imported one has none."""
    own: bool = False
    """Of a wish: the person said it, as nobody else can; of an attempt: the relative came or called."""


@dataclass(frozen=True)
class Reading:
    """All that was read for one P and some relatives: whose order, harm or refusal counts, and each fact."""

    near: tuple[Near, ...]
    rows: tuple[FactRow, ...]

    def about(self, relative: str) -> tuple[FactRow, ...]:
        """The facts about one relative."""
        return tuple(self._about.get(relative, ()))

    @cached_property
    def _about(self) -> Mapping[str, Sequence[FactRow]]:
        """Once for all: thousands of relatives stand in a wide walk."""
        found: dict[str, list[FactRow]] = defaultdict(list)
        for row in self.rows:
            if not (_clear(row) and self._of_another(row)):
                found[row.relative].append(row)
        return found

    def _of_another(self, row: FactRow) -> bool:
        """Whether another record told it, one that is or may be the same: that adds exclusions and clears nobody."""
        return row.moved is not None or row.record not in ("", row.relative) or row.other in self._twins

    @cached_property
    def _twins(self) -> frozenset[str]:
        return frozenset(n.id for n in self.near if n.sphere is Sphere.SELF and n.record)


@dataclass(frozen=True)
class Lapse:
    """When a fact stops acting by itself: these statuses end it, and its dates do or do not."""

    statuses: frozenset[str] = frozenset()
    by_date: bool = True


LAPSES = {
    Fact.ORDER: Lapse(frozenset({"EXPIRED", "ENDED", "VACATED"})),
    Fact.HARM: Lapse(frozenset({"UNSUPPORTED"}), by_date=False),
    Fact.TONE: Lapse(by_date=False),
    Fact.RIGHTS: Lapse(by_date=False),
    Fact.ALERT: Lapse(frozenset({"UNSUPPORTED"})),
    Fact.WITNESS: Lapse(frozenset({"CLOSED"})),
    Fact.INCIDENT: Lapse(frozenset({"CLOSED"}), by_date=False),
    Fact.DEATH: Lapse(by_date=False),
    Fact.ADDRESS: Lapse(by_date=False),
    Fact.SCREEN: Lapse(by_date=False),
    Fact.MATCH: Lapse(frozenset({"DIFFERENT"}), by_date=False),
}
"""Facts not named lapse by their dates alone. A tone never lapses (§5), nor does a harm, by age."""


@dataclass(frozen=True)
class Superseding:
    """A later row of the same fact with one of `by` takes the place of one with a code of `codes`.

    `same_pair`: only where it is about the same person; who comes back to one nephew has not come back to another.
    `own`: only whoever refused takes it back; neither a worker's word nor the family's does, nor a call made to them.
    """

    fact: Fact
    codes: frozenset[str]
    by: frozenset[str]
    reviewer_only: bool = False
    same_pair: bool = False
    own: bool = False


SUPERSEDINGS = (
    Superseding(Fact.WISH, frozenset({"NO"}), frozenset({"YES", "UNSURE"}), same_pair=True, own=True),
    Superseding(
        Fact.ATTEMPT, frozenset({"ASKED_NOT_TO_CONTACT"}), frozenset({"SPOKE_WILLING"}), same_pair=True, own=True
    ),
    Superseding(Fact.ATTEMPT, frozenset({"DECEASED"}), frozenset({"SPOKE_WILLING"})),
    Superseding(Fact.SCREEN, frozenset({"HOLD", "DO_NOT_CONTACT"}), frozenset({"CLEAR"}), True),
)
"""P's own later word, the relative's own return, and a safety reviewer's decision: nothing else."""
RULES_OF = {fact: tuple(rule for rule in RULES if rule.fact is fact) for fact in Fact}
SUPERSEDINGS_OF = {fact: tuple(rule for rule in SUPERSEDINGS if rule.fact is fact) for fact in Fact}
_EFFECTS = {effect: place for place, effect in enumerate(Effect)}


def years_before(today: date, years: int) -> date:
    """The same day `years` ago (29 February becomes 28)."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)


def grown_up(born_on: date | None, today: date) -> bool:
    """Whether somebody is known to be 18 or more; not knowing is not knowing."""
    return born_on is not None and born_on <= years_before(today, ADULT_YEARS)


def decide(reading: Reading, relative: str, today: date, site: Site) -> tuple[Finding, ...]:
    """Every finding about one relative, strongest effect first, then line and fact: nobody without a reason."""
    unscreened = () if screened_on(reading.about(relative), today, site) else (Finding(0, Effect.SCREEN),)
    return tuple(sorted({*_found(reading, relative, today, site), *unscreened}, key=_order))


def bars(reading: Reading, relative: str, today: date, site: Site) -> bool:
    """Whether any of these findings bars: as `barred(decide(...))`, which finds them all and sorts them."""
    return barred(_found(reading, relative, today, site))


def _found(reading: Reading, relative: str, today: date, site: Site) -> Iterator[Finding]:
    """What the lines say about one relative, as it is found."""
    rows = reading.about(relative)
    settled = frozenset(chain.from_iterable(r.settles for r in rows if _settling(r)))
    yield from _apply(_birth(rows, today), reading.near, today, site, settled)
    for row in rows:
        if not _superseded(row, rows, today):
            yield from _apply(row, reading.near, today, site, settled)
    yield from _removals(reading.near, relative, settled)


def screened_on(rows: Iterable[FactRow], today: date, site: Site) -> date | None:
    """The day of the newest CLEAR screen that is still valid (site: 90 days), or None."""
    oldest = today - timedelta(days=site.screen_valid_days)
    clear = (r.at for r in rows if _clear(r))
    return max((at for at in clear if at is not None and oldest <= at <= today), default=None)


def lapsed_facts(reading: Reading, relative: str, today: date, site: Site) -> tuple[str, ...]:
    """Ids of the lapsed facts about a relative: what a safety reviewer's CLEAR settles."""
    return tuple(sorted({f.fact for f in decide(reading, relative, today, site) if f.lapsed and f.fact}))


def lapsed(row: FactRow, today: date, site: Site) -> bool:
    """Whether the fact expired, was ended, erased or found untrue. Contested and stale facts still act."""
    rule = LAPSES.get(row.fact, Lapse())
    over = rule.by_date and row.ends is not None and row.ends < today
    ended = row.ended is not None and row.ended <= today
    return row.erased or row.untrue or ended or over or row.status in rule.statuses or _old(row, today, site)


def _old(row: FactRow, today: date, site: Site) -> bool:
    """A hold and a live conflict last at most 30 days from their day, whatever they say (§7, lines 10 and 14)."""
    if row.fact not in (Fact.HOLD, Fact.CONFLICT) or row.at is None:
        return False
    if row.fact is Fact.HOLD and row.ends is not None:
        return False
    return row.at + timedelta(days=site.hold_days) < today


def may_bar(rows: Sequence[FactRow], today: date) -> bool:
    """Whether these facts about one relative could bar contact or conceal a place, whoever it is for: a quick no."""
    heavy = BARRING | {Effect.PLACE}
    found = ((row, rule) for row in (*rows, _birth(rows, today)) for rule in RULES_OF[row.fact])
    return any(rule.effect in heavy and fits(rule, row) for row, rule in found)


def _order(finding: Finding) -> tuple[int, int, str, bool]:
    return (_EFFECTS[finding.effect], finding.line, finding.fact, finding.lapsed)


def _settling(row: FactRow) -> bool:
    return _clear(row) and row.reviewer


def _clear(row: FactRow) -> bool:
    """A screen that found nothing and was not voided by something recorded after it."""
    return row.fact is Fact.SCREEN and row.code == "CLEAR" and not row.erased and row.ended is None


def _superseded(row: FactRow, rows: Sequence[FactRow], today: date) -> bool:
    """Whether a later word takes its place; a later word that is itself in doubt does not."""
    if row.fact is Fact.HOLD and row.ended is not None and row.reviewer:
        return True
    rules = [s for s in SUPERSEDINGS_OF[row.fact] if row.code in s.codes]
    return any(_supersedes(rule, row, later, today) for rule in rules for later in rows)


def _supersedes(rule: Superseding, row: FactRow, later: FactRow, today: date) -> bool:
    if later.fact is not rule.fact or later.code not in rule.by or later.at is None:
        return False
    if (
        later.erased
        or later.ended
        or later.contested
        or later.untrue
        or (later.ends is not None and later.ends < today)
    ):
        return False
    if (rule.reviewer_only and not later.reviewer) or (rule.own and not later.own):
        return False
    if rule.same_pair and later.other != row.other:
        return False
    if not (rule.reviewer_only or _speaks_for(rule, later, row)):
        return False
    return _after(later, row)


def _after(later: FactRow, row: FactRow) -> bool:
    """Whether it was said on a later day, or by a later write of the same day; of an imported one nobody knows."""
    if row.at is None or later.at is None or row.at != later.at:
        return row.at is not None and later.at is not None and row.at < later.at
    return row.revision is not None and later.revision is not None and row.revision < later.revision


def _speaks_for(rule: Superseding, later: FactRow, row: FactRow) -> bool:
    """Whether a later word is of whoever said the earlier one: of the same record, or said since two were merged."""
    if (later.record or later.relative) != (row.record or row.relative):
        return False
    same = later.origin == row.origin and (not rule.same_pair or later.moved == row.moved)
    return same or (row.moved is not None and later.moved is None and later.at is not None and later.at > row.moved)


def _removals(near: Iterable[Near], relative: str, settled: frozenset[str]) -> Iterable[Finding]:
    """A caregiver whom P was removed from stays out of the bands when the removal is sealed or erased (§4, line 13)."""
    gone = (n for n in near if n.id == relative and n.sphere is Sphere.REMOVED and n.lapsed and n.record not in settled)
    return (Finding(13, Effect.HOLD, n.record, lapsed=True, record=relative) for n in gone)


def _birth(rows: Sequence[FactRow], today: date) -> FactRow:
    """One row for the age: the youngest that any record says; UNKNOWN without one, or where one was erased."""
    births = [r for r in rows if r.fact is Fact.BIRTH]
    youngest = max((r.at for r in births if r.at is not None), default=None)
    erased = any(r.erased and r.at is None for r in births)
    if youngest is not None and not grown_up(youngest, today):
        return FactRow(Fact.BIRTH, "", "", code="MINOR")
    return FactRow(Fact.BIRTH, "", "", code="UNKNOWN" if youngest is None or erased else "ADULT")


def _apply(row: FactRow, near: Sequence[Near], today: date, site: Site, settled: frozenset[str]) -> Iterable[Finding]:
    rules = (rule for rule in RULES_OF[row.fact] if fits(rule, row))
    return chain.from_iterable(_one(rule, row, near, today, site, settled) for rule in rules)


def fits(rule: Rule, row: FactRow) -> bool:
    """Whether a rule about such a fact is about this one."""
    return (
        (not rule.codes or row.code in rule.codes)
        and (rule.acts is None or row.acts is rule.acts)
        and (not rule.conditions or bool(rule.conditions & frozenset(row.conditions)))
    )


def _one(
    rule: Rule, row: FactRow, near: Sequence[Near], today: date, site: Site, settled: frozenset[str]
) -> Iterable[Finding]:
    """The findings of one rule for one fact: none, its effect, or HOLD when the fact or its reach lapsed."""
    holding = [_holding(rule, row, near), child_in_plan(near, today) if rule.child_in_plan else True]
    if None in holding:
        return ()
    finding = Finding(rule.line, rule.effect, row.id, record=row.record)
    if all(holding) and not lapsed(row, today, site):
        return (finding,)
    kept = (finding,) if rule.effect is Effect.PLACE else ()
    again = () if row.id in settled else (replace(finding, effect=Effect.HOLD, lapsed=True),)
    return (*kept, *again)


def _holding(rule: Rule, row: FactRow, near: Sequence[Near]) -> bool | None:
    """True: its other end is one of P's people of that kind; False: used to be; None: is not."""
    if not rule.towards:
        return True
    found = [n.lapsed for n in near if n.id == row.other and n.sphere in rule.towards]
    if row.by_group and Sphere.GROUP in rule.towards:
        found.append(row.group_lapsed)
    return None if not found else not all(found)


_PLAN = frozenset({Sphere.SELF, Sphere.HOUSEHOLD, Sphere.CHILD, Sphere.SIBLING})


def child_in_plan(near: Sequence[Near], today: date) -> bool | None:
    """Whether a child is in the plan: P, the household, P's children, brothers and sisters not known grown up.

    False: there was one, among people who used to be P's; None: there is none.
    """
    found = [n.lapsed for n in near if n.sphere in _PLAN and not grown_up(n.born_on, today)]
    return None if not found else not all(found)
