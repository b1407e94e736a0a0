"""Fields about families as pictures: the data, and the finished page as SVG or PDF. A page that is asked for is logged
as printed, besides the look at its data."""

import asyncio
import base64
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any, TypeAlias
from zoneinfo import ZoneInfo

import strawberry

from graphsvc.api.base import Source, node_id, shaped
from graphsvc.api.context import Context, Info, carried
from graphsvc.api.enums import CODE, code_enum_of
from graphsvc.api.ids import key_of
from graphsvc.api.kinship import AsOf, PersonId
from graphsvc.api.paging import Window
from graphsvc.api.problems import Answer, Refusal, refusal
from graphsvc.api.reach_types import Relative
from graphsvc.drawing import nouns
from graphsvc.drawing.ecomap import Around, Spot, ecomap_page
from graphsvc.drawing.genogram import Caption, page
from graphsvc.drawing.pdf import pdf_of
from graphsvc.drawing.scene import Scene
from graphsvc.drawing.sheet import SheetRow, sheet
from graphsvc.drawing.svg import svg_of
from graphsvc.drawing.symbols import SYMBOLS
from graphsvc.model.answers import Basis, Problem, problem
from graphsvc.model.asker import Sight
from graphsvc.questions import ecomap, genogram, kinship, touchpoints
from graphsvc.questions.reach import answer, question
from graphsvc.questions.reach.sheet import ContactSheetAnswer as Sheet
from graphsvc.questions.reach.sheet import sheet_of

FORMAT = code_enum_of("PictureFormat", ("SVG", "PDF"), "As what a page is wanted.")
SYMBOL = code_enum_of("PictureSymbol", tuple(SYMBOLS), "A symbol of the legend.")
LINE_KIND = code_enum_of(
    "PictureLineKind",
    ("CHILD", "UNION", "SIBLING", "STATED", "GUARDIAN", "QUALITY"),
    "What a line stands for; QUALITY: what was said of how it goes between two people.",
)
MEDIA = {"SVG": "image/svg+xml", "PDF": "application/pdf"}
Format: TypeAlias = Annotated[str, strawberry.argument(description="SVG or PDF.", graphql_type=FORMAT.type)]
PlanId: TypeAlias = Annotated[
    strawberry.ID | None, strawberry.argument(description="Only whom this plan is to reach; left out: every band.")
]
PRINT = "PRINT"
"""What the audit log calls a page that left, after the field's name."""


@strawberry.type(description="A finished page. That it was asked for is on record as a printed copy.")
class PrintedPage:
    media_type: str = strawberry.field(description="Its media type.")
    text: str | None = strawberry.field(description="The SVG, which refers to nothing outside itself; null for a PDF.")
    base64: str | None = strawberry.field(description="The PDF; null for an SVG.")

    @classmethod
    def of(cls, scene: Scene, wanted: str) -> "PrintedPage":
        """The page in that format."""
        kind = getattr(wanted, "value", wanted)
        text = svg_of(scene) if kind == "SVG" else None
        binary = base64.b64encode(pdf_of(scene)).decode() if kind == "PDF" else None
        return cls(media_type=MEDIA[kind], text=text, base64=binary)


@strawberry.type(description="A symbol of a picture, as its legend says it.")
class Symbol:
    code: str = strawberry.field(graphql_type=SYMBOL.type, description="Which.")
    sentence: str = strawberry.field(description="What it means.")
    source: str = strawberry.field(description="Where the symbol comes from.")


@strawberry.type(description="A place in points, from the upper left corner of the drawing.")
class PicturePoint:
    x: float = strawberry.field(description="To the right.")
    y: float = strawberry.field(description="Down.")


