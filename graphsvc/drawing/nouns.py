"""What a picture of a family is made of: people and ties in, places and lines out."""

from dataclasses import dataclass
from datetime import date

Point = tuple[float, float]
KIN, UNION, GUARDIAN = "KIN_OF", "UNION_WITH", "GUARDIAN_OF"


@dataclass(frozen=True)
class Figure:
    """A person to draw. `sex`: FEMALE or MALE, else not known. `dead`: a death is on file, dated or not. `relation`:
    what they are to whom the picture is about, where that is stated."""

    id: str
    title: str
    sex: str = ""
    born: date | None = None
    died: date | None = None
    dead: bool = False
    relation: str = ""


@dataclass(frozen=True)
class Bond:
    """A tie as stated, `a` its stored start. `said_on` and `said_by`: of its closeness and tone."""

    id: str
    type: str
    a: str
    b: str
    role: str = ""
    basis: str = ""
    category: str = ""
    status: str = ""
    side: str = ""
    closeness: str = "UNKNOWN"
    tone: str = "UNKNOWN"
    said_on: date | None = None
    said_by: str | None = None
    said_as: str = ""
    owner: str = ""
    questioned: bool = False


@dataclass(frozen=True)
class Placed:
    """A person in a picture: `generation` from the oldest, 0; `order` from the left, 0; `x`, `y`: of the symbol."""

    figure: Figure
    generation: int
    order: int
    x: float
    y: float
    symbols: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A line of a picture, from `a` to `b`. `ties`: the ids of what it draws; `kind`: CHILD, UNION, SIBLING, STATED,
    GUARDIAN or QUALITY; `symbol`: how the tie is drawn; `quality`: how what was said of it is drawn, if any was."""

    id: str
    kind: str
    a: str
    b: str
    ties: tuple[str, ...]
    symbol: str
    words: str
    points: tuple[Point, ...] = ()
    quality: str | None = None
    closeness: str = "UNKNOWN"
    tone: str = "UNKNOWN"
    said_on: date | None = None
    said_by: str | None = None
    questioned: bool = False


@dataclass(frozen=True)
class Drawing:
    """A whole picture: the people in reading order, the lines, and its size in points."""

    people: tuple[Placed, ...]
    lines: tuple[Line, ...]
    width: float
    height: float
