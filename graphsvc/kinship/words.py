"""What a line of kinship is called in English, and its HL7 code where HL7 has one.

Words are said of the other one, from the side of the person asked about: "maternal aunt" is what she is to them.
Descent is named by generations up and down (the common table of consanguinity); lines with a joint by the table NAMED,
else as a chain: "stepfather's mother".
"""

from collections.abc import Mapping
from dataclasses import dataclass

from graphsvc.kinship.descent import FULL, HALF, LAW, Descent
from graphsvc.kinship.joints import Joint
from graphsvc.kinship.lines import Line, Part
from graphsvc.kinship.pedigree import MARRIED, Pedigree
from graphsvc.model.kin import KIN_ROLES

Three = tuple[str, str, str]
"""For a woman, for a man, where the sex is not on file."""
PARENT: Three = ("mother", "father", "parent")
CHILD: Three = ("daughter", "son", "child")
SIBLING: Three = ("sister", "brother", "sibling")
AUNT: Three = ("aunt", "uncle", "aunt or uncle")
NIECE: Three = ("niece", "nephew", "niece or nephew")
SPOUSE: Three = ("wife", "husband", "spouse")
ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
TIMES = ("", " once removed", " twice removed", " three times removed", " four times removed")
NAMED: Mapping[str, Three] = {
    "M": SPOUSE,
    "1.0 M": ("stepmother", "stepfather", "step-parent"),
    "M 0.1": ("stepdaughter", "stepson", "stepchild"),
    "1.0 M 0.1": ("stepsister", "stepbrother", "step-sibling"),
    "2.0 M": ("step-grandmother", "step-grandfather", "step-grandparent"),
    "M 0.2": ("step-granddaughter", "step-grandson", "step-grandchild"),
    "M 1.0": ("mother-in-law", "father-in-law", "parent-in-law"),
    "0.1 M": ("daughter-in-law", "son-in-law", "child-in-law"),
    "M 1.1": ("sister-in-law", "brother-in-law", "sibling-in-law"),
    "1.1 M": ("sister-in-law", "brother-in-law", "sibling-in-law"),
    "2.1 M": ("aunt by marriage", "uncle by marriage", "aunt or uncle by marriage"),
    "M 1.2": ("niece by marriage", "nephew by marriage", "niece or nephew by marriage"),
    "FOSTER+": ("foster mother", "foster father", "foster parent"),
    "FOSTER-": ("foster daughter", "foster son", "foster child"),
    "FOSTER+ FOSTER-": ("foster sister", "foster brother", "foster sibling"),
    "FOSTER+ 0.1": ("foster sister", "foster brother", "foster sibling"),
    "1.0 FOSTER-": ("foster sister", "foster brother", "foster sibling"),
    "STEP+": ("stepmother", "stepfather", "step-parent"),
    "STEP-": ("stepdaughter", "stepson", "stepchild"),
    "STEP+ 0.1": ("stepsister", "stepbrother", "step-sibling"),
    "1.0 STEP-": ("stepsister", "stepbrother", "step-sibling"),
}
BEGINNINGS = ("1.0 M", "STEP+")
ENDINGS = ("M 0.1",)
"""Lines of a joint that begin or end a chain by a name of their own: "stepfather's mother", "son's stepdaughter", but
"brother's wife's sister"."""
CODES: Mapping[str, Three] = {
    "1.0": ("MTH", "FTH", "PRN"),
    "0.1": ("DAUC", "SONC", "CHILD"),
    "1.1": ("SIS", "BRO", "SIB"),
    "1.1 HALF": ("HSIS", "HBRO", "HSIB"),
    "2.0": ("GRMTH", "GRFTH", "GRPRN"),
    "2.0 MATERNAL": ("MGRMTH", "MGRFTH", "GRPRN"),
    "2.0 PATERNAL": ("PGRMTH", "PGRFTH", "GRPRN"),
    "0.2": ("GRNDDAU", "GRNDSON", "GRNDCHILD"),
    "3.0": ("GGRPRN", "GGRPRN", "GGRPRN"),
    "0.3": ("x-GGRCHILD", "x-GGRCHILD", "x-GGRCHILD"),
    "2.1": ("AUNT", "UNCLE", "EXT"),
    "2.1 MATERNAL": ("MAUNT", "MUNCLE", "EXT"),
    "2.1 PATERNAL": ("PAUNT", "PUNCLE", "EXT"),
    "1.2": ("NIECE", "NEPHEW", "NIENEPH"),
    "3.1": ("x-GRTAUNTUNC", "x-GRTAUNTUNC", "x-GRTAUNTUNC"),
    "1.3": ("x-GRNIENEPH", "x-GRNIENEPH", "x-GRNIENEPH"),
    "2.2": ("COUSN", "COUSN", "COUSN"),
    "2.2 MATERNAL": ("MCOUSN", "MCOUSN", "MCOUSN"),
    "2.2 PATERNAL": ("PCOUSN", "PCOUSN", "PCOUSN"),
    "1.0 LAW": ("ADOPTM", "ADOPTF", "ADOPTP"),
    "0.1 LAW": ("CHLDADOPT", "CHLDADOPT", "CHLDADOPT"),
    "M": ("WIFE", "HUSB", "SPS"),
    "1.0 M": ("STPMTH", "STPFTH", "STPPRN"),
    "M 0.1": ("STPCHLD", "STPCHLD", "STPCHLD"),
    "1.0 M 0.1": ("STPSIS", "STPBRO", "STPSIB"),
    "M 1.0": ("MTHINLAW", "FTHINLAW", "PRNINLAW"),
    "0.1 M": ("DAUINLAW", "SONINLAW", "CHLDINLAW"),
    "M 1.1": ("SISINLAW", "BROINLAW", "SIBINLAW"),
    "1.1 M": ("SISINLAW", "BROINLAW", "SIBINLAW"),
    "M 1.1 M": ("SISINLAW", "BROINLAW", "SIBINLAW"),
    "FOSTER+": ("MTHFOST", "FTHFOST", "PRNFOST"),
    "FOSTER-": ("CHLDFOST", "CHLDFOST", "CHLDFOST"),
    "STEP+": ("STPMTH", "STPFTH", "STPPRN"),
    "STEP-": ("STPCHLD", "STPCHLD", "STPCHLD"),
    "STEP+ 0.1": ("STPSIS", "STPBRO", "STPSIB"),
    "1.0 STEP-": ("STPSIS", "STPBRO", "STPSIB"),
}
"""HL7 v3 RoleCode by shape; `x-` are ours (domain.md §5.1). HL7 has none for what is not here."""
OVER = {"M": ("FMRSPS", "FMRSPS", "FMRSPS")}
PARTNER = {"M": ("SIGOTHR", "SIGOTHR", "SIGOTHR")}


