"""Every line between any two people of drawn pedigrees, beside a second way of finding them: walk every path of moves
that the grammar admits, nobody twice, and only then ask which of them are lines and which are one line."""

import re
from collections.abc import Iterator

import pytest

from graphsvc.kinship.descent import Descent
from graphsvc.kinship.lines import Kinship, Line, kinship
from graphsvc.kinship.pedigree import ADOPTION, BIRTH, Parenthood, Pedigree, pedigree_of
from graphsvc.kinship.words import named
from tests.pedigrees import drawn, drawn_up

DESCENT = re.compile(r"u*d*")
JOINED = re.compile(r"(u*d*)([mst])(u*d*)")
FOSTER = re.compile(r"f|g|fd|ug|fg")
IN_LAWS = re.compile(r"mudm")
FEW = (1, 2, 5)
LETTERS = {"FOSTER": "fg", "STEP": "st"}


def moves(pedigree: Pedigree, person: str) -> Iterator[tuple[str, str, str]]:
    """(letter, to whom, what kind): u up, d down, m union, f to a foster parent, g to a foster child, s and t step."""
    for links, place in ((pedigree.parents, 0), (pedigree.children, 1)):
        for link in links.get(person, ()):
            to = link.child if place else link.parent
            if link.kind in (BIRTH, ADOPTION):
                yield "ud"[place], to, link.kind
            elif not _known_otherwise(pedigree, link):
                yield LETTERS[link.kind][place], to, ""
    for union in pedigree.unions.get(person, ()):
        yield "m", union.other if union.one == person else union.one, f"{union.kind} {union.current} {union.id}"


def _known_otherwise(pedigree, link):
    parents = {each.parent for each in pedigree.parents.get(link.child, ()) if each.kind in (BIRTH, ADOPTION)}
    married = any({link.parent, p} == {u.one, u.other} for p in parents for u in pedigree.unions.get(p, ()))
    return link.parent in parents or (link.kind == "STEP" and married)


def admitted(letters: str) -> bool:
    """Whether a path of these moves, or one that goes on from it, may be a line."""
    joint = JOINED.fullmatch(letters)
    return bool(
        DESCENT.fullmatch(letters)
        or FOSTER.fullmatch(letters)
        or letters == "u"
        or IN_LAWS.fullmatch(letters + "mudm"[len(letters) :])
        or (joint and len(letters) <= 5)
    )


def walked(pedigree: Pedigree, one: str) -> dict[str, set[tuple[str, tuple[str, ...], tuple[str, ...]]]]:
    """To whom → every admitted path there: (letters, people, kinds)."""
    found: dict[str, set[tuple[str, tuple[str, ...], tuple[str, ...]]]] = {}
    edge = [("", (one,), ())]
    while edge:
        letters, people, kinds = edge.pop()
        for letter, to, kind in moves(pedigree, people[-1]):
            if to not in people and admitted(letters + letter):
                path = (letters + letter, (*people, to), (*kinds, kind))
                edge.append(path)
                found.setdefault(to, set()).add(path)
    return found


def parents_of(pedigree, person, kinds):
    return {link.parent for link in pedigree.parents.get(person, ()) if link.kind in kinds}


def is_line(pedigree: Pedigree, path) -> bool:
    """A joint is no step where the child beside it is that of both."""
    letters, people, _ = path
    if any(form.fullmatch(letters) for form in (FOSTER, DESCENT, IN_LAWS)):
        return True
    match = JOINED.fullmatch(letters)
    if not match:
        return False
    at, joint = match.start(2), match.group(2)
    here, there = people[at], people[at + 1]
    beside = []  # (the child beside the joint, who stands at that end of it, who at the other)
    if match.group(1) and set(match.group(1)) == {"u"}:
        beside.append((people[at - 1], here, there))
    if match.group(3) and set(match.group(3)) == {"d"}:
        beside.append((people[at + 2], there, here))
    return not any(_of_both(pedigree, joint, *each) for each in beside)


def _of_both(pedigree, joint, child, end, other):
    kinds = (BIRTH, ADOPTION)
    if joint == "m":
        return other in parents_of(pedigree, child, kinds)
    at_step_parent = any(link.parent == end for link in pedigree.parents.get(other, ()) if link.kind == "STEP")
    return at_step_parent and bool((parents_of(pedigree, child, kinds) - {end}) & parents_of(pedigree, other, kinds))


def expected(pedigree: Pedigree, paths) -> set[tuple[object, ...]]:
    """The lines that these paths are: those that differ in the couple at a top are one."""
    found: dict[tuple[object, ...], list[tuple[object, ...]]] = {}
    for path in paths:
        if not is_line(pedigree, path):
            continue
        letters, people, kinds = path
        parts, at = [], 0
        for run in re.finditer(r"u+d*|d+|[mstfg]", letters):
            size = run.end() - run.start()
            parts.append((run.group(), people[at : at + size + 1], kinds[run.start() : run.end()]))
            at += size
        key = tuple(_part_key(part) for part in parts)
        found.setdefault(key, []).append(tuple(_top(part) for part in parts))
    lines = set()
    for key, tops in found.items():
        commons = [frozenset(top[n] for top in tops if top[n]) for n in range(len(key))]
        lines.add(_plain(tuple(_told(pedigree, part, common) for part, common in zip(key, commons, strict=True))))
    fostered = [line for line in lines if all(part[0][0] in "fg" or part[0] in "ud" for part in line) and _foster(line)]
    if len(fostered) > 1:  # either of a foster couple: one line of each shape
        kept = {tuple(part[0] for part in line): line for line in sorted(fostered, key=_people, reverse=True)}
        lines = lines - set(fostered) | set(kept.values())
    return lines