@strawberry.type(description="Somebody in a genogram. Whoever is concealed is not here.")
class GenogramPerson:
    person_id: strawberry.ID = strawberry.field(description="Global id.")
    title: str = strawberry.field(description="What to call them, from visible names only.")
    relation: str | None = strawberry.field(description="What they are to whom it is about, where a tie says so.")
    sex: str = strawberry.field(graphql_type=CODE["sex"], description="As recorded, where records agree.")
    born_on: date | None = strawberry.field(description="Day of birth, if on file and unquestioned.")
    died_on: date | None = strawberry.field(description="Day of death; null: unknown, or no death is on file.")
    dead: bool = strawberry.field(description='Whether a death is on file; false is not "alive".')
    generation: int = strawberry.field(description="Row, 0 the oldest.")
    order: int = strawberry.field(description="Place in the row from the left, 0 first.")
    x: float = strawberry.field(description="Middle of the symbol.")
    y: float = strawberry.field(description="Middle of the symbol.")
    symbols: list[str] = strawberry.field(graphql_type=SYMBOL.list, description="How they are drawn.")

    @classmethod
    def from_model(cls, placed: nouns.Placed) -> "GenogramPerson":
        """The GraphQL view of somebody who was placed."""
        figure = placed.figure
        return shaped(
            cls,
            placed,
            person_id=node_id("Person", figure.id),
            title=figure.title,
            relation=figure.relation or None,
            sex=figure.sex or "UNKNOWN",
            born_on=figure.born,
            died_on=figure.died,
            dead=figure.dead,
            symbols=list(placed.symbols),
        )


@strawberry.type(description="A line of a genogram: a tie, or what was said of how it goes between two people.")
class GenogramLine:
    line_id: str = strawberry.field(description="Its id in this picture.")
    kind: str = strawberry.field(graphql_type=LINE_KIND.type, description="What it stands for.")
    from_id: strawberry.ID = strawberry.field(description="Global id of the one above, or the first.")
    to_id: strawberry.ID = strawberry.field(description="Global id of the other.")
    words: str = strawberry.field(description="The tie in plain words.")
    ties: list[strawberry.ID] = strawberry.field(description="Ids of the ties that it draws.")
    symbol: str = strawberry.field(graphql_type=SYMBOL.type, description="How the tie is drawn.")
    quality: str | None = strawberry.field(
        graphql_type=SYMBOL.maybe,
        description="How what was said is drawn; null: nothing was said, or another line says it.",
    )
    closeness: str = strawberry.field(graphql_type=CODE["closeness"], description="As stated latest.")
    tone: str = strawberry.field(graphql_type=CODE["tone"], description="As stated latest.")
    said_on: date | None = strawberry.field(description="Day that was stated.")
    said_by: str | None = strawberry.field(description="By whom, if the asker may know that.")
    questioned: bool = strawberry.field(
        description="Drawn with a question mark: the tie is no ground for anything yet."
    )
    points: list[PicturePoint] = strawberry.field(description="The way of the line.")
    sources: list[Source] = strawberry.field(description="Where its ties come from.")

    @classmethod
    def from_model(cls, line: nouns.Line, found: genogram.GenogramAnswer) -> "GenogramLine":
        """The GraphQL view of a line."""
        return shaped(
            cls,
            line,
            line_id=line.id,
            from_id=node_id("Person", line.a),
            to_id=node_id("Person", line.b),
            ties=[strawberry.ID(tie) for tie in line.ties],
            points=[PicturePoint(x=x, y=y) for x, y in line.points],
            sources=[Source.from_model(found.sources[tie]) for tie in line.ties],
        )


@strawberry.type(description="A family as a picture: places and lines, and the finished page.")
class GenogramAnswer(Answer):
    person_id: strawberry.ID = strawberry.field(description="Global id of whom it is about.")
    people: list[GenogramPerson] = strawberry.field(description="At most 100, by generation and from the left.")
    lines: list[GenogramLine] = strawberry.field(description="Every tie between them, each on one line.")
    symbols: list[Symbol] = strawberry.field(description="The legend: the symbols used here.")
    width: float = strawberry.field(description="Of the drawing, in points.")
    height: float = strawberry.field(description="Of the drawing, in points.")
    truncated: bool = strawberry.field(description="Whether there are more people than are drawn.")
    found: strawberry.Private[genogram.GenogramAnswer]

    @strawberry.field(description="The finished page, with legend, date and source line; logged as a printed copy.")
    def picture(self, info: Info, format: Format = "SVG") -> PrintedPage:
        info.context.note(f"genogram:{PRINT}", self.found)
        return PrintedPage.of(page(self.found.drawing, self.found.caption, self.found.basis.as_of), format)


