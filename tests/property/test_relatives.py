"""Everybody around one person, beside the lines to each person by themselves; and what a walk reads, beside all of it.

The pedigrees are those of tests/property/test_kinship.py, where the lines between two people have a second way of
being found: what is compared here is compared with what was compared there.
"""

import random
from collections.abc import Iterable
from dataclasses import fields

import pytest

from graphsvc.kinship.known import Known
from graphsvc.kinship.lines import DEEPEST, JOINED_DEGREE, kinship
from graphsvc.kinship.pedigree import ADOPTION, FOSTER, MARRIED, STEP, Pedigree
from graphsvc.kinship.relatives import IN_LAW, STEP_KIN, branch_of, nearest_relatives, relatives
from graphsvc.kinship.ties import FamilyTie, pedigree_from
from graphsvc.kinship.walk import Walk
from tests.pedigrees import drawn

ROLES = {ADOPTION: "ADOPTP", FOSTER: "PRNFOST", STEP: "STPPRN"}
SEEDS = range(24)


def as_ties(pedigree: Pedigree) -> list[FamilyTie]:
    """The ties that a pedigree was made of, every other parent stored from the child's end."""
    links = {link for held in pedigree.parents.values() for link in held}
    unions = {union for held in pedigree.unions.values() for union in held}
    told = []
    for number, link in enumerate(sorted(links, key=lambda each: (each.id, each.parent, each.child))):
        role = ROLES.get(link.kind, "PRN")
        if number % 2:
            child = {"PRN": "CHILD", "ADOPTP": "CHLDADOPT", "PRNFOST": "CHLDFOST", "STPPRN": "STPCHLD"}[role]
            told.append(FamilyTie(link.id, "KIN_OF", link.child, link.parent, child))
        else:
            told.append(FamilyTie(link.id, "KIN_OF", link.parent, link.child, role))
    for union in unions:
        status, category = ("CURRENT" if union.current else "DISSOLVED"), union.kind
        told.append(
            FamilyTie(
                union.id,
                "UNION_WITH",
                union.one,
                union.other,
                category=category if category == MARRIED else "UNKNOWN",
                status=status,
            )
        )
    return told


def walked(ties: Iterable[FamilyTie], start: set[str], degree: int, generations: int) -> Pedigree:
    """The pedigree of what a walk asks for: between two people, nothing behind a joint but its other end."""
    walk, known = Walk(frozenset(start), degree, generations, behind=len(start) == 1), Known()
    every = tuple(ties)
    while wanted := walk.go(known):
        known.take(wanted, [tie for tie in every if {tie.a, tie.b} & wanted])
    pedigree = pedigree_from(known.ties.values())
    for each in fields(pedigree):
        held = getattr(known.pedigree({}), each.name)
        assert filled(held) == filled(getattr(pedigree, each.name)), each.name
    return pedigree


def filled(table):
    return {person: held for person, held in table.items() if held}


def told(lines):
    """What is the same however a line was come upon: of a couple's ties the order is not."""
    parts = {line: tuple((part.mark, getattr(part, "whole", "")) for part in line.parts) for line in lines}
    return {(line.people, line.degree, line.basis, frozenset(line.ties), said) for line, said in parts.items()}


def expected(pedigree: Pedigree, one: str, degree: int):
    people = {*pedigree.parents, *pedigree.children, *pedigree.unions} - {one}
    found = {other: kinship(pedigree, one, other, most=100_000).lines for other in sorted(people)}
    near = {other: told(line for line in lines if line.degree <= degree) for other, lines in found.items()}
    return {other: lines for other, lines in near.items() if lines}


@pytest.mark.parametrize("seed", SEEDS)
def test_everybody_within_a_degree_by_every_line(seed):
    pedigree = drawn(seed)
    ties = as_ties(pedigree)
    for one in sorted({*pedigree.parents, *pedigree.unions})[:6]:
        degree = 2 + seed % 4
        found = relatives(walked(ties, {one}, degree, degree), one, degree)
        assert not found.more
        assert {other: told(lines) for other, lines in found.lines.items()} == expected(pedigree, one, degree)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_nearest_lines_alone_are_the_nearest_of_all(seed):
    """Whichever branches are asked for: blood and law always are."""
    pedigree = drawn(seed)
    for one in sorted({*pedigree.parents, *pedigree.unions})[:6]:
        every = relatives(pedigree, one, 4).lines
        for left_out in ((), (STEP_KIN,), (IN_LAW,), (STEP_KIN, IN_LAW)):
            few, more = nearest_relatives(pedigree, one, 4, left_out)
            assert not more
            assert {other: (near.degree, near.basis, near.line()) for other, near in few.items()} == {
                other: (ways[0].degree, ways[0].basis, ways[0]) for other, ways in wanted(every, left_out).items()
            }


