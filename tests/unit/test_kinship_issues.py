"""What cannot be in a pedigree is reported, and the rest of it goes on being worked out."""

from datetime import date

from graphsvc.kinship.issues import Life, Stated, issues
from graphsvc.kinship.lines import kinship
from graphsvc.kinship.words import named
from tests.pedigrees import drawn_up


def told(found):
    return [(issue.code, issue.people, issue.sentence) for issue in found]


def test_a_loop_is_told_once():
    pedigree = drawn_up("A f < C\nB m < A\nC f < B\nD f < A")
    assert told(issues(pedigree, {})) == [
        ("LOOP", ("A", "B", "C"), "Each of these would be an ancestor of himself or herself.")
    ]
    assert named(pedigree, kinship(pedigree, "D", "A").lines[0]).words == "mother"


def test_births_and_deaths_that_cannot_be():
    pedigree = drawn_up("Mum f\nDad m\nOld f\nKid x < Mum Dad\nAdo x < +Old")
    lives = {
        "Kid": Life((date(2000, 6, 1),)),
        "Mum": Life((date(2000, 6, 1),), (date(2000, 5, 31),)),
        "Dad": Life((date(1970, 1, 1),), (date(1999, 9, 1),)),
        "Ado": Life((date(1950, 1, 1),)),
        "Old": Life((date(1960, 1, 1),)),
    }
    younger, dead = (
        "The parent was born no earlier than the child.",
        "The parent was dead before the child could be born.",
    )
    assert told(issues(pedigree, lives)) == [
        ("PARENT_DEAD", ("Mum", "Kid"), dead),
        ("PARENT_YOUNGER", ("Mum", "Kid"), younger),
    ]
    earlier = lives | {"Dad": Life((), (date(1999, 8, 1),))}
    assert ("PARENT_DEAD", ("Dad", "Kid"), dead) in told(issues(pedigree, earlier))
    doubtful = lives | {"Mum": Life((date(2000, 6, 1), date(1975, 1, 1)), (date(2000, 5, 31), date(2010, 1, 1)))}
    assert told(issues(pedigree, doubtful)) == []


def test_too_many_parents_by_birth():
    pedigree = drawn_up("A f\nB f\nC m\nKid x < A B\nTwo x < A C\nAdo x < A C +B")
    assert [issue.people for issue in issues(pedigree, {})] == [("Kid", "A", "B")]


def test_a_stated_role_beside_what_is_worked_out():
    pedigree = drawn_up("A f\nB m\nC m\nX f < A B\nY m < A C\nZ m < X\nW f < A B")
    said = [
        Stated("t1", "Y", "X", "BRO"),
        Stated("t2", "Y", "X", "HBRO"),
        Stated("t3", "W", "Z", "MAUNT"),
        Stated("t4", "A", "Z", "AUNT"),
        Stated("t5", "Y", "Z", "COUSN"),
        Stated("t6", "Z", "C", "UNCLE"),
    ]
    assert told(issues(pedigree, {}, said)) == [
        ("STATED_OTHERWISE", ("X", "Y"), "Stated as brother; worked out as half-brother."),
        ("STATED_OTHERWISE", ("Z", "A"), "Stated as aunt; worked out as grandmother."),
    ]