GenogramResult: TypeAlias = Annotated[
    GenogramAnswer | Refusal, strawberry.union("GenogramResult", description="The family as a picture, or why not.")
]


@strawberry.type(description="Somebody of the household, in the middle of an ecomap.")
class EcomapMember:
    person_id: strawberry.ID = strawberry.field(description="Global id.")
    title: str = strawberry.field(description="What to call them, from visible names only.")
    x: float = strawberry.field(description="Middle of the symbol.")
    y: float = strawberry.field(description="Middle of the symbol.")


@strawberry.type(description="Somebody or an agency around the household, and the line that leads there.")
class EcomapAround:
    person_id: strawberry.ID | None = strawberry.field(description="Global id of a person; null: an agency.")
    agency: str | None = strawberry.field(description="Code of an agency; null: a person.")
    title: str = strawberry.field(description="What to call them.")
    words: str = strawberry.field(description="What they are to whom it is about.")
    symbol: str = strawberry.field(graphql_type=SYMBOL.type, description="How the line is drawn.")
    ties: list[strawberry.ID] = strawberry.field(description="Ids of the ties that it draws; none for an agency.")
    said_on: date | None = strawberry.field(description="Day on which it was said how it goes.")
    said_by: str | None = strawberry.field(description="By whom, if the asker may know that.")
    last_on: date | None = strawberry.field(description="Day of an agency's last contact that the asker may see.")
    x: float = strawberry.field(description="Middle of the symbol.")
    y: float = strawberry.field(description="Middle of the symbol.")
    sources: list[Source] = strawberry.field(description="Where the ties come from.")

    @classmethod
    def from_model(cls, each: Around, spot: Spot, found: ecomap.EcomapAnswer) -> "EcomapAround":
        """The GraphQL view of somebody around."""
        return shaped(
            cls,
            each,
            person_id=node_id("Person", each.id) if each.figure else None,
            agency=None if each.figure else each.title,
            ties=[strawberry.ID(tie) for tie in each.ties],
            x=spot.x,
            y=spot.y,
            sources=[Source.from_model(found.sources[tie]) for tie in each.ties],
        )


@strawberry.type(description="A household and what surrounds it, as a picture.")
class EcomapAnswer(Answer):
    person_id: strawberry.ID = strawberry.field(description="Global id of whom it is about.")
    household: list[EcomapMember] = strawberry.field(description="Who lives together, the one it is about first.")
    around: list[EcomapAround] = strawberry.field(description="At most 40: people, then agencies.")
    symbols: list[Symbol] = strawberry.field(description="The legend: the symbols used here.")
    radius: float = strawberry.field(description="Of the circle around the household, in points.")
    size: float = strawberry.field(description="Width and height of the drawing; its middle is the circle's.")
    truncated: bool = strawberry.field(description="Whether there is more around than is drawn.")
    found: strawberry.Private[ecomap.EcomapAnswer]

    @strawberry.field(description="The finished page, with legend, date and source line; logged as a printed copy.")
    def picture(self, info: Info, format: Format = "SVG") -> PrintedPage:
        info.context.note(f"ecomap:{PRINT}", self.found)
        return PrintedPage.of(ecomap_page(self.found.drawing, self.found.person, self.found.caption), format)


