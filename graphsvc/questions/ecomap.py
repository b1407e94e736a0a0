"""A person's household and what surrounds it, as a picture: people who help, and agencies by their visible contacts.

Everything shown was read for the fields `household`, `ties` and `touchpoints`, whose rules hold here too; this module
only puts it together.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from graphsvc.drawing.ecomap import Around, Ecomap, ecomap, symbols_in
from graphsvc.drawing.figures import figure_of
from graphsvc.drawing.genogram import Caption
from graphsvc.drawing.symbols import SYMBOLS, Symbol, legend, quality_of
from graphsvc.model.answers import Basis
from graphsvc.model.kin import KIN_ROLES
from graphsvc.model.person import Person, Source
from graphsvc.model.ties import Tie

KINDS = ("CAREGIVER", "GUARDIAN", "KIN", "MENTOR", "SUPPORT")
"""Of the ties, those that surround somebody: never who was arrested or seen with whom."""
MOST_AROUND = 40
NOTE = "Built from what is shared with you. Before a first contact, run the screen."
HOW = "The household in the middle; around it whoever helps or was spoken of, and agencies with a contact on file."
LIMITS = (
    NOTE,
    "Of agencies, only contacts that your sector may see are drawn, and never what they were about.",
    "Nobody of whom somebody questioned that they live there is drawn in the household: see household.",
)


class Member(Protocol):
    """graphsvc.questions.kinship.Member."""

    @property
    def person(self) -> Person: ...

    @property
    def source(self) -> Source: ...


@dataclass(frozen=True)
class Contact:
    """A contact with an agency as the asker may see it. `shown`: (owner, id)."""

    agency: str
    on: date | None
    shown: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class EcomapAnswer:
    """The picture as data. `sources`: tie → where it comes from; `seen`: what is on file about the people drawn."""

    basis: Basis
    person: str
    drawing: Ecomap
    symbols: tuple[Symbol, ...]
    sources: Mapping[str, Source]
    seen: tuple[Person, ...]
    contacts: tuple[Contact, ...]
    caption: Caption
    truncated: bool


def answer_of(
    person: Person,
    members: Iterable[Person],
    edges: Iterable[tuple[Tie, Person]],
    contacts: Iterable[Contact],
    basis: Basis,
) -> EcomapAnswer:
    """The ecomap of what the three fields showed."""
    inside = {each.id: each for each in (person, *members)}
    tied: dict[str, list[tuple[Tie, Person]]] = defaultdict(list)
    for tie, other in edges:
        if other.id not in inside and _surrounds(tie):
            tied[other.id].append((tie, other))
    met = tuple(contacts)
    around = [*(_somebody(held, basis.as_of) for _, held in sorted(tied.items(), key=_nearest)), *_agencies(met)]
    drawn = ecomap([figure_of(each, basis.as_of) for each in inside.values()], around[:MOST_AROUND], person.id)
    shown = {each.id for each, _ in drawn.around}
    held = [pair for who, pairs in sorted(tied.items()) if who in shown for pair in pairs]
    owners = sorted({tie.source.agency for tie, _ in held} | {each.agency for each in met})
    return EcomapAnswer(
        basis=basis,
        person=person.id,
        drawing=drawn,
        symbols=legend(symbols_in(drawn, person.id)),
        sources={tie.id: tie.source for tie, _ in held},
        seen=tuple({each.id: each for each in (*inside.values(), *(other for _, other in held))}.values()),
        contacts=met,
        caption=Caption(
            f"Around {person.title}",
            f"As of {basis.as_of.isoformat()}. Each line leads to {person.title}.",
            f"From statements of {', '.join(owners)}." if owners else "",
            NOTE,
        ),
        truncated=len(around) > MOST_AROUND,
    )


def living_in(members: Iterable[Member], person_id: str) -> tuple[Person, ...]:
    """Who lives in a household of which nobody questions that it is the person's, nor that it is theirs. Pure."""
    sure = {each.person.id: each.person for each in members if not each.source.questioned}
    return tuple(sure.values()) if person_id in sure else ()


def _surrounds(tie: Tie) -> bool:
    """Whether a tie is drawn: of kin, those by choice and those of which somebody said how they go."""
    if tie.kind != "KIN":
        return True
    return bool(tie.role and KIN_ROLES[tie.role].move == "N") or quality_of(tie.closeness, tie.tone) is not None


def _nearest(entry: tuple[str, list[tuple[Tie, Person]]]) -> tuple[int, str]:
    who, held = entry
    return min(KINDS.index(tie.kind) for tie, _ in held), who


def _somebody(held: list[tuple[Tie, Person]], as_of: date) -> Around:
    person = held[0][1]
    said = [(code, tie) for tie, _ in held if (code := quality_of(tie.closeness, tie.tone))]
    code, latest = max(
        said, key=lambda pair: (pair[1].quality_at or date.min, -list(SYMBOLS).index(pair[0])), default=("PLAIN", None)
    )
    return Around(
        id=person.id,
        title=person.title,
        words="; ".join(dict.fromkeys(tie.words for tie, _ in held)),
        symbol=code,
        ties=tuple(sorted(tie.id for tie, _ in held)),
        figure=figure_of(person, as_of),
        said_on=latest.quality_at if latest else None,
        said_by=latest.source.stated_by if latest else None,
    )


def _agencies(contacts: Iterable[Contact]) -> list[Around]:
    """Each agency once, by code, with the latest day."""
    latest: dict[str, date | None] = {}
    for each in contacts:
        before = latest.get(each.agency)
        latest[each.agency] = max(filter(None, (before, each.on)), default=None)
    return [Around(f"agency:{code}", code, "in contact", "PLAIN", last_on=day) for code, day in sorted(latest.items())]
