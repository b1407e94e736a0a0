"""A circle is walked over the arrays, and is the one that the statements find; it is kept while nobody whom it leads to
is written about, and is then what a new one would be."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from joserfc.jwk import OKPKey

from graphsvc.access.caseload import Facts
from graphsvc.access.classes import Decision, policies_folder
from graphsvc.access.gate import Access, _Known, _Looking, read_rules
from graphsvc.access.shields import SHIELDS
from graphsvc.clock import clock_from
from graphsvc.database.driver import Graph, counted
from graphsvc.engine.around import Around
from graphsvc.engine.changes import read_revision
from graphsvc.engine.columns import Columns
from graphsvc.engine.follow import Follower, Moved, World
from graphsvc.engine.load import load_columns
from graphsvc.model.asker import OpenPurpose, Principal, Sight
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


def looking(gate: Access, caseload: tuple[str, ...], revision: int, purpose: OpenPurpose | None = None) -> _Looking:
    facts = Facts(revision, True, False, caseload, (), (), {}, 0, (), False)
    sight = Sight(
        ASKER, purpose, "person", "own", "", gate.clock.now(), gate.clock.today(), caseload=frozenset(caseload)
    )
    return _Looking(sight, facts, OPEN, ())


async def test_a_kept_circle_is_what_a_new_one_would_be_after_every_write(
    scribbled: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that comes out as it was is the very same object: what is worked out from it stays."""
    walks, walk = list[frozenset[str]](), Around.circle

    def noted(self: Around, caseload: frozenset[str], absent: frozenset[str]) -> tuple[str, ...]:
        walks.append(caseload)
        return walk(self, caseload, absent)

    monkeypatch.setattr(Around, "circle", noted)
    follower = Follower(scribbled, tmp_path, {SHIELDS: ProtectiveFacts()})
    await follower.start()
    kept, walked = replace(gate_of(scribbled), memory=follower.at), 0
    loads = [(person,) for person in PEOPLE[:3]]
    held: dict[tuple[str, ...], tuple[str, ...]] = {}
    try:
        for number in range(WRITES):
            await scribble(scribbled, Random(1_000 + number))
            revision, _ = await read_revision(scribbled)
            for load in loads:
                before = len(walks)
                with counted() as names:
                    circle = await kept._circle(looking(kept, load, revision), load, "own")
                assert "access_steps" not in names
                walked += len(walks) > before
                assert circle is held.get(load) or circle != held.get(load)
                held[load] = circle
                new = gate_of(scribbled)
                assert circle == await new._circle(looking(new, load, revision), load, "own")
    finally:
        await follower.close()
    asked = WRITES * len(loads)
    assert asked // 20 < walked < asked * 9 // 10  # some were walked again, some were not


GROWN = """MATCH (h:Household {id: 'wh0'}) SET h.kind = 'FAMILY', h.cls = 1
WITH h OPTIONAL MATCH (:Person)-[old]->() DELETE old
WITH DISTINCT h UNWIND range(0, $last) AS n MATCH (p:Person {id: 'w' + right('0' + n, 2)})
CREATE (p)-[:MEMBER_OF_HOUSEHOLD {id: 'grown' + n, cls: 1,
  verification: CASE n WHEN $last THEN 'DISPROVEN' ELSE 'STATED' END}]->(h)"""
REMOVED = """MATCH (p:Person)-[t:MEMBER_OF_HOUSEHOLD {verification: 'DISPROVEN'}]->(:Household {id: 'wh0'})
MATCH (r:Revision {id: 'graph'}) SET r.n = r.n + 1 DELETE t
CREATE (:Change {n: r.n, token: 'removed', people: [p.id], groups: [], all: false})"""


async def test_a_household_that_comes_down_to_the_cap_joins_its_members_again(scribbled: Graph, tmp_path: Path) -> None:
    """Who leaves was no step of anybody's, and was counted: a kept circle of somebody else in it must notice."""
    gate = gate_of(scribbled)
    gate = replace(gate, site=replace(gate.site, group_member_cap=10))
    until = gate.clock.now() + timedelta(hours=8)
    purpose = OpenPurpose("h", "FAMILY_SUPPORT", None, "PLAN_REVIEW", until)  # households follow the row `kin`
    await scribbled.run_alone(GROWN, last=10)
    follower = Follower(scribbled, tmp_path, {SHIELDS: ProtectiveFacts()})
    await follower.start()
    try:
        circles = []
        for statement in ("RETURN 0", REMOVED):
            await scribbled.run_alone(statement)
            revision, _ = await read_revision(scribbled)
            over = replace(gate, memory=follower.at, _known=gate._known)
            circles.append(await over._circle(looking(over, ("w03",), revision, purpose), ("w03",), "own"))
            anew = replace(gate, _known=_Known())
            assert circles[-1] == await anew._circle(looking(anew, ("w03",), revision, purpose), ("w03",), "own")
    finally:
        await follower.close()
    assert circles == [("w03",), tuple(f"w{n:02}" for n in range(10))]


@dataclass
class Shielding:
    """Protective facts that conceal whoever they are told to."""

    absent: frozenset[str]

    def concealed_for_each(self, focal: Any, others: Any, today: Any, site: Any) -> dict[str, frozenset[str]]:
        return {"": self.absent}


@dataclass
class Memory:
    """A graph in memory about whose people nothing is ever written."""

    columns: Columns
    absent: frozenset[str] = field(default=frozenset())

    async def at(self, revision: int) -> World:
        quiet = Moved(0, revision, frozenset())
        return World(revision, self.columns, {SHIELDS: Shielding(self.absent)}, log=(quiet,))


async def test_whoever_comes_to_be_concealed_leaves_a_circle_about_which_nothing_was_written(scribbled: Graph) -> None:
    memory = Memory(await load_columns(scribbled))
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
