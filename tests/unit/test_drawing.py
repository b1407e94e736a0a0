"""Genograms: nobody on anybody, every tie on a line and every line a tie, no crossing where none is needed, and the
page as SVG and PDF."""

import time
from collections import Counter
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from graphsvc.drawing.family import family_of
from graphsvc.drawing.genogram import Caption, genogram, page, sentence
from graphsvc.drawing.levels import web_of
from graphsvc.drawing.nouns import KIN, UNION, Bond, Figure, Line
from graphsvc.drawing.order import crossings
from graphsvc.drawing.pdf import pdf_of
from graphsvc.drawing.places import places_of
from graphsvc.drawing.svg import svg_of
from graphsvc.drawing.symbols import SYMBOLS, legend, quality_of
from graphsvc.model.codes import CODES
from tests.families import crossed, families, fewest, overlapping, pedigrees, read_back

DAY = date(2026, 4, 20)
CAPTION = Caption("Family of Dre Exemplard", "As of 2026-04-20.", "From statements of EOHHS.", "Run the screen.")
NS = "{http://www.w3.org/2000/svg}"
Given = tuple[list[Figure], list[Bond], str]


def svg(given_: Given) -> str:
    return svg_of(page(genogram(*given_), CAPTION, DAY))


@settings(max_examples=120, deadline=None)
@given(families())
def test_nobody_stands_on_anybody_and_every_tie_is_drawn_once(family: Given) -> None:
    figures, bonds, focal = family
    drawing = genogram(figures, bonds, focal)
    real = [bond for bond in bonds if bond.a != bond.b]
    assert overlapping(drawing) == []
    assert sorted(each.figure.id for each in drawing.people) == sorted(figure.id for figure in figures)
    assert all(0 < each.x < drawing.width and 0 < each.y < drawing.height for each in drawing.people)
    assert Counter(tie for line in drawing.lines if line.kind != "QUALITY" for tie in line.ties) == Counter(
        bond.id for bond in real
    )
    said = {bond.id: quality_of(bond.closeness, bond.tone) for bond in real}
    own = [line for line in drawing.lines if line.quality]
    assert {(tie, line.quality) for line in own for tie in line.ties if said[tie] == line.quality} == {
        (tie, code) for tie, code in said.items() if code
    }
    assert all({line.a, line.b} == {bond.a, bond.b} for line in drawing.lines for bond in real if bond.id in line.ties)
    assert all(len(line.points) >= 2 for line in drawing.lines)


@settings(max_examples=25, deadline=None)
@given(families())
def test_the_same_family_is_drawn_alike_whatever_order_it_comes_in(family: Given) -> None:
    figures, bonds, focal = family
    assert svg(family) == svg((figures[::-1], bonds[::-1], focal))


@settings(max_examples=60, deadline=None)
@given(pedigrees())
def test_no_line_crosses_another_where_none_needs_to(family: Given) -> None:
    made = family_of(*family)
    web = web_of(made)
    least = fewest(web, 3_000)
    found = crossings(web.levels, web.edges)
    assert least is None or (found == 0) == (least == 0)
    if not found:
        assert crossed(made, dict(places_of(made).ways)) == []


@settings(max_examples=25, deadline=None)
@given(families())
def test_what_is_read_back_from_the_picture_is_what_was_drawn(family: Given) -> None:
    drawing = genogram(*family)
    assert read_back(svg(family)) == sorted(
        (line.kind, tuple(sorted((line.a, line.b))), tuple(sorted(line.ties))) for line in drawing.lines
    )


HOSTILE = "<script>alert('x')</script>&\"\x00\x1b\ud800]]><image href='http://x.example/'/>"


