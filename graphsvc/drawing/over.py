"""Lines laid over a picture: from symbol to symbol, bent out of the way of everybody else."""

from collections.abc import Iterable, Mapping
from math import hypot

from graphsvc.drawing.nouns import Point
from graphsvc.drawing.places import CELL, FOOT, HALF

BENDS = (0.0, 0.12, -0.12, 0.22, -0.22, 0.34, -0.34, 0.48, -0.48, 0.65, -0.65)
"""How far a line may bend, as a part of its length; the first that meets the fewest people is taken."""
OVER_ROW = (0.35, 0.5, 0.7)
UNDER_ROW = (FOOT + 26.0, FOOT + 56.0)
"""The same for two of one row: over the heads between, or under the words."""
REACH = HALF + 5.0
STEPS = 18
BESIDE = 15.0
"""Between two lines of the same two people."""


def laid_over(middle: Mapping[str, Point], a: str, b: str, number: int = 0) -> tuple[Point, ...]:
    """The way from one to the other. `number`: how many lines between the two there are already."""
    start, end = middle[a], middle[b]
    others = [(place, who in (a, b)) for who, place in sorted(middle.items())]
    far = hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    if start[1] == end[1]:
        up = -1.0 if end[0] > start[0] else 1.0
        over = [up * (bend * min(far, 3 * CELL) + BESIDE * number) for bend in OVER_ROW]
        bends = [*over, *(-up * (bend + BESIDE * number) for bend in UNDER_ROW)]
    else:
        bends = [bend * far + BESIDE * number * (-1 if number % 2 else 1) for bend in BENDS]
    ways = [_bent(start, end, bend) for bend in bends]
    return min(ways, key=lambda way: (_met(way, others), ways.index(way)))


def _bent(start: Point, end: Point, bend: float) -> tuple[Point, ...]:
    """A parabola whose middle stands so far beside the straight line, from edge to edge of the symbols."""
    far = hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    nx, ny = (start[1] - end[1]) / far, (end[0] - start[0]) / far
    cx, cy = (start[0] + end[0]) / 2 + nx * bend * 2, (start[1] + end[1]) / 2 + ny * bend * 2
    points = []
    for step in range(STEPS * 2 + 1):
        t = step / (STEPS * 2)
        x = (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * cx + t * t * end[0]
        y = (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * cy + t * t * end[1]
        points.append((round(x, 1), round(y, 1)))
    free = [p for p in points if _apart(p, start) >= REACH and _apart(p, end) >= REACH]
    return tuple(free if len(free) > 1 else (start, end))


def _apart(a: Point, b: Point) -> float:
    return hypot(a[0] - b[0], a[1] - b[1])


def _met(way: Iterable[Point], others: Iterable[tuple[Point, bool]]) -> int:
    """How many points of a way lie on somebody else, or on the words below anybody."""
    boxes = [(x, y + HALF if own else y - HALF - 3, y + FOOT - 12) for (x, y), own in others]
    return sum(abs(x - px) < CELL / 2 - 8 and top < y < foot for x, y in way for px, top, foot in boxes)
