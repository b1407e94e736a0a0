"""Whom the safety lines bar from a P's paths, of everybody in the graph: the large part kept, the rest decided for P.

Almost everybody is barred or not whoever P is: by age, death, a hold, an alert. That is worked out once for a day and
kept (`Ground`). For one P only those are decided again about whom a fact may count otherwise than for anybody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from graphsvc.access.layers import Differing
from graphsvc.access.safety_rules import (
    ADULT_YEARS,
    Near,
    Reading,
    bars,
    child_in_plan,
    decide,
    years_before,
)
from graphsvc.access.shield_facts import Around
from graphsvc.access.shield_file import ShieldFile
from graphsvc.model.safety_lines import RULES, Effect, Sphere
from graphsvc.model.site import Site

ANYBODY: tuple[Near, ...] = ()
A_CHILD = (Near("", Sphere.SELF),)
"""A P of unknown age about whom no fact is."""
_CHILD_RULES = tuple((rule.fact, rule.codes) for rule in RULES if rule.child_in_plan)


@dataclass(frozen=True)
class Ground:
    """For one day and site: who is barred whoever P is, and who is besides where a child is in P's plan.

    `everyone.base` is the large set, the same object from version to version until the difference has grown wide.
    """

    everyone: Differing[str]
    with_child: frozenset[str]

    @cached_property
    def everyone_with_child(self) -> Differing[str]:
        """Both together. None of `with_child` is in `everyone`, so who of them is in its base is in its `less`."""
        every = self.everyone
        return Differing(every.base, every.more | self.with_child - every.less, every.less - self.with_child)

    def changed(self, file: ShieldFile, people: Iterable[str], today: date, site: Site) -> "Ground":
        """With these people decided again, by what is on file now."""
        again = {one: _alone(file, one, today, site) for one in people}
        everyone = self.everyone.changed({one: bars for one, (bars, _) in again.items()})
        with_child = self.with_child - again.keys() | {one for one, (_, child) in again.items() if child}
        return Ground(_merged(everyone) if everyone.wide else everyone, frozenset(with_child))


def ground_of(file: ShieldFile, today: date, site: Site) -> Ground:
    """Everybody decided: by the arrays who has one birth on file and nothing else, one by one who has more."""
    known = {*file.facts, *file.births.exact}
    alone = {one: _alone(file, one, today, site) for one in known}
    minors = Differing[str](file.births.minors(years_before(today, ADULT_YEARS)))
    kept = minors.changed({one: bars for one, (bars, _) in alone.items()})
    return Ground(Differing(kept), frozenset(one for one, (_, child) in alone.items() if child))


def _merged(everyone: Differing[str]) -> Differing[str]:
    kept = everyone.base
    inside = {**dict.fromkeys(everyone.more, True), **dict.fromkeys(everyone.less, False)}
    return Differing(kept.changed(inside)) if isinstance(kept, Differing) else everyone


def _alone(file: ShieldFile, one: str, today: date, site: Site) -> tuple[bool, bool]:
    """Whether somebody is barred whoever P is; whether only where a child is in the plan."""
    rows = tuple(file.rows(one, file.around(ANYBODY, today)))
    anyway = bars(Reading(ANYBODY, rows), one, today, site)
    child = not anyway and any(row.fact is fact and row.code in codes for row in rows for fact, codes in _CHILD_RULES)
    return anyway, child and bars(Reading(A_CHILD, rows), one, today, site)


@dataclass(frozen=True)
class Lines:
    """The safety lines of one P. `differing`: everybody about whom they may say otherwise than for anybody."""

    file: ShieldFile
    near: tuple[Near, ...]
    around: Around
    differing: frozenset[str]
    barred: Differing[str]
    today: date
    site: Site

    def unscreened(self, relatives: Iterable[str]) -> frozenset[str]:
        """Those of these people who are not barred and have no passed screen: of nobody else was any screen read."""
        free = frozenset(one for one in relatives if one not in self.barred)
        return free.difference(one for one in free & self.differing if not self._waits(one))

    def _waits(self, one: str) -> bool:
        reading = Reading(self.near, tuple(self.file.rows(one, self.around)))
        return any(finding.effect is Effect.SCREEN for finding in decide(reading, one, self.today, self.site))


def lines_of(file: ShieldFile, ground: Ground, near: tuple[Near, ...], today: date, site: Site) -> Lines:
    """What bars whom for this P. Whoever is barred whoever P is stays so, but where P's own plan says something that
    frees: a passed screen, or that the two records are one person's."""
    around = file.around(near, today)
    removed = {n.id for n in near if n.sphere is Sphere.REMOVED}
    (told, against), freed = file.differing(around), file.freed(around)
    differing = told | removed
    anyway = ground.everyone if child_in_plan(near, today) is None else ground.everyone_with_child
    sure = against - freed
    again = {one for one in differing - sure if one in freed or one not in anyway}
    found = {one: bars(Reading(near, tuple(file.rows(one, around))), one, today, site) for one in again}
    return Lines(file, near, around, differing, anyway.changed(found | dict.fromkeys(sure, True)), today, site)
