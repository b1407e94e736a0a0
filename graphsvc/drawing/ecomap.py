"""An ecomap: who lives together in the middle, and around them people and agencies, each on a line to the middle."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from math import ceil, cos, pi, sin

from graphsvc.drawing.genogram import EDGE, HEAD, LEAST_WIDTH, Caption, heading, legend_part, person_marks
from graphsvc.drawing.nouns import Figure, Point
from graphsvc.drawing.places import HALF
from graphsvc.drawing.scene import FONT, INK, SOFT, Mark, Part, Round, Scene, Words, strokes, wrapped
from graphsvc.drawing.svg import ids
from graphsvc.drawing.symbols import SEXES, SYMBOLS, UNTOLD

MEMBER_WIDE, MEMBER_HIGH = 96.0, 82.0
AGENCY = 28.0
CELL, REACH = 116.0, 118.0
"""Width of what stands around, and from the edge of the circle to its middle."""
ONE_RING = 12
"""With more around, every second one stands further out."""


@dataclass(frozen=True)
class Around:
    """Somebody, or an agency, beside the household. `figure`: None for an agency; `symbol`: how the line is drawn."""

    id: str
    title: str
    words: str
    symbol: str
    ties: tuple[str, ...] = ()
    figure: Figure | None = None
    said_on: date | None = None
    said_by: str | None = None
    last_on: date | None = None


@dataclass(frozen=True)
class Spot:
    """Somebody of the household, or around it, where they stand."""

    id: str
    x: float
    y: float


@dataclass(frozen=True)
class Ecomap:
    """A whole ecomap. `members` and `around` in reading order, each with its spot; the circle's middle and radius."""

    members: tuple[tuple[Figure, Spot], ...]
    around: tuple[tuple[Around, Spot], ...]
    middle: Point
    radius: float
    size: float


def ecomap(members: Iterable[Figure], around: Iterable[Around], focal: str) -> Ecomap:
    """The places: the one it is about first in the circle, the others around from the top, clockwise."""
    inside = sorted(members, key=lambda each: (each.id != focal, each.born or date.max, each.id))
    outside = tuple(around)
    columns = ceil(len(inside) ** 0.5)
    rows = ceil(len(inside) / max(columns, 1))
    radius = round(max(62.0, ((columns * MEMBER_WIDE) ** 2 + (rows * MEMBER_HIGH) ** 2) ** 0.5 / 2 + 6), 1)
    rings = 1 if len(outside) <= ONE_RING else 2
    ring = max(radius + REACH, CELL * len(outside) / rings / (2 * pi))
    half = round(ring + (rings - 1) * REACH + CELL / 2 + 20, 1)
    spots = []
    for at, each in enumerate(outside):
        far, turn = ring + (at % rings) * REACH, 2 * pi * at / len(outside)
        spots.append((each, Spot(each.id, round(half + far * sin(turn), 1), round(half - far * cos(turn), 1))))
    seats = []
    for at, figure in enumerate(inside):
        row, column = divmod(at, columns)
        there = min(columns, len(inside) - row * columns)
        x = half + (column - (there - 1) / 2) * MEMBER_WIDE
        seats.append((figure, Spot(figure.id, round(x, 1), round(half + (row - (rows - 1) / 2) * MEMBER_HIGH - 9, 1))))
    return Ecomap(tuple(seats), tuple(spots), (half, half), radius, 2 * half)


def symbols_in(drawn: Ecomap, focal: str) -> frozenset[str]:
    """What its legend must explain."""
    people = [figure for figure, _ in drawn.members] + [each.figure for each, _ in drawn.around if each.figure]
    codes = {code for figure in people for code in person_symbols(figure, focal)}
    agencies = {"AGENCY"} if any(each.figure is None for each, _ in drawn.around) else set()
    return frozenset({"HOUSEHOLD", *codes, *agencies, *(each.symbol for each, _ in drawn.around)})


def person_symbols(figure: Figure, focal: str) -> tuple[str, ...]:
    """How somebody is drawn."""
    said = (
        SEXES.get(figure.sex, "DIAMOND"),
        "FOCAL" if figure.id == focal else "",
        "DEAD" if figure.dead else "",
    )
    return tuple(code for code in said if code)