@dataclass(frozen=True)
class Named:
    """A line in words. `code`: HL7's, or ours, or None. `side`: MATERNAL, PATERNAL, BOTH or NA, by the parent through
    whom it goes up. `sentence`: the words and through whom, by the names given."""

    words: str
    code: str | None
    side: str


def named(pedigree: Pedigree, line: Line) -> Named:
    """What the last one of a line is to the first."""
    return Named(words_of(pedigree, line), code_of(pedigree, line), side_of(pedigree, line))


def words_of(pedigree: Pedigree, line: Line) -> str:
    """ "half-sister", "second cousin once removed", "stepfather's mother"."""
    if len(line.parts) == 1 and isinstance(line.parts[0], Descent):
        return _part_words(pedigree, line.parts[0])
    over = any(isinstance(part, Joint) and not part.current for part in line.parts)
    marks = " ".join(part.mark for part in line.parts)
    if marks in NAMED and marks != "M":
        return ("former " if over else "") + _sexed(NAMED[marks], pedigree, line.people[-1])
    return "'s ".join(_chain(pedigree, line.parts))


def _chain(pedigree: Pedigree, parts: tuple[Part, ...]) -> list[str]:
    if " ".join(part.mark for part in parts[:2]) in BEGINNINGS and len(parts) > 2:
        return [words_of(pedigree, Line(parts[:2])), *_chain(pedigree, parts[2:])]
    if " ".join(part.mark for part in parts[-2:]) in ENDINGS and len(parts) > 2:
        return [*_chain(pedigree, parts[:-2]), words_of(pedigree, Line(parts[-2:]))]
    return [_part_words(pedigree, part) for part in parts]


