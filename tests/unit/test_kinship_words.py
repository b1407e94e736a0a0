"""What relatives are called: cases written by hand, before the code, in both directions and for every sex."""

import pytest

from graphsvc.kinship.lines import kinship
from graphsvc.kinship.words import named
from tests.pedigrees import drawn_up

COUSINS = drawn_up(
    """
    Ada f
    Abel m
    Ada = Abel
    L1 f < Ada Abel
    R1 m < Ada Abel
    L2 m < L1
    R2 f < R1
    L3 f < L2
    R3 m < R2
    L4 m < L3
    R4 f < R3
    L5 f < L4
    R5 m < R4
    L6 m < L5
    R6 f < R5
    L7 x < L6
    R7 x < R6
    X1 x < Ada Abel
    X2 x < X1
    """
)
"""Two lines of descent from one couple, L and R, women and men in turn; X of no recorded sex."""
GRID = """
brother | niece | g-nephew | g-g-niece | g-g-g-nephew | g-g-g-g-niece
uncle | first c | first c 1x | first c 2x | first c 3x | first c 4x
g-uncle | first c 1x | second c | second c 1x | second c 2x | second c 3x
g-g-uncle | first c 2x | second c 1x | third c | third c 1x | third c 2x
g-g-g-uncle | first c 3x | second c 2x | third c 1x | fourth c | fourth c 1x
g-g-g-g-uncle | first c 4x | second c 3x | third c 2x | fourth c 1x | fifth c
"""
"""Row i, column j: what Rj is to Li. `SHORT` says what is short for what."""
SHORT = {"1x": "once removed", "2x": "twice removed", "3x": "three times removed", "4x": "four times removed"}
MIRROR = """
sister | nephew | g-niece | g-g-nephew | g-g-g-niece | g-g-g-g-nephew
aunt | first c | first c 1x | first c 2x | first c 3x | first c 4x
g-aunt | first c 1x | second c | second c 1x | second c 2x | second c 3x
g-g-aunt | first c 2x | second c 1x | third c | third c 1x | third c 2x
g-g-g-aunt | first c 3x | second c 2x | third c 1x | fourth c | fourth c 1x
g-g-g-g-aunt | first c 4x | second c 3x | third c 2x | fourth c 1x | fifth c
"""
"""Row j, column i: what Li is to Rj."""
DIRECT = """
L1 Ada mother MTH
L1 Abel father FTH
L2 Ada grandmother MGRMTH
L2 Abel grandfather MGRFTH
R2 Ada grandmother PGRMTH
R2 Abel grandfather PGRFTH
L3 Ada great-grandmother GGRPRN
L3 Abel great-grandfather GGRPRN
L4 Ada great-great-grandmother -
L5 Abel great-great-great-grandfather -
L6 Ada great-great-great-great-grandmother -
L7 Ada 5-times-great-grandmother -
Ada L1 daughter DAUC
Ada R1 son SONC
Ada X1 child CHILD
Ada L2 grandson GRNDSON
Ada R2 granddaughter GRNDDAU
Ada X2 grandchild GRNDCHILD
Abel L3 great-granddaughter x-GGRCHILD
Abel L4 great-great-grandson -
Ada L5 great-great-great-granddaughter -
Ada L7 5-times-great-grandchild -
X1 L1 sister SIS
X1 R1 brother BRO
L1 X1 sibling SIB
X2 X1 parent PRN
L2 X1 aunt+or+uncle EXT
R1 X2 niece+or+nephew NIENEPH
X2 L1 aunt AUNT
X2 R1 uncle UNCLE
L2 R1 uncle MUNCLE
R2 L1 aunt PAUNT
L1 R2 niece NIECE
R1 L2 nephew NEPHEW
L2 R2 first+cousin MCOUSN
R2 L2 first+cousin PCOUSN
X2 L2 first+cousin COUSN
L3 R1 great-uncle x-GRTAUNTUNC
L3 X1 great-aunt+or+great-uncle x-GRTAUNTUNC
X1 L3 great-niece x-GRNIENEPH
R1 L3 great-niece x-GRNIENEPH
"""
FAMILY = drawn_up(
    """
    Nan f
    Pop m
    Nan = Pop
    Mum f < Nan Pop
    Aunt f < Nan Pop
    Bro m < Nan Pop
    Dad m < Gran Gramps
    Gran f
    Gramps m
    Mum # Dad
    Step m < StepNan
    StepNan f
    Mum = Step
    StepSis f < Step
    Me f < Mum Dad
    Twin x < Mum Dad
    HalfM m < Mum Step
    HalfP f < Dad Other
    Other f
    Maybe f < Mum
    Aunt = Ray
    Ray m < RayNan
    RayNan f
    Cous m < Aunt Ray
    Bro & Lee
    Lee f
    Me = Hal
    Hal m < HalMum HalDad
    HalMum f
    HalDad m
    HalBro m < HalMum HalDad
    HalBro = Bess
    Bess f
    HalKid m < HalEx
    HalEx f
    Hal # HalEx
    HalSon m < Hal HalEx
    Kid f < Me Hal
    Kid = Tom
    Tom m < TomMum
    TomMum f
    Grandkid x < Kid Tom
    Ado f < +Mum +Step Birth
    Birth f
    AdoKid m < Ado
    Foz m < ~Nan ~Pop
    Foz2 f < ~Nan
    Kit f < ^Greta Wes
    Wes m
    Greta f < GretaMum
    GretaMum f
    GretaSon m < Greta
    Sofa m < Aunt Ray Sofa2
    HalfCous f < HalfP
    Loner m
    Gramps = Gramps2
    Gramps2 f
    """
)
TOLD = """
Me Nan grandmother MGRMTH MATERNAL
Me Gran grandmother PGRMTH PATERNAL
Me Twin sibling SIB BOTH
Twin Me sister SIS BOTH
Me HalfM half-brother HBRO MATERNAL
HalfM Me half-sister HSIS MATERNAL
Me HalfP half-sister HSIS PATERNAL
Me Maybe sister SIS MATERNAL
Maybe Me sister SIS MATERNAL
Me Aunt aunt MAUNT MATERNAL
Me Bro uncle MUNCLE MATERNAL
Me Ray uncle+by+marriage - MATERNAL
Ray Me niece+by+marriage - NA
Me Lee aunt+by+marriage - MATERNAL
Lee Me niece+by+marriage - NA
Me Cous first+cousin MCOUSN MATERNAL
Me Step stepfather STPFTH MATERNAL
Step Me stepdaughter STPCHLD NA
Step Twin stepchild STPCHLD NA
Me StepSis stepsister STPSIS MATERNAL
StepSis Me stepsister STPSIS PATERNAL
Me StepNan stepfather's+mother - MATERNAL
StepNan Me son's+stepdaughter - NA
Me Hal husband HUSB NA
Hal Me wife WIFE NA
Me HalMum mother-in-law MTHINLAW NA
HalMum Me daughter-in-law DAUINLAW NA
Me HalDad father-in-law FTHINLAW NA
HalDad Me daughter-in-law DAUINLAW NA
Me HalBro brother-in-law BROINLAW NA
HalBro Me sister-in-law SISINLAW BOTH
Me HalSon stepson STPCHLD NA
HalSon Me stepmother STPMTH PATERNAL
Hal HalEx former+wife FMRSPS NA
HalEx Hal former+husband FMRSPS NA
Hal HalKid former+stepson - NA
HalKid Hal former+stepfather - MATERNAL
Mum Dad former+husband FMRSPS NA
Hal Mum mother-in-law MTHINLAW NA
Hal Twin sibling-in-law SIBINLAW NA
Twin Hal brother-in-law BROINLAW BOTH
Me Tom son-in-law SONINLAW NA
Tom Me mother-in-law MTHINLAW NA
Me TomMum daughter's+husband's+mother - NA
TomMum Me son's+wife's+mother - NA
Me Grandkid grandchild GRNDCHILD NA
Grandkid Me grandmother MGRMTH MATERNAL
Hal Nan wife's+grandmother - NA
Nan Hal granddaughter's+husband - NA
Hal Aunt wife's+aunt - NA
Aunt Hal niece's+husband - BOTH
Hal Cous wife's+first+cousin - NA
Cous Hal first+cousin's+husband - MATERNAL
Me Ado sister+by+adoption - MATERNAL
Mum Ado adopted+daughter CHLDADOPT NA
Ado Mum adoptive+mother ADOPTM MATERNAL
Ado Step adoptive+father ADOPTF PATERNAL
Birth Ado daughter DAUC NA
Ado Birth mother MTH MATERNAL
Ado Nan grandmother+by+adoption - MATERNAL
Nan Ado granddaughter+by+adoption - NA
AdoKid Mum grandmother+by+adoption - MATERNAL
AdoKid Birth grandmother MGRMTH MATERNAL
AdoKid Nan great-grandmother+by+adoption - MATERNAL
AdoKid Me aunt+by+adoption - MATERNAL
Cous Ado first+cousin+by+adoption - MATERNAL
Foz Nan foster+mother MTHFOST NA
Nan Foz foster+son CHLDFOST NA
Pop Foz2 - - -
Foz Foz2 foster+sister - NA
Foz Mum foster+sister - NA
Mum Foz foster+brother - MATERNAL
Kit Greta stepmother STPMTH NA
Greta Kit stepdaughter STPCHLD NA
Kit GretaMum stepmother's+mother - NA
GretaMum Kit daughter's+stepdaughter - NA
Kit GretaSon stepbrother STPBRO NA
GretaSon Kit stepsister STPSIS MATERNAL
Me Gramps2 step-grandmother - PATERNAL
Gramps2 Me step-granddaughter - NA
Me HalfCous half+niece NIECE PATERNAL
HalfCous Me half+aunt MAUNT MATERNAL
Ray Dad wife's+sister's+former+husband - NA
Dad Ray former+wife's+sister's+husband - NA
RayNan Aunt daughter-in-law DAUINLAW NA
RayNan Nan son's+wife's+mother - NA
HalMum Mum son's+wife's+mother - NA
Me Loner - - -
Loner Me - - -
Me Bess husband's+brother's+wife SISINLAW NA
Bess Me husband's+brother's+wife SISINLAW NA
"""