def _foster(line):
    return any(part[0] in "fg" for part in line)


def _plain(line):
    """A foster sibling is one whatever the tie to his own parent rests on."""
    return tuple((*part[:2], "", *part[3:]) for part in line) if _foster(line) else line


def _people(line):
    return tuple(part[1] for part in line)


def _part_key(part):
    letters, people, kinds = part
    basis = "LAW" if ADOPTION in kinds else "BLOOD"
    if "ud" in letters:
        top = letters.index("d")
        return letters, (*people[:top], "", *people[top + 1 :]), basis
    return (letters, people, kinds[0] if letters == "m" else "") if letters in "mstfg" else (letters, people, basis)


def _top(part):
    letters, people, _ = part
    return people[letters.index("d")] if "ud" in letters else ""


def _told(pedigree, part, common):
    letters, people, basis = part
    if "ud" not in letters:
        return letters, people, basis, frozenset(), ""
    top = letters.index("d")
    kinds = (BIRTH, ADOPTION) if basis == "LAW" else (BIRTH,)
    left, right = (parents_of(pedigree, each, kinds) - common for each in (people[top - 1], people[top + 1]))
    whole = "FULL" if len(common) > 1 or left & right else "HALF" if left and right else "UNKNOWN"
    return letters, people, basis, common, whole


def told(line: Line) -> tuple[object, ...]:
    """A line of the product in the same form."""
    return _plain(tuple(_product_part(part) for part in line.parts))


def _product_part(part):
    if isinstance(part, Descent):
        people = (*part.people[: part.up], "", *part.people[part.up + 1 :]) if part.common else part.people
        return "u" * part.up + "d" * part.down, people, part.basis, frozenset(part.common), part.whole
    if part.mark == "M":
        return "m", part.people, f"{part.union} {part.current} {part.ties[0]}", frozenset(), ""
    kind, way = part.mark[:-1], part.mark[-1]
    return LETTERS[kind]["+-".index(way)], part.people, "", frozenset(), ""


def whole_family(seed: int) -> None:
    """Every pair of one pedigree, in both directions."""
    pedigree = drawn(seed)
    people = sorted({*pedigree.sexes})
    seen: dict[tuple[str, str], Kinship] = {}
    for one in people:
        paths = walked(pedigree, one)
        for other in people:
            if one == other:
                continue
            said = seen[one, other] = kinship(pedigree, one, other, most=100_000)
            assert not said.more
            assert {told(line) for line in said.lines} == expected(pedigree, paths.get(other, ())), (seed, one, other)
            assert len({told(line) for line in said.lines}) == len(said.lines)
            assert [line.degree for line in said.lines] == sorted(line.degree for line in said.lines)
            for few in FEW:
                assert kinship(pedigree, one, other, few) == Kinship(said.lines[:few], len(said.lines) > few)
            for line in said.lines:
                assert line.people[0] == one and line.people[-1] == other and named(pedigree, line).words
    for (one, other), said in seen.items():
        back = {line.people[::-1] for line in seen[other, one].lines}
        assert {line.people for line in said.lines} == back, (seed, one, other)


@pytest.mark.parametrize("block", range(8))
def test_every_pair_of_drawn_pedigrees(block):
    """Forty pedigrees; `test_every_pair_of_a_thousand` has the rest."""
    for seed in range(block * 5, block * 5 + 5):
        whole_family(seed)


@pytest.mark.parametrize("seed", range(24))
def test_a_loop_of_parents_makes_nobody_stand_twice(seed):
    """A few people, one of whom is an ancestor of himself: no line but those of paths that pass nobody twice."""
    pedigree = drawn(seed, most=8)
    links = [link for several in pedigree.parents.values() for link in several]
    ends = sorted({link.parent for link in links}), sorted({link.child for link in links})
    looped = [*links, *[Parenthood(f"l{n}", one, other) for n, (one, other) in enumerate(zip(*ends, strict=False))]]
    pedigree = pedigree_of({}, looped, [])
    for one in sorted(pedigree.parents):
        paths = walked(pedigree, one)
        for other in sorted({*pedigree.parents, *pedigree.children} - {one}):
            said = kinship(pedigree, one, other, most=100_000)
            found, every = {told(line) for line in said.lines}, expected(pedigree, paths.get(other, ()))
            assert found <= every if said.more else found == every, (seed, one, other)


MANY_PARENTS = """
q1 f
q2 m
a x < q1 q2
c1 x < q2
c2 x < q2
d1 x < q1
d2 x < q1
b x < c1 c2 d1 d2
"""
ADOPTED = """
q1 f
q2 m
a x < q1 q2
c1 x < q1 +q2
c2 x < q1 +q2
d x < +q1
b x < c1 c2 d
"""


@pytest.mark.parametrize("text", [MANY_PARENTS, ADOPTED])
@pytest.mark.parametrize("pair", [("a", "b"), ("b", "a")])
def test_the_first_few_of_lines_that_are_equally_near_are_the_first_of_all(text, pair):
    """Over one parent or the other, by blood or by law."""
    pedigree = drawn_up(text)
    every = kinship(pedigree, *pair).lines
    assert {line.degree for line in every} == {3} and len(every) in (4, 5)
    for few in range(1, len(every)):
        assert kinship(pedigree, *pair, few) == Kinship(every[:few], True)


@pytest.mark.nightly
@pytest.mark.parametrize("block", range(100))
def test_every_pair_of_a_thousand(block):
    """A thousand pedigrees of up to 40 people."""
    for seed in range(block * 10, block * 10 + 10):
        whole_family(seed)
