"""A circle is kept while nobody whom it leads to is written about, and is then what a new one would be."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from joserfc.jwk import OKPKey

from graphsvc.access.caseload import Facts
from graphsvc.access.classes import Decision, policies_folder
from graphsvc.access.gate import Access, _Looking, read_rules
from graphsvc.access.shields import SHIELDS
from graphsvc.clock import clock_from
from graphsvc.database.driver import Graph, counted
from graphsvc.engine.changes import read_revision
from graphsvc.engine.follow import Follower, Moved, World
from graphsvc.model.asker import Principal, Sight
from graphsvc.model.site import Site
from graphsvc.questions.influence.memory import ProtectiveFacts
from tests.live.api import NOW
from tests.live.scribbles import PEOPLE, scribble

ASKER = Principal("s-sam", "EOHHS", "HUMAN_SERVICES", ("SOCIAL_WORKER",), "t")
OPEN = Decision(allowed=(1,), assigned=(), consent=(), case=False)
WRITES = 150


def gate_of(graph: Graph) -> Access:
    clock = clock_from(NOW, "America/New_York")
    return Access(graph, read_rules(policies_folder(None)), OKPKey.generate_key("Ed25519"), clock, Site())


def looking(gate: Access, caseload: tuple[str, ...], revision: int) -> _Looking:
    facts = Facts(revision, True, False, caseload, (), (), {}, 0, (), False)
    sight = Sight(ASKER, None, "person", "own", "", gate.clock.now(), gate.clock.today(), caseload=frozenset(caseload))
    return _Looking(sight, facts, OPEN, ())


async def test_a_kept_circle_is_what_a_new_one_would_be_after_every_write(scribbled: Graph, tmp_path: Path) -> None:
    follower = Follower(scribbled, tmp_path, {SHIELDS: ProtectiveFacts()})
    await follower.start()
    kept, read = replace(gate_of(scribbled), memory=follower.at), 0
    loads = [(person,) for person in PEOPLE[:3]]
    try:
        for number in range(WRITES):
            await scribble(scribbled, Random(1_000 + number))
            revision, _ = await read_revision(scribbled)
            for load in loads:
                with counted() as names:
                    circle = await kept._circle(looking(kept, load, revision), load, "own")
                read += "access_steps" in names
                new = gate_of(scribbled)
                assert circle == await new._circle(looking(new, load, revision), load, "own")
    finally:
        await follower.close()
    asked = WRITES * len(loads)
    assert asked // 20 < read < asked * 9 // 10  # some were read again, some were not


@dataclass
class Shielding:
    """Protective facts that conceal whoever they are told to."""

    absent: frozenset[str]

    def concealed_for_each(self, focal: Any, others: Any, today: Any, site: Any) -> dict[str, frozenset[str]]:
        return {"": self.absent}


@dataclass
class Memory:
    """A graph in memory about whose people nothing is ever written."""

    absent: frozenset[str] = field(default=frozenset())

    async def at(self, revision: int) -> World:
        quiet = Moved(0, revision, frozenset())
        return World(revision, None, {SHIELDS: Shielding(self.absent)}, log=(quiet,))  # type: ignore[arg-type]


async def test_whoever_comes_to_be_concealed_leaves_a_circle_about_which_nothing_was_written(scribbled: Graph) -> None:
    memory = Memory()
    gate, load = replace(gate_of(scribbled), memory=memory.at), ("w00",)
    revision, _ = await read_revision(scribbled)
    first = await gate._circle(looking(gate, load, revision), load, "own")
    hidden = next(one for one in first if one != "w00")
    assert await gate._circle(looking(gate, load, revision + 1), load, "own") is first
    memory.absent = frozenset({hidden})
    after = await gate._circle(looking(gate, load, revision + 2), load, "own")
    assert hidden not in after and "w00" in after
    memory.absent = frozenset()
    assert await gate._circle(looking(gate, load, revision + 3), load, "own") == first


def test_what_was_written_is_told_as_far_as_it_is_known() -> None:
    log = (Moved(3, 5, frozenset("a")), Moved(5, 6, frozenset()), Moved(6, 8, frozenset("b")))
    world = World(8, None, log=log)  # type: ignore[arg-type]
    asked = [("a", 8), ("a", 5), ("a", 4), ("a", 3), ("a", 2), ("b", 7), ("c", 3), ("c", 2), ("a", 9)]
    assert [world.untouched(frozenset(who), since) for who, since in asked] == [
        True, True, False, False, False, False, True, False, False
    ]  # fmt: skip
    assert not replace(world, log=(*log[:2], Moved(6, 8, None))).untouched(frozenset("c"), 5)
    assert not replace(world, log=()).untouched(frozenset("c"), 7)
