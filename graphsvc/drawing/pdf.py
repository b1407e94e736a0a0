"""A scene as a page of PDF, by reportlab with the fonts of font-roboto. The same scene gives the same bytes.

Roboto has Latin, Greek and Cyrillic letters with all their marks. A letter that it lacks is printed as a box: the SVG
has it.
"""

from functools import cache
from io import BytesIO
from typing import Any

from font_roboto import font_files
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import landscape, letter, portrait
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from graphsvc.drawing.scene import Mark, Round, Scene, Stroke

MARGIN = 28.0
PLAIN, BOLD = "Roboto", "Roboto-Bold"


def pdf_of(*scenes: Scene) -> bytes:
    """Each scene a page of US letter, turned and made smaller where that is needed."""
    _fonts()
    out = BytesIO()
    canvas: Any = Canvas(out, invariant=1, pageCompression=1)
    canvas.setTitle(scenes[0].title)
    canvas.setSubject(scenes[0].description)
    canvas.setCreator("graphsvc")
    canvas.setAuthor("")
    for scene in scenes:
        _page(canvas, scene)
    canvas.save()
    return out.getvalue()


@cache
def _fonts() -> None:
    registerFont(TTFont(PLAIN, font_files["Roboto"]))
    registerFont(TTFont(BOLD, font_files["RobotoBold"]))


def _page(canvas: Any, scene: Scene) -> None:
    page = landscape(letter) if scene.width > scene.height else portrait(letter)
    scale = min((page[0] - 2 * MARGIN) / scene.width, (page[1] - 2 * MARGIN) / scene.height, 1.0)
    canvas.setPageSize(page)
    canvas.translate(MARGIN, page[1] - MARGIN)
    canvas.scale(scale, -scale)  # y grows downward, as in SVG
    canvas.setLineJoin(1)
    for part in scene.parts:
        for mark in part.marks:
            _mark(canvas, mark)
    canvas.showPage()


def _mark(canvas: Any, mark: Mark) -> None:
    if isinstance(mark, Stroke):
        _pen(canvas, mark)
        path = canvas.beginPath()
        path.moveTo(*mark.points[0])
        for point in mark.points[1:]:
            path.lineTo(*point)
        if mark.fill:
            path.close()
        canvas.drawPath(path, stroke=1, fill=int(mark.fill is not None))
    elif isinstance(mark, Round):
        _pen(canvas, mark)
        canvas.circle(mark.x, mark.y, mark.radius, stroke=1, fill=int(mark.fill is not None))
    else:
        canvas.saveState()
        canvas.translate(mark.x, mark.y)
        canvas.scale(1, -1)
        canvas.setFont(BOLD if mark.bold else PLAIN, mark.size)
        canvas.setFillColor(HexColor(mark.ink))
        {"start": canvas.drawString, "middle": canvas.drawCentredString, "end": canvas.drawRightString}[mark.anchor](
            0, 0, mark.text
        )
        canvas.restoreState()


def _pen(canvas: Any, mark: Stroke | Round) -> None:
    canvas.setStrokeColor(HexColor(mark.ink))
    canvas.setLineWidth(mark.width)
    canvas.setDash(list(mark.dash) or [])
    if mark.fill:
        canvas.setFillColor(HexColor(mark.fill))
