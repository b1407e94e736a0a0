"""What each symbol of a picture means, how it is drawn, and where that comes from. The legend prints these rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

MCGOLDRICK = "McGoldrick, Gerson, Petry: Genograms, Assessment and Intervention"
HARTMAN = "Hartman: Diagrammatic Assessment of Family Relationships (the ecomap)"
OURS = "our own: the standard has none"


@dataclass(frozen=True)
class Symbol:
    """One symbol. `strokes`: how many lines side by side; `dash`: lengths drawn and left out; `form`: STRAIGHT, ZIGZAG,
    BROKEN (a gap with two bars) or REPAIRED (a ring in the gap); `marks`: bars across the middle."""

    code: str
    sentence: str
    source: str
    strokes: int = 1
    dash: tuple[float, ...] = ()
    form: str = "STRAIGHT"
    marks: int = 0
    width: float = 1.4
    ink: str = "#1f2933"


_DASHED, _DOTTED, _DASH_DOT = (7.0, 4.0), (1.6, 3.6), (8.0, 3.0, 1.6, 3.0)
_WARM, _COOL, _RED, _GREY = "#23784b", "#3b6ea8", "#b3261e", "#8a94a0"
_ROWS = (
    # people
    Symbol("SQUARE", "Male", MCGOLDRICK),
    Symbol("CIRCLE", "Female", MCGOLDRICK),
    Symbol("DIAMOND", "Sex not known, or another", "widespread; McGoldrick writes a question mark"),
    Symbol("FOCAL", "Double outline: whom the picture is about", MCGOLDRICK),
    Symbol("DEAD", "Cross: died", MCGOLDRICK),
    # parents and children
    Symbol("BIRTH", "Child by birth", MCGOLDRICK),
    Symbol("ADOPTED", "Adopted child", MCGOLDRICK, dash=_DASHED),
    Symbol("FOSTERED", "Foster child", MCGOLDRICK, dash=_DOTTED),
    Symbol("STEP", "Stepchild, or a partner's child", OURS, dash=_DASH_DOT),
    Symbol("PUTATIVE", "Child as believed: not established", OURS, dash=(3.0, 3.0)),
    # unions
    Symbol("MARRIED", "Married", MCGOLDRICK, width=1.8),
    Symbol("COHABITING", "Living together", MCGOLDRICK, dash=_DOTTED, width=1.8),
    Symbol("UNION", "A couple, of what kind is not known", OURS, dash=(10.0, 3.0), width=1.8),
    Symbol("SEPARATED", "Separated", MCGOLDRICK, marks=1, width=1.8),
    Symbol("DISSOLVED", "Divorced, or no couple any more", MCGOLDRICK, marks=2, width=1.8),
    # other ties as stated
    Symbol("SIBLINGS", "Siblings as stated; no shared parent on file", OURS),
    Symbol("STATED", "Kin as stated; who is between is not on file", OURS, width=1.0, ink=_GREY),
    Symbol("CHOSEN", "Kin by choice, godparents, friends", OURS, dash=(2.0, 4.0), width=1.0, ink=_GREY),
    Symbol("GUARDIAN", "Guardian", OURS, dash=(1.6, 2.4), width=1.2, ink="#7a5195"),
    # between two people, as somebody said
    Symbol("CLOSE", "Close", MCGOLDRICK, strokes=2, ink=_WARM),
    Symbol("FUSED", "Fused", MCGOLDRICK, strokes=3, ink=_WARM),
    Symbol("CONFLICT", "Conflict", MCGOLDRICK, form="ZIGZAG", ink=_RED),
    Symbol("DISTANT", "Distant", MCGOLDRICK, dash=_DOTTED, ink=_COOL),
    Symbol("CUTOFF", "Cut off", MCGOLDRICK, form="BROKEN", ink=_COOL),
    Symbol("CUTOFF_REPAIRED", "Cut off once, in contact again", MCGOLDRICK, form="REPAIRED", ink=_COOL),
    Symbol("ABUSIVE", "Abuse, as stated; by whom is not drawn", MCGOLDRICK, strokes=2, form="ZIGZAG", ink=_RED),
    Symbol("STRONG", "Strong; no tone was said", HARTMAN, width=3.0, ink=_WARM),
    Symbol("MODERATE", "Moderate; no tone was said", HARTMAN, width=1.6, ink=_WARM),
    Symbol("WEAK", "Weak; no tone was said", HARTMAN, dash=(4.0, 3.0), width=1.0, ink=_COOL),
    # ecomap
    Symbol("HOUSEHOLD", "Large circle: who lives together", HARTMAN),
    Symbol("AGENCY", "Small circle: an agency, with its last contact", HARTMAN),
    Symbol("PLAIN", "In contact; nobody said how close", HARTMAN, ink=_GREY),
)
SYMBOLS: Mapping[str, Symbol] = MappingProxyType({row.code: row for row in _ROWS})
"""In the order of the legend."""
UNTOLD = frozenset({"ABUSIVE"})
"""Of what these say a page names nobody who said it: it may be the child, and the page goes to the family's meeting."""
QUESTIONED = "A question mark on a line: somebody questioned the tie, and nobody has cleared it yet."
SEXES = MappingProxyType({"MALE": "SQUARE", "FEMALE": "CIRCLE"})
TONES = frozenset({"CLOSE", "FUSED", "CONFLICT", "DISTANT", "CUTOFF", "CUTOFF_REPAIRED", "ABUSIVE"})
CLOSENESS = MappingProxyType(
    {"VERY_STRONG": "STRONG", "STRONG": "STRONG", "MODERATE": "MODERATE", "WEAK": "WEAK", "VERY_WEAK": "WEAK"}
)
PARENTHOODS = MappingProxyType({"ADOPTP": "ADOPTED", "PRNFOST": "FOSTERED", "STPPRN": "STEP", "x-PRNPARTNER": "STEP"})
"""Neutral role of a parent → how the child's line is drawn; by birth where the role is not here."""
CATEGORIES = MappingProxyType(
    {
        "MARRIED": "MARRIED",
        "CIVIL_UNION": "MARRIED",
        "COMMON_LAW": "COHABITING",
        "DOMESTIC_PARTNERSHIP": "COHABITING",
    }
)
ENDED = MappingProxyType({"SEPARATED": "SEPARATED", "DISSOLVED": "DISSOLVED"})


def quality_of(closeness: str, tone: str) -> str | None:
    """How what was said between two people is drawn: the tone where one was said, else the closeness; None: neither."""
    return tone if tone in TONES else CLOSENESS.get(closeness)


def legend(codes: Iterable[str]) -> tuple[Symbol, ...]:
    """The rows of these symbols, in the order of the table."""
    used = frozenset(codes)
    return tuple(row for row in _ROWS if row.code in used)
