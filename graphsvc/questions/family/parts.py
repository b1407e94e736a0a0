"""From lines, stated ties and what is on file about them to the parts of an answer: pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphsvc.kinship.descent import Descent
from graphsvc.kinship.issues import NEXT_STEPS, Issue, Stated
from graphsvc.kinship.life import OnFile
from graphsvc.kinship.lines import Line
from graphsvc.kinship.pedigree import Pedigree
from graphsvc.kinship.ties import FamilyTie, makes_lines
from graphsvc.kinship.words import named
from graphsvc.model.kin import KIN_ROLES
from graphsvc.model.ties import role_seen, side_seen, words_seen
from graphsvc.questions.family.answer import KinIssue, KinLine, StatedKin
from graphsvc.questions.family.tell import Told
from graphsvc.questions.family.words import line_sentence

BASIS_OF_MOVE: Mapping[str, str] = {"U": "BLOOD", "D": "BLOOD", "S": "BLOOD", "M": "MARRIAGE"}
BASIS_OF_GROUP: Mapping[str, str] = {
    "ADOPTP": "LAW",
    "CHLDADOPT": "LAW",
    "PRNFOST": "FOSTER",
    "CHLDFOST": "FOSTER",
    "EXT": "BLOOD",
    "FAMMEMB": "BLOOD",
}
"""Neutral role → on what it rests, where its move does not say."""
BRANCH_OF_GROUP: Mapping[str, str] = {
    "STPPRN": "STEP",
    "STPCHLD": "STEP",
    "STPSIB": "STEP",
    "x-PRNPARTNER": "STEP",
    "x-PARTNERCHILD": "STEP",
    "INLAW": "IN_LAW",
    "PRNINLAW": "IN_LAW",
    "CHLDINLAW": "IN_LAW",
    "SIBINLAW": "IN_LAW",
}
"""Neutral role → the branch that includeStep and includeInLaws ask for; the others are always wanted."""


@dataclass(frozen=True)
class Said:
    """A stated tie as one person sees it: what the other one is, how near, and by which branch."""

    tie: FamilyTie
    words: str
    code: str | None
    degree: int | None
    side: str
    basis: str | None
    branch: str


def lines_on(lines: Iterable[Line]) -> tuple[frozenset[str], frozenset[str]]:
    """(people, ties) of these lines, all who stand at a top included."""
    every = tuple(lines)
    tops = (part.common for line in every for part in line.parts if isinstance(part, Descent))
    people = frozenset(person for line in every for person in line.people).union(*tops)
    return people, frozenset(id for line in every for id in line.ties)


def said_between(ties: Iterable[FamilyTie], one: str, other: str, sexes: Mapping[str, str]) -> tuple[Said, ...]:
    """What `other` was stated to be to `one` and no line is worked out from, nearest first."""
    direct = (tie for tie in ties if {tie.a, tie.b} == {one, other} and not makes_lines(tie))
    return tuple(sorted((said_of(tie, one, sexes) for tie in direct), key=nearest_said))


def said_of(tie: FamilyTie, one: str, sexes: Mapping[str, str]) -> Said:
    """A tie from the side of one of its ends."""
    outward, other = tie.a == one, tie.other(one)
    row = {"role": tie.role, "category": tie.category, "status": tie.status}
    code = role_seen(tie.type, outward, row, sexes.get(other, ""))
    role = KIN_ROLES[code] if code else None
    group, move = (role.group, role.move) if role else ("", "")
    return Said(
        tie=tie,
        words=words_seen(tie.type, outward, code),
        code=code,
        degree=(role.degree or None) if role else None,
        side=_side(side_seen(tie.type, outward, tie.side), code),
        basis=BASIS_OF_GROUP.get(group, BASIS_OF_MOVE.get(move)),
        branch=BRANCH_OF_GROUP.get(group, "KIN"),
    )


def _side(said: str | None, code: str | None) -> str:
    """As stated, else as the words of the role say ("maternal aunt")."""
    if said and said != "NA":
        return said
    words = KIN_ROLES[code].words if code else ""
    return next((side for side in ("MATERNAL", "PATERNAL") if words.startswith(side.lower())), "NA")


def nearest_said(said: Said) -> tuple[int, str]:
    """The order of what was stated: what is no kinship comes last."""
    return (said.degree or 9, said.tie.id)


def stated_kin(said: Said, told: Told) -> StatedKin:
    """The answer's part for a stated tie."""
    return StatedKin(said.words, said.code, said.degree, said.side, said.basis, told.ties[said.tie.id])


def kin_line(line: Line, pedigree: Pedigree, told: Told) -> KinLine:
    """The answer's part for a line."""
    name, first = named(pedigree, line), line.parts[0]
    top = next((part for part in line.parts if isinstance(part, Descent) and part.common), None)
    common = top.common if top else ()
    return KinLine(
        words=name.words,
        code=name.code,
        degree=line.degree,
        side=name.side,
        basis=line.basis,
        whole=first.whole if isinstance(first, Descent) and len(line.parts) == 1 else "",
        sentence=line_sentence(line, name.words, common, told.names, pedigree.sexes),
        people=tuple(told.person(each) for each in line.people),
        common=tuple(told.person(each) for each in common),
        ties=tuple(told.ties[id] for id in line.ties),
    )


def stated_roles(ties: Iterable[FamilyTie]) -> tuple[Stated, ...]:
    """Roles that were stated and are sure: what is compared with the lines worked out."""
    return tuple(Stated(tie.id, tie.a, tie.b, tie.role) for tie in ties if tie.type == "KIN_OF" and tie.sure)


def kin_issue(issue: Issue, told: Told, lives: Mapping[str, OnFile]) -> KinIssue:
    """The answer's part for what cannot be."""
    rests = issue.people if issue.code.startswith("PARENT_") else ()
    return KinIssue(
        code=issue.code,
        sentence=issue.sentence,
        next_step=NEXT_STEPS[issue.code],
        people=tuple(told.person(each) for each in issue.people),
        ties=tuple(told.ties[id] for id in issue.ties if id in told.ties),
        shown=tuple(sorted({pair for each in rests if each in lives for pair in lives[each].shown})),
    )