@strawberry.type(description="A page to take along: whom to contact for one person, today. No number is printed on it.")
class ContactSheetAnswer(Answer):
    person_id: strawberry.ID = strawberry.field(description="Global id of whom it is for.")
    rows: list[Relative] = strawberry.field(description="In the order of the bands, as many as one page holds.")
    more: bool = strawberry.field(description="Whether somebody had no room: ask again when these are done.")
    valid_until: datetime = strawberry.field(description="Throw it away after this moment, and ask again.")
    found: strawberry.Private[Sheet]

    @strawberry.field(description="The finished page; logged as a printed copy.")
    def picture(self, info: Info, format: Format = "SVG") -> PrintedPage:
        info.context.note(f"contactSheet:{PRINT}", self.found)
        return PrintedPage.of(sheet_page(self.found), format)


EMPTY = "Nobody stands in a band today."
BANDS = {"REACH_FIRST": "REACH FIRST", "REACH_NEXT": "REACH NEXT", "LEARN_MORE": "LEARN MORE FIRST"}
OUTCOMES = ("spoke: willing", "spoke: undecided", "spoke: declined", "no answer", "asked not to contact")


def fitting(found: Sheet) -> Sheet:
    """The same with those alone who have room on the page, and whether anybody has none."""
    placed = sheet([_sheet_row(each) for each in found.rows], _sheet_caption(found), EMPTY)[1]
    return replace(found, rows=found.rows[:placed], more=found.more or placed < len(found.rows))


def sheet_page(found: Sheet) -> Scene:
    """The page of a contact sheet of those who have room on it."""
    return sheet([_sheet_row(each) for each in found.rows], _sheet_caption(found), EMPTY)[0]


def _sheet_caption(found: Sheet) -> Caption:
    until = f"{found.valid_until:%Y-%m-%d %H:%M} UTC"
    more = " More people wait for a next sheet." if found.more else ""
    return Caption(
        f"Whom to contact for {found.name}",
        f"Made {found.printed_on.isoformat()}. Valid until {until}; then throw it away.",
        f"Numbers and addresses are looked up one by one, and each look is logged.{more}",
        genogram.NOTE,
    )


def _sheet_row(relative: answer.Relative) -> SheetRow:
    step = relative.first_step
    how = ", ".join(
        part
        for part in (
            step.mode.lower().replace("_", " ") if step and step.mode else "",
            f"in {step.language}" if step and step.language else "",
            "with an interpreter" if step and step.interpreter else "",
        )
        if part
    )
    routes = "; ".join(
        " ".join(part for part in (each.label or each.kind.lower(), each.best_times and f"({each.best_times})") if part)
        for each in relative.routes
    )
    return SheetRow(
        id=relative.id,
        group=BANDS[relative.band],
        title=relative.name,
        beside=relative.relation,
        lines=(
            f"{step.sentence}{f' ({how})' if how else ''}" if step else "",
            f"Plan ({relative.plan.state.lower()}): {relative.plan.words}" if relative.plan else "",
            f"Ways: {routes}." if routes else "No verified way is on file: find one.",
            f"Best time: {relative.best_next_time}" if relative.best_next_time else "",
            " ".join(each.sentence for each in relative.cautions),
        ),
        boxes=OUTCOMES,
    )


EcomapResult: TypeAlias = Annotated[
    EcomapAnswer | Refusal, strawberry.union("EcomapResult", description="The picture, or why not.")
]
ContactSheetResult: TypeAlias = Annotated[
    ContactSheetAnswer | Refusal, strawberry.union("ContactSheetResult", description="The page, or why not.")
]
PAGE = 100


