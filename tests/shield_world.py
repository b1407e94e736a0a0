"""A small random world of protective facts, written raw into a graph, and changed at random: nothing in it is tidy.

Ends, days, seals and states are drawn without regard to what a careful importer would refuse, so that statements and
memory are compared where they could differ. `touched` says whose facts a change wrote, before and after.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from graphsvc.database.driver import Graph

TODAY = date(2026, 4, 20)
STAFF = {"s-rev": ["SAFETY_REVIEWER"], "s-old": ["SAFETY_REVIEWER", "SUPERVISOR"], "s-soc": ["SOCIAL_WORKER"]}
CODES = {
    "orders": ("ABUSE_PREVENTION_209A", "BAIL_NO_CONTACT", "SUPERVISED_VISITS_ONLY", "TPR"),
    "alerts": (
        "PROTECTED_WITNESS", "RELOCATED_WITNESS", "CONFIDENTIAL_SOURCE", "STAFF_CONFLICT", "SHELTER_RESIDENT",
        "SEXUAL_OFFENCE_AGAINST_CHILD", "ADDRESS_CONFIDENTIALITY", "ASKED_NOT_TO_BE_CONTACTED",
    ),
}  # fmt: skip
PERSONAL = ("UNION_WITH", "GUARDIAN_OF", "CAREGIVER_OF", "MENTOR_OF", "SUPPORTS")
BETWEEN = (
    "RESTRAINED_FROM", "HARMED", "WITNESS_AGAINST", "REFUSES_CONTACT_WITH", "WISHES_ABOUT", "CONTACTED",
    "LIVE_CONFLICT_WITH", "POSSIBLY_SAME_AS", "SCREENED_FOR", "APART", "KIN_OF", "KIN_OF", *PERSONAL,
)  # fmt: skip
TO_GROUP = {"MEMBER_OF_HOUSEHOLD": "Household", "AFFILIATED_WITH": "Gang", "INVOLVED_IN": "Incident"}
NODES = {
    "ALERTED_BY": "SafetyAlert",
    "HAS_DEATH": "Death",
    "HAS_BIRTH": "Birth",
    "HELD_BY": "Hold",
    "REMOVED": "Removal",
}
KINDS = (*BETWEEN, *BETWEEN, *TO_GROUP, *TO_GROUP, *NODES, "HAS_BIRTH", "HAS_BIRTH", "HELD_BY", "RESIDES_AT")


@dataclass(frozen=True)
class Thing:
    """One record: a tie from `a` to `b`, or a node of `a`; `plans` for a hold."""

    id: str
    kind: str
    a: str
    b: str
    said: dict[str, Any]
    plans: tuple[str, ...] = ()


@dataclass
class World:
    """What is in the graph, so that a change knows whom it touches."""

    graph: Graph
    rng: random.Random
    people: list[str]
    things: dict[str, Thing] = field(default_factory=dict)
    made: int = 0

    async def begin(self, records: int) -> None:
        """People, staff, groups and so many records."""
        await self.graph.run_alone("UNWIND $ids AS id CREATE (:Person {id: id})", ids=self.people)
        await self.graph.run_alone("CREATE (:Location {id: 'l'})")
        for who, roles in STAFF.items():
            await self.graph.run_alone("CREATE (:Staff {id: $id, roles: $roles})", id=who, roles=roles)
        for label in TO_GROUP.values():
            for number in range(4):
                said = self._incident() if label == "Incident" else {"kind": self.rng.choice(("FAMILY", "SHELTER"))}
                await self.graph.run_alone(
                    f"CREATE (g:{label} {{id: $id}}) SET g += $said", id=f"{label}-{number}", said=said
                )
        for _ in range(records):
            await self.add()

    async def change(self) -> set[str]:
        """One random change; whom it touched."""
        change = self.rng.choice((self.add, self.take, self.alter, self.alter, self.reopen))
        return await change()

    async def add(self) -> set[str]:
        """One more record."""
        self.made += 1
        kind = self.rng.choice(KINDS)
        return await self._write(self._thing(f"x{self.made}", kind))

    async def take(self) -> set[str]:
        """One record goes for good."""
        thing = self.things.pop(self.rng.choice(list(self.things)))
        await self.graph.run_alone("MATCH ()-[r {id: $id}]->() DELETE r", id=thing.id)
        await self.graph.run_alone("MATCH (n {id: $id}) DETACH DELETE n", id=thing.id)
        return self._touched(thing)

    async def alter(self) -> set[str]:
        """One record says something else, of the same person or not."""
        thing = self.things[self.rng.choice(list(self.things))]
        self.things = {thing.id: thing, **self.things}
        gone = self._touched(thing)
        await self.graph.run_alone("MATCH ()-[r {id: $id}]->() DELETE r", id=thing.id)
        await self.graph.run_alone("MATCH (n {id: $id}) DETACH DELETE n", id=thing.id)
        return gone | await self._write(self._thing(thing.id, thing.kind))

    async def reopen(self) -> set[str]:
        """An incident's matter is opened, closed or sealed: all of its people are touched."""
        incident = f"Incident-{self.rng.randrange(4)}"
        await self.graph.run_alone("MATCH (i:Incident {id: $id}) SET i += $said", id=incident, said=self._incident())
        return {t.a for t in self.things.values() if t.b == incident}

    # ---- what is written --------------------------------------------------------------------------------------

    async def _write(self, thing: Thing) -> set[str]:
        self.things[thing.id] = thing
        told = {"a": thing.a, "b": thing.b, "said": {"id": thing.id, **thing.said}, "plans": list(thing.plans)}
        if thing.kind in NODES:
            text = f"""MATCH (a:Person {{id: $a}}) CREATE (a)-[:{thing.kind}]->(n:{NODES[thing.kind]}) SET n = $said
              WITH n UNWIND $plans AS plan MATCH (p:Person {{id: plan}}) CREATE (n)-[:HOLD_FOR]->(p)"""
            del told["b"]
        else:
            text = f"MATCH (a:Person {{id: $a}}), (b {{id: $b}}) CREATE (a)-[r:{thing.kind}]->(b) SET r = $said"
            del told["plans"]
        await self.graph.run_alone(text, **told)
        return self._touched(thing)

    def _touched(self, thing: Thing) -> set[str]:
        return {each for each in (thing.a, thing.b, *thing.plans) if each in self.people}

    def _thing(self, id: str, kind: str) -> Thing:
        a, b = self.rng.choice(self.people), self.rng.choice(self.people)
        if kind in TO_GROUP:
            b = f"{TO_GROUP[kind]}-{self.rng.randrange(4)}"
        plans = tuple(self.rng.sample(self.people, self.rng.choice((0, 1, 1, 2)))) if kind == "HELD_BY" else ()
        said = {key: value for key, value in {**self._of_all(), **self._of(kind)}.items() if value is not None}
        return Thing(id, kind, a, "" if kind in NODES else "l" if kind == "RESIDES_AT" else b, said, plans)

    def _incident(self) -> dict[str, Any]:
        return {"matter": self.rng.choice(("OPEN", "OPEN", "CLOSED")), "sealed": self.rng.random() < 0.2}

    def _rarely(self, value: object, share: float = 0.12) -> Any:
        return value if self.rng.random() < share else None

    def _day(self, share: float = 1.0) -> date | None:
        return self._rarely(TODAY + timedelta(days=self.rng.choice((-900, -91, -90, -31, -30, -3, -1, 0, 1, 9))), share)

    def _born(self) -> date | None:
        return self.rng.choice((date(1980, 1, 1), date(2008, 4, 20), date(2008, 4, 21), date(2015, 6, 1), None))

    def _of_all(self) -> dict[str, Any]:
        return {
            "sealed": self.rng.choice((None, False, False, False, True)),
            "erased_at": self._rarely(datetime(2026, 4, 1, tzinfo=UTC)),
            "contested_at": self._rarely(TODAY),
            "verification": self.rng.choice(("STATED", "PROVEN", "STATED", None, "DISPROVEN")),
            "stated_at": self._day(0.8),
            "valid_from": self._day(0.3),
            "valid_to": self._day(0.3),
        }

    def _of(self, kind: str) -> dict[str, Any]:
        pick, day = self.rng.choice, self._day
        known = sorted(self.things) or [""]
        tone = pick(("ABUSIVE", "CLOSE", "UNKNOWN", None))
        return {
            "RESTRAINED_FROM": lambda: {
                "type": pick(CODES["orders"]), "status": pick(("ACTIVE", "PENDING", "EXPIRED", "VACATED", None)),
                "conditions": pick((None, ["NO_CONTACT"], ["SUPERVISED_ONLY", "STAY_AWAY"])),
                "issued_on": day(), "expires_on": day(0.4), "ended_on": day(0.2)},
            "HARMED": lambda: {
                "type": pick(("PHYSICAL", "SEXUAL", "SEXUAL")), "status": pick(("ALLEGED", "UNSUPPORTED"))},
            "WITNESS_AGAINST": lambda: {"matter": pick(("OPEN", "CLOSED", None))},
            "WISHES_ABOUT": lambda: {
                "wish": pick(("YES", "NO", "NO", "UNSURE")), "stated_as": pick(("PERSON", "PERSON", "WORKER", None)),
                "stated_by": pick((*self.people, None)), "start_record": pick((*self.people[:2], None))},
            "CONTACTED": lambda: {
                "outcome": pick(("ASKED_NOT_TO_CONTACT", "DECEASED", "SPOKE_WILLING", "NO_ANSWER")),
                "at": datetime.combine(day() or TODAY, time(23, 30), UTC), "against_line": pick((None, True)),
                "inbound": pick((None, True, False))},
            "LIVE_CONFLICT_WITH": lambda: {"until": day()},
            "POSSIBLY_SAME_AS": lambda: {"state": pick(("PLAUSIBLE", "SAME", "UNDECIDED", "DIFFERENT"))},
            "SCREENED_FOR": lambda: {
                "result": pick(("CLEAR", "CLEAR", "HOLD", "DO_NOT_CONTACT")), "mode": pick(("FEED", "MANUAL")),
                "by": pick((*STAFF, None)), "at": day(), "voided_on": day(0.1), "revision": pick((None, 1, 2, 3)),
                "settles": pick((None, self.rng.sample(known, min(len(known), 30))))},
            "APART": lambda: {"reach": pick(("SELF", "NEAR", "GROUP", "ALONE")), "since": day(0.9)},
            "KIN_OF": lambda: {
                "role": pick(("MTH", "SIS", "CHILD", "MUNCLE")), "tone": tone, "rights_ended_on": day(0.2)},
            "MEMBER_OF_HOUSEHOLD": lambda: {"tone": tone},
            "AFFILIATED_WITH": lambda: {
                "status": pick(("VERIFIED_MEMBER", "EXITED", "PURGED", None)), "retain_until": day(0.8)},
            "INVOLVED_IN": lambda: {"role": pick(("VICTIM", "WITNESS", "SUSPECT", "DEFENDANT", "ARRESTEE", "PRESENT"))},
            "ALERTED_BY": lambda: {"kind": pick(CODES["alerts"]), "status": pick(("ALLEGED", "UNSUPPORTED"))},
            "HAS_DEATH": lambda: {"died_on": day(0.5)},
            "HAS_BIRTH": lambda: {"born_on": self._born()},
            "HELD_BY": lambda: {"placed_on": day(), "ends_on": day(0.4), "ended_by": pick((*STAFF, None, None))},
            "REMOVED": lambda: {"caregivers": self.rng.sample(self.people, 2)},
            "RESIDES_AT": lambda: {"kind": pick(("HOME", "SHELTER")), "confidential": pick((None, True, False))},
        }.get(kind, lambda: {"tone": tone})()  # fmt: skip


async def world_on(graph: Graph, seed: int, people: int, records: int) -> World:
    """A random world of its own in a wiped graph."""
    made = World(graph, random.Random(seed), [f"p{number:02}" for number in range(people)])
    await made.begin(records)
    return made


def everybody(ids: Iterable[str]) -> list[str]:
    """The ids in order, and one that nobody bears."""
    return [*sorted(ids), "nobody"]
