"""A genogram: where everybody stands and every line, and the page that is made of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from graphsvc.drawing.family import CHILD, COUPLE, SIBLING, Family, Tied, family_of
from graphsvc.drawing.nouns import Bond, Drawing, Figure, Line, Placed, Point
from graphsvc.drawing.over import laid_over
from graphsvc.drawing.places import CELL, HALF, Places, places_of
from graphsvc.drawing.scene import (
    FONT,
    INK,
    PAPER,
    SOFT,
    Mark,
    Part,
    Round,
    Scene,
    Stroke,
    Words,
    along,
    length_of,
    strokes,
    wrapped,
)
from graphsvc.drawing.svg import ids
from graphsvc.drawing.symbols import QUESTIONED, SEXES, SYMBOLS, UNTOLD, Symbol, legend, quality_of

QUALITY = "QUALITY"
EDGE, HEAD = 24.0, 64.0
ROOM = 6.0
"""Around lines, for their width."""
LEGEND_ROW, LEGEND_COLUMN, SAMPLE = 19.0, 285.0, 40.0
LEAST_WIDTH = 620.0
LINE, SMALL = 10.5, 9.0


@dataclass(frozen=True)
class Caption:
    """What stands around a picture: what it is, of which day, where it comes from, and what must be said with it."""

    title: str
    about: str
    source: str
    note: str


def genogram(figures: Iterable[Figure], bonds: Iterable[Bond], focal: str) -> Drawing:
    """The picture of a family: each tie on one line; whatever was said between two people on another, or on the same
    where that line stands for nothing else."""
    family = family_of(figures, bonds, focal)
    places = places_of(family, {who: HALF + 8 + LINE * len(_words(each)) for who, each in family.figures.items()})
    people = tuple(
        Placed(figure, family.generations[who], places.order[who], *places.middle[who], _symbols(figure, who == focal))
        for who, figure in family.figures.items()
    )
    lines = tuple(line for at, tie in enumerate(family.ties) for line in _lines(family, places, at, tie))
    reading = sorted(people, key=lambda each: (each.generation, each.order))
    return _framed(Drawing(tuple(reading), lines, places.width, places.height))


def _framed(drawn: Drawing) -> Drawing:
    """The same, moved and made larger so that no line laid over leaves it."""
    points = [point for line in drawn.lines for point in line.points]
    left, top = -min((x - ROOM for x, _ in points), default=0.0), -min((y - ROOM for _, y in points), default=0.0)
    left, top = max(left, 0.0), max(top, 0.0)
    right, foot = max((x + ROOM for x, _ in points), default=0.0), max((y + ROOM for _, y in points), default=0.0)
    return Drawing(
        tuple(replace(each, x=round(each.x + left, 1), y=round(each.y + top, 1)) for each in drawn.people),
        tuple(replace(line, points=_moved(line.points, left, top)) for line in drawn.lines),
        round(max(drawn.width, right) + left, 1),
        round(max(drawn.height, foot) + top, 1),
    )


def _symbols(figure: Figure, focal: bool) -> tuple[str, ...]:
    said = (SEXES.get(figure.sex, "DIAMOND"), "FOCAL" if focal else "", "DEAD" if figure.dead else "")
    return tuple(code for code in said if code)


def _lines(family: Family, places: Places, at: int, tie: Tied) -> Iterable[Line]:
    """The line of the tie, then one for each other way in which somebody said it goes between the two."""
    said: dict[str, list[Bond]] = {}
    for bond in tie.bonds:
        code = quality_of(bond.closeness, bond.tone)
        if code:
            said.setdefault(code, []).append(bond)
    hung = at in family.hung
    alone = not hung or (
        tie.kind not in (CHILD, COUPLE, SIBLING) and list(family.hung.values()).count(family.hung[at]) == 1
    )
    codes = sorted(said, key=lambda code: list(SYMBOLS).index(code))
    own = codes[0] if codes and alone else None
    points = places.ways[at] if hung else laid_over(places.middle, tie.a, tie.b)
    yield _line(tie, tie.kind, tie.bonds, points, own, said.get(own or "", ()))
    for number, code in enumerate((code for code in codes if code != own), int(not hung)):
        over = laid_over(places.middle, tie.a, tie.b, number)
        yield _line(tie, QUALITY, said[code], over, code, said[code])


def _line(
    tie: Tied, kind: str, bonds: Iterable[Bond], points: tuple[Point, ...], quality: str | None, said: Iterable[Bond]
) -> Line:
    held = tuple(bond.id for bond in bonds)
    latest = max(said, key=lambda bond: (bond.said_on or date.min, bond.id), default=None)
    return Line(
        id=f"{kind}-{held[0]}",
        kind=kind,
        a=tie.a,
        b=tie.b,
        ties=held,
        symbol=tie.symbol,
        words=tie.words,
        points=points,
        quality=quality,
        closeness=latest.closeness if latest else "UNKNOWN",
        tone=latest.tone if latest else "UNKNOWN",
        said_on=latest.said_on if latest else None,
        said_by=latest.said_by if latest else None,
        questioned=tie.questioned,
    )


# ---- the page ------------------------------------------------------------------------------------------------------


def page(drawing: Drawing, caption: Caption, day: date) -> Scene:
    """The finished page: `day` is the one as of which ages are told."""
    width = max(drawing.width + 2 * EDGE, LEAST_WIDTH)
    left = (width - drawing.width) / 2
    top = HEAD + 20.0
    names = {each.figure.id: each.figure.title for each in drawing.people}
    moved = [_moved(line.points, left, top) for line in drawing.lines]
    drawn = sorted(
        zip(drawing.lines, moved, strict=True), key=lambda pair: pair[0].kind == QUALITY or bool(pair[0].quality)
    )
    body = [
        *(_line_part(line, points, names) for line, points in drawn),
        *(_person_part(each, left + each.x, top + each.y, day) for each in drawing.people),
    ]
    used = {code for each in drawing.people for code in each.symbols}
    used |= {line.quality or line.symbol for line in drawing.lines}
    foot, height = legend_part(
        used, any(line.questioned for line in drawing.lines), width, top + drawing.height + 24, caption
    )
    description = f"{len(drawing.people)} people, {len(drawing.lines)} lines. {caption.about}"
    return Scene(width, height, caption.title, description, (heading(caption, width), *body, *foot))


def heading(caption: Caption, width: float) -> Part:
    """The title and the day."""
    marks = (
        Words(EDGE, 32, caption.title, 17, "start", True),
        Words(EDGE, 50, caption.about, FONT, "start", ink=SOFT),
        Stroke(((EDGE, 60), (width - EDGE, 60)), 0.8, "#cbd2d9"),
    )
    return Part("heading", marks)


def _moved(points: tuple[Point, ...], left: float, top: float) -> tuple[Point, ...]:
    return tuple((round(x + left, 1), round(y + top, 1)) for x, y in points)


def _line_part(line: Line, points: tuple[Point, ...], names: Mapping[str, str]) -> Part:
    data = (
        ("kind", line.kind),
        ("a", ids([line.a])),
        ("b", ids([line.b])),
        ("ties", ids(line.ties)),
        ("symbol", line.symbol),
        *((("quality", line.quality),) if line.quality else ()),
    )
    symbol = SYMBOLS[line.quality or line.symbol]
    if line.quality and line.kind == QUALITY:
        data = tuple((name, value) for name, value in data if name != "symbol")
    marks: tuple[Mark, ...] = strokes(points, symbol)
    if line.questioned and line.kind != QUALITY:
        (x, y), (_nx, _ny) = along(points, length_of(points) / 2)
        marks = (*marks, Round(x, y, 7, 1.0, SOFT), Words(x, y + 4, "?", 11, bold=True, ink=SOFT))
    return Part("line", marks, data, sentence(line, names))


def sentence(line: Line, names: Mapping[str, str]) -> str:
    """What a line says, in words."""
    first = f"{names[line.a]} and {names[line.b]}: {line.words}"
    if not line.quality:
        return f"{first}."
    by = f", said {line.said_by}" if line.said_by and line.quality not in UNTOLD else ""
    on = f", {line.said_on.isoformat()}" if line.said_on else ""
    return f"{first}. {SYMBOLS[line.quality].sentence}{by}{on}."


def _person_part(placed: Placed, x: float, y: float, day: date) -> Part:
    figure = placed.figure
    data = (("id", ids([figure.id])), ("generation", str(placed.generation)), ("order", str(placed.order)))
    marks = (
        *person_marks(placed.symbols, x, y),
        *_inside(figure, x, y, day),
        *_below(figure, x, y, "FOCAL" in placed.symbols),
    )
    return Part("person", marks, data, figure.title)


def person_marks(symbols: Iterable[str], x: float, y: float, half: float = HALF) -> tuple[Mark, ...]:
    """The symbol of a person around that point."""
    codes = set(symbols)
    rings = (half, half - 4.0) if "FOCAL" in codes else (half,)
    marks: list[Mark] = []
    for size in rings:
        if "CIRCLE" in codes:
            marks.append(Round(x, y, size))
        else:
            marks.append(Stroke(_corners("DIAMOND" in codes, x, y, size), 1.4, INK, fill=PAPER))
    if "DEAD" in codes:
        reach = half * (0.707 if "CIRCLE" in codes else 0.5 if "DIAMOND" in codes else 1.0)
        marks += [Stroke(((x - reach, y - by), (x + reach, y + by)), 1.1) for by in (reach, -reach)]
    return tuple(marks)


def _corners(diamond: bool, x: float, y: float, half: float) -> tuple[Point, ...]:
    if diamond:
        return ((x, y - half), (x + half, y), (x, y + half), (x - half, y), (x, y - half))
    half -= 1.5  # a square looks larger than a circle of its width
    return (
        (x - half, y - half),
        (x + half, y - half),
        (x + half, y + half),
        (x - half, y + half),
        (x - half, y - half),
    )


def _inside(figure: Figure, x: float, y: float, day: date) -> tuple[Mark, ...]:
    """The age: today's, or at death."""
    until = figure.died or (None if figure.dead else day)
    if figure.born is None or until is None or until < figure.born:
        return ()
    years = until.year - figure.born.year - ((until.month, until.day) < (figure.born.month, figure.born.day))
    return (Words(x, y + 4.5, str(years), 13),)


