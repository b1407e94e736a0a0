"""What is on file about what an answer about a family shows: names, lives, and the sources of ties.

Out of memory where the graph is there; else one round trip at most for what was not shown to this asker before. One
more where others than staff spoke.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphsvc.access.facts import source_of
from graphsvc.access.families import PARAMS
from graphsvc.access.sees import sees
from graphsvc.access.speakers import named_by, names_in, with_speakers
from graphsvc.catalogue import Row
from graphsvc.kinship.life import Event, OnFile
from graphsvc.kinship.ties import FamilyTie
from graphsvc.model.asker import Sight
from graphsvc.model.circle import within
from graphsvc.model.person import NAMELESS
from graphsvc.questions.family.answer import KinPerson, KinTie
from graphsvc.questions.family.read import Asking
from graphsvc.questions.family.shelf import Shelf
from graphsvc.questions.family.words import tie_sentence

TIES, LIVES, NAMES = "family_told", "family_lives", "speakers"
"""The statements that say what is on file about what an answer shows."""


@dataclass(frozen=True)
class Told:
    """What is on file about what an answer shows: people, names and lives by person, ties by id. `people`, `names` and
    `lives` may say more than was asked for, nothing that this asker may not know."""

    people: Mapping[str, KinPerson]
    names: Mapping[str, str]
    ties: Mapping[str, KinTie]
    lives: Mapping[str, OnFile] = field(default_factory=dict)

    def person(self, id: str) -> KinPerson:
        """Somebody by the name that the asker may know."""
        return self.people[id]


async def tell(ask: Asking, about: str, people: Iterable[str], ties: Iterable[FamilyTie]) -> Told:
    """Names and lives of these people and what is on file about these ties, in an output about `about`."""
    wanted = {tie.id: tie for tie in ties}
    shelf = ask.shelves.of(ask.sight, ask.as_of, Shelf)
    await _read(ask, shelf, frozenset(people).union(*((tie.a, tie.b) for tie in wanted.values())), wanted)
    spoken = [shelf.rows[id] for id in sorted(wanted) if id not in shelf.ties and id in shelf.rows]
    told = {id: shelf.ties[id] for id in wanted if id in shelf.ties}
    if any(spoken):
        told |= await _spoken(ask, shelf, about, spoken)
    return Told(shelf.people, shelf.names, told, shelf.lives)


async def _read(ask: Asking, shelf: Shelf, people: frozenset[str], ties: Mapping[str, FamilyTie]) -> None:
    """Put on the shelf what is not there yet."""
    new, lacking = shelf.new_people(people), shelf.new_ties(ties)
    if not (new or lacking):
        return
    some = sorted(frozenset(new).union(*((ties[id].a, ties[id].b) for id in lacking)))
    rows = await _rows(ask, some, bool(new), [ties[id] for id in lacking])
    shelf.names |= await names_in(rows.get(NAMES, ()), ask.sight, _nobody)  # who is concealed is not among them
    shelf.lives |= _lives(rows.get(LIVES, ()))
    shelf.people |= {id: KinPerson(id, shelf.names.get(id, NAMELESS)) for id in new}
    told = rows.get(TIES, [])
    shelf.rows |= {id: {} for id in lacking} | {row["id"]: row for row in told}
    said = {**shelf.names, **{row["stated_by"]: row["said_by_staff"] for row in told if row["said_by_staff"]}}
    plain = (row for row in told if row["stated_by"] is None or row["said_by_staff"])
    shelf.ties |= {row["id"]: _kin_tie(row, said) for row in plain}


async def _rows(ask: Asking, people: list[str], named: bool, ties: list[FamilyTie]) -> dict[str, list[Row]]:
    """What is on file about these ties between these people, and where they are to be `named` about their lives and
    names: out of memory, or by statements, which are asked together and so about the same people."""
    if ask.held is not None:
        names, lives = ask.held.people(people, ask.as_of) if named else ([], [])
        return {LIVES: lives, NAMES: names, TIES: ask.held.ties(ties)}
    asked = {LIVES: _about_lives(ask, people), NAMES: named_by(ask.sight, people)} if named else {}
    told = {TIES: _about_ties(ask, people, [tie.id for tie in ties])} if ties else {}
    return await ask.graph.read_together(asked | told)


async def _spoken(ask: Asking, shelf: Shelf, about: str, rows: Iterable[Row]) -> dict[str, KinTie]:
    """The ties that others than staff stated."""
    told, said = await with_speakers(
        ask.graph,
        ask.sight,
        ask.site,
        (row for row in rows if row),
        lambda row: (about, row["a"], row["b"]),
        protective=ask.protective,
    )
    names = {**said, **shelf.names}
    return {row["id"]: _kin_tie(row, names) for row in told}


async def _nobody(sight: Sight, people: frozenset[str]) -> frozenset[str]:
    return frozenset()


def _about_ties(ask: Asking, people: list[str], ties: list[str]) -> dict[str, Any]:
    kin_circle = within(ask.sight.kin_circle, people)
    return {**sees(ask.sight, PARAMS), "people": people, "ties": ties, "kin_circle": kin_circle}


def _about_lives(ask: Asking, people: list[str]) -> dict[str, Any]:
    circle = within(ask.sight.circle, people)
    return {**sees(ask.sight), "people": people, "as_of": ask.as_of, "circle": circle}


async def read_lives(ask: Asking, people: Iterable[str]) -> dict[str, OnFile]:
    """What is on file about the lives of these people; of whom nothing is, there is no entry."""
    wanted = sorted(set(people))
    if ask.held is not None:
        return _lives(ask.held.people(wanted, ask.as_of)[1])
    return _lives(await ask.graph.read(LIVES, **_about_lives(ask, wanted))) if wanted else {}


def _lives(rows: Iterable[Row]) -> dict[str, OnFile]:
    found: dict[str, dict[str, list[Event]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        event = Event(row["id"], row["owner"], row["happened_on"], row["said_on"], row["questioned"], row["sex"])
        found[row["person"]][row["noun"]].append(event)
    return {person: OnFile(tuple(said["Birth"]), tuple(said["Death"])) for person, said in found.items()}


def _kin_tie(row: Row, said: Mapping[str, str]) -> KinTie:
    return KinTie(
        id=row["id"],
        type=row["type"],
        a=row["a"],
        b=row["b"],
        sentence=tie_sentence(row, said),
        last_contact=row["last_contact"],
        source=source_of(row, said),
    )
