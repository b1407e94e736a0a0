"""Kinship in sentences: what a line runs through, what a tie says, how a whole answer is put."""

from collections.abc import Iterable, Mapping, Sequence

from graphsvc.catalogue import Row
from graphsvc.kinship.descent import HALF
from graphsvc.kinship.lines import Line
from graphsvc.model.kin import KIN_ROLES
from graphsvc.model.person import NAMELESS
from graphsvc.model.ties import TIE_WORDS

HOW = (
    "Lines are worked out from parents, unions, adoption and fostering that are proven or stated and not contested, "
    "nearest first; what was only stated stands beside them."
)
FIXED = "Built from what is shared with you. Before a first contact, run the screen."
NOT_UNRELATED = "No known tie does not say that two people are unrelated."
CUT = "More is on file than was looked at: the furthest lines may be missing."
NOTHING_PRESUMED = "Whose death is not on file is neither living nor dead for it."
NO_TIE = "no known tie"
SAME_PARENT = {"FEMALE": "same mother", "MALE": "same father"}


def tie_sentence(row: Row, names: Mapping[str, str]) -> str:
    """The tie as stored, in its own direction: "Ada Exemplard is the mother of Ben Exemplard."."""
    role = KIN_ROLES[row["role"]].words if row["role"] in KIN_ROLES else "relative"
    a, b = (names.get(row[end], NAMELESS) for end in ("a", "b"))
    return TIE_WORDS[row["type"]].format(a=a, b=b, role=role, group="") + "."


def line_sentence(
    line: Line, words: str, common: Sequence[str], names: Mapping[str, str], sexes: Mapping[str, str]
) -> str:
    """ "second cousin once removed, through Ada and Abel"; "half-sister, same mother"; "mother"."""
    only = line.parts[0]
    if len(line.parts) == 1 and line.degree == 2 and getattr(only, "whole", "") == HALF:
        return f"{words}, {SAME_PARENT.get(sexes.get(common[0], ''), 'same parent')}"
    through = common if len(line.parts) == 1 and common else line.people[1:-1]
    return f"{words}, through {listed(names.get(each, NAMELESS) for each in through)}" if through else words


def listed(words: Iterable[str]) -> str:
    """ "Ada", "Ada and Abel", "Ada, Abel and Ben"."""
    every = list(words)
    return " and ".join([", ".join(every[:-1]), every[-1]]) if len(every) > 1 else "".join(every)


def summary(words: Iterable[str]) -> str:
    """ "wife, and first cousin": everything that the other one is, each once, nearest first."""
    every = list(dict.fromkeys(words))
    return ", and ".join(every) if every else NO_TIE
