"""A page with rows to work through: a heading, a box and a line of words for each row, and what must be said below."""

from collections.abc import Iterable
from dataclasses import dataclass

from graphsvc.drawing.genogram import Caption
from graphsvc.drawing.scene import FONT, SOFT, Mark, Part, Scene, Stroke, Words, wrapped

WIDTH, HEIGHT = 556.0, 736.0
"""US letter without its margins."""
TOP, STEP, INDENT = 74.0, 12.0, 26.0
FOOT = 44.0
HAIR = "#cbd2d9"


@dataclass(frozen=True)
class SheetRow:
    """One row. `id`: whom it is about; `group`: the heading it stands under; `lines`: each in full below the first."""

    id: str
    group: str
    title: str
    beside: str
    lines: tuple[str, ...]
    boxes: tuple[str, ...] = ()


def sheet(rows: Iterable[SheetRow], caption: Caption, empty: str) -> tuple[Scene, int]:
    """The page, and how many of the rows are on it: from the first that would run into the foot on none is."""
    parts = [_head(caption)]
    y, group, placed = TOP, "", 0
    for row in rows:
        under = Part("group", (Words(0, y + 12, row.group, 10, "start", True, SOFT),))
        made, after = _row(row, y if row.group == group else y + 20)
        if after > HEIGHT - FOOT:
            break
        parts += [made] if row.group == group else [under, made]
        y, group, placed = after, row.group, placed + 1
    if not placed:
        parts.append(Part("empty", (Words(0, y + 14, empty, FONT, "start"),)))
    said = [line for text in (caption.source, caption.note) for line in wrapped(text, WIDTH, 9.0, 3)]
    foot = tuple(Words(0, HEIGHT - 12 * (len(said) - at), text, 9.0, "start", ink=SOFT) for at, text in enumerate(said))
    parts.append(
        Part(
            "source",
            (Stroke(((0, HEIGHT - 12 * len(said) - 16), (WIDTH, HEIGHT - 12 * len(said) - 16)), 0.6, HAIR), *foot),
        )
    )
    return Scene(WIDTH, HEIGHT, caption.title, caption.about, tuple(parts)), placed


def _head(caption: Caption) -> Part:
    marks = (
        Words(0, 20, caption.title, 17, "start", True),
        Words(0, 38, caption.about, FONT, "start", ink=SOFT),
        Stroke(((0, 50), (WIDTH, 50)), 1.0, HAIR),
    )
    return Part("heading", marks)


def _row(row: SheetRow, y: float) -> tuple[Part, float]:
    box = ((2, y + 4), (14, y + 4), (14, y + 16), (2, y + 16), (2, y + 4))
    marks: list[Mark] = [
        Stroke(box, 1.0),
        Words(INDENT, y + 14, row.title, 11.5, "start", True),
        Words(WIDTH, y + 14, row.beside, 9.5, "end", ink=SOFT),
    ]
    y += 17
    for text in (line for each in row.lines if each for line in wrapped(each, WIDTH - INDENT, 9.5, 2)):
        y += STEP
        marks.append(Words(INDENT, y, text, 9.5, "start"))
    if row.boxes:
        y += STEP + 3
        for at, text in enumerate(row.boxes):
            x = INDENT + at * (WIDTH - INDENT) / len(row.boxes)
            marks += [
                Stroke(((x, y - 7), (x + 7, y - 7), (x + 7, y), (x, y), (x, y - 7)), 0.8, SOFT),
                Words(x + 12, y, text, 8.5, "start", ink=SOFT),
            ]
    y += 9
    marks.append(Stroke(((0, y), (WIDTH, y)), 0.5, HAIR))
    return Part("row", tuple(marks), (("id", row.id),), row.title), y + 3
