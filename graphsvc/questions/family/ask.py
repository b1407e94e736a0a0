"""The questions `kinship` and `kinIssues`."""

from collections.abc import Iterable

from graphsvc.errors import InputRefused
from graphsvc.kinship.issues import Issue, issues, stated_otherwise
from graphsvc.kinship.issues import Life as LifeDays
from graphsvc.kinship.lines import DEEPEST, JOINED_DEGREE, Kinship
from graphsvc.kinship.lines import kinship as lines_between
from graphsvc.kinship.ties import FamilyTie, pedigree_from
from graphsvc.model.answers import Basis, Problem, problem
from graphsvc.questions.family.answer import (
    BOTH,
    NO_KNOWN_TIE,
    STATED,
    WORKED_OUT,
    KinIssuesAnswer,
    KinshipAnswer,
)
from graphsvc.questions.family.parts import (
    kin_issue,
    kin_line,
    lines_on,
    said_between,
    stated_kin,
    stated_roles,
)
from graphsvc.questions.family.read import Asking, Family, read_family
from graphsvc.questions.family.tell import read_lives, tell
from graphsvc.questions.family.words import CUT, FIXED, HOW, NOT_UNRELATED, summary

MOST_ISSUES = 100


async def kinship(ask: Asking, *, person_id: str, other_id: str) -> KinshipAnswer | Problem:
    """What `other` is to the person, by every line. NOT_FOUND unless the asker may see both. Raises InputRefused."""
    if person_id == other_id:
        raise InputRefused("a and b are one person.", "Ask about two people.")
    pair = (person_id, other_id)
    family = await read_family(ask, person_id, pair, degree=JOINED_DEGREE, generations=DEEPEST, behind=False)
    if family is None:
        return problem("NOT_FOUND")
    found = lines_between(family.pedigree({}), person_id, other_id)
    return await _kinship(ask, family, found, *pair)


async def _kinship(ask: Asking, family: Family, found: Kinship, one: str, other: str) -> KinshipAnswer:
    direct = [tie for tie in family.ties_of(one) if tie.other(one) == other]
    on_lines, ties = lines_on(found.lines)
    shown = on_lines | {one, other}
    told = await tell(ask, one, shown, (*family.ties_named(ties), *direct))
    sexes = family.sexes(told.lives, shown)
    pedigree = family.pedigree(sexes)
    against = [issue for tie in stated_roles(direct) for issue in stated_otherwise(pedigree, tie)]
    lines = tuple(kin_line(line, pedigree, told) for line in found.lines)
    said = said_between(direct, one, other, sexes)
    more = found.more or family.truncated
    return KinshipAnswer(
        basis=_basis(ask, () if lines or said else (NOT_UNRELATED,), more),
        person=told.person(one),
        other=told.person(other),
        known=known(bool(lines), any(each.basis or not lines for each in said)),
        words=summary([line.words for line in lines] or [each.words for each in said]),
        lines=lines,
        stated=tuple(stated_kin(each, told) for each in said),
        contradictions=tuple(kin_issue(issue, told, told.lives) for issue in against),
        more=more,
    )


def known(worked_out: bool, stated: bool) -> str:
    """How it is known that two people are kin."""
    return {(True, True): BOTH, (True, False): WORKED_OUT, (False, True): STATED}.get(
        (worked_out, stated), NO_KNOWN_TIE
    )


async def kin_issues(ask: Asking, *, person_id: str) -> KinIssuesAnswer | Problem:
    """What cannot be in the person's family, as far as the asker may see it. NOT_FOUND unless on the caseload."""
    if person_id not in ask.sight.caseload:
        return problem("NOT_FOUND")
    family = await read_family(ask, person_id, (person_id,), degree=JOINED_DEGREE, generations=DEEPEST)
    if family is None:
        return problem("NOT_FOUND")
    lives = await read_lives(ask, family.people)
    pedigree = pedigree_from(family.ties, family.sexes(lives, family.people))
    days = {person: LifeDays(life.born, life.died) for person, life in lives.items()}
    found = issues(pedigree, days, stated_roles(family.ties))
    shown = found[:MOST_ISSUES]
    told = await tell(ask, person_id, _people(person_id, shown), _ties(family, shown))
    cut = family.truncated or len(found) > MOST_ISSUES
    return KinIssuesAnswer(
        basis=_basis(ask, (), cut),
        person=told.person(person_id),
        issues=tuple(kin_issue(issue, told, lives) for issue in shown),
        truncated=cut,
    )


def _people(person_id: str, found: Iterable[Issue]) -> frozenset[str]:
    return frozenset(each for issue in found for each in issue.people) | {person_id}


def _ties(family: Family, found: Iterable[Issue]) -> list[FamilyTie]:
    named = {id for issue in found for id in issue.ties}
    return [tie for tie in family.ties if tie.id in named]


def _basis(ask: Asking, more: tuple[str, ...], cut: bool) -> Basis:
    limits = (FIXED, *more, *((CUT,) if cut else ()))
    return Basis(ask.as_of, ask.sight.policy_version, HOW, limits)