def wanted(lines, left_out):
    kept = {other: [line for line in ways if branch_of(line) not in left_out] for other, ways in lines.items()}
    return {other: ways for other, ways in kept.items() if ways}


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_read_for_two_people_is_all_that_their_lines_need(seed):
    pedigree = drawn(seed)
    ties, whole = as_ties(pedigree), pedigree_from(as_ties(pedigree))
    people = sorted({*pedigree.parents, *pedigree.unions})
    for one, other in zip(people, people[3:] + people[:3], strict=True):
        if one != other:
            part = walked(ties, {one, other}, JOINED_DEGREE, DEEPEST)
            assert kinship(part, one, other).lines == kinship(whole, one, other).lines


@pytest.mark.parametrize("seed", SEEDS)
def test_what_else_is_known_makes_no_other_line(seed):
    """Whatever was read for others before, and in whatever order."""
    pedigree = drawn(seed)
    ties, known = as_ties(pedigree), Known()
    people = sorted({*pedigree.parents, *pedigree.unions})
    for one, other in zip(people, people[3:] + people[:3], strict=True):
        if one != other:
            walk = Walk(frozenset({one, other}), JOINED_DEGREE, DEEPEST, behind=False)
            while wanted := walk.go(known):
                known.take(wanted, [tie for tie in reversed(ties) if {tie.a, tie.b} & wanted])
            apart = walked(ties, {one, other}, JOINED_DEGREE, DEEPEST)
            assert kinship(known.pedigree({}), one, other) == kinship(apart, one, other)


def test_a_walk_that_meets_too_many_is_cut():
    chain = [FamilyTie(f"t{n:02}", "KIN_OF", f"p{n + 1:02}", f"p{n:02}", "PRN") for n in range(20)]
    walk, known = Walk(frozenset({"p00"}), 4, DEEPEST, most=5), Known()
    while wanted := walk.go(known):
        known.take(wanted, [tie for tie in chain if {tie.a, tie.b} & wanted])
    assert walk.cut
    assert walk.asked == {f"p{n:02}" for n in range(5)}


def test_a_loop_of_parents_ends():
    ring = [FamilyTie(f"t{n}", "KIN_OF", f"p{(n + 1) % 3}", f"p{n}", "MTH") for n in range(3)]
    pedigree = walked(ring, {"p0"}, 4, DEEPEST)
    assert {line.degree for line in kinship(pedigree, "p0", "p1").lines} == {1, 2}
    assert set(relatives(pedigree, "p0", 4).lines) == {"p1", "p2"}


def test_seventy_nine_generations_are_walked_to_the_top():
    chain = [FamilyTie(f"t{n:02}", "KIN_OF", f"p{n + 1:02}", f"p{n:02}", "PRN") for n in range(79)]
    found = kinship(walked(chain, {"p00", "p79"}, JOINED_DEGREE, DEEPEST), "p00", "p79")
    assert [(line.degree, len(line.ties)) for line in found.lines] == [(79, 79)]


def test_ancestors_who_meet_again_and_again_hide_no_line():
    """Forty generations of six people, two parents each: more ways up than could be counted, the first told at once."""
    rng = random.Random(40)
    parents = [
        (level, child, parent) for level in range(39) for child in range(6) for parent in rng.sample(range(6), 2)
    ]
    ties = [
        FamilyTie(f"t{n:03}", "KIN_OF", f"p{at + 1:02}.{parent}", f"p{at:02}.{child}", "PRN")
        for n, (at, child, parent) in enumerate(parents)
    ]
    pedigree = pedigree_from(ties)
    for one, other in (("p00.2", "p39.0"), ("p39.0", "p00.2"), ("p00.1", "p38.4")):
        found = kinship(pedigree, one, other)
        assert found.more
        assert len(set(found.lines)) == len(found.lines) == 20
        for line in found.lines:
            assert line.people[0] == one
            assert line.people[-1] == other
            assert len(set(line.people)) == len(line.people)
