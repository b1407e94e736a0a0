"""Families drawn by Hypothesis, and what is asked of their pictures."""

from datetime import date
from itertools import pairwise, permutations, product
from math import factorial, prod
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

from hypothesis import strategies as st

from graphsvc.drawing.family import Family
from graphsvc.drawing.levels import Web
from graphsvc.drawing.nouns import GUARDIAN, KIN, UNION, Bond, Drawing, Figure, Point
from graphsvc.drawing.order import crossings
from graphsvc.model.codes import CODES
from graphsvc.model.kin import KIN_ROLES

ROLES = tuple(role for role in KIN_ROLES if role not in ("FRND", "NBOR", "ROOM"))
SAID: Any = st.sampled_from(("UNKNOWN", "UNKNOWN", *CODES["tone"]))


@st.composite
def families(draw: Any, most: int = 14) -> tuple[list[Figure], list[Bond], str]:
    """Anybody tied to anybody in any role, loops and contradictions included."""
    people = [f"p{n}" for n in range(draw(st.integers(1, most)))]
    sex = st.sampled_from(("MALE", "FEMALE", ""))
    figures = [
        Figure(who, f"Given{who} Exemplard", draw(sex), date(1950 + n, 1, 1), dead=draw(st.booleans()))
        for n, who in enumerate(people)
    ]
    ends = st.tuples(st.sampled_from(people), st.sampled_from(people))
    kind = st.sampled_from((KIN, KIN, KIN, UNION, GUARDIAN))
    bonds = [
        Bond(f"t{n}", draw(kind), *draw(ends), draw(st.sampled_from(ROLES)), tone=draw(SAID), questioned=n % 7 == 6)
        for n in range(draw(st.integers(0, 2 * most)))
    ]
    return figures, bonds, people[0]


@st.composite
def pedigrees(draw: Any, most: int = 9) -> tuple[list[Figure], list[Bond], str]:
    """Couples and their children, and who marries among them."""
    figures: list[Figure] = []
    bonds: list[Bond] = []

    def born(sex: str, year: int) -> Figure:
        figures.append(Figure(f"p{len(figures)}", f"Given{len(figures)} Exemplard", sex, date(year, 1, 1)))
        return figures[-1]

    def tied(type_: str, a: Figure, b: Figure, role: str = "") -> None:
        bonds.append(Bond(f"t{len(bonds)}", type_, a.id, b.id, role, category="MARRIED"))

    single = [born(sex, 1940) for sex in ("MALE", "FEMALE") for _ in range(draw(st.integers(1, 2)))]
    for year in (1965, 1990):
        men = [each for each in single if each.sex == "MALE"]
        women = [each for each in single if each.sex == "FEMALE"]
        couples = draw(
            st.lists(st.tuples(st.sampled_from(men or single), st.sampled_from(women or single)), max_size=3)
        )
        single = []
        for man, woman in dict.fromkeys(couples):
            if man is woman or len(figures) >= most:
                continue
            tied(UNION, man, woman)
            for _ in range(draw(st.integers(0, 2))):
                if len(figures) < most:
                    child = born(draw(st.sampled_from(("MALE", "FEMALE"))), year)
                    tied(KIN, man, child, "FTH")
                    tied(KIN, woman, child, "MTH")
                    single.append(child)
        if len(single) < 2:
            break
    return figures, bonds, figures[0].id


def fewest(web: Web, most: int) -> int | None:
    """The least crossings of all orders there are; None where there are too many to try."""
    if prod(factorial(len(level)) for level in web.levels) > most:
        return None
    return min(crossings(levels, web.edges) for levels in product(*(permutations(level) for level in web.levels)))


def overlapping(drawing: Drawing) -> list[tuple[str, str]]:
    """Pairs of people whose symbols or names lie on each other."""
    people = drawing.people
    return [
        (a.figure.id, b.figure.id)
        for n, a in enumerate(people)
        for b in people[n + 1 :]
        if abs(a.x - b.x) < 104 and abs(a.y - b.y) < 85
    ]


def crossed(family: Family, ways: dict[int, tuple[Point, ...]]) -> list[tuple[int, int]]:
    """Pairs of hanging lines of different hubs that run across each other, touching ends apart."""
    steps = [(at, a, b) for at, way in ways.items() for a, b in pairwise(way)]
    return [
        (one, other)
        for n, (one, a, b) in enumerate(steps)
        for other, c, d in steps[n + 1 :]
        if family.hung[one] != family.hung[other] and _across(a, b, c, d)
    ]


NS = "{http://www.w3.org/2000/svg}"


def read_back(text: str) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """(kind, people, ties) of every line of a picture, from its text alone."""
    groups = [group.attrib for group in ElementTree.fromstring(text).iter(f"{NS}g") if group.get("class") == "line"]
    return sorted(
        (
            said["data-kind"],
            tuple(sorted(unquote(said[f"data-{end}"]) for end in "ab")),
            tuple(sorted(map(unquote, said["data-ties"].split()))),
        )
        for said in groups
    )


def _across(a: Point, b: Point, c: Point, d: Point) -> bool:
    if a[0] == b[0] and c[1] == d[1]:
        a, b, c, d = c, d, a, b
    if a[1] != b[1] or c[0] != d[0]:
        return False
    left, right, high, low = *sorted((a[0], b[0])), *sorted((c[1], d[1]))
    return left + 0.2 < c[0] < right - 0.2 and high + 0.2 < a[1] < low - 0.2