def _table(text: str) -> list[tuple[str, ...]]:
    return [tuple(word.replace("+", " ") for word in line.split()) for line in text.strip().splitlines()]


def _cells(text: str) -> list[tuple[int, int, str]]:
    rows = [[_long(cell) for cell in line.split("|")] for line in text.strip().splitlines()]
    return [(i + 1, j + 1, cell) for i, row in enumerate(rows) for j, cell in enumerate(row)]


def _long(cell: str) -> str:
    words = cell.strip().replace("g-", "great-").split()
    return " ".join("cousin" if word == "c" else SHORT.get(word, word) for word in words)


def _said(pedigree, one, other):
    lines = kinship(pedigree, one, other).lines
    return named(pedigree, lines[0]) if lines else None


@pytest.mark.parametrize(("i", "j", "words"), _cells(GRID))
def test_cousins_to_the_fourth_twice_removed(i, j, words):
    assert _said(COUSINS, f"L{i}", f"R{j}").words == words


@pytest.mark.parametrize(("j", "i", "words"), _cells(MIRROR))
def test_and_from_the_other_side(j, i, words):
    assert _said(COUSINS, f"R{j}", f"L{i}").words == words


@pytest.mark.parametrize(("one", "other", "words", "code"), _table(DIRECT))
def test_direct_lines_and_their_codes(one, other, words, code):
    said = _said(COUSINS, one, other)
    assert (said.words, said.code or "-") == (words, code)


