"""What questions about kinship read: family ties layer by layer, then lives and the sources of what is shown.

A concealed person is taken out with every tie before anything is worked out, so that nothing in an answer leads there.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from graphsvc.access.facts import existing, source_of
from graphsvc.access.families import PARAMS, Families
from graphsvc.access.safety import Protective
from graphsvc.access.sees import sees, within
from graphsvc.access.speakers import named_by, names_in, with_speakers
from graphsvc.catalogue import Row
from graphsvc.database.driver import Graph
from graphsvc.kinship.life import Event, OnFile
from graphsvc.kinship.ties import FamilyTie, sexes_said
from graphsvc.kinship.walk import Walk
from graphsvc.model.asker import Sight
from graphsvc.model.person import NAMELESS
from graphsvc.model.site import Site
from graphsvc.questions.family.answer import KinPerson, KinTie
from graphsvc.questions.family.words import tie_sentence

TIES, LIVES, NAMES = "family_told", "family_lives", "speakers"
"""The statements that say what is on file about what an answer shows."""
MOST_PEOPLE = 5_000
"""Whose ties are read for one question: several times what the fourth degree of any family on file holds."""


@dataclass(frozen=True)
class Asking:
    """Who asks what of which graph: what every read of one question takes."""

    graph: Graph
    sight: Sight
    site: Site
    protective: Protective
    as_of: date
    families: Families = field(default_factory=Families)


@dataclass(frozen=True)
class Family:
    """The family ties around somebody, as if nobody concealed were there. `truncated`: not all of them."""

    ties: tuple[FamilyTie, ...]
    truncated: bool

    @property
    def people(self) -> frozenset[str]:
        """Everybody whom the ties join."""
        return frozenset(end for tie in self.ties for end in (tie.a, tie.b))


@dataclass(frozen=True)
class Told:
    """What is on file about what an answer shows: names and lives by person, ties by id."""

    names: Mapping[str, str]
    ties: Mapping[str, KinTie]
    lives: Mapping[str, OnFile] = field(default_factory=dict)

    def person(self, id: str) -> KinPerson:
        """Somebody by the name that the asker may know."""
        return KinPerson(id, self.names.get(id, NAMELESS))


async def read_family(
    ask: Asking, about: str, start: Iterable[str], *, degree: int, generations: int, behind: bool = True
) -> Family | None:
    """The ties around `start` in an output about `about`; None where one of them is not there for the asker. `behind`:
    whether whoever stands behind a union or a step tie matters, beyond that tie's other end."""
    asked = frozenset(start)
    walk, cut = Walk(asked, degree, generations, behind), False
    while walk.wanted and not cut:
        ties, cut = await ask.families.around(ask.graph, ask.sight, ask.as_of, walk.wanted)
        walk.take(ties)
        cut = cut or walk.people >= MOST_PEOPLE
    ties = set(walk.ties.values())
    people = frozenset(end for tie in ties for end in (tie.a, tie.b))
    if not await _all_there(ask, asked - people):
        return None
    absent = await ask.protective.absent(ask.sight, ask.site, about, people | asked)
    if asked & absent:
        return None
    open_ties = (tie for tie in ties if absent.isdisjoint((tie.a, tie.b)))
    return Family(tuple(sorted(open_ties, key=lambda tie: (tie.type, tie.id))), cut)


async def _all_there(ask: Asking, people: frozenset[str]) -> bool:
    """Whether all of these are there for the asker; whoever has a visible tie is."""
    return not people or people == await existing(ask.graph, ask.sight, ask.site, people)


async def read_lives(ask: Asking, people: Iterable[str]) -> dict[str, OnFile]:
    """What is on file about the lives of these people; of whom nothing is, there is no entry."""
    wanted = sorted(set(people))
    return _lives(await ask.graph.read(LIVES, **_about_lives(ask, wanted))) if wanted else {}


def _about_lives(ask: Asking, people: list[str]) -> dict[str, Any]:
    circle = within(ask.sight.circle, people)
    return {**sees(ask.sight), "people": people, "as_of": ask.as_of, "circle": circle}


def _lives(rows: Iterable[Row]) -> dict[str, OnFile]:
    found: dict[str, dict[str, list[Event]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        event = Event(row["id"], row["owner"], row["happened_on"], row["said_on"], row["questioned"], row["sex"])
        found[row["person"]][row["noun"]].append(event)
    return {person: OnFile(tuple(said["Birth"]), tuple(said["Death"])) for person, said in found.items()}


def sexes_of(lives: Mapping[str, OnFile], family: Family) -> dict[str, str]:
    """Person → FEMALE or MALE, as recorded, else as their roles say."""
    recorded = {person: life.sex for person, life in lives.items() if life.sex}
    return {**sexes_said(family.ties), **recorded}


async def tell(ask: Asking, about: str, people: Iterable[str], ties: Iterable[FamilyTie]) -> Told:
    """Names and lives of these people and what is on file about these ties, in an output about `about`: one round trip,
    and where others than staff and these people spoke one more."""
    wanted = {tie.id: tie for tie in ties}
    everybody = sorted(frozenset(people).union(*((tie.a, tie.b) for tie in wanted.values())))
    rows = await ask.graph.read_together(_asks(ask, everybody, sorted(wanted)))
    names = await names_in(rows[NAMES], ask.sight, _nobody)  # who is concealed is not among them
    told, said = await with_speakers(
        ask.graph,
        ask.sight,
        ask.site,
        rows[TIES],
        lambda row: (about, row["a"], row["b"]),
        protective=ask.protective,
    )
    named = {**said, **names}
    return Told(named, {row["id"]: _kin_tie(row, named) for row in told}, _lives(rows[LIVES]))


async def _nobody(sight: Sight, people: frozenset[str]) -> frozenset[str]:
    return frozenset()


def _asks(ask: Asking, people: list[str], ties: list[str]) -> dict[str, dict[str, Any]]:
    kin_circle = within(ask.sight.kin_circle, people)
    told = {**sees(ask.sight, PARAMS), "people": people, "ties": ties, "kin_circle": kin_circle}
    return {TIES: told, LIVES: _about_lives(ask, people), NAMES: named_by(ask.sight, people)}


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
