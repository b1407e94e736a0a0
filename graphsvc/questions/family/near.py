"""The question `relatives`: everybody within a degree, each by the nearest line that was asked for."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from graphsvc.errors import InputRefused
from graphsvc.kinship.life import OnFile, life_at
from graphsvc.kinship.lines import BASES, Line
from graphsvc.kinship.pedigree import Pedigree
from graphsvc.kinship.relatives import BRANCHES, IN_LAW, STEP_KIN, Nearest, branch_of, nearest_relatives
from graphsvc.kinship.relatives import relatives as lines_around
from graphsvc.kinship.ties import FamilyTie, makes_lines
from graphsvc.kinship.words import side_of
from graphsvc.model.answers import Basis, Problem, Reason, problem
from graphsvc.model.paging import Page, Window, page_of
from graphsvc.questions.family.answer import BOTH, STATED, WORKED_OUT, RelatedPerson, RelativesAnswer
from graphsvc.questions.family.parts import Said, kin_line, lines_on, nearest_said, said_of, stated_kin
from graphsvc.questions.family.read import Asking, read_family
from graphsvc.questions.family.tell import Told, read_lives, tell
from graphsvc.questions.family.words import CUT, FIXED, HOW, NOTHING_PRESUMED

SIDES = ("MATERNAL", "PATERNAL")
USUAL_DEGREE = 4


@dataclass(frozen=True)
class RelativesAsked:
    """Whose relatives, to which degree. `side` MATERNAL or PATERNAL: only that side's; None or BOTH: all, and those who
    are on no side. `living_at`: the day for which it is told who lives."""

    person: str
    living_at: date
    degree: int = USUAL_DEGREE
    side: str | None = None
    step: bool = True
    in_laws: bool = True

    @property
    def sided(self) -> bool:
        """Whether one side alone is asked for."""
        return self.side in SIDES

    def wants(self, branch: str) -> bool:
        """Whether relatives of that branch are asked for."""
        return {STEP_KIN: self.step, IN_LAW: self.in_laws}.get(branch, True)

    def on_side(self, side: str) -> bool:
        """Whether a line or a statement of that side is asked for."""
        return not self.sided or side in (self.side, "BOTH")

    def takes(self, pedigree: Pedigree, line: Line) -> bool:
        """Whether a line is asked for."""
        return self.wants(branch_of(line)) and self.on_side(side_of(pedigree, line))


@dataclass(frozen=True)
class _Found:
    """One relative before anything about the page is read."""

    person: str
    near: Nearest | None
    said: tuple[Said, ...]

    @property
    def degree(self) -> int:
        return self.near.degree if self.near else min(each.degree or 9 for each in self.said)

    @property
    def basis(self) -> str:
        return self.near.basis if self.near else next(each.basis for each in self.said if each.basis)

    @cached_property
    def line(self) -> Line | None:
        return self.near.line() if self.near else None


async def relatives(ask: Asking, asked: RelativesAsked, window: Window) -> RelativesAnswer | Problem:
    """Relatives page by page, nearest first. NOT_FOUND unless the asker may see the person. Raises InputRefused."""
    most = ask.site.kin_degrees
    if not 1 <= asked.degree <= most:
        raise InputRefused(f"maxDegree must be 1 to {most}.", "First cousins are of degree 4.")
    family = await read_family(ask, asked.person, (asked.person,), degree=asked.degree, generations=asked.degree)
    if family is None:
        return problem("NOT_FOUND")
    lives = await read_lives(ask, family.people) if asked.sided else {}
    direct = [tie for tie in family.ties_of(asked.person) if not makes_lines(tie)]
    sexed = family.people if asked.sided else {tie.other(asked.person) for tie in direct}
    pedigree = family.pedigree(family.sexes(lives, sexed))
    nearest, more = _nearest(asked, pedigree)
    found = _chosen(asked, nearest, _said(asked, direct, pedigree))
    page = page_of(tuple(found), _order, window)
    named, ties = _shown(asked.person, page.rows)
    told = await tell(ask, asked.person, named, family.ties_named(ties))
    pedigree = replace(pedigree, sexes=family.sexes(told.lives, named))
    cut = more or family.truncated
    return RelativesAnswer(
        basis=_basis(ask, cut),
        person=told.person(asked.person),
        living_at=asked.living_at,
        page=Page(
            tuple(_row(asked, each, pedigree, told) for each in page.rows),
            page.cursors,
            page.total,
            page.more_before,
            page.more_after,
        ),
        truncated=cut,
    )


def _said(asked: RelativesAsked, direct: Iterable[FamilyTie], pedigree: Pedigree) -> dict[str, tuple[Said, ...]]:
    """Relative → what was stated of them, as far as it is kinship within the degree and not disproven."""
    found: dict[str, list[Said]] = {}
    for tie in direct:
        if tie.verification != "DISPROVEN":
            said = said_of(tie, asked.person, pedigree.sexes)
            if said.basis and (said.degree or 9) <= asked.degree:
                found.setdefault(tie.other(asked.person), []).append(said)
    return {other: tuple(sorted(said, key=nearest_said)) for other, said in found.items()}


def _nearest(asked: RelativesAsked, pedigree: Pedigree) -> tuple[Mapping[str, Nearest], bool]:
    """(whoever has a line that was asked for, by the nearest; whether there may be others)."""
    if not asked.sided:
        left_out = frozenset(branch for branch in BRANCHES if not asked.wants(branch))
        return nearest_relatives(pedigree, asked.person, asked.degree, left_out)
    around = lines_around(pedigree, asked.person, asked.degree)
    taken = {other: [line for line in lines if asked.takes(pedigree, line)] for other, lines in around.lines.items()}
    return {other: Nearest.of(lines[0]) for other, lines in taken.items() if lines}, around.more


def _chosen(
    asked: RelativesAsked, near: Mapping[str, Nearest], said: Mapping[str, tuple[Said, ...]]
) -> Iterator[_Found]:
    """Whoever has a line or a statement that was asked for."""
    for other in {*near, *said} - {asked.person}:
        stated = tuple(each for each in said.get(other, ()) if asked.wants(each.branch) and asked.on_side(each.side))
        if other in near or stated:
            yield _Found(other, near.get(other), stated)


def _order(found: _Found) -> tuple[int, int, str]:
    return (found.degree, BASES.index(found.basis), found.person)


def _shown(about: str, rows: Iterable[_Found]) -> tuple[frozenset[str], frozenset[str]]:
    """(everybody whom these rows name, the ties that they rest on)."""
    shown = tuple(rows)
    people, ties = lines_on(each.line for each in shown if each.line)
    stated = frozenset(said.tie.id for each in shown for said in each.said)
    return people | {each.person for each in shown} | {about}, ties | stated


def _row(asked: RelativesAsked, found: _Found, pedigree: Pedigree, told: Told) -> RelatedPerson:
    line = kin_line(found.line, pedigree, told) if found.line else None
    stated = tuple(said_of(each.tie, asked.person, pedigree.sexes) for each in found.said)  # by their sexes now
    said = stated[0] if stated else None
    on_file = _with_contacts(told.lives.get(found.person, OnFile()), found, told)
    life = life_at(on_file, asked.living_at)
    return RelatedPerson(
        person=found.person,
        name=told.person(found.person).name,
        words=line.words if line else said.words if said else "",
        code=line.code if line else said.code if said else None,
        degree=found.degree,
        side=line.side if line else said.side if said else "NA",
        basis=found.basis,
        known=BOTH if line and said else WORKED_OUT if line else STATED,
        life=life.state,
        life_reasons=(Reason(life.code, life.sentence, (), life.since, life.source), *_last_contact(on_file)),
        line=line,
        stated=tuple(stated_kin(each, told) for each in stated),
        shown=on_file.shown,
    )


def _with_contacts(on_file: OnFile, found: _Found, told: Told) -> OnFile:
    """With the days of contact on the ties shown that end at the relative."""
    ids = {*(found.line.ties if found.line else ()), *[said.tie.id for said in found.said]}
    ties = (told.ties[id] for id in sorted(ids))
    seen = tuple(tie.last_contact for tie in ties if tie.last_contact and found.person in (tie.a, tie.b))
    return replace(on_file, seen=seen) if seen else on_file


def _last_contact(on_file: OnFile) -> tuple[Reason, ...]:
    """Beside what is known of the life: when somebody was last in contact with them."""
    return (Reason("LAST_CONTACT", "Last known contact.", (), max(on_file.seen)),) if on_file.seen else ()


def _basis(ask: Asking, cut: bool) -> Basis:
    limits = (FIXED, NOTHING_PRESUMED, *((CUT,) if cut else ()))
    return Basis(ask.as_of, ask.sight.policy_version, HOW, limits)