@pytest.mark.parametrize(("one", "other", "words", "code", "side"), _table(TOLD))
def test_families_as_they_are(one, other, words, code, side):
    said = _said(FAMILY, one, other)
    assert ((said.words, said.code or "-", said.side) if said else ("-",) * 3) == (words, code, side)


def test_several_lines_at_once():
    """A wife who is a first cousin too; double first cousins; a couple's child is a line of both."""
    pedigree = drawn_up(
        """
        A f
        B m
        C f
        D m
        P f < A B
        Q f < A B
        R m < C D
        S m < C D
        X m < P R
        Y f < Q S
        X = Y
        Z x < X Y
        """
    )
    lines = kinship(pedigree, "X", "Y").lines
    told = [(named(pedigree, line).words, line.parts[0].people[1:-1]) for line in lines]
    assert told == [("wife", ()), ("first cousin", ("P", "A", "Q")), ("first cousin", ("R", "C", "S"))]
    assert [named(pedigree, line).words for line in kinship(pedigree, "Z", "A").lines] == ["great-grandmother"] * 2


def test_a_loop_of_parents_and_a_deep_pedigree_end():
    """A parent of herself four times over, and eighty generations in which everybody has two ways up."""
    loop = drawn_up("A f < D\nB f < A\nC f < B\nD f < C")
    assert [named(loop, line).words for line in kinship(loop, "A", "C").lines] == ["granddaughter", "grandmother"]
    rows = ["M00 f", "F00 m"]
    rows += [
        f"{sex}{n:02} {kind} < M{n - 1:02} F{n - 1:02}" for n in range(1, 81) for sex, kind in (("M", "f"), ("F", "m"))
    ]
    deep = kinship(drawn_up("\n".join(rows)), "M80", "F80")
    assert deep.lines[0].degree == 2 and deep.more