def _below(figure: Figure, x: float, y: float, focal: bool) -> tuple[Mark, ...]:
    """The name, what they are to whom the picture is about, and the years."""
    return tuple(
        Words(
            x, y + HALF + 12 + LINE * at, text, FONT if name else SMALL, bold=focal and name, ink=INK if name else SOFT
        )
        for at, (text, name) in enumerate(_words(figure))
    )


def _words(figure: Figure) -> list[tuple[str, bool]]:
    """At most four lines, each with whether it is the name."""
    lines = [(text, True) for text in wrapped(figure.title, CELL - 14, FONT, 2)]
    if figure.relation:
        lines += [(text, False) for text in wrapped(figure.relation, CELL - 8, SMALL, 2)]
    if figure.born or figure.dead:
        born = str(figure.born.year) if figure.born else "?"
        lines.append((f"{born}\N{EN DASH}{figure.died.year if figure.died else '?' if figure.dead else ''}", False))
    return lines[:4]


def legend_part(
    codes: Iterable[str], questioned: bool, width: float, top: float, caption: Caption
) -> tuple[tuple[Part, ...], float]:
    """(what stands below a picture, the height of the page): the symbols used, the source line, what must be said."""
    rows = legend(codes)
    columns = max(int((width - 2 * EDGE) / LEGEND_COLUMN), 1)
    each = -(-len(rows) // columns) or 1
    marks: list[Mark] = [Stroke(((EDGE, top), (width - EDGE, top)), 0.8, "#cbd2d9")]
    for at, row in enumerate(rows):
        x, y = EDGE + (at // each) * LEGEND_COLUMN, top + 20 + (at % each) * LEGEND_ROW
        marks += [*_sample(row, x, y), Words(x + SAMPLE + 10, y + 4, row.sentence, FONT, "start")]
    y = top + 20 + each * LEGEND_ROW + 6
    texts = [*((QUESTIONED,) if questioned else ()), caption.source, caption.note]
    said = [line for text in texts if text for line in wrapped(text, width - 2 * EDGE, 9.5, 4)]
    words = tuple(Words(EDGE, y + 13 * at, text, 9.5, "start", ink=SOFT) for at, text in enumerate(said))
    return (Part("legend", tuple(marks)), Part("source", words)), y + 13 * len(said) + 12


def _sample(symbol: Symbol, x: float, y: float) -> tuple[Mark, ...]:
    """The symbol itself, small."""
    middle = x + SAMPLE / 2
    if symbol.code in ("SQUARE", "CIRCLE", "DIAMOND"):
        return person_marks((symbol.code,), middle, y, 7.5)
    if symbol.code in ("FOCAL", "DEAD"):
        return person_marks(("SQUARE", symbol.code), middle, y, 7.5)
    if symbol.code in ("HOUSEHOLD", "AGENCY"):
        return (Round(middle, y, 8.0 if symbol.code == "HOUSEHOLD" else 5.0),)
    return strokes(((x, y), (x + SAMPLE, y)), symbol)
