"""What a finished picture is made of: strokes, shapes and words, grouped in parts that say what they stand for."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from math import hypot

from graphsvc.drawing.nouns import Point
from graphsvc.drawing.symbols import Symbol

INK, SOFT, PAPER = "#1f2933", "#5b6670", "#ffffff"
FONT = 10.5
CHAR = 0.56
"""Width of a character as a part of its height, on average and a little more."""


@dataclass(frozen=True)
class Stroke:
    """A line through points. `fill`: a colour where it is a closed shape."""

    points: tuple[Point, ...]
    width: float = 1.2
    ink: str = INK
    dash: tuple[float, ...] = ()
    fill: str | None = None


@dataclass(frozen=True)
class Round:
    """A circle."""

    x: float
    y: float
    radius: float
    width: float = 1.4
    ink: str = INK
    fill: str | None = PAPER
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Words:
    """One line of text; `y` is its base line; `anchor`: start, middle or end."""

    x: float
    y: float
    text: str
    size: float = FONT
    anchor: str = "middle"
    bold: bool = False
    ink: str = INK


Mark = Stroke | Round | Words


@dataclass(frozen=True)
class Part:
    """Some marks that stand for one thing. `data`: what it is, for whoever reads it back; `title`: in words."""

    role: str
    marks: tuple[Mark, ...]
    data: tuple[tuple[str, str], ...] = ()
    title: str = ""


@dataclass(frozen=True)
class Scene:
    """A whole page. `title` and `description` are for those who cannot see it."""

    width: float
    height: float
    title: str
    description: str
    parts: tuple[Part, ...]


def wrapped(text: str, width: float, size: float, lines: int) -> tuple[str, ...]:
    """The text in at most so many lines of that width; what is too long ends in an ellipsis."""
    most = max(int(width / (size * CHAR)), 4)
    found = [""]
    for word in text.split():
        longer = f"{found[-1]} {word}".strip()
        if len(longer) <= most or not found[-1]:
            found[-1] = longer
        else:
            found.append(word)
    if len(found) > lines:
        found = [*found[: lines - 1], " ".join(found[lines - 1 :])]
    return tuple(line if len(line) <= most else line[: most - 1].rstrip() + "…" for line in found)


# ---- lines in the manner of a symbol -------------------------------------------------------------------------------


def strokes(points: tuple[Point, ...], symbol: Symbol) -> tuple[Mark, ...]:
    """A line through these points, drawn as the symbol says."""
    if symbol.form in ("BROKEN", "REPAIRED"):
        return _broken(points, symbol)
    way = _zigzag(points) if symbol.form == "ZIGZAG" else points
    offsets = [(n - (symbol.strokes - 1) / 2) * 3.4 for n in range(symbol.strokes)]
    lines = (Stroke(beside(way, by) if by else way, symbol.width, symbol.ink, symbol.dash) for by in offsets)
    return (*lines, *_bars(points, symbol))


def beside(points: tuple[Point, ...], by: float) -> tuple[Point, ...]:
    """The same way, so far to its left."""
    normals = [_normal(a, b) for a, b in itertools.pairwise(points)]
    found = []
    for at, (x, y) in enumerate(points):
        near = normals[max(at - 1, 0) : at + 1] or normals[:1]
        nx, ny = sum(n[0] for n in near) / len(near), sum(n[1] for n in near) / len(near)
        stretch = max(nx * nx + ny * ny, 0.25)
        found.append((round(x + by * nx / stretch, 1), round(y + by * ny / stretch, 1)))
    return tuple(found)


def _normal(a: Point, b: Point) -> Point:
    length = hypot(b[0] - a[0], b[1] - a[1]) or 1.0
    return (a[1] - b[1]) / length, (b[0] - a[0]) / length


def length_of(points: tuple[Point, ...]) -> float:
    """How long a way is."""
    return sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in itertools.pairwise(points))


def along(points: tuple[Point, ...], far: float) -> tuple[Point, Point]:
    """(the point so far along the way, the direction to its left there)."""
    for a, b in itertools.pairwise(points):
        step = hypot(b[0] - a[0], b[1] - a[1])
        if far <= step and step:
            return (a[0] + (b[0] - a[0]) * far / step, a[1] + (b[1] - a[1]) * far / step), _normal(a, b)
        far -= step
    return points[-1], _normal(points[-2], points[-1])


def _zigzag(points: tuple[Point, ...]) -> tuple[Point, ...]:
    whole = length_of(points)
    count = max(int(whole / 7), 2)
    found = [points[0]]
    for n in range(1, count):
        (x, y), (nx, ny) = along(points, whole * n / count)
        by = 4.0 if n % 2 else -4.0
        found.append((round(x + nx * by, 1), round(y + ny * by, 1)))
    return (*found, points[-1])


def _broken(points: tuple[Point, ...], symbol: Symbol) -> tuple[Mark, ...]:
    """A gap in the middle with a bar on each side; where it was repaired, a ring in the gap."""
    whole = length_of(points)
    middle, gap = whole / 2, min(7.0, whole / 5)
    halves = (_stretch(points, 0.0, middle - gap), _stretch(points, middle + gap, whole))
    bars = tuple(_bar(points, middle + by, symbol) for by in (-gap, gap))
    (x, y), _ = along(points, middle)
    ring = (Round(round(x, 1), round(y, 1), 4.0, 1.4, symbol.ink),) if symbol.form == "REPAIRED" else ()
    return (*(Stroke(half, symbol.width, symbol.ink) for half in halves), *bars, *ring)


def _stretch(points: tuple[Point, ...], start: float, end: float) -> tuple[Point, ...]:
    found, far = [], 0.0
    for a, b in itertools.pairwise(points):
        step = hypot(b[0] - a[0], b[1] - a[1])
        if start < far < end:
            found.append(a)
        far += step
    first, last = along(points, start)[0], along(points, end)[0]
    return tuple((round(x, 1), round(y, 1)) for x, y in (first, *found, last))


def _bar(points: tuple[Point, ...], far: float, symbol: Symbol, lean: float = 0.0) -> Stroke:
    (x, y), (nx, ny) = along(points, far)
    dx, dy = nx * 6 + ny * lean, ny * 6 - nx * lean
    ends = ((round(x + dx, 1), round(y + dy, 1)), (round(x - dx, 1), round(y - dy, 1)))
    return Stroke(ends, symbol.width, symbol.ink)


def _bars(points: tuple[Point, ...], symbol: Symbol) -> Iterable[Mark]:
    middle = length_of(points) / 2
    return (_bar(points, middle + (n - (symbol.marks - 1) / 2) * 6, symbol, lean=3.0) for n in range(symbol.marks))