def _part_words(pedigree: Pedigree, part: Part) -> str:
    if isinstance(part, Descent):
        return descent_words(part, _place(pedigree, part.people[-1]))
    if part.mark != "M":
        return _sexed(NAMED[part.mark], pedigree, part.people[1])
    spouse = _sexed(SPOUSE, pedigree, part.people[1]) if part.union == MARRIED else "partner"
    return spouse if part.current else f"former {spouse}"


def descent_words(line: Descent, sex: int) -> str:
    """`sex`: the place in the tables, 0 female, 1 male, 2 unknown."""
    up, down, by_law = line.up, line.down, line.basis == LAW
    if (up, down) == (1, 0) and by_law:
        return f"adoptive {PARENT[sex]}"
    if (up, down) == (0, 1) and by_law:
        return f"adopted {CHILD[sex]}"
    words = _plain(up, down, sex)
    if line.whole == HALF and not by_law:
        words = f"half-{words}" if down == up == 1 else f"half {words}"
    return f"{words} by adoption" if by_law else words


def _plain(up: int, down: int, sex: int) -> str:
    if not down:
        return _far(up, PARENT[sex])
    if not up:
        return _far(down, CHILD[sex])
    if up == 1 or down == 1:
        more = max(up, down) - 2
        if more < 0:
            return SIBLING[sex]
        return " or ".join(_greats(more) + word for word in (AUNT if down == 1 else NIECE)[sex].split(" or "))
    nearest, apart = min(up, down) - 1, abs(up - down)
    ordinal = ORDINALS[nearest] if nearest < len(ORDINALS) else f"{nearest}th"
    return f"{ordinal} cousin{TIMES[apart] if apart < len(TIMES) else f' {apart} times removed'}"


def _far(generations: int, word: str) -> str:
    return word if generations == 1 else f"{_greats(generations - 2)}grand{word}"


def _greats(count: int) -> str:
    """great-great-…; from five on by their number."""
    return "great-" * count if count < 5 else f"{count}-times-great-"


def code_of(pedigree: Pedigree, line: Line) -> str | None:
    """HL7's code of this line, by sex, side and half; ours where HL7 has none; None where neither has."""
    marks = " ".join(part.mark for part in line.parts)
    sex = _place(pedigree, line.people[-1])
    first = line.parts[0]
    if marks == "M" and isinstance(first, Joint):
        table = OVER if not first.current else {} if first.union == MARRIED else PARTNER
        return table.get(marks, CODES[marks])[sex]
    if any(isinstance(part, Joint) and not part.current for part in line.parts):
        return None
    if isinstance(first, Descent) and len(line.parts) == 1:
        if first.basis == LAW:
            marks = f"{marks} LAW"
        elif first.whole == HALF and f"{marks} HALF" in CODES:
            marks = f"{marks} HALF"
        sided = f"{marks} {side_of(pedigree, line)}"
        marks = sided if sided in CODES else marks
    return CODES[marks][sex] if marks in CODES else None


def side_of(pedigree: Pedigree, line: Line) -> str:
    """The side of the first parent on the way up; BOTH for children of one couple and whoever descends from them."""
    first = line.parts[0]
    if not isinstance(first, Descent) or not first.up:
        return "NA"
    if first.up == 1 and first.down and first.whole == FULL:
        return "BOTH"
    return {"FEMALE": "MATERNAL", "MALE": "PATERNAL"}.get(pedigree.sexes.get(first.people[1], ""), "NA")


def stated_marks(role: str) -> frozenset[str]:
    """The shapes that a stated role may be: those of its neutral code. None for what is no shape ("cousin", which may
    be of any degree, and kin by choice)."""
    group = KIN_ROLES[role].group
    shapes = {
        " ".join(word for word in marks.split() if word not in ("MATERNAL", "PATERNAL", "LAW"))
        for marks, three in CODES.items()
        for code in three
        if KIN_ROLES[code].group == group and code != "EXT"
    }
    return frozenset() if group in ("COUSN", "EXT") else frozenset(shapes)


def _place(pedigree: Pedigree, person: str) -> int:
    return {"FEMALE": 0, "MALE": 1}.get(pedigree.sexes.get(person, ""), 2)


def _sexed(three: Three, pedigree: Pedigree, person: str) -> str:
    return three[_place(pedigree, person)]


assert all(code in KIN_ROLES for three in (*CODES.values(), *OVER.values(), *PARTNER.values()) for code in three)
