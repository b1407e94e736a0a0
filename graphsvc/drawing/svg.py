"""A scene as SVG: one file that refers to nothing outside itself. Whatever comes from records is text, never markup."""

from collections.abc import Iterable
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from graphsvc.drawing.nouns import Point
from graphsvc.drawing.scene import PAPER, Mark, Part, Round, Scene, Stroke

FAMILY = "Roboto, 'Helvetica Neue', Arial, sans-serif"
ALLOWED = frozenset("\t\n")


def svg_of(scene: Scene) -> str:
    """The picture as text."""
    size = {"width": _number(scene.width), "height": _number(scene.height)}
    view = f"0 0 {size['width']} {size['height']}"
    said = {
        "xmlns": "http://www.w3.org/2000/svg",
        "version": "1.1",
        "role": "img",
        "viewBox": view,
        "font-family": FAMILY,
    }
    root = Element("svg", said | size)
    SubElement(root, "title").text = plain(scene.title)
    SubElement(root, "desc").text = plain(scene.description)
    SubElement(root, "rect", {**size, "fill": PAPER})
    for part in scene.parts:
        _part(root, part)
    return tostring(root, encoding="unicode") + "\n"


def ids(values: Iterable[str]) -> str:
    """Several ids in one attribute, apart by spaces; whatever else stands in an id is written as in addresses."""
    return " ".join(quote(value, safe="-_.:~") for value in values)


def plain(text: str) -> str:
    """The text without what XML cannot hold."""
    return "".join(c for c in text if c in ALLOWED or " " <= c < "\ud800" or "\udfff" < c < "\ufffe" or c > "\uffff")


def _part(root: Element, part: Part) -> None:
    group = SubElement(root, "g", {"class": part.role, **{f"data-{name}": plain(value) for name, value in part.data}})
    if part.title:
        SubElement(group, "title").text = plain(part.title)
    for mark in part.marks:
        _mark(group, mark)


def _mark(group: Element, mark: Mark) -> None:
    if isinstance(mark, Stroke):
        said = {"d": _path(mark.points, closed=mark.fill is not None), "fill": mark.fill or "none"}
        SubElement(group, "path", said | _pen(mark.width, mark.ink, mark.dash))
    elif isinstance(mark, Round):
        said = {"cx": _number(mark.x), "cy": _number(mark.y), "r": _number(mark.radius), "fill": mark.fill or "none"}
        SubElement(group, "circle", said | _pen(mark.width, mark.ink, mark.dash))
    else:
        said = {"x": _number(mark.x), "y": _number(mark.y), "font-size": _number(mark.size), "fill": mark.ink}
        bold = {"font-weight": "bold"} if mark.bold else {}
        SubElement(group, "text", {**said, "text-anchor": mark.anchor, **bold}).text = plain(mark.text)


def _pen(width: float, ink: str, dash: tuple[float, ...]) -> dict[str, str]:
    said = {"stroke": ink, "stroke-width": _number(width), "stroke-linejoin": "round"}
    return said | ({"stroke-dasharray": " ".join(map(_number, dash))} if dash else {})


def _path(points: tuple[Point, ...], *, closed: bool) -> str:
    steps = [f"{_number(x)} {_number(y)}" for x, y in points]
    return f"M{' L'.join(steps)}{' Z' if closed else ''}"


def _number(value: float) -> str:
    return f"{round(value, 2):g}"