def test_what_records_hold_is_text_in_a_picture_and_nothing_refers_outside() -> None:
    figures = [Figure('a b"<&', HOSTILE, "MALE", DAY), Figure("c", HOSTILE, relation=HOSTILE)]
    text = svg((figures, [Bond("t 1 & <2>", KIN, 'a b"<&', "c", "FTH", tone="CONFLICT", said_by=HOSTILE)], "c"))
    root = ElementTree.fromstring(text)
    assert {each.tag.removeprefix(NS) for each in root.iter()} <= {
        "svg", "title", "desc", "rect", "g", "path", "circle", "text",
    }  # fmt: skip
    assert not any("href" in name or "style" in name for each in root.iter() for name in each.attrib)
    assert {ties for _, _, ties in read_back(text)} == {("t 1 & <2>",)}
    assert pdf_of(page(genogram(figures, [], "c"), CAPTION, DAY)).startswith(b"%PDF")


def sixty() -> Given:
    """Four generations of sixty people: each couple has children, each of whom marries somebody from outside."""
    figures = [Figure("p0", "Given0 Exemplard", "MALE"), Figure("p1", "Given1 Exemplard", "FEMALE")]
    bonds = [Bond("u0", UNION, "p0", "p1", category="MARRIED")]
    couples, at = [(0, 1)], 0
    while len(figures) + 4 <= 60:
        man, woman = couples[at]
        for _ in range(2):
            child, spouse = len(figures), len(figures) + 1
            figures += [Figure(f"p{n}", f"Given{n} Exemplard", sex) for n, sex in ((child, "MALE"), (spouse, "FEMALE"))]
            bonds += [
                Bond(f"f{child}", KIN, f"p{man}", f"p{child}", "FTH", tone="CLOSE"),
                Bond(f"m{child}", KIN, f"p{woman}", f"p{child}", "MTH", tone="CONFLICT"),
                Bond(f"u{child}", UNION, f"p{child}", f"p{spouse}", category="MARRIED"),
            ]
            couples.append((child, spouse))
        at += 1
    return figures, bonds, "p0"


def test_sixty_people_are_drawn_in_under_a_second_without_a_crossing() -> None:
    family = sixty()
    made = family_of(*family)
    web = web_of(made)
    assert crossings(web.levels, web.edges) == 0 and crossed(made, dict(places_of(made).ways)) == []
    began = time.process_time()
    scene = page(genogram(*family), CAPTION, DAY)
    text, binary = svg_of(scene), pdf_of(scene)
    assert time.process_time() - began < 1.0
    assert len(text) < 300_000 and len(binary) < 120_000
    assert binary == pdf_of(scene)


def test_each_symbol_says_what_it_means_and_where_it_comes_from() -> None:
    assert all(row.sentence and row.source for row in SYMBOLS.values())
    assert [row.code for row in legend({"CLOSE", "SQUARE"})] == ["SQUARE", "CLOSE"]
    drawn = {quality_of("UNKNOWN", tone) for tone in CODES["tone"]} | {
        quality_of(c, "UNKNOWN") for c in CODES["closeness"]
    }
    assert drawn - {None} <= SYMBOLS.keys()


@pytest.mark.parametrize(
    ("closeness", "tone", "code"),
    [("STRONG", "CONFLICT", "CONFLICT"), ("VERY_WEAK", "UNKNOWN", "WEAK"), ("UNKNOWN", "UNKNOWN", None)],
)
def test_the_tone_is_drawn_where_one_was_said_else_the_closeness(closeness: str, tone: str, code: str | None) -> None:
    assert quality_of(closeness, tone) == code


@pytest.mark.parametrize(
    ("quality", "said"),
    [
        ("CLOSE", "Lena and Marcus: aunt. Close, said Marcus, 2026-04-10."),
        ("ABUSIVE", "Lena and Marcus: aunt. Abuse, as stated; by whom is not drawn, 2026-04-10."),
    ],
)
def test_a_page_names_nobody_who_said_that_there_is_abuse(quality: str, said: str) -> None:
    line = Line(
        "l", "STATED", "a", "b", ("k",), "STATED", "aunt", quality=quality, said_on=date(2026, 4, 10), said_by="Marcus"
    )
    assert sentence(line, {"a": "Lena", "b": "Marcus"}) == said