def ecomap_page(drawn: Ecomap, focal: str, caption: Caption) -> Scene:
    """The finished page."""
    width = max(drawn.size + 2 * EDGE, LEAST_WIDTH)
    left, top = (width - drawn.size) / 2, HEAD + 12
    middle = (drawn.middle[0] + left, drawn.middle[1] + top)
    lines = [_line(each, Spot(s.id, s.x + left, s.y + top), middle, drawn.radius, focal) for each, s in drawn.around]
    circle = Part("household", (Round(*middle, drawn.radius, 1.8, fill="#f6f8fa"),))
    inside = [_person(figure, "", s.x + left, s.y + top, focal, up=False) for figure, s in drawn.members]
    outside = [_around(each, s.x + left, s.y + top, focal, up=s.y < drawn.middle[1] - 20) for each, s in drawn.around]
    foot, height = legend_part(symbols_in(drawn, focal), False, width, top + drawn.size + 8, caption)
    said = f"{len(inside)} in the household, {len(outside)} around it. {caption.about}"
    parts = (heading(caption, width), *lines, circle, *inside, *outside, *foot)
    return Scene(width, height, caption.title, said, parts)


def _line(each: Around, spot: Spot, middle: Point, radius: float, focal: str) -> Part:
    """From the edge of the circle to whoever stands around it."""
    dx, dy = spot.x - middle[0], spot.y - middle[1]
    far = (dx * dx + dy * dy) ** 0.5
    own = (HALF if each.figure else AGENCY) + 5
    points = tuple(
        (round(middle[0] + dx * part / far, 1), round(middle[1] + dy * part / far, 1)) for part in (radius, far - own)
    )
    data = (("kind", "AROUND"), ("a", ids([focal])), ("b", ids([each.id])), ("ties", ids(each.ties)),
            ("symbol", each.symbol))  # fmt: skip
    by = f", said {each.said_by}" if each.said_by and each.symbol not in UNTOLD else ""
    on = f", {each.said_on.isoformat()}" if each.said_on else ""
    return Part("line", strokes(points, SYMBOLS[each.symbol]), data, f"{each.title}: {each.words}{by}{on}.")


def _around(each: Around, x: float, y: float, focal: str, *, up: bool) -> Part:
    """Words stand on the far side of the line: above the symbol in the upper half."""
    if each.figure:
        return _person(each.figure, each.words, x, y, focal, up=up)
    last = f"last {each.last_on.isoformat()}" if each.last_on else ""
    texts = [*wrapped(each.words, CELL - 8, 9.0, 2), *((last,) if last else ())]
    size = 9.5 if len(each.title) < 8 else 7.5
    name = wrapped(each.title, AGENCY * 2.1, size, 2)
    marks: tuple[Mark, ...] = (
        Round(x, y, AGENCY, 1.4, INK),
        *(Words(x, y + 3.5 + 10 * (at - (len(name) - 1) / 2), text, size, bold=True) for at, text in enumerate(name)),
        *_words([Words(x, 0, text, 9.0, ink=SOFT) for text in texts], y, AGENCY, up=up),
    )
    return Part("agency", marks, (("id", ids([each.id])),), each.title)


def _person(figure: Figure, words: str, x: float, y: float, focal: str, *, up: bool) -> Part:
    names = wrapped(figure.title, MEMBER_WIDE - 4, FONT, 2)
    said = [
        *(Words(x, 0, text, FONT, bold=figure.id == focal) for text in names),
        *(Words(x, 0, text, 9.0, ink=SOFT) for text in (wrapped(words, CELL - 8, 9.0, 2) if words else ())),
    ]
    marks = (*person_marks(person_symbols(figure, focal), x, y), *_words(said, y, HALF, up=up))
    return Part("person", marks, (("id", ids([figure.id])),), figure.title)


def _words(lines: list[Words], y: float, half: float, *, up: bool) -> tuple[Words, ...]:
    """Lines one under the other, below a symbol or above it."""
    first = y - half - 6 - 10.5 * (len(lines) - 1) if up else y + half + 12
    return tuple(replace(line, y=round(first + 10.5 * at, 1)) for at, line in enumerate(lines))