@strawberry.type(description="Questions answered with pictures.")
class PicturesQuery:
    @strawberry.field(
        description="A person's family as a genogram, by McGoldrick's symbols, for whoever has her as a case."
    )
    async def genogram(self, info: Info, person: PersonId, as_of: AsOf = None) -> GenogramResult:
        context, key, day = info.context, key_of("Person", person), info.context.day(as_of)
        found = await context.answer(
            "genogram",
            lambda sight: genogram.read_genogram(
                context.graph, sight, context.site, person_id=sight.one(key), as_of=day
            ),
            about=key,
        )
        if isinstance(found, Problem):
            return refusal(found)
        drawing: Any = found.drawing
        return GenogramAnswer(
            person_id=node_id("Person", found.person),
            people=[GenogramPerson.from_model(each) for each in drawing.people],
            lines=[GenogramLine.from_model(each, found) for each in drawing.lines],
            symbols=[shaped(Symbol, each) for each in found.symbols],
            width=drawing.width,
            height=drawing.height,
            truncated=found.truncated,
            found=found,
            **carried(found),
        )

    @strawberry.field(description="A person's household and what surrounds it, as an ecomap.")
    async def ecomap(self, info: Info, person: PersonId, as_of: AsOf = None) -> EcomapResult:
        context, key, day = info.context, key_of("Person", person), info.context.day(as_of)
        found = await context.answer("ecomap", lambda sight: _ecomap(context, sight, sight.one(key), day), about=key)
        if isinstance(found, Problem):
            return refusal(found)
        drawn = found.drawing
        return EcomapAnswer(
            person_id=node_id("Person", found.person),
            household=[
                EcomapMember(person_id=node_id("Person", each.id), title=each.title, x=spot.x, y=spot.y)
                for each, spot in drawn.members
            ],
            around=[EcomapAround.from_model(each, spot, found) for each, spot in drawn.around],
            symbols=[shaped(Symbol, each) for each in found.symbols],
            radius=drawn.radius,
            size=drawn.size,
            truncated=found.truncated,
            found=found,
            **carried(found),
        )

    @strawberry.field(description="One page to take along, valid for 24 hours: whom to contact for a person, and how.")
    async def contact_sheet(self, info: Info, person: PersonId, plan: PlanId = None) -> ContactSheetResult:
        context, key = info.context, key_of("Person", person)

        async def asked(sight: Sight) -> Sheet | Problem:
            protective = await context.walks.protective(context.graph, sight.revision)
            found = await question.relatives_to_reach(
                context.graph,
                sight,
                context.site,
                person_id=sight.one(key),
                as_of=sight.today,
                protective=protective,
                reads=context.cases.read,
            )
            if isinstance(found, Problem):
                return found
            page = sheet_of(found, sight, context.site, plan)
            return page if isinstance(page, Problem) else fitting(page)

        found = await context.answer("contactSheet", asked, about=key)
        if isinstance(found, Problem):
            return refusal(found)
        return ContactSheetAnswer(
            person_id=node_id("Person", found.person),
            rows=[Relative.from_model(each) for each in found.rows],
            more=found.more,
            valid_until=found.valid_until,
            found=found,
            **carried(found),
        )


async def _ecomap(context: Context, sight: Sight, who: str, day: date) -> ecomap.EcomapAnswer | Problem:
    """What three fields show of a person, put together: each by its own rules, under this field's sight."""
    if who not in sight.caseload:
        return problem("NOT_FOUND")
    graph, site, window = context.graph, context.site, Window(PAGE, None)
    zone = ZoneInfo(context.clock.zone)
    homes, tied, touched = await asyncio.gather(
        kinship.household(graph, sight, site, person_id=who, as_of=day),
        kinship.ties(graph, sight, site, person_id=who, kinds=ecomap.KINDS, as_of=day, window=window),
        touchpoints.touchpoints(
            graph, sight, site, context.touchpoints, context.clock.zone, person_id=who, as_of=day, window=window
        ),
    )
    if isinstance(homes, Problem) or isinstance(tied, Problem) or isinstance(touched, Problem):
        return problem("NOT_FOUND")
    members = [genogram.drawn_of(each) for home in homes.households for each in ecomap.living_in(home.members, who)]
    return ecomap.answer_of(
        genogram.drawn_of(tied.person),
        members,
        [(edge.tie, genogram.drawn_of(edge.person)) for edge in tied.page.rows],
        [
            ecomap.Contact(each.agency, each.at.astimezone(zone).date() if each.at else None, each.shown)
            for each in touched.page.rows
            if each.agency
        ],
        Basis(day, sight.policy_version, ecomap.HOW, ecomap.LIMITS),
    )
